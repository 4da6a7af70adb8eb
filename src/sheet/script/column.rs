//! Columns of traditional Mongolian: from the top down, the next one to the right.
//!
//! A column is a joined line that is turned by a quarter clockwise. Latin and digits in it are turned
//! with it; Chinese characters stand upright below each other, as in `text-orientation: mixed` of
//! CSS.

use crate::sheet::SheetError;
use crate::sheet::canvas::{Align, Drawn, Ink, Mm};
use crate::sheet::font::{self, Weight};
use crate::sheet::scene::{Item, Look, Text};
use std::f64::consts::FRAC_PI_2;

/// How far the middle of a column lies from the line on which its letters stand, to the right:
/// half-way between what hangs from the stems and what reaches over them.
const MIDDLE_EM: f64 = 0.29;
/// What a column takes across, with the room between it and the next.
const PITCH_EM: f64 = 1.25;
/// What the letters take of it: their teeth, bows and tails reach 0.55 to both sides.
const BREADTH_EM: f64 = 1.1;

/// Text that is broken into columns of a size.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::sheet) struct Columns {
    columns: Vec<Vec<Piece>>,
    size_mm: f64,
}

/// What stands one below the other in a column.
#[derive(Debug, Clone, PartialEq)]
struct Piece {
    text: String,
    upright: bool,
    length_em: f64,
}

impl Columns {
    /// Breaks a text into columns of letters of a size that are at most so high, at spaces only: a
    /// word that is longer makes its column higher.
    ///
    /// # Errors
    ///
    /// [`SheetError::MissingGlyphs`] names characters that the typefaces lack.
    pub fn fit(text: &str, size_mm: f64, max_height_mm: f64) -> Result<Self, SheetError> {
        font::check_glyphs(text)?;
        let mut columns: Vec<String> = Vec::new();
        // The narrow space before a suffix is no place to break.
        for word in text.split(is_break).filter(|word| !word.is_empty()) {
            let joined = columns.last().map(|last| format!("{last} {word}"));
            match (joined, columns.last_mut()) {
                (Some(longer), Some(last)) if length_em(&longer) * size_mm <= max_height_mm => {
                    *last = longer;
                }
                _ => columns.push(word.to_owned()),
            }
        }
        Ok(Self { columns: columns.iter().map(|column| pieces(column)).collect(), size_mm })
    }

    /// Width and height, in millimetres; nothing for a text without letters.
    pub fn size(&self) -> (f64, f64) {
        let Some(more) = self.columns.len().checked_sub(1) else { return (0.0, 0.0) };
        let height = |column: &Vec<Piece>| column.iter().map(|piece| piece.length_em).sum::<f64>();
        let height_em = self.columns.iter().map(height).fold(0.0, f64::max);
        let width_em = more as f64 * PITCH_EM + BREADTH_EM;
        (width_em * self.size_mm, height_em * self.size_mm)
    }

    /// The columns below and to the right of a corner.
    pub fn draw(&self, corner: Mm, ink: Ink, halo: Option<Ink>) -> Drawn {
        let mut x = corner.x + BREADTH_EM / 2.0 * self.size_mm;
        let mut items = Vec::new();
        for column in &self.columns {
            let mut y = corner.y;
            for piece in column {
                items.push(Item::Text(self.piece(piece, Mm { x, y }, ink, halo)));
                y += piece.length_em * self.size_mm;
            }
            x += PITCH_EM * self.size_mm;
        }
        Drawn(items)
    }

    /// A piece of a column whose middle runs down from a point.
    fn piece(&self, piece: &Piece, top: Mm, ink: Ink, halo: Option<Ink>) -> Text {
        let size_mm = self.size_mm;
        if piece.upright {
            let middle = Mm { x: top.x, y: top.y + piece.length_em / 2.0 * size_mm };
            let (weight, align) = (Weight::Regular, Align::Middle);
            let look = Look { size_mm, weight, ink, align, halo, turn: 0.0 };
            return Text::around(&piece.text, middle, look);
        }
        let glyphs = font::column_glyphs(&piece.text);
        let at = Mm { x: top.x - MIDDLE_EM * size_mm, y: top.y };
        Text { line: piece.text.clone(), glyphs, at, size_mm, ink, halo, turn: FRAC_PI_2 }
    }
}

fn is_break(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{202F}' | '\u{A0}')
}

/// A column of a text as it stands: the middle of it runs down from `at`.
///
/// # Errors
///
/// [`SheetError::MissingGlyphs`] names characters that the typefaces lack.
pub(in crate::sheet) fn column(
    text: &str,
    at: Mm,
    size_mm: f64,
    ink: Ink,
    halo: Option<Ink>,
) -> Result<Drawn, SheetError> {
    let columns = Columns::fit(text, size_mm, f64::INFINITY)?;
    let corner = Mm { x: at.x - BREADTH_EM / 2.0 * size_mm, y: at.y };
    Ok(columns.draw(corner, ink, halo))
}

/// Width and height of a column, in millimetres.
pub(in crate::sheet) fn column_size(text: &str, size_mm: f64) -> (f64, f64) {
    let words: Vec<&str> = text.split(is_break).filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return (0.0, 0.0);
    }
    (BREADTH_EM * size_mm, length_em(&words.join(" ")) * size_mm)
}

fn length_em(text: &str) -> f64 {
    pieces(text).iter().map(|piece| piece.length_em).sum()
}

/// A column cut where letters that are turned and characters that are upright meet.
fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for c in text.chars() {
        match pieces.last_mut() {
            Some(last) if !last.upright && !is_upright(c) => last.text.push(c),
            _ => pieces.push(Piece { text: c.into(), upright: is_upright(c), length_em: 1.0 }),
        }
    }
    for piece in pieces.iter_mut().filter(|piece| !piece.upright) {
        piece.length_em = font::length_em(&font::column_glyphs(&piece.text));
    }
    pieces
}

/// Chinese characters, squared and full-width letters. Brackets are turned.
fn is_upright(c: char) -> bool {
    let wide = matches!(u32::from(c),
        0x3200..=0x33FF | 0xFF10..=0xFF19 | 0xFF21..=0xFF3A | 0xFF41..=0xFF5A);
    wide || font::is_han(c)
}
