//! The painters: a list of drawn things as pixels, as PDF, as SVG.

pub(super) mod palette;
pub(super) mod pdf;
pub(super) mod pixels;
pub(super) mod svg;
