//! An index from records.

use super::fixed::{Curve, Fixed, Rect};
use super::record::{Columns, Flags, MOST_CATEGORIES, MOST_GRIDS, Packed, Record, Tag};
use super::runs::{Runs, day_of};
use super::sums::Sums;
use super::{Index, IndexError, floor_seconds};
use rayon::prelude::*;

/// Takes records in any order and builds an [`Index`] of them.
#[derive(Debug, Default)]
pub struct Builder {
    columns: Columns,
    /// Whole seconds since 1970, before they are counted from the first.
    seconds: Vec<i64>,
}

impl Builder {
    /// Adds a record.
    ///
    /// # Errors
    /// A category or a grid beyond what an index can tell apart, or 2³² records.
    pub fn push(&mut self, record: &Record) -> Result<(), IndexError> {
        if record.category >= MOST_CATEGORIES {
            return Err(IndexError::Category(record.category));
        }
        if let Some(grid) = record.grid.filter(|grid| *grid >= MOST_GRIDS) {
            return Err(IndexError::Grid(grid));
        }
        if self.seconds.len() >= u32::MAX as usize {
            return Err(IndexError::TooMany);
        }
        self.columns.push(Packed {
            at: Fixed::new(record.at),
            time: 0,
            tag: Tag::new(record.category, record.grid),
            flags: Flags::new(record.severity, record.status, record.on_ground),
            number: record.number,
        });
        self.seconds.push(floor_seconds(record.time));
        Ok(())
    }

    /// Sorts and packs: O(n log n) on all threads; about 40 bytes a record while it works.
    #[must_use]
    pub fn build(self) -> Index {
        let Self { mut columns, seconds } = self;
        let epoch = epoch_of(&seconds);
        for (time, seconds) in columns.time.iter_mut().zip(&seconds) {
            *time = since(epoch, *seconds);
        }
        drop(seconds);
        let extent = columns.at.par_chunks(1 << 16).map(Rect::of);
        let extent = extent.reduce(|| Rect::NOTHING, Rect::union);
        let curve = Curve::through(&extent);

        let mut keyed: Vec<(u64, u32)> = (0..columns.len())
            .into_par_iter()
            .filter_map(|row| {
                let packed = columns.get(row)?;
                let run = Runs::key(packed.tag.category(), day_of(epoch, packed.time));
                Some((u64::from(run) << 32 | u64::from(curve.key(packed.at)), row as u32))
            })
            .collect();
        // By number where all else is equal: an index does not depend on the order of records.
        let number = |row: u32| columns.number.get(row as usize).copied();
        keyed
            .par_sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| number(a.1).cmp(&number(b.1))));
        let runs = Runs::of(keyed.iter().map(|(key, _)| (key >> 32) as u32));
        let order: Vec<u32> = keyed.into_iter().map(|(_, row)| row).collect();
        let columns = columns.sorted(&order);
        drop(order);
        let sums = Sums::of(&columns, &runs, &curve);
        let by_place = by_place_of(&columns, &curve);
        Index::assemble(columns, epoch, runs, by_place, sums)
    }
}

/// The rows along the curve.
fn by_place_of(columns: &Columns, curve: &Curve) -> Vec<u32> {
    let mut keyed: Vec<u64> =
        (0_u64..).zip(&columns.at).map(|(row, at)| u64::from(curve.key(*at)) << 32 | row).collect();
    keyed.par_sort_unstable();
    keyed.into_iter().map(|key| key as u32).collect()
}

/// The second from which times are counted: the first, unless the last is farther away than can
/// be counted. Times before it then count as equal to it.
fn epoch_of(seconds: &[i64]) -> i64 {
    let (first, last) = (seconds.iter().min(), seconds.iter().max());
    first.zip(last).map_or(0, |(first, last)| (*first).max(last - i64::from(u32::MAX - 1)))
}

fn since(epoch: i64, seconds: i64) -> u32 {
    u32::try_from((seconds - epoch).max(0)).unwrap_or(u32::MAX - 1)
}
