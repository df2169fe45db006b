//! Waivers written: from the findings of a JSON report into the text of a file, which otherwise stays as it is.

use serde_json::Value;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::entry::plain;
use crate::report::Explained;
use crate::report::fingerprint::Fingerprint;

/// A finding of a report, as far as a waiver names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// By what it is known again.
    pub fingerprint: Fingerprint,
    /// Its rule.
    pub rule: String,
    /// The form that it was found in.
    pub document: String,
    /// What the cell is called; its pointer where it has no label.
    pub cell: String,
    /// Its message.
    pub message: String,
}

/// Who accepts findings, and how long.
#[derive(Debug, Clone)]
pub struct Approval {
    /// Why.
    pub reason: String,
    /// Who.
    pub approved_by: String,
    /// The day of approval, `2026-03-31`.
    pub on: String,
    /// The last day on which it holds.
    pub expires: String,
}

/// What became of findings that were to be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Accepted {
    /// Waivers added.
    pub added: usize,
    /// Waivers that stood in the place of these, and were taken out: of the same finding, or of the same cell with other
    /// values.
    pub replaced: usize,
}

/// The findings of a JSON report that a waiver may be given for, in its order; `None` for a text that is no report.
#[must_use]
pub fn accepted(report: &Value) -> Option<Vec<Reported>> {
    if report.get("version")?.as_u64()? != 1 || report.get("tool")?.get("name")?.as_str()? != "hegui" {
        return None;
    }
    let mut found = Vec::new();
    for document in report.get("documents")?.as_array()? {
        let path = document.get("path")?.as_str()?;
        for finding in document.get("findings")?.as_array()? {
            let text = |key: &str| finding.get(key).and_then(Value::as_str);
            let rule = text("rule")?;
            let is_own = ["json/", "form/", "waiver/", "explanation/"].iter().any(|of| rule.starts_with(of));
            let Some(fingerprint) = text("fingerprint").and_then(Fingerprint::parse).filter(|_| !is_own)
            else {
                continue;
            };
            found.push(Reported {
                fingerprint,
                rule: rule.to_owned(),
                document: plain(path).to_owned(),
                cell: text("label").or_else(|| text("pointer")).unwrap_or_default().to_owned(),
                message: text("message").unwrap_or_default().to_owned(),
            });
        }
    }
    Some(found)
}

/// Adds what is said of findings to the text of a file of explanations, in the place of what was said of the same findings, and of
/// the same cells where these have another value now; `current` are all findings of the report.
///
/// # Errors
/// What is wrong with the text, as the reader of TOML tells it; a key `explanation` that holds something else.
pub fn explain(
    text: &str,
    findings: &[Reported],
    current: &[Reported],
    said: &Explained,
) -> Result<(String, Accepted), String> {
    let table = |finding: &Reported| {
        let texts = [("text", said.text.as_str()), ("by", &said.by)];
        table(finding, &texts, &[("on", &said.on)])
    };
    put(text, "explanation", findings, current, table)
}

/// Adds waivers of findings to the text of a file. Those of the same findings are taken out, and those of the same cells
/// that are of no finding any more; `current` are all findings of the report.
///
/// # Errors
/// What is wrong with the text, as the reader of TOML tells it; a key `waiver` that holds something else.
pub fn add(
    text: &str,
    findings: &[Reported],
    current: &[Reported],
    approval: &Approval,
) -> Result<(String, Accepted), String> {
    let table = |finding: &Reported| {
        let texts = [("reason", approval.reason.as_str()), ("approved_by", &approval.approved_by)];
        table(finding, &texts, &[("on", &approval.on), ("expires", &approval.expires)])
    };
    put(text, "waiver", findings, current, table)
}

/// Puts a table for each finding into a list of the text of a file; those of the same findings are taken out, and those of the
/// same cells that are of no finding any more.
fn put(
    text: &str,
    key: &str,
    findings: &[Reported],
    current: &[Reported],
    table: impl Fn(&Reported) -> Table,
) -> Result<(String, Accepted), String> {
    let mut file: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| error.to_string())?;
    let entry = file.entry(key).or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    let Some(list) = entry.as_array_of_tables_mut() else { return Err(key.to_owned()) };
    let before = list.len();
    list.retain(|known| {
        let is_current = current.iter().any(|finding| is_of(known, finding) == Some(true));
        let mut fits = findings.iter().filter_map(|finding| is_of(known, finding));
        !fits.any(|is_same| is_same || !is_current)
    });
    let replaced = before - list.len();
    for finding in findings {
        list.push(table(finding));
    }
    Ok((file.to_string(), Accepted { added: findings.len(), replaced }))
}

/// Whether a waiver is of just this finding; `None` if it is of another form, rule or cell.
fn is_of(known: &Table, finding: &Reported) -> Option<bool> {
    let text = |key: &str| known.get(key).and_then(Item::as_str);
    let fingerprint = text("fingerprint").and_then(Fingerprint::parse)?;
    let is_near = text("document").map(plain) == Some(&finding.document)
        && text("rule") == Some(&finding.rule)
        && fingerprint.is_same_place(&finding.fingerprint);
    is_near.then_some(fingerprint == finding.fingerprint)
}

fn table(finding: &Reported, texts: &[(&str, &str)], days: &[(&str, &str)]) -> Table {
    let mut table = Table::new();
    let fingerprint = finding.fingerprint.to_string();
    let fields = [
        ("fingerprint", fingerprint.as_str()),
        ("rule", &finding.rule),
        ("document", &finding.document),
        ("cell", &finding.cell),
    ];
    for (key, text) in fields.iter().chain(texts) {
        table.insert(key, value(*text));
    }
    for (key, day) in days {
        let day: Result<toml_edit::Datetime, _> = day.parse();
        if let Ok(day) = day {
            table.insert(key, value(day));
        }
    }
    table
}
