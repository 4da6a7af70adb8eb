//! The shortest way through some stops: exact for few, good for many, always the same.

/// What it costs to go from stop to stop, in metres; the way back costs the same.
#[derive(Debug, Clone)]
pub(super) struct Costs {
    /// Row by row, `first.len()` squared.
    pub between: Vec<f64>,
    /// From where the way begins to each stop; zeros where it may begin anywhere.
    pub first: Vec<f64>,
    /// From each stop to where the way ends; zeros where it may end anywhere.
    pub last: Vec<f64>,
}

/// An improvement must be larger, in metres: rounding would be improved for ever.
const LEAST_GAIN_M: f64 = 1e-6;
/// So many of the ways from nearest to nearest are improved.
const IMPROVED: usize = 16;
/// The longest run of stops that is put elsewhere as a whole (Or, 1976).
const LONGEST_RUN: usize = 3;

impl Costs {
    pub fn len(&self) -> usize {
        self.first.len()
    }

    /// From one stop to another; `None` is the beginning on the left and the end on the right.
    fn of(&self, from: Option<usize>, to: Option<usize>) -> f64 {
        let found = match (from, to) {
            (None, None) => return 0.0,
            (None, Some(to)) => self.first.get(to),
            (Some(from), None) => self.last.get(from),
            (Some(from), Some(to)) => self.between.get(from * self.len() + to),
        };
        found.copied().unwrap_or(f64::INFINITY)
    }

    /// The length of a way.
    pub fn length(&self, order: &[usize]) -> f64 {
        let stops = || order.iter().map(|stop| Some(*stop));
        let from = std::iter::once(None).chain(stops());
        let to = stops().chain(std::iter::once(None));
        from.zip(to).map(|(from, to)| self.of(from, to)).sum()
    }
}

/// The shortest order, by dynamic programming over sets of stops (Bellman; Held and Karp, 1962):
/// `2ⁿ n²` steps.
pub(super) fn exact(costs: &Costs) -> Vec<usize> {
    let n = costs.len();
    if n == 0 {
        return Vec::new();
    }
    let sets = 1_usize << n;
    // For each set and each last stop of it: the shortest way through it, and the stop before.
    let mut best = vec![(f64::INFINITY, usize::MAX); sets * n];
    for set in 1..sets {
        for last in (0..n).filter(|last| set & (1 << last) != 0) {
            let before = set & !(1 << last);
            let found = if before == 0 {
                (costs.of(None, Some(last)), usize::MAX)
            } else {
                let ways = (0..n).filter(|stop| before & (1 << stop) != 0).filter_map(|stop| {
                    let (so_far, _) = best.get(before * n + stop)?;
                    Some((so_far + costs.of(Some(stop), Some(last)), stop))
                });
                ways.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((f64::INFINITY, usize::MAX))
            };
            if let Some(place) = best.get_mut(set * n + last) {
                *place = found;
            }
        }
    }
    let mut set = sets - 1;
    let whole = |last: usize| {
        let so_far = best.get(set * n + last).map_or(f64::INFINITY, |found| found.0);
        so_far + costs.of(Some(last), None)
    };
    let mut next = (0..n).min_by(|a, b| whole(*a).total_cmp(&whole(*b)));
    let mut order = Vec::with_capacity(n);
    while let Some(last) = next.filter(|last| *last < n) {
        order.push(last);
        next = best.get(set * n + last).map(|found| found.1);
        set &= !(1 << last);
    }
    order.reverse();
    order
}

/// A short order: from nearest to nearest with each stop as the first, the best of these improved
/// until neither a reversed part (2-opt) nor a moved run (Or-opt) makes it shorter.
pub(super) fn short(costs: &Costs) -> Vec<usize> {
    let mut ways: Vec<(f64, Vec<usize>)> = (0..costs.len())
        .map(|first| nearest_from(costs, first))
        .map(|order| (costs.length(&order), order))
        .collect();
    ways.sort_by(|a, b| a.0.total_cmp(&b.0));
    let improved = ways.into_iter().take(IMPROVED).map(|(_, mut order)| {
        while reverse_parts(costs, &mut order) || move_runs(costs, &mut order) {}
        (costs.length(&order), order)
    });
    improved.min_by(|a, b| a.0.total_cmp(&b.0)).map_or_else(Vec::new, |(_, order)| order)
}

/// From a first stop always to the nearest that is left.
fn nearest_from(costs: &Costs, first: usize) -> Vec<usize> {
    let mut left: Vec<usize> = (0..costs.len()).filter(|stop| *stop != first).collect();
    let mut order = vec![first];
    let mut here = first;
    while let Some((place, _)) = left
        .iter()
        .enumerate()
        .map(|(place, stop)| (place, costs.of(Some(here), Some(*stop))))
        .min_by(|a, b| a.1.total_cmp(&b.1))
    {
        here = left.remove(place);
        order.push(here);
    }
    order
}

