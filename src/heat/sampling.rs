//! Where the pixels of a picture lie.

use super::lattice::{Frame, spline};
use super::smooth::Nodes;
use crate::geo::{Bounds, TileId, mercator_unproject};
use rayon::prelude::*;
use std::ops::Range;

/// The middles of the pixels of a picture, in degrees: every column has a longitude, every row a
/// latitude.
#[derive(Debug, Clone, PartialEq)]
pub struct Sampling {
    /// From west to east.
    pub(super) lons: Vec<f64>,
    /// From north to south.
    pub(super) lats: Vec<f64>,
}

impl Sampling {
    /// A rectangle whose pixels are equal in degrees.
    #[must_use]
    pub fn of_bounds(bounds: &Bounds, width: u32, height: u32) -> Self {
        let lon = (bounds.east - bounds.west) / f64::from(width.max(1));
        let lat = (bounds.north - bounds.south) / f64::from(height.max(1));
        Self {
            lons: (0..width).map(|px| bounds.west + (f64::from(px) + 0.5) * lon).collect(),
            lats: (0..height).map(|px| bounds.north - (f64::from(px) + 0.5) * lat).collect(),
        }
    }

    /// A web-mercator tile with `side_px` pixels on a side.
    #[must_use]
    pub fn of_tile(tile: TileId, side_px: u32) -> Self {
        let (left, top) = tile.origin_px();
        let middle = |px: u32| {
            (f64::from(px) + 0.5) * f64::from(crate::geo::TILE_PX) / f64::from(side_px.max(1))
        };
        let at = |x: f64, y: f64| mercator_unproject(x, y, tile.z());
        Self {
            lons: (0..side_px).map(|px| at(left + middle(px), top).lon()).collect(),
            lats: (0..side_px).map(|px| at(left, top + middle(px)).lat()).collect(),
        }
    }

    /// Pixels in a row.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.lons.len() as u32
    }

    /// Rows.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.lats.len() as u32
    }

    /// The longitude and latitude of the middle of a pixel; `None` beyond the picture.
    #[must_use]
    pub fn middle(&self, column: usize, row: usize) -> Option<(f64, f64)> {
        Some((*self.lons.get(column)?, *self.lats.get(row)?))
    }

    /// The rectangle around the pixels' middles; `None` without pixels.
    #[must_use]
    pub fn bounds(&self) -> Option<Bounds> {
        Some(Bounds {
            west: *self.lons.first()?,
            south: *self.lats.last()?,
            east: *self.lons.last()?,
            north: *self.lats.first()?,
        })
    }

    /// The columns and rows whose middles lie in a rectangle.
    pub(super) fn within(&self, bounds: &Bounds) -> (Range<usize>, Range<usize>) {
        let west = self.lons.partition_point(|lon| *lon < bounds.west);
        let east = self.lons.partition_point(|lon| *lon <= bounds.east);
        let north = self.lats.partition_point(|lat| *lat > bounds.north);
        let south = self.lats.partition_point(|lat| *lat >= bounds.south);
        (west..east, north..south)
    }

    /// A part of the picture.
    pub(super) fn part(&self, columns: Range<usize>, rows: Range<usize>) -> Self {
        let cut = |all: &[f64], range: Range<usize>| all.get(range).unwrap_or_default().to_vec();
        Self { lons: cut(&self.lons, columns), lats: cut(&self.lats, rows) }
    }

    /// The values at the pixels, read from the nodes around each.
    pub(super) fn read(&self, nodes: &Nodes, frame: Frame, parallel: bool) -> Vec<f32> {
        let place = |deg: f64, step: f64, first: i64| {
            let at = deg / step;
            let middle = (at + 0.5).floor();
            let weights = spline(at - middle).map(|w| w as f32);
            ((middle as i64 - 1 - first).max(0) as usize, weights)
        };
        let columns: Vec<_> =
            self.lons.iter().map(|lon| place(*lon, frame.step_lon, nodes.span.west)).collect();
        let wide = nodes.span.columns();
        let mut values = vec![0.0_f32; self.lons.len() * self.lats.len()];
        let work = |(row, lat): (&mut [f32], &f64)| {
            let (first, [a, b, c]) = place(*lat, frame.step_lat, nodes.span.south);
            let line = |k: usize| {
                nodes.values.get((first + k) * wide..(first + k + 1) * wide).unwrap_or_default()
            };
            let lines = line(0).iter().zip(line(1)).zip(line(2));
            let mixed: Vec<f32> = lines.map(|((x, y), z)| a * x + b * y + c * z).collect();
            for (value, (first, [a, b, c])) in row.iter_mut().zip(&columns) {
                if let Some([x, y, z]) = mixed.get(*first..first + 3) {
                    *value = a * x + b * y + c * z;
                }
            }
        };
        let width = self.lons.len().max(1);
        if parallel {
            let rows = values.par_chunks_mut(width).zip(&self.lats);
            rows.with_min_len(16).for_each(work);
        } else {
            values.chunks_mut(width).zip(&self.lats).for_each(work);
        }
        values
    }
}
