//! `wangge heat --by`: counts and rates as a table.

use super::config::Config;
use super::failure::Failure;
use super::heat_args::{ByArg, HeatArgs};
use super::selection::Selection;
use super::{Outcome, areas, say, store};
use crate::area::Level;
use crate::desk::{Aggregate, AggregateOrder, By, Filter};
use crate::heat::Resolution;
use crate::incident::Rules;
use crate::text::{Lang, Message};
use jiff::tz::TimeZone;

/// What the ending of the output stands for.
#[derive(Clone, Copy)]
enum Format {
    Csv,
    GeoJson,
    Json,
}

impl Format {
    fn write(self, table: &Aggregate, zone: &TimeZone) -> Vec<u8> {
        match self {
            Self::Csv => table.to_csv(zone),
            Self::GeoJson => table.to_geojson(zone).to_string().into_bytes(),
            Self::Json => serde_json::to_vec(&table.to_body(zone)).unwrap_or_default(),
        }
    }
}

pub(super) fn run(
    by: ByArg,
    args: &HeatArgs,
    config: &Config,
    lang: Lang,
) -> Result<Outcome, Failure> {
    let format = match args.output.extension().and_then(|ending| ending.to_str()) {
        Some("csv") => Format::Csv,
        Some("geojson") => Format::GeoJson,
        Some("json") => Format::Json,
        _ => {
            let message = Message::new("cli.bad_output").with("path", args.output.display());
            return Err(Failure::impossible(message.with("known", ".csv .geojson .json")));
        }
    };
    let boundaries = areas::load(config.areas(args.areas.as_ref())?, config)?;
    let rules = config.rules()?;
    let runtime = store::runtime()?;
    let db = config.db(args.db.as_ref())?;
    let desk = store::open_existing(&runtime, db, boundaries.editions)?;
    let snapshot = desk.snapshot();
    let chosen = Selection::new(&args.selection, &rules, snapshot.period())?
        .of_kind(&args.kind, snapshot.areas())?;
    chosen.warn(lang);
    let filter = chosen.filter();
    let by = by.with(args.resolution);
    // A file is handed on.
    let public = (!args.internal).then(|| args.k.unwrap_or(rules.public_least));
    if let Some(k) = public.filter(|k| *k < rules.public_least) {
        let message = Message::new("cli.small_k").with("k", k).with("least", rules.public_least);
        return Err(Failure::impossible(message));
    }
    let table = snapshot
        .aggregate(&AggregateOrder { by, filter, public }, &rules)
        .map_err(|error| Failure::impossible(error.message()).because(error))?;
    store::close(&runtime, &desk);
    std::fs::write(&args.output, format.write(&table, &rules.zone()))
        .map_err(|source| Failure::file("cli.cannot_write", &args.output, source))?;
    say(&Message::new("cli.written").with("path", args.output.display()).render(lang));
    let hidden = table.rows.iter().filter(|row| row.figures.count.is_none()).count();
    if let Some(k) = table.least.filter(|_| hidden > 0) {
        say(&Message::new("cli.left_out").with("rows", hidden).with("k", k).render(lang));
    }
    Ok(Outcome::Fine)
}

/// Refuses a file that tells of single sensitive cases and has no form that leaves them out, unless
/// it is to stay in the house.
pub(super) fn refuse_sensitive(
    filter: &Filter,
    internal: bool,
    rules: &Rules,
) -> Result<(), Failure> {
    if internal || !filter.counts_sensitive(rules) {
        return Ok(());
    }
    Err(Failure::impossible(Message::new("cli.sensitive")))
}

impl ByArg {
    /// The units, with the resolution that cells may have been given.
    pub(super) fn with(self, resolution: Option<u8>) -> By {
        match self {
            Self::Township => By::Level(Level::Township),
            Self::Village => By::Level(Level::Village),
            Self::Grid => By::Level(Level::Grid),
            Self::H3 => By::Cell(resolution.and_then(Resolution::new).unwrap_or_default()),
        }
    }
}
