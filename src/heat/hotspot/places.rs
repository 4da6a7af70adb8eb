//! Hot units that lie together are one place, and a place is followed from period to period.

use super::course::Reading;
use super::verdict::{Judged, Verdict};
use super::{Course, Pattern, Periods, Rules, Step, Tally, Weights};

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
/// others have joined it. In a period without a verdict nothing begins or ends.
#[derive(Debug, Clone, PartialEq)]
pub struct HotSpot {
    /// Every period in which it was seen, the oldest first; never empty.
    pub sightings: Vec<Sighting>,
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
    /// When it was first seen, by the period.
    #[must_use]
    pub fn since(&self) -> usize {
        self.sightings.first().map_or(0, |first| first.period)
    }

    /// When it was last seen.
    ///
    /// # Panics
    ///
    /// Never: a hot spot is made with its first sighting, and none is taken away.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a hot spot is made with its first sighting")]
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

/// The places of one period: units, ascending, in the order of their first.
fn places(judged: &Judged, counts: &[u32], weights: &Weights, least: u32) -> Vec<Vec<usize>> {
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

/// Follows hot spots through the periods.
pub(super) struct Tracker<'a> {
    periods: &'a Periods,
    weights: &'a Weights,
    rules: &'a Rules,
    spots: Vec<HotSpot>,
    /// How many judged periods each spot has not been seen in.
    missed: Vec<usize>,
    /// For each unit the open spot that last stood on it.
    open: Vec<Option<usize>>,
    /// For each unit the last spot that faded on it.
    faded: Vec<Option<usize>>,
}

impl<'a> Tracker<'a> {
    /// The hot spots of all periods, in the order of their birth.
    pub fn follow(
        periods: &'a Periods,
        weights: &'a Weights,
        rules: &'a Rules,
        judged: &[Judged],
    ) -> Vec<HotSpot> {
        let nobody = vec![None; periods.units()];
        let (spots, missed, open, faded) = (Vec::new(), Vec::new(), nobody.clone(), nobody);
        let mut tracker = Self { periods, weights, rules, spots, missed, open, faded };
        for (period, judged) in judged.iter().enumerate() {
            if judged.too_few.is_none() {
                tracker.step(period, judged);
            }
        }
        tracker.finish(judged)
    }

    /// One judged period.
    fn step(&mut self, period: usize, judged: &Judged) {
        let counts = self.periods.counts(period);
        let found = places(judged, counts, self.weights, self.rules.least_near);
        let under: Vec<Vec<(usize, usize)>> =
            found.iter().map(|units| shared(units, &self.open)).collect();
        let heirs = heirs(&under);
        let mut standing: Vec<usize> = self.open.iter().copied().flatten().collect();
        standing.sort_unstable();
        standing.dedup();
        let mut now_at: Vec<usize> = Vec::with_capacity(found.len());
        for ((units, under), heir) in found.iter().zip(&under).zip(&heirs) {
            let sighting = self.sighting(period, judged, units, under);
            now_at.push(match heir {
                Some(spot) => {
                    self.spots[*spot].sightings.push(sighting);
                    self.missed[*spot] = 0;
                    *spot
                }
                None => self.begin(sighting, under),
            });
        }
        for spot in standing.into_iter().filter(|spot| !heirs.contains(&Some(*spot))) {
            let by = under.iter().position(|u| u.iter().any(|(other, _)| *other == spot));
            self.pass(spot, period, by.map(|place| now_at[place]));
        }
        self.stand();
    }

    fn sighting(
        &self,
        period: usize,
        judged: &Judged,
        units: &[usize],
        under: &[(usize, usize)],
    ) -> Sighting {
        let rows = under.iter().map(|(spot, _)| self.spots[*spot].last());
        let rows = rows.filter(|last| last.period + 1 == period).map(|last| last.in_a_row);
        let z = units.iter().filter_map(|unit| judged.units[*unit].z);
        Sighting {
            period,
            units: units.to_vec(),
            tally: self.periods.tally(period, &judged.expected, units),
            in_a_row: 1 + rows.max().unwrap_or(0),
            peak_z: z.fold(f64::NEG_INFINITY, f64::max),
        }
    }

