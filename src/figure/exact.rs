//! The intervals once more in exact fractions, for the calls that decimals of 28 digits make too close.

use std::rc::Rc;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed as _, Zero as _};
use rust_decimal::Decimal;

use super::interval::{Interval, fraction, ten_to};
use super::operator::Operator;
use super::quantity::{Expression, Extent, Folded, Inner, Operand, Quantity};
use super::unit::Unit;

/// What the printed figures stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Half a unit of the last place; 约 and the like by their whole band.
    Band,
    /// Half a unit of the last place, 约 and the like aside.
    Printed,
    /// As printed, and whole amounts of money by half a unit too.
    WholeMoney,
}

impl Quantity {
    /// What the figure may stand for; `None` where it divides by what may be 0.
    pub(super) fn interval(&self, reading: Reading) -> Option<Interval> {
        match &self.0.expression {
            Expression::Leaf(_) => Some(self.leaf_interval(reading)),
            Expression::Folded(folded) => {
                let [band, printed, whole_money] = &folded.intervals;
                let interval = match reading {
                    Reading::Band => band,
                    Reading::Printed => printed,
                    Reading::WholeMoney => whole_money,
                };
                interval.clone()
            }
            Expression::Operation(operator, operands) => {
                let intervals: Option<Vec<Interval>> =
                    operands.iter().map(|operand| operand.interval(reading)).collect();
                operate(*operator, intervals?)
            }
        }
    }

    fn leaf_interval(&self, reading: Reading) -> Interval {
        let half = BigRational::new(BigInt::from(1), BigInt::from(2));
        let around = |half: BigRational| {
            let value = fraction(self.value());
            Interval { lower: &value - &half, upper: value + half }
        };
        let is_whole_money = matches!(self.unit(), Unit::Money(_)) && self.places() == 0;
        match reading {
            Reading::WholeMoney if is_whole_money && !self.is_literal() => around(half),
            Reading::Printed | Reading::WholeMoney if self.qualifier().is_some() => {
                let places = i32::try_from(self.places()).unwrap_or(i32::MAX);
                around(half * ten_to(-places))
            }
            _ => Interval { lower: fraction(self.lower()), upper: fraction(self.upper()) },
        }
    }
}

/// Digits that a decimal holds whatever they are.
const SURE_DIGITS: u32 = 28;

impl Quantity {
    /// Whether its ends times a power of ten are exact as decimals: sums, differences and products, no step of which has more digits than fit.
    pub(super) fn has_exact_ends(&self, power: i32) -> bool {
        self.digits().is_some_and(|(before, behind)| before + behind + power.unsigned_abs() <= SURE_DIGITS)
    }

    /// The most digits before and behind the point that a step of its calculation takes; `None` where they may not fit, or may
    /// go on without end.
    fn digits(&self) -> Option<(u32, u32)> {
        let (before, behind) = match &self.0.expression {
            Expression::Leaf(_) => {
                let ends = [self.value(), self.lower(), self.upper()];
                let behind = ends.iter().map(Decimal::scale).max()?;
                let largest = ends.iter().map(Decimal::abs).max()?;
                (largest.trunc().mantissa().checked_ilog10().unwrap_or(0) + 1, behind)
            }
            Expression::Operation(Operator::Divide, _) | Expression::Folded(_) => return None,
            Expression::Operation(Operator::Multiply, operands) => {
                let (mut before, mut behind) = (0, 0);
                for operand in operands {
                    let (own_before, own_behind) = operand.digits()?;
                    (before, behind) = (before + own_before, behind + own_behind);
                }
                (before, behind)
            }
            Expression::Operation(_, operands) => {
                let (mut before, mut behind) = (0, 0);
                for operand in operands {
                    let (own_before, own_behind) = operand.digits()?;
                    (before, behind) = (before.max(own_before), behind.max(own_behind));
                }
                // So many more a sum of them can have.
                (before + operands.len().checked_ilog10().unwrap_or(0) + 1, behind)
            }
        };
        (before + behind <= SURE_DIGITS).then_some((before, behind))
    }

