//! Why an atlas could not be made.

use crate::desk::PaperError;
use crate::sheet::SheetError;
use crate::text::{Message, error_from_message};
use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};

/// Why an atlas could not be made.
#[derive(Debug)]
#[non_exhaustive]
pub enum AtlasError {
    /// There is no area with that code.
    UnknownArea {
        /// The code.
        code: String,
    },
    /// It is for the public and asks for what is not.
    Refused(PaperError),
    /// No grid is left.
    Empty {
        /// What was asked for.
        words: String,
    },
    /// The sheet of a grid could not be made.
    Sheet {
        /// Code and name of the grid.
        grid: String,
        /// Why.
        source: PaperError,
    },
    /// The cover, the index or the whole could not be made.
    Book(SheetError),
    /// A file could not be read or written.
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Another run works in the same folder.
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// The threads could not be started.
    Threads {
        /// Why.
        what: String,
    },
    /// It was stopped. What was finished is kept.
    Stopped {
        /// Finished sheets.
        done: usize,
        /// Of so many.
        of: usize,
    },
}

impl AtlasError {
    /// For what reads or writes a file.
    pub(super) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self + use<'_> {
        |source| Self::Io { path: path.to_owned(), source }
    }

    /// The sentence for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::UnknownArea { code } => {
                Message::new("desk.atlas_unknown_area").with("code", code)
            }
            Self::Refused(error) => error.message(),
            Self::Empty { words } => Message::new("desk.atlas_empty").with("words", words),
            Self::Sheet {
                grid,
                source: PaperError::Sheet(SheetError::MissingGlyphs { text, missing }),
            } => {
                let said = Message::new("desk.atlas_glyphs").with("grid", grid);
                said.with("text", text).with("missing", missing)
            }
            Self::Sheet { grid, source } => {
                Message::new("desk.atlas_sheet").with("grid", grid).with("what", source)
            }
            Self::Book(source) => source.message(),
            Self::Io { path, source } => {
                Message::new("desk.atlas_io").with("path", path.display()).with("source", source)
            }
            Self::InUse { path } => Message::new("desk.atlas_in_use").with("path", path.display()),
            Self::Threads { what } => Message::new("desk.atlas_threads").with("what", what),
            Self::Stopped { done, of } => {
                Message::new("desk.atlas_stopped").with("done", done).with("of", of)
            }
        }
    }

    fn cause(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Sheet { source, .. } => Some(source),
            Self::Book(source) => Some(source),
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}

error_from_message!(AtlasError);
