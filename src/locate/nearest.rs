//! The nearest boundary: an R-tree of short pieces of it in space, searched with a true bound.
//!
//! A geodesic is never shorter than the straight line through the Earth, so the distance in
//! space to a piece's box bounds the geodesic distance to the piece from below, for any two
//! places on Earth. Pieces come in the order of that bound and the search stops when it exceeds
//! the best distance found.

use crate::area::Area;
use crate::geo::{LonLat, geodesic_m};
use geo::{Coord, LineString};
use rstar::{AABB, PointDistance, RTree, RTreeObject};
use std::collections::HashSet;

/// Semi-axes of the WGS-84 ellipsoid in metres.
const A_M: f64 = 6_378_137.0;
const B_M: f64 = 6_356_752.314_245_179;
/// No normal section of the ellipsoid has a larger radius of curvature than a²/b.
const RADIUS_MAX_M: f64 = A_M * A_M / B_M;
/// Longer edges are cut into pieces of at most this many degrees, which keeps the boxes tight
/// and the distance along a piece free of second minima.
const PIECE_DEG: f64 = 0.1;

/// The nearest point of the boundary.
pub(super) struct Hit {
    /// Position of the grid in the set.
    pub grid: usize,
    /// The point.
    pub point: LonLat,
    /// Its geodesic distance in metres.
    pub distance_m: f64,
}

/// The boundary of a set of grids, where it is not shared by two of them.
#[derive(Debug)]
pub(super) struct BoundaryTree {
    pieces: RTree<Piece>,
}

