//! Kernel density in ground metres.
//!
//! A Gaussian around every incident, summed exactly (cut off at four bandwidths) on a lattice
//! that is fine against the bandwidth, and joined linearly between its nodes. A tile's nodes
//! depend on the zoom alone, so neighbouring tiles meet without a seam.

use super::Raster;
use crate::geo::{Bounds, LonLat, TILE_PX, TileId, mercator_unproject};
use crate::text::{Message, error_from_message};
use std::error::Error;
use std::f64::consts::PI;

/// The kernel ends here: what lies beyond is 0.03 % of its mass.
const REACH_BANDWIDTHS: f64 = 4.0;
/// Nodes are at most this part of a bandwidth apart: linear joining is then within 0.2 %.
const NODES_PER_BANDWIDTH: f64 = 8.0;

/// How density is measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kernel {
    bandwidth_m: f64,
    days: f64,
}

impl Kernel {
    /// The bandwidths that are taken, in metres.
    pub const BANDWIDTH_M: std::ops::RangeInclusive<f64> = 50.0..=50_000.0;

    /// A Gaussian with a standard deviation of `bandwidth_m` metres over a period of `days` days.
    ///
    /// # Errors
    ///
    /// [`KernelError`] for a bandwidth outside 50 m to 50 km or a period that is not positive.
    pub fn new(bandwidth_m: f64, days: f64) -> Result<Self, KernelError> {
        if !Self::BANDWIDTH_M.contains(&bandwidth_m) {
            return Err(KernelError::Bandwidth { bandwidth_m });
        }
        if !(days.is_finite() && days > 0.0) {
            return Err(KernelError::Period { days });
        }
        Ok(Self { bandwidth_m, days })
    }

    /// The standard deviation in metres.
    #[must_use]
    pub fn bandwidth_m(self) -> f64 {
        self.bandwidth_m
    }

    /// The length of the period in days.
    #[must_use]
    pub fn days(self) -> f64 {
        self.days
    }

    /// How far an incident reaches, in metres.
    #[must_use]
    pub fn reach_m(self) -> f64 {
        REACH_BANDWIDTHS * self.bandwidth_m
    }

    /// The density in the middle of one incident, per km² per 30 days.
    #[must_use]
    pub fn height(self) -> f32 {
        self.height_f64() as f32
    }

    fn height_f64(self) -> f64 {
        1e6 / (2.0 * PI * self.bandwidth_m * self.bandwidth_m) * 30.0 / self.days
    }
}

/// Why a kernel is refused.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum KernelError {
    /// Outside 50 m to 50 km.
    Bandwidth {
        /// As asked for.
        bandwidth_m: f64,
    },
    /// The period has no length.
    Period {
        /// As computed.
        days: f64,
    },
}

impl KernelError {
    /// The sentence for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Bandwidth { bandwidth_m } => {
                Message::new("heat.bandwidth").with("bandwidth_m", bandwidth_m)
            }
            Self::Period { days } => Message::new("heat.period").with("days", days),
        }
    }

    #[expect(clippy::unused_self, reason = "the shape that error_from_message asks for")]
    fn cause(&self) -> Option<&(dyn Error + 'static)> {
        None
    }
}

error_from_message!(KernelError);

/// Metres per degree of longitude and latitude at a latitude, on the WGS-84 ellipsoid.
fn metres_per_degree(lat_deg: f64) -> (f64, f64) {
    const A_M: f64 = 6_378_137.0;
    const E2: f64 = 0.006_694_379_990_141_33;
    let (sin, cos) = lat_deg.to_radians().sin_cos();
    let w2 = 1.0 - E2 * sin * sin;
    let prime_m = A_M / w2.sqrt();
    ((prime_m * cos).to_radians(), (prime_m * (1.0 - E2) / w2).to_radians())
}

