//! Sets of places in a row of tokens, a bit for each: place n stands before token n, the last one behind all of them.

/// Places that a word of bits holds.
pub(super) const BITS: usize = 64;

/// A set of places, as words of bits. Words that are asked for by number are those of a set.
pub(super) trait Places: Clone {
    /// All places around so many tokens.
    fn all(tokens: usize) -> Self;

    /// Its words of bits.
    fn words(&self) -> &[u64];

    /// The same for changing them.
    fn words_mut(&mut self) -> &mut [u64];

    /// None of the places of a set.
    fn none(&self) -> Self {
        let mut none = self.clone();
        none.words_mut().fill(0);
        none
    }

    fn add(&mut self, place: usize) {
        if let Some(word) = self.words_mut().get_mut(place / BITS) {
            *word |= 1 << (place % BITS);
        }
    }

    fn has(&self, place: usize) -> bool {
        self.words().get(place / BITS).is_some_and(|word| word >> (place % BITS) & 1 == 1)
    }

    fn is_empty(&self) -> bool {
        self.words().iter().all(|word| *word == 0)
    }

    /// Takes in those of another set; tells whether that were more.
    fn join(&mut self, other: &Self) -> bool {
        let mut is_more = false;
        for (own, other) in self.words_mut().iter_mut().zip(other.words()) {
            is_more |= other & !*own != 0;
            *own |= other;
        }
        is_more
    }

    /// Keeps those of another set.
    fn meet(&mut self, other: &Self) {
        self.words_mut().iter_mut().zip(other.words()).for_each(|(own, other)| *own &= other);
    }

    /// Leaves out those of another set.
    fn leave(&mut self, other: &Self) {
        self.words_mut().iter_mut().zip(other.words()).for_each(|(own, other)| *own &= !other);
    }

    /// Keeps those whose bit is set in the words that `bits` gives by number.
    fn keep(&mut self, bits: impl Fn(usize) -> u64) {
        for (number, own) in self.words_mut().iter_mut().enumerate() {
            *own &= bits(number);
        }
    }

    /// Goes from each place to the one before it.
    fn step_back(&mut self) {
        let mut carried = 0;
        for own in self.words_mut().iter_mut().rev() {
            let lowest = *own << (BITS - 1);
            *own = *own >> 1 | carried;
            carried = lowest;
        }
    }

    /// Goes from each place to the one behind it.
    fn step_on(&mut self) {
        let mut carried = 0;
        for own in self.words_mut() {
            let highest = *own >> (BITS - 1);
            *own = *own << 1 | carried;
            carried = highest;
        }
    }

    /// Takes in every place from which only tokens of `through`, by the number of the word of bits, lead to one of the set.
    fn spread_back(&mut self, through: impl Fn(usize) -> u64) {
        let mut carried = 0;
        for (number, own) in self.words_mut().iter_mut().enumerate().rev() {
            let mut through = through(number);
            let mut all = *own | carried & through;
            for shift in [1, 2, 4, 8, 16, 32] {
                all |= through & all >> shift;
                through &= through >> shift;
            }
            *own = all;
            carried = all << (BITS - 1);
        }
    }

    /// Takes in every place to which only tokens of `through`, by the number of the word of bits, lead from one of the set.
    fn spread_on(&mut self, through: impl Fn(usize) -> u64) {
        // Whether the last place of the word before leads on.
        let mut carried = 0;
        for (number, own) in self.words_mut().iter_mut().enumerate() {
            let tokens = through(number);
            let mut through = tokens << 1;
            let mut all = *own | carried;
            for shift in [1, 2, 4, 8, 16, 32] {
                all |= through & all << shift;
                through &= through << shift;
            }
            *own = all;
            carried = (all & tokens) >> (BITS - 1);
        }
    }

    /// The places, ascending.
    fn iter(&self) -> impl Iterator<Item = usize> {
        let words = self.words().iter().enumerate();
        words.flat_map(|(number, word)| ones(*word).map(move |bit| number * BITS + bit))
    }
}

/// The places around less than 64 tokens: nearly every sentence has no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Few([u64; 1]);

impl Places for Few {
    fn all(tokens: usize) -> Self {
        Self([last_word(tokens)])
    }

    fn words(&self) -> &[u64] {
        &self.0
    }

    fn words_mut(&mut self) -> &mut [u64] {
        &mut self.0
    }
}

/// The places around however many tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Many(Vec<u64>);

impl Places for Many {
    fn all(tokens: usize) -> Self {
        let mut words = vec![u64::MAX; tokens / BITS];
        words.push(last_word(tokens));
        Self(words)
    }

    fn words(&self) -> &[u64] {
        &self.0
    }

    fn words_mut(&mut self) -> &mut [u64] {
        &mut self.0
    }
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

    fn through(tokens: std::ops::Range<usize>) -> impl Fn(usize) -> u64 {
        move |word| {
            (0..BITS).filter(|bit| tokens.contains(&(word * BITS + bit))).fold(0, |all, bit| all | 1 << bit)
        }
    }

    #[test]
    fn places_spread_back_over_tokens_that_lead_to_them() {
        let mut spread = places(&[130]);
        spread.spread_back(through(60..130));
        assert_eq!(spread.iter().collect::<Vec<_>>(), (60..=130).collect::<Vec<_>>());
        let mut held = places(&[130]);
        held.spread_back(through(60..129));
        assert_eq!(held.iter().collect::<Vec<_>>(), [130], "token 129 leads nowhere");
        let mut own = places(&[5, 7]);
        own.spread_back(through(3..5));
        assert_eq!(own.iter().collect::<Vec<_>>(), [3, 4, 5, 7]);
    }

    #[test]
    fn places_spread_on_over_tokens_that_lead_from_them() {
        let mut spread = places(&[60]);
        spread.spread_on(through(60..130));
        assert_eq!(spread.iter().collect::<Vec<_>>(), (60..=130).collect::<Vec<_>>());
        let mut held = places(&[60]);
        held.spread_on(through(61..130));
        assert_eq!(held.iter().collect::<Vec<_>>(), [60], "token 60 leads nowhere");
        let mut over = places(&[63]);
        over.spread_on(through(63..64));
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
            assert!(tokens >= BITS || Few::all(tokens).words() == all.words(), "{tokens}");
        }
    }
}
