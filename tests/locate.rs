//! The lookup on the whole truth table, and against brute force on tilings that it has not seen.

use geo::coordinate_position::{CoordPos, CoordinatePosition};
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
            name_mn: None,
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

/// A ring around a middle, its corners at these distances in degrees.
fn star((x, y): (f64, f64), radii: &[f64], scale: f64) -> Vec<(f64, f64)> {
    let count = radii.len() as f64;
    let corner = |(i, radius): (usize, &f64)| {
        let (sin, cos) = (i as f64 / count * std::f64::consts::TAU).sin_cos();
        (x + radius * scale * cos, y + radius * scale * sin)
    };
    let mut ring: Vec<(f64, f64)> = radii.iter().enumerate().map(corner).collect();
    ring.push(ring[0]);
    ring
}

/// A part of an area: its middle, its corners' distances, whether it has a hole.
type Part = ((f64, f64), Vec<f64>, bool);

/// Areas of one or two stars each, some with holes, that overlap as they happen to lie.
fn stars(parts: &[Vec<Part>]) -> Vec<Area> {
    let polygon = |(middle, radii, hole): &Part| {
        let inner = star(*middle, radii, 0.4).into_iter().rev().collect::<Vec<_>>();
        let holes = if *hole { vec![inner.into()] } else { vec![] };
        Polygon::new(star(*middle, radii, 1.0).into(), holes)
    };
    let area = |(i, parts): (usize, &Vec<Part>)| {
        let shape = MultiPolygon::new(parts.iter().map(polygon).collect());
        let corners = shape.iter().flat_map(|p| p.exterior().coords().copied());
        let bounds = Bounds::around(corners).expect("corners");
        Area {
            code: AreaCode::new(&format!("1506241000010{i:02}")),
            name: String::new(),
            name_mn: None,
            level: Level::Grid,
            kind: None,
            parent: None,
            derived: true,
            label: bounds.center(),
            area_km2: 0.0,
            bounds,
            shape,
        }
    };
    parts.iter().enumerate().map(area).collect()
}

fn part() -> impl Strategy<Value = Part> {
    let middle = (107.0..107.6_f64, 39.0..39.4_f64);
    (middle, prop::collection::vec(0.05..0.2_f64, 3..9), any::<bool>())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Holes, several parts, overlaps, corners and edges: what the shapes themselves say.
    #[test]
    fn lookups_equal_the_shapes_on_overlapping_areas_with_holes(
        parts in prop::collection::vec(prop::collection::vec(part(), 1..3), 1..7),
        points in prop::collection::vec((106.7..107.9_f64, 38.7..39.7_f64), 30),
        along in 0.0..1.0_f64,
    ) {
        let areas = stars(&parts);
        let build = |areas: Vec<Area>| {
            Locator::build(Arc::new(AreaSet::new(areas, vec![], vec![]))).unwrap()
        };
        let (locator, reversed) = (build(areas.clone()), build(areas.iter().rev().cloned().collect()));
        let edges = areas.iter().flat_map(|a| a.shape.iter()).flat_map(|p| p.exterior().lines());
        let on_edges = edges.flat_map(|l| [l.start, l.start + l.delta() * along, (l.start + l.end) / 2.0]);
        let on_edges: Vec<(f64, f64)> = on_edges.map(|c| (c.x, c.y)).collect();
        let positions: Vec<LonLat> = points.into_iter().chain(on_edges)
            .map(|(lon, lat)| LonLat::new(lon, lat).unwrap()).collect();
        let found = locator.find_each(&positions);
        for (at, found) in positions.iter().zip(found) {
            let point = geo::Point::from(at.coord());
            let touching: Vec<&Area> =
                areas.iter().filter(|a| a.shape.intersects(&point)).collect();
            let answer = locator.locate(*at);
            prop_assert_eq!(&reversed.locate(*at), &answer);
            prop_assert_eq!(&locator.areas().grids()[found.grid].code, &answer.grid);
            prop_assert_eq!(found.relation, answer.relation);
            let holder = locator.holder(*at).grid().map(|i| &locator.areas().grids()[i].code);
            prop_assert_eq!(holder, touching.first().map(|a| &a.code));
            if let Some(lowest) = touching.first() {
                prop_assert_eq!(&answer.grid, &lowest.code);
                prop_assert_eq!(answer.also_on.len(), touching.len() - 1);
                let position = lowest.shape.coordinate_position(&at.coord());
                let inside = touching.len() == 1 && position == CoordPos::Inside;
                prop_assert_eq!(answer.relation == Relation::Inside, inside);
            } else {
                prop_assert_eq!(answer.relation, Relation::Nearest);
                // A place that is off an edge by its last digit may be no measurable way from it.
                prop_assert!(answer.distance_m >= 0.0);
            }
        }
    }
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
