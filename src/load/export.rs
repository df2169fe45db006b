//! Packs, languages and single rules written out to be edited. What was changed by hand is never overwritten, and nothing is
//! deleted.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use super::file::{Fence, problem, shown};
use super::record::{LOCK, Record, digest};
use crate::report::{Problem, RuleId};
use crate::rule::{RulePack, Shared, extends, names_itself};

impl Exported {
    fn into(folder: &Path) -> Self {
        let folder = folder.to_owned();
        Self { folder, written: Vec::new(), kept: Vec::new(), older: Vec::new(), gone: Vec::new() }
    }
}

/// A file to write: its name inside the folder, and its bytes.
type Written<'f> = (&'f str, &'f [u8]);

/// The file that makes a folder one of a pack.
const MANIFEST: &str = "pack.toml";

/// What became of the files of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The folder.
    pub folder: PathBuf,
    /// The files that were written now.
    pub written: Vec<PathBuf>,
    /// Files that were there with other bytes than an earlier export wrote, and stay as they are.
    pub kept: Vec<PathBuf>,
    /// Files as an earlier export wrote them, of another version, that stay for want of `force`.
    pub older: Vec<PathBuf>,
    /// Files of an earlier export that there are no more in the pack, and that stay.
    pub gone: Vec<PathBuf>,
}

/// Writes a pack out to be edited, into a folder of its id inside `into`.
///
/// # Errors
/// A folder that is there already, unless `force`: with it, files are written that are not there, and those anew that are
/// as an earlier export left them. What the file system refuses.
pub fn export(pack: &RulePack, into: &Path, force: bool) -> Result<Exported, Problem> {
    let target = into.join(&pack.manifest.id);
    let files: Vec<Written<'_>> =
        pack.files.iter().map(|file| (file.name.as_str(), file.source.bytes())).collect();
    if is_there(&target) && !force {
        return Err(problem(&shown(&target), "load-exists", &[]));
    }
    write(&target, &files, Record::of(pack), force)
}

/// Writes the language of a pack out to be edited, into a folder of its name inside `into`, where packs beside it find
/// it. The pack's own words stand in the folder of the pack. `None` if there is one already, which without `force` is left
/// alone; whether it has the same files is told then.
///
/// # Errors
/// What the file system refuses.
pub fn export_language(
    pack: &RulePack,
    into: &Path,
    force: bool,
) -> Result<Result<Exported, Existing>, Problem> {
    let name = &pack.manifest.language;
    let files = pack.language.files().iter().map(|(name, file)| (name.as_str(), file.bytes()));
    beside(&into.join(name), (name, ""), &files.collect::<Vec<_>>(), force)
}

/// Writes a pack that others include out to be edited, into its folder inside `into`, where packs beside it find it.
///
/// # Errors
/// As for a language.
pub fn export_shared(
    shared: &Shared,
    into: &Path,
    force: bool,
) -> Result<Result<Exported, Existing>, Problem> {
    let files = shared.files.iter().map(|file| (file.name.as_str(), file.source.bytes()));
    let of = (shared.id.as_str(), shared.version.as_str());
    beside(&into.join(&shared.folder), of, &files.collect::<Vec<_>>(), force)
}

/// Writes what several packs find beside them; without `force` what is there already is left alone.
fn beside(
    target: &Path,
    (id, version): (&str, &str),
    files: &[Written<'_>],
    force: bool,
) -> Result<Result<Exported, Existing>, Problem> {
    if is_there(target) && !force {
        let fence = Fence::around(target);
        let is_same = files.iter().all(|(name, bytes)| {
            fence.read(&target.join(name), bytes.len()).is_ok_and(|known| known == *bytes)
        });
        return Ok(Err(if is_same { Existing::Same } else { Existing::Other(target.to_owned()) }));
    }
    let record = Record::of_files(id, version, files.iter().copied());
    write(target, files, record, force).map(Ok)
}

/// What several packs find beside them, where it is there already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Existing {
    /// With the same files.
    Same,
    /// With other files.
    Other(PathBuf),
}

