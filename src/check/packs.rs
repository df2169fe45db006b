//! The packs of a check.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::report::Problem;
use crate::rule::{Layout, RulePack};

/// Where packs come from.
pub trait Packs: Sync {
    /// The ids of the packs that serve forms, sorted.
    fn ids(&self) -> Vec<String>;

    /// The pack of an id, as far as it serves forms; `None` if there is none or it cannot be read, with what is wrong then.
    /// Asked once for each id.
    fn find(&self, id: &str) -> (Option<Arc<RulePack>>, Vec<Problem>);

    /// What stands for all of them: packs of another digest are other packs.
    fn digest(&self) -> String;

    /// The layouts of all of them, and what is wrong with these. Asked once, with the first workbook.
    fn layouts(&self) -> (Vec<Layout>, Vec<Problem>);
}

/// The packs that forms have asked for, each read once.
pub(super) struct Shelf<'p> {
    packs: &'p dyn Packs,
    ids: OnceLock<Vec<String>>,
    found: Mutex<BTreeMap<String, Arc<Found>>>,
    layouts: OnceLock<(Vec<Layout>, Vec<Problem>)>,
    digest: OnceLock<String>,
}

/// A pack as it was found.
pub(super) struct Found {
    pub(super) pack: Option<Arc<RulePack>>,
    pub(super) problems: Vec<Problem>,
}

impl<'p> Shelf<'p> {
    pub(super) fn new(packs: &'p dyn Packs) -> Self {
        Self {
            packs,
            ids: OnceLock::new(),
            found: Mutex::default(),
            layouts: OnceLock::new(),
            digest: OnceLock::new(),
        }
    }

    pub(super) fn ids(&self) -> &[String] {
        self.ids.get_or_init(|| self.packs.ids())
    }

    pub(super) fn digest(&self) -> &str {
        self.digest.get_or_init(|| self.packs.digest())
    }

    pub(super) fn layouts(&self) -> &(Vec<Layout>, Vec<Problem>) {
        self.layouts.get_or_init(|| self.packs.layouts())
    }

    pub(super) fn find(&self, id: &str) -> Arc<Found> {
        // Forms come from strangers: an id that no pack has is not kept.
        if !self.ids().iter().any(|known| known == id) {
            return Arc::new(Found { pack: None, problems: Vec::new() });
        }
        // Held while the pack is read: another thread that wants it as well waits for it.
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let read = || {
            let (pack, problems) = self.packs.find(id);
            Arc::new(Found { pack, problems })
        };
        Arc::clone(found.entry(id.to_owned()).or_insert_with(read))
    }
}
