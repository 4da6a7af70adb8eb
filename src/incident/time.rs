//! Times as people and programs write them.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use std::ops::RangeInclusive;

/// The years that a report can come from. There is no clock here: what is newer than now is for
/// the desk to judge, this only stops a slip of the hand.
const YEARS: RangeInclusive<i16> = 1990..=2100;

/// Why a text is not a time of report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TimeFault {
    /// Not in a form that is known.
    Unknown,
    /// A day without a time of day.
    DateOnly,
    /// No such day or time, such as 30 February, or a local time that the zone skips or has twice.
    Impossible,
    /// Outside [`YEARS`].
    FarAway,
}

/// Reads a time: RFC 3339 with an offset, or a local time in `zone`, such as `2025-06-18 08:30`,
/// `2025-06-18T08:30:00`, `2025/6/18 8:30`, `2025年6月18日 8时30分`.
pub(super) fn read_time(text: &str, zone: &TimeZone) -> Result<Timestamp, TimeFault> {
    let text: String = text.trim().chars().map(narrow).collect();
    let at = match read_local(&text) {
        Some(local) => {
            zone.to_ambiguous_timestamp(local?).unambiguous().map_err(|_| TimeFault::Impossible)?
        }
        None => read_instant(&text)?,
    };
    if YEARS.contains(&at.to_zoned(zone.clone()).year()) { Ok(at) } else { Err(TimeFault::FarAway) }
}

/// A time with an offset. A blank before the offset is common and harmless.
fn read_instant(text: &str) -> Result<Timestamp, TimeFault> {
    let shape = text.len() >= 11 && text.is_ascii();
    if !shape {
        return Err(TimeFault::Unknown);
    }
    let compact = text.replace(" +", "+").replace(" Z", "Z");
    compact.parse().map_err(|_| {
        let dated = Scan { rest: &compact }.date().is_some();
        if dated { TimeFault::Impossible } else { TimeFault::Unknown }
    })
}

/// A local date and time; `None` where the text is of another form.
fn read_local(text: &str) -> Option<Result<DateTime, TimeFault>> {
    let mut scan = Scan { rest: text };
    let Some((year, month, day)) = scan.date() else {
        return compact_date(text).then_some(Err(TimeFault::DateOnly));
    };
    let date = civil::Date::new(year, month, day).map_err(|_| TimeFault::Impossible);
    if scan.rest.is_empty() {
        return Some(date.and(Err(TimeFault::DateOnly)));
    }
    let (hour, minute, second) = scan.time()?;
    let time = civil::Time::new(hour, minute, second, 0).map_err(|_| TimeFault::Impossible);
    Some(date.and_then(|date| time.map(|time| date.to_datetime(time))))
}

/// `20250618`
fn compact_date(text: &str) -> bool {
    text.len() == 8
        && text.bytes().all(|b| b.is_ascii_digit())
        && text.parse::<civil::Date>().is_ok()
}

/// Full-width characters, which Chinese input methods leave behind, as plain ones.
pub(super) fn narrow(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' | '\t' => ' ',
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// What is left of the text to read.
#[derive(Clone, Copy)]
struct Scan<'a> {
    rest: &'a str,
}

