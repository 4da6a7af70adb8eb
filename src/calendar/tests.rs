#![allow(clippy::unwrap_used, reason = "a test fails by panic")]

use super::*;
use jiff::Timestamp;
use jiff::civil::date;
use proptest::prelude::*;

const NAMED: [(&str, &str); 3] =
    [("夜间", "22:00-06:00"), ("集市日", "day:*5"), ("集市夜", "集市日 夜间")];

fn calendar() -> Calendar {
    let zone = TimeZone::get("Asia/Shanghai").unwrap();
    Calendar::new(zone, Arc::new(Holidays::default()), NAMED).unwrap()
}

fn at(text: &str) -> Timestamp {
    format!("{text}+08:00").parse().unwrap()
}

/// Whether a window is open at a local time.
fn open(window: &str, local: &str) -> bool {
    let window = calendar().window(window).unwrap();
    let (from, to) = (at("2025-01-01T00:00:00"), at("2027-06-01T00:00:00"));
    window.times(from, to).contains(at(local).as_second())
}

#[test]
fn days_and_hours_mean_what_they_say() {
    // 2026-11-21 is a Saturday.
    for (window, local, expected) in [
        ("weekend", "2026-11-21T00:00:00", true),
        ("周末", "2026-11-23T00:00:00", false),
        ("mon-fri 07:00-09:00", "2026-11-23T07:00:00", true),
        ("mon-fri 07:00-09:00", "2026-11-23T09:00:00", false),
        ("周六-周一", "2026-11-23T12:00:00", true),
        ("周六-周一", "2026-11-24T12:00:00", false),
        // A night belongs to the day that it begins on.
        ("fri 22:00-06:00", "2026-11-21T05:59:59", true),
        ("fri 22:00-06:00", "2026-11-20T05:59:59", false),
        ("fri 夜间", "2026-11-21T05:59:59", true),
        ("18:00-24:00", "2026-11-20T23:59:59", true),
        ("18:00-00:00", "2026-11-21T00:00:00", false),
        ("day:5,15,25 08:00-18:00", "2026-11-15T12:00:00", true),
        ("day:*5", "2026-11-25T12:00:00", true),
        ("集市夜", "2026-11-26T03:00:00", true),
        ("03-15/06-15", "2026-06-15T23:00:00", true),
        ("12-20/01-10", "2026-01-10T23:00:00", true),
        ("12-20/01-10", "2026-01-11T00:00:00", false),
        ("2026-03-04/2026-03-12", "2026-03-12T23:59:59", true),
        ("workday；周末　20：00－22：00", "2026-11-21T21:00:00", true),
        ("workday; weekend 20:00-22:00", "2026-11-21T22:00:00", false),
    ] {
        assert_eq!(open(window, local), expected, "{window} at {local}");
    }
}

#[test]
fn holidays_and_the_days_worked_for_them_are_those_of_the_table() {
    for (window, local, expected) in [
        ("holiday", "2026-10-01T12:00:00", true),
        ("holiday:春节", "2026-02-23T12:00:00", true),
        ("holiday:SpringFestival", "2026-02-23T12:00:00", true),
        ("holiday:国庆节", "2026-02-23T12:00:00", false),
        // A Saturday that is worked for National Day.
        ("workday", "2026-10-10T12:00:00", true),
        ("makeup", "2026-10-10T12:00:00", true),
        ("restday", "2026-10-10T12:00:00", false),
        ("restday", "2026-10-05T12:00:00", true),
        ("weekend", "2026-10-10T12:00:00", true),
        // Beyond the table, weekdays alone decide.
        ("workday", "2027-02-08T12:00:00", true),
    ] {
        assert_eq!(open(window, local), expected, "{window} at {local}");
    }
}

#[test]
fn the_shipped_table_says_where_it_comes_from_and_is_complete() {
    let holidays = Holidays::default();
    assert!(holidays.source().starts_with("chinesecalendar ") && holidays.licence() == "MIT");
    assert_eq!(*holidays.years(), 2004..=2026);
    assert_eq!(holidays.names().len(), 8);
    let is_off = |d| matches!(holidays.day(d), Some(Day::Off(_)));
    // Every year has New Year, Spring Festival and National Day, and no make-up day on a weekday.
    for year in 2004..=2026 {
        assert!(is_off(date(year, 1, 1)) && is_off(date(year, 10, 1)), "{year}");
        let of = |holidays: &Holidays, name: &str| {
            let name = holidays.names().iter().position(|[known, _]| known == name).unwrap();
            let days =
                date(year, 1, 1).series(jiff::ToSpan::days(1)).take_while(|d| d.year() == year);
            days.filter(|d| holidays.day(*d) == Some(Day::Off(name))).count()
        };
        assert!((7..=10).contains(&of(&holidays, "春节")), "{year}");
        let worked = date(year, 1, 1)
            .series(jiff::ToSpan::days(1))
            .take_while(|d| d.year() == year)
            .filter(|d| matches!(holidays.day(*d), Some(Day::Worked(_))));
        for day in worked {
            assert!(day.weekday().to_monday_zero_offset() >= 5, "{day}");
        }
    }
}

