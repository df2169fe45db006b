//! What departments say of findings: the file, read, and put beside the findings of finished documents. It waives nothing.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::entry::plain;
use crate::report::fingerprint::Fingerprint;
use crate::report::{DocumentReport, Explained, Finding, Label, Problem, Severity};
use crate::source::{SourceFile, Span};
use crate::wording::Message;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    explanation: Vec<Raw>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    fingerprint: Spanned<String>,
    rule: String,
    document: String,
    /// For readers of the file.
    #[serde(default, rename = "cell")]
    _cell: String,
    text: Spanned<String>,
    by: Spanned<String>,
    on: toml::value::Datetime,
}

#[derive(Debug)]
struct Entry {
    fingerprint: Fingerprint,
    rule: String,
    document: String,
    explained: Arc<Explained>,
    /// The bytes of its fingerprint in the file.
    span: Span,
    met: Met,
}

/// What became of an explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Met {
    /// Its document was not checked.
    Not,
    Used,
    /// There is a finding of the rule at the cell, with other values.
    Changed,
    Unused,
}

/// The explanations of a check.
#[derive(Debug)]
pub struct Explanations {
    source: Arc<SourceFile>,
    entries: Vec<Entry>,
    /// Of each document, in the order of the file.
    of: HashMap<String, Vec<usize>>,
}

impl Explanations {
    /// Reads a file of explanations.
    ///
    /// # Errors
    /// The first thing that is wrong with it, at its place.
    pub fn read(source: &Arc<SourceFile>) -> Result<Self, Problem> {
        let fault = |span: std::ops::Range<usize>, id: &'static str, args: &[(&'static str, &str)]| Problem {
            file: Some(source.name().to_owned()),
            rule: None,
            place: Some((Arc::clone(source), Span::new(span.start, span.end))),
            message: Message::new(id, args),
            help: Some(Message::new("explanations-help", &[])),
        };
        let text = source.text().ok_or_else(|| fault(0..0, "explanations-encoding", &[]))?;
        let file: File = toml::from_str(text).map_err(|error| {
            fault(error.span().unwrap_or(0..0), "explanations-syntax", &[("reason", error.message())])
        })?;
        let mut entries = Vec::new();
        let mut of: HashMap<String, Vec<usize>> = HashMap::new();
        for raw in file.explanation {
            let written = raw.fingerprint.get_ref();
            let span = raw.fingerprint.span();
            let fingerprint = Fingerprint::parse(written)
                .ok_or_else(|| fault(span.clone(), "explanation-fingerprint", &[("text", written)]))?;
            for said in [&raw.text, &raw.by] {
                if said.get_ref().trim().is_empty() {
                    return Err(fault(said.span(), "explanation-blank", &[]));
                }
            }
            let document = plain(&raw.document).to_owned();
            of.entry(document.clone()).or_default().push(entries.len());
            entries.push(Entry {
                fingerprint,
                rule: raw.rule,
                document,
                explained: Arc::new(Explained {
                    text: raw.text.into_inner(),
                    by: raw.by.into_inner(),
                    on: raw.on.to_string(),
                }),
                span: Span::new(span.start, span.end),
                met: Met::Not,
            });
        }
        Ok(Self { source: Arc::clone(source), entries, of })
    }

    /// Puts what is said of the findings of a document beside them; of several explanations the last one.
    pub fn apply(&mut self, document: &mut DocumentReport) {
        let Some(own) = self.of.get(plain(&document.path)) else { return };
        // Of a text that is no form nobody knows what would be found in it.
        if document.rules.is_empty() {
            return;
        }
        for number in own {
            let told = self.entries.get_mut(*number).filter(|entry| document.tells(&entry.rule));
            let Some(entry) = told else { continue };
            let is_of = |finding: &Finding| finding.rule.as_str() == entry.rule;
            let known = |finding: &Finding| is_of(finding) && finding.fingerprint == Some(entry.fingerprint);
            let near = |finding: &Finding| {
                is_of(finding)
                    && finding.fingerprint.is_some_and(|known| known.is_same_place(&entry.fingerprint))
            };
            let met = if let Some(finding) = document.findings.iter_mut().find(|finding| known(finding)) {
                finding.explained = Some(Arc::clone(&entry.explained));
                Met::Used
            } else if document.findings.iter().any(near) {
                Met::Changed
            } else {
                Met::Unused
            };
            // A form may be in several sets.
            if entry.met != Met::Used {
                entry.met = met;
            }
        }
    }

    /// What explanations explain nothing any more, once all documents are checked; `None` if none does.
    #[must_use]
    pub fn finish(&self) -> Option<DocumentReport> {
        let mut findings = Vec::new();
        for entry in &self.entries {
            let (rule, id) = match entry.met {
                Met::Changed => ("explanation/changed", "explanation-changed"),
                Met::Unused => ("explanation/unused", "explanation-unused"),
                Met::Used | Met::Not => continue,
            };
            let args = [("rule", entry.rule.as_str()), ("document", &entry.document)];
            let place = Label { span: Some(entry.span), ..Label::default() };
            let known = Fingerprint::new(rule, &entry.document, &[("", &entry.fingerprint.to_string())]);
            findings.push(Finding {
                severity: Severity::Info,
                fingerprint: Some(known),
                ..Finding::builtin(rule, Message::new(id, &args), place)
            });
        }
        if findings.is_empty() {
            return None;
        }
        let mut report = DocumentReport::unchecked(&self.source, findings);
        report.sort();
        Some(report)
    }
}
