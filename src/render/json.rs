//! The report as JSON, version 1: what tools rely on.

use std::io::{self, Write};

use serde::Serialize;

use super::sink::Sink;
use crate::document::Pointer;
use crate::report::{
    AgreementKind, Closing, DocumentReport, Finding, Label, LayerRef, Outcome, PackRef, Printed, Problem,
    Report, RuleOutcome, Skipped, Summary,
};
use crate::source::{SourceFile, Span};
use crate::wording::{Lang, Message};

#[derive(Serialize)]
pub(super) struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
pub(super) struct JsonDocument<'r> {
    path: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pack: Option<JsonPack<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    layout: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    layout_by: Option<&'r str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unprinted: Vec<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    set: Option<JsonSet<'r>>,
    findings: Vec<JsonFinding<'r>>,
    rules: Vec<JsonOutcome<'r>>,
}

#[derive(Serialize)]
struct JsonSet<'r> {
    form: &'r str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    units: Vec<JsonUnit<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_year: Option<&'r str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    twins: &'r [String],
}

#[derive(Serialize)]
struct JsonUnit<'r> {
    code: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'r str>,
}

/// Where a place of another form is.
#[derive(Serialize)]
struct JsonElsewhere<'r> {
    path: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    span: Option<JsonSpan>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<String>,
}

#[derive(Serialize)]
struct JsonPack<'r> {
    id: &'r str,
    version: &'r str,
    digest: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    layer: Option<JsonLayer<'r>>,
}

#[derive(Serialize)]
struct JsonLayer<'r> {
    id: &'r str,
    version: &'r str,
    digest: &'r str,
}

#[derive(Serialize)]
struct JsonFinding<'r> {
    rule: &'r str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    tags: &'r [String],
    severity: &'static str,
    message: String,
    #[serde(flatten)]
    place: JsonPlace<'r>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actual: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    calculation: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<JsonRelated<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    basis: &'r [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    fingerprint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    waived: Option<JsonWaived<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explained: Option<JsonExplained<'r>>,
}

#[derive(Serialize)]
struct JsonExplained<'r> {
    text: &'r str,
    by: &'r str,
    on: &'r str,
}

#[derive(Serialize)]
struct JsonWaived<'r> {
    reason: &'r str,
    approved_by: &'r str,
    on: &'r str,
    expires: &'r str,
}

#[derive(Serialize)]
struct JsonPlace<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    span: Option<JsonSpan>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<String>,
}

#[derive(Serialize)]
struct JsonRelated<'r> {
    #[serde(flatten)]
    place: JsonPlace<'r>,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<JsonElsewhere<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

#[derive(Serialize)]
struct JsonSpan {
    start: usize,
    end: usize,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct JsonOutcome<'r> {
    rule: &'r str,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    agreement: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    needs: Vec<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

#[derive(Serialize)]
pub(super) struct JsonProblem<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
}

#[derive(Serialize)]
pub(super) struct JsonSkipped<'r> {
    reason: &'static str,
    count: usize,
    paths: &'r [String],
}

#[derive(Serialize)]
pub(super) struct JsonSummary {
    documents: usize,
    #[serde(skip_serializing_if = "is_zero")]
    sets: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    waived: usize,
    passed: usize,
    failed: usize,
    not_applicable: usize,
    not_checked: usize,
    broken: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// The program that wrote a report.
pub(super) const TOOL: Tool = Tool { name: "hegui", version: env!("CARGO_PKG_VERSION") };

/// The report as one JSON text, written while the check runs: with two blanks for each level and one line feed at the end.
#[derive(Debug)]
pub struct Json<W> {
    out: W,
    as_of: Option<String>,
    lang: Lang,
    documents: usize,
}

impl<W: Write> Json<W> {
    /// A report yet to be written. `as_of`: the year or day by which the rules are chosen, where one was asked for.
    pub fn new(out: W, as_of: Option<String>, lang: Lang) -> Self {
        Self { out, as_of, lang, documents: 0 }
    }

    /// What stands before the first document.
    fn open(&mut self) -> io::Result<()> {
        self.out.write_all(b"{")?;
        self.member("version", &1, false)?;
        self.member("tool", &TOOL, true)?;
        if let Some(time) = self.as_of.take() {
            self.member("as_of", &time, true)?;
        }
        self.out.write_all(b",\n  \"documents\": [")
    }

    fn member(&mut self, key: &str, value: &impl Serialize, is_further: bool) -> io::Result<()> {
        write!(self.out, "{}\n  \"{key}\": ", if is_further { "," } else { "" })?;
        self.value(value, "  ")
    }

