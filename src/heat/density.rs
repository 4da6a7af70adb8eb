//! Kernel density in ground metres, as incidents per km² per 30 days.

use super::border::Border;
use super::ground::{Ground, inside};
use super::lattice::{Frame, Lattice, metres_per_degree};
use super::matter::{Covered, Incidents, Matter};
use super::sampling::Sampling;
use super::smooth::{gaussian_at, reach, smooth};
use super::{Kernel, KernelShape, Places, Raster};
use crate::geo::Bounds;
use rayon::prelude::*;
use std::ops::Range;

/// A window with more nodes is worked on in parts.
const MOST_NODES: usize = 1 << 22;
/// With more nodes to a pixel than this, nodes are left out.
const MOST_NODES_A_PIXEL: usize = 256;
/// Pixels that are scaled together.
const PIECE: usize = 1 << 16;
/// How much farther than the kernel's reach a border is looked for: steps and splines reach on.
pub(super) const ROOM: f64 = 1.5;
/// Without ground of its own a lattice is that of a band of latitudes so many degrees wide.
const BAND_DEG: f64 = 5.0;
/// Ground with less of a kernel's mass than this has no density: it is a spike of a border far
/// thinner than the bandwidth.
const LEAST_MASS: f32 = 1e-3;

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
    border: Option<&'a Border>,
    parallel: bool,
}

impl<'a> Density<'a> {
    /// With a kernel, everywhere, on one thread.
    #[must_use]
    pub fn new(kernel: Kernel) -> Self {
        Self { kernel, ground: None, border: None, parallel: false }
    }

    /// Of places on some ground only: pixels beside it are NaN, and near its border the density
    /// is divided by the mass of the kernel on it. The places must all lie on it.
    #[must_use]
    pub fn on(self, ground: Option<&'a Ground>) -> Self {
        Self { ground, border: None, ..self }
    }

    /// What the border takes off, for pictures of the same ground and kernel; `None` without
    /// ground, and where the bandwidth is so small that nodes all over it would be too many.
    #[must_use]
    pub fn border(&self) -> Option<Border> {
        let ground = self.ground?;
        let bounds = ground.bounds();
        let frame = self.frame(&bounds);
        let wanted = frame.span(&bounds);
        let (across, up) = reach(self.kernel, &frame, &wanted);
        let window = wanted.grown(across, up);
        (window.nodes() <= MOST_NODES).then(|| {
            let mut lattice = Lattice::new(frame, window);
            Covered(ground).gather(&mut lattice);
            let nodes = smooth(&lattice, wanted, self.kernel, self.parallel);
            Border { frame, nodes, ground: bounds }
        })
    }

    /// The border being known: it must come from the same ground and kernel.
    #[must_use]
    pub fn with_border(self, border: Option<&'a Border>) -> Self {
        Self { border, ..self }
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
        let scale = |(values, place): (&mut [f32], usize)| match mass {
            Mass::Whole => {
                for value in values {
                    *value *= per_30_days;
                }
            }
            Mass::Inverse(inverse) => {
                let inverse = inverse.get(place..).unwrap_or_default();
                for (value, inverse) in values.iter_mut().zip(inverse) {
                    *value *= inverse * per_30_days;
                }
            }
        };
        if self.parallel {
            let pieces = values.par_chunks_mut(PIECE).enumerate();
            pieces.for_each(|(piece, values)| scale((values, piece * PIECE)));
        } else {
            scale((&mut values, 0));
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
            let on_it = crossings
                .iter()
                .any(|row| inside(row, &sampling.lons).first().copied().unwrap_or(false));
            let nothing = || vec![f32::NAN; sampling.lons.len() * sampling.lats.len()];
            return if on_it { Mass::Whole } else { Mass::Inverse(nothing()) };
        }
        let mut values = match self.border {
            Some(border) => border.read(sampling, self.parallel),
            None => self.sampled(sampling, &Covered(ground)),
        };
        for (row, crossings) in values.chunks_mut(sampling.lons.len().max(1)).zip(&crossings) {
            for (value, inside) in row.iter_mut().zip(inside(crossings, &sampling.lons)) {
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

    pub(super) fn grain_deg(&self) -> f64 {
        Frame::new(self.kernel, 0.0).grain_deg()
    }

    pub(super) fn kernel(&self) -> Kernel {
        self.kernel
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
    pub(super) fn sampled(&self, sampling: &Sampling, matter: &impl Matter) -> Vec<f32> {
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
        values: &mut Vec<f32>,
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
            if self.kernel.shape() == KernelShape::Gaussian && part.is_sparse(frame) {
                gaussian_at(&lattice, &part, self.kernel)
            } else {
                let nodes = smooth(&lattice, wanted, self.kernel, self.parallel);
                part.read(&nodes, frame, self.parallel)
            }
        };
        if read.len() == values.len() {
            *values = read;
            return;
        }
        let width = sampling.lons.len();
        for (row, from) in rows.zip(read.chunks(columns.len().max(1))) {
            let begin = row * width + columns.start;
            if let Some(to) = values.get_mut(begin..begin + from.len()) {
                to.copy_from_slice(from);
            }
        }
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
    let grain_deg = Frame::new(kernel, 0.0).grain_deg();
    places.each_in(bounds, grain_deg, 0, 1, |at, weight| {
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
#[path = "density_tests.rs"]
mod tests;
