//! Rows of a text file with separators, streamed.

use super::IncidentError;
use super::lines::{Line, Lines, detect_encoding};
use super::row::{RawRow, RowProblem};
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A record with more lines than this is taken for a quote that was never closed. The parser is
/// fed line by line so that such a quote costs its own row and not the rest of the file.
pub const MAX_RECORD_LINES: usize = 100;
/// What is shown of a row that could not be split, in characters.
const SHOWN_CHARS: usize = 1000;

/// The rows of a text file. The encoding, the separator (comma, tab or semicolon) and the kind
/// of line end are found out; the first row that is not blank is the header. Blank rows are
/// passed over.
///
/// Iterates over the rows in flat memory, with [`IncidentError::Read`] where the file cannot be
/// read on.
pub struct CsvRows {
    path: PathBuf,
    lines: Lines,
    /// Lines that were read in search of a closing quote, to be read again.
    again: VecDeque<Line>,
    parser: RecordParser,
    encoding: &'static str,
    headers: Vec<String>,
    total_bytes: u64,
}

/// Opens a text file with separators.
///
/// # Errors
///
/// [`IncidentError::Read`] when the file cannot be read, [`IncidentError::Empty`] when it has no
/// header, [`IncidentError::UnknownFormat`] when it is a workbook by its first bytes.
pub fn open_csv(path: &Path) -> Result<CsvRows, IncidentError> {
    let failed = |source| IncidentError::Read { path: path.to_owned(), source };
    if is_workbook(path).map_err(failed)? {
        return Err(IncidentError::UnknownFormat { path: path.to_owned() });
    }
    let encoding = detect_encoding(path)?;
    let mut rows = CsvRows {
        path: path.to_owned(),
        lines: Lines::open(path, encoding).map_err(failed)?,
        again: VecDeque::new(),
        parser: RecordParser::new(b','),
        encoding: encoding.name(),
        headers: Vec::new(),
        total_bytes: std::fs::metadata(path).map_err(failed)?.len(),
    };
    rows.headers = rows.read_header().map_err(failed)?.unwrap_or_default();
    if rows.headers.is_empty() {
        return Err(IncidentError::Empty { path: path.to_owned() });
    }
    Ok(rows)
}

impl CsvRows {
    /// The headers, without blanks around them.
    #[must_use]
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// The encoding by its name, such as `UTF-8` or `gb18030`.
    #[must_use]
    pub fn encoding(&self) -> &'static str {
        self.encoding
    }

    /// The size of the file.
    #[must_use]
    pub fn total_bytes(&self) -> u64 {
        self.total_bytes
    }

    fn read_header(&mut self) -> io::Result<Option<Vec<String>>> {
        let Some(first) = self.next_line()? else {
            return Ok(None);
        };
        self.parser = RecordParser::new(separator(&first.text));
        let header = match self.read_record(&first)? {
            Record::Cells(cells) => cells,
            Record::Unclosed | Record::TooLong => vec![shown(&first.text)],
        };
        Ok(Some(header.iter().map(|name| name.trim().to_owned()).collect()))
    }

    /// The next line that is not blank.
    fn next_line(&mut self) -> io::Result<Option<Line>> {
        loop {
            let line = match self.again.pop_front() {
                Some(line) => Some(line),
                None => self.lines.next()?,
            };
            match line {
                Some(line) if line.text.trim().is_empty() => {}
                other => return Ok(other),
            }
        }
    }

    /// The record that begins with `first`.
    fn read_record(&mut self, first: &Line) -> io::Result<Record> {
        if first.cut {
            return Ok(Record::TooLong);
        }
        self.parser.start();
        if self.parser.feed(&first.text) {
            return Ok(Record::Cells(self.parser.cells()));
        }
        let mut more = VecDeque::new();
        while more.len() < MAX_RECORD_LINES {
            let line = match self.again.pop_front() {
                Some(line) => line,
                None => match self.lines.next()? {
                    Some(line) => line,
                    None => break,
                },
            };
            let (ended, cut) = (!line.cut && self.parser.feed(&line.text), line.cut);
            more.push_back(line);
            if ended {
                return Ok(Record::Cells(self.parser.cells()));
            }
            if cut {
                break;
            }
        }
        more.append(&mut self.again);
        self.again = more;
        Ok(Record::Unclosed)
    }

    fn read_row(&mut self) -> io::Result<Option<RawRow>> {
        if let Some(first) = self.next_line()? {
            let record = self.read_record(&first)?;
            let bytes_read = self.lines.bytes_read();
            let mut row = RawRow {
                line: first.number,
                cells: Vec::new(),
                rest: None,
                problem: None,
                bytes_read,
            };
            match record {
                Record::Cells(cells) => self.fit(&mut row, cells),
                Record::Unclosed => {
                    row.problem = Some(RowProblem::UnclosedQuote);
                    row.rest = Some(shown(&first.text));
                }
                Record::TooLong => {
                    row.problem = Some(RowProblem::LineTooLong);
                    row.rest = Some(shown(&first.text));
                }
            }
            row.cells.resize(self.headers.len(), String::new());
            return Ok(Some(row));
        }
        Ok(None)
    }

    /// Puts the cells into the row. Blank cells beyond the last header are harmless.
    fn fit(&self, row: &mut RawRow, mut cells: Vec<String>) {
        let (expected, found) = (self.headers.len(), cells.len());
        let beyond = if found > expected { cells.split_off(expected) } else { Vec::new() };
        let blank = beyond.iter().all(|cell| cell.trim().is_empty());
        if found < expected || !blank {
            row.problem = Some(RowProblem::Ragged { expected, found });
        }
        if cells.iter().chain(&beyond).any(|cell| cell.contains(char::REPLACEMENT_CHARACTER)) {
            row.problem = Some(RowProblem::Undecodable { encoding: self.encoding });
        }
        if !blank {
            row.rest = Some(beyond.join(&char::from(self.parser.separator).to_string()));
        }
        row.cells = cells;
    }
}

