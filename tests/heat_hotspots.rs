//! Hot spots over HTTP: what is put in is found, followed and let go; too few cases are said to be.

use crate::support::{DESK_OF_TESTS, RUNTIME, TestDesk, report};
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use wangge::desk::Context;
use wangge::geo::{Datum, Reported};
use wangge::incident::{Draft, Report, Rules};

const DOOR: &str = "/api/v1/heat/hotspots";
/// 消防隐患
const FIRE: &str = "category=%E6%B6%88%E9%98%B2%E9%9A%90%E6%82%A3";

fn features(collection: &Value) -> &Vec<Value> {
    collection["features"].as_array().expect("features")
}

#[test]
fn the_reference_year_has_hot_spots_with_a_line_members_and_history() {
    let desk = TestDesk::shared();
    let collection = desk.json(&format!("{DOOR}?by=grid&ended=true"));
    assert_eq!(collection["type"], "FeatureCollection");
    assert_eq!((&collection["units"], &collection["step"]), (&json!(516), &json!("month")));
    let periods = collection["periods"].as_array().expect("periods");
    assert_eq!(periods.len(), 12);
    assert_eq!(periods[11]["label"], "2026-10-01 — 2026-10-31");
    assert!(periods.iter().all(|period| period["judged"] == true), "{periods:?}");
    assert!(!features(&collection).is_empty());
    let hot = features(&collection).iter().filter(|f| f["properties"]["hot"] == true).count();
    assert_eq!(collection["said"]["en"], format!("hot spots in the last period: {hot}"));
    for feature in features(&collection) {
        let spot = &feature["properties"];
        let cases = &spot["now"]["cases"];
        for lang in ["zh", "en"] {
            let line = spot["line"][lang].as_str().expect("a line");
            assert!(line.contains(&cases.to_string()), "{line}");
        }
        let members = spot["members"].as_array().expect("members");
        let history = spot["history"].as_array().expect("history");
        let codes: Vec<&Value> = members.iter().map(|member| &member["code"]).collect();
        let last = history.last().expect("seen once at least");
        assert_eq!(last["members"].as_array().unwrap().iter().collect::<Vec<_>>(), codes);
        assert_eq!(last["period"], spot["last_seen"]);
        assert_eq!(history[0]["period"], spot["since"]);
        let kind = feature["geometry"]["type"].as_str();
        assert!(matches!(kind, Some("Polygon" | "MultiPolygon")), "{kind:?}");
        let within: u64 = codes
            .iter()
            .map(|code| {
                let list = format!(
                    "grid={}&from=2026-10-01&to=2026-10-31&limit=1",
                    code.as_str().unwrap()
                );
                desk.json(&format!("/api/v1/incidents?{list}"))["total"].as_u64().unwrap()
            })
            .sum();
        assert_eq!(cases, within, "{spot}");
    }
    let open = desk.json(&format!("{DOOR}?by=grid"));
    assert!(features(&open).iter().all(|feature| feature["properties"]["end"] == Value::Null));
    assert!(features(&open).len() <= features(&collection).len());
}

#[test]
fn cells_villages_and_other_reports_serve_as_well() {
    let desk = TestDesk::shared();
    let cells = desk.json(&format!("{DOOR}?by=h3&resolution=6&step=week&from=2026-08-01"));
    assert_eq!((&cells["by"], &cells["resolution"]), (&json!("h3"), &json!(6)));
    assert!(cells["units"].as_u64().is_some_and(|units| units > 500), "{}", cells["units"]);
    // 2026-08-03 is the first Monday, 2026-10-26 the last whole week's.
    assert_eq!(cells["periods"].as_array().map(Vec::len), Some(12));
    let villages = desk.json(&format!("{DOOR}?by=village&against=reports&{FIRE}"));
    assert_eq!((&villages["units"], &villages["against"]), (&json!(98), &json!("reports")));
    let part = desk.json(&format!("{DOOR}?by=grid&grid=150624101"));
    assert!(part["units"].as_u64().is_some_and(|units| (30..516).contains(&units)));
    let once = format!("{DOOR}?by=village&from=2026-09-01&test=permuted&draws=999&seed=7");
    let permuted = desk.json(&once);
    assert_eq!(permuted["rules"]["draws"], 999);
    assert_eq!(permuted, desk.json(&once));
}

