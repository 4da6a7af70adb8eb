//! Check-points of a sheet: proposed by the rule of `patrol`, put into an order, and named.

use super::{PaperError, SheetOrder, SheetPlan};
use crate::area::{Area, AreaSet, ServicePoint};
use crate::desk::SpotShape;
use crate::geo::{LocalPlane, LonLat};
use crate::patrol::{
    Case, CheckPoint, Edited, HotSpot, Leg, LegKind, PatrolError, PointKind, ProposalOptions,
    Route, RouteOptions, Way, edit, nearest_base, plan_route, propose,
};
use crate::sheet::{SheetIncident, SheetPoint};
use crate::text::{Lang, Message};
use serde_json::{Value, json};

/// Grids below this size are street blocks.
const BLOCKS_KM2: f64 = 5.0;
/// Places of street blocks and of steppe are so far apart, in metres.
const RADII_M: (f64, f64) = (150.0, 500.0);
/// One check-point in so many may be a service point.
const SERVICES: usize = 4;
/// A service point names what lies within so many metres of it.
const NAMES_M: f64 = 5_000.0;
/// Nearer than this a place is at the service point.
const AT_M: f64 = 60.0;

/// Check-points in the order of the patrol, with the way through them.
#[derive(Debug, Clone, Default)]
pub struct Patrol {
    /// The check-points.
    pub points: Vec<CheckPoint>,
    /// The way through them; `None` for fewer than two.
    pub route: Option<Route>,
}

impl Patrol {
    /// Whether some of the way follows roads.
    #[must_use]
    pub fn by_road(&self) -> bool {
        let legs = self.route.iter().flat_map(|route| &route.legs);
        legs.into_iter().any(|leg| leg.kind == LegKind::Road)
    }

    /// The lines from point to point.
    pub(super) fn legs(&self) -> Vec<Vec<LonLat>> {
        let legs = self.route.iter().flat_map(|route| &route.legs);
        legs.map(|leg| leg.line.clone()).collect()
    }

    /// The check-points as JSON, in the order of the patrol: what a plan of changes may name.
    #[must_use]
    pub fn to_json(&self, lang: Lang) -> Value {
        let point = |(i, point): (usize, &CheckPoint)| {
            json!({
                "number": i + 1,
                "id": point.id,
                "kind": point.kind.name(),
                "lon": point.at.lon(),
                "lat": point.at.lat(),
                "cases": point.count,
                "days": point.days,
                "open": point.open,
                "category": point.category,
                "reason": point.reason.render(lang),
                "look_for": point.look_for,
            })
        };
        let route = self.route.as_ref();
        json!({
            "points": self.points.iter().enumerate().map(point).collect::<Vec<_>>(),
            "route_m": route.map(|route| route.length_m.round()),
            "by_road": self.by_road(),
            "shortest": route.map(|route| route.exact),
            "way": route.map(way),
        })
    }
}

/// The legs of a route as GeoJSON.
fn way(route: &Route) -> Value {
    let line = |leg: &Leg| leg.line.iter().map(|at| [at.lon(), at.lat()]).collect::<Vec<_>>();
    let lines: Vec<Vec<[f64; 2]>> = route.legs.iter().map(line).collect();
    json!({ "type": "MultiLineString", "coordinates": lines })
}

/// The check-points of an area by the rule, changed as the order says, in a short order; none where
/// the template shows none.
///
/// # Errors
///
/// [`PaperError::Patrol`] for a radius beyond its limits, [`PaperError::Plan`] for a plan with faults.
pub fn patrol(
    areas: &AreaSet,
    order: &SheetOrder,
    incidents: &[SheetIncident],
    spots: &[&SpotShape],
) -> Result<Patrol, PaperError> {
    if !order.plan.template.show.check_points {
        return Ok(Patrol::default());
    }
    let services = areas.services().iter().filter(|service| order.area.touches(service.at));
    let services: Vec<ServicePoint> = services.cloned().collect();
    let proposed = proposed(order, incidents, spots, &services)?;
    let Edited { points, ordered } = match order.changes {
        Some(plan) => edit(&proposed, plan)?,
        None => Edited { points: proposed, ordered: 0 },
    };
    let places: Vec<LonLat> = points.iter().map(|point| point.at).collect();
    if places.len() < 2 {
        return Ok(Patrol { points, route: None });
    }
    let way = order.plan.roads.as_deref().map_or(Way::Straight, Way::Roads);
    // A patrol sets out from a station in its own area, where there is one.
    let start = nearest_base(&services, &places).map(|base| base.at);
    let route = plan_route(&places, way, RouteOptions { start, back: false, ordered });
    let in_order = route.order.iter().filter_map(|place| points.get(*place).cloned());
    Ok(Patrol { points: in_order.collect(), route: Some(route) })
}

