use super::*;
use crate::geo::LocalPlane;
use crate::text::Lang;
use proptest::prelude::*;

const CENTER: (f64, f64) = (107.98, 39.09);

fn at(east_m: f64, north_m: f64) -> LonLat {
    LocalPlane::new(LonLat::new(CENTER.0, CENTER.1).unwrap()).to_lonlat(east_m, north_m)
}

/// 消防隐患 at a place on a day of September, slight and closed.
fn case(east_m: f64, north_m: f64, day: i64) -> Case<'static> {
    let noon = Timestamp::from_second(1_788_235_200 + day * 86_400).unwrap();
    Case {
        at: at(east_m, north_m),
        reported_at: noon,
        category: "消防隐患",
        severity: Severity::new(1).unwrap(),
        open: false,
    }
}

fn service(code: &str, kind: ServiceKind, east_m: f64) -> ServicePoint {
    ServicePoint {
        code: code.to_owned(),
        name: None,
        kind,
        at: at(east_m, 0.0),
        township: None,
        derived: false,
    }
}

const OPTIONS: ProposalOptions = ProposalOptions { radius_m: 200.0, most: 6, most_services: 2 };

fn found(cases: &[Case], spots: &[HotSpot], services: &[ServicePoint]) -> Vec<CheckPoint> {
    propose(cases, spots, services, &Rules::default(), OPTIONS).unwrap()
}

#[test]
fn a_place_recurs_on_two_days_and_days_count_before_cases() {
    let mut cases = vec![case(0.0, 0.0, 1); 9];
    cases.extend([case(2_000.0, 0.0, 1), case(2_010.0, 0.0, 2), case(2_020.0, 0.0, 3)]);
    cases.extend([case(4_000.0, 0.0, 1); 5]);
    cases.push(case(4_000.0, 0.0, 2));
    let points = found(&cases, &[], &[]);
    let told: Vec<(usize, usize)> = points.iter().map(|p| (p.days, p.count)).collect();
    assert_eq!(told, [(3, 3), (2, 6)]);
    // The point stands where a case stands.
    assert_eq!(points[0].at, cases[10].at);
}

#[test]
fn a_day_is_one_of_the_desk_s_own_zone() {
    // 23:30 and 00:30 in Shanghai, one day in UTC.
    let mut cases = [case(0.0, 0.0, 0); 2];
    cases[0].reported_at = "2026-09-01T15:30:00Z".parse().unwrap();
    cases[1].reported_at = "2026-09-01T16:30:00Z".parse().unwrap();
    assert_eq!(found(&cases, &[], &[]).len(), 1);
    cases[1].reported_at = "2026-09-01T15:40:00Z".parse().unwrap();
    assert_eq!(found(&cases, &[], &[]).len(), 0);
}

#[test]
fn the_reason_says_what_how_often_and_what_is_open() {
    let mut cases: Vec<Case> = (0..5).map(|i| case(f64::from(i), 0.0, i64::from(i) % 3)).collect();
    cases[0].open = true;
    cases[1].open = true;
    let point = &found(&cases, &[], &[])[0];
    assert_eq!(point.reason.render(Lang::Zh), "消防隐患 5 起，3 天，2 起未了结");
    let hint = Rules::default().category("消防隐患").unwrap().look_for.clone();
    assert!(hint.is_some());
    assert_eq!(point.look_for, hint);
    cases[2].category = "其他";
    cases[2].severity = Severity::new(4).unwrap();
    let point = &found(&cases, &[], &[])[0];
    assert_eq!(point.reason.render(Lang::Zh), "5 起（消防隐患 4 起），3 天，2 起未了结");
    assert_eq!(point.gravest, Severity::new(4));
    assert_eq!((point.open, point.kind), (2, PointKind::Recurring));
}

#[test]
fn hot_spots_follow_where_nothing_recurs_nearby() {
    let cases = [case(0.0, 0.0, 1), case(0.0, 0.0, 2)];
    let spot = |east_m: f64, cases: usize| HotSpot {
        at: at(east_m, 0.0),
        line: Message::new("patrol.kind.hot_spot"),
        cases,
    };
    let points = found(&cases, &[spot(150.0, 90), spot(1_000.0, 7), spot(3_000.0, 8)], &[]);
    let told: Vec<(PointKind, usize)> = points.iter().map(|p| (p.kind, p.count)).collect();
    assert_eq!(told, [(PointKind::Recurring, 2), (PointKind::HotSpot, 8), (PointKind::HotSpot, 7)]);
}