impl Iterator for CsvRows {
    type Item = Result<RawRow, IncidentError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read_row()
            .map_err(|source| IncidentError::Read { path: self.path.clone(), source })
            .transpose()
    }
}

enum Record {
    Cells(Vec<String>),
    Unclosed,
    TooLong,
}

/// The parser of one record, with its buffers.
pub struct RecordParser {
    reader: Reader,
    separator: u8,
    text: Vec<u8>,
    text_len: usize,
    ends: Vec<usize>,
    ends_len: usize,
}

impl RecordParser {
    /// A parser of records with this separator.
    #[must_use]
    pub fn new(separator: u8) -> Self {
        let reader = ReaderBuilder::new().delimiter(separator).build();
        let (text, ends) = (vec![0; 1024], vec![0; 32]);
        Self { reader, separator, text, text_len: 0, ends, ends_len: 0 }
    }

    /// Forgets the record before.
    pub fn start(&mut self) {
        self.reader.reset();
        self.text_len = 0;
        self.ends_len = 0;
    }

    /// Reads on; whether the record ends with this line.
    pub fn feed(&mut self, line: &str) -> bool {
        self.feed_bytes(line.as_bytes()) || self.feed_bytes(b"\n")
    }

    /// As [`RecordParser::feed`] for a piece of a line; a line's end is fed as `\n`.
    pub fn feed_bytes(&mut self, mut input: &[u8]) -> bool {
        loop {
            let text = self.text.get_mut(self.text_len..).unwrap_or_default();
            let ends = self.ends.get_mut(self.ends_len..).unwrap_or_default();
            if input.is_empty() {
                return false;
            }
            let (result, read, written, ended) = self.reader.read_record(input, text, ends);
            input = input.get(read..).unwrap_or_default();
            self.text_len += written;
            self.ends_len += ended;
            match result {
                ReadRecordResult::InputEmpty => return false,
                ReadRecordResult::OutputFull => self.text.resize(self.text.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record | ReadRecordResult::End => return true,
            }
        }
    }

    /// The cells of the record.
    #[must_use]
    pub fn cells(&self) -> Vec<String> {
        let mut start = 0;
        let ends = self.ends.get(..self.ends_len).unwrap_or_default();
        ends.iter()
            .map(|&end| {
                let cell = self.text.get(start..end).unwrap_or_default();
                start = end;
                String::from_utf8_lossy(cell).into_owned()
            })
            .collect()
    }
}

/// The separator that stands most often in the header, outside quotes.
#[must_use]
pub fn separator(header: &str) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0), (b'\t', 0), (b';', 0)];
    for b in header.bytes() {
        quoted ^= b == b'"';
        for (separator, count) in &mut counts {
            *count += u32::from(!quoted && b == *separator);
        }
    }
    // The first of equals: comma before tab before semicolon.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(separator, _)| *separator)
}

fn shown(text: &str) -> String {
    text.chars().take(SHOWN_CHARS).collect()
}

/// Whether the file begins like a workbook: ZIP or OLE.
fn is_workbook(path: &Path) -> io::Result<bool> {
    let mut start = Vec::new();
    File::open(path)?.take(4).read_to_end(&mut start)?;
    Ok(start == *b"PK\x03\x04" || start == [0xd0, 0xcf, 0x11, 0xe0])
}
