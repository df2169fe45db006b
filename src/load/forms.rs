//! Forms from paths: found first, each read when it is its turn.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;

use super::STANDARD_INPUT;
use super::file::{Fence, Unread, problem, read, read_all, shown};
use crate::check::session::Loaded;
use crate::report::Problem;
use crate::source::SourceFile;
use crate::wording::Lang;
use crate::workbook::READ;

/// A form that was found and not yet read.
#[derive(Debug)]
pub struct Place(Kind);

#[derive(Debug)]
enum Kind {
    /// Standard input, or a file that someone named: a link may lead anywhere.
    Named(PathBuf),
    /// A file of a folder that someone named, which a link does not lead out of.
    Inside(PathBuf, Arc<Fence>),
    /// What holds no form; the path as given or as walked to.
    Fault(String, Problem),
}

impl Place {
    /// A file by its name, or `-` for standard input.
    #[must_use]
    pub fn named(path: &Path) -> Self {
        Self(Kind::Named(path.to_owned()))
    }

    /// Reads the form. A file longer than `limit` bytes is not read to its end.
    #[must_use]
    pub fn read(self, limit: usize, lang: Lang) -> Loaded {
        let (path, bytes) = match self.0 {
            Kind::Named(path) => {
                let bytes = if path.as_os_str() == STANDARD_INPUT {
                    read_all(&mut io::stdin().lock(), limit)
                } else {
                    read(&path, limit)
                };
                (path, bytes.map_err(Unread::from))
            }
            Kind::Inside(path, fence) => {
                let bytes = fence.read(&path, limit);
                (path, bytes)
            }
            Kind::Fault(path, problem) => return Loaded::Unread(path, problem),
        };
        loaded(shown(&path), bytes, limit, lang)
    }
}

/// Finds forms: files, folders (every JSON file, workbook and document in them, sorted, hidden ones and those that git ignores left out; links out of
/// the folder refused), and `-` for standard input.
#[must_use]
pub fn find(paths: &[PathBuf], lang: Lang) -> Vec<Place> {
    let places = |path: &PathBuf| {
        if path.is_dir() { folder(path, lang) } else { vec![Place::named(path)] }
    };
    paths.iter().flat_map(places).collect()
}

pub(super) fn loaded(name: String, bytes: Result<Vec<u8>, Unread>, limit: usize, lang: Lang) -> Loaded {
    let problem = match bytes {
        Ok(bytes) if bytes.len() <= limit => return Loaded::Form(Arc::new(SourceFile::new(&name, &bytes))),
        Ok(_) => {
            let size = (limit >> 20).max(1).to_string();
            problem(&name, lang, "load-too-large", &[("limit", &size)])
        }
        Err(unread) => unread.problem(&name, lang),
    };
    Loaded::Unread(name, problem)
}

/// Whether a file of a folder is taken for a form: JSON, a workbook or a document, but not what a program keeps beside one that is
/// open, nor what is expected of a form.
fn is_form(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    (ending == "json" || READ.contains(&ending))
        && !name.starts_with("~$")
        && !name.ends_with(".expected.json")
}

fn folder(path: &Path, lang: Lang) -> Vec<Place> {
    let mut forms: Vec<Place> = Vec::new();
    let fence = Arc::new(Fence::around(path));
    let fault = |id, args: &[(&str, &str)]| {
        let name = shown(path);
        let problem = problem(&name, lang, id, args);
        Place(Kind::Fault(name, problem))
    };
    let walk = WalkBuilder::new(path).require_git(false).sort_by_file_name(Ord::cmp).build();
    for entry in walk {
        match entry {
            Ok(entry) => {
                let is_file = entry.file_type().is_some_and(|kind| !kind.is_dir());
                if is_file && is_form(entry.path()) {
                    forms.push(Place(Kind::Inside(entry.into_path(), Arc::clone(&fence))));
                }
            }
            Err(error) => forms.push(fault("load-folder", &[("reason", &error.to_string())])),
        }
    }
    if forms.is_empty() {
        forms.push(fault("load-no-form", &[]));
    }
    forms
}
