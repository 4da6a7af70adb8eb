//! Repeating times: weekends, nights, market days, statutory holidays, named sensitive periods.
//!
//! A [`Window`] is written in a small language (see [`Calendar::window`]) and read with a
//! [`Calendar`], which knows the local zone, the [`Holidays`] and the windows that have a name. For
//! a period it becomes [`Times`]: stretches of seconds that many moments are compared with quickly.

mod error;
mod holidays;
mod item;
mod parse;
mod times;
mod window;

pub use error::CalendarError;
pub use holidays::{Day, Holidays, SHIPPED_HOLIDAYS};
pub use times::Times;
pub use window::Window;

use jiff::tz::TimeZone;
use std::sync::Arc;
use window::Clause;

/// What windows are read with.
#[derive(Debug, Clone)]
pub struct Calendar {
    zone: TimeZone,
    holidays: Arc<Holidays>,
    named: Vec<(String, Vec<Clause>)>,
}

impl Calendar {
    /// A calendar of local time. `named` are names and what they stand for; one may use those
    /// before it.
    ///
    /// # Errors
    ///
    /// [`CalendarError::Named`] for a window that cannot be read, [`CalendarError::Name`] for a name
    /// that is taken, or could not be told from the signs of the language.
    pub fn new<'a>(
        zone: TimeZone,
        holidays: Arc<Holidays>,
        named: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, CalendarError> {
        let mut calendar = Self { zone, holidays, named: Vec::new() };
        for (name, text) in named {
            if !parse::is_free(&calendar, name) {
                return Err(CalendarError::Name { name: name.to_owned() });
            }
            let clauses = parse::clauses(&calendar, text).map_err(|source| {
                CalendarError::Named { name: name.to_owned(), source: Box::new(source) }
            })?;
            calendar.named.push((name.to_owned(), clauses));
        }
        Ok(calendar)
    }

    /// Reads a window.
    ///
    /// A window is clauses with `;` between: it is open when one of them is. A clause is terms with
    /// spaces between, all of which must hold. A term is items with commas between, one of which
    /// must hold. An item is
    ///
    /// - a day of the week, `mon` to `sun` or 周一 to 周日, or a stretch, `mon-fri`;
    /// - `weekend` 周末 (Saturday and Sunday), `workday` 工作日 and `restday` 休息日 (with statutory
    ///   holidays and the days that are worked for them), `holiday` 节假日 (days off around a
    ///   statutory holiday), `holiday:春节` (one of them), `makeup` 调休 (weekends that are worked);
    /// - days of the month: `day:5,15,25`, `day:1-10`, `day:*3` (逢三: the 3rd, 13th, 23rd);
    /// - days of every year, `03-15/06-15`, over the end of the year too;
    /// - dates, `2026-03-04` or `2026-03-04/2026-03-12`;
    /// - hours, `07:00-09:00`, or over midnight, `22:00-06:00`: these belong to the day that they
    ///   begin on, so that `fri 22:00-06:00` ends on Saturday morning;
    /// - the name of a configured window.
    ///
    /// Signs may be full-width. `workday 07:00-09:00,17:00-19:00; weekend` is open in the rush hours
    /// of working days and at weekends.
    ///
    /// # Errors
    ///
    /// [`CalendarError`] names the item that is not understood.
    pub fn window(&self, text: &str) -> Result<Window, CalendarError> {
        let clauses = parse::clauses(self, text)?;
        Ok(Window::new(text.trim(), clauses, self.zone.clone(), Arc::clone(&self.holidays)))
    }

    /// The holidays that it knows.
    #[must_use]
    pub fn holidays(&self) -> &Holidays {
        &self.holidays
    }

    fn named(&self, name: &str) -> Option<&[Clause]> {
        self.named.iter().find(|(known, _)| known == name).map(|(_, clauses)| clauses.as_slice())
    }
}

#[cfg(test)]
mod tests;
