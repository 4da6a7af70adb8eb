//! Why the desk did not do what it was asked to.

use super::{MAX_KEY_BYTES, MAX_NAME_CHARS, MAX_REASON_CHARS};
use crate::area::AreaCode;
use crate::incident::IncidentId;
use crate::locate::LocateError;
use crate::store::{Clash, StoreError, TroubleId, TroubleState, TroubleStep};
use crate::text::{Message, error_from_message};
use std::error::Error;
use std::sync::Arc;

/// Why the desk did not do what it was asked to.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum DeskError {
    /// The boundaries are of no use.
    Locate(LocateError),
    /// The store could not do it. Shared, as one failed commit may answer several senders.
    Store(Arc<StoreError>),
    /// There is no incident with that number.
    NotFound {
        /// As asked for.
        id: IncidentId,
    },
    /// There is no grid with that code.
    UnknownGrid {
        /// As asked for.
        code: AreaCode,
    },
    /// The incident has changed since the order was decided on.
    VersionConflict {
        /// The incident.
        id: IncidentId,
        /// The version that the order names.
        wanted: i64,
        /// The version now.
        current: i64,
    },
    /// The external id or the key of a report stands for a report with other content.
    ReportConflict {
        /// That report's incident.
        id: IncidentId,
        /// What the two have in common.
        clash: Clash,
    },
    /// The reason is too long.
    ReasonTooLong {
        /// Its length.
        chars: usize,
    },
    /// The reason holds a number that names a person.
    PersonalReason,
    /// There is no trouble spot with that number.
    TroubleNotFound {
        /// As asked for.
        id: TroubleId,
    },
    /// The trouble spot has changed since the step was decided on.
    TroubleVersion {
        /// The trouble spot.
        id: TroubleId,
        /// The version that the order names.
        wanted: i64,
        /// The version now.
        current: i64,
    },
    /// The step does not follow on where the trouble spot stands, or a note says nothing.
    TroubleStep {
        /// The trouble spot.
        id: TroubleId,
        /// The step.
        step: TroubleStep,
        /// Where it stands.
        state: TroubleState,
    },
    /// The name of a trouble spot is empty or too long.
    TroubleName {
        /// Its length.
        chars: usize,
    },
    /// The idempotency key is empty or too long.
    KeyLength {
        /// Its length.
        bytes: usize,
    },
    /// The cursor is not one of this list.
    BadCursor,
    /// A list by distance needs a place.
    NoPlace,
    /// It is not known whether the change was kept: look before doing it again.
    Uncertain,
}

impl DeskError {
    /// The sentence for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Locate(err) => err.message(),
            Self::Store(err) => err.message(),
            Self::NotFound { id } => Message::new("desk.not_found").with("id", id.0),
            Self::UnknownGrid { code } => Message::new("desk.unknown_grid").with("code", code),
            Self::VersionConflict { id, wanted, current } => Message::new("desk.version_conflict")
                .with("id", id.0)
                .with("wanted", wanted)
                .with("current", current),
            Self::ReportConflict { id, clash: Clash::ExternalId } => {
                Message::new("desk.external_id_conflict").with("id", id.0)
            }
            Self::ReportConflict { id, clash: Clash::IdempotencyKey } => {
                Message::new("desk.key_conflict").with("id", id.0)
            }
            Self::ReasonTooLong { chars } => Message::new("desk.reason_too_long")
                .with("chars", chars)
                .with("limit", MAX_REASON_CHARS),
            Self::PersonalReason => Message::new("desk.personal_reason"),
            Self::TroubleNotFound { id } => Message::new("desk.trouble_not_found").with("id", id.0),
            Self::TroubleVersion { id, wanted, current } => Message::new("desk.trouble_version")
                .with("id", id.0)
                .with("wanted", wanted)
                .with("current", current),
            Self::TroubleStep { step: TroubleStep::Noted, .. } => {
                Message::new("desk.trouble_empty_note")
            }
            Self::TroubleStep { id, state: TroubleState::Open, .. } => {
                Message::new("desk.trouble_is_open").with("id", id.0)
            }
            Self::TroubleStep { id, state: TroubleState::Cleared, .. } => {
                Message::new("desk.trouble_is_cleared").with("id", id.0)
            }
            Self::TroubleName { chars } => {
                Message::new("desk.trouble_name").with("chars", chars).with("limit", MAX_NAME_CHARS)
            }
            Self::KeyLength { bytes } => {
                Message::new("desk.key_length").with("bytes", bytes).with("limit", MAX_KEY_BYTES)
            }
            Self::BadCursor => Message::new("desk.bad_cursor"),
            Self::NoPlace => Message::new("desk.no_place"),
            Self::Uncertain => Message::new("desk.uncertain"),
        }
    }

    fn cause(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Locate(err) => err.source(),
            Self::Store(err) => err.source(),
            _ => None,
        }
    }
}

error_from_message!(DeskError);

impl From<StoreError> for DeskError {
    fn from(err: StoreError) -> Self {
        Self::Store(Arc::new(err))
    }
}

impl From<LocateError> for DeskError {
    fn from(err: LocateError) -> Self {
        Self::Locate(err)
    }
}
