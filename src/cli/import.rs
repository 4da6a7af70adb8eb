//! `wangge import`: incidents from files into the database.

use super::args::ImportArgs;
use super::config::Config;
use super::failure::Failure;
use super::incident_files::{Files, Original, Sink};
use super::paths::refuse_overwriting;
use super::{Outcome, areas, store};
use crate::desk::{Context, Desk, ImportMode, ImportOptions, ImportSummary, Importer, Rejected};
use crate::geo::Datum;
use crate::incident::{Report, Rules, content_key};
use crate::text::Lang;
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::runtime::Runtime;

/// What the desk that imports is called in the events.
const IMPORT_DESK: &str = "导入";

pub(super) fn run(args: &ImportArgs, config: &Config, lang: Lang) -> Result<Outcome, Failure> {
    let editions = areas::load(config.areas(args.areas.as_ref())?, config)?.editions;
    let db = config.db(args.db.as_ref())?.to_owned();
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
    let (mode, done) = if args.dry_run {
        (ImportMode::DryRun, "cli.tried")
    } else {
        (ImportMode::Commit, "cli.imported")
    };
    let rejects = args.rejects.as_deref();
    let files = Files { config, datum: args.datum, rejects, done, lang };
    let outcome =
        files.read(&args.files, &mut ToDesk::new(&runtime, &desk, &config.rules()?, mode));
    store::close(&runtime, &desk);
    outcome
}

/// Imports files into a desk, all that is good in them.
pub(super) fn import(
    runtime: &Runtime,
    desk: &Arc<Desk>,
    config: &Config,
    (paths, datum): (&[PathBuf], Option<Datum>),
    lang: Lang,
) -> Result<Outcome, Failure> {
    let files = Files { config, datum, rejects: None, done: "cli.imported", lang };
    files.read(paths, &mut ToDesk::new(runtime, desk, &config.rules()?, ImportMode::Commit))
}

/// Reports on their way into the desk, one importer a file.
struct ToDesk<'a> {
    runtime: &'a Runtime,
    desk: &'a Arc<Desk>,
    options: ImportOptions,
    importer: Importer<Original>,
}

impl<'a> ToDesk<'a> {
    fn new(runtime: &'a Runtime, desk: &'a Arc<Desk>, rules: &Rules, mode: ImportMode) -> Self {
        let options =
            ImportOptions { outside_limit_m: rules.outside_limit_m, mode, key: content_key };
        Self { runtime, desk, options, importer: importer(desk, options) }
    }
}

fn importer(desk: &Arc<Desk>, options: ImportOptions) -> Importer<Original> {
    let context =
        Context { desk: IMPORT_DESK.to_owned(), now: Timestamp::now(), idempotency_key: None };
    Importer::new(Arc::clone(desk), options, context)
}

impl Sink for ToDesk<'_> {
    fn take(&mut self, line: u64, report: Report, original: Original) -> Result<(), Failure> {
        let taken = self.runtime.block_on(self.importer.take(line, report, original));
        taken.map_err(store::desk_failure)
    }

    fn refused(&mut self) -> Vec<Rejected<Original>> {
        self.importer.take_rejected()
    }

    fn end_file(&mut self) -> Result<(ImportSummary, Vec<Rejected<Original>>), Failure> {
        let mut ended = std::mem::replace(&mut self.importer, importer(self.desk, self.options));
        self.runtime.block_on(ended.flush()).map_err(store::desk_failure)?;
        Ok((ended.summary(), ended.take_rejected()))
    }
}
