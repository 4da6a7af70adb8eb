//! The HTTP door through its router: every route, every kind of refusal.

use crate::support::{RUNTIME, TestDesk, report, request};
use axum::body::Body;
use axum::http::StatusCode;
use proptest::prelude::*;
use serde_json::{Value, json};

const DESK_1: (&str, &str) = ("x-wangge-desk", "%E8%B0%83%E5%BA%A61");
const TILE: &str = "/api/v1/heat/tiles/9/409/195.png";

fn shared() -> &'static TestDesk {
    TestDesk::shared()
}

// ---- what runs here

#[test]
fn health_needs_nothing() {
    let answer = shared().json("/healthz");
    assert_eq!(answer, json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }));
}

#[test]
fn meta_tells_the_application_all_it_needs_to_start() {
    let meta = shared().json("/api/v1/meta");
    assert_eq!(meta["name"], "网格");
    assert_eq!(meta["banner"], json!({ "code": "150624", "name": "鄂托克旗" }));
    assert_eq!(meta["example"], true);
    assert_eq!(meta["example_label"], "示例数据 · 非实际界线");
    assert_eq!(meta["desks"], json!(["调度1", "调度2", "值班长"]));
    assert_eq!(meta["severities"][3], json!({ "value": 4, "name": "特别重大" }));
    assert_eq!(meta["statuses"][0], json!({ "code": "reported", "name": "上报" }));
    assert_eq!(
        meta["counts"],
        json!({ "banner": 1, "township": 6, "village": 98, "grid": 516, "zone": 4, "incident": 20000 })
    );
    assert_eq!(
        meta["period"],
        json!({ "from": "2025-01-01T04:09:22+08:00", "to": "2026-10-31T22:21:03+08:00" })
    );
    let bounds: Vec<f64> = serde_json::from_value(meta["bounds"].clone()).expect("four numbers");
    assert!(bounds[0] < 107.0 && bounds[1] < 38.5 && bounds[2] > 108.0 && bounds[3] > 40.0);
    assert_eq!(meta["categories"].as_array().map(Vec::len), Some(10));
}

#[test]
fn an_empty_desk_has_no_period_and_answers_everything() {
    let test = TestDesk::empty();
    assert_eq!(test.json("/api/v1/meta")["period"], Value::Null);
    assert_eq!(test.json("/api/v1/incidents"), json!({ "items": [], "next": null, "total": 0 }));
    assert_eq!(test.json("/api/v1/incidents/histogram"), json!({ "items": [], "total": 0 }));
    assert_eq!(test.json("/api/v1/heat/legend")["max"], 0.0);
    assert_eq!(test.get(TILE).status, StatusCode::OK);
}

// ---- areas

#[test]
fn every_level_is_a_feature_collection() {
    for (level, count) in [
        ("banner", 1),
        ("townships", 6),
        ("village", 98),
        ("grid", 516),
        ("zones", 4),
        ("neighbour", 8),
    ] {
        let answer = shared().get(&format!("/api/v1/areas/{level}"));
        assert_eq!(answer.header("content-type"), "application/geo+json");
        let collection = answer.json();
        assert_eq!(collection["type"], "FeatureCollection");
        let features = collection["features"].as_array().expect("features");
        assert_eq!(features.len(), count, "{level}");
        for feature in features {
            assert_eq!(feature["id"], feature["properties"]["code"]);
            let keys: Vec<&String> =
                feature["properties"].as_object().expect("an object").keys().collect();
            assert_eq!(
                keys,
                ["code", "name", "level", "kind", "parent", "area_km2", "derived", "label"]
            );
            let geometry = &feature["geometry"];
            let ring = match geometry["type"].as_str() {
                Some("Polygon") => &geometry["coordinates"][0],
                Some("MultiPolygon") => &geometry["coordinates"][0][0],
                other => panic!("{other:?}"),
            };
            assert!(
                ring.as_array()
                    .is_some_and(|ring| ring.len() >= 4 && ring[0] == ring[ring.len() - 1])
            );
        }
    }
}

#[test]
fn an_unchanged_layer_is_not_sent_again() {
    let first = shared().get("/api/v1/areas/grid");
    let tag = first.header("etag").to_owned();
    assert_eq!(first.header("cache-control"), "no-cache");
    let second = shared().get_with("/api/v1/areas/grid", &[("if-none-match", &tag)]);
    assert_eq!(second.status, StatusCode::NOT_MODIFIED);
    assert!(second.body.is_empty());
    assert_eq!(second.header("etag"), tag);
}

#[test]
fn one_area_comes_with_all_that_belongs_to_it() {
    let area = shared().json("/api/v1/areas/township/150624101");
    assert_eq!(area["name"], "棋盘井镇");
    assert_eq!(area["children"], 21);
    assert_eq!(area["chain"][0]["code"], "150624");
    assert_eq!(
        area["chain"][1],
        json!({ "level": "township", "code": "150624101", "name": "棋盘井镇" })
    );
    let neighbours: Vec<&str> = area["neighbours"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|n| n["name"].as_str())
        .collect();
    assert!(
        neighbours.contains(&"蒙西镇") && neighbours.contains(&"阿尔巴斯苏木"),
        "{neighbours:?}"
    );
    assert!(area["incidents"]["total"].as_u64().is_some_and(|n| n > 1000));
    let zones: Vec<&str> = area["zones"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|z| z["code"].as_str())
        .collect();
    assert!(zones.contains(&"Z01"), "{zones:?}");
    let zone = shared().json("/api/v1/areas/zones/Z01");
    assert_eq!(zone["level"], "zone");
    assert!(zone["incidents"]["total"].as_u64().is_some_and(|n| n > 0));
}

