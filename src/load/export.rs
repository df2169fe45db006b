//! Packs and languages written out to be edited, each as a whole folder or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use super::file::{Fence, problem, shown};
use crate::report::Problem;
use crate::rule::{RulePack, Shared};
use crate::wording::Lang;

/// Writes a pack out to be edited, into a folder of its id inside `into`. Gives the folder.
///
/// # Errors
/// A folder that is there already, unless `force`; what the file system refuses. Nothing is left half written: the
/// files are written beside and moved in as a whole.
pub fn export(pack: &RulePack, into: &Path, force: bool, lang: Lang) -> Result<PathBuf, Problem> {
    let target = into.join(&pack.manifest.id);
    let files = pack.files.iter().map(|file| (file.name.as_str(), file.source.bytes()));
    write_folder(&target, files, force).map_err(|unwritten| unwritten.problem(&target, lang))?;
    Ok(target)
}

/// What became of the folder of a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exported {
    /// It was written.
    Written(PathBuf),
    /// It was there already with the same files.
    Same(PathBuf),
    /// It was there already with other files, which were left alone.
    Kept(PathBuf),
}

/// Writes the language of a pack out to be edited, into a folder of its name inside `into`, where packs beside it find
/// it. The pack's own words stand in the folder of the pack.
///
/// # Errors
/// What the file system refuses; nothing is left half written then.
pub fn export_language(pack: &RulePack, into: &Path, force: bool, lang: Lang) -> Result<Exported, Problem> {
    let files = pack.language.files().iter().map(|(name, file)| (name.as_str(), file.bytes()));
    beside(&into.join(&pack.manifest.language), &files.collect::<Vec<_>>(), force, lang)
}

/// Writes a pack that others include out to be edited, into its folder inside `into`, where packs beside it find it.
///
/// # Errors
/// As for a language.
pub fn export_shared(shared: &Shared, into: &Path, force: bool, lang: Lang) -> Result<Exported, Problem> {
    let files = shared.files.iter().map(|file| (file.name.as_str(), file.source.bytes()));
    beside(&into.join(&shared.folder), &files.collect::<Vec<_>>(), force, lang)
}

/// Writes what several packs find beside them, unless it is there already.
fn beside(target: &Path, files: &[(&str, &[u8])], force: bool, lang: Lang) -> Result<Exported, Problem> {
    match write_folder(target, files.iter().copied(), force) {
        Ok(()) => Ok(Exported::Written(target.to_owned())),
        Err(Unwritten::Exists) => {
            let fence = Fence::around(target);
            let is_same = files.iter().all(|(name, bytes)| {
                fence.read(&target.join(name), bytes.len()).is_ok_and(|known| known == *bytes)
            });
            let target = target.to_owned();
            Ok(if is_same { Exported::Same(target) } else { Exported::Kept(target) })
        }
        Err(unwritten) => Err(unwritten.problem(target, lang)),
    }
}

/// Why a folder was not written.
enum Unwritten {
    /// There is one, and it is not to be replaced.
    Exists,
    /// The file system refuses.
    Failed(io::Error),
    /// It was written; what stood there before is still in this folder.
    Left(PathBuf, io::Error),
    /// It was not, and what stood there before is in this folder.
    Aside(PathBuf, io::Error),
}

impl From<io::Error> for Unwritten {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}

impl Unwritten {
    fn problem(&self, target: &Path, lang: Lang) -> Problem {
        let told = |id: &str, args: &[(&str, &str)]| problem(&shown(target), lang, id, args);
        match self {
            Self::Exists => told("load-exists", &[]),
            Self::Failed(error) => match error.kind() {
                io::ErrorKind::StorageFull => told("write-full", &[]),
                io::ErrorKind::PermissionDenied => told("write-no-permission", &[]),
                _ => told("write-failed", &[("reason", &error.to_string())]),
            },
            Self::Left(folder, error) => {
                told("write-left", &[("folder", &shown(folder)), ("reason", &error.to_string())])
            }
            Self::Aside(folder, error) => {
                told("write-aside", &[("folder", &shown(folder)), ("reason", &error.to_string())])
            }
        }
    }
}

/// The file in a folder beside that is locked while an export works there.
const HELD: &str = "held";

/// Letters behind the name of a folder beside.
const RANDOM: usize = 6;

/// What is younger may belong to an export that has not locked it yet.
const FRESH: Duration = Duration::from_mins(1);

fn hold(path: &Path) -> io::Result<fs::File> {
    let file = fs::File::create_new(path)?;
    // Where there are no locks, what is left behind stays.
    match file.try_lock() {
        Err(fs::TryLockError::WouldBlock) => Err(io::ErrorKind::ResourceBusy.into()),
        _ => Ok(file),
    }
}

