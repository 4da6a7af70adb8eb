//! `wangge areas diff`: two editions of the boundaries compared, and whose incidents move.

use super::args::{DiffArgs, OutputFormat};
use super::config::Config;
use super::failure::Failure;
use super::paths::refuse_overwriting;
use super::{Outcome, areas, print, say, store};
use crate::area::{AreaCode, AreaDiff, AreaSet, Level, Move, diff};
use crate::geo::LonLat;
use crate::incident::{ReadOptions, read_file};
use crate::locate::{Editions, LocateError, Locator};
use crate::text::{Lang, Message};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

pub(super) fn run(args: &DiffArgs, config: &Config, lang: Lang) -> Result<Outcome, Failure> {
    if let Some(output) = &args.output {
        let kept: Vec<&Path> =
            args.incidents.iter().chain(&args.db).map(std::path::PathBuf::as_path).collect();
        refuse_overwriting(output, &kept)?;
    }
    let (old, new) = (latest(&args.old, config)?, latest(&args.new, config)?);
    let difference = diff(&old, &new, Level::Grid);
    let locators = (locator(&old)?, locator(&new)?);
    let incidents = incidents(args, config, &locators.0)?;
    let handed = incidents.map(|incidents| Handed::find(&incidents, &locators));
    let report = Report { old: &old, new: &new, difference: &difference, handed: handed.as_ref() };
    match args.format {
        OutputFormat::Text => print(report.to_text(lang).trim_end())?,
        OutputFormat::Json => print(&format!("{:#}", report.to_json()))?,
    }
    if let (Some(output), Some(handed)) = (&args.output, &handed) {
        handed.write(output).map_err(|e| Failure::file("cli.cannot_write", output, e.into()))?;
        say(&Message::new("cli.written").with("path", output.display()).render(lang));
    }
    Ok(Outcome::Fine)
}

/// The last edition of a folder.
fn latest(dir: &Path, config: &Config) -> Result<Arc<AreaSet>, Failure> {
    let last = areas::read(dir, config)?.pop();
    // A folder that can be read has an edition.
    Ok(Arc::new(last.map(|loaded| loaded.set).unwrap_or_default()))
}

fn locator(areas: &Arc<AreaSet>) -> Result<Arc<Locator>, Failure> {
    let failed = |e: LocateError| Failure::faulty(e.message()).because(e);
    Locator::build(Arc::clone(areas)).map(Arc::new).map_err(failed)
}

/// Incidents by their numbers, with their positions; `None` where none are asked for.
type Incidents = Vec<(String, LonLat)>;

fn incidents(
    args: &DiffArgs,
    config: &Config,
    locator: &Arc<Locator>,
) -> Result<Option<Incidents>, Failure> {
    if let Some(db) = &args.db {
        let runtime = store::runtime()?;
        let editions = Arc::new(Editions::single(Arc::clone(locator)));
        let desk = store::open_existing(&runtime, db, editions)?;
        let of = |entry: &Arc<crate::desk::Entry>| {
            (entry.incident.id.0.to_string(), entry.incident.report.position)
        };
        let all = desk.snapshot().iter().map(of).collect();
        store::close(&runtime, &desk);
        return Ok(Some(all));
    }
    let Some(path) = &args.incidents else { return Ok(None) };
    let (rules, headers) = (config.rules()?, config.headers()?);
    let options = ReadOptions { rules: &rules, headers: &headers, datum: args.datum };
    let (mut all, mut unusable) = (Vec::new(), 0);
    read_file(path, &options, &mut |row| {
        match row.outcome {
            Ok(report) => {
                let number = report.external_id.unwrap_or_else(|| format!("#{}", row.line));
                all.push((number, report.position));
            }
            Err(_) => unusable += 1,
        }
        ControlFlow::Continue(())
    })
    .map_err(|error| Failure::impossible(error.message()).because(error))?;
    if unusable > 0 {
        let message = Message::new("cli.diff_unusable").with("count", unusable);
        let lang = config.lang.unwrap_or_default().into();
        say(&message.with("path", path.display()).render(lang));
    }
    Ok(Some(all))
}

/// An incident whose responsible grid changes.
struct Changed {
    id: String,
    at: LonLat,
    old: AreaCode,
    new: AreaCode,
}

/// The incidents that are handed over.
struct Handed {
    all: usize,
    changed: Vec<Changed>,
}

impl Handed {
    fn find(incidents: &Incidents, (old, new): &(Arc<Locator>, Arc<Locator>)) -> Self {
        let positions: Vec<LonLat> = incidents.iter().map(|(_, at)| *at).collect();
        let (before, after) = (old.find_each(&positions), new.find_each(&positions));
        let code = |locator: &Locator, grid: usize| locator.areas().grids()[grid].code.clone();
        let changed = incidents.iter().zip(before.iter().zip(&after)).filter_map(
            |((id, at), (before, after))| {
                let (old, new) = (code(old, before.grid), code(new, after.grid));
                (old != new).then(|| Changed { id: id.clone(), at: *at, old, new })
            },
        );
        Self { all: incidents.len(), changed: changed.collect() }
    }

