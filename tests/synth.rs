//! Synthetic sets, read back as any other data: whole, without a finding, and the same again.

use geo::algorithm::Validation;
use geo::{MultiPolygon, Polygon, Winding, wkt};
use jiff::civil::date;
use proptest::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;
use wangge::area::{self, AreaSet, Fields, FindingSeverity, Level};
use wangge::geo::Datum;
use wangge::incident::{HeaderTable, ReadOptions, Report, Rules, read_file};
use wangge::locate::{Locator, Relation};
use wangge::synth::{self, FILES, Plan, SynthError};

fn plan(grids: usize, incidents: u64, seed: u64) -> Plan {
    let (from, to) = (date(2025, 1, 1), date(2026, 10, 31));
    Plan { grids, incidents, seed, outline: None, from, to, datum: None }
}

fn made(plan: &Plan) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let mut steps = 0;
    synth::write(plan, dir.path(), &mut |done| steps += done).unwrap();
    assert_eq!(steps, plan.steps(), "the bar ends at its end");
    dir
}

fn read(dir: &Path) -> AreaSet {
    let loaded = area::read_dir(dir, &Fields::default()).unwrap();
    assert!(loaded.findings.is_empty(), "{}", loaded.findings[0].message);
    loaded.set
}

fn no_finding(dir: &Path) {
    let findings = area::check_dir(dir, &Fields::default()).unwrap();
    assert!(findings.is_empty(), "{:?}", findings[0]);
}

fn reports(dir: &Path) -> Vec<Report> {
    let (rules, headers) = (Rules::default(), HeaderTable::default());
    let options = ReadOptions { rules: &rules, headers: &headers, datum: None };
    let mut reports = Vec::new();
    let info = read_file(&dir.join("incidents.csv"), &options, &mut |row| {
        reports.push(row.outcome.unwrap_or_else(|faults| panic!("{}: {faults:?}", row.line)));
        ControlFlow::Continue(())
    });
    assert!(info.unwrap().ignored_columns.is_empty());
    reports
}

/// A directed side by the bits of its ends.
type Side = [u64; 4];

fn sides(shape: &MultiPolygon<f64>) -> Vec<Side> {
    let rings = shape.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    let side = |line: geo::Line<f64>| {
        [line.start.x, line.start.y, line.end.x, line.end.y].map(f64::to_bits)
    };
    rings.flat_map(|ring| ring.lines().map(side).collect::<Vec<_>>()).collect()
}

/// The sides of a level that no other area of it has the other way round. Panics where one
/// stands twice.
fn edge_of_level(set: &AreaSet, level: Level) -> HashSet<Side> {
    let all: Vec<Side> = set.level(level).iter().flat_map(|area| sides(&area.shape)).collect();
    let once: HashSet<Side> = all.iter().copied().collect();
    assert_eq!(all.len(), once.len(), "two areas of a level have a side in common direction");
    let alone = |[a, b, c, d]: &Side| !once.contains(&[*c, *d, *a, *b]);
    once.iter().filter(|side| alone(side)).copied().collect()
}

/// Every side but those of the outline has two areas, and the outline is the same in each level.
fn bit_identical(set: &AreaSet) {
    let outline = edge_of_level(set, Level::Banner);
    assert!(outline.len() > 10);
    for level in [Level::Township, Level::Village, Level::Grid] {
        assert_eq!(edge_of_level(set, level), outline, "{}", level.name());
    }
}

#[test]
fn the_same_seed_makes_the_same_bytes_on_any_number_of_cores() {
    let bytes = |plan: &Plan, cores: usize| -> Vec<Vec<u8>> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(cores).build().unwrap();
        let dir = pool.install(|| made(plan));
        FILES.iter().map(|file| fs::read(dir.path().join(file)).unwrap()).collect()
    };
    let first = bytes(&plan(600, 5_000, 1), 1);
    assert!(first == bytes(&plan(600, 5_000, 1), 3));
    let other = bytes(&plan(600, 5_000, 2), 1);
    for (file, (first, other)) in FILES.iter().zip(first.iter().zip(&other)) {
        let differ = first != other;
        assert!(differ || *file == "attributions.txt", "{file} is the same for another seed");
    }
}

