//! Cutting the shapes of a tile to its square.
//!
//! Tiles carry a margin of their neighbours' ground, which would be drawn twice.

/// A position in the tile: x to the east, y to the south, in units of its grid.
pub(super) type At = (f64, f64);

/// The square that shapes are cut to: from `low` to `high` in both directions, edges included.
#[derive(Debug, Clone, Copy)]
pub(super) struct Square {
    pub low: f64,
    pub high: f64,
}

impl Square {
    /// The part of a ring in the square, by Sutherland and Hodgman's walk along each side. Parts
    /// that fall apart stay tied along the edge of the square, where the ties enclose nothing.
    pub fn ring(self, ring: &[At]) -> Vec<At> {
        let mut corners = ring.to_vec();
        if self.holds(&corners) {
            return corners;
        }
        for side in Side::ALL {
            let Some(&last) = corners.last() else { break };
            let mut kept = Vec::with_capacity(corners.len() + 4);
            let mut from = last;
            for &to in &corners {
                let (was_in, is_in) = (side.inside(self, from), side.inside(self, to));
                if was_in != is_in {
                    kept.push(side.crossing(self, from, to));
                }
                if is_in {
                    kept.push(to);
                }
                from = to;
            }
            corners = kept;
        }
        corners
    }

    /// The parts of a line in the square, by Liang and Barsky's parameters.
    pub fn line(self, line: &[At]) -> Vec<Vec<At>> {
        if self.holds(line) {
            return if line.len() > 1 { vec![line.to_vec()] } else { Vec::new() };
        }
        let mut parts: Vec<Vec<At>> = Vec::new();
        // Whether the part at the end goes on with the next piece.
        let mut open = false;
        for pair in line.windows(2) {
            let &[a, b] = pair else { continue };
            let Some((t0, t1)) = self.span(a, b) else {
                open = false;
                continue;
            };
            let point = |t: f64| (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t);
            let end = if t1 < 1.0 { point(t1) } else { b };
            match parts.last_mut().filter(|_| open && t0 <= 0.0) {
                Some(part) => part.push(end),
                None => parts.push(vec![if t0 > 0.0 { point(t0) } else { a }, end]),
            }
            open = t1 >= 1.0;
        }
        parts.retain(|part| part.windows(2).any(|pair| pair.first() != pair.last()));
        parts
    }

    /// From which share of the way from `a` to `b` to which one is in the square.
    fn span(self, a: At, b: At) -> Option<(f64, f64)> {
        let (mut t0, mut t1) = (0.0_f64, 1.0_f64);
        for (from, step) in [(a.0, b.0 - a.0), (a.1, b.1 - a.1)] {
            if step == 0.0 {
                if from < self.low || from > self.high {
                    return None;
                }
                continue;
            }
            let (low, high) = ((self.low - from) / step, (self.high - from) / step);
            t0 = t0.max(low.min(high));
            t1 = t1.min(low.max(high));
        }
        (t0 <= t1).then_some((t0, t1))
    }

    fn holds(self, line: &[At]) -> bool {
        line.iter().all(|at| Side::ALL.iter().all(|side| side.inside(self, *at)))
    }
}

#[derive(Debug, Clone, Copy)]
enum Side {
    West,
    East,
    North,
    South,
}

impl Side {
    const ALL: [Self; 4] = [Self::West, Self::East, Self::North, Self::South];

    fn inside(self, square: Square, at: At) -> bool {
        match self {
            Self::West => at.0 >= square.low,
            Self::East => at.0 <= square.high,
            Self::North => at.1 >= square.low,
            Self::South => at.1 <= square.high,
        }
    }

