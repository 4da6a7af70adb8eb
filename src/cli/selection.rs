//! Which incidents a picture or a sheet counts.

use super::args::SelectionArgs;
use super::failure::Failure;
use super::period::span;
use super::say;
use crate::calendar::Window;
use crate::desk::{Filter, Span};
use crate::incident::Rules;
use crate::text::{Lang, Message};
use jiff::Timestamp;

/// The chosen period and categories.
pub(super) struct Selection {
    pub span: Span,
    pub window: Option<Window>,
    pub categories: Vec<String>,
}

impl Selection {
    /// Reads the arguments. Without a period the last 90 days of the data are taken.
    pub fn new(
        args: &SelectionArgs,
        rules: &Rules,
        data: Option<(Timestamp, Timestamp)>,
    ) -> Result<Self, Failure> {
        for name in &args.category {
            if rules.category(name).is_none() {
                let known: Vec<&str> = rules.categories.iter().map(|c| c.name.as_str()).collect();
                let message = Message::new("cli.unknown_category").with("name", name);
                return Err(Failure::impossible(message.with("known", known.join("、"))));
            }
        }
        let recent = data.and_then(|data| Span::last_quarter(data, Timestamp::now()));
        let span = span(args, rules, recent)?;
        let window = args.window.as_deref().map(|text| rules.window(text)).transpose();
        let window = window.map_err(|error| Failure::impossible(error.message()).because(error))?;
        Ok(Self { span, window, categories: args.category.clone() })
    }

    /// How many days of the period count.
    pub fn days(&self) -> Result<f64, Failure> {
        let days = self.filter().days(self.span.from, self.span.to);
        let none = || Failure::impossible(Message::new("cli.closed_window"));
        Some(days).filter(|days| *days > 0.0).ok_or_else(none)
    }

    /// Says what the table of holidays cannot tell.
    pub fn warn(&self, lang: Lang) {
        if let Some(warning) = self.filter().warning(None) {
            say(&warning.render(lang));
        }
    }

    /// The incidents that are meant.
    pub fn filter(&self) -> Filter {
        Filter {
            from: Some(self.span.from),
            to: Some(self.span.to),
            window: self.window.clone(),
            categories: self.categories.clone(),
            ..Filter::default()
        }
    }

    /// The categories as a person reads them, and the window where there is one.
    pub fn label(&self, lang: Lang) -> String {
        let categories = if self.categories.is_empty() {
            Message::new("cli.all_categories").render(lang)
        } else {
            self.categories.join("、")
        };
        match &self.window {
            Some(window) => format!("{window}　{categories}"),
            None => categories,
        }
    }
}