    fn value(&mut self, value: &impl Serialize, indent: &str) -> io::Result<()> {
        // No text of JSON holds a line feed: each that there is ends a line.
        for (at, line) in serde_json::to_vec_pretty(value)?.split(|byte| *byte == b'\n').enumerate() {
            if at > 0 {
                write!(self.out, "\n{indent}")?;
            }
            self.out.write_all(line)?;
        }
        Ok(())
    }
}

impl<W: Write> Sink for Json<W> {
    fn document(&mut self, one: &DocumentReport, _: &[Problem]) -> io::Result<()> {
        if self.documents == 0 {
            self.open()?;
        }
        self.out.write_all(if self.documents == 0 { b"\n    " } else { b",\n    " })?;
        self.documents += 1;
        self.value(&document(one, self.lang), "    ")?;
        self.out.flush()
    }

    fn close(&mut self, closing: &Closing) -> io::Result<()> {
        if self.documents == 0 {
            self.open()?;
        }
        self.out.write_all(if self.documents == 0 { b"]" } else { b"\n  ]" })?;
        self.member("errors", &problems(&closing.errors, self.lang), true)?;
        if !closing.skipped.is_empty() {
            self.member("skipped", &skipped(closing), true)?;
        }
        if !closing.notes.is_empty() {
            self.member("notes", &notes(closing, self.lang), true)?;
        }
        self.member("summary", &summary(&closing.summary), true)?;
        self.out.write_all(b"\n}\n")?;
        self.out.flush()
    }
}

/// Writes a whole report, its messages in a language. The same report gives the same bytes.
///
/// # Errors
/// Those of the writer.
pub fn render(report: &Report, lang: Lang, out: impl Write) -> io::Result<()> {
    super::sink::write(report, &mut Json::new(out, report.as_of.clone(), lang))
}

pub(super) fn skipped(closing: &Closing) -> Vec<JsonSkipped<'_>> {
    closing.skipped.iter().map(skipped_for).collect()
}

fn skipped_for(skipped: &Skipped) -> JsonSkipped<'_> {
    JsonSkipped { reason: skipped.reason.as_str(), count: skipped.count, paths: &skipped.paths }
}

pub(super) fn summary(summary: &Summary) -> JsonSummary {
    JsonSummary {
        documents: summary.documents,
        sets: summary.sets,
        errors: summary.errors,
        warnings: summary.warnings,
        infos: summary.infos,
        waived: summary.waived(),
        passed: summary.passed,
        failed: summary.failed,
        not_applicable: summary.not_applicable,
        not_checked: summary.not_checked,
        broken: summary.broken,
    }
}

pub(super) fn notes(closing: &Closing, lang: Lang) -> Vec<String> {
    closing.notes.iter().map(|note| note.text(lang)).collect()
}

pub(super) fn document(document: &DocumentReport, lang: Lang) -> JsonDocument<'_> {
    let from = From { source: document.source.as_deref(), printed: document.printed.as_deref(), lang };
    // Of a workbook the file counts, not the JSON that was read from it.
    let sha256 = from.printed.map(|printed| printed.sha256.clone());
    JsonDocument {
        path: &document.path,
        sha256: sha256.or_else(|| from.source.map(SourceFile::sha256)),
        layout: document.layout.as_ref().map(|layout| layout.name.as_str()),
        layout_by: document.layout.as_ref().map(|layout| layout.by.as_str()),
        unprinted: document.layout.iter().flat_map(|layout| &layout.lacks).map(String::as_str).collect(),
        pack: document.pack.as_ref().map(|PackRef { id, version, digest, layer, .. }| JsonPack {
            id,
            version,
            digest: digest.hex(),
            layer: layer.as_ref().map(|LayerRef { id, version, digest }| JsonLayer {
                id,
                version,
                digest: digest.hex(),
            }),
        }),
        set: document.set.as_deref().map(|set| JsonSet {
            form: &set.form,
            units: set
                .units
                .iter()
                .map(|unit| JsonUnit { code: &unit.code, path: unit.path.as_deref() })
                .collect(),
            last_year: set.last_year.as_deref(),
            twins: &set.twins,
        }),
        findings: document.findings.iter().map(|one| finding(one, from)).collect(),
        rules: document.rules.iter().map(|rule| outcome(rule, lang)).collect(),
    }
}

/// Where findings of a document point to.
#[derive(Clone, Copy)]
struct From<'r> {
    source: Option<&'r SourceFile>,
    printed: Option<&'r Printed>,
    /// The language in which it is told.
    lang: Lang,
}

