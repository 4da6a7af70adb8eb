//! Many positions at once: through the library, the router and a real connection.

use crate::support::{Answer, RUNTIME, TestDesk, request};
use axum::body::Body;
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use wangge::area::{Fields, read_editions};
use wangge::batch::{Batch, BatchError, Lookup, Tally};
use wangge::geo::{Datum, LonLat, Reported};
use wangge::incident::{HeaderTable, Rules};
use wangge::locate::{Editions, Locator};
use wangge::text::Lang;

static EDITIONS: LazyLock<Arc<Editions>> = LazyLock::new(|| {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/otog");
    let sets = read_editions(&dir, &Fields::default()).expect("the reference set");
    let sets = sets.into_iter().map(|loaded| Arc::new(loaded.set)).collect();
    Arc::new(Editions::build(sets, &Rules::default().zone()).expect("it has grids"))
});

fn reference() -> &'static Locator {
    EDITIONS.at(Timestamp::UNIX_EPOCH)
}

/// A stream that comes in pieces of `step` bytes, as it is answered.
fn answered(input: &[u8], step: usize) -> Result<(String, Tally), BatchError> {
    let lookup = Lookup::new(
        Arc::clone(&EDITIONS),
        Arc::new(Rules::default()),
        None,
        None,
        Timestamp::UNIX_EPOCH,
        Lang::En,
    );
    let mut batch = Batch::new(Arc::new(lookup), HeaderTable::default(), None);
    let (mut out, mut tally) = (Vec::new(), Tally::default());
    let mut pieces = input.chunks(step);
    while !batch.has_ended() {
        while let Some(job) = batch.next_job()? {
            let done = job.work();
            out.extend(done.bytes);
            tally.add(&done.tally);
        }
        match pieces.next() {
            Some(piece) => batch.push(piece),
            None => batch.end(),
        }
    }
    Ok((String::from_utf8(out).expect("UTF-8"), tally))
}

fn rows(csv: &str) -> Vec<Vec<String>> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(csv.as_bytes());
    reader.records().map(|row| row.expect("csv").iter().map(ToOwned::to_owned).collect()).collect()
}

#[test]
fn a_table_keeps_its_rows_and_adds_the_answers() {
    let table = "编号,经度,纬度,坐标系,精度\n甲,107.9587742,39.0792775,wgs84,\n乙,\"108.4\",39.2,gcj02,800\n丙,,39,,\n丁,39,107.98,wgs84,5\n戊,107.98\n己,121.4,31.2,wgs84,-5\n";
    let (out, tally) = answered(table.as_bytes(), 7).unwrap();
    let rows = rows(&out);
    assert_eq!(
        rows[0][5..],
        [
            "grid_code",
            "relation",
            "distance_m",
            "village_code",
            "township_code",
            "shares",
            "certain",
            "error",
        ]
    );
    assert_eq!(rows.len(), 7);
    assert!(rows.iter().all(|row| row.len() == 13), "{rows:?}");
    assert_eq!(
        rows[1][5..],
        ["150624100001001", "inside", "0.0000", "150624100001", "150624100", "", "", ""]
    );
    let shares: Value = serde_json::from_str(&rows[2][10]).expect("an object");
    let sum: f64 = shares.as_object().unwrap().values().filter_map(Value::as_f64).sum();
    assert!((sum - 1.0).abs() < 0.02 && shares[&rows[2][5]].is_number(), "{shares}");
    assert!(["true", "false"].contains(&rows[2][11].as_str()));
    assert!(rows[3][12].contains("lon is missing"), "{:?}", rows[3]);
    assert!(rows[4][12].contains("swapped") || rows[4][12].contains("exchanged"), "{:?}", rows[4]);
    assert!(!rows[5][12].is_empty() && rows[5][5].is_empty());
    // A wrong accuracy costs the shares, not the answer.
    assert_eq!(rows[6][6], "nearest");
    assert!(rows[6][12].starts_with("accuracy_m"), "{:?}", rows[6]);
    assert_eq!((tally.rows, tally.inside, tally.nearest, tally.unusable), (6, 2, 1, 3));
}

#[test]
fn answers_that_stand_there_already_are_replaced() {
    let (once, _) = answered(b"lon,lat,shares\n107.98,39.09,old\n", 100).unwrap();
    let (twice, _) = answered(once.as_bytes(), 100).unwrap();
    assert_eq!(once, twice);
    let (once, _) = answered(b"{\"lon\":107.98,\"lat\":39.09,\"error\":\"old\"}\n", 100).unwrap();
    let (twice, _) = answered(once.as_bytes(), 100).unwrap();
    assert_eq!(once, twice);
    assert!(!once.contains("old"));
}

