//! The one that writes.
//!
//! The writer is a task of its own: a sender that goes away while it waits (a closed browser
//! tab) cannot come between a commit and the snapshot that shows it. Reports that wait together
//! are committed together, so that many senders share the wait for the disk.

use super::indexed::Indexed;
use super::{Assign, DeskError, Entry, MAX_REASON_CHARS, Snapshot};
use crate::area::Level;
use crate::incident::{Assignment, IncidentId, find_personal_number};
use crate::locate::Answer;
use crate::store::{Actor, Filing, Handover, Receipt, Store, filed, handed_over};
use arc_swap::ArcSwap;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

/// So many reports may share a commit, if they come in ones and twos.
const SHARED: usize = 256;

/// Where an answer goes.
pub(super) type Answerer<T> = oneshot::Sender<Result<T, DeskError>>;

/// A report and the grid of its position, found before it is committed.
pub(super) type Located = (Filing, Answer);

/// What the writer is asked to do.
#[derive(Debug)]
pub(super) enum Command {
    /// Take reports, all or none.
    Report { reports: Vec<Located>, reply: Answerer<Vec<Receipt>> },
    /// Give an incident to a grid.
    Assign { id: IncidentId, order: Assign, by: Actor, reply: Answerer<Arc<Entry>> },
}

/// Sends a command and waits for the answer.
pub(super) async fn ask<T>(
    commands: &mpsc::Sender<Command>,
    command: impl FnOnce(Answerer<T>) -> Command,
) -> Result<T, DeskError> {
    let (reply, answer) = oneshot::channel();
    commands.send(command(reply)).await.map_err(|_| DeskError::Uncertain)?;
    answer.await.map_err(|_| DeskError::Uncertain)?
}

/// Runs heavy work beside the runtime's threads.
pub(super) async fn off_runtime<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, DeskError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| DeskError::Uncertain)
}

/// Owns the right to change the store and the snapshot.
pub(super) struct Writer {
    store: Arc<dyn Store>,
    current: Arc<ArcSwap<Snapshot>>,
    /// Whether the store may hold more than the snapshot shows.
    behind: bool,
    /// An index that is being built, and the state that it is built of.
    indexing: Option<JoinHandle<(Arc<Snapshot>, Indexed)>>,
}

impl Writer {
    pub(super) fn new(store: Arc<dyn Store>, current: Arc<ArcSwap<Snapshot>>) -> Self {
        Self { store, current, behind: false, indexing: None }
    }

    /// Works until every sender is gone.
    pub(super) async fn run(mut self, mut queue: mpsc::Receiver<Command>) {
        let mut held = None;
        while let Some(command) = match held.take() {
            Some(command) => Some(command),
            None => self.next(&mut queue).await,
        } {
            match command {
                Command::Report { reports, reply } => {
                    let mut batch = Batch::default();
                    batch.add(reports, reply);
                    held = batch.fill(&mut queue);
                    self.report(batch).await;
                }
                Command::Assign { id, order, by, reply } => {
                    // A sender that has gone away does not need the answer.
                    let _ = reply.send(self.assign(id, order, by).await);
                }
            }
        }
    }

    /// The next command; an index that is ready is taken over meanwhile.
    async fn next(&mut self, queue: &mut mpsc::Receiver<Command>) -> Option<Command> {
        while let Some(indexing) = &mut self.indexing {
            tokio::select! {
                command = queue.recv() => return command,
                built = indexing => {
                    self.indexing = None;
                    // Without it everything is found as before, only more slowly.
                    if let Ok((base, indexed)) = built {
                        let last = self.current.load_full();
                        let next = off_runtime(move || last.with_index(&base, indexed)).await;
                        if let Ok(next) = next {
                            self.show_now(next);
                        }
                    }
                }
            }
        }
        queue.recv().await
    }

    /// Makes a snapshot the current one, and has an index built when it wants one.
    fn show_now(&mut self, next: Snapshot) {
        let next = Arc::new(next);
        self.current.store(Arc::clone(&next));
        if next.wants_index() && self.indexing.is_none() {
            self.indexing = Some(tokio::task::spawn_blocking(move || {
                let indexed = next.new_index();
                (next, indexed)
            }));
        }
    }

    async fn report(&mut self, batch: Batch) {
        let Batch { filings, located, replies } = batch;
        match self.try_report(filings, located).await {
            Ok(receipts) => {
                let mut receipts = receipts.into_iter();
                for (count, reply) in replies {
                    let _ = reply.send(Ok(receipts.by_ref().take(count).collect()));
                }
            }
            Err(err) => {
                for (_, reply) in replies {
                    let _ = reply.send(Err(err.clone()));
                }
            }
        }
    }

