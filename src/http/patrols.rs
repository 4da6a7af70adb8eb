//! `/api/v1/patrols`: the check-points that are proposed for an area, before a sheet is printed.

use super::json_body::{Field, Fields, Form, quoted};
use super::layers::Speaks;
use super::problem::{Kind, Problem, ProblemBody};
use super::query::Params;
use super::sheet_orders::changes;
use super::sheets::{PERIOD, SheetParams, plan, span, template};
use super::state::AppState;
use crate::desk::SheetOrder;
use crate::patrol::Plan;
use crate::text::{Lang, Message};
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

/// The check-points of an area: recurring places, hot spots and service points, in a short order.
///
/// By the rule that the README tells. The `id`s are what `checkpoints` of `POST /api/v1/sheets` names.
/// In the language of `Accept-Language`.
#[utoipa::path(
    get, path = "/api/v1/patrols/{area}", tag = "sheets",
    params(
        ("area" = String, Path, example = "150624101003007", description = "The code of the area."),
        SheetParams,
    ),
    responses(
        (status = 200, description = "`points` with `id`, `kind`, position, cases and what to look for; the way through them as GeoJSON, `way`, and its length, `route_m`", body = Value),
        (status = 400, description = "A parameter is unknown or cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such area", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value will not do", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn patrol(
    State(state): State<AppState>,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    Speaks(lang): Speaks,
) -> Result<Json<Value>, Problem> {
    found(state, code, query, headers, None, lang).await
}

/// What to change in the check-points that are proposed.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(title = "PatrolChanges")]
#[expect(dead_code, reason = "describes the body for the API document; Fields reads it")]
pub struct PatrolChangesBody {
    /// As in `POST /api/v1/sheets`.
    #[schema(value_type = Object, example = json!({ "drop": ["s:S07"], "add": [{ "lon": 107.99, "lat": 39.1, "text": "校门口" }] }))]
    checkpoints: Value,
}

/// The check-points of an area after changes, with the way through them: what a sheet with the
/// same `checkpoints` will have. Nothing is kept.
#[utoipa::path(
    post, path = "/api/v1/patrols/{area}", tag = "sheets",
    params(
        ("area" = String, Path, example = "150624101003007", description = "The code of the area."),
        SheetParams,
    ),
    request_body(content = PatrolChangesBody, description = "The changes"),
    responses(
        (status = 200, description = "As with GET", body = Value),
        (status = 400, description = "Not JSON, or a parameter is unknown or cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such area", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "Not said to be JSON", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A change or a parameter's value will not do", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn change_patrol(
    State(state): State<AppState>,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
    Speaks(lang): Speaks,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Value>, Problem> {
    let mut fields = Fields::read(&headers, body)?;
    let wanted = fields.take_object("checkpoints").map(changes).transpose()?;
    let mut faults = Vec::new();
    fields.refuse_rest(&[CHECKPOINTS], &mut faults);
    if !faults.is_empty() {
        return Err(Problem::faults(Kind::InvalidOrder, faults));
    }
    found(state, code, query, headers, wanted, lang).await
}

/// The only field of the body.
const CHECKPOINTS: Field = Field { name: "checkpoints", form: Form::Text };

async fn found(
    state: AppState,
    code: String,
    query: Option<String>,
    headers: HeaderMap,
    changes: Option<Plan>,
    lang: Lang,
) -> Result<Json<Value>, Problem> {
    let params = Params::read(query.as_deref(), &[PERIOD])?;
    let (span, template) = (span(&params, &state)?, template(params.text("template"), &state)?);
    let plan = plan(span, template, &headers, &state, lang);
    let found = state.draw_sheet(move |state| {
        let snapshot = state.desk().snapshot();
        let area = snapshot.areas().find(&code).ok_or_else(|| {
            let said = Message::new("http.unknown_area_name").with("text", quoted(&code));
            Problem::new(Kind::UnknownArea, said).at("area")
        })?;
        let plan = plan.with_spots(&snapshot);
        let order = SheetOrder { changes: changes.as_ref(), ..plan.order(area) };
        Ok(snapshot.patrol_of(&order)?.to_json(lang))
    });
    Ok(Json(found.await?))
}
