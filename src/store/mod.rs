//! The durable truth, behind one trait.
//!
//! A store keeps incidents, the events that made them what they are, and the keys under which
//! senders repeat a request. [`SqliteStore`] is the implementation; SQL is written there only.

mod content;
mod error;
mod event;
mod sqlite;
mod trouble;

pub use content::{ContentHash, content_hash};
pub use error::StoreError;
pub use event::{Event, EventKind, Standing, replay};
pub use sqlite::SqliteStore;
pub use trouble::{
    NewTrouble, TroubleEvent, TroubleId, TroubleMove, TroubleSpot, TroubleState, TroubleStep,
};

use crate::area::AreaCode;
use crate::incident::{Assignment, Incident, IncidentId, Report, Status};
use jiff::Timestamp;
use std::fmt;
use std::pin::Pin;

/// What a method of a [`Store`] returns: a future that can be boxed, so that the trait is
/// object safe.
pub type Reply<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// A durable store of incidents, and of trouble spots.
///
/// # Contract
///
/// `tests/store.rs` holds every implementation to it.
///
/// 1. A method that changes anything does so in one transaction, the state and its events
///    together. It returns after the commit has reached the disk; an error means that nothing
///    was changed, unless it is [`StoreError::is_outcome_unknown`].
/// 2. Ids ascend in the order of the commits, and within a call in the order of the filings.
///    An id is never given twice. Events are numbered in the same way, from 1.
/// 3. Reports with an equal external id, or filed under an equal key, are the same report: with
///    equal content the first one's id comes back ([`Receipt::Again`]) and no incident changes;
///    with other content the filing is refused ([`Receipt::Conflict`]) and the others of the
///    call are not affected.
/// 4. The state of an incident is what [`replay`] makes of its events.
///    The same holds of a trouble spot.
/// 5. Times are kept to the millisecond; everything else comes back as it was given.
/// 6. One process at a time has the store open for writing; a second is told so.
pub trait Store: fmt::Debug + Send + Sync {
    /// The incidents with an event after `after` (all, for 0) in the order of their ids, and the
    /// number of the last event.
    fn load(&self, after: i64) -> Reply<'_, Loaded>;

    /// Files reports, in one transaction, and answers each in its place.
    fn report<'a>(&'a self, filings: &'a [Filing]) -> Reply<'a, Committed<Vec<Receipt>>>;

    /// What [`Store::report`] would answer, without changing anything.
    fn rehearse<'a>(&'a self, filings: &'a [Filing]) -> Reply<'a, Vec<Receipt>>;

    /// Gives an incident to a grid, in one transaction.
    ///
    /// # Errors
    ///
    /// [`StoreError::Stale`] when the incident is unknown or no longer at `seen_version`.
    fn assign<'a>(&'a self, handover: &'a Handover) -> Reply<'a, Committed<()>>;

    /// The events of an incident, oldest first; empty for an unknown one.
    fn events(&self, id: IncidentId) -> Reply<'_, Vec<Event>>;

    /// The trouble spots, by number.
    fn trouble_spots(&self) -> Reply<'_, Vec<TroubleSpot>>;

    /// Opens a trouble spot, in one transaction, and answers with its number.
    ///
    /// # Errors
    ///
    /// [`StoreError::TroubleOpen`] when one of the same analysis is open on some of its ground.
    fn open_trouble_spot<'a>(&'a self, new: &'a NewTrouble) -> Reply<'a, TroubleId>;

    /// Takes a step about a trouble spot, in one transaction.
    ///
    /// # Errors
    ///
    /// [`StoreError::StaleTrouble`] when it is unknown or no longer at `seen_version`.
    fn step_trouble_spot<'a>(&'a self, change: &'a TroubleMove) -> Reply<'a, ()>;

    /// The events of a trouble spot, oldest first; empty for an unknown one.
    fn trouble_events(&self, id: TroubleId) -> Reply<'_, Vec<TroubleEvent>>;

    /// Ends all work and closes the files. Dropping a store without it loses nothing.
    fn close(&self) -> Reply<'_, ()>;
}

/// What a store held.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The incidents, by id.
    pub incidents: Vec<Incident>,
    /// The number of the last event; 0 where there is none.
    pub seq: i64,
}

/// The answer to a change that is on the disk.
#[derive(Debug, Clone, PartialEq)]
pub struct Committed<T> {
    /// The answer.
    pub value: T,
    /// The number of the store's last event.
    pub seq: i64,
}

/// Who does something, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The desk (席位).
    pub desk: String,
    /// When, by the server's clock.
    pub at: Timestamp,
}

/// A report on its way into the store.
#[derive(Debug, Clone, PartialEq)]
pub struct Filing {
    /// What is reported.
    pub report: Report,
    /// Who files it.
    pub by: Actor,
    /// The sender's key for this request; a repetition with the same key is the same report.
    pub idempotency_key: Option<String>,
}

/// The answer to one filing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Receipt {
    /// It is a new incident.
    New(IncidentId),
    /// It was there already, with equal content.
    Again(IncidentId),
    /// The external id or the key stands for another report: nothing was changed.
    Conflict(IncidentId, Clash),
}

impl Receipt {
    /// The incident that the filing became, was before, or clashes with.
    #[must_use]
    pub fn id(&self) -> IncidentId {
        match self {
            Self::New(id) | Self::Again(id) | Self::Conflict(id, _) => *id,
        }
    }
}

/// What two different reports have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clash {
    /// The external id.
    ExternalId,
    /// The key of the request.
    IdempotencyKey,
}

/// An incident given to a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Handover {
    /// The incident.
    pub id: IncidentId,
    /// Its version when the decision was made.
    pub seen_version: i64,
    /// The new owner, when, and who decided.
    pub assignment: Assignment,
    /// The grid that had it before.
    pub from: Option<AreaCode>,
    /// Why.
    pub reason: Option<String>,
}

/// A report as it stands after filing: version 1, reported, with nobody.
#[must_use]
pub fn filed(id: IncidentId, mut report: Report) -> Incident {
    report.reported_at = to_millisecond(report.reported_at);
    Incident { id, report, status: Status::Reported, assigned: None, version: 1 }
}

/// An incident as it stands after a handover.
#[must_use]
pub fn handed_over(incident: &Incident, assignment: Assignment) -> Incident {
    Incident {
        status: Status::Assigned,
        assigned: Some(Assignment { at: to_millisecond(assignment.at), ..assignment }),
        version: incident.version + 1,
        ..incident.clone()
    }
}

/// A time as the store keeps it.
fn to_millisecond(at: Timestamp) -> Timestamp {
    // A millisecond count that came from a timestamp is in range.
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}
