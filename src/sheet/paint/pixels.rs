//! A page as pixels, in bands: what lies beside a band is not drawn for it, and a page is never in
//! memory as a whole in full colour.

use crate::sheet::canvas::{Frame, Ink, Mm};
use crate::sheet::font::{Face, Glyph};
use crate::sheet::scene::{Clip, HALO_MM, Item, Text, stretches};
use std::sync::Arc;
use tiny_skia::{
    Color, FillRule, LineJoin, Mask, Paint, Path, PathBuilder, Pixmap, PixmapPaint,
    PremultipliedColorU8, Stroke, Transform,
};

/// A rectangle of a page's pixels, as a rule some rows of it.
#[derive(Debug, Clone, Copy)]
pub struct Band {
    /// The first column.
    pub left: u32,
    /// Pixels across.
    pub width: u32,
    /// The first row.
    pub top: u32,
    /// How many rows.
    pub height: u32,
    pub per_mm: f64,
}

impl Band {
    /// The whole pixels that a frame and the band share; `None` where they share none.
    fn common(&self, frame: &Frame) -> Option<Self> {
        let px = |mm: f64| (mm * self.per_mm).round().max(0.0) as u32;
        let (left, top) = (px(frame.x).max(self.left), px(frame.y).max(self.top));
        let right = px(frame.right()).min(self.left + self.width);
        let bottom = px(frame.bottom()).min(self.top + self.height);
        let (width, height) = (right.checked_sub(left)?, bottom.checked_sub(top)?);
        (width > 0 && height > 0).then_some(Self { left, width, top, height, ..*self })
    }
}

/// Pictures of a page, decoded once for all bands.
pub struct Pictures(Vec<(Arc<Vec<u8>>, Pixmap)>);

impl Pictures {
    /// Decodes the pictures of a list; those that cannot be read are named by the error.
    pub fn of(items: &[Item]) -> Result<Self, String> {
        let mut found = Vec::new();
        gather(items, &mut found)?;
        Ok(Self(found))
    }

    fn find(&self, png: &Arc<Vec<u8>>) -> Option<&Pixmap> {
        self.0.iter().find(|(known, _)| Arc::ptr_eq(known, png)).map(|(_, pixels)| pixels)
    }
}

fn gather(items: &[Item], found: &mut Vec<(Arc<Vec<u8>>, Pixmap)>) -> Result<(), String> {
    for item in items {
        match item {
            Item::Picture { png, .. } => {
                let pixels = Pixmap::decode_png(png).map_err(|error| error.to_string())?;
                found.push((Arc::clone(png), pixels));
            }
            Item::Group { items, .. } => gather(items, found)?,
            _ => {}
        }
    }
    Ok(())
}

/// Paints the band of a page on some colour; `None` where it has no pixel.
pub fn paint(items: &[Item], pictures: &Pictures, band: Band, ground: Color) -> Option<Pixmap> {
    let mut pixels = Pixmap::new(band.width, band.height)?;
    pixels.fill(ground);
    Painter { band, within: band, pictures, pixels: &mut pixels }.draw(items, None);
    Some(pixels)
}

struct Painter<'a> {
    band: Band,
    /// The part of the band that a clip leaves.
    within: Band,
    pictures: &'a Pictures,
    pixels: &'a mut Pixmap,
}

fn paint_of(ink: Ink, opacity: f32) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(ink.0, ink.1, ink.2, (opacity.clamp(0.0, 1.0) * 255.0).round() as u8);
    paint
}

