//! The ground that density belongs to, and how much of a kernel falls on it.
//!
//! A kernel near the border spreads a part of its incident over ground that is not counted; the
//! density there would be too low. So it is divided by the mass of the kernel inside (Diggle, *A
//! kernel method for smoothing point process data*, 1985). The mass comes from the same lattice
//! and the same smoothing as the incidents: the ground is gathered on the nodes as if it were
//! covered with incidents evenly.

use super::lattice::{Frame, Lattice, spline};
use crate::geo::{Bounds, rings};
use geo::orient::{Direction, Orient};
use geo::{Line, LineString, MultiPolygon};

/// Edges are cut into pieces no longer than this part of a step, each of which counts as a point.
const PIECES_PER_STEP: f64 = 4.0;

/// Ground with a border.
#[derive(Debug, Clone)]
pub struct Ground {
    /// The ground lies to the left of each.
    edges: Vec<Line<f64>>,
    bounds: Bounds,
}

impl Ground {
    /// The ground that shapes cover together; `None` where they have no corners. Where shapes
    /// share an edge there is no border.
    pub fn new<'a>(shapes: impl IntoIterator<Item = &'a MultiPolygon<f64>>) -> Option<Self> {
        let edges: Vec<Line<f64>> = shapes
            .into_iter()
            .flat_map(|shape| {
                let shape = shape.orient(Direction::Default);
                rings(&shape).flat_map(LineString::lines).collect::<Vec<_>>()
            })
            .collect();
        let bounds = Bounds::around(edges.iter().flat_map(|edge| [edge.start, edge.end]))?;
        Some(Self { edges, bounds })
    }

    /// The rectangle around it.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// Whether the border may pass through a rectangle: one of its edges meets it.
    pub(super) fn touches(&self, window: &Bounds) -> bool {
        self.edges.iter().any(|edge| {
            let around = Bounds::around([edge.start, edge.end]);
            around.is_some_and(|around| around.intersects(window))
        })
    }

    /// The latitude of it that is nearest to the equator.
    pub(super) fn lowest_lat(&self) -> f64 {
        if self.bounds.south <= 0.0 && self.bounds.north >= 0.0 {
            return 0.0;
        }
        self.bounds.south.abs().min(self.bounds.north.abs())
    }

    /// The share of ground around each node, gathered like incidents.
    pub(super) fn gather(&self, lattice: &mut Lattice) {
        let window = lattice.catchment();
        for edge in &self.edges {
            let (low, high) = (edge.start.y.min(edge.end.y), edge.start.y.max(edge.end.y));
            let leftmost = edge.start.x.min(edge.end.x);
            if low < high && high > window.south && low < window.north && leftmost < window.east {
                put_edge(lattice, edge, &window);
            }
        }
        // What was put are the steps from one node to the next.
        let columns = lattice.span.columns().max(1);
        for row in lattice.sums.chunks_mut(columns) {
            let mut sum = 0.0;
            for value in row {
                sum += *value;
                *value = sum;
            }
        }
    }

    /// Where the border crosses each of the latitudes (descending), from west to east, with 1
    /// where the ground begins and −1 where it ends.
    pub(super) fn crossings(&self, lats: &[f64]) -> Vec<Vec<(f64, i32)>> {
        let mut rows: Vec<Vec<(f64, i32)>> = vec![Vec::new(); lats.len()];
        for edge in &self.edges {
            let (low, high) = (edge.start.y.min(edge.end.y), edge.start.y.max(edge.end.y));
            // A latitude through a corner is crossed once: the upper end does not count.
            let first = lats.partition_point(|lat| *lat >= high);
            let last = lats.partition_point(|lat| *lat >= low);
            let turn = if edge.start.y > edge.end.y { 1 } else { -1 };
            let rows = rows.iter_mut().zip(lats).take(last).skip(first);
            for (row, lat) in rows {
                let share = (lat - edge.start.y) / (edge.end.y - edge.start.y);
                row.push((edge.start.x + share * (edge.end.x - edge.start.x), turn));
            }
        }
        for row in &mut rows {
            row.sort_by(|a, b| a.0.total_cmp(&b.0));
        }
        rows
    }
}

/// Which of the places `lons` (ascending) lie on the ground at the latitude of some
/// [`Ground::crossings`].
pub(super) fn inside(crossings: &[(f64, i32)], lons: &[f64]) -> Vec<bool> {
    let mut next = crossings.iter().peekable();
    let mut wound = 0;
    let inside = |lon: &f64| {
        while let Some((_, turn)) = next.next_if(|(at, _)| at <= lon) {
            wound += turn;
        }
        wound > 0
    };
    lons.iter().map(inside).collect()
}