#[test]
fn a_table_with_semicolons_and_gbk_comes_back_with_commas_in_utf_8() {
    let (gbk, ..) =
        encoding_rs::GB18030.encode("经度;纬度;地点\n107,98;39;a\n107.98;39.09;乌兰镇, 东\n");
    let (out, _) = answered(&gbk, 1000).unwrap();
    let rows = rows(&out);
    assert_eq!(rows[2][2], "乌兰镇, 东");
    assert!(rows[1][10].contains("107,98"), "{:?}", rows[1]);
    assert!(rows[2][3].starts_with("150624"));
}

#[test]
fn objects_keep_their_members_and_their_faults_stay_with_them() {
    let lines = "{\"id\":\"甲\",\"lon\":107.9587742,\"lat\":\"39.0792775\",\"more\":[1,{}]}\n\n{}\nnot json\n{\"lon\":true,\"lat\":1}\n";
    let (out, tally) = answered(lines.as_bytes(), 5).unwrap();
    let objects: Vec<Value> =
        out.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    assert_eq!(objects.len(), 4);
    assert_eq!(objects[0]["grid_code"], "150624100001001");
    assert_eq!((&objects[0]["id"], &objects[0]["more"]), (&json!("甲"), &json!([1, {}])));
    assert!(objects[1]["error"].as_str().is_some_and(|e| e.contains("lon is missing")));
    assert_eq!((&objects[2]["row"], &objects[2]["text"]), (&json!(4), &json!("not json")));
    assert!(objects[3]["error"].is_string());
    assert_eq!((tally.rows, tally.unusable), (4, 3));

    let array = format!(
        "[{},\n 5, {{\"lon\":0,\"lat\":0}}]",
        "{\"lon\":107.98,\"lat\":39.09},".repeat(3).trim_end_matches(',')
    );
    let (out, tally) = answered(array.as_bytes(), 3).unwrap();
    let array: Vec<Value> = serde_json::from_str(&out).expect("an array");
    assert_eq!((array.len(), tally.suspicious), (5, 1));
    assert_eq!(
        serde_json::from_str::<Value>(&answered(b" [ ] ", 1).unwrap().0).unwrap(),
        json!([])
    );
    let (cut, _) = answered(b"[{\"lon\":107.98,\"lat\":39.09},{\"lon\":1", 1000).unwrap();
    let cut: Vec<Value> = serde_json::from_str(&cut).expect("still an array");
    assert!(cut[0]["grid_code"].is_string() && cut[1]["error"].is_string(), "{cut:?}");
}

#[test]
fn a_stream_without_positions_is_refused_as_a_whole() {
    assert_eq!(answered(b" \n\r\n", 2), Err(BatchError::Empty));
    assert!(matches!(answered(b"a,b\n1,2\n", 100), Err(BatchError::NoPosition { .. })));
    assert_eq!(answered(b"lon,lat", 3).unwrap().0.lines().count(), 1);
    // Blank lines in any number are no rows.
    let blank = "\n".repeat(600_000);
    let table = format!("{blank}lon,lat\n{blank}107.98,39.09{blank}");
    assert_eq!(answered(table.as_bytes(), 65_536).unwrap().1.rows, 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// No row is lost and nothing panics, whatever comes.
    #[test]
    fn nothing_is_lost(text in "[-0-9.,;\"\n\rab\u{4e2d}]{0,120}", step in 1_usize..50) {
        let table = format!("lon,lat,a\n{text}");
        let (out, tally) = answered(table.as_bytes(), step).unwrap();
        prop_assert_eq!(rows(&out).len() as u64, tally.rows + 1, "{}", out);
        prop_assert_eq!(tally.rows, tally.inside + tally.edge + tally.nearest + tally.unusable);
        let (whole, _) = answered(table.as_bytes(), 10_000).unwrap();
        prop_assert_eq!(out, whole);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), first in "[{\\[a\u{feff}]") {
        let _ = answered(&[first.as_bytes(), &bytes].concat(), 13);
    }

    /// A row is answered as the position alone is.
    #[test]
    fn a_row_is_answered_as_a_position_is(
        places in prop::collection::vec((106.0..109.5_f64, 37.8..40.6_f64, 0_usize..4), 1..60),
    ) {
        const DATUMS: [(&str, Datum); 4] = [
            ("gcj02", Datum::Gcj02), ("bd09", Datum::Bd09), ("wgs84", Datum::Wgs84), ("", Datum::Cgcs2000),
        ];
        let mut table = "lon,lat,datum\n".to_owned();
        for (lon, lat, datum) in &places {
            writeln!(table, "{lon},{lat},{}", DATUMS[*datum].0).expect("a string");
        }
        let (out, _) = answered(table.as_bytes(), 4096).unwrap();
        for (row, (x, y, datum)) in rows(&out).iter().skip(1).zip(places) {
            let at: LonLat = Reported { x, y, datum: DATUMS[datum].1 }.to_lonlat().unwrap();
            let alone = reference().locate(at);
            prop_assert_eq!(&row[3], alone.grid.as_str());
            prop_assert_eq!(&row[4], alone.relation.name());
            prop_assert_eq!(&row[5], &format!("{:.4}", alone.distance_m));
        }
    }
}

