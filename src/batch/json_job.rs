//! JSON objects with their answers.

use super::answer::{Answered, Asked, Fields, Lookup};
use super::columns::ADDED;
use super::elements;
use super::records::{Block, Kind};
use super::tally::Tally;
use crate::text::Message;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// What is shown of text that is no object, in characters.
const SHOWN_CHARS: usize = 1000;

/// The members that are read. Members of other names are passed over and repeated.
#[derive(Deserialize)]
struct Members<'a> {
    #[serde(borrow, default)]
    lon: Member<'a>,
    #[serde(borrow, default)]
    lat: Member<'a>,
    #[serde(borrow, default)]
    datum: Member<'a>,
    #[serde(borrow, default)]
    coord_system: Member<'a>,
    #[serde(borrow, default)]
    accuracy_m: Member<'a>,
    #[serde(borrow, default)]
    at: Member<'a>,
    #[serde(borrow, default)]
    reported_at: Member<'a>,
    grid_code: Option<IgnoredAny>,
    relation: Option<IgnoredAny>,
    distance_m: Option<IgnoredAny>,
    village_code: Option<IgnoredAny>,
    township_code: Option<IgnoredAny>,
    shares: Option<IgnoredAny>,
    certain: Option<IgnoredAny>,
    error: Option<IgnoredAny>,
}

impl Members<'_> {
    /// Whether a member has the name of an answer.
    fn has_answers(&self) -> bool {
        [
            &self.grid_code,
            &self.relation,
            &self.distance_m,
            &self.village_code,
            &self.township_code,
            &self.shares,
            &self.certain,
            &self.error,
        ]
        .iter()
        .any(|member| member.is_some())
    }
}

/// A number or a text, as text; null is blank.
#[derive(Default)]
struct Member<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Member<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The raw text: a number is not read twice.
        let raw = <&serde_json::value::RawValue>::deserialize(deserializer)?.get();
        Ok(Self(match raw.as_bytes().first() {
            Some(b'"') => {
                serde_json::from_str::<String>(raw).map_or(Cow::Borrowed(raw), Cow::Owned)
            }
            Some(b'n') => Cow::Borrowed(""),
            _ => Cow::Borrowed(raw),
        }))
    }
}

/// An object on its way.
struct Object<'a> {
    text: &'a str,
    number: u64,
    asked: Result<Asked, String>,
    /// Its members must be written anew, without old answers.
    stale: bool,
    /// It is no object at all.
    broken: bool,
}

/// Looks up the objects of lines.
pub(super) fn lines(lookup: &Lookup, block: &Block, out: &mut Vec<u8>, tally: &mut Tally) {
    let texts: Vec<(Cow<'_, str>, u64, Kind)> = block
        .spans
        .iter()
        .map(|span| {
            let bytes = block.text.get(span.start..span.end).unwrap_or_default();
            (String::from_utf8_lossy(bytes), span.line, span.kind)
        })
        .collect();
    let objects: Vec<Object<'_>> =
        texts.iter().map(|(text, line, kind)| read(lookup, text, *line, *kind, tally)).collect();
    answer(lookup, &objects, tally, |object| {
        out.extend_from_slice(object);
        out.push(b'\n');
    });
}

/// Looks up the elements of an array.
pub(super) fn elements(
    lookup: &Lookup,
    block: &elements::Block,
    out: &mut Vec<u8>,
    tally: &mut Tally,
) {
    let texts: Vec<Cow<'_, str>> = block
        .spans
        .iter()
        .map(|(start, end)| {
            String::from_utf8_lossy(block.text.get(*start..*end).unwrap_or_default())
        })
        .collect();
    let mut objects: Vec<Object<'_>> = (block.first..)
        .zip(&texts)
        .map(|(number, text)| read(lookup, text, number, Kind::Plain, tally))
        .collect();
    if block.cut_short
        && let Some(last) = objects.last_mut()
    {
        last.broken = true;
        last.asked = Err(Message::new("batch.cut_short").render(lookup.lang()));
    }
    let mut first = block.first == 1;
    answer(lookup, &objects, tally, |object| {
        out.extend_from_slice(if std::mem::take(&mut first) { b"\n" } else { b",\n" });
        out.extend_from_slice(object);
    });
}

fn read<'a>(
    lookup: &Lookup,
    text: &'a str,
    number: u64,
    kind: Kind,
    tally: &mut Tally,
) -> Object<'a> {
    let text = text.trim();
    let broken = |reason: Message| {
        let asked = Err(reason.render(lookup.lang()));
        Object { text, number, asked, stale: false, broken: true }
    };
    if kind == Kind::TooLong {
        return broken(Message::new("batch.line_too_long"));
    }
    if !text.starts_with('{') {
        return broken(Message::new("batch.not_an_object"));
    }
    match serde_json::from_str::<Members<'_>>(text) {
        Err(error) => broken(Message::new("batch.bad_json").with("source", &error)),
        Ok(members) => {
            let either = |a: &'_ Member<'_>, b: &'_ Member<'_>| {
                if a.0.trim().is_empty() { b.0.to_string() } else { a.0.to_string() }
            };
            let datum = either(&members.datum, &members.coord_system);
            let time = either(&members.at, &members.reported_at);
            let fields = Fields {
                lon: &members.lon.0,
                lat: &members.lat.0,
                datum: &datum,
                accuracy_m: &members.accuracy_m.0,
                time: &time,
            };
            let asked = lookup.ask(number, &fields, tally);
            Object { text, number, asked, stale: members.has_answers(), broken: false }
        }
    }
}

