//! What stands around the map: title, graticule, scale bar, north arrow, tables, locator, notes.

mod cartouche;
mod figures;
mod graticule;
mod header;
mod legend;
mod locator;
mod marks;
mod qr;
mod table;

pub(super) use cartouche::cartouche;
pub(super) use figures::figures;
pub(super) use graticule::{frame, lines};
pub(super) use header::{footer, header, sources};
pub(super) use legend::{legend, ramp};
pub(super) use locator::locator;
pub(super) use marks::{bar_length, length, north_arrow, plates, scale_bar};
pub(super) use table::{badge, table};

use super::canvas::{Frame, Ink, Layer, Type, mm};
use super::font::fitted;
use super::style::{HEADING, INK, MUTED};
use super::{SheetError, SheetSpec};
use crate::text::Message;

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
fn fit(text: &str, look: Type, max_mm: f64) -> String {
    fitted(text, look.size_mm(), look.weight, max_mm)
}

/// The heading of a block, with a line under it.
fn heading(layer: &mut Layer, frame: Frame, text: &str) -> Result<(), SheetError> {
    layer.text(&fit(text, HEADING, frame.width), mm(frame.x, frame.y + 2.2), HEADING)?;
    layer.line(&[mm(frame.x, frame.y + 5.2), mm(frame.right(), frame.y + 5.2)], INK, 0.25)
}
