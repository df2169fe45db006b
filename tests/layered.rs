//! A layer of an office upon a pack that comes with the program: nothing copied, everything told.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and writes files as it likes"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

/// Raises one severity, sets one parameter and switches one rule off.
const LAYER: &str = r#"extends  = "department-overall"
id       = "yuexiu"
version  = "2024"
severity = { "indicators/over-fulfilled" = "error" }
params   = { over_fulfilment = "150%" }
off      = { "plausibility/all-exact" = "区里另有抽查" }
"#;

const CELLS: &str = r#"{ "properties": {
  "staff": { "title": "编制人数", "type": ["number", "null"], "x-quantity": "count", "x-unit": "人" },
  "on_duty": { "title": "实有人数", "type": ["number", "null"], "x-quantity": "count", "x-unit": "人" } } }"#;

const RULE: &str = r#"/*---
title    = "实有人数不超过编制人数"
severity = "error"
basis    = ["convention"]
why      = "超编用人要先报批。"

[[example]]
name  = "超编"
set   = { "/staff" = 20, "/on_duty" = 23 }
finds = ["/on_duty"]

[[example]]
name  = "没有超编"
set   = { "/staff" = 20, "/on_duty" = 20 }
finds = []
---*/
form.实有人数.must_not_exceed(form.编制人数);
"#;

/// A folder with a layer in it, under a name of its own for each test.
fn folder(name: &str, manifest: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("hegui-layered-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(path.join("yuexiu/staff")).unwrap();
    fs::write(path.join("yuexiu/pack.toml"), manifest).unwrap();
    path
}

fn with_rule(name: &str) -> PathBuf {
    let path = folder(name, LAYER);
    fs::write(path.join("yuexiu/form.schema.json"), CELLS).unwrap();
    fs::write(path.join("yuexiu/staff/within-quota.rhai"), RULE).unwrap();
    path
}

/// Standard output, standard error and exit code, in a folder.
fn hegui(folder: &Path, args: &[&str]) -> (String, String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hegui"));
    command
        .env_clear()
        .env("LANG", "C")
        .current_dir(folder)
        .args(args)
        .args(["--rules", ".", "--lang", "zh"]);
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

fn example() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/department-overall/example.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The report of one form.
fn checked(folder: &Path, form: &Value) -> Value {
    fs::write(folder.join("form.json"), form.to_string()).unwrap();
    let (out, _, _) = hegui(folder, &["check", "--format", "json", "form.json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    report["documents"][0].clone()
}

#[test]
fn a_layer_answers_for_the_forms_of_its_pack_with_what_it_changes() {
    let path = with_rule("all");
    let mut form = example();
    form["staff"] = json!(10);
    form["on_duty"] = json!(12);
    let report = checked(&path, &form);
    assert_eq!(report["pack"]["id"], "department-overall");
    assert_eq!(
        (&report["pack"]["layer"]["id"], &report["pack"]["layer"]["version"]),
        (&json!("yuexiu"), &json!("2024"))
    );
    let findings: Vec<(&str, &str)> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| (finding["rule"].as_str().unwrap(), finding["message"].as_str().unwrap()))
        .collect();
    assert_eq!(findings, [("staff/within-quota", "实有人数是 12人，应当 ≤ 10人")]);
    let off =
        report["rules"].as_array().unwrap().iter().find(|rule| rule["rule"] == "plausibility/all-exact");
    assert_eq!(off.unwrap()["reason"], "规则已停用：区里另有抽查");

    // 140% of 600盏 is over 130%, and not over 150%; at 160% the finding is as grave as the layer says.
    let mut told = |result: &str| {
        form["tasks"][1]["indicators"][1]["result"] = json!(result);
        let report = checked(&path, &form);
        let findings = report["findings"].as_array().unwrap().clone();
        let found = findings.iter().find(|finding| finding["rule"] == "indicators/over-fulfilled");
        found.map(|finding| finding["severity"].as_str().unwrap().to_owned())
    };
    assert_eq!(told("840盏"), None);
    assert_eq!(told("960盏"), Some("error".into()));
    fs::remove_dir_all(path).unwrap();
}

#[test]
fn its_own_rules_show_by_their_examples_that_they_hold() {
    let path = with_rule("test");
    let (out, err, code) = hegui(&path, &["test", "staff/within-quota"]);
    assert_eq!((out.as_str(), err.as_str(), code), ("例子：3 个符合，0 个不符\n", "", 0));
    // All rules: those of the pack are the pack's to prove.
    assert_eq!(hegui(&path, &["test"]).2, 0);
    let (listed, _, _) = hegui(&path, &["rules", "list"]);
    assert!(
        listed.starts_with("department-overall 2022.1 + yuexiu 2024  部门整体支出绩效自评表\n"),
        "{listed}"
    );
    let line = |rule: &str| listed.lines().find(|line| line.contains(rule)).unwrap().trim().to_owned();
    assert_eq!(line("within-quota"), "staff/within-quota                   error    实有人数不超过编制人数");
    assert!(
        line("all-exact").starts_with("plausibility/all-exact               停用"),
        "{}",
        line("all-exact")
    );
    fs::remove_dir_all(path).unwrap();
}

#[test]
fn what_a_layer_names_wrongly_is_told_where_it_stands() {
    let manifest = LAYER
        .replace("department-overall", "department-overal")
        .replace("over_fulfilment", "over_fulfillment");
    let path = folder("base", &manifest);
    let base = hegui(&path, &["test"]);
    let manifest = manifest.replace("department-overal\"", "department-overall\"");
    let manifest = manifest.replace("over-fulfilled\" = \"error\"", "over-fulfiled\" = \"error\"");
    fs::write(path.join("yuexiu/pack.toml"), manifest.replace("all-exact", "all-exakt")).unwrap();
    let names = hegui(&path, &["test"]);
    fs::write(path.join("yuexiu/pack.toml"), LAYER).unwrap();
    fs::create_dir(path.join("yuexiu/funds")).unwrap();
    fs::write(path.join("yuexiu/funds/completion-rate.rhai"), RULE).unwrap();
    let rule = hegui(&path, &["test"]);
    fs::remove_dir_all(path.join("yuexiu/funds")).unwrap();
    fs::write(path.join("yuexiu/form.schema.json"), r#"{ "properties": { "funds": { "title": "x" } } }"#)
        .unwrap();
    let cells = hegui(&path, &["test"]);
    let told = [base, names, rule, cells].map(|(out, err, code)| format!("{out}{err}exit {code}\n"));
    insta::assert_snapshot!(told.join("────\n"));
    fs::remove_dir_all(path).unwrap();
}
