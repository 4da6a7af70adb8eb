//! The nearest boundary: an R-tree of short pieces of it in space, searched with a true bound.
//!
//! The straight line through the Earth between two places is a little shorter than the geodesic,
//! by s³/24R² for small s, whose R depends on the direction by less than a hundredth. So the
//! piece that is nearest in space is nearest on the ground, or one that is farther in space by no
//! more than that spread: pieces come in the order of a lower bound of their distance in space,
//! and the search stops when the bound exceeds the best by more. For far places, where the formula
//! ends, it stops only when the distance in space exceeds the geodesic itself, which no two
//! places on Earth can contradict.

use super::space::{
    A_M, B_M, NEAR_M, RADIUS_MAX_M, dot, in_space, length, minus, reach_in_space_m, space_between_m,
};
use crate::area::Area;
use crate::geo::{LonLat, geodesic_m, rings};
use geo::{Coord, LineString, MultiPolygon};
use rstar::{AABB, PointDistance, RTree, RTreeObject};
use std::collections::HashSet;

/// Longer edges are cut into pieces of at most this many degrees, which leave their chords by at
/// most 0.4 m and have no second minimum.
const PIECE_DEG: f64 = 0.02;
/// The nearest point of the boundary.
pub(super) struct Hit {
    /// Position of the grid in the set.
    pub grid: usize,
    /// The point.
    pub point: LonLat,
    /// Its geodesic distance in metres.
    pub distance_m: f64,
    /// The ends of the piece that it lies on, the area to their left.
    pub piece: (Coord<f64>, Coord<f64>),
}

/// The boundary of a set of grids, where it is not shared by two of them.
#[derive(Debug)]
pub(super) struct BoundaryTree {
    pieces: RTree<Piece>,
}

impl BoundaryTree {
    pub(super) fn build(grids: &[Area]) -> Self {
        let mut edges = HashSet::new();
        for line in grids.iter().flat_map(|area| rings(&area.shape)).flat_map(LineString::lines) {
            edges.insert(key(line.start, line.end));
        }
        let mut pieces = Vec::new();
        for (grid, area) in grids.iter().enumerate() {
            for line in rings(&area.shape).flat_map(LineString::lines) {
                // An edge that another grid runs along in the other direction has ground of the
                // set on both sides, so it is never the nearest from outside.
                if line.start != line.end && !edges.contains(&key(line.end, line.start)) {
                    cut(line.start, line.end, |a, b| pieces.push(Piece::new(grid, a, b)));
                }
            }
        }
        if pieces.is_empty() {
            // Every edge has its reverse only where the set closes on itself (or lists a shape
            // twice in opposite windings): keep them all rather than none.
            for (grid, area) in grids.iter().enumerate() {
                for line in rings(&area.shape).flat_map(LineString::lines) {
                    cut(line.start, line.end, |a, b| pieces.push(Piece::new(grid, a, b)));
                }
            }
        }
        Self { pieces: RTree::bulk_load(pieces) }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pieces.size() == 0
    }

    /// The nearest point of the boundary. The tree must not be empty, as its owner makes sure.
    pub(super) fn nearest(&self, at: LonLat) -> Hit {
        let mut search = Search::new(at);
        for (piece, bound_m2) in self.pieces.nearest_neighbor_iter_with_distance_2(&search.origin) {
            if bound_m2.sqrt() > search.reach_m {
                break;
            }
            search.look_at(piece);
        }
        search.best
    }
}

/// The nearest point of the boundary of one area, from inside or outside.
pub(super) fn nearest_on(shape: &MultiPolygon<f64>, at: LonLat) -> Hit {
    let mut search = Search::new(at);
    for line in rings(shape).flat_map(LineString::lines) {
        cut(line.start, line.end, |a, b| {
            let piece = Piece::new(0, a, b);
            if piece.bound_m(search.origin) <= search.reach_m {
                search.look_at(&piece);
            }
        });
    }
    search.best
}

/// The way to the nearest point, piece after piece.
struct Search {
    at: LonLat,
    origin: [f64; 3],
    best: Hit,
    /// No place farther than this in space can be nearer on the ground than the best.
    reach_m: f64,
}

