//! Patrol sheets beside other programs, on their files: one JSON line a run.
//!
//! `cargo bench --bench peer_sheet -- --grids FILE --points FILE --count 100 --format png|pdf`.
//! Grids are GeoJSON with a `code` or `grid_id`, points CSV with `lon`, `lat`, `category` and
//! `time`, both WGS-84; without arguments those of `data/otog`. Sheets of so many grids, evenly
//! spread over the file, are drawn one after the other on one thread, from the incidents to the
//! bytes of the file: A4, 300 dpi, density beneath. `--threads N` gives one sheet more threads;
//! `--save DIR` keeps the files.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::print_stdout, reason = "a bench")]

use geo::{Distance, Euclidean, MapCoords};
use serde_json::json;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use wangge::area::{Area, AreaSet, Fields, Level, read_dir};
use wangge::desk::{Filter, SheetPlan, Snapshot, Span};
use wangge::geo::{Bounds, Datum, LocalPlane, LonLat, Reported};
use wangge::incident::{Incident, IncidentId, Report, Rules, Severity, Status};
use wangge::locate::{Editions, Locator};
use wangge::sheet::{Format, Template, extent};

fn value(name: &str) -> Option<String> {
    let all: Vec<String> = std::env::args().collect();
    let place = all.iter().position(|argument| argument == name)?;
    all.get(place + 1).cloned()
}

/// A file of the reference data, which is taken where none is named.
fn of_reference(name: &str) -> String {
    format!("{}/data/otog/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn areas(grids: &Path) -> Arc<AreaSet> {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("grids.geojson");
    std::os::unix::fs::symlink(grids.canonicalize().expect("the grids"), target).expect("a link");
    let code = vec!["code".to_owned(), "grid_id".to_owned()];
    let fields = Fields { code, ..Fields::default() };
    Arc::new(read_dir(folder.path(), &fields).expect("GeoJSON").set)
}

/// The ground of a sheet, and how far what lies beside it is seen on it.
struct Ground<'a> {
    around: Bounds,
    grid: &'a Area,
    reach_m: f64,
}

impl<'a> Ground<'a> {
    fn of(grid: &'a Area) -> Self {
        // A bandwidth is a 24th of what a sheet shows: four of them reach no farther than a sixth.
        let reach_m = extent(grid, &Template::default()).size_m().0 / 6.0;
        Self { around: grid.bounds.grown_m(reach_m), grid, reach_m }
    }

    fn reaches(&self, at: LonLat) -> bool {
        if !self.around.contains(at) {
            return false;
        }
        let plane = LocalPlane::new(at);
        let to_m = |c: geo::Coord<f64>| {
            let (x, y) = plane.to_plane_m(LonLat::new(c.x, c.y).expect("degrees"));
            geo::Coord { x, y }
        };
        let shape = self.grid.shape.map_coords(to_m);
        Euclidean.distance(&geo::Point::new(0.0, 0.0), &shape) <= self.reach_m
    }
}

/// Hands over the incidents that one of the sheets shows or that reach into it, a part at a time.
fn incidents(file: &Path, shown: &[Ground], rules: &Rules, mut take: impl FnMut(Vec<Incident>)) {
    let mut reader = csv::Reader::from_path(file).expect("the points");
    let headers = reader.headers().expect("headers").clone();
    let column =
        |names: &[&str]| headers.iter().position(|header| names.contains(&header)).expect(names[0]);
    let (lon, lat) = (column(&["lon"]), column(&["lat"]));
    let (category, time) = (column(&["category"]), column(&["time", "reported_at"]));
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let instant = |text: &str| {
        text.parse::<jiff::Timestamp>().unwrap_or_else(|_| {
            let local = text.parse::<jiff::civil::DateTime>().expect("a time");
            local.to_zoned(rules.zone()).expect("a time").timestamp()
        })
    };
    // Names of other programs' categories stand for ours, in the order that they come.
    let mut known = HashMap::<String, String>::new();
    let mut found = Vec::with_capacity(PART);
    let mut ids = 1..;
    for row in reader.records() {
        let row = row.expect("a row");
        let (x, y) = (number(&row[lon]), number(&row[lat]));
        let position = LonLat::new(x, y).expect("degrees");
        if !shown.iter().any(|ground| ground.reaches(position)) {
            continue;
        }
        let next = known.len() % rules.categories.len();
        let name = known.entry(row[category].to_owned());
        let name = name.or_insert_with(|| rules.categories[next].name.clone());
        let report = Report {
            external_id: None,
            reported_at: instant(&row[time]),
            category: name.clone(),
            severity: Severity::new(1).expect("it is one"),
            position,
            reported: Reported { x, y, datum: Datum::Cgcs2000 },
            accuracy_m: None,
            channel: String::new(),
            description: String::new(),
        };
        found.push(Incident {
            id: IncidentId(ids.next().expect("one more")),
            report,
            status: Status::Reported,
            assigned: None,
            version: 1,
        });
        if found.len() == PART {
            take(std::mem::replace(&mut found, Vec::with_capacity(PART)));
        }
    }
    take(found);
}

