//! A document read as a form: which cell is which, what it is called, and what figure it holds.
//!
//! In: a [`Document`] and the [`FormSchema`] of its pack. Out: a [`Form`], and findings where its structure does not
//! follow the schema.

mod json;
mod schema;
mod structure;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use rust_decimal::Decimal;

pub use schema::{FormSchema, SchemaId, Shape};

use crate::document::{Document, NodeId, Pointer, Value};
use crate::quantity::{self, MoneyUnit, Origin, Placeholder, Quantity, QuantityKind, Reading, Unit};
use crate::report::{Anchor, Finding, Label, Part};
use crate::wording::Lang;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Nothing: absent, null or white space.
    Missing,
    /// A mark that there is nothing to fill in.
    Placeholder(Placeholder),
    /// A figure.
    Quantity,
    /// A text.
    Text,
    /// `true` or `false`.
    Bool(bool),
    /// Elements.
    List,
    /// Members.
    Object,
    /// A text in a cell of figures that is none.
    Unreadable,
}

/// A document with the meaning of its cells.
#[derive(Debug)]
pub struct Form {
    document: Arc<Document>,
    schema: Arc<FormSchema>,
    /// By the number of the node; `None` for what the schema does not know.
    bound: Vec<Option<SchemaId>>,
    /// The unit of amounts that print none; `None` if the form does not say.
    currency: Option<MoneyUnit>,
    /// The most places that any amount of this form prints.
    money_places: u32,
    /// The most places that any score of this form prints.
    score_places: u32,
}

/// Between a list's element and its member in a label.
const STEP: &str = " › ";

impl Form {
    /// Reads a document by a schema. `currency` names the cell that prints the unit of amounts.
    ///
    /// The findings have no spans yet: see [`crate::report::DocumentReport::locate`].
    #[must_use]
    pub fn bind(
        document: Arc<Document>,
        schema: Arc<FormSchema>,
        currency: Option<&Pointer>,
        lang: Lang,
    ) -> (Self, Vec<Finding>) {
        let bound = bind_nodes(&document, &schema);
        let mut form = Self { document, schema, bound, currency: None, money_places: 0, score_places: 0 };
        form.currency = currency.and_then(|cell| form.document.find(cell)).and_then(|cell| {
            match form.document.value(cell) {
                Value::Text(text) => MoneyUnit::parse(text),
                _ => None,
            }
        });
        form.money_places = form.most_places(QuantityKind::Money);
        form.score_places = form.most_places(QuantityKind::Score);
        let findings = structure::check(&form, currency, lang);
        (form, findings)
    }

    /// The document.
    #[must_use]
    pub fn document(&self) -> &Arc<Document> {
        &self.document
    }

    /// The schema.
    #[must_use]
    pub fn schema(&self) -> &Arc<FormSchema> {
        &self.schema
    }

    /// What a node is; `None` if the schema does not know it.
    #[must_use]
    pub fn schema_of(&self, node: NodeId) -> Option<SchemaId> {
        self.bound.get(usize::try_from(node.number()).ok()?).copied().flatten()
    }

    /// Every node of figures of a kind.
    fn figures(&self, kind: QuantityKind) -> impl Iterator<Item = NodeId> {
        self.document
            .nodes()
            .filter(move |node| self.schema_of(*node).and_then(|id| self.schema.quantity(id)) == Some(kind))
    }

    fn most_places(&self, kind: QuantityKind) -> u32 {
        self.figures(kind)
            .filter_map(|node| match self.document.value(node) {
                Value::Number(number) => Some(number.scale()),
                Value::Text(text) => quantity::read(text).ok().map(|reading| reading.places),
                _ => None,
            })
            .max()
            .unwrap_or(0)
    }

    /// What stands in a cell.
    #[must_use]
    pub fn content(&self, node: NodeId) -> Content {
        let figures = || self.schema_of(node).and_then(|id| self.schema.quantity(id)).is_some();
        match self.document.value(node) {
            Value::Null => Content::Missing,
            Value::Bool(value) => Content::Bool(value),
            Value::Number(_) => Content::Quantity,
            Value::Array => Content::List,
            Value::Object => Content::Object,
            Value::Text(text) if text.trim().is_empty() => Content::Missing,
            Value::Text(text) => match quantity::placeholder(text) {
                Some(placeholder) => Content::Placeholder(placeholder),
                None if !figures() => Content::Text,
                None if self.reading(node).is_some() => Content::Quantity,
                None => Content::Unreadable,
            },
        }
    }

