//! Getis-Ord Gi* and local Moran's I with their analytic moments.

use super::permutation::Pseudo;
use super::{HotspotError, Style, Weights};
use std::f64::consts::FRAC_1_SQRT_2;

/// Values whose deviation is below this part of the largest are all the same but for rounding.
const NO_SPREAD: f64 = 1e-12;

/// The share of a standard normal beyond |z|, the one-sided p-value.
#[must_use]
pub fn normal_tail(z: f64) -> f64 {
    0.5 * libm::erfc(z.abs() * FRAC_1_SQRT_2)
}

/// The mean of values and their deviation (divided by n); `None` where they do not differ, or are
/// so large that their squares are not numbers.
fn spread(values: &[f64]) -> Option<(f64, f64)> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let deviation = (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt();
    let largest = values.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
    (deviation.is_finite() && deviation > NO_SPREAD * largest).then_some((mean, deviation))
}

/// Gi* of a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GiStar {
    /// Standard deviations above (hot) or below (cold) what chance gives.
    pub z: f64,
}

impl GiStar {
    /// The one-sided p-value, in the direction of the sign: `PySAL`'s `p_norm`.
    #[must_use]
    pub fn p(self) -> f64 {
        normal_tail(self.z)
    }

    /// The two-sided p-value.
    #[must_use]
    pub fn p_two_sided(self) -> f64 {
        2.0 * self.p()
    }
}

/// Getis-Ord Gi* of every unit: the sum over itself and its neighbours against the mean of all.
/// `None` where nothing can be said: all values are the same, or everybody is the unit's neighbour.
///
/// With n units, mean x̄ and deviation s of the values, and W the weights of a unit with itself
/// added up: z = (Σ w x − W x̄) / (s √(W (n − W) / (n − 1))).
///
/// Equal to `Zs` of `PySAL`'s `esda.G_Local(star=True)` 2.9.0 with `transform='B'` for binary and
/// `'R'` for row-standardised weights. For binary weights that is the z of Ord and Getis; for
/// row-standardised ones `PySAL` puts the same W (then 1) into the variance, which leaves z smaller
/// by √((n − k) / (k (n − 1))) for k units with itself. So take binary weights for a verdict, as
/// [`HotSpots::find`](super::HotSpots::find) does. Values may be below 0, where the mean may be too
/// (`PySAL` divides by their sum and would turn the sign).
///
/// # Source
///
/// J. K. Ord, A. Getis, Local spatial autocorrelation statistics, Geographical Analysis 27 (1995)
/// 286-306, eq. 14.5.
///
/// # Errors
///
/// [`HotspotError::Length`] and [`HotspotError::NotFinite`].
pub fn gi_star(values: &[f64], weights: &Weights) -> Result<Vec<Option<GiStar>>, HotspotError> {
    weights.fits(values)?;
    let n = values.len() as f64;
    let Some((mean, deviation)) = spread(values) else { return Ok(vec![None; values.len()]) };
    let of_unit = |(unit, own): (usize, &f64)| {
        let count = weights.of(unit).len() as f64 + 1.0;
        let sum = weights.sum(unit, values) + own;
        let (lag, weight) = match weights.style() {
            Style::Binary => (sum, count),
            Style::Row => (sum / count, 1.0),
        };
        let scale = deviation * (weight * (n - weight) / (n - 1.0)).sqrt();
        (scale > 0.0).then(|| GiStar { z: (lag - weight * mean) / scale })
    };
    Ok(values.iter().enumerate().map(of_unit).collect())
}

/// How a unit and its neighbours stand to the mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quadrant {
    /// High among high ones.
    HighHigh,
    /// Low among high ones.
    LowHigh,
    /// Low among low ones.
    LowLow,
    /// High among low ones.
    HighLow,
}

