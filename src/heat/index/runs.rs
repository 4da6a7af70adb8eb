//! The calendar of an index: which rows are of which category and day.

use std::ops::Range;

const DAY_S: i64 = 86_400;
/// Days are counted in Beijing time. Only speed depends on it: what begins or ends within a day
/// is compared by its seconds.
const ZONE_S: i64 = 8 * 3_600;
const DAY_BITS: u32 = 20;

/// The calendar day of a time, in seconds since `epoch`; the epoch's own is 0.
pub(super) fn day_of(epoch: i64, time: u32) -> u32 {
    let day = |seconds: i64| (seconds + ZONE_S).div_euclid(DAY_S);
    (day(epoch + i64::from(time)) - day(epoch)) as u32
}

/// The seconds since `epoch` at which a day begins; below zero for the epoch's own.
pub(super) fn begin_of(epoch: i64, day: u32) -> i64 {
    ((epoch + ZONE_S).div_euclid(DAY_S) + i64::from(day)) * DAY_S - ZONE_S - epoch
}

/// Rows of one category and day lie side by side: where each such run begins.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Runs {
    /// Category, then day, ascending.
    keys: Vec<u32>,
    /// The first row of each, and one past the last row of all.
    firsts: Vec<u32>,
}

impl Runs {
    /// What rows are sorted by first.
    pub(super) fn key(category: u16, day: u32) -> u32 {
        u32::from(category) << DAY_BITS | day.min((1 << DAY_BITS) - 1)
    }

    /// From the keys of all rows, in their order.
    pub(super) fn of(keys: impl Iterator<Item = u32>) -> Self {
        let (mut runs, mut rows) = (Self::default(), 0);
        for key in keys {
            if runs.keys.last() != Some(&key) {
                runs.keys.push(key);
                runs.firsts.push(rows);
            }
            rows += 1;
        }
        runs.firsts.push(rows);
        runs
    }

    pub(super) fn bytes(&self) -> usize {
        (self.keys.capacity() + self.firsts.capacity()) * 4
    }

    /// The categories that there are, ascending.
    pub(super) fn categories(&self) -> Vec<u16> {
        let mut all: Vec<u16> = self.keys.iter().map(|key| (key >> DAY_BITS) as u16).collect();
        all.dedup();
        all
    }

    /// The last day that there is.
    pub(super) fn last_day(&self) -> Option<u32> {
        self.keys.iter().map(|key| key & ((1 << DAY_BITS) - 1)).max()
    }

    /// The rows of a category on some days: they lie side by side.
    pub(super) fn rows(&self, category: u16, days: Range<u32>) -> Range<usize> {
        let first = |day: u32| {
            let run = self.keys.partition_point(|key| *key < Self::key(category, day));
            self.firsts.get(run).map_or(0, |row| *row as usize)
        };
        let begin = first(days.start);
        // A key is the day's in its own category, however late the day.
        let end = if days.end >= 1 << DAY_BITS {
            let next = u64::from(category) + 1;
            let run = self.keys.partition_point(|key| u64::from(*key) >> DAY_BITS < next);
            self.firsts.get(run).map_or(0, |row| *row as usize)
        } else {
            first(days.end)
        };
        begin..end.max(begin)
    }
}
