//! The edges of all grids, those that several share found together.

use crate::area::Area;
use crate::geo::rings;
use geo::{Coord, LineString};
use rayon::prelude::*;

/// No owner on the second side of an edge.
const NO_OWNER: u32 = u32::MAX;

/// A border, once for both grids that share it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub from: Coord<f64>,
    pub to: Coord<f64>,
    owners: [u32; 2],
}

impl Edge {
    /// The grids that are entered or left across it, by their places in the set.
    pub fn owners(&self) -> impl Iterator<Item = u32> {
        self.owners.into_iter().filter(|owner| *owner != NO_OWNER)
    }
}

/// An edge of one grid, with the ground of the grid on its left.
#[derive(Debug, Clone, Copy)]
pub(super) struct OuterEdge {
    pub from: Coord<f64>,
    pub to: Coord<f64>,
    pub owner: u32,
}

/// The edges of a set of grids.
#[derive(Debug, Default)]
pub(super) struct Edges {
    /// All of them. One that more than two grids share stands there again for the rest.
    pub all: Vec<Edge>,
    /// Those with ground of the set on one side only: the nearest from outside is among them.
    pub outer: Vec<OuterEdge>,
}

/// An edge of one grid: its ends in order, and the owner with a bit for its direction.
type Sided = ([u64; 4], u32);

impl Edges {
    /// The edges of grids, in the order of their ends.
    pub fn of(grids: &[Area]) -> Self {
        let mut sided: Vec<Sided> = grids
            .par_iter()
            .enumerate()
            .flat_map_iter(|(owner, area)| {
                let lines = rings(&area.shape).flat_map(LineString::lines);
                lines.filter(|line| line.start != line.end).map(move |line| {
                    let (a, b) = (line.start, line.end);
                    let ordered = (a.x, a.y) <= (b.x, b.y);
                    let (a, b) = if ordered { (a, b) } else { (b, a) };
                    // Adding zero makes -0.0 the same as 0.0.
                    let ends = [a.x, a.y, b.x, b.y].map(|v| (v + 0.0).to_bits());
                    (ends, (owner as u32) << 1 | u32::from(ordered))
                })
            })
            .collect();
        sided.par_sort_unstable();
        let mut edges = Self::default();
        edges.all.reserve_exact(sided.len() / 2 + 1);
        for same in sided.chunk_by(|a, b| a.0 == b.0) {
            edges.add(same);
        }
        if edges.outer.is_empty() {
            // Only where the set closes on itself, or lists a shape twice in opposite windings:
            // all of them rather than none.
            edges.outer = sided.iter().map(OuterEdge::from).collect();
        }
        edges
    }

    /// Adds the edges with the same ends.
    fn add(&mut self, same: &[Sided]) {
        for pair in same.chunks(2) {
            let Some(&(ends, first)) = pair.first() else { continue };
            let [x0, y0, x1, y1] = ends.map(f64::from_bits);
            let second = pair.get(1).map_or(NO_OWNER, |(_, owner)| *owner >> 1);
            let (from, to) = (Coord { x: x0, y: y0 }, Coord { x: x1, y: y1 });
            let first = first >> 1;
            // A grid on both sides is neither entered nor left; the edge stays, to be touched.
            let owners = if first == second { [NO_OWNER; 2] } else { [first, second] };
            self.all.push(Edge { from, to, owners });
        }
        let direction = |sided: &Sided| sided.1 & 1;
        if same.iter().all(|sided| same.first().map(direction) == Some(direction(sided))) {
            self.outer.extend(same.iter().map(OuterEdge::from));
        }
    }
}

impl From<&Sided> for OuterEdge {
    fn from((ends, owner): &Sided) -> Self {
        let [x0, y0, x1, y1] = ends.map(f64::from_bits);
        let (a, b) = (Coord { x: x0, y: y0 }, Coord { x: x1, y: y1 });
        let (from, to) = if owner & 1 == 1 { (a, b) } else { (b, a) };
        Self { from, to, owner: owner >> 1 }
    }
}
