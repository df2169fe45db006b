//! Whether a form has the structure of its schema, in the words of whoever filled it in.
//!
//! Three passes, each linear in the form: keys that the schema does not know, cells of figures that hold none, and what
//! the validator of `jsonschema` finds. A cell is told once, by the pass that knows most about it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jsonschema::error::ValidationErrorKind;

use super::bound::{Content, Form, Misread};
use super::json::DocumentNode;
use super::place::{SchemaId, Shape};
use super::presence::Presence;
use super::schema::FormSchema;
use crate::document::{Document, NodeId, Pointer, Value};
use crate::figure::QuantityKind;
use crate::report::{Anchor, Finding, Kept, Label, Part, Severity};
use crate::wording::Message;

/// The least likeness at which an unknown key is taken for a known one mistyped, and for a printed label: labels have
/// few characters, so that one slip weighs more.
const LIKE_KEY: f64 = 0.88;
const LIKE_LABEL: f64 = 0.8;

/// The longest key, in bytes, that may be a slip; comparing takes time in proportion to it.
const LONGEST_SLIP: usize = 128;

/// Characters of a text that a message quotes.
const QUOTED: usize = 30;

impl Form {
    /// Reads a document by a schema. `currency` names the cell that prints the unit of amounts; a form that leaves it out
    /// has the `default` of its schema.
    ///
    /// The findings have no spans yet: see [`crate::report::DocumentReport::locate`].
    #[must_use]
    pub fn bind(
        document: Arc<Document>,
        schema: Arc<FormSchema>,
        currency: Option<&Pointer>,
    ) -> (Self, Vec<Finding>) {
        Self::bind_as_printed(document, schema, None, currency)
    }

    /// The same of a form whose print is known: it need not have what is not printed, and must have what is.
    #[must_use]
    pub fn bind_as_printed(
        document: Arc<Document>,
        schema: Arc<FormSchema>,
        presence: Option<Arc<Presence>>,
        currency: Option<&Pointer>,
    ) -> (Self, Vec<Finding>) {
        let form = Self::bind_unchecked(document, schema, presence, currency);
        // What is wrong with a form of a set is told of it by itself.
        let findings = if form.is_set() { Vec::new() } else { check(&form, currency) };
        (form, findings)
    }
}

/// The findings on the structure of a form, without spans. `currency` is the cell of the unit of amounts.
fn check(form: &Form, currency: Option<&Pointer>) -> Vec<Finding> {
    let mut check = Check { form, findings: Kept::new(), mistyped: HashSet::new(), told: HashSet::new() };
    check.unknown_properties();
    check.figures();
    check.validity();
    check.currency(currency);
    check.findings.finish(|count| Message::new("finding-left-out", &[("count", &count.to_string())]))
}

/// Whether a form is valid by its schema; false also where only the validator can tell.
pub(super) fn is_surely_valid(form: &Form) -> bool {
    let document = &form.document;
    let takes = |node| form.schema_of(node).is_some_and(|id| form.schema.takes(document, node, id));
    document.nodes().all(takes)
}

struct Check<'f> {
    form: &'f Form,
    findings: Kept,
    /// Members that a mistyped key stands for: they are not reported missing once more.
    mistyped: HashSet<(NodeId, SchemaId)>,
    /// Cells whose fault is told: whatever else is wrong with them follows from it.
    told: HashSet<NodeId>,
}

impl<'f> Check<'f> {
    fn push(&mut self, rule: &'static str, severity: Severity, place: Label, message: Message) {
        let help = message.help();
        self.findings.push(Finding { severity, help, ..Finding::builtin(rule, message, place) });
    }

    /// Counts an error; tells whether it is to be put together.
    fn counts(&mut self, rule: &'static str) -> bool {
        self.findings.counts(rule, Severity::Error)
    }

    fn error(&mut self, rule: &'static str, place: Label, message: Message) {
        self.push(rule, Severity::Error, place, message);
    }

    // Unknown keys

