//! Boundaries change: every report belongs to those in force on its day.

use jiff::Timestamp;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use tempfile::TempDir;
use wangge::area::{AreaError, Fields, check_dir, read_editions};
use wangge::desk::{Context, Desk};
use wangge::incident::{Draft, Rules};
use wangge::locate::Editions;
use wangge::store::SqliteStore;

/// Two squares beside each other, 1 and 2, with the border at this longitude.
fn grids(border: f64) -> String {
    let square = |code: &str, name: &str, west: f64, east: f64| {
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{code}","name":"{name}"}},"geometry":{{"type":"Polygon","coordinates":[[[{west},39],[{east},39],[{east},39.5],[{west},39.5],[{west},39]]]}}}}"#
        )
    };
    let (first, second) = (
        square("150624100001001", "西", 107.0, border),
        square("150624100001002", "东", border, 108.0),
    );
    format!(r#"{{"type":"FeatureCollection","features":[{first},{second}]}}"#)
}

/// A folder with boundaries of its own and those of 2026-07-01.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("grids.geojson"), grids(107.5)).expect("written");
    write_edition(folder.path(), "2026-07-01", 107.2);
    folder
}

fn write_edition(folder: &Path, name: &str, border: f64) -> PathBuf {
    let dir = folder.join(name);
    fs::create_dir(&dir).expect("a folder");
    fs::write(dir.join("grids.geojson"), grids(border)).expect("written");
    dir
}

fn editions(dir: &Path) -> Editions {
    let read = read_editions(dir, &Fields::default()).expect("editions");
    let sets = read.into_iter().map(|loaded| Arc::new(loaded.set)).collect();
    Editions::build(sets, &Rules::default().zone()).expect("grids")
}

fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

#[test]
fn the_edition_changes_at_local_midnight() {
    let folder = folder();
    let editions = editions(folder.path());
    let at = wangge::geo::LonLat::new(107.3, 39.2).unwrap();
    let grid = |when: &str| editions.at(time(when)).locate(at).grid.to_string();
    assert_eq!(grid("1990-01-01T00:00:00Z"), "150624100001001");
    assert_eq!(grid("2026-06-30T23:59:59+08:00"), "150624100001001");
    assert_eq!(grid("2026-07-01T00:00:00+08:00"), "150624100001002");
    assert_eq!(grid("2030-01-01T00:00:00Z"), "150624100001002");
    assert_eq!(editions.iter().count(), 2);
}

#[test]
fn a_folder_may_hold_dated_editions_only_and_none_with_half_a_date() {
    let folder = tempfile::tempdir().expect("a folder");
    write_edition(folder.path(), "2026-07-01", 107.2);
    write_edition(folder.path(), "2024-01-01", 107.5);
    fs::create_dir(folder.path().join("notes")).expect("a folder");
    let read = read_editions(folder.path(), &Fields::default()).expect("editions");
    let dates: Vec<String> =
        read.iter().filter_map(|l| l.set.effective_from()).map(|d| d.to_string()).collect();
    assert_eq!(dates, ["2024-01-01", "2026-07-01"]);
    for bad in ["2026-13-01", "20260701", "2026.07.01"] {
        let dir = write_edition(folder.path(), bad, 107.2);
        let error = read_editions(folder.path(), &Fields::default()).expect_err(bad);
        assert!(matches!(&error, AreaError::BadEdition { dir: named } if *named == dir), "{error}");
        fs::remove_dir_all(dir).expect("removed");
    }
}

#[test]
fn faults_are_named_with_their_edition() {
    let folder = folder();
    fs::write(folder.path().join("2026-07-01/grids.geojson"), "{").expect("written");
    let findings = check_dir(folder.path(), &Fields::default()).expect("checked");
    assert!(findings.iter().any(|f| f.file == "2026-07-01/grids.geojson"), "{findings:?}");
}

#[test]
fn an_incident_belongs_to_the_grid_of_its_day() {
    let folder = folder();
    let editions = Arc::new(editions(folder.path()));
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = Arc::new(SqliteStore::in_memory().await.expect("a store"));
        let now = time("2026-08-01T00:00:00Z");
        let desk = Desk::open_editions(store, Arc::clone(&editions), now).await.expect("a desk");
        let context = Context { desk: "调度1".to_owned(), now, idempotency_key: None };
        for (when, grid, name) in [
            ("2026-06-30T12:00:00+08:00", "150624100001001", "西"),
            ("2026-07-02T12:00:00+08:00", "150624100001002", "东"),
        ] {
            let text = |text: &str| Some(text.to_owned());
            let draft = Draft {
                reported_at: text(when),
                category: text("其他"),
                severity: text("1"),
                lon: text("107.3"),
                lat: text("39.2"),
                datum: text("wgs84"),
                channel: text("热线"),
                description: text("路灯不亮"),
                ..Draft::default()
            };
            let report = draft.check(&Rules::default(), None).expect("a report");
            let done = desk.report(report, &context).await.expect("kept");
            assert_eq!(done.entry.located.grid.as_str(), grid);
            let areas = desk.snapshot();
            let then = areas.areas_at(done.entry.responsible_at());
            assert_eq!(then.find(grid).expect("known then").name, name);
        }
        assert_eq!(
            desk.snapshot().areas().effective_from().map(|d| d.to_string()).as_deref(),
            Some("2026-07-01")
        );
    });
}

#[test]
fn the_command_line_takes_a_time_and_a_row_its_own() {
    let folder = folder();
    let run = |args: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_wangge"))
            .args(["locate", "--areas"])
            .arg(folder.path())
            .args(args)
            .current_dir(folder.path())
            .output()
            .expect("it runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).expect("UTF-8")
    };
    let position = ["107.3", "39.2", "--datum", "wgs84", "--format", "text"];
    let then = run(&[&position[..], &["--at", "2026-06-30"]].concat());
    assert!(then.contains("150624100001001") && !then.contains("2026-07-01"), "{then}");
    let later = run(&[&position[..], &["--at", "2026-07-01"]].concat());
    assert!(later.contains("150624100001002") && later.contains("自 2026-07-01 起施行"), "{later}");

    fs::write(
        folder.path().join("rows.csv"),
        "上报时间,lon,lat\n2026-06-30 08:00:00,107.3,39.2\n2026-07-02 08:00:00,107.3,39.2\n昨天,107.3,39.2\n",
    )
    .expect("written");
    let rows = run(&["rows.csv", "--datum", "wgs84"]);
    let codes: Vec<&str> = rows.lines().skip(1).map(|row| row.split(',').nth(3).unwrap()).collect();
    assert_eq!(codes, ["150624100001001", "150624100001002", "150624100001002"]);
    assert!(rows.lines().last().expect("a row").contains("reported_at: "), "{rows}");
    let all_then = run(&["rows.csv", "--datum", "wgs84", "--at", "2026-01-01"]);
    assert!(!all_then.contains("150624100001002"), "{all_then}");
}
