//! An explanation for programs: what `GET /api/v1/locate` and `wangge locate --format json` give.
//!
//! It is written as it is read, without a tree of values in between: this is what the command
//! centre asks for most.

use super::explain::{Explanation, shares_json};
use super::{Holder, NearGrid, NearService};
use crate::area::{Area, Zone};
use crate::geo::LonLat;
use crate::text::Lang;
use jiff::civil::Date;
use serde::{Serialize, Serializer};
use serde_json::Value;

#[derive(Serialize)]
struct Body<'a> {
    relation: &'static str,
    distance_m: f64,
    grid: Option<Named<'a>>,
    chain: Vec<Link<'a>>,
    zones: Vec<ZoneBody<'a>>,
    position: Place,
    nearest_point: Option<Place>,
    also_on: Vec<Named<'a>>,
    border: Option<BorderBody<'a>>,
    reported: ReportedBody,
    shift_m: Option<f64>,
    accuracy_m: Option<f64>,
    shares: Option<Value>,
    certain: Option<bool>,
    edition: Edition,
    datum_slips: Vec<Slip<'a>>,
    warnings: Vec<Warning>,
    #[serde(skip_serializing_if = "Option::is_none")]
    near: Option<Vec<Near<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    services: Option<Vec<Service<'a>>>,
}

#[derive(Serialize)]
struct Named<'a> {
    code: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct Link<'a> {
    level: &'static str,
    code: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct ZoneBody<'a> {
    code: &'a str,
    name: &'a str,
    kind: Option<&'a str>,
}

#[derive(Serialize)]
struct Place {
    lon: f64,
    lat: f64,
}

#[derive(Serialize)]
struct BorderBody<'a> {
    distance_m: f64,
    point: Place,
    beyond: Option<Named<'a>>,
}

#[derive(Serialize)]
struct ReportedBody {
    x: f64,
    y: f64,
    datum: String,
}

#[derive(Serialize)]
struct Edition {
    effective_from: Option<Date>,
}

#[derive(Serialize)]
struct Slip<'a> {
    datum: String,
    position: Place,
    grid: Option<Named<'a>>,
}

#[derive(Serialize)]
struct Warning {
    kind: &'static str,
    message: String,
}

#[derive(Serialize)]
struct Near<'a> {
    #[serde(flatten)]
    grid: Option<Named<'a>>,
    distance_m: f64,
    point: Place,
}

#[derive(Serialize)]
struct Service<'a> {
    code: &'a str,
    name: Option<&'a str>,
    kind: &'static str,
    distance_m: f64,
    position: Place,
}

impl From<LonLat> for Place {
    fn from(at: LonLat) -> Self {
        Self { lon: at.lon(), lat: at.lat() }
    }
}

impl<'a> From<&'a Area> for Named<'a> {
    fn from(area: &'a Area) -> Self {
        Self { code: area.code.as_str(), name: &area.name }
    }
}

impl<'a> From<&'a Area> for Link<'a> {
    fn from(area: &'a Area) -> Self {
        let Named { code, name } = area.into();
        Self { level: area.level.name(), code, name }
    }
}

impl<'a> From<&'a Zone> for ZoneBody<'a> {
    fn from(zone: &'a Zone) -> Self {
        Self { code: &zone.code, name: &zone.name, kind: zone.kind.as_deref() }
    }
}

/// An explanation with its sentences in a language; see [`Explanation::spoken`].
pub(super) struct Spoken<'a>(pub &'a Explanation<'a>, pub Lang);

impl Serialize for Spoken<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(explanation, lang) = self;
        explanation.body(*lang).serialize(serializer)
    }
}

impl Explanation<'_> {
    fn body(&self, lang: Lang) -> Body<'_> {
        let areas = self.locator.areas();
        let named = |holder: Holder| self.area(holder).map(Named::from);
        let (question, answer) = (&self.question, &self.answer);
        let reported = question.reported;
        Body {
            relation: answer.relation.name(),
            distance_m: answer.distance_m,
            grid: named(self.grid),
            chain: self.chain().into_iter().map(Link::from).collect(),
            zones: self.locator.zones_at(question.position).into_iter().map(Into::into).collect(),
            position: question.position.into(),
            nearest_point: answer.nearest_point.map(Place::from),
            also_on: answer
                .also_on
                .iter()
                .filter_map(|c| areas.find(c.as_str()))
                .map(Into::into)
                .collect(),
            border: self.border.map(|border| BorderBody {
                distance_m: border.distance_m,
                point: border.point.into(),
                beyond: named(border.beyond),
            }),
            reported: ReportedBody {
                x: reported.x,
                y: reported.y,
                datum: reported.datum.to_string(),
            },
            shift_m: self.shift_m(),
            accuracy_m: question.accuracy_m,
            shares: self.doubt.as_ref().map(|doubt| shares_json(self.locator, doubt)),
            certain: self.is_certain(),
            edition: Edition { effective_from: areas.effective_from() },
            datum_slips: self
                .slips
                .iter()
                .map(|slip| Slip {
                    datum: slip.datum.to_string(),
                    position: slip.position.into(),
                    grid: named(slip.grid),
                })
                .collect(),
            warnings: self
                .warnings()
                .into_iter()
                .map(|(kind, message)| Warning { kind, message: message.render(lang) })
                .collect(),
            near: self
                .near
                .as_ref()
                .map(|near| near.iter().map(|near| self.near_body(near)).collect()),
            services: self
                .services
                .as_ref()
                .map(|services| services.iter().map(Into::into).collect()),
        }
    }

    fn near_body(&self, near: &NearGrid) -> Near<'_> {
        let grid = self.area(near.grid).map(Named::from);
        Near { grid, distance_m: near.distance_m, point: near.point.into() }
    }
}

impl<'a> From<&NearService<'a>> for Service<'a> {
    fn from(near: &NearService<'a>) -> Self {
        let service = near.service;
        Self {
            code: &service.code,
            name: service.name.as_deref(),
            kind: service.kind.name(),
            distance_m: near.distance_m,
            position: service.at.into(),
        }
    }
}
