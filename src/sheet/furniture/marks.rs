//! Scale bar and north arrow, on plates in the corners of the map.

use crate::sheet::SheetError;
use crate::sheet::canvas::{Align, Drawn, Frame, Layer, Mm, Type, layer, mm};
use crate::sheet::map::MapFrame;
use crate::sheet::projection::Projection;
use crate::sheet::style::{HEADING, INK, MUTED, PAPER, SMALL};

/// The longest scale bar of a sheet.
const SCALE_MM: f64 = 50.0;

/// The places of scale bar and north arrow, which are kept free of names.
pub fn plates(map: &MapFrame) -> Vec<Frame> {
    let show = map.spec.template.show;
    let scale = show.scale_bar.then(|| scale_plate(map));
    scale.into_iter().chain(show.north_arrow.then(|| north_plate(map))).collect()
}

fn scale_plate(map: &MapFrame) -> Frame {
    let (length_m, _) = bar_length(&map.projection, SCALE_MM);
    let frame = map.layout.map;
    let width = map.projection.mm_of_m(length_m) + 16.0;
    Frame { x: frame.x + 3.0, y: frame.bottom() - 14.0, width, height: 11.0 }
}

fn north_plate(map: &MapFrame) -> Frame {
    let frame = map.layout.map;
    Frame { x: frame.right() - 15.5, y: frame.y + 2.5, width: 13.0, height: 13.0 }
}

/// The scale bar with its ratio, in the lower left corner.
pub fn scale_bar(map: &MapFrame) -> Result<Drawn, SheetError> {
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
        layer.text(&ratio, mm(plate.x + 4.0, plate.y + 3.0), HEADING)
    })
}

/// The longest of 1, 2, 5 × 10ⁿ metres that takes at most so many millimetres, and its parts.
pub fn bar_length(projection: &Projection, most_mm: f64) -> (f64, u32) {
    let most_m = most_mm * projection.denominator / 1000.0;
    let power = 10_f64.powf(most_m.log10().floor());
    let (factor, parts) = [(5.0, 5), (2.0, 4), (1.0, 5)]
        .into_iter()
        .find(|(factor, _)| factor * power <= most_m)
        .unwrap_or((1.0, 5));
    (factor * power, parts)
}

/// The north arrow, in the upper right corner.
pub fn north_arrow(map: &MapFrame) -> Result<Drawn, SheetError> {
    let plate = north_plate(map);
    let at = mm(plate.x + plate.width / 2.0, plate.y + plate.height / 2.0);
    layer(map.layout.page, |layer| arrow(layer, map, at))
}

/// True north at the middle of the map, where the plane's upward direction is north.
fn arrow(layer: &mut Layer, map: &MapFrame, at: Mm) -> Result<(), SheetError> {
    layer.disc(at, 6.5, PAPER)?;
    let side = |dx: f64| [mm(at.x, at.y - 5.4), mm(at.x + dx, at.y + 2.2), mm(at.x, at.y + 0.8)];
    layer.fill(&side(2.2), INK, 1.0)?;
    layer.fill(&side(-2.2), MUTED, 0.6)?;
    let look = Type { size_pt: 7.0, ..HEADING }.align(Align::Middle);
    layer.text(&map.spec.word("sheet.north"), mm(at.x, at.y + 4.0), look)
}

/// `500 m`, `2 km`.
pub fn length(metres: f64) -> String {
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
