//! The values of a JSON text, in its order, and how they hold one another.

use std::ops::Range;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::pointer::Pointer;
use crate::source::SourceFile;

/// A value of a [`Document`], counted from 0 in the order of the text (an array or object before what it holds).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// The count, from 0 for the root.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0
    }
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'d> {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number with the places it is printed with (`17076.40` has two).
    Number(Decimal),
    /// A text, escapes resolved.
    Text(&'d str),
    /// An array; its elements are the node's children.
    Array,
    /// An object; its values are the node's children.
    Object,
}

/// A text of the document: a piece of the source where no escape stands in it, else its own.
#[derive(Debug, Clone)]
pub(super) enum Text {
    Source(Range<usize>),
    Own(Box<str>),
}

#[derive(Debug, Clone)]
pub(super) enum Kind {
    Null,
    Bool(bool),
    Number(Decimal),
    Text(Text),
    Array,
    Object,
}

#[derive(Debug, Clone)]
pub(super) enum Step {
    Root,
    Key(Text),
    Index(u32),
}

#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) step: Step,
    pub(super) parent: NodeId,
    /// One past the last node inside this one.
    pub(super) end: u32,
}

/// A JSON document; never without a root.
#[derive(Debug, Clone)]
pub struct Document {
    pub(super) source: Arc<SourceFile>,
    pub(super) nodes: Vec<Node>,
}

impl Document {
    /// The file it was read from.
    #[must_use]
    pub fn source(&self) -> &Arc<SourceFile> {
        &self.source
    }

    /// The whole document.
    #[must_use]
    pub fn root(&self) -> NodeId {
        NodeId(0)
    }

    /// How many nodes there are, the root counted.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// Every node in the order of the text.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> + use<> {
        self.nodes_among(&(0..u32::MAX))
    }

    /// Every node whose number is among some, in the order of the text.
    pub fn nodes_among(&self, numbers: &Range<u32>) -> impl Iterator<Item = NodeId> + use<> {
        let count = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        (numbers.start..numbers.end.min(count)).map(NodeId)
    }

    /// What a node is.
    #[must_use]
    pub fn value(&self, node: NodeId) -> Value<'_> {
        match self.node(node).map(|node| &node.kind) {
            None | Some(Kind::Null) => Value::Null,
            Some(Kind::Bool(value)) => Value::Bool(*value),
            Some(Kind::Number(value)) => Value::Number(*value),
            Some(Kind::Text(text)) => Value::Text(self.resolve_text(text)),
            Some(Kind::Array) => Value::Array,
            Some(Kind::Object) => Value::Object,
        }
    }

    /// The elements of an array or the values of an object, in the order of the text; none for other nodes.
    #[must_use]
    pub fn children(&self, node: NodeId) -> Children<'_> {
        let end = self.node(node).map_or(0, |node| node.end);
        Children { document: self, next: node.0 + 1, end }
    }

    /// The value under `key` in an object; `None` if it is not there or `node` is no object.
    #[must_use]
    pub fn member(&self, node: NodeId, key: &str) -> Option<NodeId> {
        self.children(node).find(|child| self.key(*child) == Some(key))
    }

    /// The element `index`, from 0, of an array; `None` beyond its end or if `node` is no array.
    #[must_use]
    pub fn element(&self, node: NodeId, index: usize) -> Option<NodeId> {
        if self.value(node) == Value::Array { self.children(node).nth(index) } else { None }
    }

    /// The key under which a node stands in its object; `None` for elements and the root.
    #[must_use]
    pub fn key(&self, node: NodeId) -> Option<&str> {
        match self.node(node).map(|node| &node.step) {
            Some(Step::Key(text)) => Some(self.resolve_text(text)),
            _ => None,
        }
    }

    /// The place of a node in its array, from 0; `None` for members and the root.
    #[must_use]
    pub fn index(&self, node: NodeId) -> Option<usize> {
        match self.node(node).map(|node| &node.step) {
            Some(Step::Index(index)) => usize::try_from(*index).ok(),
            _ => None,
        }
    }

    /// The array or object that holds a node; `None` for the root.
    #[must_use]
    pub fn parent(&self, node: NodeId) -> Option<NodeId> {
        self.node(node).filter(|_| node.0 > 0).map(|node| node.parent)
    }

    /// The element or member behind a node in its array or object; `None` for the last one and the root.
    #[must_use]
    pub fn next(&self, node: NodeId) -> Option<NodeId> {
        let end = self.node(self.parent(node)?)?.end;
        let next = self.node(node)?.end;
        (next < end).then_some(NodeId(next))
    }

    /// How many nodes lie inside a node, itself counted.
    #[must_use]
    pub fn extent(&self, node: NodeId) -> usize {
        let end = self.node(node).map_or(0, |node| node.end);
        usize::try_from(end.saturating_sub(node.0)).unwrap_or(usize::MAX)
    }

    /// Whether `inner` is `outer` or lies inside it.
    #[must_use]
    pub fn contains(&self, outer: NodeId, inner: NodeId) -> bool {
        outer <= inner && self.node(outer).is_some_and(|node| inner.0 < node.end)
    }

    /// The JSON Pointer of a node.
    #[must_use]
    pub fn pointer(&self, node: NodeId) -> Pointer {
        let mut path: Vec<NodeId> = std::iter::successors(Some(node), |node| self.parent(*node)).collect();
        path.pop();
        let mut pointer = Pointer::with_room(path.len());
        for node in path.into_iter().rev() {
            match (self.key(node), self.index(node)) {
                (Some(key), _) => pointer.push(key),
                (None, Some(index)) => pointer.push_index(index),
                (None, None) => {}
            }
        }
        pointer
    }

    /// The node that a JSON Pointer names; `None` if nothing is there.
    #[must_use]
    pub fn find(&self, pointer: &Pointer) -> Option<NodeId> {
        pointer.steps().try_fold(self.root(), |node, step| match self.value(node) {
            Value::Object => self.member(node, &step),
            Value::Array => self.element(node, Pointer::parse_index(&step)?),
            _ => None,
        })
    }

    pub(super) fn node(&self, node: NodeId) -> Option<&Node> {
        self.nodes.get(usize::try_from(node.0).ok()?)
    }

    fn resolve_text<'d>(&'d self, text: &'d Text) -> &'d str {
        match text {
            Text::Source(range) => {
                self.source.text().and_then(|text| text.get(range.clone())).unwrap_or_default()
            }
            Text::Own(text) => text,
        }
    }
}

/// The nodes directly inside an array or object.
#[derive(Debug, Clone)]
pub struct Children<'d> {
    document: &'d Document,
    next: u32,
    end: u32,
}

impl Iterator for Children<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        if self.next >= self.end {
            return None;
        }
        let child = NodeId(self.next);
        self.next = self.document.node(child)?.end;
        Some(child)
    }
}