impl Search {
    fn new(at: LonLat) -> Self {
        let nowhere = Coord::zero();
        let best = Hit { grid: 0, point: at, distance_m: f64::INFINITY, piece: (nowhere, nowhere) };
        Self { at, origin: in_space(at.lon(), at.lat()), best, reach_m: f64::INFINITY }
    }

    fn look_at(&mut self, piece: &Piece) {
        let (point, distance_m) = piece.nearest(self.at, self.origin);
        let closer = distance_m < self.best.distance_m
            || (distance_m <= self.best.distance_m && piece.grid < self.best.grid);
        if closer {
            let ends = (piece.from, piece.to);
            self.best = Hit { grid: piece.grid, point, distance_m, piece: ends };
            self.reach_m = reach_in_space_m(distance_m, space_between_m(self.origin, point));
        }
    }
}

/// An edge by the bits of its ends: equal only where the numbers are.
fn key(from: Coord<f64>, to: Coord<f64>) -> [u64; 4] {
    // Adding zero makes -0.0 the same as 0.0.
    [from.x + 0.0, from.y + 0.0, to.x + 0.0, to.y + 0.0].map(f64::to_bits)
}

/// Calls `each` with the pieces of an edge, in order.
fn cut(from: Coord<f64>, to: Coord<f64>, mut each: impl FnMut(Coord<f64>, Coord<f64>)) {
    let longest_deg = (to.x - from.x).abs().max((to.y - from.y).abs());
    let count = (longest_deg / PIECE_DEG).ceil().max(1.0) as u32;
    let mut start = from;
    for i in 1..=count {
        let end = if i == count { to } else { between(from, to, f64::from(i) / f64::from(count)) };
        each(start, end);
        start = end;
    }
}

fn between(from: Coord<f64>, to: Coord<f64>, t: f64) -> Coord<f64> {
    from + (to - from) * t
}

/// A short piece of a boundary, straight in longitude and latitude.
#[derive(Debug)]
struct Piece {
    grid: usize,
    from: Coord<f64>,
    to: Coord<f64>,
    /// The chord in space: where it begins, and the way to its end.
    start: [f64; 3],
    chord: [f64; 3],
    /// The piece leaves its chord by no more than this.
    bulge_m: f64,
}

impl Piece {
    fn new(grid: usize, from: Coord<f64>, to: Coord<f64>) -> Self {
        let d_lon = (to.x - from.x).to_radians().abs();
        let d_lat = (to.y - from.y).to_radians().abs();
        // A curve with |c''| <= k over a unit of its parameter leaves its chord by at most k/8,
        // and the second derivative of a place in space along a line in longitude and latitude
        // is at most the radius times the square of the angles.
        let bulge_m = RADIUS_MAX_M * (d_lon + d_lat).powi(2) / 8.0;
        let start = in_space(from.x, from.y);
        let chord = minus(in_space(to.x, to.y), start);
        Self { grid, from, to, start, chord, bulge_m }
    }

    fn at(&self, t: f64) -> LonLat {
        let c = between(self.from, self.to, t);
        LonLat::computed(c.x, c.y)
    }

    /// How far along the chord the place nearest to a place in space is, from 0 to 1.
    fn along(&self, origin: [f64; 3]) -> f64 {
        let square = dot(self.chord, self.chord);
        let t = dot(minus(origin, self.start), self.chord) / square;
        if square > 0.0 { t.clamp(0.0, 1.0) } else { 0.0 }
    }

    /// A lower bound of the distance in space.
    fn bound_m(&self, origin: [f64; 3]) -> f64 {
        let t = self.along(origin);
        let to_start = minus(self.start, origin);
        let to_chord = [0, 1, 2].map(|i| to_start[i] + t * self.chord[i]);
        (length(to_chord) - self.bulge_m).max(0.0)
    }

