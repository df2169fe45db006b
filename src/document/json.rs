//! Text → [`Document`], by way of `serde_json`'s strict reader.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};

use super::fault::{Fault, FaultKind};
use super::tree::{Document, Kind, Node, NodeId, Step, Text};
use crate::source::SourceFile;

/// Where `serde_json` with exact numbers hands over a number: an object whose only key is this name. A form may
/// print the same key; only the real one lies inside the text.
const NUMBER_TOKEN: &str = "$serde_json::private::Number";

/// Objects with more members than this find repeated keys by a set, smaller ones by comparing.
const FEW_MEMBERS: usize = 16;

/// How large a document may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Levels of arrays and objects inside one another.
    pub depth: usize,
    /// Bytes of the file.
    pub bytes: usize,
    /// Values, arrays and objects among them, and one more for each [`Limits::BYTES_OF_VALUE`] bytes. A form has 70 to 300 of 50
    /// bytes and more; each blank element of one that is full of them would take memory many times its bytes.
    pub values: usize,
}

impl Limits {
    /// Bytes of a file for each of which it may have one more value.
    pub const BYTES_OF_VALUE: usize = 16;

    /// The most values of a file of so many bytes.
    #[must_use]
    pub fn values_of(self, bytes: usize) -> usize {
        self.values.saturating_add(bytes / Self::BYTES_OF_VALUE)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 128, bytes: 64 << 20, values: 20_000 }
    }
}

impl Document {
    /// Reads a JSON text.
    ///
    /// # Errors
    /// The first [`Fault`] of the text: not UTF-8, not JSON, a key twice in one object, a number that no exact decimal
    /// holds, deeper or longer than `limits`.
    pub fn parse(source: Arc<SourceFile>, limits: Limits) -> Result<Self, Fault> {
        parse(source, limits)
    }
}

fn parse(source: Arc<SourceFile>, limits: Limits) -> Result<Document, Fault> {
    if source.bytes().len() > limits.bytes {
        return Err(Fault::too_large(&source, limits.bytes));
    }
    let Some(text) = source.text() else {
        return Err(Fault::encoding(&source));
    };
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let body = text.get(start..).unwrap_or_default();
    let mut arena =
        Arena { body, offset: start, nodes: Vec::with_capacity(body.len() / 96 + 8), limits, fault: None };
    let mut reader = serde_json::Deserializer::from_str(body);
    reader.disable_recursion_limit();
    let seed = NodeSeed { arena: &mut arena, parent: NodeId(0), step: Step::Root, depth: 0 };
    let read = seed.deserialize(&mut reader).and_then(|()| reader.end());
    let Arena { nodes, fault, .. } = arena;
    match (read, fault) {
        (Ok(()), _) => Ok(Document { source, nodes }),
        (Err(error), Some((kind, node))) => {
            let partial = Document { source, nodes: closed(nodes) };
            Err(Fault::at_node(kind, &partial, node, &error))
        }
        (Err(error), None) => Err(Fault::syntax(&source, start, &error)),
    }
}

/// Closes the nodes around the one at which the reader stopped.
fn closed(mut nodes: Vec<Node>) -> Vec<Node> {
    for at in (1..nodes.len()).rev() {
        let Some(Node { parent, end, step, .. }) = nodes.get(at) else { continue };
        let (parent, end) = (*parent, *end);
        let kind = if matches!(step, Step::Key(_)) { Kind::Object } else { Kind::Array };
        if let Some(parent) = usize::try_from(parent.0).ok().and_then(|parent| nodes.get_mut(parent)) {
            parent.end = parent.end.max(end);
            parent.kind = kind;
        }
    }
    nodes
}

struct Arena<'de> {
    /// The text without its byte order mark.
    body: &'de str,
    /// Where the body begins in the file.
    offset: usize,
    nodes: Vec<Node>,
    limits: Limits,
    /// What made the reader stop, if it was not the syntax, and at which node.
    fault: Option<(FaultKind, NodeId)>,
}

impl Arena<'_> {
    /// A borrowed piece of the text as a range of the file; `None` for a text that lies elsewhere.
    fn borrowed(&self, text: &str) -> Option<std::ops::Range<usize>> {
        let start = text.as_ptr().addr().checked_sub(self.body.as_ptr().addr())?;
        (start + text.len() <= self.body.len()).then(|| self.offset + start..self.offset + start + text.len())
    }

    fn resolve<'t>(&'t self, text: &'t Text) -> &'t str {
        match text {
            Text::Source(range) => {
                self.body.get(range.start - self.offset..range.end - self.offset).unwrap_or_default()
            }
            Text::Own(text) => text,
        }
    }

    fn key(&self, node: NodeId) -> Option<&str> {
        match &self.nodes.get(usize::try_from(node.0).ok()?)?.step {
            Step::Key(text) => Some(self.resolve(text)),
            Step::Root | Step::Index(_) => None,
        }
    }

    fn text(&self, text: &str) -> Text {
        self.borrowed(text).map_or_else(|| Text::Own(text.into()), Text::Source)
    }

    fn next_id(&self) -> NodeId {
        NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX))
    }

    fn close(&mut self, node: NodeId, kind: Kind) {
        let end = self.next_id().0;
        if let Some(node) = usize::try_from(node.0).ok().and_then(|index| self.nodes.get_mut(index)) {
            node.kind = kind;
            node.end = end;
        }
    }
}

