//! `wangge heat`: a heatmap as a picture.

use super::args::HeatArgs;
use super::config::Config;
use super::failure::Failure;
use super::selection::Selection;
use super::{Outcome, areas, heat_spots, heat_table, say, store};
use crate::heat::{Density, Kernel, Ramp, Sampling, scale_top};
use crate::sheet::{Format, HeatPicture, SheetError, heat_extent, heat_picture};
use crate::text::{Lang, Message};

/// Pixels on a side of the raster: more for a small bandwidth, as far as that goes.
const RASTER_PX: std::ops::RangeInclusive<f64> = 1024.0..=4096.0;
/// A bandwidth is as many pixels at least: below, a colour would depend on where a place lies
/// between two of them.
const LEAST_PX: f64 = 2.0;

pub(super) fn run(args: &HeatArgs, config: &Config, lang: Lang) -> Result<Outcome, Failure> {
    if let Some(by) = args.by {
        let made = if args.hotspots { heat_spots::run } else { heat_table::run };
        return made(by, args, config, lang);
    }
    let ending = args.output.extension().and_then(|e| e.to_str());
    if ending.and_then(Format::from_extension) != Some(Format::Png) {
        let message = Message::new("cli.bad_output").with("path", args.output.display());
        return Err(Failure::impossible(message.with("known", ".png")));
    }
    let boundaries = areas::load(config.areas(args.areas.as_ref())?, config)?;
    let rules = config.rules()?;
    let runtime = store::runtime()?;
    let db = config.db(args.db.as_ref())?;
    let desk = store::open_existing(&runtime, db, boundaries.editions)?;
    let snapshot = desk.snapshot();
    let areas = snapshot.areas();
    let chosen = Selection::new(&args.selection, &rules, &snapshot)?;
    let places = snapshot.places(&chosen.filter());

    let kernel = Kernel::new(args.bandwidth, chosen.span.days())
        .map_err(|error| Failure::impossible(error.message()).because(error))?;
    // Grids were found when the desk opened, so there are bounds.
    let Some(bounds) = heat_extent(areas) else { return Ok(Outcome::Fine) };
    let (width_m, height_m) = bounds.size_m();
    let side_m = width_m.max(height_m);
    let wanted_px = side_m / args.bandwidth * LEAST_PX;
    if wanted_px > *RASTER_PX.end() {
        let least_m = (side_m * LEAST_PX / RASTER_PX.end()).ceil();
        let message = Message::new("cli.small_bandwidth").with("bandwidth", args.bandwidth);
        return Err(Failure::impossible(message.with("least", least_m)));
    }
    let raster_px = wanted_px.clamp(*RASTER_PX.start(), *RASTER_PX.end()).ceil() as u32;
    let density = Density::new(kernel).on(snapshot.ground().map(AsRef::as_ref)).parallel();
    let raster = density.raster(&places[..], &Sampling::of_bounds(&bounds, raster_px, raster_px));
    let picture = heat_picture(&HeatPicture {
        areas,
        raster: &raster,
        bounds,
        ramp: Ramp::named(&args.ramp).unwrap_or_default(),
        max: scale_top(density.peak(&places[..], &bounds)),
        kernel,
        period: &chosen.span.label,
        categories: &chosen.categories_label(lang),
        incidents: places.len(),
        example: snapshot.is_example(&rules),
        attributions: &boundaries.attributions,
        lang,
    });
    let png = picture.map_err(|e: SheetError| Failure::impossible(e.message()).because(e))?;
    store::close(&runtime, &desk);
    std::fs::write(&args.output, png)
        .map_err(|source| Failure::file("cli.cannot_write", &args.output, source))?;
    say(&Message::new("cli.written").with("path", args.output.display()).render(lang));
    Ok(Outcome::Fine)
}
