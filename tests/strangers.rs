//! Forms and packs of strangers, and surroundings that fail: nothing is read from outside a folder, nothing steers the
//! terminal, nothing is lost, and the status never says that all is well by chance.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads files as it likes"
)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Instant;

use serde_json::Value as Json;
use tempfile::TempDir;

fn hegui<S: AsRef<OsStr>>(args: &[S]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hegui"));
    command.args(args).env_clear().env("LANG", "C").stdin(Stdio::null());
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// Standard output, standard error and status, in that order.
fn run<S: AsRef<OsStr>>(args: &[S]) -> (String, String, i32) {
    let Output { stdout, stderr, status } = hegui(args).output().unwrap();
    (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap(), status.code().unwrap())
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The report on the forms of a folder.
fn report(path: &Path) -> (Json, i32) {
    let (out, err, code) = run(&["check", "--format", "json", text(path)]);
    assert_eq!(err, "");
    assert!(!out.contains(SECRET), "{out}");
    (serde_json::from_str(&out).unwrap(), code)
}

const SECRET: &str = "abcdef123456";

const SOUND: &str = "rules/department-overall/example.json";

const FAULTY: &str = "fixtures/department-overall/broken/every-cell-null.json";

const REFUSED: &str = "是符号链接，指向的不是这个文件夹里的文件，没有读取";

/// A folder with packs in `mine`, forms in `forms` and a secret beside them.
fn surroundings() -> TempDir {
    let folder = folder();
    fs::write(folder.path().join("secret.env"), format!("SECRET_TOKEN={SECRET}\n")).unwrap();
    fs::create_dir(folder.path().join("forms")).unwrap();
    fs::copy(SOUND, folder.path().join("forms/sound.json")).unwrap();
    assert_eq!(run(&["rules", "export", text(&folder.path().join("mine"))]).2, 0);
    folder
}

/// Puts a link in the place of a file.
fn replace(path: &Path, target: &str) {
    fs::remove_file(path).unwrap();
    symlink(target, path).unwrap();
}

/// Changes the first place of a file that says so.
fn change(path: &Path, from: &str, to: &str) {
    let before = fs::read_to_string(path).unwrap();
    assert!(before.contains(from), "{from}");
    fs::write(path, before.replacen(from, to, 1)).unwrap();
}

#[test]
fn a_form_that_links_out_of_its_folder_is_refused_and_one_that_stays_inside_is_read() {
    let folder = surroundings();
    let forms = folder.path().join("forms");
    symlink("sound.json", forms.join("inside.json")).unwrap();
    let (all_well, code) = report(&forms);
    assert_eq!((all_well["documents"].as_array().unwrap().len(), code), (2, 0));
    symlink("../secret.env", forms.join("out.json")).unwrap();
    symlink("../no-such-file", forms.join("nowhere.json")).unwrap();
    let (told, code) = report(&forms);
    assert_eq!(code, 2);
    let errors = told["errors"].as_array().unwrap();
    for (error, name) in errors.iter().zip(["nowhere.json", "out.json"]) {
        assert_eq!(error["file"], text(&forms.join(name)));
        assert_eq!(error["message"], REFUSED);
    }
    let read: Vec<bool> =
        told["documents"].as_array().unwrap().iter().map(|form| form["sha256"].is_string()).collect();
    // inside, nowhere, out, sound
    assert_eq!(read, [true, false, false, true]);
    let (_, _, code) = run(&["check", text(&forms)]);
    assert_eq!(code, 2);
}

#[test]
fn a_form_that_someone_names_may_be_a_link() {
    let folder = surroundings();
    let link = folder.path().join("forms/link.json");
    symlink(Path::new(env!("CARGO_MANIFEST_DIR")).join(SOUND), &link).unwrap();
    assert_eq!(run(&["check", text(&link)]).2, 0);
    // So may a folder.
    let forms = folder.path().join("also");
    symlink("forms", &forms).unwrap();
    fs::remove_file(link).unwrap();
    assert_eq!(run(&["check", text(&forms)]).2, 0);
}

#[test]
fn a_file_of_a_pack_that_links_out_of_the_folder_is_refused() {
    let folder = surroundings();
    let mine = folder.path().join("mine");
    let base = mine.join("project/examples/out.json");
    fs::create_dir_all(base.parent().unwrap()).unwrap();
    symlink(folder.path().join("secret.env"), &base).unwrap();
    for args in [&["test"][..], &["rules", "list"], &["explain", "funds/total"], &["schema", "project"]] {
        let (out, err, code) = run(&[args, &["--rules", text(&mine)]].concat());
        assert_eq!(code, 2, "{args:?}");
        assert!(err.contains("examples/out.json") && err.contains("符号链接"), "{args:?}: {err}");
        assert!(!out.contains(SECRET) && !err.contains(SECRET), "{args:?}");
    }
    fs::remove_file(base).unwrap();
    assert_eq!(run(&["rules", "list", "--rules", text(&mine)]).2, 0);
    // A folder of packs that leads elsewhere.
    fs::rename(mine.join("project"), folder.path().join("elsewhere")).unwrap();
    symlink("../elsewhere", mine.join("project")).unwrap();
    let (out, err, code) = run(&["rules", "list", "--rules", text(&mine)]);
    assert!(code == 2 && err.contains("mine/project: 是符号链接") && !out.contains("project "), "{out}{err}");
}

#[test]
fn packs_of_one_folder_may_share_files_by_links() {
    let folder = surroundings();
    let mine = folder.path().join("mine");
    let pack = mine.join("project");
    fs::rename(pack.join("form.schema.json"), mine.join("shared.json")).unwrap();
    symlink("../shared.json", pack.join("form.schema.json")).unwrap();
    assert_eq!(run(&["rules", "list", "--rules", text(&mine)]).2, 0);
    // Whoever names the pack alone has not named what lies beside it.
    let (_, err, code) = run(&["rules", "list", "--rules", text(&pack)]);
    assert!(code == 2 && err.contains("form.schema.json: 是符号链接"), "{err}");
}

#[test]
fn a_file_of_a_language_that_links_out_of_the_folder_is_refused() {
    let folder = surroundings();
    let mine = folder.path().join("mine");
    replace(&mine.join("zh/lexicon.toml"), "../../secret.env");
    for rules in [mine.clone(), mine.join("project")] {
        let (out, err, code) = run(&["test", "--rules", text(&rules)]);
        assert_eq!(code, 2);
        assert!(err.contains("zh/lexicon.toml: 是符号链接"), "{err}");
        assert!(!out.contains(SECRET) && !err.contains(SECRET), "{err}");
    }
    // Nor does the name of a language lead out.
    fs::remove_dir_all(mine.join("zh")).unwrap();
    fs::create_dir(folder.path().join("beside")).unwrap();
    fs::copy(folder.path().join("secret.env"), folder.path().join("beside/lexicon.toml")).unwrap();
    change(&mine.join("project/pack.toml"), "money_unit", "language = \"../beside\"\nmoney_unit");
    let (_, err, code) = run(&["test", "--rules", text(&mine.join("project"))]);
    assert!(code == 2 && !err.contains(SECRET) && !err.contains("TOKEN"), "{err}");
}

/// A rule with escapes wherever its author can write them. Its first example does not hold.
const HOSTILE: &str = r#"/*---
title    = "甲"
title_en = "t\u001b[31m"
severity = "error"
basis    = ["convention"]
why      = "w\u001b"

[[example]]
name  = "n\u001b"
finds = []

[[example]]
name  = "m"
set   = { "/funds/actual_expenditure" = 1 }
finds = ["/funds/actual_expenditure"]
---*/
// ␛]0;owned␇
if form.funds.actual_expenditure > 元(0) {
␉report(form.funds.actual_expenditure, "a␛[2Jb");
}
"#;

#[test]
fn nothing_in_a_pack_steers_the_terminal() {
    let folder = surroundings();
    let pack = folder.path().join("mine/department-overall");
    let title = "Overall performance self-assessment form of a department";
    change(&pack.join("pack.toml"), title, "a\\u001b]0;owned\\u0007");
    // A C1 control stands in JSON as it is.
    change(&pack.join("form.schema.json"), "预算完成率", "预算\u{9b}31m完成率");
    fs::create_dir(pack.join("x")).unwrap();
    let hostile = HOSTILE.replace('␛', "\u{1b}").replace('␇', "\u{7}").replace('␉', "\t");
    fs::write(pack.join("x/a.rhai"), hostile).unwrap();
    let rules = text(&pack);
    for (args, shown) in [
        (&["rules", "list", "--lang", "en"][..], "t\\u{001b}[31m"),
        (
            &["explain", "x/a"],
            "\n// \\u{001b}]0;owned\\u{0007}\nif form.funds.actual_expenditure > 元(0) {\n    report(",
        ),
        (&["explain", "funds/completion-rate"], "预算\\u{009b}31m完成率"),
        (&["test", "x/a"], "a\\u{001b}[2Jb"),
        (&["check", SOUND], "a\\u{001b}[2Jb"),
        (&["schema"], "预算\\u009b31m完成率"),
        (&["read", "预算完成率96.33%"], "96.33%"),
    ] {
        let (out, err, _) = run(&[args, &["--rules", rules]].concat());
        assert!(out.contains(shown), "{args:?}: {out}{err}");
        let steers = |text: &str| text.chars().any(|c| c.is_control() && c != '\n' && c != '\r');
        assert!(!steers(&out) && !steers(&err), "{args:?}");
    }
    let schema: Json = serde_json::from_str(&run(&["schema", "--rules", rules]).0).unwrap();
    let written: Json =
        serde_json::from_str(&fs::read_to_string(pack.join("form.schema.json")).unwrap()).unwrap();
    assert_eq!(schema, written);
    // The JSON report carries the text as the rule says it.
    let (out, ..) = run(&["check", "--format", "json", "--rules", rules, SOUND]);
    let report: Json = serde_json::from_str(&out).unwrap();
    let said = report["documents"][0]["findings"].as_array().unwrap();
    assert!(said.iter().any(|finding| finding["message"] == "a\u{1b}[2Jb"));
}

/// The names in a folder that begin with a dot.
fn hidden(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with('.')).collect()
}

#[test]
fn two_exports_at_once_both_succeed_and_leave_nothing_beside() {
    let folder = folder();
    let args = ["rules", "export", "--force", text(folder.path())];
    for _ in 0..5 {
        let quiet = || hegui(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let statuses = [quiet(), quiet(), quiet()].map(|mut child| child.wait().unwrap().code());
        assert_eq!(statuses, [Some(0); 3]);
    }
    assert_eq!(hidden(folder.path()), Vec::<String>::new());
    assert_eq!(run(&["test", "--rules", text(folder.path())]).2, 0);
}

#[test]
fn an_export_that_is_killed_leaves_a_complete_pack_in_its_place_or_beside() {
    let folder = folder();
    let args = ["rules", "export", "--force", text(folder.path()), "project"];
    let before = Instant::now();
    assert_eq!(run(&args).2, 0);
    let whole = before.elapsed();
    let list = |place: &Path| run(&["rules", "list", "--rules", text(place)]).0;
    let all = list(&folder.path().join("project"));
    assert_eq!(all.lines().next(), Some("project 2023.1  项目支出绩效自评表"));
    for number in 0..40 {
        let mut child = hegui(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole * number / 35);
        child.kill().unwrap();
        child.wait().unwrap();
        let beside = hidden(folder.path()).into_iter().filter(|name| name.starts_with(".project."));
        let inner =
            beside.flat_map(|name| ["new", "old0"].map(|inner| folder.path().join(&name).join(inner)));
        let places: Vec<_> = std::iter::once(folder.path().join("project")).chain(inner).collect();
        assert!(places.iter().any(|place| list(place) == all), "{number}: {places:?}");
    }
    // What was left beside is taken for no pack.
    assert_eq!(run(&args).2, 0);
    assert!(list(folder.path()).ends_with(&all));
}

#[test]
fn an_export_clears_what_ended_ones_left_and_nothing_else() {
    let folder = folder();
    let made = |name: &str, inner: &[&str], age: u64| {
        let beside = folder.path().join(name);
        for inner in inner {
            fs::create_dir_all(beside.join(inner)).unwrap();
        }
        let held = fs::File::create(beside.join("held")).unwrap();
        let changed = std::time::SystemTime::now() - std::time::Duration::from_secs(age);
        fs::File::open(&beside).unwrap().set_modified(changed).unwrap();
        held
    };
    drop(made(".project.aaaaa1", &["new"], 600));
    drop(made(".project.aaaaa2", &["old0"], 600));
    // What may be the only copy, what was just begun, what is in use, what is not an export's.
    drop(made(".project.bbbbb1", &["new", "old0"], 600));
    drop(made(".project.bbbbb2", &["new"], 0));
    let held = made(".project.bbbbb3", &["new"], 600);
    held.try_lock().unwrap();
    drop(made(".project.bbbbb4", &["mine"], 600));
    drop(made(".project.mine", &["new"], 600));
    drop(made("elsewhere", &["new"], 600));
    symlink("elsewhere", folder.path().join(".project.bbbbb5")).unwrap();
    assert_eq!(run(&["rules", "export", text(folder.path()), "project"]).2, 0);
    let mut left = hidden(folder.path());
    left.sort();
    let kept =
        ["bbbbb1", "bbbbb2", "bbbbb3", "bbbbb4", "bbbbb5", "mine"].map(|name| format!(".project.{name}"));
    assert_eq!(left, kept);
    assert!(folder.path().join("elsewhere/new").is_dir());
}

#[test]
fn an_export_writes_through_no_link() {
    let folder = folder();
    let (victim, into) = (folder.path().join("victim"), folder.path().join("into"));
    for path in [&victim, &into] {
        fs::create_dir(path).unwrap();
    }
    fs::write(victim.join("pack.toml"), "PRECIOUS").unwrap();
    symlink("../victim", into.join("project")).unwrap();
    let (_, err, code) = run(&["rules", "export", text(&into), "project"]);
    assert!(code == 2 && err.contains("已经存在"), "{err}");
    let dangling = into.join("zh");
    symlink("../nothing", &dangling).unwrap();
    let (_, err, code) = run(&["rules", "export", "--force", text(&into), "project"]);
    assert!(code == 2 && err.contains("是链接或文件"), "{err}");
    fs::remove_file(into.join("project")).unwrap();
    let (_, err, code) = run(&["rules", "export", "--force", text(&into), "project"]);
    assert!(code == 2 && err.contains("zh: 是链接或文件"), "{err}");
    // Nor through one inside the folder.
    fs::remove_dir_all(into.join("project/indicators")).unwrap();
    symlink("../../victim", into.join("project/indicators")).unwrap();
    let (_, err, code) = run(&["rules", "export", "--force", text(&into), "project"]);
    assert!(code == 2 && err.contains("project/indicators/deadline-of-year.rhai 改动过，没有覆盖"), "{err}");
    assert_eq!(fs::read_to_string(victim.join("pack.toml")).unwrap(), "PRECIOUS");
    assert_eq!(fs::read_dir(&victim).unwrap().count(), 1);
    assert!(!folder.path().join("nothing").exists());
    assert!(dangling.is_symlink());
}

#[test]
fn what_cannot_be_written_is_not_told_as_what_cannot_be_read() {
    let folder = folder();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let (_, err, code) = run(&["rules", "export", text(&file)]);
    assert!(code == 2 && err.contains("file/project: 无法写入："), "{err}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told_and_ends_with_two() {
    for args in [
        &["completions", "bash"][..],
        &["check", SOUND],
        &["check", "--format", "json", SOUND],
        &["rules", "list"],
        &["explain", "funds/completion-rate"],
        &["schema", "project"],
        &["--help"],
    ] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = hegui(args).stdout(full).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!((said.as_str(), output.status.code()), ("无法输出：磁盘空间不足\n", Some(2)), "{args:?}");
    }
}

#[test]
fn where_nobody_reads_on_the_status_is_that_of_the_command() {
    for (args, status) in [
        (&["check", SOUND][..], 0),
        (&["check", FAULTY], 1),
        (&["check", "--format", "json", FAULTY, FAULTY], 1),
        (&["check", "--timings", FAULTY], 1),
        (&["check", FAULTY, "no-such-file.json"], 2),
        (&["completions", "bash"], 0),
        (&["test", "funds/no-such-rule"], 2),
        (&["--help"], 0),
    ] {
        for closes_both in [false, true] {
            // The reader is gone before the first byte.
            let (reader, writer) = std::io::pipe().unwrap();
            let mut command = hegui(args);
            if closes_both {
                command.stderr(writer.try_clone().unwrap());
            } else {
                command.stderr(Stdio::null());
            }
            command.stdout(writer);
            drop(reader);
            assert_eq!(command.status().unwrap().code(), Some(status), "{args:?}");
        }
    }
}

#[test]
fn names_that_are_no_utf8_are_kept_apart() {
    let folder = folder();
    for name in [&b"a\xfe.json"[..], b"a\xff.json", b"a\\b.json"] {
        fs::write(folder.path().join(OsStr::from_bytes(name)), "{").unwrap();
    }
    let (told, code) = report(folder.path());
    assert_eq!(code, 1);
    let paths: Vec<&str> = told["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|form| form["path"].as_str().unwrap().rsplit('/').next().unwrap())
        .collect();
    assert_eq!(paths, ["a\\b.json", "a\\xfe.json", "a\\xff.json"]);
    let (out, ..) = run(&["check", text(folder.path())]);
    assert!(out.contains("a\\xfe.json:1:1") && out.contains("a\\xff.json:1:1"), "{out}");
}
