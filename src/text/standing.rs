//! Where in a sentence stands what patterns take, as bits: asked before a pattern is tried, since hardly any fits.

use std::cell::Cell;
use std::ops::Range;

use super::candidates::Numbers;
use super::lexicon::Classes;
use super::pattern::{Atom, Follows, LONGEST_MATCH, Link, Matcher, Measure, Pattern, is_gap};
use super::tokens::{Mark, Token, TokenKind};

/// The tokens of a sentence by what they are, a bit for each: of every 64 tokens one word of bits.
pub(super) struct Standing<'t> {
    tokens: &'t [Token],
    /// The number of its first token in the text.
    first: usize,
    /// Words of bits for each kind of token; at least 1.
    width: usize,
    /// Those of all kinds, one behind the other; see [`row`].
    bits: Vec<u64>,
    /// The classes that are asked for.
    asked: Classes,
    /// Those of its words.
    classes: Classes,
    /// Whether it has been found which figures measure so much, by the number of the measure.
    is_measured: [bool; Measure::COUNT],
}

/// Tokens that a word of bits holds.
const BITS: usize = 64;

/// Where the bits of each kind of token stand.
mod row {
    use super::{Classes, Mark, Measure};

    /// The words of each class, by its number.
    pub(super) const CLASSES: usize = 0;
    /// By the number of the mark.
    pub(super) const MARKS: usize = CLASSES + Classes::MOST;
    pub(super) const FIGURES: usize = MARKS + Mark::COUNT;
    pub(super) const DATES: usize = FIGURES + 1;
    /// Words and plain letters.
    pub(super) const LETTERS: usize = DATES + 1;
    /// What ends a gap.
    pub(super) const BREAKS: usize = LETTERS + 1;
    /// The figures that measure so much, by the number of the measure.
    pub(super) const MEASURES: usize = BREAKS + 1;
    pub(super) const COUNT: usize = MEASURES + Measure::COUNT;
}

thread_local! {
    /// Memory for the bits, kept from text to text.
    static BITS_KEPT: Cell<Vec<u64>> = const { Cell::new(Vec::new()) };
}

/// The most words of bits that are kept.
const MOST_KEPT: usize = 4 * row::COUNT;

impl Drop for Standing<'_> {
    fn drop(&mut self) {
        if self.bits.len() <= MOST_KEPT {
            BITS_KEPT.set(std::mem::take(&mut self.bits));
        }
    }
}

impl<'t> Standing<'t> {
    /// For patterns that ask for words of some classes.
    pub(super) fn new(asked: Classes) -> Self {
        Self {
            asked,
            tokens: &[],
            first: 0,
            width: 0,
            bits: BITS_KEPT.take(),
            classes: Classes::NONE,
            is_measured: [false; Measure::COUNT],
        }
    }

    /// Goes on to another sentence.
    pub(super) fn begin(&mut self, tokens: &'t [Token], first: usize) {
        (self.tokens, self.first) = (tokens, first);
        self.clear(tokens.len().div_ceil(BITS).max(1));
        for (at, token) in tokens.iter().enumerate() {
            let (word, bit) = (at / BITS, 1 << (at % BITS));
            match token.kind {
                TokenKind::Word => {
                    self.set(row::LETTERS, word, bit);
                    let asked = token.classes.both(self.asked);
                    self.classes = self.classes.with(asked);
                    for class in asked.numbers() {
                        self.set(row::CLASSES + class, word, bit);
                    }
                }
                TokenKind::Plain => self.set(row::LETTERS, word, bit),
                TokenKind::Figure => self.set(row::FIGURES, word, bit),
                TokenKind::Date => self.set(row::DATES, word, bit),
                TokenKind::Mark(mark) => self.set(row::MARKS + mark.number(), word, bit),
            }
            if !is_gap(*token) {
                self.set(row::BREAKS, word, bit);
            }
        }
    }

    /// Makes ready for words of bits of that number, of which none is set.
    fn clear(&mut self, width: usize) {
        if width == self.width {
            for class in self.classes.numbers() {
                self.bits.iter_mut().skip(class * width).take(width).for_each(|word| *word = 0);
            }
            let others = self.bits.get_mut(row::MARKS * width..).unwrap_or_default();
            others.fill(0);
        } else {
            self.bits.clear();
            self.bits.resize(row::COUNT * width, 0);
        }
        self.width = width;
        self.classes = Classes::NONE;
        self.is_measured = [false; Measure::COUNT];
    }

    fn set(&mut self, row: usize, word: usize, bits: u64) {
        if let Some(slot) = self.bits.get_mut(row * self.width + word) {
            *slot |= bits;
        }
    }

    fn get(&self, row: usize, word: usize) -> u64 {
        self.bits.get(row * self.width + word).copied().unwrap_or(0)
    }

    /// 64 of the tokens that an atom of one token takes.
    fn mask(&mut self, atom: &Atom, word: usize, matcher: &Matcher<'_>) -> u64 {
        match atom {
            Atom::Word(classes) => {
                let own = classes.both(self.classes).numbers();
                own.fold(0, |mask, class| mask | self.get(row::CLASSES + class, word))
            }
            Atom::Figure(_, measure) => {
                let number = measure.number();
                if let Some(is_measured @ false) = self.is_measured.get_mut(number) {
                    *is_measured = true;
                    self.measure(number, atom, matcher);
                }
                self.get(row::MEASURES + number, word)
            }
            Atom::Date => self.get(row::DATES, word),
            Atom::One => self.get(row::LETTERS, word),
            Atom::Marks(marks) => {
                marks.iter().fold(0, |mask, mark| mask | self.get(row::MARKS + mark.number(), word))
            }
            _ => 0,
        }
    }

