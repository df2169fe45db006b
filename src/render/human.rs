//! The report for people: each finding with the lines that it speaks of, through miette, and a summary.

use std::fmt;
use std::io::{self, Write};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeStyles};

use super::escape::{escape, visible};
use super::excerpt::{self, Marked};
use super::facts;
use super::repeats::{self, Told};
use super::sink::Sink;
use super::window::{NARROWEST, Window};
use crate::document::Pointer;
use crate::report::{
    AgreementKind, Closing, DocumentReport, Finding, Label, Outcome, Printed, Problem, Report, RuleOutcome,
    Severity, Skipped, Summary,
};
use crate::source::Span;
use crate::wording::Lang;

/// How the report is shown.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// In which language.
    pub lang: Lang,
    /// Whether colours are used.
    pub color: bool,
    /// Whether frames are drawn in ASCII.
    pub ascii: bool,
    /// Columns of the terminal, at least 40 of which are used.
    pub width: usize,
    /// Only findings, and those of this severity or above.
    pub quiet: Option<Severity>,
    /// Whether what was not checked is told where only findings are.
    pub tells_unchecked: bool,
}

/// Rules that lack the same cells and are named.
const NAMED: usize = 3;

/// The report for people, written while the check runs: below the findings of a document what became of its rules, at the
/// end what is wrong with packs, rules and files, and the total.
#[derive(Debug)]
pub struct Human<W> {
    out: W,
    printer: Printer,
    /// Whether the last line stands close to what comes next.
    is_close: bool,
    /// Errors that have been shown with their documents.
    told: usize,
}

impl<W: Write> Human<W> {
    /// A report yet to be written.
    pub fn new(out: W, style: Style) -> Self {
        Self { out, printer: Printer::new(style), is_close: false, told: 0 }
    }

    /// Sets what is shown next apart from the lines above it.
    fn set_apart(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.is_close) { writeln!(self.out) } else { Ok(()) }
    }
}

impl<W: Write> Sink for Human<W> {
    fn document(&mut self, document: &DocumentReport, errors: &[Problem]) -> io::Result<()> {
        let Style { quiet, tells_unchecked, .. } = self.printer.style;
        let least = quiet.unwrap_or(Severity::Info);
        // What somebody accepted fails nothing, so there is nothing to be said of it where only that is asked for.
        let is_shown =
            |finding: &&Finding| finding.severity >= least && (quiet.is_none() || finding.waived.is_none());
        let about = document.pack.as_ref().map(|pack| &*pack.about);
        for told in repeats::gather(about, document.findings.iter().filter(is_shown)) {
            self.set_apart()?;
            self.printer.finding(document, &told, &mut self.out)?;
        }
        for problem in errors {
            self.set_apart()?;
            self.printer.problem(problem, &mut self.out)?;
        }
        self.told += errors.len();
        let is_unchecked = |rule: &RuleOutcome| matches!(rule.outcome, Outcome::NotChecked { .. });
        if quiet.is_none() || tells_unchecked && document.rules.iter().any(is_unchecked) {
            self.printer.summary(document, &mut self.out)?;
            self.is_close = true;
        }
        self.out.flush()
    }

    fn close(&mut self, closing: &Closing) -> io::Result<()> {
        // What no document has told stands first.
        for problem in closing.errors.iter().take(closing.errors.len().saturating_sub(self.told)) {
            self.set_apart()?;
            self.printer.problem(problem, &mut self.out)?;
        }
        if self.printer.style.quiet.is_none() {
            for skipped in &closing.skipped {
                self.printer.skipped(skipped, &mut self.out)?;
            }
            for note in &closing.notes {
                self.printer.line(&escape(&note.text(self.printer.style.lang)), &mut self.out)?;
            }
            self.printer.total(closing, &mut self.out)?;
        }
        self.out.flush()
    }
}

/// Writes a whole report.
///
/// # Errors
/// Those of the writer.
pub fn render(report: &Report, style: Style, out: impl Write) -> io::Result<()> {
    super::sink::write(report, &mut Human::new(out, style))
}

#[derive(Debug)]
struct Printer {
    style: Style,
    handler: GraphicalReportHandler,
}

impl Printer {
    fn new(style: Style) -> Self {
        let styles = if style.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
        let mut theme = if style.ascii { GraphicalTheme::ascii() } else { GraphicalTheme::unicode() };
        theme.styles = styles;
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(style.width.max(NARROWEST))
            .with_links(false)
            .with_context_lines(1)
            .without_syntax_highlighting()
            .with_wrap_lines(true);
        Self { style, handler }
    }

