//! Why a file was not read at all. What is wrong with one row is a [`super::Fault`].

use crate::calendar::CalendarError;
use crate::text::{Message, error_from_message, line_at};
use std::error::Error;
use std::path::{Path, PathBuf};

/// Why a rules file, a header file or a file of incidents was not taken.
#[derive(Debug)]
#[non_exhaustive]
pub enum IncidentError {
    /// The file could not be opened, read or written.
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A TOML text that cannot be read, or has an unknown key.
    Toml {
        /// The line, from 1.
        line: usize,
        /// The key on that line.
        key: String,
        /// What the parser said.
        source: Box<toml::de::Error>,
    },
    /// A rule whose value makes no sense.
    Rule {
        /// The key in the rules file.
        key: &'static str,
        /// Its value.
        value: String,
    },
    /// A named window that cannot be read, or a name that will not do.
    Window(CalendarError),
    /// A header name that a header file gives to two fields.
    HeaderTwice {
        /// The name.
        name: String,
        /// The two fields.
        fields: [&'static str; 2],
    },
    /// No column is known as the longitude or as the latitude.
    NoPosition {
        /// The file.
        path: PathBuf,
        /// The headers that it has.
        found: Vec<String>,
    },
    /// Two columns are the same field.
    TwoColumns {
        /// The field.
        field: &'static str,
        /// The headers of the two.
        columns: [String; 2],
    },
    /// Sheets of a workbook with different headers.
    Sheets {
        /// The file.
        path: PathBuf,
        /// The names of those that differ from the first.
        sheets: Vec<String>,
    },
    /// Nothing in the file.
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// A file name whose ending is not known, or does not fit what is in the file.
    UnknownFormat {
        /// The file.
        path: PathBuf,
    },
    /// A workbook or a `GeoJSON` file that is damaged, or of another shape.
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the parser said.
        source: Box<dyn Error + Send + Sync>,
    },
}

impl IncidentError {
    /// The sentence for the user: what is wrong and what to do.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Read { path, .. } => Message::new("incident.read").with("path", path.display()),
            Self::Toml { line, key, source } => Message::new("incident.toml")
                .with("line", line)
                .with("key", key)
                .with("detail", source.message()),
            Self::Rule { key, value } => {
                Message::new("incident.rule").with("key", key).with("value", value)
            }
            Self::Window(error) => Message::new("incident.window").with("detail", error.message()),
            Self::HeaderTwice { name, fields: [a, b] } => {
                Message::new("incident.header_twice").with("name", name).with("a", a).with("b", b)
            }
            Self::NoPosition { path, found } => Message::new("incident.no_position")
                .with("path", path.display())
                .with("found", list(found)),
            Self::TwoColumns { field, columns: [a, b] } => {
                Message::new("incident.two_columns").with("field", field).with("a", a).with("b", b)
            }
            Self::Sheets { path, sheets } => Message::new("incident.sheets")
                .with("path", path.display())
                .with("sheets", list(sheets)),
            Self::Empty { path } => Message::new("incident.empty").with("path", path.display()),
            Self::UnknownFormat { path } => {
                Message::new("incident.unknown_format").with("path", path.display())
            }
            Self::Damaged { path, source } => {
                Message::new("incident.damaged").with("path", path.display()).with("detail", source)
            }
        }
    }

    fn cause(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Read { source, .. } => Some(source),
            Self::Toml { source, .. } => Some(source.as_ref()),
            Self::Window(error) => Some(error),
            Self::Damaged { source, .. } => Some(source.as_ref()),
            _ => None,
        }
    }

    /// `source` with the line and the key that it speaks of.
    pub(super) fn toml(text: &str, source: toml::de::Error) -> Self {
        let line = line_at(text, source.span().map_or(0, |span| span.start));
        let key = text.lines().nth(line - 1).unwrap_or_default();
        let key = key.split('=').next().unwrap_or_default().trim().to_owned();
        Self::Toml { line, key, source: Box::new(source) }
    }
}

error_from_message!(IncidentError);

pub(super) fn read_text(path: &Path) -> Result<String, IncidentError> {
    std::fs::read_to_string(path)
        .map_err(|source| IncidentError::Read { path: path.to_owned(), source })
}

/// At most thirty names, each cut short: a file of noise must not fill the screen.
fn list(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(30).map(|name| super::fault::quoted(name)).collect();
    let more = if names.len() > 30 { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}
