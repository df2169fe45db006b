//! Which findings are told together: one rule that is broken in the same way in many places is one fact for a reader.

use std::collections::HashMap;

use unicode_width::UnicodeWidthStr as _;

use crate::report::{Finding, Label, RuleId, Severity, Waived};

/// From so many findings of one rule on, the first is shown and the others are listed below it.
const MANY: usize = 3;

/// How many others are listed.
pub(super) const LISTED: usize = 30;

/// The widest value that stands beside the name of its cell.
const SHORT: usize = 40;

/// A finding that is shown, and those that are listed with it.
#[derive(Debug)]
pub(super) struct Told<'f> {
    pub(super) first: &'f Finding,
    /// Of the same rule and severity, and accepted in the same way, in the order of the form.
    pub(super) others: Vec<&'f Finding>,
}

/// The findings of a document, the gravest first, those of one rule together if they are many.
pub(super) fn gather<'f>(findings: impl Iterator<Item = &'f Finding>) -> Vec<Told<'f>> {
    let mut by_rule: Vec<(Severity, Vec<&Finding>)> = Vec::new();
    let mut known: HashMap<(Severity, &RuleId, Option<&Waived>), usize> = HashMap::new();
    for finding in findings {
        let key = (finding.severity, &finding.rule, finding.waived.as_deref());
        let at = *known.entry(key).or_insert(by_rule.len());
        match by_rule.get_mut(at) {
            Some((_, same)) => same.push(finding),
            None => by_rule.push((finding.severity, vec![finding])),
        }
    }
    by_rule.sort_by_key(|(severity, _)| std::cmp::Reverse(*severity));
    let mut told = Vec::new();
    for (_, same) in by_rule {
        match same.split_first() {
            Some((first, others)) if same.len() >= MANY => told.push(Told { first, others: others.to_vec() }),
            _ => told.extend(same.into_iter().map(|first| Told { first, others: Vec::new() })),
        }
    }
    told
}

/// The value of a cell, if it is short and stands there as it is told.
pub(super) fn short_value(label: &Label) -> Option<&str> {
    let value = label.text.as_deref().or(label.value.as_deref())?;
    (!value.contains('\n') && value.width() <= SHORT).then_some(value)
}
