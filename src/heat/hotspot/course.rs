//! The course of a unit or place over time: new, lasting, fading.

use crate::text::Message;
use std::cmp::Ordering;

/// So large a part of the periods makes a hot spot persistent.
const MOST: f64 = 0.9;
/// A trend is one where chance gives it less often than this, either way.
const TREND_P: f64 = 0.05;

/// One judged period of a unit or place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// Whether it was hot.
    pub hot: bool,
    /// Its Gi* in standard deviations, for the trend.
    pub z: f64,
}

/// What a course of verdicts is, the first of these that holds. Periods without a verdict are left
/// out; *hot now* is hot in the last period.
///
/// In the spirit of the emerging hot spot analysis of Esri's space-time pattern mining, with rules
/// of our own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// 不能判断: the last period has no verdict.
    Unjudged,
    /// 从未: never hot.
    Never,
    /// 已消退: was hot, but not in the last so many judged periods as the rules say.
    Faded,
    /// 消退中: was hot and is not now, but not for so long.
    Fading,
    /// 新出现: hot now and never before.
    New,
    /// 加剧: hot now and in 90 % of at least three judged periods, with z rising (Mann-Kendall, 5 %).
    Intensifying,
    /// 减弱: the same, with z falling.
    Weakening,
    /// 持续: the same, with neither.
    Persistent,
    /// 连续: hot in one unbroken run of two or more periods that lasts until now.
    Consecutive,
    /// 反复: hot now and before, with gaps.
    Sporadic,
}

impl Pattern {
    /// `unjudged`, `never`, `faded`, `fading`, `new`, `intensifying`, `weakening`, `persistent`,
    /// `consecutive` or `sporadic`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unjudged => "unjudged",
            Self::Never => "never",
            Self::Faded => "faded",
            Self::Fading => "fading",
            Self::New => "new",
            Self::Intensifying => "intensifying",
            Self::Weakening => "weakening",
            Self::Persistent => "persistent",
            Self::Consecutive => "consecutive",
            Self::Sporadic => "sporadic",
        }
    }

    /// The word for the user.
    #[must_use]
    pub fn message(self) -> Message {
        Message::new(match self {
            Self::Unjudged => "heat.course.unjudged",
            Self::Never => "heat.course.never",
            Self::Faded => "heat.course.faded",
            Self::Fading => "heat.course.fading",
            Self::New => "heat.course.new",
            Self::Intensifying => "heat.course.intensifying",
            Self::Weakening => "heat.course.weakening",
            Self::Persistent => "heat.course.persistent",
            Self::Consecutive => "heat.course.consecutive",
            Self::Sporadic => "heat.course.sporadic",
        })
    }
}

/// A course in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// What it is.
    pub pattern: Pattern,
    /// In how many periods it was hot.
    pub hot: usize,
    /// How many periods have a verdict.
    pub judged: usize,
    /// How many judged periods have passed since it was hot; 0 where it is, or never was.
    pub missed: usize,
}

impl Course {
    /// The course of readings, the oldest first, `None` for a period without a verdict;
    /// `fades_after` as in [`Rules`](super::Rules).
    ///
    /// ```
    /// use wangge::heat::hotspot::{Course, Pattern, Reading};
    /// let readings = [0, 1, 1].map(|hot| Some(Reading { hot: hot == 1, z: f64::from(hot) * 4.0 }));
    /// assert_eq!(Course::of(&readings, 2).pattern, Pattern::Consecutive);
    /// ```
    #[must_use]
    pub fn of(readings: &[Option<Reading>], fades_after: usize) -> Self {
        let judged: Vec<Reading> = readings.iter().copied().flatten().collect();
        let hot = judged.iter().filter(|reading| reading.hot).count();
        let missed = judged.iter().rev().position(|reading| reading.hot).unwrap_or(0);
        let run = judged.iter().rev().skip(missed).take_while(|reading| reading.hot).count();
        let pattern = match (readings.last(), hot) {
            (None | Some(None), _) => Pattern::Unjudged,
            (_, 0) => Pattern::Never,
            _ if missed >= fades_after => Pattern::Faded,
            _ if missed > 0 => Pattern::Fading,
            (_, 1) => Pattern::New,
            _ if judged.len() >= 3 && hot as f64 >= MOST * judged.len() as f64 => lasting(&judged),
            _ if run == hot => Pattern::Consecutive,
            _ => Pattern::Sporadic,
        };
        Self { pattern, hot, judged: judged.len(), missed }
    }
}

fn lasting(judged: &[Reading]) -> Pattern {
    let z: Vec<f64> = judged.iter().map(|reading| reading.z).collect();
    match mann_kendall(&z) {
        Some((trend, p)) if p < TREND_P && trend > 0.0 => Pattern::Intensifying,
        Some((trend, p)) if p < TREND_P && trend < 0.0 => Pattern::Weakening,
        _ => Pattern::Persistent,
    }
}

