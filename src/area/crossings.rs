//! Where a boundary crosses or touches itself, exactly, and holes that lie outside.

use geo::algorithm::validation::{InvalidPolygon, RingRole};
use geo::coordinate_position::{CoordPos, CoordinatePosition};
use geo::dimensions::Dimensions;
use geo::line_intersection::{LineIntersection, line_intersection};
use geo::{
    BoundingRect, Coord, Intersects, Line, LineString, MultiPolygon, Polygon, Relate, Validation,
};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree, RTreeObject};

/// One fault of a shape.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum ShapeFault {
    /// The boundary meets itself there.
    Crossing(Coord<f64>),
    /// A hole has this position outside its outer ring.
    HoleOutside(Coord<f64>),
}

/// A segment of a polygon: which ring, which place in it.
#[derive(Clone, Copy)]
struct Segment {
    ring: usize,
    index: usize,
    line: Line<f64>,
}

/// Every fault of a shape. A ring that a valid polygon may have (holes that touch the outer ring
/// or each other in single points) is none.
pub(super) fn shape_faults(shape: &MultiPolygon<f64>) -> Vec<ShapeFault> {
    let mut faults: Vec<ShapeFault> = shape.iter().flat_map(polygon_faults).collect();
    for (i, a) in shape.iter().enumerate() {
        for b in shape.iter().skip(i + 1) {
            if let Some(at) = parts_meet(a, b) {
                faults.push(ShapeFault::Crossing(at));
            }
        }
    }
    if faults.is_empty() { hidden_faults(shape) } else { faults }
}

/// What no crossing shows: rings that meet in corners alone, and yet lie in or on each other.
fn hidden_faults(shape: &MultiPolygon<f64>) -> Vec<ShapeFault> {
    let corner = |ring: &LineString<f64>| ring.0.first().copied();
    let mut faults = Vec::new();
    for polygon in shape.iter().filter(|polygon| !polygon.interiors().is_empty()) {
        faults.extend(polygon.validation_errors().into_iter().filter_map(|fault| match fault {
            InvalidPolygon::InteriorRingNotContainedInExteriorRing(RingRole::Interior(hole)) => {
                polygon.interiors().get(hole).and_then(corner).map(ShapeFault::HoleOutside)
            }
            _ => corner(polygon.exterior()).map(ShapeFault::Crossing),
        }));
    }
    for (i, a) in shape.iter().enumerate() {
        for b in shape.iter().skip(i + 1) {
            let apart = match (a.bounding_rect(), b.bounding_rect()) {
                (Some(a), Some(b)) => !a.intersects(&b),
                _ => true,
            };
            let shared = || a.relate(b).get(CoordPos::Inside, CoordPos::Inside);
            if !apart && shared() == Dimensions::TwoDimensional {
                faults.extend(corner(b.exterior()).map(ShapeFault::Crossing));
            }
        }
    }
    faults
}

fn polygon_faults(polygon: &Polygon<f64>) -> Vec<ShapeFault> {
    let rings: Vec<&LineString<f64>> =
        std::iter::once(polygon.exterior()).chain(polygon.interiors()).collect();
    let mut faults = Vec::new();
    let tree = tree(&rings);
    for a in &tree {
        for b in tree.locate_in_envelope_intersecting(&a.envelope()) {
            let (a, b) = (a.data, b.data);
            if (a.ring, a.index) < (b.ring, b.index)
                && let Some(at) = bad_meeting(a, b, &rings)
            {
                faults.push(ShapeFault::Crossing(at));
            }
        }
    }
    // A meeting of four segments at one place is one fault.
    faults.sort_by(|a, b| {
        place(*a).x.total_cmp(&place(*b).x).then(place(*a).y.total_cmp(&place(*b).y))
    });
    faults.dedup_by_key(|fault| place(*fault));
    for (i, hole) in polygon.interiors().iter().enumerate() {
        let shell = Polygon::new(polygon.exterior().clone(), Vec::new());
        let outside = hole.coords().find(|c| shell.coordinate_position(c) == CoordPos::Outside);
        faults.extend(outside.map(|c| ShapeFault::HoleOutside(*c)));
        let nested = polygon.interiors().iter().enumerate().filter(|(j, _)| *j != i).find_map(
            |(_, other)| {
                let other = Polygon::new(other.clone(), Vec::new());
                hole.coords().find(|c| other.coordinate_position(c) == CoordPos::Inside).copied()
            },
        );
        faults.extend(nested.map(ShapeFault::Crossing));
    }
    faults
}

fn place(fault: ShapeFault) -> Coord<f64> {
    match fault {
        ShapeFault::Crossing(at) | ShapeFault::HoleOutside(at) => at,
    }
}

type Indexed = GeomWithData<Rectangle<[f64; 2]>, Segment>;

fn tree(rings: &[&LineString<f64>]) -> RTree<Indexed> {
    let segments = rings.iter().enumerate().flat_map(|(ring, line)| {
        line.lines().enumerate().map(move |(index, line)| {
            let corners =
                Rectangle::from_corners([line.start.x, line.start.y], [line.end.x, line.end.y]);
            GeomWithData::new(corners, Segment { ring, index, line })
        })
    });
    RTree::bulk_load(segments.collect())
}

