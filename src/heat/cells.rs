//! Cells of the H3 grid: hexagons of about one size, the same for everybody.

use crate::geo::{Bounds, LonLat, area_km2};
use geo::{Coord, LineString, MultiPolygon, Polygon};
use std::collections::HashSet;
use std::fmt;

/// How fine the cells are: 0 (four million km²) to 15 (one square metre), each a seventh of the one
/// before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Resolution(h3o::Resolution);

/// A cell: a hexagon, or one of the twelve pentagons that the globe needs.
///
/// H3 takes latitude and longitude as they are for those of a sphere; a cell is where it says it is,
/// and its area is measured on the ellipsoid.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cell(h3o::CellIndex);

impl Resolution {
    /// Cells of 5 km²: some four thousand on a banner.
    pub const DEFAULT: Self = Self(h3o::Resolution::Seven);
    /// The finest, as a number.
    pub const FINEST: u8 = 15;

    /// A resolution from 0 to 15.
    #[must_use]
    pub fn new(value: u8) -> Option<Self> {
        h3o::Resolution::try_from(value).ok().map(Self)
    }

    /// 0 to 15.
    #[must_use]
    pub fn value(self) -> u8 {
        self.0.into()
    }

    /// The cell that holds a position.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a LonLat is finite, which is all that H3 asks for")]
    pub fn cell(self, at: LonLat) -> Cell {
        Cell(h3o::LatLng::new(at.lat(), at.lon()).expect("finite").to_cell(self.0))
    }

    /// The cells whose middle lies in a rectangle, and those at its corners, by their numbers;
    /// `None` for more than `most`.
    #[must_use]
    pub fn cells_in(self, bounds: &Bounds, most: usize) -> Option<Vec<Cell>> {
        let (width_m, height_m) = bounds.size_m();
        // The smallest cells are about half as large as the mean; a first look that is cheap.
        if width_m * height_m / 1e6 / self.0.area_km2() > 4.0 * most as f64 {
            return None;
        }
        let corners = [
            (bounds.west, bounds.south),
            (bounds.east, bounds.south),
            (bounds.east, bounds.north),
            (bounds.west, bounds.north),
        ];
        let corner = |(lon, lat)| LonLat::new(lon, lat).ok().map(|at| self.cell(at));
        let mut waiting: Vec<Cell> = corners.into_iter().filter_map(corner).collect();
        waiting.push(self.cell(bounds.center()));
        let mut seen: HashSet<Cell> = waiting.iter().copied().collect();
        while let Some(cell) = waiting.pop() {
            if seen.len() > most {
                return None;
            }
            for next in cell.around() {
                if bounds.contains(next.center()) && seen.insert(next) {
                    waiting.push(next);
                }
            }
        }
        let mut cells: Vec<Cell> = seen.into_iter().collect();
        cells.sort_unstable();
        Some(cells)
    }
}

impl Default for Resolution {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Cell {
    /// The cell of a number as H3 writes it; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }

    /// Its middle.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the middle of a cell is on the globe")]
    pub fn center(self) -> LonLat {
        let at = h3o::LatLng::from(self.0);
        LonLat::new(at.lng(), at.lat()).expect("on the globe")
    }

    /// The cells that share a side with it: six, or five around a pentagon.
    pub fn around(self) -> impl Iterator<Item = Self> {
        let disk: Vec<h3o::CellIndex> = self.0.grid_disk(1);
        disk.into_iter().filter(move |other| *other != self.0).map(Self)
    }

    /// Its outline, counter-clockwise. On the antimeridian longitudes run on beyond 180°.
    #[must_use]
    pub fn shape(self) -> MultiPolygon<f64> {
        let middle = self.center().lon();
        let near = |lon: f64| lon - ((lon - middle) / 360.0).round() * 360.0;
        let corners: Vec<Coord<f64>> =
            self.0.boundary().iter().map(|at| Coord { x: near(at.lng()), y: at.lat() }).collect();
        // A polygon closes its ring itself.
        MultiPolygon::new(vec![Polygon::new(LineString::new(corners), Vec::new())])
    }

    /// Its geodesic area in km².
    #[must_use]
    pub fn area_km2(self) -> f64 {
        area_km2(&self.shape())
    }
}

/// By number, which puts cells near each other that are.
impl Ord for Cell {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        u64::from(self.0).cmp(&u64::from(other.0))
    }
}

impl PartialOrd for Cell {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Cell {
    /// As H3 writes it: `874086a9effffff`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}", u64::from(self.0))
    }
}

impl fmt::Debug for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> LonLat {
        LonLat::new(lon, lat).unwrap()
    }

    #[test]
    fn a_position_lies_in_its_cell_whose_number_is_known() {
        // The example of the h3 package: latLngToCell(37.7752702151959, -122.418307270836, 9).
        let resolution = Resolution::new(9).unwrap();
        let cell = resolution.cell(at(-122.418_307_270_836, 37.775_270_215_195_9));
        assert_eq!(cell.to_string(), "8928308280fffff");
        let found = resolution.cell(cell.center());
        assert_eq!(found, cell);
        assert!(Resolution::new(16).is_none());
        assert_eq!(Resolution::DEFAULT.value(), 7);
    }

    #[test]
    fn a_cell_has_six_around_and_an_area() {
        let cell = Resolution::DEFAULT.cell(at(107.98, 39.09));
        let around: Vec<Cell> = cell.around().collect();
        assert_eq!(around.len(), 6);
        assert!(around.iter().all(|other| other.around().any(|back| back == cell)));
        let shape = cell.shape();
        let ring = shape.0[0].exterior();
        assert_eq!((ring.0.len(), ring.is_closed()), (7, true));
        assert!((4.0..7.0).contains(&cell.area_km2()), "{}", cell.area_km2());
    }

    #[test]
    fn a_rectangle_is_filled_without_gaps() {
        let bounds = Bounds { west: 107.8, south: 39.0, east: 108.2, north: 39.2 };
        let cells = Resolution::DEFAULT.cells_in(&bounds, 1000).unwrap();
        for step in 0..400 {
            let (x, y) = (f64::from(step % 20) / 20.0, f64::from(step / 20) / 20.0);
            let inner = at(107.83 + 0.34 * x, 39.03 + 0.14 * y);
            assert!(cells.binary_search(&Resolution::DEFAULT.cell(inner)).is_ok());
        }
        let km2: f64 = cells.iter().map(|cell| cell.area_km2()).sum();
        let (width_m, height_m) = bounds.size_m();
        assert!((km2 / (width_m * height_m / 1e6) - 1.0).abs() < 0.1, "{km2}");
        assert!(Resolution::DEFAULT.cells_in(&bounds, 100).is_none());
        assert!(Resolution::new(15).unwrap().cells_in(&bounds, 1000).is_none());
    }

    #[test]
    fn a_cell_on_the_antimeridian_is_whole() {
        let cell = Resolution::DEFAULT.cell(at(180.0, 50.0));
        assert!((3.0..8.0).contains(&cell.area_km2()), "{}", cell.area_km2());
    }
}
