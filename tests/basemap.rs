//! Base maps: what other libraries have written comes out where it was put, and what is no base map
//! is refused with its name.

use crate::support::basemap::*;
use geo::{Area, BooleanOps, Distance, Euclidean, Length, MultiPolygon, Polygon};
use proptest::prelude::*;
use std::io::Cursor;
use std::path::Path;
use tempfile::TempDir;
use tiff::encoder::{TiffEncoder, colortype::RGBA8};
use tiff::tags::Tag;
use wangge::basemap::{BaseMap, BaseMapKind, Class, LabelKind, RoadRank, Shape};
use wangge::geo::Bounds;

/// A piece of steppe that lies on several tiles at every zoom used here.
const GROUND: Bounds = Bounds { west: 109.6, south: 39.5, east: 110.0, north: 39.8 };
/// The grid of a tile of zoom 12 at this latitude, in degrees.
const QUANTUM_DEG: f64 = 360.0 / 4_096.0 / 4_096.0;

fn temp() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn vector(things: &[Thing], zooms: std::ops::RangeInclusive<u8>) -> (TempDir, BaseMap) {
    let dir = temp();
    let path = dir.path().join("base.pmtiles");
    write_vector(&path, things, &GROUND, zooms);
    let base = BaseMap::open(&path, None).unwrap();
    (dir, base)
}

fn key(path: &Path) -> &'static str {
    let error = BaseMap::open(path, None).expect_err("no base map");
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    assert!(error.to_string().contains(&name), "{error} does not name {name}");
    error.message().key()
}

/// The ground that areas of a class cover, merged.
fn covered(base: &BaseMap, class: Class) -> MultiPolygon<f64> {
    let features = base.features(&GROUND).unwrap().unwrap();
    let mut sum = MultiPolygon::new(Vec::new());
    for feature in features.iter().filter(|feature| feature.class == class) {
        if let Shape::Area(rings) = &feature.shape {
            // What lies in an odd number of rings.
            let area = rings.iter().fold(MultiPolygon::new(Vec::new()), |area, ring| {
                area.xor(&Polygon::new(ring.clone(), Vec::new()))
            });
            sum = sum.union(&area);
        }
    }
    sum
}

fn lines_deg(base: &BaseMap, class: Class) -> f64 {
    let features = base.features(&GROUND).unwrap().unwrap();
    let lines = features.iter().filter(|feature| feature.class == class).map(|f| match &f.shape {
        Shape::Lines(lines) => lines.iter().map(|line| Euclidean.length(line)).sum(),
        Shape::Area(_) => 0.0,
    });
    lines.sum()
}

/// Whether a meridian or a parallel falls on the edge of a tile of zoom 12.
fn on_an_edge(lon: f64, lat: f64) -> bool {
    let (x, y) = wangge::geo::mercator_px(wangge::geo::LonLat::new(lon, lat).unwrap(), 12);
    [x, y].iter().any(|px| (px / 256.0 - (px / 256.0).round()).abs() < 1.0 / 4_096.0)
}

