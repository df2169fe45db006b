//! A third form type of a few cells that includes the rules which several packs share: what it gets for nothing, what it is told.

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

const MANIFEST: &str = r#"id         = "grants"
title      = "补助资金表"
version    = "1"
money_unit = "/currency_unit"
include    = ["common"]

[terms]
initial_budget  = "money.plan"
adjusted_budget = "money.revised else money.plan"
spending        = "money.paid"
funds_reason    = ""
"#;

const SCHEMA: &str = r#"{
  "type": "object", "additionalProperties": false, "required": ["form", "currency_unit", "money"],
  "properties": {
    "form": { "title": "表格类型", "const": "grants" },
    "currency_unit": { "title": "金额单位", "enum": ["元", "万元"] },
    "money": { "title": "资金", "type": "object", "additionalProperties": false, "required": ["plan", "paid"],
      "properties": {
        "plan": { "title": "计划数", "type": ["number", "null"], "x-quantity": "money", "x-places": 2 },
        "revised": { "title": "调整数", "type": ["number", "null"], "x-quantity": "money", "x-places": 2 },
        "paid": { "title": "支付数", "type": ["number", "null"], "x-quantity": "money", "x-places": 2 } } },
    "rows": { "title": "明细", "type": ["array", "null"],
      "items": { "type": "object", "additionalProperties": false, "required": ["name"],
        "properties": {
          "name": { "title": "名称", "type": ["string", "null"] },
          "weight": { "title": "分值", "type": ["number", "null"], "x-quantity": "score" },
          "mark": { "title": "得分", "type": ["number", "null"], "x-quantity": "score" },
          "folded": { "title": "折算得分", "type": ["number", "null"], "x-quantity": "score" } } } },
    "told": { "title": "情况说明", "type": ["string", "null"], "x-role": "result" }
  } }"#;

const FORM: &str = r#"{ "form": "grants", "currency_unit": "万元", "money": { "plan": 20.00, "revised": 25.00, "paid": 24.00 },
  "rows": [ { "name": "甲", "weight": 10, "mark": 9 }, { "name": "乙", "weight": 10, "mark": 90, "folded": 8 } ], "told": "共三批。" }"#;

/// The terms of the rows, and a rule that goes by them.
const ROWS: &str = r#"[terms.rows]
points = "folded else mark"
share  = { value = "points / weight", label = "得分率" }
"#;

const RULE: &str = r#"/*---
title    = "得分率不超过九成"
severity = "error"
basis    = ["convention"]
why      = "不应当给满分。"

[[example]]
name  = "满分"
set   = { "/rows/0/mark" = 10 }
finds = ["/rows/0/mark"]

[[example]]
name  = "正好九成"
set   = { "/rows/1/folded" = 9 }
finds = []
---*/
form.rows.share.must_not_exceed(90%);
"#;

