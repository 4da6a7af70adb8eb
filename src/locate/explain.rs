//! A lookup with everything that explains it, for a person, a program and the audit trail.

use super::explain_json::Spoken;
use super::space::distance_m;
use super::{
    Answer, Border, DatumSlip, Doubt, Holder, Locator, NearGrid, NearService, Relation,
    ServiceQuery,
};
use crate::area::{Area, Level};
use crate::geo::{LonLat, Reported, suspicions};
use crate::text::{Lang, Message};
use serde::Serialize;
use serde_json::{Map, Value};

/// How the ground outside every grid is called among shares.
pub const OUTSIDE: &str = "outside";

/// What is asked about a position.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The pair as it was reported.
    pub reported: Reported,
    /// The pair converted to CGCS2000.
    pub position: LonLat,
    /// The radius in metres that holds 68 % of the position's error, where it is known.
    pub accuracy_m: Option<f64>,
    /// The area that the report's address names, where it names one.
    pub address: Option<&'a Area>,
    /// The share of the error above which an answer is certain, from 0 to 1.
    pub certain_share: f64,
}

impl Question<'_> {
    /// A position alone.
    #[must_use]
    pub fn of(reported: Reported, position: LonLat) -> Self {
        Self { reported, position, accuracy_m: None, address: None, certain_share: 1.0 }
    }
}

/// The answer to one lookup, from the pair as reported to the chain of responsibility.
#[derive(Debug)]
pub struct Explanation<'a> {
    pub(super) locator: &'a Locator,
    pub(super) question: Question<'a>,
    pub(super) answer: Answer,
    /// The responsible grid.
    pub(super) grid: Holder,
    pub(super) border: Option<Border>,
    pub(super) doubt: Option<Doubt>,
    pub(super) slips: Vec<DatumSlip>,
    pub(super) near: Option<Vec<NearGrid>>,
    pub(super) services: Option<Vec<NearService<'a>>>,
}

impl<'a> Explanation<'a> {
    /// Looks it up.
    #[must_use]
    pub fn of(locator: &'a Locator, question: Question<'a>) -> Self {
        let Question { reported, position, accuracy_m, address, .. } = question;
        let answer = locator.locate(position);
        let grid = locator.place_of(&answer.grid).map_or(Holder::NOBODY, Holder::of);
        let border = grid.grid().and_then(|grid| locator.border(position, grid));
        let doubt = accuracy_m.map(|accuracy_m| locator.doubt(position, accuracy_m));
        let slips = locator.datum_slips(reported, position, address);
        let (near, services) = (None, None);
        Self { locator, question, answer, grid, border, doubt, slips, near, services }
    }

    /// Adds the nearest grids; see [`Locator::grids_near`].
    #[must_use]
    pub fn with_near(mut self, count: usize, within_m: f64) -> Self {
        self.near = Some(self.locator.grids_near(self.question.position, count, within_m));
        self
    }

    /// Adds the service points nearest to the position, the nearest of every kind.
    #[must_use]
    pub fn with_services(mut self, same_township: bool) -> Self {
        let chain = self.chain();
        let township = chain.iter().find(|area| area.level == Level::Township);
        let township = township.filter(|_| same_township).map(|area| area.code.clone());
        let query = ServiceQuery { township, count: 1, ..ServiceQuery::default() };
        let position = self.question.position;
        self.services = Some(self.locator.nearest_services_of_each(position, &query));
        self
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
        let reported = self.question.reported;
        let as_read = LonLat::new(reported.x, reported.y).ok()?;
        Some(distance_m(as_read, self.question.position))
    }

