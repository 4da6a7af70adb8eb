//! Points, datums, distances on the ellipsoid, the local plane and map tiles.
//!
//! Everything inside wangge is a [`LonLat`]: CGCS2000 (the same as WGS-84 to centimetres),
//! longitude first, in degrees. What has been read but not converted is a [`Reported`].

mod bounds_tree;
mod datum;
mod dms;
mod gauss_kruger;
mod ground;
mod suspicion;
mod tile;

pub(crate) use bounds_tree::BoundsTree;
pub use datum::{Datum, Reported};
pub use dms::{parse_degrees, parse_dms};
pub use gauss_kruger::{GkZone, ZoneWidth};
pub(crate) use ground::METRES_PER_DEGREE_MIN;
pub use ground::{LocalPlane, area_km2, geodesic_m, length_m};
pub use suspicion::{Suspicion, suspicions};
pub use tile::{MAX_LATITUDE_DEG, TILE_PX, TileId, mercator_px, mercator_unproject};

use crate::text::{Message, error_from_message};
use std::error::Error;

/// A checked position: longitude and latitude in degrees, CGCS2000.
///
/// Invariant: both are finite, longitude in [-180, 180], latitude in [-90, 90].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LonLat {
    lon: f64,
    lat: f64,
}

impl LonLat {
    /// Checks two numbers and makes a position of them.
    ///
    /// # Errors
    ///
    /// [`CoordError`] names the fault and what to do about it. Nothing is repaired silently.
    ///
    /// # Example
    ///
    /// ```
    /// use wangge::geo::{CoordError, LonLat};
    /// assert!(LonLat::new(107.98, 39.09).is_ok());
    /// assert!(matches!(LonLat::new(39.09, 107.98), Err(CoordError::Swapped { .. })));
    /// ```
    pub fn new(lon: f64, lat: f64) -> Result<Self, CoordError> {
        if !(lon.is_finite() && lat.is_finite()) {
            return Err(CoordError::NotFinite { lon, lat });
        }
        match (in_range(lon, lat), in_range(lat, lon)) {
            (true, _) => Ok(Self { lon, lat }),
            (false, true) => Err(CoordError::Swapped { lon, lat }),
            (false, false) if suspicion::looks_projected(lon, lat) => {
                Err(CoordError::ProjectedMetres { x: lon, y: lat })
            }
            (false, false) => Err(CoordError::OutOfRange { lon, lat }),
        }
    }

    /// The position nearest to a computed pair: wraps the longitude and clamps the latitude.
    /// For results of our own arithmetic (finite by construction), never for input.
    #[inline]
    #[must_use]
    pub(crate) fn computed(lon: f64, lat: f64) -> Self {
        debug_assert!(lon.is_finite() && lat.is_finite());
        let lon = if (-180.0..=180.0).contains(&lon) {
            lon
        } else {
            (lon + 180.0).rem_euclid(360.0) - 180.0
        };
        Self { lon, lat: lat.clamp(-90.0, 90.0) }
    }

    /// Longitude in degrees, east positive.
    #[inline]
    #[must_use]
    pub fn lon(self) -> f64 {
        self.lon
    }

    /// Latitude in degrees, north positive.
    #[inline]
    #[must_use]
    pub fn lat(self) -> f64 {
        self.lat
    }

    /// The shortest distance over the ellipsoid, in metres; see [`geodesic_m`].
    #[must_use]
    pub fn distance_m(self, to: Self) -> f64 {
        geodesic_m(self, to)
    }

    /// The same position for `geo`'s algorithms: `x` longitude, `y` latitude.
    #[must_use]
    pub fn coord(self) -> geo::Coord<f64> {
        geo::Coord { x: self.lon, y: self.lat }
    }
}

fn in_range(lon: f64, lat: f64) -> bool {
    lon.abs() <= 180.0 && lat.abs() <= 90.0
}

/// A rectangle in degrees, CGCS2000, edges included. It does not cross the antimeridian.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Smallest longitude.
    pub west: f64,
    /// Smallest latitude.
    pub south: f64,
    /// Largest longitude.
    pub east: f64,
    /// Largest latitude.
    pub north: f64,
}

impl Bounds {
    /// The smallest rectangle that holds all `coords`; `None` where there is none.
    pub fn around(coords: impl IntoIterator<Item = geo::Coord<f64>>) -> Option<Self> {
        coords.into_iter().fold(None, |sum, c| {
            let point = Self { west: c.x, south: c.y, east: c.x, north: c.y };
            Some(sum.map_or(point, |sum: Self| sum.union(point)))
        })
    }

    /// The smallest rectangle that holds both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }

