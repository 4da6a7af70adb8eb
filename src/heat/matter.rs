//! What densities are made of: places, and the ground that they lie on.

use super::Density;
use super::density::ROOM;
use super::ground::Ground;
use super::lattice::{Lattice, metres_per_degree};
use super::sampling::Sampling;
use crate::geo::{Bounds, LonLat};
use rayon::prelude::*;

/// Into how many parts places are dealt where all threads gather them: always the same, so that
/// a picture does not depend on the machine.
const PARTS: usize = 4;
/// Where one thread would look at so many places or more, they are dealt in two parts all the same.
const MANY: usize = 1 << 17;
const WORLD: Bounds = Bounds { west: -180.0, south: -90.0, east: 180.0, north: 90.0 };

/// Places that count for a density, each with a weight.
pub trait Places: Sync {
    /// About how many have to be looked at for the places in a rectangle.
    fn work(&self, window: &Bounds, grain_deg: f64) -> usize;

    /// Hands out the places in a rectangle, others may come too: the `part`-th of `of` parts
    /// that together are all. Places within `grain_deg` of each other may come as one, where
    /// their middle is.
    fn each_in(
        &self,
        window: &Bounds,
        grain_deg: f64,
        part: usize,
        of: usize,
        take: impl FnMut(LonLat, f64),
    );
}

impl Places for [LonLat] {
    fn work(&self, _: &Bounds, _: f64) -> usize {
        self.len()
    }

    fn each_in(
        &self,
        _: &Bounds,
        _: f64,
        part: usize,
        of: usize,
        mut take: impl FnMut(LonLat, f64),
    ) {
        let cut = |part: usize| self.len() * part / of.max(1);
        for at in self.get(cut(part)..cut(part + 1)).unwrap_or_default() {
            take(*at, 1.0);
        }
    }
}

impl Places for [(LonLat, f64)] {
    fn work(&self, _: &Bounds, _: f64) -> usize {
        self.len()
    }

    fn each_in(
        &self,
        _: &Bounds,
        _: f64,
        part: usize,
        of: usize,
        mut take: impl FnMut(LonLat, f64),
    ) {
        let cut = |part: usize| self.len() * part / of.max(1);
        for (at, weight) in self.get(cut(part)..cut(part + 1)).unwrap_or_default() {
            take(*at, *weight);
        }
    }
}

/// What is spread over the ground.
pub(super) trait Matter: Sync {
    /// The rectangle around it; `None` where there is none.
    fn bounds(&self) -> Option<Bounds>;
    /// Puts it on a lattice.
    fn gather(&self, lattice: &mut Lattice);
    /// Its density at pixels that lie so far apart that a lattice between them would be waste.
    fn sparse(&self, density: &Density, pixels: &Sampling) -> Vec<f32>;
}

/// Places as matter.
pub(super) struct Incidents<'a, P: ?Sized> {
    pub places: &'a P,
    pub parallel: bool,
    /// The rectangle around the ground that they lie on.
    pub ground: Option<Bounds>,
}

impl<P: Places + ?Sized> Matter for Incidents<'_, P> {
    fn bounds(&self) -> Option<Bounds> {
        self.ground.or_else(|| {
            let mut bounds: Option<Bounds> = None;
            self.places.each_in(&WORLD, 0.0, 0, 1, |at, _| {
                let point = Bounds::around([at.coord()]);
                bounds = bounds.map_or(point, |sum| point.map(|point| sum.union(point)));
            });
            bounds
        })
    }

    fn gather(&self, lattice: &mut Lattice) {
        let (window, grain_deg) = (lattice.catchment(), lattice.frame.grain_deg());
        let fill = |lattice: &mut Lattice, part: usize, of: usize| {
            let mut gather = lattice.gather();
            self.places.each_in(&window, grain_deg, part, of, |at, weight| gather.put(at, weight));
        };
        let of = match self.parallel {
            true => PARTS,
            false if self.places.work(&window, grain_deg) < MANY => return fill(lattice, 0, 1),
            false => 2,
        };
        let mut others: Vec<Lattice> =
            (1..of).map(|_| Lattice::new(lattice.frame, lattice.span)).collect();
        std::iter::once(&mut *lattice)
            .chain(&mut others)
            .enumerate()
            .par_bridge()
            .for_each(|(part, own)| fill(own, part, of));
        for part in &others {
            lattice.add(part);
        }
    }

    fn sparse(&self, density: &Density, pixels: &Sampling) -> Vec<f32> {
        let (kernel, width) = (density.kernel(), pixels.lons.len());
        let mut sums = vec![0.0_f32; width * pixels.lats.len()];
        let Some(window) = pixels.bounds() else { return sums };
        let reach_m = kernel.reach_m();
        let grain_deg = density.grain_deg();
        self.places.each_in(&window.grown_m(reach_m), grain_deg, 0, 1, |at, weight| {
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
pub(super) struct Covered<'a>(pub &'a Ground);

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
            for value in values {
                *value *= node_km2;
            }
        }
    }

    fn sparse(&self, density: &Density, pixels: &Sampling) -> Vec<f32> {
        let width = pixels.lons.len();
        let pixel = |index: usize| {
            let (column, row) = (index % width, index / width);
            let one = pixels.part(column..column + 1, row..row + 1);
            // Far from the border a pixel is whole; whether inside or not is seen elsewhere.
            let reach_m = density.kernel().reach_m() * ROOM;
            let near = one.bounds().is_some_and(|at| self.0.touches(&at.grown_m(reach_m)));
            if near { density.sampled(&one, self).first().copied().unwrap_or(0.0) } else { 1.0 }
        };
        (0..width * pixels.lats.len()).into_par_iter().map(pixel).collect()
    }
}
