//! Rows of a table with their answers.

use super::answer::{Answered, Asked, Fields, Lookup};
use super::columns::{ADDED, Columns, ERROR, record};
use super::records::{Block, Kind, Span};
use super::tally::Tally;
use crate::incident::table::{RecordParser, RowProblem};
use crate::text::Message;
use memchr::memchr_iter;
use std::borrow::Cow;
use std::io::Write;

/// What is shown of a row that could not be split, in characters.
const SHOWN_CHARS: usize = 1000;

/// A row on its way: its cells where they had to be taken apart, and its question.
struct Row<'a> {
    span: Span,
    text: Cow<'a, str>,
    /// `None` where the row stands for itself, without quotes.
    cells: Option<Vec<String>>,
    asked: Result<Asked, String>,
}

/// Looks up the rows of a block and writes them.
pub(super) fn work(
    lookup: &Lookup,
    block: &Block,
    columns: &Columns,
    out: &mut Vec<u8>,
    tally: &mut Tally,
) {
    let mut reader = RowReader {
        lookup,
        columns,
        encoding: block.encoding,
        sound: std::str::from_utf8(&block.text).is_ok_and(|t| !t.contains('\u{fffd}')),
        parser: RecordParser::new(columns.separator),
        ends: Vec::with_capacity(columns.count),
    };
    let rows: Vec<Row<'_>> =
        block.spans.iter().map(|span| reader.read(block, *span, tally)).collect();
    let asked: Vec<Asked> = rows.iter().filter_map(|row| row.asked.clone().ok()).collect();
    let mut answers = lookup.answer(&asked, tally).into_iter();
    out.reserve(block.text.len() * 2);
    for row in &rows {
        let answer = match &row.asked {
            // As many answers as questions.
            Ok(_) => answers.next().ok_or(""),
            Err(reason) => {
                tally.refused();
                Err(reason.as_str())
            }
        };
        if columns.only_appends() && row.cells.is_none() {
            out.extend_from_slice(row.text.as_bytes());
            append(&answer, out);
        } else {
            out.extend(rewritten(row, columns, &answer));
        }
    }
}

struct RowReader<'a> {
    lookup: &'a Lookup,
    columns: &'a Columns,
    encoding: &'static str,
    /// All of the block is well-formed text.
    sound: bool,
    parser: RecordParser,
    /// Where the cells of a plain row end.
    ends: Vec<usize>,
}

impl RowReader<'_> {
    fn read<'b>(&mut self, block: &'b Block, span: Span, tally: &mut Tally) -> Row<'b> {
        let bytes = block.text.get(span.start..span.end).unwrap_or_default();
        let text = String::from_utf8_lossy(bytes);
        let lookup = self.lookup;
        if span.kind == Kind::Plain && self.sound && self.split(bytes) {
            let asked = lookup.ask(span.line, &self.fields_of_plain(&text), tally);
            return Row { span, text, cells: None, asked };
        }
        let (cells, problem) = self.take_apart(&text, span.kind);
        let asked = match problem {
            Some(reason) => Err(reason),
            None => lookup.ask(span.line, &self.fields_of(&cells), tally),
        };
        Row { span, text, cells: Some(cells), asked }
    }

    /// Finds the cells of a row without quotes; `false` where it has more or fewer than the
    /// header.
    fn split(&mut self, row: &[u8]) -> bool {
        self.ends.clear();
        self.ends.extend(memchr_iter(self.columns.separator, row));
        self.ends.push(row.len());
        self.ends.len() == self.columns.count
    }

    fn fields_of_plain<'t>(&self, text: &'t str) -> Fields<'t> {
        let cell = |i: usize| {
            let start = if i == 0 { 0 } else { self.ends.get(i - 1).map_or(0, |end| end + 1) };
            self.ends.get(i).and_then(|end| text.get(start..*end)).unwrap_or_default()
        };
        fields(self.columns, cell)
    }

    fn fields_of<'t>(&self, cells: &'t [String]) -> Fields<'t> {
        fields(self.columns, |i| cells.get(i).map_or("", String::as_str))
    }

    /// The cells of any other row, and what is wrong with it as a whole.
    fn take_apart(&mut self, text: &str, kind: Kind) -> (Vec<String>, Option<String>) {
        let problem = |problem: &RowProblem| problem.fault().render(self.lookup.lang());
        let as_read = |reason, rest: &str| {
            let message = Message::new("batch.row_as_read").with("reason", reason);
            Some(message.with("text", rest).render(self.lookup.lang()))
        };
        let shown: String = text.chars().take(SHOWN_CHARS).collect();
        match kind {
            Kind::Unclosed => {
                return (Vec::new(), as_read(problem(&RowProblem::UnclosedQuote), &shown));
            }
            Kind::TooLong => {
                return (Vec::new(), as_read(problem(&RowProblem::LineTooLong), &shown));
            }
            Kind::Plain | Kind::Quoted => {}
        }
        self.parser.start();
        self.parser.feed(text);
        let mut cells = self.parser.cells();
        let (expected, found) = (self.columns.count, cells.len());
        let beyond = if found > expected { cells.split_off(expected) } else { Vec::new() };
        // Blank cells beyond the last header are harmless.
        let blank = beyond.iter().all(|cell| cell.trim().is_empty());
        let wrong = if cells.iter().chain(&beyond).any(|cell| cell.contains('\u{fffd}')) {
            Some(RowProblem::Undecodable { encoding: self.encoding })
        } else if found < expected || !blank {
            Some(RowProblem::Ragged { expected, found })
        } else {
            None
        };
        let reason = wrong.as_ref().map(problem);
        match reason {
            Some(reason) if !blank => {
                let separator = char::from(self.columns.separator).to_string();
                (cells, as_read(reason, &beyond.join(&separator)))
            }
            reason => (cells, reason),
        }
    }
}

