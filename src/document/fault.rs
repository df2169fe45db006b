//! What makes a text no document: where, why, and what to do.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use thiserror::Error;

use super::pointer::Pointer;
use super::tree::{Document, NodeId};
use crate::source::{SourceFile, Span};
use crate::wording::Message;

/// Bytes that are looked at to guess an encoding.
const GUESS_FROM: usize = 1 << 16;

/// Why a text is no document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// Longer than `limit` bytes.
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// Not UTF-8; the name of the likely encoding, or `None` for UTF-8 with a damaged byte.
    Encoding {
        /// A name that `iconv` knows.
        likely: Option<&'static str>,
    },
    /// Not JSON.
    Syntax(Syntax),
    /// A key stands twice in one object.
    DuplicateKey,
    /// A number that no exact decimal of 28 digits holds.
    Number,
    /// More than `limit` arrays and objects inside one another.
    TooDeep {
        /// The limit in levels.
        limit: usize,
    },
    /// More than `limit` values.
    TooMany {
        /// The limit in values.
        limit: usize,
    },
}

/// What is wrong with the syntax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// Nothing, or nothing but white space.
    Empty,
    /// The text ends inside a text.
    UnclosedText,
    /// The text ends inside an array.
    UnclosedArray,
    /// The text ends inside an object.
    UnclosedObject,
    /// The text ends where a value is expected.
    MissingEnd,
    /// A comma before a closing bracket.
    TrailingComma,
    /// Something behind the end.
    TrailingText,
    /// A comment.
    Comment,
    /// A text between single quotes.
    SingleQuotes,
    /// Punctuation as a Chinese input method writes it.
    FullWidth,
    /// `NaN`, `Infinity`, `None`, `True` and the like.
    ForeignWord,
    /// No colon behind a key.
    MissingColon,
    /// No comma between two values.
    MissingComma,
    /// A key without quotes.
    BareKey,
    /// No value where one is expected.
    MissingValue,
    /// A number that is not written as JSON writes it.
    Number,
    /// A `\` before something that is no escape.
    Escape,
    /// Half of a pair of surrogates.
    LoneSurrogate,
    /// A line feed, tab or other control character inside a text.
    ControlCharacter,
    /// Anything else.
    Other,
}

/// Where and why a text is no document.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.message().english())]
pub struct Fault {
    /// Why.
    pub kind: FaultKind,
    /// The bytes concerned; `None` for a file that was not looked into.
    pub span: Option<Span>,
    /// The value concerned, for faults of a value.
    pub pointer: Option<Pointer>,
    /// The first of two equal keys.
    pub related: Option<Span>,
    /// The characters concerned, where they say more than the place.
    found: String,
}

impl Fault {
    pub(super) fn too_large(source: &SourceFile, limit: usize) -> Self {
        Self::new(FaultKind::TooLarge { limit }, source, None)
    }

    fn new(kind: FaultKind, source: &SourceFile, span: Option<Span>) -> Self {
        let found = span.map(|span| source.slice(span).into_owned()).unwrap_or_default();
        Self { kind, span, pointer: None, related: None, found }
    }

    /// The fault of bytes that are not UTF-8.
    pub(super) fn encoding(source: &SourceFile) -> Self {
        let bytes = source.bytes();
        let (start, width) = match std::str::from_utf8(bytes) {
            Ok(_) => (0, 0),
            Err(error) => (error.valid_up_to(), error.error_len().unwrap_or(1)),
        };
        let likely = likely_encoding(bytes, start);
        let start = if likely.is_some_and(|name| name.starts_with("UTF-16")) { 0 } else { start };
        Self::new(
            FaultKind::Encoding { likely },
            source,
            Some(Span::new(start, (start + width).min(bytes.len()))),
        )
    }

    /// The fault of a text that the JSON reader refuses. `start` is where the text begins in the file.
    pub(super) fn syntax(source: &SourceFile, start: usize, error: &serde_json::Error) -> Self {
        let text = source.text().unwrap_or_default();
        let told = offset_of(source, start, error);
        let syntax = Syntax::of(text, told, &error.to_string());
        let is_of_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        // Of a word that begins like null or true the reader tells the letter by which it is another.
        let offset = match syntax {
            Syntax::ForeignWord => {
                text.get(..told).map_or(told, |head| head.trim_end_matches(is_of_word).len())
            }
            _ => told,
        };
        let rest = text.get(offset..).unwrap_or_default();
        let width = match syntax {
            Syntax::ForeignWord | Syntax::BareKey => rest.find(|c| !is_of_word(c)).unwrap_or(rest.len()),
            Syntax::Comment => rest.find('\n').unwrap_or(rest.len()),
            Syntax::Empty => 0,
            _ => rest.chars().next().map_or(0, char::len_utf8),
        };
        Self::new(FaultKind::Syntax(syntax), source, Some(Span::new(offset, offset + width)))
    }

