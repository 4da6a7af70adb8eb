//! The cover: which grid holds a place, at the cost of a memory access or two.
//!
//! A raster lies over the grids. A cell that edges cross is divided into sixteen, again and again,
//! until few edges are left in it. A cell without edges has one owner (or none) and answers at
//! once. A cell with edges knows who holds one reference point in it; on the straight way from
//! there to a position every edge that is crossed is the border of the grids on its two sides,
//! which are entered or left. Each crossing is decided by robust predicates (Shewchuk, 1997) on
//! the edge as it stands in the file: the answer is exact, and costs the same for five hundred
//! grids as nearly for a hundred thousand.

use super::cover_build;
use super::crossing::{Crossing, crossing_from_left};
use crate::area::Area;
use crate::geo::{Bounds, LonLat};
use geo::Coord;

/// Bits of a coordinate in the frame.
pub(super) const BITS: u32 = 32;

/// Positions that are sorted together.
const SORTED: usize = 1 << 20;

/// What is known of a position at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// No grid holds it.
    ByNobody,
    /// This grid (its place in the set) holds it, and no other.
    By(usize),
    /// It lies on a border, or several grids hold it: the shapes themselves must be asked.
    Contested,
}

/// The index.
#[derive(Debug)]
pub(super) struct Cover {
    pub frame: Frame,
    /// Bits of a coordinate that number a column or a row of the raster.
    pub raster_bits: u32,
    /// The raster row by row from the south, then blocks of sixteen.
    pub nodes: Vec<Node>,
    pub leaves: Vec<Leaf>,
    pub edges: Vec<LeafEdge>,
    /// Grids by their places in the set.
    pub owners: Vec<u32>,
}

/// Where 32-bit coordinates lie on the ground.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    west: f64,
    south: f64,
    units_per_deg: Coord<f64>,
}

impl Frame {
    /// A frame around bounds, with more than a column of the raster to spare on every side.
    pub fn around(bounds: Option<Bounds>, raster_bits: u32) -> Self {
        let cells = f64::from(raster_bits).exp2();
        let bounds = bounds.unwrap_or(Bounds { west: 0.0, south: 0.0, east: 1.0, north: 1.0 });
        let axis = |low: f64, high: f64| {
            // A set without extent on an axis still has a place on it.
            let spare = ((high - low) * 1.5 / (cells - 3.0)).max(1e-6);
            (low - spare, f64::from(BITS).exp2() / (high - low + 2.0 * spare))
        };
        let (west, x) = axis(bounds.west, bounds.east);
        let (south, y) = axis(bounds.south, bounds.north);
        Self { west, south, units_per_deg: Coord { x, y } }
    }

    /// A position in units of the frame.
    pub fn units(&self, at: Coord<f64>) -> Coord<f64> {
        Coord {
            x: (at.x - self.west) * self.units_per_deg.x,
            y: (at.y - self.south) * self.units_per_deg.y,
        }
    }

    /// The position of a place in units of the frame.
    pub fn ground(&self, at: Coord<f64>) -> Coord<f64> {
        Coord {
            x: self.west + at.x / self.units_per_deg.x,
            y: self.south + at.y / self.units_per_deg.y,
        }
    }

    /// The coordinates of a position, if it lies in the frame.
    fn place(&self, at: Coord<f64>) -> Option<(u32, u32)> {
        const END: f64 = 4_294_967_296.0;
        let Coord { x, y } = self.units(at);
        let inside = (0.0..END).contains(&x) && (0.0..END).contains(&y);
        inside.then_some((x as u32, y as u32))
    }
}

/// A cell, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Node(u32);

impl Node {
    const KIND: u32 = 3 << 30;
    const OWNED: u32 = 0;
    const BLOCK: u32 = 1 << 30;
    const LEAF: u32 = 2 << 30;
    pub const CONTESTED: Self = Self(3 << 30);
    pub const NOBODY: Self = Self(Self::OWNED);

    pub fn owned(owner: u32) -> Self {
        Self(Self::OWNED | (owner + 1))
    }

    pub fn block(first: usize) -> Self {
        Self(Self::BLOCK | first as u32)
    }

    pub fn leaf(number: usize) -> Self {
        Self(Self::LEAF | number as u32)
    }

    fn kind(self) -> u32 {
        self.0 & Self::KIND
    }