    /// The figure in a cell, brought to what its schema says that it measures.
    fn reading(&self, node: NodeId) -> Option<Reading> {
        let kind = self.schema_of(node).and_then(|id| self.schema.quantity(id));
        let reading = match self.document.value(node) {
            Value::Number(value) => {
                Reading { value, places: value.scale(), unit: None, qualifier: None, range: 0..0 }
            }
            Value::Text(text) => quantity::read(text).ok()?,
            _ => return None,
        };
        let unit = match (kind, reading.unit) {
            (None | Some(QuantityKind::Number), unit) => unit.unwrap_or(Unit::Ratio),
            (Some(QuantityKind::Money), None) => Unit::Money(self.currency?),
            (Some(QuantityKind::Money), Some(unit @ Unit::Money(_))) => unit,
            (Some(QuantityKind::Percent), Some(Unit::Percent)) => Unit::Percent,
            // A bare 0 or 1 is a ratio, any other bare figure a percentage.
            (Some(QuantityKind::Percent), None) => {
                let value = if reading.value == Decimal::ONE { Decimal::ONE_HUNDRED } else { reading.value };
                return Some(Reading { value, unit: Some(Unit::Percent), ..reading });
            }
            (Some(QuantityKind::Count), None) => {
                let counter = self.schema_of(node).and_then(|id| self.schema.counter(id));
                Unit::Counter(Arc::from(counter.unwrap_or_default()))
            }
            (Some(QuantityKind::Count), Some(unit @ Unit::Counter(_))) => unit,
            (Some(QuantityKind::Score), None) => Unit::Score,
            (Some(QuantityKind::Score), Some(Unit::Counter(name))) if *name == *"分" => Unit::Score,
            _ => return None,
        };
        Some(Reading { unit: Some(unit), ..reading })
    }

    /// The figure in a cell; `None` if it holds none, or an amount whose unit the form does not say.
    #[must_use]
    pub fn quantity(&self, node: NodeId) -> Option<Quantity> {
        let Reading { value, places, unit, qualifier, .. } = self.reading(node)?;
        let unit = unit.unwrap_or(Unit::Ratio);
        let origin = Origin::Place { node, range: None };
        let known = match unit {
            Unit::Money(_) => {
                let filled =
                    self.schema_of(node).and_then(|id| self.schema.places(id)).unwrap_or(self.money_places);
                places.max(filled.min(self.money_places))
            }
            Unit::Score => places.max(self.score_places),
            _ => places,
        };
        // Whole amounts of a form that prints no decimals, counts and whole scores are exact.
        let is_exact = match unit {
            Unit::Money(_) | Unit::Score => known == 0,
            Unit::Counter(_) => true,
            Unit::Ratio => places == 0,
            Unit::Percent => false,
        };
        Some(if is_exact && qualifier.is_none() {
            Quantity::exact(value, unit, origin)
        } else {
            Quantity::printed(value, known, unit, qualifier, origin)
        })
    }

    /// The figure that some characters of a text print; `None` if they are none. Whole amounts and counts are exact.
    #[must_use]
    pub fn quantity_in_text(&self, node: NodeId, range: Range<usize>) -> Option<Quantity> {
        let Value::Text(text) = self.document.value(node) else { return None };
        let Reading { value, places, unit, qualifier, .. } = quantity::read(text.get(range.clone())?).ok()?;
        let unit = unit.unwrap_or(Unit::Ratio);
        let origin = Origin::Place { node, range: Some(range) };
        Some(if places == 0 && qualifier.is_none() && unit != Unit::Percent {
            Quantity::exact(value, unit, origin)
        } else {
            Quantity::printed(value, places, unit, qualifier, origin)
        })
    }

