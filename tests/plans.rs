//! Plans say what Rhai says with the same rules, on every fixture; and packs that were made ready when the program was built are
//! those that are read from their files.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads files as it likes"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hegui::document::{Document, Limits};
use hegui::engine::{Checker, Settings};
use hegui::load::{embedded_packs, packs};
use hegui::rule::{Extent, RulePack};
use hegui::source::SourceFile;

const PACKS: [&str; 2] = ["department-overall", "project"];

/// A pack as it was made ready when the program was built.
fn ready(id: &str) -> Arc<RulePack> {
    let (mut packs, problems) = embedded_packs(Some(id), Extent::Rules);
    assert!(problems.is_empty(), "{problems:?}");
    let pack = packs.remove(0);
    assert!(pack.scripts.is_some(), "{id} was not made ready");
    pack
}

/// The same as it is read from its files.
fn read(id: &str) -> Arc<RulePack> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(id);
    let (mut packs, problems) = packs(&folder, Extent::Rules);
    assert!(problems.is_empty(), "{problems:?}");
    let pack = packs.remove(0);
    assert!(pack.scripts.is_none());
    pack
}

fn checker(pack: &Arc<RulePack>, plans: bool) -> Checker {
    let mut settings = Settings::default();
    settings.plans = plans;
    let (checker, problems) = Checker::new(pack, settings);
    assert!(problems.is_empty(), "{problems:?}");
    checker
}

/// The forms of a type below `fixtures`, and its example.
fn forms(id: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut open = vec![root.join("fixtures").join(id)];
    let mut forms = vec![root.join("rules").join(id).join("example.json")];
    while let Some(folder) = open.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let is_form = path.extension().is_some_and(|ending| ending == "json");
            let is_told = path.file_stem().is_some_and(|name| name.to_string_lossy().ends_with(".expected"));
            if path.is_dir() {
                open.push(path);
            } else if is_form && !is_told {
                forms.push(path);
            }
        }
    }
    forms.sort();
    forms
}

#[test]
fn plans_and_rhai_report_the_same() {
    for id in PACKS {
        let (mut plans, mut trees) = (checker(&ready(id), true), checker(&read(id), false));
        let mut checked = 0;
        for path in forms(id) {
            let source = Arc::new(SourceFile::new("a.json", &fs::read(&path).unwrap()));
            let Ok(document) = Document::parse(source, Limits::default()) else { continue };
            let document = Arc::new(document);
            let [planned, told] = [&mut plans, &mut trees].map(|checker| checker.check(&document));
            assert_eq!(format!("{:?}", planned.0.findings), format!("{:?}", told.0.findings), "{path:?}");
            assert_eq!(format!("{:?}", planned.0.rules), format!("{:?}", told.0.rules), "{path:?}");
            assert_eq!(planned.1.len(), told.1.len(), "{path:?}");
            checked += 1;
        }
        assert!(checked > 4, "{id}");
    }
}

#[test]
fn packs_made_ready_are_those_that_are_read() {
    for id in PACKS {
        let (ready, read) = (ready(id), read(id));
        let shown = |pack: &RulePack| {
            let language = &pack.language;
            [
                format!("{:?}", language.lexicon()),
                format!("{:?}", language.measures()),
                format!("{:?}", language.grammar()),
                format!("{:?}", language.kinds()),
                format!("{:?}", pack.schema.terms()),
                format!("{:?}", pack.set),
                format!(
                    "{:?}",
                    pack.rules.iter().map(|rule| (&rule.id, rule.body, &rule.header)).collect::<Vec<_>>()
                ),
                format!(
                    "{:?}",
                    pack.prints().iter().map(|print| (print.name(), print.presence())).collect::<Vec<_>>()
                ),
            ]
        };
        let root = format!("{}/rules", env!("CARGO_MANIFEST_DIR"));
        for (ready, read) in shown(&ready).iter().zip(shown(&read)) {
            assert!(
                *ready == read.replace(&root, "rules"),
                "{id}: {}",
                ready.chars().take(200).collect::<String>()
            );
        }
        assert_eq!(ready.digest.hex(), read.digest.hex());
        let [made, vetted] = [&ready, &read].map(|pack| checker(pack, true));
        for rule in &ready.rules {
            assert_eq!(made.cells_read(&rule.id), vetted.cells_read(&rule.id), "{}", rule.id);
            assert_eq!(made.lacks(&rule.id), vetted.lacks(&rule.id), "{}", rule.id);
        }
    }
}

#[test]
fn headers_of_the_program_say_nothing_behind_their_examples() {
    for id in PACKS {
        let [taken, whole] = [Extent::Rules, Extent::Whole].map(|extent| {
            let (mut packs, _) = embedded_packs(Some(id), extent);
            packs.remove(0)
        });
        assert_eq!(taken.rules.len(), whole.rules.len());
        assert!(whole.rules.iter().any(|rule| !rule.header.examples.is_empty()));
        for (taken, whole) in taken.rules.iter().zip(&whole.rules) {
            let mut header = whole.header.clone();
            header.examples.clear();
            assert_eq!(format!("{:?}", taken.header), format!("{header:?}"), "{}", whole.id);
        }
    }
}
