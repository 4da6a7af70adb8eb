//! The desk through its public API, on a small made-up banner.

use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use wangge::area::{Area, AreaCode, AreaSet, Level};
use wangge::desk::{
    Acknowledged, AreaCount, Assign, Clash, Context, Cursor, Desk, DeskError, Entry, EventKind,
    Filter, First, ImportMode, ImportOptions, ImportSummary, Importer, ListQuery, Near, Outcome,
    Page, Snapshot, Sort,
};
use wangge::geo::{Bounds, Datum, LonLat, Reported};
use wangge::incident::{Assignment, Incident, IncidentId, Report, Rules, Severity, Status};
use wangge::locate::{Editions, Locator};
use wangge::store::{
    Committed, Event, Filing, Handover, Loaded, NewTrouble, Receipt, Reply, SqliteStore, Store,
    StoreError, TroubleEvent, TroubleId, TroubleMove, TroubleSpot,
};

const VILLAGES: [(&str, &str); 3] = [
    ("150624100001", "150624100"),
    ("150624101003", "150624101"),
    // As in the reference data: the code does not begin like that of its township.
    ("150624404498", "150624101"),
];

fn area(code: &str, level: Level, parent: Option<&str>, west: f64, east: f64) -> Area {
    let bounds = Bounds { west, south: 39.0, east, north: 39.1 };
    let ring = [(west, 39.0), (east, 39.0), (east, 39.1), (west, 39.1), (west, 39.0)];
    Area {
        code: AreaCode::new(code),
        name: format!("区域{code}"),
        name_mn: None,
        level,
        kind: None,
        parent: parent.map(AreaCode::new),
        derived: true,
        shape: geo::MultiPolygon::new(vec![geo::Polygon::new(ring.to_vec().into(), Vec::new())]),
        bounds,
        label: bounds.center(),
        area_km2: 1.0,
    }
}

/// Six grids of a tenth of a degree side by side from 107.0 E, two a village.
fn areas() -> Arc<AreaSet> {
    let mut all = vec![
        area("150624", Level::Banner, None, 107.0, 107.6),
        area("150624100", Level::Township, Some("150624"), 107.0, 107.2),
        area("150624101", Level::Township, Some("150624"), 107.2, 107.6),
    ];
    for (i, (village, township)) in VILLAGES.into_iter().enumerate() {
        let west = 107.0 + 0.2 * i as f64;
        all.push(area(village, Level::Village, Some(township), west, west + 0.2));
        for half in 0..2 {
            let (code, west) = (format!("{village}00{}", half + 1), west + 0.1 * f64::from(half));
            all.push(area(&code, Level::Grid, Some(village), west, west + 0.1));
        }
    }
    Arc::new(AreaSet::new(all, Vec::new(), Vec::new()))
}

fn empty() -> Snapshot {
    {
        let locator = Arc::new(Locator::build(areas()).unwrap());
        Snapshot::empty(Arc::new(Editions::single(locator)), Timestamp::MAX)
    }
}

fn time(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_750_000_000 + seconds).unwrap()
}

fn report_at(lon: f64, lat: f64, seconds: i64, severity: i64) -> Report {
    let reported = Reported { x: lon, y: lat, datum: Datum::Cgcs2000 };
    Report {
        external_id: None,
        reported_at: time(seconds),
        category: ["消防隐患", "治安事件", "其他"][seconds.unsigned_abs() as usize % 3].to_owned(),
        severity: Severity::new(severity).unwrap(),
        position: reported.to_lonlat().unwrap(),
        reported,
        accuracy_m: None,
        channel: "热线".to_owned(),
        description: "测试".to_owned(),
    }
}

fn report(seconds: i64) -> Report {
    report_at(107.05, 39.05, seconds, 2)
}

fn incident(id: i64, report: Report, grid: Option<&str>) -> Incident {
    let assigned = grid.map(|grid| Assignment {
        grid: AreaCode::new(grid),
        at: time(0),
        desk: "调度1".to_owned(),
    });
    let status = if grid.is_some() { Status::Assigned } else { Status::Reported };
    Incident { id: IncidentId(id), report, status, assigned, version: 1 }
}

fn context() -> Context {
    Context { desk: "调度1".to_owned(), now: time(1_000), idempotency_key: None }
}

async fn desk() -> Arc<Desk> {
    desk_on(Arc::new(SqliteStore::in_memory().await.unwrap())).await
}

async fn desk_on(store: Arc<dyn Store>) -> Arc<Desk> {
    Arc::new(Desk::open(store, areas()).await.unwrap())
}

fn order(grid: &str) -> Assign {
    Assign { grid: AreaCode::new(grid), reason: None, if_version: None }
}

// Lists

