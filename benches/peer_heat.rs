//! Density beside other programs, on their files: one JSON line a run.
//!
//! `cargo bench --bench peer_heat -- --points FILE --banner FILE --bandwidth-m 2000 --size 1024`.
//! Points are CSV with `lon` and `lat`, the banner is GeoJSON with a `code`, both WGS-84; without
//! arguments those of `data/otog`. The raster is compared with an exact sum in double precision.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::print_stdout, reason = "a bench")]

use geo::{LineString, MultiPolygon};
use rayon::prelude::*;
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use wangge::area::{AreaSet, Fields, read_dir};
use wangge::geo::{Bounds, LonLat};
use wangge::heat::{Density, Ground, Kernel, Raster, Sampling};
use wangge::locate::Locator;

/// Runs of which the median counts.
const RUNS: usize = 21;
/// Pixels that are compared: by chance, the highest, and beside the border.
const BY_CHANCE: usize = 1_600;
const HIGHEST: usize = 200;
const AT_BORDER: usize = 200;

fn value(name: &str) -> Option<String> {
    let all: Vec<String> = std::env::args().collect();
    let place = all.iter().position(|argument| argument == name)?;
    all.get(place + 1).cloned()
}

/// A file of the reference data, which is taken where none is named.
fn of_reference(name: &str) -> String {
    format!("{}/data/otog/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn banner(file: &Path) -> Arc<AreaSet> {
    let folder = tempfile::tempdir().expect("a folder");
    // Read as a grid, so that a lookup says what lies in it.
    let target = folder.path().join("grids.geojson");
    std::os::unix::fs::symlink(file.canonicalize().expect("the banner"), target).expect("a link");
    Arc::new(read_dir(folder.path(), &Fields::default()).expect("GeoJSON").set)
}

fn points(file: &Path) -> Vec<LonLat> {
    let mut reader = csv::Reader::from_path(file).expect("the points");
    let headers = reader.headers().expect("headers").clone();
    let column = |name| headers.iter().position(|header| header == name).expect(name);
    let (lon, lat) = (column("lon"), column("lat"));
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let place = |row: csv::StringRecord| LonLat::new(number(&row[lon]), number(&row[lat]));
    reader.records().map(|row| place(row.expect("a row")).expect("degrees")).collect()
}

/// The largest resident size of this process, in MiB.
fn peak_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    let kib = line.split_whitespace().nth(1).and_then(|kib| kib.parse::<f64>().ok());
    kib.unwrap_or(f64::NAN) / 1024.0
}

/// The median of some runs, in milliseconds.
fn median_ms<T>(mut run: impl FnMut() -> T) -> f64 {
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let started = Instant::now();
            std::hint::black_box(run());
            started.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[RUNS / 2]
}

/// Metres per degree of longitude and latitude on the WGS-84 ellipsoid.
fn metres_per_degree(lat_deg: f64) -> (f64, f64) {
    let e2 = 0.006_694_379_990_141_33_f64;
    let (sin, cos) = lat_deg.to_radians().sin_cos();
    let w2 = 1.0 - e2 * sin * sin;
    let across_m = 6_378_137.0 / w2.sqrt();
    ((across_m * cos).to_radians(), (across_m * (1.0 - e2) / w2).to_radians())
}

/// Square of the ground distance in metres, in the plane of the middle latitude: within
/// 1 in a million at these distances.
fn square(a: (f64, f64), b: LonLat) -> f64 {
    let (x, y) = metres_per_degree(f64::midpoint(a.1, b.lat()));
    ((a.0 - b.lon()) * x).powi(2) + ((a.1 - b.lat()) * y).powi(2)
}

/// The exact density: a sum over all points, divided by an integral over the banner.
struct Exact<'a> {
    points: &'a [LonLat],
    bandwidth_m: f64,
    /// The latitudes of the rows over which the banner is integrated, and where it crosses them.
    rows: Vec<(f64, Vec<f64>)>,
    row_deg: f64,
}

impl<'a> Exact<'a> {
    /// Rows to a bandwidth.
    const FINE: f64 = 200.0;

    fn new(points: &'a [LonLat], shape: &MultiPolygon<f64>, around: &Bounds, b_m: f64) -> Self {
        let row_deg = b_m / Self::FINE / 111_000.0;
        let count = ((around.north - around.south) / row_deg).ceil() as usize + 1;
        let mut rows: Vec<(f64, Vec<f64>)> = (0..count)
            .map(|row| (around.south + (row as f64 + 0.5) * row_deg, Vec::new()))
            .collect();
        let rings = shape.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
        for edge in rings.flat_map(LineString::lines) {
            let (low, high) = (edge.start.y.min(edge.end.y), edge.start.y.max(edge.end.y));
            let first = rows.partition_point(|row| row.0 < low);
            for (lat, crossings) in rows.iter_mut().skip(first).take_while(|row| row.0 < high) {
                let t = (*lat - edge.start.y) / (edge.end.y - edge.start.y);
                crossings.push(edge.start.x + t * (edge.end.x - edge.start.x));
            }
        }
        for row in &mut rows {
            row.1.sort_by(f64::total_cmp);
        }
        Self { points, bandwidth_m: b_m, rows, row_deg }
    }

