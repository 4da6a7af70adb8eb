//! What is counted where: the units of a table and the incidents on each.

use super::compare::Compared;
use super::{AggregateError, By};
use crate::area::{Area, AreaCode, AreaSet, Level};
use crate::desk::{Entry, Filter, Snapshot};
use crate::heat::{Cell, Parts, Resolution};
use std::collections::HashMap;
use std::sync::Arc;

/// More cells than this are no table that anybody reads.
pub(super) const MOST_CELLS: usize = 200_000;

/// A node of a table: the whole, an area or a cell.
#[derive(Debug, Clone, Copy)]
pub(super) enum Node<'a> {
    Whole,
    Area(&'a Area),
    Cell(Cell),
}

/// The units of a table with their wholes, and which of them each incident of each period is on.
pub(super) struct Counted<'a> {
    pub parts: Parts,
    pub nodes: Vec<Node<'a>>,
    /// For each of the three periods the node and the category of every incident that has a node.
    pub hits: [Vec<(usize, &'a str)>; 3],
    /// For each period the incidents without one: given to a grid that is no more.
    pub elsewhere: [u64; 3],
}

impl<'a> Counted<'a> {
    /// Counts what passes the filter in each of the periods. Where the table is `guarded`, what is
    /// given to a grid that is no more is in no table: else totals by cells and by areas would
    /// differ by it.
    pub fn new(
        snapshot: &'a Snapshot,
        by: By,
        filter: &Filter,
        compared: Option<&Compared>,
        guarded: bool,
    ) -> Result<Self, AggregateError> {
        let periods = compared.map_or([None; 3], Compared::all);
        let found = periods.map(|span| {
            let of = |span: &crate::desk::Span| {
                let (from, to) = (Some(span.from), Some(span.to));
                snapshot.matching(&Filter { from, to, ..filter.clone() })
            };
            let mut found = span.map(of).unwrap_or_default();
            found.retain(|entry| !guarded || entry.grid_number().is_some());
            found
        });
        match by {
            By::Level(_) => Ok(Self::on_areas(snapshot.areas(), &found)),
            By::Cell(resolution) => Self::on_cells(resolution, &found),
        }
    }

    fn on_areas(areas: &'a AreaSet, found: &[Vec<&'a Arc<Entry>>; 3]) -> Self {
        let mut nodes = vec![Node::Whole];
        let mut wholes = vec![None];
        let mut places: HashMap<&AreaCode, usize> = HashMap::new();
        for level in Level::ALL {
            let first = nodes.len();
            for area in areas.level(level) {
                let whole = area.parent.as_ref().and_then(|parent| places.get(parent));
                wholes.push(Some(whole.copied().unwrap_or(0)));
                nodes.push(Node::Area(area));
            }
            let of_level = areas.level(level).iter().map(|area| &area.code);
            places.extend(of_level.zip(first..));
        }
        let first_grid = nodes.len() - areas.grids().len();
        let mut elsewhere = [0; 3];
        let mut hits = [const { Vec::new() }; 3];
        for ((hits, elsewhere), found) in hits.iter_mut().zip(&mut elsewhere).zip(found) {
            for entry in found {
                match entry.grid_number() {
                    Some(grid) => hits.push((first_grid + grid, category(entry))),
                    None => *elsewhere += 1,
                }
            }
        }
        #[expect(clippy::expect_used, reason = "levels come from the highest to the lowest")]
        let parts = Parts::new(wholes).expect("wholes stand first");
        Self { parts, nodes, hits, elsewhere }
    }

    fn on_cells(
        resolution: Resolution,
        found: &[Vec<&'a Arc<Entry>>; 3],
    ) -> Result<Self, AggregateError> {
        let on_cell = |entry: &&'a Arc<Entry>| (resolution.cell(entry.position()), category(entry));
        let located: [Vec<(Cell, &str)>; 3] =
            found.each_ref().map(|found| found.iter().map(on_cell).collect());
        let mut cells: Vec<Cell> = located.iter().flatten().map(|(cell, _)| *cell).collect();
        cells.sort_unstable();
        cells.dedup();
        if cells.len() > MOST_CELLS {
            return Err(AggregateError::TooManyCells { cells: cells.len() });
        }
        let node = |cell: &Cell| 1 + cells.partition_point(|other| other < cell);
        let hits = located.map(|l| l.iter().map(|(cell, name)| (node(cell), *name)).collect());
        let parts = Parts::flat(cells.len() + 1);
        let nodes = std::iter::once(Node::Whole).chain(cells.iter().copied().map(Node::Cell));
        Ok(Self { parts, nodes: nodes.collect(), hits, elsewhere: [0; 3] })
    }

    /// Whether the units are cells: then only those with a case in one of the periods are there.
    pub fn has_cells(&self) -> bool {
        matches!(self.nodes.last(), Some(Node::Cell(_)))
    }

    /// The number of incidents on every node and all below it, of those whose category passes.
    pub fn sums(&self, period: usize, passes: impl Fn(&str) -> bool) -> Vec<u64> {
        let mut counts = vec![0; self.nodes.len()];
        for (node, category) in self.hits.get(period).into_iter().flatten() {
            if passes(category) {
                counts[*node] += 1;
            }
        }
        self.parts.add_up(&mut counts);
        counts
    }
}

fn category(entry: &Entry) -> &str {
    &entry.incident.report.category
}
