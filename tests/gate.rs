//! The gate of a repository of submissions: what is checked, by what, how fast it can be read, and that nobody talks it round.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads files as it likes"
)]

mod place;

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::Stdio;

use place::{Place, fixture};
use serde_json::{Value, json};

impl Place {
    /// Standard output and status.
    fn hegui(&self, args: &[&str]) -> (String, i32) {
        let output = self.command(args).output().unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
        (String::from_utf8(output.stdout).unwrap(), output.status.code().unwrap())
    }

    /// The JSON report and the status.
    fn report(&self, args: &[&str]) -> (Value, i32) {
        let (out, code) = self.hegui(&[&["check", "--format", "json"], args].concat());
        (serde_json::from_str(&out).unwrap(), code)
    }

    fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "x"]);
    }

    /// A repository with a form that has errors.
    fn repository() -> Self {
        let place = Self::empty();
        place.git(&["init", "--quiet"]);
        place.write("forms/bad.json", &faulty());
        place.commit();
        place
    }
}

/// A form without findings.
fn sound() -> String {
    fixture("rules/department-overall/example.json")
}

/// A form with errors.
fn faulty() -> String {
    fixture("fixtures/department-overall/tianhe-hitech-2022.json")
}

fn paths(report: &Value) -> Vec<&str> {
    let documents = report["documents"].as_array().unwrap();
    documents.iter().map(|document| document["path"].as_str().unwrap()).collect()
}

/// The reasons for which files were passed over, each with its paths.
fn skipped(report: &Value) -> Vec<(&str, Vec<&str>)> {
    let all = report["skipped"].as_array().map(Vec::as_slice).unwrap_or_default();
    let paths = |skipped: &'_ Value| skipped["paths"].as_array().unwrap().clone();
    assert!(all.iter().all(|skipped| skipped["count"] == json!(paths(skipped).len())));
    all.iter()
        .map(|skipped| {
            let paths = skipped["paths"].as_array().unwrap();
            (skipped["reason"].as_str().unwrap(), paths.iter().map(|path| path.as_str().unwrap()).collect())
        })
        .collect()
}

#[test]
fn no_ignore_file_takes_a_form_out_of_the_gate() {
    let place = Place::empty();
    place.write("bad.json", &faulty());
    place.write(".ignore", "bad.json\n");
    place.write(".gitignore", "bad.json\nscratch.json\n");
    place.write("scratch.json", "{}");
    // No repository: nothing is ignored.
    let (report, _) = place.report(&["."]);
    assert_eq!(paths(&report), ["./bad.json", "./scratch.json"]);
    // What git tracks is checked, what it ignores and does not track is told.
    place.git(&["init", "--quiet"]);
    place.git(&["add", "--force", "bad.json"]);
    fs::write(place.0.path().join(".git/info/exclude"), "bad.json\n").unwrap();
    let (report, code) = place.report(&["."]);
    assert_eq!((paths(&report), code), (vec!["./bad.json"], 1));
    assert_eq!(skipped(&report), [("ignored", vec!["./scratch.json"])]);
}

#[test]
fn what_is_passed_over_is_counted_and_named() {
    let place = Place::empty();
    place.write("a.json", &sound());
    place.write(".hidden/form.json", &sound());
    place.write(".hidden/settings.json", "{ \"tabs\": 4 }");
    place.write(".hidden/other.txt", "");
    for name in ["~$a.json", "~$a.xlsx", "b.pdf", "c.doc", "d.zip", "notes.txt"] {
        place.write(name, "");
    }
    let (report, code) = place.report(&[".", "a.json", "*.json"]);
    assert_eq!((paths(&report), code), (vec!["./.hidden/form.json", "./a.json"], 0));
    let expected = [
        ("twice", vec!["a.json", "a.json"]),
        ("hidden", vec!["./.hidden/settings.json", "./~$a.json", "./~$a.xlsx", "~$a.json"]),
        ("document", vec!["./b.pdf", "./c.doc"]),
        ("archive", vec!["./d.zip"]),
        ("ending", vec!["./notes.txt"]),
    ];
    assert_eq!(skipped(&report)[0], expected[0]);
    assert_eq!(skipped(&report)[2..], expected[2..]);
    let (shown, _) = place.hegui(&["check", "--lang", "en", "a.json", ".", "nothing/**/*.json"]);
    assert!(shown.contains("1 file was not checked: archives; unpack them first (./d.zip)"), "{shown}");
    assert!(shown.contains("nothing/**/*.json: no file matches this pattern"), "{shown}");
}

