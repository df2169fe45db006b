//! Annotations of GitHub Actions on the lines of a change, and the summary of the step.
//!
//! GitHub shows ten errors, ten warnings and ten notices of a step and drops the others. So errors come first; where there
//! are more than ten of a level, each rule has one annotation at its first place; and the summary tells all rules.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::escape::escape;
use super::facts;
use super::frame::Frame;
use super::markdown::{Markdown, totals};
use super::sink::Sink;
use crate::report::{Closing, DocumentReport, Finding, Problem, Severity};
use crate::wording::Lang;

/// Annotations of each level that GitHub shows of a step.
const MOST: usize = 10;

/// Levels in the order in which they are written.
const LEVELS: [&str; 3] = ["error", "warning", "notice"];

/// The format, with the writers that it goes to.
pub struct Github<W, S> {
    out: W,
    frame: Frame,
    /// The summary of the step; `None` if there is nowhere to write one.
    summary: Option<Markdown<S>>,
    levels: BTreeMap<&'static str, Level>,
}

/// Findings of one level.
#[derive(Debug, Default)]
struct Level {
    count: usize,
    /// As many as may be shown, in the order of the report.
    first: Vec<Annotation>,
    /// By rule: how many, and the first.
    rules: BTreeMap<String, (usize, Annotation)>,
}

#[derive(Debug, Clone)]
struct Annotation {
    /// `file=…,line=…`, ready to be written; empty if there is no place.
    place: String,
    title: String,
    message: String,
}

impl<W: Write, S: Write> Github<W, S> {
    /// The format for a writer of annotations and one of the step's summary.
    pub fn new(out: W, summary: Option<S>, frame: Frame) -> Self {
        let summary = summary.map(|summary| Markdown::new(summary, frame));
        Self { out, frame, summary, levels: BTreeMap::new() }
    }

    fn add(&mut self, level: &'static str, rule: &str, annotation: Annotation) {
        let level = self.levels.entry(level).or_default();
        level.count += 1;
        let known = level.rules.entry(rule.to_owned());
        known.or_insert_with(|| (0, annotation.clone())).0 += 1;
        if level.first.len() < MOST {
            level.first.push(annotation);
        }
    }

    fn write(&mut self, level: &str, annotation: &Annotation) -> io::Result<()> {
        let Annotation { place, title, message } = annotation;
        let comma = if place.is_empty() { "" } else { "," };
        writeln!(self.out, "::{level} {place}{comma}title={}::{}", property(title), data(message))
    }
}

impl Level {
    /// What is shown: each finding, or each rule where there are too many, the most frequent first.
    fn shown(self, lang: Lang) -> Vec<Annotation> {
        if self.count <= MOST {
            return self.first;
        }
        let mut rules: Vec<(usize, Annotation)> = self.rules.into_values().collect();
        rules.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        let rest = if rules.len() > MOST { rules.split_off(MOST - 1) } else { Vec::new() };
        let told = rules.into_iter().map(|(count, mut annotation)| {
            if count > 1 {
                let args = [("message", &*annotation.message), ("count", &(count - 1).to_string())];
                annotation.message = lang.text("github-more", &args);
            }
            annotation
        });
        let mut told: Vec<Annotation> = told.collect();
        if !rest.is_empty() {
            let count: usize = rest.iter().map(|(count, _)| count).sum();
            let args = [("rules", &*rest.len().to_string()), ("count", &count.to_string())];
            let message = lang.text("github-rest", &args);
            told.push(Annotation { place: String::new(), title: "hegui".to_owned(), message });
        }
        told
    }
}

impl<W: Write, S: Write> Sink for Github<W, S> {
    fn document(&mut self, document: &DocumentReport, _: &[Problem]) -> io::Result<()> {
        for finding in document.findings.iter().filter(|finding| finding.waived.is_none()) {
            let level = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "notice",
            };
            let annotation = annotation(document, finding, self.frame.lang);
            self.add(level, finding.rule.as_str(), annotation);
        }
        self.summary.as_mut().map_or(Ok(()), |summary| summary.document(document, &[]))
    }

    fn close(&mut self, closing: &Closing) -> io::Result<()> {
        for problem in &closing.errors {
            let rule = problem.rule.as_ref().map_or("hegui", |rule| rule.as_str());
            self.add("error", rule, annotation_of(problem, self.frame.lang));
        }
        let mut levels = std::mem::take(&mut self.levels);
        for level in LEVELS {
            for annotation in levels.remove(level).unwrap_or_default().shown(self.frame.lang) {
                self.write(level, &annotation)?;
            }
        }
        for line in totals(closing, self.frame) {
            writeln!(self.out, "{}", facts::harmless(&line))?;
        }
        self.out.flush()?;
        self.summary.as_mut().map_or(Ok(()), |summary| summary.close(closing))
    }
}

fn annotation(document: &DocumentReport, finding: &Finding, lang: Lang) -> Annotation {
    let mut place = format!("file={}", property(local(&document.path)));
    if let Some((start, end)) = facts::positions(facts::text(document), &finding.place) {
        // Writing to a String cannot fail.
        let _ = write!(place, ",line={},endLine={}", start.line, end.line);
        // Columns are taken only where both are on one line.
        if start.line == end.line {
            let _ = write!(place, ",col={},endColumn={}", start.column, end.column);
        }
    }
    let about = document.pack.as_ref().and_then(|pack| pack.about.rule(&finding.rule));
    let title = about.map_or_else(|| finding.rule.to_string(), |about| about.title.text(lang));
    let mut lines = vec![facts::message(document, finding, lang)];
    lines.extend(facts::below(finding, lang));
    lines.push(finding.rule.to_string());
    Annotation { place, title: escape(&title).into_owned(), message: lines.join("\n") }
}

fn annotation_of(problem: &Problem, lang: Lang) -> Annotation {
    let mut place = String::new();
    if let Some(file) = &problem.file {
        place = format!("file={}", property(local(file)));
        if let Some(at) = facts::position_of(problem) {
            let _ = write!(place, ",line={},col={}", at.line, at.column);
        }
    }
    let title = problem.rule.as_ref().map_or_else(|| "hegui".to_owned(), ToString::to_string);
    Annotation { place, title, message: escape(&problem.message.text(lang)).into_owned() }
}

/// A path as GitHub finds it in the repository: without `./`.
fn local(path: &str) -> &str {
    path.strip_prefix("./").unwrap_or(path)
}

/// The text behind a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The text of a property of a command.
fn property(text: &str) -> String {
    data(&escape(text)).replace(':', "%3A").replace(',', "%2C")
}
