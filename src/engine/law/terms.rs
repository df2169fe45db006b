//! A law in terms of members.

use rust_decimal::Decimal;

/// What must hold between the members of a statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Law {
    pub(super) left: Term,
    pub(super) relation: Relation,
    pub(super) right: Term,
}

/// How the sides of a law must lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// `=`
    Equal,
    /// `<=`
    AtMost,
    /// `>=`
    AtLeast,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Term {
    Number(Decimal),
    /// A member by its number.
    Member(usize),
    Sum(usize),
    Count(usize),
    Absolute(Box<Term>),
    Negate(Box<Term>),
    Operation(Operator, Box<Term>, Box<Term>),
}

impl Term {
    /// Whether it is one member and nothing else.
    pub(super) fn is_member(&self) -> bool {
        matches!(self, Self::Member(_))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
}
