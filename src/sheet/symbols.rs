//! Category symbols: shapes that stay apart in black and white.

use super::SheetError;
use super::canvas::{Align, Frame, Ink, Layer, Mm, Type, mm};
use super::style::{INK, TEXT};
use crate::area::ServiceKind;
use std::f64::consts::{FRAC_PI_2, TAU};

const WHITE: Ink = Ink(255, 255, 255);

/// Draws the symbol of that name (see `data/rules.toml`) with a white rim; a circle for names
/// that are not known.
pub(super) fn draw(
    layer: &mut Layer,
    name: &str,
    at: Mm,
    radius_mm: f64,
    ink: Ink,
) -> Result<(), SheetError> {
    let rim = radius_mm + 0.25;
    match corners(name, at, rim) {
        Some(outer) => {
            layer.fill(&outer, WHITE, 1.0)?;
            layer.fill(&corners(name, at, radius_mm).unwrap_or_default(), ink, 1.0)
        }
        None => {
            layer.disc(at, rim, WHITE)?;
            layer.disc(at, radius_mm, ink)
        }
    }
}

/// Half the side of a service point's plate.
pub(super) const SERVICE_MM: f64 = 1.7;

/// A service point: the first letter of what it is, on a plate. Letters survive a copier that
/// colours do not.
pub(super) fn service(layer: &mut Layer, kind: ServiceKind, at: Mm) -> Result<(), SheetError> {
    let side = 2.0 * SERVICE_MM;
    let plate = Frame { x: at.x - SERVICE_MM, y: at.y - SERVICE_MM, width: side, height: side };
    layer.rectangle(plate, WHITE)?;
    layer.outline(plate, INK, 0.25)?;
    let sign = match kind {
        ServiceKind::PoliceStation => "警",
        ServiceKind::JudicialOffice => "司",
        ServiceKind::Court => "法",
        ServiceKind::MediationRoom => "调",
        ServiceKind::ServiceCentre => "服",
        ServiceKind::Anmulong => "安",
        ServiceKind::Clinic => "医",
    };
    let look = Type { size_pt: 7.0, ink: INK, ..TEXT }.bold().align(Align::Middle);
    layer.text(sign, at, look)
}

/// The corners of a symbol; `None` for the circle.
fn corners(name: &str, at: Mm, radius: f64) -> Option<Vec<Mm>> {
    let turned = |sides: u32, start: f64, radius: f64| -> Vec<Mm> {
        (0..sides)
            .map(|i| {
                let angle = start + TAU * f64::from(i) / f64::from(sides);
                mm(at.x + radius * angle.cos(), at.y + radius * angle.sin())
            })
            .collect()
    };
    let scaled = |points: &[(f64, f64)]| -> Vec<Mm> {
        points.iter().map(|(x, y)| mm(at.x + x * radius, at.y + y * radius)).collect()
    };
    Some(match name {
        "square" => scaled(&[(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)]),
        "triangle" => turned(3, -FRAC_PI_2, radius * 1.15),
        "triangle_down" => turned(3, FRAC_PI_2, radius * 1.15),
        "diamond" => turned(4, -FRAC_PI_2, radius * 1.15),
        "pentagon" => turned(5, -FRAC_PI_2, radius * 1.05),
        "hexagon" => turned(6, 0.0, radius * 1.05),
        "star" => (0..10)
            .map(|i| {
                let out = if i % 2 == 0 { radius * 1.2 } else { radius * 0.55 };
                let angle = -FRAC_PI_2 + TAU * f64::from(i) / 10.0;
                mm(at.x + out * angle.cos(), at.y + out * angle.sin())
            })
            .collect(),
        "plus" => plus(at, radius, 0.0),
        "cross" => plus(at, radius, TAU / 8.0),
        _ => return None,
    })
}

fn plus(at: Mm, radius: f64, turn: f64) -> Vec<Mm> {
    let (long, short) = (1.1, 0.4);
    let points = [
        (short, -long),
        (short, -short),
        (long, -short),
        (long, short),
        (short, short),
        (short, long),
        (-short, long),
        (-short, short),
        (-long, short),
        (-long, -short),
        (-short, -short),
        (-short, -long),
    ];
    let (sin, cos) = turn.sin_cos();
    points
        .iter()
        .map(|(x, y)| mm(at.x + radius * (x * cos - y * sin), at.y + radius * (x * sin + y * cos)))
        .collect()
}
