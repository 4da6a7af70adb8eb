//! Two sets of boundaries compared: which grids came, went, were split, merged or reshaped, and
//! which ground changed hands.
//!
//! Grids with the same ground, whatever vertex their rings begin with, are found first. The rest
//! is intersected pair by pair, and the shares of ground that are common say what happened:
//!
//! - **split**: a grid's ground went to two or more, each of which has at least a tenth of it, and
//!   at least one of which is new and lies in it;
//! - **merged**: a grid holds the ground of two or more, at least one of which is no more;
//! - **recoded**: the same ground under another code; **renamed**: under another name;
//! - **reshaped**: a code that lives on with other ground;
//! - **added** and **removed**: the rest.
//!
//! "Lies in" and "holds the ground of" mean nine tenths of the smaller one.

use super::check::mean_width_m;
use super::{Area, AreaCode, AreaSet, Level};
use crate::geo::{area_km2, rings};
use geo::{BooleanOps, MultiPolygon};
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Common ground with a smaller mean width, in metres, is the rounding of the intersection.
const ROUNDING_M: f64 = 0.01;
/// The share of its ground that makes a grid lie in another one.
const LIES_IN: f64 = 0.9;
/// The share of its ground that a grid must pass on for the taker to count in a split.
const TAKES_PART: f64 = 0.1;

/// What happened to grids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// One became several.
    Split,
    /// Several became one.
    Merged,
    /// The same ground has another code.
    Recoded,
    /// The same ground and code have another name.
    Renamed,
    /// The same code has other ground.
    Reshaped,
    /// A new code.
    Added,
    /// A code that is no more.
    Removed,
}

impl ChangeKind {
    /// `split`, `merged`, `recoded`, `renamed`, `reshaped`, `added` or `removed`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Split => "split",
            Self::Merged => "merged",
            Self::Recoded => "recoded",
            Self::Renamed => "renamed",
            Self::Reshaped => "reshaped",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }
}

/// One change: the grids that it concerns, by code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// What happened.
    pub kind: ChangeKind,
    /// The grids as they were.
    pub old: Vec<AreaCode>,
    /// The grids as they are.
    pub new: Vec<AreaCode>,
}

/// Ground that changed hands.
#[derive(Debug, Clone, PartialEq)]
pub struct Move {
    /// Whose it was; `None` for nobody's.
    pub from: Option<AreaCode>,
    /// Whose it is; `None` for nobody's.
    pub to: Option<AreaCode>,
    /// How much, in km².
    pub km2: f64,
}

/// The difference of two sets of boundaries, at one level.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AreaDiff {
    /// The changes, by kind and code.
    pub changes: Vec<Change>,
    /// The ground that changed hands, by codes.
    pub moves: Vec<Move>,
    /// How many areas are the same.
    pub unchanged: usize,
}

/// Compares two sets of boundaries at a level.
#[must_use]
pub fn diff(old: &AreaSet, new: &AreaSet, level: Level) -> AreaDiff {
    let (old, new) = (old.level(level), new.level(level));
    let mut same = Same::find(old, new);
    let left_old: Vec<&Area> = unpaired(old, &same.old);
    let left_new: Vec<&Area> = unpaired(new, &same.new);
    let common = common_ground(&left_old, &left_new);
    same.diff.moves.extend(moves(&left_old, &left_new, &common));
    same.diff.changes.extend(Sorter::new(&left_old, &left_new, &common).changes());
    same.diff.changes.sort();
    same.diff.moves.sort_by(|a, b| (&a.from, &a.to).cmp(&(&b.from, &b.to)));
    same.diff
}

fn unpaired<'a>(areas: &'a [Area], paired: &BTreeSet<usize>) -> Vec<&'a Area> {
    areas.iter().enumerate().filter(|(i, _)| !paired.contains(i)).map(|(_, area)| area).collect()
}

/// The areas whose ground is the same in both sets.
struct Same {
    old: BTreeSet<usize>,
    new: BTreeSet<usize>,
    diff: AreaDiff,
}

impl Same {
    fn find(old: &[Area], new: &[Area]) -> Self {
        let mut by_ground: HashMap<Vec<[u64; 2]>, Vec<usize>> = HashMap::new();
        let keys: Vec<_> = new.par_iter().map(|area| ground_key(&area.shape)).collect();
        for (i, key) in keys.into_iter().enumerate() {
            by_ground.entry(key).or_default().push(i);
        }
        let keys: Vec<_> = old.par_iter().map(|area| ground_key(&area.shape)).collect();
        let mut same =
            Self { old: BTreeSet::new(), new: BTreeSet::new(), diff: AreaDiff::default() };
        for (i, key) in keys.into_iter().enumerate() {
            let Some(candidates) = by_ground.get_mut(&key) else { continue };
            // Where two lie on the same ground, the one with the same code.
            let with_code = candidates.iter().position(|c| new[*c].code == old[i].code);
            let Some(place) = with_code.or(if candidates.is_empty() { None } else { Some(0) })
            else {
                continue;
            };
            let candidate = candidates.remove(place);
            same.pair(i, &old[i], candidate, &new[candidate]);
        }
        same
    }