/// Removes what exports left beside that were ended before they could. A folder that may hold the only copy of something stays.
#[expect(clippy::disallowed_methods, reason = "this module is where files are written")]
fn clear(parent: &Path, prefix: &str) {
    let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_ours = name.to_str().and_then(|name| name.strip_prefix(prefix)).is_some_and(|random| {
            random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
        // A link is no folder here, whatever it leads to.
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_ours && is_folder && is_abandoned(&entry.path()) {
            // Should another export be clearing the same, it is gone either way.
            drop(fs::remove_dir_all(entry.path()));
        }
    }
}

/// Whether a folder beside belongs to an export that has ended, and holds nothing that stands nowhere else: a fresh copy that
/// came to no place, or what a complete one has replaced, but not both.
#[expect(clippy::disallowed_methods, reason = "this module is where files are written")]
fn is_abandoned(folder: &Path) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    let mut names: Vec<String> = Vec::new();
    for entry in entries {
        let Ok(entry) = entry else { return false };
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    let (has_new, has_old) =
        (names.iter().any(|name| name == "new"), names.iter().any(|name| name.starts_with("old")));
    let is_known = names.iter().all(|name| name == "new" || name == HELD || name.starts_with("old"));
    if !is_known || has_new && has_old {
        return false;
    }
    let age = fs::metadata(folder).and_then(|facts| facts.modified()).map(|changed| changed.elapsed());
    let is_old = matches!(age, Ok(Ok(age)) if age > FRESH);
    is_old && fs::File::open(folder.join(HELD)).is_ok_and(|held| held.try_lock().is_ok())
}

/// How often to move aside what another program has put there meanwhile.
const ATTEMPTS: usize = 100;

/// Writes files, by their names inside it, as a folder; with `force` it replaces what is there.
///
/// The folder grows inside a fresh one beside the target, of a name that nobody can guess; what stood there before is
/// moved into the same one. So whenever the program is ended, both are whole, in their place or there; the next export
/// clears what is of no use.
fn write_folder<'f>(
    target: &Path,
    files: impl Iterator<Item = (&'f str, &'f [u8])>,
    force: bool,
) -> Result<(), Unwritten> {
    if is_there(target) && !force {
        return Err(Unwritten::Exists);
    }
    let parent = target.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(parent)?;
    let prefix = format!(".{}.", target.file_name().unwrap_or_default().to_string_lossy());
    clear(parent, &prefix);
    let beside = tempfile::Builder::new().prefix(&prefix).rand_bytes(RANDOM).tempdir_in(parent)?;
    // Held until this program ends, however it does: so others see that the folder is in use.
    let held = hold(&beside.path().join(HELD))?;
    let fresh = beside.path().join("new");
    for (name, bytes) in files {
        write_file(&fresh.join(name), bytes)?;
    }
    place((beside, held), &fresh, target, force)
}

#[expect(clippy::disallowed_methods, reason = "this module is where files are written")]
fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)
}

/// Whether anything has this path, be it a link to nothing.
fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Whether nothing could be moved to a place because something else stood there.
fn is_taken(error: &io::Error) -> bool {
    use io::ErrorKind::{AlreadyExists, DirectoryNotEmpty, NotADirectory};
    matches!(error.kind(), AlreadyExists | DirectoryNotEmpty | NotADirectory)
}

/// Moves a folder that is complete to its place, and what stands there aside and then away.
fn place(
    (beside, held): (TempDir, fs::File),
    fresh: &Path,
    target: &Path,
    force: bool,
) -> Result<(), Unwritten> {
    let mut aside = None;
    let mut numbers = 0..ATTEMPTS;
    let error = loop {
        let Err(error) = fs::rename(fresh, target) else {
            let folder = beside.path().to_owned();
            drop(held);
            return beside.close().map_err(|error| Unwritten::Left(folder, error));
        };
        let is_there = is_there(target);
        if is_there && !force {
            return Err(Unwritten::Exists);
        }
        // Another program may have moved away what stood there, or put something there meanwhile.
        let Some(number) = numbers.next().filter(|_| is_there || is_taken(&error)) else { break error };
        if !is_there {
            continue;
        }
        let old = beside.path().join(format!("old{number}"));
        match fs::rename(target, &old) {
            Ok(()) => aside = Some(old),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => break error,
        }
    };
    let lost = aside.filter(|old| fs::rename(old, target).is_err() && !is_there(target));
    Err(match lost {
        Some(_) => Unwritten::Aside(beside.keep(), error),
        None => Unwritten::Failed(error),
    })
}
