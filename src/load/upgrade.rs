//! What the program's present version of a pack changes for a layer upon it, or for a folder that it was written into.
//!
//! In: the folder, with the record of what was there when it was written or last looked at. Out: notes for its author. Files are
//! not touched.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::file::{Fence, problem, shown, told};
use super::record::{LOCK, Record, digest};
use super::{
    Beside, LARGEST_PACK_FILE, base_files, embedded_language_files, embedded_pack_files, folders_with,
    pack_files, parse_all, with_included,
};
use crate::report::Problem;
use crate::rule::{Extent, PackFile, RulePack, Settings, extends, names_itself, settings};
use crate::text::language::{LEXICON, LanguageFile};
use crate::text::lexicon::Lexicon;
use crate::wording::Message;

/// Something that an author may want to know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// The message.
    pub id: &'static str,
    /// Its arguments by name.
    pub args: Vec<(&'static str, String)>,
    /// Whether there is something to do about it.
    pub is_open: bool,
}

/// What a folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A layer upon a pack.
    Layer,
    /// A pack or language that was written out.
    Copy,
}

/// What there is to know of a folder.
#[derive(Debug, Clone)]
pub struct Upgrade {
    /// The folder.
    pub folder: PathBuf,
    /// What it is.
    pub kind: Kind,
    /// The pack or language.
    pub of: String,
    /// The version that its author has looked at; `None` if nothing tells.
    pub before: Option<String>,
    /// The version now; empty for a language.
    pub now: String,
    /// In the order of what they are about.
    pub notes: Vec<Note>,
    /// Its state once its author has looked at all of this.
    seen: Record,
}

impl Upgrade {
    /// Whether there is something to do.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.notes.iter().any(|note| note.is_open)
    }

    /// Remembers that its author has looked at the present version: notes are from here on of what changes later.
    ///
    /// # Errors
    /// What the file system refuses.
    pub fn remember(&self) -> Result<PathBuf, Problem> {
        let path = self.folder.join(LOCK);
        let written = super::export::put(&self.folder, &path, self.seen.text().as_bytes());
        written.map_err(|error| problem(&shown(&path), "write-failed", &[("reason", &error.to_string())]))?;
        Ok(path)
    }
}

/// What changes for a folder: a layer, a pack or language that was written out, or those that it holds.
#[must_use]
pub fn look(folder: &Path) -> (Vec<Upgrade>, Vec<Problem>) {
    let is_one = [MANIFEST, LEXICON].iter().any(|name| folder.join(name).is_file());
    let mut folders = if is_one { vec![folder.to_owned()] } else { folders_with(folder, MANIFEST) };
    if !is_one {
        let languages = folders_with(folder, LEXICON);
        folders.extend(languages.into_iter().filter(|folder| !folder.join(MANIFEST).is_file()));
    }
    let mut problems = Vec::new();
    if folders.is_empty() {
        let id = if folder.is_dir() { "load-no-pack" } else { "load-not-found" };
        problems.push(problem(&shown(folder), id, &[]));
    }
    let mut upgrades = Vec::new();
    for one in folders {
        let fence = Fence::around(folder);
        match upgrade(&one, &fence) {
            Ok(upgrade) => upgrades.extend(upgrade),
            Err(found) => problems.extend(found),
        }
    }
    (upgrades, problems)
}

const MANIFEST: &str = "pack.toml";

/// What changes for one folder; `None` for one that nothing in the program belongs to, such as a pack of one's own.
fn upgrade(folder: &Path, fence: &Fence) -> Result<Option<Upgrade>, Vec<Problem>> {
    let known = Record::read(folder).map_err(|problem| vec![problem])?;
    let of = |id: &str| known.clone().filter(|known| known.pack == id);
    if !folder.join(MANIFEST).is_file() {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let name = known.as_ref().map_or(name, |known| known.pack.clone());
        let files: Vec<LanguageFile> = embedded_language_files(&name);
        let now = Record::of_files(&name, "", files.iter().map(|(name, file)| (name.as_str(), file.bytes())));
        return Ok((!files.is_empty()).then(|| of_copy(folder, of(&name), now)));
    }
    let own = pack_files(folder, fence)?;
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside = Beside { folder: parent, fence: None };
    let Some(name) = extends(&own) else {
        let files = embedded_pack_files(&names_itself(&own).unwrap_or_default());
        if files.is_empty() {
            return Ok(None);
        }
        let pack = parsed(files, None)?;
        return Ok(Some(of_copy(folder, of(&pack.manifest.id), Record::of(&pack))));
    };
    let base = base_files(&name, Some(&beside))?;
    if base.is_empty() || extends(&base).is_some() {
        let known = Message::list(super::embedded_ids());
        let message = Message::new("layer-of-what", &[("name", &name)]).with("known", known);
        return Err(vec![told(&shown(&folder.join(MANIFEST)), message)]);
    }
    let pack = parsed(base, Some(&beside))?;
    Ok(Some(of_layer(folder, &own, of(&pack.manifest.id), &pack)))
}

