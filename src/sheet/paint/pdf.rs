//! Pages as PDF: vectors, selectable text, one subset of each face for the whole document.

use crate::sheet::SheetError;
use crate::sheet::canvas::{Frame, Ink, Mm, PageSize};
use crate::sheet::font::{Face, Glyph};
use crate::sheet::scene::{Clip, HALO_MM, Item, Text, stretches};
use crate::sheet::symbols::Symbol;
use krilla::Document;
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::destination::XyzDestination;
use krilla::geom::{Path, PathBuilder, Point, Rect, Size, Transform};
use krilla::graphic::Graphic;
use krilla::image::Image;
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::{NumberingStyle, PageLabel, PageSettings};
use krilla::paint::{Fill, FillRule, LineJoin, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{ContentTag, SpanTag};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Points in a millimetre.
const PT_PER_MM: f64 = 72.0 / 25.4;
/// How far the handles of four curves lie from their ends to make a circle.
const CIRCLE: f32 = 0.552_284_8;

fn failed(what: impl Into<String>) -> SheetError {
    SheetError::Write { format: "PDF", what: what.into() }
}

/// A part of a page that leads to another page.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    pub frame: Frame,
    /// The page's place in the document, from 0.
    pub page: usize,
    /// Where it leads, for those who cannot see it.
    pub words: String,
}

/// An entry beside the document that leads to a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Bookmark {
    pub words: String,
    /// The page's place in the document, from 0.
    pub page: usize,
    pub below: Vec<Bookmark>,
}

/// What a document says about itself.
#[derive(Debug, Clone, PartialEq)]
pub struct About<'a> {
    pub title: &'a str,
    pub office: &'a str,
    pub subject: &'a str,
    /// `zh` or `en`.
    pub language: &'a str,
    /// The day that is printed on it.
    pub date: jiff::civil::Date,
    /// The same for the same document.
    pub id: &'a str,
}

/// A document of pages. The same pages give the same bytes: it has neither a date nor a random id.
pub struct Pdf {
    document: Document,
    fonts: Vec<(Face, Font)>,
    /// The letters that stand for their characters in the document.
    known: BTreeSet<(Face, u16)>,
    symbols: BTreeMap<Symbol, Graphic>,
    numbered: bool,
}

fn node(bookmark: Bookmark) -> OutlineNode {
    let top = XyzDestination::new(bookmark.page, Point::from_xy(0.0, 0.0));
    let mut node = OutlineNode::new(bookmark.words, top);
    for below in bookmark.below {
        node.push_child(self::node(below));
    }
    node
}

fn annotation(link: &Link) -> Result<Annotation, SheetError> {
    let Frame { x, y, width, height } = link.frame;
    let rect = Rect::from_xywh(pt(x), pt(y), pt(width), pt(height));
    let rect = rect.ok_or_else(|| failed("the frame of a link"))?;
    let top = XyzDestination::new(link.page, Point::from_xy(0.0, 0.0));
    let link_there = LinkAnnotation::new(rect, Target::Destination(top.into()));
    Ok(Annotation::new_link(link_there, Some(link.words.clone())))
}

impl Pdf {
    /// An empty document with a title.
    pub fn new(title: &str) -> Result<Self, SheetError> {
        let mut document = Document::new();
        document.set_metadata(Metadata::new().title(title.to_owned()).creator("wangge".to_owned()));
        let font = |face: Face| {
            let font = Font::new(face.bytes().into(), 0).ok_or_else(|| failed("the typeface"))?;
            Ok((face, font))
        };
        let fonts = Face::ALL.into_iter().map(font).collect::<Result<_, SheetError>>()?;
        let (known, symbols) = (BTreeSet::new(), BTreeMap::new());
        Ok(Self { document, fonts, known, symbols, numbered: false })
    }

    /// Says what the document is. Its pages are then numbered from 1 for the reader.
    pub fn describe(&mut self, about: &About) {
        let date = about.date;
        let day = DateTime::new(date.year().unsigned_abs())
            .month(date.month().unsigned_abs())
            .day(date.day().unsigned_abs());
        self.document.set_metadata(
            Metadata::new()
                .title(about.title.to_owned())
                .authors(vec![about.office.to_owned()])
                .description(about.subject.to_owned())
                .creator("wangge".to_owned())
                .language(about.language.to_owned())
                .creation_date(day)
                .document_id(about.id.to_owned()),
        );
        self.numbered = true;
    }

