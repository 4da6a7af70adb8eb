//! A point well inside an area, for its label.

use crate::geo::LonLat;
use geo::coordinate_position::{CoordPos, CoordinatePosition};
use geo::{Area as _, BoundingRect, Coord, LineString, MultiPolygon, Polygon};

/// The point of the largest part that is farthest from its boundary, to about a hundredth of the
/// part's size; `None` for a shape without positions.
///
/// A grid of candidates is refined around the best one. Distances are taken in degrees with
/// longitude shortened by the cosine of the latitude, so that the point sits in the middle as
/// seen on the ground.
pub(crate) fn label_point(shape: &MultiPolygon<f64>) -> Option<LonLat> {
    let part = shape.iter().max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()))?;
    let first = part.exterior().0.first()?;
    let bounds = part.bounding_rect()?;
    let squeeze = bounds.center().y.to_radians().cos().max(0.01);
    let (mut center, mut half) =
        (bounds.center(), Coord { x: bounds.width() / 2.0, y: bounds.height() / 2.0 });
    let mut best: Option<(f64, Coord<f64>)> = None;
    for _ in 0..6 {
        for i in 0..=8 {
            for j in 0..=8 {
                let step = |k: i32| f64::from(k) / 4.0 - 1.0;
                let at = Coord { x: center.x + half.x * step(i), y: center.y + half.y * step(j) };
                let deepest = best.map_or(f64::NEG_INFINITY, |(depth, _)| depth);
                if let Some(depth) = depth_beyond(deepest, part, at, squeeze) {
                    best = Some((depth, at));
                }
            }
        }
        center = best.map_or(center, |(_, at)| at);
        half = half * 0.35;
    }
    let at = best.filter(|(depth, _)| *depth > 0.0).map_or(*first, |(_, at)| at);
    Some(LonLat::computed(at.x, at.y))
}

/// The distance to the boundary, negative outside; `None` where it is not beyond `deepest`, which
/// is mostly seen after a few edges.
fn depth_beyond(deepest: f64, part: &Polygon<f64>, at: Coord<f64>, squeeze: f64) -> Option<f64> {
    let flat = |c: Coord<f64>| Coord { x: (c.x - at.x) * squeeze, y: c.y - at.y };
    let rings = std::iter::once(part.exterior()).chain(part.interiors());
    let enough = if deepest > 0.0 { deepest * deepest } else { -1.0 };
    let mut nearest = f64::INFINITY;
    for line in rings.flat_map(LineString::lines) {
        nearest = square_to_origin(flat(line.start), flat(line.end)).min(nearest);
        if nearest <= enough {
            return None;
        }
    }
    let inside = part.coordinate_position(&at) == CoordPos::Inside;
    let depth = if inside { nearest.sqrt() } else { -nearest.sqrt() };
    (depth > deepest).then_some(depth)
}

/// The square of the distance of the origin to a line segment.
fn square_to_origin(a: Coord<f64>, b: Coord<f64>) -> f64 {
    let along = b - a;
    let length2 = along.x * along.x + along.y * along.y;
    let t = if length2 > 0.0 {
        (-(a.x * along.x + a.y * along.y) / length2).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let near = a + along * t;
    near.x * near.x + near.y * near.y
}
