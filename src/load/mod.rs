//! The one module that touches the file system: paths → files, packs from folders or from the binary itself, and packs
//! written out. What lies in a folder that someone named is never read from outside it.

pub mod beside;
pub mod cache;
pub mod export;
pub mod file;
pub mod forms;
pub mod git;
pub mod lines;
mod record;
pub mod save;
pub mod setup;
pub mod shelf;
pub mod upgrade;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;
use include_dir::{Dir, include_dir};

use self::file::{Fence, Unread, problem, read, shown, told};
use crate::report::Problem;
use crate::rule::{
    Extent, LanguageFault, Layout, PackFile, RulePack, closest, extends, included_file, includes, is_library,
    is_pack_file, layouts, parse_layer, parse_pack,
};
use crate::source::SourceFile;
use crate::text::fault::Fault;
use crate::text::language::{FILES, LEXICON, Language, LanguageFile};
use crate::wording::Message;

/// The packs that come with the program.
static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// The argument that stands for standard input.
pub const STANDARD_INPUT: &str = "-";

/// Bytes of a file beside the forms that is read at most.
const LARGEST_NAMED: usize = 256 << 20;

/// A file that someone named and that is no form; `None` if there is none of that name.
///
/// # Errors
/// What the file system refuses; a file of more than 256 MiB.
pub fn named_file(path: &Path) -> Result<Option<Arc<SourceFile>>, Problem> {
    let name = shown(path);
    match read(path, LARGEST_NAMED) {
        Ok(bytes) if bytes.len() <= LARGEST_NAMED => Ok(Some(Arc::new(SourceFile::new(&name, &bytes)))),
        Ok(_) => {
            let size = (LARGEST_NAMED >> 20).to_string();
            Err(problem(&name, "load-named-too-large", &[("limit", &size)]))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Unread::from(error).problem(&name)),
    }
}

/// The same of a file that lies in a folder, out of which no link leads.
///
/// # Errors
/// It cannot be read, is very large, or a link that leads out of the folder.
pub fn file_below(folder: &Path, path: &Path) -> Result<Option<Arc<SourceFile>>, Problem> {
    match Fence::around(folder).find(path) {
        Ok(_) => named_file(path),
        Err(unread) if unread.id() == "load-not-found" => Ok(None),
        Err(unread) => Err(unread.problem(&shown(path))),
    }
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

/// Where the languages of packs are looked for before those that come with the program.
struct Beside<'b> {
    /// The folder that the pack lies in.
    folder: &'b Path,
    /// That of the folder that was named, if it is this one; `None` if it is the pack's.
    fence: Option<&'b Fence>,
}

impl Beside<'_> {
    /// The files of a language in a folder of its name; none if there is no such folder. A file that is not there is told
    /// with what it should hold.
    fn files(&self, name: &str) -> Result<Vec<LanguageFile>, Vec<LanguageFault>> {
        let folder = self.folder.join(name);
        let lexicon = folder.join(LEXICON);
        if !is_file_name(name) || !lexicon.is_file() && !lexicon.is_symlink() {
            return Ok(Vec::new());
        }
        let own = Fence::around_child(self.folder, name);
        let fence = self.fence.unwrap_or(&own);
        let mut files = Vec::new();
        let mut faults = Vec::new();
        for name in FILES {
            let path = folder.join(name);
            match fence.read(&path, LARGEST_PACK_FILE) {
                Ok(bytes) => files.push((name.to_owned(), Arc::new(SourceFile::new(&shown(&path), &bytes)))),
                Err(unread) if unread.id() == "load-not-found" => {}
                Err(unread) => {
                    let fault = Fault {
                        file: shown(&path),
                        range: 0..0,
                        id: unread.id(),
                        args: vec![("reason", unread.reason())],
                    };
                    faults.push(LanguageFault { file: None, fault });
                }
            }
        }
        if faults.is_empty() { Ok(files) } else { Err(faults) }
    }

    /// The files of the pack in a folder of its name; none if there is no such pack.
    fn pack_files(&self, name: &str) -> Result<Vec<PackFile>, Vec<Problem>> {
        let folder = self.folder.join(name);
        if !is_file_name(name) || !folder.join("pack.toml").is_file() {
            return Ok(Vec::new());
        }
        let own = Fence::around_child(self.folder, name);
        pack_files(&folder, self.fence.unwrap_or(&own))
    }
}

