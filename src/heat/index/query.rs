//! Which records are meant, and how they are found.

use super::boxes::Stretch;
use super::fixed::{Fixed, Rect};
use super::live::{Change, Recent};
use super::record::{Flags, Packed, Tag};
use super::runs::{begin_of, day_of};
use super::sums::{Sums, Whose};
use super::{Index, floor_seconds};
use crate::calendar::Times;
use crate::geo::{Bounds, LonLat};
use crate::heat::Places;
use crate::incident::{Severity, Status};
use jiff::Timestamp;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// Which records are meant: those that pass every part. What is empty or `None` passes all.
#[derive(Clone, Default)]
pub struct Query<'a> {
    /// At this time or later. A second that a period cuts through counts as a whole.
    pub from: Option<Timestamp>,
    /// Before this time.
    pub to: Option<Timestamp>,
    /// At these times.
    pub times: Option<Arc<Times>>,
    /// Of one of these categories.
    pub categories: Option<Vec<u16>>,
    /// Of one of these severities.
    pub severities: Vec<Severity>,
    /// With one of these statuses.
    pub statuses: Vec<Status>,
    /// With a grid whose place in the list says yes.
    pub grids: Option<&'a [bool]>,
    /// On the ground that densities belong to, not beside it.
    pub on_ground: bool,
    /// In this rectangle, its edges included, as exactly as places are kept.
    pub within: Option<Bounds>,
}

impl Query<'_> {
    /// Whether there is anything that it does not pass.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.from.is_some()
            || self.to.is_some()
            || self.times.is_some()
            || self.categories.is_some()
            || !self.severities.is_empty()
            || !self.statuses.is_empty()
            || self.grids.is_some()
            || self.on_ground
            || self.within.is_some()
    }
}

impl std::fmt::Debug for Query<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { from, to, categories, severities, statuses, on_ground, within, .. } = self;
        f.debug_struct("Query")
            .field("from", from)
            .field("to", to)
            .field("times", &self.times.as_ref().map(|times| times.stretches().len()))
            .field("categories", categories)
            .field("severities", severities)
            .field("statuses", statuses)
            .field("grids", &self.grids.map(<[bool]>::len))
            .field("on_ground", on_ground)
            .field("within", within)
            .finish()
    }
}

/// A query made ready for many rows of one index.
pub(super) struct Sieve<'a> {
    query: &'a Query<'a>,
    epoch: i64,
    /// Seconds since the epoch, the second not included.
    times: (i64, i64),
    severities: u8,
    statuses: u16,
    /// By category; empty passes all.
    categories: Vec<bool>,
}

impl<'a> Sieve<'a> {
    pub(super) fn new(query: &'a Query<'a>, epoch: i64) -> Self {
        // Times are kept rounded down: a second that is only in part in the period counts.
        let from = query.from.map_or(i64::MIN, |from| floor_seconds(from) - epoch);
        let part = |to: Timestamp| i64::from(to.subsec_nanosecond() != 0);
        let to = query.to.map_or(i64::MAX, |to| floor_seconds(to) + part(to) - epoch);
        let mut categories = Vec::new();
        if let Some(chosen) = &query.categories {
            categories.resize(chosen.iter().max().map_or(1, |last| usize::from(*last) + 1), false);
            for category in chosen {
                if let Some(slot) = categories.get_mut(usize::from(*category)) {
                    *slot = true;
                }
            }
        }
        let severities = query.severities.iter().fold(0, |bits, s| bits | 1 << (s.value() - 1));
        let statuses = query.statuses.iter().fold(0, |bits, s| bits | 1 << (*s as u8));
        Self {
            query,
            epoch,
            times: (from, to),
            severities: if query.severities.is_empty() { u8::MAX } else { severities },
            statuses: if query.statuses.is_empty() { u16::MAX } else { statuses },
            categories,
        }
    }

    /// Whether category and time are all that it asks for, besides the ground: what sums know.
    fn is_plain(&self) -> bool {
        self.query.within.is_none() && self.query.on_ground && self.is_of_any_kind()
    }

    /// Whether nothing but category, time and place is asked for, besides the ground.
    fn is_of_any_kind(&self) -> bool {
        self.query.grids.is_none() && self.severities == u8::MAX && self.statuses == u16::MAX
    }

    #[inline]
    fn passes_category(&self, category: u16) -> bool {
        self.categories.is_empty()
            || self.categories.get(usize::from(category)).copied().unwrap_or(false)
    }

    /// All but time and place.
    #[inline]
    fn passes_kind(&self, tag: Tag, flags: Flags) -> bool {
        self.severities & (1 << flags.severity()) != 0
            && self.statuses & (1 << (flags.0 >> 2 & 7)) != 0
            && (!self.query.on_ground || flags.on_ground())
            && self.passes_category(tag.category())
            && self.query.grids.is_none_or(|grids| {
                tag.grid().is_some_and(|g| grids.get(g as usize).copied().unwrap_or(false))
            })
    }

