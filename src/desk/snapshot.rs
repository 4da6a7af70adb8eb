//! The state at one moment.

use super::by_grid::ByGrid;
use super::indexed::{Change, Indexed};
use crate::area::{Area, AreaCode, AreaSet, Level};
use crate::geo::LonLat;
use crate::heat::Ground;
use crate::incident::{Incident, IncidentId, Report};
use crate::locate::{Answer, Editions, Locator, Relation};
use geo::{MultiPolygon, unary_union};
use jiff::Timestamp;
use rayon::prelude::*;
use std::sync::{Arc, OnceLock};

/// Incidents in a chunk: what a write copies at most, besides the list of chunks.
const CHUNK: usize = 1024;
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
        let suggested = entry.incident.assigned.is_none();
        let by_ground = || in_force.holder(entry.position()).grid().filter(|_| suggested);
        entry.grid = in_force.grid_number(entry.responsible()).or_else(by_ground);
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
    /// Where and when they were, for what looks at many of them.
    indexed: Indexed,
    /// The banner, or what its grids cover together.
    ground: Option<Arc<Ground>>,
    period: Option<(Timestamp, Timestamp)>,
    /// Made when it is first asked for.
    by_grid: Arc<OnceLock<Option<ByGrid>>>,
}

impl Snapshot {
    /// The state of an empty store, on the edition that is in force `now`.
    #[must_use]
    pub fn empty(editions: Arc<Editions>, now: Timestamp) -> Self {
        let locator = Arc::clone(editions.at(now));
        let indexed = Indexed::default();
        let ground = ground_of(locator.areas()).map(Arc::new);
        let (chunks, by_grid) = (Vec::new(), Arc::default());
        Self { editions, locator, seq: 0, chunks, indexed, ground, period: None, by_grid }
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
        let entries: Vec<Entry> = if incidents.len() < MANY {
            incidents.into_iter().map(entry).collect()
        } else {
            incidents.into_par_iter().map(entry).collect()
        };
        let many = entries.len() > self.len() / 16 + 4096;
        let (mut next, changes) = self.taking(entries, seq);
        next.index(changes, many);
        next
    }

    /// As [`Snapshot::with`], the grids being known.
    pub(super) fn with_entries(&self, entries: Vec<Entry>, seq: i64) -> Self {
        let (mut next, changes) = self.taking(entries, seq);
        next.index(changes, false);
        next
    }

    fn taking(&self, entries: Vec<Entry>, seq: i64) -> (Self, Vec<Change>) {
        let mut next = Self { seq, by_grid: Arc::default(), ..self.clone() };
        let put = |entry| next.put(Arc::new(entry));
        let changes = entries.into_iter().filter_map(put).collect();
        (next, changes)
    }

    fn index(&mut self, changes: Vec<Change>, anew: bool) {
        if anew || self.indexed.is_renumbered() {
            self.indexed = self.new_index();
        } else {
            self.indexed.put(changes);
        }
    }

    /// What the index has to learn of it.
    fn put(&mut self, entry: Arc<Entry>) -> Option<Change> {
        let at = entry.reported_at();
        let id = entry.incident.id;
        self.period = Some(self.period.map_or((at, at), |(a, b)| (a.min(at), b.max(at))));
        if let Some((chunk, place)) = self.place(id) {
            let slot = self.chunks.get_mut(chunk).and_then(|c| Arc::make_mut(c).get_mut(place))?;
            let old = std::mem::replace(slot, Arc::clone(&entry));
            return Some(Change { place: chunk * CHUNK + place, new: entry, old: Some(old) });
        }
        if self.last().is_some_and(|last| last.incident.id > id) {
            self.insert_before_others(entry);
            return None;
        }
        let place = self.len();
        match self.chunks.last_mut().filter(|chunk| chunk.len() < CHUNK) {
            Some(chunk) => Arc::make_mut(chunk).push(Arc::clone(&entry)),
            None => self.chunks.push(Arc::new(vec![Arc::clone(&entry)])),
        }
        Some(Change { place, new: entry, old: None })
    }

    /// A store gives ids in ascending order, so this is for a store that breaks its contract:
    /// slow and right.
    fn insert_before_others(&mut self, entry: Arc<Entry>) {
        let mut all: Vec<Arc<Entry>> = self.iter().cloned().collect();
        let place = all.partition_point(|other| other.incident.id < entry.incident.id);
        all.insert(place, entry);
        self.chunks = all.chunks(CHUNK).map(|chunk| Arc::new(chunk.to_vec())).collect();
        self.indexed.renumber();
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

    /// The same as a shape.
    #[must_use]
    pub fn ground_shape(&self) -> Option<MultiPolygon<f64>> {
        let areas = ground_areas(self.areas())?;
        match areas {
            [banner] => Some(banner.shape.clone()),
            several => Some(unary_union(several.iter().map(|area| &area.shape))),
        }
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

    /// The same as [`Snapshot::by_grid`], where somebody has asked for it.
    pub(super) fn by_grid_if_made(&self) -> Option<&ByGrid> {
        self.by_grid.get()?.as_ref()
    }

    /// Which incidents each grid in force is responsible for: made once, from all incidents.
    pub(super) fn by_grid(&self) -> Option<&ByGrid> {
        let grids = self.areas().grids().len();
        self.by_grid.get_or_init(|| ByGrid::of(self.iter(), grids)).as_ref()
    }

    pub(super) fn indexed(&self) -> &Indexed {
        &self.indexed
    }

    /// The incidents at these places in the order of ids.
    pub(super) fn at_places(&self, places: Vec<u32>) -> impl Iterator<Item = &Arc<Entry>> {
        places.into_iter().filter_map(|place| {
            let place = place as usize;
            self.chunks.get(place / CHUNK)?.get(place % CHUNK)
        })
    }

    /// Whether so much has changed that [`Snapshot::new_index`] pays.
    pub(super) fn wants_index(&self) -> bool {
        self.indexed.is_stale()
    }

    /// An index of this state; takes a while.
    pub(super) fn new_index(&self) -> Indexed {
        Indexed::of(self.iter().cloned())
    }

    /// The same state with an index that was built of `base`, an earlier one of the same desk.
    pub(super) fn with_index(&self, base: &Self, mut indexed: Indexed) -> Self {
        let mut changes = Vec::new();
        for (number, chunk) in self.chunks.iter().enumerate() {
            let before = base.chunks.get(number);
            if before.is_some_and(|before| Arc::ptr_eq(before, chunk)) {
                continue;
            }
            for (place, new) in chunk.iter().enumerate() {
                let old = before.and_then(|before| before.get(place));
                if old.is_none_or(|old| !Arc::ptr_eq(old, new)) {
                    let place = number * CHUNK + place;
                    changes.push(Change { place, new: Arc::clone(new), old: old.cloned() });
                }
            }
        }
        // Places have moved under the new index: what is there stays.
        if changes.iter().any(Change::is_another) {
            return self.clone();
        }
        indexed.put(changes);
        Self { indexed, ..self.clone() }
    }
}

/// The areas that are ground: the banner, or else the grids.
fn ground_areas(areas: &AreaSet) -> Option<&[Area]> {
    [Level::Banner, Level::Grid].into_iter().map(|l| areas.level(l)).find(|all| !all.is_empty())
}

fn ground_of(areas: &AreaSet) -> Option<Ground> {
    Ground::new(ground_areas(areas)?.iter().map(|area| &area.shape))
}
