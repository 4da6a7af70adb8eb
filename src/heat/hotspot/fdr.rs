//! The share of false discoveries among many tests.

/// The p-values of a family of tests, adjusted so that those at or below `q` hold a share of `q`
/// false ones at most, on average: for the i-th smallest of m the least p m / i of it and those
/// above. In the order that they came in, never below the p-value itself, 1 at most.
///
/// This is the step-up rule of Benjamini and Hochberg, as `scipy.stats.false_discovery_control`
/// computes it. It rejects what `esda.fdr` does with its threshold, but for two cases: `esda` wants
/// p *below* q i / m (here: at or below), and gives Bonferroni's bound where the rule rejects
/// nothing.
///
/// # Source
///
/// Y. Benjamini, Y. Hochberg, Controlling the false discovery rate, J. R. Stat. Soc. B 57 (1995)
/// 289-300.
///
/// ```
/// use wangge::heat::hotspot::fdr_adjusted;
/// assert_eq!(fdr_adjusted(&[0.01, 0.5, 0.02]), [0.03, 0.5, 0.03]);
/// ```
#[must_use]
pub fn fdr_adjusted(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let mut adjusted = vec![1.0; p.len()];
    let mut least = 1.0_f64;
    for (place, unit) in order.iter().enumerate().rev() {
        // The quotient first: it is 1 at least, so that no p-value falls by rounding.
        least = least.min(p[*unit] * (p.len() as f64 / (place + 1) as f64));
        adjusted[*unit] = least;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_order_is_kept_and_no_value_falls(p in prop::collection::vec(0.0..=1.0_f64, 0..60)) {
            let adjusted = fdr_adjusted(&p);
            for (i, (p_i, a_i)) in p.iter().zip(&adjusted).enumerate() {
                prop_assert!(a_i >= p_i && *a_i <= 1.0);
                for (p_j, a_j) in p.iter().zip(&adjusted).skip(i) {
                    prop_assert!((p_i - p_j) * (a_i - a_j) >= 0.0);
                }
            }
        }

        #[test]
        fn it_rejects_what_the_step_up_rule_does(
            p in prop::collection::vec(0.0..=0.2_f64, 1..60), q in 0.001..0.2_f64,
        ) {
            let mut sorted = p.clone();
            sorted.sort_by(f64::total_cmp);
            let m = p.len() as f64;
            let allowed = |k: usize| q * (k + 1) as f64 / m;
            let last = (0..sorted.len()).rev().find(|k| sorted[*k] <= allowed(*k));
            let adjusted = fdr_adjusted(&p);
            for (p, adjusted) in p.iter().zip(adjusted) {
                prop_assert_eq!(adjusted <= q, last.is_some_and(|k| *p <= sorted[k]));
            }
        }
    }
}
