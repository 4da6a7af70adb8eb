//! The topology of boundaries: every area against itself, its neighbours and its parent.

use super::crossings::{ShapeFault, shape_faults};
use super::finding::{Finding, Kind};
use super::label::label_point;
use super::read::{NEIGHBOURS, ZONES, file_of};
use super::service::outside_banner;
use super::shift::shifted_levels;
use super::{Area, AreaSet, Level, Zone};
use crate::geo::{BoundsTree, LonLat, area_km2, length_m, rings};
use crate::text::Message;
use geo::coordinate_position::CoordPos;
use geo::dimensions::Dimensions;
use geo::{BooleanOps, MultiPolygon, Polygon, Relate, unary_union};
use rayon::prelude::*;
use std::collections::HashSet;

/// A remainder of a boolean operation with a smaller mean width, in metres, is the rounding of
/// that operation: it works on integers of about a tenth of a millimetre.
const ROUNDING_M: f64 = 0.01;
/// An area, gap or overlap with a smaller mean width, in metres, is a sliver: no ground that
/// anybody would be made responsible for.
const SLIVER_M: f64 = 5.0;

/// Errors first, then by file and feature.
pub(super) fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let key = |f: &Finding| (f.severity(), f.file.clone(), f.kind, f.feature.clone());
        key(a).cmp(&key(b)).then_with(|| {
            let at = |f: &Finding| f.at.unwrap_or((0.0, 0.0));
            at(a).0.total_cmp(&at(b).0).then(at(a).1.total_cmp(&at(b).1))
        })
    });
}

/// The topology of a set of boundaries: crossings, overlaps, gaps, slivers, children outside
/// their parents, levels that are in GCJ-02 while the others are not, and service points outside
/// the banner.
#[must_use]
pub fn check_set(set: &AreaSet) -> Vec<Finding> {
    let (shifted, neighbours_shifted) = shifted_levels(set);
    let files = shifted.iter().map(|level| file_of(*level));
    let files = files.chain(neighbours_shifted.then_some(NEIGHBOURS));
    let mut findings: Vec<Finding> = files
        .map(|file| Finding::new(Kind::ForeignDatum, file, Message::new("area.shown_gcj02")))
        .collect();
    for level in Level::ALL {
        let areas = set.level(level);
        let broken: HashSet<usize> = check_shapes(&outlines(areas), &mut findings);
        findings.extend(overlaps(areas, &broken));
        // What a shifted file does at its edges is one fault, named above, not hundreds.
        let comparable = !shifted.contains(&level)
            && level.parent().is_none_or(|parent| !shifted.contains(&parent));
        if comparable {
            findings.extend(outside_parents(set, areas, &broken));
            findings.extend(gaps(set, level));
        }
    }
    for (zones, file) in [(set.zones(), ZONES), (set.neighbours(), NEIGHBOURS)] {
        let outlines: Vec<Outline> =
            zones.iter().map(|zone| Outline::of_zone(zone, file)).collect();
        check_shapes(&outlines, &mut findings);
    }
    if !shifted.contains(&Level::Banner) {
        findings.extend(outside_banner(set));
    }
    sort(&mut findings);
    findings
}

/// What the check of a shape by itself needs of an area or a zone.
struct Outline<'a> {
    file: &'static str,
    code: &'a str,
    name: &'a str,
    shape: &'a MultiPolygon<f64>,
    label: LonLat,
    area_km2: f64,
}

impl<'a> Outline<'a> {
    fn of_zone(zone: &'a Zone, file: &'static str) -> Self {
        let Zone { code, name, shape, label, area_km2, .. } = zone;
        Self { file, code, name, shape, label: *label, area_km2: *area_km2 }
    }
}

fn outlines(areas: &[Area]) -> Vec<Outline<'_>> {
    areas
        .iter()
        .map(|area| Outline {
            file: file_of(area.level),
            code: area.code.as_str(),
            name: &area.name,
            shape: &area.shape,
            label: area.label,
            area_km2: area.area_km2,
        })
        .collect()
}

