//! `/api/v1/sheets`: patrol sheets on paper.

use super::problem::{Problem, ProblemBody};
use super::state::AppState;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;

/// A patrol sheet.
#[utoipa::path(
    get, path = "/api/v1/sheets/{grid}", tag = "sheets",
    responses((status = 404, description = "No such grid", body = ProblemBody, content_type = "application/problem+json"))
)]
pub(super) async fn draw_sheet(
    State(_state): State<AppState>,
    Path(_file): Path<String>,
    RawQuery(_query): RawQuery,
) -> Result<Response, Problem> {
    Err(Problem::internal("not yet"))
}
