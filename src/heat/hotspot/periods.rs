//! What was counted, period by period, and what was to be expected.

use super::HotspotError;

/// How long a period is; for the words of a line alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Step {
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    #[default]
    Month,
    /// A quarter.
    Quarter,
    /// A year.
    Year,
    /// Any other length.
    Period,
}

/// Cases of every unit in every period, the oldest first, with the units' areas and what is
/// expected of them.
///
/// **What is expected** decides what a hot spot means:
///
/// - As built, cases in proportion to area: a hot spot is where they lie thicker than elsewhere.
///   It needs no other data and stays the same over time, so it is the default. Towns are hot then
///   because people live there.
/// - [`Periods::against`] an exposure: inhabitants, households, or the reports of *all* categories
///   where one category is looked at. A hot spot is then where there are more cases than the
///   exposure explains.
/// - [`Periods::expecting`] counts of its own, such as the mean of the same month in years before. A
///   hot spot is then where there are more than usual.
///
/// In the first two, a period's expected counts add up to its cases: they say where cases are, not
/// whether the whole has more than before.
#[derive(Debug, Clone, PartialEq)]
pub struct Periods {
    step: Step,
    area_km2: Vec<f64>,
    counts: Vec<Vec<u32>>,
    expectation: Expectation,
}

#[derive(Debug, Clone, PartialEq)]
enum Expectation {
    /// Each period's cases are dealt out by these, one a unit.
    Share(Vec<f64>),
    /// Expected counts, as `counts`.
    Given(Vec<Vec<f64>>),
}

/// What was counted on some ground in one period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tally {
    /// Cases.
    pub cases: u64,
    /// Ground in km².
    pub area_km2: f64,
    /// Cases that were to be expected; above 0, but where a period with shares has no case at all.
    pub expected: f64,
}

impl Tally {
    /// How many times what is expected; `None` where nothing was.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        (self.expected > 0.0).then(|| self.cases as f64 / self.expected)
    }
}

impl Periods {
    /// Counts as `counts[period][unit]` on areas in km² that are above 0; expected in proportion to
    /// area.
    ///
    /// # Errors
    ///
    /// [`HotspotError::NoPeriod`], [`HotspotError::Length`], [`HotspotError::NotPositive`].
    pub fn new(
        step: Step,
        area_km2: Vec<f64>,
        counts: Vec<Vec<u32>>,
    ) -> Result<Self, HotspotError> {
        if counts.is_empty() {
            return Err(HotspotError::NoPeriod);
        }
        let units = area_km2.len();
        positive(&area_km2, units)?;
        match counts.iter().find(|period| period.len() != units) {
            Some(period) => Err(HotspotError::Length { units, got: period.len() }),
            None => {
                let expectation = Expectation::Share(area_km2.clone());
                Ok(Self { step, area_km2, counts, expectation })
            }
        }
    }

    /// The same counts, expected in proportion to an exposure: one number above 0 a unit, in any
    /// measure. Where counts of the past serve, add a half to each, so that a unit without any is
    /// not expected to stay so for ever.
    ///
    /// # Errors
    ///
    /// [`HotspotError::Length`], [`HotspotError::NotPositive`].
    pub fn against(mut self, exposure: Vec<f64>) -> Result<Self, HotspotError> {
        positive(&exposure, self.units())?;
        self.expectation = Expectation::Share(exposure);
        Ok(self)
    }

    /// The same counts against these, as `expected[period][unit]`, each above 0.
    ///
    /// # Errors
    ///
    /// [`HotspotError::Length`] (for a wrong number of periods too),
    /// [`HotspotError::NotPositive`].
    pub fn expecting(mut self, expected: Vec<Vec<f64>>) -> Result<Self, HotspotError> {
        if expected.len() != self.len() {
            return Err(HotspotError::Length { units: self.len(), got: expected.len() });
        }
        expected.iter().try_for_each(|period| positive(period, self.units()))?;
        self.expectation = Expectation::Given(expected);
        Ok(self)
    }

