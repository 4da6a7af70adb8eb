//! Incidents page by page.

use super::{DeskError, Entry, Filter, Near, Snapshot};
use crate::geo::LonLat;
use std::fmt;
use std::sync::Arc;

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The last reported first; of one moment the highest id first.
    #[default]
    NewestFirst,
    /// The first reported first; of one moment the lowest id first.
    OldestFirst,
    /// Severity 4 first; within a severity as [`Sort::NewestFirst`].
    GravestFirst,
    /// Severity 1 first; within a severity as [`Sort::NewestFirst`].
    SlightestFirst,
    /// The nearest to the place of [`Filter::near`] first; of one distance the lowest id first.
    NearestFirst,
}

impl Sort {
    fn letter(self) -> char {
        match self {
            Self::NewestFirst => 'n',
            Self::OldestFirst => 'o',
            Self::GravestFirst => 'g',
            Self::SlightestFirst => 's',
            Self::NearestFirst => 'd',
        }
    }

    fn of_letter(letter: &str) -> Option<Self> {
        [
            Self::NewestFirst,
            Self::OldestFirst,
            Self::GravestFirst,
            Self::SlightestFirst,
            Self::NearestFirst,
        ]
        .into_iter()
        .find(|sort| letter.chars().eq([sort.letter()]))
    }
}

/// A page that is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct ListQuery {
    /// Which incidents.
    pub filter: Filter,
    /// In which order.
    pub sort: Sort,
    /// How many at most; at least one is given.
    pub limit: usize,
    /// Where the page begins: [`Page::next`] of the page before.
    pub cursor: Option<Cursor>,
}

/// A page.
#[derive(Debug, Clone)]
pub struct Page {
    /// The incidents, in order.
    pub items: Vec<Arc<Entry>>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<Cursor>,
    /// How many incidents pass the filter, on all pages.
    pub total: usize,
}

/// A place in a list, as the sort key of the last incident before it: incidents that arrive
/// between two pages neither hide nor repeat others. Opaque to clients; the text form is
/// `Display`, and goes into a URL as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    sort: Sort,
    key: Key,
}

/// What a list is sorted by, smallest first. The parts of it never change once an incident is
/// there, and the id makes it unique.
type Key = (u64, i64, i64);

impl Cursor {
    /// Reads what `Display` wrote.
    ///
    /// # Errors
    ///
    /// [`DeskError::BadCursor`].
    pub fn parse(text: &str) -> Result<Self, DeskError> {
        let mut parts = text.split('.');
        let sort = parts.next().and_then(Sort::of_letter);
        let first = parts.next().and_then(|part| u64::from_str_radix(part, 16).ok());
        let mut number = || parts.next().and_then(|part| part.parse().ok());
        match (sort, first, number(), number(), parts.next()) {
            (Some(sort), Some(first), Some(second), Some(id), None) => {
                Ok(Self { sort, key: (first, second, id) })
            }
            _ => Err(DeskError::BadCursor),
        }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second, id) = self.key;
        write!(f, "{}.{first:x}.{second}.{id}", self.sort.letter())
    }
}

/// How keys are made.
#[derive(Clone, Copy)]
enum Order {
    Plain(Sort),
    From(LonLat),
}

impl Order {
    fn new(sort: Sort, near: Option<Near>) -> Result<Self, DeskError> {
        match (sort, near) {
            (Sort::NearestFirst, Some(near)) => Ok(Self::From(near.center)),
            (Sort::NearestFirst, None) => Err(DeskError::NoPlace),
            (sort, _) => Ok(Self::Plain(sort)),
        }
    }

    fn key(self, entry: &Entry) -> Key {
        let (id, report) = (entry.incident.id.0, &entry.incident.report);
        let at_ms = report.reported_at.as_millisecond();
        let severity = u64::from(report.severity.value());
        match self {
            Self::Plain(Sort::OldestFirst) => (0, at_ms, id),
            Self::Plain(Sort::GravestFirst) => (4 - severity, -at_ms, -id),
            Self::Plain(Sort::SlightestFirst) => (severity, -at_ms, -id),
            Self::Plain(Sort::NewestFirst | Sort::NearestFirst) => (0, -at_ms, -id),
            Self::From(center) => (self.distance_key(entry), place_mark(center), id),
        }
    }

