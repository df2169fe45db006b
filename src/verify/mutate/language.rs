//! Small edits of a language, one at a time, and whether its examples or those of rules notice them.
//!
//! In: the packs that read with it. Out: each edit with what became of it. Examples of rules are run only where an edit changes
//! how a text of their form is read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::{Trial, trials};
use super::{Edited, Fate, in_parallel, texts_of};
use crate::document::Document;
use crate::engine::Settings;
use crate::engine::bench::{Bench, Reading, Runnable, Schema};
use crate::rule::{Rule, RulePack};
use crate::source::Span;
use crate::text::edits::{self, LanguageEdit};
use crate::text::language::Language;
use crate::verify::language::has_fault;
use crate::wording::Lang;

/// Edits the entries of the language of some packs that `is_wanted`; all packs read with the same files.
#[must_use]
pub fn mutate(packs: &[Arc<RulePack>], is_wanted: &dyn Fn(&str) -> bool, lang: Lang) -> Vec<Edited> {
    let Some(language) = packs.first().map(|pack| &pack.language) else { return Vec::new() };
    let edits: Vec<LanguageEdit> =
        edits::edits(language).into_iter().filter(|edit| is_wanted(&edit.entry)).collect();
    let state = || Packs::new(packs, lang);
    let fates = in_parallel(&edits, &state, &|packs: &mut Packs<'_>, edit| packs.fate(edit));
    let told = |(edit, fate): (LanguageEdit, Fate)| {
        let (_, file) = language.files().iter().find(|(name, _)| name == edit.file)?;
        let span = Span::new(edit.shown.start, edit.shown.end);
        let old = file.slice(span).into_owned();
        let place = (Arc::clone(file), span);
        Some(Edited { kind: edit.kind, entry: edit.entry, place, old, new: String::new(), fate })
    };
    edits.into_iter().zip(fates).filter_map(told).collect()
}

/// The packs that read with a language, ready to run all their examples.
struct Packs<'p> {
    packs: Vec<Ready<'p>>,
    lang: Lang,
}

/// A pack with its rules and examples.
struct Ready<'p> {
    pack: &'p RulePack,
    bench: Bench,
    rules: Vec<(&'p Rule, Runnable, Vec<Example<'p>>)>,
    /// Every text of the examples once, with how it is read.
    texts: Vec<(String, String)>,
}

/// An example with the numbers of the texts of its form.
struct Example<'p> {
    trial: Trial<'p>,
    document: Arc<Document>,
    texts: Vec<usize>,
}

impl<'p> Packs<'p> {
    fn new(packs: &'p [Arc<RulePack>], lang: Lang) -> Self {
        Self { packs: packs.iter().map(Ready::new).collect(), lang }
    }

    fn fate(&mut self, edit: &LanguageEdit) -> Fate {
        let Some(first) = self.packs.first() else { return Fate::Refused };
        let Some(language) = edits::edited(&first.pack.language, edit) else { return Fate::Refused };
        let word = edit.word.as_deref();
        let is_fault = has_fault(&language, &|text| word.is_none_or(|word| text.contains(word)), self.lang);
        if is_fault || self.packs.iter_mut().any(|ready| ready.notices(edit, &language)) {
            Fate::Noticed
        } else {
            Fate::Unnoticed
        }
    }
}

impl<'p> Ready<'p> {
    fn new(pack: &'p Arc<RulePack>) -> Self {
        let bench = Bench::new(pack, Settings::default());
        let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
        let mut number = |text: &str| {
            let next = numbers.len();
            *numbers.entry(text.to_owned()).or_insert(next)
        };
        let mut rules = Vec::new();
        let active = pack.rules.iter().filter(|rule| rule.header.deactivated.is_none() && pack.runs(rule));
        for rule in active {
            let Some(runnable) = bench.compile(rule) else { continue };
            let mut examples = Vec::new();
            for trial in trials(pack, rule) {
                let Ok(document) = trial.document.clone() else { continue };
                let texts = texts_of(&document).map(&mut number).collect();
                examples.push(Example { trial, document, texts });
            }
            rules.push((rule, runnable, examples));
        }
        let mut by_number: Vec<(usize, String)> = numbers.into_iter().map(|(text, at)| (at, text)).collect();
        by_number.sort_unstable();
        let read = |(_, text): (usize, String)| {
            let reading = edits::reading(&pack.language, &text);
            (text, reading)
        };
        Self { pack, bench, rules, texts: by_number.into_iter().map(read).collect() }
    }

    /// Whether an example of a rule no longer holds in an edited language.
    fn notices(&mut self, edit: &LanguageEdit, language: &Arc<Language>) -> bool {
        let changed = self.changed(edit, language);
        if changed.is_empty() {
            return false;
        }
        let has_own_words = !self.pack.language.own_files().is_empty();
        let own =
            if has_own_words { edits::edited(&self.pack.language, edit) } else { Some(Arc::clone(language)) };
        let schema = own.and_then(|language| self.bench.schema_in(&language));
        schema.is_none_or(|schema| self.runs_otherwise(&changed, &schema))
    }

    /// The numbers of the texts that are read otherwise.
    fn changed(&self, edit: &LanguageEdit, language: &Arc<Language>) -> BTreeSet<usize> {
        // What units and kinds are for shows only where figures and names are compared, sayings only where rules ask.
        let shows = !matches!(edit.kind, "measure" | "kind-of-indicator" | "saying");
        let is_changed = |text: &str, reading: &str| {
            edit.word.as_ref().is_none_or(|word| text.contains(word))
                && (!shows || edits::reading(language, text) != reading)
        };
        let texts = self.texts.iter().enumerate();
        texts.filter(|(_, (text, reading))| is_changed(text, reading)).map(|(number, _)| number).collect()
    }

    /// Runs the examples whose form has such a text, first all rules on the untouched form.
    fn runs_otherwise(&mut self, changed: &BTreeSet<usize>, schema: &Schema) -> bool {
        let Self { bench, rules, .. } = self;
        let mut untouched: Option<Reading> = None;
        let is_changed = |example: &&Example<'_>| example.texts.iter().any(|text| changed.contains(text));
        for is_untouched in [true, false] {
            for (rule, runnable, examples) in &mut *rules {
                let examples = examples.iter().filter(is_changed);
                for example in examples.filter(|example| example.trial.is_untouched == is_untouched) {
                    let read = || bench.read_with(&example.document, schema);
                    let own;
                    let reading = if is_untouched {
                        untouched.get_or_insert_with(read)
                    } else {
                        own = read();
                        &own
                    };
                    let (findings, outcome) = bench.run(runnable, reading, example.trial.params);
                    if !example.trial.holds(rule, &findings, Some(&outcome)) {
                        return true;
                    }
                }
            }
        }
        false
    }
}
