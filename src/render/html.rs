//! One page for people: per form the printed table with the cells marked, findings beside it, filters. It needs nothing from
//! elsewhere, prints on A4, and runs no script but its own.

use std::io::{self, Write};

use askama::Template;

use super::escape::escape;
use super::facts;
use super::frame::Frame;
use super::markdown::totals;
use super::sheet::{self, Block, Piece, Sheet};
use super::sink::Sink;
use crate::document::{Document, Limits, Pointer};
use crate::report::{Closing, DocumentReport, Finding, Label, Outcome, Problem, Summary};
use crate::wording::Lang;

/// The one script that the page allows: a test holds that it is that of `page.js`.
const HASH: &str = "sha256-uNroj78TpJgiOg0+RqvifBiWcSfP66ETPr1kwl0Fqbo=";

/// Forms without findings that are named.
const CLEAN: usize = 1_000;

/// The format, with the writer that it goes to.
#[derive(Debug)]
pub struct Html<W> {
    out: W,
    frame: Frame,
    documents: usize,
    /// Forms with nothing to show, and how many more there are.
    clean: (Vec<String>, usize),
}

#[derive(Template)]
#[template(path = "begin.html")]
struct Begin<'t> {
    words: &'t Words,
    hash: &'t str,
    version: &'t str,
    style: &'t str,
}

#[derive(Template)]
#[template(path = "document.html")]
struct Page<'t> {
    number: usize,
    path: &'t str,
    form: String,
    counts: Vec<Count>,
    blocks: &'t [Block],
    findings: Vec<One>,
    unchecked_title: String,
    unchecked: Vec<String>,
}

#[derive(Template)]
#[template(path = "end.html")]
struct End<'t> {
    words: &'t Words,
    totals: Vec<String>,
    problems: Vec<String>,
    clean_title: String,
    clean: &'t [String],
    clean_more: String,
    script: &'t str,
}

/// What the page itself says.
struct Words {
    language: &'static str,
    title: String,
    error: String,
    warning: String,
    info: String,
    waived: String,
    rule: String,
    all_rules: String,
    document: String,
    all_documents: String,
    problems: String,
}

struct Count {
    class: &'static str,
    text: String,
}

/// A finding as the page shows it.
struct One {
    number: usize,
    class: String,
    filter: &'static str,
    rule: String,
    severity: String,
    title: String,
    message: String,
    label: String,
    /// The number of its cell; 0 if it is not drawn.
    cell: usize,
    at: String,
    excerpt: Vec<Piece>,
    below: Vec<String>,
    related: Vec<Part>,
}

/// Another cell that took part.
struct Part {
    cell: usize,
    text: String,
}

impl Words {
    fn new(lang: Lang) -> Self {
        let text = |id: &str| lang.text(id, &[]);
        Self {
            language: if lang == Lang::Zh { "zh-CN" } else { "en" },
            title: text("html-title"),
            error: text("severity-error"),
            warning: text("severity-warning"),
            info: text("severity-info"),
            waived: text("html-waived"),
            rule: text("column-rule"),
            all_rules: text("html-all-rules"),
            document: text("column-document"),
            all_documents: text("html-all-documents"),
            problems: text("markdown-problems"),
        }
    }
}

impl<W: Write> Html<W> {
    /// The format for a writer.
    pub fn new(out: W, frame: Frame) -> Self {
        Self { out, frame, documents: 0, clean: (Vec::new(), 0) }
    }

    fn write(&mut self, page: &impl Template) -> io::Result<()> {
        let text = page.render().map_err(io::Error::other)?;
        self.out.write_all(text.as_bytes())
    }

    fn one(&self, document: &DocumentReport, finding: &Finding, number: usize, sheet: &Sheet) -> One {
        let lang = self.frame.lang;
        let about = document.pack.as_ref().and_then(|pack| pack.about.rule(&finding.rule));
        let cell = |label: &Label| label.pointer.as_ref().map_or(0, |pointer| number_at(sheet, pointer));
        let own = cell(&finding.place);
        let mut below = Vec::new();
        if let Some(expected) = &finding.expected {
            below.push(lang.text("label-expected", &[("expected", &escape(&expected.text(lang)))]));
        }
        below.extend(facts::below(finding, lang));
        One {
            number,
            class: sheet::class(finding).to_owned(),
            filter: sheet::class(finding),
            rule: finding.rule.to_string(),
            severity: facts::severity(finding.severity, lang),
            title: about.map(|about| escape(&about.title.text(lang)).into_owned()).unwrap_or_default(),
            message: escape(&finding.message.text(lang)).into_owned(),
            label: name(&finding.place),
            cell: own,
            at: facts::spot(document, finding, lang).unwrap_or_default(),
            excerpt: if own == 0 && document.printed.is_none() {
                sheet::excerpt(document, finding)
            } else {
                Vec::new()
            },
            below,
            related: finding
                .related
                .iter()
                .filter(|label| label.home.is_none())
                .map(|label| Part { cell: cell(label), text: part(label, lang) })
                .collect(),
        }
    }

