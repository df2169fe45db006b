//! Parameters of packs and rules, read as cells are: `limit = "30%"`, `floor = "100万元"`, `count = 3`.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

use rust_decimal::Decimal;
use toml::de::DeValue;

use super::table::{Faults, Item, Table};
use crate::figure::Unit;
use crate::source::{SourceFile, Span};
use crate::text::language::Language;

/// What a parameter holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ParamValue {
    /// A figure; of unit [`Unit::Ratio`] if it prints none.
    Quantity(Decimal, Unit),
    /// A text.
    Text(String),
    /// Texts.
    Texts(Vec<String>),
    /// `true` or `false`.
    Bool(bool),
}

/// A parameter with what its author notes about it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Param {
    /// Its name in scripts, after `params.`.
    pub name: Arc<str>,
    /// Its value.
    pub value: ParamValue,
    /// The value as written.
    pub printed: String,
    /// What calculations call it, `{ value = "1%", label = "容许差" }`; by its name if there is none.
    pub label: Option<String>,
    /// What it is for: `{ value = "10%", note = "…" }`.
    pub note: Option<String>,
    /// Where its value stands.
    pub place: (Arc<SourceFile>, Span),
    /// Where its name stands, in the same file.
    pub named: Span,
}

impl ParamValue {
    /// Whether another value can stand in its place: of the same kind, and in a unit that goes with its own.
    #[must_use]
    pub fn fits(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Quantity(_, Unit::Money(_)), Self::Quantity(_, Unit::Money(_))) => true,
            (Self::Quantity(_, own), Self::Quantity(_, other)) => own == other,
            (Self::Text(_), Self::Text(_))
            | (Self::Texts(_), Self::Texts(_))
            | (Self::Bool(_), Self::Bool(_)) => true,
            _ => false,
        }
    }
}

/// Whether a text can be the name of a parameter.
pub(super) fn is_name(name: &str) -> bool {
    name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// Reads `[params]`.
pub(super) fn read_all(table: &mut Table<'_>, language: &Language, faults: &mut Faults<'_>) -> Vec<Param> {
    let mut params = Vec::new();
    for (name, range, item) in table.entries("params", faults) {
        if !is_name(name) {
            faults.at(range, "param-name", &[("name", name)]);
            continue;
        }
        let (value, label, note) = match item.get_ref().as_table() {
            None => (Some(item), None, None),
            Some(inner) => {
                let mut inner = Table::new(inner, item.span());
                let value = inner.get("value");
                let label = inner.text("label", faults);
                let note = inner.text("note", faults);
                inner.close(faults);
                (value, label, note)
            }
        };
        match value.and_then(|value| read(value, language).map(|read| (value, read))) {
            Some((item, (value, printed))) => {
                let place = (Arc::clone(faults.source), faults.span(&item.span()));
                let named = faults.span(&range);
                params.push(Param { name: Arc::from(name), value, printed, label, note, place, named });
            }
            None => faults.at(item.span(), "param-value", &[("name", name)]),
        }
    }
    params
}

fn read(item: Item<'_>, language: &Language) -> Option<(ParamValue, String)> {
    match item.get_ref() {
        DeValue::String(text) => {
            let value = match language.number(text) {
                Ok(reading) if reading.qualifier.is_none() => {
                    ParamValue::Quantity(reading.value, reading.unit.unwrap_or(Unit::Ratio))
                }
                // 约30% was meant as a figure: as a text it would equal nothing.
                Ok(_) => return None,
                _ => ParamValue::Text(text.to_string()),
            };
            Some((value, text.to_string()))
        }
        DeValue::Integer(number) if number.radix() == 10 => number_of(number.as_str()),
        DeValue::Float(number) => number_of(number.as_str()),
        DeValue::Boolean(value) => Some((ParamValue::Bool(*value), value.to_string())),
        DeValue::Array(array) => {
            let texts: Option<Vec<String>> =
                array.iter().map(|element| element.get_ref().as_str().map(str::to_owned)).collect();
            let texts = texts?;
            let printed = texts.join("、");
            Some((ParamValue::Texts(texts), printed))
        }
        _ => None,
    }
}

fn number_of(lexeme: &str) -> Option<(ParamValue, String)> {
    let value = Decimal::from_str_exact(&lexeme.replace('_', "")).ok()?;
    Some((ParamValue::Quantity(value, Unit::Ratio), lexeme.to_owned()))
}