/// Whether a name leads to no other folder than the one that it is looked for in.
fn is_file_name(name: &str) -> bool {
    let mut steps = Path::new(name).components();
    matches!((steps.next(), steps.next()), (Some(Component::Normal(_)), None))
}

/// A language by its name: from the folder of that name beside the pack, else the one that comes with the program, with
/// words of a pack's own.
fn language(
    name: &str,
    beside: Option<&Beside<'_>>,
    own: &[LanguageFile],
    extent: Extent,
) -> Result<Arc<Language>, Vec<LanguageFault>> {
    let mut files = beside.map_or(Ok(Vec::new()), |beside| beside.files(name))?;
    if files.is_empty() {
        files = embedded_language_files(name);
    }
    let parse = match extent {
        Extent::Rules => Language::parse_for_checks,
        Extent::Whole => Language::parse,
    };
    parse(&files, own).map(Arc::new).map_err(|faults| {
        let of = |fault: Fault| {
            let file = files.iter().chain(own).find(|(_, file)| file.name() == fault.file);
            LanguageFault { file: file.map(|(_, file)| Arc::clone(file)), fault }
        };
        faults.into_iter().map(of).collect()
    })
}

/// A language that comes with the program, without the words of any pack.
///
/// # Errors
/// Every fault of its files; all of them for a name that no language has.
pub fn embedded_language(name: &str) -> Result<Arc<Language>, Vec<Fault>> {
    Language::parse(&embedded_language_files(name), &[]).map(Arc::new)
}

/// The ids of the packs that come with the program and serve forms, sorted: the names of their folders.
#[must_use]
pub fn embedded_ids() -> Vec<String> {
    let ids = embedded_folders().map(|folder| shown(folder.path()));
    let mut ids: Vec<String> = ids.filter(|id| !is_embedded_library(id)).collect();
    ids.sort_unstable();
    ids
}

/// The folders of packs: those with a manifest; others hold languages.
fn embedded_folders() -> impl Iterator<Item = &'static Dir<'static>> {
    EMBEDDED.dirs().filter(|folder| folder.get_file(folder.path().join("pack.toml")).is_some())
}

/// What was made of the packs that come with the program when it was built: of each its id, what was read of it, and what was made
/// of its scripts.
static READY: &[(&str, &[u8], &[u8])] = include!(concat!(env!("OUT_DIR"), "/ready.rs"));

/// A pack that comes with the program, as it was read when that was built; `None` for another name.
fn ready(id: &str) -> Option<RulePack> {
    let (_, pack, scripts) = READY.iter().find(|(known, ..)| *known == id)?;
    let files = with_included(embedded_pack_files(id), None).ok()?;
    RulePack::of_ready(pack, scripts, &files, embedded_language_files)
}

/// The packs that come with the program, by id, and what is wrong with them. With `only`, no other is read.
#[must_use]
pub fn embedded_packs(only: Option<&str>, extent: Extent) -> (Vec<Arc<RulePack>>, Vec<Problem>) {
    if extent == Extent::Rules {
        let ids = embedded_ids();
        let ids = ids.iter().filter(|id| only.is_none_or(|only| only == *id));
        let packs: Option<Vec<Arc<RulePack>>> = ids.map(|id| ready(id).map(Arc::new)).collect();
        if let Some(packs) = packs {
            return (packs, Vec::new());
        }
    }
    let folders = embedded_folders().filter(|folder| only.is_none_or(|id| folder.path() == Path::new(id)));
    let mut problems = Vec::new();
    let folders = folders.filter_map(|folder| {
        let mut files = Vec::new();
        embedded_files(folder, folder.path(), &mut files);
        let whole = with_included(files, None).map_err(|found| problems.extend(found));
        whole.ok()
    });
    let (packs, found) = parse_all(folders.collect(), None, extent);
    problems.extend(found);
    (packs, problems)
}

