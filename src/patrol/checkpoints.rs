//! Check-points (巡查点): the places that a patrol should look at, by a rule that anybody can follow.
//!
//! # The rule
//!
//! 1. The ground is divided into squares of an eighth of the radius; cases in one square are taken
//!    together and stand at their mean.
//! 2. The cases in all squares within the radius of a square are its place. The place with cases on
//!    the most distinct days is taken; of equals the one with more cases, then the one with the
//!    gravest case, then the one farthest west, then the one farthest south.
//! 3. Its cases are set aside, and the next place is sought among the rest, until no place has cases
//!    on two days: a place where something happened once, or on one day only, does not recur.
//! 4. A check-point stands where the case stands that is nearest to the mean of its cases. Its
//!    category is the one with the most cases; of equals the one with the gravest case.
//! 5. Hot spots follow, those with more cases first, where no check-point is within the radius.
//! 6. Service points of the area follow, in the order of their kinds and codes, where no check-point
//!    is within the radius; never more than their quota. Households (安睦隆, 示范户) are none.
//! 7. There are at most as many check-points as asked for, and those named first above have precedence:
//!    a service point never takes the place of a recurring one.

use super::error::{PatrolError, within};
use super::squares::{Score, Squares};
use crate::area::{ServiceKind, ServicePoint};
use crate::geo::{Bounds, LonLat};
use crate::incident::{Rules, Severity};
use crate::text::Message;
use jiff::Timestamp;
use std::collections::{BTreeMap, HashSet};

/// A place recurs when it has cases on so many days.
const RECURS_DAYS: u32 = 2;

/// An incident as far as a patrol needs it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Case<'a> {
    /// Where.
    pub at: LonLat,
    /// When it was reported.
    pub reported_at: Timestamp,
    /// Its category.
    pub category: &'a str,
    /// How grave it is.
    pub severity: Severity,
    /// Whether it still waits for an end.
    pub open: bool,
}

/// Ground where cases are more than chance, as it was found elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct HotSpot {
    /// Its middle.
    pub at: LonLat,
    /// What there is to say of it.
    pub line: Message,
    /// Its cases in the period.
    pub cases: usize,
}

/// How many check-points are wanted, and how far apart places are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProposalOptions {
    /// Cases within this distance of each other's middle are one place, in metres: 10 to 10,000.
    pub radius_m: f64,
    /// At most so many check-points.
    pub most: usize,
    /// At most so many of them are service points.
    pub most_services: usize,
}

/// Why a check-point is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PointKind {
    /// Incidents keep coming back.
    Recurring,
    /// Cases are more than chance.
    HotSpot,
    /// People are served here.
    Service,
    /// A person put it there.
    Manual,
}

impl PointKind {
    /// The stable name: `recurring`, `hot_spot`, `service` or `manual`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Recurring => "recurring",
            Self::HotSpot => "hot_spot",
            Self::Service => "service",
            Self::Manual => "manual",
        }
    }

    /// The same for people.
    #[must_use]
    pub fn message(self) -> Message {
        Message::new(match self {
            Self::Recurring => "patrol.kind.recurring",
            Self::HotSpot => "patrol.kind.hot_spot",
            Self::Service => "patrol.kind.service",
            Self::Manual => "patrol.kind.manual",
        })
    }
}

/// A place to look at on patrol.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckPoint {
    /// Names it in a plan: `r:`, `h:` or `m:` and its position in five decimals, `s:` and the code
    /// of a service point. The same data give the same id; a moved point keeps its own.
    pub id: String,
    /// Where.
    pub at: LonLat,
    /// Why it is one.
    pub kind: PointKind,
    /// Its cases in the period; 0 where nobody counted.
    pub count: usize,
    /// On how many distinct days; 0 where nobody counted.
    pub days: usize,
    /// How many of the cases are open; 0 where nobody counted.
    pub open: usize,
    /// The gravest severity, where there are cases that were looked at.
    pub gravest: Option<Severity>,
    /// The main category of a recurring place.
    pub category: Option<String>,
    /// Why to look here: 消防隐患 5 起，3 天，2 起未了结.
    pub reason: Message,
    /// What to look for: the configured hint of the category.
    pub look_for: Option<String>,
}

