//! Which bandwidth fits some places.

use super::Kernel;
use super::lattice::metres_per_degree;
use crate::geo::LonLat;
use rayon::prelude::*;

/// Places that are looked at in a cross-validation, and places that each is held against: taken
/// evenly from the list, so that the answer is the same every time.
const JUDGED: usize = 500;
const HELD_AGAINST: usize = 20_000;
/// The bandwidths that are tried, each √2 times the one before: 50 m to 51 km.
const TRIED: usize = 21;

/// A bandwidth in metres by the rule of thumb for two dimensions, σ·n^(−1/6) (Scott, *Multivariate
/// Density Estimation*, 2nd ed. 2015, eq. 6.43): σ is the geometric mean over both directions of
/// the smaller of the standard deviation and the interquartile range over 1.349 (Silverman,
/// *Density Estimation*, 1986, eq. 3.30). Right for one town, too wide for several. `None` for
/// fewer than two places or places that all lie in a line along an axis.
#[must_use]
pub fn rule_of_thumb_m(places: &[LonLat]) -> Option<f64> {
    let plane = on_plane(places, places.len());
    let spread = |values: Vec<f64>| robust_spread(values).filter(|spread| *spread > 0.0);
    let x = spread(plane.iter().map(|at| at.0).collect())?;
    let y = spread(plane.iter().map(|at| at.1).collect())?;
    Some(within((x * y).sqrt() * (places.len() as f64).powf(-1.0 / 6.0)))
}

/// The bandwidth in metres under which every place is best foretold by the others (likelihood
/// cross-validation: Duin, IEEE Trans. Comput. C-25, 1976), of 50 m, 71 m, 100 m … 51 km. Of more
/// than 20,000 places a part is held against 500 of them, and the bandwidth is then made
/// narrower as n^(−1/6) wants. Places given twice pull it down. `None` for fewer than three.
#[must_use]
pub fn cross_validated_m(places: &[LonLat]) -> Option<f64> {
    let sample = on_plane(places, HELD_AGAINST);
    if sample.len() < 3 {
        return None;
    }
    let judged = sample.len().div_ceil(JUDGED);
    let widest = *Kernel::BANDWIDTH_M.start() * 2_f64.powf((TRIED - 1) as f64 / 2.0);
    let likelihood = |place: usize| {
        let mut sums = [0.0_f64; TRIED];
        let Some(at) = sample.get(place) else { return sums };
        for other in sample.iter().enumerate().filter(|(i, _)| *i != place).map(|(_, o)| o) {
            let square = (at.0 - other.0).powi(2) + (at.1 - other.1).powi(2);
            // From the widest down: half the variance squares the bell curve.
            let mut bell = (-0.5 * square / (widest * widest)).exp();
            for sum in sums.iter_mut().rev() {
                *sum += bell;
                bell *= bell;
            }
        }
        for (step, sum) in sums.iter_mut().enumerate() {
            let variance = Kernel::BANDWIDTH_M.start().powi(2) * 2_f64.powf(step as f64);
            // A place that nothing foretells counts as one in all the world.
            *sum = (*sum / variance).max(f64::MIN_POSITIVE).ln();
        }
        sums
    };
    let chosen: Vec<usize> = (0..sample.len()).step_by(judged).collect();
    let totals = chosen.into_par_iter().map(likelihood).collect::<Vec<_>>();
    let total = |step: usize| totals.iter().filter_map(|all| all.get(step)).sum::<f64>();
    let best = (0..TRIED).max_by(|a, b| total(*a).total_cmp(&total(*b)))?;
    let bandwidth_m = Kernel::BANDWIDTH_M.start() * 2_f64.powf(best as f64 / 2.0);
    let left_out = places.len() as f64 / sample.len() as f64;
    Some(within(bandwidth_m * left_out.powf(-1.0 / 6.0)))
}

