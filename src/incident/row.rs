//! Rows of text as they are read, whatever the file.

use super::Fault;
use super::fault::quoted;
use super::lines::MAX_LINE_BYTES;
use crate::text::Message;

/// A row as read. It always has as many cells as the table has headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawRow {
    /// Where the row begins: the line of a text file, the row of a sheet, the number of a
    /// feature, each from 1.
    pub line: u64,
    /// The cells, in the order of the headers; empty where the row had none.
    pub cells: Vec<String>,
    /// What did not fit into the cells, as it stood in the file.
    pub rest: Option<String>,
    /// Why the row cannot be taken, whatever its fields say.
    pub problem: Option<RowProblem>,
    /// How many bytes of the file had been read by then.
    pub bytes_read: u64,
}

/// Why a row as a whole cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RowProblem {
    /// More or fewer cells than headers.
    Ragged {
        /// How many headers there are.
        expected: usize,
        /// How many cells.
        found: usize,
    },
    /// Bytes that are not text in the encoding of the file.
    Undecodable {
        /// The encoding.
        encoding: &'static str,
    },
    /// A quote that is not closed within a sensible number of lines.
    UnclosedQuote,
    /// A line that is too long to be one.
    LineTooLong,
    /// A feature that is not a single point.
    NotAPoint {
        /// What it is.
        kind: String,
    },
}

impl RowProblem {
    /// The problem as a fault of the field `row`.
    #[must_use]
    pub fn fault(&self) -> Fault {
        let (code, reason, remedy) = match self {
            Self::Ragged { expected, found } => (
                "ragged_row",
                Message::new("incident.ragged_row").with("expected", expected).with("found", found),
                Message::new("incident.ragged_row.do"),
            ),
            Self::Undecodable { encoding } => (
                "undecodable",
                Message::new("incident.undecodable").with("encoding", encoding),
                Message::new("incident.undecodable.do"),
            ),
            Self::UnclosedQuote => (
                "unclosed_quote",
                Message::new("incident.unclosed_quote"),
                Message::new("incident.unclosed_quote.do"),
            ),
            Self::LineTooLong => (
                "line_too_long",
                Message::new("incident.line_too_long").with("max", MAX_LINE_BYTES),
                Message::new("incident.line_too_long.do"),
            ),
            Self::NotAPoint { kind } => (
                "not_a_point",
                Message::new("incident.not_a_point").with("kind", quoted(kind)),
                Message::new("incident.not_a_point.do"),
            ),
        };
        Fault { field: "row", code, reason, remedy }
    }
}

/// A table in memory.
pub(super) struct Whole {
    pub encoding: &'static str,
    pub headers: Vec<String>,
    pub rows: std::vec::IntoIter<RawRow>,
    pub total_bytes: u64,
    /// The names of sheets without a position.
    pub passed_over: Vec<String>,
}
