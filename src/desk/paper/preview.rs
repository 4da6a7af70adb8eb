//! Invented incidents, so that a template can be looked at before there are any.

use crate::area::Area;
use crate::desk::Snapshot;
use crate::geo::{Datum, LonLat, Reported};
use crate::incident::{Incident, IncidentId, Report, Rules, Severity, Status};
use jiff::{Timestamp, ToSpan};

/// So many incidents, in this many places where they recur and single.
const INCIDENTS: i64 = 90;
const PLACES: i64 = 6;
/// Incidents of a place lie within this part of the area's extent.
const SPREAD: f64 = 0.02;
/// The days before `now` over which they are spread.
const DAYS: i64 = 60;

impl Snapshot {
    /// The same boundaries with invented incidents in an area, in the days before `now`; the same
    /// every time.
    #[must_use]
    pub fn with_invented(&self, area: &Area, rules: &Rules, now: Timestamp) -> Self {
        let seats = (1..).map(|i| spot(area, i)).filter(|at| area.touches(*at));
        // An area without ground would never give a place.
        let seats: Vec<LonLat> = seats.take_while(|_| area.area_km2 > 0.0).take(40).collect();
        let incident = |i: i64| {
            let seat = if i % 3 == 0 { i } else { i % PLACES };
            let seat = seats.get(usize::try_from(seat).unwrap_or(0) % seats.len().max(1))?;
            let (dx, dy) = (halton(i, 5) - 0.5, halton(i, 7) - 0.5);
            let b = area.bounds;
            let (lon, lat) = (
                seat.lon() + SPREAD * dx * (b.east - b.west),
                seat.lat() + SPREAD * dy * (b.north - b.south),
            );
            let position = LonLat::new(lon, lat).ok()?;
            let hours = (halton(i, 3) * (DAYS * 24) as f64) as i64;
            let category = usize::try_from(i * i % 7).ok()? % rules.categories.len().max(1);
            let report = Report {
                external_id: None,
                reported_at: now.checked_sub(hours.hours()).ok()?,
                category: rules.categories.get(category)?.name.clone(),
                severity: Severity::new(1 + i % 4)?,
                position,
                reported: Reported { x: lon, y: lat, datum: Datum::Cgcs2000 },
                accuracy_m: None,
                channel: String::new(),
                description: String::new(),
            };
            let status = if i % 4 == 0 { Status::Resolved } else { Status::Reported };
            Some(Incident { id: IncidentId(i), report, status, assigned: None, version: 1 })
        };
        self.with((1..=INCIDENTS).filter_map(incident).collect(), 1)
    }
}

fn spot(area: &Area, i: i64) -> LonLat {
    let b = area.bounds;
    let (x, y) = (halton(i, 2), halton(i, 3));
    LonLat::computed(b.west + x * (b.east - b.west), b.south + y * (b.north - b.south))
}

/// A sequence that fills the unit interval evenly (Halton, *Numerische Mathematik* 2, 1960).
fn halton(index: i64, base: i64) -> f64 {
    let (mut left, mut share, mut sum) = (index, 1.0, 0.0);
    while left > 0 {
        share /= base as f64;
        sum += share * (left % base) as f64;
        left /= base;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::halton;

    #[test]
    fn the_sequence_fills_the_interval() {
        let first: Vec<f64> = (1..=4).map(|i| halton(i, 2)).collect();
        assert_eq!(first, [0.5, 0.25, 0.75, 0.125]);
    }
}
