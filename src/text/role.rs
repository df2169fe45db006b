//! What a figure can be in its sentence, and what bounds it.

use serde::{Deserialize, Serialize};

/// What a figure is in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Comparator {
    /// ≥, 不低于, 以上
    AtLeast,
    /// ≤, 不超过, 以内
    AtMost,
    /// =
    Equal,
}