/// Gathers the ground to the east of an edge, piece by piece: what lies between a border that
/// goes down and the next one that goes up is covered (Green's theorem).
fn put_edge(lattice: &mut Lattice, edge: &Line<f64>, window: &Bounds) {
    let Frame { step_lon, step_lat } = lattice.frame;
    // Only the part within the rows of the window.
    let clip = |lat: f64| lat.clamp(window.south, window.north);
    let lon_at = |lat: f64| {
        edge.start.x
            + (lat - edge.start.y) / (edge.end.y - edge.start.y) * (edge.end.x - edge.start.x)
    };
    let (from, to) = (clip(edge.start.y), clip(edge.end.y));
    let (left, right) = (lon_at(from), lon_at(to));
    let rise = (to - from) / step_lat;
    // West of the window it does not matter where an edge is.
    let run = (left.max(window.west) - right.max(window.west)).abs() / step_lon;
    let pieces = (rise.abs().max(run) * PIECES_PER_STEP).ceil().max(1.0);
    for piece in 0..pieces as u64 {
        let lat = from + (to - from) * (piece as f64 + 0.5) / pieces;
        put_step(lattice, lon_at(lat) / step_lon, lat / step_lat, -rise / pieces);
    }
}

/// Adds `height` rows of ground to the east of a place (in steps), as differences along the rows.
fn put_step(lattice: &mut Lattice, x: f64, y: f64, height: f64) {
    let columns = lattice.span.columns();
    let middle = (y + 0.5).floor();
    let x = x - lattice.span.west as f64;
    let first = (x - 1.5).ceil().max(0.0);
    if first >= columns as f64 {
        return;
    }
    for (row, share) in (middle as i64 - 1 - lattice.span.south..).zip(spline(y - middle)) {
        let Some(row) = usize::try_from(row).ok().filter(|row| *row < lattice.span.rows()) else {
            continue;
        };
        let mut before = 0.0;
        for column in first as usize..columns.min(first as usize + 5) {
            let covered = spline_until(column as f64 - x);
            if let Some(sum) = lattice.sums.get_mut(row * columns + column) {
                *sum += (covered - before) * share * height;
            }
            before = covered;
        }
    }
}

/// The integral of the quadratic B-spline up to `d` steps from its middle.
fn spline_until(d: f64) -> f64 {
    let tail = |d: f64| (1.5 - d).powi(3) / 6.0;
    match d {
        d if d <= -1.5 => 0.0,
        d if d < -0.5 => tail(-d),
        d if d <= 0.5 => 0.5 + 0.75 * d - d * d * d / 3.0,
        d if d < 1.5 => 1.0 - tail(d),
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heat::Kernel;
    use geo::{Area, polygon};

    #[test]
    fn ground_is_gathered_as_its_area() {
        let shape = MultiPolygon::new(vec![polygon![
            exterior: [(x: 107.0, y: 39.0), (x: 107.7, y: 39.1), (x: 107.5, y: 39.6), (x: 107.1, y: 39.4)],
            interiors: [[(x: 107.3, y: 39.2), (x: 107.4, y: 39.2), (x: 107.4, y: 39.3)]],
        ]]);
        let ground = Ground::new([&shape]).unwrap();
        let frame = Frame::new(Kernel::new(2_000.0, 30.0).unwrap(), 39.0);
        let mut lattice = Lattice::new(frame, frame.span(&ground.bounds()).grown(3, 3));
        ground.gather(&mut lattice);
        let sum: f64 = lattice.sums.iter().sum();
        let expected = shape.unsigned_area() / (frame.step_lon * frame.step_lat);
        assert!((sum - expected).abs() < 1e-6 * expected, "{sum} {expected}");
        // A piece of an edge counts as a point, so a share is good to a few thousandths.
        let range = lattice.sums.iter().fold((1.0_f64, 0.0_f64), |r, s| (r.0.min(*s), r.1.max(*s)));
        assert!(range.0 > -5e-3 && range.1 < 1.0 + 5e-3, "{range:?}");
        // A window with the western border out of sight knows that it is on the ground.
        let inner = Bounds { west: 107.45, south: 39.15, east: 107.5, north: 39.2 };
        let mut part = Lattice::new(frame, frame.span(&inner));
        ground.gather(&mut part);
        assert!(part.sums.iter().all(|share| (share - 1.0).abs() < 1e-9), "{part:?}");
    }

    #[test]
    fn the_integral_of_the_spline_is_its_weights_summed() {
        for i in -200..=200 {
            let d = f64::from(i) / 100.0;
            let (a, b) = (spline_until(d), 1.0 - spline_until(-d));
            assert!((a - b).abs() < 1e-12 && (0.0..=1.0).contains(&a), "{d}: {a} {b}");
        }
        assert!((spline_until(0.0) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn rows_of_pixels_are_cut_at_the_border() {
        let square = MultiPolygon::new(vec![geo::Rect::new((0.0, 0.0), (2.0, 2.0)).to_polygon()]);
        let next = MultiPolygon::new(vec![geo::Rect::new((2.0, 0.0), (4.0, 2.0)).to_polygon()]);
        let ground = Ground::new([&square, &next]).unwrap();
        let rows = ground.crossings(&[2.5, 1.0, -0.5]);
        assert!(rows[0].is_empty() && rows[2].is_empty());
        let inside = inside(&rows[1], &[-0.5, 0.5, 1.9, 2.1, 3.9, 4.1]);
        assert_eq!(inside, [false, true, true, true, true, false]);
    }
}
