//! Whether a declared figure follows from a computed one.

use std::cmp::Ordering;

use rust_decimal::{Decimal, RoundingStrategy};

use super::arithmetic::{rounded, shifted};
use super::doubt::{Doubt, Undecided};
use super::exact::Reading;
use super::interval::{Interval, fraction, ten_to};
use super::quantity::Quantity;
use super::unit::{Joined, Unit};

/// How a declared figure stands to a computed one.
#[derive(Debug, Clone, PartialEq)]
pub enum Agreement {
    /// The same to the last digit.
    Exact,
    /// Both can stand for the same value.
    WithinRounding,
    /// No value that one stands for is one of the other's; or it is, and still misleads ([`NearMiss::Reached`]).
    Violated(Option<NearMiss>),
    /// The figures leave it open.
    Undecided(Undecided),
}

/// An innocent explanation of a violation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NearMiss {
    /// The computed value cut off instead of rounded: 95.39% for 95.397%.
    Truncated,
    /// A coarser rounding filled up with zeros: 31.00% for 31.08%.
    Padded,
    /// All amounts are whole, and rounding each to whole units would explain it.
    WholeMoney,
    /// 100% or 0% that only rounding reaches: 99.97% printed 100%.
    Reached,
}

/// How close, relative to the size, decimals may come before fractions decide.
const CLOSE: Decimal = Decimal::from_parts(1, 0, 0, false, 12);

/// Two figures in one unit.
struct Pair<'q> {
    a: &'q Quantity,
    b: &'q Quantity,
    joined: Joined,
    /// Values and ends in the common unit.
    values: [Decimal; 2],
    ends: [[Decimal; 2]; 2],
}

impl<'q> Pair<'q> {
    fn new(a: &'q Quantity, b: &'q Quantity) -> Result<Self, Undecided> {
        let joined = a.unit().unify(b.unit()).ok_or_else(|| Undecided::about(Doubt::Units, [a, b]))?;
        // 5% beside a bare 5 may be the same or a hundredth of it: only a quotient is surely no percentage, and 0 is 0.
        let is_bare = |figure: &Quantity| {
            *figure.unit() == Unit::Ratio && !figure.is_computed() && !figure.value().is_zero()
        };
        if joined.unit == Unit::Percent && (is_bare(a) || is_bare(b)) {
            return Err(Undecided::about(Doubt::Units, [a, b]));
        }
        let left = |value| shifted(value, joined.left);
        let right = |value| shifted(value, joined.right);
        let all = || {
            Some((
                [left(a.value())?, right(b.value())?],
                [[left(a.lower())?, left(a.upper())?], [right(b.lower())?, right(b.upper())?]],
            ))
        };
        let (values, ends) = all().ok_or_else(|| Undecided::about(Doubt::Overflow, [a, b]))?;
        Ok(Self { a, b, joined, values, ends })
    }

    fn doubt(&self, doubt: Doubt) -> Undecided {
        Undecided::about(doubt, [self.a, self.b])
    }

    fn is_computed(&self) -> bool {
        self.a.is_computed() || self.b.is_computed()
    }

    fn is_approximate(&self) -> bool {
        self.a.0.approximate || self.b.0.approximate
    }

    /// How the intervals lie: `Equal` if they meet.
    fn order(&self) -> Option<Ordering> {
        let [[a_lower, a_upper], [b_lower, b_upper]] = self.ends;
        let is_clear = |low: Decimal, high: Decimal| {
            let margin = CLOSE.checked_mul(low.abs().max(high.abs()).max(Decimal::ONE));
            high.checked_sub(low).zip(margin).is_some_and(|(gap, margin)| gap.abs() > margin)
        };
        let is_exact = || self.a.has_exact_ends(self.joined.left) && self.b.has_exact_ends(self.joined.right);
        if !self.is_computed() || is_clear(a_upper, b_lower) && is_clear(b_upper, a_lower) || is_exact() {
            return Some(lie(&a_lower, &a_upper, &b_lower, &b_upper));
        }
        let (a, b) = self.intervals(Reading::Band)?;
        Some(lie(&a.lower, &a.upper, &b.lower, &b.upper))
    }

    fn intervals(&self, reading: Reading) -> Option<(Interval, Interval)> {
        let a = self.a.interval(reading)?.shifted(self.joined.left);
        let b = self.b.interval(reading)?.shifted(self.joined.right);
        Some((a, b))
    }

    fn meets(&self, reading: Reading) -> bool {
        self.intervals(reading).is_some_and(|(a, b)| a.meets(&b))
    }

    /// Whether a declared 100% or 0% lies outside all that the computed side can be.
    fn is_reached_by_rounding(&self) -> bool {
        let is_rate = matches!(self.a.unit(), Unit::Percent | Unit::Ratio);
        let [declared, computed] = self.values;
        let whole = if self.joined.unit == Unit::Percent { Decimal::ONE_HUNDRED } else { Decimal::ONE };
        if !is_rate
            || self.a.is_computed()
            || declared == computed
            || !(declared.is_zero() || declared == whole)
        {
            return false;
        }
        let target = fraction(declared);
        self.intervals(Reading::Printed).is_some_and(|(_, computed)| !computed.holds(&target))
    }

