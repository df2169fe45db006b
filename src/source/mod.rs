//! The text of a file and places in it.
//!
//! In: a name and bytes. Out: [`SourceFile`], with lines and columns for people and a digest of the bytes.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

/// A half-open range of bytes in a file, a byte order mark counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset after the last byte; never before `start`.
    pub end: usize,
}

impl Span {
    /// The range from `start` to before `end`; empty at `start` if `end` lies before it.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }

    /// Number of bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the range holds no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The same range, `by` bytes further on.
    #[must_use]
    pub fn shifted(self, by: usize) -> Self {
        Self { start: self.start + by, end: self.end + by }
    }
}

/// The byte order mark of UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Line and column of a byte, both from 1. A column counts Unicode scalar values, a line ends at `\n`; a byte
/// order mark is in no column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in Unicode scalar values, from 1.
    pub column: usize,
}

#[derive(Debug, Clone)]
enum Content {
    Text(Arc<str>),
    Bytes(Arc<[u8]>),
}

/// A file that was read: its name as given, and its content.
#[derive(Debug)]
pub struct SourceFile {
    name: Arc<str>,
    content: Content,
    line_starts: OnceLock<Vec<usize>>,
    /// Characters before each block of [`BLOCK`] bytes, of a text.
    characters: OnceLock<Vec<usize>>,
}

/// Bytes between two counts of characters: a column in a line of many megabytes is found without counting it all.
const BLOCK: usize = 1024;

impl SourceFile {
    /// A file from its bytes, whatever they are.
    #[must_use]
    pub fn new(name: &str, bytes: &[u8]) -> Self {
        let content = match simdutf8::basic::from_utf8(bytes) {
            Ok(text) => Content::Text(Arc::from(text)),
            Err(_) => Content::Bytes(Arc::from(bytes)),
        };
        Self::of(&Arc::from(name), content)
    }

    fn of(name: &Arc<str>, content: Content) -> Self {
        let (line_starts, characters) = (OnceLock::new(), OnceLock::new());
        Self { name: Arc::clone(name), content, line_starts, characters }
    }

    /// The name as given or as walked to, with forward slashes; `-` for standard input.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text, a byte order mark included; `None` if the bytes are not UTF-8.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            Content::Bytes(_) => None,
        }
    }

    /// The bytes as read.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match &self.content {
            Content::Text(text) => text.as_bytes(),
            Content::Bytes(bytes) => bytes,
        }
    }

    /// The characters of a range, each invalid sequence as U+FFFD; empty if the range lies outside the file.
    #[must_use]
    pub fn slice(&self, span: Span) -> Cow<'_, str> {
        String::from_utf8_lossy(self.bytes().get(span.start..span.end).unwrap_or_default())
    }

    /// The start of the character that holds a byte offset; the offset itself in what is not UTF-8.
    #[must_use]
    pub fn boundary(&self, offset: usize) -> usize {
        self.text().map_or(offset, |text| text.floor_char_boundary(offset))
    }

    /// Line and column of a byte offset; those of the end for an offset beyond it.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.bytes().len());
        let line = self.line_starts().partition_point(|&start| start <= offset);
        let start = self.line_start(line);
        let mark = usize::from(start == 0 && offset >= MARK.len() && self.bytes().starts_with(MARK));
        let before = match &self.content {
            Content::Text(text) => self.characters_before(text, offset) - self.characters_before(text, start),
            Content::Bytes(_) => self.slice(Span::new(start, offset)).chars().count(),
        };
        Position { line, column: before - mark + 1 }
    }

    fn characters_before(&self, text: &str, offset: usize) -> usize {
        let count = |bytes: &[u8]| bytes.iter().filter(|byte| (**byte & 0xc0) != 0x80).count();
        let blocks = self.characters.get_or_init(|| {
            let mut total = 0;
            let blocks = text.as_bytes().chunks(BLOCK).map(|block| {
                total += count(block);
                total - count(block)
            });
            blocks.collect()
        });
        let block = offset / BLOCK;
        let counted = blocks.get(block).copied();
        // The end of a text that fills its last block has no block of its own.
        let (counted, from) = counted.map_or_else(
            || (blocks.last().copied().unwrap_or(0), blocks.len().saturating_sub(1) * BLOCK),
            |counted| (counted, block * BLOCK),
        );
        counted + count(text.as_bytes().get(from..offset).unwrap_or_default())
    }

    /// The byte offset of a line and column as [`SourceFile::position`] counts them; the nearest one for a place that
    /// is not there.
    #[must_use]
    pub fn offset(&self, position: Position) -> usize {
        let line = self.line_span(position.line);
        let text = self.slice(line);
        let mark = if line.start == 0 && text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let within: usize = text
            .chars()
            .skip(usize::from(mark > 0))
            .take(position.column.saturating_sub(1))
            .map(char::len_utf8)
            .sum();
        line.start + mark + within
    }

    /// The bytes of a line, from 1, without its line feed; empty beyond the last line.
    #[must_use]
    pub fn line_span(&self, line: usize) -> Span {
        let start = self.line_start(line);
        let end = self.line_starts().get(line).map_or(self.bytes().len(), |next| next - 1);
        Span::new(start, end)
    }

    fn line_start(&self, line: usize) -> usize {
        self.line_starts().get(line.saturating_sub(1)).copied().unwrap_or(self.bytes().len())
    }

    fn line_starts(&self) -> &[usize] {
        self.line_starts.get_or_init(|| {
            let feeds = self.bytes().iter().enumerate().filter(|(_, byte)| **byte == b'\n');
            std::iter::once(0).chain(feeds.map(|(at, _)| at + 1)).collect()
        })
    }

    /// SHA-256 of the bytes, 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn sha256(&self) -> String {
        sha256_hex([self.bytes()])
    }
}

