//! A page as SVG. Letters are outlines, each once, so that it looks the same everywhere.

use crate::sheet::canvas::{Ink, Mm, PageSize};
use crate::sheet::font::{Face, Glyph};
use crate::sheet::scene::{Clip, HALO_MM, Item, Text, stretches};
use crate::sheet::symbols::Symbol;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The page of items as a document, on white paper of its true size.
pub fn document(size: PageSize, title: &str, items: &[Item]) -> String {
    let mut writer = Writer::default();
    writer.draw(items);
    let PageSize { width, height } = size;
    let mut letters = String::new();
    for path in writer.letters.values() {
        letters.push_str(path);
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}mm\" height=\"{height}mm\" \
         viewBox=\"0 0 {width} {height}\">\n<title>{}</title>\n<defs>\n{letters}{}{}</defs>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n{}</svg>\n",
        escaped(title),
        writer.symbol_definitions(),
        writer.clips,
        writer.body,
    )
}

/// Text between XML tags.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[derive(Default)]
struct Writer {
    body: String,
    clips: String,
    count: usize,
    letters: BTreeMap<(Face, u16), String>,
    /// With the numbers of their definitions.
    symbols: BTreeMap<Symbol, usize>,
}

fn hex(ink: Ink) -> String {
    format!("#{:02x}{:02x}{:02x}", ink.0, ink.1, ink.2)
}

