//! Lines of longitude and latitude, with labels in the margin of the map.

use crate::geo::LonLat;
use crate::sheet::SheetError;
use crate::sheet::canvas::{Align, Drawn, Type, layer, mm};
use crate::sheet::map::MapFrame;
use crate::sheet::style::{INK, LINE, SMALL};
use std::f64::consts::FRAC_PI_2;

/// Between two lines, in degrees.
const STEPS: [f64; 11] = [
    1.0 / 720.0,
    1.0 / 360.0,
    1.0 / 120.0,
    1.0 / 60.0,
    2.0 / 60.0,
    5.0 / 60.0,
    10.0 / 60.0,
    0.5,
    1.0,
    2.0,
    5.0,
];
/// A frame has about so many lines either way.
const MOST_LINES: f64 = 6.0;
/// From the frame to the middle of a label.
const LABEL_MM: f64 = 2.2;
/// Labels keep so far from the corners.
const CORNER_MM: f64 = 8.0;

/// The degrees at which lines lie.
fn multiples(low: f64, high: f64, step: f64) -> impl Iterator<Item = f64> {
    let (first, last) = ((low / step).ceil() as i64, (high / step).floor() as i64);
    (first..=last).map(move |i| i as f64 * step)
}

fn step_of(span: f64) -> f64 {
    STEPS.into_iter().find(|step| span / step <= MOST_LINES).unwrap_or(10.0)
}

/// The lines themselves, to lie beneath everything but the ground.
pub fn lines(map: &MapFrame) -> Result<Drawn, SheetError> {
    let seen = map.seen;
    let (dx, dy) = (step_of(seen.east - seen.west), step_of(seen.north - seen.south));
    layer(map.layout.page, |layer| {
        let place = |lon: f64, lat: f64| map.projection.to_page(LonLat::computed(lon, lat));
        // A parallel bends by less than a hair's breadth between a quarter of the frame.
        let quarters =
            |low: f64, high: f64| (0..=4).map(move |i| low + (high - low) * f64::from(i) / 4.0);
        for lon in multiples(seen.west, seen.east, dx) {
            let line: Vec<_> =
                quarters(seen.south, seen.north).map(|lat| place(lon, lat)).collect();
            layer.line(&line, LINE, 0.08)?;
        }
        for lat in multiples(seen.south, seen.north, dy) {
            let line: Vec<_> = quarters(seen.west, seen.east).map(|lon| place(lon, lat)).collect();
            layer.line(&line, LINE, 0.08)?;
        }
        Ok(())
    })
}

/// The frame of the map, with ticks and labels outside it.
pub fn frame(map: &MapFrame) -> Result<Drawn, SheetError> {
    let (frame, seen) = (map.layout.map, map.seen);
    let show = map.spec.template.show.graticule;
    layer(map.layout.page, |layer| {
        layer.outline(frame, INK, 0.25)?;
        if !show {
            return Ok(());
        }
        let look = SMALL.align(Align::Middle);
        let look = Type { ink: INK, ..look };
        for lon in multiples(seen.west, seen.east, step_of(seen.east - seen.west)) {
            for (lat, y, outward) in
                [(seen.north, frame.y, -1.0), (seen.south, frame.bottom(), 1.0)]
            {
                let x = map.projection.to_page(LonLat::computed(lon, lat)).x;
                if x > frame.x + CORNER_MM && x < frame.right() - CORNER_MM {
                    layer.line(&[mm(x, y), mm(x, y + outward)], INK, 0.15)?;
                    layer.text(&angle(lon, 'E', 'W'), mm(x, y + outward * LABEL_MM), look)?;
                }
            }
        }
        for lat in multiples(seen.south, seen.north, step_of(seen.north - seen.south)) {
            for (lon, x, outward) in [(seen.west, frame.x, -1.0), (seen.east, frame.right(), 1.0)] {
                let y = map.projection.to_page(LonLat::computed(lon, lat)).y;
                if y > frame.y + CORNER_MM && y < frame.bottom() - CORNER_MM {
                    layer.line(&[mm(x, y), mm(x + outward, y)], INK, 0.15)?;
                    let at = mm(x + outward * LABEL_MM, y);
                    layer.turned(&angle(lat, 'N', 'S'), at, look, None, outward * FRAC_PI_2)?;
                }
            }
        }
        Ok(())
    })
}

/// `107°58′30″E`, without parts that are zero.
fn angle(degrees: f64, positive: char, negative: char) -> String {
    let hemisphere = if degrees < 0.0 { negative } else { positive };
    let seconds = (degrees.abs() * 3600.0).round() as i64;
    let (d, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (m, s) {
        (0, 0) => format!("{d}°{hemisphere}"),
        (_, 0) => format!("{d}°{m:02}′{hemisphere}"),
        _ => format!("{d}°{m:02}′{s:02}″{hemisphere}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn angles_are_short_and_round() {
        assert_eq!(angle(107.975, 'E', 'W'), "107°58′30″E");
        assert_eq!(angle(39.0 + 1.0 / 60.0, 'N', 'S'), "39°01′N");
        assert_eq!(angle(-12.0, 'N', 'S'), "12°S");
    }
}