    /// The nearest point of the piece and its geodesic distance in metres.
    ///
    /// The ends are kept unless the inside is nearer by more than a nanometre, so that a corner
    /// is returned exactly.
    fn nearest(&self, from: LonLat, origin: [f64; 3]) -> (LonLat, f64) {
        let t = self.nearest_in_space(origin);
        let point = self.at(t);
        let distance_m = geodesic_m(from, point);
        if distance_m > NEAR_M {
            return self.nearest_by_search(from);
        }
        // An end that is nearer, or as near, is the corner as it stands in the file.
        let end = if t < 0.5 { self.from } else { self.to };
        let end = LonLat::computed(end.x, end.y);
        let near_end = space_between_m(origin, end) <= space_between_m(origin, point) + 1e-6;
        if near_end {
            let end_m = geodesic_m(from, end);
            if end_m <= distance_m + 1e-9 {
                return (end, end_m);
            }
        }
        (point, distance_m)
    }

    /// Where the piece is nearest in space, from 0 to 1: Newton's method on the square of the
    /// distance, from the nearest place of the chord. Up to [`NEAR_M`] this is also where it is
    /// nearest on the ground: the two differ by so little that the distance, which is flat there,
    /// changes by less than 10 µm.
    fn nearest_in_space(&self, origin: [f64; 3]) -> f64 {
        let (d_lon, d_lat) =
            ((self.to.x - self.from.x).to_radians(), (self.to.y - self.from.y).to_radians());
        let mut t = self.along(origin);
        for _ in 0..8 {
            let c = between(self.from, self.to, t);
            let [x, y, z] = in_space(c.x, c.y);
            let away = minus([x, y, z], origin);
            let (sin_lon, cos_lon) = c.x.to_radians().sin_cos();
            let (sin_lat, cos_lat) = c.y.to_radians().sin_cos();
            let e2 = 1.0 - (B_M * B_M) / (A_M * A_M);
            let meridian_m = A_M * (1.0 - e2) / (1.0 - e2 * sin_lat * sin_lat).powf(1.5);
            // The derivative of the place, exactly; the second one as on a sphere, which is
            // enough to converge.
            let first = [
                -y * d_lon - meridian_m * sin_lat * cos_lon * d_lat,
                x * d_lon - meridian_m * sin_lat * sin_lon * d_lat,
                meridian_m * cos_lat * d_lat,
            ];
            let mixed = 2.0 * d_lon * d_lat * meridian_m * sin_lat;
            let second = [
                -x * (d_lon * d_lon + d_lat * d_lat) + mixed * sin_lon,
                -y * (d_lon * d_lon + d_lat * d_lat) - mixed * cos_lon,
                -z * d_lat * d_lat,
            ];
            let slope = dot(away, first);
            let bend = dot(first, first) + dot(away, second);
            if bend <= 0.0 {
                break;
            }
            let next = (t - slope / bend).clamp(0.0, 1.0);
            let step = (next - t).abs();
            t = next;
            if step < 1e-9 {
                break;
            }
        }
        t
    }

    /// As [`Piece::nearest`] for places that are far away, by golden section.
    ///
    /// The distance is flat at its minimum, so a position good to 1e-8 of the piece (0.1 mm)
    /// gives a distance good to nanometres.
    fn nearest_by_search(&self, from: LonLat) -> (LonLat, f64) {
        const RATIO: f64 = 0.618_033_988_749_894_9;
        let f = |t: f64| geodesic_m(from, self.at(t));
        let (start, end) =
            (LonLat::computed(self.from.x, self.from.y), LonLat::computed(self.to.x, self.to.y));
        let ends = [(start, geodesic_m(from, start)), (end, geodesic_m(from, end))];
        let nearer_end = if ends[0].1 <= ends[1].1 { ends[0] } else { ends[1] };
        let (mut low, mut high) = (0.0, 1.0);
        let (mut t1, mut t2) = (1.0 - RATIO, RATIO);
        let (mut f1, mut f2) = (f(t1), f(t2));
        while high - low > 1e-9 {
            if f1 <= f2 {
                (high, t2, f2) = (t2, t1, f1);
                t1 = high - RATIO * (high - low);
                f1 = f(t1);
            } else {
                (low, t1, f1) = (t1, t2, f2);
                t2 = low + RATIO * (high - low);
                f2 = f(t2);
            }
        }
        let t = f64::midpoint(low, high);
        let inside_m = f(t);
        if inside_m < nearer_end.1 - 1e-9 { (self.at(t), inside_m) } else { nearer_end }
    }
}

