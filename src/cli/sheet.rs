//! `wangge sheet`: one patrol sheet from the database.

use super::args::SheetArgs;
use super::config::Config;
use super::failure::Failure;
use super::selection::Selection;
use super::{Outcome, areas, say, store};
use crate::area::Level;
use crate::desk::SheetOrder;
use crate::sheet::{Format, Period};
use crate::text::{Lang, Message};
use jiff::Timestamp;
use std::sync::Arc;

pub(super) fn run(args: &SheetArgs, config: &Config, lang: Lang) -> Result<Outcome, Failure> {
    // The ending of the output decides the format, before any work is done.
    let ending = args.output.extension().and_then(|e| e.to_str());
    let Some(format) = ending.and_then(Format::from_extension) else {
        let message = Message::new("cli.bad_output").with("path", args.output.display());
        return Err(Failure::impossible(message.with("known", ".pdf .png .svg")));
    };
    let boundaries = areas::load(config.areas(args.areas.as_ref())?, config)?;
    let in_force = Arc::clone(boundaries.editions.at(Timestamp::now()));
    let found = in_force.areas().find(&args.grid).filter(|area| area.level == Level::Grid);
    let Some(grid) = found else {
        return Err(Failure::impossible(Message::new("cli.unknown_grid").with("code", &args.grid)));
    };
    let rules = config.rules()?;
    let runtime = store::runtime()?;
    let db = config.db(args.db.as_ref())?;
    let desk = store::open_existing(&runtime, db, boundaries.editions)?;
    let snapshot = desk.snapshot();
    let chosen = Selection::new(&args.selection, &rules, snapshot.period())?;
    chosen.warn(lang);
    let today = || Timestamp::now().to_zoned(rules.zone()).date();
    let order = SheetOrder {
        grid,
        categories: &chosen.categories,
        window: chosen.window.as_ref(),
        period: Period { from: chosen.span.from, to: chosen.span.to, label: &chosen.span.label },
        rules: &rules,
        printed_on: args.printed_on.unwrap_or_else(today),
        approval_number: args.approval.as_deref(),
        attributions: &boundaries.attributions,
        lang,
    };
    let made = snapshot.draw_sheet(&order).and_then(|sheet| sheet.render(format));
    let bytes = made.map_err(|error| Failure::impossible(error.message()).because(error))?;
    store::close(&runtime, &desk);
    std::fs::write(&args.output, bytes)
        .map_err(|source| Failure::file("cli.cannot_write", &args.output, source))?;
    say(&Message::new("cli.written").with("path", args.output.display()).render(lang));
    Ok(Outcome::Fine)
}
