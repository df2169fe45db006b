//! Text → [`Document`], by way of `serde_json`'s strict reader.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};

use super::{Document, Fault, FaultKind, Kind, Limits, Node, NodeId, Step, Text};
use crate::source::{SourceFile, Span};

/// Where `serde_json` with exact numbers hands over a number: an object whose only key is this name. A form may
/// print the same key; only the real one lies inside the text.
const NUMBER_TOKEN: &str = "$serde_json::private::Number";

/// Objects with more members than this find repeated keys by a set, smaller ones by comparing.
const FEW_MEMBERS: usize = 16;

pub(super) fn parse(source: Arc<SourceFile>, limits: Limits) -> Result<Document, Fault> {
    if source.bytes().len() > limits.bytes {
        return Err(Fault::new(FaultKind::TooLarge { limit: limits.bytes }, None));
    }
    let Some(text) = source.text() else {
        return Err(Fault::encoding(&source));
    };
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let body = text.get(start..).unwrap_or_default();
    let mut arena = Arena {
        base: body.as_ptr().addr(),
        offset: start,
        length: body.len(),
        nodes: Vec::with_capacity(body.len() / 96 + 8),
        limits,
        fault: None,
    };
    let mut reader = serde_json::Deserializer::from_str(body);
    reader.disable_recursion_limit();
    let seed = NodeSeed { arena: &mut arena, parent: NodeId(0), step: Step::Root, depth: 0 };
    let read = seed.deserialize(&mut reader).and_then(|()| reader.end());
    let Arena { nodes, fault, .. } = arena;
    match (read, fault) {
        (Ok(()), _) => Ok(Document { source, nodes }),
        (Err(_), Some((kind, node))) => {
            let partial = Document { source, nodes };
            Err(Fault::at_node(kind, &partial, node))
        }
        (Err(error), None) => Err(Fault::syntax(&source, start, &error)),
    }
}

struct Arena {
    base: usize,
    offset: usize,
    length: usize,
    nodes: Vec<Node>,
    limits: Limits,
    /// What made the reader stop, if it was not the syntax, and at which node.
    fault: Option<(FaultKind, NodeId)>,
}

impl Arena {
    /// A borrowed piece of the text as a range of the file; `None` for a text that lies elsewhere.
    fn borrowed(&self, text: &str) -> Option<std::ops::Range<usize>> {
        let start = text.as_ptr().addr().checked_sub(self.base)?;
        (start + text.len() <= self.length).then(|| self.offset + start..self.offset + start + text.len())
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

struct NodeSeed<'a> {
    arena: &'a mut Arena,
    parent: NodeId,
    step: Step,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for NodeSeed<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let id = self.arena.next_id();
        self.arena.nodes.push(Node { kind: Kind::Null, step: self.step, parent: self.parent, end: id.0 + 1 });
        deserializer.deserialize_any(NodeVisitor { arena: self.arena, id, depth: self.depth })
    }
}

struct NodeVisitor<'a> {
    arena: &'a mut Arena,
    id: NodeId,
    depth: usize,
}

impl NodeVisitor<'_> {
    fn set(self, kind: Kind) {
        self.arena.close(self.id, kind);
    }

    fn stop<E: serde::de::Error>(self, kind: FaultKind, at: NodeId) -> E {
        self.arena.fault = Some((kind, at));
        E::custom("")
    }

    fn number<E: serde::de::Error>(self, lexeme: &str) -> Result<(), E> {
        let number = if lexeme.contains(['e', 'E']) {
            Decimal::from_scientific(lexeme)
        } else {
            Decimal::from_str_exact(lexeme)
        };
        match number {
            Ok(number) => Ok(self.set(Kind::Number(number))),
            Err(_) => {
                let id = self.id;
                Err(self.stop(FaultKind::Number, id))
            }
        }
    }
}

impl<'de> Visitor<'de> for NodeVisitor<'_> {
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
            let limit = arena.limits.depth;
            return Err(NodeVisitor { arena, id, depth }.stop(FaultKind::TooDeep { limit }, id));
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
            if first && depth >= arena.limits.depth {
                break;
            }
            first = false;
            let text = key.into_text(arena);
            let child = arena.next_id();
            if keys.repeats(arena, &text) {
                // The repeated member gets a node, so that the fault has a key to point at.
                arena.nodes.push(Node { kind: Kind::Null, step: Step::Key(text), parent: id, end: child.0 + 1 });
                return Err(NodeVisitor { arena, id, depth }.stop(FaultKind::DuplicateKey, child));
            }
            keys.add(arena, &text, child);
            map.next_value_seed(NodeSeed { arena, parent: id, step: Step::Key(text), depth: depth + 1 })?;
        }
        if depth >= arena.limits.depth {
            let limit = arena.limits.depth;
            return Err(NodeVisitor { arena, id, depth }.stop(FaultKind::TooDeep { limit }, id));
        }
        arena.close(id, Kind::Object);
        Ok(())
    }
}
