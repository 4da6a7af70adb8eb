//! What became of some ground in an analysis.

use super::HotspotAnalysis;
use crate::desk::Span;
use crate::heat::hotspot::{HotSpot, Judged, Reading, Tally, Verdict};

impl HotspotAnalysis<'_> {
    /// The hot spot, not ended, that all these units were members of when it was last seen; `None`
    /// where there is none, or no unit. Units are codes of areas or numbers of cells.
    #[must_use]
    pub fn spot_of(&self, units: &[String]) -> Option<&HotSpot> {
        let places = self.units.places(units);
        let whole = !places.is_empty() && places.len() == units.len();
        let holds = |spot: &HotSpot| places.iter().all(|unit| spot.last().units.contains(unit));
        self.found.open().map(|(_, spot)| spot).find(|spot| whole && holds(spot))
    }

    /// Period by period, what was counted on these units together, and whether some of them were
    /// hot, with the highest z: no reading for a period that is not judged. Units that are not there
    /// are left out.
    #[must_use]
    pub fn on(&self, units: &[String]) -> Vec<(Span, Tally, Option<Reading>)> {
        let places = self.units.places(units);
        let judged = self.found.judged().iter().zip(&self.spans).enumerate();
        let on = judged.map(|(period, (judged, span))| {
            let tally = self.periods.tally(period, &judged.expected, &places);
            (span.clone(), tally, reading(judged, &places))
        });
        on.collect()
    }
}

fn reading(judged: &Judged, places: &[usize]) -> Option<Reading> {
    let mine = || places.iter().filter_map(|unit| judged.units.get(*unit));
    judged.too_few.is_none().then(|| Reading {
        hot: mine().any(|unit| unit.verdict == Verdict::Hot),
        z: mine().filter_map(|unit| unit.z).fold(f64::NEG_INFINITY, f64::max),
    })
}
