//! Local statistics of one period: how every unit stands among its neighbours.

use super::units::{MOST_UNITS, Units};
use super::{Against, HotspotsError, MOST_DRAWN};
use crate::desk::aggregate::{SpanBody, both, geometry, six_digits};
use crate::desk::{By, Filter, Snapshot, Span};
use crate::heat::hotspot::{
    Draws, GiStar, LocalMoran, Periods, Pseudo, Quadrant, Rules, Step, Style, TooFew,
    Value as Tested, Weights, fdr_adjusted, gi_star, local_moran, permuted,
};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

/// Which statistic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statistic {
    /// Local Moran's I: is a unit like its neighbours?
    LocalMoran,
    /// Getis-Ord Gi*: do high or low values come together here?
    GiStar,
}

impl Statistic {
    /// `local_moran` or `gi_star`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::LocalMoran => "local_moran",
            Self::GiStar => "gi_star",
        }
    }

    /// The weights that it is used with as a rule: row-standardised for Moran's I, binary for Gi*.
    #[must_use]
    pub fn style(self) -> Style {
        match self {
            Self::LocalMoran => Style::Row,
            Self::GiStar => Style::Binary,
        }
    }
}

/// Local statistics that are asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct LocalOrder {
    /// Which units.
    pub by: By,
    /// Which incidents; an end that it leaves out is that of the data.
    pub filter: Filter,
    /// What is held against them.
    pub against: Against,
    /// Which statistic.
    pub statistic: Statistic,
    /// Of which number of a unit.
    pub value: Tested,
    /// With what weights of the neighbours.
    pub style: Style,
    /// Permutations besides the analytic p-value.
    pub draws: Option<Draws>,
    /// The share of false ones among the significant units that is put up with.
    pub false_share: f64,
}

/// A unit among its neighbours. Numbers are `None` where they do not exist.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalUnit {
    /// Incidents on it.
    pub count: u32,
    /// How many were to be expected.
    pub expected: f64,
    /// The number that is tested.
    pub value: f64,
    /// I, for local Moran's I.
    pub i: Option<f64>,
    /// Its standard deviations from what chance gives.
    pub z: Option<f64>,
    /// The two-sided analytic p-value.
    pub p: Option<f64>,
    /// The two-sided pseudo p-value of the permutations.
    pub p_permuted: Option<f64>,
    /// The p-value adjusted for all units (Benjamini-Hochberg): of the permutations where there are
    /// some, else the analytic one.
    pub adjusted: Option<f64>,
    /// `hot` and `cold` for Gi*; `high_high`, `low_high`, `low_low` and `high_low` for Moran's I;
    /// `None` where it may be chance.
    pub class: Option<&'static str>,
}

/// The local statistics of one period.
pub struct LocalStatistics<'a> {
    order: LocalOrder,
    span: Span,
    units: Units<'a>,
    /// Why there is no statistic of any unit.
    too_few: Option<TooFew>,
    found: Vec<LocalUnit>,
}

impl Snapshot {
    /// Local statistics of every unit in the period of a filter.
    ///
    /// # Errors
    ///
    /// [`HotspotsError`]. Too few cases are no error: the statistics say so.
    pub fn local_statistics(
        &self,
        order: LocalOrder,
        zone: &TimeZone,
    ) -> Result<LocalStatistics<'_>, HotspotsError> {
        if order.against == Against::Reports && order.filter.categories.is_empty() {
            return Err(HotspotsError::AgainstNothing);
        }
        let data = self.days_of_data(zone);
        let from = order.filter.from.or(data.map(|(from, _)| from));
        let to = order.filter.to.or(data.map(|(_, to)| to));
        let span = from.zip(to).and_then(|(from, to)| Span::between(from, to, zone));
        let span = span.ok_or(HotspotsError::NoStep)?;
        let filter = Filter { from: Some(span.from), to: Some(span.to), ..order.filter.clone() };
        let matching = self.matching(&filter);
        let units = Units::new(self, order.by, &filter, &matching)?;
        debug_assert!(units.len() <= MOST_UNITS);
        if let Some(draws) = order.draws {
            let work = units.len() as u64;
            if work * u64::from(draws.count) > MOST_DRAWN {
                return Err(HotspotsError::TooManyDraws { most: MOST_DRAWN / work.max(1) });
            }
        }
        let counts = units.count(&matching, std::slice::from_ref(&span));
        let mut periods = Periods::new(Step::Period, units.area_km2(), counts)?;
        if order.against == Against::Reports {
            periods = periods.against(units.exposure(self, &filter))?;
        }
        let too_few = TooFew::of(periods.counts(0), &Rules::default());
        let weights = units.weights()?.styled(order.style);
        let mut found = tested(&periods, &weights, &order)?;
        if too_few.is_some() {
            for unit in &mut found {
                *unit = LocalUnit {
                    i: None,
                    z: None,
                    p: None,
                    p_permuted: None,
                    adjusted: None,
                    class: None,
                    ..*unit
                };
            }
        }
        Ok(LocalStatistics { order, span, units, too_few, found })
    }
}

