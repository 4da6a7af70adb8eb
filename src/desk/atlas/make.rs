//! The making of an atlas: sheets on all threads into a working folder, then the file of them.
//!
//! A sheet is finished and put away before its thread takes the next, so that memory does not grow
//! with their number, and what is finished need not be made again.

use super::digest;
use super::files::Folder;
use super::zipped;
use super::{Atlas, AtlasError, Chosen};
use crate::sheet::{AtlasBook, AtlasEntry, AtlasSpec, Format, Sheet, Volume};
use rayon::prelude::*;
use std::fs;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// What an atlas is made into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtlasKind {
    /// A PDF with a cover and an index; several of so many sheets where there are more.
    Pdf {
        /// The most sheets of a file.
        volume: Option<NonZeroUsize>,
    },
    /// A ZIP of single sheets and a table of them.
    Zip(Format),
}

impl AtlasKind {
    /// The ending of its file.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf { .. } => "pdf",
            Self::Zip(_) => "zip",
        }
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf { .. } => "application/pdf",
            Self::Zip(_) => "application/zip",
        }
    }

    /// The ending of a finished sheet in the working folder.
    fn kept(self) -> &'static str {
        match self {
            Self::Pdf { .. } => "sheet",
            Self::Zip(format) => format.extension(),
        }
    }
}

/// Where and how an atlas is made.
#[derive(Debug, Clone, Copy)]
pub struct AtlasWork<'a> {
    /// What it is made into.
    pub kind: AtlasKind,
    /// The file; volumes get a number in front of its ending. There is never a half one.
    pub output: &'a Path,
    /// The working folder, on the same disk as the file. It is gone when the file is there.
    pub folder: &'a Path,
    /// How many threads work.
    pub threads: NonZeroUsize,
    /// Whether sheets that an earlier run finished are taken.
    pub resume: bool,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtlasStep {
    /// Sheets that are drawn.
    pub drawn: usize,
    /// Sheets that are in the file.
    pub bound: usize,
    /// How many there will be.
    pub of: usize,
}

impl AtlasStep {
    /// From 0 to 100. Drawing takes about three quarters of the time.
    #[must_use]
    pub fn percent(&self) -> usize {
        let of = self.of.max(1);
        (75 * self.drawn + 25 * self.bound) / of
    }
}

/// Told of each step, from any thread; can end the work.
pub type Watch<'a> = &'a (dyn Fn(AtlasStep) -> ControlFlow<()> + Sync);

impl Atlas {
    /// Makes the atlas; the same atlas gives the same bytes, on any number of threads and however
    /// often it was stopped and resumed. Returns the files.
    ///
    /// # Errors
    ///
    /// [`AtlasError::Stopped`] where `watch` ended it; any of [`AtlasError`].
    pub fn make(&self, work: &AtlasWork, watch: Watch) -> Result<Vec<PathBuf>, AtlasError> {
        let folder = Folder::open(work.folder, work.resume)?;
        let pool = rayon::ThreadPoolBuilder::new().num_threads(work.threads.get()).build();
        let pool = pool.map_err(|error| AtlasError::Threads { what: error.to_string() })?;
        let run = Run { atlas: self, work, folder: &folder, names: self.names(work.kind)?, watch };
        let files = pool.install(|| {
            run.sheets()?;
            match work.kind {
                AtlasKind::Pdf { volume } => run.books(volume),
                AtlasKind::Zip(format) => run.zip(format),
            }
        })?;
        folder.remove()?;
        Ok(files)
    }

    /// The names under which the sheets are put away.
    fn names(&self, kind: AtlasKind) -> Result<Vec<String>, AtlasError> {
        let plan = digest::of_plan(&self.snapshot, &self.plan)?;
        let name = |entry: AtlasEntry| {
            use sha2::Digest;
            let hash = plan.clone().chain_update(entry.grid.code.as_str());
            format!("{}.{}", digest::name(hash), kind.kept())
        };
        Ok(self.entries().into_iter().map(name).collect())
    }
}

/// An atlas while it is made.
pub(super) struct Run<'a> {
    pub atlas: &'a Atlas,
    pub work: &'a AtlasWork<'a>,
    pub folder: &'a Folder,
    /// Of the kept sheets, in the order of the atlas.
    pub names: Vec<String>,
    watch: Watch<'a>,
}

