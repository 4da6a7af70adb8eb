//! Service points: read with every fault, searched on the reference data, served over HTTP.

use crate::support::TestDesk;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;
use wangge::area::{
    AreaCode, Fields, Finding, FindingSeverity, Kind, Level, ServiceKind, check_dir, read_dir,
};
use wangge::geo::{LonLat, geodesic_m};
use wangge::locate::{Locator, ServiceQuery};
use wangge::text::Lang;

// ---- reading

/// A banner from 107 to 108 E, 39 to 40 N, halved at 39.5 N into townships of one grid each.
fn folder(services: &Value) -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let feature = |code: &str, s: f64, n: f64| {
        json!({
            "type": "Feature", "properties": { "code": code, "name": code },
            "geometry": { "type": "Polygon", "coordinates": [[
                [107.0, s], [108.0, s], [108.0, n], [107.0, n], [107.0, s],
            ]] },
        })
    };
    let write = |file: &str, features: Vec<Value>| {
        let value = json!({ "type": "FeatureCollection", "features": features });
        fs::write(dir.path().join(file), value.to_string()).expect("written");
    };
    write("banner.geojson", vec![feature("150624", 39.0, 40.0)]);
    for (file, tail) in
        [("townships.geojson", ""), ("villages.geojson", "001"), ("grids.geojson", "001001")]
    {
        let of = |township: &str, s, n| feature(&format!("{township}{tail}"), s, n);
        write(file, vec![of("150624101", 39.5, 40.0), of("150624100", 39.0, 39.5)]);
    }
    fs::write(dir.path().join("services.geojson"), services.to_string()).expect("written");
    dir
}

fn point(code: &str, kind: &str, lon: f64, lat: f64) -> Value {
    json!({
        "type": "Feature", "properties": { "编码": code, "名称": format!("{kind}{code}"), "类型": kind },
        "geometry": { "type": "Point", "coordinates": [lon, lat] },
    })
}

fn collection(features: &[Value]) -> Value {
    json!({ "type": "FeatureCollection", "features": features })
}

/// What a folder holds of service points, by code, and what `check` says.
fn read(services: &Value) -> (Vec<String>, Vec<Finding>) {
    let dir = folder(services);
    let set = read_dir(dir.path(), &Fields::default()).expect("it reads").set;
    let codes = set.services().iter().map(|service| service.code.clone()).collect();
    (codes, check_dir(dir.path(), &Fields::default()).expect("it reads"))
}

#[test]
fn points_are_read_with_chinese_fields_and_their_townships_found() {
    let services = collection(&[
        point("c", "党群服务中心", 107.5, 39.7),
        point("b", "人民法庭", 107.5, 39.5),
        point("a", "派出所", 107.5, 39.2),
    ]);
    let dir = folder(&services);
    let loaded = read_dir(dir.path(), &Fields::default()).expect("it reads");
    assert_eq!(loaded.findings, []);
    let read: Vec<(&str, ServiceKind, Option<&str>)> = loaded
        .set
        .services()
        .iter()
        .map(|s| (s.code.as_str(), s.kind, s.township.as_ref().map(AreaCode::as_str)))
        .collect();
    let expected = [
        ("a", ServiceKind::PoliceStation, Some("150624100")),
        // On the edge of both: the lowest code.
        ("b", ServiceKind::Court, Some("150624100")),
        ("c", ServiceKind::ServiceCentre, Some("150624101")),
    ];
    assert_eq!(read, expected);
    assert_eq!(loaded.set.services()[0].name.as_deref(), Some("派出所a"));
    assert!(check_dir(dir.path(), &Fields::default()).expect("it reads").is_empty());
}

#[test]
fn a_model_household_never_keeps_a_name() {
    let services = collection(&[
        point("1", "安睦隆示范户", 107.5, 39.2),
        point("2", "anmulong", 107.5, 39.3),
        point("3", "安睦隆社区服务中心", 107.5, 39.4),
    ]);
    let dir = folder(&services);
    let set = read_dir(dir.path(), &Fields::default()).expect("it reads").set;
    assert_eq!(set.services().len(), 3);
    for service in set.services() {
        assert_eq!((service.kind, &service.name), (ServiceKind::Anmulong, &None));
    }
}

