//! The state at one moment.

use crate::area::{AreaCode, AreaSet, Level};
use crate::geo::{Bounds, LonLat};
use crate::heat::{Ground, PointIndex};
use crate::incident::{Incident, IncidentId, Report};
use crate::locate::{Answer, Editions, Locator, Relation};
use jiff::Timestamp;
use rayon::prelude::*;
use std::sync::Arc;

/// Incidents in a chunk: what a write copies at most, besides the list of chunks.
const CHUNK: usize = 1024;
/// Incidents that may be outside the index before it is built again, or a sixteenth of those
/// in it where that is more: the index then costs a write O(log n) on average.
const RECENT: usize = 4096;
/// From so many incidents on, their grids are looked up on all processors.
const MANY: usize = 256;

/// An incident and whose ground it happened on.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The incident.
    pub incident: Incident,
    /// The grid that its position suggests, in the edition of its time.
    pub located: Answer,
    /// The place of the responsible grid among the grids in force; see [`Entry::grid_number`].
    grid: Option<usize>,
}

impl Entry {
    pub(super) fn new(incident: Incident, located: Answer, in_force: &Locator) -> Self {
        let mut entry = Self { incident, located, grid: None };
        let grids = in_force.areas().grids();
        let by_code = grids.binary_search_by(|grid| grid.code.cmp(entry.responsible())).ok();
        let suggested = entry.incident.assigned.is_none();
        let by_ground = || in_force.holder(entry.position()).grid().filter(|_| suggested);
        entry.grid = by_code.or_else(by_ground);
        entry
    }

    /// The grid that has it, or else the one that its position suggests.
    #[must_use]
    pub fn responsible(&self) -> &AreaCode {
        self.incident.assigned.as_ref().map_or(&self.located.grid, |assigned| &assigned.grid)
    }

    /// The place of the responsible grid in [`AreaSet::grids`] of the edition in force. Where a
    /// grid of an earlier edition was suggested, it is the one that has the ground now. `None`
    /// where it is assigned to a grid that is no more.
    pub(super) fn grid_number(&self) -> Option<usize> {
        self.grid
    }

    /// Since when that grid is responsible: when it was assigned, or else when it was reported.
    #[must_use]
    pub fn responsible_at(&self) -> Timestamp {
        self.incident.assigned.as_ref().map_or(self.reported_at(), |assigned| assigned.at)
    }

    pub(super) fn position(&self) -> LonLat {
        self.incident.report.position
    }

    /// Whether it happened on the ground of a grid, not only near one.
    pub(super) fn on_ground(&self) -> bool {
        self.located.relation != Relation::Nearest
    }

    pub(super) fn reported_at(&self) -> Timestamp {
        self.incident.report.reported_at
    }
}

/// The state at one moment. It never changes; the next one shares nearly all of it.
///
/// Incidents are numbered in the order of their ids. They sit in chunks, of which a write copies
/// one. Positions sit in a frozen index of the first ones; the few after it are looked at one by
/// one.
#[derive(Debug, Clone)]
pub struct Snapshot {
    editions: Arc<Editions>,
    /// The edition in force.
    locator: Arc<Locator>,
    seq: i64,
    chunks: Vec<Arc<Vec<Arc<Entry>>>>,
    index: Arc<PointIndex>,
    /// The banner, or what its grids cover together.
    ground: Option<Arc<Ground>>,
    period: Option<(Timestamp, Timestamp)>,
}

impl Snapshot {
    /// The state of an empty store, on the edition that is in force `now`.
    #[must_use]
    pub fn empty(editions: Arc<Editions>, now: Timestamp) -> Self {
        let (locator, index) = (Arc::clone(editions.at(now)), Arc::default());
        let ground = ground_of(locator.areas()).map(Arc::new);
        Self { editions, locator, seq: 0, chunks: Vec::new(), index, ground, period: None }
    }

    /// The state after these incidents, new or changed, came to it; `seq` is the last event's
    /// number. Finds the grids of the new ones.
    #[must_use]
    pub fn with(&self, incidents: Vec<Incident>, seq: i64) -> Self {
        let entry = |incident: Incident| {
            // A position never changes once it is reported.
            let located = match self.get(incident.id) {
                Some(known) => known.located.clone(),
                None => self.locate(&incident.report),
            };
            Entry::new(incident, located, &self.locator)
        };
        let entries = if incidents.len() < MANY {
            incidents.into_iter().map(entry).collect()
        } else {
            incidents.into_par_iter().map(entry).collect()
        };
        self.with_entries(entries, seq)
    }

    /// As [`Snapshot::with`], the grids being known.
    pub(super) fn with_entries(&self, entries: Vec<Entry>, seq: i64) -> Self {
        let mut next = Self { seq, ..self.clone() };
        for entry in entries {
            next.put(Arc::new(entry));
        }
        let recent = next.len().saturating_sub(next.index.len());
        if recent > RECENT.max(next.index.len() / 16) {
            next.reindex();
        }
        next
    }

