//! The outline of the whole: generated or given, and quick to ask.

use super::SynthError;
use super::plane::{Metres, Plane, Tick, cross, distance};
use super::random::{Noise, Random, Stream};
use crate::geo::{Bounds, LonLat};
use geo::{CoordsIter, LineString, Polygon};

/// Where a generated outline lies.
const CENTER: (f64, f64) = (107.8, 39.2);
/// About how far apart its corners are, in metres.
const CORNER_M: f64 = 700.0;
/// Corners of a given outline that are nearer to each other, in metres, are taken for one: no
/// border has room between them.
const ONE_CORNER_M: f64 = 1.0;
/// Rows that the sides are sorted into, to be found by latitude.
const ROWS: usize = 2048;

/// The outline, in metres and as written. The outer ring runs counter-clockwise, holes clockwise:
/// ground is on the left.
#[derive(Debug)]
pub(super) struct Outline {
    /// The plane of all that follows.
    pub plane: Plane,
    /// The rings as they will be written, not closed: the outer one first.
    pub rings: Vec<Vec<Tick>>,
    /// Its area in m².
    pub area_m2: f64,
    /// South-west and north-east corners.
    pub corners: (Metres, Metres),
    /// The sides by row of y: those that touch it.
    rows: Vec<Vec<[Metres; 2]>>,
}

impl Outline {
    /// An outline like a county's, of that area: a ring whose distance from the centre wanders by
    /// midpoint displacement (A. Fournier, D. Fussell, L. Carpenter, Computer rendering of
    /// stochastic models, CACM 25, 1982), rough in some stretches and plain in others, and then
    /// bent as a whole by a smooth field that cannot fold it.
    ///
    /// # Errors
    ///
    /// [`SynthError::Outline`] where the area is none.
    pub fn generated(area_m2: f64, seed: u64) -> Result<Self, SynthError> {
        let mut random = Random::new(seed, Stream::Outline, 0);
        let radius = (area_m2 / std::f64::consts::PI).sqrt();
        let around = radius * 2.0 * std::f64::consts::PI * 1.3;
        let mut swing: Vec<f64> = (0..8).map(|_| 0.27 * random.signed()).collect();
        let rough = Noise::new(seed, Stream::Outline, 1);
        let mut height = 0.17;
        while around / swing.len() as f64 > CORNER_M * 1.4 {
            let count = swing.len();
            let mut finer = Vec::with_capacity(count * 2);
            for (i, here) in swing.iter().enumerate() {
                let next = swing.get((i + 1) % count).copied().unwrap_or(*here);
                let share = (i as f64 + 0.5) / count as f64 * 12.0;
                let roughness = 0.75 + 0.65 * rough.at(share, 0.5);
                finer.push(*here);
                finer.push(f64::midpoint(*here, next) + height * roughness * random.signed());
            }
            swing = finer;
            height *= 0.56;
        }
        let ring = bent_ring(&swing, &mut random, seed);
        let scale = (area_m2 / ring_area(&ring)).sqrt();
        let plane = Plane::new(LonLat::computed(CENTER.0, CENTER.1));
        let ring = ring.into_iter().map(|at| plane.tick(at * scale)).collect();
        Self::new(plane, vec![ring])
    }

    /// The outline that is given.
    ///
    /// # Errors
    ///
    /// [`SynthError::Outline`] for a polygon without ground.
    pub fn given(polygon: &Polygon<f64>) -> Result<Self, SynthError> {
        let bounds = Bounds::around(polygon.exterior_coords_iter()).ok_or(SynthError::Outline)?;
        let plane = Plane::around(&bounds);
        let holes = polygon.interiors().iter().map(|ring| written(ring, &plane, false));
        let rings = std::iter::once(written(polygon.exterior(), &plane, true)).chain(holes);
        Self::new(plane, rings.filter(|ring| ring.len() >= 3).collect())
    }

    fn new(plane: Plane, rings: Vec<Vec<Tick>>) -> Result<Self, SynthError> {
        let places: Vec<Vec<Metres>> =
            rings.iter().map(|ring| ring.iter().map(|at| plane.place(*at)).collect()).collect();
        let area_m2 = places.iter().map(|ring| ring_area(ring)).sum();
        let bounds = Bounds::around(places.iter().flatten().copied());
        let Some(bounds) = bounds.filter(|_| area_m2 > 0.0) else {
            return Err(SynthError::Outline);
        };
        let corners = (
            Metres { x: bounds.west, y: bounds.south },
            Metres { x: bounds.east, y: bounds.north },
        );
        let mut outline = Self { plane, rings, area_m2, corners, rows: vec![Vec::new(); ROWS] };
        for side in places.iter().flat_map(|ring| sides(ring)) {
            let (low, high) = (side[0].y.min(side[1].y), side[0].y.max(side[1].y));
            let rows = outline.row(low)..=outline.row(high);
            for row in outline.rows.get_mut(rows).unwrap_or_default() {
                row.push(side);
            }
        }
        Ok(outline)
    }

    fn row(&self, y: f64) -> usize {
        let (low, high) = (self.corners.0.y, self.corners.1.y);
        (((y - low) / (high - low) * ROWS as f64).max(0.0) as usize).min(ROWS - 1)
    }