/// Faults of every shape by itself; the positions of those that boolean operations cannot trust.
fn check_shapes(areas: &[Outline], findings: &mut Vec<Finding>) -> HashSet<usize> {
    let faults: Vec<Vec<ShapeFault>> =
        areas.par_iter().map(|area| shape_faults(area.shape)).collect();
    let mut broken = HashSet::new();
    for (i, (area, faults)) in areas.iter().zip(faults).enumerate() {
        let file = area.file;
        if !faults.is_empty() {
            broken.insert(i);
        }
        for fault in faults {
            let (kind, key, at) = match fault {
                ShapeFault::Crossing(at) => (Kind::SelfIntersection, "area.self_intersection", at),
                ShapeFault::HoleOutside(at) => {
                    (Kind::HoleOutsideShell, "area.hole_outside_shell", at)
                }
            };
            let message = Message::new(key).with("code", area.code).with("name", area.name);
            findings.push(Finding::new(kind, file, message).in_feature(area.code).at(at.x, at.y));
        }
        let width_m = mean_width_m(area.shape);
        if width_m < SLIVER_M {
            let message = Message::new("area.sliver")
                .with("code", area.code)
                .with("width_m", rounded(width_m));
            findings.push(
                Finding::new(Kind::Sliver, file, message)
                    .in_feature(area.code)
                    .at(area.label.lon(), area.label.lat())
                    .sized(area.area_km2 * 1e6),
            );
        }
    }
    broken
}

/// Pairs of areas of a level that share ground.
fn overlaps(areas: &[Area], broken: &HashSet<usize>) -> Vec<Finding> {
    let tree = BoundsTree::of(areas.iter().map(|area| area.bounds));
    let pairs: Vec<(usize, usize)> = areas
        .iter()
        .enumerate()
        .flat_map(|(i, area)| {
            let later = tree.meeting(&area.bounds);
            later.filter(move |j| *j > i).map(move |j| (i, j)).collect::<Vec<_>>()
        })
        .collect();
    pairs
        .into_par_iter()
        .filter_map(|(i, j)| {
            let trusted = !broken.contains(&i) && !broken.contains(&j);
            overlap(areas.get(i)?, areas.get(j)?, trusted)
        })
        .flatten()
        .collect()
}

/// The overlap of two areas. Whether there is one is decided by exact predicates; how large it
/// is, by a boolean operation. For shapes that cross themselves the predicates mean nothing, so
/// the operation decides there.
fn overlap(a: &Area, b: &Area, trusted: bool) -> Option<Vec<Finding>> {
    let shares_ground = || {
        a.shape.relate(&b.shape).get(CoordPos::Inside, CoordPos::Inside)
            == Dimensions::TwoDimensional
    };
    if trusted && !shares_ground() {
        return None;
    }
    let shared = a.shape.intersection(&b.shape);
    if !trusted && mean_width_m(&shared) < ROUNDING_M {
        return None;
    }
    let size_m2 = area_km2(&shared) * 1e6;
    let at =
        label_point(&shared).unwrap_or(if a.area_km2 < b.area_km2 { a.label } else { b.label });
    let finding = |kind: Kind, key: &'static str| {
        let message = Message::new(key)
            .with("code", &a.code)
            .with("other", &b.code)
            .with("size_m2", rounded(size_m2));
        Finding::new(kind, file_of(a.level), message)
            .in_feature(a.code.as_str())
            .at(at.lon(), at.lat())
            .sized(size_m2)
    };
    let mut findings = vec![finding(Kind::Overlap, "area.overlap")];
    if mean_width_m(&shared) < SLIVER_M {
        findings.push(finding(Kind::Sliver, "area.sliver_overlap"));
    }
    Some(findings)
}

