//! The map frame of a patrol sheet, layer by layer from the ground up.

use super::canvas::{Align, Drawn, Frame, Ink, Layer, Mm, Type, layer, mm};
use super::checkpoints::CheckPoint;
use super::page::{Layout, Projection};
use super::scene::Clip;
use super::style::{ABROAD, ACCENT, INK, LINE, MUTED, PAPER, QUIET, SMALL, TEXT};
use super::window::Window;
use super::{SheetError, SheetIncident, SheetSpec, symbols};
use crate::area::{Area, Level};
use crate::geo::{Bounds, LonLat, rings};
use geo::{BooleanOps, Coord, LineString, MultiPolygon, Polygon};

/// Everything that the layers share.
pub(super) struct MapFrame<'a> {
    pub spec: &'a SheetSpec<'a>,
    pub layout: Layout,
    pub projection: Projection,
    /// What the frame shows, in degrees.
    pub seen: Bounds,
    pub window: Window,
}

impl MapFrame<'_> {
    fn ring(&self, ring: &LineString<f64>) -> Vec<Mm> {
        ring.coords().map(|c| self.projection.to_page(LonLat::computed(c.x, c.y))).collect()
    }

    fn outlines(
        &self,
        layer: &mut Layer,
        shape: &MultiPolygon<f64>,
        ink: Ink,
        width_mm: f64,
    ) -> Result<(), SheetError> {
        for border in self.window.borders(shape) {
            layer.line(&self.ring(&border), ink, width_mm)?;
        }
        Ok(())
    }

    /// Fills a shape; its holes are filled with `hole`.
    fn ground(
        &self,
        layer: &mut Layer,
        shape: &MultiPolygon<f64>,
        ink: Ink,
        hole: Ink,
    ) -> Result<(), SheetError> {
        for part in self.window.part(shape).iter() {
            layer.fill(&self.ring(part.exterior()), ink, 1.0)?;
            for ring in part.interiors() {
                layer.fill(&self.ring(ring), hole, 1.0)?;
            }
        }
        Ok(())
    }

    /// The grid's own ground, holes left out.
    pub fn clip_of_grid(&self) -> Clip {
        Clip::Rings(rings(&self.spec.grid.shape).map(|ring| self.ring(ring)).collect())
    }

    fn visible(&self, level: Level) -> impl Iterator<Item = &Area> {
        self.spec.areas.level(level).iter().filter(|area| area.bounds.intersects(&self.seen))
    }

    /// The ground: abroad, the banner quieted, the grid white.
    pub fn ground_layer(&self) -> Result<Drawn, SheetError> {
        layer(self.layout.page, |layer| {
            let map = self.layout.map;
            match self.spec.areas.banner() {
                Some(banner) => {
                    layer.rectangle(map, ABROAD)?;
                    self.ground(layer, &banner.shape, QUIET, ABROAD)?;
                }
                None => layer.rectangle(map, QUIET)?,
            }
            self.ground(layer, &self.spec.grid.shape, PAPER, QUIET)
        })
    }

    /// Boundaries by weight, zones dashed, the grid's own outline in the accent.
    pub fn line_layer(&self) -> Result<Drawn, SheetError> {
        layer(self.layout.page, |layer| {
            for county in
                self.spec.areas.neighbours().iter().filter(|c| c.bounds.intersects(&self.seen))
            {
                self.outlines(layer, &county.shape, LINE, 0.25)?;
            }
            for zone in self.spec.areas.zones().iter().filter(|z| z.bounds.intersects(&self.seen)) {
                for border in self.window.borders(&zone.shape) {
                    layer.dashes(&self.ring(&border), MUTED, 0.35, 1.2)?;
                }
            }
            let weights = [
                (Level::Grid, LINE, 0.2),
                (Level::Village, MUTED, 0.35),
                (Level::Township, MUTED, 0.6),
                (Level::Banner, INK, 0.9),
            ];
            for (level, ink, width_mm) in weights {
                for area in self.visible(level) {
                    self.outlines(layer, &area.shape, ink, width_mm)?;
                }
            }
            self.outlines(layer, &self.spec.grid.shape, PAPER, 2.0)?;
            self.outlines(layer, &self.spec.grid.shape, ACCENT, 1.2)
        })
    }

    /// Names of the grids around, where they fit without touching each other or a symbol.
    pub fn name_layer(&self, taken: &mut Vec<Frame>) -> Result<Drawn, SheetError> {
        let window = MultiPolygon::new(vec![self.seen.rect().to_polygon()]);
        let mut names: Vec<(f64, Mm, String)> = Vec::new();
        for area in self.visible(Level::Grid).filter(|area| area.code != self.spec.grid.code) {
            // The part of the neighbour that the frame shows, and its middle.
            let shown = area.shape.intersection(&window);
            let Some(at) = crate::area::label_point(&shown) else { continue };
            names.push((shown_mm2(self, &shown), self.projection.to_page(at), area.name.clone()));
        }
        names.sort_by(|a, b| b.0.total_cmp(&a.0));
        let look = Type { ink: MUTED, ..TEXT }.align(Align::Middle);
        layer(self.layout.page, |layer| {
            for (_, at, name) in names {
                if let Some(frame) = free_place(at, &name, look, self.layout.map, taken) {
                    taken.push(frame);
                    layer.label(&name, at, look, QUIET)?;
                }
            }
            for county in
                self.spec.areas.neighbours().iter().filter(|c| c.bounds.intersects(&self.seen))
            {
                let shown = county.shape.intersection(&window);
                let Some(at) = crate::area::label_point(&shown) else { continue };
                let at = self.projection.to_page(at);
                if let Some(frame) = free_place(at, &county.name, look, self.layout.map, taken) {
                    taken.push(frame);
                    layer.label(&county.name, at, look, ABROAD)?;
                }
            }
            Ok(())
        })
    }

    /// Incidents by category; those that would cover each other share a symbol with a number.
    pub fn incident_layer(&self, taken: &mut Vec<Frame>) -> Result<Drawn, SheetError> {
        let piles = pile_up(self.spec.incidents, |at| self.projection.to_page(at), self.layout.map);
        layer(self.layout.page, |layer| {
            for pile in &piles {
                let (ink, symbol) = self.spec.looks_of(&pile.category);
                let radius = if pile.count == 1 {
                    1.1
                } else {
                    (1.3 + 0.35 * (pile.count as f64).sqrt()).min(3.2)
                };
                symbols::draw(layer, symbol, pile.at, radius, ink)?;
                if pile.count > 1 {
                    let look = Type { size_pt: 6.0, ..SMALL };
                    let at = mm(pile.at.x + radius + 0.4, pile.at.y);
                    layer.label(&pile.count.to_string(), at, Type { ink: INK, ..look }, PAPER)?;
                }
                let r = radius + 0.3;
                taken.push(Frame {
                    x: pile.at.x - r,
                    y: pile.at.y - r,
                    width: 2.0 * r,
                    height: 2.0 * r,
                });
            }
            Ok(())
        })
    }

    /// Numbered check-points, each beside its place with a short leader.
    pub fn checkpoint_layer(
        &self,
        points: &[CheckPoint],
        taken: &mut Vec<Frame>,
    ) -> Result<Drawn, SheetError> {
        layer(self.layout.page, |layer| {
            for (i, point) in points.iter().enumerate() {
                let place = self.projection.to_page(point.at);
                let badge = badge_place(place, self.layout.map, taken);
                layer.line(&[place, badge], INK, 0.3)?;
                layer.disc(badge, 2.3, PAPER)?;
                layer.disc(badge, 2.0, INK)?;
                let look = Type { size_pt: 8.0, ink: PAPER, ..TEXT }.bold().align(Align::Middle);
                layer.text(&(i + 1).to_string(), badge, look)?;
                taken.push(Frame { x: badge.x - 2.3, y: badge.y - 2.3, width: 4.6, height: 4.6 });
            }
            Ok(())
        })
    }
}

