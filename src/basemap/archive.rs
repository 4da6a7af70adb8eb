//! A base map of tiles: which tiles are wanted, and those that have been read.

use super::error::Fault;
use super::pmtiles::{Archive, TileKind};
use super::raster::{self, Bitmap};
use super::source::Source;
use super::vector::{self, Feature, Label};
use crate::geo::{Bounds, LonLat, TILE_PX, TileId, mercator_px};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use rayon::prelude::*;
use std::sync::Arc;

/// The zoom is the largest at which so few tiles cover what is wanted: mostly 8 to 20.
const MOST_TILES: u64 = 20;
/// A file whose smallest zoom would take more tiles than this is refused.
const TOO_MANY_TILES: u64 = 1_024;
/// Vector tiles that are kept decoded, in bytes.
const KEPT_BYTES: u64 = 96 << 20;
/// The deepest zoom that has a [`TileId`]; a pixel is then 2 cm.
const DEEPEST: u8 = 22;

/// An archive and what has been decoded of it.
#[derive(Debug)]
pub(super) struct Tiled {
    archive: Archive,
    kept: Cache<TileId, Arc<vector::Tile>, ByBytes>,
}

#[derive(Debug, Clone)]
struct ByBytes;

impl Weighter<TileId, Arc<vector::Tile>> for ByBytes {
    fn weight(&self, _: &TileId, tile: &Arc<vector::Tile>) -> u64 {
        tile.weight()
    }
}

/// What the vector tiles over a rectangle show. The tiles are shared with the cache, so that it
/// costs nothing to hold.
#[derive(Debug, Clone)]
pub struct Features {
    tiles: Vec<Arc<vector::Tile>>,
    bounds: Bounds,
}

impl Features {
    /// The features that meet the rectangle, tile by tile in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Feature> {
        let features = self.tiles.iter().flat_map(|tile| &tile.features);
        features.filter(|feature| feature.bounds.intersects(&self.bounds))
    }

    /// The names whose place lies in the rectangle. A road has one for each tile that it runs
    /// through.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        let labels = self.tiles.iter().flat_map(|tile| &tile.labels);
        labels.filter(|label| self.bounds.contains(label.at))
    }
}

impl Tiled {
    pub fn open(source: Source) -> Result<Self, Fault> {
        let archive = Archive::open(source)?;
        let kept = Cache::with_weighter(256, KEPT_BYTES, ByBytes);
        Ok(Self { archive, kept })
    }

    pub fn archive(&self) -> &Archive {
        &self.archive
    }

    pub fn is_vector(&self) -> bool {
        self.archive.kind() == TileKind::Vector
    }

    /// What the vector tiles over a rectangle show.
    pub fn features(&self, bounds: &Bounds) -> Result<Features, Fault> {
        let ids = self.wanted(bounds, |tiles, _| tiles <= MOST_TILES)?;
        let tiles: Result<Vec<_>, Fault> = ids.par_iter().map(|id| self.tile(*id)).collect();
        Ok(Features { tiles: tiles?, bounds: *bounds })
    }

    fn tile(&self, id: TileId) -> Result<Arc<vector::Tile>, Fault> {
        self.kept.get_or_insert_with(&id, || {
            let (x, y) = place(id);
            let Some(bytes) = self.archive.tile(id.z(), x, y)? else { return Ok(Arc::default()) };
            let read = vector::Tile::read(&bytes, id);
            read.map(Arc::new).map_err(|bad| Fault::Tile { z: id.z(), x, y, what: bad.0 })
        })
    }

    /// The picture tiles over a rectangle, side by side, with what they cover in world pixels;
    /// `None` where there are none. The zoom is the least that has `width_px` pixels across.
    pub fn mosaic(&self, bounds: &Bounds, width_px: u32) -> Result<Option<raster::Placed>, Fault> {
        let fine = |_, across_px: f64| across_px <= 2.0 * f64::from(width_px);
        let ids = self.wanted(bounds, fine)?;
        let read = |id: &TileId| -> Result<Option<(TileId, Bitmap)>, Fault> {
            let (x, y) = place(*id);
            let Some(bytes) = self.archive.tile(id.z(), x, y)? else { return Ok(None) };
            let at = |what: String| Fault::Tile { z: id.z(), x, y, what };
            let bitmap = Bitmap::decode_tile(&bytes).map_err(|fault| at(fault.what()))?;
            Ok(Some((*id, bitmap)))
        };
        let tiles: Result<Vec<_>, Fault> =
            ids.par_iter().filter_map(|id| read(id).transpose()).collect();
        raster::mosaic(&tiles?)
    }

    /// The tiles over a rectangle at the largest zoom that will do; at the smallest of the file if
    /// none will. `will_do` is told how many tiles there are and how many pixels they have across.
    fn wanted(
        &self,
        bounds: &Bounds,
        will_do: impl Fn(u64, f64) -> bool,
    ) -> Result<Vec<TileId>, Fault> {
        let (least, most) = self.archive.zooms();
        if self.archive.extent().is_some_and(|extent| !extent.intersects(bounds)) || least > DEEPEST
        {
            return Ok(Vec::new());
        }
        let span = (least..=most.min(DEEPEST)).rev().map(|zoom| Span::of(bounds, zoom));
        let fits = |span: &Span| will_do(span.count(), span.across_px);
        let span = span.clone().find(fits).unwrap_or_else(|| Span::of(bounds, least));
        if span.count() > TOO_MANY_TILES {
            return Err(Fault::TooManyTiles { tiles: span.count(), zoom: span.zoom });
        }
        Ok(span.tiles().collect())
    }
}

/// Column and row of a tile.
fn place(id: TileId) -> (u32, u32) {
    let (x, y) = id.origin_px();
    ((x / f64::from(TILE_PX)) as u32, (y / f64::from(TILE_PX)) as u32)
}

/// The tiles of a zoom over a rectangle.
#[derive(Debug, Clone)]
struct Span {
    zoom: u8,
    columns: std::ops::RangeInclusive<u32>,
    rows: std::ops::RangeInclusive<u32>,
    across_px: f64,
}

impl Span {
    fn of(bounds: &Bounds, zoom: u8) -> Self {
        let (west, north) = mercator_px(LonLat::computed(bounds.west, bounds.north), zoom);
        let (east, south) = mercator_px(LonLat::computed(bounds.east, bounds.south), zoom);
        let last = (1_u32 << zoom) - 1;
        let tile = |px: f64| ((px / f64::from(TILE_PX)).max(0.0) as u32).min(last);
        Self {
            zoom,
            columns: tile(west)..=tile(east),
            rows: tile(north)..=tile(south),
            across_px: east - west,
        }
    }

    fn count(&self) -> u64 {
        let length = |r: &std::ops::RangeInclusive<u32>| u64::from(r.end() - r.start()) + 1;
        length(&self.columns) * length(&self.rows)
    }

    fn tiles(&self) -> impl Iterator<Item = TileId> {
        let zoom = self.zoom;
        self.rows
            .clone()
            .flat_map(move |y| self.columns.clone().filter_map(move |x| TileId::new(zoom, x, y)))
    }
}
