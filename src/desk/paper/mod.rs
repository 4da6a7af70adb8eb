//! Patrol sheets out of a snapshot: what the command line and the HTTP door both print.

mod covered;
mod density;
mod error;
mod plan;
mod points;
mod press;
mod preview;

pub use covered::TracksOrder;
pub use error::PaperError;
pub use plan::{SheetOrder, SheetPlan};
pub use points::Patrol;
pub use press::Press;

use self::covered::{Covered, covered};
use super::hotspots::SpotShape;
use super::{By, Entry, Filter, HotspotOrder, Snapshot};
use crate::geo::LonLat;
use crate::heat::Resolution;
use crate::heat::hotspot::{Rules as SpotRules, Step};
use crate::incident::Rules;
use crate::sheet::{
    DensityLayer, Period, Sheet, SheetIncident, SheetPoint, SheetRoute, SheetSpec, draw,
};
use geo::{Intersects, MultiPolygon};
use jiff::tz::TimeZone;

/// Hot spots on paper are of H3 cells of this resolution: about 5 km² each.
const SPOT_RESOLUTION: u8 = 7;

impl Entry {
    /// The incident as far as paper shows it: no free text.
    #[must_use]
    pub fn on_paper(&self) -> SheetIncident {
        let report = &self.incident.report;
        SheetIncident {
            position: report.position,
            category: report.category.clone(),
            severity: report.severity,
            status: self.incident.status,
            reported_at: report.reported_at,
        }
    }
}

impl Snapshot {
    /// Whether pictures carry 示例数据 · 非实际界线: while any boundary is derived or the rules
    /// are the shipped example.
    #[must_use]
    pub fn is_example(&self, rules: &Rules) -> bool {
        rules.example || self.areas().any_derived()
    }

    /// The hot spots that sheets outline: H3 cells, month by month, of the year before the end of a
    /// filter. None where the data does not allow a judgement.
    #[must_use]
    pub(super) fn spots_on_paper(&self, filter: &Filter, zone: &TimeZone) -> Vec<SpotShape> {
        let Some(resolution) = Resolution::new(SPOT_RESOLUTION) else { return Vec::new() };
        let filter = Filter { from: None, area: None, bounds: None, ..filter.clone() };
        let order = HotspotOrder {
            by: By::Cell(resolution),
            step: Step::Month,
            filter,
            against: super::Against::Area,
            rules: SpotRules::default(),
        };
        self.hotspots(order, zone).map(|found| found.shapes()).unwrap_or_default()
    }

    /// Draws the patrol sheet of an area: its incidents of the period as symbols, and beneath
    /// them the density of all incidents around.
    ///
    /// # Errors
    ///
    /// [`PaperError`] as of [`draw`], or for a plan or tracks that will not do.
    pub fn draw_sheet(&self, order: &SheetOrder) -> Result<Sheet, PaperError> {
        let SheetOrder { area, plan, .. } = *order;
        plan.refuse_sensitive(&plan.categories)?;
        let (template, show) = (plan.template.as_ref(), plan.template.show);
        let incidents = self.incidents_of(order);
        let counted = plan.filter().filter(|_| show.density);
        let density = counted.and_then(|filter| self.density_beneath(&filter, order));
        let spots = spots_in(order);
        let shapes: Vec<MultiPolygon<f64>> = spots.iter().map(|spot| spot.shape.clone()).collect();
        let patrol = points::patrol(self.areas(), order, &incidents, &spots)?;
        let places: Vec<LonLat> = patrol.points.iter().map(|point| point.at).collect();
        let covered = covered(order, &places)?;
        let passed = |i: usize| covered.as_ref().and_then(|covered| covered.passed.get(i).copied());
        let points: Vec<SheetPoint> = patrol
            .points
            .iter()
            .enumerate()
            .map(|(i, point)| points::on_paper(self.areas(), order, point, passed(i)))
            .collect();
        let coverage = covered.as_ref().map(Covered::on_paper);
        let legs = patrol.legs();
        let route = patrol.route.as_ref().filter(|_| show.route).map(|route| SheetRoute {
            legs: &legs,
            length_m: route.length_m,
            by_road: patrol.by_road(),
        });
        let (label, url) = (order.label(), order.url());
        let sheet = draw(&SheetSpec {
            areas: self.areas(),
            area,
            template,
            incidents: &incidents,
            before: self.count_before(order),
            base: plan.base.as_deref(),
            density: density.as_ref().map(|png| DensityLayer { png, bounds: area.bounds }),
            hot_spots: &shapes,
            points: &points,
            route,
            coverage: coverage.as_ref(),
            period: Period { from: plan.span.from, to: plan.span.to, label: &label },
            rules: &plan.rules,
            printed_on: plan.printed_on,
            example: self.is_example(&plan.rules),
            approval_number: plan.approval_number.as_deref(),
            url: url.as_deref(),
            attributions: &plan.attributions,
            lang: plan.language(),
        })?;
        Ok(sheet)
    }

    /// The check-points that a sheet would have, for a person who changes them before it is printed;
    /// none where its template shows none.
    ///
    /// # Errors
    ///
    /// As [`Snapshot::draw_sheet`].
    pub fn patrol_of(&self, order: &SheetOrder) -> Result<Patrol, PaperError> {
        order.plan.refuse_sensitive(&order.plan.categories)?;
        let incidents = self.incidents_of(order);
        points::patrol(self.areas(), order, &incidents, &spots_in(order))
    }

    /// The incidents of an order.
    fn incidents_of(&self, order: &SheetOrder) -> Vec<SheetIncident> {
        let matching = order.of_area().map(|filter| self.matching(&filter)).unwrap_or_default();
        matching.into_iter().map(|entry| entry.on_paper()).collect()
    }

    /// How many incidents an order would have in the period before its own, where the data reaches
    /// back to it.
    fn count_before(&self, order: &SheetOrder) -> Option<usize> {
        let filter = order.of_area()?;
        let before = self.compared(&filter, &order.plan.rules.zone())?.previous?;
        let filter = Filter { from: Some(before.from), to: Some(before.to), ..filter };
        Some(self.matching(&filter).len())
    }
}

/// The hot spots that reach into the area.
fn spots_in<'a>(order: &SheetOrder<'a>) -> Vec<&'a SpotShape> {
    let near = order.plan.hot_spots.iter().filter(|spot| {
        order.plan.template.show.hot_spots
            && spot.bounds.intersects(&order.area.bounds)
            && spot.shape.intersects(&order.area.shape)
    });
    near.collect()
}
