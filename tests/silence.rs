//! That a rule does not pass because what it reads is gone: every column of figures of every sound form is taken out, and each
//! rule that one of its figures can make fail is asked what it says then.
//!
//! The rules that still pass stand in `silence/passing.txt`. It may only become shorter.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::float_arithmetic,
    reason = "a test fails by panicking, and reads files as it likes"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hegui::document::{Document, Limits};
use hegui::engine::{Checker, Settings};
use hegui::load::embedded_packs;
use hegui::report::Outcome;
use hegui::rule::Extent;
use hegui::source::SourceFile;
use serde_json::{Value, json};

/// The steps to a value of a form.
type Steps = Vec<String>;

/// What each rule said of a form, by its id.
type Told = BTreeMap<String, Outcome>;

/// Places of a column whose figures are changed, one at a time.
const PLACES: usize = 3;

fn leaves(value: &Value, steps: &mut Steps, found: &mut Vec<(Steps, Value)>) {
    let mut inner = |key: String, value: &Value| {
        steps.push(key);
        leaves(value, steps, found);
        steps.pop();
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| inner(key.clone(), value)),
        Value::Array(elements) => {
            elements.iter().enumerate().for_each(|(at, value)| inner(at.to_string(), value));
        }
        _ => found.push((steps.clone(), value.clone())),
    }
}

fn is_figure(value: &Value) -> bool {
    let figure = regex::Regex::new(r"^\s*[-－+]?[0-9０-９][0-9０-９,.．]*\s*[%％‰]?\s*\S{0,4}\s*$").unwrap();
    value.is_number() || value.as_str().is_some_and(|text| figure.is_match(text))
}

/// Other figures in place of one: larger, smaller, none, whole.
fn others(value: &Value) -> Vec<Value> {
    let factors: [fn(f64) -> f64; 4] = [|x| x * 1.1 + 1.0, |x| x / 2.0, |_| 0.0, |_| 100.0];
    let printed = |x: f64| (x * 100.0).round() / 100.0;
    if let Some(number) = value.as_f64() {
        return factors.iter().map(|change| json!(printed(change(number)))).collect();
    }
    let text = value.as_str().unwrap_or_default().replace(',', "");
    let Some(found) = regex::Regex::new("[0-9.]+").unwrap().find(&text) else { return Vec::new() };
    let number: f64 = found.as_str().parse().unwrap_or(0.0);
    let other =
        |change: &fn(f64) -> f64| json!(text.replace(found.as_str(), &format!("{:.2}", change(number))));
    factors.iter().map(other).collect()
}

/// Puts a value at a place, or takes out what stands there.
fn put(form: &mut Value, steps: &Steps, value: Option<Value>) {
    let (last, outer) = steps.split_last().unwrap();
    let pointer = outer.iter().fold(String::new(), |pointer, step| pointer + "/" + step.as_str());
    match (form.pointer_mut(&pointer).unwrap(), value) {
        (Value::Object(members), Some(value)) => drop(members.insert(last.clone(), value)),
        (Value::Object(members), None) => drop(members.remove(last)),
        (Value::Array(elements), value) => {
            elements[last.parse::<usize>().unwrap()] = value.unwrap_or(Value::Null);
        }
        _ => unreachable!("{pointer} holds nothing"),
    }
}

/// What stands in one column: the same steps, whatever the number of the row.
fn column(steps: &Steps) -> String {
    let is_row = |step: &str| step.parse::<usize>().is_ok();
    let is_keyed = |at: usize| at == 1 && steps[0] == "level1_weights";
    let plain =
        steps.iter().enumerate().map(|(at, step)| if is_row(step) || is_keyed(at) { "*" } else { step });
    plain.collect::<Vec<_>>().join("/")
}

fn told(checker: &mut Checker, form: &Value) -> Told {
    let source = Arc::new(SourceFile::new("a.json", form.to_string().as_bytes()));
    let document = Arc::new(Document::parse(source, Limits::default()).unwrap());
    let rules = checker.check(&document).0.rules;
    rules.into_iter().map(|rule| (rule.rule.to_string(), rule.outcome)).collect()
}

/// The sound forms of a pack: its example, and those of the fixtures.
fn sound(pack: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut forms = vec![root.join("rules").join(pack).join("example.json")];
    let entries = fs::read_dir(root.join("fixtures").join(pack).join("sound")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    forms.extend(paths.filter(|path| !path.to_string_lossy().contains(".expected.")));
    forms.sort();
    forms
}

/// The rules of one form that pass with a column gone which can make them fail, each with the column.
fn passing(checker: &mut Checker, form: &Value, found: &mut BTreeSet<String>) {
    let untouched = told(checker, form);
    let mut all = Vec::new();
    leaves(form, &mut Vec::new(), &mut all);
    let mut columns: BTreeMap<String, Vec<(Steps, Value)>> = BTreeMap::new();
    for (steps, value) in all.into_iter().filter(|(steps, value)| is_figure(value) && steps[0] != "year") {
        columns.entry(column(&steps)).or_default().push((steps, value));
    }
    for (column, places) in columns {
        let mut depends = BTreeSet::new();
        for (steps, value) in places.iter().take(PLACES) {
            for other in others(value) {
                let mut changed = form.clone();
                put(&mut changed, steps, Some(other));
                let fails = |rule: &String, outcome: &Outcome| {
                    matches!(outcome, Outcome::Failed { .. })
                        && !matches!(untouched.get(rule), Some(Outcome::Failed { .. }))
                };
                let said = told(checker, &changed);
                depends.extend(
                    said.into_iter().filter(|(rule, outcome)| fails(rule, outcome)).map(|(rule, _)| rule),
                );
            }
        }
        for gone in [Some(Value::Null), Some(json!("若干")), None] {
            let mut without = form.clone();
            for (steps, _) in places.iter().rev() {
                put(&mut without, steps, gone.clone());
            }
            let said = told(checker, &without);
            let passed = |rule: &&String| matches!(said.get(*rule), Some(Outcome::Passed { .. }));
            found.extend(depends.iter().filter(passed).map(|rule| format!("{rule} {column}")));
        }
    }
}

#[test]
fn no_rule_passes_because_a_column_is_gone_but_those_that_are_listed() {
    let (packs, _) = embedded_packs(None, Extent::Rules);
    let mut found = BTreeSet::new();
    for pack in packs.into_iter().filter(|pack| !pack.manifest.is_library) {
        let (mut checker, _) = Checker::new(&pack, Settings::default());
        for path in sound(&pack.manifest.id) {
            let form = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
            passing(&mut checker, &form, &mut found);
        }
    }
    let found = found.iter().fold(String::new(), |all, line| all + line.as_str() + "\n");
    let listed = include_str!("silence/passing.txt");
    assert_eq!(found, listed, "the rules that pass with a column gone are others than are listed");
}
