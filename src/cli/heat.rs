//! `wangge heat`: density as a picture, as numbers for other programs, or as bands.

use super::config::Config;
use super::failure::Failure;
use super::heat_args::{Bandwidth, ContourArg, HeatArgs, ScaleArg};
use super::paths::refuse_overwriting;
use super::selection::Selection;
use super::{Outcome, areas, heat_local, heat_spots, heat_table, index, say, store};
use crate::desk::{Archive, Filter, Snapshot};
use crate::geo::Bounds;
use crate::heat::{
    ContourForm, Contours, Density, FoundPlaces, HeatError, Kernel, KernelShape, Ramp, Raster,
    Sampling, contour_levels, cross_validated_m, rule_of_thumb_m, scale_top, weighted,
};
use crate::locate::Editions;
use crate::sheet::{HeatPicture, SheetError, heat_extent, heat_extent_around, heat_picture};
use crate::text::{Lang, Message};
use jiff::Timestamp;
use std::path::Path;
use std::sync::Arc;

/// Pixels on a side of the raster: more for a small bandwidth, as far as that goes.
const RASTER_PX: std::ops::RangeInclusive<f64> = 1024.0..=4096.0;
/// A bandwidth is as many pixels at least: below, a colour would depend on where a place lies
/// between two of them.
const LEAST_PX: f64 = 2.0;

/// What is made, by the ending of the file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Picture,
    GeoTiff,
    Bands,
}

impl Kind {
    const ENDINGS: &str = ".png、.tif、.geojson";

    fn of(output: &Path) -> Option<Self> {
        match output.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "png" => Some(Self::Picture),
            "tif" | "tiff" => Some(Self::GeoTiff),
            "geojson" | "json" => Some(Self::Bands),
            _ => None,
        }
    }
}

pub(super) fn run(args: &HeatArgs, config: &Config, lang: Lang) -> Result<Outcome, Failure> {
    let Some(by) = args.by else { return draw(args, config, lang) };
    let made = match (args.local, args.hotspots) {
        (Some(_), _) => heat_local::run,
        (None, true) => heat_spots::run,
        (None, false) => heat_table::run,
    };
    made(by, args, config, lang)
}

/// Where the incidents of a picture are.
enum Source {
    /// In a database.
    Desk(Arc<Snapshot>),
    /// In an index file; boundaries without incidents are beside it.
    Archive(Box<Archive>, Box<Snapshot>),
}

impl Source {
    fn open(
        args: &HeatArgs,
        config: &Config,
        editions: Arc<Editions>,
        lang: Lang,
    ) -> Result<Self, Failure> {
        if let Some(file) = &args.index {
            refuse_overwriting(&args.output, &[file])?;
            let archive = Box::new(index::read(file, lang)?);
            return Ok(Self::Archive(archive, Snapshot::empty(editions, Timestamp::now()).into()));
        }
        let runtime = store::runtime()?;
        let desk = store::open_existing(&runtime, config.db(args.db.as_ref())?, editions)?;
        let snapshot = desk.snapshot();
        store::close(&runtime, &desk);
        Ok(Self::Desk(snapshot))
    }

    /// The boundaries.
    fn snapshot(&self) -> &Snapshot {
        match self {
            Self::Desk(snapshot) => snapshot,
            Self::Archive(_, snapshot) => snapshot,
        }
    }

    fn period(&self) -> Option<(Timestamp, Timestamp)> {
        match self {
            Self::Desk(snapshot) => snapshot.period(),
            Self::Archive(archive, _) => archive.period(),
        }
    }

    fn places(
        &self,
        filter: &Filter,
        weights: Option<[f64; 4]>,
    ) -> Result<FoundPlaces<'_>, Failure> {
        match self {
            Self::Desk(snapshot) => Ok(snapshot.found(filter, weights)),
            Self::Archive(archive, _) => archive
                .places(filter, weights)
                .ok_or_else(|| Failure::impossible(Message::new("cli.index_knows_less"))),
        }
    }
}

