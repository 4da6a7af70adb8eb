//! A place is followed from period to period until it fades.

use super::course::Reading;
use super::places::{End, HotSpot, Sighting, places};
use super::verdict::Judged;
use super::{Course, Pattern, Periods, Rules, Weights};
use std::collections::{HashMap, HashSet};

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
        let carried: HashSet<usize> = heirs.iter().copied().flatten().collect();
        let mut left: Vec<usize> = self.open.iter().copied().flatten().collect();
        left.sort_unstable();
        left.dedup();
        left.retain(|spot| !carried.contains(spot));
        // All of them before any is added: how long a place has been hot is read from the last ones.
        let sightings: Vec<Sighting> = found
            .into_iter()
            .zip(&under)
            .map(|(units, under)| self.sighting(period, judged, units, under))
            .collect();
        let mut now_at: Vec<usize> = Vec::with_capacity(sightings.len());
        for ((sighting, under), heir) in sightings.into_iter().zip(&under).zip(&heirs) {
            now_at.push(match heir {
                Some(spot) => {
                    self.spots[*spot].sightings.push(sighting);
                    self.missed[*spot] = 0;
                    *spot
                }
                None => self.begin(sighting, under),
            });
        }
        // A place that stands on ground of one that is not carried on has swallowed it.
        let mut over: HashMap<usize, usize> = HashMap::new();
        for (under, spot) in under.iter().zip(now_at) {
            for (swallowed, _) in under {
                over.entry(*swallowed).or_insert(spot);
            }
        }
        for spot in left {
            self.pass(spot, period, over.get(&spot).copied());
        }
        self.stand();
    }

    fn sighting(
        &self,
        period: usize,
        judged: &Judged,
        units: Vec<usize>,
        under: &[(usize, usize)],
    ) -> Sighting {
        let rows = under.iter().map(|(spot, _)| self.spots[*spot].last());
        let rows = rows.filter(|last| last.period + 1 == period).map(|last| last.in_a_row);
        let z = units.iter().filter_map(|unit| judged.units[*unit].z);
        Sighting {
            period,
            tally: self.periods.tally(period, &judged.expected, &units),
            in_a_row: 1 + rows.max().unwrap_or(0),
            peak_z: z.fold(f64::NEG_INFINITY, f64::max),
            units,
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
    let (mut heirs, mut carried) = (vec![None; under.len()], HashSet::new());
    for (_, spot, place) in pairs {
        if heirs[place].is_none() && carried.insert(spot) {
            heirs[place] = Some(spot);
        }
    }
    heirs
}
