//! Packs for a check: those that come with the program, or those of a folder.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::check::PROGRAM;
use crate::check::packs::Packs;
use crate::report::{PackRef, Problem};
use crate::rule::{Extent, Layout, RulePack, layouts};
use crate::source::sha256_hex;

/// Where the packs of a check come from.
#[derive(Debug)]
pub struct Shelf {
    /// Those of the folder; `None` for those of the program, of which each is read when a form asks for it.
    given: Option<Vec<Arc<RulePack>>>,
}

impl Shelf {
    /// The packs of a folder, or those that come with the program, and what is wrong with them.
    #[must_use]
    pub fn new(folder: Option<&Path>) -> (Self, Vec<Problem>) {
        let Some(folder) = folder else { return (Self { given: None }, Vec::new()) };
        let (packs, problems) = super::packs(folder, Extent::Rules);
        (Self { given: Some(packs) }, problems)
    }
}

impl Shelf {
    /// The ids of all rules of these packs, sorted.
    #[must_use]
    pub fn rule_ids(&self) -> Vec<String> {
        let own = match &self.given {
            Some(packs) => packs.iter().map(Arc::clone).collect(),
            None => super::embedded_packs(None, Extent::Rules).0,
        };
        let ids = own.iter().flat_map(|pack| {
            pack.rules.iter().map(|rule| &rule.id).chain(pack.broken.keys()).map(ToString::to_string)
        });
        let ids: BTreeSet<String> = ids.collect();
        ids.into_iter().collect()
    }
}

impl Packs for Shelf {
    fn ids(&self) -> Vec<String> {
        match &self.given {
            None => super::embedded_ids(),
            Some(packs) => serving(packs).map(|pack| pack.manifest.id.clone()).collect(),
        }
    }

    fn find(&self, id: &str) -> (Option<Arc<RulePack>>, Vec<Problem>) {
        match &self.given {
            None => {
                let (mut packs, problems) = super::embedded_packs(Some(id), Extent::Rules);
                (packs.pop(), problems)
            }
            Some(packs) => (serving(packs).find(|pack| pack.manifest.id == id).map(Arc::clone), Vec::new()),
        }
    }

    fn digest(&self) -> String {
        // Those that come with the program are known by it.
        let Some(packs) = &self.given else { return PROGRAM.to_owned() };
        let mut parts: Vec<String> = Vec::new();
        for pack in packs {
            let PackRef { id, digest, layer, language, .. } = pack.reference();
            let layer = layer.map(|layer| layer.digest.hex().to_owned()).unwrap_or_default();
            parts.push(format!("{id}\0{}\0{layer}\0{}\0", digest.hex(), language.hex()));
        }
        sha256_hex(parts.iter().map(String::as_bytes))
    }

    fn layouts(&self) -> (Vec<Layout>, Vec<Problem>) {
        match &self.given {
            None => super::embedded_layouts(None),
            Some(packs) => given_layouts(packs),
        }
    }
}

/// The layouts of the packs of a folder that serve forms.
fn given_layouts(packs: &[Arc<RulePack>]) -> (Vec<Layout>, Vec<Problem>) {
    let mut found = (Vec::new(), Vec::new());
    for pack in serving(packs) {
        let (read, problems) = layouts(&pack.layouts);
        found.0.extend(read);
        found.1.extend(problems);
    }
    found
}

/// The packs that serve forms. Those whose rules others include serve none: a form that claims to be of such a type would be
/// checked by few rules.
fn serving(packs: &[Arc<RulePack>]) -> impl Iterator<Item = &Arc<RulePack>> {
    packs.iter().filter(|pack| !pack.manifest.is_library)
}
