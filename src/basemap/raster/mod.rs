//! Base maps of pixels: one picture with a place, or tiles put side by side.

mod decode;
mod geotiff;
mod place;
mod resample;
mod tiff;
mod world_file;

pub(super) use decode::Format;

use super::error::Fault;
use crate::geo::{Bounds, TILE_PX, TileId};
use place::Place;
use rayon::prelude::*;
use std::path::Path;

/// A picture must not have more pixels than this: a quarter of a gigabyte.
const MOST_PIXELS: u64 = 64_000_000;
/// Nor a tile more than this: many are in memory at once.
const MOST_TILE_PIXELS: u64 = 1_024 * 1_024;

/// Pixels from the upper left, each red, green, blue and opacity.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Bitmap {
    pub width: u32,
    pub height: u32,
    pub rgba: Vec<u8>,
}

impl std::fmt::Debug for Bitmap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bitmap({} × {})", self.width, self.height)
    }
}

impl Bitmap {
    /// A transparent picture.
    fn empty(width: u32, height: u32) -> Result<Self, Fault> {
        check_pixels(width.into(), height.into(), MOST_PIXELS)?;
        Ok(Self { width, height, rgba: vec![0; 4 * width as usize * height as usize] })
    }

    /// Row `y`; empty where there is none.
    fn row(&self, y: usize) -> &[u8] {
        let bytes = 4 * self.width as usize;
        self.rgba.get(y * bytes..(y + 1) * bytes).unwrap_or_default()
    }

    /// The picture of a tile.
    pub fn decode_tile(bytes: &[u8]) -> Result<Self, Fault> {
        Format::of(bytes).ok_or(Fault::UnknownFormat)?.decode(bytes, MOST_TILE_PIXELS)
    }

    /// The picture as PNG.
    fn to_png(&self) -> Result<Vec<u8>, png::EncodingError> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.rgba)?;
        writer.finish()?;
        Ok(bytes)
    }
}

fn check_pixels(width: u64, height: u64, limit: u64) -> Result<(), Fault> {
    if width.saturating_mul(height) > limit {
        return Err(Fault::TooManyPixels { width, height, limit });
    }
    Ok(())
}

/// A picture and where it lies.
#[derive(Debug)]
pub(super) struct Placed {
    bitmap: Bitmap,
    place: Place,
}

impl Placed {
    /// Reads a picture from `bytes`; its place is `extent`, or what the file says, or what a file
    /// beside it says.
    pub fn read(
        path: &Path,
        bytes: &[u8],
        format: Format,
        extent: Option<Bounds>,
    ) -> Result<Self, Fault> {
        let bitmap = format.decode(bytes, MOST_PIXELS)?;
        let size = (bitmap.width, bitmap.height);
        let place = match (extent, format) {
            (Some(extent), _) => Some(Place::of(&extent)),
            (None, Format::Tiff) => geotiff::place(bytes, size)?,
            (None, _) => None,
        };
        let place = match place {
            Some(place) => place,
            None => world_file::beside(path, format, size)?,
        };
        Ok(Self { bitmap, place: place.checked()? })
    }

    /// What the picture covers.
    pub fn extent(&self) -> Bounds {
        self.place.extent()
    }

    /// The picture over a rectangle as PNG of that many pixels, which are equal in degrees;
    /// transparent beside it. `None` where it does not lie in the rectangle.
    pub fn picture(
        &self,
        bounds: &Bounds,
        width_px: u32,
        height_px: u32,
    ) -> Result<Option<Vec<u8>>, Fault> {
        check_pixels(width_px.into(), height_px.into(), MOST_PIXELS)?;
        let (w, h) = (self.bitmap.width, self.bitmap.height);
        let (dx, dy) = (
            (bounds.east - bounds.west) / f64::from(width_px),
            (bounds.north - bounds.south) / f64::from(height_px),
        );
        let column = |i: u32| self.place.column(f64::from(i).mul_add(dx, bounds.west), w);
        let row = |i: u32| self.place.row(f64::from(i).mul_add(-dy, bounds.north), h);
        let columns = resample::taps(width_px, w, column);
        let rows = resample::taps(height_px, h, row);
        let Some(bitmap) = resample::resample(&self.bitmap, &columns, &rows) else {
            return Ok(None);
        };
        let failed = |e: png::EncodingError| Fault::Picture { format: "PNG", what: e.to_string() };
        bitmap.to_png().map(Some).map_err(failed)
    }
}

/// Tiles of one zoom side by side; `None` where there are none. Tiles of another size than the
/// first are pulled to it.
pub(super) fn mosaic(tiles: &[(TileId, Bitmap)]) -> Result<Option<Placed>, Fault> {
    let Some((first, of_size)) = tiles.first() else { return Ok(None) };
    let side = of_size.width.max(1);
    let cells = tiles.iter().map(|(id, _)| {
        let (x, y) = id.origin_px();
        ((x / f64::from(TILE_PX)) as u32, (y / f64::from(TILE_PX)) as u32)
    });
    let (low, high) = cells.clone().fold(((u32::MAX, u32::MAX), (0, 0)), |(low, high), (x, y)| {
        ((low.0.min(x), low.1.min(y)), (high.0.max(x), high.1.max(y)))
    });
    let across = u64::from(high.0 - low.0 + 1) * u64::from(side);
    let down = u64::from(high.1 - low.1 + 1) * u64::from(side);
    check_pixels(across, down, MOST_PIXELS)?;
    let mut bitmap = Bitmap::empty(across as u32, down as u32)?;
    let stride = 4 * bitmap.width as usize;
    for ((x, y), (_, tile)) in cells.zip(tiles) {
        let (left, top) = (4 * ((x - low.0) * side) as usize, ((y - low.1) * side) as usize);
        let rows = bitmap.rgba.par_chunks_mut(stride).skip(top).take(side as usize);
        rows.enumerate().for_each(|(row, line)| {
            let from = tile.row(row * tile.height as usize / side as usize);
            let into = line.get_mut(left..left + 4 * side as usize).unwrap_or_default();
            for (i, pixel) in into.chunks_exact_mut(4).enumerate() {
                let at = 4 * (i * tile.width as usize / side as usize);
                if let Some(source) = from.get(at..at + 4) {
                    pixel.copy_from_slice(source);
                }
            }
        });
    }
    Ok(Some(Placed { bitmap, place: Place::of_tiles(first.z(), low, high) }))
}
