//! The engines on the reference data: lookup beside the plain `geo` + `rstar` route, density
//! beside the exact sum. Every answer is checked once outside the timed loop.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test fails by panic")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use geo::Contains;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use wangge::area::{AreaSet, Fields, read_dir};
use wangge::geo::{Bounds, LonLat, TILE_PX, TileId};
use wangge::heat::{Density, Kernel, Ramp, Sampling, scale_top};
use wangge::locate::{Locator, Relation};

fn areas() -> Arc<AreaSet> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/otog");
    Arc::new(read_dir(&dir, &Fields::default()).expect("the reference set").set)
}

/// A fixed 100 × 100 lattice over the banner's rectangle: two runs measure the same work.
fn lattice() -> Vec<LonLat> {
    (0..10_000)
        .map(|i| (106.7 + f64::from(i % 100) * 0.022, 38.3 + f64::from(i / 100) * 0.019))
        .map(|(lon, lat)| LonLat::new(lon, lat).expect("in range"))
        .collect()
}

fn lookup(c: &mut Criterion) {
    let areas = areas();
    let locator = Locator::build(Arc::clone(&areas)).expect("grids");
    let inside: Vec<LonLat> = lattice()
        .into_iter()
        .filter(|at| locator.locate(*at).relation == Relation::Inside)
        .collect();
    let outside: Vec<LonLat> = lattice()
        .into_iter()
        .filter(|at| locator.locate(*at).relation == Relation::Nearest)
        .take(500)
        .collect();
    let tree = RTree::bulk_load(
        areas
            .grids()
            .iter()
            .enumerate()
            .map(|(i, a)| {
                let corners = Rectangle::from_corners(
                    [a.bounds.west, a.bounds.south],
                    [a.bounds.east, a.bounds.north],
                );
                GeomWithData::new(corners, i)
            })
            .collect(),
    );
    let plain = |at: LonLat| {
        let point = geo::Point::from(at.coord());
        tree.locate_in_envelope_intersecting(&AABB::from_point([at.lon(), at.lat()]))
            .map(|found| &areas.grids()[found.data])
            .find(|area| area.shape.contains(&point))
    };
    for at in &inside {
        assert_eq!(plain(*at).map(|area| &area.code), Some(&locator.locate(*at).grid));
    }

    let mut group = c.benchmark_group("locate/grid_of_point");
    group.throughput(Throughput::Elements(inside.len() as u64));
    group.bench_function("wangge", |b| {
        b.iter(|| {
            inside.iter().filter(|at| locator.locate(black_box(**at)).distance_m == 0.0).count()
        });
    });
    group.bench_function("geo_rstar", |b| {
        b.iter(|| inside.iter().filter(|at| plain(black_box(**at)).is_some()).count());
    });
    group.finish();

    let mut group = c.benchmark_group("locate/nearest_grid");
    group.sample_size(10);
    group.throughput(Throughput::Elements(outside.len() as u64));
    group.bench_function("wangge", |b| {
        b.iter(|| outside.iter().map(|at| locator.locate(black_box(*at)).distance_m).sum::<f64>());
    });
    group.finish();
}

fn heat(c: &mut Criterion) {
    let points = lattice();
    let kernel = Kernel::new(2_000.0, 90.0).expect("a kernel");
    let density = Density::new(kernel);
    let bounds = Bounds::around(points.iter().map(|at| at.coord())).expect("points");
    let top = scale_top(density.peak(&points[..], &bounds));
    assert!(top > 0.0);
    let ramp = Ramp::named("magma_r").expect("shipped");
    let mut group = c.benchmark_group("heat/tile_of_10000");
    for (z, x, y) in [(7, 102, 48), (10, 819, 389), (14, 13109, 6236)] {
        let tile = TileId::new(z, x, y).expect("a tile");
        group.bench_function(format!("zoom_{z}"), |b| {
            b.iter(|| {
                density
                    .raster(black_box(&points[..]), &Sampling::of_tile(tile, TILE_PX))
                    .to_png(ramp, top)
                    .expect("a PNG")
                    .len()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, lookup, heat);
criterion_main!(benches);
