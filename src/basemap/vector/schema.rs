//! Which features of a vector tile a quiet base map shows, and as what.
//!
//! One table for three schemas, which name most things alike:
//! `OpenMapTiles` (<https://openmaptiles.org/schema/>) has what a thing is in `class`, the basemap of
//! Protomaps, version 4 (<https://docs.protomaps.com/basemaps/layers>), and Tilezen
//! (<https://tilezen.readthedocs.io/en/latest/layers/>) in `kind`, and roads more exactly in
//! `kind_detail`. What the table does not name is not drawn: boundaries (ours are drawn), points of
//! interest, house numbers, ferries, ground.

use super::{Class, LabelKind, RoadRank};

/// A row: a feature of one of these layers whose kind (or detail) is one of these is of the class.
/// The first row that fits counts.
struct Row {
    layers: &'static [&'static str],
    key: Key,
    /// Any where there is none.
    kinds: &'static [&'static str],
    /// Nothing is drawn where there is none.
    class: Option<Class>,
}

/// Where the kind is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    /// `class`, `kind`, `pmap:kind`
    Kind,
    /// `kind_detail`, `pmap:kind_detail`
    Detail,
}

const ROADS: &[&str] = &["transportation", "roads"];
const ROAD_NAMES: &[&str] = &["transportation_name", "roads"];
const GROUND: &[&str] = &["landcover", "landuse"];

const fn row(
    layers: &'static [&'static str],
    key: Key,
    kinds: &'static [&'static str],
    class: Option<Class>,
) -> Row {
    Row { layers, key, kinds, class }
}

#[rustfmt::skip]
const TABLE: &[Row] = &[
    // water: areas and, in Protomaps and Tilezen, the lines of rivers.
    row(&["water"], Key::Kind, &["stream", "ditch", "drain"], Some(Class::Stream)),
    row(&["water"], Key::Kind, &["dock", "swimming_pool", "fountain"], None),
    row(&["water"], Key::Kind, &[], Some(Class::Water)),
    row(&["waterway"], Key::Kind, &["river", "canal"], Some(Class::Water)),
    row(&["waterway"], Key::Kind, &[], Some(Class::Stream)),
    // Ground by what covers it, and by what it is used for.
    row(GROUND, Key::Kind, &[
        "wood", "forest", "grass", "grassland", "scrub", "meadow", "wetland", "park", "garden",
        "golf_course", "cemetery", "recreation_ground", "village_green", "nature_reserve",
        "national_park", "protected_area", "orchard", "playground", "pitch", "zoo", "theme_park",
        "allotments", "plant_nursery", "natural_wood", "natural_forest",
    ], Some(Class::Green)),
    row(&["park"], Key::Kind, &[], Some(Class::Green)),
    row(GROUND, Key::Kind, &["sand", "rock", "beach", "barren", "bare_rock", "scree", "dune", "desert"], Some(Class::Bare)),
    row(GROUND, Key::Kind, &[
        "residential", "suburb", "quarter", "neighbourhood", "commercial", "industrial", "retail",
        "garages", "railway", "bus_station", "school", "university", "kindergarten", "college",
        "library", "hospital", "stadium", "urban_area", "urban", "military",
    ], Some(Class::Built)),
    row(&["building"], Key::Kind, &[], Some(Class::Building)),
    row(&["buildings"], Key::Kind, &["address", "entrance"], None),
    row(&["buildings"], Key::Kind, &[], Some(Class::Building)),
    // Rails before roads: their detail is `rail` too.
    row(ROADS, Key::Kind, &["rail", "transit"], Some(Class::Rail)),
    row(ROADS, Key::Kind, &["ferry", "aerialway", "aeroway", "pier"], None),
    row(&["transit"], Key::Kind, &["rail", "light_rail", "subway", "tram"], Some(Class::Rail)),
    row(ROADS, Key::Detail, &["motorway", "trunk", "primary"], Some(Class::Road(RoadRank::Major))),
    row(ROADS, Key::Detail, &["secondary", "tertiary"], Some(Class::Road(RoadRank::Middle))),
    row(ROADS, Key::Detail, &["unclassified", "residential", "living_street", "service", "pedestrian", "road"], Some(Class::Road(RoadRank::Minor))),
    row(ROADS, Key::Detail, &["track", "path", "footway", "cycleway", "steps", "bridleway", "corridor"], Some(Class::Road(RoadRank::Path))),
    row(ROADS, Key::Kind, &["motorway", "trunk", "primary", "highway"], Some(Class::Road(RoadRank::Major))),
    row(ROADS, Key::Kind, &["secondary", "tertiary", "major_road", "medium_road"], Some(Class::Road(RoadRank::Middle))),
    row(ROADS, Key::Kind, &["minor", "service", "minor_road", "busway", "bus_guideway", "raceway"], Some(Class::Road(RoadRank::Minor))),
    row(ROADS, Key::Kind, &["track", "path"], Some(Class::Road(RoadRank::Path))),
];

