//! The places of incidents in an `rstar` tree.

use crate::geo::{Bounds, LonLat};
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

/// The first radius of [`PointIndex::nearest`].
const FIRST_RADIUS_M: f64 = 1_000.0;
/// No two places on Earth are farther apart.
const HALF_WAY_ROUND_M: f64 = 20_040_000.0;

/// Places with a number each, frozen, for rectangle, radius and nearest queries.
///
/// ```
/// use wangge::{geo::LonLat, heat::PointIndex};
/// let seat = LonLat::new(107.98, 39.09)?;
/// let index = PointIndex::build([(7, seat), (8, LonLat::new(106.97, 39.37)?)]);
/// assert_eq!(index.within_m(seat, 1_000.0), [(7, 0.0)]);
/// assert_eq!(index.nearest(seat).map(|(id, _)| id).collect::<Vec<_>>(), [7, 8]);
/// # Ok::<(), wangge::geo::CoordError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct PointIndex {
    tree: RTree<GeomWithData<[f64; 2], u32>>,
}

impl PointIndex {
    /// Builds the tree in one go, in O(n log n).
    pub fn build(points: impl IntoIterator<Item = (u32, LonLat)>) -> Self {
        let points = points.into_iter().map(|(id, at)| GeomWithData::new([at.lon(), at.lat()], id));
        Self { tree: RTree::bulk_load(points.collect()) }
    }

    /// How many places there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tree.size()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tree.size() == 0
    }

    /// The numbers of the places in the rectangle, its edges included, in no order.
    #[must_use]
    pub fn in_bounds(&self, bounds: &Bounds) -> Vec<u32> {
        self.in_envelope(bounds).map(|(id, _)| id).collect()
    }

    fn in_envelope(&self, b: &Bounds) -> impl Iterator<Item = (u32, LonLat)> {
        let envelope = AABB::from_corners([b.west, b.south], [b.east, b.north]);
        self.tree.locate_in_envelope_intersecting(&envelope).map(|point| {
            let [lon, lat] = *point.geom();
            (point.data, LonLat::computed(lon, lat))
        })
    }

    /// The numbers of the places within `radius_m` of `center`, nearest first, each with its
    /// geodesic distance in metres; the lower number first where distances are equal.
    #[must_use]
    pub fn within_m(&self, center: LonLat, radius_m: f64) -> Vec<(u32, f64)> {
        let bounds = Bounds::around([center.coord()])
            .map_or(WORLD, |point| if radius_m < 5e6 { point.grown_m(radius_m) } else { WORLD });
        let mut found: Vec<(u32, f64)> = self
            .in_envelope(&bounds)
            .map(|(id, at)| (id, center.distance_m(at)))
            .filter(|(_, distance_m)| *distance_m <= radius_m)
            .collect();
        found.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        found
    }

    /// All places in the order of [`PointIndex::within_m`], found ring by ring: taking the first
    /// few costs a search of their neighbourhood only.
    pub fn nearest(&self, center: LonLat) -> impl Iterator<Item = (u32, f64)> {
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
}

const WORLD: Bounds = Bounds { west: -180.0, south: -90.0, east: 180.0, north: 90.0 };

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn places() -> impl Strategy<Value = Vec<LonLat>> {
        prop::collection::vec((106.5..109.0_f64, 38.2..40.3_f64), 0..80)
            .prop_map(|v| v.into_iter().map(|(x, y)| LonLat::new(x, y).unwrap()).collect())
    }

    proptest! {
        #[test]
        fn every_query_equals_a_scan(
            places in places(), lon in 106.0..109.5_f64, lat in 38.0..40.5_f64, radius_m in 10.0..200_000.0_f64,
        ) {
            let numbered = || places.iter().enumerate().map(|(i, at)| (i as u32, *at));
            let index = PointIndex::build(numbered());
            let center = LonLat::new(lon, lat).unwrap();
            let mut by_scan: Vec<(u32, f64)> =
                numbered().map(|(i, at)| (i, center.distance_m(at))).collect();
            by_scan.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
            prop_assert_eq!(index.nearest(center).collect::<Vec<_>>(), by_scan.clone());
            by_scan.retain(|(_, d)| *d <= radius_m);
            prop_assert_eq!(index.within_m(center, radius_m), by_scan);

            let bounds = Bounds { west: lon - 0.5, south: lat - 0.4, east: lon + 0.5, north: lat + 0.4 };
            let mut inside = index.in_bounds(&bounds);
            inside.sort_unstable();
            let scan: Vec<u32> = numbered().filter(|(_, at)| bounds.contains(*at)).map(|(i, _)| i).collect();
            prop_assert_eq!(inside, scan);
        }
    }
}