fn sorts() -> impl Strategy<Value = Sort> {
    prop::sample::select(vec![
        Sort::NewestFirst,
        Sort::OldestFirst,
        Sort::GravestFirst,
        Sort::SlightestFirst,
        Sort::NearestFirst,
    ])
}

/// Reports with many equal times, severities and places, some outside every grid, and some
/// assigned to a grid that is not where they happened or no longer exists.
fn incidents(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Incident>> {
    let grids = prop::sample::select(vec![
        None,
        None,
        Some("150624404498002"),
        Some("150624404498777"),
        Some("150624100001001"),
    ]);
    let one = (0..70_i32, 0..12_i32, 0..6_i64, 1..5_i64, grids).prop_map(|(x, y, t, s, grid)| {
        let at = (106.98 + 0.01 * f64::from(x), 38.99 + 0.01 * f64::from(y));
        incident(0, report_at(at.0, at.1, t * 40_000, s), grid)
    });
    prop::collection::vec(one, count).prop_map(|mut all| {
        for (id, incident) in (1..).zip(&mut all) {
            // With holes.
            incident.id = IncidentId(id * 3);
        }
        all
    })
}

const WINDOWS: [&str; 3] = ["weekend", "22:00-06:00", "mon-fri 08:00-18:00"];

/// Whether a window is open, said in another way than the calendar does.
fn is_open(window: &str, at: Timestamp) -> bool {
    let local = at.to_zoned(Rules::default().zone());
    let (weekend, hour) = (local.weekday().to_monday_zero_offset() >= 5, local.hour());
    match window {
        "weekend" => weekend,
        "22:00-06:00" => !(6..22).contains(&hour),
        "mon-fri 08:00-18:00" => !weekend && (8..18).contains(&hour),
        other => panic!("{other}"),
    }
}

fn filters() -> impl Strategy<Value = Filter> {
    let areas = prop::sample::select(vec![
        None,
        None,
        Some("150624"),
        Some("150624101"),
        Some("150624404498"),
        Some("150624404498002"),
        Some("nowhere"),
    ]);
    let near = prop::option::of((106.9..107.7_f64, prop::option::of(100.0..30_000.0_f64)));
    let bounds = prop::option::of((106.9..107.4_f64, 38.9..39.1_f64, 0.0..0.4_f64));
    let times = (prop::option::of(0..6_i64), prop::option::of(0..7_i64));
    let times = (times, prop::option::of(prop::sample::select(WINDOWS.to_vec())));
    let lists = (0..3_usize, 0..3_usize, 0..3_usize);
    let parts = (areas, near, bounds, times, lists);
    parts.prop_map(|(area, near, bounds, ((from, to), window), lists)| Filter {
        window: window.map(|text| Rules::default().window(text).unwrap()),
        from: from.map(|t| time(t * 40_000)),
        to: to.map(|t| time(t * 40_000)),
        categories: ["治安事件", "其他"].map(str::to_owned).into_iter().take(lists.0).collect(),
        severities: [2, 4].into_iter().filter_map(Severity::new).take(lists.1).collect(),
        statuses: [Status::Assigned, Status::Reported].into_iter().take(lists.2).collect(),
        area: area.map(AreaCode::new),
        bounds: bounds.map(|(west, south, size)| Bounds {
            west,
            south,
            east: west + size,
            north: south + size,
        }),
        near: near
            .map(|(lon, radius_m)| Near { center: LonLat::new(lon, 39.03).unwrap(), radius_m }),
    })
}

/// Whether an incident is the area's, said in another way than the desk does.
fn is_in(entry: &Entry, area: &str) -> bool {
    let grid = entry.responsible().as_str();
    let village = &grid[..12];
    let township = VILLAGES.iter().find(|(code, _)| *code == village).unwrap().1;
    let gone = grid.ends_with("777");
    (grid == area && !gone) || [village, township, "150624"].contains(&area)
}

fn passes(filter: &Filter, entry: &Entry) -> bool {
    let (incident, report) = (&entry.incident, &entry.incident.report);
    let far =
        |near: Near| near.radius_m.is_some_and(|r| report.position.distance_m(near.center) > r);
    filter.from.is_none_or(|from| report.reported_at >= from)
        && filter.to.is_none_or(|to| report.reported_at < to)
        && filter.window.as_ref().is_none_or(|w| is_open(&w.to_string(), report.reported_at))
        && (filter.categories.is_empty() || filter.categories.contains(&report.category))
        && (filter.severities.is_empty() || filter.severities.contains(&report.severity))
        && (filter.statuses.is_empty() || filter.statuses.contains(&incident.status))
        && filter.area.as_ref().is_none_or(|area| is_in(entry, area.as_str()))
        && filter.bounds.is_none_or(|bounds| bounds.contains(report.position))
        && !filter.near.is_some_and(far)
}

fn naive(snapshot: &Snapshot, query: &ListQuery) -> Vec<i64> {
    let mut all: Vec<&Arc<Entry>> =
        snapshot.iter().filter(|entry| passes(&query.filter, entry)).collect();
    let at = |e: &Entry| e.incident.report.reported_at;
    let severity = |e: &Entry| e.incident.report.severity;
    let center = query.filter.near.map(|near| near.center);
    match query.sort {
        Sort::NewestFirst => all.sort_by_key(|e| Reverse((at(e), e.incident.id))),
        Sort::OldestFirst => all.sort_by_key(|e| (at(e), e.incident.id)),
        Sort::GravestFirst => all.sort_by_key(|e| Reverse((severity(e), at(e), e.incident.id))),
        Sort::SlightestFirst => {
            all.sort_by_key(|e| (severity(e), Reverse((at(e), e.incident.id))));
        }
        Sort::NearestFirst => all.sort_by(|a, b| {
            let far = |e: &Entry| e.incident.report.position.distance_m(center.unwrap());
            far(a).total_cmp(&far(b)).then(a.incident.id.cmp(&b.incident.id))
        }),
    }
    all.iter().map(|entry| entry.incident.id.0).collect()
}

fn ids(page: &Page) -> Vec<i64> {
    page.items.iter().map(|entry| entry.incident.id.0).collect()
}

/// The next page's query, its cursor having gone through a client as text.
fn following(query: &ListQuery, page: &Page) -> Option<ListQuery> {
    let cursor = Cursor::parse(&page.next?.to_string()).unwrap();
    Some(ListQuery { cursor: Some(cursor), ..query.clone() })
}

fn with_place(filter: Filter, sort: Sort) -> Filter {
    let near = Near { center: LonLat::new(107.31, 39.04).unwrap(), radius_m: None };
    let near = filter.near.or((sort == Sort::NearestFirst).then_some(near));
    Filter { near, ..filter }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn pages_hold_what_a_filter_and_a_sort_give(
        incidents in incidents(0..80), filter in filters(), sort in sorts(), limit in 1..9_usize,
    ) {
        let snapshot = empty().with(incidents, 1);
        let filter = with_place(filter, sort);
        let query = ListQuery { filter, sort, limit, cursor: None };
        let expected = naive(&snapshot, &query);
        let mut matching: Vec<i64> =
            snapshot.matching(&query.filter).iter().map(|e| e.incident.id.0).collect();
        prop_assert!(matching.is_sorted());
        let mut found = Vec::new();
        let mut next = Some(query);
        while let Some(query) = next {
            let page = snapshot.list(&query).unwrap();
            prop_assert_eq!(page.total, expected.len());
            prop_assert!(page.items.len() == limit || page.next.is_none());
            found.extend(ids(&page));
            next = following(&query, &page);
        }
        prop_assert_eq!(&found, &expected);
        found.sort_unstable();
        matching.sort_unstable();
        prop_assert_eq!(found, matching);
    }

    #[test]
    fn incidents_that_arrive_between_pages_neither_hide_nor_repeat_others(
        incidents in incidents(1..80), first in 0..40_usize, step in 1..20_usize,
        filter in filters(), sort in sorts(), limit in 1..6_usize,
    ) {
        let filter = with_place(filter, sort);
        let query = ListQuery { filter, sort, limit, cursor: None };
        let mut waiting = incidents.into_iter();
        let mut snapshot = empty().with(waiting.by_ref().take(first).collect(), 1);
        let at_first: BTreeSet<i64> = naive(&snapshot, &query).into_iter().collect();
        let mut found = Vec::new();
        let mut next = Some(query.clone());
        while let Some(query) = next {
            let page = snapshot.list(&query).unwrap();
            found.extend(ids(&page));
            next = following(&query, &page);
            snapshot = snapshot.with(waiting.by_ref().take(step).collect(), 1);
        }
        let once: BTreeSet<i64> = found.iter().copied().collect();
        prop_assert_eq!(once.len(), found.len(), "none twice");
        prop_assert!(at_first.is_subset(&once), "none missed");
        let in_order = naive(&snapshot, &query).into_iter().filter(|id| once.contains(id));
        prop_assert_eq!(in_order.collect::<Vec<_>>(), found);
    }

    #[test]
    fn an_area_counts_what_its_filter_passes(incidents in incidents(0..60)) {
        let snapshot = empty().with(incidents, 1);
        for code in ["150624", "150624100", "150624101", "150624404498", "150624404498002", "x"] {
            let mut sum = AreaCount::default();
            for entry in snapshot.iter().filter(|entry| is_in(entry, code)) {
                sum.total += 1;
                sum.unassigned += usize::from(entry.incident.assigned.is_none());
            }
            prop_assert_eq!(snapshot.count_in(&AreaCode::new(code)), sum, "{}", code);
        }
    }
}

/// A spread of places without random numbers.
fn spread(count: i64) -> Vec<Incident> {
    let place = |id: i64| {
        let turn = id as f64 * 2.399_963;
        let out = 0.002 * (id as f64).sqrt();
        (107.3 + out * turn.cos(), 39.05 + out * turn.sin())
    };
    (1..=count)
        .map(|id| incident(id, report_at(place(id).0, place(id).1, id % 977, 1 + id % 4), None))
        .collect()
}

/// More than one chunk, more than the index holds, more than are sorted as they are.
#[test]
fn a_large_list_by_distance_is_complete_and_in_order() {
    let mut waiting = spread(11_000).into_iter();
    let mut snapshot = empty().with(waiting.by_ref().take(6_000).collect(), 1);
    while waiting.len() > 0 {
        snapshot = snapshot.with(waiting.by_ref().take(777).collect(), 1);
    }
    assert_eq!(snapshot.len(), 11_000);
    let center = LonLat::new(107.33, 39.02).unwrap();
    for radius_m in [None, Some(9_000.0)] {
        let near = Some(Near { center, radius_m });
        let filter = Filter { near, ..Filter::default() };
        let query = ListQuery { filter, sort: Sort::NearestFirst, limit: 500, cursor: None };
        let expected = naive(&snapshot, &query);
        let mut found = Vec::new();
        let mut next = Some(query);
        while let Some(query) = next {
            let page = snapshot.list(&query).unwrap();
            assert_eq!(page.total, expected.len());
            found.extend(ids(&page));
            next = following(&query, &page);
        }
        assert!(found == expected, "radius {radius_m:?}");
    }
    let bounds = Bounds { west: 107.25, south: 39.0, east: 107.31, north: 39.06 };
    let filter = Filter { bounds: Some(bounds), ..Filter::default() };
    let by_scan = snapshot.iter().filter(|entry| passes(&filter, entry)).count();
    assert!(by_scan > 50, "{by_scan}");
    assert_eq!(snapshot.matching(&filter).len(), by_scan);
}

#[test]
fn a_cursor_of_another_list_is_refused() {
    let snapshot = empty().with(spread(20), 1);
    let near = |lon| Some(Near { center: LonLat::new(lon, 39.0).unwrap(), radius_m: None });
    let query = |sort, lon, cursor| ListQuery {
        filter: Filter { near: near(lon), ..Filter::default() },
        sort,
        limit: 5,
        cursor,
    };
    let page = snapshot.list(&query(Sort::NearestFirst, 107.1, None)).unwrap();
    assert!(snapshot.list(&query(Sort::NearestFirst, 107.1, page.next)).is_ok());
    for other in
        [query(Sort::NewestFirst, 107.1, page.next), query(Sort::NearestFirst, 107.2, page.next)]
    {
        assert!(matches!(snapshot.list(&other), Err(DeskError::BadCursor)));
    }
    for text in ["", "n", "n.0.1", "n.0.1.2.3", "x.0.1.2", "n.0.1.two", "nn.0.1.2"] {
        assert!(matches!(Cursor::parse(text), Err(DeskError::BadCursor)), "{text}");
    }
    let nowhere = ListQuery { filter: Filter::default(), ..query(Sort::NearestFirst, 107.1, None) };
    assert!(matches!(snapshot.list(&nowhere), Err(DeskError::NoPlace)));
}

#[test]
fn a_snapshot_stays_as_it_was_when_the_next_one_is_made() {
    let first = empty().with(spread(1_500), 7);
    let mut changed = first.get(IncidentId(3)).unwrap().incident.clone();
    changed.version = 2;
    let second = first.with([vec![changed], spread(1_501).split_off(1_500)].concat(), 9);
    assert_eq!((first.len(), second.len()), (1_500, 1_501));
    assert_eq!((first.seq(), second.seq()), (7, 9));
    assert_eq!(first.get(IncidentId(3)).unwrap().incident.version, 1);
    assert_eq!(second.get(IncidentId(3)).unwrap().incident.version, 2);
    assert!(first.get(IncidentId(1_501)).is_none());
    assert!(second.get(IncidentId(1_502)).is_none());
    // What did not change is shared.
    let shared = |id| Arc::ptr_eq(first.get(id).unwrap(), second.get(id).unwrap());
    assert!(shared(IncidentId(2)) && shared(IncidentId(1_200)));
}

#[test]
fn incidents_that_come_out_of_order_are_found_all_the_same() {
    let mut all = spread(3_000);
    all.reverse();
    let snapshot = all.chunks(1_000).fold(empty(), |s, part| s.with(part.to_vec(), 1));
    assert_eq!(snapshot.len(), 3_000);
    assert!(snapshot.iter().map(|entry| entry.incident.id.0).eq(1..=3_000));
    assert!((1..=3_000).all(|id| snapshot.get(IncidentId(id)).is_some()));
}

#[test]
fn a_day_begins_at_local_midnight_and_days_without_reports_count_zero() {
    let zone = TimeZone::get("Asia/Shanghai").unwrap();
    let at = |text: &str| Report { reported_at: text.parse().unwrap(), ..report(0) };
    let reports = [
        at("2025-12-30T23:59:59+08:00"),
        at("2026-01-02T00:00:00+08:00"),
        at("2026-01-01T17:00:00Z"),
    ];
    let incidents = (1..).zip(reports).map(|(id, report)| incident(id, report, None)).collect();
    let snapshot = empty().with(incidents, 1);
    let days = [
        (date(2025, 12, 30), 1),
        (date(2025, 12, 31), 0),
        (date(2026, 1, 1), 0),
        (date(2026, 1, 2), 2),
    ];
    assert_eq!(snapshot.histogram(&Filter::default(), &zone), days);
    let filter =
        Filter { from: Some("2026-01-02T00:00:01+08:00".parse().unwrap()), ..Filter::default() };
    let counts: Vec<usize> = snapshot.histogram(&filter, &zone).iter().map(|d| d.1).collect();
    assert_eq!(counts, [0, 0, 0, 1]);
    assert!(empty().histogram(&Filter::default(), &zone).is_empty());
    assert_eq!(snapshot.period().map(|p| p.1), Some("2026-01-01T17:00:00Z".parse().unwrap()));
}

// Commands

#[tokio::test]
async fn a_report_is_seen_by_its_sender_at_once_and_taken_once() {
    let desk = desk().await;
    let keyed = Context { idempotency_key: Some("tab-1".to_owned()), ..context() };
    let first = desk.report(report(1), &keyed).await.unwrap();
    assert_eq!((first.first, first.id()), (First::New, IncidentId(1)));
    assert_eq!(first.entry.located.grid.as_str(), "150624100001001");
    let again = desk.report(report(1), &keyed).await.unwrap();
    assert_eq!((again.first, again.id()), (First::Again, IncidentId(1)));
    let err = desk.report(report(2), &keyed).await.unwrap_err();
    let clash = Clash::IdempotencyKey;
    assert!(matches!(err, DeskError::ReportConflict { id: IncidentId(1), clash: c } if c == clash));
    assert_eq!((desk.snapshot().len(), desk.snapshot().seq()), (1, 1));
    for key in ["", &"k".repeat(201)] {
        let keyed = Context { idempotency_key: Some(key.to_owned()), ..context() };
        let err = desk.report(report(2), &keyed).await.unwrap_err();
        assert!(matches!(err, DeskError::KeyLength { .. }), "{err}");
    }
}

#[tokio::test]
async fn many_reports_are_answered_one_by_one() {
    let desk = desk().await;
    let named = |id: &str, seconds| Report { external_id: Some(id.to_owned()), ..report(seconds) };
    let reports = vec![named("a", 1), named("b", 2), named("a", 1), named("b", 3)];
    let outcomes = desk.report_all(reports, &context()).await.unwrap();
    let (a, b) = (IncidentId(1), IncidentId(2));
    let expected = [Outcome::New(a), Outcome::New(b), Outcome::Unchanged(a), Outcome::Conflict(b)];
    assert_eq!(outcomes, expected);
    assert!(desk.report_all(Vec::new(), &context()).await.unwrap().is_empty());
    assert_eq!(desk.snapshot().len(), 2);
}

/// What an index answers is what a look at all incidents gives.
fn assert_found(snapshot: &Snapshot) {
    let category = vec!["治安事件".to_owned()];
    let assigned = vec![Status::Assigned];
    let bounds = Some(Bounds { west: 107.1, south: 39.0, east: 107.2, north: 39.06 });
    let filters = [
        Filter { categories: category.clone(), ..Filter::default() },
        Filter { statuses: assigned.clone(), ..Filter::default() },
        Filter { from: Some(time(100_000)), to: Some(time(250_000)), ..Filter::default() },
        Filter { from: Some(time(90_001)), categories: category, bounds, ..Filter::default() },
        Filter { statuses: assigned, bounds, to: Some(time(200_000)), ..Filter::default() },
    ];
    for filter in filters {
        let id = |entry: &Arc<Entry>| entry.incident.id;
        let found: Vec<IncidentId> = snapshot.matching(&filter).into_iter().map(id).collect();
        let all: Vec<IncidentId> =
            snapshot.iter().filter(|entry| passes(&filter, entry)).map(id).collect();
        assert_eq!(found, all, "{filter:?}");
        if let Some(selection) = snapshot.selection(&filter) {
            assert_eq!(selection.count(), snapshot.places(&filter).len(), "{filter:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_indexes_are_built_beside_it_the_desk_finds_everything() {
    let desk = desk().await;
    let grids = ["150624101003001", "150624404498002"];
    for round in 0..14_i64 {
        let reports = (0..1_000_i64)
            .map(|n| {
                let (lon, lat) = (107.0 + 0.000_6 * n as f64, 39.0 + 0.000_1 * (n % 97) as f64);
                report_at(lon, lat, (round * 1_000 + n) * 37 % 300_000, 1 + n % 4)
            })
            .collect();
        desk.report_all(reports, &context()).await.unwrap();
        for n in 0..30 {
            // Old ones and new ones, some of them again.
            let id = IncidentId(1 + (n * n * 37 + round * 911) % (1_000 * (round + 1)));
            let grid = grids[(n + round).unsigned_abs() as usize % 2];
            desk.assign(id, &order(grid), &context()).await.unwrap();
            if n % 10 == 0 {
                assert_found(&desk.snapshot());
            }
        }
        // An index that is ready is taken over before the next order.
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        assert_found(&desk.snapshot());
    }
    assert_eq!(desk.snapshot().len(), 14_000);
}

#[tokio::test]
async fn an_incident_goes_from_grid_to_grid_with_its_events() {
    let desk = desk().await;
    let id = desk.report(report(1), &context()).await.unwrap().id();
    let reason = Some(" 就近处置 ".to_owned());
    let given = Assign { reason, ..order("150624101003001") };
    let entry = desk.assign(id, &given, &context()).await.unwrap();
    assert_eq!((entry.incident.status, entry.incident.version), (Status::Assigned, 2));
    assert_eq!(entry.responsible().as_str(), "150624101003001");
    assert_eq!(entry.located.grid.as_str(), "150624100001001");
    // The same grid again: nothing to do.
    let same = desk.assign(id, &order("150624101003001"), &context()).await.unwrap();
    assert_eq!(same.incident.version, 2);
    let moved = Assign { if_version: Some(2), ..order("150624404498002") };
    assert_eq!(desk.assign(id, &moved, &context()).await.unwrap().incident.version, 3);
    let kinds: Vec<EventKind> =
        desk.events(id).await.unwrap().into_iter().map(|event| event.kind).collect();
    let (first, second) = (AreaCode::new("150624101003001"), AreaCode::new("150624404498002"));
    let expected = [
        EventKind::Reported { channel: "热线".to_owned() },
        EventKind::Assigned { grid: first.clone(), reason: Some("就近处置".to_owned()) },
        EventKind::Reassigned { grid: second, from: first, reason: None },
    ];
    assert_eq!(kinds, expected);
    // Its ground is where it was sent, up to the township of another code.
    let snapshot = desk.snapshot();
    assert_eq!(snapshot.count_in(&AreaCode::new("150624101")).total, 1);
    assert_eq!(snapshot.count_in(&AreaCode::new("150624100")).total, 0);
    let loaded = desk.store().load(0).await.unwrap();
    assert_eq!(loaded.incidents[0], snapshot.get(id).unwrap().incident);
}

#[tokio::test]
async fn an_order_that_cannot_be_carried_out_changes_nothing() {
    let desk = desk().await;
    let id = desk.report(report(1), &context()).await.unwrap().id();
    let before = desk.store().load(0).await.unwrap();
    let grid = "150624101003001";
    let with_reason = |reason: &str| Assign { reason: Some(reason.to_owned()), ..order(grid) };
    let try_it = async |id: i64, order: Assign| {
        desk.assign(IncidentId(id), &order, &context()).await.unwrap_err()
    };
    assert!(matches!(try_it(99, order(grid)).await, DeskError::NotFound { id: IncidentId(99) }));
    for code in ["150624101003", "150624", "", "150624101003009"] {
        assert!(matches!(try_it(1, order(code)).await, DeskError::UnknownGrid { .. }), "{code}");
    }
    let late = Assign { if_version: Some(7), ..order(grid) };
    assert!(matches!(
        try_it(1, late).await,
        DeskError::VersionConflict { id: IncidentId(1), wanted: 7, current: 1 }
    ));
    let long = with_reason(&"长".repeat(201));
    assert!(matches!(try_it(1, long).await, DeskError::ReasonTooLong { chars: 201 }));
    assert!(matches!(try_it(1, with_reason("找13812345678")).await, DeskError::PersonalReason));
    let err = desk.events(IncidentId(99)).await.unwrap_err();
    assert!(matches!(err, DeskError::NotFound { .. }));
    assert_eq!(desk.store().load(0).await.unwrap(), before);
    assert_eq!(desk.snapshot().get(id).unwrap().incident.version, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_see_whole_states_while_reporters_write() {
    let desk = desk().await;
    let reporters: Vec<_> = (0..50)
        .map(|n| {
            let desk = Arc::clone(&desk);
            tokio::spawn(async move {
                let done: Acknowledged = desk.report(report(n), &context()).await.unwrap();
                let seen = desk.snapshot();
                assert!(seen.get(done.id()).is_some(), "acknowledged, so visible");
                done.id()
            })
        })
        .collect();
    let mut last = 0;
    while last < 50 {
        let seen = desk.snapshot();
        assert_eq!((seen.len(), seen.iter().count()), (seen.seq() as usize, seen.len()));
        assert!(seen.len() >= last);
        last = seen.len();
        tokio::task::yield_now().await;
    }
    let mut ids = BTreeSet::new();
    for reporter in reporters {
        ids.insert(reporter.await.unwrap());
    }
    assert_eq!(ids.len(), 50);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sender_that_goes_away_does_not_part_the_view_from_the_store() {
    let desk = desk().await;
    for n in 0..200 {
        let (desk, now) = (Arc::clone(&desk), n % 7);
        let sender = tokio::spawn(async move { desk.report(report(n), &context()).await });
        for _ in 0..now {
            tokio::task::yield_now().await;
        }
        sender.abort();
    }
    desk.report(report(0), &context()).await.unwrap();
    let loaded = desk.store().load(0).await.unwrap();
    let snapshot = desk.snapshot();
    assert_eq!(snapshot.seq(), loaded.seq);
    assert!(snapshot.iter().map(|entry| &entry.incident).eq(&loaded.incidents));
}

// A store with faults

/// Fails as told: 1 after the commit, 2 before it, 3 in everything.
#[derive(Debug)]
struct Faulty {
    inner: SqliteStore,
    mode: AtomicU8,
}

impl Faulty {
    fn fault(&self, from: u8) -> Result<(), StoreError> {
        if self.mode.load(Ordering::SeqCst) < from {
            return Ok(());
        }
        Err(StoreError::Io { path: "desk.db".into(), cause: "the disk is away".into() })
    }
}

impl Store for Faulty {
    fn load(&self, after: i64) -> Reply<'_, Loaded> {
        Box::pin(async move {
            self.fault(3)?;
            self.inner.load(after).await
        })
    }
    fn report<'a>(&'a self, filings: &'a [Filing]) -> Reply<'a, Committed<Vec<Receipt>>> {
        Box::pin(async move {
            self.fault(2)?;
            let done = self.inner.report(filings).await;
            self.fault(1)?;
            done
        })
    }
    fn rehearse<'a>(&'a self, filings: &'a [Filing]) -> Reply<'a, Vec<Receipt>> {
        self.inner.rehearse(filings)
    }
    fn assign<'a>(&'a self, handover: &'a Handover) -> Reply<'a, Committed<()>> {
        Box::pin(async move {
            self.fault(2)?;
            let done = self.inner.assign(handover).await;
            self.fault(1)?;
            done
        })
    }
    fn events(&self, id: IncidentId) -> Reply<'_, Vec<Event>> {
        self.inner.events(id)
    }
    fn trouble_spots(&self) -> Reply<'_, Vec<TroubleSpot>> {
        self.inner.trouble_spots()
    }
    fn open_trouble_spot<'a>(&'a self, new: &'a NewTrouble) -> Reply<'a, TroubleId> {
        self.inner.open_trouble_spot(new)
    }
    fn step_trouble_spot<'a>(&'a self, change: &'a TroubleMove) -> Reply<'a, ()> {
        self.inner.step_trouble_spot(change)
    }
    fn trouble_events(&self, id: TroubleId) -> Reply<'_, Vec<TroubleEvent>> {
        self.inner.trouble_events(id)
    }
    fn close(&self) -> Reply<'_, ()> {
        self.inner.close()
    }
}

#[tokio::test]
async fn after_a_failed_commit_the_view_is_what_the_store_holds() {
    let inner = SqliteStore::in_memory().await.unwrap();
    let store = Arc::new(Faulty { inner, mode: AtomicU8::new(0) });
    let desk = desk_on(Arc::clone(&store) as Arc<dyn Store>).await;
    let id = desk.report(report(1), &context()).await.unwrap().id();
    let as_stored = async || {
        let loaded = store.inner.load(0).await.unwrap();
        let snapshot = desk.snapshot();
        assert_eq!(snapshot.seq(), loaded.seq);
        assert!(snapshot.iter().map(|entry| &entry.incident).eq(&loaded.incidents));
        loaded.incidents.len()
    };
    // Said to have failed, and on the disk all the same.
    store.mode.store(1, Ordering::SeqCst);
    assert!(matches!(desk.report(report(2), &context()).await, Err(DeskError::Store(_))));
    let grid = order("150624101003001");
    assert!(matches!(desk.assign(id, &grid, &context()).await, Err(DeskError::Store(_))));
    assert_eq!(as_stored().await, 2);
    assert_eq!(desk.snapshot().get(id).unwrap().incident.version, 2);
    // Not on the disk.
    store.mode.store(2, Ordering::SeqCst);
    assert!(desk.report(report(3), &context()).await.is_err());
    assert_eq!(as_stored().await, 2);
    // The store is away altogether, and comes back.
    store.mode.store(3, Ordering::SeqCst);
    assert!(desk.report(report(4), &context()).await.is_err());
    assert!(desk.assign(id, &order("150624404498002"), &context()).await.is_err());
    assert_eq!(desk.snapshot().len(), 2, "readers go on");
    store.mode.store(0, Ordering::SeqCst);
    desk.report(report(5), &context()).await.unwrap();
    assert_eq!(as_stored().await, 3);
}

// Import

const KEYED: fn(&Report) -> String = |report| format!("{}", report.reported_at.as_second());

async fn import(
    desk: &Arc<Desk>,
    mode: ImportMode,
    reports: &[Report],
) -> (ImportSummary, Vec<(u64, String, String)>) {
    let options = ImportOptions { outside_limit_m: 2_000.0, mode, key: KEYED };
    let mut importer = Importer::new(Arc::clone(desk), options, context());
    for (line, report) in (2..).zip(reports) {
        importer.take(line, report.clone(), line * 10).await.unwrap();
    }
    importer.flush().await.unwrap();
    let rejected = importer.take_rejected().into_iter().map(|rejected| {
        assert_eq!(rejected.original, rejected.line * 10);
        (rejected.line, rejected.fault.code.to_owned(), rejected.fault.reason.to_string())
    });
    let rejected = rejected.collect();
    assert!(importer.take_rejected().is_empty());
    (importer.summary(), rejected)
}

#[tokio::test]
async fn an_import_counts_new_unchanged_and_refused_alike_when_dry() {
    let desk = desk().await;
    let named = |id: &str, seconds| Report { external_id: Some(id.to_owned()), ..report(seconds) };
    desk.report(named("old", 1), &context()).await.unwrap();
    let mut reports = vec![
        named("old", 1),
        named("old", 2),
        report_at(107.62, 39.05, 3, 1), // 1.7 km outside
        report_at(107.70, 39.05, 4, 1), // 8.7 km outside
        named("a", 5),
        named("a", 5),
        named("a", 6),
        report(7),
        report(7),
    ];
    // Over the end of a batch.
    reports.extend((100..2_300).map(report));
    reports.extend([named("a", 5), named("a", 8), report(100)]);
    // Two that say the same without a number are two: only equal numbers are the same report.
    let expected = ImportSummary { new: 2_205, unchanged: 3, rejected: 4 };
    for mode in [ImportMode::DryRun, ImportMode::DryRun, ImportMode::Commit] {
        let (summary, rejected) = import(&desk, mode, &reports).await;
        assert_eq!(summary, expected, "{mode:?}");
        let mut places: Vec<(u64, &str)> =
            rejected.iter().map(|(line, code, _)| (*line, code.as_str())).collect();
        places.sort_unstable();
        let duplicate = "duplicate_id";
        let expected = [(3, duplicate), (5, "outside_banner"), (8, duplicate), (2_212, duplicate)];
        assert_eq!(places, expected);
        let reason = |line| &rejected.iter().find(|r| r.0 == line).unwrap().2;
        assert!(reason(3).contains("incident 1 "), "{}", reason(3));
        assert!(reason(5).contains("8.7 km") && reason(5).contains("150624404498002"));
        assert!(reason(8).contains("line 6 "), "{}", reason(8));
        assert!(reason(2_212).contains("line 6 "), "{}", reason(2_212));
        let kept = if mode == ImportMode::Commit { 2_206 } else { 1 };
        assert_eq!(desk.snapshot().len(), kept);
    }
    // A second time nothing changes.
    let seq = desk.snapshot().seq();
    let (summary, _) = import(&desk, ImportMode::Commit, &reports).await;
    assert_eq!(summary, ImportSummary { new: 0, unchanged: 2_208, rejected: 4 });
    assert_eq!(desk.snapshot().seq(), seq);
    // In the order of the file.
    let snapshot = desk.snapshot();
    let times: Vec<i64> =
        snapshot.iter().map(|e| e.incident.report.reported_at.as_second()).collect();
    let (last, before) = times.split_last().unwrap();
    assert!(before.is_sorted() && before.contains(last), "{:?}", &times[..9]);
}
