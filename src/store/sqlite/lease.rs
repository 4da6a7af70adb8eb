//! One process at a time.

use crate::store::StoreError;
use std::fs::{File, TryLockError};
use std::path::Path;

/// The right to write a database, held as an advisory lock on a file beside it. SQLite's own
/// locks last for a transaction only.
#[derive(Debug)]
pub(super) struct Lease {
    _file: File,
}

impl Lease {
    pub(super) fn take(database: &Path) -> Result<Self, StoreError> {
        let mut name = database.as_os_str().to_owned();
        name.push(".lock");
        // The file is never removed: a process that waits on a removed file would hold nothing.
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&name)
            .map_err(|e| StoreError::from_io(database.to_owned(), e))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse { path: database.to_owned() }),
            Err(TryLockError::Error(e)) => Err(StoreError::from_io(database.to_owned(), e)),
        }
    }
}