    #[inline]
    fn passes_time(&self, time: u32) -> bool {
        self.passes_seconds(i64::from(time))
    }

    /// Seconds since the epoch, which may lie before it.
    #[inline]
    fn passes_seconds(&self, time: i64) -> bool {
        let (from, to) = self.times;
        (from..to).contains(&time)
            && self.query.times.as_ref().is_none_or(|times| times.contains(self.epoch + time))
    }

    /// The days of what is asked for, up to the last that there is.
    fn days(&self, last_day: u32) -> Days {
        let mut days = Days::default();
        let (from, to) = self.times;
        match &self.query.times {
            None => days.add((from, to), self.epoch, last_day),
            Some(times) => {
                let absolute = |second: i64| second.saturating_add(self.epoch);
                for (from, to) in times.within(absolute(from), absolute(to)).stretches() {
                    days.add((from - self.epoch, to - self.epoch), self.epoch, last_day);
                }
            }
        }
        days
    }

    #[inline]
    fn passes(&self, row: &Packed) -> bool {
        self.passes_time(row.time) && self.passes_kind(row.tag, row.flags)
    }
}

/// The days of some stretches of time, in order: those that lie in one as a whole, and those that
/// one begins or ends within.
#[derive(Debug, Clone, Default, PartialEq)]
struct Days {
    whole: Vec<Range<u32>>,
    cut: Vec<Range<u32>>,
}

impl Days {
    /// Adds a stretch that begins after those before it; what lies beyond the index is left out.
    fn add(&mut self, (from, to): (i64, i64), epoch: i64, last_day: u32) {
        let Ok(from) = u32::try_from(from.max(0)) else { return };
        let first = day_of(epoch, from);
        if to <= i64::from(from) || first > last_day {
            return;
        }
        // Nothing is earlier than the epoch.
        let begins_within = from > 0 && begin_of(epoch, first) < i64::from(from);
        let last = u32::try_from(to).ok().map(|to| day_of(epoch, to));
        let (end, ends_within) = match last.filter(|day| *day <= last_day) {
            Some(day) => (day, begin_of(epoch, day) < to),
            None => (last_day + 1, false),
        };
        let begin = first + u32::from(begins_within);
        if begin < end {
            self.whole.push(begin..end);
        }
        for day in
            [begins_within.then_some(first), ends_within.then_some(end)].into_iter().flatten()
        {
            match self.cut.last_mut() {
                // Two stretches, or both ends of one, may cut the same day.
                Some(days) if day < days.end => {}
                Some(days) if day == days.end => days.end += 1,
                _ => self.cut.push(day..day + 1),
            }
        }
    }
}

/// Rows or squares that lie side by side.
#[derive(Debug, Clone, PartialEq)]
enum Part {
    /// Rows of one category; whether their time has yet to be looked at.
    Rows(Range<usize>, bool),
    /// Places along the curve, and whether all lie in the window.
    Along(Range<usize>, bool),
    /// Squares of a level.
    Squares(usize, Range<usize>),
}

impl Part {
    fn range(&self) -> &Range<usize> {
        match self {
            Self::Rows(range, _) | Self::Along(range, _) | Self::Squares(_, range) => range,
        }
    }

    fn cut(&self, range: Range<usize>) -> Self {
        match self {
            Self::Rows(_, check) => Self::Rows(range, *check),
            Self::Along(_, whole) => Self::Along(range, *whole),
            Self::Squares(level, _) => Self::Squares(*level, range),
        }
    }
}

/// What a step through rows costs where they lie side by side, beside one through rows that lie
/// anywhere: a box of 64 is passed over as quickly as four are looked at.
const ANYWHERE: usize = 8;

/// The records of an index that pass a query.
#[derive(Debug, Clone)]
pub struct Selection<'a> {
    index: &'a Index,
    recent: &'a Recent,
    query: Query<'a>,
    weights: Option<[f64; 4]>,
}

impl<'a> Selection<'a> {
    pub(super) fn new(index: &'a Index, recent: &'a Recent, query: Query<'a>) -> Self {
        Self { index, recent, query, weights: None }
    }

    /// The same, a record counting in densities by its severity, 1 to 4.
    #[must_use]
    pub fn weighted(self, weights: Option<[f64; 4]>) -> Self {
        Self { weights, ..self }
    }

    /// What a record counts.
    fn weight(&self, flags: Flags) -> f64 {
        let by_severity = self.weights.and_then(|all| all.get(flags.severity()).copied());
        by_severity.unwrap_or(1.0)
    }

