//! Runs the examples of rules and of the language: `hegui test` without the command.
//!
//! In: a pack. Out: for each example whether the rule says what the example says.

pub mod language;
pub mod mutate;
pub mod samples;

use std::sync::Arc;

use crate::document::{Document, Fault, Limits, Pointer};
use crate::engine::{Checker, Settings};
use crate::report::{DocumentReport, Finding, Outcome, Problem, RuleId};
use crate::rule::{Example, Expect, Find, Impossible, Param, Rule, RulePack};
use crate::source::{SourceFile, Span};
use crate::wording::Lang;

/// What came of one example.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// The rule.
    pub rule: RuleId,
    /// The name of the example; empty for the form of the pack as it stands.
    pub example: String,
    /// Where it stands in the rule's file; `None` for the form of the pack.
    pub place: Option<(Arc<SourceFile>, Span)>,
    /// What is wrong; `None` if the rule says what it should.
    pub fault: Option<String>,
}

/// Runs the examples of the rules that `wanted` names, of all if it is empty. The problems are those of the rules.
#[must_use]
pub fn verify(pack: &Arc<RulePack>, wanted: &[RuleId], lang: Lang) -> (Vec<Verdict>, Vec<Problem>) {
    let (mut verdicts, problems) = verify_own(pack, wanted, lang);
    // What is wrong with rules of sets is told with the others.
    if let Some(sets) = pack.sets() {
        verdicts.extend(verify_own(sets, wanted, lang).0);
    }
    (verdicts, problems)
}

/// The same with the rules that run on the forms of the pack.
fn verify_own(pack: &Arc<RulePack>, wanted: &[RuleId], lang: Lang) -> (Vec<Verdict>, Vec<Problem>) {
    let (mut checker, problems) = Checker::new(pack, Settings::default());
    let is_wanted = |id: &RuleId| wanted.contains(id) || wanted.is_empty() && is_own(pack, id);
    let problems = problems.into_iter().filter(|problem| problem.rule.as_ref().is_none_or(is_wanted));
    let problems = problems.chain(checker.oversights().iter().cloned()).collect();
    let (untouched, _) = checker.check(&pack.example);
    let mut verdicts = Vec::new();
    let active = pack.rules.iter().filter(|rule| is_wanted(&rule.id) && rule.header.deactivated.is_none());
    // What is at fault itself is told once, and not by each of its examples again.
    let runs =
        |rule: &&Rule| pack.runs(rule) && !checker.is_at_fault(&rule.id) && checker.lacks(&rule.id).is_none();
    let active: Vec<&Rule> = active.filter(runs).collect();
    for rule in active {
        verdicts.push(quiet_on_example(rule, &untouched, lang));
        for example in &rule.header.examples {
            let fault = run(pack, &mut checker, rule, example, lang).err();
            let range = &example.range;
            let start = header_start(rule);
            let place = (Arc::clone(&rule.source), Span::new(start + range.start, start + range.end));
            verdicts.push(Verdict {
                rule: rule.id.clone(),
                example: example.name.clone(),
                place: Some(place),
                fault,
            });
        }
    }
    (verdicts, problems)
}

/// Where the TOML of a header begins: behind the first line.
fn header_start(rule: &Rule) -> usize {
    rule.source.line_span(2).start
}

/// Every rule is quiet on the untouched form of the pack, or has nothing to check there, unless an example of its own says
/// otherwise.
fn quiet_on_example(rule: &Rule, report: &DocumentReport, lang: Lang) -> Verdict {
    let is_right = speaks_of_untouched(rule) || is_quiet(outcome_of(report, &rule.id));
    let fault = (!is_right).then(|| told(report, rule, lang));
    Verdict { rule: rule.id.clone(), example: String::new(), place: None, fault }
}

fn speaks_of_untouched(rule: &Rule) -> bool {
    let is_untouched =
        |example: &Example| example.base.is_none() && example.changes.is_empty() && example.params.is_empty();
    rule.header.examples.iter().any(is_untouched)
}

fn is_quiet(outcome: Option<&Outcome>) -> bool {
    matches!(outcome, Some(Outcome::Passed { .. } | Outcome::NotApplicable { .. }))
}

/// Whether a pack proves a rule: of a layer only its own, since what it changes of others changes what their examples come to.
fn is_own(pack: &RulePack, rule: &RuleId) -> bool {
    pack.layer.is_none() || pack.own.contains(rule)
}

fn outcome_of<'r>(report: &'r DocumentReport, rule: &RuleId) -> Option<&'r Outcome> {
    report.rules.iter().find(|known| known.rule == *rule).map(|known| &known.outcome)
}

/// Whether a rule says of an example what it should.
fn run(
    pack: &RulePack,
    checker: &mut Checker,
    rule: &Rule,
    example: &Example,
    lang: Lang,
) -> Result<(), String> {
    let document = form_of(pack, example).map_err(|fault| fault.told(lang))?;
    let (report, _) = checker.check_rule_with(&document, &rule.id, &example.params);
    let findings = report.findings.iter().filter(|finding| finding.rule == rule.id);
    if holds(&example.expect, &findings.collect::<Vec<_>>(), outcome_of(&report, &rule.id)) {
        Ok(())
    } else {
        Err(told(&report, rule, lang))
    }
}

