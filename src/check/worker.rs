//! One thread of a check: forms in, reports out. Each has checkers of its own.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::cache::{self, Cache, Kept};
use super::cut;
use super::form::{Belonging, Checked, Loaded};
use super::joined::{Joined, Part, Parts};
use super::packs::Shelf;
use super::sets::{Known, Plan, Slot};
use super::settings::Settings;
use crate::document::Document;
use crate::engine::print::Print;
use crate::engine::{self, Checker};
use crate::report::{
    DocumentReport, FormSet, LAST_YEAR, Outcome, Problem, RuleId, RuleOutcome, TWINS, UNITS, UnitForm,
};
use crate::rule::{Layout, RulePack};
use crate::source::SourceFile;
use crate::wording::Message;
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
    /// Those of rules of sets.
    sets: BTreeMap<String, Checker>,
    /// The file that a form of a set was last read from, by its number: a workbook may hold many.
    last: Option<(usize, Vec<Part>)>,
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
        let (_, faults) = by.packs.layouts();
        let layouts = layouts(by);
        let schema_of = |id: &str| by.packs.find(id).pack.as_ref().map(|pack| Arc::clone(&pack.schema));
        match import(file, &layouts, schema_of) {
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
        let document = match Document::parse(Arc::clone(source), by.settings.limits) {
            Ok(document) => Arc::new(document),
            Err(fault) => return Checked::plain(engine::report_fault(source, &fault)),
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
                    let report = engine::report_unknown_form(&document, &ids);
                    return Checked { errors, is_unknown: true, ..Checked::plain(report) };
                }
            },
        };
        let print = Print { read_by, demanded: by.settings.layouts.get(id).map(String::as_str) };
        let (report, problems) = own.checker.check_as_printed(&document, print);
        let (is_cut, is_idle) = (engine::print::is_part(&document), is_idle(&report, &own.checker));
        let belonging = belonging(own.checker.pack(), &document);
        // What is wrong with rules is to be told each time.
        if let Some((cache, key)) = cache.filter(|_| own.is_sound && problems.is_empty())
            && let Some(bytes) = cache::keep(&report, (is_cut, is_idle), &belonging)
        {
            cache.put(&key, &bytes);
        }
        errors.extend(problems);
        let checked = Checked { errors, is_cut, is_idle, belonging, ..Checked::plain(report) };
        gated(by.settings, checked, || Some(document))
    }

    /// What the forms in a file say of those that they belong to, each with the id of its pack and its text. Nothing is told of them.
    pub(super) fn look_at(by: &By<'_>, loaded: Loaded) -> Vec<(String, Belonging, Arc<SourceFile>)> {
        let look = |part: Part| {
            let document = Document::parse(Arc::clone(&part.source), by.settings.limits).ok()?;
            let chosen = by.settings.pack.as_deref();
            let id = chosen.or_else(|| engine::form_id(&document)).unwrap_or_default().to_owned();
            let belonging = belonging(by.packs.find(&id).pack.as_ref()?, &document);
            Some((id, belonging, part.source))
        };
        parts(by, loaded).into_iter().filter_map(look).collect()
    }

    /// Checks a form together with those that it belongs to, each read again by `read`: what is found in each.
    pub(super) fn set(
        &mut self,
        by: &By<'_>,
        known: &[Known],
        plan: &Plan,
        read: impl Fn(usize) -> Option<Loaded>,
    ) -> Vec<Checked> {
        let form = known.get(plan.form);
        let Some((form, pack)) = form.and_then(|form| Some((form, by.packs.find(&form.pack).pack.clone()?)))
        else {
            return Vec::new();
        };
        let problem = |message: Message| {
            let file = Some(form.path.clone());
            vec![Problem { file, rule: None, place: None, message, help: None }]
        };
        let failed = |id: &'static str, args: &[(&'static str, &str)]| problem(Message::new(id, args));
        let mut last = self.last.take();
        let mut again = |at: usize| {
            let Known { again: (file, number), sha256, .. } = known.get(at)?;
            if last.as_ref().is_none_or(|(known, _)| known != file) {
                last = Some((*file, parts(by, read(*file)?)));
            }
            let found = last.as_ref()?.1.get(*number)?.clone();
            (found.source.sha256() == *sha256).then_some(found)
        };
        let changed = |at: usize| known.get(at).map_or("", |known| known.path.as_str());
        let mut read_again = BTreeMap::new();
        let mut bytes = 0;
        for at in plan.forms() {
            let Some(part) = again(at) else {
                return vec![told(&form.path, failed("set-changed", &[("path", changed(at))]))];
            };
            bytes += part.source.bytes().len();
            if bytes > by.settings.limits.bytes {
                let limit = by.settings.limits.bytes.to_string();
                return vec![told(&form.path, failed("set-too-large", &[("limit", &limit)]))];
            }
            read_again.insert(at, part);
        }
        self.last = last;
        let own = read_again.get(&plan.form).and_then(|part| own_place(&part.source, by));
        if let Some(key) = own {
            return vec![told(&form.path, failed("set-own-key", &[("key", key)]))];
        }
        let Some(joined) = join(plan, &read_again) else { return Vec::new() };
        let document = match joined.document(by.settings.limits) {
            Ok(document) => document,
            Err(fault) => {
                let message = Message::new("set-not-joined", &[]).with("reason", fault.message());
                return vec![told(&form.path, problem(message))];
            }
        };
        let Some(checker) = self.checker_of_sets(by, &form.pack, &pack) else { return Vec::new() };
        let (report, problems) = checker.check(&document);
        let mut apart = joined.apart(report, named(plan, known)).into_iter();
        let first = apart.next().map(|report| Checked { errors: problems, ..Checked::plain(report) });
        let all = first.into_iter().chain(apart.map(Checked::plain));
        all.map(|checked| gated(by.settings, checked, || None)).collect()
    }

    fn checker_of_sets(&mut self, by: &By<'_>, id: &str, pack: &Arc<RulePack>) -> Option<&mut Checker> {
        if !self.sets.contains_key(id) {
            // What is wrong with its rules has been told with the first form.
            let (mut checker, _) = Checker::new(pack.sets()?, engine::Settings::default());
            if let Some(time) = by.settings.as_of {
                checker.check_as_of(time);
            }
            if by.settings.is_timed {
                checker.measure();
            }
            self.sets.insert(id.to_owned(), checker);
        }
        self.sets.get_mut(id)
    }

    /// Ends the work of the thread.
    pub(super) fn finish(self, timings: &mut Timings) {
        let own = self.checkers.iter().map(|(pack, own)| (pack, &own.checker));
        for (pack, checker) in own.chain(&self.sets) {
            let of_pack = timings.entry(pack.clone()).or_default();
            for (rule, time) in checker.timings() {
                *of_pack.entry(rule).or_default() += time;
            }
        }
        // The process ends soon: to give back every piece of memory first would take longer than some checks.
        std::mem::forget(self);
    }
}

