//! A pack: its manifest, schema, example form, words, functions and rules, read from its files.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use toml::de::DeValue;

use super::example::{Edit, Example, Expect, Impossible};
use super::files::{
    EXAMPLE, MANIFEST, PackFile, SCHEMA, SET, has_ending, is_layout, looks_like_a_rule, missing_file,
    own_words, stray,
};
use super::header::{self, Extent, Header, Rule, Scope};
use super::include::{self, Shared, is_outside};
use super::layout::{self, KnownPrint};
use super::param::{self, Param, is_name};
use super::set::{self, SetCells};
use super::table::{Faults, Table, closest};
use super::terms::{self, TermPlace};
use crate::document::{Document, Limits, Pointer};
use crate::form::{FormSchema, SchemaId};
use crate::report::{About, LayerRef, PackRef, Problem, RuleAbout, RuleId};
use crate::source::{Digest, SourceFile, Span};
use crate::text::fault::Fault;
use crate::text::language::{Language, LanguageFile};
use crate::wording::Message;

/// What a pack says about itself (`pack.toml`).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    /// The `/form` of the forms that it serves.
    pub id: String,
    /// The name of the form, in Chinese.
    pub title: String,
    /// The same in English.
    pub title_en: Option<String>,
    /// Its version.
    pub version: String,
    /// Who answers for it.
    pub authority: Option<String>,
    /// The name of the language that its forms are in.
    pub language: String,
    /// The cell that prints the unit of amounts.
    pub money_unit: Option<Pointer>,
    /// Parameters that every rule sees.
    pub params: Vec<Param>,
    /// Whether its rules are there for other packs: no form may claim to be of this type.
    pub is_library: bool,
}

/// A pack of rules for one type of form.
#[derive(Debug)]
pub struct RulePack {
    /// What it says about itself.
    pub manifest: Manifest,
    /// The language that its forms are in, with the pack's own words.
    pub language: Arc<Language>,
    /// What a form of the type looks like.
    pub schema: Arc<FormSchema>,
    /// A complete form on which every rule is quiet.
    pub example: Arc<Document>,
    /// Further forms that examples build on, by file name; none without examples.
    pub bases: BTreeMap<String, Arc<Document>>,
    /// Rules that could be read, by id.
    pub rules: Vec<Rule>,
    /// Files of functions that every rule sees.
    pub libraries: Vec<Arc<SourceFile>>,
    /// Rules whose header is at fault, by id, each with its faults.
    pub broken: BTreeMap<RuleId, Vec<Problem>>,
    /// What is wrong beside rules: files that were likely meant as rules and are none by their name, terms that nothing uses.
    pub strays: Vec<Problem>,
    /// The cells by which its forms say which others they belong to; `None` if it knows no sets.
    pub set: Option<SetCells>,
    /// Where its terms are told, those of its layer among them.
    pub terms: Vec<TermPlace>,
    /// Its layouts, those of its layer among them.
    pub layouts: Vec<PackFile>,
    /// The packs whose rules it shares.
    pub included: Vec<Arc<Shared>>,
    /// Rules of its own that stand in the place of shared ones, with the packs that share those.
    pub replaced: Vec<(RuleId, Arc<Shared>)>,
    /// Rules of the layer that stand in the place of one of the pack.
    pub overlaid: Vec<RuleId>,
    /// The layer that was laid upon it, if one was.
    pub layer: Option<LayerRef>,
    /// The rules that the layer brings.
    pub own: Vec<RuleId>,
    /// That of its files.
    pub digest: Digest,
    /// Its files, sorted by name.
    pub files: Vec<PackFile>,
    /// What was made of its scripts when the program was built, if that is known.
    pub scripts: Option<&'static [u8]>,
    /// What it says of itself, once that is asked for.
    pub(super) about: OnceLock<Arc<About>>,
    /// How its forms are printed, once that is asked for.
    pub(super) prints: OnceLock<Vec<KnownPrint>>,
    /// The pack of its rules of sets, once that is asked for.
    pub(super) sets: OnceLock<Option<Arc<RulePack>>>,
}

/// The JSON Schema of a rule's header.
pub const HEADER_SCHEMA: &str = include_str!("header.schema.json");

/// The language of a pack that names none.
const LANGUAGE: &str = "zh";

