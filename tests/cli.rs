//! The built binary as scripts and people use it: results, messages, exit codes.

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

fn otog() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/otog")
}

/// Runs the binary in `folder`, which holds no configuration unless the test wrote one.
fn wangge(folder: &TempDir, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wangge"))
        .args(args)
        .current_dir(folder.path())
        .env_remove("WANGGE_AREAS")
        .env_remove("WANGGE_DB")
        .env_remove("WANGGE_LANG")
        .output()
        .expect("the binary starts")
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("it exits by itself")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("utf-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("utf-8")
}

fn areas() -> String {
    otog().display().to_string()
}

/// The rows of a CSV file by header.
fn rows(path: &Path) -> Vec<std::collections::HashMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).expect("there");
    reader.deserialize().map(|row| row.expect("readable")).collect()
}

#[test]
fn help_shows_every_command() {
    let help = out(&wangge(&folder(), &["--help"]));
    for command in
        ["serve", "check", "locate", "import", "index", "heat", "sheet", "atlas", "synth"]
    {
        assert!(help.contains(command), "{help}");
    }
}

#[test]
fn a_single_position_is_answered_with_its_chain() {
    let done = wangge(
        &folder(),
        &["locate", "--areas", &areas(), "107.9587742", "39.0792775", "--datum", "WGS84"],
    );
    assert_eq!(code(&done), 0);
    assert_eq!(err(&done), "", "a datum was named, so there is nothing to say");
    let answer: Value = serde_json::from_str(&out(&done)).expect("json in a pipe");
    assert_eq!(answer["relation"], "inside");
    assert_eq!(answer["grid"]["code"], "150624100001001");
    assert_eq!(answer["chain"].as_array().map(Vec::len), Some(4));
    assert_eq!(answer["reported"]["datum"], "wgs84");
}

#[test]
fn negative_numbers_are_positions_and_a_missing_datum_is_said() {
    let done = wangge(&folder(), &["locate", "--areas", &areas(), "-107.98", "-39.09"]);
    assert_eq!(code(&done), 0);
    let answer: Value = serde_json::from_str(&out(&done)).expect("json");
    assert_eq!(answer["relation"], "nearest");
    assert_eq!(answer["warnings"][0]["kind"], "outside_china");
    assert_eq!(err(&done).matches("cgcs2000").count(), 1);
}

#[test]
fn what_is_no_position_is_refused_by_name() {
    for (lon, lat, word) in [
        ("39.09", "107.98", "颠倒"),
        ("107°58'48\"", "39.09", "107.98"),
        ("498269.7", "4328495.6", "投影坐标"),
        ("east", "39.09", "east"),
        ("nan", "39.09", "nan"),
    ] {
        let done =
            wangge(&folder(), &["locate", "--areas", &areas(), lon, lat, "--datum", "gcj02"]);
        assert_eq!(code(&done), 1, "{lon} {lat}");
        assert!(err(&done).contains(word), "{}", err(&done));
    }
}

#[test]
fn a_file_keeps_its_rows_and_columns_and_says_what_cannot_be_read() {
    let folder = folder();
    let input = folder.path().join("points.csv");
    let text = "名称,lon,lat,datum,grid_code,备注\n\
        一,107.9587742,39.0792775,,old,\"a,b\"\n\
        二,abc,39.0,,old,\n\
        三,107.99,39.0,gcj02,old,\n\
        四,107.99,,,old,\n\
        五,105.0,39.0,wgs84,old,\n\
        六,107.99,39.0,mars,old,\n";
    fs::write(&input, text).expect("written");
    let done = wangge(&folder, &["locate", "--areas", &areas(), "points.csv", "-o", "out.csv"]);
    assert_eq!(code(&done), 1, "some rows cannot be used");
    assert_eq!(err(&done).matches("未注明坐标系").count(), 1, "once, not once a row");
    let rows = rows(&folder.path().join("out.csv"));
    let column = |name: &str| rows.iter().map(|row| row[name].as_str()).collect::<Vec<_>>();
    assert_eq!(column("名称"), ["一", "二", "三", "四", "五", "六"]);
    assert_eq!(column("备注")[0], "a,b");
    assert_eq!(column("relation"), ["inside", "", "inside", "", "nearest", ""]);
    assert_eq!(column("grid_code")[0], "150624100001001");
    assert_eq!(column("grid_code")[1], "");
    assert_eq!(column("village_code")[0], "150624100001");
    assert_eq!(column("township_code")[0], "150624100");
    assert!(column("error")[1].contains("abc") && column("error")[3].contains("lat"));
    assert!(column("error")[5].contains("mars"));
    let distance = column("distance_m")[4];
    assert_eq!(distance.split_once('.').map(|(_, decimals)| decimals.len()), Some(4), "{distance}");
}

