//! Which grids an atlas holds, and in which order.

use super::super::{SheetPlan, Snapshot};
use super::{AtlasError, Chosen};
use crate::area::{AreaCode, AreaSet};
use crate::text::{Lang, Message};
use std::cmp::Reverse;
use std::collections::HashSet;
use std::num::NonZeroUsize;

/// The grids that an atlas is chosen from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Among {
    /// All.
    #[default]
    All,
    /// Those that are one of these areas, of any level, or lie in one.
    Areas(Vec<AreaCode>),
}

/// By what one grid is worse than another; of equals the lower code comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// Incidents of the period.
    Count,
    /// Incidents of the period per km².
    Rate,
    /// Incidents of the period that are not closed.
    Open,
}

impl Rank {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Count, Self::Rate, Self::Open];

    /// `count`, `rate` or `open`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Rate => "rate",
            Self::Open => "open",
        }
    }

    /// The rank of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rank| rank.name() == name)
    }

    fn message(self) -> Message {
        Message::new(match self {
            Self::Count => "desk.atlas_by_count",
            Self::Rate => "desk.atlas_by_rate",
            Self::Open => "desk.atlas_by_open",
        })
    }
}

/// How many are taken, in which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Take {
    /// All, by code.
    #[default]
    ByCode,
    /// All, the worst first.
    WorstFirst(Rank),
    /// So many of the worst, the worst first. A grid without any such incident is none of them.
    Worst(NonZeroUsize, Rank),
    /// The same, by code.
    WorstByCode(NonZeroUsize, Rank),
}

/// Which grids an atlas holds: those that pass every part.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AtlasChoice {
    /// What they are chosen from.
    pub among: Among,
    /// Only grids that have an incident of one of these categories, reported in the period and
    /// not closed; all grids where there is none.
    pub open: Vec<String>,
    /// How many, in which order.
    pub take: Take,
}

impl AtlasChoice {
    /// The grids, in order.
    pub(super) fn chosen(
        &self,
        snapshot: &Snapshot,
        plan: &SheetPlan,
    ) -> Result<Vec<Chosen>, AtlasError> {
        let grids = snapshot.areas().grids();
        let mut all: Vec<Chosen> =
            (0..grids.len()).map(|grid| Chosen { grid, incidents: 0, open: 0 }).collect();
        let counted = plan.filter().map(|filter| snapshot.matching(&filter));
        for entry in counted.into_iter().flatten() {
            let counted = entry.grid_number().and_then(|grid| all.get_mut(grid));
            if let Some(chosen) = counted {
                chosen.incidents += 1;
                chosen.open += usize::from(entry.incident.status.is_open());
            }
        }
        let (inside, open) = (self.inside(snapshot.areas())?, self.with_open(snapshot, plan));
        let passes = |parts: &Option<HashSet<usize>>, grid: &usize| {
            parts.as_ref().is_none_or(|parts| parts.contains(grid))
        };
        all.retain(|c| passes(&inside, &c.grid) && passes(&open, &c.grid));
        let area_km2 = |c: &Chosen| grids.get(c.grid).map_or(0.0, |grid| grid.area_km2);
        self.take.of(&mut all, area_km2);
        Ok(all)
    }

    /// The places of the grids in the areas; `None` for all.
    fn inside(&self, areas: &AreaSet) -> Result<Option<HashSet<usize>>, AtlasError> {
        let Among::Areas(codes) = &self.among else { return Ok(None) };
        if let Some(code) = codes.iter().find(|code| areas.find(code.as_str()).is_none()) {
            return Err(AtlasError::UnknownArea { code: code.to_string() });
        }
        let wanted: HashSet<&AreaCode> = codes.iter().collect();
        let below = |code: &AreaCode| {
            areas.chain(code.as_str()).iter().any(|area| wanted.contains(&area.code))
        };
        let grids = areas.grids().iter().enumerate();
        Ok(Some(grids.filter(|(_, grid)| below(&grid.code)).map(|(place, _)| place).collect()))
    }

    /// The places of the grids with an open incident; `None` for all.
    fn with_open(&self, snapshot: &Snapshot, plan: &SheetPlan) -> Option<HashSet<usize>> {
        if self.open.is_empty() {
            return None;
        }
        // The sheets may be of other categories than those that grids are chosen by.
        let open = plan.filter_of(&self.open);
        let matching = open.map(|filter| snapshot.matching(&filter)).into_iter().flatten();
        let open = matching.filter(|entry| entry.incident.status.is_open());
        Some(open.filter_map(|entry| entry.grid_number()).collect())
    }

