//! The outline of a territory from a file of its own.

use super::AreaError;
use super::crossings::{ShapeFault, shape_faults};
use super::file::{self, Root};
use super::finding::{Finding, Kind};
use super::mended::Notes;
use super::raw::RawFeature;
use super::shape::{self, Faults};
use crate::text::Message;
use geo::MultiPolygon;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
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
        let (mut parts, mut notes) = (Vec::new(), Notes::default());
        let mut add = |geometry: &RawValue, findings: &mut Vec<Finding>| {
            let mut faults = Faults::new(&name, "outline", findings);
            parts.extend(shape::read(Some(geometry), &mut faults).into_iter().flatten());
            notes.add(faults.mended, "outline", None);
        };
        let kind = root.members.get("type").and_then(Value::as_str);
        if matches!(kind, Some("Polygon" | "MultiPolygon")) {
            // A geometry that stands alone.
            if let Ok(geometry) = to_raw_value(&root.members) {
                add(&geometry, findings);
            }
        }
        for (i, raw) in root.features.into_iter().flatten().enumerate() {
            let feature = RawFeature::read(&name, i, raw, findings);
            if let Some(geometry) = feature.and_then(|feature| feature.geometry) {
                add(geometry, findings);
            }
        }
        findings.extend(notes.findings(&name));
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
