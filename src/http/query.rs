//! Query parameters: one table for what is taken and what the API document says about it.

use super::json_body::quoted;
use super::problem::{Kind, Problem};
use super::state::AppState;
use crate::area::AreaCode;
use crate::calendar::Window;
use crate::desk::{End, Filter, Near};
use crate::geo::{Bounds, CoordError, LonLat, parse_degrees};
use crate::incident::{Severity, Status};
use crate::text::Message;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle};
use utoipa::openapi::schema::{ArrayBuilder, Object, ObjectBuilder, Schema, Type};
use utoipa::openapi::{RefOr, Required};

/// What RFC 3986 (2.3) lets stand as it is.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A query parameter.
pub(super) struct Param {
    pub name: &'static str,
    pub about: &'static str,
    pub example: &'static str,
    pub form: Form,
}

/// How a parameter is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Must be there.
    Required,
    Text,
    Number,
    Integer,
    /// Repeated, or separated by commas.
    List,
}

/// Which incidents, by what is said about them.
pub(super) const FILTER: &[Param] = &[
    Param {
        name: "from",
        about: "Reported at this time or later: RFC 3339, or a local date.",
        example: "2026-09-01",
        form: Form::Text,
    },
    Param {
        name: "to",
        about: "Reported before this time (RFC 3339), or until the end of this local date.",
        example: "2026-09-30",
        form: Form::Text,
    },
    Param {
        name: "window",
        about: "Reported at such times: combinations with `;` between; in one, spaces mean and, commas \
                or. Items: `mon` 周一, `mon-fri`, `weekend`, `workday`, `restday`, `holiday`, \
                `holiday:春节`, `makeup`, `day:5,15`, `day:*3`, `03-15/06-15`, \
                `2026-03-04/2026-03-12`, `22:00-06:00` (of the day that it begins on), and the names in \
                `/api/v1/meta`.",
        example: "weekend 22:00-06:00",
        form: Form::Text,
    },
    Param {
        name: "category",
        about: "Categories of `/api/v1/meta`.",
        example: "消防隐患",
        form: Form::List,
    },
    Param { name: "status", about: "Status codes.", example: "reported", form: Form::List },
    Param { name: "severity", about: "Severities, 1 to 4.", example: "3", form: Form::List },
    Param {
        name: "grid",
        about: "The code of an area of any level: the responsible grid is this area or lies in it.",
        example: "150624101",
        form: Form::Text,
    },
];

/// Which incidents, by where they happened.
pub(super) const PLACE: &[Param] = &[
    Param {
        name: "bbox",
        about: "A rectangle `west,south,east,north` in degrees, CGCS2000.",
        example: "107.9,39.0,108.1,39.2",
        form: Form::Text,
    },
    Param {
        name: "near",
        about: "A place `lon,lat` or `lon,lat,radius_m` (metres on the ground).",
        example: "107.98,39.09,5000",
        form: Form::Text,
    },
];

/// The tables as parameters of the API document.
pub(super) fn documented(tables: &[&[Param]]) -> Vec<Parameter> {
    let text = |kind| ObjectBuilder::new().schema_type(kind).build();
    let all = tables.iter().flat_map(|table| table.iter());
    all.map(|param| {
        let schema: RefOr<Schema> = match param.form {
            Form::Required | Form::Text => text(Type::String).into(),
            Form::Number => text(Type::Number).into(),
            Form::Integer => text(Type::Integer).into(),
            Form::List => list_of(text(Type::String)),
        };
        let required = if param.form == Form::Required { Required::True } else { Required::False };
        let mut built = ParameterBuilder::new()
            .name(param.name)
            .parameter_in(ParameterIn::Query)
            .description(Some(param.about))
            .required(required)
            .schema(Some(schema));
        if param.form == Form::List {
            built = built.style(Some(ParameterStyle::Form)).explode(Some(true));
        }
        let example = match (param.form, param.example.parse::<i64>()) {
            (Form::Number | Form::Integer, Ok(number)) => number.into(),
            _ => serde_json::Value::from(param.example),
        };
        built.example(Some(example)).build()
    })
    .collect()
}