/// Where two segments of one polygon meet although they must not.
fn bad_meeting(a: Segment, b: Segment, rings: &[&LineString<f64>]) -> Option<Coord<f64>> {
    if !a.line.intersects(&b.line) {
        return None;
    }
    let meeting = line_intersection(a.line, b.line)?;
    let at = match meeting {
        LineIntersection::SinglePoint { intersection, .. } => intersection,
        LineIntersection::Collinear { intersection } => intersection.start,
    };
    let overlap = matches!(meeting, LineIntersection::Collinear { intersection } if intersection.start != intersection.end);
    if overlap {
        return Some(at);
    }
    if a.ring != b.ring {
        let proper = matches!(meeting, LineIntersection::SinglePoint { is_proper: true, .. });
        return proper.then_some(at);
    }
    let count = rings.get(a.ring).map_or(0, |ring| ring.0.len().saturating_sub(1));
    let neighbours = b.index == a.index + 1 || (a.index == 0 && b.index + 1 == count);
    (!neighbours).then_some(at)
}

/// A place where two parts of a multi-polygon share ground or run along each other.
fn parts_meet(a: &Polygon<f64>, b: &Polygon<f64>) -> Option<Coord<f64>> {
    let tree = tree(&[a.exterior()]);
    for line in b.exterior().lines() {
        let envelope = AABB::from_corners([line.start.x, line.start.y], [line.end.x, line.end.y]);
        for other in tree.locate_in_envelope_intersecting(&envelope) {
            match line_intersection(line, other.data.line) {
                Some(LineIntersection::SinglePoint { intersection, is_proper: true }) => {
                    return Some(intersection);
                }
                Some(LineIntersection::Collinear { intersection })
                    if intersection.start != intersection.end =>
                {
                    return Some(intersection.start);
                }
                _ => {}
            }
        }
    }
    let inside = |ring: &LineString<f64>, of: &Polygon<f64>| {
        ring.coords().find(|c| of.coordinate_position(c) == CoordPos::Inside).copied()
    };
    inside(b.exterior(), a).or_else(|| inside(a.exterior(), b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::wkt;

    fn faults(polygon: Polygon<f64>) -> Vec<ShapeFault> {
        shape_faults(&MultiPolygon::new(vec![polygon]))
    }

    #[test]
    fn a_figure_of_eight_is_found_where_it_crosses() {
        let found = faults(wkt! { POLYGON((0. 0., 2. 2., 2. 0., 0. 2., 0. 0.)) });
        assert_eq!(found, [ShapeFault::Crossing(Coord { x: 1.0, y: 1.0 })]);
    }

    #[test]
    fn a_ring_that_touches_itself_and_a_spike_are_found() {
        let touching = faults(wkt! { POLYGON((0. 0., 4. 0., 4. 4., 2. 0., 0. 4., 0. 0.)) });
        assert_eq!(touching, [ShapeFault::Crossing(Coord { x: 2.0, y: 0.0 })]);
        let spike = faults(wkt! { POLYGON((0. 0., 4. 0., 8. 0., 4. 0., 4. 4., 0. 4., 0. 0.)) });
        assert!(!spike.is_empty());
    }

    #[test]
    fn a_hole_may_touch_in_a_point_but_not_leave() {
        let touching =
            wkt! { POLYGON((0. 0., 4. 0., 4. 4., 0. 4., 0. 0.),(2. 0., 1. 1., 3. 1., 2. 0.)) };
        assert_eq!(faults(touching), []);
        let outside =
            wkt! { POLYGON((0. 0., 4. 0., 4. 4., 0. 4., 0. 0.),(5. 5., 5. 6., 6. 6., 5. 5.)) };
        assert_eq!(faults(outside), [ShapeFault::HoleOutside(Coord { x: 5.0, y: 5.0 })]);
    }

    #[test]
    fn rings_that_meet_in_corners_alone_are_seen() {
        let square = wkt! { POLYGON((0. 0., 4. 0., 4. 4., 2. 4., 0. 4., 0. 0.)) };
        let diamond = wkt! { POLYGON((2. 0., 4. 2., 2. 4., 0. 2., 2. 0.)) };
        let square_4 =
            wkt! { POLYGON((0. 0., 2. 0., 4. 0., 4. 2., 4. 4., 2. 4., 0. 4., 0. 2., 0. 0.)) };
        assert!(!shape_faults(&MultiPolygon::new(vec![square, diamond.clone()])).is_empty());
        assert!(!shape_faults(&MultiPolygon::new(vec![square_4, diamond])).is_empty());
        // A hole whose corners are those of a notch in the shell.
        let notch = wkt! { POLYGON((0. 0., 6. 0., 6. 6., 4. 6., 3. 2., 2. 6., 0. 6., 0. 0.),(4. 6., 2. 6., 3. 2., 4. 6.)) };
        assert!(matches!(
            faults(notch)[..],
            [ShapeFault::HoleOutside(_) | ShapeFault::Crossing(_), ..]
        ));
    }

    #[test]
    fn an_ordinary_polygon_has_no_fault() {
        let plain = wkt! { POLYGON((0. 0., 4. 0., 4. 4., 2. 1., 0. 4., 0. 0.),(1. 0.5, 1.5 1., 2. 0.5, 1. 0.5)) };
        assert_eq!(faults(plain), []);
    }
}
