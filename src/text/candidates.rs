//! Which of many patterns can match where some words stand: asked once for a sentence, not pattern by pattern.

use smallvec::SmallVec;

use super::lexicon::Classes;

/// The numbers of some patterns, ascending.
pub(super) type Numbers = SmallVec<[usize; 24]>;

/// Patterns by the words that they require, each by its number.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    /// How many words hold a bit for each pattern.
    width: usize,
    levels: [Level; LEVELS],
    /// The patterns that take no more figures than so many.
    figures: [Vec<u64>; FIGURES],
}

/// Figures of a pattern that are told apart: none, one, two, or more.
const FIGURES: usize = 4;

/// What a pattern requires.
pub(super) struct Needs<'p> {
    /// Sets of words, of each of which one must stand there.
    pub(super) words: &'p [Classes],
    /// The fewest figures.
    pub(super) figures: usize,
}

/// Of how many sets of words that a pattern requires one must stand there.
const LEVELS: usize = 3;

/// The patterns that one set of words lets through.
#[derive(Debug, Default)]
struct Level {
    /// Those that do not require so many sets.
    open: Vec<u64>,
    /// For each class, by its number, those of which a word of it is in the set.
    by_class: Vec<u64>,
    /// The classes of all sets.
    classes: Classes,
}

impl Candidates {
    /// Patterns in the order of their numbers, each by what it requires.
    pub(super) fn new(patterns: &[Needs<'_>]) -> Self {
        let width = patterns.len().div_ceil(64);
        let mut all = Self { width, ..Self::default() };
        for (count, row) in all.figures.iter_mut().enumerate() {
            row.resize(width, 0);
            for (number, _) in
                patterns.iter().enumerate().filter(|(_, needs)| needs.figures.min(FIGURES - 1) <= count)
            {
                if let Some(slot) = row.get_mut(number / 64) {
                    *slot |= 1 << (number % 64);
                }
            }
        }
        for (number, level) in all.levels.iter_mut().enumerate() {
            level.open = vec![0; width];
            let set = |row: &mut Vec<u64>, at: usize, pattern: usize| {
                let word = at * width + pattern / 64;
                row.resize(row.len().max((at + 1) * width), 0);
                if let Some(slot) = row.get_mut(word) {
                    *slot |= 1 << (pattern % 64);
                }
            };
            for (pattern, needs) in patterns.iter().enumerate() {
                match needs.words.get(number) {
                    None => set(&mut level.open, 0, pattern),
                    Some(classes) => {
                        level.classes = level.classes.with(*classes);
                        classes.numbers().for_each(|class| set(&mut level.by_class, class, pattern));
                    }
                }
            }
        }
        all
    }

    /// The numbers of the patterns that can match where words of some classes and so many figures stand, ascending. What
    /// they require beyond the first sets of words is not looked at.
    pub(super) fn among(&self, classes: Classes, figures: usize, found: &mut Numbers) {
        found.clear();
        let seen = self.levels.each_ref().map(|level| level.classes.both(classes));
        for word in 0..self.width {
            let counted = self.figures.get(figures.min(FIGURES - 1));
            let mut all = counted.and_then(|row| row.get(word)).copied().unwrap_or(0);
            for (level, seen) in self.levels.iter().zip(seen) {
                let mut own = level.open.get(word).copied().unwrap_or(0);
                for class in seen.numbers() {
                    own |= level.by_class.get(class * self.width + word).copied().unwrap_or(0);
                }
                all &= own;
            }
            while all != 0 {
                found.push(word * 64 + usize::try_from(all.trailing_zeros()).unwrap_or(0));
                all &= all - 1;
            }
        }
    }
}
