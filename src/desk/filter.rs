//! Which incidents are meant.

use super::by_grid::ByGrid;
use super::{Entry, Snapshot};
use crate::area::{AreaCode, AreaSet, Level};
use crate::calendar::{Times, Window};
use crate::geo::{Bounds, LonLat};
use crate::heat::{FoundPlaces, Query, Selection};
use crate::incident::{Severity, Status};
use crate::text::{Lang, Message};
use jiff::{Timestamp, ToSpan};
use std::sync::Arc;

/// Which incidents are meant: those that pass every part. An empty list passes all.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    /// Reported at this time or later.
    pub from: Option<Timestamp>,
    /// Reported before this time.
    pub to: Option<Timestamp>,
    /// Reported while this window was open.
    pub window: Option<Window>,
    /// Of one of these categories.
    pub categories: Vec<String>,
    /// Of one of these severities.
    pub severities: Vec<Severity>,
    /// With one of these statuses.
    pub statuses: Vec<Status>,
    /// The responsible grid is this area or lies below it, by the hierarchy of the set: a
    /// village whose code begins like one township may belong to another. A code that the set
    /// lacks passes nothing.
    pub area: Option<AreaCode>,
    /// Inside this rectangle, its edges included.
    pub bounds: Option<Bounds>,
    /// Around a place.
    pub near: Option<Near>,
}

/// A place, and how far around it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// The place.
    pub center: LonLat,
    /// The greatest geodesic distance in metres, included; `None` lets every incident pass.
    pub radius_m: Option<f64>,
}

/// An area with more than one in so many of all incidents is looked for in the index of all.
const LARGE_PART: usize = 8;

/// Beyond this a rectangle around a circle on the globe is no help, in metres.
const WIDEST_CIRCLE_M: f64 = 1e6;

impl Snapshot {
    /// The incidents that pass `filter`, by id.
    #[must_use]
    pub fn matching(&self, filter: &Filter) -> Vec<&Arc<Entry>> {
        let sieve = Sieve::new(filter, self);
        match self.candidates(filter, &sieve) {
            Some(candidates) => {
                self.at_places(candidates).filter(|entry| sieve.passes(entry)).collect()
            }
            None => self.iter().filter(|entry| sieve.passes(entry)).collect(),
        }
    }

    /// The places of the incidents that pass `filter` and happened on the ground of a grid: those
    /// that a density on [`Snapshot::ground`] counts.
    #[must_use]
    pub fn places(&self, filter: &Filter) -> Vec<LonLat> {
        let matching = self.matching(filter).into_iter();
        matching.filter(|entry| entry.on_ground()).map(|entry| entry.position()).collect()
    }

    /// The same, each with what it counts by its severity, 1 to 4.
    #[must_use]
    pub fn weighted_places(&self, filter: &Filter, weights: [f64; 4]) -> Vec<(LonLat, f64)> {
        let on_ground = self.matching(filter).into_iter().filter(|entry| entry.on_ground());
        let weighted = |entry: &Arc<Entry>| {
            let severity = usize::from(entry.incident.report.severity.value());
            (entry.position(), weights.get(severity - 1).copied().unwrap_or(1.0))
        };
        on_ground.map(weighted).collect()
    }

