//! `wangge atlas`: the patrol sheets of many grids as one PDF or a ZIP.

use super::atlas_args::{AtlasArgs, FormatArg};
use super::config::Config;
use super::failure::Failure;
use super::paths::refuse_overwriting;
use super::patrol::Going;
use super::progress::Progress;
use super::selection::Selection;
use super::sheet::template;
use super::{Outcome, areas, say, store};
use crate::area::{AreaCode, AreaSet};
use crate::basemap::BaseMap;
use crate::desk::{
    Among, Atlas, AtlasError, AtlasKind, AtlasStep, AtlasWork, Press, SheetPlan, Snapshot,
};
use crate::incident::Rules;
use crate::sheet::Format;
use crate::text::{Lang, Message};
use jiff::Timestamp;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::runtime::Runtime;

pub(super) fn run(args: &AtlasArgs, config: &Config, lang: Lang) -> Result<Outcome, Failure> {
    // What cannot be asked for is said before any work is done.
    let kind = kind(args)?;
    if args.choice.ranks_nothing() {
        return Err(Failure::impossible(Message::new("cli.by_alone")));
    }
    let boundaries = areas::load(config.areas(args.areas.as_ref())?, config)?;
    let press = config.press(boundaries.attributions)?;
    let rules = Arc::new(config.rules()?);
    let runtime = store::runtime()?;
    let db = config.db(args.db.as_ref())?;
    refuse_overwriting(&args.output, &[db])?;
    let desk = store::open_existing(&runtime, db, boundaries.editions)?;
    let snapshot = desk.snapshot();
    store::close(&runtime, &desk);
    let beneath =
        (config.base_map(&args.base)?, Going::new(&args.patrol, config, &rules.zone(), lang)?);
    let plan = plan(args, &snapshot, rules, press, beneath, lang)?;
    for name in &args.choice.open {
        known_category(name, &plan.rules)?;
    }
    let choice = args.choice.choice(among(args, snapshot.areas())?);
    let atlas = Atlas::choose(snapshot, &choice, plan).map_err(failed)?;
    let chosen = Message::new("cli.atlas_chosen").with("count", atlas.len());
    say(&chosen.with("words", atlas.words()).render(lang));
    for file in make(&atlas, args, kind, &runtime, lang)? {
        say(&Message::new("cli.written").with("path", file.display()).render(lang));
    }
    Ok(Outcome::Fine)
}

/// What is made, by the ending of the file.
fn kind(args: &AtlasArgs) -> Result<AtlasKind, Failure> {
    let ending = args.output.extension().and_then(|ending| ending.to_str());
    let wrong = |key| Err(Failure::impossible(Message::new(key)));
    match ending.map(str::to_ascii_lowercase).as_deref() {
        Some("pdf") if args.format.is_some_and(|format| format != FormatArg::Pdf) => {
            wrong("cli.atlas_format")
        }
        Some("pdf") => Ok(AtlasKind::Pdf { volume: args.volume }),
        Some("zip") if args.volume.is_some() => wrong("cli.atlas_volume"),
        Some("zip") => Ok(AtlasKind::Zip(match args.format {
            Some(FormatArg::Png) => Format::Png,
            Some(FormatArg::Svg) => Format::Svg,
            Some(FormatArg::Pdf) | None => Format::Pdf,
        })),
        _ => {
            let message = Message::new("cli.bad_output").with("path", args.output.display());
            Err(Failure::impossible(message.with("known", ".pdf .zip")))
        }
    }
}

