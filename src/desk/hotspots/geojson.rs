//! An analysis as GeoJSON: a feature a hot spot.

use super::HotspotAnalysis;
use crate::desk::aggregate::{SpanBody, both, geometry, six_digits};
use crate::heat::hotspot::{End, HotSpot, Sighting, Step, Tally, Test, Verdict};
use crate::text::Message;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

impl HotspotAnalysis<'_> {
    /// A collection of the hot spots that have not ended, or of all, each with the outline of the
    /// units where it was last seen. Beside `features` stand the periods, the rules and, in `said`,
    /// what there is to say of the whole.
    #[must_use]
    pub fn to_geojson(&self, with_ended: bool, zone: &TimeZone) -> Value {
        let spots = self.found.spots().iter().enumerate();
        let wanted = spots.filter(|(_, spot)| with_ended || spot.end.is_none());
        let features: Vec<Value> =
            wanted.map(|(number, spot)| self.feature(number, spot, zone)).collect();
        json!({
            "type": "FeatureCollection",
            "name": "hotspots",
            "by": self.order.by.name(),
            "resolution": self.order.by.resolution(),
            "step": step_name(self.order.step),
            "against": self.order.against.name(),
            "window": self.order.filter.window.as_ref().map(ToString::to_string),
            "warning": self.warning().as_ref().map(both),
            "units": self.units(),
            "rules": self.rules(),
            "said": both(&self.said()),
            "periods": self.periods(zone),
            "features": features,
        })
    }

    /// What the table of holidays cannot tell of the periods.
    #[must_use]
    pub fn warning(&self) -> Option<Message> {
        let (first, last) = (self.spans.first()?, self.spans.last()?);
        self.order.filter.window.as_ref()?.warning(first.from, last.to)
    }

    /// What there is to say of the last period: too few cases, no hot spot, or how many.
    #[must_use]
    pub fn said(&self) -> Message {
        if let Some(too_few) = self.found.judged().last().and_then(|judged| judged.too_few) {
            return too_few.message();
        }
        match self.found.open().filter(|(_, spot)| spot.is_hot()).count() {
            0 => Message::new("desk.no_hotspot"),
            spots => Message::new("desk.hotspots").with("spots", spots),
        }
    }

    fn rules(&self) -> Value {
        let rules = &self.order.rules;
        let test = match rules.test {
            Test::Analytic => json!({ "test": "analytic" }),
            Test::Permuted(draws) => {
                json!({ "test": "permuted", "draws": draws.count, "seed": draws.seed })
            }
        };
        let mut said = json!({
            "false_share": rules.false_share,
            "least_cases": rules.least_cases,
            "least_units": rules.least_units,
            "least_hit": rules.least_hit,
            "least_near": rules.least_near,
            "fades_after": rules.fades_after,
        });
        if let (Value::Object(said), Value::Object(test)) = (&mut said, test) {
            said.extend(test);
        }
        said
    }

    fn periods(&self, zone: &TimeZone) -> Vec<Value> {
        let judged = self.spans.iter().zip(self.found.judged()).enumerate();
        judged
            .map(|(period, (span, judged))| {
                let count =
                    |verdict| judged.units.iter().filter(|unit| unit.verdict == verdict).count();
                let cases: u64 =
                    self.periods.counts(period).iter().map(|count| u64::from(*count)).sum();
                json!({
                    "label": span.label,
                    "period": SpanBody::of(span, zone),
                    "cases": cases,
                    "judged": judged.too_few.is_none(),
                    "too_few": judged.too_few.map(|too_few| both(&too_few.message())),
                    "hot_units": count(Verdict::Hot),
                    "cold_units": count(Verdict::Cold),
                })
            })
            .collect()
    }

    fn feature(&self, number: usize, spot: &HotSpot, zone: &TimeZone) -> Value {
        let last = spot.last();
        let span = |period: usize| self.spans.get(period).map(|span| SpanBody::of(span, zone));
        let end = spot.end.map(|end| match end {
            End::Faded { period } => json!({ "how": "faded", "period": span(period) }),
            End::Joined { period, into } => {
                json!({ "how": "joined", "period": span(period), "into": into + 1 })
            }
        });
        let pattern = spot.course.pattern;
        let members: Vec<Value> = last
            .units
            .iter()
            .filter_map(|unit| self.units.name(*unit))
            .map(|(code, name)| json!({ "code": code, "name": name }))
            .collect();
        json!({
            "type": "Feature",
            "id": number + 1,
            "properties": {
                "number": number + 1,
                "line": both(&spot.line()),
                "pattern": pattern.name(),
                "pattern_name": both(&pattern.message()),
                "hot": spot.is_hot(),
                "since": span(spot.since()),
                "last_seen": span(last.period),
                "now": tally(&spot.now),
                "peak_z": six_digits(last.peak_z),
                "in_a_row": last.in_a_row,
                "periods_hot": spot.course.hot,
                "periods_judged": spot.course.judged,
                "periods_missed": spot.course.missed,
                "from": spot.from.map(|from| from + 1),
                "end": end,
                "members": members,
                "history": spot.sightings().iter().map(|s| self.sighting(s, zone)).collect::<Value>(),
            },
            "geometry": geometry(&self.units.outline(&last.units)),
        })
    }

    fn sighting(&self, sighting: &Sighting, zone: &TimeZone) -> Value {
        let codes = sighting.units.iter().filter_map(|unit| self.units.name(*unit));
        let mut said = tally(&sighting.tally);
        let span = self.spans.get(sighting.period);
        said["label"] = json!(span.map(|span| &span.label));
        said["period"] = json!(span.map(|span| SpanBody::of(span, zone)));
        said["in_a_row"] = json!(sighting.in_a_row);
        said["peak_z"] = json!(six_digits(sighting.peak_z));
        said["members"] = codes.map(|(code, _)| code).collect();
        said
    }
}

fn tally(tally: &Tally) -> Value {
    json!({
        "cases": tally.cases,
        "area_km2": six_digits(tally.area_km2),
        "expected": six_digits(tally.expected),
        "ratio": tally.ratio().map(six_digits),
    })
}

fn step_name(step: Step) -> &'static str {
    match step {
        Step::Week => "week",
        Step::Month => "month",
        _ => "day",
    }
}
