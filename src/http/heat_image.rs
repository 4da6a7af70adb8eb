//! `/api/v1/heat/image`: density over any rectangle, as a picture or as numbers.

use super::fresh::REVALIDATE;
use super::heat::{PARAMS, SCALE, Wanted};
use super::problem::{Kind, Problem, ProblemBody};
use super::query::{FILTER, Form, Param, Params, documented, not_one_of};
use super::state::AppState;
use crate::desk::Span;
use crate::geo::Bounds;
use crate::heat::{Sampling, weighted};
use crate::sheet::{HeatPicture, heat_extent, heat_extent_around, heat_picture};
use crate::text::{Lang, Message};
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use utoipa::openapi::path::{Parameter, ParameterIn};

/// The most pixels on a side.
const MOST_PX: usize = 4_096;
const DEFAULT_PX: usize = 1_024;

/// Where the picture lies. Unlike a filter it leaves no incident out that reaches into it.
pub(super) const EXTENT: Param = Param {
    name: "bbox",
    about: "What is shown, `west,south,east,north` in degrees, CGCS2000 (default: the banner).",
    example: "107.9,39.0,108.1,39.2",
    form: Form::Text,
};

const IMAGE: &[Param] = &[
    EXTENT,
    Param {
        name: "width",
        about: "Pixels from west to east, 16 to 4096 (default 1024).",
        example: "1024",
        form: Form::Integer,
    },
    Param {
        name: "height",
        about: "Pixels from north to south; by default so that pixels are square on the ground.",
        example: "1024",
        form: Form::Integer,
    },
    Param {
        name: "format",
        about: "`png` (default); `geotiff`: the densities themselves, CGCS2000 (EPSG:4490), NaN \
                beside the ground; `legend`: a picture with boundaries, title and legend, 2480 \
                pixels wide, whatever `width` says.",
        example: "png",
        form: Form::Text,
    },
    Param {
        name: "lang",
        about: "The language of a picture with a legend: `zh` (default) or `en`.",
        example: "zh",
        form: Form::Text,
    },
    SCALE,
];

struct ImageParams;

impl utoipa::IntoParams for ImageParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        documented(&[FILTER, PARAMS, IMAGE])
    }
}

enum Format {
    Png,
    GeoTiff,
    Legend(Lang),
}

impl Format {
    fn read(params: &Params) -> Result<Self, Problem> {
        let lang = match params.text("lang") {
            None | Some("zh") => Lang::Zh,
            Some("en") => Lang::En,
            Some(text) => return Err(not_one_of("lang", text, "zh, en")),
        };
        match params.text("format") {
            None | Some("png") => Ok(Self::Png),
            Some("geotiff") => Ok(Self::GeoTiff),
            Some("legend") => Ok(Self::Legend(lang)),
            Some(text) => Err(not_one_of("format", text, "png, geotiff, legend")),
        }
    }
}

/// The rectangle that is asked for; `None` means the banner.
pub(super) fn extent(params: &Params) -> Result<Option<Bounds>, Problem> {
    let bounds = params.bounds()?;
    if bounds.is_some_and(|b| b.west >= b.east || b.south >= b.north) {
        let said = Message::new("http.bbox_empty");
        return Err(Problem::new(Kind::InvalidParameter, said).at("bbox"));
    }
    Ok(bounds)
}