impl BoundaryTree {
    pub(super) fn build(grids: &[Area]) -> Self {
        let mut edges = HashSet::new();
        for line in grids.iter().flat_map(rings).flat_map(LineString::lines) {
            edges.insert(key(line.start, line.end));
        }
        let mut pieces = Vec::new();
        for (grid, area) in grids.iter().enumerate() {
            for line in rings(area).flat_map(LineString::lines) {
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
                for line in rings(area).flat_map(LineString::lines) {
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
        let origin = in_space(at.lon(), at.lat());
        let mut best = Hit { grid: 0, point: at, distance_m: f64::INFINITY };
        for (piece, bound_m2) in self.pieces.nearest_neighbor_iter_with_distance_2(&origin) {
            if bound_m2.sqrt() > best.distance_m {
                break;
            }
            if piece.lower_bound_m(at) <= best.distance_m {
                let (point, distance_m) = piece.nearest(at);
                let closer = distance_m < best.distance_m
                    || (distance_m <= best.distance_m && piece.grid < best.grid);
                if closer {
                    best = Hit { grid: piece.grid, point, distance_m };
                }
            }
        }
        best
    }
}

/// All rings of an area's shape.
fn rings(area: &Area) -> impl Iterator<Item = &LineString<f64>> {
    area.shape.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()))
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

/// The place on the ellipsoid in space, in metres from the Earth's centre.
fn in_space(lon_deg: f64, lat_deg: f64) -> [f64; 3] {
    let (sin_lat, cos_lat) = lat_deg.to_radians().sin_cos();
    let (sin_lon, cos_lon) = lon_deg.to_radians().sin_cos();
    let e2 = 1.0 - (B_M * B_M) / (A_M * A_M);
    let n = A_M / (1.0 - e2 * sin_lat * sin_lat).sqrt();
    [n * cos_lat * cos_lon, n * cos_lat * sin_lon, n * (1.0 - e2) * sin_lat]
}

/// A short piece of a boundary, straight in longitude and latitude.
#[derive(Debug)]
struct Piece {
    grid: usize,
    from: Coord<f64>,
    to: Coord<f64>,
    /// Holds the piece in space.
    envelope: AABB<[f64; 3]>,
    /// No point of the piece is farther from its middle than this.
    reach_m: f64,
}

impl Piece {
    fn new(grid: usize, from: Coord<f64>, to: Coord<f64>) -> Self {
        let d_lon = (to.x - from.x).to_radians().abs();
        let d_lat = (to.y - from.y).to_radians().abs();
        // A curve with |c''| <= k over a unit of its parameter leaves its chord by at most k/8,
        // and the second derivative of a place in space along a line in longitude and latitude
        // is at most the radius times the square of the angles.
        let bulge_m = RADIUS_MAX_M * (d_lon + d_lat).powi(2) / 8.0;
        let (a, b) = (in_space(from.x, from.y), in_space(to.x, to.y));
        let mut low = [0.0; 3];
        let mut high = [0.0; 3];
        for (((low, high), a), b) in low.iter_mut().zip(&mut high).zip(a).zip(b) {
            *low = a.min(b) - bulge_m;
            *high = a.max(b) + bulge_m;
        }
        let reach_m = RADIUS_MAX_M * (d_lon + d_lat) / 2.0;
        Self { grid, from, to, envelope: AABB::from_corners(low, high), reach_m }
    }

    fn at(&self, t: f64) -> LonLat {
        let c = between(self.from, self.to, t);
        LonLat::computed(c.x, c.y)
    }

    /// By the triangle inequality over the piece's middle.
    fn lower_bound_m(&self, from: LonLat) -> f64 {
        geodesic_m(from, self.at(0.5)) - self.reach_m
    }

    /// The nearest point of the piece and its geodesic distance in metres, by golden section.
    ///
    /// The distance is flat at its minimum, so a position good to 1e-8 of the piece (0.1 mm)
    /// gives a distance good to nanometres. The ends are tried first and kept unless the inside
    /// is nearer by more than a nanometre, so that a corner is returned exactly.
    fn nearest(&self, from: LonLat) -> (LonLat, f64) {
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
        self.envelope
    }
}

impl PointDistance for Piece {
    fn distance_2(&self, point: &[f64; 3]) -> f64 {
        self.envelope.distance_2(point)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        /// The box in space holds the whole piece, and the bound by the middle is one.
        #[test]
        fn both_bounds_hold(
            lon in -180.0..180.0_f64, lat in -89.0..89.0_f64,
            dx in -0.1..0.1_f64, dy in -0.1..0.1_f64,
            p_lon in -180.0..180.0_f64, p_lat in -90.0..90.0_f64, t in 0.0..1.0_f64,
        ) {
            let piece = Piece::new(0, Coord { x: lon, y: lat }, Coord { x: lon + dx, y: lat + dy });
            let from = LonLat::new(p_lon, p_lat).unwrap();
            let true_m = geodesic_m(from, piece.at(t));
            let in_space_m = piece.distance_2(&in_space(p_lon, p_lat)).sqrt();
            prop_assert!(in_space_m <= true_m + 1e-6, "{in_space_m} > {true_m}");
            prop_assert!(piece.lower_bound_m(from) <= true_m + 1e-6);
        }

        /// The nearest point of a piece is not beaten by a dense sample of it.
        #[test]
        fn no_sampled_point_is_nearer(
            lon in 106.0..109.0_f64, lat in 38.0..40.0_f64,
            dx in -0.1..0.1_f64, dy in -0.1..0.1_f64,
            p_lon in 100.0..115.0_f64, p_lat in 30.0..50.0_f64,
        ) {
            let piece = Piece::new(0, Coord { x: lon, y: lat }, Coord { x: lon + dx, y: lat + dy });
            let from = LonLat::new(p_lon, p_lat).unwrap();
            let (point, distance_m) = piece.nearest(from);
            prop_assert!((geodesic_m(from, point) - distance_m).abs() < 1e-9);
            for i in 0..=1000 {
                let sampled_m = geodesic_m(from, piece.at(f64::from(i) / 1000.0));
                prop_assert!(distance_m <= sampled_m + 1e-6);
            }
        }
    }
}
