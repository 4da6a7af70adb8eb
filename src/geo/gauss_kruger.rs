//! Gauss-Krüger zones of CGCS2000: easting and northing in metres, converted by `proj4rs`.

use super::{CoordError, LonLat};
use proj4rs::Proj;
use std::fmt;

/// How wide the zones of a Gauss-Krüger series are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ZoneWidth {
    /// 3° zones 24 to 45; the central meridian is three times the number.
    Three,
    /// 6° zones 13 to 23; the central meridian is six times the number, less three.
    Six,
}

/// One zone, such as the 3° zone 36 with its central meridian at 108° E.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GkZone {
    width: ZoneWidth,
    number: u8,
}

impl GkZone {
    /// A zone of the Chinese series; `None` where the number is not in it.
    #[must_use]
    pub fn new(width: ZoneWidth, number: u8) -> Option<Self> {
        let known = match width {
            ZoneWidth::Three => 24..=45,
            ZoneWidth::Six => 13..=23,
        };
        known.contains(&number).then_some(Self { width, number })
    }

    /// Reads `gk3-36` and `gk6-18` (lower case).
    pub(super) fn parse(name: &str) -> Option<Self> {
        let (width, number) = name.strip_prefix("gk")?.split_once('-')?;
        let width = match width {
            "3" => ZoneWidth::Three,
            "6" => ZoneWidth::Six,
            _ => return None,
        };
        Self::new(width, number.parse().ok()?)
    }

    /// The central meridian in degrees east.
    #[must_use]
    pub fn central_meridian_deg(self) -> f64 {
        match self.width {
            ZoneWidth::Three => 3.0 * f64::from(self.number),
            ZoneWidth::Six => 6.0 * f64::from(self.number) - 3.0,
        }
    }

    /// How far from the central meridian a position is still taken, in degrees: the zone and
    /// one neighbour on each side, since surveys overlap.
    fn reach_deg(self) -> f64 {
        match self.width {
            ZoneWidth::Three => 4.5,
            ZoneWidth::Six => 9.0,
        }
    }

    /// The two projections. False easting is 500 km; a zone number in front of the easting
    /// (36 512 345.6) is taken off before.
    fn projections(self) -> Option<(Proj, Proj)> {
        let plane = format!(
            "+proj=tmerc +lat_0=0 +lon_0={} +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs",
            self.central_meridian_deg()
        );
        let degrees = "+proj=longlat +ellps=GRS80 +no_defs";
        Some((Proj::from_proj_string(&plane).ok()?, Proj::from_proj_string(degrees).ok()?))
    }

    pub(super) fn to_lonlat(self, x: f64, y: f64) -> Result<LonLat, CoordError> {
        let refuse = || CoordError::NotInZone { x, y, zone: self.to_string() };
        let prefix = f64::from(self.number) * 1e6;
        let easting = if (prefix..prefix + 1e6).contains(&x) { x - prefix } else { x };
        // A northing below a kilometre is a pair of degrees, not a place near the equator.
        if !((0.0..1e6).contains(&easting) && (1e3..1e7).contains(&y)) {
            return Err(refuse());
        }
        let (plane, degrees) = self.projections().ok_or_else(refuse)?;
        let mut point = (easting, y, 0.0);
        proj4rs::transform::transform(&plane, &degrees, &mut point).map_err(|_| refuse())?;
        let at = LonLat::new(point.0.to_degrees(), point.1.to_degrees()).map_err(|_| refuse())?;
        if (at.lon() - self.central_meridian_deg()).abs() > self.reach_deg() {
            return Err(refuse());
        }
        Ok(at)
    }

    pub(super) fn from_lonlat(self, at: LonLat) -> Result<(f64, f64), CoordError> {
        let refuse = || CoordError::NotInZone { x: at.lon(), y: at.lat(), zone: self.to_string() };
        if (at.lon() - self.central_meridian_deg()).abs() > self.reach_deg() {
            return Err(refuse());
        }
        let (plane, degrees) = self.projections().ok_or_else(refuse)?;
        let mut point = (at.lon().to_radians(), at.lat().to_radians(), 0.0);
        proj4rs::transform::transform(&degrees, &plane, &mut point).map_err(|_| refuse())?;
        Ok((point.0, point.1))
    }
}

impl fmt::Display for GkZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = match self.width {
            ZoneWidth::Three => 3,
            ZoneWidth::Six => 6,
        };
        write!(f, "gk{width}-{}", self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Datum, Reported};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_seat_in_zone_36_is_where_proj_puts_it() {
        // pyproj 3.7.2 (PROJ 9.5.1), EPSG:4490 to EPSG:4545, 107.98 E 39.09 N.
        let datum: Datum = "gk3-36".parse().unwrap();
        let seat = LonLat::new(107.98, 39.09).unwrap();
        let written = Reported::from_lonlat(seat, datum).unwrap();
        assert!((written.x - SEAT_EASTING).abs() < 0.001, "{}", written.x);
        assert!((written.y - SEAT_NORTHING).abs() < 0.001, "{}", written.y);
        let with_zone_in_front = Reported { x: written.x + 36e6, ..written };
        assert!(with_zone_in_front.to_lonlat().unwrap().distance_m(seat) < 0.001);
    }

    const SEAT_EASTING: f64 = 498_269.668_911;
    const SEAT_NORTHING: f64 = 4_328_495.645_712;

    #[test]
    fn a_pair_in_the_wrong_order_or_in_degrees_is_refused() {
        let datum: Datum = "gk3-36".parse().unwrap();
        let swapped = Reported { x: 4_328_000.0, y: 498_000.0, datum };
        assert!(matches!(swapped.to_lonlat(), Err(CoordError::NotInZone { .. })));
        let degrees = Reported { x: 107.98, y: 39.09, datum };
        assert!(matches!(degrees.to_lonlat(), Err(CoordError::NotInZone { .. })));
    }

    proptest! {
        #[test]
        fn there_and_back_is_within_a_millimetre(lon in 106.5..109.5_f64, lat in 38.0..41.0_f64) {
            for name in ["gk3-36", "gk6-18", "gk6-19"] {
                let datum: Datum = name.parse().unwrap();
                let at = LonLat::new(lon, lat).unwrap();
                let Ok(written) = Reported::from_lonlat(at, datum) else { continue };
                prop_assert!(at.distance_m(written.to_lonlat().unwrap()) < 0.001);
            }
        }
    }
}
