//! The parameters by which a request names a position.

use super::problem::Problem;
use super::query::{Form, Param, Params};
use super::state::AppState;
use crate::geo::{CoordError, Datum, LonLat, Reported, parse_degrees};

/// A position in any datum.
pub(super) const POSITION: &[Param] = &[
    Param {
        name: "lon",
        about: "Longitude in decimal degrees, or easting in metres for a Gauss-Krüger zone.",
        example: "107.98022",
        form: Form::Required,
    },
    Param {
        name: "lat",
        about: "Latitude in decimal degrees, or northing in metres.",
        example: "39.09374",
        form: Form::Required,
    },
    Param {
        name: "datum",
        about: "`cgcs2000` (default), `wgs84`, `gcj02`, `bd09`, or a zone such as `gk3-36`.",
        example: "gcj02",
        form: Form::Text,
    },
];

/// The position of [`POSITION`], as given and in CGCS2000.
pub(super) fn position(params: &Params, state: &AppState) -> Result<(Reported, LonLat), Problem> {
    let degrees = |name| {
        let text = params.required(name)?;
        parse_degrees(text).map_err(|err| Problem::from(err).at(name))
    };
    let (x, y) = (degrees("lon")?, degrees("lat")?);
    let named = |text| state.rules().datum(text).map_err(|err| Problem::from(err).at("datum"));
    let datum = params.text("datum").map_or(Ok(Datum::Cgcs2000), named)?;
    let reported = Reported { x, y, datum };
    let at = reported.to_lonlat().map_err(|err| {
        let field = field_of(&err);
        Problem::from(err).at(field)
    })?;
    Ok((reported, at))
}

/// The parameter to mark in a form.
fn field_of(err: &CoordError) -> &'static str {
    match err {
        CoordError::OutOfRange { lon, .. } if lon.abs() <= 180.0 => "lat",
        CoordError::UnknownDatum { .. } => "datum",
        CoordError::OutOfRange { .. }
        | CoordError::NotFinite { .. }
        | CoordError::Swapped { .. }
        | CoordError::ProjectedMetres { .. }
        | CoordError::NotInZone { .. }
        | CoordError::NotANumber { .. }
        | CoordError::Dms { .. } => "lon",
    }
}
