//! `hegui rules`: what rules there are, and packs written out to be edited.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use hegui::engine::{Checker, Settings};
use hegui::load::export::{self, Exported};
use hegui::load::file::shown;
use hegui::render::escape;
use hegui::report::Problem;
use hegui::rule::RulePack;
use hegui::wording::Lang;
use unicode_width::UnicodeWidthStr as _;

use super::options::{Rules, RulesCommand};
use super::{Context, exit};

pub(super) fn run(context: &Context, options: &Rules, out: &mut impl Write) -> io::Result<u8> {
    let (folder, wanted) = match &options.command {
        RulesCommand::List { pack, rules } => (rules.as_deref(), pack.as_ref()),
        RulesCommand::Export { pack, .. } => (None, pack.as_ref()),
    };
    let (mut packs, mut problems) = Context::packs(folder, context.lang);
    if let Some(id) = wanted {
        packs.retain(|pack| pack.manifest.id == *id);
        if packs.is_empty() {
            super::complain(&context.lang.text("check-no-pack", &[("id", id)]));
        }
    }
    match &options.command {
        RulesCommand::List { .. } => {
            for pack in &packs {
                list(pack, context.lang, out)?;
                problems.extend(pack.broken.values().flatten().cloned());
            }
        }
        RulesCommand::Export { into, force, .. } => {
            problems.extend(export(context, &packs, (into, *force), out)?);
        }
    }
    let code = if problems.is_empty() && !packs.is_empty() { exit::CLEAN } else { exit::NOT_DONE };
    out.flush()?;
    context.show_problems(problems)?;
    Ok(code)
}

/// Writes packs and their languages; gives what could not be written.
fn export(
    context: &Context,
    packs: &[Arc<RulePack>],
    (into, force): (&Path, bool),
    out: &mut impl Write,
) -> io::Result<Vec<Problem>> {
    let mut problems = Vec::new();
    let mut written: BTreeSet<&str> = BTreeSet::new();
    for pack in packs {
        match export::export(pack, into, force, context.lang) {
            Ok(folder) => writeln!(out, "{}", escape(&shown(&folder)))?,
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        }
        written.insert(&pack.manifest.id);
        let shared = pack.included.iter().filter(|shared| written.insert(&shared.folder));
        let mut beside: Vec<_> =
            shared.map(|shared| export::export_shared(shared, into, force, context.lang)).collect();
        if written.insert(&pack.manifest.language) {
            beside.push(export::export_language(pack, into, force, context.lang));
        }
        for exported in beside {
            match exported {
                Ok(Exported::Written(folder)) => writeln!(out, "{}", escape(&shown(&folder)))?,
                Ok(Exported::Same(_)) => {}
                Ok(Exported::Kept(folder)) => {
                    super::complain(
                        &context.lang.text("rules-kept", &[("folder", &escape(&shown(&folder)))]),
                    );
                }
                Err(problem) => problems.push(problem),
            }
        }
    }
    Ok(problems)
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
    let (checker, _) = Checker::new(pack, Settings::default(), lang);
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
        let note = lacks.map(str::to_owned).or(from).or(replaced).unwrap_or_default();
        let title = format!("{title}  {note}");
        let title = title.trim_end();
        let margin = " ".repeat(WIDEST.saturating_sub(severity.width()));
        writeln!(out, "  {:longest$}  {severity}{margin}  {}", rule.id.as_str(), escape(title))?;
    }
    Ok(())
}
