//! Hot units that lie together are one place.

use super::verdict::{Judged, Verdict};
use super::{Course, Pattern, Step, Tally, Weights};

/// A hot spot in one period.
#[derive(Debug, Clone, PartialEq)]
pub struct Sighting {
    /// The period, by its place from 0.
    pub period: usize,
    /// Its units, ascending.
    pub units: Vec<usize>,
    /// What was counted on them.
    pub tally: Tally,
    /// How many periods in a row the place has been hot with this one, without a gap and without a
    /// period that was not judged.
    pub in_a_row: usize,
    /// The largest Gi* of its units, in standard deviations.
    pub peak_z: f64,
}

/// How a hot spot ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It was not seen in as many judged periods as the rules say; the last of them.
    Faded {
        /// The period.
        period: usize,
    },
    /// It grew together with another.
    Joined {
        /// The period.
        period: usize,
        /// The other, by its place in [`HotSpots::spots`](super::HotSpots::spots).
        into: usize,
    },
}

/// A place that was hot, with its history from the first period until it fades: what can be opened
/// as a place to clear (治安乱点).
///
/// A place of a period is made of hot units that are neighbours (in either's list), without those
/// that have no more cases than expected and are hot through their neighbours alone. In the next
/// judged period the place that shares most units with it is the same hot spot; of several on its
/// ground the others are new ones that come from it, and of several hot spots under one place the
/// others have joined it. In a period that is not judged nothing begins or ends; in one that is, a
/// place with too few cases to be hot is not seen, so that one that has become quiet fades.
#[derive(Debug, Clone, PartialEq)]
pub struct HotSpot {
    /// Never empty.
    pub(super) sightings: Vec<Sighting>,
    /// The hot spot that it split off from, or that had faded on this ground before.
    pub from: Option<usize>,
    /// How it ended; `None` while it is open.
    pub end: Option<End>,
    /// Its course: hot in the periods in which it was seen, and before its last one also in those in
    /// which part of its last ground was in any hot spot; z is the mean Gi* of that ground.
    pub course: Course,
    /// What was counted in the last period on the ground where it was last seen.
    pub now: Tally,
    /// How long a period is.
    pub step: Step,
}

impl HotSpot {
    /// Its history: every period in which it was seen, the oldest first; never empty.
    #[must_use]
    pub fn sightings(&self) -> &[Sighting] {
        &self.sightings
    }

    /// When it was first seen, by the period.
    #[must_use]
    pub fn since(&self) -> usize {
        self.sightings.first().map_or(0, |first| first.period)
    }

    /// When it was last seen.
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "a hot spot is made with its first sighting, and none is taken away"
    )]
    pub fn last(&self) -> &Sighting {
        self.sightings.last().expect("never empty")
    }

    /// Whether it was hot in the last period.
    #[must_use]
    pub fn is_hot(&self) -> bool {
        use Pattern::{Consecutive, Intensifying, New, Persistent, Sporadic, Weakening};
        let hot = [Consecutive, Intensifying, New, Persistent, Sporadic, Weakening];
        hot.contains(&self.course.pattern)
    }
}

/// The places of one period with at least so many cases, as [`HotSpot`] says what a place is: their
/// units, ascending, in the order of the first.
pub(super) fn places(
    judged: &Judged,
    counts: &[u32],
    weights: &Weights,
    least: u32,
) -> Vec<Vec<usize>> {
    let hot = |unit: usize| judged.units[unit].verdict == Verdict::Hot;
    let hot_units: Vec<usize> = (0..judged.units.len()).filter(|unit| hot(*unit)).collect();
    let mut groups = Groups((0..judged.units.len()).collect());
    for unit in &hot_units {
        for other in weights.of(*unit).iter().map(|o| *o as usize).filter(|o| hot(*o)) {
            groups.join(*unit, other);
        }
    }
    // A group is known by its lowest unit, so that sorting by it keeps the order.
    let more = |unit: &usize| f64::from(counts[*unit]) > judged.expected[*unit];
    let mut grouped: Vec<(usize, usize)> =
        hot_units.into_iter().filter(more).map(|unit| (groups.of(unit), unit)).collect();
    grouped.sort_unstable();
    let together = grouped.chunk_by(|a, b| a.0 == b.0);
    let mut found: Vec<Vec<usize>> =
        together.map(|group| group.iter().map(|(_, unit)| *unit).collect()).collect();
    found.retain(|units| {
        units.iter().map(|unit| u64::from(counts[*unit])).sum::<u64>() >= u64::from(least)
    });
    found
}

/// Disjoint sets of units, each known by its lowest.
struct Groups(Vec<usize>);

impl Groups {
    fn of(&mut self, mut unit: usize) -> usize {
        while self.0[unit] != unit {
            // Halving the way keeps it short.
            self.0[unit] = self.0[self.0[unit]];
            unit = self.0[unit];
        }
        unit
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.of(a), self.of(b));
        self.0[a.max(b)] = a.min(b);
    }
}
