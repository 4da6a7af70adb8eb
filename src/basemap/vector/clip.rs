//! Cutting shapes to a rectangle: those of a tile to the tile, as tiles carry a margin of their
//! neighbours' ground, which would be drawn twice; and those of a map to its frame.

/// A position: x and y, of any system.
pub(super) type At = (f64, f64);

/// The rectangle that shapes are cut to, edges included.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut {
    pub low: At,
    pub high: At,
}

impl Cut {
    /// A square from `low` to `high` in both directions.
    pub fn square(low: f64, high: f64) -> Self {
        Self { low: (low, low), high: (high, high) }
    }

    /// The part of a ring in the rectangle, by Sutherland and Hodgman's walk along each side. Parts
    /// that fall apart stay tied along its edge, where the ties enclose nothing.
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

    /// The parts of a line in the rectangle, by Liang and Barsky's parameters.
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

    /// From which share of the way from `a` to `b` to which one is in the rectangle.
    fn span(self, a: At, b: At) -> Option<(f64, f64)> {
        let (mut t0, mut t1) = (0.0_f64, 1.0_f64);
        let across = (a.0, b.0 - a.0, self.low.0, self.high.0);
        let down = (a.1, b.1 - a.1, self.low.1, self.high.1);
        for (from, step, low, high) in [across, down] {
            if step == 0.0 {
                if from < low || from > high {
                    return None;
                }
                continue;
            }
            let (low, high) = ((low - from) / step, (high - from) / step);
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
    LowX,
    HighX,
    LowY,
    HighY,
}

impl Side {
    const ALL: [Self; 4] = [Self::LowX, Self::HighX, Self::LowY, Self::HighY];

    fn inside(self, cut: Cut, at: At) -> bool {
        match self {
            Self::LowX => at.0 >= cut.low.0,
            Self::HighX => at.0 <= cut.high.0,
            Self::LowY => at.1 >= cut.low.1,
            Self::HighY => at.1 <= cut.high.1,
        }
    }

    /// Where a piece whose ends lie on both sides crosses; so its ends differ in that direction.
    fn crossing(self, cut: Cut, a: At, b: At) -> At {
        let at_x = |x: f64| (x, a.1 + (b.1 - a.1) * ((x - a.0) / (b.0 - a.0)));
        let at_y = |y: f64| (a.0 + (b.0 - a.0) * ((y - a.1) / (b.1 - a.1)), y);
        match self {
            Self::LowX => at_x(cut.low.0),
            Self::HighX => at_x(cut.high.0),
            Self::LowY => at_y(cut.low.1),
            Self::HighY => at_y(cut.high.1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Area, BooleanOps, Contains, LineString, Point, Polygon};
    use proptest::prelude::*;

    const SQUARE: Cut = Cut { low: (0.0, 0.0), high: (100.0, 100.0) };

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
        let polygon = polygon(&SQUARE.ring(&[
            (-50.0, -50.0),
            (150.0, -50.0),
            (150.0, 150.0),
            (-50.0, 150.0),
        ]));
        assert!(polygon.contains(&Point::new(50.0, 50.0)));
    }
}
