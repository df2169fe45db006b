//! The places in the files of a language where a small edit changes what is read.
//!
//! In: a [`Language`]. Out: [`LanguageEdit`]s in the order of the files. A pattern, a condition, a part of a pattern that may be
//! missing and a word are dropped, each by itself. Words of a list with a `frame` are not: the frame holds those that are
//! there, and which are there is left open.

use std::ops::Range;
use std::sync::Arc;

use toml::de::DeTable;

use super::fault::{Faults, Item, Said, Table, split};
use super::language::{FILES, GRAMMAR, KINDS, LEXICON, Language, LanguageFile, MEASURES};
use super::text::Text;
use crate::source::SourceFile;

/// A small edit of a file of a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageEdit {
    /// What is edited: `pattern`, `exception`.
    pub kind: &'static str,
    /// The entry that it is of: `word/cause`, `statement/share`.
    pub entry: String,
    /// The file, as the language names it.
    pub file: &'static str,
    /// The bytes that are replaced.
    pub range: Range<usize>,
    /// What is put there.
    pub text: &'static str,
    /// The bytes that people are shown.
    pub shown: Range<usize>,
    /// What a text must hold for the edit to matter to it; `None` where that is not known.
    pub word: Option<String>,
}

/// The class of exceptions.
const EXCEPTIONS: &str = "plain";

/// The abbreviations of sayings.
const MACROS: &str = "macro";

/// The lists of `measures.toml` beside the lines of measure words.
const LISTS: [&str; 17] = [
    "money",
    "percent",
    "points",
    "general",
    "bears_marks",
    "persons",
    "times",
    "not_times",
    "not_units",
    "numeral_counts",
    "entry_counts",
    "kind_counts",
    "name_before",
    "name_before_numeral",
    "name_behind",
    "name_behind_unit",
    "day_behind",
];

/// The lists of a kind of indicators.
const OF_KINDS: [&str; 6] = ["ends", "has", "not_ends", "not_has", "class", "not_class"];

/// The small edits of a language; those of a pack's own words are the pack's.
#[must_use]
pub fn edits(language: &Language) -> Vec<LanguageEdit> {
    let mut edits = Vec::new();
    for name in FILES {
        let Some((_, file)) = language.files().iter().find(|(known, _)| known == name) else { continue };
        let text = file.text().unwrap_or_default();
        let mut faults = Faults::new(file);
        let parsed = faults.parse(text);
        let mut finder = Finder { file: name, text, faults, found: Vec::new() };
        match name {
            LEXICON => finder.lexicon(parsed.get_ref()),
            MEASURES => finder.measures(parsed.get_ref()),
            GRAMMAR => finder.grammar(parsed.get_ref()),
            KINDS => finder.kinds(parsed.get_ref()),
            _ => finder.sayings(parsed.get_ref()),
        }
        finder.found.sort_by_key(|edit| (edit.range.start, edit.range.end));
        edits.append(&mut finder.found);
    }
    edits
}

/// The language with one edit made; `None` if it is at fault then.
#[must_use]
pub fn edited(language: &Language, edit: &LanguageEdit) -> Option<Arc<Language>> {
    let with = |(name, file): &LanguageFile| {
        let text = file.text().unwrap_or_default();
        if name != edit.file {
            return (name.clone(), Arc::clone(file));
        }
        let (head, tail) = (text.get(..edit.range.start), text.get(edit.range.end..));
        let text = [head.unwrap_or_default(), edit.text, tail.unwrap_or_default()].concat();
        (name.clone(), Arc::new(SourceFile::new(file.name(), text.as_bytes())))
    };
    let files: Vec<LanguageFile> = language.files().iter().map(with).collect();
    Language::parse(&files, language.own_files()).ok().map(Arc::new)
}

/// All that a reading of a text says of it, to be compared with another one.
#[must_use]
pub fn reading(language: &Arc<Language>, text: &str) -> String {
    let read = Text::read(language, text);
    let causes = read.causes(super::reasons::find);
    let kinds = language.kinds().of(&super::names::stem(language, text));
    let (figures, statements) = (read.figures(), read.statements());
    let (tokens, dates, entries) = (read.tokens(), read.dates(), read.entries());
    let sentences = 0..read.sentences().len();
    let hollow = sentences.flat_map(|sentence| read.hollow(sentence, super::reasons::find_hollow));
    let hollow: Vec<_> = hollow.collect();
    format!("{tokens:?}{figures:?}{statements:?}{causes:?}{hollow:?}{dates:?}{entries:?}{kinds:?}")
}

