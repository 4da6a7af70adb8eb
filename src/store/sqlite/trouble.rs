//! Trouble spots: rows into values, and changes inside a transaction that the caller commits.

use super::Fault;
use crate::store::{
    Actor, NewTrouble, TroubleEvent, TroubleId, TroubleMove, TroubleSpot, TroubleState, TroubleStep,
};
use jiff::Timestamp;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

const ALL: &str = "SELECT t.id, t.name, t.analysis, t.units, t.found, t.state, t.version, \
     (SELECT at_ms FROM trouble_event e WHERE e.trouble_spot_id = t.id ORDER BY seq LIMIT 1), \
     (SELECT desk FROM trouble_event e WHERE e.trouble_spot_id = t.id ORDER BY seq LIMIT 1) \
     FROM trouble_spot t ORDER BY t.id";
const EVENTS: &str = "SELECT seq, at_ms, desk, kind, note FROM trouble_event \
     WHERE trouble_spot_id = ?1 ORDER BY seq";
const SAME_GROUND: &str = "SELECT min(id) FROM trouble_spot WHERE state = 'open' AND analysis = ?1 \
     AND EXISTS (SELECT 1 FROM json_each(units) mine, json_each(?2) other \
     WHERE mine.value = other.value)";
const INSERT: &str = "INSERT INTO trouble_spot (name, analysis, units, found, state, version) \
     VALUES (?1, ?2, ?3, ?4, 'open', 1) RETURNING id";
const UPDATE: &str = "UPDATE trouble_spot SET state = ?1, version = version + 1 \
     WHERE id = ?2 AND version = ?3";
const INSERT_EVENT: &str = "INSERT INTO trouble_event (trouble_spot_id, at_ms, desk, kind, note) \
     VALUES (?1, ?2, ?3, ?4, ?5)";

pub(super) async fn all(connection: &mut SqliteConnection) -> Result<Vec<TroubleSpot>, Fault> {
    let rows = sqlx::query(ALL).fetch_all(connection).await?;
    rows.iter().map(spot).collect()
}

pub(super) async fn events(
    connection: &mut SqliteConnection,
    id: TroubleId,
) -> Result<Vec<TroubleEvent>, Fault> {
    let rows = sqlx::query(EVENTS).bind(id.0).fetch_all(connection).await?;
    rows.iter().map(event).collect()
}

/// Opens one, unless one of the same analysis is open on some of its ground.
pub(super) async fn open(
    connection: &mut SqliteConnection,
    new: &NewTrouble,
) -> Result<TroubleId, Fault> {
    let units = serde_json::Value::from(new.units.as_slice()).to_string();
    let same: Option<i64> = sqlx::query_scalar(SAME_GROUND)
        .bind(&new.analysis)
        .bind(&units)
        .fetch_one(&mut *connection)
        .await?;
    if let Some(id) = same {
        return Err(Fault::TroubleOpen(TroubleId(id)));
    }
    let found = serde_json::Value::from(new.found.as_slice()).to_string();
    let query = sqlx::query_scalar(INSERT).bind(&new.name).bind(&new.analysis);
    let id: i64 = query.bind(units).bind(found).fetch_one(&mut *connection).await?;
    insert_event(connection, id, TroubleStep::Opened, &new.by, new.note.as_deref()).await?;
    Ok(TroubleId(id))
}

pub(super) async fn step(
    connection: &mut SqliteConnection,
    change: &TroubleMove,
) -> Result<(), Fault> {
    let query = sqlx::query(UPDATE).bind(change.state.name()).bind(change.id.0);
    let done = query.bind(change.seen_version).execute(&mut *connection).await?;
    if done.rows_affected() != 1 {
        return Err(Fault::StaleTrouble(change.id));
    }
    insert_event(connection, change.id.0, change.step, &change.by, change.note.as_deref()).await
}

async fn insert_event(
    connection: &mut SqliteConnection,
    id: i64,
    step: TroubleStep,
    by: &Actor,
    note: Option<&str>,
) -> Result<(), Fault> {
    let query = sqlx::query(INSERT_EVENT).bind(id).bind(by.at.as_millisecond());
    query.bind(&by.desk).bind(step.name()).bind(note).execute(connection).await?;
    Ok(())
}

fn spot(row: &SqliteRow) -> Result<TroubleSpot, Fault> {
    let id: i64 = row.try_get(0)?;
    let bad = |field: &str| Fault::Row(format!("trouble_spot {id}, {field}"));
    let at = Timestamp::from_millisecond(row.try_get(7)?).map_err(|_| bad("at_ms"))?;
    Ok(TroubleSpot {
        id: TroubleId(id),
        name: row.try_get(1)?,
        analysis: row.try_get(2)?,
        units: serde_json::from_str(row.try_get(3)?).map_err(|_| bad("units"))?,
        found: serde_json::from_str(row.try_get(4)?).map_err(|_| bad("found"))?,
        state: TroubleState::parse(row.try_get(5)?).ok_or_else(|| bad("state"))?,
        version: row.try_get(6)?,
        opened: Actor { desk: row.try_get(8)?, at },
    })
}

fn event(row: &SqliteRow) -> Result<TroubleEvent, Fault> {
    let seq: i64 = row.try_get(0)?;
    let bad = |field: &str| Fault::Row(format!("trouble_event {seq}, {field}"));
    let name: &str = row.try_get(3)?;
    let step = TroubleStep::ALL.into_iter().find(|step| step.name() == name);
    Ok(TroubleEvent {
        seq,
        at: Timestamp::from_millisecond(row.try_get(1)?).map_err(|_| bad("at_ms"))?,
        desk: row.try_get(2)?,
        step: step.ok_or_else(|| bad("kind"))?,
        note: row.try_get(4)?,
    })
}
