//! Pictures out of files: PNG, JPEG, WebP and TIFF, each by its library.

use super::{Bitmap, Fault, MOST_PIXELS, check_pixels, tiff};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// A format, known by how a file begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Format {
    Png,
    Jpeg,
    Webp,
    Tiff,
}

impl Format {
    /// The format of a file that begins so.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            // TIFF and BigTIFF, in either order of bytes.
            [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Some(Self::Tiff),
            _ => None,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Webp => "WebP",
            Self::Tiff => "TIFF",
        }
    }

    /// Decodes a picture of at most so many pixels.
    pub(super) fn decode(self, bytes: &[u8], most: u64) -> Result<Bitmap, Fault> {
        let decode = || match self {
            Self::Png => png(bytes, most),
            Self::Jpeg => jpeg(bytes, most),
            Self::Webp => webp(bytes, most),
            Self::Tiff => tiff::decode(bytes, most),
        };
        // A decoder that gives up on a damaged file with a panic ends neither the server nor the
        // sheets that are drawn beside this one.
        let bitmap = catch_unwind(AssertUnwindSafe(decode))
            .unwrap_or_else(|_| Err(self.bad("the decoder gave up")))?;
        let expected = 4 * bitmap.width as usize * bitmap.height as usize;
        if expected == 0 || bitmap.rgba.len() != expected {
            return Err(self.bad("its pixels are not complete"));
        }
        Ok(bitmap)
    }

    fn bad(self, what: impl std::fmt::Display) -> Fault {
        Fault::Picture { format: self.name(), what: what.to_string() }
    }
}

fn png(bytes: &[u8], most: u64) -> Result<Bitmap, Fault> {
    let bad = |what: png::DecodingError| Format::Png.bad(what);
    let limits = png::Limits { bytes: 8 * MOST_PIXELS as usize };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_transformations(
        png::Transformations::normalize_to_color8() | png::Transformations::ALPHA,
    );
    let size = decoder.read_header_info().map_err(bad)?.size();
    check_pixels(size.0.into(), size.1.into(), most)?;
    let mut reader = decoder.read_info().map_err(bad)?;
    let length = reader.output_buffer_size().ok_or_else(|| Format::Png.bad("its size"))?;
    let mut pixels = vec![0; length];
    let frame = reader.next_frame(&mut pixels).map_err(bad)?;
    pixels.truncate(frame.buffer_size());
    let rgba = match frame.color_type {
        png::ColorType::GrayscaleAlpha => grey_alpha(&pixels),
        _ => pixels,
    };
    Ok(Bitmap { width: size.0, height: size.1, rgba })
}

fn jpeg(bytes: &[u8], most: u64) -> Result<Bitmap, Fault> {
    let bad = |what: zune_jpeg::errors::DecodeErrors| Format::Jpeg.bad(what);
    let options = DecoderOptions::default()
        .set_max_width(65_535)
        .set_max_height(65_535)
        .jpeg_set_out_colorspace(ColorSpace::RGBA);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(bad)?;
    let info = decoder.info().ok_or_else(|| Format::Jpeg.bad("its header"))?;
    check_pixels(info.width.into(), info.height.into(), most)?;
    let pixels = decoder.decode().map_err(bad)?;
    let rgba = match decoder.output_colorspace() {
        Some(ColorSpace::Luma) => pixels.iter().flat_map(|v| [*v, *v, *v, 255]).collect(),
        _ => pixels,
    };
    Ok(Bitmap { width: info.width.into(), height: info.height.into(), rgba })
}

fn webp(bytes: &[u8], most: u64) -> Result<Bitmap, Fault> {
    let bad = |what: image_webp::DecodingError| Format::Webp.bad(what);
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).map_err(bad)?;
    let (width, height) = decoder.dimensions();
    check_pixels(width.into(), height.into(), most)?;
    decoder.set_memory_limit(8 * MOST_PIXELS as usize);
    let length = decoder.output_buffer_size().ok_or_else(|| Format::Webp.bad("its size"))?;
    let mut pixels = vec![0; length];
    decoder.read_image(&mut pixels).map_err(bad)?;
    let rgba = if decoder.has_alpha() { pixels } else { opaque(&pixels) };
    Ok(Bitmap { width, height, rgba })
}

/// Red, green and blue without opacity.
pub(super) fn opaque(pixels: &[u8]) -> Vec<u8> {
    let (pixels, _) = pixels.as_chunks::<3>();
    pixels.iter().flat_map(|[r, g, b]| [*r, *g, *b, 255]).collect()
}

/// Brightness and opacity.
pub(super) fn grey_alpha(pixels: &[u8]) -> Vec<u8> {
    let (pixels, _) = pixels.as_chunks::<2>();
    pixels.iter().flat_map(|[v, a]| [*v, *v, *v, *a]).collect()
}