#[test]
fn check_finds_nothing_and_neighbours_share_every_digit() {
    for (grids, seed) in [(100, 3), (600, 1), (613, 2), (3_000, 1)] {
        let dir = made(&plan(grids, 100, seed));
        no_finding(dir.path());
        let set = read(dir.path());
        assert_eq!(set.grids().len(), grids);
        assert!(set.any_derived() && set.level(Level::Village).iter().all(|area| area.derived));
        assert!(set.zones().iter().all(|zone| zone.derived) && !set.zones().is_empty());
        bit_identical(&set);
    }
}

#[test]
fn every_area_is_valid_counter_clockwise_and_has_all_above_it() {
    let dir = made(&plan(3_000, 0, 5));
    let set = read(dir.path());
    assert_eq!(set.level(Level::Banner).len(), 2, "3,000 grids are two counties");
    for level in Level::ALL {
        for area in set.level(level) {
            assert!(area.shape.is_valid(), "{}", area.code);
            assert_eq!(area.shape.0.len(), 1, "{} hangs together", area.code);
            assert!(area.shape.0[0].exterior().is_ccw());
            let chain = set.chain(area.code.as_str());
            assert_eq!(chain.len(), level as usize + 1);
            assert!(
                chain
                    .windows(2)
                    .all(|pair| { pair[1].code.as_str().starts_with(pair[0].code.as_str()) })
            );
        }
    }
    let mut sizes: Vec<f64> = set.grids().iter().map(|grid| grid.area_km2).collect();
    sizes.sort_by(f64::total_cmp);
    assert!(sizes[2_700] > 20.0 * sizes[300], "small in towns, wide outside: {}", sizes[300]);
}

#[test]
fn incidents_are_taken_lie_inside_and_come_in_the_order_of_time() {
    let plan = plan(600, 20_000, 8);
    let dir = made(&plan);
    let locator = Locator::build(Arc::new(read(dir.path()))).unwrap();
    let reports = reports(dir.path());
    assert_eq!(reports.len(), 20_000);
    let ids: HashSet<&Option<String>> = reports.iter().map(|report| &report.external_id).collect();
    assert_eq!(ids.len(), reports.len());
    assert!(reports.windows(2).all(|pair| pair[0].reported_at <= pair[1].reported_at));
    let days: HashSet<_> =
        reports.iter().map(|r| r.reported_at.to_zoned(Rules::default().zone()).date()).collect();
    assert!(days.len() > 650 && days.iter().all(|day| (plan.from..=plan.to).contains(day)));

    let mut by_datum: BTreeMap<String, usize> = BTreeMap::new();
    let mut at_place: HashMap<(i64, i64), usize> = HashMap::new();
    let mut in_grid: HashMap<String, usize> = HashMap::new();
    let (mut named_right, mut near) = (0, 0);
    for report in &reports {
        *by_datum.entry(report.reported.datum.to_string()).or_default() += 1;
        let at = report.position;
        // Squares of about 30 m.
        let square = |degrees: f64| (degrees * 3_000.0).floor() as i64;
        *at_place.entry((square(at.lon()), square(at.lat()))).or_default() += 1;
        let answer = locator.locate(at);
        assert_ne!(answer.relation, Relation::Nearest, "{at:?} is outside");
        *in_grid.entry(answer.grid.as_str().to_owned()).or_default() += 1;
        let chain = locator.areas().chain(answer.grid.as_str());
        named_right += usize::from(report.description.starts_with(&chain[2].name));
        near += usize::from(nearest_side_m(at.coord(), &chain[3].shape) < 60.0);
    }
    assert_eq!(by_datum.len(), 4, "{by_datum:?}");
    assert!(by_datum["gcj02"] > 14_000 && by_datum["bd09"] > 500);
    let again: usize = at_place.values().filter(|count| **count >= 4).sum();
    assert!(again > 3_000, "{again} come back to a place");
    assert!(named_right > 19_000, "{named_right} descriptions name the village there");
    assert!(near > 400, "{near} are near a border");
    let mut counts: Vec<usize> = in_grid.values().copied().collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    assert!(counts.iter().take(150).sum::<usize>() > 10_000, "most are in towns");
    assert!(counts.len() > 550, "but hardly a grid has none");
}

