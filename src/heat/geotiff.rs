//! A raster as a GeoTIFF, for other programs to reckon with.

use super::{HeatError, Raster};
use crate::geo::Bounds;
use std::io::Cursor;
use tiff::encoder::{Compression, DeflateLevel, TiffEncoder, colortype::Gray32Float};
use tiff::tags::Tag;

/// The GeoKeys (OGC 19-008r4, GeoTIFF 1.1): a geographic system in degrees, pixels are areas,
/// CGCS2000 (EPSG:4490).
const GEO_KEYS: [u16; 20] = [
    1, 1, 1, 4, // version 1.1.1 of the directory, four keys
    1024, 0, 1, 2, // GTModelType: geographic 2D
    1025, 0, 1, 1, // GTRasterType: PixelIsArea
    2048, 0, 1, 4490, // GeodeticCRS
    2054, 0, 1, 9102, // GeogAngularUnits: degree
];

impl Raster {
    /// The values as a GeoTIFF: one band in single precision, deflated, in CGCS2000 over `bounds`,
    /// whose pixels are equal in degrees. Pixels beside the ground are NaN, which is the nodata
    /// value.
    ///
    /// # Errors
    ///
    /// [`HeatError::Tiff`] when the raster has no pixels.
    pub fn to_geotiff(&self, bounds: &Bounds) -> Result<Vec<u8>, HeatError> {
        let mut file = Cursor::new(Vec::new());
        let encoder = TiffEncoder::new(&mut file)?;
        let mut encoder = encoder.with_compression(Compression::Deflate(DeflateLevel::Balanced));
        let mut image = encoder.new_image::<Gray32Float>(self.width, self.height)?;
        let scale = [
            (bounds.east - bounds.west) / f64::from(self.width),
            (bounds.north - bounds.south) / f64::from(self.height),
            0.0,
        ];
        let tags = image.encoder();
        tags.write_tag(Tag::ModelPixelScaleTag, &scale[..])?;
        let tie = [0.0, 0.0, 0.0, bounds.west, bounds.north, 0.0];
        tags.write_tag(Tag::ModelTiepointTag, &tie[..])?;
        tags.write_tag(Tag::GeoKeyDirectoryTag, &GEO_KEYS[..])?;
        tags.write_tag(Tag::GdalNodata, "nan")?;
        image.write_data(&self.values)?;
        Ok(file.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tiff::decoder::{Decoder, DecodingResult};

    #[test]
    fn a_geotiff_reads_back_with_its_place() {
        let values = vec![0.0, 1.5, f32::NAN, 2.5, 3.0, 1e-9];
        let raster = Raster { width: 3, height: 2, values: values.clone() };
        let bounds = Bounds { west: 106.5, south: 38.0, east: 109.5, north: 40.0 };
        let file = raster.to_geotiff(&bounds).unwrap();
        let mut decoder = Decoder::new(Cursor::new(file)).unwrap();
        assert_eq!(decoder.dimensions().unwrap(), (3, 2));
        let DecodingResult::F32(read) = decoder.read_image().unwrap() else { panic!("floats") };
        assert!(read.iter().zip(&values).all(|(a, b)| a.to_bits() == b.to_bits()));
        let mut doubles = |tag| decoder.get_tag_f64_vec(tag).unwrap();
        assert_eq!(doubles(Tag::ModelPixelScaleTag), [1.0, 1.0, 0.0]);
        assert_eq!(doubles(Tag::ModelTiepointTag), [0.0, 0.0, 0.0, 106.5, 40.0, 0.0]);
        assert_eq!(decoder.get_tag_u16_vec(Tag::GeoKeyDirectoryTag).unwrap(), GEO_KEYS);
        assert_eq!(decoder.get_tag_ascii_string(Tag::GdalNodata).unwrap(), "nan");
        let nothing = Raster { width: 0, height: 0, values: Vec::new() };
        assert!(nothing.to_geotiff(&bounds).is_err());
    }
}