/// A length to a thousandth of a millimetre.
fn short(mm: f64) -> String {
    let text = format!("{mm:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl Writer {
    fn draw(&mut self, items: &[Item]) {
        for item in items {
            self.item(item);
        }
    }

    fn put(&mut self, element: std::fmt::Arguments<'_>) {
        // A string takes whatever is written.
        let _ = self.body.write_fmt(element);
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Fill { rings: all, ink, opacity } => self.put(format_args!(
                "<path d=\"{}\" fill=\"{}\" fill-opacity=\"{opacity}\" fill-rule=\"evenodd\"/>\n",
                rings(all),
                hex(*ink),
            )),
            Item::Line { points, ink, width_mm } => self.put(format_args!(
                "<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" \
                 stroke-linejoin=\"round\"/>\n",
                line(points),
                hex(*ink),
                short(*width_mm),
            )),
            Item::Disc { at, radius_mm, ink } => self.put(format_args!(
                "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{}\"/>\n",
                short(at.x),
                short(at.y),
                short(*radius_mm),
                hex(*ink),
            )),
            Item::Circle { at, radius_mm, ink, width_mm } => self.put(format_args!(
                "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"none\" stroke=\"{}\" \
                 stroke-width=\"{}\"/>\n",
                short(at.x),
                short(at.y),
                short(*radius_mm),
                hex(*ink),
                short(*width_mm),
            )),
            Item::Symbol { at, symbol } => self.symbol(*at, *symbol),
            Item::Text(text) => self.text(text),
            Item::Picture { png, frame, opacity } => self.put(format_args!(
                "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" opacity=\"{opacity}\" \
                 preserveAspectRatio=\"none\" href=\"data:image/png;base64,{}\"/>\n",
                short(frame.x),
                short(frame.y),
                short(frame.width),
                short(frame.height),
                BASE64.encode(png.as_slice()),
            )),
            Item::Group { clip, items } => {
                let id = self.clip(clip);
                self.put(format_args!("<g clip-path=\"url(#c{id})\">\n"));
                self.draw(items);
                self.put(format_args!("</g>\n"));
            }
        }
    }

    /// A reference to a symbol, which is defined where it is new.
    fn symbol(&mut self, at: Mm, symbol: Symbol) {
        let next = self.symbols.len();
        let id = *self.symbols.entry(symbol).or_insert(next);
        let (x, y) = (short(at.x), short(at.y));
        self.put(format_args!("<use href=\"#s{id}\" x=\"{x}\" y=\"{y}\"/>\n"));
    }

    /// The symbols that are referred to, around their origins.
    fn symbol_definitions(&self) -> String {
        let mut definitions = Self::default();
        for (symbol, id) in &self.symbols {
            definitions.put(format_args!("<g id=\"s{id}\">"));
            definitions.draw(&symbol.items(Mm { x: 0.0, y: 0.0 }));
            definitions.put(format_args!("</g>\n"));
        }
        definitions.body
    }

    fn clip(&mut self, clip: &Clip) -> usize {
        self.count += 1;
        let path = match clip {
            Clip::Frame(f) => {
                let (right, bottom) = (f.right(), f.bottom());
                let corner = |x, y| Mm { x, y };
                rings(&[vec![
                    corner(f.x, f.y),
                    corner(right, f.y),
                    corner(right, bottom),
                    corner(f.x, bottom),
                ]])
            }
            Clip::Rings(all) => rings(all),
        };
        let _ = writeln!(
            self.clips,
            "<clipPath id=\"c{}\"><path clip-rule=\"evenodd\" d=\"{path}\"/></clipPath>",
            self.count
        );
        self.count
    }

    fn text(&mut self, text: &Text) {
        let (x, y) = (short(text.at.x), short(text.at.y));
        let mut letters = Vec::new();
        for (face, glyphs) in stretches(&text.glyphs) {
            let scale = text.size_mm / face.units_per_em();
            let (sin, cos) = text.turn.sin_cos();
            let (along, across) = (scale * cos, scale * sin);
            let place = format!("matrix({along:.6} {across:.6} {across:.6} {:.6} {x} {y})", -along);
            letters.push((self.letters(face, glyphs), scale, place));
        }
        // No halo covers a letter of the same text.
        if let Some(halo) = text.halo {
            for (letters, scale, place) in &letters {
                self.put(format_args!(
                    "<g transform=\"{place}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{:.1}\" \
                     stroke-linejoin=\"round\">{letters}</g>\n",
                    hex(halo),
                    2.0 * HALO_MM / scale,
                ));
            }
        }
        for (letters, _, place) in &letters {
            self.put(format_args!(
                "<g transform=\"{place}\" fill=\"{}\">{letters}</g>\n",
                hex(text.ink)
            ));
        }
    }

    /// References to the outlines of letters, which are defined where they are new.
    fn letters(&mut self, face: Face, glyphs: &[Glyph]) -> String {
        let em = face.units_per_em();
        let name = match face {
            Face::Regular => 'r',
            Face::Bold => 'b',
            Face::Mongolian => 'm',
        };
        let mut letters = String::new();
        for glyph in glyphs {
            let mut outline = Outline::default();
            if face.outline(glyph.id, &mut outline).is_none() {
                continue;
            }
            let path = || format!("<path id=\"{name}{}\" d=\"{}\"/>\n", glyph.id, outline.0);
            self.letters.entry((face, glyph.id)).or_insert_with(path);
            let (x, y) = ((glyph.x_em * em).round(), (glyph.y_em * em).round());
            let _ = write!(letters, "<use href=\"#{name}{}\" x=\"{x}\"", glyph.id);
            if y != 0.0 {
                let _ = write!(letters, " y=\"{y}\"");
            }
            letters.push_str("/>");
        }
        letters
    }
}

fn rings(rings: &[Vec<Mm>]) -> String {
    rings.iter().fold(String::new(), |path, ring| path + &open(ring) + "Z")
}

fn line(points: &[Mm]) -> String {
    match points {
        [first, .., last] if points.len() > 3 && first == last => {
            open(points.get(..points.len() - 1).unwrap_or_default()) + "Z"
        }
        _ => open(points),
    }
}

fn open(points: &[Mm]) -> String {
    let corners: Vec<String> =
        points.iter().map(|at| format!("{} {}", short(at.x), short(at.y))).collect();
    if corners.is_empty() { String::new() } else { format!("M{}", corners.join("L")) }
}

/// The path of a letter, in units of the typeface.
#[derive(Default)]
struct Outline(String);

impl ttf_parser::OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        let _ = write!(self.0, "M{x} {y}");
    }
    fn line_to(&mut self, x: f32, y: f32) {
        let _ = write!(self.0, "L{x} {y}");
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let _ = write!(self.0, "Q{x1} {y1} {x} {y}");
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let _ = write!(self.0, "C{x1} {y1} {x2} {y2} {x} {y}");
    }
    fn close(&mut self) {
        self.0.push('Z');
    }
}
