//! Where in a sentence stands what patterns take, as bits: asked before a pattern is tried, since hardly any fits.

use super::pattern::{Atom, Link, Matcher, Pattern, is_gap};
use super::tokens::Token;

/// The tokens of a sentence that each of some atoms accepts.
pub(super) struct Standing<'t> {
    atoms: &'t [Atom],
    tokens: &'t [Token],
    /// The number of its first token in the text.
    first: usize,
    /// A bit for each token that an atom accepts, by the number of the atom; `None` until it is asked for.
    masks: Vec<Option<u64>>,
    /// A bit for each token that ends a gap.
    breaks: u64,
}

/// Tokens of the longest sentence that has a bit for each.
const LONGEST: usize = 64;

impl<'t> Standing<'t> {
    pub(super) fn new(atoms: &'t [Atom]) -> Self {
        Self { atoms, tokens: &[], first: 0, masks: Vec::with_capacity(atoms.len()), breaks: 0 }
    }

    /// Goes on to another sentence.
    pub(super) fn begin(&mut self, tokens: &'t [Token], first: usize) {
        (self.tokens, self.first) = (tokens, first);
        self.masks.clear();
        self.masks.resize(self.atoms.len(), None);
        let breaks = tokens.iter().take(LONGEST).enumerate().filter(|(_, token)| !is_gap(**token));
        self.breaks = breaks.fold(0, |mask, (at, _)| mask | 1 << at);
    }

    fn is_long(&self) -> bool {
        self.tokens.len() > LONGEST
    }

    fn mask(&mut self, atom: u16, matcher: &Matcher<'_>) -> u64 {
        let number = usize::from(atom);
        if let Some(Some(mask)) = self.masks.get(number) {
            return *mask;
        }
        let Some(atom) = self.atoms.get(number) else { return 0 };
        let bits = self.tokens.iter().enumerate().filter(|(_, token)| matcher.accepts(atom, token));
        let mask = bits.fold(0, |mask, (at, _)| mask | 1 << at);
        if let Some(slot) = self.masks.get_mut(number) {
            *slot = Some(mask);
        }
        mask
    }

    /// The tokens, by their numbers in the text, from which on a pattern may match: what it takes stands there in its order.
    pub(super) fn starts(&mut self, pattern: &Pattern, matcher: &Matcher<'_>, found: &mut Vec<usize>) {
        found.clear();
        if self.is_long() {
            let all = self.tokens.iter().zip(self.first..);
            let begins = all.filter(|(token, _)| pattern.may_begin(token)).map(|(_, number)| number);
            found.extend(begins.filter(|number| matcher.may_follow(pattern, *number, true)));
            return;
        }
        let mut left = match pattern.sequence.first().filter(|_| pattern.begins_with_token()) {
            Some((first, _)) => self.mask(*first, matcher),
            None => u64::MAX >> (64 - self.tokens.len().clamp(1, 64)),
        };
        while left != 0 {
            let at = left.trailing_zeros();
            left &= left - 1;
            let number = self.first + usize::try_from(at).unwrap_or(0);
            let follows = if pattern.crosses {
                matcher.may_follow(pattern, number, true)
            } else {
                self.follows(pattern, at, matcher)
            };
            if follows {
                found.push(number);
            }
        }
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
            let stands = self.mask(*atom, matcher) & open & if is_near { near } else { u64::MAX };
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
            return matcher.may_follow(behind, token, true)
                && (before.sequence.is_empty() || matcher.may_follow(before, token.wrapping_sub(1), false));
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
            let stands = self.mask(*atom, matcher) & open & if is_near { near } else { u64::MAX };
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
