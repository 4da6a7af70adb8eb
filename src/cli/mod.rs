//! The command line: `wangge serve`, and the commands that read or write files.
//!
//! This is the only place that chooses an exit code: 0 fine; 1 the data has faults (rejects,
//! unusable rows, an error found by check, boundaries refused by serve); 2 it could not be done
//! (a missing file, disk, port, usage).

mod areas;
mod areas_diff;
mod args;
mod atlas;
mod atlas_args;
mod check;
mod config;
mod failure;
mod heat;
mod heat_args;
mod heat_local;
mod heat_spots;
mod heat_table;
mod import;
mod incident_files;
mod index;
mod locate;
mod locate_file;
mod paths;
mod patrol;
mod period;
mod progress;
mod selection;
mod serve;
mod sheet;
mod store;
mod synth;
mod template;

use crate::text::Lang;
use args::{AreasCommand, Args, Command};
use clap::Parser;
use config::Config;
use failure::Failure;
use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

/// How a command ended, when it ended by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// All is well.
    Fine,
    /// Done, but the data has faults, which have been reported.
    Faults,
}

/// Parses the arguments of the process, runs the command and gives its exit code.
#[must_use]
pub fn run() -> ExitCode {
    let args = Args::parse_from(arguments());
    let config = match Config::load(args.config.as_deref()) {
        Ok(config) => config,
        Err(failure) => {
            return report(&failure, args.lang.unwrap_or_default().into(), args.verbose);
        }
    };
    let lang: Lang = args.lang.or(config.lang).unwrap_or_default().into();
    let done = match args.command {
        Command::Serve(command) => serve::run(&command, &config, lang),
        Command::Check(command) => check::run(&command, &config, lang),
        Command::Locate(command) => locate::run(&command, &config, lang),
        Command::Areas(AreasCommand::Diff(command)) => areas_diff::run(&command, &config, lang),
        Command::Import(command) => import::run(&command, &config, lang),
        Command::Index(command) => index::run(&command, &config, lang),
        Command::Heat(command) => heat::run(&command, &config, lang),
        Command::Sheet(command) => sheet::run(&command, &config, lang),
        Command::Template(command) => template::run(&command, &config, lang),
        Command::Atlas(command) => atlas::run(&command, &config, lang),
        Command::Synth(command) => synth::run(&command, lang),
    };
    match done {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Faults) => ExitCode::from(1),
        // Whoever read the output has seen enough.
        Err(failure) if failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) => report(&failure, lang, args.verbose),
    }
}

/// Says in one line what could not be done; the chain of causes with `--verbose`.
fn report(failure: &Failure, lang: Lang, verbose: bool) -> ExitCode {
    say(&format!("wangge: {}", failure.message().render(lang)));
    if verbose {
        let mut cause = failure.cause();
        while let Some(error) = cause {
            say(&format!("  {error}"));
            cause = error.source();
        }
    }
    ExitCode::from(failure.exit_code())
}

/// One line to the person at the terminal, on standard error.
#[expect(clippy::print_stderr, reason = "this is the terminal's door")]
fn say(line: &str) {
    eprintln!("{line}");
}

/// One line of the result, on standard output.
fn print(line: &str) -> Result<(), Failure> {
    use std::io::Write;
    let mut out = std::io::stdout();
    let written = writeln!(out, "{line}").and_then(|()| out.flush());
    written.map_err(|source| Failure::file("cli.cannot_write", Path::new("-"), source))
}

/// The arguments of the process, with numbers such as `-.5` and `-1e-5` written as the parser of
/// options knows them.
fn arguments() -> impl Iterator<Item = OsString> {
    std::env::args_os().map(|argument| {
        let text = argument.to_str().filter(|text| text.starts_with('-'));
        let number = text.and_then(|text| text.parse::<f64>().ok()).filter(|v| v.is_finite());
        number.map_or(argument, |number| OsString::from(number.to_string()))
    })
}
