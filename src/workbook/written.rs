//! The JSON of a form as it is read: each value at its pointer, with the cell that it was read from.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Map, Number, Value};

use crate::document::Pointer;
use crate::form::{FormSchema, Role, SchemaId, Shape};
use crate::rule::cell_of;
use crate::sheet::{Held, Spot, plain};

/// The form as far as it is read.
pub(super) struct Written<'w> {
    schema: &'w FormSchema,
    root: Value,
    /// The cell of each value, those that are blank too.
    pub(super) cells: BTreeMap<String, Spot>,
}

/// A figure with or without thousands apart, half width.
static FIGURE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^-?(?:0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?$").ok());

impl<'w> Written<'w> {
    /// A form of a pack; `layout` is what it must name.
    pub(super) fn new(schema: &'w FormSchema, form: &str, layout: Option<&str>) -> Self {
        let mut root = Map::new();
        root.insert("form".to_owned(), Value::from(form));
        root.extend(layout.map(|layout| ("layout".to_owned(), Value::from(layout))));
        Self { schema, root: Value::Object(root), cells: BTreeMap::new() }
    }

    /// Whether something was read for a pointer.
    pub(super) fn has(&self, pointer: &str) -> bool {
        self.cells.contains_key(pointer)
    }

    /// What a cell of the form says, if its schema tells.
    pub(super) fn role(&self, pointer: &str) -> Option<Role> {
        cell_of(self.schema, pointer).and_then(|id| self.schema.role(id))
    }

    /// Whether something else than nothing was read for a pointer.
    pub(super) fn is_filled(&self, pointer: &str) -> bool {
        self.root.pointer(pointer).is_some_and(|value| !value.is_null())
    }

    /// Whether a cell of the form takes a figure; `-` stands for any element.
    pub(super) fn takes_figure(&self, pointer: &str) -> bool {
        cell_of(self.schema, pointer).is_some_and(|id| self.schema.quantity(id).is_some())
    }

    /// Whether a cell of the form takes an amount of money.
    pub(super) fn takes_money(&self, pointer: &str) -> bool {
        let kind = cell_of(self.schema, pointer).and_then(|id| self.schema.quantity(id));
        kind == Some(crate::figure::QuantityKind::Money)
    }

    /// Puts a text at a pointer. Tells whether it stands there now: a place takes the first value only.
    pub(super) fn put(&mut self, pointer: &str, spot: Spot, text: &str, held: Held) -> bool {
        if pointer.is_empty() {
            return true;
        }
        let Some(id) = Pointer::parse(pointer).and_then(|pointer| self.schema.at(&pointer)) else {
            return false;
        };
        let value = match held {
            Held::Error | Held::Pending => Value::Null,
            _ => self.value(id, text, held),
        };
        if self.cells.contains_key(pointer) {
            let known = self.root.pointer(pointer);
            if value.is_null() || known == Some(&value) {
                return true;
            }
            if held == Held::Text && known != Some(&Value::Null)
                || known.is_some_and(|known| !known.is_null())
            {
                return false;
            }
        }
        let Some(place) = at(&mut self.root, pointer) else { return false };
        *place = value;
        self.cells.insert(pointer.to_owned(), spot);
        true
    }

    /// Whether a text says what was read for a pointer, which is something.
    pub(super) fn is(&self, pointer: &str, text: &str, held: Held) -> bool {
        let id = Pointer::parse(pointer).and_then(|pointer| self.schema.at(&pointer));
        let value = id.map(|id| self.value(id, text, held)).filter(|value| !value.is_null());
        value.is_some() && self.root.pointer(pointer) == value.as_ref()
    }

    /// Puts a longer text in the place of the one that was read for a pointer, with its cell. Tells whether there was a text.
    pub(super) fn append(&mut self, pointer: &str, text: &str) -> bool {
        let place = self.root.pointer_mut(pointer).filter(|value| value.is_string());
        place.map(|place| *place = Value::from(text)).is_some()
    }

    /// Sets a flag.
    pub(super) fn set_flag(&mut self, pointer: &str, spot: Spot) {
        if let Some(place) = at(&mut self.root, pointer) {
            *place = Value::Bool(true);
            self.cells.insert(pointer.to_owned(), spot);
        }
    }

    /// A list that is printed is there, with or without elements.
    pub(super) fn put_list(&mut self, pointer: &str, spot: Spot) {
        if let Some(list) = at(&mut self.root, pointer).filter(|list| list.is_null()) {
            *list = Value::Array(Vec::new());
            self.cells.entry(pointer.to_owned()).or_insert(spot);
        }
    }

    /// What a text is in a cell of the form: a figure where it is one and the cell takes figures.
    fn value(&self, id: SchemaId, text: &str, held: Held) -> Value {
        let text = text.trim();
        if text.is_empty() {
            return Value::Null;
        }
        let takes = |kind: &str| self.schema.types(id).any(|name| name == kind);
        let has_figures =
            self.schema.quantity(id).is_some_and(|kind| kind != crate::figure::QuantityKind::Percent)
                || takes("integer") && !takes("string");
        if self.schema.role(id) == Some(Role::Year) {
            return year(text).map_or_else(|| Value::from(text), Value::from);
        }
        // 产出指标 down the side of a table, a letter in each line.
        if self.schema.role(id) == Some(Role::Class) {
            return Value::from(text.split_whitespace().collect::<String>());
        }
        let number = || figure(text).map(Value::Number);
        let is_number = has_figures || held == Held::Number && (takes("number") || takes("integer"));
        is_number.then(number).flatten().unwrap_or_else(|| Value::from(text))
    }

    /// The form as JSON, two blanks for each level, its keys in the order of the schema.
    pub(super) fn text(mut self) -> (String, BTreeMap<String, Spot>) {
        put_in_order(&mut self.root, self.schema, self.schema.root());
        let mut text = serde_json::to_string_pretty(&self.root).unwrap_or_default();
        text.push('\n');
        (text, self.cells)
    }
}

/// The value at a pointer, made where it is not there: `null`, inside lists and objects.
fn at<'v>(root: &'v mut Value, pointer: &str) -> Option<&'v mut Value> {
    let mut value = root;
    for step in pointer.split('/').skip(1) {
        value = match step.parse::<usize>() {
            Ok(index) if !matches!(value, Value::Object(_)) => {
                if value.is_null() {
                    *value = Value::Array(Vec::new());
                }
                let elements = value.as_array_mut()?;
                while elements.len() <= index {
                    elements.push(Value::Null);
                }
                elements.get_mut(index)?
            }
            _ => {
                if value.is_null() {
                    *value = Value::Object(Map::new());
                }
                value
                    .as_object_mut()?
                    .entry(step.replace("~1", "/").replace("~0", "~"))
                    .or_insert(Value::Null)
            }
        };
    }
    Some(value)
}

