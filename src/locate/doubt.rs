//! How sure an answer is: the share of a Gaussian position error that falls on every grid.
//!
//! A reported accuracy is the radius that holds 68 % of an error which is the same in all
//! directions. The share of a grid is the integral of that Gaussian over the grid, which is a sum
//! over its edges: each edge and the position span a triangle whose share is known in closed form
//! by Owen's T function. No sampling, and an edge far away costs little more than its angle.
//!
//! # Source
//!
//! A. R. `DiDonato`, R. K. Hageman, A method for computing the integral of the bivariate normal
//! distribution over an arbitrary polygon, SIAM J. Sci. Stat. Comput. 3 (1982) 434-446;
//! D. B. Owen, Tables for computing bivariate normal probabilities, Ann. Math. Stat. 27 (1956).

use super::space::{A_M, dot, in_space, length, minus};
use super::{Holder, Locator};
use crate::geo::{Bounds, LonLat, METRES_PER_DEGREE_MIN, rings};
use geo::{Coord, MultiPolygon};
use std::f64::consts::{FRAC_1_SQRT_2, TAU};

/// A grid with less than this share of the error is not worth a word.
pub const LEAST_SHARE: f64 = 0.001;
/// The accuracy divided by the standard deviation on an axis: √(−2 ln(1 − 0.68)).
const RADIUS_68: f64 = 1.509_592_158_637_061_3;
/// Beyond so many standard deviations lies less than 4e-6 of the error.
const REACH: f64 = 5.0;
/// An edge whose line passes farther off than this, in standard deviations, cuts off nothing
/// that a double could tell (2e-10).
const FAR: f64 = 6.5;

/// What holds the true place of a position, as far as its accuracy tells.
///
/// The shares of the grids, and of the ground outside them all ([`Holder::NOBODY`]), from the
/// largest to the smallest; those below [`LEAST_SHARE`] are left out. Where grids overlap, the
/// shares add up to more than 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt {
    shares: Vec<(Holder, f64)>,
}

impl Doubt {
    /// All of it on one.
    fn none(holder: Holder) -> Self {
        Self { shares: vec![(holder, 1.0)] }
    }

    /// Holders and their shares from 0 to 1, the largest first.
    #[must_use]
    pub fn shares(&self) -> &[(Holder, f64)] {
        &self.shares
    }

    /// The share of one holder; 0 where it is not listed.
    #[must_use]
    pub fn share_of(&self, holder: Holder) -> f64 {
        self.shares.iter().find(|(other, _)| *other == holder).map_or(0.0, |(_, share)| *share)
    }
}

impl Locator {
    /// The shares of a Gaussian position error around `at`, whose 68 % radius is `accuracy_m`.
    ///
    /// An accuracy of 0 (or less, or NaN) is none: all of it on the grid that holds the position.
    #[must_use]
    pub fn doubt(&self, at: LonLat, accuracy_m: f64) -> Doubt {
        let holder = self.holder(at);
        if accuracy_m.is_nan() || accuracy_m <= 0.0 {
            return Doubt::none(holder);
        }
        let spread = Spread::new(at, accuracy_m);
        let bounds = spread.bounds();
        let area = holder.grid().and_then(|grid| self.grids().get(grid));
        if area.is_some_and(|area| spread.is_clear_of(&area.shape, &bounds)) {
            return Doubt::none(holder);
        }
        let mut shares: Vec<(Holder, f64)> = Vec::new();
        let mut outside = 1.0;
        for grid in self.grids_in(&bounds) {
            let share = spread.share_on(&self.grids()[grid].shape);
            outside -= share;
            shares.push((Holder::of(grid), share));
        }
        shares.push((Holder::NOBODY, outside));
        shares.retain(|(_, share)| *share >= LEAST_SHARE);
        shares.sort_by(|(a, a_share), (b, b_share)| b_share.total_cmp(a_share).then(a.cmp(b)));
        Doubt { shares }
    }
}

/// An error around a position, in a plane of standard deviations.
struct Spread {
    at: LonLat,
    origin: [f64; 3],
    east: [f64; 3],
    north: [f64; 3],
    sigma_m: f64,
}

impl Spread {
    /// The error of a position with an accuracy above 0, in metres.
    fn new(at: LonLat, accuracy_m: f64) -> Self {
        let (sin_lon, cos_lon) = at.lon().to_radians().sin_cos();
        let (sin_lat, cos_lat) = at.lat().to_radians().sin_cos();
        Self {
            at,
            origin: in_space(at.lon(), at.lat()),
            east: [-sin_lon, cos_lon, 0.0],
            north: [-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat],
            sigma_m: accuracy_m / RADIUS_68,
        }
    }

