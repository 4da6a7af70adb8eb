//! Positions as they are written, and the flat metres that they are made in.

use crate::geo::{Bounds, LonLat};
use geo::Coord;

/// Ticks to a degree: positions are written with seven decimals, about a centimetre.
const TICKS_PER_DEGREE: f64 = 1e7;
/// Metres to a degree of a great circle on a sphere of radius 6,371,008.8 m.
const METRES_PER_DEGREE: f64 = 111_195.08;

/// A position as it is written: whole ten-millionths of a degree. What two areas share is the
/// same two whole numbers in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Tick {
    /// Longitude.
    pub lon: i32,
    /// Latitude.
    pub lat: i32,
}

impl Tick {
    /// A checked position, rounded.
    pub fn of(at: LonLat) -> Self {
        let ticks = |degrees: f64| (degrees * TICKS_PER_DEGREE).round() as i32;
        Self { lon: ticks(at.lon()), lat: ticks(at.lat()) }
    }

    /// The position in degrees, as a reader of the file gets it.
    pub fn lonlat(self) -> LonLat {
        let degrees = |ticks: i32| f64::from(ticks) / TICKS_PER_DEGREE;
        LonLat::computed(degrees(self.lon), degrees(self.lat))
    }

    /// Appends `[lon,lat]`, both with seven decimals.
    pub fn write(self, out: &mut String) {
        out.push('[');
        push_degrees(self.lon, out);
        out.push(',');
        push_degrees(self.lat, out);
        out.push(']');
    }
}

fn push_degrees(ticks: i32, out: &mut String) {
    if ticks < 0 {
        out.push('-');
    }
    let mut digits = [b'0'; 10];
    let mut rest = ticks.unsigned_abs();
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let (whole, part) = digits.split_at(3);
    let leading = whole.iter().take(2).take_while(|digit| **digit == b'0').count();
    out.extend(whole.iter().skip(leading).map(|digit| char::from(*digit)));
    out.push('.');
    out.extend(part.iter().map(|digit| char::from(*digit)));
}

/// Whether `a`, `b`, `c` turn to the left, exactly.
pub(super) fn turns_left(a: Tick, b: Tick, c: Tick) -> bool {
    let step = |from: i32, to: i32| i128::from(to) - i128::from(from);
    step(a.lon, b.lon) * step(a.lat, c.lat) > step(a.lat, b.lat) * step(a.lon, c.lon)
}

/// A place in the plane, in metres east and north of its centre.
pub(super) type Metres = Coord<f64>;

/// The plane around a centre: longitude and latitude times a constant each. Lines that are
/// straight in degrees are straight here, so shapes that are apart here are apart on the map.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plane {
    center: LonLat,
    lon_tick_m: f64,
    lat_tick_m: f64,
}

impl Plane {
    /// The plane with this centre.
    pub fn new(center: LonLat) -> Self {
        let lat_tick_m = METRES_PER_DEGREE / TICKS_PER_DEGREE;
        // Near a pole a degree of longitude has no length to speak of; nobody's ground is there.
        let squeeze = center.lat().to_radians().cos().max(0.01);
        Self { center, lon_tick_m: lat_tick_m * squeeze, lat_tick_m }
    }

    /// The plane in the middle of a rectangle.
    pub fn around(bounds: &Bounds) -> Self {
        Self::new(bounds.center())
    }

    /// The place of a position.
    pub fn place(&self, at: Tick) -> Metres {
        let center = Tick::of(self.center);
        Metres {
            x: (f64::from(at.lon) - f64::from(center.lon)) * self.lon_tick_m,
            y: (f64::from(at.lat) - f64::from(center.lat)) * self.lat_tick_m,
        }
    }

    /// The position next to a place.
    pub fn tick(&self, at: Metres) -> Tick {
        let center = Tick::of(self.center);
        Tick {
            lon: center.lon.saturating_add((at.x / self.lon_tick_m).round() as i32),
            lat: center.lat.saturating_add((at.y / self.lat_tick_m).round() as i32),
        }
    }

    /// A place in degrees, not rounded.
    pub fn lonlat(&self, at: Metres) -> LonLat {
        let degrees = |metres: f64, tick_m: f64| metres / tick_m / TICKS_PER_DEGREE;
        LonLat::computed(
            self.center.lon() + degrees(at.x, self.lon_tick_m),
            self.center.lat() + degrees(at.y, self.lat_tick_m),
        )
    }
}

/// Twice the area of the triangle `a`, `b`, `c`; positive where they turn to the left.
pub(super) fn cross(a: Metres, b: Metres, c: Metres) -> f64 {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

/// The distance of two places.
pub(super) fn distance(a: Metres, b: Metres) -> f64 {
    let step = b - a;
    (step.x * step.x + step.y * step.y).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_written_with_seven_decimals() {
        let write = |lon, lat| {
            let mut out = String::new();
            Tick { lon, lat }.write(&mut out);
            out
        };
        assert_eq!(write(1_078_000_001, 392_000_000), "[107.8000001,39.2000000]");
        assert_eq!(write(-5, 0), "[-0.0000005,0.0000000]");
        assert_eq!(write(-1_800_000_000, -900_000_000), "[-180.0000000,-90.0000000]");
    }

    #[test]
    fn the_plane_comes_back_to_the_same_tick() {
        let plane = Plane::new(LonLat::new(107.8, 39.2).unwrap());
        for tick in [
            Tick { lon: 1_078_123_457, lat: 391_999_999 },
            Tick { lon: 1_051_234_567, lat: 401_234_567 },
        ] {
            assert_eq!(plane.tick(plane.place(tick)), tick);
            assert_eq!(Tick::of(plane.lonlat(plane.place(tick))), tick);
            assert_eq!(Tick::of(tick.lonlat()), tick);
        }
    }

    #[test]
    fn turns_are_exact() {
        let tick = |lon, lat| Tick { lon, lat };
        let (a, b) = (tick(0, 0), tick(1_800_000_000, 900_000_000));
        assert!(turns_left(a, b, tick(900_000_000, 450_000_001)));
        assert!(!turns_left(a, b, tick(900_000_000, 450_000_000)));
        assert!(!turns_left(a, b, tick(900_000_000, 449_999_999)));
    }
}
