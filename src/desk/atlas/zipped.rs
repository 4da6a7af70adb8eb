//! An atlas as a ZIP of single sheets.

use super::super::SheetPlan;
use super::AtlasError;
use super::make::Run;
use crate::area::{Area, Level};
use crate::incident::harmless;
use crate::sheet::{AtlasEntry, Format};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The longest name of a grid in the name of a file, in characters.
const NAME_CHARS: usize = 60;
const HEAD: [&str; 9] =
    ["number", "code", "name", "township", "village", "area_km2", "incidents", "open", "file"];
/// Spreadsheets take a CSV file without it for one in their own encoding.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Writes the sheets one after the other, the table first.
pub(super) fn write(run: &Run, format: Format, path: &Path) -> Result<(), AtlasError> {
    let failed = |error: io::Error| AtlasError::io(path)(error);
    let file = File::create(path).map_err(failed)?;
    let mut zip = ZipWriter::new(BufWriter::with_capacity(1 << 20, file));
    let options = options(&run.atlas.plan);
    let entries = run.atlas.entries();
    let names: Vec<String> = entries.iter().map(|e| file_name(e.grid, format)).collect();
    let mut put = |name: &str, bytes: &[u8]| {
        zip.start_file(name, options).map_err(io::Error::other)?;
        zip.write_all(bytes)
    };
    let table = table(&entries, &names, |grid, level| {
        let chain = run.atlas.snapshot.areas().chain(grid.code.as_str());
        chain.into_iter().find(|area| area.level == level).map(|area| area.name.clone())
    });
    put("index.csv", &table).map_err(failed)?;
    for (place, name) in names.iter().enumerate() {
        put(name, &run.finished(place)?).map_err(failed)?;
        run.tell(names.len(), place + 1)?;
    }
    let done = zip.finish().map_err(io::Error::other);
    done.and_then(|mut file| file.flush()).map_err(failed)
}

/// PDF and PNG are packed already. The date is that which is printed.
fn options(plan: &SheetPlan) -> SimpleFileOptions {
    let date = plan.printed_on;
    let parts =
        (date.year().unsigned_abs(), date.month().unsigned_abs(), date.day().unsigned_abs());
    // A ZIP knows no year before 1980.
    let day = DateTime::from_date_and_time(parts.0, parts.1, parts.2, 0, 0, 0);
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(day.unwrap_or_default())
        .unix_permissions(0o644)
}

/// `150624101003007-棋盘井社区第7网格.pdf`: no sign that some system refuses in a name.
fn file_name(grid: &Area, format: Format) -> String {
    let plain = |c: char| {
        let refused = c.is_control() || "/\\:*?\"<>|".contains(c);
        if refused { '_' } else { c }
    };
    let code: String = grid.code.as_str().chars().map(plain).collect();
    let name: String = grid.name.chars().take(NAME_CHARS).map(plain).collect();
    let name = name.trim().trim_end_matches(['.', ' ']);
    format!("{code}-{name}.{}", format.extension())
}

fn table(
    entries: &[AtlasEntry],
    names: &[String],
    above: impl Fn(&Area, Level) -> Option<String>,
) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    // Writing into memory does not fail.
    let _ = writer.write_record(HEAD);
    for ((number, entry), file) in (1..).zip(entries).zip(names) {
        let grid = entry.grid;
        let cells = [
            number.to_string(),
            harmless(grid.code.as_str()).into_owned(),
            harmless(&grid.name).into_owned(),
            harmless(&above(grid, Level::Township).unwrap_or_default()).into_owned(),
            harmless(&above(grid, Level::Village).unwrap_or_default()).into_owned(),
            format!("{:.4}", grid.area_km2),
            entry.incidents.to_string(),
            entry.open.to_string(),
            harmless(file).into_owned(),
        ];
        let _ = writer.write_record(cells);
    }
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::area::AreaCode;
    use crate::geo::{Bounds, LonLat};
    use geo::MultiPolygon;

    #[test]
    fn a_file_name_is_harmless_everywhere() {
        let grid = |name: &str| Area {
            code: AreaCode::new("150624101003007"),
            name: name.to_owned(),
            name_mn: None,
            level: Level::Grid,
            kind: None,
            parent: None,
            derived: false,
            shape: MultiPolygon::new(vec![]),
            bounds: Bounds { west: 0.0, south: 0.0, east: 1.0, north: 1.0 },
            label: LonLat::computed(0.5, 0.5),
            area_km2: 1.0,
        };
        assert_eq!(
            file_name(&grid("../a\\b:第1\n网格 ."), Format::Pdf),
            "150624101003007-.._a_b_第1_网格.pdf"
        );
        let long = file_name(&grid(&"网".repeat(300)), Format::Png);
        let ending = Path::new(&long).extension();
        assert!(long.len() < 255 && ending.is_some_and(|ending| ending == "png"), "{long}");
    }
}
