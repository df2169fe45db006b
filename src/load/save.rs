//! A file that someone named, written.

use std::io;
use std::path::Path;

use super::export::put;
use super::file::{problem, shown};
use crate::report::Problem;

/// Writes a file as a whole: until it is there, whatever stood in its place stays.
///
/// # Errors
/// What the file system refuses.
pub fn save(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let told =
        |error: io::Error| problem(&shown(path), "load-not-written", &[("reason", &error.to_string())]);
    put(folder, path, bytes).map_err(told)
}
