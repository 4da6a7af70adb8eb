//! Whole days, weeks and months of local time.

use crate::desk::{Filter, Snapshot, Span};
use crate::heat::hotspot::Step;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span as Length, Timestamp, ToSpan};

/// How many steps are looked at where no beginning is asked for.
const RECENT: usize = 12;

/// The beginning of the step that a day is in; steps of other lengths are days.
fn begin(step: Step, day: Date) -> Date {
    match step {
        Step::Month => day.first_of_month(),
        Step::Week => {
            let since_monday = day.weekday().since(Weekday::Monday);
            day.checked_sub(i64::from(since_monday).days()).unwrap_or(day)
        }
        _ => day,
    }
}

fn length(step: Step) -> Length {
    match step {
        Step::Month => 1.month(),
        Step::Week => 1.week(),
        _ => 1.day(),
    }
}

/// The whole steps between two moments, the oldest first: the last `most` of them and one more
/// where there are more.
fn whole(step: Step, from: Timestamp, to: Timestamp, most: usize, zone: &TimeZone) -> Vec<Span> {
    let midnight = |day: Date| Some(day.to_zoned(zone.clone()).ok()?.timestamp());
    let last = begin(step, to.to_zoned(zone.clone()).date());
    let mut spans = Vec::new();
    let (mut end, mut next) = (last, midnight(last));
    while let Some(to) = next.filter(|_| spans.len() <= most) {
        let Ok(first) = end.checked_sub(length(step)) else { break };
        let Some(start) = midnight(first).filter(|start| *start >= from) else { break };
        spans.extend(Span::between(start, to, zone));
        (end, next) = (first, Some(start));
    }
    spans.reverse();
    spans
}

impl Snapshot {
    /// The whole days, weeks (from Monday) or months that a filter speaks of, the oldest first: those
    /// within the data and between its ends, or the last twelve where it names no beginning. Where
    /// there are more than `most`, one more than that.
    #[must_use]
    pub fn steps(&self, step: Step, filter: &Filter, most: usize, zone: &TimeZone) -> Vec<Span> {
        let Some((first, last)) = self.period() else { return Vec::new() };
        let date = |at: Timestamp| at.to_zoned(zone.clone()).date();
        let midnight = |day: Date| Some(day.to_zoned(zone.clone()).ok()?.timestamp());
        let ends = midnight(date(first)).zip(date(last).tomorrow().ok().and_then(midnight));
        let Some((data_from, data_to)) = ends else { return Vec::new() };
        let from = filter.from.map_or(data_from, |from| from.max(data_from));
        let to = filter.to.map_or(data_to, |to| to.min(data_to));
        let mut spans = whole(step, from, to, most, zone);
        if filter.from.is_none() {
            spans.drain(..spans.len().saturating_sub(RECENT));
        }
        spans
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::End;

    fn labels(step: Step, from: &str, to: &str, most: usize) -> Vec<String> {
        let zone = crate::incident::Rules::default().zone();
        let (from, to) =
            (End::First.read(from, &zone).unwrap(), End::Last.read(to, &zone).unwrap());
        whole(step, from, to, most, &zone).into_iter().map(|span| span.label).collect()
    }

    #[test]
    fn only_whole_steps_count() {
        let months = labels(Step::Month, "2026-01-02", "2026-04-29", 400);
        assert_eq!(months, ["2026-02-01 — 2026-02-28", "2026-03-01 — 2026-03-31"]);
        let months = labels(Step::Month, "2026-03-01", "2026-04-30", 400);
        assert_eq!(months, ["2026-03-01 — 2026-03-31", "2026-04-01 — 2026-04-30"]);
        // 2026-10-26 is a Monday.
        let weeks = labels(Step::Week, "2026-10-19", "2026-11-02", 400);
        assert_eq!(weeks, ["2026-10-19 — 2026-10-25", "2026-10-26 — 2026-11-01"]);
        assert_eq!(labels(Step::Day, "2026-10-30", "2026-10-31", 400).len(), 2);
        assert_eq!(labels(Step::Month, "2026-10-02", "2026-10-31", 400), [""; 0]);
    }

    #[test]
    fn one_more_than_the_most_tells_that_there_are_more() {
        assert_eq!(labels(Step::Day, "2026-01-01", "2026-10-31", 30).len(), 31);
    }
}
