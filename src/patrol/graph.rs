//! Shortest ways in a network.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// Nobody comes before a first node.
const NOBODY: u32 = u32::MAX;

/// Who is beside whom, and how far, in metres.
pub(super) struct Graph {
    /// Where the neighbours of each node begin in `beside`, and one more.
    starts: Vec<u32>,
    beside: Vec<(u32, f64)>,
    /// Nodes that reach each other have one number.
    parts: Vec<u32>,
}

/// What a search has found.
pub(super) struct Found {
    away_m: Vec<f64>,
    before: Vec<u32>,
}

impl Found {
    /// The length of the shortest way to a node; infinite where the search did not need it.
    pub fn away_m(&self, node: u32) -> f64 {
        self.away_m.get(node as usize).copied().unwrap_or(f64::INFINITY)
    }

    /// The nodes on the shortest way to a node, itself last.
    pub fn way(&self, node: u32) -> Vec<u32> {
        let mut way = vec![node];
        let mut here = node;
        while let Some(before) = self.before.get(here as usize).filter(|b| **b != NOBODY) {
            way.push(*before);
            here = *before;
        }
        way.reverse();
        way
    }
}

/// A node in the queue, the nearest first; of equals the lower number, so that ways do not depend on
/// chance.
#[derive(PartialEq)]
struct Waiting(f64, u32);

impl Eq for Waiting {}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0).then(self.1.cmp(&other.1))
    }
}

impl Graph {
    /// The graph of edges with their lengths.
    pub fn new(nodes: usize, edges: &[(u32, u32)], lengths_m: &[f64]) -> Self {
        let mut starts = vec![0_u32; nodes + 1];
        for node in edges.iter().flat_map(|(a, b)| [*a, *b]) {
            if let Some(start) = starts.get_mut(node as usize + 1) {
                *start += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut beside = vec![(0, 0.0); edges.len() * 2];
        for ((a, b), length_m) in edges.iter().zip(lengths_m) {
            for (from, to) in [(*a, *b), (*b, *a)] {
                let Some(next) = next.get_mut(from as usize) else { continue };
                if let Some(place) = beside.get_mut(*next as usize) {
                    *place = (to, *length_m);
                }
                *next += 1;
            }
        }
        let mut graph = Self { starts, beside, parts: Vec::new() };
        graph.parts = graph.find_parts(nodes);
        graph
    }

    fn beside(&self, node: u32) -> &[(u32, f64)] {
        let at = |node: usize| self.starts.get(node).map_or(0, |start| *start as usize);
        self.beside.get(at(node as usize)..at(node as usize + 1)).unwrap_or_default()
    }

    fn find_parts(&self, nodes: usize) -> Vec<u32> {
        let mut parts = vec![NOBODY; nodes];
        let mut waiting = Vec::new();
        for first in 0..nodes as u32 {
            waiting.push(first);
            while let Some(node) = waiting.pop() {
                if let Some(part) = parts.get_mut(node as usize).filter(|part| **part == NOBODY) {
                    *part = first;
                    waiting.extend(self.beside(node).iter().map(|(next, _)| *next));
                }
            }
        }
        parts
    }

    /// Whether there is a way from one node to the other.
    pub fn connected(&self, a: u32, b: u32) -> bool {
        self.parts.get(a as usize) == self.parts.get(b as usize)
    }

    /// Dijkstra's search from nodes that are reached after so many metres, until the `wanted` ones
    /// that can be reached are.
    pub fn search(&self, from: &[(u32, f64)], wanted: &[u32]) -> Found {
        let nodes = self.parts.len();
        let mut found = Found { away_m: vec![f64::INFINITY; nodes], before: vec![NOBODY; nodes] };
        let mut settled = vec![false; nodes];
        let reachable = |node: &&u32| from.iter().any(|(first, _)| self.connected(*first, **node));
        let mut missing: Vec<u32> = wanted.iter().filter(reachable).copied().collect();
        missing.sort_unstable();
        missing.dedup();
        let mut missing_left = missing.len();
        let mut queue = BinaryHeap::new();
        for (node, away_m) in from {
            if let Some(best) = found.away_m.get_mut(*node as usize).filter(|b| **b > *away_m) {
                *best = *away_m;
                queue.push(Reverse(Waiting(*away_m, *node)));
            }
        }
        while let Some(Reverse(Waiting(away_m, node))) = queue.pop() {
            let Some(settled) = settled.get_mut(node as usize).filter(|settled| !**settled) else {
                continue;
            };
            *settled = true;
            if missing.binary_search(&node).is_ok() {
                missing_left -= 1;
            }
            if missing_left == 0 {
                break;
            }
            for (next, length_m) in self.beside(node) {
                let through_m = away_m + length_m;
                let best = found.away_m.get_mut(*next as usize);
                if let Some(best) = best.filter(|best| **best > through_m) {
                    *best = through_m;
                    if let Some(before) = found.before.get_mut(*next as usize) {
                        *before = node;
                    }
                    queue.push(Reverse(Waiting(through_m, *next)));
                }
            }
        }
        found
    }
}
