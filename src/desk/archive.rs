//! Incidents in an index of their own, without a store: for pictures of very many.

use super::import::{duplicate, placed};
use super::indexed::{Categories, record};
use super::{Filter, ImportSummary, Rejected, Snapshot};
use crate::heat::{
    Builder, FoundPlaces, Index, IndexError, IndexFileError, IndexNames, Query, Record,
};
use crate::incident::{Fault, Report, Status, content_key};
use crate::locate::{Answer, Editions, Relation};
use crate::store::content_hash;
use crate::text::Message;
use jiff::Timestamp;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::{Read, Write};
use std::sync::Arc;

/// Reports whose grids are looked up at a time, on all processors.
const BATCH: usize = 8_192;

/// Incidents of one moment in an index. Which of them happened on the ground of a grid was found
/// out when it was made, with the boundaries of then.
#[derive(Debug, Clone, PartialEq)]
pub struct Archive {
    index: Index,
    names: IndexNames,
}

impl Archive {
    /// The incidents of a state.
    ///
    /// # Errors
    ///
    /// More categories, grids or incidents than an index can tell apart.
    pub fn of(snapshot: &Snapshot) -> Result<Self, IndexError> {
        let mut categories = Categories::default();
        let mut builder = Builder::default();
        for (place, entry) in snapshot.iter().enumerate() {
            builder.push(&record(place, entry, &mut categories)?)?;
        }
        Ok(Self::new(builder, &categories, snapshot.editions(), Timestamp::now()))
    }

    fn new(builder: Builder, categories: &Categories, editions: &Editions, now: Timestamp) -> Self {
        let grids = editions.at(now).areas().grids();
        let grids = grids.iter().map(|grid| grid.code.to_string()).collect();
        let names = IndexNames { categories: categories.names(), grids };
        Self { index: builder.build(), names }
    }

    /// Writes it; see [`Index::write_to`].
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn write_to(&self, out: impl Write) -> std::io::Result<()> {
        self.index.write_to(&self.names, out)
    }

    /// Reads one; see [`Index::read_from`].
    ///
    /// # Errors
    ///
    /// What is no archive of this version, is cut off or damaged, and errors of the reader.
    pub fn read_from(input: impl Read) -> Result<Self, IndexFileError> {
        Index::read_from(input).map(|(index, names)| Self { index, names })
    }

    /// How many incidents it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// When the first and the last incident were reported; `None` where there are none.
    #[must_use]
    pub fn period(&self) -> Option<(Timestamp, Timestamp)> {
        self.index.period()
    }

    /// The places that pass a filter and lie on the ground, weighted by severity, 1 to 4; `None`
    /// where the filter names an area, a rectangle or a circle.
    #[must_use]
    pub fn places(&self, filter: &Filter, weights: Option<[f64; 4]>) -> Option<FoundPlaces<'_>> {
        let number = |name: &String| {
            let place = self.names.categories.iter().position(|known| known == name);
            place.and_then(|place| u16::try_from(place).ok())
        };
        let numbers = |names: &[String]| names.iter().filter_map(number).collect();
        let query = filter.is_of_index().then(|| filter.query(self.period(), numbers))?;
        let selection = self.index.select(Query { on_ground: true, ..query });
        Some(FoundPlaces::Indexed(Box::new(selection.weighted(weights))))
    }
}

/// 128 bits of a fingerprint: two texts that share them are not met.
type Key = [u8; 16];

fn key(text: &[u8]) -> Key {
    let mut key = Key::default();
    key.copy_from_slice(&Sha256::digest(text)[..size_of::<Key>()]);
    key
}

struct Waiting<T> {
    line: u64,
    report: Report,
    original: T,
}

/// Makes an archive of the reports of files, which are taken and refused as by an import.
///
/// `T` is whatever the caller wants back with a refused report.
pub struct Archiver<T> {
    editions: Arc<Editions>,
    limit_m: f64,
    now: Timestamp,
    builder: Builder,
    categories: Categories,
    waiting: Vec<Waiting<T>>,
    /// What was said under each external id.
    known: HashMap<Key, Key>,
    /// How many reports without an id say the same in this file.
    alike: HashMap<Key, u32>,
    summary: ImportSummary,
    rejected: Vec<Rejected<T>>,
}