#[test]
fn the_townships_share_all_incidents_among_them() {
    let mut sum = 0;
    for code in ["150624100", "150624101", "150624102", "150624103", "150624200", "150624201"] {
        let area = shared().json(&format!("/api/v1/areas/township/{code}"));
        sum += area["incidents"]["total"].as_u64().expect("a count");
    }
    assert_eq!(sum, 20_000);
}

#[test]
fn an_unknown_area_or_level_is_named() {
    let problem = shared().get("/api/v1/areas/grid/999").problem(404, "unknown_area");
    assert_eq!(problem["field"], "code");
    assert!(problem["detail"].as_str().is_some_and(|d| d.contains("999")));
    shared().get("/api/v1/areas/street").problem(404, "unknown_area");
    // A township's code is no grid's.
    shared().get("/api/v1/areas/grid/150624101").problem(404, "unknown_area");
}

// ---- locate

#[test]
fn a_position_has_its_grid_and_the_chain_above_it() {
    let found = shared().json("/api/v1/locate?lon=107.9587742&lat=39.0792775");
    assert_eq!(found["relation"], "inside");
    assert_eq!(found["grid"]["code"], "150624100001001");
    assert_eq!(found["chain"].as_array().map(Vec::len), Some(4));
    assert_eq!(
        found["reported"],
        json!({ "x": 107.958_774_2, "y": 39.079_277_5, "datum": "cgcs2000" })
    );
    assert_eq!(found["shift_m"], 0.0);
    assert_eq!(found["nearest_point"], Value::Null);
    assert_eq!(found["warnings"], json!([]));
    let keys: Vec<&String> = found.as_object().expect("an object").keys().collect();
    let mut expected = vec![
        "relation",
        "distance_m",
        "grid",
        "chain",
        "zones",
        "position",
        "nearest_point",
        "also_on",
        "reported",
        "shift_m",
        "warnings",
        "border",
        "accuracy_m",
        "shares",
        "certain",
        "edition",
        "datum_slips",
    ];
    let mut got: Vec<&str> = keys.iter().map(|k| k.as_str()).collect();
    got.sort_unstable();
    expected.sort_unstable();
    assert_eq!(got, expected);
}

#[test]
fn an_answer_says_how_sure_it_is_and_what_lies_beyond_the_border() {
    let at = "lon=108.44854&lat=39.032857";
    let found = shared().json(&format!("/api/v1/locate?{at}&accuracy_m=1759&near=3"));
    let shares = found["shares"].as_object().expect("shares by code");
    assert!((shares["150624100210002"].as_f64().unwrap() - 0.60289).abs() < 0.005, "{shares:?}");
    assert_eq!(found["certain"], false);
    assert_eq!(found["accuracy_m"], 1759.0);
    assert_eq!(found["edition"], json!({ "effective_from": null }));
    let border_m = found["border"]["distance_m"].as_f64().expect("metres");
    assert_eq!(found["near"][0]["distance_m"], 0.0);
    assert_eq!(found["near"][1]["code"], found["border"]["beyond"]["code"]);
    assert!((found["near"][1]["distance_m"].as_f64().unwrap() - border_m).abs() < 1e-6);
    assert_eq!(found["near"].as_array().map(Vec::len), Some(3));
    let within = shared().json(&format!("/api/v1/locate?{at}&within_m=5000"));
    let near = within["near"].as_array().expect("grids");
    assert!(near.len() > 1 && near.iter().all(|g| g["distance_m"].as_f64().unwrap() <= 5000.0));
    let plain = shared().json(&format!("/api/v1/locate?{at}"));
    assert_eq!(
        (&plain["shares"], &plain["certain"], plain.get("near")),
        (&Value::Null, &Value::Null, None)
    );
    for (query, status, code) in [
        ("accuracy_m=-1", 422, "invalid_parameter"),
        ("accuracy_m=x", 400, "malformed_parameter"),
        ("near=0", 422, "invalid_parameter"),
        ("within_m=1e9", 422, "invalid_parameter"),
        ("at=tomorrow", 400, "malformed_parameter"),
        ("area=%E6%97%A0", 422, "invalid_parameter"),
    ] {
        shared().get(&format!("/api/v1/locate?{at}&{query}")).problem(status, code);
    }
}

#[test]
fn a_position_far_from_its_address_is_read_in_other_datums() {
    // The seat of Wulan as Baidu writes it, said to be WGS-84: more than a kilometre off.
    let seat = shared().json("/api/v1/locate?lon=107.98022&lat=39.09374");
    let grid = seat["grid"]["code"].as_str().expect("a grid").to_owned();
    let sent = wangge::geo::Reported::from_lonlat(
        wangge::geo::LonLat::new(107.98022, 39.09374).unwrap(),
        wangge::geo::Datum::Bd09,
    )
    .unwrap();
    let path = format!("/api/v1/locate?lon={}&lat={}&datum=wgs84&area={grid}", sent.x, sent.y);
    let found = shared().json(&path);
    let slip =
        found["datum_slips"].as_array().expect("a list").iter().find(|s| s["datum"] == "bd09");
    assert_eq!(slip.expect("BD-09 is named")["grid"]["code"], seat["grid"]["code"]);
    assert!(found["warnings"].as_array().unwrap().iter().any(|w| w["kind"] == "datum_slip"));
    let named = shared().json(&path.replace(&grid, "%E4%B9%8C%E5%85%B0%E9%95%87"));
    assert_eq!(named["datum_slips"], json!([]), "it does lie in 乌兰镇");
}