    /// Writes a line for people, wrapped where the terminal ends.
    fn line(&self, line: &str, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "{}", self.wrapped(&facts::harmless(line)))
    }

    fn wrapped(&self, line: &str) -> String {
        textwrap::fill(line, textwrap::Options::new(self.style.width.max(NARROWEST)).subsequent_indent("  "))
    }

    fn show(&self, diagnostic: &Shown, out: &mut impl Write) -> io::Result<()> {
        let mut text = String::new();
        // Its own word for help is English: what is to say below goes into the footer.
        let handler = self.handler.clone();
        let handler =
            if diagnostic.below.is_empty() { handler } else { handler.with_footer(diagnostic.below.clone()) };
        handler
            .render_report(&mut text, diagnostic)
            .map_err(|_| io::Error::other("the diagnostic could not be laid out"))?;
        let mut lines: Vec<String> =
            text.trim_end().lines().map(|line| facts::harmless(line.trim_end())).collect();
        // The message belongs to its heading.
        if !diagnostic.code.is_empty()
            && let Some(gap) = lines.iter().position(String::is_empty)
        {
            lines.remove(gap);
        }
        writeln!(out, "{}\n", lines.join("\n"))
    }

    fn finding(&self, document: &DocumentReport, told: &Told<'_>, out: &mut impl Write) -> io::Result<()> {
        let (lang, finding) = (self.style.lang, told.first);
        let mut below: Vec<String> = Vec::new();
        if let Some(calculation) = &finding.calculation {
            below
                .push(lang.text("finding-calculation", &[("calculation", &escape(&calculation.text(lang)))]));
        }
        let elsewhere = facts::elsewhere(finding, lang);
        if !elsewhere.is_empty() {
            below.push(lang.text("finding-elsewhere-many", &[]));
            below.extend(elsewhere.iter().map(|place| format!("  {place}")));
        }
        below.extend(self.others(document, told));
        if let Some(text) = &finding.help {
            below.push(lang.text("finding-help", &[("help", &visible(&text.text(lang)))]));
        }
        if !finding.basis.is_empty() && finding.basis.iter().any(|basis| basis != "convention") {
            let separator = lang.text("list-separator", &[]);
            let basis: Vec<&str> =
                finding.basis.iter().map(String::as_str).filter(|basis| *basis != "convention").collect();
            below.push(lang.text("finding-basis", &[("basis", &escape(&basis.join(&separator)))]));
        }
        if !told.covered.is_empty() {
            let rules: Vec<&str> = told.covered.iter().map(|rule| rule.as_str()).collect();
            let rules = rules.join(&lang.text("list-separator", &[]));
            below.push(lang.text("finding-covers", &[("rules", &rules)]));
        }
        below.extend(facts::standing(finding, lang));
        let mut message = escape(&finding.message.text(lang)).into_owned();
        // Bytes of another encoding would show as what nobody wrote.
        let source = document.source.as_ref().filter(|source| source.text().is_some());
        let nowhere = finding.place.span.is_none() || source.is_none() || document.printed.is_some();
        if nowhere {
            message = format!("{}: {message}", facts::place(document, finding, lang));
        }
        let excerpt = document.printed.as_ref().and_then(|printed| self.cells(printed, finding));
        let (source, labels) = match source {
            _ if document.printed.is_some() => excerpt.unzip(),
            Some(source) if !nowhere => {
                let (window, labels) = Window::new(source, self.labels(finding), self.style.width);
                (Some(window), Some(labels))
            }
            _ => (None, None),
        };
        let labels = labels.unwrap_or_default();
        let code = self.wrapped(&self.heading(document, told));
        self.show(
            &Shown { message, code, severity: finding.severity, below: below.join("\n"), labels, source },
            out,
        )
    }

    /// How grave it is, what the rule asks for, its id, and in how many places it is broken.
    fn heading(&self, document: &DocumentReport, told: &Told<'_>) -> String {
        let lang = self.style.lang;
        let rule = &told.first.rule;
        let about = document.pack.as_ref().and_then(|pack| pack.about.rule(rule));
        let title = about.map(|about| about.title.text(lang)).unwrap_or_default();
        let severity = facts::severity(told.first.severity, lang);
        let title = escape(&title);
        let args = [("severity", &*severity), ("title", &title), ("rule", rule.as_str())];
        let id = if title.is_empty() { "finding-heading-untitled" } else { "finding-heading" };
        let heading = lang.text(id, &args);
        if told.others.is_empty() {
            return heading;
        }
        let count = (told.others.len() + 1).to_string();
        lang.text("finding-heading-many", &[("heading", &heading), ("count", &count)])
    }

    /// The places where the rule is broken in the same way, each with what differs.
    fn others(&self, document: &DocumentReport, told: &Told<'_>) -> Vec<String> {
        let lang = self.style.lang;
        let mut lines = Vec::new();
        for other in told.others.iter().take(repeats::LISTED) {
            let place = facts::spot(document, other, lang).unwrap_or_default();
            let mut said =
                other.place.label.as_deref().map(|name| escape(name).into_owned()).unwrap_or_default();
            if let Some(value) = repeats::short_value(&other.place) {
                said = lang.text("label-value", &[("name", &said), ("value", &escape(value))]);
            }
            if other.message != told.first.message {
                let message = other.message.text(lang);
                said = lang.text("label-says", &[("name", &said), ("message", &escape(&message))]);
            }
            if let Some(calculation) = &other.calculation {
                let calculation =
                    lang.text("finding-calculation", &[("calculation", &escape(&calculation.text(lang)))]);
                said = lang.text("label-says", &[("name", &said), ("message", &calculation)]);
            }
            lines.push(format!("  {place}  {said}"));
        }
        if !lines.is_empty() {
            lines.insert(0, lang.text("finding-others", &[("count", &told.others.len().to_string())]));
        }
        let rest = told.others.len().saturating_sub(repeats::LISTED);
        if rest > 0 {
            lines.push(lang.text("finding-others-more", &[("count", &rest.to_string())]));
        }
        lines
    }

    /// The rows of the sheet that a finding speaks of.
    fn cells(&self, printed: &Printed, finding: &Finding) -> Option<(Window, Vec<LabeledSpan>)> {
        let labels = std::iter::once(&finding.place).chain(&finding.related);
        let marks: Vec<Marked<'_>> = labels
            .zip(self.says(finding))
            .filter(|(label, _)| label.home.is_none())
            .filter_map(|(label, says)| Some(Marked { spot: label.cell?, text: label.text.as_deref(), says }))
            .collect();
        finding.place.cell?;
        let (rows, labels) = excerpt::rows(printed, marks);
        let (window, labels) = Window::new(&rows, labels, self.style.width);
        Some((window, labels))
    }

    /// The labels of a finding, its own first: what is expected there, and what each other cell is called.
    fn labels(&self, finding: &Finding) -> Vec<(Span, Option<String>)> {
        let labels = std::iter::once(&finding.place).chain(&finding.related);
        let own = labels.zip(self.says(finding)).filter(|(label, _)| label.home.is_none());
        own.filter_map(|(label, says)| Some((label.span?, says))).collect()
    }

    /// What is said at each of its labels.
    fn says(&self, finding: &Finding) -> Vec<Option<String>> {
        let lang = self.style.lang;
        let expected = finding
            .expected
            .as_ref()
            .map(|expected| lang.text("label-expected", &[("expected", &escape(&expected.text(lang)))]));
        let message =
            |label: &Label| label.message.as_ref().map(|said| escape(&said.text(lang)).into_owned());
        let own = message(&finding.place).or(expected);
        let related = finding.related.iter().map(|label| self.labeled(label, message(label)));
        std::iter::once(self.labeled(&finding.place, own)).chain(related).collect()
    }

    fn labeled(&self, label: &Label, message: Option<String>) -> Option<String> {
        let name = label.label.as_deref().map(|name| escape(name).into_owned());
        match (name, message) {
            (Some(name), Some(message)) => {
                Some(self.style.lang.text("label-says", &[("name", &name), ("message", &message)]))
            }
            (name, message) => name.or(message),
        }
    }

    fn problem(&self, problem: &Problem, out: &mut impl Write) -> io::Result<()> {
        let (source, labels) = match &problem.place {
            Some((file, span)) => {
                let (window, labels) = Window::new(file, vec![(*span, None)], self.style.width);
                (Some(window), labels)
            }
            None => (None, Vec::new()),
        };
        let lang = self.style.lang;
        let mut message = escape(&problem.message.text(lang)).into_owned();
        if let (None, Some(file)) = (&problem.place, &problem.file) {
            message = format!("{}: {message}", escape(file));
        }
        let code = problem.rule.as_ref().map(ToString::to_string).unwrap_or_default();
        let help = problem.help.as_ref().map(|help| visible(&help.text(lang)));
        let below = help.map(|help| lang.text("finding-help", &[("help", &help)])).unwrap_or_default();
        self.show(&Shown { message, code, severity: Severity::Error, below, labels, source }, out)
    }

    /// The rules that were not checked, those that lack the same cells in one line.
    fn not_checked(&self, document: &DocumentReport, out: &mut impl Write) -> io::Result<()> {
        let lang = self.style.lang;
        let mut lacking: Vec<(&[Pointer], Vec<&str>)> = Vec::new();
        for RuleOutcome { rule, outcome } in &document.rules {
            let Outcome::NotChecked { needs } = outcome else { continue };
            match lacking.iter_mut().find(|(known, _)| known == needs) {
                Some((_, rules)) => rules.push(rule.as_str()),
                None => lacking.push((needs, vec![rule.as_str()])),
            }
        }
        for (needs, rules) in lacking {
            let separator = lang.text("list-separator", &[]);
            let needs = facts::needs(document, needs.get(..5).unwrap_or(needs), lang);
            let needs = needs.join(&separator);
            let named = rules.iter().copied().take(NAMED).collect::<Vec<_>>().join(&separator);
            let count = rules.len().to_string();
            let args = [("rule", &*named), ("count", &count), ("needs", &*escape(&needs))];
            let id = match facts::unchecked(document) {
                of_one if rules.len() > NAMED => format!("{of_one}-many"),
                of_one => of_one.to_owned(),
            };
            self.line(&lang.text(&id, &args), out)?;
        }
        Ok(())
    }

    /// What became of the rules on one document, with what was not checked and why.
    fn summary(&self, document: &DocumentReport, out: &mut impl Write) -> io::Result<()> {
        let lang = self.style.lang;
        self.not_checked(document, out)?;
        let mut one = Summary::default();
        one.add(document);
        let path = escape(&document.path);
        if document.rules.is_empty() {
            return self.line(&lang.text("summary-no-rules", &[("path", &path)]), out);
        }
        let rounded = document.rules.iter().filter(|rule| {
            matches!(rule.outcome, Outcome::Passed { agreement: Some(AgreementKind::WithinRounding) })
        });
        let rounded = rounded.count();
        let mut counts = self.counts(&one, rounded);
        if let Some(layout) = document.layout.as_ref().filter(|layout| layout.is_one_of_many) {
            counts.push_str(&lang.text("count-separator", &[]));
            counts.push_str(&lang.text("count-layout", &[("layout", &escape(&layout.name))]));
        }
        let id = if document.set.is_some() { "summary-set" } else { "summary-document" };
        let line = lang.text(id, &[("path", &path), ("counts", &counts)]);
        self.line(&line, out)
    }

    fn counts(&self, summary: &Summary, rounded: usize) -> String {
        let lang = self.style.lang;
        let mut parts: Vec<String> = Vec::new();
        let mut part = |id: &str, count: usize| {
            if count > 0 {
                parts.push(lang.text(id, &[("count", &count.to_string())]));
            }
        };
        part("count-failed", summary.failed);
        part("count-passed", summary.passed);
        part("count-rounded", rounded);
        part("count-not-applicable", summary.not_applicable);
        part("count-not-checked", summary.not_checked);
        part("count-broken", summary.broken);
        parts.join(&lang.text("count-separator", &[]))
    }

    /// Files that were passed over, the first by name.
    fn skipped(&self, skipped: &Skipped, out: &mut impl Write) -> io::Result<()> {
        let lang = self.style.lang;
        let named = skipped.paths.iter().take(NAMED).map(|path| escape(path).into_owned());
        let named = named.collect::<Vec<_>>().join(&lang.text("list-separator", &[]));
        let more = skipped.count.saturating_sub(NAMED);
        let named = match more {
            0 => named,
            more => lang.text("skipped-more", &[("named", &named), ("count", &more.to_string())]),
        };
        let reason = lang.text(&format!("skipped-{}", skipped.reason.as_str()), &[]);
        let count = skipped.count.to_string();
        let args = [("count", &*count), ("reason", &reason), ("named", &named)];
        self.line(&lang.text("skipped", &args), out)
    }

    fn total(&self, closing: &Closing, out: &mut impl Write) -> io::Result<()> {
        let lang = self.style.lang;
        if let Some(time) = &closing.as_of {
            self.line(&lang.text("total-as-of", &[("time", time)]), out)?;
        }
        let summary = &closing.summary;
        let [documents, errors, warnings, infos] =
            [summary.forms(), summary.errors, summary.warnings, summary.infos].map(|count| count.to_string());
        let args = [
            ("documents", documents.as_str()),
            ("errors", &errors),
            ("warnings", &warnings),
            ("infos", &infos),
        ];
        // What somebody accepted was found all the same.
        let is_found = summary.findings(Severity::Info) + summary.waived() > 0;
        let is_clean = !is_found && closing.errors.is_empty();
        let unchecked = summary.not_checked + summary.broken;
        if is_clean && summary.documents == 0 {
            self.line(&lang.text("total-none", &[]), out)?;
        } else if is_clean && unchecked > 0 {
            let args = [("documents", documents.as_str()), ("count", &unchecked.to_string())];
            self.line(&lang.text("total-unchecked", &args), out)?;
        } else if summary.documents > 0 {
            let is_whole = is_clean && closing.notes.is_empty();
            self.line(&lang.text(if is_whole { "total-clean" } else { "total" }, &args), out)?;
        }
        if summary.waived() > 0 {
            let count = summary.waived().to_string();
            self.line(&lang.text("total-waived", &[("count", &count)]), out)?;
        }
        if !closing.errors.is_empty() {
            let count = closing.errors.len().to_string();
            self.line(&lang.text("total-problems", &[("count", &count)]), out)?;
        }
        Ok(())
    }
}