struct Finder<'t> {
    file: &'static str,
    text: &'t str,
    faults: Faults<'t>,
    found: Vec<LanguageEdit>,
}

impl<'t> Finder<'t> {
    fn note(
        &mut self,
        kind: &'static str,
        entry: &str,
        range: Range<usize>,
        shown: Range<usize>,
        word: Option<String>,
    ) {
        let (entry, file) = (entry.to_owned(), self.file);
        self.found.push(LanguageEdit { kind, entry, file, range, text: "", shown, word });
    }

    fn tables(&mut self, table: &mut Table<'t>, key: &'static str) -> Vec<Table<'t>> {
        table.tables(key, &mut self.faults)
    }

    // Words

    fn lexicon(&mut self, all: &'t DeTable<'t>) {
        for (name, _, item) in Table::new(all, 0..0).entries() {
            let Some(mut class) = Table::of(name, item, &mut self.faults) else { continue };
            if class.get("frame").is_none() {
                let kind = if name == EXCEPTIONS { "exception" } else { "word" };
                self.words(&mut class, "words", kind, &format!("word/{name}"));
            }
        }
    }

    fn measures(&mut self, all: &'t DeTable<'t>) {
        let mut table = Table::new(all, 0..0);
        for key in LISTS {
            self.words(&mut table, key, "measure", &format!("measure/{key}"));
        }
        let lines = table.get("measure").and_then(|item| Table::of("measure", item, &mut self.faults));
        for (name, _, item) in lines.iter().flat_map(Table::entries) {
            let Some(mut line) = Table::of(name, item, &mut self.faults) else { continue };
            if line.get("frame").is_none() {
                for key in ["words", "joined"] {
                    self.words(&mut line, key, "measure", &format!("measure/{name}"));
                }
            }
        }
    }

    fn kinds(&mut self, all: &'t DeTable<'t>) {
        for mut kind in self.tables(&mut Table::new(all, 0..0), "kind") {
            let name = kind.text("is", &mut self.faults).map(|said| said.text).unwrap_or_default();
            let is_framed = kind.get("frame").is_some();
            for key in OF_KINDS.into_iter().filter(|key| !(is_framed && matches!(*key, "ends" | "has"))) {
                self.words(&mut kind, key, "kind-of-indicator", &format!("kind/{name}"));
            }
        }
    }

    fn sayings(&mut self, all: &'t DeTable<'t>) {
        for (name, _, item) in Table::new(all, 0..0).entries().filter(|(name, ..)| *name != MACROS) {
            let Some(mut saying) = Table::of(name, item, &mut self.faults) else { continue };
            for pattern in saying.texts("say", &mut self.faults) {
                self.element("saying", &format!("saying/{name}"), &pattern);
            }
        }
    }

    /// The words of a list, each with a blank beside it.
    fn words(&mut self, table: &mut Table<'t>, key: &'static str, kind: &'static str, entry: &str) {
        for list in table.texts(key, &mut self.faults) {
            for word in split(&self.verbatim(&list)) {
                let behind = self.text.get(word.range.end..).unwrap_or_default();
                let blanks = behind.len() - behind.trim_start_matches([' ', '\n']).len();
                let text = word.text.replace('|', "");
                let text = text.split_once('=').map_or(&*text, |(word, _)| word).to_owned();
                self.note(kind, entry, word.range.start..word.range.end + blanks, word.range, Some(text));
            }
        }
    }

    /// What stands between the quotes of a text, as the file has it.
    fn verbatim(&self, said: &Said) -> Said {
        let written = self.text.get(said.range.clone()).unwrap_or_default();
        let quote = if written.starts_with("\"\"\"") || written.starts_with("'''") { 3 } else { 1 };
        let range = said.range.start + quote..said.range.end.saturating_sub(quote);
        Said { text: self.text.get(range.clone()).unwrap_or_default().to_owned(), range }
    }

    // Patterns

    fn grammar(&mut self, all: &'t DeTable<'t>) {
        let mut table = Table::new(all, 0..0);
        let macros = table.get("macro").and_then(|item| Table::of("macro", item, &mut self.faults));
        for (name, _, item) in macros.iter().flat_map(Table::entries) {
            self.optional(&said(item), &format!("macro/{name}"));
        }
        for mut role in self.tables(&mut table, "role") {
            let name = role.text("is", &mut self.faults).map(|said| said.text).unwrap_or_default();
            self.patterns(&mut role, "say", "pattern", &format!("role/{name}"));
            self.patterns(&mut role, "unless", "unless", &format!("role/{name}"));
        }
        for mut reason in self.tables(&mut table, "reason") {
            self.patterns(&mut reason, "say", "pattern", "reason");
            self.patterns(&mut reason, "unless", "unless", "reason");
        }
        for mut hollow in self.tables(&mut table, "hollow") {
            self.patterns(&mut hollow, "say", "pattern", "hollow");
        }
        for mut kind in self.tables(&mut table, "statement") {
            let name = kind.text("kind", &mut self.faults).map(|said| said.text).unwrap_or_default();
            let entry = format!("statement/{name}");
            self.conditions(&mut kind, &entry);
            for mut form in self.tables(&mut kind, "form") {
                self.patterns(&mut form, "say", "pattern", &entry);
                self.conditions(&mut form, &entry);
            }
        }
    }

    fn conditions(&mut self, table: &mut Table<'t>, entry: &str) {
        for condition in table.texts("when", &mut self.faults) {
            // It takes members of its own, without which nothing is told of them.
            self.element("guard", entry, &condition);
        }
    }

    fn patterns(&mut self, table: &mut Table<'t>, key: &'static str, kind: &'static str, entry: &str) {
        let is_list = table.get(key).is_some_and(|item| item.get_ref().is_array());
        for pattern in table.texts(key, &mut self.faults) {
            if is_list {
                self.element(kind, entry, &pattern);
            } else {
                let inner = self.verbatim(&pattern).range;
                self.note(kind, entry, inner.clone(), inner, None);
            }
            if kind == "pattern" {
                self.optional(&pattern, entry);
            }
        }
    }

    /// An element of a list, with the comma behind it.
    fn element(&mut self, kind: &'static str, entry: &str, said: &Said) {
        let behind = self.text.get(said.range.end..).unwrap_or_default();
        let rest = behind.trim_start();
        let comma = if rest.starts_with(',') { behind.len() - rest.len() + 1 } else { 0 };
        self.note(kind, entry, said.range.start..said.range.end + comma, said.range.clone(), None);
    }

    /// What may be missing in a pattern.
    fn optional(&mut self, said: &Said, entry: &str) {
        let said = self.verbatim(said);
        for part in optional_parts(&said.text) {
            let range = said.range.start + part.start..said.range.start + part.end;
            self.note("optional", entry, range.clone(), range, None);
        }
    }
}

