//! Periods as they are asked for: a month, a year, or two ends.

use super::Snapshot;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// The name of a period that holds all incidents.
pub const WHOLE_PERIOD: &str = "all";

/// What is shown where no period is asked for, in days.
const RECENT_DAYS: i64 = 90;

/// From a moment until before another, with the words for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The first moment.
    pub from: Timestamp,
    /// The first moment after it.
    pub to: Timestamp,
    /// As a person reads it: `2026-09`, or `2026-08-03 — 2026-10-31`.
    pub label: String,
}

/// Which end of a period a text stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The beginning: a date is its first moment.
    First,
    /// The end: a date is included.
    Last,
}

impl End {
    /// Reads a local date, a local time, or an instant (RFC 3339).
    #[must_use]
    pub fn read(self, text: &str, zone: &TimeZone) -> Option<Timestamp> {
        if let Ok(at) = text.parse::<Timestamp>() {
            return Some(at);
        }
        let local = |at: DateTime| Some(at.to_zoned(zone.clone()).ok()?.timestamp());
        if text.len() > 10 {
            return local(text.parse().ok()?);
        }
        let date: Date = text.parse().ok()?;
        match self {
            Self::First => local(date.into()),
            Self::Last => local(date.tomorrow().ok()?.into()),
        }
    }
}

impl Span {
    /// A month (`2026-09`) or a year (`2026`) of local time.
    #[must_use]
    pub fn named(text: &str, zone: &TimeZone) -> Option<Self> {
        let (year, month) = match text.split_once('-') {
            Some((year, month)) => (year, Some(month.parse().ok()?)),
            None => (text, None),
        };
        let first = Date::new(year.parse().ok()?, month.unwrap_or(1), 1).ok()?;
        let length = if month.is_some() { 1.month() } else { 1.year() };
        let midnight = |date: Date| Some(date.to_zoned(zone.clone()).ok()?.timestamp());
        Some(Self {
            from: midnight(first)?,
            to: midnight(first.checked_add(length).ok()?)?,
            label: text.to_owned(),
        })
    }

    /// The period between two moments, named by its local days; `None` where it is empty.
    #[must_use]
    pub fn between(from: Timestamp, to: Timestamp, zone: &TimeZone) -> Option<Self> {
        let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
        let last = day(to.saturating_sub(1.nanosecond()).unwrap_or(to));
        (from < to).then(|| Self { from, to, label: format!("{} — {last}", day(from)) })
    }

    /// Everything from a first to a last moment, both included.
    #[must_use]
    pub fn whole((first, last): (Timestamp, Timestamp), zone: &TimeZone) -> Option<Self> {
        Self::between(first, last.checked_add(1.second()).ok()?, zone)
    }

    /// The length in days, for rates.
    #[must_use]
    pub fn days(&self) -> f64 {
        self.to.duration_since(self.from).as_secs_f64() / 86_400.0
    }
}

impl Snapshot {
    /// The ends of the last 90 days that have incidents, see [`Span::last_quarter`]. `None` while
    /// there are none.
    #[must_use]
    pub fn last_quarter(&self, now: Timestamp) -> Option<(Timestamp, Timestamp)> {
        Span::last_quarter(self.period()?, now)
    }
}

impl Span {
    /// The last 90 days of data that has a first and a last moment, as far as they are not after
    /// `now`: one wrong date must not move the period into the future.
    #[must_use]
    pub fn last_quarter(
        (first, last): (Timestamp, Timestamp),
        now: Timestamp,
    ) -> Option<(Timestamp, Timestamp)> {
        let last = if first < now { last.min(now) } else { last };
        let first = last.checked_sub((RECENT_DAYS * 24).hours()).ok()?;
        Some((first, last.checked_add(1.second()).ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shanghai() -> TimeZone {
        crate::incident::Rules::default().zone()
    }

    #[test]
    fn a_month_is_whole_and_local() {
        let span = Span::named("2026-09", &shanghai()).unwrap();
        assert_eq!(span.from.to_string(), "2026-08-31T16:00:00Z");
        assert!((span.days() - 30.0).abs() < 1e-9);
        assert!((Span::named("2026", &shanghai()).unwrap().days() - 365.0).abs() < 1e-9);
        assert_eq!(Span::named("2026-13", &shanghai()), None);
        assert_eq!(Span::named("2026-09-01", &shanghai()), None);
    }

    #[test]
    fn a_last_date_is_included() {
        let read = |text| End::Last.read(text, &shanghai()).map(|at| at.to_string());
        assert_eq!(read("2026-10-31").as_deref(), Some("2026-10-31T16:00:00Z"));
        assert_eq!(read("2026-10-31T08:00").as_deref(), Some("2026-10-31T00:00:00Z"));
        assert_eq!(read("31.10.2026"), None);
        assert_eq!(read("9999-12-31"), None);
    }

    #[test]
    fn a_period_is_named_by_its_days() {
        let end = |text, end: End| end.read(text, &shanghai()).unwrap();
        let (from, to) = (end("2026-08-03", End::First), end("2026-10-31", End::Last));
        let span = Span::between(from, to, &shanghai()).unwrap();
        assert_eq!(span.label, "2026-08-03 — 2026-10-31");
        assert_eq!(Span::between(to, from, &shanghai()), None);
    }
}
