//! `/api/v1/areas`: boundaries for the map, and one area with all that belongs to it.

use super::area_layers::{Drawn, Layer};
use super::fresh::REVALIDATE;
use super::json_body::quoted;
use super::places::{ChainLink, NamedArea, NamedZone, pair, rectangle, rounded};
use super::problem::{Kind, Problem, ProblemBody};
use super::query::Params;
use super::state::AppState;
use crate::area::{Area, Level, Zone};
use crate::desk::{AreaCount, Filter, Snapshot};
use crate::text::Message;
use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use geo::Intersects;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// A level of areas, the zones or the neighbours, as GeoJSON for the map.
///
/// `properties` are `code`, `name`, `level`, `kind` (or null), `parent` (or null), `area_km2`,
/// `derived` and `label` (a point well inside). CGCS2000, RFC 7946.
#[utoipa::path(
    get, path = "/api/v1/areas/{level}", tag = "areas",
    params(("level" = String, Path, example = "township",
        description = "`banner`, `township`, `village`, `grid`, `zone` or `neighbour`; plurals are taken.")),
    responses(
        (status = 200, description = "A FeatureCollection", content_type = "application/geo+json", body = Value),
        (status = 304, description = "Unchanged since the given `If-None-Match`"),
        (status = 404, description = "No such level", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn list_areas(
    State(state): State<AppState>,
    Path(level): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Params::read(query.as_deref(), &[])?;
    let layer = Layer::parse(&level)?;
    let areas = state.areas();
    let drawn = state.layers().get(layer, &areas);
    let Drawn { json, tag } = drawn.ok_or_else(|| Problem::internal("a layer without a place"))?;
    if tag.is_held(&headers) {
        return Ok(tag.not_modified(REVALIDATE));
    }
    let body = ([(CONTENT_TYPE, "application/geo+json")], json.clone());
    Ok(tag.on(REVALIDATE, body.into_response()))
}

/// An area and what belongs to it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Area")]
pub struct AreaBody {
    /// The code.
    #[schema(example = "150624101003007")]
    code: String,
    /// The name.
    #[schema(example = "梦翔社区第7网格")]
    name: String,
    /// `banner`, `township`, `village`, `grid`, `zone` or `neighbour`.
    #[schema(example = "grid")]
    level: &'static str,
    /// A word for its kind.
    #[schema(example = "urban")]
    kind: Option<String>,
    /// Its geodesic area in km².
    #[schema(example = 0.42)]
    area_km2: f64,
    /// Whether the boundary is derived by an algorithm, not surveyed.
    #[schema(example = true)]
    derived: bool,
    /// The rectangle around it: west, south, east, north in degrees.
    #[schema(example = json!([106.97, 39.36, 106.99, 39.38]))]
    bbox: [f64; 4],
    /// A point well inside: longitude, latitude.
    #[schema(example = json!([106.98, 39.37]))]
    label: [f64; 2],
    /// The areas above it, banner first, itself last.
    chain: Vec<ChainLink>,
    /// The zones that it touches.
    zones: Vec<NamedZone>,
    /// The areas of the same level that share a border with it.
    neighbours: Vec<NamedArea>,
    /// How many areas of the next level it has.
    #[schema(example = 0)]
    children: usize,
    /// The incidents that it is responsible for; for a zone, those inside it.
    incidents: CountBody,
}

/// How many incidents.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "AreaIncidents")]
pub struct CountBody {
    /// All.
    #[schema(example = 38)]
    total: usize,
    /// Those that are not assigned yet.
    #[schema(example = 12)]
    unassigned: usize,
}

impl From<AreaCount> for CountBody {
    fn from(count: AreaCount) -> Self {
        Self { total: count.total, unassigned: count.unassigned }
    }
}

impl AreaBody {
    fn of_area(area: &Area, snapshot: &Snapshot) -> Self {
        let areas = snapshot.areas();
        let zones = areas.zones().iter();
        let next = Level::ALL.into_iter().find(|level| level.parent() == Some(area.level));
        let children = next.map_or(&[][..], |level| areas.level(level));
        Self {
            code: area.code.to_string(),
            name: area.name.clone(),
            level: area.level.name(),
            kind: area.kind.clone(),
            area_km2: rounded(area.area_km2),
            derived: area.derived,
            bbox: rectangle(area.bounds),
            label: pair(area.label),
            chain: ChainLink::chain(areas, area.code.as_str()),
            zones: zones
                .filter(|zone| zone.bounds.intersects(&area.bounds))
                .filter(|zone| zone.shape.intersects(&area.shape))
                .map(NamedZone::from)
                .collect(),
            neighbours: areas.bordering(area).into_iter().map(NamedArea::from).collect(),
            children: children.iter().filter(|c| c.parent.as_ref() == Some(&area.code)).count(),
            incidents: snapshot.count_in(&area.code).into(),
        }
    }

    fn of_zone(zone: &Zone, layer: Layer, snapshot: &Snapshot) -> Self {
        let filter = Filter { bounds: Some(zone.bounds), ..Filter::default() };
        let within = snapshot.matching(&filter);
        let mut count = AreaCount::default();
        for entry in within {
            let at = geo::Point::from(entry.incident.report.position.coord());
            if zone.shape.intersects(&at) {
                count.total += 1;
                count.unassigned += usize::from(entry.incident.assigned.is_none());
            }
        }
        Self {
            code: zone.code.clone(),
            name: zone.name.clone(),
            level: layer.name(),
            kind: zone.kind.clone(),
            area_km2: rounded(zone.area_km2),
            derived: zone.derived,
            bbox: rectangle(zone.bounds),
            label: pair(zone.label),
            chain: vec![ChainLink::of_zone(zone, layer.name())],
            zones: Vec::new(),
            neighbours: Vec::new(),
            children: 0,
            incidents: count.into(),
        }
    }
}

/// One area with its chain of responsibility, zones, neighbours and incidents.
#[utoipa::path(
    get, path = "/api/v1/areas/{level}/{code}", tag = "areas",
    params(
        ("level" = String, Path, example = "grid", description = "As in the list of areas."),
        ("code" = String, Path, example = "150624101003007", description = "The code of the area."),
    ),
    responses(
        (status = 200, description = "The area", body = AreaBody),
        (status = 404, description = "No such area", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn find_area(
    State(state): State<AppState>,
    Path((level, code)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Json<AreaBody>, Problem> {
    Params::read(query.as_deref(), &[])?;
    let layer = Layer::parse(&level)?;
    let snapshot: Arc<Snapshot> = state.desk().snapshot();
    let areas = snapshot.areas();
    let found = match layer {
        Layer::Of(level) => areas
            .find(&code)
            .filter(|area| area.level == level)
            .map(|area| AreaBody::of_area(area, &snapshot)),
        Layer::Zone => find_zone(areas.zones(), &code, layer, &snapshot),
        Layer::Neighbour => find_zone(areas.neighbours(), &code, layer, &snapshot),
    };
    found.map(Json).ok_or_else(|| {
        let said = Message::new("http.unknown_area")
            .with("level", layer.name())
            .with("code", quoted(&code));
        Problem::new(Kind::UnknownArea, said).at("code")
    })
}

fn find_zone(zones: &[Zone], code: &str, layer: Layer, snapshot: &Snapshot) -> Option<AreaBody> {
    let zone = zones.iter().find(|zone| zone.code == code)?;
    Some(AreaBody::of_zone(zone, layer, snapshot))
}
