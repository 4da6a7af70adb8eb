//! The one that writes.

use super::{Assign, DeskError, Entry, Snapshot};
use crate::incident::IncidentId;
use crate::store::{Actor, Filing, Receipt, Store};
use arc_swap::ArcSwap;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// Where an answer goes.
pub(super) type Answerer<T> = oneshot::Sender<Result<T, DeskError>>;

/// What the writer is asked to do.
#[derive(Debug)]
pub(super) enum Command {
    /// Take reports.
    Report { filings: Vec<Filing>, reply: Answerer<Vec<Receipt>> },
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
}

impl Writer {
    pub(super) fn new(store: Arc<dyn Store>, current: Arc<ArcSwap<Snapshot>>) -> Self {
        Self { store, current }
    }

    pub(super) async fn run(self, mut queue: mpsc::Receiver<Command>) {
        let _ = (&self.store, &self.current);
        while let Some(_command) = queue.recv().await {}
    }
}
