//! Boundaries: banner, townships, villages, grids, the zones and neighbours around them, and the
//! service points in them.
//!
//! [`read_dir`] turns a data folder into an [`AreaSet`] and the [`Finding`]s on the way;
//! [`check_set`] looks at the topology of what was read. An [`AreaSet`] is frozen: it is built once
//! and never half built.

mod border;
mod check;
mod crossings;
mod diff;
mod diff_ground;
mod diff_rules;
mod edition;
mod error;
mod feature;
mod file;
mod finding;
mod hierarchy;
mod label;
mod mended;
mod mongolian;
mod outline;
mod raw;
mod read;
mod service;
mod service_read;
mod shape;
mod shift;
mod table;

pub use check::check_set;
pub use diff::{AreaDiff, Change, ChangeKind, Move, diff};
pub use edition::{check_dir, check_editions, read_editions};
pub use error::AreaError;
pub(crate) use file::is_home;
pub use finding::{Finding, FindingSeverity, Kind};
pub(crate) use label::label_point;
pub use outline::read_outline;
pub use read::{Fields, Loaded, read_dir};
pub use service::{ServiceKind, ServicePoint};
pub(crate) use table::aligned;
pub use table::render_table;

use crate::geo::{Bounds, LonLat};
use geo::MultiPolygon;
use geo::coordinate_position::{CoordPos, CoordinatePosition};
use jiff::civil::Date;
use std::fmt;

/// The four levels of responsibility, from the whole to the part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 旗, the first level.
    Banner,
    /// 苏木镇, the second.
    Township,
    /// 嘎查村 / 社区, the third.
    Village,
    /// 责任网格, the fourth.
    Grid,
}

impl Level {
    /// All levels, banner first.
    pub const ALL: [Self; 4] = [Self::Banner, Self::Township, Self::Village, Self::Grid];

    /// `banner`, `township`, `village` or `grid`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Banner => "banner",
            Self::Township => "township",
            Self::Village => "village",
            Self::Grid => "grid",
        }
    }

    /// The level above; `None` for the banner.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        match self {
            Self::Banner => None,
            Self::Township => Some(Self::Banner),
            Self::Village => Some(Self::Township),
            Self::Grid => Some(Self::Village),
        }
    }

    /// How many digits a code of this level has: 6, 9, 12, 15.
    #[must_use]
    pub fn code_len(self) -> usize {
        match self {
            Self::Banner => 6,
            Self::Township => 9,
            Self::Village => 12,
            Self::Grid => 15,
        }
    }
}

/// The code of an area, such as `150624101003007`. Compared as text, which for codes of one
/// level is the order of the numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaCode(Box<str>);