    /// Members that the schema does not know: a warning, an error where a known one is meant.
    fn unknown_properties(&mut self) {
        let form = self.form;
        // Looked up once for each object: a hostile one may have very many unknown members.
        let mut absent: Option<(NodeId, Vec<Absent<'f>>)> = None;
        for node in form.document.nodes() {
            let Some(parent) = form.document.parent(node) else { continue };
            let (Some(owner), None) = (form.schema_of(parent), form.schema_of(node)) else { continue };
            let (Shape::Object, Some(key)) = (form.schema.shape(owner), form.document.key(node)) else {
                continue;
            };
            let known = absent.take().filter(|(object, _)| *object == parent);
            let (_, known) =
                absent.insert(known.unwrap_or_else(|| (parent, absent_members(form, parent, owner))));
            let meant = meant(known, key);
            self.unknown_property(node, key, parent, meant);
        }
    }

    fn unknown_property(
        &mut self,
        node: NodeId,
        key: &str,
        parent: NodeId,
        meant: Option<(&'f str, SchemaId)>,
    ) {
        let form = self.form;
        self.mistyped.extend(meant.map(|(_, member)| (parent, member)));
        let (rule, severity) = match meant {
            Some(_) => ("schema/unknown-property", Severity::Error),
            None => ("schema/unknown-property", Severity::Warning),
        };
        if !self.findings.counts(rule, severity) {
            return;
        }
        let place = Label { label: None, anchor: Some(Anchor { node, part: Part::Key }), ..form.place(node) };
        let key = quoted(key);
        let Some((known, member)) = meant else {
            return self.push(
                rule,
                severity,
                place,
                Message::new("schema-unknown-property", &[("key", &key)]),
            );
        };
        let named = match form.schema.label(member) {
            Some(label) => Message::new("schema-named", &[("known", known), ("label", label)]),
            None => format!("\"{known}\"").into(),
        };
        let label = form.schema.label(member).unwrap_or(known);
        let args = [("key", key.as_str()), ("known", known), ("label", label)];
        self.push(
            rule,
            severity,
            place,
            Message::new("schema-mistyped-property", &args).with("named", named),
        );
    }

    // Figures

    /// Texts in cells of figures that are none, or measure something else.
    fn figures(&mut self) {
        let form = self.form;
        for node in form.document.nodes() {
            let Some(id) = form.schema_of(node) else { continue };
            let Some(kind) = form.schema.quantity(id) else { continue };
            let Value::Text(text) = form.document.value(node) else { continue };
            if form.schema.types(id).any(|name| name == "string")
                && let Some(fault) = self.figure_fault(node)
            {
                self.told.insert(node);
                if !self.counts("schema/quantity") {
                    continue;
                }
                let (label, shown) = (form.label(node), quoted(text));
                let message = Message::new(fault, &[("label", &label), ("text", &shown)]);
                self.error(
                    "schema/quantity",
                    form.place(node),
                    message.with("sample", self.sample(id, kind)),
                );
            }
        }
    }

    /// What is wrong with the text of a cell of figures; `None` if it is blank or sound.
    fn figure_fault(&self, node: NodeId) -> Option<&'static str> {
        match self.form.content(node) {
            Content::Unreadable if self.is_placeholder(node) => Some("schema-placeholder"),
            Content::Unreadable => Some(match self.form.reading(node) {
                Err(Misread::TooManyDigits) => "schema-digits",
                Err(Misread::OtherKind) => "schema-other-kind",
                _ => "schema-quantity",
            }),
            _ => None,
        }
    }

    fn is_placeholder(&self, node: NodeId) -> bool {
        self.form.text_of(node).is_some_and(|text| self.form.language().is_placeholder(text))
    }

    /// What a good cell of figures looks like.
    fn sample(&self, id: SchemaId, kind: QuantityKind) -> Message {
        let (text, usual) = match kind {
            QuantityKind::Money => ("schema-sample-money", "17076.42"),
            QuantityKind::Percent => ("schema-sample-percent", "93.23%"),
            QuantityKind::Count => ("schema-sample-count", "24"),
            QuantityKind::Score => ("schema-sample-score", "9.5"),
            QuantityKind::Number => ("schema-sample-number", "24.5"),
        };
        let example = self.form.schema.examples(id).next().unwrap_or(usual);
        Message::new(text, &[("example", example)])
    }

    /// Amounts cannot be read without their unit; told only where nothing is told of the cell that prints it.
    fn currency(&mut self, cell: Option<&Pointer>) {
        let form = self.form;
        if form.manner_of(form.document().root()).currency.is_some() {
            return;
        }
        let mut amounts = form.figures(QuantityKind::Money, &(0..u32::MAX));
        if !amounts.any(|node| form.reading(node) == Err(Misread::NoUnit)) {
            return;
        }
        let place = cell.map(|cell| self.cell(cell));
        let is_told = |place: &Label| {
            let is_mistyped = cell.and_then(|cell| {
                Some(self.mistyped.contains(&(form.document.nearest(cell), form.schema.at(cell)?)))
            });
            is_mistyped == Some(true)
                || self.findings.findings().iter().any(|finding| finding.place.pointer == place.pointer)
        };
        match place {
            Some(place) if is_told(&place) => {}
            Some(place) => {
                let label = place.label.clone().unwrap_or_default();
                let message = Message::new("schema-currency-unit", &[("label", &label)]);
                self.error("schema/currency-unit", place, message);
            }
            None => {
                let root = form.document.root();
                let place = Label {
                    pointer: Some(Pointer::root()),
                    anchor: Some(Anchor { node: root, part: Part::LeftOut }),
                    ..Label::default()
                };
                self.error("schema/currency-unit", place, Message::new("schema-no-currency-cell", &[]));
            }
        }
    }

    /// A cell of the schema, whether the form has it or leaves it out.
    fn cell(&self, pointer: &Pointer) -> Label {
        let form = self.form;
        let nearest = form.document.nearest(pointer);
        match (form.document.find(pointer), form.schema.at(pointer)) {
            (None, Some(schema)) => form.place_of_absent(nearest, schema, pointer),
            _ => form.place(nearest),
        }
    }

    // What the validator finds

    fn validity(&mut self) {
        let form = self.form;
        if is_surely_valid(form) {
            return;
        }
        let Some(validator) = form.schema.validator() else { return };
        let root = DocumentNode::Node(&form.document, form.document.root());
        if validator.is_valid(root.clone()) {
            return;
        }
        let mut places = Places::new(&form.document);
        // What has the wrong type can have no right value either.
        for error in validator.iter_errors(root.clone()) {
            let is_type = matches!(error.kind(), ValidationErrorKind::Type { .. });
            let node = is_type.then(|| places.find(error.instance_path().as_str())).flatten();
            if let Some(node) = node.filter(|node| self.told.insert(*node)) {
                self.wrong_type(node);
            }
        }
        // Gone through once more and not kept: a hostile form has very many.
        for error in validator.iter_errors(root) {
            let Some(node) = places.find(error.instance_path().as_str()) else { continue };
            match error.kind() {
                // Found above, with what is meant.
                ValidationErrorKind::AdditionalProperties { .. }
                | ValidationErrorKind::UnevaluatedProperties { .. } => {}
                ValidationErrorKind::Required { property } => {
                    self.required(node, property.as_str().unwrap_or_default());
                }
                _ if self.told.contains(&node) => {}
                // That nothing is filled in is told as such, where something must be.
                ValidationErrorKind::Pattern { .. } | ValidationErrorKind::Format { .. }
                    if *form.content(node) == Content::Missing => {}
                kind => self.invalid(node, kind),
            }
        }
    }

    fn wrong_type(&mut self, node: NodeId) {
        let form = self.form;
        if !self.counts("schema/type") {
            return;
        }
        let label = self.name(node);
        let wanted = self.wanted(node);
        let found = self.found(node);
        let id = if *form.content(node) == Content::Missing { "schema-blank" } else { "schema-type" };
        let message = Message::new(id, &[]).with("label", label).with("detail", wanted).with("found", found);
        self.error("schema/type", form.place(node), message);
    }

    fn invalid(&mut self, node: NodeId, kind: &ValidationErrorKind) {
        let form = self.form;
        let (rule, id, detail): (_, _, Message) = match kind {
            ValidationErrorKind::Enum { options } => ("schema/enum", "schema-enum", Self::options(options)),
            ValidationErrorKind::Constant { expected_value } => {
                ("schema/enum", "schema-enum", plain(expected_value).into())
            }
            ValidationErrorKind::Pattern { pattern } => {
                ("schema/pattern", "schema-pattern", self.examples(node).unwrap_or_else(|| pattern.into()))
            }
            ValidationErrorKind::Format { format } => {
                let name = Message::if_any(format!("schema-format-{format}"));
                ("schema/format", "schema-format", name.unwrap_or_else(|| format.into()))
            }
            ValidationErrorKind::Minimum { limit } => ("schema/range", "schema-minimum", plain(limit).into()),
            ValidationErrorKind::Maximum { limit } => ("schema/range", "schema-maximum", plain(limit).into()),
            ValidationErrorKind::ExclusiveMinimum { limit } => {
                ("schema/range", "schema-above", plain(limit).into())
            }
            ValidationErrorKind::ExclusiveMaximum { limit } => {
                ("schema/range", "schema-below", plain(limit).into())
            }
            ValidationErrorKind::MultipleOf { multiple_of } => {
                ("schema/range", "schema-multiple", multiple_of.to_string().into())
            }
            ValidationErrorKind::MaxLength { limit } => {
                ("schema/length", "schema-max-length", limit.to_string().into())
            }
            ValidationErrorKind::MaxItems { limit } => {
                ("schema/length", "schema-max-items", limit.to_string().into())
            }
            ValidationErrorKind::UniqueItems => ("schema/unique", "schema-unique", Message::default()),
            other => ("schema/invalid", "schema-not-valid", other.keyword().into()),
        };
        if !self.counts(rule) {
            return;
        }
        let is_blank = *form.content(node) == Content::Missing && rule == "schema/enum";
        let id = if is_blank { "schema-blank" } else { id };
        let label = self.name(node);
        let shown = quoted(&form.text(node).unwrap_or_default());
        let message = Message::new(id, &[("text", &shown)]).with("label", label).with("detail", detail);
        self.error(rule, form.place(node), message);
    }

    fn required(&mut self, object: NodeId, key: &str) {
        let form = self.form;
        let Some(member) = form.schema_of(object).and_then(|owner| form.schema.member(owner, key)) else {
            return;
        };
        if !form.is_owed(member)
            || self.mistyped.contains(&(object, member))
            || !self.counts("schema/required")
        {
            return;
        }
        let mut pointer = form.document.pointer(object);
        pointer.push(key);
        let place = form.place_of_absent(object, member, &pointer);
        let label = place.label.clone().unwrap_or_default();
        let message = Message::new("schema-required", &[("label", &label), ("key", key)]);
        self.error("schema/required", place, message);
    }

    // Words

    /// What a place is called; what has no name is the form itself.
    fn name(&self, node: NodeId) -> Message {
        let label = self.form.label(node);
        if label.is_empty() { Message::new("schema-whole", &[]) } else { label.into() }
    }

    /// What a cell takes, in words.
    fn wanted(&self, node: NodeId) -> Message {
        let form = self.form;
        let Some(id) = form.schema_of(node) else { return Message::default() };
        if let Some(kind) = form.schema.quantity(id) {
            return self.sample(id, kind);
        }
        let names = form.schema.types(id).filter(|name| *name != "null");
        let words = names.map(|name| Message::new(format!("schema-kind-{name}"), &[]));
        Self::list(words)
    }

    /// What stands in a cell, in words.
    fn found(&self, node: NodeId) -> Message {
        let kind = match self.form.document.value(node) {
            Value::Array => "array",
            Value::Object => "object",
            Value::Null => "null",
            Value::Text(text) => return Message::new("schema-quoted", &[("text", &quoted(text))]),
            Value::Number(_) | Value::Bool(_) => {
                let text = self.form.text(node).unwrap_or_default();
                return Message::new("schema-scalar", &[("text", &quoted(&text))]);
            }
        };
        Message::new(format!("schema-kind-{kind}"), &[])
    }

    fn options(options: &serde_json::Value) -> Message {
        let options = options.as_array().map(Vec::as_slice).unwrap_or_default();
        Self::list(options.iter().filter(|value| !value.is_null()).map(plain))
    }

    fn examples(&self, node: NodeId) -> Option<Message> {
        let id = self.form.schema_of(node)?;
        Some(Self::list(self.form.schema.examples(id))).filter(|list| !list.is_empty())
    }

    fn list(words: impl Iterator<Item = impl Into<Message>>) -> Message {
        Message::joined("schema-or", words)
    }
}

/// A member that the schema knows and an object leaves out.
struct Absent<'f> {
    key: &'f str,
    folded: String,
    label: Option<&'f str>,
    member: SchemaId,
}

