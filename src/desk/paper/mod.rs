//! Patrol sheets out of a snapshot: what the command line and the HTTP door both print.

mod covered;
mod density;
mod error;
mod points;
mod press;
mod preview;

pub use covered::TracksOrder;
pub use error::PaperError;
pub use points::Patrol;
pub use press::Press;

use self::covered::covered;
use super::hotspots::SpotShape;
use super::{By, Entry, Filter, HotspotOrder, Snapshot};
use crate::area::Area;
use crate::basemap::BaseMap;
use crate::calendar::Window;
use crate::geo::LonLat;
use crate::heat::Resolution;
use crate::heat::hotspot::{Rules as SpotRules, Step};
use crate::incident::Rules;
use crate::patrol::{Plan, Roads};
use crate::sheet::{
    DensityLayer, Period, Sheet, SheetCoverage, SheetIncident, SheetPoint, SheetRoute, SheetSpec,
    Template, draw, extent,
};
use crate::text::Lang;
use geo::{Intersects, MultiPolygon};
use jiff::tz::TimeZone;
use std::borrow::Cow;

/// Hot spots on paper are of H3 cells of this resolution: about 5 km² each.
const SPOT_RESOLUTION: u8 = 7;

/// What is asked for on paper.
#[derive(Debug, Clone, Copy)]
pub struct SheetOrder<'a> {
    /// The area; of any level.
    pub area: &'a Area,
    /// How the sheet looks and what is on it.
    pub template: &'a Template,
    /// The categories that count; all where there is none.
    pub categories: &'a [String],
    /// Reports count while it is open; always where there is none.
    pub window: Option<&'a Window>,
    /// The period.
    pub period: Period<'a>,
    /// Hot spots to be outlined, as [`Snapshot::spots_on_paper`] finds them.
    pub hot_spots: &'a [SpotShape],
    /// What a person changed in the proposed check-points.
    pub plan: Option<&'a Plan>,
    /// The roads that a patrol goes along; straight ways where there are none.
    pub roads: Option<&'a Roads>,
    /// Where patrols have been.
    pub tracks: Option<&'a TracksOrder>,
    /// Colours, symbols and the office.
    pub rules: &'a Rules,
    /// The day that is printed on it.
    pub printed_on: jiff::civil::Date,
    /// The base map beneath everything, where there is one.
    pub base: Option<&'a BaseMap>,
    /// The map-approval number (审图号).
    pub approval_number: Option<&'a str>,
    /// The address of the desk, for a code that opens the area there; none where `None`.
    pub desk_url: Option<&'a str>,
    /// Sources to be named.
    pub attributions: &'a [String],
    /// The language that is asked for; the template's own wins.
    pub lang: Lang,
}

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