/// Density on the nodes `lons` × `lats` (degrees; `lons` ascending, `lats` descending, both at
/// equal or slowly changing steps), row by row.
///
/// Distances are measured in the plane at the incident's latitude, which is true to 0.1 % within
/// four bandwidths of 2 km.
fn on_nodes(points: &[LonLat], lons: &[f64], lats: &[f64], kernel: Kernel) -> Vec<f32> {
    let mut sum = vec![0.0_f32; lons.len() * lats.len()];
    let (reach_m, height) = (kernel.reach_m(), kernel.height_f64());
    let gauss = |distance_m: f64| (-0.5 * (distance_m / kernel.bandwidth_m).powi(2)).exp();
    let mut across = Vec::new();
    for at in points {
        let (per_lon_m, per_lat_m) = metres_per_degree(at.lat());
        let (d_lon, d_lat) = (reach_m / per_lon_m, reach_m / per_lat_m);
        let west = lons.partition_point(|lon| *lon < at.lon() - d_lon);
        let east = lons.partition_point(|lon| *lon <= at.lon() + d_lon);
        let north = lats.partition_point(|lat| *lat > at.lat() + d_lat);
        let south = lats.partition_point(|lat| *lat >= at.lat() - d_lat);
        if west >= east || north >= south {
            continue;
        }
        across.clear();
        across.extend(
            lons.iter().take(east).skip(west).map(|lon| gauss((lon - at.lon()) * per_lon_m) as f32),
        );
        let rows = sum.chunks_exact_mut(lons.len()).zip(lats);
        for (row, lat) in rows.take(south).skip(north) {
            let along = (height * gauss((lat - at.lat()) * per_lat_m)) as f32;
            for (node, weight) in row.iter_mut().skip(west).zip(&across) {
                *node += along * weight;
            }
        }
    }
    sum
}

/// A raster joined linearly from nodes: pixel p lies at node position `first + p * step`.
struct Upsample {
    first: f64,
    step: f64,
}

impl Upsample {
    /// The node to the left (above) of a pixel and the share of the next one.
    fn at(&self, pixel: u32) -> (usize, f32) {
        let position = self.first + f64::from(pixel) * self.step;
        (position as usize, position.fract() as f32)
    }

    /// Nodes needed for `pixels` pixels.
    fn nodes(&self, pixels: u32) -> usize {
        self.at(pixels.saturating_sub(1)).0 + 2
    }
}

fn upsample(
    nodes: &[f32],
    row_len: usize,
    x: &Upsample,
    y: &Upsample,
    width: u32,
    height: u32,
) -> Raster {
    let mut values = Vec::with_capacity(width as usize * height as usize);
    let node =
        |row: usize, column: usize| nodes.get(row * row_len + column).copied().unwrap_or(0.0);
    let columns: Vec<(usize, f32)> = (0..width).map(|px| x.at(px)).collect();
    for (row, down) in (0..height).map(|px| y.at(px)) {
        for (column, right) in &columns {
            let mix = |r: usize| {
                let (a, b) = (node(r, *column), node(r, column + 1));
                a + (b - a) * right
            };
            let (top, bottom) = (mix(row), mix(row + 1));
            values.push(top + (bottom - top) * down);
        }
    }
    Raster { width, height, values }
}

/// Density over a rectangle whose pixels are equal in degrees; a value stands for the middle of
/// its pixel.
#[must_use]
pub fn density(
    points: &[LonLat],
    bounds: &Bounds,
    width: u32,
    height: u32,
    kernel: Kernel,
) -> Raster {
    let pixel_lon = (bounds.east - bounds.west) / f64::from(width.max(1));
    let pixel_lat = (bounds.north - bounds.south) / f64::from(height.max(1));
    let (per_lon_m, per_lat_m) = metres_per_degree(bounds.center().lat());
    let nodes_m = kernel.bandwidth_m / NODES_PER_BANDWIDTH;
    // A node at every pixel, or fewer where pixels are finer than nodes need be.
    let every_x = (nodes_m / (pixel_lon * per_lon_m)).max(1.0).floor();
    let every_y = (nodes_m / (pixel_lat * per_lat_m)).max(1.0).floor();
    let (x, y) = (
        Upsample { first: 0.0, step: 1.0 / every_x },
        Upsample { first: 0.0, step: 1.0 / every_y },
    );
    let lons: Vec<f64> =
        (0..x.nodes(width)).map(|i| bounds.west + (i as f64 * every_x + 0.5) * pixel_lon).collect();
    let lats: Vec<f64> = (0..y.nodes(height))
        .map(|i| bounds.north - (i as f64 * every_y + 0.5) * pixel_lat)
        .collect();
    let nodes = on_nodes(points, &lons, &lats, kernel);
    upsample(&nodes, lons.len(), &x, &y, width, height)
}

