//! Overview maps: the grids of the atlas shaded by their incidents and numbered.
//!
//! The first shows the smallest area that holds all of them. A number stands in its grid; where a
//! grid is too small for that, the area below gets a map of its own, and so on down to a village,
//! where every number is put in the nearest free place.

use super::super::SheetError;
use super::super::canvas::{Align, Frame, Ink, Layer, Mm, PageSize, Type, layer, mm};
use super::super::furniture::{bar_length, length};
use super::super::projection::Projection;
use super::super::scene::{Clip, Item};
use super::super::style::{HEADING, INK, LINE, MUTED, PAPER, QUIET, SMALL, TEXT};
use super::super::window::Window;
use super::front::{ABROAD, ACCENT, FrontPage, MARGIN_MM, fit, footer, header, inside};
use super::{AtlasEntry, AtlasSpec};
use crate::area::{Area, Level};
use crate::geo::{Bounds, LonLat, rings};
use crate::text::Message;
use geo::{LineString, MultiPolygon};

/// The strip of figures and legend beneath the map.
const STRIP_MM: f64 = 27.0;
/// The longest scale bar.
const SCALE_MM: f64 = 40.0;
const NUMBER: Type = Type::new(6.0, INK).bold();
/// Shades by incidents: from so many on, this ink.
const SHADES: [(usize, Ink); 5] = [
    (0, Ink(226, 238, 242)),
    (1, Ink(190, 219, 228)),
    (5, Ink(143, 193, 208)),
    (20, Ink(87, 160, 182)),
    (100, Ink(36, 124, 151)),
];

fn shade(incidents: usize) -> Ink {
    let reached = SHADES.iter().rev().find(|(least, _)| incidents >= *least);
    reached.map_or(PAPER, |(_, ink)| *ink)
}

/// The overviews with their names, the cover first.
pub(super) fn draw(spec: &AtlasSpec) -> Result<Vec<(String, FrontPage)>, SheetError> {
    let mut pages = Vec::new();
    let all: Vec<usize> = (0..spec.entries.len()).collect();
    add(spec, spec.common_area(), &all, &mut pages)?;
    Ok(pages)
}

/// Adds the map of an area, and those of the areas below it that need one.
fn add<'a>(
    spec: &AtlasSpec<'a>,
    area: Option<&'a Area>,
    places: &[usize],
    pages: &mut Vec<(String, FrontPage)>,
) -> Result<(), SheetError> {
    let below = area.and_then(|area| match area.level {
        Level::Banner => Some(Level::Township),
        Level::Township => Some(Level::Village),
        Level::Village | Level::Grid => None,
    });
    // A grid that has no area of the level below can be numbered here alone.
    let part = |place: usize| {
        let entry = spec.entries.get(place)?;
        spec.part_of(entry.grid, below?)
    };
    let (page, left) =
        Map::new(spec, area, places).page(pages.is_empty(), |p| part(p).is_some())?;
    let name = area.map_or_else(|| spec.title(), |area| area.name.clone());
    pages.push((name, page));
    let mut parts: Vec<&Area> = left.iter().filter_map(|place| part(*place)).collect();
    parts.sort_by(|a, b| a.code.cmp(&b.code));
    parts.dedup_by(|a, b| a.code == b.code);
    for child in parts {
        let inside = |place: &usize| part(*place).is_some_and(|area| area.code == child.code);
        let of_child: Vec<usize> = places.iter().copied().filter(inside).collect();
        add(spec, Some(child), &of_child, pages)?;
    }
    Ok(())
}

/// One overview map.
struct Map<'a, 'b> {
    spec: &'b AtlasSpec<'a>,
    area: Option<&'a Area>,
    places: &'b [usize],
    page: PageSize,
    frame: Frame,
    projection: Projection,
    seen: Bounds,
    window: Window,
}

/// The numbers that found a place, and the entries that found none.
struct Numbered {
    placed: Vec<(usize, Mm, Frame)>,
    left: Vec<usize>,
}