#[test]
fn the_truth_table_comes_out_right_through_the_command_line() {
    let folder = folder();
    let truth = otog().join("truth.csv");
    let done = wangge(
        &folder,
        &[
            "locate",
            "--areas",
            &areas(),
            &truth.display().to_string(),
            "--datum",
            "cgcs2000",
            "-o",
            "out.csv",
        ],
    );
    assert_eq!(code(&done), 0, "{}", err(&done));
    let (before, after) = (rows(&truth), rows(&folder.path().join("out.csv")));
    assert_eq!(after.len(), 5000);
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before["id"], after["id"]);
        assert!(
            before["acceptable_codes"].split(';').any(|c| c == after["grid_code"]),
            "{after:?}"
        );
        let distance = |row: &std::collections::HashMap<String, String>| {
            row["distance_m"].parse::<f64>().expect("a number")
        };
        assert!((distance(before) - distance(after)).abs() < 0.01, "{after:?}");
    }
}

#[test]
fn check_prints_json_and_its_exit_code_says_whether_there_are_errors() {
    let folder = folder();
    let done = wangge(&folder, &["check", &areas(), "--format", "json"]);
    assert_eq!((code(&done), out(&done).trim()), (0, "[]"));

    let mut grids: Value =
        serde_json::from_slice(&fs::read(otog().join("grids.geojson")).expect("there"))
            .expect("json");
    let list = grids["features"].as_array_mut().expect("features");
    let first = list[0].clone();
    list.push(first);
    fs::create_dir(folder.path().join("areas")).expect("made");
    fs::write(folder.path().join("areas/grids.geojson"), grids.to_string()).expect("written");
    let done = wangge(&folder, &["check", "areas", "--format", "json"]);
    assert_eq!(code(&done), 1);
    let findings: Value = serde_json::from_str(&out(&done)).expect("json");
    let kinds: Vec<&str> =
        findings.as_array().expect("a list").iter().filter_map(|f| f["kind"].as_str()).collect();
    assert_eq!(kinds, ["overlap", "duplicate_code"]);
    for field in ["severity", "kind", "file", "feature", "lon", "lat", "message"] {
        assert!(findings[0].get(field).is_some_and(|v| !v.is_null()), "{field}");
    }
    // The table says the same, and serve refuses by name.
    let table = out(&wangge(&folder, &["check", "areas"]));
    assert!(table.contains("overlap") && table.contains("150624100001001"), "{table}");
    let refused =
        wangge(&folder, &["serve", "--areas", "areas", "--db", "t.db", "--listen", "127.0.0.1:0"]);
    assert_eq!(code(&refused), 1);
    assert!(err(&refused).contains("150624100001001"), "{}", err(&refused));
}

#[test]
fn an_import_is_tried_done_and_done_again_without_a_change() {
    let folder = folder();
    let files = otog().join("incidents_gbk.csv").display().to_string();
    let import = |more: &[&str]| {
        let areas = areas();
        wangge(&folder, &[&["import", "--db", "t.db", "--areas", &areas, &files], more].concat())
    };
    let tried = import(&["--dry-run"]);
    assert!(out(&tried).contains("可新增 1000"), "{}", out(&tried));
    let done = import(&[]);
    assert_eq!(code(&done), 0, "{}", err(&done));
    assert!(out(&done).contains("新增 1000"), "{}", out(&done));
    let again = import(&[]);
    assert!(out(&again).contains("新增 0，已有 1000，退回 0"), "{}", out(&again));
    assert!(!folder.path().join("incidents_gbk.rejects.csv").exists());
}