    fn counts(&self, document: &DocumentReport) -> Vec<Count> {
        let mut summary = Summary::default();
        summary.add(document);
        let waived = summary.waived();
        let Summary { errors, warnings, infos, passed, failed, not_applicable, not_checked, broken, .. } =
            summary;
        let count = |class, id: &str, count: usize| {
            let text = format!("{} {count}", self.frame.lang.text(id, &[]));
            (count > 0).then_some(Count { class, text })
        };
        let counts = [
            count("error", "column-errors", errors),
            count("warning", "column-warnings", warnings),
            count("info", "column-infos", infos),
            count("waived", "column-waived", waived),
        ];
        let rules = [
            ("count-failed", failed),
            ("count-passed", passed),
            ("count-not-applicable", not_applicable),
            ("count-not-checked", not_checked),
            ("count-broken", broken),
        ];
        let rules = rules.into_iter().filter(|(_, count)| *count > 0).map(|(id, count)| Count {
            class: "rules",
            text: self.frame.lang.text(id, &[("count", &count.to_string())]),
        });
        counts.into_iter().flatten().chain(rules).collect()
    }

    fn unchecked(&self, document: &DocumentReport) -> Vec<String> {
        let lacking = document.rules.iter().filter_map(|rule| match &rule.outcome {
            Outcome::NotChecked { needs } => Some((&rule.rule, needs)),
            _ => None,
        });
        let told = lacking.map(|(rule, needs)| {
            let needs = facts::needs(document, needs, self.frame.lang).join(" ");
            let args = [("rule", rule.as_str()), ("needs", &*escape(&needs))];
            self.frame.lang.text(facts::unchecked(document), &args)
        });
        told.collect()
    }
}

impl<W: Write> Sink for Html<W> {
    fn open(&mut self) -> io::Result<()> {
        let words = Words::new(self.frame.lang);
        let style = include_str!("html/page.css");
        self.write(&Begin { words: &words, hash: HASH, version: env!("CARGO_PKG_VERSION"), style })
    }

    fn document(&mut self, document: &DocumentReport, _: &[Problem]) -> io::Result<()> {
        let unchecked = self.unchecked(document);
        if document.findings.is_empty() && unchecked.is_empty() {
            if self.clean.0.len() < CLEAN {
                self.clean.0.push(escape(&document.path).into_owned());
            } else {
                self.clean.1 += 1;
            }
            return Ok(());
        }
        self.documents += 1;
        let sheet = drawn(document).unwrap_or_default();
        let findings = document.findings.iter().zip(1..);
        let findings =
            findings.map(|(finding, number)| self.one(document, finding, number, &sheet)).collect();
        let form = document.pack.as_ref().map(|pack| pack.about.title.clone()).unwrap_or_default();
        let page = Page {
            number: self.documents,
            path: &escape(&document.path),
            form: escape(&form).into_owned(),
            counts: self.counts(document),
            blocks: &sheet.blocks,
            findings,
            unchecked_title: self.frame.lang.text("markdown-unchecked", &[]),
            unchecked,
        };
        self.write(&page)
    }

    fn close(&mut self, closing: &Closing) -> io::Result<()> {
        let lang = self.frame.lang;
        let problems = closing.errors.iter().map(|problem| {
            let at = facts::position_of(problem).map(|at| format!(":{}:{}", at.line, at.column));
            let file = problem.file.as_deref().unwrap_or("hegui");
            let help = problem.help.as_ref().map(|help| format!(" {}", escape(&help.text(lang))));
            let (at, help) = (at.unwrap_or_default(), help.unwrap_or_default());
            format!("{}{at}: {}{help}", escape(file), escape(&problem.message.text(lang)))
        });
        let problems = problems.collect();
        let (clean, more) = std::mem::take(&mut self.clean);
        let count = (clean.len() + more).to_string();
        let end = End {
            words: &Words::new(lang),
            totals: totals(closing, self.frame),
            problems,
            clean_title: lang.text("html-clean", &[("count", &count)]),
            clean: &clean,
            clean_more: match more {
                0 => String::new(),
                more => lang.text("markdown-more-documents", &[("count", &more.to_string())]),
            },
            script: include_str!("html/page.js"),
        };
        self.write(&end)?;
        self.out.flush()
    }
}

/// The form of a document drawn; `None` for a text that is none, and for a form of no known type.
fn drawn(document: &DocumentReport) -> Option<Sheet> {
    let (source, pack) = document.source.as_ref().zip(document.pack.as_ref())?;
    // It has been read once within the limits of the check.
    let limits = Limits { depth: 1_000, bytes: usize::MAX, values: usize::MAX };
    let tree = Document::parse(std::sync::Arc::clone(source), limits).ok()?;
    Some(sheet::draw(&tree, &pack.about.outline, &document.findings))
}

/// The number of the cell at a pointer, or of the nearest drawn around it; 0 if there is none.
fn number_at(sheet: &Sheet, pointer: &Pointer) -> usize {
    let mut text = pointer.as_str();
    loop {
        let known = Pointer::parse(text).and_then(|pointer| sheet.numbers.get(&pointer));
        match (known, text.rsplit_once('/')) {
            (Some(number), _) => return *number,
            (None, Some((outer, _))) => text = outer,
            (None, None) => return 0,
        }
    }
}

fn name(label: &Label) -> String {
    let pointer = || label.pointer.as_ref().map(Pointer::to_string);
    escape(&label.label.clone().or_else(pointer).unwrap_or_default()).into_owned()
}

fn part(label: &Label, lang: Lang) -> String {
    let message = label.message.as_ref().map(|message| message.text(lang));
    let said = [label.text.as_ref().or(label.value.as_ref()), message.as_ref()];
    let said: Vec<String> = said.into_iter().flatten().map(|said| escape(said).into_owned()).collect();
    format!("{} {}", name(label), said.join(" ")).trim().to_owned()
}
