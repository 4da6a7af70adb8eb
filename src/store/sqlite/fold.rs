//! What SQLite says, as a [`StoreError`]. The only place that knows its result codes.

use crate::store::StoreError;
use sqlx::migrate::MigrateError;
use std::path::Path;

/// Folds an error that came up on the database at `path`.
pub(super) fn fold(path: &Path, err: sqlx::Error) -> StoreError {
    let owned = path.to_owned();
    match err {
        sqlx::Error::Migrate(err) => fold_migration(path, *err),
        sqlx::Error::Io(err) => StoreError::from_io(owned, err),
        sqlx::Error::PoolTimedOut => StoreError::Busy { path: owned, cause: err.into() },
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => {
            let what = err.to_string();
            StoreError::Corrupt { path: owned, what, cause: Some(err.into()) }
        }
        err => match result_code(&err) {
            Some(BUSY | LOCKED) => StoreError::Busy { path: owned, cause: err.into() },
            Some(READONLY | PERM | AUTH) => StoreError::ReadOnly { path: owned, cause: err.into() },
            Some(FULL) => StoreError::Full { path: owned, cause: err.into() },
            Some(CANTOPEN) => StoreError::Open { path: owned, cause: err.into() },
            Some(NOTADB) => StoreError::NotOurs { path: owned },
            // A broken constraint is a row that the program could not have written.
            Some(CORRUPT | CONSTRAINT | MISMATCH | ERROR) => {
                let what = err.to_string();
                StoreError::Corrupt { path: owned, what, cause: Some(err.into()) }
            }
            _ => StoreError::Io { path: owned, cause: err.into() },
        },
    }
}

fn fold_migration(path: &Path, err: MigrateError) -> StoreError {
    match err {
        MigrateError::Execute(err) | MigrateError::ExecuteMigration(err, _) => fold(path, err),
        MigrateError::VersionMissing(version) => {
            StoreError::NewerSchema { path: path.to_owned(), version }
        }
        err => {
            let what = err.to_string();
            StoreError::Corrupt { path: path.to_owned(), what, cause: Some(err.into()) }
        }
    }
}

// https://sqlite.org/rescode.html, primary codes.
const ERROR: i32 = 1;
const PERM: i32 = 3;
const BUSY: i32 = 5;
const LOCKED: i32 = 6;
const READONLY: i32 = 8;
const CORRUPT: i32 = 11;
const FULL: i32 = 13;
const CANTOPEN: i32 = 14;
const CONSTRAINT: i32 = 19;
const MISMATCH: i32 = 20;
const AUTH: i32 = 23;
const NOTADB: i32 = 26;

/// The primary code: the low byte of what SQLite returned.
fn result_code(err: &sqlx::Error) -> Option<i32> {
    let code: i32 = err.as_database_error()?.code()?.parse().ok()?;
    Some(code & 0xff)
}
