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

use super::{Filter, SheetOrder, Snapshot, Span, SpotShape, TracksOrder};
use crate::area::Area;
use crate::basemap::BaseMap;
use crate::calendar::Window;
use crate::incident::Rules;
use crate::patrol::Roads;
use crate::sheet::{AtlasEntry, Period, Template};
use crate::text::Lang;
use jiff::civil::Date;
use std::sync::Arc;

/// How sheets are made, whichever grid they are of.
#[derive(Debug, Clone)]
pub struct SheetPlan {
    /// The period.
    pub span: Span,
    /// How sheets look and what is on them.
    pub template: Arc<Template>,
    /// The categories that count; all where there is none.
    pub categories: Vec<String>,
    /// Reports count while it is open; always where there is none.
    pub window: Option<Window>,
    /// Hot spots to be outlined; [`SheetPlan::with_spots`] finds them.
    pub hot_spots: Vec<SpotShape>,
    /// Colours, symbols and the office.
    pub rules: Arc<Rules>,
    /// The day that is printed on them.
    pub printed_on: Date,
    /// The map-approval number (审图号).
    pub approval_number: Option<String>,
    /// The address of the desk, for a code that opens the area there; none where `None`.
    pub desk_url: Option<String>,
    /// The base map beneath.
    pub base: Option<Arc<BaseMap>>,
    /// The roads that patrols go along.
    pub roads: Option<Arc<Roads>>,
    /// Where patrols have been.
    pub tracks: Option<TracksOrder>,
    /// Sources to be named.
    pub attributions: Vec<String>,
    /// The language that is asked for; the template's own wins.
    pub lang: Lang,
}

impl SheetPlan {
    /// The same with the hot spots of the data, where the template shows them.
    #[must_use]
    pub fn with_spots(mut self, snapshot: &Snapshot) -> Self {
        if self.template.show.hot_spots {
            self.hot_spots = snapshot.spots_on_paper(&self.filter(), &self.rules.zone());
        }
        self
    }

    /// The language of cover and index: the template's own, or that which is asked for.
    #[must_use]
    pub fn language(&self) -> Lang {
        self.template.lang.unwrap_or(self.lang)
    }

    /// The order for the sheet of one area.
    #[must_use]
    pub fn order<'a>(&'a self, area: &'a Area) -> SheetOrder<'a> {
        SheetOrder {
            area,
            template: &self.template,
            categories: &self.categories,
            window: self.window.as_ref(),
            period: Period { from: self.span.from, to: self.span.to, label: &self.span.label },
            hot_spots: &self.hot_spots,
            plan: None,
            roads: self.roads.as_deref(),
            tracks: self.tracks.as_ref(),
            base: self.base.as_deref(),
            rules: &self.rules,
            printed_on: self.printed_on,
            approval_number: self.approval_number.as_deref(),
            desk_url: self.desk_url.as_deref(),
            attributions: &self.attributions,
            lang: self.lang,
        }
    }

    /// The incidents that count.
    #[must_use]
    pub fn filter(&self) -> Filter {
        Filter {
            from: Some(self.span.from),
            to: Some(self.span.to),
            window: self.window.clone(),
            categories: self.categories.clone(),
            ..Filter::default()
        }
    }
}

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
    /// [`AtlasError::UnknownArea`], [`AtlasError::Empty`] where no grid is left.
    pub fn choose(
        snapshot: Arc<Snapshot>,
        choice: &AtlasChoice,
        plan: SheetPlan,
    ) -> Result<Self, AtlasError> {
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
