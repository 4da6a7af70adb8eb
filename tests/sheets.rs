//! Pictures: patrol sheets, heatmaps and tiles against golden images, and what must be in them
//! whatever they look like.
//!
//! `make bless` draws the golden images anew. Look at each of them before it is committed.

use crate::support::{TestDesk, data};
use jiff::ToSpan;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use wangge::area::{self, Area, Level};
use wangge::desk::{End, Filter, PaperError, SheetPlan, Snapshot, Span};
use wangge::geo::{Datum, LonLat, Reported, TILE_PX, TileId};
use wangge::heat::{Density, Kernel, Ramp, Sampling, scale_top};
use wangge::incident::{Incident, IncidentId, Report, Rules, Severity, Status};
use wangge::sheet::{Format, HeatPicture, Sheet, Template, heat_extent, heat_picture};
use wangge::text::Lang;

/// A park with its zone, a town's block, steppe at the banner's border, and a grid whose share of
/// incidents is large.
const PARK: &str = "150624404498003";
const BLOCK: &str = "150624101003007";
const STEPPE: &str = "150624201201002";
const TOWNSHIP: &str = "150624101";

fn attributions() -> Vec<String> {
    area::read_dir(&data(), &area::Fields::default()).expect("the reference data").attributions
}

fn grid(code: &str) -> Area {
    TestDesk::shared().desk.snapshot().areas().find(code).expect("a grid").clone()
}

fn sheet(code: &str, period: &str, lang: Lang) -> Sheet {
    sheet_by("patrol", code, period, lang)
}

fn sheet_by(template: &str, code: &str, period: &str, lang: Lang) -> Sheet {
    let template = Template::shipped(template).expect("a template");
    let snapshot = TestDesk::shared().desk.snapshot();
    printed(&snapshot, &grid(code), &template, period, lang)
}

fn printed(
    snapshot: &Snapshot,
    area: &Area,
    template: &Template,
    period: &str,
    lang: Lang,
) -> Sheet {
    let rules = Arc::new(Rules::default());
    let span = Span::named(period, &rules.zone()).expect("a period");
    let plan = SheetPlan {
        desk_url: Some("http://10.0.0.8:8080".to_owned()),
        attributions: attributions(),
        lang,
        ..SheetPlan::new(span, template.clone(), rules, jiff::civil::date(2026, 11, 23))
    };
    snapshot.draw_sheet(&plan.with_spots(snapshot).order(area)).expect("a sheet")
}

/// A picture as eight-bit RGBA.
struct Picture {
    width: u32,
    height: u32,
    rgba: Vec<u8>,
}

impl Picture {
    fn read(bytes: &[u8]) -> Self {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(
            png::Transformations::normalize_to_color8() | png::Transformations::ALPHA,
        );
        let mut reader = decoder.read_info().expect("a PNG");
        let mut buffer = vec![0; reader.output_buffer_size().expect("a size")];
        let frame = reader.next_frame(&mut buffer).expect("a picture");
        buffer.truncate(frame.buffer_size());
        let rgba = match frame.color_type {
            png::ColorType::Rgba => buffer,
            png::ColorType::GrayscaleAlpha => {
                buffer.chunks(2).flat_map(|p| [p[0], p[0], p[0], p[1]]).collect()
            }
            other => panic!("{other:?} in spite of the transformations"),
        };
        Self { width: frame.width, height: frame.height, rgba }
    }

    fn pixels(&self) -> impl Iterator<Item = [u8; 4]> + '_ {
        self.rgba.chunks_exact(4).map(|p| [p[0], p[1], p[2], p[3]])
    }
}

/// Blocks of a picture are compared one by one, so that a single lost letter counts.
const BLOCK_PX: usize = 16;
/// Pixels of a block that may differ much: edges, where another machine rounds otherwise.
const BLOCK_TOLERANCE: usize = 10;

