//! The jobs of a server: one works, few wait, some that have ended are kept.
//!
//! They are in memory alone. Their files are in a folder that is emptied when the server starts and
//! when it ends, so that a crash leaves nothing for longer than that.

use super::super::layers::BOOT;
use super::super::problem::{Kind, Problem};
use crate::desk::{Atlas, AtlasError, AtlasKind, AtlasStep, AtlasWork};
use crate::text::Message;
use jiff::{Timestamp, ToSpan};
use std::fs;
use std::io;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, watch};

/// Jobs that may work or wait.
const MOST_WAITING: usize = 8;
/// Jobs that are kept after their end.
const MOST_KEPT: usize = 20;
/// The room that their files may take together.
const MOST_BYTES: u64 = 4 << 30;
/// How long they are kept.
const KEPT_HOURS: i64 = 24;
/// The most sheets of a job: more keep a processor for minutes and are for the command line.
pub(in crate::http) const MOST_SHEETS: usize = 2_000;

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum Status {
    Accepted,
    Running,
    Successful,
    Failed,
    Dismissed,
}

impl Status {
    pub fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Running => "running",
            Self::Successful => "successful",
            Self::Failed => "failed",
            Self::Dismissed => "dismissed",
        }
    }

    pub fn has_ended(self) -> bool {
        matches!(self, Self::Successful | Self::Failed | Self::Dismissed)
    }
}

/// What a job is to do.
#[derive(Debug)]
pub(in crate::http) struct Order {
    pub atlas: Atlas,
    pub kind: AtlasKind,
    /// The name of the file for who fetches it.
    pub file_name: String,
}

/// What changes about a job.
#[derive(Debug, Clone)]
pub(in crate::http) struct JobState {
    pub status: Status,
    pub step: AtlasStep,
    pub started: Option<Timestamp>,
    pub finished: Option<Timestamp>,
    /// The size of the file, once it is there.
    pub bytes: Option<u64>,
    /// Why it failed.
    pub said: Option<Message>,
}

/// A job.
#[derive(Debug)]
pub(in crate::http) struct Job {
    pub id: String,
    pub order: Order,
    pub created: Timestamp,
    folder: PathBuf,
    state: watch::Sender<JobState>,
    stop: AtomicBool,
}

impl Job {
    pub fn state(&self) -> JobState {
        self.state.borrow().clone()
    }

    pub fn watch(&self) -> watch::Receiver<JobState> {
        self.state.subscribe()
    }

    /// The finished file.
    pub fn file(&self) -> PathBuf {
        self.folder.join("atlas").with_extension(self.order.kind.extension())
    }

    /// Stops it, or keeps it from beginning.
    pub fn dismiss(&self) {
        self.stop.store(true, Ordering::Relaxed);
        self.end(Status::Dismissed, None, None);
    }

    /// Sets how it ended, unless it has already.
    fn end(&self, status: Status, bytes: Option<u64>, said: Option<Message>) -> bool {
        self.state.send_if_modified(|state| {
            let open = !state.status.has_ended();
            if open {
                let finished = Some(Timestamp::now());
                *state = JobState { status, finished, bytes, said, ..state.clone() };
            }
            open
        })
    }

    /// Makes the file. `false` where it had been stopped before.
    fn work(&self, threads: NonZeroUsize) {
        let begun = self.state.send_if_modified(|state| {
            let waits = state.status == Status::Accepted;
            if waits {
                (state.status, state.started) = (Status::Running, Some(Timestamp::now()));
            }
            waits
        });
        if !begun {
            return;
        }
        let file = self.file();
        let work = AtlasWork {
            kind: self.order.kind,
            output: &file,
            folder: &self.folder.join("work"),
            threads,
            resume: false,
        };
        let made = self.order.atlas.make(&work, &|step| {
            if self.stop.load(Ordering::Relaxed) {
                return ControlFlow::Break(());
            }
            self.state.send_if_modified(|state| {
                // Threads come in any order.
                let forward = (step.drawn, step.bound) > (state.step.drawn, state.step.bound);
                if forward {
                    state.step = step;
                }
                forward
            });
            ControlFlow::Continue(())
        });
        match made.and_then(|_| size(&file)) {
            Ok(bytes) if self.end(Status::Successful, Some(bytes), None) => {}
            // Stopped when it was nearly done, or before.
            Ok(_) | Err(AtlasError::Stopped { .. }) => self.clear(),
            Err(error) => {
                self.clear();
                self.end(Status::Failed, None, Some(said(&error)));
                tracing::error!(job = self.id, cause = %error, "the job failed");
            }
        }
    }

    fn clear(&self) {
        match fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(job = self.id, %error, "the folder of a job could not be removed");
            }
            _ => {}
        }
    }
}

fn size(file: &Path) -> Result<u64, AtlasError> {
    let size = fs::metadata(file).map(|about| about.len());
    size.map_err(|source| AtlasError::Io { path: file.to_owned(), source })
}

/// The paths of the server are for the log alone.
fn said(error: &AtlasError) -> Message {
    match error {
        AtlasError::Io { source, .. } if source.kind() == io::ErrorKind::StorageFull => {
            Message::new("http.storage_full")
        }
        AtlasError::Io { .. } | AtlasError::InUse { .. } | AtlasError::Threads { .. } => {
            Message::new("http.job_failed")
        }
        error => error.message(),
    }
}

/// The jobs of a server.
#[derive(Debug)]
pub(in crate::http) struct Jobs {
    inner: Mutex<Inner>,
    /// One works at a time.
    turn: Arc<Semaphore>,
    /// Set when the server stops.
    stopping: watch::Sender<bool>,
    threads: NonZeroUsize,
}

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    /// The oldest first.
    jobs: Vec<Arc<Job>>,
}

