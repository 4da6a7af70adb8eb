//! The nearest boundary: an R-tree of short pieces of it in space, searched with a true bound.
//!
//! The straight line through the Earth between two places is a little shorter than the geodesic,
//! by s³/24R² for small s, whose R depends on the direction by less than a hundredth. So the
//! piece that is nearest in space is nearest on the ground, or one that is farther in space by no
//! more than that spread: pieces come in the order of a lower bound of their distance in space,
//! and the search stops when the bound exceeds the best by more. For far places, where the formula
//! ends, it stops only when the distance in space exceeds the geodesic itself, which no two
//! places on Earth can contradict.

use super::edges::OuterEdge;
use super::space::{
    A_M, B_M, NEAR_M, RADIUS_MAX_M, distance_m, dot, in_space, length, minus, reach_in_space_m,
    space_between_m,
};
use crate::geo::{Bounds, LonLat, geodesic_m, rings};
use geo::{Coord, Line, LineString, MultiPolygon};
use rstar::{AABB, PointDistance, RTree, RTreeObject};

/// An end farther than this along the piece from its nearest point, in metres, is not the nearest.
const NEAR_END_M: f64 = 100.0;
/// Longer edges are cut into pieces of at most this many degrees, which leave their chords by at
/// most 0.4 m and have no second minimum.
const PIECE_DEG: f64 = 0.02;
/// The nearest point of the boundary.
#[derive(Debug, Clone, Copy)]
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

impl Hit {
    /// What is found where there is no boundary.
    fn nowhere(at: LonLat) -> Self {
        Self {
            grid: 0,
            point: at,
            distance_m: f64::INFINITY,
            piece: (Coord::zero(), Coord::zero()),
        }
    }
}

/// The boundary of a set of grids, where it is not shared by two of them.
#[derive(Debug)]
pub(super) struct BoundaryTree {
    pieces: RTree<Piece>,
}

impl BoundaryTree {
    /// The tree of the outer edges: one that two grids share has ground on both sides, so it is
    /// never the nearest from outside.
    pub(super) fn build(edges: &[OuterEdge]) -> Self {
        let mut pieces = Vec::new();
        for edge in edges {
            let grid = edge.owner as usize;
            cut(edge.from, edge.to, |a, b| pieces.push(Piece::new(grid, a, b)));
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
        // There is a piece, and the first one is always looked at.
        search.best().unwrap_or(Hit::nowhere(at))
    }
}

/// The nearest point of the boundary of one area, from inside or outside.
pub(super) fn nearest_on(shape: &MultiPolygon<f64>, bounds: &Bounds, at: LonLat) -> Hit {
    let mut search = Search::new(at);
    let lines = || rings(shape).flat_map(LineString::lines);
    let Some(plane) = Plane::around(bounds, at) else {
        lines().for_each(|line| search.look_along(line));
        return search.best().unwrap_or(Hit::nowhere(at));
    };
    // The edge that seems nearest first: it leaves few that may be nearer.
    let nearest = lines().min_by(|a, b| plane.bound_m(*a).total_cmp(&plane.bound_m(*b)));
    if let Some(line) = nearest {
        search.look_along(line);
    }
    for line in lines().filter(|line| Some(*line) != nearest) {
        if plane.bound_m(line) <= search.reach_m {
            search.look_along(line);
        }
    }
    search.best().unwrap_or(Hit::nowhere(at))
}

/// A plane that makes no distance larger than it is on the ground, for places close together.
struct Plane {
    at: Coord<f64>,
    metres_per_deg: Coord<f64>,
}

impl Plane {
    /// Beyond these the plane is not used: degrees between places, and of latitude.
    const MOST_DEG: f64 = 2.0;
    const MOST_LAT_DEG: f64 = 60.0;
    /// A geodesic leaves the band of latitudes of its ends, where a degree of longitude is a
    /// little shorter, and its chord is shorter than itself: together less than 0.03 % here.
    const MARGIN: f64 = 0.999;

    fn around(bounds: &Bounds, at: LonLat) -> Option<Self> {
        let all = bounds.union(Bounds::around([at.coord()])?);
        let steepest = all.south.abs().max(all.north.abs());
        let extent = (all.east - all.west).max(all.north - all.south);
        if extent > Self::MOST_DEG || steepest > Self::MOST_LAT_DEG {
            return None;
        }
        // The smallest radii of curvature: of the meridian at the equator, across it likewise.
        let metres = |radius_m: f64| radius_m.to_radians() * Self::MARGIN;
        let x = metres(A_M) * steepest.to_radians().cos();
        Some(Self { at: at.coord(), metres_per_deg: Coord { x, y: metres(B_M * B_M / A_M) } })
    }

