//! Patrol sheets (巡逻区域图) and pictures: one drawing path for paper and screen.
//!
//! plotters draws every layer into a list of shapes and texts in millimetres (`scene`); the layers
//! are composed into one page, which tiny-skia paints as pixels and krilla as PDF (`paint`). The
//! typeface is embedded: nothing depends on the fonts of the machine. Free text of incidents is
//! never drawn.

mod atlas;
mod base;
mod canvas;
mod error;
mod font;
mod furniture;
mod labels;
mod layout;
mod map;
mod names;
mod output;
mod paint;
mod picture;
mod points;
mod projection;
mod scene;
mod script;
mod style;
mod symbols;
mod template;
mod window;

pub use atlas::{AtlasBook, AtlasEntry, AtlasSpec, Volume};
pub use error::SheetError;
pub use output::Format;
pub use picture::{HeatPicture, heat_extent, heat_extent_around, heat_picture};
pub use template::{Orientation, Paper, SHIPPED_TEMPLATES, Shipped, Show, Template};

use crate::area::{Area, AreaSet};
use crate::basemap::BaseMap;
use crate::geo::{Bounds, LonLat};
use crate::incident::{Rules, Severity, Status};
use crate::text::{Lang, Message};
use canvas::{Drawn, Frame};
use geo::MultiPolygon;
use jiff::Timestamp;
use labels::Taken;
use layout::Layout;
use map::MapFrame;
use output::Drawing;
use projection::Projection;
use scene::{Clip, Item};
use std::sync::Arc;

/// The resolution of a sheet as PNG.
const SHEET_DPI: f64 = 300.0;
/// How much of the ground the density covers.
const DENSITY_OPACITY: f32 = 0.75;

/// An incident as far as paper shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetIncident {
    /// Where.
    pub position: LonLat,
    /// Its category.
    pub category: String,
    /// How grave it is.
    pub severity: Severity,
    /// Where it stands.
    pub status: Status,
    /// When it was reported.
    pub reported_at: Timestamp,
}

/// The period that a sheet covers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Period<'a> {
    /// Its beginning.
    pub from: Timestamp,
    /// Its end, exclusive.
    pub to: Timestamp,
    /// As a person writes it.
    pub label: &'a str,
}

/// A density picture to lie beneath the lines.
#[derive(Debug, Clone, Copy)]
pub struct DensityLayer<'a> {
    /// PNG with transparency, pixels equal in degrees.
    pub png: &'a Arc<Vec<u8>>,
    /// Its extent.
    pub bounds: Bounds,
}

/// A check-point as paper shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetPoint {
    /// Where.
    pub at: LonLat,
    /// What the place is called.
    pub name: String,
    /// What to look for there.
    pub look_for: String,
}

/// The way through the check-points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SheetRoute<'a> {
    /// Lines from point to point.
    pub legs: &'a [Vec<LonLat>],
    /// Its whole length, in metres.
    pub length_m: f64,
    /// Whether it follows roads; straight from point to point otherwise.
    pub by_road: bool,
}

/// What tracks have covered of the area.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetCoverage<'a> {
    /// The ground near the tracks.
    pub ground: &'a MultiPolygon<f64>,
    /// Its share of the area, from 0 to 1.
    pub share: f64,
    /// What the figure is called: since when, and how near.
    pub said: Message,
}

/// Everything that a patrol sheet shows.
#[derive(Debug, Clone, Copy)]
pub struct SheetSpec<'a> {
    /// The boundaries.
    pub areas: &'a AreaSet,
    /// The area that the sheet is of; of any level.
    pub area: &'a Area,
    /// How the sheet looks and what is on it.
    pub template: &'a Template,
    /// Its incidents in the period.
    pub incidents: &'a [SheetIncident],
    /// How many there were in the period before, where the data reaches back to it.
    pub before: Option<usize>,
    /// The base map beneath everything, where there is one.
    pub base: Option<&'a BaseMap>,
    /// The density beneath, where there is one.
    pub density: Option<DensityLayer<'a>>,
    /// Outlines of hot spots.
    pub hot_spots: &'a [MultiPolygon<f64>],
    /// The check-points, in the order of the patrol.
    pub points: &'a [SheetPoint],
    /// The way through them.
    pub route: Option<SheetRoute<'a>>,
    /// What tracks have covered.
    pub coverage: Option<&'a SheetCoverage<'a>>,
    /// The period.
    pub period: Period<'a>,
    /// Colours and symbols of the categories.
    pub rules: &'a Rules,
    /// The day that is printed on it.
    pub printed_on: jiff::civil::Date,
    /// Whether it carries 示例数据 · 非实际界线.
    pub example: bool,
    /// The map-approval number (审图号); an empty slot where `None`.
    pub approval_number: Option<&'a str>,
    /// The address that opens the area at the desk, for the code; none where `None`.
    pub url: Option<&'a str>,
    /// Sources to be named.
    pub attributions: &'a [String],
    /// The language.
    pub lang: Lang,
}

impl SheetSpec<'_> {
    fn title(&self) -> String {
        self.template.title(&self.area.name, self.area.code.as_str(), self.lang)
    }

    /// Who makes the sheet.
    fn office(&self) -> &str {
        self.template.office.as_deref().unwrap_or(&self.rules.office)
    }
}

