//! The map frame of a patrol sheet, layer by layer from the ground up.

use super::canvas::{Drawn, Ink, Layer, Mm, layer, mm};
use super::labels::Taken;
use super::layout::Layout;
use super::points::Piles;
use super::projection::Projection;
use super::scene::Clip;
use super::style::{HOT, INK, LINE, MUTED, PAPER};
use super::window::Window;
use super::{SheetError, SheetSpec};
use crate::area::{Area, Level};
use crate::geo::{Bounds, LonLat, rings};
use geo::{LineString, MultiPolygon};

/// Borders by weight, the least first.
pub(super) const WEIGHTS: [(Level, Ink, f64); 4] = [
    (Level::Grid, LINE, 0.2),
    (Level::Village, MUTED, 0.35),
    (Level::Township, MUTED, 0.6),
    (Level::Banner, INK, 0.9),
];
/// The tint of ground that tracks have covered, and how much of the ground it covers.
pub(super) const COVERED: (Ink, f64) = (Ink(58, 125, 68), 0.22);
/// A dash of the line through the check-points.
pub(super) const ROUTE_DASH_MM: f64 = 1.6;
/// A dash of the outline of a hot spot.
const HOT_DASH_MM: f64 = 2.0;

/// Everything that the layers share.
pub(super) struct MapFrame<'a> {
    pub spec: &'a SheetSpec<'a>,
    pub layout: Layout,
    pub projection: Projection,
    /// What the frame shows, in degrees.
    pub seen: Bounds,
    pub window: Window,
    pub piles: Piles<'a>,
}

impl<'a> MapFrame<'a> {
    /// The map of a sheet, with the area as large as a round scale lets it be.
    pub fn new(spec: &'a SheetSpec<'a>) -> Self {
        let layout = Layout::of(spec.template, &spec.area.bounds);
        let projection = Projection::fit(&spec.area.bounds, layout.map);
        let seen = projection.bounds_of(layout.map).unwrap_or(spec.area.bounds);
        let piles = Piles::of(spec, &projection, layout.map);
        Self { spec, layout, projection, seen, window: Window::around(&seen), piles }
    }

    pub fn ring(&self, ring: &LineString<f64>) -> Vec<Mm> {
        ring.coords().map(|c| self.projection.to_page(LonLat::computed(c.x, c.y))).collect()
    }

    /// A line of positions on the page, as far as the frame shows it.
    fn lines(&self, line: &[LonLat]) -> Vec<Vec<Mm>> {
        let line: LineString<f64> = line.iter().map(|at| at.coord()).collect();
        self.window.lines(line).iter().map(|part| self.ring(part)).collect()
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

    /// The area's own ground, holes left out.
    pub fn clip_of_area(&self) -> Clip {
        Clip::Rings(rings(&self.spec.area.shape).map(|ring| self.ring(ring)).collect())
    }

    /// The areas of a level of which the frame shows something.
    pub fn visible(&self, level: Level) -> impl Iterator<Item = &'a Area> {
        let seen = self.seen;
        self.spec.areas.level(level).iter().filter(move |area| area.bounds.intersects(&seen))
    }

    /// Whether borders of a level are drawn: hundreds of grids would fill a map of the banner.
    pub fn draws(&self, level: Level) -> bool {
        level != Level::Grid || self.spec.area.level != Level::Banner
    }

    /// The ground: abroad, the banner quieted, the area white.
    pub fn ground_layer(&self) -> Result<Drawn, SheetError> {
        let colours = self.spec.template.colours;
        layer(self.layout.page, |layer| {
            let map = self.layout.map;
            match self.spec.areas.banner() {
                Some(banner) => {
                    layer.rectangle(map, colours.abroad)?;
                    self.ground(layer, &banner.shape, colours.ground, colours.abroad)?;
                }
                None => layer.rectangle(map, colours.ground)?,
            }
            self.ground(layer, &self.spec.area.shape, PAPER, colours.ground)
        })
    }

    /// Ground that tracks have covered.
    pub fn covered_layer(&self) -> Result<Drawn, SheetError> {
        let Some(coverage) = self.spec.coverage else { return Ok(Drawn::default()) };
        layer(self.layout.page, |layer| {
            let (ink, opacity) = COVERED;
            for part in self.window.part(coverage.ground).iter() {
                let rings = std::iter::once(part.exterior()).chain(part.interiors());
                layer.fill_rings(rings.map(|ring| self.ring(ring)).collect(), ink, opacity);
            }
            Ok(())
        })
    }

