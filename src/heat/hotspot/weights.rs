//! Who is whose neighbour: sparse spatial weights.

use super::HotspotError;
use crate::geo::{Bounds, BoundsTree, LonLat};
use rayon::prelude::*;

/// What a neighbour counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// Every neighbour counts 1.
    #[default]
    Binary,
    /// The neighbours of a unit count 1 together, each the same.
    Row,
}

/// The neighbours of every unit, frozen. A unit is known by its place, from 0.
///
/// A unit is never listed among its own neighbours: [`gi_star`](super::gi_star) counts the unit
/// itself like a neighbour (that is the star), [`local_moran`](super::local_moran) does not. Lists
/// need not be mutual (the five nearest are not). A unit without neighbours is *isolated*.
///
/// ```
/// use wangge::heat::hotspot::{Style, Weights};
/// let line = Weights::from_neighbours(vec![vec![1], vec![0, 2], vec![1], vec![]])?;
/// assert_eq!(line.of(1), [0, 2]);
/// assert_eq!(line.isolated().collect::<Vec<_>>(), [3]);
/// assert_eq!(line.style(), Style::Binary);
/// # Ok::<(), wangge::heat::hotspot::HotspotError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weights {
    /// Where the list of each unit begins in `neighbours`; one entry more than units.
    starts: Vec<usize>,
    /// The lists one after another, each ascending.
    neighbours: Vec<u32>,
    style: Style,
}

impl Weights {
    /// The weights of these lists, one a unit, such as the cells around a cell of any raster. The
    /// order in a list does not matter; the unit itself and repetitions are left out.
    ///
    /// # Errors
    ///
    /// [`HotspotError::Neighbour`] for a unit that is not there, [`HotspotError::TooMany`].
    pub fn from_neighbours(lists: Vec<Vec<u32>>) -> Result<Self, HotspotError> {
        let units = lists.len();
        if u32::try_from(units).is_err() {
            return Err(HotspotError::TooMany { units });
        }
        let mut starts: Vec<usize> = Vec::with_capacity(units + 1);
        let mut neighbours: Vec<u32> = Vec::with_capacity(lists.iter().map(Vec::len).sum());
        starts.push(0);
        for (unit, mut list) in lists.into_iter().enumerate() {
            list.sort_unstable();
            list.dedup();
            list.retain(|other| *other as usize != unit);
            if let Some(neighbour) = list.last().copied().filter(|last| *last as usize >= units) {
                return Err(HotspotError::Neighbour { unit, neighbour });
            }
            neighbours.extend(list);
            starts.push(neighbours.len());
        }
        Ok(Self { starts, neighbours, style: Style::Binary })
    }

    /// The cells of a raster, row by row, each beside the up to eight around it.
    ///
    /// # Errors
    ///
    /// [`HotspotError::TooMany`].
    pub fn lattice(columns: u32, rows: u32) -> Result<Self, HotspotError> {
        let Some(units) = columns.checked_mul(rows) else {
            return Err(HotspotError::TooMany { units: columns as usize * rows as usize });
        };
        let around = |at: u32, end: u32| at.saturating_sub(1)..=(at + 1).min(end - 1);
        let list = |unit: u32| {
            let cells = around(unit / columns, rows);
            cells
                .flat_map(|row| around(unit % columns, columns).map(move |c| row * columns + c))
                .collect()
        };
        Self::from_neighbours((0..units).map(list).collect())
    }

    /// Places no more than `band_m` metres apart on the ellipsoid are neighbours. Bands do not
    /// reach over the antimeridian.
    ///
    /// # Errors
    ///
    /// [`HotspotError::Distance`] for a band that is not a number from 0,
    /// [`HotspotError::TooMany`].
    pub fn within_m(places: &[LonLat], band_m: f64) -> Result<Self, HotspotError> {
        if !(band_m.is_finite() && band_m >= 0.0) {
            return Err(HotspotError::Distance { metres: band_m });
        }
        let point = |at: &LonLat| Bounds {
            west: at.lon(),
            south: at.lat(),
            east: at.lon(),
            north: at.lat(),
        };
        let tree = BoundsTree::of(places.iter().map(point));
        // A millimetre more: the rectangle may not be narrower than the band by a rounding.
        let list = |at: &LonLat| {
            let around = point(at).grown_m(band_m + 1e-3);
            let near = tree.meeting(&around);
            let within = near.filter(|other| at.distance_m(places[*other]) <= band_m);
            within.map(|other| other as u32).collect()
        };
        Self::from_neighbours(places.par_iter().map(list).collect())
    }

