//! `GeoJSON`: a collection of points, their properties as columns.
//!
//! Read as plain JSON, so that a feature whose coordinates are text, null or too few is a fault
//! of that feature and not of the file.

use super::lines::detect_encoding;
use super::row::{RawRow, RowProblem, Whole};
use super::{HeaderTable, IncidentError};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::path::Path;

/// Reads a `FeatureCollection`. The columns are `lon`, `lat`, the features' ids where no property
/// is one, and the properties in the order of their first appearance. Properties that are
/// themselves a longitude or a latitude are left out: the geometry says it.
pub(super) fn read_geojson(path: &Path, names: &HeaderTable) -> Result<Whole, IncidentError> {
    let damaged = |source| IncidentError::Damaged { path: path.to_owned(), source };
    let encoding = detect_encoding(path)?;
    let bytes = std::fs::read(path)
        .map_err(|source| IncidentError::Read { path: path.to_owned(), source })?;
    let (text, _) = encoding.decode_with_bom_removal(&bytes);
    let root: Value = serde_json::from_str(&text).map_err(|error| damaged(error.into()))?;
    let features = root
        .get("features")
        .and_then(Value::as_array)
        .ok_or_else(|| damaged("no FeatureCollection".into()))?;
    let mut columns = Columns::new();
    for name in features.iter().filter_map(properties).flat_map(Map::keys) {
        columns.add(name, names);
    }
    let ids = !columns.headers.iter().any(|name| names.field(name) == Some("external_id"));
    if ids && features.iter().any(|feature| feature.get("id").is_some()) {
        columns.add(ID, names);
    }
    let total_bytes = bytes.len() as u64;
    let count = features.len().max(1) as u64;
    let rows: Vec<RawRow> = (1..)
        .zip(features)
        .map(|(number, feature)| columns.row(number, feature, total_bytes * number / count))
        .collect();
    let headers = columns.headers;
    Ok(Whole {
        encoding: encoding.name(),
        headers,
        rows: rows.into_iter(),
        total_bytes,
        passed_over: Vec::new(),
    })
}

const ID: &str = "id";

fn properties(feature: &Value) -> Option<&Map<String, Value>> {
    feature.get("properties").and_then(Value::as_object)
}

struct Columns {
    headers: Vec<String>,
    at: HashMap<String, usize>,
}

impl Columns {
    fn new() -> Self {
        Self { headers: vec!["lon".to_owned(), "lat".to_owned()], at: HashMap::new() }
    }

    fn add(&mut self, name: &str, names: &HeaderTable) {
        let place = matches!(names.field(name), Some("lon" | "lat"));
        if !place && !self.at.contains_key(name) {
            self.at.insert(name.to_owned(), self.headers.len());
            self.headers.push(name.to_owned());
        }
    }

    fn row(&self, line: u64, feature: &Value, bytes_read: u64) -> RawRow {
        let mut cells = vec![String::new(); self.headers.len()];
        let mut set = |column: usize, text: String| {
            if let Some(cell) = cells.get_mut(column) {
                *cell = text;
            }
        };
        if let (Some(column), Some(id)) = (self.at.get(ID), feature.get("id")) {
            set(*column, text_of(id));
        }
        for (name, value) in properties(feature).into_iter().flatten() {
            if let Some(column) = self.at.get(name) {
                set(*column, text_of(value));
            }
        }
        let geometry = feature.get("geometry").filter(|geometry| !geometry.is_null());
        let kind = geometry.map(|geometry| geometry.get("type").map(text_of).unwrap_or_default());
        let coordinates = geometry.and_then(|g| g.get("coordinates")).and_then(Value::as_array);
        if kind.as_deref() == Some("Point") {
            // A height may follow; it is not used.
            for (column, number) in coordinates.into_iter().flatten().take(2).enumerate() {
                set(column, text_of(number));
            }
        }
        // No geometry at all is a missing longitude and latitude, which the row's check says.
        let problem =
            kind.filter(|kind| kind != "Point").map(|kind| RowProblem::NotAPoint { kind });
        RawRow { line, cells, rest: None, problem, bytes_read }
    }
}

fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
