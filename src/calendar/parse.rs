//! The language of windows; [`Calendar::window`] tells it.

use super::item::{Days, Hours, weekday};
use super::window::Clause;
use super::{Calendar, CalendarError};
use jiff::civil::Date;

/// The most combinations of days and hours that one window may have.
const MOST: usize = 256;

/// The signs between the parts of a window, and those inside an item.
const SIGNS: [char; 6] = [';', ',', ':', '/', '-', '*'];

/// Before a day of the month; those after it in a list need it not.
const MONTH_DAY: &str = "day:";

/// The most characters of an item that a message repeats.
const QUOTED: usize = 40;

/// Reads the clauses of a window, each a combination of days and hours.
pub(super) fn clauses(calendar: &Calendar, text: &str) -> Result<Vec<Clause>, CalendarError> {
    let mut all = Vec::new();
    for clause in plain(text).split(';').filter(|clause| !clause.trim().is_empty()) {
        let mut both = vec![Clause::default()];
        for term in clause.split_whitespace() {
            let mut either = Vec::new();
            let mut was_month_day = false;
            for text in term.split(',').filter(|item| !item.is_empty()) {
                let more = was_month_day.then(|| month_days(text)).flatten();
                was_month_day = more.is_some() || text.starts_with(MONTH_DAY);
                match more {
                    Some(days) => either.push(Clause::on(days)),
                    None => either.extend(item(calendar, text)?),
                }
            }
            both = combined(&both, &either)?;
        }
        all.extend(both);
        if all.len() > MOST {
            return Err(CalendarError::TooMany { most: MOST });
        }
    }
    // A clause that asks for nothing came of signs without items.
    if all.is_empty() || all.iter().any(|clause| *clause == Clause::default()) {
        return Err(CalendarError::Empty);
    }
    Ok(all)
}

/// Whether a window may have this name.
pub(super) fn is_free(calendar: &Calendar, name: &str) -> bool {
    let has_signs = plain(name).contains(|c: char| c.is_whitespace() || SIGNS.contains(&c));
    !name.is_empty() && !has_signs && item(calendar, name).is_err()
}

/// Full-width signs as the others.
fn plain(text: &str) -> String {
    let sign = |c: char| match c {
        '；' => ';',
        '，' | '、' => ',',
        '：' => ':',
        '－' | '—' | '–' | '～' | '~' | '至' => '-',
        '／' => '/',
        '＊' => '*',
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        c => c,
    };
    text.chars().map(sign).collect()
}

/// Every one of the first with every one of the second.
fn combined(first: &[Clause], second: &[Clause]) -> Result<Vec<Clause>, CalendarError> {
    if first.len() * second.len() > MOST {
        return Err(CalendarError::TooMany { most: MOST });
    }
    let pairs = first.iter().flat_map(|a| second.iter().map(move |b| a.and(b)));
    pairs.map(|clause| clause.ok_or(CalendarError::TwoHours)).collect()
}

fn item(calendar: &Calendar, text: &str) -> Result<Vec<Clause>, CalendarError> {
    if let Some(clauses) = calendar.named(text) {
        return Ok(clauses.to_vec());
    }
    if let Some(name) = ["holiday:", "节假日:"].iter().find_map(|p| text.strip_prefix(p)) {
        return Ok(vec![Clause::on(Days::OneHoliday(holiday(calendar, name)?))]);
    }
    let clause = hours(text).map(Clause::at).or_else(|| days(text).map(Clause::on));
    clause.map(|clause| vec![clause]).ok_or_else(|| CalendarError::Item {
        item: text.chars().take(QUOTED).collect(),
        named: calendar.named.iter().map(|(name, _)| name.clone()).collect(),
    })
}

fn holiday(calendar: &Calendar, name: &str) -> Result<usize, CalendarError> {
    let names = calendar.holidays.names();
    // A name of several words is written without the spaces between them.
    let joined = |text: &str| text.split_whitespace().collect::<String>().to_ascii_lowercase();
    let is_it = |known: &[String; 2]| known.iter().any(|known| joined(known) == joined(name));
    names.iter().position(is_it).ok_or_else(|| CalendarError::Holiday {
        name: name.chars().take(QUOTED).collect(),
        known: names.iter().map(|[name, _]| name.clone()).collect(),
    })
}

fn days(text: &str) -> Option<Days> {
    match text.to_ascii_lowercase().as_str() {
        "weekend" | "周末" => return Some(Days::Week(5, 6)),
        "workday" | "工作日" => return Some(Days::Work),
        "restday" | "休息日" => return Some(Days::Rest),
        "holiday" | "节假日" => return Some(Days::Holiday),
        "makeup" | "调休" => return Some(Days::MakeUp),
        _ => {}
    }
    if let Some(text) = text.strip_prefix(MONTH_DAY) {
        return month_days(text);
    }
    if let Some(day) = weekday(text) {
        return Some(Days::Week(day, day));
    }
    if let Some((first, last)) = text.split_once('-')
        && let (Some(first), Some(last)) = (weekday(first), weekday(last))
    {
        return Some(Days::Week(first, last));
    }
    let (first, last) = text.split_once('/').unwrap_or((text, text));
    if let (Some(first), Some(last)) = (date(first), date(last)) {
        return (first <= last).then_some(Days::Dates(first, last));
    }
    Some(Days::Year(year_day(first)?, year_day(last)?))
}

/// `5`, `1-10` or `*3`.
fn month_days(text: &str) -> Option<Days> {
    let day = |text: &str| number(text, 2).map(|n| n as i8).filter(|day| (1..=31).contains(day));
    if let Some(digit) = text.strip_prefix('*') {
        return number(digit, 1).map(|digit| Days::Ending(digit as i8));
    }
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (day(first)?, day(last)?);
    (first <= last).then_some(Days::Month(first, last))
}

fn date(text: &str) -> Option<Date> {
    // The parser would take a time as well.
    (text.len() == 10).then(|| text.parse().ok()).flatten()
}

/// `03-15`; a day that some year has.
fn year_day(text: &str) -> Option<(i8, i8)> {
    const LEAP_YEAR: i16 = 2024;
    let (month, day) = text.split_once('-')?;
    let (month, day) = (number(month, 2)? as i8, number(day, 2)? as i8);
    Date::new(LEAP_YEAR, month, day).ok().map(|_| (month, day))
}

/// `07:00-09:00`.
fn hours(text: &str) -> Option<Hours> {
    let (first, end) = text.split_once('-')?;
    let (first, end) = (minutes(first)?, minutes(end)?);
    // Midnight as an end is the one after the beginning, however it is written.
    let end = if end == 0 { Hours::ALL.end } else { end };
    (first != end && first < Hours::ALL.end).then_some(Hours { first, end })
}

/// Minutes since midnight, up to 24:00.
fn minutes(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute) = (number(hour, 2)?, (minute.len() == 2).then(|| number(minute, 2))??);
    let minutes = hour * 60 + minute;
    (minute < 60 && minutes <= Hours::ALL.end).then_some(minutes)
}

/// A number of so many digits at most.
fn number(text: &str, digits: usize) -> Option<u16> {
    let fits = !text.is_empty() && text.len() <= digits && text.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}
