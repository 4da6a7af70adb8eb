//! The inks and letters of paper: greys for context, colour only for what a patrol acts on.

use super::canvas::{Ink, Type};

pub(super) const PAPER: Ink = Ink(255, 255, 255);
/// Ground that is not spoken of, on pictures without a template.
pub(super) const QUIET: Ink = Ink(244, 242, 237);
pub(super) const INK: Ink = Ink(31, 37, 41);
pub(super) const MUTED: Ink = Ink(102, 112, 120);
pub(super) const LINE: Ink = Ink(176, 172, 164);
pub(super) const WARNING: Ink = Ink(179, 38, 30);
/// Hot spots.
pub(super) const HOT: Ink = WARNING;

/// Three sizes of text, as on a good map: title, text, small.
pub(super) const TITLE: Type = Type::new(20.0, INK).bold();
pub(super) const HEADING: Type = Type::new(9.0, INK).bold();
pub(super) const TEXT: Type = Type::new(8.0, INK);
pub(super) const SMALL: Type = Type::new(6.5, MUTED);
