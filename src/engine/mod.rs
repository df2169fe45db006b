//! Runs the rules of a pack on forms.
//!
//! In: a [`RulePack`] and documents. Out: for each document a [`DocumentReport`]. Everything that knows Rhai is in here.

pub mod bench;
mod compile;
mod fingerprints;
mod held;
mod host;
pub mod law;
mod libraries;
mod names;
mod natives;
pub mod pattern;
mod patterns;
pub mod places;
mod plan;
pub mod print;
mod ready;
mod run;
mod script;
pub mod settings;
mod syntax;
mod terms;
#[cfg(test)]
mod tests;
mod value;
mod vet;
pub mod vocabulary;
mod work;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rhai::Engine;

use self::compile::{Compiled, Idle};
use self::host::state::Host;
use self::libraries::Libraries;
use self::print::{Held, Print};
pub use self::settings::Settings;
use crate::document::{Document, Fault, NodeId, Pointer};
use crate::form::{Form, SchemaId, Shape};
use crate::meaning::form_reading::FormReading;
use crate::report::{DocumentReport, Finding, Kept, Label, Outcome, Problem, RuleId, RuleOutcome, Severity};
use crate::rule::{AsOf, Outside, Param, Rule, RulePack};
use crate::source::SourceFile;
use crate::wording::Message;

/// A pack ready to check forms. It belongs to one thread: make one for each.
pub struct Checker {
    pack: Arc<RulePack>,
    engine: Engine,
    host: Rc<Host>,
    rules: Vec<Compiled>,
    broken: Vec<(RuleId, Message)>,
    /// Rules of several packs that do not run on these forms, each with the reason.
    lacking: Vec<(RuleId, Message)>,
    /// What is wrong with the pack that no rule is at fault for.
    oversights: Vec<Problem>,
    /// The time that forms are checked for; `None` for their own year.
    as_of: Option<AsOf>,
    /// The time and operations that each rule has taken; `None` unless they were asked for.
    timings: Option<BTreeMap<RuleId, (Duration, u64)>>,
}

impl Checker {
    /// Compiles the rules of a pack. The problems are those of its rules, headers included; the other rules run.
    #[must_use]
    pub fn new(pack: &Arc<RulePack>, settings: Settings) -> (Self, Vec<Problem>) {
        if let Some(checker) = Self::of_ready(pack, settings) {
            return (checker, Vec::new());
        }
        let (laws, faults) = law::Laws::new(&pack.language);
        let host = Host::new(settings, laws);
        let engine = compile::engine(&host, &pack.schema, settings);
        let mut problems: Vec<Problem> =
            pack.broken.values().flatten().chain(&pack.strays).cloned().collect();
        problems.extend(law::told(&pack.language, faults));
        let mut broken: Vec<(RuleId, Message)> = Vec::new();
        for (id, found) in &pack.broken {
            broken.push((id.clone(), first_message(found)));
        }
        let misfits = compile::terms(pack);
        let (libraries, found) = Libraries::new(&engine, pack, misfits.first(), settings);
        problems.extend(found);
        problems.extend(misfits);
        let mut rules = Vec::new();
        let mut lacking = Vec::new();
        let active = pack.rules.iter().filter(|rule| rule.header.deactivated.is_none());
        for rule in active.filter(|rule| pack.runs(rule)) {
            let (library, error) = libraries.of(rule);
            match (compile::rule(&engine, pack, rule, library, &host, settings), error) {
                (Err(Idle::Lacks(names)), _) => lacking.push((rule.id.clone(), lacks(rule, &names))),
                (Ok(compiled), None) => rules.push(compiled),
                // What is wrong with a term is told of the term, and not of each rule that goes by it.
                (Err(Idle::Faults(_)), Some(error)) if rule.from.is_some() => {
                    broken.push((rule.id.clone(), error.clone()));
                }
                (Ok(_), Some(error)) => broken.push((rule.id.clone(), error.clone())),
                (Err(Idle::Faults(found)), _) => {
                    broken.push((rule.id.clone(), first_message(&found)));
                    for problem in found {
                        // What is wrong with a function or a parameter is wrong for each rule that uses it.
                        if problem.rule.is_some() || !problems.iter().any(|known| known.is_same(&problem)) {
                            problems.push(problem);
                        }
                    }
                }
            }
        }
        // Whether rules of sets are at fault is known before there is a set.
        let mut of_sets = Vec::new();
        if let Some(sets) = pack.sets() {
            let (checker, found) = Self::new(sets, settings);
            broken.extend(checker.broken);
            of_sets.extend(checker.rules);
            problems.extend(found.into_iter().filter(|problem| problem.rule.is_some()));
        }
        let oversights = oversights(pack, &libraries, (&rules, &of_sets));
        let pack = Arc::clone(pack);
        let (as_of, timings) = (None, None);
        (Self { pack, engine, host, rules, broken, lacking, oversights, as_of, timings }, problems)
    }

