//! `/api/v1/heat/bandwidth`: which bandwidth fits the incidents of a filter.

use super::fresh::{REVALIDATE, Tag};
use super::problem::{Problem, ProblemBody};
use super::query::{FILTER, Params, documented};
use super::state::AppState;
use crate::heat::{cross_validated_m, rule_of_thumb_m};
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::path::{Parameter, ParameterIn};

struct BandwidthParams;

impl utoipa::IntoParams for BandwidthParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        documented(&[FILTER])
    }
}

/// Bandwidths in metres, from 50 to 50000, for the parameter of the other heat addresses.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "HeatBandwidth")]
pub struct HeatBandwidthBody {
    /// By Scott's rule of thumb: right for one town, too wide for several. Null for too few
    /// incidents.
    #[schema(example = 11_000.0)]
    rule_of_thumb_m: Option<f64>,
    /// By likelihood cross-validation: under it every incident is best foretold by the others.
    /// Null for too few incidents.
    #[schema(example = 1_600.0)]
    cross_validated_m: Option<f64>,
    /// How many incidents it was found from.
    #[schema(example = 20_000)]
    incidents: usize,
}

/// Which bandwidth fits the incidents of a filter, in two ways.
#[utoipa::path(
    get, path = "/api/v1/heat/bandwidth", tag = "heat",
    params(BandwidthParams),
    responses(
        (status = 200, description = "The bandwidths", body = HeatBandwidthBody),
        (status = 304, description = "Unchanged since the given `If-None-Match`"),
        (status = 400, description = "A parameter is unknown or cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value will not do", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn heat_bandwidth(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let filter = Params::read(query.as_deref(), &[FILTER])?.filter(&state)?;
    let snapshot = state.desk().snapshot();
    let tag = Tag::of_state(snapshot.seq());
    if tag.is_held(&headers) {
        return Ok(tag.not_modified(REVALIDATE));
    }
    let body = state.draw_tile(move |_| {
        let places = snapshot.places(&filter);
        let whole_metres = |bandwidth_m: f64| bandwidth_m.round();
        Ok(HeatBandwidthBody {
            rule_of_thumb_m: rule_of_thumb_m(&places).map(whole_metres),
            cross_validated_m: cross_validated_m(&places).map(whole_metres),
            incidents: places.len(),
        })
    });
    Ok(tag.on(REVALIDATE, Json(body.await?).into_response()))
}
