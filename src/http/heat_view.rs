//! The incidents that a heat layer counts, kept while its tiles are asked for.

use crate::desk::{Filter, Snapshot};
use crate::geo::{Bounds, LonLat};
use crate::heat::{Border, Density, FoundPlaces, Ground, Kernel, scale_top};
use crate::text::Lang;
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
    weights: Option<[f64; 4]>,
    border: Arc<OnceLock<Option<Border>>>,
    listed: OnceLock<Vec<(LonLat, f64)>>,
    count: OnceLock<usize>,
    peak: OnceLock<f32>,
}

impl View {
    /// The state that it shows.
    pub(super) fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// Which incidents it shows.
    pub(super) fn filter(&self) -> &Filter {
        &self.filter
    }

    /// What the table of holidays cannot tell, Chinese and English.
    pub(super) fn warning(&self) -> Option<[String; 2]> {
        let warning = self.filter.warning(self.snapshot.period())?;
        Some([Lang::Zh, Lang::En].map(|lang| warning.render(lang)))
    }

    /// The rectangle around the ground; `None` without boundaries.
    pub(super) fn bounds(&self) -> Option<Bounds> {
        self.snapshot.ground().map(|ground| ground.bounds())
    }

    /// Where its incidents were. A list is made by the first tile that needs it; the others of
    /// the map wait for it.
    pub(super) fn places(&self) -> FoundPlaces<'_> {
        if let Some(selection) = self.snapshot.selection(&self.filter) {
            return FoundPlaces::Indexed(Box::new(selection.weighted(self.weights)));
        }
        let weights = self.weights.unwrap_or([1.0; 4]);
        let list = || self.snapshot.weighted_places(&self.filter, weights);
        FoundPlaces::Listed(self.listed.get_or_init(list).into())
    }

    /// What incidents count by their severity; `None` where all count one.
    pub(super) fn weights(&self) -> Option<[f64; 4]> {
        self.weights
    }

    /// How many they are.
    pub(super) fn count(&self) -> usize {
        *self.count.get_or_init(|| self.places().count())
    }

    /// How many of them lie in a rectangle.
    pub(super) fn count_in(&self, bounds: &Bounds) -> usize {
        let filter = Filter { bounds: Some(*bounds), ..self.filter.clone() };
        self.snapshot.places(&filter).len()
    }

    /// How it is computed.
    pub(super) fn density(&self) -> Density<'_> {
        let density = Density::new(self.kernel).on(self.snapshot.ground().map(AsRef::as_ref));
        density.with_border(self.border.get_or_init(|| density.border()).as_ref())
    }

    /// The highest density of the filter, so that all tiles of a map have one scale.
    pub(super) fn peak(&self) -> f32 {
        *self.peak.get_or_init(|| {
            let bounds = self.snapshot.ground().map(|ground| ground.bounds());
            bounds.map_or(0.0, |bounds| scale_top(self.density().peak(&self.places(), &bounds)))
        })
    }
}

/// The border for a kernel on some ground; it has no part in the period.
#[derive(Debug)]
struct Known {
    ground: Option<Arc<Ground>>,
    kernel: Kernel,
    border: Arc<OnceLock<Option<Border>>>,
}

impl Known {
    fn is_of(&self, ground: Option<&Arc<Ground>>, kernel: Kernel) -> bool {
        let same = match (&self.ground, ground) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        same && self.kernel.spreads_as(&kernel)
    }
}

/// Borders that are kept; one takes up to 16 MiB.
const BORDERS: usize = 8;

/// The views of late. A map asks for a dozen tiles of the same view at once.
#[derive(Debug, Default)]
pub(super) struct HeatCache {
    views: Mutex<VecDeque<Arc<View>>>,
    borders: Mutex<VecDeque<Known>>,
}

impl HeatCache {
    pub(super) fn view(
        &self,
        snapshot: Arc<Snapshot>,
        filter: Filter,
        kernel: Kernel,
        weights: Option<[f64; 4]>,
    ) -> Arc<View> {
        // A thread that panicked left whole views behind, never half of one.
        let mut views = self.views.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let is_it = |view: &Arc<View>| {
            view.snapshot.seq() == snapshot.seq()
                && view.kernel == kernel
                && view.weights == weights
                && view.filter == filter
        };
        if let Some(view) = views.iter().position(is_it).and_then(|place| views.remove(place)) {
            views.push_front(Arc::clone(&view));
            return view;
        }
        // A view of an earlier state will not be asked for again.
        views.retain(|view| view.snapshot.seq() == snapshot.seq());
        let view = Arc::new(self.fresh(snapshot, filter, kernel, weights));
        views.push_front(Arc::clone(&view));
        views.truncate(KEPT);
        view
    }

    /// The view of a frame of a film. It is not kept: a film has more frames than places there are.
    pub(super) fn frame(&self, whole: &View, filter: Filter, kernel: Kernel) -> View {
        self.fresh(Arc::clone(&whole.snapshot), filter, kernel, whole.weights)
    }

    fn fresh(
        &self,
        snapshot: Arc<Snapshot>,
        filter: Filter,
        kernel: Kernel,
        weights: Option<[f64; 4]>,
    ) -> View {
        let border = self.border(snapshot.ground(), kernel);
        let (listed, count, peak) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        View { snapshot, filter, kernel, weights, border, listed, count, peak }
    }

    fn border(
        &self,
        ground: Option<&Arc<Ground>>,
        kernel: Kernel,
    ) -> Arc<OnceLock<Option<Border>>> {
        let mut borders = self.borders.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let place = borders.iter().position(|known| known.is_of(ground, kernel));
        let known = place.and_then(|place| borders.remove(place)).unwrap_or_else(|| Known {
            ground: ground.cloned(),
            kernel,
            border: Arc::default(),
        });
        let border = Arc::clone(&known.border);
        borders.push_front(known);
        borders.truncate(BORDERS);
        border
    }
}
