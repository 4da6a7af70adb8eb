//! Building a [`Cover`]: edges into cells, and the holders of one place in every cell.

use super::cover::{BITS, Cell, Cover, FEW_EDGES, Frame, Leaf, LeafEdge, Node, PLACES};
use super::crossing::{Crossing, crossing, is_left};
use super::edges::{Edge, NO_OWNER};
use crate::area::Area;
use crate::geo::Bounds;
use geo::Coord;
use rayon::prelude::*;
use std::ops::Range;

/// How often a cell of the raster is divided at most; each time into 4 × 4.
const LEVELS: u32 = 7;
/// Cells reach this much beyond their sides, in units of the frame: more than a position is
/// rounded when its coordinates become 32 bits.
const SLACK: f64 = 2.0;
/// Rows of the raster that are filled by one thread at a time.
const BAND_ROWS: usize = 32;
/// Bands that are filled before they are copied to their place.
const BANDS_AT_ONCE: usize = 8;
/// The raster has about four times as many cells as there are edges, within these powers of two:
/// most of them have one owner, and a lookup ends there.
const RASTER_BITS: std::ops::RangeInclusive<u32> = 4..=12;

impl Cell {
    /// One of `count` × `count` cells that it is divided into.
    fn part(self, column: usize, row: usize, count: usize) -> Self {
        let side = self.side / count as f64;
        Self { x: self.x + column as f64 * side, y: self.y + row as f64 * side, side }
    }

    /// The rows of its parts that an edge may meet.
    fn rows(self, frame: &Frame, edge: &Edge, count: usize) -> Range<usize> {
        let (a, b) = (frame.units(edge.from).y - self.y, frame.units(edge.to).y - self.y);
        self.parts(a.min(b), a.max(b), count)
    }

    /// The numbers of its parts, along a side, between two places.
    fn parts(self, low: f64, high: f64, count: usize) -> Range<usize> {
        let side = self.side / count as f64;
        let first = ((low - SLACK) / side).floor().clamp(0.0, count as f64);
        let end = ((high + SLACK) / side).floor() + 1.0;
        (first as usize)..(end.clamp(0.0, count as f64) as usize)
    }

    /// Calls `each` with the columns and rows of its parts that an edge may meet: all that it
    /// does meet, and some beside them; in these rows only.
    fn meet(
        self,
        frame: &Frame,
        edge: &Edge,
        count: usize,
        rows: &Range<usize>,
        mut each: impl FnMut(usize, usize),
    ) {
        let side = self.side / count as f64;
        let (a, b) = (frame.units(edge.from), frame.units(edge.to));
        let (a, b) = if a.y <= b.y { (a, b) } else { (b, a) };
        let met = self.rows(frame, edge, count);
        for row in met.start.max(rows.start)..met.end.min(rows.end) {
            // The part of the edge beside this row, and its columns.
            let (low, high) =
                (self.y + row as f64 * side - SLACK, self.y + (row + 1) as f64 * side + SLACK);
            let x_at = |y: f64| {
                let t = if b.y > a.y { (y - a.y) / (b.y - a.y) } else { 0.0 };
                a.x + t.clamp(0.0, 1.0) * (b.x - a.x)
            };
            let (first, last) =
                if b.y - a.y <= 2.0 * SLACK { (a.x, b.x) } else { (x_at(low), x_at(high)) };
            for column in self.parts(first.min(last) - self.x, first.max(last) - self.x, count) {
                each(column, row);
            }
        }
    }
}

/// A place in a cell and the grids that hold it.
#[derive(Debug, Clone)]
struct Reference {
    at: Coord<f64>,
    /// Which of [`PLACES`] it is in its cell.
    place: u8,
    /// Grids in order, each with how often its boundary runs around the place, counter-clockwise.
    around: Vec<(u32, i32)>,
}

impl Reference {
    /// The holders of another place, by the edges that the way there crosses.
    fn moved<'a>(
        &self,
        (place, at): (u8, Coord<f64>),
        edges: impl Iterator<Item = &'a Edge>,
    ) -> Self {
        let mut moved = Self { at, place, around: self.around.clone() };
        for edge in edges {
            if crossing(self.at, at, edge.from, edge.to) == Crossing::Once {
                // One of the two places may lie on the line of the edge, though not on the edge.
                let to_left = is_left(edge.from, edge.to, at)
                    .unwrap_or_else(|| is_left(edge.from, edge.to, self.at) == Some(false));
                let turn = if to_left { 1 } else { -1 };
                moved.count(edge.left, turn);
                moved.count(edge.right, -turn);
            }
        }
        moved
    }

    fn count(&mut self, owner: u32, turn: i32) {
        if owner == NO_OWNER {
            return;
        }
        match self.around.binary_search_by_key(&owner, |(owner, _)| *owner) {
            Ok(place) if self.around[place].1 == -turn => {
                self.around.remove(place);
            }
            Ok(place) => self.around[place].1 += turn,
            Err(place) => self.around.insert(place, (owner, turn)),
        }
    }

    /// The only grid that holds the place, or [`NO_OWNER`]; `None` where grids overlap or one
    /// meets itself, and the shapes must be asked.
    fn holder(&self) -> Option<u32> {
        match self.around[..] {
            [] => Some(NO_OWNER),
            [(owner, 1)] => Some(owner),
            _ => None,
        }
    }

    /// The node of a cell without edges.
    fn node(&self) -> Node {
        match self.holder() {
            Some(NO_OWNER) => Node::NOBODY,
            Some(owner) => Node::owned(owner),
            None => Node::CONTESTED,
        }
    }
}