impl Painter<'_> {
    /// From millimetres on the page to pixels of the band.
    fn px(&self, at: Mm) -> (f32, f32) {
        let (left, top) = (f64::from(self.band.left), f64::from(self.band.top));
        ((at.x * self.band.per_mm - left) as f32, (at.y * self.band.per_mm - top) as f32)
    }

    /// Whether something between two heights, in millimetres, has a part in the band.
    fn meets(&self, top_mm: f64, bottom_mm: f64) -> bool {
        let (first, last) = (f64::from(self.band.top), f64::from(self.band.top + self.band.height));
        bottom_mm * self.band.per_mm >= first - 1.0 && top_mm * self.band.per_mm <= last + 1.0
    }

    fn meets_points(&self, points: &[Mm], reach_mm: f64) -> bool {
        let ends = points.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| {
            (low.min(at.y), high.max(at.y))
        });
        self.meets(ends.0 - reach_mm, ends.1 + reach_mm)
    }

    fn draw(&mut self, items: &[Item], mask: Option<&Mask>) {
        for item in items {
            self.item(item, mask);
        }
    }

    fn item(&mut self, item: &Item, mask: Option<&Mask>) {
        match item {
            Item::Fill { rings, ink, opacity } => {
                if rings.iter().any(|ring| self.meets_points(ring, 0.0)) {
                    self.fill(self.rings(rings), *ink, *opacity, mask);
                }
            }
            Item::Line { points, ink, width_mm } => {
                if self.meets_points(points, *width_mm) {
                    self.stroke(self.line(points), *ink, *width_mm, mask);
                }
            }
            Item::Disc { at, radius_mm, ink } => {
                if self.meets(at.y - radius_mm, at.y + radius_mm) {
                    self.fill(self.circle(*at, *radius_mm), *ink, 1.0, mask);
                }
            }
            Item::Circle { at, radius_mm, ink, width_mm } => {
                let reach_mm = radius_mm + width_mm;
                if self.meets(at.y - reach_mm, at.y + reach_mm) {
                    self.stroke(self.circle(*at, *radius_mm), *ink, *width_mm, mask);
                }
            }
            Item::Symbol { at, symbol } => {
                let reach_mm = symbol.reach_mm();
                if self.meets(at.y - reach_mm, at.y + reach_mm) {
                    self.draw(&symbol.items(*at), mask);
                }
            }
            Item::Text(text) => {
                let (top_mm, bottom_mm) = text.heights();
                if self.meets(top_mm, bottom_mm) {
                    self.text(text, mask);
                }
            }
            Item::Picture { png, frame, opacity } => {
                if self.meets(frame.y, frame.bottom()) {
                    self.picture(png, frame, *opacity, mask);
                }
            }
            Item::Group { clip: Clip::Frame(frame), items } if mask.is_none() => {
                self.window(frame, items);
            }
            Item::Group { clip, items } => {
                if let Some(mask) = self.cut(clip, mask) {
                    let around = self.within;
                    self.within = clip.frame().and_then(|f| around.common(&f)).unwrap_or(around);
                    self.draw(items, Some(&mask));
                    self.within = around;
                }
            }
        }
    }

    /// What is cut to a frame is painted on a piece of its size: much faster than through a mask.
    fn window(&mut self, frame: &Frame, items: &[Item]) {
        let Some(inner) = self.band.common(frame) else { return };
        let Some(mut piece) = Pixmap::new(inner.width, inner.height) else { return };
        let copied = |(to, from): (&mut PremultipliedColorU8, &PremultipliedColorU8)| *to = *from;
        let (across, wide) = (self.band.width as usize, inner.width as usize);
        let first =
            (inner.top - self.band.top) as usize * across + (inner.left - self.band.left) as usize;
        let rows = self.pixels.pixels_mut().get_mut(first..).unwrap_or_default();
        for (to, from) in piece.pixels_mut().chunks_mut(wide).zip(rows.chunks(across)) {
            to.iter_mut().zip(from).for_each(copied);
        }
        Painter { band: inner, within: inner, pictures: self.pictures, pixels: &mut piece }
            .draw(items, None);
        let rows = self.pixels.pixels_mut().get_mut(first..).unwrap_or_default();
        for (from, to) in piece.pixels().chunks(wide).zip(rows.chunks_mut(across)) {
            to.iter_mut().zip(from).for_each(copied);
        }
    }

    fn fill(&mut self, path: Option<Path>, ink: Ink, opacity: f32, mask: Option<&Mask>) {
        if let Some(path) = path {
            let paint = paint_of(ink, opacity);
            self.pixels.fill_path(&path, &paint, FillRule::EvenOdd, Transform::identity(), mask);
        }
    }

    fn stroke(&mut self, path: Option<Path>, ink: Ink, width_mm: f64, mask: Option<&Mask>) {
        if let Some(path) = path {
            let width = (width_mm * self.band.per_mm) as f32;
            let stroke = Stroke { width, line_join: LineJoin::Round, ..Stroke::default() };
            let paint = paint_of(ink, 1.0);
            self.pixels.stroke_path(&path, &paint, &stroke, Transform::identity(), mask);
        }
    }

    fn text(&mut self, text: &Text, mask: Option<&Mask>) {
        let (x, y) = self.px(text.at);
        let (sin, cos) = text.turn.sin_cos();
        let place = |(face, glyphs): (Face, &[Glyph])| {
            let scale = (text.size_mm * self.band.per_mm / face.units_per_em()) as f32;
            let (along, across) = (scale * cos as f32, scale * sin as f32);
            let place = Transform::from_row(along, across, across, -along, x, y);
            Some((letters(face, glyphs)?, scale, place))
        };
        let letters: Vec<(Path, f32, Transform)> =
            stretches(&text.glyphs).filter_map(place).collect();
        // No halo covers a letter of the same text.
        if let Some(halo) = text.halo {
            let paint = paint_of(halo, 1.0);
            for (path, scale, place) in &letters {
                let width = (2.0 * HALO_MM * self.band.per_mm) as f32 / scale;
                let stroke = Stroke { width, line_join: LineJoin::Round, ..Stroke::default() };
                self.pixels.stroke_path(path, &paint, &stroke, *place, mask);
            }
        }
        let paint = paint_of(text.ink, 1.0);
        for (path, _, place) in &letters {
            self.pixels.fill_path(path, &paint, FillRule::Winding, *place, mask);
        }
    }

    fn picture(&mut self, png: &Arc<Vec<u8>>, frame: &Frame, opacity: f32, mask: Option<&Mask>) {
        let Some(picture) = self.pictures.find(png) else { return };
        let Some(part) = self.within.common(frame) else { return };
        let Some(pulled) = pulled(picture, frame, part) else { return };
        let paint = PixmapPaint { opacity, ..PixmapPaint::default() };
        let at = |px: u32, first: u32| i32::try_from(px - first).unwrap_or(0);
        let (x, y) = (at(part.left, self.band.left), at(part.top, self.band.top));
        self.pixels.draw_pixmap(x, y, pulled.as_ref(), &paint, Transform::identity(), mask);
    }

    /// What may be painted inside a border; `None` where nothing of it lies in the band.
    fn cut(&self, clip: &Clip, outer: Option<&Mask>) -> Option<Mask> {
        let path = match clip {
            Clip::Frame(frame) if self.meets(frame.y, frame.bottom()) => {
                let corner = |x, y| Mm { x, y };
                let (right, bottom) = (frame.right(), frame.bottom());
                let ring = [
                    corner(frame.x, frame.y),
                    corner(right, frame.y),
                    corner(right, bottom),
                    corner(frame.x, bottom),
                ];
                self.rings(&[ring.to_vec()])?
            }
            Clip::Rings(rings) if rings.iter().any(|ring| self.meets_points(ring, 0.0)) => {
                self.rings(rings)?
            }
            Clip::Frame(_) | Clip::Rings(_) => return None,
        };
        let mut mask = match outer {
            Some(outer) => outer.clone(),
            None => Mask::new(self.band.width, self.band.height)?,
        };
        let draw = match outer {
            Some(_) => Mask::intersect_path,
            None => Mask::fill_path,
        };
        draw(&mut mask, &path, FillRule::EvenOdd, true, Transform::identity());
        Some(mask)
    }

    fn rings(&self, rings: &[Vec<Mm>]) -> Option<Path> {
        let mut path = PathBuilder::new();
        for ring in rings {
            self.points(&mut path, ring);
            path.close();
        }
        path.finish()
    }

    fn line(&self, points: &[Mm]) -> Option<Path> {
        let mut path = PathBuilder::new();
        match points {
            [first, .., last] if points.len() > 3 && first == last => {
                self.points(&mut path, points.get(..points.len() - 1).unwrap_or_default());
                path.close();
            }
            _ => self.points(&mut path, points),
        }
        path.finish()
    }

    fn points(&self, path: &mut PathBuilder, points: &[Mm]) {
        for (i, at) in points.iter().enumerate() {
            let (x, y) = self.px(*at);
            if i == 0 {
                path.move_to(x, y);
            } else {
                path.line_to(x, y);
            }
        }
    }

    fn circle(&self, at: Mm, radius_mm: f64) -> Option<Path> {
        let (x, y) = self.px(at);
        PathBuilder::from_circle(x, y, (radius_mm * self.band.per_mm) as f32)
    }
}

