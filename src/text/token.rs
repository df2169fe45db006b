//! What one pass over a text finds: tokens, and the pieces that they make.

use serde::{Deserialize, Serialize};
use std::ops::Range;

use super::lexicon::Classes;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A word of the lexicon.
    Word,
    /// Letters that are no word of it.
    Plain,
    /// A figure, by its number in [`Token::index`].
    Figure,
    /// A date, by its number in [`Token::index`].
    Date,
    /// A mark.
    Mark(Mark),
}

/// A mark between words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    /// ，
    Comma,
    /// 、
    Pause,
    /// ：
    Colon,
    /// ；
    Semicolon,
    /// 。！？ and the end of a line
    Period,
    /// （【
    Open,
    /// ）】
    Close,
    /// /
    Slash,
    /// ”》 behind a quotation or title
    Unquote,
    /// Marks before a quotation, dashes, blanks and what marks an entry: nothing to a pattern.
    Other,
}

impl Mark {
    /// How many there are.
    pub(super) const COUNT: usize = 10;

    /// All, by their numbers.
    pub(super) const ALL: [Self; Self::COUNT] = [
        Self::Comma,
        Self::Pause,
        Self::Colon,
        Self::Semicolon,
        Self::Period,
        Self::Open,
        Self::Close,
        Self::Slash,
        Self::Unquote,
        Self::Other,
    ];

    /// Its number among all.
    pub(super) fn number(self) -> usize {
        match self {
            Self::Comma => 0,
            Self::Pause => 1,
            Self::Colon => 2,
            Self::Semicolon => 3,
            Self::Period => 4,
            Self::Open => 5,
            Self::Close => 6,
            Self::Slash => 7,
            Self::Unquote => 8,
            Self::Other => 9,
        }
    }
}

/// Marks before and behind a quotation or title.
pub(super) const QUOTES: [(char, char); 3] = [('“', '”'), ('《', '》'), ('「', '」')];

/// A piece of a text.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// The classes of a word.
    pub classes: Classes,
    /// Its first byte.
    pub start: u32,
    /// The byte behind it.
    pub end: u32,
    /// The number of a figure or date; of an opening bracket the token that closes it, and the other way round; of plain letters
    /// in brackets, （含早稻）, their own.
    pub index: u32,
}

impl Token {
    /// Its bytes.
    pub(crate) fn bytes(&self) -> Range<usize> {
        let byte = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
        byte(self.start)..byte(self.end)
    }
}

/// A sentence or clause.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Its bytes, without the mark that ends it.
    pub range: Range<usize>,
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its figures.
    pub figures: Range<usize>,
    /// The classes of all its words.
    pub classes: Classes,
    /// For a clause the number of its sentence.
    pub sentence: usize,
}
