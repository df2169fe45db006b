//! A document with the meaning of its cells.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::hollow;
use super::place::{SchemaId, Shape};
use super::presence::{Presence, Printing};
use super::schema::{FormSchema, Role};
use crate::document::{Document, NodeId, Pointer, Value};
use crate::figure::{MoneyUnit, Origin, Quantity, QuantityKind, Unit};
use crate::text::language::Language;
use crate::text::numbers::{Number, Unreadable, is_large};

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Nothing: absent, null, white space, mere punctuation, or a dash for the ratio of two figures that are printed.
    Missing,
    /// A mark that there is nothing to fill in, as printed.
    Placeholder(Box<str>),
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
    /// A text in a cell of figures that is none, a placeholder among them where the schema allows none.
    Unreadable,
}

/// Why a cell of figures gives none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Misread {
    /// It holds no figure, or more than one.
    NoFigure,
    /// More digits than can be reckoned with exactly.
    TooManyDigits,
    /// A figure that measures something else.
    OtherKind,
    /// An amount without a unit in a form that names none.
    NoUnit,
}

/// A document with the meaning of its cells.
#[derive(Debug)]
pub struct Form {
    pub(super) document: Arc<Document>,
    pub(super) schema: Arc<FormSchema>,
    /// Which cells its print has; `None` where that is not known.
    pub(super) presence: Option<Arc<Presence>>,
    /// By the number of the node; `None` for what the schema does not know.
    pub(super) bound: Vec<Option<SchemaId>>,
    /// How its figures are printed; of a set, for each of its forms, in the order of the nodes.
    pub(super) manners: Vec<Manner>,
    pub(super) misshapen: OnceCell<Vec<NodeId>>,
    pub(super) columns: OnceCell<HashSet<(NodeId, SchemaId)>>,
    /// By the number of the node.
    pub(super) filled: Vec<OnceCell<bool>>,
    pub(super) contents: Vec<OnceCell<Content>>,
    pub(super) labels: Vec<OnceCell<String>>,
}

/// How the figures of a form are printed.
#[derive(Debug)]
pub(super) struct Manner {
    /// The number of its first node.
    from: u32,
    /// The unit of amounts that print none; `None` if the form does not say.
    pub(super) currency: Option<MoneyUnit>,
    /// The most places that any amount of this form prints in its unit.
    money_places: u32,
    /// The most places that any score of this form prints.
    score_places: u32,
    /// The step of its scores: the largest of 1, 0.5, 0.1 … that all of them are multiples of.
    score_step: Decimal,
}

impl Manner {
    /// That of a form that says nothing.
    const NONE: Self =
        Self { from: 0, currency: None, money_places: 0, score_places: 0, score_step: Decimal::ONE };
}

/// To how many decimal places scores are given; more are of their own cell alone.
const PLACES_OF_SCORES: u32 = 2;

/// Bytes of a text and elements of a list beyond which a rule may take more than its limit without being at fault.
const LARGE: (usize, usize) = (8_000, 500);

impl Content {
    /// Nothing.
    pub(crate) const NOTHING: &'static Self = &Self::Missing;
}

impl Form {
    /// Whether it is a form with others that it belongs to.
    #[must_use]
    pub fn is_set(&self) -> bool {
        !self.schema.parts.is_empty()
    }

    /// Reads a document by a schema, whatever its structure.
    pub(super) fn bind_unchecked(
        document: Arc<Document>,
        schema: Arc<FormSchema>,
        presence: Option<Arc<Presence>>,
        currency: Option<&Pointer>,
    ) -> Self {
        let bound = bind_nodes(&document, &schema);
        let filled = (0..document.node_count()).map(|_| OnceCell::new()).collect();
        let contents = (0..document.node_count()).map(|_| OnceCell::new()).collect();
        let labels = (0..document.node_count()).map(|_| OnceCell::new()).collect();
        let mut form = Self {
            document,
            schema,
            presence,
            bound,
            manners: Vec::new(),
            misshapen: OnceCell::new(),
            columns: OnceCell::new(),
            filled,
            contents,
            labels,
        };
        form.manners = form.forms_within().into_iter().map(|part| form.manner(part, currency)).collect();
        // Places are those of amounts in the unit of their form, which is known by now.
        for at in 0..form.manners.len() {
            let Some(range) = form.nodes_of(at) else { continue };
            let (money_places, score_places) = (
                form.most_places(QuantityKind::Money, &range),
                form.most_places(QuantityKind::Score, &range),
            );
            let score_step = form.step_of_scores(&range);
            if let Some(manner) = form.manners.get_mut(at) {
                *manner = Manner { money_places, score_places, score_step, ..*manner };
            }
        }
        form
    }

