//! Rules that several packs share: `include = ["common"]`.
//!
//! A pack with `library = true` has rules, a small form of its own that their examples change, and names for what they speak of. A
//! pack that includes it runs them on its own forms, where these names are its own cells and terms.

use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use super::files::{MANIFEST, PackFile, SCHEMA, has_ending, missing_file};
use super::param::Param;
use super::terms;
use crate::form::FormSchema;
use crate::report::Problem;
use crate::source::{SourceFile, Span};
use crate::text::language::Language;

/// What stands before the name of a file of another pack.
const OUTSIDE: &str = "../";

/// The key of a manifest that names the packs whose rules it shares.
pub(super) const INCLUDE: &str = "include";
/// The key of one that is there to be shared, and serves no form.
pub(super) const LIBRARY: &str = "library";

/// A pack whose rules another one shares.
#[derive(Debug)]
pub struct Shared {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// The name of its folder.
    pub folder: String,
    /// The form that its rules were written for.
    pub schema: Arc<FormSchema>,
    /// Files of functions that its rules see, and no others.
    pub libraries: Vec<Arc<SourceFile>>,
    /// Its files, by their names inside it.
    pub files: Vec<PackFile>,
    /// Parameters of its rules, where the pack that includes it sets none.
    pub(super) params: Vec<Param>,
}

/// The packs that a manifest includes, each with the place of its name.
#[must_use]
pub fn includes(files: &[PackFile]) -> Vec<(String, Arc<SourceFile>, Span)> {
    let Some(manifest) = files.iter().find(|file| file.name == MANIFEST) else { return Vec::new() };
    let text = manifest.source.text().unwrap_or_default();
    let body = text.trim_start_matches('\u{feff}');
    let offset = text.len() - body.len();
    let (table, _) = DeTable::parse_recoverable(body);
    let entry = table.get_ref().iter().find(|(key, _)| key.get_ref().as_ref() == INCLUDE);
    let list = entry.and_then(|(_, value)| value.get_ref().as_array());
    let one = |name: &toml::Spanned<DeValue<'_>>| {
        let span = Span::new(name.span().start + offset, name.span().end + offset);
        Some((name.get_ref().as_str()?.to_owned(), Arc::clone(&manifest.source), span))
    };
    list.into_iter().flatten().filter_map(one).collect()
}

/// Whether a pack is there to be shared, and serves no form.
#[must_use]
pub fn is_library(files: &[PackFile]) -> bool {
    let Some(manifest) = files.iter().find(|file| file.name == MANIFEST) else { return false };
    let (table, _) = DeTable::parse_recoverable(manifest.source.text().unwrap_or_default());
    let entry = table.get_ref().iter().find(|(key, _)| key.get_ref().as_ref() == LIBRARY);
    entry.is_some_and(|(_, value)| matches!(value.get_ref(), DeValue::Boolean(true)))
}

/// A file of a pack as it stands among those of another one that includes it.
#[must_use]
pub fn included_file(folder: &str, file: &PackFile) -> PackFile {
    PackFile { name: format!("{OUTSIDE}{folder}/{}", file.name), source: Arc::clone(&file.source) }
}

/// Whether a file among those of a pack is one of another.
pub(super) fn is_outside(file: &PackFile) -> bool {
    file.name.starts_with(OUTSIDE)
}

/// The files of an included pack among those of the one that includes it, under their own names.
pub(super) fn files_of(folder: &str, files: &[PackFile]) -> Vec<PackFile> {
    let prefix = format!("{OUTSIDE}{folder}/");
    let own = |file: &PackFile| {
        let name = file.name.strip_prefix(&prefix)?.to_owned();
        Some(PackFile { name, source: Arc::clone(&file.source) })
    };
    files.iter().filter_map(own).collect()
}

impl Shared {
    /// What a pack shares, from what its manifest says and its files.
    pub(super) fn read(
        folder: &str,
        (id, version, params): (String, String, Vec<Param>),
        files: Vec<PackFile>,
        language: &Arc<Language>,
    ) -> Result<Self, Vec<Problem>> {
        let find = |name: &str| files.iter().find(|file| file.name == name).map(|file| &file.source);
        let source = find(SCHEMA).ok_or_else(|| vec![missing_file(SCHEMA)])?;
        let mut schema = FormSchema::parse(source, language)?;
        if let Some(source) = find(MANIFEST) {
            let (_, problems) = terms::read(source, &mut schema);
            if !problems.is_empty() {
                return Err(problems);
            }
        }
        let is_library = |file: &&PackFile| file.name.starts_with("lib/") && has_ending(&file.name, "rhai");
        let libraries = files.iter().filter(is_library).map(|file| Arc::clone(&file.source)).collect();
        Ok(Self {
            id,
            version,
            folder: folder.to_owned(),
            schema: Arc::new(schema),
            libraries,
            files,
            params,
        })
    }
}

/// The terms of a pack that nothing uses: neither a rule, its own or a shared one, nor another term.
pub(super) fn idle<'p>(
    schema: &FormSchema,
    places: &'p [terms::TermPlace],
    scripts: &[&PackFile],
) -> Vec<&'p terms::TermPlace> {
    let texts: Vec<&str> = scripts.iter().filter_map(|file| file.source.text()).collect();
    let mut known: Vec<&str> = Vec::new();
    let mut idle = Vec::new();
    for place in places {
        if known.contains(&place.name.as_str()) {
            continue;
        }
        known.push(&place.name);
        let is_named = schema.terms().iter().any(|term| term.formula.names(&place.name));
        if !is_named && !texts.iter().any(|text| uses(text, &place.name)) {
            idle.push(place);
        }
    }
    idle
}

/// Whether a script has a name behind a dot or in quotes.
fn uses(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|head| head.chars().next_back());
        let behind = text.get(at + name.len()..).and_then(|rest| rest.chars().next());
        before.is_some_and(|c| matches!(c, '.' | '．' | '"' | '“'))
            && behind.is_none_or(|c| c != '_' && !c.is_alphanumeric())
    })
}
