//! Why a stream as a whole cannot be read.

use crate::text::{Message, error_from_message};
use std::error::Error;

/// Why a stream as a whole cannot be read. What is wrong with one row stands in its `error`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BatchError {
    /// There is nothing in it.
    Empty,
    /// The header has no columns for longitude and latitude.
    NoPosition {
        /// The headers.
        headers: Vec<String>,
    },
}

impl BatchError {
    /// The sentence for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Empty => Message::new("batch.empty"),
            Self::NoPosition { headers } => {
                Message::new("batch.no_position").with("headers", headers.join("、"))
            }
        }
    }

    #[expect(clippy::unused_self, reason = "the shape that error_from_message asks for")]
    fn cause(&self) -> Option<&(dyn Error + 'static)> {
        None
    }
}

error_from_message!(BatchError);