    /// A lower bound of the distance to an edge, on the ground and in space.
    fn bound_m(&self, line: Line<f64>) -> f64 {
        let flat = |c: Coord<f64>| {
            let away = c - self.at;
            Coord { x: away.x * self.metres_per_deg.x, y: away.y * self.metres_per_deg.y }
        };
        let (a, b) = (flat(line.start), flat(line.end));
        let way = b - a;
        let square = way.x * way.x + way.y * way.y;
        let t = -(a.x * way.x + a.y * way.y) / square;
        let near = a + way * if square > 0.0 { t.clamp(0.0, 1.0) } else { 0.0 };
        (near.x * near.x + near.y * near.y).sqrt()
    }
}

/// The way to the nearest point, piece after piece.
///
/// Near pieces are ordered in space; only those that the spread cannot tell apart, as a rule one,
/// are measured on the ground at the end.
struct Search {
    at: LonLat,
    origin: [f64; 3],
    /// Nothing farther than this in space can be nearer on the ground than what has been seen.
    reach_m: f64,
    /// Points of near pieces, with their distance in space.
    near: Vec<(Hit, f64)>,
    /// The nearest point of far pieces.
    far: Option<Hit>,
}

impl Search {
    fn new(at: LonLat) -> Self {
        let origin = in_space(at.lon(), at.lat());
        Self { at, origin, reach_m: f64::INFINITY, near: Vec::new(), far: None }
    }

    /// Looks at the pieces of an edge that may be nearer than what has been seen.
    fn look_along(&mut self, line: Line<f64>) {
        cut(line.start, line.end, |a, b| {
            let piece = Piece::new(0, a, b);
            if piece.bound_m(self.origin) <= self.reach_m {
                self.look_at(&piece);
            }
        });
    }

    fn look_at(&mut self, piece: &Piece) {
        let hit = |point, distance_m| {
            let ends = (piece.from, piece.to);
            Hit { grid: piece.grid, point, distance_m, piece: ends }
        };
        let (point, chord_m) = piece.nearest_in_space(self.origin);
        if chord_m < NEAR_CHORD_M {
            if chord_m <= self.reach_m {
                self.near.push((hit(point, f64::INFINITY), chord_m));
                self.reach_m = self.reach_m.min(reach_of_chord_m(chord_m));
            }
            return;
        }
        let (point, distance_m) = piece.nearest_by_search(self.at);
        self.reach_m = self.reach_m.min(distance_m);
        if self.far.is_none_or(|best| distance_m < best.distance_m) {
            self.far = Some(hit(point, distance_m));
        }
    }

    /// The nearest point; at equal distances that of the first grid.
    fn best(self) -> Option<Hit> {
        let Self { at, reach_m, near, far, .. } = self;
        let within = near.into_iter().filter(|(_, chord_m)| *chord_m <= reach_m);
        let measured = within.map(|(hit, _)| Hit { distance_m: distance_m(at, hit.point), ..hit });
        measured
            .chain(far)
            .min_by(|a, b| a.distance_m.total_cmp(&b.distance_m).then(a.grid.cmp(&b.grid)))
    }
}

/// A chord of this length belongs to a distance below [`NEAR_M`].
const NEAR_CHORD_M: f64 = 0.99 * NEAR_M;

/// As [`reach_in_space_m`] for a place that is `chord_m` away in space, and near.
fn reach_of_chord_m(chord_m: f64) -> f64 {
    // The arc is longer than its chord by less than a thousandth here.
    reach_in_space_m(chord_m * 1.001, chord_m)
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
        Self::of(grid, (from, to), (in_space(from.x, from.y), in_space(to.x, to.y)))
    }