#[test]
fn what_is_no_form_and_is_named_is_told_with_what_to_do() {
    let place = Place::empty();
    for (name, start, told, todo) in [
        ("a.xlsx", "PK\u{3}\u{4}", "the workbook cannot be opened", "save it as .xlsx"),
        ("b.zip", "PK\u{3}\u{4}", "an archive", "unpack it"),
        ("c", "PK\u{3}\u{4}", "the workbook cannot be opened", "save it as .xlsx"),
        ("d.pdf", "%PDF-1.7", "PDF", "Excel"),
    ] {
        place.write(name, start);
        let (report, code) = place.report(&[name, "--lang", "en"]);
        assert_eq!(code, 2);
        let error = &report["errors"][0];
        let (message, help) = (error["message"].as_str().unwrap(), error["help"].as_str().unwrap());
        assert!(message.contains(told) && help.contains(todo), "{name}: {message} {help}");
    }
}

#[test]
fn a_workbook_in_a_folder_is_checked_as_json_is() {
    let place = Place::empty();
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/workbook/自评表.xlsx");
    fs::copy(sample, place.0.path().join("a.xlsx")).unwrap();
    place.write("a.expected.json", "{}");
    let (report, code) = place.report(&["."]);
    assert_eq!((paths(&report), code), (vec!["./a.xlsx"], 1));
    assert_eq!(skipped(&report), [("ending", vec!["./a.expected.json"])]);
    place.git(&["init", "--quiet"]);
    fs::write(place.0.path().join(".git/info/exclude"), "*.XLSX\n*.xlsx\n").unwrap();
    let (report, _) = place.report(&["."]);
    assert_eq!(skipped(&report)[0], ("ignored", vec!["./a.xlsx"]));
}

#[test]
fn only_what_differs_from_the_common_revision_is_checked_renamed_and_chinese_names_too() {
    let place = Place::repository();
    place.write("forms/same.json", &sound());
    place.commit();
    place.git(&["checkout", "--quiet", "-b", "change"]);
    place.write("forms/财政局.json", &sound());
    place.git(&["mv", "forms/bad.json", "forms/renamed.json"]);
    place.commit();
    place.write("forms/new.json", &sound());
    // What happens on the other branch is none of this change.
    place.git(&["checkout", "--quiet", "main"]);
    place.write("forms/later.json", &faulty());
    place.git(&["add", "forms/later.json"]);
    place.git(&["commit", "--quiet", "--message", "x"]);
    place.git(&["checkout", "--quiet", "change"]);
    let (report, code) = place.report(&["--changed-since", "main", "forms"]);
    assert_eq!(paths(&report), ["forms/new.json", "forms/renamed.json", "forms/财政局.json"]);
    assert_eq!((skipped(&report), code), (vec![("unchanged", vec!["forms/same.json"])], 1));
    let (report, code) = place.report(&["--changed-since", "main", "forms/same.json"]);
    assert_eq!((paths(&report).len(), code), (0, 0));
    let (report, code) = place.report(&["--changed-since", "nowhere", "forms"]);
    assert_eq!((report["errors"].as_array().unwrap().len(), code), (1, 2));
}

#[test]
fn a_change_cannot_loosen_its_own_gate() {
    let place = Place::repository();
    place.write("hegui.toml", "rules = \"packs\"\nfail-on = \"warning\"\n");
    let (_, code) = place.hegui(&["rules", "export", "packs", "department-overall"]);
    assert_eq!(code, 0);
    place.commit();
    let strict = place.report(&["forms"]).0["documents"].clone();
    // The change leaves the form out, switches a rule to info, and brings a form of warnings alone.
    place.write("hegui.toml", "rules = \"packs\"\nexclude = [\"forms/**\"]\n");
    let rule = "packs/common/funds/adjustment-explained.rhai";
    let text = fs::read_to_string(place.0.path().join(rule)).unwrap();
    place.write(rule, &text.replacen("severity = \"warning\"", "severity = \"info\"", 1));
    assert_eq!(place.report(&["forms"]).1, 2);
    let (report, code) = place.report(&["--config-from", "HEAD", "forms"]);
    assert_eq!((&report["documents"], code), (&strict, 1));
    let notes = report["notes"].to_string();
    assert!(notes.contains("hegui.toml、packs/common/funds/adjustment-explained.rhai"), "{notes}");
    // Nor does it help to take the file away.
    fs::remove_file(place.0.path().join("hegui.toml")).unwrap();
    let (report, code) = place.report(&["--config-from", "HEAD", "forms"]);
    assert_eq!((&report["documents"], code), (&strict, 1));
}

