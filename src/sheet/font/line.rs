//! Lines of text as letters with their places, and the measures that follow from them.

use super::space::{SPACE_EM, apart};
use super::{Face, SheetError, Weight, shape};
use serde::{Deserialize, Serialize};

/// A letter of a line.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(in crate::sheet) struct Glyph {
    pub face: Face,
    pub id: u16,
    /// The byte of the text where its characters begin, and that after them. Letters that come from
    /// the same characters have the same.
    pub text: (usize, usize),
    /// Where it stands on the line, and above it, in ems.
    pub x_em: f64,
    pub y_em: f64,
    /// How far it is from where the letter begins to where the next begins, in ems.
    pub advance_em: f64,
    /// How much of `x_em` is an offset of its outline from where the letter begins.
    pub offset_em: f64,
}

/// The letters of a line of text. Chinese and Latin need no shaping: one character is one letter, and
/// a quarter of an em lies between the two. Mongolian is joined by the rules of its typeface.
pub(in crate::sheet) fn glyphs(text: &str, weight: Weight) -> Vec<Glyph> {
    set(text, |c| face_in_line(c, weight))
}

/// The letters of a column of Mongolian, before it is turned: what its typeface has is of it.
pub(in crate::sheet) fn column_glyphs(text: &str) -> Vec<Glyph> {
    set(text, |c| if Face::Mongolian.has(c) { Face::Mongolian } else { Face::Regular })
}

/// The face of a character among Chinese: of its weight, or of another where that lacks it. The narrow
/// space and joiners are Mongolian's alone.
fn face_in_line(c: char, weight: Weight) -> Face {
    if matches!(u32::from(c), 0x1800..=0x18AF | 0x200C | 0x200D | 0x202F) {
        return Face::Mongolian;
    }
    let faces = [Face::of(weight), Face::Regular, Face::Mongolian];
    faces.into_iter().find(|face| face.has(c)).unwrap_or(Face::of(weight))
}

fn set(text: &str, face_of: impl Fn(char) -> Face) -> Vec<Glyph> {
    let mut line = Line::default();
    let mut rest = text.char_indices().peekable();
    while let Some((begin, c)) = rest.next() {
        let face = face_of(c);
        if face == Face::Mongolian {
            let mut end = begin + c.len_utf8();
            while let Some((at, c)) = rest.next_if(|(_, c)| face_of(*c) == face) {
                end = at + c.len_utf8();
            }
            line.join(text.get(begin..end).unwrap_or_default(), begin);
            continue;
        }
        let (id, letter_em) = face.letter(c);
        let space_em = match rest.peek() {
            Some((_, next)) if apart(c, *next) => SPACE_EM,
            _ => 0.0,
        };
        line.put(face, id, (begin, begin + c.len_utf8()), letter_em + space_em, (0.0, 0.0));
    }
    line.glyphs
}

#[derive(Default)]
struct Line {
    glyphs: Vec<Glyph>,
    end_em: f64,
}

impl Line {
    fn put(&mut self, face: Face, id: u16, text: (usize, usize), advance_em: f64, at: (f64, f64)) {
        let (offset_em, y_em) = at;
        let x_em = self.end_em + offset_em;
        self.glyphs.push(Glyph { face, id, text, x_em, y_em, advance_em, offset_em });
        self.end_em += advance_em;
    }

    /// Sets a stretch of Mongolian that begins at a byte of the text.
    fn join(&mut self, stretch: &str, begin: usize) {
        let joined = shape::joined(stretch);
        let em = Face::Mongolian.units_per_em();
        let ems = |units: i32| f64::from(units) / em;
        let begins: Vec<usize> = joined.iter().map(|letter| letter.begin).collect();
        for letter in joined {
            let after = begins.iter().find(|at| **at > letter.begin);
            let end = after.copied().unwrap_or(stretch.len());
            let text = (begin + letter.begin, begin + end);
            let at = (ems(letter.x), ems(letter.y));
            self.put(Face::Mongolian, letter.id, text, ems(letter.advance), at);
        }
    }
}

