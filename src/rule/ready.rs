//! Packs that come with the program, read when it was built.
//!
//! In: a sound pack, read without examples. Out: bytes, of which, with its files, the same pack is made without reading any of
//! them.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use super::files::{EXAMPLE, PackFile, SCHEMA, is_layout};
use super::header::{Header, Rule};
use super::include::{Shared, files_of, is_outside};
use super::layout::{KnownPrint, PrintsOf, ReadyPrint};
use super::pack::{Manifest, RulePack, read_form};
use super::param::Param;
use super::set::SetCells;
use super::terms::TermPlace;
use crate::form::{FormSchema, ReadySchema};
use crate::report::RuleId;
use crate::source::{Digest, SourceFile, Span, among};
use crate::text::language::{Language, LanguageFile};

/// What was read of a pack. Files stand in it by their names.
#[derive(Serialize, Deserialize)]
struct Ready<L> {
    language: L,
    /// Whether the pack adds words to it.
    own_words: Vec<(String, Arc<SourceFile>)>,
    manifest: Manifest,
    schema: ReadySchema,
    terms: Vec<TermPlace>,
    set: Option<SetCells>,
    libraries: Vec<Arc<SourceFile>>,
    included: Vec<ReadyShared>,
    rules: Vec<ReadyRule>,
    replaced: Vec<(RuleId, usize)>,
    prints: Vec<ReadyPrint>,
}

/// A pack whose rules another one shares.
#[derive(Serialize, Deserialize)]
struct ReadyShared {
    id: String,
    version: String,
    folder: String,
    schema: ReadySchema,
    libraries: Vec<Arc<SourceFile>>,
    params: Vec<Param>,
}

#[derive(Serialize, Deserialize)]
struct ReadyRule {
    id: RuleId,
    source: Arc<SourceFile>,
    header: Header,
    body: Span,
    /// The number of the pack that shares it.
    from: Option<usize>,
}

impl ReadyShared {
    /// It with its files among those of the pack that includes it.
    fn whole(self, outside: &[PackFile], language: &Arc<Language>) -> Option<Arc<Shared>> {
        let files = files_of(&self.folder, outside);
        Some(Arc::new(Shared {
            id: self.id,
            version: self.version,
            folder: self.folder,
            schema: schema(self.schema, &files, language)?,
            libraries: self.libraries,
            files,
            params: self.params,
        }))
    }
}

/// A file by its name.
fn find(name: &str, files: &[PackFile]) -> Option<Arc<SourceFile>> {
    files.iter().find(|file| file.name == name).map(|file| Arc::clone(&file.source))
}

/// The schema among some files.
fn schema(ready: ReadySchema, files: &[PackFile], language: &Arc<Language>) -> Option<Arc<FormSchema>> {
    Some(Arc::new(FormSchema::of_ready(ready, find(SCHEMA, files)?, Arc::clone(language))))
}

impl RulePack {
    /// What was read of it, without examples; `None` of a pack with faults, and of one with a layer.
    #[must_use]
    pub fn ready(&self) -> Option<Vec<u8>> {
        if !self.broken.is_empty() || !self.strays.is_empty() || self.layer.is_some() {
            return None;
        }
        let number = |shared: &Arc<Shared>| self.included.iter().position(|known| Arc::ptr_eq(known, shared));
        let rules = self.rules.iter().map(|rule| ReadyRule {
            id: rule.id.clone(),
            source: Arc::clone(&rule.source),
            header: rule.header.clone(),
            body: rule.body,
            from: rule.from.as_ref().and_then(number),
        });
        let replaced = self.replaced.iter().filter_map(|(id, shared)| Some((id.clone(), number(shared)?)));
        let included = self.included.iter().map(|shared| ReadyShared {
            id: shared.id.clone(),
            version: shared.version.clone(),
            folder: shared.folder.clone(),
            schema: shared.schema.ready(),
            libraries: shared.libraries.clone(),
            params: shared.params.clone(),
        });
        let prints: Option<Vec<ReadyPrint>> = self.prints().iter().map(KnownPrint::ready).collect();
        let ready = Ready {
            language: &*self.language,
            own_words: self.language.own_files().to_vec(),
            manifest: self.manifest.clone(),
            schema: self.schema.ready(),
            terms: self.terms.clone(),
            set: self.set.clone(),
            libraries: self.libraries.clone(),
            included: included.collect(),
            rules: rules.collect(),
            replaced: replaced.collect(),
            prints: prints?,
        };
        postcard::to_allocvec(&ready).ok()
    }

    /// The pack of which [`RulePack::ready`] gave some bytes, with its files, those of included packs among them; `language`
    /// gives those of the language of a name. `None` if these are not the files that it was read from.
    #[must_use]
    pub fn of_ready(
        bytes: &[u8],
        scripts: &'static [u8],
        files: &[PackFile],
        language: impl FnOnce(&str) -> Vec<LanguageFile>,
    ) -> Option<Self> {
        let sources = files.iter().map(|file| &file.source);
        let ready: Ready<Language> = among(sources.map(Arc::clone), || postcard::from_bytes(bytes)).ok()?;
        let mut files = files.to_vec();
        files.sort_by(|a, b| a.name.cmp(&b.name));
        let named = files.iter().map(|file| (file.name.clone(), Arc::clone(&file.source))).collect();
        let (outside, files): (Vec<PackFile>, Vec<PackFile>) = files.into_iter().partition(is_outside);
        let language =
            Arc::new(ready.language.with_files(language(&ready.manifest.language), ready.own_words));
        let included = ready.included.into_iter().map(|shared| shared.whole(&outside, &language));
        let included: Vec<Arc<Shared>> = included.collect::<Option<_>>()?;
        let of = |number: Option<usize>| number.and_then(|number| included.get(number)).map(Arc::clone);
        let rules = ready.rules.into_iter().map(|ReadyRule { id, source, header, body, from }| Rule {
            id,
            source,
            header,
            body,
            from: of(from),
        });
        let replaced = ready.replaced.into_iter().filter_map(|(id, number)| Some((id, of(Some(number))?)));
        let (rules, replaced) = (rules.collect(), replaced.collect());
        let layouts: Vec<PackFile> = files.iter().filter(|file| is_layout(&file.name)).cloned().collect();
        let schema = schema(ready.schema, &files, &language)?;
        let prints_of = PrintsOf::new(&layouts, &schema);
        let prints = ready.prints.into_iter().zip(&layouts);
        let prints: Vec<KnownPrint> =
            prints.map(|(print, file)| KnownPrint::of_ready(print, file, &prints_of)).collect();
        Some(Self {
            manifest: ready.manifest,
            example: read_form(&find(EXAMPLE, &files)?).ok()?,
            language,
            schema,
            bases: BTreeMap::new(),
            rules,
            libraries: ready.libraries,
            broken: BTreeMap::new(),
            strays: Vec::new(),
            set: ready.set,
            terms: ready.terms,
            layouts,
            included,
            replaced,
            overlaid: Vec::new(),
            layer: None,
            own: Vec::new(),
            digest: Digest::new(named),
            files,
            scripts: Some(scripts),
            about: OnceLock::new(),
            prints: OnceLock::from(prints),
            sets: OnceLock::new(),
        })
    }
}