fn corner() -> impl Strategy<Value = (f64, f64)> {
    (GROUND.west + 0.02..GROUND.east - 0.02, GROUND.south + 0.02..GROUND.north - 0.02)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_lake_with_an_island_covers_what_it_covered(
        (x, y) in corner(), w in 0.01..0.3_f64, h in 0.01..0.2_f64,
    ) {
        let (e, n) = ((x + w).min(GROUND.east - 0.001), (y + h).min(GROUND.north - 0.001));
        let outer = [(x, y), (e, y), (e, n), (x, n), (x, y)];
        let (cx, cy, s) = (x.midpoint(e), y.midpoint(n), 0.2 * (e - x).min(n - y));
        let island = [(cx - s, cy - s), (cx, cy + s), (cx + s, cy - s), (cx - s, cy - s)];
        let lake = Polygon::new(line(&outer), vec![line(&island)]);
        let (_dir, base) = vector(&[Thing::new("water", "lake", lake.clone())], 12..=12);
        let came = covered(&base, Class::Water);
        let put = MultiPolygon::new(vec![lake.clone()]);
        let differs = came.xor(&put).unsigned_area();
        let border = Euclidean.length(lake.exterior()) + Euclidean.length(&lake.interiors()[0]);
        prop_assert!(differs < QUANTUM_DEG * border, "{differs} of {}", put.unsigned_area());
        // Its shore is its border, without the edges of tiles: of those it is not known whether the
        // water goes on behind them.
        prop_assume!(!on_an_edge(x, y) && !on_an_edge(e, n));
        let shore = lines_deg(&base, Class::Shore);
        prop_assert!((shore - border).abs() < 40.0 * QUANTUM_DEG, "{shore} for {border}");
    }

    #[test]
    fn a_road_is_as_long_as_it_was(corners in prop::collection::vec(corner(), 2..8)) {
        let road = line(&corners);
        let (_dir, base) = vector(&[Thing::new("transportation", "primary", road.clone())], 12..=12);
        let (came, put) = (lines_deg(&base, Class::Road(RoadRank::Major)), Euclidean.length(&road));
        prop_assert!(came > put - 0.001 * put - 10.0 * QUANTUM_DEG, "{came} for {put}");
        // Both pieces reach a little beyond the edge of a tile, so it may be longer; what there is
        // lies on the road. A straight line of a tile is one on the web-mercator plane, here at most
        // 0.00013° beside the one in degrees.
        let features = base.features(&GROUND).unwrap().unwrap();
        for feature in features.iter() {
            let Shape::Lines(lines) = &feature.shape else { panic!("a line") };
            for at in lines.iter().flat_map(|line| line.points()) {
                let beside = Euclidean.distance(&at, &road);
                prop_assert!(beside < 0.000_13 + QUANTUM_DEG, "{at:?} is beside it");
            }
        }
    }

    #[test]
    fn a_town_is_written_once_and_where_it_lies((lon, lat) in corner()) {
        let town = Thing::new("place", "town", point(lon, lat));
        let (_dir, base) = vector(&[town.tag("name", "Otog").tag("name:zh", "乌兰镇")], 12..=12);
        let features = base.features(&GROUND).unwrap().unwrap();
        let labels: Vec<_> = features.labels().collect();
        prop_assert_eq!(labels.len(), 1);
        let label = labels[0];
        prop_assert_eq!((label.text.as_str(), label.kind, label.rank), ("乌兰镇", LabelKind::Place, 2));
        prop_assert!((label.at.lon() - lon).abs() < QUANTUM_DEG && (label.at.lat() - lat).abs() < QUANTUM_DEG);
    }
}

#[test]
fn the_zoom_follows_what_is_wanted_and_stays_in_the_file() {
    // Each zoom shows a road of its own rank.
    let dir = temp();
    let path = dir.path().join("zooms.pmtiles");
    let road =
        |kind: &str| Thing::new("transportation", kind, line(&[(109.62, 39.52), (109.98, 39.78)]));
    let mut writer = pmtiles::PmTilesWriter::new(pmtiles::TileType::Mvt)
        .min_zoom(10)
        .max_zoom(12)
        .bounds(GROUND.west, GROUND.south, GROUND.east, GROUND.north)
        .create(std::fs::File::create(&path).unwrap())
        .unwrap();
    for (z, kind) in [(10, "primary"), (11, "secondary"), (12, "minor")] {
        for (x, y) in tiles_over(&GROUND, z) {
            let tile = vector_tile(&[road(kind)], z, x, y);
            writer.add_tile(pmtiles::TileCoord::new(z, x, y).unwrap(), &tile).unwrap();
        }
    }
    writer.finalize().unwrap();
    let base = BaseMap::open(&path, None).unwrap();
    let shown = |bounds: &Bounds| {
        let features = base.features(bounds).unwrap().unwrap();
        features.iter().map(|feature| feature.class).next()
    };
    let around = |half: f64| Bounds {
        west: 109.8 - half,
        south: 39.65 - half,
        east: 109.8 + half,
        north: 39.65 + half,
    };
    assert_eq!(shown(&around(0.9)), Some(Class::Road(RoadRank::Major)), "clamped to zoom 10");
    assert_eq!(shown(&around(0.2)), Some(Class::Road(RoadRank::Middle)));
    assert_eq!(shown(&around(0.1)), Some(Class::Road(RoadRank::Minor)));
    assert_eq!(shown(&around(0.0005)), Some(Class::Road(RoadRank::Minor)), "beyond zoom 12");
    assert_eq!(shown(&Bounds { west: 0.0, south: 0.0, east: 1.0, north: 1.0 }), None);
    let far = base.features(&Bounds { west: 70.0, south: 0.0, east: 135.0, north: 54.0 });
    assert_eq!(far.unwrap_err().message().key(), "basemap.too_many_tiles");
}

