//! A network of roads, for routes along it.
//!
//! The roads come as lines of GeoJSON. They meet where they share a position and, unless that is
//! turned off, where they cross and where one ends on another; a file with bridges should say so with
//! shared positions, and have crossings turned off. Every road can be gone both ways.

use super::error::{Fault, PatrolError, within};
use super::graph::{Found, Graph};
use super::lines::read_lines;
use super::noding::{nearest_on, network};
use crate::geo::{Bounds, Datum, LonLat, geodesic_m};
use geo::Line;
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// How lines become a network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RoadOptions {
    /// Whether roads meet where they cross or touch without sharing a position.
    pub crossings: bool,
    /// A road that ends so near another, in metres, touches it: 0 to 50.
    pub join_m: f64,
    /// A place farther than this from every road, in metres, is reached straight: 0 to 50,000.
    pub snap_m: f64,
}

impl Default for RoadOptions {
    /// Roads meet where they cross, ends within half a metre touch, places within 500 m are reached.
    fn default() -> Self {
        Self { crossings: true, join_m: 0.5, snap_m: 500.0 }
    }
}

/// A network of roads, built once and then only asked.
pub struct Roads {
    nodes: Vec<LonLat>,
    edges: Vec<(u32, u32)>,
    lengths_m: Vec<f64>,
    graph: Graph,
    tree: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
    snap_m: f64,
}

/// A place's way to the nearest road.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Snap {
    edge: usize,
    share: f64,
    /// On the road.
    at: LonLat,
    /// How far it is to the road.
    pub away_m: f64,
}

impl std::fmt::Debug for Roads {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Roads").field("pieces", &self.pieces()).finish_non_exhaustive()
    }
}

impl Roads {
    /// Reads roads from GeoJSON (`LineString` and `MultiLineString`) and builds their network. `file`
    /// is the name in errors, `datum` that of the positions. Faults are those of single features,
    /// the rest of which is used.
    ///
    /// # Errors
    ///
    /// [`PatrolError`] where the file as a whole cannot be used, where it holds no road, and for
    /// options beyond their limits.
    pub fn read(
        file: &str,
        bytes: &[u8],
        datum: Datum,
        options: RoadOptions,
    ) -> Result<(Self, Vec<Fault>), PatrolError> {
        let found = read_lines(file, bytes, datum)?;
        let lines: Vec<Vec<LonLat>> =
            found.lines.iter().map(|line| line.iter().map(|fix| fix.at).collect()).collect();
        let roads = Self::build(&lines, options)?;
        if roads.edges.is_empty() {
            // An error is one message; its values are written as logs have them.
            let first = found.faults.first().map(|fault| fault.render(crate::text::Lang::En));
            let first = first.unwrap_or_default();
            return Err(PatrolError::NothingUsable { file: file.to_owned(), first });
        }
        Ok((roads, found.faults))
    }

    /// Builds the network of lines.
    ///
    /// # Errors
    ///
    /// [`PatrolError::Setting`] for options beyond their limits.
    pub fn build(lines: &[Vec<LonLat>], options: RoadOptions) -> Result<Self, PatrolError> {
        within("join_m", options.join_m, (0.0, 50.0))?;
        within("snap_m", options.snap_m, (0.0, 50_000.0))?;
        let found = network(lines, options);
        let ends = |edge: &(u32, u32)| {
            let at = |node: u32| found.nodes.get(node as usize).copied();
            at(edge.0).zip(at(edge.1))
        };
        let length_m = |edge| ends(edge).map_or(f64::INFINITY, |(a, b)| geodesic_m(a, b));
        let lengths_m: Vec<f64> = found.edges.par_iter().map(length_m).collect();
        let boxes = found.edges.iter().enumerate().filter_map(|(i, edge)| {
            let (a, b) = ends(edge)?;
            let rect = Rectangle::from_corners(a.coord().into(), b.coord().into());
            Some(GeomWithData::new(rect, i))
        });
        let tree = RTree::bulk_load(boxes.collect());
        let graph = Graph::new(found.nodes.len(), &found.edges, &lengths_m);
        let (nodes, edges) = (found.nodes, found.edges);
        Ok(Self { nodes, edges, lengths_m, graph, tree, snap_m: options.snap_m })
    }

