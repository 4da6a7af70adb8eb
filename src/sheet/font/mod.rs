//! The embedded typefaces, and lines of letters in them.

mod line;
mod shape;
mod space;

use super::SheetError;
pub(super) use line::{Glyph, check_glyphs, column_glyphs, fitted, glyphs, length_em, width};
use serde::{Deserialize, Serialize};
pub(super) use space::{is_han, parts};
use std::sync::LazyLock;

static REGULAR: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/sans-400.ttf"));
static BOLD: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/sans-700.ttf"));
static MONGOLIAN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/mongolian.ttf"));

/// Stroke weights of the typeface for Chinese and Latin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Weight {
    /// 400
    Regular,
    /// 700
    Bold,
}

/// The embedded faces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Face {
    /// Noto Sans SC, 400: Chinese and Latin.
    Regular,
    /// Noto Sans SC, 700.
    Bold,
    /// Noto Sans Mongolian, of one weight. Its letters stand on a line that runs to the right; the
    /// line is turned by a quarter clockwise into a column.
    Mongolian,
}

static PARSED: LazyLock<[Option<ttf_parser::Face<'static>>; 3]> =
    LazyLock::new(|| Face::ALL.map(|face| ttf_parser::Face::parse(face.bytes(), 0).ok()));

impl Face {
    /// All faces.
    pub const ALL: [Self; 3] = [Self::Regular, Self::Bold, Self::Mongolian];

    /// The face of a weight.
    pub fn of(weight: Weight) -> Self {
        match weight {
            Weight::Regular => Self::Regular,
            Weight::Bold => Self::Bold,
        }
    }

    /// Its file.
    pub fn bytes(self) -> &'static [u8] {
        match self {
            Self::Regular => REGULAR,
            Self::Bold => BOLD,
            Self::Mongolian => MONGOLIAN,
        }
    }

    fn parsed(self) -> Option<&'static ttf_parser::Face<'static>> {
        let [regular, bold, mongolian] = &*PARSED;
        match self {
            Self::Regular => regular.as_ref(),
            Self::Bold => bold.as_ref(),
            Self::Mongolian => mongolian.as_ref(),
        }
    }

    /// The units of an em.
    pub fn units_per_em(self) -> f64 {
        self.parsed().map_or(1_000.0, |face| f64::from(face.units_per_em()))
    }

    /// Hands a letter's outline to a builder, in units of [`Face::units_per_em`], upwards; `None`
    /// for a letter without one, such as a space.
    pub fn outline(self, id: u16, builder: &mut dyn ttf_parser::OutlineBuilder) -> Option<()> {
        self.parsed()?.outline_glyph(ttf_parser::GlyphId(id), builder).map(|_| ())
    }

    /// Whether it has a letter for a character.
    fn has(self, c: char) -> bool {
        self.parsed().is_some_and(|face| face.glyph_index(c).is_some())
    }

    /// The letter of a character and its advance in ems; the box for missing letters without one.
    fn letter(self, c: char) -> (u16, f64) {
        let Some(face) = self.parsed() else { return (0, 1.0) };
        let id = face.glyph_index(c).unwrap_or_default();
        let units = face.glyph_hor_advance(id).map_or(self.units_per_em(), f64::from);
        (id.0, units / self.units_per_em())
    }
}
