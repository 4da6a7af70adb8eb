//! Whether a way crosses an edge: the one question behind the cover, answered exactly.

use geo::Coord;
use robust::{Coord as Exact, orient2d};

/// How a straight way meets an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Crossing {
    /// Not at all.
    None,
    /// It goes over to the other side.
    Once,
    /// The place where it ends lies on the edge.
    Touches,
}

/// How the way from `reference`, which must not lie on the edge, to `at` meets the edge.
///
/// A way through a corner crosses exactly one of two edges that go on there to the other side,
/// and both or none of two that turn back, so that counting crossings tells inside from outside.
#[inline]
pub(super) fn crossing(
    reference: Coord<f64>,
    at: Coord<f64>,
    from: Coord<f64>,
    to: Coord<f64>,
) -> Crossing {
    let (a, b) = (turn(reference, at, from), turn(reference, at, to));
    if (a > 0.0 && b > 0.0) || (a < 0.0 && b < 0.0) {
        return Crossing::None;
    }
    let end = turn(from, to, at);
    if end == 0.0 {
        // On the line of the edge: on the edge itself, or beyond its ends.
        return if between(from, to, at) { Crossing::Touches } else { Crossing::None };
    }
    let changes = (a >= 0.0) != (b >= 0.0) && (end > 0.0) != (turn(from, to, reference) > 0.0);
    if changes { Crossing::Once } else { Crossing::None }
}

/// As [`crossing`], for an edge that has the reference on its left: most edges are told not to be
/// crossed by a single turn, without asking for the reference.
#[inline]
pub(super) fn crossing_from_left(
    reference: impl FnOnce() -> Coord<f64>,
    at: Coord<f64>,
    from: Coord<f64>,
    to: Coord<f64>,
) -> Crossing {
    let end = turn(from, to, at);
    if end > 0.0 {
        return Crossing::None;
    }
    if end == 0.0 {
        return if between(from, to, at) { Crossing::Touches } else { Crossing::None };
    }
    let reference = reference();
    let (a, b) = (turn(reference, at, from), turn(reference, at, to));
    if (a >= 0.0) == (b >= 0.0) { Crossing::None } else { Crossing::Once }
}

/// Whether a place lies to the left of an edge; `None` on its line.
pub(super) fn is_left(from: Coord<f64>, to: Coord<f64>, at: Coord<f64>) -> Option<bool> {
    let turn = turn(from, to, at);
    (turn != 0.0).then_some(turn > 0.0)
}

/// Positive where `c` lies to the left of the way from `a` to `b`, 0 where it lies on its line;
/// the sign is exact.
#[inline]
fn turn(a: Coord<f64>, b: Coord<f64>, c: Coord<f64>) -> f64 {
    // Shewchuk's first test, here so that it is compiled into the loop; its error bound.
    const BOUND: f64 = 3.330_669_073_875_471_6e-16;
    let (left, right) = ((a.x - c.x) * (b.y - c.y), (a.y - c.y) * (b.x - c.x));
    let sure = left - right;
    if sure.abs() > BOUND * (left.abs() + right.abs()) {
        return sure;
    }
    let exact = |c: Coord<f64>| Exact { x: c.x, y: c.y };
    orient2d(exact(a), exact(b), exact(c))
}

/// Whether a place lies in the rectangle of an edge.
fn between(from: Coord<f64>, to: Coord<f64>, at: Coord<f64>) -> bool {
    let within = |a: f64, b: f64, v: f64| a.min(b) <= v && v <= a.max(b);
    within(from.x, to.x, at.x) && within(from.y, to.y, at.y)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(x: f64, y: f64) -> Coord<f64> {
        Coord { x, y }
    }

    #[test]
    fn a_way_through_a_corner_counts_once() {
        // The corner (1, 0) of a border that goes on from below to above.
        let (below, corner, above) = (at(1.0, -1.0), at(1.0, 0.0), at(1.0, 1.0));
        let meet = |a, b| crossing(at(0.0, 0.0), at(2.0, 0.0), a, b);
        let count = [meet(below, corner), meet(corner, above)]
            .iter()
            .filter(|met| **met == Crossing::Once)
            .count();
        assert_eq!(count, 1);
        // A peak that only touches the way is crossed twice or never.
        let peak = [meet(at(0.5, -1.0), corner), meet(corner, at(1.5, -1.0))];
        assert_eq!(peak[0], peak[1]);
    }

    #[test]
    fn an_edge_along_the_way_is_not_crossed_and_one_at_its_end_is_touched() {
        let way = |a, b| crossing(at(0.0, 0.0), at(2.0, 0.0), a, b);
        assert_eq!(way(at(0.5, 0.0), at(1.0, 0.0)), Crossing::None);
        assert_eq!(way(at(1.5, 0.0), at(3.0, 0.0)), Crossing::Touches);
        assert_eq!(way(at(2.0, 0.0), at(2.0, 5.0)), Crossing::Touches);
        assert_eq!(way(at(2.0, -5.0), at(2.0, 5.0)), Crossing::Touches);
        assert_eq!(way(at(3.0, -5.0), at(3.0, 5.0)), Crossing::None);
        assert_eq!(is_left(at(0.0, 0.0), at(2.0, 0.0), at(1.0, 1.0)), Some(true));
        assert_eq!(is_left(at(0.0, 0.0), at(2.0, 2.0), at(3.0, 3.0)), None);
    }
}
