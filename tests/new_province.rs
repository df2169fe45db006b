//! `docs/new-province.md` and its Chinese twin are run: the files that they show are written out, their commands give what they print.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads files as it likes"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The forms that the page speaks of.
const FORMS: [&str; 2] = ["新州空白表.xlsx", "新州自评表.xlsx"];

/// An empty folder with the forms in it.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("hegui-new-province-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for form in FORMS {
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/workbook").join(form);
        fs::copy(own, folder.join(form)).unwrap();
    }
    folder
}

/// Runs a page: how many files it wrote, and how many commands it ran.
fn run(page: &str, name: &str) -> (usize, usize) {
    let folder = folder(name);
    let (mut files, mut commands) = (0, 0);
    let mut file = None;
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("**`").and_then(|rest| rest.strip_suffix("`**")) {
            file = Some(name.to_owned());
        }
        let Some(language) = line.strip_prefix("```") else { continue };
        let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let text = text.join("\n") + "\n";
        if let Some(name) = file.take() {
            fs::write(folder.join(name), &text).unwrap();
            files += 1;
        }
        if language == "console" {
            let (command, printed) = text.split_once('\n').unwrap();
            let args: Vec<&str> = command.strip_prefix("$ hegui ").unwrap().split(' ').collect();
            let mut run = Command::new(env!("CARGO_BIN_EXE_hegui"));
            let output = run.args(&args).current_dir(&folder).env_clear().env("LANG", "C").output().unwrap();
            assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{command}");
            assert_eq!(String::from_utf8(output.stdout).unwrap(), printed, "{command}");
            commands += 1;
        }
    }
    fs::remove_dir_all(folder).unwrap();
    (files, commands)
}

#[test]
fn the_pages_on_a_new_province_make_a_layout_that_reads_its_form() {
    assert_eq!(run(include_str!("../docs/new-province.md"), "en"), (1, 3));
    assert_eq!(run(include_str!("../docs/new-province.zh-CN.md"), "zh"), (1, 3));
}