    /// The rectangle in degrees that holds all of the error that counts.
    fn bounds(&self) -> Bounds {
        let Coord { x, y } = self.at.coord();
        Bounds { west: x, south: y, east: x, north: y }.grown_m(self.reach_m())
    }

    /// All of the error that counts lies within this many metres.
    fn reach_m(&self) -> f64 {
        REACH * self.sigma_m
    }

    /// The share of the error that falls on a shape.
    fn share_on(&self, shape: &MultiPolygon<f64>) -> f64 {
        let mut sum = 0.0;
        for ring in rings(shape) {
            let mut ends = ring.coords().map(|c| (*c, self.place(*c)));
            let Some(mut from) = ends.next() else { continue };
            for to in ends {
                sum += self.span(from, to, 0);
                from = to;
            }
        }
        (sum / TAU).clamp(0.0, 1.0)
    }

    /// As [`triangle`] for an edge by its ends in degrees and in the plane, where one that is
    /// straight in degrees is a little bent: it is halved until that does not matter.
    fn span(&self, from: (Coord<f64>, Coord<f64>), to: (Coord<f64>, Coord<f64>), depth: u8) -> f64 {
        const BENT: f64 = 0.002;
        const MOST: u8 = 12;
        let near = off_segment(from.1, to.1) < FAR;
        if near && depth < MOST {
            let middle = (from.0 + to.0) / 2.0;
            let middle = (middle, self.place(middle));
            let bent = middle.1 - (from.1 + to.1) / 2.0;
            if bent.x.abs() + bent.y.abs() > BENT {
                return self.span(from, middle, depth + 1) + self.span(middle, to, depth + 1);
            }
        }
        triangle(from.1, to.1)
    }

    /// Whether no edge of a shape comes near enough to cut anything off. `bounds` are
    /// [`Spread::bounds`]. May say no where it is so; never says yes where it is not.
    fn is_clear_of(&self, shape: &MultiPolygon<f64>, bounds: &Bounds) -> bool {
        // A way inside the bounds is no shorter on the ground than in a plane with the smallest
        // scales that occur there.
        let lat_max = bounds.south.abs().max(bounds.north.abs()).to_radians();
        let scale = Coord { x: METRES_PER_DEGREE_MIN * lat_max.cos(), y: METRES_PER_DEGREE_MIN };
        let at = self.at.coord();
        let plane = |c: Coord<f64>| Coord { x: (c.x - at.x) * scale.x, y: (c.y - at.y) * scale.y };
        let reach_m = self.reach_m();
        rings(shape).all(|ring| {
            let corners = &ring.0;
            corners.windows(2).all(|ends| {
                let (a, b) = (plane(ends[0]), plane(ends[1]));
                off_segment(a, b) > reach_m
            })
        })
    }

    /// A corner in the azimuthal equidistant plane around the position, in standard deviations.
    fn place(&self, corner: Coord<f64>) -> Coord<f64> {
        let away = minus(in_space(corner.x, corner.y), self.origin);
        let along = |axis: [f64; 3]| dot(away, axis);
        let (x, y) = (along(self.east), along(self.north));
        let chord_m = length(away);
        let arc_m = 2.0 * A_M * (chord_m / (2.0 * A_M)).min(1.0).asin();
        let flat_m = x.hypot(y);
        let scale = if flat_m > 0.0 { arc_m / flat_m / self.sigma_m } else { 0.0 };
        Coord { x: x * scale, y: y * scale }
    }
}

