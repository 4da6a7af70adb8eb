//! A job as JSON.

use super::super::state::AppState;
use super::queue::{Job, JobState, Status};
use crate::text::{Lang, Message};
use serde::Serialize;
use utoipa::ToSchema;

/// A job, as in OGC API Processes (`statusInfo`), with the number of its sheets.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Job")]
pub struct JobBody {
    /// Its id.
    #[serde(rename = "jobID")]
    #[schema(example = "64a1f2-1")]
    id: String,
    /// Always `process`.
    #[schema(example = "process")]
    r#type: &'static str,
    /// What is done: `atlas`.
    #[serde(rename = "processID")]
    #[schema(example = "atlas")]
    process: &'static str,
    /// `accepted` (it waits), `running`, `successful`, `failed` or `dismissed`.
    #[schema(example = "running")]
    status: &'static str,
    /// Where it stands, for people.
    #[schema(example = "516 幅中完成 120 幅")]
    message: String,
    /// What was chosen, for people.
    #[schema(example = "棋盘井镇")]
    title: String,
    /// From 0 to 100.
    #[schema(example = 23)]
    progress: usize,
    /// Sheets that are drawn.
    #[schema(example = 120)]
    done: usize,
    /// How many sheets there will be.
    #[schema(example = 516)]
    total: usize,
    /// When it was asked for.
    #[schema(example = "2026-11-01T08:30:00+08:00")]
    created: String,
    /// When it began; null while it waits.
    started: Option<String>,
    /// When it ended; null before that.
    finished: Option<String>,
    /// The name of the file.
    #[schema(example = "图册-棋盘井镇-2026-09.pdf")]
    file: String,
    /// The size of the file, once it is there.
    bytes: Option<u64>,
    /// Where to go from here.
    links: Vec<LinkBody>,
}

/// Where to go from a job.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "JobLink")]
pub struct LinkBody {
    /// `self`, `monitor` (events) or `results`.
    #[schema(example = "results")]
    rel: &'static str,
    /// The address on this server.
    #[schema(example = "/api/v1/jobs/64a1f2-1/results")]
    href: String,
}

/// The jobs of a server.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "JobList")]
pub struct JobListBody {
    /// The newest first.
    pub(super) jobs: Vec<JobBody>,
}

impl JobBody {
    /// A job as it stands.
    pub(in crate::http) fn of(job: &Job, at: &JobState, state: &AppState, lang: Lang) -> Self {
        let address = format!("/api/v1/jobs/{}", job.id);
        let mut links = vec![
            LinkBody { rel: "self", href: address.clone() },
            LinkBody { rel: "monitor", href: format!("{address}/events") },
        ];
        if at.status == Status::Successful {
            links.push(LinkBody { rel: "results", href: format!("{address}/results") });
        }
        Self {
            id: job.id.clone(),
            r#type: "process",
            process: "atlas",
            status: at.status.name(),
            message: message(at).render(lang),
            title: job.order.atlas.words().to_owned(),
            progress: if at.status == Status::Successful { 100 } else { at.step.percent() },
            done: at.step.drawn,
            total: at.step.of,
            created: state.local(job.created),
            started: at.started.map(|at| state.local(at)),
            finished: at.finished.map(|at| state.local(at)),
            file: job.order.file_name.clone(),
            bytes: at.bytes,
            links,
        }
    }
}

fn message(at: &JobState) -> Message {
    if let Some(said) = &at.said {
        return said.clone();
    }
    let key = match at.status {
        Status::Accepted => "http.job_accepted",
        Status::Running if at.step.drawn == at.step.of => "http.job_binding",
        Status::Running => "http.job_running",
        Status::Successful => "http.job_successful",
        Status::Failed => "http.job_failed",
        Status::Dismissed => "http.job_dismissed",
    };
    Message::new(key).with("done", at.step.drawn).with("total", at.step.of)
}
