//! A table as JSON: the same at both doors.

use super::{Aggregate, Change, Compared, FALSE_SHARE, Figures, Row, SMALL};
use crate::desk::Span;
use crate::text::{Lang, Message};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// Counts and rates by areas or cells, with what changed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Aggregate")]
pub struct AggregateBody {
    /// `township`, `village`, `grid` or `h3`.
    #[schema(example = "township")]
    by: &'static str,
    /// The resolution of H3 cells, 0 to 15; null for areas.
    resolution: Option<u8>,
    /// The period; null where there is no data and none was asked for.
    period: Option<SpanBody>,
    /// The period before it; null where the data begins later.
    previous: Option<SpanBody>,
    /// The same period a year earlier; null where the data begins later or the two overlap.
    last_year: Option<SpanBody>,
    /// The window that reports count in; null for none.
    window: Option<String>,
    /// What the table of holidays cannot tell of the periods, Chinese and English; null for nothing.
    warning: Option<[String; 2]>,
    /// Whether small counts of sensitive categories are left out.
    #[schema(example = false)]
    public: bool,
    /// In a public table, the least count of a sensitive category that is shown; else null.
    k: Option<u64>,
    /// Counts below this are marked `small`.
    #[schema(example = 5)]
    small_below: u64,
    /// A change is `more_than_chance` where `adjusted` is not above this.
    #[schema(example = 0.05)]
    false_share: f64,
    /// All units together.
    total: FiguresBody,
    /// What is given to grids that are no more and belongs to no unit; null in a public table.
    elsewhere: Option<FiguresBody>,
    /// The units.
    items: Vec<RowBody>,
}

/// A period of a table.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "AggregatePeriod")]
pub struct SpanBody {
    /// Its first moment.
    #[schema(example = "2026-10-01T00:00:00+08:00")]
    from: String,
    /// The first moment after it.
    #[schema(example = "2026-11-01T00:00:00+08:00")]
    to: String,
    /// Its length in days; with a window, the days in which it is open.
    #[schema(example = 31.0)]
    days: f64,
}

/// A unit and its figures.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "AggregateRow")]
pub struct RowBody {
    /// The code of an area or the number of a cell.
    #[schema(example = "150624101")]
    pub(super) code: String,
    /// The name of an area; null for a cell.
    #[schema(example = "棋盘井镇")]
    pub(super) name: Option<String>,
    /// The figures.
    #[serde(flatten)]
    pub(super) figures: FiguresBody,
}

/// What is counted on some ground.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "AggregateFigures")]
pub struct FiguresBody {
    /// The ground in km²; a cell counts whole. Null where there is none to speak of.
    #[schema(example = 1840.2)]
    pub(super) area_km2: Option<f64>,
    /// Incidents; null where a public table leaves them out.
    #[schema(example = 312)]
    pub(super) count: Option<u64>,
    /// Incidents per km² per 30 days.
    #[schema(example = 0.164)]
    pub(super) rate: Option<f64>,
    /// Whether there are fewer than `small_below`: the rate says little.
    #[schema(example = false)]
    pub(super) small: bool,
    /// Whether the count is left out because the table is public.
    #[schema(example = false)]
    pub(super) suppressed: bool,
    /// Against the period before; null where there is none.
    pub(super) previous: Option<ChangeBody>,
    /// Against the same period a year earlier; null where there is none.
    pub(super) last_year: Option<ChangeBody>,
}

/// What changed against another period.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "AggregateChange")]
pub struct ChangeBody {
    /// Incidents then; null where a public table leaves them out.
    #[schema(example = 280)]
    pub(super) count: Option<u64>,
    /// How many more there are now.
    #[schema(example = 32)]
    pub(super) difference: Option<i64>,
    /// The rate now in times of the rate then; null where there were none.
    #[schema(example = 1.11)]
    pub(super) ratio: Option<f64>,
    /// The chance of so large a difference where both periods have one rate: exact, two-sided.
    #[schema(example = 0.2)]
    pub(super) p: Option<f64>,
    /// The same, adjusted for the number of rows (Benjamini-Hochberg).
    #[schema(example = 0.4)]
    pub(super) adjusted: Option<f64>,
    /// Whether the difference is more than chance.
    #[schema(example = false)]
    pub(super) more_than_chance: Option<bool>,
    /// Whether either count is below `small_below`: the ratio says little.
    #[schema(example = false)]
    pub(super) small: bool,
}

impl Aggregate {
    /// `township`, `village`, `grid` or `h3`.
    #[must_use]
    pub fn by_name(&self) -> &'static str {
        self.by.name()
    }

    /// The table as JSON has it, with the offset of local times.
    #[must_use]
    pub fn to_body(&self, zone: &TimeZone) -> AggregateBody {
        let compared = self.compared.as_ref();
        let days = |span: &Span| compared.map_or_else(|| span.days(), |c| c.days(span));
        let span = |span: &Span| SpanBody { days: days(span), ..SpanBody::of(span, zone) };
        AggregateBody {
            by: self.by_name(),
            resolution: self.by.resolution(),
            period: compared.map(|c| span(&c.now)),
            previous: compared.and_then(|c| c.previous.as_ref()).map(span),
            last_year: compared.and_then(|c| c.last_year.as_ref()).map(span),
            window: compared.and_then(|c| c.window.as_ref()).map(ToString::to_string),
            warning: compared
                .and_then(Compared::warning)
                .map(|warning| [warning.render(Lang::Zh), warning.render(Lang::En)]),
            public: self.least.is_some(),
            k: self.least,
            small_below: SMALL,
            false_share: FALSE_SHARE,
            total: (&self.total).into(),
            elsewhere: self.elsewhere.as_ref().map(FiguresBody::from),
            items: self.rows.iter().map(RowBody::from).collect(),
        }
    }
}

impl SpanBody {
    pub(crate) fn of(span: &Span, zone: &TimeZone) -> Self {
        Self { from: local(span.from, zone), to: local(span.to, zone), days: span.days() }
    }
}

/// A sentence in both languages.
pub(crate) fn both(message: &Message) -> Value {
    json!({ "zh": message.render(Lang::Zh), "en": message.render(Lang::En) })
}

/// A time with its local offset.
pub(in crate::desk) fn local(at: Timestamp, zone: &TimeZone) -> String {
    at.display_with_offset(zone.to_offset(at)).to_string()
}

impl From<&Row> for RowBody {
    fn from(row: &Row) -> Self {
        Self { code: row.code.clone(), name: row.name.clone(), figures: (&row.figures).into() }
    }
}

impl From<&Figures> for FiguresBody {
    fn from(figures: &Figures) -> Self {
        let change = |change: &Change| ChangeBody::of(change, figures.is_small());
        Self {
            area_km2: figures.area_km2.map(|km2| (km2 * 1e6).round() / 1e6),
            count: figures.count,
            rate: figures.rate.map(six_digits),
            small: figures.is_small(),
            suppressed: figures.count.is_none(),
            previous: figures.previous.as_ref().map(change),
            last_year: figures.last_year.as_ref().map(change),
        }
    }
}

impl ChangeBody {
    fn of(change: &Change, now_is_small: bool) -> Self {
        Self {
            count: change.count,
            difference: change.difference,
            ratio: change.ratio.map(six_digits),
            p: change.p.map(six_digits),
            adjusted: change.adjusted.map(six_digits),
            more_than_chance: change.is_more_than_chance(),
            small: now_is_small || change.count.is_some_and(|count| count < SMALL),
        }
    }
}

/// Six digits that count.
pub(crate) fn six_digits(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}
