//! Drawing in millimetres through plotters. A layer is a list of its own, so that layers can be
//! clipped and interleaved with pictures.

use super::SheetError;
use super::font::{Weight, check_glyphs, width};
use super::scene::{Clip, Item, Items, Look, Recorder, Text as SceneText};
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Polygon, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle};
use serde::{Deserialize, Serialize};

/// Units of the drawing in a millimetre: plotters counts in whole units.
pub(super) const UNITS_PER_MM: f64 = 200.0;
/// Millimetres in a typographic point.
const MM_PER_PT: f64 = 25.4 / 72.0;

/// A point on the page: millimetres from its left and top edge.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Mm {
    pub x: f64,
    pub y: f64,
}

/// Shorthand for a point on the page.
pub(super) fn mm(x: f64, y: f64) -> Mm {
    Mm { x, y }
}

impl Mm {
    fn units(self) -> (i32, i32) {
        let unit = |v: f64| (v * UNITS_PER_MM).round().clamp(-1e9, 1e9) as i32;
        (unit(self.x), unit(self.y))
    }
}

/// A rectangle on the page, in millimetres.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Frame {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Frame {
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    pub fn contains(&self, at: Mm) -> bool {
        (self.x..=self.right()).contains(&at.x) && (self.y..=self.bottom()).contains(&at.y)
    }

    pub fn overlaps(&self, other: &Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }
}

/// Red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Ink(pub u8, pub u8, pub u8);

impl Ink {
    /// Reads `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.strip_prefix('#').filter(|hex| hex.len() == 6)?;
        let [_, r, g, b] = u32::from_str_radix(hex, 16).ok()?.to_be_bytes();
        Some(Self(r, g, b))
    }

    /// Reads `#rrggbb`; grey for anything else, which the rules do not let through.
    pub fn hex(text: &str) -> Self {
        Self::parse(text).unwrap_or(Self(128, 128, 128))
    }

    fn color(self) -> RGBColor {
        RGBColor(self.0, self.1, self.2)
    }
}

/// Where a text stands from its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Middle,
    Right,
}

/// A text's looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Type {
    /// Points.
    pub size_pt: f64,
    pub weight: Weight,
    pub ink: Ink,
    pub align: Align,
}

impl Type {
    pub const fn new(size_pt: f64, ink: Ink) -> Self {
        Self { size_pt, weight: Weight::Regular, ink, align: Align::Left }
    }

    pub const fn bold(mut self) -> Self {
        self.weight = Weight::Bold;
        self
    }

    pub const fn align(mut self, align: Align) -> Self {
        self.align = align;
        self
    }

    pub fn size_mm(self) -> f64 {
        self.size_pt * MM_PER_PT
    }

    pub fn width_mm(self, text: &str) -> f64 {
        width(text, self.size_mm(), self.weight)
    }
}

/// The size of a page in millimetres.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct PageSize {
    pub width: f64,
    pub height: f64,
}

/// One layer while it is drawn.
pub(super) struct Layer {
    area: DrawingArea<Recorder, Shift>,
    items: Items,
}

/// A drawn layer.
#[derive(Debug, Default, Clone)]
pub(super) struct Drawn(pub Vec<Item>);

impl Drawn {
    pub fn push(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// The layer cut along a border.
    pub fn clipped(self, clip: Clip) -> Self {
        Self(vec![Item::Group { clip, items: self.0 }])
    }
}

/// Draws a layer.
pub(super) fn layer(
    page: PageSize,
    draw: impl FnOnce(&mut Layer) -> Result<(), SheetError>,
) -> Result<Drawn, SheetError> {
    let items = Items::default();
    let area = Recorder { page, items: Items::clone(&items) }.into_drawing_area();
    let mut layer = Layer { area, items: Items::clone(&items) };
    draw(&mut layer)?;
    layer.area.present().map_err(failed)?;
    Ok(Drawn(items.take()))
}

fn failed(error: impl std::fmt::Display) -> SheetError {
    SheetError::Draw { what: error.to_string() }
}

fn stroke(ink: Ink, width_mm: f64) -> ShapeStyle {
    let width = (width_mm * UNITS_PER_MM).round().max(1.0) as u32;
    ink.color().stroke_width(width)
}

impl Layer {
    pub fn line(&mut self, points: &[Mm], ink: Ink, width_mm: f64) -> Result<(), SheetError> {
        let points: Vec<(i32, i32)> = points.iter().map(|p| p.units()).collect();
        self.area.draw(&PathElement::new(points, stroke(ink, width_mm))).map_err(failed)
    }