    /// As [`Piece::new`], with the places of its ends in space.
    fn of(
        grid: usize,
        (from, to): (Coord<f64>, Coord<f64>),
        (start, end): ([f64; 3], [f64; 3]),
    ) -> Self {
        let d_lon = (to.x - from.x).to_radians().abs();
        let d_lat = (to.y - from.y).to_radians().abs();
        // A curve with |c''| <= k over a unit of its parameter leaves its chord by at most k/8,
        // and the second derivative of a place in space along a line in longitude and latitude
        // is at most the radius times the square of the angles.
        let bulge_m = RADIUS_MAX_M * (d_lon + d_lat).powi(2) / 8.0;
        let chord = minus(end, start);
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

    /// The point of the piece that is nearest in space, and its distance there in metres: Newton's
    /// method on the square of the distance, from the nearest place of the chord. Up to [`NEAR_M`]
    /// this is also the nearest on the ground: the two differ by so little that the distance,
    /// which is flat there, changes by less than 10 µm.
    ///
    /// An end that is as near to a micrometre is returned as it stands in the file.
    fn nearest_in_space(&self, origin: [f64; 3]) -> (LonLat, f64) {
        let (t, chord_m) = self.newton(origin);
        let end = if t < 0.5 { self.from } else { self.to };
        let end = LonLat::computed(end.x, end.y);
        // Ends that are clearly farther need not be measured.
        let to_end_m = t.min(1.0 - t) * self.length_m();
        if to_end_m < NEAR_END_M {
            let end_m = space_between_m(origin, end);
            if end_m <= chord_m + 1e-6 {
                return (end, end_m);
            }
        }
        (self.at(t), chord_m)
    }

    fn length_m(&self) -> f64 {
        length(self.chord)
    }

    /// Where the piece is nearest in space, from 0 to 1, and how near.
    fn newton(&self, origin: [f64; 3]) -> (f64, f64) {
        const E2: f64 = 1.0 - (B_M * B_M) / (A_M * A_M);
        let (d_lon, d_lat) =
            ((self.to.x - self.from.x).to_radians(), (self.to.y - self.from.y).to_radians());
        let mut t = self.along(origin);
        let mut chord_m = f64::INFINITY;
        for _ in 0..8 {
            let c = between(self.from, self.to, t);
            let (sin_lon, cos_lon) = c.x.to_radians().sin_cos();
            let (sin_lat, cos_lat) = c.y.to_radians().sin_cos();
            let squeeze = 1.0 - E2 * sin_lat * sin_lat;
            let normal_m = A_M / squeeze.sqrt();
            let meridian_m = normal_m * (1.0 - E2) / squeeze;
            let (x, y) = (normal_m * cos_lat * cos_lon, normal_m * cos_lat * sin_lon);
            let z = normal_m * (1.0 - E2) * sin_lat;
            let away = minus([x, y, z], origin);
            chord_m = length(away);
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
            // A tenth of a micrometre, from which the distance is less than that away.
            if step * self.length_m() < 1e-7 {
                break;
            }
        }
        (t, chord_m)
    }

    /// The nearest point of the piece and its geodesic distance for places that are far away, by
    /// golden section.
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
    use geo::CoordsIter;
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
            let (point, chord_m) = piece.nearest_in_space(in_space(from.lon(), from.lat()));
            prop_assume!(chord_m < NEAR_CHORD_M);
            let distance_m = geodesic_m(from, point);
            let (_, searched_m) = piece.nearest_by_search(from);
            prop_assert!((distance_m - searched_m).abs() < 2e-5, "{distance_m} {searched_m}");
            for i in 0..=200 {
                let sampled_m = geodesic_m(from, piece.at(f64::from(i) / 200.0));
                prop_assert!(distance_m <= sampled_m + 2e-5, "{distance_m} > {sampled_m}");
            }
        }

        /// The plane leaves out no edge that is nearest.
        #[test]
        fn the_nearest_of_an_area_is_the_nearest_of_its_edges(
            lat in -58.0..58.0_f64, radii in prop::collection::vec(0.001..0.9_f64, 3..30),
            away in 0.0..1.0_f64, angle in 0.0..360.0_f64,
        ) {
            let corner = |(i, radius): (usize, &f64)| {
                let (sin, cos) = (i as f64 / radii.len() as f64 * std::f64::consts::TAU).sin_cos();
                (108.0 + radius * cos, lat + radius * sin)
            };
            let ring: Vec<(f64, f64)> = radii.iter().enumerate().map(corner).collect();
            let shape = MultiPolygon::new(vec![geo::Polygon::new(ring.into(), vec![])]);
            let bounds = Bounds::around(shape.exterior_coords_iter()).unwrap();
            let (sin, cos) = angle.to_radians().sin_cos();
            let at = LonLat::new(108.0 + away * cos, lat + away * sin).unwrap();
            let mut search = Search::new(at);
            rings(&shape).flat_map(LineString::lines).for_each(|line| search.look_along(line));
            let (found, all) = (nearest_on(&shape, &bounds, at), search.best().unwrap());
            prop_assert_eq!(found.distance_m.to_bits(), all.distance_m.to_bits());
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
