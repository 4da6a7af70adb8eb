//! Every answer of the index against a look at all records.

use super::*;
use crate::calendar::Times;
use crate::geo::{Bounds, LonLat};
use crate::heat::Places;
use crate::incident::{Severity, Status};
use geo::{Intersects, MultiPolygon, polygon};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

const START_S: i64 = 1_700_000_000;
const DAY_S: i64 = 86_400;

/// Places in heaps, so that boxes and squares hold many.
fn record() -> impl Strategy<Value = Record> {
    let heap =
        prop_oneof![Just((107.98, 39.09)), Just((106.97, 39.37)), (106.6..108.8, 38.3..40.1)];
    (
        heap,
        (-0.02..0.02, -0.02..0.02),
        0..700 * DAY_S,
        0..4_u16,
        (1..=4_i64, 0..8_usize),
        0..6_u32,
        any::<bool>(),
    )
        .prop_map(|((x, y), (dx, dy), s, category, (severity, status), grid, on_ground)| {
            Record {
                number: 0,
                // As the index keeps it, so that edges are decided alike.
                at: fixed::Fixed::new(LonLat::new(x + dx, y + dy).unwrap()).lonlat(),
                time: Timestamp::from_second(START_S + s).unwrap(),
                category,
                severity: Severity::new(severity).unwrap(),
                status: Status::ALL[status],
                grid: Some(grid).filter(|grid| *grid < 5),
                on_ground,
            }
        })
}

fn records(most: usize) -> impl Strategy<Value = Vec<Record>> {
    prop::collection::vec(record(), 0..most).prop_map(|mut records| {
        (0..).zip(&mut records).for_each(|(number, record)| record.number = number);
        records
    })
}

fn built(records: &[Record]) -> Index {
    let mut builder = Builder::default();
    for record in records {
        builder.push(record).unwrap();
    }
    builder.build()
}

const GRIDS: [bool; 6] = [true, false, true, true, false, false];

/// Stretches from minutes to months, some of them on whole days.
fn times() -> impl Strategy<Value = Option<Arc<Times>>> {
    let stretch = (-20..720_i64, 0..1440_i64, 0..3_000_i64, 0..90_i64, any::<bool>());
    let times = prop::collection::vec(stretch, 0..12).prop_map(|all| {
        let stretches = all.into_iter().map(|(day, minute, minutes, days, whole)| {
            let midnight = (START_S + day * 86_400 + 28_800).div_euclid(86_400) * 86_400 - 28_800;
            let from = midnight + if whole { 0 } else { minute * 60 };
            (from, from + if whole { days * 86_400 } else { minutes * 60 })
        });
        Arc::new(Times::of(stretches.collect()))
    });
    prop::option::of(times)
}

fn query() -> impl Strategy<Value = Query<'static>> {
    let end = || prop::option::of((-20..720 * 24_i64).prop_map(|hour| START_S + hour * 3_600));
    let window = (106.5..108.9, 38.2..40.2, 0.001..1.0, 0.001..1.0);
    (
        (end(), end()),
        prop::option::of(prop::collection::vec(0..5_u16, 1..3)),
        (prop::collection::vec(1..=4_i64, 0..2), prop::collection::vec(0..8_usize, 0..2)),
        (any::<bool>(), any::<bool>(), times()),
        prop::option::of(window),
    )
        .prop_map(
            |((from, to), categories, (severities, statuses), (grids, on_ground, times), w)| {
                let time = |s: i64| Timestamp::from_second(s).unwrap();
                Query {
                    from: from.map(time),
                    to: to.map(time),
                    times,
                    categories,
                    severities: severities.into_iter().filter_map(Severity::new).collect(),
                    statuses: statuses.into_iter().map(|s| Status::ALL[s]).collect(),
                    grids: grids.then_some(&GRIDS[..]),
                    on_ground,
                    within: w.map(|(west, south, x, y)| Bounds {
                        west,
                        south,
                        east: west + x,
                        north: south + y,
                    }),
                }
            },
        )
}

fn passes(query: &Query<'_>, r: &Record) -> bool {
    query.from.is_none_or(|from| r.time >= from)
        && query.to.is_none_or(|to| r.time < to)
        && query.times.as_ref().is_none_or(|times| times.contains(r.time.as_second()))
        && query.categories.as_ref().is_none_or(|all| all.contains(&r.category))
        && (query.severities.is_empty() || query.severities.contains(&r.severity))
        && (query.statuses.is_empty() || query.statuses.contains(&r.status))
        && query.grids.is_none_or(|grids| r.grid.is_some_and(|g| grids[g as usize]))
        && (!query.on_ground || r.on_ground)
        && query.within.is_none_or(|bounds| bounds.contains(r.at))
}

