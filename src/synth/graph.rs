//! Neighbours, and ground that is shared out to the nearest.

use super::plane::{Metres, distance};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// No owner, no way.
pub(super) const NOBODY: u32 = u32::MAX;

/// Places and which of them are next to which.
#[derive(Debug)]
pub(super) struct Graph {
    /// The places.
    pub at: Vec<Metres>,
    /// Where each place's neighbours begin in `to`; one more than there are places.
    first: Vec<u32>,
    to: Vec<u32>,
}

impl Graph {
    /// The graph of pairs, each in both directions; repeated ones count once.
    pub fn new(at: Vec<Metres>, mut pairs: Vec<(u32, u32)>) -> Self {
        use rayon::prelude::*;
        pairs.par_sort_unstable();
        pairs.dedup();
        let mut first = vec![0; at.len() + 1];
        for (from, _) in &pairs {
            first[*from as usize + 1] += 1;
        }
        for i in 1..first.len() {
            first[i] += first[i - 1];
        }
        Self { at, first, to: pairs.into_iter().map(|(_, to)| to).collect() }
    }

    /// The neighbours of a place.
    pub fn next_to(&self, place: u32) -> &[u32] {
        let (from, to) = (self.first[place as usize], self.first[place as usize + 1]);
        self.to.get(from as usize..to as usize).unwrap_or_default()
    }

    /// The shortest ways from sources to all places, over steps that `may` be taken (E. W.
    /// Dijkstra, A note on two problems in connexion with graphs, 1959): for each place the one
    /// before it, [`NOBODY`] for sources and where no way leads.
    pub fn ways(&self, sources: &[u32], may: impl Fn(u32, u32) -> bool) -> Vec<u32> {
        let mut before = vec![NOBODY; self.at.len()];
        let mut far = vec![f64::INFINITY; self.at.len()];
        let mut open = BinaryHeap::new();
        for source in sources {
            far[*source as usize] = 0.0;
            open.push(Reverse((0, *source)));
        }
        while let Some(Reverse((bits, place))) = open.pop() {
            // Positive numbers order as their bits do.
            let way = f64::from_bits(bits);
            if way > far[place as usize] {
                continue;
            }
            for to in self.next_to(place) {
                let longer = way + distance(self.at[place as usize], self.at[*to as usize]);
                if longer < far[*to as usize] && may(place, *to) {
                    far[*to as usize] = longer;
                    before[*to as usize] = place;
                    open.push(Reverse((longer.to_bits(), *to)));
                }
            }
        }
        before
    }

    /// Every place to the source that is nearest in a straight line, of those that have neighbours
    /// of it already: what belongs to a source hangs together. Steps are taken where they `may`.
    /// Gives the position of each place's source in the list, [`NOBODY`] where none comes.
    pub fn nearest(&self, sources: &[u32], may: impl Fn(u32, u32) -> bool) -> Vec<u32> {
        let mut owner = vec![NOBODY; self.at.len()];
        let mut open: BinaryHeap<Reverse<(u64, u32, u32)>> =
            sources.iter().zip(0..).map(|(place, source)| Reverse((0, *place, source))).collect();
        while let Some(Reverse((_, place, source))) = open.pop() {
            if owner[place as usize] != NOBODY {
                continue;
            }
            owner[place as usize] = source;
            let center = self.at[sources[source as usize] as usize];
            for to in self.next_to(place) {
                if owner[*to as usize] == NOBODY && may(place, *to) {
                    let far = distance(center, self.at[*to as usize]);
                    open.push(Reverse((far.to_bits(), *to, source)));
                }
            }
        }
        owner
    }

    /// Shares all places out: to the given sources, and where none of them reaches, to the first
    /// place there as one source more. Gives the owner of each and the number of owners.
    pub fn share_out(
        &self,
        mut sources: Vec<u32>,
        may: impl Fn(u32, u32) -> bool,
    ) -> (Vec<u32>, usize) {
        loop {
            let owner = self.nearest(&sources, &may);
            let Some(left) = self.unreached(&owner, &may) else { return (owner, sources.len()) };
            sources.extend(left);
        }
    }

    /// One place of each piece of ground that nobody owns; `None` where there is none.
    fn unreached(&self, owner: &[u32], may: &impl Fn(u32, u32) -> bool) -> Option<Vec<u32>> {
        let mut seen: Vec<bool> = owner.iter().map(|owner| *owner != NOBODY).collect();
        let mut found = Vec::new();
        for place in 0..owner.len() as u32 {
            if seen[place as usize] {
                continue;
            }
            found.push(place);
            seen[place as usize] = true;
            let mut open = vec![place];
            while let Some(here) = open.pop() {
                for to in self.next_to(here) {
                    if !seen[*to as usize] && may(here, *to) {
                        seen[*to as usize] = true;
                        open.push(*to);
                    }
                }
            }
        }
        (!found.is_empty()).then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Places 0 to 9 in a row, one metre apart, with a break between 6 and 7.
    fn row() -> Graph {
        let at = (0..10).map(|i| Metres { x: f64::from(i), y: 0.0 }).collect();
        let steps = (0..9).filter(|i| *i != 6);
        Graph::new(at, steps.flat_map(|i| [(i, i + 1), (i + 1, i), (i, i + 1)]).collect())
    }

    #[test]
    fn the_nearest_source_takes_a_place_and_breaks_end_its_reach() {
        let owner = row().nearest(&[0, 5], |_, _| true);
        assert_eq!(owner, [0, 0, 0, 1, 1, 1, 1, NOBODY, NOBODY, NOBODY]);
        let before = row().ways(&[0, 5], |_, _| true);
        assert_eq!(before, [NOBODY, 0, 1, 4, 5, NOBODY, 5, NOBODY, NOBODY, NOBODY]);
        assert_eq!(row().next_to(1), [0, 2]);
    }

    #[test]
    fn nothing_is_left_over() {
        let (owner, count) = row().share_out(vec![2], |a, b| (a, b) != (3, 4));
        assert_eq!(owner, [0, 0, 0, 0, 1, 1, 1, 2, 2, 2]);
        assert_eq!(count, 3);
    }
}
