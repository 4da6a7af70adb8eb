//! The store in a SQLite file.
//!
//! One connection writes, a few read. Write-ahead log with full synchronisation: a commit has
//! reached the disk when it returns, and readers do not wait for writers.

mod fold;
mod lease;
mod rows;
mod trouble;
mod write;

use super::{
    Committed, Event, Filing, Handover, Loaded, NewTrouble, Receipt, Reply, Store, StoreError,
    TroubleEvent, TroubleId, TroubleMove, TroubleSpot,
};
use crate::incident::IncidentId;
use fold::fold;
use lease::Lease;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Connection, SqliteConnection};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

static MIGRATOR: Migrator = sqlx::migrate!("src/store/migrations/sqlite");

/// The mark in the header of our files: "wgge". The first migration writes it.
const APPLICATION_ID: i64 = 0x7767_6765;
/// How long to wait for a foreign program, such as a backup, that holds the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long to wait for a connection of our own.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(30);
const READERS: u32 = 4;
/// How many rows SQLite's thread may be ahead of ours: loading takes half the time of sqlx's 50.
const ROW_BUFFER: usize = 2_000;

/// The mark, and how many tables there are besides the migrations' and SQLite's own.
const PROBE: &str = "SELECT (SELECT application_id FROM pragma_application_id), \
     (SELECT count(*) FROM sqlite_schema WHERE type = 'table' \
      AND name NOT LIKE '\\_sqlx%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\')";
const BEGIN: &str = "BEGIN IMMEDIATE";

/// A store in one SQLite file.
///
/// While it is open, `<file>.lock` beside the file is locked, so that a second process is
/// refused: a running server answers from memory and would not see what another one writes.
/// The lock ends with the process, however it ends; the file `<file>.lock` stays and is empty.
#[derive(Debug)]
pub struct SqliteStore {
    path: PathBuf,
    writer: SqlitePool,
    readers: SqlitePool,
    // Held, not read; `close` gives it up.
    lease: Mutex<Option<Lease>>,
}