/// At most so many places, taken evenly, in metres around their middle.
fn on_plane(places: &[LonLat], most: usize) -> Vec<(f64, f64)> {
    let step = places.len().div_ceil(most.max(1)).max(1);
    let count = places.len().max(1) as f64;
    let middle = places.iter().map(|at| at.lat()).sum::<f64>() / count;
    let (per_lon_m, per_lat_m) = metres_per_degree(middle);
    let metres = |at: &LonLat| (at.lon() * per_lon_m, at.lat() * per_lat_m);
    places.iter().step_by(step).map(metres).collect()
}

fn robust_spread(mut values: Vec<f64>) -> Option<f64> {
    if values.len() < 2 {
        return None;
    }
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let deviation = (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (count - 1.0)).sqrt();
    values.sort_by(f64::total_cmp);
    let quartile = |quarter: usize| values.get(values.len() * quarter / 4).copied();
    let range = (quartile(3)? - quartile(1)?) / 1.349;
    // Half of all at one place say nothing of the spread of the others.
    Some(if range > 0.0 { deviation.min(range) } else { deviation })
}

fn within(bandwidth_m: f64) -> f64 {
    bandwidth_m.clamp(*Kernel::BANDWIDTH_M.start(), *Kernel::BANDWIDTH_M.end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::LocalPlane;

    /// Places of a normal distribution by Halton's numbers (Box and Muller's way).
    fn town(count: u32, sigma_m: f64, middle: (f64, f64)) -> Vec<LonLat> {
        let halton = |mut i: u32, base: u32| {
            let (mut f, mut r) = (1.0, 0.0);
            while i > 0 {
                f /= f64::from(base);
                r += f * f64::from(i % base);
                i /= base;
            }
            r
        };
        let plane = LocalPlane::new(LonLat::new(middle.0, middle.1).unwrap());
        (1..=count)
            .map(|i| {
                let out = sigma_m * (-2.0 * f64::ln(halton(i, 2))).sqrt();
                let turn = std::f64::consts::TAU * halton(i, 3);
                plane.to_lonlat(out * turn.cos(), out * turn.sin())
            })
            .collect()
    }

    #[test]
    fn the_rule_of_thumb_is_right_for_a_town() {
        let rule = rule_of_thumb_m(&town(4_096, 3_000.0, (107.98, 39.09))).unwrap();
        assert!((rule / (3_000.0 / 4.0) - 1.0).abs() < 0.05, "{rule}");
        assert_eq!(rule_of_thumb_m(&[]), None);
        let at = LonLat::new(107.0, 39.0).unwrap();
        assert_eq!(rule_of_thumb_m(&[at, at, at]), None);
    }

    #[test]
    fn cross_validation_sees_two_towns_where_the_rule_sees_one() {
        let mut places = town(1_000, 800.0, (106.97, 39.37));
        places.extend(town(1_000, 800.0, (107.98, 39.09)));
        let rule = rule_of_thumb_m(&places).unwrap();
        let validated = cross_validated_m(&places).unwrap();
        assert!(rule > 2_000.0, "{rule}");
        assert!((100.0..800.0).contains(&validated), "{validated}");
        assert_eq!(cross_validated_m(&places[..2]), None);
    }

    /// The recurrence against the plain sum.
    #[test]
    fn the_best_of_the_tried_is_the_best_by_the_plain_sum() {
        let places = town(300, 2_000.0, (107.98, 39.09));
        let plane = on_plane(&places, 300);
        let plain = |h: f64| -> f64 {
            (0..plane.len())
                .map(|i| {
                    let sum: f64 = (0..plane.len())
                        .filter(|j| *j != i)
                        .map(|j| {
                            let (dx, dy) = (plane[i].0 - plane[j].0, plane[i].1 - plane[j].1);
                            (-0.5 * (dx * dx + dy * dy) / (h * h)).exp()
                        })
                        .sum();
                    (sum / (h * h)).max(f64::MIN_POSITIVE).ln()
                })
                .sum()
        };
        let tried = (0..TRIED).map(|step| 50.0 * 2_f64.powf(step as f64 / 2.0));
        let best = tried.max_by(|a, b| plain(*a).total_cmp(&plain(*b))).unwrap();
        assert!((cross_validated_m(&places).unwrap() / best - 1.0).abs() < 1e-9);
    }
}
