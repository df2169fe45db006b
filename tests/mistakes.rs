//! What beginners write wrongly in a rule, and what they are told: once, at its place, with what to write instead.
//!
//! The mistakes stand in `mistakes/mistakes.toml`; what is said of each is a snapshot.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and writes files as it likes"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A sound rule, in which each mistake is made.
const RULE: &str = r#"/*---
title    = "实际支出数不超过预算"
severity = "error"
basis    = ["convention"]
why      = "支出不能超过预算。"

[[example]]
name  = "超过预算"
set   = { "/funds/actual_expenditure" = 20000.00, "/funds/completion_rate" = "231.48%" }
finds = ["/funds/actual_expenditure"]

[[example]]
name  = "没有超过"
finds = []
---*/
let funds = form.funds;
funds.actual_expenditure.must_not_exceed(funds.adjusted_budget);
"#;

/// What `hegui test` says of one rule, under a heading, and its exit code.
fn said(heading: &str, packs: &Path, rule: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hegui"));
    command
        .env_clear()
        .env("LANG", "C")
        .current_dir(packs)
        .args(["test", "--lang", "zh", "--rules", ".", rule]);
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let told = text(output.stdout) + &text(output.stderr);
    let code = output.status.code().unwrap();
    format!("──── {heading}\n{told}exit {code}\n")
}

/// The department's pack in a folder of its own.
fn exported(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("hegui-mistakes-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&path);
    let mut command = Command::new(env!("CARGO_BIN_EXE_hegui"));
    assert!(
        command
            .args(["rules", "export"])
            .arg(&path)
            .arg("department-overall")
            .output()
            .unwrap()
            .status
            .success()
    );
    fs::create_dir(path.join("department-overall/x")).unwrap();
    path
}

#[test]
fn each_mistake_of_a_beginner_is_told_once_with_what_to_do() {
    let packs = exported("a");
    let file = packs.join("department-overall/x/m.rhai");
    fs::write(&file, RULE).unwrap();
    assert_eq!(said("sound", &packs, "x/m"), "──── sound\n例子：3 个符合，0 个不符\nexit 0\n");

    let mistakes = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes/mistakes.toml");
    let mistakes: toml::Table = fs::read_to_string(mistakes).unwrap().parse().unwrap();
    let mut all = Vec::new();
    for mistake in mistakes["mistake"].as_array().unwrap() {
        let part = |key: &str| mistake.get(key).map(|text| text.as_str().unwrap());
        let (header, _) = RULE.split_at(RULE.find("let funds").unwrap());
        let rule = match (part("body"), part("rule"), part("from"), part("to")) {
            (Some(body), ..) => format!("{header}{body}\n"),
            (_, Some(rule), ..) => format!("{rule}\n"),
            (_, _, Some(from), Some(to)) => {
                assert_eq!(RULE.matches(from).count(), 1, "{from}");
                RULE.replace(from, to)
            }
            _ => unreachable!(),
        };
        fs::write(&file, &rule).unwrap();
        all.push(said(part("name").unwrap(), &packs, "x/m"));
    }
    fs::remove_dir_all(&packs).unwrap();
    insta::assert_snapshot!(all.join("\n"));
}

/// Files by name, each with what becomes of its text.
type Edits<'e> = &'e [(&'e str, &'e dyn Fn(&str) -> String)];

/// What `hegui test` says of a pack in which some files are edited, each by its name, under a heading.
fn edited(packs: &Path, heading: &str, edits: Edits<'_>, wanted: &str) -> String {
    let pack = packs.join("department-overall");
    let mut before = Vec::new();
    for (name, edit) in edits {
        let path = pack.join(name);
        let text = fs::read_to_string(&path).ok();
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, edit(text.as_deref().unwrap_or_default())).unwrap();
        before.push((path, text));
    }
    let told = said(heading, packs, wanted);
    for (path, text) in before {
        match text {
            Some(text) => fs::write(path, text).unwrap(),
            None => fs::remove_file(path).unwrap(),
        }
    }
    told
}

