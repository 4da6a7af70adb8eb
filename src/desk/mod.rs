//! The desk where people work: one writer, and snapshots that readers take without waiting.
//!
//! A command is validated, committed by the [`Store`], applied to the next [`Snapshot`] and then
//! acknowledged, in that order. Readers hold a snapshot for as long as they like; it never
//! changes under them.

mod aggregate;
mod archive;
mod atlas;
mod by_grid;
mod error;
mod figures;
mod filter;
mod frames;
mod hotspots;
mod import;
mod indexed;
mod list;
mod paper;
mod snapshot;
mod span;
mod steps;
mod trouble;
mod writer;

pub use crate::store::{
    Clash, Event, EventKind, TroubleEvent, TroubleId, TroubleSpot, TroubleState, TroubleStep,
};
pub use aggregate::{
    Aggregate, AggregateBody, AggregateError, AggregateOrder, By, Change, ChangeBody, Compared,
    Figures, FiguresBody, Row, RowBody, SpanBody,
};
pub(crate) use aggregate::{both, geometry, six_digits};
pub use archive::{Archive, Archiver};
pub use atlas::{
    Among, Atlas, AtlasChoice, AtlasError, AtlasKind, AtlasStep, AtlasWork, Rank, Take,
};
pub use error::DeskError;
pub use figures::AreaCount;
pub use filter::{Filter, Near};
pub use frames::{Frame, FrameOrder, FramesError, MOST_FRAMES, Pace};
pub use hotspots::{
    Against, HotspotAnalysis, HotspotOrder, HotspotsError, LocalOrder, LocalStatistics, LocalUnit,
    MOST_STEPS, SpotShape, Statistic,
};
pub use import::{ImportMode, ImportOptions, ImportSummary, Importer, Rejected};
pub use list::{Cursor, ListQuery, Page, Sort};
pub use paper::{PaperError, Patrol, Press, SheetOrder, SheetPlan, TracksOrder};
pub use snapshot::{Entry, Snapshot};
pub use span::{End, Span, WHOLE_PERIOD};
pub use steps::Stride;
pub use trouble::{MAX_NAME_CHARS, OpenTrouble, TroubleCourse, TroubleGround, TroubleOrder};

use crate::area::{AreaCode, AreaSet};
use crate::incident::{IncidentId, Report};
use crate::locate::{Editions, Locator};
use crate::store::{Actor, Filing, Receipt, Store};
use arc_swap::ArcSwap;
use jiff::Timestamp;
use rayon::prelude::*;
use std::sync::Arc;
use tokio::sync::mpsc;
use writer::{Command, Located, Writer};

/// The longest reason of an assignment, in characters.
pub const MAX_REASON_CHARS: usize = 200;
/// The longest idempotency key, in bytes.
pub const MAX_KEY_BYTES: usize = 200;
/// Commands that may wait for the writer; more senders wait for a place.
const QUEUE: usize = 1024;

/// The live state: a store, and the snapshot of what it holds.
///
/// Cheap to share behind an `Arc`. Writing needs a tokio runtime; the writer ends with the desk.
#[derive(Debug)]
pub struct Desk {
    store: Arc<dyn Store>,
    current: Arc<ArcSwap<Snapshot>>,
    commands: mpsc::Sender<Command>,
}

/// Who asks for a change, when, and under which key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// The desk (席位).
    pub desk: String,
    /// The server's time.
    pub now: Timestamp,
    /// The sender's key for this request; a repetition with the same key is the same report.
    pub idempotency_key: Option<String>,
}

/// The answer to a report that is on the disk.
#[derive(Debug, Clone)]
pub struct Acknowledged {
    /// Whether it was new.
    pub first: First,
    /// The incident as it stands now.
    pub entry: Arc<Entry>,
}

impl Acknowledged {
    /// The incident's number.
    #[must_use]
    pub fn id(&self) -> IncidentId {
        self.entry.incident.id
    }
}

/// Whether a report was new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    /// It made a new incident.
    New,
    /// The same report had been made before; nothing changed.
    Again,
}

/// What became of one report of many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It made a new incident.
    New(IncidentId),
    /// It was there already, with equal content.
    Unchanged(IncidentId),
    /// Its external id stands for an incident with other content; it was not taken.
    Conflict(IncidentId),
}

/// An order to give an incident to a grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assign {
    /// The grid.
    pub grid: AreaCode,
    /// Why; at most [`MAX_REASON_CHARS`] characters.
    pub reason: Option<String>,
    /// The version that the order was decided on; `None` for whichever there is.
    pub if_version: Option<i64>,
}

impl Desk {
    /// As [`Desk::open_editions`] on boundaries that were always in force.
    ///
    /// # Errors
    ///
    /// [`DeskError::Locate`] when the boundaries hold no grid, [`DeskError::Store`].
    pub async fn open(store: Arc<dyn Store>, areas: Arc<AreaSet>) -> Result<Self, DeskError> {
        let editions = Editions::single(Arc::new(Locator::build(areas)?));
        Self::open_editions(store, Arc::new(editions), Timestamp::MAX).await
    }

