//! A TOML table read with care: every value with its place, every key accounted for.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::document::Pointer;
use crate::report::{Problem, RuleId};
use crate::source::{SourceFile, Span};
use crate::wording::Message;

/// Where the faults of one file are gathered.
pub(crate) struct Faults<'f> {
    pub(crate) source: &'f Arc<SourceFile>,
    pub(crate) rule: Option<&'f RuleId>,
    /// Where the TOML begins in the file.
    pub(crate) offset: usize,
    pub(crate) problems: Vec<Problem>,
}

impl<'f> Faults<'f> {
    /// Those of a file that is TOML as a whole, none yet, with its text behind the byte order mark; empty for one that is
    /// not UTF-8.
    pub(crate) fn of_file(source: &'f Arc<SourceFile>) -> (Self, &'f str) {
        let text = source.text().unwrap_or_default();
        let body = text.trim_start_matches('\u{feff}');
        let offset = text.len() - body.len();
        (Self { source, rule: None, offset, problems: Vec::new() }, body)
    }

    /// A fault at a range of the TOML.
    pub(crate) fn at(&mut self, range: Range<usize>, id: &'static str, args: &[(&'static str, &str)]) {
        self.with_help(range, id, args, None);
    }

    pub(crate) fn with_help(
        &mut self,
        range: Range<usize>,
        id: &'static str,
        args: &[(&'static str, &str)],
        help: Option<Message>,
    ) {
        self.say(&range, Message::new(id, args), help);
    }

    pub(crate) fn say(&mut self, range: &Range<usize>, message: Message, help: Option<Message>) {
        self.problems.push(Problem {
            file: Some(self.source.name().to_owned()),
            rule: self.rule.cloned(),
            place: Some((Arc::clone(self.source), self.span(range))),
            message,
            help,
        });
    }

    /// The bytes of the file that a range of the TOML is.
    pub(crate) fn span(&self, range: &Range<usize>) -> Span {
        Span::new(range.start + self.offset, range.end + self.offset)
    }

    /// Reads a text as TOML; its faults of syntax are noted.
    pub(crate) fn parse<'t>(&mut self, text: &'t str) -> Spanned<DeTable<'t>> {
        let (table, errors) = DeTable::parse_recoverable(text);
        // What follows a fault of syntax says nothing of what was meant.
        if let Some(error) = errors.first() {
            let range = error.span().unwrap_or(0..0);
            let id = REASONS.iter().find(|(piece, _)| error.message().contains(piece)).map(|(_, id)| *id);
            let here = text.get(range.clone()).unwrap_or_default();
            let sign = here.chars().next().or_else(|| text.get(range.start..)?.chars().next());
            let id = match sign {
                Some('“' | '”' | '＝' | '【' | '】' | '，' | '：' | '‘' | '’') => {
                    Some("toml-full-width")
                }
                // What is no date is no unquoted text there.
                _ if line_before(text, range.start).starts_with("from") => Some("header-from"),
                _ => id,
            };
            let here = if here.is_empty() { sign.map(String::from) } else { Some(here.to_owned()) };
            let here = here.unwrap_or_default();
            self.at(range, id.unwrap_or("toml-syntax"), &[("reason", error.message()), ("text", &here)]);
        }
        table
    }
}

/// What `toml` says of a text, by a piece of its message, with the message on it.
const REASONS: [(&str, &str); 7] = [
    ("string values must be quoted", "toml-unquoted"),
    ("duplicate key", "toml-twice"),
    ("invalid date", "toml-date"),
    ("invalid time", "toml-date"),
    ("key with no value", "toml-no-value"),
    ("unexpected key or value", "toml-behind-value"),
    ("invalid basic string", "toml-open-text"),
];

/// What stands before a byte in its line.
fn line_before(text: &str, at: usize) -> &str {
    let head = text.get(..at).unwrap_or_default();
    head.rsplit('\n').next().unwrap_or_default().trim_start()
}

/// A table and which of its keys were asked for.
pub(crate) struct Table<'t> {
    entries: &'t DeTable<'t>,
    /// The place of the table itself, for what it lacks.
    pub(crate) range: Range<usize>,
    known: BTreeSet<&'static str>,
}