#[test]
fn a_position_in_another_datum_is_converted_and_the_shift_is_told() {
    let found = shared().json("/api/v1/locate?lon=107.98&lat=39.09&datum=GCJ-02");
    let shift_m = found["shift_m"].as_f64().expect("a number");
    assert!((300.0..700.0).contains(&shift_m), "{shift_m}");
    assert_eq!(found["reported"]["datum"], "gcj02");
}

#[test]
fn negative_numbers_are_read_and_doubted() {
    let found = shared().json("/api/v1/locate?lon=-107.98&lat=-39.09");
    assert_eq!(found["relation"], "nearest");
    assert_eq!(found["warnings"][0]["kind"], "outside_china");
    assert!(found["nearest_point"]["lon"].is_f64());
    assert!(found["distance_m"].as_f64().is_some_and(|d| d > 1e6));
    let english = shared().get_with("/api/v1/locate?lon=0&lat=0", &[("accept-language", "en")]);
    assert_eq!(english.json()["warnings"][0]["kind"], "zero_zero");
    assert!(english.text().contains("no position was taken"));
    assert!(english.header("vary").contains("accept-language"));
}

#[test]
fn what_is_not_a_position_is_refused_with_the_reason_and_the_field() {
    for (query, status, code, field) in [
        ("lon=39.09&lat=107.98", 422, "swapped_axes", "lon"),
        ("lon=200&lat=95", 422, "out_of_range", "lon"),
        ("lon=107&lat=95000", 422, "out_of_range", "lat"),
        ("lon=500000&lat=4328000", 422, "projected_metres", "lon"),
        ("lon=107%C2%B058%2748%22E&lat=39.09", 400, "degrees_minutes_seconds", "lon"),
        ("lon=107.98&lat=abc", 400, "not_a_number", "lat"),
        ("lon=NaN&lat=39", 400, "not_a_number", "lon"),
        ("lon=inf&lat=39", 400, "not_a_number", "lon"),
        ("lon=107.98", 400, "missing_parameter", "lat"),
        ("lon=&lat=39", 400, "missing_parameter", "lon"),
        ("lon=107.98&lat=39.09&datum=mars", 422, "unknown_datum", "datum"),
        ("lon=107.98&lat=39.09&datum=gk3-36", 422, "not_in_zone", "lon"),
        ("lon=107.98&lat=39.09&lat=39.1", 400, "repeated_parameter", "lat"),
        ("lon=107.98&lat=39.09&lng=1", 400, "unknown_parameter", "lng"),
        ("lon=%FF&lat=39.09", 400, "malformed_parameter", ""),
    ] {
        let problem = shared().get(&format!("/api/v1/locate?{query}")).problem(status, code);
        assert_eq!(problem["field"].as_str().unwrap_or_default(), field, "{query}: {problem}");
    }
}

#[test]
fn a_problem_speaks_the_caller_s_language() {
    let path = "/api/v1/locate?lon=39.09&lat=107.98";
    let chinese = shared().get(path).problem(422, "swapped_axes");
    assert!(chinese["detail"].as_str().is_some_and(|d| d.contains("经纬度")), "{chinese}");
    let answer = shared().get_with(path, &[("accept-language", "en-GB,en;q=0.9,zh;q=0.8")]);
    let english = answer.problem(422, "swapped_axes");
    assert!(english["detail"].as_str().is_some_and(|d| d.contains("longitude first")), "{english}");
    assert_eq!(answer.header("x-request-id"), english["request_id"].as_str().unwrap_or_default());
}

// ---- incidents: reading

#[test]
fn a_list_is_paged_without_gap_or_repetition() {
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = shared().json(&format!(
            "/api/v1/incidents?grid=150624101&from=2026-10-01&severity=3,4&limit=40{cursor}"
        ));
        let items = page["items"].as_array().expect("items");
        seen.extend(items.iter().map(|i| i["reported_at"].as_str().expect("a time").to_owned()));
        if let Some(next) = page["next"].as_str() {
            cursor = format!("&cursor={next}");
        } else {
            assert_eq!(page["total"].as_u64(), Some(seen.len() as u64));
            break;
        }
    }
    assert!(seen.len() > 40);
    assert!(seen.is_sorted_by(|a, b| a >= b), "newest first");
}

#[test]
fn an_incident_in_a_list_has_the_shape_of_the_contract() {
    let page = shared().json("/api/v1/incidents?sort=reported_at&limit=1");
    let mut incident = page["items"][0].clone();
    // libm's last digit is the platform's own.
    incident["position"] = Value::Null;
    assert_eq!(
        incident,
        json!({
            "id": 1, "external_id": "OTG-2025-000001", "reported_at": "2025-01-01T04:09:22+08:00",
            "category": "消防隐患", "severity": 1, "channel": "小程序",
            "description": "帅丰社区检查发现电动车飞线充电，已责令整改", "status": "reported",
            "position": null, "reported": { "x": 107.980_587, "y": 39.099_656, "datum": "gcj02" },
            "accuracy_m": 12.0,
            "suggested": {
                "grid_code": incident["suggested"]["grid_code"],
                "grid_name": incident["suggested"]["grid_name"],
                "relation": "inside", "distance_m": 0.0,
            },
            "assigned": null, "version": 1,
        })
    );
    assert!(page["next"].is_string());
    assert_eq!(page["total"], 20_000);
}

