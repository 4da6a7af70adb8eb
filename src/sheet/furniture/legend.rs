//! The legend: what is on this sheet, and nothing else.

use super::figures::this;
use super::{badge, fit, heading};
use crate::area::{Area, Level, ServiceKind};
use crate::heat::Ramp;
use crate::sheet::canvas::{Drawn, Frame, Ink, Layer, layer, mm};
use crate::sheet::layout::GUTTER_MM;
use crate::sheet::map::{COVERED, MapFrame, ROUTE_DASH_MM, WEIGHTS};
use crate::sheet::scene::Item;
use crate::sheet::style::{HOT, INK, MUTED, TEXT};
use crate::sheet::symbols::{self, Symbol};
use crate::sheet::{DENSITY_OPACITY, SheetError};
use crate::text::Message;
use geo::{Contains, Intersects};
use std::collections::BTreeMap;

/// From row to row: closer where there are many.
const STEP_MM: std::ops::RangeInclusive<f64> = 3.15..=4.6;
/// Samples are this wide, and the words begin after them.
const SAMPLE_MM: f64 = 7.0;
const WORDS_MM: f64 = 9.0;
/// A column of samples with words is at least so wide.
const COLUMN_MM: f64 = 40.0;

/// What a row of the legend shows.
enum Sample<'a> {
    Line(Ink, f64),
    Dashes(Ink, f64, f64),
    Ramp(Ramp),
    Tint(Ink, f64),
    Symbol(Ink, &'a str),
    Service(ServiceKind),
    Number,
}

/// The legend; nothing where the template has none.
pub fn legend(map: &MapFrame) -> Result<Drawn, SheetError> {
    let (spec, Some(frame)) = (map.spec, map.layout.legend) else { return Ok(Drawn::default()) };
    let columns = ((frame.width + GUTTER_MM) / (COLUMN_MM + GUTTER_MM)).floor().max(1.0);
    let room = frame.height - 8.5;
    let holds = columns as usize * (room / STEP_MM.start()).floor() as usize;
    // Signs of service points can be read; symbols of categories need their rows first.
    let mut rows = rows(map, Services::Each);
    if rows.len() > holds {
        rows = self::rows(map, Services::Together);
    }
    let step = (room * columns / rows.len() as f64).clamp(*STEP_MM.start(), *STEP_MM.end());
    let each = (room / step).floor().max(1.0) as usize;
    let most = each * columns as usize;
    let width = (frame.width - GUTTER_MM * (columns - 1.0)) / columns;
    layer(map.layout.page, |layer| {
        heading(layer, frame, &spec.word("sheet.legend"))?;
        for (i, (sample, words)) in fitting(map, rows, most).iter().enumerate() {
            let (column, row) = ((i / each) as f64, (i % each) as f64);
            let (x, y) = (frame.x + column * (width + GUTTER_MM), frame.y + 8.6 + step * row);
            if let Some(sample) = sample {
                draw(layer, sample, x, y)?;
            }
            layer.text(&fit(words, TEXT, width - WORDS_MM), mm(x + WORDS_MM, y), TEXT)?;
        }
        Ok(())
    })
}

/// The rows as far as there is room. Categories come last and the most frequent first; those that
/// have no room are counted in one row, which says so.
fn fitting<'a>(
    map: &MapFrame,
    mut rows: Vec<Row<'a>>,
    most: usize,
) -> Vec<(Option<Sample<'a>>, String)> {
    let cut = rows.len() > most;
    let gone = if cut { rows.split_off(most.saturating_sub(1)) } else { Vec::new() };
    let mut shown: Vec<_> = rows.into_iter().map(|row| (Some(row.sample), row.words)).collect();
    if cut {
        let count: usize = gone.iter().map(|row| row.count).sum();
        shown.push((None, map.spec.say(&Message::new("sheet.more").with("count", count))));
    }
    shown
}

struct Row<'a> {
    sample: Sample<'a>,
    words: String,
    /// Of how many incidents.
    count: usize,
}

/// Whether each kind of service point has a row.
#[derive(Clone, Copy, PartialEq)]
enum Services {
    Each,
    Together,
}

