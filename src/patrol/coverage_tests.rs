use super::*;
use geo::{Area, BooleanOps, Buffer, Coord, LineString, MultiLineString, Polygon};
use proptest::prelude::*;

const CENTER: (f64, f64) = (107.98, 39.09);

fn plane() -> LocalPlane {
    LocalPlane::new(LonLat::new(CENTER.0, CENTER.1).unwrap())
}

fn at(east_m: f64, north_m: f64) -> LonLat {
    plane().to_lonlat(east_m, north_m)
}

fn ring(places: &[Place]) -> LineString<f64> {
    places.iter().map(|p| at(p.0, p.1).coord()).collect()
}

/// A square of 2 km with a hole of 500 m.
fn square() -> MultiPolygon<f64> {
    let box_of = |low: f64, high: f64| {
        ring(&[(low, low), (high, low), (high, high), (low, high), (low, low)])
    };
    MultiPolygon::new(vec![Polygon::new(box_of(-1_000.0, 1_000.0), vec![box_of(0.0, 500.0)])])
}

fn measure(stretches: &[Vec<LonLat>], radius_m: f64) -> Coverage {
    Coverage::measure(&square(), stretches, &[], radius_m).unwrap()
}

#[test]
fn a_walk_across_covers_a_band() {
    let walk = vec![vec![at(-3_000.0, -500.0), at(3_000.0, -500.0)]];
    let found = measure(&walk, 50.0);
    let ground_m2 = 4e6 - 0.25e6;
    assert!((found.ground_km2 - ground_m2 / 1e6).abs() < 1e-4, "{}", found.ground_km2);
    assert!((found.share - 200_000.0 / ground_m2).abs() < 1e-4, "{}", found.share);
    assert!((found.walked_m - 2_000.0).abs() < 0.1, "{}", found.walked_m);
    assert!(found.radius_error_m <= 50.0 / 64.0 + 1e-9);
    // Through the hole, there and back: the ground counts once, the way twice.
    let back = vec![vec![at(-3_000.0, 250.0), at(3_000.0, 250.0), at(-3_000.0, 250.0)]];
    let found = measure(&back, 50.0);
    assert!((found.share - 150_000.0 / ground_m2).abs() < 1e-4, "{}", found.share);
    assert!((found.walked_m - 3_000.0).abs() < 0.1, "{}", found.walked_m);
}

#[test]
fn standing_at_a_place_covers_a_circle() {
    let found = measure(&[vec![at(-500.0, -500.0)]], 100.0);
    let circle_m2 = std::f64::consts::PI * 1e4;
    assert!((found.share * 3.75e6 / circle_m2 - 1.0).abs() < 2e-3, "{}", found.share);
    assert!(found.walked_m.abs() < 1e-9);
    assert!(measure(&[], 100.0).share.abs() < 1e-12);
    assert!((measure(&[vec![at(0.0, 0.0)]], 9_000.0).share - 1.0).abs() < 1e-9);
}

#[test]
fn points_are_passed_within_the_radius() {
    let walk = vec![vec![at(-900.0, 0.0), at(900.0, 0.0)]];
    let points = [at(0.0, 40.0), at(0.0, 60.0), at(940.0, 0.0)];
    let found = Coverage::measure(&square(), &walk, &points, 50.0).unwrap();
    let passed: Vec<bool> = found.passed.iter().map(|p| p.passed).collect();
    assert_eq!(passed, [true, false, true]);
    assert!((found.passed[1].nearest_m.unwrap() - 60.0).abs() < 0.01);
    let none = Coverage::measure(&square(), &[], &points[..1], 50.0).unwrap();
    assert_eq!(none.passed, [Passed { passed: false, nearest_m: None }]);
}

#[test]
fn arguments_that_make_no_sense_are_refused() {
    for radius_m in [0.0, f64::NAN, 1e6] {
        let refused = Coverage::measure(&square(), &[], &[], radius_m);
        assert!(matches!(refused, Err(PatrolError::Setting { .. })));
    }
    let none = MultiPolygon::new(Vec::new());
    assert_eq!(Coverage::measure(&none, &[], &[], 50.0), Err(PatrolError::NoGround));
    let line = ring(&[(0.0, 0.0), (100.0, 0.0), (0.0, 0.0)]);
    let flat = MultiPolygon::new(vec![Polygon::new(line, Vec::new())]);
    assert_eq!(Coverage::measure(&flat, &[], &[], 50.0), Err(PatrolError::NoGround));
}

