//! Places in space: metres from the Earth's centre, and how distances there bound the geodesic.

use crate::geo::LonLat;

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
