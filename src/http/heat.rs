//! `/api/v1/heat`: density as tiles, and the legend that belongs to them.

use super::fresh::{REVALIDATE, Tag};
use super::heat_view::View;
use super::json_body::quoted;
use super::meta::DEFAULT_BANDWIDTH_M;
use super::problem::{Kind, Problem, ProblemBody};
use super::query::{FILTER, Form, Param, Params, documented, encoded_text, malformed, not_one_of};
use super::state::AppState;
use crate::desk::{Filter, Snapshot};
use crate::geo::{TILE_PX, TileId};
use crate::heat::{Kernel, KernelShape, Ramp, Raster, Sampling, scale_top};
use crate::text::Message;
use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use jiff::tz::TimeZone;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa::openapi::path::{Parameter, ParameterIn};

/// A period that begins after the last report, or in which a window is never open, holds nothing;
/// its length does not matter.
const NO_TIME_DAYS: f64 = 1.0;
const LEGEND_STOPS: u16 = 6;
/// What the table of holidays cannot tell of the period, English, percent-encoded; in the header of
/// answers whose body has no room for it.
const WARNING: HeaderName = HeaderName::from_static("x-wangge-warning");
const WEIGHTS: std::ops::RangeInclusive<f64> = 0.0..=1_000.0;

pub(super) const PARAMS: &[Param] = &[
    Param {
        name: "kernel",
        about: "`gaussian` (default), or `quartic`, which ends at √8 bandwidths.",
        example: "gaussian",
        form: Form::Text,
    },
    Param {
        name: "bandwidth",
        about: "The standard deviation of the kernel in metres on the ground, 50 to 50000 \
                (default 2000).",
        example: "2000",
        form: Form::Number,
    },
    Param {
        name: "ramp",
        about: "A colour ramp of `/api/v1/meta` (default `magma_r`).",
        example: "viridis",
        form: Form::Text,
    },
    Param {
        name: "weights",
        about: "What an incident of severity 1, 2, 3 and 4 counts: four numbers from 0 to 1000 \
                (default: one each).",
        example: "1,2,4,8",
        form: Form::Text,
    },
    Param {
        name: "max",
        about: "The top of the colour scale in incidents per km² per 30 days; by default the \
                highest density of the filter.",
        example: "5",
        form: Form::Number,
    },
];

const TILE: &[Param] = &[
    Param {
        name: "size",
        about: "Pixels on a side: 256 (default) or 512.",
        example: "256",
        form: Form::Integer,
    },
    SCALE,
];

/// Whose top the colour scale has.
pub(super) const SCALE: Param = Param {
    name: "scale",
    about: "`all` (default): the same colours for the same density everywhere. `local`: the \
            scale ends at the highest density of this picture alone.",
    example: "all",
    form: Form::Text,
};

struct TileParams;

impl utoipa::IntoParams for TileParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        documented(&[FILTER, PARAMS, TILE])
    }
}

struct HeatParams;

impl utoipa::IntoParams for HeatParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        documented(&[FILTER, PARAMS])
    }
}

/// What is asked for, besides the place.
pub(super) struct Wanted {
    pub view: Arc<View>,
    pub kernel: Kernel,
    pub ramp: Ramp,
    max: Option<f32>,
    local: bool,
    pub tag: Tag,
}

impl Wanted {
    pub(super) fn read(params: &Params, state: &AppState) -> Result<Self, Problem> {
        // A rectangle says what is drawn; incidents beside it reach into it.
        let filter = Filter { bounds: None, ..params.filter(state)? };
        let snapshot = state.desk().snapshot();
        let bandwidth_m = params.number("bandwidth")?.unwrap_or(DEFAULT_BANDWIDTH_M);
        let shape = match params.text("kernel") {
            None => KernelShape::default(),
            Some(name) => KernelShape::named(name)
                .ok_or_else(|| not_one_of("kernel", name, &KernelShape::NAMES.join(", ")))?,
        };
        let kernel = Kernel::new(bandwidth_m, days(&filter, &snapshot, state.zone()))?;
        let kernel = kernel.shaped(shape);
        let ramp = match params.text("ramp") {
            None => Ramp::default(),
            Some(name) => Ramp::named(name)
                .ok_or_else(|| not_one_of("ramp", name, &Ramp::NAMES.join(", ")))?,
        };
        let max = params.number("max")?.map(|max| max as f32);
        if max.is_some_and(|max| max <= 0.0) {
            let said = Message::new("http.max_not_positive");
            return Err(Problem::new(Kind::InvalidParameter, said).at("max"));
        }
        let local = match params.text("scale") {
            None | Some("all") => false,
            Some("local") => true,
            Some(text) => return Err(not_one_of("scale", text, "all, local")),
        };
        let tag = Tag::of_state(snapshot.seq());
        let view = state.heat().view(snapshot, filter, kernel, weights(params)?);
        Ok(Self { view, kernel, ramp, max, local, tag })
    }

