//! What keeps an analysis from being made.

use crate::text::{Message, error_from_message};
use std::error::Error;

/// Why an input is refused.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum HotspotError {
    /// A list does not have one entry a unit.
    Length {
        /// How many units there are.
        units: usize,
        /// How many entries the list has.
        got: usize,
    },
    /// A value is NaN or infinite.
    NotFinite {
        /// The place of the unit.
        unit: usize,
    },
    /// An area, an exposure or an expected count is not a number above 0.
    NotPositive {
        /// The place of the unit.
        unit: usize,
        /// As given.
        value: f64,
    },
    /// A list of neighbours names a unit that is not there.
    Neighbour {
        /// The place of the unit whose list it is.
        unit: usize,
        /// The neighbour that it names.
        neighbour: u32,
    },
    /// More units than a `u32` counts.
    TooMany {
        /// How many.
        units: usize,
    },
    /// A distance is not a number of metres from 0.
    Distance {
        /// As given, in metres.
        metres: f64,
    },
    /// There is no period to judge.
    NoPeriod,
    /// A rule is out of its range.
    Rule {
        /// The field of `Rules`.
        rule: &'static str,
        /// As given.
        value: f64,
    },
}

impl HotspotError {
    /// The sentence for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Length { units, got } => {
                Message::new("heat.hotspot.length").with("units", units).with("got", got)
            }
            Self::NotFinite { unit } => Message::new("heat.hotspot.not_finite").with("unit", unit),
            Self::NotPositive { unit, value } => {
                Message::new("heat.hotspot.not_positive").with("unit", unit).with("value", value)
            }
            Self::Neighbour { unit, neighbour } => Message::new("heat.hotspot.neighbour")
                .with("unit", unit)
                .with("neighbour", neighbour),
            Self::TooMany { units } => Message::new("heat.hotspot.too_many").with("units", units),
            Self::Distance { metres } => {
                Message::new("heat.hotspot.distance").with("metres", metres)
            }
            Self::NoPeriod => Message::new("heat.hotspot.no_period"),
            Self::Rule { rule, value } => {
                Message::new("heat.hotspot.rule").with("rule", rule).with("value", value)
            }
        }
    }

    #[expect(clippy::unused_self, reason = "the shape that error_from_message asks for")]
    fn cause(&self) -> Option<&(dyn Error + 'static)> {
        None
    }
}

error_from_message!(HotspotError);
