//! `/api/v1/services`: the service points for the map, and those nearest to a position.

use super::area_layers::Drawn;
use super::fresh::REVALIDATE;
use super::places::{NamedArea, PositionBody, pair};
use super::position::{POSITION, position};
use super::problem::{Kind, Problem, ProblemBody};
use super::query::{Form, Param, Params, documented, not_one_of};
use super::state::AppState;
use crate::area::{Area, AreaCode, AreaSet, Level, ServiceKind, ServicePoint};
use crate::geo::LonLat;
use crate::locate::{Locator, NearService, ServiceQuery};
use crate::text::Message;
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa::openapi::path::{Parameter, ParameterIn};

const DEFAULT_COUNT: usize = 5;
const MAX_COUNT: usize = 100;

const NEAREST: &[Param] = &[
    Param {
        name: "kind",
        about: "Kinds: `police_station`, `judicial_office`, `court`, `mediation_room`, \
                `service_centre`, `anmulong`, `clinic`; Chinese words are taken. All by default.",
        example: "police_station",
        form: Form::List,
    },
    Param {
        name: "count",
        about: "How many at most, 1 to 100 (default 5).",
        example: "5",
        form: Form::Integer,
    },
    Param {
        name: "each_kind",
        about: "`true`: as many as `count` of every kind, not of all together.",
        example: "false",
        form: Form::Text,
    },
    Param {
        name: "within_m",
        about: "Not farther than this, in metres.",
        example: "50000",
        form: Form::Number,
    },
    Param {
        name: "same_township",
        about: "`true`: only those in the township that the position belongs to.",
        example: "false",
        form: Form::Text,
    },
];

struct NearestParams;

impl utoipa::IntoParams for NearestParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        documented(&[POSITION, NEAREST])
    }
}

/// The service points nearest to a position.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "NearestServices")]
pub struct NearestServicesBody {
    /// The position in CGCS2000.
    position: PositionBody,
    /// The township of the grid that is responsible for the position; null where boundaries name
    /// none.
    township: Option<NamedArea>,
    /// The service points, the nearest first.
    items: Vec<NearServiceBody>,
}

/// A service point and how far it is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "NearService")]
pub struct NearServiceBody {
    /// The code.
    #[schema(example = "S150624100-01")]
    code: String,
    /// The name; null for a place that has none, which `anmulong` never has.
    #[schema(example = "乌兰镇派出所（示例）")]
    name: Option<String>,
    /// What it is.
    #[schema(example = "police_station")]
    kind: &'static str,
    /// The township that holds it; null outside all.
    township: Option<NamedArea>,
    /// Where it is, in CGCS2000.
    position: PositionBody,
    /// The geodesic distance in metres.
    #[schema(example = 259.9)]
    distance_m: f64,
    /// Whether it is made up or computed, not surveyed.
    #[schema(example = true)]
    derived: bool,
}

impl NearServiceBody {
    fn of(near: &NearService, areas: &AreaSet) -> Self {
        let service = near.service;
        let township = service.township.as_ref().and_then(|code| areas.find(code.as_str()));
        Self {
            code: service.code.clone(),
            name: service.name.clone(),
            kind: service.kind.name(),
            township: township.map(NamedArea::from),
            position: service.at.into(),
            distance_m: near.distance_m,
            derived: service.derived,
        }
    }
}

/// All service points as GeoJSON for the map.
///
/// `properties` are `code`, `name` (or null), `kind`, `township` (or null) and `derived`. CGCS2000,
/// RFC 7946.
#[utoipa::path(
    get, path = "/api/v1/services", tag = "services",
    responses(
        (status = 200, description = "A FeatureCollection of points", content_type = "application/geo+json", body = serde_json::Value),
        (status = 304, description = "Unchanged since the given `If-None-Match`"),
    )
)]
pub(super) async fn list_services(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Params::read(query.as_deref(), &[])?;
    let Drawn { json, tag } = state.services().get_or_init(|| drawn(state.areas().services()));
    if tag.is_held(&headers) {
        return Ok(tag.not_modified(REVALIDATE));
    }
    let body = ([(CONTENT_TYPE, "application/geo+json")], json.clone());
    Ok(tag.on(REVALIDATE, body.into_response()))
}

fn drawn(services: &[ServicePoint]) -> Drawn {
    let feature = |service: &ServicePoint| {
        json!({
            "type": "Feature",
            "id": service.code,
            "properties": {
                "code": service.code,
                "name": service.name,
                "kind": service.kind.name(),
                "township": service.township.as_ref().map(AreaCode::as_str),
                "derived": service.derived,
            },
            "geometry": { "type": "Point", "coordinates": pair(service.at) },
        })
    };
    Drawn::of(&json!({
        "type": "FeatureCollection",
        "name": "service",
        "features": services.iter().map(feature).collect::<Vec<_>>(),
    }))
}

/// The service points nearest to a position, by geodesic distance.
#[utoipa::path(
    get, path = "/api/v1/services/nearest", tag = "services",
    params(NearestParams),
    responses(
        (status = 200, description = "The nearest first; equal distances by code", body = NearestServicesBody),
        (status = 400, description = "A parameter is missing, unknown or cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "Not a position, or a value that will not do", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn nearest_services(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
) -> Result<Json<NearestServicesBody>, Problem> {
    let params = Params::read(query.as_deref(), &[POSITION, NEAREST])?;
    let (_, at) = position(&params, &state)?;
    let snapshot = state.desk().snapshot();
    let (locator, areas) = (snapshot.locator(), snapshot.areas());
    let township = township_of(locator, at);
    let wanted = ServiceQuery {
        kinds: kinds(&params)?,
        township: wanted_township(&params, township)?,
        count: params.integer("count", 1..=MAX_COUNT)?.unwrap_or(DEFAULT_COUNT),
        within_m: within_m(&params)?,
    };
    let near = if params.flag("each_kind")? {
        locator.nearest_services_of_each(at, &wanted)
    } else {
        locator.nearest_services(at, &wanted)
    };
    Ok(Json(NearestServicesBody {
        position: at.into(),
        township: township.map(NamedArea::from),
        items: near.iter().map(|near| NearServiceBody::of(near, areas)).collect(),
    }))
}

/// The township of the grid that is responsible for a position.
fn township_of(locator: &Locator, at: LonLat) -> Option<&Area> {
    let chain = locator.areas().chain(locator.locate(at).grid.as_str());
    chain.into_iter().find(|area| area.level == Level::Township)
}

fn wanted_township(params: &Params, township: Option<&Area>) -> Result<Option<AreaCode>, Problem> {
    if !params.flag("same_township")? {
        return Ok(None);
    }
    let code = township.map(|area| area.code.clone()).ok_or_else(|| {
        let said = Message::new("http.no_township");
        Problem::new(Kind::InvalidParameter, said).at("same_township")
    })?;
    Ok(Some(code))
}

fn kinds(params: &Params) -> Result<Vec<ServiceKind>, Problem> {
    let kind = |text| {
        ServiceKind::parse(text).ok_or_else(|| not_one_of("kind", text, &ServiceKind::accepted()))
    };
    params.list("kind").map(kind).collect()
}

fn within_m(params: &Params) -> Result<Option<f64>, Problem> {
    let within_m = params.number("within_m")?;
    if within_m.is_some_and(|within_m| within_m < 0.0) {
        let said = Message::new("http.negative_radius");
        return Err(Problem::new(Kind::InvalidParameter, said).at("within_m"));
    }
    Ok(within_m)
}
