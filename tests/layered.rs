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
use std::sync::Arc;

use hegui::source::{Digest, SourceFile};
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
    fs::create_dir(path.join("yuexiu/indicators")).unwrap();
    fs::write(path.join("yuexiu/indicators/over-fulfilled.rhai"), RULE).unwrap();
    let rule = hegui(&path, &["test"]);
    fs::remove_dir_all(path.join("yuexiu/indicators")).unwrap();
    fs::write(path.join("yuexiu/pack.toml"), LAYER.replace("\"150%\"", "\"150\"")).unwrap();
    let kind = hegui(&path, &["test"]);
    fs::write(path.join("yuexiu/pack.toml"), LAYER).unwrap();
    fs::write(path.join("yuexiu/form.schema.json"), r#"{ "properties": { "funds": { "title": "x" } } }"#)
        .unwrap();
    let cells = hegui(&path, &["test"]);
    let told = [base, names, rule, kind, cells].map(|(out, err, code)| format!("{out}{err}exit {code}\n"));
    insta::assert_snapshot!(told.join("────\n"));
    fs::remove_dir_all(path).unwrap();
}

/// A run without `--rules`: standard output and error as one text with the status.
fn told(folder: &Path, args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hegui"));
    command.env_clear().env("LANG", "C").env("COLUMNS", "200").current_dir(folder).args(args);
    let output = command.args(["--lang", "zh"]).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    format!("$ hegui {}\n{}{}? {code}\n", args.join(" "), text(output.stdout), text(output.stderr))
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{from}");
    fs::write(path, text.replace(from, to)).unwrap();
}

/// Changes what a folder remembers.
fn edit_lock(folder: &Path, edit: impl Fn(&mut Value)) {
    let path = folder.join("hegui.lock");
    let mut lock: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    edit(&mut lock);
    fs::write(path, lock.to_string()).unwrap();
}

fn digest(name: &str, bytes: &[u8]) -> Value {
    let file = Arc::new(SourceFile::new(name, bytes));
    Digest::new(vec![(name.to_owned(), file)]).hex().into()
}

const RATE: &str = "funds/adjustment-rate.rhai";

#[test]
fn a_rule_is_exported_into_a_layer_in_which_it_stands_for_that_of_the_pack() {
    let path = folder("single", LAYER);
    fs::remove_dir_all(path.join("yuexiu")).unwrap();
    let export = ["rules", "export", "yuexiu", "department-overall", "--rule", "funds/adjustment-rate"];
    let mut story = told(&path, &export);
    story += &fs::read_to_string(path.join("yuexiu/pack.toml")).unwrap();
    story += &told(&path, &["test", "--rules", "yuexiu", "funds/adjustment-rate"]);
    let own = path.join("yuexiu").join(RATE);
    edit(&own, "severity = \"error\"", "severity = \"info\"");
    let (listed, _, _) = hegui(&path, &["rules", "list"]);
    story += listed.lines().find(|line| line.contains("funds/adjustment-rate")).unwrap();
    let mut form = example();
    form["funds"]["adjustment_rate"] = json!("12.34%");
    let report = checked(&path, &form);
    let findings = report["findings"].as_array().unwrap();
    let found = findings.iter().find(|finding| finding["rule"] == "funds/adjustment-rate").unwrap();
    assert_eq!(found["severity"], "info");
    // What was changed stays, with `--force` too; what is as it was written is brought up to date.
    story += "\n";
    story += &told(&path, &[&export[..], &["funds/adjustment"]].concat());
    story += &told(&path, &[&export[..], &["--force"]].concat());
    assert!(fs::read_to_string(&own).unwrap().contains("\"info\""));
    let older = "// 旧的\n";
    fs::write(&own, older).unwrap();
    edit_lock(&path.join("yuexiu"), |lock| {
        lock["written"][RATE] = digest(RATE, older.as_bytes());
    });
    story += &told(&path, &export);
    story += &told(&path, &[&export[..], &["--force"]].concat());
    let embedded = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/department-overall").join(RATE);
    assert_eq!(fs::read_to_string(&own).unwrap(), fs::read_to_string(embedded).unwrap());
    // Folders that it cannot go into, and names.
    story += &told(&path, &["rules", "export", "yuexiu", "project", "--rule", "indicators/dates"]);
    story += &told(&path, &["rules", "export", ".", "department-overall", "--rule", "funds/adjustment"]);
    story += &told(&path, &["rules", "export", "other", "--rule", "funds/adjustmen"]);
    story += &told(&path, &["rules", "export", "other", "--rule", "consistency/shares"]);
    fs::write(path.join("yuexiu/hegui.lock"), "{}").unwrap();
    story += &told(&path, &export);
    insta::assert_snapshot!(story);
    fs::remove_dir_all(path).unwrap();
}

