//! `/api/v1/trouble-spots`: hot spots that are opened to be cleared (治安乱点), and their course.

use super::commands::{context_of, version_of};
use super::hotspots::{ANALYSIS, order};
use super::json_body::{Field, Fields, Form as Kept, quoted};
use super::problem::{FieldFault, Kind, Problem, ProblemBody};
use super::query::{FILTER, Form, Param, Params, documented, not_one_of};
use super::state::AppState;
use super::trouble_body::{Told, collection, feature};
use crate::desk::{
    DeskError, HotspotOrder, OpenTrouble, TroubleId, TroubleOrder, TroubleSpot, TroubleState,
    TroubleStep,
};
use crate::text::{Lang, Message};
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa::openapi::path::{Parameter, ParameterIn};

const LIST: &[Param] = &[Param {
    name: "state",
    about: "`open` (default), `cleared` or `all`.",
    example: "open",
    form: Form::Text,
}];

struct ListParams;

impl utoipa::IntoParams for ListParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        documented(&[LIST])
    }
}

struct AnalysisParams;

impl utoipa::IntoParams for AnalysisParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        documented(&[ANALYSIS, FILTER])
    }
}

/// A trouble spot that is to be opened.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(title = "OpenTroubleSpot")]
#[expect(dead_code, reason = "describes the body for the API document; Fields reads it")]
pub struct OpenTroubleBody {
    /// What people call the place; at most 60 characters.
    #[schema(example = "棋盘井工业园区北门一带")]
    name: String,
    /// Members of one hot spot of the analysis, with commas between.
    #[schema(example = "150624100001001,150624100001002")]
    units: String,
    /// Why; at most 200 characters.
    #[schema(example = "连续三个月，需联合整治")]
    note: Option<String>,
}

const OPEN: [Field; 3] = [
    Field { name: "name", form: Kept::Text },
    Field { name: "units", form: Kept::Text },
    Field { name: "note", form: Kept::Text },
];

/// A step about a trouble spot.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(title = "TroubleStep")]
#[expect(dead_code, reason = "describes the body for the API document; Fields reads it")]
pub struct StepBody {
    /// What there is to say; at most 200 characters.
    #[schema(example = "路灯已修复，增设巡逻点")]
    note: Option<String>,
}

const STEP: [Field; 1] = [Field { name: "note", form: Kept::Text }];

/// The parameters of an analysis without its period.
const PERIOD: [&str; 2] = ["from", "to"];

