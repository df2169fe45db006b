//! What a script handles: cells, lists of them, quantities, texts, and what could not be known.
//!
//! Nothing of the form is copied: a cell is a place, read when a rule asks. A place that the form leaves out is a cell
//! too, so that its absence is carried to whatever depends on it.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::rc::Rc;

use rhai::{Dynamic, EvalAltResult, Position};
use smallvec::SmallVec;

use crate::document::{NodeId, Pointer};
use crate::figure::{Quantity, Undecided};
use crate::form::{Content, Form, SchemaId, Shape};
use crate::meaning::targets::Target;
use crate::report::{LAST_YEAR, TWINS, UNITS};
use crate::text::statements::Statement;
use crate::text::text::Text;

/// Characters of a text that a message shows.
const SHOWN: usize = 100;

/// Rows of a list that are looked at for telling whether a column is filled in.
const ROWS: usize = 200;

/// Elements of a list that a message shows.
const LISTED: usize = 10;

/// The one type that the host adds to Rhai.
#[derive(Clone)]
pub(crate) enum Value {
    /// A place of the form.
    Cell(Cell),
    /// Elements of the form, by projection or as an author picked them.
    List(Rc<List>),
    /// A figure: computed, a parameter, or read inside a text.
    Quantity(Quantity),
    /// Characters inside a text.
    Excerpt(Rc<Excerpt>),
    /// What a sentence states about its figures.
    Relation(Rc<RelationValue>),
    /// What an indicator aims at.
    Target(Rc<Target>),
    /// What could not be known, and why.
    Unknown(Rc<Unknown>),
}

/// What a sentence states about its figures.
pub(crate) struct RelationValue {
    /// The cell with the text.
    pub(crate) cell: Cell,
    /// What the text says.
    pub(crate) text: Rc<Text>,
    pub(crate) statement: Statement,
    /// The target that a percentage of a target is of, where the sentence does not print it.
    pub(crate) base: Option<Quantity>,
}

/// A place of the form that the schema knows, whether or not the form fills it.
#[derive(Clone)]
pub(crate) struct Cell {
    pub(crate) form: Rc<Form>,
    pub(crate) at: At,
}

/// Where a cell is.
#[derive(Clone)]
pub(crate) enum At {
    /// In the document.
    Present(NodeId, SchemaId),
    /// Left out by the document.
    Absent(Rc<Absent>),
}

/// A place that the document leaves out.
pub(crate) struct Absent {
    /// The nearest thing around it that is there.
    pub(crate) anchor: NodeId,
    /// How it goes on from there: most are a member of it.
    steps: SmallVec<[Step; 2]>,
    pub(crate) schema: SchemaId,
    /// Whether a form may have no such cell at all; a rule on it then has nothing to speak of.
    pub(crate) optional: bool,
}

/// A step of a pointer.
#[derive(Clone, Copy)]
enum Step {
    Member(SchemaId),
    Element(usize),
}

/// Elements in the order of the form.
pub(crate) struct List {
    pub(crate) items: Vec<Value>,
    /// The outermost array that they come from, where a finding on the whole list points.
    pub(crate) origin: Option<Cell>,
    /// What an element is, if all are of one kind.
    pub(crate) schema: Option<SchemaId>,
}

/// Characters inside a text of the form.
pub(crate) struct Excerpt {
    pub(crate) cell: Cell,
    /// Bytes of the decoded text.
    pub(crate) range: Range<usize>,
    pub(crate) text: Box<str>,
}

/// Why a value is not known.
#[derive(Clone)]
pub(crate) enum Unknown {
    /// Cells are missing: the rule cannot be checked.
    Missing(Vec<Need>),
    /// The form has no such cell, prints a placeholder there, or divides by zero: there is nothing to check.
    NotApplicable(Reason),
    /// The figures do not decide it.
    Undecided(Undecided),
}

/// A cell that a rule needs.
#[derive(Clone)]
pub(crate) struct Need(pub(crate) Cell);

