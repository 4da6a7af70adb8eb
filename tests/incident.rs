//! Whole files of incidents: the reference set, and files made for one trait each.

use proptest::prelude::*;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use wangge::geo::Datum;
use wangge::incident::table::open_csv;
use wangge::incident::{
    FileInfo, HeaderTable, IncidentError, ReadOptions, RejectsWriter, Report, Row, Rules, read_file,
};
use wangge::text::Lang;

fn otog(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/otog").join(name)
}

fn try_read(path: &Path, datum: Option<Datum>) -> Result<(Vec<Row>, FileInfo), IncidentError> {
    let (rules, headers) = (Rules::default(), HeaderTable::default());
    let options = ReadOptions { rules: &rules, headers: &headers, datum };
    let mut rows = Vec::new();
    let info = read_file(path, &options, &mut |row| {
        rows.push(row);
        ControlFlow::Continue(())
    })?;
    assert_eq!(info.rows, rows.len() as u64);
    assert!(rows.iter().all(|row| row.bytes_read <= info.total_bytes));
    Ok((rows, info))
}

fn read(path: &Path) -> (Vec<Row>, FileInfo) {
    try_read(path, None).unwrap_or_else(|error| panic!("{error}"))
}

/// A file with these bytes, read.
fn read_bytes(name: &str, bytes: impl AsRef<[u8]>) -> Result<(Vec<Row>, FileInfo), IncidentError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    try_read(&path, None)
}

fn codes(row: &Row) -> Vec<&'static str> {
    row.outcome.as_ref().err().into_iter().flatten().map(|fault| fault.code).collect()
}

fn reports(rows: &[Row]) -> BTreeMap<String, Report> {
    let report = |row: &Row| match &row.outcome {
        Ok(report) => (report.external_id.clone().unwrap(), report.clone()),
        Err(faults) => panic!("line {}: {}", row.line, faults[0].render(Lang::En)),
    };
    rows.iter().map(report).collect()
}

#[test]
fn all_twenty_thousand_reference_rows_are_taken() {
    let (rows, info) = read(&otog("incidents.csv"));
    assert_eq!((rows.len(), info.encoding), (20_000, "UTF-8"));
    assert!(info.ignored_columns.is_empty());
    assert_eq!((rows[0].line, rows[19_999].line), (2, 20_001));
    let by_id = reports(&rows);
    assert_eq!(by_id.len(), 20_000);
    assert_eq!(by_id["OTG-2025-000001"].reported_at.to_string(), "2024-12-31T20:09:22Z");
    assert_eq!(by_id["OTG-2025-000001"].reported.datum, Datum::Gcj02);
}

#[test]
fn the_gbk_rows_are_the_same_reports_as_in_the_utf8_file() {
    let (rows, info) = read(&otog("incidents_gbk.csv"));
    assert_eq!((rows.len(), info.encoding), (1000, "gb18030"));
    assert_eq!(info.ignored_columns, ["issue"]);
    let all = reports(&read(&otog("incidents.csv")).0);
    for (id, report) in reports(&rows) {
        assert_eq!(report, all[&id]);
    }
}

/// The codes that fit an issue of the dirty file; the last two issues need the map and the store.
fn fitting(issue: &str) -> &'static [&'static str] {
    match issue {
        "missing_lon" => &["missing_lon"],
        "missing_lat" => &["missing_lat"],
        "missing_both" => &["missing_lon", "missing_lat"],
        "swapped_lat_lon" => &["swapped_axes"],
        "zero_zero" => &["zero_zero"],
        "bad_date" => &["bad_time", "time_without_hour", "missing_reported_at"],
        "unknown_coord_system" => &["unknown_datum", "missing_datum"],
        "non_numeric_coordinate" => &["not_a_number", "degrees_minutes_seconds"],
        "severity_out_of_range" => &["severity_out_of_range", "missing_severity"],
        "unknown_category" => &["unknown_category", "missing_category"],
        "coordinate_out_of_range" => &["out_of_range", "outside_china"],
        "outside_banner" | "duplicate_id" => &[],
        other => panic!("{other}"),
    }
}

