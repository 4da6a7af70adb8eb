//! Levels that are in GCJ-02 while the level above is not: shown by where their corners lie.

use super::{Area, AreaSet, Level};
use crate::geo::{Datum, LonLat, Reported};
use geo::CoordsIter;
use rstar::RTree;

/// Corners closer than this are the same one, in degrees (2 m at most).
const SAME_CORNER_DEG: f64 = 2e-5;
/// Of the parent's corners as many are looked at, spread over all.
const SAMPLE: usize = 2_000;

/// The levels whose corners meet those of the level above only after a conversion from GCJ-02.
pub(super) fn shifted_levels(set: &AreaSet) -> Vec<Level> {
    let present: Vec<Level> =
        Level::ALL.into_iter().filter(|level| !set.level(*level).is_empty()).collect();
    let mut shifted = Vec::new();
    for pair in present.windows(2) {
        let &[above, below] = pair else { continue };
        match compare(&corners(set.level(above)), &corners(set.level(below))) {
            // The level above was shifted itself, so this one agrees with the rest.
            Fit::SecondShifted if !shifted.contains(&above) => shifted.push(below),
            Fit::Same if shifted.contains(&above) => shifted.push(below),
            Fit::FirstShifted if !shifted.contains(&above) && above == Level::Banner => {
                shifted.push(above);
            }
            _ => {}
        }
    }
    shifted
}

/// How two sets of corners lie to each other.
#[derive(Debug, PartialEq)]
enum Fit {
    /// Together as they are, or never.
    Same,
    /// Together when the first is converted from GCJ-02.
    FirstShifted,
    /// Together when the second is converted.
    SecondShifted,
}

fn corners(areas: &[Area]) -> Vec<[f64; 2]> {
    areas.iter().flat_map(|area| area.shape.coords_iter()).map(|c| [c.x, c.y]).collect()
}

fn compare(above: &[[f64; 2]], below: &[[f64; 2]]) -> Fit {
    let share = |above: &[[f64; 2]], below: &[[f64; 2]]| {
        let tree = RTree::bulk_load(below.to_vec());
        let step = (above.len() / SAMPLE).max(1);
        let sample = above.iter().step_by(step);
        let near = |c: &&[f64; 2]| {
            tree.locate_within_distance(**c, SAME_CORNER_DEG * SAME_CORNER_DEG).next().is_some()
        };
        sample.clone().filter(near).count() as f64 / sample.count().max(1) as f64
    };
    let as_read = share(above, below);
    if as_read > 0.2 {
        return Fit::Same;
    }
    if share(above, &converted(below)) > 0.5 {
        return Fit::SecondShifted;
    }
    if share(&converted(above), below) > 0.5 {
        return Fit::FirstShifted;
    }
    Fit::Same
}

fn converted(corners: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let convert = |[x, y]: &[f64; 2]| {
        let reported = Reported { x: *x, y: *y, datum: Datum::Gcj02 };
        reported.to_lonlat().map_or([*x, *y], |at: LonLat| [at.lon(), at.lat()])
    };
    corners.iter().map(convert).collect()
}