/// Areas that reach outside their parents.
fn outside_parents(set: &AreaSet, areas: &[Area], broken: &HashSet<usize>) -> Vec<Finding> {
    areas
        .par_iter()
        .enumerate()
        .filter(|(i, _)| !broken.contains(i))
        .filter_map(|(_, area)| {
            let parent = set.find(area.parent.as_ref()?.as_str())?;
            let outside = area.shape.difference(&parent.shape);
            let outside = MultiPolygon::new(outside.into_iter().filter(is_ground).collect());
            let at = label_point(&outside)?;
            let size_m2 = area_km2(&outside) * 1e6;
            let message = Message::new("area.child_outside_parent")
                .with("code", &area.code)
                .with("parent", &parent.code)
                .with("size_m2", rounded(size_m2));
            Some(
                Finding::new(Kind::ChildOutsideParent, file_of(area.level), message)
                    .in_feature(area.code.as_str())
                    .at(at.lon(), at.lat())
                    .sized(size_m2),
            )
        })
        .collect()
}

/// Ground that no area of a level covers: of the level above, or, where that has no file, holes
/// in the level itself.
fn gaps(set: &AreaSet, level: Level) -> Vec<Finding> {
    let areas = set.level(level);
    if areas.is_empty() {
        return Vec::new();
    }
    let covered = unary_union(areas.iter().map(|area| &area.shape));
    let mut above = level.parent();
    while above.is_some_and(|level| set.level(level).is_empty()) {
        above = above.and_then(Level::parent);
    }
    let missing: Vec<Polygon<f64>> = match above {
        Some(above) => {
            let whole = unary_union(set.level(above).iter().map(|area| &area.shape));
            whole.difference(&covered).into_iter().collect()
        }
        None => covered
            .iter()
            .flat_map(|part| {
                part.interiors().iter().map(|ring| Polygon::new(ring.clone(), Vec::new()))
            })
            // A hole may hold an island that is covered.
            .flat_map(|hole| hole.difference(&covered).into_iter().collect::<Vec<_>>())
            .collect(),
    };
    missing.into_iter().filter(is_ground).flat_map(|gap| gap_findings(set, level, gap)).collect()
}

fn gap_findings(set: &AreaSet, level: Level, gap: Polygon<f64>) -> Vec<Finding> {
    let gap = MultiPolygon::new(vec![gap]);
    let Some(at) = label_point(&gap) else { return Vec::new() };
    let size_m2 = area_km2(&gap) * 1e6;
    let owner = level.parent().and_then(|parent| {
        use geo::Intersects;
        let mut parents = set.level(parent).iter();
        parents.find(|area| {
            area.bounds.contains(at) && area.shape.intersects(&geo::Point::from(at.coord()))
        })
    });
    let finding = |kind: Kind, key: &'static str| {
        let message = Message::new(key).with("size_m2", rounded(size_m2));
        let mut finding =
            Finding::new(kind, file_of(level), message).at(at.lon(), at.lat()).sized(size_m2);
        finding.feature = owner.map(|area| area.code.to_string());
        finding
    };
    let mut findings = vec![finding(Kind::Gap, "area.gap")];
    if mean_width_m(&gap) < SLIVER_M {
        findings.push(finding(Kind::Sliver, "area.sliver_gap"));
    }
    findings
}

/// Whether a remainder is more than the rounding of the operation that it comes from.
fn is_ground(part: &Polygon<f64>) -> bool {
    mean_width_m(&MultiPolygon::new(vec![part.clone()])) > ROUNDING_M
}

/// Twice the area over the perimeter, in metres: the width of a long strip.
fn mean_width_m(shape: &MultiPolygon<f64>) -> f64 {
    let perimeter_m: f64 = rings(shape)
        .map(|ring| {
            length_m(&ring.coords().map(|c| LonLat::computed(c.x, c.y)).collect::<Vec<_>>())
        })
        .sum();
    if perimeter_m > 0.0 { 2.0 * area_km2(shape) * 1e6 / perimeter_m } else { 0.0 }
}

/// Three significant digits, for people.
fn rounded(value: f64) -> f64 {
    if value <= 0.0 {
        return 0.0;
    }
    format!("{value:.2e}").parse().unwrap_or(value)
}
