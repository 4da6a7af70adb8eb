//! Patrol sheets (巡逻区域图) and pictures: one drawing path for paper and screen.
//!
//! plotters draws every layer into a list of shapes and texts in millimetres (`scene`); the layers
//! are composed into one page, which tiny-skia paints as pixels and krilla as PDF (`paint`). The
//! typeface is embedded: nothing depends on the fonts of the machine. Free text of incidents is
//! never drawn.

mod canvas;
mod checkpoints;
mod error;
mod font;
mod furniture;
mod legend;
mod map;
mod output;
mod page;
mod paint;
mod picture;
mod scene;
mod style;
mod symbols;
mod window;

pub use error::SheetError;
pub use output::Format;
pub use picture::{HeatPicture, heat_extent, heat_extent_around, heat_picture};

use crate::area::{Area, AreaSet};
use crate::geo::{Bounds, LonLat};
use crate::incident::{Rules, Severity, Status};
use crate::text::{Lang, Message};
use canvas::{Drawn, Frame};
use jiff::Timestamp;
use map::MapFrame;
use output::Drawing;
use page::{Layout, Projection};
use scene::{Clip, Item};
use std::sync::Arc;
use window::Window;

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

/// Everything that a patrol sheet shows.
#[derive(Debug, Clone, Copy)]
pub struct SheetSpec<'a> {
    /// The boundaries.
    pub areas: &'a AreaSet,
    /// The grid that the sheet is of.
    pub grid: &'a Area,
    /// Its incidents in the period.
    pub incidents: &'a [SheetIncident],
    /// The density beneath, where there is one.
    pub density: Option<DensityLayer<'a>>,
    /// The period.
    pub period: Period<'a>,
    /// Colours and symbols of the categories.
    pub rules: &'a Rules,
    /// Who makes the sheet.
    pub office: &'a str,
    /// The day that is printed on it.
    pub printed_on: jiff::civil::Date,
    /// Whether it carries 示例数据 · 非实际界线.
    pub example: bool,
    /// The map-approval number (审图号); an empty slot where `None`.
    pub approval_number: Option<&'a str>,
    /// Sources to be named.
    pub attributions: &'a [String],
    /// The language.
    pub lang: Lang,
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

    /// The sheet as PNG at another resolution.
    ///
    /// # Errors
    ///
    /// As [`Sheet::render`].
    pub fn render_png(&self, dpi: f64) -> Result<Vec<u8>, SheetError> {
        self.drawing.render(Format::Png, dpi)
    }
}

/// What a sheet of a grid will show, in degrees: for a density layer that fills the frame.
#[must_use]
pub fn extent(grid: &Area) -> Bounds {
    let layout = Layout::a4(&grid.bounds);
    let projection = Projection::fit(&grid.bounds, layout.map);
    projection.bounds_of(layout.map).unwrap_or(grid.bounds)
}

/// Draws an A4 patrol sheet, upright or across by the shape of the grid, at a round scale.
///
/// # Errors
///
/// [`SheetError::MissingGlyphs`] when a name has characters that the typeface lacks.
pub fn draw(spec: &SheetSpec) -> Result<Sheet, SheetError> {
    let layout = Layout::a4(&spec.grid.bounds);
    let projection = Projection::fit(&spec.grid.bounds, layout.map);
    let seen = projection.bounds_of(layout.map).unwrap_or(spec.grid.bounds);
    let map = MapFrame { spec, layout, projection, seen, window: Window::around(&seen) };
    // Pastoral places are farther apart than street blocks.
    let radius_m = if spec.grid.area_km2 < 5.0 { 150.0 } else { 500.0 };
    let radius_mm = radius_m * 1e3 / projection.denominator;
    let points = checkpoints::propose(spec.incidents, |at| projection.to_page(at), radius_mm);

    // The scale bar and the north arrow keep their places free of names.
    let mut taken: Vec<Frame> = vec![furniture::scale_plate(&map), furniture::north_plate(&map)];
    let mut inside = map.ground_layer()?;
    if let Some(density) = spec.density {
        inside.push(density_layer(&map, density).clipped(map.clip_of_grid()));
    }
    inside.push(map.line_layer()?);
    let incidents = map.incident_layer(&mut taken)?;
    let badges = map.checkpoint_layer(&points, &mut taken)?;
    inside.push(map.name_layer(&mut taken)?);
    inside.push(incidents);
    inside.push(badges);

    let mut body = inside.clipped(Clip::Frame(layout.map));
    for part in [
        furniture::scale_and_north(&map)?,
        furniture::graticule(&map)?,
        furniture::header(&map)?,
        furniture::table(&map, &points)?,
        legend::legend(&map)?,
        furniture::figures(&map)?,
        furniture::locator(&map)?,
        furniture::footer(&map)?,
    ] {
        body.push(part);
    }
    let title = Message::new("sheet.title").with("name", &spec.grid.name).render(spec.lang);
    Ok(Sheet { drawing: Drawing::new(layout.page, &title, body) })
}

/// The density as an image over its extent. Over a sheet the difference between its pixels,
/// equal in degrees, and the page's plane is below the width of a line.
fn density_layer(map: &MapFrame, density: DensityLayer) -> Drawn {
    let b = density.bounds;
    let place = |lon: f64, lat: f64| map.projection.to_page(LonLat::computed(lon, lat));
    let center = b.center();
    let (west, east) = (place(b.west, center.lat()).x, place(b.east, center.lat()).x);
    let (north, south) = (place(center.lon(), b.north).y, place(center.lon(), b.south).y);
    let frame = Frame { x: west, y: north, width: east - west, height: south - north };
    picture_of(density.png, frame, DENSITY_OPACITY)
}

/// An embedded PNG.
fn picture_of(png: &Arc<Vec<u8>>, frame: Frame, opacity: f32) -> Drawn {
    Drawn(vec![Item::Picture { png: Arc::clone(png), frame, opacity }])
}
