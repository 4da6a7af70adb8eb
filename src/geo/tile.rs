//! Web-mercator tiles (`WebMercatorQuad`): 256 pixels, y from the north, zoom 0 one tile.

use super::{Bounds, LonLat};
use std::f64::consts::PI;

/// Pixels on a side of a tile.
pub const TILE_PX: u32 = 256;
/// The latitude where the square web-mercator world ends.
pub const MAX_LATITUDE_DEG: f64 = 85.051_128_779_806_59;
/// The deepest zoom that is served: a pixel is then 2 cm at the equator.
const MAX_ZOOM: u8 = 22;

/// A tile of the web-mercator pyramid. Invariant: `z` is at most 22, `x` and `y` are below 2^z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TileId {
    z: u8,
    x: u32,
    y: u32,
}

impl TileId {
    /// The tile, or `None` where there is none of that number.
    ///
    /// ```
    /// use wangge::geo::TileId;
    /// assert!(TileId::new(8, 204, 97).is_some());
    /// assert!(TileId::new(1, 2, 0).is_none());
    /// ```
    #[must_use]
    pub fn new(z: u8, x: u32, y: u32) -> Option<Self> {
        (z <= MAX_ZOOM && x < 1 << z && y < 1 << z).then_some(Self { z, x, y })
    }

    /// The zoom.
    #[must_use]
    pub fn z(self) -> u8 {
        self.z
    }

    /// The world pixel (at this tile's zoom) of the tile's north-west corner.
    #[must_use]
    pub fn origin_px(self) -> (f64, f64) {
        (f64::from(self.x) * f64::from(TILE_PX), f64::from(self.y) * f64::from(TILE_PX))
    }

    /// The tile's rectangle in degrees.
    #[must_use]
    pub fn bounds(self) -> Bounds {
        let (x, y) = self.origin_px();
        let size = f64::from(TILE_PX);
        let north_west = mercator_unproject(x, y, self.z);
        let south_east = mercator_unproject(x + size, y + size, self.z);
        Bounds {
            west: north_west.lon(),
            south: south_east.lat(),
            east: south_east.lon(),
            north: north_west.lat(),
        }
    }
}

/// Pixels round the world at `zoom`.
fn world_px(zoom: u8) -> f64 {
    f64::from(TILE_PX) * f64::from(1_u32 << zoom.min(MAX_ZOOM))
}

/// The world pixel of a position at `zoom`: x from 180° W, y from the north. Latitudes beyond
/// [`MAX_LATITUDE_DEG`] are drawn at the edge.
#[must_use]
pub fn mercator_px(at: LonLat, zoom: u8) -> (f64, f64) {
    let size = world_px(zoom);
    let lat = at.lat().clamp(-MAX_LATITUDE_DEG, MAX_LATITUDE_DEG).to_radians();
    let y = (1.0 - lat.tan().asinh() / PI) / 2.0;
    ((at.lon() + 180.0) / 360.0 * size, y * size)
}

/// The position of a world pixel at `zoom`.
#[must_use]
pub fn mercator_unproject(x_px: f64, y_px: f64, zoom: u8) -> LonLat {
    let size = world_px(zoom);
    let lat = (PI * (1.0 - 2.0 * y_px / size)).sinh().atan().to_degrees();
    LonLat::computed(x_px / size * 360.0 - 180.0, lat)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_world_is_one_tile_at_zoom_0() {
        let bounds = TileId::new(0, 0, 0).unwrap().bounds();
        assert!((bounds.north - MAX_LATITUDE_DEG).abs() < 1e-9);
        assert_eq!((bounds.west, bounds.east), (-180.0, 180.0));
    }

    proptest! {
        #[test]
        fn a_pixel_comes_back(lon in -179.9..179.9_f64, lat in -85.0..85.0_f64, zoom in 0_u8..=22) {
            let at = LonLat::new(lon, lat).unwrap();
            let (x, y) = mercator_px(at, zoom);
            let back = mercator_unproject(x, y, zoom);
            prop_assert!((back.lon() - lon).abs() < 1e-9 && (back.lat() - lat).abs() < 1e-9);
        }

        #[test]
        fn a_tile_holds_the_positions_of_its_pixels(
            lon in 72.0..135.0_f64, lat in 3.0..54.0_f64, z in 0_u8..=18,
        ) {
            let at = LonLat::new(lon, lat).unwrap();
            let (x, y) = mercator_px(at, z);
            let px = f64::from(TILE_PX);
            let tile = TileId::new(z, (x / px) as u32, (y / px) as u32).unwrap();
            let b = tile.bounds();
            let slack = 1e-9;
            prop_assert!(b.west - slack <= lon && lon <= b.east + slack);
            prop_assert!(b.south - slack <= lat && lat <= b.north + slack);
        }
    }
}
