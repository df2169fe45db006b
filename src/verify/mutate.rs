//! Small edits of rules, one at a time, and whether the rule's own examples notice them: `hegui test --mutate`.
//!
//! In: a pack whose examples hold. Out: each edit with what became of it. An edit that no example notices may be made by
//! mistake any day, and every test passes.

pub mod language;

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rust_decimal::Decimal;

use super::{Trial, is_own, trials};
use crate::document::Document;
use crate::engine::Settings;
use crate::engine::bench::{Bench, Reading, Runnable};
use crate::engine::places::{self, BodyEdit};
use crate::figure::Unit;
use crate::report::RuleId;
use crate::rule::{Param, ParamValue, Rule, RulePack};
use crate::source::{SourceFile, Span};

/// What became of an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// An example no longer comes out as it says.
    Noticed,
    /// All examples hold as before.
    Unnoticed,
    /// What was edited can no longer be read: no example needs to notice it.
    Refused,
}

/// A small edit and what became of it.
#[derive(Debug, Clone)]
pub struct Edited {
    /// What was edited: `bound`, `condition`, `pattern`.
    pub kind: &'static str,
    /// The rule, or the entry of the language.
    pub entry: String,
    /// Where it stands.
    pub place: (Arc<SourceFile>, Span),
    /// What stood there.
    pub old: String,
    /// What stands there instead; empty for what is dropped.
    pub new: String,
    /// What became of it.
    pub fate: Fate,
}

/// Edits the rules that `wanted` names, all own ones of the pack if it is empty, and runs their examples.
#[must_use]
pub fn mutate(pack: &Arc<RulePack>, wanted: &[RuleId]) -> Vec<Edited> {
    let is_wanted = |id: &RuleId| wanted.contains(id) || wanted.is_empty() && is_own(pack, id);
    let rules = pack.rules.iter().filter(|rule| is_wanted(&rule.id) && rule.header.deactivated.is_none());
    // The examples of shared rules stand in the pack that shares them.
    let rules: Vec<&Rule> = rules.filter(|rule| rule.from.is_none()).collect();
    in_parallel(&rules, &|| (), &|(), rule| of_rule(pack, rule)).into_iter().flatten().collect()
}

/// What a function makes of each, in their order, by as many threads as there are processors. Each thread has a state of its own.
fn in_parallel<T: Sync, S, R: Send>(
    items: &[T],
    state: &(dyn Fn() -> S + Sync),
    each: &(dyn Fn(&mut S, &T) -> R + Sync),
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut state = state();
        let numbered = std::iter::from_fn(|| {
            let at = next.fetch_add(1, Ordering::Relaxed);
            Some((at, items.get(at)?))
        });
        numbered.map(|(at, item)| (at, each(&mut state, item))).collect::<Vec<_>>()
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(items.len().max(1));
    let mut results: Vec<(usize, R)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, _>| {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        threads.into_iter().flat_map(join).collect()
    });
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}

/// An edited rule, not yet tried.
struct Attempt {
    kind: &'static str,
    place: (Arc<SourceFile>, Span),
    new: String,
    rule: Rule,
}

