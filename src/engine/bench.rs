//! Edited rules, and forms in an edited language, run without reading a pack anew.
//!
//! In: a pack. Out: for one rule, as it stands or edited, and one form the findings and the outcome. A form is read once for all
//! rules that are run on it.

use std::rc::Rc;
use std::sync::Arc;

use rhai::Engine;

use super::Settings;
use super::compile::{self, Compiled};
use super::host::state::Host;
use super::libraries::Libraries;
use super::run;
use crate::document::Document;
use crate::form::{Form, FormSchema};
use crate::meaning::form_reading::FormReading;
use crate::report::{Finding, Outcome};
use crate::rule::{AsOf, Param, Rule, RulePack};
use crate::text::language::Language;
use crate::wording::Message;

/// What rules of a pack are run on. It belongs to one thread.
pub struct Bench {
    pack: Arc<RulePack>,
    engine: Engine,
    host: Rc<Host>,
    libraries: Libraries,
    settings: Settings,
}

/// A rule that can run.
pub struct Runnable(Compiled);

/// A form whose texts are read as they are asked for, and kept.
pub struct Reading(Rc<FormReading>);

/// The schema of a pack's forms in some language.
pub struct Schema(Arc<FormSchema>);

impl Bench {
    /// Makes the functions of a pack ready.
    #[must_use]
    pub fn new(pack: &Arc<RulePack>, settings: Settings) -> Self {
        let (laws, _) = super::law::Laws::new(&pack.language);
        let host = Host::new(settings, laws);
        let engine = compile::engine(&host, &pack.schema, settings);
        let (libraries, _) = Libraries::new(&engine, pack, None, settings);
        Self { pack: Arc::clone(pack), engine, host, libraries, settings }
    }

    /// Compiles a rule; `None` if it is at fault.
    #[must_use]
    pub fn compile(&self, rule: &Rule) -> Option<Runnable> {
        let (library, _) = self.libraries.of(rule);
        let (host, settings) = (&self.host, self.settings);
        let compiled = compile::rule(&self.engine, &self.pack, rule, library, host, settings);
        compiled.ok().map(Runnable)
    }

    /// Takes up a form.
    #[must_use]
    pub fn read(&self, document: &Arc<Document>) -> Reading {
        self.read_with(document, &Schema(Arc::clone(&self.pack.schema)))
    }

    /// The schema of the pack's forms with another language; `None` if it is at fault in it.
    #[must_use]
    pub fn schema_in(&self, language: &Arc<Language>) -> Option<Schema> {
        let mut schema = FormSchema::parse(self.pack.schema.source(), language).ok()?;
        for term in self.pack.schema.terms() {
            schema.add_term(term.clone());
        }
        Some(Schema(Arc::new(schema)))
    }

    /// Takes up a form by a schema of [`Bench::schema_in`].
    #[must_use]
    pub fn read_with(&self, document: &Arc<Document>, schema: &Schema) -> Reading {
        let unit = self.pack.manifest.money_unit.as_ref();
        let (form, _) = Form::bind(Arc::clone(document), Arc::clone(&schema.0), unit);
        Reading(Rc::new(FormReading::new(Rc::new(form))))
    }

    /// Runs a rule, some of whose parameters may have other values. Findings have no spans.
    pub fn run(&self, rule: &mut Runnable, reading: &Reading, params: &[Param]) -> (Vec<Finding>, Outcome) {
        let time = reading.0.year().map(AsOf::Year);
        if time.is_some_and(|time| rule.0.validity.outside(time).is_some()) {
            return (Vec::new(), Outcome::NotApplicable { reason: Message::default() });
        }
        let changed = rule.0.with_params(params);
        let own = std::mem::replace(&mut rule.0.params, changed);
        let result = run::rule(&self.engine, &self.host, &mut rule.0, &reading.0);
        rule.0.params = own;
        (result.findings, result.outcome)
    }
}

impl std::fmt::Debug for Runnable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Runnable").field(self.0.id()).finish()
    }
}

impl std::fmt::Debug for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Reading").field(&self.0.form().document().source().name()).finish()
    }
}

impl std::fmt::Debug for Schema {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Schema").field(&self.0.source().name()).finish()
    }
}

impl std::fmt::Debug for Bench {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bench").field("pack", &self.pack.manifest.id).finish_non_exhaustive()
    }
}