fn by_scan(query: &Query<'_>, records: &[Record]) -> Vec<u32> {
    let mut found: Vec<u32> =
        records.iter().filter(|r| passes(query, r)).map(|r| r.number).collect();
    found.sort_unstable();
    found
}

fn sorted(mut numbers: Vec<u32>) -> Vec<u32> {
    numbers.sort_unstable();
    numbers
}

/// Weights by place, those that cancel left out.
fn handed_out(places: &Selection<'_>, window: &Bounds, of: usize) -> BTreeMap<(u64, u64), f64> {
    let mut weights = BTreeMap::<_, f64>::new();
    for part in 0..of {
        places.each_in(window, 0.0, part, of, |at, weight| {
            if window.contains(at) {
                *weights.entry((at.lon().to_bits(), at.lat().to_bits())).or_default() += weight;
            }
        });
    }
    weights.retain(|_, weight| weight.abs() > 1e-9);
    weights
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_query_finds_what_a_scan_finds(records in records(700), query in query()) {
        let index = built(&records);
        let selection = index.select(query.clone());
        let expected = by_scan(&query, &records);
        prop_assert_eq!(selection.count(), expected.len());
        prop_assert_eq!(sorted(selection.numbers()), expected);
    }

    #[test]
    fn a_file_gives_the_same_index_or_an_error(
        records in records(300), cut in any::<prop::sample::Index>(), bit in 0..8_u32,
    ) {
        let index = built(&records);
        let categories = vec!["消防隐患".to_owned(), String::new()];
        let names = IndexNames { categories, grids: vec!["150624100001001".to_owned()] };
        let mut file = Vec::new();
        index.write_to(&names, &mut file).unwrap();
        prop_assert_eq!(Index::read_from(&file[..]).unwrap(), (index, names));
        let place = cut.index(file.len());
        prop_assert!(Index::read_from(&file[..place]).is_err());
        file[place] ^= 1_u8 << bit;
        prop_assert!(Index::read_from(&file[..]).is_err());
    }

    #[test]
    fn an_index_does_not_depend_on_the_order_of_records(records in records(300)) {
        let reversed: Vec<Record> = records.iter().rev().copied().collect();
        prop_assert_eq!(built(&records), built(&reversed));
    }

    #[test]
    fn circles_neighbours_and_shapes_equal_a_scan(
        records in records(300), query in query(), lon in 106.5..109.0_f64, lat in 38.2..40.3_f64,
        radius_m in 10.0..200_000.0_f64,
    ) {
        let index = built(&records);
        let selection = index.select(query.clone());
        let center = LonLat::new(lon, lat).unwrap();
        let mut expected: Vec<(u32, f64)> = records
            .iter()
            .filter(|r| passes(&query, r))
            .map(|r| (r.number, center.distance_m(r.at)))
            .collect();
        expected.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        prop_assert_eq!(selection.nearest(center).collect::<Vec<_>>(), expected.clone());
        expected.retain(|(_, d)| *d <= radius_m);
        prop_assert_eq!(selection.within_m(center, radius_m), expected);

        let (a, b) = (radius_m / 1e5, radius_m / 2e5);
        let kite = polygon![
            (x: lon - a, y: lat), (x: lon, y: lat - b), (x: lon + b, y: lat), (x: lon, y: lat + a),
        ];
        let shape = MultiPolygon::new(vec![kite.clone(), kite]);
        let inside: Vec<u32> = records
            .iter()
            .filter(|r| passes(&query, r) && shape.intersects(&r.at.coord()))
            .map(|r| r.number)
            .collect();
        prop_assert_eq!(selection.inside(&shape), inside);
    }

    /// Some incidents are there, others come, some change, again and again.
    #[test]
    fn what_changes_is_found_as_it_is(
        records in records(400), changed in prop::collection::vec((0..400_usize, record()), 0..200),
        known in 0..400_usize, query in query(),
    ) {
        let known = known.min(records.len());
        let mut live = Live::new(Arc::new(built(&records[..known])));
        live.put(records[known..].iter().map(|record| (*record, None)));
        let mut now = records;
        for step in changed.chunks(7) {
            let mut batch = Vec::new();
            for (number, new) in step {
                let number = (*number).min(now.len());
                let old = now.get(number).copied();
                let new = Record { number: number as u32, ..*new };
                if number == now.len() { now.push(new); } else { now[number] = new; }
                batch.push((new, old));
            }
            live.put(batch);
        }
        let expected = by_scan(&query, &now);
        prop_assert_eq!(sorted(live.select(query.clone()).numbers()), expected.clone());

        let window = query.within.unwrap_or(Bounds { west: 106.0, south: 38.0, east: 108.0, north: 41.0 });
        let mut weights = BTreeMap::<_, f64>::new();
        let asked = Query { within: Some(window), ..query.clone() };
        for r in now.iter().filter(|r| passes(&asked, r)) {
            *weights.entry((r.at.lon().to_bits(), r.at.lat().to_bits())).or_default() += 1.0;
        }
        for of in [1, 3] {
            prop_assert_eq!(&handed_out(&live.select(query.clone()), &window, of), &weights);
        }
    }

    /// Put together, incidents keep their number and their middle.
    #[test]
    fn sums_keep_number_and_middle(
        records in records(3_000), from in prop::option::of(0..700_i64), days in 1..700_i64,
        category in prop::option::of(0..4_u16), grain_deg in prop_oneof![Just(0.001), Just(0.01), Just(0.1)],
    ) {
        let time = |day: i64| Timestamp::from_second(START_S + day * DAY_S).unwrap();
        let query = Query {
            from: from.map(time),
            to: from.map(|from| time(from + days)),
            categories: category.map(|category| vec![category]),
            on_ground: true,
            ..Query::default()
        };
        let index = built(&records);
        let selection = index.select(query.clone());
        let everywhere = Bounds { west: 100.0, south: 30.0, east: 110.0, north: 45.0 };
        let (mut count, mut x, mut y) = (0.0, 0.0, 0.0);
        for part in 0..3 {
            selection.each_in(&everywhere, grain_deg, part, 3, |at, weight| {
                count += weight;
                x += weight * at.lon();
                y += weight * at.lat();
            });
        }
        let meant: Vec<&Record> = records.iter().filter(|r| passes(&query, r)).collect();
        let sum = |value: fn(LonLat) -> f64| meant.iter().map(|r| value(r.at)).sum::<f64>();
        prop_assert!((count - meant.len() as f64).abs() < 1e-9);
        prop_assert!((x - sum(LonLat::lon)).abs() <= 1e-7 * count + 1e-6);
        prop_assert!((y - sum(LonLat::lat)).abs() <= 1e-7 * count + 1e-6);
    }
}

