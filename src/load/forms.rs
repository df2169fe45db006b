//! Forms from paths: found first, each read when it is its turn. What is passed over is counted and named.

use std::collections::{BTreeMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use ignore::{DirEntry, WalkBuilder};
use serde::Deserialize;

use super::STANDARD_INPUT;
use super::cache::is_entry;
use super::file::{Fence, Unread, problem, read, read_all, shown, told};
use super::git::{self, Refused};
use crate::check::form::Loaded;
use crate::config::paths::{Patterns, pattern};
use crate::report::{Problem, SkipReason, Skipped};
use crate::source::SourceFile;
use crate::wording::Message;
use crate::workbook::READ;

/// A form that was found and not yet read.
#[derive(Debug)]
pub struct Place(Kind);

#[derive(Debug)]
enum Kind {
    /// Standard input, by the name that it is told by; once it was read with what stood there.
    Input(String, OnceLock<Result<Vec<u8>, Unread>>),
    /// A file that someone named: a link may lead anywhere.
    Named(PathBuf),
    /// A file of a folder that someone named, which a link does not lead out of.
    Inside(PathBuf, Arc<Fence>),
    /// A file as it was in a revision, below the root of the working tree.
    Before(Arc<(PathBuf, String)>, PathBuf),
    /// What holds no form; the path as given or as walked to.
    Fault(String, Problem),
}

impl Place {
    /// A file by its name, or `-` for standard input.
    #[must_use]
    pub fn named(path: &Path) -> Self {
        let is_input = path.as_os_str() == STANDARD_INPUT;
        Self(if is_input {
            Kind::Input(STANDARD_INPUT.to_owned(), OnceLock::new())
        } else {
            Kind::Named(path.to_owned())
        })
    }

    /// Reads the form. A file longer than `limit` bytes is not read to its end.
    #[must_use]
    pub fn read(&self, limit: usize) -> Loaded {
        match &self.0 {
            Kind::Input(name, bytes) => {
                let read = || read_all(&mut io::stdin().lock(), limit).map_err(Unread::from);
                loaded(name.clone(), bytes.get_or_init(read), limit)
            }
            Kind::Named(path) => loaded(shown(path), &read(path, limit).map_err(Unread::from), limit),
            Kind::Inside(path, fence) => loaded(shown(path), &fence.read(path, limit), limit),
            Kind::Before(at, path) => {
                let (root, revision) = &**at;
                let bytes = git::text_at(root, revision, path).ok().flatten();
                let missing = || Unread::from(io::Error::from(io::ErrorKind::NotFound));
                loaded(shown(path), &bytes.ok_or_else(missing), limit)
            }
            Kind::Fault(path, problem) => Loaded::Unread(path.clone(), problem.clone()),
        }
    }
}

/// What was read, or why it is no form.
pub(super) fn loaded(name: String, bytes: &Result<Vec<u8>, Unread>, limit: usize) -> Loaded {
    let problem = match bytes {
        Ok(_) if has_ending(Path::new(&name), &ARCHIVES) => {
            let help = Some(Message::new("load-archive-help", &[]));
            Problem { help, ..problem(&name, "load-archive", &[]) }
        }
        Ok(bytes) if bytes.len() <= limit => return Loaded::Form(Arc::new(SourceFile::new(&name, bytes))),
        Ok(_) => too_large(&name, limit),
        Err(unread) => {
            let problem = unread.problem(&name);
            let is_quoted = unread.id() == "load-not-found" && is_quoted_by_git(&name);
            let quoted = is_quoted.then(|| Message::new("load-git-quoted-help", &[]));
            Problem { help: problem.help.clone().or(quoted), ..problem }
        }
    };
    Loaded::Unread(name, problem)
}

/// Whether a name has letters written as git writes those that are not ASCII: three octal digits behind a backslash.
fn is_quoted_by_git(name: &str) -> bool {
    let is_octal =
        |rest: &str| rest.len() >= 3 && rest.bytes().take(3).all(|byte| (b'0'..=b'7').contains(&byte));
    name.split('\\').skip(1).any(is_octal)
}

fn too_large(name: &str, limit: usize) -> Problem {
    let size = if limit >= 1 << 20 && limit.is_multiple_of(1 << 20) {
        format!("{} MiB", limit >> 20).into()
    } else {
        Message::new("load-bytes", &[("count", &limit.to_string())])
    };
    told(name, Message::new("load-too-large", &[]).with("limit", size))
}

/// Where forms are looked for.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Files, folders, patterns where there is no file of that name, and `-` for standard input.
    pub paths: Vec<PathBuf>,
    /// What standard input is called; `-` if nothing else is said.
    pub input_name: Option<String>,
    /// Only what differs from what this revision and the one checked out have in common.
    pub changed_since: Option<OsString>,
    /// What forms are checked by: upon a change of it all are checked anew, and nothing in it is a form unless it is named.
    pub checked_by: Vec<PathBuf>,
    /// What is left out.
    pub exclude: Patterns,
    /// A folder of results, of which nothing is told. Anything else that lies there is as in any folder.
    pub cache: Option<PathBuf>,
}

