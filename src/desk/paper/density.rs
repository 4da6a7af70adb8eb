//! The density beneath a sheet.

use super::SheetPlan;
use crate::desk::{Filter, Snapshot};
use crate::geo::Bounds;
use crate::heat::{Density, Kernel, Raster, Sampling, scale_top};
use std::sync::Arc;

/// Pixels on the longer side of the density, for a smooth picture: about 40 dpi on A4, and 13 pixels a bandwidth.
const PIXELS: u32 = 320;
/// The bandwidth is this part of what the sheet shows, so that density looks alike on a sheet of
/// street blocks and on one of steppe.
const BANDWIDTHS_ACROSS: f64 = 24.0;
/// The colour scale reaches at least as far as so many incidents at one place.
const LEAST_TOP: f32 = 8.0;

impl Snapshot {
    /// The density over an extent as PNG; `None` where there is none to show.
    pub(super) fn density_beneath(
        &self,
        period: &Filter,
        shown: &Bounds,
        plan: &SheetPlan,
    ) -> Option<Arc<Vec<u8>>> {
        let (across_m, _) = shown.size_m();
        let (least_m, most_m) = (*Kernel::BANDWIDTH_M.start(), *Kernel::BANDWIDTH_M.end());
        let bandwidth_m = (across_m / BANDWIDTHS_ACROSS).clamp(least_m, most_m);
        let days = period.days(plan.span.from, plan.span.to);
        let kernel = Kernel::new(bandwidth_m, days).ok()?;
        let around = shown.grown_m(kernel.reach_m());
        let places = self.places(&Filter { bounds: Some(around), ..period.clone() });
        let pixels = Sampling::of_bounds(shown, PIXELS, PIXELS);
        let density = Density::new(kernel);
        let (raster, peak) = if plan.template.public {
            // Not raised at the border, a value tells how many incidents there are at least.
            let least = plan.rules.public_least as f32 * kernel.height();
            let raster = density.raster(&places[..], &pixels).without_less_than(least);
            (raster, density.peak(&places[..], &around))
        } else {
            let density = density.on(self.ground().map(AsRef::as_ref));
            (density.raster(&places[..], &pixels), density.peak(&places[..], &around))
        };
        // A single incident is no hot spot: the scale ends where a few come together.
        let top = scale_top(peak).max(LEAST_TOP * kernel.height());
        let drawn = |raster: Raster| raster.to_png(plan.template.ramp(), top).ok().map(Arc::new);
        Some(raster).filter(|raster| raster.peak() > 0.0).and_then(drawn)
    }
}