#[test]
fn filters_narrow_list_map_and_histogram_alike() {
    for query in [
        "category=%E6%B6%88%E9%98%B2%E9%9A%90%E6%82%A3",
        "category=%E6%B6%88%E9%98%B2%E9%9A%90%E6%82%A3,%E6%B2%BB%E5%AE%89%E4%BA%8B%E4%BB%B6&severity=2",
        "from=2026-09-01&to=2026-09-30",
        "from=2026-09-01T08:00:00%2B08:00&to=2026-09-01T20:00:00+08:00",
        "grid=150624101&status=reported",
        "status=assigned",
    ] {
        let total = shared().json(&format!("/api/v1/incidents?{query}&limit=1"))["total"].clone();
        let map = shared().json(&format!("/api/v1/incidents/map?{query}"));
        let days = shared().json(&format!("/api/v1/incidents/histogram?{query}"));
        let legend = shared().json(&format!("/api/v1/heat/legend?{query}"));
        assert_eq!(map["features"].as_array().map(Vec::len), total.as_u64().map(|n| n as usize));
        assert_eq!(days["total"], total, "{query}");
        assert_eq!(legend["incidents"], total, "{query}");
        let counted: u64 = days["items"]
            .as_array()
            .expect("days")
            .iter()
            .filter_map(|d| d["count"].as_u64())
            .sum();
        assert_eq!(Some(counted), total.as_u64());
    }
}

#[test]
fn a_date_means_the_whole_local_day() {
    let days = shared().json("/api/v1/incidents/histogram?from=2026-09-01&to=2026-09-01");
    let items = days["items"].as_array().expect("days");
    assert_eq!(items.len(), 669, "every day of the data");
    assert_eq!(items[0]["day"], "2025-01-01");
    let others = items.iter().filter(|d| d["day"] != "2026-09-01");
    assert!(others.clone().all(|d| d["count"] == 0));
    assert!(days["total"].as_u64().is_some_and(|n| n > 0));
}

#[test]
fn the_nearest_come_first_within_the_radius() {
    let page =
        shared().json("/api/v1/incidents?near=107.98022,39.09374,1500&sort=distance&limit=500");
    let items = page["items"].as_array().expect("items");
    assert!(items.len() > 10);
    let centre = wangge::geo::LonLat::new(107.980_22, 39.093_74).expect("a position");
    let distances: Vec<f64> = items
        .iter()
        .map(|i| {
            let at = &i["position"];
            let (lon, lat) = (at["lon"].as_f64().expect("lon"), at["lat"].as_f64().expect("lat"));
            centre.distance_m(wangge::geo::LonLat::new(lon, lat).expect("a position"))
        })
        .collect();
    assert!(distances.is_sorted() && distances.iter().all(|d| *d <= 1500.0));
}

#[test]
fn the_map_answer_has_no_free_text() {
    let answer = shared().get("/api/v1/incidents/map?bbox=107.9,39.0,108.1,39.2");
    let map = answer.json();
    let features = map["features"].as_array().expect("features");
    assert!(features.len() > 100);
    for feature in features {
        let keys: Vec<&String> =
            feature["properties"].as_object().expect("an object").keys().collect();
        assert_eq!(keys, ["id", "category", "severity", "status", "at"]);
        assert!(feature["properties"]["at"].is_i64());
    }
    let tag = answer.header("etag");
    let again = shared()
        .get_with("/api/v1/incidents/map?bbox=107.9,39.0,108.1,39.2", &[("if-none-match", tag)]);
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
}

#[test]
fn one_incident_comes_with_chain_zones_and_history() {
    let incident = shared().json("/api/v1/incidents/1");
    assert_eq!(incident["external_id"], "OTG-2025-000001");
    assert_eq!(incident["chain"].as_array().map(Vec::len), Some(4));
    assert!(incident["zones"].is_array());
    let events = incident["events"].as_array().expect("events");
    assert_eq!(events.len(), 1);
    assert_eq!(events[0]["kind"], "reported");
    assert_eq!(events[0]["detail"], json!({ "channel": "小程序" }));
    shared().get("/api/v1/incidents/999999").problem(404, "unknown_incident");
    shared().get("/api/v1/incidents/abc").problem(404, "unknown_incident");
}

#[test]
fn a_query_that_cannot_be_meant_is_refused_by_name() {
    for (query, status, code, field) in [
        ("limit=0", 422, "invalid_parameter", "limit"),
        ("limit=501", 422, "invalid_parameter", "limit"),
        ("limit=-1", 422, "invalid_parameter", "limit"),
        ("limit=many", 400, "malformed_parameter", "limit"),
        ("sort=name", 422, "invalid_parameter", "sort"),
        ("sort=distance", 422, "invalid_parameter", "near"),
        ("cursor=xyz", 400, "bad_cursor", "cursor"),
        ("from=yesterday", 400, "malformed_parameter", "from"),
        ("from=2026-02-30", 400, "malformed_parameter", "from"),
        ("from=2026-09-02&to=2026-09-01", 422, "invalid_parameter", "to"),
        ("category=nothing", 422, "invalid_parameter", "category"),
        ("status=open", 422, "invalid_parameter", "status"),
        ("severity=5", 422, "invalid_parameter", "severity"),
        ("severity=high", 400, "malformed_parameter", "severity"),
        ("grid=999", 422, "invalid_parameter", "grid"),
        ("bbox=1,2,3", 400, "malformed_parameter", "bbox"),
        ("bbox=108,39,107,40", 422, "invalid_parameter", "bbox"),
        ("bbox=39,107,40,108", 422, "swapped_axes", "bbox"),
        ("near=107.98", 400, "malformed_parameter", "near"),
        ("near=107.98,39.09,-1", 422, "invalid_parameter", "near"),
        ("near=39.09,107.98", 422, "swapped_axes", "near"),
        ("name=x", 400, "unknown_parameter", "name"),
    ] {
        let problem = shared().get(&format!("/api/v1/incidents?{query}")).problem(status, code);
        assert_eq!(problem["field"], field, "{query}: {problem}");
    }
    // Heat has no rectangle: saying so beats drawing everything.
    shared().get("/api/v1/heat/legend?bbox=1,2,3,4").problem(400, "unknown_parameter");
}