impl Jobs {
    /// None yet. They take half of the processors, so that the desk stays quick.
    pub fn new(processors: usize) -> Self {
        static SERVERS: AtomicU64 = AtomicU64::new(1);
        // Two servers of one process, as in tests, do not share a folder.
        let number = SERVERS.fetch_add(1, Ordering::Relaxed);
        let name = format!("wangge-jobs-{:x}-{}-{number}", *BOOT, std::process::id());
        Self {
            inner: Mutex::new(Inner { folder: std::env::temp_dir().join(name), jobs: Vec::new() }),
            turn: Arc::new(Semaphore::new(1)),
            stopping: watch::Sender::new(false),
            threads: NonZeroUsize::new(processors / 2).unwrap_or(NonZeroUsize::MIN),
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        // Whatever panicked while it held the lock left a list that is whole.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps files in this folder; what an earlier server left there is removed.
    pub fn keep_in(&self, folder: PathBuf) -> io::Result<()> {
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        self.inner().folder = folder;
        Ok(())
    }

    /// All, the newest first.
    pub fn all(&self) -> Vec<Arc<Job>> {
        let mut inner = self.inner();
        inner.sweep(Timestamp::now());
        inner.jobs.iter().rev().cloned().collect()
    }

    pub fn find(&self, id: &str) -> Option<Arc<Job>> {
        self.inner().jobs.iter().find(|job| job.id == id).cloned()
    }

    /// Forgets a job that has ended, and removes its file.
    pub fn remove(&self, job: &Arc<Job>) {
        self.inner().jobs.retain(|other| !Arc::ptr_eq(other, job));
        job.clear();
    }

    /// Takes a job. It begins when those before it have ended.
    pub fn submit(&self, order: Order) -> Result<Arc<Job>, Problem> {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        if *self.stopping.borrow() {
            return Err(Problem::new(Kind::Timeout, Message::new("http.stopping")));
        }
        let mut inner = self.inner();
        inner.sweep(Timestamp::now());
        let waiting = inner.jobs.iter().filter(|job| !job.state().status.has_ended()).count();
        if waiting >= MOST_WAITING {
            let said = Message::new("http.too_many_jobs").with("count", waiting);
            return Err(Problem::new(Kind::TooManyJobs, said));
        }
        let id = format!("{:x}-{}", *BOOT, COUNT.fetch_add(1, Ordering::Relaxed));
        let state = JobState {
            status: Status::Accepted,
            step: AtlasStep { drawn: 0, bound: 0, of: order.atlas.len() },
            started: None,
            finished: None,
            bytes: None,
            said: None,
        };
        let job = Arc::new(Job {
            folder: inner.folder.join(&id),
            id,
            order,
            created: Timestamp::now(),
            state: watch::Sender::new(state),
            stop: AtomicBool::new(false),
        });
        inner.jobs.push(Arc::clone(&job));
        drop(inner);
        self.start(Arc::clone(&job));
        Ok(job)
    }

    fn start(&self, job: Arc<Job>) {
        let (turn, threads) = (Arc::clone(&self.turn), self.threads);
        tokio::spawn(async move {
            // It is never closed.
            let _turn = turn.acquire_owned().await;
            let worker = Arc::clone(&job);
            let worked = tokio::task::spawn_blocking(move || worker.work(threads)).await;
            if let Err(error) = worked {
                job.clear();
                job.end(Status::Failed, None, Some(Message::new("http.job_failed")));
                tracing::error!(job = job.id, cause = %error, "the job failed");
            }
        });
    }

    /// Ends all jobs and all that listens to them: the server stops.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
        for job in &self.inner().jobs {
            job.dismiss();
        }
    }

    /// Ends all jobs, waits for the one that works, for so long at most, and removes the files.
    pub async fn finish(&self, wait: Duration) {
        self.stop();
        let idle = tokio::time::timeout(wait, self.turn.acquire()).await;
        if idle.is_err() {
            tracing::warn!("a job was still working at the end");
        }
        self.inner().remove_folder();
    }

    /// Turns true when the server stops.
    pub fn stopping(&self) -> watch::Receiver<bool> {
        self.stopping.subscribe()
    }
}

impl Inner {
    /// Where it cannot be removed now it is emptied at the next start.
    fn remove_folder(&self) {
        let _left = fs::remove_dir_all(&self.folder);
    }

    /// Removes jobs that ended long ago, and the oldest while there are too many or their files
    /// take too much room.
    fn sweep(&mut self, now: Timestamp) {
        let long_ago = now.saturating_sub(KEPT_HOURS.hours()).unwrap_or(now);
        let ended = |job: &Arc<Job>| job.state().finished;
        self.jobs.retain(|job| {
            let keep = ended(job).is_none_or(|at| at > long_ago);
            if !keep {
                job.clear();
            }
            keep
        });
        loop {
            let kept = self.jobs.iter().filter(|job| ended(job).is_some());
            let (count, bytes) = kept.fold((0, 0), |(count, bytes), job| {
                (count + 1, bytes + job.state().bytes.unwrap_or(0))
            });
            // The one that has just ended is always kept.
            if count <= 1 || (count <= MOST_KEPT && bytes <= MOST_BYTES) {
                return;
            }
            let Some(oldest) = self.jobs.iter().position(|job| ended(job).is_some()) else {
                return;
            };
            self.jobs.remove(oldest).clear();
        }
    }
}

impl Drop for Jobs {
    fn drop(&mut self) {
        self.stop();
        self.inner().remove_folder();
    }
}
