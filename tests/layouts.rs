//! Which cells a form must have: from the layout that it names, that it was read by, that it fits, that is demanded.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads files as it likes"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rust_decimal::Decimal;
use serde_json::Value;

const PACK: [(&str, &str); 7] = [
    ("pack.toml", "id = \"visits\"\ntitle = \"走访表\"\nversion = \"1\"\n"),
    (
        "form.schema.json",
        r#"{ "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "走访表", "type": "object", "additionalProperties": false,
  "required": ["form"], "properties": {
    "form": { "title": "表格类型", "const": "visits" },
    "layout": { "title": "布局", "type": ["string", "null"] },
    "cut": { "title": "残缺", "type": ["boolean", "null"] },
    "office": { "title": "走访单位", "type": ["string", "null"] },
    "spent": { "title": "花费", "type": ["number", "null"], "x-quantity": "number" },
    "note": { "title": "附言", "type": ["string", "null"] },
    "visits": { "title": "走访", "type": ["array", "null"], "items": { "type": "object", "additionalProperties": false, "properties": {
      "name": { "title": "走访对象", "type": ["string", "null"] },
      "result": { "title": "走访结果", "type": ["string", "null"] } } } } } }
"#,
    ),
    (
        "example.json",
        r#"{ "form": "visits", "office": "市局", "spent": 12, "visits": [{ "name": "甲", "result": "好" }] }
"#,
    ),
    (
        "layouts/full.toml",
        r#"form = "visits"
sheet = { title = ["走访表"], needs = ["走访单位"] }
unprinted = ["/cut"]
optional = ["/note"]
[[cell]]
label = "走访单位"
to = "/office"
[[cell]]
label = "花费"
to = "/spent"
[[table]]
to = "/visits/-"
columns = { name = "走访对象", result = "走访结果" }
until = ["附言"]
[[cell]]
label = "附言"
to = "/note"
"#,
    ),
    (
        "layouts/short.toml",
        r#"form = "visits"
sheet = { title = ["走访简表"], needs = ["走访单位"] }
unprinted = ["/cut", "/visits", "/note"]
[[cell]]
label = "走访单位"
to = "/office"
[[cell]]
label = "花费"
to = "/spent"
"#,
    ),
    (
        "visits/there.rhai",
        r#"/*---
title    = "至少走访一家"
severity = "error"
basis    = ["convention"]
why      = "没有走访，就没有结果。"
help     = "补填。"

[[example]]
name  = "没有走访"
set   = { "/visits" = [] }
finds = ["/visits"]

[[example]]
name   = "两家"
append = { "/visits" = { name = "乙", result = "好" } }
finds  = []
---*/
form.visits.must_have_at_least(1);
"#,
    ),
    (
        "visits/results.rhai",
        r#"/*---
title    = "每家都有结果"
severity = "error"
each     = "visits"
basis    = ["convention"]
why      = "没有结果，走访就没有做完。"
help     = "补填。"

[[example]]
name  = "没有结果"
blank = ["/visits/0/result"]
finds = ["/visits/0/result"]

[[example]]
name   = "都有"
append = { "/visits" = { name = "乙", result = "好" } }
finds  = []
---*/
item.result.must_not_be_blank();
"#,
    ),
];

/// A folder of its own with the pack of visits in `rules`, and these files beside it.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let path = std::env::temp_dir().join(format!("hegui-layouts-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&path);
    let pack = PACK.iter().map(|(file, text)| (format!("rules/visits/{file}"), *text));
    let files = files.iter().map(|(file, text)| ((*file).to_owned(), *text));
    for (file, text) in pack.chain(files) {
        let file = path.join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    path
}

fn hegui(folder: &Path, args: &[&str]) -> (String, String, i32) {
    let output = Command::new(env!("CARGO_BIN_EXE_hegui"))
        .args(args)
        .env_clear()
        .env("LANG", "C")
        .current_dir(folder)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

/// The report of one form.
fn report(folder: &Path, form: &str) -> Value {
    let (out, err, _) = hegui(folder, &["check", "--rules", "rules", "--format", "json", form]);
    serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}\n{out}{err}"))
}