/// The forms in a file, as a set takes them.
fn parts(by: &By<'_>, loaded: Loaded) -> Vec<Part> {
    let Loaded::Form(source) = loaded else { return Vec::new() };
    if !is_workbook(&source) {
        return vec![Part { source, printed: None }];
    }
    let schema_of = |id: &str| by.packs.find(id).pack.as_ref().map(|pack| Arc::clone(&pack.schema));
    let forms = import(&source, &layouts(by), schema_of).unwrap_or_default();
    forms.into_iter().map(|form| Part { source: form.source, printed: Some(form.printed) }).collect()
}

/// The key of a form at which others of its set are to stand.
fn own_place(form: &Arc<SourceFile>, by: &By<'_>) -> Option<&'static str> {
    let document = Document::parse(Arc::clone(form), by.settings.limits).ok()?;
    [UNITS, LAST_YEAR, TWINS].into_iter().find(|key| document.member(document.root(), key).is_some())
}

/// The layouts that workbooks are read by.
fn layouts<'b>(by: &By<'b>) -> Cow<'b, [Layout]> {
    let (layouts, _) = by.packs.layouts();
    match &by.settings.pack {
        Some(id) => layouts.iter().filter(|layout| layout.form == *id).cloned().collect(),
        None => Cow::Borrowed(layouts),
    }
}

/// What a form says of those that it belongs to, where its pack has rules for that.
fn belonging(pack: &Arc<RulePack>, form: &Document) -> Belonging {
    match pack.set.as_ref().filter(|_| pack.has_sets()).map(|cells| cells.member(form)) {
        None => Belonging::None,
        Some(Err(_)) => Belonging::Unsaid,
        Some(Ok(member)) => Belonging::Said(member),
    }
}

/// The forms of a set as one; each form may stand there more than once.
fn join(plan: &Plan, parts: &BTreeMap<usize, Part>) -> Option<Joined> {
    let part = |at: usize| parts.get(&at).cloned();
    Some(Joined::new(Parts {
        form: part(plan.form)?,
        units: plan.units.iter().map(|(_, at)| at.and_then(part)).collect(),
        last_year: match plan.last_year {
            Slot::Of(at) => part(at).map_or(Slot::Unclear, Slot::Of),
            Slot::Empty => Slot::Empty,
            Slot::Unclear => Slot::Unclear,
        },
        twins: plan.twins.iter().filter_map(|at| part(*at)).collect(),
    }))
}

/// The forms of a set by their paths.
fn named(plan: &Plan, known: &[Known]) -> FormSet {
    let path = |at: usize| known.get(at).map(|known| known.path.clone());
    let unit =
        |(code, at): &(String, Option<usize>)| UnitForm { code: code.clone(), path: at.and_then(path) };
    FormSet {
        form: path(plan.form).unwrap_or_default(),
        units: plan.units.iter().map(unit).collect(),
        last_year: plan.last_year.form().and_then(path),
        twins: plan.twins.iter().filter_map(|at| path(*at)).collect(),
    }
}

/// A form that came to something before; `None` if its pack is no longer there.
fn known_before(by: &By<'_>, source: &Arc<SourceFile>, kept: Kept) -> Option<Checked> {
    let found = by.packs.find(&kept.pack);
    let pack = found.pack.as_ref().filter(|_| found.problems.is_empty())?.reference();
    let (is_cut, is_idle, belonging) = (kept.is_cut, kept.is_idle, kept.belonging.clone());
    let report = kept.report(Arc::clone(source), pack);
    let document = || Document::parse(Arc::clone(source), by.settings.limits).ok().map(Arc::new);
    Some(gated(by.settings, Checked { is_cut, is_idle, belonging, ..Checked::plain(report) }, document))
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
        report.findings.push(cut::finding(&document));
        report.sort();
    }
    checked
}

/// What is told of a set that could not be checked: nothing of it can be trusted.
fn told(path: &str, errors: Vec<Problem>) -> Checked {
    unread(path.to_owned(), errors)
}

/// What is told of a file that holds no form that can be read.
fn unread(path: String, errors: Vec<Problem>) -> Checked {
    Checked { errors, ..Checked::plain(DocumentReport::new(path, None)) }
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
    let (mut checker, problems) = Checker::new(pack, engine::Settings::default());
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
