//! The scripts of packs that come with the program, made ready when it was built.
//!
//! In: a checker of a sound pack. Out: bytes, of which the same checker is made without reading a script.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::compile::{self, Compiled, Homes, Runs};
use super::host::state::Host;
use super::{Checker, Settings, law};
use crate::report::RuleId;
use crate::rule::RulePack;
use crate::source::among;
use crate::wording::Message;

/// What was made of the scripts of a pack. Files stand in it by their names.
#[derive(Serialize, Deserialize)]
struct Ready<H, R, P> {
    /// Where functions stand: those of the pack, and of those whose rules it shares.
    homes: Vec<H>,
    /// The rules that run, each with the number of where its functions stand.
    rules: Vec<(RuleId, usize, R)>,
    /// The regular expressions and sayings that they ask for.
    patterns: P,
    /// Those that do not run on forms of the pack, each with the reason.
    lacking: Vec<(RuleId, Message)>,
}

impl Checker {
    /// What was made of the scripts of its pack; `None` if one of its rules is at fault or only Rhai can run it.
    #[must_use]
    pub fn ready(&self) -> Option<Vec<u8>> {
        let mut homes: Vec<&Rc<Homes>> = Vec::new();
        let mut rules: Vec<(RuleId, usize, &Runs)> = Vec::new();
        for rule in &self.rules {
            let number =
                homes.iter().position(|known| Rc::ptr_eq(known, rule.homes())).unwrap_or_else(|| {
                    homes.push(rule.homes());
                    homes.len() - 1
                });
            rules.push((rule.id().clone(), number, &rule.script));
        }
        let homes = homes.into_iter().map(|homes| &**homes).collect();
        let ready: Ready<&Homes, &Runs, _> =
            Ready { homes, rules, patterns: self.host.patterns().ready(), lacking: self.lacking.clone() };
        postcard::to_allocvec(&ready).ok().filter(|_| self.broken.is_empty() && self.oversights.is_empty())
    }

    /// The checker of a pack of whose scripts it is known what was made; `None` if it is not that of this pack.
    pub(super) fn of_ready(pack: &Arc<RulePack>, settings: Settings) -> Option<Self> {
        let bytes = pack.scripts.filter(|_| settings.plans)?;
        let shared = pack.included.iter().flat_map(|shared| &shared.libraries);
        let files = pack.libraries.iter().chain(shared).map(Arc::clone);
        let ready: Ready<Homes, Runs, BTreeMap<&str, &[u8]>> =
            among(files, || postcard::from_bytes(bytes)).ok()?;
        let (laws, _) = law::Laws::new(&pack.language);
        let host = Host::new(settings, laws);
        let engine = compile::engine(&host, &pack.schema, settings);
        host.patterns().stand_in_files(ready.patterns);
        let homes: Vec<Rc<Homes>> = ready.homes.into_iter().map(Rc::new).collect();
        let params = Rc::new(compile::params(pack.manifest.params.iter()));
        let compiled = |(id, number, script): (RuleId, usize, Runs)| {
            let rule = pack.rules.get(pack.rules.binary_search_by(|rule| rule.id.cmp(&id)).ok()?)?;
            Some(Compiled::new(pack, rule, script, (homes.get(number)?, &params)))
        };
        let rules = ready.rules.into_iter().map(compiled).collect::<Option<_>>()?;
        Some(Self {
            pack: Arc::clone(pack),
            engine,
            host,
            rules,
            broken: Vec::new(),
            lacking: ready.lacking,
            oversights: Vec::new(),
            as_of: None,
            timings: None,
        })
    }
}
