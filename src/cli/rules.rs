//! `hegui rules`: what rules there are, packs and rules written out to be edited, and what a new version changes for them.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hegui::engine::{Checker, Settings};
use hegui::load::export::{self, Existing, Exported};
use hegui::load::file::shown;
use hegui::load::upgrade::{self, Kind, Upgrade};
use hegui::render::escape;
use hegui::report::{Problem, RuleId};
use hegui::rule::RulePack;
use hegui::wording::Lang;
use unicode_width::UnicodeWidthStr as _;

use super::context::Context;
use super::options::{Rules, RulesCommand};
use super::{entries, exit};

pub(super) fn run(context: &Context, options: &Rules, out: &mut impl Write) -> io::Result<u8> {
    let (folder, wanted) = match &options.command {
        RulesCommand::List { pack, rules } => (rules.as_deref(), pack.as_ref()),
        RulesCommand::Export { pack, .. } => (None, pack.as_ref()),
        RulesCommand::Upgrade { folder, write } => return upgrade(context, (folder, *write), out),
    };
    let (mut packs, mut problems) = Context::packs(folder);
    if let Some(id) = wanted {
        let all = super::ids(&packs);
        packs.retain(|pack| pack.manifest.id == *id);
        if packs.is_empty() {
            problems.push(super::no_pack(id, &all));
        }
    }
    let mut is_done = true;
    match &options.command {
        RulesCommand::Export { into, rule, force, .. } if rule.is_empty() => {
            let (all_done, found) = export(context, &packs, (into, *force), out)?;
            is_done = all_done;
            problems.extend(found);
        }
        RulesCommand::Export { into, rule, force, .. } if !packs.is_empty() => {
            is_done = export_rules(context, &packs, rule, (into, *force), out)?;
        }
        _ => {
            for pack in &packs {
                list(pack, context.lang, out)?;
                problems.extend(pack.broken.values().flatten().cloned());
            }
        }
    }
    let code = if is_done && problems.is_empty() && !packs.is_empty() { exit::CLEAN } else { exit::NOT_DONE };
    out.flush()?;
    context.show_problems(problems)?;
    Ok(code)
}

/// Writes packs and their languages; whether all of them stand there now, and what could not be written.
fn export(
    context: &Context,
    packs: &[Arc<RulePack>],
    (into, force): (&Path, bool),
    out: &mut impl Write,
) -> io::Result<(bool, Vec<Problem>)> {
    let mut problems = Vec::new();
    let mut is_done = true;
    let mut written: BTreeSet<&str> = BTreeSet::new();
    for pack in packs {
        match export::export(pack, into, force) {
            Ok(exported) => {
                writeln!(out, "{}", escape(&shown(&exported.folder)))?;
                is_done &= told(&exported, context.lang);
            }
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        }
        written.insert(&pack.manifest.id);
        let shared = pack.included.iter().filter(|shared| written.insert(&shared.folder));
        let mut beside: Vec<_> = shared.map(|shared| export::export_shared(shared, into, force)).collect();
        if written.insert(&pack.manifest.language) {
            beside.push(export::export_language(pack, into, force));
        }
        for exported in beside {
            match exported {
                Ok(Ok(exported)) => {
                    writeln!(out, "{}", escape(&shown(&exported.folder)))?;
                    is_done &= told(&exported, context.lang);
                }
                Ok(Err(Existing::Same)) => {}
                Ok(Err(Existing::Other(folder))) => {
                    super::complain(
                        &context.lang.text("rules-kept", &[("folder", &escape(&shown(&folder)))]),
                    );
                }
                Err(problem) => problems.push(problem),
            }
        }
    }
    Ok((is_done, problems))
}

/// Tells of files that an export left as they are. Whether all others stand there as they should.
fn told(exported: &Exported, lang: Lang) -> bool {
    let tell = |id: &str, files: &[PathBuf]| {
        for file in files {
            super::complain(&lang.text(id, &[("file", &escape(&shown(file)))]));
        }
    };
    tell("rules-changed", &exported.kept);
    tell("rules-older", &exported.older);
    tell("rules-gone", &exported.gone);
    if !exported.kept.is_empty() {
        super::complain(&lang.text("rules-changed-help", &[]));
    }
    exported.kept.is_empty() && exported.older.is_empty()
}

/// Writes single rules; whether all of them stand there now.
fn export_rules(
    context: &Context,
    packs: &[Arc<RulePack>],
    wanted: &[String],
    (into, force): (&Path, bool),
    out: &mut impl Write,
) -> io::Result<bool> {
    let lang = context.lang;
    let has = |pack: &&Arc<RulePack>, id: &String| pack.rule(id).is_some();
    let unknown: Vec<&String> = wanted.iter().filter(|id| !packs.iter().any(|pack| has(&pack, id))).collect();
    for id in &unknown {
        super::complain(&entries::unknown(packs, id, lang));
    }
    if !unknown.is_empty() {
        return Ok(false);
    }
    let Some(pack) = chosen(packs, wanted, into, lang) else { return Ok(false) };
    let rules: Vec<RuleId> = wanted.iter().filter_map(|id| RuleId::parse(id)).collect();
    match export::export_rules(pack, into, &rules, force, &lang.text("export-layer", &[])) {
        Ok(exported) => {
            for file in &exported.written {
                writeln!(out, "{}", escape(&shown(file)))?;
            }
            Ok(told(&exported, lang))
        }
        Err(problem) => {
            context.show_problems(vec![problem])?;
            Ok(false)
        }
    }
}

