//! `/api/v1/patrols`: the check-points that are proposed for an area, before a sheet is printed.

use super::json_body::quoted;
use super::layers::Speaks;
use super::problem::{Kind, Problem, ProblemBody};
use super::query::Params;
use super::sheet_orders::{Order, SheetOrderBody};
use super::sheets::{PERIOD, SheetParams, plan, span, template};
use super::state::AppState;
use crate::desk::{SheetOrder, SheetPlan};
use crate::patrol::Plan;
use crate::text::{Lang, Message};
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use serde_json::Value;

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
    let params = Params::read(query.as_deref(), &[PERIOD])?;
    let (span, template) = (span(&params, &state)?, template(params.text("template"), &state)?);
    let plan = plan(span, template, &headers, &state, lang);
    found(state, code, plan, None, lang).await
}

/// The check-points that the sheet of an order will have: the same body as `POST /api/v1/sheets`,
/// before it is printed.
///
/// Changes (`checkpoints`) are in effect; nothing is kept.
#[utoipa::path(
    post, path = "/api/v1/patrols", tag = "sheets",
    request_body(content = SheetOrderBody, description = "The order; `grid` is the area, of any level"),
    responses(
        (status = 200, description = "As with `GET /api/v1/patrols/{area}`", body = Value),
        (status = 400, description = "Not JSON, or a value that cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such area", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "Not said to be JSON", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A change or another value will not do", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn patrol_of_order(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    Speaks(lang): Speaks,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Value>, Problem> {
    let Order { plan, changes, one, .. } =
        Order::read(&state, lang, &headers, query.as_deref(), body)?;
    let needed = || Problem::new(Kind::InvalidOrder, Message::new("http.grid_needed")).at("grid");
    found(state, one.ok_or_else(needed)?, plan, changes, lang).await
}

async fn found(
    state: AppState,
    code: String,
    plan: SheetPlan,
    changes: Option<Plan>,
    lang: Lang,
) -> Result<Json<Value>, Problem> {
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