/// So many incidents are read before they are put to the others.
const PART: usize = 25_000;

/// The largest resident size of this process, in MiB.
fn peak_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    let kib = line.split_whitespace().nth(1).and_then(|kib| kib.parse::<f64>().ok());
    kib.unwrap_or(f64::NAN) / 1024.0
}

fn number(name: &str, other: usize) -> usize {
    value(name).map_or(other, |text| text.parse::<usize>().expect("a number"))
}

/// So many grids, evenly spread over the file.
fn chosen(areas: &AreaSet) -> Vec<&Area> {
    let all = areas.level(Level::Grid);
    let count = number("--count", 100).clamp(1, all.len());
    let last = (all.len() - 1) as f64;
    let place = |i: usize| (last * i as f64 / (count.max(2) - 1) as f64) as usize;
    (0..count).map(|i| &all[place(i)]).collect()
}

/// The state with all incidents of some grids and around them.
fn snapshot(areas: &Arc<AreaSet>, chosen: &[&Area], rules: &Rules) -> Snapshot {
    let shown: Vec<Ground> = chosen.iter().map(|grid| Ground::of(grid)).collect();
    let points = value("--points").unwrap_or_else(|| of_reference("incidents.csv"));
    let locator = Arc::new(Locator::build(Arc::clone(areas)).expect("grids"));
    let editions = Arc::new(Editions::single(locator));
    let mut snapshot = Snapshot::empty(editions, jiff::Timestamp::now());
    incidents(Path::new(&points), &shown, rules, |part| snapshot = snapshot.with(part, 1));
    snapshot
}

fn main() {
    let threads = number("--threads", 1);
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().expect("threads");
    let format = value("--format").unwrap_or_else(|| "png".to_owned());
    let format = Format::from_extension(&format).expect("png, pdf or svg");
    let grids = value("--grids").unwrap_or_else(|| of_reference("grids.geojson"));

    let started = Instant::now();
    let areas = areas(Path::new(&grids));
    let (chosen, rules) = (chosen(&areas), Rules::default());
    let snapshot = snapshot(&areas, &chosen, &rules);
    let (from, to) = snapshot.period().expect("incidents");
    let span = Span::between(from, to, &rules.zone()).expect("a period");
    let load_s = started.elapsed().as_secs_f64();
    // What the incidents of all sheets take, before the first is drawn.
    let loaded_mib = peak_mib();

    // The hot spots once for all sheets, as an atlas does.
    let printed_on = jiff::civil::date(2026, 11, 23);
    let plan = SheetPlan {
        desk_url: Some("http://10.0.0.8:8080".to_owned()),
        ..SheetPlan::new(span, Template::default(), Arc::new(rules), printed_on)
    }
    .with_spots(&snapshot);
    let mut times = Vec::new();
    let mut bytes = 0;
    let mut on_sheets = 0;
    for grid in &chosen {
        let started = Instant::now();
        let file =
            snapshot.draw_sheet(&plan.order(grid)).and_then(|sheet| Ok(sheet.render(format)?));
        let file = file.expect("a sheet");
        times.push(started.elapsed().as_secs_f64() * 1e3);
        bytes += file.len();
        on_sheets +=
            snapshot.places(&Filter { area: Some(grid.code.clone()), ..Default::default() }).len();
        if let Some(folder) = value("--save") {
            std::fs::create_dir_all(&folder).expect("a folder");
            let name = format!("{}.{}", grid.code, file_ending(format));
            std::fs::write(Path::new(&folder).join(name), file).expect("room on the disk");
        }
    }
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
    let line = json!({
        "load_s": load_s,
        "per_sheet_ms_mean": times.iter().sum::<f64>() / times.len() as f64,
        "per_sheet_ms_p50": at(50),
        "p95": at(95),
        "incidents": snapshot.len(),
        "loaded_mib": loaded_mib,
        "peak_mib": peak_mib(),
        "mean_kib": bytes as f64 / times.len() as f64 / 1024.0,
        "sheets": times.len(),
        "incidents_a_sheet": on_sheets / times.len(),
    });
    println!("{line}");
}

fn file_ending(format: Format) -> &'static str {
    match format {
        Format::Pdf => "pdf",
        Format::Png => "png",
        Format::Svg => "svg",
    }
}
