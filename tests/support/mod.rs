//! A desk on the reference data with the real router, driven without a socket.

pub mod basemap;
pub mod server;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_TYPE, HeaderMap};
use axum::http::{Request, StatusCode};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt;
use wangge::area::{self, AreaSet};
use wangge::desk::{Context, Desk, Press};
use wangge::http::AppState;
use wangge::incident::{HeaderTable, ReadOptions, Report, Rules, read_file};
use wangge::store::SqliteStore;

/// The header of the desk 调度1.
pub const DESK_OF_TESTS: (&str, &str) = ("x-wangge-desk", "%E8%B0%83%E5%BA%A61");

/// One runtime for all tests, so that a shared desk's writer outlives each of them.
pub static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));

static AREAS: LazyLock<Arc<AreaSet>> = LazyLock::new(|| {
    let loaded = area::read_dir(&data(), &area::Fields::default()).expect("the reference data");
    Arc::new(loaded.set)
});

static SHARED: LazyLock<TestDesk> = LazyLock::new(|| {
    let test = TestDesk::empty();
    let context =
        Context { desk: "导入".to_owned(), now: Timestamp::now(), idempotency_key: None };
    RUNTIME.block_on(test.desk.report_all(reports(), &context)).expect("20,000 reports");
    test
});

/// The folder of the reference data.
pub fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/otog")
}

fn reports() -> Vec<Report> {
    let (rules, headers) = (Rules::default(), HeaderTable::default());
    let options = ReadOptions { rules: &rules, headers: &headers, datum: None };
    let mut reports = Vec::new();
    read_file(&data().join("incidents.csv"), &options, &mut |row| {
        reports.push(row.outcome.expect("the reference incidents have no fault"));
        ControlFlow::Continue(())
    })
    .expect("incidents.csv");
    reports
}

fn state_of(desk: &Arc<Desk>) -> AppState {
    let press = Press::new(None, vec!["GeoNames CC BY 4.0".to_owned()]);
    AppState::new(Arc::clone(desk), Arc::new(Rules::default()), HeaderTable::default(), press)
}

/// A desk with a store in a folder of its own.
pub struct TestDesk {
    pub desk: Arc<Desk>,
    router: Router,
    _folder: TempDir,
}

impl TestDesk {
    /// The reference boundaries with all 20,000 reference incidents. Only to be read.
    pub fn shared() -> &'static Self {
        &SHARED
    }

    /// The reference boundaries without incidents.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let desk = RUNTIME.block_on(async {
            let store = SqliteStore::open(&folder.path().join("desk.db")).await.expect("a store");
            Desk::open(Arc::new(store), Arc::clone(&AREAS)).await.expect("a desk")
        });
        let desk = Arc::new(desk);
        let state = state_of(&desk);
        let router = wangge::http::router(state);
        Self { desk, router, _folder: folder }
    }

    /// Another server's state on the same desk: one that may be stopped.
    pub fn other_state(&self) -> AppState {
        state_of(&self.desk)
    }

    /// Sends a request through the whole router.
    pub fn send(&self, request: Request<Body>) -> Answer {
        RUNTIME.block_on(async {
            let response = self.router.clone().oneshot(request).await.expect("infallible");
            let (parts, body) = response.into_parts();
            let body = axum::body::to_bytes(body, usize::MAX).await.expect("a whole body");
            Answer { status: parts.status, headers: parts.headers, body }
        })
    }

    /// `GET` with headers.
    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(request("GET", path, headers, Body::empty()))
    }

    /// `GET`.
    pub fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[])
    }

    /// `GET` that must be answered with 200, as JSON.
    pub fn json(&self, path: &str) -> Value {
        let answer = self.get(path);
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        answer.json()
    }

    /// `POST` of a JSON document.
    pub fn post(&self, path: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
        let mut headers = headers.to_vec();
        headers.push((CONTENT_TYPE.as_str(), "application/json"));
        self.send(request("POST", path, &headers, Body::from(body.to_string())))
    }
}

/// A request for [`TestDesk::send`].
pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: Body) -> Request<Body> {
    let builder = Request::builder().method(method).uri(path);
    let builder = headers.iter().fold(builder, |b, (name, value)| b.header(*name, *value));
    builder.body(body).expect("a request")
}

/// A report without fault.
pub fn report(external_id: &str) -> Value {
    json!({
        "reported_at": "2026-11-01T08:30:00+08:00", "category": "消防隐患", "severity": 2,
        "lon": 107.98, "lat": 39.09, "datum": "gcj02", "accuracy_m": 30, "channel": "热线",
        "description": "消防通道被占", "external_id": external_id,
    })
}

/// An answer, read to its end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    /// The problem document, which must have this status and code.
    #[track_caller]
    pub fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["type"], format!("/problems/{code}"));
        assert_eq!(problem["status"], status);
        assert!(problem["title"].as_str().is_some_and(|t| !t.is_empty()));
        assert!(problem["detail"].as_str().is_some_and(|d| !d.is_empty()));
        problem
    }
}
