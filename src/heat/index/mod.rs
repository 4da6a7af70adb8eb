//! The index of incidents: where, when, of what kind, in columns that are looked through quickly.
//!
//! Records lie in the order of a calendar: by category, then by day, and within a day along a
//! Hilbert curve, with a rectangle around every 64 of them. A period of a category is a few
//! stretches of rows, and of a stretch only the boxes that meet the window are opened. A second
//! order, along the curve alone, serves small windows. Sums over squares of ground, prepared for
//! all and for every category by stretches of 8 to 4096 days, serve densities of long periods.
//!
//! An index is frozen. What has changed since lies beside it, see [`Live`].
//!
//! ```
//! use jiff::Timestamp;
//! use wangge::geo::{Bounds, LonLat};
//! use wangge::heat::{Builder, Query, Record};
//! use wangge::incident::{Severity, Status};
//!
//! let mut builder = Builder::default();
//! for number in 0..100_u32 {
//!     builder.push(&Record {
//!         number,
//!         at: LonLat::new(107.5 + f64::from(number) / 1000.0, 39.1)?,
//!         time: Timestamp::from_second(1_700_000_000 + 3_600 * i64::from(number))?,
//!         category: (number % 3) as u16,
//!         severity: Severity::new(2).unwrap(),
//!         status: Status::Reported,
//!         grid: None,
//!         on_ground: true,
//!     })?;
//! }
//! let index = builder.build();
//! let bounds = Bounds { west: 107.51, south: 39.0, east: 107.52, north: 39.2 };
//! let query = Query { categories: Some(vec![0]), within: Some(bounds), ..Query::default() };
//! let mut found = index.select(query).numbers();
//! found.sort_unstable();
//! assert_eq!(found, [12, 15, 18]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod boxes;
mod build;
mod error;
mod file;
mod fixed;
mod live;
mod nearest;
mod query;
mod record;
mod runs;
mod sums;

pub use build::Builder;
pub use error::{IndexError, IndexFileError};
pub use file::IndexNames;
pub use live::Live;
pub use query::{Query, Selection};
pub use record::{MOST_CATEGORIES, MOST_GRIDS, Record};

use boxes::{Boxes, Tree};
use fixed::{Curve, Rect};
use jiff::Timestamp;
use live::Recent;
use rayon::prelude::*;
use record::Columns;
use runs::Runs;
use sums::Sums;

/// Records of incidents, frozen; see the module.
#[derive(Debug, Clone, PartialEq)]
pub struct Index {
    /// By category, day, and place along the curve.
    columns: Columns,
    /// Seconds since 1970 from which times are counted.
    epoch: i64,
    runs: Runs,
    boxes: Boxes,
    categories: Vec<u16>,
    last_day: Option<u32>,
    /// The rows along the curve, and a tree over them.
    by_place: Vec<u32>,
    tree: Tree,
    extent: Rect,
    sums: Sums,
}

impl Index {
    /// Of sorted columns.
    fn assemble(columns: Columns, epoch: i64, runs: Runs, by_place: Vec<u32>, sums: Sums) -> Self {
        let boxes = Boxes::around(&columns.at);
        let extent = boxes.0.iter().fold(Rect::NOTHING, |sum, rect| sum.union(*rect));
        let along = by_place.chunks(boxes::BLOCK).map(|rows| {
            let places = rows.iter().filter_map(|row| columns.at.get(*row as usize));
            places.fold(Rect::NOTHING, |sum, at| sum.with(*at))
        });
        let tree = Tree::over(Boxes(along.collect()), by_place.len());
        let (categories, last_day) = (runs.categories(), runs.last_day());
        Self { columns, epoch, runs, boxes, categories, last_day, by_place, tree, extent, sums }
    }

    fn curve(&self) -> Curve {
        Curve::through(&self.extent)
    }

    /// How many records there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.columns.len() == 0
    }

    /// The seconds of the first and the last record; `None` where there is none.
    #[must_use]
    pub fn period(&self) -> Option<(Timestamp, Timestamp)> {
        let time = &self.columns.time;
        let (first, last) = (time.par_iter().min()?, time.par_iter().max()?);
        let at = |seconds: u32| Timestamp::from_second(self.epoch + i64::from(seconds)).ok();
        at(*first).zip(at(*last))
    }

    /// The records that pass a query.
    #[must_use]
    pub fn select<'a>(&'a self, query: Query<'a>) -> Selection<'a> {
        Selection::new(self, Recent::NONE, query)
    }

    /// What it takes in memory, all told.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of::<Self>()
            + self.columns.bytes()
            + self.runs.bytes()
            + self.boxes.0.capacity() * size_of::<Rect>()
            + self.by_place.capacity() * 4
            + self.tree.bytes()
            + self.sums.bytes()
    }
}

/// Whole seconds since 1970, rounded down.
fn floor_seconds(time: Timestamp) -> i64 {
    // Before 1970 a part of a second counts down.
    time.as_second() - i64::from(time.subsec_nanosecond() < 0)
}

impl Default for Index {
    fn default() -> Self {
        Builder::default().build()
    }
}

#[cfg(test)]
mod tests;
