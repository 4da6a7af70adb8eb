//! How much of an area a patrol has seen: the ground within a radius of its tracks.
//!
//! The ground is scanned in rows of the local plane, a 32nd of the radius apart or a 50,000th of the
//! area's height, whichever is more. In a row all is exact: each piece of a track covers a stretch of
//! it, the stretches are united and cut to the area. Every place lies within half a row's distance of
//! a row, straight above or below, so the covered ground is that of some radius within half a row's
//! distance of the one asked for ([`Coverage::radius_error_m`]): at 50 m, of 49.2 to 50.8 m. That is
//! far below what positions of a receiver are good to.

use super::error::{PatrolError, within};
use super::outline::{Outline, Place};
use crate::geo::{Bounds, LocalPlane, LonLat, area_km2};
use geo::MultiPolygon;
use rayon::prelude::*;

/// Rows in a radius.
const ROWS_PER_RADIUS: f64 = 32.0;
/// Rows in an area, at most.
const MOST_ROWS: f64 = 50_000.0;
/// Less ground than this, a tenth of a square metre, is none.
const LEAST_KM2: f64 = 1e-7;
/// So many rows are scanned together.
const BAND: usize = 64;
/// Which radii are taken, in metres.
pub(super) const RADII_M: (f64, f64) = (1.0, 10_000.0);

/// What a patrol has seen of an area.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    /// What lies within this distance of a track is covered, in metres.
    pub radius_m: f64,
    /// The covered share of the area's ground, from 0 to 1.
    pub share: f64,
    /// The area's ground in km².
    pub ground_km2: f64,
    /// The covered ground in km².
    pub covered_km2: f64,
    /// The share is the exact one of a radius that differs by no more than this, in metres.
    pub radius_error_m: f64,
    /// The length of the tracks inside the area, in metres; a way that was gone twice counts twice.
    pub walked_m: f64,
    /// Of each check-point, whether a track passed it, in their order.
    pub passed: Vec<Passed>,
}

/// Whether a check-point was passed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Passed {
    /// Whether a track came within the radius.
    pub passed: bool,
    /// How near a track came, in metres; `None` where there are none.
    pub nearest_m: Option<f64>,
}

/// The plane of an area, and tracks in it.
pub(super) struct Walked {
    pub plane: LocalPlane,
    pub outline: Outline,
    /// Straight pieces, a place where somebody stood being one of no length.
    pub pieces: Vec<(Place, Place)>,
}

impl Walked {
    pub fn new(area: &MultiPolygon<f64>, stretches: &[Vec<LonLat>]) -> Result<Self, PatrolError> {
        let corners = crate::geo::rings(area).flat_map(|ring| ring.coords().copied());
        let bounds = Bounds::around(corners).ok_or(PatrolError::NoGround)?;
        let plane = LocalPlane::new(bounds.center());
        let outline = Outline::new(area, &plane).ok_or(PatrolError::NoGround)?;
        let mut pieces = Vec::new();
        for stretch in stretches {
            let places: Vec<Place> = stretch.iter().map(|at| plane.to_plane_m(*at)).collect();
            if let [only] = places.as_slice() {
                pieces.push((*only, *only));
            }
            pieces.extend(places.iter().zip(places.iter().skip(1)).map(|(a, b)| (*a, *b)));
        }
        Ok(Self { plane, outline, pieces })
    }

    /// Those pieces that come within a distance of the area's rectangle.
    pub fn near(&self, within_m: f64) -> Vec<(Place, Place)> {
        let (low, high) = (self.outline.low, self.outline.high);
        let near = |(a, b): &&(Place, Place)| {
            a.0.min(b.0) <= high.0 + within_m
                && a.0.max(b.0) >= low.0 - within_m
                && a.1.min(b.1) <= high.1 + within_m
                && a.1.max(b.1) >= low.1 - within_m
        };
        self.pieces.iter().filter(near).copied().collect()
    }
}

impl Coverage {
    /// Measures what stretches of tracks ([`Tracks::stretches`](super::Tracks::stretches)) cover of an
    /// area (degrees, CGCS2000) and which of `points` they pass, within `radius_m` metres.
    ///
    /// # Errors
    ///
    /// [`PatrolError::NoGround`] for an area without ground, [`PatrolError::Setting`] for a radius
    /// outside 1 to 10,000 m.
    pub fn measure(
        area: &MultiPolygon<f64>,
        stretches: &[Vec<LonLat>],
        points: &[LonLat],
        radius_m: f64,
    ) -> Result<Self, PatrolError> {
        within("radius_m", radius_m, RADII_M)?;
        let walked = Walked::new(area, stretches)?;
        let near = walked.near(radius_m);
        let height_m = walked.outline.high.1 - walked.outline.low.1;
        let step_m = (radius_m / ROWS_PER_RADIUS).max(height_m / MOST_ROWS);
        let rows = (height_m / step_m).ceil().max(1.0);
        let step_m = height_m / rows;
        let (ground_m, covered_m) = scan(&walked.outline, &near, radius_m, (rows as usize, step_m));
        let ground_km2 = area_km2(area);
        // A line there and back has an area of rounding.
        if ground_m <= 0.0 || ground_km2 < LEAST_KM2 {
            return Err(PatrolError::NoGround);
        }
        let share = (covered_m / ground_m).clamp(0.0, 1.0);
        let walked_m = near.par_iter().map(|(a, b)| {
            let length_m = (a.0 - b.0).hypot(a.1 - b.1);
            if length_m > 0.0 { length_m * walked.outline.share_inside(*a, *b) } else { 0.0 }
        });
        // Collected before it is added up: threads must not change the order of a sum.
        let walked_m: Vec<f64> = walked_m.collect();
        Ok(Self {
            radius_m,
            share,
            ground_km2,
            covered_km2: ground_km2 * share,
            radius_error_m: step_m / 2.0,
            walked_m: walked_m.iter().fold(0.0, |sum, m| sum + m),
            passed: points.iter().map(|at| passed(&walked, *at, radius_m)).collect(),
        })
    }
}

