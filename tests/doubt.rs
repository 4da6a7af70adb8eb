//! Doubt against the truth table; borders, neighbours and datum slips on the reference set.

use geo::LineString;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use wangge::area::{Area, Fields, read_dir};
use wangge::geo::{Datum, LonLat, Reported, geodesic_m};
use wangge::locate::{Holder, LEAST_SHARE, Locator, Relation};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/otog").join(name)
}

static REFERENCE: LazyLock<Locator> = LazyLock::new(|| {
    let loaded = read_dir(&data(""), &Fields::default()).expect("the reference set reads");
    Locator::build(Arc::new(loaded.set)).expect("it has grids")
});

fn code(holder: Holder) -> String {
    holder.grid().map_or("outside".to_owned(), |i| REFERENCE.areas().grids()[i].code.to_string())
}

#[test]
fn every_share_of_the_truth_table_is_within_0_005() {
    let mut rows = csv::Reader::from_path(data("truth_doubt.csv")).expect("there");
    let (mut seen, mut worst) = (0, 0.0_f64);
    for row in rows.records() {
        let row = row.expect("readable");
        let number = |i: usize| row[i].parse::<f64>().expect("a number");
        let expected: BTreeMap<String, f64> = serde_json::from_str(&row[4]).expect("shares");
        let doubt = REFERENCE.doubt(LonLat::new(number(1), number(2)).unwrap(), number(3));
        let got: BTreeMap<String, f64> =
            doubt.shares().iter().map(|(holder, share)| (code(*holder), *share)).collect();
        assert_eq!(got.len(), doubt.shares().len(), "each holder once");
        for name in expected.keys().chain(got.keys()) {
            let share = |all: &BTreeMap<String, f64>| all.get(name).copied().unwrap_or(0.0);
            let off = (share(&expected) - share(&got)).abs();
            assert!(off < 0.005, "{row:?}: {name} {got:?}");
            worst = worst.max(off);
        }
        assert!(doubt.shares().windows(2).all(|pair| pair[0].1 >= pair[1].1));
        assert!(got.values().all(|share| *share >= LEAST_SHARE));
        seen += 1;
    }
    assert_eq!(seen, 300);
    // The table is a sample itself: what is left is its own error.
    assert!(worst < 0.0015, "{worst}");
}

/// What two ways to a distance may differ by: far below the millimetre that is promised.
const SAME_M: f64 = 2e-5;

/// The points of a boundary, at most 50 m apart.
fn sampled(area: &Area) -> Vec<LonLat> {
    let rings = area.shape.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    rings
        .flat_map(LineString::lines)
        .flat_map(|line| {
            let count = (line.delta().x.hypot(line.delta().y) * 111_000.0 / 50.0).ceil();
            (0..=count as u32).map(move |i| line.start + line.delta() * (f64::from(i) / count))
        })
        .map(|c| LonLat::new(c.x, c.y).unwrap())
        .collect()
}

fn brute_m(area: &Area, at: LonLat) -> f64 {
    sampled(area).iter().map(|p| geodesic_m(at, *p)).fold(f64::INFINITY, f64::min)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Border and neighbours against the shapes themselves.
    #[test]
    fn borders_and_neighbours_equal_brute_force(
        lon in 106.5..109.0_f64, lat in 38.1..40.2_f64, count in 1_usize..6,
    ) {
        let at = LonLat::new(lon, lat).unwrap();
        let grids = REFERENCE.areas().grids();
        let answer = REFERENCE.locate(at);
        let near = REFERENCE.grids_near(at, count, f64::INFINITY);
        prop_assert_eq!(near.len(), count);
        prop_assert!(near.windows(2).all(|pair| pair[0].distance_m <= pair[1].distance_m));
        prop_assert_eq!(code(near[0].grid), answer.grid.to_string());
        prop_assert!((near[0].distance_m - answer.distance_m).abs() < SAME_M);
        // No other grid is nearer than the last of them.
        let last_m = near[count - 1].distance_m;
        for (i, area) in grids.iter().enumerate() {
            if near.iter().any(|n| n.grid.grid() == Some(i)) { continue; }
            let bound = LonLat::new(
                lon.clamp(area.bounds.west, area.bounds.east),
                lat.clamp(area.bounds.south, area.bounds.north),
            ).unwrap();
            if geodesic_m(at, bound) < last_m * 1.01 {
                prop_assert!(brute_m(area, at) > last_m - SAME_M, "{}", area.code);
            }
        }
        let within = REFERENCE.grids_near(at, usize::MAX, last_m);
        prop_assert_eq!(&within[..count], &near[..]);
        prop_assert!(within.iter().all(|n| n.distance_m <= last_m));

        let place = near[0].grid.grid().unwrap();
        let border = REFERENCE.border(at, place).unwrap();
        let brute = brute_m(&grids[place], at);
        prop_assert!(
            (brute - 50.0..brute + SAME_M).contains(&border.distance_m),
            "{} {brute}", border.distance_m
        );
        if answer.relation == Relation::Inside {
            prop_assert!(border.beyond.grid() != Some(place));
            if let Some(other) = border.beyond.grid() {
                prop_assert!(brute_m(&grids[other], at) <= border.distance_m + 50.0);
                prop_assert_eq!(near.get(1).map_or(Some(other), |n| n.grid.grid()), Some(other));
            }
        } else {
            prop_assert_eq!(border.beyond.grid(), Some(place));
        }
    }
}

