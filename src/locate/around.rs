//! The grids around a position: the k nearest, and all within a radius.

use super::nearest::nearest_on;
use super::space::{RADIUS_MAX_M, in_space, length, minus, reach_in_space_m, space_between_m};
use super::{Holder, Locator};
use crate::area::Area;
use crate::geo::LonLat;
use rstar::{AABB, PointDistance, RTree, RTreeObject};

/// A grid near a position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearGrid {
    /// The grid.
    pub grid: Holder,
    /// The geodesic distance to it in metres; 0 where it holds the position or has it on its edge.
    pub distance_m: f64,
    /// Its nearest point: the position itself at distance 0.
    pub point: LonLat,
}

/// A ball in space that holds a grid.
#[derive(Debug)]
struct Ball {
    grid: usize,
    center: [f64; 3],
    radius_m: f64,
}

impl Ball {
    /// From the middle of the bounds along the meridian, then along the parallel, no way is
    /// longer than with the largest radii of the ellipsoid.
    fn around(grid: usize, area: &Area) -> Self {
        let (bounds, middle) = (&area.bounds, area.bounds.center());
        let half = |a: f64, b: f64| (b - a).to_radians() / 2.0;
        let widest = if bounds.south <= 0.0 && bounds.north >= 0.0 {
            0.0
        } else {
            bounds.south.abs().min(bounds.north.abs())
        };
        let along_meridian_m = RADIUS_MAX_M * half(bounds.south, bounds.north);
        let along_parallel_m =
            RADIUS_MAX_M * widest.to_radians().cos() * half(bounds.west, bounds.east);
        let radius_m = along_meridian_m + along_parallel_m;
        Self { grid, center: in_space(middle.lon(), middle.lat()), radius_m }
    }
}

impl RTreeObject for Ball {
    type Envelope = AABB<[f64; 3]>;

    fn envelope(&self) -> Self::Envelope {
        let corner = |by_m: f64| self.center.map(|v| v + by_m);
        AABB::from_corners(corner(-self.radius_m), corner(self.radius_m))
    }
}

impl PointDistance for Ball {
    fn distance_2(&self, point: &[f64; 3]) -> f64 {
        (length(minus(self.center, *point)) - self.radius_m).max(0.0).powi(2)
    }
}

/// Balls around all grids, made when they are first asked for.
#[derive(Debug)]
pub(super) struct GridTree(RTree<Ball>);

impl GridTree {
    pub fn build(grids: &[Area]) -> Self {
        let balls = grids.iter().enumerate().map(|(i, area)| Ball::around(i, area));
        Self(RTree::bulk_load(balls.collect()))
    }
}

impl Locator {
    /// The `count` grids nearest to a position, among those within `within_m` metres; the nearest
    /// first, at equal distances the lowest code. Pass infinity for no limit.
    ///
    /// ```
    /// # use std::{path::Path, sync::Arc};
    /// # use wangge::{area, geo::LonLat, locate::Locator};
    /// # let loaded = area::read_dir(Path::new("data/otog"), &area::Fields::default())?;
    /// # let locator = Locator::build(Arc::new(loaded.set))?;
    /// let near = locator.grids_near(LonLat::new(107.98, 39.09)?, 3, f64::INFINITY);
    /// assert_eq!(near.len(), 3);
    /// assert_eq!(near[0].distance_m, 0.0); // the grid that holds the position
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn grids_near(&self, at: LonLat, count: usize, within_m: f64) -> Vec<NearGrid> {
        let origin = in_space(at.lon(), at.lat());
        let mut near: Vec<NearGrid> = Vec::new();
        // No grid whose ball is farther in space can come among them.
        let mut reach_m = reach_in_space_m(within_m, within_m);
        for (ball, bound_m2) in self.grid_tree().0.nearest_neighbor_iter_with_distance_2(&origin) {
            if count == 0 || bound_m2.sqrt() > reach_m {
                break;
            }
            let found = self.near(at, ball.grid);
            if found.distance_m > within_m {
                continue;
            }
            let key = |other: &NearGrid| (other.distance_m, other.grid);
            let place = near.partition_point(|other| key(other) < key(&found));
            near.insert(place, found);
            near.truncate(count);
            if let Some(last) = near.last().filter(|_| near.len() == count) {
                let chord_m = space_between_m(origin, last.point);
                reach_m = reach_m.min(reach_in_space_m(last.distance_m, chord_m));
            }
        }
        near
    }

    fn near(&self, at: LonLat, grid: usize) -> NearGrid {
        let area = &self.grids()[grid];
        if area.touches(at) {
            return NearGrid { grid: Holder::of(grid), distance_m: 0.0, point: at };
        }
        let hit = nearest_on(&area.shape, &area.bounds, at);
        NearGrid { grid: Holder::of(grid), distance_m: hit.distance_m, point: hit.point }
    }
}
