//! Which numbers of a table must be left out so that none of a small one can be told from the rest.
//!
//! A table of counts adds up: villages to townships, townships to the banner. Whoever reads a total
//! and all parts but one knows that one. So besides the parts with too few cases (*primary*) others
//! are left out (*complementary*).

/// Parts and wholes: a forest whose nodes come after their whole.
///
/// ```
/// use wangge::heat::Parts;
/// // A whole with three parts of 2, 9 and 30 cases.
/// let parts = Parts::new(vec![None, Some(0), Some(0), Some(0)]).unwrap();
/// let hidden = parts.hidden(&[41, 2, 9, 30], 5);
/// // The 2 are too few; the 9 are left out because 41 − 9 − 30 would tell.
/// assert_eq!(hidden, [false, true, true, false]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    wholes: Vec<Option<usize>>,
    children: Vec<Vec<usize>>,
}

impl Parts {
    /// The parts with the whole that each belongs to, `None` for one that belongs to nothing. `None`
    /// where a part stands before its whole.
    #[must_use]
    pub fn new(wholes: Vec<Option<usize>>) -> Option<Self> {
        let mut children = vec![Vec::new(); wholes.len()];
        for (node, whole) in wholes.iter().enumerate() {
            if let Some(whole) = *whole {
                if whole >= node {
                    return None;
                }
                children[whole].push(node);
            }
        }
        Some(Self { wholes, children })
    }

    /// A whole and its parts, so many nodes with the whole.
    #[must_use]
    pub fn flat(nodes: usize) -> Self {
        let wholes = (0..nodes).map(|node| (node > 0).then_some(0)).collect();
        let mut children = vec![Vec::new(); nodes];
        if let Some(parts) = children.first_mut() {
            *parts = (1..nodes).collect();
        }
        Self { wholes, children }
    }

