//! Where nodes stand in the bytes.
//!
//! A document keeps no spans: most have no finding. Those that are wanted are found in one more pass over the text,
//! which goes only into what holds a wanted node.

use std::borrow::Cow;
use std::ops::Range;

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::pointer::Pointer;
use super::tree::{Document, NodeId};
use crate::source::Span;

/// The bytes of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Located {
    /// The literal, the quotes of a text included.
    pub value: Span,
    /// The literal of its key with its quotes; `None` for elements and the root.
    pub key: Option<Span>,
}

impl Document {
    /// The bytes of each of `nodes`, in their order.
    #[must_use]
    pub fn locate(&self, nodes: &[NodeId]) -> Vec<Located> {
        let mut wanted = nodes.to_vec();
        wanted.sort_unstable();
        wanted.dedup();
        let text = self.source.text().unwrap_or_default();
        let body = text.trim_start_matches('\u{feff}');
        let mut walk =
            Walk { document: self, text, found: vec![Located::default(); wanted.len()], wanted: &wanted };
        walk.note(self.root(), Located { value: walk.span(body.trim_ascii()), key: None });
        walk.descend(self.root(), body);
        let found = walk.found;
        let place = |node: &NodeId| wanted.binary_search(node).ok().and_then(|at| found.get(at)).copied();
        nodes.iter().map(|node| place(node).unwrap_or_default()).collect()
    }

    /// The characters of a text, ready for finding some of them. `value` is its literal as [`Document::locate`] tells.
    #[must_use]
    pub fn characters(&self, value: Span) -> Characters<'_> {
        let raw = self.source.slice(value);
        let mut characters = Characters { raw, value, escapes: Vec::new() };
        characters.escapes = characters.inner().map(Escape::all).unwrap_or_default();
        characters
    }

    /// What to point at for a cell that the text leaves out: the key of `nearest`, or its opening brace if it is an
    /// element or the whole document.
    #[must_use]
    pub fn anchor(&self, nearest: Located) -> Span {
        nearest.key.unwrap_or_else(|| {
            Span::new(nearest.value.start, (nearest.value.start + 1).min(nearest.value.end))
        })
    }

    /// The nearest node that is there on the way to a pointer: the node itself if it is there.
    #[must_use]
    pub fn nearest(&self, pointer: &Pointer) -> NodeId {
        let mut node = self.root();
        for step in pointer.steps() {
            let next = self
                .member(node, &step)
                .or_else(|| Pointer::parse_index(&step).and_then(|index| self.element(node, index)));
            match next {
                Some(next) => node = next,
                None => break,
            }
        }
        node
    }

    /// A number, `true`, `false`, `null` or a text as it stands in the file, a text with its quotes.
    #[must_use]
    pub fn lexeme(&self, node: NodeId) -> Cow<'_, str> {
        let span = self.locate(&[node]).first().map_or(Span::default(), |located| located.value);
        self.source.slice(span)
    }
}

/// Where the characters of a text stand in the bytes.
#[derive(Debug)]
pub struct Characters<'d> {
    /// The literal with its quotes.
    raw: Cow<'d, str>,
    value: Span,
    /// In the order of the text; all else stands as it is.
    escapes: Vec<Escape>,
}

impl Characters<'_> {
    fn inner(&self) -> Option<&str> {
        self.raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"'))
    }

    /// The bytes of some characters, by a range of bytes of the text with its escapes resolved. A range that ends inside an
    /// escape takes it whole; one beyond the end is cut. The literal where it is no text.
    #[must_use]
    pub fn span(&self, decoded: Range<usize>) -> Span {
        let Some(inner) = self.inner() else { return self.value };
        let first = self.value.start + 1;
        let start = match self.last_escape(|escape| escape.at <= decoded.start) {
            Some(escape) if decoded.start < escape.at + escape.width => escape.offset,
            escape => Escape::behind(escape, decoded.start),
        };
        let end = match self.last_escape(|escape| escape.at < decoded.end) {
            Some(escape) if decoded.end < escape.at + escape.width => escape.offset + escape.raw,
            escape => Escape::behind(escape, decoded.end),
        };
        Span::new(first + inner.floor_char_boundary(start), first + inner.ceil_char_boundary(end))
    }

    fn last_escape(&self, is_before: impl Fn(&Escape) -> bool) -> Option<&Escape> {
        let behind = self.escapes.partition_point(is_before);
        behind.checked_sub(1).and_then(|last| self.escapes.get(last))
    }
}

/// A character that is written as something else.
#[derive(Debug)]
struct Escape {
    /// Its first byte, once decoded, and how many it has.
    at: usize,
    width: usize,
    /// The same as it is written, behind the quote of the literal.
    offset: usize,
    raw: usize,
}

