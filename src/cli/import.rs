//! `wangge import`: incidents from files into the database.

use super::args::ImportArgs;
use super::config::Config;
use super::failure::Failure;
use super::paths::{free_rejects_path, refuse_overwriting};
use super::progress::Progress;
use super::{Outcome, areas, print, say, store};
use crate::desk::{Context, Desk, ImportMode, ImportOptions, ImportSummary, Importer, Rejected};
use crate::geo::Datum;
use crate::incident::{
    Fault, FileInfo, HeaderTable, ReadOptions, RejectsWriter, Report, Row, Rules, content_key,
    read_file,
};
use crate::text::{Lang, Message};
use jiff::Timestamp;
use std::fs::File;
use std::io::BufWriter;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::runtime::Runtime;

/// What the desk that imports is called in the events.
const IMPORT_DESK: &str = "导入";

pub(super) fn run(args: &ImportArgs, config: &Config, lang: Lang) -> Result<Outcome, Failure> {
    let editions = areas::load(config.areas(args.areas.as_ref())?, config)?.editions;
    let db = config.db(args.db.as_ref())?.to_owned();
    let files = Files {
        config,
        datum: args.datum,
        rejects: args.rejects.as_deref(),
        dry_run: args.dry_run,
        lang,
    };
    if let Some(rejects) = &args.rejects {
        let mut kept: Vec<&Path> = args.files.iter().map(PathBuf::as_path).collect();
        kept.push(&db);
        refuse_overwriting(rejects, &kept)?;
    }
    let runtime = store::runtime()?;
    let desk = if args.dry_run && !db.exists() {
        store::open_in_memory(&runtime, editions)?
    } else {
        store::open_desk(&runtime, &db, editions)?
    };
    let outcome = files.import(&runtime, &desk, &args.files);
    store::close(&runtime, &desk);
    outcome
}

/// How files are imported.
pub(super) struct Files<'a> {
    pub config: &'a Config,
    pub datum: Option<Datum>,
    /// Where the rejected rows go; beside each file where `None`.
    pub rejects: Option<&'a Path>,
    pub dry_run: bool,
    pub lang: Lang,
}

impl Files<'_> {
    /// Imports the files one after the other. A file that cannot be read ends the import; what
    /// was imported before stays.
    pub fn import(
        &self,
        runtime: &Runtime,
        desk: &Arc<Desk>,
        paths: &[PathBuf],
    ) -> Result<Outcome, Failure> {
        let (rules, headers) = (self.config.rules()?, self.config.headers()?);
        let mut outcome = Outcome::Fine;
        for (i, path) in paths.iter().enumerate() {
            let mut one = OneFile::new(runtime, desk, &rules, self.rejects_path(path, i), self);
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
        let key = if self.dry_run { "cli.tried" } else { "cli.imported" };
        let message = Message::new(key)
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

/// A row as it stood in the file.
type Original = Vec<(String, String)>;

/// One file on its way into the desk.
struct OneFile<'a> {
    runtime: &'a Runtime,
    importer: Importer<Original>,
    rejects: Rejects,
    options: &'a Files<'a>,
    rejected: u64,
}

impl<'a> OneFile<'a> {
    fn new(
        runtime: &'a Runtime,
        desk: &Arc<Desk>,
        rules: &Rules,
        rejects: PathBuf,
        options: &'a Files<'a>,
    ) -> Self {
        let import = ImportOptions {
            outside_limit_m: rules.outside_limit_m,
            mode: if options.dry_run { ImportMode::DryRun } else { ImportMode::Commit },
            key: content_key,
        };
        let context =
            Context { desk: IMPORT_DESK.to_owned(), now: Timestamp::now(), idempotency_key: None };
        Self {
            runtime,
            importer: Importer::new(Arc::clone(desk), import, context),
            rejects: Rejects { path: rejects, lang: options.lang, writer: None },
            options,
            rejected: 0,
        }
    }

    fn read(
        &mut self,
        path: &Path,
        rules: &Rules,
        headers: &HeaderTable,
    ) -> Result<FileInfo, Failure> {
        let total = std::fs::metadata(path).map_or(0, |meta| meta.len());
        let label =
            Message::new("cli.reading").with("file", path.display()).render(self.options.lang);
        let progress = Progress::of_bytes(total, label);
        let options = ReadOptions { rules, headers, datum: self.options.datum };
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
            Ok(report) => self.take(row.line, row.original, report),
            Err(faults) => {
                self.rejected += 1;
                self.rejects.write(row.line, &row.original, &faults)
            }
        }
    }

    fn take(&mut self, line: u64, original: Original, report: Report) -> Result<(), Failure> {
        let taken = self.runtime.block_on(self.importer.take(line, report, original));
        taken.map_err(store::desk_failure)?;
        self.rejects.refuse(self.importer.take_rejected())
    }

    /// Commits the rest; the file of rejects, where there are any.
    fn finish(mut self) -> Result<(ImportSummary, Option<PathBuf>), Failure> {
        self.runtime.block_on(self.importer.flush()).map_err(store::desk_failure)?;
        self.rejects.refuse(self.importer.take_rejected())?;
        let mut summary = self.importer.summary();
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
