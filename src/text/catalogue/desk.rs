//! Sentences of the room `desk`.

use crate::text::Entry;

pub(super) const ENTRIES: &[Entry] = &[];
