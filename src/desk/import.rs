//! Reports from a file.

use super::{Context, Desk, DeskError};
use crate::incident::{Fault, Report};
use crate::locate::{Answer, Editions, Relation};
use crate::store::{ContentHash, Receipt, content_hash};
use crate::text::Message;
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::Arc;

/// Reports in a transaction.
const BATCH: usize = 2_000;

/// How a file is taken in.
#[derive(Debug, Clone, Copy)]
pub struct ImportOptions {
    /// Reports farther than this from every grid are refused, in metres.
    pub outside_limit_m: f64,
    /// Whether anything is kept.
    pub mode: ImportMode,
    /// The external id of a report that comes without one: a key of its content, so that a
    /// second import of the file changes nothing.
    pub key: fn(&Report) -> String,
}

/// Whether anything is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportMode {
    /// Reports are committed.
    Commit,
    /// Nothing is committed; the answers are the same.
    DryRun,
}

/// A report that was refused.
#[derive(Debug, Clone, PartialEq)]
pub struct Rejected<T> {
    /// The line of the file.
    pub line: u64,
    /// What the caller gave with the report, such as the columns as read.
    pub original: T,
    /// Why: `future_time`, `outside_banner` or `duplicate_id`.
    pub fault: Fault,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportSummary {
    /// Reports that made a new incident.
    pub new: u64,
    /// Reports that were there already.
    pub unchanged: u64,
    /// Reports that were refused here; rows that never became a report are not counted.
    pub rejected: u64,
}

/// Takes in the reports of a file, one after the other, in large transactions.
///
/// `T` is whatever the caller wants back with a refused report.
pub struct Importer<T> {
    desk: Arc<Desk>,
    options: ImportOptions,
    context: Context,
    waiting: Vec<Waiting<T>>,
    /// The external ids that this file brought, with the line and the content.
    taken: HashMap<String, (u64, ContentHash)>,
    /// How many reports without a number say the same, by the key of what they say.
    alike: HashMap<String, u32>,
    summary: ImportSummary,
    rejected: Vec<Rejected<T>>,
}

struct Waiting<T> {
    line: u64,
    report: Report,
    original: T,
}

impl<T> Importer<T> {
    /// Begins with a file. The key of the context is not used.
    #[must_use]
    pub fn new(desk: Arc<Desk>, options: ImportOptions, context: Context) -> Self {
        Self {
            desk,
            options,
            context,
            waiting: Vec::new(),
            taken: HashMap::new(),
            alike: HashMap::new(),
            summary: ImportSummary::default(),
            rejected: Vec::new(),
        }
    }

    /// Takes the report of a line. What was found out by now, about this and earlier lines, is
    /// in [`Importer::summary`] and [`Importer::take_rejected`].
    ///
    /// # Errors
    ///
    /// [`DeskError::Store`], [`DeskError::Uncertain`]; what was committed before stays, and the
    /// same file may be taken in again.
    pub async fn take(
        &mut self,
        line: u64,
        mut report: Report,
        original: T,
    ) -> Result<(), DeskError> {
        let snapshot = self.desk.snapshot();
        let limit_m = self.options.outside_limit_m;
        if let Err(fault) = placed(snapshot.editions(), &report, limit_m, self.context.now) {
            self.reject(line, original, fault);
            return Ok(());
        }
        if report.external_id.is_none() {
            report.external_id = Some(self.number(&report));
        }
        self.waiting.push(Waiting { line, report, original });
        if self.waiting.len() >= BATCH { self.flush().await } else { Ok(()) }
    }

