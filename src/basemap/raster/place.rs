//! Where a picture lies: upright, in degrees or on the web-mercator plane.

use super::Fault;
use crate::geo::{Bounds, MAX_LATITUDE_DEG};
use std::f64::consts::PI;

/// The radius of the web-mercator sphere (EPSG:3857), in metres.
const RADIUS_M: f64 = 6_378_137.0;

/// The system that a picture's pixels are equal in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum System {
    /// EPSG:4490 or EPSG:4326.
    Degrees,
    /// EPSG:3857, in metres.
    WebMercator,
}

/// The edges of a picture in its system.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    pub system: System,
    pub west: f64,
    pub south: f64,
    pub east: f64,
    pub north: f64,
}

impl Place {
    /// A picture over a rectangle in degrees.
    pub fn of(extent: &Bounds) -> Self {
        let Bounds { west, south, east, north } = *extent;
        Self { system: System::Degrees, west, south, east, north }
    }

    /// Tiles of a zoom from column and row `low` to `high`, both included.
    pub fn of_tiles(zoom: u8, low: (u32, u32), high: (u32, u32)) -> Self {
        let tile_m = 2.0 * PI * RADIUS_M / f64::from(1_u32 << zoom);
        let x = |column: u32| f64::from(column) * tile_m - PI * RADIUS_M;
        let y = |row: u32| PI * RADIUS_M - f64::from(row) * tile_m;
        Self {
            system: System::WebMercator,
            west: x(low.0),
            south: y(high.1 + 1),
            east: x(high.0 + 1),
            north: y(low.1),
        }
    }

    /// The place, if its edges are numbers on the Earth and in order.
    pub fn checked(self) -> Result<Self, Fault> {
        // A world file that is rounded may reach a little beyond.
        let (x, y) = match self.system {
            System::Degrees => (180.001, 90.001),
            System::WebMercator => (PI * RADIUS_M + 100.0, PI * RADIUS_M + 100.0),
        };
        let fine = self.west < self.east && self.south < self.north;
        let on_earth = self.west.abs().max(self.east.abs()) <= x
            && self.south.abs().max(self.north.abs()) <= y;
        if fine && on_earth {
            return Ok(self);
        }
        let Self { west, south, east, north, .. } = self;
        Err(Fault::Extent { text: format!("{west},{south},{east},{north}") })
    }

    /// The rectangle in degrees.
    pub fn extent(&self) -> Bounds {
        let at = |x: f64, y: f64| match self.system {
            System::Degrees => (x, y),
            System::WebMercator => {
                ((x / RADIUS_M).to_degrees(), (y / RADIUS_M).sinh().atan().to_degrees())
            }
        };
        let ((west, south), (east, north)) = (at(self.west, self.south), at(self.east, self.north));
        Bounds {
            west: west.max(-180.0),
            south: south.max(-90.0),
            east: east.min(180.0),
            north: north.min(90.0),
        }
    }

    /// How many pixels east of the left edge a longitude is, of `width` in all.
    pub fn column(&self, lon: f64, width: u32) -> f64 {
        let x = match self.system {
            System::Degrees => lon,
            System::WebMercator => lon.to_radians() * RADIUS_M,
        };
        (x - self.west) / (self.east - self.west) * f64::from(width)
    }

    /// How many pixels below the upper edge a latitude is, of `height` in all.
    pub fn row(&self, lat: f64, height: u32) -> f64 {
        let y = match self.system {
            System::Degrees => lat,
            System::WebMercator => {
                let lat = lat.clamp(-MAX_LATITUDE_DEG, MAX_LATITUDE_DEG);
                lat.to_radians().tan().asinh() * RADIUS_M
            }
        };
        (self.north - y) / (self.north - self.south) * f64::from(height)
    }
}
