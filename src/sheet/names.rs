//! Names on the map: those of neighbours along the border that they share with the area, others
//! inside their ground where they fit, and with a leader line where they do not.

use super::SheetError;
use super::canvas::{Align, Drawn, Frame, Ink, Layer, Mm, Type, layer, mm};
use super::labels::{Placed, Taken};
use super::map::MapFrame;
use super::script::{column, column_size};
use super::style::{INK, MUTED, PAPER, SMALL, TEXT};
use crate::area::Area;
use crate::geo::{LonLat, rings};
use geo::{BooleanOps, MultiPolygon};
use std::collections::BTreeMap;

/// Between two places along the outline at which neighbours are looked for, in millimetres.
const STEP_MM: f64 = 2.0;
/// From the outline to the nearest edge of a name.
const GAP_MM: f64 = 2.0;
/// A border bends by less than this under a name that follows it.
const MOST_BEND_MM: f64 = 1.8;
/// How far a leader line may reach.
const LEADER_MM: f64 = 44.0;
/// Ground smaller than this on paper has no name, unless it is a neighbour's: mm².
const LEAST_MM2: f64 = 12.0;

/// A place along the outline, the way outward, and whose ground lies there.
#[derive(Debug, Clone, Copy)]
struct Step {
    at: Mm,
    outward: (f64, f64),
    owner: Option<usize>,
}