#[test]
fn the_configuration_is_found_upwards_and_shown_with_the_place_of_each_value() {
    let place = Place::empty();
    let text = "fail-on = \"warning\"\nexclude = [\"drafts\"]\n\n[[path]]\npaths = [\"old/**\"]\n\
                severity = { \"indicators/answers-exchanged\" = \"info\" }\n";
    place.write("hegui.toml", text);
    for name in ["drafts/a.json", "new/a.json", "old/a.json"] {
        place.write(name, &faulty());
    }
    // One in a folder that is checked has no say.
    place.write("old/hegui.toml", "exclude = [\"**\"]\n");
    let (report, _) = place.report(&["."]);
    assert_eq!(paths(&report), ["./new/a.json", "./old/a.json"]);
    let severity = |document: usize| {
        let findings = report["documents"][document]["findings"].as_array().unwrap();
        let found = findings.iter().find(|finding| finding["rule"] == "indicators/answers-exchanged");
        found.unwrap()["severity"].as_str().unwrap()
    };
    assert_eq!((severity(0), severity(1)), ("error", "info"));
    let mut command = place.command(&["config", "--lang", "en"]);
    let output = command.current_dir(place.0.path().join("new")).output().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    let root = fs::canonicalize(place.0.path()).unwrap();
    insta::assert_snapshot!(shown.replace(root.to_str().unwrap(), "…"));
    place.write("hegui.toml", "[severity]\n\"indicators/answers-exchangd\" = \"info\"\n");
    let (report, code) = place.report(&["new", "--lang", "en"]);
    let error = &report["errors"][0];
    assert_eq!((code, &error["line"], &error["column"]), (2, &json!(2), &json!(1)));
    assert_eq!(error["help"], "did you mean indicators/answers-exchanged?");
}

#[test]
fn a_form_that_says_that_it_is_a_part_passes_only_where_that_is_allowed() {
    let place = Place::empty();
    let three = "{ \"form\": \"project\", \"currency_unit\": \"万元\", \"cut\": true, \"goal\": { \"expected\": \"建成三座水库\" } }";
    place.write("a.json", three);
    let (report, code) = place.report(&["a.json"]);
    let findings = report["documents"][0]["findings"].as_array().unwrap();
    let cut = findings.iter().find(|finding| finding["rule"] == "form/cut").unwrap();
    assert_eq!((code, &cut["pointer"], &cut["severity"]), (1, &json!("/cut"), &json!("error")));
    assert_eq!(report["notes"].as_array().unwrap().len(), 2);
    let (report, _) = place.report(&["--allow-cut", "a.json"]);
    assert!(!report["documents"].to_string().contains("form/cut"));
    assert_eq!(report["notes"].as_array().unwrap().len(), 2);
    // In every pack.
    place.write("b.json", &sound().replacen('{', "{ \"cut\": true,", 1));
    assert_eq!(place.report(&["b.json"]).1, 1);
}

#[test]
fn the_last_line_says_what_was_not_checked() {
    let place = Place::empty();
    place.write("whole.json", &sound());
    let budget = "\"general_public_budget\": ";
    place.write("blank.json", &sound().replace(&format!("{budget}8325.18"), &format!("{budget}null")));
    let last = |args: &[&str]| {
        let (out, code) = place.hegui(&[&["check", "--lang", "en"], args].concat());
        (out.lines().last().unwrap_or_default().to_owned(), code)
    };
    assert_eq!(last(&["whole.json"]), ("total over 1 form: nothing found".to_owned(), 0));
    let (line, code) = last(&["blank.json"]);
    assert_eq!(
        line,
        "total over 1 form: nothing found by the rules that were checked; 2 rules were not checked"
    );
    assert_eq!(code, 0);
    let (line, code) = last(&["-q", "--fail-on-unchecked", "blank.json"]);
    assert!(line.starts_with("blank.json: ") && line.contains(", not checked: 2"), "{line}");
    assert_eq!((code, last(&["-q", "blank.json"])), (1, (String::new(), 0)));
}

#[test]
fn the_bytes_are_the_same_with_any_number_of_jobs() {
    let place = Place::empty();
    for at in 0..24 {
        let text = [sound(), faulty(), "{".to_owned(), "{\"form\": \"x\"}".to_owned()][at % 4].clone();
        place.write(&format!("{at:02}.json"), &text);
    }
    for format in ["json", "human", "ndjson"] {
        let run = |jobs: &str| place.hegui(&["check", "--format", format, "--jobs", jobs, ".", "none.json"]);
        let one = run("1");
        assert_eq!(one.1, 2);
        assert_eq!(one, run("3"));
    }
}