// ---- incidents: reporting and assigning

#[test]
fn a_report_is_filed_and_can_be_read_at_its_location() {
    let test = TestDesk::empty();
    let answer = test.post("/api/v1/incidents", &report("R-1"), &[DESK_1]);
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    let location = answer.header("location").to_owned();
    let filed = answer.json();
    assert_eq!(location, format!("/api/v1/incidents/{}", filed["id"]));
    assert_eq!(filed["status"], "reported");
    assert_eq!(filed["reported_at"], "2026-11-01T08:30:00+08:00");
    assert_eq!(filed["reported"], json!({ "x": 107.98, "y": 39.09, "datum": "gcj02" }));
    assert_eq!(filed["version"], 1);
    let read = test.json(&location);
    assert_eq!(read["suggested"], filed["suggested"]);
    assert_eq!(read["events"][0]["desk"], "调度1");
    assert_eq!(test.json("/api/v1/meta")["counts"]["incident"], 1);
}

#[test]
fn numbers_may_be_text_and_a_desk_may_be_left_out() {
    let test = TestDesk::empty();
    let mut body = report("R-2");
    for (field, value) in
        [("lon", "107.98"), ("lat", "39.09"), ("severity", "2"), ("accuracy_m", "30")]
    {
        body[field] = json!(value);
    }
    let filed = test.post("/api/v1/incidents", &body, &[]).json();
    assert_eq!(filed["severity"], 2);
    assert_eq!(filed["accuracy_m"], 30.0);
    let read = test.json(&format!("/api/v1/incidents/{}", filed["id"]));
    assert_eq!(read["events"][0]["desk"], "未注明席位");
}

#[test]
fn the_same_report_again_answers_with_the_first_and_another_with_its_name_does_not() {
    let test = TestDesk::empty();
    let first = test.post("/api/v1/incidents", &report("R-3"), &[]);
    let again = test.post("/api/v1/incidents", &report("R-3"), &[]);
    assert_eq!(again.status, StatusCode::OK);
    assert_eq!(again.json()["id"], first.json()["id"]);
    let mut other = report("R-3");
    other["description"] = json!("另一件事");
    test.post("/api/v1/incidents", &other, &[]).problem(409, "report_conflict");

    let mut keyed = report("R-3");
    keyed["external_id"] = Value::Null;
    let key = ("idempotency-key", "5f0c7a3e");
    assert_eq!(test.post("/api/v1/incidents", &keyed, &[key]).status, StatusCode::CREATED);
    assert_eq!(test.post("/api/v1/incidents", &keyed, &[key]).status, StatusCode::OK);
    keyed["severity"] = json!(3);
    test.post("/api/v1/incidents", &keyed, &[key]).problem(409, "report_conflict");
    let long = "k".repeat(201);
    let problem = test
        .post("/api/v1/incidents", &keyed, &[("idempotency-key", &long)])
        .problem(422, "invalid_report");
    assert_eq!(problem["field"], "Idempotency-Key");
    assert_eq!(test.json("/api/v1/incidents")["total"], 2);
}

#[test]
fn every_fault_of_a_report_is_told_at_once() {
    let test = TestDesk::empty();
    let body = json!({
        "reported_at": "2026-11-01", "category": "其他事情", "severity": 9, "lon": 39.09,
        "lat": 107.98, "channel": ["热线"], "description": "张某电话13812345678", "phone": "13812345678",
    });
    let problem = test.post("/api/v1/incidents", &body, &[]).problem(422, "invalid_report");
    let errors = problem["errors"].as_array().expect("errors");
    let mut found: Vec<(&str, &str)> = errors
        .iter()
        .map(|e| (e["field"].as_str().expect("a field"), e["code"].as_str().expect("a code")))
        .collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            ("category", "unknown_category"),
            ("channel", "wrong_type"),
            ("datum", "missing_datum"),
            ("description", "personal_data"),
            ("lon", "swapped_axes"),
            ("phone", "unknown_field"),
            ("reported_at", "time_without_hour"),
            ("severity", "severity_out_of_range"),
        ]
    );
    assert_eq!(problem["field"], problem["errors"][0]["field"]);
    assert!(!problem.to_string().contains("13812345678"), "what must not be kept is not repeated");
    assert_eq!(test.json("/api/v1/incidents")["total"], 0);
}

#[test]
fn a_report_from_years_ahead_is_a_slip_of_the_pen() {
    let test = TestDesk::empty();
    let mut body = report("R-2099");
    body["reported_at"] = json!("2099-01-01T08:00:00+08:00");
    let problem = test.post("/api/v1/incidents", &body, &[]).problem(422, "invalid_report");
    assert_eq!(problem["errors"][0]["field"], "reported_at", "{problem}");
    assert_eq!(problem["errors"][0]["code"], "future_time", "{problem}");
}

