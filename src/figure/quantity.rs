//! A figure: a value, its unit, what rounding leaves open, and the calculation that it came from.

use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::interval::Interval;
use super::operator::Operator;
use super::qualifier::Qualifier;
use super::unit::{MoneyUnit, Unit};
use crate::document::NodeId;

/// Where a figure comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Origin {
    /// A cell of the form, or characters inside its text.
    Place {
        /// The cell.
        node: NodeId,
        /// Bytes of the decoded text; `None` for the whole cell.
        range: Option<Range<usize>>,
    },
    /// A parameter of the rule, by what calculations call it.
    Parameter(Arc<str>),
    /// A number that stands in a rule.
    Literal,
    /// What a pack calls a figure that it reckons: no figure of its own, only the name of one.
    Named {
        /// The object of the form that has it.
        node: NodeId,
        /// What it is called there.
        label: Arc<str>,
    },
}

/// How a figure came about.
#[derive(Debug, Clone)]
pub(crate) enum Expression {
    Leaf(Origin),
    Operation(Operator, Vec<Operand>),
    /// What a long calculation gave; its steps are no longer kept.
    Folded(Box<Folded>),
}

/// What is left of a long calculation.
#[derive(Debug, Clone)]
pub(crate) struct Folded {
    /// What it may stand for, by reading; `None` where it divides by what may be 0, or is too long to be told.
    pub(super) intervals: [Option<Interval>; 3],
    /// Where its first figures come from, each once.
    pub(super) origins: Vec<Origin>,
    /// The money in which its figures are, each unit once.
    pub(super) units: Vec<MoneyUnit>,
    /// How many figures it had.
    pub(super) figures: usize,
}

/// The most steps and levels of a calculation that are kept: what is walked again and again stays short, however long a
/// rule reckons.
const STEPS: u32 = 1_000;
const LEVELS: u32 = 64;

/// The most figures behind a calculation whose places are told.
const ORIGINS: usize = 200;

/// How large a calculation is and what is in it, known without walking it.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is asked for by itself")]
pub(super) struct Extent {
    pub(super) steps: u32,
    pub(super) levels: u32,
    pub(super) figures: usize,
    /// Binary digits that its fractions may come to at most.
    pub(super) bits: u32,
    /// Whether it divides, so that fractions have denominators of their own.
    pub(super) divides: bool,
    /// Whether a product or quotient is part of it.
    pub(super) has_product: bool,
    /// Whether amounts of money of the form are part of it.
    pub(super) has_money: bool,
    /// Whether one of these has places.
    pub(super) has_cents: bool,
    /// Whether it is a year, or one so many years before or behind it.
    pub(super) is_year: bool,
}

impl Extent {
    /// That of a figure that is no result.
    fn of_leaf(value: Decimal, unit: &Unit, places: u32, is_literal: bool) -> Self {
        let has_money = matches!(unit, Unit::Money(_)) && !is_literal;
        // 100.00 is no whole amount: the form knows its hundredths.
        Self {
            steps: 1,
            levels: 1,
            figures: 1,
            bits: bits_of(value, places),
            has_money,
            has_cents: has_money && places > 0,
            ..Self::default()
        }
    }

    pub(super) fn of_operation(operator: Operator, operands: &[Operand]) -> Self {
        let own = matches!(operator, Operator::Multiply | Operator::Divide);
        let divides = operator == Operator::Divide;
        let own = Self { steps: 1, has_product: own, divides, ..Self::default() };
        let mut all = operands.iter().map(|operand| operand.quantity.0.extent).fold(own, |all, one| Self {
            steps: all.steps.saturating_add(one.steps),
            levels: all.levels.max(one.levels),
            figures: all.figures.saturating_add(one.figures),
            bits: 0,
            divides: all.divides || one.divides,
            has_product: all.has_product || one.has_product,
            has_money: all.has_money || one.has_money,
            has_cents: all.has_cents || one.has_cents,
            is_year: all.is_year || one.is_year,
        });
        all.is_year &= !all.has_product && operator != Operator::Sum;
        all.levels = all.levels.saturating_add(1);
        let bits = operands.iter().map(|operand| {
            operand.quantity.0.extent.bits.saturating_add(BITS_OF_TEN * operand.shift.unsigned_abs())
        });
        // What is added up has the digits of the longest, with a denominator in common only where nothing divides.
        all.bits = if all.has_product && (own.has_product || all.divides) {
            bits.fold(0, u32::saturating_add)
        } else {
            bits.max().unwrap_or(0).saturating_add(operands.len().ilog2() + 1)
        };
        all
    }