    fn near_miss(&self) -> Option<NearMiss> {
        // Rates and scores that a formula gives are cut off and padded; a sum of amounts that is off is off.
        let is_score = *self.a.unit() == Unit::Score && self.b.is_product();
        if self.a.is_computed() || !is_score && !matches!(self.a.unit(), Unit::Percent | Unit::Ratio) {
            return self.whole_money();
        }
        let [declared, computed] = self.values;
        let places = common_places(self.a, self.joined.left);
        if computed.round_dp_with_strategy(places, RoundingStrategy::ToZero) == declared {
            return Some(NearMiss::Truncated);
        }
        if (0..places).any(|coarser| rounded(computed, coarser) == declared) {
            return Some(NearMiss::Padded);
        }
        self.whole_money()
    }

    fn whole_money(&self) -> Option<NearMiss> {
        let [a, b] = [self.a.0.extent, self.b.0.extent];
        let all_whole = (a.has_money || b.has_money) && !a.has_cents && !b.has_cents;
        (all_whole && self.meets(Reading::WholeMoney)).then_some(NearMiss::WholeMoney)
    }
}

fn lie<T: Ord>(a_lower: &T, a_upper: &T, b_lower: &T, b_upper: &T) -> Ordering {
    if a_upper < b_lower {
        Ordering::Less
    } else if a_lower > b_upper {
        Ordering::Greater
    } else {
        Ordering::Equal
    }
}

/// Places of a figure once it is multiplied by a power of ten.
fn common_places(quantity: &Quantity, shift: i32) -> u32 {
    let places = i64::from(quantity.places()) - i64::from(shift);
    u32::try_from(places.clamp(0, 28)).unwrap_or(0)
}

/// Compares what a form declares with what follows from its other figures.
///
/// Two printed figures must print the same number; a computed one stands for an interval, and so does a score that a
/// formula gives. A violation that has an innocent explanation names it.
#[must_use]
pub fn agree(declared: &Quantity, computed: &Quantity) -> Agreement {
    let rounded = computed.is_product().then(|| declared.as_product());
    let pair = match Pair::new(rounded.as_ref().unwrap_or(declared), computed) {
        Ok(pair) => pair,
        Err(undecided) => return Agreement::Undecided(undecided),
    };
    let [a, b] = pair.values;
    if pair.is_approximate() {
        return approximate(&pair);
    }
    if a == b {
        return Agreement::Exact;
    }
    if !pair.is_computed() {
        return Agreement::Violated(None);
    }
    match pair.order() {
        None => Agreement::Undecided(pair.doubt(Doubt::DivisorNearZero)),
        Some(Ordering::Equal) if pair.is_reached_by_rounding() => {
            Agreement::Violated(Some(NearMiss::Reached))
        }
        Some(Ordering::Equal) => Agreement::WithinRounding,
        Some(_) => Agreement::Violated(pair.near_miss()),
    }
}

/// 约 and the like are never exact: they agree where the printed figures do, are wrong only where the whole band is,
/// and else leave it open.
fn approximate(pair: &Pair<'_>) -> Agreement {
    if pair.meets(Reading::Printed) {
        return Agreement::WithinRounding;
    }
    match pair.order() {
        Some(Ordering::Less | Ordering::Greater) => Agreement::Violated(None),
        _ => Agreement::Undecided(pair.doubt(Doubt::Approximate)),
    }
}

/// Whether two figures state the same: at the places of the coarser one, whole numbers included (90万元 for 89.974).
#[must_use]
pub fn restates(one: &Quantity, other: &Quantity) -> Agreement {
    let pair = match Pair::new(one, other) {
        Ok(pair) => pair,
        Err(undecided) => return Agreement::Undecided(undecided),
    };
    if pair.is_approximate() {
        return approximate(&pair);
    }
    let [a, b] = pair.values.map(fraction);
    if a == b {
        return Agreement::Exact;
    }
    let last_digit = |quantity: &Quantity, shift: i32| {
        let places = i32::try_from(quantity.0.printed).unwrap_or(i32::MAX);
        let coarse = i32::try_from(quantity.0.coarse).unwrap_or(0);
        ten_to(shift.saturating_sub(places).saturating_add(coarse))
    };
    let coarser = last_digit(one, pair.joined.left).max(last_digit(other, pair.joined.right));
    let gap = if a > b { a - b } else { b - a };
    if gap * num_bigint::BigInt::from(2) <= coarser {
        Agreement::WithinRounding
    } else {
        Agreement::Violated(None)
    }
}

/// How two figures stand in order.
///
/// Printed figures compare by what is printed. Where one is computed, they are equal if their intervals meet.
///
/// # Errors
/// Units that do not go together, and figures such as 约19.55亿 whose bands overlap.
pub fn compare(a: &Quantity, b: &Quantity) -> Result<Ordering, Undecided> {
    let pair = Pair::new(a, b)?;
    let [left, right] = pair.values;
    if !pair.is_computed() && !pair.is_approximate() {
        return Ok(left.cmp(&right));
    }
    match pair.order() {
        Some(Ordering::Equal) if pair.is_approximate() && left != right => {
            Err(pair.doubt(Doubt::Approximate))
        }
        Some(ordering) => Ok(ordering),
        None => Err(pair.doubt(Doubt::DivisorNearZero)),
    }
}
