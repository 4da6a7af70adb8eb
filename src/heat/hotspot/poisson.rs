//! How unusual a count is where so many are expected.

/// A series or fraction has ended where its next step is below this part of it.
const ENOUGH: f64 = 1e-16;

/// The chances of a Poisson variable with this mean to be at least, and at most, `count`.
///
/// # Source
///
/// P(X ≥ k) is the regularised incomplete gamma function P(k, mean), and P(X ≤ k) is
/// Q(k + 1, mean): Abramowitz and Stegun, Handbook of Mathematical Functions, 26.4.21.
pub(super) fn poisson_tails(count: u64, mean: f64) -> (f64, f64) {
    let count = count as f64;
    let high = if count > 0.0 { incomplete_gamma(count, mean).0 } else { 1.0 };
    (high, incomplete_gamma(count + 1.0, mean).1)
}

/// P(a, x) and Q(a, x) = 1 − P for a > 0 and x ≥ 0: the power series 6.5.29 below the middle, the
/// continued fraction 6.5.31 above, each where it converges in a few √a steps.
fn incomplete_gamma(a: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    let scale = (a * x.ln() - x - libm::lgamma(a)).exp();
    let steps = 200 + (20.0 * a.max(x).sqrt()) as u64;
    if x < a + 1.0 {
        let lower = (scale * series(a, x, steps)).min(1.0);
        (lower, 1.0 - lower)
    } else {
        let upper = (scale * fraction(a, x, steps)).min(1.0);
        (1.0 - upper, upper)
    }
}

/// 1/a + x/(a (a+1)) + x²/(a (a+1) (a+2)) + …
fn series(a: f64, x: f64, steps: u64) -> f64 {
    let mut term = 1.0 / a;
    let mut sum = term;
    for step in 1..=steps {
        term *= x / (a + step as f64);
        sum += term;
        if term < sum * ENOUGH {
            break;
        }
    }
    sum
}

/// 1/(x+1−a− 1(1−a)/(x+3−a− 2(2−a)/(x+5−a− …))), by Lentz's method.
fn fraction(a: f64, x: f64, steps: u64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (1.0 / TINY, 1.0 / away(b));
    let mut value = d;
    for step in 1..=steps {
        let numerator = -(step as f64) * (step as f64 - a);
        b += 2.0;
        d = 1.0 / away(numerator * d + b);
        c = away(b + numerator / c);
        value *= c * d;
        if (c * d - 1.0).abs() < ENOUGH {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tails_are_those_of_scipy() {
        // scipy 1.17.1: poisson.sf(count - 1, mean) and poisson.cdf(count, mean).
        for (count, mean, high, low) in KNOWN {
            let (ours_high, ours_low) = poisson_tails(count, mean);
            assert!((ours_high / high - 1.0).abs() < 1e-9, "{count} {mean}: {ours_high}");
            assert!((ours_low / low - 1.0).abs() < 1e-9, "{count} {mean}: {ours_low}");
        }
        assert_eq!(poisson_tails(0, 0.0), (1.0, 1.0));
        assert_eq!(poisson_tails(3, 0.0), (0.0, 1.0));
    }

    /// Count, mean, and the chances of at least and at most the count.
    const KNOWN: [(u64, f64, f64, f64); 6] = [
        (0, 0.3, 1.0, 0.740_818_220_681_718),
        (5, 0.2, 2.258_190_552_957_823_4e-6, 0.999_999_925_091_455_3),
        (41, 15.7, 7.744_020_610_127_149e-8, 0.999_999_971_428_794_6),
        (90, 36.0, 3.002_059_672_884_748_6e-14, 0.999_999_999_999_988_2),
        (3, 20.0, 0.999_999_544_485_049_5, 3.203_719_780_476_998e-6),
        (10_250, 10_000.0, 0.006_452_301_474_785_657, 0.993_725_340_180_944_7),
    ];
}