    pub(super) fn is_long(self) -> bool {
        self.steps > STEPS || self.levels > LEVELS
    }
}

/// Binary digits of a word of the machine.
const WORD: u32 = 64;

/// Binary digits of a power of ten, a little more than there are.
const BITS_OF_TEN: u32 = 4;

/// Those of a printed figure as a fraction, with half a unit of its last place.
fn bits_of(value: Decimal, places: u32) -> u32 {
    let digits = u128::BITS - value.mantissa().unsigned_abs().leading_zeros();
    let open = places.saturating_sub(value.scale()).saturating_add(1);
    digits.max(BITS_OF_TEN * value.scale()).saturating_add(BITS_OF_TEN * open.min(BITS_OF_TEN * 28))
}

/// What an operator works on: a figure, multiplied by a power of ten to bring it to the unit wanted.
#[derive(Debug, Clone)]
pub(crate) struct Operand {
    pub(crate) quantity: Quantity,
    pub(crate) shift: i32,
}

#[derive(Debug, Clone)]
pub(super) struct Inner {
    pub(super) value: Decimal,
    pub(super) lower: Decimal,
    pub(super) upper: Decimal,
    /// Places of the last digit that is known; the interval is half a unit of it either side.
    pub(super) places: u32,
    /// Places as printed; fewer than `places` where a writer dropped zeros.
    pub(super) printed: u32,
    /// Places before the point that are not printed.
    pub(super) coarse: u32,
    pub(super) unit: Unit,
    pub(super) qualifier: Option<Qualifier>,
    /// What it is a multiple of where a formula gives it: a score is exact in a sum, and rounded as a product.
    pub(super) step: Option<Decimal>,
    /// Whether this or anything that it was computed from has a qualifier.
    pub(super) approximate: bool,
    pub(super) extent: Extent,
    pub(super) expression: Expression,
    /// What a pack calls it, for one that was computed.
    pub(super) name: Option<Box<Origin>>,
}

/// A figure with its unit, its interval, and the calculation that it came from. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Quantity(pub(super) Rc<Inner>);

impl Quantity {
    /// A printed figure of which `places` decimal places are known: half a unit of the last one is open either side.
    ///
    /// `places` may exceed the places of `value`, where a writer dropped zeros. An interval beyond what a decimal
    /// holds is cut at its largest.
    #[must_use]
    pub fn printed(
        value: Decimal,
        places: u32,
        unit: Unit,
        qualifier: Option<Qualifier>,
        origin: Origin,
    ) -> Self {
        let half = Decimal::try_new(5, places.saturating_add(1)).unwrap_or_default();
        Self::leaf(value, half, places, unit, qualifier, origin)
    }

    /// A figure that stands for itself alone.
    #[must_use]
    pub fn exact(value: Decimal, unit: Unit, origin: Origin) -> Self {
        Self::leaf(value, Decimal::ZERO, value.scale(), unit, None, origin)
    }

    /// A year: it is no amount, and prints without thousands.
    #[must_use]
    pub fn year(value: Decimal, origin: Origin) -> Self {
        Self::exact(value, Unit::Ratio, origin).as_year()
    }

    /// The same figure as a year.
    #[must_use]
    pub fn as_year(&self) -> Self {
        let extent = Extent { is_year: true, ..self.0.extent };
        Self(Rc::new(Inner { extent, ..(*self.0).clone() }))
    }

    /// A score: exact where scores are added, and where a formula gives it rounded to a multiple of `step`, half of which
    /// is open either side. `places` is for printing.
    #[must_use]
    pub fn score(value: Decimal, places: u32, step: Decimal, origin: Origin) -> Self {
        let leaf = Self::leaf(value, Decimal::ZERO, places, Unit::Score, None, origin);
        Self(Rc::new(Inner { step: Some(step), ..(*leaf.0).clone() }))
    }

    /// The same figure as a formula gives it: a score with half of its step open either side.
    pub(super) fn as_product(&self) -> Self {
        let Some(half) = self.0.step.and_then(|step| step.checked_div(Decimal::TWO)) else {
            return self.clone();
        };
        let lower = self.0.value.checked_sub(half).unwrap_or(Decimal::MIN);
        let upper = self.0.value.checked_add(half).unwrap_or(Decimal::MAX);
        Self(Rc::new(Inner { lower, upper, ..(*self.0).clone() }))
    }

