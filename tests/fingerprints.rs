//! A finding is known again after the form was edited elsewhere, and not after its own figures were.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads files as it likes"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

const TIANHE: &str = "fixtures/department-overall/tianhe-hitech-2022.json";
const PROJECT: &str = "fixtures/project/published/35-suixi-linshijiuzhu-2019.json";

fn form(path: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Fingerprint, rule and pointer of each finding on a form.
fn findings(form: &Value) -> BTreeMap<String, (String, String)> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hegui"));
    command.args(["check", "--format", "json", "-"]).current_dir(env!("CARGO_MANIFEST_DIR"));
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(form.to_string().as_bytes()).unwrap();
    let report: Value = serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap();
    let found = report["documents"][0]["findings"].as_array().unwrap();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let known: BTreeMap<_, _> = found
        .iter()
        .map(|finding| (text(finding, "fingerprint"), (text(finding, "rule"), text(finding, "pointer"))))
        .collect();
    assert_eq!(known.len(), found.len(), "each finding has a fingerprint of its own");
    known
}

/// The first half stands for rule and cell.
fn places(findings: &BTreeMap<String, (String, String)>) -> BTreeSet<&str> {
    findings.keys().map(|known| known.split_once('-').unwrap().0).collect()
}

#[test]
fn an_indicator_inserted_above_leaves_all_others_unchanged() {
    let before = form(TIANHE);
    let mut after = before.clone();
    let indicators = after["tasks"][0]["indicators"].as_array_mut().unwrap();
    indicators.insert(0, json!({ "name": "园区绿地面积", "target": "12公顷", "result": "12公顷" }));
    let (before, after) = (findings(&before), findings(&after));
    let moved = before.values().filter(|(_, pointer)| pointer.starts_with("/tasks/0/indicators/")).count();
    assert!(moved >= 10, "{moved}");
    let lost: Vec<_> = before.iter().filter(|(known, _)| !after.contains_key(*known)).collect();
    assert_eq!(lost, []);
    let numbered = after.values().filter(|place| !before.values().any(|known| known == *place)).count();
    assert!(numbered >= 1, "their pointers are others");
}

#[test]
fn a_row_inserted_above_in_a_project_form_leaves_all_others_unchanged() {
    let before = form(PROJECT);
    let mut after = before.clone();
    let mut row = after["indicators"][0].clone();
    row["name"] = json!("培训人次");
    after["indicators"].as_array_mut().unwrap().insert(0, row);
    let (before, after) = (findings(&before), findings(&after));
    // What sums over all rows has another value; what is about one row has not.
    let lost: Vec<&String> =
        before.iter().filter(|(known, _)| !after.contains_key(*known)).map(|(_, (rule, _))| rule).collect();
    assert!(lost.iter().all(|rule| rule.starts_with("scores/")), "{lost:?}");
    assert!(before.len() > lost.len());
}

#[test]
fn another_value_is_another_finding_at_the_same_place() {
    let mut before = form(TIANHE);
    before["funds"]["completion_rate"] = json!("95.23%");
    let mut after = before.clone();
    after["funds"]["completion_rate"] = json!("96.23%");
    let (before, after) = (findings(&before), findings(&after));
    let rate = |found: &BTreeMap<String, (String, String)>| {
        let of = |(rule, _): &(String, String)| rule == "funds/completion-rate";
        found.iter().find(|(_, place)| of(place)).map(|(known, _)| known.clone()).unwrap()
    };
    assert_ne!(rate(&before), rate(&after));
    assert_eq!(places(&before), places(&after));
    let changed: Vec<_> = before.iter().filter(|(known, _)| !after.contains_key(*known)).collect();
    assert!(changed.iter().all(|(_, (_, pointer))| pointer == "/funds/completion_rate"), "{changed:?}");
    assert!(before.len() > changed.len() + 20, "all others are as they were");
}

#[test]
fn the_order_of_keys_and_blanks_between_them_do_not_matter() {
    let text = fs::read_to_string(TIANHE).unwrap();
    // What is handed in has no blanks between keys.
    assert!(text.contains("\n  ") && !form(TIANHE).to_string().contains("\n  "));
    let mut turned = form(TIANHE);
    let funds = turned["funds"].as_object().unwrap().clone();
    turned["funds"] = Value::Object(funds.into_iter().rev().collect());
    let known = |found: BTreeMap<String, (String, String)>| found.into_keys().collect::<Vec<_>>();
    let before = known(findings(&form(TIANHE)));
    assert!(before.len() > 30);
    assert_eq!(before, known(findings(&turned)));
}
