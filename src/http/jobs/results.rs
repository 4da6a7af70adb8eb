//! The file of a job.

use super::super::problem::{Kind, Problem, ProblemBody};
use super::super::query::Params;
use super::super::state::AppState;
use super::find;
use super::queue::Status;
use crate::text::Message;
use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::io;
use tokio::fs::File;
use tokio::io::AsyncReadExt;

/// What is read of a file at a time.
const PIECE: usize = 256 * 1024;

/// The file that a job made, as often as it is asked for.
#[utoipa::path(
    get, path = "/api/v1/jobs/{id}/results", tag = "jobs",
    params(("id" = String, Path, example = "64a1f2-1", description = "The job's id.")),
    responses(
        (status = 200, description = "The file, named as a download", content(
            (Vec<u8> = "application/pdf"), (Vec<u8> = "application/zip"),
        )),
        (status = 404, description = "No such job, or no longer; or it has no file: it has not ended, it failed or was dismissed", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn job_results(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    Params::read(query.as_deref(), &[])?;
    let job = find(&state, &id)?;
    let none = |key| Problem::new(Kind::NoResult, Message::new(key));
    match job.state().status {
        Status::Successful => {}
        Status::Accepted | Status::Running => return Err(none("http.result_not_ready")),
        Status::Failed | Status::Dismissed => return Err(none("http.no_result")),
    }
    let opened = async {
        let file = File::open(job.file()).await?;
        let size = file.metadata().await?.len();
        Ok::<_, io::Error>((file, size))
    };
    let (file, size) =
        opened.await.map_err(|error| Problem::internal(format!("the file of a job: {error}")))?;
    let kind = job.order.kind;
    let name = utf8_percent_encode(&job.order.file_name, NON_ALPHANUMERIC);
    let plain = format!("atlas.{}", kind.extension());
    let headers = [
        (CONTENT_TYPE, kind.media_type().to_owned()),
        (CONTENT_LENGTH, size.to_string()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{name}")),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(pieces(file))).into_response())
}

fn pieces(file: File) -> impl Stream<Item = io::Result<Bytes>> {
    stream::unfold(Some(file), async |file| {
        let mut file = file?;
        let mut piece = vec![0; PIECE];
        match file.read(&mut piece).await {
            Ok(0) => None,
            Ok(count) => {
                piece.truncate(count);
                Some((Ok(Bytes::from(piece)), Some(file)))
            }
            Err(error) => Some((Err(error), None)),
        }
    })
}