/// The Mann-Kendall test for a trend: standard deviations with their sign, corrected for
/// continuity and ties, and the two-sided p-value. `None` for fewer than four values, which no
/// trend can be shown with, or where all are the same.
///
/// # Source
///
/// H. B. Mann, Nonparametric tests against trend, Econometrica 13 (1945) 245-259; M. G. Kendall,
/// Rank correlation methods (1975).
///
/// ```
/// use wangge::heat::hotspot::mann_kendall;
/// let (z, p) = mann_kendall(&[1.0, 2.0, 3.0, 4.0, 5.0]).unwrap();
/// assert!((z - 2.204_540_77).abs() < 1e-8 && (p - 0.027_486_34).abs() < 1e-8);
/// ```
#[must_use]
pub fn mann_kendall(values: &[f64]) -> Option<(f64, f64)> {
    if values.len() < 4 {
        return None;
    }
    let mut score = 0_i64;
    for (i, earlier) in values.iter().enumerate() {
        for later in values.iter().skip(i + 1) {
            score += i64::from(later > earlier) - i64::from(later < earlier);
        }
    }
    let term = |n: f64| n * (n - 1.0) * (2.0 * n + 5.0);
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let ties: f64 = sorted
        .chunk_by(|a, b| a.partial_cmp(b).is_some_and(Ordering::is_eq))
        .map(|same| term(same.len() as f64))
        .sum();
    let deviation = ((term(values.len() as f64) - ties) / 18.0).sqrt();
    let z = (score - score.signum()) as f64 / deviation;
    (deviation > 0.0).then(|| (z, 2.0 * super::normal_tail(z)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A course from a word: digits are hot with that z, `.` is not, `?` has no verdict.
    fn course(word: &str) -> Course {
        let reading = |c: char| match c {
            '?' => None,
            '.' => Some(Reading { hot: false, z: 0.0 }),
            digit => Some(Reading { hot: true, z: f64::from(digit.to_digit(10).unwrap()) }),
        };
        Course::of(&word.chars().map(reading).collect::<Vec<_>>(), 2)
    }

    #[test]
    fn every_pattern_by_its_rule() {
        for (word, pattern) in [
            ("", Pattern::Unjudged),
            ("555?", Pattern::Unjudged),
            ("....", Pattern::Never),
            ("?..", Pattern::Never),
            ("55..", Pattern::Faded),
            ("5.?.", Pattern::Faded),
            ("555.", Pattern::Fading),
            ("..5", Pattern::New),
            ("5", Pattern::New),
            ("34567", Pattern::Intensifying),
            ("76543", Pattern::Weakening),
            ("56565", Pattern::Persistent),
            ("5.55555555", Pattern::Persistent),
            ("55", Pattern::Consecutive),
            ("..34567", Pattern::Consecutive),
            (".5?5", Pattern::Consecutive),
            ("5.5", Pattern::Sporadic),
        ] {
            assert_eq!(course(word).pattern, pattern, "{word}");
        }
        let figures = course("5.5?5..");
        assert_eq!((figures.hot, figures.judged, figures.missed), (3, 6, 2));
    }

    #[test]
    fn mann_kendall_with_ties_and_without_a_trend() {
        // S = 8, variance (300 − 18 − 18) / 18 = 14.667: (8 − 1) / √14.667.
        let (z, _) = mann_kendall(&[1.0, 1.0, 2.0, 2.0, 3.0]).unwrap();
        assert!((z - 7.0 / (264.0_f64 / 18.0).sqrt()).abs() < 1e-12);
        assert_eq!(mann_kendall(&[1.0, 3.0, 3.0, 1.0]), Some((0.0, 1.0)));
        assert_eq!(mann_kendall(&[2.0; 9]), None);
        assert_eq!(mann_kendall(&[1.0, 2.0, 3.0]), None);
    }

    proptest! {
        #[test]
        fn a_trend_turns_with_its_values(values in prop::collection::vec(-9.0..9.0_f64, 4..20)) {
            let turned: Vec<f64> = values.iter().map(|v| -v).collect();
            let (z, p) = mann_kendall(&values).unwrap();
            prop_assert_eq!(mann_kendall(&turned), Some((-z, p)));
            prop_assert!((0.0..=1.0).contains(&p));
        }

        #[test]
        fn periods_without_a_verdict_change_nothing_before_the_last(word in "[.3-7?]{0,12}[.5]") {
            let without: String = word.chars().filter(|c| *c != '?').collect();
            prop_assert_eq!(course(&word), course(&without));
        }
    }
}
