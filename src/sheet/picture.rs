//! The heatmap as a picture with everything that explains it.

use super::canvas::{Align, Drawn, Frame, Ink, Layer, Mm, PageSize, Type, layer, mm};
use super::furniture::{bar_length, length, ramp, sources};
use super::output::Drawing;
use super::projection::Projection;
use super::scene::Clip;
use super::style::{HEADING, INK, LINE, MUTED, PAPER, QUIET, SMALL, TEXT, TITLE, WARNING};
use super::window::Window;
use super::{SheetError, picture_of};
use crate::area::{AreaSet, Level};
use crate::geo::{Bounds, LonLat};
use crate::heat::{Kernel, Ramp, Raster};
use crate::text::{Lang, Message};
use geo::{LineString, MultiPolygon};
use std::sync::Arc;

const PAGE: PageSize = PageSize { width: 200.0, height: 230.0 };
const MAP: Frame = Frame { x: 8.0, y: 26.0, width: 184.0, height: 184.0 };
/// 1,575 pixels across.
const DPI: f64 = 200.0;
/// The longest scale bar: it stands in a corner of the map.
const SCALE_MM: f64 = 30.0;

/// Everything that a heat picture shows.
#[derive(Debug, Clone, Copy)]
pub struct HeatPicture<'a> {
    /// The boundaries.
    pub areas: &'a AreaSet,
    /// The density, over [`heat_extent`] or [`heat_extent_around`].
    pub raster: &'a Raster,
    /// The extent of the raster.
    pub bounds: Bounds,
    /// The colours.
    pub ramp: Ramp,
    /// The top of the colour scale.
    pub max: f32,
    /// How density was measured.
    pub kernel: Kernel,
    /// The period as a person writes it.
    pub period: &'a str,
    /// The categories as a person writes them.
    pub categories: &'a str,
    /// How many incidents it counts.
    pub incidents: usize,
    /// Whether it carries 示例数据 · 非实际界线.
    pub example: bool,
    /// Sources to be named.
    pub attributions: &'a [String],
    /// The language.
    pub lang: Lang,
}

/// What a heat picture of these boundaries shows, in degrees; `None` where there are none.
#[must_use]
pub fn heat_extent(areas: &AreaSet) -> Option<Bounds> {
    heat_extent_around(&areas.bounds()?, 0.94)
}

/// What a heat picture shows so that a rectangle fills this share of its map; `None` where the
/// rectangle has no extent.
#[must_use]
pub fn heat_extent_around(bounds: &Bounds, share: f64) -> Option<Bounds> {
    Projection::fill(bounds, MAP, share).bounds_of(MAP)
}

/// Draws the picture as PNG: the furniture on white, and the map transparent where there is no
/// density and no line, so that it may be laid over another map.
///
/// # Errors
///
/// [`SheetError`] as for sheets, or when there are no boundaries.
pub fn heat_picture(spec: &HeatPicture) -> Result<Vec<u8>, SheetError> {
    let projection = Projection::fill(&spec.bounds, MAP, 1.0);
    let png = spec
        .raster
        .to_png(spec.ramp, spec.max)
        .map_err(|e| SheetError::Write { format: "PNG", what: e.to_string() })?;
    let mut inside = Drawn::default();
    let west_north = projection.to_page(LonLat::computed(spec.bounds.west, spec.bounds.north));
    let east_south = projection.to_page(LonLat::computed(spec.bounds.east, spec.bounds.south));
    let (width, height) = (east_south.x - west_north.x, east_south.y - west_north.y);
    let frame = Frame { x: west_north.x, y: west_north.y, width, height };
    inside.push(picture_of(&Arc::new(png), frame, 1.0));
    inside.push(lines(spec, &projection)?);
    let mut body = inside.clipped(Clip::Frame(MAP));
    body.push(margins()?);
    body.push(around(spec, &projection)?);
    let name = spec.areas.banner().map_or("", |banner| banner.name.as_str());
    let title = Message::new("sheet.heat_title").with("name", name).render(spec.lang);
    Drawing::new(PAGE, &title, body).render_overlay(DPI)
}

fn on_page(projection: &Projection, ring: &LineString<f64>) -> Vec<Mm> {
    ring.coords().map(|c| projection.to_page(LonLat::computed(c.x, c.y))).collect()
}

/// White paper around the map.
fn margins() -> Result<Drawn, SheetError> {
    let across = |y: f64, height: f64| Frame { x: 0.0, y, width: PAGE.width, height };
    let beside = |x: f64, width: f64| Frame { x, y: 0.0, width, height: PAGE.height };
    layer(PAGE, |layer| {
        for frame in [
            across(0.0, MAP.y),
            across(MAP.bottom(), PAGE.height - MAP.bottom()),
            beside(0.0, MAP.x),
            beside(MAP.right(), PAGE.width - MAP.right()),
        ] {
            layer.rectangle(frame, PAPER)?;
        }
        Ok(())
    })
}