/// Compares with the golden image of that name.
#[track_caller]
fn assert_looks_like(name: &str, drawn: &[u8]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.png"));
    if std::env::var_os("WANGGE_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("tests/golden");
        std::fs::write(&path, drawn).expect("the golden image");
        return;
    }
    let golden = std::fs::read(&path).unwrap_or_else(|e| panic!("{name}: {e}; run `make bless`"));
    let (golden, seen) = (Picture::read(&golden), Picture::read(drawn));
    assert_eq!((golden.width, golden.height), (seen.width, seen.height), "{name}");
    let mut far: HashMap<usize, usize> = HashMap::new();
    for (i, (a, b)) in golden.pixels().zip(seen.pixels()).enumerate() {
        if a.iter().zip(b).any(|(x, y)| x.abs_diff(y) > 60) {
            let (x, y) = (i % golden.width as usize, i / golden.width as usize);
            *far.entry(y / BLOCK_PX * 1_000 + x / BLOCK_PX).or_default() += 1;
        }
    }
    if let Some((block, count)) = far.into_iter().max_by_key(|(_, count)| *count)
        && count > BLOCK_TOLERANCE
    {
        let kept = artefact(&format!("{name}.png"));
        std::fs::write(&kept, drawn).expect("the artefact");
        let (x, y) = (block % 1_000 * BLOCK_PX, block / 1_000 * BLOCK_PX);
        panic!("{name}: {count} pixels differ around ({x}, {y}); see {}", kept.display());
    }
}

fn artefact(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join("wangge-pictures");
    std::fs::create_dir_all(&folder).expect("a folder for artefacts");
    folder.join(name)
}

fn pdf_text(pdf: &[u8], name: &str) -> String {
    let path = artefact(name);
    std::fs::write(&path, pdf).expect("the sheet");
    let read = Command::new("pdftotext").args(["-layout"]).arg(&path).arg("-").output();
    let read = read.expect("pdftotext, from `sudo apt-get install -y poppler-utils`");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    String::from_utf8(read.stdout).expect("UTF-8")
}

#[test]
fn sheets_look_as_they_were_approved() {
    for (name, code) in [("sheet-park", PARK), ("sheet-block", BLOCK), ("sheet-steppe", STEPPE)] {
        assert_looks_like(
            name,
            &sheet(code, "2026", Lang::Zh).render_png(75.0).expect("a picture"),
        );
    }
    let english = sheet(PARK, "2026-09", Lang::En).render_png(75.0).expect("a picture");
    assert_looks_like("sheet-english", &english);
    let empty = sheet(STEPPE, "2024-01", Lang::Zh).render_png(75.0).expect("a picture");
    assert_looks_like("sheet-empty", &empty);
}

#[test]
fn every_template_looks_as_it_was_approved() {
    // A township on A3, and a park for everybody to see.
    for (name, template, code) in
        [("sheet-meeting", "meeting", TOWNSHIP), ("sheet-notice", "notice", PARK)]
    {
        let sheet = sheet_by(template, code, "2026", Lang::Zh);
        assert_looks_like(name, &sheet.render_png(75.0).expect("a picture"));
    }
    let a3 = sheet_by("meeting", TOWNSHIP, "2026", Lang::Zh).render(Format::Png).expect("a PNG");
    let picture = Picture::read(&a3);
    assert_eq!((picture.width, picture.height), (3508, 4961));
}

#[test]
fn names_in_both_scripts_stand_side_by_side() {
    let mut park = grid(PARK);
    park.name_mn = Some("ᠣᠲᠣᠭ ᠬᠣᠰᠢᠭᠤ".to_owned());
    let snapshot = TestDesk::shared().desk.snapshot();
    let sheet = printed(&snapshot, &park, &Template::default(), "2026", Lang::Zh);
    assert_looks_like("sheet-mongolian", &sheet.render_png(75.0).expect("a picture"));
    let text = pdf_text(&sheet.render(Format::Pdf).expect("a PDF"), "mongolian.pdf");
    assert!(text.contains("ᠣᠲᠣᠭ"), "Mongolian can be copied:\n{text}");
}

