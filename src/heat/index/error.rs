//! What an index cannot hold.

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