    /// The whole form, and the forms within it, in the order of the nodes.
    fn forms_within(&self) -> Vec<NodeId> {
        let is_part = |node: &NodeId| self.schema_of(*node).is_some_and(|id| self.schema.is_part(id));
        let parts = self.is_set().then(|| self.document.nodes().filter(is_part));
        std::iter::once(self.document.root()).chain(parts.into_iter().flatten()).collect()
    }

    /// The unit of amounts of the form at a node.
    fn manner(&self, part: NodeId, currency: Option<&Pointer>) -> Manner {
        let currency = currency.and_then(|cell| match self.cell_of(part, cell) {
            Some(node) => self.text(node).and_then(|text| MoneyUnit::parse(&text)),
            None => self.schema.default_of(self.schema.at(cell)?).and_then(MoneyUnit::parse),
        });
        Manner { from: part.number(), currency, ..Manner::NONE }
    }

    /// The cell of a form within this one.
    pub(super) fn cell_of(&self, part: NodeId, cell: &Pointer) -> Option<NodeId> {
        cell.steps().try_fold(part, |at, step| match self.document.value(at) {
            Value::Object => self.document.member(at, &step),
            _ => Pointer::parse_index(&step).and_then(|index| self.document.element(at, index)),
        })
    }

    /// The numbers of the nodes of a form: those up to the next one.
    fn nodes_of(&self, at: usize) -> Option<Range<u32>> {
        let from = self.manners.get(at)?.from;
        Some(from..self.manners.get(at + 1).map_or(u32::MAX, |next| next.from))
    }

