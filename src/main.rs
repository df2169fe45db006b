//! The command line of hegui: arguments in, exit status out. The library knows nothing of it.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
