//! Waivers on finished documents, one after the other.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::entry::{self, Entry};
use crate::report::{DocumentReport, Finding, Problem};
use crate::rule::Day;
use crate::source::SourceFile;
use crate::wording::Message;

/// The waivers of a check.
#[derive(Debug)]
pub struct Waivers {
    source: Arc<SourceFile>,
    entries: Vec<Entry>,
    /// Of each document, in the order of the file.
    of: HashMap<String, Vec<usize>>,
    /// What became of each entry of a document that was checked.
    met: HashMap<usize, Met>,
    incomplete: Vec<Finding>,
    today: Day,
}

/// What became of a waiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Met {
    Used,
    Expired,
    /// There is a finding of the rule at the cell, with other values.
    Changed,
    Unused,
}

impl Waivers {
    /// Reads a file of waivers. `today` is the day of the check, on which expired ones hold no more.
    ///
    /// # Errors
    /// A file that is no TOML, or holds something else than waivers.
    pub fn read(source: &Arc<SourceFile>, today: Day) -> Result<Self, Problem> {
        let (entries, incomplete) = entry::read(source, today)?;
        let mut of: HashMap<String, Vec<usize>> = HashMap::new();
        for (number, entry) in entries.iter().enumerate() {
            of.entry(entry.document.clone()).or_default().push(number);
        }
        let source = Arc::clone(source);
        Ok(Self { source, entries, of, met: HashMap::new(), incomplete, today })
    }

    /// Marks the findings of a document that are waived.
    pub fn apply(&mut self, document: &mut DocumentReport) {
        let Some(own) = self.of.get(entry::plain(&document.path)) else { return };
        // Of a text that is no form nobody knows what would be found in it.
        if document.rules.is_empty() {
            return;
        }
        let mut taken: BTreeSet<usize> = BTreeSet::new();
        for finding in &mut document.findings {
            let fits = |number: &&usize| {
                let entry = self.entries.get(**number);
                entry.is_some_and(|entry| {
                    Some(entry.fingerprint) == finding.fingerprint && entry.rule == finding.rule
                })
            };
            for number in own.iter().filter(fits) {
                let Some(entry) = self.entries.get(*number) else { continue };
                taken.insert(*number);
                if entry.until < self.today {
                    self.met.insert(*number, Met::Expired);
                } else if finding.waived.is_none() {
                    finding.waived = Some(Arc::clone(&entry.waived));
                    self.met.insert(*number, Met::Used);
                }
            }
        }
        for number in own.iter().filter(|number| !taken.contains(number)) {
            let told = self.entries.get(*number).filter(|entry| document.tells(entry.rule.as_str()));
            let Some(entry) = told else { continue };
            let is_near = |finding: &Finding| {
                finding.waived.is_none()
                    && finding.rule == entry.rule
                    && finding.fingerprint.is_some_and(|known| known.is_same_place(&entry.fingerprint))
            };
            let met = if document.findings.iter().any(is_near) { Met::Changed } else { Met::Unused };
            self.met.entry(*number).or_insert(met);
        }
    }

    /// What is wrong with the waivers themselves, once all documents are checked; `None` if nothing is. Of documents that were
    /// not checked nothing is told.
    #[must_use]
    pub fn finish(&self) -> Option<DocumentReport> {
        let mut findings = self.incomplete.clone();
        for (number, entry) in self.entries.iter().enumerate() {
            let (rule, id) = match self.met.get(&number) {
                Some(Met::Expired) => ("waiver/expired", "waiver-expired"),
                Some(Met::Changed) => ("waiver/changed", "waiver-changed"),
                Some(Met::Unused) => ("waiver/unused", "waiver-unused"),
                Some(Met::Used) | None => continue,
            };
            let args = [
                ("rule", entry.rule.as_str()),
                ("document", &entry.document),
                ("expires", &entry.waived.expires),
            ];
            findings.push(entry::told(rule, entry, Message::new(id, &args)));
        }
        if findings.is_empty() {
            return None;
        }
        let mut report = DocumentReport::unchecked(&self.source, findings);
        report.sort();
        Some(report)
    }
}