/// Finds the language of a name, with words of the pack's own added to it.
pub type Languages<'l> = dyn FnMut(&str, &[LanguageFile]) -> Result<Arc<Language>, Vec<LanguageFault>> + 'l;

/// A fault of a language with the file that it stands in, if there is one.
#[derive(Debug)]
pub struct LanguageFault {
    /// What is wrong.
    pub fault: Fault,
    /// The file.
    pub file: Option<Arc<SourceFile>>,
}

/// Reads a pack from its files.
///
/// # Errors
/// What nothing can be trusted with: a faulty manifest, schema or example form. Faults inside one rule are kept with
/// the pack.
pub fn parse_pack(
    files: &[PackFile],
    languages: &mut Languages<'_>,
    extent: Extent,
) -> Result<RulePack, Vec<Problem>> {
    let mut pack = parse_with(files, &Over::default(), languages, extent)?;
    pack.fill_in();
    pack.tell_idle(&[], extent);
    pack.vet_layouts(&pack.layouts.clone(), extent);
    Ok(pack)
}

/// What a layer puts in the place of files of a pack, or beside them.
#[derive(Debug, Default)]
pub(super) struct Over {
    /// Words beside those of the pack.
    pub(super) words: Vec<LanguageFile>,
    /// The schema with the layer's cells in it.
    pub(super) schema: Option<Arc<SourceFile>>,
    /// The complete form.
    pub(super) example: Option<Arc<SourceFile>>,
    /// The manifest, for its terms.
    pub(super) manifest: Option<Arc<SourceFile>>,
}

/// Reads a pack in whose titles the parameters are not yet filled in.
pub(super) fn parse_with(
    files: &[PackFile],
    over: &Over,
    languages: &mut Languages<'_>,
    extent: Extent,
) -> Result<RulePack, Vec<Problem>> {
    let files = sorted(files);
    let named: Vec<_> = files.iter().map(|file| (file.name.clone(), Arc::clone(&file.source))).collect();
    let (outside, files): (Vec<PackFile>, Vec<PackFile>) = files.into_iter().partition(is_outside);
    let [manifest, schema, example] = needed(&files)?;
    let own = all_words(&[&files, &outside], over);
    let schema = over.schema.as_ref().unwrap_or(schema);
    let example = over.example.as_ref().unwrap_or(example);
    let mut find_language = |name: &str| languages(name, &own);
    let (mut read, language, mut problems) = read_manifest(manifest, &mut find_language)?;
    let included = read_included(&files, &outside, &language).map_err(|found| problems.extend(found));
    for shared in included.iter().flatten() {
        read.add_params(&shared.params);
    }
    let manifests = [Some(manifest), over.manifest.as_ref()];
    let schema = read_schema(schema, &language, &manifests, &mut problems);
    let cell = read.money_unit.as_ref().zip(schema.as_ref());
    problems.extend(cell.and_then(|(cell, (schema, _))| no_money_unit(manifest, cell, schema)));
    let example = read_form(example).map_err(|found| problems.push(found)).ok();
    let bases = read_bases(&files, extent, &mut problems);
    let of_set = schema.as_ref().and_then(|(schema, _)| read_set(manifest, schema, &mut problems));
    let (Some((schema, terms)), Some(example), true) = (schema, example, problems.is_empty()) else {
        return Err(problems);
    };
    let mut pack = RulePack {
        manifest: read,
        language,
        schema: Arc::new(schema),
        example,
        bases,
        rules: Vec::new(),
        libraries: Vec::new(),
        broken: BTreeMap::new(),
        strays: Vec::new(),
        set: of_set,
        terms,
        layouts: files.iter().filter(|file| is_layout(&file.name)).cloned().collect(),
        included: included.unwrap_or_default(),
        replaced: Vec::new(),
        overlaid: Vec::new(),
        layer: None,
        own: Vec::new(),
        digest: Digest::new(named),
        files,
        scripts: None,
        about: OnceLock::new(),
        prints: OnceLock::new(),
        sets: OnceLock::new(),
    };
    pack.add_rules(extent);
    Ok(pack)
}

