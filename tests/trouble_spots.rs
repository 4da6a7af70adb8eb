//! Trouble spots over HTTP: from a hot spot that is opened to its end, and what is refused.

use crate::support::{DESK_OF_TESTS, TestDesk};
use axum::http::StatusCode;
use serde_json::{Value, json};

const PATH: &str = "/api/v1/trouble-spots";

/// The first hot spot of an analysis, and the codes of its members with commas between.
fn hot(analysis: &str) -> (Value, String) {
    let found = TestDesk::shared().json(&format!("/api/v1/heat/hotspots?{analysis}"));
    let spot = found["features"][0]["properties"].clone();
    let members = spot["members"].as_array().expect("a hot spot").iter();
    let codes: Vec<&str> = members.map(|member| member["code"].as_str().unwrap()).collect();
    let codes = codes.join(",");
    (spot, codes)
}

fn opened(analysis: &str, body: &Value) -> Value {
    let answer = TestDesk::shared().post(&format!("{PATH}?{analysis}"), body, &[DESK_OF_TESTS]);
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    let spot = answer.json();
    assert_eq!(answer.header("location"), format!("{PATH}/{}", spot["id"]));
    spot
}

fn step(id: &Value, step: &str, body: &Value, version: &str) -> (u16, Value) {
    let mut headers = vec![DESK_OF_TESTS];
    headers.extend((!version.is_empty()).then_some(("if-match", version)));
    let answer = TestDesk::shared().post(&format!("{PATH}/{id}/{step}"), body, &headers);
    (answer.status.as_u16(), answer.json())
}

fn ids(state: &str) -> Vec<Value> {
    let all = TestDesk::shared().json(&format!("{PATH}?state={state}"));
    all["features"].as_array().unwrap().iter().map(|spot| spot["id"].clone()).collect()
}

#[test]
fn a_hot_spot_is_opened_noted_cleared_and_taken_up_again() {
    let analysis = "by=village&step=month&category=消防隐患";
    let (found, units) = hot(analysis);
    let body = json!({ "name": "  镇区一带 ", "units": units, "note": "联合整治" });
    let spot = opened(analysis, &body);
    let (id, facts) = (&spot["id"], &spot["properties"]);
    assert_eq!(
        (&facts["name"], &facts["state"], &facts["version"]),
        (&json!("镇区一带"), &json!("open"), &json!(1))
    );
    assert_eq!((&facts["desk"], &facts["found"][0]), (&json!("调度1"), &found["line"]["zh"]));
    assert_eq!(
        facts["units"].as_array().unwrap().len(),
        found["members"].as_array().unwrap().len()
    );
    assert!(facts["units"][0]["name"].is_string() && spot["geometry"]["coordinates"].is_array());
    assert_eq!(facts["events"][0]["step"], "opened");
    assert_eq!(facts["events"][0]["note"], "联合整治");
    assert!(ids("open").contains(id) && ids("all").contains(id) && !ids("cleared").contains(id));

    assert_eq!(step(id, "note", &json!({ "note": "增设路灯" }), "\"1\"").0, 200);
    assert_eq!(step(id, "clear", &json!({}), "\"1\"").0, 412);
    let (status, cleared) = step(id, "clear", &json!({ "note": "两月无事" }), "\"2\"");
    assert_eq!((status, &cleared["properties"]["state"]), (200, &json!("cleared")));
    assert!(!ids("open").contains(id) && ids("cleared").contains(id));
    assert_eq!(step(id, "clear", &json!({}), "").0, 409);
    let (_, again) = step(id, "reopen", &json!({ "note": "又有反复" }), "");
    let events = again["properties"]["events"].as_array().unwrap();
    let steps: Vec<&str> = events.iter().map(|event| event["step"].as_str().unwrap()).collect();
    assert_eq!(steps, ["opened", "noted", "cleared", "reopened"]);
    assert_eq!(
        (&again["properties"]["version"], &again["properties"]["state"]),
        (&json!(4), &json!("open"))
    );
    assert_eq!(step(id, "reopen", &json!({}), "").0, 409);
}