    /// Sets the entries beside the document. Each page that one leads to must be there at the end.
    pub fn bookmark(&mut self, bookmarks: Vec<Bookmark>) {
        let mut outline = Outline::new();
        for bookmark in bookmarks {
            outline.push_child(node(bookmark));
        }
        self.document.set_outline(outline);
    }

    /// Adds a page with its layers. Each page that a link leads to must be there at the end.
    pub fn page(
        &mut self,
        size: PageSize,
        layers: &[&[Item]],
        links: &[Link],
    ) -> Result<(), SheetError> {
        let mut settings = PageSettings::from_wh(pt(size.width), pt(size.height))
            .ok_or_else(|| failed("the size of the page"))?;
        if self.numbered {
            let label = PageLabel::new(Some(NumberingStyle::Arabic), None, None);
            settings = settings.with_page_label(label);
        }
        let mut page = self.document.start_page_with(settings);
        for link in links {
            page.add_annotation(annotation(link)?);
        }
        let mut surface = page.surface();
        let mut painter = Painter {
            surface: &mut surface,
            fonts: &self.fonts,
            known: &mut self.known,
            symbols: &mut self.symbols,
        };
        layers.iter().try_for_each(|items| painter.draw(items))?;
        surface.finish();
        page.finish();
        Ok(())
    }

    /// The file.
    pub fn finish(self) -> Result<Vec<u8>, SheetError> {
        self.document.finish().map_err(|error| failed(format!("{error:?}")))
    }
}

fn pt(mm: f64) -> f32 {
    (mm * PT_PER_MM) as f32
}

struct Painter<'a, 'b> {
    surface: &'a mut Surface<'b>,
    fonts: &'a [(Face, Font)],
    known: &'a mut BTreeSet<(Face, u16)>,
    symbols: &'a mut BTreeMap<Symbol, Graphic>,
}

fn fill_of(ink: Ink, opacity: f32, rule: FillRule) -> Fill {
    let opacity = NormalizedF32::new(opacity).unwrap_or(NormalizedF32::ONE);
    Fill { paint: rgb::Color::new(ink.0, ink.1, ink.2).into(), opacity, rule }
}

fn fill(surface: &mut Surface, path: Option<Path>, ink: Ink, opacity: f32) {
    if let Some(path) = path {
        surface.set_stroke(None);
        surface.set_fill(Some(fill_of(ink, opacity, FillRule::EvenOdd)));
        surface.draw_path(&path);
    }
}

/// A symbol around the origin, as the document holds it.
fn graphic(page: &mut Surface, symbol: Symbol) -> Graphic {
    let mut builder = page.stream_builder();
    let mut surface = builder.surface();
    for item in symbol.items(Mm { x: 0.0, y: 0.0 }) {
        match item {
            Item::Fill { rings: all, ink, opacity } => {
                fill(&mut surface, rings(&all), ink, opacity);
            }
            Item::Disc { at, radius_mm, ink } => {
                fill(&mut surface, circle(at, radius_mm), ink, 1.0);
            }
            _ => {}
        }
    }
    surface.finish();
    Graphic::new(builder.finish(), false)
}

fn stroke_of(ink: Ink, width_mm: f64) -> Stroke {
    Stroke {
        paint: rgb::Color::new(ink.0, ink.1, ink.2).into(),
        width: pt(width_mm),
        line_join: LineJoin::Round,
        ..Stroke::default()
    }
}

impl Painter<'_, '_> {
    fn draw(&mut self, items: &[Item]) -> Result<(), SheetError> {
        items.iter().try_for_each(|item| self.item(item))
    }