fn lines(spec: &HeatPicture, projection: &Projection) -> Result<Drawn, SheetError> {
    layer(PAGE, |layer| {
        let window = Window::around(&spec.bounds);
        let mut outline = |shape: &MultiPolygon<f64>, ink: Ink, width_mm: f64| {
            let borders = window.borders(shape);
            borders.iter().try_for_each(|b| layer.line(&on_page(projection, b), ink, width_mm))
        };
        for county in spec.areas.neighbours() {
            outline(&county.shape, LINE, 0.2)?;
        }
        // The two highest levels that there are: banner and townships, or what the folder has.
        let present = Level::ALL.into_iter().filter(|level| !spec.areas.level(*level).is_empty());
        let looks = [(INK, 0.6), (MUTED, 0.3)];
        let weights: Vec<_> = present.zip(looks).collect();
        for (level, (ink, width_mm)) in weights.into_iter().rev() {
            for area in spec.areas.level(level) {
                outline(&area.shape, ink, width_mm)?;
            }
        }
        let look = HEADING.align(Align::Middle);
        for township in spec.areas.level(Level::Township) {
            let at = projection.to_page(township.label);
            let half_mm = look.width_mm(&township.name) / 2.0;
            // A name that the frame would cut is left out.
            if at.x - half_mm >= MAP.x && at.x + half_mm <= MAP.right() {
                layer.label(&township.name, at, look, PAPER)?;
            }
        }
        Ok(())
    })
}

fn around(spec: &HeatPicture, projection: &Projection) -> Result<Drawn, SheetError> {
    let name = spec.areas.banner().map_or("", |banner| banner.name.as_str());
    let say = |message: Message| message.render(spec.lang);
    layer(PAGE, |layer| {
        layer.outline(MAP, INK, 0.25)?;
        layer.text(
            &say(Message::new("sheet.heat_title").with("name", name)),
            mm(MAP.x, 10.0),
            TITLE,
        )?;
        let facts = Message::new("sheet.heat_facts")
            .with("period", spec.period)
            .with("categories", spec.categories)
            .with("count", spec.incidents);
        layer.text(&say(facts), mm(MAP.x, 20.0), Type { ink: MUTED, ..TEXT })?;
        if spec.example {
            let look = Type { ink: WARNING, ..TEXT }.bold().align(Align::Right);
            layer.text(&say(Message::new("sheet.example")), mm(MAP.right(), 20.0), look)?;
        }
        legend(layer, spec)?;
        scale(layer, projection)?;
        sources(layer, spec.attributions, mm(MAP.x, 215.5), MAP.width)
    })
}

/// The ramp with its values, in the lower left corner of the map.
fn legend(layer: &mut Layer, spec: &HeatPicture) -> Result<(), SheetError> {
    let plate = Frame { x: MAP.x + 4.0, y: MAP.bottom() - 22.0, width: 74.0, height: 18.0 };
    layer.rectangle(plate, PAPER)?;
    layer.outline(plate, LINE, 0.15)?;
    let unit = Message::new("sheet.heat_unit").with("bandwidth", spec.kernel.bandwidth_m());
    layer.text(
        &unit.render(spec.lang),
        mm(plate.x + 3.0, plate.y + 3.6),
        Type { ink: INK, ..SMALL },
    )?;
    let (x, y, width) = (plate.x + 3.0, plate.y + 7.0, plate.width - 6.0);
    ramp(layer, spec.ramp, 1.0, Frame { x, y, width, height: 4.0 })?;
    for (i, (value, _)) in spec.ramp.stops(spec.max, 5).into_iter().enumerate() {
        let align = [Align::Left, Align::Middle, Align::Middle, Align::Middle, Align::Right];
        let look = Type { ink: INK, ..SMALL }.align(*align.get(i).unwrap_or(&Align::Middle));
        layer.text(&significant(value), mm(x + width * i as f64 / 4.0, y + 7.0), look)?;
    }
    Ok(())
}

/// Two significant digits.
fn significant(value: f32) -> String {
    if value <= 0.0 {
        return "0".to_owned();
    }
    let decimals = (1 - value.log10().floor() as i32).max(0) as usize;
    format!("{value:.decimals$}")
}

fn scale(layer: &mut Layer, projection: &Projection) -> Result<(), SheetError> {
    let (length_m, _) = bar_length(projection, SCALE_MM);
    let width = projection.mm_of_m(length_m);
    let (x, y) = (MAP.right() - width - 8.0, MAP.bottom() - 6.0);
    let plate = Frame { x: x - 4.0, y: y - 6.0, width: width + 8.0, height: 9.0 };
    layer.rectangle(plate, QUIET)?;
    layer.line(&[mm(x, y - 1.2), mm(x, y), mm(x + width, y), mm(x + width, y - 1.2)], INK, 0.3)?;
    let look = Type { ink: INK, ..SMALL }.align(Align::Middle);
    layer.text(&length(length_m), mm(x + width / 2.0, y - 2.6), look)
}
