//! Incidents added up beforehand: by square of ground, by category or all, by stretch of days.
//!
//! A density with a bandwidth of 2 km does not see whether a hundred incidents lie at one corner
//! or another of a square of 70 m. What counts is how many, and where their middle is. So a
//! picture of years costs by the ground that it covers, not by the incidents.

use super::boxes::Boxes;
use super::fixed::{CURVE_BITS, Curve, Fixed};
use super::record::{Columns, Flags};
use super::runs::Runs;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

/// Bits of the curve of the squares of each level, from fine to coarse: each is twice as wide as
/// the one before.
const LEVELS: [u32; 8] = [14, 13, 12, 11, 10, 9, 8, 7];
/// The days of a stretch on each scale: 8, 64, 512 and 4096.
const SCALES: [u32; 4] = [3, 6, 9, 12];
/// Squares that hold fewer incidents on average are not worth their room.
const LEAST_A_SQUARE: usize = 4;
/// The room that sums may take, in bytes to an incident.
const ROOM: usize = 5;
/// What a square takes: its middle, its count and its share of a box.
const SQUARE_BYTES: usize = 13;

/// Whose incidents are added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Whose {
    All,
    Category(u16),
}

/// Some days of somebody's incidents, on squares of one level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    level: usize,
    whose: Whose,
    scale: u32,
    stretch: u32,
}

/// Squares of one level: where the middle of the incidents in each is, and how many there are.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Squares {
    pub at: Vec<Fixed>,
    pub count: Vec<u32>,
    pub boxes: Boxes,
}

/// See the module.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Sums {
    levels: Vec<Squares>,
    /// Sorted by key, with the squares of each.
    blocks: Vec<(Key, Range<u32>)>,
}

/// A square while it is added up.
#[derive(Debug, Clone, Copy)]
struct Square {
    key: u32,
    count: u64,
    x: u64,
    y: u64,
}

/// Adds up neighbours in a list sorted by key that are in the same square of a coarser level.
fn joined(squares: &[Square], shift: u32) -> Vec<Square> {
    let mut sums: Vec<Square> = Vec::new();
    for square in squares {
        let key = square.key >> shift;
        match sums.last_mut().filter(|sum| sum.key == key) {
            Some(sum) => {
                sum.count += square.count;
                sum.x += square.x;
                sum.y += square.y;
            }
            None => sums.push(Square { key, ..*square }),
        }
    }
    sums
}

fn merged(lists: &[&[Square]]) -> Vec<Square> {
    let mut all: Vec<Square> = lists.concat();
    // Runs that are sorted already are what a stable sort is good at.
    all.sort_by_key(|square| square.key);
    joined(&all, 0)
}

/// The finest squares of one or all, stretch by stretch of the shortest scale.
type Stretches = BTreeMap<u32, Vec<Square>>;

/// A block with the squares that were found worth their room.
struct Candidate {
    key: Key,
    squares: Vec<Square>,
    incidents: u64,
}

impl Sums {
    pub(super) fn of(columns: &Columns, runs: &Runs, curve: &Curve) -> Self {
        let Some(last_day) = runs.last_day() else { return Self::default() };
        let by_category: Vec<(u16, Stretches)> = runs
            .categories()
            .into_par_iter()
            .map(|category| (category, stretches(columns, runs, curve, category, last_day)))
            .collect();
        let mut all = Stretches::new();
        for stretch in 0..=last_day >> SCALES[0] {
            let lists: Vec<&[Square]> =
                by_category.iter().filter_map(|(_, s)| Some(s.get(&stretch)?.as_slice())).collect();
            if !lists.is_empty() {
                all.insert(stretch, merged(&lists));
            }
        }
        let mut candidates = worthwhile(Whose::All, all);
        let own: Vec<Vec<Candidate>> = by_category
            .into_par_iter()
            .map(|(category, stretches)| worthwhile(Whose::Category(category), stretches))
            .collect();
        candidates.extend(own.into_iter().flatten());
        Self::within_room(candidates, columns.len() * ROOM)
    }

    /// Keeps the blocks of the most incidents, of them the coarser levels first: what is left to be
    /// looked at one by one is then never much.
    fn within_room(mut candidates: Vec<Candidate>, mut room: usize) -> Self {
        let worth = |c: &Candidate| (Reverse(c.incidents), c.squares.len(), c.key);
        candidates.sort_by_key(worth);
        candidates.retain(|candidate| {
            let bytes = candidate.squares.len() * SQUARE_BYTES + size_of::<(Key, Range<u32>)>();
            let fits = bytes <= room;
            room -= if fits { bytes } else { 0 };
            fits
        });
        candidates.sort_by_key(|candidate| candidate.key);
        let mut levels = vec![Squares::default(); LEVELS.len()];
        let mut blocks = Vec::new();
        for Candidate { key, squares, .. } in candidates {
            let Some(level) = levels.get_mut(key.level) else { continue };
            let first = level.at.len() as u32;
            for square in squares {
                let mean = |sum: u64| ((sum + square.count / 2) / square.count) as u32;
                level.at.push(Fixed { x: mean(square.x), y: mean(square.y) });
                level.count.push(square.count as u32);
            }
            blocks.push((key, first..level.at.len() as u32));
        }
        blocks.shrink_to_fit();
        for level in &mut levels {
            level.at.shrink_to_fit();
            level.count.shrink_to_fit();
            level.boxes = Boxes::around(&level.at);
        }
        Self { levels, blocks }
    }

