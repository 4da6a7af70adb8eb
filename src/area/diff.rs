//! Two sets of boundaries compared: which grids came, went, were split, merged or reshaped, and
//! which ground changed hands.
//!
//! Grids with the same ground, whatever vertex their rings begin with, are found first. The rest
//! is intersected (`diff_ground`), and the shares of ground that are common say what happened
//! (`diff_rules`), the first rule that fits:
//!
//! - **split**: two or more new grids lie in an old one and make up most of it, and at least one
//!   of them has a code that was not there before;
//! - **merged**: the same backwards: two or more old grids lie in a new one and make up most of
//!   it, and at least one of their codes is no more;
//! - **recoded**: each lies in the other, and their codes differ;
//! - **reshaped**: the code lives on with other ground; **renamed**: with the same ground and
//!   another name;
//! - **removed** and **added**: the rest.
//!
//! A grid lies in another one with 95 % of its ground; most is more than half. Ground that is
//! narrower than a centimetre is the rounding of the operation and belongs to nobody.

use super::diff_ground::{Ground, Side};
use super::{Area, AreaCode, AreaSet, Level, diff_rules};
use crate::geo::rings;
use geo::MultiPolygon;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};

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
    /// All kinds, in the order in which changes are listed.
    pub const ALL: [Self; 7] = [
        Self::Split,
        Self::Merged,
        Self::Recoded,
        Self::Renamed,
        Self::Reshaped,
        Self::Added,
        Self::Removed,
    ];

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
    /// The ground that changed hands, by codes. Of sets without overlaps, what an old area gave
    /// away and what it kept is its whole ground, to the bulge of the geodesics that stand for
    /// edges in [`area_km2`](crate::geo::area_km2): about a square metre for an edge of half a
    /// kilometre that is cut, and eight times that for one of twice the length.
    pub moves: Vec<Move>,
    /// How many areas are the same.
    pub unchanged: usize,
}

impl AreaDiff {
    /// The moves that a change speaks of: from its old grids and to its new ones.
    pub fn moves_of(&self, change: &Change) -> impl Iterator<Item = &Move> {
        let among = |codes: &[AreaCode], code: &Option<AreaCode>| {
            code.as_ref().is_some_and(|code| codes.contains(code))
        };
        self.moves
            .iter()
            .filter(move |moved| among(&change.old, &moved.from) || among(&change.new, &moved.to))
    }

    /// The ground that changed hands, in km².
    #[must_use]
    pub fn moved_km2(&self) -> f64 {
        // A sum of nothing is -0.0.
        self.moves.iter().fold(0.0, |sum, moved| sum + moved.km2)
    }
}

/// Compares two sets of boundaries at a level.
#[must_use]
pub fn diff(old: &AreaSet, new: &AreaSet, level: Level) -> AreaDiff {
    let (old, new) = (old.level(level), new.level(level));
    let same = Same::find(old, new);
    let (old, new) = (Side { areas: old, same: &same.old }, Side { areas: new, same: &same.new });
    let ground = Ground::of(old, new);
    let mut moves = moves(old.areas, new.areas, &ground);
    let moved: HashSet<&AreaCode> =
        moves.iter().flat_map(|moved| moved.from.iter().chain(&moved.to)).collect();
    let (changes, unchanged) = diff_rules::changes(old, new, &ground, &moved);
    let mut found = same.diff;
    found.changes.extend(changes);
    found.changes.sort();
    found.moves.append(&mut moves);
    found.moves.sort_by(|a, b| (&a.from, &a.to).cmp(&(&b.from, &b.to)));
    found.unchanged += unchanged;
    found
}

/// The areas whose ground is the same in both sets.
struct Same {
    /// For each old area, whether a new one has its ground.
    old: Vec<bool>,
    /// For each new area, whether an old one has its ground.
    new: Vec<bool>,
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
        let mut same = Self {
            old: vec![false; old.len()],
            new: vec![false; new.len()],
            diff: AreaDiff::default(),
        };
        // Where several lie on the same ground, the same code comes before another.
        for by_code in [true, false] {
            for (i, key) in keys.iter().enumerate() {
                let candidates = by_ground.get(key).filter(|_| !same.old[i]);
                let fits =
                    |j: &&usize| !same.new[**j] && (!by_code || new[**j].code == old[i].code);
                let found = candidates.and_then(|places| places.iter().find(fits).copied());
                if let Some(j) = found {
                    same.pair((i, &old[i]), (j, &new[j]));
                }
            }
        }
        same
    }

    fn pair(&mut self, (i, old): (usize, &Area), (j, new): (usize, &Area)) {
        self.old[i] = true;
        self.new[j] = true;
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

/// The ground of a shape, whichever vertex its rings begin with, in whichever order they stand,
/// and however often a vertex is repeated.
fn ground_key(shape: &MultiPolygon<f64>) -> Vec<[u64; 2]> {
    let mut keys: Vec<Vec<[u64; 2]>> = rings(shape)
        .map(|ring| {
            // Adding zero makes -0.0 the same as 0.0.
            let bits = |v: f64| (v + 0.0).to_bits();
            let open = ring.0.split_last().map_or(&[][..], |(_, open)| open);
            let mut key: Vec<[u64; 2]> = open.iter().map(|c| [bits(c.x), bits(c.y)]).collect();
            key.dedup();
            if key.len() > 1 && key.first() == key.last() {
                key.pop();
            }
            smallest_first(&mut key);
            key
        })
        .collect();
    keys.sort();
    // No coordinate has these bits: they part the rings.
    keys.join(&[u64::MAX; 2])
}

/// Turns a ring so that it begins with its smallest vertex. A ring that touches itself there has
/// that vertex more than once; then the smallest of those turns.
fn smallest_first(key: &mut [[u64; 2]]) {
    let Some(smallest) = key.iter().min().copied() else { return };
    let starts = (0..key.len()).filter(|i| key[*i] == smallest);
    let turned = |start: usize| key[start..].iter().chain(&key[..start]);
    let first = starts.min_by(|a, b| turned(*a).cmp(turned(*b))).unwrap_or(0);
    key.rotate_left(first);
}

/// The ground that went from one code to another, to nobody or from nobody.
fn moves(old: &[Area], new: &[Area], ground: &Ground) -> Vec<Move> {
    let code = |areas: &[Area], place: usize| Some(areas[place].code.clone());
    let between = ground.common.iter().map(|((i, j), km2)| Move {
        from: code(old, *i),
        to: code(new, *j),
        km2: *km2,
    });
    let given_up = ground.given_up.iter();
    let taken_in = ground.taken_in.iter();
    between
        .filter(|moved| moved.from != moved.to)
        .chain(given_up.map(|(i, km2)| Move { from: code(old, *i), to: None, km2: *km2 }))
        .chain(taken_in.map(|(j, km2)| Move { from: None, to: code(new, *j), km2: *km2 }))
        .collect()
}
