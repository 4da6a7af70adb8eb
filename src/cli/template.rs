//! `wangge template`: what sheets can look like.

use super::args::{PreviewArgs, TemplateCommand};
use super::config::Config;
use super::failure::Failure;
use super::sheet::{format_of, template, write};
use super::{Outcome, areas, print};
use crate::desk::{SheetPlan, Snapshot, Span};
use crate::sheet::SHIPPED_TEMPLATES;
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
    let format = format_of(&args.output, ".pdf .png .svg")?;
    let boundaries = areas::load(config.areas(args.areas.as_ref())?, config)?;
    let press = config.press(boundaries.attributions)?;
    let template = template(&press, Some(&args.template))?;
    let rules = Arc::new(config.rules()?);
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
    let span = span.unwrap_or_else(|| Span { from, to, label: String::new() });
    let today = now.to_zoned(rules.zone()).date();
    let plan = SheetPlan {
        desk_url: press.desk_url,
        attributions: press.attributions,
        lang,
        ..SheetPlan::new(span, template, rules, today)
    };
    write(&snapshot, &plan.order(area), format, &args.output, lang)
}
