//! Patrol sheets out of a snapshot: what the command line and the HTTP door both print.

mod density;
mod press;
mod preview;

pub use press::Press;

use super::hotspots::SpotShape;
use super::{By, Entry, Filter, HotspotOrder, Snapshot};
use crate::area::Area;
use crate::basemap::BaseMap;
use crate::calendar::Window;
use crate::heat::Resolution;
use crate::heat::hotspot::{Rules as SpotRules, Step};
use crate::incident::Rules;
use crate::sheet::{
    DensityLayer, Period, Sheet, SheetError, SheetIncident, SheetPoint, SheetSpec, Template, draw,
    extent,
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
    /// As [`draw`].
    pub fn draw_sheet(&self, order: &SheetOrder) -> Result<Sheet, SheetError> {
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
        let spots = order.hot_spots.iter().filter(|spot| {
            show.hot_spots
                && spot.bounds.intersects(&order.area.bounds)
                && spot.shape.intersects(&order.area.shape)
        });
        let spots: Vec<MultiPolygon<f64>> = spots.map(|spot| spot.shape.clone()).collect();
        let points = Vec::<SheetPoint>::new();
        let (label, url) = (order.label(), order.url());
        draw(&SheetSpec {
            areas: self.areas(),
            area: order.area,
            template,
            incidents: &incidents,
            before: of_area
                .as_ref()
                .and_then(|filter| self.count_before(filter, &order.rules.zone())),
            base: order.base,
            density: density.as_ref().map(|png| DensityLayer { png, bounds: shown }),
            hot_spots: &spots,
            points: &points,
            route: None,
            coverage: None,
            period: Period { label: &label, ..order.period },
            rules: order.rules,
            printed_on: order.printed_on,
            example: self.is_example(order.rules),
            approval_number: order.approval_number,
            url: url.as_deref(),
            attributions: order.attributions,
            lang: order.lang(),
        })
    }

    /// How many incidents pass a filter in the period before its own, where the data reaches back
    /// to it.
    fn count_before(&self, filter: &Filter, zone: &TimeZone) -> Option<usize> {
        let before = self.compared(filter, zone)?.previous?;
        let filter = Filter { from: Some(before.from), to: Some(before.to), ..filter.clone() };
        Some(self.matching(&filter).len())
    }
}
