//! The verdict on every unit in one period, and when none is given.

use super::permutation::{Draws, Pseudo, permuted};
use super::poisson::poisson_tails;
use super::{HotspotError, Periods, Style, Weights, fdr_adjusted, gi_star, normal_tail};
use crate::text::Message;

/// Which number of a unit is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Value {
    /// The Freeman-Tukey deviate √c + √(c + 1) − √(4 e + 1) of c cases where e are expected. It has
    /// about the same spread, 1, in every unit that is as expected, however small e is. Gi* and its
    /// permutations take for granted that values can be exchanged; so this is the default.
    ///
    /// Source: M. F. Freeman, J. W. Tukey, Transformations related to the angular and the square
    /// root, Ann. Math. Stat. 21 (1950) 607-611.
    #[default]
    Deviate,
    /// Cases in times of those expected; where area is the exposure, the density. One case in a
    /// unit that expects a hundredth is 100 then: right where units are much alike.
    Ratio,
    /// Cases alone: right where all units are of one kind, such as cells of one size.
    Cases,
}

/// Which p-value of Gi* decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Test {
    /// That of the normal distribution.
    #[default]
    Analytic,
    /// That of permutations. With n units and a share q of false discoveries, a single unit can only
    /// be found with more than 2 n / q draws: 20,000 for 500 grids and 5 %.
    Permuted(Draws),
}

/// By what rules hot spots are found. [`Rules::default`] is what the fields say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rules {
    /// What is tested; by default the deviate.
    pub value: Value,
    /// How; by default the analytic p-value, two-sided.
    pub test: Test,
    /// The share of false ones among the units that are called hot or cold in a period, between 0
    /// and 1; 0.05 by default.
    pub false_share: f64,
    /// A period with fewer cases is not judged; 30 by default.
    pub least_cases: u64,
    /// Nor is one of fewer units, for which a normal distribution is not near enough; 30 by default.
    pub least_units: usize,
    /// Nor one with cases in fewer units than this; 5 by default.
    pub least_hit: usize,
    /// A unit with fewer cases than this in itself and its neighbours, and fewer expected there too,
    /// is not judged, and a place with fewer cases is no hot spot; 5 by default.
    pub least_near: u32,
    /// A hot spot has faded when it has not been seen in so many judged periods; at least 1, 2 by
    /// default.
    pub fades_after: usize,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            value: Value::default(),
            test: Test::default(),
            false_share: 0.05,
            least_cases: 30,
            least_units: 30,
            least_hit: 5,
            least_near: 5,
            fades_after: 2,
        }
    }
}

impl Rules {
    pub(super) fn check(&self) -> Result<(), HotspotError> {
        if !(self.false_share > 0.0 && self.false_share < 1.0) {
            return Err(HotspotError::Rule { rule: "false_share", value: self.false_share });
        }
        if self.fades_after == 0 {
            return Err(HotspotError::Rule { rule: "fades_after", value: 0.0 });
        }
        Ok(())
    }
}

/// What is said of a unit in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Itself and its neighbours have high values, more than chance gives.
    Hot,
    /// They have low ones.
    Cold,
    /// Neither is shown.
    Neither,
    /// There are too few cases to say.
    TooFew,
    /// The statistic does not exist: all values are the same, or everybody is a neighbour.
    Undefined,
}

impl Verdict {
    /// The word for the user.
    #[must_use]
    pub fn message(self) -> Message {
        Message::new(match self {
            Self::Hot => "heat.hotspot.hot",
            Self::Cold => "heat.hotspot.cold",
            Self::Neither => "heat.hotspot.neither",
            Self::TooFew => "heat.hotspot.too_few",
            Self::Undefined => "heat.hotspot.undefined",
        })
    }
}

/// Why a whole period is not judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooFew {
    /// It has too few cases.
    Cases {
        /// How many.
        cases: u64,
        /// How many it takes.
        least: u64,
    },
    /// There are too few units.
    Units {
        /// How many.
        units: usize,
        /// How many it takes.
        least: usize,
    },
    /// Its cases lie in too few units.
    Hit {
        /// How many.
        units: usize,
        /// How many it takes.
        least: usize,
    },
}

impl TooFew {
    /// The sentence for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Cases { cases, least } => {
                Message::new("heat.hotspot.few_cases").with("cases", cases).with("least", least)
            }
            Self::Units { units, least } => {
                Message::new("heat.hotspot.few_units").with("units", units).with("least", least)
            }
            Self::Hit { units, least } => {
                Message::new("heat.hotspot.few_hit").with("units", units).with("least", least)
            }
        }
    }
}

/// A unit in a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement {
    /// What is said of it.
    pub verdict: Verdict,
    /// Gi* in standard deviations; `None` where it does not exist or the period is not judged.
    pub z: Option<f64>,
    /// The two-sided p-value: twice the larger of the tails of Gi* and of a Poisson count of the unit
    /// and its neighbours, in the direction where that is smaller, and 1 at most.
    pub p: Option<f64>,
    /// The p-value adjusted for all units of the period; see [`fdr_adjusted`].
    pub adjusted: Option<f64>,
}

