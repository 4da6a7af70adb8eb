//! Sheets over a base map: what is seen of it, and that a sheet needs none.
//!
//! `make bless` draws the golden image anew. Look at it before it is committed.

use crate::support::basemap::*;
use crate::support::server::Server;
use crate::support::{TestDesk, data};
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use tempfile::TempDir;
use wangge::area::Area;
use wangge::basemap::BaseMap;
use wangge::desk::{PaperError, SheetPlan, Span};
use wangge::geo::Bounds;
use wangge::incident::Rules;
use wangge::sheet::{Format, Sheet, SheetError, Template, extent};

/// A park with its zone.
const PARK: &str = "150624404498003";

fn park() -> Area {
    TestDesk::shared().desk.snapshot().areas().find(PARK).expect("a grid").clone()
}

fn template() -> Template {
    Template::shipped("patrol").expect("a shipped template")
}

fn sheet(base: Option<&Arc<BaseMap>>) -> Result<Sheet, PaperError> {
    let rules = Arc::new(Rules::default());
    // A month of long ago: the base map is seen without incidents.
    let span = Span::named("2024-01", &rules.zone()).expect("a period");
    let printed_on = jiff::civil::date(2026, 11, 23);
    let base = base.cloned();
    let plan = SheetPlan { base, ..SheetPlan::new(span, template(), rules, printed_on) };
    TestDesk::shared().desk.snapshot().draw_sheet(&plan.order(&park()))
}

/// A town beside a lake, over what the sheet shows and beyond.
fn town(seen: &Bounds) -> Vec<Thing> {
    let at = |x: f64, y: f64| {
        (seen.west + x * (seen.east - seen.west), seen.south + y * (seen.north - seen.south))
    };
    let along =
        |corners: &[(f64, f64)]| line(&corners.iter().map(|(x, y)| at(*x, *y)).collect::<Vec<_>>());
    let area =
        |corners: &[(f64, f64)]| ring(&corners.iter().map(|(x, y)| at(*x, *y)).collect::<Vec<_>>());
    let name = |layer, kind: &str, (x, y): (f64, f64), text: &str| {
        let (lon, lat) = at(x, y);
        Thing::new(layer, kind, point(lon, lat)).tag("name", "x").tag("name:zh", text)
    };
    let mut things = vec![
        Thing::new(
            "water",
            "lake",
            area(&[(0.1, 0.62), (0.3, 0.55), (0.42, 0.7), (0.35, 0.88), (0.15, 0.85)]),
        ),
        Thing::new("waterway", "river", along(&[(0.42, 0.7), (0.6, 0.6), (0.7, 0.35), (1.1, 0.2)])),
        Thing::new("waterway", "stream", along(&[(0.0, 0.4), (0.1, 0.5), (0.2, 0.58)])),
        Thing::new(
            "landcover",
            "wood",
            area(&[(0.6, 0.65), (0.9, 0.7), (0.95, 0.95), (0.62, 0.92)]),
        ),
        Thing::new(
            "landcover",
            "sand",
            area(&[(0.02, 0.05), (0.2, 0.03), (0.22, 0.2), (0.05, 0.22)]),
        ),
        Thing::new(
            "landuse",
            "residential",
            area(&[(0.3, 0.2), (0.6, 0.2), (0.6, 0.5), (0.3, 0.5)]),
        ),
        Thing::new("transportation", "rail", along(&[(-0.1, 0.3), (0.5, 0.12), (1.1, 0.1)])),
        Thing::new("transportation", "primary", along(&[(-0.1, 0.53), (0.45, 0.53), (1.1, 0.48)])),
        Thing::new(
            "transportation",
            "secondary",
            along(&[(0.45, -0.1), (0.45, 0.53), (0.52, 1.1)]),
        ),
        Thing::new("transportation", "track", along(&[(0.6, 0.35), (0.8, 0.6), (0.85, 0.9)])),
        Thing::new(
            "transportation_name",
            "primary",
            along(&[(-0.1, 0.53), (0.45, 0.53), (1.1, 0.48)]),
        )
        .tag("name", "人民路"),
        name("place", "town", (0.38, 0.42), "示例镇"),
        name("water_name", "lake", (0.25, 0.72), "示例湖"),
    ];
    for i in 0..5 {
        let x = 0.32 + 0.06 * f64::from(i);
        things.push(Thing::new("transportation", "minor", along(&[(x, 0.22), (x, 0.53)])));
        let houses = houses_at(x).map(|house| Thing::new("building", "house", area(&house)));
        things.extend(houses);
    }
    things.sort_by_key(|thing| thing.layer);
    things
}

