//! A summary in Markdown, for the page of a run or a comment: totals, each rule with its first places, the forms with
//! findings, what was not checked.
//!
//! Only counts and first places are kept: it is as long for a million forms as for a hundred.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::escape::escape;
use super::facts;
use super::frame::Frame;
use super::sink::Sink;
use crate::report::{Closing, DocumentReport, Finding, Outcome, Problem, RuleId, Severity, Summary};

/// Places of a rule that are shown.
const PLACES: usize = 5;

/// Forms with findings that are shown.
const DOCUMENTS: usize = 50;

/// Problems that are shown.
const PROBLEMS: usize = 50;

/// Characters of a message or a path that are shown.
const LONGEST: usize = 300;

/// The format, with the writer that it goes to.
#[derive(Debug)]
pub struct Markdown<W> {
    out: W,
    frame: Frame,
    /// The gravest first.
    groups: BTreeMap<(std::cmp::Reverse<Severity>, RuleId), Group>,
    /// Rows of forms with findings, and how many more there are.
    documents: (Vec<String>, usize),
    unchecked: BTreeMap<RuleId, (usize, String)>,
}

/// The findings of one rule.
#[derive(Debug)]
struct Group {
    title: String,
    count: usize,
    places: Vec<String>,
}

impl<W: Write> Markdown<W> {
    /// The format for a writer.
    pub fn new(out: W, frame: Frame) -> Self {
        Self { out, frame, groups: BTreeMap::new(), documents: (Vec::new(), 0), unchecked: BTreeMap::new() }
    }

    fn finding(&mut self, document: &DocumentReport, finding: &Finding) {
        let lang = self.frame.lang;
        let key = (std::cmp::Reverse(finding.severity), finding.rule.clone());
        let group = self.groups.entry(key).or_insert_with(|| {
            let about = document.pack.as_ref().and_then(|pack| pack.about.rule(&finding.rule));
            let title = about.map(|about| about.title.text(lang)).unwrap_or_default();
            Group { title, count: 0, places: Vec::new() }
        });
        group.count += 1;
        if group.places.len() < PLACES {
            let place = facts::place(document, finding, lang);
            let message = format!("{}{}", finding.message.text(lang), facts::standing_behind(finding, lang));
            group.places.push(format!("**{}** {}", plain(&place), plain(&message)));
        }
    }

    fn row(&mut self, document: &DocumentReport) {
        if document.findings.is_empty() {
            return;
        }
        if self.documents.0.len() >= DOCUMENTS {
            self.documents.1 += 1;
            return;
        }
        let mut summary = Summary::default();
        summary.add(document);
        let waived = summary.waived();
        let Summary { errors, warnings, infos, not_checked, .. } = summary;
        let path = plain(&document.path);
        self.documents
            .0
            .push(format!("| {path} | {errors} | {warnings} | {infos} | {waived} | {not_checked} |"));
    }

    fn note_unchecked(&mut self, document: &DocumentReport) {
        for rule in &document.rules {
            let Outcome::NotChecked { needs } = &rule.outcome else { continue };
            let first = || {
                let needs = facts::needs(document, needs.get(..PLACES).unwrap_or(needs), self.frame.lang);
                (0, plain(&format!("{} {}", document.path, needs.join(" "))))
            };
            self.unchecked.entry(rule.rule.clone()).or_insert_with(first).0 += 1;
        }
    }

    fn total(&mut self, closing: &Closing) -> io::Result<()> {
        writeln!(self.out, "## {}\n", self.frame.lang.text("markdown-title", &[]))?;
        for line in totals(closing, self.frame) {
            writeln!(self.out, "{}  ", plain(&line))?;
        }
        Ok(())
    }

    fn head(&mut self, id: &str) -> io::Result<()> {
        writeln!(self.out, "\n### {}\n", self.frame.lang.text(id, &[]))
    }

    fn by_rule(&mut self) -> io::Result<()> {
        let lang = self.frame.lang;
        if !self.groups.is_empty() {
            self.head("markdown-by-rule")?;
        }
        for ((severity, rule), group) in std::mem::take(&mut self.groups) {
            let (severity, count) = (facts::severity(severity.0, lang), group.count.to_string());
            let told = lang.text("markdown-group", &[("severity", &severity), ("count", &count)]);
            let title =
                if group.title.is_empty() { String::new() } else { format!(" {}", plain(&group.title)) };
            writeln!(self.out, "- `{rule}`{title} ({told})")?;
            for place in &group.places {
                writeln!(self.out, "  - {place}")?;
            }
            let more = group.count - group.places.len();
            if more > 0 {
                let more = lang.text("markdown-more", &[("count", &more.to_string())]);
                writeln!(self.out, "  - {more}")?;
            }
        }
        Ok(())
    }