/// Density on a 256-pixel web-mercator tile.
///
/// `points` may hold all incidents: those out of reach cost a comparison each.
#[must_use]
pub fn density_tile(points: &[LonLat], tile: TileId, kernel: Kernel) -> Raster {
    let (left, top) = tile.origin_px();
    // Taken at the equator, so that the nodes are the same for all tiles of a zoom.
    let (per_lon_m, _) = metres_per_degree(0.0);
    let pixel_m = per_lon_m * 360.0 / (f64::from(TILE_PX) * 2_f64.powi(i32::from(tile.z())));
    let every = (kernel.bandwidth_m / NODES_PER_BANDWIDTH / pixel_m).max(1.0).log2().floor().exp2();
    // Nodes lie at world pixels that are multiples of `every`, pixels' middles at halves.
    let first = |origin: f64| Upsample {
        first: (origin + 0.5) / every - (origin / every).floor(),
        step: 1.0 / every,
    };
    let (x, y) = (first(left), first(top));
    let node_px = |origin: f64, i: usize| ((origin / every).floor() + i as f64) * every;
    let lons: Vec<f64> = (0..x.nodes(TILE_PX))
        .map(|i| mercator_unproject(node_px(left, i), top, tile.z()).lon())
        .collect();
    let lats: Vec<f64> = (0..y.nodes(TILE_PX))
        .map(|i| mercator_unproject(left, node_px(top, i), tile.z()).lat())
        .collect();
    let nodes = on_nodes(points, &lons, &lats, kernel);
    upsample(&nodes, lons.len(), &x, &y, TILE_PX, TILE_PX)
}

/// The top of a colour scale for these incidents: the highest density, found on a lattice of an
/// eighth of the bandwidth around them, rounded up to 1, 1.5, 2, 3, 5 or 7 times a power of ten
/// so that a legend reads well. 0 where there are no incidents.
#[must_use]
pub fn peak(points: &[LonLat], kernel: Kernel) -> f32 {
    let Some(densest) = densest_bounds(points, kernel) else { return 0.0 };
    let nodes = (2.0 * NODES_PER_BANDWIDTH) as u32;
    let highest = densest
        .iter()
        .map(|bounds| density(points, bounds, nodes, nodes, kernel).peak())
        .fold(0.0, f32::max);
    round_up(highest)
}

/// The cells of two bandwidths, with their surroundings, that hold the most incidents: the
/// highest density lies in one of them or beside it.
fn densest_bounds(points: &[LonLat], kernel: Kernel) -> Option<Vec<Bounds>> {
    const CELLS: usize = 16;
    let around = Bounds::around(points.iter().map(|at| at.coord()))?;
    let (per_lon_m, per_lat_m) = metres_per_degree(around.center().lat());
    let (cell_lon, cell_lat) =
        (2.0 * kernel.bandwidth_m / per_lon_m, 2.0 * kernel.bandwidth_m / per_lat_m);
    let mut counts = std::collections::HashMap::<(i64, i64), u32>::new();
    for at in points {
        let cell = (
            ((at.lon() - around.west) / cell_lon) as i64,
            ((at.lat() - around.south) / cell_lat) as i64,
        );
        *counts.entry(cell).or_default() += 1;
    }
    let mut cells: Vec<((i64, i64), u32)> = counts.into_iter().collect();
    cells.sort_unstable_by_key(|(cell, count)| (std::cmp::Reverse(*count), *cell));
    cells.truncate(CELLS);
    let bounds = |(x, y): (i64, i64)| Bounds {
        west: around.west + (x as f64 - 0.25) * cell_lon,
        south: around.south + (y as f64 - 0.25) * cell_lat,
        east: around.west + (x as f64 + 1.25) * cell_lon,
        north: around.south + (y as f64 + 1.25) * cell_lat,
    };
    Some(cells.into_iter().map(|(cell, _)| bounds(cell)).collect())
}