/// How far a segment passes from the origin.
fn off_segment(a: Coord<f64>, b: Coord<f64>) -> f64 {
    let way = b - a;
    let square = way.x * way.x + way.y * way.y;
    let t = (-(a.x * way.x + a.y * way.y) / square.max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
    let nearest = a + way * t;
    nearest.x.hypot(nearest.y)
}

/// 2π times the signed share of the triangle of the origin and an edge: positive where the edge
/// runs counter-clockwise around the origin.
fn triangle(a: Coord<f64>, b: Coord<f64>) -> f64 {
    let cross = a.x * b.y - a.y * b.x;
    let (d_x, d_y) = (b.x - a.x, b.y - a.y);
    let length = d_x.hypot(d_y);
    if cross == 0.0 || length == 0.0 {
        return 0.0;
    }
    let angle = cross.atan2(a.x * b.x + a.y * b.y);
    let off = cross.abs() / length;
    if off > FAR {
        return angle;
    }
    // Where the ends lie along the edge's line, from the place nearest to the origin.
    let along = |p: Coord<f64>| (p.x * d_x + p.y * d_y) / length;
    let beyond = TAU * (owens_t(off, along(b)) - owens_t(off, along(a)));
    angle - beyond.copysign(cross)
}

/// Owen's T(h, s/h) for h >= 0: 1/2π times the integral of exp(−h²(1 + x²)/2) / (1 + x²) from 0
/// to s/h. Error below 1e-9.
fn owens_t(h: f64, s: f64) -> f64 {
    let t = if s.abs() <= h {
        narrow(h, s.abs() / h)
    } else {
        // T(h, a) = (1 − erf(h/√2) erf(ah/√2)) / 4 − T(ah, 1/a) for a > 1, after Owen.
        let erf = |v: f64| libm::erf(v * FRAC_1_SQRT_2);
        (1.0 - erf(h) * erf(s.abs())) / 4.0 - narrow(s.abs(), h / s.abs())
    };
    t.copysign(s)
}

/// T(h, a) for a from 0 to 1, by the ten-point rule of Gauss and Legendre.
fn narrow(h: f64, a: f64) -> f64 {
    const HALF: [(f64, f64); 5] = [
        (0.148_874_338_981_631_2, 0.295_524_224_714_752_9),
        (0.433_395_394_129_247_2, 0.269_266_719_309_996_35),
        (0.679_409_568_299_024_4, 0.219_086_362_515_982_04),
        (0.865_063_366_688_984_5, 0.149_451_349_150_580_6),
        (0.973_906_528_517_171_7, 0.066_671_344_308_688_14),
    ];
    if h > FAR {
        return 0.0;
    }
    let value = |x: f64| {
        let square = 1.0 + x * x;
        (-0.5 * h * h * square).exp() / square
    };
    let half = a / 2.0;
    let pairs =
        HALF.iter().map(|(x, weight)| weight * (value(half * (1.0 + x)) + value(half * (1.0 - x))));
    half * pairs.sum::<f64>() / TAU
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{LineString, Polygon};

    fn square(half_m: f64, east_m: f64) -> MultiPolygon<f64> {
        let at = LonLat::new(108.0, 39.0).unwrap();
        let plane = crate::geo::LocalPlane::new(at);
        let corner = |x: f64, y: f64| plane.to_lonlat(east_m + x * half_m, y * half_m).coord();
        let ring: Vec<Coord<f64>> =
            [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0)]
                .map(|(x, y)| corner(x, y))
                .to_vec();
        MultiPolygon::new(vec![Polygon::new(LineString::new(ring), Vec::new())])
    }

    fn share(shape: &MultiPolygon<f64>, accuracy_m: f64) -> f64 {
        Spread::new(LonLat::new(108.0, 39.0).unwrap(), accuracy_m).share_on(shape)
    }

    #[test]
    fn a_square_holds_what_two_independent_errors_leave_in_it() {
        for (half_m, accuracy_m, east_m) in
            [(100.0, 100.0, 0.0), (300.0, 1000.0, 120.0), (50.0, 10.0, 49.0), (500.0, 20.0, 0.0)]
        {
            let sigma_m = accuracy_m / RADIUS_68;
            let below = |m: f64| f64::midpoint(1.0, libm::erf(m / sigma_m * FRAC_1_SQRT_2));
            let expected = (below(east_m + half_m) - below(east_m - half_m))
                * (below(half_m) - below(-half_m));
            let got = share(&square(half_m, east_m), accuracy_m);
            assert!((got - expected).abs() < 1e-5, "{half_m} {accuracy_m}: {got} {expected}");
        }
    }

    #[test]
    fn a_hole_takes_its_share_and_an_edge_through_the_position_halves() {
        let mut shape = square(300.0, 0.0);
        let hole = square(100.0, 0.0).0.remove(0).exterior().clone();
        let whole = share(&shape, 250.0);
        shape.0[0].interiors_push(LineString::new(hole.0.into_iter().rev().collect()));
        let inner = share(&square(100.0, 0.0), 250.0);
        assert!((share(&shape, 250.0) - (whole - inner)).abs() < 1e-12);
        assert!((share(&square(1000.0, 1000.0), 50.0) - 0.5).abs() < 1e-4);
        assert!(share(&square(100.0, 100_000.0), 50.0) < 1e-12);
    }

    #[test]
    fn owens_function_has_its_known_values() {
        // T(0, a) = atan(a)/2π; T(h, 1) = Φ(h)(1 − Φ(h))/2; T(h, ∞) = (1 − Φ(h))/2.
        let phi = |h: f64| f64::midpoint(1.0, libm::erf(h * FRAC_1_SQRT_2));
        for h in [0.3, 1.0, 2.5, 4.0] {
            assert!((owens_t(h, h) - phi(h) * (1.0 - phi(h)) / 2.0).abs() < 1e-9);
            assert!((owens_t(h, 40.0 * h.max(1.0)) - (1.0 - phi(h)) / 2.0).abs() < 1e-9);
            assert!((owens_t(h, -h) + owens_t(h, h)).abs() < 1e-15);
        }
        assert!((owens_t(1e-9, 0.5e-9) - 0.5_f64.atan() / TAU).abs() < 1e-12);
    }
}
