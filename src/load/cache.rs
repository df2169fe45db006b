//! Results of checks in a folder: each in a file of its own, which is written beside its name and takes it when it is whole, so that
//! several runs may use the folder at once. A file that is not as it was written is passed over and written anew.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::file::{Unread, problem, read, shown};
use super::git;
use crate::check::cache::Cache;
use crate::report::Problem;
use crate::source::sha256_hex;

/// What a file begins with; behind it stand the digest of key and content, a line feed, and the content.
const MAGIC: &[u8] = b"hegui-cache 1 ";

/// What the name of a file begins with while it is written.
const UNFINISHED: &str = ".hegui-";

/// Bytes of a digest as it is written.
const DIGEST: usize = 64;

/// Bytes of a file.
const LARGEST: usize = 256 << 20;

/// A folder of results.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Results that could not be written.
    unwritten: AtomicUsize,
}

impl Folder {
    /// A folder, which is made if there is none.
    ///
    /// # Errors
    /// It cannot be made, or is none; git tracks something in it, so that what changes forms could change their results.
    pub fn open(path: &Path) -> Result<Self, Problem> {
        let failed = |error: io::Error| Unread::from(error).problem(&shown(path));
        if path.exists() && !path.is_dir() {
            return Err(problem(&shown(path), "cache-no-folder", &[]));
        }
        fs::create_dir_all(path).map_err(failed)?;
        if git::tracks_any(path) {
            return Err(problem(&shown(path), "cache-tracked", &[]));
        }
        Ok(Self { path: path.to_owned(), unwritten: AtomicUsize::new(0) })
    }

    /// How many results could not be written.
    #[must_use]
    pub fn unwritten(&self) -> usize {
        self.unwritten.load(Ordering::Relaxed)
    }

    /// The file of a key: of many files not all in one folder.
    fn file(&self, key: &str) -> PathBuf {
        let (folder, name) = key.split_at_checked(2).unwrap_or(("", key));
        self.path.join(folder).join(name)
    }

    fn write(&self, key: &str, content: &[u8]) -> io::Result<()> {
        let path = self.file(key);
        let folder = path.parent().unwrap_or(&self.path);
        fs::create_dir_all(folder)?;
        let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder)?;
        let head = [MAGIC, digest(key, content).as_bytes(), b"\n"].concat();
        file.write_all(&[&head, content].concat())?;
        file.persist(path).map(drop).map_err(|error| error.error)
    }
}

/// Whether a path is named as a result is, or as one that is being written: `ab/cdef…`, `ab/.hegui-…`.
pub(super) fn is_entry(path: &Path) -> bool {
    let is_hex =
        |name: &str, digits| name.len() == digits && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    let folder = path.parent().and_then(Path::file_name).and_then(OsStr::to_str).unwrap_or_default();
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    is_hex(folder, 2) && (is_hex(name, DIGEST - 2) || name.starts_with(UNFINISHED))
}

/// Over the key as well: what is kept for one form is nothing for another.
fn digest(key: &str, content: &[u8]) -> String {
    sha256_hex([key.as_bytes(), b"\n", content])
}

impl Cache for Folder {
    fn get(&self, key: &str) -> Option<Vec<u8>> {
        let mut bytes = read(&self.file(key), LARGEST).ok()?;
        let rest = bytes.strip_prefix(MAGIC)?;
        let (written, content) = rest.split_at_checked(DIGEST)?;
        let content = content.strip_prefix(b"\n")?;
        if digest(key, content).as_bytes() != written {
            return None;
        }
        let before = bytes.len() - content.len();
        bytes.drain(..before);
        Some(bytes)
    }

    fn put(&self, key: &str, bytes: &[u8]) {
        if self.write(key, bytes).is_err() {
            self.unwritten.fetch_add(1, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests look at the files")]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, Folder, String) {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(&place.path().join("a/cache")).unwrap();
        (place, folder, format!("ab{}", "0".repeat(62)))
    }

    #[test]
    fn what_was_kept_is_given_back_under_its_own_key_only() {
        let (_place, folder, key) = folder();
        assert_eq!(folder.get(&key), None);
        folder.put(&key, b"some bytes");
        assert_eq!(folder.get(&key).as_deref(), Some(b"some bytes".as_slice()));
        // Moved to where another form would look for it.
        let other = format!("ab{}", "1".repeat(62));
        fs::copy(folder.file(&key), folder.file(&other)).unwrap();
        assert_eq!(folder.get(&other), None);
        folder.put(&other, b"others");
        assert_eq!(folder.get(&other).as_deref(), Some(b"others".as_slice()));
        assert_eq!(folder.unwritten(), 0);
    }

    #[test]
    fn a_file_of_which_one_byte_is_changed_or_lost_is_passed_over_and_written_anew() {
        let (_place, folder, key) = folder();
        folder.put(&key, b"some bytes");
        let whole = fs::read(folder.file(&key)).unwrap();
        for at in 0..whole.len() {
            let mut bent = whole.clone();
            bent[at] ^= 1;
            for damaged in [&bent[..], &whole[..at]] {
                fs::write(folder.file(&key), damaged).unwrap();
                assert_eq!(folder.get(&key), None, "{at}");
            }
        }
        folder.put(&key, b"some bytes");
        assert_eq!(fs::read(folder.file(&key)).unwrap(), whole);
        let names = fs::read_dir(folder.file(&key).parent().unwrap()).unwrap().count();
        assert_eq!(names, 1);
    }

    #[test]
    fn what_cannot_be_written_is_counted() {
        let (_place, folder, key) = folder();
        // A file where the folder of the key would be.
        fs::write(folder.path.join("ab"), "").unwrap();
        folder.put(&key, b"some bytes");
        assert_eq!((folder.unwritten(), folder.get(&key)), (1, None));
        assert!(Folder::open(&folder.path.join("ab")).is_err());
    }
}