    /// The fault of a value that was read; `error` tells the place where the text goes on to be no JSON.
    pub(super) fn at_node(
        kind: FaultKind,
        document: &Document,
        node: NodeId,
        error: &serde_json::Error,
    ) -> Self {
        let source = document.source();
        let located = document.locate(&[node]).first().copied().unwrap_or_default();
        let fallback = || {
            let start = if source.text().is_some_and(|text| text.starts_with('\u{feff}')) { 3 } else { 0 };
            let offset = offset_of(source, start, error);
            let width = source
                .slice(Span::new(offset, source.bytes().len()))
                .chars()
                .next()
                .map_or(0, char::len_utf8);
            Span::new(offset, offset + width)
        };
        let span = match kind {
            FaultKind::DuplicateKey => located.key.filter(|key| !key.is_empty()),
            FaultKind::TooDeep { .. } | FaultKind::TooMany { .. } => Some(located.value)
                .filter(|value| !value.is_empty())
                .map(|value| Span::new(value.start, value.start + 1)),
            _ => Some(located.value).filter(|value| !value.is_empty()),
        };
        let mut fault = Self::new(kind, source, Some(span.unwrap_or_else(fallback)));
        fault.pointer = Some(document.pointer(node));
        if fault.kind == FaultKind::DuplicateKey {
            let parent = document.parent(node).unwrap_or_else(|| document.root());
            let first = document.key(node).and_then(|key| document.member(parent, key));
            fault.related =
                first.and_then(|first| document.locate(&[first]).first().and_then(|found| found.key));
        }
        fault
    }