/// The files of a pack with those of the packs that it includes: of a folder beside it, else of one that comes with the program.
fn with_included(
    mut files: Vec<PackFile>,
    beside: Option<&Beside<'_>>,
) -> Result<Vec<PackFile>, Vec<Problem>> {
    let mut problems = Vec::new();
    for (name, source, span) in includes(&files) {
        let found = beside.map_or(Ok(Vec::new()), |beside| beside.pack_files(&name));
        match found.map(|found| if found.is_empty() { embedded_pack_files(&name) } else { found }) {
            Ok(found) if found.is_empty() => {
                let known: Vec<String> = embedded_libraries();
                let help = match closest(&name, known.iter().map(String::as_str)) {
                    Some(name) => Message::new("toml-did-you-mean", &[("name", name)]),
                    None => Message::new("include-known", &[]).with("known", Message::list(&known)),
                };
                problems.push(Problem {
                    file: Some(source.name().to_owned()),
                    rule: None,
                    place: Some((source, span)),
                    message: Message::new("include-missing", &[("name", &name)]),
                    help: Some(help),
                });
            }
            Ok(found) => files.extend(found.iter().map(|file| included_file(&name, file))),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}

/// The packs that come with the program to be included in others.
fn embedded_libraries() -> Vec<String> {
    let ids = embedded_folders().map(|folder| shown(folder.path()));
    ids.filter(|id| is_embedded_library(id)).collect()
}

/// Whether a pack that comes with the program is there to be included: its manifest says so, and no other file is read.
fn is_embedded_library(id: &str) -> bool {
    let manifest = EMBEDDED.get_file(format!("{id}/pack.toml"));
    let mut files = Vec::new();
    if let Some(manifest) = manifest {
        add("pack.toml", &format!("rules/{id}/pack.toml"), manifest.contents(), &mut files);
    }
    is_library(&files)
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

/// The layouts of the packs that come with the program, whose other files are not read, and what is wrong with them. With `only`
/// those of one pack.
#[must_use]
pub fn embedded_layouts(only: Option<&str>) -> (Vec<Layout>, Vec<Problem>) {
    let mut found = (Vec::new(), Vec::new());
    for id in embedded_ids().iter().filter(|id| only.is_none_or(|only| only == id.as_str())) {
        let (read, problems) = layouts(&embedded_pack_files(id));
        found.0.extend(read);
        found.1.extend(problems);
    }
    found
}

/// The packs of a folder: itself if it holds a `pack.toml`, else each folder in it that does.
#[must_use]
pub fn packs(folder: &Path, extent: Extent) -> (Vec<Arc<RulePack>>, Vec<Problem>) {
    let name = shown(folder);
    let fence = Fence::around(folder);
    let is_pack = folder.join("pack.toml").is_file();
    let folders = if is_pack { vec![folder.to_owned()] } else { folders_with_packs(folder) };
    if folders.is_empty() {
        let id = if folder.is_dir() { "load-no-pack" } else { "load-not-found" };
        return (Vec::new(), vec![problem(&name, id, &[])]);
    }
    let mut packs = Vec::new();
    let mut problems = Vec::new();
    for folder in folders {
        match pack_files(&folder, &fence) {
            Ok(files) => {
                let fence = (!is_pack).then_some(&fence);
                let beside = folder.parent().map(|folder| Beside { folder, fence });
                if let Some(name) = extends(&files) {
                    match layer(&name, &files, beside.as_ref(), extent) {
                        Ok(pack) => packs.push(Arc::new(pack)),
                        Err(faults) => problems.extend(faults),
                    }
                    continue;
                }
                match with_included(files, beside.as_ref()) {
                    Ok(files) => {
                        let (found, faults) = parse_all(vec![files], beside.as_ref(), extent);
                        packs.extend(found);
                        problems.extend(faults);
                    }
                    Err(found) => problems.extend(found),
                }
            }
            Err(found) => problems.extend(found),
        }
    }
    // A layer answers in the place of the pack that it is laid upon.
    let layered: BTreeSet<String> =
        packs.iter().filter(|pack| pack.layer.is_some()).map(|pack| pack.manifest.id.clone()).collect();
    packs.retain(|pack| pack.layer.is_some() || !layered.contains(&pack.manifest.id));
    same_ids(&packs, &mut problems);
    tell_once(&mut problems);
    (packs, problems)
}

/// The folders of packs in a folder, sorted.
fn folders_with_packs(folder: &Path) -> Vec<PathBuf> {
    folders_with(folder, "pack.toml")
}

/// The folders in a folder that have a file of a name, sorted.
fn folders_with(folder: &Path, file: &str) -> Vec<PathBuf> {
    let walk = WalkBuilder::new(folder)
        .standard_filters(false)
        .max_depth(Some(1))
        .sort_by_file_name(Ord::cmp)
        .build();
    let inner = walk.filter_map(Result::ok).filter(|entry| entry.depth() == 1);
    inner.map(ignore::DirEntry::into_path).filter(|path| path.join(file).is_file()).collect()
}

/// A layer upon the pack of a name: that of the folder beside it, else the one that comes with the program.
fn layer(
    name: &str,
    own: &[PackFile],
    beside: Option<&Beside<'_>>,
    extent: Extent,
) -> Result<RulePack, Vec<Problem>> {
    let base = base_files(name, beside)?;
    // The chain ends here: what a layer is laid upon is a whole pack, and one that serves forms.
    if base.is_empty() || extends(&base).is_some() || is_library(&base) {
        let known = Message::list(embedded_ids());
        let file = own.iter().find(|file| file.name == "pack.toml").map(|file| file.source.name().to_owned());
        let message = Message::new("layer-of-what", &[("name", name)]).with("known", known);
        return Err(vec![told(&file.unwrap_or_default(), message)]);
    }
    let base = with_included(base, beside)?;
    let mut languages = |name: &str, own: &[LanguageFile]| language(name, beside, own, extent);
    parse_layer(&base, own, &mut languages, extent)
}

/// The files of the pack that a layer names: those of the folder beside it, else of the one that comes with the program.
fn base_files(name: &str, beside: Option<&Beside<'_>>) -> Result<Vec<PackFile>, Vec<Problem>> {
    let beside_it = beside.map(|beside| beside.folder.join(name)).filter(|_| is_file_name(name));
    match beside_it.filter(|folder| folder.join("pack.toml").is_file()) {
        Some(folder) => {
            let own = beside.map(|beside| Fence::around_child(beside.folder, name));
            let fence = beside.and_then(|beside| beside.fence).or(own.as_ref());
            fence.map_or_else(|| Ok(Vec::new()), |fence| pack_files(&folder, fence))
        }
        None => Ok(embedded_pack_files(name)),
    }
}

/// The files of a pack that comes with the program; none for another name.
fn embedded_pack_files(name: &str) -> Vec<PackFile> {
    let mut files = Vec::new();
    if let Some(folder) = embedded_folders().find(|folder| folder.path() == Path::new(name)) {
        embedded_files(folder, folder.path(), &mut files);
    }
    files
}

/// What is wrong with a language is wrong for each pack that reads with it, and told once.
fn tell_once(problems: &mut Vec<Problem>) {
    let mut told = HashSet::new();
    problems.retain(|problem| {
        let place = problem.place.as_ref().map(|(_, span)| (span.start, span.end));
        told.insert((problem.file.clone(), place, problem.message.clone()))
    });
}

/// Two packs of one id cannot be told apart.
fn same_ids(packs: &[Arc<RulePack>], problems: &mut Vec<Problem>) {
    for (at, pack) in packs.iter().enumerate() {
        let id = &pack.manifest.id;
        let file = |pack: &RulePack| {
            pack.files.iter().find(|file| file.name == "pack.toml").map(|file| file.source.name().to_owned())
        };
        let earlier = packs.iter().take(at).find(|earlier| earlier.manifest.id == *id);
        if let Some(earlier) = earlier {
            let (own, other) = (file(pack).unwrap_or_default(), file(earlier).unwrap_or_default());
            problems.push(problem(&own, "load-pack-twice", &[("id", id), ("other", &other)]));
        }
    }
}

/// The files beside the layouts of a pack, `layouts/<name>/…`: workbooks with the JSON that is read from them. A check has no use for
/// them, so that they are no files of the pack itself. `is_embedded` tells packs that come with the program.
///
/// # Errors
/// All that cannot be read.
pub fn beside_layouts(pack: &RulePack, is_embedded: bool) -> Result<Vec<PackFile>, Vec<Problem>> {
    let mut files = Vec::new();
    if is_embedded {
        let folder = EMBEDDED.get_dir(format!("{}/layouts", pack.manifest.id));
        for file in folder.into_iter().flat_map(Dir::dirs).flat_map(Dir::files) {
            let name = file.path().strip_prefix(&pack.manifest.id).unwrap_or(file.path());
            let source = SourceFile::new(&format!("rules/{}", shown(file.path())), file.contents());
            files.push(PackFile { name: shown(name), source: Arc::new(source) });
        }
        return Ok(files);
    }
    let Some(manifest) = pack.files.iter().find(|file| file.name == "pack.toml") else { return Ok(files) };
    let Some(folder) = Path::new(manifest.source.name()).parent() else { return Ok(files) };
    let mut problems = Vec::new();
    let mut walk = WalkBuilder::new(folder.join("layouts"));
    walk.standard_filters(false).hidden(true).max_depth(Some(2)).sort_by_file_name(Ord::cmp);
    let fence = Fence::around(folder);
    let inside = walk.build().filter_map(Result::ok).filter(|entry| entry.depth() == 2);
    for path in inside.map(ignore::DirEntry::into_path).filter(|path| path.is_file()) {
        match fence.read(&path, LARGEST_PACK_FILE) {
            Ok(bytes) => {
                let name = shown(path.strip_prefix(folder).unwrap_or(&path));
                let source = Arc::new(SourceFile::new(&shown(&path), &bytes));
                files.push(PackFile { name, source });
            }
            Err(unread) => problems.push(unread.problem(&shown(&path))),
        }
    }
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}

/// The longest file of a pack, in bytes.
const LARGEST_PACK_FILE: usize = 16 << 20;

/// The files of the pack in a folder, or all that cannot be read.
fn pack_files(folder: &Path, fence: &Fence) -> Result<Vec<PackFile>, Vec<Problem>> {
    if let Err(unread) = fence.find(folder) {
        return Err(vec![unread.problem(&shown(folder))]);
    }
    let mut files = Vec::new();
    let mut problems = Vec::new();
    // A pack that lies in a folder of this one, as one that was exported there, is none of its rules.
    let is_own = |entry: &ignore::DirEntry| entry.depth() == 0 || !entry.path().join("pack.toml").is_file();
    let mut walk = WalkBuilder::new(folder);
    walk.standard_filters(false).hidden(true).sort_by_file_name(Ord::cmp).filter_entry(is_own);
    for entry in walk.build() {
        let path = match entry {
            Ok(entry) => entry.into_path(),
            Err(error) => {
                let reason = error.to_string();
                problems.push(problem(&shown(folder), "load-folder", &[("reason", &reason)]));
                continue;
            }
        };
        let name = shown(path.strip_prefix(folder).unwrap_or(&path));
        if is_pack_file(&name) {
            match fence.read(&path, LARGEST_PACK_FILE) {
                Ok(bytes) => add(&name, &shown(&path), &bytes, &mut files),
                Err(unread) => problems.push(unread.problem(&shown(&path))),
            }
        }
    }
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}

/// Reads packs. Their languages stand in folders beside theirs, else they are those that come with the program.
fn parse_all(
    folders: Vec<Vec<PackFile>>,
    beside: Option<&Beside<'_>>,
    extent: Extent,
) -> (Vec<Arc<RulePack>>, Vec<Problem>) {
    let mut packs = Vec::new();
    let mut problems = Vec::new();
    // What packs add to in no way is read once for all of them.
    let mut known: BTreeMap<String, Arc<Language>> = BTreeMap::new();
    let mut languages = |name: &str, own: &[LanguageFile]| {
        if let Some(language) = known.get(name).filter(|_| own.is_empty()) {
            return Ok(Arc::clone(language));
        }
        let language = language(name, beside, own, extent)?;
        if own.is_empty() {
            known.insert(name.to_owned(), Arc::clone(&language));
        }
        Ok(language)
    };
    for files in folders {
        match parse_pack(&files, &mut languages, extent) {
            Ok(pack) => packs.push(Arc::new(pack)),
            Err(faults) => problems.extend(faults),
        }
    }
    packs.sort_by(|a: &Arc<RulePack>, b| a.manifest.id.cmp(&b.manifest.id));
    (packs, problems)
}
