//! The datums that reports come in, and the way to CGCS2000 and back.
//!
//! GCJ-02 and BD-09 are not published. The series used here are the ones that every open
//! implementation shares, and the reference incident set is written with them.

use super::{CoordError, GkZone, LonLat};
use std::f64::consts::PI;
use std::fmt;
use std::str::FromStr;

/// What a pair of numbers means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Datum {
    /// China Geodetic Coordinate System 2000, degrees.
    Cgcs2000,
    /// WGS-84, degrees: the same as CGCS2000 to centimetres, kept apart so that an answer can
    /// repeat what was said.
    Wgs84,
    /// GCJ-02 (`AMap`, Tencent, most phone apps), degrees.
    Gcj02,
    /// BD-09 (Baidu), degrees.
    Bd09,
    /// CGCS2000 in a Gauss-Krüger zone, easting and northing in metres.
    GaussKruger(GkZone),
}

impl fmt::Display for Datum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cgcs2000 => f.write_str("cgcs2000"),
            Self::Wgs84 => f.write_str("wgs84"),
            Self::Gcj02 => f.write_str("gcj02"),
            Self::Bd09 => f.write_str("bd09"),
            Self::GaussKruger(zone) => zone.fmt(f),
        }
    }
}

impl FromStr for Datum {
    type Err = CoordError;

    /// Reads `cgcs2000`, `wgs84`, `gcj02`, `bd09` in any case, with or without a hyphen, and
    /// Gauss-Krüger zones as `gk3-36` (3°, zone 36) or `gk6-18`. Nothing is guessed.
    fn from_str(text: &str) -> Result<Self, CoordError> {
        let name = text.trim().to_ascii_lowercase();
        match name.replace(['-', '_'], "").as_str() {
            "cgcs2000" => Ok(Self::Cgcs2000),
            "wgs84" => Ok(Self::Wgs84),
            "gcj02" => Ok(Self::Gcj02),
            "bd09" | "bd09ll" => Ok(Self::Bd09),
            _ => GkZone::parse(&name)
                .map(Self::GaussKruger)
                .ok_or_else(|| CoordError::UnknownDatum { text: text.to_owned() }),
        }
    }
}

/// Two numbers as a sender wrote them, with the datum that they are in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reported {
    /// Longitude in degrees, or easting in metres.
    pub x: f64,
    /// Latitude in degrees, or northing in metres.
    pub y: f64,
    /// What the two mean.
    pub datum: Datum,
}

impl Reported {
    /// The position, converted to CGCS2000.
    ///
    /// The inverse of GCJ-02 and BD-09 has no closed form: it is iterated until a step is below
    /// 1e-10 degrees, so that a round trip ends within a centimetre everywhere in mainland China.
    ///
    /// # Errors
    ///
    /// [`CoordError`] when the two numbers are not a position in that datum.
    pub fn to_lonlat(self) -> Result<LonLat, CoordError> {
        match self.datum {
            Datum::Cgcs2000 | Datum::Wgs84 => LonLat::new(self.x, self.y),
            Datum::Gcj02 => {
                LonLat::new(self.x, self.y).map(|p| gcj02_to_cgcs2000(p.lon(), p.lat()))
            }
            Datum::Bd09 => LonLat::new(self.x, self.y).map(|p| {
                if !in_gcj02_region(p.lon(), p.lat()) {
                    return p;
                }
                let (lon, lat) = bd09_to_gcj02(p.lon(), p.lat());
                gcj02_to_cgcs2000(lon, lat)
            }),
            Datum::GaussKruger(zone) => zone.to_lonlat(self.x, self.y),
        }
    }

    /// `at` as it reads in `datum`: the opposite of [`Reported::to_lonlat`].
    ///
    /// # Errors
    ///
    /// [`CoordError::NotInZone`] when the position is too far from a Gauss-Krüger zone.
    pub fn from_lonlat(at: LonLat, datum: Datum) -> Result<Self, CoordError> {
        let (x, y) = match datum {
            Datum::Cgcs2000 | Datum::Wgs84 => (at.lon(), at.lat()),
            Datum::Gcj02 => cgcs2000_to_gcj02(at.lon(), at.lat()),
            Datum::Bd09 if !in_gcj02_region(at.lon(), at.lat()) => (at.lon(), at.lat()),
            Datum::Bd09 => {
                let (lon, lat) = cgcs2000_to_gcj02(at.lon(), at.lat());
                gcj02_to_bd09(lon, lat)
            }
            Datum::GaussKruger(zone) => zone.from_lonlat(at)?,
        };
        Ok(Self { x, y, datum })
    }
}

/// Semi-major axis of the Krasovsky 1940 ellipsoid in metres, on which the GCJ-02 series is built.
const KRASOVSKY_A_M: f64 = 6_378_245.0;
/// Its first eccentricity squared.
const KRASOVSKY_EE: f64 = 0.006_693_421_622_965_943;
/// A step of the inverse below this, in degrees (10 micrometres), ends it.
const CONVERGED_DEG: f64 = 1e-10;

/// Whether GCJ-02 applies: the rectangle 72.004-137.8347 E, 0.8293-55.8271 N that open
/// implementations share. Outside it conversions are the identity. The shift is discontinuous
/// at this rectangle's edge, which no part of mainland China comes near.
pub(super) fn in_gcj02_region(lon: f64, lat: f64) -> bool {
    (72.004..=137.8347).contains(&lon) && (0.8293..=55.8271).contains(&lat)
}

