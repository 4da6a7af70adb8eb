//! Request bodies: a JSON object, read field by field.
//!
//! A field that the server does not know is refused by name and never dropped: somebody may have
//! sent a person's name or telephone and must learn that it is not kept.

use super::limits::MAX_BODY_BYTES;
use super::problem::{FieldFault, Kind, Problem};
use crate::text::Message;
use axum::body::Bytes;
use axum::extract::Request;
use axum::extract::rejection::BytesRejection;
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use std::fmt;

/// The longest piece of a body that a message repeats, in characters.
const QUOTED_CHARS: usize = 40;

/// Why a body is no JSON object.
#[derive(Debug)]
pub(super) enum Reading {
    /// Larger than [`MAX_BODY_BYTES`].
    TooLarge,
    /// The connection or its encoding failed.
    Broken,
    /// Another media type, or none.
    NotJson { given: String },
    /// Not JSON, at this place.
    Syntax { line: usize, column: usize },
    /// JSON of another kind.
    NotAnObject,
}

impl From<Reading> for Problem {
    fn from(fault: Reading) -> Self {
        match fault {
            Reading::TooLarge => Self::too_large(),
            Reading::Broken => Self::new(Kind::BrokenBody, Message::new("http.broken_body")),
            Reading::NotJson { given } => Self::new(
                Kind::UnsupportedMediaType,
                Message::new("http.unsupported_media_type").with("given", given),
            )
            .at("Content-Type"),
            Reading::Syntax { line, column } => Self::new(
                Kind::MalformedJson,
                Message::new("http.malformed_json").with("line", line).with("column", column),
            ),
            Reading::NotAnObject => {
                Self::new(Kind::MalformedJson, Message::new("http.not_an_object"))
            }
        }
    }
}

/// A body that is said to be too large is refused before it is sent; one that turns out to be is
/// cut off by the limit on reading.
pub(super) async fn refuse_too_large(request: Request, next: Next) -> Response {
    let said = request.headers().get(CONTENT_LENGTH);
    let length = said.and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<usize>().ok());
    if length.is_some_and(|length| length > MAX_BODY_BYTES) {
        return Problem::too_large().into_response();
    }
    next.run(request).await
}

/// The members of an object in the order written, repetitions included.
pub(super) struct Fields(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Fields;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Fields(members))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

impl Fields {
    /// Reads the body of a request.
    pub(super) fn read(
        headers: &HeaderMap,
        body: Result<Bytes, BytesRejection>,
    ) -> Result<Self, Reading> {
        let given = headers.get(CONTENT_TYPE).map_or("", |v| v.to_str().unwrap_or("?"));
        if !is_json(given) {
            return Err(Reading::NotJson { given: quoted(given) });
        }
        let body = body.map_err(|rejection| match rejection.status().as_u16() {
            413 => Reading::TooLarge,
            _ => Reading::Broken,
        })?;
        serde_json::from_slice(&body).map_err(|err| match err.classify() {
            serde_json::error::Category::Data => Reading::NotAnObject,
            _ => Reading::Syntax { line: err.line(), column: err.column() },
        })
    }

    /// Takes a field's text; `None` where it is absent or null. A fault is put with the others.
    pub(super) fn take(&mut self, field: &Field, faults: &mut Vec<FieldFault>) -> Option<String> {
        let place = self.0.iter().position(|(name, _)| name == field.name)?;
        let (_, value) = self.0.remove(place);
        if self.0.iter().any(|(name, _)| name == field.name) {
            self.0.retain(|(name, _)| name != field.name);
            faults.push(fault(field.name, "repeated_field", Message::new("http.repeated_field")));
            return None;
        }
        match (value, field.form) {
            (Value::Null, _) => None,
            (Value::String(text), _) => Some(text),
            (Value::Number(number), Form::TextOrNumber) => Some(number.to_string()),
            (_, form) => {
                let said = match form {
                    Form::Text => Message::new("http.not_a_text"),
                    Form::TextOrNumber => Message::new("http.not_a_text_or_number"),
                    Form::List => Message::new("http.not_a_list"),
                };
                faults.push(fault(field.name, "wrong_type", said));
                None
            }
        }
    }

    /// Takes a field that is an object of its own; `None` where it is absent or null.
    pub(super) fn take_object(&mut self, name: &str) -> Option<Value> {
        let place = self.0.iter().position(|(field, _)| field == name)?;
        Some(self.0.remove(place).1).filter(|value| !value.is_null())
    }

