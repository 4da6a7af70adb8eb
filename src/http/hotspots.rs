//! `/api/v1/heat/hotspots`: places with more incidents than chance gives, and their history.

use super::aggregate::by;
use super::fresh::{REVALIDATE, Tag};
use super::problem::{Kind, Problem, ProblemBody};
use super::query::{FILTER, Form, Param, Params, documented, not_one_of};
use super::state::AppState;
use crate::area::Level;
use crate::desk::{Against, HotspotOrder, HotspotsError};
use crate::heat::hotspot::{DEFAULT_DRAWS, Draws, Rules, Step, Test};
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use utoipa::openapi::path::{Parameter, ParameterIn};

pub(super) const ANALYSIS: &[Param] = &[
    Param {
        name: "by",
        about: "The units: `village`, `grid`, or `h3` cells.",
        example: "grid",
        form: Form::Required,
    },
    Param {
        name: "resolution",
        about: "The resolution of H3 cells, 0 to 15 (default 7, some 5 km² each).",
        example: "7",
        form: Form::Integer,
    },
    Param {
        name: "step",
        about: "How long a period is: `day`, `week` (from Monday) or `month` (default). Whole ones \
                between `from` and `to` count; without `from` the last twelve.",
        example: "month",
        form: Form::Text,
    },
    Param {
        name: "against",
        about: "What is expected: in proportion to `area` (default), or to the `reports` of all \
                categories, which needs a `category`.",
        example: "area",
        form: Form::Text,
    },
    Param {
        name: "false_share",
        about: "The share of false ones among the units called hot or cold that is put up with, \
                0.001 to 0.5 (default 0.05).",
        example: "0.05",
        form: Form::Number,
    },
    Param {
        name: "fades_after",
        about: "A hot spot has faded when it was not seen in so many periods, 1 to 12 (default 2).",
        example: "2",
        form: Form::Integer,
    },
    Param {
        name: "test",
        about: "Which p-value of Gi* decides: `analytic` (default) or `permuted`.",
        example: "analytic",
        form: Form::Text,
    },
    Param {
        name: "draws",
        about: "The draws of a permuted test, 99 to 99999 (default 9999).",
        example: "9999",
        form: Form::Integer,
    },
    Param {
        name: "seed",
        about: "The seed of a permuted test (default 1): the same one gives the same answer.",
        example: "1",
        form: Form::Integer,
    },
    Param {
        name: "ended",
        about: "`true`: also hot spots that have faded or grown together with another.",
        example: "false",
        form: Form::Text,
    },
];

struct HotspotParams;

impl utoipa::IntoParams for HotspotParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        documented(&[ANALYSIS, FILTER])
    }
}

/// What a query asks for.
pub(super) fn order(params: &Params, state: &AppState) -> Result<HotspotOrder, Problem> {
    let step = match params.text("step") {
        None | Some("month") => Step::Month,
        Some("week") => Step::Week,
        Some("day") => Step::Day,
        Some(text) => return Err(not_one_of("step", text, "day, week, month")),
    };
    let against = against(params)?;
    let filter = params.filter(state)?;
    let by = by(params, &[Level::Village, Level::Grid])?;
    Ok(HotspotOrder { by, step, filter, against, rules: rules(params)? })
}

pub(super) fn against(params: &Params) -> Result<Against, Problem> {
    match params.text("against") {
        None | Some("area") => Ok(Against::Area),
        Some("reports") => Ok(Against::Reports),
        Some(text) => Err(not_one_of("against", text, "area, reports")),
    }
}

fn rules(params: &Params) -> Result<Rules, Problem> {
    let default = Rules::default();
    let draws = params.integer("draws", 99..=99_999)?;
    let seed = params.integer("seed", 0..=u32::MAX as usize)?;
    let test = match params.text("test") {
        Some("permuted") => Test::Permuted(Draws {
            count: draws.map_or(DEFAULT_DRAWS, |draws| draws as u32),
            seed: seed.unwrap_or(1) as u64,
        }),
        None | Some("analytic") => Test::Analytic,
        Some(text) => return Err(not_one_of("test", text, "analytic, permuted")),
    };
    Ok(Rules {
        test,
        false_share: params.number_in("false_share", 0.001..=0.5)?.unwrap_or(default.false_share),
        fades_after: params.integer("fades_after", 1..=12)?.unwrap_or(default.fades_after),
        ..default
    })
}

impl From<HotspotsError> for Problem {
    fn from(err: HotspotsError) -> Self {
        let field = match err {
            HotspotsError::NoStep | HotspotsError::TooManySteps => "step",
            HotspotsError::TooManyDraws { .. } => "draws",
            HotspotsError::AgainstNothing => "against",
            HotspotsError::TooManyUnits { .. } | HotspotsError::Analysis(_) => "by",
        };
        Self::new(Kind::InvalidParameter, err.message()).at(field)
    }
}

/// Hot spots: places with more incidents than chance gives, with a plain-language line and their
/// history, as GeoJSON.
///
/// A unit is hot where Getis-Ord Gi* and a Poisson count of it and its neighbours both say so, adjusted
/// for the number of units; hot units that touch are one hot spot, followed from period to period.
/// `properties` are `number`, `line` (`zh`, `en`), `pattern` (`new`, `consecutive`, `persistent`,
/// `intensifying`, `weakening`, `sporadic`, `fading`, `faded`, `unjudged`), `pattern_name`, `hot`,
/// `since`, `last_seen`, `now` (`cases`, `area_km2`, `expected`, `ratio` on its ground in the last
/// period), `peak_z`, `in_a_row`, `periods_hot`, `periods_judged`, `periods_missed`, `from`, `end`,
/// `members` (`code`, and `name`: of the area, or of the village in the middle of a cell) and `history`. Members of the collection are `said` (of the whole: too few cases, no hot
/// spot, or how many), `periods`, `rules`, `by`, `resolution`, `step`, `against`, `window`, `warning` and `units`.
#[utoipa::path(
    get, path = "/api/v1/heat/hotspots", tag = "heat",
    params(HotspotParams),
    responses(
        (status = 200, description = "A FeatureCollection of hot spots", content_type = "application/geo+json", body = serde_json::Value),
        (status = 304, description = "Unchanged since the given `If-None-Match`"),
        (status = 400, description = "A parameter is missing, unknown or cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value will not do", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn heat_hotspots(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let params = Params::read(query.as_deref(), &[ANALYSIS, FILTER])?;
    let (order, with_ended) = (order(&params, &state)?, params.flag("ended")?);
    let snapshot = state.desk().snapshot();
    let tag = Tag::of_state(snapshot.seq());
    if tag.is_held(&headers) {
        return Ok(tag.not_modified(REVALIDATE));
    }
    let answer = state.draw_tile(move |state| {
        let analysis = snapshot.hotspots(order, state.zone())?;
        Ok(analysis.to_geojson(with_ended, state.zone()).to_string())
    });
    let body = ([(CONTENT_TYPE, "application/geo+json")], answer.await?);
    Ok(tag.on(REVALIDATE, body.into_response()))
}
