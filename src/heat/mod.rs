//! Where incidents pile up: the index of their places, density on the ground, colours, pictures.
//!
//! Everything here works on places alone. Which incidents count (period, category, …) is decided
//! before, so that a filter is written once for lists, maps and heat.
//!
//! ```
//! use wangge::geo::{Bounds, LonLat};
//! use wangge::heat::{Density, Kernel, Sampling};
//! let incidents = [LonLat::new(107.98, 39.09)?, LonLat::new(107.99, 39.10)?];
//! let bounds = Bounds { west: 107.8, south: 39.0, east: 108.2, north: 39.2 };
//! let pixels = Sampling::of_bounds(&bounds, 64, 64);
//! let kernel = Kernel::new(2_000.0, 30.0)?;
//! let heat = Density::new(kernel).raster(&incidents[..], &pixels);
//! // Two incidents close together: nearly twice the height of one.
//! assert!(heat.peak() > 1.8 * kernel.height() && heat.peak() < 2.0 * kernel.height());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bandwidth;
mod border;
mod cells;
mod change;
mod contours;
mod density;
mod disclosure;
mod found;
mod geotiff;
mod ground;
pub mod hotspot;
mod index;
mod kernel;
mod lattice;
mod matter;
mod ramp;
mod raster;
mod sampling;
mod smooth;

pub use bandwidth::{cross_validated_m, rule_of_thumb_m};
pub use border::Border;
pub use cells::{Cell, Resolution};
pub use change::same_rate_p;
pub use contours::{Band, ContourForm, Contours, Isoline, contour_levels};
pub use density::{Density, Mass, scale_top};
pub use disclosure::Parts;
pub use found::FoundPlaces;
pub use ground::Ground;
pub use index::{
    Builder, Index, IndexError, IndexFileError, IndexNames, Live, MOST_CATEGORIES, MOST_GRIDS,
    Query, Record, Selection,
};
pub use kernel::{Kernel, KernelError, KernelShape};
pub use matter::Places;
pub use ramp::Ramp;
pub use raster::{HeatError, Raster};
pub use sampling::Sampling;

/// What a legend says of weights by severity, 1 to 4.
#[must_use]
pub fn weighted(weights: [f64; 4]) -> crate::text::Message {
    let [a, b, c, d] = weights;
    crate::text::Message::new("heat.weighted").with("weights", format!("{a}, {b}, {c}, {d}"))
}
