//! `--cache`: the same bytes with it and without, however it is used, damaged or shared.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads files as it likes"
)]

mod place;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use place::{Place, ROOT, fixture};

impl Place {
    /// Forms of each kind: sound, faulty, cut, no JSON, of no pack, a workbook.
    fn new() -> Self {
        let place = Self::empty();
        let project = fixture("rules/project/example.json");
        place.write("forms/sound.json", &project);
        place.write("forms/faulty.json", &project.replacen("\"93.57%\"", "\"95.57%\"", 1));
        place.write("forms/cut.json", &project.replacen('{', "{ \"cut\": true,", 1));
        place.write("forms/broken.json", "{");
        place.write("forms/strange.json", "{ \"form\": \"x\" }");
        let book = Path::new(ROOT).join("fixtures/workbook/自评表.xlsx");
        fs::copy(book, place.0.path().join("forms/book.xlsx")).unwrap();
        place
    }

    /// Standard output and status.
    fn check(&self, args: &[&str]) -> (Vec<u8>, Option<i32>) {
        let output = self.command(&[&["check"], args].concat()).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
        (output.stdout, output.status.code())
    }

    /// What is in the cache, by path.
    fn kept(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut kept = BTreeMap::new();
        let folders = fs::read_dir(self.0.path().join("cache")).unwrap().map(|folder| folder.unwrap().path());
        for file in folders.flat_map(|folder| fs::read_dir(folder).unwrap()).map(|file| file.unwrap().path())
        {
            kept.insert(file.clone(), fs::read(file).unwrap());
        }
        kept
    }
}

#[test]
fn every_format_has_the_same_bytes_without_a_cache_with_a_new_one_and_with_a_full_one() {
    let place = Place::new();
    let names =
        ["human", "short", "json", "ndjson", "sarif", "junit", "github", "gitlab", "markdown", "csv", "html"];
    let files = |run: &str| -> Vec<String> {
        let files = names.map(|name| format!("--format={name}={run}.{name}"));
        files.into_iter().chain([format!("--certificate={run}.certificate")]).collect()
    };
    let run = |run: &str, cache: &[&str]| {
        let files = files(run);
        let args: Vec<&str> =
            files.iter().map(String::as_str).chain(["forms"]).chain(cache.iter().copied()).collect();
        assert_eq!(place.check(&args), (Vec::new(), Some(2)));
    };
    run("plain", &[]);
    run("new", &["--cache", "cache"]);
    let kept = place.kept();
    // Three project forms and that in the workbook; what is no form of a pack is told anew each time.
    assert_eq!(kept.len(), 4);
    run("full", &["--cache", "cache", "--jobs", "3"]);
    assert_eq!(place.kept(), kept);
    for name in names.iter().chain(&["certificate"]) {
        let read = |run: &str| fs::read(place.0.path().join(format!("{run}.{name}"))).unwrap();
        assert_eq!(read("plain"), read("new"), "{name}");
        assert_eq!(read("plain"), read("full"), "{name}");
    }
}

#[test]
fn a_cache_inside_the_folder_that_is_checked_is_no_part_of_it() {
    let place = Place::new();
    let plain = place.check(&["--format", "json", "."]);
    for _ in 0..2 {
        let told = place.check(&["--format", "json", "--cache", "forms/../cache", "."]);
        assert_eq!(told.1, plain.1);
        assert_eq!(String::from_utf8_lossy(&told.0), String::from_utf8_lossy(&plain.0));
    }
    assert_eq!(place.kept().len(), 4);
}

#[test]
fn a_damaged_entry_is_passed_over_and_written_anew() {
    let place = Place::new();
    let args = ["--format", "json", "--cache", "cache", "forms"];
    let report = place.check(&args);
    let kept = place.kept();
    let mut others = kept.values().cycle().skip(1);
    for (at, (path, bytes)) in kept.iter().enumerate() {
        let damaged = match at {
            0 => Vec::new(),
            1 => bytes[..bytes.len() / 2].to_vec(),
            2 => others.next().unwrap().clone(),
            _ => bytes.iter().map(|byte| byte ^ 1).collect(),
        };
        assert_ne!(damaged, *bytes);
        fs::write(path, damaged).unwrap();
    }
    assert_eq!(place.check(&args), report);
    assert_eq!(place.kept(), kept);
}

