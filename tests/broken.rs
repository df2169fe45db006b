//! Forms that are no JSON, no form, or hostile: each gets a clear answer, none a panic, none takes long.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads files as it likes"
)]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

const BINARY: &str = env!("CARGO_BIN_EXE_hegui");

/// Nothing of the reader's surroundings reaches the program.
fn hegui(args: &[&str]) -> Command {
    let mut command = Command::new(BINARY);
    command.args(args).env_clear().env("LANG", "C").stdin(Stdio::null());
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/department-overall"));
    command
}

fn output(args: &[&str]) -> Output {
    hegui(args).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn broken_files() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/department-overall/broken");
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn each_broken_form_gets_its_answer() {
    let mut all = String::new();
    for name in broken_files() {
        let output = output(&["check", &format!("broken/{name}")]);
        assert!(output.stderr.is_empty(), "{name}: {}", text(&output.stderr));
        let shown = text(&output.stdout);
        assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "{name}");
        assert!(!shown.contains('\u{202e}'), "{name}");
        all.extend([format!("──── {name}: exit {}\n{shown}\n", output.status.code().unwrap())]);
    }
    insta::assert_snapshot!(all);
}

#[test]
fn the_json_of_all_broken_forms_together_is_valid_by_its_schema() {
    let names: Vec<String> = broken_files().into_iter().map(|name| format!("broken/{name}")).collect();
    let mut args = vec!["check", "--format", "json"];
    args.extend(names.iter().map(String::as_str));
    let output = output(&args);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let schema: serde_json::Value = serde_json::from_str(hegui::render::REPORT_SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    let paths: Vec<&str> = report["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|document| document["path"].as_str().unwrap())
        .collect();
    assert_eq!(paths, names);
}

fn temporary(name: &str, bytes: &[u8]) -> PathBuf {
    let path = std::env::temp_dir().join(format!("hegui-{}-{name}", std::process::id()));
    fs::File::create(&path).unwrap().write_all(bytes).unwrap();
    path
}

/// Checks a file that is too large to keep; its status and the start of what is said.
fn large(name: &str, form: &str) -> (i32, String) {
    let path = temporary(name, form.as_bytes());
    let before = Instant::now();
    let output = output(&["check", "--format", "json", path.to_str().unwrap()]);
    let took = before.elapsed();
    fs::remove_file(&path).unwrap();
    // Ten seconds are the promise; a build without optimisation gets six times as long.
    let limit = Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 10 });
    assert!(took < limit, "{name} took {took:?}");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    (output.status.code().unwrap(), report["summary"].to_string())
}

fn sound() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/department-overall/example.json");
    fs::read_to_string(path).unwrap()
}

#[test]
fn a_text_of_thirty_megabytes_is_checked() {
    let form = sound().replace("部门职责履行到位", &"部门职责履行到位，".repeat(1_100_000));
    let (code, summary) = large("text.json", &form);
    assert_eq!(code, 0, "{summary}");
}

#[test]
fn twenty_thousand_tasks_are_checked() {
    let sound = sound();
    let start = sound.find("  \"tasks\": [").unwrap();
    let end = sound.find("  \"key_projects\"").unwrap();
    let tasks: Vec<String> = (0..20_000)
        .map(|n| format!(r#"{{ "name": "任务{n}", "expected": "目标", "actual": "完成", "funds": 0.10, "indicators": [ {{ "name": "完成率", "result": "按计划" }} ] }}"#))
        .collect();
    let form = format!("{}  \"tasks\": [{}],\n{}", &sound[..start], tasks.join(",\n"), &sound[end..]);
    let (code, summary) = large("tasks.json", &form);
    assert_eq!(code, 1);
    assert!(summary.contains("\"errors\":1001"), "{summary}");
}

#[test]
fn a_hundred_thousand_unknown_keys_are_told() {
    let keys: Vec<String> = (0..100_000).map(|n| format!("\"键{n}\": 1")).collect();
    let form = sound().replacen('{', &format!("{{ {},", keys.join(",")), 1);
    let (code, summary) = large("keys.json", &form);
    assert_eq!(code, 0);
    // So many are listed, and one finding more counts the rest.
    assert!(summary.contains("\"warnings\":1001"), "{summary}");
}

#[test]
fn folders_missing_files_and_files_without_permission_are_told_apart() {
    let answer = |path: &str| {
        let output = output(&["check", path]);
        (output.status.code().unwrap(), text(&output.stdout))
    };
    let (code, said) = answer("nothing.json");
    assert_eq!(code, 2);
    assert!(said.contains("nothing.json: 没有这个文件或文件夹"), "{said}");
    let (code, said) = answer("/dev/zero");
    assert_eq!(code, 2);
    assert!(said.contains("不是普通文件"), "{said}");
    let (code, said) = answer(".");
    assert_eq!(code, 2);
    assert!(said.contains("tianhe-hitech-2022.json"), "{said}");
    let empty = std::env::temp_dir().join(format!("hegui-{}-empty", std::process::id()));
    fs::create_dir_all(&empty).unwrap();
    let (code, said) = answer(empty.to_str().unwrap());
    fs::remove_dir(&empty).unwrap();
    assert_eq!(code, 2);
    assert!(said.contains("没有要核对的 .json 文件"), "{said}");
    let limited = output(&["check", "--max-bytes", "1000", "tianhe-hitech-2022.json"]);
    assert_eq!(limited.status.code(), Some(2));
}

/// Whoever may read everything cannot be refused: the test then has nothing to show.
#[test]
#[cfg(unix)]
fn a_file_without_read_permission_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let path = temporary("secret.json", b"{}");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    let may_read_all = fs::read(&path).is_ok();
    let output = output(&["check", path.to_str().unwrap()]);
    fs::remove_file(&path).unwrap();
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains(if may_read_all { "没有写明是哪一种表" } else { "没有读取权限" }), "{said}");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let mut child = hegui(&["check", "broken/every-cell-null.json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
}
