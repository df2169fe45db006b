//! The reader and its language as an auditor meets them: `hegui read`, and the words and patterns that `explain`, `test`
//! and `rules export` show.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads files as it likes"
)]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hegui"));
    command.args(args).env_clear().env("LANG", "C").current_dir(env!("CARGO_MANIFEST_DIR"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Standard output, standard error and status, in that order.
fn run(args: &[&str], input: &str) -> (String, String, i32) {
    let mut child = command(args).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

fn hegui(args: &[&str]) -> (String, String, i32) {
    run(args, "")
}

/// A run as one text for a snapshot.
fn story(args: &[&str]) -> String {
    let (out, err, code) = hegui(args);
    format!("$ hegui {}\n{out}{err}? {code}\n", args.join(" "))
}

/// The packs and their language in a folder of its own for a test.
fn exported(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("hegui-reading-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&path);
    assert_eq!(hegui(&["rules", "export", path.to_str().unwrap()]).2, 0);
    path
}

/// Replaces a text that stands once in a file.
fn edit(file: &Path, old: &str, new: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert_eq!(text.matches(old).count(), 1, "{old}");
    fs::write(file, text.replace(old, new)).unwrap();
}

const FORM: &str = "rules/project/example.json";

#[test]
fn an_auditor_sees_what_is_read_in_a_text() {
    let share = ["read", "教育支出18.36亿元，占一般公共预算支出85.79亿元的23.4%。"];
    let parts =
        ["read", "（1）2023年上半年党员约100人，其中女性160人；每人每月补助200元，惠及30人，共6000元。"];
    let rounded = ["read", "全年应检疫生猪15342头，实际检疫15338头，检疫率100%。"];
    let english = ["read", "--lang", "en", "2024年6月30日建成5个村庄，分别为石门村、柳溪村。"];
    insta::assert_snapshot!(story(&share) + &story(&parts) + &story(&rounded) + &story(&english));
}

#[test]
fn a_cell_of_a_form_is_read_by_its_path() {
    let (out, err, code) = hegui(&["read", FORM, "/goal/actual"]);
    assert_eq!((err.as_str(), code), ("", 0));
    assert!(out.starts_with("规则包：project\n单元格：rules/project/example.json /goal/actual\n"), "{out}");
    assert!(out.contains("12486册"), "{out}");
    let form = fs::read_to_string(FORM).unwrap();
    assert_eq!(run(&["read", "-", "/goal/actual"], &form).0, out.replace(FORM, "-"));
    assert_eq!(hegui(&["read", FORM, "/funds/total/actual_expenditure"]).2, 0);
}

#[test]
fn the_json_has_stable_names_and_numbers_as_texts() {
    let (out, _, code) = hegui(&["read", "--format", "json", "党员约12.50人，女性占20%。"]);
    assert_eq!(code, 0);
    insta::assert_snapshot!(out);
}

#[test]
fn faults_are_told_and_end_with_two() {
    let mut all = String::new();
    for args in [
        &["read"][..],
        &["read", FORM],
        &["read", FORM, "/goal/none"],
        &["read", FORM, "goal"],
        &["read", FORM, "/goal"],
        &["read", "nothing.json", "/goal"],
        &["read", "rules/project", "/goal"],
        &["read", "README.md", "/goal"],
        &["read", "--pack", "no-such", "文字"],
        &["read", "--format", "xml", "文字"],
        &["explain", "statement/shar"],
        &["test", "word/cuase"],
    ] {
        let (_, _, code) = hegui(args);
        assert_eq!(code, 2, "{args:?}");
        all.push_str(&story(args));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn an_empty_text_has_nothing_to_read() {
    for (args, input) in [(&["read", ""][..], ""), (&["read", "-"], ""), (&["read", "-"], "\n")] {
        assert_eq!(run(args, input), ("规则包：department-overall\n没有文字\n".to_owned(), String::new(), 0));
    }
}

#[test]
fn nothing_in_a_text_steers_the_terminal() {
    let (out, _, code) = hegui(&["read", "支出\u{1b}[31m67.42亿元\u{202e}，占\u{7}50%"]);
    assert_eq!(code, 0);
    assert!(out.contains("\\u{001b}[31m"), "{out}");
    assert!(!out.chars().any(|c| c.is_control() && c != '\n' || c == '\u{202e}'), "{out}");
}

#[test]
fn a_long_text_is_read_in_time_and_folded() {
    let sentence =
        "民生支出67.42亿元，占一般公共预算支出85.79亿元的78.59%；新建公园15个，其中综合公园8个。\n";
    let text = sentence.repeat(200 * 1024 / sentence.len() + 1);
    let start = Instant::now();
    let (out, _, code) = run(&["read", "-"], &text);
    assert_eq!(code, 0);
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    assert!(out.lines().count() < 220, "{}", out.lines().count());
    assert!(out.contains("项；加 --all 全部列出"), "{out}");
    for line in out.lines() {
        let width: usize = line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        let narrow = line.chars().filter(|c| "“”…÷×−≠≥≤".contains(*c)).count();
        assert!(width - narrow <= 80, "{line}");
    }
}

#[test]
fn whoever_reads_no_further_is_no_error() {
    let text = "新建公园15个，其中综合公园8个。\n".repeat(2000);
    let mut child = command(&["read", "--format", "json", "-"]).spawn().unwrap();
    drop(child.stdout.take());
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn words_and_patterns_are_explained() {
    let mut all = String::new();
    for name in
        ["statement/share", "word/odd", "word/cause", "role/previous", "measure/length", "kind/incidents"]
    {
        all.push_str(&story(&["explain", name]));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn the_examples_of_one_entry_are_run_alone() {
    let (out, err, code) = hegui(&["test", "statement/listing"]);
    assert_eq!((out.as_str(), err.as_str(), code), ("例子：54 个符合，0 个不符\n", "", 0));
    let (rule, ..) = hegui(&["test", "funds/adjustment"]);
    let (both, ..) = hegui(&["test", "funds/adjustment", "statement/listing"]);
    let count = |line: &str| line.chars().filter(char::is_ascii_digit).collect::<String>();
    let number = |line: &str| count(line.split('，').next().unwrap()).parse::<usize>().unwrap();
    assert_eq!(number(&both), number(&rule) + 54);
}

#[test]
fn an_example_that_is_not_read_as_it_says_is_told_with_its_place() {
    let rules = exported("examples");
    let path = rules.to_str().unwrap();
    let grammar = rules.join("zh/grammar.toml");
    edit(&grammar, "支出85.79亿元的78.59%。", "支出85.79亿元的88.59%。");
    edit(&grammar, "\"女职工占用办公室30%的时间。\",", "\"[甲]支出1亿元，占[乙]支出2亿元的50%。\",");
    edit(&rules.join("zh/lexicon.toml"), "\"因地制宜发展产业\"", "\"因连续降雨停工\"");
    edit(
        &rules.join("zh/lexicon.toml"),
        "\"{word}连续降雨，开工推迟。\"",
        "\"基{word}连续降雨，开工推迟。\"",
    );
    let (out, _, code) = hegui(&["test", "--rules", path, "statement/share", "word/cause"]);
    assert_eq!(code, 1);
    insta::assert_snapshot!(out.replace(path, "RULES"));
    fs::remove_dir_all(rules).unwrap();
}

#[test]
fn a_law_at_fault_is_told_with_its_place() {
    let rules = exported("law");
    let path = rules.to_str().unwrap();
    edit(
        &rules.join("zh/grammar.toml"),
        "\"whole = count(listed)\"\nsay    = [\"<whole:count> ~ ，? @namely",
        "\"whole = cuont(listed)\"\nsay    = [\"<whole:count> ~ ，? @namely",
    );
    for args in [&["test", "--rules", path, "statement/listing"][..], &["read", "--rules", path, "文字"]] {
        let (_, err, code) = hegui(args);
        assert_eq!(code, 2);
        assert!(err.contains("规律里没有函数 cuont；可用 abs、sum、count"), "{err}");
        assert!(err.contains("zh/grammar.toml:"), "{err}");
    }
    fs::remove_dir_all(rules).unwrap();
}

const STRANGE: &str = "民生支出40亿元，折合一般公共预算支出80亿元的50%。";

#[test]
fn an_auditor_adds_a_word_and_what_was_not_read_is_read() {
    let rules = exported("word");
    let path = rules.to_str().unwrap();
    assert!(!hegui(&["read", STRANGE]).0.contains("占比 share"));
    assert!(!hegui(&["read", "--rules", path, STRANGE]).0.contains("占比 share"));
    edit(&rules.join("zh/lexicon.toml"), "words = \"占 占比 ", "words = \"占 占比 折合 ");
    let (out, err, code) = hegui(&["read", "--rules", path, STRANGE]);
    assert_eq!((err.as_str(), code), ("", 0));
    assert!(out.contains("  占比 share  成立\n"), "{out}");
    assert_eq!(hegui(&["test", "--rules", path]).2, 0);
    fs::remove_dir_all(rules).unwrap();
}

#[test]
fn a_pack_adds_words_of_its_own() {
    let rules = exported("own");
    let path = rules.to_str().unwrap();
    fs::write(rules.join("project/lexicon.toml"), "[take]\nwords = \"折合\"\n").unwrap();
    let shares =
        |pack: &str| hegui(&["read", "--rules", path, "--pack", pack, STRANGE]).0.contains("占比 share");
    assert!(shares("project") && !shares("department-overall"));
    let (_, err, code) = hegui(&["read", "--rules", path, STRANGE]);
    assert_eq!(code, 2);
    assert!(err.contains("各规则包的词表不同"), "{err}");
    assert_eq!(hegui(&["test", "--rules", path]).2, 0);
    fs::remove_dir_all(rules).unwrap();
}

#[test]
fn a_language_that_was_changed_is_never_overwritten() {
    let rules = exported("kept");
    let path = rules.to_str().unwrap();
    let words = rules.join("zh/lexicon.toml");
    let before = fs::read_to_string(&words).unwrap();
    edit(&words, "words = \"占 占比 ", "words = \"占 占比 折合 ");
    fs::remove_dir_all(rules.join("project")).unwrap();
    let (out, err, code) = hegui(&["rules", "export", path, "project"]);
    assert_eq!((out, code), (format!("{path}/project\n"), 0));
    assert_eq!(err, format!("{path}/zh 已经存在，没有覆盖；要覆盖请加 --force\n"));
    assert!(fs::read_to_string(&words).unwrap().contains("折合"));
    let (out, err, code) = hegui(&["rules", "export", "--force", path, "project"]);
    assert_eq!((out, code), (format!("{path}/project\n{path}/common\n{path}/zh\n"), 2));
    assert!(err.starts_with(&format!("{path}/zh/lexicon.toml 改动过，没有覆盖\n")), "{err}");
    assert!(fs::read_to_string(&words).unwrap().contains("折合"));
    fs::remove_file(&words).unwrap();
    assert_eq!(hegui(&["rules", "export", "--force", path, "project"]).2, 0);
    assert_eq!(fs::read_to_string(&words).unwrap(), before);
    fs::remove_dir_all(rules).unwrap();
}

#[test]
fn a_language_file_that_is_damaged_lets_no_form_pass() {
    for (bytes, said) in [
        (&b"\xff\xfe"[..], "文件不是 UTF-8 编码"),
        (&b""[..], "文件里什么也没有写"),
        ("# 只有注释\n".as_bytes(), "文件里什么也没有写"),
    ] {
        for name in ["lexicon.toml", "measures.toml", "grammar.toml", "kinds.toml"] {
            let rules = exported("damaged");
            fs::write(rules.join("zh").join(name), bytes).unwrap();
            let (out, _, code) = hegui(&["check", "--rules", rules.to_str().unwrap(), FORM]);
            assert_eq!(code, 2, "{name}: {out}");
            assert_eq!(out.matches(said).count(), 1, "{name}: {out}");
            fs::remove_dir_all(rules).unwrap();
        }
    }
}
