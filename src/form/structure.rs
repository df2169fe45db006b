//! Whether a form has the structure of its schema, in the words of whoever filled it in.

use std::collections::HashMap;

use jsonschema::error::ValidationErrorKind;

use super::json::DocumentNode;
use super::{Content, Form, SchemaId, Shape};
use crate::document::{NodeId, Pointer, Value};
use crate::quantity::{self, QuantityKind};
use crate::report::{Anchor, Finding, Label, Part, RuleId, Severity};
use crate::wording::Lang;

/// The least likeness at which an unknown key is taken for a known one mistyped, and for a printed label: labels have
/// few characters, so that one slip weighs more.
const LIKE_KEY: f64 = 0.88;
const LIKE_LABEL: f64 = 0.8;

/// The findings on the structure of a form, without spans.
pub(super) fn check(form: &Form, currency: Option<&Pointer>, lang: Lang) -> Vec<Finding> {
    let mut check = Check { form, lang, findings: Vec::new(), mistyped: Vec::new() };
    check.unknown_properties();
    check.figures();
    check.validity();
    check.currency(currency);
    check.findings
}

struct Check<'f> {
    form: &'f Form,
    lang: Lang,
    findings: Vec<Finding>,
    /// Members that a mistyped key stands for: they are not reported missing once more.
    mistyped: Vec<(NodeId, SchemaId)>,
}

