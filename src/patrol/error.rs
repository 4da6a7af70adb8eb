//! Why something about a patrol could not be done, and what is wrong in a file.

use crate::text::{Lang, Message, error_from_message};
use std::error::Error;

/// Why a file or an argument cannot be used at all.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum PatrolError {
    /// A setting that makes no sense.
    Setting {
        /// Its name, with its unit.
        name: &'static str,
        /// As given.
        value: f64,
        /// The least that is taken.
        least: f64,
        /// The most that is taken.
        most: f64,
    },
    /// A file that is not JSON.
    NotJson {
        /// The file.
        file: String,
        /// What the parser said, with line and column.
        what: String,
    },
    /// JSON that holds no GeoJSON.
    NotGeoJson {
        /// The file.
        file: String,
    },
    /// GeoJSON that says of itself that it is in another datum than CGCS2000 or WGS-84.
    ForeignDatum {
        /// The file.
        file: String,
        /// The datum as it names it.
        name: String,
    },
    /// XML whose root is not `gpx`, or no XML.
    NotGpx {
        /// The file.
        file: String,
    },
    /// A file that is neither XML nor JSON.
    UnknownFormat {
        /// The file.
        file: String,
    },
    /// A file in which nothing can be used.
    NothingUsable {
        /// The file.
        file: String,
        /// The first of its faults, in English; empty where it has none.
        first: String,
    },
    /// An area without ground.
    NoGround,
    /// The covered ground could not be drawn.
    Draw {
        /// What the library said.
        what: String,
    },
}

impl PatrolError {
    /// The sentence for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Setting { name, value, least, most } => Message::new("patrol.setting")
                .with("name", name)
                .with("value", value)
                .with("least", least)
                .with("most", most),
            Self::NotJson { file, what } => {
                Message::new("patrol.not_json").with("file", file).with("what", what)
            }
            Self::NotGeoJson { file } => Message::new("patrol.not_geojson").with("file", file),
            Self::ForeignDatum { file, name } => {
                Message::new("patrol.foreign_datum").with("file", file).with("name", name)
            }
            Self::NotGpx { file } => Message::new("patrol.not_gpx").with("file", file),
            Self::UnknownFormat { file } => {
                Message::new("patrol.unknown_format").with("file", file)
            }
            Self::NothingUsable { file, first } => {
                Message::new("patrol.nothing_usable").with("file", file).with("first", first)
            }
            Self::NoGround => Message::new("patrol.no_ground"),
            Self::Draw { what } => Message::new("patrol.draw").with("what", what),
        }
    }

    #[expect(clippy::unused_self, reason = "the shape that error_from_message asks for")]
    fn cause(&self) -> Option<&(dyn Error + 'static)> {
        None
    }
}

error_from_message!(PatrolError);

/// Something wrong at one place of a file; what else the file holds is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file and the feature or line.
    pub place: Message,
    /// What is wrong there and what to do.
    pub what: Message,
}

impl Fault {
    /// A fault of a feature, counted from 1.
    pub(super) fn in_feature(file: &str, feature: usize, what: Message) -> Self {
        let place = Message::new("patrol.in_feature").with("file", file).with("feature", feature);
        Self { place, what }
    }

    /// A fault of a position of a feature, both counted from 1; of a part of it, within that part.
    pub(super) fn at_position(file: &str, feature: usize, position: usize, what: Message) -> Self {
        let place = Message::new("patrol.at_position").with("file", file);
        Self { place: place.with("feature", feature).with("position", position), what }
    }

    /// A fault in a line of text, counted from 1.
    pub(super) fn in_line(file: &str, line: usize, what: Message) -> Self {
        let place = Message::new("patrol.in_line").with("file", file).with("line", line);
        Self { place, what }
    }

    /// The whole sentence.
    #[must_use]
    pub fn render(&self, lang: Lang) -> String {
        self.place.render(lang) + &self.what.render(lang)
    }
}

/// A setting between two values, both taken.
pub(super) fn within(
    name: &'static str,
    value: f64,
    (least, most): (f64, f64),
) -> Result<(), PatrolError> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(PatrolError::Setting { name, value, least, most })
}
