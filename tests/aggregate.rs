//! Counts and rates over HTTP: they add up, compare, and tell no small count where they are public.

use crate::support::{DESK_OF_TESTS, TestDesk, report};
use axum::http::StatusCode;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use wangge::area::Level;
use wangge::desk::{AggregateOrder, By, Filter, Snapshot, Span};
use wangge::heat::Resolution;
use wangge::incident::Rules;

const DOOR: &str = "/api/v1/heat/aggregate";
/// Sensitive by the shipped rules.
const SENSITIVE: [&str; 4] = ["矛盾纠纷", "信访代办", "电信诈骗", "校园安全"];

fn shared() -> &'static TestDesk {
    TestDesk::shared()
}

fn table(query: &str) -> Value {
    shared().json(&format!("{DOOR}?{query}"))
}

fn items(table: &Value) -> &Vec<Value> {
    table["items"].as_array().expect("items")
}

fn sum(table: &Value, count: impl Fn(&Value) -> &Value) -> u64 {
    items(table).iter().map(|item| count(item).as_u64().expect("a count")).sum()
}

/// Whether a row is of an area or one below it: a code need not begin like its township's.
fn is_in(item: &Value, area: &str) -> bool {
    let snapshot = shared().desk.snapshot();
    let chain = snapshot.areas().chain(item["code"].as_str().unwrap());
    chain.iter().any(|above| above.code.as_str() == area)
}

#[test]
fn every_level_and_every_resolution_count_the_same_incidents() {
    let period = "from=2026-09-01&to=2026-09-30";
    let total = shared().json(&format!("/api/v1/incidents?{period}&limit=1"))["total"].clone();
    for by in ["township", "village", "grid", "h3", "h3&resolution=5", "h3&resolution=9"] {
        let table = table(&format!("by={by}&{period}"));
        assert_eq!(table["total"]["count"], total, "{by}");
        assert_eq!(json!(sum(&table, |item| &item["count"])), total, "{by}");
        let before = table["total"]["previous"]["count"].as_u64().unwrap();
        assert_eq!(sum(&table, |item| &item["previous"]["count"]), before, "{by}");
        assert_eq!(table["elsewhere"]["count"], 0);
        assert!(items(&table).iter().all(|item| item["suppressed"] == false));
    }
    for (by, rows) in [("township", 6), ("village", 98), ("grid", 516)] {
        assert_eq!(items(&table(&format!("by={by}&{period}"))).len(), rows);
    }
}

#[test]
fn a_row_is_what_the_list_of_its_area_counts() {
    let query = "from=2026-09-01&to=2026-09-30&category=%E6%B6%88%E9%98%B2%E9%9A%90%E6%82%A3";
    for item in items(&table(&format!("by=township&{query}"))) {
        let code = item["code"].as_str().unwrap();
        let list = |query: &str| {
            shared().json(&format!("/api/v1/incidents?grid={code}&limit=1&{query}"))["total"]
                .clone()
        };
        assert_eq!(item["count"], list(query), "{item}");
        let earlier = query.replace("2026-09", "2025-09");
        assert_eq!(item["last_year"]["count"], list(&earlier), "{item}");
        let august = "from=2026-08-01&to=2026-08-31&category=%E6%B6%88%E9%98%B2%E9%9A%90%E6%82%A3";
        assert_eq!(item["previous"]["count"], list(august), "{item}");
        let (count, km2) = (item["count"].as_f64().unwrap(), item["area_km2"].as_f64().unwrap());
        assert!((item["rate"].as_f64().unwrap() / (count / km2) - 1.0).abs() < 1e-4, "{item}");
        assert_eq!(item["small"], count < 5.0);
        let change = &item["previous"];
        let before = change["count"].as_f64().unwrap();
        assert_eq!(change["difference"].as_i64().unwrap(), count as i64 - before as i64);
        // August is a day longer.
        let ratio = (count / 30.0) / (before / 31.0);
        assert!((change["ratio"].as_f64().unwrap() / ratio - 1.0).abs() < 1e-4, "{item}");
    }
}

#[test]
fn an_area_has_its_own_units_alone() {
    let whole = table("by=village&from=2026-09-01&to=2026-09-30");
    let part = table("by=village&grid=150624101&from=2026-09-01&to=2026-09-30");
    let inside: Vec<&Value> =
        items(&whole).iter().filter(|item| is_in(item, "150624101")).collect();
    assert_eq!(items(&part).len(), 21);
    let figures = |item: &Value| (item["code"].clone(), item["count"].clone());
    let counts: Vec<_> = items(&part).iter().map(figures).collect();
    assert_eq!(counts, inside.into_iter().map(figures).collect::<Vec<_>>());
    let township = shared().json("/api/v1/areas/township/150624101");
    assert_eq!(part["total"]["area_km2"], township["area_km2"]);
}

