//! Density against exact sums.

use super::super::KernelShape;
use super::*;
use crate::geo::{LocalPlane, LonLat, TILE_PX, TileId, mercator_px, mercator_unproject};
use geo::{Contains, MultiPolygon, Point, polygon};
use proptest::prelude::*;

fn kernel(bandwidth_m: f64) -> Kernel {
    Kernel::new(bandwidth_m, 30.0).unwrap()
}

/// A town of 300 incidents and a thin spread around it, without random numbers.
fn places() -> Vec<LonLat> {
    let plane = LocalPlane::new(LonLat::new(107.98, 39.09).unwrap());
    (0..400)
        .map(|i| {
            let turn = f64::from(i) * 2.399_963;
            let out_m = if i < 300 { 90.0 * f64::from(i).sqrt() } else { 80.0 * f64::from(i) };
            plane.to_lonlat(out_m * turn.cos(), out_m * turn.sin())
        })
        .collect()
}

/// The sum over all incidents with geodesic distances and no cut-off.
fn exact(points: &[LonLat], at: LonLat, kernel: Kernel) -> f64 {
    points.iter().map(|p| kernel.at_m(p.distance_m(at))).sum()
}

fn middle(sampling: &Sampling, pixel: usize) -> LonLat {
    let (row, column) = (pixel / sampling.lons.len(), pixel % sampling.lons.len());
    LonLat::new(sampling.lons[column], sampling.lats[row]).unwrap()
}

const TOWN: Bounds = Bounds { west: 107.7, south: 38.9, east: 108.3, north: 39.3 };

#[test]
fn a_raster_is_the_exact_sum() {
    let points = places();
    let pixels = Sampling::of_bounds(&TOWN, 300, 200);
    for (bandwidth_m, shape, within) in [
        (300.0, KernelShape::Gaussian, 6e-4),
        (2_000.0, KernelShape::Gaussian, 6e-4),
        (8_000.0, KernelShape::Gaussian, 8e-4),
        (50_000.0, KernelShape::Gaussian, 5e-3),
        (300.0, KernelShape::Quartic, 5e-3),
        (2_000.0, KernelShape::Quartic, 5e-3),
    ] {
        let kernel = kernel(bandwidth_m).shaped(shape);
        let raster = Density::new(kernel).raster(&points[..], &pixels);
        let peak = f64::from(raster.peak());
        for (i, value) in raster.values.iter().enumerate().step_by(97) {
            let off = (f64::from(*value) - exact(&points, middle(&pixels, i), kernel)).abs();
            assert!(off < within * peak, "{kernel:?} at {i}: off {off} of {peak}");
        }
    }
}

#[test]
fn one_incident_is_a_kernel_wherever_it_lies_between_the_nodes() {
    for (lon, lat) in [(107.98, 39.09), (107.9812, 39.0934), (107.9855, 39.0911)] {
        let at = [LonLat::new(lon, lat).unwrap()];
        let bounds = Bounds::around([at[0].coord()]).unwrap().grown_m(10_000.0);
        let pixels = Sampling::of_bounds(&bounds, 101, 101);
        for (shape, within) in [(KernelShape::Gaussian, 1e-3), (KernelShape::Quartic, 1e-2)] {
            let kernel = kernel(2_000.0).shaped(shape);
            let raster = Density::new(kernel).raster(&at[..], &pixels);
            let height = f64::from(kernel.height());
            for (i, value) in raster.values.iter().enumerate() {
                let off = (f64::from(*value) - exact(&at, middle(&pixels, i), kernel)).abs();
                assert!(off < within * height, "{shape:?} at {i}: off {off} of {height}");
            }
        }
    }
}

#[test]
fn a_tile_is_the_exact_sum_at_every_zoom() {
    let points = places();
    let kernel = kernel(2_000.0);
    let center = LonLat::new(107.98, 39.09).unwrap();
    let top = exact(&points, center, kernel);
    for z in 5..=18 {
        let (x, y) = mercator_px(center, z);
        let tile = TileId::new(z, (x / 256.0) as u32, (y / 256.0) as u32).unwrap();
        for side_px in [TILE_PX, 2 * TILE_PX] {
            let pixels = Sampling::of_tile(tile, side_px);
            let raster = Density::new(kernel).raster(&points[..], &pixels);
            for i in (0..raster.values.len()).step_by(raster.values.len() / 7) {
                let value = f64::from(raster.values[i]);
                let off = (value - exact(&points, middle(&pixels, i), kernel)).abs();
                assert!(off < 1e-3 * top, "zoom {z}, pixel {i}: off {off} of {top}");
            }
        }
    }
}

