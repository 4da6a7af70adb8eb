//! Building a [`Cover`]: edges into cells, and the holders of one place in every cell.

use super::cover::{BITS, Cover, Frame, Leaf, LeafEdge, Node};
use super::crossing::{Crossing, crossing, is_left};
use crate::area::Area;
use crate::geo::{Bounds, rings};
use geo::{Coord, LineString};
use rayon::prelude::*;

/// A cell with more edges than this is divided.
const FEW_EDGES: usize = 4;
/// How often a cell of the raster is divided at most; each time into 4 × 4.
const LEVELS: u32 = 7;
/// Cells reach this much beyond their sides, in units of the frame: more than a position is
/// rounded when its coordinates become 32 bits.
const SLACK: f64 = 2.0;
/// Owners that a leaf can tell apart.
const MOST_OWNERS: usize = 64;
/// The raster has about as many cells as there are edges, within these powers of two.
const RASTER_BITS: std::ops::RangeInclusive<u32> = 4..=11;

/// No owner on the second side of an edge.
const NO_OWNER: u32 = u32::MAX;

/// A border, once for both grids that share it.
#[derive(Debug, Clone, Copy)]
struct Edge {
    from: Coord<f64>,
    to: Coord<f64>,
    owners: [u32; 2],
}

impl Edge {
    fn owners(&self) -> impl Iterator<Item = u32> {
        self.owners.into_iter().filter(|owner| *owner != NO_OWNER)
    }
}

/// The borders of all grids. One that more than two grids share stands there again for the rest.
fn unique_edges(grids: &[Area]) -> Vec<Edge> {
    let mut sided: Vec<([u64; 4], u32)> = grids
        .par_iter()
        .enumerate()
        .flat_map_iter(|(owner, area)| {
            let lines = rings(&area.shape).flat_map(LineString::lines);
            lines.filter(|line| line.start != line.end).map(move |line| {
                let (a, b) = (line.start, line.end);
                let ordered = (a.x, a.y) <= (b.x, b.y);
                let (a, b) = if ordered { (a, b) } else { (b, a) };
                // Adding zero makes -0.0 the same as 0.0.
                ([a.x, a.y, b.x, b.y].map(|v| (v + 0.0).to_bits()), owner as u32)
            })
        })
        .collect();
    sided.par_sort_unstable();
    let mut edges: Vec<Edge> = Vec::with_capacity(sided.len() / 2 + 1);
    for same in sided.chunk_by(|a, b| a.0 == b.0) {
        for pair in same.chunks(2) {
            let Some(&(ends, first)) = pair.first() else { continue };
            let [x0, y0, x1, y1] = ends.map(f64::from_bits);
            let second = pair.get(1).map_or(NO_OWNER, |(_, owner)| *owner);
            let (from, to) = (Coord { x: x0, y: y0 }, Coord { x: x1, y: y1 });
            // A grid on both sides is neither entered nor left; the edge stays, to be touched.
            let owners = if first == second { [NO_OWNER; 2] } else { [first, second] };
            edges.push(Edge { from, to, owners });
        }
    }
    edges
}

/// A square of the frame, in its units.
#[derive(Debug, Clone, Copy)]
struct Cell {
    x: f64,
    y: f64,
    side: f64,
}

impl Cell {
    /// One of `count` × `count` cells that it is divided into.
    fn part(self, column: usize, row: usize, count: usize) -> Self {
        let side = self.side / count as f64;
        Self { x: self.x + column as f64 * side, y: self.y + row as f64 * side, side }
    }

    /// Calls `each` with the columns and rows of its parts that an edge may meet: all that it
    /// does meet, and some beside them.
    fn meet(self, frame: &Frame, edge: &Edge, count: usize, mut each: impl FnMut(usize, usize)) {
        let side = self.side / count as f64;
        let (a, b) = (frame.units(edge.from), frame.units(edge.to));
        let (a, b) = if a.y <= b.y { (a, b) } else { (b, a) };
        let range = |low: f64, high: f64| {
            let first = ((low - SLACK) / side).floor().clamp(0.0, count as f64);
            let end = ((high + SLACK) / side).floor() + 1.0;
            (first as usize)..(end.clamp(0.0, count as f64) as usize)
        };
        for row in range(a.y - self.y, b.y - self.y) {
            // The part of the edge beside this row, and its columns.
            let (low, high) =
                (self.y + row as f64 * side - SLACK, self.y + (row + 1) as f64 * side + SLACK);
            let x_at = |y: f64| {
                let t = if b.y > a.y { (y - a.y) / (b.y - a.y) } else { 0.0 };
                a.x + t.clamp(0.0, 1.0) * (b.x - a.x)
            };
            let (first, last) =
                if b.y - a.y <= 2.0 * SLACK { (a.x, b.x) } else { (x_at(low), x_at(high)) };
            for column in range(first.min(last) - self.x, first.max(last) - self.x) {
                each(column, row);
            }
        }
    }
}