fn fields<'t>(columns: &Columns, cell: impl Fn(usize) -> &'t str) -> Fields<'t> {
    let optional = |place: Option<usize>| place.map_or("", &cell);
    let datum = columns.datum.iter().map(|i| cell(*i)).find(|name| !name.trim().is_empty());
    Fields {
        lon: cell(columns.lon),
        lat: cell(columns.lat),
        datum: datum.unwrap_or_default(),
        accuracy_m: optional(columns.accuracy_m),
        time: optional(columns.reported_at),
    }
}

/// Writes the answer behind a row that has been copied.
fn append(answer: &Result<Answered<'_>, &str>, out: &mut Vec<u8>) {
    let Ok(answer) = answer else {
        // Everything but the reason stays blank.
        out.extend_from_slice(&b",".repeat(ERROR + 1));
        let reason = answer.as_ref().err().copied().unwrap_or_default();
        out.extend(record(&[reason]));
        return;
    };
    if answer.doubt.is_some() || answer.note.is_some() {
        out.push(b',');
        out.extend(record(&values(answer)));
        return;
    }
    for part in [",", &answer.grid.code, ",", answer.found.relation.name(), ","] {
        out.extend_from_slice(part.as_bytes());
    }
    if answer.found.distance_m == 0.0 {
        out.extend_from_slice(b"0.0000");
    } else {
        // Writing to memory does not fail.
        let _ = write!(out, "{:.4}", answer.found.distance_m);
    }
    for part in [",", &answer.grid.village, ",", &answer.grid.township, ",,,\n"] {
        out.extend_from_slice(part.as_bytes());
    }
}

/// The values of [`ADDED`].
fn values(answer: &Answered<'_>) -> [String; ADDED.len()] {
    let (shares, certain) = match &answer.doubt {
        Some((shares, certain)) => (shares.to_string(), certain.to_string()),
        None => Default::default(),
    };
    [
        answer.grid.code.clone(),
        answer.found.relation.name().to_owned(),
        format!("{:.4}", answer.found.distance_m),
        answer.grid.village.clone(),
        answer.grid.township.clone(),
        shares,
        certain,
        answer.note.clone().unwrap_or_default(),
    ]
}

/// A row whose cells must be written anew.
fn rewritten(row: &Row<'_>, columns: &Columns, answer: &Result<Answered<'_>, &str>) -> Vec<u8> {
    let mut cells = match &row.cells {
        Some(cells) => cells.clone(),
        None => row.text.split(char::from(columns.separator)).map(ToOwned::to_owned).collect(),
    };
    cells.resize(columns.count, String::new());
    for i in columns.stale.iter().rev() {
        cells.remove(*i);
    }
    cells.resize(columns.output.len(), String::new());
    let values = match answer {
        Ok(answer) => values(answer),
        Err(reason) => {
            let mut values: [String; ADDED.len()] = Default::default();
            (*reason).clone_into(&mut values[ERROR]);
            values
        }
    };
    for (place, value) in columns.added.iter().zip(values) {
        if let Some(cell) = cells.get_mut(*place) {
            *cell = value;
        }
    }
    debug_assert!(row.span.end >= row.span.start);
    record(&cells)
}
