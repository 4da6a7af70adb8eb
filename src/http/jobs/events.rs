//! The progress of a job as server-sent events.

use super::super::layers::Speaks;
use super::super::problem::{Problem, ProblemBody};
use super::super::query::Params;
use super::super::state::AppState;
use super::body::JobBody;
use super::find;
use super::queue::{Job, JobState};
use crate::text::Lang;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, HeaderName};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Between two events of a job.
const PAUSE: Duration = Duration::from_millis(200);
/// A line is sent after so much silence, so that a connection that is gone is noticed.
const SILENCE: Duration = Duration::from_secs(15);

/// The progress of a job while it happens.
///
/// An event `progress` at once and whenever something changes, at most five a second; its data is
/// the job as JSON. The stream ends after the event of the job's end, and when the server stops.
#[utoipa::path(
    get, path = "/api/v1/jobs/{id}/events", tag = "jobs",
    params(("id" = String, Path, example = "64a1f2-1", description = "The job's id.")),
    responses(
        (status = 200, description = "Events", body = String, content_type = "text/event-stream"),
        (status = 404, description = "No such job, or no longer", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn job_events(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    Speaks(lang): Speaks,
) -> Result<Response, Problem> {
    Params::read(query.as_deref(), &[])?;
    let job = find(&state, &id)?;
    let listener = Listener {
        states: job.watch(),
        stopping: state.jobs().stopping(),
        job,
        state,
        lang,
        heard: Heard::Nothing,
    };
    let events = Sse::new(events(listener)).keep_alive(KeepAlive::new().interval(SILENCE));
    // A proxy that gathers events until it has many would show no progress.
    let headers =
        [(CACHE_CONTROL, "no-store"), (HeaderName::from_static("x-accel-buffering"), "no")];
    Ok((headers, events).into_response())
}

struct Listener {
    job: Arc<Job>,
    states: watch::Receiver<JobState>,
    stopping: watch::Receiver<bool>,
    state: AppState,
    lang: Lang,
    heard: Heard,
}

#[derive(PartialEq, Eq)]
enum Heard {
    Nothing,
    Something,
    End,
}

impl Listener {
    /// The next state; `None` where there will be none.
    async fn next(&mut self) -> Option<JobState> {
        let wait = async {
            match self.heard {
                Heard::Nothing => Some(()),
                Heard::Something => {
                    tokio::time::sleep(PAUSE).await;
                    self.states.changed().await.ok()
                }
                Heard::End => None,
            }
        };
        tokio::select! {
            waited = wait => waited?,
            // A stream that stays open keeps the server from ending.
            _ = self.stopping.wait_for(|stopping| *stopping) => return None,
        }
        let at = self.states.borrow_and_update().clone();
        self.heard = if at.status.has_ended() { Heard::End } else { Heard::Something };
        Some(at)
    }
}

fn events(listener: Listener) -> impl Stream<Item = Result<Event, axum::Error>> {
    stream::unfold(listener, async |mut listener| {
        let at = listener.next().await?;
        let body = JobBody::of(&listener.job, &at, &listener.state, listener.lang);
        Some((Event::default().event("progress").json_data(body), listener))
    })
}
