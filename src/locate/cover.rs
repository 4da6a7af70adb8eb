//! The cover: which grid holds a place, at the cost of a memory access or two.
//!
//! A raster lies over the grids. A cell that edges cross is divided into sixteen, again and again,
//! until few edges are left in it. A cell without edges has one owner (or none) and answers at
//! once. A cell with edges knows who holds one reference point in it; on the straight way from
//! there to a position every edge that is crossed is the border of the grids on its two sides: one
//! is left, the other entered. Where that makes no sense, because a shape crosses itself or its
//! parts overlap, the shapes themselves are asked. Each crossing is decided by robust predicates (Shewchuk, 1997) on
//! the edge as it stands in the file: the answer is exact, and costs the same for five hundred
//! grids as nearly for a hundred thousand.

use super::cover_build;
use super::crossing::{Crossing, crossing_from_left};
use super::edges::{Edge, NO_OWNER};
use crate::area::Area;
use crate::geo::{Bounds, LonLat};
use geo::Coord;

/// Bits of a coordinate in the frame.
pub(super) const BITS: u32 = 32;

/// Positions that are dealt out together.
const DEALT: usize = 1 << 20;
/// Positions that are looked up side by side.
const GROUP: usize = 64;
/// Strips of the raster that they are dealt out to.
const STRIPS: usize = 1 << 12;

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
    /// The edges of leaves that have many, one leaf's after the other's.
    pub leaf_edges: Vec<LeafEdge>,
    /// All edges, in the order of the raster.
    pub edges: Vec<Edge>,
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

    /// The number of the raster's cell in which a position lies, row by row; 0 outside.
    pub fn cell(&self, at: Coord<f64>, raster_bits: u32) -> u32 {
        let shift = BITS - raster_bits;
        let number = |(x, y): (u32, u32)| (y >> shift) << raster_bits | (x >> shift);
        self.place(at).map_or(0, number)
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

    /// The same node where its block or leaf stands so much later.
    pub fn moved(self, blocks: usize, leaves: usize) -> Self {
        match self.kind() {
            Self::BLOCK => Self::block(self.number() + blocks),
            Self::LEAF => Self::leaf(self.number() + leaves),
            _ => self,
        }
    }

    fn kind(self) -> u32 {
        self.0 & Self::KIND
    }

    fn number(self) -> usize {
        (self.0 & !Self::KIND) as usize
    }
}

/// A cell that edges cross.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leaf {
    /// The reference point; on no edge.
    pub reference: Coord<f64>,
    /// The only grid that holds it, or [`NO_OWNER`].
    pub holder: u32,
    /// Its edges.
    pub edges: LeafEdges,
}

/// Edges that a leaf holds itself.
pub(super) const FEW_EDGES: usize = 4;

/// The edges of a leaf: nearly always few, which then need no further access to memory.
#[derive(Debug, Clone, Copy)]
pub(super) enum LeafEdges {
    /// So many of the list.
    Few(u8, [LeafEdge; FEW_EDGES]),
    /// A range of the cover's.
    Many(u32, u32),
}

/// An edge as a leaf has it: its place among all, and whether it must be turned round to have the
/// reference point on its left.
#[derive(Debug, Clone, Copy)]
pub(super) struct LeafEdge(u32);

impl LeafEdge {
    /// Fills a list that is not full.
    pub const NONE: Self = Self(0);
    const TURNED: u32 = 1 << 31;

    pub fn new(edge: u32, turned: bool) -> Self {
        Self(edge | if turned { Self::TURNED } else { 0 })
    }

    /// The edge with the reference point on its left.
    #[inline]
    fn turned(self, edges: &[Edge]) -> Edge {
        let edge = edges[(self.0 & !Self::TURNED) as usize];
        if self.0 & Self::TURNED == 0 {
            return edge;
        }
        Edge { from: edge.to, to: edge.from, left: edge.right, right: edge.left }
    }
}

/// How often grids run around a place, counter-clockwise, while edges are crossed on the way to it,
/// in whichever order.
struct Around {
    list: [(u32, i32); Self::MOST],
    len: usize,
}

impl Around {
    /// More grids than meet in a leaf of any set that is not full of overlaps.
    const MOST: usize = 8;

    fn of(holder: u32) -> Self {
        let mut list = [(NO_OWNER, 0); Self::MOST];
        list[0] = (holder, 1);
        Self { list, len: usize::from(holder != NO_OWNER) }
    }

    /// Goes from the left of an edge to its right; `false` where too many grids meet.
    fn cross(&mut self, edge: &Edge) -> bool {
        self.count(edge.left, -1) && self.count(edge.right, 1)
    }

    fn count(&mut self, owner: u32, turn: i32) -> bool {
        if owner == NO_OWNER {
            return true;
        }
        if let Some((_, count)) = self.list[..self.len].iter_mut().find(|(held, _)| *held == owner)
        {
            *count += turn;
            return true;
        }
        let Some(slot) = self.list.get_mut(self.len) else { return false };
        *slot = (owner, turn);
        self.len += 1;
        true
    }