impl<'a, 'b> Map<'a, 'b> {
    fn new(spec: &'b AtlasSpec<'a>, area: Option<&'a Area>, places: &'b [usize]) -> Self {
        let grids = places.iter().filter_map(|place| spec.entries.get(*place));
        let around = grids.map(|entry| entry.grid.bounds).reduce(Bounds::union);
        let shown = area.map(|area| area.bounds).or(around);
        let nothing = Bounds { west: 0.0, south: 0.0, east: 1.0, north: 1.0 };
        let shown = shown.unwrap_or(nothing);
        let (east_m, north_m) = shown.size_m();
        let page = if east_m > north_m * 1.15 {
            PageSize { width: 297.0, height: 210.0 }
        } else {
            PageSize { width: 210.0, height: 297.0 }
        };
        let inside = inside(page);
        let frame = Frame { height: inside.height - STRIP_MM, ..inside };
        let projection = Projection::fill(&shown, frame, 0.94);
        let seen = projection.bounds_of(frame).unwrap_or(shown);
        Self { spec, area, places, page, frame, projection, seen, window: Window::around(&seen) }
    }

    /// The page, and the entries whose number must stand on another.
    fn page(
        &self,
        cover: bool,
        may_pass: impl Fn(usize) -> bool,
    ) -> Result<(FrontPage, Vec<usize>), SheetError> {
        let Numbered { placed, left } = self.numbers(may_pass);
        let plate = self.scale_plate();
        let ground = layer(self.page, |layer| self.ground(layer))?;
        let names = layer(self.page, |layer| {
            let taken = placed.iter().map(|(_, _, frame)| *frame).chain([plate]);
            self.names(layer, taken.collect())?;
            for (place, at, _) in &placed {
                let number = (self.spec.first_number + place).to_string();
                layer.label(&number, *at, NUMBER.align(Align::Middle), PAPER)?;
            }
            Ok(())
        })?;
        let mut body = ground.clipped(Clip::Frame(self.frame));
        body.push(names);
        body.push(layer(self.page, |layer| {
            layer.outline(self.frame, INK, 0.25)?;
            self.scale(layer, plate)?;
            self.words(layer, cover)?;
            self.figures(layer)?;
            self.legend(layer)?;
            footer(layer, self.spec, self.page)
        })?);
        let words = |place: usize| {
            let entry = self.spec.entries.get(place);
            entry.map_or_else(String::new, |entry| entry.grid.name.clone())
        };
        let links = placed.iter().map(|(place, _, frame)| (*frame, *place, words(*place)));
        Ok((FrontPage::new(self.page, body, links.collect()), left))
    }

