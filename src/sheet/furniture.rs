//! What stands around the map: title, graticule, scale bar, north arrow, tables, locator, notes.

use super::canvas::{Align, Drawn, Frame, Ink, Layer, Mm, Type, layer, mm};
use super::checkpoints::CheckPoint;
use super::font::fitted;
use super::map::MapFrame;
use super::page::{MARGIN_MM, Projection};
use super::style::{ACCENT, HEADING, INK, LINE, MUTED, PAPER, QUIET, SMALL, TEXT, TITLE, WARNING};
use super::{SheetError, SheetSpec};
use crate::area::Level;
use crate::geo::LonLat;
use crate::incident::Status;
use crate::text::Message;

/// The longest scale bar of a sheet.
const SCALE_MM: f64 = 50.0;

impl SheetSpec<'_> {
    pub(super) fn say(&self, message: &Message) -> String {
        message.render(self.lang)
    }

    pub(super) fn word(&self, key: &'static str) -> String {
        self.say(&Message::new(key))
    }

    /// Ink and symbol of a category.
    pub(super) fn looks_of(&self, category: &str) -> (Ink, &str) {
        self.rules
            .category(category)
            .map_or((MUTED, "circle"), |c| (Ink::hex(&c.color), c.symbol.as_str()))
    }
}

/// The text cut to a width.
pub(super) fn fit(text: &str, look: Type, max_mm: f64) -> String {
    fitted(text, look.size_mm(), look.weight, max_mm)
}

/// Title and code on the left; office and period on the right; the mark of example data.
pub(super) fn header(map: &MapFrame) -> Result<Drawn, SheetError> {
    let (spec, frame) = (map.spec, map.layout.header);
    layer(map.layout.page, |layer| {
        let right = Type { ink: MUTED, ..TEXT }.align(Align::Right);
        let side = 52.0;
        let title = spec.say(&Message::new("sheet.title").with("name", &spec.grid.name));
        layer.text(&fit(&title, TITLE, frame.width - side), mm(frame.x, frame.y + 4.0), TITLE)?;
        let chain = spec.areas.chain(spec.grid.code.as_str());
        let names: Vec<&str> = chain.iter().map(|area| area.name.as_str()).collect();
        let under = format!("{}\u{3000}{}", spec.grid.code, names.join(" › "));
        let look = Type { size_pt: 9.0, ink: MUTED, ..TEXT };
        layer.text(&fit(&under, look, frame.width - side), mm(frame.x, frame.y + 12.0), look)?;
        layer.text(&fit(spec.office, right, side), mm(frame.right(), frame.y + 2.5), right)?;
        let period = spec.say(&Message::new("sheet.period").with("period", spec.period.label));
        layer.text(&fit(&period, right, side), mm(frame.right(), frame.y + 7.5), right)?;
        if spec.example {
            let look = Type { ink: WARNING, ..TEXT }.bold().align(Align::Right);
            layer.text(&spec.word("sheet.example"), mm(frame.right(), frame.y + 12.5), look)?;
        }
        Ok(())
    })
}

