//! The geometry of a feature: from JSON to a clean multi-polygon, with every fault on the way.

use super::finding::{Finding, Kind};
use super::mended::Mended;
use super::raw::{elements, geometry, numbers};
use crate::geo::{CoordError, LonLat};
use crate::text::Message;
use geo::{Coord, LineString, MultiPolygon, Polygon, Winding};
use serde_json::value::RawValue;

/// Collects the faults of one feature.
pub(super) struct Faults<'a> {
    pub file: &'a str,
    pub feature: &'a str,
    pub findings: &'a mut Vec<Finding>,
    /// What was mended without a finding.
    pub mended: Mended,
}

impl<'a> Faults<'a> {
    pub fn new(file: &'a str, feature: &'a str, findings: &'a mut Vec<Finding>) -> Self {
        Self { file, feature, findings, mended: Mended::default() }
    }

    fn add(&mut self, kind: Kind, at: Option<Coord<f64>>, message: Message) {
        let mut finding = Finding::new(kind, self.file, message).in_feature(self.feature);
        finding.at = at.map(|c| (c.x, c.y));
        self.findings.push(finding);
    }
}

/// The shape of a feature's `geometry`; `None` where no part of it can be used.
///
/// Rings come out closed and without repeated positions, outer rings counter-clockwise and holes
/// clockwise (RFC 7946).
pub(super) fn read(raw: Option<&RawValue>, faults: &mut Faults) -> Option<MultiPolygon<f64>> {
    let Some(raw) = raw else {
        faults.add(Kind::NullGeometry, None, Message::new("area.null_geometry"));
        return None;
    };
    let (kind, coordinates) = geometry(raw);
    let polygons = match (kind.as_str(), coordinates) {
        ("Polygon", Some(rings)) => vec![elements(rings)],
        ("MultiPolygon", Some(list)) => elements(list).into_iter().map(elements).collect(),
        _ => {
            let message = Message::new("area.wrong_geometry_type").with("type", kind);
            faults.add(Kind::WrongGeometryType, None, message);
            return None;
        }
    };
    let polygons: Vec<Vec<&RawValue>> =
        polygons.into_iter().filter(|rings| !rings.is_empty()).collect();
    if polygons.is_empty() {
        faults.add(Kind::EmptyGeometry, None, Message::new("area.empty_geometry"));
        return None;
    }
    let before = faults.findings.len();
    let mut parts: Vec<Polygon<f64>> = Vec::with_capacity(polygons.len());
    parts.extend(polygons.iter().filter_map(|rings| polygon(rings, faults)));
    let shape = MultiPolygon::new(parts);
    if shape.0.is_empty() {
        if faults.findings.len() == before {
            faults.add(Kind::EmptyGeometry, None, Message::new("area.empty_geometry"));
        }
        return None;
    }
    Some(shape)
}

/// The position of a `Point`; `None` where it cannot be used.
pub(super) fn read_point(raw: Option<&RawValue>, faults: &mut Faults) -> Option<LonLat> {
    let Some(raw) = raw else {
        faults.add(Kind::NullGeometry, None, Message::new("area.no_position"));
        return None;
    };
    let (kind, coordinates) = geometry(raw);
    let Some(coordinates) = coordinates.filter(|_| kind == "Point") else {
        let message = Message::new("area.not_a_point").with("type", kind);
        faults.add(Kind::WrongGeometryType, None, message);
        return None;
    };
    let at = position(coordinates, None, faults)?;
    LonLat::new(at.x, at.y).ok()
}

fn polygon(rings: &[&RawValue], faults: &mut Faults) -> Option<Polygon<f64>> {
    let (outer, inner) = rings.split_first()?;
    let mut exterior = ring(&elements(outer), faults)?;
    if exterior.is_cw() {
        faults.mended.winding += 1;
        exterior.make_ccw_winding();
    }
    let mut holes: Vec<LineString<f64>> = Vec::with_capacity(inner.len());
    for hole in inner {
        let mut hole = ring(&elements(hole), faults)?;
        if hole.is_ccw() {
            faults.mended.winding += 1;
            hole.make_cw_winding();
        }
        holes.push(hole);
    }
    Some(Polygon::new(exterior, holes))
}

/// One ring, closed; `None` where it cannot be used. An unclosed ring is reported and closed, so
/// that the rest of the check can go on; the error stands.
fn ring(positions: &[&RawValue], faults: &mut Faults) -> Option<LineString<f64>> {
    if positions.is_empty() {
        faults.add(Kind::EmptyGeometry, None, Message::new("area.empty_ring"));
        return None;
    }
    let mut coords: Vec<Coord<f64>> = Vec::with_capacity(positions.len());
    for raw in positions {
        let at = position(raw, coords.last().copied(), faults)?;
        if coords.last() == Some(&at) {
            faults.mended.duplicates += 1;
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
fn position(raw: &RawValue, before: Option<Coord<f64>>, faults: &mut Faults) -> Option<Coord<f64>> {
    let Some((x, y)) = numbers(raw) else {
        let message = Message::new("area.nan_coordinate").with("value", raw.get());
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
        Message::new(key).with("value", raw.get())
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
