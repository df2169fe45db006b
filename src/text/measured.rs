//! What figures measure, as patterns ask for it.

use serde::{Deserialize, Serialize};

/// What a figure must measure for a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Measure {
    /// Anything.
    Any,
    /// A percentage that is no distance of two: `<x:%>`.
    Percent,
    /// Anything else: `<x:amount>`.
    Amount,
    /// Things counted or measured: `<x:count>`.
    Count,
    /// `<x:money>`
    Money,
    /// What is no share: an amount, or the distance of two percentages: `<x:size>`.
    Size,
    /// The distance of two percentages: `<x:points>`.
    Points,
    /// What tells the size of a thing in its name: `<x:grade>`, 110千伏.
    Grade,
    /// What is more than is printed: `<x:over>`, 超出4天.
    Over,
    /// What is numbered behind it: `<x:entries>`, 三方面.
    Entries,
}

impl Measure {
    /// How many there are.
    pub(super) const COUNT: usize = 10;

    /// All, by their numbers.
    pub(super) const ALL: [Self; Self::COUNT] = [
        Self::Any,
        Self::Percent,
        Self::Amount,
        Self::Count,
        Self::Money,
        Self::Size,
        Self::Points,
        Self::Grade,
        Self::Over,
        Self::Entries,
    ];

    /// Its number among all.
    pub(super) fn number(self) -> usize {
        match self {
            Self::Any => 0,
            Self::Percent => 1,
            Self::Amount => 2,
            Self::Count => 3,
            Self::Money => 4,
            Self::Size => 5,
            Self::Points => 6,
            Self::Grade => 7,
            Self::Over => 8,
            Self::Entries => 9,
        }
    }
}

/// Some of them: what a figure measures, or figures do that stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Measured(u16);

impl Measured {
    /// Just one.
    pub(super) fn only(measure: Measure) -> Self {
        Self(1 << measure.number())
    }

    /// Those of both.
    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that both have.
    pub(super) fn both(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) fn has(self, measure: Measure) -> bool {
        self.0 >> measure.number() & 1 == 1
    }

    /// Those that it lacks.
    pub(super) fn lacks(self) -> impl Iterator<Item = Measure> {
        Measure::ALL.into_iter().filter(move |measure| !self.has(*measure))
    }
}