/// Why a rule has nothing to speak of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Reason {
    /// The form has no such cell.
    NoSuchCell(Pointer),
    /// The set has no such form.
    NoSuchForm(&'static str),
    /// The layout that the form is printed in has no such cell.
    NotPrinted(Pointer, String),
    /// The cell prints that there is nothing to fill in.
    Placeholder(Pointer, String),
    /// A rate on 0 says nothing.
    DivisionByZero,
    /// The list has no element.
    EmptyList,
    /// The text does not print it.
    Unprinted(Pointer),
    /// The author's own words.
    Said(String),
}

impl Cell {
    /// The whole form.
    pub(crate) fn root(form: &Rc<Form>) -> Self {
        let at = At::Present(form.document().root(), form.schema().root());
        Self { form: Rc::clone(form), at }
    }

    fn with(&self, at: At) -> Self {
        Self { form: Rc::clone(&self.form), at }
    }

    pub(crate) fn schema(&self) -> SchemaId {
        match &self.at {
            At::Present(_, schema) => *schema,
            At::Absent(absent) => absent.schema,
        }
    }

    /// The node, if the document has one here.
    pub(crate) fn node(&self) -> Option<NodeId> {
        match &self.at {
            At::Present(node, _) => Some(*node),
            At::Absent(_) => None,
        }
    }

    pub(crate) fn pointer(&self) -> Pointer {
        match &self.at {
            At::Present(node, _) => self.form.document().pointer(*node),
            At::Absent(absent) => {
                let mut pointer = self.form.document().pointer(absent.anchor);
                for step in &absent.steps {
                    match step {
                        Step::Member(schema) => {
                            pointer.push(self.form.schema().key(*schema).unwrap_or_default());
                        }
                        Step::Element(index) => pointer.push_index(*index),
                    }
                }
                pointer
            }
        }
    }

    /// One step on from here, to what the document leaves out.
    fn left_out(&self, step: Step, schema: SchemaId, is_optional: bool) -> Self {
        let (anchor, mut steps, optional) = match &self.at {
            At::Present(node, _) => (*node, SmallVec::new(), is_optional),
            At::Absent(absent) => (absent.anchor, absent.steps.clone(), absent.optional || is_optional),
        };
        steps.push(step);
        self.with(At::Absent(Rc::new(Absent { anchor, steps, schema, optional })))
    }

    pub(crate) fn shape(&self) -> Shape {
        self.form.schema().shape(self.schema())
    }

    /// What stands in the cell; [`Content::Missing`] for one that is left out, and for what has another shape than the
    /// schema's: the structure of the form tells it, and no rule takes it for what it is not.
    pub(crate) fn content(&self) -> &Content {
        let Some(node) = self.node() else { return Content::NOTHING };
        let content = self.form.content(node);
        let is_of_shape = match self.shape() {
            Shape::Object => *content == Content::Object,
            Shape::List(_) if self.form.schema().is_keyed(self.schema()) => *content == Content::Object,
            Shape::List(_) => *content == Content::List,
            Shape::Leaf => !matches!(content, Content::List | Content::Object),
        };
        if is_of_shape { content } else { Content::NOTHING }
    }

    /// Whether the cell is absent, null or white space.
    pub(crate) fn is_missing(&self) -> bool {
        matches!(self.content(), Content::Missing)
    }

    /// Whether it is a cell of figures that no row of its list fills in, though the form should.
    pub(crate) fn is_of_blank_column(&self) -> bool {
        let schema = self.form.schema();
        let At::Present(node, kind) = self.at else { return false };
        if schema.quantity(kind).is_none() || !self.is_missing() {
            return false;
        }
        let document = self.form.document();
        let Some((row, key)) = document.parent(node).zip(document.key(node)) else { return false };
        let Some(list) = document.parent(row).filter(|_| document.index(row).is_some()) else { return false };
        let mut rows = document.children(list).take(ROWS).filter_map(|row| document.member(row, key));
        rows.all(|cell| *self.form.content(cell) == Content::Missing)
    }

    /// Whether other rows of its list fill in a column of figures.
    fn is_row_with(&self, column: SchemaId) -> bool {
        let At::Present(node, _) = self.at else { return false };
        let document = self.form.document();
        self.form.schema().quantity(column).is_some()
            && document
                .index(node)
                .and(document.parent(node))
                .is_some_and(|list| self.form.has_column(list, column))
    }

