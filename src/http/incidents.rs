//! `/api/v1/incidents`: reading.

use super::fresh::{REVALIDATE, Tag};
use super::incident_body::{IncidentBody, IncidentDetailBody};
use super::json_body::quoted;
use super::problem::{Kind, Problem, ProblemBody};
use super::query::{FILTER, Form, PLACE, Param, Params, documented, not_one_of};
use super::state::AppState;
use crate::desk::{Cursor, Entry, ListQuery, Sort};
use crate::incident::IncidentId;
use crate::text::Message;
use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa::openapi::path::{Parameter, ParameterIn};

const DEFAULT_LIMIT: usize = 50;
const MAX_LIMIT: usize = 500;

const SORTS: [(&str, Sort); 5] = [
    ("-reported_at", Sort::NewestFirst),
    ("reported_at", Sort::OldestFirst),
    ("-severity", Sort::GravestFirst),
    ("severity", Sort::SlightestFirst),
    ("distance", Sort::NearestFirst),
];

const PAGE: &[Param] = &[
    Param {
        name: "limit",
        about: "How many at most, 1 to 500 (default 50).",
        example: "50",
        form: Form::Integer,
    },
    Param {
        name: "cursor",
        about: "`next` of the page before, with the same filter and order.",
        example: "",
        form: Form::Text,
    },
    Param {
        name: "sort",
        about: "`-reported_at` (default, newest first), `reported_at`, `severity`, `-severity` \
                (gravest first) or `distance` (needs `near`).",
        example: "-reported_at",
        form: Form::Text,
    },
];

struct ListParams;

impl utoipa::IntoParams for ListParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        documented(&[FILTER, PLACE, PAGE])
    }
}

struct MapParams;

impl utoipa::IntoParams for MapParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        documented(&[FILTER, PLACE])
    }
}

struct HistogramParams;

impl utoipa::IntoParams for HistogramParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        documented(&[FILTER])
    }
}

/// A page of incidents.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "IncidentPage")]
pub struct IncidentPageBody {
    /// The incidents, in order.
    items: Vec<IncidentBody>,
    /// Where the next page begins; null on the last.
    #[schema(example = "n1i9c1")]
    next: Option<String>,
    /// How many incidents pass the filter, on all pages.
    #[schema(example = 137)]
    total: usize,
}