    /// The id under which a report names it: `json/syntax`, `json/encoding`, …
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self.kind {
            FaultKind::TooLarge { .. } => "json/size",
            FaultKind::Encoding { .. } => "json/encoding",
            FaultKind::Syntax(_) => "json/syntax",
            FaultKind::DuplicateKey => "json/duplicate-key",
            FaultKind::Number => "json/number",
            FaultKind::TooDeep { .. } => "json/depth",
            FaultKind::TooMany { .. } => "json/values",
        }
    }

    /// What is wrong, one sentence.
    #[must_use]
    pub fn message(&self) -> Message {
        let found = self.found.trim();
        let found: String = found.chars().take(40).collect();
        match &self.kind {
            FaultKind::TooLarge { limit } => Message::new("json-too-large", &[("limit", &size(*limit))]),
            FaultKind::Encoding { likely: Some(name) } => {
                Message::new("json-encoding", &[("encoding", name)])
            }
            FaultKind::Encoding { likely: None } => {
                let place = self.span.map_or(0, |span| span.start + 1).to_string();
                Message::new("json-damaged", &[("place", &place)])
            }
            FaultKind::Syntax(syntax) => Message::new(syntax.id(), &[("found", &found)]),
            FaultKind::DuplicateKey => Message::new("json-duplicate-key", &[("found", &found)]),
            FaultKind::Number => Message::new("json-number", &[("found", &found)]),
            FaultKind::TooDeep { limit } => Message::new("json-too-deep", &[("limit", &limit.to_string())]),
            FaultKind::TooMany { limit } => Message::new("json-too-many", &[("limit", &limit.to_string())]),
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<Message> {
        self.message().help()
    }
}

impl Syntax {
    /// What is wrong at `offset`, from what the reader says and from what stands there.
    fn of(text: &str, offset: usize, said: &str) -> Self {
        if text.trim_start_matches('\u{feff}').trim().is_empty() {
            return Self::Empty;
        }
        let rest = text.get(offset..).unwrap_or_default();
        let next = rest.chars().next().unwrap_or_default();
        let in_text = [
            "control character",
            "lone leading",
            "unexpected end of hex",
            "invalid escape",
            "EOF while parsing a string",
        ];
        if !in_text.iter().any(|start| said.starts_with(start)) {
            match next {
                '/' | '#' => return Self::Comment,
                '\'' => return Self::SingleQuotes,
                '“' | '”' | '‘' | '’' | '：' | '，' | '｛' | '｝' | '［' | '］' | '、' => {
                    return Self::FullWidth;
                }
                _ => {}
            }
        }
        let is_word = rest.starts_with(|c: char| c.is_alphabetic());
        let table = [
            ("EOF while parsing a string", Self::UnclosedText),
            ("EOF while parsing a list", Self::UnclosedArray),
            ("EOF while parsing an object", Self::UnclosedObject),
            ("EOF while parsing a value", Self::MissingEnd),
            ("trailing comma", Self::TrailingComma),
            ("trailing characters", Self::TrailingText),
            ("expected `:`", Self::MissingColon),
            ("expected `,` or", Self::MissingComma),
            ("key must be a string", Self::BareKey),
            ("expected ident", Self::ForeignWord),
            ("expected value", if is_word { Self::ForeignWord } else { Self::MissingValue }),
            ("invalid number", if is_word { Self::ForeignWord } else { Self::Number }),
            ("number out of range", Self::Number),
            ("invalid escape", Self::Escape),
            ("lone leading surrogate", Self::LoneSurrogate),
            ("unexpected end of hex escape", Self::LoneSurrogate),
            ("invalid unicode code point", Self::LoneSurrogate),
            ("control character", Self::ControlCharacter),
        ];
        table.iter().find(|(start, _)| said.starts_with(start)).map_or(Self::Other, |(_, syntax)| *syntax)
    }

    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Empty => "json-empty",
            Self::UnclosedText => "json-unclosed-text",
            Self::UnclosedArray => "json-unclosed-array",
            Self::UnclosedObject => "json-unclosed-object",
            Self::MissingEnd => "json-missing-end",
            Self::TrailingComma => "json-trailing-comma",
            Self::TrailingText => "json-trailing-text",
            Self::Comment => "json-comment",
            Self::SingleQuotes => "json-single-quotes",
            Self::FullWidth => "json-full-width",
            Self::ForeignWord => "json-foreign-word",
            Self::MissingColon => "json-missing-colon",
            Self::MissingComma => "json-missing-comma",
            Self::BareKey => "json-bare-key",
            Self::MissingValue => "json-missing-value",
            Self::Number => "json-number-syntax",
            Self::Escape => "json-escape",
            Self::LoneSurrogate => "json-lone-surrogate",
            Self::ControlCharacter => "json-control-character",
            Self::Other => "json-other",
        }
    }
}

/// The byte that the reader's line and column (bytes, from 1) name, at the start of a character.
fn offset_of(source: &SourceFile, start: usize, error: &serde_json::Error) -> usize {
    let line = source.line_span(error.line().max(1));
    let mark = if line.start == 0 { start } else { 0 };
    let offset = (line.start + mark + error.column()).saturating_sub(1).min(source.bytes().len());
    let text = source.text().unwrap_or_default();
    (0..=offset).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The encoding that a file is likely in; `None` if it is UTF-8 but for some damaged bytes. `valid` bytes at its start
/// are UTF-8.
fn likely_encoding(bytes: &[u8], valid: usize) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, ..] => return Some("UTF-16LE"),
        [0xfe, 0xff, ..] => return Some("UTF-16BE"),
        [_, 0, _, 0, ..] => return Some("UTF-16LE"),
        [0, _, 0, _, ..] => return Some("UTF-16BE"),
        _ => {}
    }
    let valid_wide =
        std::str::from_utf8(bytes.get(..valid).unwrap_or_default()).is_ok_and(|text| !text.is_ascii());
    if valid_wide {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let sample = bytes.get(..bytes.len().min(GUESS_FROM)).unwrap_or_default();
    // A longer file is cut at a line, so that no character is.
    let lines =
        if sample.len() < bytes.len() { sample.iter().rposition(|byte| *byte == b'\n') } else { None };
    let sample = lines.and_then(|end| sample.get(..end)).unwrap_or(sample);
    detector.feed(sample, true);
    let guess = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    if guess.decode_without_bom_handling(sample).1 {
        return None;
    }
    // GB18030 holds all of GBK, whose name the detector gives.
    Some(if guess == encoding_rs::GBK { "GB18030" } else { guess.name() })
}

/// A number of bytes for people.
fn size(bytes: usize) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KiB", bytes / 1024),
        _ => format!("{} MiB", bytes / 1_048_576),
    }
}