fn shown_mm2(map: &MapFrame, shape: &MultiPolygon<f64>) -> f64 {
    use geo::Area as _;
    let page = |c: Coord<f64>| {
        let at = map.projection.to_page(LonLat::computed(c.x, c.y));
        Coord { x: at.x, y: at.y }
    };
    let ring = |r: &LineString<f64>| r.coords().map(|c| page(*c)).collect::<LineString<f64>>();
    shape.iter().map(|p| Polygon::new(ring(p.exterior()), Vec::new()).unsigned_area()).sum()
}

/// The frame of a centred text, if it lies in the map and touches nothing.
fn free_place(at: Mm, text: &str, look: Type, map: Frame, taken: &[Frame]) -> Option<Frame> {
    let (width, height) = (look.width_mm(text) + 1.0, look.size_mm() * 1.3);
    let frame = Frame { x: at.x - width / 2.0, y: at.y - height / 2.0, width, height };
    let inside =
        map.contains(mm(frame.x, frame.y)) && map.contains(mm(frame.right(), frame.bottom()));
    (inside && !taken.iter().any(|other| other.overlaps(&frame))).then_some(frame)
}

/// The first of eight places around `at` where a badge covers no other badge and stays in the map.
fn badge_place(at: Mm, map: Frame, taken: &[Frame]) -> Mm {
    let candidates = [
        (5.0, -5.0),
        (5.0, 5.0),
        (-5.0, -5.0),
        (-5.0, 5.0),
        (7.0, 0.0),
        (-7.0, 0.0),
        (0.0, -7.0),
        (0.0, 7.0),
    ];
    let place = |(dx, dy): (f64, f64)| mm(at.x + dx, at.y + dy);
    let free = candidates.into_iter().map(place).find(|badge| {
        let frame = Frame { x: badge.x - 2.3, y: badge.y - 2.3, width: 4.6, height: 4.6 };
        let inside =
            map.contains(mm(frame.x, frame.y)) && map.contains(mm(frame.right(), frame.bottom()));
        inside && !taken.iter().any(|other| other.overlaps(&frame))
    });
    free.unwrap_or(at)
}

/// Incidents at one place on the paper.
struct Pile {
    at: Mm,
    category: String,
    count: usize,
}

/// Puts incidents of one category that fall into the same cell of 2.4 mm on one pile, so that a
/// thousand at one address are one symbol with a number.
fn pile_up(incidents: &[SheetIncident], to_page: impl Fn(LonLat) -> Mm, map: Frame) -> Vec<Pile> {
    const CELL_MM: f64 = 2.4;
    let mut piles: std::collections::BTreeMap<(i64, i64, &str), (f64, f64, usize)> =
        std::collections::BTreeMap::new();
    for incident in incidents {
        let at = to_page(incident.position);
        if map.contains(at) {
            let cell =
                ((at.x / CELL_MM) as i64, (at.y / CELL_MM) as i64, incident.category.as_str());
            let pile = piles.entry(cell).or_default();
            *pile = (pile.0 + at.x, pile.1 + at.y, pile.2 + 1);
        }
    }
    let mut piles: Vec<Pile> = piles
        .into_iter()
        .map(|((_, _, category), (x, y, count))| {
            let n = count as f64;
            Pile { at: mm(x / n, y / n), category: category.to_owned(), count }
        })
        .collect();
    // Small piles on top, so that none hides.
    piles.sort_by_key(|pile| std::cmp::Reverse(pile.count));
    piles
}
