//! The index: a row for each grid, which leads to its sheet.

use super::super::SheetError;
use super::super::canvas::{Align, Frame, Layer, PageSize, Type, layer, mm};
use super::super::style::{INK, LINE, SMALL, TEXT};
use super::front::{ACCENT, FrontPage, MARGIN_MM, fit, footer, header, inside};
use super::{AtlasEntry, AtlasSpec};
use crate::area::Level;

const PAGE: PageSize = PageSize { width: 210.0, height: 297.0 };
/// From row to row.
const ROW_MM: f64 = 5.0;
/// The band of the column names.
const NAMES_MM: f64 = 7.0;

/// A column: the key of its name, where it begins, how wide it is, and on which side it stands.
struct Column(&'static str, f64, f64, Align);

/// They fill the page between its margins.
const COLUMNS: [Column; 9] = [
    Column("sheet.index_number", 0.0, 9.0, Align::Right),
    Column("sheet.index_code", 12.0, 27.0, Align::Left),
    Column("sheet.index_name", 40.0, 46.0, Align::Left),
    Column("sheet.index_township", 87.0, 24.0, Align::Left),
    Column("sheet.index_village", 112.0, 25.0, Align::Left),
    Column("sheet.index_area", 138.0, 14.0, Align::Right),
    Column("sheet.index_incidents", 153.0, 11.0, Align::Right),
    Column("sheet.index_open", 165.0, 11.0, Align::Right),
    Column("sheet.index_page", 177.0, 9.0, Align::Right),
];

fn rows_per_page() -> usize {
    ((inside(PAGE).height - NAMES_MM) / ROW_MM).floor() as usize
}

/// How many pages an index of so many entries takes.
fn pages(entries: usize) -> usize {
    entries.div_ceil(rows_per_page())
}

/// The pages of the index, after so many others.
pub(super) fn draw(spec: &AtlasSpec, before: usize) -> Result<Vec<FrontPage>, SheetError> {
    let front = before + pages(spec.entries.len());
    let entries: Vec<(usize, &AtlasEntry)> = spec.entries.iter().enumerate().collect();
    entries.chunks(rows_per_page()).map(|rows| page(spec, rows, front)).collect()
}

fn page(
    spec: &AtlasSpec,
    rows: &[(usize, &AtlasEntry)],
    front: usize,
) -> Result<FrontPage, SheetError> {
    let frame = inside(PAGE);
    let mut links = Vec::with_capacity(rows.len());
    let body = layer(PAGE, |layer| {
        header(layer, spec, PAGE, &spec.word("sheet.atlas_index"), &spec.title())?;
        names(layer, spec, frame)?;
        for ((place, entry), row) in rows.iter().zip(0_u32..) {
            let y = frame.y + NAMES_MM + ROW_MM * (f64::from(row) + 0.5);
            let cells = cells(spec, *place, entry, front + place + 1);
            for (Column(_, x, width, align), cell) in COLUMNS.iter().zip(cells) {
                let ink = if *x == 0.0 { ACCENT } else { INK };
                put(layer, &cell, (*x, *width), y, Type { ink, ..TEXT }.align(*align))?;
            }
            let (low, width) = (y + ROW_MM / 2.0, frame.width);
            layer.line(&[mm(frame.x, low), mm(frame.right(), low)], LINE, 0.1)?;
            let row = Frame { x: frame.x, y: y - ROW_MM / 2.0, width, height: ROW_MM };
            links.push((row, *place, entry.grid.name.clone()));
        }
        footer(layer, spec, PAGE)
    })?;
    Ok(FrontPage::new(PAGE, body, links))
}

fn names(layer: &mut Layer, spec: &AtlasSpec, frame: Frame) -> Result<(), SheetError> {
    for Column(key, x, width, align) in &COLUMNS {
        let look = Type { ink: INK, ..SMALL }.bold().align(*align);
        put(layer, &spec.word(key), (*x, *width), frame.y + NAMES_MM - 3.0, look)?;
    }
    let y = frame.y + NAMES_MM;
    layer.line(&[mm(frame.x, y), mm(frame.right(), y)], INK, 0.25)
}

fn put(
    layer: &mut Layer,
    text: &str,
    (x, width): (f64, f64),
    y: f64,
    look: Type,
) -> Result<(), SheetError> {
    let x = MARGIN_MM + x + if look.align == Align::Right { width } else { 0.0 };
    layer.text(&fit(text, look, width), mm(x, y), look)
}

fn cells(spec: &AtlasSpec, place: usize, entry: &AtlasEntry, page: usize) -> [String; 9] {
    let grid = entry.grid;
    let [township, village] = [Level::Township, Level::Village]
        .map(|level| spec.part_of(grid, level).map_or_else(String::new, |area| area.name.clone()));
    let area = if grid.area_km2 < 10.0 {
        format!("{:.2}", grid.area_km2)
    } else {
        format!("{:.0}", grid.area_km2)
    };
    [
        (spec.first_number + place).to_string(),
        grid.code.to_string(),
        grid.name.clone(),
        township,
        village,
        area,
        entry.incidents.to_string(),
        entry.open.to_string(),
        page.to_string(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_do_not_overlap() {
        let mut right = 0.0;
        for Column(key, x, width, _) in &COLUMNS {
            assert!(*x >= right, "{key}");
            right = x + width;
        }
        assert!(right <= inside(PAGE).width);
    }
}
