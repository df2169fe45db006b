//! Tells the program the digest of what it is built from, so that certificates and caches know it from any other, and makes the
//! packs ready that come with it: they are read here, once, by the modules of the program itself.

#![allow(
    warnings,
    clippy::all,
    clippy::pedantic,
    clippy::restriction,
    reason = "the modules are vetted as those of the program, of which only a part is used here"
)]

#[path = "src/wording/mod.rs"]
mod wording;

#[path = "src/source/mod.rs"]
mod source;

#[path = "src/document/mod.rs"]
mod document;

#[path = "src/figure/mod.rs"]
mod figure;

#[path = "src/text/mod.rs"]
mod text;

#[path = "src/sheet.rs"]
mod sheet;

#[path = "src/report/mod.rs"]
mod report;

#[path = "src/form/mod.rs"]
mod form;

#[path = "src/meaning/mod.rs"]
mod meaning;

#[path = "src/rule/mod.rs"]
mod rule;

#[path = "src/engine/mod.rs"]
mod engine;

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use engine::{Checker, Settings};
use rule::{Extent, PackFile, included_file, includes, is_library, is_pack_file, parse_pack};
use source::SourceFile;
use text::language::{Language, LanguageFile};

/// All that the program is made of.
const SOURCES: [&str; 6] = ["Cargo.lock", "Cargo.toml", "askama.toml", "build.rs", "rules", "src"];

fn main() -> io::Result<()> {
    let mut files = Vec::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        add(Path::new(source), &mut files)?;
    }
    files.sort();
    tell_digest(&files)?;
    make_ready(&files)
}

/// Tells the digest of some files.
fn tell_digest(files: &[PathBuf]) -> io::Result<()> {
    let mut hasher = Sha256::new();
    for file in files {
        let name = file.to_string_lossy().replace('\\', "/");
        // The same on systems that end lines in another way.
        let mut bytes = fs::read(file)?;
        bytes.retain(|byte| *byte != b'\r');
        for part in [name.as_bytes(), &bytes] {
            hasher.update(format!("{}:", part.len()));
            hasher.update(part);
        }
    }
    println!("cargo::rustc-env=HEGUI_SOURCES={:x}", hasher.finalize());
    Ok(())
}

/// The files of a folder and of all folders in it.
fn add(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            // What editors and tests leave behind is no part of it.
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if !name.starts_with('.') && !name.ends_with(".snap") && !name.ends_with(".snap.new") {
                add(&entry.path(), files)?;
            }
        }
    } else {
        files.push(path.to_owned());
    }
    Ok(())
}

/// Writes what is made of each pack that serves forms, and a table of all: its id, and what was read of it and of its scripts.
fn make_ready(files: &[PathBuf]) -> io::Result<()> {
    let folders = Folders::read(files)?;
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("no OUT_DIR"))?);
    let mut table = String::from("&[");
    for (id, files) in &folders.packs {
        if is_library(files) {
            continue;
        }
        let mut whole = files.clone();
        for (name, ..) in includes(files) {
            let included = folders.packs.get(&name).into_iter().flatten();
            whole.extend(included.map(|file| included_file(&name, file)));
        }
        // What is at fault is told by the program, which reads the pack then as it stands.
        let Some((pack, scripts)) = folders.made(&whole) else {
            println!("cargo::warning=rules/{id} is at fault: `hegui test --rules rules` tells what it is");
            continue;
        };
        for (ending, bytes) in [("pack", pack), ("scripts", scripts)] {
            fs::write(out.join(format!("{id}.{ending}")), bytes)?;
        }
        let path = |ending| format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{id}.{ending}\"))");
        // Writing to a String cannot fail.
        let _ = write!(table, "({id:?}, {}, {}),", path("pack"), path("scripts"));
    }
    fs::write(out.join("ready.rs"), table + "]")
}

/// The files of packs and of languages, by the names of their folders.
struct Folders {
    packs: BTreeMap<String, Vec<PackFile>>,
    languages: BTreeMap<String, Vec<LanguageFile>>,
}

impl Folders {
    /// Those among some files, under the names that the program gives them.
    fn read(files: &[PathBuf]) -> io::Result<Self> {
        let mut folders = Self { packs: BTreeMap::new(), languages: BTreeMap::new() };
        for path in files {
            let path = path.to_string_lossy().replace('\\', "/");
            let Some((folder, name)) = path.strip_prefix("rules/").and_then(|inner| inner.split_once('/'))
            else {
                continue;
            };
            let source = || fs::read(&path).map(|bytes| Arc::new(SourceFile::new(&path, &bytes)));
            if is_pack_file(name) {
                let file = PackFile { name: name.to_owned(), source: source()? };
                folders.packs.entry(folder.to_owned()).or_default().push(file);
            }
            if !name.contains('/') {
                let file = (name.to_owned(), source()?);
                folders.languages.entry(folder.to_owned()).or_default().push(file);
            }
        }
        folders.packs.retain(|_, files| files.iter().any(|file| file.name == "pack.toml"));
        Ok(folders)
    }

    /// What is made of a pack and of its scripts; `None` if it is at fault.
    fn made(&self, files: &[PackFile]) -> Option<(Vec<u8>, Vec<u8>)> {
        let mut language = |name: &str, own: &[LanguageFile]| {
            let files = self.languages.get(name).map(Vec::as_slice).unwrap_or_default();
            Language::parse_for_checks(files, own).map(Arc::new).map_err(|_| Vec::new())
        };
        let pack = Arc::new(parse_pack(files, &mut language, Extent::Rules).ok()?);
        let (checker, problems) = Checker::new(&pack, Settings::default());
        if !problems.is_empty() {
            return None;
        }
        Some((pack.ready()?, checker.ready()?))
    }
}
