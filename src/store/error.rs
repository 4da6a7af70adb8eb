//! Why the store could not do its work, and what to do about it.

use super::TroubleId;
use crate::incident::IncidentId;
use crate::text::{Message, error_from_message};
use std::error::Error;
use std::io;
use std::path::PathBuf;

/// What the database or the system said: for logs, not for users.
type Cause = Box<dyn Error + Send + Sync>;

/// Why the store could not do its work. The messages say what to do.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// Another process has the database open for writing.
    InUse {
        /// The database file.
        path: PathBuf,
    },
    /// The database stayed locked for longer than the waiting time, by a foreign program.
    Busy {
        /// The database file.
        path: PathBuf,
        /// What the database said.
        cause: Cause,
    },
    /// The file is not a database of wangge.
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// The file's content cannot be right.
    Corrupt {
        /// The database file.
        path: PathBuf,
        /// What is wrong where.
        what: String,
        /// What the database said.
        cause: Option<Cause>,
    },
    /// The file was written by a newer version of wangge.
    NewerSchema {
        /// The database file.
        path: PathBuf,
        /// The schema's version there.
        version: i64,
    },
    /// There is no room left on the disk.
    Full {
        /// The database file.
        path: PathBuf,
        /// What the database said.
        cause: Cause,
    },
    /// The file or its folder may not be written.
    ReadOnly {
        /// The database file.
        path: PathBuf,
        /// What the database said.
        cause: Cause,
    },
    /// The file cannot be opened or made.
    Open {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: Cause,
    },
    /// Reading or writing failed on the way.
    Io {
        /// The database file.
        path: PathBuf,
        /// What the system said.
        cause: Cause,
    },
    /// The incident is not (any longer) at the version that the change was decided on.
    Stale {
        /// The incident.
        id: IncidentId,
    },
    /// The trouble spot is not (any longer) at the version that the step was decided on.
    StaleTrouble {
        /// The trouble spot.
        id: TroubleId,
    },
    /// A trouble spot of the same analysis is open on some of the ground.
    TroubleOpen {
        /// That one.
        id: TroubleId,
    },
}

impl StoreError {
    /// Whether the change may have reached the disk although an error came back.
    #[must_use]
    pub fn is_outcome_unknown(&self) -> bool {
        matches!(self, Self::Io { .. })
    }

    /// The sentence for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        let about = |key, path: &PathBuf| Message::new(key).with("path", path.display());
        match self {
            Self::InUse { path } => about("store.in_use", path),
            Self::Busy { path, .. } => about("store.busy", path),
            Self::NotOurs { path } => about("store.not_ours", path),
            Self::Corrupt { path, what, .. } => about("store.corrupt", path).with("what", what),
            Self::NewerSchema { path, version } => {
                about("store.newer_schema", path).with("version", version)
            }
            Self::Full { path, .. } => about("store.full", path),
            Self::ReadOnly { path, .. } => about("store.read_only", path),
            Self::Open { path, cause } => about("store.open", path).with("reason", cause),
            Self::Io { path, cause } => about("store.io", path).with("reason", cause),
            Self::Stale { id } => Message::new("store.stale").with("id", id.0),
            Self::StaleTrouble { id } => Message::new("store.stale_trouble").with("id", id.0),
            Self::TroubleOpen { id } => Message::new("store.trouble_open").with("id", id.0),
        }
    }

    fn cause(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Busy { cause, .. }
            | Self::Full { cause, .. }
            | Self::ReadOnly { cause, .. }
            | Self::Open { cause, .. }
            | Self::Io { cause, .. }
            | Self::Corrupt { cause: Some(cause), .. } => Some(cause.as_ref()),
            Self::InUse { .. }
            | Self::NotOurs { .. }
            | Self::Corrupt { cause: None, .. }
            | Self::NewerSchema { .. }
            | Self::Stale { .. }
            | Self::StaleTrouble { .. }
            | Self::TroubleOpen { .. } => None,
        }
    }

    /// Folds what the system said about the file itself.
    pub(super) fn from_io(path: PathBuf, cause: io::Error) -> Self {
        match cause.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::Full { path, cause: cause.into() }
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::ReadOnly { path, cause: cause.into() }
            }
            _ => Self::Open { path, cause: cause.into() },
        }
    }
}

error_from_message!(StoreError);
