//! The triangles between seeds and outline: what every border is made on.

use super::SynthError;
use super::outline::Outline;
use super::plane::{Metres, Tick};
use super::seeds::Seeds;
use spade::{ConstrainedDelaunayTriangulation, Point2, Triangulation};

/// No such half-edge.
pub(super) const NONE: u32 = u32::MAX;

/// Triangles inside the outline, counter-clockwise, as half-edges: those of triangle t are 3t,
/// 3t + 1 and 3t + 2, each going from its corner to the next one's.
///
/// Corners are numbered: grids first, one for each, then rims of towns, then the outline.
#[derive(Debug)]
pub(super) struct Mesh {
    /// Corners as they are written.
    pub ticks: Vec<Tick>,
    /// The same in metres.
    pub at: Vec<Metres>,
    /// The corner where a half-edge begins.
    from: Vec<u32>,
    /// The half-edge on the other side; [`NONE`] on the outline.
    twin: Vec<u32>,
    /// A half-edge that begins in a corner: on the outline, the one along it.
    out: Vec<u32>,
    /// How many grids there are.
    pub grids: usize,
    /// How many of them are rural: they come first.
    pub rural: usize,
    /// The first corner of the outline.
    pub outline: usize,
    /// The first corner of each ring of the outline.
    pub rings: Vec<u32>,
}

type Delaunay = ConstrainedDelaunayTriangulation<Point2<f64>>;

impl Mesh {
    /// The constrained Delaunay triangulation of the seeds, their rims and the outline.
    ///
    /// # Errors
    ///
    /// [`SynthError::Outline`] where the outline crosses or touches itself.
    pub fn new(outline: &Outline, seeds: &Seeds) -> Result<Self, SynthError> {
        let plane = &outline.plane;
        let mut ticks: Vec<Tick> =
            seeds.at.iter().chain(&seeds.rims).map(|at| plane.tick(*at)).collect();
        let first_of_outline = ticks.len();
        let mut sides: Vec<[usize; 2]> = Vec::new();
        let mut rings = Vec::new();
        for ring in outline.divided(seeds.spacing * 0.8) {
            let first = ticks.len();
            rings.push(first as u32);
            let next = |i: usize| first + (i + 1) % ring.len();
            sides.extend((0..ring.len()).map(|i| [first + i, next(i)]));
            ticks.extend(ring);
        }
        let at: Vec<Metres> = ticks.iter().map(|tick| plane.place(*tick)).collect();
        let delaunay = triangulated(&at, &sides)?;
        let mut mesh = Self {
            from: Vec::new(),
            twin: Vec::new(),
            out: vec![NONE; at.len()],
            ticks,
            at,
            grids: seeds.at.len(),
            rural: seeds.rural,
            outline: first_of_outline,
            rings,
        };
        mesh.take_inside(&delaunay, &sides);
        // A corner without triangles would be a grid without ground.
        if mesh.out.contains(&NONE) { Err(SynthError::Outline) } else { Ok(mesh) }
    }

    /// Takes over the triangles on the left of the outline's sides and all that hang together
    /// with them.
    fn take_inside(&mut self, delaunay: &Delaunay, sides: &[[usize; 2]]) {
        let next = |corner: usize| {
            let side = corner.checked_sub(self.outline).and_then(|i| sides.get(i));
            side.map(|[_, to]| *to)
        };
        // For each face of the triangulation: its triangle here.
        let mut triangle = vec![NONE; delaunay.num_all_faces()];
        let mut faces = Vec::new();
        for edge in delaunay.directed_edges() {
            let along = next(edge.from().index()) == Some(edge.to().index());
            if along && edge.is_constraint_edge() && !edge.is_outer_edge() {
                let face = edge.face().fix().index();
                if triangle[face] == NONE {
                    triangle[face] = faces.len() as u32;
                    faces.push(edge);
                }
            }
        }
        let mut done = 0;
        while let Some(edge) = faces.get(done).copied() {
            done += 1;
            for edge in [edge, edge.next(), edge.prev()] {
                let other = edge.rev();
                let face = other.face().fix().index();
                if !edge.is_constraint_edge() && !other.is_outer_edge() && triangle[face] == NONE {
                    triangle[face] = faces.len() as u32;
                    faces.push(other);
                }
            }
        }
        // Where each half-edge of the triangulation stands here.
        let mut place = vec![NONE; delaunay.num_directed_edges()];
        for (t, edge) in faces.iter().enumerate() {
            for (i, edge) in [*edge, edge.next(), edge.prev()].iter().enumerate() {
                place[edge.fix().index()] = (3 * t + i) as u32;
            }
        }
        for edge in &faces {
            for edge in [*edge, edge.next(), edge.prev()] {
                let half = self.from.len() as u32;
                let corner = edge.from().index();
                let twin =
                    if edge.is_constraint_edge() { NONE } else { place[edge.rev().fix().index()] };
                self.from.push(corner as u32);
                self.twin.push(twin);
                let out = &mut self.out[corner];
                if *out == NONE || twin == NONE {
                    *out = half;
                }
            }
        }
    }

    /// How many half-edges there are.
    pub fn half_edges(&self) -> u32 {
        self.from.len() as u32
    }

    /// The corner where a half-edge begins.
    pub fn from(&self, half: u32) -> u32 {
        self.from[half as usize]
    }

    /// The corner where it ends.
    pub fn to(&self, half: u32) -> u32 {
        self.from(next(half))
    }

    /// The corner of its triangle that it does not touch.
    pub fn apex(&self, half: u32) -> u32 {
        self.from(prev(half))
    }

    /// The half-edge on the other side, inside the outline.
    pub fn twin(&self, half: u32) -> Option<u32> {
        let twin = self.twin[half as usize];
        (twin != NONE).then_some(twin)
    }

    /// A half-edge that begins in a corner: on the outline, the one along it.
    pub fn out(&self, corner: u32) -> u32 {
        self.out[corner as usize]
    }

    /// The half-edges that begin in a corner, counter-clockwise.
    pub fn around(&self, corner: u32) -> impl Iterator<Item = u32> {
        let first = self.out(corner);
        std::iter::successors(Some(first), move |half| {
            self.twin(prev(*half)).filter(|next| *next != first)
        })
    }
}

/// The next half-edge of the same triangle.
pub(super) fn next(half: u32) -> u32 {
    if half % 3 == 2 { half - 2 } else { half + 1 }
}

/// The one before.
pub(super) fn prev(half: u32) -> u32 {
    if half.is_multiple_of(3) { half + 2 } else { half - 1 }
}

fn triangulated(at: &[Metres], sides: &[[usize; 2]]) -> Result<Delaunay, SynthError> {
    let corners: Vec<Point2<f64>> = at.iter().map(|at| Point2::new(at.x, at.y)).collect();
    let mut crossing = false;
    let delaunay = Delaunay::try_bulk_load_cdt(corners, sides.to_vec(), |_| crossing = true)
        .map_err(|_| SynthError::Outline)?;
    // Two corners in one place are taken for one; a side through a corner is taken for two.
    let whole = delaunay.num_vertices() == at.len() && delaunay.num_constraints() == sides.len();
    if crossing || !whole { Err(SynthError::Outline) } else { Ok(delaunay) }
}