#[test]
fn twenty_thousand_incidents_in_one_grid_have_a_sheet() {
    let snapshot = TestDesk::shared().desk.snapshot();
    let (park, zone) = (grid(PARK), Rules::default().zone());
    let from = End::First.read("2026-01-01", &zone).expect("a date");
    let many = (1..=20_000).map(|i| {
        let t = f64::from(i);
        // Spread over the ground by two irrational steps; the same every time.
        let (x, y) = ((t * 0.618_034).fract(), (t * 0.754_878).fract());
        let b = park.bounds;
        let (lon, lat) = (b.west + x * (b.east - b.west), b.south + y * (b.north - b.south));
        let known = Rules::default();
        let category = known.categories[i as usize * 7 % known.categories.len()].name.clone();
        Incident {
            id: IncidentId(1_000_000 + i64::from(i)),
            report: Report {
                external_id: None,
                reported_at: from + (i64::from(i) % 7_000).hours(),
                category,
                severity: Severity::new(1 + i64::from(i) % 4).expect("a severity"),
                position: LonLat::new(lon, lat).expect("degrees"),
                reported: Reported { x: lon, y: lat, datum: Datum::Cgcs2000 },
                accuracy_m: None,
                channel: String::new(),
                description: String::new(),
            },
            status: Status::Reported,
            assigned: None,
            version: 1,
        }
    });
    let snapshot = snapshot.with(many.collect(), 99);
    let sheet = printed(&snapshot, &park, &Template::default(), "2026", Lang::Zh);
    assert_looks_like("sheet-crowded", &sheet.render_png(75.0).expect("a picture"));
    let png = sheet.render(Format::Png).expect("a PNG");
    let pdf = sheet.render(Format::Pdf).expect("a PDF");
    assert!(png.len() < 1_500_000 && pdf.len() < 500_000, "{} {}", png.len(), pdf.len());
}

#[test]
fn a_public_sheet_names_nothing_sensitive() {
    let rules = Rules::default();
    let text = "public = true\n[show]\nhot_spots = true\ncheck_points = true";
    let all = Template::from_toml(text, None).expect("a template");
    let snapshot = TestDesk::shared().desk.snapshot();
    let sheet = printed(&snapshot, &grid(TOWNSHIP), &all, "2026", Lang::Zh);
    let text = pdf_text(&sheet.render(Format::Pdf).expect("a PDF"), "public.pdf");
    for category in &rules.categories {
        assert_eq!(text.contains(&category.name), !category.sensitive, "{}\n{text}", category.name);
    }
    for word in ["巡查点", "热点", "安睦隆"] {
        assert!(!text.contains(word), "`{word}` is on a public sheet:\n{text}");
    }
}

#[test]
fn a_public_sheet_refuses_what_it_would_leave_out() {
    let (rules, snapshot) = (Arc::new(Rules::default()), TestDesk::shared().desk.snapshot());
    let span = Span::named("2026", &rules.zone()).expect("a period");
    let sensitive: Vec<String> =
        rules.categories.iter().filter(|c| c.sensitive).map(|c| c.name.clone()).collect();
    let (first, open) = (sensitive[0].clone(), rules.categories.iter().find(|c| !c.sensitive));
    let notice = Template::shipped("notice").expect("a template");
    let of = |categories: Vec<String>| SheetPlan {
        categories,
        ..SheetPlan::new(
            span.clone(),
            notice.clone(),
            Arc::clone(&rules),
            jiff::civil::date(2026, 11, 23),
        )
    };
    let refused = of(vec![open.expect("one that is open").name.clone(), first.clone()]);
    let area = grid(TOWNSHIP);
    let error = snapshot.draw_sheet(&refused.order(&area)).err().expect("no sheet");
    assert_eq!(error, PaperError::NotPublic { categories: vec![first] });
    // Asked by a name that the rules do not know, nothing is counted rather than everything.
    assert_eq!(of(vec!["没有的类别".to_owned()]).filter(), None);
    let left = of(Vec::new()).filter().expect("open categories").categories;
    assert!(!left.is_empty() && left.iter().all(|name| !sensitive.contains(name)), "{left:?}");
}

