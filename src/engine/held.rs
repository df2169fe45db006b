//! What a running rule holds: a [`Value`] as it is, and anything else as Rhai has it.
//!
//! Rhai keeps a type of the host behind two pointers, so that each step of a rule would ask for memory twice.

use rhai::{Array, Dynamic, INT, ImmutableString};

use super::value::Value;

/// A value of a script.
#[derive(Clone)]
pub(super) enum Held {
    Value(Value),
    Other(Dynamic),
}

impl Held {
    /// What a statement without a value gives.
    pub(super) const NOTHING: Self = Self::Other(Dynamic::UNIT);

    /// As Rhai has it.
    pub(super) fn dynamic(self) -> Dynamic {
        match self {
            Self::Value(value) => Dynamic::from(value),
            Self::Other(other) => other,
        }
    }

    /// Takes it away and leaves nothing.
    pub(super) fn take(&mut self) -> Self {
        std::mem::replace(self, Self::NOTHING)
    }

    /// Whether it is `true`; the name of its type if it is neither that nor `false`.
    pub(super) fn truth(&self) -> Result<bool, &'static str> {
        match self {
            Self::Value(_) => Err(std::any::type_name::<Value>()),
            Self::Other(other) => other.as_bool(),
        }
    }

    /// The whole number that it is, if it is one.
    pub(super) fn whole(&self) -> Option<INT> {
        match self {
            Self::Value(_) => None,
            Self::Other(other) => other.as_int().ok(),
        }
    }

    /// The text of the script that it is, if it is one.
    pub(super) fn text(&self) -> Option<impl std::ops::Deref<Target = ImmutableString>> {
        match self {
            Self::Value(_) => None,
            Self::Other(other) => other.as_immutable_string_ref().ok(),
        }
    }

    /// Whether it is a text or an array of the script.
    pub(super) fn has_size(&self) -> bool {
        matches!(self, Self::Other(other) if other.is_string() || other.is_array())
    }

    /// Elements and bytes of texts, which have limits.
    pub(super) fn sizes(&self) -> (usize, usize) {
        match self {
            Self::Value(_) => (0, 0),
            Self::Other(other) => sizes(other),
        }
    }
}

fn sizes(value: &Dynamic) -> (usize, usize) {
    if let Ok(text) = value.as_immutable_string_ref() {
        return (0, text.len());
    }
    let Ok(elements) = value.as_array_ref() else { return (0, 0) };
    elements.iter().map(sizes).fold((0, 0), |(all, bytes), own| (all + 1 + own.0, bytes + own.1))
}

impl From<Dynamic> for Held {
    fn from(value: Dynamic) -> Self {
        if value.is::<Value>() {
            value.try_cast_result().map_or_else(Self::Other, Self::Value)
        } else {
            Self::Other(value)
        }
    }
}

/// What functions take and give.
pub(super) trait Passed: rhai::Variant + Clone {
    /// Whether it may be anything.
    const IS_ANY: bool = false;

    /// Whether it is what is held.
    fn is(held: &Held) -> bool {
        matches!(held, Held::Other(other) if other.is::<Self>())
    }

    /// What is held, if it is that.
    fn of(held: Held) -> Option<Self> {
        held.dynamic().try_cast()
    }

    /// It as what is held.
    fn held(self) -> Held {
        Held::Other(Dynamic::from(self))
    }
}

impl Passed for INT {}
impl Passed for rust_decimal::Decimal {}
impl Passed for bool {}
impl Passed for () {}
impl Passed for Array {}
impl Passed for ImmutableString {}

impl Passed for Value {
    fn is(held: &Held) -> bool {
        matches!(held, Held::Value(_))
    }

    fn of(held: Held) -> Option<Self> {
        match held {
            Held::Value(value) => Some(value),
            Held::Other(_) => None,
        }
    }

    fn held(self) -> Held {
        Held::Value(self)
    }
}

impl Passed for Dynamic {
    const IS_ANY: bool = true;

    fn is(_: &Held) -> bool {
        true
    }

    fn of(held: Held) -> Option<Self> {
        Some(held.dynamic())
    }

    fn held(self) -> Held {
        Held::from(self)
    }
}
