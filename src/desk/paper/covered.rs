//! What tracks have covered of an area since the last sheet.

use super::{PaperError, SheetOrder};
use crate::geo::LonLat;
use crate::patrol::{Coverage, Tracks};
use crate::sheet::SheetCoverage;
use crate::text::Message;
use geo::MultiPolygon;
use jiff::Timestamp;
use std::sync::Arc;

/// Positions farther apart than this have an unknown way between them, in metres.
const GAP_M: f64 = 500.0;

/// Tracks that are held against areas.
#[derive(Debug, Clone)]
pub struct TracksOrder {
    /// The tracks.
    pub tracks: Arc<Tracks>,
    /// Positions before this do not count: the day of the last sheet.
    pub since: Option<Timestamp>,
    /// Ground within so many metres of a track is covered.
    pub radius_m: f64,
}

/// The ground that tracks have covered, and its share.
#[derive(Debug, Clone)]
pub struct Covered {
    pub ground: MultiPolygon<f64>,
    pub share: f64,
    pub said: Message,
    /// Of each check-point, whether it was passed.
    pub passed: Vec<bool>,
}

impl Covered {
    /// As the sheet shows it.
    pub fn on_paper(&self) -> SheetCoverage<'_> {
        SheetCoverage { ground: &self.ground, share: self.share, said: self.said.clone() }
    }
}

pub fn covered(order: &SheetOrder, points: &[LonLat]) -> Result<Option<Covered>, PaperError> {
    let Some(tracks) = order.plan.tracks.as_ref().filter(|_| order.plan.template.show.coverage)
    else {
        return Ok(None);
    };
    let stretches = tracks.tracks.stretches(GAP_M, tracks.since)?;
    let shape = &order.area.shape;
    let measured = Coverage::measure(shape, &stretches, points, tracks.radius_m)?;
    let (ground, _) = Coverage::ground(shape, &stretches, tracks.radius_m)?;
    let said = match tracks.since {
        Some(since) => Message::new("desk.paper.covered_since")
            .with("date", since.to_zoned(order.plan.rules.zone()).date()),
        None => Message::new("desk.paper.covered"),
    };
    let said = said.with("radius", format!("{:.0}", tracks.radius_m));
    let passed = measured.passed.iter().map(|point| point.passed).collect();
    Ok(Some(Covered { ground, share: measured.share, said, passed }))
}