#[test]
fn years_of_incidents_are_a_few_squares_and_take_32_bytes_each() {
    let mut state = 7_u64;
    let mut chance = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f64 / f64::from(1 << 24)
    };
    let records: Vec<Record> = (0..200_000_u32)
        .map(|number| Record {
            number,
            at: LonLat::new(107.0 + chance() * chance(), 39.0 + chance() * chance()).unwrap(),
            time: Timestamp::from_second(START_S + (chance() * 6e7) as i64).unwrap(),
            category: (chance() * 12.0) as u16,
            severity: Severity::new(1).unwrap(),
            status: Status::Reported,
            grid: None,
            on_ground: true,
        })
        .collect();
    let index = built(&records);
    assert!(index.bytes() <= 32 * records.len(), "{}", index.bytes() as f64 / 200_000.0);
    let all = index.select(Query { on_ground: true, ..Query::default() });
    let everywhere = Bounds { west: 100.0, south: 30.0, east: 110.0, north: 45.0 };
    let mut handed = 0;
    all.each_in(&everywhere, 0.02, 0, 1, |_, _| handed += 1);
    assert!(handed < 20_000, "{handed}");
}

#[test]
fn what_an_index_cannot_hold_is_refused() {
    let mut builder = Builder::default();
    let record = Record {
        number: 0,
        at: LonLat::new(107.0, 39.0).unwrap(),
        time: Timestamp::UNIX_EPOCH,
        category: 0,
        severity: Severity::new(1).unwrap(),
        status: Status::Reported,
        grid: None,
        on_ground: true,
    };
    let far = Record { category: MOST_CATEGORIES, ..record };
    assert_eq!(builder.push(&far), Err(IndexError::Category(MOST_CATEGORIES)));
    let far = Record { grid: Some(MOST_GRIDS), ..record };
    assert_eq!(builder.push(&far), Err(IndexError::Grid(MOST_GRIDS)));
    assert!(builder.build().is_empty());
}
