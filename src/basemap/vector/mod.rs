//! What vector tiles show, as far as a quiet map on paper needs it.

mod clip;
mod schema;
mod tile;

pub(super) use schema::knows;
pub(super) use tile::{Tile, layer_names};

use crate::geo::{Bounds, LonLat};
use clip::Cut;
use geo::LineString;

/// What a feature is drawn as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// Woods, grass, parks, wetlands.
    Green,
    /// Sand and rock.
    Bare,
    /// Lakes and the sea; rivers and canals, as areas or lines.
    Water,
    /// Brooks and ditches.
    Stream,
    /// The border of water that is an area, as a line.
    Shore,
    /// Ground that is built on.
    Built,
    /// A building.
    Building,
    /// A railway.
    Rail,
    /// A road or path.
    Road(RoadRank),
}

/// How much a road matters, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RoadRank {
    /// Tracks and footpaths.
    Path,
    /// Streets and village roads.
    Minor,
    /// Secondary and tertiary roads.
    Middle,
    /// Motorways, trunk and primary roads.
    Major,
}

/// The shape of a feature, in degrees (WGS-84, which is CGCS2000 to centimetres).
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Closed rings. What lies in an odd number of them belongs to the area.
    Area(Vec<LineString<f64>>),
    /// Lines.
    Lines(Vec<LineString<f64>>),
}

impl Shape {
    /// The part of the shape in a rectangle. Parts of an area that fall apart stay tied along the
    /// rectangle's edge, where the ties enclose nothing.
    #[must_use]
    pub fn cut(&self, bounds: &Bounds) -> Self {
        let cut = Cut { low: (bounds.west, bounds.south), high: (bounds.east, bounds.north) };
        let points = |line: &LineString<f64>| line.coords().map(|c| (c.x, c.y)).collect::<Vec<_>>();
        match self {
            Self::Area(rings) => {
                let rings = rings.iter().map(|ring| LineString::from(cut.ring(&points(ring))));
                Self::Area(rings.filter(|ring| ring.0.len() > 2).collect())
            }
            Self::Lines(lines) => {
                let parts = lines.iter().flat_map(|line| cut.line(&points(line)));
                Self::Lines(parts.map(LineString::from).collect())
            }
        }
    }
}

/// A feature of one tile, cut to the tile.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// What it is drawn as.
    pub class: Class,
    /// Its shape. It reaches a 512th of a tile beyond the tile's edge, so that no seam shows between
    /// two tiles.
    pub shape: Shape,
    /// The rectangle around it.
    pub bounds: Bounds,
}

/// What a name is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LabelKind {
    /// A town, a village, a quarter.
    Place,
    /// A road.
    Road,
    /// A lake or river.
    Water,
}

/// A name, not yet placed.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// The name: in Chinese where the file has it, else in the local language.
    pub text: String,
    /// What it is of.
    pub kind: LabelKind,
    /// How much it matters, from 1 (a city) to 7 (a street).
    pub rank: u8,
    /// Where: the place, or the middle of the line.
    pub at: LonLat,
}