    /// The same neighbours, counted in another way.
    #[must_use]
    pub fn styled(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    /// What a neighbour counts.
    #[must_use]
    pub fn style(&self) -> Style {
        self.style
    }

    /// How many units there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The neighbours of a unit, ascending; none for a unit that is not there.
    #[must_use]
    pub fn of(&self, unit: usize) -> &[u32] {
        let ends = self.starts.get(unit).zip(self.starts.get(unit + 1));
        ends.and_then(|(from, to)| self.neighbours.get(*from..*to)).unwrap_or(&[])
    }

    /// The units without neighbours, ascending. Their Gi* is of their own value alone, and they
    /// have no local Moran's I.
    pub fn isolated(&self) -> impl Iterator<Item = usize> {
        (0..self.len()).filter(|unit| self.of(*unit).is_empty())
    }

    /// The sum of a list over the neighbours of a unit.
    pub(super) fn sum(&self, unit: usize, list: &[f64]) -> f64 {
        self.of(unit).iter().map(|other| list[*other as usize]).sum()
    }

    /// Whether a list of values has one finite number a unit.
    pub(super) fn fits(&self, values: &[f64]) -> Result<(), HotspotError> {
        if values.len() != self.len() {
            return Err(HotspotError::Length { units: self.len(), got: values.len() });
        }
        match values.iter().position(|value| !value.is_finite()) {
            Some(unit) => Err(HotspotError::NotFinite { unit }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_put_in_order_and_wrong_ones_refused() {
        let weights = Weights::from_neighbours(vec![vec![2, 1, 2, 0], vec![], vec![0]]).unwrap();
        assert_eq!((weights.of(0), weights.of(1), weights.of(2)), (&[1, 2][..], &[][..], &[0][..]));
        assert_eq!(weights.of(3), &[] as &[u32]);
        let wrong = Weights::from_neighbours(vec![vec![], vec![2]]);
        assert_eq!(wrong, Err(HotspotError::Neighbour { unit: 1, neighbour: 2 }));
        assert!(Weights::from_neighbours(Vec::new()).unwrap().is_empty());
    }

    #[test]
    fn a_lattice_has_three_five_or_eight_around() {
        let weights = Weights::lattice(4, 3).unwrap();
        let counts: Vec<usize> = (0..12).map(|unit| weights.of(unit).len()).collect();
        assert_eq!(counts, [3, 5, 5, 3, 5, 8, 8, 5, 3, 5, 5, 3]);
        assert_eq!(weights.of(5), [0, 1, 2, 4, 6, 8, 9, 10]);
        assert_eq!(Weights::lattice(1, 1).unwrap().isolated().count(), 1);
        assert!(Weights::lattice(0, 5).unwrap().is_empty());
        assert!(Weights::lattice(u32::MAX, 2).is_err());
    }

    #[test]
    fn a_band_is_measured_on_the_ellipsoid_with_its_end() {
        let at = |lon, lat| LonLat::new(lon, lat).unwrap();
        let places = [at(107.98, 39.09), at(107.99, 39.09), at(106.97, 39.37), at(107.98, 39.09)];
        let first_m = places[0].distance_m(places[1]);
        let weights = Weights::within_m(&places, first_m).unwrap();
        assert_eq!(weights.of(0), [1, 3]);
        assert_eq!(weights.isolated().collect::<Vec<_>>(), [2]);
        let closer = Weights::within_m(&places, first_m - 1e-6).unwrap();
        assert_eq!(closer.of(0), [3]);
        assert!(Weights::within_m(&places, f64::NAN).is_err());
    }
}