impl Judgement {
    fn none(verdict: Verdict) -> Self {
        Self { verdict, z: None, p: None, adjusted: None }
    }
}

/// A period with the verdict on every unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// Why the period is not judged; then every unit is [`Verdict::TooFew`].
    pub too_few: Option<TooFew>,
    /// One a unit.
    pub units: Vec<Judgement>,
    /// The cases that were to be expected of each unit.
    pub expected: Vec<f64>,
}

impl Judged {
    /// Judges one period: Gi* of the rules' value with binary weights whatever their style (see
    /// [`gi_star`]) and a Poisson test of the cases around, which must both hold; p-values adjusted
    /// over all units of the period that have one; and among all units those with too few cases
    /// around taken back.
    ///
    /// Where expected counts add up to the cases of the period, counts are binomial, with a little
    /// less spread than Poisson has: the test is then on the safe side.
    pub(super) fn of(
        periods: &Periods,
        period: usize,
        weights: &Weights,
        rules: &Rules,
    ) -> Result<Self, HotspotError> {
        let (counts, expected) = (periods.counts(period), periods.expected(period));
        let too_few = TooFew::of(counts, rules);
        if too_few.is_some() {
            let units = vec![Judgement::none(Verdict::TooFew); counts.len()];
            return Ok(Self { too_few, units, expected });
        }
        let near: Vec<Near> = (0..counts.len())
            .map(|unit| {
                let around = weights.of(unit).iter().map(|other| *other as usize);
                around.chain([unit]).fold(Near::default(), |sum, unit| Near {
                    cases: sum.cases + u64::from(counts[unit]),
                    expected: sum.expected + expected[unit],
                })
            })
            .collect();
        let values: Vec<f64> =
            counts.iter().zip(&expected).map(|(c, e)| rules.value.of(*c, *e)).collect();
        let mut units = tested(&values, weights, rules, &near)?;
        for (judgement, near) in units.iter_mut().zip(&near) {
            if (near.cases as f64).max(near.expected) < f64::from(rules.least_near) {
                judgement.verdict = Verdict::TooFew;
            }
        }
        Ok(Self { too_few: None, units, expected })
    }
}

impl Value {
    /// The number of a unit with so many cases where others were expected.
    #[must_use]
    pub fn of(self, cases: u32, expected: f64) -> f64 {
        let cases = f64::from(cases);
        match self {
            Self::Deviate => cases.sqrt() + (cases + 1.0).sqrt() - (4.0 * expected + 1.0).sqrt(),
            Self::Ratio => cases / expected,
            Self::Cases => cases,
        }
    }
}

impl TooFew {
    /// Why the cases of a period, one number a unit, say too little for these rules; `None` where
    /// they say enough.
    #[must_use]
    pub fn of(counts: &[u32], rules: &Rules) -> Option<Self> {
        let cases: u64 = counts.iter().map(|count| u64::from(*count)).sum();
        let hit = counts.iter().filter(|count| **count > 0).count();
        let units = counts.len();
        if units < rules.least_units {
            Some(Self::Units { units, least: rules.least_units })
        } else if cases < rules.least_cases {
            Some(Self::Cases { cases, least: rules.least_cases })
        } else if hit < rules.least_hit {
            Some(Self::Hit { units: hit, least: rules.least_hit })
        } else {
            None
        }
    }
}

/// What was counted and expected in a unit and its neighbours.
#[derive(Debug, Clone, Copy, Default)]
struct Near {
    cases: u64,
    expected: f64,
}

/// Hot, cold, neither or undefined, for every unit.
fn tested(
    values: &[f64],
    weights: &Weights,
    rules: &Rules,
    near: &[Near],
) -> Result<Vec<Judgement>, HotspotError> {
    let binary = weights.clone().styled(Style::Binary);
    let z: Vec<Option<f64>> =
        gi_star(values, &binary)?.into_iter().map(|unit| unit.map(|gi| gi.z)).collect();
    let tails: Vec<Option<Pseudo>> = match rules.test {
        Test::Analytic => z.iter().map(|z| z.map(of_normal)).collect(),
        // Without z there is nothing to permute: equal values are no evidence.
        Test::Permuted(draws) => {
            permuted(values, &binary, draws)?.into_iter().zip(&z).map(|(t, z)| z.and(t)).collect()
        }
    };
    let p: Vec<Option<(f64, bool)>> =
        tails.iter().zip(near).map(|(tails, near)| tails.map(|tails| both(tails, *near))).collect();
    let family: Vec<f64> = p.iter().flatten().map(|(p, _)| *p).collect();
    let mut adjusted = fdr_adjusted(&family).into_iter();
    let judge = |(z, p): (Option<f64>, Option<(f64, bool)>)| {
        let Some((z, (p, high))) = z.zip(p) else { return Judgement::none(Verdict::Undefined) };
        let adjusted = adjusted.next();
        let verdict = match adjusted.is_some_and(|adjusted| adjusted <= rules.false_share) {
            true if high => Verdict::Hot,
            true => Verdict::Cold,
            false => Verdict::Neither,
        };
        Judgement { verdict, z: Some(z), p: Some(p), adjusted }
    };
    Ok(z.into_iter().zip(p).map(judge).collect())
}