    /// How many pieces of road there are between nodes.
    #[must_use]
    pub fn pieces(&self) -> usize {
        self.edges.len()
    }

    /// The two ends of each piece.
    pub fn segments(&self) -> impl Iterator<Item = (LonLat, LonLat)> + '_ {
        let at = |node: u32| self.nodes.get(node as usize).copied();
        self.edges.iter().filter_map(move |(a, b)| at(*a).zip(at(*b)))
    }

    /// The length of all roads in metres.
    #[must_use]
    pub fn length_m(&self) -> f64 {
        self.lengths_m.iter().sum()
    }

    /// The nearest place on a road; `None` where it is too far.
    pub(super) fn snap(&self, at: LonLat) -> Option<Snap> {
        let here = Bounds::around([at.coord()])?.grown_m(self.snap_m);
        let around = AABB::from_corners([here.west, here.south], [here.east, here.north]);
        let near = self.tree.locate_in_envelope_intersecting(&around).filter_map(|found| {
            let line = self.line(found.data)?;
            let (share, away_m) = nearest_on(line, at.coord());
            Some((away_m, found.data, share, line))
        });
        let nearest = near.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let (_, edge, share, line) = nearest?;
        let on = line.start + (line.end - line.start) * share;
        let on = LonLat::computed(on.x, on.y);
        let away_m = geodesic_m(at, on);
        (away_m <= self.snap_m).then_some(Snap { edge, share, at: on, away_m })
    }

    fn line(&self, edge: usize) -> Option<Line<f64>> {
        let (a, b) = self.edges.get(edge)?;
        let at = |node: u32| self.nodes.get(node as usize).map(|at| at.coord());
        Some(Line::new(at(*a)?, at(*b)?))
    }

    /// The ends of a snap's edge, and how far they are along it.
    fn ends(&self, snap: &Snap) -> [(u32, f64); 2] {
        let (a, b) = self.edges.get(snap.edge).copied().unwrap_or_default();
        let length_m = self.lengths_m.get(snap.edge).copied().unwrap_or(f64::INFINITY);
        [(a, length_m * snap.share), (b, length_m * (1.0 - snap.share))]
    }

    /// A search from a place that covers the ways to others.
    pub(super) fn search(&self, from: &Snap, to: &[Snap]) -> Found {
        let wanted: Vec<u32> =
            to.iter().flat_map(|snap| self.ends(snap)).map(|(node, _)| node).collect();
        self.graph.search(&self.ends(from), &wanted)
    }

    /// The length of the way on roads from where the search began, without what leads to the roads;
    /// infinite where there is none.
    pub(super) fn along_m(&self, found: &Found, from: &Snap, to: &Snap) -> f64 {
        let through = self.ends(to).map(|(node, more_m)| found.away_m(node) + more_m);
        let through_m = through[0].min(through[1]);
        self.within_edge_m(from, to).map_or(through_m, |direct_m| direct_m.min(through_m))
    }

    fn within_edge_m(&self, from: &Snap, to: &Snap) -> Option<f64> {
        let length_m = self.lengths_m.get(from.edge)?;
        (from.edge == to.edge).then(|| (from.share - to.share).abs() * length_m)
    }

    /// The positions on the way on roads, both snapped places included.
    pub(super) fn way(&self, found: &Found, from: &Snap, to: &Snap) -> Vec<LonLat> {
        let [one, two] = self.ends(to);
        let through_m = |(node, more_m): (u32, f64)| found.away_m(node) + more_m;
        let last = if through_m(two) < through_m(one) { two } else { one };
        let mut line = vec![from.at];
        if self.within_edge_m(from, to).is_none_or(|direct_m| direct_m > through_m(last)) {
            let nodes = found.way(last.0);
            line.extend(nodes.into_iter().filter_map(|node| self.nodes.get(node as usize)));
        }
        line.push(to.at);
        line.dedup();
        line
    }
}

#[cfg(test)]
#[path = "roads_tests.rs"]
mod tests;