    /// How the form that a node is of prints its figures.
    pub(super) fn manner_of(&self, node: NodeId) -> &Manner {
        let behind = self.manners.partition_point(|manner| manner.from <= node.number());
        self.manners.get(behind.saturating_sub(1)).unwrap_or(&Manner::NONE)
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

    /// The layout that it is held to, by name; `None` where that is not known.
    #[must_use]
    pub fn layout(&self) -> Option<&str> {
        self.presence.as_deref().map(Presence::name)
    }

    /// Whether its print has not got a cell.
    #[must_use]
    pub fn is_unprinted(&self, id: SchemaId) -> bool {
        self.presence.as_ref().is_some_and(|presence| presence.of(id) == Printing::Never)
    }

    /// Whether every form of its print has a cell.
    #[must_use]
    pub fn is_owed(&self, id: SchemaId) -> bool {
        match self.presence.as_ref().map(|presence| presence.of(id)) {
            Some(printing) => printing == Printing::Always,
            None => self.schema.is_required(id),
        }
    }

    /// Whether a cell must not be left blank.
    #[must_use]
    pub fn must_be_filled(&self, id: SchemaId) -> bool {
        self.schema.is_required(id) && !self.is_unprinted(id)
    }

    /// The language that its texts are in.
    #[must_use]
    pub fn language(&self) -> &Arc<Language> {
        self.schema.language()
    }

    /// What a node is; `None` if the schema does not know it.
    #[must_use]
    pub fn schema_of(&self, node: NodeId) -> Option<SchemaId> {
        self.bound.get(usize::try_from(node.number()).ok()?).copied().flatten()
    }

    /// The member of a node that is of a kind.
    pub(crate) fn member(&self, node: NodeId, kind: SchemaId) -> Option<NodeId> {
        self.document.children(node).find(|child| self.schema_of(*child) == Some(kind))
    }

    /// Every node of figures of a kind among some.
    pub(super) fn figures(&self, kind: QuantityKind, among: &Range<u32>) -> impl Iterator<Item = NodeId> {
        self.document
            .nodes_among(among)
            .filter(move |node| self.schema_of(*node).and_then(|id| self.schema.quantity(id)) == Some(kind))
    }

    fn most_places(&self, kind: QuantityKind, among: &Range<u32>) -> u32 {
        let printed = |node| {
            let reading = self.reading(node).ok()?;
            self.is_in_own_unit(node, reading.unit.as_ref()).then_some(reading.places)
        };
        self.figures(kind, among).filter_map(printed).max().unwrap_or(0)
    }

    /// Scores are given in steps: whole points, halves, tenths, hundredths. That one row prints more asks it of no other.
    fn step_of_scores(&self, among: &Range<u32>) -> Decimal {
        let scores: Vec<Decimal> = self
            .figures(QuantityKind::Score, among)
            .filter_map(|node| Some(self.reading(node).ok()?.value.normalize()))
            .collect();
        let places = scores.iter().map(Decimal::scale).max().unwrap_or(0).min(PLACES_OF_SCORES);
        let half = Decimal::new(5, 1);
        let is_half = |score: &Decimal| score.checked_rem(half).is_some_and(|rest| rest.is_zero());
        if places == 1 && scores.iter().all(is_half) {
            return half;
        }
        Decimal::try_new(1, places).unwrap_or(Decimal::ONE)
    }

    /// Whether a figure is in the unit that amounts of this form are in; true of all that are no amounts.
    fn is_in_own_unit(&self, node: NodeId, unit: Option<&Unit>) -> bool {
        match unit {
            Some(Unit::Money(unit)) => Some(*unit) == self.manner_of(node).currency,
            _ => true,
        }
    }

    /// What stands in a cell.
    #[must_use]
    pub fn content(&self, node: NodeId) -> &Content {
        let slot = usize::try_from(node.number()).ok().and_then(|at| self.contents.get(at));
        slot.map_or(Content::NOTHING, |slot| slot.get_or_init(|| self.find_content_of(node)))
    }

    fn find_content_of(&self, node: NodeId) -> Content {
        let figures = || self.schema_of(node).and_then(|id| self.schema.quantity(id)).is_some();
        match self.document.value(node) {
            Value::Null => Content::Missing,
            Value::Bool(value) => Content::Bool(value),
            Value::Number(_) => Content::Quantity,
            Value::Array => Content::List,
            Value::Object => Content::Object,
            Value::Text(text) if hollow::is_blank(text) => Content::Missing,
            Value::Text(text) => match self.language().is_placeholder(text) {
                true if figures()
                    && !self.schema_of(node).is_some_and(|id| self.schema.allows_placeholder(id)) =>
                {
                    Content::Unreadable
                }
                true if self.owes_figure(node) => Content::Missing,
                true => Content::Placeholder(text.trim().into()),
                false if !figures() && hollow::is_hollow(text) => Content::Missing,
                false if !figures() => Content::Text,
                false if matches!(self.reading(node), Ok(_) | Err(Misread::NoUnit)) => Content::Quantity,
                false => Content::Unreadable,
            },
        }
    }

    /// The figure in a cell, brought to what its schema says that it measures.
    pub(super) fn reading(&self, node: NodeId) -> Result<Number, Misread> {
        let kind = self.schema_of(node).and_then(|id| self.schema.quantity(id));
        let reading = match self.document.value(node) {
            Value::Number(value) => {
                let places = value.scale();
                let (unit, qualifier, is_points) = (None, None, false);
                Number { value, places, coarse: 0, unit, is_points, qualifier, range: 0..0 }
            }
            Value::Text(text) => read_text(self.language(), text, kind)?,
            _ => return Err(Misread::NoFigure),
        };
        let unit = match (kind, reading.unit) {
            (None | Some(QuantityKind::Number), unit) => unit.unwrap_or(Unit::Ratio),
            (Some(QuantityKind::Money), None) => {
                Unit::Money(self.manner_of(node).currency.ok_or(Misread::NoUnit)?)
            }
            (Some(QuantityKind::Money), Some(unit @ Unit::Money(_))) => unit,
            (Some(QuantityKind::Percent), Some(Unit::Percent)) => Unit::Percent,
            // A bare 0 or 1 is a ratio, any other bare figure a percentage: 1.00 beside 93.23 is one per cent.
            (Some(QuantityKind::Percent), None) => {
                let is_whole = reading.places == 0 && reading.value == Decimal::ONE;
                let value = if is_whole { Decimal::ONE_HUNDRED } else { reading.value };
                return Ok(Number { value, unit: Some(Unit::Percent), ..reading });
            }
            (Some(QuantityKind::Count), None) => {
                let counter = self.schema_of(node).and_then(|id| self.schema.counter(id));
                Unit::Counter(Arc::from(counter.unwrap_or_default()))
            }
            (Some(QuantityKind::Count), Some(unit @ Unit::Counter(_))) => unit,
            (Some(QuantityKind::Score), None) => Unit::Score,
            (Some(QuantityKind::Score), Some(Unit::Counter(name))) if *name == *Unit::Score.sign() => {
                Unit::Score
            }
            _ => return Err(Misread::OtherKind),
        };
        Ok(Number { unit: Some(unit), ..reading })
    }

    /// The figure in a cell; `None` if it holds none, or an amount whose unit the form does not say.
    ///
    /// An amount in the unit of the form is known to the larger of the places that it prints and the smaller of
    /// `x-places` and the most that any such amount prints: writers of JSON drop zeros at the end. One in a unit of its
    /// own is known to what it prints. Scores are exact, and rounded to the step of the form's scores as products.
    #[must_use]
    pub fn quantity(&self, node: NodeId) -> Option<Quantity> {
        let Number { value, places, unit, qualifier, .. } = self.reading(node).ok()?;
        let unit = unit.unwrap_or(Unit::Ratio);
        let origin = Origin::Place { node, range: None };
        let manner = self.manner_of(node);
        let known = match unit {
            Unit::Money(_) if self.is_in_own_unit(node, Some(&unit)) => {
                let filled =
                    self.schema_of(node).and_then(|id| self.schema.places(id)).unwrap_or(manner.money_places);
                places.max(filled.min(manner.money_places))
            }
            Unit::Score => places.max(manner.score_places.min(PLACES_OF_SCORES)),
            _ => places,
        };
        if unit == Unit::Score && qualifier.is_none() {
            let own = value.normalize().scale();
            let finer = Decimal::try_new(1, own).ok().filter(|_| own > PLACES_OF_SCORES);
            return Some(Quantity::score(value, known, finer.unwrap_or(manner.score_step), origin));
        }
        if self.schema_of(node).and_then(|id| self.schema.role(id)) == Some(Role::Year) {
            return Some(Quantity::year(value, origin));
        }
        // Whole amounts of a form that prints no decimals and counts are exact.
        let is_exact = match unit {
            Unit::Money(_) => known == 0 && manner.money_places == 0,
            Unit::Counter(_) => true,
            Unit::Ratio => places == 0,
            Unit::Percent | Unit::Score => false,
        };
        Some(if is_exact && qualifier.is_none() {
            Quantity::exact(value, unit, origin)
        } else {
            Quantity::printed(value, known, unit, qualifier, origin)
        })
    }

    /// A figure that was read inside a text of the form. Whole amounts and counts are exact.
    #[must_use]
    pub fn quantity_read(&self, node: NodeId, number: &Number) -> Quantity {
        let Number { value, places, coarse, unit, qualifier, range, .. } = number;
        let unit = unit.clone().unwrap_or(Unit::Ratio);
        let origin = Origin::Place { node, range: Some(range.clone()) };
        if *coarse > 0 && qualifier.is_none() {
            return Quantity::coarse(*value, *coarse, unit, origin);
        }
        if *places == 0 && qualifier.is_none() && unit != Unit::Percent {
            Quantity::exact(*value, unit, origin)
        } else {
            Quantity::printed(*value, *places, unit, *qualifier, origin)
        }
    }

    /// The figure that some characters of a text print; `None` if they are none. Whole amounts and counts are exact.
    #[must_use]
    pub fn quantity_in_text(&self, node: NodeId, range: Range<usize>) -> Option<Quantity> {
        let Value::Text(text) = self.document.value(node) else { return None };
        let number = self.language().number(text.get(range.clone())?).ok()?;
        Some(self.quantity_read(node, &Number { range, ..number }))
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

    /// The text that a node is; `None` for everything else, numbers among them.
    #[must_use]
    pub fn text_of(&self, node: NodeId) -> Option<&str> {
        match self.document.value(node) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Every text under a node, itself included, in the order of the form; only cells that the schema knows.
    pub fn texts_under(&self, node: NodeId) -> impl Iterator<Item = (NodeId, SchemaId)> {
        let mut open = vec![self.document.children(node)];
        let inside = std::iter::from_fn(move || {
            loop {
                match open.last_mut()?.next() {
                    Some(child) => {
                        open.push(self.document.children(child));
                        return Some(child);
                    }
                    None => open.pop(),
                };
            }
        });
        std::iter::once(node)
            .chain(inside)
            .filter(|known| matches!(self.document.value(*known), Value::Text(_)))
            .filter_map(|known| Some((known, self.schema_of(known)?)))
    }

    /// Cells and elements whose value has another shape than the schema's, and elements that are null, in the order of the
    /// form.
    #[must_use]
    pub fn misshapen(&self) -> &[NodeId] {
        self.misshapen.get_or_init(|| {
            let is_misshapen = |node: &NodeId| {
                let Some(schema) = self.schema_of(*node) else { return false };
                let is_element = self.document.index(*node).is_some();
                match (self.schema.shape(schema), self.document.value(*node)) {
                    (_, Value::Null) => is_element,
                    (Shape::Object, value) => value != Value::Object,
                    (Shape::List(_), value) if self.schema.is_keyed(schema) => value != Value::Object,
                    (Shape::List(_), value) => value != Value::Array,
                    (Shape::Leaf, value) => matches!(value, Value::Object | Value::Array),
                }
            };
            self.document.nodes().filter(is_misshapen).collect()
        })
    }

    /// Texts of more than 8,000 bytes and lists of more than 500 elements, in the order of the form, each with the id of a
    /// message that says so and its size.
    #[must_use]
    pub fn large_cells(&self) -> Vec<(NodeId, &'static str, usize)> {
        let large = |node: NodeId| match self.document.value(node) {
            Value::Text(text) if text.len() > LARGE.0 => Some((node, "form-long-text", text.len())),
            Value::Array => {
                let count = self.document.children(node).count();
                (count > LARGE.1).then_some((node, "form-long-list", count))
            }
            _ => None,
        };
        self.document.nodes().filter_map(large).collect()
    }
}

/// The figure that a text is; in a cell of money 1.5亿 is 1.5亿元.
fn read_text(language: &Language, text: &str, kind: Option<QuantityKind>) -> Result<Number, Misread> {
    let reading = language.number(text).map_err(|unreadable| match unreadable {
        Unreadable::NoFigure | Unreadable::Broken(_) => Misread::NoFigure,
        Unreadable::TooManyDigits => Misread::TooManyDigits,
    })?;
    let is_short = kind == Some(QuantityKind::Money) && reading.unit.is_none() && text.contains(is_large);
    Ok(if is_short {
        language.number(&format!("{}{}", text.trim(), MoneyUnit::Yuan.sign())).unwrap_or(reading)
    } else {
        reading
    })
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
                    (Shape::List(item), key) if schema.is_keyed(parent) == key.is_some() => Some(item),
                    _ => None,
                })
            }
        };
        bound.push(id);
    }
    bound
}
