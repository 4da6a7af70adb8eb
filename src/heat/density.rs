//! Kernel density in ground metres, as incidents per km² per 30 days.

use super::ground::Ground;
use super::lattice::{Frame, Lattice, metres_per_degree};
use super::sampling::Sampling;
use super::smooth::{reach, smooth};
use super::{Kernel, Raster};
use crate::geo::{Bounds, LonLat};
use rayon::prelude::*;
use std::ops::Range;

/// A window with more nodes is worked on in parts.
const MOST_NODES: usize = 1 << 22;
/// With more nodes to a pixel than this, nodes are left out.
const MOST_NODES_A_PIXEL: usize = 256;
/// How much farther than the kernel's reach a border is looked for: steps and splines reach on.
const ROOM: f64 = 1.5;
const WORLD: Bounds = Bounds { west: -180.0, south: -90.0, east: 180.0, north: 90.0 };
/// Into how many parts places are dealt where all threads gather them: always the same, so that
/// a picture does not depend on the machine.
const PARTS: usize = 4;
/// Without ground of its own a lattice is that of a band of latitudes so many degrees wide.
const BAND_DEG: f64 = 5.0;
/// Ground with less of a kernel's mass than this has no density: it is a spike of a border far
/// thinner than the bandwidth.
const LEAST_MASS: f32 = 1e-3;

/// Places that count for a density, each with a weight.
pub trait Places: Sync {
    /// Hands out the places in a rectangle, others may come too: the `part`-th of `of` parts
    /// that together are all.
    fn each_in(&self, window: &Bounds, part: usize, of: usize, take: impl FnMut(LonLat, f64));
}

impl Places for [LonLat] {
    fn each_in(&self, _: &Bounds, part: usize, of: usize, mut take: impl FnMut(LonLat, f64)) {
        let cut = |part: usize| self.len() * part / of.max(1);
        for at in self.get(cut(part)..cut(part + 1)).unwrap_or_default() {
            take(*at, 1.0);
        }
    }
}

/// How much of a kernel's mass falls on the ground, for the pixels of one picture.
#[derive(Debug, Clone, PartialEq)]
pub enum Mass {
    /// No border within reach.
    Whole,
    /// One over the mass for each pixel, row by row from the north-west; NaN where it does not
    /// lie on the ground.
    Inverse(Vec<f32>),
}

/// A density to be computed.
#[derive(Debug, Clone, Copy)]
pub struct Density<'a> {
    kernel: Kernel,
    ground: Option<&'a Ground>,
    parallel: bool,
}

impl<'a> Density<'a> {
    /// With a kernel, everywhere, on one thread.
    #[must_use]
    pub fn new(kernel: Kernel) -> Self {
        Self { kernel, ground: None, parallel: false }
    }

    /// Of places on some ground only: pixels beside it are NaN, and near its border the density
    /// is divided by the mass of the kernel on it. The places must all lie on it.
    #[must_use]
    pub fn on(self, ground: Option<&'a Ground>) -> Self {
        Self { ground, ..self }
    }

    /// On all threads.
    #[must_use]
    pub fn parallel(self) -> Self {
        Self { parallel: true, ..self }
    }

    /// The density at the middles of the pixels.
    #[must_use]
    pub fn raster<P: Places + ?Sized>(&self, places: &P, sampling: &Sampling) -> Raster {
        self.raster_with(places, sampling, &self.mass(sampling))
    }

    /// The density at the middles of the pixels, the mass of the kernel on the ground being known.
    #[must_use]
    pub fn raster_with<P: Places + ?Sized>(
        &self,
        places: &P,
        sampling: &Sampling,
        mass: &Mass,
    ) -> Raster {
        let mut values = self.sampled(sampling, &self.incidents(places));
        let per_30_days = self.kernel.per_30_days() as f32;
        match mass {
            Mass::Whole => values.iter_mut().for_each(|value| *value *= per_30_days),
            Mass::Inverse(inverse) => {
                for (value, inverse) in values.iter_mut().zip(inverse) {
                    *value *= inverse * per_30_days;
                }
            }
        }
        Raster { width: sampling.width(), height: sampling.height(), values }
    }