    /// The text of a cell; a number or truth value as JSON prints it. `None` for null, lists and objects.
    #[must_use]
    pub fn text(&self, node: NodeId) -> Option<Cow<'_, str>> {
        match self.document.value(node) {
            Value::Text(text) => Some(Cow::Borrowed(text)),
            Value::Number(number) => Some(Cow::Owned(number.to_string())),
            Value::Bool(value) => Some(Cow::Borrowed(if value { "true" } else { "false" })),
            Value::Null | Value::Array | Value::Object => None,
        }
    }

    /// Every text under a node, itself included, in the order of the form; only cells that the schema knows.
    pub fn texts_under(&self, node: NodeId) -> impl Iterator<Item = (NodeId, SchemaId)> {
        let inside = self.document.nodes().skip_while(move |known| *known < node);
        inside
            .take_while(move |known| self.document.contains(node, *known))
            .filter(|known| matches!(self.document.value(*known), Value::Text(_)))
            .filter_map(|known| Some((known, self.schema_of(known)?)))
    }

    // Names and places

    /// What a node is called: its printed label, with the element that it belongs to (`主要任务 2 › 任务涉及资金`).
    #[must_use]
    pub fn label(&self, node: NodeId) -> String {
        let own = self.own_label(node);
        let element = std::iter::successors(Some(node), |node| self.document.parent(*node))
            .skip(1)
            .find(|node| self.document.index(*node).is_some());
        match element {
            Some(element) => format!("{}{STEP}{own}", self.label(element)),
            None => own,
        }
    }

    /// The label of a node by itself; of an element that of its list with its number.
    fn own_label(&self, node: NodeId) -> String {
        let printed = self.schema_of(node).and_then(|id| self.schema.label(id));
        match (self.document.index(node), self.document.parent(node)) {
            (Some(index), Some(list)) => format!("{} {}", self.own_label(list), index + 1),
            _ => printed.or_else(|| self.document.key(node)).unwrap_or_default().to_owned(),
        }
    }

    /// What a cell is called that the form leaves out. `nearest` is the nearest node around it.
    #[must_use]
    pub fn label_of_absent(&self, nearest: NodeId, schema: SchemaId, pointer: &Pointer) -> String {
        let own = self.schema.label(schema).or_else(|| self.schema.key(schema)).map(str::to_owned);
        let own = own.unwrap_or_else(|| pointer.as_str().to_owned());
        let element = std::iter::successors(Some(nearest), |node| self.document.parent(*node))
            .find(|node| self.document.index(*node).is_some());
        element.map_or(own.clone(), |element| format!("{}{STEP}{own}", self.label(element)))
    }

    /// Where a finding on a node points.
    #[must_use]
    pub fn place(&self, node: NodeId) -> Label {
        self.place_of(node, Part::Value, None)
    }

    /// Where a finding on characters of a text points: bytes of the decoded text.
    #[must_use]
    pub fn place_in_text(&self, node: NodeId, range: Range<usize>) -> Label {
        let text = match self.document.value(node) {
            Value::Text(text) => text.get(range.clone()).map(str::to_owned),
            _ => None,
        };
        self.place_of(node, Part::Text(range), text)
    }

    fn place_of(&self, node: NodeId, part: Part, text: Option<String>) -> Label {
        let label = self.label(node);
        Label {
            pointer: Some(self.document.pointer(node)),
            label: Some(label).filter(|label| !label.is_empty()),
            value: self.text(node).map(Cow::into_owned),
            text,
            anchor: Some(Anchor { node, part }),
            ..Label::default()
        }
    }

    /// Where a finding on a cell points that the form leaves out.
    #[must_use]
    pub fn place_of_absent(&self, nearest: NodeId, schema: SchemaId, pointer: &Pointer) -> Label {
        Label {
            pointer: Some(pointer.clone()),
            label: Some(self.label_of_absent(nearest, schema, pointer)),
            anchor: Some(Anchor { node: nearest, part: Part::LeftOut }),
            ..Label::default()
        }
    }
}

/// What each node is, going by its parent.
fn bind_nodes(document: &Document, schema: &FormSchema) -> Vec<Option<SchemaId>> {
    let mut bound: Vec<Option<SchemaId>> = Vec::with_capacity(document.node_count());
    for node in document.nodes() {
        let id = match document.parent(node) {
            None => Some(schema.root()),
            Some(parent) => {
                let parent =
                    usize::try_from(parent.number()).ok().and_then(|at| bound.get(at)).copied().flatten();
                parent.and_then(|parent| match (schema.shape(parent), document.key(node)) {
                    (Shape::Object, Some(key)) => schema.member(parent, key),
                    (Shape::List(item), None) => Some(item),
                    _ => None,
                })
            }
        };
        bound.push(id);
    }
    bound
}
