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

/// Edges that a leaf holds itself.
pub(super) const FEW_EDGES: usize = 4;

/// A cell that edges cross. Its edges are nearly always few, and stand in the leaf itself, so that
/// they need no further access to memory.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leaf {
    /// The only grid that holds the reference point, or [`NO_OWNER`].
    holder: u32,
    /// Which of [`PLACES`] the reference point is; it lies on no edge.
    place: u8,
    /// How many edges stand in `edges`, or [`Leaf::MANY`].
    few: u8,
    /// The edges, or the beginning and the end of a range of the cover's.
    edges: [LeafEdge; FEW_EDGES],
}

impl Leaf {
    const MANY: u8 = u8::MAX;

    /// A leaf with these edges; they are put to `many` where they are too many.
    pub fn new(
        holder: u32,
        place: u8,
        mut edges: impl ExactSizeIterator<Item = LeafEdge>,
        many: &mut Vec<LeafEdge>,
    ) -> Self {
        let mut leaf = Self { holder, place, few: Self::MANY, edges: [LeafEdge(0); FEW_EDGES] };
        if edges.len() <= FEW_EDGES {
            leaf.few = edges.len() as u8;
            leaf.edges.iter_mut().zip(&mut edges).for_each(|(slot, edge)| *slot = edge);
            return leaf;
        }
        leaf.edges[0] = LeafEdge(many.len() as u32);
        many.extend(edges);
        leaf.edges[1] = LeafEdge(many.len() as u32);
        leaf
    }

    /// The same leaf where the cover's edges begin so much later.
    pub fn moved(mut self, edges: usize) -> Self {
        if self.few == Self::MANY {
            self.edges[0].0 += edges as u32;
            self.edges[1].0 += edges as u32;
        }
        self
    }

    #[inline]
    fn edges<'a>(&'a self, many: &'a [LeafEdge]) -> &'a [LeafEdge] {
        if self.few == Self::MANY {
            return &many[self.edges[0].0 as usize..self.edges[1].0 as usize];
        }
        &self.edges[..usize::from(self.few)]
    }
}

/// Places in a cell, in its sides, of which the first that lies on the line of none of its edges
/// becomes the reference point.
pub(super) const PLACES: [(f64, f64); 8] = [
    (0.5, 0.5),
    (0.471, 0.613),
    (0.389, 0.347),
    (0.693, 0.419),
    (0.557, 0.289),
    (0.291, 0.531),
    (0.617, 0.701),
    (0.433, 0.757),
];

/// A square of the frame, in its units.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    pub x: f64,
    pub y: f64,
    pub side: f64,
}

impl Cell {
    /// The position of one of [`PLACES`]; the same number for the same cell however it is come by,
    /// since its corner and side are whole.
    pub fn place(self, frame: &Frame, place: u8) -> Coord<f64> {
        let (x, y) = PLACES[usize::from(place)];
        frame.ground(Coord { x: self.x + x * self.side, y: self.y + y * self.side })
    }
}

/// An edge as a leaf has it: its place among all, and whether it must be turned round to have the
/// reference point on its left.
#[derive(Debug, Clone, Copy)]
pub(super) struct LeafEdge(u32);

impl LeafEdge {
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

    /// The last node on the way to a position, and the bits of a coordinate within its cell.
    #[inline]
    fn node(&self, at: Coord<f64>) -> (Node, u32) {
        let Some((x, y)) = self.frame.place(at) else { return (Node::NOBODY, 0) };
        let mut shift = BITS - self.raster_bits;
        let mut node =
            self.nodes[((y >> shift) as usize) << self.raster_bits | (x >> shift) as usize];
        while node.kind() == Node::BLOCK {
            shift -= 2;
            let within = (y >> shift & 3) << 2 | (x >> shift & 3);
            node = self.nodes[node.number() + within as usize];
        }
        (node, shift)
    }

    #[inline]
    fn held_by(&self, (node, shift): (Node, u32), at: Coord<f64>) -> Held {
        match (node.kind(), node.number()) {
            (Node::OWNED, 0) => Held::ByNobody,
            (Node::OWNED, owner) => Held::By(owner - 1),
            (Node::LEAF, leaf) => self.held_in(&self.leaves[leaf], shift, at),
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
                // First all positions, then all nodes, then all leaves: memory is then waited for
                // together.
                let mut at = [Coord { x: 0.0, y: 0.0 }; GROUP];
                for (at, place) in at.iter_mut().zip(group) {
                    *at = positions[*place as usize].coord();
                }
                let mut nodes = [(Node::NOBODY, 0); GROUP];
                for (node, at) in nodes.iter_mut().zip(at).take(group.len()) {
                    *node = self.node(at);
                }
                for ((node, at), place) in nodes.iter().zip(at).zip(group) {
                    each(part * DEALT + *place as usize, self.held_by(*node, at));
                }
            }
        }
    }

    /// The places of positions, strip by strip.
    fn dealt_out(&self, positions: &[LonLat]) -> Vec<u32> {
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
        let mut dealt = vec![0; positions.len()];
        for (place, strip) in (0..).zip(&strips) {
            let next = &mut next[usize::from(*strip)];
            dealt[*next as usize] = place;
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

    fn held_in(&self, leaf: &Leaf, shift: u32, at: Coord<f64>) -> Held {
        let mut around = Around::of(leaf.holder);
        for edge in leaf.edges(&self.leaf_edges) {
            let edge = edge.turned(&self.edges);
            let reference = || self.reference(leaf, shift, at);
            match crossing_from_left(reference, at, edge.from, edge.to) {
                Crossing::None => {}
                Crossing::Once if around.cross(&edge) => {}
                Crossing::Once | Crossing::Touches => return Held::Contested,
            }
        }
        around.held()
    }

    /// The reference point of a leaf, by a position in its cell.
    fn reference(&self, leaf: &Leaf, shift: u32, at: Coord<f64>) -> Coord<f64> {
        // A position without a place in the frame has no leaf.
        let (x, y) = self.frame.place(at).unwrap_or_default();
        let corner = |v: u32| f64::from(v >> shift << shift);
        let cell = Cell { x: corner(x), y: corner(y), side: f64::from(1_u32 << shift) };
        cell.place(&self.frame, leaf.place)
    }
}
