//! The embedded typeface and its measures.

use super::SheetError;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

static REGULAR: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/sans-400.ttf"));
static BOLD: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/sans-700.ttf"));

/// Stroke weights that the typeface comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Weight {
    /// 400
    Regular,
    /// 700
    Bold,
}

static PARSED: LazyLock<[Option<ttf_parser::Face<'static>>; 2]> =
    LazyLock::new(|| [REGULAR, BOLD].map(|bytes| ttf_parser::Face::parse(bytes, 0).ok()));

/// The file of a weight.
pub(super) fn bytes(weight: Weight) -> &'static [u8] {
    match weight {
        Weight::Regular => REGULAR,
        Weight::Bold => BOLD,
    }
}

/// A letter of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Glyph {
    pub id: u16,
    /// The byte of the text where its character begins, and that after it.
    pub text: (usize, usize),
    /// Where it stands, and how wide it is, in ems.
    pub x_em: f64,
    pub advance_em: f64,
}

/// The letters of a line of text. The typeface is for Chinese and Latin, which need no shaping:
/// one character is one letter.
pub(super) fn glyphs(text: &str, weight: Weight) -> Vec<Glyph> {
    let Some(face) = face(weight) else { return Vec::new() };
    let em = f64::from(face.units_per_em());
    let mut x_em = 0.0;
    let glyph = |(begin, c): (usize, char)| {
        let id = face.glyph_index(c).unwrap_or_default();
        let advance_em = face.glyph_hor_advance(id).map_or(1.0, |units| f64::from(units) / em);
        let text = (begin, begin + c.len_utf8());
        let glyph = Glyph { id: id.0, text, x_em, advance_em };
        x_em += advance_em;
        glyph
    };
    text.char_indices().map(glyph).collect()
}

/// Hands a letter's outline to a builder, in units of [`units_per_em`], upwards.
pub(super) fn outline(
    id: u16,
    weight: Weight,
    builder: &mut dyn ttf_parser::OutlineBuilder,
) -> Option<()> {
    face(weight)?.outline_glyph(ttf_parser::GlyphId(id), builder).map(|_| ())
}

/// The units of an em.
pub(super) fn units_per_em(weight: Weight) -> f64 {
    face(weight).map_or(1_000.0, |face| f64::from(face.units_per_em()))
}

fn face(weight: Weight) -> Option<&'static ttf_parser::Face<'static>> {
    let [regular, bold] = &*PARSED;
    match weight {
        Weight::Regular => regular.as_ref(),
        Weight::Bold => bold.as_ref(),
    }
}

/// The width of a text in the unit of `size`.
pub(super) fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let Some(face) = face(weight) else { return size * text.chars().count() as f64 };
    let em = f64::from(face.units_per_em());
    let advance = |c: char| {
        let glyph = face.glyph_index(c).unwrap_or_default();
        face.glyph_hor_advance(glyph).map_or(em, f64::from)
    };
    text.chars().map(advance).sum::<f64>() / em * size
}

/// The text cut to `max` with an ellipsis where it is longer.
pub(super) fn fitted(text: &str, size: f64, weight: Weight, max: f64) -> String {
    if width(text, size, weight) <= max {
        return text.to_owned();
    }
    let mut kept: String = text.to_owned();
    while kept.pop().is_some() {
        let cut = format!("{kept}…");
        if width(&cut, size, weight) <= max {
            return cut;
        }
    }
    String::new()
}

/// Refuses a text with characters that the typeface lacks, by name.
pub(super) fn check_glyphs(text: &str) -> Result<(), SheetError> {
    let Some(face) = face(Weight::Regular) else { return Ok(()) };
    let missing: String =
        text.chars().filter(|c| !c.is_whitespace() && face.glyph_index(*c).is_none()).collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(SheetError::MissingGlyphs { text: text.to_owned(), missing })
    }
}
