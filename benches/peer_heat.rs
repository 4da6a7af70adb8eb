//! Density beside other programs, on their files: one JSON line a run.
//!
//! `cargo bench --bench peer_heat -- --points FILE --banner FILE --bandwidth-m 2000 --size 1024`.
//! Points are CSV with `lon`, `lat`, `category` and `time`, the banner is GeoJSON with a `code`,
//! both WGS-84; without arguments those of `data/otog`. The raster is compared with an exact sum
//! in double precision. `--tiles` draws tiles of every zoom from 5 to 16, each of one category
//! and 30 days, to PNG. `--repeat N` takes every point N times, moved by up to 200 m and three
//! days; the raster is then not compared. `--save FILE` writes the index and reads it again.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::print_stdout, reason = "a bench")]

use geo::{LineString, MultiPolygon};
use rayon::prelude::*;
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use wangge::area::{AreaSet, Fields, read_dir};
use wangge::geo::{Bounds, LonLat, TILE_PX, TileId};
use wangge::heat::{
    Builder, Density, Ground, Index, IndexNames, Kernel, Query, Ramp, Raster, Record, Sampling,
};
use wangge::incident::{Severity, Status};
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

/// A point with its category and second.
#[derive(Clone, Copy)]
struct Point {
    at: LonLat,
    category: u16,
    second: i64,
}

fn points(file: &Path) -> Vec<Point> {
    let mut reader = csv::Reader::from_path(file).expect("the points");
    let headers = reader.headers().expect("headers").clone();
    let column =
        |names: &[&str]| headers.iter().position(|header| names.contains(&header)).expect(names[0]);
    let (lon, lat) = (column(&["lon"]), column(&["lat"]));
    let (category, time) = (column(&["category"]), column(&["time", "reported_at"]));
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let second = |text: &str| {
        let instant = text.parse::<jiff::Timestamp>().unwrap_or_else(|_| {
            let local = text.parse::<jiff::civil::DateTime>().expect("a time");
            local.in_tz("Asia/Shanghai").expect("a time").timestamp()
        });
        instant.as_second()
    };
    let mut categories = std::collections::HashMap::<String, u16>::new();
    reader
        .records()
        .map(|row| {
            let row = row.expect("a row");
            let next = categories.len() as u16;
            let category = *categories.entry(row[category].to_owned()).or_insert(next);
            let at = LonLat::new(number(&row[lon]), number(&row[lat])).expect("degrees");
            Point { at, category, second: second(&row[time]) }
        })
        .collect()
}

/// Numbers by chance, the same in every run (Marsaglia, J. Stat. Softw. 8, 2003).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    fn within(&mut self, half: f64) -> f64 {
        (self.below(1 << 32) as f64 / f64::from(1_u32 << 31) - 1.0) * half
    }
}

/// Every point some times, moved a little.
fn repeated(all: &[Point], times: usize) -> impl Iterator<Item = Point> {
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    (0..times).flat_map(move |round| all.iter().map(move |p| (round, *p))).map(move |(round, p)| {
        if round == 0 {
            return p;
        }
        let (x, y) = (chance.within(200.0 / 86_000.0), chance.within(200.0 / 111_000.0));
        let at = LonLat::new(p.at.lon() + x, p.at.lat() + y).expect("degrees");
        Point { at, second: p.second + chance.within(3.0 * 86_400.0) as i64, ..p }
    })
}

fn index_of(points: impl Iterator<Item = Point>) -> Index {
    let mut builder = Builder::default();
    for (number, point) in (0..).zip(points) {
        let time = jiff::Timestamp::from_second(point.second).expect("a time");
        let record = Record {
            number,
            at: point.at,
            time,
            category: point.category,
            severity: Severity::new(1).expect("it is one"),
            status: Status::Reported,
            grid: None,
            on_ground: true,
        };
        builder.push(&record).expect("it fits");
    }
    builder.build()
}

/// Tiles of a zoom that are drawn, half around points, half anywhere in the banner.
const TILES: usize = 200;

