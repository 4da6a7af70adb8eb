//! Heat over HTTP: pictures, numbers and contours agree with each other and with what was reported.

use crate::support::{TestDesk, report};
use geo::{Contains, Point};
use serde_json::{Value, json};
use std::io::Cursor;
use tiff::decoder::{Decoder, DecodingResult};
use tiff::tags::Tag;
use wangge::geo::{LonLat, mercator_px, mercator_unproject};

/// Palette indices of a PNG, row by row.
fn indices(png: &[u8]) -> (u32, u32, Vec<u8>) {
    let decoder = png::Decoder::new(Cursor::new(png));
    let mut reader = decoder.read_info().expect("a PNG");
    let mut buffer = vec![0; reader.output_buffer_size().expect("a size")];
    let frame = reader.next_frame(&mut buffer).expect("an image");
    buffer.truncate(frame.buffer_size());
    (frame.width, frame.height, buffer)
}

struct Grid {
    west: f64,
    north: f64,
    step: (f64, f64),
    width: u32,
    values: Vec<f32>,
}

fn geotiff(file: &[u8]) -> Grid {
    let mut decoder = Decoder::new(Cursor::new(file)).expect("a TIFF");
    let (width, _) = decoder.dimensions().unwrap();
    let DecodingResult::F32(values) = decoder.read_image().unwrap() else { panic!("floats") };
    let mut doubles = |tag| decoder.get_tag_f64_vec(tag).unwrap();
    let (scale, tie) = (doubles(Tag::ModelPixelScaleTag), doubles(Tag::ModelTiepointTag));
    Grid { west: tie[3], north: tie[4], step: (scale[0], scale[1]), width, values }
}

impl Grid {
    fn at(&self, lon: f64, lat: f64) -> f32 {
        let column = ((lon - self.west) / self.step.0) as usize;
        let row = ((self.north - lat) / self.step.1) as usize;
        self.values[row * self.width as usize + column]
    }
}

#[test]
fn a_picture_its_numbers_and_its_tiles_say_the_same() {
    let desk = TestDesk::shared();
    let common = "from=2026-01-01&to=2026-06-30&max=5&bandwidth=3000";
    let bbox = "bbox=107.7,38.9,108.3,39.3&width=600&height=400";
    let image = desk.get(&format!("/api/v1/heat/image?{common}&{bbox}"));
    assert_eq!((image.status.as_u16(), image.header("content-type")), (200, "image/png"));
    let (width, height, picture) = indices(&image.body);
    assert_eq!((width, height), (600, 400));
    let tiff = desk.get(&format!("/api/v1/heat/image?{common}&{bbox}&format=geotiff"));
    assert_eq!((tiff.status.as_u16(), tiff.header("content-type")), (200, "image/tiff"));
    let grid = geotiff(&tiff.body);
    assert!((grid.west - 107.7).abs() < 1e-12 && (grid.north - 39.3).abs() < 1e-12);
    for (index, value) in picture.iter().zip(&grid.values) {
        let expected = if value.is_nan() { 0.0 } else { (value / 5.0).min(1.0).sqrt() * 255.0 };
        assert!((f32::from(*index) - expected).abs() <= 0.51, "{index} {expected}");
    }
    // A tile of the web map, pixel by pixel.
    let (x, y) = mercator_px(LonLat::new(107.98, 39.09).unwrap(), 11);
    let (x, y) = ((x / 256.0) as u32, (y / 256.0) as u32);
    for size in [256_u32, 512] {
        let tile = desk.get(&format!("/api/v1/heat/tiles/11/{x}/{y}.png?{common}&size={size}"));
        let (side, _, tile) = indices(&tile.body);
        assert_eq!(side, size);
        let scale = 256.0 / f64::from(size);
        let mut seen = 0;
        for row in (0..size).step_by(7) {
            for column in (0..size).step_by(7) {
                let px = |origin: u32, at: u32| {
                    f64::from(origin) * 256.0 + (f64::from(at) + 0.5) * scale
                };
                let at = mercator_unproject(px(x, column), px(y, row), 11);
                let value = grid.at(at.lon(), at.lat());
                let expected =
                    if value.is_nan() { 0.0 } else { (value / 5.0).min(1.0).sqrt() * 255.0 };
                let index = f32::from(tile[(row * size + column) as usize]);
                // A pixel of the numbers is half a pixel away at most.
                assert!((index - expected).abs() < 8.0, "{index} {expected} at {at:?}");
                seen += u32::from(index > 20.0);
            }
        }
        assert!(seen > 100, "{seen}");
    }
}