#[test]
fn check_points_are_shown_with_their_changes_before_they_are_printed() {
    let desk = TestDesk::shared();
    let path = format!("/api/v1/patrols/{PARK}?period=2026");
    let proposed = desk.json(&path);
    let points = proposed["points"].as_array().expect("points");
    let legs = proposed["way"]["coordinates"].as_array().expect("lines");
    assert!(points.len() > 2 && legs.len() + 1 == points.len(), "{proposed}");
    let gone = points[0]["id"].as_str().expect("an id");
    let (lon, lat) = (points[1]["lon"].clone(), points[1]["lat"].clone());
    let add = json!([{ "lon": lon, "lat": lat, "text": "校门口" }]);
    let order = |changes: Value| json!({ "grid": PARK, "period": "2026", "checkpoints": changes });
    let changed = order(json!({ "drop": [gone], "add": add }));
    let changed = desk.post("/api/v1/patrols", &changed, &[]).json();
    let ids: Vec<&str> = changed["points"]
        .as_array()
        .expect("points")
        .iter()
        .map(|point| point["id"].as_str().expect("an id"))
        .collect();
    assert_eq!(ids.len(), points.len(), "one is gone, one is new");
    assert!(!ids.contains(&gone) && ids.iter().any(|id| id.starts_with("m:")), "{ids:?}");
    // Each fault names its field, in the language of the caller.
    let add = json!([{ "lon": 39.1, "lat": 107.9, "text": "" }]);
    let wrong = order(json!({ "drop": ["zz"], "add": add }));
    let answer = desk.post("/api/v1/patrols", &wrong, &[("accept-language", "en")]);
    let problem = answer.problem(422, "invalid_order");
    let fields: Vec<&str> = problem["errors"]
        .as_array()
        .expect("errors")
        .iter()
        .map(|error| error["field"].as_str().expect("a field"))
        .collect();
    assert_eq!(fields, ["checkpoints.drop[0]", "checkpoints.add[0]", "checkpoints.add[0].text"]);
    assert!(problem["detail"].as_str().expect("words").is_ascii(), "{problem}");
    let unknown = desk.post("/api/v1/patrols", &json!({ "checkpionts": {} }), &[]);
    unknown.problem(422, "invalid_order");
    let nowhere = desk.post("/api/v1/patrols", &json!({ "period": "all" }), &[]);
    assert_eq!(nowhere.problem(422, "invalid_order")["field"], "grid");
    // The whole period has at least what a year has.
    let all = desk.post("/api/v1/patrols", &json!({ "grid": PARK, "period": "all" }), &[]).json();
    let cases = |patrol: &Value| -> u64 {
        let points = patrol["points"].as_array().expect("points");
        points.iter().map(|point| point["cases"].as_u64().expect("a number")).sum()
    };
    assert!(cases(&all) >= cases(&proposed) && cases(&proposed) > 0, "{all}");
    let notice = desk.json(&format!("{path}&template=notice"));
    assert_eq!(notice["points"], json!([]));
}

#[test]
fn a_heatmap_looks_as_it_was_approved() {
    let (snapshot, rules, attributions) =
        (TestDesk::shared().desk.snapshot(), Rules::default(), attributions());
    let zone = rules.zone();
    let end = |text, end: End| end.read(text, &zone).expect("a date");
    let (from, to) = (end("2026-08-01", End::First), end("2026-10-31", End::Last));
    let span = Span::between(from, to, &zone).expect("a period");
    let filter = Filter { from: Some(from), to: Some(to), ..Filter::default() };
    let places = snapshot.places(&filter);
    let kernel = Kernel::new(2000.0, span.days()).expect("a kernel");
    let density = Density::new(kernel).on(snapshot.ground().map(AsRef::as_ref));
    let bounds = heat_extent(snapshot.areas()).expect("an extent");
    let raster = density.raster(&places[..], &Sampling::of_bounds(&bounds, 512, 512));
    let top = scale_top(density.peak(&places[..], &bounds));
    let picture = heat_picture(&HeatPicture {
        areas: snapshot.areas(),
        raster: &raster,
        bounds,
        ramp: Ramp::default(),
        max: top,
        kernel,
        period: &span.label,
        categories: "全部类别",
        incidents: places.len(),
        example: true,
        attributions: &attributions,
        lang: Lang::Zh,
    });
    assert_looks_like("heat", &picture.expect("a picture"));

    let tile = TileId::new(9, 408, 195).expect("a tile");
    let tile = density.raster(&places[..], &Sampling::of_tile(tile, TILE_PX));
    let png = tile.to_png(Ramp::default(), top).expect("a tile");
    assert_looks_like("heat-tile", &png);
    let clear = Picture::read(&png).pixels().filter(|p| p[3] == 0).count();
    assert!(clear > 1_000, "the steppe without incidents is transparent");
}