/// The frame, with ticks and labels of whole minutes or parts of them outside it.
pub(super) fn graticule(map: &MapFrame) -> Result<Drawn, SheetError> {
    let frame = map.layout.map;
    layer(map.layout.page, |layer| {
        let span = map.seen.east - map.seen.west;
        let steps =
            [1.0 / 360.0, 1.0 / 120.0, 1.0 / 60.0, 2.0 / 60.0, 5.0 / 60.0, 10.0 / 60.0, 0.5, 1.0];
        let step = steps.into_iter().find(|s| span / s <= 5.0).unwrap_or(1.0);
        let multiples = |low: f64, high: f64| {
            let first = (low / step).ceil() as i64;
            let last = (high / step).floor() as i64;
            (first..=last).map(move |i| i as f64 * step)
        };
        let middle =
            map.projection.to_ground(mm(frame.x + frame.width / 2.0, frame.y + frame.height / 2.0));
        for lon in multiples(map.seen.west, map.seen.east) {
            // Meridians are straight on the page to a hair's breadth: their ends are enough.
            for (lat, y, outward) in
                [(map.seen.north, frame.y, -1.0), (map.seen.south, frame.bottom(), 1.0)]
            {
                let x = map.projection.to_page(LonLat::computed(lon, lat)).x;
                if x > frame.x + 6.0 && x < frame.right() - 6.0 {
                    layer.line(&[mm(x, y), mm(x, y + outward)], INK, 0.15)?;
                    layer.text(
                        &angle(lon, 'E'),
                        mm(x, y + outward * 2.6),
                        SMALL.align(Align::Middle),
                    )?;
                }
            }
        }
        for lat in multiples(map.seen.south, map.seen.north) {
            let y = map.projection.to_page(LonLat::computed(middle.lon(), lat)).y;
            if y > frame.y + 4.0 && y < frame.bottom() - 4.0 {
                layer.line(&[mm(frame.x, y), mm(frame.x + 1.2, y)], INK, 0.15)?;
                layer.line(&[mm(frame.right() - 1.2, y), mm(frame.right(), y)], INK, 0.15)?;
                let look = Type { ink: INK, ..SMALL };
                layer.label(&angle(lat, 'N'), mm(frame.x + 1.8, y), look, QUIET)?;
            }
        }
        layer.outline(frame, INK, 0.25)
    })
}