    /// The bits of a distance: they sort as the distances do, as none is negative.
    fn distance_key(self, entry: &Entry) -> u64 {
        match self {
            Self::From(center) => center.distance_m(entry.position()).to_bits(),
            Self::Plain(_) => 0,
        }
    }

    /// Whether a cursor is one of this order, and of this place.
    fn made(self, cursor: &Cursor) -> bool {
        match self {
            Self::Plain(sort) => cursor.sort == sort,
            Self::From(center) => {
                cursor.sort == Sort::NearestFirst && cursor.key.1 == place_mark(center)
            }
        }
    }
}

/// The same for all incidents of a list: it tells a cursor's place from another.
fn place_mark(center: LonLat) -> i64 {
    (center.lon().to_bits().rotate_left(17) ^ center.lat().to_bits()).cast_signed()
}

/// Fewer incidents than this are sorted by distance as they are.
const FEW: usize = 4096;
/// The first ring around a place; each next one is four times as wide.
const FIRST_RING_M: f64 = 2_000.0;
/// The widest ring; what comes after is everything.
const LAST_RING_M: f64 = 500_000.0;

impl Snapshot {
    /// A page of the incidents that pass the filter.
    ///
    /// # Errors
    ///
    /// [`DeskError::BadCursor`] for a cursor of another order or place, [`DeskError::NoPlace`]
    /// for [`Sort::NearestFirst`] without a place.
    pub fn list(&self, query: &ListQuery) -> Result<Page, DeskError> {
        let order = Order::new(query.sort, query.filter.near)?;
        if query.cursor.is_some_and(|cursor| !order.made(&cursor)) {
            return Err(DeskError::BadCursor);
        }
        let after = query.cursor.map(|cursor| cursor.key);
        let limit = query.limit.max(1);
        let matching = self.matching(&query.filter);
        let total = matching.len();
        let around = match order {
            Order::From(_) if total > FEW => self.nearby(query, order, after, limit),
            _ => None,
        };
        let mut keyed = around.unwrap_or_else(|| keyed(&matching, order, after));
        let next = smallest(&mut keyed, limit).map(|key| Cursor { sort: query.sort, key });
        let items = keyed.into_iter().map(|(_, entry)| Arc::clone(entry)).collect();
        Ok(Page { items, next, total })
    }

    /// Those of the narrowest ring around the place that holds a page and one more: a distance
    /// to every incident of the banner would cost a hundred times as much.
    fn nearby(
        &self,
        query: &ListQuery,
        order: Order,
        after: Option<Key>,
        limit: usize,
    ) -> Option<Vec<(Key, &Arc<Entry>)>> {
        let near = query.filter.near?;
        let done_m = after.map_or(0.0, |(bits, _, _)| f64::from_bits(bits));
        let mut radius_m = FIRST_RING_M.max(done_m * 1.25);
        while radius_m < near.radius_m.unwrap_or(LAST_RING_M).min(LAST_RING_M) {
            let ring = Near { radius_m: Some(radius_m), ..near };
            let filter = Filter { near: Some(ring), ..query.filter.clone() };
            let keyed = keyed(&self.matching(&filter), order, after);
            if keyed.len() > limit {
                return Some(keyed);
            }
            radius_m *= 4.0;
        }
        None
    }
}

/// The incidents after `after`, with their keys.
fn keyed<'a>(
    entries: &[&'a Arc<Entry>],
    order: Order,
    after: Option<Key>,
) -> Vec<(Key, &'a Arc<Entry>)> {
    entries
        .iter()
        .map(|entry| (order.key(entry), *entry))
        .filter(|(key, _)| after.is_none_or(|after| *key > after))
        .collect()
}

/// Leaves the `limit` smallest, sorted. Answers with the last one's key where others followed.
fn smallest<T>(keyed: &mut Vec<(Key, T)>, limit: usize) -> Option<Key> {
    let more = keyed.len() > limit;
    if more {
        keyed.select_nth_unstable_by_key(limit, |(key, _)| *key);
        keyed.truncate(limit);
    }
    keyed.sort_unstable_by_key(|(key, _)| *key);
    keyed.last().filter(|_| more).map(|(key, _)| *key)
}
