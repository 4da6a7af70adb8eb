//! Two editions of the boundaries compared.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test fails by panic")]

use geo::{MultiPolygon, Polygon, Rect};
use proptest::prelude::*;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;
use wangge::area::{Area, AreaCode, AreaDiff, AreaSet, Fields, Level, diff, read_dir};
use wangge::geo::{Bounds, area_km2};

/// A grid of a rectangle in hundredths of a degree.
fn grid(code: &str, west: f64, south: f64, east: f64, north: f64) -> Area {
    let at = |v: f64, base: f64| base + v / 100.0;
    let corners = [(at(west, 107.0), at(south, 39.0)), (at(east, 107.0), at(north, 39.0))];
    let shape = MultiPolygon::new(vec![Rect::new(corners[0], corners[1]).to_polygon()]);
    of_shape(code, shape)
}

fn of_shape(code: &str, shape: MultiPolygon<f64>) -> Area {
    let bounds = Bounds::around(shape.iter().flat_map(|p| p.exterior().coords().copied())).unwrap();
    Area {
        code: AreaCode::new(code),
        name: code.to_owned(),
        level: Level::Grid,
        kind: None,
        parent: None,
        derived: true,
        label: bounds.center(),
        area_km2: area_km2(&shape),
        bounds,
        shape,
    }
}

fn compare(old: &[Area], new: &[Area]) -> AreaDiff {
    let set = |areas: &[Area]| AreaSet::new(areas.to_vec(), vec![], vec![]);
    diff(&set(old), &set(new), Level::Grid)
}

fn changes(found: &AreaDiff) -> Vec<String> {
    let codes =
        |codes: &[AreaCode]| codes.iter().map(AreaCode::as_str).collect::<Vec<_>>().join("+");
    found
        .changes
        .iter()
        .map(|c| format!("{} {}>{}", c.kind.name(), codes(&c.old), codes(&c.new)))
        .collect()
}

#[test]
fn every_kind_of_change_is_told() {
    let old = [
        grid("1", 0.0, 0.0, 10.0, 10.0),
        grid("2", 10.0, 0.0, 20.0, 10.0),
        grid("3", 20.0, 0.0, 30.0, 10.0),
    ];
    let with = |areas: &[Area]| changes(&compare(&old, areas));
    assert_eq!(with(&old), [""; 0]);
    // The border between 1 and 2 moves.
    let moved = [grid("1", 0.0, 0.0, 12.0, 10.0), grid("2", 12.0, 0.0, 20.0, 10.0), old[2].clone()];
    assert_eq!(with(&moved), ["reshaped 1>1", "reshaped 2>2"]);
    let found = compare(&old, &moved);
    assert_eq!((found.moves.len(), found.unchanged), (1, 1));
    assert_eq!(found.moves[0].from.as_ref().map(AreaCode::as_str), Some("2"));
    assert_eq!(found.moves[0].to.as_ref().map(AreaCode::as_str), Some("1"));
    assert!((found.moves[0].km2 - old[1].area_km2 * 0.2).abs() < 1e-4, "{found:?}");
    // 1 is split, once into new codes and once beside itself.
    let halves = |a: &str, b: &str| [grid(a, 0.0, 0.0, 5.0, 10.0), grid(b, 5.0, 0.0, 10.0, 10.0)];
    let rest = &old[1..];
    assert_eq!(with(&[&halves("1a", "1b"), rest].concat()), ["split 1>1a+1b"]);
    assert_eq!(with(&[&halves("1", "1b"), rest].concat()), ["split 1>1+1b"]);
    // 1 and 2 are merged, under a new code and under one of theirs.
    let both = |code: &str| vec![grid(code, 0.0, 0.0, 20.0, 10.0), old[2].clone()];
    assert_eq!(with(&both("9")), ["merged 1+2>9"]);
    assert_eq!(with(&both("1")), ["merged 1+2>1"]);
    let mut other = old.to_vec();
    other[0].code = AreaCode::new("7");
    assert_eq!(with(&other), ["recoded 1>7"]);
    let mut other = old.to_vec();
    other[0].name = "新名".to_owned();
    assert_eq!(with(&other), ["renamed 1>1"]);
    assert_eq!(with(&old[..2]), ["removed 3>"]);
    assert_eq!(changes(&compare(&old[..2], &old)), ["added >3"]);
    // A new grid cut out of the corners of two that live on.
    let corner = [
        grid("1", 0.0, 0.0, 9.5, 10.0),
        grid("2", 10.5, 0.0, 20.0, 10.0),
        old[2].clone(),
        grid("8", 9.5, 0.0, 10.5, 10.0),
    ];
    assert_eq!(with(&corner), ["reshaped 1>1", "reshaped 2>2", "added >8"]);
}