    /// The same figure without the steps of a long calculation, with all that is still asked of them.
    pub(super) fn folded(&self) -> Self {
        let mut units = Vec::new();
        self.money_units(&mut units);
        let readings = [Reading::Band, Reading::Printed, Reading::WholeMoney];
        let folded = Folded {
            intervals: readings.map(|reading| self.interval(reading).filter(|found| !found.is_too_long())),
            origins: self.origins(),
            units,
            figures: self.0.extent.figures,
        };
        let bits = folded.intervals.iter().flatten().map(Interval::bits).max().unwrap_or(0);
        let bits = u32::try_from(bits).unwrap_or(u32::MAX);
        let extent = Extent { steps: 1, levels: 1, bits, ..self.0.extent };
        let expression = Expression::Folded(Box::new(folded));
        let name = self.0.name.clone();
        Self(Rc::new(Inner { extent, expression, name, unit: self.unit().clone(), ..*self.0 }))
    }
}

impl Operand {
    fn digits(&self) -> Option<(u32, u32)> {
        let (before, behind) = self.quantity.digits()?;
        let shift = self.shift.unsigned_abs();
        Some(if self.shift < 0 { (before, behind + shift) } else { (before + shift, behind) })
    }

    fn interval(&self, reading: Reading) -> Option<Interval> {
        self.quantity.interval(reading).map(|interval| interval.shifted(self.shift))
    }
}

fn operate(operator: Operator, mut operands: Vec<Interval>) -> Option<Interval> {
    if operator == Operator::Sum {
        return operands.into_iter().reduce(add);
    }
    let b = if operands.len() > 1 { operands.pop() } else { None };
    let a = operands.pop()?;
    match (operator, b) {
        (Operator::Add, Some(b)) => Some(add(a, b)),
        (Operator::Subtract, Some(b)) => Some(add(a, negate(b))),
        (Operator::Multiply, Some(b)) => Interval::hull(vec![
            &a.lower * &b.lower,
            &a.lower * &b.upper,
            &a.upper * &b.lower,
            &a.upper * &b.upper,
        ]),
        (Operator::Divide, Some(b)) if !b.holds(&BigRational::zero()) => Interval::hull(vec![
            &a.lower / &b.lower,
            &a.lower / &b.upper,
            &a.upper / &b.lower,
            &a.upper / &b.upper,
        ]),
        (Operator::Least, Some(b)) => {
            Some(Interval { lower: a.lower.min(b.lower), upper: a.upper.min(b.upper) })
        }
        (Operator::Greatest, Some(b)) => {
            Some(Interval { lower: a.lower.max(b.lower), upper: a.upper.max(b.upper) })
        }
        (Operator::Negate, None) => Some(negate(a)),
        (Operator::Absolute, None) => Some(absolute(&a)),
        (Operator::Round(places), None) => {
            Some(Interval { lower: rounded(&a.lower, places), upper: rounded(&a.upper, places) })
        }
        _ => None,
    }
}

fn add(a: Interval, b: Interval) -> Interval {
    Interval { lower: a.lower + b.lower, upper: a.upper + b.upper }
}

fn negate(a: Interval) -> Interval {
    Interval { lower: -a.upper, upper: -a.lower }
}

fn absolute(a: &Interval) -> Interval {
    let (low, high) = (a.lower.abs(), a.upper.abs());
    let crosses = a.lower.is_negative() && a.upper.is_positive();
    let least = if crosses { BigRational::zero() } else { low.clone().min(high.clone()) };
    Interval { lower: least, upper: low.max(high) }
}

/// Half away from zero, as `BigRational::round` does.
fn rounded(value: &BigRational, places: u32) -> BigRational {
    let factor = ten_to(i32::try_from(places).unwrap_or(0));
    (value * &factor).round() / factor
}