/// The corners of houses along a street.
fn houses_at(x: f64) -> impl Iterator<Item = [(f64, f64); 4]> {
    (0..4).map(move |j| {
        let y = 0.24 + 0.06 * f64::from(j);
        [(x + 0.012, y), (x + 0.04, y), (x + 0.04, y + 0.03), (x + 0.012, y + 0.03)]
    })
}

fn wider(seen: &Bounds) -> Bounds {
    let (dx, dy) = (0.2 * (seen.east - seen.west), 0.2 * (seen.north - seen.south));
    Bounds {
        west: seen.west - dx,
        south: seen.south - dy,
        east: seen.east + dx,
        north: seen.north + dy,
    }
}

fn vector() -> (TempDir, Arc<BaseMap>) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("town.pmtiles");
    let seen = extent(&park(), &template());
    write_vector(&path, &town(&seen), &wider(&seen), 10..=15);
    let base = Arc::new(BaseMap::open(&path, None).unwrap());
    (dir, base)
}

/// Width, height, and pixels as red, green, blue.
fn pixels(bytes: &[u8]) -> (u32, u32, Vec<[u8; 3]>) {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().expect("a PNG");
    let mut buffer = vec![0; reader.output_buffer_size().expect("a size")];
    let frame = reader.next_frame(&mut buffer).expect("a picture");
    let step = frame.color_type.samples();
    let of = |p: &[u8]| if step > 2 { [p[0], p[1], p[2]] } else { [p[0]; 3] };
    (frame.width, frame.height, buffer.chunks_exact(step).map(of).collect())
}

/// How many pixels differ by more than `by`.
fn differing(a: &[u8], b: &[u8], by: u8) -> usize {
    let (a, b) = (pixels(a), pixels(b));
    assert_eq!((a.0, a.1), (b.0, b.1));
    let far = |(a, b): &(&[u8; 3], &[u8; 3])| a.iter().zip(*b).any(|(x, y)| x.abs_diff(*y) > by);
    a.2.iter().zip(&b.2).filter(far).count()
}

#[test]
fn a_sheet_over_vector_tiles_looks_as_it_was_approved() {
    let (_dir, base) = vector();
    let drawn = sheet(Some(&base)).unwrap().render_png(75.0).unwrap();
    let golden: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/sheet-base.png");
    if std::env::var_os("WANGGE_BLESS").is_some() {
        std::fs::write(&golden, &drawn).unwrap();
        return;
    }
    let golden = std::fs::read(&golden).expect("the golden image; run `make bless`");
    let far = differing(&golden, &drawn, 60);
    let kept = std::env::temp_dir().join("wangge-sheet-base.png");
    std::fs::write(&kept, &drawn).unwrap();
    assert!(far < 60, "{far} pixels differ; see {}", kept.display());
}

#[test]
fn a_base_map_is_seen_and_quiet() {
    let (_dir, base) = vector();
    let without = sheet(None).unwrap().render_png(75.0).unwrap();
    let with = sheet(Some(&base)).unwrap().render_png(75.0).unwrap();
    assert!(differing(&without, &with, 12) > 5_000, "it is seen");
    // Names are the only dark things of it.
    let (_, _, plain) = pixels(&without);
    let (_, _, mapped) = pixels(&with);
    let dark = |p: &[u8; 3]| p.iter().all(|v| *v < 130);
    let darker = plain.iter().zip(&mapped).filter(|(a, b)| !dark(a) && dark(b)).count();
    assert!(darker < 400, "{darker} pixels are dark");
}

