//! Which incidents each grid is responsible for: an atlas asks for one grid after the other.

use super::Entry;
use std::sync::Arc;

/// The places of incidents in the order of ids, by responsible grid.
#[derive(Debug)]
pub(super) struct ByGrid {
    grids: Vec<Vec<u32>>,
    /// Of incidents whose grid is no more.
    unknown: Vec<u32>,
}

impl ByGrid {
    /// Of all incidents by id, over so many grids. `None` where places have no room in 32 bits.
    pub fn of<'a>(entries: impl Iterator<Item = &'a Arc<Entry>>, grids: usize) -> Option<Self> {
        let mut lists = Self { grids: vec![Vec::new(); grids], unknown: Vec::new() };
        for (place, entry) in entries.enumerate() {
            let known = entry.grid_number().and_then(|grid| lists.grids.get_mut(grid));
            known.unwrap_or(&mut lists.unknown).push(u32::try_from(place).ok()?);
        }
        Some(lists)
    }

    /// The places of all incidents of some grids, and of those whose grid is no more; `None` where
    /// they are more than so many.
    pub fn of_grids(&self, grids: impl Iterator<Item = usize>, most: usize) -> Option<Vec<u32>> {
        let mut found = self.unknown.clone();
        for list in grids.filter_map(|grid| self.grids.get(grid)) {
            found.extend_from_slice(list);
            if found.len() > most {
                return None;
            }
        }
        found.sort_unstable();
        Some(found)
    }
}
