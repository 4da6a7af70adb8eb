//! Archives of map tiles in one file: `PMTiles` version 3
//! (<https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md>), read from disk without a
//! runtime. Of the crate `pmtiles` only the asynchronous reader can look up a tile; the tests
//! compare with it and let it write their files.

mod directory;
mod header;
mod hilbert;

pub(super) use header::{MAGIC, TileKind};

use super::error::Fault;
use super::source::Source;
use crate::geo::Bounds;
use directory::{BadEntry, Directory};
use flate2::read::MultiGzDecoder;
use header::{Compression, HEADER_BYTES, Header};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::io::Read;
use std::ops::Range;
use std::sync::Arc;

/// A directory must not be longer than this when it is unpacked: more than half a million tiles.
const DIRECTORY_BYTES: u64 = 4 << 20;
/// The metadata must not be longer than this when it is unpacked.
const METADATA_BYTES: u64 = 8 << 20;
/// A tile must not be longer than this, packed or unpacked. Programs that make tiles aim at half
/// a megabyte.
const TILE_BYTES: u64 = 8 << 20;
/// How many directories may lie between the header and a tile; the specification knows two.
const MOST_LEVELS: usize = 4;
/// How a packed part begins (RFC 1952).
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// Leaf directories that are kept for the next tile, in bytes.
const KEPT_BYTES: u64 = 16 << 20;

/// An open archive, for any number of threads.
#[derive(Debug)]
pub(super) struct Archive {
    source: Source,
    header: Header,
    root: Arc<Directory>,
    leaves: Cache<(u64, u32), Arc<Directory>, ByEntries>,
}

#[derive(Debug, Clone)]
struct ByEntries;

impl Weighter<(u64, u32), Arc<Directory>> for ByEntries {
    fn weight(&self, _: &(u64, u32), directory: &Arc<Directory>) -> u64 {
        directory.weight()
    }
}

impl Archive {
    /// Reads header and root directory.
    pub fn open(source: Source) -> Result<Self, Fault> {
        let header = Header::parse(&source.beginning(HEADER_BYTES as u64)?, source.bytes())?;
        let root = read_directory(&source, header.root.clone(), header.internal)?;
        let leaves = Cache::with_weighter(64, KEPT_BYTES, ByEntries);
        Ok(Self { source, header, root: Arc::new(root), leaves })
    }

    pub fn kind(&self) -> TileKind {
        self.header.kind
    }

    /// The smallest and the largest zoom.
    pub fn zooms(&self) -> (u8, u8) {
        self.header.zooms
    }

    /// What the tiles cover, if the header says so.
    pub fn extent(&self) -> Option<Bounds> {
        self.header.extent
    }

    /// The metadata, a JSON object.
    pub fn metadata(&self) -> Result<Vec<u8>, Fault> {
        let part = &self.header.metadata;
        if part.is_empty() {
            return Ok(b"{}".to_vec());
        }
        read_part(&self.source, part.clone(), self.header.internal, METADATA_BYTES)
    }

    /// The bytes of the tile `z/x/y`, unpacked; `None` where there is none. `z` is at most 31.
    pub fn tile(&self, z: u8, x: u32, y: u32) -> Result<Option<Vec<u8>>, Fault> {
        let number = hilbert::tile_number(z, x, y);
        self.bytes_of(|directory| directory.find(number))
    }

    /// The bytes of the first tile of the file, unpacked.
    pub fn first_tile(&self) -> Result<Option<Vec<u8>>, Fault> {
        self.bytes_of(Directory::first)
    }

    fn bytes_of(
        &self,
        pick: impl Fn(&Directory) -> Option<directory::Entry>,
    ) -> Result<Option<Vec<u8>>, Fault> {
        let mut directory = Arc::clone(&self.root);
        for _ in 0..MOST_LEVELS {
            let Some(entry) = pick(&directory) else { return Ok(None) };
            let part = if entry.run == 0 { &self.header.leaves } else { &self.header.tiles };
            let range = within(part, entry.offset, entry.bytes)?;
            if entry.run > 0 {
                return read_tile(&self.source, range).map(Some);
            }
            directory = self.leaves.get_or_insert_with(&(entry.offset, entry.bytes), || {
                read_directory(&self.source, range, self.header.internal).map(Arc::new)
            })?;
        }
        Err(Fault::DirectoriesWithoutEnd)
    }
}

/// A range that a directory names, in the part of the file that it counts from.
fn within(part: &Range<u64>, offset: u64, bytes: u32) -> Result<Range<u64>, Fault> {
    let begin = part.start.saturating_add(offset);
    let end = begin.saturating_add(u64::from(bytes));
    if end > part.end {
        return Err(Fault::Beyond { begin, end, bytes: part.end });
    }
    Ok(begin..end)
}

fn read_directory(
    source: &Source,
    range: Range<u64>,
    compression: Compression,
) -> Result<Directory, Fault> {
    let begin = range.start;
    let bytes = read_part(source, range, compression, DIRECTORY_BYTES)?;
    Directory::parse(&bytes).map_err(|BadEntry(entry)| Fault::Directory { begin, entry })
}

/// A part of the file, unpacked; `limit` bounds both of its lengths.
fn read_part(
    source: &Source,
    range: Range<u64>,
    compression: Compression,
    limit: u64,
) -> Result<Vec<u8>, Fault> {
    let begin = range.start;
    if range.end.saturating_sub(begin) > limit {
        return Err(Fault::TooLong { begin, limit });
    }
    let packed = source.read(range)?;
    match compression {
        Compression::None => Ok(packed),
        Compression::Gzip => unpack(&packed, begin, limit),
    }
}

/// A tile, unpacked. Some programs pack tiles and say that they do not, or the other way round; no
/// tile begins like a packed one.
fn read_tile(source: &Source, range: Range<u64>) -> Result<Vec<u8>, Fault> {
    let begin = range.start;
    let bytes = read_part(source, range, Compression::None, TILE_BYTES)?;
    if bytes.starts_with(&GZIP) { unpack(&bytes, begin, TILE_BYTES) } else { Ok(bytes) }
}

fn unpack(packed: &[u8], begin: u64, limit: u64) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    MultiGzDecoder::new(packed)
        .take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|source| Fault::Unpack { begin, what: source.to_string() })?;
    if bytes.len() as u64 > limit {
        return Err(Fault::TooLong { begin, limit });
    }
    Ok(bytes)
}
