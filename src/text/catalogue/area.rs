//! Sentences of the room `area`.

use crate::text::Entry;

pub(super) const ENTRIES: &[Entry] = &[];
