//! Where nodes stand in the bytes.
