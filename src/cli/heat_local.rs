//! `wangge heat --local`: local statistics of every unit as GeoJSON.

use super::config::Config;
use super::failure::Failure;
use super::heat_args::{ByArg, HeatArgs, LocalArg, StyleArg, ValueArg};
use super::heat_table::refuse_sensitive;
use super::selection::Selection;
use super::{Outcome, areas, say, store};
use crate::desk::{LocalOrder, Statistic};
use crate::heat::hotspot::{Style, Value};
use crate::text::{Lang, Message};

pub(super) fn run(
    by: ByArg,
    args: &HeatArgs,
    config: &Config,
    lang: Lang,
) -> Result<Outcome, Failure> {
    if args.output.extension().and_then(|ending| ending.to_str()) != Some("geojson") {
        let message = Message::new("cli.bad_output").with("path", args.output.display());
        return Err(Failure::impossible(message.with("known", ".geojson")));
    }
    let boundaries = areas::load(config.areas(args.areas.as_ref())?, config)?;
    let rules = config.rules()?;
    let runtime = store::runtime()?;
    let db = config.db(args.db.as_ref())?;
    let desk = store::open_existing(&runtime, db, boundaries.editions)?;
    let snapshot = desk.snapshot();
    let chosen = Selection::new(&args.selection, &rules, snapshot.period())?
        .of_kind(&args.kind, snapshot.areas())?;
    chosen.warn(lang);
    refuse_sensitive(&chosen.filter(), args.internal, &rules)?;
    let statistic = match args.local {
        Some(LocalArg::Gi) => Statistic::GiStar,
        Some(LocalArg::Moran) | None => Statistic::LocalMoran,
    };
    let order = LocalOrder {
        by: by.with(args.resolution),
        filter: chosen.filter(),
        against: args.analysis.against.into(),
        statistic,
        value: match args.value {
            ValueArg::Deviate => Value::Deviate,
            ValueArg::Ratio => Value::Ratio,
            ValueArg::Cases => Value::Cases,
        },
        style: match args.neighbours {
            None => statistic.style(),
            Some(StyleArg::Row) => Style::Row,
            Some(StyleArg::Binary) => Style::Binary,
        },
        draws: args.analysis.draws(),
        false_share: args.analysis.false_share,
    };
    let zone = rules.zone();
    let statistics = snapshot
        .local_statistics(order, &zone)
        .map_err(|error| Failure::impossible(error.message()).because(error))?;
    if let Some(too_few) = statistics.too_few() {
        say(&too_few.message().render(lang));
    }
    let text = statistics.to_geojson(&zone).to_string();
    store::close(&runtime, &desk);
    std::fs::write(&args.output, text)
        .map_err(|source| Failure::file("cli.cannot_write", &args.output, source))?;
    say(&Message::new("cli.written").with("path", args.output.display()).render(lang));
    Ok(Outcome::Fine)
}
