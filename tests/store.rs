//! One contract for every store.

use jiff::Timestamp;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;
use wangge::area::AreaCode;
use wangge::geo::{Datum, LonLat, Reported};
use wangge::incident::{Assignment, IncidentId, Report, Severity, Status};
use wangge::store::{
    Actor, Clash, EventKind, Filing, Handover, NewTrouble, Receipt, SqliteStore, Store, StoreError,
    TroubleMove, TroubleSpot, TroubleState, TroubleStep, replay,
};
use wangge::text::Lang;

fn time(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(1_750_000_000_000 + ms).unwrap()
}

fn report(number: i64) -> Report {
    let reported = Reported { x: 107.98 + number as f64 * 1e-7, y: 39.09, datum: Datum::Gcj02 };
    Report {
        external_id: None,
        reported_at: time(number * 1000),
        category: "消防隐患".to_owned(),
        severity: Severity::new(1 + number % 4).unwrap(),
        position: reported.to_lonlat().unwrap(),
        reported,
        accuracy_m: (number % 2 == 0).then_some(12.5),
        channel: "网格员上报".to_owned(),
        description: format!("第 {number} 件"),
    }
}

fn filing(report: Report) -> Filing {
    Filing { report, by: Actor { desk: "调度1".to_owned(), at: time(5) }, idempotency_key: None }
}

fn with_id(external_id: &str, number: i64) -> Filing {
    filing(Report { external_id: Some(external_id.to_owned()), ..report(number) })
}

fn with_key(key: &str, number: i64) -> Filing {
    Filing { idempotency_key: Some(key.to_owned()), ..filing(report(number)) }
}

fn handover(id: IncidentId, seen_version: i64, grid: &str, from: Option<&str>) -> Handover {
    let assignment =
        Assignment { grid: AreaCode::new(grid), at: time(9), desk: "值班长".to_owned() };
    let reason = Some("就近处置".to_owned());
    Handover { id, seen_version, assignment, from: from.map(AreaCode::new), reason }
}

async fn receipts(store: &Arc<dyn Store>, filings: &[Filing]) -> Vec<Receipt> {
    store.report(filings).await.unwrap().value
}

async fn len(store: &Arc<dyn Store>) -> usize {
    store.load(0).await.unwrap().incidents.len()
}

/// What every store must do, on an empty one.
async fn keeps_the_contract(store: Arc<dyn Store>) {
    a_report_is_there_after_commit_as_it_was_given(&store).await;
    the_same_report_is_kept_once(&store).await;
    other_content_under_the_same_name_is_a_conflict(&store).await;
    a_rehearsal_answers_alike_and_keeps_nothing(&store).await;
    a_handover_moves_the_state_and_its_events_together(&store).await;
    a_handover_of_a_changed_incident_is_stale(&store).await;
    what_changed_after_a_number_is_found(&store).await;
    concurrent_reporters_get_ids_of_their_own(&store).await;
    the_state_is_the_replay_of_the_events(&store).await;
    trouble_spots_are_kept_with_what_was_done_about_them(&store).await;
}

async fn trouble_spots_are_kept_with_what_was_done_about_them(store: &Arc<dyn Store>) {
    let by = |ms| Actor { desk: "值班长".to_owned(), at: time(ms) };
    let new = |analysis: &str, units: &[&str]| NewTrouble {
        name: "北门一带".to_owned(),
        analysis: analysis.to_owned(),
        units: units.iter().map(|unit| (*unit).to_owned()).collect(),
        found: ["连续第 3 个月".to_owned(), "month 3 in a row".to_owned()],
        note: None,
        by: by(7),
    };
    assert!(store.trouble_spots().await.unwrap().is_empty());
    let first = store.open_trouble_spot(&new("by=grid", &["a", "b"])).await.unwrap();
    let kept = store.trouble_spots().await.unwrap();
    let NewTrouble { name, analysis, units, found, by: opened, .. } = new("by=grid", &["a", "b"]);
    let state = TroubleState::Open;
    let expected =
        TroubleSpot { id: first, name, analysis, units, found, state, version: 1, opened };
    assert_eq!(kept, [expected]);
    // On some of the same ground, by the same analysis, it is the same trouble.
    let again = store.open_trouble_spot(&new("by=grid", &["b", "c"])).await;
    assert!(matches!(again, Err(StoreError::TroubleOpen { id }) if id == first));
    let second = store.open_trouble_spot(&new("by=village", &["a"])).await.unwrap();
    let third = store.open_trouble_spot(&new("by=grid", &["c"])).await.unwrap();
    assert!(first < second && second < third);
    let clear = TroubleMove {
        id: first,
        seen_version: 1,
        step: TroubleStep::Cleared,
        state: TroubleState::Cleared,
        note: Some("两月无事".to_owned()),
        by: by(8),
    };
    store.step_trouble_spot(&clear).await.unwrap();
    let stale = store.step_trouble_spot(&clear).await;
    assert!(matches!(stale, Err(StoreError::StaleTrouble { id }) if id == first));
    let spot = store.trouble_spots().await.unwrap().remove(0);
    assert_eq!((spot.state, spot.version, spot.opened), (TroubleState::Cleared, 2, by(7)));
    let events = store.trouble_events(first).await.unwrap();
    let steps: Vec<TroubleStep> = events.iter().map(|event| event.step).collect();
    assert_eq!(steps, [TroubleStep::Opened, TroubleStep::Cleared]);
    assert_eq!((events[1].at, events[1].note.as_deref()), (time(8), Some("两月无事")));
    // Its ground is free again, and nothing of this is an event of an incident.
    store.open_trouble_spot(&new("by=grid", &["a"])).await.unwrap();
    let seq = store.load(0).await.unwrap().seq;
    assert_eq!(store.load(seq).await.unwrap().seq, seq);
}

