//! Rectangles around runs of places, so that what lies far away is passed over together.

use super::fixed::{Fixed, Rect};
use std::ops::Range;

/// Places to a box.
pub(super) const BLOCK: usize = 64;
/// Boxes to a box of the next level.
const FANOUT: usize = 16;

/// A rectangle around every 64 places, one after the other.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Boxes(pub Vec<Rect>);

/// Some of the places of one box.
pub(super) struct Stretch {
    pub rows: Range<usize>,
    /// Whether all of them lie in the window.
    pub whole: bool,
}

impl Boxes {
    pub(super) fn around(places: &[Fixed]) -> Self {
        Self(places.chunks(BLOCK).map(Rect::of).collect())
    }

    /// The stretches of `rows` that may have places in a window.
    #[inline]
    pub(super) fn meeting(
        &self,
        rows: Range<usize>,
        window: Rect,
    ) -> impl Iterator<Item = Stretch> + '_ {
        let first = rows.start / BLOCK;
        let boxes = self.0.get(first..rows.end.div_ceil(BLOCK)).unwrap_or_default();
        let near = (first..).zip(boxes).filter(move |(_, rect)| rect.meets(&window));
        near.map(move |(block, rect)| {
            let from = (block * BLOCK).max(rows.start);
            let to = ((block + 1) * BLOCK).min(rows.end);
            Stretch { rows: from..to, whole: window.holds(rect) }
        })
    }
}

/// Boxes within boxes: a static R-tree over places that are in order along a curve.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Tree {
    /// From boxes of 64 places up to a few.
    levels: Vec<Vec<Rect>>,
    places: usize,
}

impl Tree {
    pub(super) fn over(boxes: Boxes, places: usize) -> Self {
        let mut levels = vec![boxes.0];
        while let Some(last) = levels.last().filter(|last| last.len() > FANOUT) {
            let join = |boxes: &[Rect]| boxes.iter().fold(Rect::NOTHING, |sum, b| sum.union(*b));
            let next = last.chunks(FANOUT).map(join).collect();
            levels.push(next);
        }
        Self { levels, places }
    }

    pub(super) fn bytes(&self) -> usize {
        self.levels.iter().map(|level| level.capacity() * size_of::<Rect>()).sum()
    }

    /// The stretches that may have places in a window, in order; those side by side are one.
    /// Stops and returns `None` once they hold more than `most` places together.
    pub(super) fn meeting(&self, window: &Rect, most: usize) -> Option<Vec<Stretch>> {
        let mut found: Vec<Stretch> = Vec::new();
        let mut room = most;
        let Some(top) = self.levels.len().checked_sub(1) else { return Some(found) };
        let last = self.levels.last().map_or(0, Vec::len);
        // The next box to look at is the last of the list.
        let mut open: Vec<(usize, usize)> = (0..last).rev().map(|place| (top, place)).collect();
        while let Some((level, place)) = open.pop() {
            let Some(rect) = self.levels.get(level).and_then(|boxes| boxes.get(place)) else {
                continue;
            };
            if !rect.meets(window) {
                continue;
            }
            let whole = window.holds(rect);
            if level > 0 && !whole {
                let children = place * FANOUT..(place + 1) * FANOUT;
                open.extend(children.rev().map(|child| (level - 1, child)));
                continue;
            }
            let width = BLOCK * FANOUT.pow(u32::try_from(level).unwrap_or(u32::MAX));
            let rows = place * width..((place + 1) * width).min(self.places);
            room = room.checked_sub(rows.len())?;
            match found.last_mut().filter(|l| l.rows.end == rows.start && l.whole == whole) {
                Some(before) => before.rows.end = rows.end,
                None => found.push(Stretch { rows, whole }),
            }
        }
        Some(found)
    }
}