    fn pair(&mut self, i: usize, old: &Area, j: usize, new: &Area) {
        self.old.insert(i);
        self.new.insert(j);
        let kind = if old.code != new.code {
            ChangeKind::Recoded
        } else if old.name != new.name {
            ChangeKind::Renamed
        } else {
            self.diff.unchanged += 1;
            return;
        };
        let codes = |area: &Area| vec![area.code.clone()];
        self.diff.changes.push(Change { kind, old: codes(old), new: codes(new) });
        if kind == ChangeKind::Recoded {
            let (from, to) = (Some(old.code.clone()), Some(new.code.clone()));
            self.diff.moves.push(Move { from, to, km2: old.area_km2 });
        }
    }
}

/// The ground of a shape, whichever vertex its rings begin with and in whichever order they stand.
fn ground_key(shape: &MultiPolygon<f64>) -> Vec<[u64; 2]> {
    let mut keys: Vec<Vec<[u64; 2]>> = rings(shape)
        .map(|ring| {
            // Adding zero makes -0.0 the same as 0.0.
            let bits = |v: f64| (v + 0.0).to_bits();
            let open = ring.0.split_last().map_or(&[][..], |(_, open)| open);
            let mut key: Vec<[u64; 2]> = open.iter().map(|c| [bits(c.x), bits(c.y)]).collect();
            let first = key.iter().enumerate().min_by_key(|(_, at)| **at).map_or(0, |(i, _)| i);
            key.rotate_left(first);
            key
        })
        .collect();
    keys.sort();
    // No coordinate has these bits: they part the rings.
    keys.join(&[u64::MAX; 2])
}

/// The ground in km² that areas have in common, by their places.
type Common = BTreeMap<(usize, usize), f64>;

fn common_ground(old: &[&Area], new: &[&Area]) -> Common {
    let boxes = new.iter().enumerate().map(|(i, area)| {
        let b = &area.bounds;
        GeomWithData::new(Rectangle::from_corners([b.west, b.south], [b.east, b.north]), i)
    });
    let tree = RTree::bulk_load(boxes.collect());
    let of_one = |(i, area): (usize, &&Area)| {
        let b = &area.bounds;
        let around = AABB::from_corners([b.west, b.south], [b.east, b.north]);
        let met = tree.locate_in_envelope_intersecting(&around).map(|found| found.data);
        met.filter_map(|j| {
            let shared = area.shape.intersection(&new[j].shape);
            let ground = mean_width_m(&shared) >= ROUNDING_M;
            ground.then(|| ((i, j), area_km2(&shared)))
        })
        .collect::<Vec<_>>()
    };
    old.par_iter().enumerate().flat_map_iter(of_one).collect()
}

fn moves(old: &[&Area], new: &[&Area], common: &Common) -> Vec<Move> {
    let mut moves: Vec<Move> = common
        .iter()
        .filter(|((i, j), _)| old[*i].code != new[*j].code)
        .map(|((i, j), km2)| {
            let (from, to) = (Some(old[*i].code.clone()), Some(new[*j].code.clone()));
            Move { from, to, km2: *km2 }
        })
        .collect();
    let left = |area: &Area, taken: f64| {
        let km2 = area.area_km2 - taken;
        let perimeter_m = perimeter_m(area);
        // As with common ground, a strip of the rounding's width is none.
        (km2 * 1e6 > perimeter_m * ROUNDING_M).then_some(km2)
    };
    for (i, area) in old.iter().enumerate() {
        let taken = common.range((i, 0)..(i + 1, 0)).map(|(_, km2)| km2).sum();
        let km2 = left(area, taken);
        moves.extend(km2.map(|km2| Move { from: Some(area.code.clone()), to: None, km2 }));
    }
    let mut taken = vec![0.0; new.len()];
    for ((_, j), km2) in common {
        taken[*j] += km2;
    }
    for (area, taken) in new.iter().zip(taken) {
        let km2 = left(area, taken);
        moves.extend(km2.map(|km2| Move { from: None, to: Some(area.code.clone()), km2 }));
    }
    moves
}

