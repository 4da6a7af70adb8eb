//! An area in the local plane, asked row by row.

use crate::geo::{LocalPlane, LonLat, rings};
use geo::MultiPolygon;

/// Edges are straight in longitude and latitude, which in the plane is a curve: they are cut into
/// pieces no longer than this, in degrees, on which the curve bends by less than 5 cm.
const LONGEST_DEG: f64 = 0.02;
const MOST_BANDS: usize = 4096;

/// A place in the plane: metres east and north of its centre.
pub(super) type Place = (f64, f64);

/// The edges of an area, sorted into bands from south to north.
pub(super) struct Outline {
    edges: Vec<(Place, Place)>,
    bands: Vec<Vec<usize>>,
    /// Smallest and largest coordinates.
    pub low: Place,
    pub high: Place,
}

impl Outline {
    /// `None` for an area without ground.
    pub fn new(shape: &MultiPolygon<f64>, plane: &LocalPlane) -> Option<Self> {
        let mut edges = Vec::new();
        for line in rings(shape).flat_map(geo::LineString::lines) {
            let way = line.end - line.start;
            let pieces = (way.x.abs().max(way.y.abs()) / LONGEST_DEG).ceil().max(1.0);
            let at = |step: f64| {
                let c = line.start + way * (step / pieces);
                plane.to_plane_m(LonLat::computed(c.x, c.y))
            };
            let mut here = at(0.0);
            for step in 1..=pieces as usize {
                let next = at(step as f64);
                edges.push((here, next));
                here = next;
            }
        }
        let first = edges.first()?.0;
        let (mut low, mut high) = (first, first);
        for (_, end) in &edges {
            low = (low.0.min(end.0), low.1.min(end.1));
            high = (high.0.max(end.0), high.1.max(end.1));
        }
        if low.0 >= high.0 || low.1 >= high.1 {
            return None;
        }
        let bands = vec![Vec::new(); edges.len().clamp(1, MOST_BANDS)];
        let mut outline = Self { edges, bands, low, high };
        for edge in 0..outline.edges.len() {
            let Some((a, b)) = outline.edges.get(edge).copied() else { continue };
            let bands = outline.bands_of(a.1.min(b.1), a.1.max(b.1));
            for band in outline.bands.get_mut(bands).into_iter().flatten() {
                band.push(edge);
            }
        }
        Some(outline)
    }

    fn bands_of(&self, south_m: f64, north_m: f64) -> std::ops::RangeInclusive<usize> {
        let last = self.bands.len() - 1;
        let per_m = self.bands.len() as f64 / (self.high.1 - self.low.1);
        // A cast from below zero is zero.
        let band = |y: f64| (((y - self.low.1) * per_m) as usize).min(last);
        band(south_m)..=band(north_m)
    }

    fn edges_between(&self, south_m: f64, north_m: f64) -> impl Iterator<Item = (Place, Place)> {
        let bands = self.bands.get(self.bands_of(south_m, north_m)).unwrap_or_default();
        bands.iter().flatten().filter_map(|edge| self.edges.get(*edge).copied())
    }

    /// Where the outline crosses a row, from west to east: ground lies between the first and the
    /// second, the third and the fourth, and so on.
    pub fn crossings(&self, y: f64) -> Vec<f64> {
        let across = self.edges_between(y, y).filter(|(a, b)| (a.1 <= y) != (b.1 <= y));
        let mut found: Vec<f64> =
            across.map(|(a, b)| a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0)).collect();
        found.sort_by(f64::total_cmp);
        found
    }

    /// Whether a place lies on the ground.
    pub fn holds(&self, at: Place) -> bool {
        let across = self.edges_between(at.1, at.1).filter(|(a, b)| (a.1 <= at.1) != (b.1 <= at.1));
        let west = across.filter(|(a, b)| a.0 + (at.1 - a.1) / (b.1 - a.1) * (b.0 - a.0) <= at.0);
        west.count() % 2 == 1
    }

    /// The share of a straight way that lies on the ground, from 0 to 1.
    pub fn share_inside(&self, a: Place, b: Place) -> f64 {
        let way = (b.0 - a.0, b.1 - a.1);
        let mut cuts = vec![0.0, 1.0];
        for (c, d) in self.edges_between(a.1.min(b.1), a.1.max(b.1)) {
            let edge = (d.0 - c.0, d.1 - c.1);
            let cross = way.0 * edge.1 - way.1 * edge.0;
            let from = (c.0 - a.0, c.1 - a.1);
            let on_way = (from.0 * edge.1 - from.1 * edge.0) / cross;
            let on_edge = (from.0 * way.1 - from.1 * way.0) / cross;
            // Parallel ones give infinities, which are in no range.
            if (0.0..=1.0).contains(&on_way) && (0.0..=1.0).contains(&on_edge) {
                cuts.push(on_way);
            }
        }
        cuts.sort_by(f64::total_cmp);
        let pieces = cuts.iter().zip(cuts.iter().skip(1));
        let inside = pieces.filter(|(from, to)| {
            let middle = f64::midpoint(**from, **to);
            from < to && self.holds((a.0 + middle * way.0, a.1 + middle * way.1))
        });
        inside.map(|(from, to)| to - from).sum()
    }
}
