//! What a patrol goes by: roads, tracks, and the plan of check-points.

use super::args::PatrolArgs;
use super::config::Config;
use super::failure::Failure;
use super::say;
use crate::desk::TracksOrder;
use crate::geo::Datum;
use crate::patrol::{Fault, Plan, RoadOptions, Roads, Tracks, read_tracks};
use crate::text::{Lang, Message};
use jiff::tz::TimeZone;
use std::path::Path;
use std::sync::Arc;

/// At most so many faults of a file are said one by one.
const SAID: usize = 5;

/// What the arguments and the configuration name, read.
pub(super) struct Going {
    pub roads: Option<Arc<Roads>>,
    pub tracks: Option<TracksOrder>,
}

impl Going {
    pub fn new(
        args: &PatrolArgs,
        config: &Config,
        zone: &TimeZone,
        lang: Lang,
    ) -> Result<Self, Failure> {
        let roads = args.roads.as_ref().or(config.roads.as_ref());
        let roads = roads.map(|path| read_roads(path, lang)).transpose()?;
        let mut tracks: Option<Tracks> = None;
        for path in &args.tracks {
            let found = read_track_file(path, lang)?;
            match &mut tracks {
                Some(all) => all.append(found),
                None => tracks = Some(found),
            }
        }
        let since = args.since.and_then(|day| day.to_zoned(zone.clone()).ok());
        let since = since.map(|midnight| midnight.timestamp());
        let radius_m = args.within;
        let tracks = tracks.map(|tracks| TracksOrder { tracks: Arc::new(tracks), since, radius_m });
        Ok(Self { roads, tracks })
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|source| Failure::file("cli.cannot_read", path, source))
}

/// Reads the changes of check-points.
pub(super) fn read_plan(path: &Path) -> Result<Plan, Failure> {
    serde_json::from_slice(&read(path)?).map_err(|source| {
        let message = Message::new("cli.bad_plan").with("path", path.display());
        Failure::faulty(message.with("source", &source))
    })
}

/// Reads the roads of a file and builds their network.
pub(super) fn read_roads(path: &Path, lang: Lang) -> Result<Arc<Roads>, Failure> {
    let name = path.display().to_string();
    let read = Roads::read(&name, &read(path)?, Datum::Cgcs2000, RoadOptions::default());
    let (roads, faults) = read.map_err(|error| Failure::faulty(error.message()).because(error))?;
    tell(&name, &faults, lang);
    Ok(Arc::new(roads))
}

fn read_track_file(path: &Path, lang: Lang) -> Result<Tracks, Failure> {
    let name = path.display().to_string();
    let read = read_tracks(&name, &read(path)?, Datum::Wgs84);
    let tracks = read.map_err(|error| Failure::faulty(error.message()).because(error))?;
    tell(&name, &tracks.faults, lang);
    Ok(tracks)
}

/// What of a file could not be used.
fn tell(file: &str, faults: &[Fault], lang: Lang) {
    for fault in faults.iter().take(SAID) {
        say(&format!("{file} {}", fault.render(lang)));
    }
    if faults.len() > SAID {
        let more = Message::new("cli.more_faults").with("count", faults.len() - SAID);
        say(&format!("{file} {}", more.render(lang)));
    }
}
