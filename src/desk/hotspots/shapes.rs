//! The hot spots of an analysis as ground, for maps on paper.

use super::HotspotAnalysis;
use crate::geo::{Bounds, LonLat};
use crate::text::Message;
use geo::MultiPolygon;

/// A hot spot that has not ended.
#[derive(Debug, Clone, PartialEq)]
pub struct SpotShape {
    /// Its ground.
    pub shape: MultiPolygon<f64>,
    /// The rectangle around it.
    pub bounds: Bounds,
    /// A point well inside.
    pub middle: LonLat,
    /// How many cases its last period has.
    pub cases: u64,
    /// What there is to say of it.
    pub line: Message,
}

impl HotspotAnalysis<'_> {
    /// The ground of every hot spot that was hot in the last period.
    #[must_use]
    pub fn shapes(&self) -> Vec<SpotShape> {
        let hot = self.found.open().filter(|(_, spot)| spot.is_hot());
        hot.filter_map(|(_, spot)| {
            let shape = self.units.outline(&spot.last().units);
            let coords = crate::geo::rings(&shape).flat_map(|ring| ring.coords().copied());
            let bounds = Bounds::around(coords)?;
            let middle = crate::area::label_point(&shape)?;
            Some(SpotShape { shape, bounds, middle, cases: spot.now.cases, line: spot.line() })
        })
        .collect()
    }
}
