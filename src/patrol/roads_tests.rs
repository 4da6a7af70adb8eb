use super::super::route::{LegKind, RouteOptions, Way, plan_route};
use super::*;
use crate::geo::length_m;
use proptest::prelude::*;

fn at(x: f64, y: f64) -> LonLat {
    LonLat::new(107.9 + x * 1e-3, 39.0 + y * 1e-3).unwrap()
}

/// From where to where.
type Piece = ((f64, f64), (f64, f64));

fn roads(lines: &[Piece], options: RoadOptions) -> Roads {
    let lines: Vec<Vec<LonLat>> =
        lines.iter().map(|(a, b)| vec![at(a.0, a.1), at(b.0, b.1)]).collect();
    Roads::build(&lines, options).unwrap()
}

fn leg(roads: &Roads, a: LonLat, b: LonLat) -> super::super::route::Leg {
    let options = RouteOptions { ordered: 2, ..RouteOptions::default() };
    plan_route(&[a, b], Way::Roads(roads), options).legs.remove(0)
}

/// The shortest ways between all nodes of straight pieces by Floyd and Warshall, where pieces meet at
/// equal ends and, if asked, wherever two of them cross.
struct Oracle {
    nodes: Vec<(f64, f64)>,
    away_m: Vec<Vec<f64>>,
}

impl Oracle {
    fn new(lines: &[Piece], crossings: bool) -> Self {
        let mut nodes: Vec<(f64, f64)> = Vec::new();
        // A crossing is computed once along each of its lines.
        let node = |at: (f64, f64), nodes: &mut Vec<(f64, f64)>| {
            let same = |one: &(f64, f64)| (one.0 - at.0).hypot(one.1 - at.1) < 1e-4;
            nodes.iter().position(same).unwrap_or_else(|| {
                nodes.push(at);
                nodes.len() - 1
            })
        };
        let mut edges = Vec::new();
        for (i, (a, b)) in lines.iter().enumerate() {
            let way = (b.0 - a.0, b.1 - a.1);
            let mut shares = vec![0.0, 1.0];
            for (j, (c, d)) in lines.iter().enumerate() {
                let other = (d.0 - c.0, d.1 - c.1);
                let cross = way.0 * other.1 - way.1 * other.0;
                let from = (c.0 - a.0, c.1 - a.1);
                let s = (from.0 * other.1 - from.1 * other.0) / cross;
                let t = (from.0 * way.1 - from.1 * way.0) / cross;
                let meets = (-1e-9..=1.0 + 1e-9).contains(&s) && (-1e-9..=1.0 + 1e-9).contains(&t);
                if crossings && i != j && meets {
                    shares.push(s);
                }
            }
            shares.sort_by(f64::total_cmp);
            let ids: Vec<usize> = shares
                .iter()
                .map(|s| node((a.0 + s * way.0, a.1 + s * way.1), &mut nodes))
                .collect();
            edges.extend(ids.windows(2).map(|pair| (pair[0], pair[1])));
        }
        let n = nodes.len();
        let mut away_m = vec![vec![f64::INFINITY; n]; n];
        for (i, row) in away_m.iter_mut().enumerate() {
            row[i] = 0.0;
        }
        for (a, b) in edges {
            let length_m = geodesic_m(at(nodes[a].0, nodes[a].1), at(nodes[b].0, nodes[b].1));
            away_m[a][b] = away_m[a][b].min(length_m);
            away_m[b][a] = away_m[a][b];
        }
        for k in 0..n {
            for i in 0..n {
                for j in 0..n {
                    away_m[i][j] = away_m[i][j].min(away_m[i][k] + away_m[k][j]);
                }
            }
        }
        Self { nodes, away_m }
    }

    /// Every leg between nodes is as long as here, and its line as long as the leg.
    fn agrees(&self, roads: &Roads) {
        let place = |i: usize| at(self.nodes[i].0, self.nodes[i].1);
        for i in 0..self.nodes.len() {
            for j in 0..self.nodes.len() {
                let straight_m = geodesic_m(place(i), place(j));
                let leg = leg(roads, place(i), place(j));
                let on_road = self.away_m[i][j].is_finite() && straight_m > 0.1;
                let wanted_m = if on_road { self.away_m[i][j] } else { straight_m };
                assert!((leg.length_m - wanted_m).abs() < 0.1, "{} {wanted_m}", leg.length_m);
                assert!((length_m(&leg.line) - leg.length_m).abs() < 0.1);
                assert!(!on_road || leg.kind == LegKind::Road);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn ways_are_those_of_floyd_and_warshall(
        ends in prop::collection::vec(((0..5_i32, 0..5_i32), (0..5_i32, 0..5_i32)), 1..14),
        crossings in any::<bool>(),
    ) {
        let near = |(a, b): &((i32, i32), (i32, i32))| a != b;
        let lines: Vec<_> = ends
            .iter()
            .filter(|ends| near(ends))
            .map(|((a, b), (c, d))| {
                // Bent a little, so that no three places lie on one line by construction.
                let bend = |x: i32, y: i32| {
                    (f64::from(x) + f64::from(y * y) * 0.037, f64::from(y) + f64::from(x * x) * 0.041)
                };
                (bend(*a, *b), bend(*c, *d))
            })
            .collect();
        prop_assume!(!lines.is_empty());
        let options = RoadOptions { crossings, join_m: 0.0, snap_m: 0.5 };
        Oracle::new(&lines, crossings).agrees(&roads(&lines, options));
    }
}

#[test]
fn places_beside_roads_are_led_to_them() {
    let one = roads(&[((0.0, 0.0), (10.0, 0.0))], RoadOptions::default());
    let found = leg(&one, at(2.0, 1.0), at(7.0, -1.0));
    assert_eq!((found.kind, found.line.len()), (LegKind::Road, 4));
    let wanted_m = length_m(&[at(2.0, 1.0), at(2.0, 0.0), at(7.0, 0.0), at(7.0, -1.0)]);
    assert!((found.length_m - wanted_m).abs() < 0.01, "{} {wanted_m}", found.length_m);
    assert_eq!(one.pieces(), 1);
    assert!((one.length_m() - geodesic_m(at(0.0, 0.0), at(10.0, 0.0))).abs() < 1e-6);
}

#[test]
fn what_no_road_reaches_is_gone_straight_and_says_so() {
    let two = [((0.0, 0.0), (10.0, 0.0)), ((0.0, 20.0), (10.0, 20.0))];
    let two = roads(&two, RoadOptions::default());
    for (a, b) in
        [(at(1.0, 0.0), at(1.0, 20.0)), (at(1.0, 0.0), at(1.0, 10.0)), (at(1.0, 3.0), at(1.1, 3.0))]
    {
        let found = leg(&two, a, b);
        assert_eq!((found.kind, found.line), (LegKind::Straight, vec![a, b]));
        assert!((found.length_m - geodesic_m(a, b)).abs() < 1e-9);
    }
}

#[test]
fn a_file_without_roads_is_refused_by_name() {
    let empty = br#"{"type":"FeatureCollection","features":[]}"#;
    let point = br#"{"type":"Feature","geometry":{"type":"Point","coordinates":[108,39]}}"#;
    for bytes in [&empty[..], &point[..]] {
        let refused = Roads::read("r.geojson", bytes, Datum::Wgs84, RoadOptions::default()).err();
        assert!(matches!(refused, Some(PatrolError::NothingUsable { .. })));
        assert!(refused.unwrap().to_string().contains("r.geojson"));
    }
    let options = RoadOptions { join_m: f64::NAN, ..RoadOptions::default() };
    assert!(Roads::build(&[], options).is_err());
}
