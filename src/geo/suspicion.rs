//! Positions that can be read but are probably not meant.

use super::{LonLat, datum};
use crate::text::Message;

/// Why a position is probably not what its sender meant.
///
/// `locate` answers all the same and adds these as warnings; `import` refuses the row.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Suspicion {
    /// Exactly (0, 0): the value of a receiver that had no fix.
    ZeroZero,
    /// Outside mainland China as written, inside it with the two numbers exchanged.
    Swapped {
        /// As written.
        lon: f64,
        /// As written.
        lat: f64,
    },
    /// Outside mainland China.
    OutsideChina {
        /// As written.
        lon: f64,
        /// As written.
        lat: f64,
    },
}

impl Suspicion {
    /// A stable name for programs.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::ZeroZero => "zero_zero",
            Self::Swapped { .. } => "swapped_axes",
            Self::OutsideChina { .. } => "outside_china",
        }
    }

    /// The sentence for the user.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::ZeroZero => Message::new("geo.zero_zero"),
            Self::Swapped { lon, lat } => {
                Message::new("geo.swapped").with("lon", lon).with("lat", lat)
            }
            Self::OutsideChina { lon, lat } => {
                Message::new("geo.outside_china").with("lon", lon).with("lat", lat)
            }
        }
    }
}

/// What is suspicious about a position that is in range. Empty for an ordinary one in China.
///
/// ```
/// use wangge::geo::{LonLat, Suspicion, suspicions};
/// assert_eq!(suspicions(LonLat::new(107.98, 39.09)?), None);
/// assert_eq!(suspicions(LonLat::new(0.0, 0.0)?), Some(Suspicion::ZeroZero));
/// # Ok::<(), wangge::geo::CoordError>(())
/// ```
#[must_use]
pub fn suspicions(at: LonLat) -> Option<Suspicion> {
    let (lon, lat) = (at.lon(), at.lat());
    if lon == 0.0 && lat == 0.0 {
        return Some(Suspicion::ZeroZero);
    }
    if datum::in_gcj02_region(lon, lat) {
        return None;
    }
    if datum::in_gcj02_region(lat, lon) {
        return Some(Suspicion::Swapped { lon, lat });
    }
    Some(Suspicion::OutsideChina { lon, lat })
}

/// Whether two numbers have the size of metres in a Gauss-Krüger (with or without the zone in
/// front) or web-mercator plane, in either order. Scaled degrees (1079802200) do not.
pub(super) fn looks_projected(x: f64, y: f64) -> bool {
    let easting =
        |v: f64| (100_000.0..=900_000.0).contains(&v) || (13_000_000.0..=61_000_000.0).contains(&v);
    let northing = |v: f64| (400_000.0..=6_000_000.0).contains(&v);
    let mercator = |x: f64, y: f64| {
        (8_000_000.0..=15_200_000.0).contains(&x) && (300_000.0..=7_300_000.0).contains(&y)
    };
    (easting(x) && northing(y)) || (easting(y) && northing(x)) || mercator(x, y) || mercator(y, x)
}