struct NodeSeed<'a, 'de> {
    arena: &'a mut Arena<'de>,
    parent: NodeId,
    step: Step,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for NodeSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let id = self.arena.next_id();
        let limit = self.arena.limits.values_of(self.arena.body.len());
        if self.arena.nodes.len() >= limit {
            self.arena.fault = Some((FaultKind::TooMany { limit }, self.parent));
            return Err(serde::de::Error::custom(""));
        }
        self.arena.nodes.push(Node { kind: Kind::Null, step: self.step, parent: self.parent, end: id.0 + 1 });
        deserializer.deserialize_any(NodeVisitor { arena: self.arena, id, depth: self.depth })
    }
}

struct NodeVisitor<'a, 'de> {
    arena: &'a mut Arena<'de>,
    id: NodeId,
    depth: usize,
}

impl NodeVisitor<'_, '_> {
    fn set(self, kind: Kind) {
        self.arena.close(self.id, kind);
    }

    fn stop<E: serde::de::Error>(self, kind: FaultKind, at: NodeId) -> E {
        self.arena.fault = Some((kind, at));
        E::custom("")
    }

    fn too_deep<E: serde::de::Error>(self) -> E {
        let (limit, id) = (self.arena.limits.depth, self.id);
        self.stop(FaultKind::TooDeep { limit }, id)
    }

    fn number<E: serde::de::Error>(self, lexeme: &str) -> Result<(), E> {
        let number = if lexeme.contains(['e', 'E']) {
            Decimal::from_scientific(lexeme)
        } else {
            Decimal::from_str_exact(lexeme)
        };
        match number {
            Ok(number) => {
                self.set(Kind::Number(number));
                Ok(())
            }
            Err(_) => {
                let id = self.id;
                Err(self.stop(FaultKind::Number, id))
            }
        }
    }
}

impl<'de> Visitor<'de> for NodeVisitor<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.set(Kind::Null);
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.set(Kind::Bool(value));
        Ok(())
    }

    // The reader hands small whole numbers over as they are, all others by their digits.
    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.set(Kind::Number(Decimal::from(value)));
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.set(Kind::Number(Decimal::from(value)));
        Ok(())
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<(), E> {
        let text = self.arena.text(text);
        self.set(Kind::Text(text));
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.set(Kind::Text(Text::Own(text.into())));
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let Self { arena, id, depth } = self;
        if depth >= arena.limits.depth {
            return Err(NodeVisitor { arena, id, depth }.too_deep());
        }
        let mut index = 0;
        while seq
            .next_element_seed(NodeSeed { arena, parent: id, step: Step::Index(index), depth: depth + 1 })?
            .is_some()
        {
            index += 1;
        }
        arena.close(id, Kind::Array);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { arena, id, depth } = self;
        let mut keys = Keys::default();
        let mut first = true;
        while let Some(key) = map.next_key_seed(KeySeed)? {
            if first && key.is_number(arena) {
                let lexeme: String = map.next_value()?;
                return NodeVisitor { arena, id, depth }.number(&lexeme);
            }
            first = false;
            if depth >= arena.limits.depth {
                return Err(NodeVisitor { arena, id, depth }.too_deep());
            }
            let step = key.into_text(arena);
            let member = arena.next_id();
            if !keys.add(arena, &step, member) {
                // The second member gets a node, so that the fault has a key to point at.
                arena.nodes.push(Node {
                    kind: Kind::Null,
                    step: Step::Key(step),
                    parent: id,
                    end: member.0 + 1,
                });
                arena.close(id, Kind::Object);
                return Err(NodeVisitor { arena, id, depth }.stop(FaultKind::DuplicateKey, member));
            }
            map.next_value_seed(NodeSeed { arena, parent: id, step: Step::Key(step), depth: depth + 1 })?;
        }
        if first && depth >= arena.limits.depth {
            return Err(NodeVisitor { arena, id, depth }.too_deep());
        }
        arena.close(id, Kind::Object);
        Ok(())
    }
}

/// A key as `serde_json` hands it over: inside the text, or elsewhere (with escapes resolved, or its private token).
enum Key<'de> {
    Borrowed(&'de str),
    Owned(Box<str>),
}

impl Key<'_> {
    /// Whether this is the reader's own token for a number: the one text that is borrowed from outside the source.
    fn is_number(&self, arena: &Arena<'_>) -> bool {
        matches!(self, Self::Borrowed(text) if *text == NUMBER_TOKEN && arena.borrowed(text).is_none())
    }

    fn into_text(self, arena: &Arena<'_>) -> Text {
        match self {
            Self::Borrowed(text) => arena.text(text),
            Self::Owned(text) => Text::Own(text),
        }
    }
}

struct KeySeed;

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Key<'de>;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Key<'de>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeySeed {
    type Value = Key<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Key<'de>, E> {
        Ok(Key::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Key<'de>, E> {
        Ok(Key::Owned(text.into()))
    }
}

/// The keys of one object so far.
#[derive(Default)]
struct Keys {
    members: Vec<NodeId>,
    /// Filled once there are more than [`FEW_MEMBERS`].
    set: HashSet<Box<str>>,
}

impl Keys {
    /// Adds a key; `false` if the object has it already.
    fn add(&mut self, arena: &Arena<'_>, text: &Text, member: NodeId) -> bool {
        let key = arena.resolve(text);
        if self.members.len() < FEW_MEMBERS {
            let is_new = self.members.iter().all(|known| arena.key(*known) != Some(key));
            self.members.push(member);
            return is_new;
        }
        if self.set.is_empty() {
            self.set.extend(self.members.iter().filter_map(|known| arena.key(*known)).map(Box::from));
        }
        self.set.insert(key.into())
    }
}