    /// How many change from which grid to which.
    fn counts(&self) -> BTreeMap<(&AreaCode, &AreaCode), usize> {
        let mut counts = BTreeMap::new();
        for changed in &self.changed {
            *counts.entry((&changed.old, &changed.new)).or_default() += 1;
        }
        counts
    }

    fn write(&self, path: &Path) -> Result<(), csv::Error> {
        let mut writer = csv::Writer::from_path(path)?;
        writer.write_record(["id", "old_grid", "new_grid", "lon", "lat"])?;
        for changed in &self.changed {
            let (lon, lat) = (changed.at.lon().to_string(), changed.at.lat().to_string());
            let (old, new) = (changed.old.as_str(), changed.new.as_str());
            writer.write_record([changed.id.as_str(), old, new, &lon, &lat])?;
        }
        writer.flush()?;
        Ok(())
    }
}

/// The result, for people and programs.
struct Report<'a> {
    old: &'a AreaSet,
    new: &'a AreaSet,
    difference: &'a AreaDiff,
    handed: Option<&'a Handed>,
}

impl Report<'_> {
    fn moved_km2(&self) -> f64 {
        self.difference.moves.iter().map(|moved| moved.km2).sum()
    }

    fn to_json(&self) -> Value {
        let codes = |codes: &[AreaCode]| codes.iter().map(AreaCode::as_str).collect::<Value>();
        let changes = self.difference.changes.iter().map(|change| {
            json!({
                "kind": change.kind.name(), "old": codes(&change.old), "new": codes(&change.new),
            })
        });
        let moves = self.difference.moves.iter().map(|moved| {
            json!({
                "from": moved.from.as_ref().map(AreaCode::as_str),
                "to": moved.to.as_ref().map(AreaCode::as_str),
                "km2": moved.km2,
            })
        });
        let incidents = self.handed.map(|handed| {
            let counts = handed.counts().into_iter().map(|((old, new), count)| {
                json!({ "from": old.as_str(), "to": new.as_str(), "count": count })
            });
            json!({
                "all": handed.all,
                "changed": handed.changed.len(),
                "moves": counts.collect::<Vec<_>>(),
            })
        });
        json!({
            "unchanged": self.difference.unchanged,
            "moved_km2": self.moved_km2(),
            "changes": changes.collect::<Vec<_>>(),
            "moves": moves.collect::<Vec<_>>(),
            "incidents": incidents,
        })
    }

    fn to_text(&self, lang: Lang) -> String {
        let mut lines = Vec::new();
        for change in &self.difference.changes {
            let named = |areas: &AreaSet, codes: &[AreaCode]| {
                let one = |code: &AreaCode| {
                    let name = areas.find(code.as_str()).map_or("", |area| area.name.as_str());
                    format!("{code} {name}").trim_end().to_owned()
                };
                codes.iter().map(one).collect::<Vec<_>>().join("、")
            };
            let message = Message::new(kind_key(change.kind))
                .with("old", named(self.old, &change.old))
                .with("new", named(self.new, &change.new));
            lines.push(message.render(lang));
        }
        let outside = Message::new("cli.diff_outside").render(lang);
        let name = |code: &Option<AreaCode>| {
            code.as_ref().map_or_else(|| outside.clone(), ToString::to_string)
        };
        lines.extend(self.difference.moves.iter().map(|Move { from, to, km2 }| {
            let message = Message::new("cli.diff_move").with("from", name(from));
            message.with("to", name(to)).with("km2", format!("{km2:.6}")).render(lang)
        }));
        lines.extend(self.incident_lines(lang));
        let closing = Message::new("cli.diff_counts")
            .with("changes", self.difference.changes.len())
            .with("unchanged", self.difference.unchanged)
            .with("km2", format!("{:.4}", self.moved_km2()));
        lines.push(closing.render(lang));
        lines.join("\n")
    }

    fn incident_lines(&self, lang: Lang) -> Vec<String> {
        let Some(handed) = self.handed else { return Vec::new() };
        let one = |((old, new), count): ((&AreaCode, &AreaCode), usize)| {
            let message = Message::new("cli.diff_handed").with("from", old).with("to", new);
            message.with("count", count).render(lang)
        };
        let mut lines: Vec<String> = handed.counts().into_iter().map(one).collect();
        let message = Message::new("cli.diff_incidents").with("changed", handed.changed.len());
        lines.push(message.with("all", handed.all).render(lang));
        lines
    }
}

fn kind_key(kind: crate::area::ChangeKind) -> &'static str {
    use crate::area::ChangeKind;
    match kind {
        ChangeKind::Split => "cli.diff_split",
        ChangeKind::Merged => "cli.diff_merged",
        ChangeKind::Recoded => "cli.diff_recoded",
        ChangeKind::Renamed => "cli.diff_renamed",
        ChangeKind::Reshaped => "cli.diff_reshaped",
        ChangeKind::Added => "cli.diff_added",
        ChangeKind::Removed => "cli.diff_removed",
    }
}
