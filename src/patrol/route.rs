//! A short way through check-points, straight over the ground or along roads.
//!
//! Up to [`EXACT_POINTS`] points whose order is free, no order is shorter than the one found. For
//! more it is improved until it gets no shorter by turning a part of it around or by putting up to
//! three points elsewhere; it is never longer than going to the nearest point each time.

use super::roads::{Roads, Snap};
use super::tour::{Costs, exact, short};
use crate::area::{ServiceKind, ServicePoint};
use crate::geo::{LonLat, geodesic_m};

/// Up to so many points the order is the best there is.
pub const EXACT_POINTS: usize = 12;

/// Where one goes.
#[derive(Clone, Copy)]
pub enum Way<'a> {
    /// Straight over the ground.
    Straight,
    /// Along roads, straight where there is none.
    Roads(&'a Roads),
}

/// What a route must keep to.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RouteOptions {
    /// Where it begins; at the point that suits best where `None`.
    pub start: Option<LonLat>,
    /// Whether it ends where it began.
    pub back: bool,
    /// The first so many points come first and in their order.
    pub ordered: usize,
}

/// An end of a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Where the route begins.
    Start,
    /// A point, by its place in the list.
    Point(usize),
}

/// How a leg is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegKind {
    /// Straight over the ground.
    Straight,
    /// On roads, and straight from and to them.
    Road,
}

impl LegKind {
    /// The stable name: `straight` or `road`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Straight => "straight",
            Self::Road => "road",
        }
    }
}

/// A part of a route, from a stop to the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Leg {
    /// From where.
    pub from: Stop,
    /// To where.
    pub to: Stop,
    /// How it is gone. [`LegKind::Straight`] in a route along roads: one of the two is too far from
    /// every road, no road leads from one to the other, or they are nearer to each other than to the
    /// roads.
    pub kind: LegKind,
    /// Its length in metres.
    pub length_m: f64,
    /// For drawing, both ends included.
    pub line: Vec<LonLat>,
}

/// An order of points and the way through them.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// The points, by their places in the list.
    pub order: Vec<usize>,
    /// From stop to stop.
    pub legs: Vec<Leg>,
    /// The length of all legs in metres.
    pub length_m: f64,
    /// Whether no other order is shorter, by construction.
    pub exact: bool,
}

/// Finds a short way through all points.
#[must_use]
pub fn plan_route(points: &[LonLat], way: Way, options: RouteOptions) -> Route {
    let stops: Vec<LonLat> = options.start.iter().chain(points).copied().collect();
    let ways = Ways::new(&stops, way);
    let skip = stops.len() - points.len();
    let mut ordered = options.ordered.min(points.len());
    if options.back && options.start.is_none() {
        // A round may begin anywhere.
        ordered = ordered.max(1).min(points.len());
    }
    let begin = if ordered > 0 { Some(skip + ordered - 1) } else { (skip > 0).then_some(0) };
    // With a start it is the first stop, and without one the first point is.
    let end = (options.back && !stops.is_empty()).then_some(0);
    let free: Vec<usize> = (skip + ordered..stops.len()).collect();
    let to = |from: Option<usize>| -> Vec<f64> {
        free.iter().map(|stop| from.map_or(0.0, |from| ways.length_m(from, *stop))).collect()
    };
    let between = free.iter().flat_map(|a| free.iter().map(|b| ways.length_m(*a, *b))).collect();
    let costs = Costs { between, first: to(begin), last: to(end) };
    let is_exact = costs.len() <= EXACT_POINTS;
    let found = if is_exact { exact(&costs) } else { short(&costs) };
    let found = found.into_iter().map(|place| place + ordered);
    let order: Vec<usize> = (0..ordered).chain(found).collect();

    let mut visited: Vec<usize> = (0..skip).chain(order.iter().map(|point| point + skip)).collect();
    if options.back && visited.len() > 1 {
        visited.extend(visited.first().copied());
    }
    let stop = |stop: usize| stop.checked_sub(skip).map_or(Stop::Start, Stop::Point);
    let pairs = visited.iter().zip(visited.iter().skip(1));
    let legs: Vec<Leg> = pairs.map(|(a, b)| ways.leg((*a, stop(*a)), (*b, stop(*b)))).collect();
    let length_m = legs.iter().map(|leg| leg.length_m).sum();
    Route { order, legs, length_m, exact: is_exact }
}