#[test]
fn neither_the_first_vertex_nor_the_order_of_parts_makes_a_difference() {
    let part = |west: f64| grid("x", west, 0.0, west + 5.0, 5.0).shape.0.remove(0);
    let turned = |p: &Polygon<f64>| {
        let mut ring = p.exterior().0.clone();
        ring.pop();
        ring.rotate_left(2);
        ring.push(ring[0]);
        Polygon::new(ring.into(), vec![])
    };
    let one = of_shape("1", MultiPolygon::new(vec![part(0.0), part(20.0)]));
    let other = of_shape("1", MultiPolygon::new(vec![turned(&part(20.0)), turned(&part(0.0))]));
    let found = compare(&[one], &[other]);
    assert_eq!((changes(&found), found.unchanged), (vec![], 1));
    assert!(found.moves.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// All ground is accounted for, and the way back is the mirror image.
    #[test]
    fn moves_balance(
        old_cuts in prop::collection::btree_set(1_u32..60, 1..6),
        new_cuts in prop::collection::btree_set(1_u32..60, 1..6),
        shift in 0_u32..10,
    ) {
        let strips = |cuts: &std::collections::BTreeSet<u32>, from: u32| -> Vec<Area> {
            let ends: Vec<u32> = [from].into_iter().chain(cuts.iter().map(|c| c + from)).chain([from + 60]).collect();
            ends.windows(2).enumerate()
                .map(|(i, pair)| grid(&format!("{i}"), f64::from(pair[0]), 0.0, f64::from(pair[1]), 10.0))
                .collect()
        };
        let (old, new) = (strips(&old_cuts, 0), strips(&new_cuts, shift));
        let found = compare(&old, &new);
        for area in &old {
            let lost: f64 = found.moves.iter().filter(|m| m.from.as_ref() == Some(&area.code)).map(|m| m.km2).sum();
            let kept = new.iter().find(|n| n.code == area.code).map_or(0.0, |n| {
                let west = area.bounds.west.max(n.bounds.west);
                let east = area.bounds.east.min(n.bounds.east);
                area.area_km2 * ((east - west) / (area.bounds.east - area.bounds.west)).max(0.0)
            });
            prop_assert!((lost + kept - area.area_km2).abs() < 1e-3, "{}: {lost} {kept}", area.code);
        }
        let back = compare(&new, &old);
        prop_assert_eq!(found.unchanged, back.unchanged);
        let total = |d: &AreaDiff| d.moves.iter().map(|m| m.km2).sum::<f64>();
        prop_assert!((total(&found) - total(&back)).abs() < 1e-3);
    }
}

/// The reference grids, two of them merged, one recoded.
fn changed_copy(folder: &Path) {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/otog/grids.geojson");
    let mut grids: Value = serde_json::from_str(&fs::read_to_string(data).unwrap()).unwrap();
    let features = grids["features"].as_array_mut().unwrap();
    let place = |features: &[Value], code: &str| {
        features.iter().position(|f| f["properties"]["code"] == code).expect("there")
    };
    let gone = features.remove(place(features, "150624100001002"));
    let heir = place(features, "150624100001001");
    let parts = [
        features[heir]["geometry"]["coordinates"].clone(),
        gone["geometry"]["coordinates"].clone(),
    ];
    features[heir]["geometry"] =
        serde_json::json!({ "type": "MultiPolygon", "coordinates": parts });
    let recoded = place(features, "150624200209001");
    features[recoded]["properties"]["code"] = "150624200209099".into();
    fs::write(folder.join("grids.geojson"), grids.to_string()).unwrap();
}

#[test]
fn the_command_lists_changes_and_the_incidents_that_move() {
    let folder = tempfile::tempdir().unwrap();
    changed_copy(folder.path());
    let otog = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/otog");
    let run = |args: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_wangge"))
            .args(["areas", "diff"])
            .arg(&otog)
            .arg(folder.path())
            .args(args)
            .current_dir(folder.path())
            .output()
            .expect("it runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).expect("UTF-8")
    };
    let incidents = otog.join("incidents.csv");
    let json: Value = serde_json::from_str(&run(&[
        "--format",
        "json",
        "--incidents",
        incidents.to_str().unwrap(),
        "-o",
        "changed.csv",
    ]))
    .expect("json");
    let kinds: Vec<&str> =
        json["changes"].as_array().unwrap().iter().filter_map(|c| c["kind"].as_str()).collect();
    assert_eq!(kinds, ["merged", "recoded"]);
    assert_eq!(json["unchanged"], 513);
    assert_eq!(json["incidents"]["all"], 20_000);
    let changed = json["incidents"]["changed"].as_u64().expect("a count");
    let listed = fs::read_to_string(folder.path().join("changed.csv")).unwrap();
    assert_eq!(listed.lines().count() as u64, changed + 1);
    assert!(changed > 0);
    for line in listed.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let pair = (cells[1], cells[2]);
        assert!(
            [("150624100001002", "150624100001001"), ("150624200209001", "150624200209099")]
                .contains(&pair),
            "{line}"
        );
    }
    let text = run(&[]);
    assert!(text.contains("合并  150624100001001") && text.contains("513 个网格不变"), "{text}");
    let set = read_dir(folder.path(), &Fields::default()).unwrap().set;
    assert_eq!(set.grids().len(), 515);
}
