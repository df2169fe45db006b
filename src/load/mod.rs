//! The one module that touches the file system: paths → files, and packs from folders or from the binary itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;
use include_dir::{Dir, include_dir};

use crate::report::Problem;
use crate::rule::{Extent, LanguageFault, PackFile, RulePack, is_pack_file, parse_pack};
use crate::source::SourceFile;
use crate::text::fault::Fault;
use crate::text::language::{FILES, LEXICON, Language, LanguageFile};
use crate::wording::Lang;

/// The packs that come with the program.
static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// The argument that stands for standard input.
pub const STANDARD_INPUT: &str = "-";

/// A form to check, in the order of the arguments.
#[derive(Debug)]
pub enum Loaded {
    /// It was read.
    Form(Arc<SourceFile>),
    /// It could not be read; the path as given or as walked to.
    Unread(String, Problem),
}

/// Reads forms: files, folders (every `*.json` in them, sorted, hidden ones and those that git ignores left out), and
/// `-` for standard input. Files longer than `limit` bytes are not read to their end.
#[must_use]
pub fn forms(paths: &[PathBuf], limit: usize, lang: Lang) -> Vec<Loaded> {
    paths
        .iter()
        .flat_map(
            |path| if path.is_dir() { folder(path, limit, lang) } else { vec![form(path, limit, lang)] },
        )
        .collect()
}

fn form(path: &Path, limit: usize, lang: Lang) -> Loaded {
    let name = shown(path);
    let read = if name == STANDARD_INPUT {
        read_all(&mut io::stdin().lock(), limit)
    } else {
        read_file(path, limit)
    };
    match read {
        Ok(bytes) if bytes.len() > limit => {
            let size = (limit >> 20).max(1).to_string();
            Loaded::Unread(name.clone(), problem(&name, lang, "load-too-large", &[("limit", &size)]))
        }
        Ok(bytes) => Loaded::Form(Arc::new(SourceFile::new(&name, &bytes))),
        Err(error) => Loaded::Unread(name.clone(), unreadable(&name, &error, lang)),
    }
}

fn folder(path: &Path, limit: usize, lang: Lang) -> Vec<Loaded> {
    let mut loaded: Vec<Loaded> = Vec::new();
    let walk = WalkBuilder::new(path).require_git(false).sort_by_file_name(Ord::cmp).build();
    for entry in walk {
        match entry {
            Ok(entry) => {
                let is_form = entry.file_type().is_some_and(|kind| !kind.is_dir())
                    && entry.path().extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"))
                    && !entry.file_name().to_string_lossy().starts_with("~$");
                if is_form {
                    loaded.push(form(entry.path(), limit, lang));
                }
            }
            Err(error) => {
                let name = shown(path);
                let reason = error.to_string();
                loaded.push(Loaded::Unread(
                    name.clone(),
                    problem(&name, lang, "load-folder", &[("reason", &reason)]),
                ));
            }
        }
    }
    if loaded.is_empty() {
        let name = shown(path);
        loaded.push(Loaded::Unread(name.clone(), problem(&name, lang, "load-no-form", &[])));
    }
    loaded
}

#[expect(clippy::disallowed_methods, reason = "this module is where files are opened")]
fn read_file(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    // A pipe or device has no end to wait for.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::from(io::ErrorKind::InvalidInput));
    }
    read_all(&mut File::open(path)?, limit)
}

