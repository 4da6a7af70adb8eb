//! The area's name in both scripts: Mongolian on the left, Chinese on the right, of equal size, from
//! top to bottom, as signs in the region have it.

use crate::sheet::SheetError;
use crate::sheet::canvas::{Drawn, Frame, Mm, layer, mm};
use crate::sheet::map::MapFrame;
use crate::sheet::script::Columns;
use crate::sheet::style::{INK, LINE, PAPER};

/// The size of letters, in millimetres.
const SIZE_MM: f64 = 3.8;
/// Around the names.
const AIR_MM: f64 = 2.0;
/// From the corner of the map.
const OFF_MM: f64 = 3.0;
/// What the north arrow and the scale bar take of their corners.
const NORTH_MM: f64 = 15.0;
const SCALE_MM: f64 = 14.0;
/// The plate is at most this part of the map's height.
const HIGHEST: f64 = 0.6;

/// The two names with the plate that they stand on.
pub struct Cartouche {
    /// Where it stands, which is kept free of names.
    pub plate: Frame,
    mongolian: Columns,
    chinese: Columns,
}

/// The names of the sheet's area; `None` for one without a Mongolian name.
pub fn cartouche(map: &MapFrame) -> Result<Option<Cartouche>, SheetError> {
    let (area, frame) = (map.spec.area, map.layout.map);
    let Some(name) = area.name_mn.as_deref() else { return Ok(None) };
    let most = frame.height * HIGHEST;
    let mongolian = Columns::fit(name, SIZE_MM, most)?;
    let chinese = Columns::fit(&area.name, SIZE_MM, most)?;
    let (left, right) = (mongolian.size(), chinese.size());
    let width = left.0 + right.0 + 3.0 * AIR_MM;
    let height = left.1.max(right.1) + 2.0 * AIR_MM;
    let plate = place(map, width, height);
    Ok(Some(Cartouche { plate, mongolian, chinese }))
}

/// The first corner in which a plate covers nothing of the area; where there is none, the upper left.
fn place(map: &MapFrame, width: f64, height: f64) -> Frame {
    let frame = map.layout.map;
    let (left, right) = (frame.x + OFF_MM, frame.right() - OFF_MM - width);
    let (top, low) = (frame.y + OFF_MM, frame.bottom() - OFF_MM - height);
    // The north arrow stands above on the right, the scale bar below on the left.
    let corners = [(left, top), (right, low), (right, top + NORTH_MM), (left, low - SCALE_MM)];
    let plates = corners.map(|(x, y)| Frame { x, y, width, height });
    let rings: Vec<Vec<Mm>> =
        crate::geo::rings(&map.spec.area.shape).map(|r| map.ring(r)).collect();
    let covers = |plate: &Frame| {
        let corners = [plate.x, plate.right()].map(|x| [plate.y, plate.bottom()].map(|y| mm(x, y)));
        let holds = |at: &Mm| map.spec.area.touches(map.projection.to_ground(*at));
        corners.iter().flatten().any(holds) || rings.iter().flatten().any(|at| plate.contains(*at))
    };
    let [first, ..] = plates;
    plates.into_iter().find(|plate| !covers(plate)).unwrap_or(first)
}

impl Cartouche {
    /// The names on their plate.
    pub fn draw(&self, map: &MapFrame) -> Result<Drawn, SheetError> {
        let Self { plate, mongolian, chinese } = self;
        let mut drawn = layer(map.layout.page, |layer| {
            layer.rectangle(*plate, PAPER)?;
            layer.outline(*plate, LINE, 0.15)
        })?;
        let top = plate.y + AIR_MM;
        drawn.push(mongolian.draw(mm(plate.x + AIR_MM, top), INK, None));
        let x = plate.x + 2.0 * AIR_MM + mongolian.size().0;
        drawn.push(chinese.draw(mm(x, top), INK, None));
        Ok(drawn)
    }
}
