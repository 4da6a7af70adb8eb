//! Where a GeoTIFF lies (OGC 19-008r4, `GeoTIFF` 1.1).

use super::Fault;
use super::place::{Place, System};
use super::tiff::{bad, open};
use std::io::Cursor;
use tiff::decoder::Decoder;
use tiff::tags::Tag;

/// The keys that are read, and their values.
const MODEL_TYPE: u16 = 1024;
const RASTER_TYPE: u16 = 1025;
const GEODETIC_CRS: u16 = 2048;
const PROJECTED_CRS: u16 = 3072;
const PROJECTED: u16 = 1;
const GEOGRAPHIC: u16 = 2;
const PIXEL_IS_POINT: u16 = 2;
/// CGCS2000 and WGS-84.
const DEGREES: [u16; 2] = [4490, 4326];
const WEB_MERCATOR: u16 = 3857;

/// The place that the tags of a file say; `None` where it is a TIFF without any.
pub(super) fn place(bytes: &[u8], (width, height): (u32, u32)) -> Result<Option<Place>, Fault> {
    let mut decoder = open(bytes)?;
    let Some(keys) = decoder.find_tag(Tag::GeoKeyDirectoryTag).map_err(bad)? else {
        return Ok(None);
    };
    let keys = Keys(keys.into_u16_vec().map_err(bad)?);
    let Some(corner) = corner(&mut decoder)? else { return Ok(None) };
    let system = system(&keys)?;
    // Then the corner that is named is the middle of the pixel.
    let shift = if keys.get(RASTER_TYPE) == Some(PIXEL_IS_POINT) { 0.5 } else { 0.0 };
    let (west, north) = (corner.x - shift * corner.dx, corner.y + shift * corner.dy);
    Ok(Some(Place {
        system,
        west,
        south: north - corner.dy * f64::from(height),
        east: west + corner.dx * f64::from(width),
        north,
    }))
}

/// The upper left corner and the size of a pixel.
struct Corner {
    x: f64,
    y: f64,
    dx: f64,
    dy: f64,
}

fn corner(decoder: &mut Decoder<Cursor<&[u8]>>) -> Result<Option<Corner>, Fault> {
    let mut doubles = |tag: Tag| -> Result<Option<Vec<f64>>, Fault> {
        let value = decoder.find_tag(tag).map_err(bad)?;
        value.map(|value| value.into_f64_vec().map_err(bad)).transpose()
    };
    let (scale, tie) = (doubles(Tag::ModelPixelScaleTag)?, doubles(Tag::ModelTiepointTag)?);
    let matrix = doubles(Tag::ModelTransformationTag)?;
    let corner = match (scale.as_deref(), tie.as_deref(), matrix.as_deref()) {
        (Some(&[dx, dy, ..]), Some(&[i, j, _, x, y, ..]), _) => {
            Corner { x: x - i * dx, y: y + j * dy, dx, dy }
        }
        (_, _, Some(&[dx, turn_y, _, x, turn_x, down, _, y, ..])) => {
            if turn_x != 0.0 || turn_y != 0.0 {
                return Err(Fault::Turned);
            }
            Corner { x, y, dx, dy: -down }
        }
        _ => return Ok(None),
    };
    if corner.dx > 0.0 && corner.dy > 0.0 { Ok(Some(corner)) } else { Err(Fault::Turned) }
}

fn system(keys: &Keys) -> Result<System, Fault> {
    let name = |code: Option<u16>| match code {
        None | Some(32_767) => "?".to_owned(),
        Some(code) => format!("EPSG:{code}"),
    };
    match keys.get(MODEL_TYPE) {
        Some(GEOGRAPHIC) => match keys.get(GEODETIC_CRS) {
            Some(code) if DEGREES.contains(&code) => Ok(System::Degrees),
            other => Err(Fault::System { name: name(other) }),
        },
        Some(PROJECTED) => match keys.get(PROJECTED_CRS) {
            Some(WEB_MERCATOR) => Ok(System::WebMercator),
            other => Err(Fault::System { name: name(other) }),
        },
        _ => Err(Fault::System { name: "?".to_owned() }),
    }
}

/// The directory of keys: four numbers each, of which the first four are its head.
struct Keys(Vec<u16>);

impl Keys {
    /// The value of a key that stands in the directory itself.
    fn get(&self, wanted: u16) -> Option<u16> {
        self.0.as_chunks::<4>().0.iter().skip(1).find_map(|[key, location, _, value]| {
            (*key == wanted && *location == 0).then_some(*value)
        })
    }
}