fn absent_members(form: &Form, object: NodeId, owner: SchemaId) -> Vec<Absent<'_>> {
    let present: HashSet<SchemaId> =
        form.document.children(object).filter_map(|child| form.schema_of(child)).collect();
    let absent = form.schema.members(owner).filter(|(_, member)| !present.contains(member));
    absent
        .map(|(key, member)| Absent { key, folded: fold(key), label: form.schema.label(member), member })
        .collect()
}

/// The member, absent so far, that an unknown key likely means.
fn meant<'f>(absent: &[Absent<'f>], key: &str) -> Option<(&'f str, SchemaId)> {
    if key.len() > LONGEST_SLIP {
        return None;
    }
    let wanted = fold(key);
    let likeness = |known: &Absent<'f>| {
        let by_key = strsim::jaro_winkler(&wanted, &known.folded);
        let by_label = known.label.map_or(0.0, |label| strsim::jaro_winkler(key.trim(), label));
        let is_like = by_key >= LIKE_KEY || by_label >= LIKE_LABEL;
        is_like.then_some((by_key.max(by_label), known.key, known.member))
    };
    let best = absent.iter().filter_map(likeness).max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, key, member)| (key, member))
}

/// A key without what is often written otherwise: case, `-` and spaces for `_`.
fn fold(key: &str) -> String {
    key.trim().to_lowercase().replace(['-', ' '], "_")
}

