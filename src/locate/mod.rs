//! Whose ground is this? The grid that is responsible for a position, exactly.
//!
//! Edges are straight lines in longitude and latitude (RFC 7946) and containment is decided in
//! that plane with robust predicates, without a tolerance. A position on a shared edge belongs to
//! the lowest code and is flagged. Outside every grid the nearest one answers, by the geodesic
//! distance to its boundary. The same holds for the service points around a position.

mod around;
mod border;
mod cover;
mod cover_build;
mod crossing;
mod doubt;
mod edges;
mod editions;
mod explain;
mod explain_json;
mod nearest;
mod services;
mod slip;
mod space;

pub use around::NearGrid;
pub use border::Border;
pub use doubt::{Doubt, LEAST_SHARE};
pub use editions::Editions;
pub(crate) use explain::shares_json;
pub use explain::{Explanation, OUTSIDE, Question};
pub use services::{NearService, ServiceQuery};
pub use slip::DatumSlip;

use crate::area::{Area, AreaCode, AreaSet, Level, Zone};
use crate::geo::{Bounds, BoundsTree, LonLat};
use crate::text::{Message, error_from_message};
use around::GridTree;
use cover::{Cover, Held};
use edges::Edges;
use geo::CoordinatePosition;
use geo::coordinate_position::CoordPos;
use nearest::BoundaryTree;
use services::ServiceTree;
use std::error::Error;
use std::sync::{Arc, OnceLock};

/// How the responsible grid was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The position lies inside exactly one grid.
    Inside,
    /// The position lies on the boundary of at least one grid (or, where grids overlap, in
    /// several): the lowest code answers.
    Edge,
    /// The position lies outside every grid: the nearest answers.
    Nearest,
}

impl Relation {
    /// `inside`, `edge` or `nearest`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Inside => "inside",
            Self::Edge => "edge",
            Self::Nearest => "nearest",
        }
    }
}

/// The grid responsible for a position, and how it was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// How.
    pub relation: Relation,
    /// The responsible grid.
    pub grid: AreaCode,
    /// The geodesic distance to it in metres; 0 unless it is the nearest.
    pub distance_m: f64,
    /// The point of its boundary that is nearest; `None` unless it is the nearest.
    pub nearest_point: Option<LonLat>,
    /// The other grids that share the edge or the nearest point, by code.
    pub also_on: Vec<AreaCode>,
}

/// Why there is nothing to look up in.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LocateError {
    /// The set of boundaries has no grid.
    NoGrids,
}

impl LocateError {
    /// The sentence for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::NoGrids => Message::new("locate.no_grids"),
        }
    }

    #[expect(clippy::unused_self, reason = "the shape that error_from_message asks for")]
    fn cause(&self) -> Option<&(dyn Error + 'static)> {
        None
    }
}

error_from_message!(LocateError);

/// The grid that holds a position, in four bytes; see [`Locator::holders`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Holder(u32);

impl Holder {
    /// Outside every grid.
    pub const NOBODY: Self = Self(u32::MAX);

    /// The grid at this place of [`AreaSet::grids`].
    pub(crate) fn of(grid: usize) -> Self {
        Self(grid as u32)
    }

    /// The place of the grid in [`AreaSet::grids`]; `None` outside all.
    #[must_use]
    pub fn grid(self) -> Option<usize> {
        (self != Self::NOBODY).then_some(self.0 as usize)
    }
}

/// The grid responsible for a position, in short; see [`Locator::find_each`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// The place of the grid in [`AreaSet::grids`].
    pub grid: usize,
    /// How it was found.
    pub relation: Relation,
    /// The geodesic distance to it in metres; 0 unless it is the nearest.
    pub distance_m: f64,
}

/// The index behind every lookup. Built once from a set of boundaries, then only read.
///
/// # Example
///
/// ```
/// use std::{path::Path, sync::Arc};
/// use wangge::{area, geo::LonLat, locate::{Locator, Relation}};
/// let loaded = area::read_dir(Path::new("data/otog"), &area::Fields::default())?;
/// let locator = Locator::build(Arc::new(loaded.set))?;
/// let answer = locator.locate(LonLat::new(107.9587742, 39.0792775)?);
/// assert_eq!(answer.grid.as_str(), "150624100001001");
/// assert_eq!(answer.relation, Relation::Inside);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Locator {
    areas: Arc<AreaSet>,
    cover: Cover,
    grids: BoundsTree,
    zones: BoundsTree,
    boundary: BoundaryTree,
    grid_tree: OnceLock<GridTree>,
    services: ServiceTree,
}

impl Locator {
    /// Builds the index, in O(n log n) of the vertices.
    ///
    /// # Errors
    ///
    /// [`LocateError::NoGrids`] where the set holds no grid with a boundary.
    pub fn build(areas: Arc<AreaSet>) -> Result<Self, LocateError> {
        let edges = Edges::of(areas.grids());
        let boundary = BoundaryTree::build(&edges.outer);
        if boundary.is_empty() {
            return Err(LocateError::NoGrids);
        }
        let cover = Cover::build(areas.grids(), edges.all);
        let grids = BoundsTree::of(areas.grids().iter().map(|area| area.bounds));
        let zones = BoundsTree::of(areas.zones().iter().map(|zone| zone.bounds));
        let (services, grid_tree) = (ServiceTree::build(areas.services()), OnceLock::new());
        Ok(Self { areas, cover, grids, zones, boundary, grid_tree, services })
    }

