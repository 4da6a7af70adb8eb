//! The density beneath a sheet.

use super::SheetOrder;
use crate::desk::{Filter, Snapshot};
use crate::heat::{Density, Kernel, Raster, Sampling, scale_top};
use crate::sheet::extent;
use std::sync::Arc;

/// Pixels on the longer side of the density, for a smooth picture: about 45 dpi on A4, more than ten of
/// them a bandwidth.
const PIXELS: f64 = 224.0;
/// Steps of colour: between two of them there is hardly a difference, and equal pixels pack well.
const STEPS: u8 = 64;
/// The bandwidth is this part of what the sheet shows, so that density looks alike on a sheet of
/// street blocks and on one of steppe.
const BANDWIDTHS_ACROSS: f64 = 24.0;
/// The colour scale reaches at least as far as so many incidents at one place.
const LEAST_TOP: f32 = 8.0;

impl Snapshot {
    /// The density over the extent of an area as PNG; `None` where there is none to show.
    pub(super) fn density_beneath(
        &self,
        period: &Filter,
        order: &SheetOrder,
    ) -> Option<Arc<Vec<u8>>> {
        let SheetOrder { area, plan, .. } = *order;
        let (across_m, _) = extent(area, &plan.template).size_m();
        let (least_m, most_m) = (*Kernel::BANDWIDTH_M.start(), *Kernel::BANDWIDTH_M.end());
        let bandwidth_m = (across_m / BANDWIDTHS_ACROSS).clamp(least_m, most_m);
        let days = period.days(plan.span.from, plan.span.to);
        let kernel = Kernel::new(bandwidth_m, days).ok()?;
        let around = area.bounds.grown_m(kernel.reach_m());
        let places = self.places(&Filter { bounds: Some(around), ..period.clone() });
        let (width_m, height_m) = area.bounds.size_m();
        let px = |side_m: f64| (PIXELS * side_m / width_m.max(height_m)).ceil().max(1.0) as u32;
        let pixels = Sampling::of_bounds(&area.bounds, px(width_m), px(height_m));
        let density = Density::new(kernel);
        let raster = if plan.template.public {
            // Not raised at the border, a value tells how many incidents there are at least.
            let least = plan.rules.public_least as f32 * kernel.height();
            density.raster(&places[..], &pixels).without_less_than(least)
        } else {
            let density = density.on(self.ground().map(AsRef::as_ref));
            density.raster(&places[..], &pixels)
        };
        // A single incident is no hot spot: the scale ends where a few come together.
        let top = scale_top(raster.peak()).max(LEAST_TOP * kernel.height());
        let drawn =
            |raster: Raster| raster.to_png_in(plan.template.ramp(), top, STEPS).ok().map(Arc::new);
        Some(raster).filter(|raster| raster.peak() > 0.0).and_then(drawn)
    }
}