#[test]
fn dirty_rows_are_rejected_with_their_reasons_and_nothing_is_lost() {
    let folder = folder();
    let dirty = otog().join("incidents_dirty.csv").display().to_string();
    let done = wangge(
        &folder,
        &["import", "--db", "t.db", "--areas", &areas(), &dirty, "--rejects", "rejects.csv"],
    );
    assert_eq!(code(&done), 1);
    // In an empty database the 45 rows whose ids stand in incidents.csv too are new.
    assert!(out(&done).contains("585 行，新增 45，已有 0，退回 540"), "{}", out(&done));
    let rejects = folder.path().join("rejects.csv");
    let text = fs::read_to_string(&rejects).expect("written");
    assert!(text.starts_with('\u{feff}'), "Excel needs the byte-order mark");
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mut count = 0;
    for row in reader.deserialize::<std::collections::HashMap<String, String>>() {
        let row = row.expect("readable");
        for field in ["line", "field", "code", "reason", "what_to_do", "id", "issue"] {
            assert!(!row[field].is_empty(), "{field} in {row:?}");
        }
        count += 1;
    }
    assert_eq!(count, 540);
}

#[test]
fn a_row_without_a_datum_is_refused_unless_the_file_names_one() {
    let folder = folder();
    let text = "id,reported_at,category,severity,lon,lat,accuracy_m,channel,description\n\
        A,2026-09-01T08:30:00+08:00,消防隐患,2,107.99,39.09,10,热线,消防通道被占\n";
    fs::write(folder.path().join("one.csv"), text).expect("written");
    let areas = areas();
    let base = ["import", "--db", "t.db", "--areas", &areas, "one.csv"];
    let refused = wangge(&folder, &base);
    assert_eq!(code(&refused), 1);
    let rejects =
        fs::read_to_string(folder.path().join("one.rejects.csv")).expect("beside the input");
    assert!(rejects.contains("missing_datum"), "{rejects}");
    let taken = wangge(&folder, &[&base[..], &["--datum", "gcj02"]].concat());
    assert_eq!(code(&taken), 0, "{}", err(&taken));
}

#[test]
fn what_cannot_be_done_exits_with_2_and_says_why() {
    let folder = folder();
    let areas = areas();
    let cases: [&[&str]; 6] = [
        &["locate", "--areas", "nowhere", "107", "39"],
        &["locate", "107", "39"],
        &["check", "nowhere"],
        &["import", "--db", "t.db", "--areas", &areas, "nowhere.csv"],
        &["locate", "--areas", &areas, "107", "39", "--datum", "mars"],
        &["frobnicate"],
    ];
    for args in cases {
        let done = wangge(&folder, args);
        assert_eq!(code(&done), 2, "{args:?}: {}", err(&done));
        assert!(!err(&done).is_empty());
    }
}

#[test]
fn the_configuration_file_and_the_language_are_heeded() {
    let folder = folder();
    let config = format!("areas = \"{}\"\nlang = \"en\"\n", areas());
    fs::write(folder.path().join("wangge.toml"), config).expect("written");
    let done = wangge(&folder, &["locate", "107.98", "39.09", "--format", "text"]);
    assert_eq!(code(&done), 0, "{}", err(&done));
    assert!(out(&done).contains("responsible grid"), "{}", out(&done));
    fs::write(folder.path().join("wangge.toml"), "araes = \"x\"\n").expect("written");
    let refused = wangge(&folder, &["locate", "107.98", "39.09"]);
    assert_eq!(code(&refused), 2);
    assert!(err(&refused).contains("araes"), "{}", err(&refused));
}

