//! The API document: a change of the API shows as a change of the snapshot.

use crate::support::{TestDesk, request};
use serde_json::Value;
use std::collections::BTreeSet;

const METHODS: [&str; 4] = ["get", "post", "put", "delete"];

fn document() -> Value {
    serde_json::to_value(wangge::http::openapi()).expect("a JSON document")
}

#[test]
fn the_document_is_as_it_was_reviewed() {
    insta::assert_json_snapshot!("openapi", document());
}

#[test]
fn every_route_is_in_the_document_and_every_path_of_the_document_is_served() {
    // The router and the document are made from one list; this holds the written paths to it.
    let document = document();
    let paths = document["paths"].as_object().expect("paths");
    let written: BTreeSet<&str> = paths.keys().map(String::as_str).collect();
    let contract = BTreeSet::from([
        "/healthz",
        "/api/v1/meta",
        "/api/v1/areas/{level}",
        "/api/v1/areas/{level}/{code}",
        "/api/v1/locate",
        "/api/v1/services",
        "/api/v1/services/nearest",
        "/api/v1/incidents",
        "/api/v1/incidents/map",
        "/api/v1/incidents/histogram",
        "/api/v1/incidents/{id}",
        "/api/v1/incidents/{id}/assign",
        "/api/v1/heat/tiles/{z}/{x}/{y}.png",
        "/api/v1/heat/legend",
        "/api/v1/heat/bandwidth",
        "/api/v1/heat/image",
        "/api/v1/heat/contours",
        "/api/v1/heat/aggregate",
        "/api/v1/heat/frames",
        "/api/v1/heat/local",
        "/api/v1/heat/hotspots",
        "/api/v1/trouble-spots",
        "/api/v1/trouble-spots/{id}",
        "/api/v1/trouble-spots/{id}/{step}",
        "/api/v1/sheets",
        "/api/v1/patrols",
        "/api/v1/patrols/{area}",
        "/api/v1/sheets/{area}.{format}",
        "/api/v1/jobs",
        "/api/v1/jobs/{id}",
        "/api/v1/jobs/{id}/events",
        "/api/v1/jobs/{id}/results",
        "/api/v1/openapi.json",
        "/api/docs",
    ]);
    assert_eq!(written, contract);
    let test = TestDesk::empty();
    for path in written {
        let path_of = path.replace("{step}", "note");
        let address = ["{level}", "{code}", "{id}", "{z}", "{x}", "{y}", "{grid}", "{format}"]
            .iter()
            .fold(path_of, |path, name| path.replace(name, "0"));
        let method = if paths[path].get("get").is_some() { "GET" } else { "POST" };
        let answer = test.send(request(method, &address, &[], axum::body::Body::empty()));
        let unrouted = answer.status == 404 && answer.text().contains("\"not_found\"");
        assert!(!unrouted && answer.status != 405, "{method} {address}: {}", answer.text());
    }
}

#[test]
fn the_document_is_served_as_it_is() {
    let served = TestDesk::empty().json("/api/v1/openapi.json");
    assert_eq!(served, document());
    assert_eq!(served["openapi"], "3.1.0");
}

#[test]
fn every_operation_parameter_and_schema_is_described() {
    let document = document();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for method in METHODS.iter().filter_map(|method| item.get(method)) {
            assert!(method["summary"].is_string(), "{path} has no summary");
            for parameter in method["parameters"].as_array().into_iter().flatten() {
                assert!(parameter["description"].is_string(), "{path}: {parameter}");
                assert!(parameter.get("schema").is_some(), "{path}: {parameter}");
            }
            for (status, response) in method["responses"].as_object().expect("responses") {
                if status.starts_with('4') || status.starts_with('5') {
                    assert!(
                        response["content"].get("application/problem+json").is_some(),
                        "{path} {status}"
                    );
                }
            }
        }
    }
    for (name, schema) in document["components"]["schemas"].as_object().expect("schemas") {
        let parts = schema["allOf"].as_array().cloned().unwrap_or_default();
        let described = schema["description"].is_string() || !parts.is_empty();
        assert!(described, "{name} has no description");
        for (field, value) in schema["properties"].as_object().into_iter().flatten() {
            let text = value.to_string();
            assert!(text.contains("description") || text.contains("$ref"), "{name}.{field}");
        }
    }
}
