//! One thread of a check: forms in, reports out. Each has checkers of its own.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::cut;
use super::form::{Checked, Loaded};
use super::packs::Shelf;
use super::settings::Settings;
use crate::document::Document;
use crate::engine::print::Print;
use crate::engine::{self, Checker};
use crate::report::{DocumentReport, Outcome, Problem, RuleId, RuleOutcome};
use crate::rule::Layout;
use crate::source::SourceFile;
use crate::workbook::{Imported, import, is_workbook};

/// How long rules of a pack took.
pub(super) type Timings = BTreeMap<String, BTreeMap<RuleId, Duration>>;

/// What a thread keeps from one form to the next.
#[derive(Default)]
pub(super) struct Worker {
    checkers: BTreeMap<String, Checker>,
}

impl Worker {
    /// Checks the form in a file, or each of those in a workbook.
    pub(super) fn add(&mut self, packs: &Shelf, by: &Settings, loaded: Loaded) -> Vec<Checked> {
        match loaded {
            Loaded::Form(source) if is_workbook(&source) => self.workbook(packs, by, &source),
            Loaded::Form(source) => vec![self.form(packs, by, &source, None)],
            Loaded::Unread(path, problem) => vec![unread(path, vec![problem])],
        }
    }

    fn workbook(&mut self, packs: &Shelf, by: &Settings, file: &SourceFile) -> Vec<Checked> {
        let (layouts, faults) = packs.layouts();
        let layouts: Cow<'_, [Layout]> = match &by.pack {
            Some(id) => layouts.iter().filter(|layout| layout.form == *id).cloned().collect(),
            None => Cow::Borrowed(layouts),
        };
        let schema_of = |id: &str| packs.find(id).pack.as_ref().map(|pack| Arc::clone(&pack.schema));
        match import(file, &layouts, schema_of, by.lang) {
            Ok(forms) => forms.into_iter().map(|form| self.imported(packs, by, form, faults)).collect(),
            Err(problem) => {
                let errors = faults.iter().cloned().chain([problem]).collect();
                vec![unread(file.name().to_owned(), errors)]
            }
        }
    }

    fn imported(&mut self, packs: &Shelf, by: &Settings, form: Imported, faults: &[Problem]) -> Checked {
        let mut checked = self.form(packs, by, &form.source, Some(&form.printed.layout));
        form.tell(&mut checked.report);
        checked.errors.extend(faults.iter().cloned());
        checked
    }

    /// Checks a form; `read_by` names the layout by which it was read from a workbook.
    fn form(
        &mut self,
        packs: &Shelf,
        by: &Settings,
        source: &Arc<SourceFile>,
        read_by: Option<&str>,
    ) -> Checked {
        let lang = by.lang;
        let document = match Document::parse(Arc::clone(source), by.limits) {
            Ok(document) => Arc::new(document),
            Err(fault) => return Checked::plain(engine::report_fault(source, &fault, lang)),
        };
        let chosen = by.pack.as_deref();
        let id = chosen.or_else(|| engine::form_id(&document)).unwrap_or_default();
        let mut errors = Vec::new();
        let checker = match self.checkers.get_mut(id) {
            Some(checker) => checker,
            None => match checker(packs, by, id, &mut errors) {
                Some(checker) => self.checkers.entry(id.to_owned()).or_insert(checker),
                None => {
                    let ids: Vec<&str> = packs.ids().iter().map(String::as_str).collect();
                    let report = engine::report_unknown_form(&document, &ids, lang);
                    return Checked { errors, is_unknown: true, ..Checked::plain(report) };
                }
            },
        };
        let print = Print { read_by, demanded: by.layouts.get(id).map(String::as_str) };
        let (mut report, problems) = checker.check_as_printed(&document, print);
        errors.extend(problems);
        if !by.severity.is_empty() {
            let path = report.path.clone();
            for finding in &mut report.findings {
                finding.severity = by.severity.of(&finding.rule, &path).unwrap_or(finding.severity);
            }
        }
        let is_cut = engine::is_part(&document);
        if is_cut && !by.allow_cut {
            report.findings.push(cut::finding(&document, lang));
            report.sort();
        }
        let is_lesser = report.layout.as_ref().is_some_and(|layout| !layout.lacks.is_empty());
        Checked { errors, is_cut, is_idle: is_idle(&report, checker), is_lesser, ..Checked::plain(report) }
    }

    /// Ends the work of the thread.
    pub(super) fn finish(self, timings: &mut Timings) {
        for (pack, checker) in &self.checkers {
            let of_pack = timings.entry(pack.clone()).or_default();
            for (rule, time) in checker.timings() {
                *of_pack.entry(rule).or_default() += time;
            }
        }
        // The process ends soon: to give back every piece of memory first would take longer than some checks.
        std::mem::forget(self);
    }
}

/// What is told of a file that holds no form that can be read.
fn unread(path: String, errors: Vec<Problem>) -> Checked {
    let report = DocumentReport {
        path,
        source: None,
        printed: None,
        layout: None,
        pack: None,
        findings: Vec::new(),
        rules: Vec::new(),
    };
    Checked { errors, ..Checked::plain(report) }
}

/// Whether more than half of the rules that hold for forms of this type had nothing to say of one.
fn is_idle(report: &DocumentReport, checker: &Checker) -> bool {
    let never = checker.never_applicable();
    let is_idle = |outcome: &&RuleOutcome| matches!(outcome.outcome, Outcome::NotApplicable { .. });
    let idle = report.rules.iter().filter(is_idle).count().saturating_sub(never);
    idle * 2 > report.rules.len().saturating_sub(never)
}

/// A checker for the pack of an id; `None` if there is no such pack. What is wrong with the pack is told by each thread
/// with the first form that it has of it.
fn checker(packs: &Shelf, by: &Settings, id: &str, errors: &mut Vec<Problem>) -> Option<Checker> {
    let found = packs.find(id);
    errors.extend(found.problems.iter().cloned());
    let pack = found.pack.as_ref()?;
    let (mut checker, problems) = Checker::new(pack, engine::Settings::default(), by.lang);
    errors.extend(checker.oversights().iter().cloned());
    if let Some(time) = by.as_of {
        checker.check_as_of(time);
    }
    if by.is_timed {
        checker.measure();
    }
    errors.extend(problems);
    Some(checker)
}
