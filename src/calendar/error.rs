//! Why a window or a table of holidays was not taken.

use crate::text::{Message, error_from_message};
use std::error::Error;
use std::path::PathBuf;

/// Why a window or a table of holidays was not taken.
#[derive(Debug)]
#[non_exhaustive]
pub enum CalendarError {
    /// The file could not be read.
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A table that is not TOML, or has an unknown key.
    Toml {
        /// The line, from 1.
        line: usize,
        /// What the parser said.
        source: Box<toml::de::Error>,
    },
    /// A value of a table that makes no sense.
    Table {
        /// The key, with the holiday it belongs to.
        key: String,
        /// Its value.
        value: String,
    },
    /// Nothing but spaces and signs.
    Empty,
    /// An item that is not understood.
    Item {
        /// As it was written.
        item: String,
        /// The names of the configured windows.
        named: Vec<String>,
    },
    /// A holiday that the table does not have.
    Holiday {
        /// As it was written.
        name: String,
        /// Those that it has.
        known: Vec<String>,
    },
    /// Two terms of hours in one clause.
    TwoHours,
    /// More combinations than can be worked with.
    TooMany {
        /// The most there may be.
        most: usize,
    },
    /// A name for a window that is taken, empty, or has signs of the language in it.
    Name {
        /// The name.
        name: String,
    },
    /// A configured window that cannot be read.
    Named {
        /// Its name.
        name: String,
        /// What is wrong with it.
        source: Box<Self>,
    },
}

impl CalendarError {
    /// The sentence for the user: what is wrong and what to do.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Read { path, .. } => Message::new("calendar.read").with("path", path.display()),
            Self::Toml { line, source } => {
                Message::new("calendar.toml").with("line", line).with("detail", source.message())
            }
            Self::Table { key, value } => {
                Message::new("calendar.table").with("key", key).with("value", value)
            }
            Self::Empty => Message::new("calendar.empty"),
            Self::Item { item, named } => {
                Message::new("calendar.item").with("item", item).with("named", named.join("、"))
            }
            Self::Holiday { name, known } => {
                Message::new("calendar.holiday").with("name", name).with("known", known.join("、"))
            }
            Self::TwoHours => Message::new("calendar.two_hours"),
            Self::TooMany { most } => Message::new("calendar.too_many").with("most", most),
            Self::Name { name } => Message::new("calendar.name").with("name", name),
            Self::Named { name, source } => {
                Message::new("calendar.named").with("name", name).with("detail", source.message())
            }
        }
    }

    fn cause(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Read { source, .. } => Some(source),
            Self::Toml { source, .. } => Some(source.as_ref()),
            Self::Named { source, .. } => Some(source.as_ref()),
            _ => None,
        }
    }
}

error_from_message!(CalendarError);
