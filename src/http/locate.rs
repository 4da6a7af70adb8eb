//! `/api/v1/locate`: whose ground is that?

use super::json_body::quoted;
use super::layers::Speaks;
use super::places::{ChainLink, NamedArea, NamedZone, PositionBody};
use super::position::{POSITION, position};
use super::problem::{Kind, Problem, ProblemBody};
use super::query::{Form, Param, Params, documented};
use super::state::AppState;
use crate::area::Area;
use crate::desk::End;
use crate::incident::MAX_ACCURACY_M;
use crate::locate::{Explanation, Locator, Question};
use crate::text::Message;
use axum::extract::{RawQuery, State};
use axum::http::header::VARY;
use axum::response::{IntoResponse, Response};
use axum::{Json, http::HeaderValue};
use jiff::Timestamp;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa::openapi::path::{Parameter, ParameterIn};

const PARAMS: &[Param] = &[
    Param {
        name: "accuracy_m",
        about: "The radius in metres that holds 68 % of the position's error: the answer then lists shares.",
        example: "50",
        form: Form::Number,
    },
    Param {
        name: "at",
        about: "Use the boundaries in force at this time: RFC 3339, or a local date (default: now).",
        example: "2026-09-01",
        form: Form::Text,
    },
    Param {
        name: "area",
        about: "The area that the address names, by code or unique name: a position far from it is checked for another datum.",
        example: "150624101",
        form: Form::Text,
    },
    Param {
        name: "near",
        about: "Also list so many of the nearest grids (1 to 1000).",
        example: "3",
        form: Form::Integer,
    },
    Param {
        name: "within_m",
        about: "Also list the grids within this radius in metres (up to 100,000); with `near` the nearest of them.",
        example: "5000",
        form: Form::Number,
    },
];
/// The most of the nearest grids that one answer lists.
const MOST_NEAR: usize = 1000;
/// The largest radius within which one answer lists all grids, in metres.
const MOST_WITHIN_M: f64 = 100_000.0;

struct LocateParams;

impl utoipa::IntoParams for LocateParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        documented(&[POSITION, PARAMS])
    }
}

/// The grid responsible for a position, and how it was found.
///
/// Written by [`Explanation::spoken`], which the command line shares; this type is what the API
/// document says about it, and a test holds the two together.
#[derive(Debug, ToSchema)]
#[schema(title = "Located")]
#[expect(dead_code, reason = "describes the JSON of Explanation::spoken")]
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
    /// The nearest border of the grid.
    border: Option<BorderBody>,
    /// The accuracy as given.
    #[schema(example = 50.0)]
    accuracy_m: Option<f64>,
    /// With an accuracy: the share of the position's error on each grid, by code, and `outside`
    /// them all; the largest first, those below 0.001 left out.
    #[schema(example = json!({"150624101003007": 0.91216, "outside": 0.08784}))]
    shares: Option<BTreeMap<String, f64>>,
    /// With an accuracy: whether the grid holds more than the share that the rules ask for.
    certain: Option<bool>,
    /// The boundaries that were used.
    edition: EditionBody,
    /// Datums in which a position that makes no sense as read would make some.
    datum_slips: Vec<DatumSlipBody>,
    /// What is suspicious about the position.
    warnings: Vec<WarningBody>,
    /// The nearest grids, where they are asked for.
    near: Option<Vec<NearGridBody>>,
}

/// The nearest border of a grid.
#[derive(Debug, ToSchema)]
#[schema(title = "Border")]
#[expect(dead_code, reason = "describes the JSON of Explanation::spoken")]
pub struct BorderBody {
    /// Its geodesic distance in metres.
    #[schema(example = 128.4)]
    distance_m: f64,
    /// Its nearest point.
    point: PositionBody,
    /// The grid on its other side; null for none.
    beyond: Option<NamedArea>,
}

/// An edition of the boundaries.
#[derive(Debug, ToSchema)]
#[schema(title = "Edition")]
#[expect(dead_code, reason = "describes the JSON of Explanation::spoken")]
pub struct EditionBody {
    /// The local day from which it is in force; null for one without a beginning.
    #[schema(example = "2026-07-01")]
    effective_from: Option<String>,
}

/// A datum that was perhaps meant.
#[derive(Debug, ToSchema)]
#[schema(title = "DatumSlip")]
#[expect(dead_code, reason = "describes the JSON of Explanation::spoken")]
pub struct DatumSlipBody {
    /// The datum.
    #[schema(example = "gcj02")]
    datum: String,
    /// The position in CGCS2000 if the numbers are in it.
    position: PositionBody,
    /// The grid that would hold it.
    grid: NamedArea,
}

/// A grid nearby.
#[derive(Debug, ToSchema)]
#[schema(title = "NearGrid")]
#[expect(dead_code, reason = "describes the JSON of Explanation::spoken")]
pub struct NearGridBody {
    /// The code.
    #[schema(example = "150624101003007")]
    code: String,
    /// The name.
    #[schema(example = "梦翔社区第7网格")]
    name: String,
    /// The geodesic distance in metres; 0 for the grid that holds the position.
    #[schema(example = 128.4)]
    distance_m: f64,
    /// Its nearest point.
    point: PositionBody,
}

/// Something suspicious about a position.
#[derive(Debug, ToSchema)]
#[schema(title = "Warning")]
#[expect(dead_code, reason = "describes the JSON of Explanation::spoken")]
pub struct WarningBody {
    /// `zero_zero`, `swapped_axes`, `outside_china` or `datum_slip`.
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
    let params = Params::read(query.as_deref(), &[POSITION, PARAMS])?;
    let (reported, position) = position(&params, &state)?;
    let snapshot = state.desk().snapshot();
    let at = params.time("at", state.zone(), End::First)?.unwrap_or_else(Timestamp::now);
    let locator = snapshot.editions().at(at);
    let address = params.text("area").map(|text| named_area(locator, text)).transpose()?;
    let question = Question {
        reported,
        position,
        accuracy_m: params.number_in("accuracy_m", 0.0..=MAX_ACCURACY_M)?,
        address,
        certain_share: state.rules().certain_share,
    };
    let mut found = Explanation::of(locator, question);
    let near = params.integer("near", 1..=MOST_NEAR)?;
    let within_m = params.number_in("within_m", 0.0..=MOST_WITHIN_M)?;
    if near.is_some() || within_m.is_some() {
        found = found.with_near(near.unwrap_or(usize::MAX), within_m.unwrap_or(f64::INFINITY));
    }
    let vary = [(VARY, HeaderValue::from_static("accept-language"))];
    Ok((vary, Json(found.spoken(lang))).into_response())
}

/// The area of an address.
fn named_area<'a>(locator: &'a Locator, text: &str) -> Result<&'a Area, Problem> {
    locator.areas().find_named(text).ok_or_else(|| {
        let said = Message::new("http.unknown_area_name").with("text", quoted(text));
        Problem::new(Kind::InvalidParameter, said).at("area")
    })
}