    /// Decides on all lines that wait.
    ///
    /// # Errors
    ///
    /// As [`Importer::take`].
    pub async fn flush(&mut self) -> Result<(), DeskError> {
        let waiting = std::mem::take(&mut self.waiting);
        let (lines, reports): (Vec<_>, Vec<_>) =
            waiting.into_iter().map(|w| ((w.line, w.original), w.report)).unzip();
        let told: Vec<(String, ContentHash)> = reports
            .iter()
            .map(|report| (report.external_id.clone().unwrap_or_default(), content_hash(report)))
            .collect();
        let receipts = match self.options.mode {
            ImportMode::Commit => self.desk.file(reports, &self.context).await?,
            ImportMode::DryRun => self.desk.rehearse(reports, &self.context).await?,
        };
        for (((line, original), (external_id, hash)), receipt) in
            lines.into_iter().zip(told).zip(receipts)
        {
            self.count(line, original, external_id, hash, &receipt);
        }
        Ok(())
    }

    fn count(
        &mut self,
        line: u64,
        original: T,
        external_id: String,
        hash: ContentHash,
        receipt: &Receipt,
    ) {
        // A dry run's store forgets what earlier batches would have brought.
        let earlier = self.taken.get(&external_id).copied();
        match (earlier, receipt) {
            (Some((_, known)), _) if known == hash => self.summary.unchanged += 1,
            (Some((earlier, _)), _) => {
                self.reject(line, original, duplicate_in_file(&external_id, earlier));
            }
            (None, Receipt::New(_)) => {
                self.taken.insert(external_id, (line, hash));
                self.summary.new += 1;
            }
            (None, Receipt::Again(_)) => self.summary.unchanged += 1,
            (None, Receipt::Conflict(id, _)) => {
                self.reject(line, original, duplicate_in_store(&external_id, id.0));
            }
        }
    }

    /// What is known of the file by now.
    #[must_use]
    pub fn summary(&self) -> ImportSummary {
        self.summary
    }

    /// The refusals since the last call.
    pub fn take_rejected(&mut self) -> Vec<Rejected<T>> {
        std::mem::take(&mut self.rejected)
    }

    /// A number for a report that brings none: the key of its content, and how many of the file
    /// before it say the same. Equal rows stay as many incidents as they are, and the same file
    /// once more changes nothing.
    fn number(&mut self, report: &Report) -> String {
        let key = (self.options.key)(report);
        let before = self.alike.entry(key.clone()).or_default();
        *before += 1;
        if *before == 1 { key } else { format!("{key}-{before}") }
    }

    fn reject(&mut self, line: u64, original: T, fault: Fault) {
        self.summary.rejected += 1;
        self.rejected.push(Rejected { line, original, fault });
    }
}

/// The grid of a report of a file, in the boundaries of its time; or why it is refused: it is from
/// the future, or farther than `limit_m` metres from every grid.
pub(super) fn placed(
    editions: &Editions,
    report: &Report,
    limit_m: f64,
    now: Timestamp,
) -> Result<Answer, Fault> {
    if let Some(fault) = report.from_the_future(now) {
        return Err(fault);
    }
    let locator = editions.at(report.reported_at);
    let answer = locator.locate(report.position);
    if answer.relation != Relation::Nearest || answer.distance_m <= limit_m {
        return Ok(answer);
    }
    let name = locator.areas().find(answer.grid.as_str()).map_or("", |area| &area.name);
    Err(Fault {
        field: "lon",
        code: "outside_banner",
        reason: Message::new("desk.outside_banner")
            .with("distance_km", format!("{:.1}", answer.distance_m / 1000.0))
            .with("grid", &answer.grid)
            .with("name", name),
        remedy: Message::new("desk.outside_banner.do").with("limit_km", limit_m / 1000.0),
    })
}

fn duplicate_in_file(external_id: &str, line: u64) -> Fault {
    duplicate(
        Message::new("desk.duplicate_in_file").with("external_id", external_id).with("line", line),
    )
}

fn duplicate_in_store(external_id: &str, id: i64) -> Fault {
    duplicate(
        Message::new("desk.duplicate_in_store").with("external_id", external_id).with("id", id),
    )
}

pub(super) fn duplicate(reason: Message) -> Fault {
    let remedy = Message::new("desk.duplicate.do");
    Fault { field: "external_id", code: "duplicate_id", reason, remedy }
}