/// A drawn sheet.
pub struct Sheet {
    drawing: Drawing,
}

impl Sheet {
    /// The sheet as a file: PNG at 300 dpi, vector PDF, or SVG. The same sheet gives the same
    /// bytes.
    ///
    /// # Errors
    ///
    /// [`SheetError::Write`] when it cannot be written.
    pub fn render(&self, format: Format) -> Result<Vec<u8>, SheetError> {
        self.drawing.render(format, SHEET_DPI)
    }

    /// The drawn sheet as bytes that [`Sheet::kept`] reads: for work that goes on later. They are
    /// for the same version of the program alone.
    ///
    /// # Errors
    ///
    /// [`SheetError::Kept`].
    pub fn keep(&self) -> Result<Vec<u8>, SheetError> {
        self.drawing.keep()
    }

    /// A sheet that [`Sheet::keep`] wrote.
    ///
    /// # Errors
    ///
    /// [`SheetError::Kept`] for other bytes.
    pub fn kept(bytes: &[u8]) -> Result<Self, SheetError> {
        Drawing::kept(bytes).map(|drawing| Self { drawing })
    }

    /// The sheet as PNG at another resolution.
    ///
    /// # Errors
    ///
    /// As [`Sheet::render`].
    pub fn render_png(&self, dpi: f64) -> Result<Vec<u8>, SheetError> {
        self.drawing.render(Format::Png, dpi)
    }
}

/// What a sheet of an area will show, in degrees: for a density layer that fills the frame.
#[must_use]
pub fn extent(area: &Area, template: &Template) -> Bounds {
    let layout = Layout::of(template, &area.bounds);
    let projection = Projection::fit(&area.bounds, layout.map);
    projection.bounds_of(layout.map).unwrap_or(area.bounds)
}

/// Draws a patrol sheet, upright or across by the shape of the area, at a round scale.
///
/// # Errors
///
/// [`SheetError::MissingGlyphs`] when a name has characters that the typeface lacks.
pub fn draw(spec: &SheetSpec) -> Result<Sheet, SheetError> {
    let map = MapFrame::new(spec);
    let mut body = inside(&map)?.clipped(Clip::Frame(map.layout.map));
    for part in [
        furniture::frame(&map)?,
        furniture::header(&map)?,
        furniture::table(&map)?,
        furniture::legend(&map)?,
        furniture::figures(&map)?,
        furniture::locator(&map)?,
        furniture::footer(&map)?,
    ] {
        body.push(part);
    }
    Ok(Sheet { drawing: Drawing::new(map.layout.page, &spec.title(), body) })
}

/// What the frame of the map shows, from the ground up. Places are taken in the order of what must
/// not be hidden: incidents, check-points, service points, then names.
fn inside(map: &MapFrame) -> Result<Drawn, SheetError> {
    let (spec, show) = (map.spec, map.spec.template.show);
    let mut taken = Taken::default();
    for plate in furniture::plates(map) {
        taken.add(plate);
    }
    let cartouche = furniture::cartouche(map)?;
    if let Some(cartouche) = &cartouche {
        taken.add(cartouche.plate);
    }
    let mut inside = map.ground_layer()?;
    let (beneath, base_names) = base::layer_beneath(map)?;
    inside.push(beneath);
    if show.graticule {
        inside.push(furniture::lines(map)?);
    }
    if let Some(density) = spec.density {
        inside.push(density_layer(map, density).clipped(map.clip_of_area()));
    }
    inside.push(map.covered_layer()?.clipped(map.clip_of_area()));
    inside.push(map.line_layer()?);
    inside.push(map.hot_layer()?);
    inside.push(map.route_layer()?);
    let incidents = map.incident_layer(&mut taken)?;
    let points = map.point_layer(&mut taken)?;
    let services = map.service_layer(&mut taken)?;
    inside.push(map.name_layer(&mut taken)?);
    inside.push(base::name_layer(map, &base_names, &mut taken)?);
    inside.push(incidents);
    inside.push(services);
    inside.push(points);
    if let Some(cartouche) = cartouche {
        inside.push(cartouche.draw(map)?);
    }
    if show.scale_bar {
        inside.push(furniture::scale_bar(map)?);
    }
    if show.north_arrow {
        inside.push(furniture::north_arrow(map)?);
    }
    Ok(inside)
}

/// The density as an image over its extent. Over a sheet the difference between its pixels,
/// equal in degrees, and the page's plane is below the width of a line.
fn density_layer(map: &MapFrame, density: DensityLayer) -> Drawn {
    picture_of(density.png, frame_over(map, &density.bounds), DENSITY_OPACITY)
}

/// Where a rectangle in degrees lies on the page.
fn frame_over(map: &MapFrame, b: &Bounds) -> Frame {
    let place = |lon: f64, lat: f64| map.projection.to_page(LonLat::computed(lon, lat));
    let center = b.center();
    let (west, east) = (place(b.west, center.lat()).x, place(b.east, center.lat()).x);
    let (north, south) = (place(center.lon(), b.north).y, place(center.lon(), b.south).y);
    Frame { x: west, y: north, width: east - west, height: south - north }
}

/// An embedded PNG.
fn picture_of(png: &Arc<Vec<u8>>, frame: Frame, opacity: f32) -> Drawn {
    Drawn(vec![Item::Picture { png: Arc::clone(png), frame, opacity }])
}
