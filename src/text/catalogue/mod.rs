//! The sentences, one table a room.

mod area;
mod basemap;
mod batch;
mod calendar;
mod cli;
mod desk;
mod geo;
mod heat;
mod hotspot;
mod http;
mod incident;
mod locate;
mod patrol;
mod sheet;
mod synth;

use super::Entry;

const TABLES: &[&[Entry]] = &[
    area::ENTRIES,
    basemap::ENTRIES,
    batch::ENTRIES,
    calendar::ENTRIES,
    cli::ENTRIES,
    desk::ENTRIES,
    geo::ENTRIES,
    heat::ENTRIES,
    hotspot::ENTRIES,
    hotspot::LINES,
    http::ENTRIES,
    incident::ENTRIES,
    locate::ENTRIES,
    patrol::ENTRIES,
    sheet::ENTRIES,
    synth::ENTRIES,
];

/// The entry named `key`.
pub(super) fn find(key: &str) -> Option<&'static Entry> {
    TABLES.iter().flat_map(|table| table.iter()).find(|entry| entry.key == key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeSet, HashSet};

    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{')
            .skip(1)
            .filter_map(|part| part.split_once('}'))
            .map(|(name, _)| name)
            .collect()
    }

    #[test]
    fn every_entry_has_both_languages_with_the_same_values() {
        for entry in TABLES.iter().flat_map(|table| table.iter()) {
            assert!(!entry.zh.is_empty() && !entry.en.is_empty(), "{}", entry.key);
            assert_eq!(placeholders(entry.zh), placeholders(entry.en), "{}", entry.key);
        }
    }

    #[test]
    fn no_key_is_used_twice() {
        let mut seen = HashSet::new();
        for entry in TABLES.iter().flat_map(|table| table.iter()) {
            assert!(seen.insert(entry.key), "{}", entry.key);
        }
    }
}
