//! Columns against the pictures of Chromium (`tests/fixtures/mongolian`), and in the three formats.

use super::*;
use crate::sheet::SheetError;
use crate::sheet::canvas::{Align, Drawn, Ink, Mm, PageSize, mm};
use crate::sheet::font::{self, Weight};
use crate::sheet::output::{Drawing, Format};
use crate::sheet::scene::{Item, Look, Text};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

const INK: Ink = Ink(0, 0, 0);
/// As in `tests/fixtures/mongolian/make.js`: 48 px at ten pixels a millimetre.
const SIZE_MM: f64 = 4.8;
const PER_MM: f64 = 10.0;
/// How much of the ink must be common to both; another painter rounds edges otherwise.
const COMMON: f64 = 0.9;

fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn words() -> BTreeMap<String, String> {
    let json = std::fs::read(repository("tests/fixtures/mongolian/words.json")).expect("words");
    serde_json::from_slice(&json).expect("JSON")
}

/// How dark each pixel is, 0 to 1.
struct Shades {
    width: usize,
    shades: Vec<f64>,
}

impl Shades {
    fn read(png: &[u8]) -> Self {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
        decoder.set_transformations(
            png::Transformations::normalize_to_color8() | png::Transformations::ALPHA,
        );
        let mut reader = decoder.read_info().expect("a PNG");
        let mut bytes = vec![0; reader.output_buffer_size().expect("a size")];
        let frame = reader.next_frame(&mut bytes).expect("a picture");
        let wide = frame.buffer_size() / frame.height as usize / frame.width as usize;
        let shades = bytes.chunks(wide).map(|p| 1.0 - f64::from(p[0]) / 255.0).collect();
        Self { width: frame.width as usize, shades }
    }

    fn at(&self, x: isize, y: isize) -> f64 {
        let inside = usize::try_from(x).ok().filter(|x| *x < self.width);
        let place = inside.zip(usize::try_from(y).ok()).map(|(x, y)| y * self.width + x);
        place.and_then(|place| self.shades.get(place)).copied().unwrap_or(0.0)
    }

    /// The ink that two pictures share, of all ink, where one is moved by whole pixels.
    fn common(&self, other: &Self, (dx, dy): (isize, isize)) -> f64 {
        let (mut both, mut all) = (0.0, 0.0);
        let (width, height) =
            (self.width.cast_signed(), (self.shades.len() / self.width).cast_signed());
        for y in -8..height + 8 {
            for x in -8..width + 8 {
                let (a, b) = (self.at(x, y), other.at(x + dx, y + dy));
                both += f64::min(a, b);
                all += f64::max(a, b);
            }
        }
        both / all
    }

    /// [`Shades::common`] where the pictures lie upon each other best.
    fn overlap(&self, other: &Self) -> f64 {
        let moves = (-6..=6).flat_map(|dx| (-6..=6).map(move |dy| (dx, dy)));
        moves.map(|by| self.common(other, by)).fold(0.0, f64::max)
    }
}

fn golden(name: &str) -> Shades {
    let path = repository(&format!("tests/golden/mongolian-{name}.png"));
    Shades::read(&std::fs::read(path).expect("a golden image"))
}

fn page(items: Drawn, width_mm: f64, height_mm: f64) -> Drawing {
    Drawing::new(PageSize { width: width_mm, height: height_mm }, "ᠣᠲᠣᠭ", items)
}

/// A word as our painter draws it, on a piece of paper like Chromium's.
fn painted(items: Drawn, like: &Shades) -> Vec<u8> {
    let height = like.shades.len() / like.width;
    let drawing = page(items, like.width as f64 / PER_MM, height as f64 / PER_MM);
    drawing.render(Format::Png, PER_MM * 25.4).expect("a picture")
}

/// Where the column stands in the pictures. Chromium centres the height of the typeface, which has
/// much room above its letters; we centre the letters.
fn top() -> Mm {
    mm(4.4, 1.6)
}

fn drawn(word: &str) -> Drawn {
    column(word, top(), SIZE_MM, INK, None).expect("letters")
}

/// Keeps a picture to be looked at.
fn kept(name: &str, png: &[u8]) -> String {
    let folder = std::env::temp_dir().join("wangge-pictures");
    std::fs::create_dir_all(&folder).expect("a folder for artefacts");
    let path = folder.join(format!("mongolian-{name}.png"));
    std::fs::write(&path, png).expect("the artefact");
    path.display().to_string()
}

#[test]
fn words_look_as_in_a_browser() {
    for (name, word) in words() {
        let golden = golden(&name);
        let png = painted(drawn(&word), &golden);
        let common = golden.overlap(&Shades::read(&png));
        assert!(common >= COMMON, "{name}: {common:.3}; see {}", kept(&name, &png));
    }
}

#[test]
fn letters_that_are_not_joined_would_not_pass() {
    for (name, word) in words() {
        let golden = golden(&name);
        let mut items = drawn(&word);
        for item in &mut items.0 {
            let Item::Text(text) = item else { panic!("a column is text") };
            let mut x_em = 0.0;
            let each = text.line.char_indices().flat_map(|(at, c)| {
                font::column_glyphs(c.encode_utf8(&mut [0; 4])).into_iter().map(move |mut glyph| {
                    glyph.text = (at, at + c.len_utf8());
                    glyph
                })
            });
            let mut alone: Vec<font::Glyph> = each.collect();
            for glyph in &mut alone {
                glyph.x_em = x_em;
                x_em += glyph.advance_em;
            }
            text.glyphs = alone;
        }
        let common = golden.overlap(&Shades::read(&painted(items, &golden)));
        assert!(common < COMMON - 0.1, "{name}: {common:.3}");
    }
}