/// A value with its place.
pub(crate) type Item<'t> = &'t Spanned<DeValue<'t>>;

impl<'t> Table<'t> {
    pub(crate) fn new(table: &'t DeTable<'t>, range: Range<usize>) -> Self {
        Self { entries: table, range, known: BTreeSet::new() }
    }

    /// The value under a key, which is known from here on.
    pub(crate) fn get(&mut self, key: &'static str) -> Option<Item<'t>> {
        self.known.insert(key);
        self.entries.iter().find(|(name, _)| name.get_ref().as_ref() == key).map(|(_, value)| value)
    }

    /// A text; a fault if it is something else, or empty.
    pub(crate) fn text(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Option<String> {
        let item = self.get(key)?;
        match item.get_ref().as_str().map(str::trim).filter(|text| !text.is_empty()) {
            Some(text) => Some(text.to_owned()),
            None => {
                faults.at(item.span(), "toml-not-text", &[("key", key)]);
                None
            }
        }
    }

    /// A text that must be there.
    pub(crate) fn required_text(&mut self, key: &'static str, faults: &mut Faults<'_>) -> String {
        if self.get(key).is_none() {
            faults.at(self.range.clone(), "toml-missing", &[("key", key)]);
        }
        self.text(key, faults).unwrap_or_default()
    }

    /// A list of texts; none if the key is not there.
    pub(crate) fn texts(
        &mut self,
        key: &'static str,
        faults: &mut Faults<'_>,
    ) -> Vec<(String, Range<usize>)> {
        let Some(item) = self.get(key) else { return Vec::new() };
        let Some(array) = item.get_ref().as_array() else {
            faults.at(item.span(), "toml-not-texts", &[("key", key)]);
            return Vec::new();
        };
        let mut texts = Vec::new();
        for element in array {
            match element.get_ref().as_str() {
                Some(text) => texts.push((text.to_owned(), element.span())),
                None => faults.at(element.span(), "toml-not-texts", &[("key", key)]),
            }
        }
        texts
    }

    /// A list of JSON Pointers.
    pub(crate) fn pointers(
        &mut self,
        key: &'static str,
        faults: &mut Faults<'_>,
    ) -> Vec<(Pointer, Range<usize>)> {
        let mut pointers = Vec::new();
        for (text, range) in self.texts(key, faults) {
            match Pointer::parse(&text) {
                Some(pointer) => pointers.push((pointer, range)),
                None => faults.at(range, "toml-not-pointer", &[("text", &text)]),
            }
        }
        pointers
    }

    /// The members of a table of its own; none if the key is not there.
    pub(crate) fn entries(
        &mut self,
        key: &'static str,
        faults: &mut Faults<'_>,
    ) -> Vec<(&'t str, Range<usize>, Item<'t>)> {
        let Some(item) = self.get(key) else { return Vec::new() };
        let Some(table) = item.get_ref().as_table() else {
            faults.at(item.span(), "toml-not-table", &[("key", key)]);
            return Vec::new();
        };
        table.iter().map(|(name, value)| (name.get_ref().as_ref(), name.span(), value)).collect()
    }

    /// Notes every key that was not asked for.
    pub(crate) fn close(self, faults: &mut Faults<'_>) {
        for name in self.entries.keys() {
            let key = name.get_ref().as_ref();
            if !self.known.contains(key) {
                let meant = closest(key, self.known.iter().copied());
                // What is mistyped is not missing as well.
                if let Some(meant) = meant {
                    let missing = Message::new("toml-missing", &[("key", meant)]);
                    faults.problems.retain(|problem| problem.message != missing);
                }
                let help = meant.map(|name| Message::new("toml-did-you-mean", &[("name", name)]));
                faults.with_help(name.span(), "toml-unknown-key", &[("key", key)], help);
            }
        }
    }
}

/// The least likeness, from 0 to 1 by Jaro and Winkler, at which a name is offered.
const LIKENESS: f64 = 0.75;

/// The known name that an author likely meant; `None` if none is like it.
pub(crate) fn closest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    known
        .into_iter()
        .map(|known| (strsim::jaro_winkler(name, known), known))
        .filter(|(likeness, _)| *likeness > LIKENESS)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, known)| known)
}