    async fn try_report(
        &mut self,
        filings: Vec<Filing>,
        located: Vec<Answer>,
    ) -> Result<Vec<Receipt>, DeskError> {
        self.catch_up().await?;
        let committed = match self.store.report(&filings).await {
            Ok(committed) => committed,
            Err(err) => return Err(self.after_failure(err.into()).await),
        };
        let in_force = Arc::clone(self.current.load().locator());
        let new = filings.into_iter().zip(located).zip(&committed.value);
        let entries: Vec<Entry> = new
            .filter_map(|((filing, located), receipt)| match receipt {
                Receipt::New(id) => Some(Entry::new(filed(*id, filing.report), located, &in_force)),
                Receipt::Again(_) | Receipt::Conflict(..) => None,
            })
            .collect();
        self.show(entries, committed.seq).await?;
        Ok(committed.value)
    }

    async fn assign(
        &mut self,
        id: IncidentId,
        order: Assign,
        by: Actor,
    ) -> Result<Arc<Entry>, DeskError> {
        self.catch_up().await?;
        let snapshot = self.current.load_full();
        let entry = snapshot.get(id).ok_or(DeskError::NotFound { id })?;
        let reason = check(&order, &snapshot)?;
        let seen_version = entry.incident.version;
        if let Some(wanted) = order.if_version.filter(|wanted| *wanted != seen_version) {
            return Err(DeskError::VersionConflict { id, wanted, current: seen_version });
        }
        let from = entry.incident.assigned.as_ref().map(|assigned| assigned.grid.clone());
        if from.as_ref() == Some(&order.grid) {
            return Ok(Arc::clone(entry));
        }
        let assignment = Assignment { grid: order.grid, at: by.at, desk: by.desk };
        let incident = handed_over(&entry.incident, assignment.clone());
        let changed = Entry::new(incident, entry.located.clone(), snapshot.locator());
        let handover = Handover { id, seen_version, assignment, from, reason };
        let committed = match self.store.assign(&handover).await {
            Ok(committed) => committed,
            Err(err) => return Err(self.after_failure(err.into()).await),
        };
        self.show(vec![changed], committed.seq).await?;
        self.current.load().get(id).cloned().ok_or(DeskError::Uncertain)
    }

    /// Makes the next snapshot the current one. What it shows is on the disk already.
    async fn show(&mut self, entries: Vec<Entry>, seq: i64) -> Result<(), DeskError> {
        if entries.is_empty() {
            return Ok(());
        }
        let last = self.current.load_full();
        self.behind = true;
        let next = off_runtime(move || last.with_entries(entries, seq)).await?;
        self.show_now(next);
        self.behind = false;
        Ok(())
    }

    /// After an error the store is asked what it holds, as a failed commit may have reached the
    /// disk all the same.
    async fn after_failure(&mut self, err: DeskError) -> DeskError {
        self.behind = true;
        // If this fails too, it is tried again before the next change.
        let _ = self.catch_up().await;
        err
    }

    /// Brings the snapshot to what the store holds, if it may not be. Nothing is written before
    /// that is done.
    async fn catch_up(&mut self) -> Result<(), DeskError> {
        if !self.behind {
            return Ok(());
        }
        let last = self.current.load_full();
        let loaded = self.store.load(last.seq()).await?;
        let next = off_runtime(move || last.with(loaded.incidents, loaded.seq)).await?;
        self.show_now(next);
        self.behind = false;
        Ok(())
    }
}

/// The reason of an order that may be carried out.
fn check(order: &Assign, snapshot: &Snapshot) -> Result<Option<String>, DeskError> {
    let known = snapshot.areas().find(order.grid.as_str());
    if known.is_none_or(|area| area.level != Level::Grid) {
        return Err(DeskError::UnknownGrid { code: order.grid.clone() });
    }
    let reason = order.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    let chars = reason.map_or(0, |reason| reason.chars().count());
    if chars > MAX_REASON_CHARS {
        return Err(DeskError::ReasonTooLong { chars });
    }
    if reason.and_then(find_personal_number).is_some() {
        return Err(DeskError::PersonalReason);
    }
    Ok(reason.map(str::to_owned))
}

/// Reports that share a commit.
#[derive(Default)]
struct Batch {
    filings: Vec<Filing>,
    located: Vec<Answer>,
    replies: Vec<(usize, Answerer<Vec<Receipt>>)>,
}

impl Batch {
    fn add(&mut self, reports: Vec<Located>, reply: Answerer<Vec<Receipt>>) {
        self.replies.push((reports.len(), reply));
        for (filing, located) in reports {
            self.filings.push(filing);
            self.located.push(located);
        }
    }

    /// Adds the reports that wait already. Answers with a command that came between.
    fn fill(&mut self, queue: &mut mpsc::Receiver<Command>) -> Option<Command> {
        while self.filings.len() < SHARED {
            match queue.try_recv().ok()? {
                Command::Report { reports, reply } => self.add(reports, reply),
                other @ Command::Assign { .. } => return Some(other),
            }
        }
        None
    }
}