impl MapFrame<'_> {
    /// Names of the areas around, and of the counties beyond the banner.
    pub fn name_layer(&self, taken: &mut Taken) -> Result<Drawn, SheetError> {
        let around: Vec<&Area> = self
            .visible(self.spec.area.level)
            .filter(|area| area.code != self.spec.area.code)
            .collect();
        let look = Type { ink: MUTED, ..TEXT }.align(Align::Middle);
        let mut placed: Vec<Option<Placed>> = vec![None; around.len()];
        let steps = self.steps(&around);
        let mut touching: BTreeMap<usize, usize> = BTreeMap::new();
        for owner in steps.iter().filter_map(|step| step.owner) {
            *touching.entry(owner).or_default() += 1;
        }
        // Who shares most of the border chooses first.
        let mut order: Vec<(usize, usize)> = touching.into_iter().collect();
        order.sort_by_key(|(owner, length)| (std::cmp::Reverse(*length), *owner));
        layer(self.layout.page, |layer| {
            for (owner, _) in &order {
                let Some(area) = around.get(*owner) else { continue };
                let name = self.short_name(area);
                if let Some(at) = self.along_border(&steps, *owner, &name, look, taken) {
                    taken.add_text(&name, look, at);
                    layer.turned(&name, at.at, look, Some(self.ground_ink()), at.turn)?;
                    if let Some(slot) = placed.get_mut(*owner) {
                        *slot = Some(at);
                    }
                }
            }
            self.inside_names(layer, &around, &placed, &order, taken)?;
            self.county_names(layer, taken)
        })
    }

    fn ground_ink(&self) -> Ink {
        self.spec.template.colours.ground
    }

    /// A name without that of the area above, where that is the sheet's own.
    fn short_name(&self, area: &Area) -> String {
        let above =
            area.parent.as_ref().filter(|parent| self.spec.area.parent.as_ref() == Some(parent));
        let above = above.and_then(|parent| self.spec.areas.find(parent.as_str()));
        let short = above.and_then(|above| area.name.strip_prefix(above.name.as_str()));
        short.filter(|short| !short.trim().is_empty()).unwrap_or(&area.name).to_owned()
    }

    /// Places along the outline with the area on the other side.
    fn steps(&self, around: &[&Area]) -> Vec<Step> {
        let probe_mm = GAP_MM + TEXT.size_mm() / 2.0;
        let mut steps = Vec::new();
        let mut last = None;
        for ring in rings(&self.spec.area.shape) {
            let ring = self.ring(ring);
            for (at, along) in walk(&ring) {
                // Outer rings run counter-clockwise and the page's y points down: outward is right
                // of the way, as seen on the page.
                let outward = (-along.1, along.0);
                let probe = mm(at.x + outward.0 * probe_mm, at.y + outward.1 * probe_mm);
                let owner = self.layout.map.contains(probe).then(|| {
                    let ground = self.projection.to_ground(probe);
                    // Along a border the owner is mostly the one before.
                    let same = last.filter(|i: &usize| {
                        around.get(*i).is_some_and(|area| area.touches(ground))
                    });
                    same.or_else(|| around.iter().position(|area| area.touches(ground)))
                });
                let owner = owner.flatten();
                last = owner.or(last);
                steps.push(Step { at, outward, owner });
            }
            // Nothing runs over from one ring to the next.
            steps.push(Step { at: mm(0.0, 0.0), outward: (0.0, 0.0), owner: None });
        }
        steps
    }

    /// The best place for a name beside the border with its owner.
    fn along_border(
        &self,
        steps: &[Step],
        owner: usize,
        name: &str,
        look: Type,
        taken: &Taken,
    ) -> Option<Placed> {
        let across = ((look.width_mm(name) / STEP_MM).ceil() as usize).max(1);
        let mut best: Option<(f64, Placed)> = None;
        let runs = steps.split(|step| step.owner != Some(owner));
        for run in runs.filter(|run| run.len() > across) {
            let middle = (run.len() - across) as f64 / 2.0;
            for (i, window) in run.windows(across + 1).enumerate() {
                let Some((placed, bend)) = beside(window, look) else { continue };
                // Straight, level, and in the middle of the border.
                let off = (i as f64 - middle).abs() / middle.max(1.0);
                let cost = bend / MOST_BEND_MM + placed.turn.abs() * 0.8 + off * 0.5;
                let better = best.is_none_or(|(least, _)| cost < least);
                if better && taken.has_room(name, look, placed, &self.layout.map) {
                    best = Some((cost, placed));
                }
            }
        }
        best.map(|(_, placed)| placed)
    }

    /// Names inside the ground that the frame shows of an area; with a leader where they do not fit.
    fn inside_names(
        &self,
        layer: &mut Layer,
        around: &[&Area],
        placed: &[Option<Placed>],
        touching: &[(usize, usize)],
        taken: &mut Taken,
    ) -> Result<(), SheetError> {
        let window = MultiPolygon::new(vec![self.seen.rect().to_polygon()]);
        let look = Type { ink: MUTED, ..TEXT }.align(Align::Middle);
        let mut waiting: Vec<(f64, Mm, String, bool, Option<&str>)> = Vec::new();
        for (i, area) in around.iter().enumerate().filter(|(i, _)| placed.get(*i) == Some(&None)) {
            let shown = area.shape.intersection(&window);
            let Some(at) = crate::area::label_point(&shown) else { continue };
            let neighbour = touching.iter().any(|(owner, _)| *owner == i);
            let name = self.short_name(area);
            let (at, mongolian) = (self.projection.to_page(at), area.name_mn.as_deref());
            waiting.push((self.area_mm2(&shown), at, name, neighbour, mongolian));
        }
        waiting.sort_by(|a, b| b.0.total_cmp(&a.0));
        let small = Type { size_pt: 6.5, ink: MUTED, ..SMALL }.align(Align::Middle);
        for (size_mm2, at, name, neighbour, mongolian) in waiting {
            let here = Placed { at, turn: 0.0 };
            let fits = |look: Type| {
                let (w, h) = (look.width_mm(&name), look.size_mm());
                size_mm2 > 1.6 * w * h && taken.has_room(&name, look, here, &self.layout.map)
            };
            if let Some(look) = [look, small].into_iter().find(|look| fits(*look)) {
                taken.add_text(&name, look, here);
                layer.label(&name, at, look, self.ground_ink())?;
                if let Some(column) = mongolian {
                    let left = at.x - look.width_mm(&name) / 2.0;
                    self.mongolian_name(layer, column, mm(left, at.y), taken)?;
                }
            } else if neighbour || size_mm2 > LEAST_MM2 {
                self.with_leader(layer, &name, at, small, taken)?;
            }
        }
        Ok(())
    }

    /// A name in a column of Mongolian on the left of the Chinese one, where there is room.
    fn mongolian_name(
        &self,
        layer: &mut Layer,
        name: &str,
        left: Mm,
        taken: &mut Taken,
    ) -> Result<(), SheetError> {
        let size_mm = SMALL.size_mm();
        let (width, height) = column_size(name, size_mm);
        let x = left.x - width - 1.0;
        let frame = Frame { x, y: left.y - height / 2.0, width, height };
        let map = self.layout.map;
        let inside =
            map.contains(mm(frame.x, frame.y)) && map.contains(mm(frame.right(), frame.bottom()));
        if inside && taken.is_free(&frame) {
            taken.add(frame);
            let top = mm(frame.x + width / 2.0, frame.y);
            layer.put_all(column(name, top, size_mm, MUTED, Some(self.ground_ink()))?);
        }
        Ok(())
    }

    /// A name beside its ground, with a line to it; nothing where there is no room left.
    pub fn with_leader(
        &self,
        layer: &mut Layer,
        name: &str,
        point: Mm,
        look: Type,
        taken: &mut Taken,
    ) -> Result<(), SheetError> {
        let within = self.layout.map;
        let free = |placed: &Placed| !self.covers_area(placed.at);
        let found = taken.around(name, look, point, &within, LEADER_MM).filter(free);
        let Some(placed) = found else { return Ok(()) };
        let half = look.width_mm(name) / 2.0;
        let end = mm(point.x.clamp(placed.at.x - half, placed.at.x + half), placed.at.y);
        let (dx, dy) = (end.x - point.x, end.y - point.y);
        let length = dx.hypot(dy).max(1e-9);
        // The line ends before the letters, not under them.
        let short = (length - look.size_mm() * 0.7).max(0.0) / length;
        layer.line(&[point, mm(point.x + dx * short, point.y + dy * short)], MUTED, 0.15)?;
        layer.disc(point, 0.4, MUTED)?;
        taken.add_text(name, look, placed);
        layer.label(name, placed.at, look, PAPER)
    }

    fn covers_area(&self, at: Mm) -> bool {
        self.spec.area.touches(self.projection.to_ground(at))
    }

    fn county_names(&self, layer: &mut Layer, taken: &mut Taken) -> Result<(), SheetError> {
        let window = MultiPolygon::new(vec![self.seen.rect().to_polygon()]);
        let look = Type { ink: INK, ..TEXT }.align(Align::Middle);
        let counties = self.spec.areas.neighbours().iter();
        for county in counties.filter(|county| county.bounds.intersects(&self.seen)) {
            let shown = county.shape.intersection(&window);
            let Some(at) = crate::area::label_point(&shown) else { continue };
            let at = self.projection.to_page(at);
            // Spread letters tell a county from a grid.
            let name: String = county.name.chars().flat_map(|c| [c, ' ']).collect();
            let name = name.trim_end();
            let here = Placed { at, turn: 0.0 };
            if taken.has_room(name, look, here, &self.layout.map) {
                taken.add_text(name, look, here);
                layer.label(name, at, look, self.spec.template.colours.abroad)?;
            }
        }
        Ok(())
    }

    fn area_mm2(&self, shape: &MultiPolygon<f64>) -> f64 {
        use geo::Area as _;
        let place = |c: geo::Coord<f64>| {
            let at = self.projection.to_page(LonLat::computed(c.x, c.y));
            geo::Coord { x: at.x, y: at.y }
        };
        let on_page = |part: &geo::Polygon<f64>| {
            let ring: geo::LineString<f64> = part.exterior().coords().map(|c| place(*c)).collect();
            geo::Polygon::new(ring, Vec::new()).unsigned_area()
        };
        shape.iter().map(on_page).sum()
    }
}

