//! Incidents page by page.

use super::{DeskError, Entry, Filter, Snapshot};
use std::fmt;
use std::sync::Arc;

/// The order of a list. Equal incidents follow each other by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The last reported first.
    #[default]
    NewestFirst,
    /// The first reported first.
    OldestFirst,
    /// Severity 4 first; within a severity the newest first.
    GravestFirst,
    /// Severity 1 first; within a severity the newest first.
    SlightestFirst,
    /// The nearest to the place of [`Filter::near`] first.
    NearestFirst,
}

/// A page that is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct ListQuery {
    /// Which incidents.
    pub filter: Filter,
    /// In which order.
    pub sort: Sort,
    /// How many at most; at least one is given.
    pub limit: usize,
    /// Where the page begins: [`Page::next`] of the page before.
    pub cursor: Option<Cursor>,
}

/// A page.
#[derive(Debug, Clone)]
pub struct Page {
    /// The incidents, in order.
    pub items: Vec<Arc<Entry>>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<Cursor>,
    /// How many incidents pass the filter, on all pages.
    pub total: usize,
}

/// A place in a list, as the sort key of the last incident before it: incidents that arrive
/// between two pages neither hide nor repeat others. Opaque to clients; the text form is
/// `Display`, and goes into a URL as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor(());

impl Cursor {
    /// Reads what `Display` wrote.
    ///
    /// # Errors
    ///
    /// [`DeskError::BadCursor`].
    pub fn parse(text: &str) -> Result<Self, DeskError> {
        let _ = text;
        Err(DeskError::BadCursor)
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("")
    }
}

impl Snapshot {
    /// A page of the incidents that pass the filter.
    ///
    /// # Errors
    ///
    /// [`DeskError::BadCursor`] for a cursor of another order, [`DeskError::NoPlace`] for
    /// [`Sort::NearestFirst`] without a place.
    pub fn list(&self, query: &ListQuery) -> Result<Page, DeskError> {
        let _ = query;
        Err(DeskError::BadCursor)
    }
}