    /// An answer that has no room for a warning, with it in a header.
    pub(super) fn warned(&self) -> impl Fn(Response) -> Response + use<> {
        let warning = self.view.warning().map(|[_, en]| encoded_text(&en));
        let header = warning.and_then(|text| HeaderValue::from_str(&text).ok());
        move |mut response| {
            if let Some(header) = &header {
                response.headers_mut().insert(WARNING, header.clone());
            }
            response
        }
    }

    /// The top of the scale that is asked for.
    pub(super) fn max(&self) -> Option<f32> {
        self.max
    }

    /// The top of the scale: the one asked for, or the peak of the whole filter, so that all
    /// tiles of a map have the same.
    pub(super) fn top(&self) -> f32 {
        self.max.unwrap_or_else(|| self.view.peak())
    }

    /// The top of the scale of one picture.
    pub(super) fn top_of(&self, raster: &Raster) -> f32 {
        if self.local && self.max.is_none() { scale_top(raster.peak()) } else { self.top() }
    }
}

/// What incidents count by their severity; `None` where all count one.
fn weights(params: &Params) -> Result<Option<[f64; 4]>, Problem> {
    let Some(text) = params.text("weights") else { return Ok(None) };
    let read = |part: &str| part.trim().parse().ok().filter(|w| WEIGHTS.contains(w));
    let weights: Option<Vec<f64>> = text.split(',').map(read).collect();
    weights
        .and_then(|weights| weights.try_into().ok())
        .map(Some)
        .ok_or_else(|| malformed("weights", text, Message::new("http.wants_weights")))
}

/// The length of the period in days, or the days that its window is open: the period asked for, else from the first local day of the data
/// to the end of its last.
fn days(filter: &Filter, snapshot: &Snapshot, zone: &TimeZone) -> f64 {
    let whole = snapshot.days_of_data(zone);
    let from = filter.from.or(whole.map(|(begin, _)| begin));
    let to = filter.to.or(whole.map(|(_, end)| end));
    let days = match (from, to) {
        (Some(from), Some(to)) if from < to => filter.days(from, to),
        _ => 0.0,
    };
    if days > 0.0 { days } else { NO_TIME_DAYS }
}