impl CheckPoint {
    /// A point of which nothing is known but its place and reason.
    pub(super) fn plain(id: String, at: LonLat, kind: PointKind, reason: Message) -> Self {
        Self {
            id,
            at,
            kind,
            count: 0,
            days: 0,
            open: 0,
            gravest: None,
            category: None,
            reason,
            look_for: None,
        }
    }
}

/// Proposes check-points by the rule of this module (`src/patrol/checkpoints.rs`), most pressing
/// first. `cases` are those of the period inside the area, `services` those inside the area; days
/// are those of the rules' time zone.
///
/// # Errors
///
/// [`PatrolError::Setting`] for a radius beyond its limits.
pub fn propose(
    cases: &[Case],
    hot_spots: &[HotSpot],
    services: &[ServicePoint],
    rules: &Rules,
    options: ProposalOptions,
) -> Result<Vec<CheckPoint>, PatrolError> {
    within("radius_m", options.radius_m, (10.0, 10_000.0))?;
    let mut points = recurring(cases, rules, options);
    let near = |points: &[CheckPoint], at: LonLat| {
        points.iter().any(|point| point.at.distance_m(at) <= options.radius_m)
    };
    let mut spots: Vec<&HotSpot> = hot_spots.iter().collect();
    spots.sort_by(|a, b| b.cases.cmp(&a.cases).then(by_place(a.at, b.at)));
    for spot in spots {
        if points.len() < options.most && !near(&points, spot.at) {
            let id = place_id('h', spot.at);
            let point = CheckPoint::plain(id, spot.at, PointKind::HotSpot, spot.line.clone());
            points.push(CheckPoint { count: spot.cases, ..point });
        }
    }
    let mut calls: Vec<&ServicePoint> =
        services.iter().filter(|s| s.kind != ServiceKind::Anmulong).collect();
    calls.sort_by(|a, b| a.kind.cmp(&b.kind).then_with(|| a.code.cmp(&b.code)));
    let mut left = options.most_services;
    for service in calls {
        if left > 0 && points.len() < options.most && !near(&points, service.at) {
            let id = format!("s:{}", service.code);
            let reason = service_reason(service);
            points.push(CheckPoint::plain(id, service.at, PointKind::Service, reason));
            left -= 1;
        }
    }
    tell_apart(&mut points);
    Ok(points)
}

/// The recurring places, most pressing first.
fn recurring(cases: &[Case], rules: &Rules, options: ProposalOptions) -> Vec<CheckPoint> {
    let Some(bounds) = Bounds::around(cases.iter().map(|case| case.at.coord())) else {
        return Vec::new();
    };
    let squares = Squares::gather(cases, bounds.center(), options.radius_m, &rules.zone());
    let mut left = vec![true; squares.all.len()];
    let mut scores: Vec<Score> = (0..left.len()).map(|s| squares.score(s, &left)).collect();
    let mut points = Vec::new();
    while points.len() < options.most {
        let Some((best, score)) = best(&squares, &scores, &left) else { break };
        if score.days < RECURS_DAYS {
            break;
        }
        let taken: Vec<usize> =
            squares.around(best).filter(|s| left.get(*s) == Some(&true)).collect();
        for square in &taken {
            if let Some(left) = left.get_mut(*square) {
                *left = false;
            }
        }
        let touched: HashSet<usize> = taken.iter().flat_map(|s| squares.around(*s)).collect();
        for square in touched {
            if let Some(old) = scores.get_mut(square) {
                *old = squares.score(square, &left);
            }
        }
        points.push(place(cases, &squares, &taken, score, rules));
    }
    points
}

/// The square with the highest score; of equals the one farthest west, then south.
fn best(squares: &Squares, scores: &[Score], left: &[bool]) -> Option<(usize, Score)> {
    let waiting = squares.all.iter().zip(scores).zip(left).enumerate();
    let waiting = waiting.filter(|(_, (_, left))| **left);
    let best = waiting.max_by(|(_, ((a, score_a), _)), (_, ((b, score_b), _))| {
        let west = b.middle.0.total_cmp(&a.middle.0);
        score_a.cmp(score_b).then(west).then(b.middle.1.total_cmp(&a.middle.1))
    });
    best.map(|(square, ((_, score), _))| (square, *score))
}

