//! Why a sheet could not be made.

use crate::basemap::BaseMapError;
use crate::text::{Message, error_from_message};
use std::error::Error;
use std::path::PathBuf;

/// Why a sheet could not be made. A sheet with a letter missing is never a result.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SheetError {
    /// The typeface lacks characters of a text.
    MissingGlyphs {
        /// The text.
        text: String,
        /// Its characters that cannot be drawn.
        missing: String,
    },
    /// A template that cannot be read.
    ReadTemplate {
        /// The file.
        path: PathBuf,
        /// What the system said.
        what: String,
    },
    /// A template with a key that is not known or a value that makes no sense.
    Template {
        /// The line in the file.
        line: usize,
        /// What is wrong there.
        what: String,
    },
    /// A logo that is not a PNG picture of a reasonable size.
    Logo {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// An address too long for a code.
    Address {
        /// The address.
        url: String,
    },
    /// The drawing could not be made.
    Draw {
        /// What the drawing library said.
        what: String,
    },
    /// The base map could not be read.
    BaseMap {
        /// What is wrong with which file.
        said: Message,
    },
    /// A drawing that was kept on the disk cannot be read, or one cannot be kept.
    Kept {
        /// What the library said.
        what: String,
    },
    /// The drawing could not be written in the format.
    Write {
        /// The format.
        format: &'static str,
        /// What the library said.
        what: String,
    },
}

impl SheetError {
    /// The sentence for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::MissingGlyphs { text, missing } => {
                Message::new("sheet.missing_glyphs").with("text", text).with("missing", missing)
            }
            Self::ReadTemplate { path, what } => {
                Message::new("sheet.read_template").with("path", path.display()).with("what", what)
            }
            Self::Template { line, what } => {
                Message::new("sheet.template").with("line", line).with("what", what)
            }
            Self::Logo { path, what } => {
                Message::new("sheet.logo").with("path", path.display()).with("what", what)
            }
            Self::Address { url } => Message::new("sheet.address").with("url", url),
            Self::Draw { what } => Message::new("sheet.draw").with("what", what),
            Self::BaseMap { said } => said.clone(),
            Self::Kept { what } => Message::new("sheet.kept").with("what", what),
            Self::Write { format, what } => {
                Message::new("sheet.write").with("format", format).with("what", what)
            }
        }
    }

    #[expect(clippy::unused_self, reason = "the shape that error_from_message asks for")]
    fn cause(&self) -> Option<&(dyn Error + 'static)> {
        None
    }
}

impl From<BaseMapError> for SheetError {
    fn from(error: BaseMapError) -> Self {
        Self::BaseMap { said: error.message() }
    }
}

error_from_message!(SheetError);