/// A folder with the pack in it, under a name of its own for each test.
fn folder(name: &str, manifest: &str, rules: &[(&str, &str)]) -> PathBuf {
    let path = std::env::temp_dir().join(format!("hegui-shared-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&path);
    write(&path, "grants/pack.toml", manifest);
    write(&path, "grants/form.schema.json", SCHEMA);
    write(&path, "grants/example.json", FORM);
    for (name, text) in rules {
        write(&path, name, text);
    }
    path
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
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

/// What `hegui test` says of a pack with these terms, and its exit code.
fn tested(folder: &Path, manifest: &str) -> (String, i32) {
    write(folder, "grants/pack.toml", manifest);
    let (out, err, code) = hegui(folder, &["test"]);
    (format!("{out}{err}"), code)
}

fn checked(folder: &Path, form: &Value) -> Value {
    write(folder, "form.json", &form.to_string());
    let (out, err, _) = hegui(folder, &["check", "--format", "json", "form.json"]);
    let report: Value =
        serde_json::from_str(&out).unwrap_or_else(|fault| unreachable!("{fault}\n{out}{err}"));
    report["documents"][0].clone()
}

fn example() -> Value {
    serde_json::from_str(FORM).unwrap()
}

#[test]
fn a_form_of_a_few_cells_gets_the_shared_rules_for_nothing() {
    let path = folder("nothing", MANIFEST, &[]);
    let mut form = example();
    form["told"] = json!("受益200户，比上年的180户增加30户。");
    form["money"]["revised"] = json!(24.00);
    let report = checked(&path, &form);
    let found: Vec<(&str, &str)> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| (finding["rule"].as_str().unwrap(), finding["pointer"].as_str().unwrap()))
        .collect();
    assert_eq!(
        found,
        [("funds/trimmed-to-spending", "/money/revised"), ("consistency/differences", "/told")]
    );
    // Where the form has no such cell the second one stands.
    form["money"].as_object_mut().unwrap().remove("revised");
    form["money"]["plan"] = json!(null);
    let report = checked(&path, &form);
    let rules = report["rules"].as_array().unwrap();
    let outcome = |rule: &str| rules.iter().find(|known| known["rule"] == rule).unwrap().clone();
    assert_eq!(outcome("funds/trimmed-to-spending")["needs"], json!(["/money/plan"]));
    // It has no indicators: the rule on their reasons is there, and says why it does not run.
    let idle = outcome("indicators/empty-reason");
    assert_eq!(idle["outcome"], "not_applicable");
    assert_eq!(idle["reason"], "本表没有定义 indicators，公用规则包 common 的这条规则不检查");
    let (listed, _, _) = hegui(&path, &["rules", "list"]);
    let line = |rule: &str| listed.lines().find(|line| line.contains(rule)).unwrap().trim().to_owned();
    assert!(line("empty-reason").contains("不适用"), "{listed}");
    assert!(line("differences").ends_with("〔common〕"), "{listed}");
    let (out, err, _) = hegui(&path, &["test"]);
    assert!(out.contains("grants：90 条规则来自 common，例子在 common 自己的表上运行"), "{out}{err}");
    let (page, _, code) = hegui(&path, &["explain", "funds/trimmed-to-spending"]);
    assert!(
        code == 0 && page.contains("调整数 money.revised") && page.contains("例子见规则包 common"),
        "{page}"
    );
    fs::remove_dir_all(path).unwrap();
}

#[test]
fn a_form_that_claims_to_be_of_the_shared_type_is_not_checked_by_its_few_rules() {
    let path = folder("claim", MANIFEST, &[]);
    let small = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/common/example.json");
    write(&path, "form.json", &fs::read_to_string(small).unwrap());
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hegui"));
        let output = command.env_clear().env("LANG", "C").current_dir(&path).args(args).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (text(output.stdout) + &text(output.stderr), output.status.code().unwrap())
    };
    let (out, code) = run(&["check", "form.json"]);
    assert!(code == 2 && out.contains("没有适用于“common”的规则包") && !out.contains("、common"), "{out}");
    let (out, code) = run(&["check", "--pack", "common", "form.json"]);
    assert!(code == 2 && out.contains("没有规则包 common"), "{out}");
    // Nor where the pack lies beside the others.
    let (out, code) = run(&["rules", "export", ".", "project"]);
    assert!(code == 0 && path.join("common/pack.toml").is_file(), "{out}");
    let (out, code) = run(&["check", "--rules", ".", "form.json"]);
    assert!(code == 2 && out.contains("没有适用于“common”的规则包"), "{out}");
    fs::remove_dir_all(path).unwrap();
}

#[test]
fn terms_of_rows_are_cells_and_figures_with_a_name() {
    let manifest = MANIFEST.to_owned() + ROWS;
    let path = folder("rows", &manifest, &[("grants/rows/share.rhai", RULE)]);
    let (out, err, code) = hegui(&path, &["test", "rows/share"]);
    assert_eq!((out.as_str(), err.as_str(), code), ("例子：3 个符合，0 个不符\n", "", 0));
    let mut form = example();
    form["rows"][0]["mark"] = json!(9.5);
    let finding = checked(&path, &form)["findings"][0].clone();
    assert_eq!(finding["message"], "明细 1 › 得分率是 0.9500，应当 ≤ 90%");
    assert_eq!(finding["pointer"], "/rows/0/mark");
    let calculation = finding["calculation"].as_str().unwrap();
    assert!(
        calculation.contains("明细 1 › 得分率 = 明细 1 › 得分 9.5分 ÷ 明细 1 › 分值 10分"),
        "{calculation}"
    );
    // A row without its points is not checked, and the cell that is lacking is that of the form.
    form["rows"][0]["mark"] = json!(null);
    let rules = checked(&path, &form)["rules"].clone();
    let own = rules.as_array().unwrap().iter().find(|rule| rule["rule"] == "rows/share").unwrap().clone();
    assert_eq!((&own["outcome"], &own["needs"]), (&json!("not_checked"), &json!(["/rows/0/mark"])));
    fs::remove_dir_all(path).unwrap();
}

#[test]
fn a_rule_of_the_packs_own_stands_in_the_place_of_a_shared_one_and_is_listed_so() {
    let own = RULE.replace("form.rows.share.must_not_exceed(90%);", "form.rows.mark.must_not_exceed(9分);");
    let path = folder("own", MANIFEST, &[("grants/indicators/empty-reason.rhai", &own)]);
    let (listed, _, _) = hegui(&path, &["rules", "list"]);
    let line = listed.lines().find(|line| line.contains("empty-reason")).unwrap();
    assert!(line.ends_with("〔代替 common 的同名规则〕"), "{line}");
    let report = checked(&path, &example());
    assert_eq!(report["findings"][0]["rule"], "indicators/empty-reason");
    fs::remove_dir_all(path).unwrap();
}

#[test]
fn a_layer_acts_on_shared_rules_and_adds_terms() {
    let path = folder("layer", MANIFEST, &[]);
    let layer = r#"extends  = "grants"
id       = "yuexiu"
version  = "2024"
severity = { "funds/trimmed-to-spending" = "error" }
off      = { "narrative/repetition" = "另有人核对" }

[terms.rows]
share = { value = "mark / weight", label = "得分率" }
"#;
    write(&path, "yuexiu/pack.toml", layer);
    write(&path, "yuexiu/rows/share.rhai", RULE);
    let mut form = example();
    form["money"]["revised"] = json!(24.00);
    form["rows"] = json!([{ "name": "甲", "weight": 10, "mark": 10 }]);
    let report = checked(&path, &form);
    let found: Vec<(&str, &str)> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| (finding["rule"].as_str().unwrap(), finding["severity"].as_str().unwrap()))
        .collect();
    assert_eq!(found, [("funds/trimmed-to-spending", "error"), ("rows/share", "error")]);
    let rules = report["rules"].as_array().unwrap();
    let off = rules.iter().find(|rule| rule["rule"] == "narrative/repetition").unwrap();
    assert_eq!(off["reason"], "规则已停用：另有人核对");
    fs::remove_dir_all(path).unwrap();
}

