//! The base map beneath a sheet: quiet, so that what a patrol acts on stands out, and told apart by
//! weight and tone, so that it survives a copier in black and white.

use super::canvas::{Align, Drawn, Ink, Mm, Type, layer, mm};
use super::font::check_glyphs;
use super::labels::{Placed, Taken};
use super::map::MapFrame;
use super::scene::Item;
use super::style::{MUTED, PAPER, SMALL, TEXT};
use super::{SheetError, SheetSpec, frame_over, picture_of};
use crate::basemap::{BaseMap, Class, LabelKind, RoadRank, Shape};
use crate::geo::{LonLat, rings};
use geo::LineString;
use std::sync::Arc;

/// How much of the ground a base map of pixels covers.
const PICTURE_OPACITY: f32 = 0.45;
/// Pixels of it to a millimetre: 150 dpi.
const PICTURE_PX_PER_MM: f64 = 150.0 / 25.4;
/// How much of the base map is covered beside the grid.
const VEIL_OPACITY: f32 = 0.5;
/// Corners of a line that are nearer than this are one, and shapes that are smaller are none.
const FINEST_MM: f64 = 0.05;
/// The dashes on a railway, and the gaps between them.
const SLEEPERS_MM: f64 = 1.6;
/// The same road is named again only at this distance.
const REPEAT_MM: f64 = 60.0;

/// A name of the base map on the page, not yet placed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct BaseName {
    pub text: String,
    /// The place, or the middle of the line.
    pub at: Mm,
    pub kind: LabelKind,
    /// From 1, a city, to 7, a street.
    pub rank: u8,
}

/// The base map of a sheet, quieted beside its grid, and the names in the frame: nothing where there
/// is no base map.
pub(super) fn layer_beneath(map: &MapFrame) -> Result<(Drawn, Vec<BaseName>), SheetError> {
    let Some(base) = map.spec.base else { return Ok((Drawn::default(), Vec::new())) };
    let (mut drawn, names) = base_layer(map, base)?;
    if !drawn.0.is_empty() {
        drawn.0.push(veil(map));
    }
    Ok((drawn, names))
}

/// A base map in the frame, and its names there.
pub(super) fn base_layer(
    map: &MapFrame,
    base: &BaseMap,
) -> Result<(Drawn, Vec<BaseName>), SheetError> {
    let shown = map.window.bounds();
    let Some(features) = base.features(&shown)? else {
        return Ok((pixels(map, base)?, Vec::new()));
    };
    let mut strokes: Vec<Stroke> = Vec::new();
    for feature in features.iter() {
        let shape = feature.shape.cut(&shown);
        strokes.extend(strokes_of(map, feature.class, &shape));
        if let (Class::Rail, Shape::Lines(lines)) = (feature.class, &shape) {
            let dashes = sleepers(map, lines)?.0.into_iter();
            strokes.extend(dashes.map(|item| Stroke { step: SLEEPERS, item }));
        }
    }
    // Stable: within a step as in the file.
    strokes.sort_by_key(|stroke| stroke.step);
    let drawn = Drawn(strokes.into_iter().map(|stroke| stroke.item).collect());
    let names = features.labels().filter(|label| check_glyphs(&label.text).is_ok());
    let names = names.map(|label| BaseName {
        text: label.text.clone(),
        at: map.projection.to_page(label.at),
        kind: label.kind,
        rank: label.rank,
    });
    Ok((drawn, names.collect()))
}

/// A part of the drawing and when its turn comes.
struct Stroke {
    step: u8,
    item: Item,
}

/// An ink and when its turn comes; lines have a width too.
struct Pen {
    step: u8,
    ink: Ink,
    width_mm: f64,
}

const fn pen(step: u8, ink: Ink, width_mm: f64) -> Pen {
    Pen { step, ink, width_mm }
}

const WATER: Ink = Ink(216, 230, 239);
const SHORE: Ink = Ink(150, 178, 198);
const RAIL: Ink = Ink(148, 148, 148);
const ROAD: Ink = Ink(180, 180, 177);
const TRACK: Ink = Ink(196, 196, 192);
/// When dashes on railways are drawn.
const SLEEPERS: u8 = 9;

/// What an area is filled with.
fn fill(class: Class) -> Option<Pen> {
    match class {
        Class::Green => Some(pen(0, Ink(230, 239, 224), 0.0)),
        Class::Bare => Some(pen(1, Ink(244, 238, 225), 0.0)),
        Class::Built => Some(pen(2, Ink(236, 235, 232), 0.0)),
        Class::Water => Some(pen(3, WATER, 0.0)),
        Class::Building => Some(pen(6, Ink(212, 209, 204), 0.0)),
        Class::Stream | Class::Shore | Class::Rail | Class::Road(_) => None,
    }
}

/// What a line is drawn with. All casings of roads lie beneath all roads, so that crossings are
/// open, and both from minor to major.
fn pens(class: Class) -> Vec<Pen> {
    match class {
        Class::Water => vec![pen(4, SHORE, 0.5)],
        Class::Stream => vec![pen(4, SHORE, 0.2)],
        Class::Shore => vec![pen(5, SHORE, 0.12)],
        Class::Rail => vec![pen(7, PAPER, 0.9), pen(8, RAIL, 0.5)],
        Class::Road(RoadRank::Minor) => vec![pen(10, PAPER, 0.6), pen(14, TRACK, 0.28)],
        Class::Road(RoadRank::Middle) => vec![pen(11, PAPER, 0.95), pen(15, ROAD, 0.5)],
        Class::Road(RoadRank::Major) => vec![pen(12, PAPER, 1.3), pen(16, ROAD, 0.8)],
        Class::Road(RoadRank::Path) => vec![pen(13, TRACK, 0.15)],
        Class::Green | Class::Bare | Class::Built | Class::Building => Vec::new(),
    }
}