#[test]
fn nothing_that_is_read_is_ever_overwritten() {
    let folder = folder();
    let points = folder.path().join("points.csv");
    fs::write(&points, "lon,lat\n107.98,39.09\n").expect("written");
    fs::hard_link(&points, folder.path().join("linked.csv")).expect("linked");
    std::os::unix::fs::symlink(&points, folder.path().join("named.csv")).expect("linked");
    for output in ["points.csv", "./points.csv", "named.csv"] {
        let args = ["locate", "--areas", &areas(), "points.csv", "--datum", "gcj02", "-o", output];
        let done = wangge(&folder, &args);
        assert_eq!(code(&done), 2, "{output}");
        assert!(err(&done).contains("points.csv"), "{}", err(&done));
    }
    let reports = folder.path().join("reports.csv");
    fs::write(&reports, "lon,lat,datum\n107.98,39.09,gcj02\n").expect("written");
    for rejects in ["reports.csv", "desk.db"] {
        fs::write(folder.path().join("desk.db"), "").expect("written");
        let args =
            ["import", "--db", "desk.db", "--areas", &areas(), "reports.csv", "--rejects", rejects];
        assert_eq!(code(&wangge(&folder, &args)), 2, "{rejects}");
    }
    assert_eq!(fs::read_to_string(&points).expect("there"), "lon,lat\n107.98,39.09\n");
    assert_eq!(fs::read_to_string(&reports).expect("there").lines().count(), 2);
}

#[test]
fn rejects_are_mended_and_come_back_as_they_were() {
    let folder = folder();
    let text = "id,reported_at,category,severity,lon,lat,datum,channel,description\n\
        -r1,2026-10-01 08:00,消防隐患,2,107.98,,gcj02,热线,=1+1 处栏杆松动\n";
    fs::write(folder.path().join("a.csv"), text).expect("written");
    fs::write(folder.path().join("a.txt"), text).expect("written");
    let args = ["import", "--db", "desk.db", "--areas", &areas(), "a.csv", "a.txt"];
    assert_eq!(code(&wangge(&folder, &args)), 1);
    let first = folder.path().join("a.rejects.csv");
    let rejects = fs::read_to_string(&first).expect("the first file's rejects");
    assert!(folder.path().join("a.rejects-2.csv").exists(), "the second's stand beside them");
    assert!(rejects.contains("'=1+1"), "no spreadsheet runs it: {rejects}");
    fs::write(folder.path().join("mended.csv"), rejects.replace("107.98,,", "107.98,39.09,"))
        .expect("written");
    let done = wangge(&folder, &["import", "--db", "desk.db", "--areas", &areas(), "mended.csv"]);
    assert_eq!(code(&done), 0, "{}", err(&done));
    let again = folder.path().join("again.csv");
    fs::write(&again, text.replace("107.98,,", "107.98,39.09,")).expect("written");
    let done = wangge(&folder, &["import", "--db", "desk.db", "--areas", &areas(), "again.csv"]);
    assert!(out(&done).contains("已有 1"), "the same report: {}{}", out(&done), err(&done));
}

#[test]
fn every_row_keeps_its_place_whatever_is_in_it() {
    let folder = folder();
    let text = "grid_code,lon,lat,coord_system,datum,grid_code\n\
        old,107.98,39.09,bd09,,older\n\
        ,,,,,\n\
        old,107.98,39.09,bd09,gcj02,older\n\
        old,107.98,39.09,gcj02,,older,spare\n";
    fs::write(folder.path().join("points.csv"), text).expect("written");
    let args = ["locate", "--areas", &areas(), "points.csv", "-o", "out.csv"];
    assert_eq!(code(&wangge(&folder, &args)), 1);
    let written = fs::read_to_string(folder.path().join("out.csv")).expect("there");
    let lines: Vec<&str> = written.lines().collect();
    assert_eq!(lines[0].matches("grid_code").count(), 1, "no stale column: {}", lines[0]);
    assert_eq!(lines.len(), 5);
    let rows = rows(&folder.path().join("out.csv"));
    let single = |datum: &str| {
        let args = ["locate", "--areas", &areas(), "107.98", "39.09", "--datum", datum];
        let answer: Value = serde_json::from_str(&out(&wangge(&folder, &args))).expect("json");
        answer["grid"]["code"].as_str().expect("a code").to_owned()
    };
    assert_eq!(rows[0]["grid_code"], single("bd09"), "coord_system where datum is empty");
    assert!(!rows[1]["error"].is_empty() && rows[1]["grid_code"].is_empty());
    assert_eq!(rows[2]["grid_code"], single("gcj02"), "datum before coord_system");
    assert!(rows[3]["error"].contains("spare"), "what did not fit is kept: {:?}", rows[3]);
}

