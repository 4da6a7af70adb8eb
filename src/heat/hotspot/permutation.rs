//! Pseudo p-values by conditional permutation.

use super::random::Random;
use super::{HotspotError, Weights};
use rayon::prelude::*;

/// So many draws are held at once: memory stays small whatever their number.
const AT_ONCE: u32 = 64;
/// Sums closer than this part of the largest value are the same: adding in another order must not
/// break a tie.
const TIE: f64 = 1e-12;

/// Draws where nobody asks for another number.
pub const DEFAULT_DRAWS: u32 = 9_999;

/// How often the values are dealt out anew, and from which seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draws {
    /// How many draws; the smallest p-value is 1 / (count + 1).
    pub count: u32,
    /// The same seed gives the same p-values, for any number of threads.
    pub seed: u64,
}

/// The two tails of a unit: pseudo p-values, in (0, 1].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pseudo {
    /// (draws as high as what is seen or higher + 1) / (draws + 1).
    pub high: f64,
    /// (draws as low as what is seen or lower + 1) / (draws + 1).
    pub low: f64,
}

impl Pseudo {
    /// Twice the smaller tail, 1 at most.
    #[must_use]
    pub fn two_sided(self) -> f64 {
        (2.0 * self.high.min(self.low)).min(1.0)
    }

    /// The tails of the same statistic with its sign turned.
    #[must_use]
    pub fn turned(self) -> Self {
        Self { high: self.low, low: self.high }
    }
}

/// For each unit, how unusual the sum of its neighbours' values is when the values of all *other*
/// units are dealt out at random and its own stays. `None` for an isolated unit.
///
/// These are the tails of Gi* as they stand, since the unit's own value and all scales are the same
/// in every draw; those of local Moran's I come by
/// [`LocalMoran::tails`](super::LocalMoran::tails).
///
/// A draw that ties with what is seen counts for both tails. (`PySAL`'s folded `p_sim` counts a tie
/// for the high tail alone, which for counts with many zeros makes the low tail too small.)
///
/// One draw serves all units, each taking as many of it as it has neighbours, as in `esda`. So work
/// is draws × neighbours, in parallel over units, and the answer is the same for any number of
/// threads.
///
/// # Source
///
/// L. Anselin, Local indicators of spatial association, Geographical Analysis 27 (1995) 93-115.
///
/// # Errors
///
/// [`HotspotError::Length`] and [`HotspotError::NotFinite`] for wrong values,
/// [`HotspotError::Rule`] for no draws at all.
pub fn permuted(
    values: &[f64],
    weights: &Weights,
    draws: Draws,
) -> Result<Vec<Option<Pseudo>>, HotspotError> {
    weights.fits(values)?;
    if draws.count == 0 {
        return Err(HotspotError::Rule { rule: "draws.count", value: 0.0 });
    }
    let most = (0..weights.len()).map(|unit| weights.of(unit).len()).max().unwrap_or(0);
    let largest = values.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
    let mut tails = vec![(0_u32, 0_u32); weights.len()];
    let mut first = 0;
    while first < draws.count && most > 0 {
        let last = draws.count.min(first.saturating_add(AT_ONCE));
        let table = deal(values.len() - 1, most, draws.seed, first..last);
        tails.par_iter_mut().enumerate().for_each(|(unit, (high, low))| {
            let count = weights.of(unit).len();
            let (seen, slack) = (weights.sum(unit, values), TIE * largest * (count + 1) as f64);
            for draw in table.chunks_exact(most) {
                let drawn = sum_without(unit, values, draw.get(..count).unwrap_or(draw));
                *high += u32::from(drawn >= seen - slack);
                *low += u32::from(drawn <= seen + slack);
            }
        });
        first = last;
    }
    let share = |count: u32| (f64::from(count) + 1.0) / (f64::from(draws.count) + 1.0);
    let pseudo = |(high, low): (u32, u32)| Pseudo { high: share(high), low: share(low) };
    let of_unit = |(unit, tail)| (!weights.of(unit).is_empty()).then(|| pseudo(tail));
    Ok(tails.into_iter().enumerate().map(of_unit).collect())
}

/// The sum of the values of units that were numbered without the unit itself.
fn sum_without(unit: usize, values: &[f64], drawn: &[u32]) -> f64 {
    drawn
        .iter()
        .map(|other| *other as usize)
        .map(|other| values[other + usize::from(other >= unit)])
        .sum()
}

/// For each draw `take` different numbers below `others`, any as likely as any other: the beginning
/// of a Fisher-Yates shuffle.
fn deal(others: usize, take: usize, seed: u64, draws: std::ops::Range<u32>) -> Vec<u32> {
    let fresh = || (0..others as u32).collect::<Vec<u32>>();
    let draw = |pack: &mut Vec<u32>, number: u32| {
        let mut random = Random::new(seed, u64::from(number));
        let picks: Vec<usize> = (0..take).map(|i| i + random.below(others - i)).collect();
        picks.iter().enumerate().for_each(|(i, pick)| pack.swap(i, *pick));
        let taken = pack.get(..take).unwrap_or(pack).to_vec();
        // Put back in the opposite order, so that the next draw starts from the same pack.
        picks.iter().enumerate().rev().for_each(|(i, pick)| pack.swap(i, *pick));
        taken
    };
    draws.into_par_iter().map_init(fresh, draw).collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_takes_different_units_each_as_often() {
        let (others, take) = (7, 3);
        let table = deal(others, take, 1, 0..30_000);
        let mut seen = vec![0; others];
        for draw in table.chunks_exact(take) {
            assert!(draw[0] != draw[1] && draw[1] != draw[2] && draw[0] != draw[2]);
            for unit in draw {
                seen[*unit as usize] += 1;
            }
        }
        // 30,000 × 3 / 7 = 12,857 with a deviation of 86.
        assert!(seen.iter().all(|count| (12_400..13_300).contains(count)), "{seen:?}");
    }

    #[test]
    fn the_answer_does_not_depend_on_threads() {
        let weights = Weights::lattice(9, 7).unwrap();
        let values: Vec<f64> = (0..63_u32).map(|i| f64::from(i * i % 17)).collect();
        let draws = Draws { count: 199, seed: 5 };
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| permuted(&values, &weights, draws).unwrap())
        };
        assert_eq!(with(1), with(3));
        let other = permuted(&values, &weights, Draws { seed: 6, ..draws }).unwrap();
        assert_ne!(with(1), other);
    }

    #[test]
    fn equal_values_are_never_unusual() {
        let weights = Weights::lattice(5, 5).unwrap();
        let tails = permuted(&[0.1; 25], &weights, Draws { count: 99, seed: 1 }).unwrap();
        assert_eq!(tails, [Some(Pseudo { high: 1.0, low: 1.0 }); 25]);
        assert!(permuted(&[0.1; 25], &weights, Draws { count: 0, seed: 1 }).is_err());
    }
}
