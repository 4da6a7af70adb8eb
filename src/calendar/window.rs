//! A window: clauses of days and hours.

use super::holidays::Holidays;
use super::item::{Days, Hours};
use super::times::Times;
use crate::text::Message;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::sync::{Arc, Mutex, PoisonError};

/// Periods whose times are kept: one that is asked for, and those that it is compared with.
const KEPT: usize = 4;

/// Days that all must hold, and hours of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Clause {
    days: Vec<Days>,
    hours: Option<Hours>,
}

impl Clause {
    pub(super) fn on(days: Days) -> Self {
        Self { days: vec![days], hours: None }
    }

    pub(super) fn at(hours: Hours) -> Self {
        Self { days: Vec::new(), hours: Some(hours) }
    }

    /// Both; `None` where both have hours.
    pub(super) fn and(&self, other: &Self) -> Option<Self> {
        let hours = match (self.hours, other.hours) {
            (Some(_), Some(_)) => return None,
            (hours, None) | (None, hours) => hours,
        };
        Some(Self { days: self.days.iter().chain(&other.days).cloned().collect(), hours })
    }

    fn holds(&self, date: Date, holidays: &Holidays) -> bool {
        self.days.iter().all(|days| days.holds(date, holidays))
    }
}

/// A repeating time, such as the nights before working days. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Window(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    text: String,
    clauses: Vec<Clause>,
    zone: TimeZone,
    holidays: Arc<Holidays>,
    known: Mutex<Vec<(Timestamp, Timestamp, Arc<Times>)>>,
}

impl PartialEq for Window {
    /// Whether both say the same; windows with other words may mean the same.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
            || (self.0.clauses == other.0.clauses
                && self.0.zone == other.0.zone
                && self.0.holidays == other.0.holidays)
    }
}

impl std::fmt::Display for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.text)
    }
}

impl Window {
    pub(super) fn new(
        text: &str,
        clauses: Vec<Clause>,
        zone: TimeZone,
        holidays: Arc<Holidays>,
    ) -> Self {
        let (text, known) = (text.to_owned(), Mutex::default());
        Self(Arc::new(Inner { text, clauses, zone, holidays, known }))
    }

    /// When it is open, from a moment until before another. A second that an end cuts through
    /// counts whole.
    #[must_use]
    pub fn times(&self, from: Timestamp, to: Timestamp) -> Arc<Times> {
        let is_it = |known: &&(Timestamp, Timestamp, Arc<Times>)| (known.0, known.1) == (from, to);
        // Who panicked here left a whole list behind.
        let known = || self.0.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((.., times)) = known().iter().find(is_it) {
            return Arc::clone(times);
        }
        let times = Arc::new(self.0.times(from, to));
        let mut known = known();
        known.insert(0, (from, to, Arc::clone(&times)));
        known.truncate(KEPT);
        times
    }

    /// How many days it is open, from a moment until before another.
    #[must_use]
    pub fn days(&self, from: Timestamp, to: Timestamp) -> f64 {
        self.times(from, to).seconds() as f64 / 86_400.0
    }

    /// That the table of holidays does not reach over all of a period, where it is asked for.
    #[must_use]
    pub fn warning(&self, from: Timestamp, to: Timestamp) -> Option<Message> {
        let inner = &self.0;
        let mut days = inner.clauses.iter().flat_map(|clause| &clause.days);
        if !days.any(Days::asks_for_holidays) || from >= to {
            return None;
        }
        let last = to.saturating_sub(1.nanosecond()).unwrap_or(to);
        let (first, last) = (inner.date(from), inner.date(last));
        let years = inner.holidays.years();
        let known = years.contains(&first.year()) && years.contains(&last.year());
        (!known).then(|| {
            Message::new("calendar.beyond")
                .with("first", years.start())
                .with("last", years.end())
                .with("window", &inner.text)
        })
    }
}

impl Inner {
    fn date(&self, at: Timestamp) -> Date {
        at.to_zoned(self.zone.clone()).date()
    }

    /// A minute of a local day, or of the day after it from 24:00 on.
    fn second(&self, date: Date, minute: u16) -> Option<i64> {
        let over = minute >= Hours::ALL.end;
        let date = if over { date.tomorrow().ok()? } else { date };
        let minute = minute % Hours::ALL.end;
        let at = date.at((minute / 60) as i8, (minute % 60) as i8, 0, 0);
        Some(at.to_zoned(self.zone.clone()).ok()?.timestamp().as_second())
    }

    fn times(&self, from: Timestamp, to: Timestamp) -> Times {
        let (first, last) = (self.date(from), self.date(to));
        // A night that begins the day before may reach into the period.
        let first = first.yesterday().unwrap_or(first);
        let mut stretches = Vec::new();
        for date in first.series(1.day()).take_while(|date| *date <= last) {
            for clause in self.clauses.iter().filter(|clause| clause.holds(date, &self.holidays)) {
                let Hours { first, end } = clause.hours.unwrap_or(Hours::ALL);
                let over = clause.hours.is_some_and(Hours::over_midnight);
                let end = if over { end + Hours::ALL.end } else { end };
                if let (Some(begin), Some(end)) = (self.second(date, first), self.second(date, end))
                {
                    stretches.push((begin, end));
                }
            }
        }
        let part = i64::from(to.subsec_nanosecond() != 0);
        Times::of(stretches).within(floor(from), floor(to) + part)
    }
}

/// Whole seconds, rounded down.
fn floor(at: Timestamp) -> i64 {
    at.as_second() - i64::from(at.subsec_nanosecond() < 0)
}