fn passed(walked: &Walked, at: LonLat, radius_m: f64) -> Passed {
    let at = walked.plane.to_plane_m(at);
    let away = walked.pieces.iter().map(|(a, b)| distance_m(*a, *b, at));
    let nearest_m = away.min_by(f64::total_cmp);
    Passed { passed: nearest_m.is_some_and(|away_m| away_m <= radius_m), nearest_m }
}

/// How far a place is from a straight piece.
pub(super) fn distance_m(a: Place, b: Place, at: Place) -> f64 {
    let way = (b.0 - a.0, b.1 - a.1);
    let from = (at.0 - a.0, at.1 - a.1);
    let length2 = way.0 * way.0 + way.1 * way.1;
    let share = if length2 > 0.0 {
        ((from.0 * way.0 + from.1 * way.1) / length2).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (from.0 - share * way.0).hypot(from.1 - share * way.1)
}

/// The ground and the covered ground, both as the summed lengths of rows.
fn scan(
    outline: &Outline,
    pieces: &[(Place, Place)],
    radius_m: f64,
    (rows, step_m): (usize, f64),
) -> (f64, f64) {
    let bands = rows.div_ceil(BAND);
    let band_m = step_m * BAND as f64;
    let mut of_band: Vec<Vec<usize>> = vec![Vec::new(); bands];
    for (i, (a, b)) in pieces.iter().enumerate() {
        // A cast from below zero is zero.
        let band = |y: f64| ((y - outline.low.1) / band_m) as usize;
        let first = band(a.1.min(b.1) - radius_m);
        let last = band(a.1.max(b.1) + radius_m).min(bands - 1);
        for held in of_band.get_mut(first..=last).into_iter().flatten() {
            held.push(i);
        }
    }
    let scan_band = |(band, held): (usize, &Vec<usize>)| {
        let held: Vec<(Place, Place)> =
            held.iter().filter_map(|i| pieces.get(*i).copied()).collect();
        let mut covered = Vec::new();
        let mut sums = (0.0, 0.0);
        for row in band * BAND..((band + 1) * BAND).min(rows) {
            let y = outline.low.1 + (row as f64 + 0.5) * step_m;
            covered.clear();
            covered.extend(held.iter().filter_map(|(a, b)| section(*a, *b, radius_m, y)));
            unite(&mut covered);
            let ground = outline.crossings(y);
            sums.0 += ground.chunks_exact(2).map(width).sum::<f64>();
            sums.1 += shared(&ground, &covered);
        }
        sums
    };
    let sums: Vec<(f64, f64)> = of_band.par_iter().enumerate().map(scan_band).collect();
    sums.iter().fold((0.0, 0.0), |sum, band| (sum.0 + band.0, sum.1 + band.1))
}

fn width(pair: &[f64]) -> f64 {
    pair.last().zip(pair.first()).map_or(0.0, |(to, from)| to - from)
}

/// The stretch of a row that lies within a radius of a straight piece. What lies so is convex, so that
/// its ends are the outermost places of the two circles and of the two sides between them.
fn section(a: Place, b: Place, radius_m: f64, y: f64) -> Option<(f64, f64)> {
    let mut found = (f64::INFINITY, f64::NEG_INFINITY);
    let mut add = |west: f64, east: f64| found = (found.0.min(west), found.1.max(east));
    for (x, center) in [a, b] {
        let half2 = radius_m * radius_m - (y - center) * (y - center);
        if half2 >= 0.0 {
            add(x - half2.sqrt(), x + half2.sqrt());
        }
    }
    let way = (b.0 - a.0, b.1 - a.1);
    let length_m = way.0.hypot(way.1);
    if length_m > 0.0 && way.1 != 0.0 {
        for side in [radius_m / length_m, -radius_m / length_m] {
            let share = (y - a.1 - side * way.0) / way.1;
            if (0.0..=1.0).contains(&share) {
                let x = a.0 - side * way.1 + share * way.0;
                add(x, x);
            }
        }
    }
    (found.0 <= found.1).then_some(found)
}

/// Sorts stretches and joins those that overlap.
fn unite(stretches: &mut Vec<(f64, f64)>) {
    stretches.sort_by(|a, b| a.0.total_cmp(&b.0));
    stretches.dedup_by(|next, kept| {
        let joined = next.0 <= kept.1;
        if joined {
            kept.1 = kept.1.max(next.1);
        }
        joined
    });
}

/// The length that two sorted lists of stretches share.
fn shared(ground: &[f64], covered: &[(f64, f64)]) -> f64 {
    let mut sum = 0.0;
    let mut next = covered.iter().copied().peekable();
    for pair in ground.chunks_exact(2) {
        let [west, east] = pair else { continue };
        while let Some((from, to)) = next.peek().copied() {
            sum += (to.min(*east) - from.max(*west)).max(0.0);
            if to > *east {
                break;
            }
            next.next();
        }
    }
    sum
}

#[cfg(test)]
#[path = "coverage_tests.rs"]
mod tests;