#[test]
fn a_field_that_is_not_kept_is_never_dropped_in_silence() {
    let test = TestDesk::empty();
    let mut body = report("R-4");
    body["reporter_name"] = json!("张三");
    let problem = test.post("/api/v1/incidents", &body, &[]).problem(422, "invalid_report");
    assert_eq!(problem["field"], "reporter_name");
    assert!(!problem.to_string().contains("张三"));
}

#[test]
fn a_body_that_is_no_json_object_is_refused_with_its_place() {
    let test = shared();
    let send = |content_type: &str, body: String| {
        let headers = [("content-type", content_type)];
        test.send(request("POST", "/api/v1/incidents", &headers, Body::from(body)))
    };
    let problem =
        send("application/json", "{\n \"lon\": 1,,\n}".to_owned()).problem(400, "malformed_json");
    let detail = problem["detail"].as_str().expect("a text");
    assert!(detail.contains("第 2 行") && detail.contains("第 11 列"), "{detail}");
    send("application/json", "[1]".to_owned()).problem(400, "malformed_json");
    send("application/json", String::new()).problem(400, "malformed_json");
    send("text/plain", "{}".to_owned()).problem(415, "unsupported_media_type");
    send("application/x-www-form-urlencoded", "a=b".to_owned())
        .problem(415, "unsupported_media_type");
    send("application/json", " ".repeat(wangge::http::MAX_BODY_BYTES + 1))
        .problem(413, "body_too_large");
    let deep = "[".repeat(100_000);
    send("application/json", deep).problem(400, "malformed_json");
}

#[test]
fn a_desk_that_does_not_exist_cannot_act() {
    let test = TestDesk::empty();
    for value in ["nobody", "%E6%9D%8E%E5%9B%9B", "%FF"] {
        let answer = test.post("/api/v1/incidents", &report("R-5"), &[("x-wangge-desk", value)]);
        let problem = answer.problem(422, "unknown_desk");
        assert_eq!(problem["field"], "X-Wangge-Desk");
        assert!(problem["detail"].as_str().is_some_and(|d| d.contains("值班长")));
    }
}

#[test]
fn an_incident_is_given_to_a_grid_and_its_history_says_so() {
    let test = TestDesk::empty();
    let filed = test.post("/api/v1/incidents", &report("R-6"), &[]).json();
    let path = format!("/api/v1/incidents/{}/assign", filed["id"]);
    let grid = "150624100001002";
    let order = json!({ "grid_code": grid, "reason": "在路口" });
    let assigned = test.post(&path, &order, &[DESK_1, ("if-match", "\"1\"")]).json();
    assert_eq!(assigned["status"], "assigned");
    assert_eq!(assigned["version"], 2);
    assert_eq!(assigned["assigned"]["grid_code"], grid);
    assert_eq!(assigned["assigned"]["grid_name"], "都斯图社区第2网格");
    assert_eq!(assigned["assigned"]["desk"], "调度1");

    let stale =
        test.post(&path, &json!({ "grid_code": "150624100001001" }), &[("if-match", "\"1\"")]);
    stale.problem(412, "version_conflict");
    let moved = test.post(&path, &json!({ "grid_code": "150624100001001" }), &[]).json();
    assert_eq!(moved["version"], 3);

    let read = test.json(&format!("/api/v1/incidents/{}", filed["id"]));
    let kinds: Vec<&str> = read["events"]
        .as_array()
        .expect("events")
        .iter()
        .filter_map(|e| e["kind"].as_str())
        .collect();
    assert_eq!(kinds, ["reported", "assigned", "reassigned"]);
    assert_eq!(
        read["events"][1]["detail"],
        json!({ "grid_code": grid, "grid_name": "都斯图社区第2网格", "reason": "在路口" })
    );
    assert_eq!(read["events"][2]["detail"]["from_grid_code"], grid);
    assert_eq!(read["chain"][3]["code"], "150624100001001");
    assert_eq!(test.json("/api/v1/incidents?status=assigned")["total"], 1);
    assert_eq!(
        test.json("/api/v1/areas/grid/150624100001001")["incidents"],
        json!({ "total": 1, "unassigned": 0 })
    );
}

#[test]
fn an_order_that_cannot_be_meant_is_refused() {
    let test = TestDesk::empty();
    let filed = test.post("/api/v1/incidents", &report("R-7"), &[]).json();
    let path = format!("/api/v1/incidents/{}/assign", filed["id"]);
    let grid = json!({ "grid_code": "150624100001001" });
    let problem =
        test.post(&path, &json!({ "grid_code": "999" }), &[]).problem(422, "unknown_grid");
    assert_eq!(problem["field"], "grid_code");
    test.post(&path, &json!({ "grid_code": "150624101" }), &[]).problem(422, "unknown_grid");
    test.post("/api/v1/incidents/77/assign", &grid, &[]).problem(404, "unknown_incident");
    test.post(&path, &grid, &[("if-match", "latest")]).problem(400, "malformed_header");
    test.post(&path, &json!({}), &[]).problem(422, "invalid_order");
    test.post(&path, &json!({ "grid_code": 5 }), &[]).problem(422, "invalid_order");
    let problem = test
        .post(&path, &json!({ "grid_code": "150624100001001", "who": "张三" }), &[])
        .problem(422, "invalid_order");
    assert_eq!(problem["errors"][0]["code"], "unknown_field");
    let long = json!({ "grid_code": "150624100001001", "reason": "长".repeat(201) });
    assert_eq!(test.post(&path, &long, &[]).problem(422, "invalid_order")["field"], "reason");
    assert_eq!(test.json(&format!("/api/v1/incidents/{}", filed["id"]))["version"], 1);
}

