//! The geometry of a feature: from JSON to a clean multi-polygon, with every fault on the way.

use super::finding::{Finding, Kind};
use crate::geo::{CoordError, LonLat};
use crate::text::Message;
use geo::{Coord, LineString, MultiPolygon, Polygon, Winding};
use serde_json::Value;

/// Collects the faults of one feature.
pub(super) struct Faults<'a> {
    pub file: &'a str,
    pub feature: &'a str,
    pub findings: &'a mut Vec<Finding>,
    winding: usize,
    duplicates: usize,
}

impl<'a> Faults<'a> {
    pub fn new(file: &'a str, feature: &'a str, findings: &'a mut Vec<Finding>) -> Self {
        Self { file, feature, findings, winding: 0, duplicates: 0 }
    }

    fn add(&mut self, kind: Kind, at: Option<Coord<f64>>, message: Message) {
        let mut finding = Finding::new(kind, self.file, message).in_feature(self.feature);
        finding.at = at.map(|c| (c.x, c.y));
        self.findings.push(finding);
    }

    /// The notes about what was mended, one a kind.
    fn notes(&mut self, at: Option<Coord<f64>>) {
        let counts = [
            (Kind::Winding, "area.winding", self.winding),
            (Kind::DuplicateVertices, "area.duplicate_vertices", self.duplicates),
        ];
        for (kind, key, count) in counts.into_iter().filter(|(_, _, count)| *count > 0) {
            self.add(kind, at, Message::new(key).with("count", count));
            if let Some(note) = self.findings.last_mut() {
                note.count = count;
            }
        }
    }
}

/// The shape of a feature's `geometry`; `None` where no part of it can be used.
///
/// Rings come out closed and without repeated positions, outer rings counter-clockwise and holes
/// clockwise (RFC 7946).
pub(super) fn read(geometry: Option<&Value>, faults: &mut Faults) -> Option<MultiPolygon<f64>> {
    let Some(geometry) = geometry.filter(|g| !g.is_null()) else {
        faults.add(Kind::NullGeometry, None, Message::new("area.null_geometry"));
        return None;
    };
    let kind = geometry.get("type").and_then(Value::as_str).unwrap_or("?");
    let coordinates = geometry.get("coordinates").and_then(Value::as_array);
    let Some(coordinates) = coordinates.filter(|_| matches!(kind, "Polygon" | "MultiPolygon"))
    else {
        faults.add(
            Kind::WrongGeometryType,
            None,
            Message::new("area.wrong_geometry_type").with("type", kind),
        );
        return None;
    };
    let polygons: Vec<&Vec<Value>> = if kind == "Polygon" {
        vec![coordinates]
    } else {
        coordinates.iter().filter_map(Value::as_array).collect()
    };
    let polygons: Vec<&Vec<Value>> =
        polygons.into_iter().filter(|rings| !rings.is_empty()).collect();
    if polygons.is_empty() {
        faults.add(Kind::EmptyGeometry, None, Message::new("area.empty_geometry"));
        return None;
    }
    let before = faults.findings.len();
    let parts: Vec<Polygon<f64>> =
        polygons.into_iter().filter_map(|rings| polygon(rings, faults)).collect();
    let shape = MultiPolygon::new(parts);
    let first = shape.0.first().and_then(|p| p.exterior().0.first().copied());
    faults.notes(first);
    if shape.0.is_empty() {
        if faults.findings.len() == before {
            faults.add(Kind::EmptyGeometry, None, Message::new("area.empty_geometry"));
        }
        return None;
    }
    Some(shape)
}

/// The position of a `Point`; `None` where it cannot be used.
pub(super) fn read_point(geometry: Option<&Value>, faults: &mut Faults) -> Option<LonLat> {
    let Some(geometry) = geometry.filter(|g| !g.is_null()) else {
        faults.add(Kind::NullGeometry, None, Message::new("area.no_position"));
        return None;
    };
    let kind = geometry.get("type").and_then(Value::as_str).unwrap_or("?");
    let Some(coordinates) = geometry.get("coordinates").filter(|_| kind == "Point") else {
        let message = Message::new("area.not_a_point").with("type", kind);
        faults.add(Kind::WrongGeometryType, None, message);
        return None;
    };
    let at = position(coordinates, None, faults)?;
    LonLat::new(at.x, at.y).ok()
}

