//! Mongolian letters joined: which form a letter takes depends on its neighbours, on the vowels of
//! its word and on selectors (FVS, MVS, NNBSP), as the rules in the typeface say.

use super::Face;
use harfrust::{Direction, FontRef, ShapeOptions, ShaperData, UnicodeBuffer, script};
use std::sync::LazyLock;

static FACE: LazyLock<Option<(FontRef<'static>, ShaperData)>> = LazyLock::new(|| {
    let font = FontRef::new(Face::Mongolian.bytes()).ok()?;
    let data = ShaperData::new(&font);
    Some((font, data))
});

/// A joined letter in units of the typeface.
pub(super) struct Joined {
    pub id: u16,
    /// The byte of the text where the characters of the letter begin.
    pub begin: usize,
    pub advance: i32,
    pub x: i32,
    pub y: i32,
}

/// The joined letters of a text, in the order in which they are read.
pub(super) fn joined(text: &str) -> Vec<Joined> {
    let Some((font, data)) = &*FACE else { return Vec::new() };
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.set_script(script::MONGOLIAN);
    buffer.set_direction(Direction::LeftToRight);
    let shaped = data.shaper(font).build().shape(buffer, ShapeOptions::default());
    let joined = |(info, at): (&harfrust::GlyphInfo, &harfrust::GlyphPosition)| Joined {
        id: u16::try_from(info.glyph_id).unwrap_or_default(),
        begin: info.cluster as usize,
        advance: at.x_advance,
        x: at.x_offset,
        y: at.y_offset,
    };
    shaped.glyph_infos().iter().zip(shaped.glyph_positions()).map(joined).collect()
}