/// The part of a picture, pulled to a frame, that lies on some pixels of the page; between its own
/// pixels it is blended.
fn pulled(picture: &Pixmap, frame: &Frame, part: Band) -> Option<Pixmap> {
    let (wide, high) = (picture.width() as usize, picture.height() as usize);
    let (columns, rows) = (
        steps(frame.x * part.per_mm, frame.width * part.per_mm, wide, part.left, part.width),
        steps(frame.y * part.per_mm, frame.height * part.per_mm, high, part.top, part.height),
    );
    let mut pixels = Pixmap::new(part.width, part.height)?;
    let source = picture.data();
    let mut blended = vec![[0_u8; 4]; wide];
    let lines = pixels.data_mut().chunks_exact_mut(4 * part.width as usize);
    for (line, row) in lines.zip(&rows) {
        let of = |row: usize| source.get(4 * wide * row..4 * wide * (row + 1)).unwrap_or_default();
        let (above, below) = (of(row.first).as_chunks().0, of(row.second).as_chunks().0);
        for ((to, a), b) in blended.iter_mut().zip(above).zip(below) {
            *to = mixed(*a, *b, row.share);
        }
        for (to, column) in line.as_chunks_mut().0.iter_mut().zip(&columns) {
            if let (Some(a), Some(b)) = (blended.get(column.first), blended.get(column.second)) {
                *to = mixed(*a, *b, column.share);
            }
        }
    }
    Some(pixels)
}

