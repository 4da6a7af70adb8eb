//! Heat over HTTP by times: windows, holidays and films.

use crate::support::TestDesk;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

const PERIOD: &str = "from=2026-01-01&to=2026-06-30";

fn json(path: &str) -> Value {
    TestDesk::shared().get(path).json()
}

fn frames(query: &str) -> Vec<Value> {
    json(&format!("/api/v1/heat/frames?{query}"))["frames"].as_array().expect("frames").clone()
}

fn sum(frames: &[Value], key: &str) -> f64 {
    frames.iter().map(|frame| frame[key].as_f64().unwrap()).sum()
}

/// The incidents of a query, page by page.
fn listed(query: &str) -> Vec<Value> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = json(&format!("/api/v1/incidents?{query}&limit=500{cursor}"));
        all.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

#[test]
fn a_window_holds_the_reports_made_while_it_was_open() {
    let zone = TimeZone::get("Asia/Shanghai").unwrap();
    let is_open = |incident: &Value| {
        let at: Timestamp = incident["reported_at"].as_str().unwrap().parse().unwrap();
        let local = at.to_zoned(zone.clone());
        // The night belongs to the day that it begins on.
        let evening = local.hour() >= 22;
        let day = if evening { local.date() } else { local.date().yesterday().unwrap() };
        (evening || local.hour() < 6) && day.weekday().to_monday_zero_offset() >= 5
    };
    let all = listed(PERIOD);
    let expected = all.iter().filter(|incident| is_open(incident)).count();
    let found = listed(&format!("{PERIOD}&window=weekend+%E5%A4%9C%E9%97%B4"));
    assert!(expected > 20 && found.iter().all(is_open), "{expected}");
    assert_eq!(found.len(), expected);
}

#[test]
fn the_parts_of_a_film_are_the_whole() {
    let legend = json(&format!("/api/v1/heat/legend?{PERIOD}"));
    for (cycle, count) in [("hour", 24), ("weekday", 7)] {
        let parts = frames(&format!("{PERIOD}&cycle={cycle}"));
        assert_eq!(parts.len(), count);
        assert!((sum(&parts, "incidents") - legend["incidents"].as_f64().unwrap()).abs() < 0.5);
        assert!((sum(&parts, "days") - legend["days"].as_f64().unwrap()).abs() < 1e-6);
    }
    let months = frames(&format!("{PERIOD}&step=month"));
    assert_eq!(months.len(), 6);
    assert_eq!(months[0]["label"][0], "2026-01");
    assert!((sum(&months, "incidents") - legend["incidents"].as_f64().unwrap()).abs() < 0.5);
    // Three months long, each a month after the one before.
    let quarters = frames(&format!("{PERIOD}&step=month&length=3"));
    assert_eq!(quarters.len(), 4);
    assert_eq!(quarters[1]["label"][1], "2026-02-01 — 2026-04-30");
    assert!((sum(&quarters[..1], "incidents") - sum(&months[..3], "incidents")).abs() < 0.5);
}

#[test]
fn all_frames_have_the_scale_of_the_highest() {
    let film = json(&format!("/api/v1/heat/frames?{PERIOD}&step=month&category=消防隐患"));
    let max = film["max"].as_f64().unwrap();
    let mut tops = Vec::new();
    for frame in film["frames"].as_array().unwrap() {
        let query = frame["query"].as_str().unwrap();
        let legend = json(&format!("/api/v1/heat/legend?{query}"));
        assert_eq!(legend["max"], film["max"]);
        assert_eq!(legend["incidents"], frame["incidents"]);
        assert_eq!(legend["days"], frame["days"]);
        let own = json(&format!("/api/v1/heat/legend?{}", query.rsplit_once("&max=").unwrap().0));
        tops.push(own["max"].as_f64().unwrap());
        let tiles = frame["tiles"].as_str().unwrap();
        let tile = tiles.replace("{z}", "8").replace("{x}", "204").replace("{y}", "97");
        let tile = TestDesk::shared().get(&tile);
        assert_eq!((tile.status.as_u16(), tile.header("content-type")), (200, "image/png"));
    }
    let top = tops.iter().copied().fold(0.0, f64::max);
    assert!((top - max).abs() < 1e-12, "{top} {max}");
    let fixed = json(&format!("/api/v1/heat/frames?{PERIOD}&step=month&max=7"));
    assert_eq!(fixed["max"], 7.0);
}

