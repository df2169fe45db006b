//! Closed intervals of exact fractions.

use num_bigint::BigInt;
use num_rational::BigRational;
use rust_decimal::Decimal;

/// Binary digits of a fraction that is kept.
const DIGITS: u64 = 8_192;

/// A closed interval of fractions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Interval {
    pub(super) lower: BigRational,
    pub(super) upper: BigRational,
}

impl Interval {
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.lower <= other.upper && other.lower <= self.upper
    }

    pub(super) fn holds(&self, value: &BigRational) -> bool {
        self.lower <= *value && *value <= self.upper
    }

    /// The most binary digits of its fractions, above or below the line.
    pub(super) fn bits(&self) -> u64 {
        let bits = |end: &BigRational| end.numer().bits().max(end.denom().bits());
        bits(&self.lower).max(bits(&self.upper))
    }

    /// Whether its fractions have too many digits for reckoning on with them.
    pub(super) fn is_too_long(&self) -> bool {
        self.bits() > DIGITS
    }

    pub(super) fn shifted(self, power: i32) -> Self {
        if power == 0 {
            return self;
        }
        let factor = ten_to(power);
        Self { lower: self.lower * &factor, upper: self.upper * factor }
    }

    pub(super) fn hull(corners: Vec<BigRational>) -> Option<Self> {
        let lower = corners.iter().min()?.clone();
        let upper = corners.into_iter().max()?;
        Some(Self { lower, upper })
    }
}

pub(super) fn fraction(value: Decimal) -> BigRational {
    BigRational::new(BigInt::from(value.mantissa()), BigInt::from(10).pow(value.scale()))
}

pub(super) fn ten_to(power: i32) -> BigRational {
    let magnitude = BigInt::from(10).pow(power.unsigned_abs());
    if power < 0 { BigRational::new(BigInt::from(1), magnitude) } else { BigRational::from(magnitude) }
}