/// The police station or service centre that is nearest to one of the points: where a patrol sets
/// out. Of equals the lowest code.
#[must_use]
pub fn nearest_base<'a>(
    services: &'a [ServicePoint],
    points: &[LonLat],
) -> Option<&'a ServicePoint> {
    let bases = services.iter().filter(|service| {
        matches!(service.kind, ServiceKind::PoliceStation | ServiceKind::ServiceCentre)
    });
    let away = |base: &ServicePoint| {
        points.iter().map(|at| geodesic_m(base.at, *at)).min_by(f64::total_cmp)
    };
    let known = bases.filter_map(|base| Some((away(base)?, base)));
    let nearest = known.min_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.code.cmp(&b.1.code)));
    nearest.map(|(_, base)| base)
}

/// The ways between stops.
struct Ways<'a> {
    stops: &'a [LonLat],
    roads: Option<&'a Roads>,
    snaps: Vec<Option<Snap>>,
    /// The length and kind from each stop to each, row by row.
    table: Vec<(f64, LegKind)>,
}

impl<'a> Ways<'a> {
    fn new(stops: &'a [LonLat], way: Way<'a>) -> Self {
        let roads = match way {
            Way::Straight => None,
            Way::Roads(roads) => Some(roads),
        };
        let snaps = stops.iter().map(|at| roads.and_then(|roads| roads.snap(*at))).collect();
        let n = stops.len();
        let mut ways = Self { stops, roads, snaps, table: vec![(0.0, LegKind::Straight); n * n] };
        for from in 0..n {
            for (to, found) in ways.from(from) {
                // Both ways from one search, so that the table is the same both ways.
                for place in [from * n + to, to * n + from] {
                    if let Some(place) = ways.table.get_mut(place) {
                        *place = found;
                    }
                }
            }
        }
        ways
    }

    fn at(&self, stop: usize) -> LonLat {
        // Never seen: stops are counted by the list itself.
        self.stops.get(stop).copied().unwrap_or(LonLat::computed(0.0, 0.0))
    }

    fn snap(&self, stop: usize) -> Option<Snap> {
        self.snaps.get(stop).copied().flatten()
    }

    fn length_m(&self, from: usize, to: usize) -> f64 {
        self.table.get(from * self.stops.len() + to).map_or(f64::INFINITY, |way| way.0)
    }

    /// The ways from a stop to those after it in the list.
    fn from(&self, from: usize) -> Vec<(usize, (f64, LegKind))> {
        let later = from + 1..self.stops.len();
        let search = self.roads.zip(self.snap(from)).map(|(roads, snap)| {
            let wanted: Vec<Snap> = later.clone().filter_map(|to| self.snap(to)).collect();
            (roads, snap, roads.search(&snap, &wanted))
        });
        let way = |to: usize| {
            let straight_m = geodesic_m(self.at(from), self.at(to));
            let by_road = search.as_ref().zip(self.snap(to));
            let by_road_m = by_road.and_then(|((roads, snap, found), target)| {
                let access_m = snap.away_m + target.away_m;
                let road_m = access_m + roads.along_m(found, snap, &target);
                (road_m.is_finite() && straight_m > access_m).then_some(road_m)
            });
            by_road_m.map_or((straight_m, LegKind::Straight), |m| (m, LegKind::Road))
        };
        later.clone().map(|to| (to, way(to))).collect()
    }

    fn leg(&self, (from, from_stop): (usize, Stop), (to, to_stop): (usize, Stop)) -> Leg {
        let way = self.table.get(from * self.stops.len() + to).copied();
        let (length_m, kind) = way.unwrap_or((f64::INFINITY, LegKind::Straight));
        let mut line = vec![self.at(from)];
        if kind == LegKind::Road
            && let (Some(roads), Some(a), Some(b)) = (self.roads, self.snap(from), self.snap(to))
        {
            line.extend(roads.way(&roads.search(&a, &[b]), &a, &b));
        }
        line.push(self.at(to));
        line.dedup();
        if line.len() == 1 {
            line.push(self.at(to));
        }
        Leg { from: from_stop, to: to_stop, kind, length_m, line }
    }
}

#[cfg(test)]
#[path = "route_tests.rs"]
mod tests;
