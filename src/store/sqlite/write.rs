//! Changes, inside a transaction that the caller commits.

use super::{Fault, rows};
use crate::incident::{IncidentId, Status};
use crate::store::{
    Actor, Clash, Committed, ContentHash, EventKind, Filing, Handover, Receipt, content_hash,
};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};
use std::collections::HashMap;
use std::sync::Arc;

/// Rows in a statement: 19 values each stay far below SQLite's 32,766.
const ROWS: usize = 500;

const LAST_NUMBERS: &str = "SELECT \
     coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'incident'), 0), \
     coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'event'), 0)";
const KNOWN_EXTERNAL_IDS: &str = "SELECT external_id, id, content_hash FROM incident \
     WHERE external_id IN (SELECT value FROM json_each(?1))";
const KNOWN_KEYS: &str = "SELECT key, incident_id, content_hash FROM idempotency \
     WHERE key IN (SELECT value FROM json_each(?1))";
const INSERT_INCIDENTS: &str = "INSERT INTO incident (id, external_id, reported_at_ms, category, \
     severity, lon, lat, reported_x, reported_y, datum, accuracy_m, channel, description, status, \
     version, content_hash) ";
const INSERT_EVENTS: &str = "INSERT INTO event (seq, incident_id, at_ms, desk, kind, detail) ";
const INSERT_KEY: &str =
    "INSERT INTO idempotency (key, incident_id, content_hash) VALUES (?1, ?2, ?3)";
const ASSIGN: &str = "UPDATE incident SET status = ?1, assigned_grid = ?2, assigned_at_ms = ?3, \
     assigned_desk = ?4, version = version + 1 WHERE id = ?5 AND version = ?6";

/// Files reports, and answers each in its place.
pub(super) async fn report(
    connection: &mut SqliteConnection,
    filings: &[Filing],
) -> Result<Committed<Vec<Receipt>>, Fault> {
    let (last_id, last_seq): (i64, i64) =
        sqlx::query_as(LAST_NUMBERS).fetch_one(&mut *connection).await?;
    let external = filings.iter().filter_map(|filing| filing.report.external_id.as_deref());
    let keys = filings.iter().filter_map(|filing| filing.idempotency_key.as_deref());
    let mut judge = Judge {
        last_id,
        external_ids: known(connection, KNOWN_EXTERNAL_IDS, external).await?,
        keys: known(connection, KNOWN_KEYS, keys).await?,
        new_keys: Vec::new(),
    };
    let mut receipts = Vec::with_capacity(filings.len());
    let mut new = Vec::new();
    for filing in filings {
        let hash = content_hash(&filing.report);
        let receipt = judge.answer(filing, hash);
        if let Receipt::New(id) = receipt {
            new.push(NewIncident { id, hash, filing });
        }
        receipts.push(receipt);
    }
    insert_incidents(connection, &new).await?;
    let events = new.iter().map(|new| {
        let channel = new.filing.report.channel.clone();
        (new.id, &new.filing.by, EventKind::Reported { channel })
    });
    let seq = insert_events(connection, last_seq, events.collect()).await?;
    for (key, (id, hash)) in judge.new_keys {
        let query = sqlx::query(INSERT_KEY).bind(key).bind(id.0);
        query.bind(hash.as_slice()).execute(&mut *connection).await?;
    }
    Ok(Committed { value: receipts, seq })
}

/// Gives an incident to a grid; answers with the number of the event.
pub(super) async fn assign(
    connection: &mut SqliteConnection,
    handover: &Handover,
) -> Result<i64, Fault> {
    let (_, last_seq): (i64, i64) =
        sqlx::query_as(LAST_NUMBERS).fetch_one(&mut *connection).await?;
    let assignment = &handover.assignment;
    let done = sqlx::query(ASSIGN)
        .bind(Status::Assigned.name())
        .bind(assignment.grid.as_str())
        .bind(assignment.at.as_millisecond())
        .bind(&assignment.desk)
        .bind(handover.id.0)
        .bind(handover.seen_version)
        .execute(&mut *connection)
        .await?;
    if done.rows_affected() != 1 {
        return Err(Fault::Stale(handover.id));
    }
    let (grid, reason) = (assignment.grid.clone(), handover.reason.clone());
    let kind = match handover.from.clone() {
        None => EventKind::Assigned { grid, reason },
        Some(from) => EventKind::Reassigned { grid, from, reason },
    };
    let by = Actor { desk: assignment.desk.clone(), at: assignment.at };
    insert_events(connection, last_seq, vec![(handover.id, &by, kind)]).await
}

/// An incident and the content that it was reported with.
type Holder = (IncidentId, ContentHash);