fn round_up(value: f32) -> f32 {
    if value <= 0.0 {
        return 0.0;
    }
    let power = 10_f32.powf(value.log10().floor());
    let steps = [1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0];
    steps.into_iter().map(|s| s * power).find(|top| *top >= value).unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::{LocalPlane, mercator_px};
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
        let sum: f64 = points
            .iter()
            .map(|p| (-0.5 * (p.distance_m(at) / kernel.bandwidth_m()).powi(2)).exp())
            .sum();
        sum * kernel.height_f64()
    }

    #[test]
    fn a_raster_is_within_a_percent_of_the_exact_sum() {
        let points = places();
        let bounds = Bounds { west: 107.7, south: 38.9, east: 108.3, north: 39.3 };
        for bandwidth_m in [300.0, 2_000.0, 8_000.0] {
            let kernel = kernel(bandwidth_m);
            let raster = density(&points, &bounds, 300, 200, kernel);
            let peak = f64::from(raster.peak());
            for (i, value) in raster.values.iter().enumerate().step_by(97) {
                let (x, y) = ((i % 300) as f64, (i / 300) as f64);
                let at = LonLat::new(107.7 + (x + 0.5) * 0.002, 39.3 - (y + 0.5) * 0.002).unwrap();
                let off = (f64::from(*value) - exact(&points, at, kernel)).abs();
                assert!(off < 0.01 * peak, "{bandwidth_m} m at {at:?}: off {off} of {peak}");
            }
        }
    }

    #[test]
    fn a_tile_is_within_a_percent_of_the_exact_sum_at_every_zoom() {
        let points = places();
        let kernel = kernel(2_000.0);
        let center = LonLat::new(107.98, 39.09).unwrap();
        let top = exact(&points, center, kernel);
        for z in 5..=18 {
            let (x, y) = mercator_px(center, z);
            let tile = TileId::new(z, (x / 256.0) as u32, (y / 256.0) as u32).unwrap();
            let raster = density_tile(&points, tile, kernel);
            let (left, top_px) = tile.origin_px();
            for px in (0..256).step_by(51) {
                let at =
                    mercator_unproject(left + f64::from(px) + 0.5, top_px + f64::from(px) + 0.5, z);
                let value = f64::from(raster.values[px as usize * 257]);
                let off = (value - exact(&points, at, kernel)).abs();
                assert!(off < 0.01 * top, "zoom {z}, pixel {px}: off {off} of {top}");
            }
        }
    }

    #[test]
    fn the_mass_of_one_incident_is_one() {
        let at = [LonLat::new(107.98, 39.09).unwrap()];
        let bounds = Bounds::around([at[0].coord()]).unwrap().grown_m(10_000.0);
        let raster = density(&at, &bounds, 400, 400, kernel(2_000.0));
        let pixel_km2 = crate::geo::area_km2(&geo::MultiPolygon::new(vec![
            geo::Rect::new((bounds.west, bounds.south), (bounds.east, bounds.north)).to_polygon(),
        ])) / 160_000.0;
        let mass: f64 = raster.values.iter().map(|v| f64::from(*v) * pixel_km2).sum();
        assert!((mass - 1.0).abs() < 0.005, "{mass}");
    }

    #[test]
    fn the_top_of_the_scale_is_not_below_any_pixel_and_close_above() {
        let points = places();
        let bounds = Bounds { west: 107.7, south: 38.9, east: 108.3, north: 39.3 };
        for bandwidth_m in [500.0, 2_000.0] {
            let top = peak(&points, kernel(bandwidth_m));
            let highest = density(&points, &bounds, 1200, 800, kernel(bandwidth_m)).peak();
            assert!(top >= highest * 0.995 && top <= highest * 1.7, "{top} for {highest}");
        }
        assert!(peak(&[], kernel(500.0)).abs() < f32::EPSILON);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        /// The last column of a tile and the first of the next differ by no more than two
        /// neighbouring columns within a tile do.
        #[test]
        fn neighbouring_tiles_meet_without_a_seam(z in 6_u8..=16, dx in -3_i32..3) {
            let points = places();
            let (x, y) = mercator_px(points[0], z);
            let (x, y) = ((x / 256.0) as i64 + i64::from(dx), (y / 256.0) as u32);
            let west = density_tile(&points, TileId::new(z, x as u32, y).unwrap(), kernel(2_000.0));
            let east = density_tile(&points, TileId::new(z, x as u32 + 1, y).unwrap(), kernel(2_000.0));
            let steepest = west.values.chunks(256).chain(east.values.chunks(256))
                .flat_map(|row| row.windows(2)).map(|w| (w[0] - w[1]).abs()).fold(0.0, f32::max);
            for (a, b) in west.values.chunks(256).zip(east.values.chunks(256)) {
                prop_assert!((a[255] - b[0]).abs() <= steepest * 1.05 + 1e-6);
            }
        }
    }
}