/// The perimeter from the mean width, which is twice the area over it.
fn perimeter_m(area: &Area) -> f64 {
    2.0 * area.area_km2 * 1e6 / mean_width_m(&area.shape).max(f64::MIN_POSITIVE)
}

/// Sorts areas with other ground into kinds of change.
struct Sorter<'a> {
    old: &'a [&'a Area],
    new: &'a [&'a Area],
    common: &'a Common,
    old_codes: BTreeSet<AreaCode>,
    new_codes: BTreeSet<AreaCode>,
    /// Codes that a split or a merger accounts for.
    told_old: BTreeSet<AreaCode>,
    told_new: BTreeSet<AreaCode>,
    changes: Vec<Change>,
}

impl<'a> Sorter<'a> {
    fn new(old: &'a [&'a Area], new: &'a [&'a Area], common: &'a Common) -> Self {
        let codes = |areas: &[&Area]| areas.iter().map(|area| area.code.clone()).collect();
        Self {
            old,
            new,
            common,
            old_codes: codes(old),
            new_codes: codes(new),
            told_old: BTreeSet::new(),
            told_new: BTreeSet::new(),
            changes: Vec::new(),
        }
    }

    fn changes(mut self) -> Vec<Change> {
        self.splits();
        self.mergers();
        let one = |kind, old: Option<&AreaCode>, new: Option<&AreaCode>| {
            let list = |code: Option<&AreaCode>| code.into_iter().cloned().collect();
            Change { kind, old: list(old), new: list(new) }
        };
        let mut rest = Vec::new();
        for code in &self.old_codes {
            let told = self.told_old.contains(code) || self.told_new.contains(code);
            if self.new_codes.contains(code) {
                rest.extend((!told).then(|| one(ChangeKind::Reshaped, Some(code), Some(code))));
            } else if !told {
                rest.push(one(ChangeKind::Removed, Some(code), None));
            }
        }
        let added = self.new_codes.difference(&self.old_codes);
        let added = added.filter(|code| !self.told_new.contains(*code));
        rest.extend(added.map(|code| one(ChangeKind::Added, None, Some(code))));
        self.changes.extend(rest);
        self.changes
    }

    fn splits(&mut self) {
        for (i, area) in self.old.iter().enumerate() {
            let part_km2 = TAKES_PART * area.area_km2;
            let takers: Vec<usize> =
                self.takers(i).filter(|(_, km2)| *km2 >= part_km2).map(|(j, _)| j).collect();
            // A taker that lives on beside it is reshaped, not made by the split.
            let made: Vec<AreaCode> = takers
                .iter()
                .map(|j| (j, &self.new[*j].code))
                .filter(|(j, code)| {
                    let new = !self.old_codes.contains(*code);
                    new && self.share(i, **j, self.new[**j]) >= LIES_IN
                })
                .map(|(_, code)| code.clone())
                .collect();
            if takers.len() < 2 || made.is_empty() {
                continue;
            }
            let new: Vec<AreaCode> = takers.iter().map(|j| self.new[*j].code.clone()).collect();
            self.told_old.insert(area.code.clone());
            self.told_new.extend(made);
            if new.contains(&area.code) {
                self.told_new.insert(area.code.clone());
            }
            let old = vec![area.code.clone()];
            self.changes.push(Change { kind: ChangeKind::Split, old, new });
        }
    }

    fn mergers(&mut self) {
        let mut parts_of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (i, j) in self.common.keys() {
            if self.share(*i, *j, self.old[*i]) >= LIES_IN {
                parts_of.entry(*j).or_default().push(*i);
            }
        }
        for (j, parts) in parts_of {
            let ended = |i: &usize| !self.new_codes.contains(&self.old[*i].code);
            if parts.len() < 2 || !parts.iter().any(ended) {
                continue;
            }
            let old: Vec<AreaCode> = parts.iter().map(|i| self.old[*i].code.clone()).collect();
            let new = self.new[j].code.clone();
            self.told_old.extend(old.iter().cloned());
            self.told_new.insert(new.clone());
            self.changes.push(Change { kind: ChangeKind::Merged, old, new: vec![new] });
        }
    }

    /// The new areas that have ground of an old one, and how much.
    fn takers(&self, i: usize) -> impl Iterator<Item = (usize, f64)> {
        self.common.range((i, 0)..(i + 1, 0)).map(|((_, j), km2)| (*j, *km2))
    }

    /// The common ground of an old and a new area as a share of one of them.
    fn share(&self, i: usize, j: usize, of: &Area) -> f64 {
        let common = self.common.get(&(i, j)).copied().unwrap_or(0.0);
        if of.area_km2 > 0.0 { common / of.area_km2 } else { 0.0 }
    }
}