/// Those of `names` that stand for an incident already.
async fn known(
    connection: &mut SqliteConnection,
    sql: &'static str,
    names: impl Iterator<Item = &str>,
) -> Result<HashMap<Arc<str>, Holder>, Fault> {
    let names: Vec<&str> = names.collect();
    if names.is_empty() {
        return Ok(HashMap::new());
    }
    let names = serde_json::Value::from(names).to_string();
    let rows: Vec<(String, i64, Vec<u8>)> =
        sqlx::query_as(sql).bind(names).fetch_all(connection).await?;
    rows.into_iter()
        .map(|(name, id, hash)| {
            let hash = ContentHash::try_from(hash)
                .map_err(|_| Fault::Row(format!("incident {id}, content_hash")))?;
            Ok((name.into(), (IncidentId(id), hash)))
        })
        .collect()
}

/// Decides what each filing is, in their order.
struct Judge {
    last_id: i64,
    external_ids: HashMap<Arc<str>, Holder>,
    keys: HashMap<Arc<str>, Holder>,
    new_keys: Vec<(String, Holder)>,
}

impl Judge {
    fn answer(&mut self, filing: &Filing, hash: ContentHash) -> Receipt {
        let external_id = filing.report.external_id.as_deref();
        let key = filing.idempotency_key.as_deref();
        if let Some((id, known)) = key.and_then(|key| self.keys.get(key)) {
            return again_or_conflict(*id, *known == hash, Clash::IdempotencyKey);
        }
        let known = external_id.and_then(|external_id| self.external_ids.get(external_id));
        let receipt = if let Some((id, known)) = known {
            again_or_conflict(*id, *known == hash, Clash::ExternalId)
        } else {
            self.last_id += 1;
            Receipt::New(IncidentId(self.last_id))
        };
        if let Receipt::New(id) | Receipt::Again(id) = receipt {
            if let Some(external_id) = external_id {
                self.external_ids.insert(external_id.into(), (id, hash));
            }
            if let Some(key) = key {
                self.keys.insert(key.into(), (id, hash));
                self.new_keys.push((key.to_owned(), (id, hash)));
            }
        }
        receipt
    }
}

fn again_or_conflict(id: IncidentId, same: bool, clash: Clash) -> Receipt {
    if same { Receipt::Again(id) } else { Receipt::Conflict(id, clash) }
}

struct NewIncident<'a> {
    id: IncidentId,
    hash: ContentHash,
    filing: &'a Filing,
}

async fn insert_incidents(
    connection: &mut SqliteConnection,
    new: &[NewIncident<'_>],
) -> Result<(), Fault> {
    for chunk in new.chunks(ROWS) {
        let mut insert = QueryBuilder::<Sqlite>::new(INSERT_INCIDENTS);
        insert.push_values(chunk, |mut row, new| {
            let report = &new.filing.report;
            row.push_bind(new.id.0)
                .push_bind(report.external_id.as_deref())
                .push_bind(report.reported_at.as_millisecond())
                .push_bind(report.category.as_str())
                .push_bind(i64::from(report.severity.value()))
                .push_bind(report.position.lon())
                .push_bind(report.position.lat())
                .push_bind(report.reported.x)
                .push_bind(report.reported.y)
                .push_bind(report.reported.datum.to_string())
                .push_bind(report.accuracy_m)
                .push_bind(report.channel.as_str())
                .push_bind(report.description.as_str())
                .push_bind(Status::Reported.name())
                .push_bind(1_i64)
                .push_bind(new.hash.as_slice());
        });
        run(connection, insert, chunk.len()).await?;
    }
    Ok(())
}

/// Writes events with the numbers after `last_seq`, and answers with the last one's.
async fn insert_events(
    connection: &mut SqliteConnection,
    last_seq: i64,
    events: Vec<(IncidentId, &Actor, EventKind)>,
) -> Result<i64, Fault> {
    let mut seq = last_seq;
    for chunk in events.chunks(ROWS) {
        let mut insert = QueryBuilder::<Sqlite>::new(INSERT_EVENTS);
        insert.push_values(chunk, |mut row, (id, by, kind)| {
            seq += 1;
            row.push_bind(seq)
                .push_bind(id.0)
                .push_bind(by.at.as_millisecond())
                .push_bind(by.desk.as_str())
                .push_bind(kind.name())
                .push_bind(rows::detail(kind));
        });
        run(connection, insert, chunk.len()).await?;
    }
    Ok(seq)
}

async fn run(
    connection: &mut SqliteConnection,
    mut insert: QueryBuilder<Sqlite>,
    rows: usize,
) -> Result<(), Fault> {
    // Only the two sizes that come again are worth keeping prepared.
    let kept = rows == 1 || rows == ROWS;
    insert.build().persistent(kept).execute(connection).await?;
    Ok(())
}
