//! `hegui check`: forms in, findings out.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::thread::available_parallelism;
use std::time::Duration;

use hegui::check::form::{Checked, Loaded};
use hegui::check::packs::Packs as _;
use hegui::check::session::{Checks, Session};
use hegui::check::settings::Settings;
use hegui::config::file::{Set, SeverityBook};
use hegui::document::Limits;
use hegui::load::forms::{self, Search};
use hegui::load::lines::lines;
use hegui::load::setup::{self, Setup, Wanted};
use hegui::load::shelf::Shelf;
use hegui::render::escape;
use hegui::render::frame::Frame;
use hegui::render::human::Style;
use hegui::render::sink::Sink;
use hegui::report::{Closing, Problem, Severity};
use hegui::waiver::Waivers;
use hegui::wording::Lang;

use super::formats::{self, Format, Manner, Outputs, Target};
use super::options::Check;
use super::output::Output;
use super::progress::Progress;
use super::{Context, exit};

/// Forms beyond which all cores check them, unless a number is asked for: for fewer, each thread would compile rules longer
/// than it checks forms.
const FEW: usize = 20;

pub(super) fn run(context: &Context, options: &Check, out: &mut impl Write) -> io::Result<u8> {
    let targets = targets(options);
    let lang = if formats::is_for_people(&targets) { context.lang } else { context.machine_lang() };
    let (gate, errors) = Gate::new(options, lang);
    let mut outputs = match Outputs::new(&targets, &manner(context, options, &gate, lang), &mut *out) {
        Ok(outputs) => outputs,
        Err(problems) => {
            context.show_problems(problems)?;
            return Ok(exit::NOT_DONE);
        }
    };
    let (shelf, found) = Shelf::new(gate.setup.rules.as_deref(), lang);
    let mut errors = [errors, found].concat();
    if !gate.book.is_empty() {
        errors.extend(gate.setup.config.unknown_rules(&shelf.rule_ids(), lang));
    }
    if !gate.settings.layouts.is_empty() {
        let (layouts, _) = shelf.layouts();
        let known: Vec<(&str, &str)> =
            layouts.iter().map(|layout| (layout.form.as_str(), layout.name.as_str())).collect();
        errors.extend(gate.setup.config.unknown_layouts(&known, lang));
    }
    errors.extend(wrong_choice(gate.settings.pack.as_deref(), &shelf, lang));
    let paths = paths(options, lang).unwrap_or_else(|problem| {
        errors.push(problem);
        Vec::new()
    });
    let waivers = waivers(options, &gate, lang).map_err(|problem| errors.push(problem)).unwrap_or_default();
    let paths = errors.is_empty().then_some(paths);
    let session = Session::new(&shelf, gate.settings.clone(), errors).with_waivers(waivers);
    let mut told = Told { result: outputs.open(), sink: &mut outputs };
    let mut checks = check(options, &gate, session, paths, lang, &mut told)?;
    checks.closing.notes.splice(0..0, gate.setup.notes.iter().cloned());
    let written = told.close(&checks.closing);
    let status = gate.status(&checks.closing, options.changed_since.is_some());
    if options.timings {
        show_timings(&checks, lang)?;
    }
    if written.is_ok()
        && let Err(problem) = outputs.finish(lang)
    {
        context.show_problems(vec![problem])?;
        return Ok(if status == exit::CLEAN { exit::NOT_DONE } else { status });
    }
    match written {
        // What was found holds, whether or not anybody could be told; that nothing was found nobody may conclude.
        Err(error) if status != exit::CLEAN => {
            super::unwritten(&error, context.lang);
            Ok(status)
        }
        written => written.map(|()| status),
    }
}

