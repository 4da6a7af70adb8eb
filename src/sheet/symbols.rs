//! Category symbols: shapes that stay apart in black and white.

use super::SheetError;
use super::canvas::{Align, Frame, Ink, Layer, Mm, Type, mm};
use super::scene::Item;
use super::style::{INK, TEXT};
use crate::area::ServiceKind;
use serde::{Deserialize, Serialize};
use std::f64::consts::{FRAC_PI_2, TAU};

const WHITE: Ink = Ink(255, 255, 255);

/// What a category's symbol is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Shape {
    Circle,
    Square,
    Triangle,
    TriangleDown,
    Diamond,
    Pentagon,
    Hexagon,
    Star,
    Plus,
    Cross,
}

/// A category's symbol with a white rim: the same drawing wherever it stands, which a document
/// holds once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Symbol {
    shape: Shape,
    /// In thousandths of a millimetre, so that equal symbols are found.
    radius_um: u32,
    ink: Ink,
}

impl Symbol {
    /// The symbol of that name (see `data/rules.toml`); a circle for names that are not known.
    pub fn new(name: &str, radius_mm: f64, ink: Ink) -> Self {
        let shape = match name {
            "square" => Shape::Square,
            "triangle" => Shape::Triangle,
            "triangle_down" => Shape::TriangleDown,
            "diamond" => Shape::Diamond,
            "pentagon" => Shape::Pentagon,
            "hexagon" => Shape::Hexagon,
            "star" => Shape::Star,
            "plus" => Shape::Plus,
            "cross" => Shape::Cross,
            _ => Shape::Circle,
        };
        Self { shape, radius_um: (radius_mm * 1e3).round() as u32, ink }
    }

    fn radius_mm(self) -> f64 {
        f64::from(self.radius_um) / 1e3
    }

    /// What it is drawn of, around a place.
    pub fn items(self, at: Mm) -> [Item; 2] {
        let radius_mm = self.radius_mm();
        [(radius_mm + RIM_MM, WHITE), (radius_mm, self.ink)].map(|(radius_mm, ink)| {
            match corners(self.shape, at, radius_mm) {
                Some(ring) => Item::Fill { rings: vec![ring], ink, opacity: 1.0 },
                None => Item::Disc { at, radius_mm, ink },
            }
        })
    }

    /// How far above and below its place it reaches, in millimetres.
    pub fn reach_mm(self) -> f64 {
        1.25 * (self.radius_mm() + RIM_MM)
    }
}

/// The white around a symbol.
const RIM_MM: f64 = 0.25;

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
fn corners(shape: Shape, at: Mm, radius: f64) -> Option<Vec<Mm>> {
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
    Some(match shape {
        Shape::Circle => return None,
        Shape::Square => scaled(&[(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)]),
        Shape::Triangle => turned(3, -FRAC_PI_2, radius * 1.15),
        Shape::TriangleDown => turned(3, FRAC_PI_2, radius * 1.15),
        Shape::Diamond => turned(4, -FRAC_PI_2, radius * 1.15),
        Shape::Pentagon => turned(5, -FRAC_PI_2, radius * 1.05),
        Shape::Hexagon => turned(6, 0.0, radius * 1.05),
        Shape::Star => (0..10)
            .map(|i| {
                let out = if i % 2 == 0 { radius * 1.2 } else { radius * 0.55 };
                let angle = -FRAC_PI_2 + TAU * f64::from(i) / 10.0;
                mm(at.x + out * angle.cos(), at.y + out * angle.sin())
            })
            .collect(),
        Shape::Plus => plus(at, radius, 0.0),
        Shape::Cross => plus(at, radius, TAU / 8.0),
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