/// Places every [`STEP_MM`] along a line, with the way there as a unit vector.
fn walk(line: &[Mm]) -> Vec<(Mm, (f64, f64))> {
    let mut places = Vec::new();
    let mut left = 0.0;
    for pair in line.windows(2) {
        let &[a, b] = pair else { continue };
        let (dx, dy) = (b.x - a.x, b.y - a.y);
        let length = dx.hypot(dy);
        // A ring that reaches far beyond the page is walked no farther than needed.
        if length == 0.0 || length > 5_000.0 {
            continue;
        }
        let along = (dx / length, dy / length);
        while left <= length {
            places.push((mm(a.x + along.0 * left, a.y + along.1 * left), along));
            left += STEP_MM;
        }
        left -= length;
    }
    places
}

/// Where a name stands beside a stretch of border, and by how much the border bends there; `None`
/// where it bends too much.
fn beside(stretch: &[Step], look: Type) -> Option<(Placed, f64)> {
    let (first, last) = (stretch.first()?, stretch.last()?);
    let (dx, dy) = (last.at.x - first.at.x, last.at.y - first.at.y);
    let length = dx.hypot(dy);
    if length < 1.0 {
        return None;
    }
    let (ux, uy) = (dx / length, dy / length);
    let outward = (-uy, ux);
    // How far the border reaches beyond its chord, outward and inward.
    let beyond = stretch
        .iter()
        .map(|step| (step.at.x - first.at.x) * outward.0 + (step.at.y - first.at.y) * outward.1);
    let (low, high) =
        beyond.fold((0.0_f64, 0.0_f64), |(low, high), off| (low.min(off), high.max(off)));
    let bend = high - low;
    let facing =
        stretch.iter().all(|step| step.outward.0 * outward.0 + step.outward.1 * outward.1 > -0.2);
    if bend > MOST_BEND_MM || !facing {
        return None;
    }
    let off = high + GAP_MM + look.size_mm() * 0.6;
    let middle = mm(first.at.x + dx / 2.0, first.at.y + dy / 2.0);
    let at = mm(middle.x + outward.0 * off, middle.y + outward.1 * off);
    let mut turn = uy.atan2(ux);
    if turn > std::f64::consts::FRAC_PI_2 {
        turn -= std::f64::consts::PI;
    } else if turn < -std::f64::consts::FRAC_PI_2 {
        turn += std::f64::consts::PI;
    }
    Some((Placed { at, turn }, bend))
}
