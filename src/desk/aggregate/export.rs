//! A table as CSV and as GeoJSON.

use super::body::local;
use super::{Aggregate, ChangeBody, Compared, Row, RowBody};
use crate::incident::harmless;
use geo::{LineString, MultiPolygon};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

const HEAD: [&str; 24] = [
    "code",
    "name",
    "from",
    "to",
    "days",
    "area_km2",
    "count",
    "rate_per_km2_30_days",
    "small",
    "suppressed",
    "previous_count",
    "previous_difference",
    "previous_ratio",
    "previous_p",
    "previous_adjusted",
    "previous_more_than_chance",
    "previous_small",
    "last_year_count",
    "last_year_difference",
    "last_year_ratio",
    "last_year_p",
    "last_year_adjusted",
    "last_year_more_than_chance",
    "last_year_small",
];
/// Spreadsheets take a CSV file without it for one in their own encoding.
const BYTE_ORDER_MARK: &str = "\u{feff}";

impl Aggregate {
    /// One line a unit, UTF-8 with a byte order mark; text that a spreadsheet would run as a formula
    /// gets a `'` in front.
    #[must_use]
    pub fn to_csv(&self, zone: &TimeZone) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
        let period = self.compared.as_ref();
        // Writing into memory does not fail.
        let _ = writer.write_record(HEAD);
        for row in &self.rows {
            let _ = writer.write_record(cells(&row.into(), period, zone));
        }
        writer.into_inner().unwrap_or_default()
    }

    /// A collection of the units, each with its outline; the whole table's own figures are members
    /// of the collection beside `features`.
    #[must_use]
    pub fn to_geojson(&self, zone: &TimeZone) -> Value {
        let mut collection = json!({ "type": "FeatureCollection", "name": self.by_name() });
        let about = serde_json::to_value(self.to_body(zone)).unwrap_or_default();
        if let (Value::Object(all), Value::Object(about)) = (&mut collection, about) {
            all.extend(about.into_iter().filter(|(key, _)| key != "items"));
        }
        collection["features"] = self.rows.iter().map(feature).collect();
        collection
    }
}

fn cells(row: &RowBody, compared: Option<&Compared>, zone: &TimeZone) -> Vec<String> {
    let figures = &row.figures;
    let period = compared.map(|compared| &compared.now);
    let mut cells = vec![
        harmless(&row.code).into_owned(),
        harmless(row.name.as_deref().unwrap_or_default()).into_owned(),
        period.map_or_else(String::new, |span| local(span.from, zone)),
        period.map_or_else(String::new, |span| local(span.to, zone)),
        text(compared.map(|compared| compared.days(&compared.now))),
        text(figures.area_km2),
        text(figures.count),
        text(figures.rate),
        figures.small.to_string(),
        figures.suppressed.to_string(),
    ];
    for change in [&figures.previous, &figures.last_year] {
        cells.extend(change.as_ref().map_or_else(|| [const { String::new() }; 7], change_cells));
    }
    cells
}

fn change_cells(change: &ChangeBody) -> [String; 7] {
    [
        text(change.count),
        text(change.difference),
        text(change.ratio),
        text(change.p),
        text(change.adjusted),
        text(change.more_than_chance),
        change.small.to_string(),
    ]
}

fn text(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn feature(row: &Row) -> Value {
    json!({
        "type": "Feature",
        "id": row.code,
        "properties": serde_json::to_value(RowBody::from(row)).unwrap_or_default(),
        "geometry": geometry(&row.shape),
    })
}

/// One polygon as `Polygon`, several as `MultiPolygon`.
pub(crate) fn geometry(shape: &MultiPolygon<f64>) -> Value {
    let ring = |ring: &LineString<f64>| ring.coords().map(|c| json!([c.x, c.y])).collect::<Value>();
    let polygons: Vec<Value> = shape
        .iter()
        .map(|polygon| {
            std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(ring).collect()
        })
        .collect();
    match <[Value; 1]>::try_from(polygons) {
        Ok([one]) => json!({ "type": "Polygon", "coordinates": one }),
        Err(many) => json!({ "type": "MultiPolygon", "coordinates": many }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::{By, Figures};
    use crate::geo::LonLat;

    #[test]
    fn a_name_that_a_spreadsheet_would_run_is_made_harmless() {
        let row = Row {
            code: "150624101".to_owned(),
            name: Some("=HYPERLINK(\"x\")".to_owned()),
            shape: MultiPolygon::new(Vec::new()),
            label: LonLat::new(107.98, 39.09).unwrap(),
            figures: Figures { count: Some(3), ..Figures::default() },
        };
        let table = Aggregate {
            by: By::Level(crate::area::Level::Township),
            compared: None,
            least: None,
            total: Figures::default(),
            elsewhere: None,
            rows: vec![row],
        };
        let text = String::from_utf8(table.to_csv(&TimeZone::UTC)).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("\u{feff}code,name,from,to,days,"), "{text}");
        assert!(
            lines[1].starts_with("150624101,\"'=HYPERLINK(\"\"x\"\")\",,,,,3,,true,false,"),
            "{text}"
        );
        assert_eq!(lines[1].matches(',').count(), HEAD.len() - 1);
    }
}