    /// How long a period is.
    #[must_use]
    pub fn step(&self) -> Step {
        self.step
    }

    /// How many units there are.
    #[must_use]
    pub fn units(&self) -> usize {
        self.area_km2.len()
    }

    /// How many periods there are; never 0.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "there is always a period")]
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// The cases of every unit in a period; none for a period that is not there.
    #[must_use]
    pub fn counts(&self, period: usize) -> &[u32] {
        self.counts.get(period).map_or(&[], Vec::as_slice)
    }

    /// The cases that were to be expected of every unit in a period; none for a period that is not
    /// there.
    #[must_use]
    pub fn expected(&self, period: usize) -> Vec<f64> {
        match &self.expectation {
            Expectation::Given(expected) => expected.get(period).cloned().unwrap_or_default(),
            Expectation::Share(_) if period >= self.len() => Vec::new(),
            Expectation::Share(exposure) => {
                let cases: u64 = self.counts(period).iter().map(|count| u64::from(*count)).sum();
                let each = cases as f64 / exposure.iter().sum::<f64>();
                exposure.iter().map(|exposure| exposure * each).collect()
            }
        }
    }

    /// What was counted on some units, all of them there, with the expected counts of the period.
    ///
    /// # Panics
    ///
    /// For a unit that is not there.
    #[must_use]
    pub fn tally(&self, period: usize, expected: &[f64], units: &[usize]) -> Tally {
        let counts = self.counts(period);
        let sum = |list: &[f64]| units.iter().map(|unit| list[*unit]).sum();
        Tally {
            cases: units.iter().map(|unit| u64::from(counts[*unit])).sum(),
            area_km2: sum(&self.area_km2),
            expected: sum(expected),
        }
    }
}

fn positive(list: &[f64], units: usize) -> Result<(), HotspotError> {
    if list.len() != units {
        return Err(HotspotError::Length { units, got: list.len() });
    }
    match list.iter().enumerate().find(|(_, value)| !(value.is_finite() && **value > 0.0)) {
        Some((unit, value)) => Err(HotspotError::NotPositive { unit, value: *value }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expected_counts_follow_area_exposure_or_what_is_given() {
        let counts = vec![vec![6, 2, 0], vec![0, 0, 4]];
        let by_area = Periods::new(Step::Month, vec![1.0, 1.0, 2.0], counts).unwrap();
        assert_eq!(by_area.expected(0), [2.0, 2.0, 4.0]);
        assert_eq!(by_area.expected(1), [1.0, 1.0, 2.0]);
        assert_eq!(by_area.expected(2), [] as [f64; 0]);
        let tally = by_area.tally(0, &by_area.expected(0), &[0, 2]);
        assert_eq!(tally, Tally { cases: 6, area_km2: 3.0, expected: 6.0 });
        assert_eq!(tally.ratio(), Some(1.0));
        let by_people = by_area.clone().against(vec![300.0, 50.0, 50.0]).unwrap();
        assert_eq!(by_people.expected(0), [6.0, 1.0, 1.0]);
        let usual = vec![vec![3.0, 1.0, 1.0]; 2];
        assert_eq!(by_people.expecting(usual.clone()).unwrap().expected(1), usual[1]);
    }

    #[test]
    fn wrong_lists_are_refused() {
        let one = |area, counts| Periods::new(Step::Week, area, counts);
        assert_eq!(one(vec![1.0], vec![]), Err(HotspotError::NoPeriod));
        let short = one(vec![1.0], vec![vec![1], vec![]]);
        assert_eq!(short, Err(HotspotError::Length { units: 1, got: 0 }));
        let flat = one(vec![0.0], vec![vec![1]]);
        assert_eq!(flat, Err(HotspotError::NotPositive { unit: 0, value: 0.0 }));
        let good = one(vec![1.0], vec![vec![1]]).unwrap();
        assert!(good.clone().against(vec![f64::NAN]).is_err());
        assert!(good.clone().against(vec![1.0, 1.0]).is_err());
        assert!(good.expecting(vec![]).is_err());
    }
}
