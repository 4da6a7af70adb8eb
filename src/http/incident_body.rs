//! Incidents as JSON.

use super::places::{ChainLink, NamedZone, PositionBody, name_of};
use super::state::AppState;
use crate::area::AreaCode;
use crate::desk::{Entry, Event, EventKind, Snapshot};
use crate::geo::Reported;
use serde::Serialize;
use utoipa::ToSchema;

/// An incident. It has no field for a person: it is about a place.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Incident")]
pub struct IncidentBody {
    /// Its number here, ascending in the order of acknowledgement.
    #[schema(example = 20001)]
    id: i64,
    /// The sender's own number for it.
    #[schema(example = "OTG-2025-000001")]
    external_id: Option<String>,
    /// When it was reported.
    #[schema(example = "2026-11-01T08:30:00+08:00")]
    reported_at: String,
    /// One of the categories of `/api/v1/meta`.
    #[schema(example = "消防隐患")]
    category: String,
    /// 1 slight to 4 gravest.
    #[schema(example = 2)]
    severity: u8,
    /// One of the channels of `/api/v1/meta`.
    #[schema(example = "热线")]
    channel: String,
    /// A short free text about the place and the matter.
    #[schema(example = "楼道堆放杂物，消防通道被占")]
    description: String,
    /// Where it stands: `reported`, `accepted`, `declined`, `assigned`, `handling`, `resolved`,
    /// `confirmed` or `reopened`.
    #[schema(example = "reported")]
    status: &'static str,
    /// Where it happened, in CGCS2000.
    position: PositionBody,
    /// Where it happened, as the sender wrote it.
    reported: ReportedBody,
    /// The radius in metres that holds the true place with 68 %.
    #[schema(example = 30.0)]
    accuracy_m: Option<f64>,
    /// The grid that the position suggests.
    suggested: SuggestedBody,
    /// The grid that has it; null until it is assigned.
    assigned: Option<AssignedBody>,
    /// Counts the changes, from 1; for `If-Match`.
    #[schema(example = 1)]
    version: i64,
}

/// Two numbers as the sender wrote them, and what they mean.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Reported")]
pub struct ReportedBody {
    /// Longitude in degrees, or easting in metres.
    #[schema(example = 107.984_6)]
    x: f64,
    /// Latitude in degrees, or northing in metres.
    #[schema(example = 39.094_1)]
    y: f64,
    /// `cgcs2000`, `wgs84`, `gcj02`, `bd09`, or a zone such as `gk3-36`.
    #[schema(example = "gcj02")]
    datum: String,
}

impl From<Reported> for ReportedBody {
    fn from(reported: Reported) -> Self {
        Self { x: reported.x, y: reported.y, datum: reported.datum.to_string() }
    }
}

/// The grid that a position suggests.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Suggested")]
pub struct SuggestedBody {
    /// Its code.
    #[schema(example = "150624100001001")]
    grid_code: String,
    /// Its name.
    #[schema(example = "都斯图社区第1网格")]
    grid_name: String,
    /// `inside`, `edge` or `nearest`.
    #[schema(example = "inside")]
    relation: &'static str,
    /// How far outside it the position lies, in metres.
    #[schema(example = 0.0)]
    distance_m: f64,
}

/// The grid that has an incident.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Assigned")]
pub struct AssignedBody {
    /// Its code.
    #[schema(example = "150624100001001")]
    grid_code: String,
    /// Its name.
    #[schema(example = "都斯图社区第1网格")]
    grid_name: String,
    /// Since when.
    #[schema(example = "2026-11-01T08:41:07+08:00")]
    at: String,
    /// The desk (席位) that decided it.
    #[schema(example = "调度1")]
    desk: String,
}

