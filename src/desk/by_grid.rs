//! Which incidents each grid is responsible for: an atlas asks for one grid after the other.

use super::Entry;
use std::sync::Arc;

/// The places of incidents in the order of ids, by responsible grid.
#[derive(Debug)]
pub(super) struct ByGrid {
    /// Where each grid's places begin; one more than there are grids.
    starts: Vec<usize>,
    places: Vec<u32>,
    /// Of incidents whose grid is no more.
    unknown: Vec<u32>,
}

impl ByGrid {
    /// Of all incidents by id, over so many grids. `None` where places have no room in 32 bits.
    pub fn of<'a>(entries: impl Iterator<Item = &'a Arc<Entry>>, grids: usize) -> Option<Self> {
        let mut unknown = Vec::new();
        let mut known: Vec<(usize, u32)> = Vec::new();
        for (place, entry) in entries.enumerate() {
            let place = u32::try_from(place).ok()?;
            match entry.grid_number().filter(|grid| *grid < grids) {
                Some(grid) => known.push((grid, place)),
                None => unknown.push(place),
            }
        }
        let mut starts = vec![0; grids + 1];
        for (grid, _) in &known {
            if let Some(next) = starts.get_mut(grid + 1) {
                *next += 1;
            }
        }
        for grid in 1..starts.len() {
            let before = starts.get(grid - 1).copied().unwrap_or(0);
            if let Some(start) = starts.get_mut(grid) {
                *start += before;
            }
        }
        let mut next = starts.clone();
        let mut places = vec![0; known.len()];
        for (grid, place) in known {
            let Some(at) = next.get_mut(grid) else { continue };
            if let Some(slot) = places.get_mut(*at) {
                *slot = place;
            }
            *at += 1;
        }
        Some(Self { starts, places, unknown })
    }

    /// The places of all incidents of some grids, and of those whose grid is no more; `None` where
    /// they are more than so many.
    pub fn of_grids(&self, grids: impl Iterator<Item = usize>, most: usize) -> Option<Vec<u32>> {
        let mut found = self.unknown.clone();
        for grid in grids {
            let ends = (self.starts.get(grid).copied(), self.starts.get(grid + 1).copied());
            let (Some(start), Some(end)) = ends else { continue };
            found.extend_from_slice(self.places.get(start..end).unwrap_or_default());
            if found.len() > most {
                return None;
            }
        }
        found.sort_unstable();
        Some(found)
    }
}
