//! What a running rule holds: a [`Value`] as it is, and anything else as Rhai has it.
//!
//! Rhai keeps a type of the host behind two pointers, so that each step of a rule would ask for memory twice.

use rhai::{Array, Dynamic, INT, ImmutableString};

use super::value::Value;

/// A value of a script.
#[derive(Clone)]
pub(super) enum Held {
    /// What a statement without a value gives.
    Nothing,
    Truth(bool),
    Whole(INT),
    Text(ImmutableString),
    Value(Value),
    /// None of these.
    Other(Dynamic),
}

impl Held {
    /// A number below 8 for what it is, by which functions are told apart; `None` for what is told by its type alone.
    #[inline]
    pub(super) fn kind(&self) -> Option<u8> {
        Some(match self {
            Self::Nothing => 1,
            Self::Truth(_) => 2,
            Self::Whole(_) => 3,
            Self::Text(_) => 4,
            Self::Value(_) => 5,
            Self::Other(other) if other.is_array() => 6,
            Self::Other(other) if other.is_decimal() => 7,
            Self::Other(_) => return None,
        })
    }

    /// As Rhai has it.
    pub(super) fn dynamic(self) -> Dynamic {
        match self {
            Self::Nothing => Dynamic::UNIT,
            Self::Truth(truth) => truth.into(),
            Self::Whole(number) => number.into(),
            Self::Text(text) => text.into(),
            Self::Value(value) => Dynamic::from(value),
            Self::Other(other) => other,
        }
    }

    /// Takes it away and leaves nothing.
    pub(super) fn take(&mut self) -> Self {
        std::mem::replace(self, Self::Nothing)
    }

    /// Whether it is `true`; the name of its type if it is neither that nor `false`.
    pub(super) fn truth(&self) -> Result<bool, &'static str> {
        match self {
            Self::Truth(truth) => Ok(*truth),
            Self::Value(_) => Err(std::any::type_name::<Value>()),
            other => other.clone().dynamic().as_bool(),
        }
    }

    /// The whole number that it is, if it is one.
    pub(super) fn whole(&self) -> Option<INT> {
        if let Self::Whole(number) = self { Some(*number) } else { None }
    }

    /// The text of the script that it is, if it is one.
    pub(super) fn text(&self) -> Option<&ImmutableString> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// Elements and bytes of texts, which have limits; `None` for what is neither text nor array.
    pub(super) fn sizes(&self) -> Option<(usize, usize)> {
        match self {
            Self::Text(text) => Some((0, text.len())),
            Self::Other(other) if other.is_array() => Some(sizes(other)),
            _ => None,
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
        if let Ok(truth) = value.as_bool() {
            Self::Truth(truth)
        } else if let Ok(number) = value.as_int() {
            Self::Whole(number)
        } else if value.is_unit() {
            Self::Nothing
        } else if value.is_string() {
            value.try_cast_result().map_or_else(Self::Other, Self::Text)
        } else if value.is::<Value>() {
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
        if let Held::Other(other) = held { other.try_cast() } else { None }
    }

    /// It as what is held.
    fn held(self) -> Held {
        Held::Other(Dynamic::from(self))
    }
}

impl Passed for rust_decimal::Decimal {}
impl Passed for Array {}

/// What is held as itself.
macro_rules! passed {
    ($($type:ty: $of:ident),*) => {$(
        impl Passed for $type {
            fn is(held: &Held) -> bool {
                matches!(held, Held::$of(_))
            }

            fn of(held: Held) -> Option<Self> {
                if let Held::$of(own) = held { Some(own) } else { None }
            }

            fn held(self) -> Held {
                Held::$of(self)
            }
        }
    )*};
}
passed!(bool: Truth, INT: Whole, ImmutableString: Text, Value: Value);

impl Passed for () {
    fn is(held: &Held) -> bool {
        matches!(held, Held::Nothing)
    }

    fn of(held: Held) -> Option<Self> {
        matches!(held, Held::Nothing).then_some(())
    }

    fn held(self) -> Held {
        Held::Nothing
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
