//! What happened to areas whose ground is drawn in another way, by the ground that they share.
//!
//! Every rule reads the same backwards: old for new, split for merged, removed for added.

use super::diff::{Change, ChangeKind};
use super::diff_ground::{Ground, Side};
use super::{Area, AreaCode};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// The share of its ground that makes an area lie in another one. Borders that are drawn anew
/// along the same road or ridge leave a few hundredths on the other side; one in twenty is more
/// than that.
const LIES_IN: f64 = 0.95;
/// Parts that lie in an area must make up more than this share of it before it counts as split
/// into them or merged from them. With less, most of it came from or went to somebody else.
const MAKES_UP: f64 = 0.5;

/// The changes of areas that are drawn in another way, and how many of them are the same all the
/// same: another vertex on a straight edge, say. `moved` are the old and the new areas that gave
/// away or gained ground, by their codes.
pub(super) fn changes(
    old: Side,
    new: Side,
    ground: &Ground,
    moved: &HashSet<&AreaCode>,
) -> (Vec<Change>, usize) {
    let mut rules = Rules {
        old,
        new,
        told_old: vec![false; old.areas.len()],
        told_new: vec![false; new.areas.len()],
        changes: Vec::new(),
        unchanged: 0,
    };
    rules.splits_and_mergers(ground);
    rules.other_codes(ground);
    rules.rest(moved);
    (rules.changes, rules.unchanged)
}

struct Rules<'a> {
    old: Side<'a>,
    new: Side<'a>,
    /// The areas of which a change has told, by their places.
    told_old: Vec<bool>,
    told_new: Vec<bool>,
    changes: Vec<Change>,
    unchanged: usize,
}

impl Rules<'_> {
    fn splits_and_mergers(&mut self, ground: &Ground) {
        let forward = ground.common.iter().map(|((i, j), km2)| (*i, *j, *km2));
        let back = ground.common.iter().map(|((i, j), km2)| (*j, *i, *km2));
        for (i, parts) in wholes(self.old, self.new, forward) {
            self.tell(ChangeKind::Split, &[i], &parts);
        }
        for (j, parts) in wholes(self.new, self.old, back) {
            self.tell(ChangeKind::Merged, &parts, &[j]);
        }
    }

    /// Each lies in the other, and their codes differ.
    fn other_codes(&mut self, ground: &Ground) {
        for ((i, j), km2) in &ground.common {
            let (old, new) = (&self.old.areas[*i], &self.new.areas[*j]);
            let untold = !self.told_old[*i] && !self.told_new[*j];
            if untold && old.code != new.code && lies_in(old, *km2) && lies_in(new, *km2) {
                self.tell(ChangeKind::Recoded, &[*i], &[*j]);
            }
        }
    }

    /// What is left is told by its code alone.
    fn rest(&mut self, moved: &HashSet<&AreaCode>) {
        let untold = |side: Side, told: &[bool]| -> BTreeMap<AreaCode, usize> {
            let left = side.changed().filter(|(place, _)| !told[*place]);
            left.map(|(place, area)| (area.code.clone(), place)).collect()
        };
        let old = untold(self.old, &self.told_old);
        let mut new = untold(self.new, &self.told_new);
        for (code, i) in old {
            let Some(j) = new.remove(&code) else {
                self.tell(ChangeKind::Removed, &[i], &[]);
                continue;
            };
            if moved.contains(&code) {
                self.tell(ChangeKind::Reshaped, &[i], &[j]);
            } else if self.old.areas[i].name != self.new.areas[j].name {
                self.tell(ChangeKind::Renamed, &[i], &[j]);
            } else {
                self.unchanged += 1;
            }
        }
        for j in new.into_values() {
            self.tell(ChangeKind::Added, &[], &[j]);
        }
    }

    fn tell(&mut self, kind: ChangeKind, old: &[usize], new: &[usize]) {
        for i in old {
            self.told_old[*i] = true;
        }
        for j in new {
            self.told_new[*j] = true;
        }
        let codes = |areas: &[Area], places: &[usize]| {
            places.iter().map(|place| areas[*place].code.clone()).collect()
        };
        let (old, new) = (codes(self.old.areas, old), codes(self.new.areas, new));
        self.changes.push(Change { kind, old, new });
    }
}

/// The areas of one side that became, or were made of, two or more of the other: the parts lie in
/// it, make up most of it, and at least one of them has a code that this side does not know. Each
/// with its parts, in the order of their codes.
fn wholes(
    side: Side,
    other: Side,
    common: impl Iterator<Item = (usize, usize, f64)>,
) -> Vec<(usize, Vec<usize>)> {
    let codes: HashSet<&AreaCode> = side.changed().map(|(_, area)| &area.code).collect();
    let mut lying: BTreeMap<usize, (BTreeSet<usize>, f64)> = BTreeMap::new();
    for (whole, part, km2) in common.filter(|(_, part, km2)| lies_in(&other.areas[*part], *km2)) {
        let (parts, sum) = lying.entry(whole).or_default();
        parts.insert(part);
        *sum += km2;
    }
    let of_many = |(whole, (parts, km2)): (usize, (BTreeSet<usize>, f64))| {
        let unknown = parts.iter().any(|part| !codes.contains(&other.areas[*part].code));
        let most = km2 > MAKES_UP * side.areas[whole].area_km2;
        (parts.len() >= 2 && unknown && most).then(|| (whole, parts.into_iter().collect()))
    };
    lying.into_iter().filter_map(of_many).collect()
}

fn lies_in(area: &Area, common_km2: f64) -> bool {
    common_km2 >= LIES_IN * area.area_km2
}