/// A place in a cell and the grids that hold it, in order.
#[derive(Debug, Clone)]
struct Reference {
    at: Coord<f64>,
    holders: Vec<u32>,
}

impl Reference {
    /// The holders of another place, by the edges that the way there crosses.
    fn moved<'a>(&self, at: Coord<f64>, edges: impl Iterator<Item = &'a Edge>) -> Self {
        let mut holders = self.holders.clone();
        for edge in edges {
            if crossing(self.at, at, edge.from, edge.to) == Crossing::Once {
                for owner in edge.owners() {
                    match holders.binary_search(&owner) {
                        Ok(place) => {
                            holders.remove(place);
                        }
                        Err(place) => holders.insert(place, owner),
                    }
                }
            }
        }
        Self { at, holders }
    }
}

struct Builder {
    all: Vec<Edge>,
    cover: Cover,
}

pub(super) fn cover(grids: &[Area]) -> Cover {
    let all = unique_edges(grids);
    let bounds = grids.iter().map(|grid| grid.bounds).reduce(Bounds::union);
    let wanted = (all.len() as f64).sqrt().log2().round() as u32;
    let raster_bits = wanted.clamp(*RASTER_BITS.start(), *RASTER_BITS.end());
    let frame = Frame::around(bounds, raster_bits);
    let mut builder = Builder { all, cover: Cover::empty(frame, raster_bits) };
    builder.raster();
    builder.cover
}

impl Builder {
    /// Fills the raster, row by row from the west, where nothing is held.
    fn raster(&mut self) {
        let count = 1_usize << self.cover.raster_bits;
        let whole = Cell { x: 0.0, y: 0.0, side: f64::from(BITS).exp2() };
        let (starts, met) = self.sorted_into(whole, count);
        self.cover.nodes = vec![Node::NOBODY; count * count];
        for row in 0..count {
            let mut reference: Option<Reference> = None;
            // The edges of the cells since the reference point.
            let mut before: Vec<u32> = Vec::new();
            for column in 0..count {
                let place = row * count + column;
                let here = &met[starts[place] as usize..starts[place + 1] as usize];
                let cell = whole.part(column, row, count);
                if before.is_empty() && here.is_empty() {
                    if let Some(reference) = &reference {
                        self.cover.nodes[place] = node_without_edges(&reference.holders);
                    }
                    continue;
                }
                let crossed = merged(&before, here);
                let Some(at) = self.free_place(cell, here) else {
                    // Never met with; such a cell asks the shapes.
                    self.cover.nodes[place] = Node::CONTESTED;
                    before = crossed;
                    continue;
                };
                let from = reference.unwrap_or_else(|| Reference {
                    at: self.cover.frame.ground(Coord { x: 0.0, y: cell.y + cell.side / 2.0 }),
                    holders: Vec::new(),
                });
                let moved = from.moved(at, crossed.iter().map(|edge| &self.all[*edge as usize]));
                self.cover.nodes[place] = self.node(cell, here, &moved, 0);
                reference = Some(moved);
                before = here.to_vec();
            }
        }
    }