fn answer(
    lookup: &Lookup,
    objects: &[Object<'_>],
    tally: &mut Tally,
    mut write: impl FnMut(&[u8]),
) {
    let asked: Vec<Asked> = objects.iter().filter_map(|o| o.asked.clone().ok()).collect();
    let mut answers = lookup.answer(&asked, tally).into_iter();
    for object in objects {
        let added = match &object.asked {
            // As many answers as questions.
            Ok(_) => answers.next().map(|answer| members(&answer)).unwrap_or_default(),
            Err(reason) => {
                tally.refused();
                let mut error = Map::new();
                error.insert("error".to_owned(), Value::from(reason.as_str()));
                error
            }
        };
        write(written(object, added).as_bytes());
    }
}

/// The members that are added to an object.
fn members(answer: &Answered<'_>) -> Map<String, Value> {
    let code = |text: &str| if text.is_empty() { Value::Null } else { Value::from(text) };
    let (shares, certain) = match &answer.doubt {
        Some((shares, certain)) => (shares.clone(), Value::from(*certain)),
        None => (Value::Null, Value::Null),
    };
    let values = [
        code(&answer.grid.code),
        Value::from(answer.found.relation.name()),
        Value::from(answer.found.distance_m),
        code(&answer.grid.village),
        code(&answer.grid.township),
        shares,
        certain,
    ];
    let mut members: Map<String, Value> =
        ADDED.iter().map(|name| (*name).to_owned()).zip(values).collect();
    if let Some(note) = &answer.note {
        members.insert("error".to_owned(), Value::from(note.as_str()));
    }
    members
}

/// The object as it came, with what is added at its end.
fn written(object: &Object<'_>, added: Map<String, Value>) -> String {
    if object.broken {
        let shown: String = object.text.chars().take(SHOWN_CHARS).collect();
        let mut broken = added;
        broken.insert("row".to_owned(), json!(object.number));
        broken.insert("text".to_owned(), Value::from(shown));
        return Value::Object(broken).to_string();
    }
    let mut text = Cow::Borrowed(object.text);
    if object.stale
        && let Ok(mut old) = serde_json::from_str::<Map<String, Value>>(object.text)
    {
        old.retain(|name, _| !ADDED.contains(&name.as_str()));
        text = Cow::Owned(Value::Object(old).to_string());
    }
    let body = text.trim_end().strip_suffix('}').unwrap_or_default().trim_end();
    let joint = if body == "{" { "" } else { "," };
    let added = Value::Object(added).to_string();
    format!("{body}{joint}{}", added.strip_prefix('{').unwrap_or_default())
}
