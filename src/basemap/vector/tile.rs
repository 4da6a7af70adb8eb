//! Reading a Mapbox vector tile, version 2.1
//! (<https://github.com/mapbox/vector-tile-spec/tree/master/2.1>). The crate `fast-mvt` reads the
//! protocol buffer; the drawing commands (section 4.3) are followed here, into the shapes of one
//! tile, cut to it.

use super::clip::{At, Cut};
use super::schema::{self, Tags};
use super::{Class, Feature, Label, LabelKind, Shape};
use crate::geo::{Bounds, LonLat, TILE_PX, TileId, mercator_unproject};
use fast_mvt::{MvtError, MvtFeatureRef, MvtLayerRef, MvtReaderRef, MvtValueRef};
use geo::{Coord, LineString};

/// Shapes reach beyond the edge of their tile by this share of its side: a tenth of a millimetre
/// on a sheet, so that no seam shows.
const SLIVER: f64 = 1.0 / 512.0;

/// A tile, decoded.
#[derive(Debug, Default)]
pub(in super::super) struct Tile {
    pub features: Vec<Feature>,
    pub labels: Vec<Label>,
}

impl Tile {
    /// Reads the bytes of a tile, unpacked. What the table does not know is passed over.
    pub fn read(bytes: &[u8], id: TileId) -> Result<Self, Bad> {
        let reader = MvtReaderRef::new(bytes)?;
        let mut tile = Self::default();
        for layer in reader.layers().filter(|layer| schema::knows(layer.name())) {
            let grid = Grid::of(id, layer)?;
            for feature in layer.features() {
                tile.add(layer.name(), feature, &grid)?;
            }
        }
        Ok(tile)
    }

    /// What it takes in memory, in bytes.
    pub fn weight(&self) -> u64 {
        let points = |lines: &[LineString<f64>]| -> usize {
            lines.iter().map(|line| 24 + 16 * line.0.capacity()).sum()
        };
        let shapes = self.features.iter().map(|feature| match &feature.shape {
            Shape::Area(lines) | Shape::Lines(lines) => points(lines) + size_of::<Feature>(),
        });
        let labels = self.labels.iter().map(|label| label.text.capacity() + size_of::<Label>());
        (shapes.chain(labels).sum::<usize>() + size_of::<Self>()) as u64
    }