    /// How much of the kernel falls on the ground: the same for all places and periods.
    #[must_use]
    pub fn mass(&self, sampling: &Sampling) -> Mass {
        let Some((ground, bounds)) = self.ground.zip(sampling.bounds()) else {
            return Mass::Whole;
        };
        let crossings = ground.crossings(&sampling.lats);
        if !ground.touches(&bounds.grown_m(self.kernel.reach_m() * ROOM)) {
            let inside = crossings
                .iter()
                .any(|row| ground.inside(row, &sampling.lons).first().copied().unwrap_or(false));
            let nothing = || vec![f32::NAN; sampling.lons.len() * sampling.lats.len()];
            return if inside { Mass::Whole } else { Mass::Inverse(nothing()) };
        }
        let mut values = self.sampled(sampling, &Covered(ground));
        for (row, crossings) in values.chunks_mut(sampling.lons.len().max(1)).zip(&crossings) {
            for (value, inside) in row.iter_mut().zip(ground.inside(crossings, &sampling.lons)) {
                let counts = inside && *value >= LEAST_MASS;
                *value = if counts { 1.0 / *value } else { f32::NAN };
            }
        }
        Mass::Inverse(values)
    }

    /// The highest density of the places in a rectangle, found on nodes a quarter of a bandwidth
    /// apart; 0 where there are none.
    #[must_use]
    pub fn peak<P: Places + ?Sized>(&self, places: &P, bounds: &Bounds) -> f32 {
        densest(places, bounds, self.kernel)
            .iter()
            .map(|cell| {
                let pixels = Sampling::of_bounds(cell, PEAK_PX, PEAK_PX);
                self.raster(places, &pixels).peak()
            })
            .fold(0.0, f32::max)
    }

    fn incidents<'p, P: ?Sized>(&self, places: &'p P) -> Incidents<'p, P> {
        Incidents { places, parallel: self.parallel, ground: self.ground.map(Ground::bounds) }
    }

    fn frame(&self, bounds: &Bounds) -> Frame {
        let lat = self.ground.map_or_else(
            || {
                let lowest = if bounds.south <= 0.0 && bounds.north >= 0.0 {
                    0.0
                } else {
                    bounds.south.abs().min(bounds.north.abs())
                };
                (lowest / BAND_DEG).floor() * BAND_DEG
            },
            Ground::lowest_lat,
        );
        Frame::new(self.kernel, lat)
    }

    /// Matter, smoothed and read at those pixels that can have any.
    fn sampled(&self, sampling: &Sampling, matter: &impl Matter) -> Vec<f32> {
        let mut values = vec![0.0; sampling.lons.len() * sampling.lats.len()];
        if let Some(bounds) = matter.bounds() {
            let near = sampling.within(&bounds.grown_m(self.kernel.reach_m()));
            self.sample_part(sampling, near, matter, &mut values);
        }
        values
    }

    fn sample_part(
        &self,
        sampling: &Sampling,
        (columns, rows): (Range<usize>, Range<usize>),
        matter: &impl Matter,
        values: &mut [f32],
    ) {
        let part = sampling.part(columns.clone(), rows.clone());
        let Some(bounds) = part.bounds() else { return };
        let frame = self.frame(&bounds);
        let wanted = frame.span(&bounds);
        let (across, up) = reach(self.kernel, &frame, &wanted);
        let window = wanted.grown(across, up);
        let large = window.nodes() > MOST_NODES && columns.len().max(rows.len()) > 1;
        // Nodes that no pixel needs are not worth their work.
        let sparse = window.nodes() > MOST_NODES_A_PIXEL * columns.len() * rows.len();
        if large && !sparse {
            for half in halves(columns, rows) {
                self.sample_part(sampling, half, matter, values);
            }
            return;
        }
        let read = if large {
            matter.sparse(self, &part)
        } else {
            let mut lattice = Lattice::new(frame, window);
            matter.gather(&mut lattice);
            let nodes = smooth(&lattice, wanted, self.kernel, self.parallel);
            part.read(&nodes, frame, self.parallel)
        };
        let width = sampling.lons.len();
        for (row, from) in rows.zip(read.chunks(columns.len().max(1))) {
            let begin = row * width + columns.start;
            if let Some(to) = values.get_mut(begin..begin + from.len()) {
                to.copy_from_slice(from);
            }
        }
    }
}