impl IncidentBody {
    /// Names are those of their time.
    pub(super) fn of(entry: &Entry, snapshot: &Snapshot, state: &AppState) -> Self {
        let (incident, report) = (&entry.incident, &entry.incident.report);
        let then = snapshot.areas_at(report.reported_at);
        Self {
            id: incident.id.0,
            external_id: report.external_id.clone(),
            reported_at: state.local(report.reported_at),
            category: report.category.clone(),
            severity: report.severity.value(),
            channel: report.channel.clone(),
            description: report.description.clone(),
            status: incident.status.name(),
            position: report.position.into(),
            reported: report.reported.into(),
            accuracy_m: report.accuracy_m,
            suggested: SuggestedBody {
                grid_code: entry.located.grid.to_string(),
                grid_name: name_of(then, entry.located.grid.as_str()),
                relation: entry.located.relation.name(),
                distance_m: entry.located.distance_m,
            },
            assigned: incident.assigned.as_ref().map(|assigned| AssignedBody {
                grid_code: assigned.grid.to_string(),
                grid_name: name_of(snapshot.areas_at(assigned.at), assigned.grid.as_str()),
                at: state.local(assigned.at),
                desk: assigned.desk.clone(),
            }),
            version: incident.version,
        }
    }
}

/// An incident with its chain of responsibility, zones and history.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "IncidentDetail")]
pub struct IncidentDetailBody {
    #[serde(flatten)]
    incident: IncidentBody,
    /// Banner, township, village and grid of the grid that is responsible for it.
    chain: Vec<ChainLink>,
    /// The zones (重点区域) that it lies in.
    zones: Vec<NamedZone>,
    /// What happened to it, oldest first.
    events: Vec<EventBody>,
}

impl IncidentDetailBody {
    pub(super) fn of(
        entry: &Entry,
        events: &[Event],
        snapshot: &Snapshot,
        state: &AppState,
    ) -> Self {
        let areas = snapshot.areas_at(entry.responsible_at());
        let zones = snapshot.locator().zones_at(entry.incident.report.position);
        Self {
            incident: IncidentBody::of(entry, snapshot, state),
            chain: ChainLink::chain(areas, entry.responsible().as_str()),
            zones: zones.into_iter().map(NamedZone::from).collect(),
            events: events.iter().map(|event| EventBody::of(event, snapshot, state)).collect(),
        }
    }
}

/// Something that happened to an incident.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Event")]
pub struct EventBody {
    /// Its number, ascending over all incidents.
    #[schema(example = 20001)]
    seq: i64,
    /// When, by the server's clock.
    #[schema(example = "2026-11-01T08:31:00+08:00")]
    at: String,
    /// The desk (席位) that did it.
    #[schema(example = "调度1")]
    desk: String,
    /// `reported`, `assigned` or `reassigned`.
    #[schema(example = "assigned")]
    kind: &'static str,
    /// What belongs to that kind.
    detail: EventDetailBody,
}

/// What belongs to an event; only what its kind has.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(title = "EventDetail")]
pub struct EventDetailBody {
    /// The grid that has the incident from then on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "150624100001001")]
    grid_code: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "都斯图社区第1网格")]
    grid_name: Option<String>,
    /// The grid that had it before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "150624100001002")]
    from_grid_code: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "都斯图社区第2网格")]
    from_grid_name: Option<String>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "位置在路口，实际归第1网格")]
    reason: Option<String>,
    /// Through which channel it was reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "热线")]
    channel: Option<String>,
}

impl EventBody {
    fn of(event: &Event, snapshot: &Snapshot, state: &AppState) -> Self {
        let areas = snapshot.areas_at(event.at);
        let code = |grid: &AreaCode| Some(grid.to_string());
        let name = |grid: &AreaCode| Some(name_of(areas, grid.as_str()));
        let none = EventDetailBody::default();
        let detail = match &event.kind {
            EventKind::Reported { channel } => {
                EventDetailBody { channel: Some(channel.clone()), ..none }
            }
            EventKind::Assigned { grid, reason } => EventDetailBody {
                grid_code: code(grid),
                grid_name: name(grid),
                reason: reason.clone(),
                ..none
            },
            EventKind::Reassigned { grid, from, reason } => EventDetailBody {
                grid_code: code(grid),
                grid_name: name(grid),
                from_grid_code: code(from),
                from_grid_name: name(from),
                reason: reason.clone(),
                ..none
            },
        };
        Self {
            seq: event.seq,
            at: state.local(event.at),
            desk: event.desk.clone(),
            kind: event.kind.name(),
            detail,
        }
    }
}
