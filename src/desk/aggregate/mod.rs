//! Counts and rates by township, village, grid or H3 cell, with what changed.
//!
//! An incident counts for the grid that is responsible for it and all areas above that grid, or for
//! the cell that holds its position. The part of a cell is the whole cell, also where it reaches over
//! the banner's border.

mod body;
mod compare;
mod count;
mod export;
mod public;

pub use body::{AggregateBody, ChangeBody, FiguresBody, RowBody, SpanBody};
pub(crate) use body::{both, six_digits};
pub use compare::Compared;
pub(crate) use export::geometry;

use super::{Filter, Snapshot, Span};
use crate::area::{AreaCode, Level};
use crate::geo::LonLat;
use crate::heat::hotspot::fdr_adjusted;
use crate::heat::{Resolution, same_rate_p};
use crate::incident::Rules;
use crate::text::{Message, error_from_message};
use count::{Counted, MOST_CELLS, Node};
use geo::MultiPolygon;
use public::Hidden;
use std::error::Error;

/// A count below this is small: a Poisson count of 5 has a standard error of 45 %, a smaller one more.
pub const SMALL: u64 = 5;
/// A change is more than chance where the adjusted p-value is not above this.
pub const FALSE_SHARE: f64 = 0.05;
/// The days that a rate is for.
const RATE_DAYS: f64 = 30.0;

/// By what a table counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// By the areas of a level.
    Level(Level),
    /// By the cells of the H3 grid, those that have a case in one of the periods.
    Cell(Resolution),
}

impl By {
    /// `township`, `village`, `grid` or `h3`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Level(level) => level.name(),
            Self::Cell(_) => "h3",
        }
    }

    /// The resolution of cells, 0 to 15; `None` for areas.
    #[must_use]
    pub fn resolution(self) -> Option<u8> {
        match self {
            Self::Cell(resolution) => Some(resolution.value()),
            Self::Level(_) => None,
        }
    }
}

/// A table that is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct AggregateOrder {
    /// By what.
    pub by: By,
    /// Which incidents; its period is compared with others.
    pub filter: Filter,
    /// For a public table, the least count of a sensitive category that it shows; what the rules say
    /// where that is more.
    pub public: Option<u64>,
}

/// A table of counts. See [`Snapshot::aggregate`].
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    /// By what it counts.
    pub by: By,
    /// Its period and those compared with; `None` where there is no data and none was asked for.
    pub compared: Option<Compared>,
    /// For a public table, the least count of a sensitive category that it shows.
    pub least: Option<u64>,
    /// All units together.
    pub total: Figures,
    /// What is given to grids that are no more and so belongs to no unit; never in a public table.
    pub elsewhere: Option<Figures>,
    /// The units: areas by code, cells by number.
    pub rows: Vec<Row>,
}

/// A unit and its figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The code of an area or the number of a cell.
    pub code: String,
    /// The name of an area; a cell has none.
    pub name: Option<String>,
    /// The outline.
    pub shape: MultiPolygon<f64>,
    /// A point inside.
    pub label: LonLat,
    /// What is counted.
    pub figures: Figures,
}

/// What is counted on some ground.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Figures {
    /// The ground in km²; `None` where there is none to speak of.
    pub area_km2: Option<f64>,
    /// Incidents; `None` where a public table must not show them.
    pub count: Option<u64>,
    /// Incidents per km² per 30 days; `None` also where no time of the period counts.
    pub rate: Option<f64>,
    /// Against the period before; `None` where there is none.
    pub previous: Option<Change>,
    /// Against the same period of the year before; `None` where there is none.
    pub last_year: Option<Change>,
}

impl Figures {
    /// Whether the count is below 5: its rate says little.
    #[must_use]
    pub fn is_small(&self) -> bool {
        self.count.is_some_and(|count| count < SMALL)
    }
}

/// What changed against another period.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Change {
    /// Incidents then; `None` where a public table must not show them.
    pub count: Option<u64>,
    /// How many more there are now, negative for fewer.
    pub difference: Option<i64>,
    /// The rate now in times of the rate then; `None` where there were none.
    pub ratio: Option<f64>,
    /// How likely chance alone is to make so large a difference; see [`same_rate_p`].
    pub p: Option<f64>,
    /// The p-value adjusted for the number of rows; see [`fdr_adjusted`].
    pub adjusted: Option<f64>,
}

impl Change {
    /// Whether the difference is more than chance; `None` where nothing is compared.
    #[must_use]
    pub fn is_more_than_chance(&self) -> Option<bool> {
        self.adjusted.map(|adjusted| adjusted <= FALSE_SHARE)
    }
}