    /// Whether a place lies inside. For places on the outline itself either answer may come.
    pub fn contains(&self, at: Metres) -> bool {
        let outside = at.y < self.corners.0.y || at.y > self.corners.1.y;
        !outside
            && self.rows.get(self.row(at.y)).is_some_and(|row| {
                let crossed = row.iter().filter(|[a, b]| {
                    let spans = (a.y <= at.y) != (b.y <= at.y);
                    spans && (cross(*a, *b, at) > 0.0) == (b.y > a.y)
                });
                crossed.count() % 2 == 1
            })
    }

    /// Whether a place lies at least `by_m` from the outline.
    pub fn clears(&self, at: Metres, by_m: f64) -> bool {
        let rows = self.row(at.y - by_m)..=self.row(at.y + by_m);
        let near = self.rows.get(rows).unwrap_or_default().iter().flatten();
        near.into_iter().all(|[a, b]| {
            let apart = a.x.min(b.x) > at.x + by_m || a.x.max(b.x) < at.x - by_m;
            apart || to_side(at, *a, *b) >= by_m
        })
    }

    /// How far a place is from the outline.
    pub fn clearance(&self, at: Metres) -> f64 {
        let all = self.rows.iter().flatten();
        all.map(|[a, b]| to_side(at, *a, *b)).fold(f64::INFINITY, f64::min)
    }

    /// The rings with nodes added where sides are longer than `longest_m`.
    pub fn divided(&self, longest_m: f64) -> Vec<Vec<Tick>> {
        let divide = |ring: &Vec<Tick>| {
            let mut out = Vec::with_capacity(ring.len());
            for (i, from) in ring.iter().enumerate() {
                let to = ring.get((i + 1) % ring.len()).unwrap_or(from);
                let (a, b) = (self.plane.place(*from), self.plane.place(*to));
                let parts = (distance(a, b) / longest_m).ceil().max(1.0);
                out.push(*from);
                out.extend(
                    (1..parts as usize).map(|k| self.plane.tick(a + (b - a) * (k as f64 / parts))),
                );
            }
            out
        };
        self.rings.iter().map(divide).collect()
    }
}

/// The ring of distances from a centre, stretched, turned and bent, in units of its radius.
fn bent_ring(swing: &[f64], random: &mut Random, seed: u64) -> Vec<Metres> {
    let turn = random.unit() * std::f64::consts::TAU;
    let stretch = random.between(1.0, 1.25);
    let fields = [2, 3].map(|number| Noise::new(seed, Stream::Outline, number));
    let count = swing.len();
    swing
        .iter()
        .enumerate()
        .map(|(i, swing)| {
            let (sin, cos) = (std::f64::consts::TAU * i as f64 / count as f64).sin_cos();
            let at = Metres { x: cos * stretch, y: sin / stretch } * (1.0 + swing);
            let (sin, cos) = turn.sin_cos();
            let at = Metres { x: at.x * cos - at.y * sin, y: at.x * sin + at.y * cos };
            // Steeper than 1 this would fold: it is 0.08 · 3.75 / 0.6 = 0.5 at most.
            let bend = |field: Noise| 0.08 * field.at(at.x / 0.6 + 40.0, at.y / 0.6 + 40.0);
            at + Metres { x: bend(fields[0]), y: bend(fields[1]) }
        })
        .collect()
}

/// A given ring as it will be written: rounded, corners in one place taken for one, running as
/// asked.
fn written(ring: &LineString<f64>, plane: &Plane, counter_clockwise: bool) -> Vec<Tick> {
    let mut out: Vec<Tick> = ring.coords().map(|c| Tick::of(LonLat::computed(c.x, c.y))).collect();
    let one = |a: Tick, b: Tick| distance(plane.place(a), plane.place(b)) < ONE_CORNER_M;
    out.dedup_by(|next, kept| one(*next, *kept));
    while let [first, .., last] = out[..]
        && one(first, last)
    {
        out.pop();
    }
    let places: Vec<Metres> = out.iter().map(|at| plane.place(*at)).collect();
    if (ring_area(&places) > 0.0) != counter_clockwise {
        out.reverse();
    }
    out
}

/// The sides of a ring that is not closed.
fn sides(ring: &[Metres]) -> impl Iterator<Item = [Metres; 2]> {
    ring.iter().zip(ring.iter().cycle().skip(1)).map(|(a, b)| [*a, *b])
}

/// The area of a ring, positive where it runs counter-clockwise.
fn ring_area(ring: &[Metres]) -> f64 {
    sides(ring).map(|[a, b]| a.x * b.y - a.y * b.x).sum::<f64>() / 2.0
}

/// The distance of a place to a side.
fn to_side(at: Metres, a: Metres, b: Metres) -> f64 {
    let along = b - a;
    let length2 = along.x * along.x + along.y * along.y;
    let step = at - a;
    let t = if length2 > 0.0 { (step.x * along.x + step.y * along.y) / length2 } else { 0.0 };
    distance(at, a + along * t.clamp(0.0, 1.0))
}