#[test]
fn what_is_not_there_to_compare_is_null() {
    let first = table("by=township&from=2025-01-01&to=2025-01-31");
    assert_eq!((&first["previous"], &first["last_year"]), (&Value::Null, &Value::Null));
    assert_eq!(items(&first)[0]["previous"], Value::Null);
    let second = table("by=township&from=2025-02-01&to=2025-02-28");
    assert_eq!(second["previous"]["from"], "2025-01-01T00:00:00+08:00");
    assert_eq!(second["last_year"], Value::Null);
    let all = table("by=township");
    assert_eq!(all["period"]["days"], 669.0);
    assert_eq!(all["total"]["count"], 20_000);
    assert_eq!(all["last_year"], Value::Null);
    let empty = TestDesk::empty().json(&format!("{DOOR}?by=township"));
    assert_eq!((&empty["period"], &empty["total"]["count"]), (&Value::Null, &json!(0)));
    assert_eq!(empty["total"]["rate"], Value::Null);
}

#[test]
fn a_jump_is_more_than_chance_and_a_ripple_is_not() {
    let test = TestDesk::empty();
    let mut number = 0;
    let mut file = |day: &str, lon: f64, lat: f64, times: usize| {
        for _ in 0..times {
            number += 1;
            let mut body = report(&format!("T-{number}"));
            body["reported_at"] = json!(format!("{day}T12:00:00+08:00"));
            body["lon"] = json!(lon);
            body["lat"] = json!(lat);
            body["datum"] = json!("cgcs2000");
            let answer = test.post("/api/v1/incidents", &body, &[DESK_OF_TESTS]);
            assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        }
    };
    // 乌兰镇 from 2 to 24, 棋盘井镇 from 6 to 8.
    file("2026-08-01", 107.98, 39.09, 2);
    file("2026-09-10", 107.98, 39.09, 24);
    file("2026-08-02", 106.98, 39.37, 6);
    file("2026-09-11", 106.98, 39.37, 8);
    let table = test.json(&format!("{DOOR}?by=township&from=2026-09-01&to=2026-09-30"));
    let of = |code: &str| {
        items(&table).iter().find(|item| item["code"] == code).expect("a township")["previous"]
            .clone()
    };
    assert_eq!(of("150624100")["more_than_chance"], true);
    assert_eq!(of("150624100")["small"], true, "2 are few");
    assert_eq!(of("150624101")["more_than_chance"], false);
    assert_eq!(of("150624101")["difference"], 2);
    // Nothing either time.
    assert_eq!(of("150624102")["ratio"], Value::Null);
    assert_eq!(of("150624102")["more_than_chance"], false);
}

#[test]
fn an_unchanged_table_is_not_sent_again_and_a_report_changes_it() {
    let test = TestDesk::empty();
    let path = format!("{DOOR}?by=grid");
    let tag = test.get(&path).header("etag").to_owned();
    let again = test.get_with(&path, &[("if-none-match", &tag)]);
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    test.post("/api/v1/incidents", &report("E-1"), &[DESK_OF_TESTS]);
    let changed = test.get_with(&path, &[("if-none-match", &tag)]);
    assert_eq!(changed.status, StatusCode::OK);
    assert_eq!(changed.json()["total"]["count"], 1);
}

#[test]
fn geojson_has_outlines_and_csv_has_one_line_a_unit() {
    let query = "by=h3&resolution=6&from=2026-09-01&to=2026-09-30";
    let answer = shared().get(&format!("{DOOR}?{query}&format=geojson&internal=true"));
    assert_eq!(answer.header("content-type"), "application/geo+json");
    let collection = answer.json();
    let json = table(query);
    assert_eq!(collection["features"].as_array().map(Vec::len), Some(items(&json).len()));
    assert_eq!(collection["total"], json["total"]);
    let feature = &collection["features"][0];
    assert_eq!(feature["properties"], items(&json)[0]);
    assert_eq!(feature["geometry"]["type"], "Polygon");
    assert_eq!(feature["geometry"]["coordinates"][0].as_array().map(Vec::len), Some(7));

    let query = "by=township&from=2026-09-01&to=2026-09-30";
    let answer = shared().get(&format!("{DOOR}?{query}&format=csv&internal=true"));
    assert!(answer.header("content-disposition").contains("township-internal.csv"));
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    let text = answer.text();
    let body = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::Reader::from_reader(body.as_bytes());
    let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(Result::unwrap).collect();
    let json = table("by=township&from=2026-09-01&to=2026-09-30");
    assert_eq!(rows.len(), 6);
    for (row, item) in rows.iter().zip(items(&json)) {
        assert_eq!(row["code"], item["code"].as_str().unwrap());
        assert_eq!(row["count"], item["count"].to_string());
        assert_eq!(row["from"], "2026-09-01T00:00:00+08:00");
        assert_eq!(row["last_year_count"], item["last_year"]["count"].to_string());
    }
}

