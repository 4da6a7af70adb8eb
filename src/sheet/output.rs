//! A drawn page in the three formats.

use super::SheetError;
use super::canvas::{Drawn, PageSize};
use super::paint::palette::Colours;
use super::paint::pdf::Pdf;
use super::paint::pixels::{Band, Pictures, paint};
use super::paint::svg;
use super::scene::Item;
use png::{BitDepth, ColorType, Compression, DeflateCompression, Filter, PixelDimensions, Unit};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use tiny_skia::{Color, Pixmap, PremultipliedColorU8};

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

    /// The ending of its files.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Svg => "svg",
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

/// Rows of a page that are painted at a time.
const BAND_PX: u32 = 256;

/// Pixels of a colour side by side.
struct Run {
    rgb: [u8; 3],
    length: u32,
}

/// A drawn page.
#[derive(Serialize, Deserialize)]
pub(super) struct Drawing {
    pub page: PageSize,
    pub title: String,
    pub items: Vec<Item>,
}

impl Drawing {
    /// A page with its layers.
    pub fn new(page: PageSize, title: &str, body: Drawn) -> Self {
        Self { page, title: title.to_owned(), items: body.0 }
    }

    /// The list of what is drawn, to be kept on a disk.
    pub fn keep(&self) -> Result<Vec<u8>, SheetError> {
        postcard::to_stdvec(self).map_err(|error| SheetError::Kept { what: error.to_string() })
    }

    /// A list that was kept.
    pub fn kept(bytes: &[u8]) -> Result<Self, SheetError> {
        postcard::from_bytes(bytes).map_err(|error| SheetError::Kept { what: error.to_string() })
    }

    /// The page in a format; `dpi` for PNG.
    pub fn render(&self, format: Format, dpi: f64) -> Result<Vec<u8>, SheetError> {
        match format {
            Format::Svg => Ok(svg::document(self.page, &self.title, &self.items).into_bytes()),
            Format::Png => self.with_palette(dpi),
            Format::Pdf => {
                let mut pdf = Pdf::new(&self.title)?;
                pdf.page(self.page, &[&self.items], &[])?;
                pdf.finish()
            }
        }
    }

    /// The page as PNG that is transparent where nothing is drawn.
    pub fn render_overlay(&self, dpi: f64) -> Result<Vec<u8>, SheetError> {
        let rgba = |band: Pixmap| -> Vec<u8> {
            let colours = band.pixels().iter().map(PremultipliedColorU8::demultiply);
            colours.flat_map(|c| [c.red(), c.green(), c.blue(), c.alpha()]).collect()
        };
        let bands = self.bands(dpi, Color::TRANSPARENT, rgba)?;
        self.file(dpi, ColorType::Rgba, None, &bands.concat())
    }

    /// The page as PNG on white paper, with 256 colours.
    fn with_palette(&self, dpi: f64) -> Result<Vec<u8>, SheetError> {
        // A sheet is mostly flat: runs of a colour are a small part of its pixels.
        let runs = |band: Pixmap| -> Vec<Run> {
            let run = |run: &[PremultipliedColorU8]| {
                let first = run.first()?;
                let rgb = [first.red(), first.green(), first.blue()];
                Some(Run { rgb, length: run.len() as u32 })
            };
            band.pixels().chunk_by(|a, b| a == b).filter_map(run).collect()
        };
        let bands = self.bands(dpi, Color::WHITE, runs)?;
        let mut colours = Colours::default();
        bands.iter().flatten().for_each(|run| colours.add(run.rgb, run.length));
        let palette = colours.palette();
        let (width, height) = self.size_px(dpi);
        let mut places = Vec::with_capacity(width as usize * height as usize);
        for Run { rgb, length } in bands.into_iter().flatten() {
            places.extend(std::iter::repeat_n(palette.place(rgb), length as usize));
        }
        self.file(dpi, ColorType::Indexed, Some(palette.colours.concat()), &places)
    }

    fn size_px(&self, dpi: f64) -> (u32, u32) {
        let px = |mm: f64| (mm * dpi / 25.4).round() as u32;
        (px(self.page.width), px(self.page.height))
    }

    /// Paints all bands, from the top.
    fn bands<T: Send>(
        &self,
        dpi: f64,
        ground: Color,
        take: impl Fn(Pixmap) -> T + Sync,
    ) -> Result<Vec<T>, SheetError> {
        let failed = |what: String| SheetError::Write { format: "PNG", what };
        let pictures = Pictures::of(&self.items).map_err(failed)?;
        let (width, height) = self.size_px(dpi);
        let paint = |top: u32| {
            let band =
                Band { left: 0, width, top, height: BAND_PX.min(height - top), per_mm: dpi / 25.4 };
            let painted = paint(&self.items, &pictures, band, ground);
            painted.map(&take).ok_or_else(|| failed("page size".to_owned()))
        };
        let tops: Vec<u32> = (0..height).step_by(BAND_PX as usize).collect();
        tops.into_par_iter().map(paint).collect()
    }

    fn file(
        &self,
        dpi: f64,
        color: ColorType,
        palette: Option<Vec<u8>>,
        samples: &[u8],
    ) -> Result<Vec<u8>, SheetError> {
        let (width, height) = self.size_px(dpi);
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, width, height);
        encoder.set_color(color);
        encoder.set_depth(BitDepth::Eight);
        encoder.set_compression(Compression::Balanced);
        if let Some(palette) = palette {
            encoder.set_palette(palette);
            // Places in a palette are no numbers to subtract, and runs of them pack well.
            encoder.set_filter(Filter::NoFilter);
            encoder.set_deflate_compression(DeflateCompression::Level(2));
        }
        let per_metre = (dpi / 0.0254).round() as u32;
        encoder.set_pixel_dims(Some(PixelDimensions {
            xppu: per_metre,
            yppu: per_metre,
            unit: Unit::Meter,
        }));
        let write = |encoder: png::Encoder<&mut Vec<u8>>| {
            let mut writer = encoder.write_header()?;
            writer.write_image_data(samples)?;
            writer.finish()
        };
        write(encoder)
            .map_err(|error| SheetError::Write { format: "PNG", what: error.to_string() })?;
        Ok(out)
    }
}
