//! A page as a list of what is drawn on it, in millimetres: one list, three formats.
//!
//! plotters draws into the list through [`Recorder`], a backend of its own; what plotters has no
//! word for (a halo, a picture, a clipped group) is put into the list beside it.

use super::canvas::{Align, Frame, Ink, Mm, PageSize, UNITS_PER_MM};
use super::font::{self, Face, Glyph, Weight};
use super::symbols::Symbol;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle,
    text_anchor::{HPos, VPos},
};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::convert::Infallible;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

/// Something on a page.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Item {
    /// A filled shape of rings; where two overlap there is a hole.
    Fill { rings: Vec<Vec<Mm>>, ink: Ink, opacity: f32 },
    /// A line; closed where it ends at its beginning.
    Line { points: Vec<Mm>, ink: Ink, width_mm: f64 },
    /// A filled circle.
    Disc { at: Mm, radius_mm: f64, ink: Ink },
    /// A circle.
    Circle { at: Mm, radius_mm: f64, ink: Ink, width_mm: f64 },
    /// A category's symbol.
    Symbol { at: Mm, symbol: Symbol },
    /// A line or a column of text.
    Text(Text),
    /// A picture as PNG, pulled to a frame.
    Picture {
        #[serde(with = "shared_bytes")]
        png: Arc<Vec<u8>>,
        frame: Frame,
        opacity: f32,
    },
    /// Things that are cut along a border.
    Group { clip: Clip, items: Vec<Item> },
}

/// A picture in a list that is kept on the disk.
mod shared_bytes {
    use serde::{Deserialize, Deserializer, Serializer};
    use std::sync::Arc;

    pub fn serialize<S: Serializer>(bytes: &Arc<Vec<u8>>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(bytes)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<Vec<u8>>, D::Error> {
        <&[u8]>::deserialize(from).map(|bytes| Arc::new(bytes.to_vec()))
    }
}

/// A line or a column of text in the embedded typefaces.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Text {
    pub line: String,
    pub glyphs: Vec<Glyph>,
    /// Where the line on which the letters stand begins.
    pub at: Mm,
    pub size_mm: f64,
    pub ink: Ink,
    /// Around the letters, so that they can be read over lines.
    pub halo: Option<Ink>,
    /// By how much the line is turned about `at`, clockwise, in radians: by a quarter for a column of
    /// Mongolian, whose letters have their heads to the right.
    pub turn: f64,
}

/// How a text looks, and where it stands from its point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub size_mm: f64,
    pub weight: Weight,
    pub ink: Ink,
    pub align: Align,
    pub halo: Option<Ink>,
    /// Clockwise, in radians.
    pub turn: f64,
}

impl Text {
    /// A line of text whose middle line runs through `at`.
    pub fn around(text: &str, at: Mm, look: Look) -> Self {
        let Look { size_mm, weight, ink, align, halo, turn } = look;
        let glyphs = font::glyphs(text, weight);
        let width = font::length_em(&glyphs) * size_mm;
        let along = match align {
            Align::Left => 0.0,
            Align::Middle => -width / 2.0,
            Align::Right => -width,
        };
        let down = MIDDLE_EM * size_mm;
        let (sin, cos) = turn.sin_cos();
        let at = Mm { x: at.x + along * cos - down * sin, y: at.y + along * sin + down * cos };
        Self { line: text.to_owned(), glyphs, at, size_mm, ink, halo, turn }
    }

    /// The heights between which it lies, in millimetres.
    pub fn heights(&self) -> (f64, f64) {
        let rise = font::length_em(&self.glyphs) * self.size_mm * self.turn.sin();
        let reach = 1.2 * self.size_mm;
        (self.at.y + rise.min(0.0) - reach, self.at.y + rise.max(0.0) + reach)
    }

    /// The text cut around the spaces between Chinese and Latin, which are no characters; see
    /// [`font::parts`].
    pub fn parts(&self) -> Vec<(Range<usize>, bool)> {
        font::parts(&self.line)
    }
}

/// Stretches of letters of one face.
pub(super) fn stretches(glyphs: &[Glyph]) -> impl Iterator<Item = (Face, &[Glyph])> {
    let one_face = glyphs.chunk_by(|a, b| a.face == b.face);
    one_face.filter_map(|stretch| Some((stretch.first()?.face, stretch)))
}

/// How far the middle of digits and of Chinese letters lies above their line.
const MIDDLE_EM: f64 = 0.37;

