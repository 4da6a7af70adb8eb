//! The nearest service points: an R-tree of places in space, searched with a true bound.
//!
//! As for the nearest boundary, places come in the order of their distance in space, and the
//! search stops when nothing that is left can be nearer on the ground than the last of those
//! wanted; what counts is the geodesic alone.

use super::Locator;
use super::space::{in_space, reach_in_space_m};
use crate::area::{AreaCode, ServiceKind, ServicePoint};
use crate::geo::{LonLat, geodesic_m};
use rstar::RTree;
use rstar::primitives::GeomWithData;

/// Which service points are wanted.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ServiceQuery {
    /// Of one of these kinds; an empty list passes all.
    pub kinds: Vec<ServiceKind>,
    /// In this township.
    pub township: Option<AreaCode>,
    /// How many at most.
    pub count: usize,
    /// The greatest geodesic distance in metres, included.
    pub within_m: Option<f64>,
}

impl ServiceQuery {
    fn passes(&self, service: &ServicePoint) -> bool {
        (self.kinds.is_empty() || self.kinds.contains(&service.kind))
            && (self.township.is_none() || self.township == service.township)
    }
}

/// A service point and how far it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearService<'a> {
    /// The service point.
    pub service: &'a ServicePoint,
    /// The geodesic distance in metres.
    pub distance_m: f64,
}

/// The service points of a set by their places in space.
#[derive(Debug)]
pub(super) struct ServiceTree {
    places: RTree<GeomWithData<[f64; 3], usize>>,
}

/// A service point that was found: its position in the set and its distances.
struct Found {
    index: usize,
    distance_m: f64,
    /// In space.
    chord_m: f64,
}

impl ServiceTree {
    pub(super) fn build(services: &[ServicePoint]) -> Self {
        let place = |(i, service): (usize, &ServicePoint)| {
            GeomWithData::new(in_space(service.at.lon(), service.at.lat()), i)
        };
        Self { places: RTree::bulk_load(services.iter().enumerate().map(place).collect()) }
    }

    /// The nearest of `services`, from which the tree was built.
    fn nearest<'a>(
        &self,
        services: &'a [ServicePoint],
        at: LonLat,
        query: &ServiceQuery,
    ) -> Vec<NearService<'a>> {
        let mut found: Vec<Found> = Vec::new();
        // No distance on the ground is shorter than that in space; a micrometre is for rounding.
        let mut reach_m = query.within_m.map_or(f64::INFINITY, |within_m| within_m + 1e-6);
        let origin = in_space(at.lon(), at.lat());
        for (place, chord_m2) in self.places.nearest_neighbor_iter_with_distance_2(&origin) {
            let chord_m = chord_m2.sqrt();
            if query.count == 0 || chord_m > reach_m {
                break;
            }
            let index = place.data;
            let Some(service) = services.get(index).filter(|service| query.passes(service)) else {
                continue;
            };
            let distance_m = geodesic_m(at, service.at);
            if query.within_m.is_some_and(|within_m| distance_m > within_m) {
                continue;
            }
            // Services stand in the order of their codes, so the index breaks ties as the code does.
            let before =
                |f: &Found| f.distance_m.total_cmp(&distance_m).then(f.index.cmp(&index)).is_lt();
            found.insert(found.partition_point(before), Found { index, distance_m, chord_m });
            found.truncate(query.count);
            if let Some(last) = found.last().filter(|_| found.len() == query.count) {
                reach_m = reach_m.min(reach_in_space_m(last.distance_m, last.chord_m));
            }
        }
        let near = |f: Found| {
            let service = services.get(f.index)?;
            Some(NearService { service, distance_m: f.distance_m })
        };
        found.into_iter().filter_map(near).collect()
    }
}