fn rows<'a>(map: &MapFrame<'a>, services: Services) -> Vec<Row<'a>> {
    let (spec, show) = (map.spec, map.spec.template.show);
    let accent = spec.template.colours.accent;
    let mut rows = Vec::new();
    let mut add = |sample: Sample<'a>, key: &'static str| {
        rows.push(Row { sample, words: spec.word(key), count: 0 });
    };
    add(Sample::Line(accent, 1.2), this(spec.area.level));
    for (key, ink, width_mm) in borders(map) {
        add(Sample::Line(ink, width_mm), key);
    }
    let seen = map.seen.rect();
    if show.zones && spec.areas.zones().iter().any(|zone| zone.shape.intersects(&seen)) {
        add(Sample::Dashes(MUTED, 0.35, 1.2), "sheet.zone_border");
    }
    if spec.density.is_some() {
        add(Sample::Ramp(spec.template.ramp()), "sheet.density");
    }
    if map.outlines_spots() {
        add(Sample::Dashes(HOT, 0.6, 2.0), "sheet.hot_spot");
    }
    if spec.coverage.is_some() {
        add(Sample::Tint(COVERED.0, COVERED.1), "sheet.covered");
    }
    if !spec.points.is_empty() {
        add(Sample::Number, "sheet.check_point");
    }
    if spec.route.is_some() {
        add(Sample::Dashes(accent, 0.5, ROUTE_DASH_MM), "sheet.route");
    }
    let kinds = map.service_kinds();
    let together = kinds.first().filter(|_| services == Services::Together && kinds.len() > 1);
    if let Some(first) = together {
        add(Sample::Service(*first), "sheet.services");
    }
    for kind in kinds.iter().copied().filter(|_| together.is_none()) {
        let words = kind.words().first().copied().unwrap_or_default().to_owned();
        let words = match spec.lang {
            crate::text::Lang::Zh => words,
            crate::text::Lang::En => kind.name().replace('_', " "),
        };
        rows.push(Row { sample: Sample::Service(kind), words, count: 0 });
    }
    if map.piles.crowded {
        rows.push(Row {
            sample: Sample::Symbol(MUTED, "circle"),
            words: spec.word("sheet.crowded"),
            count: 0,
        });
    }
    if show.incidents {
        rows.extend(categories(map));
    }
    rows
}

fn draw(layer: &mut Layer, sample: &Sample, x: f64, y: f64) -> Result<(), SheetError> {
    let (from, to, middle) = (mm(x, y), mm(x + SAMPLE_MM, y), mm(x + SAMPLE_MM / 2.0, y));
    let block = Frame { x, y: y - 1.2, width: SAMPLE_MM, height: 2.4 };
    match *sample {
        Sample::Line(ink, width_mm) => layer.line(&[from, to], ink, width_mm),
        Sample::Dashes(ink, width_mm, dash_mm) => layer.dashes(&[from, to], ink, width_mm, dash_mm),
        Sample::Ramp(colours) => ramp(layer, colours, f64::from(DENSITY_OPACITY), block),
        Sample::Tint(ink, opacity) => {
            let corners = [from.x, to.x].map(|x| [block.y, block.bottom()].map(|y| mm(x, y)));
            let [[a, b], [d, c]] = corners;
            layer.fill(&[a, b, c, d], ink, opacity)
        }
        Sample::Symbol(ink, name) => {
            layer.put(Item::Symbol { at: middle, symbol: Symbol::new(name, 1.2, ink) });
            Ok(())
        }
        Sample::Service(kind) => symbols::service(layer, kind, middle),
        Sample::Number => badge(layer, middle, 1.6, 1, INK),
    }
}

/// The kinds of border in sight, from the least.
fn borders(map: &MapFrame) -> Vec<(&'static str, Ink, f64)> {
    let (areas, seen) = (map.spec.areas, map.seen.rect());
    let several = |level| {
        let touches = |area: &&Area| area.shape.intersects(&seen);
        areas.level(level).iter().filter(touches).take(2).count() > 1
    };
    let seen_at_all = |level| match level {
        Level::Banner => areas.banner().is_some_and(|banner| !banner.shape.contains(&seen)),
        _ => several(level),
    };
    let key = |level| match level {
        Level::Grid => "sheet.grid_border",
        Level::Village => "sheet.village_border",
        Level::Township => "sheet.township_border",
        Level::Banner => "sheet.banner_border",
    };
    let drawn = WEIGHTS.into_iter().filter(|(level, ..)| map.draws(*level) && seen_at_all(*level));
    drawn.map(|(level, ink, width_mm)| (key(level), ink, width_mm)).collect()
}

/// The ramp from little to much, as it looks on white ground at this opacity.
pub fn ramp(layer: &mut Layer, ramp: Ramp, opacity: f64, frame: Frame) -> Result<(), SheetError> {
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
fn categories<'a>(map: &MapFrame<'a>) -> Vec<Row<'a>> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for incident in map.spec.incidents {
        *counts.entry(&incident.category).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    let row = |(name, count): (&'a str, usize)| {
        let (ink, symbol) = map.spec.looks_of(name);
        Row { sample: Sample::Symbol(ink, symbol), words: format!("{name}  {count}"), count }
    };
    counts.into_iter().map(row).collect()
}