#[test]
fn a_file_says_whose_it_is_and_what_it_covers() {
    let (_dir, base) = vector(
        &[Thing::new("water", "lake", ring(&[(109.7, 39.6), (109.8, 39.6), (109.8, 39.7)]))],
        11..=12,
    );
    assert_eq!(base.attribution(), Some("© Example & contributors"));
    assert_eq!(base.kind(), BaseMapKind::Vector);
    assert_eq!(base.warning(), None);
    let extent = base.extent().unwrap();
    assert!((extent.west - GROUND.west).abs() < 1e-6 && (extent.north - GROUND.north).abs() < 1e-6);
    assert_eq!(base.picture(&GROUND, 10, 10).unwrap(), None, "it has no pixels");
}

#[test]
fn layers_that_nobody_knows_are_named() {
    let (_dir, base) = vector(&[Thing::new("水系", "湖", point(109.8, 39.6))], 12..=12);
    let warning = base.warning().expect("a warning").to_string();
    assert!(warning.contains("水系"), "{warning}");
    assert_eq!(base.features(&GROUND).unwrap().unwrap().iter().count(), 0);
}

/// So many tiles that the root directory has leaves.
#[test]
fn tiles_are_found_through_leaf_directories() {
    let dir = temp();
    let path = dir.path().join("many.pmtiles");
    let mut writer = pmtiles::PmTilesWriter::new(pmtiles::TileType::Mvt)
        .max_zoom(8)
        .create(std::fs::File::create(&path).unwrap())
        .unwrap();
    let mut put = Vec::new();
    for x in 0..256_u32 {
        for y in 60..160_u32 {
            // Two of three have tiles; a town in the middle of each says which it is.
            if (x * 7 + y * 13) % 3 > 0 {
                let at = wangge::geo::TileId::new(8, x, y).unwrap().bounds().center();
                let town = Thing::new("place", "town", point(at.lon(), at.lat()));
                let name = format!("{x}/{y}");
                let tile = vector_tile(&[town.tag("name", &name)], 8, x, y);
                put.push((at, name, x, y, tile));
            }
        }
    }
    for (_, _, x, y, tile) in &put {
        writer.add_tile(pmtiles::TileCoord::new(8, *x, *y).unwrap(), tile).unwrap();
    }
    writer.finalize().unwrap();
    let base = BaseMap::open(&path, None).unwrap();
    for (at, name, ..) in put.iter().step_by(37) {
        let around = Bounds {
            west: at.lon() - 0.01,
            south: at.lat() - 0.01,
            east: at.lon() + 0.01,
            north: at.lat() + 0.01,
        };
        let features = base.features(&around).unwrap().unwrap();
        let labels: Vec<&str> = features.labels().map(|label| label.text.as_str()).collect();
        assert_eq!(labels, [name]);
    }
}

