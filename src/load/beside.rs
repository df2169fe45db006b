//! Files that are written beside their name and take it when they are whole: nobody ever finds half of one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::file::{problem, shown};
use crate::report::Problem;

/// A file that is being written.
#[derive(Debug)]
pub struct Beside {
    /// Its name as given.
    name: PathBuf,
    open: Open,
}

#[derive(Debug)]
enum Open {
    /// Beside the file that the name leads to.
    Beside(BufWriter<NamedTempFile>, PathBuf),
    /// A device or pipe, which has no beside.
    Direct(BufWriter<File>),
}

impl Beside {
    /// Opens a file to be written anew. What is there already stays until [`Beside::finish`].
    ///
    /// # Errors
    /// A folder that is not there or cannot be written to; a name that is a folder.
    pub fn open(path: &Path) -> Result<Self, Problem> {
        let name = path.to_owned();
        open(path).map(|open| Self { name, open }).map_err(|error| unwritten(path, &error))
    }

    /// Gives the file its name, now that it is whole.
    ///
    /// # Errors
    /// What the file system refuses; the file that was there is then as it was.
    pub fn finish(self) -> Result<(), Problem> {
        let done = match self.open {
            Open::Direct(mut out) => out.flush(),
            Open::Beside(out, target) => out
                .into_inner()
                .map_err(io::IntoInnerError::into_error)
                .and_then(|file| file.persist(target).map(drop).map_err(|error| error.error)),
        };
        done.map_err(|error| unwritten(&self.name, &error))
    }
}

impl Write for Beside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.open {
            Open::Beside(out, _) => out.write(bytes),
            Open::Direct(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.open {
            Open::Beside(out, _) => out.flush(),
            Open::Direct(out) => out.flush(),
        }
    }
}

/// What is wrong with a file that was to be written.
#[must_use]
pub fn unwritten(path: &Path, error: &io::Error) -> Problem {
    let id = match error.kind() {
        io::ErrorKind::StorageFull => "write-full",
        io::ErrorKind::PermissionDenied => "write-no-permission",
        io::ErrorKind::NotFound => "write-not-found",
        _ => "write-failed",
    };
    problem(&shown(path), id, &[("reason", &error.to_string())])
}

/// Opens a file for adding to its end, one that is not there being made.
///
/// # Errors
/// What the file system refuses.
pub fn append(path: &Path) -> Result<File, Problem> {
    let file = OpenOptions::new().append(true).create(true).open(path);
    file.map_err(|error| unwritten(path, &error))
}

fn open(path: &Path) -> io::Result<Open> {
    let target = match fs::metadata(path) {
        Ok(known) if known.is_dir() => return Err(io::Error::from(io::ErrorKind::IsADirectory)),
        Ok(known) if !known.is_file() => {
            return Ok(Open::Direct(BufWriter::new(OpenOptions::new().write(true).open(path)?)));
        }
        // A link stays one, and leads to the new file.
        Ok(_) => fs::canonicalize(path)?,
        Err(_) => path.to_owned(),
    };
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".hegui-");
    for_all(&mut builder);
    let file = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
    Ok(Open::Beside(BufWriter::new(file), target))
}

/// As any other new file: for all whom the mask lets.
#[cfg(unix)]
fn for_all(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt as _;
    builder.permissions(fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn for_all(_: &mut tempfile::Builder<'_, '_>) {}
