//! Which incidents a picture or a sheet counts.

use super::args::SelectionArgs;
use super::failure::Failure;
use super::heat_args::KindArgs;
use super::period::span;
use super::say;
use crate::area::{AreaCode, AreaSet};
use crate::calendar::Window;
use crate::desk::{Filter, Span};
use crate::incident::{Rules, Severity, Status};
use crate::text::{Lang, Message};
use jiff::Timestamp;

/// The chosen period and categories.
pub(super) struct Selection {
    pub span: Span,
    pub window: Option<Window>,
    pub categories: Vec<String>,
    severities: Vec<Severity>,
    statuses: Vec<Status>,
    area: Option<AreaCode>,
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
        let span = span(args, rules, data)?;
        let window = args.window.as_deref().map(|text| rules.window(text)).transpose();
        let window = window.map_err(|error| Failure::impossible(error.message()).because(error))?;
        Ok(Self {
            span,
            window,
            categories: args.category.clone(),
            severities: Vec::new(),
            statuses: Vec::new(),
            area: None,
        })
    }

    /// The same, of some severities, statuses and of an area.
    pub fn of_kind(self, args: &KindArgs, areas: &AreaSet) -> Result<Self, Failure> {
        let severities =
            args.severity.iter().filter_map(|n| Severity::new(i64::from(*n))).collect();
        let status = |name: &String| {
            let unknown = || {
                let message = Message::new("cli.unknown_status").with("name", name);
                let known = Status::ALL.map(Status::name).join("、");
                Failure::impossible(message.with("known", known))
            };
            Status::parse(name).ok_or_else(unknown)
        };
        let statuses = args.status.iter().map(status).collect::<Result<_, _>>()?;
        let area = |code: &String| {
            let unknown =
                || Failure::impossible(Message::new("cli.unknown_code").with("code", code));
            areas.find(code).map(|area| area.code.clone()).ok_or_else(unknown)
        };
        let area = args.grid.as_ref().map(area).transpose()?;
        Ok(Self { severities, statuses, area, ..self })
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
            severities: self.severities.clone(),
            statuses: self.statuses.clone(),
            area: self.area.clone(),
            ..Filter::default()
        }
    }
}
