//! `hegui test --mutate`: a rule whose examples hold it, one whose examples do not, and words of the language.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and writes files as it likes"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const LAYER: &str = r#"extends = "department-overall"
id      = "yuexiu"
version = "2024"
"#;

const CELLS: &str = r#"{ "properties": {
  "staff": { "title": "编制人数", "type": ["number", "null"], "x-quantity": "count", "x-unit": "人" },
  "on_duty": { "title": "实有人数", "type": ["number", "null"], "x-quantity": "count", "x-unit": "人" } } }"#;

/// Above, at and below the bound.
const HELD: &str = r#"/*---
title    = "实有人数不超过编制人数"
severity = "error"
basis    = ["convention"]
why      = "超编用人要先报批。"

[[example]]
name  = "超编"
set   = { "/staff" = 20, "/on_duty" = 23 }
finds = ["/on_duty"]

[[example]]
name  = "刚好满编"
set   = { "/staff" = 20, "/on_duty" = 20 }
finds = []
---*/
form.实有人数.must_not_exceed(form.编制人数);
"#;

/// Far above and far below only.
const LOOSE: &str = r#"/*---
title    = "编制不空置太多"
severity = "warning"
basis    = ["convention"]
why      = "空编太多，预算就不准。"
params   = { least = 5 }

[[example]]
name  = "空编太多"
set   = { "/staff" = 40, "/on_duty" = 10 }
finds = ["/staff"]

[[example]]
name  = "空编不多"
set   = { "/staff" = 20, "/on_duty" = 20 }
finds = []
---*/
let rest = form.编制人数 - form.实有人数;
if rest ≥ params.least 且 form.实有人数 > 0 { report(form.编制人数, `空编 ${rest} 人，超过 2|3 人`); }
"#;

/// A folder with a layer in it, under a name of its own for each test.
fn folder(name: &str, rules: &[(&str, &str)]) -> PathBuf {
    let path = std::env::temp_dir().join(format!("hegui-mutate-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(path.join("yuexiu/staff")).unwrap();
    fs::write(path.join("yuexiu/pack.toml"), LAYER).unwrap();
    fs::write(path.join("yuexiu/form.schema.json"), CELLS).unwrap();
    for (rule, text) in rules {
        fs::write(path.join(format!("yuexiu/staff/{rule}.rhai")), text).unwrap();
    }
    path
}

/// Standard output, standard error and exit code of `hegui test --mutate`.
fn mutate(folder: &Path, lang: &str, args: &[&str]) -> (String, String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hegui"));
    command.env_clear().env("LANG", "C").current_dir(folder).args(["test", "--rules", ".", "--lang", lang]);
    let output = command.args(args).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

#[test]
fn a_rule_whose_examples_stand_at_its_bound_is_held() {
    let folder = folder("held", &[("within-quota", HELD)]);
    let (out, _, code) = mutate(&folder, "zh", &["--mutate", "staff/within-quota"]);
    let told = "例子：3 个符合，0 个不符\n\
        yuexiu：试改 2 处，例子发现 2 处（100.0%），没有发现 0 处；另有 0 处改了就读不通，不算\n  \
        要求换成近似的 1/1\n  要求 1/1\n";
    assert_eq!((out.replace("department-overall：", "yuexiu："), code), (told.to_owned(), 0));
}

#[test]
fn what_no_example_notices_is_listed_with_its_place_and_its_texts() {
    let folder = folder("loose", &[("within-quota", HELD), ("vacant", LOOSE)]);
    let (out, _, code) = mutate(&folder, "zh", &["--mutate", "staff/vacant"]);
    let lines: Vec<&str> = out.lines().filter(|line| line.starts_with("./")).collect();
    assert_eq!(
        lines,
        [
            "./yuexiu/staff/vacant.rhai:6:22 参数：5 改成 4",
            "./yuexiu/staff/vacant.rhai:6:22 参数：5 改成 6",
            "./yuexiu/staff/vacant.rhai:19:9 等于时算不算：≥ 改成 >",
            "./yuexiu/staff/vacant.rhai:19:26 条件的一部分：去掉 form.实有人数 > 0",
            "./yuexiu/staff/vacant.rhai:19:36 等于时算不算：> 改成 >=",
            "./yuexiu/staff/vacant.rhai:19:38 数：0 改成 -1",
            "./yuexiu/staff/vacant.rhai:19:38 数：0 改成 1",
        ],
        "{out}"
    );
    assert!(out.contains("没有达到 90%"), "{out}");
    assert_eq!(code, 1);
    // The same bytes again, and the bound as asked for.
    assert_eq!(mutate(&folder, "zh", &["--mutate", "staff/vacant"]).0, out);
    assert_eq!(mutate(&folder, "zh", &["--mutate", "--least", "40%", "staff/vacant"]).2, 0);
    let (out, _, code) = mutate(&folder, "en", &["--mutate", "staff/vacant", "staff/within-quota"]);
    assert!(out.contains("vacant.rhai:19:9 whether equal counts: ≥ changed into >\n"), "{out}");
    assert_eq!(code, 1);
}

#[test]
fn examples_that_fail_are_told_and_nothing_is_edited() {
    let folder =
        folder("failing", &[("within-quota", &HELD.replace("\"/on_duty\" = 20 }", "\"/on_duty\" = 21 }"))]);
    let (out, _, code) = mutate(&folder, "en", &["--mutate", "staff/within-quota"]);
    assert!(out.contains("does not hold") && !out.contains("edits"), "{out}");
    assert_eq!(code, 1);
    let (_, told, code) = mutate(&folder, "en", &["--least", "101%", "--mutate"]);
    assert!(told.contains("101%") && code == 2, "{told}");
}

#[test]
fn words_and_patterns_of_the_language_are_edited_too() {
    let folder = folder("language", &[]);
    let (out, _, code) =
        mutate(&folder, "zh", &["--mutate", "--least", "1", "statement/listing", "word/daytime"]);
    assert!(out.contains("zh：试改 ") && out.contains("  条件 when 22/22\n"), "{out}");
    assert_eq!(code, 0, "{out}");
    // An open class has its frame: nothing of it is edited, and that is told.
    let (out, _, code) = mutate(&folder, "zh", &["--mutate", "word/cause"]);
    assert!(out.contains("zh：试改 0 处"), "{out}");
    assert_eq!(code, 2);
}