#[test]
fn many_threads_read_one_file() {
    let things: Vec<Thing> = (0..40)
        .map(|i| {
            let x = 109.62 + 0.009 * f64::from(i);
            Thing::new("transportation", "minor", line(&[(x, 39.52), (x, 39.78)]))
        })
        .collect();
    let (_dir, base) = vector(&things, 10..=13);
    let expected = lines_deg(&base, Class::Road(RoadRank::Minor));
    assert!(expected > 10.0);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..20 {
                    let came = lines_deg(&base, Class::Road(RoadRank::Minor));
                    assert!((came - expected).abs() < 1e-9);
                }
            });
        }
    });
}

/// The pixels of a PNG, and how many it has across.
fn pixels(png: &[u8]) -> (usize, Vec<[u8; 4]>) {
    let mut reader = png::Decoder::new(Cursor::new(png)).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut bytes).unwrap();
    assert_eq!(frame.color_type, png::ColorType::Rgba);
    (frame.width as usize, bytes.as_chunks().0.to_vec())
}

/// Asks for a rectangle that reaches beyond the base map and compares every pixel with the colour
/// of its place.
fn assert_colors(base: &BaseMap) {
    let asked = Bounds { west: 109.5, south: 39.4, east: 109.9, north: 39.9 };
    let (width, height) = (160_u32, 200_u32);
    let (across, pixels) = pixels(&base.picture(&asked, width, height).unwrap().expect("pixels"));
    assert_eq!((across, pixels.len()), (160, 160 * 200));
    let mut compared = 0;
    for (i, pixel) in pixels.iter().enumerate() {
        let lon = asked.west + (f64::from(i as u32 % width) + 0.5) / f64::from(width) * 0.4;
        let lat = asked.north - (f64::from(i as u32 / width) + 0.5) / f64::from(height) * 0.5;
        let near_edge = [lon - GROUND.west, lat - GROUND.south, lat - GROUND.north];
        if near_edge.iter().any(|d| d.abs() < 0.01) {
            continue;
        }
        let expected = color_at(&GROUND, lon, lat);
        let differs = pixel.iter().zip(&expected).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
        assert!(differs <= 4, "{pixel:?} for {expected:?} at {lon} {lat}");
        compared += 1;
    }
    assert!(compared > 20_000);
    let elsewhere = Bounds { west: 0.0, south: 0.0, east: 1.0, north: 1.0 };
    assert_eq!(base.picture(&elsewhere, 10, 10).unwrap(), None);
}

#[test]
fn picture_tiles_keep_their_place() {
    let dir = temp();
    let path = dir.path().join("raster.pmtiles");
    write_raster(&path, &GROUND, 9..=11);
    let base = BaseMap::open(&path, None).unwrap();
    assert_eq!(base.kind(), BaseMapKind::Raster);
    assert_colors(&base);
}

#[test]
fn a_picture_with_a_world_file_or_an_extent_keeps_its_place() {
    let dir = temp();
    let png = degrees_png(&GROUND, 300, 240);
    let path = put(dir.path(), "map.png", &png);
    assert_eq!(key(&path), "basemap.no_place");
    assert_colors(&BaseMap::open(&path, Some(GROUND)).unwrap());
    put(dir.path(), "map.pgw", world_file(&GROUND, 300, 240));
    let base = BaseMap::open(&path, None).unwrap();
    assert_colors(&base);
    assert!((base.extent().unwrap().east - GROUND.east).abs() < 1e-9);
    // What it is shows in its bytes, not in its name.
    let misnamed = put(dir.path(), "map.jpg", &png);
    assert_colors(&BaseMap::open(&misnamed, None).unwrap());
}

const RADIUS_M: f64 = 6_378_137.0;

fn mercator_m(lon: f64, lat: f64) -> (f64, f64) {
    (lon.to_radians() * RADIUS_M, lat.to_radians().tan().asinh() * RADIUS_M)
}