#[test]
fn threads_and_parts_change_nothing() {
    let points = places();
    let bounds = TOWN.grown_m(100_000.0);
    let pixels = Sampling::of_bounds(&bounds, 90, 70);
    let whole = Density::new(kernel(100.0));
    assert!(whole.frame(&bounds).span(&bounds).nodes() > MOST_NODES);
    let (one, all) = (whole.raster(&points[..], &pixels), whole.parallel());
    let all = all.raster(&points[..], &pixels);
    let near = |(a, b): (&f32, &f32)| (a - b).abs() <= 1e-5 * one.peak();
    assert!(one.peak() > 0.0 && one.values.iter().zip(&all.values).all(near));
    let at = one.values.iter().position(|v| *v >= one.peak()).unwrap();
    let exact = exact(&points, middle(&pixels, at), kernel(100.0));
    assert!((f64::from(one.peak()) - exact).abs() < 1e-3 * exact);
}

#[test]
fn pixels_far_apart_are_the_exact_sum_too() {
    let points = places();
    let shape = banner();
    let ground = Ground::new([&shape]).unwrap();
    let on = Density::new(kernel(50.0)).on(Some(&ground));
    let pixels = Sampling::of_bounds(&ground.bounds().grown_m(30_000.0), 60, 60);
    let frame = on.frame(&TOWN);
    assert!(frame.span(&TOWN).nodes() > MOST_NODES_A_PIXEL * 3_600);
    let raster = on.raster(&points[..], &pixels);
    let height = f64::from(kernel(50.0).height());
    let mut inside = 0;
    for (i, value) in raster.values.iter().enumerate() {
        let at = middle(&pixels, i);
        assert_eq!(value.is_nan(), !shape.contains(&Point::from(at.coord())), "{at:?}");
        let far = !ground.touches(&Bounds::around([at.coord()]).unwrap().grown_m(400.0));
        if !value.is_nan() && far {
            inside += 1;
            let off = (f64::from(*value) - exact(&points, at, kernel(50.0))).abs();
            assert!(off < 1e-3 * height, "{at:?}: off {off}");
        }
    }
    assert!(inside > 100, "{inside}");
    // The whole world at once, and nothing of it twice.
    let world = Sampling::of_tile(TileId::new(0, 0, 0).unwrap(), TILE_PX);
    let drawn = on.raster(&points[..], &world);
    assert!(drawn.values.iter().filter(|v| !v.is_nan()).count() <= 1);
}

/// A corner of a banner beside the town.
fn banner() -> MultiPolygon<f64> {
    MultiPolygon::new(vec![polygon![
        (x: 107.9, y: 39.05), (x: 108.2, y: 39.04), (x: 108.25, y: 39.2), (x: 107.95, y: 39.25),
    ]])
}

#[test]
fn near_the_border_the_kernel_is_divided_by_its_mass_inside() {
    let shape = banner();
    let ground = Ground::new([&shape]).unwrap();
    let inside = |at: &LonLat| shape.contains(&Point::from(at.coord()));
    let points: Vec<LonLat> = places().into_iter().filter(inside).collect();
    let kernel = kernel(1_500.0);
    let pixels = Sampling::of_bounds(&TOWN, 150, 100);
    let raster = Density::new(kernel).on(Some(&ground)).raster(&points[..], &pixels);
    // The mass by summing the kernel over small cells of ground.
    let cells: Vec<LonLat> = (0..600 * 440)
        .map(|i| (107.88 + f64::from(i % 600) * 0.000_65, 39.02 + f64::from(i / 600) * 0.000_55))
        .map(|(lon, lat)| LonLat::new(lon, lat).unwrap())
        .filter(inside)
        .collect();
    let (per_lon_m, per_lat_m) = metres_per_degree(39.12);
    let cell_km2 = 0.000_65 * per_lon_m * 0.000_55 * per_lat_m / 1e6;
    let peak = f64::from(raster.peak());
    let mut border = 0;
    for (i, value) in raster.values.iter().enumerate().step_by(53) {
        let at = middle(&pixels, i);
        assert_eq!(value.is_nan(), !inside(&at), "pixel {i}");
        if value.is_nan() {
            continue;
        }
        let mass = exact(&cells, at, kernel) * cell_km2;
        border += usize::from(mass < 0.9);
        let off = (f64::from(*value) - exact(&points, at, kernel) / mass).abs();
        assert!(off < 3e-3 * peak, "pixel {i}, mass {mass}: off {off} of {peak}");
    }
    assert!(border > 10, "{border}");
}

#[test]
fn even_ground_has_even_density_up_to_its_border() {
    let shape = banner();
    let ground = Ground::new([&shape]).unwrap();
    let lattice = (0..500 * 400)
        .map(|i| (107.88 + f64::from(i % 500) * 0.000_8, 39.02 + f64::from(i / 500) * 0.000_6))
        .map(|(lon, lat)| LonLat::new(lon, lat).unwrap());
    let points: Vec<LonLat> =
        lattice.filter(|at| shape.contains(&Point::from(at.coord()))).collect();
    for shape in [KernelShape::Gaussian, KernelShape::Quartic] {
        let density = Density::new(kernel(1_000.0).shaped(shape)).on(Some(&ground));
        let raster = density.raster(&points[..], &Sampling::of_bounds(&TOWN, 150, 100));
        let known = || raster.values.iter().copied().filter(|v| !v.is_nan());
        let (least, most) = (known().fold(f32::MAX, f32::min), raster.peak());
        assert!(most / least < 1.03, "{shape:?}: {least} to {most}");
    }
}