    /// Whether it is no blank, but what the structure of the form tells of where it must be: it is left out of what holds it, is
    /// no figure, or has a wrong type.
    pub(crate) fn is_told(&self) -> bool {
        match &self.at {
            At::Present(node, _) => {
                self.form.is_of_wrong_type(*node) || *self.form.content(*node) == Content::Unreadable
            }
            At::Absent(absent) => {
                *self.form.content(absent.anchor) == Content::Object
                    || self.form.is_of_wrong_type(absent.anchor)
            }
        }
    }

    /// Whether anything is filled in: for a list or section, in what it holds.
    pub(crate) fn has_content(&self) -> bool {
        match self.content() {
            Content::Missing => false,
            Content::List | Content::Object => self.node().is_some_and(|node| self.form.has_content(node)),
            _ => true,
        }
    }

    /// Whether the form need not have this cell, and has none.
    pub(crate) fn is_left_out_by_right(&self) -> bool {
        match &self.at {
            At::Absent(absent) => absent.optional,
            At::Present(..) => self.is_null_and_not_printed(),
        }
    }

    /// Whether nothing is there, and the print has no such cell: some write null for what a print has not.
    pub(crate) fn is_null_and_not_printed(&self) -> bool {
        let At::Present(node, schema) = self.at else { return false };
        self.form.document().value(node) == crate::document::Value::Null && self.form.is_unprinted(schema)
    }

    /// Why nothing can be read here.
    pub(crate) fn unknown(&self) -> Unknown {
        if self.is_left_out_by_right() {
            Unknown::NotApplicable(match self.form.layout() {
                Some(layout) if self.form.is_unprinted(self.schema()) => {
                    Reason::NotPrinted(self.pointer(), layout.to_owned())
                }
                _ => {
                    self.lacking_form().map_or_else(|| Reason::NoSuchCell(self.pointer()), Reason::NoSuchForm)
                }
            })
        } else {
            Unknown::Missing(vec![Need(self.clone())])
        }
    }

    /// The name of the place in which a set has no form, if this is in it.
    fn lacking_form(&self) -> Option<&'static str> {
        let pointer = self.pointer();
        let first = pointer.steps().next().filter(|_| self.form.is_set())?;
        [UNITS, LAST_YEAR, TWINS].into_iter().find(|place| *place == first)
    }

    /// The member of a kind. Of a cell with nothing in it: the place where it would be.
    pub(crate) fn member(&self, schema: SchemaId) -> Self {
        let At::Present(node, _) = self.at else {
            return self.left_out(Step::Member(schema), schema, self.form.is_unprinted(schema));
        };
        if let Some(child) = self.form.member(node, schema) {
            return self.with(At::Present(child, schema));
        }
        let is_unprinted = self.form.is_unprinted(schema);
        let is_owed = self.form.is_owed(schema) || self.is_row_with(schema);
        self.left_out(Step::Member(schema), schema, !is_owed && !self.is_missing() || is_unprinted)
    }

    /// The node of a list, and what its elements are; `None` if the cell is no list or has none in it.
    pub(crate) fn as_list(&self) -> Option<(NodeId, SchemaId)> {
        let Shape::List(item) = self.shape() else { return None };
        let is_keyed = self.form.schema().is_keyed(self.schema());
        let wanted = if is_keyed { Content::Object } else { Content::List };
        let node = self.node().filter(|_| *self.content() == wanted)?;
        Some((node, item))
    }

    /// The elements of an array; `None` if the cell is no array or has none in it.
    pub(crate) fn elements(&self) -> Option<Vec<Value>> {
        let (node, item) = self.as_list()?;
        let elements = self.form.document().children(node);
        Some(elements.map(|element| Value::Cell(self.with(At::Present(element, item)))).collect())
    }

    /// The element `place` of a list, from 0, if there is one.
    pub(crate) fn nth(&self, place: usize) -> Option<Value> {
        let (node, item) = self.as_list()?;
        let element = self.form.document().children(node).nth(place)?;
        Some(Value::Cell(self.with(At::Present(element, item))))
    }

    /// The element `index`, from 0, or the place where it would be.
    pub(crate) fn element(&self, index: usize) -> Option<Self> {
        let Shape::List(item) = self.shape() else { return None };
        let found = self.node().and_then(|node| self.form.document().element(node, index));
        Some(found.map_or_else(
            || self.left_out(Step::Element(index), item, false),
            |element| self.with(At::Present(element, item)),
        ))
    }

    /// What holds this cell, arrays skipped; `None` for the whole form.
    pub(crate) fn parent(&self) -> Option<Self> {
        let schema = self.form.schema();
        let mut kind = schema.parent(self.schema())?;
        let mut node = match &self.at {
            At::Present(node, _) => self.form.document().parent(*node)?,
            At::Absent(absent) => absent.anchor,
        };
        while matches!(schema.shape(kind), Shape::List(_)) {
            kind = schema.parent(kind)?;
            if self.form.schema_of(node) != Some(kind) {
                node = self.form.document().parent(node)?;
            }
        }
        Some(self.with(At::Present(node, kind)))
    }

    /// The quantity in the cell.
    pub(crate) fn quantity(&self) -> Result<Quantity, Unknown> {
        match self.content() {
            Content::Placeholder(placeholder) => {
                let printed = placeholder.to_string();
                Err(Unknown::NotApplicable(Reason::Placeholder(self.pointer(), printed)))
            }
            Content::Missing | Content::Unreadable => Err(self.unknown()),
            _ => match self.node().and_then(|node| self.form.quantity(node)) {
                Some(quantity) => Ok(quantity),
                None => Err(Unknown::Missing(vec![Need(self.clone())])),
            },
        }
    }

    /// The text in the cell, a number as it is printed.
    pub(crate) fn text(&self) -> Result<Cow<'_, str>, Unknown> {
        match self.content() {
            Content::Missing => Err(self.unknown()),
            _ => self.node().and_then(|node| self.form.text(node)).ok_or_else(|| self.unknown()),
        }
    }
}

