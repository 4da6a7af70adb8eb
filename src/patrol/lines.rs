//! Lines out of GeoJSON, for roads and for tracks: each position, and its time where it has one.

use super::error::{Fault, PatrolError};
use super::tracks::{Fix, read_time};
use crate::area::is_home;
use crate::geo::{Datum, Reported};
use crate::text::Message;
use serde::de::{Deserialize, Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::fmt;

/// The members of a JSON object, as text.
type Members<'a> = HashMap<String, &'a RawValue>;

/// The lines of a file and what is wrong in it. A line is broken where a position cannot be used, so
/// each one here is whole; none is empty.
pub(super) struct Lines {
    pub lines: Vec<Vec<Fix>>,
    pub faults: Vec<Fault>,
}

/// Reads the `LineString`s and `MultiLineString`s of a `FeatureCollection`, a `Feature` or a bare
/// geometry. Times are those of `coordTimes` or `coordinateProperties.times`; no other property is
/// looked at.
///
/// # Errors
///
/// [`PatrolError`] where the file as a whole is not what it should be.
pub(super) fn read_lines(file: &str, bytes: &[u8], datum: Datum) -> Result<Lines, PatrolError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let not_json = |error: serde_json::Error| PatrolError::NotJson {
        file: file.to_owned(),
        what: error.to_string(),
    };
    let not_geojson = || PatrolError::NotGeoJson { file: file.to_owned() };
    let root: &RawValue = serde_json::from_slice(bytes).map_err(not_json)?;
    let members: Members = serde_json::from_str(root.get()).map_err(|_| not_geojson())?;
    if let Some(name) = members.get("crs").and_then(|crs| foreign(crs)) {
        return Err(PatrolError::ForeignDatum { file: file.to_owned(), name });
    }
    let mut reader = Reader { file, datum, lines: Vec::new(), faults: Vec::new() };
    match kind(&members).as_str() {
        "FeatureCollection" => {
            let list = members.get("features").ok_or_else(not_geojson)?;
            let list: Vec<&RawValue> =
                serde_json::from_str(list.get()).map_err(|_| not_geojson())?;
            for (i, feature) in list.into_iter().enumerate() {
                reader.feature(i + 1, feature);
            }
        }
        "Feature" => reader.feature(1, root),
        "LineString" | "MultiLineString" => reader.geometry(1, root, &Value::Null),
        _ => return Err(not_geojson()),
    }
    Ok(Lines { lines: reader.lines, faults: reader.faults })
}

/// The name of a datum that is neither CGCS2000 nor WGS-84.
fn foreign(crs: &RawValue) -> Option<String> {
    let crs: Value = serde_json::from_str(crs.get()).ok()?;
    let name = crs.pointer("/properties/name").or_else(|| crs.pointer("/properties/code"));
    let name = match name {
        Some(Value::String(name)) => name.clone(),
        Some(other) => other.to_string(),
        None if crs.is_null() => return None,
        None => crs.to_string(),
    };
    (!is_home(&name)).then_some(name)
}

fn kind(members: &Members) -> String {
    let kind = members.get("type").and_then(|raw| serde_json::from_str(raw.get()).ok());
    kind.unwrap_or_else(|| "?".to_owned())
}

