//! Hot spots that mean something: where there are more cases than chance gives, since when, and
//! whether it gets worse.
//!
//! Units are whatever is counted in: grids, villages, cells of a raster. [`Weights`] say who is whose
//! neighbour, [`Periods`] what was counted and what was to be expected, [`Rules`] what counts as
//! evidence. [`HotSpots::find`] gives three things: a [`Verdict`] on every unit in every period, the
//! [`Course`] of every unit over time, and the [`HotSpot`]s: places of hot units with their history.
//!
//! A unit is hot by Getis-Ord Gi* ([`gi_star`]): it and its neighbours stand out from the rest of the
//! map. Gi* alone takes every unit for equally uncertain, which counts are not: on the grids of the
//! reference data, with 100 cases a month dealt out by pure chance, it calls something hot in every
//! second month. So the cases of unit and neighbours must also be more than a Poisson variable gives
//! where so many are expected; then it is one month in fifty. The larger of the two p-values counts,
//! which is right for two things that must both hold, and is adjusted for the number of units
//! ([`fdr_adjusted`]). Where there is too little to judge, it says so.
//!
//! Local Moran's I ([`local_moran`]) tells whether a unit is like its neighbours; with [`gi_star`] it
//! stands alone as well. Both are equal to `PySAL`'s.
//!
//! ```
//! use wangge::heat::hotspot::{HotSpots, Pattern, Periods, Rules, Step, Weights};
//! use wangge::text::Lang;
//!
//! // Three months on 8 × 8 cells of 1.5 km²: two cases a month, ten in each cell of one corner.
//! let corner = |cell: usize| cell % 8 < 3 && cell / 8 < 3;
//! let month: Vec<u32> = (0..64).map(|cell| if corner(cell) { 10 } else { 2 }).collect();
//! let periods = Periods::new(Step::Month, vec![1.5; 64], vec![month; 3])?;
//!
//! let found = HotSpots::find(&periods, &Weights::lattice(8, 8)?, &Rules::default())?;
//! let spot = &found.spots()[0];
//! assert_eq!(spot.last().units.len(), 9);
//! assert_eq!((spot.since(), spot.course.pattern), (0, Pattern::Persistent));
//! assert_eq!(
//!     spot.line().render(Lang::En),
//!     "month 3 in a row: 90 cases in 14 km², 3.2 times what is expected",
//! );
//! # Ok::<(), wangge::heat::hotspot::HotspotError>(())
//! ```

mod contiguity;
mod course;
mod error;
mod fdr;
mod find;
mod line;
mod periods;
mod permutation;
mod places;
mod poisson;
mod random;
mod statistic;
mod track;
mod verdict;
mod weights;

pub use course::{Course, Pattern, Reading, mann_kendall};
pub use error::HotspotError;
pub use fdr::fdr_adjusted;
pub use find::HotSpots;
pub use periods::{Periods, Step, Tally};
pub use permutation::{DEFAULT_DRAWS, Draws, Pseudo, permuted};
pub use places::{End, HotSpot, Sighting};
pub use statistic::{GiStar, LocalMoran, Quadrant, gi_star, local_moran, normal_tail};
pub use verdict::{Judged, Judgement, Rules, Test, TooFew, Value, Verdict};
pub use weights::{Style, Weights};
