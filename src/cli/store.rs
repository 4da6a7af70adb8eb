//! The database for the commands that need it.

use super::failure::Failure;
use crate::desk::{Desk, DeskError};
use crate::locate::Editions;
use crate::store::{SqliteStore, StoreError};
use crate::text::Message;
use jiff::Timestamp;
use std::path::Path;
use std::sync::Arc;
use tokio::runtime::Runtime;

/// The runtime that store and server run on.
pub(super) fn runtime() -> Result<Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|source| {
        Failure::impossible(Message::new("cli.no_runtime").with("source", &source)).because(source)
    })
}

/// Opens (or makes) a database and the desk over it.
pub(super) fn open_desk(
    runtime: &Runtime,
    db: &Path,
    editions: Arc<Editions>,
) -> Result<Arc<Desk>, Failure> {
    runtime.block_on(async {
        let store = SqliteStore::open(db).await.map_err(failure)?;
        over(store, editions).await
    })
}

/// Opens a database that must be there: a mistyped name must not make an empty one.
pub(super) fn open_existing(
    runtime: &Runtime,
    db: &Path,
    editions: Arc<Editions>,
) -> Result<Arc<Desk>, Failure> {
    match std::fs::metadata(db) {
        Ok(_) => open_desk(runtime, db, editions),
        Err(source) => Err(Failure::file("cli.no_database", db, source)),
    }
}

/// A desk without a database, for trying things out.
pub(super) fn open_in_memory(
    runtime: &Runtime,
    editions: Arc<Editions>,
) -> Result<Arc<Desk>, Failure> {
    runtime.block_on(async {
        let store = SqliteStore::in_memory().await.map_err(failure)?;
        over(store, editions).await
    })
}

/// The desk over a store, on the boundaries that are in force now.
async fn over(store: SqliteStore, editions: Arc<Editions>) -> Result<Arc<Desk>, Failure> {
    let desk = Desk::open_editions(Arc::new(store), editions, Timestamp::now()).await;
    desk.map(Arc::new).map_err(desk_failure)
}

/// Closes the database in good order: all of it is then in its one file.
pub(super) fn close(runtime: &Runtime, desk: &Desk) {
    if let Err(error) = runtime.block_on(desk.store().close()) {
        tracing::warn!(%error, "the database was not closed in good order");
    }
}

/// The database could not be used.
pub(super) fn failure(error: StoreError) -> Failure {
    Failure::impossible(error.message()).because(error)
}

/// The desk could not do it: without grids that is the data's fault.
pub(super) fn desk_failure(error: DeskError) -> Failure {
    let failure = match &error {
        DeskError::Locate(_) => Failure::faulty(error.message()),
        _ => Failure::impossible(error.message()),
    };
    failure.because(error)
}