/// The tails of a standard normal above and below z.
fn of_normal(z: f64) -> Pseudo {
    let outer = normal_tail(z);
    if z > 0.0 {
        Pseudo { high: outer, low: 1.0 - outer }
    } else {
        Pseudo { high: 1.0 - outer, low: outer }
    }
}

/// The p-value of Gi* and the Poisson count together, and whether it speaks for high values. For
/// two things that must both hold the larger p-value is a valid one (R. L. Berger, Multiparameter
/// hypothesis testing and acceptance sampling, Technometrics 24 (1982) 295-300).
fn both(gi: Pseudo, near: Near) -> (f64, bool) {
    let (more, less) = poisson_tails(near.cases, near.expected);
    let (high, low) = (gi.high.max(more), gi.low.max(less));
    ((2.0 * high.min(low)).min(1.0), high < low)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heat::hotspot::Step;

    /// 6 × 6 cells of 1 km², two cases in each but `raised` in the four of a corner.
    fn judged(base: u32, raised: u32, rules: &Rules) -> Judged {
        let corner = |unit: usize| unit % 6 < 2 && unit / 6 < 2;
        let counts = (0..36).map(|unit| if corner(unit) { raised } else { base }).collect();
        let periods = Periods::new(Step::Month, vec![1.0; 36], vec![counts]).unwrap();
        Judged::of(&periods, 0, &Weights::lattice(6, 6).unwrap(), rules).unwrap()
    }

    fn hot(judged: &Judged) -> Vec<usize> {
        let is_hot = |unit: &usize| judged.units[*unit].verdict == Verdict::Hot;
        (0..judged.units.len()).filter(is_hot).collect()
    }

    #[test]
    fn a_raised_corner_is_hot_by_either_test() {
        let found = hot(&judged(2, 20, &Rules::default()));
        assert!([0, 1, 6, 7].iter().all(|unit| found.contains(unit)), "{found:?}");
        assert!(!found.contains(&35));
        let test = Test::Permuted(Draws { count: 4_999, seed: 1 });
        let permuted = hot(&judged(2, 20, &Rules { test, ..Rules::default() }));
        // The three others of the corner are all of unit 0's neighbours, and few of unit 7's.
        assert!([0, 1, 6].iter().all(|unit| permuted.contains(unit)), "{permuted:?}");
        assert!(permuted.iter().all(|unit| found.contains(unit)), "{permuted:?}");
        for value in [Value::Ratio, Value::Cases] {
            assert!(hot(&judged(2, 20, &Rules { value, ..Rules::default() })).contains(&0));
        }
    }

    #[test]
    fn equal_counts_have_no_verdict() {
        let same = judged(2, 2, &Rules::default());
        assert!(same.units.iter().all(|unit| *unit == Judgement::none(Verdict::Undefined)));
        let test = Test::Permuted(Draws { count: 99, seed: 1 });
        let same = judged(2, 2, &Rules { test, ..Rules::default() });
        assert!(same.units.iter().all(|unit| unit.verdict == Verdict::Undefined));
    }

    #[test]
    fn too_few_of_anything_is_said() {
        let rules = Rules::default();
        let few = judged(0, 7, &rules);
        assert_eq!(few.too_few, Some(TooFew::Cases { cases: 28, least: 30 }));
        assert!(few.units.iter().all(|unit| unit.verdict == Verdict::TooFew));
        let few = judged(0, 20, &rules).too_few;
        assert_eq!(few, Some(TooFew::Hit { units: 4, least: 5 }));
        let few = judged(2, 20, &Rules { least_units: 37, ..rules }).too_few;
        assert_eq!(few, Some(TooFew::Units { units: 36, least: 37 }));
        // With one case in each cell, a corner has four with its neighbours, an edge six.
        let sparse = judged(1, 1, &rules);
        assert_eq!(sparse.units[0].verdict, Verdict::TooFew);
        assert_eq!(sparse.units[3].verdict, Verdict::Undefined);
    }

    #[test]
    fn rules_out_of_range_are_refused() {
        for rules in [
            Rules { false_share: 0.0, ..Rules::default() },
            Rules { false_share: f64::NAN, ..Rules::default() },
            Rules { fades_after: 0, ..Rules::default() },
        ] {
            assert!(matches!(rules.check(), Err(HotspotError::Rule { .. })));
        }
    }
}