/// A GeoTIFF in the colours of [`color_at`].
fn geotiff(epsg: u16, point: bool) -> Vec<u8> {
    let (w, h) = (300_u32, 260_u32);
    let mercator = epsg == 3857;
    let ((west, south), (east, north)) = if mercator {
        (mercator_m(GROUND.west, GROUND.south), mercator_m(GROUND.east, GROUND.north))
    } else {
        ((GROUND.west, GROUND.south), (GROUND.east, GROUND.north))
    };
    let (dx, dy) = ((east - west) / f64::from(w), (north - south) / f64::from(h));
    let pixel = |i: u32| {
        let (x, y) = (f64::from(i % w) + 0.5, f64::from(i / w) + 0.5);
        let (x, y) = (west + x * dx, north - y * dy);
        let degrees = ((x / RADIUS_M).to_degrees(), (y / RADIUS_M).sinh().atan().to_degrees());
        let (lon, lat) = if mercator { degrees } else { (x, y) };
        color_at(&GROUND, lon, lat)
    };
    let pixels: Vec<u8> = (0..w * h).flat_map(pixel).collect();
    let mut file = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut file).unwrap();
    let mut image = encoder.new_image::<RGBA8>(w, h).unwrap();
    let tags = image.encoder();
    tags.write_tag(Tag::ModelPixelScaleTag, &[dx, dy, 0.0][..]).unwrap();
    let shift = if point { 0.5 } else { 0.0 };
    let tie = [0.0, 0.0, 0.0, west + shift * dx, north - shift * dy, 0.0];
    tags.write_tag(Tag::ModelTiepointTag, &tie[..]).unwrap();
    let projected = epsg > 4999 || mercator;
    let (model, crs) = if projected { (1, 3072) } else { (2, 2048) };
    let raster = if point { 2 } else { 1 };
    let keys = [1, 1, 1, 3, 1024, 0, 1, model, 1025, 0, 1, raster, crs, 0, 1, epsg];
    tags.write_tag(Tag::GeoKeyDirectoryTag, &keys[..]).unwrap();
    image.write_data(&pixels).unwrap();
    file.into_inner()
}

#[test]
fn a_geotiff_keeps_its_place() {
    let dir = temp();
    for (epsg, point) in [(4490, false), (4326, true), (3857, false)] {
        let path = put(dir.path(), &format!("{epsg}.tif"), geotiff(epsg, point));
        assert_colors(&BaseMap::open(&path, None).unwrap());
    }
    let zoned = put(dir.path(), "4526.tif", geotiff(4526, false));
    assert_eq!(key(&zoned), "basemap.system");
    let utm = put(dir.path(), "32649.tif", geotiff(32_649, false));
    assert_eq!(key(&utm), "basemap.system");
    assert_colors(&BaseMap::open(&zoned, Some(GROUND)).unwrap());
}

/// A header with the parts given, then their bytes.
fn archive(root: &[u8], leaves: &[u8], tiles: &[u8]) -> Vec<u8> {
    let mut file = b"PMTiles\x03".to_vec();
    let mut at = 127;
    for part in [root, b"{}", leaves, tiles] {
        file.extend(u64::to_le_bytes(at));
        file.extend(u64::to_le_bytes(part.len() as u64));
        at += part.len() as u64;
    }
    file.extend([0; 24]);
    // Clustered; nothing is packed; vector tiles of the zooms 0 to 4.
    file.extend([1, 1, 1, 1, 0, 4]);
    file.extend([0; 25]);
    assert_eq!(file.len(), 127);
    file.extend([root, b"{}", leaves, tiles].concat());
    file
}

