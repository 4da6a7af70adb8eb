//! The incident: something that happened at a place and a time and must be handled by somebody.
//!
//! [`read_file`] turns a file into rows, each a [`Report`] or its [`Fault`]s; a form's text is
//! a [`Draft`] and goes through the same check. [`Rules`] and [`HeaderTable`] are configuration.
//!
//! There is no field for a person's name, identity or telephone: an incident is about a place.

mod csv_rows;
mod draft;
mod error;
mod fault;
mod geojson;
mod headers;
mod key;
mod lines;
mod personal;
mod place;
mod read;
mod rejects;
mod row;
mod rules;
pub mod table;
mod time;
mod workbook;

pub use draft::{Draft, MAX_ACCURACY_M, MAX_ID_CHARS};
pub use error::IncidentError;
pub use fault::Fault;
pub use headers::{Columns, FIELDS, HeaderTable, SHIPPED_HEADERS};
pub use key::content_key;
pub use lines::detect_encoding;
pub use personal::{PersonalNumber, find_personal_number};
pub use read::{FileInfo, REST_COLUMN, ReadOptions, Row, read_file};
pub use rejects::RejectsWriter;
pub(crate) use rejects::harmless;
pub use rules::{Category, MAX_LOOK_FOR_CHARS, NamedWindow, Rules, SHIPPED_RULES, SYMBOLS};

use crate::area::AreaCode;
use crate::geo::{LonLat, Reported};
use crate::text::Message;
use jiff::Timestamp;

/// What the store numbers an incident with; ascending in the order of acknowledgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IncidentId(pub i64);

/// How grave an incident is: 1 slight to 4 gravest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Severity(u8);

impl Severity {
    /// A severity from 1 to 4; `None` for any other number.
    #[must_use]
    pub fn new(value: i64) -> Option<Self> {
        u8::try_from(value).ok().filter(|v| (1..=4).contains(v)).map(Self)
    }

    /// 1 to 4.
    #[must_use]
    pub fn value(self) -> u8 {
        self.0
    }
}

/// A report that has passed every check, not yet stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The sender's own number for it; two reports with the same one are the same report.
    pub external_id: Option<String>,
    /// When it was reported.
    pub reported_at: Timestamp,
    /// One of the configured categories.
    pub category: String,
    /// How grave it is.
    pub severity: Severity,
    /// Where, in CGCS2000.
    pub position: LonLat,
    /// Where, as the sender wrote it.
    pub reported: Reported,
    /// The radius in metres that holds the true place with 68 %; `None` where not known.
    pub accuracy_m: Option<f64>,
    /// One of the configured channels.
    pub channel: String,
    /// A short free text about the place and the matter.
    pub description: String,
}

/// A report from so many days ahead has a wrong date; less may be a clock that is set wrong.
const FUTURE_DAYS: i64 = 366;

impl Report {
    /// The fault of a report that is said to be made long after `now`.
    #[must_use]
    pub fn from_the_future(&self, now: Timestamp) -> Option<Fault> {
        let ahead = self.reported_at.duration_since(now).as_hours();
        (ahead > FUTURE_DAYS * 24).then(|| Fault {
            field: "reported_at",
            code: "future_time",
            reason: Message::new("incident.future_time").with("time", self.reported_at),
            remedy: Message::new("incident.future_time.do"),
        })
    }
}

/// Where an incident stands on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// 上报
    Reported,
    /// 受理
    Accepted,
    /// 不予受理
    Declined,
    /// 派单
    Assigned,
    /// 处置
    Handling,
    /// 了结
    Resolved,
    /// 回访确认
    Confirmed,
    /// 重办
    Reopened,
}

impl Status {
    /// All statuses, in the order of the way.
    pub const ALL: [Self; 8] = [
        Self::Reported,
        Self::Accepted,
        Self::Declined,
        Self::Assigned,
        Self::Handling,
        Self::Resolved,
        Self::Confirmed,
        Self::Reopened,
    ];

    /// The name in JSON and SQL, such as `reported`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Assigned => "assigned",
            Self::Handling => "handling",
            Self::Resolved => "resolved",
            Self::Confirmed => "confirmed",
            Self::Reopened => "reopened",
        }
    }

    /// Whether something is still to be done: neither resolved nor confirmed nor declined.
    #[must_use]
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Resolved | Self::Confirmed | Self::Declined)
    }

    /// The same for people.
    #[must_use]
    pub fn message(self) -> Message {
        Message::new(match self {
            Self::Reported => "incident.status.reported",
            Self::Accepted => "incident.status.accepted",
            Self::Declined => "incident.status.declined",
            Self::Assigned => "incident.status.assigned",
            Self::Handling => "incident.status.handling",
            Self::Resolved => "incident.status.resolved",
            Self::Confirmed => "incident.status.confirmed",
            Self::Reopened => "incident.status.reopened",
        })
    }

    /// The status of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

/// The grid that an incident was given to.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// The grid.
    pub grid: AreaCode,
    /// When.
    pub at: Timestamp,
    /// The desk (席位) that did it.
    pub desk: String,
}

/// An incident as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Incident {
    /// Its number here.
    pub id: IncidentId,
    /// What was reported.
    pub report: Report,
    /// Where it stands.
    pub status: Status,
    /// Who has it; `None` until it is assigned.
    pub assigned: Option<Assignment>,
    /// Counts the changes, from 1; for `If-Match`.
    pub version: i64,
}