fn proposed(
    order: &SheetOrder,
    incidents: &[SheetIncident],
    spots: &[&SpotShape],
    services: &[ServicePoint],
) -> Result<Vec<CheckPoint>, PatrolError> {
    let cases: Vec<Case> = incidents
        .iter()
        .map(|incident| Case {
            at: incident.position,
            reported_at: incident.reported_at,
            category: &incident.category,
            severity: incident.severity,
            open: incident.status.is_open(),
        })
        .collect();
    let inside = spots.iter().filter(|spot| order.area.touches(spot.middle));
    let hot_spots: Vec<HotSpot> = inside
        .map(|spot| HotSpot {
            at: spot.middle,
            line: spot.line.clone(),
            cases: usize::try_from(spot.cases).unwrap_or(usize::MAX),
        })
        .collect();
    let SheetPlan { template, rules, .. } = order.plan;
    let by_size = if order.area.area_km2 < BLOCKS_KM2 { RADII_M.0 } else { RADII_M.1 };
    let options = ProposalOptions {
        radius_m: template.checkpoint_radius_m.unwrap_or(by_size),
        most: template.checkpoints,
        most_services: template.checkpoints / SERVICES,
    };
    propose(&cases, &hot_spots, services, rules, options)
}

/// A check-point as the table has it; `passed` says whether tracks passed it, where there are any.
pub fn on_paper(
    areas: &AreaSet,
    order: &SheetOrder,
    point: &CheckPoint,
    passed: Option<bool>,
) -> SheetPoint {
    let lang = order.plan.language();
    let why = point.reason.render(lang);
    let look_for = match point.look_for.as_deref().filter(|hint| !hint.is_empty()) {
        Some(hint) => {
            Message::new("desk.paper.look_for").with("why", why).with("hint", hint).render(lang)
        }
        None => why,
    };
    // What a person wrote, or the service itself, is the name; the rest lies somewhere.
    let name = match point.kind {
        PointKind::Recurring | PointKind::HotSpot | PointKind::Manual => {
            whereabouts(areas, order.area, point.at).render(lang)
        }
        PointKind::Service => point.reason.render(lang),
    };
    let look_for = match point.kind {
        PointKind::Service => PointKind::Service.message().render(lang),
        _ => look_for,
    };
    let look_for = match passed {
        None => look_for,
        Some(true) => Message::new("desk.paper.passed").with("what", look_for).render(lang),
        Some(false) => Message::new("desk.paper.not_passed").with("what", look_for).render(lang),
    };
    SheetPoint { at: point.at, name, look_for }
}

/// Where a place is, for somebody who knows the ground: from the nearest named service point, or
/// else in which part of the area.
fn whereabouts(areas: &AreaSet, area: &Area, at: LonLat) -> Message {
    let named =
        areas.services().iter().filter_map(|service| Some((service.name.as_ref()?, service.at)));
    let nearest = named
        .map(|(name, place)| (place.distance_m(at), name, place))
        .min_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(b.1)));
    // What stands above everything on the sheet need not be said again in every row.
    let chain = areas.chain(area.code.as_str());
    let short = |name: &'_ str| {
        let above = chain.iter().rev().find_map(|area| name.strip_prefix(area.name.as_str()));
        above.filter(|short| !short.is_empty()).unwrap_or(name).to_owned()
    };
    let nearest = nearest.map(|(away_m, name, place)| (away_m, short(name), place));
    match nearest.filter(|(away_m, ..)| *away_m <= NAMES_M) {
        Some((away_m, name, _)) if away_m < AT_M => {
            Message::new("desk.paper.at").with("name", name)
        }
        Some((away_m, name, from)) => {
            let rounded = if away_m < 1_000.0 {
                format!("{:.0} m", (away_m / 10.0).round() * 10.0)
            } else {
                format!("{:.1} km", away_m / 1_000.0)
            };
            Message::new(DIRECTIONS[octant(from, at)]).with("name", name).with("away", rounded)
        }
        None => Message::new(PARTS[octant(area.label, at)]),
    }
}

/// From north clockwise, in eighths.
fn octant(from: LonLat, to: LonLat) -> usize {
    let (east, north) = LocalPlane::new(from).to_plane_m(to);
    let eighths = east.atan2(north) / std::f64::consts::FRAC_PI_4;
    (eighths.round() as i64).rem_euclid(8) as usize
}

const DIRECTIONS: [&str; 8] = [
    "desk.paper.north_of",
    "desk.paper.northeast_of",
    "desk.paper.east_of",
    "desk.paper.southeast_of",
    "desk.paper.south_of",
    "desk.paper.southwest_of",
    "desk.paper.west_of",
    "desk.paper.northwest_of",
];

const PARTS: [&str; 8] = [
    "desk.paper.north",
    "desk.paper.northeast",
    "desk.paper.east",
    "desk.paper.southeast",
    "desk.paper.south",
    "desk.paper.southwest",
    "desk.paper.west",
    "desk.paper.northwest",
];
