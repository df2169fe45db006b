//! Reports in several formats at once, and findings that are accepted, as the gate of a repository runs them.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads files as it likes"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const TIANHE: &str = "fixtures/department-overall/tianhe-hitech-2022.json";

/// Standard output, standard error and status.
fn hegui(args: &[&str], variables: &[(&str, &Path)]) -> (String, String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hegui"));
    command.args(args).env_clear().env("LANG", "C").env("COLUMNS", "200").envs(variables.iter().copied());
    let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::null()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

/// An empty folder of its own for a test.
fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("hegui-formats-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_file_holds_what_standard_output_would_and_nothing_lies_beside_it() {
    let folder = folder("files");
    let formats = ["json", "ndjson", "sarif", "junit", "gitlab", "markdown", "csv", "html", "short"];
    let wanted: Vec<String> =
        formats.iter().map(|format| format!("--format={format}={}/{format}", folder.display())).collect();
    let mut args = vec!["check", "--format", "github", TIANHE];
    args.extend(wanted.iter().map(String::as_str));
    fs::write(folder.join("json"), "what was there before").unwrap();
    let (out, err, code) = hegui(&args, &[]);
    assert_eq!((err.as_str(), code), ("", 1));
    assert!(out.starts_with("::error file=fixtures/department-overall/tianhe-hitech-2022.json,line=61,"));
    for format in formats {
        let (alone, ..) = hegui(&["check", "--format", format, TIANHE], &[]);
        assert_eq!(fs::read_to_string(folder.join(format)).unwrap(), alone, "{format}");
    }
    let mut all = formats.map(str::to_owned);
    all.sort();
    assert_eq!(names(&folder), all);
    let book = folder.join("book.xlsx");
    let made = |book: &Path| {
        hegui(&["check", "--format", &format!("xlsx={}", book.display()), TIANHE], &[]);
        fs::read(book).unwrap()
    };
    assert_eq!(made(&book), made(&folder.join("again.xlsx")), "the same bytes");
}

#[test]
fn what_cannot_be_written_is_refused_before_anything_is_checked_or_written() {
    let folder = folder("refused");
    let one = format!("json={}/one", folder.display());
    for (second, said) in [
        (one.replace("json", "csv"), "两种格式写到同一个文件"),
        (format!("csv={}/none/two", folder.display()), "没有这个文件夹"),
        (format!("csv={}", folder.display()), "无法写入"),
    ] {
        let (out, err, code) = hegui(&["check", "--format", &one, "--format", &second, TIANHE], &[]);
        assert_eq!((out.as_str(), code), ("", 2), "{second}");
        assert!(err.contains(said), "{err}");
        assert_eq!(names(&folder), Vec::<String>::new());
    }
    let (_, err, code) = hegui(&["check", "--format", "json", "--format", "csv", TIANHE], &[]);
    assert_eq!(code, 2);
    assert!(err.contains("标准输出只能写一种格式"));
}

#[test]
#[cfg(target_os = "linux")]
fn a_device_is_written_to_and_stays_one() {
    use std::os::unix::fs::FileTypeExt as _;
    let (_, _, code) = hegui(&["check", "--format", "json=/dev/null", TIANHE], &[]);
    assert_eq!(code, 1);
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    let (_, err, code) =
        hegui(&["check", "--format", "json=/dev/full", "rules/department-overall/example.json"], &[]);
    assert_eq!(code, 2, "{err}");
}

#[test]
fn the_summary_of_a_step_is_added_to_what_others_wrote() {
    let folder = folder("step");
    let step = folder.join("summary.md");
    fs::write(&step, "earlier\n").unwrap();
    hegui(&["check", "--format", "github", TIANHE], &[("GITHUB_STEP_SUMMARY", &step)]);
    let summary = fs::read_to_string(&step).unwrap();
    let (markdown, ..) = hegui(&["check", "--format", "markdown", TIANHE], &[]);
    assert_eq!(summary, format!("earlier\n{markdown}"));
}

/// A folder with a report on the published form, and the fingerprints of its errors.
fn reported(name: &str) -> (PathBuf, Vec<String>) {
    let folder = folder(name);
    hegui(&["check", "--format", &format!("json={}/report.json", folder.display()), TIANHE], &[]);
    let report = fs::read_to_string(folder.join("report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let errors = report["documents"][0]["findings"].as_array().unwrap().iter();
    let errors = errors.filter(|finding| finding["severity"] == "error");
    (folder, errors.map(|finding| finding["fingerprint"].as_str().unwrap().to_owned()).collect())
}

const APPROVAL: [&str; 8] =
    ["--reason", "原始凭证齐全", "--approved-by", "李四", "--on", "2026-03-31", "--expires", "2027-03-31"];

#[test]
fn accepted_findings_fail_nothing_until_their_day_and_stay_in_the_report() {
    let (folder, errors) = reported("accepted");
    let (report, to) = (folder.join("report.json"), folder.join("waivers.toml"));
    let (report, to) = (report.to_str().unwrap(), to.to_str().unwrap());
    let short: Vec<&str> = errors.iter().map(|known| &known[..10]).collect();
    let (out, err, code) = hegui(&[&["waive", report, "--to", to][..], &APPROVAL, &short].concat(), &[]);
    assert_eq!((err.as_str(), code), ("", 0));
    assert!(out.contains("写了 4 条豁免到"), "{out}");
    let checked = |today: &str| hegui(&["check", "--waivers", to, "--today", today, TIANHE], &[]);
    let (out, _, code) = checked("2027-03-31");
    assert_eq!(code, 0);
    assert!(out.contains("合计 1 张表：4 个错误") && out.contains("其中 4 个已豁免"), "{out}");
    assert!(out.contains("已豁免：原始凭证齐全（李四 2026-03-31 批准，至 2027-03-31）"));
    let (out, _, code) = checked("2027-04-01");
    assert_eq!(code, 1);
    assert!(out.contains("waiver/expired（共 4 处）"), "{out}");
    let (out, ..) = hegui(&["check", "-q", "--waivers", to, "--today", "2026-12-31", TIANHE], &[]);
    assert_eq!(out, "");
}

#[test]
fn a_baseline_accepts_all_that_an_archive_has_and_nothing_new() {
    let (folder, _) = reported("baseline");
    let (report, to) = (folder.join("report.json"), folder.join("waivers.toml"));
    let (report, to) = (report.to_str().unwrap(), to.to_str().unwrap());
    let (_, _, code) = hegui(&[&["baseline", report, "--to", to][..], &APPROVAL].concat(), &[]);
    assert_eq!(code, 0);
    let check = |form: &str| {
        hegui(&["check", "--fail-on", "info", "--waivers", to, "--today", "2026-12-31", form], &[]).2
    };
    assert_eq!(check(TIANHE), 0);
    let (out, ..) = hegui(&["check", "--waivers", to, "--today", "2026-12-31", TIANHE], &[]);
    assert!(out.contains("合计 1 张表：4 个错误") && !out.contains("没有发现问题"), "{out}");
    assert_eq!(check("fixtures/project/published/35-suixi-linshijiuzhu-2019.json"), 1);
    // Twice is once.
    let before = fs::read_to_string(to).unwrap();
    hegui(&[&["baseline", report, "--to", to][..], &APPROVAL].concat(), &[]);
    let count = |text: &str| text.matches("[[waiver]]").count();
    assert_eq!(count(&fs::read_to_string(to).unwrap()), count(&before));
}

#[test]
fn what_cannot_be_waived_is_refused_and_the_file_stays() {
    let (folder, errors) = reported("cannot");
    let (report, to) = (folder.join("report.json"), folder.join("waivers.toml"));
    let (report, to) = (report.to_str().unwrap(), to.to_str().unwrap());
    fs::write(to, "[[waiver]\n").unwrap();
    let waive = |report: &str, fingerprint: &str| {
        hegui(&[&["waive", report, fingerprint, "--to", to][..], &APPROVAL].concat(), &[])
    };
    for (report, fingerprint, said) in [
        (report, "0123456789", "报告里没有可以豁免的问题"),
        (report, "0123", "太短"),
        (TIANHE, &errors[0], "不是 hegui check --format json 写的报告"),
        ("nothing.json", &errors[0], "不是 hegui check --format json 写的报告"),
        (report, &errors[0], "豁免文件读不通，没有改动"),
    ] {
        let (_, err, code) = waive(report, fingerprint);
        assert_eq!(code, 2, "{said}");
        assert!(err.contains(said), "{said}: {err}");
    }
    assert_eq!(fs::read_to_string(to).unwrap(), "[[waiver]\n");
    let (out, _, code) = hegui(&["check", "--waivers", to, TIANHE], &[]);
    assert_eq!(code, 2);
    assert!(out.contains("waivers.toml:1:") && out.contains("豁免文件读不通"), "{out}");
}