impl Value {
    /// A member of a cell, or of every element of a list.
    pub(crate) fn property(&self, key: &str) -> Option<Self> {
        match self {
            Self::Cell(cell) => match cell.shape() {
                Shape::Object => match cell.form.schema().member(cell.schema(), key) {
                    Some(schema) => Some(Self::Cell(cell.member(schema))),
                    None => cell.term(key),
                },
                Shape::List(item) => project(cell.elements(), Some(cell.clone()), item, cell, key),
                Shape::Leaf => None,
            },
            Self::List(list) => {
                // A list without elements still knows where it comes from, and so what its elements would have.
                let cell = list.items.iter().find_map(Self::cell).or(list.origin.as_ref())?;
                project(Some(list.items.clone()), list.origin.clone(), list.schema?, cell, key)
            }
            Self::Relation(relation) => relation.member(key),
            Self::Unknown(_) => Some(self.clone()),
            Self::Quantity(_) | Self::Excerpt(_) | Self::Target(_) => None,
        }
    }

    /// The cell that a finding on this value points at; the first one of a computed value.
    pub(crate) fn cell(&self) -> Option<&Cell> {
        match self {
            Self::Cell(cell) => Some(cell),
            Self::List(list) => list.origin.as_ref().or_else(|| list.items.iter().find_map(Self::cell)),
            Self::Excerpt(excerpt) => Some(&excerpt.cell),
            Self::Relation(relation) => Some(&relation.cell),
            Self::Quantity(_) | Self::Target(_) | Self::Unknown(_) => None,
        }
    }

    /// Whether it is a list, filled in or not.
    pub(crate) fn is_list(&self) -> bool {
        match self {
            Self::List(_) => true,
            Self::Cell(cell) => matches!(cell.shape(), Shape::List(_)),
            Self::Quantity(_) | Self::Excerpt(_) | Self::Relation(_) | Self::Target(_) | Self::Unknown(_) => {
                false
            }
        }
    }