#[test]
fn service_points_keep_to_their_quota_and_take_nobody_s_place() {
    let recurring: Vec<Case> =
        (0..8).flat_map(|i| [1, 2].map(|day| case(f64::from(i) * 1_000.0, 0.0, day))).collect();
    let services = [
        service("S1", ServiceKind::Clinic, 20_500.0),
        service("S2", ServiceKind::PoliceStation, 21_500.0),
        service("S3", ServiceKind::Anmulong, 22_500.0),
        service("S4", ServiceKind::Court, 23_500.0),
    ];
    let full = found(&recurring, &[], &services);
    assert!(full.len() == 6 && full.iter().all(|p| p.kind == PointKind::Recurring));
    let points = found(&recurring[..4], &[], &services);
    let ids: Vec<&str> = points.iter().skip(2).map(|p| p.id.as_str()).collect();
    assert_eq!(ids, ["s:S2", "s:S4"]);
    let no_cases = found(&[], &[], &services[2..3]);
    assert!(no_cases.is_empty());
}

#[test]
fn a_radius_that_makes_no_sense_is_refused() {
    for radius_m in [0.0, -1.0, f64::NAN, 1e9] {
        let options = ProposalOptions { radius_m, ..OPTIONS };
        let refused = propose(&[], &[], &[], &Rules::default(), options);
        assert!(matches!(refused, Err(PatrolError::Setting { name: "radius_m", .. })));
    }
}

/// The first three sentences of the rule, word for word, asking everybody about everybody.
fn word_for_word(cases: &[Case], options: ProposalOptions) -> Vec<(usize, usize)> {
    let bounds = Bounds::around(cases.iter().map(|c| c.at.coord())).unwrap();
    let plane = LocalPlane::new(bounds.center());
    let zone = Rules::default().zone();
    let side_m = options.radius_m / 8.0;
    let mut squares: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
    let places: Vec<(f64, f64)> = cases.iter().map(|c| plane.to_plane_m(c.at)).collect();
    for (i, place) in places.iter().enumerate() {
        let key = ((place.1 / side_m).floor() as i64, (place.0 / side_m).floor() as i64);
        squares.entry(key).or_default().push(i);
    }
    let mean = |held: &[usize], f: fn(&(f64, f64)) -> f64| {
        held.iter().map(|i| f(&places[*i])).sum::<f64>() / held.len() as f64
    };
    let mut left: Vec<((f64, f64), Vec<usize>)> =
        squares.into_values().map(|h| ((mean(&h, |p| p.0), mean(&h, |p| p.1)), h)).collect();
    let mut found = Vec::new();
    while found.len() < options.most {
        let near = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).hypot(a.1 - b.1) <= options.radius_m;
        let score = |middle: (f64, f64)| {
            let held: Vec<usize> =
                left.iter().filter(|s| near(s.0, middle)).flat_map(|s| s.1.clone()).collect();
            let days: HashSet<_> =
                held.iter().map(|i| zone.to_datetime(cases[*i].reported_at).date()).collect();
            let gravest = held.iter().map(|i| cases[*i].severity.value()).max();
            (days.len(), held.len(), gravest)
        };
        let best = left.iter().map(|s| (score(s.0), s.0)).max_by(|a, b| {
            let south = b.1.1.total_cmp(&a.1.1);
            a.0.cmp(&b.0).then(b.1.0.total_cmp(&a.1.0)).then(south)
        });
        let Some(((days, count, _), middle)) = best.filter(|b| b.0.0 >= 2) else { break };
        left.retain(|s| !near(s.0, middle));
        found.push((days, count));
    }
    found
}

fn some_cases() -> impl Strategy<Value = Vec<Case<'static>>> {
    let one = (0.0..1_500.0_f64, 0.0..1_500.0_f64, 0_i64..6, 1_i64..5, any::<bool>());
    prop::collection::vec(one, 1..80).prop_map(|all| {
        let one = |(east_m, north_m, day, severity, open)| Case {
            severity: Severity::new(severity).unwrap(),
            open,
            ..case(east_m, north_m, day)
        };
        all.into_iter().map(one).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_rule_is_what_is_written(cases in some_cases(), radius_m in 20.0..600.0_f64) {
        let options = ProposalOptions { radius_m, most: 12, most_services: 0 };
        let points = propose(&cases, &[], &[], &Rules::default(), options).unwrap();
        let told: Vec<(usize, usize)> = points.iter().map(|p| (p.days, p.count)).collect();
        prop_assert_eq!(told, word_for_word(&cases, options));
        let ids: HashSet<&str> = points.iter().map(|p| p.id.as_str()).collect();
        prop_assert_eq!(ids.len(), points.len());
        prop_assert!(points.iter().all(|p| cases.iter().any(|c| c.at == p.at)));
        prop_assert!(points.is_sorted_by_key(|p| std::cmp::Reverse((p.days, p.count))));
    }

    #[test]
    fn the_order_of_the_cases_does_not_matter(cases in some_cases()) {
        let mut turned = cases.clone();
        turned.reverse();
        prop_assert_eq!(found(&cases, &[], &[]), found(&turned, &[], &[]));
    }
}