fn of_rule(pack: &Arc<RulePack>, rule: &Rule) -> Vec<Edited> {
    let pack = pack.sets().filter(|_| !pack.runs(rule)).unwrap_or(pack);
    // Expressions are kept by a bench for as long as it lives: each rule has its own.
    let bench = Bench::new(pack, Settings::default());
    let trials: Vec<(Trial<'_>, Reading)> = trials(pack, rule)
        .into_iter()
        .filter_map(|trial| trial.document.clone().ok().map(|document| (trial, bench.read(&document))))
        .collect();
    let mut attempts = of_body(rule);
    attempts.extend(of_params(pack, rule));
    attempts.sort_by_key(|attempt| (attempt.place.0.name() != rule.source.name(), attempt.place.1.start));
    let told = |Attempt { kind, place, new, rule }: Attempt| {
        let fate = bench
            .compile(&rule)
            .map_or(Fate::Refused, |mut edited| fate(&bench, &mut edited, &rule, &trials));
        let old = place.0.slice(place.1).into_owned();
        Edited { kind, entry: rule.id.as_str().to_owned(), place, old, new, fate }
    };
    attempts.into_iter().map(told).collect()
}

/// Whether an example no longer holds; the first that does not decides.
fn fate(bench: &Bench, edited: &mut Runnable, rule: &Rule, trials: &[(Trial<'_>, Reading)]) -> Fate {
    let is_noticed = trials.iter().any(|(trial, reading)| {
        let (findings, outcome) = bench.run(edited, reading, trial.params);
        !trial.holds(rule, &findings, Some(&outcome))
    });
    if is_noticed { Fate::Noticed } else { Fate::Unnoticed }
}

fn of_body(rule: &Rule) -> Vec<Attempt> {
    let text = rule.source.text().unwrap_or_default();
    let start = rule.body.start;
    let body = text.get(start..).unwrap_or_default();
    let attempt = |BodyEdit { kind, range, code, shown }: BodyEdit| {
        let range = start + range.start..start + range.end;
        let source = with(&rule.source, &range, &code);
        let body = Span::new(start, source.bytes().len());
        let edited = Rule { source, body, ..rule.clone() };
        Attempt {
            kind,
            place: (Arc::clone(&rule.source), Span::new(range.start, range.end)),
            new: shown,
            rule: edited,
        }
    };
    places::edits(body).into_iter().map(attempt).collect()
}

/// A file with something in the place of some bytes.
fn with(file: &Arc<SourceFile>, range: &Range<usize>, code: &str) -> Arc<SourceFile> {
    let text = file.text().unwrap_or_default();
    let (head, tail) = (text.get(..range.start), text.get(range.end..));
    let text = [head.unwrap_or_default(), code, tail.unwrap_or_default()].concat();
    Arc::new(SourceFile::new(file.name(), text.as_bytes()))
}

/// The rule with each of its parameters changed: its own, and those of the pack that its body names.
fn of_params(pack: &RulePack, rule: &Rule) -> Vec<Attempt> {
    let body = rule.source.slice(rule.body);
    let is_named = |param: &&Param| places::names(&body, &["params", ".", &param.name]);
    let shared = pack.params(&rule.header).skip(rule.header.params.len()).filter(is_named);
    let attempts = rule.header.params.iter().chain(shared).flat_map(|param| {
        let (file, place) = &param.place;
        changed(param).into_iter().map(move |changed| {
            let mut edited = rule.clone();
            edited.header.params.retain(|own| own.name != param.name);
            let new = changed.printed.clone();
            edited.header.params.push(changed);
            Attempt { kind: "parameter", place: (Arc::clone(file), *place), new, rule: edited }
        })
    });
    attempts.collect()
}

/// A parameter a little less and a little more, turned over, or without one of its words.
fn changed(param: &Param) -> Vec<Param> {
    let with = |value: ParamValue, printed: String| Param { value, printed, ..param.clone() };
    match &param.value {
        ParamValue::Quantity(value, unit) => {
            let printed = |other: Decimal| match unit {
                Unit::Percent => format!("{other}%"),
                _ => other.to_string(),
            };
            let quantity = |other| with(ParamValue::Quantity(other, unit.clone()), printed(other));
            places::nudged(*value).map(quantity).into()
        }
        ParamValue::Bool(value) => vec![with(ParamValue::Bool(!value), (!value).to_string())],
        ParamValue::Texts(texts) if texts.len() > 1 => {
            let without = |at: usize| {
                let mut texts = texts.clone();
                texts.remove(at);
                let printed = texts.join(" ");
                with(ParamValue::Texts(texts), printed)
            };
            (0..texts.len()).map(without).collect()
        }
        ParamValue::Text(_) | ParamValue::Texts(_) => Vec::new(),
    }
}

/// The texts that a form holds.
fn texts_of(document: &Document) -> impl Iterator<Item = &str> {
    document.nodes().filter_map(|node| match document.value(node) {
        crate::document::Value::Text(text) if !text.is_empty() => Some(text),
        _ => None,
    })
}
