//! What a form type looks like: `form.schema.json` of a pack, read once.
//!
//! JSON Schema 2020-12 says what is valid; on top of it stand the labels of the printed form (`title`), what a cell
//! measures (`x-quantity`, `x-unit`, `x-places`) and whether a placeholder will do (`x-placeholder`).

use std::sync::Arc;

use super::json::DocumentJson;
use crate::document::{Document, Limits, NodeId, Pointer, Value};
use crate::quantity::QuantityKind;
use crate::report::Problem;
use crate::source::{SourceFile, Span};
use crate::wording::Lang;

/// A cell, object or list that the schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchemaId(u32);

/// What stands at a place of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Named members.
    Object,
    /// Elements of one kind.
    List(SchemaId),
    /// A single value.
    Leaf,
}

#[derive(Debug)]
struct Entry {
    key: Option<Box<str>>,
    label: Option<Box<str>>,
    parent: Option<SchemaId>,
    shape: Shape,
    members: Vec<(Box<str>, SchemaId)>,
    required: bool,
    quantity: Option<QuantityKind>,
    counter: Option<Box<str>>,
    places: Option<u32>,
    placeholder: bool,
    types: Vec<Box<str>>,
}

/// The schema of a form type.
#[derive(Debug)]
pub struct FormSchema {
    source: Arc<SourceFile>,
    entries: Vec<Entry>,
    validator: jsonschema::Validator<DocumentJson>,
}

/// Levels of objects and lists that a schema may have; deeper, it contains itself.
const DEEPEST: usize = 32;

/// Words of JSON Schema that a form schema may use beside those with a meaning of their own below.
const PLAIN_KEYWORDS: [&str; 20] = [
    "$schema",
    "$id",
    "$defs",
    "$comment",
    "description",
    "examples",
    "enum",
    "const",
    "pattern",
    "format",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "maxLength",
    "maxItems",
    "uniqueItems",
    "anyOf",
    "default",
];

/// Words that the reader below gives a meaning.
const READ_KEYWORDS: [&str; 12] = [
    "type",
    "title",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "$ref",
    "x-quantity",
    "x-unit",
    "x-places",
    "x-placeholder",
    "unevaluatedProperties",
];

/// Words that belong to rules: whether something is filled in is theirs to say.
const RULES_OWN: [&str; 3] = ["minItems", "minLength", "minProperties"];

/// Words of Rhai that cannot stand behind a dot.
const RESERVED: [&str; 47] = [
    "true",
    "false",
    "let",
    "const",
    "if",
    "else",
    "switch",
    "do",
    "while",
    "until",
    "loop",
    "for",
    "in",
    "continue",
    "break",
    "return",
    "throw",
    "try",
    "catch",
    "import",
    "export",
    "as",
    "fn",
    "private",
    "global",
    "is",
    "new",
    "use",
    "module",
    "package",
    "var",
    "static",
    "shared",
    "with",
    "goto",
    "exit",
    "match",
    "case",
    "public",
    "protected",
    "super",
    "default",
    "void",
    "null",
    "nil",
    "spawn",
    "thread",
];

impl FormSchema {
    /// Reads a schema.
    ///
    /// # Errors
    /// Every fault of it, each with its place.
    pub fn parse(source: &Arc<SourceFile>, lang: Lang) -> Result<Self, Vec<Problem>> {
        let document = Document::parse(Arc::clone(source), Limits::default())
            .map_err(|fault| vec![problem(source, fault.span, fault.message(lang), fault.help(lang))])?;
        let mut reader = Reader { document: &document, entries: Vec::new(), faults: Vec::new(), lang };
        reader.read(document.root(), None, None, true, 0);
        let Reader { entries, mut faults, .. } = reader;
        let text = source.text().unwrap_or_default().trim_start_matches('\u{feff}');
        let validator = serde_json::from_str(text).map_err(|error| error.to_string()).and_then(
            |schema: serde_json::Value| {
                jsonschema::options_for::<DocumentJson>().build(&schema).map_err(|error| error.to_string())
            },
        );
        match validator {
            Ok(validator) if faults.is_empty() => Ok(Self { source: Arc::clone(source), entries, validator }),
            Ok(_) => Err(locate(&document, faults)),
            Err(reason) => {
                faults.push((document.root(), lang.text("schema-invalid", &[("reason", &reason)]), None));
                Err(locate(&document, faults))
            }
        }
    }

