//! Sets of places in a row of tokens, a bit for each: place n stands before token n, the last one behind all of them.

use std::ops::Range;

/// Places that a word of bits holds.
pub(super) const BITS: usize = 64;

/// A set of places. Rows of tokens that are held against it have a word of bits for every word of places.
pub(super) trait Places: Clone {
    /// All places around so many tokens.
    fn all(tokens: usize) -> Self;

    /// None of the places of a set.
    fn none(&self) -> Self;

    fn add(&mut self, place: usize);

    /// Takes in some that follow each other.
    fn add_all(&mut self, places: Range<usize>);

    fn has(&self, place: usize) -> bool;

    fn is_empty(&self) -> bool;

    /// Takes in those of another set; tells whether that were more.
    fn join(&mut self, other: &Self) -> bool;

    /// Keeps those of another set.
    fn meet(&mut self, other: &Self);

    /// Leaves out those of another set.
    fn leave(&mut self, other: &Self);

    /// Keeps those that stand before a token of a row.
    fn keep(&mut self, row: &[u64]);

    /// Keeps those that stand before no token of a row.
    fn keep_others(&mut self, row: &[u64]);

    /// Keeps those whose bit is set in the words that `bits` gives by number.
    fn keep_bits(&mut self, bits: impl Fn(usize) -> u64);

    /// Goes from each place to the one before it.
    fn step_back(&mut self);

    /// Goes from each place to the one behind it.
    fn step_on(&mut self);

    /// Takes in every place from which only tokens of a row lead to one of the set.
    fn spread_back(&mut self, row: &[u64]);

    /// Takes in every place to which only tokens of a row lead from one of the set.
    fn spread_on(&mut self, row: &[u64]);

    /// The places, ascending.
    fn iter(&self) -> impl Iterator<Item = usize>;
}

/// The places around less than 64 tokens: nearly every sentence has no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Few(pub(super) u64);

/// The only word of a row.
#[inline]
fn only(row: &[u64]) -> u64 {
    row.first().copied().unwrap_or(0)
}

impl Places for Few {
    fn all(tokens: usize) -> Self {
        Self(last_word(tokens))
    }

    fn none(&self) -> Self {
        Self(0)
    }

    fn add(&mut self, place: usize) {
        self.0 |= if place < BITS { 1 << place } else { 0 };
    }

    fn add_all(&mut self, places: Range<usize>) {
        let below = |place: usize| if place < BITS { (1 << place) - 1 } else { u64::MAX };
        self.0 |= below(places.end) & !below(places.start);
    }

    fn has(&self, place: usize) -> bool {
        place < BITS && self.0 >> place & 1 == 1
    }

    fn is_empty(&self) -> bool {
        self.0 == 0
    }

    fn join(&mut self, other: &Self) -> bool {
        let is_more = other.0 & !self.0 != 0;
        self.0 |= other.0;
        is_more
    }

    fn meet(&mut self, other: &Self) {
        self.0 &= other.0;
    }

    fn leave(&mut self, other: &Self) {
        self.0 &= !other.0;
    }

    fn keep(&mut self, row: &[u64]) {
        self.0 &= only(row);
    }

    fn keep_others(&mut self, row: &[u64]) {
        self.0 &= !only(row);
    }

    fn keep_bits(&mut self, bits: impl Fn(usize) -> u64) {
        self.0 &= bits(0);
    }

    fn step_back(&mut self) {
        self.0 >>= 1;
    }

    fn step_on(&mut self) {
        self.0 <<= 1;
    }

    fn spread_back(&mut self, row: &[u64]) {
        self.0 = spread_back(self.0, only(row));
    }

    fn spread_on(&mut self, row: &[u64]) {
        self.0 = spread_on(self.0, only(row));
    }

    fn iter(&self) -> impl Iterator<Item = usize> {
        ones(self.0)
    }
}

/// The places around however many tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Many(Vec<u64>);

impl Places for Many {
    fn all(tokens: usize) -> Self {
        let mut words = vec![u64::MAX; tokens / BITS + 1];
        if let Some(last) = words.last_mut() {
            *last = last_word(tokens);
        }
        Self(words)
    }

    fn none(&self) -> Self {
        Self(vec![0; self.0.len()])
    }

    fn add(&mut self, place: usize) {
        if let Some(word) = self.0.get_mut(place / BITS) {
            *word |= 1 << (place % BITS);
        }
    }

    fn add_all(&mut self, places: Range<usize>) {
        places.for_each(|place| self.add(place));
    }

    fn has(&self, place: usize) -> bool {
        self.0.get(place / BITS).is_some_and(|word| word >> (place % BITS) & 1 == 1)
    }

    fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    fn join(&mut self, other: &Self) -> bool {
        let mut is_more = false;
        for (own, other) in self.0.iter_mut().zip(&other.0) {
            is_more |= other & !*own != 0;
            *own |= other;
        }
        is_more
    }

    fn meet(&mut self, other: &Self) {
        self.keep(&other.0);
    }

    fn leave(&mut self, other: &Self) {
        self.keep_others(&other.0);
    }

    fn keep(&mut self, row: &[u64]) {
        self.0.iter_mut().zip(row).for_each(|(own, row)| *own &= row);
    }

