//! A GeoJSON feature taken apart as far as it is needed: positions stay text until they are read,
//! so that a shape is built without a tree of values beside it.

use super::finding::{Finding, Kind};
use crate::text::Message;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// A feature with its geometry as text.
pub(super) struct RawFeature<'a> {
    pub properties: Map<String, Value>,
    pub id: Value,
    /// `None` for null.
    pub geometry: Option<&'a RawValue>,
}

impl<'a> RawFeature<'a> {
    /// The feature at a place of its file; `None`, with a finding, where it is no object or a
    /// number in its properties is beyond any double.
    pub fn read(
        file: &str,
        index: usize,
        raw: &'a RawValue,
        findings: &mut Vec<Finding>,
    ) -> Option<Self> {
        let error = match Self::of(raw) {
            Ok(feature) => return Some(feature),
            Err(error) => error,
        };
        let message = Message::new("area.bad_feature").with("source", &error);
        let label = format!("#{}", index + 1);
        findings.push(Finding::new(Kind::NotJson, file, message).in_feature(&label));
        None
    }

    fn of(raw: &'a RawValue) -> Result<Self, serde_json::Error> {
        let members: HashMap<String, &RawValue> = serde_json::from_str(raw.get())?;
        let value = |name: &str| {
            members.get(name).map_or(Ok(Value::Null), |raw| serde_json::from_str(raw.get()))
        };
        let properties = match value("properties")? {
            Value::Object(properties) => properties,
            _ => Map::new(),
        };
        let geometry = members.get("geometry").copied().filter(|raw| raw.get() != "null");
        Ok(Self { properties, id: value("id")?, geometry })
    }

    /// The first of these properties that is a text or a number.
    pub fn text(&self, names: &[String]) -> Option<String> {
        names.iter().find_map(|name| property_text(self.properties.get(name)))
    }

    /// The code by its property, or else the feature's `id`.
    pub fn code(&self, names: &[String]) -> Option<String> {
        self.text(names).or_else(|| property_text(Some(&self.id)))
    }

    /// Whether one of these properties is true.
    pub fn is_true(&self, names: &[String]) -> bool {
        names.iter().any(|name| self.properties.get(name) == Some(&Value::Bool(true)))
    }
}

/// A geometry taken apart: its type, `?` without one, and its coordinates.
pub(super) fn geometry(raw: &RawValue) -> (String, Option<&RawValue>) {
    let members: HashMap<String, &RawValue> = serde_json::from_str(raw.get()).unwrap_or_default();
    let kind = members.get("type").and_then(|raw| serde_json::from_str(raw.get()).ok());
    (kind.unwrap_or_else(|| "?".to_owned()), members.get("coordinates").copied())
}

/// The elements of a list; none where it is no list.
pub(super) fn elements(raw: &RawValue) -> Vec<&RawValue> {
    serde_json::from_str(raw.get()).unwrap_or_default()
}

/// The first two numbers of a position; a height is dropped.
pub(super) fn numbers(raw: &RawValue) -> Option<(f64, f64)> {
    if let Ok(pair) = serde_json::from_str(raw.get()) {
        return Some(pair);
    }
    let all: Vec<Value> = serde_json::from_str(raw.get()).ok()?;
    Some((all.first()?.as_f64()?, all.get(1)?.as_f64()?))
}

/// A property as text; `None` for null and blank.
pub(super) fn property_text(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}
