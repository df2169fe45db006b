//! What a folder was written from: `hegui.lock` beside its files. By it a later run tells what was changed by hand, and what a
//! new version of the pack changes.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::file::{Fence, problem, shown};
use crate::report::Problem;
use crate::rule::{PackFile, RulePack};
use crate::source::{Digest, SourceFile};
use crate::wording::Message;

/// The name of the file.
pub(super) const LOCK: &str = "hegui.lock";

/// The longest record that is read, in bytes.
const LONGEST: usize = 4 << 20;

/// A state of a pack or language, and what of it was written into a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    /// The id of the pack, or the name of the language.
    pub(super) pack: String,
    /// The version of the pack; empty for a language.
    pub(super) version: String,
    /// Its files, each with its digest.
    pub(super) base: BTreeMap<String, String>,
    /// Its parameters as printed.
    pub(super) params: BTreeMap<String, String>,
    /// Its rules, each with its severity.
    pub(super) severity: BTreeMap<String, String>,
    /// The files that were written into the folder, each with its digest.
    pub(super) written: BTreeMap<String, String>,
}

/// That of a file by its name.
pub(super) fn digest(name: &str, bytes: &[u8]) -> String {
    let file = Arc::new(SourceFile::new(name, bytes));
    Digest::new(vec![(name.to_owned(), file)]).hex().to_owned()
}

impl Record {
    /// The state of some files.
    pub(super) fn of_files<'f>(
        pack: &str,
        version: &str,
        files: impl Iterator<Item = (&'f str, &'f [u8])>,
    ) -> Self {
        let base = files.map(|(name, bytes)| (name.to_owned(), digest(name, bytes))).collect();
        Self { pack: pack.to_owned(), version: version.to_owned(), base, ..Self::default() }
    }

    /// The state of a pack without any layer.
    pub(super) fn of(pack: &RulePack) -> Self {
        let manifest = &pack.manifest;
        let named = |file: &'_ PackFile| -> (String, String) {
            (file.name.clone(), digest(&file.name, file.source.bytes()))
        };
        let params = manifest.params.iter().map(|param| (param.name.to_string(), param.printed.clone()));
        let severity =
            pack.rules.iter().map(|rule| (rule.id.to_string(), rule.header.severity.as_str().to_owned()));
        Self {
            pack: manifest.id.clone(),
            version: manifest.version.clone(),
            base: pack.files.iter().map(named).collect(),
            params: params.collect(),
            severity: severity.collect(),
            written: BTreeMap::new(),
        }
    }

    /// The same with the rules that it shares with others, as a layer sees them.
    pub(super) fn of_all(pack: &RulePack) -> Self {
        let mut record = Self::of(pack);
        for rule in pack.rules.iter().filter(|rule| rule.from.is_some()) {
            let name = format!("{}.rhai", rule.id);
            record.base.insert(name.clone(), digest(&name, rule.source.bytes()));
        }
        record
    }

    /// That of a folder; `None` if it has none.
    ///
    /// # Errors
    /// One that cannot be read, or is none.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>, Problem> {
        let path = folder.join(LOCK);
        let bytes = match Fence::around(folder).read(&path, LONGEST) {
            Ok(bytes) => bytes,
            Err(unread) if unread.id() == "load-not-found" => return Ok(None),
            Err(unread) => return Err(unread.problem(&shown(&path))),
        };
        let record = serde_json::from_slice(&bytes);
        record.map(Some).map_err(|_| {
            let help = Some(Message::new("lock-damaged-help", &[]));
            Problem { help, ..problem(&shown(&path), "lock-damaged", &[]) }
        })
    }

    /// Keeps what was known of a file that stays as it is: what the pack has changed since is still to be looked at.
    pub(super) fn keep(&mut self, name: &str, known: Option<&Self>) {
        match known.and_then(|known| known.base.get(name)) {
            Some(before) => drop(self.base.insert(name.to_owned(), before.clone())),
            None => drop(self.base.remove(name)),
        }
    }

    /// As it is written.
    pub(super) fn text(&self) -> String {
        // A record has texts only.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}