/// Between which two pixels of a picture a pixel of the page lies.
struct Between {
    first: usize,
    second: usize,
    /// The second one's share, of 256.
    share: u16,
}

/// For each of `count` pixels from `begin` on, along a picture of `of` pixels that reaches from
/// `first_px` on for `length_px`.
fn steps(first_px: f64, length_px: f64, of: usize, begin: u32, count: u32) -> Vec<Between> {
    let last = of.saturating_sub(1);
    let step = |px: u32| {
        let middle = (f64::from(px) + 0.5 - first_px) / length_px * of as f64 - 0.5;
        let place = middle.clamp(0.0, last as f64);
        let first = place as usize;
        let share = ((place - first as f64) * 256.0) as u16;
        Between { first, second: (first + 1).min(last), share }
    };
    (begin..begin + count).map(step).collect()
}

#[inline]
fn mixed(a: [u8; 4], b: [u8; 4], share: u16) -> [u8; 4] {
    std::array::from_fn(|i| {
        let (a, b) = (u16::from(a[i]), u16::from(b[i]));
        ((a * (256 - share) + b * share) >> 8) as u8
    })
}

/// The outlines of letters of a face, in its units.
fn letters(face: Face, glyphs: &[Glyph]) -> Option<Path> {
    struct Outline {
        path: PathBuilder,
        x: f32,
        y: f32,
    }
    impl ttf_parser::OutlineBuilder for Outline {
        fn move_to(&mut self, x: f32, y: f32) {
            self.path.move_to(self.x + x, self.y + y);
        }
        fn line_to(&mut self, x: f32, y: f32) {
            self.path.line_to(self.x + x, self.y + y);
        }
        fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
            self.path.quad_to(self.x + x1, self.y + y1, self.x + x, self.y + y);
        }
        fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
            let (left, line) = (self.x, self.y);
            self.path.cubic_to(left + x1, line + y1, left + x2, line + y2, left + x, line + y);
        }
        fn close(&mut self) {
            self.path.close();
        }
    }
    let em = face.units_per_em();
    let mut outline = Outline { path: PathBuilder::new(), x: 0.0, y: 0.0 };
    for glyph in glyphs {
        (outline.x, outline.y) = ((glyph.x_em * em) as f32, (glyph.y_em * em) as f32);
        // A space has none.
        let _no_outline = face.outline(glyph.id, &mut outline);
    }
    outline.path.finish()
}
