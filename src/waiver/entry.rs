//! The file of waivers, read: every entry with its place, every fault of it told.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::report::fingerprint::Fingerprint;
use crate::report::{Finding, Label, Problem, RuleId, Severity, Waived};
use crate::rule::{AsOf, Day};
use crate::source::{SourceFile, Span};
use crate::wording::Message;

/// The keys of an entry, and whether it must have them.
const KEYS: [(&str, bool); 8] = [
    ("fingerprint", true),
    ("rule", true),
    ("document", true),
    ("cell", false),
    ("reason", true),
    ("approved_by", true),
    ("on", true),
    ("expires", true),
];

/// Findings of what is no form at all: nobody can accept that it was not checked.
const NEVER: [&str; 2] = ["json/", "form/"];

/// A waiver that says all that it must.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) fingerprint: Fingerprint,
    pub(super) rule: RuleId,
    pub(super) document: String,
    pub(super) until: Day,
    pub(super) waived: Arc<Waived>,
    /// The bytes of its fingerprint in the file.
    pub(super) span: Span,
}

/// Reads the file: its entries, and a finding for each that is incomplete.
pub(super) fn read(source: &Arc<SourceFile>, today: Day) -> Result<(Vec<Entry>, Vec<Finding>), Problem> {
    let fault = |range: Range<usize>, message: Message| Problem {
        file: Some(source.name().to_owned()),
        rule: None,
        place: Some((Arc::clone(source), Span::new(range.start, range.end))),
        message,
        help: Some(Message::new("waivers-help", &[])),
    };
    let Some(text) = source.text() else { return Err(fault(0..0, Message::new("waivers-encoding", &[]))) };
    let table = DeTable::parse(text).map_err(|error| {
        let reason = error.message().to_owned();
        fault(error.span().unwrap_or(0..0), Message::new("waivers-syntax", &[("reason", &reason)]))
    })?;
    let (mut entries, mut findings) = (Vec::new(), Vec::new());
    for (key, value) in table.get_ref() {
        let list = value.get_ref().as_array().filter(|_| key.get_ref() == "waiver");
        let Some(list) = list else {
            return Err(fault(key.span(), Message::new("waivers-key", &[("key", key.get_ref())])));
        };
        for element in list {
            match Reader::new(element, today).read() {
                Ok(entry) => entries.push(entry),
                Err((range, message)) => {
                    let span = Some(Span::new(range.start, range.end));
                    let place = Label { span, ..Label::default() };
                    let finding = Finding {
                        help: Some(Message::new("waivers-help", &[])),
                        ..Finding::builtin("waiver/incomplete", message, place)
                    };
                    findings.push(finding);
                }
            }
        }
    }
    Ok((entries, findings))
}

/// What is wrong with an entry, with its place.
type Fault = (Range<usize>, Message);

struct Reader<'t> {
    element: &'t Spanned<DeValue<'t>>,
    today: Day,
}

impl<'t> Reader<'t> {
    fn new(element: &'t Spanned<DeValue<'t>>, today: Day) -> Self {
        Self { element, today }
    }

    fn read(&self) -> Result<Entry, Fault> {
        let Some(table) = self.element.get_ref().as_table() else {
            return Err(told_at(self.element.span(), "waiver-no-table", &[]));
        };
        for (key, _) in table {
            if !KEYS.iter().any(|(known, _)| known == key.get_ref()) {
                return Err(told_at(key.span(), "waiver-key", &[("key", key.get_ref())]));
            }
        }
        for (key, _) in KEYS.iter().filter(|(_, must)| *must) {
            if self.text(table, key)?.0.trim().is_empty() {
                return Err(told_at(self.element.span(), "waiver-lacks", &[("key", key)]));
            }
        }
        let (written, range) = self.text(table, "fingerprint")?;
        let fingerprint = Fingerprint::parse(&written)
            .ok_or_else(|| told_at(range.clone(), "waiver-fingerprint", &[("text", &written)]))?;
        let (rule, at) = self.text(table, "rule")?;
        let rule =
            RuleId::parse(&rule).ok_or_else(|| told_at(at.clone(), "waiver-rule", &[("text", &rule)]))?;
        if NEVER.iter().any(|of| rule.as_str().starts_with(of)) {
            return Err(told_at(at, "waiver-never", &[("rule", rule.as_str())]));
        }
        let (on, until) = (self.day(table, "on")?, self.day(table, "expires")?);
        if on > self.today {
            return Err(told_at(range, "waiver-future", &[("on", &on.to_string())]));
        }
        if until < on {
            return Err(told_at(
                range,
                "waiver-order",
                &[("on", &on.to_string()), ("expires", &until.to_string())],
            ));
        }
        let waived = Waived {
            reason: self.text(table, "reason")?.0,
            approved_by: self.text(table, "approved_by")?.0,
            on: on.to_string(),
            expires: until.to_string(),
        };
        let document = plain(&self.text(table, "document")?.0).to_owned();
        let span = Span::new(range.start, range.end);
        Ok(Entry { fingerprint, rule, document, until, waived: Arc::new(waived), span })
    }

    /// The text of a key, a day among them, with its place; empty if there is none.
    fn text(&self, table: &DeTable<'t>, key: &str) -> Result<(String, Range<usize>), Fault> {
        let Some(value) = table.get(key) else { return Ok((String::new(), self.element.span())) };
        match value.get_ref() {
            DeValue::String(text) => Ok((text.to_string(), value.span())),
            DeValue::Datetime(day) => Ok((day.to_string(), value.span())),
            _ => Err(told_at(value.span(), "waiver-text", &[("key", key)])),
        }
    }

    fn day(&self, table: &DeTable<'t>, key: &str) -> Result<Day, Fault> {
        let (text, range) = self.text(table, key)?;
        match AsOf::parse(&text) {
            Some(AsOf::Day(day)) => Ok(day),
            _ => Err(told_at(range, "waiver-day", &[("key", key), ("text", &text)])),
        }
    }
}

fn told_at(range: Range<usize>, id: &'static str, args: &[(&'static str, &str)]) -> Fault {
    (range, Message::new(id, args))
}

/// A path as documents are called: without `./`.
pub(super) fn plain(path: &str) -> &str {
    path.strip_prefix("./").unwrap_or(path)
}

/// A finding about a waiver, which waives nothing.
pub(super) fn told(rule: &'static str, entry: &Entry, message: Message) -> Finding {
    let place = Label { span: Some(entry.span), ..Label::default() };
    let known = Fingerprint::new(rule, &entry.document, &[("", &entry.fingerprint.to_string())]);
    Finding {
        severity: Severity::Warning,
        fingerprint: Some(known),
        ..Finding::builtin(rule, message, place)
    }
}