#[test]
fn the_drawn_ground_around_a_place_is_a_circle() {
    let (shape, _) = Coverage::ground(&square(), &[vec![at(-483.0, -517.0)]], 100.0).unwrap();
    assert_eq!((shape.0.len(), shape.0[0].interiors().len()), (1, 0));
    for corner in shape.0[0].exterior() {
        let corner = LonLat::new(corner.x, corner.y).unwrap();
        let away_m = corner.distance_m(at(-483.0, -517.0));
        assert!((away_m - 100.0).abs() < 2.0, "{away_m}");
    }
    let none = Coverage::ground(&square(), &[], 100.0).unwrap().0;
    assert!(none.0.is_empty());
    // A square of 2 km is 2,000 radii of a metre across.
    let (thin, drawn_m) = Coverage::ground(&square(), &[vec![at(-500.0, -500.0)]], 1.0).unwrap();
    assert!(drawn_m > 1.9 && !thin.0.is_empty(), "{drawn_m}");
}

/// What geo's buffer and union say in the plane.
fn by_buffer(places: &[Vec<Place>], radius_m: f64) -> f64 {
    let to_line = |line: &Vec<Place>| line.iter().map(|p| Coord { x: p.0, y: p.1 }).collect();
    let lines = MultiLineString::new(places.iter().map(to_line).collect());
    let low_high = |low: f64, high: f64| {
        LineString::from(vec![(low, low), (high, low), (high, high), (low, high), (low, low)])
    };
    let ground = Polygon::new(low_high(-1_000.0, 1_000.0), vec![low_high(0.0, 500.0)]);
    let covered = lines.buffer(radius_m).intersection(&ground);
    covered.unsigned_area() / ground.unsigned_area()
}

/// Of places evenly apart, the share that lies within a radius.
fn by_samples(places: &[Vec<Place>], radius_m: f64) -> f64 {
    let step = |i: i32| -1_000.0 + 20.0 * (f64::from(i) + 0.5);
    let all = (0..100).flat_map(|i| (0..100).map(move |j| (step(i), step(j))));
    let hole = |p: &Place| (0.0..500.0).contains(&p.0) && (0.0..500.0).contains(&p.1);
    let ground: Vec<Place> = all.filter(|p| !hole(p)).collect();
    let near = |p: &&Place| {
        places.iter().any(|l| l.windows(2).any(|s| distance_m(s[0], s[1], **p) <= radius_m))
    };
    ground.iter().filter(near).count() as f64 / ground.len() as f64
}

fn walks() -> impl Strategy<Value = Vec<Vec<Place>>> {
    let place = (-1_400.0..1_400.0_f64, -1_400.0..1_400.0_f64);
    prop::collection::vec(prop::collection::vec(place, 2..8), 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_share_is_that_of_buffers_and_of_samples(
        places in walks(), radius_m in 10.0..300.0_f64,
    ) {
        let stretches: Vec<Vec<LonLat>> =
            places.iter().map(|line| line.iter().map(|p| at(p.0, p.1)).collect()).collect();
        let share = measure(&stretches, radius_m).share;
        let buffer = by_buffer(&places, radius_m);
        prop_assert!((share - buffer).abs() < 0.004, "{share} {buffer}");
        let samples = by_samples(&places, radius_m);
        prop_assert!((share - samples).abs() < 0.03, "{share} {samples}");
    }

    #[test]
    fn the_drawn_ground_is_the_covered_ground(places in walks(), radius_m in 30.0..300.0_f64) {
        let stretches: Vec<Vec<LonLat>> =
            places.iter().map(|line| line.iter().map(|p| at(p.0, p.1)).collect()).collect();
        let found = measure(&stretches, radius_m);
        let (shape, drawn_m) = Coverage::ground(&square(), &stretches, radius_m).unwrap();
        prop_assert!((drawn_m - radius_m).abs() < 1e-9);
        let drawn_km2 = area_km2(&shape);
        let off = (drawn_km2 - found.covered_km2).abs();
        prop_assert!(off < 0.03 * found.covered_km2 + 0.002, "{drawn_km2} {}", found.covered_km2);
    }

    #[test]
    fn a_way_is_inside_as_far_as_cutting_says(places in walks()) {
        let stretches: Vec<Vec<LonLat>> =
            places.iter().map(|line| line.iter().map(|p| at(p.0, p.1)).collect()).collect();
        let found = measure(&stretches, 10.0);
        let inside = |p: Place| {
            let in_box = |low: f64, high: f64| (low..high).contains(&p.0) && (low..high).contains(&p.1);
            in_box(-1_000.0, 1_000.0) && !in_box(0.0, 500.0)
        };
        let mut wanted_m = 0.0;
        for pair in places.iter().flat_map(|line| line.windows(2)) {
            let (a, b) = (pair[0], pair[1]);
            let length_m = (a.0 - b.0).hypot(a.1 - b.1);
            let along = |i: i32| (f64::from(i) + 0.5) / 2_000.0;
            let count = (0..2_000).filter(|i| {
                inside((a.0 + along(*i) * (b.0 - a.0), a.1 + along(*i) * (b.1 - a.1)))
            });
            wanted_m += length_m * count.count() as f64 / 2_000.0;
        }
        prop_assert!((found.walked_m - wanted_m).abs() < 60.0, "{} {wanted_m}", found.walked_m);
    }
}
