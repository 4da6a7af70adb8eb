//! The outline of a territory from a file of its own.

use super::AreaError;
use super::crossings::{ShapeFault, shape_faults};
use super::file::{self, Root};
use super::finding::{Finding, Kind};
use super::read::feature_value;
use super::shape::{self, Faults};
use crate::text::Message;
use geo::MultiPolygon;
use serde_json::Value;
use std::path::Path;

/// Reads a GeoJSON file of any name and gives all its polygons as one shape, with every fault of
/// the file and of the shape. What cannot be used is left out and reported.
///
/// # Errors
///
/// [`AreaError::Read`] when the file cannot be read.
pub fn read_outline(path: &Path) -> Result<(MultiPolygon<f64>, Vec<Finding>), AreaError> {
    let bytes =
        std::fs::read(path).map_err(|source| AreaError::Read { path: path.to_owned(), source })?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut findings = Vec::new();
    let read = |root: Root<'_>, findings: &mut Vec<Finding>| {
        if let Some(datum) = file::foreign_datum(&root) {
            let message = Message::new("area.foreign_datum").with("name", datum);
            findings.push(Finding::new(Kind::ForeignDatum, &name, message));
        }
        let mut parts = Vec::new();
        for geometry in geometries(root, &name, findings) {
            let mut faults = Faults::new(&name, "outline", findings);
            parts.extend(shape::read(Some(&geometry), &mut faults).into_iter().flatten());
        }
        if parts.is_empty() && findings.is_empty() {
            findings.push(Finding::new(Kind::NotJson, &name, Message::new("area.not_geojson")));
        }
        parts
    };
    let parts = file::with_root(&name, &bytes, &mut findings, read).unwrap_or_default();
    let shape = MultiPolygon::new(parts);
    for fault in shape_faults(&shape) {
        let (kind, key, at) = match fault {
            ShapeFault::Crossing(at) => (Kind::SelfIntersection, "area.self_intersection", at),
            ShapeFault::HoleOutside(at) => (Kind::HoleOutsideShell, "area.hole_outside_shell", at),
        };
        let message = Message::new(key).with("code", "outline").with("name", &name);
        findings.push(Finding::new(kind, &name, message).at(at.x, at.y));
    }
    Ok((shape, findings))
}

/// The geometries of a collection, a feature, or a geometry that stands alone.
fn geometries(root: Root<'_>, name: &str, findings: &mut Vec<Finding>) -> Vec<Value> {
    match root.members.get("type").and_then(Value::as_str) {
        Some("Polygon" | "MultiPolygon") => vec![Value::Object(root.members)],
        _ => {
            let features = root.features.into_iter().flatten().enumerate();
            let values = features.map(|(i, raw)| feature_value(name, i, raw, findings));
            values.filter_map(|mut one| one.get_mut("geometry").map(Value::take)).collect()
        }
    }
}