    fn keep_others(&mut self, row: &[u64]) {
        self.0.iter_mut().zip(row).for_each(|(own, row)| *own &= !row);
    }

    fn keep_bits(&mut self, bits: impl Fn(usize) -> u64) {
        self.0.iter_mut().enumerate().for_each(|(number, own)| *own &= bits(number));
    }

    fn step_back(&mut self) {
        let mut carried = 0;
        for own in self.0.iter_mut().rev() {
            let lowest = *own << (BITS - 1);
            *own = *own >> 1 | carried;
            carried = lowest;
        }
    }

    fn step_on(&mut self) {
        let mut carried = 0;
        for own in &mut self.0 {
            let highest = *own >> (BITS - 1);
            *own = *own << 1 | carried;
            carried = highest;
        }
    }

    fn spread_back(&mut self, row: &[u64]) {
        let mut carried = 0;
        for (own, through) in self.0.iter_mut().zip(row).rev() {
            *own = spread_back(*own | carried & through, *through);
            carried = *own << (BITS - 1);
        }
    }

    fn spread_on(&mut self, row: &[u64]) {
        // Whether the last place of the word before leads on.
        let mut carried = 0;
        for (own, through) in self.0.iter_mut().zip(row) {
            *own = spread_on(*own | carried, *through);
            carried = (*own & through) >> (BITS - 1);
        }
    }

    fn iter(&self) -> impl Iterator<Item = usize> {
        let words = self.0.iter().enumerate();
        words.flat_map(|(number, word)| ones(*word).map(move |bit| number * BITS + bit))
    }
}

/// The places of a word of bits, and those before them that only tokens of `through` lead from.
#[inline]
fn spread_back(places: u64, mut through: u64) -> u64 {
    let mut all = places;
    for shift in [1, 2, 4, 8, 16, 32] {
        all |= through & all >> shift;
        through &= through >> shift;
    }
    all
}

/// The places of a word of bits, and those behind them that only tokens of `through` lead to: in a sum they carry on.
#[inline]
fn spread_on(places: u64, through: u64) -> u64 {
    places | (places & through).wrapping_add(through) ^ through
}

/// The last word of bits of the places around so many tokens.
fn last_word(tokens: usize) -> u64 {
    u64::MAX >> (BITS - 1 - tokens % BITS)
}

/// The numbers of the bits that are set, ascending.
pub(super) fn ones(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = usize::try_from(bits.trailing_zeros()).ok().filter(|_| bits != 0)?;
        bits &= bits - 1;
        Some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(all: &[usize]) -> Many {
        let mut places = Many::all(130).none();
        for place in all {
            places.add(*place);
        }
        places
    }

    fn through(tokens: std::ops::Range<usize>) -> Vec<u64> {
        let bits = |word| {
            (0..BITS).filter(|bit| tokens.contains(&(word * BITS + bit))).fold(0, |all, bit| all | 1 << bit)
        };
        (0..3).map(bits).collect()
    }

    #[test]
    fn places_spread_back_over_tokens_that_lead_to_them() {
        let mut spread = places(&[130]);
        spread.spread_back(&through(60..130));
        assert_eq!(spread.iter().collect::<Vec<_>>(), (60..=130).collect::<Vec<_>>());
        let mut held = places(&[130]);
        held.spread_back(&through(60..129));
        assert_eq!(held.iter().collect::<Vec<_>>(), [130], "token 129 leads nowhere");
        let mut own = places(&[5, 7]);
        own.spread_back(&through(3..5));
        assert_eq!(own.iter().collect::<Vec<_>>(), [3, 4, 5, 7]);
    }

    #[test]
    fn places_spread_on_over_tokens_that_lead_from_them() {
        let mut spread = places(&[60]);
        spread.spread_on(&through(60..130));
        assert_eq!(spread.iter().collect::<Vec<_>>(), (60..=130).collect::<Vec<_>>());
        let mut held = places(&[60]);
        held.spread_on(&through(61..130));
        assert_eq!(held.iter().collect::<Vec<_>>(), [60], "token 60 leads nowhere");
        let mut over = places(&[63]);
        over.spread_on(&through(63..64));
        assert_eq!(over.iter().collect::<Vec<_>>(), [63, 64]);
    }

    #[test]
    fn a_step_goes_from_word_to_word() {
        let mut back = places(&[0, 64, 65, 128]);
        back.step_back();
        assert_eq!(back.iter().collect::<Vec<_>>(), [63, 64, 127], "before the first there is none");
        let mut on = places(&[0, 63, 64, 127]);
        on.step_on();
        assert_eq!(on.iter().collect::<Vec<_>>(), [1, 64, 65, 128]);
    }

    #[test]
    fn all_places_are_one_more_than_the_tokens() {
        for tokens in [0, 1, 63, 64, 65, 127, 128] {
            let all = Many::all(tokens);
            assert_eq!(all.iter().count(), tokens + 1, "{tokens}");
            assert!(all.has(tokens) && !all.has(tokens + 1), "{tokens}");
            assert!(tokens >= BITS || Few::all(tokens).iter().eq(all.iter()), "{tokens}");
        }
    }
}
