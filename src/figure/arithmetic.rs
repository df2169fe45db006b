//! Computing with figures: values and intervals in decimals, every operation checked.

use std::rc::Rc;

use rust_decimal::{Decimal, RoundingStrategy};

use super::doubt::{Doubt, Undecided};
use super::operator::Operator;
use super::quantity::{Expression, Extent, Inner, Operand, Quantity};
use super::unit::{Joined, Unit};

/// A value and the interval around it.
#[derive(Clone, Copy)]
struct Span {
    value: Decimal,
    lower: Decimal,
    upper: Decimal,
}

type Computed = Result<Quantity, Undecided>;

impl Quantity {
    /// `self + other`, in the unit of `self`.
    ///
    /// # Errors
    /// Units that do not go together, overflow.
    pub fn add(&self, other: &Self) -> Computed {
        self.binary(Operator::Add, other)
    }

    /// `self − other`, in the unit of `self`. A figure minus itself keeps its interval: what both share is not seen.
    ///
    /// # Errors
    /// As for [`Quantity::add`].
    pub fn sub(&self, other: &Self) -> Computed {
        self.binary(Operator::Subtract, other)
    }

    /// `self × other`; a percentage counts as hundredths.
    ///
    /// # Errors
    /// As for [`Quantity::add`].
    pub fn mul(&self, other: &Self) -> Computed {
        self.binary(Operator::Multiply, other)
    }

    /// `self ÷ other`; of like figures a ratio.
    ///
    /// # Errors
    /// As for [`Quantity::add`]; a divisor that is 0 or may be.
    pub fn div(&self, other: &Self) -> Computed {
        self.binary(Operator::Divide, other)
    }

    /// The smaller of two.
    ///
    /// # Errors
    /// As for [`Quantity::add`].
    pub fn min(&self, other: &Self) -> Computed {
        self.binary(Operator::Least, other)
    }

    /// The larger of two.
    ///
    /// # Errors
    /// As for [`Quantity::add`].
    pub fn max(&self, other: &Self) -> Computed {
        self.binary(Operator::Greatest, other)
    }

    /// The sum of all, in the unit of the first.
    ///
    /// # Errors
    /// As for [`Quantity::add`]; no figure.
    pub fn sum(figures: &[Self]) -> Computed {
        let (first, rest) = figures.split_first().ok_or_else(Undecided::nothing)?;
        let mut operands = vec![Operand { quantity: first.clone(), shift: 0 }];
        let mut unit = first.unit().clone();
        for figure in rest {
            let joined = unit.unify(figure.unit()).filter(|joined| joined.left == 0);
            let Some(Joined { unit: common, right, .. }) = joined else {
                return Err(Undecided::about(Doubt::Units, [first, figure]));
            };
            unit = common;
            operands.push(Operand { quantity: figure.clone(), shift: right });
        }
        operate(Operator::Sum, operands, unit)
    }

    /// The amount without its sign.
    ///
    /// # Errors
    /// None in practice; the type is that of all operations.
    pub fn abs(&self) -> Computed {
        self.unary(Operator::Absolute)
    }

    /// The opposite.
    ///
    /// # Errors
    /// As for [`Quantity::abs`].
    pub fn neg(&self) -> Computed {
        self.unary(Operator::Negate)
    }

    /// Rounded to so many places (0–28), half away from zero (四舍五入).
    ///
    /// # Errors
    /// As for [`Quantity::abs`].
    pub fn round(&self, places: u32) -> Computed {
        self.unary(Operator::Round(places.min(28)))
    }

    fn unary(&self, operator: Operator) -> Computed {
        operate(operator, vec![Operand { quantity: self.clone(), shift: 0 }], self.unit().clone())
    }

    fn binary(&self, operator: Operator, other: &Self) -> Computed {
        let Some(Joined { unit, left, right }) = Unit::scale(operator, self.unit(), other.unit()) else {
            return Err(Undecided::about(Doubt::Units, [self, other]));
        };
        let operands = vec![
            Operand { quantity: self.clone(), shift: left },
            Operand { quantity: other.clone(), shift: right },
        ];
        operate(operator, operands, unit)
    }
}

impl Operand {
    fn span(&self) -> Option<Span> {
        let Inner { value, lower, upper, .. } = *self.quantity.0;
        Some(Span {
            value: shifted(value, self.shift)?,
            lower: shifted(lower, self.shift)?,
            upper: shifted(upper, self.shift)?,
        })
    }
}

/// A decimal times a power of ten; `None` beyond what a decimal holds.
pub(super) fn shifted(value: Decimal, power: i32) -> Option<Decimal> {
    let magnitude = power.unsigned_abs();
    match power {
        0 => Some(value),
        1.. => value.checked_mul(Decimal::from(10_u64.checked_pow(magnitude)?)),
        _ => value.checked_mul(Decimal::try_new(1, magnitude).ok()?),
    }
}

