//! Why no set could be made.

use crate::geo::LonLat;
use crate::text::{Message, error_from_message};
use std::error::Error;
use std::path::PathBuf;

/// Why no set could be made.
#[derive(Debug)]
#[non_exhaustive]
pub enum SynthError {
    /// So many grids are not made.
    Grids {
        /// As asked for.
        count: usize,
        /// The fewest that are made.
        least: usize,
        /// The most.
        most: usize,
    },
    /// The last day is before the first.
    Days,
    /// The outline is too small for so many grids.
    TooSmall {
        /// The outline's area.
        area_km2: f64,
        /// How many grids it can hold.
        most: usize,
    },
    /// The outline has no ground, or crosses itself.
    Outline,
    /// The outline is so narrow there that borders of seven decimals do not fit.
    TooNarrow {
        /// About where.
        at: LonLat,
    },
    /// An area has more parts than its code has numbers.
    Codes,
    /// A position cannot be written in the datum that was asked for.
    Datum {
        /// What is wrong.
        source: crate::geo::CoordError,
    },
    /// A file could not be written, or is there already.
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl SynthError {
    /// The sentence for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Grids { count, least, most } => Message::new("synth.grids")
                .with("count", count)
                .with("least", least)
                .with("most", most),
            Self::Days => Message::new("synth.days"),
            Self::TooSmall { area_km2, most } => Message::new("synth.too_small")
                .with("area_km2", format!("{area_km2:.3}"))
                .with("most", most),
            Self::Outline => Message::new("synth.outline"),
            Self::TooNarrow { at } => Message::new("synth.too_narrow")
                .with("lon", format!("{:.5}", at.lon()))
                .with("lat", format!("{:.5}", at.lat())),
            Self::Codes => Message::new("synth.codes"),
            Self::Datum { source } => source.message(),
            Self::Write { path, source } if source.kind() == std::io::ErrorKind::AlreadyExists => {
                Message::new("synth.exists").with("path", path.display())
            }
            Self::Write { path, source } => Message::new("synth.cannot_write")
                .with("path", path.display())
                .with("source", source),
        }
    }

    fn cause(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Write { source, .. } => Some(source),
            Self::Datum { source } => Some(source),
            _ => None,
        }
    }
}

error_from_message!(SynthError);
