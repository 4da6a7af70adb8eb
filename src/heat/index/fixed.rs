//! Places in whole numbers, rectangles of them, and their order along the Hilbert curve.

use crate::geo::{Bounds, LonLat};

/// Units to a degree: a unit is 1.1 cm of latitude.
const PER_DEGREE: f64 = 1e7;
/// Degrees to a unit.
const DEGREE: f64 = 1e-7;

/// A place in units of 10⁻⁷ degrees from 180° W and 90° S.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Fixed {
    pub x: u32,
    pub y: u32,
}

impl Fixed {
    pub(super) fn new(at: LonLat) -> Self {
        let unit = |deg: f64, first: f64| ((deg - first) * PER_DEGREE).round() as u32;
        Self { x: unit(at.lon(), -180.0), y: unit(at.lat(), -90.0) }
    }

    #[inline]
    pub(super) fn lonlat(self) -> LonLat {
        let deg = |unit: u32| f64::from(unit) * DEGREE;
        LonLat::computed(deg(self.x) - 180.0, deg(self.y) - 90.0)
    }
}

/// A rectangle of places, its edges included; nothing where the first lies beyond the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rect {
    pub west: u32,
    pub south: u32,
    pub east: u32,
    pub north: u32,
}

impl Rect {
    /// What holds nothing.
    pub(super) const NOTHING: Self = Self { west: u32::MAX, south: u32::MAX, east: 0, north: 0 };

    /// The whole earth.
    pub(super) const EVERYTHING: Self = Self { west: 0, south: 0, east: u32::MAX, north: u32::MAX };

    /// The places whose rounded position may come from inside the rectangle.
    pub(super) fn around(bounds: &Bounds) -> Self {
        let unit = |deg: f64, first: f64| (deg - first) * PER_DEGREE;
        Self {
            west: unit(bounds.west, -180.0).floor() as u32,
            south: unit(bounds.south, -90.0).floor() as u32,
            east: unit(bounds.east, -180.0).ceil() as u32,
            north: unit(bounds.north, -90.0).ceil() as u32,
        }
    }

    /// In degrees.
    pub(super) fn bounds(&self) -> Bounds {
        let deg = |unit: u32, first: f64| f64::from(unit) * DEGREE + first;
        Bounds {
            west: deg(self.west, -180.0),
            south: deg(self.south, -90.0),
            east: deg(self.east, -180.0),
            north: deg(self.north, -90.0),
        }
    }

    pub(super) fn of(places: &[Fixed]) -> Self {
        places.iter().fold(Self::NOTHING, |rect, at| rect.with(*at))
    }

    pub(super) fn with(self, at: Fixed) -> Self {
        self.union(Self { west: at.x, south: at.y, east: at.x, north: at.y })
    }

    pub(super) fn union(self, other: Self) -> Self {
        Self {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }

    /// What lies in both.
    pub(super) fn common(self, other: &Self) -> Self {
        Self {
            west: self.west.max(other.west),
            south: self.south.max(other.south),
            east: self.east.min(other.east),
            north: self.north.min(other.north),
        }
    }

    #[inline]
    pub(super) fn contains(&self, at: Fixed) -> bool {
        (self.west..=self.east).contains(&at.x) && (self.south..=self.north).contains(&at.y)
    }

    pub(super) fn holds(&self, other: &Self) -> bool {
        self.west <= other.west
            && self.south <= other.south
            && other.east <= self.east
            && other.north <= self.north
    }

    pub(super) fn meets(&self, other: &Self) -> bool {
        self.west <= other.east
            && other.west <= self.east
            && self.south <= other.north
            && other.south <= self.north
    }

    /// The longer side in units.
    pub(super) fn side(&self) -> u32 {
        self.east.saturating_sub(self.west).max(self.north.saturating_sub(self.south))
    }
}

/// Bits of a coordinate on the curve.
pub(super) const CURVE_BITS: u32 = 16;

/// The Hilbert curve through a square around places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Curve {
    west: u32,
    south: u32,
    /// Cells of the curve to a unit.
    scale: f64,
}

impl Curve {
    pub(super) fn through(extent: &Rect) -> Self {
        let side = f64::from(extent.side()) + 1.0;
        Self {
            west: extent.west.min(extent.east),
            south: extent.south.min(extent.north),
            scale: f64::from(1_u32 << CURVE_BITS) / side,
        }
    }

    /// The place along the curve. Its first 2·n bits are those of the square of side 2⁻ⁿ that
    /// it lies in (Hilbert, Math. Ann. 38, 1891).
    pub(super) fn key(&self, at: Fixed) -> u32 {
        let cell = |place: u32, first: u32| {
            let cell = (f64::from(place.saturating_sub(first)) * self.scale) as u32;
            cell.min((1 << CURVE_BITS) - 1)
        };
        let (mut x, mut y) = (cell(at.x, self.west), cell(at.y, self.south));
        let mut key = 0;
        for bit in (0..CURVE_BITS).rev() {
            let (right, up) = ((x >> bit) & 1, (y >> bit) & 1);
            key = (key << 2) | ((3 * right) ^ up);
            if up == 0 {
                if right == 1 {
                    (x, y) = (!x, !y);
                }
                (x, y) = (y, x);
            }
        }
        key
    }

    /// The side of the squares that keys share their first 2·`bits` bits in, in degrees.
    pub(super) fn square_deg(&self, bits: u32) -> f64 {
        f64::from(1_u32 << (CURVE_BITS - bits)) / self.scale / PER_DEGREE
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_curve_goes_from_neighbour_to_neighbour() {
        let extent = Rect { west: 10, south: 20, east: 10 + 63, north: 20 + 63 };
        let curve = Curve::through(&extent);
        let shift = 2 * (CURVE_BITS - 6);
        let mut all: Vec<(u32, i64, i64)> = (0..64_u32)
            .flat_map(|x| (0..64_u32).map(move |y| (x, y)))
            .map(|(x, y)| {
                let key = curve.key(Fixed { x: 10 + x, y: 20 + y });
                (key >> shift, i64::from(x), i64::from(y))
            })
            .collect();
        all.sort_unstable();
        assert!(all.iter().zip(0..).all(|((key, ..), place)| *key == place), "every square once");
        assert!(all.windows(2).all(|w| (w[0].1 - w[1].1).abs() + (w[0].2 - w[1].2).abs() == 1));
    }

    proptest! {
        #[test]
        fn a_place_is_kept_to_half_a_unit(lon in -180.0..=180.0_f64, lat in -90.0..=90.0_f64) {
            let at = LonLat::new(lon, lat).unwrap();
            let back = Fixed::new(at).lonlat();
            prop_assert!((back.lat() - lat).abs() < 0.6e-7);
            prop_assert!((back.lon() - lon).abs() < 0.6e-7);
            prop_assert_eq!(Fixed::new(back), Fixed::new(at));
        }

        #[test]
        fn what_lies_in_bounds_lies_in_their_rectangle(
            lon in 100.0..110.0_f64, lat in 30.0..40.0_f64, x in 0.0..1.0_f64, y in 0.0..1.0_f64,
        ) {
            let bounds = Bounds { west: lon - x, south: lat - y, east: lon, north: lat + 1e-9 };
            let at = LonLat::new(lon, lat).unwrap();
            prop_assert!(Rect::around(&bounds).contains(Fixed::new(at)));
        }
    }
}