/// Local Moran's I of a unit, with the moments that `PySAL` gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalMoran {
    /// Positive where the unit is like its neighbours.
    pub i: f64,
    /// Where it stands; on the mean counts as low.
    pub quadrant: Quadrant,
    /// The expectation when the values of the other units are permuted (`EIc`).
    pub expected: f64,
    /// The variance then (`VIc`).
    pub variance: f64,
    /// The expectation when all values are permuted (`EI`).
    pub expected_total: f64,
    /// The variance then (`VI`).
    pub variance_total: f64,
    /// Whether the unit's own value is below the mean.
    below: bool,
}

impl LocalMoran {
    /// (I − `expected`) / √`variance`; `None` for a unit on the mean, whose I is always 0.
    #[must_use]
    pub fn z(&self) -> Option<f64> {
        (self.variance > 0.0).then(|| (self.i - self.expected) / self.variance.sqrt())
    }

    /// The two-sided p-value of [`LocalMoran::z`].
    #[must_use]
    pub fn p_two_sided(&self) -> Option<f64> {
        self.z().map(|z| 2.0 * normal_tail(z))
    }

    /// The tails of I from those of the neighbours' sum, which [`permuted`](super::permuted) gives:
    /// for a unit below the mean a high sum is a low I.
    #[must_use]
    pub fn tails(&self, of_sum: Pseudo) -> Pseudo {
        if self.below { of_sum.turned() } else { of_sum }
    }
}

/// Local Moran's I of every unit. `None` where nothing can be said: all values are the same, the
/// unit is isolated, or there are fewer than three units.
///
/// Equal to `PySAL`'s `esda.Moran_Local` 2.9.0: `Is`, `q`, `EIc`, `VIc`, `EI` and `VI`, with
/// `transformation='b'` or `'r'` by the style of the weights. The conditional moments are those to
/// test with, since they hold the unit's own value fixed, as a permutation does.
///
/// # Source
///
/// L. Anselin, Local indicators of spatial association, Geographical Analysis 27 (1995) 93-115;
/// R. R. Sokal, N. L. Oden, B. A. Thomson, Local spatial autocorrelation in a biological model,
/// Geographical Analysis 30 (1998) 331-354, eq. A3, A4*, A7, A8.
///
/// # Errors
///
/// [`HotspotError::Length`] and [`HotspotError::NotFinite`].
///
/// ```
/// use wangge::heat::hotspot::{Quadrant, Weights, fdr_adjusted, local_moran};
/// let values: Vec<f64> = (0..100).map(|cell| if cell % 10 < 3 { 9.0 } else { 1.0 }).collect();
/// let found = local_moran(&values, &Weights::lattice(10, 10)?)?;
/// let p: Vec<f64> = found.iter().flatten().filter_map(|unit| unit.p_two_sided()).collect();
/// let high = found.iter().flatten().zip(fdr_adjusted(&p)).filter(|(unit, adjusted)| {
///     unit.quadrant == Quadrant::HighHigh && *adjusted <= 0.05
/// });
/// assert_eq!(high.count(), 20); // two columns; the third has low cells beside it
/// # Ok::<(), wangge::heat::hotspot::HotspotError>(())
/// ```
pub fn local_moran(
    values: &[f64],
    weights: &Weights,
) -> Result<Vec<Option<LocalMoran>>, HotspotError> {
    weights.fits(values)?;
    let Some((mean, deviation)) = spread(values).filter(|_| values.len() > 2) else {
        return Ok(vec![None; values.len()]);
    };
    let scores: Vec<f64> = values.iter().map(|value| (value - mean) / deviation).collect();
    let fourth = scores.iter().map(|z| z.powi(4)).sum::<f64>() / values.len() as f64;
    let of_unit = |unit: usize| moran_of(unit, &scores, fourth, weights);
    Ok((0..values.len()).map(of_unit).collect())
}