#[test]
fn every_dirty_row_is_refused_for_its_own_issue_and_for_nothing_else() {
    let (rows, _) = read(&otog("incidents_dirty.csv"));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &rows {
        let issue = row.original.last().map(|(_, issue)| issue.as_str()).unwrap();
        let (codes, fitting) = (codes(row), fitting(issue));
        *counts.entry(issue).or_default() += 1;
        assert_eq!(codes.is_empty(), fitting.is_empty(), "line {}: {codes:?}", row.line);
        assert!(codes.iter().all(|code| fitting.contains(code)), "line {}: {codes:?}", row.line);
        if issue == "missing_both" {
            assert_eq!(codes, ["missing_lon", "missing_lat"]);
        }
    }
    assert_eq!(counts.len(), 13);
    assert!(counts.values().all(|count| *count == 45));
}

#[test]
fn every_dirty_row_has_a_sentence_in_both_languages() {
    for row in read(&otog("incidents_dirty.csv")).0 {
        for fault in row.outcome.err().into_iter().flatten() {
            for lang in [Lang::Zh, Lang::En] {
                let text = fault.render(lang);
                assert!(!text.contains(['{', '}']) && !text.contains("incident."), "{text}");
            }
        }
    }
}

#[test]
fn the_rejected_rows_can_be_put_right_and_read_again() {
    let (rows, _) = read(&otog("incidents_dirty.csv"));
    let mut writer = RejectsWriter::new(Vec::new(), Lang::Zh);
    let refused: Vec<_> = rows.iter().filter(|row| row.outcome.is_err()).collect();
    for row in &refused {
        writer.write(row.line, &row.original, row.outcome.as_ref().unwrap_err()).unwrap();
    }
    let bytes = writer.finish().unwrap();
    let (again, info) = read_bytes("rejects.csv", &bytes).unwrap();
    assert_eq!(again.len(), refused.len());
    assert!(info.ignored_columns.contains(&"what_to_do".to_owned()));
    for (again, first) in again.iter().zip(refused) {
        assert_eq!(again.outcome, first.outcome);
    }
}

const HEADER: &str = "id,上报时间,类别,等级,经度,纬度,坐标系,渠道,描述";
const ROW: &str = "A1,2025-06-18 08:30,消防隐患,2,107.98022,39.09374,wgs84,热线,灭火器过期";

fn one_report(name: &str, bytes: impl AsRef<[u8]>) -> Report {
    let (rows, _) = read_bytes(name, bytes).unwrap();
    assert_eq!(rows.len(), 1);
    rows.into_iter().next().unwrap().outcome.unwrap_or_else(|faults| panic!("{faults:?}"))
}

#[test]
fn separators_marks_encodings_and_line_ends_are_found_out() {
    let plain = format!("{HEADER}\n{ROW}\n");
    let expected = one_report("a.csv", &plain);
    let utf16: Vec<u8> = "\u{feff}"
        .chars()
        .chain(plain.replace(',', "\t").chars())
        .flat_map(|c| (c as u16).to_le_bytes())
        .collect();
    let gbk = encoding_rs::GBK.encode(&plain).0.into_owned();
    for (name, bytes) in [
        ("a.csv", plain.replace(',', ";").into_bytes()),
        ("a.tsv", plain.replace(',', "\t").into_bytes()),
        ("a.TXT", plain.replace('\n', "\r\n").into_bytes()),
        ("a.csv", plain.replace('\n', "\r").into_bytes()),
        ("a.csv", format!("\u{feff}{plain}").into_bytes()),
        ("a.csv", format!("\n\n{}", plain.trim_end()).into_bytes()),
        ("a.csv", format!("{plain},,,,,,,,\n\n").into_bytes()),
        ("a.csv", plain.replace("A1", "\"A1\"").into_bytes()),
        ("a.csv", utf16),
        ("a.csv", gbk),
    ] {
        assert_eq!(one_report(name, bytes), expected);
    }
}

#[test]
fn gbk_is_seen_even_when_its_first_character_stands_far_down() {
    let ascii = "A,2025-06-18 08:30,x,2,107.9,39.1,wgs84,y,z\n".repeat(40_000);
    let text = format!("id,time,category,severity,lon,lat,datum,channel,text\n{ascii}{ROW}\n");
    assert!(text.find('消').unwrap() > 1 << 20);
    let (rows, info) = read_bytes("a.csv", encoding_rs::GBK.encode(&text).0).unwrap();
    assert_eq!(info.encoding, "gb18030");
    assert_eq!(rows.last().unwrap().outcome.as_ref().unwrap().description, "灭火器过期");
}

