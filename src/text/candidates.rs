//! Which of many patterns can match where some words and figures stand: asked once for a sentence, not pattern by pattern.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::lexicon::Classes;
use super::measured::{Measure, Measured};

/// The numbers of some patterns, ascending.
pub(super) type Numbers = SmallVec<[usize; 24]>;

/// What stands in a sentence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stands {
    /// The classes of its words.
    pub(super) classes: Classes,
    /// How many figures.
    pub(super) figures: Figures,
    /// What they measure.
    pub(super) measured: Measured,
}

/// How many figures there are, or must be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Figures {
    pub(super) all: usize,
    /// Those that are percentages, and those that are amounts.
    pub(super) percents: usize,
    pub(super) amounts: usize,
}

impl Figures {
    /// Those that measure so much.
    pub(super) fn count(measured: &[Measured]) -> Self {
        let of = |measure| measured.iter().filter(|of| of.has(measure)).count();
        Self { all: measured.len(), percents: of(Measure::Percent), amounts: of(Measure::Amount) }
    }

    /// The numbers of both, each joined with the other.
    pub(super) fn by(self, other: Self, join: fn(usize, usize) -> usize) -> Self {
        Self {
            all: join(self.all, other.all),
            percents: join(self.percents, other.percents),
            amounts: join(self.amounts, other.amounts),
        }
    }

    /// Whether there are no more of any than of another one.
    fn are_within(self, other: Self) -> bool {
        self.all <= other.all && self.percents <= other.percents && self.amounts <= other.amounts
    }
}

/// What a pattern requires.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Needs {
    /// Sets of words, of each of which one must stand there.
    pub(super) words: Vec<Classes>,
    /// The fewest figures.
    pub(super) figures: Figures,
    /// What some of them must measure.
    pub(super) measured: Measured,
}

impl Needs {
    /// What two patterns together require.
    pub(super) fn with(&self, other: &Self) -> Self {
        Self {
            words: [self.words.as_slice(), &other.words].concat(),
            figures: self.figures.by(other.figures, |one, other| one + other),
            measured: self.measured.with(other.measured),
        }
    }

    /// Whether all of it stands there.
    pub(super) fn are_met(&self, stands: &Stands) -> bool {
        self.figures.are_within(stands.figures)
            && self.measured.both(stands.measured) == self.measured
            && self.words.iter().all(|words| words.meets(stands.classes))
    }
}

/// Patterns by what they require, each by its number.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Candidates {
    /// How many words hold a bit for each pattern.
    width: usize,
    levels: [Level; LEVELS],
    /// The patterns that take no more figures than so many.
    figures: [Vec<u64>; FIGURES],
    /// Those that need a figure which measures so much, by the number of the measure.
    measured: [Vec<u64>; Measure::COUNT],
}

/// Figures of a pattern that are told apart: none, one, two, or more.
const FIGURES: usize = 4;

/// Of how many sets of words that a pattern requires one must stand there.
const LEVELS: usize = 3;

/// The patterns that one set of words lets through.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Level {
    /// Those that do not require so many sets.
    open: Vec<u64>,
    has_open: bool,
    /// For each class, by its number, those of which a word of it is in the set.
    by_class: Vec<u64>,
    /// The classes of all sets.
    classes: Classes,
}

/// A bit for each of some patterns that is one.
fn bits(width: usize, is: impl Iterator<Item = bool>) -> Vec<u64> {
    let mut bits = vec![0; width];
    for (number, _) in is.enumerate().filter(|(_, is)| *is) {
        add(&mut bits, number);
    }
    bits
}

fn add(bits: &mut [u64], number: usize) {
    if let Some(word) = bits.get_mut(number / 64) {
        *word |= 1 << (number % 64);
    }
}

impl Candidates {
    /// Patterns in the order of their numbers, each by what it requires.
    pub(super) fn new(patterns: &[&Needs]) -> Self {
        let width = patterns.len().div_ceil(64);
        let mut all = Self { width, ..Self::default() };
        for (count, row) in all.figures.iter_mut().enumerate() {
            *row = bits(width, patterns.iter().map(|needs| needs.figures.all.min(FIGURES - 1) <= count));
        }
        for (measure, row) in Measure::ALL.into_iter().zip(&mut all.measured) {
            *row = bits(width, patterns.iter().map(|needs| needs.measured.has(measure)));
        }
        for (number, level) in all.levels.iter_mut().enumerate() {
            level.open = bits(width, patterns.iter().map(|needs| needs.words.len() <= number));
            level.has_open = level.open.iter().any(|bits| *bits != 0);
            for (pattern, needs) in patterns.iter().enumerate() {
                let Some(classes) = needs.words.get(number) else { continue };
                level.classes = level.classes.with(*classes);
                for class in classes.numbers() {
                    let row = class * width..(class + 1) * width;
                    level.by_class.resize(level.by_class.len().max(row.end), 0);
                    add(level.by_class.get_mut(row).unwrap_or_default(), pattern);
                }
            }
        }
        all
    }

    /// The numbers of the patterns that can match where so much stands, ascending. What they require beyond the first sets of
    /// words is not looked at.
    pub(super) fn among(&self, stands: &Stands, found: &mut Numbers) {
        found.clear();
        let seen = self.levels.each_ref().map(|level| level.classes.both(stands.classes));
        // Of patterns that all require words none can match where none of those stands.
        let [first, ..] = &self.levels;
        if !first.has_open && seen.first().is_some_and(|seen| seen.is_empty()) {
            return;
        }
        let counted = self.figures.get(stands.figures.all.min(FIGURES - 1));
        let lacking = stands.measured.lacks().filter_map(|measure| self.measured.get(measure.number()));
        let lacking: SmallVec<[&Vec<u64>; Measure::COUNT]> = lacking.collect();
        for word in 0..self.width {
            let at = |row: &Vec<u64>| row.get(word).copied().unwrap_or(0);
            let mut all = counted.map_or(0, at);
            for row in &lacking {
                all &= !at(row);
            }
            for (level, seen) in self.levels.iter().zip(seen) {
                if all == 0 {
                    break;
                }
                let mut own = at(&level.open);
                seen.each(|class| {
                    own |= level.by_class.get(class * self.width + word).copied().unwrap_or(0);
                });
                all &= own;
            }
            while all != 0 {
                found.push(word * 64 + usize::try_from(all.trailing_zeros()).unwrap_or(0));
                all &= all - 1;
            }
        }
    }
}