#[test]
fn the_peak_is_not_below_any_pixel() {
    let points = places();
    let pixels = Sampling::of_bounds(&TOWN, 1200, 800);
    for bandwidth_m in [500.0, 2_000.0] {
        let density = Density::new(kernel(bandwidth_m));
        let (peak, highest) =
            (density.peak(&points[..], &TOWN), density.raster(&points[..], &pixels).peak());
        assert!(peak >= highest * 0.98 && peak <= highest * 1.001, "{peak} for {highest}");
    }
    assert!(Density::new(kernel(500.0)).peak::<[LonLat]>(&[], &TOWN) == 0.0);
    assert!((scale_top(1.2) - 1.5).abs() < 1e-6 && scale_top(0.0) == 0.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// A tile is a part of the one above it: where their pixels coincide, so do their values.
    #[test]
    fn tiles_meet_without_a_seam(z in 6_u8..=16, dx in -3_i32..3) {
        let points = places();
        let (x, y) = mercator_px(points[0], z);
        let (x, y) = ((x / 256.0) as i64 + i64::from(dx), (y / 256.0) as u32);
        let density = Density::new(kernel(2_000.0));
        let tile = |x: i64| {
            let tile = TileId::new(z, x as u32, y).unwrap();
            density.raster(&points[..], &Sampling::of_tile(tile, TILE_PX))
        };
        let (west, east) = (tile(x), tile(x + 1));
        // The tiles' common edge, drawn as one picture.
        let (left, top) = TileId::new(z, x as u32, y).unwrap().origin_px();
        let at = |px: f64| mercator_unproject(left + px + 0.5, top + 100.5, z);
        let both = Sampling {
            lons: (200..300).map(|px| at(f64::from(px)).lon()).collect(),
            lats: vec![at(0.0).lat()],
        };
        let both = density.raster(&points[..], &both);
        let height = density.kernel.height();
        for (i, value) in both.values.iter().enumerate() {
            let tile = if i < 56 { &west } else { &east };
            let same = tile.values[100 * 256 + (200 + i) % 256];
            prop_assert!((value - same).abs() <= 1e-4 * height * 300.0, "{value} {same}");
        }
    }
}

/// Pixels farther apart than nodes are computed in another way, to the same end.
#[test]
fn tiles_of_low_zooms_are_the_exact_sum_too() {
    let points = places();
    for (bandwidth_m, z) in [(2_000.0, 5), (2_000.0, 6), (8_000.0, 4), (20_000.0, 3), (700.0, 8)] {
        let kernel = kernel(bandwidth_m);
        let (x, y) = mercator_px(points[0], z);
        let side = f64::from(TILE_PX);
        let tile = TileId::new(z, (x / side) as u32, (y / side) as u32).unwrap();
        let pixels = Sampling::of_tile(tile, TILE_PX);
        let frame = Density::new(kernel).frame(&pixels.bounds().unwrap());
        assert!(pixels.is_sparse(frame), "{bandwidth_m} m at {z}");
        let raster = Density::new(kernel).raster(&points[..], &pixels);
        let peak = f64::from(raster.peak());
        assert!(peak > 0.0);
        for (i, value) in raster.values.iter().enumerate().filter(|(_, v)| **v > 0.0) {
            let off = (f64::from(*value) - exact(&points, middle(&pixels, i), kernel)).abs();
            assert!(off < 1e-3 * peak, "{bandwidth_m} m at {z}, {i}: off {off} of {peak}");
        }
    }
}

#[test]
fn a_border_known_beforehand_changes_nothing() {
    let shape = MultiPolygon::new(vec![polygon![
        (x: 107.8, y: 38.95), (x: 108.2, y: 39.0), (x: 108.1, y: 39.25), (x: 107.85, y: 39.2),
    ]]);
    let ground = Ground::new([&shape]).unwrap();
    let density = Density::new(kernel(2_000.0)).on(Some(&ground));
    let border = density.border().unwrap();
    let known = density.with_border(Some(&border));
    for pixels in [
        Sampling::of_bounds(&TOWN, 200, 150),
        Sampling::of_bounds(&Bounds { west: 108.1, ..TOWN }, 120, 150),
        Sampling::of_bounds(&Bounds { west: 108.25, ..TOWN }, 20, 20),
    ] {
        let (a, b) = (density.raster(&places()[..], &pixels), known.raster(&places()[..], &pixels));
        for (a, b) in a.values.iter().zip(&b.values) {
            assert!(a.is_nan() == b.is_nan() && (a.is_nan() || (a - b).abs() <= 2e-4 * a.abs()));
        }
    }
    assert!(Density::new(kernel(50.0)).on(Some(&ground)).border().is_none());
}
