//! An index, and what has changed since it was built.

use super::fixed::{Fixed, Rect};
use super::query::{Query, Selection};
use super::record::{Flags, Record, Tag};
use super::{Index, floor_seconds};
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};
use std::sync::Arc;

/// A record that came or went.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Change {
    pub at: Fixed,
    /// Seconds since 1970.
    pub seconds: i64,
    pub tag: Tag,
    pub flags: Flags,
    pub number: u32,
    /// Of two changes of one record the later has the larger.
    pub order: u64,
    /// Whether the record came, or went.
    pub came: bool,
}

type Changes = RTree<GeomWithData<[f64; 2], Change>>;

/// Changes in trees, each at least twice as large as the next: one more costs O(log² n) on
/// average (Bentley and Saxe, *Decomposable searching problems*, J. Algorithms 1, 1980), and a
/// copy shares the trees.
#[derive(Debug, Clone, Default)]
pub(super) struct Recent(Vec<Arc<Changes>>);

impl Recent {
    pub(super) const NONE: &'static Self = &Self(Vec::new());

    fn len(&self) -> usize {
        self.0.iter().map(|tree| tree.size()).sum()
    }

    fn add(&mut self, changes: impl IntoIterator<Item = Change>) {
        let point = |change: Change| {
            let at = change.at.lonlat();
            GeomWithData::new([at.lon(), at.lat()], change)
        };
        let mut all: Vec<_> = changes.into_iter().map(point).collect();
        while let Some(last) = self.0.pop_if(|last| last.size() < 2 * all.len()) {
            all.extend(last.iter().copied());
        }
        if !all.is_empty() {
            self.0.push(Arc::new(RTree::bulk_load(all)));
        }
    }

    /// The changes in a rectangle, its edges included.
    pub(super) fn within(&self, window: &Rect) -> impl Iterator<Item = &Change> {
        let bounds = window.bounds();
        let envelope = AABB::from_corners([bounds.west, bounds.south], [bounds.east, bounds.north]);
        let trees = self.0.iter();
        trees
            .flat_map(move |tree| tree.locate_in_envelope_intersecting(&envelope))
            .map(|point| &point.data)
    }
}

/// An index, and what has changed since it was built. A copy shares nearly everything.
///
/// It answers as an index of the present records would.
#[derive(Debug, Clone, Default)]
pub struct Live {
    index: Arc<Index>,
    recent: Recent,
    changes: u64,
}

impl Live {
    /// Nothing has changed yet.
    #[must_use]
    pub fn new(index: Arc<Index>) -> Self {
        Self { index, recent: Recent::default(), changes: 0 }
    }

    /// The frozen part.
    #[must_use]
    pub fn index(&self) -> &Arc<Index> {
        &self.index
    }

    /// Records that came, each with what the one of its number was before, if there was one.
    pub fn put(&mut self, records: impl IntoIterator<Item = (Record, Option<Record>)>) {
        let mut order = self.changes;
        let changes = records.into_iter().flat_map(|(new, old)| {
            order += 2;
            let change = |record: Record, order: u64, came: bool| Change {
                at: Fixed::new(record.at),
                seconds: floor_seconds(record.time),
                tag: Tag::new(record.category, record.grid),
                flags: Flags::new(record.severity, record.status, record.on_ground),
                number: record.number,
                order,
                came,
            };
            let gone = old.map(|old| change(old, order, false));
            gone.into_iter().chain([change(new, order + 1, true)])
        });
        self.recent.add(changes.collect::<Vec<_>>());
        self.changes = order;
    }

    /// How many changes lie beside the index; see [`Live::is_stale`].
    #[must_use]
    pub fn changes(&self) -> usize {
        self.recent.len()
    }

    /// Whether so much has changed that an index of its own pays: then a query costs a sixteenth
    /// more, or as much as 4096 places.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.changes() > (self.index.len() / 16).max(4096)
    }

    /// The records that pass a query.
    #[must_use]
    pub fn select<'a>(&'a self, query: Query<'a>) -> Selection<'a> {
        Selection::new(&self.index, &self.recent, query)
    }
}
