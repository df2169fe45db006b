//! `hegui explain`: the page of a rule, from its header, its compiled script and the form that its examples change; or of
//! an entry of the language.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::Arc;

use hegui::document::{Document, Pointer};
use hegui::engine::{Checker, Settings};
use hegui::form::{FormSchema, SchemaId};
use hegui::render::escape;
use hegui::report::Problem;
use hegui::rule::{Change, Edit, Example, Expect, Find, Rule, RulePack, Scope};
use hegui::text::language::Language;
use hegui::wording::{Lang, Message};
use serde_json::Value as Json;

use super::context::Context;
use super::options::Explain;
use super::{entries, excerpt, exit, words};

pub(super) fn run(context: &Context, options: &Explain, out: &mut impl Write) -> io::Result<u8> {
    let lang = context.lang;
    let (packs, problems) = Context::packs(options.rules.as_deref());
    if !problems.is_empty() {
        context.show_problems(problems)?;
        return Ok(exit::NOT_DONE);
    }
    let chosen = |pack: &&Arc<RulePack>| options.pack.as_ref().is_none_or(|id| pack.manifest.id == *id);
    let all = super::ids(&packs);
    let packs: Vec<Arc<RulePack>> = packs.iter().filter(chosen).map(Arc::clone).collect();
    if let Some(id) = options.pack.as_ref().filter(|_| packs.is_empty()) {
        context.show_problems(vec![super::no_pack(id, &all)])?;
        return Ok(exit::NOT_DONE);
    }
    let mut found = false;
    let mut problems: Vec<Problem> = Vec::new();
    for pack in &packs {
        if let Some(rule) = pack.rule(&options.rule) {
            // Packs may have rules of one id; each page names its pack.
            if found {
                writeln!(out)?;
            }
            found = true;
            let pack = pack.sets().filter(|_| !pack.runs(rule)).unwrap_or(pack);
            let (checker, faults) = Checker::new(pack, Settings::default());
            let concerns = |fault: &Problem| fault.rule.as_ref().is_none_or(|id| *id == rule.id);
            problems.extend(faults.into_iter().filter(concerns));
            let page = Page { context, pack, rule, lacks: checker.lacks(&rule.id), lang };
            page.write(checker.cells_read(&rule.id).unwrap_or_default(), out)?;
        } else if let Some((_, faults)) = pack.broken.iter().find(|(id, _)| id.as_str() == options.rule) {
            found = true;
            problems.extend(faults.iter().cloned());
        }
    }
    if let (false, Some(word)) = (found, words::find(&options.rule)) {
        words::write(context, word, out)?;
        found = true;
    }
    if !found && options.rule == "functions" {
        words::page(lang, out)?;
        found = true;
    }
    if !found {
        found = entry(context, &packs, &options.rule, out)?;
    }
    if !found {
        super::complain(&entries::unknown(&packs, &options.rule, lang));
        return Ok(exit::NOT_DONE);
    }
    let code = if problems.is_empty() { exit::CLEAN } else { exit::NOT_DONE };
    out.flush()?;
    context.show_problems(problems)?;
    Ok(code)
}

/// Writes the page of an entry of the language, once for packs that share it. Whether there is one.
fn entry(context: &Context, packs: &[Arc<RulePack>], name: &str, out: &mut impl Write) -> io::Result<bool> {
    let mut shown: Vec<&Arc<Language>> = Vec::new();
    for language in packs.iter().map(|pack| &pack.language) {
        let Some(entry) = entries::find(language, name) else { continue };
        if shown.iter().any(|known| known.is_same(language)) {
            continue;
        }
        if !shown.is_empty() {
            writeln!(out)?;
        }
        shown.push(language);
        entries::write(context, language, name, &entry, out)?;
    }
    Ok(!shown.is_empty())
}

/// What a tab of a script is shown as.
const TAB: &str = "    ";

struct Page<'p> {
    context: &'p Context,
    pack: &'p Arc<RulePack>,
    rule: &'p Rule,
    /// Why it does not run on forms of this pack.
    lacks: Option<&'p Message>,
    lang: Lang,
}