/// A pack without any layer.
fn parsed(
    files: Vec<PackFile>,
    beside: Option<&Beside<'_>>,
) -> Result<std::sync::Arc<RulePack>, Vec<Problem>> {
    let files = with_included(files, beside)?;
    let (mut packs, problems) = parse_all(vec![files], beside, Extent::Rules);
    packs.pop().ok_or(problems)
}

/// A file as people speak of it: a rule by its id.
fn named(file: &str) -> String {
    let rule = file.strip_suffix(".rhai").filter(|_| !file.starts_with("lib/"));
    rule.unwrap_or(file).to_owned()
}

/// Notes as they are gathered.
#[derive(Default)]
struct Notes(Vec<Note>);

impl Notes {
    /// There is something to do about it.
    fn open(&mut self, id: &'static str, args: &[(&'static str, &str)]) {
        self.add(id, args, true);
    }

    /// It is only good to know.
    fn known(&mut self, id: &'static str, args: &[(&'static str, &str)]) {
        self.add(id, args, false);
    }

    fn add(&mut self, id: &'static str, args: &[(&'static str, &str)], is_open: bool) {
        let args = args.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        self.0.push(Note { id, args, is_open });
    }
}

/// The files of two states, each once.
fn all<'f>(one: &'f BTreeMap<String, String>, other: &'f BTreeMap<String, String>) -> BTreeSet<&'f String> {
    one.keys().chain(other.keys()).collect()
}

/// What changes for a pack or language that was written out.
fn of_copy(folder: &Path, known: Option<Record>, now: Record) -> Upgrade {
    let before = known.clone().unwrap_or_default();
    let fence = Fence::around(folder);
    let mut notes = Notes::default();
    for name in all(&now.base, &before.written) {
        let there = fence.read(&folder.join(name), LARGEST_PACK_FILE).ok().map(|bytes| digest(name, &bytes));
        let (fresh, wrote, seen) = (now.base.get(name), before.written.get(name), before.base.get(name));
        let file = [("file", name.as_str())];
        match (there.as_ref(), fresh) {
            (None, Some(_)) if wrote.is_some() => notes.known("upgrade-copy-lacks", &file),
            (None, Some(_)) => notes.open("upgrade-copy-new", &file),
            (Some(_), None) if seen.is_some() => notes.open("upgrade-copy-gone", &file),
            (Some(_), None) => notes.known("upgrade-copy-gone", &file),
            (Some(there), Some(fresh)) if there == fresh => {}
            (Some(there), Some(_)) if wrote == Some(there) => notes.open("upgrade-copy-older", &file),
            (Some(_), Some(fresh)) if seen == Some(fresh) => notes.known("upgrade-copy-own", &file),
            (Some(_), Some(_)) if seen.is_none() => notes.open("upgrade-copy-differs", &file),
            (Some(_), Some(_)) => notes.open("upgrade-copy-both", &file),
            (None, None) => {}
        }
    }
    let seen = Record { written: before.written, ..now };
    finish(folder, Kind::Copy, known.map(|known| known.version), seen, notes)
}

fn finish(folder: &Path, kind: Kind, before: Option<String>, seen: Record, notes: Notes) -> Upgrade {
    let (of, now) = (seen.pack.clone(), seen.version.clone());
    Upgrade { folder: folder.to_owned(), kind, of, before, now, notes: notes.0, seen }
}

/// What changes for a layer.
fn of_layer(folder: &Path, own: &[PackFile], known: Option<Record>, pack: &RulePack) -> Upgrade {
    let now = Record::of_all(pack);
    let layer = Layer { set: settings(own), own, known: known.as_ref(), now: &now };
    let mut notes = Notes::default();
    layer.rules(&mut notes);
    layer.severities(&mut notes);
    layer.params(&mut notes);
    layer.words(pack, &mut notes);
    let before = known.as_ref().map(|known| known.version.clone());
    let written = known.map(|known| known.written).unwrap_or_default();
    finish(folder, Kind::Layer, before, Record { written, ..now }, notes)
}

