//! Lines into a network: nodes where lines share a position, where they cross, and where one ends on
//! another; edges between them.

use super::roads::RoadOptions;
use crate::geo::{Bounds, LonLat};
use geo::line_intersection::{LineIntersection, line_intersection};
use geo::{Coord, Line};
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::collections::HashMap;

/// Positions are the same node when they agree to 10⁻⁷ degrees, a centimetre.
const PER_DEGREE: f64 = 1e7;

/// Nodes and the edges between them; no edge twice, none from a node to itself.
pub(super) struct Network {
    pub nodes: Vec<LonLat>,
    pub edges: Vec<(u32, u32)>,
}

/// Where a segment is cut: its share of the way, and the node.
#[derive(Debug, Clone, Copy)]
struct Cut {
    segment: usize,
    share: f64,
    node: Node,
}

#[derive(Debug, Clone, Copy)]
enum Node {
    Known(u32),
    New(Coord<f64>),
}

/// Metres per degree of longitude and latitude at a latitude, from the radii of curvature of the
/// WGS-84 ellipsoid.
pub(super) fn metres_per_degree(lat_deg: f64) -> (f64, f64) {
    const A_M: f64 = 6_378_137.0;
    const E2: f64 = 0.006_694_379_990_141_317;
    let (sin, cos) = lat_deg.to_radians().sin_cos();
    let squeeze = 1.0 - E2 * sin * sin;
    let across_m = A_M / squeeze.sqrt();
    let meridian_m = across_m * (1.0 - E2) / squeeze;
    ((across_m * cos).to_radians(), meridian_m.to_radians())
}

/// The share of a line from 0 to 1 where it is nearest to a place, and how far that is in metres. For
/// lines of a few kilometres.
pub(super) fn nearest_on(line: Line<f64>, at: Coord<f64>) -> (f64, f64) {
    let (x_m, y_m) = metres_per_degree(at.y);
    let flat = |c: Coord<f64>| ((c.x - at.x) * x_m, (c.y - at.y) * y_m);
    let (a, b) = (flat(line.start), flat(line.end));
    let way = (b.0 - a.0, b.1 - a.1);
    let length2 = way.0 * way.0 + way.1 * way.1;
    let share =
        if length2 > 0.0 { (-(a.0 * way.0 + a.1 * way.1) / length2).clamp(0.0, 1.0) } else { 0.0 };
    (share, (a.0 + share * way.0).hypot(a.1 + share * way.1))
}

/// Makes a network of lines.
pub(super) fn network(lines: &[Vec<LonLat>], options: RoadOptions) -> Network {
    let mut nodes = Nodes::default();
    let mut segments: Vec<(u32, u32)> = Vec::new();
    for line in lines {
        let ids: Vec<u32> = line.iter().map(|at| nodes.of(at.coord())).collect();
        let pairs = ids.iter().zip(ids.iter().skip(1));
        segments.extend(pairs.filter(|(a, b)| a != b).map(|(a, b)| (*a, *b)));
    }
    let mut cuts = if options.crossings {
        find_cuts(&nodes.at, &segments, options.join_m)
    } else {
        Vec::new()
    };
    cuts.sort_by(|a, b| a.segment.cmp(&b.segment).then(a.share.total_cmp(&b.share)));
    let mut edges = Vec::with_capacity(segments.len() + cuts.len());
    let mut cuts = cuts.into_iter().peekable();
    for (i, (from, to)) in segments.into_iter().enumerate() {
        let mut here = from;
        let mut go = |next: u32| {
            if next != here {
                edges.push((here.min(next), here.max(next)));
                here = next;
            }
        };
        while let Some(cut) = cuts.next_if(|cut| cut.segment == i) {
            go(match cut.node {
                Node::Known(node) => node,
                Node::New(at) => nodes.of(at),
            });
        }
        go(to);
    }
    edges.sort_unstable();
    edges.dedup();
    let at = |c: &Coord<f64>| LonLat::computed(c.x, c.y);
    Network { nodes: nodes.at.iter().map(at).collect(), edges }
}

#[derive(Default)]
struct Nodes {
    at: Vec<Coord<f64>>,
    known: HashMap<(i64, i64), u32>,
}

impl Nodes {
    fn of(&mut self, at: Coord<f64>) -> u32 {
        let key = ((at.x * PER_DEGREE).round() as i64, (at.y * PER_DEGREE).round() as i64);
        *self.known.entry(key).or_insert_with(|| {
            self.at.push(at);
            // A file with more than 2³² positions does not fit into memory.
            (self.at.len() - 1) as u32
        })
    }
}

