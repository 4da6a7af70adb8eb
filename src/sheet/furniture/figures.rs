//! The area's figures.

use super::{fit, heading};
use crate::area::Level;
use crate::sheet::SheetError;
use crate::sheet::canvas::{Align, Drawn, Type, layer, mm};
use crate::sheet::map::MapFrame;
use crate::sheet::style::{MUTED, TEXT};
use crate::text::Message;

/// From row to row: closer where there are many.
const STEP_MM: std::ops::RangeInclusive<f64> = 3.4..=5.0;

/// Ground, incidents, those still open, the change, check-points, their order, what was covered.
pub fn figures(map: &MapFrame) -> Result<Drawn, SheetError> {
    let (spec, Some(frame)) = (map.spec, map.layout.figures) else { return Ok(Drawn::default()) };
    let rows = rows(map);
    layer(map.layout.page, |layer| {
        heading(layer, frame, &spec.word(this(spec.area.level)))?;
        let room = frame.height - 8.0;
        let step = (room / rows.len() as f64).clamp(*STEP_MM.start(), *STEP_MM.end());
        for (i, (name, value)) in rows.iter().enumerate() {
            let y = frame.y + 8.6 + step * i as f64;
            let value_mm = TEXT.width_mm(value);
            let look = Type { ink: MUTED, ..TEXT };
            layer.text(&fit(name, look, frame.width - value_mm - 1.0), mm(frame.x, y), look)?;
            layer.text(value, mm(frame.right(), y), TEXT.align(Align::Right))?;
        }
        Ok(())
    })
}

/// What an area of this level calls itself.
pub fn this(level: Level) -> &'static str {
    match level {
        Level::Grid => "sheet.this_grid",
        Level::Village => "sheet.this_village",
        Level::Township => "sheet.this_township",
        Level::Banner => "sheet.this_banner",
    }
}

fn rows(map: &MapFrame) -> Vec<(String, String)> {
    let spec = map.spec;
    let open = spec.incidents.iter().filter(|incident| incident.status.is_open()).count();
    let count = spec.incidents.len();
    let mut rows = vec![
        (spec.word("sheet.area"), format!("{} km²", rounded_km2(spec.area.area_km2))),
        (spec.word("sheet.incidents"), count.to_string()),
        (spec.word("sheet.open"), open.to_string()),
    ];
    if let Some(before) = spec.before {
        let change = count as f64 - before as f64;
        let said = Message::new("sheet.change_of").with("before", before);
        rows.push((spec.word("sheet.change"), format!("{change:+}{}", spec.say(&said))));
    }
    if !spec.hot_spots.is_empty() {
        let count = spec.hot_spots.len().to_string();
        // One that is larger than the map has no outline on it.
        let all_over = Message::new("sheet.hot_all_over").with("count", &count);
        let said = if map.outlines_spots() { count } else { spec.say(&all_over) };
        rows.push((spec.word("sheet.hot_spots"), said));
    }
    if let Some(route) = spec.route {
        let key = if route.by_road { "sheet.route_road" } else { "sheet.route_straight" };
        rows.push((spec.word(key), length(route.length_m)));
    }
    if let Some(covered) = spec.coverage {
        let share = format!("{:.0} %", 100.0 * covered.share);
        rows.push((spec.say(&covered.said), share));
    }
    rows
}

/// `320 m`, `12.4 km`, `120 km`.
fn length(metres: f64) -> String {
    match metres {
        m if m < 1_000.0 => format!("{m:.0} m"),
        m if m < 100_000.0 => format!("{:.1} km", m / 1_000.0),
        m => format!("{:.0} km", m / 1_000.0),
    }
}

fn rounded_km2(area_km2: f64) -> String {
    if area_km2 < 10.0 { format!("{area_km2:.2}") } else { format!("{area_km2:.0}") }
}