/// What is spread over the ground.
trait Matter: Sync {
    /// The rectangle around it; `None` where there is none.
    fn bounds(&self) -> Option<Bounds>;
    /// Puts it on a lattice.
    fn gather(&self, lattice: &mut Lattice);
    /// Its density at pixels that lie so far apart that a lattice between them would be waste.
    fn sparse(&self, density: &Density, pixels: &Sampling) -> Vec<f32>;
}

/// Places as matter.
struct Incidents<'a, P: ?Sized> {
    places: &'a P,
    parallel: bool,
    ground: Option<Bounds>,
}

impl<P: Places + ?Sized> Matter for Incidents<'_, P> {
    fn bounds(&self) -> Option<Bounds> {
        self.ground.or_else(|| {
            let mut bounds: Option<Bounds> = None;
            self.places.each_in(&WORLD, 0, 1, |at, _| {
                let point = Bounds::around([at.coord()]);
                bounds = bounds.map_or(point, |sum| point.map(|point| sum.union(point)));
            });
            bounds
        })
    }

    fn gather(&self, lattice: &mut Lattice) {
        let window = lattice.catchment();
        let fill = |lattice: &mut Lattice, part: usize, of: usize| {
            let mut gather = lattice.gather();
            self.places.each_in(&window, part, of, |at, weight| gather.put(at, weight));
        };
        if !self.parallel {
            return fill(lattice, 0, 1);
        }
        let parts: Vec<Lattice> = (0..PARTS)
            .into_par_iter()
            .map(|part| {
                let mut own = Lattice::new(lattice.frame, lattice.span);
                fill(&mut own, part, PARTS);
                own
            })
            .collect();
        for part in &parts {
            lattice.add(part);
        }
    }

    fn sparse(&self, density: &Density, pixels: &Sampling) -> Vec<f32> {
        let (kernel, width) = (density.kernel, pixels.lons.len());
        let mut sums = vec![0.0_f32; width * pixels.lats.len()];
        let Some(window) = pixels.bounds() else { return sums };
        let reach_m = kernel.reach_m();
        self.places.each_in(&window.grown_m(reach_m), 0, 1, |at, weight| {
            let (per_lon_m, per_lat_m) = metres_per_degree(at.lat());
            let (lon, lat) = (reach_m / per_lon_m, reach_m / per_lat_m);
            let (west, south) = (at.lon() - lon, at.lat() - lat);
            let near = Bounds { west, south, east: at.lon() + lon, north: at.lat() + lat };
            let (columns, rows) = pixels.within(&near);
            for row in rows {
                let Some(y) = pixels.lats.get(row) else { continue };
                let y_m = (y - at.lat()) * per_lat_m;
                for column in columns.clone() {
                    let index = row * width + column;
                    if let (Some(sum), Some(x)) = (sums.get_mut(index), pixels.lons.get(column)) {
                        let x_m = (x - at.lon()) * per_lon_m;
                        let distance_m = x_m.hypot(y_m);
                        if distance_m <= reach_m {
                            *sum += (weight * kernel.at_m(distance_m)) as f32;
                        }
                    }
                }
            }
        });
        sums
    }
}

/// Ground as matter. It counts by its square kilometres, so that a kernel wholly on it has mass
/// one.
struct Covered<'a>(&'a Ground);

