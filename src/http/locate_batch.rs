//! `POST /api/v1/locate`: many positions in one stream, answered while it is being sent.

use super::layers::Speaks;
use super::limits::TIMEOUT;
use super::problem::{Kind, Problem, ProblemBody};
use super::query::{Form, Param, Params, documented};
use super::state::AppState;
use crate::batch::{Batch, BatchError, Done, Job, Lookup};
use crate::desk::End;
use crate::text::Message;
use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_TYPE, VARY};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use std::io;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use utoipa::openapi::path::{Parameter, ParameterIn};

const PARAMS: &[Param] = &[
    Param {
        name: "datum",
        about: "The datum of rows that name none: as in `GET` (default `cgcs2000`).",
        example: "gcj02",
        form: Form::Text,
    },
    Param {
        name: "at",
        about: "Use the boundaries in force at this time for all rows (default: each row's own `reported_at`, or else now).",
        example: "2026-09-01",
        form: Form::Text,
    },
];

struct BatchParams;

impl utoipa::IntoParams for BatchParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        documented(&[PARAMS])
    }
}

/// The grids of many positions: the same rows, each with its answer.
///
/// The format is told by its first character: CSV with a header (`lon`, `lat`, and `datum`,
/// `accuracy_m`, `reported_at` where there are such), NDJSON, or a JSON array of objects. Every
/// row comes back in its place with `grid_code`, `relation`, `distance_m`, `village_code`,
/// `township_code`, with an accuracy `shares` and `certain`, and `error` where it could not be
/// read. Of any length: rows are answered while later ones are being sent, and are read no
/// faster than answers are fetched, so a client must read while it sends.
#[utoipa::path(
    post, path = "/api/v1/locate", tag = "locate",
    params(BatchParams),
    request_body(
        description = "The positions",
        content(
            (String = "text/csv", example = "id,lon,lat,datum\n1,107.98022,39.09374,gcj02\n"),
            (String = "application/x-ndjson", example = "{\"lon\":107.98022,\"lat\":39.09374}\n"),
            (Vec<serde_json::Value> = "application/json", example = json!([{"lon": 107.98022, "lat": 39.09374}])),
        ),
    ),
    responses(
        (status = 200, description = "The rows with their grids, in the format of the request",
         content(
            (String = "text/csv"),
            (String = "application/x-ndjson"),
            (Vec<serde_json::Value> = "application/json"),
         )),
        (status = 400, description = "A parameter is unknown or cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "Nothing sent, or no columns for a position", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn locate_batch(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    Speaks(lang): Speaks,
    body: Body,
) -> Result<Response, Problem> {
    let params = Params::read(query.as_deref(), &[PARAMS])?;
    let named = |text| state.rules().datum(text).map_err(|err| Problem::from(err).at("datum"));
    let datum = params.text("datum").map(named).transpose()?;
    let at = params.time("at", state.zone(), End::First)?;
    let snapshot = state.desk().snapshot();
    let (editions, rules) = (Arc::clone(snapshot.editions()), Arc::clone(state.shared_rules()));
    let lookup = Lookup::new(editions, rules, datum, at, Timestamp::now(), lang);
    let mut rows = Rows {
        batch: Batch::new(Arc::new(lookup), state.headers().clone(), None),
        body: body.into_data_stream(),
    };
    // What is wrong with the stream as a whole must be known before the answer begins.
    let first = rows.next_job().await?;
    let format = rows.batch.format();
    let (send, results) = mpsc::channel(state.processors());
    tokio::spawn(work(state, rows, first, send));
    let media_type = format.map_or("text/csv; charset=utf-8", crate::batch::Format::media_type);
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (VARY, HeaderValue::from_static("accept-language")),
    ];
    Ok((headers, Body::from_stream(answers(results))).into_response())
}

/// The rows of a request's body.
struct Rows {
    batch: Batch,
    body: BodyDataStream,
}

impl Rows {
    async fn next_job(&mut self) -> Result<Option<Job>, Problem> {
        loop {
            let job = self.batch.next_job()?;
            if job.is_some() || self.batch.has_ended() {
                return Ok(job);
            }
            // A sender that falls silent does not keep its place for ever.
            match tokio::time::timeout(TIMEOUT, self.body.next()).await {
                Ok(Some(Ok(bytes))) => self.batch.push(&bytes),
                Ok(None) => self.batch.end(),
                Ok(Some(Err(_))) | Err(_) => {
                    return Err(Problem::new(Kind::BrokenBody, Message::new("http.broken_body")));
                }
            }
        }
    }
}

/// An answer under way; an error where the stream broke off.
type Underway = Result<JoinHandle<Done>, Problem>;

/// Works on jobs as long as there are any and somebody reads the answers.
async fn work(state: AppState, mut rows: Rows, first: Option<Job>, send: mpsc::Sender<Underway>) {
    let mut next = first;
    while let Some(job) = next {
        let permit = state.batch_permit().await;
        let underway = tokio::task::spawn_blocking(move || {
            let _until_done = permit;
            job.work()
        });
        if send.send(Ok(underway)).await.is_err() {
            return;
        }
        next = match rows.next_job().await {
            Ok(next) => next,
            Err(problem) => {
                let _nobody = send.send(Err(problem)).await;
                return;
            }
        };
    }
}

/// The answers in order. A stream that broke off ends its answer by breaking the connection: a
/// reader must not take it for whole.
fn answers(results: mpsc::Receiver<Underway>) -> impl stream::Stream<Item = io::Result<Bytes>> {
    stream::unfold(results, async |mut results| {
        let item = match results.recv().await? {
            Ok(underway) => {
                underway.await.map(|done| Bytes::from(done.bytes)).map_err(io::Error::other)
            }
            Err(_) => Err(io::Error::from(io::ErrorKind::UnexpectedEof)),
        };
        Some((item, results))
    })
}

impl From<BatchError> for Problem {
    fn from(error: BatchError) -> Self {
        Self::new(Kind::NoPositions, error.message())
    }
}
