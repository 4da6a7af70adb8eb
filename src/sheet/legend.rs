//! The legend: what is on this sheet, and nothing else.

use super::canvas::{Drawn, Frame, Ink, Layer, layer, mm};
use super::furniture::{fit, heading};
use super::map::MapFrame;
use super::style::{ACCENT, INK, LINE, MUTED, SMALL, TEXT};
use super::{DENSITY_OPACITY, SheetError, symbols};
use crate::area::{Area, Level};
use crate::heat::Ramp;
use crate::text::Message;
use geo::{Contains, Intersects};
use std::collections::BTreeMap;

/// From row to row: closer where there are many.
const STEP_MM: std::ops::RangeInclusive<f64> = 3.15..=4.4;
/// Samples are this wide, and the words begin after them.
const SAMPLE_MM: f64 = 7.0;
const WORDS_MM: f64 = 9.5;

pub(super) fn legend(map: &MapFrame) -> Result<Drawn, SheetError> {
    let (spec, frame) = (map.spec, map.layout.legend);
    layer(map.layout.page, |layer| {
        heading(layer, frame, &spec.word("sheet.legend"))?;
        let (borders, counts) = (borders(map), counts(map));
        let zones = spec.areas.zones().iter().any(|zone| zone.shape.intersects(&map.seen.rect()));
        let count =
            borders.len() + usize::from(zones) + usize::from(spec.density.is_some()) + counts.len();
        let top = frame.y + 9.0;
        let step =
            ((frame.bottom() - 1.0 - top) / count as f64).clamp(*STEP_MM.start(), *STEP_MM.end());
        let mut rows = Rows { map, y: top, step };
        for (key, ink, width_mm) in borders {
            rows.add(layer, key, |layer, x, y| {
                layer.line(&[mm(x, y), mm(x + SAMPLE_MM, y)], ink, width_mm)
            })?;
        }
        if zones {
            rows.add(layer, "sheet.zone_border", |layer, x, y| {
                layer.dashes(&[mm(x, y), mm(x + SAMPLE_MM, y)], MUTED, 0.35, 1.2)
            })?;
        }
        if spec.density.is_some() {
            rows.add(layer, "sheet.density", |layer, x, y| {
                let sample = Frame { x, y: y - 1.2, width: SAMPLE_MM, height: 2.4 };
                ramp(layer, Ramp::default(), f64::from(DENSITY_OPACITY), sample)
            })?;
        }
        categories(layer, &rows, &counts)
    })
}

/// The rows of samples with their words.
struct Rows<'a> {
    map: &'a MapFrame<'a>,
    y: f64,
    step: f64,
}

impl Rows<'_> {
    fn add(
        &mut self,
        layer: &mut Layer,
        key: &'static str,
        sample: impl FnOnce(&mut Layer, f64, f64) -> Result<(), SheetError>,
    ) -> Result<(), SheetError> {
        let x = self.map.layout.legend.x;
        sample(layer, x, self.y)?;
        layer.text(&self.map.spec.word(key), mm(x + WORDS_MM, self.y), TEXT)?;
        self.y += self.step;
        Ok(())
    }
}

/// The kinds of border in sight, the grid's own first.
fn borders(map: &MapFrame) -> Vec<(&'static str, Ink, f64)> {
    let (areas, seen) = (map.spec.areas, map.seen.rect());
    let several = |level| {
        let touches = |area: &&Area| area.shape.intersects(&seen);
        areas.level(level).iter().filter(touches).take(2).count() > 1
    };
    let mut borders = vec![("sheet.this_grid", ACCENT, 1.2)];
    if several(Level::Grid) {
        borders.push(("sheet.grid_border", LINE, 0.2));
    }
    if several(Level::Village) {
        borders.push(("sheet.village_border", MUTED, 0.35));
    }
    if several(Level::Township) {
        borders.push(("sheet.township_border", MUTED, 0.6));
    }
    if areas.banner().is_some_and(|banner| !banner.shape.contains(&seen)) {
        borders.push(("sheet.banner_border", INK, 0.9));
    }
    borders
}

/// The ramp from little to much, as it looks on white ground at this opacity.
pub(super) fn ramp(
    layer: &mut Layer,
    ramp: Ramp,
    opacity: f64,
    frame: Frame,
) -> Result<(), SheetError> {
    const STEPS: u8 = 120;
    for i in 0..STEPS {
        let share = f64::from(i) / f64::from(STEPS);
        let [r, g, b, a] = ramp.rgba(((f64::from(i) + 0.5) / f64::from(STEPS)) as f32);
        let cover = opacity * f64::from(a) / 255.0;
        let on_white = |c: u8| (255.0 - cover * (255.0 - f64::from(c))).round() as u8;
        // Each step reaches to the end, beneath the next ones: no seams.
        let (x, width) = (frame.x + share * frame.width, (1.0 - share) * frame.width);
        layer.rectangle(Frame { x, width, ..frame }, Ink(on_white(r), on_white(g), on_white(b)))?;
    }
    Ok(())
}

/// How many incidents each category has, the most frequent first.
fn counts<'a>(map: &MapFrame<'a>) -> Vec<(&'a str, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for incident in map.spec.incidents {
        *counts.entry(&incident.category).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    counts
}

/// Categories as far as there is room; the rest is counted in one row.
fn categories(layer: &mut Layer, rows: &Rows, counts: &[(&str, usize)]) -> Result<(), SheetError> {
    let (spec, frame, step) = (rows.map.spec, rows.map.layout.legend, rows.step);
    let room = ((frame.bottom() - rows.y) / step).floor().max(0.0) as usize;
    let shown = if counts.len() <= room { counts.len() } else { room.saturating_sub(1) };
    let mut y = rows.y;
    for (name, count) in &counts[..shown] {
        let (ink, symbol) = spec.looks_of(name);
        symbols::draw(layer, symbol, mm(frame.x + SAMPLE_MM / 2.0, y), 1.2, ink)?;
        let text = fit(&format!("{name}  {count}"), TEXT, frame.width - WORDS_MM);
        layer.text(&text, mm(frame.x + WORDS_MM, y), TEXT)?;
        y += step;
    }
    let rest: usize = counts[shown..].iter().map(|(_, count)| count).sum();
    if rest > 0 {
        let more = spec.say(&Message::new("sheet.more").with("count", rest));
        layer.text(&more, mm(frame.x + WORDS_MM, y), SMALL)?;
    }
    Ok(())
}
