//! Which letters and which two neighbours a text has: whether a word may stand in it is told without looking for it.

use serde::{Deserialize, Serialize};

/// The letters and neighbours of a text, as bits; two of them may share one.
#[derive(Debug, Clone, Default)]
pub struct Pairs {
    /// As many as a power of two.
    bits: Box<[u64]>,
    /// By how much a mark is shifted to number its bit.
    shift: u32,
}

/// What marks a letter, or two letters beside each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark(u32);

impl Mark {
    /// The mark of a letter.
    #[must_use]
    pub fn letter(letter: char) -> Self {
        Self(u32::from(letter).wrapping_mul(0x9e37_79b1))
    }

    /// The mark of a letter and the one behind it.
    #[must_use]
    pub fn pair(first: char, second: char) -> Self {
        let first = u32::from(first).wrapping_mul(0x85eb_ca6b);
        Self((first ^ u32::from(second).rotate_left(16)).wrapping_mul(0xc2b2_ae35))
    }

    /// The word of bits in which it stands, and its bit.
    fn place(self, shift: u32) -> (usize, u64) {
        let bit = self.0 >> shift;
        (usize::try_from(bit / 64).unwrap_or(usize::MAX), 1 << (bit % 64))
    }
}

impl Pairs {
    /// Gathers them.
    #[must_use]
    pub fn of(text: &str) -> Self {
        // A letter of three bytes has two marks: at most a sixth of the bits are set.
        let words = (text.len() / 16 + 1).next_power_of_two();
        let mut pairs = Self { bits: vec![0; words].into(), shift: 26 - words.trailing_zeros().min(26) };
        // Before the first letter stands one that no text has.
        let mut last = char::REPLACEMENT_CHARACTER;
        let shift = pairs.shift;
        for letter in text.chars() {
            for mark in [Mark::letter(letter), Mark::pair(last, letter)] {
                let (word, bit) = mark.place(shift);
                pairs.bits.get_mut(word).into_iter().for_each(|word| *word |= bit);
            }
            last = letter;
        }
        pairs
    }

    /// Whether the text may have a mark; never false where it does.
    #[must_use]
    pub fn may_have(&self, mark: Mark) -> bool {
        let (word, bit) = mark.place(self.shift);
        self.bits.get(word).is_some_and(|word| word & bit != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_text_has_is_never_denied() {
        let text = "完成率为95.3%，比上年高。".repeat(30);
        let pairs = Pairs::of(&text);
        let letters: Vec<char> = text.chars().collect();
        assert!(letters.iter().all(|letter| pairs.may_have(Mark::letter(*letter))));
        assert!(letters.windows(2).all(|two| pairs.may_have(Mark::pair(two[0], two[1]))));
    }

    #[test]
    fn most_of_what_it_has_not_is_denied() {
        let pairs = Pairs::of("年末结转结余资金已由财政部门收回，其余用于下年度的道路养护。");
        let others: Vec<char> = "滞后拖欠招聘培训灯具桥梁检测".chars().collect();
        let denied = others.windows(2).filter(|two| !pairs.may_have(Mark::pair(two[0], two[1])));
        assert_eq!((others.len(), denied.count()), (14, 11));
        assert!(!Pairs::of("").may_have(Mark::letter('年')));
    }
}