    fn entries(&self) -> impl Iterator<Item = (usize, &AtlasEntry<'a>)> + '_ {
        let entry = |place: &usize| Some((*place, self.spec.entries.get(*place)?));
        self.places.iter().filter_map(entry)
    }

    fn ring(&self, ring: &LineString<f64>) -> Vec<Mm> {
        ring.coords().map(|c| self.projection.to_page(LonLat::computed(c.x, c.y))).collect()
    }

    fn fill(&self, layer: &mut Layer, shape: &MultiPolygon<f64>, ink: Ink) {
        let shape = self.window.part(shape);
        let rings = rings(&shape).map(|ring| self.ring(ring)).collect();
        layer.put(Item::Fill { rings, ink, opacity: 1.0 });
    }

    fn outline(
        &self,
        layer: &mut Layer,
        shape: &MultiPolygon<f64>,
        ink: Ink,
        width_mm: f64,
    ) -> Result<(), SheetError> {
        let borders = self.window.borders(shape);
        borders.iter().try_for_each(|border| layer.line(&self.ring(border), ink, width_mm))
    }

    fn visible(&self, level: Level) -> impl Iterator<Item = &'a Area> + '_ {
        let areas = self.spec.areas.level(level).iter();
        areas.filter(|area| area.bounds.intersects(&self.seen))
    }

    /// The ground, the shaded grids, and boundaries by weight.
    fn ground(&self, layer: &mut Layer) -> Result<(), SheetError> {
        match self.spec.areas.banner() {
            Some(banner) => {
                layer.rectangle(self.frame, ABROAD)?;
                self.fill(layer, &banner.shape, QUIET);
            }
            None => layer.rectangle(self.frame, QUIET)?,
        }
        if let Some(area) = self.area {
            self.fill(layer, &area.shape, PAPER);
        }
        for (_, entry) in self.entries() {
            self.fill(layer, &entry.grid.shape, shade(entry.incidents));
        }
        for county in self.spec.areas.neighbours() {
            if county.bounds.intersects(&self.seen) {
                self.outline(layer, &county.shape, LINE, 0.2)?;
            }
        }
        let weights = [
            (Level::Grid, LINE, 0.12),
            (Level::Village, MUTED, 0.2),
            (Level::Township, MUTED, 0.5),
            (Level::Banner, INK, 0.8),
        ];
        for (level, ink, width_mm) in weights {
            for area in self.visible(level) {
                self.outline(layer, &area.shape, ink, width_mm)?;
            }
        }
        match self.area.filter(|area| area.level != Level::Banner) {
            Some(area) => self.outline(layer, &area.shape, ACCENT, 0.9),
            None => Ok(()),
        }
    }

    /// Each number in its grid where that has room for it. Where it has none and no other map will
    /// show it, the number stands as near as it can.
    fn numbers(&self, may_pass: impl Fn(usize) -> bool) -> Numbered {
        let mut found = Numbered { placed: Vec::new(), left: Vec::new() };
        let mut taken = vec![self.scale_plate()];
        for (place, entry) in self.entries() {
            let text = (self.spec.first_number + place).to_string();
            let at = self.projection.to_page(entry.grid.label);
            let here = frame_of(&text, at);
            let free = |frame: &Frame, taken: &[Frame]| taken.iter().all(|t| !t.overlaps(frame));
            let at = if self.holds(entry.grid, here) && free(&here, &taken) {
                Some(at)
            } else if may_pass(place) {
                None
            } else {
                let mut around = nearby(at).filter(|at| inside_of(self.frame, *at));
                Some(around.find(|at| free(&frame_of(&text, *at), &taken)).unwrap_or(at))
            };
            match at {
                Some(at) => {
                    let frame = frame_of(&text, at);
                    taken.push(frame);
                    found.placed.push((place, at, frame));
                }
                None => found.left.push(place),
            }
        }
        found
    }

    /// Whether the grid's ground lies beneath all corners of a frame.
    fn holds(&self, grid: &Area, frame: Frame) -> bool {
        let (left, right) = (frame.x, frame.right());
        let corners =
            [(left, frame.y), (right, frame.y), (left, frame.bottom()), (right, frame.bottom())];
        corners.into_iter().all(|(x, y)| grid.touches(self.projection.to_ground(mm(x, y))))
    }

    /// Names of the areas below, where they fit.
    fn names(&self, layer: &mut Layer, mut taken: Vec<Frame>) -> Result<(), SheetError> {
        let level = match self.area.map(|area| area.level) {
            Some(Level::Township) => Level::Village,
            Some(Level::Village | Level::Grid) => return Ok(()),
            Some(Level::Banner) | None => Level::Township,
        };
        let look = Type { size_pt: 7.5, ink: MUTED, ..HEADING }.align(Align::Middle);
        for area in self.visible(level) {
            let middle = self.projection.to_page(area.label);
            let (width, height) = (look.width_mm(&area.name) + 1.0, look.size_mm() * 1.15);
            let frame =
                |at: Mm| Frame { x: at.x - width / 2.0, y: at.y - height / 2.0, width, height };
            let fits = |at: &Mm| {
                let frame = frame(*at);
                let corners = [mm(frame.x, frame.y), mm(frame.right(), frame.bottom())];
                corners.into_iter().all(|corner| self.frame.contains(corner))
                    && area.touches(self.projection.to_ground(*at))
                    && taken.iter().all(|other| !other.overlaps(&frame))
            };
            if let Some(at) = nearby(middle).find(fits) {
                taken.push(frame(at));
                layer.label(&area.name, at, look, PAPER)?;
            }
        }
        Ok(())
    }

    fn scale_plate(&self) -> Frame {
        let (length_m, _) = bar_length(&self.projection, SCALE_MM);
        let width = self.projection.mm_of_m(length_m) + 12.0;
        Frame { x: self.frame.x + 3.0, y: self.frame.bottom() - 11.0, width, height: 8.0 }
    }

    fn scale(&self, layer: &mut Layer, plate: Frame) -> Result<(), SheetError> {
        let (length_m, _) = bar_length(&self.projection, SCALE_MM);
        let width = self.projection.mm_of_m(length_m);
        layer.rectangle(plate, PAPER)?;
        let (x, y) = (plate.x + 6.0, plate.y + 6.2);
        layer.line(
            &[mm(x, y - 1.2), mm(x, y), mm(x + width, y), mm(x + width, y - 1.2)],
            INK,
            0.3,
        )?;
        let look = Type { ink: INK, ..SMALL }.align(Align::Middle);
        layer.text(&length(length_m), mm(x + width / 2.0, y - 3.0), look)
    }

    /// The title; on the cover that of the atlas.
    fn words(&self, layer: &mut Layer, cover: bool) -> Result<(), SheetError> {
        let spec = self.spec;
        let volume = spec.volume.map(|volume| {
            let said = Message::new("sheet.atlas_volume").with("number", volume.number);
            spec.say(&said.with("of", volume.of))
        });
        if cover {
            let title = [Some(spec.title()), volume].into_iter().flatten().collect::<Vec<_>>();
            return header(layer, spec, self.page, &title.join("\u{3000}"), spec.chosen);
        }
        let name = self.area.map_or("", |area| area.name.as_str());
        let title = spec.say(&Message::new("sheet.atlas_part").with("name", name));
        header(layer, spec, self.page, &title, &spec.title())
    }

    /// How many grids and incidents, and what was chosen.
    fn figures(&self, layer: &mut Layer) -> Result<(), SheetError> {
        let spec = self.spec;
        let sum = |of: fn(&AtlasEntry) -> usize| {
            self.entries().map(|(_, entry)| of(entry)).sum::<usize>().to_string()
        };
        let rows = [
            ("sheet.atlas_grids", self.places.len().to_string()),
            ("sheet.incidents", sum(|entry| entry.incidents)),
            ("sheet.open", sum(|entry| entry.open)),
            ("sheet.atlas_counted", spec.counted.to_owned()),
        ];
        let (x, top) = (MARGIN_MM, self.frame.bottom() + 5.5);
        let width = (self.page.width - 2.0 * MARGIN_MM) * 0.55;
        for ((key, value), row) in rows.into_iter().zip(0_u32..) {
            let y = top + 5.2 * f64::from(row);
            layer.text(&spec.word(key), mm(x, y), Type { ink: MUTED, ..TEXT })?;
            layer.text(&fit(&value, TEXT, width - 22.0), mm(x + 22.0, y), TEXT)?;
        }
        Ok(())
    }

    /// The shades, in the right part of the strip.
    fn legend(&self, layer: &mut Layer) -> Result<(), SheetError> {
        let width = 80.0;
        let x = self.page.width - MARGIN_MM - width;
        let y = self.frame.bottom() + 5.5;
        layer.text(&self.spec.word("sheet.atlas_shades"), mm(x, y), TEXT)?;
        let step = width / SHADES.len() as f64;
        for (i, (least, ink)) in SHADES.iter().enumerate() {
            let left = x + step * i as f64;
            let sample = Frame { x: left, y: y + 3.0, width: step - 1.5, height: 4.0 };
            layer.rectangle(sample, *ink)?;
            layer.outline(sample, LINE, 0.1)?;
            let words = match SHADES.get(i + 1) {
                Some((next, _)) if next - least == 1 => least.to_string(),
                Some((next, _)) => format!("{least}–{}", next - 1),
                None => format!("{least}+"),
            };
            let look = Type { ink: INK, ..SMALL }.align(Align::Middle);
            layer.text(&words, mm(left + (step - 1.5) / 2.0, y + 9.6), look)?;
        }
        let look = SMALL;
        layer.text(&self.spec.word("sheet.atlas_numbers"), mm(x, y + 15.0), look)
    }
}

/// The room that a number takes around its place.
fn frame_of(text: &str, at: Mm) -> Frame {
    let (width, height) = (NUMBER.width_mm(text) + 0.5, NUMBER.size_mm() * 1.05);
    Frame { x: at.x - width / 2.0, y: at.y - height / 2.0, width, height }
}

fn inside_of(frame: Frame, at: Mm) -> bool {
    let margin = 3.0;
    let (x, y) = (frame.x + margin, frame.y + margin);
    let (width, height) = (frame.width - 2.0 * margin, frame.height - 2.0 * margin);
    Frame { x, y, width, height }.contains(at)
}

/// A place, then those around it in widening circles.
fn nearby(at: Mm) -> impl Iterator<Item = Mm> {
    let turns = (1..=8_u32).flat_map(move |ring| {
        (0..16_u32).map(move |turn| {
            let angle = std::f64::consts::TAU * f64::from(turn) / 16.0;
            let radius = 2.0 * f64::from(ring);
            mm(at.x + radius * angle.cos(), at.y + radius * angle.sin())
        })
    });
    std::iter::once(at).chain(turns)
}