impl AreaCode {
    /// A code as written; what is a right code for a level is for the reader to check.
    #[must_use]
    pub fn new(code: &str) -> Self {
        Self(code.into())
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A banner, township, village or grid.
#[derive(Debug, Clone)]
pub struct Area {
    /// Its code; unique in its level.
    pub code: AreaCode,
    /// Its name, in Chinese.
    pub name: String,
    /// Its name in traditional Mongolian script, where the file has one.
    pub name_mn: Option<String>,
    /// Its level.
    pub level: Level,
    /// A word for its kind: `urban`, `pastoral`, 镇, 社区 …
    pub kind: Option<String>,
    /// The area one level up, where the set holds it.
    pub parent: Option<AreaCode>,
    /// Whether the boundary is derived by an algorithm, not surveyed.
    pub derived: bool,
    /// The boundary; rings closed, outer rings counter-clockwise (RFC 7946).
    pub shape: MultiPolygon<f64>,
    /// The rectangle around it.
    pub bounds: Bounds,
    /// A point well inside, for its label.
    pub label: LonLat,
    /// Its geodesic area in km².
    pub area_km2: f64,
}

impl Area {
    /// Whether it holds a position or has it on its boundary.
    #[must_use]
    pub fn touches(&self, at: LonLat) -> bool {
        self.bounds.contains(at) && self.shape.coordinate_position(&at.coord()) != CoordPos::Outside
    }
}

/// Something on the map outside the four levels: a zone (重点区域), which overlaps areas freely,
/// or a neighbouring county.
#[derive(Debug, Clone)]
pub struct Zone {
    /// Its code.
    pub code: String,
    /// Its name, in Chinese.
    pub name: String,
    /// Its name in traditional Mongolian script, where the file has one.
    pub name_mn: Option<String>,
    /// A word for its kind: 国家级自然保护区 …
    pub kind: Option<String>,
    /// Whether the boundary is derived by an algorithm, not surveyed.
    pub derived: bool,
    /// The boundary, as in [`Area::shape`].
    pub shape: MultiPolygon<f64>,
    /// The rectangle around it.
    pub bounds: Bounds,
    /// A point well inside, for its label.
    pub label: LonLat,
    /// Its geodesic area in km².
    pub area_km2: f64,
}

/// A set of boundaries, frozen. Within a level areas are sorted by code.
#[derive(Debug, Default)]
pub struct AreaSet {
    levels: [Vec<Area>; 4],
    zones: Vec<Zone>,
    neighbours: Vec<Zone>,
    effective_from: Option<Date>,
    services: Vec<ServicePoint>,
}

impl AreaSet {
    /// Freezes areas (of any level, in any order), zones and neighbours. Where a code stands
    /// twice in a level the first is found by it; the reader reports such codes. Service points
    /// come with [`AreaSet::with_services`].
    #[must_use]
    pub fn new(areas: Vec<Area>, zones: Vec<Zone>, neighbours: Vec<Zone>) -> Self {
        let mut levels: [Vec<Area>; 4] = Level::ALL.map(|level| {
            Vec::with_capacity(areas.iter().filter(|area| area.level == level).count())
        });
        for area in areas {
            if let Some(level) = levels.get_mut(area.level as usize) {
                level.push(area);
            }
        }
        for level in &mut levels {
            level.sort_by(|a, b| a.code.cmp(&b.code));
        }
        Self { levels, zones, neighbours, services: Vec::new(), effective_from: None }
    }

    /// The same boundaries as the edition that is in force from this local day on.
    #[must_use]
    pub fn in_force_from(mut self, date: Date) -> Self {
        self.effective_from = Some(date);
        self
    }

    /// The local day from which these boundaries are in force; `None` for an edition without a
    /// beginning.
    #[must_use]
    pub fn effective_from(&self) -> Option<Date> {
        self.effective_from
    }

    /// The areas of a level, by code.
    #[must_use]
    pub fn level(&self, level: Level) -> &[Area] {
        self.levels.get(level as usize).map_or(&[], Vec::as_slice)
    }

    /// The grids, by code.
    #[must_use]
    pub fn grids(&self) -> &[Area] {
        self.level(Level::Grid)
    }

    /// The banner; `None` where the folder has no banner file. With several, the lowest code.
    #[must_use]
    pub fn banner(&self) -> Option<&Area> {
        self.level(Level::Banner).first()
    }

    /// The zones, in the order of their file.
    #[must_use]
    pub fn zones(&self) -> &[Zone] {
        &self.zones
    }

    /// The neighbouring counties, in the order of their file.
    #[must_use]
    pub fn neighbours(&self) -> &[Zone] {
        &self.neighbours
    }

    /// The area with that code, of any level.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<&Area> {
        self.levels.iter().find_map(|level| {
            let place = level.partition_point(|area| area.code.as_str() < code);
            level.get(place).filter(|area| area.code.as_str() == code)
        })
    }

    /// The area with that code, or the only one of its level with that name; of several levels
    /// the highest.
    #[must_use]
    pub fn find_named(&self, text: &str) -> Option<&Area> {
        let only = |level: &Vec<Area>| {
            let mut named = level.iter().enumerate().filter(|(_, area)| area.name == text);
            let (first, more) = (named.next(), named.next());
            first.filter(|_| more.is_none()).map(|(place, _)| place)
        };
        let by_name = || self.levels.iter().find_map(|level| level.get(only(level)?));
        self.find(text).or_else(by_name)
    }

    /// The area and all above it, banner first, itself last. Empty for an unknown code.
    #[must_use]
    pub fn chain(&self, code: &str) -> Vec<&Area> {
        let mut chain: Vec<&Area> = Vec::with_capacity(4);
        let mut next = self.find(code);
        while let Some(area) = next {
            chain.push(area);
            next = area.parent.as_ref().and_then(|parent| self.find(parent.as_str()));
            // Parents are of a higher level by construction, so this ends after four.
        }
        chain.reverse();
        chain
    }

    /// The rectangle around all areas; `None` where there are none.
    #[must_use]
    pub fn bounds(&self) -> Option<Bounds> {
        self.levels.iter().flatten().map(|area| area.bounds).reduce(Bounds::union)
    }

    /// Whether any boundary is derived: then every picture says 示例数据 · 非实际界线.
    #[must_use]
    pub fn any_derived(&self) -> bool {
        self.levels.iter().flatten().any(|area| area.derived)
    }
}
