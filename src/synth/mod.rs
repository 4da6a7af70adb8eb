//! Synthetic sets: boundaries of hundreds to a million grids and incidents of any number, the same
//! for the same seed. For trainers, for those who try wangge, and for benchmarks.
//!
//! An outline is filled with seeds (`seeds`), one for each grid, and triangulated (`mesh`). Every
//! corner of the triangulation belongs to a grid, and so to a village and all above; borders run
//! through the triangles between corners of different areas (`border`), and the rings of an area
//! of any level are a walk along them (`ring`). So areas that touch share the same positions to
//! the last digit, and neither a gap nor an overlap can be written.

mod border;
mod error;
mod graph;
mod hierarchy;
mod land;
mod matter;
mod mesh;
mod names;
mod outline;
mod plane;
mod random;
mod ring;
mod rows;
mod scatter;
mod seeds;
mod spot;
mod write;

pub use error::SynthError;

use crate::geo::Datum;
use geo::Polygon;
use jiff::civil::Date;
use land::Land;
use outline::Outline;
use std::path::Path;

/// The fewest grids of a set: fewer have no room for towns and land.
pub const LEAST_GRIDS: usize = 100;
/// The most.
pub const MOST_GRIDS: usize = 1_000_000;
/// A generated county's area in m².
const COUNTY_M2: f64 = 2e10;
/// The largest generated area in m²: a circle of 280 km around the middle, well inside the country.
const MOST_M2: f64 = 2.4e11;

/// The files of a set; zones are left out where no town has room.
pub const FILES: [&str; 8] = [
    "banner.geojson",
    "townships.geojson",
    "villages.geojson",
    "grids.geojson",
    "zones.geojson",
    "incidents.csv",
    "attributions.txt",
    "README.md",
];

/// What is to be made.
#[derive(Debug, Clone)]
pub struct Plan {
    /// How many grids, [`LEAST_GRIDS`] to [`MOST_GRIDS`].
    pub grids: usize,
    /// How many incidents.
    pub incidents: u64,
    /// Decides everything that is left to chance.
    pub seed: u64,
    /// The outline of the whole in CGCS2000 degrees; generated where `None`.
    pub outline: Option<Polygon<f64>>,
    /// The first day of incidents.
    pub from: Date,
    /// The last day of incidents, included.
    pub to: Date,
    /// The datum of all incidents; a mix, each named in its row, where `None`.
    pub datum: Option<Datum>,
}

impl Plan {
    /// How much there is to do, in the units that [`write()`] tells of.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.grids as u64 * 3 + self.incidents
    }

    fn check(&self) -> Result<(), SynthError> {
        if !(LEAST_GRIDS..=MOST_GRIDS).contains(&self.grids) {
            let (least, most) = (LEAST_GRIDS, MOST_GRIDS);
            return Err(SynthError::Grids { count: self.grids, least, most });
        }
        if self.from > self.to { Err(SynthError::Days) } else { Ok(()) }
    }

    /// The outline: as given, or that of a county, or of several where one has not so many grids.
    fn outline(&self) -> Result<Outline, SynthError> {
        match &self.outline {
            Some(polygon) => Outline::given(polygon),
            None => {
                let counties = seeds::counties(self.grids) as f64;
                let area_m2 = (COUNTY_M2 * counties.powf(0.6)).min(MOST_M2);
                Outline::generated(area_m2, self.seed)
            }
        }
    }
}

/// Makes the set in `dir`, which must be there and hold none of [`FILES`]. `done` is told how many
/// of the plan's [`Plan::steps`] more are done.
///
/// # Errors
///
/// [`SynthError`]. A file that is there is never overwritten; files of a set that could not be
/// finished are left as they are.
pub fn write(plan: &Plan, dir: &Path, done: &mut dyn FnMut(u64)) -> Result<(), SynthError> {
    plan.check()?;
    for file in FILES {
        let path = dir.join(file);
        if path.exists() {
            let source = std::io::ErrorKind::AlreadyExists.into();
            return Err(SynthError::Write { path, source });
        }
    }
    let land = Land::new(plan.outline()?, plan.grids, plan.seed)?;
    done(plan.grids as u64);
    let borders = land.borders()?;
    done(plan.grids as u64);
    let files = write::Files { land: &land, borders: &borders, dir };
    files.levels(done)?;
    files.zones()?;
    let spots = spot::Spots::new(&land, &borders);
    rows::incidents(plan, &land, &spots, dir, done)?;
    write::notes(plan, dir)
}
