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
use hegui::render::human::{Human, Style};
use hegui::render::json::Json;
use hegui::render::ndjson::Ndjson;
use hegui::render::sink::Sink;
use hegui::report::{Closing, Problem, Severity};
use hegui::wording::Lang;

use super::options::{Check, Format};
use super::output::Output;
use super::progress::Progress;
use super::{Context, exit};

/// Forms beyond which all cores check them, unless a number is asked for: for fewer, each thread would compile rules longer
/// than it checks forms.
const FEW: usize = 20;

pub(super) fn run(context: &Context, options: &Check, out: &mut impl Write) -> io::Result<u8> {
    let format = format(options);
    let lang = if format == Format::Human { context.lang } else { context.machine_lang() };
    let (shelf, mut errors) = Shelf::new(options.rules.as_deref(), lang);
    errors.extend(wrong_choice(options.pack.as_deref(), &shelf, lang));
    let is_sound = errors.is_empty();
    let session = Session::new(&shelf, settings(options, lang), errors);
    let mut sink = Told::new(sink(context, options, format, &mut *out));
    let (max, all) = (options.max_bytes, available_parallelism().unwrap_or(NonZeroUsize::MIN));
    let checks = if !is_sound {
        session.check(std::iter::empty::<fn() -> Loaded>(), NonZeroUsize::MIN, |_| {})?
    } else if options.ndjson {
        let forms = lines(&options.paths, max).map(|line| move || line.read(lang));
        let mut progress = Progress::new(None, lang);
        session
            .check(forms, options.jobs.unwrap_or(all), |checked| progress.around(|| sink.take(&checked)))?
    } else {
        let found = forms::find(&options.paths, lang);
        let count = found.len();
        let few = if count > FEW { all } else { NonZeroUsize::MIN };
        let jobs = options.jobs.unwrap_or(few).min(NonZeroUsize::new(count).unwrap_or(NonZeroUsize::MIN));
        let mut progress = Progress::new(Some(count).filter(|count| *count > FEW), lang);
        let forms = found.into_iter().map(|place| move || place.read(max, lang));
        session.check(forms, jobs, |checked| progress.around(|| sink.take(&checked)))?
    };
    let written = sink.close(&checks.closing);
    let status = status(&checks.closing, options);
    if options.timings {
        show_timings(&checks, lang)?;
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

/// What is written where nothing else is asked for: a line for each form that came as one.
fn format(options: &Check) -> Format {
    options.format.unwrap_or(if options.ndjson { Format::Ndjson } else { Format::Human })
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

fn sink<'o>(context: &Context, options: &Check, format: Format, out: impl Write + 'o) -> Box<dyn Sink + 'o> {
    match format {
        Format::Json => Box::new(Json::new(out, options.as_of.map(|time| time.to_string()))),
        Format::Ndjson => Box::new(Ndjson::new(out, options.ndjson)),
        Format::Human => {
            let quiet = options.quiet.then_some(Severity::from(options.fail_on));
            Box::new(Human::new(out, Style { quiet, ..context.style() }))
        }
    }
}

/// A sink until it fails: the check goes on to its end, since its status tells what was found.
struct Told<'s> {
    sink: Box<dyn Sink + 's>,
    result: io::Result<()>,
}

impl<'s> Told<'s> {
    fn new(sink: Box<dyn Sink + 's>) -> Self {
        Self { sink, result: Ok(()) }
    }

    fn take(&mut self, checked: &Checked) {
        if self.result.is_ok() {
            self.result = self.sink.document(&checked.report, &checked.errors);
        }
    }

    fn close(mut self, closing: &Closing) -> io::Result<()> {
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
