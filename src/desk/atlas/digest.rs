//! A name for what a sheet is made of: equal input has the same name, other input another.

use super::super::{SheetPlan, Snapshot};
use super::AtlasError;
use crate::area::Level;
use crate::geo::rings;
use crate::incident::Rules;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::fs::File;
use std::io;

/// Everything that sheets of a plan are made of, besides which grid it is. Fails where the base map
/// cannot be read.
pub(super) fn of_plan(snapshot: &Snapshot, plan: &SheetPlan) -> Result<Sha256, AtlasError> {
    let mut hash = Sha256::new();
    let SheetPlan {
        span,
        template,
        categories,
        window,
        // They follow from the incidents.
        hot_spots: _,
        rules,
        printed_on,
        base,
        roads,
        tracks,
        approval_number,
        desk_url,
        attributions,
        lang,
    } = plan;
    // What a window means depends on the table of holidays.
    let open = window.as_ref().map(|window| window.times(span.from, span.to));
    let window = window.as_ref().map(ToString::to_string);
    // Named one by one: a map prints in another order in each process. A new rule must be judged
    // here before this compiles.
    let Rules {
        categories: looks,
        channels: _,
        severities,
        office,
        desks: _,
        time_zone,
        max_description_chars: _,
        outside_limit_m: _,
        certain_share: _,
        datum_aliases: _,
        public_least,
        windows: _,
        holidays: _,
        example,
    } = rules.as_ref();
    text(
        &mut hash,
        &format!(
            "{} {span:?} {template:?} {categories:?} {window:?} {open:?} {printed_on} \
             {approval_number:?} {desk_url:?} {attributions:?} {lang:?} {looks:?} {severities:?} \
             {office:?} {time_zone:?} {public_least} {example}",
            env!("CARGO_PKG_VERSION"),
        ),
    );
    text(&mut hash, &format!("{:?} {tracks:?}", roads.as_ref().map(|roads| roads.pieces())));
    for at in roads.iter().flat_map(|roads| roads.segments()).flat_map(|(a, b)| [a, b]) {
        hash.update(at.lon().to_le_bytes());
        hash.update(at.lat().to_le_bytes());
    }
    if let Some(base) = base {
        let path = base.path();
        text(&mut hash, &format!("{:?}", base.extent()));
        // Whatever its name and date: the same map is the same input.
        let read =
            File::open(path).and_then(|mut file| io::copy(&mut file, &mut Hashing(&mut hash)));
        read.map_err(AtlasError::io(path))?;
    }
    boundaries(&mut hash, snapshot);
    incidents(&mut hash, snapshot);
    Ok(hash)
}

/// A hash that a file can be written into.
struct Hashing<'a>(&'a mut Sha256);

impl io::Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A text with its length, so that two never read as one.
fn text(hash: &mut Sha256, text: &str) {
    hash.update((text.len() as u64).to_le_bytes());
    hash.update(text);
}

fn boundaries(hash: &mut Sha256, snapshot: &Snapshot) {
    let areas = snapshot.areas();
    let shape = |hash: &mut Sha256, shape: &geo::MultiPolygon<f64>| {
        for ring in rings(shape) {
            hash.update((ring.0.len() as u64).to_le_bytes());
            for at in ring.coords() {
                hash.update(at.x.to_le_bytes());
                hash.update(at.y.to_le_bytes());
            }
        }
    };
    for area in Level::ALL.into_iter().flat_map(|level| areas.level(level)) {
        text(hash, area.code.as_str());
        text(hash, &area.name);
        text(hash, &format!("{:?} {:?}", area.parent, area.derived));
        shape(hash, &area.shape);
    }
    for zone in areas.zones().iter().chain(areas.neighbours()) {
        text(hash, &zone.name);
        shape(hash, &zone.shape);
    }
    for point in areas.services() {
        text(hash, &format!("{point:?}"));
    }
}

fn incidents(hash: &mut Sha256, snapshot: &Snapshot) {
    for entry in snapshot.iter() {
        let (incident, report) = (&entry.incident, &entry.incident.report);
        hash.update(incident.id.0.to_le_bytes());
        hash.update(report.position.lon().to_le_bytes());
        hash.update(report.position.lat().to_le_bytes());
        hash.update([report.severity.value(), incident.status as u8]);
        hash.update(report.reported_at.as_nanosecond().to_le_bytes());
        text(hash, &report.category);
        text(hash, entry.responsible().as_str());
    }
}

/// The first half of a digest, in hexadecimal.
pub(super) fn name(hash: Sha256) -> String {
    hash.finalize().iter().take(16).fold(String::new(), |mut name, byte| {
        // Writing into a text does not fail.
        let _ = write!(name, "{byte:02x}");
        name
    })
}