#[test]
fn numbers_in_any_form_are_positions() {
    for (lon, lat) in [("-.5", "-1e-5"), ("0", "-.5"), ("-1E2", "-0.5")] {
        let done =
            wangge(&folder(), &["locate", "--areas", &areas(), lon, lat, "--datum", "wgs84"]);
        assert_eq!(code(&done), 0, "{lon} {lat}: {}", err(&done));
    }
    let done = wangge(&folder(), &["locate", "--areas", &areas(), "107.98,39.09"]);
    assert_eq!(code(&done), 2);
    assert!(err(&done).contains("107.98 39.09"), "{}", err(&done));
}

#[test]
fn a_database_that_is_not_there_is_not_made_by_reading() {
    let folder = folder();
    for args in [
        vec!["heat", "--period", "2026", "-o", "x.png"],
        vec!["sheet", "150624404498003", "-o", "x.pdf"],
    ] {
        let mut args = args.clone();
        let areas = areas();
        args.extend(["--db", "none.db", "--areas", &areas]);
        assert_eq!(code(&wangge(&folder, &args)), 2, "{args:?}");
    }
    let dirty = otog().join("incidents_dirty.csv");
    let dirty = dirty.display().to_string();
    let areas = areas();
    let args = ["import", "--dry-run", "--db", "none.db", "--areas", &areas, &dirty];
    assert_eq!(code(&wangge(&folder, &[&args[..], &["--rejects", "r.csv"]].concat())), 1);
    assert!(!folder.path().join("none.db").exists());
}

#[test]
fn a_sheet_of_one_category_says_so() {
    let folder = folder();
    let incidents = otog().join("incidents.csv").display().to_string();
    assert_eq!(
        code(&wangge(&folder, &["import", "--db", "d.db", "--areas", &areas(), &incidents])),
        0
    );
    let sheet = |name: &str, more: &[&str]| {
        let areas = areas();
        let args =
            ["sheet", "150624404498003", "--db", "d.db", "--areas", &areas, "--period", "2026"];
        let done = wangge(&folder, &[&args[..], more, &["-o", name]].concat());
        assert_eq!(code(&done), 0, "{}", err(&done));
        let text = Command::new("pdftotext").arg(folder.path().join(name)).arg("-").output();
        String::from_utf8(text.expect("pdftotext of poppler-utils").stdout).expect("UTF-8")
    };
    let (all, fire) = (sheet("a.pdf", &[]), sheet("b.pdf", &["--category", "消防隐患"]));
    assert!(all.contains("安全隐患") && !fire.contains("安全隐患"), "{fire}");
    // The head, before the labels of the map: tools cut it where its spaces are wide.
    let head = fire.split('°').next().unwrap_or_default();
    assert!(head.contains("时段 2026") && head.contains("消防隐患"), "{fire}");
    // All of the database is in its one file once the command has ended.
    let copy = folder.path().join("copy.db");
    fs::copy(folder.path().join("d.db"), &copy).expect("copied");
    let areas = areas();
    let args = ["heat", "--db", "copy.db", "--areas", &areas, "--bandwidth", "50", "-o", "h.png"];
    assert_eq!(code(&wangge(&folder, &args)), 2, "a bandwidth below what the picture can show");
    let args = ["heat", "--db", "copy.db", "--areas", &areas, "-o", "h.png"];
    assert_eq!(code(&wangge(&folder, &args)), 0);
}

/// A folder with the reference incidents in `a.db`.
fn imported() -> TempDir {
    let folder = folder();
    let incidents = otog().join("incidents.csv").display().to_string();
    let args = ["import", "--db", "a.db", "--areas", &areas(), &incidents];
    assert_eq!(code(&wangge(&folder, &args)), 0);
    folder
}

fn heat_of_september(folder: &TempDir, more: &[&str]) -> Output {
    let areas = areas();
    let first = ["heat", "--db", "a.db", "--areas", &areas, "--period", "2026-09"];
    wangge(folder, &[&first[..], more].concat())
}