    fn number(self) -> usize {
        (self.0 & !Self::KIND) as usize
    }
}

/// A cell that edges cross.
#[derive(Debug)]
pub(super) struct Leaf {
    /// The reference point; on no edge.
    pub reference: Coord<f64>,
    /// Which of its owners hold the reference point, a bit for each.
    pub holders: u64,
    /// Its edges and owners, as ranges of the cover's.
    pub first_edge: u32,
    pub first_owner: u32,
    pub edges: u16,
}

/// An edge as a leaf has it: with the reference point on its left.
#[derive(Debug, Clone, Copy)]
pub(super) struct LeafEdge {
    pub from: Coord<f64>,
    pub to: Coord<f64>,
    /// The owners on either side of it, a bit for each.
    pub owners: u64,
}

impl Cover {
    pub fn build(grids: &[Area]) -> Self {
        cover_build::cover(grids)
    }

    pub fn empty(frame: Frame, raster_bits: u32) -> Self {
        let (nodes, leaves) = (Vec::new(), Vec::new());
        Self { frame, raster_bits, nodes, leaves, edges: Vec::new(), owners: Vec::new() }
    }

    /// Who holds a position.
    #[inline]
    pub fn held(&self, at: Coord<f64>) -> Held {
        let Some((x, y)) = self.frame.place(at) else { return Held::ByNobody };
        let mut shift = BITS - self.raster_bits;
        let mut place = ((y >> shift) as usize) << self.raster_bits | (x >> shift) as usize;
        loop {
            let node = self.nodes[place];
            match node.kind() {
                Node::OWNED => {
                    return match node.number() {
                        0 => Held::ByNobody,
                        owner => Held::By(owner - 1),
                    };
                }
                Node::BLOCK => {
                    shift -= 2;
                    let within = (y >> shift & 3) << 2 | (x >> shift & 3);
                    place = node.number() + within as usize;
                }
                Node::LEAF => return self.held_in(&self.leaves[node.number()], at),
                _ => return Held::Contested,
            }
        }
    }

    /// The cell of the raster in which a position lies; the cells are stored in this order.
    #[inline]
    pub fn cell(&self, at: Coord<f64>) -> u32 {
        let shift = BITS - self.raster_bits;
        let cell = |(x, y): (u32, u32)| (y >> shift) << self.raster_bits | (x >> shift);
        self.frame.place(at).map_or(0, cell)
    }

    /// Who holds each of many positions; `each` gets the place of the position and the answer.
    ///
    /// Where the cover is larger than the caches, positions are taken in the order of its cells,
    /// so that each part of it is fetched once.
    pub fn held_each(&self, positions: &[LonLat], mut each: impl FnMut(usize, Held)) {
        if self.is_small() {
            for (i, at) in positions.iter().enumerate() {
                each(i, self.held(at.coord()));
            }
            return;
        }
        let mut order: Vec<(u32, u32)> = Vec::with_capacity(positions.len().min(SORTED));
        for (part, positions) in positions.chunks(SORTED).enumerate() {
            order.clear();
            order.extend((0..).zip(positions).map(|(i, at)| (self.cell(at.coord()), i)));
            radsort::sort_by_key(&mut order, |(cell, _)| *cell);
            for (_, i) in &order {
                let place = *i as usize;
                each(part * SORTED + place, self.held(positions[place].coord()));
            }
        }
    }

    /// Whether all of it stays in the caches of a processor.
    fn is_small(&self) -> bool {
        const CACHE_BYTES: usize = 2 << 20;
        size_of_val(&self.nodes[..]) + size_of_val(&self.edges[..]) < CACHE_BYTES
    }

    fn held_in(&self, leaf: &Leaf, at: Coord<f64>) -> Held {
        let first = leaf.first_edge as usize;
        let mut holders = leaf.holders;
        for edge in &self.edges[first..first + usize::from(leaf.edges)] {
            match crossing_from_left(leaf.reference, at, edge.from, edge.to) {
                Crossing::None => {}
                Crossing::Once => holders ^= edge.owners,
                Crossing::Touches => return Held::Contested,
            }
        }
        match holders.count_ones() {
            0 => Held::ByNobody,
            1 => {
                let owner = leaf.first_owner as usize + holders.trailing_zeros() as usize;
                Held::By(self.owners[owner] as usize)
            }
            _ => Held::Contested,
        }
    }
}