/// The check-point of the cases in some squares.
fn place(
    cases: &[Case],
    squares: &Squares,
    taken: &[usize],
    score: Score,
    rules: &Rules,
) -> CheckPoint {
    let held: Vec<(&Case, (f64, f64))> = taken
        .iter()
        .filter_map(|square| squares.all.get(*square))
        .flat_map(|square| &square.cases)
        .filter_map(|case| Some((cases.get(*case)?, *squares.places.get(*case)?)))
        .collect();
    let count = held.len().max(1) as f64;
    let mean = |f: fn(&(f64, f64)) -> f64| held.iter().map(|(_, p)| f(p)).sum::<f64>() / count;
    let middle = (mean(|p| p.0), mean(|p| p.1));
    let away = |place: &(f64, f64)| (place.0 - middle.0).hypot(place.1 - middle.1);
    let at = held
        .iter()
        .min_by(|(a, pa), (b, pb)| away(pa).total_cmp(&away(pb)).then(by_place(a.at, b.at)))
        // Never seen: a place has a case. Null Island would be, and show.
        .map_or(LonLat::computed(0.0, 0.0), |(case, _)| case.at);
    let mut categories: BTreeMap<&str, (usize, u8)> = BTreeMap::new();
    for (case, _) in &held {
        let entry = categories.entry(case.category).or_default();
        entry.0 += 1;
        entry.1 = entry.1.max(case.severity.value());
    }
    let main = categories.iter().rev().max_by_key(|(_, rank)| **rank);
    let (main, of_main) = main.map_or(("", 0), |(name, (count, _))| (*name, *count));
    let open = held.iter().filter(|(case, _)| case.open).count();
    CheckPoint {
        id: place_id('r', at),
        at,
        kind: PointKind::Recurring,
        count: held.len(),
        days: score.days as usize,
        open,
        gravest: Severity::new(i64::from(score.gravest)),
        category: Some(main.to_owned()),
        reason: reason(main, (of_main, held.len()), score.days as usize, open),
        look_for: rules.category(main).and_then(|category| category.look_for.clone()),
    }
}

fn reason(main: &str, (of_main, all): (usize, usize), days: usize, open: usize) -> Message {
    let message = match (of_main == all, open) {
        (true, 0) => Message::new("patrol.reason.one_closed"),
        (true, _) => Message::new("patrol.reason.one_open").with("open", open),
        (false, 0) => Message::new("patrol.reason.mixed_closed").with("main", of_main),
        (false, _) => {
            Message::new("patrol.reason.mixed_open").with("main", of_main).with("open", open)
        }
    };
    message.with("category", main).with("count", all).with("days", days)
}

fn service_reason(service: &ServicePoint) -> Message {
    if let Some(name) = &service.name {
        return Message::new("patrol.reason.service").with("name", name);
    }
    match service.kind {
        ServiceKind::PoliceStation => Message::new("patrol.reason.police_station"),
        ServiceKind::JudicialOffice => Message::new("patrol.reason.judicial_office"),
        ServiceKind::Court => Message::new("patrol.reason.court"),
        ServiceKind::MediationRoom => Message::new("patrol.reason.mediation_room"),
        ServiceKind::ServiceCentre | ServiceKind::Anmulong => {
            Message::new("patrol.reason.service_centre")
        }
        ServiceKind::Clinic => Message::new("patrol.reason.clinic"),
    }
}

/// An id of a kind and a position: five decimals are a metre.
pub(super) fn place_id(kind: char, at: LonLat) -> String {
    format!("{kind}:{:.5},{:.5}", at.lon(), at.lat())
}

/// Points whose ids are the same get a number, in their order.
pub(super) fn tell_apart(points: &mut [CheckPoint]) {
    let mut seen = HashSet::new();
    for point in points {
        let plain = point.id.clone();
        let mut number = 1;
        while !seen.insert(point.id.clone()) {
            number += 1;
            point.id = format!("{plain}-{number}");
        }
    }
}

fn by_place(a: LonLat, b: LonLat) -> std::cmp::Ordering {
    a.lon().total_cmp(&b.lon()).then(a.lat().total_cmp(&b.lat()))
}

#[cfg(test)]
#[path = "checkpoints_tests.rs"]
mod tests;