#[test]
fn every_fault_of_a_point_is_found_and_leaves_it_out() {
    let fine = point("fine", "clinic", 107.5, 39.2);
    let with = |change: fn(&mut Value)| {
        let mut value = point("x", "clinic", 107.6, 39.2);
        change(&mut value);
        value
    };
    let cases: [(Kind, Value); 10] = [
        (Kind::UnknownKind, point("x", "加油站", 107.6, 39.2)),
        (Kind::UnknownKind, with(|v| v["properties"]["类型"] = Value::Null)),
        (Kind::NullGeometry, with(|v| v["geometry"] = Value::Null)),
        (Kind::SwappedAxes, with(|v| v["geometry"]["coordinates"] = json!([39.2, 107.6]))),
        (Kind::OutOfRange, with(|v| v["geometry"]["coordinates"] = json!([500.0, 300.0]))),
        (Kind::NanCoordinate, with(|v| v["geometry"]["coordinates"] = json!(["107", 39.2]))),
        (Kind::WrongGeometryType, with(|v| v["geometry"]["type"] = json!("MultiPoint"))),
        (Kind::MissingCode, with(|v| v["properties"]["编码"] = json!(" "))),
        (Kind::DuplicateCode, point("fine", "court", 107.6, 39.2)),
        (Kind::ForeignDatum, with(|v| v["properties"]["datum"] = json!("gcj02"))),
    ];
    for (kind, faulty) in cases {
        let (codes, findings) = read(&collection(&[fine.clone(), faulty]));
        assert_eq!(codes, ["fine"], "{kind:?}");
        let found: Vec<(Kind, &str)> = findings.iter().map(|f| (f.kind, f.file.as_str())).collect();
        assert_eq!(found, [(kind, "services.geojson")]);
        assert!(findings[0].feature.is_some());
        // None of them takes ground from anybody.
        assert!(!findings[0].leaves_two_owners());
    }
}

#[test]
fn an_unknown_kind_is_a_warning_that_says_what_is_taken() {
    let (_, findings) = read(&collection(&[point("x", "加油站", 107.6, 39.2)]));
    assert_eq!(findings[0].severity(), FindingSeverity::Warning);
    for lang in [Lang::Zh, Lang::En] {
        let said = findings[0].message.render(lang);
        assert!(said.contains("加油站") && said.contains("派出所"), "{said}");
        for kind in ServiceKind::ALL {
            assert!(said.contains(kind.name()), "{said}");
        }
    }
}

#[test]
fn a_point_outside_the_banner_is_kept_and_warned_about() {
    let (codes, findings) = read(&collection(&[point("far", "法院", 108.5, 39.2)]));
    assert_eq!(codes, ["far"]);
    let kinds: Vec<Kind> = findings.iter().map(|finding| finding.kind).collect();
    assert_eq!(kinds, [Kind::OutsideBanner]);
    assert_eq!(findings[0].severity(), FindingSeverity::Warning);
    assert_eq!(findings[0].at, Some((108.5, 39.2)));
}

#[test]
fn a_file_that_is_broken_or_in_another_datum_gives_no_points() {
    let mut shifted = collection(&[point("a", "clinic", 107.5, 39.2)]);
    shifted["crs"] = json!({ "type": "name", "properties": { "name": "GCJ-02" } });
    for (services, kind) in [
        (shifted, Kind::ForeignDatum),
        (json!({ "type": "Topology" }), Kind::NotJson),
        (collection(&[]), Kind::Gap),
    ] {
        let (codes, findings) = read(&services);
        assert_eq!(codes, [] as [&str; 0]);
        assert_eq!(findings.iter().map(|f| f.kind).collect::<Vec<_>>(), [kind]);
    }
}

#[test]
fn service_points_alone_are_no_boundaries() {
    let dir = folder(&collection(&[]));
    for file in ["banner.geojson", "townships.geojson", "villages.geojson", "grids.geojson"] {
        fs::remove_file(dir.path().join(file)).expect("there");
    }
    assert!(read_dir(dir.path(), &Fields::default()).is_err());
}

// ---- searching

