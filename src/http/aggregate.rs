//! `/api/v1/heat/aggregate`: counts and rates by areas or cells, with what changed.

use super::fresh::{REVALIDATE, Tag};
use super::problem::{Kind, Problem, ProblemBody};
use super::query::{FILTER, Form, Param, Params, documented, not_one_of};
use super::state::AppState;
use crate::area::Level;
use crate::desk::{Aggregate, AggregateBody, AggregateError, AggregateOrder, By};
use crate::heat::Resolution;
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use utoipa::openapi::path::{Parameter, ParameterIn};

/// The largest `k` that is taken.
const MOST_K: usize = 1_000;

const TABLE: &[Param] = &[
    Param {
        name: "by",
        about: "`township`, `village`, `grid`: by the responsible grid and what is above it; \
                `h3`: by the cells that hold the positions.",
        example: "township",
        form: Form::Required,
    },
    Param {
        name: "resolution",
        about: "The resolution of H3 cells, 0 to 15 (default 7, some 5 km² each). A cell counts \
                whole, also where it reaches over the border.",
        example: "7",
        form: Form::Integer,
    },
    Param {
        name: "public",
        about: "`true`: leaves out counts of sensitive categories below `k`, and so many others \
                that none of them can be worked out. Takes no other filter than `from`, `to`, \
                `category` and (not with `h3`) `grid`. `csv` and `geojson` are files to be handed \
                on and always public, unless they are `internal`.",
        example: "false",
        form: Form::Text,
    },
    Param {
        name: "internal",
        about: "`true`: a `csv` or `geojson` with all counts, not to leave the house; its name \
                says so.",
        example: "false",
        form: Form::Text,
    },
    Param {
        name: "k",
        about: "In a public table, the least count of a sensitive category that is shown; by \
                default, and at least, what the rules say (5).",
        example: "5",
        form: Form::Integer,
    },
    Param {
        name: "format",
        about: "`json` (default), `geojson` with outlines, or `csv` for spreadsheets.",
        example: "json",
        form: Form::Text,
    },
];

struct AggregateParams;

impl utoipa::IntoParams for AggregateParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        documented(&[TABLE, FILTER])
    }
}

#[derive(Clone, Copy)]
enum Format {
    Json,
    GeoJson,
    Csv,
}

impl Format {
    fn read(params: &Params) -> Result<Self, Problem> {
        match params.text("format") {
            None | Some("json") => Ok(Self::Json),
            Some("geojson") => Ok(Self::GeoJson),
            Some("csv") => Ok(Self::Csv),
            Some(text) => Err(not_one_of("format", text, "json, geojson, csv")),
        }
    }

    /// Whether it is a file to be handed on, and not an answer of the desk.
    fn is_export(self) -> bool {
        !matches!(self, Self::Json)
    }

    fn write(self, table: &Aggregate, state: &AppState) -> Response {
        match self {
            Self::Json => Json(table.to_body(state.zone())).into_response(),
            Self::GeoJson => {
                let text = table.to_geojson(state.zone()).to_string();
                let headers = [
                    (CONTENT_TYPE, "application/geo+json".to_owned()),
                    (CONTENT_DISPOSITION, format!("inline; filename=\"{}.geojson\"", name(table))),
                ];
                (headers, text).into_response()
            }
            Self::Csv => {
                let headers = [
                    (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
                    (CONTENT_DISPOSITION, format!("attachment; filename=\"{}.csv\"", name(table))),
                ];
                (headers, table.to_csv(state.zone())).into_response()
            }
        }
    }
}

/// The name of a file, without its ending.
fn name(table: &Aggregate) -> String {
    let internal = if table.least.is_none() { "-internal" } else { "" };
    format!("{}{internal}", table.by_name())
}

/// The units that are counted by: areas of one of these levels, or H3 cells.
pub(super) fn by(params: &Params, levels: &[Level]) -> Result<By, Problem> {
    let text = params.required("by")?;
    let resolution = params
        .integer("resolution", 0..=usize::from(Resolution::FINEST))?
        .and_then(|value| Resolution::new(value as u8));
    let known = levels.iter().find(|level| level.name() == text);
    match (known, text, resolution) {
        (_, "h3", resolution) => Ok(By::Cell(resolution.unwrap_or_default())),
        (Some(level), _, None) => Ok(By::Level(*level)),
        (Some(_), ..) => {
            let said = crate::text::Message::new("http.resolution_without_h3");
            Err(Problem::new(Kind::InvalidParameter, said).at("resolution"))
        }
        (None, ..) => {
            let names = levels.iter().map(|level| level.name()).chain(["h3"]);
            Err(not_one_of("by", text, &names.collect::<Vec<_>>().join(", ")))
        }
    }
}

fn order(params: &Params, format: Format, state: &AppState) -> Result<AggregateOrder, Problem> {
    let by = by(params, &[Level::Township, Level::Village, Level::Grid])?;
    let least = state.rules().public_least;
    let k = params.integer("k", (least as usize)..=MOST_K)?.map(|k| k as u64);
    let (asked, internal) = (params.flag("public")?, params.flag("internal")?);
    if asked && internal {
        let said = crate::text::Message::new("http.public_and_internal");
        return Err(Problem::new(Kind::InvalidParameter, said).at("internal"));
    }
    let public = (asked || (format.is_export() && !internal)).then(|| k.unwrap_or(least));
    if let (Some(_), None) = (k, public) {
        let said = crate::text::Message::new("http.k_without_public");
        return Err(Problem::new(Kind::InvalidParameter, said).at("k"));
    }
    Ok(AggregateOrder { by, filter: params.filter(state)?, public })
}

impl From<AggregateError> for Problem {
    fn from(err: AggregateError) -> Self {
        let field = match err {
            AggregateError::TooManyCells { .. } => "resolution",
            AggregateError::AreaBelow { .. } => "grid",
            AggregateError::NotPublic => "public",
        };
        Self::new(Kind::InvalidParameter, err.message()).at(field)
    }
}

/// Counts and rates by townships, villages, grids or H3 cells, with the change against the period
/// before and the same period a year earlier.
///
/// Rates are incidents per km² per 30 days. Counts below `small_below` are marked `small`. A change is
/// `more_than_chance` by an exact test of two Poisson counts, adjusted for the number of rows.
///
/// With `public=true`, and in `csv` and `geojson` unless `internal=true`, a unit is shown only where every sensitive category that is counted has `k`
/// cases there, and so many other units are left out that nothing left out can be worked out from the
/// table, from tables of other levels, areas or categories of the same period. Tables of periods
/// that overlap, and cells beside areas, are not held against each other.
#[utoipa::path(
    get, path = "/api/v1/heat/aggregate", tag = "heat",
    params(AggregateParams),
    responses(
        (status = 200, description = "The table; as GeoJSON or CSV where `format` says so", body = AggregateBody),
        (status = 304, description = "Unchanged since the given `If-None-Match`"),
        (status = 400, description = "A parameter is missing, unknown or cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value will not do", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn heat_aggregate(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let params = Params::read(query.as_deref(), &[TABLE, FILTER])?;
    let format = Format::read(&params)?;
    let order = order(&params, format, &state)?;
    let snapshot = state.desk().snapshot();
    let tag = Tag::of_state(snapshot.seq());
    if tag.is_held(&headers) {
        return Ok(tag.not_modified(REVALIDATE));
    }
    let answer = state.draw_tile(move |state| {
        let table = snapshot.aggregate(&order, state.rules())?;
        Ok(format.write(&table, state))
    });
    Ok(tag.on(REVALIDATE, answer.await?))
}