    /// The text that it was read from.
    #[must_use]
    pub fn source(&self) -> &Arc<SourceFile> {
        &self.source
    }

    pub(super) fn validator(&self) -> &jsonschema::Validator<DocumentJson> {
        &self.validator
    }

    /// The whole form.
    #[must_use]
    pub fn root(&self) -> SchemaId {
        SchemaId(0)
    }

    fn entry(&self, id: SchemaId) -> Option<&Entry> {
        self.entries.get(usize::try_from(id.0).ok()?)
    }

    /// What stands there.
    #[must_use]
    pub fn shape(&self, id: SchemaId) -> Shape {
        self.entry(id).map_or(Shape::Leaf, |entry| entry.shape)
    }

    /// The member of an object by its key.
    #[must_use]
    pub fn member(&self, id: SchemaId, key: &str) -> Option<SchemaId> {
        self.entry(id)?.members.iter().find(|(known, _)| **known == *key).map(|(_, member)| *member)
    }

    /// The member of an object by its printed label.
    #[must_use]
    pub fn member_by_label(&self, id: SchemaId, label: &str) -> Option<SchemaId> {
        self.members(id).map(|(_, member)| member).find(|member| self.label(*member) == Some(label))
    }

    /// The members of an object in the order of the schema; none for other shapes.
    pub fn members(&self, id: SchemaId) -> impl Iterator<Item = (&str, SchemaId)> {
        self.entry(id).into_iter().flat_map(|entry| &entry.members).map(|(key, member)| (&**key, *member))
    }

    /// What stands at a pointer, whatever the index in a list.
    #[must_use]
    pub fn at(&self, pointer: &Pointer) -> Option<SchemaId> {
        pointer.steps().try_fold(self.root(), |id, step| match self.shape(id) {
            Shape::Object => self.member(id, &step),
            Shape::List(item) => Pointer::parse_index(&step).map(|_| item),
            Shape::Leaf => None,
        })
    }

    /// The kind of the elements of a list.
    #[must_use]
    pub fn item(&self, id: SchemaId) -> Option<SchemaId> {
        match self.shape(id) {
            Shape::List(item) => Some(item),
            Shape::Object | Shape::Leaf => None,
        }
    }

    /// The label printed on the form.
    #[must_use]
    pub fn label(&self, id: SchemaId) -> Option<&str> {
        self.entry(id)?.label.as_deref()
    }

    /// The key in its object; `None` for elements and the whole form.
    #[must_use]
    pub fn key(&self, id: SchemaId) -> Option<&str> {
        self.entry(id)?.key.as_deref()
    }

    /// What holds it; `None` for the whole form.
    #[must_use]
    pub fn parent(&self, id: SchemaId) -> Option<SchemaId> {
        self.entry(id)?.parent
    }

    /// What a cell measures; `None` for texts.
    #[must_use]
    pub fn quantity(&self, id: SchemaId) -> Option<QuantityKind> {
        self.entry(id)?.quantity
    }

    /// What a count counts (`x-unit`), if the schema says so.
    #[must_use]
    pub fn counter(&self, id: SchemaId) -> Option<&str> {
        self.entry(id)?.counter.as_deref()
    }

    /// Places at which a form of this type is filled in (`x-places`).
    #[must_use]
    pub fn places(&self, id: SchemaId) -> Option<u32> {
        self.entry(id)?.places
    }

    /// Whether a placeholder is an answer in this cell of figures.
    #[must_use]
    pub fn allows_placeholder(&self, id: SchemaId) -> bool {
        self.entry(id).is_some_and(|entry| entry.placeholder)
    }

    /// Whether every form has this cell.
    #[must_use]
    pub fn is_required(&self, id: SchemaId) -> bool {
        self.entry(id).is_some_and(|entry| entry.required)
    }

    /// The JSON types that the cell takes; empty where the schema leaves it open.
    pub fn types(&self, id: SchemaId) -> impl Iterator<Item = &str> {
        self.entry(id).into_iter().flat_map(|entry| &entry.types).map(|name| &**name)
    }

