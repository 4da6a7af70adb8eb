//! What an index cannot hold, and why its file cannot be read.

use super::record::{MOST_CATEGORIES, MOST_GRIDS};
use crate::text::Message;

/// A record that an index cannot hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    /// A category's number is too large.
    #[error("category {0}: an index tells {MOST_CATEGORIES} categories apart")]
    Category(u16),
    /// A grid's number is too large.
    #[error("grid {0}: an index tells {MOST_GRIDS} grids apart")]
    Grid(u32),
    /// There are as many records as an index can number.
    #[error("an index holds {} records at most", u32::MAX)]
    TooMany,
}

impl IndexError {
    /// The same for people.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Category(number) => Message::new("heat.index_category")
                .with("number", number)
                .with("most", MOST_CATEGORIES),
            Self::Grid(number) => {
                Message::new("heat.index_grid").with("number", number).with("most", MOST_GRIDS)
            }
            Self::TooMany => Message::new("heat.index_full").with("most", u32::MAX),
        }
    }
}

/// A file that is no index.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexFileError {
    /// It begins differently, or is of another version.
    #[error("not an index file of this version")]
    NoIndex,
    /// It ends too early.
    #[error("the index file is cut off")]
    CutOff,
    /// Its checksum or its contents are wrong.
    #[error("the index file is damaged")]
    Damaged,
    /// It could not be read.
    #[error("the index file could not be read: {0}")]
    Io(std::io::Error),
}

impl IndexFileError {
    pub(super) fn read(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::UnexpectedEof => Self::CutOff,
            _ => Self::Io(error),
        }
    }

    /// The same for people.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::NoIndex => Message::new("heat.no_index"),
            Self::CutOff => Message::new("heat.index_cut_off"),
            Self::Damaged => Message::new("heat.index_damaged"),
            Self::Io(source) => Message::new("heat.index_unread").with("source", source),
        }
    }
}