/// Rule and pointer of each finding.
fn found(report: &Value) -> Vec<(&str, &str)> {
    let findings = report["documents"][0]["findings"].as_array().unwrap().iter();
    findings.map(|one| (one["rule"].as_str().unwrap(), one["pointer"].as_str().unwrap())).collect()
}

fn outcome<'r>(report: &'r Value, rule: &str) -> &'r Value {
    let rules = report["documents"][0]["rules"].as_array().unwrap();
    rules.iter().find(|one| one["rule"] == rule).unwrap()
}

#[test]
fn json_is_held_to_the_layout_it_lacks_the_fewest_cells_of_and_that_is_told() {
    let forms = [
        (
            "whole.json",
            r#"{ "form": "visits", "office": "市局", "spent": 3, "visits": [{ "name": "甲", "result": "好" }] }"#,
        ),
        ("short.json", r#"{ "form": "visits", "office": "市局", "spent": 3 }"#),
        ("blank.json", r#"{ "form": "visits", "office": null, "spent": null, "visits": null }"#),
        ("lacks.json", r#"{ "form": "visits", "office": "市局" }"#),
    ];
    let folder = folder("fit", &forms);
    let whole = report(&folder, "whole.json");
    let document = &whole["documents"][0];
    assert_eq!((&document["layout"], &document["layout_by"]), (&"full".into(), &"fit".into()));
    assert_eq!((found(&whole), document.get("unprinted"), whole.get("notes")), (vec![], None, None));
    let short = report(&folder, "short.json");
    let document = &short["documents"][0];
    assert_eq!((&document["layout"], found(&short)), (&"short".into(), vec![]));
    assert_eq!(document["unprinted"], serde_json::json!(["/visits"]));
    assert_eq!(outcome(&short, "visits/there")["outcome"], "not_applicable");
    assert_eq!(outcome(&short, "visits/there")["reason"], "布局 short 没有印 /visits 这一格");
    assert!(short["notes"][0].as_str().unwrap().contains("short.json"), "{}", short["notes"]);
    // What nobody has filled in is no other print.
    let blank = report(&folder, "blank.json");
    assert_eq!(blank["documents"][0]["layout"], "full");
    assert_eq!(found(&blank), [("visits/there", "/visits")]);
    // Every layout prints it.
    assert_eq!(found(&report(&folder, "lacks.json")), [("schema/required", "/spent")]);
    let (out, _, code) = hegui(&folder, &["check", "--rules", "rules", "short.json"]);
    assert_eq!(code, 0);
    assert!(out.contains("short.json：2 条不适用，布局 short"), "{out}");
}

#[test]
fn a_layout_that_cannot_be_read_is_told_with_the_form_that_might_be_held_to_it() {
    let form = r#"{ "form": "visits", "office": "市局", "spent": 3 }"#;
    let folder = folder("broken", &[("a.json", form)]);
    fs::write(folder.join("rules/visits/layouts/short.toml"), "form = \"visits\"\nsheet = {\n").unwrap();
    let (out, err, code) = hegui(&folder, &["check", "--rules", "rules", "a.json"]);
    assert_eq!(code, 2, "{out}{err}");
    assert!(format!("{out}{err}").contains("layouts/short.toml"), "{out}{err}");
}

#[test]
fn a_form_that_names_its_layout_must_have_its_cells() {
    let forms = [
        ("full.json", r#"{ "form": "visits", "layout": "full", "office": "市局", "spent": 3 }"#),
        (
            "column.json",
            r#"{ "form": "visits", "layout": "full", "office": "市局", "spent": 3, "visits": [{ "name": "甲" }, { "name": "乙" }] }"#,
        ),
        (
            "row.json",
            r#"{ "form": "visits", "layout": "full", "office": "市局", "spent": 3, "visits": [{ "name": "甲" }, { "name": "乙", "result": "好" }] }"#,
        ),
        (
            "null.json",
            r#"{ "form": "visits", "layout": "short", "office": "市局", "spent": 3, "visits": null }"#,
        ),
        (
            "more.json",
            r#"{ "form": "visits", "layout": "short", "office": "市局", "spent": 3, "visits": [] }"#,
        ),
        (
            "typo.json",
            r#"{ "form": "visits", "layout": "ful", "office": "市局", "spent": 3, "visits": [{ "name": "甲", "result": "好" }] }"#,
        ),
        ("cut.json", r#"{ "form": "visits", "layout": "full", "cut": true, "office": "市局" }"#),
    ];
    let folder = folder("named", &forms);
    let full = report(&folder, "full.json");
    assert_eq!(full["documents"][0]["layout_by"], "form");
    assert_eq!(found(&full), [("schema/required", "/visits")]);
    assert_eq!(full["documents"][0]["findings"][0]["message"], "缺少“走访”，布局 full 印有这一格");
    assert_eq!(outcome(&full, "visits/there")["outcome"], "not_checked");
    let column = report(&folder, "column.json");
    assert_eq!(found(&column), [("schema/required", "/visits")]);
    assert_eq!(
        column["documents"][0]["findings"][0]["message"],
        "“走访”缺少“走访结果”一栏，布局 full 印有这一栏"
    );
    // A row without it is not checked.
    let row = report(&folder, "row.json");
    assert_eq!(found(&row), []);
    assert_eq!(outcome(&row, "visits/results")["needs"], serde_json::json!(["/visits/0/result"]));
    assert_eq!(found(&report(&folder, "null.json")), []);
    assert_eq!(outcome(&report(&folder, "null.json"), "visits/there")["outcome"], "not_applicable");
    // What is there is checked, whatever the layout prints.
    assert_eq!(found(&report(&folder, "more.json")), [("visits/there", "/visits")]);
    let typo = report(&folder, "typo.json");
    assert_eq!(found(&typo), [("form/layout", "/layout")]);
    assert_eq!(typo["documents"][0]["findings"][0]["help"], "是不是“full”？");
    assert_eq!(found(&report(&folder, "cut.json")), [("form/cut", "/cut")]);
}

#[test]
fn the_title_bounds_which_layouts_a_form_is_held_to() {
    let titled = |(path, text): &(&'static str, &str)| {
        let text = text.replace(
            "\"layout\": {",
            "\"title\": { \"title\": \"表名\", \"type\": [\"string\", \"null\"] }, \"layout\": {",
        );
        let text = text.replace("needs = [\"走访单位\"] }", "needs = [\"走访单位\"], to = \"/title\" }\n");
        let text = text.replace("/visits\", \"/note\"]", "/visits\", \"/note\"]\noptional = [\"/title\"]");
        let text = text.replace("optional = [\"/note\"]", "optional = [\"/note\", \"/title\"]");
        (format!("rules/visits/{path}"), text.replace("走访简表\"]", "走访简表\", \"简表\"]"))
    };
    let short = r#""office": "市局", "spent": 3 }"#;
    let forms = [
        ("none", format!(r#"{{ "form": "visits", {short}"#)),
        ("other", format!(r#"{{ "form": "visits", "title": "随便什么表", {short}"#)),
        ("short", format!(r#"{{ "form": "visits", "title": "2024年走访简表（市局）", {short}"#)),
        ("named", format!(r#"{{ "form": "visits", "layout": "short", {short}"#)),
        ("both", format!(r#"{{ "form": "visits", "layout": "short", "title": "走访简表", {short}"#)),
        ("blank", format!(r#"{{ "form": "visits", "layout": " ", {short}"#)),
    ];
    let pack: Vec<(String, String)> = PACK.iter().map(titled).collect();
    let files = pack.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let folder = folder("titles", &files.collect::<Vec<_>>());
    for (name, text) in &forms {
        fs::write(folder.join(format!("{name}.json")), text).unwrap();
    }
    let held = |name: &str| {
        let report = report(&folder, &format!("{name}.json"));
        let found = found(&report).into_iter().map(|(rule, at)| format!("{rule} {at}")).collect::<Vec<_>>();
        (report["documents"][0]["layout"].as_str().unwrap().to_owned(), found.join(" "))
    };
    // What says nothing of its title has that of its pack.
    for name in ["none", "other", "blank"] {
        assert_eq!(held(name), ("full".to_owned(), "schema/required /visits".to_owned()), "{name}");
    }
    assert_eq!(held("short"), ("short".to_owned(), String::new()));
    assert_eq!(held("both"), ("short".to_owned(), String::new()));
    assert_eq!(held("named"), ("short".to_owned(), "form/layout /layout".to_owned()));
    let named = report(&folder, "named.json");
    let finding = &named["documents"][0]["findings"][0];
    assert_eq!(finding["message"], "布局 short 的表名是“走访简表”，这张表是“走访表”");
    assert_eq!(finding["help"], "改正 \"layout\"（这种表名的布局：full），或者改正表名");
}

#[test]
fn a_layout_that_is_like_another_says_what_differs() {
    let like = |text: &str| ("rules/visits/layouts/like.toml", format!("like = \"full\"\n{text}"));
    let own = like(
        r#"sheet = { title = ["走访新表"], needs = ["走访单位"] }
unprinted = ["/cut", "/note"]
[labels]
"花费" = ["用款"]
"走访结果" = ["成效"]
[[cell]]
label = "单位名称"
to = "/office"
[[table]]
to = "/visits/-"
columns = { result = "走访结果", name = "家" }
"#,
    );
    let form = r#"{ "form": "visits", "layout": "like", "office": "市局", "spent": 3, "visits": [{ "name": "甲", "result": "好" }] }"#;
    let folder = folder("like", &[(own.0, &own.1), ("form.json", form)]);
    let (out, err, code) = hegui(&folder, &["test", "--rules", "rules"]);
    assert_eq!(code, 0, "{out}{err}");
    assert_eq!(found(&report(&folder, "form.json")), []);
    let args = ["template", "visits", "--rules", "rules", "--layout", "like", "--example", "-o", "a.xlsx"];
    assert_eq!(hegui(&folder, &args).2, 0);
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(folder.join("a.xlsx")).unwrap();
    let range = calamine::Reader::worksheet_range_at(&mut book, 0).unwrap().unwrap();
    let rows: Vec<String> = range
        .rows()
        .map(|row| {
            row.iter().map(ToString::to_string).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("|")
        })
        .filter(|row| !row.is_empty())
        .collect();
    assert_eq!(rows, ["走访新表", "单位名称|市局|花费|12", "走访结果|家", "好|甲"]);
    for (text, said) in [
        ("unprinted = [\"/spend\"]\n", "like.toml:2:14"),
        ("[labels]\n\"没有\" = []\n", "布局没有用到栏目“没有”"),
    ] {
        let (path, text) = like(text);
        fs::write(folder.join(path), text).unwrap();
        let (out, err, code) = hegui(&folder, &["test", "--rules", "rules"]);
        assert!(code == 2 && err.contains(said), "{out}{err}");
    }
    for (text, said) in [
        ("like = \"fu\"\n", "没有布局“fu”"),
        ("like = \"like\"\n", "like 指的布局“like”有错，或者绕了一圈又回到自己"),
        ("like = \"short\"\n", "like 指的布局“short”有错，或者绕了一圈又回到自己"),
    ] {
        fs::write(folder.join("rules/visits/layouts/like.toml"), text).unwrap();
        fs::write(folder.join("rules/visits/layouts/short.toml"), "like = \"like\"\n").unwrap();
        let (out, err, code) = hegui(&folder, &["test", "--rules", "rules"]);
        assert!(code == 2 && err.contains(said), "{out}{err}");
    }
}

#[test]
fn a_gate_demands_a_layout() {
    let files = [
        ("hegui.toml", "rules = \"rules\"\n[layout]\nvisits = \"full\"\n"),
        ("plain.json", r#"{ "form": "visits", "office": "市局", "spent": 3 }"#),
        (
            "named.json",
            r#"{ "form": "visits", "layout": "short", "office": "市局", "spent": 3, "visits": [{ "name": "甲", "result": "好" }] }"#,
        ),
        ("typo/hegui.toml", "rules = \"../rules\"\n[layout]\nvisits = \"ful\"\n"),
        ("other/hegui.toml", "rules = \"../rules\"\n[layout]\nvisit = \"full\"\n"),
    ];
    let folder = folder("gate", &files);
    let plain = report(&folder, "plain.json");
    let document = &plain["documents"][0];
    assert_eq!((&document["layout"], &document["layout_by"]), (&"full".into(), &"gate".into()));
    assert_eq!(found(&plain), [("schema/required", "/visits")]);
    let named = report(&folder, "named.json");
    assert_eq!(found(&named), [("form/layout", "/layout")]);
    assert_eq!(named["documents"][0]["findings"][0]["message"], "要求的布局是 full，这张表是 short");
    for (inside, said) in [("typo", "3:10"), ("other", "3:1")] {
        let (out, _, code) = hegui(&folder.join(inside), &["check", "../plain.json"]);
        assert_eq!(code, 2);
        assert!(out.contains(&format!("hegui.toml:{said}")), "{out}");
    }
    let (out, _, code) = hegui(&folder, &["config"]);
    assert_eq!(code, 0);
    assert!(out.contains("[layout]\n\"visits\" = \"full\"  # "), "{out}");
}

#[test]
fn a_workbook_is_held_to_the_layout_that_it_was_read_by() {
    let folder = folder("print", &[]);
    let made = hegui(
        &folder,
        &["template", "visits", "--rules", "rules", "--layout", "short", "--example", "-o", "a.xlsx"],
    );
    assert_eq!(made.2, 0, "{}{}", made.0, made.1);
    let printed = report(&folder, "a.xlsx");
    let document = &printed["documents"][0];
    assert_eq!((&document["layout"], &document["layout_by"]), (&"short".into(), &"print".into()));
    assert_eq!(found(&printed), []);
    assert_eq!(outcome(&printed, "visits/there")["reason"], "布局 short 没有印 /visits 这一格");
}

#[test]
fn what_is_optional_is_printed() {
    let layout = PACK[4].1.replace("unprinted", "optional = [\"/spent\", \"/visits\"]\nunprinted");
    let folder = folder("optional", &[("rules/visits/layouts/short.toml", &layout)]);
    let (out, err, code) = hegui(&folder, &["test", "--rules", "rules"]);
    assert_eq!(code, 2);
    assert!(err.contains("optional 里的 /visits 没有格子读进去"), "{out}{err}");
    assert_eq!(err.matches("没有格子读进去").count(), 1, "{err}");
}

#[test]
fn departmental_forms_of_other_places_are_held_to_their_own_print() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let said = |name: &str| {
        let (out, err, _) =
            hegui(root, &["check", "--format", "json", &format!("fixtures/layouts/{name}.json")]);
        let report: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}\n{err}"));
        let layout = report["documents"][0]["layout"].as_str().unwrap().to_owned();
        let alarms = report["documents"][0]["findings"].as_array().unwrap().iter();
        let alarms = alarms.filter(|one| one["severity"] != "info");
        let alarms = alarms
            .map(|one| format!("{} {}", one["rule"].as_str().unwrap(), one["pointer"].as_str().unwrap()));
        (layout, alarms.collect::<Vec<_>>())
    };
    assert_eq!(said("d01-rongwanhu-2016"), ("yueyang".to_owned(), vec![]));
    assert_eq!(said("d10-guangxi-yibao-2024"), ("report".to_owned(), vec![]));
    // Blank cells and a heading without a sum are no fault; whose table it is, it does not say.
    let unnamed = vec!["head/filled /department".to_owned()];
    assert_eq!(said("d07-hunan-basic-data-2018"), ("hunan-data".to_owned(), unnamed));
    let (layout, alarms) = said("d11-jinzhai-national-table-2023");
    assert_eq!(layout, "national");
    let cells = [
        "form/cut /cut",
        "funds/spending-above-budget /funds/total/actual_expenditure",
        "scores/total-filled /funds/total/score",
        "indicators/over-fulfilled /indicators/2/actual",
    ];
    assert_eq!(alarms, cells);
    // Only the beginning of its page is there: what its print has behind that is left out.
    let (layout, alarms) = said("d12-guantang-2023");
    assert_eq!(layout, "hunan");
    let cells = [
        "schema/required /score_table",
        "schema/required /total_score",
        "schema/required /funds/score",
        "schema/required /funds/weight",
        "funds/trimmed-to-spending /funds/adjusted_budget",
        "funds/adjustment-explained /funds/adjusted_budget",
        "narrative/goal-and-result /annual_goal/actual",
    ];
    let (mut alarms, mut cells) = (alarms, cells.map(str::to_owned).to_vec());
    alarms.sort();
    cells.sort();
    assert_eq!(alarms, cells);
}

#[test]
fn each_layout_prints_its_example_and_reads_it_again() {
    let folder = folder("examples", &[]);
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    for (pack, layout) in [
        ("department-overall", "national"),
        ("department-overall", "hunan"),
        ("department-overall", "hunan-data"),
        ("department-overall", "report"),
        ("department-overall", "yueyang"),
        ("department-overall", "yueyang-full"),
        ("department-overall", "hubei"),
        ("department-overall", "hunan-score"),
        ("department-overall", "jiangsu"),
        ("department-overall", "sichuan"),
        ("department-overall", "yunnan"),
        ("project", "hubei"),
        ("project", "transfer"),
        ("project", "folded"),
        ("project", "unscored"),
    ] {
        let file = format!("{pack}-{layout}.xlsx");
        let made = hegui(&folder, &["template", pack, "--layout", layout, "--example", "-o", &file]);
        assert_eq!(made.2, 0, "{layout}: {}{}", made.0, made.1);
        let (out, err, code) = hegui(&folder, &["import", &file]);
        assert_eq!((code, err.as_str()), (0, ""), "{layout}");
        let mut read: Value = serde_json::from_str(&out).unwrap();
        // One that no form is held to which does not name it.
        assert!(
            read.as_object_mut().unwrap().remove("layout").is_none_or(|named| named == layout),
            "{layout}"
        );
        let example = fs::read(rules.join(pack).join(format!("examples/{layout}.json"))).unwrap();
        let mut example: Value = serde_json::from_slice(&example).unwrap();
        example.as_object_mut().unwrap().remove("layout");
        let mut differ = Vec::new();
        differences(&example, &read, "", &mut differ);
        assert_eq!(differ, [""; 0], "{layout}");
        let (out, _, code) = hegui(&folder, &["check", "--format", "json", &file]);
        let report: Value = serde_json::from_str(&out).unwrap();
        assert_eq!((code, &report["documents"][0]["layout"]), (0, &layout.into()), "{out}");
    }
}

/// Where two forms differ; null and left out are the same, and so are a figure and its text.
fn differences(a: &Value, b: &Value, at: &str, out: &mut Vec<String>) {
    match (a, b) {
        (Value::Object(one), Value::Object(other)) => {
            let keys: std::collections::BTreeSet<&String> = one.keys().chain(other.keys()).collect();
            for key in keys {
                let of = |form: &serde_json::Map<String, Value>| form.get(key).cloned().unwrap_or_default();
                differences(&of(one), &of(other), &format!("{at}/{key}"), out);
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (number, (one, other)) in one.iter().zip(other).enumerate() {
                differences(one, other, &format!("{at}/{number}"), out);
            }
        }
        _ => {
            let text = |value: &Value| match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let number = |text: &str| Decimal::from_str_exact(text).ok();
            let same = |a: &str, b: &str| a == b || number(a).zip(number(b)).is_some_and(|(a, b)| a == b);
            if !same(&text(a), &text(b)) {
                out.push(format!("{at}: {a} / {b}"));
            }
        }
    }
}

#[test]
fn a_layout_that_lacks_what_all_others_have_holds_only_forms_that_name_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let example = fs::read_to_string(root.join("rules/project/example.json")).unwrap();
    let mut form: Value = serde_json::from_str(&example).unwrap();
    form["goal"].as_object_mut().unwrap().remove("actual");
    let check = |form: &Value| {
        let folder = folder("named", &[("a.json", &form.to_string())]);
        let (out, _, _) = hegui(&folder, &["check", "--format", "json", "a.json"]);
        let report: Value = serde_json::from_str(&out).unwrap();
        let layout = report["documents"][0]["layout"].as_str().unwrap().to_owned();
        let left_out = found(&report).into_iter().filter(|(rule, _)| *rule == "schema/required").count();
        (layout, left_out)
    };
    assert_eq!(check(&form), ("national".to_owned(), 1));
    form["layout"] = "hubei".into();
    assert_eq!(check(&form), ("hubei".to_owned(), 0));
}

#[test]
fn samples_beside_a_layout_are_read_and_compared() {
    let folder = folder("samples", &[]);
    let args = ["template", "visits", "--rules", "rules", "--layout", "full", "--example", "-o", "a.xlsx"];
    assert_eq!(hegui(&folder, &args).2, 0);
    let beside = folder.join("rules/visits/layouts/full");
    fs::create_dir_all(&beside).unwrap();
    fs::copy(folder.join("a.xlsx"), beside.join("甲.xlsx")).unwrap();
    let json = hegui(&folder, &["import", "--rules", "rules", "a.xlsx"]).0;
    fs::write(beside.join("甲.json"), &json).unwrap();
    let (out, err, code) = hegui(&folder, &["test", "--rules", "rules"]);
    assert_eq!(code, 0, "{out}{err}");
    // Another value, and a value that is not there.
    fs::write(beside.join("甲.json"), json.replace("12", "13").replace("\"好\"", "null")).unwrap();
    let (out, _, code) = hegui(&folder, &["test", "--rules", "rules"]);
    assert_eq!(code, 1);
    assert!(out.contains("rules/visits/layouts/full/甲.xlsx 例子“full”不符："), "{out}");
    assert!(
        out.contains("Sheet1!B2 /spent：应为 13，读出的是 12")
            || out.contains("/spent：应为 13，读出的是 12"),
        "{out}"
    );
    assert!(out.contains("/visits/0/result：应为 null，读出的是 \"好\""), "{out}");
    fs::remove_file(beside.join("甲.json")).unwrap();
    fs::write(beside.join("乙.json"), "{}").unwrap();
    let (out, _, code) = hegui(&folder, &["test", "--rules", "rules"]);
    assert_eq!(code, 1);
    assert!(out.contains("旁边没有同名的 .json") && out.contains("旁边没有同名的工作簿或文档"), "{out}");
}

#[test]
fn a_part_of_a_form_need_not_have_what_its_print_has() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for pack in ["department-overall", "project"] {
        let example = fs::read_to_string(root.join("rules").join(pack).join("example.json")).unwrap();
        let mut form: Value = serde_json::from_str(&example).unwrap();
        let cells = form.as_object_mut().unwrap();
        for key in ["year", "indicators", "tasks", "problems"] {
            cells.remove(key);
        }
        cells.insert("cut".to_owned(), true.into());
        let folder = folder(&format!("part-{pack}"), &[("part.json", &form.to_string())]);
        let check =
            |args: &[&str]| hegui(&folder, &[&["check", "--format", "json", "part.json"], args].concat());
        let report: Value = serde_json::from_str(&check(&[]).0).unwrap();
        let found: Vec<_> = found(&report)
            .into_iter()
            .filter(|(rule, _)| !rule.contains('/') || rule.starts_with("schema") || rule.starts_with("form"))
            .collect();
        assert_eq!(found, [("form/cut", "/cut")], "{pack}");
        let report: Value = serde_json::from_str(&check(&["--allow-cut"]).0).unwrap();
        assert_eq!(report["summary"]["errors"], 0, "{pack}: {report}");
    }
}

/// The layouts of the program.
const LAYOUTS: [(&str, &str); 17] = [
    ("department-overall", "guangzhou"),
    ("department-overall", "hubei"),
    ("department-overall", "hunan"),
    ("department-overall", "hunan-data"),
    ("department-overall", "hunan-score"),
    ("department-overall", "jiangsu"),
    ("department-overall", "sichuan"),
    ("department-overall", "national"),
    ("department-overall", "report"),
    ("department-overall", "yueyang"),
    ("department-overall", "yueyang-full"),
    ("department-overall", "yunnan"),
    ("project", "folded"),
    ("project", "hubei"),
    ("project", "national"),
    ("project", "transfer"),
    ("project", "unscored"),
];

#[test]
fn what_is_drafted_from_a_blank_form_reads_a_filled_one() {
    let folder = folder("drafts", &[]);
    assert_eq!(hegui(&folder, &["rules", "export", "mine"]).2, 0);
    for (pack, layout) in LAYOUTS {
        let drafted = folder.join(format!("mine/{pack}/layouts/drafted.toml"));
        let _ = fs::remove_file(&drafted);
        let _ = fs::remove_file(folder.join("blank.xlsx"));
        let _ = fs::remove_file(folder.join("filled.xlsx"));
        let run = |args: &[&str]| {
            let told = hegui(&folder, args);
            assert_eq!((told.2, told.1.as_str()), (0, ""), "{layout}: {}", told.0);
            told.0
        };
        run(&["template", pack, "--layout", layout, "-o", "blank.xlsx"]);
        let out = drafted.to_str().unwrap();
        let said = run(&["layout", "draft", "blank.xlsx", "--pack", pack, "-o", out]);
        assert!(said.contains("没有认出来 0 格"), "{layout}: {said}");
        assert!(
            fs::read_to_string(&drafted).unwrap().contains(&format!("like = \"{layout}\"\n")),
            "{layout}"
        );
        run(&["template", pack, "--layout", layout, "--example", "-o", "filled.xlsx"]);
        let read = run(&["import", "filled.xlsx", "--rules", "mine", "--layout", "drafted"]);
        let line = |name: &str| format!("  \"layout\": \"{name}\",\n");
        let own = run(&["import", "filled.xlsx", "--layout", layout]);
        assert!(own.contains(&line(layout)), "{layout}: {own}");
        let own = own.replace(&line(layout), &line("drafted"));
        assert_eq!(read, own, "{layout}");
    }
}

#[test]
fn a_pack_without_layouts_is_drafted_from_its_schema() {
    let folder = folder("schema", &[]);
    let args = ["template", "visits", "--rules", "rules", "--layout", "full", "-o", "blank.xlsx"];
    assert_eq!(hegui(&folder, &args).2, 0);
    fs::remove_dir_all(folder.join("rules/visits/layouts")).unwrap();
    let (out, err, code) =
        hegui(&folder, &["layout", "draft", "blank.xlsx", "--pack", "visits", "--rules", "rules"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let body = out.split_once('\n').unwrap().1;
    let wanted = r#"form = "visits"
sheet = { title = ["走访表"] }

# 这种表没有印的格子；有的表印、有的表不印的，移到 optional。
unprinted = [
    "/cut",
    "/note",
]

[[cell]]
label = "走访单位"
to = "/office"

[[cell]]
label = "花费"
to = "/spent"

[[table]]
to = "/visits/-"
columns = { name = "走访对象", result = "走访结果" }
"#;
    assert_eq!(body, wanted);
}
