//! What is wrong with a file of the language, and where; and its TOML read with care.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::source::SourceFile;

/// A fault of one file of the language: the id of its message with arguments, and the bytes concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The name of the file as it was given.
    pub file: String,
    /// The bytes concerned; `0..0` for the file as a whole.
    pub range: Range<usize>,
    /// The id of the message.
    pub id: &'static str,
    /// Its arguments by name.
    pub args: Vec<(&'static str, String)>,
}

/// Where the faults of one file are gathered.
#[derive(Debug)]
pub(super) struct Faults<'f> {
    file: &'f SourceFile,
    pub(super) found: Vec<Fault>,
}

impl<'f> Faults<'f> {
    pub(super) fn new(file: &'f SourceFile) -> Self {
        Self { file, found: Vec::new() }
    }

    pub(super) fn at(&mut self, range: Range<usize>, id: &'static str, args: &[(&'static str, &str)]) {
        let args = args.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let range = self.whole_letters(range);
        self.found.push(Fault { file: self.file.name().to_owned(), range, id, args });
    }

    /// The bytes of all letters of which some bytes are meant: behind escapes a place is no more than near.
    fn whole_letters(&self, range: Range<usize>) -> Range<usize> {
        let text = self.file.text().unwrap_or_default();
        let is_edge = |at: &usize| text.is_char_boundary(*at);
        let start = (0..=range.start.min(text.len())).rev().find(is_edge).unwrap_or(0);
        let end = (range.end.min(text.len()).max(start)..=text.len()).find(is_edge).unwrap_or(start);
        start..end
    }

    /// Reads a text as TOML; its faults of syntax are noted.
    pub(super) fn parse<'t>(&mut self, text: &'t str) -> Spanned<DeTable<'t>> {
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            self.at(error.span().unwrap_or(0..0), "toml-syntax", &[("reason", error.message())]);
        }
        table
    }
}

/// A text of a file with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) text: String,
    pub(super) range: Range<usize>,
}

/// A value with its place.
pub(super) type Item<'t> = &'t Spanned<DeValue<'t>>;

/// A table and which of its keys were asked for.
pub(super) struct Table<'t> {
    entries: &'t DeTable<'t>,
    pub(super) range: Range<usize>,
    known: BTreeSet<&'static str>,
}

impl<'t> Table<'t> {
    pub(super) fn new(entries: &'t DeTable<'t>, range: Range<usize>) -> Self {
        Self { entries, range, known: BTreeSet::new() }
    }

    /// The table under a value; a fault if it is none.
    pub(super) fn of(key: &str, item: Item<'t>, faults: &mut Faults<'_>) -> Option<Self> {
        let table = item.get_ref().as_table();
        if table.is_none() {
            faults.at(item.span(), "toml-not-table", &[("key", key)]);
        }
        table.map(|table| Self::new(table, item.span()))
    }

    pub(super) fn get(&mut self, key: &'static str) -> Option<Item<'t>> {
        self.known.insert(key);
        self.entries.iter().find(|(name, _)| name.get_ref().as_ref() == key).map(|(_, value)| value)
    }

    /// A text; a fault if it is something else.
    pub(super) fn text(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Option<Said> {
        let item = self.get(key)?;
        let text = item.get_ref().as_str();
        if text.is_none() {
            faults.at(item.span(), "toml-not-text", &[("key", key)]);
        }
        text.map(|text| Said { text: text.to_owned(), range: item.span() })
    }

    /// A text that must be there.
    pub(super) fn required(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Option<Said> {
        if self.get(key).is_none() {
            faults.at(self.range.clone(), "toml-missing", &[("key", key)]);
        }
        self.text(key, faults)
    }

    /// A list of texts, or a single one; empty if the key is not there.
    pub(super) fn texts(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Vec<Said> {
        let Some(item) = self.get(key) else { return Vec::new() };
        if let Some(text) = item.get_ref().as_str() {
            return vec![Said { text: text.to_owned(), range: item.span() }];
        }
        let mut texts = Vec::new();
        for element in item.get_ref().as_array().into_iter().flatten() {
            match element.get_ref().as_str() {
                Some(text) => texts.push(Said { text: text.to_owned(), range: element.span() }),
                None => faults.at(element.span(), "toml-not-texts", &[("key", key)]),
            }
        }
        if item.get_ref().as_array().is_none() {
            faults.at(item.span(), "toml-not-texts", &[("key", key)]);
        }
        texts
    }

    /// The words of a text that lists them between spaces, each with its bytes.
    pub(super) fn words(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Vec<Said> {
        let mut words = Vec::new();
        for list in self.texts(key, faults) {
            words.extend(split(&list));
        }
        words
    }

    /// The tables of a list of tables; none if the key is not there.
    pub(super) fn tables(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Vec<Self> {
        let Some(item) = self.get(key) else { return Vec::new() };
        let Some(array) = item.get_ref().as_array() else {
            faults.at(item.span(), "toml-not-table", &[("key", key)]);
            return Vec::new();
        };
        array.iter().filter_map(|element| Self::of(key, element, faults)).collect()
    }

    /// Every entry by its name, all of them known from here on.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'t str, Range<usize>, Item<'t>)> + use<'t> {
        self.entries.iter().map(|(name, value)| (name.get_ref().as_ref(), name.span(), value))
    }

    /// Notes every key that was not asked for.
    pub(super) fn close(self, faults: &mut Faults<'_>) {
        for name in self.entries.keys() {
            let key = name.get_ref().as_ref();
            if !self.known.contains(key) {
                faults.at(name.span(), "toml-unknown-key", &[("key", key)]);
            }
        }
    }
}

/// The words between the spaces of a text. Their bytes are exact where the text is written without escapes.
pub(super) fn split(list: &Said) -> Vec<Said> {
    let quotes = list.range.len().saturating_sub(list.text.len()) / 2;
    let words = list.text.split_whitespace().map(|word| {
        let at = word.as_ptr().addr() - list.text.as_ptr().addr();
        let start = list.range.start + quotes + at;
        Said { text: word.to_owned(), range: start..start + word.len() }
    });
    words.collect()
}
