//! `wangge sheet`: one patrol sheet from the database.

use super::args::SheetArgs;
use super::config::Config;
use super::failure::Failure;
use super::patrol::{Going, read_plan};
use super::selection::Selection;
use super::{Outcome, areas, say, store};
use crate::basemap::BaseMap;
use crate::desk::{Press, SheetOrder, SheetPlan, Snapshot};
use crate::geo::Bounds;
use crate::sheet::{Format, Template, extent};
use crate::text::{Lang, Message};
use jiff::Timestamp;
use std::path::Path;
use std::sync::Arc;

pub(super) fn run(args: &SheetArgs, config: &Config, lang: Lang) -> Result<Outcome, Failure> {
    let listing = args.output.extension().is_some_and(|ending| ending == "json");
    // The ending of the output decides the format, before any work is done.
    let known = ".pdf .png .svg .json";
    let format = if listing { Format::Pdf } else { format_of(&args.output, known)? };
    let boundaries = areas::load(config.areas(args.areas.as_ref())?, config)?;
    let in_force = Arc::clone(boundaries.editions.at(Timestamp::now()));
    let Some(area) = in_force.areas().find(&args.area) else {
        return Err(Failure::impossible(Message::new("cli.unknown_code").with("code", &args.area)));
    };
    let press = config.press(boundaries.attributions)?;
    let template = template(&press, args.template.as_deref())?;
    let base = config.base_map(&args.base)?;
    if let Some(base) = &base {
        tell_of_base(base, &extent(area, &template), lang);
    }
    let rules = Arc::new(config.rules()?);
    let going = Going::new(&args.patrol, config, &rules.zone(), lang)?;
    let changes = args.plan.as_deref().map(read_plan).transpose()?;
    let runtime = store::runtime()?;
    let db = config.db(args.db.as_ref())?;
    let desk = store::open_existing(&runtime, db, boundaries.editions)?;
    let snapshot = desk.snapshot();
    let chosen = Selection::new(&args.selection, &rules, snapshot.period())?;
    chosen.warn(lang);
    let today = || Timestamp::now().to_zoned(rules.zone()).date();
    let printed_on = args.printed_on.unwrap_or_else(today);
    let plan = SheetPlan {
        categories: chosen.categories,
        window: chosen.window,
        base,
        roads: going.roads,
        tracks: going.tracks,
        approval_number: args.approval.clone(),
        desk_url: args.desk_url.clone().or(press.desk_url),
        attributions: press.attributions,
        lang,
        ..SheetPlan::new(chosen.span, template, rules, printed_on)
    }
    .with_spots(&snapshot);
    let order = SheetOrder { changes: changes.as_ref(), ..plan.order(area) };
    let written = if listing {
        list(&snapshot, &order, &args.output, lang)
    } else {
        write(&snapshot, &order, format, &args.output, lang)
    };
    store::close(&runtime, &desk);
    written
}

/// The format that the ending of an output asks for; `known` are the endings that the command takes.
pub(super) fn format_of(output: &Path, known: &str) -> Result<Format, Failure> {
    let ending = output.extension().and_then(|ending| ending.to_str());
    ending.and_then(Format::from_extension).ok_or_else(|| {
        let message = Message::new("cli.bad_output").with("path", output.display());
        Failure::impossible(message.with("known", known))
    })
}

/// Draws a sheet into a file.
pub(super) fn write(
    snapshot: &Snapshot,
    order: &SheetOrder,
    format: Format,
    output: &Path,
    lang: Lang,
) -> Result<Outcome, Failure> {
    let made = snapshot.draw_sheet(order).and_then(|sheet| Ok(sheet.render(format)?));
    let bytes = made.map_err(|error| Failure::impossible(error.message()).because(error))?;
    save(&bytes, output, lang)
}

/// Writes a file and says so.
fn save(bytes: &[u8], output: &Path, lang: Lang) -> Result<Outcome, Failure> {
    std::fs::write(output, bytes)
        .map_err(|source| Failure::file("cli.cannot_write", output, source))?;
    say(&Message::new("cli.written").with("path", output.display()).render(lang));
    Ok(Outcome::Fine)
}

/// The check-points as JSON, for a plan.
fn list(
    snapshot: &Snapshot,
    order: &SheetOrder,
    output: &Path,
    lang: Lang,
) -> Result<Outcome, Failure> {
    let patrol = snapshot.patrol_of(order);
    let patrol = patrol.map_err(|error| Failure::impossible(error.message()).because(error))?;
    let text = format!("{:#}\n", patrol.to_json(lang));
    save(text.as_bytes(), output, lang)
}

/// The template of a name or of a file.
pub(super) fn template(press: &Press, asked: Option<&str>) -> Result<Template, Failure> {
    let is_file = |path: &&Path| path.extension().is_some_and(|ending| ending == "toml");
    if let Some(path) = asked.map(Path::new).filter(is_file) {
        let read = Template::read(path);
        return read.map_err(|error| Failure::impossible(error.message()).because(error));
    }
    press.template(asked).ok_or_else(|| {
        let message = Message::new("cli.unknown_template").with("name", asked.unwrap_or_default());
        Failure::impossible(message.with("known", press.names().join(" ")))
    })
}

/// A word where nothing of a base map will be seen.
fn tell_of_base(base: &BaseMap, shown: &Bounds, lang: Lang) {
    if let Some(warning) = base.warning() {
        say(&warning.render(lang));
    }
    if let Some(extent) = base.extent().filter(|extent| !extent.intersects(shown)) {
        let Bounds { west, south, east, north } = extent;
        let message = Message::new("cli.base_elsewhere").with("path", base.path().display());
        let extent = format!("{west:.4},{south:.4},{east:.4},{north:.4}");
        say(&message.with("extent", extent).render(lang));
    }
}