impl<T: Sync> Archiver<T> {
    /// Begins; reports farther than `limit_m` metres from every grid, or long after `now`, will
    /// be refused.
    #[must_use]
    pub fn new(editions: Arc<Editions>, limit_m: f64, now: Timestamp) -> Self {
        Self {
            editions,
            limit_m,
            now,
            builder: Builder::default(),
            categories: Categories::default(),
            waiting: Vec::new(),
            known: HashMap::new(),
            alike: HashMap::new(),
            summary: ImportSummary::default(),
            rejected: Vec::new(),
        }
    }

    /// Takes the report of a line. What became of it is in [`Archiver::end_file`] and
    /// [`Archiver::take_rejected`], when a few thousand more have come.
    ///
    /// # Errors
    ///
    /// More categories, grids or incidents than an index can tell apart.
    pub fn take(&mut self, line: u64, report: Report, original: T) -> Result<(), IndexError> {
        self.waiting.push(Waiting { line, report, original });
        if self.waiting.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    /// Decides on all lines that wait, and answers for the file. The next line is of another one.
    ///
    /// # Errors
    ///
    /// As [`Archiver::take`].
    pub fn end_file(&mut self) -> Result<ImportSummary, IndexError> {
        self.flush()?;
        self.alike.clear();
        Ok(std::mem::take(&mut self.summary))
    }

    /// The refusals since the last call.
    pub fn take_rejected(&mut self) -> Vec<Rejected<T>> {
        std::mem::take(&mut self.rejected)
    }

    /// The archive of all files that were ended.
    #[must_use]
    pub fn finish(self) -> Archive {
        // Of very many incidents, the ids take as much room as sorting does.
        drop((self.known, self.alike));
        Archive::new(self.builder, &self.categories, &self.editions, self.now)
    }

    fn flush(&mut self) -> Result<(), IndexError> {
        let waiting = std::mem::take(&mut self.waiting);
        let (editions, limit_m, now) = (&self.editions, self.limit_m, self.now);
        let look = |one: &Waiting<T>| {
            let said = key(&content_hash(&one.report));
            placed(editions, &one.report, limit_m, now).map(|answer| (answer, said))
        };
        let looked: Vec<Result<(Answer, Key), Fault>> = waiting.par_iter().map(look).collect();
        for (Waiting { line, report, original }, looked) in waiting.into_iter().zip(looked) {
            let done = match looked {
                Ok((answer, said)) => self.enter(&report, &answer, said)?,
                Err(fault) => Err(fault),
            };
            if let Err(fault) = done {
                self.summary.rejected += 1;
                self.rejected.push(Rejected { line, original, fault });
            }
        }
        Ok(())
    }

    fn enter(
        &mut self,
        report: &Report,
        located: &Answer,
        said: Key,
    ) -> Result<Result<(), Fault>, IndexError> {
        let id = match &report.external_id {
            Some(id) => key(id.as_bytes()),
            None => self.number(report),
        };
        match self.known.get(&id) {
            Some(before) if *before == said => {
                self.summary.unchanged += 1;
                return Ok(Ok(()));
            }
            Some(_) => {
                let id = report.external_id.as_deref().unwrap_or_default();
                let reason = Message::new("desk.duplicate_before").with("external_id", id);
                return Ok(Err(duplicate(reason)));
            }
            None => {}
        }
        let in_force = self.editions.at(self.now);
        let by_ground = || in_force.holder(report.position).grid();
        let grid = in_force.grid_number(&located.grid).or_else(by_ground);
        self.builder.push(&Record {
            number: u32::try_from(self.known.len()).map_err(|_| IndexError::TooMany)?,
            at: report.position,
            time: report.reported_at,
            category: self.categories.number(&report.category)?,
            severity: report.severity,
            status: Status::Reported,
            grid: grid.map(|grid| u32::try_from(grid).unwrap_or(u32::MAX)),
            on_ground: located.relation != Relation::Nearest,
        })?;
        self.known.insert(id, said);
        self.summary.new += 1;
        Ok(Ok(()))
    }

    /// The id of a report that brings none, as an import numbers it: equal rows of a file stay as
    /// many incidents as they are, those of another file were there before.
    fn number(&mut self, report: &Report) -> Key {
        let content = content_key(report);
        let before = self.alike.entry(key(content.as_bytes())).or_default();
        *before += 1;
        if *before == 1 {
            key(content.as_bytes())
        } else {
            key(format!("{content}-{before}").as_bytes())
        }
    }
}
