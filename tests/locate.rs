//! The lookup on the whole truth table, and against brute force on tilings that it has not seen.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test fails by panic")]

use geo::{Intersects, MultiPolygon, Polygon};
use proptest::prelude::*;
use std::path::Path;
use std::sync::Arc;
use wangge::area::{Area, AreaCode, AreaSet, Fields, Level, read_dir};
use wangge::geo::{Bounds, LonLat, geodesic_m};
use wangge::locate::{Locator, Relation};

fn reference() -> Locator {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/otog");
    let loaded = read_dir(&dir, &Fields::default()).expect("the reference set reads");
    Locator::build(Arc::new(loaded.set)).expect("it has grids")
}

#[test]
fn all_rows_of_the_truth_table_are_right() {
    let locator = reference();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/otog/truth.csv");
    let mut rows = csv::Reader::from_path(path).expect("there");
    let mut seen = 0;
    for row in rows.records() {
        let row = row.expect("readable");
        let number = |i: usize| row[i].parse::<f64>().expect("a number");
        let answer = locator.locate(LonLat::new(number(2), number(3)).expect("a position"));
        let acceptable: Vec<&str> = row[6].split(';').collect();
        assert!(acceptable.contains(&answer.grid.as_str()), "{row:?} {answer:?}");
        assert!((answer.distance_m - number(8)).abs() < 0.01, "{row:?} {answer:?}");
        let inside = &row[4] == "1";
        let by_rounding = &row[1] == "banner_edge" && answer.distance_m < 0.001;
        assert!(
            by_rounding || inside == (answer.relation != Relation::Nearest),
            "{row:?} {answer:?}"
        );
        // The middle of an edge is often not representable as a double; a corner always is.
        if &row[1] == "vertex" {
            assert_eq!(answer.grid.as_str(), acceptable[0], "the lowest code answers: {row:?}");
        }
        seen += 1;
    }
    assert_eq!(seen, 5000);
}

#[test]
fn every_corner_of_the_earth_has_an_answer() {
    let locator = reference();
    for lon in [-180.0, -90.0, -72.0, 0.0, 107.9, 180.0] {
        for lat in [-90.0, -39.0, 0.0, 39.0, 90.0] {
            let answer = locator.locate(LonLat::new(lon, lat).expect("a position"));
            assert!(answer.distance_m.is_finite() && answer.distance_m < 20_004_000.0);
        }
    }
}

/// A tiling of irregular cells on a lattice whose inner corners are moved, with gaps where cells
/// are left out.
fn tiling(moves: &[(f64, f64)], left_out: &[bool]) -> Vec<Area> {
    const SIDE: usize = 5;
    let corner = |x: usize, y: usize| {
        let (dx, dy) = moves[y * (SIDE + 1) + x];
        (107.0 + (x as f64 + dx) * 0.2, 38.5 + (y as f64 + dy) * 0.15)
    };
    let mut areas = Vec::new();
    for (i, out) in left_out.iter().enumerate() {
        let (x, y) = (i % SIDE, i / SIDE);
        if *out {
            continue;
        }
        let ring = vec![
            corner(x, y),
            corner(x + 1, y),
            corner(x + 1, y + 1),
            corner(x, y + 1),
            corner(x, y),
        ];
        let shape = MultiPolygon::new(vec![Polygon::new(ring.into(), Vec::new())]);
        let bounds = Bounds::around(shape.0[0].exterior().coords().copied()).expect("corners");
        areas.push(Area {
            code: AreaCode::new(&format!("1506241000010{i:02}")),
            name: String::new(),
            level: Level::Grid,
            kind: None,
            parent: None,
            derived: true,
            label: bounds.center(),
            area_km2: 0.0,
            bounds,
            shape,
        });
    }
    areas
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn lookups_equal_brute_force_on_gappy_tilings(
        moves in prop::collection::vec((-0.3..0.3_f64, -0.3..0.3_f64), 36),
        left_out in prop::collection::vec(prop::bool::weighted(0.3), 25),
        points in prop::collection::vec((106.5..108.5_f64, 38.2..39.6_f64), 20),
    ) {
        let areas = tiling(&moves, &left_out);
        prop_assume!(!areas.is_empty());
        let locator = Locator::build(Arc::new(AreaSet::new(areas.clone(), vec![], vec![]))).unwrap();
        let mut reversed = areas.clone();
        reversed.reverse();
        let other_order = Locator::build(Arc::new(AreaSet::new(reversed, vec![], vec![]))).unwrap();
        // Corners of the tiling too: every one lies on an edge, or is the nearest point.
        let corners = areas.iter().flat_map(|a| a.shape.0[0].exterior().coords().map(|c| (c.x, c.y)));
        for (lon, lat) in points.into_iter().chain(corners.take(20).collect::<Vec<_>>()) {
            let at = LonLat::new(lon, lat).unwrap();
            let answer = locator.locate(at);
            prop_assert_eq!(&other_order.locate(at), &answer);
            let touching: Vec<&Area> =
                areas.iter().filter(|a| a.shape.intersects(&geo::Point::from(at.coord()))).collect();
            if let Some(lowest) = touching.first() {
                prop_assert_eq!(&answer.grid, &lowest.code);
                prop_assert_eq!(answer.also_on.len(), touching.len() - 1);
            } else {
                prop_assert_eq!(answer.relation, Relation::Nearest);
                let sampled_m = areas.iter().flat_map(|a| a.shape.0[0].exterior().lines().collect::<Vec<_>>())
                    .flat_map(|line| (0..=200).map(move |i| line.start + line.delta() * (f64::from(i) / 200.0)))
                    .map(|c| geodesic_m(at, LonLat::new(c.x, c.y).unwrap()))
                    .fold(f64::INFINITY, f64::min);
                prop_assert!(answer.distance_m <= sampled_m + 2e-5, "{} {sampled_m}", answer.distance_m);
                // Samples are at most 60 m from any point of an edge.
                prop_assert!(answer.distance_m >= sampled_m - 60.0);
            }
        }
    }
}