/// `107°58′30″E`, without parts that are zero.
fn angle(degrees: f64, hemisphere: char) -> String {
    let seconds = (degrees.abs() * 3600.0).round() as i64;
    let (d, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (m, s) {
        (0, 0) => format!("{d}°{hemisphere}"),
        (_, 0) => format!("{d}°{m:02}′{hemisphere}"),
        _ => format!("{d}°{m:02}′{s:02}″{hemisphere}"),
    }
}

/// Scale bar with its ratio, and the north arrow, in the lower corners of the map.
pub(super) fn scale_and_north(map: &MapFrame) -> Result<Drawn, SheetError> {
    layer(map.layout.page, |layer| {
        let (length_m, parts) = bar_length(&map.projection, SCALE_MM);
        let width = map.projection.mm_of_m(length_m);
        let plate = scale_plate(map);
        layer.rectangle(plate, PAPER)?;
        let (x, y) = (plate.x + 4.0, plate.y + 6.4);
        for part in 0..parts {
            let step = width / f64::from(parts);
            let segment = Frame { x: x + step * f64::from(part), y, width: step, height: 1.2 };
            layer.rectangle(segment, if part % 2 == 0 { INK } else { PAPER })?;
            layer.outline(segment, INK, 0.15)?;
        }
        let look = Type { ink: INK, ..SMALL }.align(Align::Middle);
        layer.text("0", mm(x, y + 3.0), look)?;
        layer.text(&length(length_m), mm(x + width, y + 3.0), look)?;
        let ratio = format!("1:{}", grouped(map.projection.denominator));
        layer.text(&ratio, mm(plate.x + 4.0, plate.y + 3.0), HEADING)?;
        let plate = north_plate(map);
        north(layer, map, mm(plate.x + plate.width / 2.0, plate.y + plate.height / 2.0))
    })
}

/// Where the scale bar stands.
pub(super) fn scale_plate(map: &MapFrame) -> Frame {
    let (length_m, _) = bar_length(&map.projection, SCALE_MM);
    let frame = map.layout.map;
    let width = map.projection.mm_of_m(length_m) + 16.0;
    Frame { x: frame.x + 3.0, y: frame.bottom() - 14.0, width, height: 11.0 }
}

/// Where the north arrow stands.
pub(super) fn north_plate(map: &MapFrame) -> Frame {
    let frame = map.layout.map;
    Frame { x: frame.right() - 15.5, y: frame.y + 5.5, width: 13.0, height: 13.0 }
}

/// The longest of 1, 2, 5 × 10ⁿ metres that takes at most so many millimetres, and its parts.
pub(super) fn bar_length(projection: &Projection, most_mm: f64) -> (f64, u32) {
    let most_m = most_mm * projection.denominator / 1000.0;
    let power = 10_f64.powf(most_m.log10().floor());
    let (factor, parts) = [(5.0, 5), (2.0, 4), (1.0, 5)]
        .into_iter()
        .find(|(factor, _)| factor * power <= most_m)
        .unwrap_or((1.0, 5));
    (factor * power, parts)
}

/// True north at the middle of the map, where the plane's upward direction is north.
fn north(layer: &mut Layer, map: &MapFrame, at: Mm) -> Result<(), SheetError> {
    layer.disc(at, 6.5, PAPER)?;
    layer.fill(
        &[mm(at.x, at.y - 5.0), mm(at.x + 2.2, at.y + 3.6), mm(at.x, at.y + 2.0)],
        INK,
        1.0,
    )?;
    layer.fill(
        &[mm(at.x, at.y - 5.0), mm(at.x - 2.2, at.y + 3.6), mm(at.x, at.y + 2.0)],
        MUTED,
        0.6,
    )?;
    let look = Type { size_pt: 7.0, ..HEADING }.align(Align::Middle);
    layer.text(&map.spec.word("sheet.north"), mm(at.x, at.y + 4.2), look)
}

/// `500 m`, `2 km`.
pub(super) fn length(metres: f64) -> String {
    if metres >= 1000.0 { format!("{} km", metres / 1000.0) } else { format!("{metres} m") }
}

/// `25,000`.
fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The table of check-points.
pub(super) fn table(map: &MapFrame, points: &[CheckPoint]) -> Result<Drawn, SheetError> {
    let (spec, frame) = (map.spec, map.layout.table);
    layer(map.layout.page, |layer| {
        heading(layer, frame, &spec.word("sheet.checkpoints"))?;
        if points.is_empty() {
            let look = Type { ink: MUTED, ..TEXT };
            return layer.text(
                &spec.word("sheet.no_checkpoints"),
                mm(frame.x, frame.y + 10.0),
                look,
            );
        }
        let columns = [0.0, 8.0, 28.0, 47.0, 56.0];
        let names = ["", "sheet.longitude", "sheet.latitude", "sheet.count", "sheet.main_category"];
        for (x, key) in columns.into_iter().zip(names).skip(1) {
            layer.text(&spec.word(key), mm(frame.x + x, frame.y + 8.6), SMALL)?;
        }
        for (i, point) in points.iter().enumerate() {
            let y = frame.y + 13.4 + 5.7 * i as f64;
            let badge = mm(frame.x + 2.2, y);
            layer.disc(badge, 1.9, INK)?;
            let look = Type { size_pt: 7.5, ink: PAPER, ..TEXT }.bold().align(Align::Middle);
            layer.text(&(i + 1).to_string(), badge, look)?;
            let category = fit(&point.category, TEXT, frame.width - 56.0);
            let cells = [
                format!("{:.5}", point.at.lon()),
                format!("{:.5}", point.at.lat()),
                point.count.to_string(),
                category,
            ];
            for (x, cell) in columns.into_iter().skip(1).zip(cells) {
                layer.text(&cell, mm(frame.x + x, y), TEXT)?;
            }
            layer.line(&[mm(frame.x, y + 2.8), mm(frame.right(), y + 2.8)], LINE, 0.1)?;
        }
        Ok(())
    })
}

pub(super) fn heading(layer: &mut Layer, frame: Frame, text: &str) -> Result<(), SheetError> {
    layer.text(text, mm(frame.x, frame.y + 2.2), HEADING)?;
    layer.line(&[mm(frame.x, frame.y + 5.2), mm(frame.right(), frame.y + 5.2)], INK, 0.25)
}

/// Area, incidents of the period, those still open.
pub(super) fn figures(map: &MapFrame) -> Result<Drawn, SheetError> {
    let (spec, frame) = (map.spec, map.layout.figures);
    let closed =
        |status: Status| matches!(status, Status::Resolved | Status::Confirmed | Status::Declined);
    let open = spec.incidents.iter().filter(|incident| !closed(incident.status)).count();
    let rows = [
        ("sheet.area", format!("{} km²", rounded_km2(spec.grid.area_km2))),
        ("sheet.incidents", spec.incidents.len().to_string()),
        ("sheet.open", open.to_string()),
    ];
    layer(map.layout.page, |layer| {
        heading(layer, frame, &spec.word("sheet.figures"))?;
        for (i, (key, value)) in rows.into_iter().enumerate() {
            let y = frame.y + 9.2 + 5.0 * i as f64;
            layer.text(&spec.word(key), mm(frame.x, y), Type { ink: MUTED, ..TEXT })?;
            layer.text(&value, mm(frame.right(), y), TEXT.align(Align::Right))?;
        }
        Ok(())
    })
}

fn rounded_km2(area_km2: f64) -> String {
    if area_km2 < 10.0 { format!("{area_km2:.2}") } else { format!("{area_km2:.0}") }
}

/// The banner with its townships, and where the grid lies in it.
pub(super) fn locator(map: &MapFrame) -> Result<Drawn, SheetError> {
    let (spec, frame) = (map.spec, map.layout.locator);
    let Some(banner) = spec.areas.banner() else { return Ok(Drawn::default()) };
    let projection = Projection::fill(&banner.bounds, frame, 0.94);
    layer(map.layout.page, |layer| {
        let mut outline =
            |shape: &geo::MultiPolygon<f64>, ink: Ink, width_mm: f64, fill: Option<Ink>| {
                for part in shape {
                    let ring: Vec<Mm> = part
                        .exterior()
                        .coords()
                        .map(|c| projection.to_page(LonLat::computed(c.x, c.y)))
                        .collect();
                    if let Some(ink) = fill {
                        layer.fill(&ring, ink, 1.0)?;
                    }
                    layer.line(&ring, ink, width_mm)?;
                }
                Ok::<(), SheetError>(())
            };
        outline(&banner.shape, INK, 0.4, Some(QUIET))?;
        for township in spec.areas.level(Level::Township) {
            outline(&township.shape, LINE, 0.15, None)?;
        }
        outline(&spec.grid.shape, ACCENT, 0.3, Some(ACCENT))?;
        layer.circle(projection.to_page(spec.grid.label), 2.4, ACCENT, 0.5)
    })
}

/// The sources to be named, on at most two lines.
pub(super) fn sources(
    layer: &mut Layer,
    attributions: &[String],
    at: Mm,
    width: f64,
) -> Result<(), SheetError> {
    let look = Type { size_pt: 5.5, ..SMALL };
    let mut lines = vec![String::new()];
    for source in attributions {
        let Some(line) = lines.last_mut() else { break };
        let longer = if line.is_empty() { source.clone() } else { format!("{line}；{source}") };
        if look.width_mm(&longer) <= width {
            *line = longer;
        } else {
            lines.push(source.clone());
        }
    }
    for (i, line) in lines.iter().take(2).enumerate() {
        layer.text(&fit(line, look, width), mm(at.x, at.y + 2.7 * i as f64), look)?;
    }
    Ok(())
}

/// Datum, approval number, date and sources.
pub(super) fn footer(map: &MapFrame) -> Result<Drawn, SheetError> {
    let (spec, frame) = (map.spec, map.layout.footer);
    layer(map.layout.page, |layer| {
        layer.line(&[mm(MARGIN_MM, frame.y), mm(frame.right(), frame.y)], LINE, 0.15)?;
        let approval = spec.approval_number.unwrap_or("____________________");
        let notes = [
            spec.word("sheet.datum"),
            spec.say(&Message::new("sheet.approval").with("number", approval)),
            spec.say(&Message::new("sheet.printed").with("date", spec.printed_on)),
        ];
        let look = Type { ink: INK, ..SMALL };
        layer.text(&notes.join("\u{3000}\u{3000}"), mm(frame.x, frame.y + 3.2), look)?;
        sources(layer, spec.attributions, mm(frame.x, frame.y + 6.4), frame.width)
    })
}