    fn item(&mut self, item: &Item) -> Result<(), SheetError> {
        match item {
            Item::Fill { rings: all, ink, opacity } => self.fill(rings(all), *ink, *opacity),
            Item::Line { points, ink, width_mm } => self.stroke(line(points), *ink, *width_mm),
            Item::Disc { at, radius_mm, ink } => self.fill(circle(*at, *radius_mm), *ink, 1.0),
            Item::Circle { at, radius_mm, ink, width_mm } => {
                self.stroke(circle(*at, *radius_mm), *ink, *width_mm);
            }
            Item::Symbol { at, symbol } => self.symbol(*at, *symbol),
            Item::Text(text) => self.text(text),
            Item::Picture { png, frame, opacity } => self.picture(png, frame, *opacity)?,
            Item::Group { clip, items } => {
                let path = match clip {
                    Clip::Frame(frame) => rectangle(frame),
                    Clip::Rings(all) => rings(all),
                };
                // A border around nothing shows nothing.
                let Some(path) = path else { return Ok(()) };
                self.surface.push_clip_path(&path, &FillRule::EvenOdd);
                let drawn = self.draw(items);
                self.surface.pop();
                drawn?;
            }
        }
        Ok(())
    }

    /// Writes a symbol where it is new; elsewhere the document refers to it.
    fn symbol(&mut self, at: Mm, symbol: Symbol) {
        let drawn = match self.symbols.get(&symbol) {
            Some(drawn) => drawn.clone(),
            None => {
                let drawn = graphic(self.surface, symbol);
                self.symbols.insert(symbol, drawn.clone());
                drawn
            }
        };
        self.surface.push_transform(&Transform::from_translate(place(at.x), place(at.y)));
        self.surface.draw_graphic(drawn);
        self.surface.pop();
    }

    fn fill(&mut self, path: Option<Path>, ink: Ink, opacity: f32) {
        fill(self.surface, path, ink, opacity);
    }

    fn stroke(&mut self, path: Option<Path>, ink: Ink, width_mm: f64) {
        if let Some(path) = path {
            self.surface.set_fill(None);
            self.surface.set_stroke(Some(stroke_of(ink, width_mm)));
            self.surface.draw_path(&path);
        }
    }

    fn text(&mut self, text: &Text) {
        if text.turn == 0.0 {
            self.line(text);
        } else {
            let (at, degrees) = (point(text.at), text.turn.to_degrees() as f32);
            self.surface.push_transform(&Transform::from_rotate_at(degrees, at.x, at.y));
            self.line(text);
            self.surface.pop();
        }
    }