/// The files by their names.
fn sorted(files: &[PackFile]) -> Vec<PackFile> {
    let mut files = files.to_vec();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

/// The words that a pack adds to its language, and those of what lies over it.
fn all_words(packs: &[&[PackFile]], over: &Over) -> Vec<LanguageFile> {
    let own = packs.iter().flat_map(|files| own_words(files));
    own.chain(over.words.iter().cloned()).collect()
}

/// The manifest, the schema and the example of a pack.
fn needed(files: &[PackFile]) -> Result<[&Arc<SourceFile>; 3], Vec<Problem>> {
    let find = |name: &str| {
        let file = files.iter().find(|file| file.name == name);
        file.map(|file| &file.source).ok_or_else(|| missing_file(name))
    };
    match [find(MANIFEST), find(SCHEMA), find(EXAMPLE)] {
        [Ok(manifest), Ok(schema), Ok(example)] => Ok([manifest, schema, example]),
        found => Err(found.into_iter().filter_map(Result::err).collect()),
    }
}

/// The schema of a pack with the terms of some manifests, and where these are told.
fn read_schema(
    source: &Arc<SourceFile>,
    language: &Arc<Language>,
    manifests: &[Option<&Arc<SourceFile>>],
    problems: &mut Vec<Problem>,
) -> Option<(FormSchema, Vec<TermPlace>)> {
    let parsed = FormSchema::parse(source, language).map_err(|found| problems.extend(found));
    let mut schema = parsed.ok()?;
    let mut terms = Vec::new();
    for source in manifests.iter().flatten() {
        let (told, found) = terms::read(source, &mut schema);
        terms.extend(told);
        problems.extend(found);
    }
    Some((schema, terms))
}

/// The packs that a pack includes, from their files among its own.
fn read_included(
    files: &[PackFile],
    outside: &[PackFile],
    language: &Arc<Language>,
) -> Result<Vec<Arc<Shared>>, Vec<Problem>> {
    let mut included: Vec<Arc<Shared>> = Vec::new();
    let mut problems = Vec::new();
    for (name, source, span) in include::includes(files) {
        let files = include::files_of(&name, outside);
        let manifest = files.iter().find(|file| file.name == MANIFEST).map(|file| Arc::clone(&file.source));
        let id = match &manifest {
            None => Some("include-missing"),
            Some(_) if !include::is_library(&files) => Some("include-no-library"),
            Some(_) if included.iter().any(|known| known.folder == name) => Some("include-twice"),
            Some(_) => None,
        };
        if let Some(id) = id {
            let message = Message::new(id, &[("name", &name)]);
            let file = Some(source.name().to_owned());
            problems.push(Problem { file, rule: None, place: Some((source, span)), message, help: None });
            continue;
        }
        let Some(manifest) = manifest else { continue };
        let mut same = |_: &str| Ok(Arc::clone(language));
        let shared = read_manifest(&manifest, &mut same).and_then(|(manifest, _, found)| {
            if !found.is_empty() {
                return Err(found);
            }
            let said = (manifest.id, manifest.version, manifest.params);
            Shared::read(&name, said, files, language)
        });
        match shared {
            Ok(shared) => included.push(Arc::new(shared)),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(included) } else { Err(problems) }
}

/// What the manifest says of sets of forms.
fn read_set(
    manifest: &Arc<SourceFile>,
    schema: &FormSchema,
    problems: &mut Vec<Problem>,
) -> Option<SetCells> {
    let (cells, found) = set::read(manifest, schema);
    problems.extend(found);
    cells
}

/// The forms that examples of rules start from, by the name of their file; none where only the rules are asked for.
fn read_bases(
    files: &[PackFile],
    extent: Extent,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, Arc<Document>> {
    let mut bases = BTreeMap::new();
    if extent != Extent::Whole {
        return bases;
    }
    for file in files.iter().filter(|file| file.name.starts_with("examples/")) {
        match read_form(&file.source) {
            Ok(form) => drop(bases.insert(file.name.clone(), form)),
            Err(found) => problems.push(found),
        }
    }
    bases
}

/// What is wrong with a language, for people.
#[must_use]
pub fn language_problem(LanguageFault { fault, file }: &LanguageFault) -> Problem {
    let args: Vec<(&str, &str)> = fault.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let span = Span::new(fault.range.start, fault.range.end);
    Problem {
        file: Some(fault.file.clone()),
        rule: None,
        place: file.as_ref().map(|file| (Arc::clone(file), span)),
        message: Message::new(fault.id, &args),
        help: None,
    }
}

pub(super) fn read_form(file: &Arc<SourceFile>) -> Result<Arc<Document>, Problem> {
    Document::parse(Arc::clone(file), Limits::default()).map(Arc::new).map_err(|fault| Problem {
        file: Some(file.name().to_owned()),
        rule: None,
        place: fault.span.map(|span| (Arc::clone(file), span)),
        message: fault.message(),
        help: fault.help(),
    })
}

/// A money unit that is to stand in a cell that forms do not have.
fn no_money_unit(manifest: &Arc<SourceFile>, cell: &Pointer, schema: &FormSchema) -> Option<Problem> {
    if schema.at(cell).is_some() {
        return None;
    }
    let quoted = format!("\"{}\"", cell.as_str());
    let at = manifest.text().and_then(|text| text.find(&quoted));
    Some(Problem {
        file: Some(manifest.name().to_owned()),
        rule: None,
        place: at.map(|at| (Arc::clone(manifest), Span::new(at, at + quoted.len()))),
        message: Message::new("example-unknown-cell", &[("pointer", cell.as_str())]),
        help: None,
    })
}

/// What is wrong with the language of a pack: one that there is not is told where the pack names it.
fn no_language(
    faults: &mut Faults<'_>,
    named: Option<Range<usize>>,
    name: &str,
    found: &[LanguageFault],
) -> Vec<Problem> {
    let is_missing = |fault: &LanguageFault| fault.fault.id == "pack-missing-file";
    match named.filter(|_| found.iter().all(is_missing)) {
        Some(range) => {
            faults.at(range, "pack-no-language", &[("name", name)]);
            std::mem::take(&mut faults.problems)
        }
        None => found.iter().map(language_problem).collect(),
    }
}

type FindLanguage<'l> = dyn FnMut(&str) -> Result<Arc<Language>, Vec<LanguageFault>> + 'l;

fn read_manifest(
    source: &Arc<SourceFile>,
    find_language: &mut FindLanguage<'_>,
) -> Result<(Manifest, Arc<Language>, Vec<Problem>), Vec<Problem>> {
    let (mut faults, body) = Faults::of_file(source);
    if source.text().is_none() {
        faults.at(0..0, "pack-not-utf8", &[]);
    }
    let parsed = faults.parse(body);
    let mut table = Table::new(parsed.get_ref(), 0..body.find('\n').unwrap_or(body.len()));
    let money_unit = table.get("money_unit").map(toml::Spanned::span);
    let pointer = table.text("money_unit", &mut faults);
    let money_unit = money_unit.zip(pointer).and_then(|(range, text)| {
        let pointer = Pointer::parse(&text);
        if pointer.is_none() {
            faults.at(range, "toml-not-pointer", &[("text", &text)]);
        }
        pointer
    });
    let named = table.get("language").map(toml::Spanned::span);
    let language = table.text("language", &mut faults).unwrap_or_else(|| LANGUAGE.to_owned());
    let spoken =
        find_language(&language).map_err(|found| no_language(&mut faults, named, &language, &found))?;
    let manifest = Manifest {
        id: table.required_text("id", &mut faults),
        title: table.required_text("title", &mut faults),
        title_en: table.text("title_en", &mut faults),
        version: table.required_text("version", &mut faults),
        authority: table.text("authority", &mut faults),
        language,
        money_unit,
        params: param::read_all(&mut table, &spoken, &mut faults),
        is_library: library(&mut table, &mut faults),
    };
    // Read once the schema is.
    table.get(terms::TERMS);
    table.get(set::SET);
    let include = table.get(include::INCLUDE).map(toml::Spanned::span);
    table.texts(include::INCLUDE, &mut faults);
    if let Some(range) = include.filter(|_| manifest.is_library) {
        faults.at(range, "include-in-library", &[]);
    }
    table.close(&mut faults);
    Ok((manifest, spoken, faults.problems))
}

/// `library = true`
fn library(table: &mut Table<'_>, faults: &mut Faults<'_>) -> bool {
    let Some(item) = table.get(include::LIBRARY) else { return false };
    match item.get_ref() {
        DeValue::Boolean(value) => *value,
        _ => {
            faults.at(item.span(), "include-flag", &[]);
            false
        }
    }
}

impl Manifest {
    /// Takes up parameters that it does not set itself.
    fn add_params(&mut self, params: &[Param]) {
        let is_new = |param: &&Param| !self.params.iter().any(|own| own.name == param.name);
        let new: Vec<Param> = params.iter().filter(is_new).cloned().collect();
        self.params.extend(new);
    }
}

impl RulePack {
    /// Reads its rules, then those of the packs that it includes.
    fn add_rules(&mut self, extent: Extent) {
        for file in self.files.clone() {
            if has_ending(&file.name, "rhai") {
                self.add(&file, extent);
            } else if looks_like_a_rule(&file.name) {
                self.strays.push(stray(&file.source));
            }
        }
        for shared in self.included.clone() {
            self.share(&shared);
        }
        self.rules.sort_by(|a, b| a.id.cmp(&b.id));
        self.tell_uncovered();
    }

    /// Tells the rules that others cover and that the pack has not.
    fn tell_uncovered(&mut self) {
        let is_known =
            |name: &str| self.rule(name).is_some() || self.broken.keys().any(|id| id.as_str() == name);
        let of_rule = |rule: &Rule| {
            let unknown = rule.header.covers.iter().filter(|(name, _)| !is_known(name));
            let told = unknown.map(|(name, span)| Problem {
                file: Some(rule.source.name().to_owned()),
                rule: Some(rule.id.clone()),
                place: Some((Arc::clone(&rule.source), *span)),
                message: Message::new("header-covers", &[("name", name)]),
                help: closest(name, self.rules.iter().map(|rule| rule.id.as_str()))
                    .map(|name| Message::new("toml-did-you-mean", &[("name", name)])),
            });
            told.collect::<Vec<_>>()
        };
        let told: Vec<Problem> = self.rules.iter().flat_map(of_rule).collect();
        self.strays.extend(told);
    }

    /// Takes up the rules of a pack that it includes, but for those in whose place it has its own.
    fn share(&mut self, shared: &Arc<Shared>) {
        for file in shared.files.iter().filter(|file| has_ending(&file.name, "rhai")) {
            let Some(id) =
                RuleId::parse(file.name.trim_end_matches(".rhai")).filter(|_| !file.name.starts_with("lib/"))
            else {
                continue;
            };
            if self.rule(id.as_str()).is_some() || self.broken.contains_key(&id) {
                self.replaced.push((id, Arc::clone(shared)));
            } else {
                // Their examples are changes to the form of the pack that shares them.
                self.add_rule(id, &file.source, Some(shared), Extent::Rules);
            }
        }
    }

    /// Tells the terms that nothing uses, where there are further scripts; a check of forms does without.
    pub(super) fn tell_idle(&mut self, more: &[PackFile], extent: Extent) {
        if extent != Extent::Whole {
            return;
        }
        let shared = self.included.iter().flat_map(|shared| &shared.files);
        let scripts = self.files.iter().chain(shared).chain(more);
        let scripts: Vec<&PackFile> = scripts.filter(|file| has_ending(&file.name, "rhai")).collect();
        let told = include::idle(&self.schema, &self.terms, &scripts).into_iter().map(|place| Problem {
            file: Some(place.source.name().to_owned()),
            rule: None,
            place: Some((Arc::clone(&place.source), place.span)),
            message: Message::new("term-unused", &[("name", &place.name)]),
            help: None,
        });
        self.strays.extend(told.collect::<Vec<_>>());
    }

    /// Tells what is wrong with some of its layouts; a check of forms does without, and they are read as far as they can be.
    pub(super) fn vet_layouts(&mut self, files: &[PackFile], extent: Extent) {
        if extent == Extent::Whole {
            self.strays.extend(layout::vet(files, &self.layouts, &self.manifest.id, &self.schema));
        }
    }

    /// How its forms are printed, in the order of the names of its layouts. A layout that cannot be read is
    /// told by whoever holds forms to it.
    #[must_use]
    pub fn prints(&self) -> &[KnownPrint] {
        self.prints.get_or_init(|| layout::prints(&self.layouts, &self.schema))
    }

    /// What reports say of it.
    #[must_use]
    pub fn reference(&self) -> PackRef {
        PackRef {
            id: self.manifest.id.clone(),
            version: self.manifest.version.clone(),
            digest: self.digest.clone(),
            layer: self.layer.clone(),
            language: self.language.digest(),
            about: Arc::clone(self.about.get_or_init(|| Arc::new(self.tell_about()))),
        }
    }

    fn tell_about(&self) -> About {
        let about = |rule: &Rule| RuleAbout {
            id: rule.id.clone(),
            title: Message::of_author(&rule.header.title, rule.header.title_en.as_deref()),
            severity: rule.header.severity,
            why: rule.header.why.clone(),
            help: rule.header.help.as_ref().map(Message::from),
            basis: rule.header.basis.clone(),
            tags: rule.header.tags.clone(),
            is_of_sets: rule.header.scope == Scope::Set,
            covers: rule.header.covers.iter().filter_map(|(name, _)| RuleId::parse(name)).collect(),
        };
        let mut rules: Vec<RuleAbout> = self.rules.iter().map(about).collect();
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        About { title: self.manifest.title.clone(), rules, outline: self.schema.outline() }
    }

    /// Its id and version, and those of the layer upon it: `department-overall 2022.1 + yuexiu 2024`.
    #[must_use]
    pub fn name(&self) -> String {
        let own = format!("{} {}", self.manifest.id, self.manifest.version);
        match &self.layer {
            Some(layer) => format!("{own} + {} {}", layer.id, layer.version),
            None => own,
        }
    }

    /// The file that says what it is.
    #[must_use]
    pub fn manifest_file(&self) -> Option<&Arc<SourceFile>> {
        self.files.iter().find(|file| file.name == MANIFEST).map(|file| &file.source)
    }

    /// The rule of that id, if it could be read.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id.as_str() == id)
    }

    /// Whether a rule runs on the forms of this pack: one of sets runs on those of [`RulePack::sets`].
    #[must_use]
    pub fn runs(&self, rule: &Rule) -> bool {
        rule.header.scope == Scope::Form || self.set.is_none()
    }

    /// The parameters that a rule sees: its own before those of the pack.
    pub fn params<'p>(&'p self, header: &'p Header) -> impl Iterator<Item = &'p Param> {
        let is_own = |param: &Param| header.params.iter().any(|own| own.name == param.name);
        header.params.iter().chain(self.manifest.params.iter().filter(move |param| !is_own(param)))
    }

    /// The form that an example changes; `None` if the pack has no such file.
    #[must_use]
    pub fn base(&self, example: &Example) -> Option<&Arc<Document>> {
        example.base.as_ref().map_or(Some(&self.example), |name| self.bases.get(name))
    }

    /// Reads one file of scripts.
    pub(super) fn add(&mut self, PackFile { name, source: file }: &PackFile, extent: Extent) {
        let name = name.trim_end_matches(".rhai");
        if name.starts_with("lib/") {
            self.libraries.push(Arc::clone(file));
            return;
        }
        let Some(id) = RuleId::parse(name) else { return self.strays.push(stray(file)) };
        self.add_rule(id, file, None, extent);
    }

    /// Reads a rule, its own or one that another pack shares.
    fn add_rule(&mut self, id: RuleId, file: &Arc<SourceFile>, from: Option<&Arc<Shared>>, extent: Extent) {
        let mut faults = Faults { source: file, rule: Some(&id), offset: 0, problems: Vec::new() };
        let rule = self.read_rule(&id, file, from, extent, &mut faults);
        let problems = faults.problems;
        match rule {
            Some(rule) if problems.is_empty() => self.rules.push(rule),
            _ => drop(self.broken.insert(id, problems)),
        }
    }

    fn read_rule(
        &self,
        id: &RuleId,
        file: &Arc<SourceFile>,
        from: Option<&Arc<Shared>>,
        extent: Extent,
        faults: &mut Faults<'_>,
    ) -> Option<Rule> {
        let Some(text) = file.text() else {
            let help = Message::new("pack-not-utf8-help", &[]);
            faults.with_help(0..0, "pack-not-utf8", &[], Some(help));
            return None;
        };
        let (toml, body) = header::split(text, faults)?;
        faults.offset = toml.start;
        let schemas = (&*self.schema, from.map(|shared| &*shared.schema));
        let header = header::read(text.get(toml).unwrap_or_default(), schemas, extent, faults);
        self.check_titles(text, &header, faults);
        let sets = match header.scope {
            Scope::Set => Some(self.form_of_sets(from.is_some(), faults)?),
            Scope::Form => None,
        };
        let (schema, example) =
            sets.as_ref().map_or((&self.schema, &self.example), |(schema, example)| (schema, example));
        let forms = Forms { schema, example, bases: &self.bases };
        for example in &header.examples {
            self.check_params(&header, example, faults);
            forms.check_example(example, faults);
        }
        let (source, body) = (Arc::clone(file), Span::new(body, text.len()));
        Some(Rule { id: id.clone(), source, header, body, from: from.map(Arc::clone) })
    }

    /// The form that rules of sets run on, and the whole one; told where the pack has none.
    fn form_of_sets(
        &self,
        is_shared: bool,
        faults: &mut Faults<'_>,
    ) -> Option<(Arc<FormSchema>, Arc<Document>)> {
        let id = if is_shared { "header-set-shared" } else { "header-set-none" };
        let Some(cells) = self.set.as_ref().filter(|_| !is_shared) else {
            faults.at(0..0, id, &[]);
            return None;
        };
        let schema = self.schema.with_set(&cells.called);
        let schema = schema.map_err(|key| faults.at(0..0, "header-set-cell", &[("key", key)])).ok()?;
        let file = self.files.iter().find(|file| file.name == SET);
        let Some(file) = file else {
            faults.at(0..0, "header-set-example", &[("file", SET)]);
            return None;
        };
        let example = read_form(&file.source).map_err(|found| faults.problems.push(found));
        Some((Arc::new(schema), example.ok()?))
    }

    /// The pack of its rules of sets, whose form is that of a set; `None` if it has none that could be read.
    #[must_use]
    pub fn sets(&self) -> Option<&Arc<Self>> {
        self.sets.get_or_init(|| self.derive_sets()).as_ref()
    }

    /// Whether it has rules of sets and says which forms belong together.
    #[must_use]
    pub fn has_sets(&self) -> bool {
        self.set.is_some() && self.rules.iter().any(|rule| rule.header.scope == Scope::Set)
    }

    fn derive_sets(&self) -> Option<Arc<Self>> {
        let rules: Vec<Rule> =
            self.rules.iter().filter(|rule| rule.header.scope == Scope::Set).cloned().collect();
        let cells = self.set.as_ref().filter(|_| !rules.is_empty())?;
        let schema = Arc::new(self.schema.with_set(&cells.called).ok()?);
        let file = self.files.iter().find(|file| file.name == SET)?;
        Some(Arc::new(Self {
            manifest: self.manifest.clone(),
            language: Arc::clone(&self.language),
            schema,
            example: read_form(&file.source).ok()?,
            bases: self.bases.clone(),
            rules,
            libraries: self.libraries.clone(),
            // What is wrong beside these rules is told of the pack itself.
            broken: BTreeMap::new(),
            strays: Vec::new(),
            set: None,
            terms: Vec::new(),
            layouts: Vec::new(),
            included: self.included.clone(),
            replaced: Vec::new(),
            overlaid: self.overlaid.clone(),
            layer: self.layer.clone(),
            own: self.own.clone(),
            digest: self.digest.clone(),
            files: self.files.clone(),
            scripts: None,
            about: OnceLock::from(Arc::clone(&self.reference().about)),
            prints: OnceLock::new(),
            sets: OnceLock::new(),
        }))
    }

    /// Puts parameters into what is said of each rule: `不超过 {limit}`.
    pub(super) fn fill_in(&mut self) {
        let mut rules = std::mem::take(&mut self.rules);
        for Rule { header, .. } in &mut rules {
            let params: Vec<(String, String)> = self
                .params(header)
                .map(|param| (format!("{{{}}}", param.name), param.printed.clone()))
                .collect();
            let said = [Some(&mut header.title), header.title_en.as_mut(), header.help.as_mut()];
            for text in said.into_iter().flatten().filter(|text| text.contains('{')) {
                for (name, printed) in &params {
                    *text = text.replace(name, printed);
                }
            }
        }
        self.rules = rules;
    }

    /// Whether what is to be filled in is a parameter: else the braces would be printed.
    fn check_titles(&self, text: &str, header: &Header, faults: &mut Faults<'_>) {
        let said = [Some(&header.title), header.title_en.as_ref(), header.help.as_ref()];
        for said in said.into_iter().flatten() {
            let names = said.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
            for name in names.filter(|name| is_name(name)) {
                if self.params(header).any(|param| &*param.name == name) {
                    continue;
                }
                let printed = format!("{{{name}}}");
                let start = text.find(&printed).unwrap_or_default().saturating_sub(faults.offset);
                let meant = closest(name, self.params(header).map(|param| &*param.name));
                let help = meant.map(|name| Message::new("toml-did-you-mean", &[("name", name)]));
                let args = [("name", name)];
                faults.with_help(start..start + printed.len(), "header-no-parameter", &args, help);
            }
        }
    }

    /// Whether what an example sets are parameters of the rule, with values that can stand in the place of theirs.
    fn check_params(&self, header: &Header, example: &Example, faults: &mut Faults<'_>) {
        for param in &example.params {
            let span = param.place.1;
            let range = span.start.saturating_sub(faults.offset)..span.end.saturating_sub(faults.offset);
            match self.params(header).find(|known| known.name == param.name) {
                Some(known) if known.value.fits(&param.value) => {}
                Some(known) => {
                    let args = [("name", &*param.name), ("value", known.printed.as_str())];
                    faults.at(range, "param-other-kind", &args);
                }
                None => faults.at(range, "header-no-parameter", &[("name", &param.name)]),
            }
        }
    }
}

/// The forms that examples of rules change.
struct Forms<'p> {
    schema: &'p FormSchema,
    example: &'p Arc<Document>,
    bases: &'p BTreeMap<String, Arc<Document>>,
}

impl Forms<'_> {
    /// Whether the base is there, the changes can be made, and what they set is a cell of the form.
    fn check_example(&self, example: &Example, faults: &mut Faults<'_>) {
        let base = example.base.as_ref().map_or(Some(self.example), |name| self.bases.get(name));
        let Some(base) = base else {
            let file = example.base.clone().unwrap_or_default();
            faults.at(example.range.clone(), "example-no-base", &[("file", &file)]);
            return;
        };
        if let Err(Impossible { id, pointer, range }) = example.apply(base)
            && self.schema.at(&pointer).is_some()
        {
            faults.at(range, id, &[("pointer", pointer.as_str())]);
        }
        for change in &example.changes {
            match (self.schema.at(&change.pointer), &change.edit) {
                (None, _) => self.unknown_cell(&change.pointer, change.range.clone(), faults),
                (Some(id), Edit::Set(value)) => {
                    self.check_value(id, &change.pointer, value, &change.range, faults);
                }
                (Some(id), Edit::Append(value)) => {
                    let element = self.schema.item(id).unwrap_or(id);
                    self.check_value(element, &change.pointer, value, &change.range, faults);
                }
                (Some(_), Edit::Remove | Edit::Replace(..)) => {}
            }
        }
        let pointers: Vec<&Pointer> = match &example.expect {
            Expect::Finds(finds) => finds.iter().map(|find| &find.at).collect(),
            Expect::NotChecked(needs) => needs.iter().collect(),
            Expect::Passed | Expect::NotApplicable => Vec::new(),
        };
        for pointer in pointers {
            if self.schema.at(pointer).is_none() {
                self.unknown_cell(pointer, example.range.clone(), faults);
            }
        }
    }

    /// Whether all that a value holds are cells of the form.
    fn check_value(
        &self,
        id: SchemaId,
        pointer: &Pointer,
        value: &serde_json::Value,
        range: &Range<usize>,
        faults: &mut Faults<'_>,
    ) {
        match value {
            serde_json::Value::Object(members) => {
                for (key, value) in members {
                    let mut inner = pointer.clone();
                    inner.push(key);
                    match self.schema.member(id, key) {
                        Some(member) => self.check_value(member, &inner, value, range, faults),
                        // An object that leaves its names to the form has an element for each.
                        None => match self.schema.item(id) {
                            Some(item) => self.check_value(item, &inner, value, range, faults),
                            None => self.unknown_cell(&inner, range.clone(), faults),
                        },
                    }
                }
            }
            serde_json::Value::Array(elements) => {
                let item = self.schema.item(id).unwrap_or(id);
                for element in elements {
                    self.check_value(item, pointer, element, range, faults);
                }
            }
            _ => {}
        }
    }

    /// A cell that the form has not, with the one beside it that was likely meant.
    fn unknown_cell(&self, pointer: &Pointer, range: std::ops::Range<usize>, faults: &mut Faults<'_>) {
        let (outer, last) = pointer.as_str().rsplit_once('/').unwrap_or_default();
        let owner = Pointer::parse(outer).and_then(|outer| self.schema.at(&outer));
        let known = owner.into_iter().flat_map(|owner| self.schema.members(owner)).map(|(key, _)| key);
        let meant = closest(last, known).map(|name| Message::new("toml-did-you-mean", &[("name", name)]));
        faults.with_help(range, "example-unknown-cell", &[("pointer", pointer.as_str())], meant);
    }
}
