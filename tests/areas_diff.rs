//! Two editions of the boundaries compared.

use geo::{BooleanOps, MultiPolygon, Polygon, Rect, unary_union};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;
use wangge::area::{
    Area, AreaCode, AreaDiff, AreaSet, Change, ChangeKind, Fields, Level, diff, read_dir,
};
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
        name_mn: None,
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

/// From whom ground goes to whom.
type Handed = (Option<AreaCode>, Option<AreaCode>);

/// The changes and the ground, as they read backwards.
fn mirrored(found: &AreaDiff) -> (Vec<Change>, Vec<Handed>) {
    let kind = |kind| match kind {
        ChangeKind::Split => ChangeKind::Merged,
        ChangeKind::Merged => ChangeKind::Split,
        ChangeKind::Added => ChangeKind::Removed,
        ChangeKind::Removed => ChangeKind::Added,
        other => other,
    };
    let back = |c: &Change| Change { kind: kind(c.kind), old: c.new.clone(), new: c.old.clone() };
    let mut changes: Vec<Change> = found.changes.iter().map(back).collect();
    changes.sort();
    let mut moves: Vec<_> = found.moves.iter().map(|m| (m.to.clone(), m.from.clone())).collect();
    moves.sort();
    (changes, moves)
}

const SIDE: usize = 6;

/// Who has each cell of a board; 0 is nobody.
type Board = Vec<u8>;

fn cell(place: usize) -> MultiPolygon<f64> {
    // Tenths of hundredths of a degree, as blocks in a town: an edge of half a kilometre bulges
    // by no more than a square metre or two as a geodesic.
    let (x, y) = ((place % SIDE) as f64 / 10.0, (place / SIDE) as f64 / 10.0);
    grid("cell", x, y, x + 0.1, y + 0.1).shape
}

/// The cells of each code put together: pieces apart, holes, corners that touch.
fn of_board(board: &Board) -> Vec<Area> {
    let codes: BTreeSet<u8> = board.iter().copied().filter(|code| *code > 0).collect();
    let of_code = |code: u8| {
        let cells: Vec<_> = (0..board.len()).filter(|i| board[*i] == code).map(cell).collect();
        of_shape(&code.to_string(), unary_union(&cells))
    };
    codes.into_iter().map(of_code).collect()
}

fn board() -> impl Strategy<Value = Board> {
    prop::collection::vec(0_u8..6, SIDE * SIDE)
}