fn before(order: &[usize], place: usize) -> Option<usize> {
    order.get(place.checked_sub(1)?).copied()
}

/// Turns parts around where that makes the way shorter; whether any was.
fn reverse_parts(costs: &Costs, order: &mut [usize]) -> bool {
    let mut any = false;
    for from in 0..order.len() {
        for to in from + 1..order.len() {
            let (prev, a) = (before(order, from), order.get(from).copied());
            let (b, next) = (order.get(to).copied(), order.get(to + 1).copied());
            let now = costs.of(prev, a) + costs.of(b, next);
            if costs.of(prev, b) + costs.of(a, next) < now - LEAST_GAIN_M {
                if let Some(part) = order.get_mut(from..=to) {
                    part.reverse();
                }
                any = true;
            }
        }
    }
    any
}

/// Puts runs of stops elsewhere, either way round, where that makes the way shorter; whether any was.
fn move_runs(costs: &Costs, order: &mut Vec<usize>) -> bool {
    let mut any = false;
    for length in 1..=LONGEST_RUN.min(order.len().saturating_sub(1)) {
        for from in 0..=order.len() - length {
            let (prev, next) = (before(order, from), order.get(from + length).copied());
            let run: Vec<usize> = order.iter().skip(from).take(length).copied().collect();
            let (first, last) = (run.first().copied(), run.last().copied());
            let gain = costs.of(prev, first) + costs.of(last, next) - costs.of(prev, next);
            let mut rest = order.clone();
            rest.drain(from..from + length);
            let places = (0..=rest.len()).flat_map(|place| [(place, false), (place, true)]);
            let found = places
                .map(|(place, turned)| {
                    let (a, b) = (before(&rest, place), rest.get(place).copied());
                    let (first, last) = if turned { (last, first) } else { (first, last) };
                    let cost = costs.of(a, first) + costs.of(last, b) - costs.of(a, b);
                    (cost, place, turned)
                })
                .min_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((cost, place, turned)) = found.filter(|f| f.0 < gain - LEAST_GAIN_M) {
                debug_assert!(cost < gain);
                let run: Vec<usize> = if turned { run.into_iter().rev().collect() } else { run };
                rest.splice(place..place, run);
                *order = rest;
                any = true;
            }
        }
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Stops on a plane, the way beginning and ending at given places or anywhere.
    fn costs(stops: &[(f64, f64)], begin: Option<(f64, f64)>, end: Option<(f64, f64)>) -> Costs {
        let away = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).hypot(a.1 - b.1);
        let to = |place: Option<(f64, f64)>| {
            stops.iter().map(|s| place.map_or(0.0, |place| away(place, *s))).collect()
        };
        let between = stops.iter().flat_map(|a| stops.iter().map(|b| away(*a, *b))).collect();
        Costs { between, first: to(begin), last: to(end) }
    }

    fn place() -> impl Strategy<Value = (f64, f64)> {
        (0.0..1000.0_f64, 0.0..1000.0_f64)
    }

    /// The best of all orders.
    fn brute_force(costs: &Costs) -> f64 {
        fn go(costs: &Costs, order: &mut Vec<usize>) -> f64 {
            if order.len() == costs.len() {
                return costs.length(order);
            }
            let mut best = f64::INFINITY;
            for stop in 0..costs.len() {
                if !order.contains(&stop) {
                    order.push(stop);
                    best = best.min(go(costs, order));
                    order.pop();
                }
            }
            best
        }
        go(costs, &mut Vec::new())
    }

    fn is_permutation(order: &[usize], n: usize) -> bool {
        let mut sorted = order.to_vec();
        sorted.sort_unstable();
        sorted.into_iter().eq(0..n)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn the_exact_order_is_the_best_of_all_orders(
            stops in prop::collection::vec(place(), 0..=7),
            begin in prop::option::of(place()), end in prop::option::of(place()),
        ) {
            let costs = costs(&stops, begin, end);
            let order = exact(&costs);
            prop_assert!(is_permutation(&order, stops.len()));
            let best = if stops.is_empty() { 0.0 } else { brute_force(&costs) };
            prop_assert!((costs.length(&order) - best).abs() < 1e-6);
        }

        #[test]
        fn the_short_order_is_never_longer_than_nearest_neighbour_and_near_the_best(
            stops in prop::collection::vec(place(), 1..40),
            begin in prop::option::of(place()), end in prop::option::of(place()),
        ) {
            let costs = costs(&stops, begin, end);
            let order = short(&costs);
            prop_assert!(is_permutation(&order, stops.len()));
            let length = costs.length(&order);
            for first in 0..stops.len() {
                prop_assert!(length <= costs.length(&nearest_from(&costs, first)) + 1e-6);
            }
            if stops.len() <= 10 {
                let best = costs.length(&exact(&costs));
                // No bound is proved; a tenth longer has been seen.
                prop_assert!(length <= best * 1.3 + 1e-6, "{length} {best}");
            }
            prop_assert_eq!(order, short(&costs));
        }
    }
}