    /// Whether a product or quotient is part of the calculation.
    pub(super) fn is_product(&self) -> bool {
        self.0.extent.has_product
    }

    /// A count printed in ten thousands or hundred millions, `coarse` places of which are not printed: 1.23万 stands for
    /// what rounds to it, 3万 for itself as whole numbers do.
    #[must_use]
    pub fn coarse(value: Decimal, coarse: u32, unit: Unit, origin: Origin) -> Self {
        // A whole number of ten thousands is exact.
        let half =
            if coarse >= 4 { Decimal::ZERO } else { Decimal::from(5 * 10_u64.pow(coarse.saturating_sub(1))) };
        let leaf = Self::leaf(value, half, 0, unit, None, origin);
        Self(Rc::new(Inner { coarse, ..(*leaf.0).clone() }))
    }

    fn leaf(
        value: Decimal,
        half: Decimal,
        places: u32,
        unit: Unit,
        qualifier: Option<Qualifier>,
        origin: Origin,
    ) -> Self {
        let (lower, upper) = qualifier.map_or_else(
            || {
                let lower = value.checked_sub(half).unwrap_or(Decimal::MIN);
                (lower, value.checked_add(half).unwrap_or(Decimal::MAX))
            },
            |qualifier| qualifier.band(value),
        );
        let extent = Extent::of_leaf(value, &unit, places, matches!(origin, Origin::Literal));
        Self(Rc::new(Inner {
            value,
            lower,
            upper,
            places,
            printed: value.scale(),
            coarse: 0,
            extent,
            unit,
            qualifier,
            step: None,
            approximate: qualifier.is_some(),
            expression: Expression::Leaf(origin),
            name: None,
        }))
    }

    /// The same figure counted by another word or in the unit that stands elsewhere; its value does not change.
    #[must_use]
    pub fn measured_in(&self, unit: Unit) -> Self {
        Self(Rc::new(Inner { unit, ..(*self.0).clone() }))
    }

    /// The same figure counted by the word of another, where both count things.
    #[must_use]
    pub fn in_counter_of(&self, other: &Self) -> Self {
        match (self.unit(), other.unit()) {
            (Unit::Counter(_), unit @ Unit::Counter(_)) => self.measured_in(unit.clone()),
            _ => self.clone(),
        }
    }

    /// The same figure as if it stood without 约, 超 and the like.
    #[must_use]
    pub fn without_qualifier(&self) -> Self {
        match (&self.0.expression, self.0.qualifier) {
            (Expression::Leaf(origin), Some(_)) => {
                Self::printed(self.0.value, self.0.places, self.0.unit.clone(), None, origin.clone())
            }
            _ => self.clone(),
        }
    }

    /// The same figure as one end of what may be meant: 33%以上. One that is open already, or computed, stays as it is.
    #[must_use]
    pub fn as_bound(&self, bound: Qualifier) -> Self {
        if self.0.approximate || self.is_computed() {
            return self.clone();
        }
        let (lower, upper) = bound.band(self.0.value);
        let (qualifier, approximate) = (Some(bound), true);
        Self(Rc::new(Inner { lower, upper, qualifier, approximate, ..(*self.0).clone() }))
    }

    /// The same figure standing for itself alone: a target is set, not measured. One with 约 and the like stays open.
    #[must_use]
    pub fn as_set(&self) -> Self {
        match self.0.qualifier {
            None => Self(Rc::new(Inner { lower: self.0.value, upper: self.0.value, ..(*self.0).clone() })),
            Some(_) => self.clone(),
        }
    }

    /// The same figure under the name that a pack gives it.
    #[must_use]
    pub fn named(&self, name: Origin) -> Self {
        Self(Rc::new(Inner { name: Some(Box::new(name)), ..(*self.0).clone() }))
    }

    /// The name that a pack gives it.
    #[must_use]
    pub fn name(&self) -> Option<&Origin> {
        self.0.name.as_deref()
    }

    /// The value in its unit: 93.23 for 93.23%.
    #[must_use]
    pub fn value(&self) -> Decimal {
        self.0.value
    }

