//! Workbooks: XLSX, XLSB, XLS, ODS.

use super::table::{RawRow, Whole};
use super::{HeaderTable, IncidentError};
use calamine::{Data, ExcelDateTime, Range, Reader, Sheets, open_workbook_auto_from_rs};
use jiff::{Unit, civil};
use std::error::Error;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// How far down a header is looked for: titles and notes may stand above it.
const HEADER_ROWS: usize = 10;

/// Reads the first sheet that has a header with a longitude and a latitude. Where none has,
/// the first row of the first sheet is the header, for the caller to say what it lacks.
pub(super) fn read_workbook(path: &Path, names: &HeaderTable) -> Result<Whole, IncidentError> {
    let bytes = std::fs::read(path)
        .map_err(|source| IncidentError::Read { path: path.to_owned(), source })?;
    let total_bytes = bytes.len() as u64;
    // A parser of three binary formats that meets a damaged file may panic: that must not take
    // the desk down.
    let ranges = catch_unwind(AssertUnwindSafe(|| read_ranges(bytes)))
        .unwrap_or_else(|_| Err("the reader of workbooks gave up".into()))
        .map_err(|source| IncidentError::Damaged { path: path.to_owned(), source })?;
    let found = ranges.iter().find_map(|range| {
        let place = |row: &[Data]| names.columns(&texts(row), path);
        let at = range.rows().take(HEADER_ROWS).position(|row| {
            // Two columns for one field: a header all the same, and the caller says so.
            !matches!(place(row), Err(IncidentError::NoPosition { .. }))
        })?;
        Some((range, at))
    });
    let first = || ranges.iter().find(|range| !range.is_empty()).map(|range| (range, 0));
    let (range, header) =
        found.or_else(first).ok_or_else(|| IncidentError::Empty { path: path.to_owned() })?;
    Ok(table_of(range, header, total_bytes))
}

fn read_ranges(bytes: Vec<u8>) -> Result<Vec<Range<Data>>, Box<dyn Error + Send + Sync>> {
    let mut sheets: Sheets<Cursor<Vec<u8>>> = open_workbook_auto_from_rs(Cursor::new(bytes))?;
    let names = sheets.sheet_names();
    names.iter().map(|name| Ok(sheets.worksheet_range(name)?)).collect()
}

fn table_of(range: &Range<Data>, header: usize, total_bytes: u64) -> Whole {
    let top = range.start().map_or(0, |(row, _)| u64::from(row));
    let mut headers = range.rows().nth(header).map(texts).unwrap_or_default();
    while headers.last().is_some_and(|name| name.trim().is_empty()) {
        headers.pop();
    }
    let height = range.height().max(1) as u64;
    let rows: Vec<RawRow> = range
        .rows()
        .enumerate()
        .skip(header + 1)
        .filter(|(_, row)| !row.iter().all(|cell| text_of(cell).trim().is_empty()))
        .map(|(at, row)| {
            let mut cells = texts(row);
            cells.truncate(headers.len());
            let at = at as u64 + 1;
            RawRow {
                line: top + at,
                cells,
                rest: None,
                problem: None,
                bytes_read: total_bytes * at / height,
            }
        })
        .collect();
    Whole { encoding: "workbook", headers, rows: rows.into_iter(), total_bytes }
}

fn texts(row: &[Data]) -> Vec<String> {
    row.iter().map(text_of).collect()
}

/// A cell as text that reads like the one in a CSV file.
fn text_of(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::DateTime(time) if time.is_datetime() => time_text(time),
        // Whole numbers print without a point, others with as many digits as they need.
        Data::DateTime(time) => time.as_f64().to_string(),
        Data::Float(number) => number.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Bool(value) => value.to_string(),
        Data::Error(error) => error.to_string(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
    }
}

/// A date cell as local date and time, to the second. A whole number of days is a cell that
/// holds a date alone, and stays one: the time of day is not made up.
fn time_text(time: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    let signed = |part: u8| i8::try_from(part).ok();
    let at = (|| {
        let date =
            civil::Date::new(i16::try_from(year).ok()?, signed(month)?, signed(day)?).ok()?;
        let nanos = i32::from(milli) * 1_000_000;
        let time = civil::Time::new(signed(hour)?, signed(minute)?, signed(second)?, nanos).ok()?;
        date.to_datetime(time).round(Unit::Second).ok()
    })();
    match at {
        None => time.as_f64().to_string(),
        Some(at) if time.as_f64().fract() == 0.0 => at.date().to_string(),
        Some(at) => at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
    }
}
