//! Periods as they are typed: a month, a year, or two ends.

use super::args::SelectionArgs;
use super::failure::Failure;
use crate::incident::Rules;
use crate::text::Message;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// A period with the words for it. `to` is exclusive.
#[derive(Debug, Clone)]
pub(super) struct Span {
    pub from: Timestamp,
    pub to: Timestamp,
    pub label: String,
}

impl Span {
    /// The length in days, for rates.
    pub fn days(&self) -> f64 {
        self.to.duration_since(self.from).as_secs_f64() / 86_400.0
    }
}

/// The period of the arguments; `default` where they name none.
pub(super) fn span(
    args: &SelectionArgs,
    rules: &Rules,
    default: impl FnOnce() -> Option<(Timestamp, Timestamp)>,
) -> Result<Span, Failure> {
    let zone = rules.zone();
    if let Some(text) = &args.period {
        return named(text, &zone).ok_or_else(|| bad(text));
    }
    let fallback = default();
    let end = |text: &Option<String>, which: End| match text {
        Some(text) => moment(text, which, &zone).map(Some).ok_or_else(|| bad(text)),
        None => Ok(None),
    };
    let from = end(&args.from, End::First)?.or(fallback.map(|(from, _)| from));
    let to = end(&args.to, End::Last)?.or(fallback.map(|(_, to)| to));
    let (Some(from), Some(to)) = (from, to) else {
        return Err(Failure::faulty(Message::new("cli.no_incidents")));
    };
    if from >= to {
        return Err(Failure::impossible(Message::new("cli.empty_period")));
    }
    let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
    let last = day(to.saturating_sub(1.nanosecond()).unwrap_or(to));
    let label = format!("{} — {last}", day(from));
    Ok(Span { from, to, label })
}

/// `2026-09` or `2026`.
fn named(text: &str, zone: &TimeZone) -> Option<Span> {
    let mut parts = text.splitn(2, '-');
    let year: i16 = parts.next()?.parse().ok()?;
    let (first, next) = match parts.next() {
        None => {
            let first = Date::new(year, 1, 1).ok()?;
            (first, first.checked_add(1.year()).ok()?)
        }
        Some(month) => {
            let first = Date::new(year, month.parse().ok()?, 1).ok()?;
            (first, first.checked_add(1.month()).ok()?)
        }
    };
    let midnight = |date: Date| Some(date.to_zoned(zone.clone()).ok()?.timestamp());
    Some(Span { from: midnight(first)?, to: midnight(next)?, label: text.to_owned() })
}

/// Which end of a period a text stands for.
#[derive(Clone, Copy)]
enum End {
    First,
    Last,
}

/// A date (its beginning, or for the last end the beginning of the next day) or a time.
fn moment(text: &str, which: End, zone: &TimeZone) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    if text.len() > 10 {
        let at: jiff::civil::DateTime = text.parse().ok()?;
        return Some(at.to_zoned(zone.clone()).ok()?.timestamp());
    }
    let date: Date = text.parse().ok()?;
    let date = match which {
        End::First => date,
        End::Last => date.tomorrow().ok()?,
    };
    Some(date.to_zoned(zone.clone()).ok()?.timestamp())
}

fn bad(text: &str) -> Failure {
    Failure::impossible(Message::new("cli.bad_period").with("text", text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_whole_and_local() {
        let span = named("2026-09", &Rules::default().zone()).unwrap();
        assert_eq!(span.from.to_string(), "2026-08-31T16:00:00Z");
        assert!((span.days() - 30.0).abs() < 1e-9);
        assert!(named("2026-13", &TimeZone::UTC).is_none());
    }

    #[test]
    fn a_last_date_is_included() {
        let zone = Rules::default().zone();
        let end = moment("2026-10-31", End::Last, &zone).unwrap();
        assert_eq!(end.to_string(), "2026-10-31T16:00:00Z");
        assert!(moment("31.10.2026", End::Last, &zone).is_none());
    }
}
