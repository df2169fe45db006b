//! Tells the program the digest of what it is built from, so that certificates and caches know it from any other.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "this runs before there is a program, and speaks to cargo by its output"
)]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

/// All that the program is made of.
const SOURCES: [&str; 6] = ["Cargo.lock", "Cargo.toml", "askama.toml", "build.rs", "rules", "src"];

fn main() -> io::Result<()> {
    let mut files = Vec::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        add(Path::new(source), &mut files)?;
    }
    files.sort();
    let mut hasher = Sha256::new();
    for file in files {
        let name = file.to_string_lossy().replace('\\', "/");
        // The same on systems that end lines in another way.
        let mut bytes = fs::read(&file)?;
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