    fn add(&mut self, layer: &str, feature: MvtFeatureRef, grid: &Grid) -> Result<(), Bad> {
        let mut tags = Tags::default();
        for property in feature.properties() {
            let (key, value) = property?;
            if let MvtValueRef::String(text) = value {
                tags.take(key, text);
            }
        }
        let class = schema::class(layer, &tags);
        let label = tags.name.and_then(|name| Some((name, schema::label(layer, &tags)?)));
        if class.is_none() && label.is_none() {
            return Ok(());
        }
        let parts = parts(feature.geometry_commands())?;
        match feature.geom_type_value() {
            Some(POINT) => {
                let points = parts.iter().flatten().filter(|at| grid.owns(**at));
                self.name(label, points.map(|at| grid.position(*at)).next());
            }
            Some(LINE) => {
                let lines: Vec<Vec<At>> =
                    parts.iter().flat_map(|part| grid.square().line(part)).collect();
                self.name(label, middle(&lines).map(|at| grid.position(at)));
                if let Some(class) = class.filter(|class| may_be_line(*class)) {
                    let lines = lines.iter().map(|line| grid.degrees(line));
                    self.put(class, Shape::Lines(lines.collect()));
                }
            }
            Some(AREA) => {
                if let Some(class) = class.filter(|class| may_be_area(*class)) {
                    self.area(class, &parts, grid);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn area(&mut self, class: Class, rings: &[Vec<At>], grid: &Grid) {
        if class == Class::Water {
            self.put(Class::Shore, Shape::Lines(grid.shores(rings)));
        }
        let cut = rings.iter().map(|ring| grid.square().ring(ring));
        let cut = cut.filter(|ring| ring.len() > 2).map(|ring| grid.closed(&ring));
        self.put(class, Shape::Area(cut.collect()));
    }

    fn put(&mut self, class: Class, shape: Shape) {
        let (Shape::Area(lines) | Shape::Lines(lines)) = &shape;
        let coords = lines.iter().flat_map(|line| line.coords().copied());
        if let Some(bounds) = Bounds::around(coords) {
            self.features.push(Feature { class, shape, bounds });
        }
    }

    fn name(&mut self, label: Option<(&str, (LabelKind, u8))>, at: Option<LonLat>) {
        if let (Some((text, (kind, rank))), Some(at)) = (label, at) {
            self.labels.push(Label { text: text.to_owned(), kind, rank, at });
        }
    }
}

/// The names of the layers of a tile.
pub(in super::super) fn layer_names(bytes: &[u8]) -> Result<Vec<String>, Bad> {
    let reader = MvtReaderRef::new(bytes)?;
    Ok(reader.layers().map(|layer| layer.name().to_owned()).collect())
}

/// Why a tile could not be read.
#[derive(Debug)]
pub(in super::super) struct Bad(pub String);

impl From<MvtError> for Bad {
    fn from(source: MvtError) -> Self {
        Self(source.to_string())
    }
}

/// The numbers of geometry types (section 4.3.4).
const POINT: i32 = 1;
const LINE: i32 = 2;
const AREA: i32 = 3;

fn may_be_area(class: Class) -> bool {
    !matches!(class, Class::Road(_) | Class::Rail | Class::Stream | Class::Shore)
}

fn may_be_line(class: Class) -> bool {
    matches!(class, Class::Road(_) | Class::Rail | Class::Stream | Class::Water)
}

/// The grid of a layer in its tile.
struct Grid {
    id: TileId,
    extent: f64,
}

impl Grid {
    fn of(id: TileId, layer: MvtLayerRef) -> Result<Self, Bad> {
        match layer.extent() {
            0 => Err(MvtError::InvalidExtent.into()),
            extent => Ok(Self { id, extent: f64::from(extent) }),
        }
    }

    fn square(&self) -> Cut {
        Cut::square(-SLIVER * self.extent, (1.0 + SLIVER) * self.extent)
    }

    /// Whether a point belongs to this tile and to no neighbour.
    fn owns(&self, (x, y): At) -> bool {
        (0.0..self.extent).contains(&x) && (0.0..self.extent).contains(&y)
    }

    fn position(&self, (x, y): At) -> LonLat {
        let (west, north) = self.id.origin_px();
        let px = f64::from(TILE_PX) / self.extent;
        // Beyond the antimeridian a longitude would come back on the other side of the map.
        let world_px = f64::from(TILE_PX) * f64::from(1_u32 << self.id.z());
        mercator_unproject((west + x * px).clamp(0.0, world_px), north + y * px, self.id.z())
    }

    fn degrees(&self, line: &[At]) -> LineString<f64> {
        line.iter().map(|at| -> Coord<f64> { self.position(*at).coord() }).collect()
    }

    fn closed(&self, ring: &[At]) -> LineString<f64> {
        let mut line = self.degrees(ring);
        line.close();
        line
    }

    /// Rings as lines, without what lies on or beyond the edge: there the water goes on.
    fn shores(&self, rings: &[Vec<At>]) -> Vec<LineString<f64>> {
        let inner = 1e-6 * self.extent;
        let square = Cut::square(inner, self.extent - inner);
        let closed =
            |ring: &Vec<At>| -> Vec<At> { ring.iter().chain(ring.first()).copied().collect() };
        let lines = rings.iter().flat_map(|ring| square.line(&closed(ring)));
        lines.map(|line| self.degrees(&line)).collect()
    }
}

/// The point half-way along the longest line.
fn middle(lines: &[Vec<At>]) -> Option<At> {
    let length = |line: &Vec<At>| -> f64 { line.windows(2).filter_map(pair_length).sum() };
    let line = lines.iter().max_by(|a, b| length(a).total_cmp(&length(b)))?;
    let mut left = length(line) / 2.0;
    for pair in line.windows(2) {
        let (&[a, b], Some(piece)) = (pair, pair_length(pair)) else { continue };
        if piece >= left && piece > 0.0 {
            let t = left / piece;
            return Some((a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t));
        }
        left -= piece;
    }
    line.last().copied()
}

fn pair_length(pair: &[At]) -> Option<f64> {
    let &[a, b] = pair else { return None };
    Some((b.0 - a.0).hypot(b.1 - a.1))
}

/// Follows drawing commands: each `MoveTo` begins a part. Closing is left to the reader of rings.
fn parts(commands: &[u32]) -> Result<Vec<Vec<At>>, Bad> {
    const MOVE_TO: u32 = 1;
    const LINE_TO: u32 = 2;
    const CLOSE_PATH: u32 = 7;
    let bad = || Bad::from(MvtError::InvalidGeometry);
    let mut parts: Vec<Vec<At>> = Vec::new();
    // Sums of fewer than 2^28 steps below 2^31: far within 64 bits.
    let (mut x, mut y) = (0_i64, 0_i64);
    let mut rest = commands;
    while let Some((&command, after)) = rest.split_first() {
        let (what, count) = (command & 7, (command >> 3) as usize);
        rest = after;
        if what == CLOSE_PATH {
            continue;
        }
        if what != MOVE_TO && what != LINE_TO {
            return Err(bad());
        }
        let (steps, after) = rest.split_at_checked(2 * count).ok_or_else(bad)?;
        rest = after;
        for step in steps.chunks_exact(2) {
            let &[dx, dy] = step else { continue };
            (x, y) = (x + zigzag(dx), y + zigzag(dy));
            let at = (x as f64, y as f64);
            if what == MOVE_TO {
                parts.push(vec![at]);
            } else {
                parts.last_mut().ok_or_else(bad)?.push(at);
            }
        }
    }
    Ok(parts)
}

/// A signed number out of its zigzag form: 0, -1, 1, -2 …
fn zigzag(n: u32) -> i64 {
    i64::from((n >> 1).cast_signed() ^ -(n & 1).cast_signed())
}
