//! The document as `jsonschema` reads it: one parse serves both the rules and the schema.

use std::borrow::Cow;

use jsonschema::JsonType;
use jsonschema::json::{Array, Json, JsonNumber, Node, NodeIdentity, Object, cmp, unique};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use crate::document::{Children, Document, NodeId, Value};

/// [`Document`] as a representation of JSON.
#[derive(Debug)]
pub(super) struct DocumentJson;

/// A node of a document, or a name handed to the validator by itself.
#[derive(Debug, Clone)]
pub(super) enum DocumentNode<'d> {
    Node(&'d Document, NodeId),
    Name(&'d str),
}

impl Json for DocumentJson {
    type Node<'a> = DocumentNode<'a>;
    type PreparedKey = Box<str>;
    type StringBuffer = ();

    const ACYCLIC: bool = true;

    fn prepare_key(key: &str) -> Box<str> {
        key.into()
    }

    fn with_string_node<T>((): &mut (), string: &str, f: impl FnOnce(DocumentNode<'_>) -> T) -> T {
        f(DocumentNode::Name(string))
    }
}

impl<'a> DocumentNode<'a> {
    fn value(&self) -> Value<'a> {
        match self {
            Self::Node(document, node) => document.value(*node),
            Self::Name(text) => Value::Text(text),
        }
    }

    fn container(&self, wanted: &Value<'_>) -> Option<Container<'a>> {
        match self {
            Self::Node(document, node) if self.value() == *wanted => {
                Some(Container { document, node: *node })
            }
            _ => None,
        }
    }

    /// All that it holds, as `serde_json` has it.
    pub(super) fn whole(&self) -> serde_json::Value {
        match (self, self.value()) {
            (_, Value::Null) => serde_json::Value::Null,
            (_, Value::Bool(value)) => value.into(),
            (_, Value::Number(number)) => Number(number).to_number().into_owned().into(),
            (_, Value::Text(text)) => text.into(),
            (Self::Node(document, node), Value::Array) => {
                document.children(*node).map(|child| Self::Node(document, child).whole()).collect()
            }
            (Self::Node(document, node), Value::Object) => {
                let member = |child| {
                    let key = document.key(child).unwrap_or_default().to_owned();
                    (key, Self::Node(document, child).whole())
                };
                serde_json::Value::Object(document.children(*node).map(member).collect())
            }
            (Self::Name(_), Value::Array | Value::Object) => serde_json::Value::Null,
        }
    }
}

impl<'a> Node<'a, DocumentJson> for DocumentNode<'a> {
    type Object = Container<'a>;
    type Array = Container<'a>;
    type Number = Number;

    fn as_object(&self) -> Option<Container<'a>> {
        self.container(&Value::Object)
    }

    fn as_array(&self) -> Option<Container<'a>> {
        self.container(&Value::Array)
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        match self.value() {
            Value::Text(text) => Some(Cow::Borrowed(text)),
            _ => None,
        }
    }

    fn as_number(&self) -> Option<Number> {
        match self.value() {
            Value::Number(number) => Some(Number(number)),
            _ => None,
        }
    }

    fn as_boolean(&self) -> Option<bool> {
        match self.value() {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    fn is_null(&self) -> bool {
        self.value() == Value::Null
    }

    fn json_type(&self) -> JsonType {
        match self.value() {
            Value::Null => JsonType::Null,
            Value::Bool(_) => JsonType::Boolean,
            Value::Number(_) => JsonType::Number,
            Value::Text(_) => JsonType::String,
            Value::Array => JsonType::Array,
            Value::Object => JsonType::Object,
        }
    }

    fn equals_value(&self, expected: &serde_json::Value) -> bool {
        let is_alike = match self.value() {
            Value::Array => expected.is_array(),
            Value::Object => expected.is_object(),
            _ => true,
        };
        is_alike && cmp::equal(&self.whole(), expected)
    }

    /// Lists and objects come without what they hold. Every error asks for its value, and nobody reads it: a form of
    /// many megabytes would be copied whole for each cell that it leaves out.
    fn to_value(&self) -> Cow<'a, serde_json::Value> {
        Cow::Owned(match self.value() {
            Value::Array => serde_json::Value::Array(Vec::new()),
            Value::Object => serde_json::Value::Object(serde_json::Map::new()),
            _ => self.whole(),
        })
    }

    fn identity(&self) -> Option<NodeIdentity> {
        match self {
            Self::Node(document, node) => {
                Some(NodeIdentity::tagged(std::ptr::from_ref::<Document>(document).addr(), node.number()))
            }
            Self::Name(_) => None,
        }
    }
}

/// An array or object of a document.
#[derive(Debug)]
pub(super) struct Container<'d> {
    document: &'d Document,
    node: NodeId,
}

/// The children of a [`Container`].
pub(super) struct Nodes<'d> {
    document: &'d Document,
    children: Children<'d>,
}

impl<'d> Iterator for Nodes<'d> {
    type Item = DocumentNode<'d>;

    fn next(&mut self) -> Option<Self::Item> {
        self.children.next().map(|child| DocumentNode::Node(self.document, child))
    }
}

/// The members of a [`Container`].
pub(super) struct Members<'d>(Nodes<'d>);

impl<'d> Iterator for Members<'d> {
    type Item = (&'d str, DocumentNode<'d>);

    fn next(&mut self) -> Option<Self::Item> {
        let child = self.0.children.next()?;
        let document = self.0.document;
        Some((document.key(child).unwrap_or_default(), DocumentNode::Node(document, child)))
    }
}

impl<'a> Container<'a> {
    fn nodes(&self) -> Nodes<'a> {
        Nodes { document: self.document, children: self.document.children(self.node) }
    }

    fn count(&self) -> usize {
        self.document.children(self.node).count()
    }
}

impl<'a> Object<'a, DocumentJson> for Container<'a> {
    type Node = DocumentNode<'a>;
    type MemberName = &'a str;
    type MembersIter = Members<'a>;

    fn len(&self) -> usize {
        self.count()
    }

    fn get(&self, key: &Box<str>) -> Option<DocumentNode<'a>> {
        self.document.member(self.node, key).map(|member| DocumentNode::Node(self.document, member))
    }

    fn members(&self) -> Members<'a> {
        Members(self.nodes())
    }
}

impl<'a> Array<'a, DocumentJson> for Container<'a> {
    type Node = DocumentNode<'a>;
    type ElementsIter = Nodes<'a>;

    fn len(&self) -> usize {
        self.count()
    }

    fn elements(&self) -> Nodes<'a> {
        self.nodes()
    }

    fn is_unique(&self) -> bool {
        let elements: Vec<serde_json::Value> = self.nodes().map(|element| element.whole()).collect();
        unique::is_unique(&elements)
    }
}

/// A decimal as the validator reads it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Number(Decimal);

impl JsonNumber for Number {
    fn as_u64(&self) -> Option<u64> {
        if self.0.is_integer() { self.0.to_u64() } else { None }
    }

    fn as_i64(&self) -> Option<i64> {
        if self.0.is_integer() { self.0.to_i64() } else { None }
    }

    fn as_f64(&self) -> Option<f64> {
        self.0.to_f64()
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Owned(self.0.to_string())
    }

    fn to_number(&self) -> Cow<'_, serde_json::Number> {
        Cow::Owned(serde_json::Number::from_string_unchecked(self.0.to_string()))
    }

    fn is_integer(&self) -> bool {
        self.0.is_integer()
    }
}