    /// Banner, township, village and grid, as far as the set holds them.
    #[must_use]
    pub fn chain(&self) -> Vec<&'a Area> {
        self.locator.areas().chain(self.answer.grid.as_str())
    }

    /// Whether the responsible grid holds more of the position's error than is asked for;
    /// `None` without an accuracy.
    #[must_use]
    pub fn is_certain(&self) -> Option<bool> {
        let doubt = self.doubt.as_ref()?;
        Some(doubt.share_of(self.grid) > self.question.certain_share)
    }

    /// What is suspicious about the position: a stable name and a sentence each.
    pub(super) fn warnings(&self) -> Vec<(&'static str, Message)> {
        let suspicious = suspicions(self.question.position).map(|s| (s.kind(), s.message()));
        let slips = self.slips.iter().map(|slip| {
            let grid = self.area(slip.grid);
            let message = Message::new("locate.datum_slip")
                .with("read", self.question.reported.datum)
                .with("datum", slip.datum)
                .with("grid", grid.map_or("", |area| area.name.as_str()))
                .with("code", grid.map_or("", |area| area.code.as_str()));
            ("datum_slip", message)
        });
        suspicious.into_iter().chain(slips).collect()
    }

    pub(super) fn area(&self, holder: Holder) -> Option<&'a Area> {
        self.locator.areas().grids().get(holder.grid()?)
    }

    /// The answer for programs, its sentences in a language: what `GET /api/v1/locate` and
    /// `wangge locate` give.
    #[must_use]
    pub fn spoken(&self, lang: Lang) -> impl Serialize {
        Spoken(self, lang)
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
        let position = self.question.position;
        let grid = Message::new("locate.grid")
            .with("code", &self.answer.grid)
            .with("chain", names.join(" › "));
        let read = Message::new("locate.position")
            .with("lon", format!("{:.6}", position.lon()))
            .with("lat", format!("{:.6}", position.lat()))
            .with("datum", self.question.reported.datum)
            .with("shift_m", format!("{:.1}", self.shift_m().unwrap_or_default()));
        let mut lines = vec![grid, relation];
        lines.extend(self.border_line());
        lines.push(read);
        let mut lines: Vec<String> = lines.iter().map(|line| line.render(lang)).collect();
        lines.extend(self.doubt_line(lang));
        if let Some(date) = self.locator.areas().effective_from() {
            lines.push(Message::new("locate.edition").with("date", date).render(lang));
        }
        let zones = self.locator.zones_at(position);
        if !zones.is_empty() {
            let names: Vec<&str> = zones.iter().map(|zone| zone.name.as_str()).collect();
            lines.push(Message::new("locate.zones").with("zones", names.join("、")).render(lang));
        }
        lines.extend(self.near.iter().flatten().filter_map(|near| {
            let area = self.area(near.grid)?;
            let message = Message::new("locate.near_grid")
                .with("code", &area.code)
                .with("name", &area.name)
                .with("distance_m", format!("{:.1}", near.distance_m));
            Some(message.render(lang))
        }));
        lines.extend(self.services.iter().flatten().map(|near| {
            let kind = near.service.kind;
            let word = if lang == Lang::Zh { kind.words().first() } else { None };
            let message = Message::new("locate.near_service")
                .with("kind", word.unwrap_or(&kind.name()))
                .with("name", near.service.name.as_deref().unwrap_or_default())
                .with("distance_m", format!("{:.0}", near.distance_m));
            message.render(lang)
        }));
        lines.extend(self.warnings().iter().map(|(_, message)| message.render(lang)));
        lines.join("\n")
    }

    /// How far the border is, for a position inside a grid.
    fn border_line(&self) -> Option<Message> {
        let border = self.border.filter(|_| self.answer.relation == Relation::Inside)?;
        let distance_m = format!("{:.1}", border.distance_m);
        let message = match self.area(border.beyond) {
            Some(area) => {
                Message::new("locate.border").with("code", &area.code).with("name", &area.name)
            }
            None => Message::new("locate.outer_border"),
        };
        Some(message.with("distance_m", distance_m))
    }

    fn doubt_line(&self, lang: Lang) -> Option<String> {
        let doubt = self.doubt.as_ref()?;
        let outside = Message::new("locate.outside").render(lang);
        let share = |(holder, share): &(Holder, f64)| {
            let name = self.area(*holder).map_or(outside.as_str(), |area| area.name.as_str());
            format!("{name} {:.1} %", share * 100.0)
        };
        let shares: Vec<String> = doubt.shares().iter().map(share).collect();
        let certain = self.is_certain() == Some(true);
        let key = if certain { "locate.certain" } else { "locate.doubtful" };
        let message = Message::new(key)
            .with("accuracy_m", self.question.accuracy_m.unwrap_or_default())
            .with("shares", shares.join("、"));
        Some(message.render(lang))
    }

    fn others(&self) -> String {
        self.answer.also_on.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")
    }
}

/// Shares by code, the largest first, to five decimals; [`OUTSIDE`] for the ground of nobody.
pub(crate) fn shares_json(locator: &Locator, doubt: &Doubt) -> Value {
    let grids = locator.areas().grids();
    let share = |(holder, share): &(Holder, f64)| {
        let grid = holder.grid().and_then(|place| grids.get(place));
        let code = grid.map_or(OUTSIDE, |area| area.code.as_str());
        (code.to_owned(), Value::from((share * 1e5).round() / 1e5))
    };
    Value::Object(doubt.shares().iter().map(share).collect::<Map<_, _>>())
}
