//! Which periods a period is compared with.

use crate::calendar::Window;
use crate::desk::{Filter, Snapshot, Span};
use crate::text::Message;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Span as Length, Timestamp, ToSpan};

/// A period and the two that it is compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// The period asked for.
    pub now: Span,
    /// The period before it: as many whole months before where it is whole months, as many days
    /// where it is whole days, else of the same length. `None` where the data begins later.
    pub previous: Option<Span>,
    /// The same dates a year earlier. `None` where the data begins later, or where the two overlap.
    pub last_year: Option<Span>,
    /// Reports count while it is open.
    pub window: Option<Window>,
}

impl Compared {
    /// How many days of a period count.
    #[must_use]
    pub fn days(&self, span: &Span) -> f64 {
        self.window.as_ref().map_or_else(|| span.days(), |window| window.days(span.from, span.to))
    }

    /// What the table of holidays cannot tell of the periods.
    #[must_use]
    pub fn warning(&self) -> Option<Message> {
        let first = self.all().into_iter().flatten().map(|span| span.from).min()?;
        self.window.as_ref()?.warning(first, self.now.to)
    }

    /// All three, in this order.
    pub(super) fn all(&self) -> [Option<&Span>; 3] {
        [Some(&self.now), self.previous.as_ref(), self.last_year.as_ref()]
    }
}

impl Snapshot {
    /// The period of a filter and those that it is compared with. An end that the filter leaves out
    /// is that of the data: the beginning of its first local day, the end of its last. `None` where
    /// nothing gives an end, or it is before the beginning.
    #[must_use]
    pub fn compared(&self, filter: &Filter, zone: &TimeZone) -> Option<Compared> {
        let data = self.days_of_data(zone);
        let from = filter.from.or(data.map(|(begin, _)| begin))?;
        let to = filter.to.or(data.map(|(_, end)| end))?;
        let now = Span::between(from, to, zone)?;
        let is_known = |span: &Span| data.is_some_and(|(begin, _)| begin <= span.from);
        let previous = before(&now, zone).filter(is_known);
        let last_year = year_earlier(&now, zone).filter(|y| y.to <= now.from).filter(is_known);
        Some(Compared { now, previous, last_year, window: filter.window.clone() })
    }
}

fn local(at: Timestamp, zone: &TimeZone) -> DateTime {
    at.to_zoned(zone.clone()).datetime()
}

fn instant(at: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    Some(at.to_zoned(zone.clone()).ok()?.timestamp())
}

fn before(now: &Span, zone: &TimeZone) -> Option<Span> {
    let (from, to) = (local(now.from, zone), local(now.to, zone));
    let whole_days = from.time() == Time::midnight() && to.time() == Time::midnight();
    let begin = if whole_days {
        let (from, to) = (from.date(), to.date());
        let length: Length = if from.day() == 1 && to.day() == 1 {
            let months = |d: Date| i32::from(d.year()) * 12 + i32::from(d.month());
            (months(to) - months(from)).months()
        } else {
            from.until(to).ok()?
        };
        instant(from.checked_sub(length).ok()?.into(), zone)?
    } else {
        now.from.checked_sub(now.to.duration_since(now.from)).ok()?
    };
    Span::between(begin, now.from, zone)
}

fn year_earlier(now: &Span, zone: &TimeZone) -> Option<Span> {
    let earlier = |at| instant(local(at, zone).checked_sub(1.year()).ok()?, zone);
    Span::between(earlier(now.from)?, earlier(now.to)?, zone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::End;

    fn span(from: &str, to: &str) -> (Span, TimeZone) {
        let zone = crate::incident::Rules::default().zone();
        let (from, to) =
            (End::First.read(from, &zone).unwrap(), End::Last.read(to, &zone).unwrap());
        (Span::between(from, to, &zone).unwrap(), zone)
    }

    fn labels(from: &str, to: &str) -> [String; 2] {
        let (now, zone) = span(from, to);
        [before(&now, &zone).unwrap().label, year_earlier(&now, &zone).unwrap().label]
    }

    #[test]
    fn months_are_compared_with_months_and_days_with_days() {
        let months = labels("2026-09-01", "2026-10-31");
        assert_eq!(months, ["2026-07-01 — 2026-08-31", "2025-09-01 — 2025-10-31"]);
        let days = labels("2026-09-07", "2026-09-13");
        assert_eq!(days, ["2026-08-31 — 2026-09-06", "2025-09-07 — 2025-09-13"]);
        assert_eq!(labels("2024-02-29", "2024-02-29")[1], "2023-02-28 — 2023-02-28");
    }

    #[test]
    fn hours_are_compared_with_as_many_hours() {
        let (now, zone) = span("2026-09-01T20:00", "2026-09-02T04:00");
        let previous = before(&now, &zone).unwrap();
        assert_eq!(local(previous.from, &zone).to_string(), "2026-09-01T12:00:00");
        assert_eq!(previous.to, now.from);
    }
}
