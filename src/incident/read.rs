//! A file of incidents, row by row, each a report or its faults.

use super::table::{RawRow, Table};
use super::{Fault, HeaderTable, IncidentError, Report, Rules, rejects};
use crate::geo::Datum;
use std::borrow::Cow;
use std::ops::ControlFlow;
use std::path::Path;

/// How a file is to be read.
#[derive(Debug, Clone, Copy)]
pub struct ReadOptions<'a> {
    /// The local rules.
    pub rules: &'a Rules,
    /// The header names that are known.
    pub headers: &'a HeaderTable,
    /// The datum of rows that name none; without it such rows are refused.
    pub datum: Option<Datum>,
}

/// One row of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Where it begins: the line of a text file, the row of a sheet, the number of a feature,
    /// each from 1.
    pub line: u64,
    /// The row as it stood: every header of the file with its cell, and, under [`REST_COLUMN`],
    /// what did not fit.
    pub original: Vec<(String, String)>,
    /// The report, or everything that is wrong with it.
    pub outcome: Result<Report, Vec<Fault>>,
    /// How many bytes of the file had been read by then, for a progress bar.
    pub bytes_read: u64,
}

/// What a file was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileInfo {
    /// The encoding of a text file, such as `UTF-8` or `gb18030`; `workbook` for a workbook.
    pub encoding: &'static str,
    /// How many rows were read, blank ones not counted.
    pub rows: u64,
    /// The size of the file.
    pub total_bytes: u64,
    /// The headers that no field takes.
    pub ignored_columns: Vec<String>,
    /// The sheets of a workbook that have no position.
    pub ignored_sheets: Vec<String>,
}

/// The name under which a row keeps what did not fit its columns.
pub const REST_COLUMN: &str = "wangge_rest";

/// Reads a file by the ending of its name: CSV (csv, tsv, txt), workbook (xlsx, xlsm, xlsb, xls,
/// ods) or `GeoJSON` (geojson, json). Hands each row to `on_row` until that breaks.
///
/// Text files are streamed: memory does not grow with their length. Workbooks and `GeoJSON` are
/// read whole.
///
/// # Errors
///
/// [`IncidentError`] only where the file as a whole cannot be read; what is wrong with a row is
/// in its outcome.
pub fn read_file(
    path: &Path,
    options: &ReadOptions<'_>,
    on_row: &mut dyn FnMut(Row) -> ControlFlow<()>,
) -> Result<FileInfo, IncidentError> {
    let mut table = Table::open(path, options.headers)?;
    let columns = options.headers.columns(table.headers(), path)?;
    let headers = table.headers().to_vec();
    // A file of refused rows that has been mended: what was put before formulas comes off again.
    let mended = rejects::is_head(&headers);
    let mut rows = 0;
    for raw in table.by_ref() {
        let raw = raw?;
        // Rows of separators alone, such as spreadsheets leave at the end.
        if raw.problem.is_none() && raw.cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        rows += 1;
        let outcome = match &raw.problem {
            Some(problem) => Err(vec![problem.fault()]),
            None => {
                let cells =
                    if mended { unguarded(&raw.cells) } else { Cow::Borrowed(&raw.cells[..]) };
                let mut draft = columns.draft(&cells);
                if !columns.has_channel() {
                    draft.channel = options.rules.file_channel().map(ToOwned::to_owned);
                }
                draft.check(options.rules, options.datum)
            }
        };
        let (line, bytes_read) = (raw.line, raw.bytes_read);
        if on_row(Row { line, original: original(&headers, raw), outcome, bytes_read }).is_break() {
            break;
        }
    }
    Ok(FileInfo {
        encoding: table.encoding(),
        rows,
        total_bytes: table.total_bytes(),
        ignored_columns: columns.ignored().to_vec(),
        ignored_sheets: table.passed_over().to_vec(),
    })
}

fn unguarded(cells: &[String]) -> Cow<'_, [String]> {
    Cow::Owned(cells.iter().map(|cell| rejects::unguarded(cell).to_owned()).collect())
}

fn original(headers: &[String], raw: RawRow) -> Vec<(String, String)> {
    let rest = raw.rest.map(|rest| (REST_COLUMN.to_owned(), rest));
    headers.iter().cloned().zip(raw.cells).chain(rest).collect()
}
