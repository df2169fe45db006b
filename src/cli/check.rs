//! `hegui check`: forms in, findings out.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use hegui::document::{Document, Limits};
use hegui::engine::{self, Checker, Settings};
use hegui::load::{self, Loaded};
use hegui::render::{escape, human, json};
use hegui::report::{DocumentReport, Outcome, Problem, Report, Severity};
use hegui::rule::{AsOf, Extent, RulePack};
use hegui::source::SourceFile;
use hegui::wording::Lang;

use super::options::{Check, Format};
use super::output::Output;
use super::{Context, exit};

pub(super) fn run(context: &Context, options: &Check, out: &mut impl Write) -> io::Result<u8> {
    let lang = match options.format {
        Format::Human => context.lang,
        Format::Json => context.machine_lang(),
    };
    let (packs, problems) = match &options.rules {
        Some(folder) => {
            let (packs, problems) = load::packs(folder, Extent::Rules, lang);
            (Packs::Given(packs), problems)
        }
        None => (Packs::Embedded, Vec::new()),
    };
    let mut session = Session {
        packs,
        checkers: BTreeMap::new(),
        chosen: options.pack.as_deref(),
        limits: Limits { depth: options.max_depth, bytes: options.max_bytes, values: options.max_values },
        lang,
        report: Report {
            errors: problems,
            as_of: options.as_of.map(|time| time.to_string()),
            ..Report::default()
        },
        unknown: false,
        timed: options.timings,
        as_of: options.as_of,
    };
    session.check_choice();
    if session.report.errors.is_empty() {
        for loaded in load::forms(&options.paths, options.max_bytes, lang) {
            session.add(loaded);
        }
    }
    let Session { report, unknown, checkers, .. } = session;
    let fail_on = Severity::from(options.fail_on);
    match options.format {
        Format::Json => json::render(&report, &mut *out)?,
        Format::Human => {
            let quiet = options.quiet.then_some(fail_on);
            human::render(&report, human::Style { quiet, ..context.style() }, &mut *out)?;
        }
    }
    if options.timings {
        out.flush()?;
        show_timings(&checkers, report.documents.len(), lang)?;
    }
    let status = status(&report, unknown, fail_on, options.fail_on_unchecked);
    // The process ends here: to give back every piece of memory first would take longer than some checks.
    std::mem::forget((report, checkers));
    Ok(status)
}

/// How many of the most costly rules are shown.
const COSTLY: usize = 10;

/// The most costly rules, on standard error: the report on standard output stays what it is.
fn show_timings(checkers: &BTreeMap<String, Checker>, documents: usize, lang: Lang) -> io::Result<()> {
    let mut err = Output::new(io::stderr().lock());
    for (pack, checker) in checkers {
        let timings = checker.timings();
        let total: Duration = timings.iter().map(|(_, time)| *time).sum();
        let (count, rules) = (documents.to_string(), timings.len().to_string());
        let args =
            [("pack", &*escape(pack)), ("rules", &rules), ("documents", &count), ("time", &micros(total))];
        writeln!(err, "{}", lang.text("timings-total", &args))?;
        for (rule, time) in timings.iter().take(COSTLY) {
            let share = time.as_nanos() * 100 / total.as_nanos().max(1);
            writeln!(err, "{:>12}  {share:>3}%  {rule}", micros(*time))?;
        }
    }
    Ok(())
}

fn micros(time: Duration) -> String {
    format!("{} µs", time.as_micros())
}

/// Where packs come from.
enum Packs {
    /// The program: each is read when a form asks for it.
    Embedded,
    /// A folder.
    Given(Vec<Arc<RulePack>>),
}

impl Packs {
    fn ids(&self) -> Vec<String> {
        match self {
            Self::Embedded => load::embedded_ids(),
            Self::Given(packs) => serving(packs).map(|pack| pack.manifest.id.clone()).collect(),
        }
    }

    /// The pack of that id; `None` if there is none or it cannot be read, with what is wrong then.
    fn find(&self, id: &str, lang: Lang) -> (Option<Arc<RulePack>>, Vec<Problem>) {
        match self {
            Self::Embedded => {
                if !self.ids().iter().any(|known| known == id) {
                    return (None, Vec::new());
                }
                let (mut packs, problems) = load::embedded_packs(Some(id), Extent::Rules, lang);
                (packs.pop(), problems)
            }
            Self::Given(packs) => {
                (serving(packs).find(|pack| pack.manifest.id == id).map(Arc::clone), Vec::new())
            }
        }
    }
}

