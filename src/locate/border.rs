//! The border nearest to a position: how far, and whose ground begins there.

use super::nearest::nearest_on;
use super::{Holder, Locator};
use crate::geo::LonLat;
use geo::Coord;

/// How far beyond the border its other side is looked for, in degrees: about a decimetre.
const BEYOND_DEG: f64 = 1e-6;
/// Nearer than this, in metres, the direction from a position to a corner means nothing.
const TOO_NEAR_M: f64 = 0.01;

/// The nearest point of a grid's border.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Border {
    /// Its geodesic distance in metres.
    pub distance_m: f64,
    /// The point.
    pub point: LonLat,
    /// Whose ground begins behind it: the grid on the other side, or none.
    pub beyond: Holder,
}

impl Locator {
    /// The border of a grid (its place in the set) nearest to a position; `None` for a place
    /// that is not in the set.
    ///
    /// Seen from inside, the other side is the neighbour; seen from outside, it is the grid.
    #[must_use]
    pub fn border(&self, at: LonLat, grid: usize) -> Option<Border> {
        let area = self.grids().get(grid)?;
        let hit = nearest_on(&area.shape, &area.bounds, at);
        let inside = self.holder(at) == Holder::of(grid) || area.touches(at);
        let beyond = if inside {
            self.beyond(at, &hit.point, hit.piece, hit.distance_m, grid)
        } else {
            Holder::of(grid)
        };
        Some(Border { distance_m: hit.distance_m, point: hit.point, beyond })
    }

    /// The holder on the other side of a border, seen from inside.
    fn beyond(
        &self,
        at: LonLat,
        point: &LonLat,
        (from, to): (Coord<f64>, Coord<f64>),
        distance_m: f64,
        grid: usize,
    ) -> Holder {
        let corner = [from, to].contains(&point.coord());
        // Straight on from a corner, square to an edge; an area lies to the left of its edges.
        let way = if corner {
            point.coord() - at.coord()
        } else {
            Coord { x: to.y - from.y, y: from.x - to.x }
        };
        let length = way.x.hypot(way.y);
        let others = || {
            let touching = self.touching_places(*point).into_iter().map(|(other, _)| other);
            touching.filter(|other| *other != grid).min().map_or(Holder::NOBODY, Holder::of)
        };
        if length == 0.0 || (corner && distance_m < TOO_NEAR_M) {
            return others();
        }
        let there = point.coord() + way * (BEYOND_DEG / length);
        let holder = self.holder(LonLat::computed(there.x, there.y));
        // A grid thinner than a decimetre, or a tip of the same one.
        if holder == Holder::of(grid) { others() } else { holder }
    }
}