impl Matter for Covered<'_> {
    fn bounds(&self) -> Option<Bounds> {
        Some(self.0.bounds())
    }

    fn gather(&self, lattice: &mut Lattice) {
        self.0.gather(lattice);
        let (frame, span) = (lattice.frame, lattice.span);
        let rows = lattice.sums.chunks_mut(span.columns().max(1));
        for (row, values) in (span.south..).zip(rows) {
            let (per_lon_m, per_lat_m) = metres_per_degree(frame.lat(row));
            let node_km2 = frame.step_lon * per_lon_m * frame.step_lat * per_lat_m / 1e6;
            values.iter_mut().for_each(|value| *value *= node_km2);
        }
    }

    fn sparse(&self, density: &Density, pixels: &Sampling) -> Vec<f32> {
        let width = pixels.lons.len();
        let pixel = |index: usize| {
            let (column, row) = (index % width, index / width);
            let one = pixels.part(column..column + 1, row..row + 1);
            // Far from the border a pixel is whole; whether inside or not is seen elsewhere.
            let reach_m = density.kernel.reach_m() * ROOM;
            let near = one.bounds().is_some_and(|at| self.0.touches(&at.grown_m(reach_m)));
            if near { density.sampled(&one, self).first().copied().unwrap_or(0.0) } else { 1.0 }
        };
        (0..width * pixels.lats.len()).into_par_iter().map(pixel).collect()
    }
}

/// Cuts the longer side in two.
fn halves(columns: Range<usize>, rows: Range<usize>) -> [(Range<usize>, Range<usize>); 2] {
    if columns.len() >= rows.len() {
        let middle = columns.start.midpoint(columns.end);
        [(columns.start..middle, rows.clone()), (middle..columns.end, rows)]
    } else {
        let middle = rows.start.midpoint(rows.end);
        [(columns.clone(), rows.start..middle), (columns, middle..rows.end)]
    }
}

/// Cells that are looked at closely for the highest density.
const PEAK_CELLS: usize = 16;
/// Pixels on a side of such a cell, which is three bandwidths wide.
const PEAK_PX: u32 = 16;

/// The cells of two bandwidths, with their surroundings, that hold the most: the highest density
/// lies in one of them or beside it.
fn densest<P: Places + ?Sized>(places: &P, bounds: &Bounds, kernel: Kernel) -> Vec<Bounds> {
    let (per_lon_m, per_lat_m) = metres_per_degree(bounds.center().lat());
    let side_m = 2.0 * kernel.bandwidth_m();
    let (lon, lat) = (side_m / per_lon_m, side_m / per_lat_m);
    let mut weights = std::collections::HashMap::<(i64, i64), f64>::new();
    places.each_in(bounds, 0, 1, |at, weight| {
        if bounds.contains(at) {
            let cell = ((at.lon() - bounds.west) / lon, (at.lat() - bounds.south) / lat);
            *weights.entry((cell.0 as i64, cell.1 as i64)).or_default() += weight;
        }
    });
    let mut cells: Vec<((i64, i64), f64)> = weights.into_iter().collect();
    cells.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    cells.truncate(PEAK_CELLS);
    let around = |(x, y): (i64, i64)| Bounds {
        west: bounds.west + (x as f64 - 0.25) * lon,
        south: bounds.south + (y as f64 - 0.25) * lat,
        east: bounds.west + (x as f64 + 1.25) * lon,
        north: bounds.south + (y as f64 + 1.25) * lat,
    };
    cells.into_iter().map(|(cell, _)| around(cell)).collect()
}

/// The top of a colour scale for a peak: rounded up to 1, 1.5, 2, 3, 5 or 7 times a power of ten,
/// so that a legend reads well. 0 for nothing.
#[must_use]
pub fn scale_top(peak: f32) -> f32 {
    if peak <= 0.0 {
        return 0.0;
    }
    let power = 10_f32.powf(peak.log10().floor());
    let steps = [1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0];
    steps.into_iter().map(|s| s * power).find(|top| *top >= peak).unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::super::KernelShape;
    use super::*;
    use crate::geo::{LocalPlane, TILE_PX, TileId, mercator_px, mercator_unproject};
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
        let at = one.values.iter().position(|v| *v == one.peak()).unwrap();
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
            .map(|i| {
                (107.88 + f64::from(i % 600) * 0.000_65, 39.02 + f64::from(i / 600) * 0.000_55)
            })
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
        assert!(Density::new(kernel(500.0)).peak(&[][..], &TOWN) == 0.0);
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
}