#[test]
fn wrong_files_are_named_with_what_is_wrong() {
    let dir = temp();
    let at = |name: &str, bytes: &[u8]| put(dir.path(), name, bytes);
    let changed = |place: usize, value: u8| {
        let mut file = archive(&[0], &[], &[]);
        file[place] = value;
        file
    };
    let world = Bounds { west: 100.0, south: 30.0, east: 110.0, north: 40.0 };
    assert!(BaseMap::open(&at("fine.pmtiles", &archive(&[0], &[], &[])), None).is_ok());
    let opening: [(&str, &[u8], &str); 12] = [
        ("empty", b"", "basemap.unknown_format"),
        ("text.pmtiles", b"a,b,c", "basemap.unknown_format"),
        ("short.pmtiles", b"PMTiles\x03....", "basemap.short_header"),
        ("version.pmtiles", &changed(7, 2), "basemap.version"),
        ("cut.pmtiles", &archive(&[0], &[], &[])[..127], "basemap.beyond"),
        ("far.pmtiles", &changed(15, 0xff), "basemap.beyond"),
        ("zstd.pmtiles", &changed(98, 4), "basemap.compression"),
        ("gzip.pmtiles", &changed(97, 2), "basemap.unpack"),
        ("avif.pmtiles", &changed(99, 5), "basemap.tile_kind"),
        ("zooms.pmtiles", &changed(100, 9), "basemap.zooms"),
        ("directory.pmtiles", &archive(&[9, 9], &[], &[]), "basemap.directory"),
        ("picture.png", b"\x89PNG\r\n\x1a\nnothing more", "basemap.picture"),
    ];
    for (name, bytes, expected) in opening {
        assert_eq!(key(&at(name, bytes)), expected, "{name}");
    }
    assert_eq!(key(&dir.path().join("nowhere.pmtiles")), "basemap.read");
    assert_eq!(key(dir.path()), "basemap.no_file");
    // Faults that show when a tile is looked up: tile 0, run length, bytes, offset.
    let leaf = [1, 0, 0, 5, 1];
    let looking: [(&str, Vec<u8>, &str); 4] = [
        ("loop.pmtiles", archive(&leaf, &leaf, &[]), "basemap.directories_without_end"),
        ("beyond.pmtiles", archive(&[1, 0, 0xd5, 2, 90, 1], &[], &[]), "basemap.beyond"),
        ("tile.pmtiles", archive(&[1, 0, 0xd5, 2, 3, 1], &[], &[0x1a, 0x7f, 0]), "basemap.tile"),
        (
            "packed.pmtiles",
            archive(&[1, 0, 0xd5, 2, 3, 1], &[], &[0x1f, 0x8b, 0]),
            "basemap.unpack",
        ),
    ];
    for (name, bytes, expected) in looking {
        let path = at(name, &bytes);
        let tile = BaseMap::open(&path, None).and_then(|base| base.features(&world));
        assert_eq!(tile.unwrap_err().message().key(), expected, "{name}");
    }
    let fine = dir.path().join("fine.pmtiles");
    let error = BaseMap::open(&fine, Some(world)).unwrap_err();
    assert_eq!(error.message().key(), "basemap.extent_not_wanted");
}

/// A part that unpacks to a thousand times its length costs no memory beyond its limit.
#[test]
fn a_packed_bomb_is_refused() {
    let dir = temp();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::copy(&mut std::io::Read::take(std::io::repeat(0), 200 << 20), &mut packed).unwrap();
    let packed = packed.finish().unwrap();
    let mut file = archive(&packed, &[], &[]);
    file[97] = 2;
    assert_eq!(key(&put(dir.path(), "bomb.pmtiles", &file)), "basemap.too_long");
}

fn look(path: &Path) {
    if let Ok(base) = BaseMap::open(path, None) {
        let _shown = base.features(&WIDE).map(|f| f.map(|f| f.iter().count() + f.labels().count()));
        let _pixels = [GROUND, WIDE].map(|bounds| base.picture(&bounds, 20, 20));
    }
}

/// Where the damaged files show something, if anything.
const WIDE: Bounds = Bounds { west: 70.0, south: 15.0, east: 135.0, north: 55.0 };

/// Some bytes of a file replaced: at any place, by any value.
fn spoiled(
    file: &[u8],
    changes: &[(prop::sample::Index, u8)],
    cut: Option<prop::sample::Index>,
) -> Vec<u8> {
    let mut file = file.to_vec();
    for (place, value) in changes {
        let place = place.index(file.len());
        file[place] = *value;
    }
    if let Some(cut) = cut {
        file.truncate(cut.index(file.len()));
    }
    file
}

