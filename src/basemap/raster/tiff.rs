//! TIFF pictures: eight or sixteen bits of grey or colour, or a palette.

use super::decode::{Format, grey_alpha, opaque};
use super::{Bitmap, Fault, MOST_PIXELS, check_pixels};
use std::io::Cursor;
use tiff::ColorType;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;

/// Samples of a pixel stand side by side.
const INTERLEAVED: u16 = 1;

/// Opens a file whose parts are not larger than the largest picture.
pub(super) fn open(bytes: &[u8]) -> Result<Decoder<Cursor<&[u8]>>, Fault> {
    let mut limits = Limits::default();
    limits.decoding_buffer_size = 8 * MOST_PIXELS as usize;
    limits.intermediate_buffer_size = 8 * MOST_PIXELS as usize;
    Ok(Decoder::new(Cursor::new(bytes)).map_err(bad)?.with_limits(limits))
}

pub(super) fn bad(what: impl std::fmt::Display) -> Fault {
    Fault::Picture { format: Format::Tiff.name(), what: what.to_string() }
}

/// Decodes the first picture of a file.
pub(super) fn decode(bytes: &[u8], most: u64) -> Result<Bitmap, Fault> {
    let mut decoder = open(bytes)?;
    let (width, height) = decoder.dimensions().map_err(bad)?;
    check_pixels(width.into(), height.into(), most)?;
    let planes: Option<u16> = decoder.find_tag_unsigned(Tag::PlanarConfiguration).map_err(bad)?;
    let color = decoder.colortype().map_err(bad)?;
    if planes.is_some_and(|planes| planes != INTERLEAVED) && color.num_samples() > 1 {
        return Err(bad("planes one after the other; write it with INTERLEAVE=PIXEL"));
    }
    let nodata = decoder.get_tag_ascii_string(Tag::GdalNodata).ok();
    let nodata: Option<f64> =
        nodata.and_then(|text| text.trim_end_matches('\0').trim().parse().ok());
    let palette = match color {
        ColorType::Palette(_) => decoder.get_tag_u16_vec(Tag::ColorMap).map_err(bad)?,
        _ => Vec::new(),
    };
    let samples = match decoder.read_image().map_err(bad)? {
        DecodingResult::U8(samples) => samples,
        DecodingResult::U16(samples) => samples.iter().map(|s| (s >> 8) as u8).collect(),
        _ => return Err(bad("samples that are not of 8 or 16 bits")),
    };
    let mut rgba = match color {
        ColorType::Gray(8 | 16) => samples.iter().flat_map(|v| [*v, *v, *v, 255]).collect(),
        ColorType::GrayA(8 | 16) | ColorType::Multiband { bit_depth: 8 | 16, num_samples: 2 } => {
            grey_alpha(&samples)
        }
        ColorType::RGB(8 | 16) => opaque(&samples),
        ColorType::RGBA(8 | 16) => samples,
        ColorType::YCbCr(8) => opaque(
            &samples.as_chunks().0.iter().flat_map(|pixel| rgb_of(*pixel)).collect::<Vec<u8>>(),
        ),
        ColorType::Palette(8) => colors(&samples, &palette),
        other => return Err(bad(format!("{other:?}"))),
    };
    if let Some(nodata) = nodata.filter(|_| color.bit_depth() == 8) {
        clear(&mut rgba, nodata);
    }
    Ok(Bitmap { width, height, rgba })
}

/// Red, green and blue of a pixel in brightness and two differences (ITU-R BT.601, full range, as in
/// JPEG).
fn rgb_of([y, cb, cr]: [u8; 3]) -> [u8; 3] {
    let (y, cb, cr) = (f32::from(y), f32::from(cb) - 128.0, f32::from(cr) - 128.0);
    [y + 1.402 * cr, y - 0.344_136 * cb - 0.714_136 * cr, y + 1.772 * cb].map(|v| v.round() as u8)
}

/// Looks samples up in a palette: all reds, all greens, all blues, of sixteen bits.
fn colors(samples: &[u8], palette: &[u16]) -> Vec<u8> {
    let count = palette.len() / 3;
    let part = |index: usize| palette.get(index).map_or(0, |v| (v >> 8) as u8);
    samples
        .iter()
        .flat_map(|sample| {
            let i = usize::from(*sample);
            let known = if i < count { 255 } else { 0 };
            [part(i), part(count + i), part(2 * count + i), known]
        })
        .collect()
}

/// Makes pixels clear whose every colour is the value that stands for nothing.
fn clear(rgba: &mut [u8], nodata: f64) {
    for pixel in rgba.chunks_exact_mut(4) {
        if let [r, g, b, a] = pixel
            && [*r, *g, *b].iter().all(|v| (f64::from(*v) - nodata).abs() < 0.5)
        {
            *a = 0;
        }
    }
}
