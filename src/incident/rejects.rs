//! The file of rows that were refused: what was wrong, what to do, and the row as it stood, so
//! that it can be put right there and imported again.

use super::Fault;
use super::personal::masked;
use super::read::REST_COLUMN;
use crate::text::Lang;
use std::borrow::Cow;
use std::io::{self, Write};

/// The columns that stand before the original ones.
const HEAD: [&str; 5] = ["line", "field", "code", "reason", "what_to_do"];

/// Writes refused rows as CSV in UTF-8 with a byte order mark, which Excel needs.
///
/// One line a row: `line, field, code, reason, what_to_do`, the original columns, and
/// [`REST_COLUMN`]. Several faults of a row stand in one cell, one below the other. The columns
/// are those of the first row.
///
/// Text that a spreadsheet would run as a formula gets a `'` in front. In a row that was refused
/// for its personal data the numbers are replaced by `***`: this file must not spread them.
pub struct RejectsWriter<W: Write> {
    out: csv::Writer<W>,
    lang: Lang,
    columns: Option<usize>,
}

impl<W: Write> RejectsWriter<W> {
    /// A writer that has written nothing yet: without a row the output stays empty.
    pub fn new(out: W, lang: Lang) -> Self {
        Self { out: csv::Writer::from_writer(out), lang, columns: None }
    }

    /// Writes one row with its faults. `original` is [`super::Row::original`].
    ///
    /// # Errors
    ///
    /// What the output says.
    pub fn write(
        &mut self,
        line: u64,
        original: &[(String, String)],
        faults: &[Fault],
    ) -> io::Result<()> {
        let (cells, rest) = match original.split_last() {
            Some(((name, rest), cells)) if name == REST_COLUMN => (cells, rest.as_str()),
            _ => (original, ""),
        };
        let columns = match self.columns {
            Some(columns) => columns,
            None => self.start(cells)?,
        };
        let hide = faults.iter().any(|fault| fault.code == "personal_data");
        let all = |text: &dyn Fn(&Fault) -> String| {
            faults.iter().map(text).collect::<Vec<_>>().join("\n")
        };
        let head = [
            line.to_string(),
            all(&|fault| fault.field.to_owned()),
            all(&|fault| fault.code.to_owned()),
            all(&|fault| fault.reason.render(self.lang)),
            all(&|fault| fault.remedy.render(self.lang)),
        ];
        for text in &head {
            self.out.write_field(harmless(text).as_ref())?;
        }
        let blanks = std::iter::repeat("");
        let cells = cells.iter().map(|(_, cell)| cell.as_str()).chain(blanks).take(columns);
        for text in cells.chain([rest]) {
            let text = if hide { masked(text) } else { Cow::Borrowed(text) };
            self.out.write_field(harmless(&text).as_ref())?;
        }
        self.end_line()
    }

    /// Writes out what is still held back and gives the output back.
    ///
    /// # Errors
    ///
    /// What the output says.
    pub fn finish(self) -> io::Result<W> {
        self.out.into_inner().map_err(|error| io::Error::other(error.to_string()))
    }

    fn start(&mut self, cells: &[(String, String)]) -> io::Result<usize> {
        let names = cells.iter().map(|(name, _)| name.as_str());
        let mark = "\u{feff}line";
        for name in
            std::iter::once(mark).chain(HEAD.into_iter().skip(1)).chain(names).chain([REST_COLUMN])
        {
            self.out.write_field(harmless(name).as_ref())?;
        }
        self.end_line()?;
        self.columns = Some(cells.len());
        Ok(cells.len())
    }

    fn end_line(&mut self) -> io::Result<()> {
        Ok(self.out.write_record(None::<&[u8]>)?)
    }
}

/// Whether these are the headers of a file of refused rows.
pub(super) fn is_head(headers: &[String]) -> bool {
    headers.len() > HEAD.len() && headers.iter().zip(HEAD).all(|(header, name)| header == name)
}

/// The text that [`harmless`] was made from.
pub(super) fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if matches!(harmless(rest), Cow::Owned(_)) => rest,
        _ => text,
    }
}

/// Text that no spreadsheet runs: `'` before a leading `= + - @`, tab or line end, also in their
/// full-width forms, unless the text is a plain number.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    let runs = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let number = text.trim().parse::<f64>().is_ok_and(f64::is_finite);
    let nothing = text == "-";
    if runs && !number && !nothing { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Message;

    fn fault(code: &'static str) -> Fault {
        Fault {
            field: "lon",
            code,
            reason: Message::new("incident.missing_lon"),
            remedy: Message::new("incident.missing_lon.do"),
        }
    }

    fn written(original: &[(&str, &str)], faults: &[Fault]) -> String {
        let original: Vec<_> =
            original.iter().map(|(name, cell)| ((*name).to_owned(), (*cell).to_owned())).collect();
        let mut writer = RejectsWriter::new(Vec::new(), Lang::Zh);
        writer.write(7, &original, faults).unwrap();
        String::from_utf8(writer.finish().unwrap()).unwrap()
    }

    #[test]
    fn a_row_is_written_with_its_faults_and_its_own_columns() {
        let text = written(&[("id", "A,1"), ("lat", "-39.5")], &[fault("a"), fault("b")]);
        assert!(text.starts_with("\u{feff}line,field,code,reason,what_to_do,id,lat,wangge_rest\n"));
        assert!(text.contains("7,\"lon\nlon\",\"a\nb\",\"缺少经度\n缺少经度\""), "{text}");
        assert!(text.ends_with("\"A,1\",-39.5,\n"), "{text}");
    }

    #[test]
    fn formulas_are_made_harmless_and_numbers_are_left_alone() {
        for text in ["=1+1", "+SUM(A1)", "-cmd", "@x", "\tx", "\r=1", "＝1", "-inf"] {
            assert_eq!(harmless(text), format!("'{text}"));
            assert_eq!(unguarded(&harmless(text)), text);
        }
        for text in ["-107.98", "+5", "-", "", "a=b", "1e3"] {
            assert_eq!(harmless(text), text);
        }
    }

    #[test]
    fn personal_numbers_do_not_reach_the_file() {
        let text = written(&[("描述", "电话13812345678")], &[fault("personal_data")]);
        assert!(text.contains("电话***") && !text.contains("138"), "{text}");
    }
}
