//! What an indicator aims at, and whether a figure meets it.

use std::cmp::Ordering;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::place::Place;
use crate::figure::{self, Origin, Quantity, Unit};
use crate::text::figures::Comparator;
use crate::text::kinds::Direction;
use crate::text::language::Language;

/// Where a target is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The indicator's own cell.
    Cell,
    /// Its name: （预期值：24个）.
    Name,
    /// The text of its result: 目标24个，实际23个.
    Result,
    /// A goal of its task or of the year.
    Goal,
    /// Its nature: 100% for a rate of completion, 0 for accidents.
    Nature,
}

/// What 1:n and n:1 say, n being 1 or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OneTo {
    /// One for so many, such as 1:18 pupils for a teacher: the more, the worse.
    Many,
    /// So many from one, such as 1:3 in a 撬动比: the more, the better.
    Yield,
    /// The name does not tell.
    Unknown,
}

/// A target that was found.
#[derive(Debug, Clone)]
pub struct Target {
    /// The figure with its place, of a range the lower end; a natural bound stands at the name.
    pub quantity: Quantity,
    /// The upper end of a range: 3-5天.
    pub upper: Option<Quantity>,
    /// ≥, ≤ or =; `None` where no sign stands.
    pub comparator: Option<Comparator>,
    /// Whether less is better.
    pub direction: Direction,
    /// Where it was found.
    pub source: Source,
    /// The characters that say it.
    pub place: Place,
    /// Whether it is surely this indicator's: a goal that only shares words may be another's.
    pub is_sure: bool,
    /// Whether the class printed beside the indicator makes it what is not to be exceeded, whatever its sign.
    pub(super) is_ceiling: bool,
    /// What a target of the form 1:n or n:1 means; `None` for any other, and for n:1 with a sign, which bounds n.
    pub(super) ratio: Option<OneTo>,
    pub(super) language: Arc<Language>,
}

impl Target {
    /// Whether a figure meets it; `None` where that cannot be told.
    ///
    /// Without a sign, short is unmet and more is met; where less is better and no sign says up to where, only the target
    /// itself is surely met. A target of 0 is met by 0 alone, a range by what lies in it.
    #[must_use]
    pub fn is_met_by(&self, answer: &Quantity) -> Option<bool> {
        let answer = self.in_unit(answer)?;
        let order = figure::compare(&answer, &self.quantity).ok()?;
        let order = match self.ratio {
            Some(OneTo::Many) => order.reverse(),
            Some(OneTo::Unknown) if order.is_ne() => return None,
            _ => order,
        };
        if let Some(upper) = &self.upper {
            let is_above = figure::compare(&answer, upper).ok()?.is_gt();
            return match (order.is_lt(), is_above, self.direction) {
                (false, false, _) => Some(true),
                (true, _, Direction::Higher) | (_, true, Direction::Lower) => Some(false),
                _ => None,
            };
        }
        let met = match (self.comparator, self.direction) {
            (Some(Comparator::AtLeast), _) => order.is_ge(),
            (Some(Comparator::AtMost), _) => order.is_le(),
            (_, _) if self.is_ceiling => order.is_le(),
            (_, _) if self.quantity.value().is_zero() => order.is_eq(),
            (Some(Comparator::Equal), Direction::Higher) => order.is_eq(),
            (None, Direction::Higher) => order.is_ge(),
            // 成本=90万元 is met by 85万元 as well as missed.
            (Some(Comparator::Equal) | None, Direction::Lower) => match order {
                Ordering::Equal => true,
                _ => return None,
            },
        };
        (met || self.is_sure).then_some(met)
    }

    /// Whether more of it is surely more done: not of one teacher for so many pupils.
    fn is_proportional(&self) -> bool {
        self.ratio.is_none_or(|ratio| ratio == OneTo::Yield)
    }

    /// How much of it a figure reaches, as a ratio; `None` for a target of 0, a range, one that may be another's, and where
    /// less is better.
    #[must_use]
    pub fn reached(&self, answer: &Quantity) -> Option<Quantity> {
        let lowers = self.direction == Direction::Lower || self.comparator == Some(Comparator::AtMost);
        if lowers || self.upper.is_some() || !self.is_sure || !self.is_proportional() {
            return None;
        }
        self.in_unit(answer)?.div(&self.quantity).ok()
    }

    /// Whether a figure is neither many times the target nor a small part of it, or 0.
    pub(super) fn is_of_size(&self, answer: &Quantity) -> bool {
        let [target, answer] = [self.quantity.value().abs(), answer.value().abs()];
        let factor = Decimal::from(50);
        let times = |of: Decimal| of.checked_mul(factor).unwrap_or(Decimal::MAX);
        answer.is_zero() || answer <= times(target) && target <= times(answer)
    }

    /// The share of its points that a figure earns: all if it is met, else answer ÷ target, and target ÷ answer where less
    /// is better. `None` where that is not sure, for a target of 0, and where more than exactly so much was done.
    #[must_use]
    pub fn earned(&self, answer: &Quantity) -> Option<Quantity> {
        if self.is_met_by(answer)? {
            return Some(Quantity::exact(Decimal::ONE, Unit::Ratio, Origin::Literal));
        }
        let answer = self.in_unit(answer).filter(|_| !self.quantity.value().is_zero())?;
        if self.comparator == Some(Comparator::AtMost) || self.direction == Direction::Lower {
            return self.upper.as_ref().unwrap_or(&self.quantity).div(&answer).ok();
        }
        let is_short = figure::compare(&answer, &self.quantity).ok()?.is_lt();
        is_short.then(|| answer.div(&self.quantity).ok()).flatten()
    }

    /// A figure counted by another word for the same, in the target's: 场 for 次, 12500米 for 12公里.
    fn in_unit(&self, answer: &Quantity) -> Option<Quantity> {
        match (answer.unit(), self.quantity.unit()) {
            (Unit::Counter(a), Unit::Counter(b)) if a != b => {
                let measures = self.language.measures();
                if measures.counts_alike(a, b) {
                    return Some(answer.measured_in(self.quantity.unit().clone()));
                }
                let factor = measures.conversion(a, b)?;
                let factor = Quantity::exact(factor, Unit::Ratio, Origin::Literal);
                let converted = answer.mul(&factor).ok()?;
                Some(converted.measured_in(self.quantity.unit().clone()))
            }
            _ => Some(answer.clone()),
        }
    }
}

/// With its sign: `24个`, `≥95%`, `3天～5天`.
impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = match self.comparator.filter(|_| self.source != Source::Nature) {
            Some(Comparator::AtLeast) => "≥",
            Some(Comparator::AtMost) => "≤",
            Some(Comparator::Equal) => "=",
            None => "",
        };
        match &self.upper {
            Some(upper) => write!(f, "{}～{upper}", self.quantity),
            None => write!(f, "{sign}{}", self.quantity),
        }
    }
}
