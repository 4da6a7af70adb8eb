//! Where the rows of a text lie: lines, or records whose quoted fields may hold line ends.

use super::BLOCK_BYTES;
use super::source::Source;
use crate::incident::table::{MAX_LINE_BYTES, MAX_RECORD_LINES, RecordParser, separator};
use memchr::{memchr, memchr2};

/// What a row is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One line without a quote.
    Plain,
    /// With quotes, which are closed.
    Quoted,
    /// A quote is never closed: the line alone.
    Unclosed,
    /// Longer than a line may be: its beginning.
    TooLong,
}

/// A row of a block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub start: usize,
    /// Without the line's end.
    pub end: usize,
    /// The line that it begins with, from 1.
    pub line: u64,
    pub kind: Kind,
}

/// Whole rows of a stream.
pub(super) struct Block {
    pub text: Vec<u8>,
    pub spans: Vec<Span>,
    /// The name of the encoding that the text came in.
    pub encoding: &'static str,
}

/// Finds the rows of a stream; blank ones are passed over.
pub(super) struct Records {
    /// `None` where a row is a line, whatever it holds.
    quotes: Option<RecordParser>,
    line: u64,
    /// A line that is too long is being passed over.
    skipping: bool,
    /// What was found in the rest of the source so far.
    spans: Vec<Span>,
    /// How far the rest has been looked at.
    looked_at: usize,
}

impl Records {
    /// Rows with separators and quotes.
    pub fn csv() -> Self {
        Self { quotes: Some(RecordParser::new(b',')), ..Self::lines() }
    }

    /// Lines.
    pub fn lines() -> Self {
        Self { quotes: None, line: 1, skipping: false, spans: Vec::new(), looked_at: 0 }
    }

    /// The cells of the first row, and its separator; `None` until it is there. At the end of
    /// the stream there is always one, if the source is not blank.
    pub fn header(&mut self, source: &mut Source) -> Option<Header> {
        // Blank lines, however many, are no header.
        while self.look(source, 1) && self.spans.is_empty() {
            source.take(std::mem::take(&mut self.looked_at));
        }
        let span = *self.spans.first()?;
        let text = String::from_utf8_lossy(source.rest().get(span.start..span.end)?).into_owned();
        let separator = separator(text.lines().next().unwrap_or_default());
        let mut parser = RecordParser::new(separator);
        parser.feed(&text);
        let cells = parser.cells().iter().map(|cell| cell.trim().to_owned()).collect();
        source.take(self.looked_at);
        (self.spans, self.looked_at) = (Vec::new(), 0);
        self.quotes = Some(RecordParser::new(separator));
        Some(Header { cells, separator })
    }

    /// The next rows: as many as a block holds, or all that are left at the end of the stream.
    pub fn block(&mut self, source: &mut Source) -> Option<Block> {
        while self.look(source, usize::MAX) {
            let text = source.take(std::mem::take(&mut self.looked_at));
            let spans = std::mem::take(&mut self.spans);
            // Else there were nothing but blank lines.
            if !spans.is_empty() {
                return Some(Block { text, spans, encoding: source.encoding() });
            }
        }
        None
    }

    /// Looks on for rows, until there are `count` or a block is full. Whether what was looked at
    /// is all that can be had at once.
    fn look(&mut self, source: &Source, count: usize) -> bool {
        self.look_on(source, count);
        self.looked_at >= BLOCK_BYTES || (source.ended() && self.looked_at > 0)
    }

    fn look_on(&mut self, source: &Source, count: usize) {
        let text = source.rest();
        while self.spans.len() < count && self.looked_at < BLOCK_BYTES {
            let start = self.looked_at;
            let Some(line) = line_at(text, start, source.ended()) else {
                self.look_past_long_line(text);
                return;
            };
            let bytes = text.get(start..line.end).unwrap_or_default();
            let (mut next, mut end, mut lines, mut kind) = (line.next, line.end, 1, Kind::Plain);
            if std::mem::take(&mut self.skipping) {
                // The end of a line whose beginning has been taken.
                (self.looked_at, self.line) = (next, self.line + 1);
                continue;
            }
            if bytes.len() > MAX_LINE_BYTES {
                kind = Kind::TooLong;
                end = start + MAX_LINE_BYTES;
            } else if let Some(parser) = &mut self.quotes
                && memchr(b'"', bytes).is_some()
            {
                match closed(parser, text, line, start, source.ended()) {
                    Closed::After { end: last, next: following, lines: count } => {
                        (end, next, lines, kind) = (last, following, count, Kind::Quoted);
                    }
                    Closed::Never => kind = Kind::Unclosed,
                    Closed::NotYet => return,
                }
            }
            if !bytes.trim_ascii().is_empty() {
                self.spans.push(Span { start, end, line: self.line, kind });
            }
            self.line += lines;
            self.looked_at = next;
        }
    }

