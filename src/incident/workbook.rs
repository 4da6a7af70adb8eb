//! Workbooks: XLSX, XLSB, XLS, ODS.

use super::row::{RawRow, Whole};
use super::{HeaderTable, IncidentError};
use calamine::{Data, ExcelDateTime, Reader, Sheets, XlsxError, open_workbook_auto_from_rs};
use jiff::{Unit, civil};
use std::collections::BTreeMap;
use std::error::Error;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// How far down a header is looked for: titles and notes may stand above it.
const HEADER_ROWS: usize = 10;
/// Cells further right are passed over: one stray cell must not make every row that wide.
const MAX_COLUMNS: u32 = 1000;

type Failure = Box<dyn Error + Send + Sync>;
type Book = Sheets<Cursor<Vec<u8>>>;

/// The rows of a sheet that have any cell, by their number from 0.
type Sheet = BTreeMap<u32, Vec<String>>;

/// Reads the first sheet that has a header with a longitude and a latitude, and every further one
/// with the same headers, one below the other. Where none has, the first row of the first sheet
/// is the header, for the caller to say what it lacks. A sheet with a header of another kind
/// makes the workbook ambiguous: nothing of it is read in silence.
pub(super) fn read_workbook(path: &Path, names: &HeaderTable) -> Result<Whole, IncidentError> {
    let bytes = std::fs::read(path)
        .map_err(|source| IncidentError::Read { path: path.to_owned(), source })?;
    let total_bytes = bytes.len() as u64;
    // Two columns for one field make a header all the same, and the caller says what is wrong.
    let is_header =
        |row: &[String]| !matches!(names.columns(row, path), Err(IncidentError::NoPosition { .. }));
    // A parser of binary formats that meets a damaged file may panic: that must not take the
    // desk down.
    let found = catch_unwind(AssertUnwindSafe(|| find_tables(bytes, &is_header)))
        .unwrap_or_else(|_| Err("the reader of workbooks gave up".into()))
        .map_err(|source| IncidentError::Damaged { path: path.to_owned(), source })?;
    let Tables { read, other, passed_over } = found;
    if !other.is_empty() {
        return Err(IncidentError::Sheets { path: path.to_owned(), sheets: other });
    }
    let mut tables = read.into_iter().map(|(sheet, header)| table_of(sheet, header, total_bytes));
    let mut whole = tables.next().ok_or_else(|| IncidentError::Empty { path: path.to_owned() })?;
    let more: Vec<RawRow> = tables.flat_map(|table| table.rows).collect();
    whole.rows = whole.rows.chain(more).collect::<Vec<_>>().into_iter();
    whole.passed_over = passed_over;
    Ok(whole)
}

/// The sheets of a workbook by what they are.
#[derive(Default)]
struct Tables {
    /// With their header rows: the first that has one, and those like it.
    read: Vec<(Sheet, u32)>,
    /// The names of the sheets with a header of another kind.
    other: Vec<String>,
    /// The names of the sheets without a position: notes, pictures, pivot tables.
    passed_over: Vec<String>,
}

fn find_tables(bytes: Vec<u8>, is_header: &dyn Fn(&[String]) -> bool) -> Result<Tables, Failure> {
    let mut book: Book = open_workbook_auto_from_rs(Cursor::new(bytes))?;
    let mut tables = Tables::default();
    let mut first = None;
    for name in book.sheet_names() {
        let sheet = read_sheet(&mut book, &name)?;
        let header = sheet.iter().take(HEADER_ROWS).find(|(_, row)| is_header(row));
        let header = header.map(|(number, row)| (*number, row.clone()));
        let known = tables.read.first().and_then(|(sheet, header)| sheet.get(header));
        match header {
            Some((_, row)) if known.is_some_and(|known| *known != row) => tables.other.push(name),
            Some((number, _)) => tables.read.push((sheet, number)),
            None => {
                if let Some((&top, _)) = sheet.first_key_value() {
                    tables.passed_over.push(name);
                    first.get_or_insert((sheet, top));
                }
            }
        }
    }
    if tables.read.is_empty() {
        tables.read.extend(first);
    }
    Ok(tables)
}

fn read_sheet(book: &mut Book, name: &str) -> Result<Sheet, Failure> {
    let mut sheet = Sheet::new();
    let mut put = |row: u32, column: u32, text: String| {
        if column < MAX_COLUMNS && !text.trim().is_empty() {
            let cells = sheet.entry(row).or_default();
            let column = column as usize;
            cells.resize(cells.len().max(column + 1), String::new());
            if let Some(cell) = cells.get_mut(column) {
                *cell = text;
            }
        }
    };
    // Cell by cell where that is offered: a table of all cells between the first and the last
    // would be as large as a stray cell in the last corner makes it.
    if let Sheets::Xlsx(xlsx) = book {
        let mut cells = match xlsx.worksheet_cells_reader(name) {
            Err(XlsxError::NotAWorksheet(_)) => return Ok(sheet),
            other => other?,
        };
        while let Some(cell) = cells.next_cell()? {
            let (row, column) = cell.get_position();
            put(row, column, text_of(&Data::from(cell.get_value().clone())));
        }
        return Ok(sheet);
    }
    let range = book.worksheet_range(name)?;
    let (top, left) = range.start().unwrap_or_default();
    for (row, cells) in (top..).zip(range.rows()) {
        for (column, cell) in (left..).zip(cells) {
            put(row, column, text_of(cell));
        }
    }
    Ok(sheet)
}

fn table_of(mut sheet: Sheet, header: u32, total_bytes: u64) -> Whole {
    let below = sheet.split_off(&(header + 1));
    let headers = sheet.remove(&header).unwrap_or_default();
    let count = below.len().max(1) as u64;
    let rows: Vec<RawRow> = (1..)
        .zip(below)
        .map(|(nth, (row, mut cells))| {
            let beyond = cells.split_off(cells.len().min(headers.len()));
            let rest = (!beyond.is_empty()).then(|| beyond.join(","));
            cells.resize(headers.len(), String::new());
            let (line, bytes_read) = (u64::from(row) + 1, total_bytes * nth / count);
            RawRow { line, cells, rest, problem: None, bytes_read }
        })
        .collect();
    let rows = rows.into_iter();
    Whole { encoding: "workbook", headers, rows, total_bytes, passed_over: Vec::new() }
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
