//! Which areas share a border.

use super::{Area, AreaSet};
use crate::geo::Bounds;
use geo::{Coord, CoordsIter, Line, LinesIter, MultiPolygon};

/// Borders that lie this close, in degrees, are the same line: the grid of the reference data.
const SAME_DEG: f64 = 2e-6;
/// A shorter piece in common, in degrees, is a corner and no border.
const CORNER_DEG: f64 = 1e-5;

impl AreaSet {
    /// The areas of the same level that share a piece of border with `area`, by code. A corner
    /// alone is not enough.
    #[must_use]
    pub fn bordering(&self, area: &Area) -> Vec<&Area> {
        self.level(area.level)
            .iter()
            .filter(|other| other.code != area.code && share_border(&area.shape, &other.shape))
            .collect()
    }
}

fn share_border(a: &MultiPolygon<f64>, b: &MultiPolygon<f64>) -> bool {
    let (Some(around_a), Some(around_b)) = (around(a), around(b)) else { return false };
    if !around_a.intersects(&around_b) {
        return false;
    }
    // Only what reaches into the other's rectangle can be a border.
    let mine = near(a, &around_b);
    let theirs = near(b, &around_a);
    mine.iter().any(|line| theirs.iter().any(|other| run_together(line, other)))
}

fn around(shape: &MultiPolygon<f64>) -> Option<Bounds> {
    Bounds::around(shape.exterior_coords_iter()).map(grown)
}

fn grown(b: Bounds) -> Bounds {
    Bounds {
        west: b.west - SAME_DEG,
        south: b.south - SAME_DEG,
        east: b.east + SAME_DEG,
        north: b.north + SAME_DEG,
    }
}

fn near(shape: &MultiPolygon<f64>, bounds: &Bounds) -> Vec<Line<f64>> {
    let reaches = |line: &Line<f64>| {
        Bounds::around([line.start, line.end]).is_some_and(|b| b.intersects(bounds))
    };
    shape.lines_iter().filter(reaches).collect()
}

/// Whether two segments lie on each other for more than a corner.
fn run_together(a: &Line<f64>, b: &Line<f64>) -> bool {
    let boxes = |line: &Line<f64>| Bounds::around([line.start, line.end]).map(grown);
    let (Some(box_a), Some(box_b)) = (boxes(a), boxes(b)) else { return false };
    if !box_a.intersects(&box_b) {
        return false;
    }
    let (a, b) = if length(a) >= length(b) { (a, b) } else { (b, a) };
    let long = length(a);
    if long == 0.0 {
        return false;
    }
    let (dx, dy) = ((a.end.x - a.start.x) / long, (a.end.y - a.start.y) / long);
    let along = |c: Coord<f64>| (c.x - a.start.x) * dx + (c.y - a.start.y) * dy;
    let off = |c: Coord<f64>| ((c.x - a.start.x) * dy - (c.y - a.start.y) * dx).abs();
    let (from, to) = (along(b.start), along(b.end));
    let common = from.max(to).min(long) - from.min(to).max(0.0);
    common > CORNER_DEG && off(b.start) <= SAME_DEG && off(b.end) <= SAME_DEG
}

fn length(line: &Line<f64>) -> f64 {
    (line.end.x - line.start.x).hypot(line.end.y - line.start.y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;

    fn square(x: f64, y: f64, size: f64) -> MultiPolygon<f64> {
        MultiPolygon::new(vec![polygon![
            (x: x, y: y), (x: x + size, y: y), (x: x + size, y: y + size), (x: x, y: y + size),
        ]])
    }

    #[test]
    fn a_side_is_a_border_and_a_corner_is_not() {
        let a = square(107.0, 39.0, 0.1);
        assert!(share_border(&a, &square(107.1, 39.0, 0.1)));
        assert!(share_border(&a, &square(107.1, 39.03, 0.02)), "a part of a side");
        assert!(!share_border(&a, &square(107.1, 39.1, 0.1)), "a corner");
        assert!(!share_border(&a, &square(107.2, 39.0, 0.1)), "apart");
    }

    #[test]
    fn in_the_reference_data_the_relation_is_mutual() {
        let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/otog");
        let set = super::super::read_dir(&dir, &super::super::Fields::default()).unwrap().set;
        for area in set.level(super::super::Level::Village) {
            let others = set.bordering(area);
            assert!(!others.is_empty(), "{} has no neighbour", area.code);
            for other in others {
                assert!(set.bordering(other).iter().any(|a| a.code == area.code));
            }
        }
    }
}
