//! The course of every border, decided once and the same for whoever asks.
//!
//! Where three corners of a triangle belong to different areas, their borders meet in its *node*.
//! A border that crosses a side of a triangle does so in the side's *gate*. Between the gate and
//! the node it winds inside the two small triangles that the gate and the node form with the
//! side's ends. These do not overlap those of any other gate and node, so borders never cross.
//! All of this is tested in whole ticks: what cannot wind runs straight, and where not even that
//! fits the outline is too narrow.

use super::SynthError;
use super::mesh::Mesh;
use super::plane::{Metres, Plane, Tick, cross, distance, turns_left};
use super::random::{Random, Stream};
use rayon::prelude::*;

/// A node keeps at least this share of each corner's weight.
const NODE_MARGIN: f64 = 0.09;
/// A gate keeps at least this share of its side from either end.
const GATE_MARGIN: f64 = 0.12;
/// Pieces of a border are at least so long, in metres, and at most twice as long.
const PIECE_M: f64 = 400.0;
/// Most divisions of the way from a gate to a node, as a power of two.
const MOST_HALVINGS: u32 = 3;

/// The borders on a mesh.
#[derive(Debug)]
pub(super) struct Borders<'a> {
    mesh: &'a Mesh,
    plane: &'a Plane,
    seed: u64,
    /// The node of each triangle.
    nodes: Vec<Tick>,
}

impl<'a> Borders<'a> {
    /// Places the nodes and tests every border between two grids. `owner` is the grid of each
    /// corner.
    ///
    /// # Errors
    ///
    /// [`SynthError::TooNarrow`].
    pub fn new(
        mesh: &'a Mesh,
        plane: &'a Plane,
        owner: &[u32],
        seed: u64,
    ) -> Result<Self, SynthError> {
        let triangles = (0..mesh.half_edges() / 3).into_par_iter();
        let nodes = triangles.map(|t| plane.tick(node(corners(mesh, t).map(|i| mesh.at[i])))).collect();
        let borders = Self { mesh, plane, seed, nodes };
        let narrow = (0..mesh.half_edges()).into_par_iter().find_first(|half| {
            let differ = owner[mesh.from(*half) as usize] != owner[mesh.to(*half) as usize];
            differ && !borders.fits(*half)
        });
        match narrow {
            Some(half) => {
                Err(SynthError::TooNarrow { at: mesh.ticks[mesh.from(half) as usize].lonlat() })
            }
            None => Ok(borders),
        }
    }

    /// Whether the border that crosses a half-edge into its triangle has room: the node inside
    /// the triangle, and the gate so that the small triangles beside it turn the right way.
    fn fits(&self, half: u32) -> bool {
        let corner = |i: u32| self.mesh.ticks[i as usize];
        let (from, to) = (corner(self.mesh.from(half)), corner(self.mesh.to(half)));
        let apex = corner(self.mesh.apex(half));
        let (gate, node) = (self.gate(half), self.node(half));
        turns_left(from, gate, node)
            && turns_left(gate, to, node)
            && turns_left(to, apex, node)
            && turns_left(apex, from, node)
    }

    /// The node of the triangle of a half-edge.
    pub fn node(&self, half: u32) -> Tick {
        self.nodes[half as usize / 3]
    }

    /// Where a border crosses a half-edge or its twin: on the straight way from node to node as
    /// far as the ends allow, and outside towns a little off it.
    pub fn gate(&self, half: u32) -> Tick {
        let mesh = self.mesh;
        let twin = mesh.twin(half);
        let half = twin.map_or(half, |twin| twin.min(half));
        let (from, to) = (mesh.from(half), mesh.to(half));
        let (a, b) = (mesh.at[from as usize], mesh.at[to as usize]);
        let mut random = Random::new(self.seed, Stream::Border, u64::from(half));
        let straight = mesh.twin(half).map_or(0.5, |twin| {
            let (here, there) = (self.node(half), self.node(twin));
            let (here, there) = (self.plane.place(here), self.plane.place(there));
            let (one, other) = (cross(here, there, a), cross(here, there, b));
            one / (one - other)
        });
        let open = |corner: u32| (corner as usize) < mesh.rural;
        let swing = if open(from) && open(to) { 0.1 } else { 0.03 };
        let share = straight + swing * random.signed();
        self.plane.tick(a + (b - a) * share.clamp(GATE_MARGIN, 1.0 - GATE_MARGIN))
    }

    /// Appends the way from the gate of a half-edge to the node of its triangle, without either.
    pub fn wind(&self, half: u32, out: &mut Vec<Tick>) {
        let (gate, node) = (self.gate(half), self.node(half));
        let (a, b) = (self.plane.place(gate), self.plane.place(node));
        let length = distance(a, b);
        let halvings = (length / PIECE_M).max(1.0).log2() as u32;
        let halvings = halvings.min(MOST_HALVINGS);
        if halvings == 0 {
            return;
        }
        let place = |corner: u32| self.mesh.at[corner as usize];
        let (right, left) = (place(self.mesh.to(half)), place(self.mesh.from(half)));
        let sides = [Room::beside(a, b, left), Room::beside(a, b, right)];
        let mut random = Random::new(self.seed, Stream::Border, (1 << 40) | u64::from(half));
        let swings = displaced(halvings, &mut random);
        let across = Metres { x: a.y - b.y, y: b.x - a.x };
        let count = swings.len() - 1;
        let winding = swings.iter().enumerate().take(count).skip(1).map(|(i, swing)| {
            let along = i as f64 / count as f64;
            let room = if *swing > 0.0 { sides[0].at(along) } else { sides[1].at(along) };
            let swing = swing.signum() * swing.abs().min(0.6 * room);
            self.plane.tick(a + (b - a) * along + across * swing)
        });
        let before = out.len();
        out.extend(winding);
        let added = out.get(before..).unwrap_or_default();
        if !self.stays_inside(half, gate, node, added) {
            out.truncate(before);
        }
    }