async fn a_report_is_there_after_commit_as_it_was_given(store: &Arc<dyn Store>) {
    assert_eq!((len(store).await, store.load(0).await.unwrap().seq), (0, 0));
    let filings = [with_id("A-1", 1), filing(report(2)), with_key("k-3", 3)];
    let committed = store.report(&filings).await.unwrap();
    assert_eq!(committed.seq, 3);
    let loaded = store.load(0).await.unwrap();
    assert_eq!(loaded.seq, 3);
    for ((filing, receipt), incident) in filings.iter().zip(&committed.value).zip(&loaded.incidents)
    {
        assert_eq!(*receipt, Receipt::New(incident.id));
        assert_eq!(incident.report, filing.report);
        assert_eq!((incident.status, incident.version), (Status::Reported, 1));
        let events = store.events(incident.id).await.unwrap();
        assert_eq!(events.len(), 1);
        assert_eq!((events[0].at, events[0].desk.as_str()), (time(5), "调度1"));
        let channel = "网格员上报".to_owned();
        assert_eq!(events[0].kind, EventKind::Reported { channel });
    }
    let ids: Vec<i64> = loaded.incidents.iter().map(|incident| incident.id.0).collect();
    assert_eq!(ids, [1, 2, 3]);
}

async fn the_same_report_is_kept_once(store: &Arc<dyn Store>) {
    let before = store.load(0).await.unwrap();
    let one = IncidentId(1);
    assert_eq!(receipts(store, &[with_id("A-1", 1)]).await, [Receipt::Again(one)]);
    assert_eq!(receipts(store, &[with_key("k-3", 3)]).await, [Receipt::Again(IncidentId(3))]);
    // A better conversion of the same reported position is still the same report.
    let mut moved = with_id("A-1", 1);
    moved.report.position = LonLat::new(107.97, 39.08).unwrap();
    assert_eq!(receipts(store, &[moved]).await, [Receipt::Again(one)]);
    // Another actor and another time of receipt, too.
    let by = Actor { desk: "调度2".to_owned(), at: time(999) };
    let again = Filing { by, ..with_id("A-1", 1) };
    assert_eq!(receipts(store, &[again]).await, [Receipt::Again(one)]);
    assert_eq!(store.load(0).await.unwrap(), before);
    // Without a name two equal reports are two incidents.
    let twice = receipts(store, &[filing(report(2)), filing(report(2))]).await;
    assert_eq!(twice, [Receipt::New(IncidentId(4)), Receipt::New(IncidentId(5))]);
    // Inside one call as well.
    let twice = receipts(store, &[with_id("A-6", 6), with_id("A-6", 6)]).await;
    assert_eq!(twice, [Receipt::New(IncidentId(6)), Receipt::Again(IncidentId(6))]);
}