fn polygon(rings: &[Value], faults: &mut Faults) -> Option<Polygon<f64>> {
    let mut rings = rings.iter().map(|ring| ring.as_array().map_or(&[][..], Vec::as_slice));
    let mut exterior = ring(rings.next()?, faults)?;
    if exterior.is_cw() {
        faults.winding += 1;
        exterior.make_ccw_winding();
    }
    let mut holes: Vec<LineString<f64>> = Vec::new();
    for hole in rings {
        let mut hole = ring(hole, faults)?;
        if hole.is_ccw() {
            faults.winding += 1;
            hole.make_cw_winding();
        }
        holes.push(hole);
    }
    Some(Polygon::new(exterior, holes))
}

/// One ring, closed; `None` where it cannot be used. An unclosed ring is reported and closed, so
/// that the rest of the check can go on; the error stands.
fn ring(positions: &[Value], faults: &mut Faults) -> Option<LineString<f64>> {
    if positions.is_empty() {
        faults.add(Kind::EmptyGeometry, None, Message::new("area.empty_ring"));
        return None;
    }
    let mut coords: Vec<Coord<f64>> = Vec::with_capacity(positions.len());
    for value in positions {
        let at = position(value, coords.last().copied(), faults)?;
        if coords.last() == Some(&at) {
            faults.duplicates += 1;
        } else {
            coords.push(at);
        }
    }
    let (first, last) = (*coords.first()?, *coords.last()?);
    let closed = coords.len() > 1 && first == last;
    let distinct = coords.len() - usize::from(closed);
    if distinct < 3 {
        faults.add(
            Kind::TooFewPoints,
            Some(first),
            Message::new("area.too_few_points").with("count", distinct),
        );
        return None;
    }
    if positions.len() < 4 {
        // Three positions that do not close are two faults: RFC 7946 wants four at least.
        let message = Message::new("area.too_few_points").with("count", distinct);
        faults.add(Kind::TooFewPoints, Some(first), message);
    }
    if !closed {
        faults.add(Kind::UnclosedRing, Some(last), Message::new("area.unclosed_ring"));
        coords.push(first);
    }
    Some(LineString::new(coords))
}

/// A position of two or more numbers; a height is dropped.
fn position(value: &Value, before: Option<Coord<f64>>, faults: &mut Faults) -> Option<Coord<f64>> {
    let numbers = value.as_array().map_or(&[][..], Vec::as_slice);
    let number = |i: usize| numbers.get(i).and_then(Value::as_f64);
    let (Some(x), Some(y)) = (number(0), number(1)) else {
        let message = Message::new("area.nan_coordinate").with("value", value);
        faults.add(Kind::NanCoordinate, before, message);
        return None;
    };
    let at = Coord { x, y };
    let kind = match LonLat::new(x, y) {
        Ok(_) if looks_swapped(x, y) => Kind::SwappedAxes,
        Ok(_) => return Some(at),
        Err(CoordError::Swapped { .. }) => Kind::SwappedAxes,
        Err(CoordError::ProjectedMetres { .. }) => Kind::ProjectedMetres,
        Err(CoordError::NotFinite { .. }) => Kind::NanCoordinate,
        Err(_) => Kind::OutOfRange,
    };
    let key = match kind {
        Kind::SwappedAxes => "area.swapped_axes",
        Kind::ProjectedMetres => "area.projected_metres",
        Kind::NanCoordinate => "area.nan_coordinate",
        _ => "area.out_of_range",
    };
    let message = if kind == Kind::NanCoordinate {
        Message::new(key).with("value", value)
    } else {
        Message::new(key).with("lon", x).with("lat", y)
    };
    faults.add(kind, Some(at), message);
    None
}

/// In range as written, but in China only with the two exchanged.
fn looks_swapped(x: f64, y: f64) -> bool {
    let in_china =
        |lon: f64, lat: f64| (73.0..=136.0).contains(&lon) && (3.0..=54.0).contains(&lat);
    !in_china(x, y) && in_china(y, x)
}