/// Writes single rules of a pack into a folder: a layer upon the pack or a copy of it, and where it is neither, it becomes a
/// layer in which they stand in the place of those of the pack. `comment`: what the manifest of a new layer says of itself, a line.
///
/// # Errors
/// A folder of another pack, or one that holds packs; what the file system refuses.
pub fn export_rules(
    pack: &RulePack,
    folder: &Path,
    rules: &[RuleId],
    force: bool,
    comment: &str,
) -> Result<Exported, Problem> {
    if let Some(problem) = shared_among(pack, rules, folder) {
        return Err(problem);
    }
    let manifest = manifest_for(pack, folder, comment)?;
    let is_wanted = |name: &str| rules.iter().any(|rule| name.strip_suffix(".rhai") == Some(rule.as_str()));
    let files = pack.files.iter().filter(|file| is_wanted(&file.name));
    let files: Vec<Written<'_>> = files.map(|file| (file.name.as_str(), file.source.bytes())).collect();
    let now = Record::of_all(pack);
    let mut record = Record::read(folder)?.unwrap_or_else(|| now.clone());
    // Of the other files the state stays that the author has looked at.
    let fresh = now.base.into_iter().filter(|(name, _)| is_wanted(name));
    record.base.extend(fresh);
    let mut exported = merge(folder, &files, record, force, false)?;
    if let Some(text) = manifest {
        let path = folder.join(MANIFEST);
        put(folder, &path, text.as_bytes()).map_err(|error| Unwritten::Failed(error).problem(&path))?;
        exported.written.insert(0, path);
    }
    Ok(exported)
}

/// The first of some rules that another pack shares: its examples and functions stand there.
fn shared_among(pack: &RulePack, rules: &[RuleId], folder: &Path) -> Option<Problem> {
    let mut shared = rules.iter().filter_map(|id| pack.rule(id.as_str()));
    let (rule, from) = shared.find_map(|rule| Some((rule, rule.from.as_ref()?)))?;
    let args = [("rule", rule.id.as_str()), ("from", from.id.as_str())];
    Some(problem(&shown(folder), "export-shared", &args))
}

/// The id of the pack that a folder is a copy of, or a layer upon; `None` if it is neither.
#[must_use]
pub fn pack_of(folder: &Path) -> Option<String> {
    let files = super::pack_files(folder, &Fence::around(folder)).ok()?;
    extends(&files).or_else(|| names_itself(&files))
}

/// The manifest of a layer that a folder lacks; `None` if it has one of the pack or of a layer upon it.
fn manifest_for(pack: &RulePack, folder: &Path, comment: &str) -> Result<Option<String>, Problem> {
    let id = &pack.manifest.id;
    let told =
        |name: &'static str, other: &str| problem(&shown(folder), name, &[("pack", id), ("other", other)]);
    if is_there(&folder.join(MANIFEST)) {
        let files = super::pack_files(folder, &Fence::around(folder));
        let files = files.map_err(|mut found| found.swap_remove(0))?;
        let of = extends(&files).or_else(|| names_itself(&files)).unwrap_or_default();
        return if of == *id { Ok(None) } else { Err(told("export-other-pack", &of)) };
    }
    if !super::folders_with_packs(folder).is_empty() {
        return Err(told("export-holds-packs", ""));
    }
    let named = fs::canonicalize(folder).ok().unwrap_or_else(|| folder.to_owned());
    let name = named.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // The escapes of a text in JSON are those of one in TOML.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    Ok(Some(format!("# {comment}\nextends = {}\nid      = {}\nversion = \"1\"\n", quoted(id), quoted(&name))))
}

/// Why a folder was not written.
enum Unwritten {
    /// There is one, and it is not to be replaced.
    Exists,
    /// The file system refuses.
    Failed(io::Error),
}

impl From<io::Error> for Unwritten {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}

impl Unwritten {
    fn problem(&self, target: &Path) -> Problem {
        let told = |id: &'static str, args: &[(&'static str, &str)]| problem(&shown(target), id, args);
        match self {
            Self::Exists => told("load-exists", &[]),
            Self::Failed(error) => match error.kind() {
                io::ErrorKind::StorageFull => told("write-full", &[]),
                io::ErrorKind::PermissionDenied => told("write-no-permission", &[]),
                _ => told("write-failed", &[("reason", &error.to_string())]),
            },
        }
    }
}

