//! Sentences of the room `sheet`.

use crate::text::Entry;

pub(super) const ENTRIES: &[Entry] = &[];
