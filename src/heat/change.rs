//! Two counts compared: by how much they differ, and whether chance explains it.

/// A series has ended where its next term is below this part of it.
const ENOUGH: f64 = 1e-17;

/// The two-sided p-value of two counts over two lengths of time (or any other exposures, both above
/// 0) where both have one rate: twice the smaller tail of the exact conditional test, 1 at most.
///
/// Where both are Poisson with one rate, the first of `a + b` cases is binomial with the share of its
/// time. Nothing at all (0 and 0) gives 1.
///
/// # Source
///
/// J. Przyborowski, H. Wilenski, Homogeneity of results in testing samples from Poisson series,
/// Biometrika 31 (1940) 313-323.
///
/// ```
/// use wangge::heat::same_rate_p;
/// // As scipy.stats.binomtest(8, 10, 0.5).pvalue.
/// assert!((same_rate_p((8, 30.0), (2, 30.0)) - 0.109375).abs() < 1e-12);
/// ```
#[must_use]
pub fn same_rate_p((a, time_a): (u64, f64), (b, time_b): (u64, f64)) -> f64 {
    let share = time_a / (time_a + time_b);
    // The tail on the side of the count that is too large.
    let tail = if a as f64 >= (a + b) as f64 * share {
        upper_tail(a, b, share)
    } else {
        upper_tail(b, a, 1.0 - share)
    };
    (2.0 * tail).min(1.0)
}

/// The chance that a binomial variable of `k + rest` draws with this share is at least `k`, for a
/// `k` that is not below its mean: there the terms only fall.
fn upper_tail(k: u64, rest: u64, share: f64) -> f64 {
    let (n, k_f) = ((k + rest) as f64, k as f64);
    let ways = libm::lgamma(n + 1.0) - libm::lgamma(k_f + 1.0) - libm::lgamma(rest as f64 + 1.0);
    let part = |count: f64, share: f64| if count > 0.0 { count * share.ln() } else { 0.0 };
    let mut term = (ways + part(k_f, share) + part(rest as f64, 1.0 - share)).exp();
    let mut sum = term;
    let odds = share / (1.0 - share);
    for more in 0..rest {
        term *= (rest - more) as f64 / (k + more + 1) as f64 * odds;
        sum += term;
        if term < sum * ENOUGH {
            break;
        }
    }
    sum.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn p_is_twice_the_tail_of_the_binomial_distribution() {
        for (a, time_a, b, time_b) in
            [(8, 30.0, 0, 30.0), (20, 31.0, 5, 28.0), (3, 30.0, 1, 365.0), (412, 30.0, 350, 30.0)]
        {
            let whole = tail_by_all_terms(a, b, time_a / (time_a + time_b));
            let ours = same_rate_p((a, time_a), (b, time_b));
            assert!((ours / whole - 1.0).abs() < 1e-9, "{ours} {whole}");
        }
        assert!((same_rate_p((0, 30.0), (8, 30.0)) - 2.0 / 256.0).abs() < 1e-12);
        assert!((same_rate_p((0, 30.0), (0, 30.0)) - 1.0).abs() < 1e-12);
        assert!((same_rate_p((5, 30.0), (5, 30.0)) - 1.0).abs() < 1e-12);
        // Four standard deviations of a difference between large counts.
        let p = same_rate_p((500_000, 30.0), (504_000, 30.0));
        assert!((5e-5..8e-5).contains(&p), "{p}");
    }

    /// Twice the upper tail, from binomial coefficients by Pascal's rule.
    fn tail_by_all_terms(a: u64, b: u64, share: f64) -> f64 {
        let n = a + b;
        let mut chances = vec![1.0_f64];
        for _ in 0..n {
            let mut next = vec![0.0; chances.len() + 1];
            for (hits, chance) in chances.iter().enumerate() {
                next[hits] += chance * (1.0 - share);
                next[hits + 1] += chance * share;
            }
            chances = next;
        }
        2.0 * chances[a as usize..].iter().sum::<f64>()
    }

    proptest! {
        #[test]
        fn p_does_not_depend_on_which_comes_first(
            a in 0..400_u64, b in 0..400_u64, time_a in 0.1..400.0_f64, time_b in 0.1..400.0_f64,
        ) {
            let (one, other) = ((a, time_a), (b, time_b));
            let p = same_rate_p(one, other);
            prop_assert!((0.0..=1.0).contains(&p));
            prop_assert!((p - same_rate_p(other, one)).abs() < 1e-9);
        }

        #[test]
        fn the_farther_apart_the_less_likely(b in 0..200_u64, more in 0..200_u64) {
            let p = |a| same_rate_p((a, 30.0), (b, 30.0));
            prop_assert!(p(b + more + 1) <= p(b + more) + 1e-12);
        }
    }
}
