//! The file of incidents, row by row in the order of time.

use super::land::Land;
use super::matter::{Category, category, channel, severity};
use super::plane::Metres;
use super::random::{Random, Stream};
use super::spot::{Spot, Spots};
use super::write::Output;
use super::{Plan, SynthError};
use crate::geo::{Datum, Reported};
use jiff::civil::Date;
use rayon::prelude::*;
use std::fmt::Write as _;
use std::path::Path;

/// The columns, as in the reference data.
const HEADER: &str =
    "id,reported_at,category,severity,lon,lat,coord_system,accuracy_m,channel,description\n";
/// So much of all incidents comes back to a place where there were others.
const COMES_BACK: f64 = 0.22;
/// About so many incidents come back to one place.
const AT_ONE_PLACE: u64 = 8;
/// How busy each hour of the day is, from midnight.
const HOURS: [f64; 24] = [
    0.8, 0.6, 0.5, 0.4, 0.5, 0.8, 1.6, 3.0, 5.5, 7.5, 7.8, 6.6, 4.6, 4.4, 5.8, 6.6, 6.8, 6.2, 5.4,
    4.8, 4.2, 3.2, 2.2, 1.3,
];
/// How busy each day of the week is, from Monday.
const WEEKDAYS: [f64; 7] = [1.15, 1.06, 1.02, 1.0, 1.04, 0.82, 0.74];
/// How busy each month is, from January.
const MONTHS: [f64; 12] = [0.85, 0.8, 0.95, 1.05, 1.1, 1.08, 1.12, 1.1, 1.05, 1.0, 0.95, 0.9];
/// The mix of datums.
const DATUMS: [(Datum, f64); 4] =
    [(Datum::Gcj02, 80.0), (Datum::Wgs84, 9.0), (Datum::Bd09, 6.0), (Datum::Cgcs2000, 5.0)];
/// Rows that one core makes at once, and batches that are held before they are written.
const BATCH: u64 = 2048;
const BATCHES: u64 = 32;

/// Writes the incidents of a plan. `done` is told how many rows more have been written.
pub(super) fn incidents(
    plan: &Plan,
    land: &Land,
    spots: &Spots,
    dir: &Path,
    done: &mut dyn FnMut(u64),
) -> Result<(), SynthError> {
    let rows = Rows { plan, land, spots, days: Days::new(plan) };
    let mut output = Output::create(dir.join("incidents.csv"))?;
    output.write(HEADER)?;
    let mut first = 0;
    while first < plan.incidents {
        let end = plan.incidents.min(first + BATCH * BATCHES);
        let batches: Vec<u64> = (first..end).step_by(BATCH as usize).collect();
        let texts: Result<Vec<String>, SynthError> = batches
            .into_par_iter()
            .map(|from| {
                let mut out = String::new();
                (from..end.min(from + BATCH)).try_for_each(|row| rows.write(row, &mut out))?;
                Ok(out)
            })
            .collect();
        for text in texts? {
            output.write(&text)?;
        }
        done(end - first);
        first = end;
    }
    output.finish()
}

struct Rows<'a> {
    plan: &'a Plan,
    land: &'a Land,
    spots: &'a Spots<'a>,
    days: Days,
}