    /// A text before it is turned.
    fn line(&mut self, text: &Text) {
        if let Some(halo) = text.halo {
            self.surface.set_fill(None);
            self.surface.set_stroke(Some(stroke_of(halo, 2.0 * HALO_MM)));
            self.silent(text, &text.glyphs);
        }
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(fill_of(text.ink, 1.0, FillRule::NonZero)));
        let mut rest = text.glyphs.as_slice();
        for (part, spaced) in text.parts() {
            let count = rest.iter().take_while(|glyph| glyph.text.0 < part.end).count();
            let (glyphs, others) = rest.split_at(count);
            rest = others;
            if spaced {
                self.spaced(text, glyphs);
            } else {
                self.letters(text, glyphs, Said::ByLetters);
            }
        }
    }

    /// Letters with a space between Chinese and Latin. Readers would take it for a character, so what
    /// they copy is said to be one cluster. A letter that begins one must be known with its own
    /// character first, or readers that do not look for clusters take it for all of them.
    fn spaced(&mut self, text: &Text, glyphs: &[Glyph]) {
        for (face, stretch) in stretches(glyphs) {
            let first = stretch.get(..1).unwrap_or_default();
            if first.iter().any(|glyph| !self.known.contains(&(face, glyph.id))) {
                self.surface.set_fill(Some(fill_of(text.ink, 0.0, FillRule::NonZero)));
                self.silent(text, first);
                self.surface.set_fill(Some(fill_of(text.ink, 1.0, FillRule::NonZero)));
            }
        }
        self.letters(text, glyphs, Said::AtOnce);
    }

    /// Letters that are no text of their own.
    fn silent(&mut self, text: &Text, glyphs: &[Glyph]) {
        let span = SpanTag { actual_text: Some(""), ..SpanTag::empty() };
        self.surface.start_tagged(ContentTag::Span(span));
        self.letters(text, glyphs, Said::Not);
        self.surface.end_tagged();
    }

    fn letters(&mut self, text: &Text, glyphs: &[Glyph], said: Said) {
        for (face, glyphs) in stretches(glyphs) {
            let found = self.fonts.iter().find(|(known, _)| *known == face);
            let (Some((_, font)), Some(first), Some(last)) = (found, glyphs.first(), glyphs.last())
            else {
                continue;
            };
            // A joined letter may say more than its own character, which would be heard again.
            let outlined = said == Said::Not && face == Face::Mongolian;
            if !outlined {
                self.known.extend(glyphs.iter().map(|glyph| (face, glyph.id)));
            }
            let letter = |glyph: &Glyph| {
                let id = GlyphId::new(u32::from(glyph.id));
                let (begin, end) =
                    if said == Said::AtOnce { (first.text.0, last.text.1) } else { glyph.text };
                let [advance, x, y] =
                    [glyph.advance_em, glyph.offset_em, glyph.y_em].map(|em| em as f32);
                KrillaGlyph::new(id, advance, x, y, 0.0, begin..end, None)
            };
            let letters: Vec<KrillaGlyph> = glyphs.iter().map(letter).collect();
            let begin_em = first.x_em - first.offset_em;
            let begin = point(Mm { x: text.at.x + begin_em * text.size_mm, y: text.at.y });
            let size = pt(text.size_mm);
            self.surface.draw_glyphs(begin, &letters, font.clone(), &text.line, size, outlined);
        }
    }

    fn picture(
        &mut self,
        png: &Arc<Vec<u8>>,
        frame: &Frame,
        opacity: f32,
    ) -> Result<(), SheetError> {
        let image = Image::from_png(Arc::clone(png).into(), true).map_err(failed)?;
        let Some(size) = Size::from_wh(pt(frame.width), pt(frame.height)) else { return Ok(()) };
        let opacity = NormalizedF32::new(opacity).unwrap_or(NormalizedF32::ONE);
        self.surface.push_transform(&Transform::from_translate(pt(frame.x), pt(frame.y)));
        self.surface.push_opacity(opacity);
        self.surface.draw_image(image, size);
        self.surface.pop();
        self.surface.pop();
        Ok(())
    }
}

/// How letters say their characters to those who copy them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    ByLetters,
    AtOnce,
    Not,
}

/// A place to a hundredth of a point, finer than any printer: its digits are most of a page.
fn place(mm: f64) -> f32 {
    ((mm * PT_PER_MM * 100.0).round() / 100.0) as f32
}

fn point(at: Mm) -> Point {
    Point::from_xy(place(at.x), place(at.y))
}

fn rectangle(frame: &Frame) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(pt(frame.x), pt(frame.y), pt(frame.width), pt(frame.height))?);
    path.finish()
}

fn rings(rings: &[Vec<Mm>]) -> Option<Path> {
    let mut path = PathBuilder::new();
    for ring in rings {
        points(&mut path, ring);
        path.close();
    }
    path.finish()
}

fn line(all: &[Mm]) -> Option<Path> {
    let mut path = PathBuilder::new();
    match all {
        [first, .., last] if all.len() > 3 && first == last => {
            points(&mut path, all.get(..all.len() - 1).unwrap_or_default());
            path.close();
        }
        _ => points(&mut path, all),
    }
    path.finish()
}

fn points(path: &mut PathBuilder, points: &[Mm]) {
    for (i, at) in points.iter().enumerate() {
        if i == 0 {
            path.move_to(place(at.x), place(at.y));
        } else {
            path.line_to(place(at.x), place(at.y));
        }
    }
}

fn circle(at: Mm, radius_mm: f64) -> Option<Path> {
    let (x, y, r) = (pt(at.x), pt(at.y), pt(radius_mm));
    let k = r * CIRCLE;
    let mut path = PathBuilder::new();
    path.move_to(x + r, y);
    path.cubic_to(x + r, y + k, x + k, y + r, x, y + r);
    path.cubic_to(x - k, y + r, x - r, y + k, x - r, y);
    path.cubic_to(x - r, y - k, x - k, y - r, x, y - r);
    path.cubic_to(x + k, y - r, x + r, y - k, x + r, y);
    path.close();
    path.finish()
}