fn reference() -> Locator {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/otog");
    let loaded = read_dir(&dir, &Fields::default()).expect("the reference set reads");
    Locator::build(Arc::new(loaded.set)).expect("it has grids")
}

#[test]
fn the_reference_points_are_example_data_of_every_kind_in_every_township() {
    let locator = reference();
    let (areas, services) = (locator.areas(), locator.areas().services());
    assert!(services.len() > 150);
    assert!(services.iter().all(|service| service.derived));
    let kinds: BTreeSet<ServiceKind> = services.iter().map(|service| service.kind).collect();
    assert_eq!(kinds, ServiceKind::ALL.iter().copied().collect());
    for township in areas.level(Level::Township) {
        let mine = services.iter().filter(|s| s.township.as_ref() == Some(&township.code));
        let kinds: BTreeSet<ServiceKind> = mine.map(|service| service.kind).collect();
        for kind in [ServiceKind::PoliceStation, ServiceKind::JudicialOffice, ServiceKind::Clinic] {
            assert!(kinds.contains(&kind), "{} has no {kind:?}", township.name);
        }
    }
    let nameless = services.iter().filter(|service| service.name.is_none());
    assert!(nameless.clone().all(|service| service.kind == ServiceKind::Anmulong));
    assert!(nameless.count() > 10);
}

#[test]
fn the_search_equals_brute_force_on_the_reference_points() {
    let locator = reference();
    let areas = locator.areas();
    let townships = areas.level(Level::Township).iter().map(|area| Some(area.code.clone()));
    let townships: Vec<Option<AreaCode>> = townships.chain([None]).collect();
    for i in 0..400_u32 {
        let (x, y) = (f64::from(i % 20), f64::from(i / 20));
        let at = LonLat::new(106.4 + x * 0.131, 38.0 + y * 0.117).expect("a position");
        let query = ServiceQuery {
            kinds: if i % 2 == 0 { vec![ServiceKind::ALL[i as usize % 7]] } else { Vec::new() },
            township: townships[i as usize % townships.len()].clone(),
            count: 1 + i as usize % 9,
            within_m: (i % 3 == 0).then_some(40_000.0),
        };
        let mut expected: Vec<(f64, &str)> = areas
            .services()
            .iter()
            .filter(|s| query.kinds.is_empty() || query.kinds.contains(&s.kind))
            .filter(|s| query.township.is_none() || s.township == query.township)
            .map(|s| (geodesic_m(at, s.at), s.code.as_str()))
            .filter(|(m, _)| query.within_m.is_none_or(|within_m| *m <= within_m))
            .collect();
        expected.sort_by(|a, b| a.partial_cmp(b).expect("no NaN"));
        expected.truncate(query.count);
        let found: Vec<(f64, &str)> = locator
            .nearest_services(at, &query)
            .iter()
            .map(|near| (near.distance_m, near.service.code.as_str()))
            .collect();
        assert_eq!(found, expected, "{at:?} {query:?}");
    }
}

// ---- over HTTP

const NEAREST: &str = "/api/v1/services/nearest";

#[test]
fn all_points_come_as_geojson_and_are_not_sent_twice() {
    let test = TestDesk::empty();
    let answer = test.get("/api/v1/services");
    assert_eq!(answer.header("content-type"), "application/geo+json");
    let body = answer.json();
    let features = body["features"].as_array().expect("features");
    assert_eq!(features.len(), reference().areas().services().len());
    let police = features.iter().find(|f| f["id"] == "S150624100-01").expect("there");
    assert_eq!(
        police["properties"],
        json!({ "code": "S150624100-01", "name": "乌兰镇派出所（示例）", "kind": "police_station",
            "township": "150624100", "derived": true })
    );
    assert_eq!(police["geometry"]["coordinates"], json!([107.98022, 39.096_082]));
    let tag = answer.header("etag").to_owned();
    assert_eq!(test.get_with("/api/v1/services", &[("if-none-match", &tag)]).status, 304);
    test.get("/api/v1/services?x=1").problem(400, "unknown_parameter");
}

