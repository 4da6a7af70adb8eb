//! Whole hours, days, weeks and months of local time.

use super::{Filter, Snapshot, Span};
use jiff::civil::{DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span as Length, Timestamp, ToSpan};

/// How long a step through time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stride {
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A week, from Monday.
    Week,
    /// A month.
    Month,
}

impl Stride {
    /// The beginning of the step that a local time is in.
    fn begin(self, at: DateTime) -> DateTime {
        let day = at.date();
        match self {
            Self::Hour => day.at(at.hour(), 0, 0, 0),
            Self::Day => day.into(),
            Self::Week => {
                let since_monday = day.weekday().since(Weekday::Monday);
                day.checked_sub(i64::from(since_monday).days()).unwrap_or(day).into()
            }
            Self::Month => day.first_of_month().into(),
        }
    }

    fn length(self) -> Length {
        match self {
            Self::Hour => 1.hour(),
            Self::Day => 1.day(),
            Self::Week => 1.week(),
            Self::Month => 1.month(),
        }
    }

    /// The words for some steps, from the first to the last.
    pub(super) fn label(self, first: &Span, last: &Span, zone: &TimeZone) -> String {
        let one = first == last;
        let local =
            |at: Timestamp, form: &str| at.to_zoned(zone.clone()).strftime(form).to_string();
        match self {
            Self::Hour => {
                let to = if one { local(last.to, "%H:%M") } else { local(last.to, "%F %H:%M") };
                format!("{}–{to}", local(first.from, "%F %H:%M"))
            }
            Self::Day if one => local(first.from, "%F"),
            Self::Month if one => local(first.from, "%Y-%m"),
            Self::Day | Self::Week | Self::Month => {
                let whole = Span::between(first.from, last.to, zone);
                whole.map(|span| span.label).unwrap_or_default()
            }
        }
    }

    /// The whole steps between two moments, the oldest first: the last `most` of them and one more
    /// where there are more.
    fn whole(self, from: Timestamp, to: Timestamp, most: usize, zone: &TimeZone) -> Vec<Span> {
        let instant = |at: DateTime| Some(at.to_zoned(zone.clone()).ok()?.timestamp());
        let last = self.begin(to.to_zoned(zone.clone()).datetime());
        let mut spans = Vec::new();
        let (mut end, mut next) = (last, instant(last));
        while let Some(to) = next.filter(|_| spans.len() <= most) {
            let Ok(first) = end.checked_sub(self.length()) else { break };
            let Some(start) = instant(first).filter(|start| *start >= from) else { break };
            spans.extend(Span::between(start, to, zone));
            (end, next) = (first, Some(start));
        }
        spans.reverse();
        spans
    }
}

impl Snapshot {
    /// The whole steps that a filter speaks of, the oldest first: those within the days of the data
    /// and between its ends. Where there are more than `most`, the last `most` and one more.
    #[must_use]
    pub fn steps(
        &self,
        stride: Stride,
        filter: &Filter,
        most: usize,
        zone: &TimeZone,
    ) -> Vec<Span> {
        let Some((data_from, data_to)) = self.days_of_data(zone) else { return Vec::new() };
        let from = filter.from.map_or(data_from, |from| from.max(data_from));
        let to = filter.to.map_or(data_to, |to| to.min(data_to));
        stride.whole(from, to, most, zone)
    }

    /// The beginning of the first local day of the data, and the end of its last; `None` where
    /// there is none.
    #[must_use]
    pub fn days_of_data(&self, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        let (first, last) = self.period()?;
        let midnight = |at: Timestamp, days: i64| {
            let date = at.to_zoned(zone.clone()).date().checked_add(days.days()).ok()?;
            Some(date.to_zoned(zone.clone()).ok()?.timestamp())
        };
        midnight(first, 0).zip(midnight(last, 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::End;

    fn labels(stride: Stride, from: &str, to: &str, most: usize) -> Vec<String> {
        let zone = crate::incident::Rules::default().zone();
        let (from, to) =
            (End::First.read(from, &zone).unwrap(), End::Last.read(to, &zone).unwrap());
        stride.whole(from, to, most, &zone).into_iter().map(|span| span.label).collect()
    }

    #[test]
    fn only_whole_steps_count() {
        let months = labels(Stride::Month, "2026-01-02", "2026-04-29", 400);
        assert_eq!(months, ["2026-02-01 — 2026-02-28", "2026-03-01 — 2026-03-31"]);
        let months = labels(Stride::Month, "2026-03-01", "2026-04-30", 400);
        assert_eq!(months, ["2026-03-01 — 2026-03-31", "2026-04-01 — 2026-04-30"]);
        // 2026-10-26 is a Monday.
        let weeks = labels(Stride::Week, "2026-10-19", "2026-11-02", 400);
        assert_eq!(weeks, ["2026-10-19 — 2026-10-25", "2026-10-26 — 2026-11-01"]);
        assert_eq!(labels(Stride::Hour, "2026-10-30", "2026-10-31", 400).len(), 48);
        assert_eq!(labels(Stride::Day, "2026-10-30", "2026-10-31", 400).len(), 2);
        assert_eq!(labels(Stride::Month, "2026-10-02", "2026-10-31", 400), [""; 0]);
    }

    #[test]
    fn one_more_than_the_most_tells_that_there_are_more() {
        assert_eq!(labels(Stride::Day, "2026-01-01", "2026-10-31", 30).len(), 31);
    }
}
