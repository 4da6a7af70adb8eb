//! Which incidents a picture or a sheet counts.

use super::args::SelectionArgs;
use super::failure::Failure;
use super::period::span;
use crate::desk::{Filter, Snapshot, Span};
use crate::incident::Rules;
use crate::text::Message;
use jiff::Timestamp;

/// The chosen period and categories.
pub(super) struct Selection {
    pub span: Span,
    pub categories: Vec<String>,
}

impl Selection {
    /// Reads the arguments. Without a period the last 90 days of the data are taken.
    pub fn new(args: &SelectionArgs, rules: &Rules, snapshot: &Snapshot) -> Result<Self, Failure> {
        for name in &args.category {
            if rules.category(name).is_none() {
                let known: Vec<&str> = rules.categories.iter().map(|c| c.name.as_str()).collect();
                let message = Message::new("cli.unknown_category").with("name", name);
                return Err(Failure::impossible(message.with("known", known.join("、"))));
            }
        }
        let span = span(args, rules, snapshot.last_quarter(Timestamp::now()))?;
        Ok(Self { span, categories: args.category.clone() })
    }

    /// The incidents that are meant.
    pub fn filter(&self) -> Filter {
        Filter {
            from: Some(self.span.from),
            to: Some(self.span.to),
            categories: self.categories.clone(),
            ..Filter::default()
        }
    }

    /// The categories as a person reads them.
    pub fn categories_label(&self, lang: crate::text::Lang) -> String {
        if self.categories.is_empty() {
            Message::new("cli.all_categories").render(lang)
        } else {
            self.categories.join("、")
        }
    }
}