impl SqliteStore {
    /// Opens or makes the database at `path`, and brings its schema up to date. Its folder must
    /// exist.
    ///
    /// # Errors
    ///
    /// [`StoreError::InUse`] while another process has it open, [`StoreError::NotOurs`] for a
    /// file that is something else (it is left as it is), [`StoreError::NewerSchema`], and the
    /// faults of the disk.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        // Through a link or not, it is one file and one lock.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let lease = Lease::take(&path)?;
        probe(&path).await?;
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT);
        let writer = pool(1).connect_with(options.clone()).await.map_err(|e| fold(&path, e))?;
        MIGRATOR.run(&writer).await.map_err(|e| fold(&path, e.into()))?;
        let reading = options.read_only(true).create_if_missing(false).row_buffer_size(ROW_BUFFER);
        let readers = pool(READERS).connect_with(reading).await.map_err(|e| fold(&path, e))?;
        Ok(Self { path, writer, readers, lease: Mutex::new(Some(lease)) })
    }

    /// A store that is gone when it is dropped: for trials and tests.
    ///
    /// # Errors
    ///
    /// [`StoreError::Io`] when there is no memory.
    pub async fn in_memory() -> Result<Self, StoreError> {
        let path = PathBuf::from(":memory:");
        let options = SqliteConnectOptions::new().in_memory(true).foreign_keys(true);
        // The one connection is the database: it must never be given up.
        let writer = pool(1)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options)
            .await
            .map_err(|e| fold(&path, e))?;
        MIGRATOR.run(&writer).await.map_err(|e| fold(&path, e.into()))?;
        Ok(Self { path, readers: writer.clone(), writer, lease: Mutex::default() })
    }

    /// The database file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    async fn try_load(&self, after: i64) -> Result<Loaded, Fault> {
        // One transaction, so that the incidents are those of the number.
        let mut tx = self.readers.begin().await?;
        let seq = rows::last_seq(&mut tx).await?;
        let incidents = rows::incidents(&mut tx, after).await?;
        tx.commit().await?;
        Ok(Loaded { incidents, seq })
    }

    async fn try_report(&self, filings: &[Filing]) -> Result<Committed<Vec<Receipt>>, Fault> {
        let mut tx = self.writer.begin_with(BEGIN).await?;
        let answer = write::report(&mut tx, filings).await?;
        tx.commit().await?;
        Ok(answer)
    }

    async fn try_rehearse(&self, filings: &[Filing]) -> Result<Vec<Receipt>, Fault> {
        let mut tx = self.writer.begin_with(BEGIN).await?;
        let answer = write::report(&mut tx, filings).await?;
        tx.rollback().await?;
        Ok(answer.value)
    }

    async fn try_assign(&self, handover: &Handover) -> Result<Committed<()>, Fault> {
        let mut tx = self.writer.begin_with(BEGIN).await?;
        let seq = write::assign(&mut tx, handover).await?;
        tx.commit().await?;
        Ok(Committed { value: (), seq })
    }

    async fn try_trouble_spots(&self) -> Result<Vec<TroubleSpot>, Fault> {
        let mut connection = self.readers.acquire().await?;
        trouble::all(&mut connection).await
    }

    async fn try_open_trouble(&self, new: &NewTrouble) -> Result<TroubleId, Fault> {
        let mut tx = self.writer.begin_with(BEGIN).await?;
        let id = trouble::open(&mut tx, new).await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn try_step_trouble(&self, change: &TroubleMove) -> Result<(), Fault> {
        let mut tx = self.writer.begin_with(BEGIN).await?;
        trouble::step(&mut tx, change).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn try_trouble_events(&self, id: TroubleId) -> Result<Vec<TroubleEvent>, Fault> {
        let mut connection = self.readers.acquire().await?;
        trouble::events(&mut connection, id).await
    }

    async fn try_events(&self, id: IncidentId) -> Result<Vec<Event>, Fault> {
        let mut connection = self.readers.acquire().await?;
        rows::events(&mut connection, id).await
    }
}

impl Store for SqliteStore {
    fn load(&self, after: i64) -> Reply<'_, Loaded> {
        Box::pin(async move { self.try_load(after).await.map_err(|f| f.at(&self.path)) })
    }

    fn report<'a>(&'a self, filings: &'a [Filing]) -> Reply<'a, Committed<Vec<Receipt>>> {
        Box::pin(async move { self.try_report(filings).await.map_err(|f| f.at(&self.path)) })
    }

    fn rehearse<'a>(&'a self, filings: &'a [Filing]) -> Reply<'a, Vec<Receipt>> {
        Box::pin(async move { self.try_rehearse(filings).await.map_err(|f| f.at(&self.path)) })
    }

    fn assign<'a>(&'a self, handover: &'a Handover) -> Reply<'a, Committed<()>> {
        Box::pin(async move { self.try_assign(handover).await.map_err(|f| f.at(&self.path)) })
    }

    fn events(&self, id: IncidentId) -> Reply<'_, Vec<Event>> {
        Box::pin(async move { self.try_events(id).await.map_err(|f| f.at(&self.path)) })
    }

    fn trouble_spots(&self) -> Reply<'_, Vec<TroubleSpot>> {
        Box::pin(async move { self.try_trouble_spots().await.map_err(|f| f.at(&self.path)) })
    }

    fn open_trouble_spot<'a>(&'a self, new: &'a NewTrouble) -> Reply<'a, TroubleId> {
        Box::pin(async move { self.try_open_trouble(new).await.map_err(|f| f.at(&self.path)) })
    }

    fn step_trouble_spot<'a>(&'a self, change: &'a TroubleMove) -> Reply<'a, ()> {
        Box::pin(async move { self.try_step_trouble(change).await.map_err(|f| f.at(&self.path)) })
    }

    fn trouble_events(&self, id: TroubleId) -> Reply<'_, Vec<TroubleEvent>> {
        Box::pin(async move { self.try_trouble_events(id).await.map_err(|f| f.at(&self.path)) })
    }

    fn close(&self) -> Reply<'_, ()> {
        Box::pin(async move {
            self.readers.close().await;
            self.writer.close().await;
            self.lease.lock().unwrap_or_else(PoisonError::into_inner).take();
            Ok(())
        })
    }
}

/// What went wrong inside a transaction, not yet folded.
enum Fault {
    Sqlx(sqlx::Error),
    /// A row that cannot be right: which.
    Row(String),
    Stale(IncidentId),
    StaleTrouble(TroubleId),
    TroubleOpen(TroubleId),
}

impl From<sqlx::Error> for Fault {
    fn from(err: sqlx::Error) -> Self {
        Self::Sqlx(err)
    }
}

impl Fault {
    fn at(self, path: &Path) -> StoreError {
        match self {
            Self::Sqlx(err) => fold(path, err),
            Self::Row(what) => StoreError::Corrupt { path: path.to_owned(), what, cause: None },
            Self::Stale(id) => StoreError::Stale { id },
            Self::StaleTrouble(id) => StoreError::StaleTrouble { id },
            Self::TroubleOpen(id) => StoreError::TroubleOpen { id },
        }
    }
}

fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new().max_connections(connections).acquire_timeout(ACQUIRE_TIMEOUT)
}

/// Refuses a file that is not ours before anything is written to it.
async fn probe(path: &Path) -> Result<(), StoreError> {
    if !std::fs::metadata(path).is_ok_and(|file| file.len() > 0) {
        return Ok(());
    }
    let look = async {
        let options = SqliteConnectOptions::new().filename(path).busy_timeout(BUSY_TIMEOUT);
        let mut connection = SqliteConnection::connect_with(&options).await?;
        let found: (i64, i64) = sqlx::query_as(PROBE).fetch_one(&mut connection).await?;
        connection.close().await?;
        Ok(found)
    };
    match look.await.map_err(|e| fold(path, e))? {
        (APPLICATION_ID, _) | (0, 0) => Ok(()),
        _ => Err(StoreError::NotOurs { path: path.to_owned() }),
    }
}