    /// Its elements, if it is a list; an error if it is one that cannot be read, or is not known at all.
    pub(crate) fn items(&self) -> Option<Result<Cow<'_, [Self]>, Unknown>> {
        match self {
            Self::List(list) => Some(Ok(Cow::Borrowed(&list.items))),
            Self::Cell(cell) if matches!(cell.shape(), Shape::List(_)) => {
                Some(cell.elements().map(Cow::Owned).ok_or_else(|| cell.unknown()))
            }
            Self::Unknown(unknown) => Some(Err(Unknown::clone(unknown))),
            _ => None,
        }
    }

    /// How many elements it has; 0 for what is no list.
    pub(crate) fn elements(&self) -> usize {
        match self {
            Self::List(list) => list.items.len(),
            Self::Cell(cell) => {
                cell.as_list().map_or(0, |(node, _)| cell.form.document().children(node).count())
            }
            _ => 0,
        }
    }

    /// The quantity that it is or holds.
    pub(crate) fn quantity(&self) -> Result<Quantity, Unknown> {
        match self {
            Self::Cell(cell) => cell.quantity(),
            Self::Quantity(quantity) => Ok(quantity.clone()),
            Self::Excerpt(excerpt) => excerpt.quantity(),
            Self::Target(target) => Ok(target.quantity.clone()),
            Self::Unknown(unknown) => Err(Unknown::clone(unknown)),
            Self::List(_) | Self::Relation(_) => Err(Unknown::Missing(Vec::new())),
        }
    }

    /// The text that it is or holds.
    pub(crate) fn text(&self) -> Result<Cow<'_, str>, Unknown> {
        match self {
            Self::Cell(cell) => cell.text(),
            Self::Excerpt(excerpt) => Ok(Cow::Borrowed(&excerpt.text)),
            Self::Quantity(quantity) => Ok(Cow::Owned(quantity.to_string())),
            Self::Target(target) => Ok(Cow::Owned(target.to_string())),
            Self::Relation(relation) => Ok(Cow::Owned(relation.sentence().to_owned())),
            Self::Unknown(unknown) => Err(Unknown::clone(unknown)),
            Self::List(_) => Err(Unknown::Missing(Vec::new())),
        }
    }

    /// A value or the reason why there is none.
    pub(crate) fn from_result(result: Result<Quantity, Unknown>) -> Self {
        result.map_or_else(|unknown| Self::Unknown(Rc::new(unknown)), Self::Quantity)
    }
}

/// As it is printed on the form; a list by its elements, what is not known by nothing.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::List(list) => {
                for (place, item) in list.items.iter().take(LISTED).enumerate() {
                    write!(f, "{}{item}", if place > 0 { "、" } else { "" })?;
                }
                f.write_str(if list.items.len() > LISTED { "…" } else { "" })
            }
            // A cell that is no figure by its schema shows what is printed.
            Self::Cell(cell)
                if matches!(cell.content(), Content::Quantity)
                    && cell.form.schema().quantity(cell.schema()).is_some() =>
            {
                match cell.quantity() {
                    Ok(quantity) => quantity.fmt(f),
                    Err(_) => f.write_str(&cell.text().unwrap_or_default()),
                }
            }
            _ => {
                let text = self.text().unwrap_or_default();
                match text.char_indices().nth(SHOWN) {
                    Some((end, _)) => write!(f, "{}…", text.get(..end).unwrap_or_default()),
                    None => f.write_str(&text),
                }
            }
        }
    }
}

/// The elements of a list, for `for`, each made when its turn comes.
pub(crate) struct Elements {
    /// What ends the loop before it begins.
    fault: Option<Box<EvalAltResult>>,
    list: Value,
    place: usize,
    /// The next element of a list that is a cell.
    next: Option<NodeId>,
}

impl IntoIterator for Value {
    type Item = Result<Self, Box<EvalAltResult>>;
    type IntoIter = Elements;

    fn into_iter(self) -> Self::IntoIter {
        let (fault, next) = match &self {
            Self::List(_) => (None, None),
            Self::Cell(cell) if self.is_list() => match cell.as_list() {
                Some((node, _)) => (None, cell.form.document().children(node).next()),
                None => (Some(stop(cell.unknown())), None),
            },
            Self::Unknown(unknown) => (Some(stop(Unknown::clone(unknown))), None),
            _ => (Some(EvalAltResult::ErrorFor(Position::NONE).into()), None),
        };
        Elements { fault, list: self, place: 0, next }
    }
}