    /// The numbers of the records, in no order.
    #[must_use]
    pub fn numbers(&self) -> Vec<u32> {
        let mut numbers = Vec::new();
        self.each(&self.window(), &mut |number, _| numbers.push(number));
        numbers
    }

    /// Where they are, in no order, as exactly as places are kept.
    #[must_use]
    pub fn positions(&self) -> Vec<LonLat> {
        let mut positions = Vec::new();
        self.each(&self.window(), &mut |_, at| positions.push(at.lonlat()));
        positions
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        let mut count = 0;
        self.each(&self.window(), &mut |_, _| count += 1);
        count
    }

    /// Hands out every record in a window once.
    pub(super) fn each(&self, window: &Rect, take: &mut impl FnMut(u32, Fixed)) {
        let sieve = Sieve::new(&self.query, self.index.epoch);
        // The last of what happened to each record that changed and passed before or after.
        let mut changed = HashMap::<u32, Change>::new();
        for change in self.changes(&sieve, window) {
            let last = changed.entry(change.number).or_insert(*change);
            if change.order > last.order {
                *last = *change;
            }
        }
        for part in self.plan(&sieve, window, None) {
            self.rows_of(&part, &sieve, window, &mut |row| {
                if changed.is_empty() || !changed.contains_key(&row.number) {
                    take(row.number, row.at);
                }
            });
        }
        for change in changed.into_values().filter(|change| change.came) {
            take(change.number, change.at);
        }
    }

    /// What has changed in a window, of the kind that is meant.
    fn changes<'s>(
        &'s self,
        sieve: &'s Sieve<'_>,
        window: &Rect,
    ) -> impl Iterator<Item = &'s Change> {
        self.recent.within(window).filter(|change| {
            sieve.passes_seconds(change.seconds - sieve.epoch)
                && sieve.passes_kind(change.tag, change.flags)
        })
    }

    /// The part of the earth that the query looks at.
    pub(super) fn window(&self) -> Rect {
        self.query.within.as_ref().map_or(Rect::EVERYTHING, Rect::around)
    }

    /// The part of a rectangle that the query looks at.
    fn window_in(&self, bounds: &Bounds) -> Rect {
        Rect::around(bounds).common(&self.window())
    }

    /// What has to be looked at for a density in a window.
    fn parts_in(&self, sieve: &Sieve<'_>, window: &Rect, grain_deg: f64) -> Vec<Part> {
        // Sums count all alike.
        let level = Sums::level(&self.index.curve(), grain_deg).filter(|_| self.weights.is_none());
        self.plan(sieve, window, level)
    }

    /// What has to be looked at for the records in a window, with squares of `level` for many.
    fn plan(&self, sieve: &Sieve<'_>, window: &Rect, level: Option<usize>) -> Vec<Part> {
        let level = level.filter(|_| sieve.is_plain());
        let by_calendar = self.by_calendar(sieve, level);
        let work = |parts: &[Part]| parts.iter().map(|part| part.range().len()).sum::<usize>();
        // Boxes are passed over sixteen times as fast as places are looked at.
        let most = work(&by_calendar) / ANYWHERE;
        match self.index.tree.meeting(window, most) {
            Some(stretches) if !window.holds(&self.index.extent) => stretches
                .into_iter()
                .map(|Stretch { rows, whole }| Part::Along(rows, whole))
                .collect(),
            _ => by_calendar,
        }
    }

    /// The rows of the categories that are meant in the order of the calendar: days that are cut,
    /// then whole ones.
    fn by_calendar(&self, sieve: &Sieve<'_>, level: Option<usize>) -> Vec<Part> {
        let index = self.index;
        let Some(last_day) = index.last_day else { return Vec::new() };
        let days = sieve.days(last_day);
        let chosen: Vec<u16> =
            index.categories.iter().copied().filter(|c| sieve.passes_category(*c)).collect();
        let mut parts = Vec::new();
        let rows = |days: &Range<u32>, check: bool| {
            let rows = chosen.iter().map(|category| index.runs.rows(*category, days.clone()));
            let parts = rows.filter(|rows| !rows.is_empty());
            parts.map(|rows| Part::Rows(rows, check)).collect::<Vec<_>>()
        };
        for days in &days.cut {
            parts.extend(rows(days, true));
        }
        for days in &days.whole {
            match level {
                None => parts.extend(rows(days, false)),
                Some(level) if chosen.len() == index.categories.len() => {
                    for days in self.summed(level, Whose::All, days, &mut parts) {
                        parts.extend(rows(&days, false));
                    }
                }
                Some(level) => {
                    for category in &chosen {
                        let whose = Whose::Category(*category);
                        for days in self.summed(level, whose, days, &mut parts) {
                            let rows = index.runs.rows(*category, days);
                            parts.push(Part::Rows(rows, false));
                        }
                    }
                }
            }
        }
        parts
    }

    /// Adds the squares that cover days; answers with the days that have none.
    fn summed(
        &self,
        level: usize,
        whose: Whose,
        days: &Range<u32>,
        parts: &mut Vec<Part>,
    ) -> Vec<Range<u32>> {
        let Some(last_day) = self.index.last_day else { return Vec::new() };
        let mut single: Vec<Range<u32>> = Vec::new();
        let mut squares = |range: Range<u32>| {
            parts.push(Part::Squares(level, range.start as usize..range.end as usize));
        };
        let mut keep = |days: Range<u32>| match single.last_mut() {
            Some(last) if last.end == days.start => last.end = days.end,
            _ => single.push(days),
        };
        self.index.sums.cover(level, whose, days.clone(), last_day, &mut squares, &mut keep);
        single
    }

    /// The places of rows of which nothing but place and ground has to be looked at.
    fn places_of(&self, rows: Range<usize>, window: &Rect, take: &mut impl FnMut(LonLat, f64)) {
        let columns = &self.index.columns;
        for Stretch { rows, whole } in self.index.boxes.meeting(rows, *window) {
            let at = columns.at.get(rows.clone()).unwrap_or_default();
            let flags = columns.flags.get(rows).unwrap_or_default();
            for (at, flags) in at.iter().zip(flags) {
                if (whole || window.contains(*at))
                    && (!self.query.on_ground || Flags(*flags).on_ground())
                {
                    take(at.lonlat(), 1.0);
                }
            }
        }
    }

    fn rows_of(
        &self,
        part: &Part,
        sieve: &Sieve<'_>,
        window: &Rect,
        take: &mut impl FnMut(Packed),
    ) {
        let columns = &self.index.columns;
        match part {
            Part::Rows(rows, check) => {
                for Stretch { rows, whole } in self.index.boxes.meeting(rows.clone(), *window) {
                    for row in rows.filter_map(|row| columns.get(row)) {
                        if (whole || window.contains(row.at))
                            && (!check || sieve.passes_time(row.time))
                            && sieve.passes_kind(row.tag, row.flags)
                        {
                            take(row);
                        }
                    }
                }
            }
            Part::Along(places, whole) => {
                let rows = self.index.by_place.get(places.clone()).unwrap_or_default();
                for row in rows.iter().filter_map(|row| columns.get(*row as usize)) {
                    if (*whole || window.contains(row.at)) && sieve.passes(&row) {
                        take(row);
                    }
                }
            }
            Part::Squares(..) => {}
        }
    }
}

