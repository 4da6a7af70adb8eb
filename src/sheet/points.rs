//! Incidents and service points on the map.

use super::canvas::{Align, Drawn, Frame, Mm, Type, layer, mm};
use super::labels::{Placed, Taken};
use super::map::MapFrame;
use super::projection::Projection;
use super::scene::Item;
use super::style::{INK, PAPER, SMALL};
use super::symbols::{self, SERVICE_MM, Symbol};
use super::{SheetError, SheetIncident, SheetSpec};
use crate::area::{ServiceKind, ServicePoint};
use crate::geo::LonLat;
use std::collections::BTreeMap;

/// Incidents of a category within a cell of this side share a symbol.
const CELL_MM: f64 = 2.4;
/// More symbols than this would hide the map and each other.
const MOST_PILES: usize = 400;
/// Then all incidents within a cell of this side share one.
const CROWDED_MM: f64 = 6.5;
const CROWDED_RADIUS_MM: f64 = 1.4;

impl<'a> MapFrame<'a> {
    /// The service points in sight, where the template shows them.
    pub fn services(&self) -> impl Iterator<Item = &'a ServicePoint> {
        let (template, projection, map) = (self.spec.template, self.projection, self.layout.map);
        // 安睦隆 may be a household: it is nobody's but the patrol's.
        let may = move |kind| !template.public || kind != ServiceKind::Anmulong;
        let services = self.spec.areas.services().iter().filter(move |service| may(service.kind));
        services.filter(move |service| {
            template.show.services && map.contains(projection.to_page(service.at))
        })
    }

    /// Their kinds.
    pub fn service_kinds(&self) -> Vec<ServiceKind> {
        let mut kinds: Vec<ServiceKind> = self.services().map(|service| service.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// Service points as letters on plates; those in the area with their names.
    pub fn service_layer(&self, taken: &mut Taken) -> Result<Drawn, SheetError> {
        let services: Vec<(&ServicePoint, Mm)> =
            self.services().map(|service| (service, self.projection.to_page(service.at))).collect();
        for (_, at) in &services {
            taken.add(square(*at, SERVICE_MM + 0.2));
        }
        let look = Type { ink: INK, ..SMALL };
        layer(self.layout.page, |layer| {
            for (service, at) in &services {
                symbols::service(layer, service.kind, *at)?;
                let Some(name) =
                    service.name.as_ref().filter(|_| self.spec.area.touches(service.at))
                else {
                    continue;
                };
                let half = look.width_mm(name) / 2.0;
                let off = SERVICE_MM + 1.0 + half;
                let beside = [
                    mm(at.x + off, at.y),
                    mm(at.x - off, at.y),
                    mm(at.x, at.y - 3.2),
                    mm(at.x, at.y + 3.2),
                ];
                let places = beside.into_iter().map(|at| Placed { at, turn: 0.0 });
                let free = |placed: &Placed| taken.has_room(name, look, *placed, &self.layout.map);
                if let Some(placed) = places.into_iter().find(free) {
                    taken.add_text(name, look, placed);
                    layer.label(name, placed.at, look.align(Align::Middle), PAPER)?;
                }
            }
            Ok(())
        })
    }

    /// Incidents by category; those that would cover each other share a symbol with a number.
    pub fn incident_layer(&self, taken: &mut Taken) -> Result<Drawn, SheetError> {
        let Piles { all, crowded } = &self.piles;
        layer(self.layout.page, |layer| {
            for pile in all {
                let (ink, name) = self.spec.looks_of(pile.category);
                let radius = if *crowded { CROWDED_RADIUS_MM } else { radius_mm(pile.count) };
                let symbol = Symbol::new(name, radius, ink);
                layer.put(Item::Symbol { at: pile.at, symbol });
                if pile.count > 1 {
                    let look = Type { size_pt: 6.0, ink: INK, ..SMALL };
                    let at = mm(pile.at.x + radius + 0.4, pile.at.y);
                    layer.label(&pile.count.to_string(), at, look, PAPER)?;
                }
                taken.add(square(pile.at, radius + 0.3));
            }
            Ok(())
        })
    }
}

/// The incidents of a sheet, those that would cover each other together.
pub(super) struct Piles<'a> {
    all: Vec<Pile<'a>>,
    /// Whether there are so many that a symbol stands for those of all categories around.
    pub crowded: bool,
}

impl<'a> Piles<'a> {
    /// The incidents of a sheet that shows them.
    pub fn of(spec: &SheetSpec<'a>, projection: &Projection, map: Frame) -> Self {
        if !spec.template.show.incidents {
            return Self { all: Vec::new(), crowded: false };
        }
        let pile_up = |side_mm| pile_up(spec.incidents, |at| projection.to_page(at), map, side_mm);
        let all = pile_up(CELL_MM);
        if all.len() <= MOST_PILES {
            return Self { all, crowded: false };
        }
        Self { all: merged(&pile_up(CROWDED_MM), CROWDED_MM), crowded: true }
    }
}

/// Larger by the root of the count, so that ink follows the number.
fn radius_mm(count: usize) -> f64 {
    if count == 1 { 1.1 } else { (1.3 + 0.35 * (count as f64).sqrt()).min(3.2) }
}

fn square(at: Mm, half_mm: f64) -> Frame {
    Frame { x: at.x - half_mm, y: at.y - half_mm, width: 2.0 * half_mm, height: 2.0 * half_mm }
}

/// Incidents at one place on the paper.
struct Pile<'a> {
    at: Mm,
    category: &'a str,
    count: usize,
}

fn cell(at: Mm, side_mm: f64) -> (i64, i64) {
    ((at.x / side_mm).floor() as i64, (at.y / side_mm).floor() as i64)
}

/// Puts incidents of one category that fall into the same cell on one pile, so that a thousand at
/// one address are one symbol with a number.
fn pile_up(
    incidents: &[SheetIncident],
    to_page: impl Fn(LonLat) -> Mm,
    map: Frame,
    cell_mm: f64,
) -> Vec<Pile<'_>> {
    // By cell and category: the sums of their places, and how many there are.
    let mut piles = BTreeMap::<_, (f64, f64, usize)>::new();
    for incident in incidents {
        let at = to_page(incident.position);
        if map.contains(at) {
            let pile = piles.entry((cell(at, cell_mm), incident.category.as_str())).or_default();
            *pile = (pile.0 + at.x, pile.1 + at.y, pile.2 + 1);
        }
    }
    let mut piles: Vec<Pile> = piles
        .into_iter()
        .map(|((_, category), (x, y, count))| {
            let n = count as f64;
            Pile { at: mm(x / n, y / n), category, count }
        })
        .collect();
    // Small piles on top, so that none hides.
    piles.sort_by_key(|pile| std::cmp::Reverse(pile.count));
    piles
}

/// One pile a cell, in its middle: of the category that has most there, with the number of all.
fn merged<'a>(piles: &[Pile<'a>], cell_mm: f64) -> Vec<Pile<'a>> {
    let mut cells: BTreeMap<(i64, i64), (&str, usize)> = BTreeMap::new();
    // The largest come first.
    for pile in piles {
        let entry = cells.entry(cell(pile.at, cell_mm)).or_insert((pile.category, 0));
        entry.1 += pile.count;
    }
    let middle = |place: i64| (place as f64 + 0.4) * cell_mm;
    let pile = |((x, y), (category, count))| Pile { at: mm(middle(x), middle(y)), category, count };
    cells.into_iter().map(pile).collect()
}
