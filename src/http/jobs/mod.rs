//! `/api/v1/jobs`: what takes longer than an answer may (in the manner of OGC API Processes).

mod body;
mod events;
mod queue;
mod results;

pub(super) use body::JobBody;
pub(super) use events::job_events;
pub(super) use queue::{Jobs, MOST_SHEETS, Order};
pub(super) use results::job_results;
// The macro of the routes looks for what `utoipa::path` made beside each handler.
pub(super) use events::__path_job_events;
pub(super) use results::__path_job_results;

use super::json_body::quoted;
use super::layers::Speaks;
use super::problem::{Kind, Problem, ProblemBody};
use super::query::Params;
use super::state::AppState;
use crate::text::Message;
use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, VARY};
use axum::response::{IntoResponse, Response};
use body::JobListBody;
use queue::Job;
use std::sync::Arc;

/// The job of an address.
fn find(state: &AppState, id: &str) -> Result<Arc<Job>, Problem> {
    state.jobs().find(id).ok_or_else(|| {
        let said = Message::new("http.unknown_job").with("id", quoted(id));
        Problem::new(Kind::UnknownJob, said).at("id")
    })
}

fn fresh(body: impl IntoResponse) -> Response {
    ([(CACHE_CONTROL, "no-store"), (VARY, "accept-language")], body).into_response()
}

/// The jobs of this server, the newest first.
///
/// A job is kept for a day after its end, and at most twenty are; a server that starts anew has
/// none.
#[utoipa::path(
    get, path = "/api/v1/jobs", tag = "jobs",
    responses((status = 200, description = "The jobs", body = JobListBody))
)]
pub(super) async fn list_jobs(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    Speaks(lang): Speaks,
) -> Result<Response, Problem> {
    Params::read(query.as_deref(), &[])?;
    let jobs = state.jobs().all();
    let jobs = jobs.iter().map(|job| JobBody::of(job, &job.state(), &state, lang)).collect();
    Ok(fresh(Json(JobListBody { jobs })))
}

/// How far a job is.
#[utoipa::path(
    get, path = "/api/v1/jobs/{id}", tag = "jobs",
    params(("id" = String, Path, example = "64a1f2-1", description = "The job's id.")),
    responses(
        (status = 200, description = "The job", body = JobBody),
        (status = 404, description = "No such job, or no longer", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn find_job(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    Speaks(lang): Speaks,
) -> Result<Response, Problem> {
    Params::read(query.as_deref(), &[])?;
    let job = find(&state, &id)?;
    Ok(fresh(Json(JobBody::of(&job, &job.state(), &state, lang))))
}

/// Stops a job that waits or runs; removes one that has ended, with its file.
#[utoipa::path(
    delete, path = "/api/v1/jobs/{id}", tag = "jobs",
    params(("id" = String, Path, example = "64a1f2-1", description = "The job's id.")),
    responses(
        (status = 200, description = "The job as it was left: `dismissed` where it was stopped", body = JobBody),
        (status = 404, description = "No such job, or no longer", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn end_job(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    Speaks(lang): Speaks,
) -> Result<Response, Problem> {
    Params::read(query.as_deref(), &[])?;
    let job = find(&state, &id)?;
    if job.state().status.has_ended() {
        state.jobs().remove(&job);
    } else {
        job.dismiss();
    }
    Ok(fresh(Json(JobBody::of(&job, &job.state(), &state, lang))))
}