    /// The same, found by the index alone as they are needed; `None` where a filter asks for more
    /// than the index knows.
    #[must_use]
    pub fn selection(&self, filter: &Filter) -> Option<Selection<'_>> {
        let live = self.indexed().live().filter(|_| filter.is_of_index())?;
        Some(live.select(Query { on_ground: true, ..self.query(filter) }))
    }

    /// The places that [`Snapshot::places`] gives, weighted by severity, 1 to 4: by the index where
    /// it can.
    #[must_use]
    pub fn found(&self, filter: &Filter, weights: Option<[f64; 4]>) -> FoundPlaces<'_> {
        match self.selection(filter) {
            Some(selection) => FoundPlaces::Indexed(Box::new(selection.weighted(weights))),
            None => {
                let weights = weights.unwrap_or([1.0; 4]);
                FoundPlaces::Listed(self.weighted_places(filter, weights).into())
            }
        }
    }

    /// Where those are that have to be looked at, by id; `None` where looking at all costs no more.
    ///
    /// Lists by grid are of one state: they are made where it is worth while, or for an atlas.
    fn candidates(&self, filter: &Filter, sieve: &Sieve) -> Option<Vec<u32>> {
        let of = |lists: &ByGrid| {
            let grids = sieve.area.as_ref()?.grids.iter().enumerate();
            let inside = grids.filter(|(_, inside)| **inside).map(|(number, _)| number);
            lists.of_grids(inside, self.len() / LARGE_PART)
        };
        if let Some(found) = self.by_grid_if_made().and_then(of) {
            return Some(found);
        }
        let left = self.left_by_index(filter);
        let is_few = |left: &Vec<u32>| left.len() <= self.len() / LARGE_PART;
        if sieve.area.is_none() || left.as_ref().is_some_and(is_few) {
            return left;
        }
        self.by_grid().and_then(of).or(left)
    }

    /// Where those are that the index leaves over, by id; `None` where it is not asked.
    fn left_by_index(&self, filter: &Filter) -> Option<Vec<u32>> {
        let query = self.query(filter);
        let live = self.indexed().live().filter(|_| query.asks())?;
        let mut places = live.select(query).numbers();
        places.sort_unstable();
        Some(places)
    }

    /// What the index can say of a filter.
    fn query(&self, filter: &Filter) -> Query<'static> {
        filter.query(self.period(), |names| self.indexed().categories(names))
    }
}

impl Filter {
    /// How many days there are from a moment until before another; with a window, how many it is
    /// open.
    #[must_use]
    pub fn days(&self, from: Timestamp, to: Timestamp) -> f64 {
        match &self.window {
            Some(window) => window.days(from, to),
            None => to.duration_since(from).as_secs_f64() / 86_400.0,
        }
    }

    /// What the table of holidays cannot tell of its period, or of that of the data.
    #[must_use]
    pub fn warning(&self, data: Option<(Timestamp, Timestamp)>) -> Option<Message> {
        let (from, to) = self.ends(data)?;
        self.window.as_ref()?.warning(from, to)
    }

    /// What it lets pass besides a period, as a person writes it.
    #[must_use]
    pub fn spoken(&self, areas: &AreaSet, lang: Lang) -> String {
        let mut parts = Vec::new();
        parts.extend(self.window.as_ref().map(ToString::to_string));
        let name = |code: &AreaCode| areas.find(code.as_str()).map(|area| area.name.clone());
        parts.extend(self.area.as_ref().map(|code| name(code).unwrap_or_else(|| code.to_string())));
        if let Some((center, radius_m)) = self.near.and_then(|n| Some((n.center, n.radius_m?))) {
            let said = Message::new("desk.around").with("radius_m", radius_m);
            parts.push(said.with("lon", center.lon()).with("lat", center.lat()).render(lang));
        }
        parts.push(if self.categories.is_empty() {
            Message::new("desk.all_categories").render(lang)
        } else {
            self.categories.join("、")
        });
        if !self.severities.is_empty() {
            let list: Vec<_> = self.severities.iter().map(|s| s.value().to_string()).collect();
            parts.push(Message::new("desk.severities").with("list", list.join("、")).render(lang));
        }
        if !self.statuses.is_empty() {
            let list: Vec<_> = self.statuses.iter().map(|s| s.message().render(lang)).collect();
            parts.push(list.join("、"));
        }
        parts.join("　")
    }

    /// The ends of its period, or of the data where it has none.
    fn ends(&self, data: Option<(Timestamp, Timestamp)>) -> Option<(Timestamp, Timestamp)> {
        let after = |last: Timestamp| last.checked_add(1.second()).unwrap_or(last);
        let from = self.from.or(data.map(|(first, _)| first))?;
        Some((from, self.to.or(data.map(|(_, last)| after(last)))?))
    }

    /// When its window is open; `None` where it has none.
    fn times(&self, data: Option<(Timestamp, Timestamp)>) -> Option<Arc<Times>> {
        let window = self.window.as_ref()?;
        Some(self.ends(data).map(|(from, to)| window.times(from, to)).unwrap_or_default())
    }