/// Checks forms, and hands on the report of each.
fn check(
    options: &Check,
    gate: &Gate,
    session: Session<'_>,
    paths: Option<Vec<PathBuf>>,
    lang: Lang,
    told: &mut Told<'_>,
) -> io::Result<Checks> {
    let (max, all) = (options.max_bytes, available_parallelism().unwrap_or(NonZeroUsize::MIN));
    let Some(paths) = paths else {
        return session.check(std::iter::empty::<fn() -> Loaded>(), NonZeroUsize::MIN, |_| {});
    };
    if options.ndjson {
        let forms = lines(&paths, max).map(|line| move || line.read(lang));
        return session.check(forms, options.jobs.unwrap_or(all), |checked| told.take(&checked));
    }
    let found = forms::find(&gate.search(options, paths, lang));
    let count = found.places.len();
    let few = if count > FEW { all } else { NonZeroUsize::MIN };
    let jobs = options.jobs.unwrap_or(few).min(NonZeroUsize::new(count).unwrap_or(NonZeroUsize::MIN));
    let mut progress = Progress::new(Some(count).filter(|count| *count > FEW), lang);
    let forms = found.places.into_iter().map(|place| move || place.read(max, lang));
    let mut checks = session.check(forms, jobs, |checked| progress.around(|| told.take(&checked)))?;
    checks.closing.skipped = found.skipped;
    if found.is_all {
        checks.closing.notes.insert(0, lang.text("note-all-upon-change", &[]));
    }
    Ok(checks)
}

/// What forms are checked by: the command line before `hegui.toml`, and that before what is usual.
struct Gate {
    setup: Setup,
    settings: Settings,
    book: SeverityBook,
    fail_on: Severity,
    fail_on_unchecked: bool,
}

impl Gate {
    fn new(options: &Check, lang: Lang) -> (Self, Vec<Problem>) {
        let wanted = Wanted {
            file: options.config.clone(),
            is_none: options.no_config,
            revision: options.config_from.clone(),
            rules: options.rules.clone(),
        };
        let (setup, errors) = match setup::find(&wanted, lang) {
            Ok(setup) => (setup, Vec::new()),
            Err(problems) => (Setup::default(), problems),
        };
        let config = &setup.config;
        let book = config.severities(&setup.root, &setup.here);
        let is_set = |set: &Option<Set<bool>>| set.as_ref().is_some_and(|set| set.value);
        let settings = Settings {
            pack: options.pack.clone().or_else(|| config.pack.as_ref().map(|pack| pack.value.clone())),
            limits: Limits { depth: options.max_depth, bytes: options.max_bytes, values: options.max_values },
            as_of: options.as_of.or_else(|| config.as_of.as_ref().map(|time| time.value)),
            allow_cut: options.allow_cut || is_set(&config.allow_cut),
            layouts: config
                .layouts
                .iter()
                .map(|(pack, layout)| (pack.value.clone(), layout.value.clone()))
                .collect(),
            severity: book.clone(),
            is_timed: options.timings,
            lang,
        };
        let set = config.fail_on.as_ref().map(|set| set.value);
        let fail_on = options.fail_on.map(Severity::from).or(set).unwrap_or(Severity::Error);
        let fail_on_unchecked = options.fail_on_unchecked || is_set(&config.fail_on_unchecked);
        (Self { setup, settings, book, fail_on, fail_on_unchecked }, errors)
    }

    fn search(&self, options: &Check, paths: Vec<PathBuf>, lang: Lang) -> Search {
        Search {
            paths,
            input_name: options.stdin_name.clone(),
            changed_since: options.changed_since.clone(),
            checked_by: self.setup.sources.iter().cloned().chain(options.waivers.clone()).collect(),
            exclude: self.setup.config.exclude(&self.setup.root),
            lang,
        }
    }

    /// The exit status of a check.
    fn status(&self, closing: &Closing, may_be_empty: bool) -> u8 {
        let Closing { summary, errors, unknown, .. } = closing;
        let is_empty = summary.documents == 0 && !may_be_empty;
        if summary.broken > 0 || *unknown > 0 || !errors.is_empty() || is_empty {
            return exit::NOT_DONE;
        }
        let is_found = summary.findings(self.fail_on) > 0;
        let is_unchecked = self.fail_on_unchecked && summary.not_checked > 0;
        if is_found || is_unchecked { exit::FINDINGS } else { exit::CLEAN }
    }
}