/// Two boards that differ in a few cells, as two editions do, or altogether.
fn boards() -> impl Strategy<Value = (Board, Board)> {
    let few = (board(), prop::collection::vec((0..SIDE * SIDE, 0_u8..8), 0..8));
    let few = few.prop_map(|(old, edits)| {
        let mut new = old.clone();
        for (place, code) in edits {
            new[place] = code;
        }
        (old, new)
    });
    // Whole grids that take another code: splits, mergers and other codes come from these.
    let blocks = prop::collection::vec(0_u8..6, 9);
    let blocks = (blocks.clone(), blocks).prop_map(|(old, new)| {
        let wide = |codes: &[u8]| -> Board {
            (0..SIDE * SIDE).map(|i| codes[i / SIDE / 2 * 3 + i % SIDE / 2]).collect()
        };
        (wide(&old), wide(&new))
    });
    prop_oneof![few, blocks, (board(), board())]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// The moves are what counting cells (of 9,600 m²) says, to 5 m²: so what an area kept and what
    /// it gave away is all it had. The way back is the mirror image, and no way is no change.
    #[test]
    fn moves_balance_and_read_backwards((old, new) in boards()) {
        let (old_areas, new_areas) = (of_board(&old), of_board(&new));
        let found = compare(&old_areas, &new_areas);
        let mut expected: BTreeMap<(Option<String>, Option<String>), f64> = BTreeMap::new();
        let name = |code: u8| (code > 0).then(|| code.to_string());
        for place in (0..old.len()).filter(|i| old[*i] != new[*i]) {
            let pair = (name(old[place]), name(new[place]));
            *expected.entry(pair).or_default() += area_km2(&cell(place));
        }
        let text = |code: &Option<AreaCode>| code.as_ref().map(ToString::to_string);
        let got: BTreeMap<_, f64> =
            found.moves.iter().map(|m| ((text(&m.from), text(&m.to)), m.km2)).collect();
        prop_assert_eq!(found.moves.len(), got.len(), "a pair of codes is told once");
        prop_assert_eq!(got.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
        for (pair, km2) in &expected {
            prop_assert!((got[pair] - km2).abs() < 5e-6, "{pair:?}: {} for {km2}", got[pair]);
        }
        let back = compare(&new_areas, &old_areas);
        let (changes, moves) = mirrored(&back);
        prop_assert_eq!(&found.changes, &changes);
        prop_assert_eq!(found.moves.iter().map(|m| (m.from.clone(), m.to.clone())).collect::<Vec<_>>(), moves);
        prop_assert_eq!(found.unchanged, back.unchanged);
        let none = compare(&old_areas, &old_areas);
        prop_assert_eq!(none, AreaDiff { unchanged: old_areas.len(), ..AreaDiff::default() });
        // Every code that came or went is told, and no move goes untold.
        for code in old_areas.iter().chain(&new_areas).map(|area| &area.code) {
            let told = found.changes.iter().any(|c| c.old.contains(code) || c.new.contains(code));
            let moved = found.moves.iter().any(|m| m.from.as_ref() == Some(code) || m.to.as_ref() == Some(code));
            prop_assert_eq!(told, moved, "{}", code);
        }
        for change in &found.changes {
            prop_assert!(found.moves_of(change).count() > 0, "{change:?}");
        }
    }
}

/// A ring in hundredths of a degree.
fn ring(code: &str, corners: &[(f64, f64)]) -> Area {
    let at = |(x, y): &(f64, f64)| (107.0 + x / 100.0, 39.0 + y / 100.0);
    let line: Vec<(f64, f64)> = corners.iter().chain(&corners[..1]).map(at).collect();
    of_shape(code, MultiPolygon::new(vec![Polygon::new(line.into(), vec![])]))
}

#[test]
fn what_does_not_change_the_ground_is_no_change() {
    let old = [grid("1", 0.0, 0.0, 2.0, 2.0)];
    let drawn = [
        ("repeated", vec![(0.0, 0.0), (2.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)]),
        ("clockwise", vec![(0.0, 0.0), (0.0, 2.0), (2.0, 2.0), (2.0, 0.0)]),
        ("one more on an edge", vec![(0.0, 0.0), (2.0, 0.0), (2.0, 1.0), (2.0, 2.0), (0.0, 2.0)]),
    ];
    for (what, corners) in drawn {
        let found = compare(&old, &[ring("1", &corners)]);
        assert_eq!((changes(&found), found.unchanged), (vec![], 1), "{what}");
    }
    let mut named = ring("1", &[(0.0, 0.0), (0.0, 2.0), (2.0, 2.0), (2.0, 0.0)]);
    named.name = "新名".to_owned();
    assert_eq!(changes(&compare(&old, &[named])), ["renamed 1>1"]);
}

#[test]
fn another_code_is_seen_where_the_border_moved_a_little() {
    let old = [grid("1", 0.0, 0.0, 10.0, 10.0), grid("2", 10.0, 0.0, 20.0, 10.0)];
    let swapped = [grid("2", 0.0, 0.0, 10.1, 10.0), grid("1", 10.1, 0.0, 20.0, 10.0)];
    assert_eq!(changes(&compare(&old, &swapped)), ["recoded 1>2", "recoded 2>1"]);
    let nudged = [ring("7", &[(0.0, 0.0), (10.0, 0.0), (10.01, 10.0), (0.0, 10.0)])];
    assert_eq!(changes(&compare(&old[..1], &nudged)), ["recoded 1>7"]);
    // One part in ten is too much for "the same ground".
    let other = [grid("7", 0.0, 0.0, 9.0, 10.0)];
    assert_eq!(
        changes(&compare(&old[..1], &other)),
        ["removed 1>", "added >7"].map(String::from).into_iter().rev().collect::<Vec<_>>()
    );
}

#[test]
fn a_vertex_in_the_middle_of_a_long_edge_moves_no_ground() {
    // 3.5 km from east to west; as geodesics the two drawings differ by 330 m². The border of
    // the new set is a hair off, as it is after a union.
    let hair = 1e-9;
    let old = [grid("1", 0.0, 0.0, 4.0, 2.0), grid("2", 0.0, 2.0, 4.0, 4.0)];
    let new = [
        ring("1", &[(0.0, 0.0), (4.0, 0.0), (4.0, 2.0), (2.0, 2.0 + hair), (0.0, 2.0)]),
        ring("2", &[(0.0, 2.0), (2.0, 2.0 + hair), (4.0, 2.0), (4.0, 4.0), (0.0, 4.0)]),
    ];
    let found = compare(&old, &new);
    assert_eq!((changes(&found), found.moves.len(), found.unchanged), (vec![], 0, 2));
}

#[test]
fn a_small_notch_in_a_large_grid_is_told() {
    // 26 m by 22 m of 1,500 km².
    let notch = [(20.0, 0.0), (20.0, 0.02), (20.03, 0.02), (20.03, 0.0)];
    let corners = [&[(0.0, 0.0)][..], &notch, &[(40.0, 0.0), (40.0, 40.0), (0.0, 40.0)]].concat();
    let found = compare(&[grid("1", 0.0, 0.0, 40.0, 40.0)], &[ring("1", &corners)]);
    assert_eq!(changes(&found), ["reshaped 1>1"]);
    let expected = area_km2(&ring("n", &notch).shape);
    assert_eq!((found.moves.len(), &found.moves[0].to), (1, &None));
    assert!((found.moves[0].km2 - expected).abs() < 1e-7, "{found:?} for {expected}");
}

#[test]
fn faulty_boundaries_are_compared_as_drawn() {
    // A new grid over half of one that lives on: nobody lost ground, and none came from outside.
    let old = [grid("1", 0.0, 0.0, 2.0, 2.0)];
    let over = [old[0].clone(), grid("2", 1.0, 0.0, 2.0, 2.0)];
    let found = compare(&old, &over);
    assert_eq!((changes(&found), found.moves.len()), (vec!["added >2".to_owned()], 0));
    // Shapes that cross themselves, without ground or without corners.
    let bow = ring("1", &[(0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0)]);
    let line = ring("1", &[(0.0, 0.0), (2.0, 0.0), (1.0, 0.0)]);
    let mut nothing = old[0].clone();
    nothing.shape = MultiPolygon::new(vec![]);
    nothing.area_km2 = 0.0;
    let odd = [bow, line, nothing];
    for a in &odd {
        assert_eq!(changes(&compare(&odd[..1], &odd[..1])), [""; 0]);
        for b in odd.iter().chain(&old) {
            let found = compare(std::slice::from_ref(a), std::slice::from_ref(b));
            assert!(found.moves.iter().all(|m| m.km2.is_finite() && m.km2 > 0.0), "{found:?}");
        }
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

/// What a command that succeeds says, run in a folder.
fn wangge<'a>(folder: &Path, args: impl IntoIterator<Item = &'a OsStr>) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wangge"));
    let done = command.args(args).current_dir(folder).output().expect("it runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).expect("UTF-8")
}

#[test]
fn the_command_lists_changes_and_the_incidents_that_move() {
    let folder = tempfile::tempdir().unwrap();
    changed_copy(folder.path());
    let otog = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/otog");
    let run = |args: &[&str]| {
        let sets: [&OsStr; 4] =
            ["areas".as_ref(), "diff".as_ref(), otog.as_ref(), folder.path().as_ref()];
        wangge(folder.path(), sets.into_iter().chain(args.iter().map(OsStr::new)))
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
    // The same incidents out of a database, which is only read.
    let import = ["import", "--db", "w.db", "--areas"].map(OsStr::new);
    wangge(folder.path(), import.into_iter().chain([otog.as_ref(), incidents.as_ref()]));
    let before = fs::read(folder.path().join("w.db")).unwrap();
    let of_db: Value =
        serde_json::from_str(&run(&["--format", "json", "--db", "w.db", "-o", "db.csv"])).unwrap();
    assert_eq!(of_db["incidents"], json["incidents"]);
    assert_eq!(
        fs::read_to_string(folder.path().join("db.csv")).unwrap().lines().count() as u64,
        changed + 1
    );
    assert!(fs::read(folder.path().join("w.db")).unwrap() == before, "the database is as it was");
    let text = run(&[]);
    assert!(text.contains("合并  150624100001001") && text.contains("513 个网格不变"), "{text}");
    let set = read_dir(folder.path(), &Fields::default()).unwrap().set;
    assert_eq!(set.grids().len(), 515);
}

/// Grids as a data folder.
fn write_folder(folder: &Path, grids: &[Area]) {
    let feature = |area: &Area| {
        let geometry: geojson::GeometryValue = (&area.shape).into();
        serde_json::json!({
            "type": "Feature",
            "properties": { "code": area.code.as_str(), "name": area.name },
            "geometry": geojson::Geometry::new(geometry),
        })
    };
    let features: Vec<Value> = grids.iter().map(feature).collect();
    let all = serde_json::json!({ "type": "FeatureCollection", "features": features });
    fs::write(folder.join("grids.geojson"), all.to_string()).unwrap();
}

fn reshape(area: &mut Area, shape: MultiPolygon<f64>) {
    let changed = of_shape(area.code.as_str(), shape);
    *area = Area { name: area.name.clone(), ..changed };
}

/// A corner of a grid, with those before and after it.
type Turn = (usize, [geo::Coord<f64>; 3]);

/// A corner that two grids have and no third one, with the corners before and after it.
fn shared_corner(grids: &[Area], taken: &BTreeSet<usize>) -> (usize, Turn) {
    let key = |c: &geo::Coord<f64>| (c.x.to_bits(), c.y.to_bits());
    let mut owners: BTreeMap<_, Vec<Turn>> = BTreeMap::new();
    for (i, area) in grids.iter().enumerate() {
        for part in &area.shape {
            for three in part.exterior().0.windows(3) {
                owners.entry(key(&three[1])).or_default().push((i, [three[0], three[1], three[2]]));
            }
        }
    }
    let fits = |found: &&Vec<Turn>| {
        found.len() == 2
            && found[0].0 != found[1].0
            && found.iter().all(|(i, _)| !taken.contains(i))
            // The same corners before and after, the other way round: a border of these two.
            && found[0].1[0] == found[1].1[2]
            && found[0].1[2] == found[1].1[0]
    };
    let found = owners.values().find(fits).expect("two neighbours have a winding border");
    (found[1].0, found[0])
}

fn move_corner(area: &mut Area, corner: geo::Coord<f64>, to: geo::Coord<f64>) {
    let mut shape = area.shape.clone();
    for part in &mut shape {
        part.exterior_mut(|line| {
            line.0.iter_mut().filter(|c| **c == corner).for_each(|c| *c = to);
        });
    }
    reshape(area, shape);
}

/// Leaves an area its western half; the eastern one gets a code.
fn cut_off_east(area: &mut Area, code: &str) -> Area {
    let (bounds, middle) = (area.bounds, area.bounds.center().lon());
    let west = Rect::new((bounds.west - 1.0, bounds.south - 1.0), (middle, bounds.north + 1.0));
    let west = MultiPolygon::new(vec![west.to_polygon()]);
    let mut east = Area { code: AreaCode::new(code), ..area.clone() };
    reshape(&mut east, area.shape.difference(&west));
    reshape(area, area.shape.intersection(&west));
    east
}

#[test]
fn the_reference_grids_after_a_reform() {
    let otog = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/otog");
    let set = read_dir(&otog, &Fields::default()).unwrap().set;
    let mut grids = set.grids().to_vec();
    let place = |code: &str| set.grids().iter().position(|a| a.code.as_str() == code).expect(code);
    let (heir, gone) = (place("150624100001001"), place("150624100001002"));
    let (cut, recoded) = (place("150624101003007"), place("150624200209001"));
    let taken = BTreeSet::from([heir, gone, cut, recoded]);
    // The border of two moves: its corner goes half way to the line between its neighbours.
    let (b, (a, [before, corner, after])) = shared_corner(&grids, &taken);
    for i in [a, b] {
        move_corner(&mut grids[i], corner, (before + after) / 4.0 + corner / 2.0);
    }
    // One is cut by a line from north to south, under its own code and a new one.
    let part = cut_off_east(&mut grids[cut], "150624101003099");
    let given_km2 = part.area_km2;
    let joined = grids[heir].shape.union(&grids[gone].shape);
    reshape(&mut grids[heir], joined);
    let (joined_km2, recoded_km2) = (grids[gone].area_km2, grids[recoded].area_km2);
    grids[recoded].code = AreaCode::new("150624200209099");
    let moved_km2 = (grids[a].area_km2 - set.grids()[a].area_km2).abs();
    let gains = grids[a].area_km2 > set.grids()[a].area_km2;
    let pair = [&set.grids()[a].code, &set.grids()[b].code];
    let (from, to) = if gains { (pair[1], pair[0]) } else { (pair[0], pair[1]) };
    let mut expected_moves = vec![
        ("150624100001002".to_owned(), "150624100001001".to_owned(), joined_km2),
        ("150624101003007".to_owned(), "150624101003099".to_owned(), given_km2),
        ("150624200209001".to_owned(), "150624200209099".to_owned(), recoded_km2),
        (from.to_string(), to.to_string(), moved_km2),
    ];
    expected_moves.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    let mut reshaped = pair.map(|code| format!("reshaped {code}>{code}"));
    reshaped.sort();
    grids.remove(gone);
    grids.push(part);

    // Through files, as people do it.
    let folder = tempfile::tempdir().unwrap();
    write_folder(folder.path(), &grids);
    let new = read_dir(folder.path(), &Fields::default()).unwrap().set;
    let found = diff(&set, &new, Level::Grid);
    let expected = [
        "split 150624101003007>150624101003007+150624101003099".to_owned(),
        "merged 150624100001001+150624100001002>150624100001001".to_owned(),
        "recoded 150624200209001>150624200209099".to_owned(),
        reshaped[0].clone(),
        reshaped[1].clone(),
    ];
    assert_eq!(changes(&found), expected);
    assert_eq!(found.unchanged, 516 - 6);
    assert_eq!(found.moves.len(), expected_moves.len(), "{:?}", found.moves);
    for (got, (from, to, km2)) in found.moves.iter().zip(&expected_moves) {
        assert_eq!(got.from.as_ref().map(AreaCode::as_str), Some(from.as_str()));
        assert_eq!(got.to.as_ref().map(AreaCode::as_str), Some(to.as_str()));
        // A cut edge is two shorter geodesics: a millionth of the area.
        assert!((got.km2 - km2).abs() < 1e-6 + km2 * 1e-6, "{got:?} for {km2}");
    }
    assert!(moved_km2 > 1e-6, "the border moved: {moved_km2}");
    let back = diff(&new, &set, Level::Grid);
    assert_eq!(mirrored(&back).0, found.changes);
}

/// Runs the command in an empty folder; its exit code, output and errors.
fn run_diff(args: &[&str]) -> (Option<i32>, String, String) {
    let here = tempfile::tempdir().unwrap();
    fs::create_dir(here.path().join("empty")).unwrap();
    fs::create_dir(here.path().join("gridless")).unwrap();
    let otog = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/otog");
    fs::copy(otog.join("banner.geojson"), here.path().join("gridless/banner.geojson")).unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_wangge"))
        .args(["--lang", "en", "areas", "diff"])
        .args(args)
        .current_dir(here.path())
        .output()
        .expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (done.status.code(), text(done.stdout), text(done.stderr))
}

#[test]
fn what_cannot_be_compared_is_named() {
    let otog = concat!(env!("CARGO_MANIFEST_DIR"), "/data/otog");
    for (args, said) in [
        (vec!["nowhere", otog], "nowhere: there is no such folder"),
        (vec![otog, "empty"], "empty: no boundary files"),
        (vec![otog, "gridless"], "gridless: no grids to compare"),
        (vec![otog, otog, "--incidents", "no.csv"], "no.csv cannot be read"),
        (vec![otog, otog, "--db", "no.db"], "there is no database no.db"),
        (vec![otog, otog, "-o", "changed.csv"], "--incidents"),
        (vec![otog, otog, "--db", "a", "--incidents", "b"], "cannot be used with"),
    ] {
        let (code, out, errors) = run_diff(&args);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{args:?}");
        assert!(errors.contains(said), "{args:?}: {errors}");
    }
    let (code, out, errors) = run_diff(&[otog, otog]);
    assert_eq!((code, errors.as_str()), (Some(0), ""));
    assert_eq!(out, "no changes, 516 grids the same\n");
    let (_, out, _) = run_diff(&[otog, otog, "--format", "json"]);
    let json: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["moved_km2"].to_string(), "0.0");
    assert_eq!(json["incidents"], Value::Null);
}
