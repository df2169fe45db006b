//! What commands share: the terminal and the reader, packs by their ids, and what is said on standard error.

use std::io::{self, IsTerminal as _, Write};
use std::path::Path;
use std::sync::Arc;

use hegui::render::human::{self, Style};
use hegui::render::{escape, visible};
use hegui::report::{Problem, Report};
use hegui::rule::{AsOf, Day, Extent, RulePack};
use hegui::wording::{Lang, Message};

use super::exit;
use super::options::{self, Color, Shared};
use super::output::Output;

/// What a command needs to know of the terminal and the reader.
pub(super) struct Context {
    /// The language for people.
    pub(super) lang: Lang,
    /// The language that was asked for; machine formats take Chinese otherwise.
    pub(super) asked: Option<Lang>,
    pub(super) color: bool,
    pub(super) width: usize,
}

/// Columns where no terminal tells.
const WIDTH: usize = 80;

/// A pack that there is not, with those that there are; where a folder is named, what takes it.
pub(super) fn no_pack(id: &str, known: &[String]) -> Problem {
    let is_path = id.contains(['/', '\\']) || Path::new(id).is_dir();
    let help = if is_path { "check-no-pack-folder" } else { "check-no-pack-help" };
    let help = Some(Message::new(help, &[("id", id)]).with("known", Message::list(known)));
    Problem {
        file: None,
        rule: None,
        place: None,
        message: Message::new("check-no-pack", &[("id", id)]),
        help,
    }
}

/// The ids of some packs.
pub(super) fn ids(packs: &[Arc<RulePack>]) -> Vec<String> {
    packs.iter().map(|pack| pack.manifest.id.clone()).collect()
}

/// The day on which the program runs; `None` for a clock that is no calendar's.
pub(super) fn today() -> Option<Day> {
    match AsOf::parse(&chrono::Local::now().date_naive().to_string()) {
        Some(AsOf::Day(day)) => Some(day),
        _ => None,
    }
}

/// Writes to standard error, made safe to show; there is nobody left to tell if that fails.
pub(super) fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", visible(text.trim_end()));
}

impl Context {
    pub(super) fn new(shared: &Shared) -> Self {
        let asked = shared.lang.map(Lang::from);
        let lang = asked.unwrap_or_else(options::locale);
        Self { lang, asked, color: is_colored(shared.color), width: width() }
    }

    /// The language of machine formats: the same whatever the locale.
    pub(super) fn machine_lang(&self) -> Lang {
        self.asked.unwrap_or_default()
    }

    pub(super) fn style(&self) -> Style {
        let (ascii, width) = (is_plain(), self.width);
        Style { lang: self.lang, color: self.color, ascii, width, quiet: None, tells_unchecked: false }
    }

    /// The packs of a folder, or those that come with the program.
    pub(super) fn packs(folder: Option<&Path>) -> (Vec<Arc<RulePack>>, Vec<Problem>) {
        match folder {
            Some(folder) => hegui::load::packs(folder, Extent::Whole),
            None => hegui::load::embedded_packs(None, Extent::Whole),
        }
    }

    /// Writes what a command has done, a line each, or what is wrong, with the status.
    pub(super) fn say(
        &self,
        said: Result<Vec<String>, Vec<Problem>>,
        out: &mut impl Write,
    ) -> io::Result<u8> {
        match said {
            Ok(lines) => {
                lines.iter().try_for_each(|line| self.line(0, &escape(line), out))?;
                Ok(exit::CLEAN)
            }
            Err(problems) => self.show_problems(problems).map(|()| exit::NOT_DONE),
        }
    }

    /// Writes a text behind some blanks, on further lines what does not fit, made safe to show.
    pub(super) fn line(&self, indent: usize, text: &str, out: &mut impl Write) -> io::Result<()> {
        self.wrapped(indent, text, textwrap::WordSeparator::new(), out)
    }

    /// The same with lines that end only where a blank stands: for words in a row and patterns.
    pub(super) fn words(&self, indent: usize, text: &str, out: &mut impl Write) -> io::Result<()> {
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
    pub(super) fn show_problems(&self, problems: Vec<Problem>) -> io::Result<()> {
        let report = Report { errors: problems, ..Report::default() };
        let style = Style { quiet: Some(hegui::report::Severity::Info), ..self.style() };
        human::render(&report, style, Output::new(io::stderr().lock()))
    }
}

/// `--color`, then `NO_COLOR`, then `FORCE_COLOR` and `CLICOLOR_FORCE`, then whether a terminal shows it.
fn is_colored(color: Color) -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if is_set("NO_COLOR") => false,
        Color::Auto if is_set("FORCE_COLOR") || is_set("CLICOLOR_FORCE") => true,
        Color::Auto => io::stdout().is_terminal() && !is_dumb(),
    }
}

fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// Whether frames are best drawn in ASCII: on a dumb terminal, or in a locale that names another encoding than UTF-8.
fn is_plain() -> bool {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).unwrap_or_default();
    let encoding = locale.split('@').next().and_then(|locale| locale.split_once('.'));
    let is_other = |(_, encoding): (&str, &str)| !encoding.replace('-', "").eq_ignore_ascii_case("utf8");
    is_dumb() || encoding.is_some_and(is_other)
}

fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || terminal_size::terminal_size().map(|(columns, _)| usize::from(columns.0));
    columns
        .or_else(|| if io::stdout().is_terminal() { terminal() } else { None })
        .unwrap_or(WIDTH)
        .clamp(40, 200)
}

/// What to say where the output cannot be written, and the status.
pub(super) fn unwritten(error: &io::Error, lang: Lang) -> u8 {
    complain(&match error.kind() {
        io::ErrorKind::StorageFull => lang.text("cli-write-full", &[]),
        _ => lang.text("cli-write", &[("reason", &error.to_string())]),
    });
    exit::NOT_DONE
}