#[test]
fn too_few_cases_are_said_in_both_languages() {
    let desk = TestDesk::shared();
    let few = desk.json(&format!("{DOOR}?by=grid&{FIRE}&severity=4"));
    let said = few["said"]["zh"].as_str().expect("a sentence");
    assert!(said.contains("样本太少，不能判断"), "{said}");
    assert!(few["said"]["en"].as_str().unwrap().starts_with("too few cases to judge"));
    let last = &few["periods"][11];
    assert_eq!((&last["judged"], &last["too_few"]), (&json!(false), &few["said"]));
    // Too few units are said as well.
    let townships = desk.json(&format!("{DOOR}?by=village&grid=150624200"));
    assert!(townships["said"]["en"].as_str().unwrap().contains("units"), "{}", townships["said"]);
}

/// A report at the middle of a grid.
fn at(desk: &TestDesk, grid: &str, day: &str) -> Report {
    let snapshot = desk.desk.snapshot();
    let label = snapshot.areas().find(grid).expect("a grid").label;
    let reported = Reported::from_lonlat(label, Datum::Cgcs2000).expect("a position");
    let draft = Draft {
        reported_at: Some(format!("{day}T10:00:00+08:00")),
        category: Some("消防隐患".to_owned()),
        severity: Some("2".to_owned()),
        lon: Some(reported.x.to_string()),
        lat: Some(reported.y.to_string()),
        datum: Some("cgcs2000".to_owned()),
        channel: Some("热线".to_owned()),
        description: Some("消防通道被占".to_owned()),
        ..Draft::default()
    };
    draft.check(&Rules::default(), None).expect("a report")
}

#[test]
fn what_is_put_in_is_found_followed_and_let_go() {
    let desk = TestDesk::empty();
    let snapshot = desk.desk.snapshot();
    let grids: Vec<String> =
        snapshot.areas().grids().iter().map(|grid| grid.code.to_string()).collect();
    // A grid of the steppe, where area alone explains few cases.
    let place = snapshot.areas().grids().iter().max_by(|a, b| a.area_km2.total_cmp(&b.area_km2));
    let place = place.expect("a grid").code.to_string();
    let mut reports = Vec::new();
    for month in 1..=6 {
        for (number, grid) in grids.iter().enumerate().filter(|(number, _)| number % 3 == 0) {
            reports.push(at(&desk, grid, &format!("2026-{month:02}-{:02}", 1 + number % 28)));
        }
        // Hot from February to April.
        let times = if (2..=4).contains(&month) { 200 } else { 0 };
        reports.extend(
            (0..times).map(|n| at(&desk, &place, &format!("2026-{month:02}-{:02}", 1 + n % 28))),
        );
    }
    // The last day of June, so that June is whole.
    reports.push(at(&desk, &grids[0], "2026-06-30"));
    reports.push(at(&desk, &grids[0], "2026-01-01"));
    let context =
        Context { desk: "导入".to_owned(), now: jiff::Timestamp::now(), idempotency_key: None };
    RUNTIME.block_on(desk.desk.report_all(reports, &context)).expect("taken");
    let spot = |query: &str| -> Option<Value> {
        let collection = desk.json(&format!("{DOOR}?by=grid&ended=true&{query}"));
        let holds = |feature: &&Value| {
            feature["properties"]["members"]
                .as_array()
                .unwrap()
                .iter()
                .any(|m| m["code"] == json!(place))
        };
        features(&collection).iter().find(holds).map(|feature| feature["properties"].clone())
    };
    assert_eq!(spot("to=2026-01-31"), None);
    let february = spot("to=2026-02-28").expect("found");
    assert_eq!((&february["pattern"], &february["hot"]), (&json!("new"), &json!(true)));
    let april = spot("to=2026-04-30").expect("followed");
    assert_eq!((&april["pattern"], &april["in_a_row"]), (&json!("consecutive"), &json!(3)));
    assert!(
        april["line"]["zh"].as_str().unwrap().starts_with("连续第 3 个月"),
        "{}",
        april["line"]
    );
    assert_eq!(april["history"].as_array().map(Vec::len), Some(3));
    assert!(april["now"]["ratio"].as_f64().is_some_and(|ratio| ratio > 2.0));
    let may = spot("to=2026-05-31").expect("fading");
    assert_eq!(
        (&may["pattern"], &may["hot"], &may["end"]),
        (&json!("fading"), &json!(false), &Value::Null)
    );
    let june = spot("to=2026-06-30").expect("in its history");
    assert_eq!((&june["pattern"], &june["end"]["how"]), (&json!("faded"), &json!("faded")));
    let open = desk.json(&format!("{DOOR}?by=grid"));
    let codes: BTreeSet<&str> = features(&open)
        .iter()
        .flat_map(|feature| feature["properties"]["members"].as_array().unwrap())
        .filter_map(|member| member["code"].as_str())
        .collect();
    assert!(!codes.contains(place.as_str()));
}