    /// Takes the beginning of a line that is too long already, though its end has not come.
    fn look_past_long_line(&mut self, text: &[u8]) {
        let start = self.looked_at;
        if text.len() - start <= 2 * MAX_LINE_BYTES {
            return;
        }
        if !self.skipping {
            let end = start + MAX_LINE_BYTES;
            self.spans.push(Span { start, end, line: self.line, kind: Kind::TooLong });
        }
        self.skipping = true;
        self.looked_at = text.len();
    }
}

/// The first row of a table.
pub(super) struct Header {
    pub cells: Vec<String>,
    pub separator: u8,
}

#[derive(Debug, Clone, Copy)]
struct LineAt {
    end: usize,
    /// Where the next line begins.
    next: usize,
}

/// The line that begins at `start`, ended by LF, CR LF, CR or the end of the stream; `None`
/// where its end has not come yet.
fn line_at(text: &[u8], start: usize, ended: bool) -> Option<LineAt> {
    let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
    let Some(length) = memchr2(b'\n', b'\r', rest) else {
        return ended.then_some(LineAt { end: text.len(), next: text.len() });
    };
    let end = start + length;
    let next = match (rest.get(length), rest.get(length + 1)) {
        (Some(b'\n'), _) => end + 1,
        (_, Some(b'\n')) => end + 2,
        (_, Some(_)) => end + 1,
        // A LF may follow.
        (_, None) if ended => end + 1,
        (_, None) => return None,
    };
    Some(LineAt { end, next })
}

enum Closed {
    After { end: usize, next: usize, lines: u64 },
    Never,
    NotYet,
}

/// Where the record ends that begins with a line with a quote.
fn closed(
    parser: &mut RecordParser,
    text: &[u8],
    first: LineAt,
    start: usize,
    ended: bool,
) -> Closed {
    let (mut line, mut line_start) = (first, start);
    parser.start();
    for lines in 1..=MAX_RECORD_LINES as u64 + 1 {
        let bytes = text.get(line_start..line.end).unwrap_or_default();
        if bytes.len() > MAX_LINE_BYTES {
            return Closed::Never;
        }
        if parser.feed_bytes(bytes) || parser.feed_bytes(b"\n") {
            return Closed::After { end: line.end, next: line.next, lines };
        }
        line_start = line.next;
        match line_at(text, line_start, ended) {
            Some(next) => line = next,
            None if ended => return Closed::Never,
            None => return Closed::NotYet,
        }
    }
    Closed::Never
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &[u8], step: usize) -> Vec<(String, u64, Kind)> {
        let mut source = Source::new(Some(encoding_rs::UTF_8));
        let mut records = Records::csv();
        let mut found = Vec::new();
        let mut take = |source: &mut Source, records: &mut Records| {
            while let Some(block) = records.block(source) {
                for span in &block.spans {
                    let row = String::from_utf8_lossy(&block.text[span.start..span.end]);
                    found.push((row.into_owned(), span.line, span.kind));
                }
            }
        };
        for chunk in text.chunks(step) {
            source.push(chunk);
            take(&mut source, &mut records);
        }
        source.end();
        take(&mut source, &mut records);
        assert!(source.is_empty());
        found
    }

    #[test]
    fn records_keep_their_lines_and_a_quote_that_stays_open_costs_one() {
        let text = b"a,b\r\n\r\nc,\"d\ne\"\rf\n\"g,h\ni,j";
        let expected = [
            ("a,b", 1, Kind::Plain),
            ("c,\"d\ne\"", 3, Kind::Quoted),
            ("f", 5, Kind::Plain),
            ("\"g,h", 6, Kind::Unclosed),
            ("i,j", 7, Kind::Plain),
        ];
        for step in [1, 2, 3, 1000] {
            let found = rows(text, step);
            let found: Vec<_> = found.iter().map(|(t, l, k)| (t.as_str(), *l, *k)).collect();
            assert_eq!(found, expected, "in steps of {step}");
        }
    }

    #[test]
    fn a_line_that_does_not_end_costs_no_more_memory_than_a_few() {
        let mut text = b"a\n".to_vec();
        text.extend(vec![b'x'; 5 * MAX_LINE_BYTES]);
        text.extend(b"\nb\n");
        let found = rows(&text, 70_000);
        let kinds: Vec<_> = found.iter().map(|(_, line, kind)| (*line, *kind)).collect();
        assert_eq!(kinds, [(1, Kind::Plain), (2, Kind::TooLong), (3, Kind::Plain)]);
    }

    proptest! {
        /// However the stream is cut into pieces, the rows are the same.
        #[test]
        fn pieces_make_no_difference(text in "[ab\",\n\r]{0,60}", step in 1_usize..20) {
            prop_assert_eq!(rows(text.as_bytes(), step), rows(text.as_bytes(), 1000));
        }
    }
}
