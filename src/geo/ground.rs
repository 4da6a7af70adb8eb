//! Lengths and areas on the ellipsoid, and the plane around a point.

use super::LonLat;
use geo::{GeodesicArea, MultiPolygon};
use geographiclib_rs::{DirectGeodesic, Geodesic, InverseGeodesic};

/// A degree of latitude is never shorter than this on the WGS-84 ellipsoid (at the equator).
pub(crate) const METRES_PER_DEGREE_MIN: f64 = 110_574.0;

/// The shortest distance over the WGS-84 ellipsoid, in metres.
///
/// # Source
///
/// C. F. F. Karney, Algorithms for geodesics, J. Geodesy 87 (2013) 43-55; error below 15 nm.
///
/// # Example
///
/// ```
/// use wangge::geo::{LonLat, geodesic_m};
/// let wulan = LonLat::new(107.98, 39.09)?; // 乌兰镇
/// let qipanjing = LonLat::new(106.97, 39.37)?; // 棋盘井镇
/// assert!((geodesic_m(wulan, qipanjing) - 92_582.644).abs() < 0.001); // pyproj 3.7.2
/// # Ok::<(), wangge::geo::CoordError>(())
/// ```
#[must_use]
pub fn geodesic_m(from: LonLat, to: LonLat) -> f64 {
    // The one-value form of `inverse` is the distance alone, which is cheaper than with azimuths.
    Geodesic::wgs84().inverse(from.lat(), from.lon(), to.lat(), to.lon())
}

/// The length of a line of positions, in metres.
#[must_use]
pub fn length_m(line: &[LonLat]) -> f64 {
    line.windows(2).filter_map(|pair| Some(geodesic_m(*pair.first()?, *pair.get(1)?))).sum()
}

/// The area on the WGS-84 ellipsoid in square kilometres, holes taken off; the winding of the
/// rings does not matter.
///
/// Edges are taken as geodesics, which for the edges of a grid differs from lines straight in
/// longitude and latitude by less than a millionth of the area.
#[must_use]
pub fn area_km2(shape: &MultiPolygon<f64>) -> f64 {
    let ring_m2 = |ring: &geo::LineString<f64>| {
        geo::Polygon::new(ring.clone(), Vec::new()).geodesic_area_signed().abs()
    };
    let total_m2: f64 = shape
        .iter()
        .map(|p| ring_m2(p.exterior()) - p.interiors().iter().map(ring_m2).sum::<f64>())
        .sum();
    total_m2 / 1e6
}

/// The azimuthal equidistant plane around a point, in metres: distances and directions from the
/// centre are those on the ellipsoid, and within 100 km other lengths are true to 1 in 20,000.
#[derive(Debug, Clone, Copy)]
pub struct LocalPlane {
    center: LonLat,
}

impl LocalPlane {
    /// The plane that touches the ellipsoid at `center`.
    #[must_use]
    pub fn new(center: LonLat) -> Self {
        Self { center }
    }

    /// Metres east and north of the centre.
    #[must_use]
    pub fn to_plane_m(&self, at: LonLat) -> (f64, f64) {
        let (distance_m, azimuth_deg, _, _): (f64, f64, f64, f64) =
            Geodesic::wgs84().inverse(self.center.lat, self.center.lon, at.lat, at.lon);
        let (sin, cos) = azimuth_deg.to_radians().sin_cos();
        (distance_m * sin, distance_m * cos)
    }

    /// The position that lies `east_m` and `north_m` from the centre.
    #[must_use]
    pub fn to_lonlat(&self, east_m: f64, north_m: f64) -> LonLat {
        let azimuth_deg = east_m.atan2(north_m).to_degrees();
        let (lat, lon): (f64, f64) = Geodesic::wgs84().direct(
            self.center.lat,
            self.center.lon,
            azimuth_deg,
            east_m.hypot(north_m),
        );
        LonLat::computed(lon, lat)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_local_plane_comes_back_and_keeps_distances(
            east_m in -200_000.0..200_000.0_f64, north_m in -200_000.0..200_000.0_f64,
        ) {
            let center = LonLat::new(107.98, 39.09).unwrap();
            let plane = LocalPlane::new(center);
            let at = plane.to_lonlat(east_m, north_m);
            let (e, n) = plane.to_plane_m(at);
            prop_assert!((e - east_m).abs() < 1e-3 && (n - north_m).abs() < 1e-3);
            prop_assert!((center.distance_m(at) - east_m.hypot(north_m)).abs() < 1e-6);
        }
    }

    #[test]
    fn the_area_of_a_one_degree_cell_with_a_hole() {
        // pyproj 3.7.2: Geod(ellps='WGS84').polygon_area_perimeter over the two squares.
        let square = |w: f64, s: f64, size: f64| {
            geo::LineString::from(vec![
                (w, s),
                (w + size, s),
                (w + size, s + size),
                (w, s + size),
                (w, s),
            ])
        };
        let shape = MultiPolygon::new(vec![geo::Polygon::new(
            square(107.0, 39.0, 1.0),
            vec![square(107.4, 39.4, 0.2)],
        )]);
        assert!((area_km2(&shape) - SQUARE_WITH_HOLE_KM2).abs() < 1e-3, "{}", area_km2(&shape));
    }

    const SQUARE_WITH_HOLE_KM2: f64 = 9_167.483_402;
}
