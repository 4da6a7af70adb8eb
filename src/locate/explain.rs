//! A lookup with everything that explains it, for a person, a program and the audit trail.

use super::{Answer, Locator, Relation};
use crate::area::Area;
use crate::geo::{LonLat, Reported, suspicions};
use crate::text::{Lang, Message};
use serde_json::{Value, json};

/// The answer to one lookup, from the pair as reported to the chain of responsibility.
#[derive(Debug)]
pub struct Explanation<'a> {
    locator: &'a Locator,
    reported: Reported,
    position: LonLat,
    answer: Answer,
}

impl<'a> Explanation<'a> {
    /// Looks `position` up, which is `reported` converted to CGCS2000.
    #[must_use]
    pub fn of(locator: &'a Locator, reported: Reported, position: LonLat) -> Self {
        Self { locator, reported, position, answer: locator.locate(position) }
    }

    /// The answer itself.
    #[must_use]
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    /// How far the conversion to CGCS2000 moved the pair, in metres; `None` for pairs that are
    /// not degrees.
    #[must_use]
    pub fn shift_m(&self) -> Option<f64> {
        let as_read = LonLat::new(self.reported.x, self.reported.y).ok()?;
        Some(as_read.distance_m(self.position))
    }

    /// Banner, township, village and grid, as far as the set holds them.
    #[must_use]
    pub fn chain(&self) -> Vec<&'a Area> {
        self.locator.areas().chain(self.answer.grid.as_str())
    }

    /// The answer for programs: what `GET /api/v1/locate` and `wangge locate` give.
    #[must_use]
    pub fn to_json(&self, lang: Lang) -> Value {
        let areas = self.locator.areas();
        let name = |code: &str| areas.find(code).map(|area| area.name.as_str());
        let place = |at: LonLat| json!({ "lon": at.lon(), "lat": at.lat() });
        let chain = self.chain();
        let zones = self.locator.zones_at(self.position);
        json!({
            "relation": self.answer.relation.name(),
            "distance_m": self.answer.distance_m,
            "grid": { "code": self.answer.grid.as_str(), "name": name(self.answer.grid.as_str()) },
            "chain": chain.iter().map(|area| json!({
                "level": area.level.name(), "code": area.code.as_str(), "name": area.name,
            })).collect::<Vec<_>>(),
            "zones": zones.iter().map(|zone| json!({
                "code": zone.code, "name": zone.name, "kind": zone.kind,
            })).collect::<Vec<_>>(),
            "position": place(self.position),
            "nearest_point": self.answer.nearest_point.map(place),
            "also_on": self.answer.also_on.iter().map(|code| json!({
                "code": code.as_str(), "name": name(code.as_str()),
            })).collect::<Vec<_>>(),
            "reported": {
                "x": self.reported.x, "y": self.reported.y, "datum": self.reported.datum.to_string(),
            },
            "shift_m": self.shift_m(),
            "warnings": suspicions(self.position).iter().map(|suspicion| json!({
                "kind": suspicion.kind(), "message": suspicion.message().render(lang),
            })).collect::<Vec<_>>(),
        })
    }

    /// The answer for a person, a line a fact.
    #[must_use]
    pub fn to_text(&self, lang: Lang) -> String {
        let names: Vec<&str> = self.chain().iter().map(|area| area.name.as_str()).collect();
        let relation = match self.answer.relation {
            Relation::Inside => Message::new("locate.inside"),
            Relation::Edge => Message::new("locate.edge").with("others", self.others()),
            Relation::Nearest => Message::new("locate.nearest")
                .with("distance_m", format!("{:.1}", self.answer.distance_m)),
        };
        let mut lines = vec![
            Message::new("locate.grid")
                .with("code", &self.answer.grid)
                .with("chain", names.join(" › "))
                .render(lang),
            relation.render(lang),
            Message::new("locate.position")
                .with("lon", format!("{:.6}", self.position.lon()))
                .with("lat", format!("{:.6}", self.position.lat()))
                .with("datum", self.reported.datum)
                .with("shift_m", format!("{:.1}", self.shift_m().unwrap_or_default()))
                .render(lang),
        ];
        let zones = self.locator.zones_at(self.position);
        if !zones.is_empty() {
            let names: Vec<&str> = zones.iter().map(|zone| zone.name.as_str()).collect();
            lines.push(Message::new("locate.zones").with("zones", names.join("、")).render(lang));
        }
        lines.join("\n")
    }

    fn others(&self) -> String {
        self.answer.also_on.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")
    }
}
