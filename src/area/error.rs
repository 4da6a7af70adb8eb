//! Why a folder of boundaries could not be read at all.

use crate::text::{Message, error_from_message};
use std::error::Error;
use std::path::PathBuf;

/// Why a folder of boundaries could not be read at all. Faults in the data are
/// [`super::Finding`]s.
#[derive(Debug)]
#[non_exhaustive]
pub enum AreaError {
    /// There is no such folder.
    NoFolder {
        /// The folder.
        dir: PathBuf,
    },
    /// The folder has none of the boundary files.
    NoFiles {
        /// The folder.
        dir: PathBuf,
    },
    /// A subfolder whose name looks like a date and is none.
    BadEdition {
        /// The subfolder.
        dir: PathBuf,
    },
    /// A file could not be read.
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl AreaError {
    /// The sentence for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::NoFolder { dir } => Message::new("area.no_folder").with("dir", dir.display()),
            Self::NoFiles { dir } => Message::new("area.no_files").with("dir", dir.display()),
            Self::BadEdition { dir } => Message::new("area.bad_edition").with("dir", dir.display()),
            Self::Read { path, source } => {
                Message::new("area.cannot_read").with("path", path.display()).with("source", source)
            }
        }
    }

    fn cause(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::NoFolder { .. } | Self::NoFiles { .. } | Self::BadEdition { .. } => None,
            Self::Read { source, .. } => Some(source),
        }
    }
}

error_from_message!(AreaError);