#[test]
fn an_exported_pack_keeps_what_was_changed_and_gets_what_is_new() {
    let path = folder("copy", LAYER);
    fs::remove_dir_all(path.join("yuexiu")).unwrap();
    let export = ["rules", "export", "mine", "department-overall"];
    let mut story = [told(&path, &export), told(&path, &["rules", "upgrade", "mine"])].concat();
    let pack = path.join("mine/department-overall");
    // Another version wrote this: one rule in other words, one that is gone, and not one that is new.
    let older = "// 旧的\n";
    for name in [RATE, "funds/gone.rhai"] {
        fs::write(pack.join(name), older).unwrap();
    }
    fs::remove_file(pack.join("narrative/numbering.rhai")).unwrap();
    edit_lock(&pack, |lock| {
        for name in [RATE, "funds/gone.rhai"] {
            lock["written"][name] = digest(name, older.as_bytes());
            lock["base"][name] = digest(name, older.as_bytes());
        }
        for key in ["base", "written"] {
            lock[key].as_object_mut().unwrap().remove("narrative/numbering.rhai");
        }
        lock["base"]["funds/filled.rhai"] = json!("other");
        lock["version"] = json!("2021.9");
    });
    // The author has changed two, one of which the pack has changed too, and brings one of their own.
    for name in ["funds/filled.rhai", "funds/adjustment.rhai"] {
        edit(&pack.join(name), "severity", "severity ");
    }
    fs::write(pack.join("funds/mine.rhai"), RULE).unwrap();
    story += &told(&path, &["rules", "upgrade", "mine"]);
    story += &told(&path, &[&export[..], &["--force"]].concat());
    story += &told(&path, &["rules", "upgrade", "mine"]);
    story += &told(&path, &["rules", "upgrade", "--write", "mine/department-overall"]);
    story += &told(&path, &["rules", "upgrade", "mine/department-overall"]);
    assert!(pack.join("funds/mine.rhai").is_file() && pack.join("funds/gone.rhai").is_file());
    fs::remove_file(pack.join("hegui.lock")).unwrap();
    story += &told(&path, &["rules", "upgrade", "mine/department-overall"]);
    story += &told(&path, &["rules", "upgrade", "nowhere"]);
    insta::assert_snapshot!(story);
    fs::remove_dir_all(path).unwrap();
}

#[test]
fn a_layer_is_told_what_a_new_version_of_its_pack_changes_for_it() {
    let path = with_rule("upgrade");
    let layer = path.join("yuexiu");
    fs::write(layer.join("lexicon.toml"), "[cause]\nwords = \"由于 因疫情\"\n").unwrap();
    let upgrade = |args: &[&str]| told(&path, &[&["rules", "upgrade"], args].concat());
    let mut story = [upgrade(&["."]), upgrade(&["--write", "."])].concat();
    let rules = ["funds/adjustment", "funds/filled"];
    story +=
        &told(&path, &[&["rules", "export", "yuexiu", "department-overall", "--rule"], &rules[..]].concat());
    edit(&layer.join("funds/filled.rhai"), "severity", "severity ");
    edit_lock(&layer, |lock| {
        lock["version"] = json!("2021.9");
        let base = lock["base"].as_object_mut().unwrap();
        // As the version before had them.
        for name in ["funds/adjustment", "funds/filled", "plausibility/all-exact", "consistency/shares"] {
            base[&format!("{name}.rhai")] = json!("other");
        }
        base.insert("funds/gone.rhai".into(), json!("other"));
        base.remove("consistency/year.rhai");
        lock["params"]["over_fulfilment"] = json!("120%");
        lock["severity"]["indicators/over-fulfilled"] = json!("info");
    });
    edit(
        &layer.join("pack.toml"),
        "\"error\" }",
        "\"error\", \"funds/none\" = \"info\", \"funds/other-sources\" = \"info\" }",
    );
    edit(&layer.join("pack.toml"), "\"150%\"", "\"150%\", half = \"50%\", quarter = \"25%\"");
    edit(&layer.join("pack.toml"), "off      = {", "off      = { \"funds/gone\" = \"x\",");
    story += &told(&path, &["rules", "upgrade", "."]);
    story += &told(&path, &["rules", "upgrade", "--write", "."]);
    story += &told(&path, &["rules", "upgrade", "yuexiu"]);
    insta::assert_snapshot!(story);
    fs::remove_dir_all(path).unwrap();
}

#[test]
fn a_title_shows_the_parameter_that_the_layer_sets() {
    let path = folder("title", LAYER);
    assert!(told(&path, &["rules", "export", ".", "department-overall"]).ends_with("? 0\n"));
    let rule = path.join("common/indicators/over-fulfilled.rhai");
    let text = fs::read_to_string(&rule).unwrap();
    let line = text.lines().find(|line| line.starts_with("title ")).unwrap();
    edit(&rule, line, "title = \"结果不超过目标的{over_fulfilment}\"");
    let title = |rules: &str| {
        let listed = told(&path, &["rules", "list", "--rules", rules]);
        listed.lines().find(|line| line.contains("over-fulfilled")).unwrap().to_owned()
    };
    assert!(title("department-overall").contains("结果不超过目标的130%"));
    assert!(title("yuexiu").contains("结果不超过目标的150%"));
    fs::remove_dir_all(path).unwrap();
}
