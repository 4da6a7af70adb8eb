//! The table of check-points: name, coordinates, what to look for.

use super::{fit, heading};
use crate::sheet::canvas::{Align, Drawn, Frame, Ink, Layer, Mm, Type, layer, mm};
use crate::sheet::map::MapFrame;
use crate::sheet::script::lines;
use crate::sheet::style::{INK, LINE, MUTED, PAPER, SMALL, TEXT};
use crate::sheet::{SheetError, SheetPoint};

/// Words begin after the number.
const WORDS_MM: f64 = 6.2;
/// A row of two lines is at least so high.
const TWO_LINES_MM: f64 = 6.0;
/// One of three lines so high.
const THREE_LINES_MM: f64 = 9.2;
/// And no row is higher than this.
const MOST_MM: f64 = 9.6;

/// The number of a check-point, white in a dark disc.
pub fn badge(
    layer: &mut Layer,
    at: Mm,
    radius_mm: f64,
    number: usize,
    ink: Ink,
) -> Result<(), SheetError> {
    layer.disc(at, radius_mm, ink)?;
    let size_pt = if number < 10 { 4.0 * radius_mm } else { 3.3 * radius_mm };
    let look = Type { size_pt, ink: PAPER, ..TEXT }.bold().align(Align::Middle);
    layer.text(&number.to_string(), at, look)
}

/// The table; nothing where the template has none.
pub fn table(map: &MapFrame) -> Result<Drawn, SheetError> {
    let (spec, Some(frame)) = (map.spec, map.layout.table) else { return Ok(Drawn::default()) };
    layer(map.layout.page, |layer| {
        heading(layer, frame, &spec.word("sheet.checkpoints"))?;
        if spec.points.is_empty() {
            let look = Type { ink: MUTED, ..TEXT };
            let said = spec.word("sheet.no_checkpoints");
            return layer.text(&fit(&said, look, frame.width), mm(frame.x, frame.y + 9.2), look);
        }
        let room = frame.height - 6.4;
        let high = (room / spec.points.len() as f64).min(MOST_MM);
        for (i, point) in spec.points.iter().enumerate() {
            let row = Frame { y: frame.y + 6.4 + high * i as f64, height: high, ..frame };
            one(layer, row, i + 1, point)?;
            if i + 1 < spec.points.len() {
                layer.line(&[mm(row.x, row.bottom()), mm(row.right(), row.bottom())], LINE, 0.1)?;
            }
        }
        Ok(())
    })
}

/// One check-point, on two lines where there is room for them, else on one.
fn one(layer: &mut Layer, row: Frame, number: usize, point: &SheetPoint) -> Result<(), SheetError> {
    let middle = row.y + row.height / 2.0;
    badge(layer, mm(row.x + 2.2, middle), 1.8, number, INK)?;
    let place = format!("{:.5}, {:.5}", point.at.lon(), point.at.lat());
    let figures = Type { size_pt: 7.0, ..TEXT };
    let place_mm = figures.width_mm(&place);
    let x = row.x + WORDS_MM;
    let room = row.width - WORDS_MM - place_mm - 2.0;
    let small = Type { size_pt: 6.5, ink: MUTED, ..SMALL };
    if row.height >= TWO_LINES_MM {
        let most = if row.height >= THREE_LINES_MM { 2 } else { 1 };
        let words = row.width - WORDS_MM;
        let below = lines(&point.look_for, small.size_mm(), small.weight, words, most);
        let upper = middle - 1.45 * below.len() as f64;
        layer.text(&fit(&point.name, TEXT, room), mm(x, upper), TEXT)?;
        layer.text(&place, mm(row.right(), upper), figures.align(Align::Right))?;
        return below.iter().enumerate().try_for_each(|(i, line)| {
            layer.text(line, mm(x, upper + 2.95 + 2.75 * i as f64), small)
        });
    }
    let both = format!("{}\u{3000}{}", point.name, point.look_for);
    layer.text(
        &fit(&both, Type { size_pt: 7.0, ..TEXT }, room),
        mm(x, middle),
        Type { size_pt: 7.0, ..TEXT },
    )?;
    layer.text(&place, mm(row.right(), middle), figures.align(Align::Right))
}
