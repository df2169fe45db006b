//! Each command as its user runs it: what it says and the status it ends with.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads files as it likes"
)]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use unicode_width::UnicodeWidthStr as _;

/// Standard output, standard error and status, in that order.
fn run(args: &[&str], input: Option<&str>, variables: &[(&str, &str)]) -> (String, String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hegui"));
    command.args(args).env_clear().env("LANG", "C").envs(variables.iter().copied());
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.unwrap_or_default().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

fn hegui(args: &[&str]) -> (String, String, i32) {
    run(args, None, &[])
}

/// A run as one text for a snapshot.
fn story(args: &[&str]) -> String {
    let (out, err, code) = hegui(args);
    format!("$ hegui {}\n{out}{err}? {code}\n", args.join(" "))
}

const TIANHE: &str = "fixtures/department-overall/tianhe-hitech-2022.json";

/// An empty folder of its own for a test.
fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("hegui-commands-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

#[test]
fn a_department_checks_a_published_form() {
    insta::assert_snapshot!(story(&["check", TIANHE]));
}

#[test]
fn the_same_in_english() {
    insta::assert_snapshot!(story(&["check", "--lang", "en", TIANHE]));
}

#[test]
fn no_snippet_is_wider_than_the_terminal() {
    let forms = [
        TIANHE,
        "fixtures/project/published/35-suixi-linshijiuzhu-2019.json",
        "fixtures/workbook/自评表.xlsx",
    ];
    for (columns, lang) in [(80, "zh"), (80, "en"), (60, "zh")] {
        for form in forms {
            let (out, ..) = run(&["check", "--lang", lang, form], None, &[("COLUMNS", &columns.to_string())]);
            // The name of a file stands in one piece.
            let snippets = out.lines().filter(|line| line.starts_with(' ') && !line.contains("╭─["));
            let wide: Vec<&str> = snippets.clone().filter(|line| line.width() > columns).collect();
            assert_eq!(wide, [""; 0], "{form} at {columns}");
            assert!(snippets.filter(|line| line.contains('╰')).count() > 20, "{form} at {columns}");
        }
    }
}

#[test]
fn faults_in_the_arguments_are_told_in_the_readers_language() {
    let mut all = String::new();
    for args in [
        &["chek"][..],
        &["check"],
        &["check", "--fromat", "json", "x"],
        &["check", "--format", "xml", "x"],
        &["check", "--max-depth", "0", "x"],
        &["check", "--pack", "no-such", TIANHE],
        &["explain", "no/such"],
        &["test", "no/such"],
        &["schema", "no-such"],
        &["--lang", "en", "chek"],
    ] {
        all.push_str(&story(args));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn help_fits_eighty_columns_in_both_languages() {
    for lang in ["zh", "en"] {
        for command in ["check", "read", "test", "explain", "rules", "schema", "config", "completions"] {
            let (out, _, code) = run(&["--lang", lang, command, "--help"], None, &[("COLUMNS", "80")]);
            assert_eq!(code, 0);
            for line in out.lines() {
                let width: usize = line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
                assert!(width <= 80, "{lang} {command}: {line}");
            }
        }
    }
    insta::assert_snapshot!(story(&["--help"]) + &story(&["check", "--help"]));
}

#[test]
fn the_status_follows_what_was_found() {
    let status = |args: &[&str]| hegui(args).2;
    let example = "rules/department-overall/example.json";
    assert_eq!(status(&["check", example]), 0);
    assert_eq!(status(&["check", TIANHE]), 1);
    assert_eq!(status(&["check", example, TIANHE]), 1);
    assert_eq!(status(&["check", "nothing.json", TIANHE]), 2);
    let budget = "\"general_public_budget\": ";
    let blank =
        fs::read_to_string(example).unwrap().replace(&format!("{budget}8325.18"), &format!("{budget}null"));
    let checked = |args: &[&str]| run(args, Some(&blank), &[]).2;
    assert_eq!(checked(&["check", "-"]), 0);
    assert_eq!(checked(&["check", "--fail-on-unchecked", "-"]), 1);
    let warned = fs::read_to_string(example).unwrap().replace("\"5.27%\"", "\"25.27%\"");
    let warned =
        warned.replace("432.35", "2074.67").replace("8642.35", "10284.67").replace("96.33%", "80.95%");
    let checked = |args: &[&str]| run(args, Some(&warned), &[]).2;
    assert_eq!(checked(&["check", "-"]), 0);
    assert_eq!(checked(&["check", "--fail-on", "warning", "-"]), 1);
}

#[test]
fn quiet_says_nothing_when_all_is_well() {
    let (out, err, code) = hegui(&["check", "-q", "rules/department-overall/example.json"]);
    assert_eq!((out.as_str(), err.as_str(), code), ("", "", 0));
}

#[test]
fn machine_formats_are_chinese_whatever_the_locale() {
    let args = ["check", "--format", "json", TIANHE];
    let english = run(&args, None, &[("LANG", "en_GB.UTF-8")]);
    assert_eq!(english, run(&args, None, &[("LANG", "zh_CN.UTF-8")]));
    assert!(run(&["check", TIANHE], None, &[("LANG", "en_GB.UTF-8")]).0.contains("total over 1 form:"));
}

#[test]
fn colours_are_used_only_where_they_are_wanted() {
    let colored = |args: &[&str], variables: &[(&str, &str)]| run(args, None, variables).0.contains('\u{1b}');
    assert!(!colored(&["check", TIANHE], &[]));
    assert!(colored(&["check", "--color", "always", TIANHE], &[("NO_COLOR", "1")]));
    assert!(colored(&["check", TIANHE], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&["check", TIANHE], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
}

#[test]
fn a_folder_is_walked_in_order_and_a_file_is_checked_once_however_often_it_is_named() {
    let folder = folder("walk");
    for name in ["b.json", "a.json", ".hidden.json", "~$lock.json", "notes.txt"] {
        fs::write(folder.join(name), "{}").unwrap();
    }
    let path = folder.to_str().unwrap();
    let (out, ..) = hegui(&["check", "--format", "json", path, TIANHE, TIANHE]);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    let paths: Vec<&str> = report["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|document| document["path"].as_str().unwrap())
        .collect();
    assert_eq!(paths, [&format!("{path}/a.json"), &format!("{path}/b.json"), TIANHE]);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn an_auditor_lists_explains_and_tests_rules() {
    let stories =
        story(&["rules", "list"]) + &story(&["explain", "funds/adjustment-rate"]) + &story(&["test"]);
    insta::assert_snapshot!(stories);
}

#[test]
fn a_rule_is_explained_with_the_cells_that_it_reads_and_its_examples_before_and_after() {
    let by_element = ["explain", "tasks/complete"];
    let of_prose = ["explain", "narrative/numbering"];
    let in_english = ["explain", "--lang", "en", "narrative/numbering"];
    insta::assert_snapshot!(story(&by_element) + &story(&of_prose) + &story(&in_english));
    let rules = hegui(&["rules", "list"]).0;
    let mut pack = "";
    for line in rules.lines() {
        let id = line.split_whitespace().next().unwrap_or_default();
        if !line.starts_with(' ') {
            pack = id;
            continue;
        }
        let (out, err, code) = hegui(&["explain", "--pack", pack, id]);
        assert_eq!((err.as_str(), code), ("", 0));
        let shared = || out.split_once("\n例子见规则包 common\n");
        let (page, examples) = out.split_once("\n例子\n").or_else(shared).unwrap();
        let (about, script) = page.split_once("\n读取的单元格：\n").unwrap();
        let cells = script.lines().take_while(|line| !line.is_empty());
        for line in about.lines().chain(cells).chain(examples.lines()) {
            let width: usize = line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
            // These take one column, as most terminals show them.
            let narrow = line.chars().filter(|c| "“”…→—×÷≥≤−％".contains(*c)).count();
            assert!(width - narrow <= 80, "{id}: {line}");
        }
    }
}

#[test]
fn a_rule_that_does_not_compile_is_explained_with_what_is_wrong() {
    let folder = folder("explain");
    let path = folder.to_str().unwrap();
    assert_eq!(hegui(&["rules", "export", path]).2, 0);
    let rule = folder.join("department-overall/funds/adjustment.rhai");
    let text =
        fs::read_to_string(&rule).unwrap().replace("funds.budget_adjustment.must", "funds.budget.must");
    fs::write(&rule, text).unwrap();
    let (out, err, code) = hegui(&["explain", "--rules", path, "funds/adjustment"]);
    assert_eq!(code, 2);
    assert!(out.contains("funds.budget.must_equal") && !out.contains("读取的单元格"), "{out}");
    assert!(err.contains("没有“budget”"), "{err}");
    assert_eq!(hegui(&["explain", "--rules", path, "funds/completion-rate"]).2, 0);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn an_exported_pack_can_be_changed_and_a_mistyped_rule_is_told_with_its_place() {
    let folder = folder("export");
    let path = folder.to_str().unwrap();
    assert_eq!(hegui(&["rules", "export", path]).2, 0);
    assert_eq!(hegui(&["test", "--rules", path]).2, 0);
    let (_, err, code) = hegui(&["rules", "export", path]);
    assert_eq!(code, 2);
    assert!(err.contains("--force"), "{err}");
    assert_eq!(hegui(&["rules", "export", "--force", path]).2, 0);
    let rule = Path::new(path).join("department-overall/funds/adjustment-rate.rhai");
    let text = fs::read_to_string(&rule)
        .unwrap()
        .replace("funds.adjustment_rate.must", "funds.adjustmnet_rate.must");
    fs::write(&rule, text).unwrap();
    let (out, _, code) = hegui(&["check", "--rules", path, "rules/department-overall/example.json"]);
    assert_eq!(code, 2);
    assert!(out.contains("“部门资金情况”没有“adjustmnet_rate”"), "{out}");
    assert!(out.contains("是不是 adjustment_rate？"), "{out}");
    assert!(out.contains("department-overall/funds/adjustment-rate.rhai:31:7"), "{out}");
    assert!(out.contains("79 条通过"), "{out}");
    fs::remove_dir_all(folder).unwrap();
}

/// A rule of some years that finds each form at fault on which it runs.
const OF_YEARS: &str = r#"/*---
title    = "旧办法"
severity = "error"
basis    = ["convention"]
why      = "新办法施行以前的规则。"
years    = [2019, 2021]
from     = 2019-07-01
params   = { most = "200%" }

[[example]]
name  = "施行期间"
set   = { "/year" = 2020 }
finds = ["/department"]

[[example]]
name   = "限额低"
set    = { "/year" = 2020 }
params = { most = "1%" }
finds  = []

[[example]]
name    = "新办法"
outcome = "not_applicable"
---*/
if form.funds.completion_rate < params.most { report(form.department, `按 ${form.year} 年的办法`); }
"#;

#[test]
fn a_rule_holds_in_its_years_by_the_form_or_as_of_a_time() {
    let folder = folder("years");
    let path = folder.to_str().unwrap();
    assert_eq!(hegui(&["rules", "export", path, "department-overall"]).2, 0);
    fs::create_dir(folder.join("department-overall/x")).unwrap();
    fs::write(folder.join("department-overall/x/m.rhai"), OF_YEARS).unwrap();
    let (out, err, code) = hegui(&["test", "--rules", path, "x/m"]);
    assert_eq!((out.as_str(), err.as_str(), code), ("例子：4 个符合，0 个不符\n", "", 0));
    let example = fs::read_to_string("rules/department-overall/example.json").unwrap();
    let year = example.lines().find(|line| line.contains("\"year\"")).unwrap().trim();
    let told = |printed: &str, more: &[&str]| {
        let form = example.replace(year, &format!("\"year\": {printed},"));
        let args = [&["check", "--format", "json", "--rules", path, "-"], more].concat();
        let (out, err, _) = run(&args, Some(&form), &[]);
        assert_eq!(err, "");
        let report: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(report["as_of"].as_str(), more.last().copied());
        let rules = report["documents"][0]["rules"].as_array().unwrap().clone();
        let rule = rules.into_iter().find(|rule| rule["rule"] == "x/m").unwrap();
        format!("{printed} {}: {} {}", more.join(" "), rule["outcome"], rule["reason"])
    };
    let mut all = String::new();
    for (printed, more) in [
        ("2023", &[][..]),
        ("2021", &[]),
        ("\" 2019年度\"", &[]),
        ("2018", &[]),
        // Where no year can be read it runs.
        ("null", &[]),
        ("\"近年\"", &[]),
        ("20210", &[]),
        // The time that is asked for wins.
        ("2023", &["--as-of", "2020"]),
        ("2020", &["--as-of", "2023"]),
        ("2020", &["--as-of", "2019-06-30"]),
        ("2023", &["--as-of", "2019-07-01"]),
    ] {
        all.push_str(&(told(printed, more) + "\n"));
    }
    all.push_str(&story(&["check", "--as-of", "2023-02-29", TIANHE]));
    all.push_str(&story(&["check", "--as-of", "2023", "rules/department-overall/example.json"]));
    let (page, ..) = hegui(&["explain", "--rules", path, "x/m"]);
    all.extend(
        page.lines()
            .filter(|line| line.contains("20") || line.contains("most"))
            .map(|line| format!("{line}\n")),
    );
    insta::assert_snapshot!(all);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_path_in_the_place_of_an_id_is_told_where_it_belongs() {
    let path = "./rules/project";
    let mut all = String::new();
    for args in [
        &["check", "--pack", path, TIANHE][..],
        &["test", "--pack", path],
        &["read", "--pack", path, "建成3座"],
        &["explain", "--pack", path, "head/filled"],
        &["rules", "list", path],
        &["schema", path],
        &["rules", "list", "no-such"],
    ] {
        all.push_str(&story(args));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn a_test_that_runs_no_example_has_not_passed() {
    let folder = folder("idle");
    let path = folder.to_str().unwrap();
    assert_eq!(hegui(&["rules", "export", path, "department-overall"]).2, 0);
    let rule = folder.join("department-overall/funds/adjustment.rhai");
    let text = fs::read_to_string(&rule).unwrap();
    fs::write(&rule, text.replacen("severity", "deactivated = \"x\"\nseverity", 1)).unwrap();
    let (out, err, code) = hegui(&["test", "--rules", path, "funds/adjustment"]);
    assert_eq!((out.as_str(), err.as_str(), code), ("例子：0 个符合，0 个不符\n", "没有运行任何例子\n", 2));
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_schemas_are_json_schemas_and_completions_are_written() {
    for args in [&["schema", "project"][..], &["schema", "--rule"], &["schema", "--report"]] {
        let (out, _, code) = hegui(args);
        assert_eq!(code, 0);
        let schema: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert!(jsonschema::validator_for(&schema).is_ok());
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (out, _, code) = hegui(&["completions", shell]);
        assert!(code == 0 && out.contains("hegui"));
    }
}

#[test]
fn every_function_of_the_language_is_explained_and_its_page_is_up_to_date() {
    let (out, err, code) = hegui(&["explain", "must_not_exceed"]);
    let page = "must_not_exceed\n\n不得大于\n\n写法：数.must_not_exceed(数[, 说明])\n得到：是或否\n";
    assert_eq!((out.as_str(), err.as_str(), code), (page, "", 0));
    for (lang, name) in [("zh", "docs/words.zh-CN.md"), ("en", "docs/words.md")] {
        let (page, _, code) = hegui(&["explain", "functions", "--lang", lang]);
        assert_eq!(code, 0);
        if std::env::var_os("HEGUI_UPDATE").is_some() {
            fs::write(name, &page).unwrap();
        }
        assert!(fs::read_to_string(name).unwrap_or_default() == page, "HEGUI_UPDATE=1 writes {name} anew");
    }
}