    /// The boundaries that the index was built from.
    #[must_use]
    pub fn areas(&self) -> &Arc<AreaSet> {
        &self.areas
    }

    /// The place of a grid in [`AreaSet::grids`]; the first of equal codes.
    fn place_of(&self, code: &AreaCode) -> Option<usize> {
        let place = self.grids().partition_point(|area| area.code < *code);
        (self.grids().get(place)?.code == *code).then_some(place)
    }

    fn grids(&self) -> &[Area] {
        self.areas.grids()
    }

    fn grid_tree(&self) -> &GridTree {
        self.grid_tree.get_or_init(|| GridTree::build(self.grids()))
    }

    /// The places of the grids whose bounds meet a rectangle, in order.
    fn grids_in(&self, bounds: &Bounds) -> Vec<usize> {
        let mut places: Vec<usize> = self.grids.meeting(bounds).collect();
        places.sort_unstable();
        places
    }

    /// The grid that holds a position; on an edge the lowest code.
    #[must_use]
    pub fn holder(&self, at: LonLat) -> Holder {
        match self.cover.held(at.coord()) {
            Held::ByNobody => Holder::NOBODY,
            Held::By(grid) => Holder::of(grid),
            Held::Contested => self
                .touching_places(at)
                .first()
                .map_or(Holder::NOBODY, |(grid, _)| Holder::of(*grid)),
        }
    }

    /// The place of a grid in [`AreaSet::grids`], by its code.
    #[must_use]
    pub fn grid_number(&self, code: &AreaCode) -> Option<usize> {
        self.grids().binary_search_by(|grid| grid.code.cmp(code)).ok()
    }

    /// The name of the village (嘎查、社区) on whose ground a position lies; `None` beside all.
    #[must_use]
    pub fn village_at(&self, at: LonLat) -> Option<String> {
        let grid = self.areas().grids().get(self.holder(at).grid()?)?;
        let chain = self.areas().chain(grid.code.as_str());
        let village = chain.iter().find(|area| area.level == Level::Village)?;
        Some(village.name.clone())
    }

    /// The grid responsible for `at`, anywhere on Earth.
    #[must_use]
    pub fn locate(&self, at: LonLat) -> Answer {
        match self.cover.held(at.coord()) {
            Held::By(grid) => {
                if let Some(area) = self.areas.grids().get(grid) {
                    return Answer {
                        relation: Relation::Inside,
                        grid: area.code.clone(),
                        distance_m: 0.0,
                        nearest_point: None,
                        also_on: Vec::new(),
                    };
                }
            }
            Held::ByNobody => return self.nearest(at),
            Held::Contested => {}
        }
        let touching = self.touching(at);
        if let Some((first, _)) = touching.first() {
            let alone = touching.len() == 1;
            let inside = touching.iter().all(|(_, position)| *position == CoordPos::Inside);
            return Answer {
                relation: if alone && inside { Relation::Inside } else { Relation::Edge },
                grid: first.code.clone(),
                distance_m: 0.0,
                nearest_point: None,
                also_on: touching.iter().skip(1).map(|(area, _)| area.code.clone()).collect(),
            };
        }
        self.nearest(at)
    }

    /// The grids that hold many positions, in their order; on an edge the lowest code, as [`Locator::locate`] answers.
    #[must_use]
    pub fn holders(&self, positions: &[LonLat]) -> Vec<Holder> {
        let mut holders = vec![Holder::NOBODY; positions.len()];
        self.cover.held_each(positions, |i, held| {
            let grid = match held {
                Held::ByNobody => return,
                Held::By(grid) => Some(grid),
                Held::Contested => {
                    let touching = self.touching_places(positions[i]);
                    touching.first().map(|(grid, _)| *grid)
                }
            };
            holders[i] = grid.map_or(Holder::NOBODY, Holder::of);
        });
        holders
    }

    /// The grids responsible for many positions, in their order: what [`Locator::locate`] answers,
    /// without the words.
    #[must_use]
    pub fn find_each(&self, positions: &[LonLat]) -> Vec<Found> {
        let unknown = Found { grid: 0, relation: Relation::Nearest, distance_m: 0.0 };
        let mut found = vec![unknown; positions.len()];
        self.cover.held_each(positions, |i, held| {
            found[i] = match held {
                Held::By(grid) => Found { grid, relation: Relation::Inside, distance_m: 0.0 },
                Held::ByNobody => self.find_nearest(positions[i]),
                Held::Contested => self.find_contested(positions[i]),
            };
        });
        found
    }