    /// Where a piece whose ends lie on both sides crosses; so its ends differ in that direction.
    fn crossing(self, square: Square, a: At, b: At) -> At {
        let edge = match self {
            Self::West | Self::North => square.low,
            Self::East | Self::South => square.high,
        };
        match self {
            Self::West | Self::East => (edge, a.1 + (b.1 - a.1) * ((edge - a.0) / (b.0 - a.0))),
            Self::North | Self::South => (a.0 + (b.0 - a.0) * ((edge - a.1) / (b.1 - a.1)), edge),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Area, BooleanOps, Contains, LineString, Point, Polygon};
    use proptest::prelude::*;

    const SQUARE: Square = Square { low: 0.0, high: 100.0 };

    fn at() -> impl Strategy<Value = At> {
        (-150..250_i32, -150..250_i32).prop_map(|(x, y)| (f64::from(x), f64::from(y)))
    }

    /// A star around a centre: a ring that does not cross itself.
    fn star() -> impl Strategy<Value = Vec<At>> {
        (at(), prop::collection::vec(1.0..200.0_f64, 3..12)).prop_map(|((x, y), radii)| {
            let turn = std::f64::consts::TAU / radii.len() as f64;
            let corner = |(i, r): (usize, &f64)| {
                let (sin, cos) = (i as f64 * turn).sin_cos();
                (x + r * cos, y + r * sin)
            };
            radii.iter().enumerate().map(corner).collect()
        })
    }

    fn polygon(ring: &[At]) -> Polygon<f64> {
        Polygon::new(LineString::from(ring.to_vec()), Vec::new())
    }

    fn even_odd(ring: &[At], (x, y): At) -> bool {
        let mut inside = false;
        for (i, &(ax, ay)) in ring.iter().enumerate() {
            let (bx, by) = ring[(i + 1) % ring.len()];
            if (ay > y) != (by > y) && x < ax + (y - ay) / (by - ay) * (bx - ax) {
                inside = !inside;
            }
        }
        inside
    }

    fn length(line: &[At]) -> f64 {
        line.windows(2).map(|p| (p[1].0 - p[0].0).hypot(p[1].1 - p[0].1)).sum()
    }

    proptest! {
        #[test]
        fn a_ring_keeps_the_ground_in_the_square(ring in star()) {
            let cut = SQUARE.ring(&ring);
            let square = polygon(&[(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]);
            let expected = polygon(&ring).intersection(&square).unsigned_area();
            let area = if cut.len() < 3 { 0.0 } else { polygon(&cut).unsigned_area() };
            prop_assert!((area - expected).abs() < 1e-6 * 1e4, "{area} for {expected}");
            prop_assert!(cut.iter().all(|c| (0.0..=100.0).contains(&c.0) && (0.0..=100.0).contains(&c.1)));
        }

        #[test]
        fn a_point_is_covered_as_before(ring in prop::collection::vec(at(), 3..9), x in 1..99_i32, y in 1..99_i32) {
            // Beside the corners' own rows, so that the ray meets none.
            let point = (f64::from(x) + 0.37, f64::from(y) + 0.41);
            prop_assert_eq!(even_odd(&SQUARE.ring(&ring), point), even_odd(&ring, point));
        }

        #[test]
        fn a_line_keeps_its_length_in_the_square(line in prop::collection::vec(at(), 2..9)) {
            // Brute force: the line in short steps.
            let mut expected = 0.0;
            for pair in line.windows(2) {
                let whole = length(pair);
                let steps = 4_000;
                let inside = (0..steps).filter(|i| {
                    let t = (f64::from(*i) + 0.5) / f64::from(steps);
                    let x = pair[0].0 + (pair[1].0 - pair[0].0) * t;
                    let y = pair[0].1 + (pair[1].1 - pair[0].1) * t;
                    (0.0..=100.0).contains(&x) && (0.0..=100.0).contains(&y)
                });
                expected += whole * inside.count() as f64 / f64::from(steps);
            }
            let parts = SQUARE.line(&line);
            let kept: f64 = parts.iter().map(|part| length(part)).sum();
            prop_assert!((kept - expected).abs() <= 0.3 * line.len() as f64, "{kept} for {expected}");
        }
    }

    #[test]
    fn a_line_that_comes_back_is_in_two_parts() {
        let parts = SQUARE.line(&[(50.0, 50.0), (150.0, 50.0), (150.0, 60.0), (50.0, 60.0)]);
        assert_eq!(parts, [[(50.0, 50.0), (100.0, 50.0)], [(100.0, 60.0), (50.0, 60.0)]]);
        assert!(SQUARE.line(&[(150.0, 0.0), (150.0, 90.0)]).is_empty());
        assert!(SQUARE.line(&[(-50.0, 50.0), (0.0, 50.0), (-50.0, 60.0)]).is_empty(), "a touch");
        let polygon = polygon(&SQUARE.ring(&[(-50.0, -50.0), (150.0, -50.0), (150.0, 150.0), (-50.0, 150.0)]));
        assert!(polygon.contains(&Point::new(50.0, 50.0)));
    }
}
