//! `/api/v1/patrols`: the check-points that are proposed for an area, before a sheet is printed.

use super::json_body::quoted;
use super::layers::Speaks;
use super::problem::{Kind, Problem, ProblemBody};
use super::query::Params;
use super::sheets::{PERIOD, SheetParams, plan, span, template};
use super::state::AppState;
use crate::text::Message;
use axum::Json;
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
        (status = 200, description = "`points` with `id`, `kind`, position, cases and what to look for; the length of the way through them, `route_m`", body = Value),
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
    let found = state.draw_sheet(move |state| {
        let snapshot = state.desk().snapshot();
        let area = snapshot.areas().find(&code).ok_or_else(|| {
            let said = Message::new("http.unknown_area_name").with("text", quoted(&code));
            Problem::new(Kind::UnknownArea, said).at("area")
        })?;
        let plan = plan.with_spots(&snapshot);
        Ok(snapshot.patrol_of(&plan.order(area))?.to_json(lang))
    });
    Ok(Json(found.await?))
}
