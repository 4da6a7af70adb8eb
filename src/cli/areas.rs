//! Boundaries for the commands that need them.

use super::config::Config;
use super::failure::Failure;
use crate::area::{self, AreaError, AreaSet, Loaded};
use crate::locate::Locator;
use std::path::Path;
use std::sync::Arc;

/// What a folder holds, as far as it can be read: faults are for `check` and `serve`.
pub(super) fn loaded(dir: &Path, config: &Config) -> Result<Loaded, Failure> {
    area::read_dir(dir, &config.fields()).map_err(failure)
}

/// The boundaries of a folder.
pub(super) fn load(dir: &Path, config: &Config) -> Result<Arc<AreaSet>, Failure> {
    Ok(Arc::new(loaded(dir, config)?.set))
}

/// The index over the grids of a folder.
pub(super) fn locator(dir: &Path, config: &Config) -> Result<Locator, Failure> {
    Locator::build(load(dir, config)?)
        .map_err(|error| Failure::faulty(error.message()).because(error))
}

/// A folder that could not be read at all.
pub(super) fn failure(error: AreaError) -> Failure {
    Failure::impossible(error.message()).because(error)
}
