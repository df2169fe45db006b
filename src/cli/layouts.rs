//! The layouts that a command reads workbooks by, and the packs that they belong to.

use std::path::Path;
use std::sync::Arc;

use hegui::form::FormSchema;
use hegui::load;
use hegui::report::Problem;
use hegui::rule::{Extent, Layout, RulePack, layouts};
use hegui::wording::Message;

use super::context::{ids, no_pack};

/// Layouts, and where their packs come from.
pub(super) struct Layouts {
    pub(super) known: Vec<Layout>,
    /// Those of a folder; `None` for the program's own, each of which is read when it is asked for.
    given: Option<Vec<Arc<RulePack>>>,
    read: Vec<Arc<RulePack>>,
}

/// What is asked of layouts: a folder of packs, a pack, a layout.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'w> {
    pub(super) rules: Option<&'w Path>,
    pub(super) pack: Option<&'w str>,
    pub(super) layout: Option<&'w str>,
}

impl Layouts {
    /// The layouts that are asked for.
    pub(super) fn load(wanted: Wanted<'_>) -> Result<Self, Vec<Problem>> {
        let (given, (mut found, mut problems)) = match wanted.rules {
            Some(folder) => {
                let (packs, mut problems) = load::packs(folder, Extent::Rules);
                let mut found = Vec::new();
                for pack in packs.iter().filter(|pack| wanted.pack.is_none_or(|id| pack.manifest.id == id)) {
                    let (read, faults) = layouts(&pack.layouts);
                    found.extend(read);
                    problems.extend(faults);
                }
                (Some(packs), (found, problems))
            }
            None => (None, load::embedded_layouts(wanted.pack)),
        };
        let ids = given.as_ref().map_or_else(load::embedded_ids, |packs| ids(packs));
        if let Some(id) = wanted.pack.filter(|id| !ids.iter().any(|known| known == id)) {
            problems.push(no_pack(id, &ids));
        }
        if let Some(name) = wanted.layout.filter(|_| problems.is_empty()) {
            let known: Vec<String> =
                found.iter().map(|layout| format!("{}/{}", layout.form, layout.name)).collect();
            found.retain(|layout| layout.name == name);
            if found.is_empty() {
                problems.push(Problem {
                    file: None,
                    rule: None,
                    place: None,
                    message: Message::new("layout-none", &[("name", name)]),
                    help: Some(Message::new("layout-none-help", &[]).with("known", Message::list(known))),
                });
            }
        }
        if problems.is_empty() { Ok(Self { known: found, given, read: Vec::new() }) } else { Err(problems) }
    }

    /// The pack of an id.
    pub(super) fn pack(&mut self, id: &str) -> Option<Arc<RulePack>> {
        let known = self.given.as_ref().unwrap_or(&self.read);
        if let Some(pack) = known.iter().find(|pack| pack.manifest.id == id) {
            return Some(Arc::clone(pack));
        }
        if self.given.is_none() {
            let (packs, _) = load::embedded_packs(Some(id), Extent::Rules);
            self.read.extend(packs);
            return self.read.iter().find(|pack| pack.manifest.id == id).map(Arc::clone);
        }
        None
    }

    /// The schema of the pack of an id.
    pub(super) fn schema(&mut self, id: &str) -> Option<Arc<FormSchema>> {
        self.pack(id).map(|pack| Arc::clone(&pack.schema))
    }
}
