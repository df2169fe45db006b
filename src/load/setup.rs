//! The configuration of a check: found from the current folder upwards, named, or taken from a revision of git, so that a
//! change cannot loosen what it is checked by.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use super::file::{Unread, problem, read, shown};
use super::forms::git_problem;
use super::git::{self, Refused};
use crate::config::file::{Config, NAME, parse};
use crate::report::Problem;
use crate::source::SourceFile;
use crate::wording::Message;

/// Where the configuration is looked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The file; `None` for the nearest `hegui.toml` from the current folder upwards.
    pub file: Option<PathBuf>,
    /// Whether none is looked for.
    pub is_none: bool,
    /// The revision from which it is read, the packs that it names with it.
    pub revision: Option<OsString>,
    /// The folder of packs, whatever the file says.
    pub rules: Option<PathBuf>,
    /// The file of waivers, whatever the file says.
    pub waivers: Option<PathBuf>,
}

/// A configuration with the folders that it stands for.
#[derive(Debug, Default)]
pub struct Setup {
    /// What the file says.
    pub config: Config,
    /// The folder that its patterns count from, without links.
    pub root: PathBuf,
    /// The current folder, without links.
    pub here: PathBuf,
    /// The folder of packs; `None` for those of the program.
    pub rules: Option<PathBuf>,
    /// The file of waivers; `None` for none.
    pub waivers: Option<PathBuf>,
    /// Files and folders that stand for how forms are checked.
    pub sources: Vec<PathBuf>,
    /// What is to be said of it at the end.
    pub notes: Vec<Message>,
    /// The revision that it is read from: the folder of the working tree, the revision in full and as it was named.
    base: Option<(PathBuf, String, String)>,
    /// Holds what was taken from a revision, until the end.
    copies: Option<TempDir>,
}

impl Setup {
    /// The file of explanations that the configuration names, as it is now: it is the department's own, and waives nothing.
    #[must_use]
    pub fn explanations(&self) -> Option<PathBuf> {
        let file = self.root.join(&self.config.explanations.as_ref()?.value);
        Some(file.strip_prefix(&self.here).map(Path::to_owned).unwrap_or(file))
    }

    /// The revision that the configuration is read from, in full; `None` for the files as they are.
    #[must_use]
    pub fn commit(&self) -> Option<&str> {
        self.base.as_ref().map(|(_, commit, _)| commit.as_str())
    }

    /// A file that someone named and that says how forms are checked, as it is in the revision that the configuration is read
    /// from; `None` if there is none of that name.
    ///
    /// # Errors
    /// What the file system or git refuses.
    pub fn file(&self, path: &Path) -> Result<Option<Arc<SourceFile>>, Problem> {
        let Some((root, commit, name)) = &self.base else { return super::named_file(path) };
        let outside = || problem(&shown(path), "git-outside", &[("revision", name)]);
        let below = below(root, &self.here.join(path)).ok_or_else(outside)?;
        let bytes = git::text_at(root, commit, &below).map_err(|refused| git_problem(name, &refused))?;
        let called = format!("{name}:{}", shown(&below));
        Ok(bytes.map(|bytes| Arc::new(SourceFile::new(&called, &bytes))))
    }
}

/// The path from the folder of a working tree, by its name: links of the working tree are those of a change, and do not lead to
/// other files of a revision. Only what is named from outside is followed to where it lies.
fn below(root: &Path, path: &Path) -> Option<PathBuf> {
    let path = crate::config::paths::plain(path);
    let named = path.strip_prefix(root).map(Path::to_owned).ok();
    named.or_else(|| fs::canonicalize(&path).ok()?.strip_prefix(root).ok().map(Path::to_owned))
}

/// Finds and reads the configuration.
///
/// # Errors
/// It cannot be read, it has faults, or git does not give the revision.
pub fn find(wanted: &Wanted) -> Result<Setup, Vec<Problem>> {
    let here = env::current_dir().and_then(fs::canonicalize);
    let here = here.map_err(|error| vec![Unread::from(error).problem(".")])?;
    match &wanted.revision {
        Some(revision) => {
            let name = revision.to_string_lossy().into_owned();
            let refused = |refused: Refused| vec![git_problem(&name, &refused)];
            let root = git::root(&here).map_err(refused)?;
            let commit = git::commit(&here, revision).map_err(refused)?;
            Base { wanted, here, root, commit, name }.setup()
        }
        None => of_files(wanted, here),
    }
}