#[test]
fn what_is_wrong_with_terms_and_includes_is_told_where_it_stands() {
    let path = folder("wrong", MANIFEST, &[]);
    let mut told = Vec::new();
    let cases = [
        ("a cell that is not there", MANIFEST.replace("money.paid", "money.piad")),
        ("an object that is not there", MANIFEST.to_owned() + "[terms.rowz]\npoints = \"mark\"\n"),
        ("a circle", MANIFEST.to_owned() + "[terms.rows]\na = \"b / 2\"\nb = \"a * 2\"\n"),
        ("the name of a cell", MANIFEST.to_owned() + "[terms.rows]\nmark = \"folded\"\n"),
        ("a printed label", MANIFEST.to_owned() + "[terms.rows]\n\"得分\" = \"folded\"\n"),
        ("not of the kind that shared rules take", MANIFEST.replace("\"money.paid\"", "\"told\"")),
        ("money and points", MANIFEST.to_owned() + "[terms.money]\nboth = \"plan + paid * paid\"\n"),
        ("a list is no figure", MANIFEST.to_owned() + "more = \"rows.mark + 1\"\n"),
        ("two kinds", MANIFEST.to_owned() + "more = \"money.plan else told\"\n"),
        ("not complete", MANIFEST.to_owned() + "more = \"money.plan else\"\n"),
        ("a sign too many", MANIFEST.to_owned() + "more = \"money.plan % 3\"\n"),
        ("nothing uses it", MANIFEST.to_owned() + "more = \"money.plan\"\n"),
        ("no such pack", MANIFEST.replace("[\"common\"]", "[\"comon\"]")),
        ("no pack to include", MANIFEST.replace("[\"common\"]", "[\"project\"]")),
        ("twice", MANIFEST.replace("[\"common\"]", "[\"common\", \"common\"]")),
        ("a pack to include that includes", MANIFEST.replace("include ", "library = true\ninclude ")),
    ];
    for (name, manifest) in cases {
        let (text, code) = tested(&path, &manifest);
        told.push(format!("──── {name}: {code}\n{text}"));
    }
    insta::assert_snapshot!(told.concat());
    fs::remove_dir_all(path).unwrap();
}
