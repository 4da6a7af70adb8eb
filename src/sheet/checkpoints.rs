//! Check-points: the places where incidents keep coming back.

use super::SheetIncident;
use super::canvas::Mm;
use crate::geo::LonLat;
use std::collections::{BTreeMap, HashMap};

/// At most so many are proposed on a sheet.
const MOST: usize = 8;

/// A place to look at on patrol.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckPoint {
    /// The middle of its incidents.
    pub at: LonLat,
    /// How many incidents it stands for.
    pub count: usize,
    /// The category that comes up most; the gravest of equals.
    pub category: String,
}

/// The rule: incidents within `radius_mm` on the page of the one with the most such neighbours are
/// one place; that place is taken, its incidents are set aside, and the next is sought among the
/// rest. Of equals the gravest comes first, then the one farthest west. Places are ordered by the
/// number of incidents, then by the gravest severity, then from west to east.
pub fn propose(
    incidents: &[SheetIncident],
    to_page: impl Fn(LonLat) -> Mm,
    radius_mm: f64,
) -> Vec<CheckPoint> {
    let around = Neighbours::new(incidents.iter().map(|i| to_page(i.position)), radius_mm);
    let mut counts: Vec<usize> = (0..incidents.len()).map(|i| around.of(i).count()).collect();
    let mut left = vec![true; incidents.len()];
    let mut found: Vec<(CheckPoint, u8)> = Vec::new();
    while found.len() < MOST {
        let waiting = (0..).zip(incidents).zip(&counts).zip(&left).filter(|(_, left)| **left);
        let best = waiting.max_by(|(((_, a), count_a), _), (((_, b), count_b), _)| {
            let by_count = count_a.cmp(count_b).then(a.severity.cmp(&b.severity));
            by_count.then(b.position.lon().total_cmp(&a.position.lon()))
        });
        let Some((((best, _), _), _)) = best else { break };
        let here: Vec<usize> =
            around.of(best).filter(|i| left.get(*i).copied().unwrap_or(false)).collect();
        for gone in &here {
            if let Some(left) = left.get_mut(*gone) {
                *left = false;
            }
            for near in around.of(*gone) {
                if let Some(count) = counts.get_mut(near) {
                    *count = count.saturating_sub(1);
                }
            }
        }
        let here: Vec<&SheetIncident> = here.iter().filter_map(|i| incidents.get(*i)).collect();
        found.push(place(&here));
    }
    found.sort_by(|(a, grave_a), (b, grave_b)| {
        b.count.cmp(&a.count).then(grave_b.cmp(grave_a)).then(a.at.lon().total_cmp(&b.at.lon()))
    });
    found.into_iter().map(|(point, _)| point).collect()
}

/// Places on a page in cells as wide as a radius, so that those around one are in nine of them.
struct Neighbours {
    places: Vec<Mm>,
    cells: HashMap<(i64, i64), Vec<usize>>,
    radius_mm: f64,
}

impl Neighbours {
    fn new(places: impl Iterator<Item = Mm>, radius_mm: f64) -> Self {
        let mut around = Self { places: places.collect(), cells: HashMap::new(), radius_mm };
        for (i, at) in around.places.iter().enumerate() {
            around.cells.entry(cell(*at, radius_mm)).or_default().push(i);
        }
        around
    }

    /// The places within the radius of one, itself included.
    fn of(&self, place: usize) -> impl Iterator<Item = usize> + '_ {
        let at = self.places.get(place).copied();
        let (column, row) = at.map_or((0, 0), |at| cell(at, self.radius_mm));
        let cells =
            (column - 1..=column + 1).flat_map(move |x| (row - 1..=row + 1).map(move |y| (x, y)));
        let candidates = cells.filter_map(|cell| self.cells.get(&cell)).flatten().copied();
        candidates.filter(move |other| {
            let pair = at.zip(self.places.get(*other));
            pair.is_some_and(|(a, b)| (a.x - b.x).hypot(a.y - b.y) <= self.radius_mm)
        })
    }
}

fn cell(at: Mm, side_mm: f64) -> (i64, i64) {
    ((at.x / side_mm).floor() as i64, (at.y / side_mm).floor() as i64)
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
