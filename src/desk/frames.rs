//! The frames of an animation: a period cut into steps, or laid over itself hour by hour or day by
//! day.

use super::{Filter, Snapshot, Span, Stride};
use crate::calendar::CalendarError;
use crate::incident::Rules;
use crate::text::{Message, error_from_message};
use std::error::Error;

/// More frames than this are refused.
pub const MOST_FRAMES: usize = 400;

/// The days of the week, as windows and as keys of the catalogue.
const WEEK: [(&str, &str); 7] = [
    ("mon", "desk.monday"),
    ("tue", "desk.tuesday"),
    ("wed", "desk.wednesday"),
    ("thu", "desk.thursday"),
    ("fri", "desk.friday"),
    ("sat", "desk.saturday"),
    ("sun", "desk.sunday"),
];

/// How one frame follows another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Whole steps of the period, each frame so many steps long and beginning one step after the
    /// frame before.
    Through(Stride, usize),
    /// The hours of the day, each over the whole period.
    HourOfDay,
    /// The days of the week, each over the whole period.
    DayOfWeek,
}

/// An animation that is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct FrameOrder {
    /// Which incidents, in all frames together.
    pub filter: Filter,
    /// How one frame follows another.
    pub pace: Pace,
}

/// A frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// Which incidents it shows; it has both ends.
    pub filter: Filter,
    /// How many days of it count; more than zero.
    pub days: f64,
    /// What stands beside it.
    pub label: Message,
}

/// Why there are no frames.
#[derive(Debug)]
pub enum FramesError {
    /// No whole step lies in the data and the period asked for, or none in which the window is open.
    NoFrame,
    /// More than [`MOST_FRAMES`].
    TooMany,
    /// A frame is longer than the period.
    TooLong,
    /// The window cannot be cut as well.
    Window(CalendarError),
}

impl FramesError {
    /// The sentence for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::NoFrame => Message::new("desk.no_frame"),
            Self::TooMany => Message::new("desk.too_many_frames").with("most", MOST_FRAMES),
            Self::TooLong => Message::new("desk.frame_too_long"),
            Self::Window(error) => error.message(),
        }
    }

    fn cause(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Window(error) => Some(error),
            _ => None,
        }
    }
}

error_from_message!(FramesError);

impl Snapshot {
    /// The frames of an animation, in their order. Those in which the window of the filter is never
    /// open are left out.
    ///
    /// # Errors
    ///
    /// [`FramesError`].
    pub fn frames(&self, order: &FrameOrder, rules: &Rules) -> Result<Vec<Frame>, FramesError> {
        let mut frames = match order.pace {
            Pace::Through(stride, length) => self.through(order, stride, length.max(1), rules)?,
            Pace::HourOfDay => {
                let hours = (0..24).map(|hour| format!("{hour:02}:00-{:02}:00", hour + 1));
                let labelled = hours.map(|hours| {
                    let label = Message::new("desk.frame").with("label", &hours);
                    (hours, label)
                });
                self.over(order, rules, labelled)?
            }
            Pace::DayOfWeek => {
                let days = WEEK.map(|(day, key)| (day.to_owned(), Message::new(key)));
                self.over(order, rules, days.into_iter())?
            }
        };
        frames.retain(|frame| frame.days > 0.0);
        if frames.is_empty() { Err(FramesError::NoFrame) } else { Ok(frames) }
    }

    /// The steps of the period one after another.
    fn through(
        &self,
        order: &FrameOrder,
        stride: Stride,
        length: usize,
        rules: &Rules,
    ) -> Result<Vec<Frame>, FramesError> {
        let zone = rules.zone();
        // The steps of one frame are no frames more.
        let most = MOST_FRAMES + length - 1;
        let steps = self.steps(stride, &order.filter, most, &zone);
        if steps.is_empty() {
            return Err(FramesError::NoFrame);
        }
        if steps.len() > most {
            return Err(FramesError::TooMany);
        }
        if steps.len() < length {
            return Err(FramesError::TooLong);
        }
        let frame = |steps: &[Span]| {
            let (first, last) = (steps.first()?, steps.last()?);
            let label = stride.label(first, last, &zone);
            let filter =
                Filter { from: Some(first.from), to: Some(last.to), ..order.filter.clone() };
            let days = filter.days(first.from, last.to);
            Some(Frame { filter, days, label: Message::new("desk.frame").with("label", label) })
        };
        Ok(steps.windows(length).filter_map(frame).collect())
    }

    /// Parts of the window, each over the whole period.
    fn over(
        &self,
        order: &FrameOrder,
        rules: &Rules,
        parts: impl Iterator<Item = (String, Message)>,
    ) -> Result<Vec<Frame>, FramesError> {
        let data = self.days_of_data(&rules.zone());
        let from = order.filter.from.or(data.map(|(from, _)| from));
        let to = order.filter.to.or(data.map(|(_, to)| to));
        let Some((from, to)) = from.zip(to).filter(|(from, to)| from < to) else {
            return Err(FramesError::NoFrame);
        };
        let whole = order.filter.window.as_ref().map(ToString::to_string);
        let frame = |(part, label): (String, Message)| {
            let window = match &whole {
                None => part,
                Some(whole) => each_and(whole, &part),
            };
            let window = Some(rules.window(&window).map_err(FramesError::Window)?);
            let filter = Filter { from: Some(from), to: Some(to), window, ..order.filter.clone() };
            let days = filter.days(from, to);
            Ok(Frame { filter, days, label })
        };
        parts.map(frame).collect()
    }
}

/// Every clause of a window, and a term with it.
fn each_and(window: &str, term: &str) -> String {
    let clauses = window.split([';', '；']).filter(|clause| !clause.trim().is_empty());
    clauses.map(|clause| format!("{clause} {term}")).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_belongs_to_every_clause() {
        let rules = Rules::default();
        let both = rules.window(&each_and("workday; sat", "08:00-09:00")).unwrap();
        assert_eq!(both, rules.window("workday 08:00-09:00; sat 08:00-09:00").unwrap());
    }
}