// ---- over HTTP

fn post(body: impl Into<Body>, query: &str, headers: &[(&str, &str)]) -> Answer {
    TestDesk::shared().send(request(
        "POST",
        &format!("/api/v1/locate{query}"),
        headers,
        body.into(),
    ))
}

#[test]
fn a_batch_is_answered_in_the_format_it_came_in() {
    let table = post("id,lon,lat\n1,107.98,39.09\n", "?datum=gcj02", &[]);
    assert_eq!(
        (table.status.as_u16(), table.header("content-type")),
        (200, "text/csv; charset=utf-8")
    );
    assert_eq!(table.text().lines().count(), 2);
    let single = TestDesk::shared().json("/api/v1/locate?lon=107.98&lat=39.09&datum=gcj02");
    assert!(table.text().contains(single["grid"]["code"].as_str().unwrap()));
    let lines = post("{\"lon\":107.98,\"lat\":39.09}\n", "", &[]);
    assert_eq!(lines.header("content-type"), "application/x-ndjson");
    assert!(lines.json()["grid_code"].is_string());
    let array = post("[{\"lon\":107.98,\"lat\":39.09,\"accuracy_m\":50}]", "", &[]);
    assert_eq!(array.header("content-type"), "application/json");
    assert!(array.json()[0]["certain"].is_boolean());
    let english = post("[{}]", "", &[("accept-language", "en")]);
    assert!(english.json()[0]["error"].as_str().is_some_and(|e| e.contains("missing")));
}

#[test]
fn a_batch_that_cannot_be_read_at_all_is_a_problem() {
    post("", "", &[]).problem(422, "no_positions");
    let problem = post("a,b\n1,2\n", "", &[]).problem(422, "no_positions");
    assert!(problem["detail"].as_str().is_some_and(|d| d.contains("a、b")), "{problem}");
    post("lon,lat\n", "?datum=mars", &[]).problem(422, "unknown_datum");
    post("lon,lat\n", "?at=soon", &[]).problem(400, "malformed_parameter");
    post("lon,lat\n", "?lon=1", &[]).problem(400, "unknown_parameter");
}

/// 30 MB there and more back: a server that kept it all, or stopped reading, would fail here.
#[test]
fn a_long_stream_is_answered_in_order_while_it_is_sent() {
    const ROWS: usize = 400_000;
    let listener = RUNTIME.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("a port");
    let address = listener.local_addr().expect("bound");
    let state = TestDesk::shared().other_state();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    RUNTIME.spawn(async move {
        let _ = wangge::http::serve(listener, state, async {
            let _ = stopped.await;
        })
        .await;
    });
    let mut sender = TcpStream::connect(address).expect("a connection");
    let reader = sender.try_clone().expect("a second handle");
    let sending = std::thread::spawn(move || {
        write!(sender, "POST /api/v1/locate HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n").expect("sent");
        let mut chunk =
            |text: &str| write!(sender, "{:x}\r\n{text}\r\n", text.len()).expect("sent");
        chunk("id,lon,lat,more\n");
        for first in (0..ROWS).step_by(1000) {
            let rows = (first..first + 1000).map(|i| {
                format!(
                    "{i},{:.6},{:.6},{}\n",
                    106.7 + (i % 997) as f64 * 0.0024,
                    38.2 + (i % 773) as f64 * 0.0026,
                    "x".repeat(40)
                )
            });
            chunk(&rows.collect::<String>());
        }
        sender.write_all(b"0\r\n\r\n").expect("sent");
    });
    let mut lines = BufReader::new(reader);
    let mut line = String::new();
    lines.read_line(&mut line).expect("a status");
    assert!(line.starts_with("HTTP/1.1 200"), "{line}");
    let (mut next, mut text) = (0, Vec::new());
    lines.read_to_end(&mut text).expect("to its end");
    sending.join().expect("all is sent");
    // Chunk sizes stand on lines of their own between pieces of rows.
    let text = dechunked(&text);
    for line in text.lines().skip(1) {
        assert!(line.starts_with(&format!("{next},")), "row {next}: {line}");
        assert_eq!(line.split(',').count(), 12, "{line}");
        next += 1;
    }
    assert_eq!(next, ROWS);
    drop(stop);
}

/// The body of an answer in chunks, its headers left out.
fn dechunked(answer: &[u8]) -> String {
    let start = answer.windows(4).position(|w| w == b"\r\n\r\n").expect("headers end") + 4;
    let (mut rest, mut body) = (&answer[start..], Vec::new());
    loop {
        let end = rest.windows(2).position(|w| w == b"\r\n").expect("a chunk's size");
        let size =
            usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).expect("hex");
        if size == 0 {
            return String::from_utf8(body).expect("UTF-8");
        }
        body.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 4 + size..];
    }
}