async fn other_content_under_the_same_name_is_a_conflict(store: &Arc<dyn Store>) {
    let before = store.load(0).await.unwrap();
    let by_id = Receipt::Conflict(IncidentId(1), Clash::ExternalId);
    let by_key = Receipt::Conflict(IncidentId(3), Clash::IdempotencyKey);
    assert_eq!(receipts(store, &[with_id("A-1", 2)]).await, std::slice::from_ref(&by_id));
    assert_eq!(receipts(store, &[with_key("k-3", 1)]).await, std::slice::from_ref(&by_key));
    // A sender's number is part of what a report says.
    let named = Filing { idempotency_key: Some("k-3".to_owned()), ..with_id("A-3", 3) };
    assert_eq!(receipts(store, &[named]).await, std::slice::from_ref(&by_key));
    assert_eq!(store.load(0).await.unwrap(), before);
    // The others of the call are kept.
    let mixed = receipts(store, &[with_id("A-1", 2), with_id("A-7", 7), with_id("A-7", 8)]).await;
    let seven = IncidentId(7);
    assert_eq!(mixed, [by_id, Receipt::New(seven), Receipt::Conflict(seven, Clash::ExternalId)]);
    // A key that came with a known report stands for it from then on.
    let keyed = Filing { idempotency_key: Some("k-7".to_owned()), ..with_id("A-7", 7) };
    assert_eq!(receipts(store, &[keyed]).await, [Receipt::Again(seven)]);
    let clash = Receipt::Conflict(seven, Clash::IdempotencyKey);
    assert_eq!(receipts(store, &[with_key("k-7", 9)]).await, [clash]);
}

async fn a_rehearsal_answers_alike_and_keeps_nothing(store: &Arc<dyn Store>) {
    let before = store.load(0).await.unwrap();
    let filings = [with_id("A-1", 1), with_id("A-8", 8), with_id("A-8", 9), with_key("k-8", 8)];
    let rehearsed = store.rehearse(&filings).await.unwrap();
    assert_eq!(store.load(0).await.unwrap(), before);
    assert_eq!(receipts(store, &filings).await, rehearsed);
}

async fn a_handover_moves_the_state_and_its_events_together(store: &Arc<dyn Store>) {
    let id = IncidentId(1);
    let seq = store.load(0).await.unwrap().seq;
    let first = handover(id, 1, "150624101003007", None);
    assert_eq!(store.assign(&first).await.unwrap().seq, seq + 1);
    let second = handover(id, 2, "150624101003001", Some("150624101003007"));
    assert_eq!(store.assign(&second).await.unwrap().seq, seq + 2);
    let incident = store.load(seq).await.unwrap().incidents.remove(0);
    assert_eq!((incident.status, incident.version), (Status::Assigned, 3));
    assert_eq!(incident.assigned, Some(second.assignment));
    let kinds: Vec<&str> =
        store.events(id).await.unwrap().iter().map(|event| event.kind.name()).collect();
    assert_eq!(kinds, ["reported", "assigned", "reassigned"]);
}

async fn a_handover_of_a_changed_incident_is_stale(store: &Arc<dyn Store>) {
    let before = store.load(0).await.unwrap();
    for (id, version) in [(1, 1), (1, 4), (9_999, 1)] {
        let err = store.assign(&handover(IncidentId(id), version, "1", None)).await.unwrap_err();
        assert!(matches!(err, StoreError::Stale { id: found } if found.0 == id), "{err}");
    }
    assert_eq!(store.load(0).await.unwrap(), before);
    assert!(store.events(IncidentId(9_999)).await.unwrap().is_empty());
}

async fn what_changed_after_a_number_is_found(store: &Arc<dyn Store>) {
    let seq = store.load(0).await.unwrap().seq;
    assert!(store.load(seq).await.unwrap().incidents.is_empty());
    let new = receipts(store, &[filing(report(50))]).await.remove(0).id();
    store.assign(&handover(IncidentId(2), 1, "150624101003007", None)).await.unwrap();
    let changed = store.load(seq).await.unwrap();
    let ids: Vec<IncidentId> = changed.incidents.iter().map(|incident| incident.id).collect();
    assert_eq!((ids, changed.seq), (vec![IncidentId(2), new], seq + 2));
}

async fn concurrent_reporters_get_ids_of_their_own(store: &Arc<dyn Store>) {
    let before = len(store).await;
    let reporters: Vec<_> = (0..50)
        .map(|number| {
            let store = Arc::clone(store);
            tokio::spawn(async move { receipts(&store, &[filing(report(number))]).await })
        })
        .collect();
    let mut ids = Vec::new();
    for reporter in reporters {
        ids.extend(reporter.await.unwrap().iter().map(Receipt::id));
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 50);
    assert_eq!(len(store).await, before + 50);
}

async fn the_state_is_the_replay_of_the_events(store: &Arc<dyn Store>) {
    for incident in store.load(0).await.unwrap().incidents {
        let standing = replay(&store.events(incident.id).await.unwrap()).unwrap();
        assert_eq!(
            (standing.status, standing.assigned, standing.version),
            (incident.status, incident.assigned, incident.version),
            "incident {}",
            incident.id.0
        );
    }
}

