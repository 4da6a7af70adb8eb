//! Which boundaries were in force: a lookup in the edition of its time.

use super::{LocateError, Locator};
use crate::area::AreaSet;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::sync::Arc;

/// The editions of the boundaries, each with its index. Frozen; there is always one.
#[derive(Debug)]
pub struct Editions {
    first: Arc<Locator>,
    /// Those that follow, by the moment from which they are in force.
    later: Vec<(Timestamp, Arc<Locator>)>,
}

impl Editions {
    /// One edition, in force at all times.
    #[must_use]
    pub fn single(locator: Arc<Locator>) -> Self {
        Self { first: locator, later: Vec::new() }
    }

    /// Builds the indexes of sets in the order of their dates; a day begins at midnight in
    /// `zone`. The first set also answers for all earlier times.
    ///
    /// # Errors
    ///
    /// [`LocateError::NoGrids`] where there is no set, or one that holds no grid.
    pub fn build(sets: Vec<Arc<AreaSet>>, zone: &TimeZone) -> Result<Self, LocateError> {
        let mut sets = sets.into_iter();
        let first = sets.next().ok_or(LocateError::NoGrids)?;
        let mut editions = Self::single(Arc::new(Locator::build(first)?));
        for set in sets {
            let midnight =
                |date: jiff::civil::Date| Some(date.to_zoned(zone.clone()).ok()?.timestamp());
            let begin = set.effective_from().and_then(midnight).unwrap_or(Timestamp::MIN);
            editions.later.push((begin, Arc::new(Locator::build(set)?)));
        }
        Ok(editions)
    }

    /// The edition in force at a time.
    ///
    /// ```
    /// # use std::{path::Path, sync::Arc};
    /// # use wangge::{area, locate::{Editions, Locator}};
    /// let sets = area::read_editions(Path::new("data/otog"), &area::Fields::default())?;
    /// let sets = sets.into_iter().map(|loaded| Arc::new(loaded.set)).collect();
    /// let editions = Editions::build(sets, &jiff::tz::TimeZone::UTC)?;
    /// let locator = editions.at("2026-09-01T08:00:00+08:00".parse()?);
    /// assert_eq!(locator.areas().grids().len(), 516);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn at(&self, time: Timestamp) -> &Arc<Locator> {
        let begun = self.later.partition_point(|(begin, _)| *begin <= time);
        let last = begun.checked_sub(1).and_then(|place| self.later.get(place));
        last.map_or(&self.first, |(_, locator)| locator)
    }

    /// All editions, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Locator>> {
        std::iter::once(&self.first).chain(self.later.iter().map(|(_, locator)| locator))
    }
}
