//! The lattice on which incidents are gathered before they are smoothed.
//!
//! Its nodes are a quarter of a bandwidth apart and anchored to the globe, so that every tile of
//! every zoom sees the same nodes. An incident is shared among the nine nodes around it by the
//! weights of the quadratic B-spline, and a pixel is read from the nine nodes around it by the
//! same weights. These weights have the same variance, a quarter of a step squared, wherever
//! between two nodes a place lies (de Boor, *A Practical Guide to Splines*, 1978: the splines
//! reproduce quadratics up to a constant); the smoothing in between takes it off its own. What is
//! left is of third order in the step: less than 0.05 % of a kernel's height.

use super::Kernel;
use crate::geo::{Bounds, LonLat};

/// Nodes to a bandwidth.
const NODES_PER_BANDWIDTH: f64 = 4.0;
const GRAINS_PER_BANDWIDTH: f64 = 12.0;
/// The largest number of metres to a degree of latitude (at a pole) and of longitude (at the
/// equator): steps are never longer than wanted.
const METRES_PER_DEGREE_MAX: (f64, f64) = (111_320.0, 111_695.0);

/// Metres per degree of longitude and latitude at a latitude, on the WGS-84 ellipsoid.
pub(super) fn metres_per_degree(lat_deg: f64) -> (f64, f64) {
    const A_M: f64 = 6_378_137.0;
    const E2: f64 = 0.006_694_379_990_141_33;
    let (sin, cos) = lat_deg.to_radians().sin_cos();
    let w2 = 1.0 - E2 * sin * sin;
    let prime_m = A_M / w2.sqrt();
    ((prime_m * cos).to_radians(), (prime_m * (1.0 - E2) / w2).to_radians())
}

/// The steps of a lattice that is anchored at 0° E, 0° N.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    /// Degrees of longitude between two columns.
    pub step_lon: f64,
    /// Degrees of latitude between two rows.
    pub step_lat: f64,
}

impl Frame {
    /// The lattice for a kernel on ground that is no nearer to the equator than `lat_deg`.
    pub(super) fn new(kernel: Kernel, lat_deg: f64) -> Self {
        let step_m = kernel.bandwidth_m() / NODES_PER_BANDWIDTH;
        let (per_lon_m, per_lat_m) = METRES_PER_DEGREE_MAX;
        let shrink = lat_deg.abs().min(89.0).to_radians().cos();
        Self { step_lon: step_m / (per_lon_m * shrink), step_lat: step_m / per_lat_m }
    }

    /// Within how many degrees of latitude places may be put together: a twelfth of a
    /// bandwidth. Spread evenly over so wide a square they are drawn 0.06 % too high, in two
    /// heaps at opposite corners 0.2 %.
    pub(super) fn grain_deg(&self) -> f64 {
        self.step_lat * NODES_PER_BANDWIDTH / GRAINS_PER_BANDWIDTH
    }

    /// The latitude of a row.
    pub(super) fn lat(&self, row: i64) -> f64 {
        row as f64 * self.step_lat
    }

    /// The nodes that the pixels of a rectangle are read from.
    pub(super) fn span(&self, bounds: &Bounds) -> Span {
        let place = |deg: f64, step: f64| (deg / step + 0.5).floor() as i64;
        Span {
            west: place(bounds.west, self.step_lon) - 1,
            south: place(bounds.south, self.step_lat) - 1,
            east: place(bounds.east, self.step_lon) + 1,
            north: place(bounds.north, self.step_lat) + 1,
        }
    }
}

/// A rectangle of nodes, its edges included; rows count from the equator to the north.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub west: i64,
    pub south: i64,
    pub east: i64,
    pub north: i64,
}

impl Span {
    pub(super) fn columns(&self) -> usize {
        (self.east - self.west + 1).max(0) as usize
    }

    pub(super) fn rows(&self) -> usize {
        (self.north - self.south + 1).max(0) as usize
    }

    pub(super) fn nodes(&self) -> usize {
        self.columns() * self.rows()
    }

    pub(super) fn grown(&self, columns: i64, rows: i64) -> Self {
        Self {
            west: self.west - columns,
            south: self.south - rows,
            east: self.east + columns,
            north: self.north + rows,
        }
    }
}

/// The three weights of the quadratic B-spline at `t` (−½ to ½ steps) from the middle node.
#[inline]
pub(super) fn spline(t: f64) -> [f64; 3] {
    let (before, after) = (0.5 - t, 0.5 + t);
    [0.5 * before * before, 0.75 - t * t, 0.5 * after * after]
}

/// The variance of [`spline`], in steps squared.
pub(super) const SPLINE_VARIANCE: f64 = 0.25;

/// What was gathered on the nodes of a span, row by row from the south-west.
#[derive(Debug, Clone)]
pub(super) struct Lattice {
    pub frame: Frame,
    pub span: Span,
    pub sums: Vec<f64>,
}

impl Lattice {
    pub(super) fn new(frame: Frame, span: Span) -> Self {
        Self { frame, span, sums: vec![0.0; span.nodes()] }
    }