#[test]
fn a_sheet_names_the_places_and_the_source_of_its_base_map() {
    let (_dir, base) = vector();
    let with = text_of(&sheet(Some(&base)).unwrap(), "with");
    for text in ["示例镇", "示例湖", "人民路", "© Example & contributors"] {
        assert!(with.contains(text), "{text} is not on the sheet: {with}");
    }
    assert!(!with.contains("example.org"), "markup is not written");
    assert!(!text_of(&sheet(None).unwrap(), "without").contains("示例镇"));
}

#[test]
fn a_server_prints_over_the_base_map_that_it_is_started_with() {
    let (dir, base) = vector();
    let server = Server::start(
        &data(),
        &dir.path().join("empty.db"),
        &["--base", base.path().to_str().expect("UTF-8")],
    );
    let address = format!("{}/api/v1/sheets/{PARK}.pdf?period=2024-01", server.base);
    let pdf = ureq::get(address).call().expect("a sheet").body_mut().read_to_vec().expect("a PDF");
    let text = words_of(&pdf, "served");
    assert!(text.contains("示例镇") && text.contains("© Example & contributors"), "{text}");
}

fn text_of(sheet: &Sheet, name: &str) -> String {
    words_of(&sheet.render(Format::Pdf).unwrap(), name)
}

/// The words of a document.
fn words_of(pdf: &[u8], name: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    let path = put(dir.path(), &format!("{name}.pdf"), pdf);
    let read = Command::new("pdftotext").arg(&path).arg("-").output();
    let read = read.expect("pdftotext, from `sudo apt-get install -y poppler-utils`");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    String::from_utf8(read.stdout).expect("UTF-8")
}

#[test]
fn the_same_base_map_gives_the_same_bytes_from_many_threads() {
    let (_dir, base) = vector();
    let once = sheet(Some(&base)).unwrap().render(Format::Pdf).unwrap();
    std::thread::scope(|scope| {
        let draw = || sheet(Some(&base)).unwrap().render(Format::Pdf).unwrap();
        let drawn: Vec<_> = (0..4).map(|_| scope.spawn(draw)).collect();
        for thread in drawn {
            assert!(thread.join().unwrap() == once);
        }
    });
}

#[test]
fn a_picture_lies_faded_beneath_a_sheet() {
    let seen = extent(&park(), &template());
    let dir = tempfile::tempdir().unwrap();
    let path = put(dir.path(), "photo.png", degrees_png(&wider(&seen), 400, 400));
    let base = Arc::new(BaseMap::open(&path, Some(wider(&seen))).unwrap());
    let without = sheet(None).unwrap().render_png(75.0).unwrap();
    let with = sheet(Some(&base)).unwrap().render_png(75.0).unwrap();
    assert!(differing(&without, &with, 12) > 100_000, "it fills the frame");
    // 45 per cent of black leave white ground brighter than this; a shade for the palette.
    let (_, _, plain) = pixels(&without);
    let (_, _, mapped) = pixels(&with);
    let above = |p: &[u8; 3], least: u8| p.iter().all(|v| *v >= least);
    let dark = plain.iter().zip(&mapped).filter(|(a, b)| above(a, 250) && !above(b, 132)).count();
    assert!(dark == 0, "{dark} pixels are dark");
    // One that lies elsewhere leaves the sheet as it is.
    let far = Bounds { west: 0.0, south: 0.0, east: 1.0, north: 1.0 };
    let elsewhere = Arc::new(BaseMap::open(&path, Some(far)).unwrap());
    let same = sheet(Some(&elsewhere)).unwrap().render_png(75.0).unwrap();
    assert!(same == without);
}

#[test]
fn a_damaged_base_map_is_named_not_left_out() {
    let (dir, _base) = vector();
    let path = dir.path().join("town.pmtiles");
    let mut bytes = std::fs::read(&path).unwrap();
    // All tiles, behind the header, the directory and the metadata.
    let tiles = u64::from_le_bytes(bytes[56..64].try_into().unwrap()) as usize;
    bytes[tiles..].fill(0x1f);
    std::fs::write(&path, bytes).unwrap();
    let base = Arc::new(BaseMap::open(&path, None).unwrap());
    let error = sheet(Some(&base)).err().expect("no sheet");
    assert!(matches!(error, PaperError::Sheet(SheetError::BaseMap { .. })));
    assert!(error.to_string().contains("town.pmtiles"), "{error}");
}
