//! The files of a pack, by their names.

use std::sync::Arc;

use crate::report::Problem;
use crate::source::SourceFile;
use crate::text::language::{LanguageFile, OWN};
use crate::wording::Message;

pub(super) const MANIFEST: &str = "pack.toml";
pub(super) const SCHEMA: &str = "form.schema.json";
pub(super) const EXAMPLE: &str = "example.json";

/// A whole set of forms on which every rule of sets is quiet: a form with others in it.
pub(super) const SET: &str = "set.json";

/// The folder of layouts in a pack.
pub(super) const LAYOUTS: &str = "layouts/";

/// A file of a pack.
#[derive(Debug, Clone)]
pub struct PackFile {
    /// Its name relative to the pack's folder, with forward slashes.
    pub name: String,
    /// Its text, under the path by which people find it.
    pub source: Arc<SourceFile>,
}

/// A workbook or document beside a layout, with what is to be read from it.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The name of the layout: that of its folder.
    pub layout: String,
    /// The workbook or document.
    pub workbook: Arc<SourceFile>,
    /// The JSON beside it; `None` if there is none.
    pub json: Option<Arc<SourceFile>>,
}

/// The samples among the files of `layouts/<name>/`, in the order of their names, and the JSON that belongs to no workbook. `files` are
/// names relative to the folder of the pack, each with what stands in it.
#[must_use]
pub fn samples(files: &[PackFile]) -> (Vec<Sample>, Vec<Arc<SourceFile>>) {
    let inside = |file: &PackFile| {
        let (layout, name) = file.name.strip_prefix(LAYOUTS)?.split_once('/')?;
        let (stem, ending) = name.rsplit_once('.')?;
        Some((layout.to_owned(), stem.to_owned(), ending.eq_ignore_ascii_case("json")))
    };
    let mut samples = Vec::new();
    let mut lone = Vec::new();
    for file in files {
        let Some((layout, stem, is_json)) = inside(file) else { continue };
        let partner = files.iter().find(|other| {
            inside(other).is_some_and(|known| known == (layout.clone(), stem.clone(), !is_json))
        });
        match (is_json, partner) {
            (true, None) => lone.push(Arc::clone(&file.source)),
            (true, Some(_)) => {}
            (false, json) => {
                let json = json.map(|json| Arc::clone(&json.source));
                samples.push(Sample { layout, workbook: Arc::clone(&file.source), json });
            }
        }
    }
    (samples, lone)
}

/// Whether a file of this name, relative to a pack's folder, belongs to it.
#[must_use]
pub fn is_pack_file(name: &str) -> bool {
    [MANIFEST, SCHEMA, EXAMPLE, SET].contains(&name)
        || OWN.contains(&name)
        || looks_like_a_rule(name)
        || name.starts_with("examples/") && has_ending(name, "json")
        || is_layout(name)
}

/// Whether a file of a pack is a layout.
#[must_use]
pub(super) fn is_layout(name: &str) -> bool {
    let inner = name.strip_prefix(LAYOUTS).and_then(|name| name.strip_suffix(".toml"));
    inner.is_some_and(|name| !name.is_empty() && !name.contains('/'))
}

pub(super) fn has_ending(name: &str, ending: &str) -> bool {
    std::path::Path::new(name).extension().is_some_and(|known| known == ending)
}

/// Whether a file was likely meant as a rule: `limit.rhai.txt`, `LIMIT.RHAI`.
#[must_use]
pub fn looks_like_a_rule(name: &str) -> bool {
    name.to_lowercase().contains(".rhai")
}

/// A file that was likely meant as a rule and is none by its name.
pub(super) fn stray(file: &SourceFile) -> Problem {
    Problem {
        file: Some(file.name().to_owned()),
        rule: None,
        place: None,
        message: Message::new("pack-rule-name", &[]),
        help: Some(Message::new("pack-rule-name-help", &[])),
    }
}

pub(super) fn missing_file(name: &str) -> Problem {
    Problem {
        file: Some(name.to_owned()),
        rule: None,
        place: None,
        message: Message::new("pack-missing-file", &[("file", name)]),
        help: None,
    }
}

/// The files that add to the language, of a pack, a layer, or the packs that it includes.
pub(super) fn own_words(files: &[PackFile]) -> impl Iterator<Item = LanguageFile> + '_ {
    let is_of = |name: &str, file: &PackFile| {
        file.name.strip_suffix(name).is_some_and(|folder| folder.is_empty() || folder.ends_with('/'))
    };
    OWN.into_iter().flat_map(move |name| {
        let found = files.iter().filter(move |file| is_of(name, file));
        found.map(move |file| (name.to_owned(), Arc::clone(&file.source)))
    })
}
