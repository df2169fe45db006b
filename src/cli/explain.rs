//! `hegui explain`: the page of a rule, from its header.

use std::io::{self, Write};

use hegui::render::escape;
use hegui::rule::{Edit, Example, Expect, Rule, RulePack};
use hegui::wording::Lang;

use super::options::Explain;
use super::{Context, exit};

pub(super) fn run(context: &Context, options: &Explain, out: &mut impl Write) -> io::Result<u8> {
    let lang = context.lang;
    let (packs, problems) = Context::packs(options.rules.as_deref(), lang);
    if !problems.is_empty() {
        context.show_problems(problems)?;
        return Ok(exit::NOT_DONE);
    }
    let packs = packs.iter().filter(|pack| options.pack.as_ref().is_none_or(|id| pack.manifest.id == *id));
    let mut found = false;
    for pack in packs {
        if let Some(rule) = pack.rule(&options.rule) {
            found = true;
            page(pack, rule, lang, out)?;
        }
    }
    if !found {
        super::complain(&lang.text("explain-unknown", &[("rule", &escape(&options.rule))]));
        return Ok(exit::NOT_DONE);
    }
    Ok(exit::CLEAN)
}

fn page(pack: &RulePack, rule: &Rule, lang: Lang, out: &mut impl Write) -> io::Result<()> {
    let header = &rule.header;
    let title = match (lang, &header.title_en) {
        (Lang::En, Some(title)) => title,
        _ => &header.title,
    };
    writeln!(out, "{}\n\n{title}\n", rule.id)?;
    let mut row = |id: &str, text: &str| {
        if text.is_empty() { Ok(()) } else { writeln!(out, "{}", lang.text(id, &[("text", text)])) }
    };
    row("explain-severity", &lang.text(&format!("severity-{}", header.severity.as_str()), &[]))?;
    row("explain-why", &header.why)?;
    row("explain-basis", &header.basis.join("；"))?;
    row("explain-help", header.help.as_deref().unwrap_or_default())?;
    row("explain-each", header.each.as_ref().map(|(_, path)| path.as_str()).unwrap_or_default())?;
    row("explain-tags", &header.tags.join(" "))?;
    row("explain-deactivated", header.deactivated.as_deref().unwrap_or_default())?;
    row("explain-pack", &format!("{} {}", pack.manifest.id, pack.manifest.version))?;
    let body = rule.source.slice(rule.body);
    let used = pack.params(header).filter(|param| body.contains(&format!("params.{}", param.name)));
    for param in used {
        let note = param.note.as_deref().unwrap_or_default();
        row("explain-param", format!("{} = {}  {note}", param.name, param.printed).trim_end())?;
    }
    writeln!(out, "\n{}", body.trim())?;
    writeln!(out, "\n{}", lang.text("explain-examples", &[]))?;
    for example in &header.examples {
        writeln!(out, "  {}", example_line(example, lang))?;
        for change in &example.changes {
            let what = match &change.edit {
                Edit::Set(value) => value.to_string(),
                Edit::Remove => lang.text("explain-removed", &[]),
                Edit::Append(value) => format!("+ {value}"),
                Edit::Replace(old, new) => format!("“{old}” → “{new}”"),
            };
            let shown: String = what.chars().take(120).collect();
            writeln!(out, "    {} = {}", change.pointer, escape(&shown))?;
        }
    }
    Ok(())
}

fn example_line(example: &Example, lang: Lang) -> String {
    let separator = lang.text("list-separator", &[]);
    let outcome = match &example.expect {
        Expect::Passed => lang.text("explain-passes", &[]),
        Expect::NotApplicable => lang.text("explain-not-applicable", &[]),
        Expect::Finds(finds) => {
            let places: Vec<&str> = finds.iter().map(|find| find.at.as_str()).collect();
            lang.text("explain-finds", &[("places", &places.join(&separator))])
        }
        Expect::NotChecked(needs) => {
            let needs: Vec<&str> = needs.iter().map(hegui::document::Pointer::as_str).collect();
            lang.text("explain-not-checked", &[("needs", &needs.join(&separator))])
        }
    };
    lang.text("explain-example", &[("name", &example.name), ("outcome", &outcome)])
}
