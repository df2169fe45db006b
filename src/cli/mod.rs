//! The commands: one file each; here what they share.

mod check;
mod config;
mod context;
mod draft;
mod entries;
mod excerpt;
mod exit;
mod explain;
mod formats;
mod gate;
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
mod verify;
mod waive;
mod words;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};
use hegui::wording::Lang;

use self::context::{Context, complain, ids, no_pack, today, unwritten};
use self::options::{Command, LayoutCommand, Options};
use self::output::Output;

/// Runs the command that the arguments name.
pub(crate) fn run() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    let lang = options::language(&args);
    let read = |command: clap::Command| {
        command.try_get_matches_from(&args).and_then(|matches| Options::from_arg_matches(&matches))
    };
    // The texts of all arguments are looked up only where one of them may have to be shown.
    let options = read(Options::command()).or_else(|_| read(options::localised(Options::command(), lang)));
    let options = match options {
        Ok(options) => options,
        Err(error) => return usage(&error, lang),
    };
    ExitCode::from(dispatch(&options).unwrap_or_else(|error| unwritten(&error, lang)))
}

fn dispatch(options: &Options) -> io::Result<u8> {
    let context = Context::new(&options.shared);
    let mut out = Output::new(io::stdout().lock());
    let code = match &options.command {
        Command::Check(options) => check::run(&context, options, &mut out),
        Command::Import(options) => import::run(&context, options, &mut out),
        Command::Mark(options) => mark::run(&context, options, &mut out),
        Command::Template(options) => template::run(&context, options, &mut out),
        Command::Layout(options) => {
            let LayoutCommand::Draft(options) = &options.command;
            draft::run(&context, options, &mut out)
        }
        Command::Test(options) => test::run(&context, options, &mut out),
        Command::Read(options) => read::run(&context, options, &mut out),
        Command::Explain(options) => explain::run(&context, options, &mut out),
        Command::Rules(options) => rules::run(&context, options, &mut out),
        Command::Schema(options) => schema::run(&context, options, &mut out),
        Command::Verify(options) => verify::run(&context, options, &mut out),
        Command::Waive(options) => context.say(waive::waive(options, today(), context.lang), &mut out),
        Command::Baseline(options) => context.say(waive::baseline(options, today(), context.lang), &mut out),
        Command::Answer(options) => context.say(waive::answer(options, today(), context.lang), &mut out),
        Command::Config(options) => config::run(context.lang, options, &mut out).and_then(|problems| {
            let status = if problems.is_empty() { exit::CLEAN } else { exit::NOT_DONE };
            context.show_problems(problems).map(|()| status)
        }),
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