/// What miette lays out.
#[derive(Debug)]
struct Shown {
    message: String,
    code: String,
    severity: Severity,
    /// What stands below the snippets.
    below: String,
    labels: Vec<LabeledSpan>,
    source: Option<Window>,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl Diagnostic for Shown {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        if self.code.is_empty() { None } else { Some(Box::new(&self.code)) }
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| -> &dyn SourceCode { source })
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        if self.labels.is_empty() { None } else { Some(Box::new(self.labels.iter().cloned())) }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use unicode_width::UnicodeWidthStr as _;

    use super::*;
    use crate::render::sample::sample_report;
    use crate::source::SourceFile;

    fn shown(lang: Lang, width: usize, quiet: Option<Severity>) -> String {
        let mut bytes = Vec::new();
        render(
            &sample_report(),
            Style { lang, color: false, ascii: false, width, quiet, tells_unchecked: false },
            &mut bytes,
        )
        .unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn the_sample_in_chinese() {
        insta::assert_snapshot!(shown(Lang::Zh, 80, None));
    }

    #[test]
    fn the_sample_in_english() {
        insta::assert_snapshot!(shown(Lang::En, 80, None));
    }

    #[test]
    fn quiet_shows_findings_from_its_severity_on_and_no_summary() {
        let text = shown(Lang::Zh, 80, Some(Severity::Error));
        assert!(text.contains("funds/completion-rate") && !text.contains("narrative/figure"));
        assert!(!text.contains("合计"));
    }

    /// The column on the terminal at which a piece of text begins in the line that holds it.
    fn column(text: &str, piece: &str) -> usize {
        let line = text.lines().find(|line| line.contains(piece)).unwrap();
        line[..line.find(piece).unwrap()].width()
    }

    #[test]
    fn underlines_stand_below_wide_characters() {
        let source = Arc::new(SourceFile::new("a.json", "{ \"预算完成率\": \"９５．２３％\" }".as_bytes()));
        let start = source.text().unwrap().find("\"９").unwrap();
        let label = Label {
            label: Some("预算完成率".into()),
            span: Some(Span::new(start, start + 20)),
            ..Label::default()
        };
        let mut report = sample_report();
        report.documents.truncate(1);
        report.documents[0].source = Some(source);
        report.documents[0].findings.truncate(1);
        report.documents[0].findings[0].place = label;
        let mut bytes = Vec::new();
        render(
            &report,
            Style {
                lang: Lang::Zh,
                color: false,
                ascii: false,
                width: 80,
                quiet: None,
                tells_unchecked: false,
            },
            &mut bytes,
        )
        .unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains("a.json:1:12"), "{text}");
        let underline = text.lines().find(|line| line.contains('┬')).unwrap();
        let first = underline[..underline.find('─').unwrap()].width();
        assert_eq!(first, column(&text, "\"９"), "{text}");
    }
}
