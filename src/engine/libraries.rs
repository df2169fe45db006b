//! The functions that rules see: those of their own pack, or of the pack that shares them.

use std::rc::Rc;
use std::sync::Arc;

use rhai::Engine;

use super::compile::{self, Library};
use super::settings::Settings;
use crate::report::Problem;
use crate::rule::{Rule, RulePack, Shared};
use crate::wording::Message;

/// The functions of a pack and of those whose rules it shares, each with the fault that keeps all rules from running that see
/// them.
pub(super) struct Libraries {
    own: (Library, Option<Message>),
    shared: Vec<(Arc<Shared>, Library, Option<Message>)>,
}

impl Libraries {
    /// Compiles them. A term at fault keeps shared rules from running.
    pub(super) fn new(
        engine: &Engine,
        pack: &RulePack,
        misfit: Option<&Problem>,
        settings: Settings,
    ) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let params = Rc::new(compile::params(pack.manifest.params.iter()));
        let mut read = |files| {
            let (mut library, found) = compile::libraries(engine, files, settings);
            library.params = Rc::clone(&params);
            let error = found.first().map(|problem| problem.message.clone());
            problems.extend(found);
            (library, error)
        };
        let own = read(&pack.libraries);
        let shared = pack.included.iter().map(|shared| {
            let (library, error) = read(&shared.libraries);
            (Arc::clone(shared), library, error.or_else(|| misfit.map(|misfit| misfit.message.clone())))
        });
        let shared = shared.collect();
        (Self { own, shared }, problems)
    }

    /// Those of the pack itself.
    pub(super) fn own(&self) -> &Library {
        &self.own.0
    }

    /// What a rule sees, and what keeps it from running.
    pub(super) fn of(&self, rule: &Rule) -> (&Library, Option<&Message>) {
        let from = rule.from.as_ref();
        let shared = from.and_then(|from| self.shared.iter().find(|(shared, ..)| Arc::ptr_eq(shared, from)));
        let (library, error) =
            shared.map_or((&self.own.0, &self.own.1), |(_, library, error)| (library, error));
        (library, error.as_ref())
    }
}