impl RTreeObject for Piece {
    type Envelope = AABB<[f64; 3]>;

    fn envelope(&self) -> Self::Envelope {
        let end = [0, 1, 2].map(|i| self.start[i] + self.chord[i]);
        let low = [0, 1, 2].map(|i| self.start[i].min(end[i]) - self.bulge_m);
        let high = [0, 1, 2].map(|i| self.start[i].max(end[i]) + self.bulge_m);
        AABB::from_corners(low, high)
    }
}

impl PointDistance for Piece {
    fn distance_2(&self, point: &[f64; 3]) -> f64 {
        self.bound_m(*point).powi(2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn piece(lon: f64, lat: f64, dx: f64, dy: f64) -> Piece {
        Piece::new(0, Coord { x: lon, y: lat }, Coord { x: lon + dx, y: lat + dy })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        /// The bound is one, and the box holds the whole piece.
        #[test]
        fn the_bounds_hold(
            lon in -180.0..180.0_f64, lat in -89.0..89.0_f64,
            dx in -0.02..0.02_f64, dy in -0.02..0.02_f64,
            p_lon in -180.0..180.0_f64, p_lat in -90.0..90.0_f64, t in 0.0..1.0_f64,
        ) {
            let piece = piece(lon, lat, dx, dy);
            let origin = in_space(p_lon, p_lat);
            let true_m = space_between_m(origin, piece.at(t));
            prop_assert!(piece.bound_m(origin) <= true_m + 1e-6);
            prop_assert!(piece.envelope().distance_2(&origin).sqrt() <= true_m + 1e-6);
            prop_assert!(true_m <= geodesic_m(LonLat::new(p_lon, p_lat).unwrap(), piece.at(t)) + 1e-6);
        }

        /// No point of a dense sample is nearer than the nearest, near or far away.
        #[test]
        fn no_sampled_point_is_nearer(
            lon in 106.0..109.0_f64, lat in 38.0..40.0_f64,
            dx in -0.02..0.02_f64, dy in -0.02..0.02_f64,
            away in 0.0005..6.0_f64, angle in 0.0..360.0_f64,
        ) {
            let piece = piece(lon, lat, dx, dy);
            let (sin, cos) = angle.to_radians().sin_cos();
            let from = LonLat::new(lon + away * cos, lat + away * sin).unwrap();
            let (point, distance_m) = piece.nearest(from, in_space(from.lon(), from.lat()));
            prop_assert!((geodesic_m(from, point) - distance_m).abs() < 1e-9);
            let (_, searched_m) = piece.nearest_by_search(from);
            prop_assert!((distance_m - searched_m).abs() < 2e-5, "{distance_m} {searched_m}");
            for i in 0..=200 {
                let sampled_m = geodesic_m(from, piece.at(f64::from(i) / 200.0));
                prop_assert!(distance_m <= sampled_m + 2e-5, "{distance_m} > {sampled_m}");
            }
        }

        /// What is nearer on the ground is within reach in space.
        #[test]
        fn nothing_nearer_is_out_of_reach(
            lat in -80.0..80.0_f64, away in 0.0001..3.5_f64,
            angle in 0.0..360.0_f64, other in 0.0..360.0_f64, longer in 0.999..1.001_f64,
        ) {
            let from = LonLat::new(108.0, lat).unwrap();
            let place = |away: f64, angle: f64| {
                let (sin, cos) = angle.to_radians().sin_cos();
                LonLat::new(108.0 + away * cos / lat.to_radians().cos(), lat + away * sin).unwrap()
            };
            let (a, b) = (place(away, angle), place(away * longer, other));
            let (a_m, b_m) = (geodesic_m(from, a), geodesic_m(from, b));
            prop_assume!(a_m < NEAR_M && b_m < NEAR_M);
            let origin = in_space(from.lon(), from.lat());
            if b_m <= a_m {
                let reach_m = reach_in_space_m(a_m, space_between_m(origin, a));
                prop_assert!(space_between_m(origin, b) <= reach_m, "{b_m} {a_m}");
            }
        }
    }
}
