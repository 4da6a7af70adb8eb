//! Patrol sheets out of a snapshot: what the command line and the HTTP door both print.

use super::{Entry, Filter, Snapshot};
use crate::area::Area;
use crate::calendar::Window;
use crate::geo::Bounds;
use crate::heat::{Density, Kernel, Ramp, Sampling, scale_top};
use crate::incident::Rules;
use crate::sheet::{
    DensityLayer, Period, Sheet, SheetError, SheetIncident, SheetSpec, draw, extent,
};
use crate::text::Lang;
use std::sync::Arc;

/// Pixels on a side of the density beneath a sheet: about 60 dpi, for a smooth picture.
const DENSITY_PX: u32 = 480;
/// The bandwidth is this part of what the sheet shows, so that density looks alike on a sheet of
/// street blocks and on one of steppe.
const BANDWIDTHS_ACROSS: f64 = 24.0;

/// The colour scale reaches at least as far as so many incidents at one place.
const LEAST_TOP: f32 = 8.0;

/// What is asked for on paper.
#[derive(Debug, Clone, Copy)]
pub struct SheetOrder<'a> {
    /// The grid.
    pub grid: &'a Area,
    /// The categories that count; all where there is none.
    pub categories: &'a [String],
    /// Reports count while it is open; always where there is none.
    pub window: Option<&'a Window>,
    /// The period.
    pub period: Period<'a>,
    /// Colours, symbols and the office.
    pub rules: &'a Rules,
    /// The day that is printed on it.
    pub printed_on: jiff::civil::Date,
    /// The map-approval number (审图号).
    pub approval_number: Option<&'a str>,
    /// Sources to be named.
    pub attributions: &'a [String],
    /// The language.
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

impl Snapshot {
    /// Whether pictures carry 示例数据 · 非实际界线: while any boundary is derived or the rules
    /// are the shipped example.
    #[must_use]
    pub fn is_example(&self, rules: &Rules) -> bool {
        rules.example || self.areas().any_derived()
    }

    /// Draws the patrol sheet of a grid: its incidents of the period as symbols, and beneath
    /// them the density of all incidents around.
    ///
    /// # Errors
    ///
    /// As [`draw`].
    pub fn draw_sheet(&self, order: &SheetOrder) -> Result<Sheet, SheetError> {
        let period = Filter {
            from: Some(order.period.from),
            to: Some(order.period.to),
            categories: order.categories.to_vec(),
            window: order.window.cloned(),
            ..Filter::default()
        };
        let of_grid = Filter { area: Some(order.grid.code.clone()), ..period.clone() };
        let incidents: Vec<SheetIncident> =
            self.matching(&of_grid).into_iter().map(|entry| entry.on_paper()).collect();
        let shown = extent(order.grid);
        // What is left out must be said on the sheet.
        let window = order.window.map(ToString::to_string);
        let categories = (!order.categories.is_empty()).then(|| order.categories.join("、"));
        let label = [Some(order.period.label.to_owned()), window, categories];
        let label = label.into_iter().flatten().collect::<Vec<_>>().join("\u{3000}");
        let density = self.density_beneath(&period, &shown, order);
        draw(&SheetSpec {
            areas: self.areas(),
            grid: order.grid,
            incidents: &incidents,
            density: density.as_ref().map(|png| DensityLayer { png, bounds: shown }),
            period: Period { label: &label, ..order.period },
            rules: order.rules,
            office: &order.rules.office,
            printed_on: order.printed_on,
            example: self.is_example(order.rules),
            approval_number: order.approval_number,
            attributions: order.attributions,
            lang: order.lang,
        })
    }

    /// The density over an extent as PNG; `None` where there is none to show.
    fn density_beneath(
        &self,
        period: &Filter,
        shown: &Bounds,
        order: &SheetOrder,
    ) -> Option<Arc<Vec<u8>>> {
        let (across_m, _) = shown.size_m();
        let (least_m, most_m) = (*Kernel::BANDWIDTH_M.start(), *Kernel::BANDWIDTH_M.end());
        let bandwidth_m = (across_m / BANDWIDTHS_ACROSS).clamp(least_m, most_m);
        let days = period.days(order.period.from, order.period.to);
        let kernel = Kernel::new(bandwidth_m, days).ok()?;
        let around = Filter { bounds: Some(around_m(shown, kernel)), ..period.clone() };
        let places = self.places(&around);
        let density = Density::new(kernel).on(self.ground().map(AsRef::as_ref));
        let pixels = Sampling::of_bounds(shown, DENSITY_PX, DENSITY_PX);
        let raster = density.raster(&places[..], &pixels);
        // A single incident is no hot spot: the scale ends where a few come together.
        let top = scale_top(density.peak(&places[..], &around_m(shown, kernel)));
        let top = top.max(LEAST_TOP * kernel.height());
        (raster.peak() > 0.0)
            .then(|| raster.to_png(Ramp::default(), top).ok())
            .flatten()
            .map(Arc::new)
    }
}

/// The rectangle from which incidents reach what is shown.
fn around_m(shown: &Bounds, kernel: Kernel) -> Bounds {
    shown.grown_m(kernel.reach_m())
}
