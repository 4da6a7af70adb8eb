//! Room for labels: what is taken on a page, and where a label may still go.

use super::canvas::{Frame, Mm, Type, mm};
use std::collections::HashMap;

/// Side of the cells in which taken places are kept, in millimetres.
const CELL_MM: f64 = 10.0;
/// Around a label, in millimetres.
const AIR_MM: f64 = 0.5;
/// The height of a line of text, of its size.
const LINE: f64 = 1.25;

/// The places on a map that something stands on.
#[derive(Debug, Default)]
pub(super) struct Taken {
    cells: HashMap<(i32, i32), Vec<Frame>>,
}

/// A line of text that is placed: its middle, and by how much it is turned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placed {
    pub at: Mm,
    /// Clockwise, in radians; from -π/2 to π/2, so that it is never upside down.
    pub turn: f64,
}

fn cells_of(frame: &Frame) -> impl Iterator<Item = (i32, i32)> + use<> {
    let cell = |v: f64| (v / CELL_MM).floor().clamp(-1e6, 1e6) as i32;
    let (left, right) = (cell(frame.x), cell(frame.right()));
    let (top, bottom) = (cell(frame.y), cell(frame.bottom()));
    (left..=right).flat_map(move |x| (top..=bottom).map(move |y| (x, y)))
}

impl Taken {
    pub fn add(&mut self, frame: Frame) {
        for cell in cells_of(&frame) {
            self.cells.entry(cell).or_default().push(frame);
        }
    }

    pub fn is_free(&self, frame: &Frame) -> bool {
        let here = cells_of(frame).filter_map(|cell| self.cells.get(&cell)).flatten();
        !here.into_iter().any(|other| other.overlaps(frame))
    }

    /// Whether a line of text may stand there, within a frame.
    pub fn has_room(&self, text: &str, look: Type, placed: Placed, within: &Frame) -> bool {
        let holds =
            |f: &Frame| within.contains(mm(f.x, f.y)) && within.contains(mm(f.right(), f.bottom()));
        boxes(text, look, placed).iter().all(|frame| holds(frame) && self.is_free(frame))
    }

    pub fn add_text(&mut self, text: &str, look: Type, placed: Placed) {
        for frame in boxes(text, look, placed) {
            self.add(frame);
        }
    }

    /// The nearest free place for a line around a point, on rings farther and farther out; `None`
    /// where there is none within `reach_mm`.
    pub fn around(
        &self,
        text: &str,
        look: Type,
        point: Mm,
        within: &Frame,
        reach_mm: f64,
    ) -> Option<Placed> {
        let half = look.width_mm(text) / 2.0;
        let mut ring_mm = 4.0;
        while ring_mm <= reach_mm {
            // Right and left first: beside a point is where a name is looked for.
            for degrees in
                [0.0, 180.0, -30.0, 30.0, 210.0, 150.0, -60.0, 60.0, 240.0, 120.0, -90.0, 90.0_f64]
            {
                let (sin, cos) = degrees.to_radians().sin_cos();
                let x = point.x + cos * (ring_mm + half);
                let placed = Placed { at: mm(x, point.y + sin * ring_mm), turn: 0.0 };
                if self.has_room(text, look, placed, within) {
                    return Some(placed);
                }
            }
            ring_mm += 4.0;
        }
        None
    }
}

/// What a line of text covers: one rectangle, or where it is turned some squares along it.
fn boxes(text: &str, look: Type, placed: Placed) -> Vec<Frame> {
    let (width, height) = (look.width_mm(text) + 2.0 * AIR_MM, look.size_mm() * LINE);
    if placed.turn.abs() < 0.02 {
        let (x, y) = (placed.at.x - width / 2.0, placed.at.y - height / 2.0);
        return vec![Frame { x, y, width, height }];
    }
    let (sin, cos) = placed.turn.sin_cos();
    // A turned square of this side lies in an upright one that is wider by |sin| + |cos|.
    let side = height * (sin.abs() + cos.abs());
    let count = (width / height).ceil().max(1.0);
    let square = |i: usize| {
        let along = (i as f64 + 0.5) / count * width - width / 2.0;
        let (x, y) = (placed.at.x + along * cos, placed.at.y + along * sin);
        Frame { x: x - side / 2.0, y: y - side / 2.0, width: side, height: side }
    };
    (0..count as usize).map(square).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::style::TEXT;
    use proptest::prelude::*;

    const MAP: Frame = Frame { x: 10.0, y: 10.0, width: 180.0, height: 150.0 };

    proptest! {
        #[test]
        fn what_is_placed_touches_nothing_and_stays_inside(
            points in prop::collection::vec((20.0..180.0_f64, 20.0..150.0_f64), 1..60),
        ) {
            let mut taken = Taken::default();
            let mut frames: Vec<Frame> = Vec::new();
            for (x, y) in points {
                if let Some(placed) = taken.around("第12网格", TEXT, mm(x, y), &MAP, 60.0) {
                    let own = boxes("第12网格", TEXT, placed);
                    for frame in &own {
                        prop_assert!(MAP.contains(mm(frame.x, frame.y)));
                        prop_assert!(MAP.contains(mm(frame.right(), frame.bottom())));
                        prop_assert!(frames.iter().all(|other| !other.overlaps(frame)));
                    }
                    frames.extend(own);
                    taken.add_text("第12网格", TEXT, placed);
                }
            }
        }

        #[test]
        fn turned_boxes_cover_the_line(turn in -1.57..1.57_f64) {
            let placed = Placed { at: mm(50.0, 50.0), turn };
            let width = TEXT.width_mm("棋盘井镇第3网格");
            let frames = boxes("棋盘井镇第3网格", TEXT, placed);
            for i in 0..=20 {
                let along = width * (f64::from(i) / 20.0 - 0.5);
                let at = mm(50.0 + along * turn.cos(), 50.0 + along * turn.sin());
                prop_assert!(frames.iter().any(|frame| frame.contains(at)));
            }
        }
    }
}