impl Places for Selection<'_> {
    fn work(&self, window: &Bounds, grain_deg: f64) -> usize {
        let sieve = Sieve::new(&self.query, self.index.epoch);
        let parts = self.parts_in(&sieve, &self.window_in(window), grain_deg);
        parts.iter().map(|part| part.range().len()).sum()
    }

    fn each_in(
        &self,
        window: &Bounds,
        grain_deg: f64,
        part: usize,
        of: usize,
        mut take: impl FnMut(LonLat, f64),
    ) {
        let window = self.window_in(window);
        let sieve = Sieve::new(&self.query, self.index.epoch);
        let parts = self.parts_in(&sieve, &window, grain_deg);
        let work: usize = parts.iter().map(|part| part.range().len()).sum();
        let cut = |part: usize| work * part / of.max(1);
        let mine = cut(part)..cut(part + 1);
        if part == 0 {
            for change in self.changes(&sieve, &window) {
                let weight = self.weight(change.flags);
                take(change.at.lonlat(), if change.came { weight } else { -weight });
            }
        }
        let mut before = 0;
        for part in parts {
            let range = part.range().clone();
            let begin = mine.start.saturating_sub(before).min(range.len());
            let end = mine.end.saturating_sub(before).min(range.len());
            before += range.len();
            if begin >= end {
                continue;
            }
            let part = part.cut(range.start + begin..range.start + end);
            match &part {
                Part::Squares(level, range) => {
                    let Some(squares) = self.index.sums.squares(*level) else { continue };
                    for Stretch { rows, whole } in squares.boxes.meeting(range.clone(), window) {
                        let at = squares.at.get(rows.clone()).unwrap_or_default();
                        let counts = squares.count.get(rows).unwrap_or_default();
                        for (at, count) in at.iter().zip(counts) {
                            if whole || window.contains(*at) {
                                take(at.lonlat(), f64::from(*count));
                            }
                        }
                    }
                }
                Part::Rows(rows, false) if sieve.is_of_any_kind() && self.weights.is_none() => {
                    self.places_of(rows.clone(), &window, &mut take);
                }
                _ => self.rows_of(&part, &sieve, &window, &mut |row| {
                    take(row.at.lonlat(), self.weight(row.flags));
                }),
            }
        }
    }
}