#[test]
fn a_damaged_row_is_a_fault_and_the_rest_is_read() {
    let mut bytes = format!("{HEADER}\n{ROW}\n").into_bytes();
    bytes.extend(ROW.replace("A1", "A2").bytes().chain(*b"\xff\xfe\n"));
    bytes.extend(format!("A3,少了\n{ROW},多了,两格\n\"A5,没有闭合\n{ROW}\n").bytes());
    let (rows, info) = read_bytes("a.csv", bytes).unwrap();
    let found: Vec<_> = rows.iter().map(|row| (row.line, codes(row))).collect();
    let expected = [
        (2, vec![]),
        (3, vec!["undecodable"]),
        (4, vec!["ragged_row"]),
        (5, vec!["ragged_row"]),
        (6, vec!["unclosed_quote"]),
        (7, vec![]),
    ];
    assert_eq!(found, expected);
    assert_eq!(info.encoding, "UTF-8");
    assert_eq!(rows[3].original.last().unwrap().1, "多了,两格");
}

#[test]
fn a_quoted_line_break_is_text_and_later_lines_keep_their_numbers() {
    let broken = ROW.replace("灭火器过期", "\"灭火器\n过期\"");
    let (rows, _) = read_bytes("a.csv", format!("{HEADER}\n{broken}\n{ROW}\n")).unwrap();
    assert_eq!(rows[0].outcome.as_ref().unwrap().description, "灭火器\n过期");
    assert_eq!((rows[0].line, rows[1].line), (2, 4));
}

#[test]
fn the_lines_of_a_plain_table_are_open_to_other_readers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("points.csv");
    std::fs::write(&path, "名称,经度,纬度\n甲,107.9,39.1\n").unwrap();
    let mut rows = open_csv(&path).unwrap();
    assert_eq!(
        (rows.headers(), rows.encoding()),
        (&["名称", "经度", "纬度"].map(String::from)[..], "UTF-8")
    );
    let row = rows.next().unwrap().unwrap();
    assert_eq!((row.line, row.cells), (2, ["甲", "107.9", "39.1"].map(String::from).to_vec()));
    assert!(rows.next().is_none());
}

#[test]
fn a_file_that_cannot_be_read_says_why_and_what_to_do() {
    for (name, bytes, part) in [
        ("a.csv", "", "空文件"),
        ("a.csv", "编号,地点\n1,乌兰镇\n", "地点"),
        ("a.csv", "lon,lat,经度\n1,2,3\n", "经度"),
        ("a.csv", "PK\u{3}\u{4}xx", "xlsx"),
        ("a.doc", "x", "xlsx"),
        ("a.xlsx", "no workbook", "重新保存"),
        ("a.geojson", "{\"type\":", "重新保存"),
        ("a.geojson", "{\"type\":\"Point\"}", "FeatureCollection"),
    ] {
        let error = read_bytes(name, bytes).unwrap_err();
        let text = error.message().render(Lang::Zh);
        assert!(text.contains(part), "{text}");
    }
    assert!(matches!(try_read(Path::new("no-such.csv"), None), Err(IncidentError::Read { .. })));
}

#[test]
fn a_workbook_reads_like_the_same_table_in_csv() {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");
    let mut book = Workbook::new();
    book.add_worksheet().set_name("说明").unwrap().write(0, 0, "本表为示例").unwrap();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "事件台账").unwrap();
    for (column, name) in (0..).zip(HEADER.split(',')) {
        sheet.write(1, column, name).unwrap();
    }
    let time = Format::new().set_num_format("yyyy/m/d h:mm");
    for (row, id) in [(2, "A1"), (4, "A2"), (5, "A3")] {
        for (column, text) in (0..).zip(ROW.split(',')) {
            sheet.write(row, column, text).unwrap();
        }
        sheet.write(row, 0, id).unwrap();
        let at = ExcelDateTime::from_ymd(2025, 6, 18).unwrap();
        let at = if id == "A2" { at } else { at.and_hms(8, 30, 0).unwrap() };
        sheet.write_with_format(row, 1, &at, &time).unwrap();
        sheet.write(row, 3, 2.0).unwrap();
        sheet.write(row, 4, 107.980_22).unwrap();
        sheet.write(row, 5, 39.093_74).unwrap();
    }
    sheet.write(5, 8, "无").unwrap();
    book.save(&path).unwrap();
    let (rows, info) = read(&path);
    assert_eq!(info.encoding, "workbook");
    let expected = one_report("a.csv", format!("{HEADER}\n{ROW}\n"));
    assert_eq!(rows[0].outcome.as_ref().unwrap(), &expected);
    let found: Vec<_> = rows.iter().map(|row| (row.line, codes(row))).collect();
    // A date cell without a time of day is not given one.
    assert_eq!(
        found,
        [(3, vec![]), (5, vec!["time_without_hour"]), (6, vec!["missing_description"])]
    );
}