/// The cover of grids by their edges.
pub(super) fn cover(grids: &[Area], mut edges: Vec<Edge>) -> Cover {
    let bounds = grids.iter().map(|grid| grid.bounds).reduce(Bounds::union);
    let wanted = (edges.len() as f64).sqrt().log2().round() as u32 + 1;
    let raster_bits = wanted.clamp(*RASTER_BITS.start(), *RASTER_BITS.end());
    let frame = Frame::around(bounds, raster_bits);
    // Edges that lie together are asked for together.
    let cell = |edge: &Edge| frame.cell((edge.from + edge.to) / 2.0, raster_bits);
    edges.par_sort_by_cached_key(cell);
    let raster = Raster { frame, count: 1 << raster_bits, edges: &edges };
    let cells = raster.count * raster.count;
    let mut whole = Part::default();
    whole.raster.reserve_exact(cells);
    // More than there ever are, as a rule: room that is not used costs nothing, moving would.
    whole.leaves.reserve_exact(edges.len() * 3);
    // A few bands at a time: each is given back when it has been copied.
    for bands in raster.bands().chunks(BANDS_AT_ONCE) {
        let parts: Vec<Part> = bands.par_iter().map(|(rows, met)| raster.part(rows, met)).collect();
        for part in parts {
            whole.append(part, cells);
        }
    }
    let Part { raster: mut nodes, blocks, mut leaves, leaf_edges } = whole;
    nodes.extend(blocks);
    leaves.shrink_to_fit();
    Cover { frame, raster_bits, nodes, leaves, leaf_edges, edges }
}

/// The raster that lies over all edges.
struct Raster<'a> {
    frame: Frame,
    /// Cells on a side.
    count: usize,
    edges: &'a [Edge],
}

impl Raster<'_> {
    const WHOLE: Cell = Cell { x: 0.0, y: 0.0, side: (1_u64 << BITS) as f64 };

    /// Its rows, some together, and the edges that they may meet.
    fn bands(&self) -> Vec<(Range<usize>, Vec<u32>)> {
        let firsts = (0..self.count).step_by(BAND_ROWS);
        let rows = firsts.map(|first| first..(first + BAND_ROWS).min(self.count));
        let mut bands: Vec<(Range<usize>, Vec<u32>)> = rows.map(|rows| (rows, vec![])).collect();
        for (number, edge) in (0..).zip(self.edges) {
            let rows = Self::WHOLE.rows(&self.frame, edge, self.count);
            for (_, met) in &mut bands[rows.start / BAND_ROWS..rows.end.div_ceil(BAND_ROWS)] {
                met.push(number);
            }
        }
        bands
    }

    /// The part of the cover in some rows, by the edges that they may meet.
    fn part(&self, rows: &Range<usize>, met: &[u32]) -> Part {
        let cells = Cells::of(self, rows, met);
        let mut band = Band { all: self.edges, frame: self.frame, part: Part::default() };
        rows.clone().for_each(|row| band.row(&cells, row));
        band.part
    }
}

/// The edges that each cell of some rows may meet.
struct Cells {
    first_row: usize,
    /// Cells in a row.
    count: usize,
    /// Where each cell's edges begin among those met.
    starts: Vec<u32>,
    met: Vec<u32>,
}

impl Cells {
    fn of(raster: &Raster, rows: &Range<usize>, numbers: &[u32]) -> Self {
        let (count, first_row) = (raster.count, rows.start);
        let each_cell = |number: u32, each: &mut dyn FnMut(usize)| {
            let edge = &raster.edges[number as usize];
            Raster::WHOLE.meet(&raster.frame, edge, count, rows, |column, row| {
                each((row - first_row) * count + column);
            });
        };
        let mut starts = vec![0_u32; rows.len() * count + 1];
        for number in numbers {
            each_cell(*number, &mut |place| starts[place] += 1);
        }
        // Each start becomes its end, and goes back to the start while edges are put there.
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut met = vec![0_u32; sum as usize];
        for number in numbers.iter().rev() {
            each_cell(*number, &mut |place| {
                starts[place] -= 1;
                met[starts[place] as usize] = *number;
            });
        }
        Self { first_row, count, starts, met }
    }

    fn edges(&self, column: usize, row: usize) -> &[u32] {
        let place = (row - self.first_row) * self.count + column;
        &self.met[self.starts[place] as usize..self.starts[place + 1] as usize]
    }
}