    /// Whether the position lies in the rectangle or on its edge.
    #[must_use]
    pub fn contains(&self, at: LonLat) -> bool {
        (self.west..=self.east).contains(&at.lon) && (self.south..=self.north).contains(&at.lat)
    }

    /// Whether the two rectangles share any point.
    #[must_use]
    pub fn intersects(&self, other: &Self) -> bool {
        self.west <= other.east
            && other.west <= self.east
            && self.south <= other.north
            && other.south <= self.north
    }

    /// The rectangle grown on every side by at least `by_m` metres on the ground.
    #[must_use]
    pub fn grown_m(&self, by_m: f64) -> Self {
        let lat_deg = by_m / METRES_PER_DEGREE_MIN;
        let widest = self.south.abs().max(self.north.abs()) + lat_deg;
        let lon_deg = lat_deg / widest.min(89.9).to_radians().cos();
        Self {
            west: (self.west - lon_deg).max(-180.0),
            south: (self.south - lat_deg).max(-90.0),
            east: (self.east + lon_deg).min(180.0),
            north: (self.north + lat_deg).min(90.0),
        }
    }

    /// The rectangle as a shape, in degrees.
    #[must_use]
    pub fn rect(&self) -> geo::Rect<f64> {
        geo::Rect::new((self.west, self.south), (self.east, self.north))
    }

    /// Width and height on the ground in metres, through the middle.
    #[must_use]
    pub fn size_m(&self) -> (f64, f64) {
        let (center, at) = (self.center(), LonLat::computed);
        let width_m = at(self.west, center.lat()).distance_m(at(self.east, center.lat()));
        let height_m = at(center.lon(), self.south).distance_m(at(center.lon(), self.north));
        (width_m, height_m)
    }

    /// The middle of the rectangle, in degrees.
    #[must_use]
    pub fn center(&self) -> LonLat {
        LonLat::computed(f64::midpoint(self.west, self.east), f64::midpoint(self.south, self.north))
    }
}

/// All rings of a shape: of each part the outer one, then its holes.
pub(crate) fn rings(shape: &geo::MultiPolygon<f64>) -> impl Iterator<Item = &geo::LineString<f64>> {
    shape.iter().flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()))
}

/// Why two numbers are not a position.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum CoordError {
    /// NaN or infinite.
    NotFinite {
        /// As read.
        lon: f64,
        /// As read.
        lat: f64,
    },
    /// Out of range as read, in range with the two exchanged.
    Swapped {
        /// As read.
        lon: f64,
        /// As read.
        lat: f64,
    },
    /// Out of range either way.
    OutOfRange {
        /// As read.
        lon: f64,
        /// As read.
        lat: f64,
    },
    /// Out of range and of the size of projected coordinates.
    ProjectedMetres {
        /// First number as read.
        x: f64,
        /// Second number as read.
        y: f64,
    },
    /// The pair does not lie in the Gauss-Krüger zone that it is said to be in.
    NotInZone {
        /// Easting as read.
        x: f64,
        /// Northing as read.
        y: f64,
        /// The zone, such as `gk3-36`.
        zone: String,
    },
    /// Text that should be a number and is not.
    NotANumber {
        /// The text as read.
        text: String,
    },
    /// Degrees, minutes and seconds where decimal degrees are wanted.
    Dms {
        /// The text as read.
        text: String,
        /// What it says, in degrees.
        degrees: f64,
    },
    /// A datum that is not known.
    UnknownDatum {
        /// The name as read.
        text: String,
    },
}

impl CoordError {
    /// The sentence for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::NotFinite { lon, lat } => {
                Message::new("geo.not_finite").with("lon", lon).with("lat", lat)
            }
            Self::Swapped { lon, lat } => {
                Message::new("geo.swapped").with("lon", lon).with("lat", lat)
            }
            Self::OutOfRange { lon, lat } => {
                Message::new("geo.out_of_range").with("lon", lon).with("lat", lat)
            }
            Self::ProjectedMetres { x, y } => {
                Message::new("geo.projected_metres").with("lon", x).with("lat", y)
            }
            Self::NotInZone { x, y, zone } => {
                Message::new("geo.not_in_zone").with("x", x).with("y", y).with("zone", zone)
            }
            Self::NotANumber { text } => Message::new("geo.not_a_number").with("text", text),
            Self::Dms { text, degrees } => {
                Message::new("geo.dms").with("text", text).with("degrees", format!("{degrees:.7}"))
            }
            Self::UnknownDatum { text } => Message::new("geo.unknown_datum").with("text", text),
        }
    }

    #[expect(clippy::unused_self, reason = "the shape that error_from_message asks for")]
    fn cause(&self) -> Option<&(dyn Error + 'static)> {
        None
    }
}

error_from_message!(CoordError);
