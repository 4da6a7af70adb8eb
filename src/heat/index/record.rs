//! What the index knows of an incident.

use super::fixed::Fixed;
use crate::geo::LonLat;
use crate::incident::{Severity, Status};
use jiff::Timestamp;

/// Categories that an index can tell apart.
pub const MOST_CATEGORIES: u16 = 1 << (u32::BITS - GRID_BITS);
/// Grids that an index can tell apart.
pub const MOST_GRIDS: u32 = NO_GRID;

const GRID_BITS: u32 = 20;
const NO_GRID: u32 = (1 << GRID_BITS) - 1;
const GROUND_BIT: u8 = 1 << 5;

/// What the index knows of an incident.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Record {
    /// What the caller knows it by.
    pub number: u32,
    /// Where it happened; the index keeps it to 10⁻⁷ degrees.
    pub at: LonLat,
    /// When it was reported; the index keeps whole seconds, rounded down.
    pub time: Timestamp,
    /// A number for its category, below [`MOST_CATEGORIES`].
    pub category: u16,
    /// How grave it is.
    pub severity: Severity,
    /// Where it stands on its way.
    pub status: Status,
    /// A number for the responsible grid, below [`MOST_GRIDS`]; `None` where there is none.
    pub grid: Option<u32>,
    /// Whether it happened on the ground that densities belong to.
    pub on_ground: bool,
}

/// Category and grid in one word, the category first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag(pub u32);

impl Tag {
    pub(super) fn new(category: u16, grid: Option<u32>) -> Self {
        Self(u32::from(category) << GRID_BITS | grid.unwrap_or(NO_GRID).min(NO_GRID))
    }

    pub(super) fn category(self) -> u16 {
        (self.0 >> GRID_BITS) as u16
    }

    pub(super) fn grid(self) -> Option<u32> {
        Some(self.0 & NO_GRID).filter(|grid| *grid != NO_GRID)
    }
}

/// Severity, status and whether it happened on the ground, in six bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Flags(pub u8);

impl Flags {
    pub(super) fn new(severity: Severity, status: Status, on_ground: bool) -> Self {
        let ground = if on_ground { GROUND_BIT } else { 0 };
        Self((severity.value() - 1) | (status as u8) << 2 | ground)
    }

    /// 0 to 3.
    pub(super) fn severity(self) -> usize {
        usize::from(self.0 & 3)
    }

    pub(super) fn on_ground(self) -> bool {
        self.0 & GROUND_BIT != 0
    }
}

/// A record as it is kept: 21 bytes, column by column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Packed {
    pub at: Fixed,
    /// Seconds since the epoch of the index.
    pub time: u32,
    pub tag: Tag,
    pub flags: Flags,
    pub number: u32,
}

/// The columns of an index.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Columns {
    pub at: Vec<Fixed>,
    pub time: Vec<u32>,
    pub tag: Vec<u32>,
    pub flags: Vec<u8>,
    pub number: Vec<u32>,
}

impl Columns {
    pub(super) fn len(&self) -> usize {
        self.at.len()
    }

    pub(super) fn push(&mut self, row: Packed) {
        self.at.push(row.at);
        self.time.push(row.time);
        self.tag.push(row.tag.0);
        self.flags.push(row.flags.0);
        self.number.push(row.number);
    }

    #[inline]
    pub(super) fn get(&self, row: usize) -> Option<Packed> {
        Some(Packed {
            at: *self.at.get(row)?,
            time: *self.time.get(row)?,
            tag: Tag(*self.tag.get(row)?),
            flags: Flags(*self.flags.get(row)?),
            number: *self.number.get(row)?,
        })
    }

    pub(super) fn bytes(&self) -> usize {
        self.at.capacity() * size_of::<Fixed>()
            + (self.time.capacity() + self.tag.capacity() + self.number.capacity()) * 4
            + self.flags.capacity()
    }

    /// The rows in another order; a column goes before the next one is sorted.
    pub(super) fn sorted(mut self, order: &[u32]) -> Self {
        fn by<T: Copy>(column: &[T], order: &[u32]) -> Vec<T> {
            let mut sorted = Vec::with_capacity(order.len());
            sorted.extend(order.iter().filter_map(|row| column.get(*row as usize)));
            sorted
        }
        Self {
            at: by(&std::mem::take(&mut self.at), order),
            time: by(&std::mem::take(&mut self.time), order),
            tag: by(&std::mem::take(&mut self.tag), order),
            flags: by(&std::mem::take(&mut self.flags), order),
            number: by(&std::mem::take(&mut self.number), order),
        }
    }
}