#[test]
fn a_stray_cell_in_the_last_corner_of_a_sheet_costs_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, text) in (0..).zip([HEADER, ROW]) {
        for (column, cell) in (0..).zip(text.split(',')) {
            sheet.write(row, column, cell).unwrap();
        }
    }
    sheet.write(1_048_575, 16_383, "x").unwrap();
    book.save(&path).unwrap();
    let (rows, _) = read(&path);
    assert_eq!(rows.len(), 1);
    assert!(rows[0].outcome.is_ok());
}

#[test]
fn a_workbook_with_damaged_bytes_is_an_error_and_not_a_panic() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, "经度").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    for at in (0..bytes.len()).step_by(37) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x55;
        let _ = read_bytes("a.xlsx", &damaged[..]);
        let _ = read_bytes("a.xlsx", &damaged[..at]);
    }
}

#[test]
fn geojson_points_read_like_the_same_table_in_csv() {
    let feature = |id: &str, geometry: &str| {
        format!(
            r#"{{"type":"Feature","id":"{id}","geometry":{geometry},"properties":{{"上报时间":"2025-06-18 08:30","类别":"消防隐患","等级":2,"坐标系":"wgs84","渠道":"热线","描述":"灭火器过期","经度":1,"照片":["a.jpg"]}}}}"#
        )
    };
    let features = [
        feature("A1", r#"{"type":"Point","coordinates":[107.98022,39.09374,1300]}"#),
        feature("A2", r#"{"type":"LineString","coordinates":[[107,39],[108,39]]}"#),
        feature("A3", "null"),
        feature("A4", r#"{"type":"Point","coordinates":["东",39]}"#),
    ];
    let text = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
    let (rows, info) = read_bytes("a.geojson", text).unwrap();
    assert_eq!(info.ignored_columns, ["照片"]);
    let expected = one_report("a.csv", format!("{HEADER}\n{ROW}\n"));
    assert_eq!(rows[0].outcome.as_ref().unwrap(), &expected);
    let found: Vec<_> = rows.iter().map(|row| (row.line, codes(row))).collect();
    let expected = [
        (1, vec![]),
        (2, vec!["not_a_point"]),
        (3, vec!["missing_lon", "missing_lat"]),
        (4, vec!["not_a_number"]),
    ];
    assert_eq!(found, expected);
}

#[test]
fn the_reader_stops_when_it_is_told_to() {
    let (rules, headers) = (Rules::default(), HeaderTable::default());
    let options = ReadOptions { rules: &rules, headers: &headers, datum: None };
    let mut seen = 0;
    let info = read_file(&otog("incidents.csv"), &options, &mut |_| {
        seen += 1;
        if seen == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!((seen, info.unwrap().rows), (3, 3));
}

fn noise() -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop_oneof![
        4 => prop::sample::select(vec![",", "\"", "\n", "\r", "\t", ";", "107.9", "经度", "\u{feff}"])
            .prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..12),
    ];
    prop::collection::vec(pieces, 0..120).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused_and_never_a_panic(
        noise in noise(),
        headed in any::<bool>(),
        ending in prop::sample::select(vec!["csv", "tsv", "xlsx", "xls", "ods", "xlsb", "geojson"]),
    ) {
        let mut bytes = if headed { format!("{HEADER}\n").into_bytes() } else { Vec::new() };
        bytes.extend(noise);
        if let Ok((rows, _)) = read_bytes(&format!("a.{ending}"), bytes) {
            for row in rows {
                prop_assert!(row.outcome.is_ok() || !codes(&row).is_empty());
            }
        }
    }
}
