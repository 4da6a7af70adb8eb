//! Where incidents pile up: the index of their places, density on the ground, colours, pictures.
//!
//! Everything here works on places alone. Which incidents count (period, category, …) is decided
//! before, so that a filter is written once for lists, maps and heat.

mod density;
pub mod hotspot;
mod index;
mod ramp;
mod raster;

pub use density::{Kernel, KernelError, density, density_tile, peak};
pub use index::PointIndex;
pub use ramp::Ramp;
pub use raster::{HeatError, Raster};