    /// Whether a way from gate to node stays in its two small triangles and always goes forward.
    fn stays_inside(&self, half: u32, gate: Tick, node: Tick, way: &[Tick]) -> bool {
        let corner = |i: u32| self.mesh.ticks[i as usize];
        let (left, right) = (corner(self.mesh.from(half)), corner(self.mesh.to(half)));
        let inside = |at: &Tick| {
            if turns_left(gate, node, *at) {
                turns_left(left, gate, *at) && turns_left(node, left, *at)
            } else {
                turns_left(gate, right, *at) && turns_left(right, node, *at)
            }
        };
        let step = |from: i32, to: i32| i128::from(to) - i128::from(from);
        let forward = |from: Tick, to: Tick| {
            let (x, y) = (step(gate.lon, node.lon), step(gate.lat, node.lat));
            step(from.lon, to.lon) * x + step(from.lat, to.lat) * y > 0
        };
        let mut last = gate;
        let goes_on = way.iter().chain(std::iter::once(&node)).all(|at| {
            let goes_on = forward(last, *at);
            last = *at;
            goes_on
        });
        goes_on && way.iter().all(inside)
    }
}

/// How far a way may leave the line from `a` to `b` on one side: a triangle over the line, in
/// units of its length.
struct Room {
    /// The height of the triangle.
    height: f64,
    /// Over which share of the line its top stands.
    foot: f64,
}

impl Room {
    fn beside(a: Metres, b: Metres, top: Metres) -> Self {
        let (line, to) = (b - a, top - a);
        let length2 = line.x * line.x + line.y * line.y;
        Self {
            height: (cross(a, b, top) / length2).abs(),
            foot: (line.x * to.x + line.y * to.y) / length2,
        }
    }

    fn at(&self, along: f64) -> f64 {
        let rising = if self.foot > along { along / self.foot } else { 1.0 };
        let falling =
            if self.foot < along { (1.0 - along) / (1.0 - self.foot) } else { 1.0 };
        self.height * rising.min(falling)
    }
}

/// The three corners of a triangle.
fn corners(mesh: &Mesh, triangle: u32) -> [usize; 3] {
    [0, 1, 2].map(|i| mesh.from(triangle * 3 + i) as usize)
}

/// The middle of the circle through three corners, drawn in where it lies outside or near a side.
fn node([a, b, c]: [Metres; 3]) -> Metres {
    let square = |p: Metres, q: Metres| distance(p, q).powi(2);
    let (a2, b2, c2) = (square(b, c), square(c, a), square(a, b));
    let weights = [a2 * (b2 + c2 - a2), b2 * (c2 + a2 - b2), c2 * (a2 + b2 - c2)];
    let whole: f64 = weights.iter().sum();
    let weights = weights.map(|weight| (weight / whole).max(NODE_MARGIN));
    let whole: f64 = weights.iter().sum();
    (a * weights[0] + b * weights[1] + c * weights[2]) / whole
}

/// Swings along a line by midpoint displacement, 0 at both ends, in units of its length.
fn displaced(halvings: u32, random: &mut Random) -> Vec<f64> {
    let mut swings = vec![0.0, 0.0];
    let mut height = 0.16;
    for _ in 0..halvings {
        let finer = swings.windows(2).flat_map(|pair| {
            let middle = f64::midpoint(pair[0], pair[1]) + height * random.signed();
            [pair[0], middle]
        });
        let mut finer: Vec<f64> = finer.collect();
        finer.push(0.0);
        swings = finer;
        height *= 0.55;
    }
    swings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_lies_inside_its_triangle() {
        let at = |x, y| Metres { x, y };
        for triangle in [
            [at(0.0, 0.0), at(4.0, 0.0), at(2.0, 3.0)],
            [at(0.0, 0.0), at(4.0, 0.0), at(2.0, 0.1)],
            [at(0.0, 0.0), at(100.0, 0.0), at(0.0, 1.0)],
        ] {
            let [a, b, c] = triangle;
            let node = node(triangle);
            let whole = cross(a, b, c);
            for share in [cross(a, b, node), cross(b, c, node), cross(c, a, node)] {
                assert!(share > 0.05 * whole, "{node:?}");
            }
        }
    }

    #[test]
    fn room_is_a_triangle_over_the_line() {
        let at = |x, y| Metres { x, y };
        let room = Room::beside(at(0.0, 0.0), at(10.0, 0.0), at(2.0, 5.0));
        assert!((room.at(0.2) - 0.5).abs() < 1e-12 && (room.at(0.1) - 0.25).abs() < 1e-12);
        assert!((room.at(0.6) - 0.25).abs() < 1e-12);
        let leaning = Room::beside(at(0.0, 0.0), at(10.0, 0.0), at(-10.0, 4.0));
        assert!((leaning.at(0.0) - 0.2).abs() < 1e-12 && (leaning.at(0.5) - 0.1).abs() < 1e-12);
    }
}
