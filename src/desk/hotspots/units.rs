//! The units of a hot spot analysis: areas of a level, or cells on the ground.

use super::HotspotsError;
use crate::area::Area;
use crate::desk::{By, Entry, Filter, Snapshot, Span};
use crate::heat::hotspot::Weights;
use crate::heat::{Cell, Resolution};
use crate::locate::Locator;
use geo::MultiPolygon;
use std::collections::HashMap;
use std::sync::Arc;

/// More units than this are refused.
pub(super) const MOST_UNITS: usize = 50_000;
/// A banner fills no less of the rectangle around it than one part in so many.
const RECTANGLE: usize = 4;
/// Borders so close are one, in metres: boundaries that were drawn apart have slivers between them.
const GAP_M: f64 = 5.0;

/// The units, in their order.
pub(super) enum Units<'a> {
    Areas { areas: Vec<&'a Area>, of_grid: Vec<Option<usize>> },
    Cells { cells: Vec<Cell>, resolution: Resolution, locator: &'a Locator },
}

impl<'a> Units<'a> {
    /// The areas of the level that are, or lie in, the area of the filter; or the cells whose middle
    /// is on its ground, and those that hold one of the incidents.
    pub fn new(
        snapshot: &'a Snapshot,
        by: By,
        filter: &Filter,
        found: &[&Arc<Entry>],
    ) -> Result<Self, HotspotsError> {
        let (areas, locator) = (snapshot.areas(), snapshot.locator().as_ref());
        let named = |code: &str| {
            filter
                .area
                .as_ref()
                .is_none_or(|area| areas.chain(code).iter().any(|a| a.code == *area))
        };
        let units = match by {
            By::Level(level) => {
                let chosen = areas.level(level).iter().filter(|area| named(area.code.as_str()));
                let chosen: Vec<&Area> = chosen.collect();
                let places: HashMap<_, _> =
                    chosen.iter().enumerate().map(|(place, area)| (&area.code, place)).collect();
                let of_grid = areas.grids().iter().map(|grid| {
                    let chain = areas.chain(grid.code.as_str());
                    chain.iter().find_map(|area| places.get(&area.code).copied())
                });
                let of_grid = of_grid.collect();
                Self::Areas { areas: chosen, of_grid }
            }
            By::Cell(resolution) => {
                let area = filter.area.as_ref().and_then(|code| areas.find(code.as_str()));
                let bounds = area.map(|area| area.bounds).or(areas.bounds());
                let Some(bounds) = bounds else {
                    return Ok(Self::Cells { cells: Vec::new(), resolution, locator });
                };
                let too_many = HotspotsError::TooManyUnits { most: MOST_UNITS };
                let mut cells =
                    resolution.cells_in(&bounds, RECTANGLE * MOST_UNITS).ok_or(too_many)?;
                let is_inside: Vec<bool> =
                    areas.grids().iter().map(|grid| named(grid.code.as_str())).collect();
                cells.retain(|cell| {
                    let grid = snapshot.locator().holder(cell.center()).grid();
                    grid.is_some_and(|grid| is_inside[grid])
                });
                cells.extend(found.iter().map(|entry| resolution.cell(entry.position())));
                cells.sort_unstable();
                cells.dedup();
                Self::Cells { cells, resolution, locator }
            }
        };
        match units.len() {
            0..=MOST_UNITS => Ok(units),
            _ => Err(HotspotsError::TooManyUnits { most: MOST_UNITS }),
        }
    }

    pub fn len(&self) -> usize {
        match self {
            Self::Areas { areas, .. } => areas.len(),
            Self::Cells { cells, .. } => cells.len(),
        }
    }

    /// The unit of an incident; `None` where it has none.
    pub fn of(&self, entry: &Entry) -> Option<usize> {
        match self {
            Self::Areas { of_grid, .. } => of_grid.get(entry.grid_number()?).copied().flatten(),
            Self::Cells { cells, resolution, .. } => {
                cells.binary_search(&resolution.cell(entry.position())).ok()
            }
        }
    }

    /// How many of the incidents are on every unit in every one of the spans, which follow each
    /// other.
    pub fn count(&self, found: &[&Arc<Entry>], spans: &[Span]) -> Vec<Vec<u32>> {
        let mut counts = vec![vec![0_u32; self.len()]; spans.len()];
        for entry in found {
            let begun = spans.partition_point(|span| span.from <= entry.reported_at());
            let period = begun.checked_sub(1).and_then(|period| counts.get_mut(period));
            if let Some((counts, unit)) = period.zip(self.of(entry)) {
                counts[unit] = counts[unit].saturating_add(1);
            }
        }
        counts
    }

    /// The reports of all categories on every unit, a half added to each.
    pub fn exposure(&self, snapshot: &Snapshot, filter: &Filter) -> Vec<f64> {
        let all = snapshot.matching(&Filter { categories: Vec::new(), ..filter.clone() });
        let mut exposure = vec![0.5; self.len()];
        for unit in all.iter().filter_map(|entry| self.of(entry)) {
            exposure[unit] += 1.0;
        }
        exposure
    }

    /// Who is whose neighbour: areas that touch, cells that share a side.
    pub fn weights(&self) -> Result<Weights, HotspotsError> {
        let weights = match self {
            Self::Areas { areas, .. } => {
                let areas: Vec<Area> = areas.iter().copied().cloned().collect();
                Weights::contiguity(&areas, GAP_M)?
            }
            Self::Cells { cells, .. } => {
                let place = |cell| cells.binary_search(&cell).ok().map(|place| place as u32);
                let around = |cell: &Cell| cell.around().filter_map(place).collect();
                Weights::from_neighbours(cells.iter().map(around).collect())?
            }
        };
        Ok(weights)
    }

    pub fn area_km2(&self) -> Vec<f64> {
        match self {
            Self::Areas { areas, .. } => areas.iter().map(|area| area.area_km2).collect(),
            Self::Cells { cells, .. } => cells.iter().map(|cell| cell.area_km2()).collect(),
        }
    }

    /// The code and name of an area, or the number of a cell and the name of the village in its
    /// middle.
    pub fn name(&self, unit: usize) -> Option<(String, Option<String>)> {
        match self {
            Self::Areas { areas, .. } => {
                areas.get(unit).map(|area| (area.code.to_string(), Some(area.name.clone())))
            }
            Self::Cells { cells, locator, .. } => {
                let cell = cells.get(unit)?;
                Some((cell.to_string(), locator.village_at(cell.center())))
            }
        }
    }

    /// The places of units, by the code of an area or the number of a cell; those that are not there
    /// are left out.
    pub fn places(&self, names: &[String]) -> Vec<usize> {
        let place = |name: &String| match self {
            Self::Areas { areas, .. } => areas.iter().position(|a| a.code.as_str() == name),
            Self::Cells { cells, .. } => cells.binary_search(&Cell::parse(name)?).ok(),
        };
        names.iter().filter_map(place).collect()
    }

    /// The outline of some units together.
    pub fn outline(&self, units: &[usize]) -> MultiPolygon<f64> {
        let shapes: Vec<MultiPolygon<f64>> = match self {
            Self::Areas { areas, .. } => {
                units.iter().filter_map(|unit| Some(areas.get(*unit)?.shape.clone())).collect()
            }
            Self::Cells { cells, .. } => {
                units.iter().filter_map(|unit| Some(cells.get(*unit)?.shape())).collect()
            }
        };
        geo::unary_union(&shapes)
    }
}