#[test]
fn its_course_is_that_of_the_analysis_on_its_ground() {
    let analysis = "by=grid&step=month&from=2025-06-01&to=2026-10-31";
    let (found, units) = hot(analysis);
    let spot = opened(analysis, &json!({ "name": "网格", "units": units }));
    let facts = &spot["properties"];
    // The course goes on after the period that was looked at.
    assert_eq!(facts["analysis"], "by=grid&step=month");
    let course = &facts["course"];
    let history = course["history"].as_array().unwrap();
    assert_eq!(history.len(), 12, "twelve months before it was opened");
    let last = history.last().unwrap();
    assert_eq!(
        (&last["cases"], &last["label"]),
        (&found["now"]["cases"], &json!("2026-10-01 — 2026-10-31"))
    );
    assert_eq!(last["hot"], true);
    let months_hot = history.iter().filter(|step| step["hot"] == true).count();
    assert_eq!(
        (course["periods_hot"].as_u64(), &course["missed"]),
        (Some(months_hot as u64), &json!(0))
    );
    assert_ne!(course["pattern"], "faded");
    let total: u64 = history.iter().map(|step| step["cases"].as_u64().unwrap()).sum();
    let by_grid =
        TestDesk::shared().json("/api/v1/heat/aggregate?by=grid&from=2025-11-01&to=2026-10-31");
    let mine = by_grid["items"].as_array().unwrap().iter();
    let mine = mine.filter(|row| units.contains(row["code"].as_str().unwrap()));
    assert_eq!(total, mine.map(|row| row["count"].as_u64().unwrap()).sum::<u64>());
}

#[test]
fn what_is_no_hot_spot_or_says_too_much_is_refused() {
    let analysis = "by=h3&resolution=7&step=month&window=weekend";
    let (_, units) = hot(analysis);
    let post = |query: &str, body: Value| {
        let answer = TestDesk::shared().post(&format!("{PATH}?{query}"), &body, &[DESK_OF_TESTS]);
        (answer.status.as_u16(), answer.json())
    };
    let spot = |name: &str, units: &str| json!({ "name": name, "units": units });
    for (body, field) in [
        (spot("", &units), "name"),
        (spot(&"长".repeat(61), &units), "name"),
        (spot("荒地", ""), "units"),
        (spot("荒地", "874086a9effffff"), "units"),
        (spot("荒地", &format!("{units},nonsense")), "units"),
        (json!({ "name": "点", "units": units, "note": "联系13800138000" }), "note"),
        (json!({ "name": "点", "units": units, "owner": "某人" }), "owner"),
    ] {
        let (status, problem) = post(analysis, body);
        assert_eq!((status, &problem["field"]), (422, &json!(field)), "{problem}");
    }
    assert_eq!(post("by=nothing", spot("点", &units)).1["field"], "by");
    let (status, opened) = post(analysis, spot("周末", &units));
    assert_eq!(status, 201, "{opened}");
    // A cell is told by the village in its middle.
    assert!(opened["properties"]["units"][0]["name"].is_string(), "{opened}");
    let (status, again) = post(analysis, spot("周末", &units));
    assert_eq!((status, &again["code"]), (409, &json!("trouble_conflict")), "{again}");
    // By another analysis the same ground is another matter.
    let id = &opened["id"];
    assert_eq!(step(id, "note", &json!({}), "").0, 422);
    assert_eq!(step(id, "close", &json!({}), "").0, 404);
    assert_eq!(step(&json!(999), "note", &json!({ "note": "x" }), "").0, 404);
    assert_eq!(TestDesk::shared().get(&format!("{PATH}/x")).status.as_u16(), 404);
    assert_eq!(TestDesk::shared().get(&format!("{PATH}?state=gone")).status.as_u16(), 422);
}