/// The arguments, and what a file lists.
fn paths(options: &Check, lang: Lang) -> Result<Vec<PathBuf>, Problem> {
    let listed = options.files_from.as_deref().map_or(Ok(Vec::new()), |file| forms::listed(file, lang))?;
    Ok(options.paths.iter().cloned().chain(listed).collect())
}

/// What is written where nothing else is asked for: a line for each form that came as one.
fn targets(options: &Check) -> Vec<Target> {
    let format = if options.ndjson { Format::Ndjson } else { Format::Human };
    if options.format.is_empty() { vec![Target { format, file: None }] } else { options.format.clone() }
}

fn manner(context: &Context, options: &Check, gate: &Gate, lang: Lang) -> Manner {
    let quiet = options.quiet.then_some(gate.fail_on);
    Manner {
        frame: Frame { lang, fail_on: gate.fail_on },
        style: Style { quiet, lang, tells_unchecked: gate.fail_on_unchecked, ..context.style() },
        as_of: gate.settings.as_of.map(|time| time.to_string()),
        is_pipe: options.ndjson,
    }
}

/// The waivers of `--waivers`: those of the revision, where the configuration is taken from one.
fn waivers(options: &Check, gate: &Gate, lang: Lang) -> Result<Option<Waivers>, Problem> {
    let Some(path) = &options.waivers else { return Ok(None) };
    let problem = |id: &str| Problem {
        file: Some(path.display().to_string()),
        rule: None,
        place: None,
        message: lang.text(id, &[]),
        help: None,
    };
    let source = gate.setup.file(path, lang)?.ok_or_else(|| problem("load-not-found"))?;
    let today = options.today.or_else(super::today).ok_or_else(|| problem("waivers-today"))?;
    Waivers::read(&source, today, lang).map(Some)
}

/// `--pack` must name a pack.
fn wrong_choice(chosen: Option<&str>, shelf: &Shelf, lang: Lang) -> Option<Problem> {
    let chosen = chosen?;
    let ids = shelf.ids();
    (!ids.iter().any(|id| id == chosen)).then(|| super::no_pack(chosen, &ids, lang))
}

/// A sink until it fails: the check goes on to its end, since its status tells what was found.
struct Told<'s> {
    sink: &'s mut dyn Sink,
    result: io::Result<()>,
}

impl Told<'_> {
    fn take(&mut self, checked: &Checked) {
        if self.result.is_ok() {
            self.result = self.sink.document(&checked.report, &checked.errors);
        }
    }

    fn close(self, closing: &Closing) -> io::Result<()> {
        self.result?;
        self.sink.close(closing)
    }
}

/// How many of the most costly rules are shown.
const COSTLY: usize = 10;

/// The most costly rules, on standard error: the report on standard output stays what it is.
fn show_timings(checks: &Checks, lang: Lang) -> io::Result<()> {
    let mut err = Output::new(io::stderr().lock());
    for (pack, timings) in &checks.timings {
        let total: Duration = timings.iter().map(|(_, time)| *time).sum();
        let (count, rules) = (checks.closing.summary.documents.to_string(), timings.len().to_string());
        let args =
            [("pack", &*escape(pack)), ("rules", &rules), ("documents", &count), ("time", &micros(total))];
        writeln!(err, "{}", lang.text("timings-total", &args))?;
        for (rule, time) in timings.iter().take(COSTLY) {
            let share = time.as_nanos() * 100 / total.as_nanos().max(1);
            writeln!(err, "{:>12}  {share:>3}%  {rule}", micros(*time))?;
        }
    }
    err.flush()
}

fn micros(time: Duration) -> String {
    format!("{} µs", time.as_micros())
}