/// Layers that are known and of which nothing is drawn.
const SILENT: &[&str] = &[
    "aerodrome_label",
    "aeroway",
    "boundaries",
    "boundary",
    "earth",
    "housenumber",
    "mountain_peak",
    "natural",
    "physical_line",
    "physical_point",
    "poi",
    "pois",
    "place",
    "places",
    "transportation_name",
    "water_name",
    "mask",
];

/// The tags of a feature that say what it is.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Tags<'a> {
    pub kind: Option<&'a str>,
    pub detail: Option<&'a str>,
    /// The name that is written: Chinese where there is one.
    pub name: Option<&'a str>,
    name_rank: u8,
}

/// Names, from the least wanted to the most.
const NAMES: [&str; 5] = ["name", "name_zh", "name:zh-Hant", "name:zh", "name:zh-Hans"];

impl<'a> Tags<'a> {
    /// Takes a tag whose value is text.
    pub fn take(&mut self, key: &str, value: &'a str) {
        match key {
            "class" | "kind" | "pmap:kind" => self.kind = self.kind.or(Some(value)),
            "kind_detail" | "pmap:kind_detail" => self.detail = self.detail.or(Some(value)),
            _ => {
                let Some(rank) = NAMES.iter().position(|name| *name == key) else { return };
                let rank = rank as u8 + 1;
                if rank > self.name_rank && !value.trim().is_empty() {
                    (self.name, self.name_rank) = (Some(value.trim()), rank);
                }
            }
        }
    }
}

/// What a feature is drawn as.
pub(super) fn class(layer: &str, tags: &Tags) -> Option<Class> {
    let fits = |row: &&Row| {
        let value = if row.key == Key::Kind { tags.kind } else { tags.detail };
        row.layers.contains(&layer)
            && (row.kinds.is_empty() || value.is_some_and(|value| row.kinds.contains(&value)))
    };
    TABLE.iter().find(fits).and_then(|row| row.class)
}

/// What a name is of, and how much it matters: 1 first. `None` for names that are not written.
pub(super) fn label(layer: &str, tags: &Tags) -> Option<(LabelKind, u8)> {
    if ROAD_NAMES.contains(&layer) {
        let rank = match class(ROADS.first()?, tags) {
            Some(Class::Road(RoadRank::Major)) => 5,
            Some(Class::Road(RoadRank::Middle)) => 6,
            Some(Class::Road(RoadRank::Minor)) => 7,
            _ => return None,
        };
        return Some((LabelKind::Road, rank));
    }
    match layer {
        "water_name" | "water" => Some((LabelKind::Water, 5)),
        "waterway" if class(layer, tags) == Some(Class::Water) => Some((LabelKind::Water, 6)),
        "place" | "places" => {
            // Protomaps and Tilezen: a locality is a city, a town or a village by its detail.
            let known = [tags.detail, tags.kind].into_iter().flatten().find_map(place_rank)?;
            Some((LabelKind::Place, known))
        }
        _ => None,
    }
}

