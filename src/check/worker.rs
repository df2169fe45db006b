//! One thread of a check: forms in, reports out. Each has checkers of its own.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::cache::{self, Cache, Kept};
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

/// What forms are checked by.
pub(super) struct By<'b> {
    pub(super) packs: &'b Shelf<'b>,
    pub(super) settings: &'b Settings,
    /// What forms came to before.
    pub(super) cache: Option<&'b dyn Cache>,
}

/// A checker, and whether nothing is wrong with its pack.
struct Own {
    checker: Checker,
    is_sound: bool,
}

/// What a thread keeps from one form to the next.
#[derive(Default)]
pub(super) struct Worker {
    checkers: BTreeMap<String, Own>,
}

impl Worker {
    /// Checks the form in a file, or each of those in a workbook.
    pub(super) fn add(&mut self, by: &By<'_>, loaded: Loaded) -> Vec<Checked> {
        match loaded {
            Loaded::Form(source) if is_workbook(&source) => self.workbook(by, &source),
            Loaded::Form(source) => vec![self.form(by, &source, None)],
            Loaded::Unread(path, problem) => vec![unread(path, vec![problem])],
        }
    }

    fn workbook(&mut self, by: &By<'_>, file: &SourceFile) -> Vec<Checked> {
        let (layouts, faults) = by.packs.layouts();
        let layouts: Cow<'_, [Layout]> = match &by.settings.pack {
            Some(id) => layouts.iter().filter(|layout| layout.form == *id).cloned().collect(),
            None => Cow::Borrowed(layouts),
        };
        let schema_of = |id: &str| by.packs.find(id).pack.as_ref().map(|pack| Arc::clone(&pack.schema));
        match import(file, &layouts, schema_of, by.settings.lang) {
            Ok(forms) => forms.into_iter().map(|form| self.imported(by, form, faults)).collect(),
            Err(problem) => {
                let errors = faults.iter().cloned().chain([problem]).collect();
                vec![unread(file.name().to_owned(), errors)]
            }
        }
    }

    fn imported(&mut self, by: &By<'_>, form: Imported, faults: &[Problem]) -> Checked {
        let mut checked = self.form(by, &form.source, Some(&form.printed.layout));
        form.tell(&mut checked.report);
        checked.errors.extend(faults.iter().cloned());
        checked
    }

    /// Checks a form; `read_by` names the layout by which it was read from a workbook.
    fn form(&mut self, by: &By<'_>, source: &Arc<SourceFile>, read_by: Option<&str>) -> Checked {
        // The time that a rule takes is that of its run.
        let cache = by.cache.filter(|_| !by.settings.is_timed);
        let cache = cache.map(|cache| (cache, cache::key(source, read_by, by.packs.digest(), by.settings)));
        let known = cache.as_ref().and_then(|(cache, key)| Kept::read(&cache.get(key)?));
        if let Some(checked) = known.and_then(|kept| known_before(by, source, kept)) {
            return checked;
        }
        let lang = by.settings.lang;
        let document = match Document::parse(Arc::clone(source), by.settings.limits) {
            Ok(document) => Arc::new(document),
            Err(fault) => return Checked::plain(engine::report_fault(source, &fault, lang)),
        };
        let chosen = by.settings.pack.as_deref();
        let id = chosen.or_else(|| engine::form_id(&document)).unwrap_or_default();
        let mut errors = Vec::new();
        let own = match self.checkers.get_mut(id) {
            Some(own) => own,
            None => match checker(by, id, &mut errors) {
                Some(checker) => {
                    let own = Own { checker, is_sound: errors.is_empty() };
                    self.checkers.entry(id.to_owned()).or_insert(own)
                }
                None => {
                    let ids: Vec<&str> = by.packs.ids().iter().map(String::as_str).collect();
                    let report = engine::report_unknown_form(&document, &ids, lang);
                    return Checked { errors, is_unknown: true, ..Checked::plain(report) };
                }
            },
        };
        let print = Print { read_by, demanded: by.settings.layouts.get(id).map(String::as_str) };
        let (report, problems) = own.checker.check_as_printed(&document, print);
        let (is_cut, is_idle) = (engine::print::is_part(&document), is_idle(&report, &own.checker));
        // What is wrong with rules is to be told each time.
        if let Some((cache, key)) = cache.filter(|_| own.is_sound && problems.is_empty())
            && let Some(bytes) = cache::keep(&report, is_cut, is_idle)
        {
            cache.put(&key, &bytes);
        }
        errors.extend(problems);
        let checked = Checked { errors, is_cut, is_idle, ..Checked::plain(report) };
        gated(by.settings, checked, || Some(document))
    }

    /// Ends the work of the thread.
    pub(super) fn finish(self, timings: &mut Timings) {
        for (pack, own) in &self.checkers {
            let of_pack = timings.entry(pack.clone()).or_default();
            for (rule, time) in own.checker.timings() {
                *of_pack.entry(rule).or_default() += time;
            }
        }
        // The process ends soon: to give back every piece of memory first would take longer than some checks.
        std::mem::forget(self);
    }
}

/// A form that came to something before; `None` if its pack is no longer there.
fn known_before(by: &By<'_>, source: &Arc<SourceFile>, kept: Kept) -> Option<Checked> {
    let found = by.packs.find(&kept.pack);
    let pack = found.pack.as_ref().filter(|_| found.problems.is_empty())?.reference();
    let (is_cut, is_idle) = (kept.is_cut, kept.is_idle);
    let report = kept.report(Arc::clone(source), pack);
    let document = || Document::parse(Arc::clone(source), by.settings.limits).ok().map(Arc::new);
    Some(gated(by.settings, Checked { is_cut, is_idle, ..Checked::plain(report) }, document))
}

/// What a form comes to by the gate: other severities, and whether it may be a part only.
fn gated(by: &Settings, mut checked: Checked, document: impl FnOnce() -> Option<Arc<Document>>) -> Checked {
    let report = &mut checked.report;
    if !by.severity.is_empty() {
        for finding in &mut report.findings {
            finding.severity = by.severity.of(&finding.rule, &report.path).unwrap_or(finding.severity);
        }
    }
    if checked.is_cut
        && !by.allow_cut
        && let Some(document) = document()
    {
        report.findings.push(cut::finding(&document, by.lang));
        report.sort();
    }
    checked
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
fn checker(by: &By<'_>, id: &str, errors: &mut Vec<Problem>) -> Option<Checker> {
    let found = by.packs.find(id);
    errors.extend(found.problems.iter().cloned());
    let pack = found.pack.as_ref()?;
    let (mut checker, problems) = Checker::new(pack, engine::Settings::default(), by.settings.lang);
    errors.extend(checker.oversights().iter().cloned());
    if let Some(time) = by.settings.as_of {
        checker.check_as_of(time);
    }
    if by.settings.is_timed {
        checker.measure();
    }
    errors.extend(problems);
    Some(checker)
}
