//! `hegui check`: forms in, findings out.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;
use std::time::Duration;

use hegui::check::cache::Cache;
use hegui::check::form::{Checked, Loaded};
use hegui::check::session::{Checks, Others, Session};
use hegui::evidence::Writer;
use hegui::load::beside::{self, Beside};
use hegui::load::cache::Folder;
use hegui::load::forms::{self, Place};
use hegui::load::lines::lines;
use hegui::render::escape;
use hegui::render::frame::Frame;
use hegui::render::human::Style;
use hegui::render::sink::Sink;
use hegui::report::{Closing, Problem};
use hegui::wording::{Lang, Message};

use super::context::{Context, complain, unwritten};
use super::exit;
use super::formats::{self, Format, Manner, Outputs, Target};
use super::gate::Gate;
use super::options::Check;
use super::output::Output;
use super::progress::Progress;

/// Forms beyond which all cores check them, unless a number is asked for: for fewer, each thread would compile rules longer
/// than it checks forms.
const FEW: usize = 20;

pub(super) fn run(context: &Context, options: &Check, out: &mut impl Write) -> io::Result<u8> {
    let targets = targets(options);
    let lang = if formats::is_for_people(&targets) { context.lang } else { context.machine_lang() };
    let mut gate = Gate::new(options, lang);
    let mut outputs = match Outputs::new(&targets, &manner(context, options, &gate, lang), &mut *out) {
        Ok(outputs) => outputs,
        Err(problems) => {
            context.show_problems(problems)?;
            return Ok(exit::NOT_DONE);
        }
    };
    let cache = options.cache.as_deref().map(Folder::open).transpose();
    let (certificate, cache) = match certificate(options, &gate).and_then(|one| Ok((one, cache?))) {
        Ok(both) => both,
        Err(problem) => {
            context.show_problems(vec![problem])?;
            return Ok(exit::NOT_DONE);
        }
    };
    let (packs, mut errors) = gate.packs();
    let paths = paths(options).map_err(|problem| errors.push(problem)).unwrap_or_default();
    let paths = errors.is_empty().then_some(paths);
    let session = gate.session(&packs, errors);
    let session = session.with_cache(cache.as_ref().map(|folder| -> &dyn Cache { folder }));
    let mut told = Told { result: outputs.open(), sink: &mut outputs, certificate };
    let mut checks = check(options, &gate, session, paths, lang, &mut told)?;
    checks.closing.notes.splice(0..0, gate.setup.notes.iter().cloned());
    let status = gate.status(&checks.closing);
    let (written, certificate) = told.close(&checks.closing, status, lang);
    if options.timings {
        show_timings(&checks, lang)?;
    }
    if let Some(count) = cache.map(|folder| folder.unwritten()).filter(|count| *count > 0) {
        // The report stays what it is without a cache.
        complain(&lang.text("cache-unwritten", &[("count", &count.to_string())]));
    }
    let certified = certificate.map_or(Ok(()), Beside::finish);
    if written.is_ok()
        && let Err(problem) = certified.and_then(|()| outputs.finish())
    {
        context.show_problems(vec![problem])?;
        return Ok(if status == exit::CLEAN { exit::NOT_DONE } else { status });
    }
    match written {
        // What was found holds, whether or not anybody could be told; that nothing was found nobody may conclude.
        Err(error) if status != exit::CLEAN => {
            unwritten(&error, context.lang);
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
        let forms = lines(&paths, max).map(|line| move || line.read());
        let session = session.holding_forms();
        return session.check(forms, options.jobs.unwrap_or(all), |checked| told.take(&checked));
    }
    let found = forms::find(&gate.search(options, paths));
    let count = found.places.len();
    let few = if count > FEW { all } else { NonZeroUsize::MIN };
    let jobs = options.jobs.unwrap_or(few).min(NonZeroUsize::new(count).unwrap_or(NonZeroUsize::MIN));
    let mut progress = Progress::new(Some(count).filter(|count| *count > FEW), lang);
    let read = |place: Place| move || place.read(max);
    let unchanged = found.others.into_iter().map(read).collect();
    let before = found.before.into_iter().map(read).collect();
    let forms = found.places.into_iter().map(read);
    let mut checks = session.check_among(forms, Others { unchanged, before }, jobs, |checked| {
        progress.around(|| told.take(&checked));
    })?;
    checks.closing.skipped = found.skipped;
    if found.is_all {
        checks.closing.notes.insert(0, Message::new("note-all-upon-change", &[]));
    }
    Ok(checks)
}

/// The arguments, and what a file lists.
fn paths(options: &Check) -> Result<Vec<PathBuf>, Problem> {
    let listed = options.files_from.as_deref().map_or(Ok(Vec::new()), forms::listed)?;
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
        style: Style { quiet, lang, tells_unchecked: gate.tells_unchecked(), ..context.style() },
        as_of: gate.settings.as_of.map(|time| time.to_string()),
        is_pipe: options.ndjson,
    }
}

/// The certificate that is asked for, with what stands before its documents.
fn certificate(options: &Check, gate: &Gate) -> Result<Option<Writer<Beside>>, Problem> {
    let Some(path) = &options.certificate else { return Ok(None) };
    let refused = |id: &'static str| Problem {
        file: None,
        rule: None,
        place: None,
        message: Message::new(id, &[("file", &path.display().to_string())]),
        help: None,
    };
    if options.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(refused("certificate-input"));
    }
    let file_of = |path: &Path| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        folder.canonicalize().ok().zip(path.file_name()).map(|(folder, name)| folder.join(name))
    };
    if options
        .format
        .iter()
        .filter_map(|target| target.file.as_deref())
        .any(|to| file_of(to) == file_of(path))
    {
        return Err(refused("format-same-file"));
    }
    let file = Beside::open(path)?;
    let written = Writer::open(file, &gate.head(options));
    written.map(Some).map_err(|error| beside::unwritten(path, &error))
}

/// A sink until it fails: the check goes on to its end, since its status tells what was found.
struct Told<'s> {
    sink: &'s mut dyn Sink,
    certificate: Option<Writer<Beside>>,
    result: io::Result<()>,
}

impl Told<'_> {
    fn take(&mut self, checked: &Checked) {
        if self.result.is_ok() {
            let certificate = self.certificate.as_mut();
            self.result = certificate
                .map_or(Ok(()), |certificate| certificate.document(&checked.report))
                .and_then(|()| self.sink.document(&checked.report, &checked.errors));
        }
    }

    /// The certificate is still to be given its name.
    fn close(self, closing: &Closing, status: u8, lang: Lang) -> (io::Result<()>, Option<Beside>) {
        let told = self.result.and_then(|()| self.sink.close(closing));
        let certificate =
            self.certificate.map(|certificate| certificate.close(closing, status, lang)).transpose();
        match told.and(certificate) {
            Ok(certificate) => (Ok(()), certificate),
            Err(error) => (Err(error), None),
        }
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