#[test]
fn what_decides_a_verdict_decides_the_entry_and_the_gate_is_applied_to_what_was_kept() {
    let place = Place::new();
    let check = |more: &[&str]| {
        let plain =
            place.check(&[&["--format", "json", "forms/faulty.json", "forms/cut.json"], more].concat());
        let cached =
            [&["--format", "json", "--cache", "cache", "forms/faulty.json", "forms/cut.json"], more].concat();
        assert_eq!(place.check(&cached), plain, "{more:?}");
        assert_eq!(place.check(&cached), plain, "{more:?}");
        place.kept().len()
    };
    assert_eq!(check(&[]), 2);
    // What the gate says is no part of what is kept.
    assert_eq!(check(&["--allow-cut"]), 2);
    place.write("hegui.toml", "[severity]\n\"funds/completion-rate\" = \"info\"\n");
    assert_eq!(check(&[]), 2);
    fs::remove_file(place.0.path().join("hegui.toml")).unwrap();
    // The name of a form is not, either.
    fs::copy(place.0.path().join("forms/faulty.json"), place.0.path().join("forms/other.json")).unwrap();
    let (shown, _) = place.check(&["--format", "short", "--cache", "cache", "forms/other.json"]);
    assert!(String::from_utf8(shown).unwrap().starts_with("forms/other.json:"));
    assert_eq!(place.kept().len(), 2);
    assert_eq!(check(&["--as-of", "2019"]), 4);
    // Nor is the language: what is kept is told in either.
    assert_eq!(check(&["--lang", "en"]), 4);
    place.write("rules/ours/pack.toml", "extends = \"project\"\nid = \"ours\"\nversion = \"1\"\n");
    assert_eq!(check(&["--rules", "rules"]), 6);
    place.write("rules/ours/pack.toml", "extends = \"project\"\nid = \"ours\"\nversion = \"1\"\noff = { \"funds/completion-rate\" = \"x\" }\n");
    assert_eq!(check(&["--rules", "rules"]), 8);
    assert_eq!(check(&[]), 8);
}

#[test]
fn a_pack_with_a_faulty_rule_is_told_each_time() {
    let place = Place::new();
    place.write("rules/ours/pack.toml", "extends = \"project\"\nid = \"ours\"\nversion = \"1\"\n");
    place.write("rules/ours/own/faulty.rhai", "/*---\ntitle = \"x\"\n---*/\nform.x\n");
    let args = ["--format", "json", "--rules", "rules", "--cache", "cache", "forms/sound.json"];
    let (first, code) = place.check(&args);
    assert_eq!(code, Some(2));
    assert_eq!(place.check(&args), (first, code));
    assert!(!place.0.path().join("cache").read_dir().unwrap().any(|_| true));
}

#[test]
fn two_runs_may_use_one_cache_at_once() {
    let place = Place::new();
    for at in 0..12 {
        let form = fixture("rules/project/example.json").replacen("市图书馆", &format!("市图书馆{at}"), 1);
        place.write(&format!("many/{at:02}.json"), &form);
    }
    let (plain, code) = place.check(&["--format", "json", "many"]);
    let run = || {
        let mut command =
            place.command(&["check", "--format", "json", "--cache", "cache", "--jobs", "2", "many"]);
        command.stdout(Stdio::piped()).spawn().unwrap()
    };
    for child in [run(), run(), run()] {
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.stdout, output.status.code()), (plain.clone(), code));
    }
    let kept = place.kept();
    assert_eq!(kept.len(), 12);
    assert!(kept.keys().all(|path| path.file_name().unwrap().len() == 62), "{:?}", kept.keys());
}

#[test]
fn a_cache_that_cannot_be_written_is_told_and_changes_nothing() {
    let place = Place::new();
    place.write("file", "");
    let output = place.command(&["check", "--cache", "file", "forms/sound.json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    // A file stands where each folder of the cache would.
    for at in 0..256 {
        place.write(&format!("cache/{at:02x}"), "");
    }
    let output =
        place.command(&["check", "--cache", "cache", "--lang", "en", "forms/sound.json"]).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        (told.trim(), output.status.code()),
        ("1 result could not be kept in the cache; the check is as it would be without", Some(0))
    );
}