    /// Every key of the schema, each once, sorted.
    #[must_use]
    pub fn keys(&self) -> Vec<&str> {
        let mut keys: Vec<&str> = self.entries.iter().filter_map(|entry| entry.key.as_deref()).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// Whether anything of the form has this key or label.
    #[must_use]
    pub fn knows_name(&self, name: &str) -> bool {
        self.entries
            .iter()
            .any(|entry| entry.key.as_deref() == Some(name) || entry.label.as_deref() == Some(name))
    }

    /// Everything that the schema describes.
    pub fn ids(&self) -> impl Iterator<Item = SchemaId> {
        (0..self.entries.len()).filter_map(|at| u32::try_from(at).ok()).map(SchemaId)
    }
}

type Fault = (NodeId, String, Option<String>);

fn problem(source: &Arc<SourceFile>, span: Option<Span>, message: String, help: Option<String>) -> Problem {
    let place = span.map(|span| (Arc::clone(source), span));
    Problem { file: Some(source.name().to_owned()), rule: None, place, message, help }
}

fn locate(document: &Document, faults: Vec<Fault>) -> Vec<Problem> {
    let nodes: Vec<NodeId> = faults.iter().map(|(node, ..)| *node).collect();
    let places = document.locate(&nodes);
    let problems = faults.into_iter().zip(places).map(|((_, message, help), place)| {
        let span = place.key.unwrap_or_else(|| Span::new(place.value.start, place.value.start + 1));
        problem(document.source(), Some(span), message, help)
    });
    problems.collect()
}

struct Reader<'d> {
    document: &'d Document,
    entries: Vec<Entry>,
    faults: Vec<Fault>,
    lang: Lang,
}

