//! Many positions at once: rows in, the same rows with their grids out, streamed, in order.
//!
//! Bytes are pushed into a [`Batch`] as they come, which cuts them into [`Job`]s of whole rows.
//! A job can be worked on by any thread; [`in_order`] does so on all of them. Memory stays flat
//! however long the stream is. CSV, NDJSON (an object a line) and a JSON array of objects are
//! told apart by their first character.
//!
//! A row that cannot be answered says why in its `error`; no row is ever lost.

mod answer;
mod columns;
mod csv_job;
mod elements;
mod error;
mod json_job;
mod pipeline;
mod records;
mod source;
mod tally;

pub use answer::Lookup;
pub use columns::ADDED;
pub use error::BatchError;
pub use pipeline::in_order;
pub use tally::Tally;

use crate::incident::HeaderTable;
use columns::Columns;
use elements::Elements;
use records::Records;
use source::Source;
use std::sync::Arc;

/// Rows of one job, in bytes: enough to make the way to another thread worth it, little enough
/// to stay in its cache.
const BLOCK_BYTES: usize = 256 << 10;

/// How the rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Rows with separators (comma, tab or semicolon) under a header.
    Csv,
    /// One JSON object a line.
    Ndjson,
    /// A JSON array of objects.
    Json,
}

impl Format {
    /// The media type of the result.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Ndjson => "application/x-ndjson",
            Self::Json => "application/json",
        }
    }
}

/// A stream of rows on its way through the lookup.
pub struct Batch {
    lookup: Arc<Lookup>,
    headers: HeaderTable,
    source: Source,
    state: State,
    format: Option<Format>,
}

enum State {
    /// Nothing but blanks has come yet.
    Begin,
    Csv(Records, Arc<Columns>),
    Ndjson(Records),
    Json(Elements),
    Done,
}

impl Batch {
    /// A stream whose columns are known by these names. `encoding` is that of the text where it
    /// is known; otherwise it is found out on the way: UTF-8, GB18030, or what a byte order mark
    /// says.
    #[must_use]
    pub fn new(
        lookup: Arc<Lookup>,
        headers: HeaderTable,
        encoding: Option<&'static encoding_rs::Encoding>,
    ) -> Self {
        Self { lookup, headers, source: Source::new(encoding), state: State::Begin, format: None }
    }

    /// Takes the next bytes of the stream.
    pub fn push(&mut self, bytes: &[u8]) {
        self.source.push(bytes);
    }

    /// Says that no more bytes come.
    pub fn end(&mut self) {
        self.source.end();
    }

    /// Whether all of the stream has been given out as jobs.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        matches!(self.state, State::Done)
    }

    /// The format, once it is known.
    #[must_use]
    pub fn format(&self) -> Option<Format> {
        self.format
    }

    /// The next job; `None` until more bytes are pushed, and at the end.
    ///
    /// # Errors
    ///
    /// [`BatchError`] where the stream as a whole cannot be read: it is empty or has no columns
    /// for a position.
    pub fn next_job(&mut self) -> Result<Option<Job>, BatchError> {
        let mut head = Vec::new();
        if matches!(self.state, State::Begin) {
            match self.begin()? {
                Some(written) => head = written,
                None => return Ok(None),
            }
        }
        let ended = self.source.ended();
        let rows = match &mut self.state {
            State::Begin | State::Done => return Ok(None),
            State::Csv(records, columns) => {
                records.block(&mut self.source).map(|block| Rows::Csv(block, Arc::clone(columns)))
            }
            State::Ndjson(records) => records.block(&mut self.source).map(Rows::Lines),
            State::Json(elements) => elements.block(&mut self.source).map(Rows::Elements),
        };
        let last = ended && self.source.is_empty();
        let tail: &'static [u8] = match (&self.state, last) {
            (State::Json(_), true) => b"\n]\n",
            _ => b"",
        };
        if last {
            self.state = State::Done;
        }
        if rows.is_none() && head.is_empty() && tail.is_empty() {
            return Ok(None);
        }
        let bytes_read = self.source.bytes_read();
        Ok(Some(Job { lookup: Arc::clone(&self.lookup), head, rows, tail, bytes_read }))
    }

    /// Finds out the format and gives what the result begins with.
    fn begin(&mut self) -> Result<Option<Vec<u8>>, BatchError> {
        match self.source.first() {
            None if self.source.ended() => Err(BatchError::Empty),
            None => Ok(None),
            Some(b'[') => {
                self.format = Some(Format::Json);
                self.state = State::Json(Elements::default());
                Ok(Some(b"[".to_vec()))
            }
            Some(b'{') => {
                self.format = Some(Format::Ndjson);
                self.state = State::Ndjson(Records::lines());
                Ok(Some(Vec::new()))
            }
            Some(_) => {
                self.format = Some(Format::Csv);
                let mut records = Records::csv();
                let Some(header) = records.header(&mut self.source) else { return Ok(None) };
                let columns = Columns::find(&header, &self.headers)?;
                let head = columns.head();
                self.state = State::Csv(records, Arc::new(columns));
                Ok(Some(head))
            }
        }
    }
}

/// Rows to be looked up.
pub struct Job {
    lookup: Arc<Lookup>,
    head: Vec<u8>,
    rows: Option<Rows>,
    tail: &'static [u8],
    bytes_read: u64,
}

enum Rows {
    Csv(records::Block, Arc<Columns>),
    Lines(records::Block),
    Elements(elements::Block),
}

/// The result of a job.
#[derive(Debug)]
pub struct Done {
    /// The rows with their answers, as they are to be written.
    pub bytes: Vec<u8>,
    /// What became of the rows.
    pub tally: Tally,
    /// How many bytes of the stream had been read by then.
    pub bytes_read: u64,
}

impl Job {
    /// Looks the rows up.
    #[must_use]
    pub fn work(self) -> Done {
        let mut tally = Tally::default();
        let mut bytes = self.head;
        match &self.rows {
            Some(Rows::Csv(block, columns)) => {
                csv_job::work(&self.lookup, block, columns, &mut bytes, &mut tally);
            }
            Some(Rows::Lines(block)) => {
                json_job::lines(&self.lookup, block, &mut bytes, &mut tally);
            }
            Some(Rows::Elements(block)) => {
                json_job::elements(&self.lookup, block, &mut bytes, &mut tally);
            }
            None => {}
        }
        bytes.extend_from_slice(self.tail);
        Done { bytes, tally, bytes_read: self.bytes_read }
    }
}