fn of_files(wanted: &Wanted, here: PathBuf) -> Result<Setup, Vec<Problem>> {
    let file = match &wanted.file {
        Some(file) => Some(file.clone()),
        None if wanted.is_none => None,
        None => here.ancestors().map(|folder| folder.join(NAME)).find(|file| file.is_file()),
    };
    let Some(file) = file else {
        let (root, rules, waivers) = (here.clone(), wanted.rules.clone(), wanted.waivers.clone());
        let sources = rules.iter().chain(&waivers).cloned().collect();
        return Ok(Setup { root, here, rules, waivers, sources, ..Setup::default() });
    };
    let name = shown(file.strip_prefix(&here).unwrap_or(&file));
    let bytes = read(&file, LONGEST).map_err(|error| vec![Unread::from(error).problem(&name)])?;
    let config = parse(&Arc::new(SourceFile::new(&name, &bytes)))?;
    let file = fs::canonicalize(&file).unwrap_or(file);
    let root = file.parent().unwrap_or(&here).to_owned();
    let rules = wanted.rules.clone().or_else(|| Some(root.join(&config.rules.as_ref()?.value)));
    let own = config.waivers.as_ref().map(|waivers| root.join(&waivers.value));
    let own = own.map(|file| file.strip_prefix(&here).map(Path::to_owned).unwrap_or(file));
    let waivers = wanted.waivers.clone().or(own);
    let sources = rules.iter().chain(&waivers).cloned().chain([file]).collect();
    Ok(Setup { config, root, here, rules, waivers, sources, ..Setup::default() })
}

/// The file that makes a folder a pack, and those that make one what a pack may stand upon.
const MANIFEST: &str = "pack.toml";
const BASES: [&str; 2] = [MANIFEST, "lexicon.toml"];

/// Bytes of a configuration.
const LONGEST: usize = 4 << 20;

/// A revision from which a configuration is read.
struct Base<'w> {
    wanted: &'w Wanted,
    here: PathBuf,
    /// The folder of the working tree, without links.
    root: PathBuf,
    /// The revision in full.
    commit: String,
    /// As it was named.
    name: String,
}

