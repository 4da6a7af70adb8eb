//! `/api/v1/heat/contours`: lines of equal density and the bands between them, as GeoJSON.

use super::fresh::REVALIDATE;
use super::heat::{PARAMS, Wanted};
use super::heat_image::{EXTENT, extent};
use super::problem::{Kind, Problem, ProblemBody};
use super::query::{FILTER, Form, Param, Params, documented, malformed, not_one_of};
use super::state::AppState;
use crate::geo::Bounds;
use crate::heat::{ContourForm, Contours, Raster, Sampling, contour_levels};
use crate::text::Message;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use utoipa::openapi::path::{Parameter, ParameterIn};

/// Pixels to a bandwidth, as far as the raster does not become too large.
const FINE: f64 = 4.0;
/// Pixels on the longer side.
const RASTER_PX: (f64, f64) = (256.0, 2_048.0);
/// The most levels.
const MOST_LEVELS: usize = 32;
const EMPTY: &str = r#"{"type":"FeatureCollection","features":[]}"#;

const CONTOURS: &[Param] = &[
    EXTENT,
    Param {
        name: "as",
        about: "`bands` (default): polygons from each level to the next. `lines`.",
        example: "bands",
        form: Form::Text,
    },
    Param {
        name: "levels",
        about: "Densities in incidents per km² per 30 days, up to 32 (default: the steps of the \
                legend).",
        example: "0.5,1,2,5",
        form: Form::List,
    },
];

struct ContourParams;

impl utoipa::IntoParams for ContourParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        documented(&[FILTER, PARAMS, CONTOURS])
    }
}

fn levels(params: &Params) -> Result<Vec<f64>, Problem> {
    let mut levels = Vec::new();
    for text in params.list("levels") {
        match text.parse::<f64>() {
            Ok(level) if level.is_finite() && level > 0.0 => levels.push(level),
            _ => return Err(malformed("levels", text, Message::new("http.wants_levels"))),
        }
    }
    levels.sort_by(f64::total_cmp);
    levels.dedup();
    if levels.len() > MOST_LEVELS {
        let said = Message::new("http.wants_levels");
        return Err(Problem::new(Kind::InvalidParameter, said).at("levels"));
    }
    Ok(levels)
}

/// Lines of equal density, or the bands between them, cut at the border, as GeoJSON (RFC 7946).
#[utoipa::path(
    get, path = "/api/v1/heat/contours", tag = "heat",
    params(ContourParams),
    responses(
        (status = 200, description = "A feature a level: `min` and `max` of a band (no `max` for the last), `value` of a line, `color`, `unit`", content_type = "application/geo+json", body = serde_json::Value),
        (status = 304, description = "Unchanged since the given `If-None-Match`"),
        (status = 400, description = "A parameter is unknown or cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value will not do", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn heat_contours(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let params = Params::read(query.as_deref(), &[FILTER, PARAMS, CONTOURS])?;
    let (bounds, levels) = (extent(&params)?, levels(&params)?);
    let form = match params.text("as") {
        None | Some("bands") => ContourForm::Bands,
        Some("lines") => ContourForm::Lines,
        Some(text) => return Err(not_one_of("as", text, "bands, lines")),
    };
    let wanted = Wanted::read(&params, &state)?;
    if wanted.tag.is_held(&headers) {
        return Ok(wanted.tag.not_modified(REVALIDATE));
    }
    let (tag, warned) = (wanted.tag.clone(), wanted.warned());
    let body = state.draw_tile(move |_| {
        let top = wanted.top();
        let levels = if levels.is_empty() { contour_levels(wanted.ramp, top) } else { levels };
        // Without boundaries or incidents there is nothing to draw.
        let bounds = bounds.or_else(|| wanted.view.bounds()).filter(|_| !levels.is_empty());
        let Some(bounds) = bounds else { return Ok(EMPTY.to_owned()) };
        let raster = raster(&wanted, &bounds);
        let ground = wanted.view.snapshot().ground_shape();
        let contours = Contours { raster: &raster, bounds, ground: ground.as_ref() };
        Ok(contours.to_geojson(&levels, form, (wanted.ramp, top))?.to_string())
    });
    let answer = ([(CONTENT_TYPE, "application/geo+json")], body.await?);
    Ok(tag.on(REVALIDATE, warned(answer.into_response())))
}

fn raster(wanted: &Wanted, bounds: &Bounds) -> Raster {
    let (width_m, height_m) = bounds.size_m();
    let longer_m = width_m.max(height_m).max(1.0);
    let side_px = (longer_m / wanted.kernel.bandwidth_m() * FINE).clamp(RASTER_PX.0, RASTER_PX.1);
    let px = |size_m: f64| (size_m / longer_m * side_px).ceil().max(2.0) as u32;
    let pixels = Sampling::of_bounds(bounds, px(width_m), px(height_m));
    wanted.view.density().raster(&wanted.view.places(), &pixels)
}