/// Finds the nodes of many places, none of which is walked to twice.
struct Places<'d> {
    document: &'d Document,
    found: HashMap<String, Option<NodeId>>,
    elements: HashMap<NodeId, Vec<NodeId>>,
}

impl<'d> Places<'d> {
    fn new(document: &'d Document) -> Self {
        Self { document, found: HashMap::new(), elements: HashMap::new() }
    }

    /// The node at a JSON Pointer.
    fn find(&mut self, pointer: &str) -> Option<NodeId> {
        let Some((outer, _)) = pointer.rsplit_once('/') else { return Some(self.document.root()) };
        if let Some(found) = self.found.get(pointer) {
            return *found;
        }
        let outer = self.find(outer)?;
        let step = pointer.rfind('/').and_then(|at| pointer.get(at..)).and_then(Pointer::parse)?;
        let found = step.steps().next().and_then(|step| self.child(outer, &step));
        self.found.insert(pointer.to_owned(), found);
        found
    }

    fn child(&mut self, outer: NodeId, step: &str) -> Option<NodeId> {
        let document = self.document;
        match document.value(outer) {
            Value::Object => document.member(outer, step),
            Value::Array => {
                let elements =
                    self.elements.entry(outer).or_insert_with(|| document.children(outer).collect());
                elements.get(Pointer::parse_index(step)?).copied()
            }
            _ => None,
        }
    }
}

/// The beginning of a text, with an ellipsis if it goes on.
fn quoted(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
