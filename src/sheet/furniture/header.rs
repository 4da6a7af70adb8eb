//! Title and notes: the head and the foot of a page.

use super::fit;
use super::qr::{QR_MM, code};
use crate::sheet::canvas::{Align, Drawn, Frame, Layer, Mm, Type, layer, mm};
use crate::sheet::layout::{GUTTER_MM, MARGIN_MM};
use crate::sheet::map::MapFrame;
use crate::sheet::scene::Item;
use crate::sheet::style::{INK, LINE, MUTED, SMALL, TEXT, TITLE, WARNING};
use crate::sheet::{SheetError, SheetSpec, base};
use crate::text::Message;
use std::sync::Arc;

/// A logo takes at most so much of the head, in millimetres.
const LOGO_MM: (f64, f64) = (26.0, 15.0);
/// A title is never smaller than this.
const LEAST_TITLE_PT: f64 = 12.0;

/// Title, where the area belongs, its code, period, office and mark; a logo on the left, the code
/// that opens the area at the desk on the right.
pub fn header(map: &MapFrame) -> Result<Drawn, SheetError> {
    let (spec, mut frame) = (map.spec, map.layout.header);
    let mut drawn = Drawn::default();
    if let Some((logo, width)) = logo(spec, frame)? {
        drawn.push(logo);
        frame = Frame {
            x: frame.x + width + GUTTER_MM,
            width: frame.width - width - GUTTER_MM,
            ..frame
        };
    }
    if let Some(url) = spec.url.filter(|_| spec.template.show.qr) {
        let at = mm(frame.right() - QR_MM, frame.y - 0.5);
        drawn.push(code(map, url, at)?);
        frame.width -= QR_MM + GUTTER_MM;
    }
    drawn.push(words(map, frame)?);
    Ok(drawn)
}

fn words(map: &MapFrame, frame: Frame) -> Result<Drawn, SheetError> {
    let spec = map.spec;
    layer(map.layout.page, |layer| {
        let area = spec.area;
        let title = spec.title();
        let look = shrunk(&title, TITLE, frame.width);
        layer.text(&fit(&title, look, frame.width), mm(frame.x, frame.y + 3.6), look)?;
        let chain = spec.areas.chain(area.code.as_str());
        let names: Vec<&str> = chain.iter().map(|area| area.name.as_str()).collect();
        let look = Type { size_pt: 9.0, ink: MUTED, ..TEXT };
        let marked = marks(layer, spec, frame)?;
        let under = format!("{}\u{3000}{}", area.code, names.join(" › "));
        layer.text(&fit(&under, look, frame.width - marked), mm(frame.x, frame.y + 10.2), look)?;
        let period = spec.say(&Message::new("sheet.period").with("period", spec.period.label));
        let facts = format!("{period}\u{3000}{}", spec.office());
        let look = Type { ink: INK, ..TEXT };
        layer.text(&fit(&facts, look, frame.width), mm(frame.x, frame.y + 14.8), look)
    })
}

/// The mark of example data and that of the template, on the right of the second line; answers
/// with the width that they take.
fn marks(layer: &mut Layer, spec: &SheetSpec, frame: Frame) -> Result<f64, SheetError> {
    let example = spec.example.then(|| spec.word("sheet.example"));
    let mark = spec.template.mark(spec.lang).trim();
    let mut right = frame.right();
    let warning = Type { ink: WARNING, ..TEXT }.bold().align(Align::Right);
    let plain = Type { ink: INK, ..TEXT }.bold().align(Align::Right);
    for (text, look) in [(example.as_deref().unwrap_or(""), warning), (mark, plain)] {
        if !text.is_empty() {
            layer.text(text, mm(right, frame.y + 10.2), look)?;
            right -= look.width_mm(text) + 3.0;
        }
    }
    Ok(frame.right() - right + 1.0)
}

/// The look with letters just small enough for a width.
fn shrunk(text: &str, look: Type, width_mm: f64) -> Type {
    let share = width_mm / look.width_mm(text).max(1e-9);
    Type { size_pt: (look.size_pt * share.min(1.0)).max(LEAST_TITLE_PT), ..look }
}

/// The template's logo at the left of the head, and how wide it is.
fn logo(spec: &SheetSpec, frame: Frame) -> Result<Option<(Drawn, f64)>, SheetError> {
    let Some(png) = &spec.template.logo else { return Ok(None) };
    let failed = |error: png::DecodingError| SheetError::Draw { what: error.to_string() };
    let reader =
        png::Decoder::new(std::io::Cursor::new(png.as_slice())).read_info().map_err(failed)?;
    let (w, h) = (f64::from(reader.info().width), f64::from(reader.info().height));
    let scale = (LOGO_MM.0 / w).min(LOGO_MM.1 / h);
    let (width, height) = (w * scale, h * scale);
    let frame = Frame { x: frame.x, y: frame.y, width, height };
    let picture = Item::Picture { png: Arc::clone(png), frame, opacity: 1.0 };
    Ok(Some((Drawn(vec![picture]), width)))
}

/// The sources to be named, on at most two lines.
pub fn sources(
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

/// Datum, approval number, date, the template's note, and sources.
pub fn footer(map: &MapFrame) -> Result<Drawn, SheetError> {
    let (spec, frame) = (map.spec, map.layout.footer);
    let show = spec.template.show;
    layer(map.layout.page, |layer| {
        layer.line(&[mm(MARGIN_MM, frame.y), mm(frame.right(), frame.y)], LINE, 0.15)?;
        let mut notes = vec![spec.word("sheet.datum")];
        if show.approval {
            let number = spec.approval_number.unwrap_or("____________________");
            notes.push(spec.say(&Message::new("sheet.approval").with("number", number)));
        }
        notes.push(spec.say(&Message::new("sheet.printed").with("date", spec.printed_on)));
        let look = Type { ink: INK, ..SMALL };
        let line = notes.join("\u{3000}\u{3000}");
        layer.text(&line, mm(frame.x, frame.y + 3.2), look)?;
        let note = spec.template.note(spec.lang).trim();
        if !note.is_empty() {
            let look = Type { ink: INK, ..TEXT }.bold().align(Align::Right);
            let room = frame.width - SMALL.width_mm(&line) - GUTTER_MM;
            layer.text(&fit(note, look, room), mm(frame.right(), frame.y + 3.2), look)?;
        }
        if show.sources {
            sources(layer, &base::sources(spec), mm(frame.x, frame.y + 6.4), frame.width)?;
        }
        Ok(())
    })
}