/// A picture, numbers or bands.
fn draw(args: &HeatArgs, config: &Config, lang: Lang) -> Result<Outcome, Failure> {
    let Some(kind) = Kind::of(&args.output) else {
        let message = Message::new("cli.bad_output").with("path", args.output.display());
        return Err(Failure::impossible(message.with("known", Kind::ENDINGS)));
    };
    let boundaries = areas::load(config.areas(args.areas.as_ref())?, config)?;
    let rules = config.rules()?;
    let source = Source::open(args, config, boundaries.editions, lang)?;
    let snapshot = source.snapshot();
    let chosen = Selection::new(&args.selection, &rules, source.period())?
        .of_kind(&args.kind, snapshot.areas())?;
    chosen.warn(lang);
    let places = source.places(&chosen.filter(), args.weights)?;

    let bandwidth_m = bandwidth_m(args.bandwidth, &places, lang)?;
    let kernel = Kernel::new(bandwidth_m, chosen.days()?)
        .map_err(|error| Failure::impossible(error.message()).because(error))?
        .shaped(KernelShape::named(&args.kernel).unwrap_or_default());
    let whole = snapshot.ground().map(|ground| ground.bounds());
    let around = match (kind, args.bbox) {
        (Kind::Picture, None) => heat_extent(snapshot.areas()),
        (Kind::Picture, Some(bbox)) => heat_extent_around(&bbox, 1.0),
        (Kind::GeoTiff | Kind::Bands, bbox) => bbox.or(whole),
    };
    // Grids were found when the desk opened, so there are bounds.
    let Some(bounds) = around else { return Ok(Outcome::Fine) };
    let (width, height) = raster_px(&bounds, bandwidth_m, kind, args.width)?;
    let density = Density::new(kernel).on(snapshot.ground().map(AsRef::as_ref)).parallel();
    let raster = density.raster(&places, &Sampling::of_bounds(&bounds, width, height));
    let (ramp, max) = (
        Ramp::named(&args.ramp).unwrap_or_default(),
        args.max.unwrap_or_else(|| match (args.scale, whole) {
            (ScaleArg::All, Some(whole)) => scale_top(density.peak(&places, &whole)),
            (ScaleArg::Local, _) | (_, None) => scale_top(raster.peak()),
        }),
    );
    let failed = |error: HeatError| Failure::impossible(error.message()).because(error);
    let file = match kind {
        Kind::GeoTiff => raster.to_geotiff(&bounds).map_err(failed)?,
        Kind::Bands => contours(args, snapshot, &raster, bounds, (ramp, max)).map_err(failed)?,
        Kind::Picture => heat_picture(&HeatPicture {
            areas: snapshot.areas(),
            raster: &raster,
            bounds,
            ramp,
            max,
            kernel,
            period: &chosen.span.label,
            categories: &what_counts(&chosen, snapshot, args.weights, lang),
            incidents: args.bbox.map_or_else(|| places.count(), |_| places.count_in(&bounds)),
            example: snapshot.is_example(&rules),
            attributions: &boundaries.attributions,
            lang,
        })
        .map_err(|e: SheetError| Failure::impossible(e.message()).because(e))?,
    };
    std::fs::write(&args.output, file)
        .map_err(|source| Failure::file("cli.cannot_write", &args.output, source))?;
    say(&Message::new("cli.written").with("path", args.output.display()).render(lang));
    Ok(Outcome::Fine)
}

/// The categories, and the weights where there are any.
fn what_counts(
    chosen: &Selection,
    snapshot: &Snapshot,
    weights: Option<[f64; 4]>,
    lang: Lang,
) -> String {
    let categories = chosen.filter().spoken(snapshot.areas(), lang);
    match weights {
        Some(weights) => format!("{categories}　{}", weighted(weights).render(lang)),
        None => categories,
    }
}

/// The bandwidth that is asked for, or that fits; one that was found is said.
fn bandwidth_m(wanted: Bandwidth, places: &FoundPlaces<'_>, lang: Lang) -> Result<f64, Failure> {
    let found = match wanted {
        Bandwidth::Metres(metres) => return Ok(metres),
        Bandwidth::RuleOfThumb => rule_of_thumb_m(&places.positions()),
        Bandwidth::CrossValidated => cross_validated_m(&places.positions()),
    };
    let none = || Failure::impossible(Message::new("cli.no_bandwidth"));
    let found_m = found.ok_or_else(none)?.round();
    say(&Message::new("cli.bandwidth_found").with("bandwidth", found_m).render(lang));
    Ok(found_m)
}

fn contours(
    args: &HeatArgs,
    snapshot: &Snapshot,
    raster: &Raster,
    bounds: Bounds,
    (ramp, max): (Ramp, f32),
) -> Result<Vec<u8>, HeatError> {
    let ground = snapshot.ground_shape();
    let contours = Contours { raster, bounds, ground: ground.as_ref() };
    let mut levels = args.levels.clone();
    levels.sort_by(f64::total_cmp);
    levels.dedup();
    if levels.is_empty() {
        levels = contour_levels(ramp, max);
    }
    let form = match args.contours {
        ContourArg::Bands => ContourForm::Bands,
        ContourArg::Lines => ContourForm::Lines,
    };
    Ok(contours.to_geojson(&levels, form, (ramp, max))?.to_string().into_bytes())
}

/// The width and height of the raster: square for a picture, which fits it to its page, otherwise
/// with pixels that are square on the ground.
fn raster_px(
    bounds: &Bounds,
    bandwidth_m: f64,
    kind: Kind,
    width: Option<u32>,
) -> Result<(u32, u32), Failure> {
    let (width_m, height_m) = bounds.size_m();
    match (width, kind) {
        (Some(_), Kind::Picture) => {
            return Err(Failure::impossible(Message::new("cli.width_of_picture")));
        }
        (Some(width), _) => {
            let height = (f64::from(width) * height_m / width_m).round();
            return Ok((width, height.clamp(2.0, *RASTER_PX.end()) as u32));
        }
        (None, _) => {}
    }
    let side_m = width_m.max(height_m);
    let wanted_px = side_m / bandwidth_m * LEAST_PX;
    if wanted_px > *RASTER_PX.end() {
        let least_m = (side_m * LEAST_PX / RASTER_PX.end()).ceil();
        let message = Message::new("cli.small_bandwidth").with("bandwidth", bandwidth_m);
        return Err(Failure::impossible(message.with("least", least_m)));
    }
    let px = wanted_px.clamp(*RASTER_PX.start(), *RASTER_PX.end()).ceil();
    let side = |size_m: f64| (px * size_m / side_m).ceil().max(2.0) as u32;
    Ok(match kind {
        Kind::Picture => (px as u32, px as u32),
        Kind::GeoTiff | Kind::Bands => (side(width_m), side(height_m)),
    })
}