fn put_in_order(value: &mut Value, schema: &FormSchema, id: SchemaId) {
    match (value, schema.shape(id)) {
        (Value::Object(members), Shape::Object) => {
            let mut old = std::mem::take(members);
            for (key, member) in schema.members(id) {
                if let Some(mut value) = old.shift_remove(key) {
                    put_in_order(&mut value, schema, member);
                    members.insert(key.to_owned(), value);
                }
            }
            members.extend(old);
        }
        (Value::Array(elements), Shape::List(item)) => {
            for element in elements {
                put_in_order(element, schema, item);
            }
        }
        _ => {}
    }
}

/// The figure that a text is: thousands apart, full width, a sign of money and the brackets of accountants do not matter.
pub(super) fn figure(text: &str) -> Option<Number> {
    let plain = plain(text);
    let (mut text, mut is_negative) = (plain.as_str(), false);
    if let Some(inner) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        (text, is_negative) = (inner, true);
    }
    if let Some(rest) = text.strip_prefix(['-', '\u{2212}']) {
        if is_negative {
            return None;
        }
        (text, is_negative) = (rest, true);
    }
    let text = text.trim_start_matches(['\u{a5}', '\u{ffe5}']);
    if !FIGURE.as_ref()?.is_match(text) || text.starts_with('-') {
        return None;
    }
    let sign = if is_negative { "-" } else { "" };
    serde_json::from_str(&format!("{sign}{}", text.replace(',', ""))).ok()
}

/// The year that a text begins with, if little else stands in it: four digits.
fn year(text: &str) -> Option<u32> {
    let text = plain(text);
    let digits = text.get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let rest = text.get(4..)?;
    (rest.chars().count() <= 3 && !rest.starts_with(|c: char| c.is_ascii_digit()))
        .then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<String> {
        figure(text).map(|number| number.to_string())
    }

    #[test]
    fn figures_are_read_as_people_write_them() {
        assert_eq!(of("17,076.42").as_deref(), Some("17076.42"));
        assert_eq!(of("１７，０７６．４０").as_deref(), Some("17076.40"));
        assert_eq!(of("￥ 1,200.00").as_deref(), Some("1200.00"));
        assert_eq!(of("(24,525.49)").as_deref(), Some("-24525.49"));
        assert_eq!(of("（3.5）").as_deref(), Some("-3.5"));
        assert_eq!(of("-0.10").as_deref(), Some("-0.10"));
        assert_eq!(of("9.00").as_deref(), Some("9.00"));
    }

    #[test]
    fn what_is_no_plain_figure_stays_a_text() {
        for text in ["1,2", "12,34.5", "007", "12.5万元", "约30", "", "-", "(-3)", "1.", "￥", "--1", "1e3"]
        {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn a_year_is_four_digits_with_little_behind() {
        assert_eq!(year("2022年度"), Some(2022));
        assert_eq!(year("２０２２"), Some(2022));
        assert_eq!(year("2022年至2023年"), None);
        assert_eq!(year("20221"), None);
    }
}