/// Milliseconds for each tile of a zoom: look up, density, border, palette, PNG.
fn tiles_ms(
    z: u8,
    index: &Index,
    density: &Density<'_>,
    some: &[Point],
    bounds: &Bounds,
) -> Vec<f64> {
    let mut chance = Chance(88_172_645_463_325_252 + u64::from(z));
    let period = (some.iter().map(|p| p.second).min(), some.iter().map(|p| p.second).max());
    let (first, last) = (period.0.expect("points"), period.1.expect("points"));
    let mut times: Vec<f64> = (0..TILES)
        .map(|turn| {
            let point = some[chance.below(some.len() as u64) as usize];
            let at = if turn % 2 == 0 {
                point.at
            } else {
                let center = bounds.center();
                LonLat::new(
                    center.lon() + chance.within((bounds.east - bounds.west) / 2.0),
                    center.lat() + chance.within((bounds.north - bounds.south) / 2.0),
                )
                .expect("degrees")
            };
            let (x, y) = mercator_px(at, z);
            let side = f64::from(TILE_PX);
            let tile = TileId::new(z, (x / side) as u32, (y / side) as u32).expect("a tile");
            let from = first + chance.below((last - first).unsigned_abs()).cast_signed();
            let time = |second| Some(jiff::Timestamp::from_second(second).expect("a time"));
            let started = Instant::now();
            let selection = index.select(Query {
                from: time(from),
                to: time(from + 30 * 86_400),
                categories: Some(vec![point.category]),
                on_ground: true,
                ..Query::default()
            });
            let raster = density.raster(&selection, &Sampling::of_tile(tile, TILE_PX));
            std::hint::black_box(raster.to_png(Ramp::default(), 5.0).expect("a picture"));
            started.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times
}

/// Where a position lies in pixels of the whole world at a zoom.
fn mercator_px(at: LonLat, z: u8) -> (f64, f64) {
    let world = f64::from(TILE_PX) * f64::from(1_u32 << z);
    let lat = at.lat().to_radians();
    let y = 0.5 - lat.tan().asinh() / (2.0 * std::f64::consts::PI);
    ((at.lon() + 180.0) / 360.0 * world, y * world)
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
        let mut chance = Chance(0x2545_f491_4f6c_dd1d);
        let mut chosen: Vec<usize> =
            (0..BY_CHANCE).map(|_| known[chance.below(known.len() as u64) as usize]).collect();
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

/// Writes the index and reads it again.
fn save(file: &str, index: &Index, line: &mut serde_json::Value) {
    let started = Instant::now();
    let out = std::fs::File::create(file).expect("a file");
    index.write_to(&IndexNames::default(), std::io::BufWriter::new(out)).expect("room on the disk");
    line["file_write_s"] = started.elapsed().as_secs_f64().into();
    let started = Instant::now();
    let (read, _) = Index::read_from(std::fs::File::open(file).expect("it")).expect("an index");
    line["file_load_s"] = started.elapsed().as_secs_f64().into();
    assert_eq!(read.len(), index.len());
}

/// Draws tiles of all zooms.
fn tiles(
    index: &Index,
    density: Density<'_>,
    some: &[Point],
    bounds: &Bounds,
    line: &mut serde_json::Value,
) {
    let started = Instant::now();
    let border = density.border();
    line["border_once_ms"] = (started.elapsed().as_secs_f64() * 1e3).into();
    let density = density.with_border(border.as_ref());
    let zooms: Vec<(u8, f64, f64)> = (5..=16)
        .map(|z| {
            let times = tiles_ms(z, index, &density, some, bounds);
            (z, times[TILES / 2], times[TILES * 99 / 100])
        })
        .collect();
    // The slowest zoom's.
    let worst = |of: fn(&(u8, f64, f64)) -> f64| zooms.iter().map(of).fold(0.0, f64::max);
    line["tile_p50_ms"] = worst(|zoom| zoom.1).into();
    line["tile_p99_ms"] = worst(|zoom| zoom.2).into();
    line["tiles_ms_by_zoom"] = json!(zooms);
}

fn main() {
    let file = |name: &str, other: &str| value(name).unwrap_or_else(|| of_reference(other));
    let number = |name: &str, other: f64| {
        value(name).map_or(other, |text| text.parse::<f64>().expect("a number"))
    };
    let started = Instant::now();
    let areas = banner(Path::new(&file("--banner", "banner.geojson")));
    let all = points(Path::new(&file("--points", "incidents.csv")));
    let load_s = started.elapsed().as_secs_f64();

    let started = Instant::now();
    let locator = Locator::build(Arc::clone(&areas)).expect("a banner");
    let places: Vec<LonLat> = all.iter().map(|point| point.at).collect();
    let inside = locator.holders(&places).into_iter().zip(&all);
    let inside: Vec<Point> =
        inside.filter(|(holder, _)| holder.grid().is_some()).map(|(_, point)| *point).collect();
    let times = number("--repeat", 1.0) as usize;
    let index = index_of(repeated(&inside, times));
    let index_s = started.elapsed().as_secs_f64();

    let shapes = || areas.grids().iter().map(|area| &area.shape);
    let ground = Ground::new(shapes()).expect("a banner");
    let (bandwidth_m, size) = (number("--bandwidth-m", 2_000.0), number("--size", 1_024.0) as u32);
    let kernel = Kernel::new(bandwidth_m, 30.0).expect("a kernel");
    let density = Density::new(kernel).on(Some(&ground)).parallel();
    let pixels = Sampling::of_bounds(&ground.bounds(), size, size);
    let mass = density.mass(&pixels);
    let mass_ms = median_ms(|| density.mass(&pixels));
    let everything = index.select(Query { on_ground: true, ..Query::default() });
    let raster_ms = median_ms(|| density.raster_with(&everything, &pixels, &mass));
    let raster = density.raster_with(&everything, &pixels, &mass);
    let mut line = json!({
        "load_s": load_s,
        "index_s": index_s,
        "raster_ms": raster_ms,
        "border_mass_ms": mass_ms,
        "peak_per_km2": raster.peak(),
        "points_inside": index.len(),
        "bytes_per_incident": index.bytes() as f64 / index.len() as f64,
    });
    if let Some(file) = value("--save") {
        save(&file, &index, &mut line);
    }
    if std::env::args().any(|argument| argument == "--tiles") {
        let density = Density::new(kernel).on(Some(&ground));
        tiles(&index, density, &inside, &ground.bounds(), &mut line);
    }
    if times == 1 {
        let shape = MultiPolygon::new(shapes().flat_map(|s| s.0.clone()).collect());
        let places: Vec<LonLat> = inside.iter().map(|point| point.at).collect();
        let exact = Exact::new(&places, &shape, &ground.bounds(), bandwidth_m);
        line["max_error_of_peak"] = exact.worst(&raster, &pixels).into();
    }
    line["peak_mib"] = peak_mib().into();
    println!("{line}");
}