/// The pack whose rules are wanted: the one that has them all, and where several do the one that the folder is of.
fn chosen<'p>(
    packs: &'p [Arc<RulePack>],
    wanted: &[String],
    into: &Path,
    lang: Lang,
) -> Option<&'p Arc<RulePack>> {
    let has = |pack: &&Arc<RulePack>| wanted.iter().all(|id| pack.rule(id).is_some());
    let having: Vec<&Arc<RulePack>> = packs.iter().filter(has).collect();
    let of = export::pack_of(into);
    let of_folder = having.iter().find(|pack| of.as_ref() == Some(&pack.manifest.id));
    let found = match (of_folder, having.as_slice()) {
        (Some(pack), _) => Some(*pack),
        (None, [only]) => Some(*only),
        _ => None,
    };
    if found.is_none() {
        let known = super::ids(packs).join(&lang.text("list-separator", &[]));
        super::complain(&lang.text("rules-of-which", &[("known", &known)]));
    }
    found
}

/// Tells what the present packs change for a folder.
fn upgrade(context: &Context, (folder, write): (&Path, bool), out: &mut impl Write) -> io::Result<u8> {
    let lang = context.lang;
    let (upgrades, mut problems) = upgrade::look(folder);
    for upgrade in &upgrades {
        show(context, upgrade, out)?;
        match write.then(|| upgrade.remember()) {
            Some(Ok(path)) => {
                context.line(0, &lang.text("upgrade-written", &[("file", &shown(&path))]), out)?;
            }
            Some(Err(problem)) => problems.push(problem),
            None => {}
        }
    }
    if upgrades.is_empty() && problems.is_empty() {
        context.line(0, &lang.text("upgrade-of-nothing", &[("folder", &shown(folder))]), out)?;
    }
    out.flush()?;
    let is_done = problems.is_empty();
    context.show_problems(problems)?;
    Ok(match (is_done, upgrades.iter().any(Upgrade::is_open) && !write) {
        (false, _) => exit::NOT_DONE,
        (true, true) => exit::FINDINGS,
        (true, false) => exit::CLEAN,
    })
}

/// What there is to know of one folder, and what to do next.
fn show(context: &Context, upgrade: &Upgrade, out: &mut impl Write) -> io::Result<()> {
    let lang = context.lang;
    let before = upgrade.before.as_deref();
    let id = match before {
        None => "upgrade-no-record",
        Some(before) if before == upgrade.now => "upgrade-same-version",
        Some(_) => "upgrade-version",
    };
    let folder = shown(&upgrade.folder);
    let args = [
        ("folder", folder.as_str()),
        ("of", upgrade.of.as_str()),
        ("before", before.unwrap_or_default()),
        ("now", upgrade.now.as_str()),
    ];
    context.line(0, &lang.text(id, &args), out)?;
    for note in &upgrade.notes {
        let args: Vec<(&str, &str)> = note.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        context.line(2, &lang.text(note.id, &args), out)?;
    }
    let next = match (upgrade.is_open(), upgrade.kind) {
        (false, _) => "upgrade-nothing",
        (true, Kind::Layer) => "upgrade-next-layer",
        (true, Kind::Copy) => "upgrade-next-copy",
    };
    context.line(0, &lang.text(next, &args), out)
}

/// Columns of the widest severity.
const WIDEST: usize = "warning".len();

fn list(pack: &Arc<RulePack>, lang: Lang, out: &mut impl Write) -> io::Result<()> {
    let manifest = &pack.manifest;
    let title = match (lang, &manifest.title_en) {
        (Lang::En, Some(title)) => title,
        _ => &manifest.title,
    };
    writeln!(out, "{}  {}", escape(&pack.name()), escape(title))?;
    let (checker, _) = Checker::new(pack, Settings::default());
    let longest = pack.rules.iter().map(|rule| rule.id.as_str().len()).max().unwrap_or(0);
    for rule in &pack.rules {
        let title = match (lang, &rule.header.title_en) {
            (Lang::En, Some(title)) => title,
            _ => &rule.header.title,
        };
        let off = lang.text("rules-off", &[]);
        let (idle, lacks) = (lang.text("rules-lacking", &[]), checker.lacks(&rule.id));
        let severity = match (&rule.header.deactivated, lacks) {
            (Some(_), _) => off.as_str(),
            (None, Some(_)) => idle.as_str(),
            (None, None) => rule.header.severity.as_str(),
        };
        let from = rule.from.as_ref().map(|shared| lang.text("rules-from", &[("pack", &shared.id)]));
        let mut replaced = pack.replaced.iter().filter(|(id, _)| *id == rule.id);
        let replaced = replaced.next().map(|(_, of)| lang.text("rules-replaces", &[("pack", &of.id)]));
        let overlaid = pack.overlaid.contains(&rule.id).then(|| lang.text("rules-replaced", &[]));
        let note = lacks.map(|lacks| lacks.text(lang)).or(from).or(overlaid).or(replaced).unwrap_or_default();
        let title = format!("{title}  {note}");
        let title = title.trim_end();
        let margin = " ".repeat(WIDEST.saturating_sub(severity.width()));
        writeln!(out, "  {:longest$}  {severity}{margin}  {}", rule.id.as_str(), escape(title))?;
    }
    Ok(())
}