impl Iterator for Elements {
    type Item = Result<Value, Box<EvalAltResult>>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(fault) = self.fault.take() {
            return Some(Err(fault));
        }
        match &self.list {
            Value::List(list) => {
                let item = list.items.get(self.place)?.clone();
                self.place += 1;
                Some(Ok(item))
            }
            Value::Cell(cell) => {
                let Shape::List(item) = cell.shape() else { return None };
                let element = self.next?;
                self.next = cell.form.document().next(element);
                Some(Ok(Value::Cell(cell.with(At::Present(element, item)))))
            }
            _ => None,
        }
    }
}

/// The end of a run on what is not known, where no host is at hand to note it: the value itself says so.
#[expect(clippy::unnecessary_box_returns, reason = "Rhai's own errors are boxed")]
fn stop(unknown: Unknown) -> Box<EvalAltResult> {
    let token = Dynamic::from(Value::Unknown(Rc::new(unknown)));
    EvalAltResult::ErrorTerminated(token, Position::NONE).into()
}

/// The member `key` of every element; a list inside an element gives its own elements. What is missing stays in the
/// list as missing, so that nothing passes because it was left out. `None` if elements have no such member.
fn project(
    items: Option<Vec<Value>>,
    origin: Option<Cell>,
    item: SchemaId,
    any: &Cell,
    key: &str,
) -> Option<Value> {
    let form = any.form.schema();
    let member = form.member(item, key);
    let term = if member.is_none() { Some(form.term(item, key)?) } else { None };
    let Some(items) = items else {
        let unknown = origin.as_ref().map_or_else(|| any.unknown(), Cell::unknown);
        return Some(Value::Unknown(Rc::new(unknown)));
    };
    let Some(member) = member else {
        let place = term.and_then(|term| term.place);
        return project_term(items, origin, item, (key, place));
    };
    let inner = match form.shape(member) {
        Shape::List(inner) => Some(inner),
        Shape::Object | Shape::Leaf => None,
    };
    let mut projected = Vec::with_capacity(items.len());
    for value in items {
        match value {
            Value::Cell(cell) if cell.schema() == item => {
                let child = cell.member(member);
                match inner.and_then(|_| child.elements()) {
                    Some(elements) => projected.extend(elements),
                    None => projected.push(Value::Cell(child)),
                }
            }
            // An array that was missing on the way here: what lies below it is missing with it.
            other => projected.push(other),
        }
    }
    let schema = Some(inner.unwrap_or(member));
    Some(Value::List(Rc::new(List { items: projected, origin, schema })))
}

/// The same of a term of the elements, with the place that it leads to.
fn project_term(
    items: Vec<Value>,
    origin: Option<Cell>,
    item: SchemaId,
    (name, place): (&str, Option<SchemaId>),
) -> Option<Value> {
    let mut projected = Vec::with_capacity(items.len());
    for value in items {
        let value = match &value {
            Value::Cell(cell) if cell.schema() == item => cell.term(name)?,
            _ => value,
        };
        match &value {
            Value::List(list) => projected.extend(list.items.iter().cloned()),
            Value::Cell(cell) => match cell.elements() {
                Some(elements) => projected.extend(elements),
                None => projected.push(value),
            },
            _ => projected.push(value),
        }
    }
    let schema = place.map(|place| match origin.as_ref().map(|cell| cell.form.schema().shape(place)) {
        Some(Shape::List(inner)) => inner,
        _ => place,
    });
    Some(Value::List(Rc::new(List { items: projected, origin, schema })))
}

impl Excerpt {
    /// The figure that the characters print.
    fn quantity(&self) -> Result<Quantity, Unknown> {
        let node = self.cell.node().ok_or_else(|| self.cell.unknown())?;
        self.form_quantity(node).ok_or_else(|| Unknown::Missing(vec![Need(self.cell.clone())]))
    }

    fn form_quantity(&self, node: NodeId) -> Option<Quantity> {
        self.cell.form.quantity_in_text(node, self.range.clone())
    }
}
