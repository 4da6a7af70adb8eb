//! Numbers read out of a snapshot.

use super::filter::AreaSieve;
use super::{Filter, Snapshot};
use crate::area::AreaCode;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// How many incidents an area is responsible for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AreaCount {
    /// All.
    pub total: usize,
    /// Those without an assignment: the grid is a suggestion.
    pub unassigned: usize,
}

impl Snapshot {
    /// How many incidents the area, of any level, is responsible for. None for an unknown code.
    #[must_use]
    pub fn count_in(&self, area: &AreaCode) -> AreaCount {
        let sieve = AreaSieve::new(area, self.areas());
        self.iter().filter(|entry| sieve.holds(entry)).fold(AreaCount::default(), |sum, entry| {
            AreaCount {
                total: sum.total + 1,
                unassigned: sum.unassigned + usize::from(entry.incident.assigned.is_none()),
            }
        })
    }

    /// How many incidents pass `filter` on each local day, for every day from the first to the
    /// last report of all incidents, zeros included.
    #[must_use]
    pub fn histogram(&self, filter: &Filter, zone: &TimeZone) -> Vec<(Date, usize)> {
        let Some((first, last)) = self.period() else { return Vec::new() };
        let days = days(first, last, zone);
        let mut counts = vec![0; days.len()];
        for entry in self.matching(filter) {
            let begun = days.partition_point(|(_, begin)| *begin <= entry.reported_at());
            if let Some(count) = begun.checked_sub(1).and_then(|day| counts.get_mut(day)) {
                *count += 1;
            }
        }
        days.into_iter().map(|(day, _)| day).zip(counts).collect()
    }
}

/// The local days from that of `first` to that of `last`, each with its first moment.
fn days(first: Timestamp, last: Timestamp, zone: &TimeZone) -> Vec<(Date, Timestamp)> {
    let date = |at: Timestamp| at.to_zoned(zone.clone()).date();
    let last_day = date(last);
    let all = std::iter::successors(Some(date(first)), |day| day.tomorrow().ok());
    all.take_while(|day| *day <= last_day)
        .filter_map(|day| Some((day, day.to_zoned(zone.clone()).ok()?.timestamp())))
        .collect()
}