    /// The pack.
    #[must_use]
    pub fn pack(&self) -> &Arc<RulePack> {
        &self.pack
    }

    /// What is wrong with the pack that no rule is at fault for: it has none that runs, or parameters and functions that none
    /// of them uses.
    #[must_use]
    pub fn oversights(&self) -> &[Problem] {
        &self.oversights
    }

    /// Checks forms from here on as of a year or day, whatever year they print.
    pub fn check_as_of(&mut self, time: AsOf) {
        self.as_of = Some(time);
    }

    /// Whether a rule was at fault when it was loaded, so that it does not run.
    #[must_use]
    pub fn is_at_fault(&self, rule: &RuleId) -> bool {
        self.broken.iter().any(|(broken, _)| broken == rule)
    }

    /// Why a rule that several packs share does not run on forms of this one: what it speaks of has no name here.
    #[must_use]
    pub fn lacks(&self, rule: &RuleId) -> Option<&Message> {
        self.lacking.iter().find(|(lacking, _)| lacking == rule).map(|(_, reason)| reason)
    }

    /// How many rules apply to no form of this pack: they are switched off, or what they speak of has no name here.
    #[must_use]
    pub fn never_applicable(&self) -> usize {
        let is_idle = |rule: &&Rule| rule.header.deactivated.is_some() || !self.pack.runs(rule);
        self.pack.rules.iter().filter(is_idle).count() + self.lacking.len()
    }

    /// The cells and lists that a rule reads, in the order of the schema: what it names and nothing deeper, what it
    /// hands to a function as a whole, and the texts that it asks for by their use. What functions find on their own
    /// way from there, such as the target of an indicator, is not among them. `None` if no such rule runs.
    #[must_use]
    pub fn cells_read(&self, rule: &RuleId) -> Option<&[SchemaId]> {
        self.rules.iter().find(|known| known.id() == rule).map(|known| &*known.script.reads)
    }

    /// Measures from here on how long each rule takes, and how many operations.
    pub fn measure(&mut self) {
        self.timings = Some(BTreeMap::new());
    }

    /// The time that each rule has taken over all documents since [`Checker::measure`], the most costly first. What
    /// several rules share, such as reading the texts, counts to the first that needs it.
    #[must_use]
    pub fn timings(&self) -> Vec<(RuleId, Duration)> {
        let mut timings: Vec<(RuleId, Duration)> =
            self.timings.iter().flatten().map(|(rule, (time, _))| (rule.clone(), *time)).collect();
        timings.sort_by_key(|(_, time)| std::cmp::Reverse(*time));
        timings
    }

    /// The operations that each rule has taken over all documents since [`Checker::measure`].
    #[must_use]
    pub fn operations(&self) -> Vec<(RuleId, u64)> {
        self.timings.iter().flatten().map(|(rule, (_, operations))| (rule.clone(), *operations)).collect()
    }

    /// Checks one document: its structure, then every rule. The problems are those of rules that broke on the way.
    pub fn check(&mut self, document: &Arc<Document>) -> (DocumentReport, Vec<Problem>) {
        self.check_as_printed(document, Print::default())
    }

    /// The same of a form of which it is known how it is printed.
    pub fn check_as_printed(
        &mut self,
        document: &Arc<Document>,
        print: Print<'_>,
    ) -> (DocumentReport, Vec<Problem>) {
        let held = print::hold(&self.pack, document, print);
        self.check_those(document, &held, |_| true)
    }

    /// The same with one rule, whatever the print.
    pub fn check_rule(&mut self, document: &Arc<Document>, rule: &RuleId) -> (DocumentReport, Vec<Problem>) {
        self.check_those(document, &Held::default(), |id| id == rule)
    }

