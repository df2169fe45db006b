//! The page of `hegui read` for people. Long lists are folded.

use std::io::{self, Write};

use hegui::render::escape;
use unicode_width::UnicodeWidthStr as _;

use super::super::{Context, excerpt};
use super::view::{DateView, FigureView, Named, NearView, StatementView, View};

/// Lines of a section that are shown of a long text.
const FOLD: usize = 20;

pub(super) fn write(context: &Context, view: &View<'_>, all: bool, out: &mut impl Write) -> io::Result<()> {
    let page = Page { context, most: if all { usize::MAX } else { FOLD } };
    page.head(view, out)?;
    page.section("read-words", &page.words(view), out)?;
    page.section("read-figures", &page.figures(view), out)?;
    page.section("read-dates", &dates(view), out)?;
    page.section("read-entries", &entries(view), out)?;
    let statements: Vec<Vec<String>> = view.statements.iter().map(|said| page.statement(said)).collect();
    page.section("read-statements", &statements, out)?;
    page.section("read-near", &page.near(view), out)
}

struct Page<'p> {
    context: &'p Context,
    /// Items of a section that are shown.
    most: usize,
}

impl Page<'_> {
    fn text(&self, id: &str, args: &[(&str, &str)]) -> String {
        self.context.lang.text(id, args)
    }

    fn join(&self, pieces: &[String]) -> String {
        pieces.join(&self.text("read-separator", &[]))
    }

    /// The pack, the cell, and the text cut into tokens.
    fn head(&self, view: &View<'_>, out: &mut impl Write) -> io::Result<()> {
        self.context.line(0, &self.text("explain-pack", &[("text", view.pack)]), out)?;
        if let Some(place) = &view.place {
            let place = format!("{} {}", escape(&place.path), escape(&place.pointer));
            self.context.line(0, &self.text("read-place", &[("place", &place)]), out)?;
        }
        if view.tokens.is_empty() {
            return self.context.line(0, &self.text("read-nothing", &[]), out);
        }
        let mut lines = vec![String::new()];
        for token in &view.tokens {
            let token = escape(token.text);
            let line = lines.last().map_or(0, |line| line.width());
            // A token longer than a line stands on one of its own.
            if line > 0 && line + token.width() + 5 > self.context.width {
                lines.push(String::new());
            }
            if let Some(line) = lines.last_mut() {
                line.push_str(if line.is_empty() { "" } else { " | " });
                line.push_str(&token);
            }
        }
        let lines: Vec<Vec<String>> = lines.into_iter().map(|line| vec![line]).collect();
        self.section("read-tokens", &lines, out)
    }

    /// A heading with its items, each of lines of which the further ones stand deeper. Nothing where there is none.
    fn section(&self, id: &str, items: &[Vec<String>], out: &mut impl Write) -> io::Result<()> {
        if items.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{}", self.text(id, &[]))?;
        for item in items.iter().take(self.most) {
            for (number, line) in item.iter().enumerate() {
                self.context.line(if number == 0 { 2 } else { 4 }, &escape(line), out)?;
            }
        }
        let left = items.len().saturating_sub(self.most);
        if left == 0 {
            return Ok(());
        }
        self.context.line(2, &self.text("read-more", &[("count", &left.to_string())]), out)
    }

    /// Every word with its classes, each once.
    fn words(&self, view: &View<'_>) -> Vec<Vec<String>> {
        let mut seen: Vec<(&str, &[Named<'_>])> = Vec::new();
        let mut known = std::collections::BTreeSet::new();
        for token in view.tokens.iter().filter(|token| !token.classes.is_empty()) {
            let names: Vec<&str> = token.classes.iter().map(|class| class.name).collect();
            if known.insert((token.text, names)) {
                seen.push((token.text, &token.classes));
            }
        }
        let row = |(word, classes): (&str, &[Named<'_>])| {
            let named = classes.iter().map(|class| format!("{} {}", class.title, class.name));
            vec![format!("{word}  {}", self.join(&named.collect::<Vec<_>>()))]
        };
        seen.into_iter().map(row).collect()
    }

    fn figures(&self, view: &View<'_>) -> Vec<Vec<String>> {
        view.figures.iter().map(|figure| vec![self.figure(figure)]).collect()
    }

    fn figure(&self, figure: &FigureView<'_>) -> String {
        let mut facts = vec![self.text(&format!("role-{}", figure.role), &[])];
        let digits = |text: &str| text.replace([',', '，'], "");
        if !figure.printed.is_empty() && digits(&figure.printed) != digits(figure.text) {
            facts.push(self.text("read-as", &[("text", &figure.printed)]));
        }
        if let Some(bound) = figure.bound {
            facts.push(self.text(&format!("bound-{}", bound.replace('_', "-")), &[]));
        }
        if let Some(year) = figure.year {
            facts.push(self.text("read-year", &[("year", &year.to_string())]));
        }
        if figure.partial_period {
            facts.push(self.text("read-partial", &[]));
        }
        if !figure.subject.is_empty() {
            facts.push(self.text("read-subject", &[("text", &excerpt::short(&figure.subject))]));
        }
        format!("{}  {}", figure.text, self.join(&facts))
    }

    fn statement(&self, said: &StatementView<'_>) -> Vec<String> {
        let verdict = self.text(&format!("verdict-{}", said.verdict.replace('_', "-")), &[]);
        let note = said.doubt.map(|doubt| format!("doubt-{doubt}"));
        let verdict = match note.or_else(|| said.near.map(|near| format!("near-{near}"))) {
            Some(id) => {
                let note = self.text(&id.replace('_', "-"), &[]);
                self.text("verdict-note", &[("verdict", &verdict), ("note", &note)])
            }
            None => verdict,
        };
        let separator = self.text("list-separator", &[]);
        let members =
            said.members.iter().map(|member| format!("{} {}", member.name, member.printed.join(&separator)));
        let mut lines = vec![
            format!("{} {}  {verdict}", said.kind.title, said.kind.name),
            excerpt::short(said.text),
            self.join(&members.collect::<Vec<_>>()),
        ];
        match &said.calculation {
            Some(calculation) => {
                lines.push(self.text("read-law", &[("law", said.law), ("calculation", calculation)]));
            }
            None if !said.law.is_empty() => lines.push(said.law.to_owned()),
            None => {}
        }
        lines
    }

    /// Patterns that nearly fitted, without those that a statement of the same kind has said better, each condition of a
    /// kind once for a place.
    fn near(&self, view: &View<'_>) -> Vec<Vec<String>> {
        let is_read = |near: &NearView<'_>| {
            view.statements.iter().any(|said| said.kind.name == near.kind.name && said.meets(near.span))
        };
        let mut seen = std::collections::BTreeSet::new();
        let mut rows = Vec::new();
        for near in view.near_misses.iter().filter(|near| !is_read(near)) {
            if seen.insert((near.kind.name, near.span.start, near.span.end, near.condition)) {
                rows.push(vec![
                    format!("{} {}  {}", near.kind.title, near.kind.name, excerpt::short(near.text)),
                    near.pattern.to_string(),
                    self.text("read-condition", &[("text", near.condition)]),
                ]);
            }
        }
        rows
    }
}

fn dates(view: &View<'_>) -> Vec<Vec<String>> {
    let part = |value: Option<u16>, width: usize| {
        value.map_or_else(|| "?".repeat(width), |value| format!("{value:0width$}"))
    };
    let row = |date: &DateView<'_>| {
        let mut written = vec![part(date.year, 4)];
        if date.month.is_some() {
            written.push(part(date.month, 2));
        }
        if date.day.is_some() {
            written.push(part(date.day, 2));
        }
        vec![format!("{}  {}", date.text, written.join("-"))]
    };
    view.dates.iter().map(row).collect()
}

fn entries(view: &View<'_>) -> Vec<Vec<String>> {
    let row = |(number, text): (u32, &str)| vec![format!("{number}  {}", excerpt::short(text.trim()))];
    view.entries.iter().map(|entry| row((entry.number, entry.text))).collect()
}
