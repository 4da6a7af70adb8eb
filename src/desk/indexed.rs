//! The incidents of a state as the index of `heat` sees them.

use super::Entry;
use crate::heat::{Builder, IndexError, Live, Record};
use std::collections::HashMap;
use std::sync::Arc;

/// An incident that came or changed, and its place in the order of ids.
#[derive(Debug)]
pub(super) struct Change {
    pub place: usize,
    pub new: Arc<Entry>,
    pub old: Option<Arc<Entry>>,
}

impl Change {
    /// Whether two incidents were at that place, one after the other.
    pub(super) fn is_another(&self) -> bool {
        self.old.as_ref().is_some_and(|old| old.incident.id != self.new.incident.id)
    }
}

/// The categories by number, as they were met.
#[derive(Debug, Clone, Default)]
pub(super) struct Categories(Arc<HashMap<String, u16>>);

impl Categories {
    pub(super) fn number(&mut self, category: &str) -> Result<u16, IndexError> {
        if let Some(number) = self.0.get(category) {
            return Ok(*number);
        }
        let number = u16::try_from(self.0.len()).map_err(|_| IndexError::Category(u16::MAX))?;
        Arc::make_mut(&mut self.0).insert(category.to_owned(), number);
        Ok(number)
    }

    /// The names by number.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<(u16, &String)> = self.0.iter().map(|(name, n)| (*n, name)).collect();
        names.sort_unstable();
        names.into_iter().map(|(_, name)| name.clone()).collect()
    }
}

/// The index of a state, if it can be had.
#[derive(Debug, Clone)]
pub(super) struct Indexed {
    /// `None` where something does not fit an index: then all incidents are looked at.
    live: Option<Live>,
    categories: Categories,
    renumbered: bool,
}

impl Default for Indexed {
    fn default() -> Self {
        Self { live: Some(Live::default()), categories: Categories::default(), renumbered: false }
    }
}

impl Indexed {
    /// Of all incidents by id.
    pub(super) fn of(entries: impl Iterator<Item = Arc<Entry>>) -> Self {
        let mut categories = Categories::default();
        let mut builder = Builder::default();
        let built = entries
            .enumerate()
            .try_for_each(|(place, entry)| builder.push(&record(place, &entry, &mut categories)?));
        let live = built.ok().map(|()| Live::new(Arc::new(builder.build())));
        Self { live, categories, renumbered: false }
    }

    /// Takes changes in.
    pub(super) fn put(&mut self, changes: Vec<Change>) {
        let Some(live) = &mut self.live else { return };
        let categories = &mut self.categories;
        let both = |change: Change| {
            let mut of = |entry: &Entry| record(change.place, entry, categories);
            Ok((of(&change.new)?, change.old.as_deref().map(of).transpose()?))
        };
        match changes.into_iter().map(both).collect::<Result<Vec<_>, IndexError>>() {
            Ok(records) => live.put(records),
            Err(_) => self.live = None,
        }
    }

    /// Places in the order of ids are others now; it has to be built again.
    pub(super) fn renumber(&mut self) {
        self.renumbered = true;
    }

    pub(super) fn is_renumbered(&self) -> bool {
        self.renumbered
    }

    pub(super) fn is_stale(&self) -> bool {
        self.live.as_ref().is_some_and(Live::is_stale)
    }

    pub(super) fn live(&self) -> Option<&Live> {
        self.live.as_ref()
    }

    /// The numbers of categories; those that no incident has are left out.
    pub(super) fn categories(&self, names: &[String]) -> Vec<u16> {
        names.iter().filter_map(|name| self.categories.0.get(name).copied()).collect()
    }
}

pub(super) fn record(
    place: usize,
    entry: &Entry,
    categories: &mut Categories,
) -> Result<Record, IndexError> {
    let report = &entry.incident.report;
    let grid = entry.grid_number().map(|grid| u32::try_from(grid).unwrap_or(u32::MAX));
    Ok(Record {
        number: u32::try_from(place).map_err(|_| IndexError::TooMany)?,
        at: report.position,
        time: report.reported_at,
        category: categories.number(&report.category)?,
        severity: report.severity,
        status: entry.incident.status,
        grid,
        on_ground: entry.on_ground(),
    })
}