    /// What is chosen, as a person says it.
    pub(super) fn words(&self, areas: &AreaSet, lang: Lang) -> String {
        let mut parts = vec![match &self.among {
            Among::All => Message::new("desk.atlas_all").render(lang),
            Among::Areas(codes) => {
                let name = |code: &AreaCode| areas.find(code.as_str()).map(|a| a.name.as_str());
                let names: Vec<&str> = codes.iter().take(4).filter_map(name).collect();
                let said = Message::new(if codes.len() > names.len() {
                    "desk.atlas_and_others"
                } else {
                    "desk.atlas_of"
                });
                said.with("names", names.join("、")).with("count", codes.len()).render(lang)
            }
        }];
        if !self.open.is_empty() {
            let said = Message::new("desk.atlas_open").with("names", self.open.join("、"));
            parts.push(said.render(lang));
        }
        let ranked = |key, by: Rank| Message::new(key).with("by", by.message().render(lang));
        parts.extend(match self.take {
            Take::ByCode => None,
            Take::WorstFirst(by) => Some(ranked("desk.atlas_worst_first", by).render(lang)),
            Take::Worst(most, by) | Take::WorstByCode(most, by) => {
                Some(ranked("desk.atlas_worst", by).with("count", most).render(lang))
            }
        });
        parts.join("　")
    }
}

impl Take {
    /// Orders the grids, which stand by code, and leaves out those that are not taken.
    fn of(self, all: &mut Vec<Chosen>, area_km2: impl Fn(&Chosen) -> f64) {
        let (most, by) = match self {
            Self::ByCode => return,
            Self::WorstFirst(by) => (None, by),
            Self::Worst(most, by) | Self::WorstByCode(most, by) => (Some(most), by),
        };
        let number = |c: &Chosen| match by {
            Rank::Count | Rank::Rate => c.incidents,
            Rank::Open => c.open,
        };
        match by {
            // Stable: of equals the lower code comes first.
            Rank::Count | Rank::Open => all.sort_by_key(|c| Reverse(number(c))),
            Rank::Rate => {
                let rate = |c: &Chosen| c.incidents as f64 / area_km2(c).max(f64::MIN_POSITIVE);
                all.sort_by(|a, b| rate(b).total_cmp(&rate(a)));
            }
        }
        if let Some(most) = most {
            all.retain(|c| number(c) > 0);
            all.truncate(most.get());
        }
        if matches!(self, Self::WorstByCode(..)) {
            all.sort_by_key(|c| c.grid);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The rule said plainly: no grid that is left out is worse than one that is taken.
    fn is_worst(taken: &[Chosen], all: &[Chosen], value: impl Fn(&Chosen) -> f64) -> bool {
        let left = all.iter().filter(|c| taken.iter().all(|t| t.grid != c.grid));
        let least = taken.iter().map(&value).fold(f64::INFINITY, f64::min);
        left.map(value).all(|v| v <= least)
    }

    proptest! {
        #[test]
        fn the_worst_are_the_worst_in_each_order(
            counts in prop::collection::vec((0_usize..6, 0_usize..6), 0..40),
            most in 1_usize..10,
        ) {
            let all: Vec<Chosen> = counts.iter().enumerate()
                .map(|(grid, (a, b))| Chosen { grid, incidents: *a.max(b), open: *a.min(b) })
                .collect();
            let area = |c: &Chosen| 0.5 + (c.grid % 3) as f64;
            let most = NonZeroUsize::new(most).unwrap();
            for by in Rank::ALL {
                let value = |c: &Chosen| match by {
                    Rank::Count => c.incidents as f64,
                    Rank::Open => c.open as f64,
                    Rank::Rate => c.incidents as f64 / area(c),
                };
                let mut worst = all.clone();
                Take::Worst(most, by).of(&mut worst, area);
                prop_assert!(is_worst(&worst, &all, value));
                let some = all.iter().filter(|c| value(c) > 0.0).count();
                prop_assert_eq!(worst.len(), most.get().min(some));
                prop_assert!(worst.windows(2).all(|w| value(&w[0]) > value(&w[1])
                    || (value(&w[0]) >= value(&w[1]) && w[0].grid < w[1].grid)));
                let mut by_code = all.clone();
                Take::WorstByCode(most, by).of(&mut by_code, area);
                let mut sorted: Vec<usize> = worst.iter().map(|c| c.grid).collect();
                sorted.sort_unstable();
                prop_assert_eq!(by_code.iter().map(|c| c.grid).collect::<Vec<_>>(), sorted);
                let mut first = all.clone();
                Take::WorstFirst(by).of(&mut first, area);
                prop_assert_eq!(first.len(), all.len());
                prop_assert!(first.iter().zip(&worst).all(|(a, b)| a.grid == b.grid));
            }
        }
    }
}