fn list_of(item: Object) -> RefOr<Schema> {
    ArrayBuilder::new().items(item).into()
}

/// The parameters of one request, decoded; only such as the address takes.
pub(super) struct Params {
    pairs: Vec<(&'static str, Form, String)>,
}

impl Params {
    /// Reads a raw query string.
    ///
    /// # Errors
    ///
    /// Unknown and repeated parameters and broken percent-encoding, by name.
    pub(super) fn read(raw: Option<&str>, tables: &[&'static [Param]]) -> Result<Self, Problem> {
        let mut pairs: Vec<(&'static str, Form, String)> = Vec::new();
        for piece in raw.unwrap_or_default().split('&').filter(|piece| !piece.is_empty()) {
            let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
            let (name, value) = (decoded(name)?, decoded(value)?);
            let known = tables.iter().flat_map(|table| table.iter()).find(|p| p.name == name);
            let Some(param) = known else { return Err(unknown(&name, tables)) };
            let again = pairs.iter().any(|(known, ..)| *known == param.name);
            if again && param.form != Form::List {
                let said = Message::new("http.repeated_parameter").with("name", param.name);
                return Err(Problem::new(Kind::RepeatedParameter, said).at(param.name));
            }
            pairs.push((param.name, param.form, value));
        }
        Ok(Self { pairs })
    }

    /// Values that came in another way, such as in a body, under names of the tables.
    pub(super) fn of(pairs: Vec<(&'static str, String)>, tables: &[&'static [Param]]) -> Self {
        let form = |name: &str| {
            tables.iter().flat_map(|table| table.iter()).find(|p| p.name == name).map(|p| p.form)
        };
        let known = |(name, value): (&'static str, String)| Some((name, form(name)?, value));
        Self { pairs: pairs.into_iter().filter_map(known).collect() }
    }

    /// These parameters as a query: those of some tables, with values that replace or join them.
    pub(super) fn query_with(
        &self,
        tables: &[&'static [Param]],
        own: &[(&'static str, String)],
    ) -> String {
        let known =
            |name: &str| tables.iter().flat_map(|table| table.iter()).any(|p| p.name == name);
        let kept = self.pairs.iter().filter(|(name, _, value)| {
            known(name) && !value.is_empty() && own.iter().all(|(other, _)| other != name)
        });
        let kept = kept.map(|(name, _, value)| (*name, value));
        let all = kept.chain(own.iter().map(|(name, value)| (*name, value)));
        encoded(all)
    }

    /// These parameters as a query, in the order of their names, without some of them.
    pub(super) fn query_without(&self, names: &[&str]) -> String {
        let mut kept: Vec<(&str, &String)> = self
            .pairs
            .iter()
            .filter(|(name, _, value)| !value.is_empty() && !names.contains(name))
            .map(|(name, _, value)| (*name, value))
            .collect();
        kept.sort_unstable();
        encoded(kept.into_iter())
    }

    /// The text of a parameter; `None` where it is absent or empty.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.list(name).next()
    }

    /// The text of a parameter that must be there.
    pub(super) fn required(&self, name: &'static str) -> Result<&str, Problem> {
        self.text(name).ok_or_else(|| {
            let said = Message::new("http.missing_parameter").with("name", name);
            Problem::new(Kind::MissingParameter, said).at(name)
        })
    }

    /// The items of a list.
    pub(super) fn list(&self, name: &str) -> impl Iterator<Item = &str> {
        let mine = self.pairs.iter().filter(move |(known, ..)| *known == name);
        mine.flat_map(|(_, form, value)| match form {
            Form::List => value.split(',').collect::<Vec<_>>(),
            Form::Required | Form::Text | Form::Number | Form::Integer => vec![value.as_str()],
        })
        .map(str::trim)
        .filter(|item| !item.is_empty())
    }

    /// A finite number.
    pub(super) fn number(&self, name: &'static str) -> Result<Option<f64>, Problem> {
        self.text(name)
            .map(|text| match text.parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(number),
                _ => Err(malformed(name, text, Message::new("http.wants_number"))),
            })
            .transpose()
    }

    /// A number in `range`.
    pub(super) fn number_in(
        &self,
        name: &'static str,
        range: std::ops::RangeInclusive<f64>,
    ) -> Result<Option<f64>, Problem> {
        match self.number(name)? {
            Some(number) if !range.contains(&number) => {
                let said = Message::new("http.not_in_range")
                    .with("name", name)
                    .with("text", number)
                    .with("min", range.start())
                    .with("max", range.end());
                Err(Problem::new(Kind::InvalidParameter, said).at(name))
            }
            number => Ok(number),
        }
    }

    /// `true` or `false`; false where it is absent.
    pub(super) fn flag(&self, name: &'static str) -> Result<bool, Problem> {
        match self.text(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(text) => Err(not_one_of(name, text, "true, false")),
        }
    }

    /// A whole number in `range`.
    pub(super) fn integer(
        &self,
        name: &'static str,
        range: std::ops::RangeInclusive<usize>,
    ) -> Result<Option<usize>, Problem> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let number: i64 =
            text.parse().map_err(|_| malformed(name, text, Message::new("http.wants_integer")))?;
        match usize::try_from(number) {
            Ok(number) if range.contains(&number) => Ok(Some(number)),
            _ => {
                let said = Message::new("http.not_in_range")
                    .with("name", name)
                    .with("text", number)
                    .with("min", range.start())
                    .with("max", range.end());
                Err(Problem::new(Kind::InvalidParameter, said).at(name))
            }
        }
    }

    /// The incidents that are meant.
    pub(super) fn filter(&self, state: &AppState) -> Result<Filter, Problem> {
        let (from, to) = self.period(state.zone())?;
        let near = self.near()?;
        Ok(Filter {
            from,
            to,
            window: self.window(state)?,
            categories: self.categories("category", state)?,
            severities: self.severities()?,
            statuses: self.statuses()?,
            area: self.area(state)?,
            bounds: self.bounds()?,
            near,
        })
    }

    /// The repeating times of `window`.
    pub(super) fn window(&self, state: &AppState) -> Result<Option<Window>, Problem> {
        let read = |text| {
            let window = state.rules().window(text);
            window.map_err(|err| Problem::new(Kind::InvalidParameter, err.message()).at("window"))
        };
        self.text("window").map(read).transpose()
    }

    /// A time, or an end of a local date.
    pub(super) fn time(
        &self,
        name: &'static str,
        zone: &TimeZone,
        end: End,
    ) -> Result<Option<Timestamp>, Problem> {
        let read = |text| {
            read_time(text, zone, end)
                .ok_or_else(|| malformed(name, text, Message::new("http.wants_time")))
        };
        self.text(name).map(read).transpose()
    }

    /// `from` and `to`.
    pub(super) fn period(
        &self,
        zone: &TimeZone,
    ) -> Result<(Option<Timestamp>, Option<Timestamp>), Problem> {
        let (from, to) = (self.time("from", zone, End::First)?, self.time("to", zone, End::Last)?);
        if let (Some(from), Some(to)) = (from, to)
            && from >= to
        {
            let said = Message::new("http.empty_period");
            return Err(Problem::new(Kind::InvalidParameter, said).at("to"));
        }
        Ok((from, to))
    }

    /// The categories of a parameter; each must be one of the rules.
    pub(super) fn categories(
        &self,
        field: &'static str,
        state: &AppState,
    ) -> Result<Vec<String>, Problem> {
        let known = &state.rules().categories;
        let names = || known.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join("、");
        self.list(field)
            .map(|name| match known.iter().find(|category| category.name == name) {
                Some(category) => Ok(category.name.clone()),
                None => Err(not_one_of(field, name, &names())),
            })
            .collect()
    }

    fn statuses(&self) -> Result<Vec<Status>, Problem> {
        let names = || Status::ALL.map(Status::name).join(", ");
        let status = |name| Status::parse(name).ok_or_else(|| not_one_of("status", name, &names()));
        self.list("status").map(status).collect()
    }

    fn severities(&self) -> Result<Vec<Severity>, Problem> {
        self.list("severity")
            .map(|text| {
                let number = text
                    .parse()
                    .map_err(|_| malformed("severity", text, Message::new("http.wants_integer")))?;
                Severity::new(number).ok_or_else(|| not_one_of("severity", text, "1, 2, 3, 4"))
            })
            .collect()
    }

    fn area(&self, state: &AppState) -> Result<Option<AreaCode>, Problem> {
        let snapshot = state.desk().snapshot();
        self.text("grid")
            .map(|code| match snapshot.areas().find(code) {
                Some(area) => Ok(area.code.clone()),
                None => {
                    let said = Message::new("http.unknown_code").with("code", quoted(code));
                    Err(Problem::new(Kind::InvalidParameter, said).at("grid"))
                }
            })
            .transpose()
    }

    /// The rectangle `bbox`.
    pub(super) fn bounds(&self) -> Result<Option<Bounds>, Problem> {
        let Some(text) = self.text("bbox") else { return Ok(None) };
        let numbers = numbers("bbox", text)?;
        let [west, south, east, north] = *numbers.as_slice() else {
            return Err(malformed("bbox", text, Message::new("http.wants_bbox")));
        };
        for (lon, lat) in [(west, south), (east, north)] {
            LonLat::new(lon, lat).map_err(|err| Problem::from(err).at("bbox"))?;
        }
        if west > east || south > north {
            let said = Message::new("http.bbox_order");
            return Err(Problem::new(Kind::InvalidParameter, said).at("bbox"));
        }
        Ok(Some(Bounds { west, south, east, north }))
    }

    fn near(&self) -> Result<Option<Near>, Problem> {
        let Some(text) = self.text("near") else { return Ok(None) };
        let (lon, lat, radius_m) = match *numbers("near", text)?.as_slice() {
            [lon, lat] => (lon, lat, None),
            [lon, lat, radius_m] => (lon, lat, Some(radius_m)),
            _ => return Err(malformed("near", text, Message::new("http.wants_near"))),
        };
        if radius_m.is_some_and(|radius_m| radius_m < 0.0) {
            let said = Message::new("http.negative_radius");
            return Err(Problem::new(Kind::InvalidParameter, said).at("near"));
        }
        let center = LonLat::new(lon, lat).map_err(|err| Problem::from(err).at("near"))?;
        Ok(Some(Near { center, radius_m }))
    }
}

/// A text in ASCII, percent-encoded.
pub(super) fn encoded_text(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

fn encoded<'a>(pairs: impl Iterator<Item = (&'a str, &'a String)>) -> String {
    let pair = |(name, value): (&str, &String)| {
        format!("{name}={}", utf8_percent_encode(value, UNRESERVED))
    };
    pairs.map(pair).collect::<Vec<_>>().join("&")
}

/// Numbers with commas between.
fn numbers(name: &'static str, text: &str) -> Result<Vec<f64>, Problem> {
    let number = |part: &str| {
        parse_degrees(part).map_err(|err| match err {
            // The whole list is easier to find in a URL than its empty item.
            CoordError::NotANumber { .. } => {
                malformed(name, text, Message::new("http.wants_number_list"))
            }
            err => Problem::from(err).at(name),
        })
    };
    text.split(',').map(number).collect()
}

/// Percent-encoding and the plus sign of forms, undone.
fn decoded(text: &str) -> Result<String, Problem> {
    let spaced = text.replace('+', " ");
    match percent_decode_str(&spaced).decode_utf8() {
        Ok(decoded) => Ok(decoded.into_owned()),
        Err(_) => Err(Problem::new(
            Kind::MalformedParameter,
            Message::new("http.broken_encoding").with("text", quoted(text)),
        )),
    }
}

fn unknown(name: &str, tables: &[&'static [Param]]) -> Problem {
    let names: Vec<&str> = tables.iter().flat_map(|table| table.iter()).map(|p| p.name).collect();
    let said = if names.is_empty() {
        Message::new("http.no_parameters").with("name", quoted(name))
    } else {
        Message::new("http.unknown_parameter")
            .with("name", quoted(name))
            .with("names", names.join(", "))
    };
    Problem::new(Kind::UnknownParameter, said).at(quoted(name))
}

/// A value that cannot be read; `wanted` says what could.
pub(super) fn malformed(name: &'static str, text: &str, wanted: Message) -> Problem {
    Problem::new(Kind::MalformedParameter, wanted.with("name", name).with("text", quoted(text)))
        .at(name)
}

/// A value that is none of a list.
pub(super) fn not_one_of(name: &'static str, text: &str, names: &str) -> Problem {
    let said = Message::new("http.not_one_of")
        .with("name", name)
        .with("text", quoted(text))
        .with("names", names);
    Problem::new(Kind::InvalidParameter, said).at(name)
}

/// As [`End::read`]; a plus sign that was not percent-encoded has become a space.
fn read_time(text: &str, zone: &TimeZone, end: End) -> Option<Timestamp> {
    end.read(text, zone).or_else(|| end.read(&text.replace(' ', "+"), zone))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shanghai() -> TimeZone {
        crate::incident::Rules::default().zone()
    }

    #[test]
    fn a_date_is_a_whole_local_day() {
        let begin = read_time("2026-09-01", &shanghai(), End::First).unwrap();
        let end = read_time("2026-09-01", &shanghai(), End::Last).unwrap();
        assert_eq!(begin.to_string(), "2026-08-31T16:00:00Z");
        assert_eq!(end.duration_since(begin).as_hours(), 24);
    }

    #[test]
    fn a_plus_sign_in_an_offset_may_stand_as_it_is() {
        let at = read_time("2026-09-01T08:00:00 08:00", &shanghai(), End::Last).unwrap();
        assert_eq!(at.to_string(), "2026-09-01T00:00:00Z");
        assert!(read_time("9999-12-31", &shanghai(), End::Last).is_none());
    }

    #[test]
    fn lists_repeat_or_have_commas() {
        let raw = "category=%E6%B6%88%E9%98%B2%E9%9A%90%E6%82%A3,a&category=b&from=";
        let params = Params::read(Some(raw), &[FILTER]).unwrap();
        assert_eq!(params.list("category").collect::<Vec<_>>(), ["消防隐患", "a", "b"]);
        assert_eq!(params.text("from"), None);
    }

    #[test]
    fn unknown_and_repeated_parameters_are_named() {
        let Err(problem) = Params::read(Some("x%3Dy=1"), &[FILTER]) else { panic!() };
        assert_eq!(problem.kind(), Kind::UnknownParameter);
        let Err(problem) = Params::read(Some("from=1&from=2"), &[FILTER]) else { panic!() };
        assert_eq!(problem.kind(), Kind::RepeatedParameter);
    }

    proptest! {
        #[test]
        fn no_query_makes_it_panic(raw in "(?s).{0,80}") {
            if let Ok(params) = Params::read(Some(&raw), &[FILTER, PLACE]) {
                let _ = (params.period(&shanghai()), params.bounds(), params.near());
                let _ = (params.severities(), params.statuses());
            }
        }

        #[test]
        fn no_value_makes_it_panic(text in "(?s).{0,40}", name in "from|to|bbox|near|severity") {
            let raw = format!("{name}={}", utf8_percent_encode(&text, NON_ALPHANUMERIC));
            let params = Params::read(Some(&raw), &[FILTER, PLACE]).unwrap();
            let _ = (params.period(&shanghai()), params.bounds(), params.near());
        }
    }
}
