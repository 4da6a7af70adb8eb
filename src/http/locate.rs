//! `/api/v1/locate`: whose ground is that?

use super::layers::Speaks;
use super::places::{ChainLink, NamedArea, NamedZone, PositionBody};
use super::problem::{Problem, ProblemBody};
use super::query::{Form, Param, Params, documented};
use super::state::AppState;
use crate::geo::{CoordError, Datum, Reported, parse_degrees};
use crate::locate::Explanation;
use axum::extract::{RawQuery, State};
use axum::http::header::VARY;
use axum::response::{IntoResponse, Response};
use axum::{Json, http::HeaderValue};
use utoipa::ToSchema;
use utoipa::openapi::path::{Parameter, ParameterIn};

const PARAMS: &[Param] = &[
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

struct LocateParams;

impl utoipa::IntoParams for LocateParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        documented(&[PARAMS])
    }
}

/// The grid responsible for a position, and how it was found.
///
/// Written by [`Explanation::to_json`], which the command line shares; this type is what the API
/// document says about it, and a test holds the two together.
#[derive(Debug, ToSchema)]
#[schema(title = "Located")]
#[expect(dead_code, reason = "describes the JSON of Explanation::to_json")]
pub struct LocatedBody {
    /// `inside` one grid; on an `edge` (the lowest code answers); outside all, the `nearest`.
    #[schema(example = "inside")]
    relation: String,
    /// The geodesic distance to the grid in metres; 0 unless it is the nearest.
    #[schema(example = 0.0)]
    distance_m: f64,
    /// The responsible grid.
    grid: NamedArea,
    /// Banner, township, village and grid.
    chain: Vec<ChainLink>,
    /// The zones (重点区域) that hold the position.
    zones: Vec<NamedZone>,
    /// The position in CGCS2000.
    position: PositionBody,
    /// The point of the grid's boundary that is nearest; null unless it is the nearest.
    nearest_point: Option<PositionBody>,
    /// The other grids that share the edge.
    also_on: Vec<NamedArea>,
    /// The position as given.
    reported: super::incident_body::ReportedBody,
    /// How far the conversion moved it, in metres; null for metres of a Gauss-Krüger zone.
    #[schema(example = 452.7)]
    shift_m: Option<f64>,
    /// What is suspicious about the position.
    warnings: Vec<WarningBody>,
}

/// Something suspicious about a position.
#[derive(Debug, ToSchema)]
#[schema(title = "Warning")]
#[expect(dead_code, reason = "describes the JSON of Explanation::to_json")]
pub struct WarningBody {
    /// `zero_zero`, `swapped_axes` or `outside_china`.
    #[schema(example = "outside_china")]
    kind: String,
    /// The sentence for the user.
    #[schema(
        example = "位置在中国大陆范围之外（经度 107.98，纬度 -39.09）；请检查正负号、顺序和单位"
    )]
    message: String,
}

/// The grid responsible for a position, anywhere on Earth.
#[utoipa::path(
    get, path = "/api/v1/locate", tag = "locate",
    params(LocateParams),
    responses(
        (status = 200, description = "The grid, and how it was found", body = LocatedBody),
        (status = 400, description = "A parameter is missing, unknown or no number", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "Not a position: swapped, out of range, metres …", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn locate(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    Speaks(lang): Speaks,
) -> Result<Response, Problem> {
    let params = Params::read(query.as_deref(), &[PARAMS])?;
    let degrees = |name| {
        let text = params.required(name)?;
        parse_degrees(text).map_err(|err| Problem::from(err).at(name))
    };
    let (x, y) = (degrees("lon")?, degrees("lat")?);
    let named = |text| state.rules().datum(text).map_err(|err| Problem::from(err).at("datum"));
    let datum = params.text("datum").map_or(Ok(Datum::Cgcs2000), named)?;
    let reported = Reported { x, y, datum };
    let position = reported.to_lonlat().map_err(|err| {
        let field = field_of(&err);
        Problem::from(err).at(field)
    })?;
    let snapshot = state.desk().snapshot();
    let found = Explanation::of(snapshot.locator(), reported, position).to_json(lang);
    let vary = [(VARY, HeaderValue::from_static("accept-language"))];
    Ok((vary, Json(found)).into_response())
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