    /// Takes a field's texts: those of a list, or the one that it is. A fault is put with the
    /// others.
    pub(super) fn take_all(&mut self, field: &Field, faults: &mut Vec<FieldFault>) -> Vec<String> {
        let list = |(name, value): &(String, Value)| {
            if name == field.name && matches!(field.form, Form::List) {
                value.as_array().cloned()
            } else {
                None
            }
        };
        let Some(items) = self.0.iter().find_map(list) else {
            return self.take(field, faults).into_iter().collect();
        };
        // A list that stands twice is refused there.
        let place = self.0.iter_mut().find(|(name, _)| name == field.name);
        if let Some((_, value)) = place {
            *value = Value::Null;
        }
        self.take(field, faults);
        let texts: Vec<String> =
            items.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect();
        if texts.len() < items.len() {
            faults.push(fault(field.name, "wrong_type", Message::new("http.not_a_list")));
        }
        texts
    }

    /// Refuses what nobody has taken.
    pub(super) fn refuse_rest(self, known: &[Field], faults: &mut Vec<FieldFault>) {
        let names = known.iter().map(|field| field.name).collect::<Vec<_>>().join("、");
        for (name, _) in self.0 {
            let name = quoted(&name);
            let said = Message::new("http.unknown_field").with("name", &name).with("names", &names);
            faults.push(fault(name, "unknown_field", said));
        }
    }
}

fn fault(field: impl Into<String>, code: &'static str, said: Message) -> FieldFault {
    FieldFault { field: field.into(), code, said: vec![said] }
}

/// A field that a body may have.
pub(super) struct Field {
    pub name: &'static str,
    pub form: Form,
}

/// How a field may be written.
#[derive(Clone, Copy)]
pub(super) enum Form {
    Text,
    /// A number, or the same as text.
    TextOrNumber,
    /// A list of texts, or one text; for [`Fields::take_all`].
    List,
}

fn is_json(content_type: &str) -> bool {
    let media = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    media == "application/json" || (media.starts_with("application/") && media.ends_with("+json"))
}

/// A piece of a request as a message may repeat it: short and on one line.
pub(super) fn quoted(text: &str) -> String {
    let mut out: String =
        text.chars().take(QUOTED_CHARS).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(QUOTED_CHARS).is_some() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content_type: &'static str, body: &'static str) -> Result<Fields, Reading> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, content_type.parse().unwrap());
        Fields::read(&headers, Ok(Bytes::from_static(body.as_bytes())))
    }

    #[test]
    fn a_syntax_fault_has_its_place() {
        let broken = read("application/json", "{\n \"lon\": 1,,\n}");
        assert!(matches!(broken, Err(Reading::Syntax { line: 2, column: 11 })));
    }

    #[test]
    fn a_field_that_stands_twice_is_refused() {
        let mut fields = read("application/json; charset=utf-8", r#"{"lon":1,"lon":2}"#).unwrap();
        let mut faults = Vec::new();
        let lon = Field { name: "lon", form: Form::TextOrNumber };
        assert_eq!(fields.take(&lon, &mut faults), None);
        assert_eq!(faults[0].code, "repeated_field");
    }

    #[test]
    fn a_list_is_of_texts_and_stands_once() {
        let of = Field { name: "of", form: Form::List };
        let take = |body: &'static str| {
            let mut faults = Vec::new();
            let texts = read("application/json", body).unwrap().take_all(&of, &mut faults);
            (texts, faults.first().map(|fault| fault.code))
        };
        assert_eq!(take(r#"{"of":["a","b"]}"#), (vec!["a".to_owned(), "b".to_owned()], None));
        assert_eq!(take(r#"{"of":"a"}"#), (vec!["a".to_owned()], None));
        assert_eq!(take(r#"{"of":null}"#), (vec![], None));
        assert_eq!(take(r#"{"of":["a",1]}"#).1, Some("wrong_type"));
        assert_eq!(take(r#"{"of":7}"#).1, Some("wrong_type"));
        assert_eq!(take(r#"{"of":["a"],"of":["b"]}"#).1, Some("repeated_field"));
    }

    #[test]
    fn another_media_type_or_another_kind_of_json_is_refused() {
        assert!(matches!(read("text/plain", "{}"), Err(Reading::NotJson { .. })));
        assert!(matches!(read("application/json", "[]"), Err(Reading::NotAnObject)));
    }
}
