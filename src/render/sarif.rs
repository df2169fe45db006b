//! SARIF 2.1.0: what code scanning and viewers of results read.
//!
//! Results are written as they come; the rules that they name, and what could not be checked, follow behind them.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::escape::{escape, visible};
use super::facts;
use super::frame::Frame;
use super::sink::Sink;
use crate::report::{
    Closing, DocumentReport, Finding, Label, Outcome, Problem, RuleAbout, RuleId, RuleOutcome, Severity,
};
use crate::source::Position;
use crate::wording::Lang;

/// The schema that a log names.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The key under which a fingerprint stands, with its version: another way to reckon it would have another.
const FINGERPRINT: &str = "hegui/v1";

/// The same for the half that stands for rule and cell.
const PLACE: &str = "heguiPlace/v1";

/// The format, with the writer that it goes to.
#[derive(Debug)]
pub struct Sarif<W> {
    out: W,
    frame: Frame,
    /// What stands in `rules`, in its order.
    rules: Vec<Value>,
    /// The place in it of a rule of a pack.
    known: BTreeMap<(String, RuleId), usize>,
    /// What was not checked: how many forms, and the first of them with what is needed.
    unchecked: BTreeMap<RuleId, (usize, String)>,
    is_first: bool,
}

impl<W: Write> Sarif<W> {
    /// The format for a writer.
    pub fn new(out: W, frame: Frame) -> Self {
        let (rules, known, unchecked) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        Self { out, frame, rules, known, unchecked, is_first: true }
    }

    /// Where a rule stands among the rules, which it is put into if it is new. Packs may share one.
    fn index(&mut self, document: &DocumentReport, finding: &Finding) -> usize {
        let pack = document.pack.as_ref();
        let key = (pack.map(|pack| pack.id.clone()).unwrap_or_default(), finding.rule.clone());
        if let Some(index) = self.known.get(&key) {
            return *index;
        }
        let about = pack.and_then(|pack| pack.about.rule(&finding.rule));
        let told = rule(&finding.rule, about, self.frame.lang);
        let index = self.rules.iter().position(|known| *known == told).unwrap_or_else(|| {
            self.rules.push(told);
            self.rules.len() - 1
        });
        self.known.insert(key, index);
        index
    }

    fn note_unchecked(&mut self, document: &DocumentReport) {
        for RuleOutcome { rule, outcome } in &document.rules {
            let Outcome::NotChecked { needs } = outcome else { continue };
            let (count, _) = self.unchecked.entry(rule.clone()).or_insert_with(|| {
                let needs = facts::needs(document, needs, self.frame.lang);
                (0, format!("{}: {}", escape(&document.path), escape(&needs.join(" "))))
            });
            *count += 1;
        }
    }

    fn notifications(&self, errors: &[Problem]) -> Vec<Value> {
        let problems = errors.iter().map(|one| problem(one, self.frame.lang));
        let unchecked = self.unchecked.iter().map(|(rule, (count, first))| {
            let args = [("count", &*count.to_string()), ("first", first)];
            json!({
                "level": "warning",
                "message": text(&self.frame.lang.text("sarif-unchecked", &args)),
                "associatedRule": { "id": rule.as_str() },
            })
        });
        problems.chain(unchecked).collect()
    }
}

impl<W: Write> Sink for Sarif<W> {
    fn open(&mut self) -> io::Result<()> {
        let schema = json!(SCHEMA);
        writeln!(
            self.out,
            "{{\n\"$schema\": {schema},\n\"version\": \"2.1.0\",\n\"runs\": [ {{\n\"columnKind\": \"unicodeCodePoints\",\n\"results\": ["
        )
    }

    fn document(&mut self, document: &DocumentReport, _: &[Problem]) -> io::Result<()> {
        for finding in &document.findings {
            let result = result(document, finding, self.index(document, finding), self.frame.lang);
            if !std::mem::take(&mut self.is_first) {
                writeln!(self.out, ",")?;
            }
            serde_json::to_writer(&mut self.out, &result)?;
        }
        self.note_unchecked(document);
        Ok(())
    }

