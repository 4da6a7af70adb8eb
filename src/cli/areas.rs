//! Boundaries for the commands that need them.

use super::config::Config;
use super::failure::Failure;
use super::say;
use crate::area::{self, AreaError, AreaSet, Finding, FindingSeverity, Loaded};
use crate::locate::Locator;
use crate::text::{Lang, Message};
use std::path::Path;
use std::sync::Arc;

/// What a folder holds, as far as it can be read. Faults are for `check` to list and for `serve`
/// to refuse; here a word says that there are some.
pub(super) fn loaded(dir: &Path, config: &Config) -> Result<Loaded, Failure> {
    let loaded = area::read_dir(dir, &config.fields()).map_err(failure)?;
    let lang = config.lang.unwrap_or_default().into();
    let of_error = |finding: &&Finding| {
        finding.severity() == FindingSeverity::Error && !finding.is_about_services()
    };
    let count = loaded.findings.iter().filter(of_error).count();
    if count > 0 {
        let message = Message::new("cli.faulty_areas").with("count", count);
        say(&message.with("path", dir.display()).render(lang));
    }
    tell_of_services(&loaded.findings, dir, lang);
    Ok(loaded)
}

/// A word where service points have faults: they refuse no start, but some may be left out.
pub(super) fn tell_of_services(findings: &[Finding], dir: &Path, lang: Lang) {
    let grave = |finding: &&Finding| finding.severity() != FindingSeverity::Note;
    let count = findings.iter().filter(|f| f.is_about_services()).filter(grave).count();
    if count > 0 {
        let message = Message::new("cli.faulty_services").with("count", count);
        say(&message.with("path", dir.display()).render(lang));
    }
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