/// The packs that serve forms. Those whose rules others include serve none: a form that claims to be of such a type would be
/// checked by few rules.
fn serving(packs: &[Arc<RulePack>]) -> impl Iterator<Item = &Arc<RulePack>> {
    packs.iter().filter(|pack| !pack.manifest.library)
}

struct Session<'o> {
    packs: Packs,
    checkers: BTreeMap<String, Checker>,
    /// The pack of `--pack`, whatever a form says.
    chosen: Option<&'o str>,
    limits: Limits,
    lang: Lang,
    report: Report,
    /// Whether a form was met that no pack serves.
    unknown: bool,
    /// Whether to measure how long each rule takes.
    timed: bool,
    /// The time that forms are checked for; `None` for the year of each.
    as_of: Option<AsOf>,
}

impl Session<'_> {
    /// `--pack` must name a pack.
    fn check_choice(&mut self) {
        let Some(chosen) = self.chosen else { return };
        let ids = self.packs.ids();
        if !ids.iter().any(|id| id == chosen) {
            self.report.errors.push(super::no_pack(chosen, &ids, self.lang));
        }
    }

    fn add(&mut self, loaded: Loaded) {
        match loaded {
            Loaded::Form(source) => {
                let report = self.form(&source);
                self.report.documents.push(report);
            }
            Loaded::Unread(path, problem) => {
                self.report.errors.push(problem);
                self.report.documents.push(DocumentReport {
                    path,
                    source: None,
                    printed: None,
                    pack: None,
                    findings: Vec::new(),
                    rules: Vec::new(),
                });
            }
        }
    }

    fn form(&mut self, source: &Arc<SourceFile>) -> DocumentReport {
        let document = match Document::parse(Arc::clone(source), self.limits) {
            Ok(document) => Arc::new(document),
            Err(fault) => return engine::report_fault(source, &fault, self.lang),
        };
        let id = self.chosen.or_else(|| engine::form_id(&document)).unwrap_or_default().to_owned();
        if !self.checkers.contains_key(&id) {
            let (pack, problems) = self.packs.find(&id, self.lang);
            self.report.errors.extend(problems);
            let Some(pack) = pack else {
                self.unknown = true;
                let ids = self.packs.ids();
                let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
                return engine::report_unknown_form(&document, &ids, self.lang);
            };
            let (mut checker, problems) = Checker::new(&pack, Settings::default(), self.lang);
            self.report.errors.extend(checker.oversights().iter().cloned());
            if let Some(time) = self.as_of {
                checker.check_as_of(time);
            }
            if self.timed {
                checker.measure();
            }
            self.checkers.insert(id.clone(), checker);
            self.report.errors.extend(problems);
        }
        let Some(checker) = self.checkers.get_mut(&id) else {
            return engine::report_unknown_form(&document, &[], self.lang);
        };
        let (report, problems) = checker.check(&document);
        for problem in problems {
            // A rule that breaks on many forms is told once.
            let is_known = |known: &Problem| known.rule == problem.rule && known.message == problem.message;
            if !self.report.errors.iter().any(is_known) {
                self.report.errors.push(problem);
            }
        }
        report
    }
}

/// The exit status of a check.
fn status(report: &Report, unknown: bool, fail_on: Severity, fail_on_unchecked: bool) -> u8 {
    let outcomes = || report.documents.iter().flat_map(|document| &document.rules).map(|rule| &rule.outcome);
    let broken = outcomes().any(|outcome| matches!(outcome, Outcome::Broken { .. }));
    if broken || unknown || !report.errors.is_empty() || report.documents.is_empty() {
        return exit::NOT_DONE;
    }
    let found = report
        .documents
        .iter()
        .flat_map(|document| &document.findings)
        .any(|finding| finding.severity >= fail_on || finding.rule.as_str().starts_with("json/"));
    let unchecked = || outcomes().any(|outcome| matches!(outcome, Outcome::NotChecked { .. }));
    if found || fail_on_unchecked && unchecked() { exit::FINDINGS } else { exit::CLEAN }
}
