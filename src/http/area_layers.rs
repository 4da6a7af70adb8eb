//! Boundaries as GeoJSON for the map.

use super::fresh::Tag;
use super::json_body::quoted;
use super::places::{pair, rounded};
use super::problem::{Kind, Problem};
use crate::area::{Area, AreaCode, AreaSet, Level, Zone};
use crate::desk::geometry;
use crate::text::Message;
use axum::body::Bytes;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::sync::OnceLock;

/// A layer of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layer {
    Of(Level),
    Zone,
    Neighbour,
}

impl Layer {
    const ALL: [(Self, &'static str, &'static str); 6] = [
        (Self::Of(Level::Banner), "banner", "banners"),
        (Self::Of(Level::Township), "township", "townships"),
        (Self::Of(Level::Village), "village", "villages"),
        (Self::Of(Level::Grid), "grid", "grids"),
        (Self::Zone, "zone", "zones"),
        (Self::Neighbour, "neighbour", "neighbours"),
    ];

    pub(super) fn parse(name: &str) -> Result<Self, Problem> {
        let known = Self::ALL.into_iter().find(|(_, one, many)| *one == name || *many == name);
        known.map(|(layer, ..)| layer).ok_or_else(|| {
            let said = Message::new("http.unknown_level").with("text", quoted(name));
            Problem::new(Kind::UnknownArea, said).at("level")
        })
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Of(level) => level.name(),
            Self::Zone => "zone",
            Self::Neighbour => "neighbour",
        }
    }

    fn features(self, areas: &AreaSet) -> Vec<Value> {
        match self {
            Self::Of(level) => areas.level(level).iter().map(area_feature).collect(),
            Self::Zone => areas.zones().iter().map(|zone| zone_feature(zone, self)).collect(),
            Self::Neighbour => {
                areas.neighbours().iter().map(|zone| zone_feature(zone, self)).collect()
            }
        }
    }
}

fn area_feature(area: &Area) -> Value {
    json!({
        "type": "Feature",
        "id": area.code.as_str(),
        "properties": {
            "code": area.code.as_str(),
            "name": area.name,
            "level": area.level.name(),
            "kind": area.kind,
            "parent": area.parent.as_ref().map(AreaCode::as_str),
            "area_km2": rounded(area.area_km2),
            "derived": area.derived,
            "label": pair(area.label),
        },
        "geometry": geometry(&area.shape),
    })
}

fn zone_feature(zone: &Zone, layer: Layer) -> Value {
    json!({
        "type": "Feature",
        "id": zone.code,
        "properties": {
            "code": zone.code,
            "name": zone.name,
            "level": layer.name(),
            "kind": zone.kind,
            "parent": null,
            "area_km2": rounded(zone.area_km2),
            "derived": zone.derived,
            "label": pair(zone.label),
        },
        "geometry": geometry(&zone.shape),
    })
}

/// The layers as GeoJSON, made when they are first asked for: boundaries do not change while the
/// server runs.
#[derive(Debug, Default)]
pub(super) struct Layers([OnceLock<Drawn>; 6]);

/// A layer as it is sent.
#[derive(Debug)]
pub(super) struct Drawn {
    pub json: Bytes,
    pub tag: Tag,
}

impl Drawn {
    /// The text of a GeoJSON document and the tag of that text.
    pub(super) fn of(document: &Value) -> Self {
        let json = Bytes::from(document.to_string());
        let tag = Tag::of_hash(&Sha256::digest(&json));
        Self { json, tag }
    }
}

impl Layers {
    pub(super) fn get(&self, layer: Layer, areas: &AreaSet) -> Option<&Drawn> {
        let place = Layer::ALL.iter().position(|(known, ..)| *known == layer)?;
        Some(self.0.get(place)?.get_or_init(|| {
            Drawn::of(&json!({
                "type": "FeatureCollection",
                "name": layer.name(),
                "features": layer.features(areas),
            }))
        }))
    }
}
