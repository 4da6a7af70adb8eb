//! Sentences of the room `incident`.

use crate::text::Entry;

pub(super) const ENTRIES: &[Entry] = &[];
