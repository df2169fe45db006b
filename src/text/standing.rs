//! Where in a sentence stands what patterns take, as bits: asked before a pattern is tried, since hardly any fits.

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
    /// The words of each class, by its number.
    words: Vec<u64>,
    /// The classes of its words.
    classes: Classes,
    /// By the number of the mark.
    marks: Vec<u64>,
    figures: Vec<u64>,
    dates: Vec<u64>,
    /// Words and plain letters.
    letters: Vec<u64>,
    /// What ends a gap.
    breaks: Vec<u64>,
    /// The figures that measure so much, by the number of the measure; empty until it is asked for.
    measured: [Vec<u64>; Measure::COUNT],
}

/// Tokens that a word of bits holds.
const BITS: usize = 64;

impl<'t> Standing<'t> {
    pub(super) fn new() -> Self {
        Self {
            tokens: &[],
            first: 0,
            width: 0,
            words: Vec::new(),
            classes: Classes::NONE,
            marks: Vec::new(),
            figures: Vec::new(),
            dates: Vec::new(),
            letters: Vec::new(),
            breaks: Vec::new(),
            measured: [const { Vec::new() }; Measure::COUNT],
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
                    set(&mut self.letters, word, bit);
                    self.classes = self.classes.with(token.classes);
                    for class in token.classes.numbers() {
                        set(&mut self.words, class * self.width + word, bit);
                    }
                }
                TokenKind::Plain => set(&mut self.letters, word, bit),
                TokenKind::Figure => set(&mut self.figures, word, bit),
                TokenKind::Date => set(&mut self.dates, word, bit),
                TokenKind::Mark(mark) => set(&mut self.marks, mark.number() * self.width + word, bit),
            }
            if !is_gap(*token) {
                set(&mut self.breaks, word, bit);
            }
        }
    }

    /// Makes ready for words of bits of that number, of which none is set.
    fn clear(&mut self, width: usize) {
        if width == self.width {
            for class in self.classes.numbers() {
                self.words.iter_mut().skip(class * width).take(width).for_each(|word| *word = 0);
            }
        } else {
            self.words.clear();
            self.words.resize(Classes::MOST * width, 0);
        }
        self.width = width;
        self.classes = Classes::NONE;
        for (row, rows) in [
            (&mut self.marks, Mark::COUNT),
            (&mut self.figures, 1),
            (&mut self.dates, 1),
            (&mut self.letters, 1),
            (&mut self.breaks, 1),
        ] {
            row.clear();
            row.resize(rows * width, 0);
        }
        self.measured.iter_mut().for_each(Vec::clear);
    }

    /// 64 of the tokens that an atom of one token takes.
    fn mask(&mut self, atom: &Atom, word: usize, matcher: &Matcher<'_>) -> u64 {
        let width = self.width;
        match atom {
            Atom::Word(classes) => {
                let own = classes.both(self.classes).numbers();
                own.fold(0, |mask, class| mask | get(&self.words, class * width + word))
            }
            Atom::Figure(_, measure) => {
                if self.measured.get(measure.number()).is_some_and(Vec::is_empty) {
                    self.measure(measure, atom, matcher);
                }
                self.measured.get(measure.number()).map_or(0, |row| get(row, word))
            }
            Atom::Date => get(&self.dates, word),
            Atom::One => get(&self.letters, word),
            Atom::Marks(marks) => {
                marks.iter().fold(0, |mask, mark| mask | get(&self.marks, mark.number() * width + word))
            }
            _ => 0,
        }
    }

    fn measure(&mut self, measure: &Measure, atom: &Atom, matcher: &Matcher<'_>) {
        let Some(row) = self.measured.get_mut(measure.number()) else { return };
        row.resize(self.width, 0);
        for (word, figures) in self.figures.iter().enumerate() {
            for bit in ones(*figures) {
                let token = self.tokens.get(word * BITS + bit);
                if token.is_some_and(|token| matcher.accepts(atom, token)) {
                    set(row, word, 1 << bit);
                }
            }
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
                _ => first_in(&(open..end), |word| get(&self.breaks, word)).map_or(end, |at| at + 1),
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
                _ => last_in(&(start..open), |word| get(&self.breaks, word)).unwrap_or(start),
            };
            let Some(found) = self.last_of(atom, near.max(start)..open, matcher) else { return false };
            open = found;
        }
        self.follows(behind, at, matcher)
    }
}

fn set(row: &mut [u64], word: usize, bits: u64) {
    if let Some(slot) = row.get_mut(word) {
        *slot |= bits;
    }
}

fn get(row: &[u64], word: usize) -> u64 {
    row.get(word).copied().unwrap_or(0)
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
