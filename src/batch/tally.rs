//! What became of the rows.

use crate::geo::Suspicion;
use crate::locate::Relation;

/// What became of the rows of a stream.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    /// Rows in all.
    pub rows: u64,
    /// Rows inside one grid.
    pub inside: u64,
    /// Rows on an edge.
    pub edge: u64,
    /// Rows outside every grid, answered with the nearest.
    pub nearest: u64,
    /// Rows without an answer.
    pub unusable: u64,
    /// Rows whose answer is not certain, by their accuracy.
    pub uncertain: u64,
    /// Rows whose position is suspicious.
    pub suspicious: u64,
    /// The first of them: its line and what is suspicious.
    pub first_suspicion: Option<(u64, Suspicion)>,
    /// Whether a row without a datum was taken as CGCS2000 because nobody named one.
    pub datum_assumed: bool,
}

impl Tally {
    pub(super) fn answered(&mut self, relation: Relation) {
        self.rows += 1;
        match relation {
            Relation::Inside => self.inside += 1,
            Relation::Edge => self.edge += 1,
            Relation::Nearest => self.nearest += 1,
        }
    }

    pub(super) fn refused(&mut self) {
        self.rows += 1;
        self.unusable += 1;
    }

    pub(super) fn suspected(&mut self, line: u64, suspicion: Suspicion) {
        self.suspicious += 1;
        self.first_suspicion.get_or_insert((line, suspicion));
    }

    /// Adds what became of later rows.
    pub fn add(&mut self, later: &Self) {
        self.rows += later.rows;
        self.inside += later.inside;
        self.edge += later.edge;
        self.nearest += later.nearest;
        self.unusable += later.unusable;
        self.uncertain += later.uncertain;
        self.suspicious += later.suspicious;
        self.first_suspicion = self.first_suspicion.or(later.first_suspicion);
        self.datum_assumed |= later.datum_assumed;
    }
}