#[test]
fn a_line_in_is_a_line_out_before_the_next_is_sent_and_a_bad_line_is_a_result() {
    let place = Place::empty();
    let mut child = place
        .command(&["check", "--ndjson", "--max-bytes", "100000", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut to, mut from) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    let sound = serde_json::from_str::<Value>(&sound()).unwrap().to_string();
    let long = format!("\"{}\"", "x".repeat(200_000));
    let mut results = Vec::new();
    for line in [sound.as_str(), "{\"form\":", "", &long, &sound] {
        writeln!(to, "{line}").unwrap();
        let mut result = String::new();
        from.read_line(&mut result).unwrap();
        results.push(serde_json::from_str::<Value>(&result).unwrap());
    }
    drop(to);
    let mut rest = String::new();
    from.read_to_string(&mut rest).unwrap();
    assert_eq!((rest.as_str(), child.wait().unwrap().code()), ("", Some(2)));
    let paths: Vec<&Value> = results.iter().map(|result| &result["path"]).collect();
    assert_eq!(paths, ["-:1", "-:2", "-:3", "-:4", "-:5"]);
    assert_eq!(results[0]["pack"]["id"], "department-overall");
    assert_eq!(results[1]["findings"][0]["rule"], "json/syntax");
    assert_eq!(results[2]["findings"][0]["rule"], "json/syntax");
    assert!(results[3]["errors"][0]["message"].as_str().unwrap().contains("100000"));
    assert_eq!(results[4]["sha256"], results[0]["sha256"]);
}

#[test]
#[cfg(target_os = "linux")]
fn the_status_is_that_of_the_check_where_nobody_can_be_told() {
    let place = Place::empty();
    place.write("bad.json", &faulty());
    place.write("good.json", &sound());
    let full = |args: &[&str]| {
        let out = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = place.command(args).stdout(out).stderr(Stdio::piped()).output().unwrap();
        assert!(!output.stderr.is_empty());
        output.status.code().unwrap()
    };
    assert_eq!(full(&["check", "bad.json"]), 1);
    assert_eq!(full(&["check", "good.json"]), 2);
    assert_eq!(full(&["completions", "bash"]), 2);
    // A reader that goes away after a line: what was found does not depend on it.
    let closed = |args: &[&str]| {
        let mut child = place.command(args).stdout(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        child.wait().unwrap().code().unwrap()
    };
    assert_eq!(closed(&["check", "bad.json", "good.json"]), 1);
    assert_eq!(closed(&["check", "good.json"]), 0);
    assert_eq!(closed(&["completions", "bash"]), 0);
}

#[test]
fn paths_come_from_a_list_and_a_name_that_git_has_quoted_is_told() {
    let place = Place::repository();
    place.write("财政局.json", &sound());
    place.write("list", "财政局.json\0forms/bad.json\0");
    let (report, code) = place.report(&["--files-from", "list"]);
    assert_eq!((paths(&report), code), (vec!["财政局.json", "forms/bad.json"], 1));
    let (report, code) = place.report(&["\\350\\264\\242.json"]);
    assert_eq!(code, 2);
    assert!(report["errors"][0]["help"].as_str().unwrap().contains("--files-from -"));
}

#[test]
fn a_run_that_is_killed_leaves_whole_lines() {
    let place = Place::empty();
    for at in 0..24 {
        place.write(&format!("forms/{at:02}.json"), &faulty());
    }
    let mut most = 0;
    for moment in 1..=10 {
        let out = place.0.path().join("out.ndjson");
        let mut child = place
            .command(&["check", "--format", "ndjson", "forms"])
            .stdout(fs::File::create(&out).unwrap())
            .spawn()
            .unwrap();
        // Killed once so many lines are there, whatever the machine.
        let lines = || fs::read(&out).unwrap().split(|byte| *byte == b'\n').count() - 1;
        while lines() < 2 * moment && child.try_wait().unwrap().is_none() {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        let _ = child.kill();
        child.wait().unwrap();
        // The system may cut the write that a kill meets: only what has no end of line can be cut.
        let mut whole = fs::read(&out).unwrap();
        whole.truncate(whole.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1));
        let text = String::from_utf8(whole).unwrap();
        for (at, line) in text.lines().enumerate() {
            let line: Value = serde_json::from_str(line).unwrap();
            assert!(line["path"] == format!("forms/{at:02}.json") || line.get("summary").is_some());
        }
        most = most.max(text.lines().count());
    }
    assert!(most >= 20, "{most}");
}
