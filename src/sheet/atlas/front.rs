//! What stands before the sheets: the cover with its overview map, further overviews, the index.

use super::super::SheetError;
use super::super::canvas::{Align, Drawn, Frame, Ink, Layer, PageSize, Type, mm};
use super::super::font::fitted;
use super::super::furniture::sources;
use super::super::paint::pdf::Bookmark;
use super::super::scene::Item;
use super::super::style::{INK, LINE, MUTED, SMALL, TEXT, TITLE, WARNING};
use super::{AtlasSpec, index, overview};
use crate::text::Message;

/// What a reader is led to.
pub(super) const ACCENT: Ink = Ink(11, 110, 138);
/// Ground outside the banner.
pub(super) const ABROAD: Ink = Ink(232, 229, 222);
/// White on every side, in millimetres.
pub(super) const MARGIN_MM: f64 = 12.0;
/// The band of the title.
const HEADER_MM: f64 = 17.0;
/// The band of notes, at the foot.
const FOOTER_MM: f64 = 10.0;

/// A page in front of the sheets.
pub(super) struct FrontPage {
    pub size: PageSize,
    pub items: Vec<Item>,
    /// Where it leads to the sheet of an entry, by the place of the entry.
    pub links: Vec<(Frame, usize, String)>,
}

impl FrontPage {
    pub fn new(size: PageSize, body: Drawn, links: Vec<(Frame, usize, String)>) -> Self {
        Self { size, items: body.0, links }
    }
}

/// All pages in front of the sheets.
pub(super) struct Front {
    pub pages: Vec<FrontPage>,
    pub bookmarks: Vec<Bookmark>,
}

impl Front {
    pub fn draw(spec: &AtlasSpec) -> Result<Self, SheetError> {
        let overviews = overview::draw(spec)?;
        let mut pages = Vec::new();
        let mut below = Vec::new();
        for (name, page) in overviews {
            if !pages.is_empty() {
                below.push(Bookmark { words: name, page: pages.len(), below: Vec::new() });
            }
            pages.push(page);
        }
        let index = Bookmark {
            words: spec.word("sheet.atlas_index"),
            page: pages.len(),
            below: Vec::new(),
        };
        let overview = Bookmark { words: spec.word("sheet.atlas_overview"), page: 0, below };
        let before = pages.len();
        pages.extend(index::draw(spec, before)?);
        Ok(Self { pages, bookmarks: vec![overview, index] })
    }
}

/// The text cut to a width.
pub(super) fn fit(text: &str, look: Type, max_mm: f64) -> String {
    fitted(text, look.size_mm(), look.weight, max_mm)
}

/// The frame between header and footer.
pub(super) fn inside(page: PageSize) -> Frame {
    let top = MARGIN_MM + HEADER_MM;
    let bottom = page.height - MARGIN_MM - FOOTER_MM - 3.0;
    let width = page.width - 2.0 * MARGIN_MM;
    Frame { x: MARGIN_MM, y: top, width, height: bottom - top }
}

/// Title and the line beneath it on the left; office, period and the mark of example data on the
/// right.
pub(super) fn header(
    layer: &mut Layer,
    spec: &AtlasSpec,
    page: PageSize,
    title: &str,
    under: &str,
) -> Result<(), SheetError> {
    let (left, right_x) = (MARGIN_MM, page.width - MARGIN_MM);
    let side = 58.0;
    let width = right_x - left - side;
    layer.text(&fit(title, TITLE, width), mm(left, MARGIN_MM + 4.0), TITLE)?;
    let look = Type { size_pt: 9.0, ink: MUTED, ..TEXT };
    layer.text(&fit(under, look, width), mm(left, MARGIN_MM + 12.0), look)?;
    let right = Type { ink: MUTED, ..TEXT }.align(Align::Right);
    layer.text(&fit(spec.office, right, side), mm(right_x, MARGIN_MM + 2.5), right)?;
    let period = spec.say(&Message::new("sheet.period").with("period", spec.period));
    layer.text(&fit(&period, right, side), mm(right_x, MARGIN_MM + 7.5), right)?;
    if spec.example {
        let look = Type { ink: WARNING, ..TEXT }.bold().align(Align::Right);
        layer.text(&spec.word("sheet.example"), mm(right_x, MARGIN_MM + 12.5), look)?;
    }
    Ok(())
}

/// Datum, approval number, date and sources.
pub(super) fn footer(
    layer: &mut Layer,
    spec: &AtlasSpec,
    page: PageSize,
) -> Result<(), SheetError> {
    let (x, y) = (MARGIN_MM, page.height - MARGIN_MM - FOOTER_MM);
    let width = page.width - 2.0 * MARGIN_MM;
    layer.line(&[mm(x, y), mm(x + width, y)], LINE, 0.15)?;
    let approval = spec.approval_number.unwrap_or("____________________");
    let notes = [
        spec.word("sheet.datum"),
        spec.say(&Message::new("sheet.approval").with("number", approval)),
        spec.say(&Message::new("sheet.printed").with("date", spec.printed_on)),
    ];
    let look = Type { ink: INK, ..SMALL };
    layer.text(&notes.join("\u{3000}\u{3000}"), mm(x, y + 3.2), look)?;
    sources(layer, spec.attributions, mm(x, y + 6.4), width)
}