#[test]
fn counts_are_written_as_csv_geojson_and_json_by_the_name_of_the_output() {
    let (folder, areas) = (imported(), areas());
    let heat = |more: &[&str]| heat_of_september(&folder, more);
    let done = heat(&["--by", "township", "-o", "t.csv"]);
    assert_eq!(code(&done), 0, "{}", err(&done));
    let text = fs::read_to_string(folder.path().join("t.csv")).expect("written");
    assert!(text.starts_with('\u{feff}') && text.lines().count() == 7, "{text}");
    assert!(text.contains("棋盘井镇"));
    let json = |name: &str| -> Value {
        let text = fs::read_to_string(folder.path().join(name)).expect("written");
        serde_json::from_str(&text).expect("json")
    };
    assert_eq!(code(&heat(&["--by", "h3", "--resolution", "6", "-o", "t.geojson"])), 0);
    assert_eq!(json("t.geojson")["resolution"], 6);
    assert!(err(&heat(&["--by", "township", "-o", "t.csv"])).contains("--internal"));
    assert_eq!(code(&heat(&["--by", "township", "--internal", "-o", "all.json"])), 0);
    let whole = json("all.json");
    assert_eq!(
        (&whole["public"], &whole["items"][0]["suppressed"]),
        (&false.into(), &false.into())
    );
    let public = ["--by", "grid", "--category", "电信诈骗", "--k", "6", "-o", "t.json"];
    assert_eq!(code(&heat(&public)), 0);
    let table = json("t.json");
    assert_eq!((&table["public"], &table["k"]), (&Value::Bool(true), &Value::from(6)));
    let items = table["items"].as_array().expect("items");
    assert!(items.iter().all(|i| i["count"].as_u64().is_none_or(|count| count >= 6)));
    let spots = |more: &[&str]| {
        let first = ["heat", "--db", "a.db", "--areas", &areas, "--hotspots", "-o", "s.geojson"];
        let first = [&first[..], &["--internal"]].concat();
        wangge(&folder, &[&first[..], more].concat())
    };
    let done = spots(&["--by", "grid", "--to", "2026-09-30"]);
    assert_eq!(code(&done), 0, "{}", err(&done));
    let (collection, lines) = (json("s.geojson"), out(&done));
    assert_eq!(collection["periods"].as_array().map(Vec::len), Some(12));
    assert_eq!(collection["periods"][11]["label"], "2026-09-01 — 2026-09-30");
    let features = collection["features"].as_array().expect("features");
    assert!(lines.starts_with(collection["said"]["zh"].as_str().unwrap()), "{lines}");
    assert_eq!(lines.lines().count(), 1 + features.len());
    for feature in features {
        assert!(lines.contains(feature["properties"]["line"]["zh"].as_str().unwrap()), "{lines}");
    }
    let done = spots(&["--by", "grid", "--against", "reports"]);
    assert!(code(&done) == 2 && err(&done).contains("category"), "{}", err(&done));
}

#[test]
fn counts_and_hot_spots_refuse_options_that_do_not_go_together() {
    let folder = imported();
    for (wrong, said) in [
        (vec!["--by", "grid", "--hotspots", "-o", "t.csv"], ".geojson"),
        (vec!["--by", "grid", "--hotspots", "-o", "t.geojson"], "--internal"),
        (vec!["--by", "grid", "--local", "gi", "-o", "t.geojson"], "--internal"),
        (vec!["--by", "grid", "--internal", "--k", "6", "-o", "t.csv"], "--k"),
        (vec!["--by", "grid", "-o", "t.png"], ".csv .geojson .json"),
        (vec!["--by", "grid", "--k", "4", "-o", "t.csv"], "public_least"),
        (vec!["--resolution", "7", "-o", "t.png"], "--by"),
        (vec!["--by", "grid", "--bandwidth", "2000", "-o", "t.csv"], "--bandwidth"),
    ] {
        let done = heat_of_september(&folder, &wrong);
        assert!(code(&done) == 2 && err(&done).contains(said), "{wrong:?}: {}", err(&done));
    }
}

