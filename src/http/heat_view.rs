//! The incidents that a heat layer counts, kept while its tiles are asked for.

use crate::desk::{Filter, Snapshot};
use crate::geo::LonLat;
use crate::heat::{Density, Kernel, scale_top};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock};

/// Views that are kept: a few desks with a few filters each.
const KEPT: usize = 32;

/// The incidents of a filter at one moment, and the peak of their density.
#[derive(Debug)]
pub(super) struct View {
    snapshot: Arc<Snapshot>,
    filter: Filter,
    kernel: Kernel,
    points: OnceLock<Vec<LonLat>>,
    peak: OnceLock<f32>,
}

impl View {
    /// Looked up by the first tile that needs them; the others of the map wait for it.
    pub(super) fn points(&self) -> &[LonLat] {
        self.points.get_or_init(|| self.snapshot.places(&self.filter))
    }

    /// How it is computed.
    pub(super) fn density(&self) -> Density<'_> {
        Density::new(self.kernel).on(self.snapshot.ground().map(AsRef::as_ref))
    }

    /// The highest density of the filter, so that all tiles of a map have one scale.
    pub(super) fn peak(&self) -> f32 {
        *self.peak.get_or_init(|| {
            let bounds = self.snapshot.ground().map(|ground| ground.bounds());
            bounds.map_or(0.0, |bounds| scale_top(self.density().peak(self.points(), &bounds)))
        })
    }
}

/// The views of late. A map asks for a dozen tiles of the same view at once.
#[derive(Debug, Default)]
pub(super) struct HeatCache(Mutex<VecDeque<Arc<View>>>);

impl HeatCache {
    pub(super) fn view(
        &self,
        snapshot: Arc<Snapshot>,
        filter: Filter,
        kernel: Kernel,
    ) -> Arc<View> {
        // A thread that panicked left whole views behind, never half of one.
        let mut views = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let is_it = |view: &Arc<View>| {
            view.snapshot.seq() == snapshot.seq() && view.kernel == kernel && view.filter == filter
        };
        if let Some(view) = views.iter().position(is_it).and_then(|place| views.remove(place)) {
            views.push_front(Arc::clone(&view));
            return view;
        }
        // A view of an earlier state will not be asked for again.
        views.retain(|view| view.snapshot.seq() == snapshot.seq());
        let (points, peak) = (OnceLock::new(), OnceLock::new());
        let view = Arc::new(View { snapshot, filter, kernel, points, peak });
        views.push_front(Arc::clone(&view));
        views.truncate(KEPT);
        view
    }
}
