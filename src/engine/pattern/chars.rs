//! Sets of characters, and which of them the matches of a regular expression begin with or have.

use regex_syntax::hir::{Class, Hir, HirKind};
use serde::{Deserialize, Serialize};

/// First and last of some characters.
pub(super) type Chars = (char, char);

/// A set of so many characters is looked up by the last bytes of each.
pub(super) const FEW: u32 = 64;

/// A set of characters.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Chars>", into = "Vec<Chars>")]
pub(super) struct Set {
    /// In order.
    ranges: Vec<Chars>,
    /// A bit for each of ASCII.
    ascii: u128,
    /// A bit for the lowest six bits of each other character.
    low: u64,
    /// Of a few characters of three bytes a bit for the last one, in the word for the one before.
    rows: Option<Box<[u64; 64]>>,
}

/// Only the characters are written: all else follows from them.
impl From<Set> for Vec<Chars> {
    fn from(set: Set) -> Self {
        set.ranges
    }
}

impl From<Vec<Chars>> for Set {
    fn from(ranges: Vec<Chars>) -> Self {
        Self::new(ranges)
    }
}

impl Set {
    pub(super) fn new(mut ranges: Vec<Chars>) -> Self {
        ranges.sort_unstable();
        let rows = (count(&ranges) <= FEW).then(|| Box::new([0; 64]));
        let mut set = Self { rows, ranges: Vec::with_capacity(ranges.len()), ..Self::default() };
        for (first, last) in ranges {
            let (from, to) = (u32::from(first), u32::from(last));
            if from < 128 {
                set.ascii |= u128::MAX << from & u128::MAX >> (127 - to.min(127));
            }
            set.low |= low_bits(from.max(128), to);
            if let Some(rows) = &mut set.rows {
                for code in from..=to {
                    let row = usize::try_from(code >> 6 & 63).ok().and_then(|row| rows.get_mut(row));
                    if let Some(row) = row {
                        *row |= 1 << (code & 63);
                    }
                }
            }
            match set.ranges.last_mut() {
                Some((_, end)) if *end >= first => *end = last.max(*end),
                _ => set.ranges.push((first, last)),
            }
        }
        set
    }

    pub(super) fn contains(&self, c: char) -> bool {
        let code = u32::from(c);
        if code < 128 {
            return self.ascii >> code & 1 == 1;
        }
        if self.low >> (code & 63) & 1 == 0 {
            return false;
        }
        let at = self.ranges.partition_point(|(_, last)| *last < c);
        self.ranges.get(at).is_some_and(|(first, _)| *first <= c)
    }

    /// Where the first of them stands in a text from a byte on. Most letters are ruled out by their last bytes.
    pub(super) fn next_in(&self, text: &str, from: usize) -> Option<usize> {
        match &self.rows {
            Some(rows) => self.next_by(text, from, |middle, last| {
                rows.get(usize::from(middle & 63)).is_some_and(|row| row >> (last & 63) & 1 == 1)
            }),
            None => self.next_by(text, from, |_, last| self.low >> (last & 63) & 1 == 1),
        }
    }

    /// The same; `may_be` tells of the last two bytes of a character of three whether it may be one of them.
    #[inline]
    fn next_by(&self, text: &str, from: usize, may_be: impl Fn(u8, u8) -> bool) -> Option<usize> {
        let mut rest = text.as_bytes().get(from..)?;
        loop {
            let (is_candidate, behind) = match rest {
                [first @ 0..=0x7f, behind @ ..] => (self.ascii >> first & 1 == 1, behind),
                [0xe0..=0xef, middle, last, behind @ ..] => (may_be(*middle, *last), behind),
                [] => return None,
                [_, behind @ ..] => {
                    // The other bytes of a character of two or four.
                    let length = behind.iter().take_while(|byte| (0x80..0xc0).contains(*byte)).count();
                    (true, behind.get(length..).unwrap_or_default())
                }
            };
            if is_candidate {
                let at = text.len() - rest.len();
                if self.contains(char_at(text, at)?) {
                    return Some(at);
                }
            }
            rest = behind;
        }
    }
}