    fn find_contested(&self, at: LonLat) -> Found {
        let touching = self.touching_places(at);
        match touching.as_slice() {
            [] => self.find_nearest(at),
            [(grid, CoordPos::Inside)] => {
                Found { grid: *grid, relation: Relation::Inside, distance_m: 0.0 }
            }
            [(grid, _), ..] => Found { grid: *grid, relation: Relation::Edge, distance_m: 0.0 },
        }
    }

    fn find_nearest(&self, at: LonLat) -> Found {
        let hit = self.boundary.nearest(at);
        // A corner may also belong to a grid none of whose outer edges ends there.
        let at_corner = [hit.piece.0, hit.piece.1].contains(&hit.point.coord());
        let lowest =
            if at_corner { self.touching_places(hit.point).first().copied() } else { None };
        let grid = lowest.map_or(hit.grid, |(grid, _)| grid.min(hit.grid));
        Found { grid, relation: Relation::Nearest, distance_m: hit.distance_m }
    }

    fn nearest(&self, at: LonLat) -> Answer {
        let hit = self.boundary.nearest(at);
        #[expect(clippy::expect_used, reason = "the boundary was cut from these grids")]
        let owner = self.areas.grids().get(hit.grid).expect("a piece names its grid");
        // A corner may also belong to a grid none of whose outer edges ends there.
        let mut owners: Vec<&AreaCode> =
            self.touching(hit.point).into_iter().map(|(area, _)| &area.code).collect();
        owners.push(&owner.code);
        owners.sort();
        owners.dedup();
        let grid = owners.first().map_or(&owner.code, |lowest| *lowest).clone();
        Answer {
            relation: Relation::Nearest,
            also_on: owners.into_iter().filter(|code| **code != grid).cloned().collect(),
            grid,
            distance_m: hit.distance_m,
            nearest_point: Some(hit.point),
        }
    }

    /// The grids that hold `at` or have it on their boundary, by code.
    fn touching(&self, at: LonLat) -> Vec<(&Area, CoordPos)> {
        let places = self.touching_places(at).into_iter();
        places.filter_map(|(i, p)| Some((self.areas.grids().get(i)?, p))).collect()
    }

    fn touching_places(&self, at: LonLat) -> Vec<(usize, CoordPos)> {
        let mut found: Vec<(usize, CoordPos)> = self
            .grids
            .around(at)
            .filter_map(|place| {
                let area = self.areas.grids().get(place)?;
                match area.shape.coordinate_position(&at.coord()) {
                    CoordPos::Outside => None,
                    position => Some((place, position)),
                }
            })
            .collect();
        // The set keeps grids in the order of their codes.
        found.sort_unstable_by_key(|(i, _)| *i);
        found
    }

    /// The zones that hold `at` or have it on their boundary, in the order of their file.
    #[must_use]
    pub fn zones_at(&self, at: LonLat) -> Vec<&Zone> {
        let mut found: Vec<usize> = self.zones.around(at).collect();
        found.sort_unstable();
        found
            .into_iter()
            .filter_map(|i| self.areas.zones().get(i))
            .filter(|zone| zone.shape.coordinate_position(&at.coord()) != CoordPos::Outside)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::area::{Fields, read_dir};
    use std::path::Path;

    /// What the cover says, in the words of the shapes themselves.
    fn agrees(locator: &Locator, at: LonLat) {
        let touching = locator.touching(at);
        let grids = locator.areas.grids();
        match locator.cover.held(at.coord()) {
            Held::ByNobody => assert!(touching.is_empty(), "{at:?}: {touching:?}"),
            Held::By(grid) => {
                assert_eq!(touching.len(), 1, "{at:?}");
                assert_eq!(touching[0].0.code, grids[grid].code, "{at:?}");
                assert_eq!(touching[0].1, CoordPos::Inside, "{at:?}");
            }
            Held::Contested => assert!(
                touching.len() > 1 || touching.iter().any(|(_, p)| *p == CoordPos::OnBoundary),
                "{at:?}: {touching:?}"
            ),
        }
    }

    #[test]
    fn the_cover_agrees_with_the_shapes() {
        let loaded = read_dir(Path::new("data/otog"), &Fields::default()).unwrap();
        let locator = Locator::build(Arc::new(loaded.set)).unwrap();
        let mut corners = 0;
        for area in locator.areas.grids() {
            for line in area.shape.iter().flat_map(|p| p.exterior().lines()) {
                let middle = (line.start + line.end) / 2.0;
                for c in [
                    line.start,
                    middle,
                    middle + geo::Coord { x: line.end.y - line.start.y, y: 1e-9 } * 1e-9,
                ] {
                    agrees(&locator, LonLat::computed(c.x, c.y));
                    corners += 1;
                }
            }
        }
        assert!(corners > 10_000);
        for i in 0..60_000_u32 {
            // A lattice that no boundary follows.
            let (x, y) = (f64::from(i % 300), f64::from(i / 300));
            agrees(&locator, LonLat::computed(106.6 + x * 0.008_017, 38.2 + y * 0.010_313));
        }
    }
}
