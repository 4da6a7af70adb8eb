//! Boundaries for the commands that need them.

use super::config::Config;
use super::failure::Failure;
use super::say;
use crate::area::{self, Finding, FindingSeverity, Loaded};
use crate::locate::Editions;
use crate::text::{Lang, Message};
use std::path::Path;
use std::sync::Arc;

/// The editions of a data folder, each with its index.
pub(super) struct Boundaries {
    pub editions: Arc<Editions>,
    /// The sources to name, each once.
    pub attributions: Vec<String>,
}

impl Boundaries {
    /// Builds the indexes.
    pub fn of(editions: Vec<Loaded>, config: &Config) -> Result<Self, Failure> {
        let (mut sets, mut attributions) = (Vec::new(), Vec::new());
        for loaded in editions {
            for line in loaded.attributions {
                if !attributions.contains(&line) {
                    attributions.push(line);
                }
            }
            sets.push(Arc::new(loaded.set));
        }
        let built = Editions::build(sets, &config.rules()?.zone());
        let editions = built.map_err(|e| Failure::faulty(e.message()).because(e))?;
        Ok(Self { editions: Arc::new(editions), attributions })
    }
}

/// Reads a folder as far as it can be read.
pub(super) fn read(dir: &Path, config: &Config) -> Result<Vec<Loaded>, Failure> {
    area::read_editions(dir, &config.fields())
        .map_err(|error| Failure::impossible(error.message()).because(error))
}

/// Reads a folder and builds its indexes. Faults are for `check` to list and for `serve` to
/// refuse; here a word says that there are some.
pub(super) fn load(dir: &Path, config: &Config) -> Result<Boundaries, Failure> {
    let editions = read(dir, config)?;
    let lang = config.lang.unwrap_or_default().into();
    tell_of_faults(&editions, dir, lang);
    tell_of_services(&editions, dir, lang);
    Boundaries::of(editions, config)
}

/// A word where boundaries have errors.
pub(super) fn tell_of_faults(editions: &[Loaded], dir: &Path, lang: Lang) {
    let of_error = |finding: &&Finding| {
        finding.severity() == FindingSeverity::Error && !finding.is_about_services()
    };
    let count = editions.iter().flat_map(|e| &e.findings).filter(of_error).count();
    if count > 0 {
        let message = Message::new("cli.faulty_areas").with("count", count);
        say(&message.with("path", dir.display()).render(lang));
    }
}

/// A word where service points have faults: they refuse no start, but some may be left out.
pub(super) fn tell_of_services(editions: &[Loaded], dir: &Path, lang: Lang) {
    let grave = |finding: &&Finding| finding.severity() != FindingSeverity::Note;
    let count = editions
        .iter()
        .flat_map(|e| &e.findings)
        .filter(|f| f.is_about_services())
        .filter(grave)
        .count();
    if count > 0 {
        let message = Message::new("cli.faulty_services").with("count", count);
        say(&message.with("path", dir.display()).render(lang));
    }
}
