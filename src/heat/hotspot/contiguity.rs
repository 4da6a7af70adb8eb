//! Areas that touch are neighbours.

use super::{HotspotError, Weights};
use crate::area::Area;
use crate::geo::{Bounds, BoundsTree, METRES_PER_DEGREE_MIN};
use geo::{Coord, Intersects, Line, LinesIter};
use rayon::prelude::*;

impl Weights {
    /// Areas whose borders have a position in common are neighbours, a corner being enough (queen
    /// contiguity), and those whose borders come within `gap_m` metres of each other.
    ///
    /// With a gap of 0 the test is exact: robust predicates on the edges as they are drawn. It finds
    /// shared corners, and also the corner of one that lies on the middle of an edge of the other,
    /// or edges that cross, which a comparison of corners alone (libpysal's `Queen`) does not.
    /// Boundaries that were drawn apart, with slivers between them, need a gap of a few metres; it
    /// is measured in the plane of longitude and latitude, true to 1 %. An area that lies wholly
    /// inside another without touching its border is none of its neighbours.
    ///
    /// # Errors
    ///
    /// [`HotspotError::Distance`] for a gap that is not a number from 0,
    /// [`HotspotError::TooMany`].
    pub fn contiguity(areas: &[Area], gap_m: f64) -> Result<Self, HotspotError> {
        if !(gap_m.is_finite() && gap_m >= 0.0) {
            return Err(HotspotError::Distance { metres: gap_m });
        }
        let tree = BoundsTree::of(areas.iter().map(|area| area.bounds));
        // Each pair is looked at once, from its first area.
        let later = |unit: usize, area: &Area| -> Vec<u32> {
            let around = grown(area.bounds, gap_m);
            let met = tree.meeting(&around).filter(|other| *other > unit);
            let beside = met.filter(|other| touch(area, &areas[*other], gap_m));
            beside.map(|other| other as u32).collect()
        };
        let mut lists: Vec<Vec<u32>> =
            areas.par_iter().enumerate().map(|(unit, area)| later(unit, area)).collect();
        for unit in 0..lists.len() {
            let beside = lists[unit].clone();
            for other in beside.into_iter().filter(|other| *other as usize > unit) {
                lists[other as usize].push(unit as u32);
            }
        }
        Self::from_neighbours(lists)
    }
}

fn grown(bounds: Bounds, gap_m: f64) -> Bounds {
    if gap_m > 0.0 { bounds.grown_m(gap_m) } else { bounds }
}

/// Whether two borders have a position in common or come within `gap_m` of each other.
fn touch(a: &Area, b: &Area, gap_m: f64) -> bool {
    let (mine, theirs) = (near(a, b, gap_m), near(b, a, gap_m));
    mine.iter().any(|(line, around)| {
        let met = theirs.iter().filter(|(_, other)| around.intersects(other));
        met.into_iter().any(|(other, _)| {
            line.intersects(other) || (gap_m > 0.0 && distance_m(*line, *other) <= gap_m)
        })
    })
}

/// The edges of an area that reach into the rectangle of another, each with its rectangle, grown
/// by the gap.
fn near(area: &Area, of: &Area, gap_m: f64) -> Vec<(Line<f64>, Bounds)> {
    let boxed = area
        .shape
        .lines_iter()
        .filter_map(|line| Some((line, grown(Bounds::around([line.start, line.end])?, gap_m))));
    boxed.filter(|(_, around)| around.intersects(&of.bounds)).collect()
}

/// The distance of two edges that do not cross, in metres: from an end of one to the other.
fn distance_m(a: Line<f64>, b: Line<f64>) -> f64 {
    let squeeze = a.start.y.to_radians().cos();
    let flat = |c: Coord<f64>, from: Coord<f64>| Coord {
        x: (c.x - from.x) * squeeze * METRES_PER_DEGREE_MIN,
        y: (c.y - from.y) * METRES_PER_DEGREE_MIN,
    };
    let to = |from: Coord<f64>, line: Line<f64>| {
        origin_to_m(flat(line.start, from), flat(line.end, from))
    };
    to(a.start, b).min(to(a.end, b)).min(to(b.start, a)).min(to(b.end, a))
}

/// The distance of the origin to a segment.
fn origin_to_m(a: Coord<f64>, b: Coord<f64>) -> f64 {
    let along = b - a;
    let length2 = along.x * along.x + along.y * along.y;
    let t = if length2 > 0.0 { -(a.x * along.x + a.y * along.y) / length2 } else { 0.0 };
    let near = a + along * t.clamp(0.0, 1.0);
    near.x.hypot(near.y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::area::{AreaCode, Level};
    use crate::geo::LonLat;
    use geo::{LineString, MultiPolygon, Polygon};

    /// A rectangle from a corner, in ten-thousandths of a degree.
    fn area(west: f64, south: f64, width: f64, height: f64) -> Area {
        let (x, y) = (107.0 + west * 1e-4, 39.0 + south * 1e-4);
        let (e, n) = (107.0 + (west + width) * 1e-4, 39.0 + (south + height) * 1e-4);
        let ring = LineString::from(vec![(x, y), (e, y), (e, n), (x, n), (x, y)]);
        let shape = MultiPolygon::new(vec![Polygon::new(ring, Vec::new())]);
        Area {
            code: AreaCode::new("1"),
            name: String::new(),
            name_mn: None,
            level: Level::Grid,
            kind: None,
            parent: None,
            derived: true,
            bounds: Bounds { west: x, south: y, east: e, north: n },
            label: LonLat::new(x, y).unwrap(),
            area_km2: 1.0,
            shape,
        }
    }

    fn lists(areas: &[Area], gap_m: f64) -> Vec<Vec<u32>> {
        let weights = Weights::contiguity(areas, gap_m).unwrap();
        (0..areas.len()).map(|unit| weights.of(unit).to_vec()).collect()
    }

    #[test]
    fn sides_corners_and_joints_on_an_edge_touch() {
        let areas = [
            area(0.0, 0.0, 10.0, 10.0),
            area(10.0, 0.0, 10.0, 10.0),   // shares a side with the first
            area(20.0, 10.0, 10.0, 10.0),  // shares a corner with the second
            area(3.0, 10.0, 4.0, 5.0),     // stands on the middle of the first's upper side
            area(100.0, 100.0, 10.0, 1.0), // is alone
        ];
        assert_eq!(lists(&areas, 0.0), [vec![1, 3], vec![0, 2], vec![1], vec![0], vec![]]);
    }

    #[test]
    fn a_sliver_is_bridged_by_a_gap_alone() {
        // 0.00002 degrees of longitude at 39° N are 1.73 m.
        let areas = [area(0.0, 0.0, 10.0, 10.0), area(10.2, 2.0, 10.0, 3.0)];
        let alone: [Vec<u32>; 2] = [vec![], vec![]];
        assert_eq!(lists(&areas, 0.0), alone);
        assert_eq!(lists(&areas, 1.6), alone);
        assert_eq!(lists(&areas, 1.8), [vec![1], vec![0]]);
        assert!(Weights::contiguity(&areas, -1.0).is_err());
    }
}
