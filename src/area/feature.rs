//! A feature of a boundary file on its way to an area.

use super::label::label_point;
use super::{Area, AreaCode, Level, Zone};
use crate::geo::{Bounds, area_km2};
use geo::{CoordsIter, MultiPolygon};

/// What is known of it while files are read.
pub(super) struct Feature {
    pub file: &'static str,
    pub level: Level,
    pub code: AreaCode,
    pub name: String,
    pub name_mn: Option<String>,
    pub kind: Option<String>,
    pub village: Option<String>,
    pub township: Option<String>,
    pub street_code: Option<String>,
    pub parent: Option<AreaCode>,
    pub derived: bool,
    pub shape: MultiPolygon<f64>,
}

impl Feature {
    pub(super) fn into_area(self) -> Option<Area> {
        Some(Area {
            bounds: Bounds::around(self.shape.coords_iter())?,
            label: label_point(&self.shape)?,
            area_km2: area_km2(&self.shape),
            code: self.code,
            name: self.name,
            name_mn: self.name_mn,
            level: self.level,
            kind: self.kind,
            parent: self.parent,
            derived: self.derived,
            shape: self.shape,
        })
    }

    pub(super) fn into_zone(self) -> Option<Zone> {
        Some(Zone {
            bounds: Bounds::around(self.shape.coords_iter())?,
            label: label_point(&self.shape)?,
            area_km2: area_km2(&self.shape),
            code: self.code.as_str().to_owned(),
            name: self.name,
            name_mn: self.name_mn,
            kind: self.kind,
            derived: self.derived,
            shape: self.shape,
        })
    }
}
