//! The position of a draft: two numbers and what they mean.

use super::draft::{Draft, given, keep};
use super::fault::quoted;
use super::{Fault, Rules};
use crate::geo::{CoordError, Datum, LonLat, Reported, Suspicion, parse_degrees, suspicions};
use crate::text::Message;

impl Draft {
    /// The position in CGCS2000 and as reported. Adds every fault of the three fields; what can
    /// be said about the two numbers without the datum is said without it.
    pub(super) fn check_place(
        &self,
        rules: &Rules,
        file_datum: Option<Datum>,
        faults: &mut Vec<Fault>,
    ) -> Option<(LonLat, Reported)> {
        let x = keep(self.check_lon(), faults);
        let y = keep(self.check_lat(), faults);
        let datum = keep(self.check_datum(rules, file_datum), faults);
        let (x, y) = (x?, y?);
        let reported = Reported { x, y, datum: datum.unwrap_or(Datum::Cgcs2000) };
        let position = keep(check_position(reported), faults)?;
        datum.map(|_| (position, reported))
    }

    fn check_lon(&self) -> Result<f64, Fault> {
        let text = given(self.lon.as_deref()).ok_or_else(|| Fault {
            field: "lon",
            code: "missing_lon",
            reason: Message::new("incident.missing_lon"),
            remedy: Message::new("incident.missing_lon.do"),
        })?;
        parse_degrees(text).map_err(|error| number_fault("lon", text, &error))
    }

    fn check_lat(&self) -> Result<f64, Fault> {
        let text = given(self.lat.as_deref()).ok_or_else(|| Fault {
            field: "lat",
            code: "missing_lat",
            reason: Message::new("incident.missing_lat"),
            remedy: Message::new("incident.missing_lat.do"),
        })?;
        parse_degrees(text).map_err(|error| number_fault("lat", text, &error))
    }

    fn check_datum(&self, rules: &Rules, file_datum: Option<Datum>) -> Result<Datum, Fault> {
        let Some(text) = given(self.datum.as_deref()) else {
            return file_datum.ok_or_else(|| Fault {
                field: "datum",
                code: "missing_datum",
                reason: Message::new("incident.missing_datum"),
                remedy: Message::new("incident.missing_datum.do"),
            });
        };
        rules.datum(text).map_err(|_| Fault {
            field: "datum",
            code: "unknown_datum",
            reason: Message::new("incident.unknown_datum").with("text", quoted(text)),
            remedy: Message::new("incident.unknown_datum.do"),
        })
    }
}

fn number_fault(field: &'static str, text: &str, error: &CoordError) -> Fault {
    match error {
        CoordError::Dms { degrees, .. } => Fault {
            field,
            code: "degrees_minutes_seconds",
            reason: Message::new("incident.degrees_minutes_seconds").with("text", quoted(text)),
            remedy: Message::new("incident.degrees_minutes_seconds.do")
                .with("degrees", format!("{degrees:.7}")),
        },
        _ => Fault {
            field,
            code: "not_a_number",
            reason: Message::new("incident.not_a_number").with("text", quoted(text)),
            remedy: Message::new("incident.not_a_number.do"),
        },
    }
}

/// The two numbers are looked at as written: a conversion would blur (0, 0).
fn check_position(reported: Reported) -> Result<LonLat, Fault> {
    let (x, y) = (reported.x, reported.y);
    let position = reported.to_lonlat().map_err(|error| coord_fault(&error, x, y))?;
    let as_written = match reported.datum {
        Datum::GaussKruger(_) => position,
        _ => LonLat::new(x, y).map_err(|error| coord_fault(&error, x, y))?,
    };
    match suspicions(as_written) {
        None => Ok(position),
        Some(Suspicion::ZeroZero) => Err(Fault {
            field: "lon",
            code: "zero_zero",
            reason: Message::new("incident.zero_zero"),
            remedy: Message::new("incident.zero_zero.do"),
        }),
        Some(Suspicion::Swapped { .. }) => Err(swapped(x, y)),
        Some(Suspicion::OutsideChina { .. }) => Err(Fault {
            field: "lon",
            code: "outside_china",
            reason: Message::new("incident.outside_china").with("x", x).with("y", y),
            remedy: Message::new("incident.outside_china.do"),
        }),
    }
}

fn swapped(x: f64, y: f64) -> Fault {
    Fault {
        field: "lon",
        code: "swapped_axes",
        reason: Message::new("incident.swapped_axes").with("x", x).with("y", y),
        remedy: Message::new("incident.swapped_axes.do"),
    }
}

fn coord_fault(error: &CoordError, x: f64, y: f64) -> Fault {
    match error {
        CoordError::Swapped { .. } => swapped(x, y),
        CoordError::ProjectedMetres { .. } => Fault {
            field: "lon",
            code: "projected_metres",
            reason: Message::new("incident.projected_metres").with("x", x).with("y", y),
            remedy: Message::new("incident.projected_metres.do"),
        },
        CoordError::NotInZone { zone, .. } => Fault {
            field: "lon",
            code: "not_in_zone",
            reason: Message::new("incident.not_in_zone")
                .with("x", x)
                .with("y", y)
                .with("zone", zone),
            remedy: Message::new("incident.not_in_zone.do"),
        },
        _ => Fault {
            field: if x.abs() <= 180.0 { "lat" } else { "lon" },
            code: "out_of_range",
            reason: Message::new("incident.out_of_range").with("x", x).with("y", y),
            remedy: Message::new("incident.out_of_range.do"),
        },
    }
}