impl Escape {
    /// All of a raw text.
    fn all(text: &str) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        let mut behind = 0;
        while let Some(found) = text.get(behind..).and_then(|rest| rest.find('\\')) {
            let offset = behind + found;
            let (width, raw) = Self::read(text.get(offset..).unwrap_or_default());
            all.push(Self { at: Self::decoded(all.last(), offset), width, offset, raw });
            behind = offset + raw;
        }
        all
    }

    /// How many bytes the character has that a text begins with, once decoded and as it is written.
    fn read(text: &str) -> (usize, usize) {
        let hex = || text.get(2..6).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        if text.as_bytes().get(1) != Some(&b'u') {
            return (1, 2);
        }
        match hex() {
            // A pair of surrogates is one character of four bytes.
            Some(0xd800..=0xdbff) => (4, 12),
            Some(code) => (char::from_u32(code).map_or(3, char::len_utf8), 6),
            None => (1, 2),
        }
    }

    /// What stands at a place behind the last escape before it, as it is written there.
    fn behind(escape: Option<&Self>, decoded: usize) -> usize {
        escape.map_or(decoded, |escape| decoded - escape.at - escape.width + escape.offset + escape.raw)
    }

    /// The other way round.
    fn decoded(escape: Option<&Self>, offset: usize) -> usize {
        escape.map_or(offset, |escape| offset - escape.offset - escape.raw + escape.at + escape.width)
    }
}

struct Walk<'w> {
    document: &'w Document,
    text: &'w str,
    wanted: &'w [NodeId],
    found: Vec<Located>,
}

impl<'w> Walk<'w> {
    fn span(&self, piece: &str) -> Span {
        let start = piece.as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        Span::new(start, start + piece.len())
    }

    /// Whether a wanted node is `node` or lies inside it.
    fn is_wanted(&self, node: NodeId) -> bool {
        let next = self.wanted.partition_point(|wanted| *wanted < node);
        self.wanted.get(next).is_some_and(|wanted| self.document.contains(node, *wanted))
    }

    fn note(&mut self, node: NodeId, located: Located) {
        if let Ok(at) = self.wanted.binary_search(&node)
            && let Some(found) = self.found.get_mut(at)
        {
            *found = located;
        }
    }

    fn visit(&mut self, node: NodeId, raw: &'w RawValue, key: Option<Span>) {
        self.note(node, Located { value: self.span(raw.get()), key });
        self.descend(node, raw.get());
    }

    /// Goes into an array or object as far as something wanted lies in it. A text that is faulty behind that still
    /// tells where it is.
    fn descend(&mut self, node: NodeId, text: &'w str) {
        if !self.is_wanted_behind(node, node) {
            return;
        }
        let mut reader = serde_json::Deserializer::from_str(text);
        reader.disable_recursion_limit();
        let children = Children { walk: self, parent: node, next: node.0 + 1 };
        // The visitor leaves as soon as it has all: what the reader then misses is of no account.
        let _ = serde::Deserializer::deserialize_any(&mut reader, children);
    }

    /// Whether a wanted node lies inside `parent`, behind `node`.
    fn is_wanted_behind(&self, node: NodeId, parent: NodeId) -> bool {
        let next = self.wanted.partition_point(|wanted| *wanted <= node);
        self.wanted.get(next).is_some_and(|wanted| self.document.contains(parent, *wanted))
    }
}

/// Takes a value as the text that it is written with.
struct RawSeed;

impl<'de> DeserializeSeed<'de> for RawSeed {
    type Value = &'de RawValue;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<&'de RawValue, D::Error> {
        serde::Deserialize::deserialize(deserializer)
    }
}

/// The children of a node, in the order of the text, which is that of their ids.
struct Children<'a, 'w> {
    walk: &'a mut Walk<'w>,
    parent: NodeId,
    next: u32,
}

impl Children<'_, '_> {
    /// The child that comes next; `None` once nothing wanted is left.
    fn take(&mut self) -> Option<NodeId> {
        let node = NodeId(self.next);
        let before = NodeId(self.next.checked_sub(1)?);
        if !self.walk.is_wanted_behind(before, self.parent) {
            return None;
        }
        self.next = self.walk.document.node(node)?.end;
        Some(node)
    }
}

impl<'w> Visitor<'w> for Children<'_, 'w> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an array or object")
    }

    fn visit_seq<A: SeqAccess<'w>>(mut self, mut seq: A) -> Result<(), A::Error> {
        while let Some(node) = self.take() {
            if self.walk.is_wanted(node) {
                let Some(raw) = seq.next_element_seed(RawSeed)? else { break };
                self.walk.visit(node, raw, None);
            } else if seq.next_element::<IgnoredAny>()?.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'w>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(node) = self.take() {
            if !self.walk.is_wanted(node) {
                if map.next_key::<IgnoredAny>()?.is_none() {
                    break;
                }
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let Some(key) = map.next_key_seed(RawSeed)? else { break };
            let key = self.walk.span(key.get());
            // The key is known even where the value is faulty.
            self.walk.note(node, Located { value: key, key: Some(key) });
            let raw = map.next_value_seed(RawSeed)?;
            self.walk.visit(node, raw, Some(key));
        }
        Ok(())
    }
}
