//! Every sentence that a user reads, in Chinese and English, in one catalogue.
//!
//! Code builds a [`Message`] from a key and its values; the doors render it in the user's
//! language. The catalogue is one table a room, so that a translator sees both languages of a
//! sentence side by side.

mod catalogue;

use std::borrow::Cow;
use std::fmt;

/// The language of a rendered message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Chinese, the language of the desk.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The first of the two languages that `wanted` names, in the manner of `LANG` (`zh_CN.UTF-8`)
    /// or `Accept-Language` (`en-GB,en;q=0.9,zh;q=0.8`); Chinese where it names neither.
    ///
    /// ```
    /// use wangge::text::Lang;
    /// assert_eq!(Lang::preferred("en-GB,en;q=0.9"), Lang::En);
    /// assert_eq!(Lang::preferred("fr, zh-CN;q=0.8"), Lang::Zh);
    /// assert_eq!(Lang::preferred("C.UTF-8"), Lang::Zh);
    /// ```
    #[must_use]
    pub fn preferred(wanted: &str) -> Self {
        for tag in wanted.split(',') {
            let tag = tag.trim().to_ascii_lowercase();
            if tag.starts_with("zh") {
                return Self::Zh;
            }
            if tag.starts_with("en") {
                return Self::En;
            }
        }
        Self::Zh
    }
}

/// One sentence of the catalogue.
pub(crate) struct Entry {
    /// Names the sentence in code: `room.what`.
    pub key: &'static str,
    /// Chinese, with `{name}` where a value goes.
    pub zh: &'static str,
    /// English, with the same `{name}`s.
    pub en: &'static str,
}

/// A sentence with its values, not yet in any language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    key: &'static str,
    values: Vec<(&'static str, Value)>,
}

/// What stands for a `{name}`.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    Text(String),
    /// Sentences, each in the language of the whole.
    Each(Vec<Message>),
}

impl Value {
    fn render(&self, lang: Lang) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Each(messages) => Cow::Owned(sentences(messages, lang)),
        }
    }
}

impl Message {
    /// The sentence named `key`, without values.
    #[must_use]
    pub fn new(key: &'static str) -> Self {
        Self { key, values: Vec::new() }
    }

    /// Sets `{name}` to `value`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.values.push((name, Value::Text(value.to_string())));
        self
    }

    /// Sets `{name}` to sentences, one behind the other, in the language of the whole.
    #[must_use]
    pub fn with_each(
        mut self,
        name: &'static str,
        messages: impl IntoIterator<Item = Self>,
    ) -> Self {
        self.values.push((name, Value::Each(messages.into_iter().collect())));
        self
    }

    /// The key, for programs that act on the kind of message.
    #[must_use]
    pub fn key(&self) -> &'static str {
        self.key
    }

    /// The sentence in `lang`. A key that the catalogue lacks renders as itself with its values,
    /// so that nothing is hidden from the reader; `tests/architecture.rs` finds such keys.
    #[must_use]
    pub fn render(&self, lang: Lang) -> String {
        let Some(entry) = catalogue::find(self.key) else {
            return format!("{} {:?}", self.key, self.values);
        };
        let template = match lang {
            Lang::Zh => entry.zh,
            Lang::En => entry.en,
        };
        fill(template, &self.values, lang)
    }
}

impl fmt::Display for Message {
    /// English, for logs and `Error` chains.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Lang::En))
    }
}

/// Sentences, one behind the other.
pub(crate) fn sentences(messages: &[Message], lang: Lang) -> String {
    let between = match lang {
        Lang::Zh => "；",
        Lang::En => "; ",
    };
    messages.iter().map(|message| message.render(lang)).collect::<Vec<_>>().join(between)
}

/// The line of a text, from 1, in which a byte stands: where a parser found a fault.
#[must_use]
pub fn line_at(text: &str, byte: usize) -> usize {
    text.as_bytes().iter().take(byte).filter(|byte| **byte == b'\n').count() + 1
}

/// Replaces each `{name}` once, left to right: a value that itself holds braces is left alone.
fn fill(template: &str, values: &[(&'static str, Value)], lang: Lang) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => out.push_str(&value.render(lang)),
            None => out.extend(["{", name, "}"]),
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// Implements `Display` (English) and `Error` for an enum that has `fn message(&self) -> Message`
/// and `fn cause(&self) -> Option<&(dyn Error + 'static)>`.
macro_rules! error_from_message {
    ($error:ty) => {
        impl std::fmt::Display for $error {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.message().fmt(f)
            }
        }
        impl std::error::Error for $error {
            fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
                self.cause()
            }
        }
    };
}
pub(crate) use error_from_message;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_reads_in_both_languages() {
        let message = Message::new("geo.swapped").with("lon", 39.1).with("lat", 107.9);
        assert!(message.render(Lang::Zh).contains("39.1"));
        assert!(message.render(Lang::En).contains("longitude"));
    }

    #[test]
    fn sentences_within_a_sentence_speak_its_language() {
        let each = ["sheet.open", "sheet.incidents"].map(Message::new);
        let whole = Message::new("desk.paper.plan").with_each("faults", each.clone());
        for lang in [Lang::Zh, Lang::En] {
            let said = whole.render(lang);
            assert!(each.iter().all(|part| said.contains(&part.render(lang))), "{said}");
        }
    }

    #[test]
    fn a_value_with_braces_is_not_filled_again() {
        let text = |text: &str| Value::Text(text.to_owned());
        let out = fill("{a} and {b}", &[("a", text("{b}")), ("b", text("x"))], Lang::Zh);
        assert_eq!(out, "{b} and x");
    }
}
