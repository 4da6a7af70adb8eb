//! Where incidents were, as an index finds them or in a list.

use super::{Places, Selection};
use crate::geo::{Bounds, LonLat};
use std::borrow::Cow;

/// Where incidents were, each with what it counts.
#[derive(Debug, Clone)]
pub enum FoundPlaces<'a> {
    /// As an index finds them.
    Indexed(Box<Selection<'a>>),
    /// In a list.
    Listed(Cow<'a, [(LonLat, f64)]>),
}

impl FoundPlaces<'_> {
    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        match self {
            Self::Indexed(selection) => selection.count(),
            Self::Listed(places) => places.len(),
        }
    }

    /// How many lie in a rectangle.
    #[must_use]
    pub fn count_in(&self, bounds: &Bounds) -> usize {
        self.positions().into_iter().filter(|at| bounds.contains(*at)).count()
    }

    /// All of them, one by one.
    #[must_use]
    pub fn positions(&self) -> Vec<LonLat> {
        match self {
            Self::Indexed(selection) => selection.positions(),
            Self::Listed(places) => places.iter().map(|(at, _)| *at).collect(),
        }
    }
}

impl Places for FoundPlaces<'_> {
    fn work(&self, window: &Bounds, grain_deg: f64) -> usize {
        match self {
            Self::Indexed(selection) => selection.work(window, grain_deg),
            Self::Listed(places) => places.work(window, grain_deg),
        }
    }

    fn each_in(
        &self,
        window: &Bounds,
        grain_deg: f64,
        part: usize,
        of: usize,
        take: impl FnMut(LonLat, f64),
    ) {
        match self {
            Self::Indexed(selection) => selection.each_in(window, grain_deg, part, of, take),
            Self::Listed(places) => places.each_in(window, grain_deg, part, of, take),
        }
    }
}