    fn close(&mut self, closing: &Closing) -> io::Result<()> {
        let language = match self.frame.lang {
            Lang::Zh => "zh-CN",
            Lang::En => "en-US",
        };
        let driver = json!({
            "name": "hegui",
            "version": env!("CARGO_PKG_VERSION"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "language": language,
            "rules": std::mem::take(&mut self.rules),
        });
        let invocation = json!({
            "executionSuccessful": closing.errors.is_empty() && closing.summary.broken == 0,
            "toolExecutionNotifications": self.notifications(&closing.errors),
        });
        writeln!(self.out, "\n],\n\"tool\": {{ \"driver\":")?;
        serde_json::to_writer(&mut self.out, &driver)?;
        writeln!(self.out, "}},\n\"invocations\": [")?;
        serde_json::to_writer(&mut self.out, &invocation)?;
        writeln!(self.out, "\n]\n}} ]\n}}")?;
        self.out.flush()
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult {
    rule_id: String,
    rule_index: usize,
    level: &'static str,
    message: Value,
    locations: Vec<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    partial_fingerprints: Option<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Value>,
    #[serde(skip_serializing_if = "Value::is_null")]
    properties: Value,
}

fn result(document: &DocumentReport, finding: &Finding, rule_index: usize, lang: Lang) -> SarifResult {
    let mut said = vec![facts::message(document, finding, lang)];
    said.extend(
        finding
            .calculation
            .as_ref()
            .map(|known| lang.text("finding-calculation", &[("calculation", &escape(&known.text(lang)))])),
    );
    said.extend(finding.explained.as_deref().map(|known| facts::explained(known, lang)));
    let related = finding.related.iter().zip(1..).map(|(label, id)| {
        let mut place = location(document, label, lang);
        if let Some(place) = place.as_object_mut() {
            place.insert("id".to_owned(), json!(id));
            let message = label.message.as_ref().map(|message| message.text(lang));
            let name = [label.label.as_deref(), label.value.as_deref().or(message.as_deref())];
            let name: Vec<_> = name.into_iter().flatten().map(escape).collect();
            place.insert("message".to_owned(), text(&name.join(" ")));
        }
        place
    });
    let suppression = finding.waived.as_deref().map(|waived| {
        let justification = facts::waived(waived, lang);
        json!({ "kind": "external", "status": "accepted", "justification": justification })
    });
    SarifResult {
        rule_id: finding.rule.to_string(),
        rule_index,
        level: level(finding.severity),
        message: text(&said.join("\n")),
        locations: vec![location(document, &finding.place, lang)],
        related_locations: related.collect(),
        partial_fingerprints: finding
            .fingerprint
            .map(|known| json!({ FINGERPRINT: known.to_string(), PLACE: known.place() })),
        suppressions: suppression.into_iter().collect(),
        properties: properties(finding, lang),
    }
}

fn properties(finding: &Finding, lang: Lang) -> Value {
    let mut known = serde_json::Map::new();
    let expected = finding.expected.as_ref().map(|expected| expected.text(lang));
    for (name, value) in [("actual", &finding.actual), ("expected", &expected)] {
        if let Some(value) = value {
            known.insert(name.to_owned(), json!(escape(value)));
        }
    }
    if known.is_empty() { Value::Null } else { Value::Object(known) }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// A message. What would be a link in it is none.
fn text(text: &str) -> Value {
    json!({ "text": text.replace("](", "\\]("), })
}

/// Where a label is. What was read from a sheet has no lines there: its cell stands among the logical places, the first of them.
fn location(document: &DocumentReport, label: &Label, lang: Lang) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": uri(facts::path_of(document, label)) } });
    if let (Some((start, end)), Some(physical)) =
        (facts::positions(facts::text_of(document, label), label), physical.as_object_mut())
    {
        physical.insert("region".to_owned(), region(start, end));
    }
    let mut place = json!({ "physicalLocation": physical });
    let cell = facts::cell(document, label, lang);
    let mut logical: Vec<Value> =
        cell.into_iter().map(|cell| json!({ "fullyQualifiedName": cell, "kind": "cell" })).collect();
    if let Some(pointer) = &label.pointer {
        let mut element = json!({ "fullyQualifiedName": pointer.as_str(), "kind": "element" });
        if let (Some(name), Some(element)) = (&label.label, element.as_object_mut()) {
            element.insert("name".to_owned(), json!(escape(name)));
        }
        logical.push(element);
    }
    if let Some(place) = place.as_object_mut().filter(|_| !logical.is_empty()) {
        place.insert("logicalLocations".to_owned(), json!(logical));
    }
    place
}

fn region(start: Position, end: Position) -> Value {
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

fn rule(id: &RuleId, about: Option<&RuleAbout>, lang: Lang) -> Value {
    let Some(about) = about else {
        return json!({ "id": id.as_str(), "shortDescription": { "text": id.as_str() } });
    };
    let basis: Vec<&str> =
        about.basis.iter().map(String::as_str).filter(|known| *known != "convention").collect();
    let basis = basis.join(&lang.text("list-separator", &[]));
    let basis = (!basis.is_empty()).then(|| lang.text("finding-basis", &[("basis", &basis)]));
    let help = about.help.as_ref().map(|help| lang.text("finding-help", &[("help", &help.text(lang))]));
    let help: Vec<String> = [Some(about.why.clone()), help, basis].into_iter().flatten().collect();
    json!({
        "id": id.as_str(),
        "shortDescription": text(&escape(&about.title.text(lang))),
        "fullDescription": text(&visible(&about.why)),
        "help": text(&visible(&help.join("\n"))),
        "defaultConfiguration": { "level": level(about.severity) },
        "properties": { "tags": about.tags },
    })
}

fn problem(problem: &Problem, lang: Lang) -> Value {
    let mut told = json!({ "level": "error", "message": text(&escape(&problem.message.text(lang))) });
    let Some(fields) = told.as_object_mut() else { return told };
    if let Some(rule) = &problem.rule {
        fields.insert("associatedRule".to_owned(), json!({ "id": rule.as_str() }));
    }
    if let Some(file) = &problem.file {
        let mut physical = json!({ "artifactLocation": { "uri": uri(file) } });
        if let (Some((source, span)), Some(physical)) = (&problem.place, physical.as_object_mut()) {
            let region = region(source.position(span.start), source.position(span.end));
            physical.insert("region".to_owned(), region);
        }
        fields.insert("locations".to_owned(), json!([{ "physicalLocation": physical }]));
    }
    told
}

/// A path as a reference of RFC 3986: all that is not plain is written as its bytes; a path from the root names the machine's
/// own files.
fn uri(path: &str) -> String {
    use std::fmt::Write as _;
    let is_drive = path.get(1..3) == Some(":/");
    let mut uri = String::new();
    if path.starts_with('/') {
        uri.push_str("file://");
    } else if is_drive {
        uri.push_str("file:///");
    }
    for (at, byte) in path.bytes().enumerate() {
        let is_plain = byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) || is_drive && at == 1;
        if is_plain {
            uri.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}