    /// A new hot spot; its number.
    fn begin(&mut self, first: Sighting, under: &[(usize, usize)]) -> usize {
        let before = || shared(&first.units, &self.faded);
        let from = largest(under).or_else(|| largest(&before()));
        self.spots.push(HotSpot {
            from,
            end: None,
            course: Course::of(&[], self.rules.fades_after),
            now: first.tally,
            step: self.periods.step(),
            sightings: vec![first],
        });
        self.missed.push(0);
        self.spots.len() - 1
    }

    /// A period in which a hot spot was not seen, or grew together with another.
    fn pass(&mut self, spot: usize, period: usize, into: Option<usize>) {
        self.missed[spot] += 1;
        if let Some(into) = into {
            self.spots[spot].end = Some(End::Joined { period, into });
        } else if self.missed[spot] >= self.rules.fades_after {
            self.spots[spot].end = Some(End::Faded { period });
            for unit in &self.spots[spot].last().units {
                self.faded[*unit] = Some(spot);
            }
        }
    }

    /// Puts the open spots on their ground anew. They share none: a place on the ground of one
    /// carries it on, ends it, or leaves it for the larger part.
    fn stand(&mut self) {
        self.open.fill(None);
        for (number, spot) in self.spots.iter().enumerate().filter(|(_, s)| s.end.is_none()) {
            for unit in &spot.last().units {
                self.open[*unit] = Some(number);
            }
        }
    }

    /// The spots with their courses and what is on their ground now.
    fn finish(mut self, judged: &[Judged]) -> Vec<HotSpot> {
        let mut places_at: Vec<Vec<bool>> = vec![vec![false; self.periods.units()]; judged.len()];
        for sighting in self.spots.iter().flat_map(|spot| &spot.sightings) {
            sighting.units.iter().for_each(|unit| places_at[sighting.period][*unit] = true);
        }
        let latest = judged.len() - 1;
        for spot in &mut self.spots {
            let readings: Vec<Option<Reading>> = judged
                .iter()
                .zip(&places_at)
                .enumerate()
                .map(|(period, (judged, at))| reading(spot, period, judged, at))
                .collect();
            spot.course = Course::of(&readings, self.rules.fades_after);
            if spot.end.is_some() {
                spot.course.pattern = Pattern::Faded;
            }
            spot.now = self.periods.tally(latest, &judged[latest].expected, &spot.last().units);
        }
        self.spots
    }
}

/// How a spot's ground stood in a period.
fn reading(spot: &HotSpot, period: usize, judged: &Judged, places: &[bool]) -> Option<Reading> {
    if judged.too_few.is_some() {
        return None;
    }
    let last = spot.last();
    let seen = spot.sightings.iter().any(|sighting| sighting.period == period);
    let before = period < last.period && last.units.iter().any(|unit| places[*unit]);
    let z: Vec<f64> = last.units.iter().filter_map(|unit| judged.units[*unit].z).collect();
    let mean = if z.is_empty() { 0.0 } else { z.iter().sum::<f64>() / z.len() as f64 };
    Some(Reading { hot: seen || before, z: mean })
}

/// Whose ground these units are, each with how many of them; by number.
fn shared(units: &[usize], ground: &[Option<usize>]) -> Vec<(usize, usize)> {
    let mut owners: Vec<usize> = units.iter().filter_map(|unit| ground[*unit]).collect();
    owners.sort_unstable();
    owners.chunk_by(|a, b| a == b).map(|same| (same[0], same.len())).collect()
}

/// The one with most units, the older of equals.
fn largest(shares: &[(usize, usize)]) -> Option<usize> {
    shares.iter().max_by_key(|(spot, units)| (*units, std::cmp::Reverse(*spot))).map(|s| s.0)
}

/// Which spot each place carries on: pairs in the order of the units that they share, most first,
/// then the older spot, then the place with the lower unit; no spot and no place twice.
fn heirs(under: &[Vec<(usize, usize)>]) -> Vec<Option<usize>> {
    let mut pairs: Vec<(std::cmp::Reverse<usize>, usize, usize)> = Vec::new();
    for (place, shares) in under.iter().enumerate() {
        pairs.extend(shares.iter().map(|(spot, units)| (std::cmp::Reverse(*units), *spot, place)));
    }
    pairs.sort_unstable();
    let mut heirs = vec![None; under.len()];
    for (_, spot, place) in pairs {
        if heirs[place].is_none() && !heirs.contains(&Some(spot)) {
            heirs[place] = Some(spot);
        }
    }
    heirs
}