/// The GCJ-02 shift at a CGCS2000 position, in degrees.
fn gcj02_shift(lon: f64, lat: f64) -> (f64, f64) {
    let (x, y) = (lon - 105.0, lat - 35.0);
    let root = x.abs().sqrt();
    let common = 20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin();
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * root
        + (common
            + 20.0 * (y * PI).sin()
            + 40.0 * (y / 3.0 * PI).sin()
            + 160.0 * (y / 12.0 * PI).sin()
            + 320.0 * (y / 30.0 * PI).sin())
            * 2.0
            / 3.0;
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * root
        + (common
            + 20.0 * (x * PI).sin()
            + 40.0 * (x / 3.0 * PI).sin()
            + 150.0 * (x / 12.0 * PI).sin()
            + 300.0 * (x / 30.0 * PI).sin())
            * 2.0
            / 3.0;
    let phi = lat.to_radians();
    let magic = 1.0 - KRASOVSKY_EE * phi.sin() * phi.sin();
    let meridian = KRASOVSKY_A_M * (1.0 - KRASOVSKY_EE) / (magic * magic.sqrt());
    let parallel = KRASOVSKY_A_M / magic.sqrt() * phi.cos();
    ((east / parallel).to_degrees(), (north / meridian).to_degrees())
}

fn cgcs2000_to_gcj02(lon: f64, lat: f64) -> (f64, f64) {
    if !in_gcj02_region(lon, lat) {
        return (lon, lat);
    }
    let (east, north) = gcj02_shift(lon, lat);
    (lon + east, lat + north)
}

fn gcj02_to_cgcs2000(lon: f64, lat: f64) -> LonLat {
    if !in_gcj02_region(lon, lat) {
        return LonLat::computed(lon, lat);
    }
    let (mut x, mut y) = (lon, lat);
    // The shift's Lipschitz constant is below 0.01 in the region: each round wins two digits.
    for _ in 0..20 {
        let (east, north) = gcj02_shift(x, y);
        let (dx, dy) = (x + east - lon, y + north - lat);
        x -= dx;
        y -= dy;
        if dx.abs().max(dy.abs()) < CONVERGED_DEG {
            break;
        }
    }
    LonLat::computed(x, y)
}

/// The angular frequency of BD-09's twist.
const BD09_W: f64 = PI * 3000.0 / 180.0;

fn gcj02_to_bd09(lon: f64, lat: f64) -> (f64, f64) {
    let z = lon.hypot(lat) + 0.000_02 * (lat * BD09_W).sin();
    let theta = lat.atan2(lon) + 0.000_003 * (lon * BD09_W).cos();
    (z * theta.cos() + 0.0065, z * theta.sin() + 0.006)
}

/// The inverse of [`gcj02_to_bd09`] by the same iteration: the closed form that is passed
/// around is off by up to two decimetres.
fn bd09_to_gcj02(lon: f64, lat: f64) -> (f64, f64) {
    let (mut x, mut y) = (lon - 0.0065, lat - 0.006);
    for _ in 0..20 {
        let (bx, by) = gcj02_to_bd09(x, y);
        let (dx, dy) = (bx - lon, by - lat);
        x -= dx;
        y -= dy;
        if dx.abs().max(dy.abs()) < CONVERGED_DEG {
            break;
        }
    }
    (x, y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn round_trip_m(lon: f64, lat: f64, datum: Datum) -> f64 {
        let truth = LonLat::new(lon, lat).unwrap();
        let written = Reported::from_lonlat(truth, datum).unwrap();
        truth.distance_m(written.to_lonlat().unwrap())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn there_and_back_is_within_a_centimetre_in_mainland_china(
            lon in 73.3..135.2_f64, lat in 18.0..53.7_f64,
        ) {
            for datum in [Datum::Gcj02, Datum::Bd09] {
                let off_m = round_trip_m(lon, lat, datum);
                prop_assert!(off_m < 0.01, "{datum} at {lon}, {lat}: {off_m} m");
            }
        }

        #[test]
        fn outside_the_region_nothing_moves(lon in -180.0..72.0_f64, lat in -90.0..90.0_f64) {
            let at = LonLat::new(lon, lat).unwrap();
            for datum in [Datum::Gcj02, Datum::Bd09] {
                let written = Reported::from_lonlat(at, datum).unwrap();
                prop_assert_eq!((written.x, written.y), (lon, lat));
                prop_assert_eq!(written.to_lonlat().unwrap(), at);
            }
        }
    }

    #[test]
    fn the_shift_at_the_seat_of_the_banner_is_what_two_atlases_show() {
        // data/otog/README.md: AMap's outline lies 440.4 m east and 95.9 m north of the survey's
        // in the banner's mean, by the formula; two packages agree within some tens of metres.
        let seat = LonLat::new(107.98, 39.09).unwrap();
        let there = Reported::from_lonlat(seat, Datum::Gcj02).unwrap();
        let shift_m = seat.distance_m(LonLat::new(there.x, there.y).unwrap());
        assert!((400.0..520.0).contains(&shift_m), "{shift_m}");
    }

    #[test]
    fn names_are_read_in_any_case_and_nothing_is_guessed() {
        assert_eq!("GCJ-02".parse::<Datum>().unwrap(), Datum::Gcj02);
        assert_eq!(" Wgs84 ".parse::<Datum>().unwrap(), Datum::Wgs84);
        for wrong in ["", "WGS-84?", "火星坐标", "cgj02", "gk9-1"] {
            assert!(wrong.parse::<Datum>().is_err(), "{wrong}");
        }
    }
}