thread_local! {
    /// The files that names mean; none unless something is read among them.
    static KNOWN: RefCell<HashMap<Arc<str>, Arc<SourceFile>>> = RefCell::default();
}

/// Reads something in which files are told by their names. A name that none of them bears is an error of the reading.
pub fn among<T>(files: impl Iterator<Item = Arc<SourceFile>>, read: impl FnOnce() -> T) -> T {
    let known = files.map(|file| (Arc::clone(&file.name), file)).collect();
    let outer = KNOWN.replace(known);
    let result = read();
    KNOWN.set(outer);
    result
}

impl Serialize for SourceFile {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name)
    }
}

/// Shares the text with the file that bears the name.
impl<'de> Deserialize<'de> for SourceFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name: &str = Deserialize::deserialize(deserializer)?;
        KNOWN.with_borrow(|known| {
            let file = known.get(name).ok_or_else(|| D::Error::custom(name))?;
            Ok(Self::of(&file.name, file.content.clone()))
        })
    }
}

/// The SHA-256 of some files, worked out when it is first asked for.
#[derive(Debug, Clone)]
pub struct Digest(Arc<Digested>);

#[derive(Debug)]
struct Digested {
    files: Vec<(String, Arc<SourceFile>)>,
    hex: OnceLock<String>,
}

impl Digest {
    /// That of files by their names.
    #[must_use]
    pub fn new(files: Vec<(String, Arc<SourceFile>)>) -> Self {
        Self(Arc::new(Digested { files, hex: OnceLock::new() }))
    }

    /// One that is known, as hexadecimal digits.
    #[must_use]
    pub fn known(hex: String) -> Self {
        Self(Arc::new(Digested { files: Vec::new(), hex: OnceLock::from(hex) }))
    }

    /// Over names and bytes, each with its length before it, so that no two lists of files give the same input: 64
    /// lower-case hexadecimal digits.
    #[must_use]
    pub fn hex(&self) -> &str {
        self.0.hex.get_or_init(|| {
            let parts = self.0.files.iter().flat_map(|(name, file)| [name.as_bytes(), file.bytes()]);
            let lengths: Vec<(String, &[u8])> =
                parts.map(|part| (format!("{}:", part.len()), part)).collect();
            sha256_hex(lengths.iter().flat_map(|(length, part)| [length.as_bytes(), part]))
        })
    }
}

impl PartialEq for Digest {
    fn eq(&self, other: &Self) -> bool {
        self.hex() == other.hex()
    }
}

impl Eq for Digest {}

/// SHA-256 over the pieces one after the other, 64 lower-case hexadecimal digits.
pub fn sha256_hex<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hasher = Sha256::new();
    for piece in pieces {
        hasher.update(piece);
    }
    let mut hex = String::with_capacity(64);
    for byte in hasher.finalize() {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_leave_out_the_byte_order_mark() {
        let source = SourceFile::new("a.json", "\u{feff}年度\n  预算: 1".as_bytes());
        assert_eq!(source.position(3), Position { line: 1, column: 1 });
        assert_eq!(source.position(9), Position { line: 1, column: 3 });
        assert_eq!(source.position(18), Position { line: 2, column: 5 });
        assert_eq!(source.slice(source.line_span(2)), "  预算: 1");
        assert_eq!(source.position(999), Position { line: 2, column: 8 });
        for offset in [3, 6, 9, 10, 12, 18] {
            assert_eq!(source.offset(source.position(offset)), offset);
        }
    }

    #[test]
    fn columns_of_a_long_line_are_those_of_counting_it() {
        let text = format!("[\n{}\n]", "预算1,".repeat(1_000));
        let source = SourceFile::new("a.json", text.as_bytes());
        for (offset, _) in text.char_indices().skip(2).step_by(97).chain([(text.len(), ' ')]) {
            let start = text[..offset].rfind('\n').unwrap() + 1;
            assert_eq!(source.position(offset).column, text[start..offset].chars().count() + 1);
        }
        let exact = "a".repeat(2 * BLOCK);
        assert_eq!(SourceFile::new("a", exact.as_bytes()).position(2 * BLOCK).column, 2 * BLOCK + 1);
    }

    #[test]
    fn bytes_that_are_no_utf8_have_positions_too() {
        let source = SourceFile::new("a.json", b"ab\xff\nc");
        assert_eq!(source.text(), None);
        assert_eq!(source.position(4), Position { line: 2, column: 1 });
        assert_eq!(source.slice(Span::new(0, 3)), "ab\u{fffd}");
    }
}