    /// Loads what the store holds, finds the grid of every incident in the edition of its time
    /// and starts the writer. The desk shows the edition that is in force `now`.
    ///
    /// # Errors
    ///
    /// [`DeskError::Store`].
    pub async fn open_editions(
        store: Arc<dyn Store>,
        editions: Arc<Editions>,
        now: Timestamp,
    ) -> Result<Self, DeskError> {
        let loaded = store.load(0).await?;
        let first = writer::off_runtime(move || {
            Snapshot::empty(editions, now).with(loaded.incidents, loaded.seq)
        })
        .await?;
        let current = Arc::new(ArcSwap::from_pointee(first));
        let (commands, queue) = mpsc::channel(QUEUE);
        let writer = Writer::new(Arc::clone(&store), Arc::clone(&current));
        tokio::spawn(writer.run(queue));
        Ok(Self { store, current, commands })
    }

    /// The state after the last acknowledged change. Takes no lock.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    /// Takes a report. When this returns it is on the disk and in [`Desk::snapshot`].
    ///
    /// A report with a known external id or a known key is the same report again: with equal
    /// content the first one is acknowledged once more and nothing changes.
    ///
    /// # Errors
    ///
    /// [`DeskError::ReportConflict`] where the id or the key stands for other content,
    /// [`DeskError::KeyLength`], [`DeskError::Store`], [`DeskError::Uncertain`].
    pub async fn report(
        &self,
        report: Report,
        context: &Context,
    ) -> Result<Acknowledged, DeskError> {
        if let Some(key) = &context.idempotency_key
            && !(1..=MAX_KEY_BYTES).contains(&key.len())
        {
            return Err(DeskError::KeyLength { bytes: key.len() });
        }
        let located = self.snapshot().locate(&report);
        let filing = Filing {
            report,
            by: context.actor(),
            idempotency_key: context.idempotency_key.clone(),
        };
        let receipts = self.submit(vec![(filing, located)]).await?;
        let receipt = receipts.into_iter().next().ok_or(DeskError::Uncertain)?;
        let first = match receipt {
            Receipt::New(_) => First::New,
            Receipt::Again(_) => First::Again,
            Receipt::Conflict(id, clash) => return Err(DeskError::ReportConflict { id, clash }),
        };
        let entry = self.snapshot().get(receipt.id()).cloned().ok_or(DeskError::Uncertain)?;
        Ok(Acknowledged { first, entry })
    }

    /// Takes many reports in one transaction: all are on the disk when this returns, or none.
    /// The key of the context is not used.
    ///
    /// # Errors
    ///
    /// [`DeskError::Store`], [`DeskError::Uncertain`]. A conflict is an [`Outcome`].
    pub async fn report_all(
        &self,
        reports: Vec<Report>,
        context: &Context,
    ) -> Result<Vec<Outcome>, DeskError> {
        let receipts = self.file(reports, context).await?;
        Ok(receipts.iter().map(Outcome::from).collect())
    }

    async fn file(
        &self,
        reports: Vec<Report>,
        context: &Context,
    ) -> Result<Vec<Receipt>, DeskError> {
        if reports.is_empty() {
            return Ok(Vec::new());
        }
        let (snapshot, filings) = (self.snapshot(), context.filings(reports));
        let located = writer::off_runtime(move || {
            let located = |filing: Filing| {
                let answer = snapshot.locate(&filing.report);
                (filing, answer)
            };
            filings.into_par_iter().map(located).collect()
        });
        self.submit(located.await?).await
    }

    /// What [`Desk::report_all`] would answer, without keeping anything.
    async fn rehearse(
        &self,
        reports: Vec<Report>,
        context: &Context,
    ) -> Result<Vec<Receipt>, DeskError> {
        Ok(self.store.rehearse(&context.filings(reports)).await?)
    }

    async fn submit(&self, reports: Vec<Located>) -> Result<Vec<Receipt>, DeskError> {
        writer::ask(&self.commands, |reply| Command::Report { reports, reply }).await
    }

    /// Gives an incident to a grid and answers with it as it stands then. Giving it to the grid
    /// that has it already changes nothing.
    ///
    /// # Errors
    ///
    /// [`DeskError::NotFound`], [`DeskError::UnknownGrid`], [`DeskError::VersionConflict`],
    /// [`DeskError::ReasonTooLong`], [`DeskError::PersonalReason`], [`DeskError::Store`], [`DeskError::Uncertain`].
    pub async fn assign(
        &self,
        id: IncidentId,
        order: &Assign,
        context: &Context,
    ) -> Result<Arc<Entry>, DeskError> {
        let (order, by) = (order.clone(), context.actor());
        writer::ask(&self.commands, |reply| Command::Assign { id, order, by, reply }).await
    }

    /// The events of an incident, oldest first.
    ///
    /// # Errors
    ///
    /// [`DeskError::NotFound`], [`DeskError::Store`].
    pub async fn events(&self, id: IncidentId) -> Result<Vec<Event>, DeskError> {
        let events = self.store.events(id).await?;
        if events.is_empty() { Err(DeskError::NotFound { id }) } else { Ok(events) }
    }

    /// The store behind the desk.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }
}

impl Context {
    fn actor(&self) -> Actor {
        Actor { desk: self.desk.clone(), at: self.now }
    }

    fn filings(&self, reports: Vec<Report>) -> Vec<Filing> {
        let filing = |report| Filing { report, by: self.actor(), idempotency_key: None };
        reports.into_iter().map(filing).collect()
    }
}

impl From<&Receipt> for Outcome {
    fn from(receipt: &Receipt) -> Self {
        match receipt {
            Receipt::New(id) => Self::New(*id),
            Receipt::Again(id) => Self::Unchanged(*id),
            Receipt::Conflict(id, _) => Self::Conflict(*id),
        }
    }
}