    /// The same where some of its parameters have other values.
    pub fn check_rule_with(
        &mut self,
        document: &Arc<Document>,
        rule: &RuleId,
        params: &[Param],
    ) -> (DocumentReport, Vec<Problem>) {
        let change = |rule: &mut Compiled| {
            let changed = rule.with_params(params);
            std::mem::replace(&mut rule.params, changed)
        };
        let own = self.rules.iter_mut().find(|known| known.id() == rule).map(change);
        let result = self.check_rule(document, rule);
        if let Some((own, known)) = own.zip(self.rules.iter_mut().find(|known| known.id() == rule)) {
            known.params = own;
        }
        result
    }

    fn check_those(
        &mut self,
        document: &Arc<Document>,
        held: &Held,
        is_wanted: impl Fn(&RuleId) -> bool,
    ) -> (DocumentReport, Vec<Problem>) {
        let unit = self.pack.manifest.money_unit.as_ref();
        let schema = Arc::clone(&self.pack.schema);
        let (form, mut findings) =
            Form::bind_as_printed(Arc::clone(document), schema, held.presence.clone(), unit);
        findings.extend(held.findings.iter().cloned());
        let reading = Rc::new(FormReading::new(Rc::new(form)));
        let mut report = DocumentReport {
            path: document.source().name().to_owned(),
            source: Some(Arc::clone(document.source())),
            printed: None,
            layout: held.layout.clone(),
            pack: Some(self.pack.reference()),
            findings,
            rules: Vec::with_capacity(self.rules.len() + self.broken.len()),
            set: None,
        };
        let mut problems = held.problems.clone();
        let mut unfinished = 0;
        let time = self.as_of.or_else(|| reading.year().map(AsOf::Year));
        for rule in self.rules.iter_mut().filter(|rule| is_wanted(rule.id())) {
            if let Some(outside) = time.and_then(|time| rule.validity.outside(time)) {
                let reason = out_of_term(outside, time, self.as_of.is_some());
                let outcome = Outcome::NotApplicable { reason };
                report.rules.push(RuleOutcome { rule: rule.id().clone(), outcome });
                continue;
            }
            let start = self.timings.is_some().then(|| (Instant::now(), self.host.work.all()));
            let (result, is_unfinished) = run::settled(&self.engine, &self.host, &self.pack, rule, &reading);
            unfinished += usize::from(is_unfinished);
            if let (Some(timings), Some(start)) = (&mut self.timings, start) {
                let taken = timings.entry(rule.id().clone()).or_default();
                taken.0 += start.0.elapsed();
                taken.1 += self.host.work.all() - start.1;
            }
            report.findings.extend(result.findings);
            problems.extend(result.problem);
            report.rules.push(RuleOutcome { rule: rule.id().clone(), outcome: result.outcome });
        }
        let not_run = self.not_run().chain(self.of_sets(document));
        report.rules.extend(not_run.filter(|outcome| is_wanted(&outcome.rule)));
        if unfinished > 0 {
            report.findings.extend(Self::too_large(reading.form(), unfinished));
        }
        let left_out = print::left_out(reading.form(), held, &report.findings);
        report.findings.extend(left_out);
        let blank = Self::blank(reading.form(), &report.findings);
        report.findings.extend(blank);
        fingerprints::mark(&mut report.findings, reading.form());
        report.locate(document);
        report.sort();
        (report, problems)
    }

    /// The rules that are at fault, switched off or lack a name, with what became of them.
    fn not_run(&self) -> impl Iterator<Item = RuleOutcome> {
        let broken = self.broken.iter().map(|(rule, error)| RuleOutcome {
            rule: rule.clone(),
            outcome: Outcome::Broken { error: error.clone() },
        });
        let off = self.pack.rules.iter().filter_map(|rule| {
            let reason = rule.header.deactivated.as_ref()?;
            let reason = Message::new("reason-deactivated", &[("reason", reason)]);
            Some(RuleOutcome { rule: rule.id.clone(), outcome: Outcome::NotApplicable { reason } })
        });
        let lacking = self.lacking.iter().map(|(rule, reason)| RuleOutcome {
            rule: rule.clone(),
            outcome: Outcome::NotApplicable { reason: reason.clone() },
        });
        broken.chain(off).chain(lacking)
    }