/// A part of the cover, numbered from 0.
#[derive(Default)]
struct Part {
    raster: Vec<Node>,
    blocks: Vec<Node>,
    leaves: Vec<Leaf>,
    leaf_edges: Vec<LeafEdge>,
}

impl Part {
    /// Adds the part to the north of it. Blocks are numbered from the end of the raster, which
    /// will have so many cells.
    fn append(&mut self, part: Self, raster: usize) {
        let (block, leaf, edge) = (self.blocks.len(), self.leaves.len(), self.leaf_edges.len());
        self.raster.extend(part.raster.iter().map(|node| node.moved(raster + block, leaf)));
        self.blocks.extend(part.blocks.iter().map(|node| node.moved(raster + block, leaf)));
        self.leaves.extend(part.leaves.into_iter().map(|leaf| leaf.moved(edge)));
        self.leaf_edges.extend(part.leaf_edges);
    }
}

/// Some rows of the raster under construction.
struct Band<'a> {
    all: &'a [Edge],
    frame: Frame,
    part: Part,
}

impl Band<'_> {
    /// Fills a row of the raster from the west, where nothing is held.
    fn row(&mut self, cells: &Cells, row: usize) {
        let mut reference: Option<Reference> = None;
        // The edges of the cells since the reference point.
        let mut before: Vec<u32> = Vec::new();
        for column in 0..cells.count {
            let here = cells.edges(column, row);
            let cell = Raster::WHOLE.part(column, row, cells.count);
            if before.is_empty() && here.is_empty() {
                self.part.raster.push(reference.as_ref().map_or(Node::NOBODY, Reference::node));
                continue;
            }
            let crossed = merged(&before, here);
            let Some((place, at)) = self.free_place(cell, here) else {
                // Never met with; such a cell asks the shapes.
                self.part.raster.push(Node::CONTESTED);
                before = crossed;
                continue;
            };
            let from = reference.unwrap_or_else(|| Reference {
                at: self.frame.ground(Coord { x: 0.0, y: cell.y + cell.side / 2.0 }),
                place: 0,
                around: Vec::new(),
            });
            let moved =
                from.moved((place, at), crossed.iter().map(|edge| &self.all[*edge as usize]));
            let node = self.node(cell, here, &moved, 0);
            self.part.raster.push(node);
            reference = Some(moved);
            before = here.to_vec();
        }
    }

    /// One of [`PLACES`] in a cell that lies on the line of none of its edges.
    fn free_place(&self, cell: Cell, edges: &[u32]) -> Option<(u8, Coord<f64>)> {
        (0..PLACES.len() as u8).map(|place| (place, cell.place(&self.frame, place))).find(
            |(_, at)| {
                edges.iter().all(|edge| {
                    let edge = &self.all[*edge as usize];
                    is_left(edge.from, edge.to, *at).is_some()
                })
            },
        )
    }

    /// The node of a cell, with all that lies beneath it.
    fn node(&mut self, cell: Cell, edges: &[u32], reference: &Reference, level: u32) -> Node {
        if edges.is_empty() {
            return reference.node();
        }
        if edges.len() <= FEW_EDGES || level == LEVELS {
            return self.leaf(edges, reference);
        }
        let mut parts: [Vec<u32>; 16] = Default::default();
        for number in edges {
            cell.meet(&self.frame, &self.all[*number as usize], 4, &(0..4), |column, row| {
                parts[row * 4 + column].push(*number);
            });
        }
        let block = self.part.blocks.len();
        self.part.blocks.resize(block + 16, Node::NOBODY);
        for (i, part) in parts.iter().enumerate() {
            let within = cell.part(i % 4, i / 4, 4);
            self.part.blocks[block + i] = match self.free_place(within, part) {
                None => Node::CONTESTED,
                Some(free) => {
                    let crossed = edges.iter().map(|edge| &self.all[*edge as usize]);
                    let moved = reference.moved(free, crossed);
                    self.node(within, part, &moved, level + 1)
                }
            };
        }
        Node::block(block)
    }

    fn leaf(&mut self, edges: &[u32], reference: &Reference) -> Node {
        let Some(holder) = reference.holder() else { return Node::CONTESTED };
        let turned = |number: &u32| {
            let edge = &self.all[*number as usize];
            // The reference lies on no edge's line.
            let left = is_left(edge.from, edge.to, reference.at) == Some(true);
            LeafEdge::new(*number, !left)
        };
        let part = &mut self.part;
        let edges = edges.iter().map(turned);
        part.leaves.push(Leaf::new(holder, reference.place, edges, &mut part.leaf_edges));
        Node::leaf(part.leaves.len() - 1)
    }
}

/// Two ascending lists as one, what is in both once.
fn merged(a: &[u32], b: &[u32]) -> Vec<u32> {
    let mut all = [a, b].concat();
    all.sort_unstable();
    all.dedup();
    all
}
