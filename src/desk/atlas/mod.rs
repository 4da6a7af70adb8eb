//! Atlases out of a snapshot: which grids, in which order, and the making of the files.

mod choice;
mod digest;
mod error;
mod files;
mod make;
mod zipped;

pub use choice::{Among, AtlasChoice, Rank, Take};
pub use error::AtlasError;
pub use make::{AtlasKind, AtlasStep, AtlasWork};

use super::{SheetPlan, Snapshot};
use crate::sheet::AtlasEntry;
use std::sync::Arc;

/// The grids of an atlas, and how it is made.
#[derive(Debug, Clone)]
pub struct Atlas {
    snapshot: Arc<Snapshot>,
    plan: SheetPlan,
    chosen: Vec<Chosen>,
    /// What was chosen, as a person says it.
    words: String,
}

/// A chosen grid.
#[derive(Debug, Clone, Copy)]
struct Chosen {
    /// Its place among the grids in force.
    grid: usize,
    incidents: usize,
    open: usize,
}

impl Atlas {
    /// Chooses the grids, and finds the hot spots that their sheets outline.
    ///
    /// # Errors
    ///
    /// [`AtlasError::UnknownArea`], [`AtlasError::Empty`] where no grid is left,
    /// [`AtlasError::Refused`] where it is for the public and asks for what is not.
    pub fn choose(
        snapshot: Arc<Snapshot>,
        choice: &AtlasChoice,
        plan: SheetPlan,
    ) -> Result<Self, AtlasError> {
        let asked = [plan.categories.as_slice(), &choice.open];
        asked
            .into_iter()
            .try_for_each(|asked| plan.refuse_sensitive(asked))
            .map_err(AtlasError::Refused)?;
        // Each of its sheets asks for one grid.
        let _ = snapshot.by_grid();
        let chosen = choice.chosen(&snapshot, &plan)?;
        let words = choice.words(snapshot.areas(), plan.language());
        if chosen.is_empty() {
            return Err(AtlasError::Empty { words });
        }
        let plan = plan.with_spots(&snapshot);
        Ok(Self { snapshot, plan, chosen, words })
    }

    /// How many sheets it has; never none.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "an atlas without a sheet is an error")]
    pub fn len(&self) -> usize {
        self.chosen.len()
    }

    /// What was chosen, as a person says it.
    #[must_use]
    pub fn words(&self) -> &str {
        &self.words
    }

    /// The period of its sheets, as a person writes it.
    #[must_use]
    pub fn period(&self) -> &str {
        &self.plan.span.label
    }

    /// Its grids with their figures, in the order of their sheets.
    #[must_use]
    pub fn entries(&self) -> Vec<AtlasEntry<'_>> {
        let grids = self.snapshot.areas().grids();
        let entry = |chosen: &Chosen| {
            let grid = grids.get(chosen.grid)?;
            Some(AtlasEntry { grid, incidents: chosen.incidents, open: chosen.open })
        };
        self.chosen.iter().filter_map(entry).collect()
    }
}