    /// The rules of sets, which say nothing of a form by itself: it belongs to none, or they are told with it.
    fn of_sets(&self, document: &Document) -> Vec<RuleOutcome> {
        let is_at_fault = |rule: &Rule| self.broken.iter().any(|(broken, _)| *broken == rule.id);
        let active = self.pack.rules.iter().filter(|rule| rule.header.deactivated.is_none());
        let rules: Vec<&Rule> = active.filter(|rule| !self.pack.runs(rule) && !is_at_fault(rule)).collect();
        let Some(cells) = self.pack.set.as_ref().filter(|_| !rules.is_empty()) else { return Vec::new() };
        let reason = match cells.member(document) {
            Ok(_) => Message::new("reason-set", &[]),
            Err(blank) => {
                let label = |cell: &Pointer| {
                    let id = self.pack.schema.at(cell);
                    id.and_then(|id| self.pack.schema.label(id)).unwrap_or(cell.as_str()).to_owned()
                };
                let blank: Vec<String> = blank.iter().map(label).collect();
                Message::new("reason-no-set", &[]).with("cells", Message::list(blank))
            }
        };
        let outcome = Outcome::NotApplicable { reason };
        rules
            .into_iter()
            .map(|rule| RuleOutcome { rule: rule.id.clone(), outcome: outcome.clone() })
            .collect()
    }

    /// A finding for each cell, list and section that the form must have and nothing is filled in at, unless an error tells
    /// it already, there or of what it holds.
    fn blank(form: &Form, told: &[Finding]) -> Vec<Finding> {
        // What is blank in a form of a set is told of it by itself.
        if form.is_set() {
            return Vec::new();
        }
        let errors = told.iter().filter(|finding| finding.severity == Severity::Error);
        let pointers = errors.filter_map(|finding| Some(finding.place.pointer.as_ref()?.as_str()));
        let told: BTreeSet<&str> = pointers.collect();
        let is_told = |pointer: &str| {
            let inner = format!("{pointer}/");
            let next = told.range(inner.as_str()..).next();
            told.contains(pointer) || next.is_some_and(|next| next.starts_with(&inner))
        };
        let one = |node: NodeId| {
            let place = form.place(node);
            let is_list =
                matches!(form.schema_of(node).map(|id| form.schema().shape(id)), Some(Shape::List(_)));
            let printed = form.text(node).map(|text| text.trim().to_owned()).unwrap_or_default();
            let (id, help) = match (is_list, printed.is_empty()) {
                (true, _) => ("schema-empty-list", "schema-empty-list-help"),
                (false, true) => ("schema-empty", "schema-empty-help"),
                (false, false) => ("schema-empty-mark", "schema-empty-mark-help"),
            };
            let label = place.label.clone().unwrap_or_default();
            let message = Message::new(id, &[("label", &label), ("text", &printed)]);
            let help = Some(Message::new(help, &[("label", &label)]));
            Finding { help, ..Finding::builtin("schema/blank", message, place) }
        };
        let mut kept = Kept::new();
        for node in form.blank_required().filter(|node| !is_told(form.document().pointer(*node).as_str())) {
            if kept.counts("schema/blank", Severity::Error) {
                kept.push(one(node));
            }
        }
        kept.finish(|count| Message::new("finding-left-out", &[("count", &count.to_string())]))
    }

    /// A finding for each cell that is too large for some rules to go through.
    fn too_large(form: &Form, rules: usize) -> Vec<Finding> {
        let rules = rules.to_string();
        let one = |(node, id, size): (NodeId, &'static str, usize)| {
            let message = Message::new(id, &[("size", &size.to_string()), ("rules", &rules)]);
            let help = Some(Message::new("form-too-long-help", &[]));
            Finding { help, ..Finding::builtin("form/too-long", message, form.place(node)) }
        };
        form.large_cells().into_iter().map(one).collect()
    }
}

impl std::fmt::Debug for Checker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Checker")
            .field("pack", &self.pack.manifest.id)
            .field("rules", &self.rules.len())
            .finish_non_exhaustive()
    }
}