/// How long a line is, in ems.
pub(in crate::sheet) fn length_em(glyphs: &[Glyph]) -> f64 {
    glyphs.iter().map(|glyph| glyph.advance_em).sum()
}

/// The width of a text in the unit of `size`.
pub(in crate::sheet) fn width(text: &str, size: f64, weight: Weight) -> f64 {
    length_em(&glyphs(text, weight)) * size
}

/// The text cut to `max` with an ellipsis where it is longer.
pub(in crate::sheet) fn fitted(text: &str, size: f64, weight: Weight, max: f64) -> String {
    if width(text, size, weight) <= max {
        return text.to_owned();
    }
    let mut kept: String = text.to_owned();
    while kept.pop().is_some() {
        let cut = format!("{}…", kept.trim_end());
        if width(&cut, size, weight) <= max {
            return cut;
        }
    }
    String::new()
}

/// Refuses a text with characters that the typefaces lack, by name.
pub(in crate::sheet) fn check_glyphs(text: &str) -> Result<(), SheetError> {
    let lacks = |c: &char| !c.is_whitespace() && !face_in_line(*c, Weight::Regular).has(*c);
    let mut missing = String::new();
    for c in text.chars().filter(lacks) {
        if !missing.contains(c) {
            missing.push(c);
        }
    }
    if missing.is_empty() {
        Ok(())
    } else {
        Err(SheetError::MissingGlyphs { text: text.to_owned(), missing })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_stand_behind_each_other() {
        let line = glyphs("第3网格ᠣᠲᠣᠭ", Weight::Bold);
        let mut end_em = 0.0;
        for glyph in &line {
            assert!((glyph.x_em - glyph.offset_em - end_em).abs() < 1e-9);
            end_em += glyph.advance_em;
        }
        assert!((width("第3网格ᠣᠲᠣᠭ", 2.0, Weight::Bold) - 2.0 * end_em).abs() < 1e-9);
        assert_eq!(line.iter().filter(|glyph| glyph.face == Face::Mongolian).count(), 4);
    }

    #[test]
    fn latin_among_chinese_has_a_quarter_of_an_em_on_both_sides() {
        let apart = width("第3网", 1.0, Weight::Regular);
        let touching =
            ["第", "3", "网"].map(|c| width(c, 1.0, Weight::Regular)).iter().sum::<f64>();
        assert!((apart - touching - 0.5).abs() < 1e-9);
    }

    #[test]
    fn characters_of_all_faces_are_known_and_others_named() {
        assert_eq!(check_glyphs("鄂托克旗 ᠣᠲᠣᠭ\u{202F}ᠤᠨ 2026"), Ok(()));
        let Err(SheetError::MissingGlyphs { missing, .. }) = check_glyphs("网\u{E000}ﷺ格\u{E000}")
        else {
            panic!("the private and the Arabic character are in no face");
        };
        assert_eq!(missing, "\u{E000}ﷺ");
    }

    #[test]
    fn rare_characters_of_place_names_have_letters() {
        for (c, weight) in
            "墚碶鱻℃①⑩●№".chars().flat_map(|c| [(c, Weight::Regular), (c, Weight::Bold)])
        {
            let line = glyphs(c.encode_utf8(&mut [0; 4]), weight);
            assert!(line.iter().all(|glyph| glyph.id > 0 && glyph.face == Face::Regular), "{c}");
        }
        assert_eq!(check_glyphs("墚上①号 25℃"), Ok(()));
    }

    #[test]
    fn a_cut_text_ends_with_an_ellipsis_within_its_width() {
        let cut = fitted("棋盘井工业园区虚拟社区第3网格", 3.0, Weight::Regular, 20.0);
        assert!(cut.ends_with('…') && width(&cut, 3.0, Weight::Regular) <= 20.0, "{cut}");
        assert_eq!(fitted("第3网格", 3.0, Weight::Regular, 20.0), "第3网格");
        assert_eq!(fitted("第3网格", 3.0, Weight::Regular, 1.0), "");
    }
}