fn finding<'r>(finding: &'r Finding, from: From<'_>) -> JsonFinding<'r> {
    let said = |message: Option<&Message>| message.map(|message| message.text(from.lang));
    JsonFinding {
        rule: finding.rule.as_str(),
        tags: &finding.tags,
        severity: finding.severity.as_str(),
        message: finding.message.text(from.lang),
        place: place(&finding.place, from),
        actual: finding.actual.as_deref(),
        expected: said(finding.expected.as_ref()),
        calculation: said(finding.calculation.as_ref()),
        related: finding
            .related
            .iter()
            .map(|label| JsonRelated {
                place: place(
                    label,
                    if label.home.is_some() { From { source: None, printed: None, ..from } } else { from },
                ),
                document: label.home.as_ref().map(|home| JsonElsewhere {
                    path: home.source.name(),
                    span: label.span.map(|at| span(&home.source, at)),
                    cell: home
                        .printed
                        .as_ref()
                        .zip(label.cell)
                        .map(|(sheet, at)| sheet.address(at).text(from.lang)),
                }),
                value: label.value.as_deref(),
                message: said(label.message.as_ref()),
            })
            .collect(),
        help: said(finding.help.as_ref()),
        basis: &finding.basis,
        fingerprint: finding.fingerprint.map(|fingerprint| fingerprint.to_string()),
        waived: finding.waived.as_deref().map(|waived| JsonWaived {
            reason: &waived.reason,
            approved_by: &waived.approved_by,
            on: &waived.on,
            expires: &waived.expires,
        }),
        explained: finding.explained.as_deref().map(|explained| JsonExplained {
            text: &explained.text,
            by: &explained.by,
            on: &explained.on,
        }),
    }
}

fn place<'r>(label: &'r Label, From { source, printed, lang }: From<'_>) -> JsonPlace<'r> {
    JsonPlace {
        pointer: label.pointer.as_ref().map(Pointer::as_str),
        label: label.label.as_deref(),
        text: label.text.as_deref(),
        span: source.zip(label.span).map(|(source, at)| span(source, at)),
        cell: printed.zip(label.cell).map(|(printed, at)| printed.address(at).text(lang)),
    }
}

fn span(source: &SourceFile, Span { start, end }: Span) -> JsonSpan {
    let (from, to) = (source.position(start), source.position(end));
    JsonSpan { start, end, line: from.line, column: from.column, end_line: to.line, end_column: to.column }
}

fn outcome(rule: &RuleOutcome, lang: Lang) -> JsonOutcome<'_> {
    let plain = |outcome| JsonOutcome {
        rule: rule.rule.as_str(),
        outcome,
        agreement: None,
        needs: Vec::new(),
        reason: None,
        error: None,
    };
    let needed = |needs: &'static str, pointers| JsonOutcome { needs: pointers, ..plain(needs) };
    match &rule.outcome {
        Outcome::Passed { agreement } => JsonOutcome {
            agreement: agreement.map(|agreement| match agreement {
                AgreementKind::Exact => "exact",
                AgreementKind::WithinRounding => "within_rounding",
            }),
            ..plain("passed")
        },
        Outcome::Failed { needs } => needed("failed", needs.iter().map(Pointer::as_str).collect()),
        Outcome::NotChecked { needs } => needed("not_checked", needs.iter().map(Pointer::as_str).collect()),
        Outcome::NotApplicable { reason } => {
            JsonOutcome { reason: Some(reason.text(lang)), ..plain("not_applicable") }
        }
        Outcome::Broken { error } => JsonOutcome { error: Some(error.text(lang)), ..plain("broken") },
    }
}

pub(super) fn problems(problems: &[Problem], lang: Lang) -> Vec<JsonProblem<'_>> {
    problems.iter().map(|one| problem(one, lang)).collect()
}

fn problem(problem: &Problem, lang: Lang) -> JsonProblem<'_> {
    let at = problem.place.as_ref().map(|(source, span)| source.position(span.start));
    JsonProblem {
        file: problem.file.as_deref(),
        rule: problem.rule.as_ref().map(crate::report::RuleId::as_str),
        line: at.map(|at| at.line),
        column: at.map(|at| at.column),
        message: problem.message.text(lang),
        help: problem.help.as_ref().map(|help| help.text(lang)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample::sample_report;

    #[test]
    fn the_sample_is_what_the_contract_says() {
        let mut bytes = Vec::new();
        render(&sample_report(), Lang::Zh, &mut bytes).unwrap();
        let report: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        let schema: serde_json::Value = serde_json::from_str(crate::render::REPORT_SCHEMA).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let errors: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
        insta::assert_snapshot!(String::from_utf8(bytes).unwrap());
    }
}