/// Incidents, page by page.
#[utoipa::path(
    get, path = "/api/v1/incidents", tag = "incidents",
    params(ListParams),
    responses(
        (status = 200, description = "A page", body = IncidentPageBody),
        (status = 400, description = "A parameter is unknown or cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value will not do", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn list_incidents(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
) -> Result<Json<IncidentPageBody>, Problem> {
    let params = Params::read(query.as_deref(), &[FILTER, PLACE, PAGE])?;
    let query = ListQuery {
        filter: params.filter(&state)?,
        sort: sort_of(&params)?,
        limit: params.integer("limit", 1..=MAX_LIMIT)?.unwrap_or(DEFAULT_LIMIT),
        cursor: params.text("cursor").map(Cursor::parse).transpose()?,
    };
    let snapshot = state.desk().snapshot();
    let page = snapshot.list(&query)?;
    Ok(Json(IncidentPageBody {
        items: page.items.iter().map(|entry| IncidentBody::of(entry, &snapshot, &state)).collect(),
        next: page.next.map(|cursor| cursor.to_string()),
        total: page.total,
    }))
}

fn sort_of(params: &Params) -> Result<Sort, Problem> {
    let Some(text) = params.text("sort") else { return Ok(Sort::default()) };
    let known = SORTS.iter().find(|(name, _)| *name == text);
    let names = || SORTS.map(|(name, _)| name).join(", ");
    known.map(|(_, sort)| *sort).ok_or_else(|| not_one_of("sort", text, &names()))
}

/// All matching incidents as points for the map.
///
/// `properties` are `id`, `category`, `severity`, `status` and `at` (seconds since 1970); there is
/// no free text.
#[utoipa::path(
    get, path = "/api/v1/incidents/map", tag = "incidents",
    params(MapParams),
    responses(
        (status = 200, description = "A FeatureCollection of points", content_type = "application/geo+json", body = serde_json::Value),
        (status = 304, description = "Unchanged since the given `If-None-Match`"),
        (status = 400, description = "A parameter is unknown or cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value will not do", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn map_incidents(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let params = Params::read(query.as_deref(), &[FILTER, PLACE])?;
    let filter = params.filter(&state)?;
    let snapshot = state.desk().snapshot();
    let tag = Tag::of_state(snapshot.seq());
    if tag.is_held(&headers) {
        return Ok(tag.not_modified(REVALIDATE));
    }
    let json = state.draw_tile(move |_| Ok(points(&snapshot.matching(&filter)))).await?;
    let body = ([(CONTENT_TYPE, "application/geo+json")], json);
    Ok(tag.on(REVALIDATE, body.into_response()))
}

/// Written by hand, as there may be hundreds of thousands and a tree of values would cost ten
/// times the text.
fn points(entries: &[&Arc<Entry>]) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(64 + entries.len() * 190);
    out.push_str(r#"{"type":"FeatureCollection","features":["#);
    for (i, entry) in entries.iter().enumerate() {
        let (incident, report) = (&entry.incident, &entry.incident.report);
        // A string always has a JSON form.
        let category = serde_json::to_string(&report.category).unwrap_or_default();
        let comma = if i == 0 { "" } else { "," };
        // Writing to a string cannot fail. A position rounded to a decimetre is drawn the same.
        let _infallible = write!(
            out,
            r#"{comma}{{"type":"Feature","id":{id},"geometry":{{"type":"Point","coordinates":[{lon:.6},{lat:.6}]}},"properties":{{"id":{id},"category":{category},"severity":{severity},"status":"{status}","at":{at}}}}}"#,
            id = incident.id.0,
            lon = report.position.lon(),
            lat = report.position.lat(),
            severity = report.severity.value(),
            status = incident.status.name(),
            at = report.reported_at.as_second(),
        );
    }
    out.push_str("]}");
    out
}

/// How many incidents on each day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Histogram")]
pub struct HistogramBody {
    /// Every local day from the first to the last report of all, zeros included.
    items: Vec<DayBody>,
    /// How many incidents pass the filter.
    #[schema(example = 137)]
    total: usize,
}

/// How many incidents on one day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Day")]
pub struct DayBody {
    /// The local day.
    #[schema(example = "2026-09-01")]
    day: String,
    /// How many.
    #[schema(example = 31)]
    count: usize,
}

/// Matching incidents by local day.
#[utoipa::path(
    get, path = "/api/v1/incidents/histogram", tag = "incidents",
    params(HistogramParams),
    responses(
        (status = 200, description = "A count for every day of the data", body = HistogramBody),
        (status = 304, description = "Unchanged since the given `If-None-Match`"),
        (status = 400, description = "A parameter is unknown or cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value will not do", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn histogram(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let filter = Params::read(query.as_deref(), &[FILTER])?.filter(&state)?;
    let snapshot = state.desk().snapshot();
    let tag = Tag::of_state(snapshot.seq());
    if tag.is_held(&headers) {
        return Ok(tag.not_modified(REVALIDATE));
    }
    let days = snapshot.histogram(&filter, state.zone());
    let body = HistogramBody {
        total: days.iter().map(|(_, count)| count).sum(),
        items: days
            .into_iter()
            .map(|(day, count)| DayBody { day: day.to_string(), count })
            .collect(),
    };
    Ok(tag.on(REVALIDATE, Json(body).into_response()))
}

/// One incident with its chain of responsibility, zones and history.
#[utoipa::path(
    get, path = "/api/v1/incidents/{id}", tag = "incidents",
    params(("id" = i64, Path, example = 20001, description = "The incident's number.")),
    responses(
        (status = 200, description = "The incident", body = IncidentDetailBody),
        (status = 404, description = "No such incident", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn find_incident(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<IncidentDetailBody>, Problem> {
    Params::read(query.as_deref(), &[])?;
    let id = id_of(&id)?;
    // Before the snapshot, so that the answer is never newer than the history in it.
    let unknown = || unknown_incident(&id.0.to_string());
    state.desk().snapshot().get(id).ok_or_else(unknown)?;
    let events = state.desk().events(id).await?;
    let snapshot = state.desk().snapshot();
    let entry = snapshot.get(id).ok_or_else(unknown)?;
    Ok(Json(IncidentDetailBody::of(entry, &events, &snapshot, &state)))
}

/// The number in a path.
pub(super) fn id_of(text: &str) -> Result<IncidentId, Problem> {
    text.parse().map(IncidentId).map_err(|_| unknown_incident(text))
}

fn unknown_incident(text: &str) -> Problem {
    let said = Message::new("http.unknown_incident").with("id", quoted(text));
    Problem::new(Kind::UnknownIncident, said).at("id")
}
