//! The period of the arguments.

use super::args::SelectionArgs;
use super::failure::Failure;
use crate::desk::{End, Span, WHOLE_PERIOD};
use crate::incident::Rules;
use crate::text::Message;
use jiff::Timestamp;

/// The period that the arguments name. An end that they leave out is that of the last 90 days of
/// the data.
pub(super) fn span(
    args: &SelectionArgs,
    rules: &Rules,
    data: Option<(Timestamp, Timestamp)>,
) -> Result<Span, Failure> {
    let zone = rules.zone();
    let no_incidents = || Failure::faulty(Message::new("cli.no_incidents"));
    match args.period.as_deref() {
        Some(WHOLE_PERIOD) => {
            return data.and_then(|data| Span::whole(data, &zone)).ok_or_else(no_incidents);
        }
        Some(text) => return Span::named(text, &zone).ok_or_else(|| bad(text)),
        None => {}
    }
    let default = data.and_then(|data| Span::last_quarter(data, Timestamp::now()));
    let read = |text: &Option<String>, end: End| match text {
        Some(text) => end.read(text, &zone).map(Some).ok_or_else(|| bad(text)),
        None => Ok(None),
    };
    let from = read(&args.from, End::First)?.or(default.map(|(from, _)| from));
    let to = read(&args.to, End::Last)?.or(default.map(|(_, to)| to));
    let (Some(from), Some(to)) = (from, to) else {
        return Err(no_incidents());
    };
    Span::between(from, to, &zone)
        .ok_or_else(|| Failure::impossible(Message::new("cli.empty_period")))
}

fn bad(text: &str) -> Failure {
    Failure::impossible(Message::new("cli.bad_period").with("text", text))
}
