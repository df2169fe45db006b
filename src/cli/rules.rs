//! `hegui rules`: what rules there are, and packs written out to be edited.

use std::io::{self, Write};
use std::sync::Arc;

use hegui::rule::RulePack;
use hegui::wording::Lang;

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
            for pack in &packs {
                match hegui::load::export(pack, into, *force, context.lang) {
                    Ok(folder) => writeln!(out, "{}", folder.display())?,
                    Err(problem) => problems.push(problem),
                }
            }
        }
    }
    let code = if problems.is_empty() && !packs.is_empty() { exit::CLEAN } else { exit::NOT_DONE };
    out.flush()?;
    context.show_problems(problems)?;
    Ok(code)
}

fn list(pack: &Arc<RulePack>, lang: Lang, out: &mut impl Write) -> io::Result<()> {
    let manifest = &pack.manifest;
    let title = match (lang, &manifest.title_en) {
        (Lang::En, Some(title)) => title,
        _ => &manifest.title,
    };
    writeln!(out, "{} {}  {title}", manifest.id, manifest.version)?;
    let longest = pack.rules.iter().map(|rule| rule.id.as_str().len()).max().unwrap_or(0);
    for rule in &pack.rules {
        let title = match (lang, &rule.header.title_en) {
            (Lang::En, Some(title)) => title,
            _ => &rule.header.title,
        };
        let severity = rule.header.severity.as_str();
        writeln!(out, "  {:longest$}  {severity:7}  {title}", rule.id.as_str())?;
    }
    Ok(())
}
