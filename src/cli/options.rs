//! The arguments, in both languages.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, Parser, Subcommand, ValueEnum};
use hegui::report::Severity;
use hegui::rule::{AsOf, Day};
use hegui::wording::Lang;

use super::formats::{self, Format, Target};

/// The arguments of hegui.
#[derive(Debug, Parser)]
#[command(name = "hegui", version, disable_help_subcommand = true, propagate_version = false)]
pub(crate) struct Options {
    #[command(flatten)]
    pub(crate) shared: Shared,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Args)]
pub(crate) struct Shared {
    #[arg(long, global = true, value_name = "zh|en", ignore_case = true, hide_possible_values = true)]
    pub(crate) lang: Option<Language>,
    #[arg(
        long,
        global = true,
        value_name = "auto|always|never",
        default_value = "auto",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub(crate) color: Color,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Language {
    Zh,
    En,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Zh => Self::Zh,
            Language::En => Self::En,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

/// How what is read in a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PageFormat {
    Human,
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Level {
    Error,
    Warning,
    Info,
}

impl From<Level> for Severity {
    fn from(level: Level) -> Self {
        match level {
            Level::Error => Self::Error,
            Level::Warning => Self::Warning,
            Level::Info => Self::Info,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(Box<Check>),
    Import(Import),
    Mark(Mark),
    Template(Template),
    Layout(LayoutTools),
    Test(Test),
    Read(Read),
    Explain(Explain),
    Rules(Rules),
    Schema(Schema),
    Verify(Verify),
    Waive(Waive),
    Baseline(Baseline),
    Answer(Answer),
    Config(Setup),
    Completions {
        #[arg(value_name = "SHELL")]
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Default, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option that is given or not")]
pub(crate) struct Check {
    #[arg(required_unless_present = "files_from", value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
    #[arg(long, value_name = "ID")]
    pub(crate) pack: Option<String>,
    #[arg(long, value_name = "NAME[=FILE]", value_parser = formats::target)]
    pub(crate) format: Vec<Target>,
    #[arg(long)]
    pub(crate) ndjson: bool,
    #[arg(long, short, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
    #[arg(long, value_name = "FILE")]
    pub(crate) files_from: Option<PathBuf>,
    #[arg(long, value_name = "NAME")]
    pub(crate) stdin_name: Option<String>,
    #[arg(long, value_name = "REV", conflicts_with = "ndjson")]
    pub(crate) changed_since: Option<OsString>,
    #[arg(long, value_name = "error|warning|info", hide_possible_values = true)]
    pub(crate) fail_on: Option<Level>,
    #[arg(long, value_name = "YEAR|DATE", value_parser = as_of)]
    pub(crate) as_of: Option<AsOf>,
    #[arg(long)]
    pub(crate) fail_on_unchecked: bool,
    #[arg(long, value_name = "FILE", conflicts_with = "ndjson")]
    pub(crate) waivers: Option<PathBuf>,
    #[arg(long, value_name = "FILE", conflicts_with = "ndjson")]
    pub(crate) explanations: Option<PathBuf>,
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) today: Option<Day>,
    #[arg(long, value_name = "FILE", conflicts_with = "ndjson")]
    pub(crate) certificate: Option<PathBuf>,
    #[arg(long, value_name = "DIR", conflicts_with = "timings")]
    pub(crate) cache: Option<PathBuf>,
    #[arg(long)]
    pub(crate) allow_cut: bool,
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    #[arg(long, conflicts_with = "config")]
    pub(crate) no_config: bool,
    #[arg(long, value_name = "REV")]
    pub(crate) config_from: Option<OsString>,
    #[arg(long, short)]
    pub(crate) quiet: bool,
    #[arg(long)]
    pub(crate) timings: bool,
    #[arg(long, value_name = "N", default_value_t = 64 << 20, hide_default_value = true)]
    pub(crate) max_bytes: usize,
    #[arg(long, value_name = "N", default_value_t = 128, hide_default_value = true, value_parser = depth)]
    pub(crate) max_depth: usize,
    #[arg(long, value_name = "N", default_value_t = 20_000, hide_default_value = true)]
    pub(crate) max_values: usize,
}

/// Levels beyond which the reader of JSON would need more stack than a thread has.
pub(super) const DEEPEST: usize = 1_000;

fn depth(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|depth| (1..=DEEPEST).contains(depth)).ok_or_else(|| format!("1–{DEEPEST}"))
}

/// `90%` or `90`.
fn share(text: &str) -> Result<u8, String> {
    let digits = text.strip_suffix('%').unwrap_or(text);
    digits.parse().ok().filter(|share| *share <= 100).ok_or_else(|| "0%–100%".to_owned())
}

fn as_of(text: &str) -> Result<AsOf, String> {
    AsOf::parse(text).ok_or_else(|| "2023, 2023-06-30".to_owned())
}

fn day(text: &str) -> Result<Day, String> {
    match AsOf::parse(text) {
        Some(AsOf::Day(day)) => Ok(day),
        _ => Err("2026-03-31".to_owned()),
    }
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    #[arg(value_name = "CERTIFICATE")]
    pub(crate) certificate: PathBuf,
}

/// Findings of a report.
#[derive(Debug, Args)]
pub(crate) struct Picked {
    #[arg(value_name = "REPORT")]
    pub(crate) report: PathBuf,
    #[arg(required = true, value_name = "FINGERPRINT")]
    pub(crate) fingerprints: Vec<String>,
    #[arg(long, value_name = "PATH")]
    pub(crate) document: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Waive {
    #[command(flatten)]
    pub(crate) picked: Picked,
    #[command(flatten)]
    pub(crate) approved: Acceptance,
}

#[derive(Debug, Args)]
pub(crate) struct Baseline {
    #[arg(value_name = "REPORT")]
    pub(crate) report: PathBuf,
    #[command(flatten)]
    pub(crate) approved: Acceptance,
}

#[derive(Debug, Args)]
pub(crate) struct Answer {
    #[command(flatten)]
    pub(crate) picked: Picked,
    #[arg(long, value_name = "TEXT")]
    pub(crate) text: String,
    #[arg(long, value_name = "NAME")]
    pub(crate) by: String,
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) on: Option<Day>,
    #[arg(long, value_name = "FILE", default_value = "explanations.toml", hide_default_value = true)]
    pub(crate) to: PathBuf,
}

/// Who accepts findings, and where that is written.
#[derive(Debug, Args)]
pub(crate) struct Acceptance {
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
    #[arg(long, value_name = "NAME")]
    pub(crate) approved_by: String,
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) expires: Day,
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) on: Option<Day>,
    #[arg(long, value_name = "FILE", default_value = "waivers.toml", hide_default_value = true)]
    pub(crate) to: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    #[arg(value_name = "FORM")]
    pub(crate) path: PathBuf,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) form: Option<u32>,
    #[arg(long, value_name = "NAME")]
    pub(crate) layout: Option<String>,
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
    #[arg(long, value_name = "ID")]
    pub(crate) pack: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Mark {
    #[arg(value_name = "FORM")]
    pub(crate) path: PathBuf,
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
    #[arg(long, value_name = "ID")]
    pub(crate) pack: Option<String>,
    #[arg(long, value_name = "YEAR|DATE", value_parser = as_of)]
    pub(crate) as_of: Option<AsOf>,
}

#[derive(Debug, Args)]
pub(crate) struct Template {
    #[arg(value_name = "PACK")]
    pub(crate) pack: String,
    #[arg(long, value_name = "NAME")]
    pub(crate) layout: Option<String>,
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[arg(long)]
    pub(crate) example: bool,
    #[arg(long)]
    pub(crate) force: bool,
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct LayoutTools {
    #[command(subcommand)]
    pub(crate) command: LayoutCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LayoutCommand {
    Draft(LayoutDraft),
}

#[derive(Debug, Args)]
pub(crate) struct LayoutDraft {
    #[arg(value_name = "FILE")]
    pub(crate) path: PathBuf,
    #[arg(long, value_name = "ID")]
    pub(crate) pack: String,
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Option<String>,
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Test {
    #[arg(value_name = "RULE")]
    pub(crate) wanted: Vec<String>,
    #[arg(long)]
    pub(crate) mutate: bool,
    #[arg(
        long,
        value_name = "N%",
        default_value = "90%",
        hide_default_value = true,
        requires = "mutate",
        value_parser = share
    )]
    pub(crate) least: u8,
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
    #[arg(long, value_name = "ID")]
    pub(crate) pack: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Read {
    #[arg(value_name = "TEXT|FORM")]
    pub(crate) what: String,
    #[arg(value_name = "POINTER")]
    pub(crate) pointer: Option<String>,
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
    #[arg(long, value_name = "ID")]
    pub(crate) pack: Option<String>,
    #[arg(
        long,
        value_name = "human|json",
        default_value = "human",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub(crate) format: PageFormat,
    #[arg(long)]
    pub(crate) all: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    #[arg(value_name = "RULE")]
    pub(crate) rule: String,
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
    #[arg(long, value_name = "ID")]
    pub(crate) pack: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Rules {
    #[command(subcommand)]
    pub(crate) command: RulesCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    List {
        #[arg(value_name = "PACK")]
        pack: Option<String>,
        #[arg(long, value_name = "DIR")]
        rules: Option<PathBuf>,
    },
    Export {
        #[arg(value_name = "DIR")]
        into: PathBuf,
        #[arg(value_name = "PACK")]
        pack: Option<String>,
        #[arg(long, value_name = "RULE", num_args = 1..)]
        rule: Vec<String>,
        #[arg(long)]
        force: bool,
    },
    Upgrade {
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        #[arg(long)]
        write: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Schema {
    #[arg(value_name = "PACK")]
    pub(crate) pack: Option<String>,
    #[arg(long, conflicts_with_all = ["report", "pack"])]
    pub(crate) rule: bool,
    #[arg(long, conflicts_with = "pack")]
    pub(crate) report: bool,
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Setup {
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    #[arg(long, value_name = "REV")]
    pub(crate) config_from: Option<OsString>,
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
}

/// The language of the reader: `--lang`, looked for before the arguments are read, since faults in them are told in it
/// too; else that of the locale.
pub(crate) fn language(args: &[OsString]) -> Lang {
    let mut args = args.iter().map(|arg| arg.to_string_lossy());
    while let Some(arg) = args.next() {
        let value = match arg.strip_prefix("--lang") {
            Some("") => args.next().map(std::borrow::Cow::into_owned),
            Some(rest) => rest.strip_prefix('=').map(str::to_owned),
            None => None,
        };
        match value.as_deref() {
            Some("en") => return Lang::En,
            Some("zh") => return Lang::Zh,
            _ => {}
        }
    }
    locale()
}

/// The language of the locale; Chinese where it says nothing else.
pub(crate) fn locale() -> Lang {
    let names = ["LC_ALL", "LC_MESSAGES", "LANG"];
    let name = names.iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    let name = name.or_else(sys_locale::get_locale).unwrap_or_default();
    let is_neutral = name == "C" || name == "POSIX" || name.starts_with("C.") || name.is_empty();
    if is_neutral || name.starts_with("zh") { Lang::Zh } else { Lang::En }
}

/// The command with its texts in a language: each text is found by the path of its command and the name of its
/// argument.
pub(crate) fn localised(command: clap::Command, lang: Lang) -> clap::Command {
    let template = lang.text("help-template", &[]);
    describe(command, "cli", &template, lang)
}

/// Arguments of several commands that have one text.
const SHARED: [&str; 12] = [
    "lang",
    "color",
    "rules",
    "pack",
    "config",
    "config_from",
    "report",
    "reason",
    "approved_by",
    "expires",
    "on",
    "to",
];

fn describe(command: clap::Command, path: &str, template: &str, lang: Lang) -> clap::Command {
    let ids: Vec<String> = command.get_arguments().map(|arg| arg.get_id().to_string()).collect();
    let names: Vec<String> = command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
    let heading = lang.text("help-options", &[]);
    let arguments = lang.text("help-arguments", &[]);
    let mut command = command
        .about(lang.text(&format!("{path}-about"), &[]))
        .help_template(template.replace("\\n", "\n"))
        .disable_help_flag(true)
        .subcommand_help_heading(lang.text("help-commands", &[]))
        .arg(
            clap::Arg::new("help")
                .short('h')
                .long("help")
                .action(clap::ArgAction::Help)
                .help(lang.text("help-help", &[]))
                .help_heading(heading.clone()),
        );
    if path == "cli-read" {
        command = command.after_help(lang.text("cli-read-json", &[]));
    }
    if path == "cli" {
        command = command.disable_version_flag(true).arg(
            clap::Arg::new("version")
                .short('V')
                .long("version")
                .action(clap::ArgAction::Version)
                .help(lang.text("help-version", &[]))
                .help_heading(heading.clone()),
        );
    }
    for id in ids {
        command = command.mut_arg(&id, |arg| {
            let is_own = match path {
                "cli-schema" => id == "report",
                "cli-answer" => matches!(id.as_str(), "on" | "to"),
                _ => false,
            };
            let is_shared = SHARED.contains(&id.as_str()) && !is_own;
            let key = if is_shared { format!("cli-{id}") } else { format!("{path}-{id}") };
            let heading = if arg.is_positional() { arguments.clone() } else { heading.clone() };
            arg.help(lang.text(&key.replace('_', "-"), &[])).help_heading(heading)
        });
    }
    for name in names {
        let inner = format!("{path}-{name}");
        command = command.mut_subcommand(&name, |command| describe(command, &inner, template, lang));
    }
    command
}

/// What to say of a fault in the arguments; help and version as clap lays them out.
pub(crate) fn error_text(error: &clap::Error, lang: Lang) -> String {
    if !error.use_stderr() {
        return error.to_string();
    }
    let get = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(&lang.text("list-separator", &[])),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        _ => String::new(),
    };
    let (arg, value) = (get(ContextKind::InvalidArg), get(ContextKind::InvalidValue));
    let id = match error.kind() {
        ErrorKind::UnknownArgument => "usage-unknown",
        ErrorKind::InvalidSubcommand => "usage-command",
        ErrorKind::InvalidValue if value.is_empty() => "usage-no-value",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "usage-value",
        ErrorKind::MissingRequiredArgument => "usage-missing",
        ErrorKind::ArgumentConflict => "usage-conflict",
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return error.to_string();
        }
        _ => "usage-other",
    };
    let command = get(ContextKind::InvalidSubcommand);
    let other = get(ContextKind::PriorArg);
    let text = lang.text(id, &[("arg", &arg), ("value", &value), ("command", &command), ("other", &other)]);
    let suggested =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
            .into_iter()
            .map(get)
            .find(|text| !text.is_empty());
    let valid = get(ContextKind::ValidValue);
    let valid = if arg.starts_with("--format") && valid.is_empty() { Format::names() } else { valid };
    let hint = match (suggested, valid.is_empty()) {
        (Some(name), _) => lang.text("usage-suggested", &[("name", &name)]),
        (None, false) => lang.text("usage-valid", &[("values", &valid)]),
        (None, true) => String::new(),
    };
    let more = lang.text("usage-help", &[]);
    [text, hint, more].into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
