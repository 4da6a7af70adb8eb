//! The small shapes by which answers name areas, zones and positions.

use crate::area::{Area, AreaSet, Zone};
use crate::geo::{Bounds, LonLat};
use serde::Serialize;
use utoipa::ToSchema;

/// An area by code and name.
#[derive(Debug, Serialize, ToSchema)]
pub struct NamedArea {
    /// The code.
    #[schema(example = "150624101003007")]
    code: String,
    /// The name.
    #[schema(example = "梦翔社区第7网格")]
    name: String,
}

impl From<&Area> for NamedArea {
    fn from(area: &Area) -> Self {
        Self { code: area.code.to_string(), name: area.name.clone() }
    }
}

/// A zone by code, name and kind.
#[derive(Debug, Serialize, ToSchema)]
pub struct NamedZone {
    /// The code.
    #[schema(example = "Z03")]
    code: String,
    /// The name.
    #[schema(example = "棋盘井工业园区")]
    name: String,
    /// A word for its kind.
    #[schema(example = "工业园区")]
    kind: Option<String>,
}

impl From<&Zone> for NamedZone {
    fn from(zone: &Zone) -> Self {
        Self { code: zone.code.clone(), name: zone.name.clone(), kind: zone.kind.clone() }
    }
}

/// A link in the chain of responsibility.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChainLink {
    /// `banner`, `township`, `village` or `grid`.
    #[schema(example = "township")]
    level: &'static str,
    /// The code.
    #[schema(example = "150624101")]
    code: String,
    /// The name.
    #[schema(example = "棋盘井镇")]
    name: String,
}

impl ChainLink {
    /// The chain of an area, banner first; empty for an unknown code.
    pub(super) fn chain(areas: &AreaSet, code: &str) -> Vec<Self> {
        let link = |area: &Area| Self {
            level: area.level.name(),
            code: area.code.to_string(),
            name: area.name.clone(),
        };
        areas.chain(code).into_iter().map(link).collect()
    }

    pub(super) fn of_zone(zone: &Zone, level: &'static str) -> Self {
        Self { level, code: zone.code.clone(), name: zone.name.clone() }
    }
}

/// A position in degrees, CGCS2000.
#[derive(Debug, Serialize, ToSchema)]
pub struct PositionBody {
    /// Longitude.
    #[schema(example = 106.978_41)]
    lon: f64,
    /// Latitude.
    #[schema(example = 39.371_15)]
    lat: f64,
}

impl From<LonLat> for PositionBody {
    fn from(at: LonLat) -> Self {
        Self { lon: at.lon(), lat: at.lat() }
    }
}

/// The name of an area; its code where the set of boundaries does not hold it (any longer).
pub(super) fn name_of(areas: &AreaSet, code: &str) -> String {
    areas.find(code).map_or_else(|| code.to_owned(), |area| area.name.clone())
}

/// To a square metre.
pub(super) fn rounded(area_km2: f64) -> f64 {
    (area_km2 * 1e6).round() / 1e6
}

/// To a decimetre.
pub(super) fn pair(at: LonLat) -> [f64; 2] {
    [at.lon(), at.lat()].map(|degrees| (degrees * 1e6).round() / 1e6)
}

pub(super) fn rectangle(b: Bounds) -> [f64; 4] {
    [b.west, b.south, b.east, b.north]
}