#[test]
fn wrong_questions_are_refused_by_name() {
    let desk = TestDesk::shared();
    for (query, status, code, field) in [
        ("", 400, "missing_parameter", "by"),
        ("by=township", 422, "invalid_parameter", "by"),
        ("by=grid&step=year", 422, "invalid_parameter", "step"),
        ("by=grid&from=2026-09-02&to=2026-09-29", 422, "invalid_parameter", "step"),
        ("by=grid&step=day&from=2025-01-01", 422, "invalid_parameter", "step"),
        ("by=h3&resolution=12", 422, "invalid_parameter", "by"),
        ("by=grid&against=reports", 422, "invalid_parameter", "against"),
        ("by=grid&against=people", 422, "invalid_parameter", "against"),
        ("by=grid&false_share=0", 422, "invalid_parameter", "false_share"),
        ("by=grid&fades_after=0", 422, "invalid_parameter", "fades_after"),
        ("by=grid&test=permuted&draws=99999", 422, "invalid_parameter", "draws"),
        ("by=grid&test=exact", 422, "invalid_parameter", "test"),
        ("by=grid&periods=3", 400, "unknown_parameter", "periods"),
    ] {
        let problem = desk.get(&format!("{DOOR}?{query}")).problem(status, code);
        assert_eq!(problem["field"], field, "{query}: {problem}");
    }
    TestDesk::empty().get(&format!("{DOOR}?by=grid")).problem(422, "invalid_parameter");
}

#[test]
fn an_unchanged_answer_is_not_sent_again_and_a_report_changes_it() {
    let desk = TestDesk::empty();
    let mut body = report("H-1");
    body["reported_at"] = json!("2026-09-30T08:00:00+08:00");
    desk.post("/api/v1/incidents", &body, &[DESK_OF_TESTS]);
    let path = format!("{DOOR}?by=grid&step=day");
    let first = desk.get(&path);
    assert_eq!(first.header("content-type"), "application/geo+json");
    let tag = first.header("etag").to_owned();
    let again = desk.get_with(&path, &[("if-none-match", &tag)]);
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    body["external_id"] = json!("H-2");
    desk.post("/api/v1/incidents", &body, &[DESK_OF_TESTS]);
    let changed = desk.get_with(&path, &[("if-none-match", &tag)]);
    assert_eq!(changed.json()["periods"][0]["cases"], 2);
}