/// I of one unit. The scores have mean 0 and variance 1, so that m2 of the source is 1 and its b2 is
/// the fourth moment.
fn moran_of(unit: usize, scores: &[f64], fourth: f64, weights: &Weights) -> Option<LocalMoran> {
    let neighbours = weights.of(unit).len() as f64;
    let z = scores.get(unit).copied().filter(|_| neighbours > 0.0)?;
    // The weight of each neighbour, of all, and the squares of all.
    let one = match weights.style() {
        Style::Binary => 1.0,
        Style::Row => 1.0 / neighbours,
    };
    let (all, squares) = (one * neighbours, one * one * neighbours);
    let lag = one * weights.sum(unit, scores);
    let n = scores.len() as f64;
    let n1 = n - 1.0;
    let quadrant = match (z > 0.0, lag > 0.0) {
        (true, true) => Quadrant::HighHigh,
        (false, true) => Quadrant::LowHigh,
        (false, false) => Quadrant::LowLow,
        (true, false) => Quadrant::HighLow,
    };
    Some(LocalMoran {
        i: n1 / n * z * lag,
        quadrant,
        expected: -(z * z * all) / n1,
        variance: z * z * n / (n - 2.0) * (squares - all * all / n1) * (1.0 - z * z / n1),
        expected_total: -all / n1,
        variance_total: squares * (n - fourth) / n1
            + (all * all - squares) * (2.0 * fourth - n) / (n1 * (n - 2.0))
            - (all / n1).powi(2),
        below: z < 0.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_pysal() {
        // The doc example of esda.G_Local: six points within 15 of each other, star.
        let (three, four) = (vec![0, 1, 4], vec![1, 2, 3, 5]);
        let lists = vec![vec![1, 3], vec![0, 3, 4], vec![4], three, four, vec![4]];
        let weights = Weights::from_neighbours(lists).unwrap();
        let z = |weights: &Weights| -> Vec<f64> {
            let found = gi_star(&[2.0, 3.0, 3.2, 5.0, 8.0, 7.0], weights).unwrap();
            found.iter().map(|unit| unit.unwrap().z).collect()
        };
        let binary = [-1.397_276_26, -0.289_177_62, 0.650_649_64, -0.289_177_62];
        assert!(z(&weights).iter().zip(binary).all(|(z, known)| (z - known).abs() < 1e-8));
        let row = [-0.624_880_94, -0.091_445_99, 0.411_506_96, -0.091_445_99];
        let weights = weights.styled(Style::Row);
        assert!(z(&weights).iter().zip(row).all(|(z, known)| (z - known).abs() < 1e-8));
    }

    #[test]
    fn values_without_spread_say_nothing() {
        let weights = Weights::lattice(5, 5).unwrap();
        for value in [0.0, 0.1, -7.3, 1e300] {
            assert!(gi_star(&[value; 25], &weights).unwrap().iter().all(Option::is_none));
            assert!(local_moran(&[value; 25], &weights).unwrap().iter().all(Option::is_none));
        }
        let everybody = Weights::lattice(2, 2).unwrap();
        let found = gi_star(&[1.0, 2.0, 3.0, 4.0], &everybody).unwrap();
        assert!(found.iter().all(Option::is_none));
        assert_eq!(gi_star(&[], &Weights::lattice(0, 0).unwrap()), Ok(Vec::new()));
    }

    #[test]
    fn wrong_values_are_refused() {
        let weights = Weights::lattice(2, 1).unwrap();
        assert_eq!(gi_star(&[1.0], &weights), Err(HotspotError::Length { units: 2, got: 1 }));
        let nan = local_moran(&[1.0, f64::NAN], &weights);
        assert_eq!(nan, Err(HotspotError::NotFinite { unit: 1 }));
    }

    #[test]
    fn the_normal_tail_is_that_of_scipy() {
        let known =
            [(0.0, 0.5), (1.96, 0.024_997_895_148_220_435), (-8.0, 6.220_960_574_271_74e-16)];
        for (z, tail) in known {
            assert!((normal_tail(z) / tail - 1.0).abs() < 1e-12, "{z}");
        }
    }
}