#[test]
fn wrong_questions_are_refused_by_name() {
    for (query, status, code, field) in [
        ("", 400, "missing_parameter", "by"),
        ("by=street", 422, "invalid_parameter", "by"),
        ("by=grid&resolution=7", 422, "invalid_parameter", "resolution"),
        ("by=h3&resolution=16", 422, "invalid_parameter", "resolution"),
        ("by=grid&k=5", 422, "invalid_parameter", "k"),
        ("by=grid&public=true&k=4", 422, "invalid_parameter", "k"),
        ("by=grid&public=yes", 422, "invalid_parameter", "public"),
        ("by=grid&public=true&internal=true", 422, "invalid_parameter", "internal"),
        ("by=grid&format=csv&internal=true&k=5", 422, "invalid_parameter", "k"),
        ("by=grid&format=csv&severity=3", 422, "invalid_parameter", "public"),
        ("by=grid&format=geojson&window=weekend", 422, "invalid_parameter", "public"),
        ("by=township&grid=150624101003", 422, "invalid_parameter", "grid"),
        ("by=grid&public=true&severity=3", 422, "invalid_parameter", "public"),
        ("by=grid&public=true&status=reported", 422, "invalid_parameter", "public"),
        ("by=h3&public=true&grid=150624101", 422, "invalid_parameter", "public"),
        ("by=grid&format=xml", 422, "invalid_parameter", "format"),
        ("by=grid&colour=red", 400, "unknown_parameter", "colour"),
    ] {
        let problem = shared().get(&format!("{DOOR}?{query}")).problem(status, code);
        assert_eq!(problem["field"], field, "{query}: {problem}");
    }
}

// ---- public tables

#[test]
fn what_is_not_sensitive_is_shown_whole() {
    let query =
        "by=grid&from=2026-09-01&to=2026-09-30&category=%E6%B6%88%E9%98%B2%E9%9A%90%E6%82%A3";
    let (open, public) = (table(query), table(&format!("{query}&public=true&severity=2,3")));
    assert_eq!(public["k"], 5);
    assert_eq!(items(&open).len(), items(&public).len());
    assert!(items(&public).iter().all(|item| item["suppressed"] == false));
}

#[test]
fn small_counts_of_a_sensitive_category_are_in_no_format() {
    // 电信诈骗
    let query =
        "from=2026-09-01&to=2026-09-30&category=%E7%94%B5%E4%BF%A1%E8%AF%88%E9%AA%97&public=true";
    for by in ["township", "village", "grid", "h3"] {
        let table = table(&format!("by={by}&{query}"));
        assert_eq!((&table["public"], &table["elsewhere"]), (&json!(true), &Value::Null));
        let mut left_out = 0;
        for item in items(&table) {
            for (count, rest) in [
                (&item["count"], vec![&item["rate"]]),
                (&item["previous"]["count"], vec![&item["previous"]["difference"]]),
                (&item["last_year"]["count"], vec![&item["last_year"]["p"]]),
            ] {
                assert!(count.is_null() || count.as_u64().unwrap() >= 5, "{item}");
                assert!(!count.is_null() || rest.iter().all(|value| value.is_null()), "{item}");
            }
            left_out += u64::from(item["suppressed"] == true);
        }
        assert!(by == "township" || left_out > 0, "{by}");
        let csv = shared().get(&format!("{DOOR}?by={by}&{query}&format=csv")).text();
        let shown = csv.lines().skip(1).filter(|line| line.contains(",false,true,")).count() as u64;
        assert_eq!(shown, left_out, "{by}");
    }
}