struct Reader<'a> {
    file: &'a str,
    datum: Datum,
    lines: Vec<Vec<Fix>>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn fault(&mut self, feature: usize, what: Message) {
        self.faults.push(Fault::in_feature(self.file, feature, what));
    }

    fn feature(&mut self, number: usize, raw: &RawValue) {
        let Ok(members) = serde_json::from_str::<Members>(raw.get()) else {
            return self.fault(number, Message::new("patrol.not_a_feature"));
        };
        let Some(geometry) = members.get("geometry").filter(|raw| raw.get() != "null") else {
            return self.fault(number, Message::new("patrol.no_geometry"));
        };
        let times = members.get("properties").map_or(Value::Null, |raw| times_of(raw));
        self.geometry(number, geometry, &times);
    }

    fn geometry(&mut self, number: usize, raw: &RawValue, times: &Value) {
        let Ok(members) = serde_json::from_str::<Members>(raw.get()) else {
            return self.fault(number, Message::new("patrol.not_a_feature"));
        };
        let kind = kind(&members);
        let wrong = Message::new("patrol.not_a_line");
        let Some(coordinates) = members.get("coordinates") else {
            return self.fault(number, wrong.with("type", &kind));
        };
        match kind.as_str() {
            "LineString" => self.line(number, coordinates, times),
            "MultiLineString" => {
                let Ok(parts) = serde_json::from_str::<Vec<&RawValue>>(coordinates.get()) else {
                    return self.fault(number, Message::new("patrol.bad_coordinates"));
                };
                for (i, part) in parts.into_iter().enumerate() {
                    self.line(number, part, times.get(i).unwrap_or(&Value::Null));
                }
            }
            _ => self.fault(number, wrong.with("type", &kind)),
        }
    }

    fn line(&mut self, number: usize, raw: &RawValue, times: &Value) {
        let Some(positions) = positions(raw) else {
            return self.fault(number, Message::new("patrol.bad_coordinates"));
        };
        let times = self.times(number, times, positions.len());
        let mut line = Vec::with_capacity(positions.len());
        for (i, position) in positions.iter().enumerate() {
            let at = match position {
                Some(Position(x, y)) => Reported { x: *x, y: *y, datum: self.datum }
                    .to_lonlat()
                    .map_err(|error| error.message()),
                None => Err(Message::new("patrol.bad_position")),
            };
            match at {
                Ok(at) => line.push(Fix { at, time: times.get(i).copied().flatten() }),
                Err(what) => {
                    self.faults.push(Fault::at_position(self.file, number, i + 1, what));
                    self.end(&mut line);
                }
            }
        }
        self.end(&mut line);
    }

    fn end(&mut self, line: &mut Vec<Fix>) {
        if !line.is_empty() {
            self.lines.push(std::mem::take(line));
        }
    }

    fn times(
        &mut self,
        number: usize,
        times: &Value,
        count: usize,
    ) -> Vec<Option<jiff::Timestamp>> {
        let Value::Array(times) = times else { return Vec::new() };
        let read: Vec<_> = times.iter().map(|t| t.as_str().and_then(read_time)).collect();
        if read.len() != count {
            let what = Message::new("patrol.times_differ").with("times", read.len());
            self.fault(number, what.with("positions", count));
            return Vec::new();
        }
        let bad = times.iter().zip(&read).filter(|(t, read)| !t.is_null() && read.is_none());
        let bad = bad.count();
        if bad > 0 {
            self.fault(number, Message::new("patrol.bad_times").with("count", bad));
        }
        read
    }
}

/// The times of a feature's positions; null where it has none.
fn times_of(properties: &RawValue) -> Value {
    #[derive(serde::Deserialize)]
    struct Properties<'a> {
        #[serde(borrow, rename = "coordTimes")]
        old: Option<&'a RawValue>,
        #[serde(borrow, rename = "coordinateProperties")]
        new: Option<&'a RawValue>,
    }
    let Ok(found) = serde_json::from_str::<Option<Properties>>(properties.get()) else {
        return Value::Null;
    };
    let read = |raw: &RawValue| serde_json::from_str::<Value>(raw.get()).ok();
    let Some(found) = found else { return Value::Null };
    let new = found.new.and_then(read).and_then(|value| value.get("times").cloned());
    new.or_else(|| found.old.and_then(read)).unwrap_or(Value::Null)
}

/// The positions of a line, `None` for each that is none; `None` where it is no list.
fn positions(raw: &RawValue) -> Option<Vec<Option<Position>>> {
    if let Ok(all) = serde_json::from_str::<Vec<Position>>(raw.get()) {
        return Some(all.into_iter().map(Some).collect());
    }
    let each: Vec<&RawValue> = serde_json::from_str(raw.get()).ok()?;
    Some(each.into_iter().map(|raw| serde_json::from_str(raw.get()).ok()).collect())
}