// ---- heat

#[test]
fn a_tile_is_a_picture_of_256_pixels_and_revalidates_cheaply() {
    let tile = shared().get(TILE);
    assert_eq!(tile.status, StatusCode::OK, "{}", tile.text());
    assert_eq!(tile.header("content-type"), "image/png");
    assert_eq!(tile.header("content-encoding"), "");
    let reader =
        png::Decoder::new(std::io::Cursor::new(&tile.body[..])).read_info().expect("a PNG");
    assert_eq!((reader.info().width, reader.info().height), (256, 256));
    assert!(tile.body.len() > 2_000, "the seat of the banner is on it");
    let again = shared().get_with(TILE, &[("if-none-match", tile.header("etag"))]);
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    let far = shared().get("/api/v1/heat/tiles/9/0/0.png");
    assert!(far.body.len() < 2_000, "nothing happens there");
}

#[test]
fn a_new_report_changes_the_tag_of_a_tile() {
    let test = TestDesk::empty();
    let before = test.get(TILE);
    assert_eq!(test.post("/api/v1/incidents", &report("R-8"), &[]).status, StatusCode::CREATED);
    let after = test.get_with(TILE, &[("if-none-match", before.header("etag"))]);
    assert_eq!(after.status, StatusCode::OK);
    assert_ne!(after.body, before.body);
}

#[test]
fn the_legend_belongs_to_the_tiles() {
    let legend = shared().json("/api/v1/heat/legend");
    assert_eq!(legend["unit"], "起/km²·30天");
    assert_eq!(legend["bandwidth_m"], 2000.0);
    assert_eq!(legend["ramp"], "magma_r");
    assert_eq!(legend["incidents"], 20_000);
    assert_eq!(legend["days"], 669.0);
    let stops = legend["stops"].as_array().expect("stops");
    assert_eq!(stops.len(), 6);
    assert_eq!(stops[0]["value"], 0.0);
    assert_eq!(stops[5]["value"], legend["max"]);
    assert!(
        stops
            .iter()
            .all(|s| s["color"].as_str().is_some_and(|c| c.len() == 7 && c.starts_with('#')))
    );
    let fixed = shared()
        .json("/api/v1/heat/legend?max=4&ramp=viridis&bandwidth=500&from=2026-09-01&to=2026-09-30");
    assert_eq!((&fixed["max"], &fixed["days"]), (&json!(4.0), &json!(30.0)));
}

#[test]
fn heat_that_cannot_be_drawn_is_refused() {
    for (query, code, field) in [
        ("bandwidth=49", "invalid_parameter", "bandwidth"),
        ("bandwidth=50001", "invalid_parameter", "bandwidth"),
        ("ramp=rainbow", "invalid_parameter", "ramp"),
        ("max=0", "invalid_parameter", "max"),
    ] {
        let problem = shared().get(&format!("{TILE}?{query}")).problem(422, code);
        assert_eq!(problem["field"], field);
    }
    shared().get(&format!("{TILE}?bandwidth=wide")).problem(400, "malformed_parameter");
    for tile in ["23/0/0.png", "1/2/0.png", "9/409/195", "9/409/195.jpg", "a/b/c.png", "9/-1/0.png"]
    {
        shared().get(&format!("/api/v1/heat/tiles/{tile}")).problem(404, "unknown_tile");
    }
}

// ---- around every answer

#[test]
fn unknown_addresses_and_methods_are_problems_too() {
    shared().get("/api/v1/nothing").problem(404, "not_found");
    shared().get("/api").problem(404, "not_found");
    shared().get("/missing.js").problem(404, "not_found");
    let answer = shared().send(request("DELETE", "/api/v1/incidents", &[], Body::empty()));
    answer.problem(405, "method_not_allowed");
    assert!(answer.header("allow").contains("POST"), "{}", answer.header("allow"));
    shared().send(request("POST", "/somewhere", &[], Body::empty())).problem(404, "not_found");
}

#[test]
fn every_answer_has_the_security_headers_and_its_own_id() {
    let mut ids = Vec::new();
    for path in ["/healthz", "/", "/api/v1/nothing", TILE] {
        let answer = shared().get_with(path, &[("x-request-id", "forged")]);
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'self'"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("x-frame-options"), "DENY");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("access-control-allow-origin"), "");
        ids.push(answer.header("x-request-id").to_owned());
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 4);
    assert!(!ids.contains(&"forged".to_owned()));
}

#[test]
fn text_is_compressed_for_those_who_take_it() {
    for encoding in ["gzip", "br"] {
        let answer = shared().get_with("/api/v1/areas/grid", &[("accept-encoding", encoding)]);
        assert_eq!(answer.header("content-encoding"), encoding);
        assert!(answer.body.len() < 300_000, "{}", answer.body.len());
    }
}

