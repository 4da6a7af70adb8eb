//! What a window is made of: days and hours.

use super::holidays::{Day, Holidays};
use jiff::civil::{Date, Weekday};

/// Which days.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Days {
    /// From one day of the week to another, 0 for Monday to 6; over Sunday where the first is later.
    Week(i8, i8),
    Work,
    Rest,
    Holiday,
    /// The holiday with this place among the names of the table.
    OneHoliday(usize),
    MakeUp,
    /// From one day of the month to another.
    Month(i8, i8),
    /// Days of the month that end in this digit.
    Ending(i8),
    /// From one (month, day) of every year to another; over its end where the first is later.
    Year((i8, i8), (i8, i8)),
    Dates(Date, Date),
}

impl Days {
    pub(super) fn holds(&self, date: Date, holidays: &Holidays) -> bool {
        let year_day = (date.month(), date.day());
        match self {
            Self::Week(first, last) => {
                around(*first, *last, date.weekday().to_monday_zero_offset())
            }
            Self::Work => holidays.is_workday(date),
            Self::Rest => !holidays.is_workday(date),
            Self::Holiday => matches!(holidays.day(date), Some(Day::Off(_))),
            Self::OneHoliday(name) => holidays.day(date) == Some(Day::Off(*name)),
            Self::MakeUp => matches!(holidays.day(date), Some(Day::Worked(_))),
            Self::Month(first, last) => (*first..=*last).contains(&date.day()),
            Self::Ending(digit) => date.day() % 10 == *digit,
            Self::Year(first, last) => around(*first, *last, year_day),
            Self::Dates(first, last) => (*first..=*last).contains(&date),
        }
    }

    /// Whether the answer depends on the table of holidays.
    pub(super) fn asks_for_holidays(&self) -> bool {
        matches!(self, Self::Work | Self::Rest | Self::Holiday | Self::OneHoliday(_) | Self::MakeUp)
    }
}

/// Whether a day lies between two, around the end where the first is the later one.
fn around<T: Ord + Copy>(first: T, last: T, day: T) -> bool {
    if first <= last { first <= day && day <= last } else { first <= day || day <= last }
}

/// Hours of a day in minutes since midnight; over the next midnight where the first is later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hours {
    pub first: u16,
    pub end: u16,
}

impl Hours {
    /// All of a day.
    pub(super) const ALL: Self = Self { first: 0, end: 24 * 60 };

    pub(super) fn over_midnight(self) -> bool {
        self.end <= self.first
    }
}

/// A day of the week from its name, 0 for Monday.
pub(super) fn weekday(text: &str) -> Option<i8> {
    const NAMES: [(Weekday, [&str; 2], &str); 7] = [
        (Weekday::Monday, ["mon", "monday"], "一"),
        (Weekday::Tuesday, ["tue", "tuesday"], "二"),
        (Weekday::Wednesday, ["wed", "wednesday"], "三"),
        (Weekday::Thursday, ["thu", "thursday"], "四"),
        (Weekday::Friday, ["fri", "friday"], "五"),
        (Weekday::Saturday, ["sat", "saturday"], "六"),
        (Weekday::Sunday, ["sun", "sunday"], "日"),
    ];
    let lower = text.to_ascii_lowercase();
    let sign = ["星期", "周", "礼拜"].iter().find_map(|p| text.strip_prefix(p));
    let sign = sign.map(|sign| if sign == "天" { "日" } else { sign });
    let is_it = |(_, names, chinese): &&(Weekday, [&str; 2], &str)| {
        names.contains(&lower.as_str()) || sign == Some(chinese)
    };
    NAMES.iter().find(is_it).map(|(day, ..)| day.to_monday_zero_offset())
}
