//! The embedded typeface: one family for plotters, resvg and krilla, and its measures.

use super::SheetError;
use plotters::style::{FontStyle, register_font};
use resvg::usvg::fontdb;
use std::sync::{Arc, LazyLock};

static REGULAR: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/sans-400.ttf"));
static BOLD: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/sans-700.ttf"));

/// The faces as the renderers see them. The family is the one that the files name themselves:
/// a name that no face has draws nothing at all.
pub(super) struct Faces {
    /// The family of both weights.
    pub family: String,
    /// For usvg.
    pub database: Arc<fontdb::Database>,
}

/// The embedded faces, loaded once.
pub(super) static FACES: LazyLock<Faces> = LazyLock::new(|| {
    let mut database = fontdb::Database::new();
    database.load_font_data(REGULAR.to_vec());
    database.load_font_data(BOLD.to_vec());
    let family = database
        .faces()
        .next()
        .and_then(|face| face.families.first())
        .map(|(name, _)| name.clone())
        .unwrap_or_default();
    for (style, bytes) in [(FontStyle::Normal, REGULAR), (FontStyle::Bold, BOLD)] {
        // Both files were parsed by the database above; plotters reads the same tables.
        let _not_a_font = register_font(&family, style, bytes);
    }
    Faces { family, database: Arc::new(database) }
});

/// Stroke weights that the typeface comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// 400
    Regular,
    /// 700
    Bold,
}

static PARSED: LazyLock<[Option<ttf_parser::Face<'static>>; 2]> =
    LazyLock::new(|| [REGULAR, BOLD].map(|bytes| ttf_parser::Face::parse(bytes, 0).ok()));

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
