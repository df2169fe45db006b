//! The figures of a text: what each is in its sentence.

use std::ops::Range;

use super::measured::{Measure, Measured};
use super::measures::{Dimension, Measures};
use super::numbers::Number;
use crate::figure::{Qualifier, Unit};

pub use super::role::{Comparator, Role};

/// A figure of a text.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Value, places, unit, qualifier, and the bytes of all of that.
    pub number: Number,
    /// What it is in its sentence.
    pub role: Role,
    /// The comparator that stands with it: 不低于, 以上, ≤.
    pub bound: Option<Comparator>,
    /// The last year that its sentence names before it.
    pub year: Option<u16>,
    /// Whether it speaks of part of a year: 一季度, 上半年, 3月.
    pub is_partial_period: bool,
    /// Its clause, by number.
    pub clause: usize,
    /// Its sentence, by number.
    pub sentence: usize,
    /// What its unit measures, if it is a known measure word.
    pub(super) dimension: Option<Dimension>,
    /// Its token, by number.
    pub(super) token: usize,
}

impl Figure {
    /// Whether both count the same kind of thing: two amounts, two percentages, 场 and 次.
    #[must_use]
    pub fn is_commensurable(&self, other: &Self, measures: &Measures) -> bool {
        measures.commensurable_in(
            (self.number.unit.as_ref(), self.dimension),
            (other.number.unit.as_ref(), other.dimension),
        )
    }

    /// Whether its unit is of a line of measures.
    #[must_use]
    pub fn is_measured(&self, line: &str, measures: &Measures) -> bool {
        let unit = self.number.unit.as_ref();
        unit.is_some_and(|unit| measures.measured_in(unit, self.dimension) == line)
    }

    /// What it measures, as patterns ask for it.
    pub(super) fn measured(&self, measures: &Measures) -> Measured {
        let is_of = |measure: &Measure| match measure {
            Measure::Any => true,
            Measure::Percent => self.is_percent() && !self.number.is_points,
            Measure::Amount => !self.is_percent(),
            Measure::Count => self.counter().is_some(),
            Measure::Money => self.is_money(),
            Measure::Size => !self.is_percent() || self.number.is_points,
            Measure::Points => self.number.is_points,
            Measure::Over => self.number.qualifier == Some(Qualifier::Over),
            Measure::Entries => {
                self.counter().is_some_and(|word| measures.counting_entries(word) == Some(word))
            }
            Measure::Grade => self.dimension.is_some_and(|dimension| measures.grades(dimension)),
        };
        let all = Measure::ALL.into_iter().filter(is_of);
        all.map(Measured::only).fold(Measured::default(), Measured::with)
    }

    /// Whether it is a percentage.
    #[must_use]
    pub fn is_percent(&self) -> bool {
        self.number.unit == Some(Unit::Percent)
    }

    /// Whether it is an amount of money.
    #[must_use]
    pub fn is_money(&self) -> bool {
        matches!(self.number.unit, Some(Unit::Money(_)))
    }

    /// The measure word, if it counts or measures things.
    #[must_use]
    pub fn counter(&self) -> Option<&str> {
        match &self.number.unit {
            Some(Unit::Counter(word)) => Some(word),
            _ => None,
        }
    }

    /// Whether it stands for itself alone: no 约, 近, 超, 多.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.number.qualifier.is_none() && self.bound.is_none()
    }

    /// Its bytes.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.number.range.clone()
    }

    /// 约, 近, 超 and the like.
    #[must_use]
    pub fn qualifier(&self) -> Option<Qualifier> {
        self.number.qualifier
    }
}
