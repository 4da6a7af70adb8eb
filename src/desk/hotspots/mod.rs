//! Hot spots of the incidents at the desk: where there are more than chance gives, since when.

mod follow;
mod geojson;
mod local;
mod shapes;
mod units;

use super::{By, Filter, Snapshot, Span, Stride};
use crate::heat::hotspot::{HotSpots, HotspotError, Periods, Rules, Step, Test};
use crate::text::{Message, error_from_message};
use jiff::tz::TimeZone;
pub use local::{LocalOrder, LocalStatistics, LocalUnit, Statistic};
pub use shapes::SpotShape;
use std::error::Error;
use units::{MOST_UNITS, Units};

/// More steps than this are refused.
pub const MOST_STEPS: usize = 400;
/// How many steps are looked at where no beginning is asked for.
pub(super) const RECENT: usize = 12;
/// Steps × units × draws of a permutation test that are done: a few seconds' work.
const MOST_DRAWN: u64 = 200_000_000;

/// What is held against the incidents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Against {
    /// Area: a hot spot is where they lie thicker than elsewhere.
    #[default]
    Area,
    /// The reports of all categories in the same time, a half added to each: a hot spot is where
    /// there are more of these categories than the other reports explain.
    Reports,
}

impl Against {
    /// `area` or `reports`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Area => "area",
            Self::Reports => "reports",
        }
    }
}

/// An analysis that is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct HotspotOrder {
    /// Which units.
    pub by: By,
    /// How long a period is: a day, a week or a month.
    pub step: Step,
    /// Which incidents. Its ends bound the history, see [`Snapshot::steps`]; without a beginning it
    /// is the last twelve steps.
    pub filter: Filter,
    /// What is held against them.
    pub against: Against,
    /// What counts as evidence.
    pub rules: Rules,
}

/// Hot spots with the units and periods that they speak of.
pub struct HotspotAnalysis<'a> {
    order: HotspotOrder,
    /// The periods, the oldest first.
    spans: Vec<Span>,
    units: Units<'a>,
    periods: Periods,
    found: HotSpots,
}

/// Why an analysis is not made.
#[derive(Debug, Clone, PartialEq)]
pub enum HotspotsError {
    /// The input will not do.
    Analysis(HotspotError),
    /// No whole step lies in the data and the period asked for.
    NoStep,
    /// More steps than [`MOST_STEPS`].
    TooManySteps,
    /// More units than are taken.
    TooManyUnits {
        /// How many are.
        most: usize,
    },
    /// More draws than are done in a reasonable time.
    TooManyDraws {
        /// How many would be.
        most: u64,
    },
    /// All categories are asked for, so that nothing is left to hold against them.
    AgainstNothing,
}

impl HotspotsError {
    /// The sentence for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Analysis(error) => error.message(),
            Self::NoStep => Message::new("desk.no_step"),
            Self::TooManySteps => Message::new("desk.too_many_steps").with("most", MOST_STEPS),
            Self::TooManyUnits { most } => Message::new("desk.too_many_units").with("most", most),
            Self::TooManyDraws { most } => Message::new("desk.too_many_draws").with("most", most),
            Self::AgainstNothing => Message::new("desk.against_nothing"),
        }
    }

    fn cause(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Analysis(error) => Some(error),
            _ => None,
        }
    }
}

error_from_message!(HotspotsError);

impl From<HotspotError> for HotspotsError {
    fn from(error: HotspotError) -> Self {
        Self::Analysis(error)
    }
}

/// The stride of a step; other lengths are days.
pub(super) fn stride(step: Step) -> Stride {
    match step {
        Step::Month => Stride::Month,
        Step::Week => Stride::Week,
        _ => Stride::Day,
    }
}

impl Snapshot {
    /// Finds the hot spots of the incidents of a filter, over whole days, weeks or months of local
    /// time up to its end.
    ///
    /// # Errors
    ///
    /// [`HotspotsError`]. Too few cases are no error: the analysis says so.
    pub fn hotspots(
        &self,
        order: HotspotOrder,
        zone: &TimeZone,
    ) -> Result<HotspotAnalysis<'_>, HotspotsError> {
        if order.against == Against::Reports && order.filter.categories.is_empty() {
            return Err(HotspotsError::AgainstNothing);
        }
        let mut spans = self.steps(stride(order.step), &order.filter, MOST_STEPS, zone);
        if order.filter.from.is_none() {
            spans.drain(..spans.len().saturating_sub(RECENT));
        }
        // A day on which the window is not open is no quiet day.
        spans.retain(|span| order.filter.days(span.from, span.to) > 0.0);
        let (Some(first), Some(last)) = (spans.first(), spans.last()) else {
            return Err(HotspotsError::NoStep);
        };
        if spans.len() > MOST_STEPS {
            return Err(HotspotsError::TooManySteps);
        }
        let filter = Filter { from: Some(first.from), to: Some(last.to), ..order.filter.clone() };
        let matching = self.matching(&filter);
        let units = Units::new(self, order.by, &filter, &matching)?;
        if let Test::Permuted(draws) = order.rules.test {
            let work = (spans.len() * units.len()) as u64;
            if work * u64::from(draws.count) > MOST_DRAWN {
                return Err(HotspotsError::TooManyDraws { most: MOST_DRAWN / work.max(1) });
            }
        }
        let counts = units.count(&matching, &spans);
        let mut periods = Periods::new(order.step, units.area_km2(), counts)?;
        if order.against == Against::Reports {
            periods = periods.against(units.exposure(self, &filter))?;
        }
        let found = HotSpots::find(&periods, &units.weights()?, &order.rules)?;
        Ok(HotspotAnalysis { order, spans, units, periods, found })
    }
}

impl HotspotAnalysis<'_> {
    /// The hot spots.
    #[must_use]
    pub fn found(&self) -> &HotSpots {
        &self.found
    }

    /// The periods, the oldest first; never empty.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// How many units there are; at most 50,000.
    #[must_use]
    pub fn units(&self) -> usize {
        debug_assert!(self.units.len() <= MOST_UNITS);
        self.units.len()
    }
}
