//! `/api/v1/heat/local`: how every unit stands among its neighbours.

use super::aggregate::by;
use super::fresh::{REVALIDATE, Tag};
use super::hotspots::against;
use super::problem::{Problem, ProblemBody};
use super::query::{FILTER, Form, Param, Params, documented, not_one_of};
use super::state::AppState;
use crate::area::Level;
use crate::desk::{LocalOrder, Statistic};
use crate::heat::hotspot::{DEFAULT_DRAWS, Draws, Rules, Style, Value};
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use utoipa::openapi::path::{Parameter, ParameterIn};

const LOCAL: &[Param] = &[
    Param {
        name: "by",
        about: "The units: `township`, `village`, `grid`, or `h3` cells.",
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
        name: "statistic",
        about: "`local_moran` (default): is a unit like its neighbours? `gi_star`: do high or low \
                values come together?",
        example: "local_moran",
        form: Form::Text,
    },
    Param {
        name: "value",
        about: "What is tested: `deviate` (default: the Freeman-Tukey deviate of cases from those \
                expected), `ratio` (cases in times of those expected) or `cases`.",
        example: "deviate",
        form: Form::Text,
    },
    Param {
        name: "weights",
        about: "What a neighbour counts: `row` (all together 1; default for `local_moran`) or \
                `binary` (each 1; default for `gi_star`).",
        example: "row",
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
        about: "The share of false ones among the units with a `class` that is put up with, 0.001 to \
                0.5 (default 0.05).",
        example: "0.05",
        form: Form::Number,
    },
    Param {
        name: "test",
        about: "Which p-value is adjusted: `analytic` (default) or `permuted`.",
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
];

struct LocalParams;

impl utoipa::IntoParams for LocalParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        documented(&[LOCAL, FILTER])
    }
}

fn order(params: &Params, state: &AppState) -> Result<LocalOrder, Problem> {
    let statistic = match params.text("statistic") {
        None | Some("local_moran") => Statistic::LocalMoran,
        Some("gi_star") => Statistic::GiStar,
        Some(text) => return Err(not_one_of("statistic", text, "local_moran, gi_star")),
    };
    let value = match params.text("value") {
        None | Some("deviate") => Value::Deviate,
        Some("ratio") => Value::Ratio,
        Some("cases") => Value::Cases,
        Some(text) => return Err(not_one_of("value", text, "deviate, ratio, cases")),
    };
    let style = match params.text("weights") {
        None => statistic.style(),
        Some("row") => Style::Row,
        Some("binary") => Style::Binary,
        Some(text) => return Err(not_one_of("weights", text, "row, binary")),
    };
    let count = params.integer("draws", 99..=99_999)?;
    let count = count.map_or(DEFAULT_DRAWS, |count| count as u32);
    let seed = params.integer("seed", 0..=u32::MAX as usize)?.unwrap_or(1) as u64;
    let draws = match params.text("test") {
        None | Some("analytic") => None,
        Some("permuted") => Some(Draws { count, seed }),
        Some(text) => return Err(not_one_of("test", text, "analytic, permuted")),
    };
    let false_share = params.number_in("false_share", 0.001..=0.5)?;
    Ok(LocalOrder {
        by: by(params, &[Level::Township, Level::Village, Level::Grid])?,
        filter: params.filter(state)?,
        against: against(params)?,
        statistic,
        value,
        style,
        draws,
        false_share: false_share.unwrap_or(Rules::default().false_share),
    })
}

/// Local Moran's I or Getis-Ord Gi* of every unit in one period, as GeoJSON.
///
/// `properties` are `code`, `name`, `count`, `expected`, `value` (what is tested), `i` (Moran's I alone),
/// `z`, `p` (two-sided, analytic; for Moran's I with the conditional moments), `p_permuted` (two-sided),
/// `adjusted` (Benjamini-Hochberg, over all units) and `class`: `hot` or `cold`, or `high_high`, `low_high`,
/// `low_low` and `high_low`; null where `adjusted` is above `false_share`. Numbers are those of `PySAL`'s
/// esda on the same values and neighbours. With too few cases `too_few` says so and the numbers are null.
#[utoipa::path(
    get, path = "/api/v1/heat/local", tag = "heat",
    params(LocalParams),
    responses(
        (status = 200, description = "A FeatureCollection of units", content_type = "application/geo+json", body = serde_json::Value),
        (status = 304, description = "Unchanged since the given `If-None-Match`"),
        (status = 400, description = "A parameter is missing, unknown or cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value will not do", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn heat_local(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let order = order(&Params::read(query.as_deref(), &[LOCAL, FILTER])?, &state)?;
    let snapshot = state.desk().snapshot();
    let tag = Tag::of_state(snapshot.seq());
    if tag.is_held(&headers) {
        return Ok(tag.not_modified(REVALIDATE));
    }
    let answer = state.draw_tile(move |state| {
        let statistics = snapshot.local_statistics(order, state.zone())?;
        Ok(statistics.to_geojson(state.zone()).to_string())
    });
    let body = ([(CONTENT_TYPE, "application/geo+json")], answer.await?);
    Ok(tag.on(REVALIDATE, body.into_response()))
}