/// Incidents beside a picture reach into it, so that pictures side by side have no seam.
#[test]
fn two_halves_are_the_whole() {
    let desk = TestDesk::shared();
    let numbers = |bbox: &str| {
        let path = format!("/api/v1/heat/image?bbox={bbox}&format=geotiff&bandwidth=4000");
        geotiff(&desk.get(&format!("{path}&width=100&height=100")).body).values
    };
    let (west, east) = (numbers("107.9,39.0,108.0,39.2"), numbers("108.0,39.0,108.1,39.2"));
    let path = "/api/v1/heat/image?bbox=107.9,39.0,108.1,39.2&format=geotiff&bandwidth=4000";
    let whole = geotiff(&desk.get(&format!("{path}&width=200&height=100")).body).values;
    for (row, values) in whole.chunks(200).enumerate() {
        let halves = west[row * 100..][..100].iter().chain(&east[row * 100..][..100]);
        for (a, b) in values.iter().zip(halves) {
            assert!((a - b).abs() <= 1e-5 * a.abs(), "{a} {b}");
        }
    }
}

#[test]
fn contours_hold_the_density_they_say() {
    let desk = TestDesk::shared();
    let common = "from=2026-01-01&to=2026-06-30&bandwidth=3000";
    let bands = desk.json(&format!("/api/v1/heat/contours?{common}&levels=0.2,1,4"));
    let lines = desk.json(&format!("/api/v1/heat/contours?{common}&levels=0.2,1,4&as=lines"));
    let tiff = desk.get(&format!("/api/v1/heat/image?{common}&format=geotiff&width=1200"));
    let grid = geotiff(&tiff.body);
    let shapes: Vec<(f64, f64, geo::MultiPolygon<f64>)> = bands["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feature| {
            let geometry: geojson::Geometry =
                serde_json::from_value(feature["geometry"].clone()).unwrap();
            let about = &feature["properties"];
            let max = about["max"].as_f64().unwrap_or(f64::INFINITY);
            (about["min"].as_f64().unwrap(), max, geometry.try_into().unwrap())
        })
        .collect();
    assert_eq!(shapes.len(), 3);
    let mut told = [0; 4];
    for row in (0..600).step_by(9) {
        for column in (0..1200).step_by(9) {
            let lon = grid.west + (f64::from(column) + 0.5) * grid.step.0;
            let lat = grid.north - (f64::from(row) + 0.5) * grid.step.1;
            let Some(value) = grid.values.get((row * 1200 + column) as usize) else { continue };
            let value = f64::from(*value);
            let near_a_level = [0.2, 1.0, 4.0].iter().any(|l| (value / l - 1.0).abs() < 0.05);
            if value.is_nan() || near_a_level {
                continue;
            }
            let inside: Vec<usize> =
                (0..3).filter(|i| shapes[*i].2.contains(&Point::new(lon, lat))).collect();
            let expected: Vec<usize> =
                (0..3).filter(|i| (shapes[*i].0..shapes[*i].1).contains(&value)).collect();
            assert_eq!(inside, expected, "{value} at {lon},{lat}");
            told[expected.first().map_or(3, |i| *i)] += 1;
        }
    }
    assert!(told[0] > 5 && told[1] > 5 && told[3] > 100, "{told:?}");
    let values: Vec<&Value> = lines["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feature| &feature["properties"]["value"])
        .collect();
    assert_eq!(values, [&json!(0.2), &json!(1.0), &json!(4.0)]);
}

#[test]
fn what_cannot_be_drawn_is_said_by_name() {
    let desk = TestDesk::shared();
    let refused = |query: &str, code: &str| {
        desk.get(&format!("/api/v1/heat/{query}")).problem(422, code);
    };
    refused("image?bbox=108,39,108,40", "invalid_parameter");
    refused("image?width=5000", "invalid_parameter");
    refused("image?format=jpeg", "invalid_parameter");
    refused("image?kernel=cone", "invalid_parameter");
    refused("contours?as=dots", "invalid_parameter");
    refused("tiles/8/204/97.png?size=300", "invalid_parameter");
    refused("tiles/8/204/97.png?scale=mine", "invalid_parameter");
    desk.get("/api/v1/heat/contours?levels=-1").problem(400, "malformed_parameter");
    let empty = TestDesk::empty().json("/api/v1/heat/contours");
    assert_eq!(empty, json!({ "type": "FeatureCollection", "features": [] }));
    let image = TestDesk::empty().get("/api/v1/heat/image?width=16&height=16");
    assert_eq!(image.status, 200);
    let picture = desk.get("/api/v1/heat/image?format=legend&lang=en&kernel=quartic");
    assert_eq!((picture.status.as_u16(), picture.header("content-type")), (200, "image/png"));
    let all = desk.get("/api/v1/heat/tiles/8/204/97.png?from=2026-03-01&to=2026-03-02");
    let local =
        desk.get("/api/v1/heat/tiles/8/204/97.png?from=2026-03-01&to=2026-03-02&scale=local");
    assert!(indices(&local.body).2.iter().max() >= indices(&all.body).2.iter().max());
}

