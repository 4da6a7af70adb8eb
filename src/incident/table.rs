//! Files of many kinds as one kind of table: headers and rows of text.

use super::row::Whole;
use super::{HeaderTable, IncidentError, csv_rows, geojson, lines, workbook};
use std::path::Path;

pub use super::row::{RawRow, RowProblem};
pub use csv_rows::{CsvRows, MAX_RECORD_LINES, RecordParser, open_csv, separator};
pub use lines::MAX_LINE_BYTES;

/// A file as a table.
pub(super) enum Table {
    /// Read as it is asked for.
    Csv(Box<CsvRows>),
    /// Read whole: workbooks and `GeoJSON` cannot be read otherwise.
    Whole(Whole),
}

impl Table {
    /// Opens a file by the ending of its name.
    pub(super) fn open(path: &Path, names: &HeaderTable) -> Result<Self, IncidentError> {
        let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        match ending.to_ascii_lowercase().as_str() {
            "csv" | "tsv" | "txt" => open_csv(path).map(|rows| Self::Csv(Box::new(rows))),
            "xlsx" | "xlsm" | "xlsb" | "xls" | "ods" => {
                workbook::read_workbook(path, names).map(Self::Whole)
            }
            "geojson" | "json" => geojson::read_geojson(path, names).map(Self::Whole),
            _ => Err(IncidentError::UnknownFormat { path: path.to_owned() }),
        }
    }

    pub(super) fn headers(&self) -> &[String] {
        match self {
            Self::Csv(rows) => rows.headers(),
            Self::Whole(table) => &table.headers,
        }
    }

    pub(super) fn encoding(&self) -> &'static str {
        match self {
            Self::Csv(rows) => rows.encoding(),
            Self::Whole(table) => table.encoding,
        }
    }

    /// The sheets of a workbook that hold something else.
    pub(super) fn passed_over(&self) -> &[String] {
        match self {
            Self::Csv(_) => &[],
            Self::Whole(table) => &table.passed_over,
        }
    }

    pub(super) fn total_bytes(&self) -> u64 {
        match self {
            Self::Csv(rows) => rows.total_bytes(),
            Self::Whole(table) => table.total_bytes,
        }
    }
}

impl Iterator for Table {
    type Item = Result<RawRow, IncidentError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Csv(rows) => rows.next(),
            Self::Whole(table) => table.rows.next().map(Ok),
        }
    }
}
