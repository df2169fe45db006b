//! Where a report goes: formats, one to standard output and any number to files.

use std::cell::RefCell;
use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::ValueEnum;
use hegui::load::beside::{self, Beside};
use hegui::render::csv::Csv;
use hegui::render::frame::Frame;
use hegui::render::github::Github;
use hegui::render::gitlab::Gitlab;
use hegui::render::html::Html;
use hegui::render::human::{Human, Style};
use hegui::render::json::Json;
use hegui::render::junit::Junit;
use hegui::render::markdown::Markdown;
use hegui::render::ndjson::Ndjson;
use hegui::render::sarif::Sarif;
use hegui::render::short::Short;
use hegui::render::sink::Sink;
use hegui::render::xlsx::Xlsx;
use hegui::report::{Closing, DocumentReport, Problem};
use hegui::wording::Message;

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Human,
    Short,
    Json,
    Ndjson,
    Sarif,
    Junit,
    Github,
    Gitlab,
    Markdown,
    Csv,
    Xlsx,
    Html,
}

impl Format {
    /// The names of all formats, with `|` between them.
    pub(crate) fn names() -> String {
        let names = Self::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        names.map(|name| name.get_name().to_owned()).collect::<Vec<_>>().join("|")
    }

    /// Whether people read it: it then speaks the language of the locale.
    fn is_for_people(self) -> bool {
        self == Self::Human
    }
}

/// A format, and the file that it goes to; standard output without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) format: Format,
    pub(crate) file: Option<PathBuf>,
}

/// Reads `sarif` or `sarif=out.sarif`.
pub(crate) fn target(text: &str) -> Result<Target, String> {
    let (name, file) = match text.split_once('=') {
        Some((_, "")) => return Err(Format::names()),
        Some((name, file)) => (name, Some(PathBuf::from(file))),
        None => (text, None),
    };
    let format = Format::from_str(name, false).map_err(|_| Format::names())?;
    Ok(Target { format, file })
}

/// Whether people read all that is written.
pub(crate) fn is_for_people(targets: &[Target]) -> bool {
    targets.iter().all(|target| target.format.is_for_people())
}

/// What formats need to know beside the report.
pub(super) struct Manner {
    pub(super) frame: Frame,
    pub(super) style: Style,
    pub(super) as_of: Option<String>,
    /// Whether forms come as lines, so that each has just one line.
    pub(super) is_pipe: bool,
}

/// All that a report is written to.
pub(super) struct Outputs<'o> {
    sinks: Vec<Box<dyn Sink + 'o>>,
    files: Vec<Rc<RefCell<Beside>>>,
}

impl<'o> Outputs<'o> {
    /// Opens what a report is to be written to. Files get their names when all is written.
    ///
    /// # Errors
    /// Two formats for one place; a file that cannot be written; a workbook for a terminal.
    pub(super) fn new(
        targets: &[Target],
        manner: &Manner,
        out: impl Write + 'o,
    ) -> Result<Self, Vec<Problem>> {
        let problems = misfits(targets);
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut outputs = Self { sinks: Vec::new(), files: Vec::new() };
        let mut out: Option<Box<dyn Write + 'o>> = Some(Box::new(out));
        for Target { format, file } in targets {
            let to: Box<dyn Write + 'o> = match file {
                Some(path) => {
                    let file = Rc::new(RefCell::new(Beside::open(path).map_err(|fault| vec![fault])?));
                    outputs.files.push(Rc::clone(&file));
                    Box::new(Shared(file))
                }
                None => out.take().unwrap_or_else(|| Box::new(io::sink())),
            };
            outputs.sinks.push(sink(*format, to, manner).map_err(|fault| vec![fault])?);
        }
        Ok(outputs)
    }

    /// Gives the files their names, now that they are whole.
    pub(super) fn finish(self) -> Result<(), Problem> {
        drop(self.sinks);
        for file in self.files.into_iter().filter_map(Rc::into_inner) {
            file.into_inner().finish()?;
        }
        Ok(())
    }
}

impl Sink for Outputs<'_> {
    fn open(&mut self) -> io::Result<()> {
        self.sinks.iter_mut().try_for_each(|sink| sink.open())
    }

    fn document(&mut self, document: &DocumentReport, errors: &[Problem]) -> io::Result<()> {
        self.sinks.iter_mut().try_for_each(|sink| sink.document(document, errors))
    }

    fn close(&mut self, closing: &Closing) -> io::Result<()> {
        self.sinks.iter_mut().try_for_each(|sink| sink.close(closing))
    }
}

/// What cannot be written at once.
fn misfits(targets: &[Target]) -> Vec<Problem> {
    let problem = |id: &'static str, args: &[(&'static str, &str)]| Problem {
        file: None,
        rule: None,
        place: None,
        message: Message::new(id, args),
        help: Some(Message::new("format-help", &[])),
    };
    let mut problems = Vec::new();
    let loose: Vec<&Target> = targets.iter().filter(|target| target.file.is_none()).collect();
    if loose.len() > 1 {
        problems.push(problem("format-twice", &[]));
    }
    let is_book = loose.iter().any(|target| target.format == Format::Xlsx);
    if is_book && io::stdout().is_terminal() {
        problems.push(problem("format-book", &[]));
    }
    let mut files: Vec<&Path> = targets.iter().filter_map(|target| target.file.as_deref()).collect();
    files.sort_unstable();
    if let Some(twice) = files.windows(2).find_map(|pair| (pair.first() == pair.last()).then(|| pair.first()))
    {
        let name = twice.map(|path| path.display().to_string()).unwrap_or_default();
        problems.push(problem("format-same-file", &[("file", &name)]));
    }
    problems
}

fn sink<'o>(
    format: Format,
    out: Box<dyn Write + 'o>,
    manner: &Manner,
) -> Result<Box<dyn Sink + 'o>, Problem> {
    let frame = manner.frame;
    Ok(match format {
        Format::Human => Box::new(Human::new(out, manner.style)),
        Format::Short => Box::new(Short::new(out, frame)),
        Format::Json => Box::new(Json::new(out, manner.as_of.clone(), frame.lang)),
        Format::Ndjson => Box::new(Ndjson::new(out, manner.is_pipe, frame.lang)),
        Format::Sarif => Box::new(Sarif::new(out, frame)),
        Format::Junit => Box::new(Junit::new(out, frame)),
        Format::Github => Box::new(Github::new(out, step_summary()?, frame)),
        Format::Gitlab => Box::new(Gitlab::new(out, frame)),
        Format::Markdown => Box::new(Markdown::new(out, frame)),
        Format::Csv => Box::new(Csv::new(out, frame)),
        Format::Xlsx => {
            Box::new(Xlsx::new(out, frame).map_err(|error| beside::unwritten(Path::new("xlsx"), &error))?)
        }
        Format::Html => Box::new(Html::new(out, frame)),
    })
}

/// The file for the summary of a step, as GitHub names it; `None` outside of it.
fn step_summary() -> Result<Option<std::fs::File>, Problem> {
    let path = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty());
    path.map(|path| beside::append(Path::new(&path))).transpose()
}

/// A file that a format writes and that is given its name afterwards.
struct Shared(Rc<RefCell<Beside>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.borrow_mut().flush()
    }
}