/// Density over a rectangle: a picture with a palette, transparent where there is nothing, a
/// picture with a legend, or the numbers as GeoTIFF.
#[utoipa::path(
    get, path = "/api/v1/heat/image", tag = "heat",
    params(ImageParams),
    responses(
        (status = 200, description = "The picture; `image/tiff` where `format` says so", content_type = "image/png", body = Vec<u8>),
        (status = 304, description = "Unchanged since the given `If-None-Match`"),
        (status = 400, description = "A parameter is unknown or cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value will not do", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn heat_image(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let params = Params::read(query.as_deref(), &[FILTER, PARAMS, IMAGE])?;
    let (format, bounds) = (Format::read(&params)?, extent(&params)?);
    let width = params.integer("width", 16..=MOST_PX)?.unwrap_or(DEFAULT_PX);
    let height = params.integer("height", 16..=MOST_PX)?;
    let span = period(&params, &state)?;
    let wanted = Wanted::read(&params, &state)?;
    if wanted.tag.is_held(&headers) {
        return Ok(wanted.tag.not_modified(REVALIDATE));
    }
    let (tag, warned) = (wanted.tag.clone(), wanted.warned());
    let drawn = state.draw_tile(move |state| {
        let bounds = bounds.or_else(|| wanted.view.bounds()).unwrap_or(NOWHERE);
        match format {
            Format::Png | Format::GeoTiff => {
                let height = height.unwrap_or_else(|| height_of(&bounds, width));
                let pixels = Sampling::of_bounds(&bounds, width as u32, height as u32);
                let raster = wanted.view.density().raster(&wanted.view.places(), &pixels);
                if let Format::GeoTiff = format {
                    return Ok(("image/tiff", raster.to_geotiff(&bounds)?));
                }
                Ok(("image/png", raster.to_png(wanted.ramp, wanted.top_of(&raster))?))
            }
            Format::Legend(lang) => {
                let png =
                    with_legend(state, &wanted, params.text("bbox").map(|_| bounds), &span, lang)?;
                Ok(("image/png", png))
            }
        }
    });
    let (kind, body) = drawn.await?;
    Ok(tag.on(REVALIDATE, warned(([(CONTENT_TYPE, kind)], body).into_response())))
}

/// Where there are no boundaries.
const NOWHERE: Bounds = Bounds { west: -1e-3, south: -1e-3, east: 1e-3, north: 1e-3 };

/// The height at which pixels are square on the ground in the middle of a rectangle.
fn height_of(bounds: &Bounds, width: usize) -> usize {
    let (width_m, height_m) = bounds.size_m();
    ((width as f64 * height_m / width_m).round() as usize).clamp(16, MOST_PX)
}

/// The period as a person writes it; empty where there are no incidents.
fn period(params: &Params, state: &AppState) -> Result<String, Problem> {
    let (from, to) = params.period(state.zone())?;
    let whole = state.desk().snapshot().period();
    let from = from.or(whole.map(|(first, _)| first));
    let to = to.or(whole.map(|(_, last)| last));
    let span = from.zip(to).and_then(|(from, to)| Span::between(from, to, state.zone()));
    Ok(span.map(|span| span.label).unwrap_or_default())
}

/// Pixels on the longer side of the raster in a picture with a legend.
const RASTER_PX: u32 = 1_024;

fn with_legend(
    state: &AppState,
    wanted: &Wanted,
    bounds: Option<Bounds>,
    period: &str,
    lang: Lang,
) -> Result<Vec<u8>, Problem> {
    let snapshot = wanted.view.snapshot();
    let areas = snapshot.areas();
    let bounds = match bounds {
        Some(bounds) => heat_extent_around(&bounds, 1.0),
        None => heat_extent(areas),
    };
    let bounds = bounds.unwrap_or(NOWHERE);
    let pixels = Sampling::of_bounds(&bounds, RASTER_PX, RASTER_PX);
    let raster = wanted.view.density().raster(&wanted.view.places(), &pixels);
    let mut counted = wanted.view.filter().spoken(areas, lang);
    if let Some(weights) = wanted.view.weights() {
        counted = format!("{counted}　{}", weighted(weights).render(lang));
    }
    Ok(heat_picture(&HeatPicture {
        areas,
        raster: &raster,
        bounds,
        ramp: wanted.ramp,
        max: wanted.top_of(&raster),
        kernel: wanted.kernel,
        period,
        categories: &counted,
        incidents: wanted.view.count_in(&bounds),
        example: state.example(),
        attributions: state.attributions(),
        lang,
    })?)
}
