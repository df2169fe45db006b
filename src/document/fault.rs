//! What makes a text no document.