/// Why a table is not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AggregateError {
    /// More cells than an answer may hold have a case.
    TooManyCells {
        /// How many.
        cells: usize,
    },
    /// The area that the filter names lies below the level that is counted by.
    AreaBelow {
        /// Its code.
        code: AreaCode,
    },
    /// A public table of a sensitive category takes no other filter than categories and a period,
    /// and an area where it counts by areas: two tables that differ in another part would tell what
    /// each of them leaves out.
    NotPublic,
}

impl AggregateError {
    /// The sentence for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::TooManyCells { cells } => {
                Message::new("desk.too_many_cells").with("cells", cells).with("most", MOST_CELLS)
            }
            Self::AreaBelow { code } => Message::new("desk.area_below").with("code", code),
            Self::NotPublic => Message::new("desk.not_public"),
        }
    }

    #[expect(clippy::unused_self, reason = "the shape that error_from_message asks for")]
    fn cause(&self) -> Option<&(dyn Error + 'static)> {
        None
    }
}

error_from_message!(AggregateError);

impl Snapshot {
    /// Counts the incidents of a filter by units, with rates, and with the change against the period
    /// before and the same period of the year before.
    ///
    /// A public table shows a unit in a period only where each sensitive category that is counted has
    /// the least count there, and leaves out so many other units that none of these counts follows
    /// from those shown ([`Parts`](crate::heat::Parts)). It is decided on the whole tree of areas,
    /// whatever part of it is asked for, and for each category alone. So no number of public tables of
    /// one period, over levels, areas and categories, tells such a count. Tables of periods that
    /// overlap, and tables by cells beside tables by areas, are not held against each other.
    ///
    /// # Errors
    ///
    /// [`AggregateError`].
    pub fn aggregate(
        &self,
        order: &AggregateOrder,
        rules: &Rules,
    ) -> Result<Aggregate, AggregateError> {
        let AggregateOrder { by, filter, public } = order;
        let least = public.map(|least| least.max(rules.public_least));
        let compared = self.compared(filter, &rules.zone());
        let guarded = least.is_some() && filter.counts_sensitive(rules);
        if guarded && !public::is_open_to(filter, *by) {
            return Err(AggregateError::NotPublic);
        }
        // What must not be shown is decided on the whole.
        let counted_filter =
            if guarded { Filter { area: None, ..filter.clone() } } else { filter.clone() };
        let counted = Counted::new(self, *by, &counted_filter, compared.as_ref(), guarded)?;
        let hidden = match least.filter(|_| guarded) {
            Some(least) => Hidden::find(&counted, filter, rules, least),
            None => Hidden::nothing(&counted),
        };
        let table = Table { snapshot: self, compared: compared.as_ref(), counted, hidden };
        let scope = table.scope(filter, *by)?;
        let mut rows = table.rows(*by, scope, guarded);
        adjust(&mut rows, |figures| figures.previous.as_mut());
        adjust(&mut rows, |figures| figures.last_year.as_mut());
        let mut total = table.total(filter, scope);
        let mut elsewhere = least.is_none().then(|| table.elsewhere());
        for alone in [&mut total].into_iter().chain(&mut elsewhere) {
            for change in [&mut alone.previous, &mut alone.last_year].into_iter().flatten() {
                change.adjusted = change.p;
            }
        }
        Ok(Aggregate { by: *by, compared, least, total, elsewhere, rows })
    }
}

/// A table in the making.
struct Table<'a> {
    snapshot: &'a Snapshot,
    compared: Option<&'a Compared>,
    counted: Counted<'a>,
    hidden: Hidden,
}

