//! `wangge heat --hotspots`: hot spots as GeoJSON, and what there is to say of them.

use super::config::Config;
use super::failure::Failure;
use super::heat_args::{AgainstArg, ByArg, HeatArgs, StepArg};
use super::heat_table::refuse_sensitive;
use super::selection::Selection;
use super::{Outcome, areas, print, say, store};
use crate::desk::{Against, Filter, HotspotOrder};
use crate::heat::hotspot::{Rules, Step, Test};
use crate::text::{Lang, Message};

impl From<AgainstArg> for Against {
    fn from(arg: AgainstArg) -> Self {
        match arg {
            AgainstArg::Area => Self::Area,
            AgainstArg::Reports => Self::Reports,
        }
    }
}

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
    let chosen = chosen.filter();
    refuse_sensitive(&chosen, args.internal, &rules)?;
    // An end that is not asked for is that of the history, not of the last 90 days.
    let asked = &args.selection;
    let filter = Filter {
        from: chosen.from.filter(|_| asked.from.is_some() || asked.period.is_some()),
        to: chosen.to.filter(|_| asked.to.is_some() || asked.period.is_some()),
        ..chosen
    };
    let step = match args.step {
        StepArg::Day => Step::Day,
        StepArg::Week => Step::Week,
        StepArg::Month => Step::Month,
    };
    let against = args.analysis.against.into();
    let by = by.with(args.resolution);
    let zone = rules.zone();
    let judged = Rules {
        test: args.analysis.draws().map_or(Test::Analytic, Test::Permuted),
        false_share: args.analysis.false_share,
        fades_after: usize::from(args.fades_after),
        ..Rules::default()
    };
    let order = HotspotOrder { by, step, filter, against, rules: judged };
    let analysis = snapshot
        .hotspots(order, &zone)
        .map_err(|error| Failure::impossible(error.message()).because(error))?;
    print(&analysis.said().render(lang))?;
    for (_, spot) in analysis.found().open() {
        print(&spot.line().render(lang))?;
    }
    let text = analysis.to_geojson(args.ended, &zone).to_string();
    store::close(&runtime, &desk);
    std::fs::write(&args.output, text)
        .map_err(|source| Failure::file("cli.cannot_write", &args.output, source))?;
    say(&Message::new("cli.written").with("path", args.output.display()).render(lang));
    Ok(Outcome::Fine)
}
