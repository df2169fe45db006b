//! What a cell takes, as far as that can be told without the validator of `jsonschema`: making one ready takes far longer
//! than most forms take to be looked through.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::document::{Document, NodeId, Value};

/// Words of a schema that ask more of a text than can be told here.
const OF_TEXTS: [&str; 3] = ["pattern", "format", "maxLength"];

/// The same of other values.
const OF_OTHERS: [&str; 5] =
    ["exclusiveMinimum", "exclusiveMaximum", "multipleOf", "maxItems", "uniqueItems"];

/// What restricts the value of a cell beside its type.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Takes {
    /// The only texts that it takes; `None` for any.
    texts: Option<Vec<Box<str>>>,
    least: Option<Decimal>,
    most: Option<Decimal>,
    /// Whether more is asked of a text, or of anything else.
    asks_more: [bool; 2],
}

impl Takes {
    /// What the descriptions of a cell ask of it: all of them count.
    pub(super) fn of(document: &Document, descriptions: &[NodeId]) -> Self {
        let mut takes = Self::default();
        for word in descriptions.iter().flat_map(|description| document.children(*description)) {
            takes.add(document, word);
        }
        takes
    }

    fn add(&mut self, document: &Document, word: NodeId) {
        let key = document.key(word).unwrap_or_default();
        let [of_texts, of_others] = &mut self.asks_more;
        *of_texts |= OF_TEXTS.contains(&key);
        *of_others |= OF_OTHERS.contains(&key);
        let (slot, value) = match (key, document.value(word)) {
            ("const", Value::Text(text)) if self.texts.is_none() => {
                return self.texts = Some(vec![text.into()]);
            }
            ("enum", Value::Array) if self.texts.is_none() => {
                let all = document.children(word).map(|option| match document.value(option) {
                    Value::Text(text) => Some(Box::from(text)),
                    _ => None,
                });
                // Where other values are listed, only the validator can tell: nothing is taken here.
                return self.texts = Some(all.collect::<Option<_>>().unwrap_or_default());
            }
            ("const" | "enum", _) => return self.texts = Some(Vec::new()),
            ("minimum", Value::Number(value)) => (&mut self.least, value),
            ("maximum", Value::Number(value)) => (&mut self.most, value),
            _ => return,
        };
        *of_others |= slot.replace(value).is_some();
    }

    /// Whether a value of one of some types is surely taken; false also where only the validator can tell.
    pub(super) fn value(&self, types: &[Box<str>], value: Value<'_>) -> bool {
        let is_of_type = |name: &str| match (name, value) {
            ("null", Value::Null) | ("boolean", Value::Bool(_)) | ("number", Value::Number(_)) => true,
            ("string", Value::Text(_)) | ("array", Value::Array) | ("object", Value::Object) => true,
            ("integer", Value::Number(number)) => number.scale() == 0,
            _ => false,
        };
        if !types.is_empty() && !types.iter().any(|name| is_of_type(name)) {
            return false;
        }
        let [of_texts, of_others] = self.asks_more;
        match (value, &self.texts) {
            (Value::Text(text), Some(texts)) => !of_texts && texts.iter().any(|known| **known == *text),
            (Value::Text(_), None) => !of_texts,
            (_, Some(_)) => false,
            (Value::Number(number), None) => {
                !of_others
                    && self.least.is_none_or(|least| least <= number)
                    && self.most.is_none_or(|most| number <= most)
            }
            (Value::Array | Value::Object, None) => !of_others,
            (Value::Null | Value::Bool(_), None) => true,
        }
    }
}