#[test]
fn the_application_is_served_from_the_binary() {
    let page = shared().get("/");
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("cache-control"), "no-cache");
    assert_eq!(shared().get("/incidents/17").body, page.body, "an address of the application");
    let again = shared().get_with("/", &[("if-none-match", page.header("etag"))]);
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    let docs = shared().get("/api/docs");
    assert_eq!(
        (docs.status, docs.header("content-type")),
        (StatusCode::OK, "text/html; charset=utf-8")
    );
    let head = shared().send(request("HEAD", "/", &[], Body::empty()));
    assert_eq!(head.status, StatusCode::OK);
    let hashed = regex_free_asset(&page.text());
    if let Some(asset) = hashed {
        let answer = shared().get(&asset);
        assert_eq!(answer.status, StatusCode::OK, "{asset}");
        assert!(answer.header("cache-control").contains("immutable"));
    }
}

/// The first address under /assets/ in a page.
fn regex_free_asset(page: &str) -> Option<String> {
    let start = page.find("/assets/")?;
    page[start..].split(['"', '\'']).next().map(ToOwned::to_owned)
}

const PATHS: [&str; 8] = [
    "/api/v1/locate",
    "/api/v1/incidents",
    "/api/v1/incidents/map",
    "/api/v1/incidents/histogram",
    "/api/v1/heat/legend",
    "/api/v1/areas/grid",
    "/api/v1/meta",
    "/api/v1/sheets/150624100001001.svg",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_query_string_makes_the_server_fail(
        path in prop::sample::select(&PATHS[..]),
        query in "((lon|lat|datum|from|to|bbox|near|limit|cursor|sort|max|bandwidth|severity|period|[a-z%]{1,4})=[-+0-9eE.,:TZ%a-c ]{0,24}&?){0,4}",
    ) {
        static EMPTY: std::sync::LazyLock<TestDesk> = std::sync::LazyLock::new(TestDesk::empty);
        let query = query.replace(' ', "%20");
        // What is no URL never reaches the server.
        if let Ok(uri) = format!("{path}?{query}").parse::<axum::http::Uri>() {
            let answer = EMPTY.get(&uri.to_string());
            prop_assert!(!answer.status.is_server_error(), "{uri}: {}", answer.text());
        }
    }
}

// ---- on a real port

mod on_a_port {
    use super::*;
    use std::io::{Read, Write};
    use std::net::{SocketAddr, TcpStream};
    use std::sync::mpsc;
    use std::time::Duration;
    use tokio::sync::oneshot;

    struct Running {
        address: SocketAddr,
        stop: Option<oneshot::Sender<()>>,
        ended: mpsc::Receiver<std::io::Result<()>>,
    }

    fn start(test: &TestDesk) -> Running {
        let (stop, stopped) = oneshot::channel::<()>();
        let (report_end, ended) = mpsc::channel();
        let listener =
            RUNTIME.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("a port");
        let address = listener.local_addr().expect("an address");
        let state = test.other_state();
        RUNTIME.spawn(async move {
            let shutdown = async move {
                let _dropped_is_stopped_too = stopped.await;
            };
            let end = wangge::http::serve(listener, state, shutdown).await;
            let _nobody = report_end.send(end);
        });
        Running { address, stop: Some(stop), ended }
    }

    impl Running {
        fn stop(&mut self) {
            self.stop.take().expect("running").send(()).expect("listening");
        }

        fn ended(&self) {
            let end = self.ended.recv_timeout(Duration::from_secs(5));
            end.expect("it ends before its drain limit").expect("without an error");
        }
    }

    #[test]
    fn a_client_reads_compressed_answers_and_problems() {
        let mut running = start(shared());
        let base = format!("http://{}", running.address);
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut grids = agent.get(format!("{base}/api/v1/areas/grid")).call().expect("an answer");
        let collection: Value =
            grids.body_mut().with_config().limit(10_000_000).read_json().expect("json");
        assert_eq!(collection["features"].as_array().map(Vec::len), Some(516));
        let mut refused =
            agent.get(format!("{base}/api/v1/locate?lon=-200&lat=0")).call().expect("an answer");
        assert_eq!(refused.status(), 422);
        let problem: Value = refused.body_mut().read_json().expect("json");
        assert_eq!(problem["code"], "out_of_range");
        drop(agent);
        running.stop();
        running.ended();
    }

    #[test]
    fn a_report_in_flight_is_finished_when_the_server_stops() {
        let test = TestDesk::empty();
        let mut running = start(&test);
        let body = report("R-9").to_string();
        let (first, rest) = body.as_bytes().split_at(20);
        let mut socket = TcpStream::connect(running.address).expect("a connection");
        write!(
            socket,
            "POST /api/v1/incidents HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        )
        .expect("sent");
        socket.write_all(first).expect("sent");
        std::thread::sleep(Duration::from_millis(200));
        running.stop();
        std::thread::sleep(Duration::from_millis(200));
        assert!(running.ended.try_recv().is_err(), "it waits for the request");
        socket.write_all(rest).expect("sent");
        let mut answer = String::new();
        socket.read_to_string(&mut answer).expect("answered, then closed");
        assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
        running.ended();
        assert_eq!(test.desk.snapshot().len(), 1);
    }

    #[test]
    fn a_body_that_is_said_to_be_too_large_is_refused_before_it_is_sent() {
        let mut running = start(shared());
        let mut socket = TcpStream::connect(running.address).expect("a connection");
        write!(
            socket,
            "POST /api/v1/incidents HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 99999999\r\n\r\n"
        )
        .expect("sent");
        let mut answer = String::new();
        socket.read_to_string(&mut answer).expect("answered");
        assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
        drop(socket);
        running.stop();
        running.ended();
    }
}