pub(super) fn rounded(value: Decimal, places: u32) -> Decimal {
    value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

fn operate(operator: Operator, mut operands: Vec<Operand>, unit: Unit) -> Computed {
    if Extent::of_operation(operator, &operands).is_long() {
        for operand in operands.iter_mut().filter(|operand| operand.quantity.is_computed()) {
            operand.quantity = operand.quantity.folded();
        }
    }
    let doubt = |doubt| Undecided::about(doubt, operands.iter().map(|operand| &operand.quantity));
    let spans: Option<Vec<Span>> = operands.iter().map(Operand::span).collect();
    let spans = spans.ok_or_else(|| doubt(Doubt::Overflow))?;
    if operator == Operator::Divide
        && let Some(divisor) = spans.get(1)
    {
        check_divisor(*divisor).map_err(|found| match (found, operands.get(1)) {
            (found, Some(divisor)) => Undecided::about(found, [&divisor.quantity]),
            (found, None) => doubt(found),
        })?;
    }
    let span = compute(operator, &spans).ok_or_else(|| doubt(Doubt::Overflow))?;
    let places = result_places(operator, &operands);
    let approximate = operands.iter().any(|operand| operand.quantity.0.approximate);
    Ok(Quantity(Rc::new(Inner {
        value: span.value,
        lower: span.lower,
        upper: span.upper,
        places,
        printed: places,
        coarse: 0,
        unit,
        qualifier: None,
        step: None,
        approximate,
        extent: Extent::of_operation(operator, &operands),
        expression: Expression::Operation(operator, operands),
        name: None,
    })))
}

fn check_divisor(divisor: Span) -> Result<(), Doubt> {
    if divisor.value.is_zero() {
        Err(Doubt::DivisionByZero)
    } else if divisor.lower <= Decimal::ZERO && divisor.upper >= Decimal::ZERO {
        Err(Doubt::DivisorNearZero)
    } else {
        Ok(())
    }
}

/// Places at which a result is shown where nothing else says: those of the operands, four for a quotient.
fn result_places(operator: Operator, operands: &[Operand]) -> u32 {
    let most = operands.iter().map(|operand| operand.quantity.places()).max().unwrap_or(0);
    match operator {
        Operator::Round(places) => places,
        Operator::Divide => most.max(4),
        Operator::Multiply => operands.iter().map(|operand| operand.quantity.places()).sum::<u32>().min(6),
        _ => most,
    }
}

fn compute(operator: Operator, spans: &[Span]) -> Option<Span> {
    match (operator, spans) {
        (Operator::Add, [a, b]) => add(*a, *b),
        (Operator::Sum, [first, rest @ ..]) => rest.iter().try_fold(*first, |sum, next| add(sum, *next)),
        (Operator::Subtract, [a, b]) => add(*a, negate(*b)),
        (Operator::Multiply, [a, b]) => around(*a, *b, Decimal::checked_mul),
        (Operator::Divide, [a, b]) => around(*a, *b, Decimal::checked_div),
        (Operator::Least, [a, b]) => Some(both(*a, *b, Decimal::min)),
        (Operator::Greatest, [a, b]) => Some(both(*a, *b, Decimal::max)),
        (Operator::Negate, [a]) => Some(negate(*a)),
        (Operator::Absolute, [a]) => Some(absolute(*a)),
        (Operator::Round(places), [a]) => Some(Span {
            value: rounded(a.value, places),
            lower: rounded(a.lower, places),
            upper: rounded(a.upper, places),
        }),
        _ => None,
    }
}

fn add(a: Span, b: Span) -> Option<Span> {
    Some(Span {
        value: a.value.checked_add(b.value)?,
        lower: a.lower.checked_add(b.lower)?,
        upper: a.upper.checked_add(b.upper)?,
    })
}

fn negate(a: Span) -> Span {
    Span { value: -a.value, lower: -a.upper, upper: -a.lower }
}

fn absolute(a: Span) -> Span {
    let crosses = a.lower < Decimal::ZERO && a.upper > Decimal::ZERO;
    let (low, high) = (a.lower.abs(), a.upper.abs());
    Span {
        value: a.value.abs(),
        lower: if crosses { Decimal::ZERO } else { low.min(high) },
        upper: low.max(high),
    }
}

fn both(a: Span, b: Span, pick: fn(Decimal, Decimal) -> Decimal) -> Span {
    Span { value: pick(a.value, b.value), lower: pick(a.lower, b.lower), upper: pick(a.upper, b.upper) }
}

/// A product or quotient: its extremes lie at the ends of the operands.
fn around(a: Span, b: Span, operate: fn(Decimal, Decimal) -> Option<Decimal>) -> Option<Span> {
    let value = operate(a.value, b.value)?;
    if a.lower == a.upper && b.lower == b.upper {
        return Some(Span { value, lower: value, upper: value });
    }
    let corners = [
        operate(a.lower, b.lower)?,
        operate(a.lower, b.upper)?,
        operate(a.upper, b.lower)?,
        operate(a.upper, b.upper)?,
    ];
    let lower = corners.into_iter().min()?;
    let upper = corners.into_iter().max()?;
    Some(Span { value, lower: lower.min(value), upper: upper.max(value) })
}
