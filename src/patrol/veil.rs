//! The covered ground as a shape, for drawing.

use super::coverage::{Coverage, RADII_M, Walked, distance_m};
use super::error::{PatrolError, within};
use super::outline::Place;
use crate::geo::LonLat;
use contour::ContourBuilder;
use geo::orient::{Direction, Orient};
use geo::{BooleanOps, MapCoordsInPlace, MultiPolygon};

/// Nodes in a radius; between them the distance to a track is taken for straight.
const NODES_PER_RADIUS: f64 = 4.0;
/// Nodes along the longer side of an area, at most.
const MOST_NODES: f64 = 2_000.0;
/// Nodes that a radius needs, or a thin band of covered ground would fall between them.
const LEAST_NODES: f64 = 2.0;
/// Places are written to 10⁻⁶ degrees, a decimetre.
const PER_DEGREE: f64 = 1e6;

impl Coverage {
    /// The covered ground of an area in degrees, CGCS2000, with rings as RFC 7946 wants them, and the
    /// radius in metres that it is drawn with. That is the one asked for, unless the area is more
    /// than a thousand of them across: then a band so thin would be lost, and it is drawn wider.
    /// Outlines are good to a few hundredths of the radius; for shares use [`Coverage::measure`].
    ///
    /// # Errors
    ///
    /// As [`Coverage::measure`]; [`PatrolError::Draw`] when the outline cannot be drawn.
    pub fn ground(
        area: &MultiPolygon<f64>,
        stretches: &[Vec<LonLat>],
        radius_m: f64,
    ) -> Result<(MultiPolygon<f64>, f64), PatrolError> {
        within("radius_m", radius_m, RADII_M)?;
        let walked = Walked::new(area, stretches)?;
        let (low, high) = (walked.outline.low, walked.outline.high);
        let longest_m = (high.0 - low.0).max(high.1 - low.1);
        let step_m = (radius_m / NODES_PER_RADIUS).max(longest_m / MOST_NODES);
        let drawn_m = radius_m.max(step_m * LEAST_NODES);
        let near = walked.near(drawn_m);
        if near.is_empty() {
            return Ok((MultiPolygon::new(Vec::new()), drawn_m));
        }
        let field = Field::new(low, high, step_m);
        let values = field.values(&near, drawn_m);
        let builder = ContourBuilder::new(field.columns, field.rows, true)
            .x_origin(field.low.0 - step_m / 2.0)
            .y_origin(field.low.1 - step_m / 2.0)
            .x_step(step_m)
            .y_step(step_m);
        let failed = |error: contour::Error| PatrolError::Draw { what: error.to_string() };
        let found = builder.contours(&values, &[0.0]).map_err(failed)?;
        let Some(contour) = found.into_iter().next() else {
            return Ok((MultiPolygon::new(Vec::new()), drawn_m));
        };
        let (mut shape, _) = contour.into_inner();
        let rounded = |deg: f64| (deg * PER_DEGREE).round() / PER_DEGREE;
        shape.map_coords_in_place(|c| walked.plane.to_lonlat(c.x, c.y).coord());
        let mut shape = shape.intersection(area);
        shape.map_coords_in_place(|c| geo::Coord { x: rounded(c.x), y: rounded(c.y) });
        Ok((shape.orient(Direction::Default), drawn_m))
    }
}

/// Nodes over a rectangle and one step beyond it.
struct Field {
    low: Place,
    step_m: f64,
    columns: usize,
    rows: usize,
}

impl Field {
    fn new(low: Place, high: Place, step_m: f64) -> Self {
        let count = |from: f64, to: f64| ((to - from) / step_m).ceil() as usize + 3;
        let (columns, rows) = (count(low.0, high.0), count(low.1, high.1));
        Self { low: (low.0 - step_m, low.1 - step_m), step_m, columns, rows }
    }

    /// At each node how far inside the covered ground it is, in metres, below zero outside.
    fn values(&self, pieces: &[(Place, Place)], radius_m: f64) -> Vec<f64> {
        let reach_m = radius_m + 2.0 * self.step_m;
        let mut values = vec![radius_m - reach_m; self.columns * self.rows];
        let nodes = |from: f64, to: f64, low: f64, count: usize| {
            // A cast from below zero is zero.
            let first = ((from - reach_m - low) / self.step_m).ceil() as usize;
            let last = ((to + reach_m - low) / self.step_m).floor();
            first..if last < 0.0 { 0 } else { (last as usize + 1).min(count) }
        };
        for (a, b) in pieces {
            let columns = nodes(a.0.min(b.0), a.0.max(b.0), self.low.0, self.columns);
            for row in nodes(a.1.min(b.1), a.1.max(b.1), self.low.1, self.rows) {
                let y = self.low.1 + row as f64 * self.step_m;
                let of_row = row * self.columns;
                let held = values.get_mut(of_row + columns.start..of_row + columns.end);
                for (value, column) in held.into_iter().flatten().zip(columns.clone()) {
                    let x = self.low.0 + column as f64 * self.step_m;
                    *value = value.max(radius_m - distance_m(*a, *b, (x, y)));
                }
            }
        }
        values
    }
}
