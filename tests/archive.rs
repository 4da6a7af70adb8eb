//! Index files: the same pictures as from the database, the same refusals as by an import.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

fn otog(file: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/otog").join(file).display().to_string()
}

fn wangge(folder: &TempDir, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wangge"))
        .args(args)
        .args(["--lang", "en"])
        .current_dir(folder.path())
        .env_remove("WANGGE_DB")
        .env("WANGGE_AREAS", otog(""))
        .output()
        .expect("the binary starts")
}

/// Runs a command that must end with this code; what it printed and said.
fn run(folder: &TempDir, code: i32, args: &[&str]) -> String {
    let output = wangge(folder, args);
    let said = String::from_utf8(output.stdout).unwrap() + str::from_utf8(&output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
    said
}

/// The numbers of a density, for some arguments.
fn density(folder: &TempDir, source: &[&str], filter: &[&str]) -> Vec<u8> {
    let fixed = ["heat", "-o", "heat.tif"];
    run(folder, 0, &[&fixed[..], source, filter].concat());
    fs::read(folder.path().join("heat.tif")).unwrap()
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn an_index_file_gives_the_picture_of_the_database() {
    let folder = folder();
    let incidents = otog("incidents.csv");
    run(&folder, 0, &["import", "--db", "desk.db", &incidents]);
    let said = run(&folder, 0, &["index", &incidents, "-o", "files.wgi"]);
    assert!(said.contains("20000 incidents"), "{said}");
    run(&folder, 0, &["index", "--db", "desk.db", "-o", "store.wgi"]);
    for filter in [
        &["--period", "2026-09"][..],
        &[],
        &["--period", "2026", "--category", "消防隐患", "--window", "weekend 20:00-06:00"],
        &["--period", "2026", "--severity", "3", "--severity", "4", "--status", "reported"],
        &["--period", "2026", "--bbox", "107.8,39.0,108.2,39.3"],
        &["--from", "2026-10-01", "--weights", "1,2,4,8", "--bandwidth", "rule"],
    ] {
        let expected = density(&folder, &["--db", "desk.db"], filter);
        assert!(expected == density(&folder, &["--index", "files.wgi"], filter), "{filter:?}");
        assert!(expected == density(&folder, &["--index", "store.wgi"], filter), "{filter:?}");
    }
}

/// The numbers in a line such as `100 rows, 90 taken, …`, by the word after them.
fn numbers(line: &str) -> Vec<(u64, String)> {
    let words: Vec<&str> = line.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let pairs =
        words.windows(2).filter_map(|pair| Some((pair[0].parse().ok()?, pair[1].to_owned())));
    pairs.collect()
}

#[test]
fn rows_are_refused_as_by_an_import() {
    let folder = folder();
    let dirty = otog("incidents_dirty.csv");
    let import = run(&folder, 1, &["import", "--db", "a.db", &dirty, "--rejects", "import.csv"]);
    let index = run(&folder, 1, &["index", &dirty, "--rejects", "index.csv", "-o", "a.wgi"]);
    let (import, index) = (numbers(&import), numbers(&index));
    let counts = |all: &[(u64, String)]| all.iter().take(4).map(|(n, _)| *n).collect::<Vec<_>>();
    assert_eq!(counts(&import), counts(&index));
    let rejects = |name: &str| {
        let mut reader = csv::Reader::from_path(folder.path().join(name)).unwrap();
        let rows = reader.records().map(|row| row.unwrap()[0].to_owned());
        let mut lines: Vec<String> = rows.collect();
        lines.sort_unstable();
        lines
    };
    assert!(!rejects("index.csv").is_empty());
    assert_eq!(rejects("import.csv"), rejects("index.csv"));
}

#[test]
fn equal_rows_count_within_a_file_and_once_across_files() {
    let folder = folder();
    let head = "reported_at,category,severity,lon,lat,datum,channel,description,external_id\n";
    let row = |id: &str, text: &str| {
        format!("2026-09-01T08:00:00+08:00,消防隐患,2,107.98,39.09,cgcs2000,小程序,{text},{id}\n")
    };
    let file = |name: &str, rows: &[String]| {
        let path: PathBuf = folder.path().join(name);
        fs::write(&path, head.to_owned() + &rows.concat()).unwrap();
        path.display().to_string()
    };
    let first = file("1.csv", &[row("", "路口"), row("", "路口"), row("A", "甲"), row("A", "甲")]);
    let second =
        file("2.csv", &[row("", "路口"), row("", "路口"), row("", "路口"), row("A", "乙")]);
    let said = run(&folder, 1, &["index", &first, &second, "-o", "x.wgi"]);
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines[0].contains("4 rows, 3 taken, 1 there already, 0 rejected"), "{said}");
    assert!(lines[1].contains("4 rows, 1 taken, 2 there already, 1 rejected"), "{said}");
    assert!(said.contains("x.wgi: 4 incidents"), "{said}");
    let rejects = fs::read_to_string(folder.path().join("2.rejects.csv")).unwrap();
    assert!(rejects.contains("`A` was there before"), "{rejects}");
}

#[test]
fn what_is_no_index_is_said_and_nothing_is_overwritten() {
    let folder = folder();
    let incidents = otog("incidents.csv");
    run(&folder, 0, &["index", &incidents, "-o", "x.wgi"]);
    let whole = fs::read(folder.path().join("x.wgi")).unwrap();
    let heat = |index: &str| run(&folder, 2, &["heat", "--index", index, "-o", "heat.png"]);
    fs::write(folder.path().join("cut.wgi"), &whole[..whole.len() / 2]).unwrap();
    assert!(heat("cut.wgi").contains("cut off"));
    let mut damaged = whole.clone();
    damaged[300_000] ^= 4;
    fs::write(folder.path().join("damaged.wgi"), damaged).unwrap();
    assert!(heat("damaged.wgi").contains("damaged"));
    assert!(heat(&incidents).contains("not an index file"));
    let grid = ["heat", "--index", "x.wgi", "--grid", "150624100", "-o", "heat.png"];
    assert!(run(&folder, 2, &grid).contains("use --db"));
    assert!(heat("none.wgi").contains("none.wgi"));
    assert!(!folder.path().join("heat.png").exists());
    run(&folder, 2, &["index", &incidents, "-o", "x.csv"]);
    let said = run(&folder, 2, &["heat", "--index", "x.wgi", "-o", "x.wgi"]);
    assert!(said.contains("x.wgi") && fs::read(folder.path().join("x.wgi")).unwrap() == whole);
    // An index is written as a whole or not at all: the old one stays where there is no room.
    run(&folder, 2, &["index", "none.csv", "-o", "x.wgi"]);
    assert!(fs::read(folder.path().join("x.wgi")).unwrap() == whole);
}
