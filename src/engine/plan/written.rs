//! How the parts of a plan that are Rhai's are written: places, names and constants.

use rhai::{Dynamic, ImmutableString, Position};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::engine::held::Held;

/// A place: line and column, 0 for none.
pub(super) mod position {
    use super::{Deserialize as _, Deserializer, Position, Serialize as _, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands on what it writes so")]
    pub(in super::super) fn serialize<S: Serializer>(
        at: &Position,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        super::pair(*at).serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Position, D::Error> {
        <(u16, u16)>::deserialize(deserializer).map(super::place)
    }
}

/// Several of them.
pub(super) mod positions {
    use super::{Deserialize as _, Deserializer, Position, Serialize as _, Serializer};

    pub(in super::super) fn serialize<S: Serializer>(
        all: &[Position; 3],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        all.map(super::pair).serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<[Position; 3], D::Error> {
        <[(u16, u16); 3]>::deserialize(deserializer).map(|all| all.map(super::place))
    }
}

fn pair(at: Position) -> (u16, u16) {
    let number = |number: Option<usize>| number.and_then(|number| u16::try_from(number).ok()).unwrap_or(0);
    (number(at.line()), number(at.position()))
}

fn place((line, column): (u16, u16)) -> Position {
    if line == 0 { Position::NONE } else { Position::new(line, column) }
}

/// A name.
pub(super) mod text {
    use super::{Deserialize as _, Deserializer, ImmutableString, Serializer};

    pub(in super::super) fn serialize<S: Serializer>(
        text: &ImmutableString,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(text)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<ImmutableString, D::Error> {
        <&str>::deserialize(deserializer).map(ImmutableString::from)
    }
}

/// What a script may write down.
#[derive(Serialize, Deserialize)]
enum Constant {
    Nothing,
    Truth(bool),
    Number(i64),
    Decimal(Decimal),
    Text(String),
    List(Vec<Self>),
}

impl Constant {
    fn of(value: &Dynamic) -> Option<Self> {
        if value.is_unit() {
            return Some(Self::Nothing);
        }
        if let Ok(list) = value.as_array_ref() {
            return list.iter().map(Self::of).collect::<Option<_>>().map(Self::List);
        }
        let truth = value.as_bool().ok().map(Self::Truth);
        let number = || value.as_int().ok().map(Self::Number);
        let text = || value.as_immutable_string_ref().ok().map(|text| Self::Text(text.to_string()));
        let decimal = || value.as_decimal().ok().map(Self::Decimal);
        truth.or_else(number).or_else(decimal).or_else(text)
    }

    fn value(self) -> Dynamic {
        match self {
            Self::Nothing => Dynamic::UNIT,
            Self::Truth(truth) => truth.into(),
            Self::Number(number) => number.into(),
            Self::Decimal(number) => number.into(),
            Self::Text(text) => text.into(),
            Self::List(list) => list.into_iter().map(Self::value).collect::<rhai::Array>().into(),
        }
    }
}

/// A constant.
pub(super) mod constant {
    use serde::ser::Error as _;

    use super::{Constant, Deserialize as _, Deserializer, Held, Serialize as _, Serializer};

    pub(in super::super) fn serialize<S: Serializer>(held: &Held, serializer: S) -> Result<S::Ok, S::Error> {
        let constant = Constant::of(&held.clone().dynamic());
        constant.ok_or_else(|| S::Error::custom("no constant of a script"))?.serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Held, D::Error> {
        Constant::deserialize(deserializer).map(|constant| Held::from(constant.value()))
    }
}
