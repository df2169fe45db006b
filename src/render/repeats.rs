//! Which findings are told together: one rule that is broken in the same way in many places is one fact for a reader.

use std::collections::{BTreeSet, HashMap, HashSet};

use unicode_width::UnicodeWidthStr as _;

use crate::document::Pointer;
use crate::report::{About, Explained, Finding, Label, RuleId, Severity, Waived};

/// How many others are listed.
pub(super) const LISTED: usize = 30;

/// The widest value that stands beside the name of its cell.
const SHORT: usize = 40;

/// A finding that is shown, and those that are listed with it.
#[derive(Debug)]
pub(super) struct Told<'f> {
    pub(super) first: &'f Finding,
    /// Of the same rule and severity, and accepted and explained in the same way, in the order of the form.
    pub(super) others: Vec<&'f Finding>,
    /// Rules that these findings tell of, too, at the same places.
    pub(super) covered: BTreeSet<&'f RuleId>,
}

/// What findings that are told together have in common: severity, rule, and what was accepted and said of them.
type Kind<'f> = (Severity, &'f RuleId, Option<&'f Waived>, Option<&'f Explained>);

/// The findings of a document, the gravest first: of one rule the first is shown and the others are listed below it.
pub(super) fn gather<'f>(
    about: Option<&'f About>,
    findings: impl Iterator<Item = &'f Finding>,
) -> Vec<Told<'f>> {
    let findings: Vec<&Finding> = findings.collect();
    let covers = Covers::new(about, &findings);
    let mut by_rule: Vec<Told<'f>> = Vec::new();
    let mut known: HashMap<Kind<'_>, usize> = HashMap::new();
    for finding in findings.iter().copied().filter(|finding| !covers.is_covered(finding)) {
        let key = (finding.severity, &finding.rule, finding.waived.as_deref(), finding.explained.as_deref());
        let at = *known.entry(key).or_insert(by_rule.len());
        let covered = covers.covered_by(finding);
        match by_rule.get_mut(at) {
            Some(same) => {
                same.others.push(finding);
                same.covered.extend(covered);
            }
            None => by_rule.push(Told { first: finding, others: Vec::new(), covered: covered.collect() }),
        }
    }
    by_rule.sort_by_key(|told| std::cmp::Reverse(told.first.severity));
    by_rule
}

/// What findings tell that others tell, too.
struct Covers<'f> {
    /// The rules that cover others. One that is covered itself covers none, so that of two something is shown.
    rules: HashMap<&'f RuleId, &'f [RuleId]>,
    /// Rules with the places at which they are told by a finding of another rule, which is as grave at least.
    told: HashMap<(&'f RuleId, &'f Pointer), Severity>,
    /// Findings at a place by their rules.
    found: HashSet<(&'f RuleId, &'f Pointer)>,
}

impl<'f> Covers<'f> {
    fn new(about: Option<&'f About>, findings: &[&'f Finding]) -> Self {
        let own = |finding: &&'f Finding| Some((&finding.rule, finding.place.pointer.as_ref()?));
        let all = || about.iter().flat_map(|about| &about.rules);
        let covered: HashSet<&RuleId> = all().flat_map(|rule| &rule.covers).collect();
        let rules = all().filter(|rule| !rule.covers.is_empty() && !covered.contains(&rule.id));
        let mut covers = Self {
            rules: rules.map(|rule| (&rule.id, &*rule.covers)).collect(),
            told: HashMap::new(),
            found: findings.iter().filter_map(own).collect(),
        };
        for finding in findings.iter().copied().filter(|finding| finding.waived.is_none()) {
            for place in covers.places_of(finding).collect::<Vec<_>>() {
                let told = covers.told.entry(place).or_insert(finding.severity);
                *told = finding.severity.max(*told);
            }
        }
        covers
    }

    /// The rules that a finding covers, each with the places to which it points.
    fn places_of(&self, finding: &'f Finding) -> impl Iterator<Item = (&'f RuleId, &'f Pointer)> {
        let covers = self.rules.get(&finding.rule).copied().unwrap_or_default();
        let related = finding.related.iter().filter(|label| label.home.is_none());
        let places = std::iter::once(&finding.place).chain(related);
        let places: Vec<&Pointer> = places.filter_map(|place| place.pointer.as_ref()).collect();
        covers.iter().flat_map(move |rule| places.clone().into_iter().map(move |pointer| (rule, pointer)))
    }

    fn is_covered(&self, finding: &Finding) -> bool {
        let Some(pointer) = &finding.place.pointer else { return false };
        finding.waived.is_none()
            && self.told.get(&(&finding.rule, pointer)).is_some_and(|told| *told >= finding.severity)
    }

    fn covered_by(&self, finding: &'f Finding) -> impl Iterator<Item = &'f RuleId> {
        self.places_of(finding).filter(|place| self.found.contains(place)).map(|(rule, _)| rule)
    }
}

