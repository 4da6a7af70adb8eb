//! Files that are in GCJ-02 while the others are not: shown by where their corners lie.

use super::{AreaSet, Level};
use crate::geo::{Datum, LonLat, Reported};
use geo::{CoordsIter, MultiPolygon};
use rstar::RTree;

/// Corners closer than this are the same one, in degrees (2 m at most).
const SAME_CORNER_DEG: f64 = 2e-5;
/// Of the first file's corners as many are looked at, spread over all.
const SAMPLE: usize = 2_000;

/// The levels, and whether the neighbours, that meet the others only after a conversion from
/// GCJ-02.
///
/// Every two files that share corners are compared; what lies together with a shifted file is
/// shifted too.
pub(super) fn shifted_levels(set: &AreaSet) -> (Vec<Level>, bool) {
    let mut files: Vec<(Option<Level>, Vec<[f64; 2]>)> = Level::ALL
        .into_iter()
        .map(|level| (Some(level), corners(set.level(level).iter().map(|area| &area.shape))))
        .collect();
    files.push((None, corners(set.neighbours().iter().map(|zone| &zone.shape))));
    files.retain(|(_, corners)| !corners.is_empty());
    let mut shifted = vec![false; files.len()];
    let mut together = Vec::new();
    for (i, (_, first)) in files.iter().enumerate() {
        for (j, (_, second)) in files.iter().enumerate().skip(i + 1) {
            match compare(first, second) {
                Fit::Together => together.push((i, j)),
                Fit::FirstShifted => shifted[i] = true,
                Fit::SecondShifted => shifted[j] = true,
                Fit::Apart => {}
            }
        }
    }
    // As many rounds as there can be links in a row.
    for _ in 0..files.len() {
        for (i, j) in &together {
            let either = shifted[*i] || shifted[*j];
            (shifted[*i], shifted[*j]) = (either, either);
        }
    }
    let found =
        files.iter().zip(shifted).filter(|(_, shifted)| *shifted).map(|((level, _), _)| *level);
    let (levels, others): (Vec<_>, Vec<_>) = found.partition(Option::is_some);
    (levels.into_iter().flatten().collect(), !others.is_empty())
}

/// How two sets of corners lie to each other.
#[derive(Debug, PartialEq)]
enum Fit {
    /// Together as they are.
    Together,
    /// Never together.
    Apart,
    /// Together when the first is converted from GCJ-02.
    FirstShifted,
    /// Together when the second is converted.
    SecondShifted,
}

fn corners<'a>(shapes: impl Iterator<Item = &'a MultiPolygon<f64>>) -> Vec<[f64; 2]> {
    shapes.flat_map(CoordsIter::coords_iter).map(|c| [c.x, c.y]).collect()
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
        return Fit::Together;
    }
    if share(above, &converted(below)) > 0.5 {
        return Fit::SecondShifted;
    }
    if share(&converted(above), below) > 0.5 {
        return Fit::FirstShifted;
    }
    Fit::Apart
}

fn converted(corners: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let convert = |[x, y]: &[f64; 2]| {
        let reported = Reported { x: *x, y: *y, datum: Datum::Gcj02 };
        reported.to_lonlat().map_or([*x, *y], |at: LonLat| [at.lon(), at.lat()])
    };
    corners.iter().map(convert).collect()
}
