//! What the handlers share.

use super::area_layers::{Drawn, Layers};
use super::heat_view::HeatCache;
use super::jobs::Jobs;
use super::problem::Problem;
use crate::area::AreaSet;
use crate::desk::{Desk, Press};
use crate::incident::{HeaderTable, Rules};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Sheets that are drawn at the same time: each takes a processor and a hundred megabytes.
const SHEETS_AT_ONCE: usize = 2;

/// The desk, the rules, and what is worth keeping between requests. Cheap to clone.
#[derive(Debug, Clone)]
pub struct AppState(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    desk: Arc<Desk>,
    rules: Arc<Rules>,
    press: Press,
    headers: HeaderTable,
    zone: TimeZone,
    example: bool,
    layers: Layers,
    services: OnceLock<Drawn>,
    heat: HeatCache,
    tiles: Arc<Semaphore>,
    sheets: Arc<Semaphore>,
    batches: Arc<Semaphore>,
    processors: usize,
    jobs: Jobs,
}

impl AppState {
    /// The state of a server on this desk. `press` is what sheets are printed with, and holds the
    /// sources to name beside the map. `headers` are the names of the columns in tables of positions.
    #[must_use]
    pub fn new(desk: Arc<Desk>, rules: Arc<Rules>, headers: HeaderTable, press: Press) -> Self {
        let zone = rules.zone();
        let example = rules.example || desk.snapshot().areas().any_derived();
        let processors = std::thread::available_parallelism().map_or(2, usize::from);
        Self(Arc::new(Shared {
            desk,
            rules,
            press,
            headers,
            zone,
            example,
            layers: Layers::default(),
            services: OnceLock::new(),
            heat: HeatCache::default(),
            tiles: Arc::new(Semaphore::new(processors)),
            sheets: Arc::new(Semaphore::new(SHEETS_AT_ONCE)),
            batches: Arc::new(Semaphore::new(processors)),
            processors,
            jobs: Jobs::new(processors),
        }))
    }

    /// Keeps the files of jobs in this folder, which is theirs alone: it is emptied now and when
    /// the server ends. Otherwise they are in the folder for temporary files.
    ///
    /// # Errors
    ///
    /// When it cannot be emptied.
    pub fn keep_jobs_in(&self, folder: PathBuf) -> io::Result<()> {
        self.0.jobs.keep_in(folder)
    }

    pub(super) fn jobs(&self) -> &Jobs {
        &self.0.jobs
    }

    pub(super) fn desk(&self) -> &Arc<Desk> {
        &self.0.desk
    }

    /// The boundaries; they stay the same for the life of the desk.
    pub(super) fn areas(&self) -> Arc<AreaSet> {
        Arc::clone(self.0.desk.snapshot().areas())
    }

    pub(super) fn rules(&self) -> &Rules {
        &self.0.rules
    }

    pub(super) fn shared_rules(&self) -> &Arc<Rules> {
        &self.0.rules
    }

    /// The names of columns.
    pub(super) fn headers(&self) -> &HeaderTable {
        &self.0.headers
    }

    pub(super) fn processors(&self) -> usize {
        self.0.processors
    }

    /// Waits until a processor is free for a block of positions.
    pub(super) async fn batch_permit(&self) -> Option<OwnedSemaphorePermit> {
        // It is never closed.
        Arc::clone(&self.0.batches).acquire_owned().await.ok()
    }

    pub(super) fn attributions(&self) -> &[String] {
        &self.0.press.attributions
    }

    /// What sheets are printed with.
    pub(super) fn press(&self) -> &Press {
        &self.0.press
    }

    /// The zone of local dates.
    pub(super) fn zone(&self) -> &TimeZone {
        &self.0.zone
    }

    /// Whether rules or boundaries are an example: every picture then says so.
    pub(super) fn example(&self) -> bool {
        self.0.example
    }

    pub(super) fn layers(&self) -> &Layers {
        &self.0.layers
    }

    /// The service points as GeoJSON, made when they are first asked for.
    pub(super) fn services(&self) -> &OnceLock<Drawn> {
        &self.0.services
    }

    pub(super) fn heat(&self) -> &HeatCache {
        &self.0.heat
    }

    /// A time with the local offset, as JSON has it.
    pub(super) fn local(&self, at: Timestamp) -> String {
        let offset = self.0.zone.to_offset(at);
        at.display_with_offset(offset).to_string()
    }

    /// Draws a tile or its scale on a processor of its own, as many at once as there are.
    pub(super) async fn draw_tile<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.off_runtime(&self.0.tiles, work).await
    }

    /// Draws a sheet, two at once.
    pub(super) async fn draw_sheet<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.off_runtime(&self.0.sheets, work).await
    }

    /// A caller that has gone away while it waited costs nothing; one that goes away later keeps
    /// its permit until the work is done, so that the limit holds.
    async fn off_runtime<T: Send + 'static>(
        &self,
        limit: &Arc<Semaphore>,
        work: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let permit = Arc::clone(limit).acquire_owned().await;
        let state = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _until_done = permit;
            work(&state)
        });
        done.await.unwrap_or_else(|err| Err(Problem::internal(format!("drawing failed: {err}"))))
    }
}