/// A bit for the lowest six bits of each number of a range; none if it is empty.
fn low_bits(from: u32, to: u32) -> u64 {
    if to < from {
        0
    } else if to - from >= 63 {
        u64::MAX
    } else {
        let bits = u64::MAX >> (63 - (to - from));
        bits.rotate_left(from & 63)
    }
}

pub(super) fn count(ranges: &[Chars]) -> u32 {
    ranges.iter().map(|(first, last)| u32::from(*last) - u32::from(*first) + 1).sum()
}

pub(super) fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..).and_then(|rest| rest.chars().next())
}

/// The characters of a class; `None` for bytes that are none.
pub(super) fn ranges(class: &Class) -> Option<Vec<Chars>> {
    match class {
        Class::Unicode(class) => Some(class.iter().map(|range| (range.start(), range.end())).collect()),
        Class::Bytes(class) if class.is_ascii() => {
            Some(class.iter().map(|range| (char::from(range.start()), char::from(range.end()))).collect())
        }
        Class::Bytes(_) => None,
    }
}

/// Gathers what matches begin with; gives whether one may be empty.
pub(super) fn first(hir: &Hir, found: &mut Vec<Chars>) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(literal) => {
            found.extend(initial(&literal.0));
            literal.0.is_empty()
        }
        HirKind::Class(class) => {
            found.extend(ranges(class).unwrap_or_default());
            false
        }
        HirKind::Capture(capture) => first(&capture.sub, found),
        HirKind::Concat(parts) => parts.iter().all(|part| first(part, found)),
        HirKind::Alternation(parts) => {
            let mut is_empty = false;
            for part in parts {
                is_empty |= first(part, found);
            }
            is_empty
        }
        HirKind::Repetition(repetition) => first(&repetition.sub, found) || repetition.min == 0,
    }
}

/// Characters of which one is among the first two of each match; `None` if there are none such.
pub(super) fn near(hir: &Hir) -> Option<Vec<Chars>> {
    let mut begins = Vec::new();
    let first = (!first(hir, &mut begins)).then_some(begins);
    let other = match hir.kind() {
        HirKind::Capture(capture) => near(&capture.sub),
        HirKind::Alternation(parts) => {
            let each: Option<Vec<Vec<Chars>>> = parts.iter().map(near).collect();
            each.map(|each| each.concat())
        }
        // (?:^|[^试])运行 has 运 behind its first character at most.
        HirKind::Concat(parts) => match parts.split_first() {
            Some((one, rest)) if takes_one(one) => {
                let mut begins = Vec::new();
                let is_empty = rest.iter().all(|part| self::first(part, &mut begins));
                (!is_empty).then_some(begins)
            }
            _ => None,
        },
        _ => None,
    };
    first.into_iter().chain(other).min_by_key(|chars| count(chars))
}

/// Whether a part takes at most one character.
fn takes_one(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) | HirKind::Class(_) => true,
        HirKind::Capture(capture) => takes_one(&capture.sub),
        HirKind::Alternation(parts) => parts.iter().all(takes_one),
        _ => false,
    }
}

/// Characters of which each match has one; `None` where that would be most texts.
pub(super) fn needed(hir: &Hir) -> Option<Vec<Chars>> {
    match hir.kind() {
        HirKind::Literal(literal) => initial(&literal.0).map(|chars| vec![chars]),
        HirKind::Class(class) => ranges(class).filter(|ranges| count(ranges) <= 64),
        HirKind::Capture(capture) => needed(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => needed(&repetition.sub),
        HirKind::Concat(parts) => parts.iter().filter_map(needed).min_by_key(|found| count(found)),
        HirKind::Alternation(parts) => {
            let each: Option<Vec<Vec<Chars>>> = parts.iter().map(needed).collect();
            each.map(|each| each.concat())
        }
        HirKind::Empty | HirKind::Look(_) | HirKind::Repetition(_) => None,
    }
}

/// The first character of a literal.
fn initial(literal: &[u8]) -> Option<Chars> {
    // No more of it is read than its first character.
    let near = literal.get(..literal.len().min(4))?;
    let text = match std::str::from_utf8(near) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(near.get(..error.valid_up_to())?).ok()?,
    };
    text.chars().next().map(|c| (c, c))
}
