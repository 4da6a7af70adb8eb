//! What lies around a place or in a shape.

use super::fixed::Rect;
use super::query::Selection;
use crate::geo::{Bounds, LonLat};
use geo::{Intersects, MultiPolygon};

/// The first radius of [`Selection::nearest`].
const FIRST_RADIUS_M: f64 = 1_000.0;
/// No two places on Earth are farther apart.
const HALF_WAY_ROUND_M: f64 = 20_040_000.0;
/// Wider circles are looked for everywhere.
const WIDEST_M: f64 = 5e6;

impl Selection<'_> {
    /// The records within `radius_m` of `center` by geodesic distance, nearest first, each with
    /// its distance; the lower number first where distances are equal.
    #[must_use]
    pub fn within_m(&self, center: LonLat, radius_m: f64) -> Vec<(u32, f64)> {
        let around = Bounds::around([center.coord()]).filter(|_| radius_m < WIDEST_M);
        let mut window = self.window();
        if let Some(point) = around {
            window = window.common(&Rect::around(&point.grown_m(radius_m.max(0.0))));
        }
        let mut found = Vec::new();
        self.each(&window, &mut |number, at| {
            let distance_m = center.distance_m(at.lonlat());
            if distance_m <= radius_m {
                found.push((number, distance_m));
            }
        });
        found.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        found
    }

    /// All records in the order of [`Selection::within_m`], found ring by ring: taking the first
    /// few costs a search of their neighbourhood only.
    pub fn nearest(&self, center: LonLat) -> impl Iterator<Item = (u32, f64)> + '_ {
        let radii_m = std::iter::successors(Some(FIRST_RADIUS_M), |r| {
            (*r < HALF_WAY_ROUND_M).then_some(r * 2.0)
        });
        let mut inner_m = -1.0;
        radii_m.flat_map(move |radius_m| {
            let mut ring = self.within_m(center, radius_m);
            ring.retain(|(_, distance_m)| *distance_m > inner_m);
            inner_m = radius_m;
            ring
        })
    }

    /// The numbers of the records in a shape, its edges included, ascending.
    #[must_use]
    pub fn inside(&self, shape: &MultiPolygon<f64>) -> Vec<u32> {
        let mut found = Vec::new();
        for part in shape {
            let Some(bounds) = Bounds::around(part.exterior().coords().copied()) else { continue };
            let window = self.window().common(&Rect::around(&bounds));
            self.each(&window, &mut |number, at| {
                if part.intersects(&at.lonlat().coord()) {
                    found.push(number);
                }
            });
        }
        // A record where two parts touch is found twice.
        found.sort_unstable();
        found.dedup();
        found
    }
}
