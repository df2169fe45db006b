//! Ways of saying something, by name: what rules ask texts for without listing words.
//!
//! In: `sayings.toml` of the language and of a pack. Out: for each name what it matches in a text.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use regex_syntax::hir::Hir;

use super::expression::Reader;
pub use super::expression::SIGN;
use super::fault::{Faults, Said, Table};
use super::lexicon::{Lexicon, Sample};
use crate::source::SourceFile;

/// A way of saying something.
#[derive(Debug, Serialize, Deserialize)]
pub struct Saying {
    /// Its name, by which rules ask for it.
    pub name: Box<str>,
    /// What it is called for people; rules may ask by it too.
    pub title: Box<str>,
    /// Its patterns as they are written.
    pub written: Vec<Box<str>>,
    /// What they match; read when it is first asked for, where the language was read when the program was built.
    #[serde(skip)]
    expression: OnceLock<Arc<Hir>>,
    /// The saying that gives a reason as well as 因为 does, in a sentence of this one; `None` where only a cause does.
    pub because: Option<Box<str>>,
    /// Texts that say so.
    pub says: Vec<Sample>,
    /// Texts that do not.
    pub silent: Vec<Sample>,
    /// Where it stands: the file and the bytes of its name.
    pub place: (Box<str>, Range<usize>),
}

/// The sayings of a language.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Sayings {
    all: Vec<Saying>,
    by_name: BTreeMap<Box<str>, usize>,
    macros: BTreeMap<String, String>,
}

impl Sayings {
    /// Reads the files, each with the text of it that is taken.
    pub(super) fn read(
        files: &[(&Arc<SourceFile>, String)],
        lexicon: &Lexicon,
        faults: &mut Vec<super::fault::Fault>,
    ) -> Self {
        let mut sayings = Self::default();
        for (file, text) in files {
            let mut found = Faults::new(file);
            sayings.file(file.name(), text, lexicon, &mut found);
            faults.append(&mut found.found);
        }
        for (file, _) in files {
            let mut found = Faults::new(file);
            sayings.reasons(file.name(), &mut found);
            faults.append(&mut found.found);
        }
        sayings
    }

    fn file(&mut self, name: &str, text: &str, lexicon: &Lexicon, faults: &mut Faults<'_>) {
        let parsed = faults.parse(text);
        let table = Table::new(parsed.get_ref(), 0..0);
        abbreviations(&table, &mut self.macros, faults);
        for (saying, range, item) in table.entries().filter(|(name, ..)| *name != MACROS) {
            if let Some(table) = Table::of(saying, item, faults) {
                self.saying((saying, (name.into(), range)), table, lexicon, faults);
            }
        }
    }

    fn saying(
        &mut self,
        (name, place): (&str, (Box<str>, Range<usize>)),
        mut table: Table<'_>,
        lexicon: &Lexicon,
        faults: &mut Faults<'_>,
    ) {
        let title = table.required("title", faults).map(|said| said.text).unwrap_or_default();
        let written = table.texts("say", faults);
        if written.is_empty() {
            faults.at(table.range.clone(), "toml-missing", &[("key", "say")]);
        }
        let sample = |said: Said| Sample { text: said.text.into(), place: (place.0.clone(), said.range) };
        let says: Vec<Sample> = table.texts("says", faults).into_iter().map(sample).collect();
        let silent = table.texts("silent", faults).into_iter().map(sample).collect();
        let because = table.text("because", faults);
        table.close(faults);
        let expression = OnceLock::from(Arc::new(self.patterns(&written, lexicon, faults)));
        let title: Box<str> = title.into();
        let number = self.all.len();
        for known in [name, &*title] {
            let known_before = self.by_name.insert(known.into(), number).is_some_and(|at| at != number);
            let is_taken = known_before || lexicon.class(known).is_some();
            if is_taken {
                faults.at(place.1.clone(), "saying-twice", &[("name", known)]);
            }
        }
        let written = written.into_iter().map(|said| said.text.into()).collect();
        let because = because.map(|said| said.text.into());
        self.all.push(Saying { name: name.into(), title, written, expression, because, says, silent, place });
    }

    /// What patterns match; one that cannot be read, or that matches where nothing is said, is told.
    fn patterns(&self, written: &[Said], lexicon: &Lexicon, faults: &mut Faults<'_>) -> Hir {
        let mut reader = Reader::new(lexicon, &self.macros);
        let mut all = Vec::new();
        for Said { text, range } in written {
            let mut tell = |id, text: &str| faults.at(range.clone(), id, &[("text", text)]);
            match reader.read(text) {
                Ok(hir) => {
                    let may_be_empty = hir.properties().minimum_len().is_none_or(|least| least == 0);
                    if may_be_empty && !text.starts_with("^^") {
                        tell("saying-anything", text);
                    }
                    all.push(hir);
                }
                Err(wrong) => tell(wrong.id, &wrong.text),
            }
        }
        Hir::alternation(all)
    }

    /// What a saying of them matches, with one group at most in each alternative: what is pointed at.
    pub(super) fn expression<'s>(&self, saying: &'s Saying, lexicon: &Lexicon) -> &'s Arc<Hir> {
        saying.expression.get_or_init(|| {
            let mut reader = Reader::new(lexicon, &self.macros);
            // Only what was read before is read so late: it can be read.
            let mut read = |pattern: &str| reader.read(pattern).unwrap_or_else(|_| Hir::fail());
            Arc::new(Hir::alternation(saying.written.iter().map(|pattern| read(pattern)).collect()))
        })
    }

    /// Whether what sayings take for a reason is a saying.
    fn reasons(&self, file: &str, faults: &mut Faults<'_>) {
        for saying in self.all.iter().filter(|saying| &*saying.place.0 == file) {
            if let Some(because) = saying.because.as_deref().filter(|name| self.find(name).is_none()) {
                faults.at(saying.place.1.clone(), "saying-because", &[("text", because)]);
            }
        }
    }

    /// The saying of that name or title.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Saying> {
        self.by_name.get(name).and_then(|at| self.all.get(*at))
    }

    /// All of them, in the order of the files.
    #[must_use]
    pub fn all(&self) -> &[Saying] {
        &self.all
    }
}

/// Takes up the abbreviations of a file, wherever in it they stand.
fn abbreviations(table: &Table<'_>, macros: &mut BTreeMap<String, String>, faults: &mut Faults<'_>) {
    let Some((name, _, item)) = table.entries().find(|(name, ..)| *name == MACROS) else { return };
    let Some(table) = Table::of(name, item, faults) else { return };
    for (name, _, item) in table.entries() {
        match item.get_ref().as_str() {
            Some(text) => _ = macros.insert(name.to_owned(), text.to_owned()),
            None => faults.at(item.span(), "toml-not-text", &[("key", name)]),
        }
    }
}

/// The table of abbreviations.
const MACROS: &str = "macro";