/// Local Moran's I once more by its definition, on the neighbours that H3 names.
#[test]
fn local_statistics_are_those_of_the_definition() {
    let desk = TestDesk::shared();
    let path = "/api/v1/heat/local?by=h3&resolution=6&value=cases&from=2026-10-01&to=2026-10-31";
    let found = desk.json(path);
    let drawn = desk.json(&format!("{path}&test=permuted&draws=999"));
    for (unit, analytic) in features(&drawn).iter().zip(features(&found)) {
        let pseudo = unit["properties"]["p_permuted"].as_f64().unwrap();
        assert!(
            (0.001..=1.0).contains(&pseudo)
                && unit["properties"]["z"] == analytic["properties"]["z"]
        );
        assert!(analytic["properties"]["p_permuted"].is_null());
    }
    let units = features(&found);
    let place: BTreeMap<&str, usize> =
        units.iter().enumerate().map(|(i, u)| (u["id"].as_str().unwrap(), i)).collect();
    let number = |unit: &Value, key: &str| unit["properties"][key].as_f64();
    let cases: Vec<f64> = units.iter().map(|unit| number(unit, "count").unwrap()).collect();
    let n = cases.len() as f64;
    let mean = cases.iter().sum::<f64>() / n;
    let m2 = cases.iter().map(|c| (c - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let mut classes = BTreeSet::new();
    for (unit, own) in units.iter().zip(&cases) {
        let cell: h3o::CellIndex = unit["id"].as_str().unwrap().parse().unwrap();
        let around = cell.grid_disk::<Vec<_>>(1).into_iter().filter(|other| *other != cell);
        let around: Vec<f64> = around
            .filter_map(|other| place.get(other.to_string().as_str()).map(|i| cases[*i] - mean))
            .collect();
        let lag = around.iter().sum::<f64>() / around.len() as f64;
        let expected = (own - mean) * lag / m2;
        let i = number(unit, "i").unwrap();
        assert!((i - expected).abs() < 1e-9 * expected.abs().max(1.0), "{i} {expected}");
        assert!((0.0..=1.0).contains(&number(unit, "p").unwrap()));
        if let Some(class) = unit["properties"]["class"].as_str() {
            assert!(number(unit, "adjusted").unwrap() <= 0.05);
            classes.insert(class.to_owned());
        }
    }
    assert!(classes.contains("high_high"), "{classes:?}");
    let gi = desk.json(&format!("{path}&statistic=gi_star"));
    let hot = features(&gi).iter().filter(|unit| unit["properties"]["class"] == "hot").count();
    assert!(hot > 0 && features(&gi).iter().all(|unit| unit["properties"].get("i").is_none()));
    for (query, field) in [
        ("by=grid&statistic=moran", "statistic"),
        ("by=grid&value=rate", "value"),
        ("by=grid&weights=queen", "weights"),
        ("by=grid&against=reports", "against"),
        ("by=grid&test=permuted&draws=1", "draws"),
    ] {
        let answer = desk.get(&format!("/api/v1/heat/local?{query}"));
        assert_eq!((answer.status.as_u16(), &answer.json()["field"]), (422, &json!(field)));
    }
}

#[test]
fn with_too_few_cases_the_local_statistics_say_so() {
    let desk = TestDesk::empty();
    let mut body = report("L-1");
    body["reported_at"] = json!("2026-09-30T08:00:00+08:00");
    desk.post("/api/v1/incidents", &body, &[DESK_OF_TESTS]);
    for statistic in ["local_moran", "gi_star"] {
        let few = desk.json(&format!("/api/v1/heat/local?by=grid&statistic={statistic}"));
        assert!(few["too_few"]["zh"].is_string() && few["too_few"]["en"].is_string());
        for unit in features(&few) {
            let unit = &unit["properties"];
            assert!(unit["count"].is_number(), "{unit}");
            assert!(unit["z"].is_null() && unit["p"].is_null() && unit["class"].is_null());
        }
    }
}
