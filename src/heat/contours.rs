//! Lines of equal density, and the bands between them.

use super::{HeatError, Ramp, Raster};
use crate::geo::Bounds;
use crate::text::{Lang, Message};
use contour::ContourBuilder;
use geo::orient::{Direction, Orient};
use geo::{BooleanOps, MapCoordsInPlace, MultiLineString, MultiPolygon};
use geojson::{Feature, FeatureCollection, Geometry};
use serde_json::{Value, json};

/// Pixels beyond the ground that take the density of those beside them, so that lines reach the
/// border before they are cut at it.
const BEYOND: usize = 3;
/// Places are written to 10⁻⁶ degrees, a decimetre.
const PER_DEGREE: f64 = 1e6;
/// The steps of a legend.
const STOPS: u16 = 6;

/// Ground where the density lies between two values, in CGCS2000.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// The least density, in incidents per km² per 30 days.
    pub min: f64,
    /// The density of the next band; `None` for the last.
    pub max: Option<f64>,
    /// Where, with rings as RFC 7946 wants them.
    pub shape: MultiPolygon<f64>,
}

/// Where the density has one value, in CGCS2000.
#[derive(Debug, Clone, PartialEq)]
pub struct Isoline {
    /// Incidents per km² per 30 days.
    pub value: f64,
    /// Where.
    pub lines: MultiLineString<f64>,
}

/// What contours are drawn as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContourForm {
    /// Polygons from each level to the next.
    Bands,
    /// Lines of equal density.
    Lines,
}

/// Densities at which contours are drawn where nobody says: the steps of the legend, in six
/// digits.
#[must_use]
pub fn contour_levels(ramp: Ramp, top: f32) -> Vec<f64> {
    let decimal = |value: f32| format!("{value:.5e}").parse().unwrap_or(f64::from(value));
    let stops = ramp.stops(top, STOPS).into_iter().map(|(value, _)| decimal(value));
    stops.filter(|value| *value > 0.0).collect()
}

/// Contours of a raster over a rectangle, whose pixels are equal in degrees.
#[derive(Debug, Clone, Copy)]
pub struct Contours<'a> {
    /// The density.
    pub raster: &'a Raster,
    /// Where it lies.
    pub bounds: Bounds,
    /// The ground that contours are cut at.
    pub ground: Option<&'a MultiPolygon<f64>>,
}

impl Contours<'_> {
    /// The bands from each level, ascending, to the next, those of no ground left out.
    ///
    /// # Errors
    ///
    /// [`HeatError::Contours`] for a raster of less than two rows or columns.
    pub fn bands(&self, levels: &[f64]) -> Result<Vec<Band>, HeatError> {
        let mut thresholds = levels.to_vec();
        thresholds.push(f64::from(f32::MAX));
        let bands = self.builder().isobands(&self.extended(), &thresholds)?;
        let shaped = bands.into_iter().zip(levels).enumerate().map(|(place, (band, min))| {
            let (shape, ..) = band.into_inner();
            let mut shape = match self.ground {
                Some(ground) => shape.intersection(ground),
                None => shape,
            };
            shape.map_coords_in_place(rounded);
            Band {
                min: *min,
                max: levels.get(place + 1).copied(),
                shape: shape.orient(Direction::Default),
            }
        });
        Ok(shaped.filter(|band| !band.shape.0.is_empty()).collect())
    }

    /// The lines of each level, those that are nowhere left out.
    ///
    /// # Errors
    ///
    /// As [`Contours::bands`].
    pub fn lines(&self, levels: &[f64]) -> Result<Vec<Isoline>, HeatError> {
        let lines = self.builder().lines(&self.extended(), levels)?;
        let cut = lines.into_iter().map(|line| {
            let (lines, value) = line.into_inner();
            let mut lines = match self.ground {
                Some(ground) => ground.clip(&lines, false),
                None => lines,
            };
            lines.map_coords_in_place(rounded);
            Isoline { value, lines }
        });
        Ok(cut.filter(|line| !line.lines.0.is_empty()).collect())
    }

    /// The bands or the lines as GeoJSON (RFC 7946), a feature a level, with its colour on a scale
    /// that ends at `top`: `min` and `max` (none for the last) of a band, `value` of a line.
    ///
    /// # Errors
    ///
    /// As [`Contours::bands`].
    pub fn to_geojson(
        &self,
        levels: &[f64],
        form: ContourForm,
        (ramp, top): (Ramp, f32),
    ) -> Result<FeatureCollection, HeatError> {
        let unit = Message::new("heat.unit").render(Lang::Zh);
        let about = |value: f64, key: &str| {
            let [r, g, b] = ramp.rgb(Ramp::position(value as f32, top));
            json!({ key: value, "unit": unit, "color": format!("#{r:02x}{g:02x}{b:02x}") })
        };
        let feature = |geometry: Geometry, properties: Value| Feature {
            geometry: Some(geometry),
            properties: properties.as_object().cloned(),
            ..Feature::default()
        };
        let features = match form {
            ContourForm::Lines => {
                let lines = self.lines(levels)?.into_iter();
                lines
                    .map(|l| feature(Geometry::new((&l.lines).into()), about(l.value, "value")))
                    .collect()
            }
            ContourForm::Bands => {
                let bands = self.bands(levels)?.into_iter();
                let band = |band: Band| {
                    let mut about = about(band.min, "min");
                    if let Some(max) = band.max {
                        about["max"] = max.into();
                    }
                    feature(Geometry::new((&band.shape).into()), about)
                };
                bands.map(band).collect()
            }
        };
        Ok(FeatureCollection { bbox: None, features, foreign_members: None })
    }

    /// Rows count from the north, as in the raster.
    fn builder(&self) -> ContourBuilder {
        let (width, height) = (self.raster.width, self.raster.height);
        let step = |from: f64, to: f64, count: u32| (to - from) / f64::from(count.max(1));
        ContourBuilder::new(width as usize, height as usize, true)
            .x_origin(self.bounds.west)
            .y_origin(self.bounds.north)
            .x_step(step(self.bounds.west, self.bounds.east, width))
            .y_step(step(self.bounds.north, self.bounds.south, height))
    }

    /// The values, carried a little way beyond the ground; nothing farther out.
    fn extended(&self) -> Vec<f64> {
        let (width, height) = (self.raster.width as usize, self.raster.height as usize);
        let mut values: Vec<f64> = self.raster.values.iter().map(|v| f64::from(*v)).collect();
        for _ in 0..BEYOND {
            let known = values.clone();
            let beside = |row: usize, column: usize| {
                let rows = row.saturating_sub(1)..(row + 2).min(height);
                let columns = column.saturating_sub(1)..(column + 2).min(width);
                let near = rows.flat_map(|r| columns.clone().map(move |c| r * width + c));
                let near = near.filter_map(|at| known.get(at)).filter(|v| !v.is_nan());
                let (sum, count) = near.fold((0.0, 0), |(sum, n), v| (sum + v, n + 1));
                if count > 0 { sum / f64::from(count) } else { f64::NAN }
            };
            for (at, value) in values.iter_mut().enumerate().filter(|(_, v)| v.is_nan()) {
                *value = beside(at / width, at % width);
            }
        }
        values.iter().map(|v| if v.is_nan() { 0.0 } else { *v }).collect()
    }
}