    fn measure(&mut self, number: usize, atom: &Atom, matcher: &Matcher<'_>) {
        for word in 0..self.width {
            let accepted = ones(self.get(row::FIGURES, word)).filter(|bit| {
                let token = self.tokens.get(word * BITS + bit);
                token.is_some_and(|token| matcher.accepts(atom, token))
            });
            let accepted = accepted.fold(0, |bits, bit| bits | 1 << bit);
            self.set(row::MEASURES + number, word, accepted);
        }
    }

    /// The first token of a range that an atom takes.
    fn first_of(&mut self, atom: &Atom, range: Range<usize>, matcher: &Matcher<'_>) -> Option<usize> {
        first_in(&range, |word| self.mask(atom, word, matcher))
    }

    /// The last one.
    fn last_of(&mut self, atom: &Atom, range: Range<usize>, matcher: &Matcher<'_>) -> Option<usize> {
        last_in(&range, |word| self.mask(atom, word, matcher))
    }

    /// The tokens, by their numbers in the text, from which on a pattern may match: what it takes stands there in its order.
    /// `Never` where none can be found behind this sentence either.
    pub(super) fn starts(
        &mut self,
        pattern: &Pattern,
        matcher: &Matcher<'_>,
        found: &mut Numbers,
    ) -> Follows {
        found.clear();
        let begins = pattern.sequence.first().filter(|_| pattern.begins_with_token());
        for word in 0..self.width {
            let mask = match begins {
                Some((first, _)) => self.mask(first, word, matcher),
                None => u64::MAX,
            };
            for at in ones(mask).map(|bit| word * BITS + bit) {
                if at >= self.tokens.len() {
                    break;
                }
                let number = self.first + at;
                let follows = if pattern.crosses {
                    matcher.follows(pattern, number)
                } else if self.follows(pattern, at, matcher) {
                    Follows::Yes
                } else {
                    Follows::No
                };
                match follows {
                    Follows::Yes => found.push(number),
                    Follows::No => {}
                    Follows::Never => return Follows::Never,
                }
            }
        }
        Follows::No
    }

    /// Whether what a pattern takes stands in its order from a token of the sentence on.
    fn follows(&mut self, pattern: &Pattern, at: usize, matcher: &Matcher<'_>) -> bool {
        let end = self.tokens.len().min(at + LONGEST_MATCH + 1);
        let mut open = at;
        // Behind something that may stand anywhere the nearest one need not be the one that is meant.
        let mut is_near = true;
        for (atom, link) in &pattern.sequence {
            is_near &= *link != Link::Far;
            let near = match link {
                _ if !is_near => end,
                Link::Next => open + 1,
                _ => first_in(&(open..end), |word| self.get(row::BREAKS, word)).map_or(end, |at| at + 1),
            };
            let Some(found) = self.first_of(atom, open..near.min(end), matcher) else { return false };
            open = found + 1;
        }
        true
    }

    /// Whether what a pattern takes stands in its order around a token of the text: behind it, itself included, or before it.
    pub(super) fn surrounds(
        &mut self,
        (before, behind): (&Pattern, &Pattern),
        token: usize,
        matcher: &Matcher<'_>,
    ) -> bool {
        let Some(at) = token.checked_sub(self.first) else { return false };
        let start = at.saturating_sub(LONGEST_MATCH + 1);
        let mut open = at;
        let mut is_near = true;
        for (atom, link) in &before.sequence {
            is_near &= *link != Link::Far;
            let near = match link {
                _ if !is_near => start,
                Link::Next => open.saturating_sub(1),
                _ => last_in(&(start..open), |word| self.get(row::BREAKS, word)).unwrap_or(start),
            };
            let Some(found) = self.last_of(atom, near.max(start)..open, matcher) else { return false };
            open = found;
        }
        self.follows(behind, at, matcher)
    }
}

/// The places of the bits that are set, ascending.
fn ones(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = usize::try_from(bits.trailing_zeros()).ok().filter(|_| bits != 0)?;
        bits &= bits - 1;
        Some(at)
    })
}

/// The bits of a word that belong to a range.
fn inside(range: &Range<usize>, word: usize) -> u64 {
    let start = range.start.saturating_sub(word * BITS);
    let end = range.end.saturating_sub(word * BITS).min(BITS);
    if start >= end { 0 } else { (u64::MAX << start) & (u64::MAX >> (BITS - end)) }
}

/// The first place of a range whose bit is set.
fn first_in(range: &Range<usize>, mut bits: impl FnMut(usize) -> u64) -> Option<usize> {
    (range.start / BITS..range.end.div_ceil(BITS)).find_map(|word| {
        let found = bits(word) & inside(range, word);
        (found != 0).then(|| word * BITS + usize::try_from(found.trailing_zeros()).unwrap_or(0))
    })
}

/// The last one.
fn last_in(range: &Range<usize>, mut bits: impl FnMut(usize) -> u64) -> Option<usize> {
    (range.start / BITS..range.end.div_ceil(BITS)).rev().find_map(|word| {
        let found = bits(word) & inside(range, word);
        (found != 0).then(|| word * BITS + usize::try_from(found.ilog2()).unwrap_or(0))
    })
}