    fn held(&self) -> Held {
        let mut held = self.list[..self.len].iter().filter(|(_, count)| *count != 0);
        match (held.next(), held.next()) {
            (None, _) => Held::ByNobody,
            (Some((owner, 1)), None) => Held::By(*owner as usize),
            _ => Held::Contested,
        }
    }
}

impl Cover {
    pub fn build(grids: &[Area], edges: Vec<Edge>) -> Self {
        cover_build::cover(grids, edges)
    }

    /// Who holds a position.
    #[inline]
    pub fn held(&self, at: Coord<f64>) -> Held {
        self.held_by(self.node(at), at)
    }

    /// The last node on the way to a position.
    #[inline]
    fn node(&self, at: Coord<f64>) -> Node {
        let Some((x, y)) = self.frame.place(at) else { return Node::NOBODY };
        let mut shift = BITS - self.raster_bits;
        let mut node =
            self.nodes[((y >> shift) as usize) << self.raster_bits | (x >> shift) as usize];
        while node.kind() == Node::BLOCK {
            shift -= 2;
            let within = (y >> shift & 3) << 2 | (x >> shift & 3);
            node = self.nodes[node.number() + within as usize];
        }
        node
    }

    #[inline]
    fn held_by(&self, node: Node, at: Coord<f64>) -> Held {
        match (node.kind(), node.number()) {
            (Node::OWNED, 0) => Held::ByNobody,
            (Node::OWNED, owner) => Held::By(owner - 1),
            (Node::LEAF, leaf) => self.held_in(&self.leaves[leaf], at),
            _ => Held::Contested,
        }
    }

    /// Who holds each of many positions; `each` gets the place of the position and the answer.
    ///
    /// Where the cover is larger than the caches, positions are first dealt out to strips of it,
    /// so that each part of it is fetched once.
    pub fn held_each(&self, positions: &[LonLat], mut each: impl FnMut(usize, Held)) {
        if self.is_small() || positions.len() < STRIPS {
            for (i, at) in positions.iter().enumerate() {
                each(i, self.held(at.coord()));
            }
            return;
        }
        for (part, positions) in positions.chunks(DEALT).enumerate() {
            for group in self.dealt_out(positions).chunks(GROUP) {
                // First all nodes, then all leaves: memory is then waited for together.
                let mut nodes = [Node::NOBODY; GROUP];
                for (node, (_, at)) in nodes.iter_mut().zip(group) {
                    *node = self.node(*at);
                }
                for (node, (place, at)) in nodes.iter().zip(group) {
                    each(part * DEALT + *place as usize, self.held_by(*node, *at));
                }
            }
        }
    }

    /// Positions with their places, strip by strip.
    fn dealt_out(&self, positions: &[LonLat]) -> Vec<(u32, Coord<f64>)> {
        let shift = (2 * self.raster_bits).saturating_sub(STRIPS.ilog2());
        let strip = |at: &LonLat| self.frame.cell(at.coord(), self.raster_bits) >> shift;
        let strips: Vec<u16> = positions.iter().map(|at| strip(at) as u16).collect();
        let mut next = [0_u32; STRIPS];
        for strip in &strips {
            next[usize::from(*strip)] += 1;
        }
        let mut sum = 0;
        for next in &mut next {
            sum += std::mem::replace(next, sum);
        }
        let mut dealt = vec![(0, Coord { x: 0.0, y: 0.0 }); positions.len()];
        for ((place, at), strip) in (0..).zip(positions).zip(&strips) {
            let next = &mut next[usize::from(*strip)];
            dealt[*next as usize] = (place, at.coord());
            *next += 1;
        }
        dealt
    }

    /// Whether it is small enough for the caches of a processor to hold what is asked for.
    fn is_small(&self) -> bool {
        const CACHE_BYTES: usize = 16 << 20;
        let leaves = size_of_val(&self.leaves[..]) + size_of_val(&self.leaf_edges[..]);
        size_of_val(&self.nodes[..]) + leaves + size_of_val(&self.edges[..]) < CACHE_BYTES
    }

    fn held_in(&self, leaf: &Leaf, at: Coord<f64>) -> Held {
        let edges = match &leaf.edges {
            LeafEdges::Few(count, edges) => &edges[..usize::from(*count)],
            LeafEdges::Many(first, count) => {
                &self.leaf_edges[*first as usize..(first + count) as usize]
            }
        };
        let mut around = Around::of(leaf.holder);
        for edge in edges {
            let edge = edge.turned(&self.edges);
            match crossing_from_left(leaf.reference, at, edge.from, edge.to) {
                Crossing::None => {}
                Crossing::Once if around.cross(&edge) => {}
                Crossing::Once | Crossing::Touches => return Held::Contested,
            }
        }
        around.held()
    }
}
