//! What is wrong with one row, for programs and for people.

use super::personal;
use crate::text::{Lang, Message};

/// One fault of one row: where, what, why, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The field, such as `lon`; `row` where the row as a whole cannot be read.
    pub field: &'static str,
    /// A stable name for programs, such as `missing_lon`.
    pub code: &'static str,
    /// What is wrong.
    pub reason: Message,
    /// What to do about it.
    pub remedy: Message,
}

impl Fault {
    /// Reason and remedy in one sentence.
    #[must_use]
    pub fn render(&self, lang: Lang) -> String {
        let joint = match lang {
            Lang::Zh => "；",
            Lang::En => "; ",
        };
        format!("{}{joint}{}", self.reason.render(lang), self.remedy.render(lang))
    }
}

/// The longest piece of a row that a message repeats, in characters.
const QUOTED_CHARS: usize = 40;

/// A piece of a row as a message may repeat it: on one line, short, without personal data.
pub(super) fn quoted(text: &str) -> String {
    let text = personal::masked(text);
    let mut out: String =
        text.chars().take(QUOTED_CHARS).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(QUOTED_CHARS).is_some() {
        out.push('…');
    }
    out
}
