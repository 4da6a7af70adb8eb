//! `wangge locate`: one position, or a CSV file streamed to a CSV file.

use super::args::{LocateArgs, OutputFormat};
use super::config::Config;
use super::failure::Failure;
use super::locate_file::{self, datum_or_default};
use super::{Outcome, areas, print, say};
use crate::geo::{CoordError, Reported, parse_degrees, suspicions};
use crate::locate::{Explanation, Locator};
use crate::text::{Lang, Message};
use std::io::IsTerminal;
use std::path::Path;

pub(super) fn run(args: &LocateArgs, config: &Config, lang: Lang) -> Result<Outcome, Failure> {
    let locator = areas::locator(config.areas(args.areas.as_ref())?, config)?;
    match args.target.as_slice() {
        [lon, lat] => one(&locator, (lon, lat), args, lang),
        [text, ..] if looks_like_numbers(text) && !Path::new(text).exists() => {
            Err(Failure::impossible(Message::new("cli.two_numbers").with("text", text)))
        }
        [file, ..] => locate_file::run(&locator, Path::new(file), args, config, lang),
        // The argument is required.
        [] => Ok(Outcome::Fine),
    }
}

/// A position that was typed as one word: `107.98,39.09`, or half of it.
fn looks_like_numbers(text: &str) -> bool {
    text.split([',', '，', ';', ' ']).all(|part| part.trim().parse::<f64>().is_ok())
}

fn one(
    locator: &Locator,
    (lon, lat): (&str, &str),
    args: &LocateArgs,
    lang: Lang,
) -> Result<Outcome, Failure> {
    let reported = Reported {
        x: parse_degrees(lon).map_err(unusable)?,
        y: parse_degrees(lat).map_err(unusable)?,
        datum: datum_or_default(args.datum, lang),
    };
    let at = reported.to_lonlat().map_err(unusable)?;
    if let Some(suspicion) = suspicions(at) {
        say(&suspicion.message().render(lang));
    }
    let explanation = Explanation::of(locator, reported, at);
    let format = args.format.unwrap_or(if std::io::stdout().is_terminal() {
        OutputFormat::Text
    } else {
        OutputFormat::Json
    });
    let result = match format {
        OutputFormat::Json => format!("{:#}", explanation.to_json(lang)),
        OutputFormat::Text => explanation.to_text(lang),
    };
    match &args.output {
        Some(path) => std::fs::write(path, result + "\n")
            .map_err(|source| Failure::file("cli.cannot_write", path, source))?,
        None => print(&result)?,
    }
    Ok(Outcome::Fine)
}

/// The position on the command line is the data here.
fn unusable(error: CoordError) -> Failure {
    Failure::faulty(error.message()).because(error)
}