/// Why an example has no form.
#[derive(Debug, Clone)]
enum NoForm {
    NoBase,
    Impossible(Impossible),
    Fault(Box<Fault>),
}

impl NoForm {
    fn told(&self, lang: Lang) -> String {
        match self {
            Self::NoBase => lang.text("test-no-base", &[]),
            Self::Impossible(impossible) => {
                lang.text(impossible.id, &[("pointer", impossible.pointer.as_str())])
            }
            Self::Fault(fault) => fault.message().text(lang),
        }
    }
}

/// The form of an example.
fn form_of(pack: &RulePack, example: &Example) -> Result<Arc<Document>, NoForm> {
    let base = pack.base(example).ok_or(NoForm::NoBase)?;
    let text = example.apply(base).map_err(NoForm::Impossible)?;
    let source = Arc::new(SourceFile::new(&example.name, text.as_bytes()));
    Document::parse(source, Limits::default()).map(Arc::new).map_err(|fault| NoForm::Fault(Box::new(fault)))
}

/// Whether a rule said what an example expects.
fn holds(expect: &Expect, findings: &[&Finding], outcome: Option<&Outcome>) -> bool {
    match (expect, outcome) {
        (Expect::Passed, Some(Outcome::Passed { .. })) => findings.is_empty(),
        (Expect::Finds(finds), Some(Outcome::Failed { .. } | Outcome::Passed { .. })) => {
            finds.len() == findings.len()
                && finds.iter().all(|find| findings.iter().any(|found| is(find, found)))
        }
        (Expect::NotApplicable, Some(Outcome::NotApplicable { .. })) => findings.is_empty(),
        (Expect::NotChecked(wanted), Some(Outcome::NotChecked { needs })) => {
            wanted.len() == needs.len() && wanted.iter().all(|pointer| needs.contains(pointer))
        }
        _ => false,
    }
}

/// A form on which a rule is run, and what it should say there.
struct Trial<'r> {
    /// What it should say; `None` for the untouched form of the pack, on which it is quiet.
    expect: Option<&'r Expect>,
    /// Whether it is the form of the pack as it stands.
    is_untouched: bool,
    /// Parameters of the rule that have other values.
    params: &'r [Param],
    document: Result<Arc<Document>, NoForm>,
}

impl Trial<'_> {
    /// Whether the rule said what it should.
    fn holds(&self, rule: &Rule, findings: &[Finding], outcome: Option<&Outcome>) -> bool {
        let findings: Vec<&Finding> = findings.iter().filter(|finding| finding.rule == rule.id).collect();
        match self.expect {
            Some(expect) => holds(expect, &findings, outcome),
            None => is_quiet(outcome),
        }
    }
}

/// All that a rule's examples say of it, the untouched form first.
fn trials<'r>(pack: &RulePack, rule: &'r Rule) -> Vec<Trial<'r>> {
    let untouched =
        || Trial { expect: None, is_untouched: true, params: &[], document: Ok(Arc::clone(&pack.example)) };
    let examples = rule.header.examples.iter().map(|example| Trial {
        expect: Some(&example.expect),
        is_untouched: false,
        params: &example.params,
        document: form_of(pack, example),
    });
    (!speaks_of_untouched(rule)).then(untouched).into_iter().chain(examples).collect()
}

fn is(find: &Find, finding: &Finding) -> bool {
    finding.place.pointer.as_ref() == Some(&find.at)
        && find.text.as_ref().is_none_or(|text| finding.place.text.as_ref() == Some(text))
        && find.severity.is_none_or(|severity| severity == finding.severity)
}

/// What a rule did say.
fn told(report: &DocumentReport, rule: &Rule, lang: Lang) -> String {
    let separator = lang.text("list-separator", &[]);
    let list =
        |pointers: &[Pointer]| pointers.iter().map(Pointer::as_str).collect::<Vec<_>>().join(&separator);
    match outcome_of(report, &rule.id) {
        Some(Outcome::Passed { .. }) => lang.text("test-passed", &[]),
        Some(Outcome::NotApplicable { reason }) => {
            lang.text("test-not-applicable", &[("reason", &reason.text(lang))])
        }
        Some(Outcome::NotChecked { needs }) => lang.text("test-not-checked", &[("needs", &list(needs))]),
        Some(Outcome::Broken { error }) => lang.text("test-broken", &[("error", &error.text(lang))]),
        Some(Outcome::Failed { .. }) | None => {
            let found: Vec<String> = report
                .findings
                .iter()
                .filter(|finding| finding.rule == rule.id)
                .map(|finding| {
                    let pointer = finding.place.pointer.as_ref().map(Pointer::as_str).unwrap_or_default();
                    format!("{pointer} ({}): {}", finding.severity.as_str(), finding.message.text(lang))
                })
                .collect();
            lang.text("test-found", &[("found", &found.join("\n  "))])
        }
    }
}