/// I, z and p, the pseudo p-value, and what the unit is where it is more than chance.
type Row = (Option<f64>, Option<f64>, Option<f64>, Option<f64>, &'static str);

fn tested(
    periods: &Periods,
    weights: &Weights,
    order: &LocalOrder,
) -> Result<Vec<LocalUnit>, HotspotsError> {
    let (counts, expected) = (periods.counts(0), periods.expected(0));
    let values: Vec<f64> =
        counts.iter().zip(&expected).map(|(count, e)| order.value.of(*count, *e)).collect();
    let tails = match order.draws {
        Some(draws) => permuted(&values, weights, draws)?,
        None => vec![None; values.len()],
    };
    let rows: Vec<Row> = match order.statistic {
        Statistic::GiStar => {
            let row = |(gi, tails): (Option<GiStar>, &Option<Pseudo>)| {
                let class = if gi.is_some_and(|gi| gi.z > 0.0) { "hot" } else { "cold" };
                let pseudo = gi.and(*tails).map(Pseudo::two_sided);
                (None, gi.map(|gi| gi.z), gi.map(GiStar::p_two_sided), pseudo, class)
            };
            gi_star(&values, weights)?.into_iter().zip(&tails).map(row).collect()
        }
        Statistic::LocalMoran => {
            let row = |(moran, tails): (Option<LocalMoran>, &Option<Pseudo>)| {
                let class = moran.map_or("", |moran| match moran.quadrant {
                    Quadrant::HighHigh => "high_high",
                    Quadrant::LowHigh => "low_high",
                    Quadrant::LowLow => "low_low",
                    Quadrant::HighLow => "high_low",
                });
                let z = moran.and_then(|moran| moran.z());
                let p = moran.and_then(|moran| moran.p_two_sided());
                // Without z there is nothing to permute: the unit is on the mean.
                let pseudo =
                    z.and(moran).zip(*tails).map(|(moran, tails)| moran.tails(tails).two_sided());
                (moran.map(|moran| moran.i), z, p, pseudo, class)
            };
            local_moran(&values, weights)?.into_iter().zip(&tails).map(row).collect()
        }
    };
    let decides = |row: &Row| if order.draws.is_some() { row.3 } else { row.2 };
    let family: Vec<f64> = rows.iter().filter_map(decides).collect();
    let mut adjusted = fdr_adjusted(&family).into_iter();
    let unit = |((row, count), (expected, value)): ((&Row, &u32), (&f64, &f64))| {
        let adjusted = decides(row).and_then(|_| adjusted.next());
        let (i, z, p, p_permuted, class) = *row;
        let class = adjusted.filter(|a| *a <= order.false_share).map(|_| class);
        LocalUnit {
            count: *count,
            expected: *expected,
            value: *value,
            i,
            z,
            p,
            p_permuted,
            adjusted,
            class,
        }
    };
    let facts = expected.iter().zip(&values);
    Ok(rows.iter().zip(counts).zip(facts).map(unit).collect())
}

impl LocalStatistics<'_> {
    /// The units, in the order of the features.
    #[must_use]
    pub fn found(&self) -> &[LocalUnit] {
        &self.found
    }

    /// Why there is no statistic of any unit; `None` where there is.
    #[must_use]
    pub fn too_few(&self) -> Option<TooFew> {
        self.too_few
    }

    /// A collection of the units, each with its outline.
    #[must_use]
    pub fn to_geojson(&self, zone: &TimeZone) -> Value {
        let window = self.order.filter.window.as_ref();
        let warning = window.and_then(|window| window.warning(self.span.from, self.span.to));
        let features = self.found.iter().enumerate().map(|(place, unit)| self.feature(place, unit));
        json!({
            "type": "FeatureCollection",
            "name": self.order.statistic.name(),
            "statistic": self.order.statistic.name(),
            "by": self.order.by.name(),
            "resolution": self.order.by.resolution(),
            "value": value_name(self.order.value),
            "weights": if self.order.style == Style::Row { "row" } else { "binary" },
            "against": self.order.against.name(),
            "false_share": self.order.false_share,
            "draws": self.order.draws.map(|draws| draws.count),
            "seed": self.order.draws.map(|draws| draws.seed),
            "period": SpanBody::of(&self.span, zone),
            "window": window.map(ToString::to_string),
            "warning": warning.as_ref().map(both),
            "too_few": self.too_few.map(|too_few| both(&too_few.message())),
            "features": features.collect::<Value>(),
        })
    }

    fn feature(&self, place: usize, unit: &LocalUnit) -> Value {
        let (code, name) = self.units.name(place).unwrap_or_default();
        let mut properties = json!({
            "code": code,
            "name": name,
            "count": unit.count,
            "expected": six_digits(unit.expected),
            "value": unit.value,
            "z": unit.z,
            "p": unit.p,
            "p_permuted": unit.p_permuted,
            "adjusted": unit.adjusted,
            "class": unit.class,
        });
        if self.order.statistic == Statistic::LocalMoran {
            properties["i"] = json!(unit.i);
        }
        json!({
            "type": "Feature",
            "id": code,
            "properties": properties,
            "geometry": geometry(&self.units.outline(&[place])),
        })
    }
}

/// `deviate`, `ratio` or `cases`.
fn value_name(value: Tested) -> &'static str {
    match value {
        Tested::Deviate => "deviate",
        Tested::Ratio => "ratio",
        Tested::Cases => "cases",
    }
}