struct Layer<'l> {
    set: Settings,
    own: &'l [PackFile],
    known: Option<&'l Record>,
    now: &'l Record,
}

impl Layer<'_> {
    fn file(&self, name: &str) -> Option<&PackFile> {
        self.own.iter().find(|file| file.name == name)
    }

    fn is_off(&self, rule: &str) -> bool {
        self.set.off.iter().any(|off| off == rule)
    }

    /// Rules and other files of the pack: what is new, other or gone, and what of it the layer answers for.
    fn rules(&self, notes: &mut Notes) {
        let none = BTreeMap::new();
        let before = self.known.map_or(&none, |known| &known.base);
        // Of the manifest only what the layer sets counts.
        for name in all(&self.now.base, before).into_iter().filter(|name| *name != MANIFEST) {
            let rule = named(name);
            let file = [("file", rule.as_str())];
            let is_own = *name != rule && self.file(name).is_some();
            match (before.get(name), self.now.base.get(name)) {
                (Some(_), None) if is_own => notes.open("upgrade-gone-own", &file),
                (Some(_), None) => notes.known("upgrade-gone", &file),
                (None, Some(_)) if self.known.is_none() && !is_own => {}
                (None, Some(_)) if self.known.is_none() => notes.known("upgrade-replaces", &file),
                (None, Some(_)) if is_own => notes.open("upgrade-new-own", &file),
                (None, Some(_)) => notes.known("upgrade-new", &file),
                (Some(old), Some(new)) if old != new => self.changed(name, &rule, notes),
                _ => {}
            }
        }
        for rule in self.set.off.iter().filter(|rule| !self.has(rule)) {
            notes.open("upgrade-off-gone", &[("file", rule)]);
        }
    }

    /// Whether the pack has a rule now.
    fn has(&self, rule: &str) -> bool {
        self.now.base.contains_key(&format!("{rule}.rhai"))
    }

    /// A rule that the pack has changed.
    fn changed(&self, name: &str, rule: &str, notes: &mut Notes) {
        let file = [("file", rule)];
        let written = self.known.and_then(|known| known.written.get(name));
        match self.file(name).filter(|_| name != rule) {
            Some(own) if written == Some(&digest(name, own.source.bytes())) => {
                notes.open("upgrade-changed-written", &file);
            }
            Some(_) => notes.open("upgrade-changed-own", &file),
            None if self.is_off(rule) => notes.open("upgrade-changed-off", &file),
            None => notes.known("upgrade-changed", &file),
        }
    }

    fn severities(&self, notes: &mut Notes) {
        for (rule, set) in &self.set.severity {
            let now = self.now.severity.get(rule);
            let before = self.known.and_then(|known| known.severity.get(rule)).or(now);
            let (was, is) = (before.map_or("", String::as_str), now.map_or("", String::as_str));
            let args = [("file", rule.as_str()), ("set", set), ("before", was), ("now", is)];
            match now {
                None => notes.open("upgrade-severity-gone", &args),
                Some(now) if now == set => notes.known("upgrade-severity-same", &args),
                Some(_) if was != is => notes.open("upgrade-severity-other", &args),
                Some(_) => {}
            }
        }
    }

    fn params(&self, notes: &mut Notes) {
        for (name, set) in &self.set.params {
            let now = self.now.params.get(name);
            let before = self.known.and_then(|known| known.params.get(name)).or(now);
            let (was, is) = (before.map_or("", String::as_str), now.map_or("", String::as_str));
            let args = [("name", name.as_str()), ("set", set), ("before", was), ("now", is)];
            match now {
                None => notes.open("upgrade-param-gone", &args),
                Some(now) if now == set => notes.known("upgrade-param-same", &args),
                Some(_) if was != is => notes.open("upgrade-param-other", &args),
                Some(_) => {}
            }
        }
    }

    /// Words of the layer that the pack or its language has by now.
    fn words(&self, pack: &RulePack, notes: &mut Notes) {
        let Some(file) = self.file(LEXICON) else { return };
        let classes = pack.language.lexicon().classes();
        for (class, word) in Lexicon::listed(&file.source) {
            let known = classes.iter().find(|known| *known.name == *class);
            if known.is_some_and(|known| known.words().any(|known| *known == *word)) {
                notes.known("upgrade-word", &[("word", &word), ("class", &class)]);
            }
        }
    }
}
