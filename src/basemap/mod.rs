//! A base map under a sheet: a file of the user's own, read from disk.
//!
//! Three kinds of file are known by how they begin: an archive of vector tiles, an archive of
//! picture tiles (both `PMTiles`, version 3), and one picture whose place is known (`GeoTIFF`, or
//! PNG, JPEG and TIFF with a world file or an extent). What vector tiles show is reduced to the few
//! things that a quiet map needs ([`Class`]).
//!
//! A [`BaseMap`] is opened once and asked by any number of threads at once. Of an archive only
//! directories and decoded tiles are kept, within bounds; the file may be larger than memory.
//!
//! Positions are taken for WGS-84, which is CGCS2000 to centimetres. A file that has been made of
//! GCJ-02 lies some hundred metres beside the truth, which nothing in it says.

mod archive;
mod error;
mod pmtiles;
mod raster;
mod source;
mod vector;

pub use archive::Features;
pub use error::BaseMapError;
pub use vector::{Class, Feature, Label, LabelKind, RoadRank, Shape};

use crate::geo::{Bounds, LonLat};
use crate::text::Message;
use archive::Tiled;
use error::Fault;
use raster::{Format, Placed};
use source::Source;
use std::path::{Path, PathBuf};

/// A picture must not be a longer file than this, as it is read whole.
const PICTURE_BYTES: u64 = 1 << 30;
/// As much of an attribution is written on a sheet, in characters.
const ATTRIBUTION_CHARS: usize = 120;

/// A base map, open.
#[derive(Debug)]
pub struct BaseMap {
    path: PathBuf,
    content: Content,
    attribution: Option<String>,
    unknown_layers: Vec<String>,
}

#[derive(Debug)]
enum Content {
    Tiles(Box<Tiled>),
    Picture(Placed),
}

/// How a base map is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BaseMapKind {
    /// From shapes: [`BaseMap::features`].
    Vector,
    /// From pixels: [`BaseMap::picture`].
    Raster,
}

impl BaseMap {
    /// Opens a file. What it is shows in how it begins, not in its name. `extent` says where a
    /// picture lies, in degrees, if neither it nor a file beside it does; it wins over them.
    ///
    /// # Errors
    ///
    /// [`BaseMapError`] names the file, what is wrong with it, and what to do.
    pub fn open(path: &Path, extent: Option<Bounds>) -> Result<Self, BaseMapError> {
        Self::read(path, extent).map_err(|fault| BaseMapError::new(path, fault))
    }

    fn read(path: &Path, extent: Option<Bounds>) -> Result<Self, Fault> {
        let source = Source::open(path)?;
        let begin = source.beginning(16)?;
        if begin.starts_with(pmtiles::MAGIC) {
            if extent.is_some() {
                return Err(Fault::ExtentNotWanted);
            }
            return Self::of_tiles(path, Tiled::open(source)?);
        }
        let format = Format::of(&begin).ok_or(Fault::UnknownFormat)?;
        if source.bytes() > PICTURE_BYTES {
            return Err(Fault::TooLong { begin: 0, limit: PICTURE_BYTES });
        }
        let placed = Placed::read(path, &source.read(0..source.bytes())?, format, extent)?;
        Ok(Self {
            path: path.to_owned(),
            content: Content::Picture(placed),
            attribution: None,
            unknown_layers: Vec::new(),
        })
    }