/// All places where segments cross or touch, each for both segments.
fn find_cuts(nodes: &[Coord<f64>], segments: &[(u32, u32)], join_m: f64) -> Vec<Cut> {
    let line = |i: usize| {
        let (a, b) = segments.get(i)?;
        Some(Line::new(*nodes.get(*a as usize)?, *nodes.get(*b as usize)?))
    };
    let boxes = (0..segments.len()).filter_map(|i| {
        let line = line(i)?;
        let rect = Rectangle::from_corners(line.start.into(), line.end.into());
        Some(GeomWithData::new(rect, i))
    });
    let tree: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>> = RTree::bulk_load(boxes.collect());
    let cuts_of = |i: usize| {
        let mut cuts = Vec::new();
        let Some(own) = line(i) else { return cuts };
        let Some(around) = Bounds::around([own.start, own.end]) else { return cuts };
        let around = around.grown_m(join_m);
        let around = AABB::from_corners([around.west, around.south], [around.east, around.north]);
        for other in tree.locate_in_envelope_intersecting(&around).map(|found| found.data) {
            if other > i
                && let Some(crossed) = line(other)
            {
                let pair = [(i, own), (other, crossed)];
                cut_pair(pair, segments, join_m, &mut cuts);
            }
        }
        cuts
    };
    (0..segments.len()).into_par_iter().flat_map_iter(cuts_of).collect()
}

/// Where one of two segments ends on the other, or else where they cross.
fn cut_pair(
    pair: [(usize, Line<f64>); 2],
    segments: &[(u32, u32)],
    join_m: f64,
    cuts: &mut Vec<Cut>,
) {
    let ends = |i: usize| segments.get(i).map_or([0; 2], |(a, b)| [*a, *b]);
    let [one, two] = pair;
    let shared = ends(one.0).iter().any(|end| ends(two.0).contains(end));
    let mut touched = false;
    for ((i, line), (other, met)) in [(one, two), (two, one)] {
        let met_ends = ends(other);
        for (node, at) in ends(i).into_iter().zip([line.start, line.end]) {
            if met_ends.contains(&node) {
                continue;
            }
            let (share, away_m) = nearest_on(met, at);
            if away_m <= join_m {
                cuts.push(Cut { segment: other, share, node: Node::Known(node) });
                touched = true;
            }
        }
    }
    if touched || shared {
        return;
    }
    if let Some(LineIntersection::SinglePoint { intersection, .. }) =
        line_intersection(one.1, two.1)
    {
        for (segment, line) in pair {
            let share = nearest_on(line, intersection).0;
            cuts.push(Cut { segment, share, node: Node::New(intersection) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::geodesic_m;

    fn lines(lines: &[&[(f64, f64)]]) -> Vec<Vec<LonLat>> {
        let at = |(x, y): &(f64, f64)| LonLat::new(107.9 + x * 1e-3, 39.0 + y * 1e-3).unwrap();
        lines.iter().map(|line| line.iter().map(at).collect()).collect()
    }

    fn counts(roads: &[&[(f64, f64)]], crossings: bool) -> (usize, usize) {
        let options = RoadOptions { crossings, ..RoadOptions::default() };
        let found = network(&lines(roads), options);
        (found.nodes.len(), found.edges.len())
    }

    #[test]
    fn roads_meet_where_they_share_a_position_cross_or_end_on_one_another() {
        let cross: [&[(f64, f64)]; 2] = [&[(0.0, 0.0), (2.0, 2.0)], &[(0.0, 2.0), (2.0, 0.0)]];
        assert_eq!(counts(&cross, true), (5, 4));
        assert_eq!(counts(&cross, false), (4, 2));
        let shared: [&[(f64, f64)]; 2] = [&[(0.0, 0.0), (1.0, 1.0)], &[(1.0, 1.0), (2.0, 0.0)]];
        assert_eq!(counts(&shared, false), (3, 2));
        // The second ends some centimetres before the first.
        let tee: [&[(f64, f64)]; 2] = [&[(0.0, 0.0), (2.0, 0.0)], &[(1.0, 1.0), (1.0, 5e-4)]];
        assert_eq!(counts(&tee, true), (4, 3));
        // The same road twice, once with one position more.
        let twice: [&[(f64, f64)]; 2] =
            [&[(0.0, 0.0), (2.0, 0.0)], &[(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)]];
        assert_eq!(counts(&twice, true), (3, 2));
        let bent: [&[(f64, f64)]; 1] = [&[(0.0, 0.0), (0.0, 0.0), (1.0, 0.0)]];
        assert_eq!(counts(&bent, true), (2, 1));
    }

    #[test]
    fn a_degree_is_as_long_as_the_geodesic_says() {
        for lat in [-60.0, 0.0, 39.0, 75.0] {
            let at = |lon: f64, lat: f64| LonLat::new(lon, lat).unwrap();
            let (x_m, y_m) = metres_per_degree(lat);
            let east_m = geodesic_m(at(108.0, lat), at(108.001, lat));
            let north_m = geodesic_m(at(108.0, lat - 0.0005), at(108.0, lat + 0.0005));
            assert!((x_m / 1e3 - east_m).abs() < 1e-4 && (y_m / 1e3 - north_m).abs() < 1e-4);
        }
    }
}