/// Writes files as a folder of their own, or into the one that is there.
fn write(target: &Path, files: &[Written<'_>], mut record: Record, force: bool) -> Result<Exported, Problem> {
    if !is_there(target) {
        record.written = record.base.clone();
        let lock = record.text();
        let all = files.iter().copied().chain([(LOCK, lock.as_bytes())]);
        match write_folder(target, all) {
            Ok(()) => {
                let written = files.iter().map(|(name, _)| target.join(name)).collect();
                return Ok(Exported { written, ..Exported::into(target) });
            }
            // Another program was faster.
            Err(Unwritten::Exists) if force => {}
            Err(unwritten) => return Err(unwritten.problem(target)),
        }
    }
    // Whoever put a link there did not mean that something else is written.
    if !fs::symlink_metadata(target).is_ok_and(|facts| facts.is_dir()) {
        return Err(problem(&shown(target), "write-no-folder", &[]));
    }
    merge(target, files, record, force, true)
}

/// How a file of an export is found in its folder.
#[derive(PartialEq, Eq)]
enum Found {
    /// There is none.
    Nothing,
    /// It has the bytes already.
    Same,
    /// It is as an earlier export wrote it.
    Untouched,
    /// It was changed, or is no file.
    Changed,
}

/// Looks for a file, through no link.
fn find(folder: &Path, (name, bytes): Written<'_>, known: Option<&Record>) -> Found {
    let path = folder.join(name);
    let inner = path.ancestors().skip(1).take_while(|outer| *outer != folder);
    for outer in inner.collect::<Vec<_>>().into_iter().rev() {
        match fs::symlink_metadata(outer) {
            Ok(facts) if facts.is_dir() => {}
            Ok(_) => return Found::Changed,
            Err(_) => return Found::Nothing,
        }
    }
    match fs::symlink_metadata(&path) {
        Err(_) => Found::Nothing,
        Ok(facts) if facts.is_file() => match super::file::read(&path, super::LARGEST_PACK_FILE) {
            Ok(there) if there == bytes => Found::Same,
            Ok(there) => {
                let written = known.and_then(|record| record.written.get(name));
                if written == Some(&digest(name, &there)) { Found::Untouched } else { Found::Changed }
            }
            Err(_) => Found::Changed,
        },
        Ok(_) => Found::Changed,
    }
}

/// Writes files into a folder that is there: what it has not, and with `force` what an earlier export wrote and nobody has
/// changed. `is_whole` if they are all that an export writes there.
fn merge(
    folder: &Path,
    files: &[Written<'_>],
    mut record: Record,
    force: bool,
    is_whole: bool,
) -> Result<Exported, Problem> {
    let known = Record::read(folder)?;
    let mut exported = Exported::into(folder);
    let told = |path: &Path, error: io::Error| Unwritten::Failed(error).problem(path);
    fs::create_dir_all(folder).map_err(|error| told(folder, error))?;
    record.written = known.as_ref().map(|known| known.written.clone()).unwrap_or_default();
    let mut aside = Aside { folder, made: None };
    for file in files {
        let (name, bytes) = *file;
        let path = folder.join(name);
        match find(folder, *file, known.as_ref()) {
            Found::Same => {}
            Found::Changed => {
                record.keep(name, known.as_ref());
                exported.kept.push(path);
                continue;
            }
            Found::Untouched if !force => {
                record.keep(name, known.as_ref());
                exported.older.push(path);
                continue;
            }
            Found::Nothing | Found::Untouched => {
                aside.put(&path, bytes).map_err(|error| told(&path, error))?;
                exported.written.push(path);
            }
        }
        record.written.insert(name.to_owned(), digest(name, bytes));
    }
    if is_whole {
        let is_gone = |name: &&String| !files.iter().any(|(known, _)| known == name);
        let gone = record.written.keys().filter(is_gone).map(|name| folder.join(name));
        let fence = Fence::around(folder);
        exported.gone.extend(gone.filter(|path| fence.find(path).is_ok()));
    }
    if known.as_ref() != Some(&record) {
        let path = folder.join(LOCK);
        aside.put(&path, record.text().as_bytes()).map_err(|error| told(&path, error))?;
    }
    Ok(exported)
}

/// Where files grow before they are moved to their places, each as a whole.
struct Aside<'f> {
    folder: &'f Path,
    made: Option<TempDir>,
}

impl Aside<'_> {
    fn put(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if self.made.is_none() {
            // Hidden: no pack takes what is in it for its own.
            self.made = Some(tempfile::Builder::new().prefix(".hegui.").tempdir_in(self.folder)?);
        }
        let Some(made) = &self.made else { return Ok(()) };
        let fresh = made.path().join("new");
        write_file(&fresh, bytes)?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::rename(&fresh, path)
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

/// Writes files, by their names inside it, as a folder that is not there yet.
///
/// The folder grows inside a fresh one beside the target, of a name that nobody can guess, and is moved in as a whole; the next
/// export clears what one leaves there that is ended before it could.
fn write_folder<'f>(target: &Path, files: impl Iterator<Item = Written<'f>>) -> Result<(), Unwritten> {
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
    let moved = fs::rename(&fresh, target);
    drop(held);
    match moved {
        // What is left beside holds nothing, and the next export clears it.
        Ok(()) => Ok(()),
        Err(_) if is_there(target) => Err(Unwritten::Exists),
        Err(error) => Err(error.into()),
    }
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

/// Writes one file of a folder as a whole, in place of what has its name.
pub(super) fn put(folder: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    Aside { folder, made: None }.put(path, bytes)
}