impl Locator {
    /// The service points nearest to `at`, anywhere on Earth, by geodesic distance and then by
    /// code.
    #[must_use]
    pub fn nearest_services(&self, at: LonLat, query: &ServiceQuery) -> Vec<NearService<'_>> {
        self.services.nearest(self.areas.services(), at, query)
    }

    /// As [`Locator::nearest_services`], with as many as `query.count` of every wanted kind.
    #[must_use]
    pub fn nearest_services_of_each(
        &self,
        at: LonLat,
        query: &ServiceQuery,
    ) -> Vec<NearService<'_>> {
        let kinds = ServiceKind::ALL
            .iter()
            .filter(|kind| query.kinds.is_empty() || query.kinds.contains(kind));
        let mut near: Vec<NearService<'_>> = kinds
            .flat_map(|kind| {
                let one = ServiceQuery { kinds: vec![*kind], ..query.clone() };
                self.nearest_services(at, &one)
            })
            .collect();
        near.sort_by(|a, b| {
            let by_code = || a.service.code.cmp(&b.service.code);
            a.distance_m.total_cmp(&b.distance_m).then_with(by_code)
        });
        near
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn service(i: usize, lon: f64, lat: f64) -> ServicePoint {
        ServicePoint {
            code: format!("S{i:03}"),
            name: None,
            kind: ServiceKind::ALL[i % ServiceKind::ALL.len()],
            at: LonLat::new(lon, lat).unwrap(),
            township: [None, Some("1"), Some("2")][i % 3].map(AreaCode::new),
            derived: true,
        }
    }

    fn brute_force(
        services: &[ServicePoint],
        at: LonLat,
        query: &ServiceQuery,
    ) -> Vec<(String, f64)> {
        let mut all: Vec<(String, f64)> = services
            .iter()
            .filter(|s| query.kinds.is_empty() || query.kinds.contains(&s.kind))
            .filter(|s| query.township.as_ref().is_none_or(|t| s.township.as_ref() == Some(t)))
            .map(|s| (s.code.clone(), geodesic_m(at, s.at)))
            .filter(|(_, m)| query.within_m.is_none_or(|within_m| *m <= within_m))
            .collect();
        all.sort_by(|a, b| a.1.total_cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
        all.truncate(query.count);
        all
    }

    fn agrees(
        places: &[(f64, f64)],
        at: LonLat,
        query: &ServiceQuery,
    ) -> Result<(), TestCaseError> {
        let services: Vec<ServicePoint> =
            places.iter().enumerate().map(|(i, (lon, lat))| service(i, *lon, *lat)).collect();
        let found = ServiceTree::build(&services).nearest(&services, at, query);
        let found: Vec<(String, f64)> =
            found.iter().map(|near| (near.service.code.clone(), near.distance_m)).collect();
        prop_assert_eq!(found, brute_force(&services, at, query));
        Ok(())
    }

    fn queries() -> impl Strategy<Value = ServiceQuery> {
        let kinds = prop::sample::subsequence(ServiceKind::ALL.to_vec(), 0..3);
        let township = prop::option::weighted(0.3, prop::sample::select(vec!["1", "2", "3"]));
        let within_m = prop::option::weighted(0.3, 0.0..5e6_f64);
        (kinds, township, 0..12_usize, within_m).prop_map(|(kinds, township, count, within_m)| {
            ServiceQuery { kinds, township: township.map(AreaCode::new), count, within_m }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn anywhere_on_earth_it_equals_brute_force(
            places in prop::collection::vec((-180.0..=180.0_f64, -90.0..=90.0_f64), 0..60),
            lon in -180.0..=180.0_f64, lat in -90.0..=90.0_f64, query in queries(),
        ) {
            agrees(&places, LonLat::new(lon, lat).unwrap(), &query)?;
        }

        /// Close together, where the order in space and that on the ground may differ: around any
        /// place, at the poles and over the antimeridian too.
        #[test]
        fn among_near_places_it_equals_brute_force(
            lon in -180.0..=180.0_f64, lat in -90.0..=90.0_f64, size_deg in 1e-6..4.0_f64,
            steps in prop::collection::vec((-1.0..1.0_f64, -1.0..1.0_f64), 1..60), query in queries(),
        ) {
            let place = |(dx, dy): &(f64, f64)| {
                let at = LonLat::computed(lon + dx * size_deg, lat + dy * size_deg);
                (at.lon(), at.lat())
            };
            let places: Vec<(f64, f64)> = steps.iter().map(place).collect();
            agrees(&places, LonLat::new(lon, lat).unwrap(), &query)?;
        }

        /// On a ring round the position all distances are nearly alike, which is where a search in
        /// space alone would go wrong.
        #[test]
        fn on_a_ring_it_equals_brute_force(
            lat in -85.0..85.0_f64, radius_m in 1.0..600_000.0_f64,
            turns in prop::collection::vec(0.0..360.0_f64, 5..40), count in 1..5_usize,
        ) {
            let center = LonLat::new(107.9, lat).unwrap();
            let plane = crate::geo::LocalPlane::new(center);
            let place = |turn: &f64| {
                let (sin, cos) = turn.to_radians().sin_cos();
                let at = plane.to_lonlat(radius_m * sin, radius_m * cos);
                (at.lon(), at.lat())
            };
            let places: Vec<(f64, f64)> = turns.iter().map(place).collect();
            agrees(&places, center, &ServiceQuery { count, ..ServiceQuery::default() })?;
        }
    }

    #[test]
    fn the_same_place_twice_goes_by_code_and_no_count_finds_nothing() {
        let places = [(108.0, 39.0), (107.0, 39.0), (108.0, 39.0)];
        let at = LonLat::new(108.0, 39.0).unwrap();
        agrees(&places, at, &ServiceQuery { count: 1, ..ServiceQuery::default() }).unwrap();
        agrees(&places, at, &ServiceQuery { count: 2, ..ServiceQuery::default() }).unwrap();
        agrees(&places, at, &ServiceQuery::default()).unwrap();
        agrees(&[], at, &ServiceQuery { count: 3, ..ServiceQuery::default() }).unwrap();
    }
}