fn strokes_of(map: &MapFrame, class: Class, shape: &Shape) -> Vec<Stroke> {
    match shape {
        Shape::Area(rings) => {
            let rings: Vec<Vec<Mm>> =
                rings.iter().map(|r| on_page(map, r)).filter(|r| r.len() > 2).collect();
            let Some(pen) = fill(class).filter(|_| !rings.is_empty()) else { return Vec::new() };
            vec![Stroke { step: pen.step, item: Item::Fill { rings, ink: pen.ink, opacity: 1.0 } }]
        }
        Shape::Lines(lines) => {
            let lines = lines.iter().map(|line| on_page(map, line)).filter(|line| line.len() > 1);
            let stroke = |points: Vec<Mm>| {
                pens(class).into_iter().map(move |pen| Stroke {
                    step: pen.step,
                    item: Item::Line {
                        points: points.clone(),
                        ink: pen.ink,
                        width_mm: pen.width_mm,
                    },
                })
            };
            lines.flat_map(stroke).collect()
        }
    }
}

/// White dashes on railways.
fn sleepers(map: &MapFrame, lines: &[LineString<f64>]) -> Result<Drawn, SheetError> {
    layer(map.layout.page, |layer| {
        for line in lines {
            layer.dashes(&on_page(map, line), PAPER, 0.28, SLEEPERS_MM)?;
        }
        Ok(())
    })
}

/// A line on the page without corners that no pen shows; nothing of one that is as small.
fn on_page(map: &MapFrame, line: &LineString<f64>) -> Vec<Mm> {
    let far = |a: Mm, b: Mm| (a.x - b.x).abs().max((a.y - b.y).abs()) >= FINEST_MM;
    let mut points: Vec<Mm> = Vec::with_capacity(line.0.len());
    for c in line.coords() {
        let at = map.projection.to_page(LonLat::computed(c.x, c.y));
        if points.last().is_none_or(|last| far(*last, at)) {
            points.push(at);
        }
    }
    // The end stays where it is: the line may go on in the next tile.
    if let (Some(end), [_, .., last]) = (line.0.last(), &mut points[..]) {
        *last = map.projection.to_page(LonLat::computed(end.x, end.y));
    }
    points
}

/// What quiets the base map beside the grid.
fn veil(map: &MapFrame) -> Item {
    let f = map.layout.map;
    let frame =
        vec![mm(f.x, f.y), mm(f.right(), f.y), mm(f.right(), f.bottom()), mm(f.x, f.bottom())];
    let rings = std::iter::once(frame)
        .chain(rings(&map.spec.area.shape).map(|ring| map.ring(ring)))
        .collect();
    Item::Fill { rings, ink: map.spec.template.colours.ground, opacity: VEIL_OPACITY }
}

/// A base map of pixels over the frame, faded.
fn pixels(map: &MapFrame, base: &BaseMap) -> Result<Drawn, SheetError> {
    let px = |mm: f64| (mm * PICTURE_PX_PER_MM).round().max(1.0) as u32;
    let (width, height) = (px(map.layout.map.width), px(map.layout.map.height));
    let Some(png) = base.picture(&map.seen, width, height)? else { return Ok(Drawn::default()) };
    Ok(picture_of(&Arc::new(png), frame_over(map, &map.seen), PICTURE_OPACITY))
}

/// Names of the base map where they fit without touching anything, the most important first.
pub(super) fn name_layer(
    map: &MapFrame,
    names: &[BaseName],
    taken: &mut Taken,
) -> Result<Drawn, SheetError> {
    let mut names: Vec<&BaseName> = names.iter().collect();
    names.sort_by_key(|name| name.rank);
    let mut placed: Vec<&BaseName> = Vec::new();
    layer(map.layout.page, |layer| {
        for name in names {
            let near = |at: Mm| (at.x - name.at.x).hypot(at.y - name.at.y) < REPEAT_MM;
            if placed.iter().any(|other| other.text == name.text && near(other.at)) {
                continue;
            }
            let look = look_of(name);
            let place = Placed { at: name.at, turn: 0.0 };
            if taken.has_room(&name.text, look, place, &map.layout.map) {
                layer.label(&name.text, name.at, look, PAPER)?;
                taken.add_text(&name.text, look, place);
                placed.push(name);
            }
        }
        Ok(())
    })
}

fn look_of(name: &BaseName) -> Type {
    let size_pt = match (name.kind, name.rank) {
        (LabelKind::Place, 1 | 2) => TEXT.size_pt,
        (LabelKind::Place, _) => SMALL.size_pt,
        (LabelKind::Road | LabelKind::Water, _) => 5.5,
    };
    Type { size_pt, ink: MUTED, ..TEXT }.align(Align::Middle)
}

/// The sources to be named: those of the boundaries, then that of the base map, as far as the
/// typeface has its characters.
pub(super) fn sources(spec: &SheetSpec) -> Vec<String> {
    let base = spec.base.and_then(BaseMap::attribution).map(|text| -> String {
        text.chars().filter(|c| check_glyphs(c.encode_utf8(&mut [0; 4])).is_ok()).collect()
    });
    let base = base.filter(|text| !text.trim().is_empty());
    spec.attributions.iter().cloned().chain(base).collect()
}