impl SheetOrder<'_> {
    fn lang(&self) -> Lang {
        self.template.lang.unwrap_or(self.lang)
    }

    /// The categories that count: on a public sheet none that is sensitive. `None` where none is
    /// left.
    fn categories(&self) -> Option<Cow<'_, [String]>> {
        if !self.template.public {
            return Some(Cow::Borrowed(self.categories));
        }
        let asked = |name: &String| self.categories.is_empty() || self.categories.contains(name);
        let open = self.rules.categories.iter().filter(|category| !category.sensitive);
        let left: Vec<String> = open.map(|category| category.name.clone()).filter(asked).collect();
        (!left.is_empty()).then_some(Cow::Owned(left))
    }

    /// The incidents of the period that count, anywhere; `None` where none may be shown.
    fn filter(&self) -> Option<Filter> {
        Some(Filter {
            from: Some(self.period.from),
            to: Some(self.period.to),
            categories: self.categories()?.into_owned(),
            window: self.window.cloned(),
            ..Filter::default()
        })
    }

    /// The same in the area.
    fn of_area(&self) -> Option<Filter> {
        Some(Filter { area: Some(self.area.code.clone()), ..self.filter()? })
    }

    /// The address that opens the area at the desk.
    fn url(&self) -> Option<String> {
        let desk = self.desk_url?.trim_end_matches('/');
        Some(format!("{desk}/#/area/{}/{}", self.area.level.name(), self.area.code))
    }

    /// The period, and what is left out, as it is said on the sheet.
    fn label(&self) -> String {
        let window = self.window.map(ToString::to_string);
        let categories = (!self.categories.is_empty()).then(|| self.categories.join("、"));
        let parts = [Some(self.period.label.to_owned()), window, categories];
        parts.into_iter().flatten().collect::<Vec<_>>().join("\u{3000}")
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
    pub fn spots_on_paper(&self, filter: &Filter, zone: &TimeZone) -> Vec<SpotShape> {
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
        let (template, show) = (order.template, order.template.show);
        let filter = order.filter();
        let of_area = filter
            .as_ref()
            .map(|period| Filter { area: Some(order.area.code.clone()), ..period.clone() });
        let matching = of_area.as_ref().map(|filter| self.matching(filter)).unwrap_or_default();
        let incidents: Vec<SheetIncident> =
            matching.into_iter().map(|entry| entry.on_paper()).collect();
        let shown = extent(order.area, template);
        let density = filter
            .as_ref()
            .filter(|_| show.density)
            .and_then(|filter| self.density_beneath(filter, &shown, order));
        let spots = self.spots_in(order);
        let shapes: Vec<MultiPolygon<f64>> = spots.iter().map(|spot| spot.shape.clone()).collect();
        let patrol = if show.check_points {
            points::patrol(self.areas(), order, &incidents, &spots)?
        } else {
            Patrol::default()
        };
        let places: Vec<LonLat> = patrol.points.iter().map(|point| point.at).collect();
        let covered = covered(order, &places)?;
        let passed = |i: usize| covered.as_ref().and_then(|covered| covered.passed.get(i).copied());
        let points: Vec<SheetPoint> = patrol
            .points
            .iter()
            .enumerate()
            .map(|(i, point)| points::on_paper(self.areas(), order, point, passed(i)))
            .collect();
        let coverage = covered.as_ref().map(|covered| SheetCoverage {
            ground: &covered.ground,
            share: covered.share,
            said: covered.said.clone(),
        });
        let legs: Vec<Vec<LonLat>> = patrol
            .route
            .iter()
            .flat_map(|route| route.legs.iter().map(|leg| leg.line.clone()))
            .collect();
        let route = patrol.route.as_ref().filter(|_| show.route).map(|route| SheetRoute {
            legs: &legs,
            length_m: route.length_m,
            by_road: patrol.by_road(),
        });
        let (label, url) = (order.label(), order.url());
        let sheet = draw(&SheetSpec {
            areas: self.areas(),
            area: order.area,
            template,
            incidents: &incidents,
            before: of_area
                .as_ref()
                .and_then(|filter| self.count_before(filter, &order.rules.zone())),
            base: order.base,
            density: density.as_ref().map(|png| DensityLayer { png, bounds: shown }),
            hot_spots: &shapes,
            points: &points,
            route,
            coverage: coverage.as_ref(),
            period: Period { label: &label, ..order.period },
            rules: order.rules,
            printed_on: order.printed_on,
            example: self.is_example(order.rules),
            approval_number: order.approval_number,
            url: url.as_deref(),
            attributions: order.attributions,
            lang: order.lang(),
        })?;
        Ok(sheet)
    }

    /// The hot spots that reach into the area.
    fn spots_in<'a>(&self, order: &SheetOrder<'a>) -> Vec<&'a SpotShape> {
        let near = order.hot_spots.iter().filter(|spot| {
            order.template.show.hot_spots
                && spot.bounds.intersects(&order.area.bounds)
                && spot.shape.intersects(&order.area.shape)
        });
        near.collect()
    }

    /// The check-points that a sheet would have, for a person who changes them before it is printed.
    ///
    /// # Errors
    ///
    /// As [`Snapshot::draw_sheet`].
    pub fn patrol_of(&self, order: &SheetOrder) -> Result<Patrol, PaperError> {
        let incidents = self.incidents_of(order);
        points::patrol(self.areas(), order, &incidents, &self.spots_in(order))
    }

    /// The incidents of an order.
    fn incidents_of(&self, order: &SheetOrder) -> Vec<SheetIncident> {
        let filter = order.of_area();
        let matching = filter.as_ref().map(|filter| self.matching(filter)).unwrap_or_default();
        matching.into_iter().map(|entry| entry.on_paper()).collect()
    }

    /// How many incidents pass a filter in the period before its own, where the data reaches back
    /// to it.
    fn count_before(&self, filter: &Filter, zone: &TimeZone) -> Option<usize> {
        let before = self.compared(filter, zone)?.previous?;
        let filter = Filter { from: Some(before.from), to: Some(before.to), ..filter.clone() };
        Some(self.matching(&filter).len())
    }
}
