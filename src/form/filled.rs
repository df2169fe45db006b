//! Whether something is filled in at a node: the one notion of content that the structure check, the rules and the readers of texts
//! share.

use super::bound::{Content, Form};
use super::place::{SchemaId, Shape};
use crate::document::{NodeId, Value};

impl Form {
    /// Whether anything is filled in at a node: a list or object by what it holds. A placeholder is an answer only where
    /// figures may stand.
    #[must_use]
    pub fn has_content(&self, node: NodeId) -> bool {
        let find = || self.find_content(node);
        let slot = usize::try_from(node.number()).ok().and_then(|at| self.filled.get(at));
        slot.map_or_else(find, |slot| *slot.get_or_init(find))
    }

    fn find_content(&self, node: NodeId) -> bool {
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            match self.content(node) {
                Content::Missing => {}
                Content::List | Content::Object => open.extend(self.document().children(node)),
                Content::Placeholder(_) if self.is_of_words(node) => {}
                _ => return true,
            }
        }
        false
    }

    /// Whether a cell takes words and no figures.
    fn is_of_words(&self, node: NodeId) -> bool {
        let Some(schema) = self.schema_of(node) else { return false };
        let mut types = self.schema().types(schema).peekable();
        types.peek().is_some()
            && types.all(|name| matches!(name, "string" | "null"))
            && self.schema().quantity(schema).is_none()
    }

    /// Whether a cell must hold a figure although its schema lets a placeholder stand there: the ratio of two figures that
    /// the form prints, where that by which is divided is not 0; and one of the two, where the other and the ratio are printed.
    pub(super) fn owes_figure(&self, node: NodeId) -> bool {
        let (Some(schema), Some(object)) = (self.schema_of(node), self.document().parent(node)) else {
            return false;
        };
        let figure = |key: &str| {
            let cell = self.document().member(object, key).filter(|cell| *cell != node);
            cell.and_then(|cell| self.quantity(cell)).filter(|figure| !figure.value().is_zero())
        };
        let is_there =
            |key: &str| self.document().member(object, key).is_some_and(|cell| self.quantity(cell).is_some());
        if let Some((part, whole)) = self.schema().ratio(schema) {
            return is_there(part) && figure(whole).is_some();
        }
        let Some(own) = self.schema().key(schema) else { return false };
        let rates = self.schema_of(object).into_iter().flat_map(|outer| self.schema().members(outer));
        let mut ratios = rates.filter_map(|(rate, id)| Some((rate, self.schema().ratio(id)?)));
        ratios.any(|(rate, (part, whole))| {
            let other = if own == part { whole } else { part };
            (own == part || own == whole) && figure(other).is_some() && figure(rate).is_some()
        })
    }

    /// Whether some row of a list has a column of figures.
    #[must_use]
    pub fn has_column(&self, list: NodeId, column: SchemaId) -> bool {
        let columns = self.columns.get_or_init(|| {
            let document = self.document();
            let cells = document.nodes().filter_map(|node| {
                let column = self.schema_of(node)?;
                let row = document.parent(node)?;
                document.index(row)?;
                let is_filled =
                    self.schema().quantity(column).is_some() && *self.content(node) != Content::Missing;
                is_filled.then_some((document.parent(row)?, column))
            });
            cells.collect()
        });
        columns.contains(&(list, column))
    }

    /// Whether the structure check tells what is wrong with a node, so that nobody else need: it has a type that its schema
    /// does not take.
    #[must_use]
    pub fn is_of_wrong_type(&self, node: NodeId) -> bool {
        let Some(schema) = self.schema_of(node) else { return true };
        let kind = match self.document().value(node) {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::Text(_) => "string",
            Value::Array => "array",
            Value::Object => "object",
        };
        let is_taken = |name: &str| name == kind || name == "integer" && kind == "number";
        let mut types = self.schema().types(schema).peekable();
        types.peek().is_some() && !types.any(is_taken)
    }

    /// The cells, lists and sections of the form that its schema requires and nothing is filled in at, in the order of the
    /// form; those whose type is wrong are told by that.
    pub(crate) fn blank_required(&self) -> impl Iterator<Item = NodeId> {
        self.document().nodes().filter(|node| {
            let (Some(schema), Some(parent)) = (self.schema_of(*node), self.document().parent(*node)) else {
                return false;
            };
            let is_member =
                self.schema_of(parent).is_some_and(|parent| self.schema().shape(parent) == Shape::Object);
            // What an object lacks is told of its members.
            let is_open =
                self.schema().shape(schema) == Shape::Object && self.document().value(*node) == Value::Object;
            is_member
                && self.must_be_filled(schema)
                && !is_open
                && !self.has_content(*node)
                && !self.is_of_wrong_type(*node)
        })
    }
}