#[test]
fn what_is_wrong_beside_the_rules_is_told_where_it_stands() {
    let packs = exported("c");
    let (header, _) = RULE.split_at(RULE.find("let funds").unwrap());
    let rule = |body: &str| format!("{header}{body}\n");
    let in_manifest = |from: &'static str, to: &'static str| move |text: &str| text.replace(from, to);
    let asks = "narrative/name-replaced";
    let calls = rule("require(is_odd(form), form.funds.actual_expenditure, \"m\");");
    let lib = |body: &'static str| move |_: &str| format!("// 一个函数\n\nfn is_odd(x) {{ {body} }}\n");
    let mut all: Vec<String> = Vec::new();
    let mut tell = |heading: &str, edits: Edits<'_>, wanted: &str| {
        all.push(edited(&packs, heading, edits, wanted));
    };
    tell("a parameter that is a text", &[("pack.toml", &in_manifest("\"45%\"", "\"百分之十几\""))], asks);
    tell("a parameter that is about something", &[("pack.toml", &in_manifest("\"45%\"", "\"约45%\""))], asks);
    let idle = in_manifest("[params]\n", "[params]\nidle = 3\n");
    tell("a parameter that no rule asks for", &[("pack.toml", &idle)], asks);
    tell("no such cell", &[("pack.toml", &in_manifest("/currency_unit", "/currency"))], asks);
    let language = in_manifest("[params]", "language = \"zh-gd\"\n[params]");
    tell("no such language", &[("pack.toml", &language)], asks);
    let rule_of = |_: &str| calls.clone();
    tell("a field in lib", &[("lib/z.rhai", &lib("form.nope > 0")), ("x/m.rhai", &rule_of)], "x/m");
    tell("an unused function in lib", &[("lib/z.rhai", &lib("x.len() > 0"))], asks);
    let grammar = |text: &str| text.split_once("\n[[statement]]").unwrap().0.to_owned();
    tell("a grammar without patterns", &[("../zh/grammar.toml", &grammar)], asks);
    let kind = |text: &str| format!("{text}\n[[statement]]\nkind = \"odd\"\ntitle = \"x\"\n");
    tell("a statement without patterns", &[("../zh/grammar.toml", &kind)], asks);
    let reason = |text: &str| format!("{text}\n[[reason]]\nsay = []\n");
    tell("a reason without patterns", &[("../zh/grammar.toml", &reason)], asks);
    // Of a function that breaks when it runs, the place in its own file.
    fs::write(
        packs.join("department-overall/lib/z.rhai"),
        lib("x.relations(form.department.text()).len() > 0")(""),
    )
    .unwrap();
    fs::write(packs.join("department-overall/x/m.rhai"), &calls).unwrap();
    let checked = |heading: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hegui"));
        command
            .env_clear()
            .env("LANG", "C")
            .current_dir(&packs)
            .args(["check", "--lang", "zh", "--rules", "."]);
        let output = command.arg("department-overall/example.json").output().unwrap();
        let told = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        format!("──── {heading}\n{told}exit {}\n", output.status.code().unwrap())
    };
    all.push(checked("a function that breaks"));
    for entry in fs::read_dir(packs.join("department-overall")).unwrap().flatten() {
        if entry.path().is_dir() {
            fs::remove_dir_all(entry.path()).unwrap();
        }
    }
    all.push(checked("no rules"));
    all.push(said("no rules to test", &packs, "word/cause"));
    fs::remove_dir_all(&packs).unwrap();
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn files_that_are_no_rules_are_told_and_the_others_run() {
    let packs = exported("b");
    let pack = packs.join("department-overall");
    let mut all = Vec::new();
    for name in ["x/m.rhai.txt", "x/M.RHAI", "x/m - 副本.rhai", "x/规则.rhai", "x/m_a.rhai"] {
        fs::write(pack.join(name), RULE).unwrap();
        all.push(said(name, &packs, "funds/completion-rate"));
        fs::remove_file(pack.join(name)).unwrap();
    }
    for (name, bytes) in
        [("GBK", &b"/*---\ntitle = \"\xd4\xa4\xcb\xe3\"\n"[..]), ("UTF-16", b"\xff\xfe/\0*\0")]
    {
        fs::write(pack.join("x/m.rhai"), bytes).unwrap();
        all.push(said(name, &packs, "x/m"));
    }
    fs::remove_file(pack.join("x/m.rhai")).unwrap();
    fs::write(pack.join("lib/z.rhai"), "fn sum_of(x) { x +\n}\n").unwrap();
    all.push(said("lib", &packs, "funds/completion-rate"));
    fs::remove_file(pack.join("lib/z.rhai")).unwrap();
    let copy = packs.join("second");
    fs::create_dir(&copy).unwrap();
    for file in ["pack.toml", "form.schema.json", "example.json"] {
        fs::copy(pack.join(file), copy.join(file)).unwrap();
    }
    all.push(said("two packs of one id", &packs, "funds/completion-rate"));
    fs::remove_dir_all(&packs).unwrap();
    insta::assert_snapshot!(all.join("\n"));
}