#[test]
fn a_sheet_says_what_a_patrol_needs() {
    let pdf = sheet(PARK, "2026", Lang::Zh).render(Format::Pdf).expect("a PDF");
    assert!(pdf.starts_with(b"%PDF-1."));
    let text = pdf_text(&pdf, "park.pdf");
    let span = Span::named("2026", &Rules::default().zone()).expect("a year");
    let filter = Filter {
        from: Some(span.from),
        to: Some(span.to),
        area: Some(grid(PARK).code),
        ..Filter::default()
    };
    let count = TestDesk::shared().desk.snapshot().matching(&filter).len();
    for wanted in [
        "棋盘井工业园区虚拟社区第3网格巡逻区域图",
        PARK,
        "鄂托克旗 › 棋盘井镇 › 棋盘井工业园区虚拟社区",
        "示例数据 · 非实际界线",
        "1:20,000",
        "巡查点",
        "图例",
        "CGCS2000",
        "审图号",
        "2026-11-23",
        "2.51 km²",
        "GeoNames",
        &count.to_string(),
    ] {
        assert!(text.contains(wanted), "`{wanted}` is not on the sheet:\n{text}");
    }
}

#[test]
fn letters_come_from_the_binary_and_go_into_the_file() {
    // No typeface of the machine is ever read, so it may have none: what the PDF shows, it holds.
    let pdf = sheet(BLOCK, "2026", Lang::Zh).render(Format::Pdf).expect("a PDF");
    let path = artefact("block.pdf");
    std::fs::write(&path, pdf).expect("the sheet");
    let fonts = Command::new("pdffonts").arg(&path).output().expect("pdffonts of poppler-utils");
    let fonts = String::from_utf8(fonts.stdout).expect("UTF-8");
    let rows: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(!rows.is_empty());
    for row in rows {
        assert!(row.contains("Noto") && row.contains(" yes yes yes"), "{row}");
    }
}

#[test]
fn the_same_sheet_is_the_same_bytes() {
    for format in [Format::Pdf, Format::Png, Format::Svg] {
        let draw = || sheet(BLOCK, "2026", Lang::Zh).render(format).expect("a sheet");
        assert!(draw() == draw(), "{format:?}");
    }
}

#[test]
fn a_png_is_a4_at_300_dpi() {
    let png = sheet(BLOCK, "2026", Lang::Zh).render(Format::Png).expect("a PNG");
    let reader = png::Decoder::new(std::io::Cursor::new(&png)).read_info().expect("a PNG");
    let info = reader.info();
    assert_eq!((info.width, info.height), (2480, 3508));
    let density = info.pixel_dims.expect("a resolution");
    assert_eq!((density.xppu, density.yppu), (11_811, 11_811), "pixels per metre");
}

#[test]
fn an_svg_needs_nothing_from_outside() {
    let svg = sheet(PARK, "2026", Lang::Zh).render(Format::Svg).expect("an SVG");
    let svg = String::from_utf8(svg).expect("UTF-8");
    assert!(!svg.contains("<text"), "letters are outlines");
    assert!(svg.contains(" width=\"297mm\" height=\"210mm\" viewBox=\"0 0 297 210\""), "true size");
    assert!(svg.contains("<title>棋盘井工业园区虚拟社区第3网格巡逻区域图</title>"));
    for reference in svg.split("href=\"").skip(1) {
        assert!(reference.starts_with('#') || reference.starts_with("data:image/png;base64,"));
    }
}

#[test]
fn grids_of_all_sizes_have_a_sheet() {
    // From street blocks to 120 km² of steppe, in every township.
    let snapshot = TestDesk::shared().desk.snapshot();
    for grid in snapshot.areas().level(Level::Grid).iter().step_by(9) {
        let svg = sheet(grid.code.as_str(), "2026-09", Lang::Zh).render(Format::Svg);
        assert!(svg.is_ok_and(|svg| svg.len() > 50_000), "{}", grid.code);
    }
}
