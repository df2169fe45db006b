//! The terms of a pack: names for derived cells of its forms, so that rules name roles and not keys.
//!
//! In: what a pack says of them, read and resolved. Out: for an object of the form and a name, how to come by the cell or figure.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::place::SchemaId;

/// An operator of a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sign {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

/// How to come by what a term names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Formula {
    /// Members from the object on, keys and other terms.
    Way(Vec<Box<str>>),
    /// The first; where the form has no such cell, the second.
    Else(Vec<Box<str>>, Box<Self>),
    /// The form has no such cell.
    Nothing,
    /// A number.
    Number(Decimal),
    /// Reckoned of two.
    Operation(Sign, Box<Self>, Box<Self>),
}

/// A name for a derived cell of an object.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Term {
    /// The object that has it.
    pub owner: SchemaId,
    /// Its name in rules.
    pub name: Box<str>,
    /// What a figure that it reckons is called.
    pub label: Option<Box<str>>,
    /// How to come by it.
    pub formula: Formula,
    /// The cell, object or list that it leads to; `None` for a figure that it reckons.
    pub place: Option<SchemaId>,
    /// Whether it leads through a list, so that there are many of these.
    pub is_many: bool,
    /// All cells and lists that it reads.
    pub reads: Vec<SchemaId>,
    /// Steps that it takes to come by it, those of other terms included.
    pub steps: usize,
}

impl Formula {
    /// Whether it goes by a name.
    #[must_use]
    pub fn names(&self, name: &str) -> bool {
        match self {
            Self::Way(steps) => steps.iter().any(|step| **step == *name),
            Self::Else(first, second) => first.iter().any(|step| **step == *name) || second.names(name),
            Self::Number(_) | Self::Nothing => false,
            Self::Operation(_, left, right) => left.names(name) || right.names(name),
        }
    }
}