/// Tiles asked for while reports come in: one that is drawn after a report was acknowledged has
/// it, whatever the tag says that the browser holds.
#[test]
fn a_tile_after_an_acknowledged_report_shows_it() {
    let desk = TestDesk::empty();
    let (x, y) = mercator_px(LonLat::new(107.98, 39.09).unwrap(), 10);
    let address = format!(
        "/api/v1/heat/tiles/10/{}/{}.png?from=2026-01-01&to=2026-12-31&max=2",
        (x / 256.0) as u32,
        (y / 256.0) as u32
    );
    let sum = |png: &[u8]| indices(png).2.iter().map(|i| u64::from(*i)).sum::<u64>();
    let done = std::sync::atomic::AtomicBool::new(false);
    let done = &done;
    std::thread::scope(|scope| {
        let busy = scope.spawn({
            let (desk, address) = (&desk, &address);
            move || {
                while !done.load(std::sync::atomic::Ordering::Relaxed) {
                    assert_eq!(desk.get(address).status, 200);
                }
            }
        });
        let mut before = desk.get(&address);
        for round in 0..12 {
            let sent = desk.post("/api/v1/incidents", &report(&format!("HEAT-{round}")), &[]);
            assert_eq!(sent.status, 201, "{}", sent.text());
            let held = before.header("etag").to_owned();
            let after = desk.get_with(&address, &[("if-none-match", &held)]);
            assert_eq!(after.status, 200, "a new state is no 304");
            assert!(sum(&after.body) > sum(&before.body), "round {round}");
            let again = desk.get_with(&address, &[("if-none-match", after.header("etag"))]);
            assert_eq!(again.status, 304);
            before = after;
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        busy.join().expect("tiles all the while");
    });
}

#[test]
fn weights_count_by_severity() {
    let desk = TestDesk::shared();
    let numbers = |query: &str| {
        let path = "/api/v1/heat/image?bbox=107.8,38.95,108.2,39.25&format=geotiff&width=60";
        geotiff(&desk.get(&format!("{path}&height=60&from=2026-01-01&to=2026-06-30&{query}")).body)
            .values
    };
    let weighted = numbers("weights=1,2,4,8.5");
    let parts: Vec<Vec<f32>> = (1..=4).map(|s| numbers(&format!("severity={s}"))).collect();
    for (i, value) in weighted.iter().enumerate() {
        let sum = parts[0][i] + 2.0 * parts[1][i] + 4.0 * parts[2][i] + 8.5 * parts[3][i];
        assert!((value - sum).abs() <= 1e-4 * sum + 1e-6, "{value} {sum}");
    }
    // Where a list is needed instead of the index.
    let listed = numbers("weights=1,2,4,8.5&grid=150624");
    assert!(weighted.iter().zip(&listed).all(|(a, b)| (a - b).abs() <= 1e-4 * b + 1e-6));
    for wrong in ["1,2,3", "1,2,3,x", "1,2,3,-4"] {
        let answer = desk.get(&format!("/api/v1/heat/image?weights={wrong}"));
        answer.problem(400, "malformed_parameter");
    }
}

#[test]
fn a_bandwidth_is_proposed_in_two_ways() {
    let body = TestDesk::shared().json("/api/v1/heat/bandwidth?category=%E5%85%B6%E4%BB%96");
    let (rule, validated) =
        (body["rule_of_thumb_m"].as_f64().unwrap(), body["cross_validated_m"].as_f64().unwrap());
    assert!(rule > validated && validated >= 50.0, "{body}");
    let none = TestDesk::empty().json("/api/v1/heat/bandwidth");
    assert_eq!(none, json!({ "rule_of_thumb_m": null, "cross_validated_m": null, "incidents": 0 }));
}
