//! Why a file is no base map.

use crate::text::{Message, error_from_message};
use std::error::Error;
use std::path::{Path, PathBuf};

/// Why a base map could not be read: the file, and what is wrong with it.
#[derive(Debug)]
pub struct BaseMapError {
    path: PathBuf,
    fault: Fault,
}

impl BaseMapError {
    pub(super) fn new(path: &Path, fault: Fault) -> Self {
        Self { path: path.to_owned(), fault }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The sentence for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        self.fault.message().with("path", self.path.display())
    }

    fn cause(&self) -> Option<&(dyn Error + 'static)> {
        match &self.fault {
            Fault::Read(source) => Some(source),
            _ => None,
        }
    }
}

error_from_message!(BaseMapError);

/// What is wrong with a file. Places are in bytes from its beginning.
#[derive(Debug)]
pub(super) enum Fault {
    /// It cannot be opened or read.
    Read(std::io::Error),
    /// It is a folder or the like.
    NoFile,
    /// It begins like no format that is known.
    UnknownFormat,
    /// It ends within the header.
    ShortHeader,
    /// An archive of another version.
    Version { version: u8 },
    /// The smallest zoom above the largest, or beyond 31.
    Zooms { least: u8, most: u8 },
    /// A part that does not lie in the file.
    Beyond { begin: u64, end: u64, bytes: u64 },
    /// A compression that is not read.
    Compression { name: String },
    /// Tiles of a kind that is not read.
    TileKind { name: String },
    /// A part that is longer than any sound one.
    TooLong { begin: u64, limit: u64 },
    /// A part that cannot be unpacked.
    Unpack { begin: u64, what: String },
    /// A directory that cannot be read from this entry on.
    Directory { begin: u64, entry: usize },
    /// Leaf directories that lead to leaf directories.
    DirectoriesWithoutEnd,
    /// Metadata that are no JSON object.
    Metadata { what: String },
    /// A tile that cannot be read.
    Tile { z: u8, x: u32, y: u32, what: String },
    /// The smallest zoom of the file is too large for what is wanted.
    TooManyTiles { tiles: u64, zoom: u8 },
    /// A picture that cannot be decoded.
    Picture { format: &'static str, what: String },
    /// A picture of too many pixels.
    TooManyPixels { width: u64, height: u64, limit: u64 },
    /// A picture without anything that says where it lies.
    NoPlace { wanted: String },
    /// A world file that is none.
    WorldFile { file: String, line: usize },
    /// A picture that is turned or mirrored.
    Turned,
    /// A picture in a system that is not read.
    System { name: String },
    /// An extent that is none.
    Extent { text: String },
    /// An extent for a file that knows its own.
    ExtentNotWanted,
}

impl From<std::io::Error> for Fault {
    fn from(source: std::io::Error) -> Self {
        Self::Read(source)
    }
}

impl Fault {
    /// What a library said of a picture, for a sentence that names its place.
    pub fn what(self) -> String {
        match self {
            Self::Picture { what, .. } => what,
            other => other.message().to_string(),
        }
    }

    fn message(&self) -> Message {
        match self {
            Self::Read(source) => Message::new("basemap.read").with("source", source),
            Self::NoFile => Message::new("basemap.no_file"),
            Self::UnknownFormat => Message::new("basemap.unknown_format"),
            Self::Picture { format, what } => {
                Message::new("basemap.picture").with("format", format).with("what", what)
            }
            Self::TooManyPixels { width, height, limit } => Message::new("basemap.pixels")
                .with("width", width)
                .with("height", height)
                .with("limit", limit / 1_000_000),
            Self::NoPlace { wanted } => Message::new("basemap.no_place").with("wanted", wanted),
            Self::WorldFile { file, line } => {
                Message::new("basemap.world_file").with("file", file).with("line", line)
            }
            Self::Turned => Message::new("basemap.turned"),
            Self::System { name } => Message::new("basemap.system").with("name", name),
            Self::Extent { text } => Message::new("basemap.extent").with("text", text),
            Self::ExtentNotWanted => Message::new("basemap.extent_not_wanted"),
            of_tiles => of_tiles.message_of_tiles(),
        }
    }

    fn message_of_tiles(&self) -> Message {
        match self {
            Self::Version { version } => Message::new("basemap.version").with("version", version),
            Self::Zooms { least, most } => {
                Message::new("basemap.zooms").with("least", least).with("most", most)
            }
            Self::Beyond { begin, end, bytes } => Message::new("basemap.beyond")
                .with("begin", begin)
                .with("end", end)
                .with("bytes", bytes),
            Self::Compression { name } => Message::new("basemap.compression").with("name", name),
            Self::TileKind { name } => Message::new("basemap.tile_kind").with("name", name),
            Self::TooLong { begin, limit } => {
                Message::new("basemap.too_long").with("begin", begin).with("limit", limit >> 20)
            }
            Self::Unpack { begin, what } => {
                Message::new("basemap.unpack").with("begin", begin).with("what", what)
            }
            Self::Directory { begin, entry } => {
                Message::new("basemap.directory").with("begin", begin).with("entry", entry)
            }
            Self::DirectoriesWithoutEnd => Message::new("basemap.directories_without_end"),
            Self::Metadata { what } => Message::new("basemap.metadata").with("what", what),
            Self::Tile { z, x, y, what } => {
                Message::new("basemap.tile").with("tile", format!("{z}/{x}/{y}")).with("what", what)
            }
            Self::TooManyTiles { tiles, zoom } => {
                Message::new("basemap.too_many_tiles").with("tiles", tiles).with("zoom", zoom)
            }
            _ => Message::new("basemap.short_header"),
        }
    }
}
