//! World files: six numbers beside a picture, which say where its pixels lie; and the projection
//! file (`.prj`) that some programs put beside them.

use super::Fault;
use super::decode::Format;
use super::place::{Place, System};
use std::path::{Path, PathBuf};

/// World files and projection files are longer than this only by mistake.
const MOST_BYTES: u64 = 64 << 10;

/// The place of a picture from the world file beside it.
pub(super) fn beside(path: &Path, format: Format, size: (u32, u32)) -> Result<Place, Fault> {
    let names = names(path, format);
    let Some(file) = names.iter().find(|name| name.is_file()) else {
        let file_name = |name: &PathBuf| name.file_name().map(|n| n.to_string_lossy().into_owned());
        let wanted: Vec<String> = names.iter().filter_map(file_name).collect();
        return Err(Fault::NoPlace { wanted: wanted.join(" / ") });
    };
    let prj = path.with_extension("prj");
    let system = if prj.is_file() { Some(system_of(&text(&prj)?)?) } else { None };
    read(&text(file)?, size, system).map_err(|fault| match fault {
        Fault::WorldFile { line, .. } => {
            Fault::WorldFile { file: file.display().to_string(), line }
        }
        other => other,
    })
}

/// `map.png` → `map.pgw`, `map.pngw`, `map.wld`.
fn names(path: &Path, format: Format) -> Vec<PathBuf> {
    let endings: &[&str] = match format {
        Format::Png => &["pgw", "pngw", "wld"],
        Format::Jpeg => &["jgw", "jpgw", "jpegw", "wld"],
        Format::Tiff => &["tfw", "tifw", "tiffw", "wld"],
        Format::Webp => &["wld"],
    };
    endings.iter().map(|ending| path.with_extension(ending)).collect()
}

fn text(path: &Path) -> Result<String, Fault> {
    let source = super::super::source::Source::open(path)?;
    Ok(String::from_utf8_lossy(&source.beginning(MOST_BYTES)?).into_owned())
}

/// Reads a world file: the width of a pixel, two turns, minus its height, and the middle of the
/// upper left pixel. Numbers that could be degrees are degrees, others web-mercator metres, unless
/// the system is known.
fn read(text: &str, (width, height): (u32, u32), system: Option<System>) -> Result<Place, Fault> {
    let mut lines = text.lines().map(str::trim).enumerate().filter(|(_, line)| !line.is_empty());
    let mut last = 0;
    let mut number = || -> Result<f64, Fault> {
        let (line, text) = lines.next().unwrap_or((last, ""));
        last = line + 1;
        let number = text.replace(',', ".").parse().ok().filter(|n: &f64| n.is_finite());
        number.ok_or(Fault::WorldFile { file: String::new(), line: line + 1 })
    };
    let (across, turn_y, turn_x, down) = (number()?, number()?, number()?, number()?);
    let (x, y) = (number()?, number()?);
    if turn_x != 0.0 || turn_y != 0.0 || across <= 0.0 || down >= 0.0 {
        return Err(Fault::Turned);
    }
    let (west, north) = (x - across / 2.0, y - down / 2.0);
    let (east, south) = (west + across * f64::from(width), north + down * f64::from(height));
    let degrees = Place { system: System::Degrees, west, south, east, north };
    let system = system.unwrap_or_else(|| match degrees.checked() {
        Ok(_) => System::Degrees,
        Err(_) => System::WebMercator,
    });
    Place { system, ..degrees }.checked()
}

/// The system that a projection file (well-known text) names.
fn system_of(text: &str) -> Result<System, Fault> {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&["PROJCS", "PROJCRS"]) {
        if has(&["Mercator_Auxiliary_Sphere", "Pseudo-Mercator", "3857"]) {
            return Ok(System::WebMercator);
        }
    } else if has(&[
        "WGS_1984",
        "WGS 84",
        "WGS84",
        "CGCS2000",
        "China_2000",
        "China Geodetic",
        "4490",
        "4326",
    ]) {
        return Ok(System::Degrees);
    }
    let name = text.split('"').nth(1).unwrap_or(text).chars().take(80).collect();
    Err(Fault::System { name })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_numbers_are_a_place() {
        let place = read("0.01\n0\n0\n-0.01\n109.005\n39.995\n", (100, 50), None).unwrap();
        assert_eq!(place.system, System::Degrees);
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
        assert!(near(place.west, 109.0) && near(place.east, 110.0));
        assert!(near(place.north, 40.0) && near(place.south, 39.5));
        let metres =
            read("10\r\n0\r\n0\r\n-10\r\n12133800\r\n4865900\r\n", (10, 10), None).unwrap();
        assert_eq!(metres.system, System::WebMercator);
    }

    #[test]
    fn what_is_wrong_is_named_by_its_line() {
        let line = |text: &str| match read(text, (9, 9), None) {
            Err(Fault::WorldFile { line, .. }) => line,
            other => panic!("{other:?}"),
        };
        assert_eq!(line(""), 1);
        assert_eq!(line("0.01\n0\nzero\n-0.01\n109\n39"), 3);
        assert_eq!(line("0.01\n0\n0\n-0.01\n109"), 6);
        assert_eq!(line("0.01\n0\n0\n-0.01\nNaN\n39"), 5);
        assert!(matches!(read("0.01\n0.001\n0\n-0.01\n109\n39", (9, 9), None), Err(Fault::Turned)));
        assert!(matches!(read("0.01\n0\n0\n0.01\n109\n39", (9, 9), None), Err(Fault::Turned)));
        // Gauss-Krüger with its zone in front lies on no web-mercator map.
        let zoned = read("1\n0\n0\n-1\n37500000\n4400000", (9, 9), None);
        assert!(matches!(zoned, Err(Fault::Extent { .. })));
    }

    #[test]
    fn a_projection_file_says_which_system() {
        let degrees = "GEOGCS[\"GCS_China_Geodetic_Coordinate_System_2000\",DATUM[\"D_China_2000\"";
        assert_eq!(system_of(degrees).unwrap(), System::Degrees);
        let web = "PROJCS[\"WGS_1984_Web_Mercator_Auxiliary_Sphere\",GEOGCS[\"GCS_WGS_1984\"";
        assert_eq!(system_of(web).unwrap(), System::WebMercator);
        for refused in [
            "PROJCS[\"CGCS2000_3_Degree_GK_CM_108E\",GEOGCS[\"GCS_China_2000\"",
            "GEOGCS[\"GCS_Beijing_1954\",DATUM[\"D_Beijing_1954\"",
        ] {
            assert!(matches!(system_of(refused), Err(Fault::System { .. })), "{refused}");
        }
    }
}
