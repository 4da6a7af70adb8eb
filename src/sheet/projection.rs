//! From the ground to the page, at a round scale.

use super::canvas::{Frame, Mm, mm};
use crate::geo::{Bounds, LocalPlane, LonLat};

/// Denominators of the scales that a map may have.
const SCALES: [f64; 22] = [
    1_000.0, 1_500.0, 2_000.0, 2_500.0, 3_000.0, 4_000.0, 5_000.0, 7_500.0, 10_000.0, 15_000.0,
    20_000.0, 25_000.0, 30_000.0, 40_000.0, 50_000.0, 75_000.0, 100_000.0, 150_000.0, 200_000.0,
    250_000.0, 300_000.0, 500_000.0,
];

/// From the ground to the page: the local equidistant plane at a round scale.
#[derive(Debug, Clone, Copy)]
pub(super) struct Projection {
    plane: LocalPlane,
    middle: Mm,
    /// The scale is one to this.
    pub denominator: f64,
}

impl Projection {
    /// The largest round scale at which `bounds`, with some surroundings, fit into `frame`.
    pub fn fit(bounds: &Bounds, frame: Frame) -> Self {
        // The area takes at most this share of the frame: neighbours must be seen.
        const SHARE: f64 = 0.82;
        let plane = LocalPlane::new(bounds.center());
        let corners = [
            (bounds.west, bounds.south),
            (bounds.west, bounds.north),
            (bounds.east, bounds.south),
            (bounds.east, bounds.north),
        ];
        let (mut half_x, mut half_y) = (0.0_f64, 0.0_f64);
        for (lon, lat) in corners {
            let (east, north) = plane.to_plane_m(LonLat::computed(lon, lat));
            half_x = half_x.max(east.abs());
            half_y = half_y.max(north.abs());
        }
        let needed =
            (2000.0 * half_x / (frame.width * SHARE)).max(2000.0 * half_y / (frame.height * SHARE));
        let round = SCALES.into_iter().find(|scale| *scale >= needed);
        let denominator = round.unwrap_or_else(|| (needed / 100_000.0).ceil() * 100_000.0);
        let middle = mm(frame.x + frame.width / 2.0, frame.y + frame.height / 2.0);
        Self { plane, middle, denominator }
    }

    /// The scale that just fits, for maps that need no round one.
    pub fn fill(bounds: &Bounds, frame: Frame, share: f64) -> Self {
        let mut projection = Self::fit(bounds, frame);
        let place = |p: &Self, lon: f64, lat: f64| p.to_page(LonLat::computed(lon, lat));
        let (a, b) = (
            place(&projection, bounds.west, bounds.north),
            place(&projection, bounds.east, bounds.south),
        );
        let filled = ((b.x - a.x) / frame.width).max((b.y - a.y) / frame.height).max(1e-9);
        projection.denominator *= filled / share;
        projection
    }

    /// The place on the page.
    pub fn to_page(&self, at: LonLat) -> Mm {
        let (east_m, north_m) = self.plane.to_plane_m(at);
        let mm_per_m = 1000.0 / self.denominator;
        mm(self.middle.x + east_m * mm_per_m, self.middle.y - north_m * mm_per_m)
    }

    /// The ground under a place on the page.
    pub fn to_ground(&self, at: Mm) -> LonLat {
        let m_per_mm = self.denominator / 1000.0;
        self.plane.to_lonlat((at.x - self.middle.x) * m_per_mm, (self.middle.y - at.y) * m_per_mm)
    }

    /// A length on the ground as one on the page.
    pub fn mm_of_m(&self, length_m: f64) -> f64 {
        length_m * 1000.0 / self.denominator
    }

    /// The rectangle in degrees that holds the frame.
    pub fn bounds_of(&self, frame: Frame) -> Option<Bounds> {
        let (mid_x, mid_y) = (frame.x + frame.width / 2.0, frame.y + frame.height / 2.0);
        let edge = [
            (frame.x, frame.y),
            (mid_x, frame.y),
            (frame.right(), frame.y),
            (frame.x, mid_y),
            (frame.right(), mid_y),
            (frame.x, frame.bottom()),
            (mid_x, frame.bottom()),
            (frame.right(), frame.bottom()),
        ];
        Bounds::around(edge.map(|(x, y)| self.to_ground(mm(x, y)).coord()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_scale_is_true_and_the_area_fits(
            lon in 106.5..109.0_f64, lat in 38.3..40.2_f64, w in 0.003..0.3_f64, h in 0.003..0.3_f64,
        ) {
            let bounds = Bounds { west: lon, south: lat, east: lon + w, north: lat + h };
            let map = Frame { x: 16.0, y: 33.0, width: 178.0, height: 160.0 };
            let projection = Projection::fit(&bounds, map);
            for (x, y) in [(bounds.west, bounds.south), (bounds.east, bounds.north)] {
                prop_assert!(map.contains(projection.to_page(LonLat::new(x, y).unwrap())));
            }
            // Ten millimetres on the paper are ten millimetres times the scale on the ground.
            let a = mm(map.x + 20.0, map.y + 20.0);
            let b = mm(a.x + 10.0, a.y);
            let ground_m = projection.to_ground(a).distance_m(projection.to_ground(b));
            let expected_m = 10.0 * projection.denominator / 1000.0;
            prop_assert!((ground_m / expected_m - 1.0).abs() < 1e-3, "{ground_m} for {expected_m}");
        }
    }
}
