//! Cases gathered in small squares of ground, so that what lies around a place is found without
//! asking every case: the work grows with the number of cases, not with its square.

use super::checkpoints::Case;
use crate::geo::{LocalPlane, LonLat};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// A square's side is this part of the radius.
pub(super) const PER_RADIUS: f64 = 8.0;

/// One square that holds cases.
pub(super) struct Square {
    column: i64,
    row: i64,
    /// The mean of its cases in metres east and north of the plane's centre.
    pub middle: (f64, f64),
    /// Its cases, as places in the list that they came in.
    pub cases: Vec<usize>,
    /// The gravest of its cases.
    pub gravest: u8,
    /// The days of its cases, a bit each.
    days: Vec<u64>,
}

/// All squares with cases, by row and column.
pub(super) struct Squares {
    pub all: Vec<Square>,
    /// Of each case, metres east and north of the plane's centre.
    pub places: Vec<(f64, f64)>,
    radius_m: f64,
    /// How many words the days take.
    words: usize,
}

/// What lies around a square, for comparison: days before cases before severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Score {
    pub days: u32,
    pub cases: usize,
    pub gravest: u8,
}

impl Squares {
    /// Gathers cases around `center`; days are those of `zone`.
    pub fn gather(cases: &[Case], center: LonLat, radius_m: f64, zone: &TimeZone) -> Self {
        let plane = LocalPlane::new(center);
        let side_m = radius_m / PER_RADIUS;
        let places: Vec<(f64, f64)> = cases.iter().map(|c| plane.to_plane_m(c.at)).collect();
        let days: Vec<Date> =
            cases.iter().map(|c| zone.to_datetime(c.reported_at).date()).collect();
        let numbers: BTreeMap<Date, usize> = days.iter().map(|day| (*day, 0)).collect();
        let numbers: BTreeMap<Date, usize> = numbers.into_keys().zip(0..).collect();
        let words = numbers.len().div_ceil(64);
        let mut found: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
        for (case, (east, north)) in places.iter().enumerate() {
            let key = ((north / side_m).floor() as i64, (east / side_m).floor() as i64);
            found.entry(key).or_default().push(case);
        }
        let square = |((row, column), held): ((i64, i64), Vec<usize>)| {
            let mut square = Square {
                column,
                row,
                middle: (0.0, 0.0),
                cases: held,
                gravest: 0,
                days: vec![0; words],
            };
            for case in &square.cases {
                let (Some(place), Some(about)) = (places.get(*case), cases.get(*case)) else {
                    continue;
                };
                square.middle.0 += place.0;
                square.middle.1 += place.1;
                square.gravest = square.gravest.max(about.severity.value());
                let day = days.get(*case).and_then(|day| numbers.get(day)).copied().unwrap_or(0);
                if let Some(word) = square.days.get_mut(day / 64) {
                    *word |= 1 << (day % 64);
                }
            }
            let count = square.cases.len().max(1) as f64;
            square.middle = (square.middle.0 / count, square.middle.1 / count);
            square
        };
        let all = found.into_iter().map(square).collect();
        Self { all, places, radius_m, words }
    }

    /// The squares whose middle lies within the radius of a square's, itself included.
    pub fn around(&self, square: usize) -> impl Iterator<Item = usize> + '_ {
        let here = self.all.get(square);
        // A middle lies anywhere in its square, so one more on every side.
        let reach = PER_RADIUS as i64 + 1;
        let rows = here.map_or(0..0, |here| here.row - reach..here.row + reach + 1);
        rows.flat_map(move |row| {
            let column = here.map_or(0, |here| here.column);
            let first = self.all.partition_point(|s| (s.row, s.column) < (row, column - reach));
            let of_row = (first..).zip(self.all.iter().skip(first));
            of_row.take_while(move |(_, s)| s.row == row && s.column <= column + reach)
        })
        .filter(move |(_, other)| {
            here.is_some_and(|here| {
                let (a, b) = (here.middle, other.middle);
                (a.0 - b.0).hypot(a.1 - b.1) <= self.radius_m
            })
        })
        .map(|(place, _)| place)
    }

    /// What those of `around` hold that are still `left`.
    pub fn score(&self, square: usize, left: &[bool]) -> Score {
        let held = self.around(square).filter(|s| left.get(*s) == Some(&true));
        self.sum(held)
    }

    /// What some squares hold together.
    pub fn sum(&self, squares: impl Iterator<Item = usize>) -> Score {
        let mut days = vec![0_u64; self.words];
        let mut score = Score::default();
        for square in squares.filter_map(|s| self.all.get(s)) {
            score.cases += square.cases.len();
            score.gravest = score.gravest.max(square.gravest);
            for (word, more) in days.iter_mut().zip(&square.days) {
                *word |= more;
            }
        }
        score.days = days.iter().map(|word| word.count_ones()).sum();
        score
    }
}
