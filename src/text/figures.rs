//! The figures of a text: what each is in its sentence.

use std::ops::Range;

use super::measures::Measures;
use super::numbers::Number;
use crate::figure::{Qualifier, Unit};

/// What a figure is in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// What was done or is.
    Value,
    /// What is aimed at: 目标, 计划, 预期, 不低于.
    Target,
    /// By how much something changed: 增长, 下降, 个百分点.
    Change,
    /// Of an earlier period: 上年, 去年同期, 由….
    Previous,
    /// Since some day: 累计, 截至.
    Cumulative,
    /// Part of another: behind 其中.
    Part,
    /// For each of something: 每人, 元/户.
    Each,
    /// What marks a class, as part of a name: 10亿元以上企业.
    Grade,
}

const ROLES: [(Role, &str); 8] = [
    (Role::Value, "value"),
    (Role::Target, "target"),
    (Role::Change, "change"),
    (Role::Previous, "previous"),
    (Role::Cumulative, "cumulative"),
    (Role::Part, "part"),
    (Role::Each, "each"),
    (Role::Grade, "grade"),
];

impl Role {
    /// The role of that name in the grammar.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        ROLES.iter().find(|(_, known)| *known == name).map(|(role, _)| *role)
    }

    /// Its name in the grammar and for rules.
    #[must_use]
    pub fn name(self) -> &'static str {
        ROLES.iter().find(|(role, _)| *role == self).map_or("", |(_, name)| name)
    }
}

/// How an answer is to stand to a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparator {
    /// ≥, 不低于, 以上
    AtLeast,
    /// ≤, 不超过, 以内
    AtMost,
    /// =
    Equal,
}

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
    /// Its token, by number.
    pub(super) token: usize,
}

impl Figure {
    /// Whether both count the same kind of thing: two amounts, two percentages, 场 and 次.
    #[must_use]
    pub fn is_commensurable(&self, other: &Self, measures: &Measures) -> bool {
        measures.commensurable(self.number.unit.as_ref(), other.number.unit.as_ref())
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