#[test]
fn a_synthetic_set_is_made_once_and_every_command_reads_it() {
    let folder = folder();
    let args = ["synth", "set", "--grids", "300", "--incidents", "400", "--seed", "7"];
    let done = wangge(&folder, &args);
    assert_eq!(code(&done), 0, "{}", err(&done));
    assert!(out(&done).contains("300") && err(&done).is_empty());
    assert!(out(&wangge(&folder, &["check", "set"])).contains("错误 0，警告 0，提示 0"));
    let args_import = ["import", "--areas", "set", "--db", "x.db", "set/incidents.csv"];
    let imported = wangge(&folder, &args_import);
    assert!(out(&imported).contains("新增 400，已有 0，退回 0"), "{}", out(&imported));
    let found = wangge(&folder, &["locate", "--areas", "set", "107.8", "39.2", "--datum", "wgs84"]);
    let answer: Value = serde_json::from_str(&out(&found)).expect("json");
    assert_eq!(answer["relation"], "inside");

    let before = fs::read(folder.path().join("set/grids.geojson")).expect("there");
    let again = wangge(&folder, &["synth", "set", "--grids", "200", "--lang", "en"]);
    assert_eq!(code(&again), 2);
    assert!(err(&again).contains("banner.geojson is there already"), "{}", err(&again));
    assert!(before == fs::read(folder.path().join("set/grids.geojson")).expect("still there"));
    // One file is enough, whichever it is.
    fs::create_dir(folder.path().join("other")).expect("made");
    fs::write(folder.path().join("other/README.md"), "mine").expect("written");
    assert_eq!(code(&wangge(&folder, &["synth", "other"])), 2);
    assert_eq!(fs::read_dir(folder.path().join("other")).expect("there").count(), 1);
}

#[test]
fn an_outline_that_cannot_be_used_is_refused_by_its_fault() {
    let folder = folder();
    let square = |shift: f64| {
        format!(
            "[[[{0},39.0],[{1},39.0],[{1},39.5],[{0},39.5],[{0},39.0]]]",
            107.0 + shift,
            107.5 + shift
        )
    };
    let swapped = "[[[39.0,107.0],[39.0,108.0],[40.0,108.0],[39.0,107.0]]]";
    let eight = "[[[107.0,39.0],[108.0,40.0],[108.0,39.0],[107.0,40.0],[107.0,39.0]]]";
    let two = format!("[{},{}]", square(0.0), square(1.0));
    for (kind, coordinates, word) in [
        ("Polygon", swapped, "颠倒"),
        ("Polygon", eight, "outline"),
        ("MultiPolygon", two.as_str(), "一个多边形"),
        ("Point", "[107.0,39.0]", "GeoJSON"),
    ] {
        let text = format!("{{\"type\":\"{kind}\",\"coordinates\":{coordinates}}}");
        fs::write(folder.path().join("o.geojson"), text).expect("written");
        let done = wangge(&folder, &["synth", "set", "--outline", "o.geojson"]);
        assert_eq!(code(&done), 1, "{kind} {}", err(&done));
        assert!(err(&done).contains(word), "{kind}: {}", err(&done));
    }
    let missing = wangge(&folder, &["synth", "set", "--outline", "none.geojson"]);
    assert_eq!(code(&missing), 2);
    assert!(!folder.path().join("set").exists());
    let one = format!("{{\"type\":\"Polygon\",\"coordinates\":{}}}", square(0.0));
    fs::write(folder.path().join("o.geojson"), one).expect("written");
    let done = wangge(&folder, &["synth", "set", "--outline", "o.geojson", "--incidents", "10"]);
    assert_eq!(code(&done), 0, "{}", err(&done));
}

#[test]
fn an_atlas_that_cannot_be_made_says_why() {
    let folder = folder();
    let said = |more: &[&str]| {
        let areas = areas();
        let args = [&["atlas", "--areas", &areas, "--db", "none.db"], more].concat();
        let done = wangge(&folder, &args);
        assert_eq!(code(&done), 2, "{}", err(&done));
        err(&done)
    };
    assert!(said(&["-o", "atlas.docx"]).contains(".pdf .zip"));
    assert!(said(&["--format", "png", "-o", "atlas.pdf"]).contains("--format"));
    assert!(said(&["--volume", "20", "-o", "atlas.zip"]).contains("--volume"));
    assert!(said(&["--by", "rate", "-o", "atlas.pdf"]).contains("--worst"));
    assert!(said(&["-o", "atlas.pdf"]).contains("none.db"));
}