/// The first two numbers of a position; a height is passed over.
struct Position(f64, f64);

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Numbers;
        impl<'de> Visitor<'de> for Numbers {
            type Value = Position;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a position of two numbers or more")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Position, A::Error> {
                let short = |n| serde::de::Error::invalid_length(n, &self);
                let x = list.next_element()?.ok_or_else(|| short(0))?;
                let y = list.next_element()?.ok_or_else(|| short(1))?;
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Position(x, y))
            }
        }
        deserializer.deserialize_seq(Numbers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    fn read(text: &str) -> Result<Lines, PatrolError> {
        read_lines("roads.geojson", text.as_bytes(), Datum::Wgs84)
    }

    #[test]
    fn lines_of_every_form_are_read() {
        let line = r#"{"type":"LineString","coordinates":[[107.9,39.0],[107.91,39.0,1200]]}"#;
        let many = r#"{"type":"MultiLineString","coordinates":[[[107.9,39.0],[107.91,39.0]],
                       [[107.9,39.1],[107.91,39.1]]]}"#;
        let feature = |g: &str| format!(r#"{{"type":"Feature","properties":null,"geometry":{g}}}"#);
        for (text, count) in [
            (line.to_owned(), 1),
            (many.to_owned(), 2),
            (feature(line), 1),
            (
                format!(
                    r#"{{"type":"FeatureCollection","features":[{},{}]}}"#,
                    feature(line),
                    feature(many)
                ),
                3,
            ),
        ] {
            let found = read(&text).unwrap();
            assert_eq!((found.lines.len(), found.faults.len()), (count, 0), "{text}");
        }
    }

    #[test]
    fn a_fault_names_file_feature_and_position_and_the_rest_is_used() {
        let text = r#"{"type":"FeatureCollection","features":[
            {"type":"Feature","geometry":{"type":"Point","coordinates":[107.9,39.0]}},
            {"type":"Feature","geometry":null},
            7,
            {"type":"Feature","geometry":{"type":"LineString","coordinates":
                [[107.9,39.0],[107.91,39.0],["x",2],[39.0,107.92],[107.93,39.0],[107.94,39.0]]}},
            {"type":"Feature","geometry":{"type":"LineString","coordinates":5}}]}"#;
        let found = read(text).unwrap();
        assert_eq!(found.lines.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
        let told: Vec<String> = found.faults.iter().map(|f| f.render(Lang::En)).collect();
        assert_eq!(told.len(), 6);
        for (told, place) in told.iter().zip([
            "feature 1:",
            "feature 2:",
            "feature 3:",
            "feature 4, position 3:",
            "feature 4, position 4:",
            "feature 5:",
        ]) {
            assert!(told.starts_with(&format!("roads.geojson, {place}")), "{told}");
        }
    }

    #[test]
    fn a_file_that_is_something_else_is_refused() {
        assert!(matches!(read("{"), Err(PatrolError::NotJson { .. })));
        assert!(matches!(read("[]"), Err(PatrolError::NotGeoJson { .. })));
        assert!(matches!(read(r#"{"type":"Topology"}"#), Err(PatrolError::NotGeoJson { .. })));
        let crs = r#"{"type":"FeatureCollection","features":[],
                      "crs":{"type":"name","properties":{"name":"EPSG:4527"}}}"#;
        assert!(
            matches!(read(crs), Err(PatrolError::ForeignDatum { name, .. }) if name == "EPSG:4527")
        );
    }

    #[test]
    fn times_stand_beside_their_positions() {
        let text = |times: &str| {
            format!(
                r#"{{"type":"Feature","properties":{{"name":"x","coordTimes":{times}}},"geometry":
                   {{"type":"LineString","coordinates":[[107.9,39.0],[107.91,39.0]]}}}}"#
            )
        };
        let good = read(&text(r#"["2026-09-01T00:00:00Z", null]"#)).unwrap();
        assert!(good.faults.is_empty());
        assert_eq!(good.lines[0][0].time, Some("2026-09-01T00:00:00Z".parse().unwrap()));
        assert_eq!(good.lines[0][1].time, None);
        for bad in [r#"["2026-09-01T00:00:00Z"]"#, r#"["yesterday", null]"#] {
            let found = read(&text(bad)).unwrap();
            assert_eq!((found.lines[0].len(), found.faults.len()), (2, 1), "{bad}");
        }
    }
}