fn place_rank(kind: &str) -> Option<u8> {
    match kind {
        "city" => Some(1),
        "town" => Some(2),
        "village" | "suburb" | "borough" | "macrohood" => Some(3),
        "hamlet" | "quarter" | "neighbourhood" | "isolated_dwelling" | "locality" | "farm" => {
            Some(4)
        }
        _ => None,
    }
}

/// Whether the table knows a layer, even if it draws nothing of it.
pub(in super::super) fn knows(layer: &str) -> bool {
    draws(layer) || SILENT.contains(&layer)
}

/// Whether something of a layer may be drawn.
fn draws(layer: &str) -> bool {
    TABLE.iter().any(|row| row.class.is_some() && row.layers.contains(&layer))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(kind: &'static str, detail: Option<&'static str>) -> Tags<'static> {
        Tags { kind: Some(kind), detail, ..Tags::default() }
    }

    #[test]
    fn three_schemas_mean_the_same() {
        let rows = [
            // OpenMapTiles
            ("water", "lake", None, Some(Class::Water)),
            ("waterway", "river", None, Some(Class::Water)),
            ("waterway", "stream", None, Some(Class::Stream)),
            ("landcover", "wood", None, Some(Class::Green)),
            ("landcover", "sand", None, Some(Class::Bare)),
            ("landuse", "residential", None, Some(Class::Built)),
            ("park", "national_park", None, Some(Class::Green)),
            ("transportation", "primary", None, Some(Class::Road(RoadRank::Major))),
            ("transportation", "tertiary", None, Some(Class::Road(RoadRank::Middle))),
            ("transportation", "minor", None, Some(Class::Road(RoadRank::Minor))),
            ("transportation", "track", None, Some(Class::Road(RoadRank::Path))),
            ("transportation", "rail", None, Some(Class::Rail)),
            ("transportation", "primary_construction", None, None),
            ("boundary", "", None, None),
            // Protomaps, version 4
            ("water", "river", None, Some(Class::Water)),
            ("roads", "major_road", Some("trunk"), Some(Class::Road(RoadRank::Major))),
            ("roads", "major_road", Some("tertiary"), Some(Class::Road(RoadRank::Middle))),
            ("roads", "minor_road", Some("residential"), Some(Class::Road(RoadRank::Minor))),
            ("roads", "path", Some("footway"), Some(Class::Road(RoadRank::Path))),
            ("roads", "rail", Some("rail"), Some(Class::Rail)),
            ("roads", "other", Some("raceway"), None),
            ("buildings", "building", None, Some(Class::Building)),
            ("buildings", "address", None, None),
            ("landuse", "park", None, Some(Class::Green)),
            ("landcover", "farmland", None, None),
            ("earth", "earth", None, None),
            // Tilezen
            ("roads", "highway", Some("motorway"), Some(Class::Road(RoadRank::Major))),
            ("transit", "subway", None, Some(Class::Rail)),
        ];
        for (layer, kind, detail, expected) in rows {
            assert_eq!(class(layer, &tags(kind, detail)), expected, "{layer} {kind} {detail:?}");
        }
    }

    #[test]
    fn a_chinese_name_comes_first_wherever_it_stands() {
        let mut tags = Tags::default();
        for (key, value) in
            [("name:zh", "伊金霍洛旗"), ("name", "Ejin Horo Banner"), ("name:en", "x")]
        {
            tags.take(key, value);
        }
        assert_eq!(tags.name, Some("伊金霍洛旗"));
        tags.take("name:zh-Hans", "  ");
        assert_eq!(tags.name, Some("伊金霍洛旗"), "an empty name is none");
    }

    #[test]
    fn names_rank_by_what_they_are_of() {
        let rank = |layer, kind, detail| label(layer, &tags(kind, detail));
        assert_eq!(rank("place", "city", None), Some((LabelKind::Place, 1)));
        assert_eq!(rank("places", "locality", Some("town")), Some((LabelKind::Place, 2)));
        assert_eq!(rank("place", "country", None), None);
        assert_eq!(rank("transportation_name", "primary", None), Some((LabelKind::Road, 5)));
        assert_eq!(rank("transportation_name", "path", None), None);
        assert_eq!(rank("poi", "school", None), None);
    }
}
