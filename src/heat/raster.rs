//! A raster of densities and its picture.

use super::ramp::{Ramp, STEPS};
use crate::text::{Message, error_from_message};
use std::error::Error;

/// Densities in incidents per km² per 30 days, row by row from the north-west.
#[derive(Debug, Clone, PartialEq)]
pub struct Raster {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// `width` × `height` values.
    pub values: Vec<f32>,
}

impl Raster {
    /// The highest value; 0 for an empty raster.
    #[must_use]
    pub fn peak(&self) -> f32 {
        self.values.iter().copied().fold(0.0, f32::max)
    }

    /// The same with nothing where a value is below `least`.
    #[must_use]
    pub fn without_less_than(mut self, least: f32) -> Self {
        self.values.iter_mut().filter(|value| **value < least).for_each(|value| *value = 0.0);
        self
    }

    /// The raster as a PNG with a palette, `max` and above in the ramp's last colour, nothing
    /// (less than half a palette step) transparent.
    ///
    /// # Errors
    ///
    /// [`HeatError::Png`] when the raster has no pixels.
    pub fn to_png(&self, ramp: Ramp, max: f32) -> Result<Vec<u8>, HeatError> {
        self.to_png_in(ramp, max, STEPS)
    }

    /// The same in so many steps of colour: fewer pack better, where nobody sees them apart.
    ///
    /// # Errors
    ///
    /// As [`Raster::to_png`].
    pub fn to_png_in(&self, ramp: Ramp, max: f32, steps: u8) -> Result<Vec<u8>, HeatError> {
        let mut palette = Vec::with_capacity(3 * 256);
        let mut alpha = Vec::with_capacity(256);
        for step in 0..=steps {
            let [r, g, b, a] = ramp.rgba(f32::from(step) / f32::from(steps.max(1)));
            palette.extend([r, g, b]);
            alpha.push(a);
        }
        let index = |value: &f32| (Ramp::position(*value, max) * f32::from(steps) + 0.5) as u8;
        let pixels: Vec<u8> = self.values.iter().map(index).collect();
        let mut png = Vec::new();
        let mut encoder = png::Encoder::new(&mut png, self.width, self.height);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        // Neighbours in a smooth picture are alike: taken as differences they pack quickly.
        encoder.set_compression(png::Compression::Fast);
        encoder.set_filter(png::Filter::Up);
        encoder.set_palette(palette);
        encoder.set_trns(alpha);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&pixels)?;
        writer.finish()?;
        Ok(png)
    }
}

/// Why a raster has no picture.
#[derive(Debug)]
#[non_exhaustive]
pub enum HeatError {
    /// The PNG could not be written.
    Png(png::EncodingError),
    /// The GeoTIFF could not be written.
    Tiff(tiff::TiffError),
    /// There are no contours of it.
    Contours(contour::Error),
}

impl HeatError {
    /// The sentence for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Png(source) => Message::new("heat.png").with("source", source),
            Self::Tiff(source) => Message::new("heat.tiff").with("source", source),
            Self::Contours(source) => Message::new("heat.contours").with("source", source),
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "the shape that all rooms' errors have")]
    fn cause(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Png(source) => Some(source),
            Self::Tiff(source) => Some(source),
            Self::Contours(source) => Some(source),
        }
    }
}

impl From<tiff::TiffError> for HeatError {
    fn from(source: tiff::TiffError) -> Self {
        Self::Tiff(source)
    }
}

impl From<contour::Error> for HeatError {
    fn from(source: contour::Error) -> Self {
        Self::Contours(source)
    }
}

impl From<png::EncodingError> for HeatError {
    fn from(source: png::EncodingError) -> Self {
        Self::Png(source)
    }
}

error_from_message!(HeatError);
