//! Which of many rectangles meet a rectangle or hold a position.

use super::{Bounds, LonLat};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// An R-tree of rectangles, each known by its place in the order that it came in.
#[derive(Debug, Clone)]
pub(crate) struct BoundsTree(RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>);

impl BoundsTree {
    /// The tree of these rectangles, in O(n log n).
    pub(crate) fn of(bounds: impl Iterator<Item = Bounds>) -> Self {
        let boxes = bounds.enumerate().map(|(place, b)| {
            GeomWithData::new(Rectangle::from_corners([b.west, b.south], [b.east, b.north]), place)
        });
        Self(RTree::bulk_load(boxes.collect()))
    }

    /// The places of the rectangles that share a point with this one, in no order.
    pub(crate) fn meeting(&self, bounds: &Bounds) -> impl Iterator<Item = usize> {
        let corners = ([bounds.west, bounds.south], [bounds.east, bounds.north]);
        let around = AABB::from_corners(corners.0, corners.1);
        self.0.locate_in_envelope_intersecting(&around).map(|found| found.data)
    }

    /// The places of the rectangles that hold a position, edges included, in no order.
    pub(crate) fn around(&self, at: LonLat) -> impl Iterator<Item = usize> {
        let here = AABB::from_point([at.lon(), at.lat()]);
        self.0.locate_in_envelope_intersecting(&here).map(|found| found.data)
    }
}