    /// A line of dashes of `dash_mm` and gaps of the same length.
    pub fn dashes(
        &mut self,
        points: &[Mm],
        ink: Ink,
        width_mm: f64,
        dash_mm: f64,
    ) -> Result<(), SheetError> {
        let mut walked = 0.0;
        for pair in points.windows(2) {
            let &[a, b] = pair else { continue };
            let length = (b.x - a.x).hypot(b.y - a.y);
            // A segment far outside the page would be cut into endless dashes.
            if length == 0.0 || length > 2_000.0 {
                continue;
            }
            let mut at = 0.0;
            while at < length {
                let phase = (walked + at).rem_euclid(2.0 * dash_mm);
                let end = (at
                    + if phase < dash_mm { dash_mm - phase } else { 2.0 * dash_mm - phase })
                .min(length);
                if phase < dash_mm {
                    let point =
                        |t: f64| mm(a.x + (b.x - a.x) * t / length, a.y + (b.y - a.y) * t / length);
                    self.line(&[point(at), point(end)], ink, width_mm)?;
                }
                at = end.max(at + 1e-6);
            }
            walked += length;
        }
        Ok(())
    }

    pub fn fill(&mut self, points: &[Mm], ink: Ink, opacity: f64) -> Result<(), SheetError> {
        let points: Vec<(i32, i32)> = points.iter().map(|p| p.units()).collect();
        let style = ink.color().mix(opacity).filled();
        self.area.draw(&Polygon::new(points, style)).map_err(failed)
    }

    /// Puts in what was drawn elsewhere.
    pub fn put_all(&mut self, drawn: Drawn) {
        self.items.borrow_mut().extend(drawn.0);
    }

    /// Fills the ground between rings.
    pub fn fill_rings(&mut self, rings: Vec<Vec<Mm>>, ink: Ink, opacity: f64) {
        self.items.borrow_mut().push(Item::Fill { rings, ink, opacity: opacity as f32 });
    }

    pub fn rectangle(&mut self, frame: Frame, ink: Ink) -> Result<(), SheetError> {
        let (r, b) = (frame.right(), frame.bottom());
        self.fill(&[mm(frame.x, frame.y), mm(r, frame.y), mm(r, b), mm(frame.x, b)], ink, 1.0)
    }

    pub fn outline(&mut self, frame: Frame, ink: Ink, width_mm: f64) -> Result<(), SheetError> {
        let (r, b) = (frame.right(), frame.bottom());
        let corners =
            [mm(frame.x, frame.y), mm(r, frame.y), mm(r, b), mm(frame.x, b), mm(frame.x, frame.y)];
        self.line(&corners, ink, width_mm)
    }

    pub fn disc(&mut self, at: Mm, radius_mm: f64, ink: Ink) -> Result<(), SheetError> {
        let radius = (radius_mm * UNITS_PER_MM).round();
        self.area.draw(&Circle::new(at.units(), radius, ink.color().filled())).map_err(failed)
    }

    pub fn circle(
        &mut self,
        at: Mm,
        radius_mm: f64,
        ink: Ink,
        width_mm: f64,
    ) -> Result<(), SheetError> {
        let radius = (radius_mm * UNITS_PER_MM).round();
        self.area.draw(&Circle::new(at.units(), radius, stroke(ink, width_mm))).map_err(failed)
    }

    /// Something that plotters has no word for.
    pub fn put(&mut self, item: Item) {
        self.items.borrow_mut().push(item);
    }

    /// A text whose middle line runs through `at.y`.
    pub fn text(&mut self, text: &str, at: Mm, look: Type) -> Result<(), SheetError> {
        if text.trim().is_empty() {
            return Ok(());
        }
        check_glyphs(text)?;
        let size = look.size_mm() * UNITS_PER_MM;
        let style = match look.weight {
            Weight::Regular => FontStyle::Normal,
            Weight::Bold => FontStyle::Bold,
        };
        let font = FontDesc::new(FontFamily::SansSerif, size, style);
        let anchor = match look.align {
            Align::Left => HPos::Left,
            Align::Middle => HPos::Center,
            Align::Right => HPos::Right,
        };
        let color = look.ink.color();
        let style = TextStyle::from(font).color(&color).pos(Pos::new(anchor, VPos::Center));
        self.area.draw(&Text::new(text.to_owned(), at.units(), style)).map_err(failed)
    }

    /// A text on a halo, for labels over lines.
    pub fn label(&mut self, text: &str, at: Mm, look: Type, halo: Ink) -> Result<(), SheetError> {
        self.turned(text, at, look, Some(halo), 0.0)
    }

    /// A text that is turned about `at`, clockwise in radians.
    pub fn turned(
        &mut self,
        text: &str,
        at: Mm,
        look: Type,
        halo: Option<Ink>,
        turn: f64,
    ) -> Result<(), SheetError> {
        check_glyphs(text)?;
        let (size_mm, weight) = (look.size_mm(), look.weight);
        let look = Look { size_mm, weight, ink: look.ink, align: look.align, halo, turn };
        self.items.borrow_mut().push(Item::Text(SceneText::around(text, at, look)));
        Ok(())
    }
}
