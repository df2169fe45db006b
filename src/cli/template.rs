//! `hegui template`: a blank workbook as a layout prints the form.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use hegui::engine::{Checker, Settings};
use hegui::form::presence::{Filling, Presence};
use hegui::load::file::shown;
use hegui::load::save::save;
use hegui::report::Problem;
use hegui::rule::{Layout, RulePack, layouts};
use hegui::wording::{Lang, Message};
use hegui::workbook::{self, Notes, Print, print};
use serde_json::Value;

use super::context::{Context, ids, no_pack};
use super::exit;
use super::options::Template;

/// Rules that the note of a cell names.
const NAMED: usize = 12;

pub(super) fn run(context: &Context, options: &Template, out: &mut impl Write) -> io::Result<u8> {
    match make(context, options) {
        Ok(into) => {
            let name = hegui::render::escape(&shown(&into)).into_owned();
            writeln!(out, "{}", context.lang.text("template-done", &[("path", &name)]))?;
            Ok(exit::CLEAN)
        }
        Err(problems) => {
            context.show_problems(problems)?;
            Ok(exit::NOT_DONE)
        }
    }
}

fn make(context: &Context, options: &Template) -> Result<PathBuf, Vec<Problem>> {
    let lang = context.lang;
    let (packs, problems) = Context::packs(options.rules.as_deref());
    if !problems.is_empty() {
        return Err(problems);
    }
    let found = packs.iter().find(|pack| pack.manifest.id == options.pack && !pack.manifest.is_library);
    let pack = found.ok_or_else(|| vec![no_pack(&options.pack, &ids(&packs))])?;
    let layout = layout(pack, options.layout.as_deref())?;
    let example = example(pack, &layout.name);
    let notes = notes(pack, lang);
    let print_it = Print {
        layout: &layout,
        schema: &pack.schema,
        form: &example,
        blank: !options.example,
        notes: &notes,
    };
    let into = options.output.clone().unwrap_or_else(|| PathBuf::from(format!("{}.xlsx", layout.form)));
    let told = |fault: workbook::Fault| vec![fault.problem(&shown(&into))];
    let bytes = print(print_it).map_err(told)?;
    if into.exists() && !options.force {
        let problem = Problem {
            file: Some(shown(&into)),
            rule: None,
            place: None,
            message: Message::new("template-exists", &[]),
            help: Some(Message::new("template-exists-help", &[])),
        };
        return Err(vec![problem]);
    }
    save(&into, &bytes).map_err(|problem| vec![problem])?;
    Ok(into)
}

/// The layout of a name; where none is asked for, the one that the pack's own example fits.
fn layout(pack: &RulePack, wanted: Option<&str>) -> Result<Layout, Vec<Problem>> {
    let (found, problems) = layouts(&pack.layouts);
    if !problems.is_empty() {
        return Err(problems);
    }
    let prints: Vec<Presence> = found.iter().map(|layout| layout.presence(&pack.schema)).collect();
    let own = Filling::new(&pack.example, &pack.schema).best(&prints);
    let wanted = wanted.or(own.map(Presence::name));
    let names: Vec<String> = found.iter().map(|layout| layout.name.clone()).collect();
    let mut chosen = found.into_iter().filter(|layout| wanted.is_none_or(|name| layout.name == name));
    chosen.next().ok_or_else(|| {
        let (message, help) = match wanted {
            Some(name) if !names.is_empty() => (
                Message::new("layout-none", &[("name", name)]),
                Some(Message::new("layout-none-help", &[]).with("known", Message::list(&names))),
            ),
            _ => (Message::new("layout-no-layouts", &[("pack", &pack.manifest.id)]), None),
        };
        vec![Problem { file: None, rule: None, place: None, message, help }]
    })
}

/// The form that tells which cells a blank has: of the further forms of the pack the one that names the layout, else its complete form.
fn example(pack: &RulePack, layout: &str) -> Value {
    let forms = pack.bases.values().map(|form| form.source().bytes());
    let mut read = forms.filter_map(|bytes| serde_json::from_slice::<Value>(bytes).ok());
    let own = read.find(|form| form.get("layout").and_then(Value::as_str) == Some(layout));
    own.unwrap_or_else(|| serde_json::from_slice(pack.example.source().bytes()).unwrap_or_default())
}

/// What is said at each cell: the rules that read it.
fn notes(pack: &Arc<RulePack>, lang: Lang) -> Notes {
    let (checker, _) = Checker::new(pack, Settings::default());
    let mut titles: std::collections::BTreeMap<String, Vec<&str>> = std::collections::BTreeMap::new();
    for rule in pack.rules.iter().filter(|rule| rule.header.deactivated.is_none()) {
        let title = match (lang, &rule.header.title_en) {
            (Lang::En, Some(title)) => title,
            _ => &rule.header.title,
        };
        for cell in checker.cells_read(&rule.id).unwrap_or_default() {
            let steps = pack.schema.around(*cell).filter(|id| pack.schema.parent(*id).is_some());
            let mut steps: Vec<&str> = steps.map(|id| pack.schema.key(id).unwrap_or("-")).collect();
            steps.reverse();
            titles.entry(format!("/{}", steps.join("/"))).or_default().push(title);
        }
    }
    let say = |(pointer, mut titles): (String, Vec<&str>)| {
        titles.dedup();
        let more = titles.len().saturating_sub(NAMED);
        titles.truncate(NAMED);
        let mut text = lang.text("template-note", &[]);
        for title in titles {
            text.push_str("\n· ");
            text.push_str(title);
        }
        if more > 0 {
            text.push('\n');
            text.push_str(&lang.text("template-note-more", &[("count", &more.to_string())]));
        }
        (pointer, text)
    };
    titles.into_iter().map(say).collect()
}
