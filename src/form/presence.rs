//! Which cells of a form a print has, and how well a document fits that.
//!
//! In: a [`Document`] and the [`Presence`]s of the layouts of its pack. Out: the one that the document is held to, and the cells
//! that it leaves out there.

use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

use super::hollow;
use super::place::{SchemaId, Shape};
use super::schema::FormSchema;
use crate::document::{Document, NodeId, Pointer, Value};

/// Whether a print has a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Printing {
    /// It is there.
    Always,
    /// It may be there.
    Sometimes,
    /// It is not there.
    Never,
}

/// Which cells a print has.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Presence {
    name: String,
    /// By the number of the cell: of an object or list what holds of the most printed cell in it.
    cells: Vec<Printing>,
}

/// A cell that a print has and a document leaves out; of what holds such cells and is left out itself only the outermost.
#[derive(Debug, Clone)]
pub struct LeftOut {
    /// What would hold it: an object, or the list that lacks a column.
    pub holder: NodeId,
    /// What it is.
    pub schema: SchemaId,
    /// Where it would stand; in a list in its first element.
    pub pointer: Pointer,
    /// Whether it is a column that no row of a list has.
    pub is_column: bool,
}

/// What a document has at the places of its schema.
#[derive(Debug)]
pub struct Filling<'f> {
    document: &'f Document,
    schema: &'f FormSchema,
    /// By the number of the cell; `None` where what would hold it has no members.
    found: Vec<Option<Found>>,
}

#[derive(Debug, Clone)]
enum Found {
    /// Something is filled in, somewhere.
    Filled,
    /// It is there, and blank throughout.
    Blank,
    /// No object that would hold it has it: the first of them, and whether it is an element.
    Absent(NodeId, bool),
}

/// How well a document fits a print: numbers of cells, a list being one of them with its columns.
#[derive(Debug, Clone, Copy, Default)]
struct Fit {
    left_out: usize,
    blank: usize,
    filled: usize,
    /// Filled in and not printed.
    foreign: usize,
}

impl Presence {
    /// What a print has. `always` and `never` are cells in order, not what holds them; of all others it may have each.
    #[must_use]
    pub fn new(name: &str, schema: &FormSchema, always: &[SchemaId], never: &[SchemaId]) -> Self {
        let own = |id: SchemaId| match schema.shape(id) {
            _ if always.binary_search(&id).is_ok() => Printing::Always,
            _ if never.binary_search(&id).is_ok() => Printing::Never,
            // What holds cells is as they are; see below.
            Shape::Object | Shape::List(_) => Printing::Never,
            Shape::Leaf => Printing::Sometimes,
        };
        let mut cells: Vec<Printing> = schema.ids().map(own).collect();
        for (at, id) in schema.ids().enumerate() {
            let Some(printing) = cells.get(at).copied().filter(|_| schema.shape(id) == Shape::Leaf) else {
                continue;
            };
            for outer in schema.around(id) {
                let slot = usize::try_from(outer.0).ok().and_then(|at| cells.get_mut(at));
                if let Some(slot) = slot {
                    *slot = match (*slot, printing) {
                        (Printing::Always, _) | (_, Printing::Always) => Printing::Always,
                        (Printing::Sometimes, _) | (_, Printing::Sometimes) => Printing::Sometimes,
                        (Printing::Never, Printing::Never) => Printing::Never,
                    };
                }
            }
        }
        Self { name: name.to_owned(), cells }
    }

    /// What is asked of a part of a form: it may have each cell, and must have none.
    #[must_use]
    pub fn of_part(schema: &FormSchema) -> Self {
        Self { name: String::new(), cells: schema.ids().map(|_| Printing::Sometimes).collect() }
    }

    /// The name of its layout; empty of a part.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it has a cell.
    #[must_use]
    pub fn of(&self, id: SchemaId) -> Printing {
        let at = usize::try_from(id.0).ok();
        at.and_then(|at| self.cells.get(at)).copied().unwrap_or(Printing::Sometimes)
    }

    /// How many cells it always has.
    #[must_use]
    pub fn size(&self) -> usize {
        self.cells.iter().filter(|printing| **printing == Printing::Always).count()
    }

    /// What it has not and another print always has, the outermost of each, if it has nothing that the other has not.
    #[must_use]
    pub fn lacks(&self, other: &Self, schema: &FormSchema) -> Vec<SchemaId> {
        let is_part =
            schema.ids().all(|id| self.of(id) != Printing::Always || other.of(id) != Printing::Never);
        let is_lacking = |id: SchemaId| self.of(id) == Printing::Never && other.of(id) == Printing::Always;
        if !is_part {
            return Vec::new();
        }
        let is_outermost = |id: &SchemaId| !schema.around(*id).skip(1).any(is_lacking);
        schema.ids().filter(|id| is_lacking(*id)).filter(is_outermost).collect()
    }
}

impl AsRef<Self> for Presence {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl<'f> Filling<'f> {
    /// Goes through a document once.
    #[must_use]
    pub fn new(document: &'f Document, schema: &'f FormSchema) -> Self {
        let found = schema.ids().map(|_| None).collect();
        let mut filling = Self { document, schema, found };
        filling.members(&[document.root()], schema.root(), false);
        filling
    }

    fn at(&self, id: SchemaId) -> Option<&Found> {
        self.found.get(usize::try_from(id.0).ok()?)?.as_ref()
    }

