//! One file: its name as people see it, its bytes up to a limit, and whether it lies where it was looked for.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::report::Problem;
use crate::wording::Message;

/// Why a file was not read.
#[derive(Debug)]
pub(super) enum Unread {
    /// A symbolic link leads out of the folder that was named, or nowhere.
    Outside,
    /// The file system refuses.
    Failed(io::Error),
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}

impl Unread {
    /// The id of the message.
    pub(super) fn id(&self) -> &'static str {
        let Self::Failed(error) = self else { return "load-link-out" };
        match error.kind() {
            io::ErrorKind::NotFound => "load-not-found",
            io::ErrorKind::PermissionDenied => "load-no-permission",
            io::ErrorKind::InvalidInput => "load-no-file",
            _ => "load-failed",
        }
    }

    /// What the file system says; empty if it was not asked.
    pub(super) fn reason(&self) -> String {
        match self {
            Self::Outside => String::new(),
            Self::Failed(error) => error.to_string(),
        }
    }

    pub(super) fn problem(&self, name: &str) -> Problem {
        let help = matches!(self, Self::Outside).then(|| Message::new("load-link-out-help", &[]));
        Problem { help, ..problem(name, self.id(), &[("reason", &self.reason())]) }
    }
}

/// A folder that someone named. What it holds may come from a stranger, so nothing in it leads out of it.
#[derive(Debug)]
pub(super) struct Fence {
    /// Without links; `None` if there is no such folder, and then nothing lies inside.
    root: Option<PathBuf>,
}

impl Fence {
    pub(super) fn around(folder: &Path) -> Self {
        Self { root: fs::canonicalize(folder).ok() }
    }

    /// The same for a folder that nobody named, found by its name beside another: it must be where its name says.
    pub(super) fn around_child(parent: &Path, name: &str) -> Self {
        let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
        Self { root: fs::canonicalize(parent).ok().map(|parent| parent.join(name)) }
    }

    /// Where a path leads, all links followed.
    ///
    /// # Errors
    /// A link out of the folder; one that leads nowhere is told the same, so that nobody learns what there is outside.
    pub(super) fn find(&self, path: &Path) -> Result<PathBuf, Unread> {
        let found = match fs::canonicalize(path) {
            Err(_) if path.is_symlink() => return Err(Unread::Outside),
            found => found?,
        };
        let is_inside = self.root.as_ref().is_some_and(|root| found.starts_with(root));
        if is_inside { Ok(found) } else { Err(Unread::Outside) }
    }

    /// Reads a file; of one that is longer than `limit` bytes, one byte more.
    pub(super) fn read(&self, path: &Path, limit: usize) -> Result<Vec<u8>, Unread> {
        Ok(read(&self.find(path)?, limit)?)
    }
}

/// Reads a file, wherever it lies; of one that is longer than `limit` bytes, one byte more.
pub(super) fn read(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    read_all(&mut open(path)?, limit)
}

/// Opens a file, wherever it lies.
#[expect(clippy::disallowed_methods, reason = "this module is where files are opened")]
pub(super) fn open(path: &Path) -> io::Result<File> {
    // A pipe or device has no end to wait for.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::from(io::ErrorKind::InvalidInput));
    }
    File::open(path)
}

/// Reads at most one byte more than the limit.
pub(super) fn read_all(reader: &mut impl io::Read, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

pub(super) fn problem(file: &str, id: &'static str, args: &[(&'static str, &str)]) -> Problem {
    told(file, Message::new(id, args))
}

pub(super) fn told(file: &str, message: Message) -> Problem {
    Problem { file: Some(file.to_owned()), rule: None, place: None, message, help: None }
}

/// The path as text, with forward slashes. Bytes that are no UTF-8 are written `\xNN`, and so is a backslash that could
/// be taken for the start of one: no two paths look the same.
#[must_use]
pub fn shown(path: &Path) -> String {
    let mut text = String::new();
    for piece in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        text.push_str(&plain(piece.valid()));
        for byte in piece.invalid() {
            // Writing to a String cannot fail.
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text
}

fn plain(text: &str) -> String {
    if std::path::MAIN_SEPARATOR == '\\' {
        return text.replace('\\', "/");
    }
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('\\') {
        let mut next = behind.chars();
        let is_byte =
            next.next() == Some('x') && next.by_ref().take(2).filter(char::is_ascii_hexdigit).count() == 2;
        out.push_str(before);
        out.push_str(if is_byte { "\\x5c" } else { "\\" });
        rest = behind;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn no_two_paths_look_the_same() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt as _;
        let name = |bytes: &[u8]| shown(Path::new(OsStr::from_bytes(bytes)));
        assert_eq!(name("表/自评.json".as_bytes()), "表/自评.json");
        assert_eq!(name(b"a\xff.json"), "a\\xff.json");
        assert_eq!(name(b"a\xfe.json"), "a\\xfe.json");
        assert_eq!(name(b"a\\xff.json"), "a\\x5cxff.json");
        assert_eq!(name(b"a\\b.json"), "a\\b.json");
        // 自评 in GBK.
        assert_eq!(name(b"\xd7\xd4\xc6\xc0.json"), "\\xd7\\xd4\\xc6\\xc0.json");
    }
}