impl Reader<'_> {
    fn fault(&mut self, node: NodeId, id: &str, args: &[(&str, &str)]) {
        let message = self.lang.text(id, args);
        if !self.faults.iter().any(|(known, text, _)| *known == node && *text == message) {
            self.faults.push((node, message, None));
        }
    }

    fn text_of(&self, node: NodeId, key: &str) -> Option<Box<str>> {
        match self.document.value(self.document.member(node, key)?) {
            Value::Text(text) => Some(text.into()),
            _ => None,
        }
    }

    /// Follows `$ref` inside the schema.
    fn resolve(&mut self, node: NodeId) -> NodeId {
        let Some(reference) = self.text_of(node, "$ref") else { return node };
        let pointer = reference.strip_prefix('#').and_then(Pointer::parse);
        let found = pointer.and_then(|pointer| self.document.find(&pointer));
        found.unwrap_or_else(|| {
            self.fault(node, "schema-ref", &[("ref", &reference)]);
            node
        })
    }

    fn read(
        &mut self,
        node: NodeId,
        key: Option<&str>,
        parent: Option<SchemaId>,
        required: bool,
        depth: usize,
    ) -> SchemaId {
        let id = SchemaId(u32::try_from(self.entries.len()).unwrap_or(u32::MAX));
        let target = self.resolve(node);
        let label = self.text_of(node, "title").or_else(|| self.text_of(target, "title"));
        let types = self.types(target);
        let counter = self.text_of(target, "x-unit");
        let places = self.count(target, "x-places");
        let placeholder = self.flag(target, "x-placeholder");
        self.entries.push(Entry {
            key: key.map(Box::from),
            label,
            parent,
            shape: Shape::Leaf,
            members: Vec::new(),
            required,
            quantity: None,
            counter,
            places,
            placeholder,
            types,
        });
        if depth > DEEPEST {
            self.fault(node, "schema-recursive", &[]);
            return id;
        }
        self.check_keywords(target);
        let properties = self.document.member(target, "properties");
        let items = self.document.member(target, "items");
        let shape = match (properties, items) {
            (Some(properties), _) => {
                self.members(id, target, properties, depth);
                Shape::Object
            }
            (None, Some(items)) => Shape::List(self.read(items, None, Some(id), true, depth + 1)),
            (None, None) => {
                if self.entries.last().is_some_and(|entry| entry.types.contains(&Box::from("object"))) {
                    self.fault(target, "schema-open-object", &[]);
                }
                Shape::Leaf
            }
        };
        let quantity = self.quantity(target, shape);
        if let Some(entry) = usize::try_from(id.0).ok().and_then(|at| self.entries.get_mut(at)) {
            entry.shape = shape;
            entry.quantity = quantity;
        }
        id
    }

    fn members(&mut self, id: SchemaId, node: NodeId, properties: NodeId, depth: usize) {
        if !self.is_closed(node) {
            self.fault(node, "schema-open-object", &[]);
        }
        let required: Vec<Box<str>> = self
            .document
            .member(node, "required")
            .into_iter()
            .flat_map(|list| self.document.children(list))
            .filter_map(|element| match self.document.value(element) {
                Value::Text(text) => Some(text.into()),
                _ => None,
            })
            .collect();
        let children: Vec<NodeId> = self.document.children(properties).collect();
        let mut members: Vec<(Box<str>, SchemaId)> = Vec::new();
        for child in children {
            let key: Box<str> = self.document.key(child).unwrap_or_default().into();
            if RESERVED.contains(&&*key) {
                self.fault(child, "schema-reserved-key", &[("key", &key)]);
            }
            let is_required = required.contains(&key);
            let member = self.read(child, Some(&key), Some(id), is_required, depth + 1);
            let label = self.label_of(member);
            if label.is_some() && members.iter().any(|(_, known)| self.label_of(*known) == label) {
                let label = label.unwrap_or_default().to_owned();
                self.fault(child, "schema-same-label", &[("label", &label)]);
            }
            members.push((key, member));
        }
        for name in &required {
            if !members.iter().any(|(key, _)| key == name) {
                self.fault(node, "schema-required-unknown", &[("key", name)]);
            }
        }
        if let Some(entry) = usize::try_from(id.0).ok().and_then(|at| self.entries.get_mut(at)) {
            entry.members = members;
        }
    }

    fn label_of(&self, id: SchemaId) -> Option<&str> {
        usize::try_from(id.0).ok().and_then(|at| self.entries.get(at))?.label.as_deref()
    }

    fn is_closed(&self, node: NodeId) -> bool {
        ["additionalProperties", "unevaluatedProperties"].into_iter().any(|key| {
            self.document
                .member(node, key)
                .is_some_and(|value| self.document.value(value) == Value::Bool(false))
        })
    }

    fn types(&self, node: NodeId) -> Vec<Box<str>> {
        let Some(kinds) = self.document.member(node, "type") else { return Vec::new() };
        let names = std::iter::once(kinds).chain(self.document.children(kinds));
        names
            .filter_map(|kind| match self.document.value(kind) {
                Value::Text(text) => Some(text.into()),
                _ => None,
            })
            .collect()
    }

    fn count(&mut self, node: NodeId, key: &str) -> Option<u32> {
        let member = self.document.member(node, key)?;
        let count = match self.document.value(member) {
            Value::Number(number) => number.to_string().parse().ok().filter(|count| *count <= 10),
            _ => None,
        };
        if count.is_none() {
            self.fault(member, "schema-places", &[]);
        }
        count
    }

    fn flag(&mut self, node: NodeId, key: &str) -> bool {
        let Some(member) = self.document.member(node, key) else { return false };
        match self.document.value(member) {
            Value::Bool(value) => value,
            _ => {
                self.fault(member, "schema-flag", &[("key", key)]);
                false
            }
        }
    }

    fn quantity(&mut self, node: NodeId, shape: Shape) -> Option<QuantityKind> {
        let lone = ["x-unit", "x-places", "x-placeholder"]
            .into_iter()
            .find_map(|key| self.document.member(node, key));
        let Some(member) = self.document.member(node, "x-quantity") else {
            if let Some(lone) = lone {
                self.fault(lone, "schema-needs-quantity", &[]);
            }
            return None;
        };
        let kind = match self.document.value(member) {
            Value::Text(text) => QuantityKind::parse(text),
            _ => None,
        };
        if kind.is_none() {
            self.fault(member, "schema-quantity-unknown", &[]);
        }
        if shape != Shape::Leaf {
            self.fault(member, "schema-quantity-of-list", &[]);
        }
        kind
    }

    fn check_keywords(&mut self, node: NodeId) {
        let members: Vec<NodeId> = self.document.children(node).collect();
        for member in members {
            let key: Box<str> = self.document.key(member).unwrap_or_default().into();
            if RULES_OWN.contains(&&*key) {
                self.fault(member, "schema-rules-own", &[("key", &key)]);
            } else if !PLAIN_KEYWORDS.contains(&&*key) && !READ_KEYWORDS.contains(&&*key) {
                self.fault(member, "schema-unknown-keyword", &[("key", &key)]);
            }
        }
    }
}