/// The paths that a file lists, or standard input for `-`: between NULs if it has any, else a line each.
///
/// # Errors
/// The file cannot be read, or is very long.
pub fn listed(file: &Path) -> Result<Vec<PathBuf>, Problem> {
    let name = shown(file);
    let bytes = if file.as_os_str() == STANDARD_INPUT {
        read_all(&mut io::stdin().lock(), LONGEST_LIST)
    } else {
        read(file, LONGEST_LIST)
    };
    let bytes = bytes.map_err(|error| Unread::from(error).problem(&name))?;
    if bytes.len() > LONGEST_LIST {
        return Err(too_large(&name, LONGEST_LIST));
    }
    let end = if bytes.contains(&0) { 0 } else { b'\n' };
    let lines = bytes.split(|byte| *byte == end).map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    Ok(lines.filter(|line| !line.is_empty()).map(git::path).collect())
}

/// Bytes of a list of paths.
const LONGEST_LIST: usize = 256 << 20;

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// Forms in the order of the arguments, folders sorted.
    pub places: Vec<Place>,
    /// What has not changed where only changes are checked: a form may belong to it.
    pub others: Vec<Place>,
    /// What was changed or deleted as it was before: a form may have belonged to it.
    pub before: Vec<Place>,
    /// What was passed over, by reason.
    pub skipped: Vec<Skipped>,
    /// Whether all forms are checked because what they are checked by has changed.
    pub is_all: bool,
}

/// Finds forms: files; folders, every JSON file, workbook and document in them, whatever ignore files say, apart from those that git ignores and does
/// not track; patterns. A form that is named twice is found once. Links out of a folder are refused.
#[must_use]
pub fn find(search: &Search) -> Found {
    let mut finder = Finder {
        search,
        seen: HashSet::new(),
        places: Vec::new(),
        others: Vec::new(),
        before: Vec::new(),
        skipped: BTreeMap::new(),
        changed: None,
        checked_by: search.checked_by.iter().filter_map(|path| fs::canonicalize(path).ok()).collect(),
        cache: search.cache.clone(),
        is_all: false,
    };
    let revision = search.changed_since.as_deref();
    match revision.map_or(Ok(()), |revision| finder.look_for_changes(revision)) {
        Ok(()) => search.paths.iter().for_each(|path| finder.path(path)),
        Err(refused) => finder.refused(revision.unwrap_or_default(), &refused),
    }
    let skipped = finder.skipped.into_iter();
    let skipped = skipped.map(|(reason, (count, paths))| Skipped { reason, count, paths });
    Found {
        places: finder.places,
        others: finder.others,
        before: finder.before,
        skipped: skipped.collect(),
        is_all: finder.is_all,
    }
}

/// Paths that are kept of those that were passed over for one reason.
const NAMED: usize = 1_000;

struct Finder<'s> {
    search: &'s Search,
    /// Files already found, without links.
    seen: HashSet<PathBuf>,
    places: Vec<Place>,
    others: Vec<Place>,
    before: Vec<Place>,
    skipped: BTreeMap<SkipReason, (usize, Vec<String>)>,
    /// Files that have changed, without links; `None` if that is not asked for, or all are to be checked.
    changed: Option<HashSet<PathBuf>>,
    /// What forms are checked by, without links.
    checked_by: Vec<PathBuf>,
    /// A folder of results, of which nothing is told.
    cache: Option<PathBuf>,
    is_all: bool,
}

