//! The legend: what is on this sheet, and nothing else.

use super::canvas::{Drawn, Ink, Layer, layer, mm};
use super::furniture::{fit, heading};
use super::map::MapFrame;
use super::style::{ACCENT, INK, LINE, MUTED, SMALL, TEXT};
use super::{SheetError, symbols};
use crate::area::{Area, Level};
use crate::heat::Ramp;
use crate::text::Message;
use geo::{Contains, Intersects};
use std::collections::BTreeMap;

/// From row to row.
const STEP_MM: f64 = 4.4;
/// Samples are this wide, and the words begin after them.
const SAMPLE_MM: f64 = 7.0;
const WORDS_MM: f64 = 9.5;

pub(super) fn legend(map: &MapFrame) -> Result<Drawn, SheetError> {
    let (spec, frame) = (map.spec, map.layout.legend);
    layer(map.layout.page, |layer| {
        heading(layer, frame, &spec.word("sheet.legend"))?;
        let mut rows = Rows { map, y: frame.y + 9.0 };
        for (key, ink, width_mm) in borders(map) {
            rows.add(layer, key, |layer, x, y| {
                layer.line(&[mm(x, y), mm(x + SAMPLE_MM, y)], ink, width_mm)
            })?;
        }
        if spec.areas.zones().iter().any(|zone| zone.shape.intersects(&in_sight(map))) {
            rows.add(layer, "sheet.zone_border", |layer, x, y| {
                layer.dashes(&[mm(x, y), mm(x + SAMPLE_MM, y)], MUTED, 0.35, 1.2)
            })?;
        }
        if spec.density.is_some() {
            rows.add(layer, "sheet.density", ramp)?;
        }
        categories(layer, map, rows.y)
    })
}

/// The rows of samples with their words.
struct Rows<'a> {
    map: &'a MapFrame<'a>,
    y: f64,
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
        self.y += STEP_MM;
        Ok(())
    }
}

/// What the map shows, in degrees.
fn in_sight(map: &MapFrame) -> geo::Rect<f64> {
    geo::Rect::new((map.seen.west, map.seen.south), (map.seen.east, map.seen.north))
}

/// The kinds of border in sight, the grid's own first.
fn borders(map: &MapFrame) -> Vec<(&'static str, Ink, f64)> {
    let (areas, seen) = (map.spec.areas, in_sight(map));
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

/// The ramp from little to much, as it looks over the ground.
fn ramp(layer: &mut Layer, x: f64, y: f64) -> Result<(), SheetError> {
    const STEPS: u8 = 14;
    let width = SAMPLE_MM / f64::from(STEPS);
    for i in 0..STEPS {
        let [r, g, b, a] = Ramp::default().rgba(f32::from(i) / f32::from(STEPS));
        let (left, right) = (x + width * f64::from(i), x + width * f64::from(i + 1));
        let corners = [(left, -1.2), (right, -1.2), (right, 1.2), (left, 1.2)];
        let corners = corners.map(|(x, up)| mm(x, y + up));
        layer.fill(&corners, Ink(r, g, b), 0.75 * f64::from(a) / 255.0)?;
    }
    Ok(())
}

/// Categories with their counts, the most frequent first, as far as there is room; the rest is
/// counted in one row.
fn categories(layer: &mut Layer, map: &MapFrame, top: f64) -> Result<(), SheetError> {
    let (spec, frame) = (map.spec, map.layout.legend);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for incident in spec.incidents {
        *counts.entry(&incident.category).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    let room = ((frame.bottom() - 3.0 - top) / STEP_MM).max(0.0) as usize;
    let shown = if counts.len() <= room { counts.len() } else { room.saturating_sub(1) };
    let mut y = top;
    for (name, count) in &counts[..shown] {
        let (ink, symbol) = spec.looks_of(name);
        symbols::draw(layer, symbol, mm(frame.x + SAMPLE_MM / 2.0, y), 1.2, ink)?;
        let text = fit(&format!("{name}  {count}"), TEXT, frame.width - WORDS_MM);
        layer.text(&text, mm(frame.x + WORDS_MM, y), TEXT)?;
        y += STEP_MM;
    }
    let rest: usize = counts[shown..].iter().map(|(_, count)| count).sum();
    if rest > 0 {
        let more = spec.say(&Message::new("sheet.more").with("count", rest));
        layer.text(&more, mm(frame.x + WORDS_MM, y), SMALL)?;
    }
    Ok(())
}