/// About how far a place is from the nearest side, in metres.
fn nearest_side_m(at: geo::Coord<f64>, shape: &MultiPolygon<f64>) -> f64 {
    use geo::{Distance, Euclidean};
    let flat = |c: geo::Coord<f64>| geo::Coord { x: c.x * 86_000.0, y: c.y * 111_000.0 };
    let lines = shape.iter().flat_map(|part| part.exterior().lines());
    let far = |line: geo::Line<f64>| {
        let line = geo::Line::new(flat(line.start), flat(line.end));
        Euclidean.distance(&geo::Point::from(flat(at)), &line)
    };
    lines.map(far).fold(f64::INFINITY, f64::min)
}

#[test]
fn a_datum_that_is_asked_for_is_that_of_all() {
    let zone: Datum = "gk3-36".parse().unwrap();
    let dir = made(&Plan { datum: Some(zone), ..plan(500, 500, 1) });
    let reports = reports(dir.path());
    assert!(reports.iter().all(|report| report.reported.datum == zone));
    let set = read(dir.path());
    let bounds = set.bounds().unwrap();
    assert!(reports.iter().all(|report| bounds.contains(report.position)));
}

#[test]
fn a_given_outline_is_kept() {
    let banner = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/otog/banner.geojson");
    let (shape, findings) = area::read_outline(&banner).unwrap();
    assert!(findings.is_empty());
    let outline = shape.0[0].clone();
    let corners: HashSet<[u64; 2]> =
        outline.exterior().coords().map(|c| [c.x, c.y].map(f64::to_bits)).collect();
    let dir = made(&Plan { outline: Some(outline), ..plan(516, 200, 1) });
    no_finding(dir.path());
    let set = read(dir.path());
    bit_identical(&set);
    let kept: HashSet<[u64; 2]> =
        sides(&set.banner().unwrap().shape).iter().map(|[x, y, _, _]| [*x, *y]).collect();
    assert!(corners.is_subset(&kept), "every corner of the outline is in the banner");
    assert!((set.banner().unwrap().area_km2 - 20_358.8).abs() < 0.5);
}