impl Check<'_> {
    fn push(
        &mut self,
        rule: &'static str,
        severity: Severity,
        place: Label,
        id: &str,
        args: &[(&str, &str)],
    ) {
        let help = self.lang.text(&format!("{id}-help"), args);
        self.findings.push(Finding {
            rule: RuleId::builtin(rule),
            severity,
            message: self.lang.text(id, args),
            actual: None,
            expected: None,
            calculation: None,
            related: Vec::new(),
            help: Some(help).filter(|help| !help.is_empty() && *help != format!("{id}-help")),
            basis: Vec::new(),
            tags: Vec::new(),
            place,
        });
    }

    /// Members that the schema does not know: a warning, an error where a known one is meant.
    fn unknown_properties(&mut self) {
        let form = self.form;
        // Looked up once for each object: a hostile one may have very many unknown members.
        let mut absent: HashMap<NodeId, Vec<(&str, SchemaId)>> = HashMap::new();
        for node in form.document.nodes() {
            let Some(parent) = form.document.parent(node) else { continue };
            let (Some(owner), None) = (form.schema_of(parent), form.schema_of(node)) else { continue };
            let (Shape::Object, Some(key)) = (form.schema.shape(owner), form.document.key(node)) else {
                continue;
            };
            let mut place = form.place(node);
            place.label = None;
            place.anchor = Some(Anchor { node, part: Part::Key });
            let absent = absent.entry(parent).or_insert_with(|| absent_members(form, parent, owner));
            match self.meant(absent, key) {
                Some((name, member)) => {
                    self.mistyped.push((parent, member));
                    let args = [("key", key), ("known", name.as_str())];
                    self.push(
                        "schema/unknown-property",
                        Severity::Error,
                        place,
                        "schema-mistyped-property",
                        &args,
                    );
                }
                None => {
                    let args = [("key", key)];
                    self.push(
                        "schema/unknown-property",
                        Severity::Warning,
                        place,
                        "schema-unknown-property",
                        &args,
                    );
                }
            }
        }
    }

    /// The member, absent so far, that an unknown key likely means.
    fn meant(&self, absent: &[(&str, SchemaId)], key: &str) -> Option<(String, SchemaId)> {
        let fold = |text: &str| text.trim().to_lowercase().replace(['-', ' '], "_");
        let wanted = fold(key);
        absent
            .iter()
            .filter_map(|(known, member)| {
                let by_key = strsim::jaro_winkler(&wanted, &fold(known));
                let label = self.form.schema.label(*member);
                let by_label = label.map_or(0.0, |label| strsim::jaro_winkler(key, label));
                let is_like = by_key >= LIKE_KEY || by_label >= LIKE_LABEL;
                is_like.then_some((by_key.max(by_label), *known, *member))
            })
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, known, member)| (known.to_owned(), member))
    }

    /// Texts in cells of figures that are none.
    fn figures(&mut self) {
        let form = self.form;
        for node in form.document.nodes() {
            let Some(id) = form.schema_of(node) else { continue };
            let Some(kind) = form.schema.quantity(id) else { continue };
            let Value::Text(text) = form.document.value(node) else { continue };
            if !form.schema.types(id).any(|name| name == "string") {
                continue;
            }
            let wrong = match form.content(node) {
                Content::Unreadable => true,
                Content::Placeholder(_) => !form.schema.allows_placeholder(id),
                _ => false,
            };
            if wrong {
                let label = form.label(node);
                let sample = self.lang.text(sample(kind), &[]);
                let shown: String = text.chars().take(30).collect();
                let args = [("label", label.as_str()), ("text", &shown), ("sample", &sample)];
                let is_placeholder = quantity::placeholder(text).is_some();
                let id = if is_placeholder { "schema-placeholder" } else { "schema-quantity" };
                self.push("schema/quantity", Severity::Error, form.place(node), id, &args);
            }
        }
    }

    /// Amounts cannot be read without their unit; told only where the cell of the unit has no finding of its own.
    fn currency(&mut self, cell: Option<&Pointer>) {
        let form = self.form;
        let is_told =
            self.findings.iter().any(|finding| finding.place.pointer.as_ref() == cell && cell.is_some());
        let mut amounts = form.figures(QuantityKind::Money);
        let needs_unit = amounts.any(|node| matches!(form.document.value(node), Value::Number(_)));
        if form.currency.is_none() && needs_unit && !is_told {
            let place = Label {
                pointer: Some(Pointer::root()),
                anchor: Some(Anchor { node: form.document.root(), part: Part::LeftOut }),
                ..Label::default()
            };
            self.push("schema/currency-unit", Severity::Error, place, "schema-currency-unit", &[]);
        }
    }

    /// What the validator finds.
    fn validity(&mut self) {
        let form = self.form;
        let root = DocumentNode::Node(&form.document, form.document.root());
        if form.schema.validator().is_valid(root.clone()) {
            return;
        }
        let errors: Vec<_> = form.schema.validator().iter_errors(root).collect();
        let index: HashMap<String, NodeId> =
            form.document.nodes().map(|node| (form.document.pointer(node).to_string(), node)).collect();
        for error in &errors {
            let node = index.get(error.instance_path().as_str()).copied();
            self.invalid(node.unwrap_or_else(|| form.document.root()), error.kind());
        }
    }

    fn invalid(&mut self, node: NodeId, kind: &ValidationErrorKind) {
        let form = self.form;
        let label = form.label(node);
        let shown: String = form.text(node).unwrap_or_default().chars().take(30).collect();
        let (rule, id, detail) = match kind {
            // Found above, with what is meant.
            ValidationErrorKind::AdditionalProperties { .. }
            | ValidationErrorKind::UnevaluatedProperties { .. } => {
                return;
            }
            ValidationErrorKind::Required { property } => {
                return self.required(node, property.as_str().unwrap_or_default());
            }
            ValidationErrorKind::Type { .. } => ("schema/type", "schema-type", self.wanted(node)),
            ValidationErrorKind::Enum { options } => ("schema/enum", "schema-enum", self.options(options)),
            ValidationErrorKind::Constant { expected_value } => {
                ("schema/enum", "schema-enum", plain(expected_value))
            }
            ValidationErrorKind::Pattern { pattern } => ("schema/pattern", "schema-pattern", pattern.clone()),
            ValidationErrorKind::Format { format } => ("schema/format", "schema-format", format.clone()),
            ValidationErrorKind::Minimum { limit } => ("schema/range", "schema-minimum", plain(limit)),
            ValidationErrorKind::Maximum { limit } => ("schema/range", "schema-maximum", plain(limit)),
            ValidationErrorKind::ExclusiveMinimum { limit } => ("schema/range", "schema-above", plain(limit)),
            ValidationErrorKind::ExclusiveMaximum { limit } => ("schema/range", "schema-below", plain(limit)),
            ValidationErrorKind::MaxLength { limit } => {
                ("schema/length", "schema-max-length", limit.to_string())
            }
            ValidationErrorKind::MaxItems { limit } => {
                ("schema/length", "schema-max-items", limit.to_string())
            }
            other => ("schema/invalid", "schema-not-valid", other.keyword().to_owned()),
        };
        let is_blank = form.content(node) == Content::Missing && matches!(id, "schema-type" | "schema-enum");
        let id = if is_blank { "schema-blank" } else { id };
        let args = [("label", label.as_str()), ("text", shown.as_str()), ("detail", detail.as_str())];
        self.push(rule, Severity::Error, form.place(node), id, &args);
    }

    fn required(&mut self, object: NodeId, key: &str) {
        let form = self.form;
        let Some(member) = form.schema_of(object).and_then(|owner| form.schema.member(owner, key)) else {
            return;
        };
        if self.mistyped.contains(&(object, member)) {
            return;
        }
        let mut pointer = form.document.pointer(object);
        pointer.push(key);
        let place = form.place_of_absent(object, member, &pointer);
        let label = place.label.clone().unwrap_or_default();
        let args = [("label", label.as_str()), ("key", key)];
        self.push("schema/required", Severity::Error, place, "schema-required", &args);
    }

    /// What a cell takes, in words.
    fn wanted(&self, node: NodeId) -> String {
        let form = self.form;
        let Some(id) = form.schema_of(node) else { return String::new() };
        if let Some(kind) = form.schema.quantity(id) {
            return self.lang.text(sample(kind), &[]);
        }
        let names = form.schema.types(id).filter(|name| *name != "null");
        let words: Vec<String> =
            names.map(|name| self.lang.text(&format!("schema-kind-{name}"), &[])).collect();
        words.join(&self.lang.text("schema-or", &[]))
    }

    fn options(&self, options: &serde_json::Value) -> String {
        let options = options.as_array().map(Vec::as_slice).unwrap_or_default();
        options
            .iter()
            .filter(|value| !value.is_null())
            .map(plain)
            .collect::<Vec<_>>()
            .join(&self.lang.text("schema-or", &[]))
    }
}

/// The members that the schema knows and an object leaves out.
fn absent_members(form: &Form, object: NodeId, owner: SchemaId) -> Vec<(&str, SchemaId)> {
    let is_absent = |(known, _): &(&str, SchemaId)| form.document.member(object, known).is_none();
    form.schema.members(owner).filter(is_absent).collect()
}

fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The text that shows what a good cell of a kind looks like.
fn sample(kind: QuantityKind) -> &'static str {
    match kind {
        QuantityKind::Money => "schema-sample-money",
        QuantityKind::Percent => "schema-sample-percent",
        QuantityKind::Count => "schema-sample-count",
        QuantityKind::Score => "schema-sample-score",
        QuantityKind::Number => "schema-sample-number",
    }
}
