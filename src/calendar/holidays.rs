//! The statutory holidays, from a table.

use super::CalendarError;
use jiff::civil::{Date, Weekday};
use serde::Deserialize;
use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::LazyLock;

/// The shipped table, as text: what `wangge` writes out for a user to start from.
pub const SHIPPED_HOLIDAYS: &str = include_str!("../../data/holidays.toml");

/// More days than this in one stretch are a slip of the pen.
const LONGEST_STRETCH: usize = 31;

static SHIPPED: LazyLock<Holidays> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the shipped file is compiled in and tested")]
    Holidays::from_toml(SHIPPED_HOLIDAYS).expect("data/holidays.toml")
});

/// What a table says of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// A day off for the holiday with this place in [`Holidays::names`].
    Off(usize),
    /// A day of the weekend that is worked for the holiday with this place.
    Worked(usize),
}

/// Statutory holidays and make-up days of some years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holidays {
    source: String,
    licence: String,
    years: RangeInclusive<i16>,
    names: Vec<[String; 2]>,
    days: HashMap<Date, Day>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    source: String,
    licence: String,
    first_year: i16,
    last_year: i16,
    holidays: Vec<Holiday>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Holiday {
    name: String,
    #[serde(default)]
    name_en: String,
    #[serde(default)]
    off: Vec<String>,
    #[serde(default)]
    worked: Vec<String>,
}

impl Default for Holidays {
    /// The shipped table.
    fn default() -> Self {
        SHIPPED.clone()
    }
}

impl Holidays {
    /// Reads a table, in the form of the shipped `data/holidays.toml`.
    ///
    /// # Errors
    ///
    /// [`CalendarError::Toml`] names the line of what cannot be read, [`CalendarError::Table`] the
    /// key whose value makes no sense: a date that is none or beyond the years of the table, a day
    /// said twice.
    pub fn from_toml(text: &str) -> Result<Self, CalendarError> {
        let file: File = toml::from_str(text).map_err(|source| {
            let start = source.span().map_or(0, |span| span.start);
            let line = text.get(..start).unwrap_or(text).matches('\n').count() + 1;
            CalendarError::Toml { line, source: Box::new(source) }
        })?;
        let years = file.first_year..=file.last_year;
        if years.is_empty() {
            return Err(table("last_year", &file.last_year.to_string()));
        }
        let (source, licence) = (file.source, file.licence);
        let mut holidays = Self { source, licence, years, names: Vec::new(), days: HashMap::new() };
        for holiday in &file.holidays {
            holidays.add(holiday)?;
        }
        Ok(holidays)
    }

    /// Reads a file; see [`Holidays::from_toml`].
    ///
    /// # Errors
    ///
    /// Also [`CalendarError::Read`] when the file cannot be read.
    pub fn read(path: &Path) -> Result<Self, CalendarError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| CalendarError::Read { path: path.to_owned(), source })?;
        Self::from_toml(&text)
    }

    /// Where the table comes from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Its licence.
    #[must_use]
    pub fn licence(&self) -> &str {
        &self.licence
    }

    /// The years that it is complete for.
    #[must_use]
    pub fn years(&self) -> &RangeInclusive<i16> {
        &self.years
    }

    /// The names of the holidays, Chinese and English.
    #[must_use]
    pub fn names(&self) -> &[[String; 2]] {
        &self.names
    }

    /// What the table says of a day; `None` for an ordinary one, and beyond its years.
    #[must_use]
    pub fn day(&self, date: Date) -> Option<Day> {
        self.days.get(&date).copied()
    }

    /// Whether a day is worked. Beyond the years of the table these are Monday to Friday.
    #[must_use]
    pub fn is_workday(&self, date: Date) -> bool {
        match self.day(date) {
            Some(Day::Off(_)) => false,
            Some(Day::Worked(_)) => true,
            None => !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday),
        }
    }

    fn add(&mut self, holiday: &Holiday) -> Result<(), CalendarError> {
        let key = |key: &str| format!("holidays.{key} ({})", holiday.name);
        if holiday.name.trim() != holiday.name || holiday.name.is_empty() {
            return Err(table("holidays.name", &holiday.name));
        }
        let known = self.names.iter().position(|[name, _]| *name == holiday.name);
        let number = known.unwrap_or_else(|| {
            self.names.push([holiday.name.clone(), holiday.name_en.clone()]);
            self.names.len() - 1
        });
        let of = |texts: &[String], kind: Day| texts.iter().map(|t| (t.clone(), kind)).collect();
        let mut all: Vec<(String, Day)> = of(&holiday.off, Day::Off(number));
        all.extend::<Vec<_>>(of(&holiday.worked, Day::Worked(number)));
        for (text, kind) in all {
            let name = if matches!(kind, Day::Off(_)) { "off" } else { "worked" };
            let dates = stretch(&text).ok_or_else(|| table(&key(name), &text))?;
            for date in dates {
                // The New Year's holiday may begin in the December before its first year.
                let fits =
                    *self.years.start() - 1 <= date.year() && date.year() <= *self.years.end();
                if !fits || self.days.insert(date, kind).is_some() {
                    return Err(table(&key(name), &text));
                }
            }
        }
        Ok(())
    }
}

/// The days of `2026-10-01` or `2026-10-01/2026-10-07`.
fn stretch(text: &str) -> Option<Vec<Date>> {
    let (first, last) = text.split_once('/').unwrap_or((text, text));
    let (first, last): (Date, Date) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    let days: Vec<Date> = first
        .series(jiff::ToSpan::days(1))
        .take_while(|date| *date <= last)
        .take(LONGEST_STRETCH + 1)
        .collect();
    (!days.is_empty() && days.len() <= LONGEST_STRETCH).then_some(days)
}

fn table(key: &str, value: &str) -> CalendarError {
    CalendarError::Table { key: key.to_owned(), value: value.to_owned() }
}
