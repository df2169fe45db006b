//! Where in a sentence stands what patterns take, as bits: asked before a pattern is tried, since hardly any fits.

use super::candidates::Numbers;
use super::lexicon::Classes;
use super::pattern::{Atom, Follows, Link, Matcher, Measure, Pattern, is_gap};
use super::tokens::{Mark, Token, TokenKind};

/// The tokens of a sentence by what they are, a bit for each.
pub(super) struct Standing<'t> {
    tokens: &'t [Token],
    /// The number of its first token in the text.
    first: usize,
    /// The words of each class, by its number.
    words: [u64; Classes::MOST],
    /// The classes of its words.
    classes: Classes,
    marks: [u64; Mark::COUNT],
    figures: u64,
    dates: u64,
    /// Words and plain letters.
    letters: u64,
    /// The figures that measure so much, by the number of the measure; `None` until it is asked for.
    measured: [Option<u64>; Measure::COUNT],
    /// What ends a gap.
    breaks: u64,
}

/// Tokens of the longest sentence that has a bit for each.
const LONGEST: usize = 64;

impl<'t> Standing<'t> {
    pub(super) fn new() -> Self {
        Self {
            tokens: &[],
            first: 0,
            words: [0; Classes::MOST],
            classes: Classes::NONE,
            marks: [0; Mark::COUNT],
            figures: 0,
            dates: 0,
            letters: 0,
            measured: [None; Measure::COUNT],
            breaks: 0,
        }
    }

    /// Goes on to another sentence.
    pub(super) fn begin(&mut self, tokens: &'t [Token], first: usize) {
        for class in self.classes.numbers() {
            if let Some(mask) = self.words.get_mut(class) {
                *mask = 0;
            }
        }
        let words = self.words;
        *self = Self { tokens, first, words, ..Self::new() };
        if self.is_long() {
            return;
        }
        let mut bit = 1;
        for token in tokens {
            match token.kind {
                TokenKind::Word => {
                    self.letters |= bit;
                    self.classes = self.classes.with(token.classes);
                    for class in token.classes.numbers() {
                        if let Some(mask) = self.words.get_mut(class) {
                            *mask |= bit;
                        }
                    }
                }
                TokenKind::Plain => self.letters |= bit,
                TokenKind::Figure => self.figures |= bit,
                TokenKind::Date => self.dates |= bit,
                TokenKind::Mark(mark) => {
                    if let Some(mask) = self.marks.get_mut(mark.number()) {
                        *mask |= bit;
                    }
                }
            }
            if !is_gap(*token) {
                self.breaks |= bit;
            }
            bit <<= 1;
        }
    }

    fn is_long(&self) -> bool {
        self.tokens.len() > LONGEST
    }

    /// The tokens that an atom of one token takes.
    fn mask(&mut self, atom: &Atom, matcher: &Matcher<'_>) -> u64 {
        match atom {
            Atom::Word(classes) => {
                let own = classes.both(self.classes).numbers();
                own.fold(0, |mask, class| mask | self.words.get(class).copied().unwrap_or(0))
            }
            Atom::Figure(_, measure) => self.measuring(measure, atom, matcher),
            Atom::Date => self.dates,
            Atom::One => self.letters,
            Atom::Marks(marks) => {
                marks.iter().fold(0, |mask, mark| mask | self.marks.get(mark.number()).copied().unwrap_or(0))
            }
            _ => 0,
        }
    }

    fn measuring(&mut self, measure: &Measure, atom: &Atom, matcher: &Matcher<'_>) -> u64 {
        if let Some(Some(mask)) = self.measured.get(measure.number()) {
            return *mask;
        }
        let (mut mask, mut left) = (0, self.figures);
        while left != 0 {
            let at = left.trailing_zeros();
            left &= left - 1;
            let token = usize::try_from(at).ok().and_then(|at| self.tokens.get(at));
            if token.is_some_and(|token| matcher.accepts(atom, token)) {
                mask |= 1 << at;
            }
        }
        if let Some(slot) = self.measured.get_mut(measure.number()) {
            *slot = Some(mask);
        }
        mask
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
        if self.is_long() {
            for (token, number) in self.tokens.iter().zip(self.first..) {
                if pattern.may_begin(token) {
                    match matcher.follows(pattern, number, true) {
                        Follows::Yes => found.push(number),
                        Follows::No => {}
                        Follows::Never => return Follows::Never,
                    }
                }
            }
            return Follows::No;
        }
        let mut left = match pattern.sequence.first().filter(|_| pattern.begins_with_token()) {
            Some((first, _)) => self.mask(first, matcher),
            None => u64::MAX >> (64 - self.tokens.len().clamp(1, 64)),
        };
        while left != 0 {
            let at = left.trailing_zeros();
            left &= left - 1;
            let number = self.first + usize::try_from(at).unwrap_or(0);
            let follows = if pattern.crosses {
                matcher.follows(pattern, number, true)
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
        Follows::No
    }

    /// Whether what a pattern takes stands in its order from the token with that bit on.
    fn follows(&mut self, pattern: &Pattern, at: u32, matcher: &Matcher<'_>) -> bool {
        let mut open = u64::MAX << at;
        // Behind something that may stand anywhere the nearest one need not be the one that is meant.
        let mut is_near = true;
        for (atom, link) in &pattern.sequence {
            let near = match link {
                Link::Next => open & open.wrapping_neg(),
                Link::Gap => up_to_first(open, self.breaks),
                Link::Far => u64::MAX,
            };
            is_near &= *link != Link::Far;
            let stands = self.mask(atom, matcher) & open & if is_near { near } else { u64::MAX };
            if stands == 0 {
                return false;
            }
            open = (u64::MAX << stands.trailing_zeros()) << 1;
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
        if self.is_long() {
            let stands = |pattern, token, forwards| matcher.follows(pattern, token, forwards) == Follows::Yes;
            return stands(behind, token, true)
                && (before.sequence.is_empty() || stands(before, token.wrapping_sub(1), false));
        }
        let Some(at) = token.checked_sub(self.first).and_then(|at| u32::try_from(at).ok()) else {
            return false;
        };
        let mut open = !(u64::MAX << at);
        let mut is_near = true;
        for (atom, link) in &before.sequence {
            let near = match link {
                Link::Next => up_to_first(open.reverse_bits(), open.reverse_bits()).reverse_bits(),
                Link::Gap => up_to_first(open.reverse_bits(), self.breaks.reverse_bits()).reverse_bits(),
                Link::Far => u64::MAX,
            };
            is_near &= *link != Link::Far;
            let stands = self.mask(atom, matcher) & open & if is_near { near } else { u64::MAX };
            if stands == 0 {
                return false;
            }
            open = !(u64::MAX << stands.ilog2());
        }
        self.follows(behind, at, matcher)
    }
}

/// The bits of `open` up to the lowest one that is a break too, itself included.
fn up_to_first(open: u64, breaks: u64) -> u64 {
    let first = open & breaks;
    open & (first ^ first.wrapping_sub(1))
}