    /// The coarsest level whose squares are no wider than `grain_deg`.
    pub(super) fn level(curve: &Curve, grain_deg: f64) -> Option<usize> {
        (0..LEVELS.len()).rev().find(|level| {
            LEVELS.get(*level).is_some_and(|bits| curve.square_deg(*bits) <= grain_deg)
        })
    }

    pub(super) fn squares(&self, level: usize) -> Option<&Squares> {
        self.levels.get(level)
    }

    /// Covers days by stretches: gives `summed` the squares of those that are added up, `single`
    /// the days that are not.
    pub(super) fn cover(
        &self,
        level: usize,
        whose: Whose,
        days: Range<u32>,
        last_day: u32,
        summed: &mut impl FnMut(Range<u32>),
        single: &mut impl FnMut(Range<u32>),
    ) {
        let mut day = days.start;
        while day < days.end {
            let fits = |scale: &&u32| {
                let stretch = day >> **scale;
                let next = (stretch + 1) << **scale;
                // What lies beyond the last day is nothing.
                stretch << **scale == day && (next <= days.end || days.end > last_day)
            };
            let found = SCALES.iter().rev().filter(fits).find_map(|scale| {
                let key = Key { level, whose, scale: *scale, stretch: day >> scale };
                let place = self.blocks.binary_search_by(|(k, _)| k.cmp(&key)).ok()?;
                Some(((day >> scale).saturating_add(1) << scale, self.blocks.get(place)?.1.clone()))
            });
            match found {
                Some((next, squares)) => {
                    summed(squares);
                    day = next;
                }
                None => {
                    let next = (((day >> SCALES[0]) + 1) << SCALES[0]).min(days.end);
                    single(day..next);
                    day = next;
                }
            }
        }
    }

    pub(super) fn bytes(&self) -> usize {
        let level = |s: &Squares| {
            (s.at.capacity() * 8) + s.count.capacity() * 4 + s.boxes.0.capacity() * 16
        };
        self.levels.iter().map(level).sum::<usize>()
            + self.blocks.capacity() * size_of::<(Key, Range<u32>)>()
    }
}

/// The finest squares of a category; only incidents on the ground count.
fn stretches(
    columns: &Columns,
    runs: &Runs,
    curve: &Curve,
    category: u16,
    last_day: u32,
) -> Stretches {
    let shift = 2 * (CURVE_BITS - LEVELS[0]);
    let squares = |stretch: u32| {
        let days = stretch << SCALES[0]..(stretch + 1) << SCALES[0];
        let mut squares: Vec<Square> = runs
            .rows(category, days)
            .filter_map(|row| {
                let at = columns.at.get(row)?;
                let counts = Flags(*columns.flags.get(row)?).on_ground();
                let (x, y) = (u64::from(at.x), u64::from(at.y));
                counts.then(|| Square { key: curve.key(*at) >> shift, count: 1, x, y })
            })
            .collect();
        squares.sort_unstable_by_key(|square| square.key);
        joined(&squares, 0)
    };
    (0..=last_day >> SCALES[0])
        .map(|stretch| (stretch, squares(stretch)))
        .filter(|(_, squares)| !squares.is_empty())
        .collect()
}

/// All blocks that are worth their room.
fn worthwhile(whose: Whose, mut stretches: Stretches) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (step, scale) in SCALES.into_iter().enumerate() {
        for (stretch, fine) in &stretches {
            let incidents = fine.iter().map(|square| square.count).sum();
            for (level, bits) in LEVELS.into_iter().enumerate() {
                let squares = joined(fine, 2 * (LEVELS[0] - bits));
                if squares.len() * LEAST_A_SQUARE <= incidents as usize {
                    let key = Key { level, whose, scale, stretch: *stretch };
                    found.push(Candidate { key, squares, incidents });
                }
            }
        }
        let Some(next) = SCALES.get(step + 1) else { break };
        let mut longer: BTreeMap<u32, Vec<&[Square]>> = BTreeMap::new();
        for (stretch, squares) in &stretches {
            longer.entry(stretch >> (next - scale)).or_default().push(squares);
        }
        let longer = longer.into_iter().map(|(stretch, lists)| (stretch, merged(&lists)));
        stretches = longer.collect();
    }
    found
}