#[test]
fn a_period_beyond_the_table_is_warned_of_where_it_matters() {
    let warning =
        |window: &str, from, to| calendar().window(window).unwrap().warning(at(from), at(to));
    let (from, to) = ("2026-12-01T00:00:00", "2027-01-02T00:00:00");
    let text = warning("workday 夜间", from, to).unwrap().render(crate::text::Lang::En);
    assert!(text.contains("2026") && text.contains("workday 夜间"), "{text}");
    assert_eq!(warning("weekend", from, to), None);
    assert_eq!(warning("holiday", from, "2027-01-01T00:00:00"), None);
}

#[test]
fn what_is_not_understood_is_named() {
    for (window, expected) in [
        ("", "empty"),
        (" ; ", "empty"),
        ("weekend ,", "empty"),
        ("never", "never"),
        ("夜间 08:00-09:00", "hours"),
        ("25:00-26:00", "25:00-26:00"),
        ("08:00-08:00", "08:00-08:00"),
        ("08:60-09:00", "08:60-09:00"),
        ("24:00-06:00", "24:00-06:00"),
        ("02-30", "02-30"),
        ("day:0", "day:0"),
        ("day:32", "day:32"),
        ("2026-03-12/2026-03-04", "2026-03-12/2026-03-04"),
        ("holiday:Easter", "Easter"),
    ] {
        let error = calendar().window(window).unwrap_err().to_string();
        assert!(error.contains(expected), "{window}: {error}");
    }
    let many =
        format!("{0} {0}", (1..=20).map(|d| format!("day:{d}")).collect::<Vec<_>>().join(","));
    assert!(matches!(calendar().window(&many), Err(CalendarError::TooMany { .. })));
}

#[test]
fn names_of_windows_are_clear() {
    let zone = TimeZone::UTC;
    let with = |named: &[(&'static str, &'static str)]| {
        Calendar::new(zone.clone(), Arc::new(Holidays::default()), named.iter().copied())
    };
    assert!(with(&[("周末", "sat")]).is_err());
    assert!(with(&[("a b", "sat")]).is_err());
    assert!(with(&[("a", "sat"), ("a", "sun")]).is_err());
    let error = with(&[("防火期", "三月")]).unwrap_err().to_string();
    assert!(error.contains("防火期") && error.contains("三月"), "{error}");
}

#[test]
fn a_table_that_makes_no_sense_is_refused_by_its_key() {
    let head = "source = \"x\"\nlicence = \"x\"\nfirst_year = 2026\nlast_year = 2026\n";
    for (rows, expected) in [
        ("[[holidays]]\nname = \"a\"\noff = [\"2026-13-01\"]", "2026-13-01"),
        ("[[holidays]]\nname = \"a\"\noff = [\"2027-01-01\"]", "2027-01-01"),
        ("[[holidays]]\nname = \"a\"\noff = [\"2026-02-01/2026-08-01\"]", "2026-08-01"),
        ("[[holidays]]\nname = \"a\"\noff = [\"2026-02-01\"]\nworked = [\"2026-02-01\"]", "worked"),
        ("[[holidays]]\nname = \"a\"\nfree = 1", "line 7"),
    ] {
        let error = Holidays::from_toml(&format!("{head}{rows}")).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn a_clock_that_is_changed_makes_a_night_longer() {
    // Shanghai had summer time until 1991: the clock went back on 1990-09-16.
    let window = calendar().window("sat 22:00-06:00").unwrap();
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let night = window.days(at("1990-09-15T00:00:00Z"), at("1990-09-17T00:00:00Z"));
    assert!((night * 24.0 - 9.0).abs() < 1e-9, "{night}");
}

proptest! {
    #[test]
    fn a_period_in_two_parts_has_the_same_times(
        window in prop::sample::select(vec!["weekend", "夜间", "workday 07:00-09:00;holiday", "day:*5 夜间"]),
        (a, b, c) in (0..40_000_i64, 0..40_000_i64, 0..40_000_i64),
    ) {
        let mut minutes = [a, b, c];
        minutes.sort_unstable();
        let [a, b, c] = minutes.map(|m| Timestamp::from_second(1_790_000_000 + m * 61).unwrap());
        let window = calendar().window(window).unwrap();
        let sum = window.times(a, b).seconds() + window.times(b, c).seconds();
        prop_assert_eq!(sum, window.times(a, c).seconds());
    }

    #[test]
    fn no_text_makes_it_panic(text in "(?s).{0,30}", items in "([a-z:;, *0-9/-]|周|日|至){0,24}") {
        for text in [text, items] {
            if let Ok(window) = calendar().window(&text) {
                let _ = window.times(Timestamp::MIN, Timestamp::MIN);
                let _ = window.times(at("2026-01-01T00:00:00"), at("2026-03-01T00:00:00"));
            }
        }
    }
}