impl Run<'_> {
    /// Draws every sheet that is not there yet.
    fn sheets(&self) -> Result<(), AtlasError> {
        let done = AtomicUsize::new(0);
        let of = self.names.len();
        let places: Vec<usize> = (0..of).collect();
        places.into_par_iter().try_for_each(|place| {
            self.tell(done.load(Ordering::Relaxed), 0)?;
            self.finished(place)?;
            self.tell(done.fetch_add(1, Ordering::Relaxed) + 1, 0)
        })
    }

    /// Says how far it is, and hears whether to go on.
    pub fn tell(&self, drawn: usize, bound: usize) -> Result<(), AtlasError> {
        let of = self.names.len();
        match (self.watch)(AtlasStep { drawn, bound, of }) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(AtlasError::Stopped { done: drawn, of }),
        }
    }

    /// A sheet as it is put away, made where it is not there.
    pub fn finished(&self, place: usize) -> Result<Vec<u8>, AtlasError> {
        let name = self.names.get(place).map_or("", String::as_str);
        if let Some(bytes) = self.folder.read(name) {
            return Ok(bytes);
        }
        let Atlas { snapshot, plan, chosen, .. } = self.atlas;
        let grid = chosen.get(place).map(|Chosen { grid, .. }| *grid);
        let Some(grid) = grid.and_then(|grid| snapshot.areas().grids().get(grid)) else {
            return Ok(Vec::new());
        };
        let drawn = snapshot.draw_sheet(&plan.order(grid)).and_then(|sheet| {
            Ok(match self.work.kind {
                AtlasKind::Pdf { .. } => sheet.keep()?,
                AtlasKind::Zip(format) => sheet.render(format)?,
            })
        });
        let failed =
            |source| AtlasError::Sheet { grid: format!("{} {}", grid.code, grid.name), source };
        let bytes = drawn.map_err(failed)?;
        self.folder.write(name, &bytes)?;
        Ok(bytes)
    }

    /// Binds the sheets, in one file or several.
    fn books(&self, volume: Option<NonZeroUsize>) -> Result<Vec<PathBuf>, AtlasError> {
        let entries = self.atlas.entries();
        let most = volume.map_or(entries.len(), NonZeroUsize::get);
        let of = entries.len().div_ceil(most.max(1));
        let mut files = Vec::new();
        for (number, part) in (1..).zip(entries.chunks(most.max(1))) {
            let volume = (of > 1).then_some(Volume { number, of });
            let first = (number - 1) * most;
            let path = match volume {
                Some(_) => numbered(self.work.output, number, of),
                None => self.work.output.to_owned(),
            };
            self.book(part, first, volume, &path)?;
            files.push(path);
        }
        Ok(files)
    }

    fn book(
        &self,
        entries: &[AtlasEntry],
        first: usize,
        volume: Option<Volume>,
        path: &Path,
    ) -> Result<(), AtlasError> {
        let Atlas { snapshot, plan, words, .. } = self.atlas;
        let id = self.names.get(first).map_or("", String::as_str);
        let lang = plan.language();
        let counted = plan.counted();
        let mut book = AtlasBook::new(&AtlasSpec {
            areas: snapshot.areas(),
            entries,
            first_number: first + 1,
            volume,
            chosen: words,
            counted: &counted,
            period: &plan.span.label,
            office: plan.template.office.as_deref().unwrap_or(&plan.rules.office),
            printed_on: plan.printed_on,
            example: snapshot.is_example(&plan.rules),
            approval_number: plan.approval_number.as_deref(),
            attributions: &plan.attributions,
            id,
            lang,
        })
        .map_err(AtlasError::Book)?;
        for place in first..first + entries.len() {
            let sheet = Sheet::kept(&self.finished(place)?).map_err(AtlasError::Book)?;
            book.add(&sheet).map_err(AtlasError::Book)?;
            self.tell(self.names.len(), place + 1)?;
        }
        let bytes = book.finish().map_err(AtlasError::Book)?;
        let part = self.folder.part("whole");
        fs::write(&part, bytes).map_err(AtlasError::io(&part))?;
        Folder::publish(&part, path)
    }

    fn zip(&self, format: Format) -> Result<Vec<PathBuf>, AtlasError> {
        let part = self.folder.part("whole");
        zipped::write(self, format, &part)?;
        Folder::publish(&part, self.work.output)?;
        Ok(vec![self.work.output.to_owned()])
    }
}

/// `atlas.pdf` as `atlas-02.pdf`, with as many digits as the last one needs.
fn numbered(path: &Path, number: usize, of: usize) -> PathBuf {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("atlas");
    let digits = of.to_string().len();
    path.with_file_name(format!("{stem}-{number:0digits$}.pdf"))
}
