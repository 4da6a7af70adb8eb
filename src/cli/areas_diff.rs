//! `wangge areas diff`: two editions of the boundaries compared, and whose incidents move.

use super::args::{DiffArgs, OutputFormat};
use super::config::Config;
use super::failure::Failure;
use super::paths::refuse_overwriting;
use super::{Outcome, areas, print, say, store};
use crate::area::{AreaCode, AreaDiff, AreaSet, Change, ChangeKind, Level, Move, aligned, diff};
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
    let handed = if args.db.is_some() || args.incidents.is_some() {
        let locators = (locator(&old)?, locator(&new)?);
        incidents(args, config, &locators.0)?.map(|incidents| Handed::find(&incidents, &locators))
    } else {
        None
    };
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

/// The last edition of a folder; a word where its boundaries have faults.
fn latest(dir: &Path, config: &Config) -> Result<Arc<AreaSet>, Failure> {
    let mut editions = areas::read(dir, config)?;
    areas::tell_of_faults(&editions, dir, config.lang.unwrap_or_default().into());
    // A folder that can be read has an edition.
    let last = editions.pop().map(|loaded| loaded.set).unwrap_or_default();
    if last.grids().is_empty() {
        let message = Message::new("cli.diff_no_grids").with("path", dir.display());
        return Err(Failure::impossible(message));
    }
    Ok(Arc::new(last))
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

    fn rows(&self, lang: Lang) -> Vec<[String; 4]> {
        let row = |((old, new), count): ((&AreaCode, &AreaCode), usize)| {
            let what = Message::new("cli.diff_handed").render(lang);
            let count = Message::new("cli.diff_count").with("count", count).render(lang);
            [what, old.to_string(), format!("→ {new}"), count]
        };
        self.counts().into_iter().map(row).collect()
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
    fn to_json(&self) -> Value {
        let changes = self.difference.changes.iter().map(|change| {
            let moves: Vec<Value> = self.difference.moves_of(change).map(move_json).collect();
            json!({
                "kind": change.kind.name(),
                "old": codes_json(&change.old),
                "new": codes_json(&change.new),
                "moves": moves,
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
        let counts: BTreeMap<&str, usize> =
            self.counts().map(|(kind, count)| (kind.name(), count)).collect();
        json!({
            "unchanged": self.difference.unchanged,
            "counts": counts,
            "moved_km2": self.difference.moved_km2(),
            "changes": changes.collect::<Vec<_>>(),
            "moves": self.difference.moves.iter().map(move_json).collect::<Vec<_>>(),
            "incidents": incidents,
        })
    }

    /// How many changes there are of each kind.
    fn counts(&self) -> impl Iterator<Item = (ChangeKind, usize)> {
        let changes = &self.difference.changes;
        let of = |kind| changes.iter().filter(|change| change.kind == kind).count();
        ChangeKind::ALL.into_iter().map(move |kind| (kind, of(kind)))
    }

    fn to_text(&self, lang: Lang) -> String {
        let mut lines = aligned(&self.change_rows(lang));
        lines.extend(aligned(&self.move_rows(lang)));
        if let Some(handed) = self.handed {
            lines.extend(aligned(&handed.rows(lang)));
            let message = Message::new("cli.diff_incidents").with("changed", handed.changed.len());
            lines.push(message.with("all", handed.all).render(lang));
        }
        lines.push(self.closing(lang));
        lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
    }

    /// What happened, to which grids, and what they are now.
    fn change_rows(&self, lang: Lang) -> Vec<[String; 3]> {
        let named = |areas: &AreaSet, codes: &[AreaCode]| {
            let one = |code: &AreaCode| {
                let name = areas.find(code.as_str()).map_or("", |area| area.name.as_str());
                // Grids without a name are named by their code.
                if name == code.as_str() { name.to_owned() } else { format!("{code} {name}") }
            };
            let join = Message::new("cli.diff_join").render(lang);
            codes.iter().map(one).collect::<Vec<_>>().join(&join)
        };
        let row = |change: &Change| {
            let (old, new) = (named(self.old, &change.old), named(self.new, &change.new));
            let new = if new.is_empty() { new } else { format!("→ {new}") };
            [Message::new(kind_key(change.kind)).render(lang), old, new]
        };
        self.difference.changes.iter().map(row).collect()
    }

    /// Which ground went from whom to whom.
    fn move_rows(&self, lang: Lang) -> Vec<[String; 4]> {
        let outside = Message::new("cli.diff_outside").render(lang);
        let name = |code: &Option<AreaCode>| {
            code.as_ref().map_or_else(|| outside.clone(), ToString::to_string)
        };
        let row = |Move { from, to, km2 }: &Move| {
            let size = Message::new("cli.diff_km2").with("km2", format!("{km2:.6}")).render(lang);
            let what = Message::new("cli.diff_moved").render(lang);
            [what, name(from), format!("→ {}", name(to)), size]
        };
        self.difference.moves.iter().map(row).collect()
    }

    fn closing(&self, lang: Lang) -> String {
        let unchanged = self.difference.unchanged;
        if self.difference.changes.is_empty() {
            return Message::new("cli.diff_none").with("unchanged", unchanged).render(lang);
        }
        let kinds: Vec<String> = self
            .counts()
            .filter(|(_, count)| *count > 0)
            .map(|(kind, count)| format!("{} {count}", Message::new(kind_key(kind)).render(lang)))
            .collect();
        Message::new("cli.diff_counts")
            .with("changes", self.difference.changes.len())
            .with("kinds", kinds.join(&Message::new("cli.diff_join").render(lang)))
            .with("unchanged", unchanged)
            .with("km2", format!("{:.4}", self.difference.moved_km2()))
            .render(lang)
    }
}

fn codes_json(codes: &[AreaCode]) -> Value {
    codes.iter().map(AreaCode::as_str).collect()
}

fn move_json(moved: &Move) -> Value {
    json!({
        "from": moved.from.as_ref().map(AreaCode::as_str),
        "to": moved.to.as_ref().map(AreaCode::as_str),
        "km2": moved.km2,
    })
}

fn kind_key(kind: ChangeKind) -> &'static str {
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