    /// Boundaries by weight, zones dashed, the area's own outline in the accent.
    pub fn line_layer(&self) -> Result<Drawn, SheetError> {
        let (areas, accent) = (self.spec.areas, self.spec.template.colours.accent);
        let in_sight = |bounds: &Bounds| bounds.intersects(&self.seen);
        layer(self.layout.page, |layer| {
            for county in areas.neighbours().iter().filter(|county| in_sight(&county.bounds)) {
                self.outlines(layer, &county.shape, LINE, 0.25)?;
            }
            if self.spec.template.show.zones {
                for zone in areas.zones().iter().filter(|zone| in_sight(&zone.bounds)) {
                    for border in self.window.borders(&zone.shape) {
                        layer.dashes(&self.ring(&border), MUTED, 0.35, 1.2)?;
                    }
                }
            }
            for (level, ink, width_mm) in
                WEIGHTS.into_iter().filter(|(level, ..)| self.draws(*level))
            {
                for area in self.visible(level) {
                    self.outlines(layer, &area.shape, ink, width_mm)?;
                }
            }
            self.outlines(layer, &self.spec.area.shape, PAPER, 2.0)?;
            self.outlines(layer, &self.spec.area.shape, accent, 1.2)
        })
    }

    /// Whether the outline of a hot spot runs through the map.
    pub fn outlines_spots(&self) -> bool {
        self.spec.hot_spots.iter().any(|spot| !self.window.borders(spot).is_empty())
    }

    /// Hot spots, outlined in long dashes.
    pub fn hot_layer(&self) -> Result<Drawn, SheetError> {
        layer(self.layout.page, |layer| {
            for spot in self.spec.hot_spots {
                for border in self.window.borders(spot) {
                    let ring = self.ring(&border);
                    layer.line(&ring, PAPER, 1.0)?;
                    layer.dashes(&ring, HOT, 0.6, HOT_DASH_MM)?;
                }
            }
            Ok(())
        })
    }

    /// The way through the check-points.
    pub fn route_layer(&self) -> Result<Drawn, SheetError> {
        let Some(route) = self.spec.route else { return Ok(Drawn::default()) };
        let accent = self.spec.template.colours.accent;
        layer(self.layout.page, |layer| {
            for part in route.legs.iter().flat_map(|leg| self.lines(leg)) {
                layer.line(&part, PAPER, 1.1)?;
                layer.dashes(&part, accent, 0.5, ROUTE_DASH_MM)?;
            }
            Ok(())
        })
    }

    /// Numbered check-points, each beside its place with a short leader.
    pub fn point_layer(&self, taken: &mut Taken) -> Result<Drawn, SheetError> {
        layer(self.layout.page, |layer| {
            for (i, point) in self.spec.points.iter().enumerate() {
                let place = self.projection.to_page(point.at);
                if !self.layout.map.contains(place) {
                    continue;
                }
                let badge = self.badge_place(place, taken);
                layer.line(&[place, badge], INK, 0.3)?;
                layer.disc(badge, BADGE_MM, PAPER)?;
                super::furniture::badge(layer, badge, 2.0, i + 1, INK)?;
                taken.add(badge_frame(badge));
            }
            Ok(())
        })
    }

    /// The first place around `at` where a badge covers nothing and stays in the map; where there
    /// is none, the place itself.
    fn badge_place(&self, at: Mm, taken: &Taken) -> Mm {
        let map = self.layout.map;
        let ring = |radius: f64| {
            (0..8).map(move |i| {
                // North-east first, as names stand there.
                let (sin, cos) = (f64::from(i) * 45.0 - 45.0).to_radians().sin_cos();
                mm(at.x + radius * cos, at.y + radius * sin)
            })
        };
        let free = [6.0, 9.0, 12.0, 16.0].into_iter().flat_map(ring).find(|badge| {
            let frame = badge_frame(*badge);
            let holds = map.contains(mm(frame.x, frame.y))
                && map.contains(mm(frame.right(), frame.bottom()));
            holds && taken.is_free(&frame)
        });
        free.unwrap_or(at)
    }
}

/// The radius of a badge with its rim.
const BADGE_MM: f64 = 2.3;

fn badge_frame(at: Mm) -> super::canvas::Frame {
    let side = 2.0 * BADGE_MM;
    super::canvas::Frame { x: at.x - BADGE_MM, y: at.y - BADGE_MM, width: side, height: side }
}