#[test]
fn a_position_without_accuracy_or_far_from_borders_is_all_one_grid_s() {
    let at = LonLat::new(107.958_774_2, 39.079_277_5).unwrap();
    for accuracy_m in [0.0, -1.0, f64::NAN, 0.5] {
        let doubt = REFERENCE.doubt(at, accuracy_m);
        assert_eq!(doubt.shares().len(), 1);
        assert!(doubt.share_of(REFERENCE.holder(at)) >= 1.0);
    }
    let far = REFERENCE.doubt(LonLat::new(0.0, -80.0).unwrap(), 50.0);
    assert_eq!(far.shares(), [(Holder::NOBODY, 1.0)]);
}

#[test]
fn a_slip_of_the_datum_is_named_where_the_other_datum_makes_sense() {
    let areas = REFERENCE.areas();
    let town = areas.find("150624100").expect("Wulan");
    let mut outside = 0;
    for at in sampled(areas.banner().expect("a banner")).into_iter().step_by(40) {
        // A place a little inside the banner, sent in GCJ-02 and said to be WGS-84.
        let inward = LonLat::new(
            at.lon() + (107.8 - at.lon()) * 0.001,
            at.lat() + (39.1 - at.lat()) * 0.001,
        )
        .unwrap();
        if REFERENCE.holder(inward) == Holder::NOBODY {
            continue;
        }
        let sent = Reported::from_lonlat(inward, Datum::Gcj02).unwrap();
        let said = Reported { datum: Datum::Wgs84, ..sent };
        let read = said.to_lonlat().unwrap();
        let slips = REFERENCE.datum_slips(said, read, None);
        if REFERENCE.holder(read) != Holder::NOBODY {
            assert_eq!(slips, [], "{read:?} makes sense");
            continue;
        }
        outside += 1;
        let slip = slips.iter().find(|slip| slip.datum == Datum::Gcj02).expect("named");
        assert_eq!(slip.grid, REFERENCE.holder(inward));
        assert!(slip.position.distance_m(inward) < 0.01);
    }
    assert!(outside > 50, "{outside}");

    // With an address, inside the banner too: the seat of Wulan written in BD-09 is 1.1 km off.
    let village = areas.chain(REFERENCE.locate(town.label).grid.as_str())[2];
    let sent = Reported::from_lonlat(village.label, Datum::Bd09).unwrap();
    let said = Reported { datum: Datum::Gcj02, ..sent };
    let read = said.to_lonlat().unwrap();
    assert_eq!(REFERENCE.datum_slips(said, read, None), []);
    if !village.touches(read) {
        let slips = REFERENCE.datum_slips(said, read, Some(village));
        assert!(slips.iter().any(|slip| slip.datum == Datum::Bd09), "{slips:?}");
    }
    // What makes no sense in any datum is no slip.
    let said = Reported { x: 121.47, y: 31.23, datum: Datum::Gcj02 };
    assert_eq!(REFERENCE.datum_slips(said, said.to_lonlat().unwrap(), None), []);
}
