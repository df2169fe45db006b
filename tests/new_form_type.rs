//! `docs/new-form-type.md` is run: the files that it shows are written out, its commands give what it prints.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads files as it likes"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const PAGE: &str = include_str!("../docs/new-form-type.md");

/// A block of code of the page, with the line in bold before it, if there is one.
struct Block {
    file: Option<String>,
    language: String,
    text: String,
}

fn blocks() -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut file = None;
    let mut lines = PAGE.lines();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("**`").and_then(|rest| rest.strip_suffix("`**")) {
            file = Some(name.to_owned());
        } else if let Some(language) = line.strip_prefix("```") {
            let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            let text = text.join("\n") + "\n";
            blocks.push(Block { file: file.take(), language: language.to_owned(), text });
        }
    }
    blocks
}

fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("hegui-new-form-type-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn the_page_on_a_new_form_type_builds_a_pack_that_does_what_it_prints() {
    let folder = folder();
    let (mut files, mut commands) = (0, 0);
    for block in blocks() {
        if let Some(name) = &block.file {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).unwrap();
            fs::write(path, &block.text).unwrap();
            files += 1;
        }
        if block.language == "console" {
            let (command, printed) = block.text.split_once('\n').unwrap();
            let args: Vec<&str> = command.strip_prefix("$ hegui ").unwrap().split(' ').collect();
            let mut run = Command::new(env!("CARGO_BIN_EXE_hegui"));
            run.args(&args).current_dir(&folder).env_clear().env("LANG", "C").env("COLUMNS", "72");
            let output = run.output().unwrap();
            assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{command}");
            assert_eq!(String::from_utf8(output.stdout).unwrap(), printed, "{command}");
            commands += 1;
        }
    }
    assert_eq!((files, commands), (7, 2));
    fs::remove_dir_all(folder).unwrap();
}
