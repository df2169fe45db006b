//! What the cells of a form are called, and where findings on them point.

use std::borrow::Cow;
use std::ops::Range;

use super::bound::Form;
use super::place::SchemaId;
use crate::document::{NodeId, Pointer, Value};
use crate::report::{Anchor, Label, Part};

/// Between a list's element and its member in a label.
const STEP: &str = " › ";

/// Characters of a text that a label carries.
const LONG: usize = 200;

impl Form {
    /// What a node is called: its printed label, with the element that it belongs to (`主要任务 2 › 任务涉及资金`), or with
    /// what holds it where the form has the label twice (`年度资金总额 › 得分`).
    #[must_use]
    pub fn label(&self, node: NodeId) -> String {
        let find = || self.find_label(node);
        let slot = usize::try_from(node.number()).ok().and_then(|at| self.labels.get(at));
        slot.map_or_else(find, |slot| slot.get_or_init(find).clone())
    }

    fn find_label(&self, node: NodeId) -> String {
        let own = self.own_label(node);
        let around = |node: NodeId| self.element_around(self.document.parent(node)?);
        let holder = around(node).or_else(|| self.holder(self.document.parent(node)?, self.schema_of(node)?));
        holder.map_or(own.clone(), |holder| format!("{}{STEP}{own}", self.label(holder)))
    }

    /// What something inside an object is called that has a label and no node: as a cell of it would be.
    #[must_use]
    pub fn label_inside(&self, object: NodeId, label: &str) -> String {
        match self.element_around(object) {
            Some(element) => format!("{}{STEP}{label}", self.label(element)),
            None => label.to_owned(),
        }
    }

    /// The nearest element of a list or form of a set, the node itself included.
    fn element_around(&self, node: NodeId) -> Option<NodeId> {
        std::iter::successors(Some(node), |node| self.document.parent(*node))
            .find(|node| self.document.index(*node).is_some() || self.is_part(*node))
    }

    /// Whether a node is a whole form of a set.
    fn is_part(&self, node: NodeId) -> bool {
        self.is_set() && self.schema_of(node).is_some_and(|id| self.schema.is_part(id))
    }

    /// What a form of a set is called; `None` if it does not say.
    fn part_name(&self, node: NodeId) -> Option<String> {
        let cells = self.schema.called.iter().filter_map(|cell| self.cell_of(node, cell));
        let texts = cells.filter_map(|cell| Some(self.text(cell)?.trim().to_owned()));
        let name = texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
        (!name.is_empty()).then_some(name)
    }

    /// What holds a cell, if it has a label and the cell's own says too little.
    fn holder(&self, parent: NodeId, cell: SchemaId) -> Option<NodeId> {
        let is_named = self.schema_of(parent).is_some_and(|id| self.schema.label(id).is_some());
        let is_unique = self.schema.label(cell).is_none_or(|label| self.schema.is_unique(label));
        (is_named && !is_unique).then_some(parent)
    }

    /// The name that the form gives an element of a list whose elements have names.
    #[must_use]
    pub fn element_name(&self, node: NodeId) -> Option<&str> {
        let list = self.document.parent(node)?;
        self.schema_of(list).filter(|list| self.schema.is_keyed(*list)).and(self.document.key(node))
    }

    /// The label of a node by itself; of an element that of its list with its number or name.
    fn own_label(&self, node: NodeId) -> String {
        if let Some(name) =
            Some(node).filter(|node| self.is_part(*node)).and_then(|node| self.part_name(node))
        {
            return name;
        }
        let printed = self.schema_of(node).and_then(|id| self.schema.label(id));
        if let (Some(name), Some(list)) = (self.element_name(node), self.document.parent(node)) {
            return format!("{} {name}", self.own_label(list));
        }
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
        let holder = self.element_around(nearest).or_else(|| self.holder(nearest, schema));
        holder.map_or(own.clone(), |holder| format!("{}{STEP}{own}", self.label(holder)))
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
            value: self.text(node).filter(|text| text.chars().nth(LONG).is_none()).map(Cow::into_owned),
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
