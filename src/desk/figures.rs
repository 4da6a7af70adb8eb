//! Numbers read out of a snapshot.

use super::{Filter, Snapshot};
use crate::area::AreaCode;
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
    /// How many incidents the area, of any level, is responsible for.
    #[must_use]
    pub fn count_in(&self, area: &AreaCode) -> AreaCount {
        let _ = area;
        AreaCount::default()
    }

    /// How many incidents pass `filter` on each local day, for every day from the first to the
    /// last report of all, zeros included.
    #[must_use]
    pub fn histogram(&self, filter: &Filter, zone: &TimeZone) -> Vec<(Date, usize)> {
        let _ = (filter, zone);
        Vec::new()
    }
}
