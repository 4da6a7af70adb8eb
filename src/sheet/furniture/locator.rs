//! Where the area lies in the banner.

use crate::area::Level;
use crate::geo::LonLat;
use crate::sheet::SheetError;
use crate::sheet::canvas::{Drawn, Ink, Layer, Mm, layer};
use crate::sheet::map::MapFrame;
use crate::sheet::projection::Projection;
use crate::sheet::style::{INK, LINE};
use geo::MultiPolygon;

/// Points closer than this to the line between their neighbours are left out: half a hairline.
const SIMPLER_MM: f64 = 0.05;

/// The banner with its townships, and the area in it.
pub fn locator(map: &MapFrame) -> Result<Drawn, SheetError> {
    let (spec, Some(frame)) = (map.spec, map.layout.locator) else { return Ok(Drawn::default()) };
    let Some(banner) = spec.areas.banner() else { return Ok(Drawn::default()) };
    let projection = Projection::fill(&banner.bounds, frame, 0.94);
    let (accent, ground) = (spec.template.colours.accent, spec.template.colours.ground);
    layer(map.layout.page, |layer| {
        outline(layer, &projection, &banner.shape, INK, 0.4, Some(ground))?;
        for township in spec.areas.level(Level::Township) {
            outline(layer, &projection, &township.shape, LINE, 0.15, None)?;
        }
        outline(layer, &projection, &spec.area.shape, accent, 0.3, Some(accent))?;
        // A grid of a few blocks is a dot: a ring points at it.
        let size = spec.area.bounds.size_m();
        if projection.mm_of_m(size.0.max(size.1)) < 4.0 {
            layer.circle(projection.to_page(spec.area.label), 2.4, accent, 0.5)?;
        }
        Ok(())
    })
}

fn outline(
    layer: &mut Layer,
    projection: &Projection,
    shape: &MultiPolygon<f64>,
    ink: Ink,
    width_mm: f64,
    fill: Option<Ink>,
) -> Result<(), SheetError> {
    for part in shape {
        let place = |c: &geo::Coord<f64>| projection.to_page(LonLat::computed(c.x, c.y));
        let ring = simpler(part.exterior().coords().map(place));
        if let Some(ink) = fill {
            layer.fill(&ring, ink, 1.0)?;
        }
        layer.line(&ring, ink, width_mm)?;
    }
    Ok(())
}

/// A ring without the points that nobody can see at this size.
fn simpler(ring: impl Iterator<Item = Mm>) -> Vec<Mm> {
    use geo::Simplify;
    let line: geo::LineString<f64> = ring.map(|at| (at.x, at.y)).collect();
    line.simplify(SIMPLER_MM).coords().map(|c| Mm { x: c.x, y: c.y }).collect()
}
