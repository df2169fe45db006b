//! Words that leave a figure open: 约, 近, 超, 多.

use rust_decimal::Decimal;

/// A word that leaves a figure open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Qualifier {
    /// 约, 大约, 左右: around it.
    About,
    /// 近: a little less.
    Nearly,
    /// 多, 余: more, by less than a unit of the last digit that is not 0.
    Odd,
    /// 超, 超过, 逾: more.
    Over,
    /// 以上, ≥: it or any more.
    AtLeast,
    /// 以下, ≤: it or any less.
    AtMost,
}

impl Qualifier {
    /// The values that may be meant, ends included.
    pub(super) fn band(self, value: Decimal) -> (Decimal, Decimal) {
        let tenth = value.abs().checked_mul(Decimal::new(1, 1)).unwrap_or_default();
        let up = |by: Decimal| value.checked_add(by).unwrap_or(Decimal::MAX);
        let down = |by: Decimal| value.checked_sub(by).unwrap_or(Decimal::MIN);
        match self {
            Self::About => (down(tenth), up(tenth)),
            Self::Nearly => (down(tenth), value),
            Self::Odd => (value, up(last_unit(value))),
            Self::Over => (value, up(value.abs())),
            Self::AtLeast => (value, Decimal::MAX),
            Self::AtMost => (Decimal::MIN, value),
        }
    }

    /// The word that stands for it.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::About => "约",
            Self::Nearly => "近",
            Self::Odd => "多",
            Self::Over => "超",
            Self::AtLeast => "以上",
            Self::AtMost => "以下",
        }
    }

    /// The figure with the word where it belongs.
    pub(super) fn around(self, figure: &str) -> String {
        match self {
            Self::Odd | Self::AtLeast | Self::AtMost => format!("{figure}{}", self.sign()),
            Self::About | Self::Nearly | Self::Over => format!("{}{figure}", self.sign()),
        }
    }
}

/// A unit of the last digit that is not 0: 10 for 50, 0.01 for 1.25.
fn last_unit(value: Decimal) -> Decimal {
    let normal = value.normalize();
    let mut unit = Decimal::try_new(1, normal.scale()).unwrap_or(Decimal::ONE);
    if normal.scale() > 0 || normal.is_zero() {
        return unit;
    }
    let ten = Decimal::TEN;
    while let Some(next) = unit.checked_mul(ten) {
        if !normal.checked_rem(next).is_some_and(|rest| rest.is_zero()) {
            break;
        }
        unit = next;
    }
    unit
}