/// Why a rule that several packs share does not run on forms of one of them.
fn lacks(rule: &Rule, names: &[String]) -> Message {
    let pack = rule.from.as_ref().map(|shared| shared.id.as_str()).unwrap_or_default();
    Message::new("reason-lacks", &[("pack", pack)]).with("names", Message::list(names))
}

/// Why a rule does not hold at a time.
fn out_of_term(outside: Outside, time: Option<AsOf>, is_asked: bool) -> Message {
    let time = time.map(|time| time.to_string()).unwrap_or_default();
    let at = Message::new(if is_asked { "reason-as-of" } else { "reason-form-year" }, &[("time", &time)]);
    match outside {
        Outside::Years(first, last) => {
            let (first, last) = (first.to_string(), last.to_string());
            Message::new("reason-years", &[("first", &first), ("last", &last)]).with("at", at)
        }
        Outside::From(day) => Message::new("reason-from", &[("day", &day.to_string())]).with("at", at),
    }
}

/// What is wrong with a pack that no rule is at fault for.
fn oversights(pack: &RulePack, libraries: &Libraries, rules: (&[Compiled], &[Compiled])) -> Vec<Problem> {
    let is_empty = pack.rules.iter().all(|rule| rule.header.deactivated.is_some()) && pack.broken.is_empty();
    let file = pack.files.iter().find(|file| file.name == "pack.toml");
    let none = is_empty.then(|| Problem {
        file: file.map(|file| file.source.name().to_owned()),
        rule: None,
        place: None,
        message: Message::new("pack-no-rules", &[]),
        help: Some(Message::new("pack-no-rules-help", &[])),
    });
    none.into_iter().chain(compile::idle(pack, libraries.own(), rules)).collect()
}

fn first_message(problems: &[Problem]) -> Message {
    problems.first().map(|problem| problem.message.clone()).unwrap_or_default()
}

/// The report of a text that is no document.
#[must_use]
pub fn report_fault(source: &Arc<SourceFile>, fault: &Fault) -> DocumentReport {
    let related = fault.related.map(|span| Label {
        pointer: fault.pointer.clone(),
        span: Some(span),
        message: Some(Message::new("label-first-here", &[])),
        ..Label::default()
    });
    let place = Label { pointer: fault.pointer.clone(), span: fault.span, ..Label::default() };
    let said = fault.span.map(|span| source.slice(span)).unwrap_or_default();
    let finding = Finding {
        related: related.into_iter().collect(),
        help: fault.help(),
        ..Finding::builtin(fault.rule(), fault.message(), place)
    };
    let finding = fingerprints::mark_alone(finding, &said);
    DocumentReport::unchecked(source, vec![finding])
}

/// The text of the cell `/form`, by which a form names its pack; `None` if it has none.
#[must_use]
pub fn form_id(document: &Document) -> Option<&str> {
    match document.value(document.member(document.root(), "form")?) {
        crate::document::Value::Text(text) => Some(text),
        _ => None,
    }
}

/// The report of a form that no pack serves. `known` are the ids of the packs that there are.
#[must_use]
pub fn report_unknown_form(document: &Document, known: &[&str]) -> DocumentReport {
    let node = document.member(document.root(), "form");
    let mut pointer = crate::document::Pointer::root();
    pointer.push("form");
    let located =
        document.locate(&[node.unwrap_or_else(|| document.root())]).first().copied().unwrap_or_default();
    let span = if node.is_some() { located.value } else { document.anchor(located) };
    let printed = form_id(document).map(str::to_owned);
    let meant = printed.as_deref().and_then(|id| crate::rule::closest(id, known.iter().copied()));
    let message = match &printed {
        Some(id) => Message::new("form-unknown", &[("id", id)]),
        None => Message::new("form-missing", &[]),
    };
    let help = match meant {
        Some(id) => Message::new("form-unknown-did-you-mean", &[("id", id)]),
        None => Message::new("form-unknown-help", &[]).with("known", Message::list(known.iter().copied())),
    };
    let place =
        Label { pointer: Some(pointer), span: Some(span), value: printed.clone(), ..Label::default() };
    let found = Finding::builtin("form/unknown", message, place);
    let finding = Finding { actual: printed.clone(), help: Some(help), ..found };
    let finding = fingerprints::mark_alone(finding, &printed.unwrap_or_default());
    DocumentReport::unchecked(document.source(), vec![finding])
}
