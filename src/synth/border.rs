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
const NODE_MARGIN: f64 = 0.06;
/// A gate keeps at least this share of its side from either end.
const GATE_MARGIN: f64 = 0.07;
/// Pieces of a border are at least so long, in metres, and at most twice as long.
const PIECE_M: f64 = 400.0;
/// Most divisions of the way from a gate to a node, as a power of two.
const MOST_HALVINGS: u32 = 3;

/// The borders on a mesh.
#[derive(Debug)]
pub(super) struct Borders<'a> {
    mesh: &'a Mesh,
    plane: &'a Plane,
    /// The grid of each corner.
    owner: &'a [u32],
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
        owner: &'a [u32],
        seed: u64,
    ) -> Result<Self, SynthError> {
        let mut borders = Self { mesh, plane, owner, seed, nodes: Vec::new() };
        let triangles = (0..mesh.half_edges() / 3).into_par_iter();
        borders.nodes = triangles.map(|triangle| borders.place_node(triangle)).collect();
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

    /// Where a border crosses a half-edge or its twin.
    pub fn gate(&self, half: u32) -> Tick {
        self.plane.tick(self.gate_at(half))
    }

    /// The same in metres: on the middle line between the two seeds as far as the ends of the
    /// half-edge allow, and outside towns a little off it.
    fn gate_at(&self, half: u32) -> Metres {
        let mesh = self.mesh;
        let half = mesh.twin(half).map_or(half, |twin| twin.min(half));
        let (from, to) = (mesh.from(half), mesh.to(half));
        let (a, b) = (mesh.at[from as usize], mesh.at[to as usize]);
        let mut random = Random::new(self.seed, Stream::Border, u64::from(half));
        let (share, swing) = match (self.rural_seed(from), self.rural_seed(to)) {
            (Some(here), Some(there)) => {
                // Twice how much nearer a place is to the one seed than to the other; it grows
                // evenly along the half-edge.
                let nearer = |at: Metres| square(at, here) - square(at, there);
                (middle(nearer(a), nearer(b)), 0.1)
            }
            _ => (0.5, 0.03),
        };
        let share = share + swing * random.signed();
        a + (b - a) * share.clamp(GATE_MARGIN, 1.0 - GATE_MARGIN)
    }

    /// The seed of the grid that holds a corner, where that is a rural one.
    fn rural_seed(&self, corner: u32) -> Option<Metres> {
        let grid = self.owner[corner as usize] as usize;
        (grid < self.mesh.rural).then(|| self.mesh.at[grid])
    }

    /// Where the borders in a triangle meet: as far from one seed as from the others, or, where
    /// there is only one border, on the straight way from gate to gate.
    fn place_node(&self, triangle: u32) -> Tick {
        let mesh = self.mesh;
        let halves = [0, 1, 2].map(|i| triangle * 3 + i);
        let corners = halves.map(|half| mesh.from(half));
        let at = corners.map(|corner| mesh.at[corner as usize]);
        let owners = corners.map(|corner| self.owner[corner as usize]);
        let crossed = halves.iter().zip([(0, 1), (1, 2), (2, 0)]);
        let crossed = crossed.filter(|(_, (from, to))| owners[*from] != owners[*to]);
        let gates: Vec<Metres> = crossed.map(|(half, _)| self.gate_at(*half)).collect();
        let weights = if let [one, other] = gates[..] {
            shares(at, (one + other) / 2.0)
        } else {
            match corners.map(|corner| self.rural_seed(corner)) {
                [Some(a), Some(b), Some(c)] if gates.len() == 3 => shares(at, center([a, b, c])),
                _ => shares(at, center(at)),
            }
        };
        let weights = weights.map(|weight| weight.max(NODE_MARGIN));
        let whole: f64 = weights.iter().sum();
        self.plane.tick(weigh(at, weights.map(|weight| weight / whole)))
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
        let falling = if self.foot < along { (1.0 - along) / (1.0 - self.foot) } else { 1.0 };
        self.height * rising.min(falling)
    }
}

/// Where what grows evenly from `first` to `last` is nothing, as a share of the way.
fn middle(first: f64, last: f64) -> f64 {
    if first < 0.0 && last > 0.0 {
        first / (first - last)
    } else if first >= 0.0 {
        0.0
    } else {
        1.0
    }
}

/// The square of a distance.
fn square(a: Metres, b: Metres) -> f64 {
    let step = b - a;
    step.x * step.x + step.y * step.y
}

/// The middle of the circle through three places.
fn center([a, b, c]: [Metres; 3]) -> Metres {
    let (a2, b2, c2) = (square(b, c), square(c, a), square(a, b));
    let weights = [a2 * (b2 + c2 - a2), b2 * (c2 + a2 - b2), c2 * (a2 + b2 - c2)];
    let whole: f64 = weights.iter().sum();
    weigh([a, b, c], weights.map(|weight| weight / whole))
}

/// The weights of a triangle's corners that give a place.
fn shares([a, b, c]: [Metres; 3], at: Metres) -> [f64; 3] {
    let whole = cross(a, b, c);
    [(b, c), (c, a), (a, b)].map(|(p, q)| cross(p, q, at) / whole)
}

fn weigh(corners: [Metres; 3], weights: [f64; 3]) -> Metres {
    corners[0] * weights[0] + corners[1] * weights[1] + corners[2] * weights[2]
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
    fn the_center_is_as_far_from_each_corner_and_shares_give_it_back() {
        let at = |x, y| Metres { x, y };
        for triangle in [
            [at(0.0, 0.0), at(4.0, 0.0), at(2.0, 3.0)],
            [at(0.0, 0.0), at(4.0, 0.0), at(2.0, 0.1)],
            [at(0.0, 0.0), at(100.0, 0.0), at(0.0, 1.0)],
        ] {
            let center = center(triangle);
            let [a, b, c] = triangle.map(|corner| distance(corner, center));
            assert!((a - b).abs() < 1e-9 * a && (b - c).abs() < 1e-9 * a, "{a} {b} {c}");
            let back = weigh(triangle, shares(triangle, center));
            assert!(distance(back, center) < 1e-9 * a.max(1.0));
        }
    }

    #[test]
    fn the_middle_is_where_a_line_meets_nothing() {
        assert!((middle(-1.0, 3.0) - 0.25).abs() < 1e-12);
        assert_eq!((middle(1.0, 3.0), middle(-3.0, -1.0)), (0.0, 1.0));
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