impl Finder<'_> {
    fn look_for_changes(&mut self, revision: &OsStr) -> Result<(), Refused> {
        let mut changed = HashSet::new();
        let mut roots: HashSet<PathBuf> = HashSet::new();
        for path in &self.search.paths {
            let folder = if path.is_dir() { path.as_path() } else { existing_folder(path) };
            let root = git::root(folder)?;
            if !roots.insert(root.clone()) {
                continue;
            }
            let files = git::changed_since(folder, revision)?;
            let at = Arc::new((root, git::base(folder, revision)?));
            let before = files.iter().filter_map(|file| file.strip_prefix(&at.0).ok());
            let before = before.filter(|file| has_ending(file, &["json"]) || has_ending(file, &READ));
            let before = before.map(|file| Place(Kind::Before(Arc::clone(&at), file.to_owned())));
            self.before.extend(before.collect::<Vec<_>>());
            changed.extend(files);
        }
        self.is_all = self.checked_by.iter().any(|upon| changed.iter().any(|path| path.starts_with(upon)));
        self.changed = (!self.is_all).then_some(changed);
        Ok(())
    }

    fn refused(&mut self, revision: &OsStr, refused: &Refused) {
        let name = revision.to_string_lossy();
        let found = git_problem(&name, refused);
        self.places.push(Place(Kind::Fault(name.into_owned(), found)));
    }

    fn path(&mut self, path: &Path) {
        if path.as_os_str() == STANDARD_INPUT {
            let name = self.search.input_name.clone().unwrap_or_else(|| STANDARD_INPUT.to_owned());
            if self.seen.insert(path.to_owned()) {
                self.places.push(Place(Kind::Input(name, OnceLock::new())));
            }
        } else if path.is_dir() {
            self.folder(path);
        } else if path.symlink_metadata().is_err() && is_pattern(path) {
            self.pattern(path);
        } else {
            let file = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
            self.add(file, path, |path| Kind::Named(path.to_owned()));
        }
    }

    /// Adds a file unless it is known, left out, or has not changed.
    fn add(&mut self, file: PathBuf, path: &Path, kind: impl FnOnce(&Path) -> Kind) {
        // A link is changed with what it leads to.
        let target = fs::canonicalize(&file).unwrap_or_else(|_| file.clone());
        let is_in = |changed: &HashSet<PathBuf>| {
            [&file, &target].iter().any(|file| file.ancestors().any(|path| changed.contains(path)))
        };
        let is_same = self.changed.as_ref().is_some_and(|changed| !is_in(changed));
        if self.search.exclude.matches(&file) {
            self.skip(SkipReason::Excluded, path);
        } else if is_same {
            self.skip(SkipReason::Unchanged, path);
            if self.seen.insert(file) {
                self.others.push(Place(kind(path)));
            }
        } else if self.seen.insert(file) {
            self.places.push(Place(kind(path)));
        } else {
            self.skip(SkipReason::Twice, path);
        }
    }

    fn skip(&mut self, reason: SkipReason, path: &Path) {
        let (count, paths) = self.skipped.entry(reason).or_default();
        *count += 1;
        if paths.len() < NAMED {
            paths.push(shown(path));
        }
    }

    fn fault(&mut self, path: &Path, id: &'static str, args: &[(&'static str, &str)]) {
        let name = shown(path);
        let problem = problem(&name, id, args);
        self.places.push(Place(Kind::Fault(name, problem)));
    }

    fn folder(&mut self, folder: &Path) {
        let root = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        let fence = Arc::new(Fence::around(folder));
        let endings: Vec<&str> = std::iter::once("json").chain(READ).collect();
        let ignored = git::ignored(folder, &endings).unwrap_or_default();
        let before = (self.places.len(), self.known());
        for entry in walk(folder, self.cache.clone()) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.fault(folder, "load-folder", &[("reason", &error.to_string())]);
                    continue;
                }
            };
            let Ok(below) = entry.path().strip_prefix(folder) else { continue };
            match reason(&entry, below, &ignored, &fence) {
                Some(reason) => self.skip(reason, entry.path()),
                None if is_form(&entry) => {
                    // A link that stays in the folder is a form of its own.
                    let file = root.join(below);
                    if self.checked_by.iter().any(|known| file.starts_with(known)) {
                        self.skip(SkipReason::Rules, entry.path());
                    } else {
                        let kind = |path: &Path| Kind::Inside(path.to_owned(), Arc::clone(&fence));
                        self.add(file, entry.path(), kind);
                    }
                }
                None => {}
            }
        }
        if (self.places.len(), self.known()) == before {
            self.fault(folder, "load-no-form", &[]);
        }
    }

    /// How many forms were passed over although they are there to be checked: they are known, or have not changed.
    fn known(&self) -> usize {
        let count = |reason| self.skipped.get(&reason).map_or(0, |(count, _)| *count);
        count(SkipReason::Twice) + count(SkipReason::Unchanged)
    }

    /// Adds what a pattern matches: where the shell has not done so, as on Windows.
    fn pattern(&mut self, path: &Path) {
        let text = shown(path);
        let wanted = match pattern(text.trim_start_matches("./")) {
            Ok(wanted) => wanted,
            Err(reason) => return self.fault(path, "load-pattern", &[("reason", &reason)]),
        };
        // The folder up to the first step that is a pattern.
        let fixed = path.components().take_while(|step| !is_pattern(Path::new(step)));
        let base: PathBuf = fixed.collect();
        let start = if base.as_os_str().is_empty() { Path::new(".") } else { &base };
        // As the shell does, what is hidden is left out.
        let is_shown = |entry: &DirEntry| !entry.file_name().as_encoded_bytes().starts_with(b".");
        let entries = walk(start, self.cache.clone())
            .filter_map(Result::ok)
            .filter(|entry| entry.depth() > 0 && is_shown(entry));
        let mut matched: Vec<PathBuf> = Vec::new();
        for entry in entries {
            let path = entry.path().strip_prefix("./").unwrap_or(entry.path());
            if wanted.is_match(path) && is_lock(entry.file_name()) {
                self.skip(SkipReason::Hidden, path);
            } else if wanted.is_match(path) {
                matched.push(path.to_owned());
            }
        }
        if matched.is_empty() {
            self.fault(path, "load-pattern-nothing", &[]);
        }
        for path in matched {
            self.path(&path);
        }
    }
}

