//! `wangge index`: incidents as one file that pictures are drawn from without a database.

use super::args::IndexArgs;
use super::config::Config;
use super::failure::Failure;
use super::incident_files::{Files, Original, Sink};
use super::paths::refuse_overwriting;
use super::{Outcome, areas, print, store};
use crate::desk::{Archive, Archiver, ImportSummary, Rejected};
use crate::heat::IndexError;
use crate::incident::Report;
use crate::locate::Editions;
use crate::text::{Lang, Message};
use jiff::Timestamp;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The ending of an index file.
const ENDING: &str = "wgi";

pub(super) fn run(args: &IndexArgs, config: &Config, lang: Lang) -> Result<Outcome, Failure> {
    if args.output.extension().is_none_or(|ending| ending != ENDING) {
        let message = Message::new("cli.bad_output").with("path", args.output.display());
        return Err(Failure::impossible(message.with("known", format!(".{ENDING}"))));
    }
    let editions = areas::load(config.areas(args.areas.as_ref())?, config)?.editions;
    let (archive, outcome) = if args.files.is_empty() {
        (of_database(config.db(args.db.as_ref())?, args, editions)?, Outcome::Fine)
    } else {
        of_files(args, config, editions, lang)?
    };
    write(&archive, &args.output)?;
    let message = Message::new("cli.index_written").with("path", args.output.display());
    print(&message.with("count", archive.len()).render(lang))?;
    Ok(outcome)
}

fn of_database(db: &Path, args: &IndexArgs, editions: Arc<Editions>) -> Result<Archive, Failure> {
    refuse_overwriting(&args.output, &[db])?;
    let runtime = store::runtime()?;
    let desk = store::open_existing(&runtime, db, editions)?;
    let archive = Archive::of(&desk.snapshot());
    store::close(&runtime, &desk);
    archive.map_err(too_much)
}

fn of_files(
    args: &IndexArgs,
    config: &Config,
    editions: Arc<Editions>,
    lang: Lang,
) -> Result<(Archive, Outcome), Failure> {
    let kept: Vec<&Path> = args.files.iter().map(PathBuf::as_path).collect();
    for written in args.rejects.iter().chain([&args.output]) {
        refuse_overwriting(written, &kept)?;
    }
    let limit_m = config.rules()?.outside_limit_m;
    let mut archiver = Archiver::new(editions, limit_m, Timestamp::now());
    let rejects = args.rejects.as_deref();
    let files = Files { config, datum: args.datum, rejects, done: "cli.indexed", lang };
    let outcome = files.read(&args.files, &mut archiver)?;
    Ok((archiver.finish(), outcome))
}

impl Sink for Archiver<Original> {
    fn take(&mut self, line: u64, report: Report, original: Original) -> Result<(), Failure> {
        Self::take(self, line, report, original).map_err(too_much)
    }

    fn refused(&mut self) -> Vec<Rejected<Original>> {
        self.take_rejected()
    }

    fn end_file(&mut self) -> Result<(ImportSummary, Vec<Rejected<Original>>), Failure> {
        let summary = Self::end_file(self).map_err(too_much)?;
        Ok((summary, self.take_rejected()))
    }
}

fn too_much(error: IndexError) -> Failure {
    Failure::impossible(error.message()).because(error)
}

/// Writes beside the file and renames: an index is there as a whole or not at all.
fn write(archive: &Archive, path: &Path) -> Result<(), Failure> {
    let part = path.with_extension(format!("{ENDING}.part"));
    let written = File::create(&part).and_then(|file| {
        let mut out = BufWriter::new(file);
        archive.write_to(&mut out)?;
        out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
        std::fs::rename(&part, path)
    });
    written.map_err(|source| {
        let _gone = std::fs::remove_file(&part);
        Failure::file("cli.cannot_write", path, source)
    })
}

/// Reads an index file.
pub(super) fn read(path: &Path, lang: Lang) -> Result<Archive, Failure> {
    let file = File::open(path).map_err(|e| Failure::file("cli.cannot_read", path, e))?;
    Archive::read_from(file).map_err(|error| {
        let message = Message::new("cli.bad_index").with("path", path.display());
        let message = message.with("reason", error.message().render(lang));
        Failure::impossible(message).because(error)
    })
}