/// The trouble spots as GeoJSON, each with its ground: `id`, `name`, `state` (`open`, `cleared`),
/// `version`, `opened_at`, `desk`, `found` (the hot spot's line then), `analysis` (the query of
/// `/api/v1/heat/hotspots` that found it), `units`, `gone` (units that are no more).
#[utoipa::path(
    get, path = "/api/v1/trouble-spots", tag = "trouble spots",
    params(ListParams),
    responses(
        (status = 200, description = "A FeatureCollection", content_type = "application/geo+json", body = serde_json::Value),
        (status = 400, description = "A parameter is unknown", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value will not do", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn trouble_spots(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let params = Params::read(query.as_deref(), &[LIST])?;
    let wanted = match params.text("state") {
        None => Some(TroubleState::Open),
        Some("all") => None,
        Some(text) => Some(
            TroubleState::parse(text)
                .ok_or_else(|| not_one_of("state", text, "open, cleared, all"))?,
        ),
    };
    let spots = state.desk().trouble_spots().await?;
    let chosen = spots.into_iter().filter(|spot| wanted.is_none_or(|wanted| spot.state == wanted));
    let chosen: Vec<TroubleSpot> = chosen.collect();
    let body = state.draw_tile(move |state| Ok(collection(&chosen, state).to_string())).await?;
    Ok(([(CONTENT_TYPE, "application/geo+json")], body).into_response())
}

/// A trouble spot with what was done about it (`events`) and its `course`: the pattern, in how many
/// periods it has not been hot any more (`missed`), and, period by period from twelve before it was opened, cases, what was to be expected, and whether it was hot. `pattern` is `faded` when it has
/// been quiet for as many periods as the analysis says.
#[utoipa::path(
    get, path = "/api/v1/trouble-spots/{id}", tag = "trouble spots",
    params(("id" = i64, Path, example = 1, description = "The trouble spot's number.")),
    responses(
        (status = 200, description = "A Feature", content_type = "application/geo+json", body = serde_json::Value),
        (status = 404, description = "No such trouble spot", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn trouble_spot(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    Params::read(query.as_deref(), &[])?;
    told(&state, number(&id)?).await
}

/// Opens a trouble spot on a hot spot that the analysis finds now. The query is that of
/// `/api/v1/heat/hotspots`; its course follows the same analysis from then on, without the period.
#[utoipa::path(
    post, path = "/api/v1/trouble-spots", tag = "trouble spots",
    params(
        AnalysisParams,
        ("X-Wangge-Desk" = Option<String>, Header, description = "The desk (席位) that acts, percent-encoded UTF-8, one of `/api/v1/meta`.", example = "%E8%B0%83%E5%BA%A61"),
    ),
    request_body(content = OpenTroubleBody, description = "The place"),
    responses(
        (status = 201, description = "It is open, on the disk", content_type = "application/geo+json", body = serde_json::Value, headers(("Location" = String, description = "Its address"))),
        (status = 400, description = "Not JSON, or a parameter cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "One of the same analysis is open on some of this ground", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "Not said to be JSON", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The units are no hot spot, or the body has faults", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "It is not known whether it was kept: look before repeating", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn open_trouble_spot(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let params = Params::read(query.as_deref(), &[ANALYSIS, FILTER])?;
    let context = context_of(&headers, &state)?;
    let [name, units, note] = fields(&OPEN, Fields::read(&headers, body)?)?;
    let units: Vec<String> = units
        .iter()
        .flat_map(|text| text.split(','))
        .map(str::trim)
        .filter(|unit| !unit.is_empty())
        .map(str::to_owned)
        .collect();
    let asked = (order(&params, &state)?, units.clone());
    let found = state.draw_tile(move |state| line(asked.0, &asked.1, state)).await?;
    let analysis = params.query_without(&PERIOD);
    let name = name.unwrap_or_default();
    let trouble = OpenTrouble { name, analysis, units, found, note };
    let id = state.desk().open_trouble_spot(&trouble, &context).await.map_err(at_note)?;
    let place = format!("/api/v1/trouble-spots/{}", id.0);
    let mut response = told(&state, id).await?;
    *response.status_mut() = StatusCode::CREATED;
    if let Ok(place) = place.parse() {
        response.headers_mut().insert(LOCATION, place);
    }
    Ok(response)
}

/// Notes something about a trouble spot, declares it cleared, or takes it up again.
#[utoipa::path(
    post, path = "/api/v1/trouble-spots/{id}/{step}", tag = "trouble spots",
    params(
        ("id" = i64, Path, example = 1, description = "The trouble spot's number."),
        ("step" = String, Path, example = "note", description = "`note`, `clear` or `reopen`."),
        ("If-Match" = Option<String>, Header, description = "The version that the step was decided on, such as `\"1\"`.", example = "\"1\""),
        ("X-Wangge-Desk" = Option<String>, Header, description = "The desk (席位) that acts, percent-encoded UTF-8, one of `/api/v1/meta`.", example = "%E8%B0%83%E5%BA%A61"),
    ),
    request_body(content = StepBody, description = "What there is to say"),
    responses(
        (status = 200, description = "The trouble spot as it stands now", content_type = "application/geo+json", body = serde_json::Value),
        (status = 400, description = "Not JSON; the detail says where", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such trouble spot or step", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The step does not follow on where it stands", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "It has changed meanwhile", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "Not said to be JSON", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The body has faults", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "It is not known whether it was kept: look before repeating", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn step_trouble_spot(
    State(state): State<AppState>,
    Path((id, step)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    Params::read(query.as_deref(), &[])?;
    let step = match step.as_str() {
        "note" => TroubleStep::Noted,
        "clear" => TroubleStep::Cleared,
        "reopen" => TroubleStep::Reopened,
        _ => return Err(Problem::new(Kind::NotFound, Message::new("http.not_found"))),
    };
    let id = number(&id)?;
    let context = context_of(&headers, &state)?;
    let if_version = version_of(&headers)?;
    let [note] = fields(&STEP, Fields::read(&headers, body)?)?;
    let order = TroubleOrder { step, note, if_version };
    state.desk().step_trouble_spot(id, &order, &context).await.map_err(at_note)?;
    told(&state, id).await
}

async fn told(state: &AppState, id: TroubleId) -> Result<Response, Problem> {
    let (spot, events) = state.desk().trouble_spot(id).await?;
    let told = Told { spot, events };
    let body = state.draw_tile(move |state| Ok(feature(&told, state).to_string())).await?;
    Ok(([(CONTENT_TYPE, "application/geo+json")], body).into_response())
}

/// The line of the hot spot that all the units are members of.
fn line(order: HotspotOrder, units: &[String], state: &AppState) -> Result<[String; 2], Problem> {
    let snapshot = state.desk().snapshot();
    let analysis = snapshot.hotspots(order, state.zone())?;
    let none = || {
        let fault = Message::new("http.not_a_hotspot");
        let (field, code) = ("units".to_owned(), "not_a_hotspot");
        Problem::faults(Kind::InvalidOrder, vec![FieldFault { field, code, said: vec![fault] }])
    };
    let spot = analysis.spot_of(units).ok_or_else(none)?;
    let line = spot.line();
    Ok([Lang::Zh, Lang::En].map(|lang| line.render(lang)))
}

/// The texts of a body, which holds nothing else.
fn fields<const N: usize>(
    known: &[Field; N],
    mut body: Fields,
) -> Result<[Option<String>; N], Problem> {
    let mut faults = Vec::new();
    let texts = known.each_ref().map(|field| body.take(field, &mut faults));
    body.refuse_rest(known, &mut faults);
    if faults.is_empty() { Ok(texts) } else { Err(Problem::faults(Kind::InvalidOrder, faults)) }
}

/// What the desk calls a reason is a note here.
fn at_note(err: DeskError) -> Problem {
    let is_note = matches!(err, DeskError::ReasonTooLong { .. } | DeskError::PersonalReason);
    let problem = Problem::from(err);
    if is_note { problem.at("note") } else { problem }
}

fn number(text: &str) -> Result<TroubleId, Problem> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let id = digits.then(|| text.parse().ok()).flatten().map(TroubleId);
    id.ok_or_else(|| {
        let said = Message::new("http.unknown_trouble_spot").with("id", quoted(text));
        Problem::new(Kind::UnknownTroubleSpot, said)
    })
}