/// What is told of an answer that git refuses.
#[must_use]
pub fn git_problem(revision: &str, refused: &Refused) -> Problem {
    let (id, reason) = match refused {
        Refused::NotThere(error) => ("git-not-there", error.to_string()),
        Refused::Said(text) => ("git-said", text.clone()),
    };
    let help = Some(Message::new("git-help", &[]));
    let message = Message::new(id, &[("revision", revision), ("reason", &reason)]);
    Problem { file: None, rule: None, place: None, message, help }
}

/// All that a folder holds, sorted; of git's own files nothing, and no results in a cache.
fn walk(folder: &Path, cache: Option<PathBuf>) -> ignore::Walk {
    // The folder of a cache may be made while files are still walked.
    let is_cache = move |path: &Path| {
        let cache = cache.as_ref().and_then(|cache| fs::canonicalize(cache).ok());
        cache.is_some_and(|cache| fs::canonicalize(path).is_ok_and(|path| path == cache))
    };
    let is_own = move |entry: &DirEntry| {
        let folder = || entry.path().parent()?.parent();
        let is_kept = is_entry(entry.path()) && folder().is_some_and(&is_cache);
        entry.depth() > 0 && (entry.file_name() == ".git" || is_kept)
    };
    WalkBuilder::new(folder)
        .standard_filters(false)
        .sort_by_file_name(Ord::cmp)
        .filter_entry(move |entry| !is_own(entry))
        .build()
}

/// The nearest folder around a path that is there.
fn existing_folder(path: &Path) -> &Path {
    let folders = path
        .ancestors()
        .skip(1)
        .map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    folders.into_iter().find(|folder| folder.is_dir()).unwrap_or(Path::new("."))
}

fn is_pattern(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().iter().any(|byte| b"*?[{".contains(byte))
}

/// Whether a file is what Office writes beside one that is open.
fn is_lock(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b"~$")
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    let ending = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    endings.iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// Whether a file of a folder is taken for a form: JSON, a workbook or a document, but not what is expected of a form.
fn is_form(entry: &DirEntry) -> bool {
    let is_file = entry.file_type().is_some_and(|kind| !kind.is_dir());
    let is_expected = entry.file_name().to_string_lossy().to_lowercase().ends_with(".expected.json");
    is_file && !is_expected && (has_ending(entry.path(), &["json"]) || has_ending(entry.path(), &READ))
}

/// Endings of archives.
const ARCHIVES: [&str; 3] = ["zip", "rar", "7z"];

/// Why an entry of a folder is passed over; `None` for a form, and for a folder that is walked into.
fn reason(entry: &DirEntry, below: &Path, ignored: &HashSet<PathBuf>, fence: &Fence) -> Option<SkipReason> {
    if entry.file_type().is_some_and(|kind| kind.is_dir()) {
        return None;
    }
    if entry.path_is_symlink() && entry.path().is_dir() {
        return Some(SkipReason::Link);
    }
    let is_hidden = below.iter().any(|step| step.as_encoded_bytes().starts_with(b"."));
    let is_lock = is_lock(entry.file_name());
    if !is_form(entry) {
        // What lies in a hidden folder and is no form is nobody's concern.
        return (!is_hidden && !is_lock).then(|| of_ending(entry.path()));
    }
    if ignored.contains(below) {
        Some(SkipReason::Ignored)
    } else if is_lock || is_hidden && !claims_to_be_a_form(entry.path(), fence) {
        Some(SkipReason::Hidden)
    } else {
        None
    }
}

fn of_ending(path: &Path) -> SkipReason {
    if has_ending(path, &["doc", "wps", "rtf", "pdf"]) {
        SkipReason::Document
    } else if has_ending(path, &ARCHIVES) {
        SkipReason::Archive
    } else {
        SkipReason::Ending
    }
}

/// What a form says that it is.
#[derive(Deserialize)]
struct Claim {
    #[expect(dead_code, reason = "it is there or it is not")]
    form: String,
}

/// Bytes of a hidden file that are looked at: a form is no longer.
const PEEKED: usize = 4 << 20;

/// Whether a hidden file names a form type: then it is a form that somebody hides.
fn claims_to_be_a_form(path: &Path, fence: &Fence) -> bool {
    let bytes = fence.read(path, PEEKED).unwrap_or_default();
    serde_json::from_slice::<Claim>(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes)).is_ok()
}
