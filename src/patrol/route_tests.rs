use super::*;
use proptest::prelude::*;

fn at(x: f64, y: f64) -> LonLat {
    LonLat::new(107.9 + x * 1e-3, 39.0 + y * 1e-3).unwrap()
}

fn straight(points: &[LonLat], options: RouteOptions) -> Route {
    plan_route(points, Way::Straight, options)
}

/// The length of the stops in an order, with what the options add.
fn length_of(points: &[LonLat], order: &[usize], options: RouteOptions) -> f64 {
    let mut stops: Vec<LonLat> = options.start.into_iter().collect();
    stops.extend(order.iter().map(|i| points[*i]));
    if options.back {
        stops.extend(stops.first().copied());
    }
    crate::geo::length_m(&stops)
}

fn orders(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![Vec::new()];
    }
    let shorter = orders(n - 1);
    let insert = |order: &Vec<usize>, place: usize| {
        let mut order = order.clone();
        order.insert(place, n - 1);
        order
    };
    shorter.iter().flat_map(|order| (0..n).map(|place| insert(order, place))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn no_other_order_is_shorter(
        places in prop::collection::vec((0.0..50.0_f64, 0.0..50.0_f64), 0..=6),
        start in prop::option::of((0.0..50.0_f64, 0.0..50.0_f64)),
        back in any::<bool>(), ordered in 0_usize..4,
    ) {
        let points: Vec<LonLat> = places.iter().map(|(x, y)| at(*x, *y)).collect();
        let options = RouteOptions { start: start.map(|(x, y)| at(x, y)), back, ordered };
        let route = straight(&points, options);
        prop_assert!(route.exact);
        let kept = ordered.min(points.len());
        prop_assert!(route.order.iter().copied().take(kept).eq(0..kept));
        let all = orders(points.len()).into_iter();
        let allowed = all.filter(|order| order.iter().copied().take(kept).eq(0..kept));
        let best = allowed.map(|order| length_of(&points, &order, options));
        let best = best.min_by(f64::total_cmp).unwrap();
        prop_assert!((route.length_m - best).abs() < 1e-6, "{} {best}", route.length_m);
        prop_assert!((length_of(&points, &route.order, options) - best).abs() < 1e-6);
    }

    #[test]
    fn many_points_are_never_farther_than_from_nearest_to_nearest(
        places in prop::collection::vec((0.0..50.0_f64, 0.0..50.0_f64), 13..30),
        start in (0.0..50.0_f64, 0.0..50.0_f64), back in any::<bool>(),
    ) {
        let points: Vec<LonLat> = places.iter().map(|(x, y)| at(*x, *y)).collect();
        let options = RouteOptions { start: Some(at(start.0, start.1)), back, ordered: 0 };
        let mut left: Vec<usize> = (0..points.len()).collect();
        let (mut here, mut order) = (at(start.0, start.1), Vec::new());
        while !left.is_empty() {
            let away = |i: &usize| here.distance_m(points[*i]);
            let place = (0..left.len()).min_by(|a, b| away(&left[*a]).total_cmp(&away(&left[*b])));
            order.push(left.remove(place.unwrap()));
            here = points[*order.last().unwrap()];
        }
        let route = straight(&points, options);
        prop_assert!(!route.exact);
        let nearest_m = length_of(&points, &order, options);
        prop_assert!(route.length_m <= nearest_m + 1e-3, "{} {nearest_m}", route.length_m);
        prop_assert_eq!(&route, &straight(&points, options));
    }
}

#[test]
fn a_round_returns_to_where_it_began() {
    let corners = [at(0.0, 0.0), at(2.0, 2.0), at(2.0, 0.0), at(0.0, 2.0)];
    let start = Some(at(-1.0, -1.0));
    let route = straight(&corners, RouteOptions { start, back: true, ordered: 0 });
    let stops: Vec<Stop> = route.legs.iter().map(|leg| leg.from).collect();
    assert_eq!(stops[0], Stop::Start);
    assert_eq!(route.legs.last().unwrap().to, Stop::Start);
    assert_eq!(route.legs.len(), 5);
    let round = straight(&corners, RouteOptions { back: true, ..RouteOptions::default() });
    assert_eq!(round.legs.len(), 4);
    assert_eq!(round.legs[3].to, Stop::Point(0));
    let none = straight(&[], RouteOptions { start, back: true, ordered: 3 });
    assert!(none.legs.is_empty() && none.length_m == 0.0);
    let only = straight(&corners[..1], RouteOptions::default());
    assert_eq!((only.order, only.legs.len()), (vec![0], 0));
}

#[test]
fn a_patrol_sets_out_from_the_nearest_station() {
    let service = |code: &str, kind: ServiceKind, x: f64| ServicePoint {
        code: code.to_owned(),
        name: None,
        kind,
        at: at(x, 0.0),
        township: None,
        derived: false,
    };
    let services = [
        service("S1", ServiceKind::Clinic, 1.0),
        service("S2", ServiceKind::ServiceCentre, 9.0),
        service("S3", ServiceKind::PoliceStation, 4.0),
    ];
    let base = nearest_base(&services, &[at(0.0, 0.0), at(2.0, 0.0)]).unwrap();
    assert_eq!(base.code, "S3");
    assert!(nearest_base(&services, &[]).is_none());
    assert!(nearest_base(&services[..1], &[at(0.0, 0.0)]).is_none());
}
