//! Runs the examples of rules and of the language: `hegui test` without the command.
//!
//! In: a pack. Out: for each example whether the rule says what the example says.

pub mod language;

use std::sync::Arc;

use crate::document::{Document, Limits, Pointer};
use crate::engine::{Checker, Settings};
use crate::report::{DocumentReport, Finding, Outcome, Problem, RuleId};
use crate::rule::{Example, Expect, Find, Rule, RulePack};
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
    let (mut checker, problems) = Checker::new(pack, Settings::default(), lang);
    // Of a layer only its own rules: what it changes of others changes what their examples come to.
    let is_own = |id: &RuleId| pack.layer.is_none() || pack.own.contains(id);
    let is_wanted = |id: &RuleId| wanted.contains(id) || wanted.is_empty() && is_own(id);
    let problems =
        problems.into_iter().filter(|problem| problem.rule.as_ref().is_none_or(is_wanted)).collect();
    let (untouched, _) = checker.check(&pack.example);
    let mut verdicts = Vec::new();
    let active = pack.rules.iter().filter(|rule| is_wanted(&rule.id) && rule.header.deactivated.is_none());
    // What is at fault itself is told once, and not by each of its examples again.
    let active: Vec<&Rule> = active.filter(|rule| !checker.is_at_fault(&rule.id)).collect();
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
    let speaks_of_it =
        rule.header.examples.iter().any(|example| example.base.is_none() && example.changes.is_empty());
    let outcome = outcome_of(report, &rule.id);
    let is_quiet = matches!(outcome, Some(Outcome::Passed { .. } | Outcome::NotApplicable { .. }));
    let fault = (!speaks_of_it && !is_quiet).then(|| told(report, rule, lang));
    Verdict { rule: rule.id.clone(), example: String::new(), place: None, fault }
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
    let base = pack.base(example).ok_or_else(|| lang.text("test-no-base", &[]))?;
    let text = example
        .apply(base)
        .map_err(|impossible| lang.text(impossible.id, &[("pointer", impossible.pointer.as_str())]))?;
    let source = Arc::new(SourceFile::new(&example.name, text.as_bytes()));
    let document = Document::parse(source, Limits::default()).map_err(|fault| fault.message(lang))?;
    let (report, _) = checker.check_rule(&Arc::new(document), &rule.id);
    let findings: Vec<&Finding> = report.findings.iter().filter(|finding| finding.rule == rule.id).collect();
    let holds = match (&example.expect, outcome_of(&report, &rule.id)) {
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
    };
    if holds { Ok(()) } else { Err(told(&report, rule, lang)) }
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
        Some(Outcome::NotApplicable { reason }) => lang.text("test-not-applicable", &[("reason", reason)]),
        Some(Outcome::NotChecked { needs }) => lang.text("test-not-checked", &[("needs", &list(needs))]),
        Some(Outcome::Broken { error }) => lang.text("test-broken", &[("error", error)]),
        Some(Outcome::Failed { .. }) | None => {
            let found: Vec<String> = report
                .findings
                .iter()
                .filter(|finding| finding.rule == rule.id)
                .map(|finding| {
                    let pointer = finding.place.pointer.as_ref().map(Pointer::as_str).unwrap_or_default();
                    format!("{pointer} ({}): {}", finding.severity.as_str(), finding.message)
                })
                .collect();
            lang.text("test-found", &[("found", &found.join("\n  "))])
        }
    }
}