    fn by_document(&mut self) -> io::Result<()> {
        let lang = self.frame.lang;
        let (rows, more) = std::mem::take(&mut self.documents);
        if rows.is_empty() {
            return Ok(());
        }
        self.head("markdown-by-document")?;
        let heads = ["document", "errors", "warnings", "infos", "waived", "not-checked"];
        let heads = heads.map(|head| lang.text(&format!("column-{head}"), &[]));
        writeln!(self.out, "| {} |\n| --- | --: | --: | --: | --: | --: |", heads.join(" | "))?;
        for row in rows {
            writeln!(self.out, "{row}")?;
        }
        if more > 0 {
            let more = lang.text("markdown-more-documents", &[("count", &more.to_string())]);
            writeln!(self.out, "\n{more}")?;
        }
        Ok(())
    }

    fn rest(&mut self, closing: &Closing) -> io::Result<()> {
        let lang = self.frame.lang;
        if !self.unchecked.is_empty() {
            self.head("markdown-unchecked")?;
        }
        for (rule, (count, first)) in std::mem::take(&mut self.unchecked) {
            let (rule, count) = (format!("`{rule}`"), count.to_string());
            let args = [("rule", &*rule), ("count", &count), ("first", &first)];
            writeln!(self.out, "- {}", lang.text("markdown-unchecked-rule", &args))?;
        }
        if !closing.errors.is_empty() {
            self.head("markdown-problems")?;
        }
        for problem in closing.errors.iter().take(PROBLEMS) {
            let at = facts::position_of(problem).map(|at| format!(":{}:{}", at.line, at.column));
            let place = format!("{}{}", problem.file.as_deref().unwrap_or("hegui"), at.unwrap_or_default());
            writeln!(self.out, "- **{}** {}", plain(&place), plain(&problem.message.text(lang)))?;
        }
        Ok(())
    }
}

impl<W: Write> Sink for Markdown<W> {
    fn document(&mut self, document: &DocumentReport, _: &[Problem]) -> io::Result<()> {
        for finding in &document.findings {
            self.finding(document, finding);
        }
        self.row(document);
        self.note_unchecked(document);
        Ok(())
    }

    fn close(&mut self, closing: &Closing) -> io::Result<()> {
        self.total(closing)?;
        self.by_rule()?;
        self.by_document()?;
        self.rest(closing)?;
        self.out.flush()
    }
}

/// The totals, a line each: findings, waived ones, what was not checked, what was wrong.
pub(super) fn totals(closing: &Closing, frame: Frame) -> Vec<String> {
    let Closing { summary, errors, as_of, notes, skipped, .. } = closing;
    let [documents, found, warnings, infos] =
        [summary.forms(), summary.errors, summary.warnings, summary.infos].map(|count| count.to_string());
    let args = [("documents", &*documents), ("errors", &found), ("warnings", &warnings), ("infos", &infos)];
    let mut lines: Vec<String> =
        notes.iter().map(|note| escape(&note.text(frame.lang)).into_owned()).collect();
    let skipped: usize = skipped.iter().map(|skipped| skipped.count).sum();
    if skipped > 0 {
        lines.push(frame.lang.text("total-skipped", &[("count", &skipped.to_string())]));
    }
    if let Some(time) = as_of {
        lines.push(frame.lang.text("total-as-of", &[("time", time)]));
    }
    lines.push(frame.lang.text("total", &args));
    let counts = [
        ("total-waived", summary.waived()),
        ("total-not-checked", summary.not_checked),
        ("total-broken", summary.broken),
        ("total-problems", errors.len()),
    ];
    for (id, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        lines.push(frame.lang.text(id, &[("count", &count.to_string())]));
    }
    lines
}

/// A text from outside as plain text of Markdown: no markup, no link, no mention, one line.
fn plain(text: &str) -> String {
    let mut cut: String = text.chars().take(LONGEST).collect();
    if cut.len() < text.len() {
        cut.push('\u{2026}');
    }
    let cut = escape(&cut).replace("://", ":\u{0}//").replace("www.", "www\u{0}.");
    let mut out = String::with_capacity(cut.len());
    let mut before = ' ';
    for c in cut.chars() {
        match c {
            '\u{0}' => {}
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '@' => out.push_str("&#64;"),
            '/' if before == '\u{0}' => out.push_str("&#47;"),
            '.' if before == '\u{0}' => out.push_str("&#46;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '~' | '$' | '!' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
        before = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_from_outside_is_markup_a_link_or_a_mention() {
        assert_eq!(
            plain("<b>*x*</b> [a](http://b) @c | `d`\n#1 www.e"),
            "&lt;b&gt;\\*x\\*&lt;/b&gt; \\[a\\](http:&#47;/b) &#64;c \\| \\`d\\`\\\\n\\#1 www&#46;e"
        );
        assert_eq!(plain(&"长".repeat(400)).chars().count(), LONGEST + 1);
    }
}
