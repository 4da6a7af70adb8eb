//! The edges of all grids, those that several share found together.

use crate::area::Area;
use crate::geo::{Bounds, rings};
use geo::{Coord, CoordsIter, LineString};
use rayon::prelude::*;

/// No grid on that side of an edge.
pub(super) const NO_OWNER: u32 = u32::MAX;

/// A border, once for both grids that share it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub from: Coord<f64>,
    pub to: Coord<f64>,
    /// The grid with this border on its left, by its place in the set, or [`NO_OWNER`].
    pub left: u32,
    /// The grid with this border on its right, likewise.
    pub right: u32,
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
    /// All of them. One that more than one grid has on the same side stands there again for each.
    pub all: Vec<Edge>,
    /// Those with ground of the set on one side only: the nearest from outside is among them.
    pub outer: Vec<OuterEdge>,
}

/// An edge of one grid: its ends in order, and the owner with a bit for its direction.
type Sided = ([u64; 4], u32);

impl Edges {
    /// The edges of grids. They are gathered stripe by stripe from the west, so that the list that
    /// is sorted to find those that are shared is never as large as all of them.
    pub fn of(grids: &[Area]) -> Self {
        const AT_ONCE: usize = 1 << 16;
        let count: usize = grids.par_iter().map(|area| area.shape.coords_count()).sum();
        let stripes = Stripes::of(grids, count / AT_ONCE + 1);
        let mut edges = Self::default();
        edges.all.reserve_exact(count / 2 + 1);
        let mut sided: Vec<Sided> = Vec::new();
        for stripe in 0..stripes.count {
            sided.clear();
            let owned = grids.par_iter().enumerate().filter(|(_, area)| {
                (stripes.of_lon(area.bounds.west)..=stripes.of_lon(area.bounds.east))
                    .contains(&stripe)
            });
            let here = |(ends, _): &Sided| stripes.of_lon(f64::from_bits(ends[0])) == stripe;
            let met = owned.flat_map_iter(|(owner, area)| sided_edges(owner as u32, area));
            sided.par_extend(met.filter(here));
            sided.par_sort_unstable();
            for same in sided.chunk_by(|a, b| a.0 == b.0) {
                edges.add(same);
            }
        }
        if edges.outer.is_empty() {
            // Only where the set closes on itself, or lists a shape twice in opposite windings:
            // all of them rather than none.
            let owned = grids.iter().enumerate();
            let all = owned.flat_map(|(owner, area)| sided_edges(owner as u32, area));
            edges.outer = all.map(|sided| OuterEdge::from(&sided)).collect();
        }
        edges
    }

    /// Adds the edges with the same ends.
    fn add(&mut self, same: &[Sided]) {
        let Some(&(ends, _)) = same.first() else { return };
        let [x0, y0, x1, y1] = ends.map(f64::from_bits);
        let (from, to) = (Coord { x: x0, y: y0 }, Coord { x: x1, y: y1 });
        let on_side = |left: bool| {
            let of_side = move |sided: &&Sided| (sided.1 & 1 == 1) == left;
            same.iter().filter(of_side).map(|sided| sided.1 >> 1)
        };
        let (mut lefts, mut rights) = (on_side(true), on_side(false));
        loop {
            let (left, right) = match (lefts.next(), rights.next()) {
                (None, None) => break,
                // A grid on both sides is neither entered nor left; the edge stays, to be touched.
                (Some(left), Some(right)) if left == right => (NO_OWNER, NO_OWNER),
                (left, right) => (left.unwrap_or(NO_OWNER), right.unwrap_or(NO_OWNER)),
            };
            self.all.push(Edge { from, to, left, right });
        }
        if on_side(true).next().is_none() || on_side(false).next().is_none() {
            self.outer.extend(same.iter().map(OuterEdge::from));
        }
    }
}

/// The edges of a grid, each with its ends in order.
fn sided_edges(owner: u32, area: &Area) -> impl Iterator<Item = Sided> {
    let lines = rings(&area.shape).flat_map(LineString::lines);
    lines.filter(|line| line.start != line.end).map(move |line| {
        let (a, b) = (line.start, line.end);
        let ordered = (a.x, a.y) <= (b.x, b.y);
        let (a, b) = if ordered { (a, b) } else { (b, a) };
        // Adding zero makes -0.0 the same as 0.0.
        let ends = [a.x, a.y, b.x, b.y].map(|v| (v + 0.0).to_bits());
        (ends, owner << 1 | u32::from(ordered))
    })
}

/// Stripes of the same width in longitude.
struct Stripes {
    west: f64,
    per_deg: f64,
    count: usize,
}

impl Stripes {
    fn of(grids: &[Area], count: usize) -> Self {
        let bounds = grids.iter().map(|area| area.bounds).reduce(Bounds::union);
        let (west, east) = bounds.map_or((0.0, 0.0), |bounds| (bounds.west, bounds.east));
        Self { west, per_deg: count as f64 / (east - west).max(1e-9), count }
    }

    fn of_lon(&self, lon: f64) -> usize {
        // A cast takes what is below 0 for 0.
        (((lon - self.west) * self.per_deg) as usize).min(self.count - 1)
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
