//! What of the ground is drawn.
//!
//! The drawing library pulls every point beyond the page to its edge, which would bend a line that
//! crosses it: shapes are cut to a window before they are projected.

use crate::geo::{Bounds, rings};
use geo::{BooleanOps, LineString, MultiLineString, MultiPolygon, Rect};
use std::borrow::Cow;

/// How far the window reaches beyond the frame on each side, as a part of it: the cut edges of a
/// fill stay out of sight, and the window stays on the page.
const BEYOND: f64 = 0.03;

/// The ground that a frame shows, and a little more.
pub(super) struct Window {
    rect: Rect<f64>,
    shape: MultiPolygon<f64>,
}

impl Window {
    pub fn around(seen: &Bounds) -> Self {
        let (dx, dy) = (BEYOND * (seen.east - seen.west), BEYOND * (seen.north - seen.south));
        let rect = Rect::new((seen.west - dx, seen.south - dy), (seen.east + dx, seen.north + dy));
        Self { rect, shape: MultiPolygon::new(vec![rect.to_polygon()]) }
    }

    /// Its rectangle, in degrees.
    pub fn bounds(&self) -> Bounds {
        let (low, high) = (self.rect.min(), self.rect.max());
        Bounds { west: low.x, south: low.y, east: high.x, north: high.y }
    }

    /// The borders of a shape that lie in the window.
    pub fn borders(&self, shape: &MultiPolygon<f64>) -> Vec<LineString<f64>> {
        let (inside, crossing): (Vec<_>, Vec<_>) =
            rings(shape).cloned().partition(|r| self.holds(r));
        if crossing.is_empty() {
            return inside;
        }
        let cut = self.shape.clip(&MultiLineString::new(crossing), false);
        inside.into_iter().chain(cut).collect()
    }

    /// The parts of a line that lie in the window.
    pub fn lines(&self, line: LineString<f64>) -> Vec<LineString<f64>> {
        if self.holds(&line) {
            return vec![line];
        }
        self.shape.clip(&MultiLineString::new(vec![line]), false).0
    }

    /// The part of a shape that lies in the window.
    pub fn part<'a>(&self, shape: &'a MultiPolygon<f64>) -> Cow<'a, MultiPolygon<f64>> {
        if shape.iter().all(|polygon| self.holds(polygon.exterior())) {
            Cow::Borrowed(shape)
        } else {
            Cow::Owned(shape.intersection(&self.shape))
        }
    }

    fn holds(&self, ring: &LineString<f64>) -> bool {
        let (low, high) = (self.rect.min(), self.rect.max());
        ring.coords().all(|c| low.x <= c.x && c.x <= high.x && low.y <= c.y && c.y <= high.y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Area, Distance, Euclidean, Length, Point, Polygon};
    use proptest::prelude::*;

    const SEEN: Bounds = Bounds { west: 0.0, south: 0.0, east: 1.0, north: 1.0 };

    proptest! {
        #[test]
        fn what_is_cut_off_bends_nothing(corners in prop::collection::vec((-5.0..6.0_f64, -5.0..6.0_f64), 3)) {
            let ring = LineString::from(corners);
            let shape = MultiPolygon::new(vec![Polygon::new(ring, vec![])]);
            prop_assume!(shape.unsigned_area() > 0.01);
            let window = Window::around(&SEEN);
            let whole = shape.0[0].exterior();
            for border in window.borders(&shape) {
                prop_assert!(border.0.len() < 2 || Euclidean.length(&border) >= 0.0);
                for c in border.coords() {
                    let at = Point::from(*c);
                    prop_assert!(Euclidean.distance(&at, whole) < 1e-7, "{c:?} left its line");
                    prop_assert!((-0.031..=1.031).contains(&c.x) && (-0.031..=1.031).contains(&c.y));
                }
            }
            let part = window.part(&shape);
            prop_assert!(part.unsigned_area() <= shape.unsigned_area().min(1.1236) + 1e-6);
        }
    }

    #[test]
    fn a_ring_in_sight_stays_whole() {
        let ring = LineString::from(vec![(0.1, 0.1), (0.9, 0.1), (0.5, 0.8), (0.1, 0.1)]);
        let shape = MultiPolygon::new(vec![Polygon::new(ring.clone(), vec![])]);
        assert_eq!(Window::around(&SEEN).borders(&shape), [ring]);
    }
}
