//! Incident files on their way somewhere: rows are read, refused rows are written beside.

use super::config::Config;
use super::failure::Failure;
use super::paths::free_rejects_path;
use super::progress::Progress;
use super::{Outcome, print, say};
use crate::desk::{ImportSummary, Rejected};
use crate::geo::Datum;
use crate::incident::{
    Fault, FileInfo, HeaderTable, ReadOptions, RejectsWriter, Report, Row, Rules, read_file,
};
use crate::text::{Lang, Message};
use std::fs::File;
use std::io::BufWriter;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// A row as it stood in the file.
pub(super) type Original = Vec<(String, String)>;

/// Where the reports of files go.
pub(super) trait Sink {
    /// Takes the report of a line.
    fn take(&mut self, line: u64, report: Report, original: Original) -> Result<(), Failure>;

    /// The reports that it refused since the last call.
    fn refused(&mut self) -> Vec<Rejected<Original>>;

    /// Decides on what waits, and answers for the file, which is at its end; with the reports
    /// that were refused since the last call.
    fn end_file(&mut self) -> Result<(ImportSummary, Vec<Rejected<Original>>), Failure>;
}

/// How files are read.
pub(super) struct Files<'a> {
    pub config: &'a Config,
    pub datum: Option<Datum>,
    /// Where the rejected rows go; beside each file where `None`.
    pub rejects: Option<&'a Path>,
    /// The message that says what became of a file.
    pub done: &'static str,
    pub lang: Lang,
}

impl Files<'_> {
    /// Reads the files one after the other. A file that cannot be read ends it; what was taken
    /// before stays.
    pub fn read(&self, paths: &[PathBuf], sink: &mut impl Sink) -> Result<Outcome, Failure> {
        let (rules, headers) = (self.config.rules()?, self.config.headers()?);
        let mut outcome = Outcome::Fine;
        for (i, path) in paths.iter().enumerate() {
            let rejects =
                Rejects { path: self.rejects_path(path, i), lang: self.lang, writer: None };
            let mut one = OneFile { sink: &mut *sink, rejects, rejected: 0, files: self };
            let info = one.read(path, &rules, &headers)?;
            let (summary, rejects) = one.finish()?;
            self.report(path, &info, summary)?;
            if let Some(rejects) = rejects {
                say(&Message::new("cli.rejects_written")
                    .with("path", rejects.display())
                    .render(self.lang));
                outcome = Outcome::Faults;
            }
        }
        Ok(outcome)
    }

    /// `--rejects` names the file of the first input; further inputs get a number.
    fn rejects_path(&self, input: &Path, index: usize) -> PathBuf {
        let Some(named) = self.rejects else { return free_rejects_path(input) };
        if index == 0 {
            return named.to_owned();
        }
        let stem = named.file_stem().unwrap_or_default().to_string_lossy();
        named.with_file_name(format!("{stem}-{}.csv", index + 1))
    }

    fn report(&self, path: &Path, info: &FileInfo, summary: ImportSummary) -> Result<(), Failure> {
        let message = Message::new(self.done)
            .with("file", path.display())
            .with("encoding", info.encoding)
            .with("rows", info.rows)
            .with("new", summary.new)
            .with("unchanged", summary.unchanged)
            .with("rejected", summary.rejected);
        print(&message.render(self.lang))?;
        if !info.ignored_sheets.is_empty() {
            let message = Message::new("cli.ignored_sheets")
                .with("file", path.display())
                .with("sheets", info.ignored_sheets.join("、"));
            say(&message.render(self.lang));
        }
        if !info.ignored_columns.is_empty() {
            let message = Message::new("cli.ignored_columns")
                .with("file", path.display())
                .with("columns", info.ignored_columns.join("、"));
            say(&message.render(self.lang));
        }
        Ok(())
    }
}

/// One file on its way.
struct OneFile<'a, S> {
    sink: &'a mut S,
    rejects: Rejects,
    files: &'a Files<'a>,
    rejected: u64,
}

impl<S: Sink> OneFile<'_, S> {
    fn read(
        &mut self,
        path: &Path,
        rules: &Rules,
        headers: &HeaderTable,
    ) -> Result<FileInfo, Failure> {
        let total = std::fs::metadata(path).map_or(0, |meta| meta.len());
        let label =
            Message::new("cli.reading").with("file", path.display()).render(self.files.lang);
        let progress = Progress::of_bytes(total, label);
        let options = ReadOptions { rules, headers, datum: self.files.datum };
        let mut failed = None;
        let info = read_file(path, &options, &mut |row| {
            progress.at(row.bytes_read);
            match self.row(row) {
                Ok(()) => ControlFlow::Continue(()),
                Err(failure) => {
                    failed = Some(failure);
                    ControlFlow::Break(())
                }
            }
        });
        progress.finish();
        match failed {
            Some(failure) => Err(failure),
            None => info.map_err(|error| Failure::impossible(error.message()).because(error)),
        }
    }

    fn row(&mut self, row: Row) -> Result<(), Failure> {
        match row.outcome {
            Ok(report) => {
                self.sink.take(row.line, report, row.original)?;
                self.rejects.refuse(self.sink.refused())
            }
            Err(faults) => {
                self.rejected += 1;
                self.rejects.write(row.line, &row.original, &faults)
            }
        }
    }

    /// Decides on the rest; the file of rejects, where there are any.
    fn finish(mut self) -> Result<(ImportSummary, Option<PathBuf>), Failure> {
        let (mut summary, refused) = self.sink.end_file()?;
        self.rejects.refuse(refused)?;
        summary.rejected += self.rejected;
        Ok((summary, self.rejects.finish()?))
    }
}

/// The file of rejected rows, made with the first of them.
struct Rejects {
    path: PathBuf,
    lang: Lang,
    writer: Option<RejectsWriter<BufWriter<File>>>,
}

impl Rejects {
    fn write(&mut self, line: u64, original: &Original, faults: &[Fault]) -> Result<(), Failure> {
        let failed = |error| Failure::file("cli.cannot_write", &self.path, error);
        let writer = match &mut self.writer {
            Some(writer) => writer,
            None => {
                let file = File::create(&self.path).map_err(failed)?;
                self.writer.insert(RejectsWriter::new(BufWriter::new(file), self.lang))
            }
        };
        writer.write(line, original, faults).map_err(failed)
    }

    /// Writes the rows that the desk refused.
    fn refuse(&mut self, refused: Vec<Rejected<Original>>) -> Result<(), Failure> {
        for row in refused {
            self.write(row.line, &row.original, &[row.fault])?;
        }
        Ok(())
    }

    fn finish(self) -> Result<Option<PathBuf>, Failure> {
        let Some(writer) = self.writer else { return Ok(None) };
        let finished = writer.finish().and_then(|mut out| std::io::Write::flush(&mut out));
        finished.map_err(|error| Failure::file("cli.cannot_write", &self.path, error))?;
        Ok(Some(self.path))
    }
}