fn rounded(at: geo::Coord<f64>) -> geo::Coord<f64> {
    let round = |deg: f64| (deg * PER_DEGREE).round() / PER_DEGREE;
    geo::Coord { x: round(at.x), y: round(at.y) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::LonLat;
    use crate::heat::{Density, Kernel, Sampling};
    use geo::{Area, Distance, Geodesic, Point, polygon};

    const BOUNDS: Bounds = Bounds { west: 107.8, south: 38.9, east: 108.2, north: 39.2 };

    fn bump() -> (Raster, Kernel, LonLat) {
        let at = LonLat::new(108.003, 39.051).unwrap();
        let kernel = Kernel::new(2_000.0, 30.0).unwrap();
        let pixels = Sampling::of_bounds(&BOUNDS, 400, 300);
        (Density::new(kernel).raster(&[at][..], &pixels), kernel, at)
    }

    #[test]
    fn the_lines_around_an_incident_are_circles() {
        let (raster, kernel, at) = bump();
        let contours = Contours { raster: &raster, bounds: BOUNDS, ground: None };
        for radius_m in [1_000.0, 2_000.0, 4_000.0] {
            let level =
                f64::from(kernel.height()) * f64::exp(-0.5 * f64::powi(radius_m / 2_000.0, 2));
            let lines = contours.lines(&[level]).unwrap();
            assert_eq!(lines[0].lines.0.len(), 1);
            for corner in &lines[0].lines.0[0] {
                let away_m = Geodesic.distance(Point(at.coord()), Point(*corner));
                assert!((away_m - radius_m).abs() < 15.0, "{away_m} of {radius_m}");
            }
        }
    }

    #[test]
    fn bands_cover_the_ground_once() {
        let (raster, ..) = bump();
        let ground = MultiPolygon::new(vec![polygon![
            (x: 107.95, y: 39.0), (x: 108.05, y: 39.01), (x: 108.04, y: 39.1), (x: 107.96, y: 39.09),
        ]]);
        let contours = Contours { raster: &raster, bounds: BOUNDS, ground: Some(&ground) };
        let peak = f64::from(raster.peak());
        let bands = contours.bands(&[0.0, 0.2 * peak, 0.5 * peak, 0.9 * peak]).unwrap();
        assert_eq!(bands.len(), 4);
        assert_eq!(bands[3].max, None);
        let total: f64 = bands.iter().map(|band| band.shape.unsigned_area()).sum();
        assert!((total / ground.unsigned_area() - 1.0).abs() < 1e-3, "{total}");
        for (a, b) in [(0, 1), (1, 2), (2, 3), (0, 3)] {
            let both = bands[a].shape.intersection(&bands[b].shape).unsigned_area();
            assert!(both < 1e-6 * total, "{both}");
        }
    }
}
