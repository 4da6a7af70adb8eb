//! Sentences of the room `http`.

use crate::text::Entry;

pub(super) const ENTRIES: &[Entry] = &[];