#[test]
fn what_is_exported_is_public_unless_it_is_said_to_stay_in_the_house() {
    let query =
        "by=grid&from=2026-09-01&to=2026-09-30&category=%E7%94%B5%E4%BF%A1%E8%AF%88%E9%AA%97";
    let (all, public) = (table(query), table(&format!("{query}&public=true")));
    assert!(items(&all).iter().any(|item| (1..5).contains(&item["count"].as_u64().unwrap())));
    let geojson = |more: &str| shared().get(&format!("{DOOR}?{query}&format=geojson{more}")).json();
    let properties = |collection: &Value| -> Vec<Value> {
        let features = collection["features"].as_array().expect("features");
        features.iter().map(|feature| feature["properties"].clone()).collect()
    };
    assert_eq!(properties(&geojson("")), *items(&public));
    assert_eq!(properties(&geojson("&internal=true")), *items(&all));
    let csv = |more: &str| shared().get(&format!("{DOOR}?{query}&format=csv{more}"));
    assert_eq!(csv("").text(), csv("&public=true").text());
    assert_ne!(csv("").text(), csv("&internal=true").text());
    let name = |more: &str| csv(more).header("content-disposition").to_owned();
    assert_eq!(name(""), "attachment; filename=\"grid.csv\"");
    assert_eq!(name("&internal=true"), "attachment; filename=\"grid-internal.csv\"");
}

/// What a reader of public tables puts together: the count of every unit in every table of one
/// period, by category and level.
fn readable(snapshot: &Snapshot, filter: &Filter, k: u64) -> BTreeMap<String, u64> {
    let rules = Rules::default();
    let mut known = BTreeMap::new();
    for level in [Level::Township, Level::Village, Level::Grid] {
        let by = By::Level(level);
        let order = AggregateOrder { by, filter: filter.clone(), public: Some(k) };
        let table = snapshot.aggregate(&order, &rules).unwrap();
        known.extend(table.total.count.map(|count| ("total".to_owned(), count)));
        known.extend(table.rows.into_iter().filter_map(|row| Some((row.code, row.figures.count?))));
    }
    known
}

