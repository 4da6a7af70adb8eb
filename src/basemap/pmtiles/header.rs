//! The header of an archive (`PMTiles` version 3, section 3): 127 bytes, little-endian.

use super::super::error::Fault;
use crate::geo::Bounds;
use std::ops::Range;

/// The length of the header.
pub(super) const HEADER_BYTES: usize = 127;
/// How every archive begins, before the version.
pub(in super::super) const MAGIC: &[u8] = b"PMTiles";

/// How directories and metadata are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    None,
    Gzip,
}

/// What a tile is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum TileKind {
    Vector,
    Png,
    Jpeg,
    Webp,
}

/// The header, as far as a reader needs it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Header {
    pub root: Range<u64>,
    pub metadata: Range<u64>,
    pub leaves: Range<u64>,
    pub tiles: Range<u64>,
    /// Of directories and metadata.
    pub internal: Compression,
    pub kind: TileKind,
    pub zooms: (u8, u8),
    /// What the tiles cover; `None` where the header says nothing usable.
    pub extent: Option<Bounds>,
}

impl Header {
    /// Reads the beginning of a file of `file_bytes`.
    pub fn parse(bytes: &[u8], file_bytes: u64) -> Result<Self, Fault> {
        let fields = Fields(bytes.get(..HEADER_BYTES).ok_or(Fault::ShortHeader)?);
        let version = fields.byte(7);
        if version != 3 {
            return Err(Fault::Version { version });
        }
        let part = |at: usize| -> Result<Range<u64>, Fault> {
            let (begin, length) = (fields.u64(at), fields.u64(at + 8));
            let end = begin.saturating_add(length);
            if end > file_bytes {
                return Err(Fault::Beyond { begin, end, bytes: file_bytes });
            }
            Ok(begin..end)
        };
        let zooms = (fields.byte(100), fields.byte(101));
        if zooms.0 > zooms.1 || zooms.1 > 31 {
            return Err(Fault::Zooms { least: zooms.0, most: zooms.1 });
        }
        // Whether tiles are packed shows in each of them; that they can be unpacked must be known.
        let _of_tiles = compression(fields.byte(98))?;
        Ok(Self {
            root: part(8)?,
            metadata: part(24)?,
            leaves: part(40)?,
            tiles: part(56)?,
            internal: compression(fields.byte(97))?,
            kind: kind(fields.byte(99))?,
            zooms,
            extent: fields.extent(102),
        })
    }
}

/// Reads numbers at places below [`HEADER_BYTES`]; 0 beyond it, which no caller asks for.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn byte(&self, at: usize) -> u8 {
        self.0.get(at).copied().unwrap_or_default()
    }

    fn u64(&self, at: usize) -> u64 {
        (0..8).rev().fold(0, |sum, i| (sum << 8) | u64::from(self.byte(at + i)))
    }

    /// Degrees are stored as whole ten-millionths.
    fn degrees(&self, at: usize) -> f64 {
        let bytes = [0, 1, 2, 3].map(|i| self.byte(at + i));
        f64::from(i32::from_le_bytes(bytes)) / 1e7
    }

    fn extent(&self, at: usize) -> Option<Bounds> {
        let [west, south, east, north] = [0, 4, 8, 12].map(|i| self.degrees(at + i));
        let usable = west < east && south < north && west.abs().max(east.abs()) <= 180.0;
        (usable && south.abs().max(north.abs()) <= 90.0).then_some(Bounds {
            west,
            south,
            east,
            north,
        })
    }
}

fn compression(number: u8) -> Result<Compression, Fault> {
    match number {
        1 => Ok(Compression::None),
        2 => Ok(Compression::Gzip),
        3 => Err(Fault::Compression { name: "brotli".to_owned() }),
        4 => Err(Fault::Compression { name: "zstd".to_owned() }),
        other => Err(Fault::Compression { name: other.to_string() }),
    }
}

fn kind(number: u8) -> Result<TileKind, Fault> {
    match number {
        1 => Ok(TileKind::Vector),
        2 => Ok(TileKind::Png),
        3 => Ok(TileKind::Jpeg),
        4 => Ok(TileKind::Webp),
        5 => Err(Fault::TileKind { name: "AVIF".to_owned() }),
        6 => Err(Fault::TileKind { name: "MLT".to_owned() }),
        other => Err(Fault::TileKind { name: other.to_string() }),
    }
}