    /// The edges that each part of a cell may meet: where each part's begin, and all of them.
    fn sorted_into(&self, cell: Cell, count: usize) -> (Vec<u32>, Vec<u32>) {
        let mut starts = vec![0_u32; count * count + 1];
        for edge in &self.all {
            cell.meet(&self.cover.frame, edge, count, |column, row| {
                starts[row * count + column + 1] += 1;
            });
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut next = starts.clone();
        let mut met = vec![0_u32; starts[count * count] as usize];
        for (number, edge) in self.all.iter().enumerate() {
            cell.meet(&self.cover.frame, edge, count, |column, row| {
                let place = &mut next[row * count + column];
                met[*place as usize] = number as u32;
                *place += 1;
            });
        }
        (starts, met)
    }

    /// A place in the middle of a cell that lies on the line of none of its edges.
    fn free_place(&self, cell: Cell, edges: &[u32]) -> Option<Coord<f64>> {
        const TRIED: [(f64, f64); 8] = [
            (0.5, 0.5),
            (0.471, 0.613),
            (0.389, 0.347),
            (0.693, 0.419),
            (0.557, 0.289),
            (0.291, 0.531),
            (0.617, 0.701),
            (0.433, 0.757),
        ];
        TRIED.into_iter().find_map(|(x, y)| {
            let at = Coord { x: cell.x + x * cell.side, y: cell.y + y * cell.side };
            let at = self.cover.frame.ground(at);
            let free = edges.iter().all(|edge| {
                let edge = &self.all[*edge as usize];
                is_left(edge.from, edge.to, at).is_some()
            });
            free.then_some(at)
        })
    }

    /// The node of a cell, with all that lies beneath it.
    fn node(&mut self, cell: Cell, edges: &[u32], reference: &Reference, level: u32) -> Node {
        if edges.is_empty() {
            return node_without_edges(&reference.holders);
        }
        if edges.len() <= FEW_EDGES || level == LEVELS {
            return self.leaf(edges, reference);
        }
        let mut parts: [Vec<u32>; 16] = Default::default();
        for number in edges {
            cell.meet(&self.cover.frame, &self.all[*number as usize], 4, |column, row| {
                parts[row * 4 + column].push(*number);
            });
        }
        let block = self.cover.nodes.len();
        self.cover.nodes.resize(block + 16, Node::NOBODY);
        for (i, part) in parts.iter().enumerate() {
            let within = cell.part(i % 4, i / 4, 4);
            self.cover.nodes[block + i] = match self.free_place(within, part) {
                None => Node::CONTESTED,
                Some(at) => {
                    let crossed = edges.iter().map(|edge| &self.all[*edge as usize]);
                    let moved = reference.moved(at, crossed);
                    self.node(within, part, &moved, level + 1)
                }
            };
        }
        Node::block(block)
    }

    fn leaf(&mut self, edges: &[u32], reference: &Reference) -> Node {
        let mut owners = reference.holders.clone();
        owners.extend(edges.iter().flat_map(|edge| self.all[*edge as usize].owners()));
        owners.sort_unstable();
        owners.dedup();
        let Ok(count) = u16::try_from(edges.len()) else { return Node::CONTESTED };
        if owners.len() > MOST_OWNERS {
            return Node::CONTESTED;
        }
        // Every owner asked for was just put there.
        let bit = |owner: u32| owners.binary_search(&owner).map_or(0, |place| 1_u64 << place);
        let cover = &mut self.cover;
        let leaf = Leaf {
            reference: reference.at,
            holders: reference.holders.iter().fold(0, |bits, owner| bits | bit(*owner)),
            first_edge: cover.edges.len() as u32,
            first_owner: cover.owners.len() as u32,
            edges: count,
        };
        cover.edges.extend(edges.iter().map(|edge| {
            let edge = &self.all[*edge as usize];
            let owners = edge.owners().fold(0, |bits, owner| bits ^ bit(owner));
            // The reference lies on no edge's line.
            let left = is_left(edge.from, edge.to, reference.at) == Some(true);
            let (from, to) = if left { (edge.from, edge.to) } else { (edge.to, edge.from) };
            LeafEdge { from, to, owners }
        }));
        cover.owners.extend(&owners);
        cover.leaves.push(leaf);
        Node::leaf(cover.leaves.len() - 1)
    }
}

fn node_without_edges(holders: &[u32]) -> Node {
    match holders {
        [] => Node::NOBODY,
        [owner] => Node::owned(*owner),
        _ => Node::CONTESTED,
    }
}

/// Two ascending lists as one, what is in both once.
fn merged(a: &[u32], b: &[u32]) -> Vec<u32> {
    let mut all = [a, b].concat();
    all.sort_unstable();
    all.dedup();
    all
}
