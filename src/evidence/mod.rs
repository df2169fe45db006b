//! Certificates: what was checked, by what, and what every rule said, so that anybody can do it again and compare.
//!
//! In: finished documents, what they were checked by. Out: a certificate, written as the check goes, and the differences between
//! one and a check that is done again. Nothing here reads a file.

mod certificate;
mod compare;
mod write;

pub use certificate::{
    Certificate, DocumentEntry, ErrorEntry, FileEntry, FindingEntry, Given, LayerEntry, PackEntry,
    ProgramEntry, Unusable, file_of,
};
pub use compare::{Comparison, Difference};
pub use write::{Head, Writer};
