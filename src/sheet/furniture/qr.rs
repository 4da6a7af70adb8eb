//! The code that opens an area at the desk (QR, ISO/IEC 18004).

use crate::sheet::SheetError;
use crate::sheet::canvas::{Drawn, Frame, Mm, layer};
use crate::sheet::map::MapFrame;
use crate::sheet::style::{INK, PAPER};
use qrcode::{Color, EcLevel, QrCode};

/// Its side, in millimetres: read with a telephone from half a metre.
pub const QR_MM: f64 = 17.5;
/// White around it, in modules: four by the standard, of which the paper around gives most.
const QUIET: f64 = 1.0;

/// The code of an address, with its upper left corner at a point.
///
/// # Errors
///
/// [`SheetError::Address`] for an address that no code holds.
pub fn code(map: &MapFrame, url: &str, at: Mm) -> Result<Drawn, SheetError> {
    let code = QrCode::with_error_correction_level(url, EcLevel::M)
        .map_err(|_| SheetError::Address { url: url.to_owned() })?;
    let across = code.width();
    let module = QR_MM / (across as f64 + 2.0 * QUIET);
    let modules = code.to_colors();
    layer(map.layout.page, |layer| {
        layer.rectangle(Frame { x: at.x, y: at.y, width: QR_MM, height: QR_MM }, PAPER)?;
        for (row, cells) in modules.chunks(across).enumerate() {
            let mut column = 0;
            // Dark modules side by side are one bar: no hairlines between them.
            for run in cells.chunk_by(|a, b| a == b) {
                if run.first() == Some(&Color::Dark) {
                    let x = at.x + (column as f64 + QUIET) * module;
                    let y = at.y + (row as f64 + QUIET) * module;
                    let width = run.len() as f64 * module;
                    // Bars reach a hair into the next row, for the same reason.
                    layer.rectangle(Frame { x, y, width, height: module * 1.02 }, INK)?;
                }
                column += run.len();
            }
        }
        Ok(())
    })
}
