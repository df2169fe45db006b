//! `hegui test --mutate`: small edits of rules and of the language that no example notices.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use hegui::render::escape;
use hegui::report::RuleId;
use hegui::rule::RulePack;
use hegui::verify::mutate::{self, Edited, Fate};
use hegui::wording::Lang;

use super::place::place;
use super::{excerpt, exit};

/// How many edits of some kind there were, and how many of them no example noticed.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    made: usize,
    unnoticed: usize,
    refused: usize,
}

impl Count {
    fn add(&mut self, fate: Fate) {
        match fate {
            Fate::Noticed => self.made += 1,
            Fate::Unnoticed => {
                self.made += 1;
                self.unnoticed += 1;
            }
            Fate::Refused => self.refused += 1,
        }
    }

    fn noticed(self) -> usize {
        self.made - self.unnoticed
    }

    /// The share that was noticed, in tenths of a per cent, rounded down.
    fn share(self) -> String {
        let tenths = (self.noticed() * 1000).checked_div(self.made).unwrap_or(0);
        format!("{}.{}%", tenths / 10, tenths % 10)
    }

    fn reaches(self, least: u8) -> bool {
        self.noticed() * 100 >= usize::from(least) * self.made
    }
}

/// What is to be edited.
pub(super) struct Asked<'a> {
    pub(super) lang: Lang,
    /// The share that must be noticed, in per cent.
    pub(super) least: u8,
    /// Rules and entries; all if there are none.
    pub(super) wanted: &'a [String],
    pub(super) packs: &'a [Arc<RulePack>],
    pub(super) knows_rule: Knows<'a>,
    pub(super) knows_entry: Knows<'a>,
}

/// Whether a pack or its language has something of a name.
type Knows<'a> = &'a dyn Fn(&Arc<RulePack>, &str) -> bool;

/// Edits what is wanted, pack by pack and then the language. The examples are known to hold.
pub(super) fn run(asked: &Asked<'_>, out: &mut impl Write) -> io::Result<u8> {
    let wanted = asked.wanted;
    let rules: Vec<RuleId> = wanted.iter().filter_map(|id| RuleId::parse(id)).collect();
    let is_asked =
        |knows: Knows<'_>, pack: &Arc<RulePack>| wanted.is_empty() || wanted.iter().any(|id| knows(pack, id));
    let mut telling = Telling { lang: asked.lang, least: asked.least, reached: true, made: 0 };
    for pack in asked.packs.iter().filter(|pack| is_asked(asked.knows_rule, pack)) {
        telling.group(&pack.manifest.id, &mutate::mutate(pack, &rules), out)?;
    }
    let is_wanted = |entry: &str| wanted.is_empty() || wanted.iter().any(|id| id == entry);
    for packs in by_language(asked.packs) {
        let Some(first) = packs.first().filter(|pack| is_asked(asked.knows_entry, pack)) else { continue };
        let edited = mutate::language::mutate(&packs, &is_wanted, asked.lang);
        telling.group(&first.manifest.language, &edited, out)?;
    }
    Ok(match (telling.made, telling.reached) {
        (0, _) => exit::NOT_DONE,
        (_, true) => exit::CLEAN,
        (_, false) => exit::FINDINGS,
    })
}

/// Packs that read with the same files.
fn by_language(packs: &[Arc<RulePack>]) -> Vec<Vec<Arc<RulePack>>> {
    let files = |pack: &RulePack| -> Vec<Vec<u8>> {
        pack.language.files().iter().map(|(_, file)| file.bytes().to_vec()).collect()
    };
    let mut groups: Vec<Vec<Arc<RulePack>>> = Vec::new();
    for pack in packs {
        let same =
            |group: &&mut Vec<Arc<RulePack>>| group.first().is_some_and(|first| files(first) == files(pack));
        match groups.iter_mut().find(same) {
            Some(group) => group.push(Arc::clone(pack)),
            None => groups.push(vec![Arc::clone(pack)]),
        }
    }
    groups
}

struct Telling {
    lang: Lang,
    least: u8,
    /// Whether every group reaches the bound.
    reached: bool,
    made: usize,
}

impl Telling {
    /// Lists what no example of a pack or language noticed, and counts by kind.
    fn group(&mut self, name: &str, edited: &[Edited], out: &mut impl Write) -> io::Result<()> {
        let lang = self.lang;
        let mut all = Count::default();
        let mut kinds: BTreeMap<&str, Count> = BTreeMap::new();
        for edit in edited {
            all.add(edit.fate);
            kinds.entry(edit.kind).or_default().add(edit.fate);
            if edit.fate == Fate::Unnoticed {
                self.line(edit, out)?;
            }
        }
        let (made, noticed, refused) =
            (all.made.to_string(), all.noticed().to_string(), all.refused.to_string());
        let left = all.unnoticed.to_string();
        let args = [
            ("name", &*escape(name)),
            ("made", &made),
            ("noticed", &noticed),
            ("share", &all.share()),
            ("left", &left),
            ("refused", &refused),
        ];
        writeln!(out, "{}", lang.text("mutate-total", &args))?;
        for (kind, count) in kinds.iter().filter(|(_, count)| count.made > 0) {
            let title = lang.text(&format!("mutate-{kind}"), &[]);
            let (noticed, made) = (count.noticed().to_string(), count.made.to_string());
            let args = [("kind", &*title), ("noticed", &noticed), ("made", &made)];
            writeln!(out, "{}", lang.text("mutate-kind", &args))?;
        }
        if !all.reaches(self.least) {
            self.reached = false;
            let args = [("name", &*escape(name)), ("least", &format!("{}%", self.least))];
            writeln!(out, "{}", lang.text("mutate-below", &args))?;
        }
        self.made += all.made;
        out.flush()
    }

    /// `file:line:column  what kind of edit: old → new`
    fn line(&self, edit: &Edited, out: &mut impl Write) -> io::Result<()> {
        let lang = self.lang;
        let one_line = |text: &str| excerpt::short(&text.split_whitespace().collect::<Vec<_>>().join(" "));
        let (old, new) = (one_line(&edit.old), one_line(&edit.new));
        let at = place(Some(&edit.place), &edit.entry);
        let kind = lang.text(&format!("mutate-{}", edit.kind), &[]);
        let id = if new.is_empty() { "mutate-dropped" } else { "mutate-changed" };
        let args = [
            ("place", &*escape(&at)),
            ("entry", &*escape(&edit.entry)),
            ("kind", &kind),
            ("old", &*escape(&old)),
            ("new", &*escape(&new)),
        ];
        writeln!(out, "{}", lang.text(id, &args))
    }
}