#[test]
fn holes_narrows_and_long_straight_sides_are_filled_without_a_finding() {
    let with_hole: Polygon<f64> = wkt! { POLYGON((107.0 39.0, 108.0 39.0, 108.0 40.0, 107.0 40.0, 107.0 39.0),(107.3 39.3, 107.3 39.7, 107.6 39.7, 107.6 39.3, 107.3 39.3)) };
    let comb: Polygon<f64> = wkt! { POLYGON((107.0 39.0, 109.0 39.0, 109.0 39.5, 108.6 39.5, 108.6 39.1, 108.4 39.1, 108.4 39.5, 107.8 39.5, 107.8 39.01, 107.79 39.01, 107.79 39.5, 107.0 39.5, 107.0 39.0)) };
    let spike: Polygon<f64> = wkt! { POLYGON((107.0 39.0, 108.0 39.0, 110.0 39.001, 108.0 39.002, 107.5 40.0, 107.0 39.0)) };
    for outline in [with_hole, comb, spike] {
        for grids in [100, 700, 3_000] {
            let dir = made(&Plan { outline: Some(outline.clone()), ..plan(grids, 50, 4) });
            // A hole in the outline is a hole in the banner, which `check` is right to mention.
            let holes = outline.interiors().len();
            let findings = area::check_dir(dir.path(), &Fields::default()).unwrap();
            let hole = |finding: &area::Finding| {
                finding.kind == area::Kind::Gap && finding.file == "banner.geojson"
            };
            assert!(findings.len() == holes && findings.iter().all(hole), "{findings:?}");
            let set = read(dir.path());
            bit_identical(&set);
            assert_eq!(set.grids().len(), grids);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    /// Stars of any shape, with needles and corners a centimetre apart: a set without a fault, or
    /// the reason why not.
    #[test]
    fn any_outline_is_filled_or_refused(
        radii in prop::collection::vec(0.0..1.0_f64, 3..80),
        size in -1.5..0.5_f64, grids in 100..400_usize, seed in any::<u64>(), double in any::<bool>(),
    ) {
        let count = radii.len() as f64;
        let mut ring: Vec<(f64, f64)> = Vec::new();
        for (i, radius) in radii.iter().enumerate() {
            let far = 10_f64.powf(size) * (0.001 + radius * radius);
            let turn = std::f64::consts::TAU * i as f64 / count;
            for turn in [turn, turn + 1.5e-7 / far].iter().take(1 + usize::from(double)) {
                ring.push((108.0 + far * turn.cos(), 38.0 + far * turn.sin()));
            }
        }
        let outline = Polygon::new(ring.into(), Vec::new());
        let dir = tempfile::tempdir().unwrap();
        let plan = Plan { outline: Some(outline), ..plan(grids, 20, seed) };
        match synth::write(&plan, dir.path(), &mut |_| ()) {
            Ok(()) => {
                let set = read(dir.path());
                bit_identical(&set);
                let findings = area::check_set(&set);
                let grave = findings.iter().find(|f| f.severity() == FindingSeverity::Error);
                prop_assert!(grave.is_none(), "{:?}", grave);
            }
            Err(refused) => prop_assert!(matches!(
                refused,
                SynthError::TooSmall { .. } | SynthError::TooNarrow { .. } | SynthError::Outline
            ), "{refused}"),
        }
    }
}

#[test]
fn what_cannot_be_made_is_refused_and_nothing_is_written() {
    let small: Polygon<f64> =
        wkt! { POLYGON((107.0 39.0, 107.001 39.0, 107.001 39.001, 107.0 39.001, 107.0 39.0)) };
    let crossing: Polygon<f64> =
        wkt! { POLYGON((107.0 39.0, 108.0 40.0, 108.0 39.0, 107.0 40.2, 107.0 39.0)) };
    let flat: Polygon<f64> = wkt! { POLYGON((107.0 39.0, 108.0 39.0, 107.5 39.0, 107.0 39.0)) };
    // Two squares with a neck of one centimetre between.
    let neck: Polygon<f64> = wkt! { POLYGON((107.0 39.0, 107.5 39.0, 107.5 39.2, 107.6 39.2, 107.6 39.0, 108.0 39.0, 108.0 39.5, 107.6 39.5, 107.6 39.200_000_1, 107.5 39.200_000_1, 107.5 39.5, 107.0 39.5, 107.0 39.0)) };
    let plan = plan(500, 10, 1);
    let with = |outline: Polygon<f64>| Plan { outline: Some(outline), ..plan.clone() };
    let dir = tempfile::tempdir().unwrap();
    let fault = |plan: &Plan| synth::write(plan, dir.path(), &mut |_| ()).unwrap_err();
    assert!(matches!(fault(&with(small)), SynthError::TooSmall { .. }));
    assert!(matches!(fault(&with(neck)), SynthError::TooNarrow { .. }));
    assert!(matches!(fault(&with(crossing)), SynthError::Outline));
    assert!(matches!(fault(&with(flat)), SynthError::Outline));
    assert!(matches!(fault(&Plan { grids: 99, ..plan.clone() }), SynthError::Grids { .. }));
    assert!(matches!(fault(&Plan { grids: 1_000_001, ..plan.clone() }), SynthError::Grids { .. }));
    assert!(matches!(fault(&Plan { to: date(2024, 1, 1), ..plan.clone() }), SynthError::Days));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}