/// Reads at most one byte more than the limit.
fn read_all(reader: &mut impl io::Read, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unreadable(name: &str, error: &io::Error, lang: Lang) -> Problem {
    let id = match error.kind() {
        io::ErrorKind::NotFound => "load-not-found",
        io::ErrorKind::PermissionDenied => "load-no-permission",
        io::ErrorKind::InvalidInput => "load-no-file",
        _ => "load-failed",
    };
    problem(name, lang, id, &[("reason", &error.to_string())])
}

fn problem(file: &str, lang: Lang, id: &str, args: &[(&str, &str)]) -> Problem {
    Problem { file: Some(file.to_owned()), rule: None, place: None, message: lang.text(id, args), help: None }
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// The files of a language that comes with the program; none for another name.
fn embedded_language_files(name: &str) -> Vec<LanguageFile> {
    let Some(folder) = EMBEDDED.get_dir(name) else { return Vec::new() };
    let file = |file: &include_dir::File<'_>| {
        let name = shown(file.path().strip_prefix(folder.path()).unwrap_or(file.path()));
        let path = format!("rules/{}", shown(file.path()));
        (name, Arc::new(SourceFile::new(&path, file.contents())))
    };
    folder.files().map(file).collect()
}

/// A language by its name: from the folder of that name in `beside`, else the one that comes with the program, with words
/// of a pack's own.
fn language(
    name: &str,
    beside: Option<&Path>,
    own: &[LanguageFile],
) -> Result<Arc<Language>, Vec<LanguageFault>> {
    let folder = beside.map(|beside| beside.join(name)).filter(|folder| folder.join(LEXICON).is_file());
    let mut files = embedded_language_files(name);
    if let Some(folder) = folder {
        files = FILES.into_iter().filter_map(|name| language_file(&folder, name)).collect();
    }
    Language::parse(&files, own).map(Arc::new).map_err(|faults| {
        let of = |fault: Fault| {
            let file = files.iter().chain(own).find(|(_, file)| file.name() == fault.file);
            LanguageFault { file: file.map(|(_, file)| Arc::clone(file)), fault }
        };
        faults.into_iter().map(of).collect()
    })
}

/// A file of a language; `None` if it cannot be read, which is told as a file that is missing.
fn language_file(folder: &Path, name: &str) -> Option<LanguageFile> {
    let path = folder.join(name);
    let bytes = read_file(&path, LARGEST_PACK_FILE).ok()?;
    Some((name.to_owned(), Arc::new(SourceFile::new(&shown(&path), &bytes))))
}

/// A language that comes with the program, without the words of any pack.
///
/// # Errors
/// Every fault of its files; all of them for a name that no language has.
pub fn embedded_language(name: &str) -> Result<Arc<Language>, Vec<Fault>> {
    Language::parse(&embedded_language_files(name), &[]).map(Arc::new)
}

/// The ids of the packs that come with the program, sorted: the names of their folders.
#[must_use]
pub fn embedded_ids() -> Vec<String> {
    let mut ids: Vec<String> = embedded_folders().map(|folder| shown(folder.path())).collect();
    ids.sort_unstable();
    ids
}

/// The folders of packs: those with a manifest; others hold languages.
fn embedded_folders() -> impl Iterator<Item = &'static Dir<'static>> {
    EMBEDDED.dirs().filter(|folder| folder.get_file(folder.path().join("pack.toml")).is_some())
}

/// The packs that come with the program, by id, and what is wrong with them. With `only`, no other is read.
#[must_use]
pub fn embedded_packs(only: Option<&str>, extent: Extent, lang: Lang) -> (Vec<Arc<RulePack>>, Vec<Problem>) {
    let folders = embedded_folders().filter(|folder| only.is_none_or(|id| folder.path() == Path::new(id)));
    let folders = folders.map(|folder| {
        let mut files = Vec::new();
        embedded_files(folder, folder.path(), &mut files);
        files
    });
    parse_all(folders.collect(), None, extent, lang)
}

fn embedded_files(folder: &Dir<'static>, root: &Path, files: &mut Vec<PackFile>) {
    for file in folder.files() {
        let name = file.path().strip_prefix(root).unwrap_or(file.path());
        add(&shown(name), &format!("rules/{}", shown(file.path())), file.contents(), files);
    }
    for inner in folder.dirs() {
        embedded_files(inner, root, files);
    }
}

fn add(name: &str, path: &str, bytes: &[u8], files: &mut Vec<PackFile>) {
    if is_pack_file(name) {
        files.push(PackFile { name: name.to_owned(), source: Arc::new(SourceFile::new(path, bytes)) });
    }
}

/// The packs of a folder: itself if it holds a `pack.toml`, else each folder in it that does.
#[must_use]
pub fn packs(folder: &Path, extent: Extent, lang: Lang) -> (Vec<Arc<RulePack>>, Vec<Problem>) {
    let name = shown(folder);
    let folders: Vec<PathBuf> = if folder.join("pack.toml").is_file() {
        vec![folder.to_owned()]
    } else {
        let walk = WalkBuilder::new(folder)
            .standard_filters(false)
            .max_depth(Some(1))
            .sort_by_file_name(Ord::cmp)
            .build();
        let inner = walk.filter_map(Result::ok).map(ignore::DirEntry::into_path);
        inner.filter(|path| path.join("pack.toml").is_file()).collect()
    };
    if folders.is_empty() {
        let id = if folder.is_dir() { "load-no-pack" } else { "load-not-found" };
        return (Vec::new(), vec![problem(&name, lang, id, &[])]);
    }
    let mut packs = Vec::new();
    let mut problems = Vec::new();
    for folder in folders {
        match pack_files(&folder, lang) {
            Ok(files) => {
                let (found, faults) = parse_all(vec![files], folder.parent(), extent, lang);
                packs.extend(found);
                problems.extend(faults);
            }
            Err(problem) => problems.push(problem),
        }
    }
    same_ids(&packs, &mut problems, lang);
    tell_once(&mut problems);
    (packs, problems)
}

/// What is wrong with a language is wrong for each pack that reads with it, and told once.
fn tell_once(problems: &mut Vec<Problem>) {
    let mut told = BTreeSet::new();
    problems.retain(|problem| {
        let place = problem.place.as_ref().map(|(_, span)| (span.start, span.end));
        told.insert((problem.file.clone(), place, problem.message.clone()))
    });
}

/// Two packs of one id cannot be told apart.
fn same_ids(packs: &[Arc<RulePack>], problems: &mut Vec<Problem>, lang: Lang) {
    for (at, pack) in packs.iter().enumerate() {
        let id = &pack.manifest.id;
        if packs.iter().take(at).any(|earlier| earlier.manifest.id == *id) {
            problems.push(problem("pack.toml", lang, "load-pack-twice", &[("id", id)]));
        }
    }
}

/// The longest file of a pack, in bytes.
const LARGEST_PACK_FILE: usize = 16 << 20;

fn pack_files(folder: &Path, lang: Lang) -> Result<Vec<PackFile>, Problem> {
    let mut files = Vec::new();
    let walk =
        WalkBuilder::new(folder).standard_filters(false).hidden(true).sort_by_file_name(Ord::cmp).build();
    for entry in walk {
        let failed = |reason: &str| problem(&shown(folder), lang, "load-folder", &[("reason", reason)]);
        let entry = entry.map_err(|error| failed(&error.to_string()))?;
        let name = shown(entry.path().strip_prefix(folder).unwrap_or(entry.path()));
        if is_pack_file(&name) {
            let bytes = read_file(entry.path(), LARGEST_PACK_FILE)
                .map_err(|error| unreadable(&shown(entry.path()), &error, lang))?;
            add(&name, &shown(entry.path()), &bytes, &mut files);
        }
    }
    Ok(files)
}

/// Reads packs. Their languages stand in folders beside theirs, else they are those that come with the program.
fn parse_all(
    folders: Vec<Vec<PackFile>>,
    beside: Option<&Path>,
    extent: Extent,
    lang: Lang,
) -> (Vec<Arc<RulePack>>, Vec<Problem>) {
    let mut packs = Vec::new();
    let mut problems = Vec::new();
    // What packs add to in no way is read once for all of them.
    let mut known: BTreeMap<String, Arc<Language>> = BTreeMap::new();
    let mut languages = |name: &str, own: &[LanguageFile]| {
        if let Some(language) = known.get(name).filter(|_| own.is_empty()) {
            return Ok(Arc::clone(language));
        }
        let language = language(name, beside, own)?;
        if own.is_empty() {
            known.insert(name.to_owned(), Arc::clone(&language));
        }
        Ok(language)
    };
    for files in folders {
        match parse_pack(&files, &mut languages, extent, lang) {
            Ok(pack) => packs.push(Arc::new(pack)),
            Err(faults) => problems.extend(faults),
        }
    }
    packs.sort_by(|a: &Arc<RulePack>, b| a.manifest.id.cmp(&b.manifest.id));
    (packs, problems)
}

/// Writes a pack out to be edited, into a folder of its id inside `into`. Gives the folder.
///
/// # Errors
/// A folder that is there already, unless `force`; what the file system refuses. Nothing is left half written: the
/// files are written beside and moved in as a whole.
pub fn export(pack: &RulePack, into: &Path, force: bool, lang: Lang) -> Result<PathBuf, Problem> {
    let target = into.join(&pack.manifest.id);
    if target.exists() && !force {
        return Err(problem(&shown(&target), lang, "load-exists", &[]));
    }
    let files = pack.files.iter().map(|file| (file.name.as_str(), file.source.bytes()));
    write_folder(&target, files, lang)?;
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
    let target = into.join(&pack.manifest.language);
    let files = pack.language.files();
    if target.exists() && !force {
        let is_same = files.iter().all(|(name, file)| {
            read_file(&target.join(name), LARGEST_PACK_FILE).is_ok_and(|bytes| bytes == file.bytes())
        });
        return Ok(if is_same { Exported::Same(target) } else { Exported::Kept(target) });
    }
    let files = files.iter().map(|(name, file)| (name.as_str(), file.bytes()));
    write_folder(&target, files, lang)?;
    Ok(Exported::Written(target))
}

/// Writes files, by their names inside it, as a folder that replaces what is there.
#[expect(clippy::disallowed_methods, reason = "this module is where files are written")]
fn write_folder<'f>(
    target: &Path,
    files: impl Iterator<Item = (&'f str, &'f [u8])>,
    lang: Lang,
) -> Result<(), Problem> {
    let id = target.file_name().unwrap_or_default().to_string_lossy();
    let beside = target.with_file_name(format!(".{id}.{}", std::process::id()));
    let write = || -> io::Result<()> {
        for (name, bytes) in files {
            let path = beside.join(name);
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::write(&path, bytes)?;
        }
        if target.exists() {
            fs::remove_dir_all(target)?;
        }
        fs::rename(&beside, target)
    };
    write().map_err(|error| {
        // What was written beside is of no use to anyone.
        let _ = fs::remove_dir_all(&beside);
        unreadable(&shown(target), &error, lang)
    })
}