    /// The least value that it may stand for.
    #[must_use]
    pub fn lower(&self) -> Decimal {
        self.0.lower
    }

    /// The greatest value that it may stand for.
    #[must_use]
    pub fn upper(&self) -> Decimal {
        self.0.upper
    }

    /// Decimal places that are known.
    #[must_use]
    pub fn places(&self) -> u32 {
        self.0.places
    }

    /// What it is measured in.
    #[must_use]
    pub fn unit(&self) -> &Unit {
        &self.0.unit
    }

    /// 约, 近, 超 and the like; `None` for a plain figure and for everything computed.
    #[must_use]
    pub fn qualifier(&self) -> Option<Qualifier> {
        self.0.qualifier
    }

    /// Whether it is the result of an operator.
    #[must_use]
    pub fn is_computed(&self) -> bool {
        !matches!(self.0.expression, Expression::Leaf(_))
    }

    /// How many steps of its calculation are kept; 1 for a figure that was not computed.
    #[must_use]
    pub fn steps(&self) -> usize {
        usize::try_from(self.0.extent.steps).unwrap_or(usize::MAX)
    }

    /// How many times the work of short fractions its fractions take to reckon with: it grows with the square of their digits.
    #[must_use]
    pub fn breadth(&self) -> usize {
        let words = usize::try_from(self.0.extent.bits.div_ceil(WORD)).unwrap_or(usize::MAX);
        (words.saturating_mul(words) / 4).max(1)
    }

    /// Whether a calculation with so many steps is no longer kept.
    #[must_use]
    pub fn folds_at(steps: usize) -> bool {
        steps >= usize::try_from(STEPS).unwrap_or(usize::MAX)
    }

    /// Whether it is a number that stands in a rule.
    #[must_use]
    pub fn is_literal(&self) -> bool {
        matches!(self.0.expression, Expression::Leaf(Origin::Literal))
    }

    /// Whether it is a number or a parameter of a rule.
    #[must_use]
    pub fn is_of_rule(&self) -> bool {
        matches!(self.0.expression, Expression::Leaf(Origin::Literal | Origin::Parameter(_)))
    }

    /// Whether it stands for its value alone.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.0.lower == self.0.upper
    }

    /// The cell and the bytes of its text, if it was read inside a text.
    #[must_use]
    pub fn place_in_text(&self) -> Option<(NodeId, &Range<usize>)> {
        match &self.0.expression {
            Expression::Leaf(Origin::Place { node, range: Some(range) }) => Some((*node, range)),
            _ => None,
        }
    }

    /// Where the figures come from that it was computed from, itself if it was not, in the order of the calculation
    /// and each once; of a long calculation only the first.
    #[must_use]
    pub fn origins(&self) -> Vec<Origin> {
        let mut origins = Vec::new();
        self.gather(&mut origins);
        let mut seen = std::collections::HashSet::new();
        origins.retain(|origin| seen.insert(origin.clone()));
        origins
    }

    /// The first of them.
    #[must_use]
    pub fn first_origin(&self) -> Option<&Origin> {
        match &self.0.expression {
            Expression::Leaf(origin) => Some(origin),
            Expression::Folded(folded) => folded.origins.first(),
            Expression::Operation(_, operands) => operands.first()?.quantity.first_origin(),
        }
    }

    fn gather(&self, origins: &mut Vec<Origin>) {
        match &self.0.expression {
            _ if origins.len() >= ORIGINS => {}
            Expression::Leaf(origin) => origins.push(origin.clone()),
            Expression::Folded(folded) => origins.extend_from_slice(&folded.origins),
            Expression::Operation(_, operands) => {
                for operand in operands {
                    operand.quantity.gather(origins);
                }
            }
        }
    }

    /// Adds the units of money in which its figures are, each once.
    pub(super) fn money_units(&self, units: &mut Vec<MoneyUnit>) {
        let mut add = |unit: MoneyUnit| {
            if !units.contains(&unit) {
                units.push(unit);
            }
        };
        match &self.0.expression {
            Expression::Leaf(_) => {
                if let Unit::Money(unit) = self.unit() {
                    add(*unit);
                }
            }
            Expression::Folded(folded) => folded.units.iter().copied().for_each(add),
            Expression::Operation(_, operands) => {
                for operand in operands {
                    operand.quantity.money_units(units);
                }
            }
        }
    }
}