impl Page<'_> {
    fn write(&self, cells: &[SchemaId], out: &mut impl Write) -> io::Result<()> {
        let header = &self.rule.header;
        let title = match (self.lang, &header.title_en) {
            (Lang::En, Some(title)) => title,
            _ => &header.title,
        };
        writeln!(out, "{}\n", self.rule.id)?;
        self.line(0, title, out)?;
        writeln!(out)?;
        self.about(out)?;
        if !cells.is_empty() {
            self.line(0, &self.text("explain-cells", &[]), out)?;
            for cell in cells {
                self.line(2, &self.cell(*cell), out)?;
            }
        }
        writeln!(out)?;
        for line in self.body().trim().lines() {
            writeln!(out, "{}", escape(&line.replace('\t', TAB)))?;
        }
        if let Some(from) = &self.rule.from {
            writeln!(out)?;
            return self.line(0, &self.text("explain-shared", &[("pack", &from.id)]), out);
        }
        writeln!(out, "\n{}", self.text("explain-examples", &[]))?;
        for example in &header.examples {
            self.example(example, out)?;
        }
        Ok(())
    }

    /// What the header says.
    fn about(&self, out: &mut impl Write) -> io::Result<()> {
        let header = &self.rule.header;
        let severity = self.text(&format!("severity-{}", header.severity.as_str()), &[]);
        let each = header.each.as_ref().map(|(item, _)| self.cell(list_of(&self.pack.schema, *item)));
        let scope = match header.scope {
            Scope::Form => String::new(),
            Scope::Set => self.text("explain-set", &[]),
        };
        let years = header.validity.years.map(|(first, last)| format!("{first}–{last}"));
        let rows = [
            ("explain-why", header.why.clone()),
            ("explain-basis", self.basis()),
            ("explain-severity", severity),
            ("explain-help", header.help.clone().unwrap_or_default()),
            ("explain-tags", header.tags.join(" ")),
            ("explain-deactivated", header.deactivated.clone().unwrap_or_default()),
            ("explain-pack", self.pack.name()),
            ("explain-from", self.rule.from.as_ref().map(|from| from.id.clone()).unwrap_or_default()),
            ("explain-lacks", self.lacks.map(|lacks| lacks.text(self.lang)).unwrap_or_default()),
            ("explain-scope", scope),
            ("explain-each", each.unwrap_or_default()),
            ("explain-years", years.unwrap_or_default()),
            ("explain-in-force", header.validity.from.map(|day| day.to_string()).unwrap_or_default()),
        ];
        let body = self.body();
        let used = |name: &str| body.contains(&format!("params.{name}"));
        let params = self.pack.params(header).filter(|param| used(&param.name)).map(|param| {
            let note = param.note.as_deref().unwrap_or_default();
            ("explain-param", format!("{} = {}  {note}", param.name, param.printed).trim_end().to_owned())
        });
        for (id, text) in rows.into_iter().filter(|(_, text)| !text.is_empty()).chain(params) {
            self.line(0, &self.text(id, &[("text", &text)]), out)?;
        }
        Ok(())
    }

    fn basis(&self) -> String {
        let convention = self.text("explain-convention", &[]);
        let named = |basis: &String| if basis == "convention" { convention.clone() } else { basis.clone() };
        self.rule.header.basis.iter().map(named).collect::<Vec<_>>().join("；")
    }

    fn body(&self) -> Cow<'_, str> {
        self.rule.source.slice(self.rule.body)
    }

    /// What a cell is called, with its path.
    fn cell(&self, id: SchemaId) -> String {
        let schema = &self.pack.schema;
        if id == schema.root() {
            return self.text("explain-whole-form", &[]);
        }
        let path = schema.path(id);
        schema.label(id).map_or_else(|| path.clone(), |label| format!("{label} {path}"))
    }

    fn example(&self, example: &Example, out: &mut impl Write) -> io::Result<()> {
        self.line(2, &example.name, out)?;
        if let Some(file) = &example.base {
            self.line(4, &self.text("explain-base", &[("file", file)]), out)?;
        }
        if example.changes.is_empty() && example.params.is_empty() {
            self.line(4, &self.text("explain-unchanged", &[]), out)?;
        }
        for param in &example.params {
            let text = format!("{} = {}", param.name, param.printed);
            self.line(4, &self.text("explain-param", &[("text", &text)]), out)?;
        }
        if let Some(base) = self.pack.base(example) {
            for change in &example.changes {
                self.change(change, base, out)?;
            }
        }
        for line in self.outcome(&example.expect) {
            self.line(4, &line, out)?;
        }
        Ok(())
    }

    /// What stood in a cell and what stands there now: on one line if it fits.
    fn change(&self, change: &Change, base: &Document, out: &mut impl Write) -> io::Result<()> {
        let cell = ("cell", change.pointer.as_str());
        let (before, after) = match &change.edit {
            Edit::Append(value) => {
                let after = escape(&excerpt::short(&self.value(value))).into_owned();
                let whole = self.text("explain-appended", &[cell, ("after", &after)]);
                if self.fits(4, &whole) {
                    return self.line(4, &whole, out);
                }
                self.line(4, &self.text("explain-appended-head", &[cell]), out)?;
                return self.line(6, &after, out);
            }
            edit => self.sides(change.before(base).as_ref(), edit),
        };
        let id = if before == after { "explain-same" } else { "explain-change" };
        let whole = self.text(id, &[cell, ("before", &before), ("after", &after)]);
        if self.fits(4, &whole) {
            return self.line(4, &whole, out);
        }
        self.line(4, &self.text("explain-change-head", &[cell]), out)?;
        self.line(6, &before, out)?;
        self.line(6, &format!("→ {after}"), out)
    }

    /// Both sides of a change to a cell, as they are shown.
    fn sides(&self, before: Option<&Json>, edit: &Edit) -> (String, String) {
        let old = before.map_or_else(|| self.text("explain-absent", &[]), |before| self.value(before));
        let new = match (edit, before.and_then(Json::as_str)) {
            (Edit::Set(value), _) => self.value(value),
            (Edit::Replace(old, new), Some(text)) => self.value(&Json::from(text.replace(old.as_str(), new))),
            _ => return (escape(&excerpt::short(&old)).into_owned(), self.text("explain-removed", &[])),
        };
        let (old, new) = excerpt::differing(&old, &new);
        (escape(&old).into_owned(), escape(&new).into_owned())
    }

    /// A value as a person writes it into a cell; lists and objects as JSON.
    fn value(&self, value: &Json) -> String {
        match value {
            Json::Null => self.text("explain-blank", &[]),
            Json::String(text) if text.trim() != text || text.is_empty() => format!("“{text}”"),
            Json::String(text) => text.clone(),
            other => other.to_string(),
        }
    }

    /// What the rule says of an example, a line for each finding.
    fn outcome(&self, expect: &Expect) -> Vec<String> {
        match expect {
            Expect::Passed => vec![self.text("explain-passes", &[])],
            Expect::NotApplicable => vec![self.text("explain-not-applicable", &[])],
            Expect::Finds(finds) => finds.iter().map(|find| self.find(find)).collect(),
            Expect::NotChecked(needs) => {
                let needs: Vec<&str> = needs.iter().map(Pointer::as_str).collect();
                let needs = needs.join(&self.text("list-separator", &[]));
                vec![self.text("explain-not-checked", &[("needs", &needs)])]
            }
        }
    }

    fn find(&self, find: &Find) -> String {
        let place = ("place", find.at.as_str());
        let outcome = match &find.text {
            Some(text) => self.text("explain-finds-text", &[place, ("text", &escape(&excerpt::short(text)))]),
            None => self.text("explain-finds", &[place]),
        };
        let Some(severity) = find.severity else { return outcome };
        let severity = self.text(&format!("severity-{}", severity.as_str()), &[]);
        self.text("explain-severity-note", &[("outcome", &outcome), ("severity", &severity)])
    }

    fn text(&self, id: &str, args: &[(&str, &str)]) -> String {
        self.lang.text(id, args)
    }

    fn fits(&self, indent: usize, text: &str) -> bool {
        indent + textwrap::core::display_width(&escape(text)) <= self.context.width
    }

    fn line(&self, indent: usize, text: &str, out: &mut impl Write) -> io::Result<()> {
        self.context.line(indent, text, out)
    }
}

/// The list of an element.
fn list_of(schema: &FormSchema, item: SchemaId) -> SchemaId {
    schema.parent(item).unwrap_or(item)
}
