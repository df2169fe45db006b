//! `hegui check`: forms in, findings out.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::thread::available_parallelism;
use std::time::Duration;

use hegui::check::session::{Checked, Checks, Loaded, Packs as _, Session, Settings};
use hegui::document::Limits;
use hegui::load::forms;
use hegui::load::lines::lines;
use hegui::load::shelf::Shelf;
use hegui::render::escape;
use hegui::render::human::Style;
use hegui::render::setup::Setup;
use hegui::render::sink::Sink;
use hegui::report::{Closing, Problem, Severity};
use hegui::waiver::Waivers;
use hegui::wording::Lang;

use super::formats::{self, Format, Manner, Outputs, Wanted};
use super::options::Check;
use super::output::Output;
use super::progress::Progress;
use super::{Context, exit};

/// Forms beyond which all cores check them, unless a number is asked for: for fewer, each thread would compile rules longer
/// than it checks forms.
const FEW: usize = 20;

pub(super) fn run(context: &Context, options: &Check, out: &mut impl Write) -> io::Result<u8> {
    let wanted = wanted(options);
    let lang = if formats::is_for_people(&wanted) { context.lang } else { context.machine_lang() };
    let mut outputs = match Outputs::new(&wanted, &manner(context, options, lang), &mut *out) {
        Ok(outputs) => outputs,
        Err(problems) => {
            context.show_problems(problems)?;
            return Ok(exit::NOT_DONE);
        }
    };
    let (shelf, mut errors) = Shelf::new(options.rules.as_deref(), lang);
    errors.extend(wrong_choice(options.pack.as_deref(), &shelf, lang));
    let waivers = waivers(options, lang).map_err(|problem| errors.push(problem)).unwrap_or_default();
    let is_sound = errors.is_empty();
    let session = Session::new(&shelf, settings(options, lang), errors).with_waivers(waivers);
    let result = outputs.open();
    let mut told = Told { sink: &mut outputs, result };
    let checks = check(session, options, is_sound, &mut told, lang)?;
    let written = told.close(&checks.closing);
    let status = status(&checks.closing, options);
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

/// Checks all forms.
fn check(
    session: Session<'_>,
    options: &Check,
    is_sound: bool,
    told: &mut Told<'_>,
    lang: Lang,
) -> io::Result<Checks> {
    let (max, all) = (options.max_bytes, available_parallelism().unwrap_or(NonZeroUsize::MIN));
    if !is_sound {
        return session.check(std::iter::empty::<fn() -> Loaded>(), NonZeroUsize::MIN, |_| {});
    }
    if options.ndjson {
        let forms = lines(&options.paths, max).map(|line| move || line.read(lang));
        let mut progress = Progress::new(None, lang);
        let jobs = options.jobs.unwrap_or(all);
        return session.check(forms, jobs, |checked| progress.around(|| told.take(&checked)));
    }
    let found = forms::find(&options.paths, lang);
    let count = found.len();
    let few = if count > FEW { all } else { NonZeroUsize::MIN };
    let jobs = options.jobs.unwrap_or(few).min(NonZeroUsize::new(count).unwrap_or(NonZeroUsize::MIN));
    let mut progress = Progress::new(Some(count).filter(|count| *count > FEW), lang);
    let forms = found.into_iter().map(|place| move || place.read(max, lang));
    session.check(forms, jobs, |checked| progress.around(|| told.take(&checked)))
}

/// What is written where nothing else is asked for: a line for each form that came as one.
fn wanted(options: &Check) -> Vec<Wanted> {
    let format = if options.ndjson { Format::Ndjson } else { Format::Human };
    if options.format.is_empty() { vec![Wanted { format, file: None }] } else { options.format.clone() }
}

fn manner(context: &Context, options: &Check, lang: Lang) -> Manner {
    let fail_on = Severity::from(options.fail_on);
    let quiet = options.quiet.then_some(fail_on);
    Manner {
        setup: Setup { lang, fail_on },
        style: Style { quiet, lang, ..context.style() },
        as_of: options.as_of.map(|time| time.to_string()),
        is_pipe: options.ndjson,
    }
}

/// The waivers of `--waivers`.
fn waivers(options: &Check, lang: Lang) -> Result<Option<Waivers>, Problem> {
    let Some(path) = &options.waivers else { return Ok(None) };
    let problem = |id: &str| Problem {
        file: Some(path.display().to_string()),
        rule: None,
        place: None,
        message: lang.text(id, &[]),
        help: None,
    };
    let source = hegui::load::named_file(path, lang)?.ok_or_else(|| problem("load-not-found"))?;
    let today = options.today.or_else(super::today).ok_or_else(|| problem("waivers-today"))?;
    Waivers::read(&source, today, lang).map(Some)
}

fn settings(options: &Check, lang: Lang) -> Settings {
    Settings {
        pack: options.pack.clone(),
        limits: Limits { depth: options.max_depth, bytes: options.max_bytes, values: options.max_values },
        as_of: options.as_of,
        is_timed: options.timings,
        lang,
    }
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

/// The exit status of a check.
fn status(closing: &Closing, options: &Check) -> u8 {
    let Closing { summary, errors, unknown, .. } = closing;
    if summary.broken > 0 || *unknown > 0 || !errors.is_empty() || summary.documents == 0 {
        return exit::NOT_DONE;
    }
    let is_found = summary.findings(options.fail_on.into()) > 0;
    let is_unchecked = options.fail_on_unchecked && summary.not_checked > 0;
    if is_found || is_unchecked { exit::FINDINGS } else { exit::CLEAN }
}