    /// Looks at the members of objects of one kind.
    fn members(&mut self, objects: &[NodeId], id: SchemaId, is_element: bool) {
        let Some(first) = objects.first() else { return };
        let (document, schema) = (self.document, self.schema);
        for (key, member) in schema.members(id) {
            let own: Vec<NodeId> =
                objects.iter().filter_map(|object| document.member(*object, key)).collect();
            let found = if own.is_empty() {
                Found::Absent(*first, is_element)
            } else if own.iter().any(|node| self.is_filled(*node)) {
                Found::Filled
            } else {
                Found::Blank
            };
            if let Some(slot) = usize::try_from(member.0).ok().and_then(|at| self.found.get_mut(at)) {
                *slot = Some(found);
            }
            self.inside(&own, member, is_element);
        }
    }

    fn inside(&mut self, nodes: &[NodeId], id: SchemaId, is_element: bool) {
        let (document, schema) = (self.document, self.schema);
        match schema.shape(id) {
            Shape::Leaf => {}
            Shape::Object => {
                let is_object = |node: &NodeId| document.value(*node) == Value::Object;
                let objects: Vec<NodeId> = nodes.iter().copied().filter(is_object).collect();
                self.members(&objects, id, is_element);
            }
            Shape::List(item) => {
                let elements = nodes.iter().flat_map(|list| document.children(*list));
                let elements: Vec<NodeId> = elements.collect();
                self.inside(&elements, item, true);
            }
        }
    }

    fn is_filled(&self, node: NodeId) -> bool {
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            match self.document.value(node) {
                Value::Null => {}
                Value::Text(text) if hollow::is_blank(text) => {}
                Value::Array | Value::Object => open.extend(self.document.children(node)),
                _ => return true,
            }
        }
        false
    }

    /// The print that the document fits best: the one with the fewest cells that are left out, blank, or filled in without being
    /// printed. One of which less than half is filled in counts only where all are so: a form that nobody has filled in is held to
    /// the print with the most cells among those that it leaves the fewest out of. `None` if there are no prints.
    #[must_use]
    pub fn best<'p, P: AsRef<Presence>>(&self, prints: &'p [P]) -> Option<&'p P> {
        let fits = prints.iter().map(|print| (self.fit(print.as_ref()), print));
        let key = |(fit, print): &(Fit, &'p P)| {
            let Fit { left_out, blank, filled, foreign } = *fit;
            let all = left_out + blank + filled;
            let is_poor = filled < left_out + blank;
            let cost = if is_poor {
                // In thousandths: a print with few cells has few to leave out.
                (left_out * 1_000 / all.max(1), foreign)
            } else {
                (left_out + blank + foreign, left_out)
            };
            (is_poor, cost, Reverse(print.as_ref().size()))
        };
        fits.min_by_key(key).map(|(_, print)| print)
    }

    fn fit(&self, print: &Presence) -> Fit {
        let mut fit = Fit::default();
        self.add(print, self.schema.root(), &mut fit);
        fit
    }

    fn add(&self, print: &Presence, id: SchemaId, fit: &mut Fit) {
        for (_, member) in self.schema.members(id) {
            let is_always = print.of(member) == Printing::Always;
            match self.at(member) {
                None => {}
                Some(Found::Absent(..)) => fit.left_out += self.always_under(print, member),
                Some(Found::Blank) if self.is_open(member) => self.add(print, member, fit),
                Some(Found::Blank) => fit.blank += self.always_under(print, member),
                Some(Found::Filled) => {
                    let is_object = self.schema.shape(member) == Shape::Object;
                    if print.of(member) == Printing::Never {
                        fit.foreign += 1;
                    } else if is_always && !is_object {
                        fit.filled += 1;
                    }
                    match self.schema.shape(member) {
                        Shape::Object => self.add(print, member, fit),
                        Shape::List(item) => self.add(print, item, fit),
                        Shape::Leaf => {}
                    }
                }
            }
        }
    }

    /// Whether an object that is blank has its members all the same.
    fn is_open(&self, id: SchemaId) -> bool {
        self.schema.shape(id) == Shape::Object
            && self.schema.members(id).any(|(_, member)| self.at(member).is_some())
    }

    /// The cells that a print always has under a place; a list is one.
    fn always_under(&self, print: &Presence, id: SchemaId) -> usize {
        match self.schema.shape(id) {
            _ if print.of(id) != Printing::Always => 0,
            Shape::Object => {
                self.schema.members(id).map(|(_, member)| self.always_under(print, member)).sum()
            }
            Shape::List(_) | Shape::Leaf => 1,
        }
    }

    /// The cells that a print always has and the document leaves out, in the order of the schema.
    #[must_use]
    pub fn left_out(&self, print: &Presence) -> Vec<LeftOut> {
        let one = |id: SchemaId| {
            let Some(Found::Absent(object, is_element)) = self.at(id) else { return None };
            let is_element = *is_element && self.is_of_element(id);
            let mut pointer = self.document.pointer(*object);
            pointer.push(self.schema.key(id).unwrap_or_default());
            let list = self.document.parent(*object).filter(|_| is_element);
            Some(LeftOut { holder: list.unwrap_or(*object), schema: id, pointer, is_column: is_element })
        };
        let always = self.schema.ids().filter(|id| print.of(*id) == Printing::Always);
        always.filter_map(one).collect()
    }

    /// Whether what holds a cell is an element of a list itself.
    fn is_of_element(&self, id: SchemaId) -> bool {
        let mut around = self.schema.around(id).skip(2);
        around.next().is_some_and(|outer| matches!(self.schema.shape(outer), Shape::List(_)))
    }
}
