//! What happened to an incident, and what follows from it.

use crate::area::AreaCode;
use crate::incident::{Assignment, IncidentId, Status};
use jiff::Timestamp;

/// One change of one incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its number in the store, ascending.
    pub seq: i64,
    /// The incident.
    pub incident: IncidentId,
    /// When, by the server's clock.
    pub at: Timestamp,
    /// The desk (席位) that did it.
    pub desk: String,
    /// What.
    pub kind: EventKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventKind {
    /// It was reported.
    Reported {
        /// Through which channel.
        channel: String,
    },
    /// It was given to a grid for the first time.
    Assigned {
        /// The grid.
        grid: AreaCode,
        /// Why.
        reason: Option<String>,
    },
    /// It was taken from one grid and given to another.
    Reassigned {
        /// The grid that has it now.
        grid: AreaCode,
        /// The grid that had it.
        from: AreaCode,
        /// Why.
        reason: Option<String>,
    },
}

impl EventKind {
    /// `reported`, `assigned` or `reassigned`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Reported { .. } => "reported",
            Self::Assigned { .. } => "assigned",
            Self::Reassigned { .. } => "reassigned",
        }
    }
}

/// What the events of an incident add up to.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Where it stands.
    pub status: Status,
    /// Who has it.
    pub assigned: Option<Assignment>,
    /// How often it changed, from 1.
    pub version: i64,
}

/// Adds up the events of one incident, oldest first. `None` unless the first, and only the
/// first, is its report.
#[must_use]
pub fn replay(events: &[Event]) -> Option<Standing> {
    let (first, rest) = events.split_first()?;
    let EventKind::Reported { .. } = first.kind else { return None };
    let start = Standing { status: Status::Reported, assigned: None, version: 1 };
    rest.iter().try_fold(start, |standing, event| match &event.kind {
        EventKind::Reported { .. } => None,
        EventKind::Assigned { grid, .. } | EventKind::Reassigned { grid, .. } => Some(Standing {
            status: Status::Assigned,
            assigned: Some(Assignment {
                grid: grid.clone(),
                at: event.at,
                desk: event.desk.clone(),
            }),
            version: standing.version + 1,
        }),
    })
}
