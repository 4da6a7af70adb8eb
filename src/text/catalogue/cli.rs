//! Sentences of the room `cli`.

use crate::text::Entry;

pub(super) const ENTRIES: &[Entry] = &[];