/// What a group is cut to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Clip {
    /// A rectangle.
    Frame(Frame),
    /// The ground between rings.
    Rings(Vec<Vec<Mm>>),
}

impl Clip {
    /// The rectangle around it; `None` around nothing.
    pub fn frame(&self) -> Option<Frame> {
        let rings = match self {
            Self::Frame(frame) => return Some(*frame),
            Self::Rings(rings) => rings,
        };
        let mut points = rings.iter().flatten();
        let first = points.next()?;
        let (low, high) = points.fold((*first, *first), |(low, high), at| {
            let low = Mm { x: low.x.min(at.x), y: low.y.min(at.y) };
            (low, Mm { x: high.x.max(at.x), y: high.y.max(at.y) })
        });
        let margin_mm = 0.1;
        Some(Frame {
            x: low.x - margin_mm,
            y: low.y - margin_mm,
            width: high.x - low.x + 2.0 * margin_mm,
            height: high.y - low.y + 2.0 * margin_mm,
        })
    }
}

/// How far a halo reaches around its letters.
pub(super) const HALO_MM: f64 = 0.35;

/// What is drawn, in order.
pub(super) type Items = Rc<RefCell<Vec<Item>>>;

/// A backend of plotters that writes down what is drawn.
pub(super) struct Recorder {
    pub page: PageSize,
    pub items: Items,
}

type Done = Result<(), DrawingErrorKind<Infallible>>;

fn place((x, y): BackendCoord) -> Mm {
    Mm { x: f64::from(x) / UNITS_PER_MM, y: f64::from(y) / UNITS_PER_MM }
}

fn ink(color: BackendColor) -> Ink {
    Ink(color.rgb.0, color.rgb.1, color.rgb.2)
}

fn width_mm(style: &impl BackendStyle) -> f64 {
    f64::from(style.stroke_width()) / UNITS_PER_MM
}

impl Recorder {
    fn put(&self, item: Item) {
        self.items.borrow_mut().push(item);
    }
}

impl DrawingBackend for Recorder {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        let units = |mm: f64| (mm * UNITS_PER_MM).round() as u32;
        (units(self.page.width), units(self.page.height))
    }

    fn ensure_prepared(&mut self) -> Done {
        Ok(())
    }

    fn present(&mut self) -> Done {
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, color: BackendColor) -> Done {
        self.draw_rect(at, (at.0 + 1, at.1 + 1), &color, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, a: BackendCoord, b: BackendCoord, style: &S) -> Done {
        self.draw_path([a, b], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Done {
        let corners = [(left, top), (right, top), (right, bottom), (left, bottom)];
        if fill {
            self.fill_polygon(corners, style)
        } else {
            self.draw_path(corners.into_iter().chain([(left, top)]), style)
        }
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Done {
        let points = path.into_iter().map(place).collect();
        self.put(Item::Line { points, ink: ink(style.color()), width_mm: width_mm(style) });
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Done {
        let (at, radius_mm) = (place(center), f64::from(radius) / UNITS_PER_MM);
        let ink = ink(style.color());
        self.put(if fill {
            Item::Disc { at, radius_mm, ink }
        } else {
            Item::Circle { at, radius_mm, ink, width_mm: width_mm(style) }
        });
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Done {
        let color = style.color();
        let rings = vec![corners.into_iter().map(place).collect()];
        self.put(Item::Fill { rings, ink: ink(color), opacity: color.alpha as f32 });
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Done {
        let size_mm = style.size() / UNITS_PER_MM;
        let weight = match style.style() {
            FontStyle::Bold => Weight::Bold,
            FontStyle::Normal | FontStyle::Italic | FontStyle::Oblique => Weight::Regular,
        };
        let anchor = style.anchor();
        let align = match anchor.h_pos {
            HPos::Left => Align::Left,
            HPos::Center => Align::Middle,
            HPos::Right => Align::Right,
        };
        let Mm { x, y } = place(at);
        // Letters reach from 0.88 above their line to 0.12 below it.
        let middle = match anchor.v_pos {
            VPos::Top => y + 0.5 * size_mm,
            VPos::Center => y,
            VPos::Bottom => y - 0.5 * size_mm,
        };
        let ink = ink(style.color());
        let look = Look { size_mm, weight, ink, align, halo: None, turn: 0.0 };
        self.put(Item::Text(Text::around(text, Mm { x, y: middle }, look)));
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let width = font::width(text, style.size(), Weight::Regular);
        Ok((width.ceil() as u32, style.size().ceil() as u32))
    }
}
