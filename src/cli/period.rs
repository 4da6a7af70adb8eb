//! The period of the arguments.

use super::args::SelectionArgs;
use super::failure::Failure;
use crate::desk::{End, Span};
use crate::incident::Rules;
use crate::text::Message;
use jiff::Timestamp;

/// The period that the arguments name, with an end they leave out from `default`.
pub(super) fn span(
    args: &SelectionArgs,
    rules: &Rules,
    default: Option<(Timestamp, Timestamp)>,
) -> Result<Span, Failure> {
    let zone = rules.zone();
    if let Some(text) = &args.period {
        return Span::named(text, &zone).ok_or_else(|| bad(text));
    }
    let read = |text: &Option<String>, end: End| match text {
        Some(text) => end.read(text, &zone).map(Some).ok_or_else(|| bad(text)),
        None => Ok(None),
    };
    let from = read(&args.from, End::First)?.or(default.map(|(from, _)| from));
    let to = read(&args.to, End::Last)?.or(default.map(|(_, to)| to));
    let (Some(from), Some(to)) = (from, to) else {
        return Err(Failure::faulty(Message::new("cli.no_incidents")));
    };
    Span::between(from, to, &zone)
        .ok_or_else(|| Failure::impossible(Message::new("cli.empty_period")))
}

fn bad(text: &str) -> Failure {
    Failure::impossible(Message::new("cli.bad_period").with("text", text))
}