/// The value of a cell, if it is short and stands there as it is told.
pub(super) fn short_value(label: &Label) -> Option<&str> {
    let value = label.text.as_deref().or(label.value.as_deref())?;
    (!value.contains('\n') && value.width() <= SHORT).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample::sample_report;

    fn finding(rule: &str, pointer: &str) -> Finding {
        let sample = sample_report().documents.swap_remove(0).findings.swap_remove(0);
        let place = Label { pointer: Pointer::parse(pointer), ..Label::default() };
        Finding {
            rule: RuleId::parse(rule).unwrap(),
            severity: Severity::Warning,
            place,
            related: Vec::new(),
            ..sample
        }
    }

    /// What a pack says whose rules cover others.
    fn about(rules: &[(&str, &str)]) -> About {
        let sample = About::clone(&sample_report().documents[0].pack.as_ref().unwrap().about);
        let rule = &sample.rules[0];
        let rules = rules.iter().map(|(id, covered)| crate::report::RuleAbout {
            id: RuleId::parse(id).unwrap(),
            covers: RuleId::parse(covered).into_iter().collect(),
            ..rule.clone()
        });
        About { rules: rules.collect(), ..sample.clone() }
    }

    fn told(about: &About, findings: &[Finding]) -> Vec<String> {
        let told = gather(Some(about), findings.iter());
        let one = |told: &Told<'_>| {
            let covered: Vec<&str> = told.covered.iter().map(|rule| rule.as_str()).collect();
            format!(
                "{} {} +{} {covered:?}",
                told.first.rule,
                told.first.place.pointer.as_ref().unwrap(),
                told.others.len()
            )
        };
        told.iter().map(one).collect()
    }

    #[test]
    fn what_another_rule_tells_at_the_same_place_is_told_once() {
        let findings = [finding("a/unexplained", "/1"), finding("a/unmet", "/1"), finding("a/unmet", "/2")];
        let about = about(&[("a/unexplained", "a/unmet"), ("a/unmet", "")]);
        assert_eq!(told(&about, &findings), [r#"a/unexplained /1 +0 ["a/unmet"]"#, "a/unmet /2 +0 []"]);
    }

    #[test]
    fn a_graver_finding_is_not_covered_and_of_rules_that_cover_each_other_both_are_told() {
        let mut lesser = finding("a/unexplained", "/1");
        lesser.severity = Severity::Info;
        let findings = [lesser, finding("a/unmet", "/1")];
        let one_way = about(&[("a/unexplained", "a/unmet"), ("a/unmet", "")]);
        assert_eq!(told(&one_way, &findings), ["a/unmet /1 +0 []", r#"a/unexplained /1 +0 ["a/unmet"]"#]);
        let both_ways = about(&[("a/unexplained", "a/unmet"), ("a/unmet", "a/unexplained")]);
        assert_eq!(told(&both_ways, &findings), ["a/unmet /1 +0 []", "a/unexplained /1 +0 []"]);
    }
}