#[test]
fn the_nearest_come_by_distance_with_their_townships() {
    let test = TestDesk::empty();
    let found = test.json(&format!("{NEAREST}?lon=107.98022&lat=39.09374"));
    assert_eq!(found["township"], json!({ "code": "150624100", "name": "乌兰镇" }));
    assert_eq!(found["position"], json!({ "lon": 107.98022, "lat": 39.09374 }));
    let items = found["items"].as_array().expect("items");
    assert_eq!(items.len(), 5);
    let distances: Vec<f64> = items.iter().map(|i| i["distance_m"].as_f64().unwrap()).collect();
    assert!(distances.is_sorted() && distances[0] < 100.0, "{distances:?}");
    assert_eq!(items[0]["kind"], "service_centre");
    assert_eq!(items[0]["township"]["name"], "乌兰镇");

    // The same place as another datum says it: some hundred metres off.
    let shifted = test.json(&format!("{NEAREST}?lon=107.98022&lat=39.09374&datum=gcj02"));
    assert_ne!(shifted["position"], found["position"]);
}

#[test]
fn kinds_counts_distances_and_the_township_narrow_the_answer() {
    let test = TestDesk::empty();
    let items = |query: &str| {
        let found = test.json(&format!("{NEAREST}?lon=107.5&lat=38.9&{query}"));
        found["items"].as_array().expect("items").clone()
    };
    let kinds = |items: &[Value]| -> BTreeSet<String> {
        items.iter().map(|item| item["kind"].as_str().unwrap().to_owned()).collect()
    };
    let two = items("kind=court&kind=%E6%B4%BE%E5%87%BA%E6%89%80&count=100");
    assert_eq!(kinds(&two), BTreeSet::from(["court".into(), "police_station".into()]));
    assert_eq!(two.len(), 8);
    assert_eq!(items("count=1").len(), 1);
    assert!(items("within_m=0").is_empty());
    let near = items("within_m=30000&count=100");
    assert!(!near.is_empty() && near.len() < 100);
    assert!(near.iter().all(|item| item["distance_m"].as_f64().unwrap() <= 30_000.0));

    let each = items("each_kind=true&count=1");
    assert_eq!(each.len(), ServiceKind::ALL.len());
    assert_eq!(kinds(&each).len(), ServiceKind::ALL.len());
    let distances: Vec<f64> = each.iter().map(|i| i["distance_m"].as_f64().unwrap()).collect();
    assert!(distances.is_sorted());
    let nameless = each.iter().find(|item| item["kind"] == "anmulong").expect("one");
    assert_eq!(nameless["name"], Value::Null);

    let mine = items("same_township=true&count=100");
    assert!(!mine.is_empty());
    assert!(mine.iter().all(|item| item["township"]["code"] == "150624201"), "{mine:?}");
    // A township without a court answers with none, not with another's.
    assert!(items("same_township=true&kind=court").is_empty());
}

#[test]
fn what_cannot_be_answered_is_refused_by_name() {
    let test = TestDesk::empty();
    for (query, status, code, field) in [
        ("lat=39", 400, "missing_parameter", "lon"),
        ("lon=x&lat=39", 400, "not_a_number", "lon"),
        ("lon=39.09&lat=107.98", 422, "swapped_axes", "lon"),
        ("lon=107&lat=95", 422, "out_of_range", "lat"),
        ("lon=107&lat=39&datum=nad27", 422, "unknown_datum", "datum"),
        ("lon=107&lat=39&kind=pub", 422, "invalid_parameter", "kind"),
        ("lon=107&lat=39&count=0", 422, "invalid_parameter", "count"),
        ("lon=107&lat=39&count=101", 422, "invalid_parameter", "count"),
        ("lon=107&lat=39&count=many", 400, "malformed_parameter", "count"),
        ("lon=107&lat=39&within_m=-1", 422, "invalid_parameter", "within_m"),
        ("lon=107&lat=39&within_m=inf", 400, "malformed_parameter", "within_m"),
        ("lon=107&lat=39&same_township=1", 422, "invalid_parameter", "same_township"),
        ("lon=107&lat=39&each_kind=yes", 422, "invalid_parameter", "each_kind"),
        ("lon=107&lat=39&nearest=1", 400, "unknown_parameter", "nearest"),
    ] {
        let problem = test.get(&format!("{NEAREST}?{query}")).problem(status, code);
        assert_eq!(problem["field"], field, "{query}");
    }
}
