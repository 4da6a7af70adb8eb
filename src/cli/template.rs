//! `wangge template`: what sheets can look like.

use super::args::{PreviewArgs, TemplateCommand};
use super::config::Config;
use super::failure::Failure;
use super::sheet::{format_of, template, write};
use super::{Outcome, areas, print};
use crate::desk::{SheetOrder, Snapshot, Span};
use crate::sheet::{Period, SHIPPED_TEMPLATES};
use crate::text::{Lang, Message};
use jiff::Timestamp;
use std::sync::Arc;

pub(super) fn run(
    command: &TemplateCommand,
    config: &Config,
    lang: Lang,
) -> Result<Outcome, Failure> {
    match command {
        TemplateCommand::List => {
            for name in config.press(Vec::new())?.names() {
                print(name)?;
            }
            Ok(Outcome::Fine)
        }
        TemplateCommand::Show { name } => {
            let shipped = SHIPPED_TEMPLATES.iter().find(|shipped| shipped.name == name);
            let Some(shipped) = shipped else {
                let known: Vec<&str> = SHIPPED_TEMPLATES.iter().map(|s| s.name).collect();
                let message = Message::new("cli.unknown_template").with("name", name);
                return Err(Failure::impossible(message.with("known", known.join(" "))));
            };
            print(shipped.text.trim_end())?;
            Ok(Outcome::Fine)
        }
        TemplateCommand::Preview(args) => preview(args, config, lang),
    }
}

/// A sheet of the template with invented incidents: no database is needed.
fn preview(args: &PreviewArgs, config: &Config, lang: Lang) -> Result<Outcome, Failure> {
    let format = format_of(&args.output)?;
    let boundaries = areas::load(config.areas(args.areas.as_ref())?, config)?;
    let press = config.press(boundaries.attributions)?;
    let template = template(&press, Some(&args.template))?;
    let rules = config.rules()?;
    let now = Timestamp::now();
    let in_force = Arc::clone(boundaries.editions.at(now));
    let area = match &args.area {
        Some(code) => in_force.areas().find(code).ok_or_else(|| {
            Failure::impossible(Message::new("cli.unknown_code").with("code", code))
        })?,
        None => in_force
            .areas()
            .grids()
            .first()
            .ok_or_else(|| Failure::impossible(Message::new("cli.no_grids")))?,
    };
    let snapshot = Snapshot::empty(boundaries.editions, now).with_invented(area, &rules, now);
    let (from, to) = snapshot.period().unwrap_or((now, now));
    let span = Span::between(from, to, &rules.zone());
    let label = span.map(|span| span.label).unwrap_or_default();
    let order = SheetOrder {
        area,
        template: &template,
        categories: &[],
        window: None,
        period: Period { from, to, label: &label },
        hot_spots: &[],
        plan: None,
        roads: None,
        tracks: None,
        rules: &rules,
        printed_on: now.to_zoned(rules.zone()).date(),
        base: None,
        approval_number: None,
        desk_url: press.desk_url.as_deref(),
        attributions: &press.attributions,
        lang,
    };
    write(&snapshot, &order, format, &args.output, lang)
}
