//! Rows into values.

use super::Fault;
use crate::area::AreaCode;
use crate::geo::{LonLat, Reported};
use crate::incident::{Assignment, Incident, IncidentId, Report, Severity, Status};
use crate::store::{Event, EventKind};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

const LAST_SEQ: &str = "SELECT coalesce(max(seq), 0) FROM event";
const ALL_INCIDENTS: &str = "SELECT id, external_id, reported_at_ms, category, severity, lon, lat, \
     reported_x, reported_y, datum, accuracy_m, channel, description, status, assigned_grid, \
     assigned_at_ms, assigned_desk, version FROM incident ORDER BY id";
const CHANGED_INCIDENTS: &str = "SELECT id, external_id, reported_at_ms, category, severity, lon, \
     lat, reported_x, reported_y, datum, accuracy_m, channel, description, status, assigned_grid, \
     assigned_at_ms, assigned_desk, version FROM incident \
     WHERE id IN (SELECT incident_id FROM event WHERE seq > ?1) ORDER BY id";
const EVENTS: &str = "SELECT seq, incident_id, at_ms, desk, kind, detail FROM event \
     WHERE incident_id = ?1 ORDER BY seq";

pub(super) async fn last_seq(connection: &mut SqliteConnection) -> Result<i64, Fault> {
    Ok(sqlx::query_scalar(LAST_SEQ).fetch_one(connection).await?)
}

/// The incidents that an event after `after` changed.
pub(super) async fn incidents(
    connection: &mut SqliteConnection,
    after: i64,
) -> Result<Vec<Incident>, Fault> {
    let query = if after == 0 {
        sqlx::query(ALL_INCIDENTS)
    } else {
        sqlx::query(CHANGED_INCIDENTS).bind(after)
    };
    // Each row becomes an incident as it comes: rows are several times as large.
    let read = query.map(|row: SqliteRow| incident(&row)).fetch_all(connection).await?;
    read.into_iter().collect()
}

pub(super) async fn events(
    connection: &mut SqliteConnection,
    id: IncidentId,
) -> Result<Vec<Event>, Fault> {
    let rows = sqlx::query(EVENTS).bind(id.0).fetch_all(connection).await?;
    rows.iter().map(event).collect()
}

/// By position, in the order of the two SELECTs: names cost a lookup per field, and there are
/// twenty times as many fields as incidents.
fn incident(row: &SqliteRow) -> Result<Incident, Fault> {
    let id: i64 = row.try_get(0)?;
    let bad = |field: &str| Fault::Row(format!("incident {id}, {field}"));
    let time = |ms: i64, field| Timestamp::from_millisecond(ms).map_err(|_| bad(field));
    let position = LonLat::new(row.try_get(5)?, row.try_get(6)?).map_err(|_| bad("lon, lat"))?;
    let datum: &str = row.try_get(9)?;
    let report = Report {
        external_id: row.try_get(1)?,
        reported_at: time(row.try_get(2)?, "reported_at_ms")?,
        category: row.try_get(3)?,
        severity: Severity::new(row.try_get(4)?).ok_or_else(|| bad("severity"))?,
        position,
        reported: Reported {
            x: row.try_get(7)?,
            y: row.try_get(8)?,
            datum: datum.parse().map_err(|_| bad("datum"))?,
        },
        accuracy_m: row.try_get(10)?,
        channel: row.try_get(11)?,
        description: row.try_get(12)?,
    };
    let assigned = match row.try_get::<Option<&str>, _>(14)? {
        None => None,
        Some(grid) => Some(Assignment {
            grid: AreaCode::new(grid),
            at: time(row.try_get(15)?, "assigned_at_ms")?,
            desk: row.try_get(16)?,
        }),
    };
    let status = Status::parse(row.try_get(13)?).ok_or_else(|| bad("status"))?;
    Ok(Incident { id: IncidentId(id), report, status, assigned, version: row.try_get(17)? })
}

/// The column `event.detail`.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Detail {
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// The column `event.detail` of an event.
pub(super) fn detail(kind: &EventKind) -> String {
    let code = |code: &AreaCode| Some(code.as_str().to_owned());
    let detail = match kind {
        EventKind::Reported { channel } => {
            Detail { channel: Some(channel.clone()), ..Detail::default() }
        }
        EventKind::Assigned { grid, reason } => {
            Detail { grid: code(grid), reason: reason.clone(), ..Detail::default() }
        }
        EventKind::Reassigned { grid, from, reason } => {
            Detail { grid: code(grid), from: code(from), reason: reason.clone(), channel: None }
        }
    };
    #[expect(clippy::expect_used, reason = "four texts always make JSON")]
    serde_json::to_string(&detail).expect("a detail is four texts")
}

fn event(row: &SqliteRow) -> Result<Event, Fault> {
    let seq: i64 = row.try_get(0)?;
    let bad = |field: &str| Fault::Row(format!("event {seq}, {field}"));
    let detail: Detail = serde_json::from_str(row.try_get(5)?).map_err(|_| bad("detail"))?;
    let grid = || detail.grid.as_deref().map(AreaCode::new).ok_or_else(|| bad("detail.grid"));
    let kind = match row.try_get(4)? {
        "reported" => EventKind::Reported {
            channel: detail.channel.clone().ok_or_else(|| bad("detail.channel"))?,
        },
        "assigned" => EventKind::Assigned { grid: grid()?, reason: detail.reason.clone() },
        "reassigned" => EventKind::Reassigned {
            grid: grid()?,
            from: detail.from.as_deref().map(AreaCode::new).ok_or_else(|| bad("detail.from"))?,
            reason: detail.reason.clone(),
        },
        _ => return Err(bad("kind")),
    };
    let at = Timestamp::from_millisecond(row.try_get(2)?).map_err(|_| bad("at_ms"))?;
    let incident = IncidentId(row.try_get(1)?);
    Ok(Event { seq, incident, at, desk: row.try_get(3)?, kind })
}
