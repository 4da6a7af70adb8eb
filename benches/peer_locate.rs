//! The lookup beside other programs, on their files: one JSON line a run.
//!
//! `cargo bench --bench peer_locate -- --grids FILE --points FILE --threads N`. Grids are GeoJSON
//! with a `code` or `grid_id`, points CSV with `lon` and `lat`, both WGS-84; without
//! arguments those of `data/otog`.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::print_stdout, reason = "a bench")]

use rayon::prelude::*;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use wangge::area::{AreaSet, Fields, read_dir};
use wangge::geo::LonLat;
use wangge::locate::{Holder, Locator};

/// Points that are looked up together.
const BATCH: usize = 4096;

struct Args {
    grids: PathBuf,
    points: PathBuf,
    threads: usize,
}

/// Reads the arguments; `--bench`, which cargo appends, is passed over.
fn args() -> Args {
    let all: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        let place = all.iter().position(|argument| argument == name);
        place.and_then(|place| all.get(place + 1)).cloned()
    };
    Args {
        grids: value("--grids").unwrap_or_else(|| of_reference("grids.geojson")).into(),
        points: value("--points").unwrap_or_else(|| of_reference("truth.csv")).into(),
        threads: value("--threads").map_or(1, |text| text.parse().expect("a number")),
    }
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

fn points(file: &Path) -> Vec<LonLat> {
    let mut reader = csv::Reader::from_path(file).expect("the points");
    let headers = reader.headers().expect("headers").clone();
    let column = |name| headers.iter().position(|header| header == name).expect(name);
    let (lon, lat) = (column("lon"), column("lat"));
    reader
        .records()
        .map(|row| {
            let row = row.expect("a row");
            let number = |i: usize| row[i].parse::<f64>().expect("a number");
            LonLat::new(number(lon), number(lat)).expect("degrees")
        })
        .collect()
}

/// The largest resident size of this process, in MiB.
fn peak_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    let kib = line.split_whitespace().nth(1).and_then(|kib| kib.parse::<f64>().ok());
    kib.unwrap_or(f64::NAN) / 1024.0
}

fn main() {
    let args = args();
    rayon::ThreadPoolBuilder::new().num_threads(args.threads).build_global().expect("threads");
    let started = Instant::now();
    let areas = areas(&args.grids);
    let points = points(&args.points);
    let load_s = started.elapsed().as_secs_f64();

    let started = Instant::now();
    let locator = Locator::build(Arc::clone(&areas)).expect("grids");
    let index_s = started.elapsed().as_secs_f64();

    let contain = || -> Vec<Holder> {
        if args.threads == 1 {
            return locator.holders(&points);
        }
        points.par_chunks(BATCH).flat_map_iter(|batch| locator.holders(batch)).collect()
    };
    // The best of five: the first one fills the caches.
    let mut contain_s = f64::INFINITY;
    let mut holders = Vec::new();
    for _ in 0..5 {
        let started = Instant::now();
        holders = contain();
        contain_s = contain_s.min(started.elapsed().as_secs_f64());
    }
    let outside: Vec<LonLat> = points
        .iter()
        .zip(&holders)
        .filter(|(_, h)| h.grid().is_none())
        .map(|(at, _)| *at)
        .collect();

    let started = Instant::now();
    let distances: Vec<f64> = if args.threads == 1 {
        locator.find_each(&outside).iter().map(|found| found.distance_m).collect()
    } else {
        let batches = outside.par_chunks(BATCH);
        batches.flat_map_iter(|batch| locator.find_each(batch)).map(|f| f.distance_m).collect()
    };
    let nearest_s = started.elapsed().as_secs_f64();
    let line = json!({
        "load_s": load_s,
        "index_s": index_s,
        "contain_per_s": points.len() as f64 / contain_s,
        "nearest_per_s": outside.len() as f64 / nearest_s,
        "both_per_s": points.len() as f64 / (contain_s + nearest_s),
        "outside": outside.len(),
        "sum_distance_m": distances.iter().sum::<f64>(),
        "peak_mib": peak_mib(),
    });
    println!("{line}");
}