    /// Points per km².
    fn at(&self, lon: f64, lat: f64) -> f64 {
        let b_m = self.bandwidth_m;
        let far_deg = 8.0 * b_m / 111_000.0;
        let near = |p: &&LonLat| (p.lat() - lat).abs() < far_deg;
        let kernel = |p: &LonLat| (-0.5 * square((lon, lat), *p) / (b_m * b_m)).exp();
        let sum: f64 = self.points.iter().filter(near).map(kernel).sum();
        sum / (2.0 * std::f64::consts::PI * b_m * b_m) * 1e6 / self.mass(lon, lat)
    }

    /// The integral of the kernel over the banner: exact along every row.
    fn mass(&self, lon: f64, lat: f64) -> f64 {
        let b_m = self.bandwidth_m;
        let far_deg = 8.0 * b_m / 111_000.0;
        let first = self.rows.partition_point(|row| row.0 < lat - far_deg);
        let rows = self.rows.iter().skip(first).take_while(|row| row.0 < lat + far_deg);
        rows.map(|(row, crossings)| {
            let (x_m, y_m) = metres_per_degree(f64::midpoint(*row, lat));
            let until =
                |at: &f64| 0.5 * libm::erf((at - lon) * x_m / b_m / std::f64::consts::SQRT_2);
            let along: f64 =
                crossings.chunks_exact(2).map(|ends| until(&ends[1]) - until(&ends[0])).sum();
            // The ground itself is as wide as its own row, the distance as the middle one.
            let stretch = metres_per_degree(*row).0 / x_m;
            let y = (row - lat) * y_m / b_m;
            let weight = (-0.5 * y * y).exp() / (2.0 * std::f64::consts::PI).sqrt();
            along * stretch * weight * self.row_deg * metres_per_degree(*row).1 / b_m
        })
        .sum()
    }

    /// The largest difference from a raster, as a share of its peak.
    fn worst(&self, raster: &Raster, pixels: &Sampling) -> f64 {
        let width = raster.width as usize;
        let value = |i: usize| raster.values.get(i).copied().unwrap_or(f32::NAN);
        let known: Vec<usize> = (0..raster.values.len()).filter(|i| !value(*i).is_nan()).collect();
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        let mut chance = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            known[(state % known.len() as u64) as usize]
        };
        let mut chosen: Vec<usize> = (0..BY_CHANCE).map(|_| chance()).collect();
        let mut highest = known.clone();
        highest.sort_by(|a, b| value(*b).total_cmp(&value(*a)));
        chosen.extend(highest.iter().take(HIGHEST));
        let border: Vec<usize> = known
            .iter()
            .copied()
            .filter(|i| {
                [i.wrapping_sub(1), i + 1, i.wrapping_sub(width), i + width]
                    .into_iter()
                    .any(|next| value(next).is_nan())
            })
            .collect();
        chosen.extend(border.iter().step_by((border.len() / AT_BORDER).max(1)).take(AT_BORDER));
        let peak = f64::from(raster.peak());
        let off = |i: &usize| {
            let (lon, lat) = pixels.middle(*i % width, *i / width).expect("a pixel");
            (f64::from(value(*i)) - self.at(lon, lat)).abs() / peak
        };
        chosen.par_iter().map(off).reduce(|| 0.0, f64::max)
    }
}

fn main() {
    let file = |name: &str, other: &str| value(name).unwrap_or_else(|| of_reference(other));
    let number = |name: &str, other: f64| {
        value(name).map_or(other, |text| text.parse::<f64>().expect("a number"))
    };
    let started = Instant::now();
    let areas = banner(Path::new(&file("--banner", "banner.geojson")));
    let all = points(Path::new(&file("--points", "truth.csv")));
    let load_s = started.elapsed().as_secs_f64();

    let started = Instant::now();
    let locator = Locator::build(Arc::clone(&areas)).expect("a banner");
    let inside = locator.holders(&all).into_iter().zip(&all);
    let inside: Vec<LonLat> =
        inside.filter(|(holder, _)| holder.grid().is_some()).map(|(_, at)| *at).collect();
    let index_s = started.elapsed().as_secs_f64();

    let shapes = || areas.grids().iter().map(|area| &area.shape);
    let ground = Ground::new(shapes()).expect("a banner");
    let (bandwidth_m, size) = (number("--bandwidth-m", 2_000.0), number("--size", 1_024.0) as u32);
    let kernel = Kernel::new(bandwidth_m, 30.0).expect("a kernel");
    let density = Density::new(kernel).on(Some(&ground)).parallel();
    let pixels = Sampling::of_bounds(&ground.bounds(), size, size);
    let mass = density.mass(&pixels);
    let mass_ms = median_ms(|| density.mass(&pixels));
    let raster_ms = median_ms(|| density.raster_with(&inside[..], &pixels, &mass));
    let raster = density.raster_with(&inside[..], &pixels, &mass);

    let shape = MultiPolygon::new(shapes().flat_map(|s| s.0.clone()).collect());
    let exact = Exact::new(&inside, &shape, &ground.bounds(), bandwidth_m);
    let line = json!({
        "load_s": load_s,
        "index_s": index_s,
        "raster_ms": raster_ms,
        "border_mass_ms": mass_ms,
        "max_error_of_peak": exact.worst(&raster, &pixels),
        "peak_per_km2": raster.peak(),
        "points_inside": inside.len(),
        "peak_mib": peak_mib(),
    });
    println!("{line}");
}