fn said(item: Item<'_>) -> Said {
    Said { text: item.get_ref().as_str().unwrap_or_default().to_owned(), range: item.span() }
}

/// The bytes of what may be missing in a pattern: `@copula*`, `(，~)?`, `{aside}`.
fn optional_parts(pattern: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(c) = pattern.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = pattern.get(at..).unwrap_or_default();
        let start = if c == ')' { open.pop().unwrap_or(at) } else { at };
        let length = match c {
            '<' => rest.find('>').map_or(rest.len(), |end| end + 1),
            '{' => rest.find('}').map_or(rest.len(), |end| end + 1),
            '@' => {
                let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
                1 + rest.get(1..).and_then(|name| name.find(|c| !is_name(c))).unwrap_or(rest.len() - 1)
            }
            '(' => {
                open.push(at);
                1
            }
            c => c.len_utf8(),
        };
        at += length;
        let may_be_missing = pattern.get(at..).is_some_and(|rest| rest.starts_with(['?', '*']));
        if may_be_missing {
            at += 1;
            parts.push(start..at);
        } else if rest.starts_with("{aside}") {
            parts.push(start..at);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_missing_in_a_pattern_is_found() {
        let pattern = "<a:%> {aside} ~ (，~)? (@x|@y) {told}? @of? @up* <b*>";
        let parts: Vec<&str> = optional_parts(pattern).into_iter().map(|part| &pattern[part]).collect();
        assert_eq!(parts, ["{aside}", "(，~)?", "{told}?", "@of?", "@up*"]);
    }
}