#[test]
fn a_column_in_a_pdf_can_be_searched_and_copied() {
    let mut items = Drawn::default();
    for (i, word) in words().values().enumerate() {
        let at = mm(10.0 + 10.0 * i as f64, 5.0);
        items.push(column(word, at, SIZE_MM, INK, Some(Ink(255, 255, 255))).expect("letters"));
    }
    let pdf = page(items, 100.0, 60.0).render(Format::Pdf, 0.0).expect("a PDF");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("columns.pdf");
    std::fs::write(&path, pdf).expect("the page");
    let read = Command::new("pdftotext").args(["-raw"]).arg(&path).arg("-").output();
    let read = read.expect("pdftotext, from `sudo apt-get install -y poppler-utils`");
    let text = String::from_utf8(read.stdout).expect("UTF-8");
    // pdftotext takes the narrow space and the vowel separator for places between words.
    let parts = |text: &str| -> Vec<String> {
        let mut parts: Vec<String> = text
            .split(|c: char| c.is_whitespace() || c == '\u{180E}')
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect();
        parts.sort();
        parts
    };
    let wanted: Vec<String> = words().into_values().collect();
    assert_eq!(parts(&text), parts(&wanted.join(" ")));
}

#[test]
fn a_column_in_an_svg_is_turned() {
    let svg = page(drawn("ᠣᠲᠣᠭ"), 20.0, 20.0).render(Format::Svg, 0.0).expect("an SVG");
    let svg = String::from_utf8(svg).expect("UTF-8");
    assert!(svg.contains("matrix(0.000000 0.004800 0.004800 -0.000000 "), "{svg}");
    assert_eq!(svg.matches("<use href=\"#m").count(), 4, "one outline a letter");
}

#[test]
fn words_break_into_columns_from_left_to_right() {
    let text = "ᠣᠲᠣᠭ ᠬᠣᠰᠢᠭᠤ ᠣᠷᠳᠣᠰ\u{202F}ᠤᠨ ᠬᠣᠲᠠ";
    let one = Columns::fit(text, 3.0, f64::INFINITY).expect("letters");
    assert_eq!(one.size(), column_size(text, 3.0));
    let (width_mm, height_mm) = one.size();
    let two = Columns::fit(text, 3.0, height_mm * 0.7).expect("letters");
    assert!(two.size().0 > 2.0 * width_mm && two.size().1 <= height_mm * 0.7);
    let lines = |columns: &Columns| -> Vec<(String, f64)> {
        let text = |item: Item| match item {
            Item::Text(text) => (text.line, text.at.x),
            other => panic!("{other:?} is no text"),
        };
        columns.draw(mm(0.0, 0.0), INK, None).0.into_iter().map(text).collect()
    };
    let set = lines(&two);
    let words: Vec<&str> = set.iter().map(|(line, _)| line.as_str()).collect();
    assert_eq!(words.join(" "), text, "the narrow space before a suffix is no place to break");
    assert!(set.is_sorted_by(|a, b| a.1 < b.1) && set.len() == 2, "{set:?}");
    // A word that is too long for a column keeps whole.
    assert_eq!(lines(&Columns::fit(text, 3.0, 1.0).expect("letters")).len(), 4);
    assert_eq!(Columns::fit(" ", 3.0, 1.0).expect("nothing").size(), (0.0, 0.0));
}

#[test]
fn chinese_in_a_column_stands_upright() {
    let items = drawn("ᠣᠲᠣᠭ旗2").0;
    let turned: Vec<bool> = items
        .iter()
        .filter_map(|item| match item {
            Item::Text(text) => Some(text.turn > 0.0),
            _ => None,
        })
        .collect();
    assert_eq!(turned, [true, false, true]);
}

#[test]
fn a_character_without_a_letter_is_named() {
    let refused = column("ᠣᠲᠣᠭ\u{E000}", top(), SIZE_MM, INK, None);
    assert!(
        matches!(refused, Err(SheetError::MissingGlyphs { missing, .. }) if missing == "\u{E000}")
    );
}

#[test]
fn copied_text_has_no_space_between_chinese_and_latin() {
    let look = Look {
        size_mm: 4.0,
        weight: Weight::Bold,
        ink: INK,
        align: Align::Left,
        halo: Some(Ink(255, 255, 255)),
        turn: 0.0,
    };
    let line = "棋盘井第3网格2026年9月共12起，2.5 km²，A区第一";
    let items = Drawn(vec![Item::Text(Text::around(line, mm(5.0, 10.0), look))]);
    let pdf = page(items, 150.0, 20.0).render(Format::Pdf, 0.0).expect("a PDF");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("line.pdf");
    std::fs::write(&path, pdf).expect("the page");
    let read = Command::new("pdftotext").arg(&path).arg("-").output().expect("pdftotext");
    assert_eq!(String::from_utf8_lossy(&read.stdout).trim(), line);
}
