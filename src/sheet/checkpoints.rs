//! Check-points: the places where incidents keep coming back.

use super::SheetIncident;
use crate::geo::LonLat;
use std::collections::BTreeMap;

/// At most so many are proposed on a sheet.
const MOST: usize = 8;

/// A place to look at on patrol.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CheckPoint {
    /// The middle of its incidents.
    pub at: LonLat,
    /// How many incidents it stands for.
    pub count: usize,
    /// The category that comes up most; the gravest of equals.
    pub category: String,
}

/// The rule: incidents within `radius_m` of the one with the most such neighbours are one place;
/// that place is taken, its incidents are set aside, and the next is sought among the rest.
/// Places are ordered by the number of incidents, then by the gravest severity, then from west to
/// east.
pub(super) fn propose(incidents: &[SheetIncident], radius_m: f64) -> Vec<CheckPoint> {
    let mut left: Vec<&SheetIncident> = incidents.iter().collect();
    let mut found: Vec<(CheckPoint, u8)> = Vec::new();
    while found.len() < MOST && !left.is_empty() {
        let near =
            |a: &SheetIncident, b: &SheetIncident| a.position.distance_m(b.position) <= radius_m;
        let best = left.iter().max_by(|a, b| {
            let count = |x: &SheetIncident| left.iter().filter(|y| near(x, y)).count();
            count(a)
                .cmp(&count(b))
                .then(a.severity.cmp(&b.severity))
                .then(b.position.lon().total_cmp(&a.position.lon()))
        });
        let Some(&best) = best else { break };
        let (here, rest): (Vec<&SheetIncident>, Vec<&SheetIncident>) =
            left.iter().partition(|i| near(best, i));
        left = rest;
        found.push(place(&here));
    }
    found.sort_by(|(a, grave_a), (b, grave_b)| {
        b.count.cmp(&a.count).then(grave_b.cmp(grave_a)).then(a.at.lon().total_cmp(&b.at.lon()))
    });
    found.into_iter().map(|(point, _)| point).collect()
}

/// The middle, main category and gravest severity of incidents at one place.
fn place(here: &[&SheetIncident]) -> (CheckPoint, u8) {
    let count = here.len().max(1) as f64;
    let mean = |f: fn(LonLat) -> f64| here.iter().map(|i| f(i.position)).sum::<f64>() / count;
    let mut categories: BTreeMap<&str, (usize, u8)> = BTreeMap::new();
    for incident in here {
        let entry = categories.entry(&incident.category).or_default();
        entry.0 += 1;
        entry.1 = entry.1.max(incident.severity.value());
    }
    let main = categories.iter().max_by_key(|(_, rank)| **rank).map_or("", |(name, _)| name);
    let gravest = here.iter().map(|i| i.severity.value()).max().unwrap_or(0);
    let at = LonLat::computed(mean(LonLat::lon), mean(LonLat::lat));
    (CheckPoint { at, count: here.len(), category: main.to_owned() }, gravest)
}
