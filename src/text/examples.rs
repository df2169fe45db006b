//! Texts beside what entries of a language make of them: roles, reasons and hollow words, units and kinds of indicators.
//!
//! In: `holds`, `unread` and `frame` of the entries. Statements and classes of words have examples of their own.

use std::ops::Range;

use super::fault::{Faults, Said, Table};
use super::role::Role;

/// An example of an entry of a language.
#[derive(Debug, Clone)]
pub struct Example {
    /// What should be read, or not.
    pub of: Of,
    /// Whether it should be read.
    pub is_wanted: bool,
    /// The text as written; `{` and `}` stand around the figure that has a role.
    text: Box<str>,
    /// The bytes of it in its file.
    pub range: Range<usize>,
}

/// What an example is of.
#[derive(Debug, Clone, PartialEq)]
pub enum Of {
    /// A figure has this role.
    Role(Role),
    /// The text gives a reason.
    Reason,
    /// All that the text says is hollow.
    Hollow,
    /// A figure is measured in a unit of this line.
    Measure(Box<str>),
    /// The text is the name of an indicator of this kind.
    Kind(Box<str>),
    /// There is a figure.
    Figure,
}

/// What stands in a frame for each word.
const WORD: &str = "{word}";

/// Reads `holds` and `unread` of a table.
pub(super) fn read(table: &mut Table<'_>, of: &Of, faults: &mut Faults<'_>) -> Vec<Example> {
    let mut examples = Vec::new();
    for (key, is_wanted) in [("holds", true), ("unread", false)] {
        let example =
            |Said { text, range }: Said| Example { of: of.clone(), is_wanted, text: text.into(), range };
        examples.extend(table.texts(key, faults).into_iter().map(example));
    }
    examples
}

/// Reads `frame` of a table: an example for each word of it.
pub(super) fn framed(
    table: &mut Table<'_>,
    words: &[Box<str>],
    of: &Of,
    faults: &mut Faults<'_>,
) -> Vec<Example> {
    let Some(Said { text, range }) = table.text("frame", faults) else { return Vec::new() };
    let example = |word: &str| {
        let word = word.split_once('=').map_or(word, |(word, _)| word);
        let text = text.replace(WORD, word).into();
        Example { of: of.clone(), is_wanted: true, text, range: range.clone() }
    };
    words.iter().map(|word| example(word)).collect()
}

impl Example {
    /// The text.
    #[must_use]
    pub fn plain(&self) -> String {
        self.text.chars().filter(|c| !matches!(c, '{' | '}')).collect()
    }

    /// The byte of the text at which the figure that is meant begins; its first where none is marked.
    #[must_use]
    pub fn at(&self) -> usize {
        self.text.find('{').unwrap_or(0)
    }
}
