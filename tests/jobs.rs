//! Atlases over HTTP: an order, a job with its progress, and the file.

use crate::support::server::Server;
use crate::support::{Answer, TestDesk, data, request};
use axum::body::Body;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::time::{Duration, Instant};

fn order(test: &TestDesk, body: &Value) -> Answer {
    test.post("/api/v1/sheets", body, &[])
}

fn delete(test: &TestDesk, path: &str) -> Answer {
    test.send(request("DELETE", path, &[], Body::empty()))
}

/// A village with few grids.
fn village() -> String {
    let areas = TestDesk::shared().desk.snapshot();
    let villages = areas.areas().level(wangge::area::Level::Village);
    let few = |code: &str| {
        let grids = areas.areas().grids().iter();
        grids.filter(|g| g.parent.as_ref().is_some_and(|p| p.as_str() == code)).count() == 2
    };
    let found = villages.iter().find(|village| few(village.code.as_str()));
    found.expect("a village of two grids").code.to_string()
}

/// Waits until a job has this status.
#[track_caller]
fn wait_for(test: &TestDesk, address: &str, status: &str) -> Value {
    let begun = Instant::now();
    loop {
        let job = test.json(address);
        if job["status"] == status {
            return job;
        }
        let on = ["accepted", "running"].contains(&job["status"].as_str().expect("a status"));
        assert!(on && begun.elapsed() < Duration::from_mins(2), "{job}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn one_grid_is_answered_at_once() {
    let test = TestDesk::shared();
    let body = json!({ "grid": "150624101003007", "format": "svg", "period": "2026-09",
        "category": ["消防隐患"], "printed_on": "2026-11-23" });
    let answer = order(test, &body);
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "image/svg+xml");
    assert!(answer.header("content-disposition").contains("150624101003007.svg"));
    assert!(answer.body == order(test, &body).body, "the same every time");
    let problem = order(test, &json!({ "grid": "15", "format": "svg" }));
    problem.problem(404, "unknown_sheet");
    let both = json!({ "grid": "150624101003007", "worst": 3 });
    assert_eq!(order(test, &both).problem(422, "invalid_order")["field"], "worst");
}

#[test]
fn an_atlas_is_a_job_whose_file_can_be_fetched_twice() {
    let test = TestDesk::shared();
    let village = village();
    let body = json!({ "of": [village], "period": "2026", "printed_on": "2026-11-23" });
    let accepted = order(test, &body);
    assert_eq!(accepted.status, 202, "{}", accepted.text());
    let address = accepted.header("location").to_owned();
    let job = accepted.json();
    assert_eq!((&job["type"], &job["processID"]), (&json!("process"), &json!("atlas")));
    assert_eq!(address, format!("/api/v1/jobs/{}", job["jobID"].as_str().expect("an id")));
    assert_eq!(job["total"], 2);
    let done = wait_for(test, &address, "successful");
    assert_eq!((&done["progress"], &done["done"]), (&json!(100), &json!(2)));
    let results = format!("{address}/results");
    let [first, again] = [test.get(&results), test.get(&results)];
    assert_eq!(first.header("content-type"), "application/pdf");
    assert_eq!(first.header("content-length"), first.body.len().to_string());
    assert!(first.body.starts_with(b"%PDF") && first.body == again.body);
    assert_eq!(done["bytes"], first.body.len());
    // Events of a job that has ended: one, and the end of the stream.
    let events = test.get(&format!("{address}/events"));
    assert_eq!(events.header("content-type"), "text/event-stream");
    assert_eq!(events.text().matches("event: progress").count(), 1, "{}", events.text());
    let listed = test.json("/api/v1/jobs");
    assert!(listed["jobs"].as_array().expect("jobs").iter().any(|j| j["jobID"] == job["jobID"]));
    assert_eq!(delete(test, &address).status, 200);
    test.get(&address).problem(404, "unknown_job");
    test.get(&results).problem(404, "unknown_job");
}

#[test]
fn jobs_wait_for_each_other_can_be_cancelled_and_are_limited() {
    let test = &TestDesk::empty();
    // 516 sheets: they do not end while this test looks.
    let body = json!({ "kind": "zip", "format": "png", "period": "2026" });
    let mut addresses = Vec::new();
    loop {
        let answer = order(test, &body);
        if answer.status != 202 {
            answer.problem(429, "too_many_jobs");
            break;
        }
        addresses.push(answer.header("location").to_owned());
        assert!(addresses.len() < 20, "the queue is bounded");
    }
    assert!(addresses.len() >= 2, "{addresses:?}");
    let last = addresses.last().expect("some").clone();
    assert_eq!(test.json(&last)["status"], "accepted", "one works at a time");
    test.get(&format!("{last}/results")).problem(404, "no_result");
    for address in addresses.iter().rev() {
        assert_eq!(delete(test, address).json()["status"], "dismissed");
        test.get(&format!("{address}/results")).problem(404, "no_result");
        assert_eq!(delete(test, address).status, 200, "and removed");
        test.get(address).problem(404, "unknown_job");
    }
}

#[test]
fn an_order_with_faults_is_refused_by_field() {
    let test = TestDesk::shared();
    let refused = |body: Value, status: u16, code: &str, field: Value| {
        let problem = order(test, &body).problem(status, code);
        assert_eq!(problem["field"], field, "{problem}");
    };
    refused(json!({ "name": "x" }), 422, "invalid_order", json!("name"));
    refused(json!({ "of": [1] }), 422, "invalid_order", json!("of"));
    refused(json!({ "of": ["15062499"] }), 422, "invalid_order", json!("of"));
    refused(json!({ "open": ["没有"] }), 422, "invalid_parameter", json!("open"));
    refused(json!({ "worst": 0 }), 422, "invalid_parameter", json!("worst"));
    refused(json!({ "by": "rate" }), 422, "invalid_order", json!("by"));
    refused(json!({ "worst": 3, "by": "size" }), 422, "invalid_parameter", json!("by"));
    refused(json!({ "format": "png" }), 422, "invalid_order", json!("format"));
    refused(json!({ "printed_on": "23.11." }), 400, "malformed_parameter", json!("printed_on"));
    let empty = json!({ "period": "2020", "open": ["消防隐患"] });
    refused(empty, 422, "empty_selection", Value::Null);
}

#[test]
fn progress_is_told_over_a_port_and_a_server_that_stops_ends_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = folder.path().join("desk.db");
    // What a crash left is gone.
    let left = folder.path().join("desk.db.jobs/1-1");
    std::fs::create_dir_all(&left).expect("a folder");
    let mut server = Server::start(&data(), &db, &[]);
    assert!(!left.exists(), "cleaned at the start");
    let mut accepted = ureq::post(format!("{}/api/v1/sheets", server.base))
        .send_json(json!({ "kind": "zip", "format": "png", "period": "2026" }))
        .expect("a job");
    let job: Value = accepted.body_mut().read_json().expect("JSON");
    let id = job["jobID"].as_str().expect("an id").to_owned();
    let address = format!("{}/api/v1/jobs/{id}/events", server.base);
    let events = ureq::get(address).call().expect("a stream").into_body();
    let mut lines = BufReader::new(events.into_reader()).lines().map_while(Result::ok);
    let data = |line: &String| line.strip_prefix("data: ").map(ToOwned::to_owned);
    let told: Vec<Value> = lines
        .by_ref()
        .filter_map(|line| data(&line))
        .map(|text| serde_json::from_str(&text).expect("JSON"))
        .take_while(|job: &Value| job["done"].as_u64() < Some(2))
        .collect();
    assert!(told.iter().all(|job| job["total"] == 516), "{told:?}");
    assert!(folder.path().join("desk.db.jobs").join(&id).exists());
    // The stream is open and the job works: the server ends all the same, and soon.
    let begun = Instant::now();
    assert_eq!(server.stop(), Some(0), "in good order");
    assert!(begun.elapsed() < Duration::from_secs(9), "{:?}", begun.elapsed());
    assert!(lines.count() < 1_000, "the stream has ended");
    assert!(!folder.path().join("desk.db.jobs").exists(), "no file is left");
}