/// So many months up to the end of the data.
fn until_november(months: i8, categories: Vec<String>) -> Filter {
    let zone = Rules::default().zone();
    let first = format!("2026-{:02}", 11 - months);
    let from = Some(Span::named(&first, &zone).unwrap().from);
    let to = Some(Span::named("2026-10", &zone).unwrap().to);
    Filter { from, to, categories, ..Filter::default() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// The reader solves for what is left out: of the parts of a unit that is shown, those left out
    /// have a known sum. It must be of two at least and `k` at least, on every level.
    #[test]
    fn nothing_left_out_can_be_worked_out_from_all_levels(
        category in prop::sample::select(&SENSITIVE[..]), months in 1..11_i8, k in 5..9_u64,
    ) {
        let snapshot: Arc<Snapshot> = shared().desk.snapshot();
        let filter = until_november(months, vec![category.to_owned()]);
        let known = readable(&snapshot, &filter, k);
        let areas = snapshot.areas();
        let whole = |code: &str| match areas.find(code).and_then(|area| area.parent.as_ref()) {
            Some(parent) if parent.as_str().len() > 6 => parent.to_string(),
            _ => "total".to_owned(),
        };
        let mut left: BTreeMap<String, (usize, u64)> =
            known.iter().map(|(code, count)| (code.clone(), (0, *count))).collect();
        for level in [Level::Township, Level::Village, Level::Grid] {
            for area in areas.level(level) {
                let code = area.code.as_str();
                let Some((parts, rest)) = left.get_mut(&whole(code)) else {
                    prop_assert!(!known.contains_key(code), "{code} is shown below what is not");
                    continue;
                };
                match known.get(code) {
                    Some(count) => *rest -= count,
                    None => *parts += 1,
                }
            }
        }
        for (code, (parts, rest)) in left.iter().filter(|(code, _)| code.len() < 15) {
            let safe = (*parts == 0 && *rest == 0) || (*parts >= 2 && *rest >= k);
            prop_assert!(safe, "{code}: {parts} parts have {rest}");
        }
        // Not by leaving out everything.
        prop_assert!(known.keys().any(|code| code.len() == 12) || months < 4);
    }

    /// A table of several sensitive categories shows sums of what their own tables show, and no more.
    #[test]
    fn tables_of_several_categories_tell_nothing_new(
        chosen in prop::sample::subsequence(&SENSITIVE[..], 2..4), months in 1..11_i8,
    ) {
        let snapshot = shared().desk.snapshot();
        let filter = |categories| until_november(months, categories);
        let alone: Vec<_> = chosen
            .iter()
            .map(|name| readable(&snapshot, &filter(vec![(*name).to_owned()]), 5))
            .collect();
        let together: Vec<String> = chosen.iter().map(|name| (*name).to_owned()).collect();
        for (code, count) in readable(&snapshot, &filter(together), 5) {
            let parts: Option<u64> = alone.iter().map(|table| table.get(&code).copied()).sum();
            prop_assert_eq!(parts, Some(count), "{}", code);
        }
    }
}

/// The counts that a public table of cells shows: of its period, and of the one before.
fn cells_shown(filter: Filter) -> [BTreeMap<String, u64>; 2] {
    let by = By::Cell(Resolution::new(6).unwrap());
    let order = AggregateOrder { by, filter, public: Some(5) };
    let table = shared().desk.snapshot().aggregate(&order, &Rules::default()).unwrap();
    let rows = || table.rows.iter();
    [
        rows().filter_map(|row| Some((row.code.clone(), row.figures.count?))).collect(),
        rows().filter_map(|row| Some((row.code.clone(), row.figures.previous?.count?))).collect(),
    ]
}

#[test]
fn cells_are_hidden_alike_in_every_table_of_a_period() {
    let month = |name: &str, categories: &[&str]| {
        let span = Span::named(name, &Rules::default().zone()).unwrap();
        let categories = categories.iter().map(|name| (*name).to_owned()).collect();
        Filter { from: Some(span.from), to: Some(span.to), categories, ..Filter::default() }
    };
    let mut shown_at_all = 0;
    for category in SENSITIVE {
        let [mut before, _] = cells_shown(month("2025-12", &[category]));
        for number in 1..=10 {
            let [now, previous] = cells_shown(month(&format!("2026-{number:02}"), &[category]));
            // The same period as the one before in a table of other cells.
            assert_eq!(previous, before, "{category} {number}");
            shown_at_all += now.len();
            before = now;
        }
    }
    assert!(shown_at_all > 100, "{shown_at_all}");
    for number in 1..=10 {
        let name = format!("2026-{number:02}");
        let [one, _] = cells_shown(month(&name, &["矛盾纠纷"]));
        let [other, _] = cells_shown(month(&name, &["信访代办"]));
        let [both, _] = cells_shown(month(&name, &["矛盾纠纷", "信访代办"]));
        for (cell, count) in both {
            assert_eq!(one.get(&cell).zip(other.get(&cell)).map(|(a, b)| a + b), Some(count));
        }
    }
}

#[test]
fn an_area_of_a_public_table_shows_what_the_whole_does() {
    let query = "by=grid&from=2026-01-01&to=2026-10-31&category=%E7%94%B5%E4%BF%A1%E8%AF%88%E9%AA%97&public=true";
    let whole = table(query);
    for township in ["150624100", "150624101", "150624200"] {
        let part = table(&format!("{query}&grid={township}"));
        let within: Vec<&Value> =
            items(&whole).iter().filter(|item| is_in(item, township)).collect();
        let count = |item: &Value| (item["code"].clone(), item["count"].clone());
        let counts: Vec<_> = items(&part).iter().map(count).collect();
        assert_eq!(counts, within.into_iter().map(count).collect::<Vec<_>>());
    }
    assert!(items(&whole).iter().any(|item| item["suppressed"] == false));
}

#[test]
fn cells_with_nothing_to_show_are_not_in_a_public_table() {
    let snapshot = shared().desk.snapshot();
    let filter = Filter { categories: vec!["校园安全".to_owned()], ..Filter::default() };
    let by = By::Cell(Resolution::new(8).unwrap());
    let rules = Rules::default();
    let open = AggregateOrder { by, filter: filter.clone(), public: None };
    let open = snapshot.aggregate(&open, &rules).unwrap();
    let public = AggregateOrder { by, filter, public: Some(2) };
    let public = snapshot.aggregate(&public, &rules).unwrap();
    assert_eq!(public.least, Some(5), "the rules' own bound holds");
    assert!(public.rows.len() < open.rows.len());
    assert!(public.rows.iter().all(|row| row.figures.count.is_some_and(|count| count >= 5)));
    let shown: u64 = public.rows.iter().filter_map(|row| row.figures.count).sum();
    let rest = public.total.count.unwrap() - shown;
    assert!(rest >= 5, "{rest}");
}