#[test]
fn frames_without_an_open_window_are_left_out() {
    // May Day 2026 is five days off; 9 May is worked.
    let query = "from=2026-05-01&to=2026-05-10&step=day";
    assert_eq!(frames(query).len(), 10);
    assert_eq!(frames(&format!("{query}&window=restday")).len(), 6);
    assert_eq!(frames(&format!("{query}&window=makeup")).len(), 1);
    let night = &frames(&format!("{query}&window=fri+22:00-06:00"))[0];
    assert_eq!(
        (night["label"][0].as_str(), night["days"].as_f64()),
        (Some("2026-05-01"), Some(2.0 / 24.0))
    );
}

#[test]
fn a_table_counts_the_days_that_a_window_is_open() {
    let path = "/api/v1/heat/aggregate?by=township&from=2026-05-01&to=2026-05-31&window=weekend";
    let table = json(path);
    assert_eq!((table["window"].as_str(), &table["warning"]), (Some("weekend"), &Value::Null));
    assert_eq!(table["period"]["days"], 10.0);
    assert_eq!(table["previous"]["days"], 8.0);
    let total = &table["total"];
    let per_30_days = total["count"].as_f64().unwrap() / total["area_km2"].as_f64().unwrap() * 3.0;
    assert!((total["rate"].as_f64().unwrap() / per_30_days - 1.0).abs() < 1e-4, "{total}");
}

#[test]
fn years_beyond_the_table_of_holidays_are_warned_of() {
    let legend = |query: &str| json(&format!("/api/v1/heat/legend?from=2026-01-01&{query}"));
    let warned = legend("to=2027-02-01&window=workday");
    assert!(warned["warning"][1].as_str().unwrap().contains("2026"), "{warned}");
    assert_eq!(legend("to=2026-12-31&window=workday")["warning"], Value::Null);
    assert_eq!(legend("to=2027-02-01&window=weekend")["warning"], Value::Null);
    let film = json("/api/v1/heat/frames?window=holiday&to=2027-02-01&step=month");
    assert!(film["warning"].is_array(), "{film}");
    // Pictures and shapes have no room for it in their bodies.
    for door in ["tiles/8/204/97.png", "image", "contours"] {
        let at = |query: &str| TestDesk::shared().get(&format!("/api/v1/heat/{door}?{query}"));
        let beyond = at("to=2027-02-01&window=workday");
        assert!(beyond.header("x-wangge-warning").contains("2026"), "{door}");
        let known = at("to=2026-12-31&window=workday");
        assert!(known.headers.get("x-wangge-warning").is_none(), "{door}");
    }
    let meta = json("/api/v1/meta");
    assert_eq!(
        (&meta["holidays"]["first_year"], &meta["holidays"]["licence"]),
        (&2004.into(), &"MIT".into())
    );
    assert!(meta["windows"].as_array().unwrap().iter().any(|window| window["name"] == "夜间"));
}

#[test]
fn what_cannot_be_a_film_or_a_window_is_said() {
    for (query, field, part) in [
        ("window=yesterday", "window", "yesterday"),
        ("window=夜间+08:00-09:00", "window", "逗号"),
        ("cycle=hour&window=夜间", "window", "逗号"),
        ("cycle=hour&step=day", "step", "cycle"),
        ("cycle=year", "cycle", "weekday"),
        ("step=year", "step", "month"),
        ("step=day", "step", "400"),
        ("from=2026-05-01&to=2026-05-03&length=5", "length", "期间"),
        ("from=2026-05-01&to=2026-05-03&window=2026-06-01", "step", "时段"),
    ] {
        let answer = TestDesk::shared().get(&format!("/api/v1/heat/frames?{query}"));
        assert_eq!(answer.status.as_u16(), 422, "{query}");
        let problem = answer.json();
        assert_eq!(problem["field"], field, "{query}: {problem}");
        assert!(problem["detail"].to_string().contains(part), "{query}: {problem}");
    }
}
