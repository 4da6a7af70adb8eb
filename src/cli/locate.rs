//! `wangge locate`: one position, or a CSV file streamed to a CSV file.

use super::args::{LocateArgs, OutputFormat};
use super::config::Config;
use super::failure::Failure;
use super::locate_file::{self, datum_or_default};
use super::{Outcome, areas, print, say};
use crate::area::Area;
use crate::desk::End;
use crate::geo::{CoordError, Reported, parse_degrees, suspicions};
use crate::incident::{MAX_ACCURACY_M, Rules};
use crate::locate::{Editions, Explanation, Locator, Question};
use crate::text::{Lang, Message};
use jiff::Timestamp;
use serde_json::json;
use std::io::IsTerminal;
use std::path::Path;

pub(super) fn run(args: &LocateArgs, config: &Config, lang: Lang) -> Result<Outcome, Failure> {
    let editions = areas::load(config.areas(args.areas.as_ref())?, config)?.editions;
    let rules = config.rules()?;
    match args.target.as_slice() {
        [lon, lat] => one(&editions, (lon, lat), args, &rules, lang),
        [text, ..] if looks_like_numbers(text) && !Path::new(text).exists() => {
            Err(Failure::impossible(Message::new("cli.two_numbers").with("text", text)))
        }
        [file, ..] => locate_file::run(&editions, Path::new(file), args, config, lang),
        // The argument is required.
        [] => Ok(Outcome::Fine),
    }
}

/// A position that was typed as one word: `107.98,39.09`, or half of it.
fn looks_like_numbers(text: &str) -> bool {
    text.split([',', '，', ';', ' ']).all(|part| part.trim().parse::<f64>().is_ok())
}

/// The time whose boundaries are asked for.
pub(super) fn asked_time(args: &LocateArgs, rules: &Rules) -> Result<Option<Timestamp>, Failure> {
    let Some(text) = &args.at else { return Ok(None) };
    let read = End::First.read(text, &rules.zone());
    let bad = || Failure::impossible(Message::new("cli.bad_time").with("text", text));
    read.map(Some).ok_or_else(bad)
}

fn one(
    editions: &Editions,
    (lon, lat): (&str, &str),
    args: &LocateArgs,
    rules: &Rules,
    lang: Lang,
) -> Result<Outcome, Failure> {
    let locator = editions.at(asked_time(args, rules)?.unwrap_or_else(Timestamp::now));
    let address = address(locator, args)?;
    let reported = Reported {
        x: parse_degrees(lon).map_err(unusable)?,
        y: parse_degrees(lat).map_err(unusable)?,
        datum: datum_or_default(args.datum, lang),
    };
    let at = reported.to_lonlat().map_err(unusable)?;
    if let Some(suspicion) = suspicions(at) {
        say(&suspicion.message().render(lang));
    }
    let question = Question {
        reported,
        position: at,
        accuracy_m: args.accuracy.map(checked_accuracy).transpose()?,
        address,
        certain_share: rules.certain_share,
    };
    let mut explanation = Explanation::of(locator, question);
    if args.near.is_some() || args.within.is_some() {
        let within_m = args.within.unwrap_or(f64::INFINITY);
        explanation = explanation.with_near(args.near.unwrap_or(usize::MAX), within_m);
    }
    if args.services {
        explanation = explanation.with_services(args.same_township);
    }
    let format = args.format.unwrap_or(if std::io::stdout().is_terminal() {
        OutputFormat::Text
    } else {
        OutputFormat::Json
    });
    let result = match format {
        OutputFormat::Json => format!("{:#}", json!(explanation.spoken(lang))),
        OutputFormat::Text => explanation.to_text(lang),
    };
    match &args.output {
        Some(path) => std::fs::write(path, result + "\n")
            .map_err(|source| Failure::file("cli.cannot_write", path, source))?,
        None => print(&result)?,
    }
    Ok(Outcome::Fine)
}

/// The area that the address names.
fn address<'a>(locator: &'a Locator, args: &LocateArgs) -> Result<Option<&'a Area>, Failure> {
    let Some(text) = &args.area else { return Ok(None) };
    let unknown = || Failure::impossible(Message::new("cli.unknown_area").with("text", text));
    locator.areas().find_named(text).map(Some).ok_or_else(unknown)
}

fn checked_accuracy(accuracy_m: f64) -> Result<f64, Failure> {
    let message = || Message::new("cli.bad_accuracy").with("max", MAX_ACCURACY_M);
    let fine = (0.0..=MAX_ACCURACY_M).contains(&accuracy_m);
    if fine { Ok(accuracy_m) } else { Err(Failure::impossible(message())) }
}

/// The position on the command line is the data here.
fn unusable(error: CoordError) -> Failure {
    Failure::faulty(error.message()).because(error)
}