impl Scan<'_> {
    /// Takes 1 to `max` digits.
    fn number(&mut self, max: usize) -> Option<i16> {
        let digits = self.rest.bytes().take(max).take_while(u8::is_ascii_digit).count();
        let (number, rest) = self.rest.split_at_checked(digits)?;
        self.rest = rest;
        number.parse().ok()
    }

    /// Takes one of `marks`.
    fn any(&mut self, marks: &[char]) -> Option<char> {
        let mark = self.rest.chars().next().filter(|c| marks.contains(c))?;
        self.rest = self.rest.get(mark.len_utf8()..)?;
        Some(mark)
    }

    /// Takes `2025-6-18`, `2025/06/18`, `2025.6.18`, `2025年6月18日` and the blanks or the T
    /// behind it.
    fn date(&mut self) -> Option<(i16, i8, i8)> {
        let year = self.number(4).filter(|year| *year >= 1000)?;
        let mark = self.any(&['-', '/', '.', '年'])?;
        let month = self.number(2)?;
        self.any(if mark == '年' { &['月'] } else { &['-', '/', '.'] })?;
        let day = self.number(2)?;
        self.any(&['日', '号']);
        if self.any(&['T', 't']).is_none() {
            self.rest = self.rest.trim_start();
        }
        Some((year, i8::try_from(month).ok()?, i8::try_from(day).ok()?))
    }

    /// Takes `8:30`, `08:30:15.250`, `8时`, `8时30分`, `8点30分15秒` up to the end.
    fn time(&mut self) -> Option<(i8, i8, i8)> {
        let hour = self.number(2)?;
        // `8时` is a time of day, `8:` is one that was cut off.
        if self.any(&[':', '时', '点'])? == ':' && self.rest.is_empty() {
            return None;
        }
        let mut parts = [0, 0];
        for (part, end) in parts.iter_mut().zip([[':', '分'], ['.', '秒']]) {
            if self.rest.is_empty() {
                break;
            }
            *part = self.number(2)?;
            if self.any(&end) == Some('.') {
                self.number(9)?;
            }
        }
        let small = |part: i16| i8::try_from(part).ok();
        let time = (small(hour)?, small(parts[0])?, small(parts[1])?);
        self.rest.is_empty().then_some(time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::Rules;

    fn read(text: &str) -> Result<String, TimeFault> {
        read_time(text, &Rules::default().zone()).map(|at| at.to_string())
    }

    #[test]
    fn one_moment_in_its_many_spellings_is_one_moment() {
        for text in [
            "2025-06-18T08:30:00+08:00",
            "2025-06-18T00:30:00Z",
            "2025-06-18 08:30:00 +08:00",
            "2025-06-18 08:30",
            "2025-06-18T08:30:00",
            "2025/6/18 8:30",
            "2025.6.18 8:30",
            "2025年6月18日 8时30分",
            "2025年6月18日8时30分00秒",
            "2025年6月18日 8点30分",
            "２０２５年６月１８日　８：３０",
            " 2025-06-18 08:30:00.000 ",
        ] {
            assert_eq!(read(text).as_deref(), Ok("2025-06-18T00:30:00Z"), "{text}");
        }
        assert_eq!(read("2025年6月18日 8时").as_deref(), Ok("2025-06-18T00:00:00Z"));
    }

    #[test]
    fn a_day_without_a_time_of_day_is_said_to_be_one() {
        for text in ["20250618", "2025年6月18日", "2025-06-18", "2025/6/18"] {
            assert_eq!(read(text), Err(TimeFault::DateOnly), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for text in [
            "2026/13/05 09:12",
            "2025-02-30 10:00",
            "2025-02-30T10:00:00+08:00",
            "2026-08-15T25:61:00+08:00",
            "2025-02-30",
        ] {
            assert_eq!(read(text), Err(TimeFault::Impossible), "{text}");
        }
        for text in [
            "昨天下午",
            "1750000000",
            "0000-00-00T00:00:00+08:00",
            "2025-06-18 8",
            "2025-06-18 08:30 左右",
            "8:30",
            "2025-06-18 08:",
        ] {
            assert!(
                matches!(read(text), Err(TimeFault::Unknown | TimeFault::Impossible)),
                "{text}: {:?}",
                read(text)
            );
        }
        for text in ["2125-01-01T00:00:00+08:00", "1989-12-31 23:59", "2101-01-01 00:00"] {
            assert_eq!(read(text), Err(TimeFault::FarAway), "{text}");
        }
    }

    #[test]
    fn a_local_time_that_the_zone_skips_is_refused() {
        // Summer time began in China on 15 April 1990 at two o'clock.
        assert_eq!(read("1990-04-15 02:30"), Err(TimeFault::Impossible));
    }
}