    fn of_tiles(path: &Path, tiled: Tiled) -> Result<Self, Fault> {
        let metadata = tiled.archive().metadata()?;
        let metadata: serde_json::Map<String, serde_json::Value> =
            serde_json::from_slice(&metadata)
                .map_err(|e| Fault::Metadata { what: e.to_string() })?;
        let attribution = metadata.get("attribution").and_then(serde_json::Value::as_str);
        let layers = if tiled.is_vector() { layers(&metadata, &tiled)? } else { Vec::new() };
        let known = layers.iter().any(|name| vector::knows(name));
        Ok(Self {
            path: path.to_owned(),
            attribution: attribution.and_then(plain),
            unknown_layers: if known { Vec::new() } else { layers },
            content: Content::Tiles(Box::new(tiled)),
        })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How it is drawn.
    #[must_use]
    pub fn kind(&self) -> BaseMapKind {
        match &self.content {
            Content::Tiles(tiled) if tiled.is_vector() => BaseMapKind::Vector,
            _ => BaseMapKind::Raster,
        }
    }

    /// Whom to name as its source, without markup; `None` where the file does not say.
    #[must_use]
    pub fn attribution(&self) -> Option<&str> {
        self.attribution.as_deref()
    }

    /// The rectangle that it covers, in degrees; `None` where the file does not say.
    #[must_use]
    pub fn extent(&self) -> Option<Bounds> {
        match &self.content {
            Content::Tiles(tiled) => tiled.archive().extent(),
            Content::Picture(placed) => Some(placed.extent()),
        }
    }

    /// What the user should know: that no layer of the file is known, and which there are.
    #[must_use]
    pub fn warning(&self) -> Option<Message> {
        (!self.unknown_layers.is_empty()).then(|| {
            Message::new("basemap.unknown_layers")
                .with("path", self.path.display())
                .with("layers", self.unknown_layers.join("、"))
        })
    }

    /// What its vector tiles show over a rectangle, at the zoom that covers it with at most 20
    /// tiles, or the nearest that the file has. Nothing of a base map of pixels.
    ///
    /// # Errors
    ///
    /// [`BaseMapError`] when a tile or a directory is damaged, or when the smallest zoom of the file
    /// would take more than a thousand tiles.
    pub fn features(&self, bounds: &Bounds) -> Result<Option<Features>, BaseMapError> {
        match &self.content {
            Content::Tiles(tiled) if tiled.is_vector() => {
                tiled.features(bounds).map(Some).map_err(|fault| self.error(fault))
            }
            _ => Ok(None),
        }
    }

    /// Its pixels over a rectangle as PNG of `width_px` × `height_px`, equal in degrees and
    /// transparent beside its extent. `None` where it has none there, and of vector tiles.
    ///
    /// # Errors
    ///
    /// As [`BaseMap::features`]; also when more than 64 million pixels are asked for.
    pub fn picture(
        &self,
        bounds: &Bounds,
        width_px: u32,
        height_px: u32,
    ) -> Result<Option<Vec<u8>>, BaseMapError> {
        let picture = match &self.content {
            Content::Picture(placed) => placed.picture(bounds, width_px, height_px),
            Content::Tiles(tiled) if !tiled.is_vector() => {
                tiled.mosaic(bounds, width_px).and_then(|mosaic| {
                    mosaic.map_or(Ok(None), |placed| placed.picture(bounds, width_px, height_px))
                })
            }
            Content::Tiles(_) => Ok(None),
        };
        picture.map_err(|fault| self.error(fault))
    }

    fn error(&self, fault: Fault) -> BaseMapError {
        BaseMapError::new(&self.path, fault)
    }
}

/// Reads `west,south,east,north` in degrees.
///
/// # Errors
///
/// The sentence for the user, when it is none.
///
/// ```
/// use wangge::basemap::parse_extent;
/// assert_eq!(parse_extent("109.7, 39.7, 110.1, 40").unwrap().east, 110.1);
/// assert!(parse_extent("110.1,39.7,109.7,40").is_err());
/// ```
pub fn parse_extent(text: &str) -> Result<Bounds, Message> {
    let wrong = || Message::new("basemap.extent").with("text", text);
    let numbers: Vec<f64> =
        text.split([',', '，']).map_while(|part| part.trim().parse().ok()).collect();
    let &[west, south, east, north] = &numbers[..] else { return Err(wrong()) };
    let corners = LonLat::new(west, south).and(LonLat::new(east, north));
    if text.split([',', '，']).count() != 4 || corners.is_err() || west >= east || south >= north {
        return Err(wrong());
    }
    Ok(Bounds { west, south, east, north })
}

/// The names of the layers: those that the metadata list, or those of the first tile.
fn layers(
    metadata: &serde_json::Map<String, serde_json::Value>,
    tiled: &Tiled,
) -> Result<Vec<String>, Fault> {
    if let Some(listed) = metadata.get("vector_layers").and_then(serde_json::Value::as_array) {
        let names = listed.iter().filter_map(|layer| layer.get("id")?.as_str());
        return Ok(names.map(ToOwned::to_owned).collect());
    }
    let Some(bytes) = tiled.archive().first_tile()? else { return Ok(Vec::new()) };
    // A damaged tile is told of when it is drawn.
    Ok(vector::layer_names(&bytes).unwrap_or_default())
}

/// An attribution without the markup that it has for a web page.
fn plain(html: &str) -> Option<String> {
    let mut text = String::new();
    let mut in_tag = false;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            _ if in_tag => {}
            _ => text.push(c),
        }
    }
    let text = text.replace("&copy;", "©").replace("&nbsp;", " ").replace("&amp;", "&");
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text: String = text.chars().take(ATTRIBUTION_CHARS).collect();
    (!text.is_empty()).then_some(text)
}
