//! The whole analysis.

use super::course::Reading;
use super::places::HotSpot;
use super::track::Tracker;
use super::verdict::{Judged, Rules, Verdict};
use super::{Course, HotspotError, Periods, Weights};

/// Verdicts, courses and hot spots of a series of periods. See the [example](super).
#[derive(Debug, Clone, PartialEq)]
pub struct HotSpots {
    judged: Vec<Judged>,
    courses: Vec<Course>,
    spots: Vec<HotSpot>,
}

impl HotSpots {
    /// Judges every unit in every period, and follows what is hot through them.
    ///
    /// The weights count as binary, and a unit as its own neighbour. The work is periods × units ×
    /// neighbours, times the draws where p-values are permuted; the answer is the same for any
    /// number of threads.
    ///
    /// # Errors
    ///
    /// [`HotspotError::Length`] where periods and weights are not of the same units,
    /// [`HotspotError::Rule`] for rules out of range.
    pub fn find(periods: &Periods, weights: &Weights, rules: &Rules) -> Result<Self, HotspotError> {
        rules.check()?;
        if weights.len() != periods.units() {
            return Err(HotspotError::Length { units: weights.len(), got: periods.units() });
        }
        let judged = (0..periods.len())
            .map(|period| Judged::of(periods, period, weights, rules))
            .collect::<Result<Vec<_>, _>>()?;
        let courses = (0..periods.units()).map(|unit| course(unit, &judged, rules)).collect();
        let spots = Tracker::follow(periods, weights, rules, &judged);
        Ok(Self { judged, courses, spots })
    }

    /// Every period with its verdicts, the oldest first.
    #[must_use]
    pub fn judged(&self) -> &[Judged] {
        &self.judged
    }

    /// The course of every unit. A period that is not judged, or in which the unit has no z, counts
    /// as one without a verdict; one with too few cases around the unit is one in which it is not
    /// hot, so that ground that has become quiet fades.
    #[must_use]
    pub fn courses(&self) -> &[Course] {
        &self.courses
    }

    /// All hot spots, those that have ended too, in the order of their birth.
    #[must_use]
    pub fn spots(&self) -> &[HotSpot] {
        &self.spots
    }

    /// The hot spots that have not ended, each with its place in [`HotSpots::spots`].
    pub fn open(&self) -> impl Iterator<Item = (usize, &HotSpot)> {
        self.spots.iter().enumerate().filter(|(_, spot)| spot.end.is_none())
    }
}

fn course(unit: usize, judged: &[Judged], rules: &Rules) -> Course {
    let reading = |judged: &Judged| {
        let judgement = judged.units.get(unit)?;
        Some(Reading { hot: judgement.verdict == Verdict::Hot, z: judgement.z? })
    };
    let readings: Vec<Option<Reading>> = judged.iter().map(reading).collect();
    Course::of(&readings, rules.fades_after)
}