async fn open(path: &Path) -> Arc<dyn Store> {
    Arc::new(SqliteStore::open(path).await.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_keeps_the_contract_and_all_of_it_after_reopening() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("desk.db");
    let store = open(&path).await;
    keeps_the_contract(Arc::clone(&store)).await;
    let before = store.load(0).await.unwrap();
    store.close().await.unwrap();
    drop(store);
    let store = open(&path).await;
    assert_eq!(store.load(0).await.unwrap(), before);
    // Ids go on where they ended.
    let last = before.incidents.last().unwrap().id.0;
    let next = receipts(&store, &[filing(report(1))]).await;
    assert_eq!(next, [Receipt::New(IncidentId(last + 1))]);
    assert_eq!(receipts(&store, &[with_key("k-3", 3)]).await, [Receipt::Again(IncidentId(3))]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_in_memory_keeps_the_contract() {
    keeps_the_contract(Arc::new(SqliteStore::in_memory().await.unwrap())).await;
}

#[tokio::test]
async fn many_reports_in_one_call_keep_their_order() {
    let store: Arc<dyn Store> = Arc::new(SqliteStore::in_memory().await.unwrap());
    let filings: Vec<Filing> =
        (0..1_203).map(|number| with_id(&number.to_string(), number)).collect();
    let expected: Vec<Receipt> = (1..=1_203).map(|id| Receipt::New(IncidentId(id))).collect();
    assert_eq!(receipts(&store, &filings).await, expected);
    let loaded = store.load(0).await.unwrap();
    assert_eq!(loaded.seq, 1_203);
    assert!(loaded.incidents.iter().zip(&filings).all(|(i, f)| i.report == f.report));
    assert_eq!(receipts(&store, &filings).await[1_202], Receipt::Again(IncidentId(1_203)));
}

#[tokio::test]
async fn a_second_process_is_refused_and_told_what_to_do() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("desk.db");
    let first = open(&path).await;
    let err = SqliteStore::open(&path).await.unwrap_err();
    assert!(matches!(err, StoreError::InUse { .. }), "{err}");
    assert!(err.message().render(Lang::Zh).contains("请先停止"), "{err}");
    // Through a link it is the same file.
    #[cfg(unix)]
    {
        let link = dir.path().join("link.db");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let err = SqliteStore::open(&link).await.unwrap_err();
        assert!(matches!(err, StoreError::InUse { .. }), "{err}");
    }
    drop(first);
    open(&path).await;
}

#[tokio::test]
async fn a_file_that_is_something_else_is_refused_and_left_alone() {
    let dir = TempDir::new().unwrap();
    let text = dir.path().join("incidents.csv");
    std::fs::write(&text, "编号,时间,经度,纬度\n".repeat(200)).unwrap();
    let foreign = dir.path().join("foreign.db");
    foreign_database(&foreign, "CREATE TABLE note (text TEXT)").await;
    for path in [text, foreign] {
        let before = std::fs::read(&path).unwrap();
        let err = SqliteStore::open(&path).await.unwrap_err();
        assert!(matches!(err, StoreError::NotOurs { .. }), "{}: {err:?}", path.display());
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("desk.db");
    open(&path).await.close().await.unwrap();
    foreign_database(
        &path,
        "INSERT INTO _sqlx_migrations VALUES (9001, 'later', '2030-01-01', TRUE, x'00', 1)",
    )
    .await;
    let err = SqliteStore::open(&path).await.unwrap_err();
    assert!(matches!(err, StoreError::NewerSchema { version: 9001, .. }), "{err:?}");
}

#[tokio::test]
async fn a_row_that_cannot_be_right_is_named() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("desk.db");
    let store = open(&path).await;
    receipts(&store, &[filing(report(1))]).await;
    store.close().await.unwrap();
    drop(store);
    foreign_database(&path, "UPDATE incident SET datum = 'moon'").await;
    let err = open(&path).await.load(0).await.unwrap_err();
    assert!(err.to_string().contains("incident 1, datum"), "{err}");
}

#[tokio::test]
async fn a_folder_that_is_missing_is_named() {
    let err = SqliteStore::open(Path::new("no/such/folder/desk.db")).await.unwrap_err();
    assert!(matches!(err, StoreError::Open { .. }), "{err:?}");
    assert!(err.message().render(Lang::Zh).contains("no/such/folder"), "{err}");
}

/// Runs a statement as another program would.
async fn foreign_database(path: &Path, sql: &'static str) {
    use sqlx::{Connection, sqlite::SqliteConnectOptions};
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let mut connection = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::query(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}