fn changes() -> impl Strategy<Value = (Vec<(prop::sample::Index, u8)>, Option<prop::sample::Index>)>
{
    let change = (any::<prop::sample::Index>(), any::<u8>());
    let cut = prop::option::weighted(0.2, any::<prop::sample::Index>());
    (prop::collection::vec(change, 1..6), cut)
}

/// Every kind of file, small, and not packed where that can be: a change then reaches what is inside.
fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let things = [
        Thing::new("water", "lake", ring(&[(109.7, 39.6), (109.8, 39.6), (109.8, 39.7)])),
        Thing::new("transportation", "primary", line(&[(109.62, 39.52), (109.98, 39.78)])),
        Thing::new("place", "town", point(109.8, 39.65)).tag("name", "镇"),
    ];
    let tile = vector_tile(&things, 0, 0, 0);
    // Tile 0 and the 340 after it, by two runs of the same bytes.
    let mut root = vec![2, 0, 5, 5, 0x80, 0x05];
    for _ in 0..2 {
        root.extend([(tile.len() & 0x7f) as u8 | 0x80, (tile.len() >> 7) as u8]);
    }
    root.extend([1, 1]);
    let small = Bounds { west: 109.6, south: 39.5, east: 109.61, north: 39.51 };
    let dir = temp();
    let raster = dir.path().join("raster");
    write_raster(&raster, &small, 6..=6);
    let webp = {
        let mut bytes = Vec::new();
        let pixels = [90_u8; 3 * 30 * 20];
        image_webp::WebPEncoder::new(&mut bytes)
            .encode(&pixels, 30, 20, image_webp::ColorType::Rgb8)
            .unwrap();
        bytes
    };
    vec![
        ("a.pmtiles", archive(&root, &[], &tile)),
        ("b.pmtiles", std::fs::read(&raster).unwrap()),
        ("c.png", degrees_png(&GROUND, 12, 9)),
        ("d.tif", geotiff(4490, false)[..].to_vec()),
        ("e.webp", webp),
        ("f.jpg", std::fs::read(fixture("base.jpg")).unwrap()),
    ]
}

fn fixture(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/basemap").join(name)
}

#[test]
fn the_samples_are_sound() {
    let dir = temp();
    for (name, bytes) in samples() {
        let path = put(dir.path(), name, bytes);
        let extent = (!name.ends_with("pmtiles")).then_some(WIDE);
        let base = BaseMap::open(&path, extent).unwrap();
        match base.kind() {
            BaseMapKind::Vector => {
                assert!(base.features(&WIDE).unwrap().unwrap().iter().count() > 1);
            }
            BaseMapKind::Raster => {
                assert!(base.picture(&WIDE, 20, 20).unwrap().is_some(), "{name}");
            }
        }
    }
}

/// The fixture is red above and blue below, 32 pixels across and 16 down.
#[test]
fn a_jpeg_shows_its_colours() {
    let base = BaseMap::open(&fixture("base.jpg"), Some(GROUND)).unwrap();
    let (across, pixels) = pixels(&base.picture(&GROUND, 8, 4).unwrap().unwrap());
    let near = |a: [u8; 4], b: [u8; 4]| a.iter().zip(&b).all(|(a, b)| a.abs_diff(*b) < 24);
    assert!(near(pixels[2], [220, 30, 30, 255]), "{:?}", pixels[2]);
    assert!(near(pixels[3 * across + 2], [30, 30, 220, 255]), "{:?}", pixels[3 * across + 2]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn a_damaged_file_is_read_or_refused(which in 0_usize..6, (changes, cut) in changes()) {
        static SAMPLES: std::sync::LazyLock<Vec<(&str, Vec<u8>)>> = std::sync::LazyLock::new(samples);
        static DIR: std::sync::LazyLock<TempDir> = std::sync::LazyLock::new(temp);
        let (name, bytes) = &SAMPLES[which];
        let path = put(DIR.path(), name, spoiled(bytes, &changes, cut));
        put(DIR.path(), &name.replace(".png", ".pgw").replace(".jpg", ".jgw").replace(".webp", ".wld"), world_file(&GROUND, 12, 9));
        look(&path);
    }
}
