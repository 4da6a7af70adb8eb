//! Places in space: metres from the Earth's centre, and how distances there bound the geodesic.

use crate::geo::{LonLat, geodesic_m};

/// Semi-axes of the WGS-84 ellipsoid in metres.
pub(super) const A_M: f64 = 6_378_137.0;
pub(super) const B_M: f64 = 6_356_752.314_245_179;
/// No normal section of the ellipsoid has a larger radius of curvature than a²/b.
pub(super) const RADIUS_MAX_M: f64 = A_M * A_M / B_M;
/// Up to this distance, in metres, distances in space order like those on the ground, up to the
/// spread in [`reach_in_space_m`], and the nearest point of a short piece in space is the nearest
/// on the ground to far below a millimetre.
pub(super) const NEAR_M: f64 = 400_000.0;

/// The place on the ellipsoid in space, in metres from the Earth's centre.
pub(super) fn in_space(lon_deg: f64, lat_deg: f64) -> [f64; 3] {
    let (sin_lat, cos_lat) = lat_deg.to_radians().sin_cos();
    let (sin_lon, cos_lon) = lon_deg.to_radians().sin_cos();
    let e2 = 1.0 - (B_M * B_M) / (A_M * A_M);
    let n = A_M / (1.0 - e2 * sin_lat * sin_lat).sqrt();
    [n * cos_lat * cos_lon, n * cos_lat * sin_lon, n * (1.0 - e2) * sin_lat]
}

pub(super) fn minus(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

pub(super) fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub(super) fn length(a: [f64; 3]) -> f64 {
    dot(a, a).sqrt()
}

/// No place whose distance in space is larger can be nearer on the ground than the best so far,
/// which is `best_m` away on the ground and `chord_m` in space.
pub(super) fn reach_in_space_m(best_m: f64, chord_m: f64) -> f64 {
    if best_m > NEAR_M {
        return best_m;
    }
    // s³/24R² with the smallest and the largest radius of curvature differ by less than a 50th
    // of it; a micrometre is for rounding.
    let shortening_m = best_m.powi(3) / (24.0 * B_M * B_M);
    chord_m + shortening_m / 50.0 + 1e-6
}

/// The straight distance through the Earth, in metres.
pub(super) fn space_between_m(origin: [f64; 3], at: LonLat) -> f64 {
    length(minus(in_space(at.lon(), at.lat()), origin))
}

/// Up to this distance, in metres, [`distance_m`] is an arc of the normal section.
const SHORT_M: f64 = 30_000.0;

/// The geodesic distance in metres, within 0.01 mm, anywhere on Earth.
///
/// A short geodesic is an arc of the normal section in its direction, whose radius is Euler's:
/// 1/R = cos²α/M + sin²α/N, with the radii of curvature M of the meridian and N across it. The
/// arc over a chord c is 2R asin(c/2R). This costs a few times less than the general solution.
pub(super) fn distance_m(from: LonLat, to: LonLat) -> f64 {
    let (sin_lat, cos_lat) = from.lat().to_radians().sin_cos();
    let (sin_lon, cos_lon) = from.lon().to_radians().sin_cos();
    let e2 = 1.0 - (B_M * B_M) / (A_M * A_M);
    let squeeze = 1.0 - e2 * sin_lat * sin_lat;
    let across_m = A_M / squeeze.sqrt();
    let meridian_m = across_m * (1.0 - e2) / squeeze;
    let origin = [
        across_m * cos_lat * cos_lon,
        across_m * cos_lat * sin_lon,
        across_m * (1.0 - e2) * sin_lat,
    ];
    let way = minus(in_space(to.lon(), to.lat()), origin);
    let chord_m = length(way);
    if chord_m > SHORT_M {
        return geodesic_m(from, to);
    }
    let north_m = dot(way, [-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat]);
    let east_m = dot(way, [-sin_lon, cos_lon, 0.0]);
    let flat_m2 = (north_m * north_m + east_m * east_m).max(f64::MIN_POSITIVE);
    let curvature = (north_m * north_m / meridian_m + east_m * east_m / across_m) / flat_m2;
    let half = chord_m * curvature / 2.0;
    // asin, whose next term is below 1e-20 here.
    chord_m * (1.0 + half * half * (1.0 / 6.0 + half * half * (3.0 / 40.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn a_short_distance_is_the_geodesic(
            lon in -180.0..180.0_f64, lat in -89.9..89.9_f64,
            away_deg in 1e-9..0.4_f64, angle in 0.0..360.0_f64,
        ) {
            let (sin, cos) = angle.to_radians().sin_cos();
            let squeeze = lat.to_radians().cos();
            let from = LonLat::new(lon, lat).unwrap();
            let to = LonLat::computed(lon + away_deg * sin / squeeze, lat + away_deg * cos);
            let (short_m, geodesic_m) = (distance_m(from, to), geodesic_m(from, to));
            prop_assert!((short_m - geodesic_m).abs() < 1e-5, "{short_m} {geodesic_m}");
        }
    }
}
