//! From SVG to the three formats. A text that was lost on the way is an error.

use super::SheetError;
use super::canvas::{Drawn, PageSize, UNITS_PER_MM};
use super::font::FACES;
use krilla::Document;
use krilla::geom::Size;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt, SvgSettings};
use resvg::tiny_skia::{Pixmap, PremultipliedColorU8, Transform};
use resvg::usvg;
use std::sync::Arc;

/// Points in a millimetre.
const PT_PER_MM: f32 = 72.0 / 25.4;

/// The format of a rendered sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Vector PDF with selectable text.
    Pdf,
    /// PNG at 300 dpi.
    Png,
    /// SVG with text as outlines, which looks the same everywhere.
    Svg,
}

impl Format {
    /// The format of a file ending, in any case.
    #[must_use]
    pub fn from_extension(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "pdf" => Some(Self::Pdf),
            "png" => Some(Self::Png),
            "svg" => Some(Self::Svg),
            _ => None,
        }
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Svg => "image/svg+xml",
        }
    }
}

/// A drawn page.
pub(super) struct Drawing {
    pub page: PageSize,
    pub title: String,
    svg: String,
    texts: usize,
}

impl Drawing {
    /// Puts a root around layers; `defs` are clip paths and the like.
    pub fn new(page: PageSize, title: &str, defs: &str, body: &Drawn) -> Self {
        let (width, height) = (page.width * UNITS_PER_MM, page.height * UNITS_PER_MM);
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}mm\" height=\"{}mm\" \
             viewBox=\"0 0 {width} {height}\">\n<defs>{defs}</defs>\n{}</svg>\n",
            page.width, page.height, body.svg,
        );
        Self { page, title: title.to_owned(), svg, texts: body.texts }
    }

    /// The page in a format; `dpi` for PNG.
    pub fn render(&self, format: Format, dpi: f64) -> Result<Vec<u8>, SheetError> {
        let tree = self.tree(dpi)?;
        match format {
            Format::Svg => Ok(self.svg(&tree).into_bytes()),
            Format::Png => png(&tree, dpi, Ground::Paper),
            Format::Pdf => self.pdf(&tree),
        }
    }

    /// The page as PNG that is transparent where nothing is drawn.
    pub fn render_overlay(&self, dpi: f64) -> Result<Vec<u8>, SheetError> {
        png(&self.tree(dpi)?, dpi, Ground::Nothing)
    }

    fn tree(&self, dpi: f64) -> Result<usvg::Tree, SheetError> {
        let mut options = usvg::Options { dpi: dpi as f32, ..usvg::Options::default() };
        options.fontdb = Arc::clone(&FACES.database);
        let failed = |e: usvg::Error| SheetError::Draw { what: e.to_string() };
        let tree = usvg::Tree::from_str(&self.svg, &options).map_err(failed)?;
        let rendered = texts(tree.root());
        if rendered == self.texts {
            Ok(tree)
        } else {
            Err(SheetError::TextDropped { drawn: self.texts, rendered })
        }
    }

    /// The tree with its letters as outlines, on white paper of the true size.
    fn svg(&self, tree: &usvg::Tree) -> String {
        let drawn = tree.to_string(&usvg::WriteOptions::default());
        let inner = drawn.split_once('>').map_or("", |(_, inner)| inner);
        let (width, height) = (tree.size().width(), tree.size().height());
        format!(
            "<svg width=\"{}mm\" height=\"{}mm\" viewBox=\"0 0 {width} {height}\" \
             xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">\n\
             <title>{}</title>\n<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>{inner}",
            self.page.width,
            self.page.height,
            escaped(&self.title),
        )
    }

    fn pdf(&self, tree: &usvg::Tree) -> Result<Vec<u8>, SheetError> {
        let failed = |what: String| SheetError::Write { format: "PDF", what };
        let (width, height) =
            (self.page.width as f32 * PT_PER_MM, self.page.height as f32 * PT_PER_MM);
        let settings =
            PageSettings::from_wh(width, height).ok_or_else(|| failed("page size".to_owned()))?;
        let size = Size::from_wh(width, height).ok_or_else(|| failed("page size".to_owned()))?;
        let mut document = Document::new();
        // No date and no random id: the same sheet gives the same bytes.
        document
            .set_metadata(Metadata::new().title(self.title.clone()).creator("wangge".to_owned()));
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        surface
            .draw_svg(tree, size, SvgSettings::default())
            .ok_or_else(|| failed("drawing".to_owned()))?;
        surface.finish();
        page.finish();
        document.finish().map_err(|e| failed(format!("{e:?}")))
    }
}

/// Text between XML tags.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Texts in a tree that have at least one glyph.
fn texts(group: &usvg::Group) -> usize {
    let of = |node: &usvg::Node| match node {
        usvg::Node::Group(inner) => texts(inner),
        usvg::Node::Text(text) => usize::from(!text.layouted().is_empty()),
        _ => 0,
    };
    group.children().iter().map(of).sum()
}

/// What a picture is drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    /// White paper.
    Paper,
    /// Nothing: the picture is transparent where nothing is drawn.
    Nothing,
}

fn png(tree: &usvg::Tree, dpi: f64, ground: Ground) -> Result<Vec<u8>, SheetError> {
    let failed = |what: String| SheetError::Write { format: "PNG", what };
    let size = tree.size().to_int_size();
    let mut pixels =
        Pixmap::new(size.width(), size.height()).ok_or_else(|| failed("page size".to_owned()))?;
    if ground == Ground::Paper {
        pixels.fill(resvg::tiny_skia::Color::WHITE);
    }
    resvg::render(tree, Transform::identity(), &mut pixels.as_mut());
    let (color, samples): (png::ColorType, Vec<u8>) = match ground {
        Ground::Paper => (
            png::ColorType::Rgb,
            pixels.pixels().iter().flat_map(|p| [p.red(), p.green(), p.blue()]).collect(),
        ),
        Ground::Nothing => (
            png::ColorType::Rgba,
            pixels
                .pixels()
                .iter()
                .map(PremultipliedColorU8::demultiply)
                .flat_map(|p| [p.red(), p.green(), p.blue(), p.alpha()])
                .collect(),
        ),
    };
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, size.width(), size.height());
    encoder.set_color(color);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    let per_metre = (dpi / 0.0254).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: png::Unit::Meter,
    }));
    let write = |encoder: png::Encoder<&mut Vec<u8>>| {
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&samples)?;
        writer.finish()
    };
    write(encoder).map_err(|e| failed(e.to_string()))?;
    Ok(out)
}
