//! Which incidents are meant.

use super::{Entry, Snapshot};
use crate::area::AreaCode;
use crate::geo::{Bounds, LonLat};
use crate::incident::{Severity, Status};
use jiff::Timestamp;
use std::sync::Arc;

/// Which incidents are meant: those that pass every part. An empty list passes all.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    /// Reported at this time or later.
    pub from: Option<Timestamp>,
    /// Reported before this time.
    pub to: Option<Timestamp>,
    /// Of one of these categories.
    pub categories: Vec<String>,
    /// Of one of these severities.
    pub severities: Vec<Severity>,
    /// With one of these statuses.
    pub statuses: Vec<Status>,
    /// The responsible grid is this area or lies below it.
    pub area: Option<AreaCode>,
    /// Inside this rectangle, its edges included.
    pub bounds: Option<Bounds>,
    /// Around a place.
    pub near: Option<Near>,
}

/// A place, and how far around it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// The place.
    pub center: LonLat,
    /// The greatest geodesic distance in metres; `None` lets every incident pass.
    pub radius_m: Option<f64>,
}

impl Snapshot {
    /// The incidents that pass `filter`, by id.
    #[must_use]
    pub fn matching(&self, filter: &Filter) -> Vec<&Arc<Entry>> {
        let _ = filter;
        Vec::new()
    }
}