fn plan(
    args: &AtlasArgs,
    snapshot: &Snapshot,
    rules: Arc<Rules>,
    press: Press,
    (base, going): (Option<Arc<BaseMap>>, Going),
    lang: Lang,
) -> Result<SheetPlan, Failure> {
    let chosen = Selection::new(&args.selection, &rules, snapshot.period())?;
    chosen.warn(lang);
    let today = || Timestamp::now().to_zoned(rules.zone()).date();
    let printed_on = args.printed_on.unwrap_or_else(today);
    let template = template(&press, args.template.as_deref())?;
    Ok(SheetPlan {
        categories: chosen.categories,
        window: chosen.window,
        approval_number: args.approval.clone(),
        desk_url: press.desk_url,
        base,
        roads: going.roads,
        tracks: going.tracks,
        attributions: press.attributions,
        lang,
        ..SheetPlan::new(chosen.span, template, rules, printed_on)
    })
}

fn known_category(name: &str, rules: &Rules) -> Result<(), Failure> {
    if rules.category(name).is_some() {
        return Ok(());
    }
    let known: Vec<&str> = rules.categories.iter().map(|c| c.name.as_str()).collect();
    let message = Message::new("cli.unknown_category").with("name", name);
    Err(Failure::impossible(message.with("known", known.join("、"))))
}

/// The areas of the arguments and of the file, each code once.
fn among(args: &AtlasArgs, areas: &AreaSet) -> Result<Among, Failure> {
    let mut codes: Vec<AreaCode> = Vec::new();
    let mut add = |code: &str| {
        let code = AreaCode::new(code);
        if !codes.contains(&code) {
            codes.push(code);
        }
    };
    args.choice.of.iter().for_each(|code| add(code));
    if let Some(path) = &args.choice.codes {
        for (line, code) in lines(path)? {
            if areas.find(&code).is_none() {
                let message = Message::new("cli.bad_code_line").with("path", path.display());
                let message = message.with("line", line).with("code", code);
                return Err(Failure::impossible(message));
            }
            add(&code);
        }
    }
    let named = !args.choice.of.is_empty() || args.choice.codes.is_some();
    Ok(if named { Among::Areas(codes) } else { Among::All })
}

/// The lines of a file that say something, with their numbers.
fn lines(path: &Path) -> Result<Vec<(usize, String)>, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| Failure::file("cli.cannot_read", path, source))?;
    let lines = (1..).zip(text.trim_start_matches('\u{feff}').lines());
    let lines = lines.map(|(line, code)| (line, code.trim().to_owned()));
    Ok(lines.filter(|(_, code)| !code.is_empty()).collect())
}

/// Makes it, with progress, until it is there or Ctrl-C.
fn make(
    atlas: &Atlas,
    args: &AtlasArgs,
    kind: AtlasKind,
    runtime: &Runtime,
    lang: Lang,
) -> Result<Vec<PathBuf>, Failure> {
    let folder = folder_beside(&args.output);
    if !args.resume && folder.exists() {
        say(&Message::new("cli.atlas_left").with("folder", folder.display()).render(lang));
    }
    let stop = Arc::new(AtomicBool::new(false));
    runtime.spawn({
        let stop = Arc::clone(&stop);
        async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                stop.store(true, Ordering::Relaxed);
            }
        }
    });
    let all = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let work = AtlasWork {
        kind,
        output: &args.output,
        folder: &folder,
        threads: args.threads.unwrap_or(all),
        resume: args.resume,
    };
    let progress = Progress::of_steps(100, Message::new("cli.atlas_progress").render(lang));
    let made = atlas.make(&work, &|step: AtlasStep| {
        progress.at(step.percent() as u64);
        if stop.load(Ordering::Relaxed) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    progress.finish();
    made.map_err(|error| match error {
        AtlasError::Stopped { done, of } => {
            let message = Message::new("cli.atlas_stopped").with("done", done).with("of", of);
            Failure::impossible(message.with("folder", folder.display()))
        }
        error => failed(error),
    })
}

/// `atlas.pdf.part` beside `atlas.pdf`.
fn folder_beside(output: &Path) -> PathBuf {
    let mut name = output.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    output.with_file_name(name)
}

fn failed(error: AtlasError) -> Failure {
    Failure::impossible(error.message()).because(error)
}
