//! Whose ground was whose: the common ground of the areas of two sets, and what is left over.
//!
//! Shapes are taken as they are drawn. Where areas of one set overlap, which `check` reports, their
//! ground counts for each of them, and the moves of such an area may add up to more than it has.

use super::Area;
use crate::geo::{BoundsTree, METRES_PER_DEGREE_MIN, area_km2};
use geo::{Area as _, BooleanOps, BoundingRect, Euclidean, Length, MultiPolygon, Polygon};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// A part of less mean width, in metres, is the rounding of the operation that it comes from,
/// which works on integers of about a tenth of a millimetre.
const ROUNDING_M: f64 = 0.01;

/// The ground of areas that are drawn in another way, in km². Areas are known by their places in
/// their level.
pub(super) struct Ground {
    /// What an old and a new area have in common, where that is any ground.
    pub common: BTreeMap<(usize, usize), f64>,
    /// What of an old area belongs to no new one, where that is any ground.
    pub given_up: BTreeMap<usize, f64>,
    /// What of a new area belonged to no old one, where that is any ground.
    pub taken_in: BTreeMap<usize, f64>,
}

/// One of the two sets at a level.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    /// All areas of the level.
    pub areas: &'a [Area],
    /// For each, whether the other set draws the same ground.
    pub same: &'a [bool],
}

impl<'a> Side<'a> {
    /// The areas that are drawn in another way, by their places.
    pub fn changed(self) -> impl Iterator<Item = (usize, &'a Area)> {
        self.areas.iter().enumerate().filter(move |(place, _)| !self.same[*place])
    }
}

impl Ground {
    /// Intersects what has changed, in O(n log n) and as many operations on shapes as areas meet.
    pub fn of(old: Side, new: Side) -> Self {
        let tree = |side: Side| BoundsTree::of(side.areas.iter().map(|area| area.bounds));
        let (old_tree, new_tree) = (tree(old), tree(new));
        let changed: Vec<(usize, &Area)> = old.changed().collect();
        let with_new = |(i, area): &(usize, &Area)| {
            let (i, shape) = (*i, &area.shape);
            let met = new_tree.meeting(&area.bounds).filter(|j| !new.same[*j]);
            let pairs = met.map(|j| ((i, j), km2(&shape.intersection(&new.areas[j].shape))));
            pairs.filter(|(_, km2)| *km2 > 0.0).collect::<Vec<_>>()
        };
        let common: BTreeMap<_, _> = changed.par_iter().flat_map_iter(with_new).collect();
        let turned: BTreeMap<_, _> = common.iter().map(|((i, j), km2)| ((*j, *i), *km2)).collect();
        let given_up = left_over(old, new, &new_tree, &common);
        let taken_in = left_over(new, old, &old_tree, &turned);
        Self { common, given_up, taken_in }
    }
}

/// What of the changed areas of one side nobody on the other side has. It is cut, not reckoned as
/// a difference of areas: that would drown a small piece of a large area in its rounding.
fn left_over(
    side: Side,
    other: Side,
    tree: &BoundsTree,
    common: &BTreeMap<(usize, usize), f64>,
) -> BTreeMap<usize, f64> {
    let changed: Vec<(usize, &Area)> = side.changed().collect();
    let of_one = |(i, area): &(usize, &Area)| {
        let shared = |j: &usize| common.get(&(*i, *j)).copied().unwrap_or(0.0);
        let mut holders: Vec<usize> = tree.meeting(&area.bounds).collect();
        // Who has most comes first: then little or nothing is left for the others to be cut from.
        holders.sort_by(|a, b| shared(b).total_cmp(&shared(a)).then(a.cmp(b)));
        let mut left = area.shape.clone();
        for j in holders {
            left = grounds(&left.difference(&other.areas[j].shape));
            if left.0.is_empty() {
                return None;
            }
        }
        let km2 = km2(&left);
        (km2 > 0.0).then_some((*i, km2))
    };
    changed.par_iter().filter_map(of_one).collect()
}

/// The parts that are more than the rounding of the operation that they come from.
fn grounds(shape: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    MultiPolygon::new(shape.iter().filter(|part| is_ground(part)).cloned().collect())
}

/// Whether the width of a part, twice its area over its perimeter, is that of ground. It is taken
/// in degrees: as geodesics, a long edge and the same edge with a vertex in the middle enclose a
/// strip of decimetres where nothing lies between them.
fn is_ground(part: &Polygon<f64>) -> bool {
    let rings = std::iter::once(part.exterior()).chain(part.interiors());
    let perimeter_deg: f64 = rings.map(|ring| Euclidean.length(ring)).sum();
    let Some(bounds) = part.bounding_rect() else { return false };
    let shrunk = bounds.center().y.to_radians().cos();
    // The width lies between those of a strip to the north and of one to the east.
    2.0 * part.unsigned_area() * shrunk * METRES_PER_DEGREE_MIN > ROUNDING_M * perimeter_deg
}

/// The geodesic area of the ground in a shape.
fn km2(shape: &MultiPolygon<f64>) -> f64 {
    area_km2(&grounds(shape))
}