    /// The rectangle from which places reach a node of the span.
    pub(super) fn catchment(&self) -> Bounds {
        let (lon, lat) = (self.frame.step_lon, self.frame.step_lat);
        Bounds {
            west: (self.span.west as f64 - 1.5) * lon,
            south: (self.span.south as f64 - 1.5) * lat,
            east: (self.span.east as f64 + 1.5) * lon,
            north: (self.span.north as f64 + 1.5) * lat,
        }
    }

    /// Something that shares weights among the nodes.
    pub(super) fn gather(&mut self) -> Gather<'_> {
        Gather {
            per_lon: 1.0 / self.frame.step_lon,
            per_lat: 1.0 / self.frame.step_lat,
            west: self.span.west as f64,
            south: self.span.south as f64,
            columns: self.span.columns(),
            rows: self.span.rows(),
            wide: self.span.columns() as f64,
            last_x: self.span.columns() as f64 - 2.0,
            last_y: self.span.rows() as f64 - 2.0,
            sums: &mut self.sums,
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (sum, more) in self.sums.iter_mut().zip(&other.sums) {
            *sum += more;
        }
    }
}

/// See [`Lattice::gather`].
pub(super) struct Gather<'a> {
    per_lon: f64,
    per_lat: f64,
    west: f64,
    south: f64,
    columns: usize,
    rows: usize,
    /// The columns as a number to reckon with.
    wide: f64,
    /// From here on one of three nodes lies beyond the span.
    last_x: f64,
    last_y: f64,
    sums: &'a mut [f64],
}

impl Gather<'_> {
    /// Shares a weight among the nodes around a place, as far as they are in the span.
    #[inline]
    pub(super) fn put(&mut self, at: LonLat, weight: f64) {
        // Counted so that a whole number is the first of three nodes.
        let x = at.lon() * self.per_lon - self.west - 0.5;
        let y = at.lat() * self.per_lat - self.south - 0.5;
        let whole = x >= 0.0 && y >= 0.0 && x < self.last_x && y < self.last_y;
        if !whole {
            return self.put_in_part(x, y, weight);
        }
        // Cut off is rounded down, as neither is below zero.
        let (column, row) = (f64::from(x as u32), f64::from(y as u32));
        let (across, up) = (spline(x - column - 0.5), spline(y - row - 0.5));
        let up = up.map(|share| share * weight);
        let first = (row * self.wide + column) as usize;
        let Some(sums) = self.sums.get_mut(first..first + 2 * self.columns + 3) else { return };
        for (begin, share) in [0, self.columns, 2 * self.columns].into_iter().zip(up) {
            if let Some([a, b, c]) = sums.get_mut(begin..begin + 3) {
                *a += share * across[0];
                *b += share * across[1];
                *c += share * across[2];
            }
        }
    }

    /// At the edge of the span.
    #[cold]
    fn put_in_part(&mut self, x: f64, y: f64, weight: f64) {
        let (column, row) = (x.floor(), y.floor());
        let (across, up) = (spline(x - column - 0.5), spline(y - row - 0.5));
        let (column, row) = (column as i64, row as i64);
        let inside = |place: i64, count: usize| usize::try_from(place).ok().filter(|p| *p < count);
        for (y, share) in (row..).zip(up) {
            let Some(y) = inside(y, self.rows) else { continue };
            for (x, part) in (column..).zip(across) {
                let Some(x) = inside(x, self.columns) else { continue };
                if let Some(sum) = self.sums.get_mut(y * self.columns + x) {
                    *sum += weight * share * part;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_spline_keeps_mass_place_and_variance(t in -0.5..0.5_f64) {
            let w = spline(t);
            let moment = |n: i32| {
                (-1..=1).zip(w).map(|(node, w)| w * (f64::from(node) - t).powi(n)).sum::<f64>()
            };
            prop_assert!((moment(0) - 1.0).abs() < 1e-12);
            prop_assert!(moment(1).abs() < 1e-12);
            prop_assert!((moment(2) - SPLINE_VARIANCE).abs() < 1e-12);
        }

        /// Whatever lies around the span, its own nodes get what they get in a larger one.
        #[test]
        fn a_span_is_a_part_of_a_larger_one(lon in 107.0..107.2_f64, lat in 39.0..39.2_f64) {
            let frame = Frame::new(Kernel::new(2_000.0, 30.0).unwrap(), 38.0);
            let bounds = Bounds { west: 107.05, south: 39.05, east: 107.15, north: 39.15 };
            let small = frame.span(&bounds);
            let (mut part, mut whole) =
                (Lattice::new(frame, small), Lattice::new(frame, small.grown(40, 40)));
            let at = LonLat::new(lon, lat).unwrap();
            part.gather().put(at, 2.0);
            whole.gather().put(at, 2.0);
            prop_assert!((whole.sums.iter().sum::<f64>() - 2.0).abs() < 1e-12);
            for row in 0..small.rows() {
                for column in 0..small.columns() {
                    let there = (row + 40) * whole.span.columns() + column + 40;
                    let (a, b) = (part.sums[row * small.columns() + column], whole.sums[there]);
                    prop_assert!((a - b).abs() < 1e-12);
                }
            }
            let reached = part.sums.iter().any(|s| *s > 0.0);
            prop_assert!(!reached || part.catchment().contains(at));
        }
    }
}
