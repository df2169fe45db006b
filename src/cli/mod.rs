//! The commands: one file each; here what they share.

mod check;
mod entries;
mod excerpt;
mod exit;
mod explain;
mod import;
mod layouts;
mod mark;
mod mutate;
mod options;
mod output;
mod place;
mod progress;
mod read;
mod rules;
mod schema;
mod template;
mod test;
mod words;

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{CommandFactory as _, FromArgMatches as _};
use hegui::render::human::{self, Style};
use hegui::render::visible;
use hegui::report::{Problem, Report};
use hegui::rule::{Extent, RulePack};
use hegui::wording::Lang;

use self::options::{Color, Command, Options, Shared};
use self::output::Output;

/// What a command needs to know of the terminal and the reader.
struct Context {
    /// The language for people.
    lang: Lang,
    /// The language that was asked for; machine formats take Chinese otherwise.
    asked: Option<Lang>,
    color: bool,
    width: usize,
}

/// Columns where no terminal tells.
const WIDTH: usize = 80;

/// Runs the command that the arguments name.
pub(crate) fn run() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    let lang = options::language(&args);
    let command = options::localised(Options::command(), lang);
    let options = command.try_get_matches_from(&args).and_then(|matches| Options::from_arg_matches(&matches));
    let options = match options {
        Ok(options) => options,
        Err(error) => return usage(&error, lang),
    };
    ExitCode::from(dispatch(&options).unwrap_or_else(|error| unwritten(&error, lang)))
}

/// What to say where the output cannot be written, and the status.
fn unwritten(error: &io::Error, lang: Lang) -> u8 {
    complain(&match error.kind() {
        io::ErrorKind::StorageFull => lang.text("cli-write-full", &[]),
        _ => lang.text("cli-write", &[("reason", &error.to_string())]),
    });
    exit::NOT_DONE
}

fn dispatch(options: &Options) -> io::Result<u8> {
    let context = Context::new(&options.shared);
    let mut out = Output::new(io::stdout().lock());
    let code = match &options.command {
        Command::Check(options) => check::run(&context, options, &mut out),
        Command::Import(options) => import::run(&context, options, &mut out),
        Command::Mark(options) => mark::run(&context, options, &mut out),
        Command::Template(options) => template::run(&context, options, &mut out),
        Command::Test(options) => test::run(&context, options, &mut out),
        Command::Read(options) => read::run(&context, options, &mut out),
        Command::Explain(options) => explain::run(&context, options, &mut out),
        Command::Rules(options) => rules::run(&context, options, &mut out),
        Command::Schema(options) => schema::run(&context, options, &mut out),
        Command::Completions { shell } => {
            // Written as a whole: the generator panics where it cannot write.
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Options::command(), "hegui", &mut script);
            out.write_all(&script).map(|()| exit::CLEAN)
        }
    }?;
    out.flush()?;
    Ok(code)
}

/// What clap says of arguments that it does not take, and its help: on its own streams, with our status.
fn usage(error: &clap::Error, lang: Lang) -> ExitCode {
    let text = options::error_text(error, lang);
    if error.use_stderr() {
        complain(&text);
        return ExitCode::from(exit::NOT_DONE);
    }
    let mut out = Output::new(io::stdout().lock());
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    ExitCode::from(written.map_or_else(|error| unwritten(&error, lang), |()| exit::CLEAN))
}

/// A pack that there is not, with those that there are; where a folder is named, what takes it.
fn no_pack(id: &str, known: &[String], lang: Lang) -> Problem {
    let known = known.join(&lang.text("list-separator", &[]));
    let is_path = id.contains(['/', '\\']) || Path::new(id).is_dir();
    let help = if is_path { "check-no-pack-folder" } else { "check-no-pack-help" };
    let help = Some(lang.text(help, &[("known", &known), ("id", id)]));
    Problem { file: None, rule: None, place: None, message: lang.text("check-no-pack", &[("id", id)]), help }
}

/// The ids of some packs.
fn ids(packs: &[Arc<RulePack>]) -> Vec<String> {
    packs.iter().map(|pack| pack.manifest.id.clone()).collect()
}

/// Writes to standard error, made safe to show; there is nobody left to tell if that fails.
fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", visible(text.trim_end()));
}

impl Context {
    fn new(shared: &Shared) -> Self {
        let asked = shared.lang.map(Lang::from);
        let lang = asked.unwrap_or_else(options::locale);
        Self { lang, asked, color: is_colored(shared.color), width: width() }
    }

    /// The language of machine formats: the same whatever the locale.
    fn machine_lang(&self) -> Lang {
        self.asked.unwrap_or_default()
    }

    fn style(&self) -> Style {
        Style { lang: self.lang, color: self.color, width: self.width, quiet: None }
    }

    /// The packs of a folder, or those that come with the program.
    fn packs(folder: Option<&Path>, lang: Lang) -> (Vec<Arc<RulePack>>, Vec<Problem>) {
        match folder {
            Some(folder) => hegui::load::packs(folder, Extent::Whole, lang),
            None => hegui::load::embedded_packs(None, Extent::Whole, lang),
        }
    }

    /// Writes a text behind some blanks, on further lines what does not fit, made safe to show.
    fn line(&self, indent: usize, text: &str, out: &mut impl Write) -> io::Result<()> {
        self.wrapped(indent, text, textwrap::WordSeparator::new(), out)
    }

    /// The same with lines that end only where a blank stands: for words in a row and patterns.
    fn words(&self, indent: usize, text: &str, out: &mut impl Write) -> io::Result<()> {
        self.wrapped(indent, text, textwrap::WordSeparator::AsciiSpace, out)
    }

    fn wrapped(
        &self,
        indent: usize,
        text: &str,
        words: textwrap::WordSeparator,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let text = visible(text);
        let (first, further) = (" ".repeat(indent), " ".repeat(indent + 2));
        let options = textwrap::Options::new(self.width)
            .initial_indent(&first)
            .subsequent_indent(&further)
            .word_separator(words);
        for line in textwrap::wrap(&text, options) {
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// Shows problems alone, on standard error.
    fn show_problems(&self, problems: Vec<Problem>) -> io::Result<()> {
        let report = Report { errors: problems, ..Report::default() };
        let style = Style { quiet: Some(hegui::report::Severity::Info), ..self.style() };
        human::render(&report, style, Output::new(io::stderr().lock()))
    }
}

/// `--color`, then `NO_COLOR`, then `CLICOLOR_FORCE`, then whether a terminal shows it.
fn is_colored(color: Color) -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if is_set("NO_COLOR") => false,
        Color::Auto => is_set("CLICOLOR_FORCE") || io::stdout().is_terminal(),
    }
}

fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || terminal_size::terminal_size().map(|(columns, _)| usize::from(columns.0));
    columns
        .or_else(|| if io::stdout().is_terminal() { terminal() } else { None })
        .unwrap_or(WIDTH)
        .clamp(40, 200)
}
