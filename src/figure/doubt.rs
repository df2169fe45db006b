//! Why figures leave a question open.

use super::quantity::{Origin, Quantity};
use crate::document::NodeId;

/// Why figures do not decide a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// The units do not go together.
    Units,
    /// Too large for exact arithmetic.
    Overflow,
    /// The divisor may be 0.
    DivisorNearZero,
    /// The divisor is 0: a rate on it says nothing.
    DivisionByZero,
    /// 约 and the like leave it open.
    Approximate,
    /// There is no figure.
    Nothing,
    /// Another figure beside it may be meant, and with that one it holds.
    Ambiguous,
}

/// A question that figures do not decide, and which figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided {
    /// Why.
    pub doubt: Doubt,
    /// The figures concerned.
    pub origins: Vec<Origin>,
}

impl Undecided {
    pub(super) fn about<'q>(doubt: Doubt, quantities: impl IntoIterator<Item = &'q Quantity>) -> Self {
        Self { doubt, origins: quantities.into_iter().flat_map(Quantity::origins).collect() }
    }

    /// There is no figure to speak of.
    #[must_use]
    pub fn nothing() -> Self {
        Self { doubt: Doubt::Nothing, origins: Vec::new() }
    }

    /// Another figure may be meant.
    #[must_use]
    pub fn ambiguous() -> Self {
        Self { doubt: Doubt::Ambiguous, origins: Vec::new() }
    }

    /// Whether a rate on 0 was asked for.
    #[must_use]
    pub fn is_division_by_zero(&self) -> bool {
        self.doubt == Doubt::DivisionByZero
    }

    /// The cells of the form concerned.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> {
        self.origins.iter().filter_map(|origin| match origin {
            Origin::Place { node, .. } => Some(*node),
            Origin::Parameter(_) | Origin::Literal | Origin::Named { .. } => None,
        })
    }
}