impl Rows<'_> {
    /// Appends row number `row`. Rows are spread evenly over what happens in the period, so they
    /// come in the order of time and none has to wait for another.
    fn write(&self, row: u64, out: &mut String) -> Result<(), SynthError> {
        let mut random = Random::new(self.plan.seed, Stream::Incident, row);
        let (day, second) = self.days.at((row as f64 + random.unit()) / self.plan.incidents as f64);
        let (place, spot, kind) = self.place(&mut random);
        let hierarchy = &self.land.hierarchy;
        let village = &hierarchy.villages[hierarchy.village_of[spot.grid as usize] as usize];
        let datum = self
            .plan
            .datum
            .unwrap_or_else(|| DATUMS[random.weighted(DATUMS.iter().map(|(_, often)| *often))].0);
        let at = self.land.outline.plane.lonlat(place);
        let reported =
            Reported::from_lonlat(at, datum).map_err(|source| SynthError::Datum { source })?;
        let decimals = if matches!(datum, Datum::GaussKruger(_)) { 2 } else { 7 };
        let channel = channel(&mut random);
        let (hour, minute) = (second / 3600, second / 60 % 60);
        // Writing to a string does not fail.
        let _ = writeln!(
            out,
            "SYN-{}-{:08},{day}T{hour:02}:{minute:02}:{:02}+08:00,{},{},{:.decimals$},\
             {:.decimals$},{datum},{},{},{}{}",
            day.year(),
            row + 1,
            second % 60,
            kind.name,
            severity(&mut random),
            reported.x,
            reported.y,
            channel.accuracy_m(&mut random),
            channel.name,
            village.name,
            kind.matter(&mut random),
        );
        Ok(())
    }

    /// Where it happens and what: somewhere new, or a place where the same has happened before.
    fn place(&self, random: &mut Random) -> (Metres, Spot, &'static Category) {
        let haunts = (self.plan.incidents as f64 * COMES_BACK) as u64 / AT_ONE_PLACE;
        if random.unit() >= COMES_BACK || haunts == 0 {
            let spot = self.spots.draw(random);
            return (spot.at, spot, category(random, self.is_urban(spot)));
        }
        // Some places are busier than others.
        let number = (haunts as f64 * random.unit().powf(1.6)) as u64;
        let mut haunt = Random::new(self.plan.seed, Stream::Haunt, number);
        let spot = self.spots.draw(&mut haunt);
        (spot.again(random), spot, category(&mut haunt, self.is_urban(spot)))
    }

    fn is_urban(&self, spot: Spot) -> bool {
        spot.grid as usize >= self.land.seeds.rural
    }
}

/// The days of a period with the sums of how busy they are.
struct Days {
    first: Date,
    sums: Vec<f64>,
}

impl Days {
    fn new(plan: &Plan) -> Self {
        let mut random = Random::new(plan.seed, Stream::Days, 0);
        let mut sum = 0.0;
        let days = plan.from.series(jiff::Span::new().days(1)).take_while(|day| *day <= plan.to);
        let sums = days.map(|day| {
            let weekday = usize::from(day.weekday().to_monday_zero_offset().unsigned_abs());
            let month = usize::from(day.month().unsigned_abs()) - 1;
            sum += WEEKDAYS[weekday] * MONTHS[month] * (1.0 + 0.25 * random.signed());
            sum
        });
        Self { first: plan.from, sums: sums.collect() }
    }

    /// The day and the second of it that come after this share of all that happens.
    fn at(&self, share: f64) -> (Date, u32) {
        let wanted = share * self.sums.last().copied().unwrap_or_default();
        let day = self.sums.partition_point(|sum| *sum <= wanted).min(self.sums.len() - 1);
        let before = day.checked_sub(1).map_or(0.0, |day| self.sums[day]);
        let within = (wanted - before) / (self.sums[day] - before);
        let mut left = within.clamp(0.0, 1.0) * HOURS.iter().sum::<f64>();
        let mut second = 86_399;
        for (hour, busy) in (0..).zip(HOURS) {
            if left < busy {
                second = hour * 3600 + (left / busy * 3600.0) as u32;
                break;
            }
            left -= busy;
        }
        let span = jiff::Span::new().days(i64::try_from(day).unwrap_or_default());
        (self.first.saturating_add(span), second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn times_go_forward_and_stay_in_the_period() {
        let plan = Plan {
            grids: 500,
            incidents: 10_000,
            seed: 4,
            outline: None,
            from: date(2025, 12, 29),
            to: date(2026, 1, 4),
            datum: None,
        };
        let days = Days::new(&plan);
        let mut last = (plan.from, 0);
        let mut at_night = 0;
        for i in 0..=10_000 {
            let at = days.at(f64::from(i) / 10_000.0);
            assert!(at >= last && at.0 <= plan.to && at.1 < 86_400, "{at:?}");
            at_night += u32::from(at.1 < 6 * 3600);
            last = at;
        }
        assert_eq!(last.0, plan.to);
        assert!((200..800).contains(&at_night), "{at_night}");
    }
}