impl Table<'_> {
    /// The node of the area that the filter names; the whole where it names none.
    fn scope(&self, filter: &Filter, by: By) -> Result<usize, AggregateError> {
        let (Some(code), By::Level(level)) = (&filter.area, by) else { return Ok(0) };
        let is_it = |node: &Node| matches!(node, Node::Area(area) if area.code == *code);
        // A code that the set lacks passes nothing, and is no unit.
        let Some(scope) = self.counted.nodes.iter().position(is_it) else { return Ok(0) };
        match self.counted.nodes.get(scope) {
            Some(Node::Area(area)) if area.level > level => {
                Err(AggregateError::AreaBelow { code: code.clone() })
            }
            _ => Ok(scope),
        }
    }

    fn rows(&self, by: By, scope: usize, guarded: bool) -> Vec<Row> {
        let sums = self.sums();
        let mut within = vec![false; self.counted.nodes.len()];
        let mut rows = Vec::new();
        for (place, node) in self.counted.nodes.iter().enumerate() {
            within[place] =
                place == scope || self.counted.parts.whole(place).is_some_and(|w| within[w]);
            let figures = |area_km2| self.figures(&sums, place, Some(area_km2));
            match node {
                Node::Area(area) if within[place] && by == By::Level(area.level) => {
                    rows.push(Row {
                        code: area.code.to_string(),
                        name: Some(area.name.clone()),
                        shape: area.shape.clone(),
                        label: area.label,
                        figures: figures(area.area_km2),
                    });
                }
                // That a cell is in a public table would tell that it has a case.
                Node::Cell(cell) if !(guarded && self.hidden.is_everywhere(place)) => {
                    rows.push(Row {
                        code: cell.to_string(),
                        name: None,
                        shape: cell.shape(),
                        label: cell.center(),
                        figures: figures(cell.area_km2()),
                    });
                }
                Node::Whole | Node::Area(_) | Node::Cell(_) => {}
            }
        }
        rows
    }

    fn total(&self, filter: &Filter, scope: usize) -> Figures {
        let areas = self.snapshot.areas();
        let named = filter.area.as_ref().and_then(|code| areas.find(code.as_str()));
        let all = || areas.grids().iter().map(|grid| grid.area_km2).sum();
        let area_km2 = named.map_or_else(all, |area| area.area_km2);
        self.figures(&self.sums(), scope, Some(area_km2))
    }

    fn elsewhere(&self) -> Figures {
        let sums = self.counted.elsewhere.map(|count| vec![count]);
        let nothing = Hidden::none(1);
        figures(self.compared, &sums, &nothing, 0, None)
    }

    fn sums(&self) -> [Vec<u64>; 3] {
        [0, 1, 2].map(|period| self.counted.sums(period, |_| true))
    }

    fn figures(&self, sums: &[Vec<u64>; 3], node: usize, area_km2: Option<f64>) -> Figures {
        figures(self.compared, sums, &self.hidden, node, area_km2)
    }
}

fn figures(
    compared: Option<&Compared>,
    [now, previous, last_year]: &[Vec<u64>; 3],
    hidden: &Hidden,
    node: usize,
    area_km2: Option<f64>,
) -> Figures {
    let shown = |period: usize, sums: &[u64]| {
        sums.get(node).copied().filter(|_| !hidden.is_hidden(period, node))
    };
    let count = shown(0, now);
    let Some(compared) = compared else { return Figures { area_km2, count, ..Figures::default() } };
    let days = compared.days(&compared.now);
    let change = |period, span: Option<&Span>, sums: &[u64]| {
        span.map(|span| Change::of((count, days), (shown(period, sums), compared.days(span))))
    };
    Figures {
        area_km2,
        count,
        rate: count
            .zip(area_km2)
            .filter(|_| days > 0.0)
            .map(|(count, km2)| count as f64 / km2 / days * RATE_DAYS),
        previous: change(1, compared.previous.as_ref(), previous),
        last_year: change(2, compared.last_year.as_ref(), last_year),
    }
}

impl Change {
    /// Counts and days now and then.
    fn of((now, days): (Option<u64>, f64), (then, days_then): (Option<u64>, f64)) -> Self {
        // A window that is not open in a period gives it no rate.
        let Some((now, before)) = now.zip(then).filter(|_| days > 0.0 && days_then > 0.0) else {
            return Self { count: then, ..Self::default() };
        };
        let ratio = (now as f64 / days) / (before as f64 / days_then);
        Self {
            count: then,
            difference: Some(now.cast_signed() - before.cast_signed()),
            ratio: (before > 0).then_some(ratio),
            p: Some(same_rate_p((now, days), (before, days_then))),
            adjusted: None,
        }
    }
}

/// Adjusts the p-values of one comparison for the number of rows that have a case in it: one
/// without any cannot differ.
fn adjust(rows: &mut [Row], of: impl Fn(&mut Figures) -> Option<&mut Change>) {
    let mut changes: Vec<&mut Change> = rows
        .iter_mut()
        .filter_map(|row| {
            let now = row.figures.count;
            let change = of(&mut row.figures)?;
            change.adjusted = change.p;
            (now.unwrap_or(0) + change.count.unwrap_or(0) > 0 && change.p.is_some())
                .then_some(change)
        })
        .collect();
    let p: Vec<f64> = changes.iter().filter_map(|change| change.p).collect();
    for (change, adjusted) in changes.iter_mut().zip(fdr_adjusted(&p)) {
        change.adjusted = Some(adjusted);
    }
}