impl Base<'_> {
    fn setup(self) -> Result<Setup, Vec<Problem>> {
        let refused = |refused: Refused| vec![git_problem(&self.name, &refused)];
        let mut setup = Setup { root: self.here.clone(), here: self.here.clone(), ..Setup::default() };
        let mut sources = Vec::new();
        if let Some((path, bytes)) = self.file().map_err(refused)? {
            let name = format!("{}:{}", self.name, shown(&path));
            setup.config = parse(&Arc::new(SourceFile::new(&name, &bytes)))?;
            setup.root = self.root.join(path.parent().unwrap_or(Path::new("")));
            sources.push(path);
        }
        let outside = |path: &Path| vec![problem(&shown(path), "git-outside", &[("revision", &self.name)])];
        let own = setup.config.waivers.as_ref().map(|waivers| setup.root.join(&waivers.value));
        let named = self.wanted.waivers.as_ref().map(|waivers| self.here.join(waivers));
        if let Some(file) = named.or(own) {
            sources.push(self.below(&file).ok_or_else(|| outside(&file))?);
            setup.waivers = Some(file);
        }
        let own = setup.config.rules.as_ref().map(|rules| setup.root.join(&rules.value));
        let named = self.wanted.rules.as_ref().map(|rules| self.here.join(rules));
        if let Some(folder) = named.or(own) {
            let below = self.below(&folder).ok_or_else(|| outside(&folder))?;
            let copies = tempfile::tempdir().map_err(|error| vec![Unread::from(error).problem(".")])?;
            setup.rules = Some(self.copy(&below, copies.path())?);
            setup.copies = Some(copies);
            let is_pack =
                git::text_at(&self.root, &self.commit, &below.join(MANIFEST)).map_err(refused)?.is_some();
            let beside = below.parent().filter(|parent| is_pack && !parent.as_os_str().is_empty());
            sources.push(beside.map_or(below.clone(), Path::to_owned));
        }
        setup.notes.push(Message::new("note-base", &[("revision", &self.name)]));
        let changed = git::differing(&self.root, &self.commit, &sources).map_err(refused)?;
        if !changed.is_empty() {
            let named: Vec<String> = changed.iter().take(5).map(|path| shown(path)).collect();
            let count = changed.len().to_string();
            let note = Message::new("note-base-differs", &[("count", &count), ("revision", &self.name)]);
            setup.notes.push(note.with("named", Message::list(named)));
        }
        setup.base = Some((self.root.clone(), self.commit.clone(), self.name.clone()));
        setup.sources = sources.iter().map(|path| self.root.join(path)).collect();
        Ok(setup)
    }

    /// The path from the folder of the working tree.
    fn below(&self, path: &Path) -> Option<PathBuf> {
        below(&self.root, path)
    }

    /// The file as it is in the revision, with its path there.
    fn file(&self) -> Result<Option<(PathBuf, Vec<u8>)>, Refused> {
        if self.wanted.is_none {
            return Ok(None);
        }
        let folders = self.here.ancestors().take_while(|folder| folder.starts_with(&self.root));
        let nearest = folders.map(|folder| folder.join(NAME));
        let named = self.wanted.file.iter().map(|file| self.here.join(file));
        let candidates: Vec<PathBuf> =
            if self.wanted.file.is_some() { named.collect() } else { nearest.collect() };
        for path in candidates.iter().filter_map(|path| self.below(path)) {
            if let Some(bytes) = git::text_at(&self.root, &self.commit, &path)? {
                return Ok(Some((path, bytes)));
            }
        }
        match &self.wanted.file {
            Some(file) => Err(Refused::Said(shown(file))),
            None => Ok(None),
        }
    }

    /// The files of a folder of packs as it is in the revision. Of one that is a pack by itself also those of the packs and languages
    /// beside it, upon which it stands.
    fn packs_at(&self, folder: &Path) -> Result<Vec<PathBuf>, Refused> {
        let own = git::files_at(&self.root, &self.commit, folder)?;
        if !own.contains(&folder.join(MANIFEST)) {
            return Ok(own);
        }
        let parent = folder.parent().unwrap_or(Path::new(""));
        let all = git::files_at(&self.root, &self.commit, parent)?;
        let is_base = |file: &&PathBuf| {
            let beside = file.parent().and_then(Path::parent) == Some(parent);
            beside && file.file_name().is_some_and(|name| BASES.iter().any(|base| name == *base))
        };
        let bases: Vec<PathBuf> =
            all.iter().filter(is_base).filter_map(|file| file.parent().map(Path::to_owned)).collect();
        Ok(all.into_iter().filter(|file| bases.iter().any(|base| file.starts_with(base))).collect())
    }

    /// Writes a folder as it is in the revision into another, and says where it stands there.
    #[expect(clippy::disallowed_methods, reason = "this module is where files are written")]
    fn copy(&self, folder: &Path, into: &Path) -> Result<PathBuf, Vec<Problem>> {
        let refused = |refused: Refused| vec![git_problem(&self.name, &refused)];
        let failed = |error| vec![Unread::from(error).problem(&shown(folder))];
        let files = self.packs_at(folder).map_err(refused)?;
        if files.is_empty() {
            let id = "git-no-folder";
            return Err(vec![problem(&shown(folder), id, &[("revision", &self.name)])]);
        }
        for path in files {
            let bytes = git::text_at(&self.root, &self.commit, &path).map_err(refused)?;
            let to = into.join(&path);
            to.parent().map_or(Ok(()), fs::create_dir_all).map_err(failed)?;
            fs::write(&to, bytes.unwrap_or_default()).map_err(failed)?;
        }
        Ok(into.join(folder))
    }
}