    /// Whether an index alone can tell what passes.
    pub(super) fn is_of_index(&self) -> bool {
        self.area.is_none() && self.near.is_none() && self.bounds.is_none()
    }

    /// What an index can say of it, given the period of the data and the numbers that the index
    /// has for names of categories.
    pub(super) fn query(
        &self,
        data: Option<(Timestamp, Timestamp)>,
        numbers: impl FnOnce(&[String]) -> Vec<u16>,
    ) -> Query<'static> {
        let circle = self.near.and_then(|near| {
            let radius_m = near.radius_m.filter(|radius_m| *radius_m < WIDEST_CIRCLE_M)?;
            Some(Bounds::around([near.center.coord()])?.grown_m(radius_m.max(0.0)))
        });
        Query {
            from: self.from,
            to: self.to,
            times: self.times(data),
            categories: (!self.categories.is_empty()).then(|| numbers(&self.categories)),
            severities: self.severities.clone(),
            statuses: self.statuses.clone(),
            // Of two rectangles the circle's: it is the smaller one as a rule.
            within: circle.or(self.bounds),
            ..Query::default()
        }
    }
}

/// A filter made ready for many incidents.
struct Sieve<'a> {
    filter: &'a Filter,
    times: Option<Arc<Times>>,
    area: Option<AreaSieve<'a>>,
}

impl<'a> Sieve<'a> {
    fn new(filter: &'a Filter, snapshot: &'a Snapshot) -> Self {
        let area = filter.area.as_ref().map(|code| AreaSieve::new(code, snapshot.areas()));
        Self { filter, times: filter.times(snapshot.period()), area }
    }

    fn passes(&self, entry: &Entry) -> bool {
        let Filter { from, to, categories, severities, statuses, bounds, near, .. } = self.filter;
        let (incident, report) = (&entry.incident, &entry.incident.report);
        from.is_none_or(|from| report.reported_at >= from)
            && to.is_none_or(|to| report.reported_at < to)
            && self.times.as_ref().is_none_or(|times| times.contains(second(report.reported_at)))
            && (severities.is_empty() || severities.contains(&report.severity))
            && (statuses.is_empty() || statuses.contains(&incident.status))
            && (categories.is_empty() || categories.contains(&report.category))
            && self.area.as_ref().is_none_or(|area| area.holds(entry))
            && bounds.is_none_or(|bounds| bounds.contains(report.position))
            // Last, as a geodesic costs more than all the others.
            && near.is_none_or(|near| {
                near.radius_m.is_none_or(|r| near.center.distance_m(report.position) <= r)
            })
    }
}

/// Whole seconds since 1970, rounded down.
fn second(at: Timestamp) -> i64 {
    at.as_second() - i64::from(at.subsec_nanosecond() < 0)
}

/// Which grids are an area or lie below it.
pub(super) struct AreaSieve<'a> {
    code: &'a AreaCode,
    areas: &'a AreaSet,
    grids: Vec<bool>,
}

impl<'a> AreaSieve<'a> {
    pub(super) fn new(code: &'a AreaCode, areas: &'a AreaSet) -> Self {
        let is_grid = areas.find(code.as_str()).is_some_and(|area| area.level == Level::Grid);
        let below = |grid: &AreaCode| {
            grid == code
                || (!is_grid && areas.chain(grid.as_str()).iter().any(|area| area.code == *code))
        };
        let grids = areas.grids().iter().map(|grid| below(&grid.code)).collect();
        Self { code, areas, grids }
    }

    pub(super) fn holds(&self, entry: &Entry) -> bool {
        match entry.grid_number() {
            Some(number) => self.grids.get(number).copied().unwrap_or(false),
            None => self.holds_unknown(entry.responsible()),
        }
    }

    /// A grid of an earlier set of boundaries: it counts where its village, or what is left of
    /// its code, is still known.
    fn holds_unknown(&self, grid: &AreaCode) -> bool {
        let chain = [Level::Village, Level::Township, Level::Banner]
            .into_iter()
            .filter_map(|level| grid.as_str().get(..level.code_len()))
            .map(|prefix| self.areas.chain(prefix))
            .find(|chain| !chain.is_empty());
        chain.is_some_and(|chain| chain.iter().any(|area| area.code == *self.code))
    }
}