    /// How many nodes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.wholes.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.wholes.is_empty()
    }

    /// The whole that a node belongs to.
    #[must_use]
    pub fn whole(&self, node: usize) -> Option<usize> {
        self.wholes.get(node).copied().flatten()
    }

    /// Adds what was counted on each node into its whole, and that into its own.
    pub fn add_up(&self, counts: &mut [u64]) {
        for node in (0..self.len()).rev() {
            if let Some(whole) = self.wholes[node] {
                counts[whole] += counts[node];
            }
        }
    }

    /// Which nodes must not be shown so that no count below `k` can be told from those that are.
    /// `counts` are added up already, one a node, and are what the table would show.
    ///
    /// What is hidden is hidden with all its parts. Where a whole is shown, of its parts none is
    /// hidden, or several whose cases are `k` at least together: then one case can be moved from one
    /// of them to another without any change in what is shown, so that none of them follows from it.
    /// Nor may all hidden parts have exactly `k − 1` cases, as their sum would tell. The part that is
    /// hidden besides is the next in order, whatever its count: a choice by size could be read
    /// backwards.
    ///
    /// The cost is O(nodes) as a rule; each further pass is one in which something more was hidden.
    #[must_use]
    pub fn hidden(&self, counts: &[u64], k: u64) -> Vec<bool> {
        self.hidden_besides(counts, k, vec![false; self.len()])
    }

    /// As [`Parts::hidden`], where some nodes are hidden already. What is shown with a larger `k` on
    /// top of a smaller one was shown with the smaller one too, so that the two tables together tell
    /// no more than the first.
    #[must_use]
    pub fn hidden_besides(&self, counts: &[u64], k: u64, mut hidden: Vec<bool>) -> Vec<bool> {
        for (hidden, count) in hidden.iter_mut().zip(counts) {
            *hidden |= *count < k;
        }
        let mut again = true;
        while again {
            again = false;
            for node in 0..self.len() {
                hidden[node] |= self.wholes[node].is_some_and(|whole| hidden[whole]);
                while !hidden[node] && !self.is_safe(node, counts, k, &hidden) {
                    let more = self.next_part(node, &hidden).unwrap_or(node);
                    hidden[more] = true;
                    // Its own whole has to be looked at once more, if it is not the one at hand.
                    again |= more == node;
                }
            }
        }
        hidden
    }

    fn is_safe(&self, whole: usize, counts: &[u64], k: u64, hidden: &[bool]) -> bool {
        let parts = || self.children[whole].iter().filter(|part| hidden[**part]);
        let (number, sum) = parts().fold((0, 0), |(n, sum), part| (n + 1, sum + counts[*part]));
        let all_at_the_top = parts().all(|part| counts[*part] + 1 == k);
        number == 0 || (number >= 2 && sum >= k && !all_at_the_top)
    }

    /// The first shown part after the first hidden one, in a circle.
    fn next_part(&self, whole: usize, hidden: &[bool]) -> Option<usize> {
        let parts = &self.children[whole];
        let first = parts.iter().position(|part| hidden[*part])?;
        let (before, after) = parts.split_at(first);
        after.iter().chain(before).copied().find(|part| !hidden[*part])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A tree of up to three levels below its root with counts on its leaves.
    fn tree() -> impl Strategy<Value = (Parts, Vec<u64>)> {
        let leaves = prop::collection::vec(prop_oneof![0..4_u64, 0..30_u64], 1..5);
        let villages = prop::collection::vec(leaves, 1..5);
        prop::collection::vec(villages, 1..5).prop_map(|townships| {
            let (mut wholes, mut counts) = (vec![None], vec![0]);
            for villages in townships {
                let township = wholes.len();
                wholes.push(Some(0));
                counts.push(0);
                for leaves in villages {
                    let village = wholes.len();
                    wholes.push(Some(township));
                    counts.push(0);
                    for leaf in leaves {
                        wholes.push(Some(village));
                        counts.push(leaf);
                    }
                }
            }
            (Parts::new(wholes).unwrap(), counts)
        })
    }

    fn is_leaf(parts: &Parts, node: usize) -> bool {
        parts.children[node].is_empty()
    }

    /// The node and all above it.
    fn above(parts: &Parts, node: usize) -> Vec<usize> {
        std::iter::successors(Some(node), |node| parts.wholes[*node]).collect()
    }

    /// What a reader sees: the counts that are shown.
    fn seen(counts: &[u64], hidden: &[bool]) -> Vec<Option<u64>> {
        counts.iter().zip(hidden).map(|(count, hidden)| (!hidden).then_some(*count)).collect()
    }

    proptest! {
        /// For every hidden count there is another table that reads the same and differs there.
        #[test]
        fn no_hidden_count_follows_from_what_is_shown((parts, at_leaves) in tree(), k in 2..8_u64) {
            let mut counts = at_leaves.clone();
            parts.add_up(&mut counts);
            let hidden = parts.hidden(&counts, k);
            let shown = seen(&counts, &hidden);
            let leaves: Vec<usize> = (0..parts.len()).filter(|n| is_leaf(&parts, *n)).collect();
            for node in (0..parts.len()).filter(|node| hidden[*node]) {
                if hidden[0] {
                    // Nothing is shown at all.
                    prop_assert!(shown.iter().all(Option::is_none));
                    continue;
                }
                let differs = leaves.iter().any(|from| leaves.iter().any(|to| {
                    if from == to || at_leaves[*from] == 0 {
                        return false;
                    }
                    let mut other = at_leaves.clone();
                    other[*from] -= 1;
                    other[*to] += 1;
                    parts.add_up(&mut other);
                    other[node] != counts[node] && seen(&other, &hidden) == shown
                }));
                prop_assert!(differs, "{node} follows from {shown:?}");
            }
        }

        #[test]
        fn nothing_small_is_shown_and_nothing_below_what_is_hidden(
            (parts, mut counts) in tree(), k in 2..8_u64,
        ) {
            parts.add_up(&mut counts);
            let hidden = parts.hidden(&counts, k);
            for node in 0..parts.len() {
                prop_assert!(hidden[node] || counts[node] >= k);
                prop_assert!(hidden[node] || above(&parts, node).iter().all(|n| !hidden[*n]));
            }
        }

        #[test]
        fn a_larger_k_on_top_of_a_smaller_one_shows_nothing_new(
            (parts, mut counts) in tree(), k in 2..8_u64, more in 0..20_u64,
        ) {
            parts.add_up(&mut counts);
            let first = parts.hidden(&counts, k);
            let second = parts.hidden_besides(&counts, k + more, first.clone());
            prop_assert!(first.iter().zip(&second).all(|(first, second)| !first || *second));
        }
    }

    /// Somebody who knows the rule itself tries every table that reads the same: the parts of one
    /// whole, all counts that add up, hidden by the same rule in the same places.
    #[test]
    fn the_rule_cannot_be_read_backwards() {
        let (k, most) = (3, 10);
        for number in 2..=4_u32 {
            let parts =
                Parts::new(std::iter::once(None).chain((0..number).map(|_| Some(0))).collect())
                    .unwrap();
            let tables = (0..u64::from(number)).fold(vec![vec![]], |tables, _| {
                let longer =
                    |table: Vec<u64>| (0..=most).map(move |count| [&table[..], &[count]].concat());
                tables.into_iter().flat_map(longer).collect::<Vec<Vec<u64>>>()
            });
            let mut by_reading = std::collections::HashMap::<_, Vec<Vec<u64>>>::new();
            for table in tables {
                let mut counts = [&[0], &table[..]].concat();
                parts.add_up(&mut counts);
                let reading = seen(&counts, &parts.hidden(&counts, k));
                by_reading.entry(reading).or_default().push(table);
            }
            for (reading, tables) in by_reading {
                // Where more are hidden together than were tried for one, some tables were not tried.
                let shown: u64 = reading[1..].iter().flatten().sum();
                let Some(_) = reading[0].filter(|all| all - shown <= most) else { continue };
                for part in (0..number as usize).filter(|part| reading[part + 1].is_none()) {
                    let small = tables.iter().any(|table| table[part] < k);
                    let told = tables.iter().all(|table| table[part] == tables[0][part]);
                    assert!(!(small && told), "{reading:?} is only {tables:?}");
                }
            }
        }
    }

    #[test]
    fn a_part_before_its_whole_is_refused() {
        assert_eq!(Parts::new(vec![Some(1), None]), None);
        assert_eq!(Parts::new(vec![Some(0)]), None);
        assert_eq!(Parts::new(vec![None, Some(0), Some(0)]), Some(Parts::flat(3)));
        assert!(Parts::new(Vec::new()).is_some_and(|parts| parts.is_empty()));
    }
}
