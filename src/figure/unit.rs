//! What figures are measured in, and which go together.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

use super::operator::Operator;

/// How money is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MoneyUnit {
    /// 元
    Yuan,
    /// 万元
    WanYuan,
    /// 亿元
    YiYuan,
}

/// What a figure is measured in.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Unit {
    /// Nothing: a quotient of like figures, or a bare number.
    Ratio,
    /// Hundredths of a ratio.
    Percent,
    /// Money.
    Money(MoneyUnit),
    /// Things counted: 个, 家, 宗; empty where the form names none.
    Counter(Arc<str>),
    /// Points of a score.
    Score,
}

/// What the schema says that a cell holds (`x-quantity`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum QuantityKind {
    /// `money`
    Money,
    /// `percent`
    Percent,
    /// `count`
    Count,
    /// `score`
    Score,
    /// `number`: a figure of any unit.
    Number,
}

impl QuantityKind {
    /// Reads what a schema says; `None` for another word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "money" => Self::Money,
            "percent" => Self::Percent,
            "count" => Self::Count,
            "score" => Self::Score,
            "number" => Self::Number,
            _ => return None,
        })
    }
}

impl MoneyUnit {
    /// Reads 元, 万元 or 亿元, white space around it aside.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Yuan, Self::WanYuan, Self::YiYuan].into_iter().find(|unit| unit.sign() == text.trim())
    }

    /// 元, 万元, 亿元
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Yuan => "元",
            Self::WanYuan => "万元",
            Self::YiYuan => "亿元",
        }
    }

    /// How many yuan one of it is.
    #[must_use]
    pub fn in_yuan(self) -> rust_decimal::Decimal {
        let yuan = match self {
            Self::Yuan => 1,
            Self::WanYuan => 10_000,
            Self::YiYuan => 100_000_000,
        };
        rust_decimal::Decimal::from(yuan)
    }

    /// The power of ten of yuan.
    pub(super) fn exponent(self) -> i32 {
        match self {
            Self::Yuan => 0,
            Self::WanYuan => 4,
            Self::YiYuan => 8,
        }
    }
}

/// What an operator makes of two units: the unit of the result, and the powers of ten that bring the operands to it.
pub(super) struct Joined {
    pub(super) unit: Unit,
    pub(super) left: i32,
    pub(super) right: i32,
}

impl Unit {
    /// The sign behind a figure; empty for none.
    #[must_use]
    pub fn sign(&self) -> &str {
        match self {
            Self::Ratio => "",
            Self::Percent => "%",
            Self::Money(unit) => unit.sign(),
            Self::Counter(name) => name,
            Self::Score => "分",
        }
    }

    /// Brings two figures to one unit, for adding and comparing; `None` if they measure different things.
    pub(super) fn unify(&self, other: &Self) -> Option<Joined> {
        let joined = |unit: &Self, left, right| Some(Joined { unit: unit.clone(), left, right });
        match (self, other) {
            (Self::Money(a), Self::Money(b)) => joined(self, 0, b.exponent() - a.exponent()),
            (Self::Percent, Self::Ratio) => joined(self, 0, 2),
            (Self::Ratio, Self::Percent) => joined(other, 2, 0),
            (Self::Counter(_), Self::Counter(b)) if b.is_empty() => joined(self, 0, 0),
            (Self::Counter(a), Self::Counter(_)) if a.is_empty() => joined(other, 0, 0),
            // 60分 in a text is a score.
            (Self::Score, Self::Counter(name)) if **name == *"分" => joined(self, 0, 0),
            (Self::Counter(name), Self::Score) if **name == *"分" => joined(other, 0, 0),
            (Self::Counter(_), Self::Ratio) => joined(self, 0, 0),
            (Self::Ratio, Self::Counter(_)) => joined(other, 0, 0),
            (a, b) if a == b => joined(a, 0, 0),
            _ => None,
        }
    }

    /// The unit of a product or quotient; `None` if it has no meaning here.
    pub(super) fn scale(operator: Operator, left: &Self, right: &Self) -> Option<Joined> {
        let joined = |unit: &Self, left, right| Some(Joined { unit: unit.clone(), left, right });
        match operator {
            Operator::Multiply => match (left, right) {
                (unit, Self::Ratio) => joined(unit, 0, 0),
                (Self::Ratio, unit) => joined(unit, 0, 0),
                (unit, Self::Percent) => joined(unit, 0, -2),
                (Self::Percent, unit) => joined(unit, -2, 0),
                (Self::Money(_), Self::Counter(_)) => joined(left, 0, 0),
                (Self::Counter(_), Self::Money(_)) => joined(right, 0, 0),
                _ => None,
            },
            Operator::Divide => match (left, right) {
                (Self::Money(a), Self::Money(b)) => joined(&Self::Ratio, 0, b.exponent() - a.exponent()),
                (Self::Percent, Self::Percent)
                | (Self::Counter(_), Self::Counter(_))
                | (Self::Score, Self::Score) => joined(&Self::Ratio, 0, 0),
                (unit, Self::Ratio) => joined(unit, 0, 0),
                (unit, Self::Percent) => joined(unit, 0, -2),
                (Self::Money(_), Self::Counter(_)) => joined(left, 0, 0),
                (Self::Ratio, Self::Counter(_)) => joined(&Self::Ratio, 0, 0),
                _ => None,
            },
            _ => left.unify(right),
        }
    }
}
