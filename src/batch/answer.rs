//! The lookup behind every row: what is asked, what is answered.

use super::tally::Tally;
use crate::area::Level;
use crate::geo::{Datum, LonLat, Reported, parse_degrees, suspicions};
use crate::incident::{Draft, Rules};
use crate::locate::{Editions, Found, Holder, Locator, shares_json};
use crate::text::{Lang, Message};
use jiff::Timestamp;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// What a stream is looked up in, and how its rows are read.
#[derive(Debug)]
pub struct Lookup {
    editions: Arc<Editions>,
    rules: Arc<Rules>,
    datum: Option<Datum>,
    at: Option<Timestamp>,
    now: Timestamp,
    lang: Lang,
    /// For each edition, by the address of its index.
    texts: HashMap<usize, OnceLock<Vec<GridText>>>,
}

/// What an answer says about its grid, as a table has it.
#[derive(Debug)]
pub(super) struct GridText {
    pub code: String,
    pub village: String,
    pub township: String,
}

/// The fields of a row, as text; blank where it has none.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Fields<'a> {
    pub lon: &'a str,
    pub lat: &'a str,
    pub datum: &'a str,
    pub accuracy_m: &'a str,
    pub time: &'a str,
}

/// A row that can be answered.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    at: LonLat,
    accuracy_m: Option<f64>,
    time: Option<Timestamp>,
    /// What is wrong with a field that the answer can do without.
    note: Option<String>,
}

/// The answer of a row.
pub(super) struct Answered<'a> {
    pub found: Found,
    pub grid: &'a GridText,
    /// With an accuracy: shares by code, and whether the grid's is enough.
    pub doubt: Option<(Value, bool)>,
    pub note: Option<String>,
}

impl Lookup {
    /// A lookup in these editions. `datum` is for rows that name none (CGCS2000 without it); `at`
    /// is the time whose boundaries count, or else each row's own time, or else `now`.
    #[must_use]
    pub fn new(
        editions: Arc<Editions>,
        rules: Arc<Rules>,
        datum: Option<Datum>,
        at: Option<Timestamp>,
        now: Timestamp,
        lang: Lang,
    ) -> Self {
        let texts = editions.iter().map(|edition| (address(edition), OnceLock::new())).collect();
        Self { editions, rules, datum, at, now, lang, texts }
    }

    pub(super) fn lang(&self) -> Lang {
        self.lang
    }

    /// Reads the fields of a row, or says why they cannot be read.
    pub(super) fn ask(
        &self,
        line: u64,
        fields: &Fields<'_>,
        tally: &mut Tally,
    ) -> Result<Asked, String> {
        let text = |message: &Message| message.render(self.lang);
        let number = |value: &str, field| match value.trim() {
            "" => Err(text(&Message::new("batch.missing_value").with("field", field))),
            value => parse_degrees(value).map_err(|e| text(&e.message())),
        };
        let datum = match fields.datum.trim() {
            "" => self.datum.unwrap_or_else(|| {
                tally.datum_assumed = true;
                Datum::Cgcs2000
            }),
            name => self.rules.datum(name).map_err(|e| text(&e.message()))?,
        };
        let (x, y) = (number(fields.lon, "lon")?, number(fields.lat, "lat")?);
        let reported = Reported { x, y, datum };
        let at = reported.to_lonlat().map_err(|e| text(&e.message()))?;
        if let Some(suspicion) = suspicions(at) {
            tally.suspected(line, suspicion);
        }
        let mut asked = Asked { at, accuracy_m: None, time: self.at, note: None };
        self.ask_further(fields, &mut asked);
        Ok(asked)
    }

    /// Reads what an answer can do without.
    fn ask_further(&self, fields: &Fields<'_>, asked: &mut Asked) {
        let mut wrong = |fault: crate::incident::Fault| {
            asked.note = Some(format!("{}: {}", fault.field, fault.render(self.lang)));
        };
        if !fields.accuracy_m.trim().is_empty() {
            let accuracy_m = Some(fields.accuracy_m.to_owned());
            match (Draft { accuracy_m, ..Draft::default() }).check_accuracy() {
                Ok(read) => asked.accuracy_m = read,
                Err(fault) => wrong(fault),
            }
        }
        // Where there is one edition the time makes no difference.
        let ask_time = self.at.is_none() && self.editions.iter().nth(1).is_some();
        if ask_time && !fields.time.trim().is_empty() {
            let reported_at = Some(fields.time.to_owned());
            match (Draft { reported_at, ..Draft::default() }).check_time(&self.rules) {
                Ok(read) => asked.time = Some(read),
                Err(fault) => wrong(fault),
            }
        }
    }

    /// The answers of many rows, in their order.
    pub(super) fn answer(&self, asked: &[Asked], tally: &mut Tally) -> Vec<Answered<'_>> {
        let mut answers = Vec::with_capacity(asked.len());
        // Rows that follow each other are nearly always of one edition.
        let edition = |asked: &Asked| self.editions.at(asked.time.unwrap_or(self.now));
        let alike = |a: &Asked, b: &Asked| Arc::ptr_eq(edition(a), edition(b));
        for rows in asked.chunk_by(alike) {
            let Some(locator) = rows.first().map(edition) else { continue };
            let positions: Vec<LonLat> = rows.iter().map(|asked| asked.at).collect();
            let (found, texts) = (locator.find_each(&positions), self.texts(locator));
            for (asked, found) in rows.iter().zip(found) {
                answers.push(self.answered(asked, found, locator, texts, tally));
            }
        }
        answers
    }

    fn answered<'a>(
        &self,
        asked: &Asked,
        found: Found,
        locator: &Locator,
        texts: &'a [GridText],
        tally: &mut Tally,
    ) -> Answered<'a> {
        tally.answered(found.relation);
        let doubt = asked.accuracy_m.map(|accuracy_m| {
            let doubt = locator.doubt(asked.at, accuracy_m);
            let certain = doubt.share_of(Holder::of(found.grid)) > self.rules.certain_share;
            tally.uncertain += u64::from(!certain);
            (shares_json(locator, &doubt), certain)
        });
        Answered { found, grid: &texts[found.grid], doubt, note: asked.note.clone() }
    }

    fn texts(&self, locator: &Arc<Locator>) -> &[GridText] {
        let made = || {
            let areas = locator.areas();
            let text = |grid: &crate::area::Area| {
                let chain = areas.chain(grid.code.as_str());
                let above = |level: Level| {
                    let area = chain.iter().find(|area| area.level == level);
                    area.map(|area| area.code.to_string()).unwrap_or_default()
                };
                GridText {
                    code: grid.code.to_string(),
                    village: above(Level::Village),
                    township: above(Level::Township),
                }
            };
            areas.grids().iter().map(text).collect()
        };
        // There is an entry for every edition.
        self.texts.get(&address(locator)).map_or(&[], |texts| texts.get_or_init(made))
    }
}

fn address(locator: &Arc<Locator>) -> usize {
    Arc::as_ptr(locator) as usize
}
