//! Small base maps: what they show is said in degrees, other libraries write the files.

use fast_mvt::{MvtExtent, MvtFeature, MvtLayer, MvtTile};
use geo_types::{Coord, Geometry, LineString, Point, Polygon};
use pmtiles::{PmTilesWriter, TileCoord, TileType};
use std::fs::File;
use std::path::{Path, PathBuf};
use wangge::geo::{Bounds, LonLat, TILE_PX, mercator_px};

/// The side of the grid of a tile.
const EXTENT: f64 = 4_096.0;

/// Something to show.
#[derive(Debug, Clone)]
pub struct Thing {
    pub layer: &'static str,
    pub tags: Vec<(&'static str, String)>,
    /// In degrees.
    pub shape: Geometry<f64>,
}

impl Thing {
    pub fn new(layer: &'static str, kind: &str, shape: impl Into<Geometry<f64>>) -> Self {
        let key = if ["roads", "places", "buildings"].contains(&layer) { "kind" } else { "class" };
        Self { layer, tags: vec![(key, kind.to_owned())], shape: shape.into() }
    }

    pub fn tag(mut self, key: &'static str, value: &str) -> Self {
        self.tags.push((key, value.to_owned()));
        self
    }
}

pub fn line(corners: &[(f64, f64)]) -> LineString<f64> {
    corners.to_vec().into()
}

pub fn ring(corners: &[(f64, f64)]) -> Polygon<f64> {
    Polygon::new(line(corners), Vec::new())
}

pub fn point(lon: f64, lat: f64) -> Point<f64> {
    Point::new(lon, lat)
}

/// The tiles of a zoom over a rectangle.
pub fn tiles_over(bounds: &Bounds, z: u8) -> impl Iterator<Item = (u32, u32)> {
    let place = |lon: f64, lat: f64| {
        let (x, y) = mercator_px(LonLat::new(lon, lat).unwrap(), z);
        ((x / f64::from(TILE_PX)) as u32, (y / f64::from(TILE_PX)) as u32)
    };
    let (west, north) = place(bounds.west, bounds.north);
    let (east, south) = place(bounds.east, bounds.south);
    (north..=south).flat_map(move |y| (west..=east).map(move |x| (x, y)))
}

/// A vector tile that shows the things, whole: far beyond its edges too.
pub fn vector_tile(things: &[Thing], z: u8, x: u32, y: u32) -> Vec<u8> {
    let at = |c: Coord<f64>| {
        let (px, py) = mercator_px(LonLat::new(c.x, c.y).unwrap(), z);
        let unit = |px: f64, tile: u32| {
            ((px / f64::from(TILE_PX) - f64::from(tile)) * EXTENT).round() as i32
        };
        Coord { x: unit(px, x), y: unit(py, y) }
    };
    let of_line = |line: &LineString<f64>| line.coords().map(|c| at(*c)).collect();
    let mut tile = MvtTile::new();
    let mut names: Vec<&str> = things.iter().map(|thing| thing.layer).collect();
    names.dedup();
    for name in names {
        let mut layer = MvtLayer::new(name, MvtExtent::new(EXTENT as u32).unwrap());
        for thing in things.iter().filter(|thing| thing.layer == name) {
            let shape: Geometry<i32> = match &thing.shape {
                Geometry::Point(p) => Point::from(at(p.0)).into(),
                Geometry::LineString(l) => Geometry::LineString(of_line(l)),
                Geometry::Polygon(p) => {
                    let holes = p.interiors().iter().map(of_line).collect();
                    Polygon::new(of_line(p.exterior()), holes).into()
                }
                other => panic!("{other:?}"),
            };
            let mut feature = MvtFeature::new(shape);
            for (key, value) in &thing.tags {
                feature.add_tag_string(*key, value);
            }
            layer.add_feature(feature);
        }
        tile.add_layer(layer);
    }
    tile.encode().expect("a tile")
}

/// An archive of vector tiles over a rectangle, for all zooms of a range.
pub fn write_vector(
    path: &Path,
    things: &[Thing],
    bounds: &Bounds,
    zooms: std::ops::RangeInclusive<u8>,
) {
    let layers: Vec<_> = things.iter().map(|t| serde_json::json!({ "id": t.layer })).collect();
    let metadata = serde_json::json!({
        "attribution": "<a href=\"https://example.org\">&copy; Example &amp; contributors</a>",
        "vector_layers": layers,
    });
    let mut writer = PmTilesWriter::new(TileType::Mvt)
        .min_zoom(*zooms.start())
        .max_zoom(*zooms.end())
        .bounds(bounds.west, bounds.south, bounds.east, bounds.north)
        .metadata(metadata.to_string())
        .create(File::create(path).unwrap())
        .unwrap();
    for z in zooms {
        for (x, y) in tiles_over(bounds, z) {
            let tile = vector_tile(things, z, x, y);
            writer.add_tile(TileCoord::new(z, x, y).unwrap(), &tile).unwrap();
        }
    }
    writer.finalize().unwrap();
}

/// An archive of picture tiles over a rectangle whose pixels have the colour of their place.
pub fn write_raster(path: &Path, bounds: &Bounds, zooms: std::ops::RangeInclusive<u8>) {
    let mut writer = PmTilesWriter::new(TileType::Png)
        .min_zoom(*zooms.start())
        .max_zoom(*zooms.end())
        .bounds(bounds.west, bounds.south, bounds.east, bounds.north)
        .create(File::create(path).unwrap())
        .unwrap();
    for z in zooms {
        for (x, y) in tiles_over(bounds, z) {
            let tile = wangge::geo::TileId::new(z, x, y).unwrap();
            let (west, north) = tile.origin_px();
            let color = |i: u32, j: u32| {
                let (px, py) = (west + f64::from(i) + 0.5, north + f64::from(j) + 0.5);
                let at = wangge::geo::mercator_unproject(px, py, z);
                color_at(bounds, at.lon(), at.lat())
            };
            let png = png_of(TILE_PX, TILE_PX, color);
            writer.add_tile(TileCoord::new(z, x, y).unwrap(), &png).unwrap();
        }
    }
    writer.finalize().unwrap();
}

/// Red grows to the east, green to the south; clear beside the rectangle.
pub fn color_at(bounds: &Bounds, lon: f64, lat: f64) -> [u8; 4] {
    let share = |v: f64, from: f64, to: f64| (v - from) / (to - from);
    let (x, y) = (share(lon, bounds.west, bounds.east), share(lat, bounds.north, bounds.south));
    if !(0.0..1.0).contains(&x) || !(0.0..1.0).contains(&y) {
        return [0; 4];
    }
    [(x * 255.0) as u8, (y * 255.0) as u8, 90, 255]
}

pub fn png_of(width: u32, height: u32, color: impl Fn(u32, u32) -> [u8; 4]) -> Vec<u8> {
    let pixels: Vec<u8> = (0..width * height).flat_map(|i| color(i % width, i / width)).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    bytes
}

/// A picture whose pixels are equal in degrees over a rectangle, in the colours of [`color_at`].
pub fn degrees_png(bounds: &Bounds, width: u32, height: u32) -> Vec<u8> {
    png_of(width, height, |i, j| {
        let (dx, dy) = pixel_of(bounds, width, height);
        let (x, y) = (f64::from(i) + 0.5, f64::from(j) + 0.5);
        color_at(bounds, bounds.west + x * dx, bounds.north - y * dy)
    })
}

fn pixel_of(bounds: &Bounds, width: u32, height: u32) -> (f64, f64) {
    let (w, h) = (bounds.east - bounds.west, bounds.north - bounds.south);
    (w / f64::from(width), h / f64::from(height))
}

/// A world file for such a picture.
pub fn world_file(bounds: &Bounds, width: u32, height: u32) -> String {
    let (dx, dy) = pixel_of(bounds, width, height);
    let (x, y) = (bounds.west + dx / 2.0, bounds.north - dy / 2.0);
    format!("{dx}\n0\n0\n-{dy}\n{x}\n{y}\n")
}

/// Writes a file into a folder.
pub fn put(dir: &Path, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}