    fn put(&mut self, entry: Arc<Entry>) {
        let at = entry.reported_at();
        let id = entry.incident.id;
        self.period = Some(self.period.map_or((at, at), |(a, b)| (a.min(at), b.max(at))));
        if let Some((chunk, place)) = self.place(id) {
            if let Some(slot) =
                self.chunks.get_mut(chunk).and_then(|c| Arc::make_mut(c).get_mut(place))
            {
                *slot = entry;
            }
        } else if self.last().is_some_and(|last| last.incident.id > id) {
            self.insert_before_others(entry);
        } else {
            match self.chunks.last_mut().filter(|chunk| chunk.len() < CHUNK) {
                Some(chunk) => Arc::make_mut(chunk).push(entry),
                None => self.chunks.push(Arc::new(vec![entry])),
            }
        }
    }

    /// A store gives ids in ascending order, so this is for a store that breaks its contract:
    /// slow and right.
    fn insert_before_others(&mut self, entry: Arc<Entry>) {
        let mut all: Vec<Arc<Entry>> = self.iter().cloned().collect();
        let place = all.partition_point(|other| other.incident.id < entry.incident.id);
        all.insert(place, entry);
        self.chunks = all.chunks(CHUNK).map(|chunk| Arc::new(chunk.to_vec())).collect();
        self.reindex();
    }

    fn reindex(&mut self) {
        let numbered = (0_u32..).zip(self.iter().map(|entry| entry.position()));
        self.index = Arc::new(PointIndex::build(numbered));
    }

    /// The boundaries in force.
    #[must_use]
    pub fn areas(&self) -> &Arc<AreaSet> {
        self.locator.areas()
    }

    /// The index that finds the grid of a position in the boundaries in force.
    #[must_use]
    pub fn locator(&self) -> &Arc<Locator> {
        &self.locator
    }

    /// All editions of the boundaries.
    #[must_use]
    pub fn editions(&self) -> &Arc<Editions> {
        &self.editions
    }

    /// The boundaries that were in force at a time.
    #[must_use]
    pub fn areas_at(&self, time: Timestamp) -> &Arc<AreaSet> {
        self.editions.at(time).areas()
    }

    /// The grid of a report, in the boundaries of its time.
    pub(super) fn locate(&self, report: &Report) -> Answer {
        self.editions.at(report.reported_at).locate(report.position)
    }

    /// The ground that densities belong to: the banner, or else what the grids cover together.
    #[must_use]
    pub fn ground(&self) -> Option<&Arc<Ground>> {
        self.ground.as_ref()
    }

    /// The number of the last event that is in it.
    #[must_use]
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// How many incidents there are.
    #[must_use]
    pub fn len(&self) -> usize {
        // All chunks but the last are full.
        self.chunks.last().map_or(0, |last| (self.chunks.len() - 1) * CHUNK + last.len())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// When the first and the last incident were reported; `None` where there are none.
    #[must_use]
    pub fn period(&self) -> Option<(Timestamp, Timestamp)> {
        self.period
    }

    /// The incident with that number.
    #[must_use]
    pub fn get(&self, id: IncidentId) -> Option<&Arc<Entry>> {
        let (chunk, place) = self.place(id)?;
        self.chunks.get(chunk)?.get(place)
    }

    /// Chunk and place in it of an incident that is there.
    fn place(&self, id: IncidentId) -> Option<(usize, usize)> {
        let begins_later = |chunk: &Arc<Vec<Arc<Entry>>>| {
            chunk.first().is_some_and(|first| first.incident.id <= id)
        };
        let chunk = self.chunks.partition_point(begins_later).checked_sub(1)?;
        let place = self.chunks.get(chunk)?.binary_search_by_key(&id, |entry| entry.incident.id);
        Some((chunk, place.ok()?))
    }

    fn last(&self) -> Option<&Arc<Entry>> {
        self.chunks.last()?.last()
    }

    /// All incidents, by id.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<Entry>> {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }

    /// The incidents in a rectangle, its edges included, by id.
    pub(super) fn in_bounds(&self, bounds: &Bounds) -> Vec<&Arc<Entry>> {
        let mut numbers = self.index.in_bounds(bounds);
        numbers.sort_unstable();
        let indexed = numbers.into_iter().filter_map(|number| {
            let number = number as usize;
            self.chunks.get(number / CHUNK)?.get(number % CHUNK)
        });
        indexed.chain(self.recent().filter(|entry| bounds.contains(entry.position()))).collect()
    }

    /// Those that are not in the index yet.
    fn recent(&self) -> impl Iterator<Item = &Arc<Entry>> {
        let indexed = self.index.len();
        let chunks = self.chunks.get(indexed / CHUNK..).unwrap_or_default();
        chunks.iter().flat_map(|chunk| chunk.iter()).skip(indexed % CHUNK)
    }
}

fn ground_of(areas: &AreaSet) -> Option<Ground> {
    let level = [Level::Banner, Level::Grid].into_iter().find(|l| !areas.level(*l).is_empty())?;
    Ground::new(areas.level(level).iter().map(|area| &area.shape))
}
