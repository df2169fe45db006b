//! How a check is set up: `hegui.toml`, read into values that know where each was written.
//!
//! In: the text of the file. Out: a [`file::Config`], or every fault with its place. Nothing here reads a file.

pub mod file;
pub mod paths;