/// A tile of incident density, 256 or 512 pixels, transparent where there is nothing.
#[utoipa::path(
    get, path = "/api/v1/heat/tiles/{z}/{x}/{y}", tag = "heat",
    params(
        ("z" = u8, Path, example = 8, description = "The zoom, 0 to 22."),
        ("x" = u32, Path, example = 204, description = "The column, from 180° W."),
        ("y" = u32, Path, example = 97, description = "The row, from the north."),
        TileParams,
    ),
    responses(
        (status = 200, description = "The tile", content_type = "image/png", body = Vec<u8>),
        (status = 304, description = "Unchanged since the given `If-None-Match`"),
        (status = 400, description = "A parameter is unknown or cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such tile", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value will not do", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn heat_tile(
    State(state): State<AppState>,
    Path((z, x, y)): Path<(String, String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let tile = tile_of(&z, &x, &y).ok_or_else(|| {
        let said = Message::new("http.unknown_tile").with("tile", quoted(&format!("{z}/{x}/{y}")));
        Problem::new(Kind::UnknownTile, said)
    })?;
    let params = Params::read(query.as_deref(), &[FILTER, PARAMS, TILE])?;
    let side_px = match params.text("size") {
        None | Some("256") => TILE_PX,
        Some("512") => 2 * TILE_PX,
        Some(text) => return Err(not_one_of("size", text, "256, 512")),
    };
    let wanted = Wanted::read(&params, &state)?;
    if wanted.tag.is_held(&headers) {
        return Ok(wanted.tag.not_modified(REVALIDATE));
    }
    let (tag, warned) = (wanted.tag.clone(), wanted.warned());
    let png = state
        .draw_tile(move |_| {
            let pixels = Sampling::of_tile(tile, side_px);
            let raster = wanted.view.density().raster(&wanted.view.places(), &pixels);
            Ok(raster.to_png(wanted.ramp, wanted.top_of(&raster))?)
        })
        .await?;
    let answer = ([(CONTENT_TYPE, "image/png")], png).into_response();
    Ok(tag.on(REVALIDATE, warned(answer)))
}

/// axum has no parameters with a suffix, so the last segment is taken whole.
fn tile_of(z: &str, x: &str, y: &str) -> Option<TileId> {
    // `parse` would take a plus sign.
    let number = |text: &str| {
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse::<u32>().ok()).flatten()
    };
    let z = u8::try_from(number(z)?).ok()?;
    TileId::new(z, number(x)?, number(y.strip_suffix(".png")?)?)
}

/// What the colours of the tiles mean.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "HeatLegend")]
pub struct HeatLegendBody {
    /// The unit of the values.
    #[schema(example = "起/km²·30天")]
    unit: String,
    /// The form of the kernel.
    #[schema(example = "gaussian")]
    kernel: &'static str,
    /// The standard deviation of the kernel in metres.
    #[schema(example = 2000.0)]
    bandwidth_m: f64,
    /// The colour ramp.
    #[schema(example = "magma_r")]
    ramp: &'static str,
    /// The value of the last colour; 0 where there are no incidents.
    #[schema(example = 50.0)]
    max: f64,
    /// What incidents count by their severity, 1 to 4; null where all count one.
    weights: Option<[f64; 4]>,
    /// The window that reports count in; null for none.
    window: Option<String>,
    /// What the table of holidays cannot tell of the period, Chinese and English; null for nothing.
    warning: Option<[String; 2]>,
    /// Six values with their colours, from nothing to the top.
    stops: Vec<HeatStopBody>,
    /// How many incidents pass the filter.
    #[schema(example = 20000)]
    incidents: usize,
    /// The length of the period in days; with a window, the days in which it is open.
    #[schema(example = 669.0)]
    days: f64,
}

/// The number that a person means: six digits of a value in single precision.
pub(super) fn decimal(value: f32) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(f64::from(value))
}

/// A value and its colour.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "HeatStop")]
pub struct HeatStopBody {
    /// Incidents per km² per 30 days.
    #[schema(example = 2.0)]
    value: f64,
    /// `#rrggbb`.
    #[schema(example = "#b73779")]
    color: String,
}

impl From<(f32, String)> for HeatStopBody {
    fn from((value, color): (f32, String)) -> Self {
        Self { value: decimal(value), color }
    }
}

/// The legend of the tiles with the same parameters.
#[utoipa::path(
    get, path = "/api/v1/heat/legend", tag = "heat",
    params(HeatParams),
    responses(
        (status = 200, description = "The legend", body = HeatLegendBody),
        (status = 304, description = "Unchanged since the given `If-None-Match`"),
        (status = 400, description = "A parameter is unknown or cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value will not do", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn heat_legend(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = Wanted::read(&Params::read(query.as_deref(), &[FILTER, PARAMS])?, &state)?;
    if wanted.tag.is_held(&headers) {
        return Ok(wanted.tag.not_modified(REVALIDATE));
    }
    let tag = wanted.tag.clone();
    let body = state
        .draw_tile(move |_| {
            let max = wanted.top();
            let stops = wanted.ramp.stops(max, LEGEND_STOPS).into_iter();
            Ok(HeatLegendBody {
                unit: Message::new("heat.unit").render(crate::text::Lang::Zh),
                kernel: wanted.kernel.shape().name(),
                bandwidth_m: wanted.kernel.bandwidth_m(),
                ramp: wanted.ramp.name(),
                max: decimal(max),
                weights: wanted.view.weights(),
                window: wanted.view.filter().window.as_ref().map(ToString::to_string),
                warning: wanted.view.warning(),
                stops: stops.map(HeatStopBody::from).collect(),
                incidents: wanted.view.count(),
                days: wanted.kernel.days(),
            })
        })
        .await?;
    Ok(tag.on(REVALIDATE, Json(body).into_response()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tile_is_digits_and_png() {
        assert!(tile_of("8", "204", "97.png").is_some());
        for (z, x, y) in [
            ("8", "204", "97"),
            ("8", "+4", "97.png"),
            ("8", "256", "0.png"),
            ("23", "0", "0.png"),
            ("", "0", "0.png"),
            ("8", "-1", "0.png"),
        ] {
            assert!(tile_of(z, x, y).is_none(), "{z}/{x}/{y}");
        }
    }
}
